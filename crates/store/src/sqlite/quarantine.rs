//! What was not let in: counted, kept aside within bounds, shown, never dropped silently.

use super::{count, hash, signed};
use crate::error::StoreError;
use crate::store::Reader;
use casework::crdt::ChangeError;
use casework::id::{CaseId, Hash};
use casework::sync::door::Refusal;
use casework::sync::envelope::Envelope;
use rusqlite::{Connection, OptionalExtension, params};
use std::collections::BTreeMap;

/// Most rows kept aside, in each of the two tables.
pub(crate) const ROWS_MAX: u64 = 10_000;
/// Most bytes kept aside, in each of the two tables.
pub(crate) const BYTES_MAX: u64 = 64 * 1024 * 1024;

/// The state of a store in numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Cases.
    pub cases: u64,
    /// Refused envelopes kept aside, own ones the hub refused among them.
    pub quarantined: u64,
    /// Envelopes that wait for one before them.
    pub held: u64,
    /// Envelopes of a newer version: kept and forwarded, not understood.
    pub newer: u64,
    /// Cases with two steps or values that exclude each other.
    pub conflicts: u64,
    /// Records of the office, of every kind.
    pub records: u64,
    /// Refused and not kept, by the code of the reason.
    pub refused: BTreeMap<String, u64>,
}

/// A refused envelope that is kept aside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quarantined {
    /// Its name.
    pub hash: Hash,
    /// The code of the reason.
    pub reason: String,
    /// When it arrived (an own one: when it was made), milliseconds since the Unix epoch.
    pub received_ms: i64,
}

impl Reader<'_> {
    /// The state of the store in numbers.
    pub fn counts(&self) -> Result<Counts, StoreError> {
        let mut statement = self.conn.prepare_cached(
            "SELECT (SELECT count(*) FROM p_case), (SELECT count(*) FROM quarantine),
                    (SELECT count(*) FROM held), (SELECT count(*) FROM envelope WHERE kind > 4),
                    (SELECT count(*) FROM p_case WHERE conflict = 1),
                    (SELECT count(*) FROM p_record)",
        )?;
        let mut counts = statement.query_row([], |row| {
            Ok(Counts {
                cases: count(row, 0)?,
                quarantined: count(row, 1)?,
                held: count(row, 2)?,
                newer: count(row, 3)?,
                conflicts: count(row, 4)?,
                records: count(row, 5)?,
                refused: BTreeMap::new(),
            })
        })?;
        let mut statement = self
            .conn
            .prepare_cached("SELECT reason, count FROM refused_count")?;
        counts.refused = statement
            .query_map([], |row| Ok((row.get(0)?, count(row, 1)?)))?
            .collect::<Result<_, _>>()?;
        Ok(counts)
    }

    /// Refused envelopes that are kept aside, newest first.
    pub fn quarantine(&self, limit: usize) -> Result<Vec<Quarantined>, StoreError> {
        let mut statement = self.conn.prepare_cached(
            "SELECT hash, reason, received_ms FROM quarantine
             ORDER BY received_ms DESC, hash LIMIT ?1",
        )?;
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let rows = statement.query_map([limit], |row| {
            Ok(Quarantined {
                hash: hash(row, 0)?,
                reason: row.get(1)?,
                received_ms: row.get(2)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

/// Whether the refused bytes carry the right signature of a device that may write at all.
pub(crate) fn is_attributable(refusal: Refusal) -> bool {
    match refusal {
        Refusal::Envelope(_) | Refusal::UnknownDevice | Refusal::RevokedDevice => false,
        Refusal::WrongOffice
        | Refusal::NotAuthority
        | Refusal::Change(_)
        | Refusal::BadRosterEntry
        | Refusal::BadRecord
        | Refusal::RecordTaken
        | Refusal::Equivocation
        | Refusal::BrokenChain => true,
    }
}

/// Keeps a refused envelope aside if it is worth it and there is room, else counts it.
pub(crate) fn refuse(
    conn: &Connection,
    wire: &[u8],
    hash: Option<Hash>,
    refusal: Refusal,
    received_ms: i64,
) -> Result<(), StoreError> {
    if let Some(hash) = hash.filter(|_| is_attributable(refusal)) {
        if is_listed(conn, "SELECT 1 FROM quarantine WHERE hash = ?1", hash)? {
            return Ok(());
        }
        if has_room(conn, "SELECT count(*), total(size) FROM quarantine", wire)? {
            conn.prepare_cached(
                "INSERT INTO quarantine (hash, reason, received_ms, size, wire)
                 VALUES (?1, ?2, ?3, ?4, ?5)",
            )?
            .execute(params![
                hash.0,
                refusal.code(),
                received_ms,
                signed(wire.len() as u64),
                wire
            ])?;
            return Ok(());
        }
    }
    conn.prepare_cached(
        "INSERT INTO refused_count VALUES (?1, 1)
         ON CONFLICT (reason) DO UPDATE SET count = count + 1",
    )?
    .execute([refusal.code()])?;
    Ok(())
}

/// Keeps an envelope aside until what it builds on arrives.
///
/// Gives the refusal when there is no room.
pub(crate) fn hold(
    conn: &Connection,
    wire: &[u8],
    envelope: &Envelope,
    received_ms: i64,
) -> Result<Option<Refusal>, StoreError> {
    let hash = envelope.hash();
    if is_listed(conn, "SELECT 1 FROM held WHERE hash = ?1", hash)? {
        // A whole copy replaces one whose bodies were removed on the way.
        conn.prepare_cached("UPDATE held SET wire = ?2, size = ?3 WHERE hash = ?1 AND size < ?3")?
            .execute(params![hash.0, wire, signed(wire.len() as u64)])?;
        return Ok(None);
    }
    if !has_room(conn, "SELECT count(*), total(size) FROM held", wire)? {
        return Ok(Some(Refusal::Change(ChangeError::MissingDependency)));
    }
    conn.prepare_cached(
        "INSERT INTO held (hash, doc, received_ms, size, wire) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?
    .execute(params![
        hash.0,
        envelope.header().doc.0,
        received_ms,
        signed(wire.len() as u64),
        wire
    ])?;
    Ok(None)
}

/// Envelopes that wait for something of a document.
pub(crate) fn held(conn: &Connection, doc: CaseId) -> Result<Vec<Vec<u8>>, StoreError> {
    let mut statement = conn.prepare_cached("SELECT wire FROM held WHERE doc = ?1")?;
    let rows = statement.query_map([doc.0], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Takes an envelope out of what is kept aside.
pub(crate) fn forget(conn: &Connection, hash: Hash, quarantine: bool) -> Result<(), StoreError> {
    conn.prepare_cached("DELETE FROM held WHERE hash = ?1")?
        .execute([hash.0])?;
    if quarantine {
        conn.prepare_cached("DELETE FROM quarantine WHERE hash = ?1")?
            .execute([hash.0])?;
    }
    Ok(())
}

fn is_listed(conn: &Connection, sql: &str, hash: Hash) -> Result<bool, StoreError> {
    let mut statement = conn.prepare_cached(sql)?;
    Ok(statement
        .query_row([hash.0], |_| Ok(()))
        .optional()?
        .is_some())
}

fn has_room(conn: &Connection, sql: &str, wire: &[u8]) -> Result<bool, StoreError> {
    let (rows, bytes) = conn
        .prepare_cached(sql)?
        .query_row([], |row| Ok((count(row, 0)?, row.get::<_, f64>(1)?)))?;
    Ok(rows < ROWS_MAX && bytes + wire.len() as f64 <= BYTES_MAX as f64)
}
