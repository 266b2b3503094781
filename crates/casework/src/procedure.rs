//! Administrative procedures: what may be asked for, which papers, how long, how much.
//!
//! The catalogue is data (`catalogue/procedures/`). What its source did not say stays marked: a
//! procedure may have no time limit, and [`Procedure::verified_parts`] tells what was read.

mod catalogue;
mod correction;
mod diff;
mod edition;
pub(crate) mod limit;
mod linked;
mod search;
mod terms;

pub use catalogue::{Catalogue, CatalogueError};
pub use correction::{CorrectionData, LocalCorrection, Override, OverrideError};
pub use diff::{ChangeWarning, Changed, Changes, Difference, changes};
pub use edition::{EditionPart, Editions, Fault, FaultKind, read_edition};
pub use linked::{Bundle, Bundles, Linked, LinkedError, Plan, linked_plan};
pub use terms::{Promise, StatedLimit};

use crate::calendar::TimeLimit;
use serde::{Deserialize, Serialize};

/// One administrative procedure.
///
/// vi: thủ tục hành chính — Cơ sở dữ liệu quốc gia về thủ tục hành chính
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Procedure {
    /// The national code: `1.001193`.
    ///
    /// vi: mã thủ tục hành chính
    pub code: String,
    /// The name to print, Vietnamese.
    pub name: String,
    /// A working translation for officers and auditors; not official.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name_en: Option<String>,
    /// vi: lĩnh vực
    pub field: String,
    /// Who decides, in the words of the source.
    ///
    /// vi: cấp thực hiện, cơ quan thực hiện
    pub level: String,
    /// Where it holds.
    #[serde(default, skip_serializing_if = "Scope::is_national")]
    pub scope: Scope,
    /// How long the authority may take; `None` where the source was not read.
    ///
    /// vi: thời hạn giải quyết
    #[serde(default, skip_serializing_if = "Option::is_none", with = "limit")]
    pub limit: Option<TimeLimit>,
    /// Working days added to the limit where the commune is a difficult one.
    ///
    /// vi: cộng thêm cho xã miền núi, hải đảo, vùng có điều kiện kinh tế - xã hội khó khăn
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub difficult: Option<StatedLimit>,
    /// Whether [`Self::difficult`] is in the limits already.
    #[serde(skip)]
    raised: bool,
    /// Whether a financial duty may come up; then [`Self::limit`] leads to the first appointment, the
    /// day the slip for the tax authority is sent.
    ///
    /// vi: nghĩa vụ tài chính
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub financial_duty: bool,
    /// The limit of the second appointment, from proof of payment.
    ///
    /// vi: hẹn lần 2
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub second_limit: Option<StatedLimit>,
    /// Cases with limits of their own.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub variants: Vec<Variant>,
    /// vi: thành phần hồ sơ
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub checklist: Vec<Paper>,
    /// Remarks that the source lists among the papers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub checklist_notes: Vec<String>,
    /// The one amount, in đồng, where there is exactly one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fee_vnd: Option<i64>,
    /// How the amount is found, Vietnamese.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fee_note: Option<String>,
    /// vi: phí, lệ phí theo cách nộp hồ sơ
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fees: Vec<Fee>,
    /// What the citizen gets.
    ///
    /// vi: kết quả thực hiện
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub results: Vec<String>,
    /// Ways to file that the source lists.
    ///
    /// vi: cách thức thực hiện
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub channels: Vec<Channel>,
    /// What an officer should know about the data, Vietnamese.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// The address of the record this was read from.
    pub source: String,
    /// The decision that published it.
    ///
    /// vi: quyết định công bố
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decision: Option<String>,
    /// Whether code, name, field, level and limit were each read in a source.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub verified: bool,
    /// What was read in a source; the rest must be shown as unverified.
    pub verified_parts: Vec<Part>,
}

