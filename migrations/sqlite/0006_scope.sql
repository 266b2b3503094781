-- A case that one office received for another belongs to both.

-- Places of envelopes in the feeds of offices that did not write them; counted by `feed` like those
-- of their own.
CREATE TABLE routed (
    office BLOB NOT NULL REFERENCES feed (office),
    position INTEGER NOT NULL,
    envelope INTEGER NOT NULL REFERENCES envelope (id),
    PRIMARY KEY (office, position)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX routed_once ON routed (envelope, office);

-- Devices of other offices whose enrolment stands in an office's feed.
CREATE TABLE acquainted (
    device BLOB NOT NULL CHECK (length(device) = 16),
    office BLOB NOT NULL CHECK (length(office) = 16),
    PRIMARY KEY (device, office)
) STRICT, WITHOUT ROWID;

-- Kind 4, what is known of other offices, is understood from here on.
DROP INDEX envelope_newer;
CREATE INDEX envelope_newer ON envelope (id) WHERE kind > 4;
CREATE INDEX envelope_office ON envelope (id) WHERE kind = 4;

-- What an older program took for another office's business is asked for again.
DELETE FROM cursor WHERE EXISTS (SELECT 1 FROM quarantine WHERE reason = 'wrong_office');
