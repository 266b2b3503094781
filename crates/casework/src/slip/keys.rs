//! The keys that may sign an office's slips, as a list that can be handed on, pinned to a wall or read
//! from a code.

use super::PREFIX;
use super::cose::{Malformed, Sealed};
use super::{minutes, moment};
use crate::id::{DeviceId, OfficeId, PublicKey};
use crate::time::LocalTime;
use ed25519_dalek::SigningKey;
use minicbor::data::Type;
use minicbor::{Decoder, Encoder};

/// Longest text of a list, in characters.
const TEXT_MAX: usize = 64 * 1024;
/// Most keys in a list.
const KEYS_MAX: u64 = 1_000;

/// Whether and since when a key may no longer sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Revocation {
    /// It may sign.
    None,
    /// It may not, and nobody knows since when.
    Unknown,
    /// Not since this moment.
    Since(LocalTime),
}

/// A key that signs or signed slips.
///
/// vi: khoá ký của máy tiếp nhận
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SlipKey {
    /// The public key; the device id, its fingerprint, follows from it.
    pub key: PublicKey,
    /// The office it signs for.
    pub office: OfficeId,
    /// The device's name for people.
    pub name: String,
    /// Whether it may still sign.
    pub revocation: Revocation,
}

/// The keys of one office at a certain time, signed by one of them.
///
/// vi: danh sách khoá ký của đơn vị
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyList {
    /// The office.
    pub office: OfficeId,
    /// Its name for people.
    pub office_name: String,
    /// When the list was made.
    pub made: LocalTime,
    /// All keys, revoked ones too.
    pub keys: Vec<SlipKey>,
    /// The device that made and signed the list; its key is in it.
    pub signed_by: DeviceId,
}

/// Why a text is not a list of keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyListError {
    /// It does not begin like one.
    #[error("not a list of keys")]
    NotAList,
    /// Damaged, altered, or signed by a key that is not in it or is revoked.
    #[error("the list of keys is damaged or altered")]
    Altered,
}

impl From<Malformed> for KeyListError {
    fn from(_: Malformed) -> Self {
        Self::Altered
    }
}

impl KeyList {
    /// What the text of a list begins with.
    pub const PREFIX: &str = "MCK1:";

    /// Signs a list for the public. `signed_by` follows from the key.
    pub fn seal(&self, key: &SigningKey) -> String {
        let mut payload = Vec::with_capacity(64 * self.keys.len());
        // Writing to a vector cannot fail.
        self.encode(&mut Encoder::new(&mut payload)).ok();
        Sealed::sign(payload, key).to_text(Self::PREFIX)
    }

    /// Reads a list and checks that it is whole: signed by one of its own keys that is not revoked. That
    /// it is the office's own list rests on where it came from; compare it with the paper on the wall.
    ///
    /// # Errors
    /// [`KeyListError`].
    pub fn open(text: &str) -> Result<Self, KeyListError> {
        let text = text.trim();
        if !text.starts_with(Self::PREFIX) {
            return Err(KeyListError::NotAList);
        }
        let sealed = Sealed::from_text(text, Self::PREFIX, TEXT_MAX)?;
        let list = Self::decode(&sealed).map_err(|_| KeyListError::Altered)?;
        let mut again = Vec::with_capacity(sealed.payload.len());
        list.encode(&mut Encoder::new(&mut again)).ok();
        let signed = list
            .keys
            .iter()
            .any(|known| known.revocation == Revocation::None && sealed.verify(&known.key));
        if signed && again == sealed.payload {
            Ok(list)
        } else {
            Err(KeyListError::Altered)
        }
    }

    fn encode(
        &self,
        out: &mut Encoder<&mut Vec<u8>>,
    ) -> Result<(), minicbor::encode::Error<std::convert::Infallible>> {
        out.array(4)?
            .encode(self.office)?
            .str(&self.office_name)?
            .u32(minutes(self.made))?
            .array(self.keys.len() as u64)?;
        for key in &self.keys {
            out.array(3)?.encode(key.key)?.str(&key.name)?;
            match key.revocation {
                Revocation::None => out.bool(false)?,
                Revocation::Unknown => out.bool(true)?,
                Revocation::Since(at) => out.u32(minutes(at))?,
            };
        }
        Ok(())
    }

    fn decode(sealed: &Sealed) -> Result<Self, minicbor::decode::Error> {
        let malformed = || minicbor::decode::Error::message("shape");
        let mut input = Decoder::new(&sealed.payload);
        if input.array()? != Some(4) {
            return Err(malformed());
        }
        let office = input.decode()?;
        let office_name = input.str()?.to_owned();
        let made = moment(input.u32()?).ok_or_else(malformed)?;
        let count = input.array()?.filter(|count| *count <= KEYS_MAX);
        let mut keys = Vec::new();
        for _ in 0..count.ok_or_else(malformed)? {
            if input.array()? != Some(3) {
                return Err(malformed());
            }
            let (key, name) = (input.decode()?, input.str()?.to_owned());
            let revocation = if input.datatype()? == Type::Bool {
                if input.bool()? {
                    Revocation::Unknown
                } else {
                    Revocation::None
                }
            } else {
                Revocation::Since(moment(input.u32()?).ok_or_else(malformed)?)
            };
            keys.push(SlipKey {
                key,
                office,
                name,
                revocation,
            });
        }
        Ok(Self {
            office,
            office_name,
            made,
            keys,
            signed_by: sealed.device,
        })
    }
}

// A slip is never taken for a list, nor a list for a slip.
const _: () = assert!(PREFIX.len() != KeyList::PREFIX.len());
