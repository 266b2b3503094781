//! The open part of a bundle: who made it, for whom, and the signature over everything.

use super::{BundleError, RECIPIENTS_MAX};
use crate::id::{DeviceId, Hash, OfficeId, PublicKey};
use crate::sync::frame::bounded;
use ed25519_dalek::{Signer, SigningKey, VerifyingKey};
use minicbor::{Decode, Decoder, Encode};

/// Bytes before the header: the mark, the version, the header's length.
pub const PRELUDE: usize = MARK.len() + 1 + 4;
/// Bytes of a [`Seal`].
const SEAL: usize = 1 + 8 + 32 + 64;

/// A line end of two bytes shows a copy that took the file for text.
const MARK: &[u8; 8] = b"MOTCUA\r\n";
/// Since 2 the envelopes of a page may be tied together.
const VERSION: u8 = 2;
const DOMAIN: &[u8] = b"motcua/bundle/1";
/// Largest header, in bytes: more than [`RECIPIENTS_MAX`] need.
const HEADER_MAX: usize = 512 * 1024;

/// One who can open the bundle.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Recipient {
    /// Who.
    #[n(0)]
    pub device: DeviceId,
    /// The bundle's key, sealed for that device.
    #[cbor(n(1), with = "minicbor::bytes")]
    pub wrapped: [u8; 48],
}

/// What is written before the body.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Header {
    /// One bundle; its parts share it.
    #[cbor(n(0), with = "minicbor::bytes")]
    pub id: [u8; 16],
    /// The office whose envelopes it carries.
    #[n(1)]
    pub office: OfficeId,
    /// Who made and signed it.
    #[n(2)]
    pub sender: DeviceId,
    /// The sender's clock, milliseconds since the Unix epoch (UTC).
    #[n(3)]
    pub made_at_ms: i64,
    /// 1, 2, 3 …
    #[n(4)]
    pub part: u32,
    /// The sender's one-time X25519 key.
    #[cbor(n(5), with = "minicbor::bytes")]
    pub share: [u8; 32],
    /// Who can open it.
    #[cbor(n(6), decode_with = "read_recipients")]
    pub recipients: Vec<Recipient>,
}

fn read_recipients<C>(
    input: &mut Decoder<'_>,
    context: &mut C,
) -> Result<Vec<Recipient>, minicbor::decode::Error> {
    bounded(input, RECIPIENTS_MAX, |input| input.decode_with(context))
}

/// What is only known once the body is written; stands between header and body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seal {
    /// No further part follows.
    pub last: bool,
    /// Bytes of the body.
    pub length: u64,
    /// SHA-256 of the body.
    pub hash: Hash,
    /// By the sender, over header and the fields above.
    signature: [u8; 64],
}

/// Header and seal as they were read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// Who, for whom.
    pub header: Header,
    /// What the body must be.
    pub seal: Seal,
}

impl Header {
    /// The same bundle's part `part`.
    #[must_use]
    pub fn for_part(&self, part: u32) -> Self {
        Self {
            part,
            ..self.clone()
        }
    }

    /// The hash chunks and seal are bound to.
    pub(super) fn digest(&self) -> Hash {
        Hash::of(&self.encoded())
    }

    fn encoded(&self) -> Vec<u8> {
        // Writing to a vector cannot fail.
        minicbor::to_vec(self).unwrap_or_default()
    }

    /// The head with room for the seal, which is written over it when the body is done.
    pub fn with_room(&self) -> Vec<u8> {
        let header = self.encoded();
        let length = u32::try_from(header.len()).unwrap_or(u32::MAX);
        let parts = [
            MARK.as_slice(),
            &[VERSION],
            &length.to_be_bytes(),
            &header,
            &[0; SEAL],
        ];
        parts.concat()
    }

    /// Where in the file the seal stands.
    pub fn seal_offset(&self) -> u64 {
        (PRELUDE + self.encoded().len()) as u64
    }
}

impl Seal {
    pub(super) fn sign(
        header: &Header,
        last: bool,
        length: u64,
        hash: Hash,
        key: &SigningKey,
    ) -> Self {
        let signature = key
            .sign(&signed_part(header, last, length, hash))
            .to_bytes();
        Self {
            last,
            length,
            hash,
            signature,
        }
    }

    /// The bytes in the file.
    pub fn to_bytes(&self) -> Vec<u8> {
        [
            [u8::from(self.last)].as_slice(),
            &self.length.to_be_bytes(),
            &self.hash.0,
            &self.signature,
        ]
        .concat()
    }

    fn read(bytes: &[u8]) -> Option<Self> {
        let (last, rest) = bytes.split_first()?;
        let (length, rest) = rest.split_first_chunk()?;
        let (hash, rest) = rest.split_first_chunk()?;
        let last = match last {
            0 => false,
            1 => true,
            _ => return None,
        };
        Some(Self {
            last,
            length: u64::from_be_bytes(*length),
            hash: Hash(*hash),
            signature: rest.try_into().ok()?,
        })
    }
}

/// How many bytes the head has, from its first [`PRELUDE`] bytes.
///
/// # Errors
/// [`BundleError`].
pub fn head_size(prelude: &[u8]) -> Result<usize, BundleError> {
    let mark = prelude.len().min(MARK.len());
    if prelude[..mark] != MARK[..mark] {
        return Err(BundleError::Damaged);
    }
    let rest = prelude.get(MARK.len()..).ok_or(BundleError::Cut)?;
    let (version, rest) = rest.split_first().ok_or(BundleError::Cut)?;
    match *version {
        0 => return Err(BundleError::Damaged),
        1..=VERSION => {}
        _ => return Err(BundleError::Newer),
    }
    let length = rest.first_chunk().ok_or(BundleError::Cut)?;
    let length = usize::try_from(u32::from_be_bytes(*length)).unwrap_or(usize::MAX);
    if length > HEADER_MAX {
        return Err(BundleError::Damaged);
    }
    Ok(PRELUDE + length + SEAL)
}

impl Head {
    /// Reads the [`head_size`] bytes at the beginning of a part; the signature is not yet checked.
    ///
    /// # Errors
    /// [`BundleError`].
    pub fn read(bytes: &[u8]) -> Result<Self, BundleError> {
        let size = head_size(bytes)?;
        let bytes = bytes.get(..size).ok_or(BundleError::Cut)?;
        let (encoded, seal) = bytes[PRELUDE..].split_at(size - PRELUDE - SEAL);
        let header: Header = minicbor::decode(encoded).map_err(|_| BundleError::Damaged)?;
        let seal = Seal::read(seal).ok_or(BundleError::Damaged)?;
        if header.encoded() != encoded || header.part == 0 {
            return Err(BundleError::Damaged);
        }
        Ok(Self { header, seal })
    }

    /// Bytes before the body.
    pub fn size(&self) -> u64 {
        self.header.seal_offset() + SEAL as u64
    }

    /// Whether `key` is the sender's and signed exactly this part.
    pub fn is_signed_by(&self, key: &PublicKey) -> bool {
        let seal = &self.seal;
        let signed = signed_part(&self.header, seal.last, seal.length, seal.hash);
        key.device() == self.header.sender
            && VerifyingKey::from_bytes(key.as_bytes())
                .and_then(|key| key.verify_strict(&signed, &seal.signature.into()))
                .is_ok()
    }
}

fn signed_part(header: &Header, last: bool, length: u64, hash: Hash) -> Vec<u8> {
    [
        DOMAIN,
        &header.digest().0,
        &[u8::from(last)],
        &length.to_be_bytes(),
        &hash.0,
    ]
    .concat()
}
