//! The invitation of one device into an office: a code that is typed, or a file that is carried.

use casework::id::{Hash, PublicKey};
use casework::number::Band;
use casework::office::Office;
use casework::time::LocalTime;
use ed25519_dalek::{Signer, SigningKey, VerifyingKey};
use serde::{Deserialize, Serialize};

const FORMAT: &str = "invitation/1";
const DOMAIN: &[u8] = b"motcua/invitation/1";
const CODE_DOMAIN: &[u8] = b"motcua/code/1";
/// Largest invitation file, in bytes.
const FILE_MAX: usize = 256 * 1024;
/// Digits without the letters I, L, O and U, which are read wrongly.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Letters of a code: 60 bits.
const CODE_LEN: usize = 12;

/// Everything a workstation needs to join an office, also without a network.
///
/// vi: thư mời máy tham gia (mã kích hoạt dùng một lần)
#[derive(Clone, PartialEq, Eq)]
pub struct Invitation {
    /// The office.
    pub office: Office,
    /// The hub's key: the authority to trust.
    pub hub_key: PublicKey,
    /// Where the hub answers, if it has a public address.
    pub hub_url: Option<String>,
    /// The one-time code, in groups of four.
    pub code: String,
    /// What people will call the device; may be empty.
    pub name: String,
    /// The ordinals reserved for it.
    pub band: Band,
    /// The last minute the code is taken.
    pub expires: LocalTime,
    signature: [u8; 64],
}

/// Why a text is not an invitation; [`InvitationError::code`] is stable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvitationError {
    /// Not the JSON of an invitation of this version.
    #[error("this is not an invitation file")]
    Malformed,
    /// It was changed after the hub signed it.
    #[error("the invitation was changed after it was signed")]
    BadSignature,
}

impl InvitationError {
    /// A stable word.
    pub fn code(self) -> &'static str {
        match self {
            Self::Malformed => "invitation_malformed",
            Self::BadSignature => "invitation_changed",
        }
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    motcua: String,
    office: Office,
    hub_key: PublicKey,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    hub_url: Option<String>,
    code: String,
    name: String,
    band: Ends,
    expires: LocalTime,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    signature: Option<String>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Ends {
    lo: u32,
    hi: u32,
}

/// An invitation that is not signed yet.
pub(crate) struct Draft {
    pub(crate) office: Office,
    pub(crate) hub_url: Option<String>,
    pub(crate) code: String,
    pub(crate) name: String,
    pub(crate) band: Band,
    pub(crate) expires: LocalTime,
}

impl Draft {
    pub(crate) fn sign(self, key: &SigningKey) -> Invitation {
        let mut invitation = Invitation {
            office: self.office,
            hub_key: PublicKey(key.verifying_key().to_bytes()),
            hub_url: self.hub_url,
            code: self.code,
            name: self.name,
            band: self.band,
            expires: self.expires,
            signature: [0; 64],
        };
        invitation.signature = key.sign(&invitation.signed_part()).to_bytes();
        invitation
    }
}

impl Invitation {
    /// The file: JSON, signed by the hub's key.
    pub fn to_json(&self) -> String {
        let file = File {
            signature: Some(hex::encode(self.signature)),
            ..self.file()
        };
        // A struct of texts and numbers is always JSON.
        let mut text = serde_json::to_string_pretty(&file).unwrap_or_default();
        text.push('\n');
        text
    }

    /// Reads a file and checks the signature by the key the file names: it proves that nobody
    /// changed it, not that the hub is the right one. That rests on who handed it over.
    ///
    /// # Errors
    /// [`InvitationError`].
    pub fn from_json_verified(text: &str) -> Result<Self, InvitationError> {
        if text.len() > FILE_MAX {
            return Err(InvitationError::Malformed);
        }
        let malformed = || InvitationError::Malformed;
        let file: File = serde_json::from_str(text).map_err(|_| malformed())?;
        let mut signature = [0; 64];
        hex::decode_to_slice(file.signature.ok_or_else(malformed)?, &mut signature)
            .map_err(|_| malformed())?;
        if file.motcua != FORMAT {
            return Err(malformed());
        }
        let invitation = Self {
            office: file.office,
            hub_key: file.hub_key,
            hub_url: file.hub_url,
            code: file.code,
            name: file.name,
            band: Band::new(file.band.lo, file.band.hi).map_err(|_| malformed())?,
            expires: file.expires,
            signature,
        };
        VerifyingKey::from_bytes(invitation.hub_key.as_bytes())
            .and_then(|key| key.verify_strict(&invitation.signed_part(), &signature.into()))
            .map_err(|_| InvitationError::BadSignature)?;
        Ok(invitation)
    }

