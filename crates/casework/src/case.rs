//! A case, its steps, and what is derived from its events.

mod clock;
mod decide;
mod event;
mod fees;
mod field;
mod fold;
mod law;
mod overtaken;
mod passage;
mod scan;
mod step;
mod step_rules;
mod steps;
#[cfg(test)]
pub(crate) mod tests;

pub use clock::Clock;
pub(crate) use decide::party_rejection;
pub use decide::{Facts, Reception, decide, receive, reception_time};
pub use event::*;
pub use field::{Field, FieldConflict};
pub use fold::{Standing, fold};
pub use law::Law;
pub use overtaken::{EditDecision, Overtaken};
pub(crate) use overtaken::{ends, is_decided, is_edit};
pub use passage::{ForOffice, Passage, Scope};
pub use scan::{BlobOfCase, Media, NewScan, SCANS_MAX, Scan, ScanMark, ScanOfCase};
pub use step::Step;
pub use step_rules::{RULES, StepRule, possible, rule_of};

use crate::id::{CaseId, OfficeId};
use crate::number::RecordCode;
use crate::office::Place;
use crate::person::{Assistance, Party, Submitter};
use crate::procedure::{DocumentForm, Handling};
use crate::time::LocalTime;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A citizen's request that an office has received.
///
/// vi: hồ sơ thủ tục hành chính — NĐ 118/2025/NĐ-CP Đ.17
#[derive(Clone, Debug, PartialEq)]
pub struct Case {
    /// What does not change during the life of a case.
    pub opening: Opening,
    /// Who asks, as corrected.
    pub applicant: Party,
    /// Who stood at the counter, as corrected.
    pub submitter: Submitter,
    /// How the result is to be returned, as corrected.
    pub return_way: ReturnWay,
    /// Everything that happened, oldest first; within a minute in the order of writing.
    pub events: Vec<Event>,
    /// The step the events add up to.
    pub standing: Standing,
    /// Fields that two people changed without seeing each other's value.
    pub conflicts: Vec<FieldConflict>,
    /// Edits made where the end of the case was not known, on which nobody has decided.
    pub overtaken: Vec<Overtaken>,
}

/// Everything an office states when it receives a case.
///
/// vi: nội dung Giấy tiếp nhận hồ sơ và hẹn trả kết quả — Mẫu 01 TT 03/2025/TT-VPCP
#[derive(Clone, Debug, PartialEq)]
pub struct Opening {
    /// The case's own name.
    pub id: CaseId,
    /// The receiving office.
    pub office: OfficeId,
    /// The number on the paper.
    pub code: RecordCode,
    /// Code of the procedure.
    pub procedure: String,
    /// Its name when received.
    pub procedure_name: String,
    /// Which case of the procedure, where it has several.
    pub variant: Option<String>,
    /// The papers received, by item id.
    pub documents: BTreeMap<String, ReceivedPaper>,
    /// When it was received and when the result is promised.
    pub appointment: Appointment,
    /// Where it was received.
    pub place: Place,
    /// The caller's own name for the request; taking in the same one twice gives one case.
    pub client_ref: Option<String>,
    /// The help the citizen needed.
    pub assistance: Option<Assistance>,
    /// The office it was received for, where that is another one.
    pub for_office: Option<ForOffice>,
}

/// The promise of a result.
///
/// vi: hẹn trả kết quả — NĐ 118/2025/NĐ-CP Đ.17.3
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Appointment {
    /// When the complete file was received.
    pub received: LocalTime,
    /// When the result is due; `None` where the catalogue has no verified time limit.
    pub due: Option<LocalTime>,
    /// Rests on days off that have not been announced yet.
    pub provisional: bool,
    /// The version of the calendar it was computed with.
    pub calendar: String,
    /// The clock was not confirmed by a hub when the file was received.
    pub clock_unconfirmed: bool,
}

/// One paper the office received or looked at.
///
/// vi: thành phần hồ sơ
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReceivedPaper {
    /// Its place in the list on the paper, from 0.
    #[serde(default)]
    pub order: u32,
    /// Its name when received.
    pub name: String,
    /// Original, certified copy, photocopy or electronic.
    pub form: DocumentForm,
    /// How many.
    pub copies: u32,
    /// Submitted, presented, or to be looked up when online.
    pub handling: Handling,
}

/// How the citizen gets the result.
///
/// vi: đăng ký nhận kết quả tại
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReturnWay {
    /// vi: tại Bộ phận Một cửa, điểm tiếp nhận
    AtPoint,
    /// vi: tại nhà
    AtHome,
    /// vi: qua dịch vụ bưu chính công ích
    Post,
    /// vi: bản điện tử
    Electronic,
}

impl Case {
    /// The papers received, in the order of the list on the paper.
    pub fn papers(&self) -> Vec<(&str, &ReceivedPaper)> {
        let documents = self.opening.documents.iter();
        let mut papers: Vec<_> = documents
            .map(|(item, paper)| (item.as_str(), paper))
            .collect();
        papers.sort_by_key(|(_, paper)| paper.order);
        papers
    }

    /// How many times a form was issued.
    pub fn issues(&self, form: &str) -> u32 {
        self.prints(form)
            .map(|(_, record)| record.issue)
            .max()
            .unwrap_or(0)
    }

    /// When a certain issue of a form was made; `None` where there was none.
    pub fn printed_at(&self, form: &str, issue: u32) -> Option<LocalTime> {
        self.printed(form, issue).map(|(at, _)| at)
    }

    /// The record of a certain issue of a form, with when it was made; `None` where there was none.
    pub fn printed(&self, form: &str, issue: u32) -> Option<(LocalTime, &PrintRecord)> {
        self.events.iter().find_map(|event| {
            let Detail::Print(record) = &event.detail else {
                return None;
            };
            (record.form == form && record.issue == issue).then_some((event.at, record))
        })
    }

    /// Every issue of a form, with the event that made it.
    pub fn prints<'a>(
        &'a self,
        form: &'a str,
    ) -> impl Iterator<Item = (&'a Event, &'a PrintRecord)> {
        self.events.iter().filter_map(move |event| {
            let Detail::Print(record) = &event.detail else {
                return None;
            };
            (record.form == form).then_some((event, record))
        })
    }

    /// The officer who received the case.
    pub fn receiver(&self) -> Option<&Event> {
        self.events
            .iter()
            .find(|event| event.kind == EventKind::Received)
    }
}

impl ReturnWay {
    /// Every way.
    pub const ALL: [Self; 4] = [Self::AtPoint, Self::AtHome, Self::Post, Self::Electronic];

    /// The stable name, e.g. `at_point`.
    pub fn code(self) -> &'static str {
        match self {
            Self::AtPoint => "at_point",
            Self::AtHome => "at_home",
            Self::Post => "post",
            Self::Electronic => "electronic",
        }
    }

    /// The way of a stable name.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|way| way.code() == code)
    }
}
