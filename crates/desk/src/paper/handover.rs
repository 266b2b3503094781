//! The paper of a hand-over list.

use super::{bug, head};
use crate::desk::Desk;
use crate::error::ApiError;
use crate::identity::write_durably;
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
    let path = if path.is_dir() {
        path.join(format!("{}.pdf", list.number.replace('/', "-")))
    } else {
        path.to_owned()
    };
    write_durably(&path, &pdf)?;
    Ok(path)
}
