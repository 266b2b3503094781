//! The signed envelope: one action of one officer on one document.
//!
//! The signature covers a salted commitment to each body and not the body itself, so that a body can
//! be erased by law while the log still verifies.

use crate::id::{CaseId, DeviceId, Hash, OfficeId, OfficerId, PublicKey};
use ed25519_dalek::{Signer, SigningKey, VerifyingKey};
use minicbor::{Decoder, Encoder, data::Type};
use sha2::{Digest, Sha256};

/// Largest envelope on the wire, in bytes.
pub const WIRE_MAX: usize = 256 * 1024;
/// Largest body, in bytes.
pub const BODY_MAX: usize = 64 * 1024;
/// Most bodies in one envelope.
pub const BODIES_MAX: usize = 64;

const VERSION: u8 = 1;
const SIGNED_DOMAIN: &[u8] = b"motcua/envelope/1";
const BODY_DOMAIN: &[u8] = b"motcua/body/1";

/// What the bodies of an envelope are.
///
/// A kind of a newer version is kept and forwarded, never dropped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Raw Automerge changes of one case.
    Case,
    /// Devices and officers of an office.
    Roster,
    /// A band of ordinals given to an installation.
    Band,
    /// One record of the office.
    Record,
    /// What other offices need to know of one.
    Office,
    /// Written by a newer version.
    Newer(u8),
}

impl Kind {
    /// The number on the wire.
    pub fn code(self) -> u8 {
        match self {
            Self::Case => 0,
            Self::Roster => 1,
            Self::Band => 2,
            Self::Record => 3,
            Self::Office => 4,
            Self::Newer(code) => code,
        }
    }

    /// The kind of a number on the wire.
    pub fn from_code(code: u8) -> Self {
        match code {
            0 => Self::Case,
            1 => Self::Roster,
            2 => Self::Band,
            3 => Self::Record,
            4 => Self::Office,
            newer => Self::Newer(newer),
        }
    }
}

/// Everything of an envelope that is signed, except the commitments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// The office whose feed it belongs to.
    pub office: OfficeId,
    /// The device that made and signed it.
    pub device: DeviceId,
    /// The installation's epoch; a restored or cloned database begins a new one.
    pub epoch: u64,
    /// 1, 2, 3 … within device and epoch.
    pub seq: u64,
    /// Hash of the device's envelope before this one in the epoch; zeros for the first.
    pub prev: Hash,
    /// The device's clock, milliseconds since the Unix epoch (UTC).
    pub made_at_ms: i64,
    /// The officer who acted.
    pub officer: OfficerId,
    /// What the bodies are.
    pub kind: Kind,
    /// The document the bodies belong to.
    pub doc: CaseId,
}

/// A body, or what is left of it after erasure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Body {
    /// The bytes.
    Present(Vec<u8>),
    /// Only the commitment that was signed.
    Erased(Hash),
}

/// A sealed envelope whose hash and shape are consistent; the signature is checked by
/// [`Envelope::verify`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Envelope {
    header: Header,
    salt: [u8; 16],
    bodies: Vec<Body>,
    signature: [u8; 64],
    hash: Hash,
}

/// Why bytes are not an envelope.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EnvelopeError {
    /// Larger than [`WIRE_MAX`], a body larger than [`BODY_MAX`] or more than [`BODIES_MAX`] bodies.
    #[error("the envelope is larger than allowed")]
    TooLarge,
    /// Not the CBOR of this version.
    #[error("the envelope is damaged")]
    Malformed,
    /// Decodes, but is not written the one way envelopes are written.
    #[error("the envelope is not in canonical form")]
    NotCanonical,
    /// The signature is not the device's.
    #[error("the signature does not match")]
    BadSignature,
}

impl Envelope {
    /// Signs `bodies` under `header` with the device's key; `salt` must be random.
    ///
    /// # Errors
    /// [`EnvelopeError::TooLarge`].
    pub fn seal(
        header: Header,
        bodies: Vec<Vec<u8>>,
        salt: [u8; 16],
        key: &SigningKey,
    ) -> Result<Self, EnvelopeError> {
        if bodies.len() > BODIES_MAX || bodies.iter().any(|body| body.len() > BODY_MAX) {
            return Err(EnvelopeError::TooLarge);
        }
        let bodies: Vec<Body> = bodies.into_iter().map(Body::Present).collect();
        let signed = signed_part(&header, &salt, &bodies);
        let envelope = Self {
            header,
            salt,
            bodies,
            signature: key.sign(&signed).to_bytes(),
            hash: Hash::of(&signed),
        };
        if envelope.to_wire().len() > WIRE_MAX {
            return Err(EnvelopeError::TooLarge);
        }
        Ok(envelope)
    }

    /// Reads the wire form. The hash is computed, the signature is not yet checked.
    ///
    /// # Errors
    /// Every [`EnvelopeError`] but [`EnvelopeError::BadSignature`].
    pub fn from_wire(wire: &[u8]) -> Result<Self, EnvelopeError> {
        if wire.len() > WIRE_MAX {
            return Err(EnvelopeError::TooLarge);
        }
        let (header, salt, bodies, signature) =
            decode(wire).map_err(|_| EnvelopeError::Malformed)??;
        let envelope = Self::from_parts(header, salt, bodies, signature);
        if envelope.to_wire() != wire {
            return Err(EnvelopeError::NotCanonical);
        }
        Ok(envelope)
    }

    /// Writes the wire form: one way only, so equal envelopes have equal bytes.
    pub fn to_wire(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(512);
        // Writing to a vector cannot fail.
        encode(self, &mut Encoder::new(&mut out)).ok();
        out
    }

