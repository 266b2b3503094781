//! A store with a key of its own: what an administrator does with it.

use crate::blobs::{RESERVE, Shelf};
use crate::config::{Bands, Limits, Proxy};
use crate::doors::Doors;
use crate::gate::Gate;
use crate::invitation::{Draft, Invitation, code_from, code_hash};
use crate::limits::{WORK_MAX, WrongCodes};
use crate::metrics::Metrics;
use crate::objects::{OBJECTS, Objects};
use crate::peer::Peer;
use crate::recovery::{epoch, refuse_in_recovery};
use crate::{HubError, folder};
use casework::id::{CaseId, DeviceId, Hash, OfficeId, OfficerId, PublicKey};
use casework::number::{Band, next_band};
use casework::office::Office;
use casework::sync::envelope::{Envelope, Header, Kind};
use casework::sync::roster::{BandGrant, Enrolment};
use casework::text::nfc;
use casework::time::LocalTime;
use ed25519_dalek::SigningKey;
use serde::{Deserialize, Serialize};
use std::path::Path;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};
#[cfg(feature = "postgres")]
use store::StoreId;
use store::{HubReader, HubStore, HubTx, Store, StoreError};
use tokio::sync::Semaphore;

/// Where the seed of the hub's key is kept.
pub(crate) const KEY_SETTING: &str = "hub/key";
/// Longest name of a device, in characters.
const NAME_MAX: usize = 200;
/// A year.
const HOURS_MAX: u32 = 8_760;
const HOUR_MS: i64 = 3_600_000;
/// Most bands one device may have: each restore or clone takes one.
const BANDS_PER_DEVICE_MAX: usize = 16;

/// The clock a hub goes by: milliseconds since the Unix epoch (UTC).
pub type Clock = Arc<dyn Fn() -> i64 + Send + Sync>;

/// A store that answers other installations.
#[derive(Clone)]
pub struct Hub {
    pub(crate) store: HubStore,
    pub(crate) key: SigningKey,
    /// Set for a workstation that answers on the local network.
    pub(crate) peer: Option<Peer>,
    pub(crate) wrong_codes: Arc<WrongCodes>,
    pub(crate) work: Arc<Semaphore>,
    pub(crate) metrics: Arc<Metrics>,
    pub(crate) gate: Arc<Gate>,
    pub(crate) doors: Doors,
    /// Where files beside cases are.
    pub(crate) shelf: Shelf,
    /// Bytes of the disk that are left to records.
    pub(crate) reserve: u64,
    clock: Clock,
    url: Option<String>,
    pub(crate) bands: Bands,
}

/// A band that an invitation holds.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Reserved {
    pub(crate) band: Band,
    pub(crate) code: Hash,
    pub(crate) expires_ms: i64,
    /// The hub's epoch when it was invited.
    #[serde(default = "first_epoch")]
    pub(crate) epoch: u64,
}

fn first_epoch() -> u64 {
    1
}

impl Hub {
    /// Opens the hub in `folder`; makes it at the first start, with a key of its own.
    ///
    /// # Errors
    /// [`HubError::Folder`], [`HubError::BadKeyFile`], [`HubError::Store`].
    pub fn open(folder: &Path) -> Result<Self, HubError> {
        let store = HubStore::Sqlite(folder::open(folder)?);
        let fresh: [u8; 32] = folder::random()?;
        let seed = store.write(|tx| -> Result<_, HubError> {
            if let Some(seed) = tx.setting(KEY_SETTING)? {
                return seed.try_into().map_err(|_| HubError::BadSettings);
            }
            tx.set_setting(KEY_SETTING, &fresh)?;
            let key = SigningKey::from_bytes(&fresh);
            tx.trust(PublicKey(key.verifying_key().to_bytes()))?;
            Ok(fresh)
        })?;
        let key = SigningKey::from_bytes(&seed);
        let shelf = Shelf::Objects(Objects::new(folder.join(OBJECTS), &key));
        Self::over(store, key, shelf, None)
            .with_offices_published()?
            .with_objects_counted()
    }

