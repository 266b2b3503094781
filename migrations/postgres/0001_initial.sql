-- The tables of a hub on PostgreSQL: what migrations/sqlite has, as far as a hub needs it.
-- Shipped migrations are never edited (CHECKSUMS).

CREATE TABLE migration (
    number integer PRIMARY KEY,
    name text NOT NULL,
    sha256 text NOT NULL,
    applied timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE replica (
    one integer PRIMARY KEY CHECK (one = 1),
    id bytea NOT NULL CHECK (octet_length(id) = 16)
);

-- Gapless positions: the row of an office is locked by whoever appends to its feed, so that
-- positions are visible in their order.
CREATE TABLE feed (
    office bytea PRIMARY KEY CHECK (octet_length(office) = 16),
    last bigint NOT NULL
);

-- The signed log. `wire` is the truth, the other columns are its header.
CREATE TABLE envelope (
    hash bytea PRIMARY KEY CHECK (octet_length(hash) = 32),
    office bytea NOT NULL REFERENCES feed (office),
    position bigint NOT NULL,
    device bytea NOT NULL CHECK (octet_length(device) = 16),
    epoch bigint NOT NULL,
    seq bigint NOT NULL,
    prev bytea NOT NULL CHECK (octet_length(prev) = 32),
    kind integer NOT NULL,
    doc bytea NOT NULL CHECK (octet_length(doc) = 16),
    made_at_ms bigint NOT NULL,
    received_ms bigint NOT NULL,
    wire bytea NOT NULL,
    UNIQUE (office, position),
    UNIQUE (device, epoch, seq)
);
CREATE INDEX envelope_doc ON envelope (doc, office, position) WHERE kind = 0;

CREATE TABLE device (
    id bytea PRIMARY KEY CHECK (octet_length(id) = 16),
    key bytea NOT NULL CHECK (octet_length(key) = 32),
    office bytea NOT NULL CHECK (octet_length(office) = 16),
    name text NOT NULL,
    revoked boolean NOT NULL
);
CREATE INDEX device_office ON device (office);

-- Pinned keys that may change the roster and grant bands.
CREATE TABLE authority (
    device bytea PRIMARY KEY CHECK (octet_length(device) = 16),
    key bytea NOT NULL CHECK (octet_length(key) = 32)
);

CREATE TABLE band (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    office bytea NOT NULL CHECK (octet_length(office) = 16),
    device bytea NOT NULL CHECK (octet_length(device) = 16),
    epoch bigint NOT NULL,
    lo bigint NOT NULL,
    hi bigint NOT NULL,
    UNIQUE (office, device, epoch, lo, hi)
);

CREATE TABLE setting (
    key text PRIMARY KEY,
    value bytea NOT NULL
);

-- Signed by a known device and still refused.
CREATE TABLE quarantine (
    hash bytea PRIMARY KEY CHECK (octet_length(hash) = 32),
    reason text NOT NULL,
    received_ms bigint NOT NULL,
    size bigint NOT NULL,
    wire bytea NOT NULL
);

-- Good so far, but something it builds on has not arrived.
CREATE TABLE held (
    hash bytea PRIMARY KEY CHECK (octet_length(hash) = 32),
    doc bytea NOT NULL CHECK (octet_length(doc) = 16),
    received_ms bigint NOT NULL,
    size bigint NOT NULL,
    wire bytea NOT NULL
);
CREATE INDEX held_doc ON held (doc);

-- Refused and not kept, by reason.
CREATE TABLE refused_count (
    reason text PRIMARY KEY,
    count bigint NOT NULL
);

-- Enrolment codes, by the hash of the code.
CREATE TABLE invitation (
    hash bytea PRIMARY KEY CHECK (octet_length(hash) = 32),
    office bytea NOT NULL CHECK (octet_length(office) = 16),
    lo bigint,
    hi bigint,
    name text NOT NULL,
    expires_ms bigint NOT NULL,
    used_by bytea CHECK (octet_length(used_by) = 32)
);

CREATE TABLE office (
    id bytea PRIMARY KEY CHECK (octet_length(id) = 16),
    code text NOT NULL,
    record text NOT NULL
);
CREATE INDEX office_code ON office (code);

-- What is computed from the log: one row for each document and record.
CREATE TABLE p_document (
    id bytea PRIMARY KEY CHECK (octet_length(id) = 16),
    office bytea NOT NULL,
    heads bytea NOT NULL,
    is_case boolean NOT NULL,
    conflict boolean NOT NULL
);
CREATE INDEX p_document_office ON p_document (office);

CREATE TABLE p_record (
    id bytea PRIMARY KEY CHECK (octet_length(id) = 16),
    office bytea NOT NULL,
    envelope bytea NOT NULL
);
CREATE INDEX p_record_office ON p_record (office);
