//! A minute is shown again: whether a machine of this office made it, told from its code alone.

use crate::desk::Desk;
use crate::error::ApiError;
use crate::slip;
use casework::evidence::Summary;
use casework::slip::{Revocation, SlipKey};

/// What a shown minute is worth.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MinuteVerdict {
    /// A machine of this office signed just this.
    Valid,
    /// A machine signed it that may not any more.
    RevokedDevice,
    /// Signed by a machine this workstation does not know.
    UnknownKey,
    /// What it says is not what was signed.
    Altered,
    /// No code of a minute.
    NotAMinute,
    /// This very machine signed it, and its chain has another hash there.
    ChainDiffers,
}

impl MinuteVerdict {
    /// The stable word; it has words under `minute_verdict` in the catalogue's labels.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Valid => "valid",
            Self::RevokedDevice => "revoked_device",
            Self::UnknownKey => "unknown_key",
            Self::Altered => "altered",
            Self::NotAMinute => "not_a_minute",
            Self::ChainDiffers => "chain_differs",
        }
    }
}

/// A minute that was checked.
#[derive(Clone, Debug)]
pub struct CheckedMinute {
    /// The verdict.
    pub verdict: MinuteVerdict,
    /// What it says; to be believed as far as the verdict goes.
    pub summary: Option<Summary>,
    /// The machine's name, where its key is known.
    pub device: Option<String>,
}

/// Checks the text of a minute's code by the roster; a minute of this machine by its chain too.
///
/// # Errors
/// The store's.
pub fn check(desk: &Desk, text: &str) -> Result<CheckedMinute, ApiError> {
    let Ok(opened) = Summary::open(text) else {
        return Ok(CheckedMinute {
            verdict: MinuteVerdict::NotAMinute,
            summary: None,
            device: None,
        });
    };
    let known = slip::keys(desk)?;
    let key = known
        .into_iter()
        .find(|known| known.key.device() == opened.device());
    let verdict = match &key {
        None => MinuteVerdict::UnknownKey,
        Some(known) if !opened.is_by(&known.key) => MinuteVerdict::Altered,
        Some(known) if known.revocation != Revocation::None => MinuteVerdict::RevokedDevice,
        Some(known) => by_chain(desk, known, &opened.summary)?,
    };
    Ok(CheckedMinute {
        verdict,
        device: key.map(|known| known.name),
        summary: Some(opened.summary),
    })
}

fn by_chain(desk: &Desk, key: &SlipKey, summary: &Summary) -> Result<MinuteVerdict, ApiError> {
    if key.key != desk.public_key() || summary.seq == 0 {
        return Ok(MinuteVerdict::Valid);
    }
    let here = desk
        .store()
        .read(|reader| reader.attempt_hash(summary.seq))?;
    Ok(if here == Some(summary.head) {
        MinuteVerdict::Valid
    } else {
        MinuteVerdict::ChainDiffers
    })
}
