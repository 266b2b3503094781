//! A minute of an outage that is shown again, on the screen that checks papers.

use super::label_in;
use crate::clock;
use crate::desk::Desk;
use crate::error::ApiError;
use crate::evidence::{MinuteVerdict, check};
use serde::Serialize;
use ts_rs::TS;

/// What a shown minute is worth.
#[derive(Debug, Serialize, TS)]
pub struct MinuteAnswer {
    /// `valid`, `revoked_device`, `unknown_key`, `altered` or `chain_differs`. Only `valid` is good; what
    /// stands below is to be believed as far as the verdict goes.
    pub verdict: &'static str,
    /// The record code it is about; `null` where it is about a machine.
    pub code: Option<String>,
    /// From when.
    pub from: String,
    /// To when.
    pub to: String,
    /// Attempts that failed.
    pub failed: u64,
    /// When the hub acknowledged the last of the case.
    pub acknowledged: Option<String>,
    /// When the hub countersigned the chain.
    pub countersigned: Option<String>,
    /// The machine's name, where its key is known.
    pub device: Option<String>,
    /// The verdict in Vietnamese.
    pub vi: String,
    /// The verdict in English.
    pub en: String,
}

/// Judges the text of a code; `None` where it is no minute's.
///
/// # Errors
/// The store's.
pub(super) fn verify(desk: &Desk, text: &str) -> Result<Option<MinuteAnswer>, ApiError> {
    let checked = check(desk, text.trim())?;
    let Some(summary) = checked.summary else {
        return Ok(None);
    };
    let moment = |ms: i64| clock::local(ms).to_string();
    let verdict: &MinuteVerdict = &checked.verdict;
    Ok(Some(MinuteAnswer {
        verdict: verdict.code(),
        code: Some(summary.code).filter(|code| !code.is_empty()),
        from: moment(summary.from_ms),
        to: moment(summary.to_ms),
        failed: summary.failed,
        acknowledged: summary.acknowledged_ms.map(moment),
        countersigned: summary.countersigned_ms.map(moment),
        device: checked.device,
        vi: label_in("minute_verdict", verdict.code(), "vi"),
        en: label_in("minute_verdict", verdict.code(), "en"),
    }))
}
