//! Everything about one case, as the window shows it.

use super::cases::{CaseRow, row};
use super::offices::{acted_at, papers_at};
use super::paper::{OutdatedPaper, outdated_papers};
use super::steps::{StepHead, StepOption, heads, options};
use super::told::told;
use super::words::{Warning, event_label, explained, field_label, label, limit_words, warning};
use crate::conflicts::author;
use crate::desk::Desk;
use crate::error::{ApiError, ErrorCode};
use casework::case::{Case, Clock, Detail, Event, EventKind, ReturnWay};
use casework::form::Form;
use casework::office::Place;
use casework::person::{Assistance, Party, Submitter};
use casework::procedure::{DocumentForm, Handling};
use serde::Serialize;
use ts_rs::TS;

/// Something that happened to a case.
#[derive(Debug, Serialize, TS)]
pub struct CaseEvent {
    /// Unique within the case.
    pub id: String,
    /// What kind.
    #[ts(type = "string")]
    pub kind: EventKind,
    /// What happened, in Vietnamese.
    pub label: String,
    /// Who.
    pub officer: String,
    /// Where.
    pub place: String,
    /// When.
    pub at: String,
    /// Reason or detail.
    pub reason: Option<String>,
}

/// A note.
#[derive(Debug, Serialize, TS)]
pub struct Note {
    /// Unique within the case.
    pub id: String,
    /// The text.
    pub text: String,
    /// Who.
    pub officer: String,
    /// When.
    pub at: String,
}

/// One of several values of a field.
#[derive(Debug, Serialize, TS)]
pub struct ConflictValue {
    /// The value.
    pub value: String,
    /// Who wrote it.
    pub officer: String,
    /// When.
    pub at: String,
}

/// A field with several values.
#[derive(Debug, Serialize, TS)]
pub struct FieldConflict {
    /// Which.
    pub field: String,
    /// Its name in Vietnamese.
    pub label: String,
    /// The values.
    pub values: Vec<ConflictValue>,
}

/// A paper that was received.
#[derive(Debug, Serialize, TS)]
pub struct DocumentRow {
    /// Stable id.
    pub item: String,
    /// Its name.
    pub name: String,
    /// Original, certified copy, photocopy or electronic.
    #[ts(type = "DocumentForm")]
    pub form: DocumentForm,
    /// How many.
    pub copies: u32,
    /// Submitted, presented or looked up.
    #[ts(type = "\"submit\" | \"present\" | \"lookup\"")]
    pub handling: Handling,
}

/// Everything about one case.
#[derive(Debug, Serialize, TS)]
pub struct CaseDetail {
    /// As in the list.
    #[serde(flatten)]
    pub row: CaseRow,
    /// Who asks.
    #[ts(type = "Party")]
    pub applicant_party: Party,
    /// Who stood at the counter.
    #[ts(type = "Submitter")]
    pub submitter: Submitter,
    /// The help the citizen needed.
    #[ts(type = "Assistance | null")]
    pub assistance: Option<Assistance>,
    /// The papers.
    pub documents: Vec<DocumentRow>,
    /// Where it was received.
    #[ts(type = "Place")]
    pub place: Place,
    /// How the result is returned.
    #[ts(type = "ReturnWay")]
    pub return_way: ReturnWay,
    /// The due date rests on days off not announced yet.
    pub provisional: bool,
    /// How the due date comes about, in Vietnamese.
    pub explain: Vec<String>,
    /// The time limit in words.
    pub limit: String,
    /// What happened, oldest first.
    pub events: Vec<CaseEvent>,
    /// Notes, oldest first.
    pub notes: Vec<Note>,
    /// What may be done now.
    pub actions: Vec<StepOption>,
    /// Steps that exclude each other; empty where there is no conflict.
    pub step_conflict: Vec<StepHead>,
    /// Who has the case now.
    pub handler: Option<String>,
    /// The unit that has the case now, where it is not the receiving one.
    pub unit: Option<String>,
    /// Name of the office that has the paper file; `None` where the case has only one office.
    pub papers_at: Option<String>,
    /// Since when the clock stands still because the citizen has something to do first.
    pub paused: Option<String>,
    /// Fields with several values.
    pub conflicts: Vec<FieldConflict>,
    /// How many times the receipt was issued.
    pub printed: u32,
    /// Issued papers that no longer say what the case says.
    pub outdated: Vec<OutdatedPaper>,
    /// What should be looked at.
    pub warnings: Vec<Warning>,
    /// The fee in words.
    pub fee: String,
}

