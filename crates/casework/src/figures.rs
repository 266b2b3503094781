//! Figures of an office: how each case counts in a period, and sums of such cases.
//!
//! Everything is computed from the shared cases, each by the device that received it: sums over
//! devices are the whole, to the file.

mod tally;

#[cfg(test)]
mod tests;

pub use tally::{Group, GroupKey, Grouping, Outcome, Tally, group, outcome};

use crate::case::{Case, Detail, Event, EventKind, ReturnWay, Step};
use crate::id::{CaseId, DeviceId, OfficerId};
use crate::number::RecordCode;
use crate::office::{Officer, Place, PlaceKind};
use crate::person::Relation;
use crate::procedure::DocumentForm;
use crate::time::LocalTime;
use jiff::civil::{Date, Time};
use serde::{Deserialize, Serialize};

/// One line of the register: what a case is for books and figures.
///
/// vi: một dòng của Sổ theo dõi hồ sơ — Mẫu 07 TT 03/2025/TT-VPCP
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// The case.
    pub id: CaseId,
    /// The number on its paper.
    pub code: RecordCode,
    /// Code of the procedure.
    pub procedure: String,
    /// Its name when received.
    pub procedure_name: String,
    /// Name of the applicant.
    pub applicant: String,
    /// Where the applicant lives or has its seat.
    pub address: Option<String>,
    /// The applicant's telephone number.
    pub phone: Option<String>,
    /// The device that received the case; `None` where no reception is recorded.
    pub device: Option<DeviceId>,
    /// Who received it.
    pub officer: Option<Officer>,
    /// Where.
    pub place: Place,
    /// How it was filed.
    pub filing: Filing,
    /// How the result is to be returned.
    pub return_way: ReturnWay,
    /// When it was received.
    pub received: LocalTime,
    /// When the result is due by the appointment in force; `None` where no time limit is known.
    pub due: Option<LocalTime>,
    /// The due date rests on days off not announced yet.
    pub provisional: bool,
    /// Where it stands.
    pub step: Step,
    /// When the result was recorded; `None` also where a later step took it back.
    pub result: Option<LocalTime>,
    /// When the step was taken that closed it.
    pub end: Option<LocalTime>,
    /// The stretches in which the clock stood still.
    pub waits: Vec<Wait>,
    /// The due date was put off once, with an apology.
    pub extended: bool,
    /// The papers received.
    pub papers: u32,
    /// Those of them that were received as electronic copies.
    pub electronic_papers: u32,
    /// The result is kept as a file.
    pub electronic_result: bool,
}

/// A stretch in which the office waits for the citizen.
///
/// vi: thời gian chờ bổ sung, chờ thực hiện nghĩa vụ tài chính — NĐ 118/2025/NĐ-CP Đ.19
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wait {
    /// Which step: waiting for a supplement or for a payment.
    pub step: Step,
    /// Since when.
    pub from: LocalTime,
    /// Until when; `None` while it lasts.
    pub until: Option<LocalTime>,
}

/// How a file came to the office. Files of the national portal do not pass through this program.
///
/// vi: hình thức nộp hồ sơ — NĐ 118/2025/NĐ-CP Đ.14
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Filing {
    /// vi: trực tiếp tại Trung tâm, điểm tiếp nhận
    InPerson,
    /// vi: tại nhà, lưu động
    Home,
    /// vi: qua dịch vụ bưu chính
    Post,
}

impl Filing {
    /// The stable name, e.g. `in_person`.
    pub fn code(self) -> &'static str {
        match self {
            Self::InPerson => "in_person",
            Self::Home => "home",
            Self::Post => "post",
        }
    }
}

/// Days from the first to the last, both included.
///
/// vi: kỳ báo cáo
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    /// The first day.
    pub from: Date,
    /// The last day.
    pub to: Date,
}

/// The usual periods around a day.
///
/// vi: hôm nay, tuần, tháng, quý, năm
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Span {
    /// vi: hôm nay
    Today,
    /// vi: tuần này, từ thứ Hai
    Week,
    /// vi: tháng này
    Month,
    /// vi: quý này
    Quarter,
    /// vi: năm này
    Year,
}

