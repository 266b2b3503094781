-- Attempts to reach the hub: runs of attempts that ended alike, each hashed over the one before. Only
-- the last one grows, and only until it is countersigned. `run` is the truth, the times are its own.
CREATE TABLE attempt (
    seq INTEGER PRIMARY KEY,
    hash BLOB NOT NULL CHECK (length(hash) = 32),
    from_ms INTEGER NOT NULL,
    to_ms INTEGER NOT NULL,
    run BLOB NOT NULL
) STRICT;
CREATE INDEX attempt_time ON attempt (from_ms);

-- The end of the chain, so that a last row that was taken away is missed. Closed: a minute cites it, the
-- last run grows no more.
CREATE TABLE attempt_head (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    seq INTEGER NOT NULL,
    hash BLOB NOT NULL CHECK (length(hash) = 32),
    closed INTEGER NOT NULL CHECK (closed IN (0, 1))
) STRICT;

-- The hub's word that the chain had this head.
CREATE TABLE countersign (
    seq INTEGER PRIMARY KEY REFERENCES attempt (seq),
    hash BLOB NOT NULL CHECK (length(hash) = 32),
    device BLOB NOT NULL CHECK (length(device) = 16),
    epoch INTEGER NOT NULL,
    hub BLOB NOT NULL CHECK (length(hub) = 32),
    hub_ms INTEGER NOT NULL,
    signature BLOB NOT NULL CHECK (length(signature) = 64)
) STRICT;

-- When the hub acknowledged an own envelope, by its own clock.
CREATE TABLE acknowledgement (
    hash BLOB PRIMARY KEY CHECK (length(hash) = 32),
    hub_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
