//! The rows of a file that are not taken over, as a paper to mend the file by.

use super::OldBookPreview;
use super::wording::wording;
use crate::api::refusal_words;
use crate::clock;
use crate::desk::Desk;
use crate::error::{ApiError, fill};
use crate::print;
use crate::reports::{Cell, Column, Report, Table};
use casework::old_book::RefusedRow;
use std::path::{Path, PathBuf};

/// Widths of the columns, in millimetres.
const WIDTHS: [f32; 3] = [22.0, 95.0, 160.0];
/// Most characters of a row that are shown.
const TEXT_MAX: usize = 300;

impl Desk {
    /// Writes every refused row of a file with its reason to `path`; a folder gets a PDF. Gives the
    /// file.
    ///
    /// # Errors
    /// As [`Report::save`].
    pub fn save_refused_rows(
        &self,
        preview: &OldBookPreview,
        path: &Path,
    ) -> Result<PathBuf, ApiError> {
        let words = &wording().refusals;
        let office = &self.profile().office;
        let (refused, taken) = (preview.reading.refused.len(), preview.reading.entries.len());
        let params = [
            ("file", preview.file.clone()),
            ("hash", preview.hash.to_string()),
            ("refused", refused.to_string()),
            ("rows", (refused + taken).to_string()),
        ]
        .map(|(name, value)| (name.to_owned(), value));
        let params = params.into_iter().collect();
        Report {
            file: words.file.clone(),
            number: None,
            title: words.title.clone(),
            office: std::iter::once(office.parent.to_uppercase())
                .chain(print::head_lines(&office.name))
                .collect(),
            place: office.locality.clone(),
            lines: vec![fill(&words.source, &params), fill(&words.count, &params)],
            section: None,
            tables: vec![table(preview)],
            notes: vec![words.advice.clone()],
            at: clock::now(),
        }
        .save(path)
    }
}

fn table(preview: &OldBookPreview) -> Table {
    let words = &wording().refusals;
    let titles = [&words.line, &words.reason, &words.text];
    let columns = titles.into_iter().zip(WIDTHS).map(|(title, width)| Column {
        title: title.clone(),
        width,
    });
    let row = |refused: &RefusedRow| {
        let text = preview.row_text(refused.line);
        vec![
            Cell::text(refused.line.to_string()),
            Cell::text(refusal_words(refused, "vi")),
            Cell::text(text.chars().take(TEXT_MAX).collect::<String>()),
        ]
    };
    Table {
        name: words.heading.clone(),
        sheet: words.line.clone(),
        columns: columns.collect(),
        rows: preview.reading.refused.iter().map(row).collect(),
        total: None,
    }
}
