//! The papers an office hands out: which there are, and what of a case stands on each.

mod facts;
mod freeze;
mod of_answer;
mod of_case;

pub use facts::*;
pub use freeze::{Outdated, as_issued, outdated, stands_on};
pub use of_answer::of_answer;
pub use of_case::facts;
pub(crate) use of_case::receipt;

use serde::{Deserialize, Serialize};

/// A paper the office issues from a case.
///
/// vi: mẫu giấy — TT 03/2025/TT-VPCP Phụ lục I
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Form {
    /// vi: giấy tiếp nhận hồ sơ và hẹn trả kết quả — Mẫu 01
    Receipt,
    /// vi: phiếu yêu cầu bổ sung, hoàn thiện hồ sơ — Mẫu 02
    Supplement,
    /// vi: phiếu từ chối giải quyết hồ sơ — Mẫu 03
    Refusal,
    /// vi: văn bản xin lỗi và đề nghị gia hạn thời gian giải quyết — Mẫu 04
    Apology,
    /// vi: thông báo dừng giải quyết hồ sơ — Mẫu 05
    Stop,
    /// vi: phiếu kiểm soát quá trình giải quyết hồ sơ — Mẫu 06
    Control,
    /// vi: giấy giao nhận kết quả
    ReturnSlip,
}

impl Form {
    /// Every form, in the order of the circular.
    pub const ALL: [Self; 7] = [
        Self::Receipt,
        Self::Supplement,
        Self::Refusal,
        Self::Apology,
        Self::Stop,
        Self::Control,
        Self::ReturnSlip,
    ];

    /// The stable name, also in print records.
    pub fn code(self) -> &'static str {
        match self {
            Self::Receipt => "receipt",
            Self::Supplement => "supplement",
            Self::Refusal => "refusal",
            Self::Apology => "apology",
            Self::Stop => "stop",
            Self::Control => "control",
            Self::ReturnSlip => "return_slip",
        }
    }

    /// The form of a stable name.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|form| form.code() == code)
    }
}
