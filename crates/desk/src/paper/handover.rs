//! The paper of a hand-over list.

use super::{bug, head, printer, written};
use crate::desk::Desk;
use crate::error::ApiError;
use crate::print::{HandOverForm, HandOverRow, hand_over};
use casework::handover::HandOverList;
use casework::record::Record;
use std::path::{Path, PathBuf};

/// Writes a hand-over list as PDF; a folder gets a file named after its number.
///
/// # Errors
/// [`crate::error::ErrorCode::UnknownCase`] where a file of the list is not here, the disk's.
pub fn save_hand_over(
    desk: &Desk,
    (record, list): (&Record, &HandOverList),
    path: &Path,
) -> Result<PathBuf, ApiError> {
    let mut rows = Vec::with_capacity(list.codes.len());
    for code in &list.codes {
        let case = desk.case(desk.find(code.as_str())?)?;
        rows.push(HandOverRow {
            code: code.to_string(),
            applicant: case.applicant.name.clone(),
            procedure: case.opening.procedure_name.clone(),
            received: case.opening.appointment.received.date(),
        });
    }
    let form = HandOverForm {
        office: head(desk, &record.place),
        list: list.clone(),
        at: record.at,
        officer: record.officer.name.clone(),
        rows,
    };
    let paper = hand_over(&form).map_err(|error| bug(&error))?;
    let pdf = paper.to_pdf(record.at).map_err(|error| bug(&error))?;
    written(
        path,
        &format!("{}.pdf", list.number.replace('/', "-")),
        &pdf,
    )
}

/// Writes a hand-over list as [`save_hand_over`] does, or hands it to the print system where there is no `out`.
///
/// # Errors
/// [`crate::error::ErrorCode::NoPrinter`], [`crate::error::ErrorCode::PrintFailed`], and as [`save_hand_over`].
pub fn hand_hand_over(
    desk: &Desk,
    paper: (&Record, &HandOverList),
    out: Option<&Path>,
    name: Option<&str>,
) -> Result<PathBuf, ApiError> {
    printer::save_or_hand(desk, out, name, |path| save_hand_over(desk, paper, path))
}
