//! The office's list of keys as a file: readable for people, with its signed text as the only truth.

use super::{fingerprint, reading};
use crate::error::{ApiError, ErrorCode};
use casework::id::{DeviceId, OfficeId, PublicKey};
use casework::slip::{KeyList, KeyListError, Revocation};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What the file says it is.
const FORMAT: &str = "motcua/slip-keys/1";

/// A list of keys as `motcua receipt keys` writes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct KeyFile {
    /// `motcua/slip-keys/1`.
    pub format: String,
    /// The office.
    #[ts(type = "string")]
    pub office: OfficeId,
    /// Its name.
    pub office_name: String,
    /// When the list was made.
    pub made: String,
    /// Fingerprint of the device that made and signed it.
    pub signed_by: String,
    /// The keys, revoked ones too.
    pub keys: Vec<KeyRow>,
    /// The same list as signed text; whatever stands above must agree with it.
    pub sealed: String,
}

/// A key in a [`KeyFile`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct KeyRow {
    /// The device's name.
    pub name: String,
    /// The device id in groups of four digits.
    pub fingerprint: String,
    /// The device id.
    #[ts(type = "string")]
    pub device: DeviceId,
    /// The public key (Ed25519).
    #[ts(type = "string")]
    pub key: PublicKey,
    /// Whether it may no longer sign.
    pub revoked: bool,
    /// Since when, where it is known.
    pub revoked_since: Option<String>,
}

impl KeyFile {
    /// The file of a list and its signed text.
    pub fn of(list: &KeyList, sealed: String) -> Self {
        let rows = list.keys.iter().map(|key| KeyRow {
            name: key.name.clone(),
            fingerprint: fingerprint(key.key.device()),
            device: key.key.device(),
            key: key.key,
            revoked: key.revocation != Revocation::None,
            revoked_since: match key.revocation {
                Revocation::Since(at) => Some(at.to_string()),
                Revocation::None | Revocation::Unknown => None,
            },
        });
        Self {
            format: FORMAT.to_owned(),
            office: list.office,
            office_name: list.office_name.clone(),
            made: list.made.to_string(),
            signed_by: fingerprint(list.signed_by),
            keys: rows.collect(),
            sealed,
        }
    }
}

/// Reads a list of keys from a file `name`: the JSON of [`KeyFile`], its signed text alone, or a picture
/// or PDF with its code, such as the sheet on the wall.
///
/// # Errors
/// [`ErrorCode::BadKeyList`].
pub fn read_keys(name: &str, bytes: Vec<u8>) -> Result<KeyList, ApiError> {
    let bad = |why: &str| {
        ApiError::new(ErrorCode::BadKeyList)
            .with("name", name)
            .with("detail", crate::api::label("slip_file", why))
    };
    let list_error = |error| match error {
        KeyListError::NotAList => bad("not_a_list"),
        KeyListError::Altered => bad("altered"),
    };
    if bytes.trim_ascii_start().starts_with(b"{") {
        let file: KeyFile = serde_json::from_slice(&bytes).map_err(|_| bad("not_a_list"))?;
        let list = KeyList::open(&file.sealed).map_err(list_error)?;
        let told = KeyFile::of(&list, file.sealed.clone());
        return (told == file).then_some(list).ok_or_else(|| bad("altered"));
    }
    let sheets = reading::read(bytes).map_err(|error| bad(error.code()))?;
    let text = sheets
        .iter()
        .flatten()
        .find(|text| text.starts_with(KeyList::PREFIX))
        .ok_or_else(|| bad("not_a_list"))?;
    KeyList::open(text).map_err(list_error)
}
