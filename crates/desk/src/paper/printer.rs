//! The system's print queue, through its own command `lp` (CUPS).

use crate::error::{ApiError, ErrorCode};
use std::path::Path;
use std::process::Command;

/// The printer to use: the one named, or the system's default.
///
/// # Errors
/// [`ErrorCode::NoPrinter`].
pub(super) fn find(name: Option<&str>) -> Result<String, ApiError> {
    if let Some(name) = name {
        return Ok(name.to_owned());
    }
    let answer = Command::new("lpstat").arg("-d").env("LC_ALL", "C").output();
    let listed = answer.ok().filter(|answer| answer.status.success());
    let text = listed.map(|answer| String::from_utf8_lossy(&answer.stdout).into_owned());
    text.as_deref()
        .and_then(|text| text.trim().strip_prefix("system default destination: "))
        .map(str::to_owned)
        .ok_or_else(|| ErrorCode::NoPrinter.into())
}

/// Hands a PDF to the queue. A job that is accepted is not yet paper.
///
/// # Errors
/// [`ErrorCode::NoPrinter`] without a print system, [`ErrorCode::PrintFailed`] with its reason.
pub(super) fn submit(printer: &str, path: &Path) -> Result<(), ApiError> {
    let answer = Command::new("lp")
        .args(["-d", printer, "-o", "media=A5", "-o", "fit-to-page", "--"])
        .arg(path)
        .env("LC_ALL", "C")
        .output()
        .map_err(|_| ErrorCode::NoPrinter)?;
    if answer.status.success() {
        return Ok(());
    }
    let reason = String::from_utf8_lossy(&answer.stderr).trim().to_owned();
    Err(ApiError::new(ErrorCode::PrintFailed).with("detail", reason))
}
