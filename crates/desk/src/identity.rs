//! What a workstation is, apart from its database: office, officers, device key, and the sealed
//! key of the database.

mod seal;

pub use seal::{Slot, open_sealed, seal};

use crate::clock::random;
use crate::error::{ApiError, ErrorCode};
use casework::id::{OfficerId, PublicKey};
use casework::office::{Office, Officer, Place, PlaceKind, Point, Role};
use ed25519_dalek::SigningKey;
use serde::{Deserialize, Serialize};
use std::io::Write;
use std::path::{Path, PathBuf};
use store::DbKey;

/// File with the public facts of a workstation; written last when one is made.
const PROFILE: &str = "workstation.json";
/// File with the device's private key, sealed with the database key.
const DEVICE_KEY: &str = "device.key";
/// The database.
pub const DATABASE: &str = "motcua.db";
/// Version of the profile's shape.
const VERSION: u32 = 1;
/// Shortest password, in characters.
const PASSWORD_MIN: usize = 8;
/// Documented password of the demo office.
pub const DEMO_PASSWORD: &str = "motcua-demo";

/// The public facts of a workstation.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// Version of this shape.
    pub version: u32,
    /// A practice office with the documented password.
    pub demo: bool,
    /// The office.
    pub office: Office,
    /// The point this workstation stands at, by [`Point::id`].
    pub point: String,
    /// Name of the device for people.
    pub device_name: String,
    /// The device's public key.
    pub device: PublicKey,
    /// The installation's epoch: 1, and a new one after a restore.
    pub epoch: u64,
    /// Who may sign in.
    pub officers: Vec<OfficerSlot>,
}

/// An officer and the slot that opens the database with the officer's password.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OfficerSlot {
    /// Who.
    pub id: OfficerId,
    /// Full name, as printed.
    pub name: String,
    /// What the officer may do.
    pub roles: Vec<Role>,
    /// The database key under the officer's password.
    pub slot: Slot,
}

/// What a new workstation begins with.
pub struct Founding {
    /// A practice office.
    pub demo: bool,
    /// The office.
    pub office: Office,
    /// The point it stands at; the first where `None`.
    pub point: Option<String>,
    /// Name of the device for people.
    pub device_name: String,
    /// The device's key where the hub knows it already; a fresh one where `None`.
    pub key: Option<SigningKey>,
    /// The first officer's full name.
    pub officer: String,
    /// The first officer's password.
    pub password: String,
}

/// Keys that exist only while an officer is signed in.
pub struct Keys {
    /// Opens the database.
    pub database: DbKey,
    /// Signs for the device.
    pub device: SigningKey,
}

impl Profile {
    /// Reads the profile of a data folder; `None` where there is no workstation.
    ///
    /// # Errors
    /// [`ErrorCode::Corrupt`] when it does not read, [`ErrorCode::NewerDatabase`] when a newer
    /// version wrote it.
    pub fn read(dir: &Path) -> Result<Option<Self>, ApiError> {
        let text = match std::fs::read_to_string(dir.join(PROFILE)) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        let corrupt = |error: serde_json::Error| {
            ApiError::new(ErrorCode::Corrupt).with("detail", format!("{PROFILE}: {error}"))
        };
        let value: serde_json::Value = serde_json::from_str(&text).map_err(corrupt)?;
        if value["version"].as_u64().unwrap_or(0) > u64::from(VERSION) {
            return Err(ApiError::new(ErrorCode::NewerDatabase).with("detail", PROFILE));
        }
        serde_json::from_value(value).map(Some).map_err(corrupt)
    }

    /// Makes the files of a new workstation and gives the profile with its keys. The profile is
    /// not yet written: [`Profile::write`] makes the workstation exist.
    ///
    /// # Errors
    /// [`ErrorCode::WorkstationExists`], [`ErrorCode::WeakPassword`], or the disk's.
    pub fn found(dir: &Path, founding: Founding) -> Result<(Self, Keys), ApiError> {
        if Self::read(dir)?.is_some() {
            return Err(ApiError::new(ErrorCode::WorkstationExists).with("dir", dir.display()));
        }
        let name = check_officer(&founding.officer, &founding.password)?;
        std::fs::create_dir_all(dir)?;
        remove_leftovers(dir)?;
        let device = match founding.key {
            Some(key) => key,
            None => SigningKey::from_bytes(&random()?),
        };
        let keys = Keys {
            database: DbKey(random()?),
            device,
        };
        let officer = OfficerId(random()?);
        let point = founding
            .point
            .or_else(|| founding.office.points.first().map(|point| point.id.clone()))
            .ok_or_else(|| ApiError::new(ErrorCode::BadOfficeFile).with("detail", "points"))?;
        let profile = Self {
            version: VERSION,
            demo: founding.demo,
            office: founding.office,
            point,
            device_name: founding.device_name,
            device: PublicKey(keys.device.verifying_key().to_bytes()),
            epoch: 1,
            officers: vec![OfficerSlot {
                id: officer,
                name,
                roles: Role::ALL.to_vec(),
                slot: Slot::make(&keys.database, &founding.password, officer)?,
            }],
        };
        let sealed = seal(
            &keys.database,
            keys.device.as_bytes(),
            DEVICE_KEY.as_bytes(),
        )?;
        write_durably(&dir.join(DEVICE_KEY), &sealed)?;
        Ok((profile, keys))
    }