/// Days that are no period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the period begins after its end: {from} to {to}")]
pub struct PeriodError {
    /// The first day.
    pub from: Date,
    /// The last day.
    pub to: Date,
}

impl Period {
    /// Takes the first and the last day.
    ///
    /// # Errors
    /// [`PeriodError`] when the last lies before the first.
    pub fn new(from: Date, to: Date) -> Result<Self, PeriodError> {
        if from <= to {
            Ok(Self { from, to })
        } else {
            Err(PeriodError { from, to })
        }
    }

    /// The usual period that holds `day`.
    pub fn around(span: Span, day: Date) -> Self {
        let quarter = (day.month() - 1) / 3 * 3 + 1;
        let first_of = |month: i8| Date::new(day.year(), month, 1).unwrap_or(day);
        match span {
            Span::Today => Self { from: day, to: day },
            Span::Week => {
                let back = i64::from(day.weekday().to_monday_zero_offset());
                let from = days_after(day, -back);
                Self {
                    from,
                    to: days_after(from, 6),
                }
            }
            Span::Month => Self {
                from: day.first_of_month(),
                to: day.last_of_month(),
            },
            Span::Quarter => Self {
                from: first_of(quarter),
                to: first_of(quarter + 2).last_of_month(),
            },
            Span::Year => Self {
                from: day.first_of_year(),
                to: day.last_of_year(),
            },
        }
    }

    /// Its first minute.
    pub fn begin(self) -> LocalTime {
        LocalTime::new(self.from.to_datetime(Time::MIN))
    }

    /// The first minute after it.
    pub fn end(self) -> LocalTime {
        LocalTime::new(days_after(self.to, 1).to_datetime(Time::MIN))
    }

    /// Its last minute.
    pub fn last(self) -> LocalTime {
        LocalTime::new(self.to.at(23, 59, 0, 0))
    }

    /// Whether a moment lies in it.
    pub fn holds(self, at: LocalTime) -> bool {
        (self.from..=self.to).contains(&at.date())
    }
}

fn days_after(day: Date, days: i64) -> Date {
    day.saturating_add(jiff::Span::new().days(days))
}

/// Which cases a book or a sum is about; nothing named means every case.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scope {
    /// Name of the point that received them; the word of [`place_key`] for homes.
    pub point: Option<String>,
    /// Who received them, by id or full name.
    pub officer: Option<String>,
    /// Code of the procedure.
    pub procedure: Option<String>,
}

impl Scope {
    /// Whether a case belongs to it. Names are compared without regard to case.
    pub fn admits(&self, entry: &Entry) -> bool {
        let same = |wanted: &str, text: &str| wanted.trim().to_lowercase() == text.to_lowercase();
        let officer = |wanted: &String| {
            entry.officer.as_ref().is_some_and(|officer| {
                same(wanted, &officer.name) || wanted.parse::<OfficerId>() == Ok(officer.id)
            })
        };
        let point = |wanted: &String| same(wanted, &place_key(&entry.place));
        let procedure = |wanted: &String| same(wanted, &entry.procedure);
        self.point.as_ref().is_none_or(point)
            && self.officer.as_ref().is_none_or(officer)
            && self.procedure.as_ref().is_none_or(procedure)
    }
}

/// The name a place is counted under: the point's own; `centre` and `home` where it has none.
pub fn place_key(place: &Place) -> String {
    match place.kind {
        PlaceKind::Home => "home".to_owned(),
        PlaceKind::Centre | PlaceKind::Point => {
            place.name.clone().unwrap_or_else(|| "centre".to_owned())
        }
    }
}

