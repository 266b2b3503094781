//! Catalogue care in the window: a file and its differences, applying it, local corrections.

use super::procedure_words::{
    change_warning, correction_words, fault_words, field_change, said_warning,
};
use super::words::Warning;
use super::{Code, Empty, Workstation, procedure_detail};
use crate::catalogue::Preview;
use crate::clock;
use crate::desk::Desk;
use crate::error::{ApiError, ErrorCode};
use casework::procedure::{Catalogue, Fault, LocalCorrection, Override, Procedure};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A catalogue file as text.
#[derive(Debug, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct CatalogueFile {
    /// The JSON.
    pub json: String,
}

/// What a catalogue file would change.
#[derive(Debug, Serialize, TS)]
pub struct CataloguePreview {
    /// The name the edition gives itself; empty where the file is refused.
    pub name: String,
    /// The first day it holds.
    pub valid_from: Option<String>,
    /// Where it comes from.
    pub source: String,
    /// How many procedures it has.
    pub procedures: usize,
    /// The edition it is compared with.
    pub base: String,
    /// Why it is refused; nothing else is filled then.
    pub faults: Vec<CatalogueFault>,
    /// Only in the file.
    pub added: Vec<ProcedureChange>,
    /// No longer in the file.
    pub removed: Vec<ProcedureChange>,
    /// In both, and not the same.
    pub changed: Vec<ProcedureChange>,
    /// Corrections of the office that lie over what changes.
    pub under: Vec<CorrectionRow>,
    /// What concerns the whole.
    pub warnings: Vec<Warning>,
    /// Whether it can be applied.
    pub applicable: bool,
}

/// A line of a file that is refused.
#[derive(Debug, Serialize, TS)]
pub struct CatalogueFault {
    /// The line, from 1.
    pub line: usize,
    /// The procedure it belongs to.
    pub procedure: Option<String>,
    /// Why, Vietnamese.
    pub reason: String,
}

/// A procedure that a file changes.
#[derive(Debug, Serialize, TS)]
pub struct ProcedureChange {
    /// Its code.
    pub code: String,
    /// Its name afterwards, or before where it disappears.
    pub name: String,
    /// Open cases of it.
    pub open_cases: u64,
    /// What differs, side by side.
    pub fields: Vec<FieldChange>,
    /// What should be looked at.
    pub warnings: Vec<Warning>,
}

/// One thing that differs.
#[derive(Debug, Serialize, TS)]
pub struct FieldChange {
    /// What it is, Vietnamese.
    pub label: String,
    /// As it is.
    pub old: String,
    /// As it becomes.
    pub new: String,
}

/// A correction of the office.
#[derive(Clone, Debug, Serialize, TS)]
pub struct CorrectionRow {
    /// Its id.
    pub id: String,
    /// Code of the procedure.
    pub procedure: String,
    /// Name of the procedure; empty where the catalogue no longer has it.
    pub name: String,
    /// The stable word of what is corrected, e.g. "limit".
    pub what: String,
    /// What it says, Vietnamese.
    pub text: String,
    /// Why.
    pub reason: String,
    /// The decision it rests on.
    pub source: Option<String>,
    /// Who.
    pub officer: String,
    /// When.
    pub at: String,
    /// From which day of reception.
    pub valid_from: String,
    /// Whether it is in force today.
    pub standing: bool,
    /// The published value changed underneath since.
    pub stale: bool,
}

/// The catalogue in use and how it came about.
#[derive(Debug, Serialize, TS)]
pub struct CatalogueState {
    /// The edition in force today.
    pub in_force: String,
    /// From which day.
    pub valid_from: Option<String>,
    /// Where it comes from.
    pub source: String,
    /// How many procedures it has.
    pub procedures: usize,
    /// Editions that have not arrived whole from another desk.
    pub incomplete: usize,
    /// The editions the office applied, oldest first.
    pub editions: Vec<EditionRow>,
    /// Every correction, oldest first.
    pub corrections: Vec<CorrectionRow>,
}