    /// Writes the profile: all of it or nothing.
    ///
    /// # Errors
    /// The disk's.
    pub fn write(&self, dir: &Path) -> Result<(), ApiError> {
        let text = serde_json::to_vec_pretty(self)
            .map_err(|error| ApiError::new(ErrorCode::Bug).with("detail", error))?;
        write_durably(&dir.join(PROFILE), &text)
    }

    /// Opens the keys with an officer's password; the only officer where none is named.
    ///
    /// # Errors
    /// [`ErrorCode::UnknownOfficer`], [`ErrorCode::WrongPassword`], [`ErrorCode::Corrupt`].
    pub fn unlock(
        &self,
        dir: &Path,
        officer: Option<&str>,
        password: &str,
    ) -> Result<(Keys, Officer), ApiError> {
        let entry = match officer {
            None => self.officers.first(),
            Some(wanted) => self
                .officers
                .iter()
                .find(|entry| entry.id.to_string() == wanted || entry.name == wanted),
        }
        .ok_or(ErrorCode::UnknownOfficer)?;
        let database = entry.slot.open(password, entry.id)?;
        let damaged = || ApiError::new(ErrorCode::Corrupt).with("detail", DEVICE_KEY);
        let sealed = std::fs::read(dir.join(DEVICE_KEY)).map_err(|error| {
            if error.kind() == std::io::ErrorKind::NotFound {
                return damaged();
            }
            error.into()
        })?;
        let secret = open_sealed(&database, &sealed, DEVICE_KEY.as_bytes())
            .and_then(|secret| <[u8; 32]>::try_from(secret).ok())
            .ok_or_else(damaged)?;
        let device = SigningKey::from_bytes(&secret);
        let officer = Officer {
            id: entry.id,
            name: entry.name.clone(),
        };
        Ok((Keys { database, device }, officer))
    }

    /// The point this workstation stands at.
    pub fn standing_point(&self) -> Option<&Point> {
        self.office
            .points
            .iter()
            .find(|point| point.id == self.point)
    }

    /// Where this workstation's officers act when they say nothing else.
    pub fn place(&self) -> Place {
        self.standing_point().map_or(
            Place {
                kind: PlaceKind::Centre,
                name: None,
                address: None,
            },
            |point| Place {
                kind: point.kind,
                name: Some(point.name.clone()),
                address: Some(point.address.clone()),
            },
        )
    }
}

/// Checks an officer's name and password and gives the name as it is kept.
///
/// # Errors
/// [`ErrorCode::WeakPassword`], [`ErrorCode::BadField`].
pub fn check_officer(name: &str, password: &str) -> Result<String, ApiError> {
    if password.chars().count() < PASSWORD_MIN {
        return Err(ApiError::new(ErrorCode::WeakPassword).with("min", PASSWORD_MIN));
    }
    let name = casework::text::nfc(name);
    if name.is_empty() || name.chars().count() > 200 {
        return Err(ApiError::new(ErrorCode::BadField).with("field", "officer"));
    }
    Ok(name)
}

/// What a founding that was cut short left behind: without a profile nobody can open it.
fn remove_leftovers(dir: &Path) -> Result<(), ApiError> {
    for name in [DATABASE, "motcua.db-wal", "motcua.db-shm", DEVICE_KEY] {
        match std::fs::remove_file(dir.join(name)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error.into()),
            _ => {}
        }
    }
    Ok(())
}

/// Writes a file so that after a power cut either the old or the new one is there, whole.
///
/// # Errors
/// The disk's.
pub fn write_durably(path: &Path, bytes: &[u8]) -> Result<(), ApiError> {
    let parent = path
        .parent()
        .filter(|parent| !parent.as_os_str().is_empty());
    let mut partial = path.as_os_str().to_owned();
    partial.push(".part");
    let partial = PathBuf::from(partial);
    let written = (|| {
        let mut file = std::fs::File::create(&partial)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        std::fs::rename(&partial, path)
    })();
    if let Err(error) = written {
        std::fs::remove_file(&partial).ok();
        return Err(error.into());
    }
    // The name must survive too; not every system lets a folder be opened.
    if let Ok(folder) = std::fs::File::open(parent.unwrap_or(Path::new("."))) {
        folder.sync_all().ok();
    }
    Ok(())
}

/// The folder of the signed-in user's workstation.
pub fn default_data_dir() -> PathBuf {
    dirs::data_local_dir()
        .unwrap_or_else(|| PathBuf::from("."))
        .join("motcua")
}

#[cfg(test)]
mod tests;