/// Where a procedure holds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Scope {
    /// The whole country.
    #[default]
    National,
    /// One province, whose committee published it.
    ///
    /// vi: Ủy ban nhân dân cấp tỉnh
    Province(String),
}

impl Scope {
    fn is_national(&self) -> bool {
        *self == Self::National
    }
}

/// A case of a procedure with a time limit of its own.
///
/// vi: trường hợp giải quyết
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Variant {
    /// The code of the case: `1.001193.02`; what is not from the national record ends in a word.
    pub code: String,
    /// What the case is, Vietnamese, where a source tells it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// How long the authority may take.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "limit")]
    pub limit: Option<TimeLimit>,
    /// The limit of its second appointment, where it has one of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub second_limit: Option<StatedLimit>,
    /// Where the case was read, when not in the procedure's record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
}

/// One paper of a procedure's checklist.
///
/// vi: giấy tờ trong thành phần hồ sơ — NĐ 118/2025 Đ.17
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Paper {
    /// Names the paper within its procedure, for ever.
    pub item: String,
    /// The name to print.
    pub name: String,
    /// The heading above it, often the situation in which it is needed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// What kind of paper is asked for.
    pub form: DocumentForm,
    /// How many of them.
    pub copies: u16,
    /// How many plain copies beside them.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub also_copies: u16,
    /// What happens to it.
    pub handling: Handling,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde gives a reference")]
fn is_zero(count: &u16) -> bool {
    *count == 0
}

/// What kind of paper it is.
///
/// vi: loại giấy tờ — Mẫu 01 TT 03/2025
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DocumentForm {
    /// vi: bản chính
    Original,
    /// vi: bản sao có chứng thực
    Certified,
    /// vi: bản sao, bản chụp
    Copy,
    /// vi: bản điện tử
    Electronic,
}

/// What happens to a paper at the counter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Handling {
    /// Stays in the file and is scanned.
    ///
    /// vi: nộp
    Submit,
    /// Looked at and given back; need not be scanned — TT 03/2025 Đ.5.
    ///
    /// vi: xuất trình
    Present,
    /// Read in a database when there is a line; may not be demanded — NQ 66.7/2025/NQ-CP.
    ///
    /// vi: tra cứu dữ liệu
    Lookup,
}

/// One line of a procedure's fees.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fee {
    /// Fee or charge.
    pub kind: FeeKind,
    /// The ways to file it holds for.
    pub channels: Vec<Channel>,
    /// The amount in đồng; `None` where the source refers to a decision of the province.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount_vnd: Option<i64>,
    /// The words of the source, Vietnamese.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// The two kinds of money a citizen pays — Luật Phí và lệ phí 2015.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FeeKind {
    /// vi: phí
    Fee,
    /// vi: lệ phí
    Charge,
}

/// A way to file.
///
/// vi: cách thức thực hiện — NĐ 118/2025 Đ.15
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Channel {
    /// vi: trực tiếp
    Direct,
    /// vi: trực tuyến
    Online,
    /// vi: dịch vụ bưu chính
    Postal,
}

/// A part of a record that was read in a source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, PartialOrd, Ord)]
#[serde(rename_all = "lowercase")]
pub enum Part {
    /// [`Procedure::code`].
    Code,
    /// [`Procedure::name`].
    Name,
    /// [`Procedure::field`].
    Field,
    /// [`Procedure::level`].
    Level,
    /// [`Procedure::limit`].
    Limit,
    /// [`Procedure::fees`].
    Fee,
    /// [`Procedure::checklist`].
    Checklist,
}

impl Procedure {
    /// The variant with this code.
    pub fn variant(&self, code: &str) -> Option<&Variant> {
        self.variants.iter().find(|variant| variant.code == code)
    }

    /// The paper of the checklist with this item name.
    pub fn paper(&self, item: &str) -> Option<&Paper> {
        self.checklist.iter().find(|paper| paper.item == item)
    }
}

#[cfg(test)]
mod tests;
