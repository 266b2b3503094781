//! What waits for a decision, side by side in the words of the office, in the window and on the
//! command line.

use super::detail::event;
use super::words::{field_label, label};
use super::{Empty, Workstation};
use crate::conflicts::{self, Conflict, PUT_BACK, STANDS};
use crate::desk::Desk;
use crate::error::ApiError;
use casework::case::{Case, Event, Field};
use casework::form::{self, Form};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Something that waits for a decision.
#[derive(Debug, Serialize, TS)]
pub struct ConflictView {
    /// Its name.
    pub id: String,
    /// `field`, `steps`, `edit`, `duplicate` or `paper`.
    pub kind: String,
    /// What kind it is, in Vietnamese.
    pub label: String,
    /// What it is about: a field, a form; empty where the kind says it all.
    pub about: String,
    /// Record code of the case.
    pub code: String,
    /// The other case, where there are two.
    pub other: Option<String>,
    /// Name of the procedure.
    pub procedure: String,
    /// Who asks.
    pub applicant: String,
    /// What there is to choose from, side by side.
    pub sides: Vec<ConflictSide>,
    /// A reason must be stated.
    pub reason: bool,
}

/// One side of a conflict.
#[derive(Debug, Serialize, TS)]
pub struct ConflictSide {
    /// What to choose it by; `None` where there is nothing to choose.
    pub keep: Option<String>,
    /// What choosing it does, in Vietnamese.
    pub choice: String,
    /// What it says.
    pub text: String,
    /// Who.
    pub officer: String,
    /// Where.
    pub place: String,
    /// When.
    pub at: String,
    /// The issues of the receipt it stands on.
    pub printed: Vec<u32>,
}

/// Decides a conflict.
#[derive(Debug, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ConflictDecide {
    /// Its name.
    pub id: String,
    /// The side that holds, or another choice of its kind.
    pub keep: String,
    /// Why.
    pub reason: String,
}

/// A conflict as people see it.
pub fn conflict_view(conflict: &Conflict) -> ConflictView {
    let (case, other) = match conflict {
        Conflict::Field(case, _)
        | Conflict::Steps(case)
        | Conflict::Edit(case, _)
        | Conflict::Paper(case, ..) => (case, None),
        Conflict::Duplicate { first, second, .. } => (first, Some(second)),
    };
    let about = match conflict {
        Conflict::Field(_, conflict) => field_label(conflict.field),
        Conflict::Paper(_, form, _) => label("form", form.code()),
        Conflict::Duplicate { same_request, .. } if *same_request => {
            label("conflict_about", "same_request")
        }
        Conflict::Steps(_) | Conflict::Edit(..) | Conflict::Duplicate { .. } => String::new(),
    };
    ConflictView {
        id: conflict.id(),
        kind: conflict.kind().to_owned(),
        label: label("conflict", conflict.kind()),
        about,
        code: case.opening.code.to_string(),
        other: other.map(|other| other.opening.code.to_string()),
        procedure: case.opening.procedure_name.clone(),
        applicant: case.applicant.name.clone(),
        sides: sides(conflict),
        reason: !matches!(conflict, Conflict::Field(..) | Conflict::Paper(..)),
    }
}

fn sides(conflict: &Conflict) -> Vec<ConflictSide> {
    match conflict {
        Conflict::Field(case, conflict) => {
            let values = conflict.values.iter();
            values
                .map(|value| value_side(case, conflict.field, value))
                .collect()
        }
        Conflict::Steps(case) => {
            let events = case.chosen_among().into_iter();
            events
                .map(|one| event_side(case, one, Some((one.id.clone(), "keep"))))
                .collect()
        }
        Conflict::Edit(case, overtaken) => {
            let find = |id: &str| case.events.iter().find(|event| event.id == id);
            let is_correction = find(&overtaken.edit)
                .is_some_and(|edit| matches!(edit.detail, casework::case::Detail::Correction(_)));
            let put_back = is_correction.then(|| (PUT_BACK.to_owned(), PUT_BACK));
            let edit = find(&overtaken.edit)
                .map(|edit| event_side(case, edit, Some((STANDS.to_owned(), STANDS))));
            let end = find(&overtaken.end).map(|end| event_side(case, end, put_back));
            edit.into_iter().chain(end).collect()
        }
        Conflict::Duplicate { first, second, .. } => vec![case_side(first), case_side(second)],
        Conflict::Paper(case, form, issue) => paper_sides(case, *form, *issue),
    }
}

