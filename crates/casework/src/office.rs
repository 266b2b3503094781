//! Offices, their reception points, and where something was done.

use crate::id::{OfficeId, OfficerId};
use crate::number::AgencyCode;
use crate::vietqr::BankAccount;
use serde::{Deserialize, Serialize};

/// The commune's centre with all its reception points: one body, one seal, one number series.
///
/// vi: Trung tâm Phục vụ hành chính công cấp xã — NĐ 118/2025/NĐ-CP Đ.7
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Office {
    /// Stays the same when names and codes change.
    pub id: OfficeId,
    /// The agency part of its record codes.
    pub code: AgencyCode,
    /// E.g. "TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG XÃ MẪU SƠN".
    pub name: String,
    /// The body above it, e.g. "ỦY BAN NHÂN DÂN XÃ MẪU SƠN".
    pub parent: String,
    /// The place name before the date on paper, e.g. "Mẫu Sơn".
    pub locality: String,
    /// E.g. "Lạng Sơn".
    pub province: String,
    /// For citizens' questions; printed when present.
    #[serde(default)]
    pub phone: Option<String>,
    /// Where fees are transferred to; without it there is no payment code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bank: Option<BankAccount>,
    /// Whether the commune is one of the mountain, island or difficult ones, for which some
    /// procedures have more time.
    ///
    /// vi: xã miền núi, hải đảo, vùng có điều kiện kinh tế - xã hội khó khăn
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub difficult: bool,
    /// Whether its counters work on Saturday morning.
    ///
    /// vi: làm việc sáng thứ Bảy
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub saturday: bool,
    /// The centre and its reception points; never empty.
    pub points: Vec<Point>,
}

/// One counter of an office.
///
/// vi: điểm tiếp nhận và trả kết quả — NĐ 118/2025/NĐ-CP Đ.7.3
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Point {
    /// Short stable name, e.g. "centre", "point-1".
    pub id: String,
    /// Centre or satellite point.
    pub kind: PlaceKind,
    /// E.g. "ĐIỂM TIẾP NHẬN SỐ 1".
    pub name: String,
    /// Where it stands.
    pub address: String,
}

/// What kind of place an action happened at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PlaceKind {
    /// vi: Trung tâm
    Centre,
    /// vi: điểm tiếp nhận
    Point,
    /// vi: tại nhà, lưu động
    Home,
}

/// Where something was done.
///
/// vi: nơi tiếp nhận
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Place {
    /// What kind of place.
    pub kind: PlaceKind,
    /// The point's name; `None` for a home.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The address of a home, or of the point.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
}

/// The officer who acts, as written on paper.
///
/// vi: người tiếp nhận hồ sơ, cán bộ thực hiện
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Officer {
    /// Who.
    pub id: OfficerId,
    /// Full name at that time.
    pub name: String,
}

/// What an officer may do; one person may have several.
///
/// vi: vai trò của cán bộ, công chức
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// vi: tiếp nhận và trả kết quả
    Reception,
    /// vi: thụ lý hồ sơ
    CaseOfficer,
    /// vi: lãnh đạo
    Leader,
    /// vi: quản trị của cơ quan
    Administrator,
}

impl Role {
    /// Every role: in a small office one officer has them all.
    pub const ALL: [Self; 4] = [
        Self::Reception,
        Self::CaseOfficer,
        Self::Leader,
        Self::Administrator,
    ];

    /// The stable name, e.g. `case_officer`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Reception => "reception",
            Self::CaseOfficer => "case_officer",
            Self::Leader => "leader",
            Self::Administrator => "administrator",
        }
    }

    /// The role of a stable name.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.code() == code)
    }
}
