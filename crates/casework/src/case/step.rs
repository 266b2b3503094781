//! The steps of a case.

use serde::{Deserialize, Serialize};

/// Where a case stands.
///
/// vi: trạng thái hồ sơ — NĐ 118/2025/NĐ-CP Đ.17–22
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// vi: đã tiếp nhận
    Received,
    /// vi: chờ bổ sung
    WaitingForSupplement,
    /// vi: chờ thực hiện nghĩa vụ tài chính
    WaitingForPayment,
    /// vi: đang xử lý
    InProcess,
    /// vi: đã có kết quả
    ResultReady,
    /// vi: dừng giải quyết
    Stopped,
    /// vi: không đủ điều kiện giải quyết
    Refused,
    /// vi: đóng do không bổ sung
    ClosedUnsupplemented,
    /// vi: đã trả kết quả
    Returned,
}

impl Step {
    /// The stable name, e.g. `in_process`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::WaitingForSupplement => "waiting_for_supplement",
            Self::WaitingForPayment => "waiting_for_payment",
            Self::InProcess => "in_process",
            Self::ResultReady => "result_ready",
            Self::Stopped => "stopped",
            Self::Refused => "refused",
            Self::ClosedUnsupplemented => "closed_unsupplemented",
            Self::Returned => "returned",
        }
    }

    /// Nothing more is owed to the citizen.
    pub fn is_closed(self) -> bool {
        matches!(
            self,
            Self::Stopped | Self::Refused | Self::ClosedUnsupplemented | Self::Returned
        )
    }
}
