//! What an officer has to decide because two places did not know of each other, and the decisions.

use crate::clock;
use crate::desk::Desk;
use crate::error::{ApiError, ErrorCode};
use casework::case::{Case, CaseLink, Detail, Event, Field, FieldConflict, Overtaken};
use casework::command::Command;
use casework::duplicate::{DuplicateDecision, DuplicateVerdict};
use casework::form::{self, Form};
use casework::id::CaseId;
use casework::record::Record;
use std::collections::BTreeMap;
use store::DuplicatePair;

/// Cases received longer ago are not compared with others.
const SINCE_MS: i64 = 90 * 24 * 3600 * 1000;
/// Two receptions of one citizen and procedure further apart are two requests.
const WITHIN_MS: i64 = 7 * 24 * 3600 * 1000;
/// Most conflicts of each kind in one list.
const ROWS_MAX: usize = 500;
/// How two cases belong together that are one request.
pub const DUPLICATE: &str = "duplicate";
/// What is kept of two cases that are two requests.
pub const BOTH: &str = "both";
/// Takes the decision about two cases back.
pub const OPEN: &str = "open";
/// An edit stands.
pub const STANDS: &str = "stands";
/// An edit is put back.
pub const PUT_BACK: &str = "put_back";

/// Something an officer has to decide, or to issue again.
#[derive(Clone, Debug)]
pub enum Conflict {
    /// A field with several values.
    Field(Box<Case>, FieldConflict),
    /// Steps that exclude each other, or the last choice between such.
    Steps(Box<Case>),
    /// An edit that the end of the case overtook.
    Edit(Box<Case>, Overtaken),
    /// Two cases that may be one.
    Duplicate {
        /// The one received earlier.
        first: Box<Case>,
        /// The other.
        second: Box<Case>,
        /// Both came under one name of the caller.
        same_request: bool,
    },
    /// An issued paper that no longer says what the case says.
    Paper(Box<Case>, Form, u32),
}

impl Conflict {
    /// Its name: the kind, the case, and what tells it from others of the case.
    pub fn id(&self) -> String {
        match self {
            Self::Field(case, conflict) => {
                format!("field:{}:{}", case.opening.id, conflict.field.code())
            }
            Self::Steps(case) => format!("steps:{}", case.opening.id),
            Self::Edit(case, overtaken) => format!("edit:{}:{}", case.opening.id, overtaken.edit),
            Self::Duplicate { first, second, .. } => {
                format!("duplicate:{}:{}", first.opening.id, second.opening.id)
            }
            Self::Paper(case, form, _) => format!("paper:{}:{}", case.opening.id, form.code()),
        }
    }

    /// The stable word of its kind.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Field(..) => "field",
            Self::Steps(_) => "steps",
            Self::Edit(..) => "edit",
            Self::Duplicate { .. } => "duplicate",
            Self::Paper(..) => "paper",
        }
    }
}

/// Everything that waits for a decision: of single cases first, then cases that may be one, then papers to
/// issue again; each newest first.
///
/// # Errors
/// The store's.
pub fn open(desk: &Desk) -> Result<Vec<Conflict>, ApiError> {
    let office = desk.office();
    let (conflicted, to_reprint) = desk.store().read(|reader| {
        let conflicted = reader.conflicted(office, ROWS_MAX)?;
        Ok::<_, ApiError>((conflicted, reader.to_reprint(office, ROWS_MAX)?))
    })?;
    let mut found = vec![];
    for id in conflicted {
        found.extend(of_case(&desk.case(id)?));
    }
    found.extend(duplicates(desk)?);
    for id in to_reprint {
        let case = desk.case(id)?;
        for paper in form::outdated(&case) {
            found.push(Conflict::Paper(
                Box::new(case.clone()),
                paper.form,
                paper.issue,
            ));
        }
    }
    Ok(found)
}

fn of_case(case: &Case) -> Vec<Conflict> {
    let boxed = || Box::new(case.clone());
    let fields = case.conflicts.iter();
    let fields = fields.map(|conflict| Conflict::Field(boxed(), conflict.clone()));
    let steps = case.standing.conflict.then(|| Conflict::Steps(boxed()));
    let edits = case.overtaken.iter();
    let edits = edits.map(|overtaken| Conflict::Edit(boxed(), overtaken.clone()));
    steps.into_iter().chain(fields).chain(edits).collect()
}

