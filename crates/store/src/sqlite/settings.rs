//! Small records of the machine itself: settings, cursors, offices, enrolment codes.

use super::{count, signed, unsigned};
use crate::error::StoreError;
use crate::sqlite::log::Position;
use crate::store::{Reader, StoreId, Tx};
use casework::id::{Hash, OfficeId, PublicKey};
use casework::number::{AgencyCode, Band};
use casework::office::Office;
use rusqlite::{OptionalExtension, Params, params};

/// What an enrolment code stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invitation {
    /// The office the device joins.
    pub office: OfficeId,
    /// The band it gets; `None` lets the hub choose.
    pub band: Option<Band>,
    /// The device's name for people.
    pub name: String,
    /// Until when the code may be used, milliseconds since the Unix epoch.
    pub expires_ms: i64,
}

impl Reader<'_> {
    /// Up to which position a peer's feed of an office was taken in; 0 at the beginning.
    pub fn cursor(&self, peer: StoreId, office: OfficeId) -> Result<Position, StoreError> {
        let mut statement = self
            .conn
            .prepare_cached("SELECT position FROM cursor WHERE peer = ?1 AND office = ?2")?;
        let position = statement.query_row(params![peer.0, office.0], |row| count(row, 0));
        Ok(position.optional()?.unwrap_or(0))
    }

    /// The bytes kept under a key.
    pub fn setting(&self, key: &str) -> Result<Option<Vec<u8>>, StoreError> {
        let mut statement = self
            .conn
            .prepare_cached("SELECT value FROM setting WHERE key = ?1")?;
        Ok(statement.query_row([key], |row| row.get(0)).optional()?)
    }

    /// An office's record.
    pub fn office(&self, id: OfficeId) -> Result<Option<Office>, StoreError> {
        let found = self.office_records("SELECT record FROM office WHERE id = ?1", [id.0])?;
        Ok(found.into_iter().next())
    }

    /// The record of the office with an agency code.
    pub fn office_by_code(&self, code: &AgencyCode) -> Result<Option<Office>, StoreError> {
        let sql = "SELECT record FROM office WHERE code = ?1 ORDER BY id";
        let found = self.office_records(sql, [code.as_str()])?;
        Ok(found.into_iter().next())
    }

    /// Every office's record, by agency code.
    pub fn all_offices(&self) -> Result<Vec<Office>, StoreError> {
        self.office_records("SELECT record FROM office ORDER BY code, id", [])
    }

    fn office_records(&self, sql: &str, key: impl Params) -> Result<Vec<Office>, StoreError> {
        let mut statement = self.conn.prepare_cached(sql)?;
        let mut rows = statement.query(key)?;
        let mut offices = Vec::new();
        while let Some(row) = rows.next()? {
            let record: String = row.get(0)?;
            let office =
                serde_json::from_str(&record).map_err(|_| StoreError::corrupt("office"))?;
            offices.push(office);
        }
        Ok(offices)
    }

    /// The device key that used an enrolment code.
    pub fn code_used_by(&self, hash: Hash) -> Result<Option<PublicKey>, StoreError> {
        let mut statement = self
            .conn
            .prepare_cached("SELECT used_by FROM invitation WHERE hash = ?1")?;
        let used = statement.query_row([hash.0], |row| row.get::<_, Option<[u8; 32]>>(0));
        Ok(used.optional()?.flatten().map(PublicKey))
    }
}

impl Tx<'_> {
    /// Keeps up to which position a peer's feed was taken in.
    pub fn set_cursor(
        &mut self,
        peer: StoreId,
        office: OfficeId,
        position: Position,
    ) -> Result<(), StoreError> {
        self.guarded(|conn| {
            conn.prepare_cached("INSERT OR REPLACE INTO cursor VALUES (?1, ?2, ?3)")?
                .execute(params![
                    peer.0,
                    office.0,
                    signed(position.min(unsigned(i64::MAX)))
                ])?;
            Ok(())
        })
    }

    /// Keeps bytes under a key, in place of what was there.
    pub fn set_setting(&mut self, key: &str, value: &[u8]) -> Result<(), StoreError> {
        self.guarded(|conn| {
            conn.prepare_cached("INSERT OR REPLACE INTO setting VALUES (?1, ?2)")?
                .execute(params![key, value])?;
            Ok(())
        })
    }

    /// Keeps an office's record, in place of an older one.
    pub fn put_office(&mut self, office: &Office) -> Result<(), StoreError> {
        let record = serde_json::to_string(office).map_err(|_| StoreError::corrupt("office"))?;
        self.guarded(|conn| {
            conn.prepare_cached("INSERT OR REPLACE INTO office VALUES (?1, ?2, ?3)")?
                .execute(params![office.id.0, office.code.as_str(), record])?;
            Ok(())
        })
    }

    /// Keeps an enrolment code by its hash, in place of an unused one with the same hash.
    pub fn put_code(
        &mut self,
        hash: Hash,
        office: OfficeId,
        band: Option<Band>,
        expires_ms: i64,
        name: &str,
    ) -> Result<(), StoreError> {
        self.guarded(|conn| {
            conn.prepare_cached(
                "INSERT INTO invitation (hash, office, lo, hi, name, expires_ms)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6)
                 ON CONFLICT (hash) DO UPDATE SET office = excluded.office, lo = excluded.lo,
                     hi = excluded.hi, name = excluded.name, expires_ms = excluded.expires_ms
                 WHERE used_by IS NULL",
            )?
            .execute(params![
                hash.0,
                office.0,
                band.map(|band| band.lo()),
                band.map(|band| band.hi()),
                name,
                expires_ms
            ])?;
            Ok(())
        })
    }

    /// Uses an enrolment code for the device with this key. `None` when there is no such code, it
    /// has expired at `now_ms`, or it was used (see [`Reader::code_used_by`]).
    pub fn take_code(
        &mut self,
        hash: Hash,
        now_ms: i64,
        by: &PublicKey,
    ) -> Result<Option<Invitation>, StoreError> {
        self.guarded(|conn| {
            let mut statement = conn.prepare_cached(
                "UPDATE invitation SET used_by = ?3
                 WHERE hash = ?1 AND used_by IS NULL AND expires_ms > ?2
                 RETURNING office, lo, hi, name, expires_ms",
            )?;
            let taken = statement
                .query_row(params![hash.0, now_ms, by.0], |row| {
                    let ends: (Option<u32>, Option<u32>) = (row.get(1)?, row.get(2)?);
                    let invitation = Invitation {
                        office: OfficeId(row.get(0)?),
                        band: None,
                        name: row.get(3)?,
                        expires_ms: row.get(4)?,
                    };
                    Ok((invitation, ends))
                })
                .optional()?;
            let Some((invitation, ends)) = taken else {
                return Ok(None);
            };
            let band = match ends {
                (Some(lo), Some(hi)) => Some(Band::new(lo, hi)?),
                _ => None,
            };
            Ok(Some(Invitation { band, ..invitation }))
        })
    }
}
