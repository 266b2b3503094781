//! Is the database what it should be? Looks, never mends.

use super::{attempts, count, hash, log, projection, rebuild, records, roster, signed, unsigned};
use crate::error::StoreError;
use casework::id::{DeviceId, Hash, OfficeId};
use casework::number::Band;
use casework::sync::envelope::{Envelope, Kind};
use casework::sync::roster::{BandGrant, Enrolment};
use rusqlite::{Connection, Row, params};
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::fmt::Display;

/// Something that is not as it should be.
///
/// Codes: of the file `page`, `reference`; of the log `positions`, `envelope`, `signature`,
/// `author` (made elsewhere by nobody known), `chain`; of the roster `device`, `band`,
/// `bands_overlap`; of the proof of non-transmission `attempt` (a run of it does not follow the one
/// before), `countersign`; of the rest `blob`, `document` (its changes do not apply), `projection`
/// (a rebuild mends it).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// A stable word.
    pub code: &'static str,
    /// Which row, for people who repair; never personal data.
    pub detail: String,
}

pub(crate) type Problems = Vec<Problem>;

pub(crate) fn check(conn: &Connection, deep: bool) -> Result<Problems, StoreError> {
    let mut problems = Vec::new();
    pages(conn, deep, &mut problems)?;
    positions(conn, &mut problems)?;
    bands(conn, &mut problems)?;
    if deep {
        log(conn, &mut problems)?;
        attempts::check(conn, &mut problems)?;
        devices(conn, &mut problems)?;
        blobs(conn, &mut problems)?;
        projections(conn, &mut problems)?;
    } else {
        sizes(conn, &mut problems)?;
    }
    Ok(problems)
}

pub(crate) fn report(problems: &mut Problems, code: &'static str, detail: impl Display) {
    let detail = detail.to_string();
    problems.push(Problem { code, detail });
}