    /// Opens the hub whose database is on the PostgreSQL server that `url` names and whose key is
    /// derived from `hub.key` in `folder`; makes both at the first start. Every process of the hub
    /// has the same file.
    ///
    /// # Errors
    /// [`HubError::OtherKey`] where the database is that of another key; [`HubError::Folder`],
    /// [`HubError::BadKeyFile`], [`HubError::Store`].
    #[cfg(feature = "postgres")]
    pub fn open_postgres(folder: &Path, url: &str) -> Result<Self, HubError> {
        let seed = folder::seed(folder)?;
        let key = SigningKey::from_bytes(&seed);
        let public = PublicKey(key.verifying_key().to_bytes());
        let fresh = StoreId(folder::random()?);
        let store = HubStore::Postgres(store::Postgres::open(url, fresh)?);
        store.write(|tx| {
            let pinned = tx.authorities()?;
            if pinned.is_empty() {
                tx.trust(public)?;
            } else if pinned != [public] {
                return Err(HubError::OtherKey);
            }
            Ok(())
        })?;
        let shelf = Shelf::Objects(Objects::new(folder.join(OBJECTS), &key));
        Self::over(store, key, shelf, None)
            .with_offices_published()?
            .with_objects_counted()
    }

    /// A workstation that answers on the local network: the same exchange, but it enrols nobody
    /// and gives out no bands. `key` is the workstation's own.
    pub fn peer(store: Store, key: SigningKey, peer: Peer) -> Self {
        let shelf = Shelf::Desk(store.clone());
        Self::over(HubStore::Sqlite(store), key, shelf, Some(peer))
    }

    fn over(store: HubStore, key: SigningKey, shelf: Shelf, peer: Option<Peer>) -> Self {
        let metrics = Arc::<Metrics>::default();
        let limits = Limits::default();
        Self {
            store,
            key,
            peer,
            wrong_codes: Arc::default(),
            work: Arc::new(Semaphore::new(WORK_MAX)),
            gate: Gate::new(limits, None, metrics.clone()),
            doors: Doors::new(&limits, &[], metrics.clone()),
            metrics,
            shelf,
            reserve: RESERVE,
            clock: Arc::new(system_time_ms),
            url: None,
            bands: Bands::default(),
        }
    }

    /// Goes by another clock than the system's.
    #[must_use]
    pub fn with_clock(self, clock: Clock) -> Self {
        Self { clock, ..self }
    }

    /// Writes `url` into invitations.
    #[must_use]
    pub fn with_url(self, url: Option<String>) -> Self {
        Self { url, ..self }
    }

    /// Gives out bands of this size from this ordinal on.
    #[must_use]
    pub fn with_bands(self, bands: Bands) -> Self {
        Self { bands, ..self }
    }

    /// Lets in no more than this; `proxy` says where requests come from.
    #[must_use]
    pub fn with_limits(self, limits: Limits, proxy: Option<Proxy>) -> Self {
        let shared = proxy.as_ref().map_or(&[][..], |proxy| &proxy.addresses);
        let doors = Doors::new(&limits, shared, self.metrics.clone());
        let gate = Gate::new(limits, proxy, self.metrics.clone());
        Self {
            gate,
            doors,
            ..self
        }
    }

    /// Leaves this many bytes of the disk to records: files are refused before.
    #[must_use]
    pub fn with_reserve(self, reserve: u64) -> Self {
        Self { reserve, ..self }
    }

    /// The hub's clock: milliseconds since the Unix epoch (UTC).
    pub fn now_ms(&self) -> i64 {
        (self.clock)()
    }

    /// The key this hub signs with: the authority of its offices.
    pub fn public_key(&self) -> PublicKey {
        PublicKey(self.key.verifying_key().to_bytes())
    }

    /// The database under the hub.
    pub fn store(&self) -> &HubStore {
        &self.store
    }

    /// Keeps an office, or its newer record.
    ///
    /// # Errors
    /// [`HubError::OfficeExists`] when another office has its agency code,
    /// [`HubError::BadOffice`], [`HubError::Store`].
    pub fn add_office(&self, office: &Office) -> Result<(), HubError> {
        let texts = [
            &office.name,
            &office.parent,
            &office.locality,
            &office.province,
        ];
        let complete = texts
            .iter()
            .all(|text| (1..=1_000).contains(&text.chars().count()));
        if office.points.is_empty() || !complete {
            return Err(HubError::BadOffice);
        }
        self.store.write(|tx| {
            let same_code = tx.office_by_code(&office.code)?;
            if same_code.is_some_and(|other| other.id != office.id) {
                return Err(HubError::OfficeExists);
            }
            tx.put_office(office)?;
            self.publish_offices(tx)
        })
    }

