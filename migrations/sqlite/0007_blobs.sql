-- Files beside cases, on their way.

-- A blob whose chunks are still coming is not whole yet: its bytes are not checked.
ALTER TABLE blob ADD COLUMN whole INTEGER NOT NULL DEFAULT 1 CHECK (whole IN (0, 1));

-- Blobs the hub has said, with its signature, to have whole.
CREATE TABLE blob_at_hub (
    hash BLOB PRIMARY KEY CHECK (length(hash) = 32)
) STRICT, WITHOUT ROWID;

-- Blobs somebody asked for: fetched before any other.
CREATE TABLE blob_wanted (
    hash BLOB PRIMARY KEY CHECK (length(hash) = 32)
) STRICT, WITHOUT ROWID;

-- A hub's list of what it keeps as objects. `chunks` has one bit a chunk.
CREATE TABLE object (
    office BLOB NOT NULL CHECK (length(office) = 16),
    hash BLOB NOT NULL CHECK (length(hash) = 32),
    size INTEGER NOT NULL,
    chunks BLOB NOT NULL,
    whole INTEGER NOT NULL CHECK (whole IN (0, 1)),
    PRIMARY KEY (office, hash)
) STRICT, WITHOUT ROWID;
