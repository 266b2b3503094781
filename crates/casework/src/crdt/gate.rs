//! Raw changes from outside: our own bounds first, then a rehearsal on a scratch document.

use super::{Document, parse};
use crate::id::ActorId;
use crate::leb;
use automerge::AutoCommit;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Chunk magic of the Automerge binary format.
pub(super) const MAGIC: [u8; 4] = [0x85, 0x6f, 0x4a, 0x83];
/// Chunk type of an uncompressed change.
pub(super) const CHANGE: u8 = 1;
/// A case document stays far below this; above `u32::MAX` Automerge panics.
const MAX_OP: u64 = 1_000_000;
/// Most operations in one change.
const OPS_MAX: usize = 5_000;
/// Most dependencies of one change.
const DEPS_MAX: usize = 64;
/// Latest plausible time of a change, seconds since the Unix epoch (the year 2100).
const TIME_MAX: i64 = 4_102_444_800;

/// Why a raw change is not let near a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ChangeError {
    /// No uncompressed change chunk, or more bytes than it says.
    #[error("not a change")]
    NotAChange,
    /// It cannot be parsed.
    #[error("the change cannot be read")]
    Unreadable,
    /// It was written by an actor that is not this installation's.
    #[error("the change is by another actor")]
    WrongActor,
    /// Too many operations or dependencies, or counters beyond reason.
    #[error("the change breaks a bound")]
    OutOfBounds,
    /// It follows a change that has not arrived yet.
    #[error("a change before it is missing")]
    MissingDependency,
    /// It contradicts what is there, e.g. the same actor and sequence twice.
    #[error("the change does not apply")]
    DoesNotApply,
    /// It applies, but the document could not be saved and loaded afterwards.
    #[error("the change spoils the document")]
    Spoils,
}

impl ChangeError {
    /// A stable word for logs, acknowledgements and texts.
    pub fn code(self) -> &'static str {
        match self {
            Self::NotAChange => "not_a_change",
            Self::Unreadable => "unreadable_change",
            Self::WrongActor => "wrong_actor",
            Self::OutOfBounds => "change_out_of_bounds",
            Self::MissingDependency => "missing_dependency",
            Self::DoesNotApply => "does_not_apply",
            Self::Spoils => "spoils_document",
        }
    }
}

/// Checks the shape and bounds of one raw change by `actor`, without any document.
///
/// # Errors
/// The first [`ChangeError`] found.
pub fn inspect_change(raw: &[u8], actor: ActorId) -> Result<(), ChangeError> {
    check_chunk(raw)?;
    let change = shielded(|| parse(raw))??;
    if change.actor_id().to_bytes() != actor.as_bytes() {
        return Err(ChangeError::WrongActor);
    }
    // Automerge does not compare the checksum with the bytes; it is the start of the hash.
    if change.hash().0[..4] != raw[4..8] || change.raw_bytes() != raw {
        return Err(ChangeError::NotAChange);
    }
    let last_op = change.start_op().get().checked_add(change.len() as u64);
    let bounded = last_op.is_some_and(|last| last <= MAX_OP)
        && change.len() <= OPS_MAX
        && change.deps().len() <= DEPS_MAX
        && (0..TIME_MAX).contains(&change.timestamp());
    if bounded {
        Ok(())
    } else {
        Err(ChangeError::OutOfBounds)
    }
}

/// Applies `new` after `accepted` on a scratch document, reads the case, saves, loads again and
/// compares heads. Gives the document that may then be kept.
///
/// # Errors
/// [`ChangeError::MissingDependency`] when an earlier change has not arrived, else the reason.
pub fn rehearse<'a>(
    accepted: impl IntoIterator<Item = &'a [u8]>,
    new: impl IntoIterator<Item = &'a [u8]>,
) -> Result<Document, ChangeError> {
    let changes: Vec<&[u8]> = accepted.into_iter().chain(new).collect();
    shielded(|| {
        let mut document = Document::load(changes)?;
        if !document.doc.get_missing_deps(&[]).is_empty() {
            return Err(ChangeError::MissingDependency);
        }
        let heads = document.heads();
        let case = document.case();
        let saved = document.doc.save_nocompress();
        let mut reloaded = reload(&saved)?;
        if reloaded.heads() != heads || reloaded.case() != case {
            return Err(ChangeError::Spoils);
        }
        Ok(document)
    })?
}

#[expect(clippy::disallowed_methods, reason = "own bytes, saved a moment ago")]
pub(super) fn reload(saved: &[u8]) -> Result<Document, ChangeError> {
    let doc = AutoCommit::load(saved).map_err(|_| ChangeError::Spoils)?;
    Ok(Document { doc })
}

/// Turns a panic of Automerge on damaged input into a refusal.
fn shielded<T>(work: impl FnOnce() -> T) -> Result<T, ChangeError> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|_| ChangeError::Unreadable)
}

pub(super) fn check_chunk(raw: &[u8]) -> Result<(), ChangeError> {
    let rest = raw.get(8..).ok_or(ChangeError::NotAChange)?;
    if raw[..4] != MAGIC || rest.first() != Some(&CHANGE) {
        return Err(ChangeError::NotAChange);
    }
    let mut data = &rest[1..];
    let length = leb::take(&mut data).ok_or(ChangeError::NotAChange)?;
    if length != data.len() as u64 {
        return Err(ChangeError::NotAChange);
    }
    Ok(())
}