fn lines(conn: &Connection, sql: &str) -> Result<Vec<String>, StoreError> {
    let mut statement = conn.prepare(sql)?;
    let rows = statement.query_map([], |row| row.get::<_, String>(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn pages(conn: &Connection, deep: bool, problems: &mut Problems) -> Result<(), StoreError> {
    if deep {
        for line in lines(conn, "PRAGMA cipher_integrity_check")? {
            report(problems, "page", line);
        }
    }
    // FTS5's own check trusts the segment list this connection read last; opening a cursor renews it.
    conn.query_row(
        "SELECT (SELECT count(*) FROM (SELECT rowid FROM p_search LIMIT 1))
              + (SELECT count(*) FROM (SELECT rowid FROM p_old_search LIMIT 1))",
        [],
        |_| Ok(()),
    )?;
    let sql = if deep {
        "PRAGMA integrity_check(20)"
    } else {
        "PRAGMA quick_check(20)"
    };
    for line in lines(conn, sql)?.into_iter().filter(|line| line != "ok") {
        report(problems, "page", line);
    }
    for table in lines(conn, "PRAGMA foreign_key_check")? {
        report(problems, "reference", table);
    }
    Ok(())
}

/// Positions have no gaps and end where the counter stands.
fn positions(conn: &Connection, problems: &mut Problems) -> Result<(), StoreError> {
    let mut statement = conn.prepare(
        "SELECT office FROM feed
         WHERE last <> (SELECT count(*) FROM envelope WHERE envelope.office = feed.office)
                     + (SELECT count(*) FROM routed WHERE routed.office = feed.office)
            OR last <> max((SELECT coalesce(max(position), 0) FROM envelope
                            WHERE envelope.office = feed.office),
                           (SELECT coalesce(max(position), 0) FROM routed
                            WHERE routed.office = feed.office))
         ORDER BY office",
    )?;
    for office in statement.query_map([], |row| row.get(0).map(OfficeId))? {
        report(problems, "positions", office?);
    }
    Ok(())
}

/// No two installations may give out the same ordinals.
fn bands(conn: &Connection, problems: &mut Problems) -> Result<(), StoreError> {
    let mut statement =
        conn.prepare("SELECT office, device, epoch, lo, hi FROM band ORDER BY office, id")?;
    let rows = statement.query_map([], |row| {
        let office = OfficeId(row.get(0)?);
        let holder: ([u8; 16], i64) = (row.get(1)?, row.get(2)?);
        Ok((office, holder, row.get(3)?, row.get(4)?))
    })?;
    let mut known: Vec<(OfficeId, ([u8; 16], i64), Band)> = Vec::new();
    for row in rows {
        let (office, holder, lo, hi) = row?;
        let Ok(band) = Band::new(lo, hi) else {
            report(problems, "band", format!("{office} {lo}-{hi}"));
            continue;
        };
        let clash = known.iter().rev().take_while(|other| other.0 == office);
        for other in clash.filter(|other| other.1 != holder && other.2.overlaps(&band)) {
            let detail = format!("{office} {} {band}", other.2);
            report(problems, "bands_overlap", detail);
        }
        known.push((office, holder, band));
    }
    Ok(())
}

/// Every stored envelope is what its row says, signed by its device and linked to the one before.
fn log(conn: &Connection, problems: &mut Problems) -> Result<(), StoreError> {
    let mut keys = BTreeMap::new();
    let mut statement = conn.prepare(
        "SELECT hash, office, device, epoch, seq, prev, kind, doc, made_at_ms, state, wire
         FROM envelope ORDER BY id",
    )?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let name = hash(row, 0)?;
        let wire: Vec<u8> = row.get(10)?;
        let Ok(envelope) = Envelope::from_wire(&wire) else {
            report(problems, "envelope", name);
            continue;
        };
        if envelope.hash() != name || !is_header(row, &envelope)? {
            report(problems, "envelope", name);
            continue;
        }
        let header = envelope.header();
        let device = header.device;
        let key = match keys.entry(device) {
            Entry::Occupied(known) => *known.get(),
            Entry::Vacant(new) => *new.insert(roster::key_of(conn, device)?),
        };
        let foreign = row.get::<_, u8>(9)? == log::FOREIGN;
        match key {
            Some(key) if envelope.verify(&key).is_err() => report(problems, "signature", name),
            None if foreign => report(problems, "author", name),
            Some(_) | None => {}
        }
        let before = log::neighbour(conn, device, header.epoch, header.seq.wrapping_sub(1))?;
        if before.is_some_and(|(hash, _)| hash != header.prev) {
            report(problems, "chain", name);
        }
    }
    Ok(())
}

fn is_header(row: &Row<'_>, envelope: &Envelope) -> Result<bool, StoreError> {
    let header = envelope.header();
    Ok(row.get::<_, [u8; 16]>(1)? == header.office.0
        && row.get::<_, [u8; 16]>(2)? == header.device.0
        && row.get::<_, i64>(3)? == signed(header.epoch)
        && row.get::<_, i64>(4)? == signed(header.seq)
        && hash(row, 5)? == header.prev
        && row.get::<_, u8>(6)? == header.kind.code()
        && row.get::<_, [u8; 16]>(7)? == header.doc.0
        && row.get::<_, i64>(8)? == header.made_at_ms)
}

/// The tables of devices and bands hold what the log says: no device comes back after it was
/// revoked, none is there that nobody enrolled.
fn devices(conn: &Connection, problems: &mut Problems) -> Result<(), StoreError> {
    let mut told: BTreeMap<DeviceId, Enrolment> = BTreeMap::new();
    let mut statement =
        conn.prepare("SELECT wire FROM envelope WHERE kind IN (1, 2) ORDER BY id")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let Ok(envelope) = Envelope::from_wire(&row.get::<_, Vec<u8>>(0)?) else {
            continue;
        };
        for body in envelope.present_bodies() {
            if envelope.header().kind == Kind::Band {
                let grant = BandGrant::from_body(body);
                if !grant.is_some_and(|grant| has_band(conn, &grant).unwrap_or(false)) {
                    report(problems, "band", envelope.hash());
                }
            } else if let Some(new) = Enrolment::from_body(body) {
                let revoked = told.get(&new.key.device()).is_some_and(|old| old.revoked);
                let revoked = revoked || new.revoked;
                told.insert(new.key.device(), Enrolment { revoked, ..new });
            }
        }
    }
    let mut statement = conn.prepare("SELECT id, key, office, name, revoked FROM device")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let id = DeviceId(row.get(0)?);
        let enrolment = Enrolment {
            key: casework::id::PublicKey(row.get(1)?),
            office: OfficeId(row.get(2)?),
            name: row.get(3)?,
            revoked: row.get(4)?,
        };
        if told.remove(&id) != Some(enrolment) {
            report(problems, "device", id);
        }
    }
    for id in told.keys() {
        report(problems, "device", id);
    }
    Ok(())
}

