//! The papers of a case in the window: which there are, preview, file, printer.

use super::{Code, Workstation, label};
use crate::desk::Desk;
use crate::error::{ApiError, ErrorCode};
use crate::paper;
use crate::print::{PaperSize, Wording};
use casework::case::Case;
use casework::form::{self, Form};
use casework::id::OfficeId;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;
use ts_rs::TS;

/// A form that a case can be issued on now.
#[derive(Debug, Serialize, TS)]
pub struct PaperRow {
    /// The form's stable name.
    pub form: String,
    /// Its name.
    pub name: String,
    /// The number the circular gives it; empty for a form of the office's own.
    pub number: String,
    /// Its words were not found in the act itself.
    pub unverified: bool,
    /// How many times it was issued.
    pub issued: u32,
    /// When last.
    pub last: Option<String>,
    /// What stands on the last issue differs from the case now.
    pub outdated: bool,
}

/// An issued paper that no longer says what the case says.
#[derive(Debug, Serialize, TS)]
pub struct OutdatedPaper {
    /// The form's stable name.
    pub form: String,
    /// Its name.
    pub name: String,
    /// The issue that differs.
    pub issue: u32,
}

/// Names a form of a case.
#[derive(Debug, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct PaperAsk {
    /// Record code.
    pub code: String,
    /// The form's stable name.
    pub form: String,
    /// On which paper.
    pub size: PaperSize,
}

/// The pages of a paper as pictures.
#[derive(Debug, Serialize, TS)]
pub struct PaperPreview {
    /// One SVG document a page.
    pub svg: Vec<String>,
    /// Which issue it shows.
    pub issue: u32,
    /// The papers this form may be printed on, the usual one first; none where it chooses itself.
    pub sizes: Vec<PaperSize>,
}

/// Saves a paper as a PDF file.
#[derive(Debug, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct PaperSave {
    /// Record code.
    pub code: String,
    /// The form's stable name.
    pub form: String,
    /// On which paper.
    pub size: PaperSize,
    /// Where to write; a folder gets a file named after the record code.
    pub path: String,
}

/// Where a paper was saved.
#[derive(Debug, Serialize, TS)]
pub struct PaperSaved {
    /// The file.
    pub path: String,
}

/// Prints a paper.
#[derive(Debug, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct PaperPrint {
    /// Record code.
    pub code: String,
    /// The form's stable name.
    pub form: String,
    /// On which paper.
    pub size: PaperSize,
    /// Which printer; the system's default where `None`.
    pub printer: Option<String>,
}

/// What became of a print job.
#[derive(Debug, Serialize, TS)]
pub struct PaperPrinted {
    /// The printing system took the job; that is not yet paper in the hand.
    pub printed: bool,
    /// The file that was printed.
    pub path: String,
}

/// The form of a stable name.
///
/// # Errors
/// [`ErrorCode::UnknownForm`], with the names that are known.
pub fn form_of(name: &str) -> Result<Form, ApiError> {
    Form::from_code(name).ok_or_else(|| {
        ApiError::new(ErrorCode::UnknownForm)
            .with("form", name)
            .with("known", Form::ALL.map(Form::code).join(", "))
    })
}

/// Issued papers of a case that no longer say what it says.
pub fn outdated_papers(case: &Case, office: OfficeId) -> Vec<OutdatedPaper> {
    form::outdated(case)
        .into_iter()
        .filter(|paper| case.may_issue(paper.form.code(), office).is_ok())
        .map(|paper| OutdatedPaper {
            form: paper.form.code().to_owned(),
            name: label("form", paper.form.code()),
            issue: paper.issue,
        })
        .collect()
}

pub(super) fn paper_list(ws: &Workstation, request: Code) -> Result<Vec<PaperRow>, ApiError> {
    let desk = ws.desk()?;
    let case = desk.case(desk.find(&request.code)?)?;
    Ok(papers_of(&case, desk.office()))
}

/// The papers an office may issue of a case.
fn papers_of(case: &Case, office: OfficeId) -> Vec<PaperRow> {
    let outdated = form::outdated(case);
    let possible = |form: &Form| {
        case.may_issue(form.code(), office).is_ok() && form::facts(case, *form).is_ok()
    };
    let forms = Form::ALL.into_iter().filter(possible);
    forms
        .map(|form| {
            let issued = case.issues(form.code());
            let last = case.printed_at(form.code(), issued);
            // A refusal of a file that was received has words of its own.
            let words = if form == Form::Refusal {
                "refusal_handling"
            } else {
                form.code()
            };
            let wording = Wording::of(words).ok();
            PaperRow {
                form: form.code().to_owned(),
                name: label("form", form.code()),
                number: wording
                    .map(|words| words.number.clone())
                    .unwrap_or_default(),
                unverified: wording.is_none_or(|words| words.mark == "U"),
                issued,
                last: last.map(|at| at.to_string()),
                outdated: outdated.iter().any(|paper| paper.form == form),
            }
        })
        .collect()
}

pub(super) fn paper_preview(ws: &Workstation, request: PaperAsk) -> Result<PaperPreview, ApiError> {
    let desk = ws.desk()?;
    let form = form_of(&request.form)?;
    let case = desk.case(desk.find(&request.code)?)?;
    preview(&desk, &case, (form, request.size))
}

/// The last issue while it still holds, else the next one.
fn preview(
    desk: &Desk,
    case: &Case,
    (form, size): (Form, PaperSize),
) -> Result<PaperPreview, ApiError> {
    let issued = case.issues(form.code());
    let differs = form::outdated(case).iter().any(|paper| paper.form == form);
    let issue = if issued == 0 || differs {
        issued + 1
    } else {
        issued
    };
    let paper = paper::draw(desk, case, (form, size), issue)?;
    let svg = paper
        .to_svg()
        .map_err(|error| ApiError::new(ErrorCode::Bug).with("detail", error))?;
    Ok(PaperPreview {
        svg,
        issue,
        sizes: paper::sizes(form).to_vec(),
    })
}

pub(super) fn paper_save(ws: &Workstation, request: PaperSave) -> Result<PaperSaved, ApiError> {
    let desk = ws.desk()?;
    let form = form_of(&request.form)?;
    let id = desk.find(&request.code)?;
    let path = paper::save(
        &desk,
        id,
        (form, request.size),
        &PathBuf::from(&request.path),
    )?;
    ws.written();
    Ok(PaperSaved {
        path: path.display().to_string(),
    })
}

pub(super) fn paper_print(ws: &Workstation, request: PaperPrint) -> Result<PaperPrinted, ApiError> {
    let desk = ws.desk()?;
    let form = form_of(&request.form)?;
    let id = desk.find(&request.code)?;
    let path = paper::print(&desk, id, (form, request.size), request.printer.as_deref())?;
    ws.written();
    Ok(PaperPrinted {
        printed: true,
        path: path.display().to_string(),
    })
}
