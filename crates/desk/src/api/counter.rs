//! Answers at the counter in the window: giving one, the list, one of them.

use super::{Code, Workstation};
use crate::clock;
use crate::error::{ApiError, ErrorCode};
use casework::counter::{CounterAnswer, CounterOutcome, CounterRequest, is_same_person};
use casework::person::Party;
use casework::record::Record;
use casework::time::LocalTime;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use ts_rs::TS;

/// Days the list goes back where the caller does not say.
const LIST_DAYS: i64 = 90;

/// What an officer says at the counter.
#[derive(Debug, Deserialize, TS)]
pub struct CounterAnswerRequest(#[ts(type = "CounterRequest")] pub CounterRequest);

/// Which answers to list.
#[derive(Debug, Default, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct CounterList {
    /// First day, `2026-11-01`; ninety days back where not said.
    #[serde(default)]
    pub from: Option<String>,
    /// Last day, included; today where not said.
    #[serde(default)]
    pub to: Option<String>,
    /// Only those about this procedure.
    #[serde(default)]
    pub procedure: Option<String>,
    /// Only those to this person, by number, else by name.
    #[serde(default)]
    #[ts(type = "Party | null")]
    pub applicant: Option<Party>,
}

/// An answer given at the counter.
#[derive(Debug, Serialize, TS)]
pub struct CounterAnswered {
    /// As printed after "Số:".
    pub number: String,
    /// The answer's own name.
    pub id: String,
    /// guided, supplement_requested or refused.
    #[ts(type = "CounterOutcome")]
    pub outcome: CounterOutcome,
    /// Code of the procedure.
    pub procedure: String,
    /// Its name then.
    pub procedure_name: String,
    /// Which case of the procedure.
    pub variant: Option<String>,
    /// Who asked.
    #[ts(type = "Party | null")]
    pub applicant: Option<Party>,
    /// What has to be brought or put right.
    #[ts(type = "MissingPaper[]")]
    pub missing: Vec<casework::counter::MissingPaper>,
    /// Why.
    pub reason: Option<String>,
    /// The rule a refusal rests on.
    pub ground: Option<String>,
    /// Why something was asked for that had not been asked for before.
    pub new_reason: Option<String>,
    /// Whom to ask.
    #[ts(type = "Contact")]
    pub contact: casework::counter::Contact,
    /// The number of the earlier answer to the same matter.
    pub follows: Option<String>,
    /// When it was given.
    pub at: String,
    /// Who gave it.
    pub officer: String,
    /// Where.
    pub place: String,
    /// The clock was not confirmed by a hub.
    pub clock_unconfirmed: bool,
}

pub(super) fn give(
    ws: &Workstation,
    request: CounterAnswerRequest,
) -> Result<CounterAnswered, ApiError> {
    let desk = ws.desk()?;
    let (record, answer) = desk.answer_at_counter(request.0)?;
    ws.written();
    answered(&desk, record, answer)
}

pub(super) fn show(ws: &Workstation, request: Code) -> Result<CounterAnswered, ApiError> {
    let desk = ws.desk()?;
    let (record, answer) = desk.counter_answer(&request.code)?;
    answered(&desk, record, answer)
}

pub(super) fn list(
    ws: &Workstation,
    request: CounterList,
) -> Result<Vec<CounterAnswered>, ApiError> {
    list_of(ws.desk()?.as_ref(), &request)
}

/// The answers of a period, newest first.
///
/// # Errors
/// [`ErrorCode::BadTime`]; the store's.
pub fn list_of(
    desk: &crate::desk::Desk,
    request: &CounterList,
) -> Result<Vec<CounterAnswered>, ApiError> {
    let today = clock::now().date();
    let to = request.to.as_deref().map_or(Ok(today), day)?;
    let back = to.saturating_sub(jiff::Span::new().days(LIST_DAYS));
    let from = request.from.as_deref().map_or(Ok(back), day)?;
    let morning = |date: Date| LocalTime::new(date.at(0, 0, 0, 0));
    let end = to.tomorrow().map_or(morning(Date::MAX), morning);
    let found = desk.counter_answers(morning(from), end)?;
    let numbers: BTreeMap<_, _> = found
        .iter()
        .map(|(record, answer)| (record.id, answer.number.clone()))
        .collect();
    let is_asked_for = |answer: &CounterAnswer| {
        let procedure = request.procedure.as_ref();
        let person = request.applicant.as_ref();
        procedure.is_none_or(|code| *code == answer.procedure)
            && person.is_none_or(|person| {
                let known = answer.applicant.as_ref();
                known.is_some_and(|known| is_same_person(known, person))
            })
    };
    found
        .into_iter()
        .rev()
        .filter(|(_, answer)| is_asked_for(answer))
        .map(|(record, answer)| {
            let follows = answer.follows.and_then(|id| numbers.get(&id).cloned());
            match follows {
                Some(number) => Ok(row(record, answer, Some(number))),
                None => answered(desk, record, answer),
            }
        })
        .collect()
}

/// A day as people and forms write it to machines: `2026-11-22`.
fn day(text: &str) -> Result<Date, ApiError> {
    text.trim()
        .parse()
        .map_err(|_| ApiError::new(ErrorCode::BadTime).with("text", text))
}

/// An answer with the number of the one it follows.
///
/// # Errors
/// The store's.
pub fn answered(
    desk: &crate::desk::Desk,
    record: Record,
    answer: CounterAnswer,
) -> Result<CounterAnswered, ApiError> {
    let follows = match answer.follows {
        None => None,
        Some(id) => desk.record::<CounterAnswer>(id)?,
    };
    let number = follows.map(|(_, before)| before.number);
    Ok(row(record, answer, number))
}

fn row(record: Record, answer: CounterAnswer, follows: Option<String>) -> CounterAnswered {
    CounterAnswered {
        number: answer.number,
        id: record.id.to_string(),
        outcome: answer.outcome,
        procedure: answer.procedure,
        procedure_name: answer.procedure_name,
        variant: answer.variant,
        applicant: answer.applicant,
        missing: answer.missing,
        reason: answer.reason,
        ground: answer.ground,
        new_reason: answer.new_reason,
        contact: answer.contact,
        follows,
        at: record.at.to_string(),
        officer: record.officer.name,
        place: record
            .place
            .name
            .or(record.place.address)
            .unwrap_or_default(),
        clock_unconfirmed: answer.clock_unconfirmed,
    }
}