fn value_side(case: &Case, field: Field, value: &str) -> ConflictSide {
    let shown = value_words(field, value);
    let keep = Some((value.to_owned(), "keep"));
    match conflicts::author(case, field, value) {
        Some(author) => ConflictSide {
            text: shown,
            printed: form::stands_on(case, Form::Receipt, (field, value)),
            ..event_side(case, author, keep)
        },
        None => ConflictSide {
            keep: Some(value.to_owned()),
            choice: label("conflict_choice", "keep"),
            text: shown,
            officer: String::new(),
            place: String::new(),
            at: String::new(),
            printed: vec![],
        },
    }
}

/// A value as people read it.
fn value_words(field: Field, value: &str) -> String {
    if field == Field::ReturnWay {
        label("return_way", value)
    } else if field == Field::SubmitterKinship {
        label("kinship", value)
    } else {
        value.to_owned()
    }
}

/// What somebody did, with what chooses it.
fn event_side(case: &Case, one: &Event, keep: Option<(String, &str)>) -> ConflictSide {
    let shown = event(case, one);
    let text = match shown.reason {
        Some(reason) => format!("{}: {reason}", shown.label),
        None => shown.label,
    };
    let choice = keep.as_ref().map(|(_, choice)| *choice);
    ConflictSide {
        choice: choice.map_or_else(String::new, |choice| label("conflict_choice", choice)),
        keep: keep.map(|(keep, _)| keep),
        text,
        officer: shown.officer,
        place: shown.place,
        at: shown.at,
        printed: vec![],
    }
}

fn case_side(case: &Case) -> ConflictSide {
    let code = case.opening.code.to_string();
    let step = super::step_label(case.standing.step);
    let received = case.receiver().map(|one| event(case, one));
    let (officer, place) = received.map_or_else(
        || (String::new(), String::new()),
        |received| (received.officer, received.place),
    );
    ConflictSide {
        keep: Some(code.clone()),
        choice: label("conflict_choice", "goes_on"),
        text: format!("{code} – {} – {step}", case.applicant.name),
        officer,
        place,
        at: case.opening.appointment.received.to_string(),
        printed: (1..=case.issues(Form::Receipt.code())).collect(),
    }
}

fn paper_sides(case: &Case, form: Form, issue: u32) -> Vec<ConflictSide> {
    let mut prints = case.prints(form.code());
    let printed = prints.find(|(_, record)| record.issue == issue);
    let printed = printed.map(|(print, _)| event_side(case, print, None));
    // What the last change after the print was; the case says it now.
    let is_later = |one: &&Event| {
        matches!(one.detail, casework::case::Detail::Correction(_))
            && printed
                .as_ref()
                .is_none_or(|printed| one.at.to_string() >= printed.at)
    };
    let changed = case.events.iter().filter(is_later);
    let changed: Vec<_> = changed.map(|one| event_side(case, one, None)).collect();
    printed.into_iter().chain(changed).collect()
}

/// Everything that waits for a decision.
///
/// # Errors
/// The store's.
pub fn open_conflicts(desk: &Desk) -> Result<Vec<ConflictView>, ApiError> {
    Ok(conflicts::open(desk)?.iter().map(conflict_view).collect())
}

pub(super) fn list(ws: &Workstation, _: Empty) -> Result<Vec<ConflictView>, ApiError> {
    open_conflicts(&*ws.desk()?)
}

pub(super) fn decide(
    ws: &Workstation,
    request: ConflictDecide,
) -> Result<Vec<ConflictView>, ApiError> {
    let desk = ws.desk()?;
    conflicts::decide(&desk, &request.id, &request.keep, &request.reason)?;
    ws.written();
    open_conflicts(&desk)
}