/// An edition the office applied.
#[derive(Debug, Serialize, TS)]
pub struct EditionRow {
    /// Its name.
    pub name: String,
    /// The first day it holds.
    pub valid_from: Option<String>,
    /// Where it comes from.
    pub source: String,
    /// How many procedures it has.
    pub procedures: usize,
    /// Who applied it.
    pub officer: String,
    /// When.
    pub at: String,
    /// SHA-256 of the file.
    pub hash: String,
    /// In force today.
    pub in_force: bool,
}

/// Corrects a procedure for this office.
#[derive(Debug, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ProcedureCorrect {
    /// Code of the procedure.
    pub code: String,
    /// What is laid over it.
    #[ts(type = "Override")]
    pub change: Override,
    /// Why.
    pub reason: String,
    /// The decision it rests on.
    pub source: Option<String>,
    /// From which day of reception, yyyy-mm-dd; today where `None`.
    pub valid_from: Option<String>,
}

pub(super) fn preview(
    ws: &Workstation,
    request: CatalogueFile,
) -> Result<CataloguePreview, ApiError> {
    catalogue_preview(&*ws.desk()?, &request.json)
}

pub(super) fn apply(ws: &Workstation, request: CatalogueFile) -> Result<CatalogueState, ApiError> {
    let desk = ws.desk()?;
    desk.apply_edition(&request.json)?;
    ws.written();
    catalogue_state(&desk)
}

pub(super) fn state(ws: &Workstation, _: Empty) -> Result<CatalogueState, ApiError> {
    catalogue_state(&*ws.desk()?)
}

pub(super) fn correct(
    ws: &Workstation,
    request: ProcedureCorrect,
) -> Result<super::ProcedureDetail, ApiError> {
    let desk = ws.desk()?;
    let from = request.valid_from.as_deref().map(day).transpose()?;
    let source = request.source.as_deref();
    desk.correct_procedure(&request.code, request.change, &request.reason, source, from)?;
    ws.written();
    procedure_detail(&desk, &Code { code: request.code })
}

/// A day as it is typed: yyyy-mm-dd.
///
/// # Errors
/// [`ErrorCode::BadTime`].
pub fn day(text: &str) -> Result<Date, ApiError> {
    let read = text.trim().parse();
    read.map_err(|_| ApiError::new(ErrorCode::BadTime).with("text", text))
}

/// What a catalogue file would change, in words.
///
/// # Errors
/// The store's; a refused file is an answer, not an error.
pub fn catalogue_preview(desk: &Desk, json: &str) -> Result<CataloguePreview, ApiError> {
    let preview = match desk.preview_edition(json)? {
        Ok(preview) => preview,
        Err(faults) => return Ok(refusal(&faults)),
    };
    let found = preview.changes();
    let open = |code: &str| preview.open.get(code).copied().unwrap_or(0);
    let plain = |one: &Procedure| ProcedureChange {
        code: one.code.clone(),
        name: one.name.clone(),
        open_cases: open(&one.code),
        fields: vec![],
        warnings: vec![],
    };
    let changed = found.changed.iter().map(|one| ProcedureChange {
        fields: one
            .fields
            .iter()
            .map(|field| field_change(one, field))
            .collect(),
        warnings: one
            .warnings
            .iter()
            .map(|warning| change_warning(*warning))
            .collect(),
        ..plain(one.to)
    });
    let changed: Vec<_> = changed.collect();
    let removed: Vec<_> = found.removed.iter().map(|one| plain(one)).collect();
    let touched = changed
        .iter()
        .chain(&removed)
        .map(|one| one.open_cases)
        .sum();
    let published = preview.base;
    let under: Vec<_> = found
        .under
        .iter()
        .map(|one| row(one, published, published))
        .collect();
    Ok(CataloguePreview {
        name: preview.edition.name().to_owned(),
        valid_from: preview.edition.valid_from().map(|day| day.to_string()),
        source: preview.edition.source().to_owned(),
        procedures: preview.edition.all().len(),
        base: preview.base.name().to_owned(),
        faults: vec![],
        added: found.added.iter().map(|one| plain(one)).collect(),
        removed,
        changed,
        warnings: whole_warnings(&preview, touched, under.len()),
        under,
        applicable: !preview.known,
    })
}

