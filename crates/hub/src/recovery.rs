//! A hub that was restored from an older copy: it is another store with a new epoch, and until the
//! administrator says that everybody has been here again it takes back what its desks bring and
//! gives nothing out that it may have given out before.

use crate::hub::{Hub, Reserved, granted, reserve_record, reserved, system_time_ms};
use crate::{HubError, folder};
#[cfg(feature = "postgres")]
use casework::id::PublicKey;
use casework::id::{DeviceId, Hash, OfficeId};
use casework::number::next_band;
use casework::sync::door::Giver;
use casework::sync::envelope::{Envelope, Kind};
use casework::sync::roster::Enrolment;
#[cfg(feature = "postgres")]
use ed25519_dalek::SigningKey;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::path::Path;
use store::{Admission, Content, HubReader, HubStore, HubTx, Store, StoreId};

/// Under which epoch of its key the hub signs; 1 where it is not kept.
const EPOCH_SETTING: &str = "hub/epoch";
/// [`Recovery`], while it lasts; empty when it is over.
const RECOVERY_SETTING: &str = "hub/recovery";
/// Bands that are given to nobody at the end of a recovery, unless told otherwise: as many as may
/// have been given out in each office between copy and loss to devices that never came.
pub const RETIRED: u32 = 10;

/// What a restored hub knew at first.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Recovery {
    /// When it was restored, milliseconds since the Unix epoch (UTC).
    pub(crate) since_ms: i64,
    /// Devices that were revoked in the copy already.
    revoked: BTreeSet<DeviceId>,
}

/// A device that may write, and whether it has exchanged since the hub was restored.
#[derive(Clone, Debug)]
pub struct Returning {
    /// The device.
    pub device: Enrolment,
    /// It was here.
    pub has_met: bool,
}

/// How far a recovery is.
#[derive(Clone, Debug)]
pub struct RecoveryState {
    /// When the hub was restored, milliseconds since the Unix epoch (UTC).
    pub since_ms: i64,
    /// The devices it knows by now that may write.
    pub devices: Vec<Returning>,
}

/// The epoch the hub signs in.
pub(crate) fn epoch(reader: &dyn HubReader) -> Result<u64, HubError> {
    match reader.setting(EPOCH_SETTING)? {
        None => Ok(1),
        Some(bytes) => {
            let bytes = bytes.try_into().map_err(|_| HubError::BadSettings)?;
            Ok(u64::from_be_bytes(bytes))
        }
    }
}

/// The recovery that is under way, if one is.
pub(crate) fn recovery(reader: &dyn HubReader) -> Result<Option<Recovery>, HubError> {
    let kept = reader.setting(RECOVERY_SETTING)?;
    let kept = kept.filter(|bytes| !bytes.is_empty());
    kept.map(|bytes| serde_json::from_slice(&bytes).map_err(|_| HubError::BadSettings))
        .transpose()
}

/// Refuses what a restored hub must not decide before everybody has been here.
pub(crate) fn refuse_in_recovery(reader: &dyn HubReader) -> Result<(), HubError> {
    match recovery(reader)? {
        Some(_) => Err(HubError::Recovering),
        None => Ok(()),
    }
}

/// Begins a new epoch, greater than any the hub's key has signed in: also where the same copy is
/// restored once more.
fn begin(tx: &mut dyn HubTx, now_ms: i64) -> Result<(), HubError> {
    let epoch = epoch(tx)?.saturating_add(1).max(now_ms.unsigned_abs());
    tx.set_setting(EPOCH_SETTING, &epoch.to_be_bytes())?;
    let mut revoked = BTreeSet::new();
    for office in tx.all_offices()? {
        let devices = tx.devices(office.id)?.into_iter();
        revoked.extend(
            devices
                .filter(|one| one.revoked)
                .map(|one| one.key.device()),
        );
    }
    let since_ms = now_ms;
    let record = serde_json::to_vec(&Recovery { since_ms, revoked });
    let record = record.map_err(|_| HubError::BadSettings)?;
    Ok(tx.set_setting(RECOVERY_SETTING, &record)?)
}

fn met_setting(since_ms: i64, device: DeviceId) -> String {
    format!("hub/met/{since_ms}/{device}")
}

