//! The paper of a pad of numbered blank slips.

use super::{bug, head};
use crate::desk::Desk;
use crate::error::{ApiError, ErrorCode};
use crate::identity::write_durably;
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
    let path = if path.is_dir() {
        path.join(format!("giay-tiep-nhan-{}.pdf", data.date))
    } else {
        path.to_owned()
    };
    write_durably(&path, &pdf)?;
    Ok(path)
}