    /// Domain, then the compact JSON of the file without its signature.
    fn signed_part(&self) -> Vec<u8> {
        let mut bytes = DOMAIN.to_vec();
        bytes.extend(serde_json::to_vec(&self.file()).unwrap_or_default());
        bytes
    }

    fn file(&self) -> File {
        File {
            motcua: FORMAT.to_owned(),
            office: self.office.clone(),
            hub_key: self.hub_key,
            hub_url: self.hub_url.clone(),
            code: self.code.clone(),
            name: self.name.clone(),
            band: Ends {
                lo: self.band.lo(),
                hi: self.band.hi(),
            },
            expires: self.expires,
            signature: None,
        }
    }
}

/// The code stays out of logs.
impl std::fmt::Debug for Invitation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Invitation")
            .field("office", &self.office.id)
            .field("band", &self.band)
            .field("expires", &self.expires)
            .finish_non_exhaustive()
    }
}

/// Writes random bytes as a code people can read to one another: `7KQ2-9D4M-XWZA`.
pub(crate) fn code_from(random: [u8; CODE_LEN]) -> String {
    let letters: Vec<u8> = random
        .iter()
        .map(|byte| ALPHABET[usize::from(*byte) % ALPHABET.len()])
        .collect();
    let groups: Vec<_> = letters.chunks(4).map(String::from_utf8_lossy).collect();
    groups.join("-")
}

/// What is stored of a code. Case, spaces and hyphens do not matter; O is 0, I and L are 1.
pub(crate) fn code_hash(typed: &str) -> Hash {
    let mut bytes = CODE_DOMAIN.to_vec();
    bytes.extend(
        typed
            .chars()
            .filter(char::is_ascii_alphanumeric)
            .map(|letter| {
                match letter.to_ascii_uppercase() {
                    'O' => b'0',
                    'I' | 'L' => b'1',
                    // Only ASCII is left.
                    other => u8::try_from(other).unwrap_or(b'?'),
                }
            }),
    );
    Hash::of(&bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use casework::id::OfficeId;
    use casework::number::AgencyCode;

    fn invitation() -> Invitation {
        Draft {
            office: Office {
                id: OfficeId([1; 16]),
                code: AgencyCode::parse("H37.101.05").expect("code"),
                name: "TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG XÃ MẪU SƠN".to_owned(),
                parent: "ỦY BAN NHÂN DÂN XÃ MẪU SƠN".to_owned(),
                locality: "Mẫu Sơn".to_owned(),
                province: "Lạng Sơn".to_owned(),
                phone: None,
                bank: None,
                difficult: false,
                saturday: false,
                points: vec![],
            },
            hub_url: Some("https://hub.example".to_owned()),
            code: code_from([7; 12]),
            name: "Điểm tiếp nhận số 1".to_owned(),
            band: Band::new(5001, 5100).expect("band"),
            expires: "2026-11-21T08:30:00+07:00".parse().expect("time"),
        }
        .sign(&SigningKey::from_bytes(&[3; 32]))
    }

    #[test]
    fn a_file_comes_back_and_no_change_to_it_goes_unseen() {
        let text = invitation().to_json();
        assert_eq!(Invitation::from_json_verified(&text), Ok(invitation()));
        let changed = InvitationError::BadSignature;
        let malformed = InvitationError::Malformed;
        for (from, to, wanted) in [
            ("Mẫu Sơn", "Mẫu Đơn", changed),
            ("hub.example", "hub.exemple", changed),
            ("\"hi\": 5100", "\"hi\": 5200", changed),
            ("\"hi\": 5100", "\"hi\": 4000", malformed),
            ("2026-11-21", "2036-11-21", changed),
            ("số 1", "số 2", changed),
            ("invitation/1", "invitation/2", malformed),
            ("\"code\"", "\"kode\"", malformed),
            ("\"signature\": \"", "\"signature\": \"00", malformed),
        ] {
            let forged = text.replacen(from, to, 1);
            assert_ne!(forged, text, "{from}");
            assert_eq!(
                Invitation::from_json_verified(&forged),
                Err(wanted),
                "{from} → {to}"
            );
        }
    }

    #[test]
    fn a_code_is_read_as_people_type_it() {
        assert_eq!(
            code_from([0, 1, 2, 31, 32, 33, 34, 35, 36, 37, 38, 255]),
            "012Z-0123-456Z"
        );
        let code = code_hash("7KQ2-9D10-XWZA");
        for (typed, same) in [
            ("7KQ2-9D10-XWZA", true),
            (" 7kq2 9d10 xwza ", true),
            ("7kq29dioxwza", true),
            ("7KQ2-9DLO-XWZA", true),
            ("7KQ2-9D10-XWZB", false),
            ("7KQ2-9D10-XWZ", false),
            ("", false),
        ] {
            assert_eq!(code_hash(typed) == code, same, "{typed}");
        }
    }
}