    /// An envelope from its parts, as [`Envelope::from_wire`] would read it.
    pub(super) fn from_parts(
        header: Header,
        salt: [u8; 16],
        bodies: Vec<Body>,
        signature: [u8; 64],
    ) -> Self {
        let hash = Hash::of(&signed_part(&header, &salt, &bodies));
        Self {
            header,
            salt,
            bodies,
            signature,
            hash,
        }
    }

    /// What hides the bodies in their commitments, and the device's signature.
    pub(super) fn salt_and_signature(&self) -> (&[u8; 16], &[u8; 64]) {
        (&self.salt, &self.signature)
    }

    /// Checks that the device's key made the signature.
    ///
    /// # Errors
    /// [`EnvelopeError::BadSignature`], also when `key` is not the device's.
    pub fn verify(&self, key: &PublicKey) -> Result<(), EnvelopeError> {
        if key.device() != self.header.device {
            return Err(EnvelopeError::BadSignature);
        }
        let signed = signed_part(&self.header, &self.salt, &self.bodies);
        VerifyingKey::from_bytes(key.as_bytes())
            .and_then(|key| key.verify_strict(&signed, &self.signature.into()))
            .map_err(|_| EnvelopeError::BadSignature)
    }

    /// The signed facts.
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// SHA-256 of the signed part: the envelope's name everywhere.
    pub fn hash(&self) -> Hash {
        self.hash
    }

    /// The bodies in order.
    pub fn bodies(&self) -> &[Body] {
        &self.bodies
    }

    /// The bodies that have not been erased.
    pub fn present_bodies(&self) -> impl Iterator<Item = &[u8]> {
        self.bodies.iter().filter_map(|body| match body {
            Body::Present(bytes) => Some(bytes.as_slice()),
            Body::Erased(_) => None,
        })
    }
}

fn commitment(salt: &[u8; 16], index: usize, body: &Body) -> Hash {
    match body {
        Body::Erased(commitment) => *commitment,
        Body::Present(bytes) => Hash(
            Sha256::new()
                .chain_update(BODY_DOMAIN)
                .chain_update(salt)
                .chain_update((index as u64).to_be_bytes())
                .chain_update(bytes)
                .finalize()
                .into(),
        ),
    }
}

type Written = Result<(), minicbor::encode::Error<std::convert::Infallible>>;

fn encode_header(header: &Header, out: &mut Encoder<&mut Vec<u8>>) -> Written {
    out.u8(VERSION)?
        .encode(header.office)?
        .encode(header.device)?
        .u64(header.epoch)?
        .u64(header.seq)?
        .encode(header.prev)?
        .i64(header.made_at_ms)?
        .encode(header.officer)?
        .u8(header.kind.code())?
        .encode(header.doc)?;
    Ok(())
}

fn signed_part(header: &Header, salt: &[u8; 16], bodies: &[Body]) -> Vec<u8> {
    let mut out = SIGNED_DOMAIN.to_vec();
    let write = |out: &mut Encoder<&mut Vec<u8>>| -> Written {
        out.array(11)?;
        encode_header(header, out)?;
        out.array(bodies.len() as u64)?;
        for (index, body) in bodies.iter().enumerate() {
            out.encode(commitment(salt, index, body))?;
        }
        Ok(())
    };
    // Writing to a vector cannot fail.
    write(&mut Encoder::new(&mut out)).ok();
    out
}

fn encode(envelope: &Envelope, out: &mut Encoder<&mut Vec<u8>>) -> Written {
    out.array(13)?;
    encode_header(&envelope.header, out)?;
    out.bytes(&envelope.salt)?
        .array(envelope.bodies.len() as u64)?;
    for body in &envelope.bodies {
        match body {
            Body::Present(bytes) => out.bytes(bytes)?,
            Body::Erased(commitment) => out.array(1)?.encode(commitment)?,
        };
    }
    out.bytes(&envelope.signature)?;
    Ok(())
}

type Parts = (Header, [u8; 16], Vec<Body>, [u8; 64]);

fn decode(wire: &[u8]) -> Result<Result<Parts, EnvelopeError>, minicbor::decode::Error> {
    let malformed = || minicbor::decode::Error::message("shape");
    let mut input = Decoder::new(wire);
    if input.array()? != Some(13) || input.u8()? != VERSION {
        return Err(malformed());
    }
    let header = Header {
        office: input.decode()?,
        device: input.decode()?,
        epoch: input.u64()?,
        seq: input.u64()?,
        prev: input.decode()?,
        made_at_ms: input.i64()?,
        officer: input.decode()?,
        kind: Kind::from_code(input.u8()?),
        doc: input.decode()?,
    };
    let salt = input.bytes()?.try_into().map_err(|_| malformed())?;
    let count = input.array()?.ok_or_else(malformed)?;
    if count > BODIES_MAX as u64 {
        return Ok(Err(EnvelopeError::TooLarge));
    }
    let mut bodies = Vec::new();
    for _ in 0..count {
        if input.datatype()? == Type::Array {
            if input.array()? != Some(1) {
                return Err(malformed());
            }
            bodies.push(Body::Erased(input.decode()?));
        } else {
            let bytes = input.bytes()?;
            if bytes.len() > BODY_MAX {
                return Ok(Err(EnvelopeError::TooLarge));
            }
            bodies.push(Body::Present(bytes.to_vec()));
        }
    }
    let signature = input.bytes()?.try_into().map_err(|_| malformed())?;
    if input.position() != wire.len() {
        return Err(malformed());
    }
    Ok(Ok((header, salt, bodies, signature)))
}

#[cfg(test)]
mod tests;