impl Hub {
    /// Writes a copy of everything to `to` while the hub serves, encrypted with the key in `hub.key`
    /// of `folder`, and opens it to compare. That key is not in it.
    ///
    /// # Errors
    /// [`HubError::Folder`] without `hub.key`, [`HubError::Store`]; any failure leaves no file at
    /// `to`.
    pub fn backup(&self, folder: &Path, to: &Path) -> Result<Content, HubError> {
        let path = folder.join(folder::KEY);
        let key = folder::read_key(&path)?;
        match &self.store {
            // Somebody has put another key there since the hub was opened.
            HubStore::Sqlite(store) if !store.opens_with(&key) => {
                Err(HubError::BadKeyFile { path })
            }
            HubStore::Sqlite(store) => Ok(store.backup(to)?),
            #[cfg(feature = "postgres")]
            HubStore::Postgres(server) => {
                let seed = self.key.to_bytes();
                Ok(server.backup(to, &key, &[(crate::hub::KEY_SETTING, &seed)])?)
            }
        }
    }

    /// Makes the hub of a copy in `folder`, which holds the copy's `hub.key` and no hub. It is a new
    /// store with a new epoch, and recovers until [`Hub::end_recovery`].
    ///
    /// # Errors
    /// [`HubError::Folder`] without `hub.key`, [`HubError::Store`] where there is a hub, the key is
    /// another or the copy is damaged; any failure leaves no hub there.
    pub fn restore(folder: &Path, copy: &Path) -> Result<Content, HubError> {
        let key = folder::read_key(&folder.join(folder::KEY))?;
        let id = StoreId(folder::random()?);
        let to = folder.join(folder::DATABASE);
        Store::restore(copy, &to, &key, id, |tx| begin(tx, system_time_ms()))
    }

    /// The same on the empty database that `url` names; the copy may be of a hub on PostgreSQL only,
    /// because the key of another is not derived from `hub.key`.
    ///
    /// # Errors
    /// [`HubError::OtherKey`] for a copy of another hub; else as [`Hub::restore`] and
    /// [`Hub::open_postgres`].
    #[cfg(feature = "postgres")]
    pub fn restore_postgres(folder: &Path, url: &str, copy: &Path) -> Result<Content, HubError> {
        let key = folder::read_key(&folder.join(folder::KEY))?;
        let own = SigningKey::from_bytes(&folder::seed(folder)?);
        let own = PublicKey(own.verifying_key().to_bytes());
        let id = StoreId(folder::random()?);
        let server = store::Postgres::open(url, id)?;
        let scratch = folder.join("hub.restore");
        let from = (copy, scratch.as_path(), &key);
        server.restore(from, id, &[crate::hub::KEY_SETTING], |tx| {
            if tx.authorities()? != [own] {
                return Err(HubError::OtherKey);
            }
            begin(tx, system_time_ms())
        })
    }

    /// Makes a database that was restored by other means (the server's own dump, a copied folder) a
    /// new store with a new epoch, as [`Hub::restore`] does. No other process may serve it.
    ///
    /// # Errors
    /// [`HubError::Store`].
    pub fn renew(&self) -> Result<(), HubError> {
        let id = StoreId(folder::random()?);
        let now = self.now_ms();
        self.store.renew(id, |tx| begin(tx, now))
    }

    /// A hub that recovers looks at its start which of the files beside cases it really has.
    pub(crate) fn with_objects_counted(self) -> Result<Self, HubError> {
        if self.recovery()?.is_some() {
            self.recount_objects()?;
        }
        Ok(self)
    }

    /// Who has been here since the hub was restored; `None` when no recovery is under way.
    ///
    /// # Errors
    /// [`HubError::Store`].
    pub fn recovery(&self) -> Result<Option<RecoveryState>, HubError> {
        self.store.read(|reader| {
            let Some(Recovery { since_ms, .. }) = recovery(reader)? else {
                return Ok(None);
            };
            let mut devices = Vec::new();
            for office in reader.all_offices()? {
                for device in reader.devices(office.id)? {
                    let met = met_setting(since_ms, device.key.device());
                    let has_met = reader.setting(&met)?.is_some();
                    devices.push(Returning { device, has_met });
                }
            }
            devices.retain(|one| !one.device.revoked);
            Ok(Some(RecoveryState { since_ms, devices }))
        })
    }

