//! The paper of a pad of numbered blank slips.

use super::{bug, head, printer, written};
use crate::desk::Desk;
use crate::error::{ApiError, ErrorCode};
use crate::print::{PadForm, pad};
use casework::pad::ReceptionPad;
use casework::record::Record;
use std::path::{Path, PathBuf};

/// Writes a pad as PDF; a folder gets a file named after its day.
///
/// # Errors
/// [`ErrorCode::Bug`] when the form itself cannot be drawn, the disk's.
pub fn save_pad(
    desk: &Desk,
    (record, data): (&Record, &ReceptionPad),
    path: &Path,
) -> Result<PathBuf, ApiError> {
    let day = data.date.parse();
    let form = PadForm {
        office: head(desk, &record.place),
        day: day.map_err(|error| ApiError::new(ErrorCode::Bug).with("detail", error))?,
        codes: data
            .slips
            .iter()
            .map(|slip| slip.code.to_string())
            .collect(),
    };
    let paper = pad(&form).map_err(|error| bug(&error))?;
    let pdf = paper.to_pdf(record.at).map_err(|error| bug(&error))?;
    written(path, &format!("giay-tiep-nhan-{}.pdf", data.date), &pdf)
}

/// Writes a pad as [`save_pad`] does, or hands it to the print system where there is no `out`.
///
/// # Errors
/// [`ErrorCode::NoPrinter`], [`ErrorCode::PrintFailed`], and as [`save_pad`].
pub fn hand_pad(
    desk: &Desk,
    paper: (&Record, &ReceptionPad),
    out: Option<&Path>,
    name: Option<&str>,
) -> Result<PathBuf, ApiError> {
    printer::save_or_hand(desk, out, name, |path| save_pad(desk, paper, path))
}
