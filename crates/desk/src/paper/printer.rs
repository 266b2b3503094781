//! The system's print queue, through its own command `lp` (CUPS).

use super::SPOOL;
use crate::desk::Desk;
use crate::error::{ApiError, ErrorCode};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Width of a roll in millimetres.
const ROLL_WIDTH: i64 = 80;

/// Hands what `save` writes into a folder to the printer called `name`, or the system's default.
/// The file stays in the data folder.
///
/// # Errors
/// [`ErrorCode::NoPrinter`] before anything is written, [`ErrorCode::PrintFailed`]; those of `save`.
pub(crate) fn hand(
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
    let options = options(media_box(path));
    let answer = Command::new("lp")
        .args(["-d", printer])
        .args(options.iter().flat_map(|option| ["-o", option]))
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

/// What the queue is told about a paper of this size (width and height in whole millimetres). Sheets may
/// shrink to what the printer reaches; a roll is drawn for it, and its codes need their whole dots.
fn options(size: Option<(i64, i64)>) -> Vec<String> {
    let scaling = match size {
        Some((ROLL_WIDTH, _)) => "print-scaling=none",
        Some(_) | None => "fit-to-page",
    };
    let mut options = vec![scaling.to_owned()];
    options.extend(size.map(|(width, height)| media(width, height)));
    options
}

/// The option that names a paper; the queue turns a page that lies across it.
fn media(width: i64, height: i64) -> String {
    match (width.min(height), width.max(height)) {
        (148, 210) => "media=A5".to_owned(),
        (210, 297) => "media=A4".to_owned(),
        _ => format!("media=Custom.{width}x{height}mm"),
    }
}

/// The size of the first page of a PDF, in whole millimetres.
fn media_box(path: &Path) -> Option<(i64, i64)> {
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
    Some((mm(right - left), mm(top - bottom)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::print::{Page, Paper};

    #[test]
    fn the_queue_is_told_the_paper_a_page_was_drawn_for() {
        fn check((width, height): (f32, f32), expected: [&str; 2]) {
            let page = Page {
                width,
                height,
                items: vec![],
            };
            let paper = Paper {
                title: "a page".to_owned(),
                pages: vec![page],
                warnings: vec![],
            };
            let created = "2026-11-21T08:35:00+07:00".parse().expect("a time");
            let folder = tempfile::tempdir().expect("a folder");
            let file = folder.path().join("a.pdf");
            std::fs::write(&file, paper.to_pdf(created).expect("a PDF")).expect("a file");
            assert_eq!(options(media_box(&file)), expected);
        }
        check((210.0, 297.0), ["fit-to-page", "media=A4"]);
        check((148.0, 210.0), ["fit-to-page", "media=A5"]);
        check((297.0, 210.0), ["fit-to-page", "media=A4"]);
        check(
            (80.0, 237.0),
            ["print-scaling=none", "media=Custom.80x237mm"],
        );
        check((80.0, 61.0), ["print-scaling=none", "media=Custom.80x61mm"]);
        check((100.0, 150.0), ["fit-to-page", "media=Custom.100x150mm"]);
        assert_eq!(
            options(media_box(Path::new("missing.pdf"))),
            ["fit-to-page"]
        );
    }
}