    /// Ends a recovery: bands are given out again, codes of before are taken again. In each office
    /// the next `retired` bands are given to nobody, because a device that has not come may hold one
    /// of them.
    ///
    /// # Errors
    /// [`HubError::StillAway`] while a known device has not come, unless `anyway`;
    /// [`HubError::Store`].
    pub fn end_recovery(&self, retired: u32, anyway: bool) -> Result<(), HubError> {
        let Some(state) = self.recovery()? else {
            return Ok(());
        };
        if !anyway && state.devices.iter().any(|one| !one.has_met) {
            return Err(HubError::StillAway);
        }
        self.store.write(|tx| {
            for office in tx.all_offices()? {
                self.retire(tx, office.id, retired)?;
            }
            Ok(tx.set_setting(RECOVERY_SETTING, &[])?)
        })
    }

    /// The bands that would be given next. Asked for by name, one can still be given: to the device
    /// that has it on its invitation.
    fn retire(&self, tx: &mut dyn HubTx, office: OfficeId, count: u32) -> Result<(), HubError> {
        let epoch = epoch(tx)?;
        let mut kept = reserved(tx, office)?;
        let mut held = granted(tx, office)?;
        held.extend(kept.iter().map(|one| one.band));
        for _ in 0..count {
            let Some(band) = next_band(&held, self.bands.first, self.bands.size) else {
                break;
            };
            held.push(band);
            kept.push(Reserved {
                band,
                code: Hash([0; 32]),
                expires_ms: 0,
                epoch,
            });
        }
        reserve_record(tx, office, &kept)
    }

    /// Remembers that a device was here since the hub was restored.
    pub(crate) fn note_met(&self, device: DeviceId) -> Result<(), HubError> {
        let setting = self.store.read(|reader| {
            let Some(Recovery { since_ms, .. }) = recovery(reader)? else {
                return Ok::<_, HubError>(None);
            };
            let setting = met_setting(since_ms, device);
            Ok(reader.setting(&setting)?.is_none().then_some(setting))
        })?;
        let Some(setting) = setting else {
            return Ok(());
        };
        let now = self.now_ms().to_be_bytes();
        Ok(self.store.write(|tx| tx.set_setting(&setting, &now))?)
    }

    /// Takes in pushed envelopes. While the hub recovers, those of a device that was revoked after
    /// the copy was made are taken from others: this hub had let them in before it revoked the device.
    pub(crate) fn take_in(&self, wires: &[Vec<u8>]) -> Result<Vec<Admission>, HubError> {
        let now = self.now_ms();
        let recovery = self.store.read(|reader| recovery(reader))?;
        let Some(recovery) = recovery else {
            return Ok(self.store.ingest(Giver::Anybody, wires, now)?);
        };
        let mut admissions = Vec::with_capacity(wires.len());
        let givers: Vec<Giver> = wires.iter().map(|wire| recovery.giver(wire)).collect();
        let mut from = 0;
        for page in givers.chunk_by(|one, next| one == next) {
            let to = from + page.len();
            admissions.extend(self.store.ingest(page[0], &wires[from..to], now)?);
            from = to;
        }
        Ok(admissions)
    }

    /// Takes in what this hub's own key signed about offices, devices and bands, whoever brings it;
    /// gives how many of them are here now.
    pub(crate) fn take_back(&self, wires: &[Vec<u8>]) -> Result<u64, HubError> {
        let own: Vec<Vec<u8>> = wires
            .iter()
            .filter(|wire| self.has_ordered(wire))
            .cloned()
            .collect();
        let admissions = self.store.ingest(Giver::Anybody, &own, self.now_ms())?;
        let is_here = |one: &&Admission| {
            use store::Outcome as O;
            matches!(one.outcome, O::Accepted(_) | O::Duplicate)
        };
        Ok(admissions.iter().filter(is_here).count() as u64)
    }

    fn has_ordered(&self, wire: &[u8]) -> bool {
        let key = self.public_key();
        Envelope::from_wire(wire).is_ok_and(|envelope| {
            let header = envelope.header();
            header.device == key.device()
                && matches!(header.kind, Kind::Roster | Kind::Band)
                && envelope.verify(&key).is_ok()
        })
    }
}

impl Recovery {
    fn giver(&self, wire: &[u8]) -> Giver {
        let author = Envelope::from_wire(wire).map(|envelope| envelope.header().device);
        if author.is_ok_and(|author| !self.revoked.contains(&author)) {
            Giver::Authority
        } else {
            Giver::Anybody
        }
    }
}
