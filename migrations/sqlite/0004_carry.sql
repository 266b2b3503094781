-- What goes from machine to machine past the hub.

-- Envelopes made elsewhere that did not come from the hub and that it is not known to have: to be
-- passed on, unless it gave a reason not to take them. A hash may stand here before its envelope is
-- let in.
CREATE TABLE relay (
    hash BLOB PRIMARY KEY CHECK (length(hash) = 32),
    refused TEXT
) STRICT, WITHOUT ROWID;

-- The newest signed statement of each store about what it holds; `wire` is the truth.
CREATE TABLE receipt (
    office BLOB NOT NULL CHECK (length(office) = 16),
    device BLOB NOT NULL CHECK (length(device) = 16),
    wire BLOB NOT NULL,
    PRIMARY KEY (office, device)
) STRICT, WITHOUT ROWID;

-- Parts of bundles that were taken in: their first `pages` pages, or the whole.
CREATE TABLE bundle (
    id BLOB NOT NULL CHECK (length(id) = 16),
    part INTEGER NOT NULL,
    pages INTEGER NOT NULL,
    whole INTEGER NOT NULL CHECK (whole IN (0, 1)),
    PRIMARY KEY (id, part)
) STRICT, WITHOUT ROWID;

-- Bundles made here: nothing in one lies beyond `position` of the office's feed. `state` is a hash of
-- all that it was made from, once it was written whole.
CREATE TABLE own_bundle (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    position INTEGER NOT NULL,
    state BLOB CHECK (length(state) = 32)
) STRICT, WITHOUT ROWID;