/// Everything the window shows of a case.
///
/// # Errors
/// The store's.
pub fn detail(desk: &Desk, case: &Case) -> Result<CaseDetail, ApiError> {
    let opening = &case.opening;
    let stored = desk
        .store()
        .read(|reader| reader.row(opening.id))?
        .ok_or_else(|| ApiError::new(ErrorCode::UnknownCase).with("code", &opening.code))?;
    let procedure = desk.catalogue().get(&opening.procedure);
    let limit = procedure.and_then(|procedure| procedure.limit_of(opening.variant.as_deref()));
    let due = limit.and_then(|limit| {
        casework::calendar::due(opening.appointment.received, &limit, desk.calendar()).ok()
    });
    // What stands on the slip stays; a newer calendar may come to another date.
    let other_calendar = opening.appointment.calendar != desk.calendar().id();
    let newer = other_calendar.then(|| label("due", "other_calendar"));
    Ok(CaseDetail {
        row: row(desk, stored),
        papers_at: papers_at(case),
        applicant_party: case.applicant.clone(),
        submitter: case.submitter.clone(),
        assistance: opening.assistance.clone(),
        documents: case
            .papers()
            .into_iter()
            .map(|(item, paper)| DocumentRow {
                item: item.to_owned(),
                name: paper.name.clone(),
                form: paper.form,
                copies: paper.copies,
                handling: paper.handling,
            })
            .collect(),
        place: opening.place.clone(),
        return_way: case.return_way,
        provisional: case.appointment().provisional,
        explain: match &due {
            Some(due) => {
                let steps = due.steps.iter().map(explained);
                newer.into_iter().chain(steps).collect()
            }
            None => vec![],
        },
        limit: limit_words(limit),
        events: case.events.iter().map(|one| event(case, one)).collect(),
        notes: case.events.iter().filter_map(note_row).collect(),
        actions: options(desk, case),
        step_conflict: heads(case),
        handler: case.handler().0,
        unit: case.handler().1,
        paused: match case.clock() {
            Clock::Paused(since) => Some(since.to_string()),
            Clock::Running | Clock::Ended(_) => None,
        },
        conflicts: case
            .conflicts
            .iter()
            .map(|conflict| conflict_row(case, conflict))
            .collect(),
        printed: case.issues(Form::Receipt.code()),
        outdated: outdated_papers(case, desk.office()),
        warnings: procedure
            .map_or_else(
                || case.applicant.warnings(),
                |one| crate::cases::warnings(case, one),
            )
            .iter()
            .map(warning)
            .collect(),
        fee: procedure.map(crate::paper::fee_words).unwrap_or_default(),
    })
}

/// An event as the window shows it.
pub fn event(case: &Case, event: &Event) -> CaseEvent {
    let place = &event.place;
    let office = acted_at(case, event);
    let named = [
        place.name.as_deref(),
        place.address.as_deref(),
        office.as_deref(),
    ];
    CaseEvent {
        id: event.id.clone(),
        kind: event.kind,
        label: event_label(event.kind),
        officer: event.officer.name.clone(),
        place: named.into_iter().flatten().collect::<Vec<_>>().join(", "),
        at: event.at.to_string(),
        reason: told(event),
    }
}

fn note_row(event: &Event) -> Option<Note> {
    let Detail::Note(text) = &event.detail else {
        return None;
    };
    Some(Note {
        id: event.id.clone(),
        text: text.clone(),
        officer: event.officer.name.clone(),
        at: event.at.to_string(),
    })
}

fn conflict_row(case: &Case, conflict: &casework::case::FieldConflict) -> FieldConflict {
    let values = conflict.values.iter().map(|value| {
        let event = author(case, conflict.field, value);
        ConflictValue {
            value: value.clone(),
            officer: event
                .map(|event| event.officer.name.clone())
                .unwrap_or_default(),
            at: event.map(|event| event.at.to_string()).unwrap_or_default(),
        }
    });
    FieldConflict {
        field: conflict.field.code().to_owned(),
        label: field_label(conflict.field),
        values: values.collect(),
    }
}
