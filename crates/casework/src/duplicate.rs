//! Two cases that may be one request: what an officer decided about them.

use crate::id::CaseId;
use crate::record::RecordData;
use serde::{Deserialize, Serialize};

/// A decision about two cases that look like one; written once. A later decision about the same two
/// takes its place.
///
/// vi: quyết định về hai hồ sơ có thể trùng nhau
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DuplicateDecision {
    /// The two cases, the smaller name first.
    pub cases: [CaseId; 2],
    /// One more than the largest its author knew for these two: who decides again comes after, whatever
    /// the clocks say.
    pub serial: u32,
    /// What was decided.
    pub verdict: DuplicateVerdict,
    /// Why.
    pub reason: String,
}

/// What was decided about two cases.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DuplicateVerdict {
    /// They are one request; this one goes on, the other is to be stopped.
    Same(CaseId),
    /// They are two requests.
    Different,
    /// The decision before is taken back.
    Open,
}

impl RecordData for DuplicateDecision {
    const KIND: &'static str = "duplicate_decision";
}

impl DuplicateDecision {
    /// The two names in their one order.
    pub fn pair(one: CaseId, other: CaseId) -> [CaseId; 2] {
        if one <= other {
            [one, other]
        } else {
            [other, one]
        }
    }
}
