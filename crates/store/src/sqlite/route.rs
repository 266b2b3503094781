//! Places of envelopes in the feeds of offices that did not write them.

use super::{hash, signed};
use crate::error::StoreError;
use crate::route::{self, HOME};
use crate::store::{Reader, Tx};
use casework::case::{Case, Scope};
use casework::id::{CaseId, DeviceId, Hash, OfficeId};
use casework::sync::roster::OfficeCard;
use rusqlite::{Connection, OptionalExtension, params};

impl Reader<'_> {
    /// What is known of every office, by agency code.
    pub fn directory(&self) -> Result<Vec<OfficeCard>, StoreError> {
        Ok(route::cards(office_cards(self.conn)?))
    }
}

impl Tx<'_> {
    /// Makes this the store of one office's workstation.
    pub fn set_home(&mut self, office: OfficeId) -> Result<(), StoreError> {
        self.set_setting(HOME, &office.0)
    }
}

/// The office of the workstation; `None` for a hub.
pub(crate) fn home(conn: &Connection) -> Result<Option<OfficeId>, StoreError> {
    let kept = Reader { conn }.setting(HOME)?;
    Ok(kept.and_then(|bytes| bytes.try_into().ok()).map(OfficeId))
}

/// The offices of a document, and whether its opening is here.
pub(crate) fn scope_of(
    conn: &Connection,
    doc: CaseId,
) -> Result<Option<(Scope, bool)>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT office, for_office, EXISTS (SELECT 1 FROM p_case WHERE p_case.n = p_document.n)
         FROM p_document WHERE id = ?1",
    )?;
    let found = statement.query_row([doc.0], |row| {
        let scope = Scope {
            office: OfficeId(row.get(0)?),
            for_office: row.get::<_, Option<[u8; 16]>>(1)?.map(OfficeId),
        };
        Ok((scope, row.get(2)?))
    });
    Ok(found.optional()?)
}

/// Envelopes of a document that are not in an office's feed, in the order of arrival.
pub(crate) fn unrouted(
    conn: &Connection,
    doc: CaseId,
    office: OfficeId,
) -> Result<Vec<(Hash, DeviceId)>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT hash, device FROM envelope
         WHERE doc = ?1 AND kind = 0 AND office <> ?2
           AND NOT EXISTS (SELECT 1 FROM routed
                           WHERE routed.envelope = envelope.id AND routed.office = ?2)
         ORDER BY id",
    )?;
    let rows = statement.query_map(params![doc.0, office.0], |row| {
        Ok((hash(row, 0)?, DeviceId(row.get(1)?)))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Gives an envelope the next place in an office's feed, unless it has one.
pub(crate) fn route(conn: &Connection, office: OfficeId, name: Hash) -> Result<(), StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT id FROM envelope WHERE hash = ?1 AND office <> ?2
           AND NOT EXISTS (SELECT 1 FROM routed
                           WHERE routed.envelope = envelope.id AND routed.office = ?2)",
    )?;
    let id: Option<i64> = statement
        .query_row(params![name.0, office.0], |row| row.get(0))
        .optional()?;
    let Some(id) = id else { return Ok(()) };
    let position = super::log::next_position(conn, office)?;
    conn.prepare_cached("INSERT INTO routed VALUES (?1, ?2, ?3)")?
        .execute(params![office.0, signed(position), id])?;
    Ok(())
}

/// Notes that an office knows a device from elsewhere; `false` where that was noted before.
pub(crate) fn acquaint(
    conn: &Connection,
    office: OfficeId,
    device: DeviceId,
) -> Result<bool, StoreError> {
    let mut statement = conn.prepare_cached("INSERT OR IGNORE INTO acquainted VALUES (?1, ?2)")?;
    Ok(statement.execute(params![device.0, office.0])? > 0)
}

/// The offices that know a device from elsewhere.
pub(crate) fn acquainted(conn: &Connection, device: DeviceId) -> Result<Vec<OfficeId>, StoreError> {
    let mut statement =
        conn.prepare_cached("SELECT office FROM acquainted WHERE device = ?1 ORDER BY office")?;
    let rows = statement.query_map([device.0], |row| row.get(0).map(OfficeId))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The envelopes that say what offices there are, oldest first.
pub(crate) fn office_cards(conn: &Connection) -> Result<Vec<Vec<u8>>, StoreError> {
    let mut statement =
        conn.prepare_cached("SELECT wire FROM envelope WHERE kind = 4 ORDER BY id")?;
    let rows = statement.query_map([], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The ids of all offices on record, in one order.
pub(crate) fn offices(conn: &Connection) -> Result<Vec<OfficeId>, StoreError> {
    let mut statement = conn.prepare_cached("SELECT id FROM office ORDER BY id")?;
    let rows = statement.query_map([], |row| row.get(0).map(OfficeId))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The offices a document belongs to: by its opening, or else that of its first envelope.
pub(crate) fn scope(
    conn: &Connection,
    doc: CaseId,
    case: Option<&Case>,
) -> Result<Scope, StoreError> {
    if let Some(case) = case {
        return Ok(case.opening.scope());
    }
    let office = super::log::office_of(conn, doc)?.ok_or_else(|| StoreError::corrupt("log"))?;
    let for_office = None;
    Ok(Scope { office, for_office })
}
