//! Due dates before there is a case: what a slip would say, and how it comes about.

use super::Workstation;
use super::words::{amount_words, explained, label, unit_code};
use crate::clock;
use crate::desk::Desk;
use crate::error::{ApiError, ErrorCode};
use casework::calendar::{Calendar, Interruption};
use casework::number::RecordCode;
use casework::procedure::{Catalogue, Promise};
use casework::time::LocalTime;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Asks what a slip would say now.
#[derive(Debug, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct DuePreview {
    /// Code of the procedure.
    pub procedure: String,
    /// Which case of it.
    pub variant: Option<String>,
    /// When it was received, e.g. "2026-11-25T09:00:00+07:00"; now where `None`.
    pub received: Option<String>,
}

/// A due date and how it was computed.
#[derive(Debug, Serialize, TS)]
pub struct DueExplained {
    /// When received.
    pub received: String,
    /// When due; `None` where the catalogue has no time limit.
    pub due: Option<String>,
    /// Rests on days off not announced yet.
    pub provisional: bool,
    /// The procedure has cases with other limits and none was chosen.
    pub ambiguous: bool,
    /// A part of the limit was not read in a source.
    pub unverified: bool,
    /// Version of the calendar.
    pub calendar: String,
    /// Unit of the time limit.
    pub unit: String,
    /// Amount of the time limit.
    pub amount: String,
    /// The steps, in Vietnamese.
    pub explain: Vec<String>,
    /// The number a slip would get now; not taken yet.
    pub code_preview: String,
}

/// What a due date is computed from.
pub struct DueQuestion<'a> {
    /// Days off and working hours.
    pub calendar: &'a Calendar,
    /// The procedures.
    pub catalogue: &'a Catalogue,
    /// The commune is a mountain, island or difficult one.
    pub difficult: bool,
    /// Code of the procedure.
    pub procedure: &'a str,
    /// Which case of it.
    pub variant: Option<&'a str>,
    /// When the complete file was received.
    pub received: LocalTime,
    /// What stopped the clock or started it anew.
    pub interruptions: &'a [Interruption],
}

pub(super) fn due_preview(ws: &Workstation, request: DuePreview) -> Result<DueExplained, ApiError> {
    let desk = ws.desk()?;
    let received = match &request.received {
        Some(text) => text
            .parse()
            .map_err(|_| ApiError::new(ErrorCode::BadTime).with("text", text))?,
        None => clock::now(),
    };
    let code = next_code(&desk, received)?
        .map(|code| code.to_string())
        .unwrap_or_default();
    let due = explain_due(&DueQuestion {
        calendar: desk.calendar(),
        catalogue: desk.catalogue(),
        difficult: desk.profile().office.difficult,
        procedure: &request.procedure,
        variant: request.variant.as_deref(),
        received,
        interruptions: &[],
    })?;
    Ok(DueExplained {
        code_preview: code,
        ..due
    })
}

/// Computes a due date and explains it; `code_preview` is left empty.
///
/// # Errors
/// [`ErrorCode::UnknownProcedure`], [`ErrorCode::UnknownVariant`], [`ErrorCode::NoDueDate`],
/// [`ErrorCode::NoSecondLimit`] for a payment of which only the end is known where the procedure has
/// no second limit.
pub fn explain_due(question: &DueQuestion<'_>) -> Result<DueExplained, ApiError> {
    let unknown =
        || ApiError::new(ErrorCode::UnknownProcedure).with("procedure", question.procedure);
    let procedure = question.catalogue.get(question.procedure.trim());
    let procedure = procedure.ok_or_else(unknown)?;
    let variant = question.variant;
    if let Some(wanted) = variant.filter(|wanted| procedure.variant(wanted).is_none()) {
        return Err(ApiError::new(ErrorCode::UnknownVariant).with("variant", wanted));
    }
    let second = procedure.second_limit_of(variant);
    if second.is_none() && question.interruptions.iter().any(without_beginning) {
        let error = ApiError::new(ErrorCode::NoSecondLimit);
        return Err(error.with("procedure", &procedure.code));
    }
    let promise = procedure
        .promise(
            question.difficult,
            variant,
            question.received,
            question.interruptions,
            question.calendar,
        )
        .map_err(|_| ErrorCode::NoDueDate)?;
    Ok(DueExplained {
        received: question.received.to_string(),
        due: promise.due.as_ref().map(|due| due.due.to_string()),
        provisional: promise.due.as_ref().is_some_and(|due| due.provisional),
        ambiguous: promise.ambiguous,
        unverified: promise.unverified,
        calendar: question.calendar.id(),
        unit: promise
            .limit
            .map(|limit| unit_code(limit.unit).to_owned())
            .unwrap_or_default(),
        amount: promise
            .limit
            .map(|limit| amount_words(limit.amount))
            .unwrap_or_default(),
        explain: sentences(&promise),
        code_preview: String::new(),
    })
}

/// A payment of which only the end was given.
fn without_beginning(given: &Interruption) -> bool {
    matches!(given, Interruption::Payment { awaited, paid } if awaited == paid)
}

fn sentences(promise: &Promise) -> Vec<String> {
    match &promise.due {
        Some(due) => due.steps.iter().map(explained).collect(),
        None => std::iter::once(label("due", "no_limit"))
            .chain(promise.other_cases.iter().map(explained))
            .collect(),
    }
}

fn next_code(desk: &Desk, received: LocalTime) -> Result<Option<RecordCode>, ApiError> {
    let agency = &desk.profile().office.code;
    let device = desk.public_key().device();
    let epoch = desk.profile().epoch;
    desk.store().read(|reader| {
        for band in reader.bands(desk.office(), device, epoch)? {
            let taken = reader.numbers_taken(agency.as_str(), received.date(), band)?;
            if let Some(ordinal) = band.nth(taken) {
                return Ok(RecordCode::compose(agency.as_str(), received.date(), ordinal).ok());
            }
        }
        Ok(None)
    })
}
