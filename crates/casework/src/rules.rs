//! The legal limits of the process itself: by when a file must be passed on, supplemented, extended
//! or put right, each with its article. Data: `catalogue/rules/limits.json`.

use crate::calendar::{
    Calendar, CalendarError, Due, PlainDate, TimeLimit, Verification, due as count,
};
use crate::procedure::limit::required;
use crate::time::LocalTime;
use jiff::civil::Date;
use serde::Deserialize;

const FORMAT: &str = "motcua-legal-limits/1";
const BUILT_IN: &str = include_str!("../../../catalogue/rules/limits.json");
/// Longest text of a row, in bytes.
const TEXT_MAX: usize = 1_000;

/// A step whose time the act on the process limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rule {
    /// Accepting an online file or asking for more — NĐ 118/2025 Đ.17.2.
    OnlineAcceptance,
    /// Passing data and scans on — NĐ 118/2025 Đ.18.
    Forward,
    /// Passing the paper file on to another body — NĐ 118/2025 Đ.20.
    PaperForward,
    /// Asking for a supplement during handling — NĐ 118/2025 Đ.19.5.
    SupplementRequest,
    /// Closing a file whose supplement never came — NĐ 118/2025 Đ.19.5.
    CloseUnsupplemented,
    /// Apologising and extending — NĐ 118/2025 Đ.19.6.
    Extension,
    /// Putting the authority's own error right — NĐ 118/2025 Đ.23.
    ErrorCorrection,
}

impl Rule {
    /// Every rule.
    pub const ALL: [Self; 7] = [
        Self::OnlineAcceptance,
        Self::Forward,
        Self::PaperForward,
        Self::SupplementRequest,
        Self::CloseUnsupplemented,
        Self::Extension,
        Self::ErrorCorrection,
    ];
}

/// One version of a rule.
///
/// vi: thời hạn thực hiện bước giải quyết — NĐ 118/2025/NĐ-CP
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "Written")]
pub struct LegalLimit {
    /// The first day it holds.
    pub valid_from: Date,
    /// How long.
    pub limit: TimeLimit,
    /// Stable word of the article, as in [`crate::rejection::Rejection::NotFromHere`].
    pub article: String,
    /// How far the source was checked.
    pub verification: Verification,
    /// The rule in words and where it was read, Vietnamese.
    pub source: String,
}

/// The legal limits of every step, with their versions.
///
/// vi: thời hạn trong quy trình giải quyết — NĐ 118/2025/NĐ-CP Đ.17–23
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rules {
    id: String,
    versions: Table,
}

/// Why a file of rules is refused.
#[derive(Debug, thiserror::Error)]
pub enum RulesError {
    /// Not JSON of the documented shape.
    #[error("rules file: {0}")]
    Syntax(#[from] serde_json::Error),
    /// The `format` is none this version reads.
    #[error("rules format not known: {0}")]
    UnknownFormat(String),
    /// An `id` of letters not allowed.
    #[error("rules id not allowed: {0}")]
    BadId(String),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    format: String,
    id: String,
    version: u32,
    #[serde(default, rename = "note")]
    _note: Option<String>,
    rules: Table,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    online_acceptance: Versions,
    forward: Versions,
    paper_forward: Versions,
    supplement_request: Versions,
    close_unsupplemented: Versions,
    extension: Versions,
    error_correction: Versions,
}

/// At least one version, in order of `valid_from`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "Vec<LegalLimit>")]
struct Versions {
    first: LegalLimit,
    later: Vec<LegalLimit>,
}

impl TryFrom<Vec<LegalLimit>> for Versions {
    type Error = &'static str;

    fn try_from(mut rows: Vec<LegalLimit>) -> Result<Self, Self::Error> {
        if rows.is_empty() || !rows.is_sorted_by(|a, b| a.valid_from < b.valid_from) {
            return Err("versions of a rule are missing or not in order");
        }
        let first = rows.remove(0);
        let later = rows;
        Ok(Self { first, later })
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    valid_from: PlainDate,
    #[serde(with = "required")]
    limit: TimeLimit,
    article: String,
    verification: Verification,
    source: String,
}

impl TryFrom<Written> for LegalLimit {
    type Error = &'static str;

    fn try_from(row: Written) -> Result<Self, Self::Error> {
        let filled =
            |text: &str| !text.trim().is_empty() && text.len() <= TEXT_MAX && !has_control(text);
        if !filled(&row.article) || !filled(&row.source) {
            return Err("article or source of a rule is empty, too long or not plain text");
        }
        Ok(Self {
            valid_from: row.valid_from.0,
            limit: row.limit,
            article: row.article,
            verification: row.verification,
            source: row.source,
        })
    }
}

fn has_control(text: &str) -> bool {
    text.chars().any(char::is_control)
}

impl Rules {
    /// Reads a file of rules (`catalogue/rules/README.md`).
    ///
    /// # Errors
    /// [`RulesError`] for a file that is not exactly of the documented shape.
    pub fn from_json(json: &str) -> Result<Self, RulesError> {
        let cut = |text: &str| text.chars().take(40).collect();
        let file: File = serde_json::from_str(json)?;
        if file.format != FORMAT {
            return Err(RulesError::UnknownFormat(cut(&file.format)));
        }
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if file.id.is_empty() || file.id.len() > 40 || !file.id.chars().all(plain) {
            return Err(RulesError::BadId(cut(&file.id)));
        }
        Ok(Self {
            id: format!("{}.{}", file.id, file.version),
            versions: file.rules,
        })
    }

