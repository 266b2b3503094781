//! The system's print queue, through its own command `lp` (CUPS).

use super::SPOOL;
use crate::desk::Desk;
use crate::error::{ApiError, ErrorCode};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Hands what `save` writes into a folder to the printer called `name`, or the system's default.
/// The file stays in the data folder.
///
/// # Errors
/// [`ErrorCode::NoPrinter`] before anything is written, [`ErrorCode::PrintFailed`]; those of `save`.
pub(super) fn hand(
    desk: &Desk,
    name: Option<&str>,
    save: impl FnOnce(&Path) -> Result<PathBuf, ApiError>,
) -> Result<PathBuf, ApiError> {
    let printer = find(name)?;
    let dir = desk.dir().join(SPOOL);
    std::fs::create_dir_all(&dir)?;
    let path = save(&dir)?;
    submit(&printer, &path)?;
    Ok(path)
}

/// [`hand`] where `out` is `None`, else only writes there.
///
/// # Errors
/// As [`hand`].
pub(super) fn save_or_hand(
    desk: &Desk,
    out: Option<&Path>,
    name: Option<&str>,
    save: impl FnOnce(&Path) -> Result<PathBuf, ApiError>,
) -> Result<PathBuf, ApiError> {
    match out {
        Some(out) => save(out),
        None => hand(desk, name, save),
    }
}

/// The printer to use: the one named, or the system's default.
///
/// # Errors
/// [`ErrorCode::NoPrinter`].
fn find(name: Option<&str>) -> Result<String, ApiError> {
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
fn submit(printer: &str, path: &Path) -> Result<(), ApiError> {
    let answer = Command::new("lp")
        .args(["-d", printer, "-o", "fit-to-page"])
        .args(media(path).iter().flat_map(|media| ["-o", media]))
        .arg("--")
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

/// The option that names the paper a PDF is drawn for: its first page's size.
fn media(path: &Path) -> Option<String> {
    let document = lopdf::Document::load(path).ok()?;
    let page = document.page_iter().next()?;
    let page = document.get_dictionary(page).ok()?;
    let sides = page
        .get(b"MediaBox")
        .and_then(lopdf::Object::as_array)
        .ok()?;
    let mut sides = sides.iter().map(lopdf::Object::as_float);
    // Lower left corner, then upper right, in points.
    let corner = [sides.next()?, sides.next()?, sides.next()?, sides.next()?];
    let [left, bottom, right, top] = corner.map(|side| f64::from(side.unwrap_or_default()));
    let mm = |points: f64| (points * 25.4 / 72.0).round() as i64;
    Some(match (mm(right - left), mm(top - bottom)) {
        (148, 210) => "media=A5".to_owned(),
        (210, 297) => "media=A4".to_owned(),
        (width, height) => format!("media=Custom.{width}x{height}mm"),
    })
}