    /// The offices kept here.
    ///
    /// # Errors
    /// [`HubError::Store`].
    pub fn offices(&self) -> Result<Vec<Office>, HubError> {
        self.store.read(|r| Ok(r.all_offices()?))
    }

    /// Invites one device into `office` for `hours`, with a band of ordinals that nobody else will
    /// get, not even when the invitation is over: it may be in use without a network. `band` asks
    /// for a certain one; the band of an invitation that is over may be asked for again.
    ///
    /// # Errors
    /// [`HubError::UnknownOffice`], [`HubError::BadName`], [`HubError::BadHours`],
    /// [`HubError::BandTaken`], [`HubError::NoBand`], [`HubError::Store`].
    pub fn invite(
        &self,
        office: OfficeId,
        name: &str,
        hours: u32,
        band: Option<Band>,
    ) -> Result<Invitation, HubError> {
        let name = if name.trim().is_empty() {
            String::new()
        } else {
            device_name(name)?
        };
        if !(1..=HOURS_MAX).contains(&hours) {
            return Err(HubError::BadHours);
        }
        let now = self.now_ms();
        // Whole minutes, because the file says no seconds.
        let expires = LocalTime::from_unix_ms(now.saturating_add(i64::from(hours) * HOUR_MS))
            .map_err(|_| HubError::BadHours)?;
        let code = code_from(folder::random()?);
        let draft = self.store.write(|tx| {
            let record = tx.office(office)?.ok_or(HubError::UnknownOffice)?;
            let band = self.reserve(tx, office, band, &code, expires.unix_ms())?;
            tx.put_code(
                code_hash(&code),
                office,
                Some(band),
                expires.unix_ms(),
                &name,
            )?;
            let hub_url = self.url.clone();
            Ok::<_, HubError>(Draft {
                office: record,
                hub_url,
                code,
                name,
                band,
                expires,
            })
        })?;
        Ok(draft.sign(&self.key))
    }

    /// Holds a band for a code: `wanted`, or the next that is free.
    fn reserve(
        &self,
        tx: &mut dyn HubTx,
        office: OfficeId,
        wanted: Option<Band>,
        code: &str,
        expires_ms: i64,
    ) -> Result<Band, HubError> {
        let now = self.now_ms();
        let granted = granted(tx, office)?;
        let mut reserved = reserved(tx, office)?;
        if let Some(wanted) = wanted {
            // The same band again: its invitation is over, and nobody has come with it.
            reserved.retain(|held| held.band != wanted || held.expires_ms >= now);
        }
        let held: Vec<Band> = granted
            .into_iter()
            .chain(reserved.iter().map(|held| held.band))
            .collect();
        let band = match wanted {
            Some(wanted) if held.iter().any(|other| other.overlaps(&wanted)) => {
                return Err(HubError::BandTaken);
            }
            Some(wanted) => wanted,
            None => {
                refuse_in_recovery(tx)?;
                next_band(&held, self.bands.first, self.bands.size).ok_or(HubError::NoBand)?
            }
        };
        reserved.push(Reserved {
            band,
            code: code_hash(code),
            expires_ms,
            epoch: epoch(tx)?,
        });
        reserve_record(tx, office, &reserved)?;
        Ok(band)
    }

    /// Makes sure the installation has a band, and writes it into the office's feed if it is new:
    /// `wanted`, or the next that is free.
    pub(crate) fn grant(
        &self,
        tx: &mut dyn HubTx,
        enrolment: &Enrolment,
        epoch: u64,
        wanted: Option<Band>,
    ) -> Result<(), HubError> {
        let (office, device) = (enrolment.office, enrolment.key.device());
        if has_band(&*tx, enrolment, epoch)? {
            return Ok(());
        }
        let grants = tx.all_bands(office)?;
        if grants.iter().filter(|grant| grant.device == device).count() >= BANDS_PER_DEVICE_MAX {
            return Err(HubError::NoBand);
        }
        let mut held = granted(tx, office)?;
        let band = match wanted {
            Some(wanted) if held.iter().any(|other| other.overlaps(&wanted)) => {
                return Err(HubError::BandTaken);
            }
            Some(wanted) => wanted,
            None => {
                refuse_in_recovery(tx)?;
                held.extend(reserved(tx, office)?.iter().map(|held| held.band));
                next_band(&held, self.bands.first, self.bands.size).ok_or(HubError::NoBand)?
            }
        };
        let grant = BandGrant {
            office,
            device,
            epoch,
            lo: band.lo(),
            hi: band.hi(),
        };
        self.publish(tx, office, Kind::Band, grant.to_body())
    }

