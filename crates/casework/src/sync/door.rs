//! The order of checks for bytes from outside, up to the point where Automerge may see them.

use super::envelope::{Body, Envelope, EnvelopeError, Kind};
use super::roster::{Enrolment, OfficeCard};
use crate::crdt::{self, ChangeError};
use crate::id::DeviceId;
use crate::record::Record;

/// Who is known at this door.
pub trait Roster {
    /// The enrolment of a device, if it was ever enrolled.
    fn enrolment(&self, device: DeviceId) -> Option<Enrolment>;
    /// Whether a device may change the roster and grant bands: the hub, or the office's founder.
    fn is_authority(&self, device: DeviceId) -> bool;
}

/// Who hands envelopes over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Giver {
    /// Their writers, or anybody on the way.
    Anybody,
    /// The authority, in its own signed answer: it let them in while their devices could still write,
    /// so a later revocation takes nothing away.
    Authority,
}

/// Why an envelope is not let in; [`Refusal::code`] is stable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Size, shape or signature.
    #[error(transparent)]
    Envelope(#[from] EnvelopeError),
    /// No enrolment of that device is known here.
    #[error("the device is not enrolled")]
    UnknownDevice,
    /// The device may not write any more.
    #[error("the device has been revoked")]
    RevokedDevice,
    /// The device belongs to another office.
    #[error("the device may not write for this office")]
    WrongOffice,
    /// Only the hub or the founder may write this.
    #[error("the device may not change roster or bands")]
    NotAuthority,
    /// A body that is no change of this device's actor, or breaks a bound.
    #[error(transparent)]
    Change(#[from] ChangeError),
    /// Roster or band bodies that cannot be read.
    #[error("the roster entry is damaged")]
    BadRosterEntry,
    /// Not exactly one readable record of the envelope's own document, officer and device.
    #[error("the record is damaged")]
    BadRecord,
    /// Another record of the same name was accepted before: records never change, the first stays.
    #[error("two different records carry the same name")]
    RecordTaken,
    /// Another envelope with the same device, epoch and sequence was accepted before.
    #[error("two different envelopes carry the same device sequence")]
    Equivocation,
    /// It names a previous envelope that is not the one stored.
    #[error("the chain of the device is broken")]
    BrokenChain,
}

impl Refusal {
    /// A stable word for logs, acknowledgements and texts.
    pub fn code(self) -> &'static str {
        match self {
            Self::Envelope(EnvelopeError::TooLarge) => "too_large",
            Self::Envelope(EnvelopeError::Malformed) => "malformed",
            Self::Envelope(EnvelopeError::NotCanonical) => "not_canonical",
            Self::Envelope(EnvelopeError::BadSignature) => "bad_signature",
            Self::UnknownDevice => "unknown_device",
            Self::RevokedDevice => "revoked_device",
            Self::WrongOffice => "wrong_office",
            Self::NotAuthority => "not_authority",
            Self::Change(error) => error.code(),
            Self::BadRosterEntry => "bad_roster_entry",
            Self::BadRecord => "bad_record",
            Self::RecordTaken => "record_taken",
            Self::Equivocation => "equivocation",
            Self::BrokenChain => "broken_chain",
        }
    }
}

/// Checks size, shape, hash, signature, membership, scope and the bounds of raw changes, in that
/// order; what passes may be tried on a scratch document.
///
/// # Errors
/// The first [`Refusal`] that applies.
pub fn admit(wire: &[u8], roster: &dyn Roster, giver: Giver) -> Result<Envelope, Refusal> {
    let envelope = Envelope::from_wire(wire)?;
    let header = envelope.header();
    let enrolment = roster
        .enrolment(header.device)
        .ok_or(Refusal::UnknownDevice)?;
    envelope.verify(&enrolment.key)?;
    if enrolment.revoked && giver == Giver::Anybody {
        return Err(Refusal::RevokedDevice);
    }
    let authority = roster.is_authority(header.device);
    if enrolment.office != header.office && !authority {
        return Err(Refusal::WrongOffice);
    }
    match header.kind {
        Kind::Case => {
            let actor = enrolment.key.actor(header.epoch);
            for body in envelope.present_bodies() {
                crdt::inspect_change(body, actor)?;
            }
        }
        Kind::Roster | Kind::Band | Kind::Office if !authority => {
            return Err(Refusal::NotAuthority);
        }
        Kind::Roster => all_readable(&envelope, |body| Enrolment::from_body(body).is_some())?,
        Kind::Band => {
            all_readable(&envelope, |body| {
                super::roster::BandGrant::from_body(body).is_some()
            })?;
        }
        Kind::Office => all_readable(&envelope, |body| OfficeCard::from_body(body).is_some())?,
        // What was erased on the way cannot be read; the store waits for the whole copy.
        Kind::Record => {
            let erased = matches!(envelope.bodies(), [Body::Erased(_)]);
            if !erased && Record::of(&envelope).is_none() {
                return Err(Refusal::BadRecord);
            }
        }
        Kind::Newer(_) => {}
    }
    Ok(envelope)
}

fn all_readable(envelope: &Envelope, readable: impl Fn(&[u8]) -> bool) -> Result<(), Refusal> {
    let all = envelope.bodies().iter().all(|body| match body {
        Body::Present(bytes) => readable(bytes),
        Body::Erased(_) => true,
    });
    if all {
        Ok(())
    } else {
        Err(Refusal::BadRosterEntry)
    }
}
