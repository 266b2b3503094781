//! A case that one office received for another: whose it is, who handles it now, where its papers are.
//!
//! Source: NĐ 118/2025/NĐ-CP Đ.14 (received by any commune of the province), Đ.20 (the file goes to
//! the competent body, the result comes back to where it was received).

use super::{Case, EventKind, Opening};
use crate::form::Form;
use crate::id::OfficeId;
use crate::number::AgencyCode;
use crate::rejection::Rejection;
use serde::{Deserialize, Serialize};

/// The office that has to handle a case received elsewhere, as it was called then.
///
/// vi: cơ quan có thẩm quyền giải quyết — NĐ 118/2025/NĐ-CP Đ.14
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ForOffice {
    /// Which office.
    pub id: OfficeId,
    /// Its agency code.
    pub code: AgencyCode,
    /// Its name.
    pub name: String,
    /// The body above it.
    pub parent: String,
    /// The name of the office that received the case.
    pub received_by: String,
}

/// The offices a document belongs to; it does not change after the opening.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scope {
    /// The one that received it.
    pub office: OfficeId,
    /// The one it was received for, where that is another one.
    pub for_office: Option<OfficeId>,
}

impl Scope {
    /// Both offices, the receiving one first.
    pub fn offices(&self) -> impl Iterator<Item = OfficeId> {
        std::iter::once(self.office).chain(self.for_office)
    }

    /// Whether an office may write in it.
    pub fn includes(&self, office: OfficeId) -> bool {
        self.offices().any(|one| one == office)
    }
}

/// How far a case has come on its way between two offices.
///
/// vi: tình trạng luân chuyển giữa nơi tiếp nhận và cơ quan có thẩm quyền
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Passage {
    /// vi: mới tiếp nhận, chưa chuyển
    AtReception,
    /// vi: đã chuyển, chờ nhận giải quyết
    OnItsWay,
    /// vi: cơ quan có thẩm quyền đang giải quyết
    TakenOver,
    /// vi: kết quả đã chuyển về nơi tiếp nhận
    SentBack,
}

impl Passage {
    /// Every state.
    pub const ALL: [Self; 4] = [
        Self::AtReception,
        Self::OnItsWay,
        Self::TakenOver,
        Self::SentBack,
    ];

    /// The stable name, e.g. `on_its_way`.
    pub fn code(self) -> &'static str {
        match self {
            Self::AtReception => "at_reception",
            Self::OnItsWay => "on_its_way",
            Self::TakenOver => "taken_over",
            Self::SentBack => "sent_back",
        }
    }

    /// The state of a stable name.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }

    /// Whether the office it was received for handles it: the receiving one does until the other
    /// takes it over, and again once the result was sent back.
    pub fn is_with_other(self) -> bool {
        self == Self::TakenOver
    }
}

impl Opening {
    /// The offices it belongs to.
    pub fn scope(&self) -> Scope {
        Scope {
            office: self.office,
            for_office: self.for_office.as_ref().map(|other| other.id),
        }
    }
}

impl Case {
    /// How far it has come between its two offices; `None` where it has only one. A step taken by
    /// the other office takes the case over, also without a word of its own.
    pub fn passage(&self) -> Option<Passage> {
        let other = self.opening.for_office.as_ref()?;
        let mut passage = Passage::AtReception;
        for event in &self.events {
            let there = event.office == Some(other.id);
            if event.kind == EventKind::SentBack {
                passage = Passage::SentBack;
            } else if there && event.step().is_some() {
                passage = Passage::TakenOver;
            } else if event.kind == EventKind::Forwarded && passage == Passage::AtReception {
                passage = Passage::OnItsWay;
            }
        }
        Some(passage)
    }

    /// The office that handles it now.
    pub fn handled_by(&self) -> OfficeId {
        let with_other = self.passage().is_some_and(Passage::is_with_other);
        let other = self.opening.for_office.as_ref().filter(|_| with_other);
        other.map_or(self.opening.office, |other| other.id)
    }

    /// The office that has the paper file: the one that said last that it took it.
    ///
    /// vi: nơi giữ hồ sơ giấy
    pub fn papers_at(&self) -> OfficeId {
        let taken = |event: &&super::Event| event.kind == EventKind::PapersTaken;
        let last = self.events.iter().rev().find(taken);
        last.and_then(|event| event.office)
            .unwrap_or(self.opening.office)
    }

    /// Refuses a paper that only the receiving office issues: its own word to the citizen.
    ///
    /// # Errors
    /// [`Rejection::NotThisOffice`].
    pub fn may_issue(&self, form: &str, office: OfficeId) -> Result<(), Rejection> {
        if form == Form::Receipt.code() && office != self.opening.office {
            let (action, article) = ("print_receipt", "decree_118_2025_article_17_1");
            return Err(Rejection::NotThisOffice { action, article });
        }
        Ok(())
    }

    /// Whether a step of this kind is this office's to take: what decides on the request is the
    /// competent office's, forwarding and returning the result the receiving one's.
    pub fn may_at(&self, kind: EventKind, office: OfficeId) -> bool {
        let Some(other) = &self.opening.for_office else {
            return !is_of_two(kind);
        };
        let (here, there) = (office == self.opening.office, office == other.id);
        let passage = self.passage();
        if kind == EventKind::TakenOver {
            return there && passage != Some(Passage::TakenOver);
        }
        if kind == EventKind::SentBack {
            return there && passage == Some(Passage::TakenOver);
        }
        if kind == EventKind::PapersTaken {
            return self.papers_at() != office;
        }
        if matches!(kind, EventKind::Forwarded | EventKind::Returned) {
            return here;
        }
        !is_decision(kind) || there
    }
}

/// Only where a case has two offices.
fn is_of_two(kind: EventKind) -> bool {
    matches!(
        kind,
        EventKind::TakenOver | EventKind::SentBack | EventKind::PapersTaken
    )
}

/// What only who decides on the request may do.
fn is_decision(kind: EventKind) -> bool {
    matches!(
        kind,
        EventKind::Assigned
            | EventKind::HandedOver
            | EventKind::SupplementRequested
            | EventKind::PaymentAwaited
            | EventKind::Refused
            | EventKind::Extended
            | EventKind::ResultRecorded
            | EventKind::AuthorityErrorCorrected
    )
}

#[cfg(test)]
mod tests;
