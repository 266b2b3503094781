//! The card for a visit at home.

use super::guidance::{checklist, checklist_mark};
use super::{bug, head, printer, written};
use crate::clock;
use crate::desk::Desk;
use crate::error::{ApiError, ErrorCode};
use crate::print::{VisitCardForm, visit_card};
use casework::text::nfc;
use casework::time::LocalTime;
use std::path::{Path, PathBuf};

/// Longest name or address, in characters.
const LINE_MAX: usize = 500;

/// A visit to be announced.
#[derive(Clone, Debug)]
pub struct Visit {
    /// Code of the procedure.
    pub procedure: String,
    /// Who is visited.
    pub name: String,
    /// Where.
    pub address: String,
    /// When.
    pub at: LocalTime,
    /// Who comes; the officer signed in where not said.
    pub visitor: Option<String>,
}

/// Writes the card as PDF, or hands it to the print system where there is no `out`; a folder gets a
/// file named after the procedure.
///
/// # Errors
/// [`ErrorCode::UnknownProcedure`], [`ErrorCode::BadField`], [`ErrorCode::TooLong`],
/// [`ErrorCode::NoPrinter`], [`ErrorCode::PrintFailed`], the disk's.
pub fn hand_visit_card(
    desk: &Desk,
    visit: &Visit,
    out: Option<&Path>,
    name: Option<&str>,
) -> Result<PathBuf, ApiError> {
    printer::save_or_hand(desk, out, name, |path| save(desk, visit, path))
}

fn save(desk: &Desk, visit: &Visit, path: &Path) -> Result<PathBuf, ApiError> {
    let printed = clock::now();
    let code = visit.procedure.trim();
    let one = desk.catalogue().get(code).ok_or_else(|| {
        ApiError::new(ErrorCode::UnknownProcedure).with("procedure", &visit.procedure)
    })?;
    let officer = desk.officer().name.clone();
    let visitor = match &visit.visitor {
        Some(visitor) => line("visitor", visitor)?,
        None => officer.clone(),
    };
    let form = VisitCardForm {
        office: head(desk, &desk.profile().place()),
        printed,
        officer,
        name: line("name", &visit.name)?,
        address: line("address", &visit.address)?,
        at: visit.at,
        visitor,
        code: one.code.clone(),
        procedure: one.name.clone(),
        papers: checklist(one),
        mark: checklist_mark(one),
    };
    let paper = visit_card(&form).map_err(|error| bug(&error))?;
    let pdf = paper.to_pdf(printed).map_err(|error| bug(&error))?;
    written(path, &format!("{}-hen.pdf", one.code), &pdf)
}

fn line(field: &str, text: &str) -> Result<String, ApiError> {
    let text = nfc(text);
    match text.chars().count() {
        0 => Err(ApiError::new(ErrorCode::BadField).with("field", field)),
        1..=LINE_MAX => Ok(text),
        _ => Err(ApiError::new(ErrorCode::TooLong)
            .with("field", field)
            .with("max", LINE_MAX)),
    }
}
