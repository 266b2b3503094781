//! An entry of an old book on paper, with its source.

use super::wording::wording;
use crate::api::label;
use crate::clock;
use crate::desk::Desk;
use crate::error::ApiError;
use crate::print;
use crate::reports::{Cell, Column, Report, Table};
use casework::old_book::{OldBook, OldEntry, OldField};
use casework::record::Record;
use std::path::{Path, PathBuf};

/// Widths of the columns, in millimetres.
const WIDTHS: [f32; 2] = [67.0, 210.0];

impl Desk {
    /// Writes the extract of an entry to `path`; a folder gets a PDF. Gives the file.
    ///
    /// # Errors
    /// As [`Report::save`].
    pub fn save_old_extract(
        &self,
        (record, book): &(Record, OldBook),
        entry: &OldEntry,
        path: &Path,
    ) -> Result<PathBuf, ApiError> {
        self.old_extract(record, book, entry).save(path)
    }

    fn old_extract(&self, record: &Record, book: &OldBook, entry: &OldEntry) -> Report {
        let words = wording();
        let office = &self.profile().office;
        let at = record.at.datetime().strftime("%H:%M %d/%m/%Y").to_string();
        let params = [
            ("name", book.name.clone()),
            ("file", book.file.clone()),
            ("line", entry.row.to_string()),
            ("officer", record.officer.name.clone()),
            ("at", at),
            ("hash", book.hash.to_string()),
        ]
        .map(|(name, value)| (name.to_owned(), value));
        let params = params.into_iter().collect();
        let say = |template: &str| crate::error::fill(template, &params);
        Report {
            file: format!("{}-{}", words.file, entry.row),
            number: None,
            title: words.title.clone(),
            office: std::iter::once(office.parent.to_uppercase())
                .chain(print::head_lines(&office.name))
                .collect(),
            place: office.locality.clone(),
            lines: vec![say(&words.book), say(&words.line)],
            section: None,
            tables: vec![table(book, entry)],
            notes: vec![say(&words.imported), say(&words.faithful)],
            at: clock::now(),
        }
    }
}

/// What stands in an entry: the title of each column that is filled, and its text.
pub(crate) fn entry_lines(book: &OldBook, entry: &OldEntry) -> Vec<(String, String)> {
    let title = |field: OldField| {
        let column = book.columns.iter().find(|one| one.field == Some(field));
        column.map_or_else(|| label("old_field", field.code()), |one| one.title.clone())
    };
    let day = |date: &Option<casework::old_book::OldDate>| {
        let words = date.as_ref().map(|date| date.words());
        words.unwrap_or_default()
    };
    let fields = OldField::ALL.map(|field| {
        let text = match field {
            OldField::Number => entry.number.clone(),
            OldField::Name => entry.name.clone(),
            OldField::Procedure => entry.procedure.clone(),
            OldField::Received => day(&entry.received),
            OldField::Returned => day(&entry.returned),
            OldField::Note => entry.note.clone(),
        };
        (title(field), text)
    });
    let filled = fields.into_iter().filter(|(_, text)| !text.is_empty());
    filled.chain(entry.other.iter().cloned()).collect()
}

fn table(book: &OldBook, entry: &OldEntry) -> Table {
    let words = wording();
    let lines = entry_lines(book, entry).into_iter();
    let titles = [&words.what, &words.text];
    let column = |(title, width): (&String, f32)| Column {
        title: title.clone(),
        width,
    };
    Table {
        name: words.heading.clone(),
        sheet: words.what.clone(),
        columns: titles.into_iter().zip(WIDTHS).map(column).collect(),
        rows: lines
            .map(|(title, text)| vec![Cell::text(title), Cell::text(text)])
            .collect(),
        total: None,
    }
}
