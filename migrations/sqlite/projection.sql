-- Projection 6: everything here is computed from the log and may be dropped at any time.
-- A store whose projection was made from another text of this file is rebuilt when it is opened:
-- raise the number above when only the code that fills the tables changes.

CREATE TABLE p_document (
    n INTEGER PRIMARY KEY,
    id BLOB NOT NULL UNIQUE,
    office BLOB NOT NULL,
    for_office BLOB,
    heads BLOB NOT NULL
) STRICT;

CREATE TABLE p_case (
    n INTEGER PRIMARY KEY,
    id BLOB NOT NULL UNIQUE,
    office BLOB NOT NULL,
    code TEXT NOT NULL,
    step TEXT NOT NULL,
    closed INTEGER NOT NULL,
    procedure TEXT NOT NULL,
    procedure_name TEXT NOT NULL,
    applicant TEXT NOT NULL,
    received_ms INTEGER NOT NULL,
    due_ms INTEGER,
    provisional INTEGER NOT NULL,
    conflict INTEGER NOT NULL,
    client_ref TEXT,
    texts TEXT NOT NULL,
    for_office BLOB,
    for_record TEXT,
    passage TEXT
) STRICT;
CREATE INDEX p_case_received ON p_case (received_ms DESC, id, closed, step, due_ms, office);
CREATE INDEX p_case_office ON p_case (office, received_ms DESC, id, closed, step, due_ms);
CREATE INDEX p_case_for_office ON p_case (for_office, received_ms DESC) WHERE for_office IS NOT NULL;
CREATE INDEX p_case_code ON p_case (code);
CREATE INDEX p_case_client_ref ON p_case (client_ref, office) WHERE client_ref IS NOT NULL;
CREATE INDEX p_case_conflict ON p_case (n) WHERE conflict = 1;

-- The first record of a name stays; `envelope` is the hash of the envelope it came in.
CREATE TABLE p_record (
    n INTEGER PRIMARY KEY,
    id BLOB NOT NULL UNIQUE,
    office BLOB NOT NULL,
    kind TEXT NOT NULL,
    at_ms INTEGER NOT NULL,
    made_ms INTEGER NOT NULL,
    envelope BLOB NOT NULL,
    record TEXT NOT NULL
) STRICT;
CREATE INDEX p_record_kind ON p_record (office, kind, at_ms, made_ms);

-- One line of the register and of every sum for each case; `entry` is casework's `Entry` as JSON.
CREATE TABLE p_figure (
    n INTEGER PRIMARY KEY,
    office BLOB NOT NULL,
    received_ms INTEGER NOT NULL,
    finished_ms INTEGER,
    end_ms INTEGER,
    entry TEXT NOT NULL
) STRICT;
CREATE INDEX p_figure_received ON p_figure (office, received_ms);

-- What tells two cases that may be one, and a paper to issue again.
CREATE TABLE p_compared (
    n INTEGER PRIMARY KEY,
    id BLOB NOT NULL UNIQUE,
    office BLOB NOT NULL,
    procedure TEXT NOT NULL,
    who TEXT,
    client_ref TEXT,
    device BLOB,
    received_ms INTEGER NOT NULL,
    live INTEGER NOT NULL,
    reprint INTEGER NOT NULL
) STRICT;
CREATE INDEX p_compared_who ON p_compared (office, procedure, who, received_ms) WHERE who IS NOT NULL;
CREATE INDEX p_compared_ref ON p_compared (office, client_ref) WHERE client_ref IS NOT NULL;
CREATE INDEX p_compared_received ON p_compared (office, received_ms);
CREATE INDEX p_compared_reprint ON p_compared (n) WHERE reprint = 1;

-- Folded in Rust on both sides (casework::text): the tokenizer only splits.
CREATE VIRTUAL TABLE p_search USING fts5(
    folded, exact,
    content = '', contentless_delete = 1, prefix = '2 3',
    tokenize = 'unicode61 remove_diacritics 0'
);

-- Payments and refunds of cases, in the order of their events.
CREATE TABLE p_payment (
    n INTEGER NOT NULL,
    nth INTEGER NOT NULL,
    office BLOB NOT NULL,
    event TEXT NOT NULL,
    officer BLOB NOT NULL,
    officer_name TEXT NOT NULL,
    at_ms INTEGER NOT NULL,
    receipt TEXT NOT NULL,
    amount INTEGER NOT NULL,
    refund INTEGER NOT NULL,
    way TEXT NOT NULL,
    reference TEXT,
    payer TEXT,
    reason TEXT,
    PRIMARY KEY (n, nth)
) STRICT, WITHOUT ROWID;
CREATE INDEX p_payment_at ON p_payment (office, at_ms);
CREATE INDEX p_payment_receipt ON p_payment (office, receipt);

-- The bytes that a case names: scans and results. What was taken away is not live. `here` and
-- `at_hub` follow the tables blob and blob_at_hub.
CREATE TABLE p_blob (
    n INTEGER NOT NULL,
    office BLOB NOT NULL,
    hash BLOB NOT NULL,
    size INTEGER NOT NULL,
    live INTEGER NOT NULL,
    here INTEGER NOT NULL,
    at_hub INTEGER NOT NULL,
    PRIMARY KEY (n, hash)
) STRICT, WITHOUT ROWID;
CREATE INDEX p_blob_hash ON p_blob (hash, office);
CREATE INDEX p_blob_unsent ON p_blob (n, here) WHERE live = 1 AND at_hub = 0;
CREATE INDEX p_blob_missing ON p_blob (n, at_hub) WHERE live = 1 AND here = 0;

-- One row for each entry of an old book; `entry` is casework's `OldEntry` as JSON.
CREATE TABLE p_old_entry (
    n INTEGER PRIMARY KEY,
    page BLOB NOT NULL,
    office BLOB NOT NULL,
    book BLOB NOT NULL,
    line INTEGER NOT NULL,
    entry TEXT NOT NULL
) STRICT;
CREATE INDEX p_old_entry_page ON p_old_entry (page, n);
CREATE INDEX p_old_entry_book ON p_old_entry (book, line);

-- As p_search, over the entries of old books.
CREATE VIRTUAL TABLE p_old_search USING fts5(
    folded, exact,
    content = '', contentless_delete = 1, prefix = '2 3',
    tokenize = 'unicode61 remove_diacritics 0'
);