    /// The rules compiled into the program.
    pub fn built_in() -> Self {
        Self::from_json(BUILT_IN).expect("the compiled-in rules are read by a test of this crate")
    }

    /// The version of the data: `vn-limits.1`.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The version of a rule that holds on a day; days before the first version use the first.
    pub fn on(&self, rule: Rule, date: Date) -> &LegalLimit {
        let versions = match rule {
            Rule::OnlineAcceptance => &self.versions.online_acceptance,
            Rule::Forward => &self.versions.forward,
            Rule::PaperForward => &self.versions.paper_forward,
            Rule::SupplementRequest => &self.versions.supplement_request,
            Rule::CloseUnsupplemented => &self.versions.close_unsupplemented,
            Rule::Extension => &self.versions.extension,
            Rule::ErrorCorrection => &self.versions.error_correction,
        };
        let mut newest_first = versions.later.iter().rev();
        newest_first
            .find(|version| version.valid_from <= date)
            .unwrap_or(&versions.first)
    }

    /// Counts a rule's limit forwards from a moment, with every step explained.
    ///
    /// # Errors
    /// `OutOfRange` as [`count`]. [`Rule::Extension`] is counted backwards:
    /// [`Rules::extension_until`]; [`Rule::Forward`] has a way of its own: [`Rules::forward_by`].
    pub fn due(
        &self,
        rule: Rule,
        from: LocalTime,
        calendar: &Calendar,
    ) -> Result<Due, CalendarError> {
        count(from, &self.on(rule, from.date()).limit, calendar)
    }

    /// When an online file must have been accepted, or more asked for.
    ///
    /// vi: tiếp nhận chính thức hồ sơ trực tuyến — NĐ 118/2025 Đ.17.2
    ///
    /// # Errors
    /// `OutOfRange` as [`count`].
    pub fn online_until(
        &self,
        arrived: LocalTime,
        calendar: &Calendar,
    ) -> Result<LocalTime, CalendarError> {
        Ok(self.due(Rule::OnlineAcceptance, arrived, calendar)?.due)
    }

    /// When a received file must have been passed on: closing of the working day, or, received at
    /// or after the cut-off or outside working time, opening of the next working day.
    ///
    /// vi: chuyển hồ sơ xử lý — NĐ 118/2025 Đ.18
    ///
    /// # Errors
    /// `OutOfRange` as [`count`].
    pub fn forward_by(
        &self,
        received: LocalTime,
        calendar: &Calendar,
    ) -> Result<LocalTime, CalendarError> {
        let day = received.date();
        let cutoff = self.on(Rule::Forward, day).limit.cutoff;
        let late = cutoff.is_some_and(|cutoff| received.time() >= cutoff);
        match calendar.closing(day) {
            Some(closing) if !late && received <= closing => Ok(closing),
            _ => calendar.next_opening(day),
        }
    }

    /// When a paper file for another body must have been sent there.
    ///
    /// vi: chuyển hồ sơ giấy không phụ thuộc địa giới — NĐ 118/2025 Đ.20
    ///
    /// # Errors
    /// `OutOfRange` as [`count`].
    pub fn paper_forward_by(
        &self,
        received: LocalTime,
        calendar: &Calendar,
    ) -> Result<LocalTime, CalendarError> {
        Ok(self.due(Rule::PaperForward, received, calendar)?.due)
    }

    /// Until when a supplement may be asked for during handling.
    ///
    /// vi: yêu cầu bổ sung, hoàn thiện hồ sơ — NĐ 118/2025 Đ.19.5
    ///
    /// # Errors
    /// `OutOfRange` as [`count`].
    pub fn supplement_until(
        &self,
        received: LocalTime,
        calendar: &Calendar,
    ) -> Result<LocalTime, CalendarError> {
        Ok(self.due(Rule::SupplementRequest, received, calendar)?.due)
    }

    /// The moment after which a file that was not supplemented may be closed.
    ///
    /// vi: đóng hồ sơ quá hạn bổ sung — NĐ 118/2025 Đ.19.5
    ///
    /// # Errors
    /// `OutOfRange` as [`count`].
    pub fn close_after(
        &self,
        requested: LocalTime,
        calendar: &Calendar,
    ) -> Result<LocalTime, CalendarError> {
        let found = self.due(Rule::CloseUnsupplemented, requested, calendar)?;
        Ok(found.due)
    }

    /// The last working time at which a due date may still be extended: closing of the last working
    /// day that lies the stated number of whole days before it.
    ///
    /// vi: xin lỗi và đề nghị gia hạn — NĐ 118/2025 Đ.19.6
    ///
    /// # Errors
    /// `OutOfRange` when there is no such day.
    pub fn extension_until(
        &self,
        due: LocalTime,
        calendar: &Calendar,
    ) -> Result<LocalTime, CalendarError> {
        let days = self
            .on(Rule::Extension, due.date())
            .limit
            .amount
            .0
            .div_ceil(100);
        let mut day = due.date();
        for _ in 0..days {
            day = day.yesterday().map_err(|_| CalendarError::OutOfRange)?;
        }
        calendar.closing_until(day)
    }

    /// When an error of the authority must have been put right.
    ///
    /// vi: sửa sai sót của cơ quan giải quyết — NĐ 118/2025 Đ.23
    ///
    /// # Errors
    /// `OutOfRange` as [`count`].
    pub fn error_until(
        &self,
        found: LocalTime,
        calendar: &Calendar,
    ) -> Result<LocalTime, CalendarError> {
        Ok(self.due(Rule::ErrorCorrection, found, calendar)?.due)
    }
}

#[cfg(test)]
mod tests;
