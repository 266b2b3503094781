//! Who may write here: devices, authorities, bands.

use super::connection::PgTx;
use super::{exact, unsigned};
use crate::error::StoreError;
use casework::id::{DeviceId, OfficeId, PublicKey};
use casework::sync::roster::{BandGrant, Enrolment};
use tokio_postgres::Row;

impl PgTx<'_> {
    /// The enrolment of a device, revoked or not.
    pub(super) fn enrolment_of(&self, device: DeviceId) -> Result<Option<Enrolment>, StoreError> {
        let row = self.row(
            "SELECT key, office, name, revoked FROM device WHERE id = $1",
            &[&device.0.as_slice()],
        )?;
        row.as_ref().map(enrolment).transpose()
    }

    /// The devices of an office by name.
    pub(super) fn devices_of(&self, office: OfficeId) -> Result<Vec<Enrolment>, StoreError> {
        let rows = self.rows(
            "SELECT key, office, name, revoked FROM device WHERE office = $1
             ORDER BY name COLLATE \"C\", id",
            &[&office.0.as_slice()],
        )?;
        rows.iter().map(enrolment).collect()
    }

    /// The roster and band envelopes of an office, oldest first.
    pub(super) fn governance_of(&self, office: OfficeId) -> Result<Vec<Vec<u8>>, StoreError> {
        let rows = self.rows(
            "SELECT wire FROM envelope
             WHERE device IN (SELECT device FROM authority) AND kind IN (1, 2) AND office = $1
             ORDER BY position",
            &[&office.0.as_slice()],
        )?;
        Ok(rows.iter().map(|row| row.get(0)).collect())
    }

    /// Every band ever granted for an office, oldest first.
    pub(super) fn bands_of(&self, office: OfficeId) -> Result<Vec<BandGrant>, StoreError> {
        let rows = self.rows(
            "SELECT office, device, epoch, lo, hi FROM band WHERE office = $1 ORDER BY id",
            &[&office.0.as_slice()],
        )?;
        rows.iter().map(grant).collect()
    }
}

fn enrolment(row: &Row) -> Result<Enrolment, StoreError> {
    Ok(Enrolment {
        key: PublicKey(exact(row.get(0))?),
        office: OfficeId(exact(row.get(1))?),
        name: row.get(2),
        revoked: row.get(3),
    })
}

fn grant(row: &Row) -> Result<BandGrant, StoreError> {
    Ok(BandGrant {
        office: OfficeId(exact(row.get(0))?),
        device: DeviceId(exact(row.get(1))?),
        epoch: unsigned(row.get(2)),
        lo: ordinal(row.get(3))?,
        hi: ordinal(row.get(4))?,
    })
}

pub(super) fn ordinal(value: i64) -> Result<u32, StoreError> {
    value.try_into().map_err(|_| StoreError::corrupt("band"))
}
