//! Who may write in an office's feed, with which ordinals, and which other offices there are: the
//! bodies of roster, band and office envelopes, signed by the hub (the first two also by the office's
//! founding workstation).

use crate::id::{DeviceId, OfficeId, PublicKey};
use crate::number::AgencyCode;
use crate::office::Office;
use minicbor::{Decode, Encode};

/// A device that may write in an office's feed.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Enrolment {
    /// The device's public key; the device id follows from it.
    #[n(0)]
    pub key: PublicKey,
    /// The office it writes for.
    #[n(1)]
    pub office: OfficeId,
    /// Name for people, e.g. "Điểm tiếp nhận số 1".
    #[n(2)]
    pub name: String,
    /// `true` once the device may not write any more.
    #[n(3)]
    pub revoked: bool,
}

/// A band of ordinals given to one installation, valid on every day.
///
/// vi: dải số thứ tự được cấp
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct BandGrant {
    /// The office whose numbers they are.
    #[n(0)]
    pub office: OfficeId,
    /// The device that may use them.
    #[n(1)]
    pub device: DeviceId,
    /// Only in this epoch of the device; a restored database needs a new band.
    #[n(2)]
    pub epoch: u64,
    /// First ordinal.
    #[n(3)]
    pub lo: u32,
    /// Last ordinal, with as many digits as `lo`.
    #[n(4)]
    pub hi: u32,
}

/// What other offices need to know of one to take in a case for it; the latest one counts.
///
/// vi: danh bạ cơ quan
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct OfficeCard {
    /// Which office.
    #[n(0)]
    pub id: OfficeId,
    /// The agency part of its record codes.
    #[n(1)]
    pub code: String,
    /// Its name.
    #[n(2)]
    pub name: String,
    /// The body above it.
    #[n(3)]
    pub parent: String,
    /// The place name.
    #[n(4)]
    pub locality: String,
}

impl OfficeCard {
    /// The card of an office.
    pub fn of(office: &Office) -> Self {
        Self {
            id: office.id,
            code: office.code.to_string(),
            name: office.name.clone(),
            parent: office.parent.clone(),
            locality: office.locality.clone(),
        }
    }

    /// Its agency code; `None` where a newer version writes codes otherwise.
    pub fn agency(&self) -> Option<AgencyCode> {
        AgencyCode::parse(&self.code).ok()
    }
}

macro_rules! body {
    ($type:ty) => {
        impl $type {
            /// The bytes of an envelope's body.
            pub fn to_body(&self) -> Vec<u8> {
                minicbor::to_vec(self).unwrap_or_default()
            }

            /// Reads the bytes of an envelope's body; `None` when they are something else.
            pub fn from_body(body: &[u8]) -> Option<Self> {
                minicbor::decode(body).ok()
            }
        }
    };
}

body!(Enrolment);
body!(BandGrant);
body!(OfficeCard);
