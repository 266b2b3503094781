//! An opened workstation: one officer signed in, the store unlocked.

use crate::catalogue::Catalogues;
use crate::clock;
use crate::error::{ApiError, ErrorCode};
use crate::identity::{DATABASE, Founding, Keys, Profile};
use crate::sync::diary::Running;
use casework::calendar::Calendar;
use casework::case::{Facts, Law};
use casework::id::{CaseId, OfficeId, PublicKey};
use casework::number::Band;
use casework::office::{Officer, Role};
use casework::procedure::Catalogue;
use casework::rules::Rules;
use casework::sync::envelope::{Envelope, EnvelopeError, Header, Kind};
use ed25519_dalek::SigningKey;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use store::{HOME, Store, StoreError, StoreId, Tx};

/// Setting: the latest moment this installation has seen, milliseconds since the Unix epoch.
const LARGEST_TIME: &str = "clock.largest_ms";
/// Setting: the hub's clock minus ours at the last contact, milliseconds.
pub const HUB_OFFSET: &str = "clock.hub_offset_ms";
/// A clock that lies further off than this is not trusted on paper, in milliseconds.
pub(crate) const CLOCK_TOLERANCE_MS: i64 = 5 * 60 * 1000;

/// An opened workstation.
pub struct Desk {
    dir: PathBuf,
    profile: Profile,
    officer: Officer,
    key: SigningKey,
    store: Store,
    calendar: Calendar,
    rules: Rules,
    catalogues: Catalogues,
    running: Running,
}

impl Desk {
    /// Makes a new workstation that founds its own office: it certifies itself and may number with
    /// `band`. Nothing is left behind when it fails.
    ///
    /// # Errors
    /// See [`Profile::found`]; the store's.
    pub fn found(dir: &Path, founding: Founding, band: Band) -> Result<Self, ApiError> {
        Self::make(dir, founding, |desk, tx| {
            let key = desk.public_key();
            tx.trust(key)?;
            let office = desk.office();
            let bodies = vec![desk.enrolment().to_body()];
            let envelope = desk.seal(tx, Kind::Roster, CaseId(office.0), bodies)?;
            tx.append_own(&envelope)?;
            tx.grant_band(office, key.device(), desk.profile.epoch, band)?;
            Ok(())
        })
    }

    /// Makes a new workstation; `prepare` writes what it needs in the same transaction that makes
    /// its database usable.
    ///
    /// # Errors
    /// See [`Profile::found`]; the store's; whatever `prepare` gives.
    pub fn make(
        dir: &Path,
        founding: Founding,
        prepare: impl FnOnce(&Self, &mut Tx<'_>) -> Result<(), ApiError>,
    ) -> Result<Self, ApiError> {
        let (profile, keys) = Profile::found(dir, founding)?;
        let store = Store::create(
            &dir.join(DATABASE),
            &keys.database,
            StoreId(clock::random()?),
        )?;
        let officer = profile
            .officers
            .first()
            .map(|entry| Officer {
                id: entry.id,
                name: entry.name.clone(),
            })
            .ok_or(ErrorCode::Bug)?;
        let desk = Self::assemble(dir, profile, &keys, officer, store);
        desk.store.write(|tx| {
            tx.put_office(&desk.profile.office)?;
            tx.set_home(desk.office())?;
            prepare(&desk, tx)
        })?;
        desk.profile.write(dir)?;
        Ok(desk)
    }

    /// Opens an existing workstation with an officer's password.
    ///
    /// # Errors
    /// [`ErrorCode::NoWorkstation`], [`ErrorCode::WrongPassword`], [`ErrorCode::NewerDatabase`], …
    pub fn open(dir: &Path, officer: Option<&str>, password: &str) -> Result<Self, ApiError> {
        let profile = Profile::read(dir)?
            .ok_or_else(|| ApiError::new(ErrorCode::NoWorkstation).with("dir", dir.display()))?;
        let (keys, officer) = profile.unlock(dir, officer, password)?;
        // The password was right, or there were no keys: what does not open now is damaged.
        let store = Store::open(&dir.join(DATABASE), &keys.database).map_err(|error| {
            if matches!(error, StoreError::WrongKey | StoreError::Missing) {
                return ApiError::new(ErrorCode::Corrupt).with("detail", DATABASE);
            }
            error.into()
        })?;
        let office = profile.office.id;
        // A data folder of an older program does not say whose it is.
        if store.read(|reader| reader.setting(HOME))?.is_none() {
            store.write(|tx| tx.set_home(office))?;
        }
        Ok(Self::assemble(dir, profile, &keys, officer, store))
    }

    fn assemble(dir: &Path, profile: Profile, keys: &Keys, officer: Officer, store: Store) -> Self {
        Self {
            dir: dir.to_owned(),
            calendar: Calendar::for_office(&profile.office),
            profile,
            officer,
            key: keys.device.clone(),
            store,
            rules: Rules::built_in(),
            catalogues: Catalogues::default(),
            running: Running::default(),
        }
    }

    /// The data folder.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// The exchange that runs, if one does.
    pub fn running(&self) -> &Running {
        &self.running
    }

    /// The store.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// Office, point and device.
    pub fn profile(&self) -> &Profile {
        &self.profile
    }

    /// The office.
    pub fn office(&self) -> OfficeId {
        self.profile.office.id
    }

    /// Who is signed in.
    pub fn officer(&self) -> &Officer {
        &self.officer
    }

    /// The device's signing key.
    pub fn key(&self) -> &SigningKey {
        &self.key
    }

    /// The device's public key.
    pub fn public_key(&self) -> PublicKey {
        self.profile.device
    }

    /// Days off and working hours.
    pub fn calendar(&self) -> &Calendar {
        &self.calendar
    }

    /// The limits of the process itself.
    pub fn rules(&self) -> &Rules {
        &self.rules
    }

    /// What a case of a procedure is decided with.
    pub fn law(&self, procedure: &str) -> Law<'_> {
        Law {
            calendar: &self.calendar,
            rules: &self.rules,
            procedure: self.catalogue().get(procedure),
        }
    }

