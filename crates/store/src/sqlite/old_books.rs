//! Entries of old books: one row and one line of the search for each, filled from their records.

use super::search::{self, Asked, Text};
use super::{case_id, count, unsigned};
use crate::error::StoreError;
use crate::store::Reader;
use casework::id::{CaseId, OfficeId};
use casework::old_book::{OldEntry, OldPage};
use casework::record::Record;
use rusqlite::{Connection, OptionalExtension, params};

/// An entry of an old book that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OldEntryRow {
    /// The record of its book.
    pub book: CaseId,
    /// The entry.
    pub entry: OldEntry,
    /// The text that was found, as it was written.
    pub matched: String,
}

impl Reader<'_> {
    /// Finds entries of old books that have every word of `text` (or a word that begins with it)
    /// somewhere; those with the same marks first, then what came last. Limits as
    /// [`Reader::search`].
    pub fn search_old_entries(
        &self,
        text: &str,
        limit: usize,
    ) -> Result<Vec<OldEntryRow>, StoreError> {
        let asked = Asked::new(text);
        let found = search::rows_of(self.conn, "p_old_search", &asked, limit)?;
        let mut statement = self
            .conn
            .prepare_cached("SELECT book, entry FROM p_old_entry WHERE n = ?1")?;
        let mut rows = Vec::with_capacity(found.len());
        for n in found {
            let (book, entry) =
                statement.query_row([n], |row| Ok((case_id(row, 0)?, row.get::<_, String>(1)?)))?;
            let entry = parse(&entry)?;
            let texts = texts(&entry);
            let best = texts.iter().rev().max_by_key(|text| asked.score(text));
            let matched = best.map_or_else(String::new, |text| text.original().to_owned());
            rows.push(OldEntryRow {
                book,
                entry,
                matched,
            });
        }
        Ok(rows)
    }

    /// The entry of the book `book` that came from `line` of its file.
    pub fn old_entry(&self, book: CaseId, line: u32) -> Result<Option<OldEntry>, StoreError> {
        let mut statement = self.conn.prepare_cached(
            "SELECT entry FROM p_old_entry WHERE book = ?1 AND line = ?2 ORDER BY n LIMIT 1",
        )?;
        let text: Option<String> = statement
            .query_row(params![book.0, line], |row| row.get(0))
            .optional()?;
        text.map(|text| parse(&text)).transpose()
    }

    /// How many entries of the book `book` are here; the rest is still on its way.
    pub fn old_entries_here(&self, book: CaseId) -> Result<u64, StoreError> {
        let mut statement = self
            .conn
            .prepare_cached("SELECT count(*) FROM p_old_entry WHERE book = ?1")?;
        Ok(statement.query_row([book.0], |row| count(row, 0))?)
    }
}

fn parse(text: &str) -> Result<OldEntry, StoreError> {
    serde_json::from_str(text).map_err(|_| StoreError::corrupt("old entry"))
}

fn texts(entry: &OldEntry) -> Vec<Text> {
    let text = |text: &str| Text::Words(text.to_owned());
    entry.texts().map(text).collect()
}

fn column(entry: &OldEntry) -> String {
    serde_json::to_string(entry).unwrap_or_default()
}

/// Writes the rows of a page that is new; any other record has none.
pub(crate) fn project(
    conn: &Connection,
    office: OfficeId,
    record: &Record,
) -> Result<(), StoreError> {
    let Some(page) = record.data::<OldPage>() else {
        return Ok(());
    };
    let mut statement = conn.prepare_cached(
        "INSERT INTO p_old_entry (page, office, book, line, entry) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?;
    for entry in &page.entries {
        let n = statement.insert(params![
            record.id.0,
            office.0,
            page.book.0,
            entry.row,
            column(entry)
        ])?;
        search::index_in(conn, "p_old_search", n, &texts(entry))?;
    }
    Ok(())
}

/// Whether the rows of a record are what it says.
pub(crate) fn is_right(
    conn: &Connection,
    office: OfficeId,
    record: &Record,
) -> Result<bool, StoreError> {
    let page = record.data::<OldPage>();
    let wanted = page.iter().flat_map(|page| {
        let row = |entry: &OldEntry| (office.0, page.book.0, entry.row, column(entry));
        page.entries.iter().map(row).collect::<Vec<_>>()
    });
    let wanted: Vec<_> = wanted.collect();
    let mut statement = conn.prepare_cached(
        "SELECT office, book, line, entry FROM p_old_entry WHERE page = ?1 ORDER BY n",
    )?;
    let rows = statement.query_map([record.id.0], |row| {
        Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
    })?;
    let found: Vec<([u8; 16], [u8; 16], u32, String)> = rows.collect::<Result<_, _>>()?;
    Ok(found == wanted)
}

/// Whether there are rows without a record, or the search has other rows than the table.
pub(crate) fn has_strays(conn: &Connection) -> Result<bool, StoreError> {
    let [strays, rows, searchable] = conn.query_row(
        "SELECT (SELECT count(*) FROM p_old_entry WHERE page NOT IN (SELECT id FROM p_record)),
                (SELECT count(*) FROM p_old_entry), (SELECT count(*) FROM p_old_search)",
        [],
        |row| Ok([row.get(0)?, row.get(1)?, row.get::<_, i64>(2)?].map(unsigned)),
    )?;
    Ok(strays > 0 || rows != searchable)
}
