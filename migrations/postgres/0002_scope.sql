-- A case that one office received for another belongs to both.

-- Places of envelopes in the feeds of offices that did not write them; counted by `feed` like those
-- of their own.
CREATE TABLE routed (
    office bytea NOT NULL REFERENCES feed (office),
    position bigint NOT NULL,
    envelope bytea NOT NULL REFERENCES envelope (hash),
    PRIMARY KEY (office, position),
    UNIQUE (envelope, office)
);

-- Devices of other offices whose enrolment stands in an office's feed.
CREATE TABLE acquainted (
    device bytea NOT NULL CHECK (octet_length(device) = 16),
    office bytea NOT NULL CHECK (octet_length(office) = 16),
    PRIMARY KEY (device, office)
);

CREATE INDEX envelope_office ON envelope (received_ms) WHERE kind = 4;

-- The office a case was received for, where that is another one.
ALTER TABLE p_document ADD COLUMN for_office bytea;
CREATE INDEX p_document_for_office ON p_document (for_office) WHERE for_office IS NOT NULL;
