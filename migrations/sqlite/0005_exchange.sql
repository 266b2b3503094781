-- What the exchanges over each carrier came to: a diary for people, cut to its newest rows. (The proof of
-- what could not be sent is the chain of attempts.) Exchanges in a row that ended alike and moved nothing
-- are one row with a count.
CREATE TABLE exchange (
    id INTEGER PRIMARY KEY,
    carrier TEXT NOT NULL,
    peer TEXT NOT NULL,
    from_ms INTEGER NOT NULL,
    to_ms INTEGER NOT NULL,
    times INTEGER NOT NULL,
    busy_ms INTEGER NOT NULL,
    state TEXT NOT NULL,
    code TEXT,
    pushed INTEGER NOT NULL,
    pulled INTEGER NOT NULL,
    bytes_up INTEGER NOT NULL,
    bytes_down INTEGER NOT NULL,
    unpacked_up INTEGER NOT NULL
) STRICT;
CREATE INDEX exchange_carrier ON exchange (carrier, id);