impl Entry {
    /// The line of a case.
    pub fn of(case: &Case) -> Self {
        let opening = &case.opening;
        let receiver = case.receiver();
        let course = Course::of(case);
        let promise = case.appointment();
        let papers: Vec<DocumentForm> = forms(case).collect();
        let electronic = papers
            .iter()
            .filter(|form| **form == DocumentForm::Electronic);
        Self {
            id: opening.id,
            code: opening.code.clone(),
            procedure: opening.procedure.clone(),
            procedure_name: opening.procedure_name.clone(),
            applicant: case.applicant.name.clone(),
            address: case.applicant.address.clone(),
            phone: case.applicant.phone.clone(),
            device: receiver.map(|event| event.device),
            officer: receiver.map(|event| event.officer.clone()),
            place: opening.place.clone(),
            filing: filing(case),
            return_way: case.return_way,
            received: opening.appointment.received,
            due: promise.due,
            provisional: promise.provisional,
            step: case.standing.step,
            result: course.result,
            end: course.end,
            waits: course.waits,
            extended: happened(case, EventKind::Extended),
            papers: u32::try_from(papers.len()).unwrap_or(u32::MAX),
            electronic_papers: u32::try_from(electronic.count()).unwrap_or(u32::MAX),
            electronic_result: case
                .events
                .iter()
                .any(|event| matches!(event.detail, Detail::Result(_))),
        }
    }

    /// When the office had done its part: result recorded, or the case closed otherwise.
    pub fn finished(&self) -> Option<LocalTime> {
        match self.step {
            Step::ResultReady | Step::Returned => self.result.or(self.end),
            Step::Refused | Step::Stopped | Step::ClosedUnsupplemented => self.end,
            Step::Received
            | Step::WaitingForSupplement
            | Step::WaitingForPayment
            | Step::InProcess => None,
        }
    }

    /// When the result was returned.
    pub fn returned(&self) -> Option<LocalTime> {
        self.end.filter(|_| self.step == Step::Returned)
    }

    /// The step in which the office waited for the citizen at a moment.
    pub fn waiting_at(&self, at: LocalTime) -> Option<Step> {
        self.waits
            .iter()
            .find(|wait| wait.from <= at && wait.until.is_none_or(|until| at < until))
            .map(|wait| wait.step)
    }
}

fn filing(case: &Case) -> Filing {
    if case.submitter.relation == Relation::Post {
        Filing::Post
    } else if case.opening.place.kind == PlaceKind::Home {
        Filing::Home
    } else {
        Filing::InPerson
    }
}

/// The forms of all papers, those brought after a request among them.
fn forms(case: &Case) -> impl Iterator<Item = DocumentForm> {
    let supplied = case.events.iter().filter_map(|event| {
        let Detail::Supplied(supplied) = &event.detail else {
            return None;
        };
        Some(supplied.papers.values())
    });
    let papers = case.opening.documents.values().chain(supplied.flatten());
    papers.map(|paper| paper.form)
}

fn happened(case: &Case, kind: EventKind) -> bool {
    case.events.iter().any(|event| event.kind == kind)
}

/// The event that took a step: where an officer chose between two, the one that holds.
fn kept<'e>(case: &'e Case, event: &'e Event) -> &'e Event {
    let Detail::Decision(decision) = &event.detail else {
        return event;
    };
    let mut events = case.events.iter();
    events
        .find(|other| other.id == decision.keep)
        .unwrap_or(event)
}

/// The moments of a case's steps, in the order they were taken.
#[derive(Default)]
struct Course {
    result: Option<LocalTime>,
    end: Option<LocalTime>,
    waits: Vec<Wait>,
}

impl Course {
    fn of(case: &Case) -> Self {
        let mut course = Self::default();
        for event in &case.events {
            let Some(step) = event.step() else {
                continue;
            };
            let at = kept(case, event).at;
            if let Some(wait) = course.waits.last_mut() {
                wait.until.get_or_insert(at.max(wait.from));
            }
            match step {
                Step::WaitingForSupplement | Step::WaitingForPayment => course.waits.push(Wait {
                    step,
                    from: at,
                    until: None,
                }),
                Step::ResultReady => course.result = course.result.or(Some(at)),
                Step::InProcess => course.result = None,
                Step::Received
                | Step::Stopped
                | Step::Refused
                | Step::ClosedUnsupplemented
                | Step::Returned => {}
            }
            if step == case.standing.step && step.is_closed() {
                course.end = course.end.or(Some(at));
            }
        }
        course
    }
}
