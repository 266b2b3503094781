//! Names that never change: sixteen or thirty-two bytes, written in hexadecimal.

use sha2::{Digest, Sha256};
use std::{fmt, str::FromStr};

/// Why a text is not an identifier.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected {expected} hexadecimal digits")]
pub struct IdError {
    /// How many digits the identifier has.
    pub expected: usize,
}

macro_rules! identifier {
    ($(#[$doc:meta])* $name:ident, $len:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub [u8; $len]);

        impl $name {
            /// The bytes, as they are stored and sent.
            pub fn as_bytes(&self) -> &[u8; $len] {
                &self.0
            }

            /// Takes exactly as many bytes as the identifier has; `None` otherwise.
            pub fn from_slice(bytes: &[u8]) -> Option<Self> {
                bytes.try_into().ok().map(Self)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self)
            }
        }

        impl FromStr for $name {
            type Err = IdError;

            fn from_str(text: &str) -> Result<Self, IdError> {
                let error = IdError { expected: $len * 2 };
                if text.len() != $len * 2 || !text.bytes().all(|b| b.is_ascii_hexdigit()) {
                    return Err(error);
                }
                let mut bytes = [0; $len];
                for (i, byte) in bytes.iter_mut().enumerate() {
                    *byte = u8::from_str_radix(&text[i * 2..i * 2 + 2], 16)
                        .map_err(|_| error.clone())?;
                }
                Ok(Self(bytes))
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }

        impl<C> minicbor::Encode<C> for $name {
            fn encode<W: minicbor::encode::Write>(
                &self,
                encoder: &mut minicbor::Encoder<W>,
                _: &mut C,
            ) -> Result<(), minicbor::encode::Error<W::Error>> {
                encoder.bytes(&self.0)?.ok()
            }
        }

        impl<'b, C> minicbor::Decode<'b, C> for $name {
            fn decode(
                decoder: &mut minicbor::Decoder<'b>,
                _: &mut C,
            ) -> Result<Self, minicbor::decode::Error> {
                Self::from_slice(decoder.bytes()?)
                    .ok_or_else(|| minicbor::decode::Error::message("identifier of a wrong length"))
            }
        }
    };
}

identifier!(
    /// One case file for ever, whatever numbers are printed on it.
    ///
    /// vi: hồ sơ (định danh nội bộ, không phải mã hồ sơ)
    CaseId, 16
);
identifier!(
    /// One office: the commune's centre with all its reception points.
    ///
    /// vi: Trung tâm Phục vụ hành chính công cấp xã — NĐ 118/2025 Đ.7
    OfficeId, 16
);
identifier!(
    /// One device, named by its key: the first 16 bytes of SHA-256 over the public key.
    DeviceId, 16
);
identifier!(
    /// One officer of an office.
    ///
    /// vi: cán bộ, công chức
    OfficerId, 16
);
identifier!(
    /// The Automerge actor of one installation: hash of device key and epoch.
    ActorId, 16
);
identifier!(
    /// SHA-256 of an envelope's signed part, or of a blob's bytes.
    Hash, 32
);
identifier!(
    /// An Ed25519 public key.
    PublicKey, 32
);

impl PublicKey {
    /// The device that holds the private half.
    pub fn device(&self) -> DeviceId {
        let digest = Sha256::digest(self.0);
        let mut id = [0; 16];
        id.copy_from_slice(&digest[..16]);
        DeviceId(id)
    }

    /// The Automerge actor of that device in `epoch`; a restored or cloned database gets a new
    /// epoch, so that no actor ever writes on two installations.
    pub fn actor(&self, epoch: u64) -> ActorId {
        let digest = Sha256::new()
            .chain_update(b"motcua/actor/1")
            .chain_update(self.0)
            .chain_update(epoch.to_be_bytes())
            .finalize();
        let mut id = [0; 16];
        id.copy_from_slice(&digest[..16]);
        ActorId(id)
    }
}

impl Hash {
    /// SHA-256 of `bytes`.
    pub fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }
}
