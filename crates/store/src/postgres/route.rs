//! Places of envelopes in the feeds of offices that did not write them.

use super::connection::PgTx;
use super::{exact, lock_of};
use crate::error::StoreError;
use crate::route;
use casework::case::Scope;
use casework::id::{CaseId, DeviceId, Hash, OfficeId};
use casework::sync::envelope::{Envelope, Kind};
use std::collections::BTreeSet;
use tokio_postgres::Row;

impl PgTx<'_> {
    /// The offices of a document, and whether its opening is here.
    pub(super) fn scope_at(&self, doc: CaseId) -> Result<Option<(Scope, bool)>, StoreError> {
        let row = self.row(
            "SELECT office, for_office, is_case FROM p_document WHERE id = $1",
            &[&doc.0.as_slice()],
        )?;
        let scope = |row: Row| {
            let for_office: Option<&[u8]> = row.get(1);
            let scope = Scope {
                office: OfficeId(exact(row.get(0))?),
                for_office: for_office.map(exact).transpose()?.map(OfficeId),
            };
            Ok((scope, row.get(2)))
        };
        row.map(scope).transpose()
    }

    /// The offices a document belongs to where its opening is not here: that of its first envelope.
    pub(super) fn first_office(&self, doc: CaseId) -> Result<OfficeId, StoreError> {
        let row = self.row(
            "SELECT office FROM envelope WHERE doc = $1 AND kind = 0 ORDER BY position LIMIT 1",
            &[&doc.0.as_slice()],
        )?;
        let row = row.ok_or_else(|| StoreError::corrupt("log"))?;
        exact(row.get(0)).map(OfficeId)
    }

    /// Holds an office's lock until the end of the transaction. One that was not asked for at the
    /// beginning is not waited for, because two could wait for each other.
    ///
    /// # Errors
    /// [`StoreError::Crowded`] where somebody else has it.
    pub(super) fn hold_office(&self, office: OfficeId) -> Result<(), StoreError> {
        let Some(lock) = lock_of(office) else {
            return Ok(());
        };
        let row = self.one("SELECT pg_try_advisory_xact_lock($1)", &[&lock])?;
        if row.get(0) {
            Ok(())
        } else {
            Err(StoreError::Crowded { lock })
        }
    }

    /// The locks of every office whose feed an envelope of the hub goes into, in their order.
    pub(super) fn locks_of(&self, envelope: &Envelope) -> Result<BTreeSet<i64>, StoreError> {
        let header = envelope.header();
        let mut offices = vec![header.office];
        if header.kind == Kind::Office {
            offices.extend(self.offices_kept()?);
        }
        for device in route::enrolls(envelope) {
            offices.extend(self.who_know(device)?);
        }
        Ok(offices.into_iter().filter_map(lock_of).collect())
    }

    pub(super) fn offices_kept(&self) -> Result<Vec<OfficeId>, StoreError> {
        let rows = self.rows("SELECT id FROM office ORDER BY id", &[])?;
        rows.iter()
            .map(|row| exact(row.get(0)).map(OfficeId))
            .collect()
    }

    pub(super) fn cards(&self) -> Result<Vec<Vec<u8>>, StoreError> {
        // The hub alone writes them, one after the other.
        let rows = self.rows("SELECT wire FROM envelope WHERE kind = 4 ORDER BY seq", &[])?;
        Ok(rows.iter().map(|row| row.get(0)).collect())
    }

    pub(super) fn missing(
        &self,
        doc: CaseId,
        office: OfficeId,
    ) -> Result<Vec<(Hash, DeviceId)>, StoreError> {
        let rows = self.rows(
            "SELECT hash, device FROM envelope
             WHERE doc = $1 AND kind = 0 AND office <> $2
               AND NOT EXISTS (SELECT 1 FROM routed
                               WHERE routed.envelope = envelope.hash AND routed.office = $2)
             ORDER BY office, position",
            &[&doc.0.as_slice(), &office.0.as_slice()],
        )?;
        let found = |row: &Row| Ok((Hash(exact(row.get(0))?), DeviceId(exact(row.get(1))?)));
        rows.iter().map(found).collect()
    }

    /// Gives an envelope the next place in an office's feed, unless it has one.
    pub(super) fn place(&self, office: OfficeId, hash: Hash) -> Result<(), StoreError> {
        self.hold_office(office)?;
        let (office, hash) = (office.0.as_slice(), hash.0.as_slice());
        let new = self.row(
            "SELECT 1 FROM envelope WHERE hash = $1 AND office <> $2
               AND NOT EXISTS (SELECT 1 FROM routed WHERE envelope = $1 AND office = $2)",
            &[&hash, &office],
        )?;
        if new.is_none() {
            return Ok(());
        }
        let position = self.next_position(office)?;
        self.rows(
            "INSERT INTO routed VALUES ($1, $2, $3)",
            &[&office, &position, &hash],
        )?;
        Ok(())
    }

    /// Moves the counter of an office's feed.
    pub(super) fn next_position(&self, office: &[u8]) -> Result<i64, StoreError> {
        let row = self.one(
            "INSERT INTO feed VALUES ($1, 1)
             ON CONFLICT (office) DO UPDATE SET last = feed.last + 1 RETURNING last",
            &[&office],
        )?;
        Ok(row.get(0))
    }

    pub(super) fn note_acquainted(
        &self,
        office: OfficeId,
        device: DeviceId,
    ) -> Result<bool, StoreError> {
        let row = self.row(
            "INSERT INTO acquainted VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING 1",
            &[&device.0.as_slice(), &office.0.as_slice()],
        )?;
        Ok(row.is_some())
    }

    pub(super) fn who_know(&self, device: DeviceId) -> Result<Vec<OfficeId>, StoreError> {
        let rows = self.rows(
            "SELECT office FROM acquainted WHERE device = $1 ORDER BY office",
            &[&device.0.as_slice()],
        )?;
        rows.iter()
            .map(|row| exact(row.get(0)).map(OfficeId))
            .collect()
    }
}