fn duplicates(desk: &Desk) -> Result<Vec<Conflict>, ApiError> {
    let conflict = |pair: DuplicatePair| {
        Ok(Conflict::Duplicate {
            first: Box::new(desk.case(pair.first)?),
            second: Box::new(desk.case(pair.second)?),
            same_request: pair.same_request,
        })
    };
    open_pairs(desk)?.into_iter().map(conflict).collect()
}

/// Pairs of cases that may be one, on which nobody has decided.
fn open_pairs(desk: &Desk) -> Result<Vec<DuplicatePair>, ApiError> {
    let window = (clock::now_ms() - SINCE_MS, WITHIN_MS);
    let mut pairs = desk
        .store()
        .read(|reader| reader.duplicates(desk.office(), window, ROWS_MAX))?;
    if !pairs.is_empty() {
        let decided = decisions(desk)?;
        pairs.retain(|pair| {
            let cases = DuplicateDecision::pair(pair.first, pair.second);
            let verdict = decided.get(&cases).map(|(_, decision)| decision.verdict);
            verdict.is_none_or(|verdict| verdict == DuplicateVerdict::Open)
        });
    }
    Ok(pairs)
}

/// How many pairs of cases may be one and wait for a decision.
///
/// # Errors
/// The store's.
pub fn open_duplicates(desk: &Desk) -> Result<u64, ApiError> {
    Ok(open_pairs(desk)?.len() as u64)
}

/// The decision that counts for each pair of cases: the latest; of two made apart the same one everywhere.
///
/// # Errors
/// The store's.
pub fn decisions(
    desk: &Desk,
) -> Result<BTreeMap<[CaseId; 2], (Record, DuplicateDecision)>, ApiError> {
    let all: Vec<(Record, DuplicateDecision)> = desk
        .store()
        .read(|reader| reader.records(Some(desk.office()), i64::MIN, i64::MAX))?;
    let mut latest: BTreeMap<[CaseId; 2], (Record, DuplicateDecision)> = BTreeMap::new();
    for (record, decision) in all {
        let order = |(record, decision): &(Record, DuplicateDecision)| {
            (decision.serial, record.at, record.id)
        };
        let before = latest.get(&decision.cases).map(order);
        if before.is_none_or(|before| before < (decision.serial, record.at, record.id)) {
            latest.insert(decision.cases, (record, decision));
        }
    }
    Ok(latest)
}

/// A conflict by its name, decided or not.
///
/// # Errors
/// [`ErrorCode::UnknownConflict`], the store's.
pub fn find(desk: &Desk, id: &str) -> Result<Conflict, ApiError> {
    let unknown = || ApiError::new(ErrorCode::UnknownConflict).with("id", id);
    let mut parts = id.trim().split(':');
    let (kind, case, rest) = (parts.next(), parts.next(), parts.next().unwrap_or_default());
    let case = desk.case(desk.find(case.ok_or_else(unknown)?)?)?;
    let found = match kind {
        Some("field") => Field::from_code(rest).map(|field| field_conflict(&case, field)),
        Some("steps") => (!case.chosen_among().is_empty()).then(|| Conflict::Steps(Box::new(case))),
        Some("edit") => edit_conflict(case, rest),
        Some("duplicate") => Some(Conflict::Duplicate {
            same_request: false,
            second: Box::new(desk.case(desk.find(rest)?)?),
            first: Box::new(case),
        })
        .filter(|_| parts.next().is_none()),
        Some("paper") => {
            let papers = form::outdated(&case).into_iter();
            let mut papers = papers.filter(|paper| paper.form.code() == rest);
            let paper = papers.next();
            paper.map(|paper| Conflict::Paper(Box::new(case), paper.form, paper.issue))
        }
        _ => None,
    };
    found.ok_or_else(unknown)
}

/// A field's surviving values; a field that was settled has the one value it has now.
fn field_conflict(case: &Case, field: Field) -> Conflict {
    let open = case.conflicts.iter().find(|one| one.field == field);
    let conflict = open.cloned().unwrap_or_else(|| FieldConflict {
        field,
        values: case.field(field).into_iter().collect(),
    });
    Conflict::Field(Box::new(case.clone()), conflict)
}

fn edit_conflict(case: Case, edit: &str) -> Option<Conflict> {
    let open = case.overtaken.iter().find(|one| one.edit == edit).cloned();
    let decided = || {
        let is_about = |event: &&Event| matches!(&event.detail, Detail::EditDecision(decision) if decision.edit == edit);
        let end = case.standing.heads.first()?.clone();
        case.events.iter().find(is_about).map(|_| Overtaken {
            edit: edit.to_owned(),
            end,
        })
    };
    let overtaken = open.or_else(decided)?;
    Some(Conflict::Edit(Box::new(case), overtaken))
}

