//! What a citizen may ask before filing: the guidance sheet, and the look-up screen left to citizens.

use super::{
    Code, Empty, PaperPreview, PaperPrinted, PaperSaved, ProcedureRow, Workstation,
    WorkstationInfo, procedure_row,
};
use crate::error::ApiError;
use crate::paper;
use crate::print::GuidanceLine;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::PathBuf;
use ts_rs::TS;

/// Longest text searched for, in characters.
const TEXT_MAX: usize = 200;
/// Most procedures in one answer.
const ROWS_MAX: usize = 60;

/// Saves a guidance sheet as a PDF file.
#[derive(Debug, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct GuidanceSave {
    /// Code of the procedure.
    pub code: String,
    /// Where to write; a folder gets a file named after the procedure.
    pub path: String,
}

/// Prints a guidance sheet.
#[derive(Debug, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct GuidancePrint {
    /// Code of the procedure.
    pub code: String,
    /// Which printer; the system's default where `None`.
    pub printer: Option<String>,
}

/// Which procedures to list on the look-up screen.
#[derive(Debug, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct LookupList {
    /// What was typed; accents do not matter. Empty: what is asked for every day.
    pub text: String,
    /// Only this field; every field where `None`.
    pub field: Option<String>,
}

/// Procedures on the look-up screen.
#[derive(Debug, Serialize, TS)]
pub struct LookupPage {
    /// All fields with their number of procedures, largest first.
    pub fields: Vec<LookupField>,
    /// The procedures.
    pub rows: Vec<ProcedureRow>,
    /// There are more.
    pub more: bool,
}

/// A field of the catalogue.
///
/// vi: lĩnh vực
#[derive(Debug, Serialize, TS)]
pub struct LookupField {
    /// Its name.
    pub name: String,
    /// How many procedures.
    pub count: u32,
}

/// A guidance sheet as a screen shows it.
#[derive(Debug, Serialize, TS)]
pub struct GuidanceSheet {
    /// Code of the procedure.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Code and field in words.
    pub line: String,
    /// The parts.
    pub sections: Vec<GuidanceSection>,
    /// Small print.
    pub notes: Vec<String>,
}

/// A part of a guidance sheet.
#[derive(Debug, Serialize, TS)]
pub struct GuidanceSection {
    /// What it is about.
    pub heading: String,
    /// Said beside it, such as that it was not verified.
    pub mark: Option<String>,
    /// Its lines.
    pub lines: Vec<GuidanceText>,
}

/// A line of a guidance sheet.
#[derive(Debug, Serialize, TS)]
pub struct GuidanceText {
    /// A sentence, a heading within the part, or an entry of a list.
    #[ts(type = "\"text\" | \"group\" | \"item\"")]
    pub kind: &'static str,
    /// What it says.
    pub text: String,
}

pub(super) fn preview(ws: &Workstation, request: Code) -> Result<PaperPreview, ApiError> {
    let sheet = paper::guidance(&*ws.desk()?, &request.code)?;
    Ok(PaperPreview {
        svg: sheet.to_svg().map_err(|error| paper::bug(&error))?,
        issue: 1,
        sizes: vec![],
    })
}

pub(super) fn save(ws: &Workstation, request: GuidanceSave) -> Result<PaperSaved, ApiError> {
    let path = paper::save_guidance(&*ws.desk()?, &request.code, &PathBuf::from(&request.path))?;
    Ok(PaperSaved {
        path: path.display().to_string(),
    })
}

pub(super) fn print(ws: &Workstation, request: GuidancePrint) -> Result<PaperPrinted, ApiError> {
    let printer = request.printer.as_deref();
    let path = paper::print_guidance(&*ws.desk()?, &request.code, printer)?;
    Ok(PaperPrinted {
        printed: true,
        path: path.display().to_string(),
    })
}

/// Leaves the screen to citizens: from now on procedures may be looked up and nothing else, until
/// an officer signs in again. The exchange with the hub goes on.
pub(super) fn lock(ws: &Workstation, _: Empty) -> Result<WorkstationInfo, ApiError> {
    ws.desk()?;
    ws.set_public(true);
    ws.changed();
    super::session::workstation(ws, Empty {})
}

pub(super) fn list(ws: &Workstation, request: LookupList) -> Result<LookupPage, ApiError> {
    let desk = ws.desk()?;
    let catalogue = desk.catalogue();
    let mut counts: BTreeMap<&str, u32> = BTreeMap::new();
    for one in catalogue
        .all()
        .iter()
        .filter(|one| !catalogue.is_hidden(&one.code))
    {
        *counts.entry(one.field.as_str()).or_default() += 1;
    }
    let text: String = request.text.chars().take(TEXT_MAX).collect();
    let wanted = |field: &str| {
        request
            .field
            .as_deref()
            .is_none_or(|wanted| wanted == field)
    };
    let found = match (text.trim().is_empty(), &request.field) {
        // All of a field, in the order of their names.
        (true, Some(_)) => {
            let all = catalogue.all().iter();
            let mut all: Vec<_> = all.filter(|one| !catalogue.is_hidden(&one.code)).collect();
            all.sort_by_cached_key(|one| casework::text::fold(&one.name));
            all
        }
        _ => catalogue.search(&text, usize::MAX),
    };
    let mut found = found.into_iter().filter(|one| wanted(&one.field));
    let rows = found
        .by_ref()
        .take(ROWS_MAX)
        .map(|one| procedure_row(catalogue, one))
        .collect();
    let mut fields: Vec<LookupField> = counts
        .into_iter()
        .map(|(name, count)| LookupField {
            name: name.to_owned(),
            count,
        })
        .collect();
    fields.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.name.cmp(&b.name)));
    Ok(LookupPage {
        fields,
        rows,
        more: found.next().is_some(),
    })
}

pub(super) fn show(ws: &Workstation, request: Code) -> Result<GuidanceSheet, ApiError> {
    let form = paper::guidance_form(&*ws.desk()?, &request.code)?;
    let line = |line: GuidanceLine| match line {
        GuidanceLine::Text(text) => GuidanceText { kind: "text", text },
        GuidanceLine::Group(text) => GuidanceText {
            kind: "group",
            text,
        },
        GuidanceLine::Item(_, text) => GuidanceText { kind: "item", text },
    };
    Ok(GuidanceSheet {
        code: request.code.trim().to_owned(),
        name: form.name,
        line: form.code,
        sections: form
            .sections
            .into_iter()
            .map(|section| GuidanceSection {
                heading: section.heading,
                mark: section.mark,
                lines: section.lines.into_iter().map(line).collect(),
            })
            .collect(),
        notes: form.notes,
    })
}
