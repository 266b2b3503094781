//! Synchronising by USB stick.

use super::{SyncOutcome, Workstation, label_in, outcome};
use crate::clock;
use crate::desk::Desk;
use crate::error::{ApiError, ApiErrorBody, ErrorCode};
use crate::sync::stick::{self, Outcome, Report};
use serde::{Deserialize, Serialize};
use std::path::Path;
use ts_rs::TS;

/// Synchronises by the stick in a folder.
#[derive(Debug, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct StickAsk {
    /// Where the stick is.
    pub dir: String,
}

/// One part of a bundle on the stick.
#[derive(Debug, Serialize, TS)]
pub struct StickBundle {
    /// The file's name.
    pub file: String,
    /// taken, known, cut, damaged, unreadable, newer, `unknown_sender`, `revoked_sender`,
    /// `other_office`, `for_others`, carried, `parts_missing`, own, removed, written or `handed_on`.
    pub state: &'static str,
    /// Nothing of it is left to do here.
    pub done: bool,
    /// The machine that made it, where it is known.
    pub from: Option<String>,
    /// When it was made.
    pub made: Option<String>,
    /// New entries taken in.
    pub pulled: u64,
    /// The state in Vietnamese.
    pub vi: String,
    /// The state in English.
    pub en: String,
}

/// What a synchronisation by stick did.
#[derive(Debug, Serialize, TS)]
pub struct StickOutcome {
    /// done, or partial: something on the stick waits, or the stick could not be written.
    #[ts(type = "\"done\" | \"partial\"")]
    pub state: &'static str,
    /// Entries written for others.
    pub pushed: u64,
    /// New entries taken in.
    pub pulled: u64,
    /// Bytes written.
    pub bytes_up: u64,
    /// Bytes read.
    pub bytes_down: u64,
    /// Cases that are still only here, or not known to be at the hub.
    pub unsent: u64,
    /// Cases and records of others that this machine carries to the hub.
    pub carried: u64,
    /// Every part of a bundle that was met or written.
    pub bundles: Vec<StickBundle>,
    /// What the hub said in between, where there is a line.
    pub hub: Option<SyncOutcome>,
    /// Why the stick could not be written, or the hub refused.
    #[ts(type = "ApiError | null")]
    pub trouble: Option<ApiErrorBody>,
}

pub(super) fn stick_sync(ws: &Workstation, ask: StickAsk) -> Result<StickOutcome, ApiError> {
    let desk = ws.desk()?;
    let dir = ask.dir.trim();
    if dir.is_empty() {
        return Err(ApiError::new(ErrorCode::NoStick).with("dir", dir));
    }
    let done = stick::exchange(&desk, Path::new(dir), None);
    ws.written();
    stick_outcome(&desk, &done?)
}

/// An outcome with its words and with what is still unsent.
///
/// # Errors
/// The store's.
pub fn stick_outcome(desk: &Desk, done: &Outcome) -> Result<StickOutcome, ApiError> {
    let (unsent, carried) = desk
        .store()
        .read(|reader| Ok::<_, ApiError>((reader.unsent_summary()?, reader.relayed()?.1)))?;
    let hub = match &done.hub {
        Some(Ok(exchanged)) => Some(outcome(desk, exchanged)?),
        Some(Err(_)) | None => None,
    };
    let refused = done.hub.as_ref().and_then(|said| said.as_ref().err());
    let trouble = done.trouble.as_ref().or(refused);
    Ok(StickOutcome {
        state: if done.is_done() { "done" } else { "partial" },
        pushed: done.pushed,
        pulled: done.pulled,
        bytes_up: done.bytes_up,
        bytes_down: done.bytes_down,
        unsent: unsent.cases,
        carried,
        bundles: done.reports.iter().map(bundle).collect(),
        hub,
        trouble: trouble.map(ApiError::body),
    })
}

fn bundle(report: &Report) -> StickBundle {
    let state = report.state.code();
    StickBundle {
        file: report.file.clone(),
        state,
        done: report.state.is_done(),
        from: report.from.clone(),
        made: report.made_at_ms.map(|ms| clock::local(ms).to_string()),
        pulled: report.pulled,
        vi: label_in("bundle", state, "vi"),
        en: label_in("bundle", state, "en"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sync::stick::BundleState;

    #[test]
    fn every_state_of_a_bundle_has_words() {
        for state in BundleState::ALL {
            for language in ["vi", "en"] {
                let words = label_in("bundle", state.code(), language);
                assert_ne!(words, state.code(), "{language}");
            }
        }
    }
}