fn refusal(faults: &[Fault]) -> CataloguePreview {
    let fault = |fault: &Fault| CatalogueFault {
        line: fault.line,
        procedure: fault.procedure.clone(),
        reason: fault_words(fault),
    };
    CataloguePreview {
        name: String::new(),
        valid_from: None,
        source: String::new(),
        procedures: 0,
        base: String::new(),
        faults: faults.iter().map(fault).collect(),
        added: vec![],
        removed: vec![],
        changed: vec![],
        under: vec![],
        warnings: vec![],
        applicable: false,
    }
}

fn whole_warnings(preview: &Preview<'_>, touched: u64, under: usize) -> Vec<Warning> {
    let mut warnings = vec![];
    if preview.known {
        warnings.push(said_warning("known", &[]));
    }
    if let Some(later) = &preview.later {
        warnings.push(said_warning("later", &[("name", later.clone())]));
    }
    if touched > 0 {
        warnings.push(said_warning(
            "open_cases",
            &[("count", touched.to_string())],
        ));
    }
    if under > 0 {
        warnings.push(said_warning("under", &[("count", under.to_string())]));
    }
    warnings
}

/// The catalogue in use, its editions and the office's corrections.
///
/// # Errors
/// The store's.
pub fn catalogue_state(desk: &Desk) -> Result<CatalogueState, ApiError> {
    let today = clock::now().date();
    let published = desk.published_at(today)?;
    let laid = desk.catalogue_at(today)?;
    let (editions, incomplete) = desk.applied_editions()?;
    let corrections = desk.corrections()?.iter();
    Ok(CatalogueState {
        in_force: published.name().to_owned(),
        valid_from: published.valid_from().map(|day| day.to_string()),
        source: published.source().to_owned(),
        procedures: published.all().len(),
        incomplete,
        editions: editions
            .iter()
            .map(|one| EditionRow {
                name: one.name.clone(),
                valid_from: one.valid_from.map(|day| day.to_string()),
                source: one.source.clone(),
                procedures: one.procedures,
                officer: one.officer.name.clone(),
                at: one.at.to_string(),
                hash: one.hash.to_string(),
                in_force: one.name == published.name(),
            })
            .collect(),
        corrections: corrections.map(|one| row(one, published, laid)).collect(),
    })
}

/// The corrections of a procedure that are in force.
pub(super) fn correction_rows(laid: &Catalogue, code: &str) -> Vec<CorrectionRow> {
    // Whether the published value changed is told in the state of the catalogue.
    laid.corrections(code)
        .iter()
        .map(|one| row(one, laid, laid))
        .collect()
}

fn row(one: &LocalCorrection, published: &Catalogue, laid: &Catalogue) -> CorrectionRow {
    let says = &one.says;
    let procedure = published.get(&says.procedure);
    let standing = laid
        .corrections(&says.procedure)
        .iter()
        .any(|other| other.id == one.id);
    CorrectionRow {
        id: one.id.clone(),
        procedure: says.procedure.clone(),
        name: procedure
            .map(|known| known.name.clone())
            .unwrap_or_default(),
        what: says.change.code().to_owned(),
        text: correction_words(one, procedure),
        reason: says.reason.clone(),
        source: says.source.clone(),
        officer: one.officer.name.clone(),
        at: one.at.to_string(),
        valid_from: says.valid_from.to_string(),
        standing,
        stale: standing && one.is_stale(published),
    }
}
