-- Ground tables: only ever added to by later migrations. What is derived from them is in
-- projection.sql. Shipped migrations are never edited (CHECKSUMS).

CREATE TABLE migration (
    number INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    applied_ms INTEGER NOT NULL
) STRICT;

-- This database as a replica, and the projection it carries.
CREATE TABLE replica (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    id BLOB NOT NULL CHECK (length(id) = 16),
    projection TEXT NOT NULL
) STRICT;

-- Gapless positions: the counter moves in the transaction that inserts the envelope.
CREATE TABLE feed (
    office BLOB PRIMARY KEY CHECK (length(office) = 16),
    last INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The signed log. `wire` is the truth, the other columns are its header.
-- state: 0 local, 1 sent, 2 refused by the hub, 3 acknowledged, 4 made elsewhere.
CREATE TABLE envelope (
    id INTEGER PRIMARY KEY,
    hash BLOB NOT NULL UNIQUE CHECK (length(hash) = 32),
    office BLOB NOT NULL REFERENCES feed (office),
    position INTEGER NOT NULL,
    device BLOB NOT NULL CHECK (length(device) = 16),
    epoch INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    prev BLOB NOT NULL CHECK (length(prev) = 32),
    kind INTEGER NOT NULL,
    doc BLOB NOT NULL CHECK (length(doc) = 16),
    made_at_ms INTEGER NOT NULL,
    received_ms INTEGER NOT NULL,
    state INTEGER NOT NULL CHECK (state BETWEEN 0 AND 4),
    wire BLOB NOT NULL,
    UNIQUE (office, position),
    UNIQUE (device, epoch, seq)
) STRICT;
CREATE INDEX envelope_doc ON envelope (doc, id) WHERE kind = 0;
CREATE INDEX envelope_unsent ON envelope (id) WHERE state < 2;
CREATE INDEX envelope_waiting ON envelope (doc, state) WHERE state < 3 AND kind = 0;
CREATE INDEX envelope_newer ON envelope (id) WHERE kind > 2;

CREATE TABLE device (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    key BLOB NOT NULL CHECK (length(key) = 32),
    office BLOB NOT NULL CHECK (length(office) = 16),
    name TEXT NOT NULL,
    revoked INTEGER NOT NULL CHECK (revoked IN (0, 1))
) STRICT;
CREATE INDEX device_office ON device (office);

-- Pinned keys that may change the roster and grant bands.
CREATE TABLE authority (
    device BLOB PRIMARY KEY CHECK (length(device) = 16),
    key BLOB NOT NULL CHECK (length(key) = 32)
) STRICT;

CREATE TABLE band (
    id INTEGER PRIMARY KEY,
    office BLOB NOT NULL CHECK (length(office) = 16),
    device BLOB NOT NULL CHECK (length(device) = 16),
    epoch INTEGER NOT NULL,
    lo INTEGER NOT NULL,
    hi INTEGER NOT NULL,
    UNIQUE (office, device, epoch, lo, hi)
) STRICT;

-- Every number given out here; nth counts from 0 within agency, day and band.
CREATE TABLE number_taken (
    code TEXT PRIMARY KEY,
    agency TEXT NOT NULL,
    day TEXT NOT NULL,
    lo INTEGER NOT NULL,
    hi INTEGER NOT NULL,
    nth INTEGER NOT NULL,
    doc BLOB NOT NULL CHECK (length(doc) = 16),
    UNIQUE (agency, day, lo, hi, nth)
) STRICT;

CREATE TABLE cursor (
    peer BLOB NOT NULL CHECK (length(peer) = 16),
    office BLOB NOT NULL CHECK (length(office) = 16),
    position INTEGER NOT NULL,
    PRIMARY KEY (peer, office)
) STRICT, WITHOUT ROWID;

CREATE TABLE setting (
    key TEXT PRIMARY KEY,
    value BLOB NOT NULL
) STRICT;

CREATE TABLE blob (
    id INTEGER PRIMARY KEY,
    hash BLOB NOT NULL UNIQUE CHECK (length(hash) = 32),
    size INTEGER NOT NULL
) STRICT;

CREATE TABLE blob_chunk (
    blob INTEGER NOT NULL REFERENCES blob (id) ON DELETE CASCADE,
    nth INTEGER NOT NULL,
    bytes BLOB NOT NULL,
    PRIMARY KEY (blob, nth)
) STRICT;

-- Signed by a known device and still refused; `wire` is empty where the envelope is our own.
CREATE TABLE quarantine (
    hash BLOB PRIMARY KEY CHECK (length(hash) = 32),
    reason TEXT NOT NULL,
    received_ms INTEGER NOT NULL,
    size INTEGER NOT NULL,
    wire BLOB NOT NULL
) STRICT;
CREATE INDEX quarantine_size ON quarantine (size);

-- Good so far, but something it builds on has not arrived.
CREATE TABLE held (
    hash BLOB PRIMARY KEY CHECK (length(hash) = 32),
    doc BLOB NOT NULL CHECK (length(doc) = 16),
    received_ms INTEGER NOT NULL,
    size INTEGER NOT NULL,
    wire BLOB NOT NULL
) STRICT;
CREATE INDEX held_doc ON held (doc);
CREATE INDEX held_size ON held (size);

-- Refused and not kept, by reason.
CREATE TABLE refused_count (
    reason TEXT PRIMARY KEY,
    count INTEGER NOT NULL
) STRICT;

-- Enrolment codes, by the hash of the code.
CREATE TABLE invitation (
    hash BLOB PRIMARY KEY CHECK (length(hash) = 32),
    office BLOB NOT NULL CHECK (length(office) = 16),
    lo INTEGER,
    hi INTEGER,
    name TEXT NOT NULL,
    expires_ms INTEGER NOT NULL,
    used_by BLOB CHECK (length(used_by) = 32)
) STRICT;

CREATE TABLE office (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    code TEXT NOT NULL,
    record TEXT NOT NULL
) STRICT;
CREATE INDEX office_code ON office (code);