/// Decides: which value, which step, whether an edit stands ([`STANDS`], [`PUT_BACK`]), which of two cases
/// goes on ([`BOTH`] where they are two requests, [`OPEN`] takes that back). A further decision takes the
/// place of the one before; both stay on record.
///
/// # Errors
/// [`ErrorCode::UnknownConflict`], [`ErrorCode::BadField`] where `keep` is no choice or the reason is
/// missing, a rejection of the rules, the store's.
pub fn decide(desk: &Desk, id: &str, keep: &str, reason: &str) -> Result<(), ApiError> {
    let no_choice = || ApiError::new(ErrorCode::BadField).with("field", "keep");
    let conflict = find(desk, id)?;
    let (case, command) = match conflict {
        Conflict::Duplicate { first, second, .. } => {
            return decide_duplicate(desk, (&first, &second), keep, reason);
        }
        // Paper is not decided on: it is issued again.
        Conflict::Paper(..) => return Err(no_choice()),
        Conflict::Field(case, conflict) => {
            let command = Command::Correct {
                field: conflict.field,
                seen: case.field(conflict.field),
                value: Some(keep.to_owned()),
            };
            (case, command)
        }
        Conflict::Steps(case) => {
            let (keep, reason) = (keep.to_owned(), reason.to_owned());
            (case, Command::DecideStep { keep, reason })
        }
        Conflict::Edit(case, overtaken) => {
            let stands = match keep {
                STANDS => true,
                PUT_BACK => false,
                _ => return Err(no_choice()),
            };
            let command = Command::DecideEdit {
                edit: overtaken.edit,
                stands,
                reason: reason.to_owned(),
            };
            (case, command)
        }
    };
    desk.act(case.opening.id, command).map(|_| ())
}

fn decide_duplicate(
    desk: &Desk,
    (first, second): (&Case, &Case),
    keep: &str,
    reason: &str,
) -> Result<(), ApiError> {
    let bad = |field: &str| ApiError::new(ErrorCode::BadField).with("field", field);
    let reason = casework::text::nfc(reason);
    if reason.is_empty() || first.opening.id == second.opening.id {
        return Err(bad("reason"));
    }
    let names = |case: &Case| {
        let opening = &case.opening;
        [opening.id.to_string(), opening.code.to_string()].contains(&keep.to_owned())
    };
    let verdict = match keep {
        BOTH => DuplicateVerdict::Different,
        OPEN => DuplicateVerdict::Open,
        _ if names(first) => DuplicateVerdict::Same(first.opening.id),
        _ if names(second) => DuplicateVerdict::Same(second.opening.id),
        _ => return Err(bad("keep")),
    };
    let cases = DuplicateDecision::pair(first.opening.id, second.opening.id);
    let before = decisions(desk)?.remove(&cases);
    let decision = DuplicateDecision {
        serial: before.map_or(1, |(_, before)| before.serial.saturating_add(1)),
        cases,
        verdict,
        reason,
    };
    desk.store().write(|tx| {
        if matches!(verdict, DuplicateVerdict::Same(_)) {
            for (case, other) in [(first, second), (second, first)] {
                if !is_linked(case, other) {
                    let link = CaseLink {
                        case: other.opening.id,
                        code: other.opening.code.clone(),
                        relation: DUPLICATE.to_owned(),
                    };
                    desk.act_in(tx, case.opening.id, Command::Link(link))?;
                }
            }
        }
        desk.keep_record(tx, &decision)?;
        Ok(())
    })
}

fn is_linked(case: &Case, other: &Case) -> bool {
    let id = other.opening.id;
    case.events.iter().any(|event| {
        matches!(&event.detail, Detail::Link(link) if link.case == id && link.relation == DUPLICATE)
    })
}

/// Who wrote a value of a field last; who received the case where nobody corrected it to that.
pub fn author<'c>(case: &'c Case, field: Field, value: &str) -> Option<&'c Event> {
    let wrote = |event: &&Event| {
        let Detail::Correction(correction) = &event.detail else {
            return false;
        };
        correction.field == field && correction.to.as_deref().unwrap_or_default() == value
    };
    case.events.iter().rev().find(wrote).or(case.receiver())
}
