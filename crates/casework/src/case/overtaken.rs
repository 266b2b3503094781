//! An edit and the end of a case, made without knowing of each other.

use super::decide::{event, text_of};
use super::{Case, Correction, Detail, Event, EventKind, Facts, Standing};
use crate::rejection::Rejection;
use serde::{Deserialize, Serialize};

/// Something was changed at one place while another ended the case; neither knew.
///
/// vi: sửa hồ sơ khi nơi khác đã kết thúc hồ sơ
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Overtaken {
    /// The event that changed something.
    pub edit: String,
    /// The event that ended the case.
    pub end: String,
}

/// An officer's choice on an edit that was overtaken; a later one counts before an earlier one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EditDecision {
    /// The event that changed something.
    pub edit: String,
    /// It stands; else a correction was put back.
    pub stands: bool,
}

/// Whether an event changes what an ended case says.
pub(crate) fn is_edit(kind: EventKind) -> bool {
    matches!(
        kind,
        EventKind::Corrected
            | EventKind::Extended
            | EventKind::FeesAssessed
            | EventKind::FeePaid
            | EventKind::PaperLost
    )
}

/// The event that ended a case as it stands, if it is ended.
pub(crate) fn ends<'e>(events: &'e [Event], standing: &Standing) -> Vec<&'e Event> {
    let is_end = |event: &&Event| {
        standing.heads.contains(&event.id) && event.step().is_some_and(super::Step::is_closed)
    };
    events.iter().filter(is_end).collect()
}

/// Whether somebody decided on an edit.
pub(crate) fn is_decided(events: &[Event], edit: &str) -> bool {
    let is_about = |event: &Event| matches!(&event.detail, Detail::EditDecision(decision) if decision.edit == edit);
    events.iter().any(is_about)
}

/// Lets an edit stand, or puts a correction back. May be decided again: the last decision counts.
pub(super) fn decide_edit(
    case: &Case,
    edit: &str,
    stands: bool,
    reason: &str,
    facts: &Facts,
) -> Result<Vec<Event>, Rejection> {
    let is_open = case.overtaken.iter().any(|one| one.edit == edit);
    let edited = case.events.iter().find(|event| event.id == edit);
    let edited = edited
        .filter(|event| is_edit(event.kind) && (is_open || is_decided(&case.events, edit)))
        .ok_or(Rejection::NothingToCorrect)?;
    let decision = EditDecision {
        edit: edit.to_owned(),
        stands,
    };
    let decided = Event {
        reason: Some(text_of("reason", reason)?),
        ..event(
            facts,
            0,
            EventKind::EditDecided,
            Detail::EditDecision(decision),
        )
    };
    let Detail::Correction(correction) = &edited.detail else {
        // Money and promises are not undone by a word: a refund is an act of its own.
        return if stands {
            Ok(vec![decided])
        } else {
            Err(Rejection::BadField {
                field: "stands".to_owned(),
            })
        };
    };
    let (wanted, other) = if stands {
        (&correction.to, &correction.from)
    } else {
        (&correction.from, &correction.to)
    };
    let current = case.field(correction.field);
    // What somebody wrote there since is left alone.
    let again = (current == *other && current != *wanted).then(|| {
        let put_back = Correction {
            field: correction.field,
            from: current,
            to: wanted.clone(),
        };
        event(facts, 1, EventKind::Corrected, Detail::Correction(put_back))
    });
    Ok(std::iter::once(decided).chain(again).collect())
}