    /// Signs a roster or band body and appends it to the office's feed.
    pub(crate) fn publish(
        &self,
        tx: &mut dyn HubTx,
        office: OfficeId,
        kind: Kind,
        body: Vec<u8>,
    ) -> Result<(), HubError> {
        let device = self.public_key().device();
        let epoch = epoch(tx)?;
        let link = tx.link(device, epoch)?;
        let header = Header {
            office,
            device,
            epoch,
            seq: link.seq,
            prev: link.prev,
            made_at_ms: self.now_ms(),
            officer: OfficerId([0; 16]),
            kind,
            doc: CaseId([0; 16]),
        };
        let envelope = Envelope::seal(header, vec![body], folder::random()?, &self.key)
            .map_err(|_| HubError::Internal)?;
        Ok(tx.publish(&envelope)?)
    }

    /// The devices of an office, revoked ones too.
    ///
    /// # Errors
    /// [`HubError::Store`].
    pub fn devices(&self, office: OfficeId) -> Result<Vec<Enrolment>, HubError> {
        self.store.read(|r| Ok(r.devices(office)?))
    }

    /// Lets a device write and read no more, for ever. Every workstation of the office learns it
    /// with its next exchange. Revoking twice changes nothing.
    ///
    /// # Errors
    /// [`HubError::UnknownDevice`], [`HubError::Store`].
    pub fn revoke(&self, device: DeviceId) -> Result<(), HubError> {
        self.store.write(|tx| {
            let enrolment = tx.device(device)?.ok_or(HubError::UnknownDevice)?;
            if enrolment.revoked {
                return Ok(());
            }
            let office = enrolment.office;
            let body = Enrolment {
                revoked: true,
                ..enrolment
            }
            .to_body();
            self.publish(tx, office, Kind::Roster, body)
        })
    }
}

/// A name as people see it: NFC, no spaces around it.
pub(crate) fn device_name(name: &str) -> Result<String, HubError> {
    if name.len() > NAME_MAX * 16 {
        return Err(HubError::BadName);
    }
    let name = nfc(name);
    let sane = (1..=NAME_MAX).contains(&name.chars().count()) && !name.contains(char::is_control);
    if sane {
        Ok(name)
    } else {
        Err(HubError::BadName)
    }
}

/// Whether the installation has a band.
pub(crate) fn has_band(
    reader: &dyn HubReader,
    enrolment: &Enrolment,
    epoch: u64,
) -> Result<bool, StoreError> {
    let device = enrolment.key.device();
    let grants = reader.all_bands(enrolment.office)?;
    Ok(grants
        .iter()
        .any(|grant| grant.device == device && grant.epoch == epoch))
}

pub(crate) fn granted(reader: &dyn HubReader, office: OfficeId) -> Result<Vec<Band>, HubError> {
    let grants = reader.all_bands(office)?;
    Ok(grants
        .iter()
        .filter_map(|grant| Band::new(grant.lo, grant.hi).ok())
        .collect())
}

/// The bands that are held for invitations, or given to nobody.
pub(crate) fn reserved(
    reader: &dyn HubReader,
    office: OfficeId,
) -> Result<Vec<Reserved>, HubError> {
    match reader.setting(&reserved_setting(office))? {
        Some(record) => serde_json::from_slice(&record).map_err(|_| HubError::BadSettings),
        None => Ok(vec![]),
    }
}

pub(crate) fn reserve_record(
    tx: &mut dyn HubTx,
    office: OfficeId,
    reserved: &[Reserved],
) -> Result<(), HubError> {
    let record = serde_json::to_vec(reserved).map_err(|_| HubError::BadSettings)?;
    Ok(tx.set_setting(&reserved_setting(office), &record)?)
}

fn reserved_setting(office: OfficeId) -> String {
    format!("hub/reserved/{office}")
}

#[expect(clippy::disallowed_methods, reason = "the one clock of the hub")]
pub(crate) fn system_time_ms() -> i64 {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}
