//! Who may write here: devices, authorities, bands.

use super::{signed, unsigned};
use crate::error::StoreError;
use crate::ground::{self, Door};
use crate::store::{Reader, Tx};
use casework::id::{DeviceId, OfficeId, PublicKey};
use casework::number::Band;
use casework::sync::door::Roster;
use casework::sync::roster::{BandGrant, Enrolment};
use rusqlite::{Connection, OptionalExtension, Row, params};

const ENROLMENT: &str = "SELECT key, office, name, revoked FROM device";
const GRANT: &str = "SELECT office, device, epoch, lo, hi FROM band";

impl Reader<'_> {
    /// The devices of an office, revoked ones too, by name.
    pub fn devices(&self, office: OfficeId) -> Result<Vec<Enrolment>, StoreError> {
        let mut statement = self
            .conn
            .prepare_cached(&format!("{ENROLMENT} WHERE office = ?1 ORDER BY name, id"))?;
        let rows = statement.query_map([office.0], enrolment_row)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The enrolment of a device, revoked or not; an authority needs none and may have none.
    pub fn device(&self, id: DeviceId) -> Result<Option<Enrolment>, StoreError> {
        enrolled(self.conn, id)
    }

    /// The roster and band envelopes of an office, verbatim, oldest first.
    pub fn governance(&self, office: OfficeId) -> Result<Vec<Vec<u8>>, StoreError> {
        // By the few authorities, not through the office's whole feed.
        let mut statement = self.conn.prepare_cached(
            "SELECT wire FROM envelope
             WHERE device IN (SELECT device FROM authority) AND kind IN (1, 2) AND +office = ?1
             ORDER BY +position",
        )?;
        let rows = statement.query_map([office.0], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The pinned keys that may change the roster and grant bands.
    pub fn authorities(&self) -> Result<Vec<PublicKey>, StoreError> {
        let mut statement = self
            .conn
            .prepare_cached("SELECT key FROM authority ORDER BY device")?;
        let rows = statement.query_map([], |row| row.get(0).map(PublicKey))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The bands of one installation, oldest first.
    pub fn bands(
        &self,
        office: OfficeId,
        device: DeviceId,
        epoch: u64,
    ) -> Result<Vec<Band>, StoreError> {
        let grants = self.all_bands(office)?;
        grants
            .into_iter()
            .filter(|grant| grant.device == device && grant.epoch == epoch)
            .map(|grant| Band::new(grant.lo, grant.hi).map_err(StoreError::from))
            .collect()
    }

    /// Every band ever granted for an office, oldest first.
    pub fn all_bands(&self, office: OfficeId) -> Result<Vec<BandGrant>, StoreError> {
        let mut statement = self
            .conn
            .prepare_cached(&format!("{GRANT} WHERE office = ?1 ORDER BY id"))?;
        let rows = statement.query_map([office.0], grant_row)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

/// A failing disk answers "unknown" here; `ingest` tells the difference.
impl Roster for Reader<'_> {
    fn enrolment(&self, device: DeviceId) -> Option<Enrolment> {
        Door::new(self.conn).enrolment(device)
    }

    fn is_authority(&self, device: DeviceId) -> bool {
        Door::new(self.conn).is_authority(device)
    }
}

impl Tx<'_> {
    /// Pins a key that may change the roster and grant bands: the hub's, or the founder's own.
    pub fn trust(&mut self, key: PublicKey) -> Result<(), StoreError> {
        self.guarded(|conn| {
            conn.execute(
                "INSERT OR IGNORE INTO authority (device, key) VALUES (?1, ?2)",
                params![key.device().0, key.0],
            )?;
            Ok(())
        })
    }

    /// Records a band known from a bundle file; the hub's envelope for the same band is the same
    /// row.
    pub fn grant_band(
        &mut self,
        office: OfficeId,
        device: DeviceId,
        epoch: u64,
        band: Band,
    ) -> Result<(), StoreError> {
        let (lo, hi) = (band.lo(), band.hi());
        let grant = BandGrant {
            office,
            device,
            epoch,
            lo,
            hi,
        };
        self.guarded(|conn| put_band(conn, &grant))
    }
}

/// The key a device signs with, if it is known.
pub(crate) fn key_of(conn: &Connection, device: DeviceId) -> Result<Option<PublicKey>, StoreError> {
    Ok(ground::enrolment(conn, device)?.map(|enrolment| enrolment.key))
}

pub(crate) fn enrolled(
    conn: &Connection,
    device: DeviceId,
) -> Result<Option<Enrolment>, StoreError> {
    let mut statement = conn.prepare_cached(&format!("{ENROLMENT} WHERE id = ?1"))?;
    Ok(statement.query_row([device.0], enrolment_row).optional()?)
}

pub(crate) fn authority(
    conn: &Connection,
    device: DeviceId,
) -> Result<Option<PublicKey>, StoreError> {
    let mut statement = conn.prepare_cached("SELECT key FROM authority WHERE device = ?1")?;
    Ok(statement
        .query_row([device.0], |row| row.get(0).map(PublicKey))
        .optional()?)
}

/// The last writer wins, but a revoked device stays revoked.
pub(crate) fn put_device(conn: &Connection, enrolment: &Enrolment) -> Result<(), StoreError> {
    conn.prepare_cached(
        "INSERT INTO device (id, key, office, name, revoked) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (id) DO UPDATE SET office = excluded.office, name = excluded.name,
                                        revoked = max(revoked, excluded.revoked)",
    )?
    .execute(params![
        enrolment.key.device().0,
        enrolment.key.0,
        enrolment.office.0,
        enrolment.name,
        enrolment.revoked,
    ])?;
    Ok(())
}

pub(crate) fn put_band(conn: &Connection, grant: &BandGrant) -> Result<(), StoreError> {
    conn.prepare_cached(
        "INSERT OR IGNORE INTO band (office, device, epoch, lo, hi) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?
    .execute(params![
        grant.office.0,
        grant.device.0,
        signed(grant.epoch),
        grant.lo,
        grant.hi,
    ])?;
    Ok(())
}

fn enrolment_row(row: &Row<'_>) -> rusqlite::Result<Enrolment> {
    Ok(Enrolment {
        key: PublicKey(row.get(0)?),
        office: OfficeId(row.get(1)?),
        name: row.get(2)?,
        revoked: row.get(3)?,
    })
}

fn grant_row(row: &Row<'_>) -> rusqlite::Result<BandGrant> {
    Ok(BandGrant {
        office: OfficeId(row.get(0)?),
        device: DeviceId(row.get(1)?),
        epoch: row.get(2).map(unsigned)?,
        lo: row.get(3)?,
        hi: row.get(4)?,
    })
}