fn has_band(conn: &Connection, grant: &BandGrant) -> Result<bool, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT 1 FROM band
         WHERE office = ?1 AND device = ?2 AND epoch = ?3 AND lo = ?4 AND hi = ?5",
    )?;
    Ok(statement.exists(params![
        grant.office.0,
        grant.device.0,
        signed(grant.epoch),
        grant.lo,
        grant.hi
    ])?)
}

fn blobs(conn: &Connection, problems: &mut Problems) -> Result<(), StoreError> {
    let mut statement = conn.prepare("SELECT hash, size FROM blob WHERE whole = 1 ORDER BY id")?;
    let all = statement
        .query_map([], |row| Ok((hash(row, 0)?, row.get::<_, i64>(1)?)))?
        .collect::<Result<Vec<(Hash, i64)>, _>>()?;
    let reader = crate::store::Reader { conn };
    for (name, size) in all {
        let sound = match reader.blob(name) {
            Ok(Some(bytes)) => bytes.len() as u64 == unsigned(size),
            Ok(None) | Err(StoreError::Corrupt { .. }) => false,
            Err(error) => return Err(error),
        };
        if !sound {
            report(problems, "blob", name);
        }
    }
    Ok(())
}

/// Computes every document again and compares.
fn projections(conn: &Connection, problems: &mut Problems) -> Result<(), StoreError> {
    let documents = rebuild::documents(conn)?;
    let mut sizes = [0_u64, 0, 0];
    for doc in documents {
        let loaded = match log::document(conn, doc) {
            Ok(loaded) => loaded,
            Err(StoreError::Corrupt { .. } | StoreError::Change(_)) => {
                report(problems, "document", doc);
                continue;
            }
            Err(error) => return Err(error),
        };
        let Some(mut document) = loaded else { continue };
        let case = document.case();
        let cases = u64::from(case.is_some());
        sizes = [sizes[0] + 1, sizes[1] + cases, sizes[2] + cases];
        let computed = projection::compute(conn, doc, &document.heads(), case.as_ref())?;
        if projection::stored(conn, doc)?.as_ref() != Some(&computed) {
            report(problems, "projection", doc);
        }
    }
    if rebuild::sizes(conn)? != sizes {
        report(problems, "projection", "rows");
    }
    for record in records::differences(conn)? {
        report(problems, "projection", record);
    }
    Ok(())
}

fn sizes(conn: &Connection, problems: &mut Problems) -> Result<(), StoreError> {
    let documents: u64 = conn.query_row(
        "SELECT count(DISTINCT doc) FROM envelope WHERE kind = 0",
        [],
        |row| count(row, 0),
    )?;
    let [projected, cases, searchable] = rebuild::sizes(conn)?;
    let too_many = projected > documents || records::has_too_many(conn)?;
    if too_many || cases > projected || cases != searchable {
        report(problems, "projection", "rows");
    }
    Ok(())
}
