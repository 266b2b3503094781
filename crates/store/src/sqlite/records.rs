//! Records of the office: one row for each, by kind and time.

use super::{case_id, count, hash, old_books};
use crate::error::StoreError;
use crate::store::Reader;
use casework::id::{CaseId, OfficeId};
use casework::record::{Record, RecordData};
use casework::sync::envelope::Envelope;
use rusqlite::{Connection, OptionalExtension, params};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};

impl Reader<'_> {
    /// The records of one kind from `from_ms` to before `to_ms` (the writer's clock, milliseconds
    /// since the Unix epoch), oldest first, within a minute in the order of writing; every office's where `office` is `None`. What a newer
    /// version shaped otherwise is left out here and counted by [`Reader::record_kinds`].
    pub fn records<T: RecordData>(
        &self,
        office: Option<OfficeId>,
        from_ms: i64,
        to_ms: i64,
    ) -> Result<Vec<(Record, T)>, StoreError> {
        let scope = if office.is_some() {
            "office = ?1"
        } else {
            "?1 IS NULL"
        };
        let mut statement = self.conn.prepare_cached(&format!(
            "SELECT record FROM p_record
             WHERE {scope} AND kind = ?2 AND at_ms >= ?3 AND at_ms < ?4 ORDER BY at_ms, made_ms, id"
        ))?;
        let key = params![office.map(|office| office.0), T::KIND, from_ms, to_ms];
        let mut rows = statement.query(key)?;
        let mut records = Vec::new();
        while let Some(row) = rows.next()? {
            let record = parse(&row.get::<_, String>(0)?)?;
            records.extend(record.data().map(|data| (record, data)));
        }
        Ok(records)
    }

    /// One record; `None` when it is not here, or is of another kind.
    pub fn record<T: RecordData>(&self, id: CaseId) -> Result<Option<(Record, T)>, StoreError> {
        let mut statement = self
            .conn
            .prepare_cached("SELECT record FROM p_record WHERE id = ?1")?;
        let text: Option<String> = statement.query_row([id.0], |row| row.get(0)).optional()?;
        let record = text.map(|text| parse(&text)).transpose()?;
        Ok(record.and_then(|record| record.data().map(|data| (record, data))))
    }

    /// How many records of each kind there are, kinds of a newer version among them.
    pub fn record_kinds(
        &self,
        office: Option<OfficeId>,
    ) -> Result<BTreeMap<String, u64>, StoreError> {
        let mut statement = self.conn.prepare_cached(
            "SELECT kind, count(*) FROM p_record WHERE ?1 IS NULL OR office = ?1 GROUP BY kind",
        )?;
        let rows = statement.query_map([office.map(|office| office.0)], |row| {
            Ok((row.get(0)?, count(row, 1)?))
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

fn parse(text: &str) -> Result<Record, StoreError> {
    Record::from_body(text.as_bytes()).ok_or_else(|| StoreError::corrupt("record"))
}

/// Whether a record of that name is here.
pub(crate) fn is_taken(conn: &Connection, id: CaseId) -> Result<bool, StoreError> {
    let mut statement = conn.prepare_cached("SELECT 1 FROM p_record WHERE id = ?1")?;
    Ok(statement.exists([id.0])?)
}

/// Writes the row of a record; one of a name that is taken changes nothing.
pub(crate) fn project(conn: &Connection, envelope: &Envelope) -> Result<(), StoreError> {
    let Some(record) = Record::of(envelope) else {
        return Ok(());
    };
    let body = envelope.present_bodies().next().unwrap_or_default();
    let written = conn
        .prepare_cached(
            "INSERT OR IGNORE INTO p_record (id, office, kind, at_ms, made_ms, envelope, record)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        )?
        .execute(params![
            record.id.0,
            envelope.header().office.0,
            record.kind,
            record.at.unix_ms(),
            envelope.header().made_at_ms,
            envelope.hash().0,
            String::from_utf8_lossy(body),
        ])?;
    if written > 0 {
        old_books::project(conn, envelope.header().office, &record)?;
    }
    Ok(())
}

/// Gives every envelope of a record in the order of arrival. An older program let them in unread:
/// not every one need be a record.
fn each(
    conn: &Connection,
    mut take: impl FnMut(&Envelope) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let mut statement = conn.prepare("SELECT wire FROM envelope WHERE kind = 3 ORDER BY id")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        if let Ok(envelope) = Envelope::from_wire(&row.get::<_, Vec<u8>>(0)?) {
            take(&envelope)?;
        }
    }
    Ok(())
}

/// Fills the empty table from the log.
pub(crate) fn rebuild(conn: &Connection) -> Result<(), StoreError> {
    each(conn, |envelope| project(conn, envelope))
}

/// The rows that differ from what the log says, by record; those that are too many by number.
pub(crate) fn differences(conn: &Connection) -> Result<Vec<String>, StoreError> {
    let mut told = BTreeSet::new();
    let mut wrong = Vec::new();
    let mut row = conn.prepare(
        "SELECT 1 FROM p_record
         WHERE id = ?1 AND office = ?2 AND kind = ?3 AND at_ms = ?4 AND made_ms = ?5
           AND envelope = ?6 AND record = ?7",
    )?;
    each(conn, |envelope| {
        let Some(record) = Record::of(envelope) else {
            return Ok(());
        };
        // The first of a name stays.
        if !told.insert(record.id) {
            return Ok(());
        }
        let body = envelope.present_bodies().next().unwrap_or_default();
        let is_there = row.exists(params![
            record.id.0,
            envelope.header().office.0,
            record.kind,
            record.at.unix_ms(),
            envelope.header().made_at_ms,
            envelope.hash().0,
            String::from_utf8_lossy(body),
        ])?;
        if !is_there || !old_books::is_right(conn, envelope.header().office, &record)? {
            wrong.push(record.id.to_string());
        }
        Ok(())
    })?;
    let rows = conn.query_row("SELECT count(*) FROM p_record", [], |row| count(row, 0))?;
    if rows != told.len() as u64 {
        wrong.push("records".to_owned());
    }
    if old_books::has_strays(conn)? {
        wrong.push("old books".to_owned());
    }
    Ok(wrong)
}

/// Whether there are more rows than the log can have given.
pub(crate) fn has_too_many(conn: &Connection) -> Result<bool, StoreError> {
    Ok(conn.query_row(
        "SELECT (SELECT count(*) FROM p_record)
              > (SELECT count(*) FROM envelope WHERE kind = 3)",
        [],
        |row| row.get(0),
    )?)
}

/// Adds the name and the envelope of every record to a hash over the replica.
pub(crate) fn digest(
    conn: &Connection,
    office: Option<OfficeId>,
    digest: &mut Sha256,
) -> Result<(), StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT id, envelope FROM p_record WHERE ?1 IS NULL OR office = ?1 ORDER BY id",
    )?;
    let mut rows = statement.query([office.map(|office| office.0)])?;
    while let Some(row) = rows.next()? {
        digest.update(b"record");
        digest.update(case_id(row, 0)?.0);
        digest.update(hash(row, 1)?.0);
    }
    Ok(())
}