    /// What the signed-in officer may do.
    pub fn roles(&self) -> Vec<Role> {
        let mut officers = self.profile.officers.iter();
        officers
            .find(|slot| slot.id == self.officer.id)
            .map(|slot| slot.roles.clone())
            .unwrap_or_default()
    }

    /// Every catalogue this session has used.
    pub(crate) fn catalogues(&self) -> &Catalogues {
        &self.catalogues
    }

    /// The roster entry of this device.
    pub fn enrolment(&self) -> casework::sync::roster::Enrolment {
        casework::sync::roster::Enrolment {
            key: self.public_key(),
            office: self.office(),
            name: self.profile.device_name.clone(),
            revoked: false,
        }
    }

    /// Who acts, where and when, with fresh random bytes.
    ///
    /// # Errors
    /// Where the system has no random bytes.
    pub fn facts(&self) -> Result<Facts, ApiError> {
        Ok(Facts {
            officer: self.officer.clone(),
            roles: self.roles(),
            device: self.public_key().device(),
            office: self.office(),
            place: self.profile.place(),
            now: clock::now(),
            entropy: clock::random()?,
        })
    }

    /// Signs bodies as this installation's next envelope.
    ///
    /// # Errors
    /// [`ErrorCode::TooLong`] beyond an envelope's size; the store's.
    pub fn seal(
        &self,
        tx: &Tx<'_>,
        kind: Kind,
        doc: CaseId,
        bodies: Vec<Vec<u8>>,
    ) -> Result<Envelope, ApiError> {
        let device = self.public_key().device();
        let link = tx.link(device, self.profile.epoch)?;
        let header = Header {
            office: self.office(),
            device,
            epoch: self.profile.epoch,
            seq: link.seq,
            prev: link.prev,
            made_at_ms: clock::now_ms(),
            officer: self.officer.id,
            kind,
            doc,
        };
        Envelope::seal(header, bodies, clock::random()?, &self.key).map_err(|error| match error {
            EnvelopeError::TooLarge => ApiError::new(ErrorCode::InputTooLarge).with("max", "64 KB"),
            EnvelopeError::Malformed
            | EnvelopeError::NotCanonical
            | EnvelopeError::BadSignature => ErrorCode::Bug.into(),
        })
    }

    /// Whether paper printed now must say that the clock is unconfirmed: it runs behind what this
    /// installation has seen, or the hub disagreed with it. Remembers the largest time seen.
    ///
    /// # Errors
    /// The store's.
    pub fn observe_clock(&self, tx: &mut Tx<'_>) -> Result<bool, ApiError> {
        let now = clock::now_ms();
        let largest = number_setting(tx.setting(LARGEST_TIME)?);
        if largest.is_none_or(|largest| now > largest) {
            tx.set_setting(LARGEST_TIME, &now.to_be_bytes())?;
        }
        let behind = largest.is_some_and(|largest| now < largest - CLOCK_TOLERANCE_MS);
        let disputed = number_setting(tx.setting(HUB_OFFSET)?)
            .is_some_and(|offset| offset.abs() > CLOCK_TOLERANCE_MS);
        Ok(behind || disputed)
    }
}

/// A number kept as a setting.
pub fn number_setting(value: Option<Vec<u8>>) -> Option<i64> {
    value?.try_into().ok().map(i64::from_be_bytes)
}

/// The procedures compiled into the program.
pub fn catalogue() -> &'static Catalogue {
    static CATALOGUE: OnceLock<Catalogue> = OnceLock::new();
    CATALOGUE.get_or_init(|| Catalogue::built_in().expect("a test reads the compiled-in file"))
}
