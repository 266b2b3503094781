//! Blank reception slips with numbers on them, for days without power: what was reserved, and which
//! case each number belongs to when it is entered later.

use crate::id::CaseId;
use crate::number::RecordCode;
use crate::record::RecordData;
use serde::{Deserialize, Serialize};

/// Most slips of one pad.
pub const SLIPS_MAX: usize = 200;

/// The numbers of one pad, reserved for one day; written once.
///
/// vi: tập giấy tiếp nhận đánh số sẵn
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReceptionPad {
    /// The day of reception the numbers are for, as "2026-11-21".
    pub date: String,
    /// The slips, by number.
    pub slips: Vec<PadSlip>,
}

/// One blank slip.
///
/// vi: phiếu tiếp nhận đánh số sẵn, nhập sau
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PadSlip {
    /// The number printed on it.
    pub code: RecordCode,
    /// The case it becomes.
    pub case: CaseId,
}

impl ReceptionPad {
    /// The slip with a number.
    pub fn slip(&self, code: &RecordCode) -> Option<&PadSlip> {
        self.slips.iter().find(|slip| slip.code == *code)
    }
}

impl RecordData for ReceptionPad {
    const KIND: &'static str = "reception_pad";
}
