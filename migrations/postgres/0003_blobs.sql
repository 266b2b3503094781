-- Files beside cases.

-- What a hub keeps as objects. `chunks` has one bit a chunk.
CREATE TABLE object (
    office bytea NOT NULL CHECK (octet_length(office) = 16),
    hash bytea NOT NULL CHECK (octet_length(hash) = 32),
    size bigint NOT NULL,
    chunks bytea NOT NULL,
    whole boolean NOT NULL,
    PRIMARY KEY (office, hash)
);

-- Computed from the log: the bytes that a case names.
CREATE TABLE p_blob (
    doc bytea NOT NULL CHECK (octet_length(doc) = 16),
    office bytea NOT NULL,
    hash bytea NOT NULL CHECK (octet_length(hash) = 32),
    size bigint NOT NULL,
    PRIMARY KEY (doc, hash)
);
CREATE INDEX p_blob_hash ON p_blob (office, hash);
