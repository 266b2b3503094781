//! Lines of the register and of every sum, one for each case.

use super::{case_id, local_time};
use crate::error::StoreError;
use crate::store::Reader;
use casework::figures::{Entry, Period};
use casework::id::{CaseId, OfficeId};
use casework::number::RecordCode;
use casework::register::Listed;
use casework::time::LocalTime;
use rusqlite::{Connection, OptionalExtension, params};
use std::collections::BTreeSet;

impl Reader<'_> {
    /// Every case of an office that a period may count: received, decided or closed in it, or
    /// carried into it. By time of reception, then code.
    pub fn entries(&self, office: OfficeId, period: Period) -> Result<Vec<Entry>, StoreError> {
        let mut statement = self.conn.prepare_cached(
            "SELECT entry FROM p_figure
             WHERE office = ?1 AND received_ms < ?3
               AND (received_ms >= ?2 OR finished_ms IS NULL OR finished_ms >= ?2
                    OR end_ms >= ?2)",
        )?;
        let (begin, end) = (period.begin().unix_ms(), period.end().unix_ms());
        let mut rows = statement.query(params![office.0, begin, end])?;
        let mut entries = Vec::new();
        while let Some(row) = rows.next()? {
            entries.push(read(row.get_ref(0)?.as_str().unwrap_or_default())?);
        }
        entries.sort_by(|a, b| (a.received, &a.code, a.id).cmp(&(b.received, &b.code, b.id)));
        Ok(entries)
    }

    /// What decides the running numbers of one year's book: every case received in it.
    pub fn listed(&self, office: OfficeId, year: Period) -> Result<Vec<Listed>, StoreError> {
        let mut statement = self.conn.prepare_cached(
            "SELECT received_ms, code, id FROM p_case
             WHERE office = ?1 AND received_ms >= ?2 AND received_ms < ?3",
        )?;
        let (begin, end) = (year.begin().unix_ms(), year.end().unix_ms());
        let mut rows = statement.query(params![office.0, begin, end])?;
        let mut listed = Vec::new();
        while let Some(row) = rows.next()? {
            let code: String = row.get(1)?;
            listed.push(Listed {
                received: local_time(row.get(0)?)?,
                code: RecordCode::parse(&code).map_err(|_| StoreError::corrupt("code"))?,
                id: case_id(row, 2)?,
            });
        }
        Ok(listed)
    }

    /// The cases of which the hub has not acknowledged every part made here.
    pub fn unacknowledged(&self) -> Result<BTreeSet<CaseId>, StoreError> {
        let mut statement = self
            .conn
            .prepare_cached("SELECT DISTINCT doc FROM envelope WHERE state < 3 AND kind = 0")?;
        let rows = statement.query_map([], |row| case_id(row, 0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

fn read(text: &str) -> Result<Entry, StoreError> {
    serde_json::from_str(text).map_err(|_| StoreError::corrupt("entry"))
}

/// Writes the line of the case that is row `n` in place of what was there.
pub(crate) fn write(
    conn: &Connection,
    n: i64,
    office: OfficeId,
    entry: &Entry,
) -> Result<(), StoreError> {
    let text = serde_json::to_string(entry).map_err(|_| StoreError::corrupt("entry"))?;
    conn.prepare_cached(
        "INSERT OR REPLACE INTO p_figure (n, office, received_ms, finished_ms, end_ms, entry)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?
    .execute(params![
        n,
        office.0,
        entry.received.unix_ms(),
        entry.finished().map(LocalTime::unix_ms),
        entry.end.map(LocalTime::unix_ms),
        text,
    ])?;
    Ok(())
}

/// The line of a case as it stands in the table; what cannot be read is not what was written.
pub(crate) fn stored(conn: &Connection, doc: CaseId) -> Result<Option<Entry>, StoreError> {
    let text: Option<String> = conn
        .prepare_cached(
            "SELECT entry FROM p_figure JOIN p_document USING (n) WHERE p_document.id = ?1",
        )?
        .query_row([doc.0], |row| row.get(0))
        .optional()?;
    Ok(text.and_then(|text| read(&text).ok()))
}
