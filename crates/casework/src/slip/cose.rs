//! COSE_Sign1 (RFC 9052) as this program writes it: one algorithm, the device as key id, one encoding.

use crate::id::{DeviceId, PublicKey};
use ed25519_dalek::{Signer, SigningKey, VerifyingKey};
use minicbor::data::Tag;
use minicbor::{Decoder, Encoder};

/// CBOR tag of COSE_Sign1.
const SIGN1: u64 = 18;
/// Header label of the algorithm, and EdDSA (RFC 9053).
const ALGORITHM: u8 = 1;
const EDDSA: i8 = -8;
/// Header label of the key id.
const KEY_ID: u8 = 4;

/// Bytes that are not what this program writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Malformed;

/// A payload with a device and its signature; the signature is not checked yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Sealed {
    pub(crate) device: DeviceId,
    pub(crate) payload: Vec<u8>,
    signature: [u8; 64],
}

type Written = Result<(), minicbor::encode::Error<std::convert::Infallible>>;

impl Sealed {
    pub(crate) fn sign(payload: Vec<u8>, key: &SigningKey) -> Self {
        let device = PublicKey(key.verifying_key().to_bytes()).device();
        let signature = key.sign(&signed_part(device, &payload)).to_bytes();
        Self {
            device,
            payload,
            signature,
        }
    }

    /// Whether `key` is the device's and made the signature.
    pub(crate) fn verify(&self, key: &PublicKey) -> bool {
        let signed = signed_part(self.device, &self.payload);
        key.device() == self.device
            && VerifyingKey::from_bytes(key.as_bytes())
                .and_then(|key| key.verify_strict(&signed, &self.signature.into()))
                .is_ok()
    }

    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(self.payload.len() + 96);
        let write = |out: &mut Encoder<&mut Vec<u8>>| -> Written {
            out.tag(Tag::new(SIGN1))?
                .array(4)?
                .bytes(&protected(self.device))?
                .map(0)?
                .bytes(&self.payload)?
                .bytes(&self.signature)?;
            Ok(())
        };
        // Writing to a vector cannot fail.
        write(&mut Encoder::new(&mut out)).ok();
        out
    }

    pub(crate) fn from_bytes(bytes: &[u8]) -> Result<Self, Malformed> {
        let sealed = decode(bytes).map_err(|_| Malformed)?;
        // One way only: indefinite lengths, other headers and trailing bytes differ here.
        if sealed.to_bytes() == bytes {
            Ok(sealed)
        } else {
            Err(Malformed)
        }
    }

    pub(crate) fn to_text(&self, prefix: &str) -> String {
        format!("{prefix}{}", base45::encode(self.to_bytes()))
    }

    pub(crate) fn from_text(text: &str, prefix: &str, most: usize) -> Result<Self, Malformed> {
        let body = text.strip_prefix(prefix).ok_or(Malformed)?;
        if text.len() > most {
            return Err(Malformed);
        }
        let bytes = base45::decode(body).map_err(|_| Malformed)?;
        if base45::encode(&bytes) != body {
            return Err(Malformed);
        }
        Self::from_bytes(&bytes)
    }
}

fn protected(device: DeviceId) -> Vec<u8> {
    let mut out = Vec::with_capacity(24);
    let write = |out: &mut Encoder<&mut Vec<u8>>| -> Written {
        out.map(2)?
            .u8(ALGORITHM)?
            .i8(EDDSA)?
            .u8(KEY_ID)?
            .encode(device)?;
        Ok(())
    };
    write(&mut Encoder::new(&mut out)).ok();
    out
}

/// `Sig_structure` of RFC 9052 section 4.4.
fn signed_part(device: DeviceId, payload: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(payload.len() + 48);
    let write = |out: &mut Encoder<&mut Vec<u8>>| -> Written {
        out.array(4)?
            .str("Signature1")?
            .bytes(&protected(device))?
            .bytes(&[])?
            .bytes(payload)?;
        Ok(())
    };
    write(&mut Encoder::new(&mut out)).ok();
    out
}

fn decode(bytes: &[u8]) -> Result<Sealed, minicbor::decode::Error> {
    let malformed = || minicbor::decode::Error::message("shape");
    let mut input = Decoder::new(bytes);
    if input.tag()? != Tag::new(SIGN1) || input.array()? != Some(4) {
        return Err(malformed());
    }
    let mut header = Decoder::new(input.bytes()?);
    if header.map()? != Some(2)
        || header.u8()? != ALGORITHM
        || header.i8()? != EDDSA
        || header.u8()? != KEY_ID
    {
        return Err(malformed());
    }
    let device = header.decode()?;
    if input.map()? != Some(0) {
        return Err(malformed());
    }
    let payload = input.bytes()?.to_vec();
    let signature = input.bytes()?.try_into().map_err(|_| malformed())?;
    Ok(Sealed {
        device,
        payload,
        signature,
    })
}
