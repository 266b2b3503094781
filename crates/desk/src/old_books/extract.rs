//! An entry of an old book on paper, with its source.

use crate::api::label;
use crate::clock;
use crate::desk::Desk;
use crate::error::ApiError;
use crate::print;
use crate::reports::{Cell, Column, Report, Table};
use casework::old_book::{OldBook, OldEntry, OldField};
use casework::record::Record;
use serde::Deserialize;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

const SHIPPED: &str = include_str!("../../../../catalogue/forms/old-books.json");
/// Widths of the columns, in millimetres.
const WIDTHS: [f32; 2] = [67.0, 210.0];

#[derive(Default, Deserialize)]
struct Wording {
    file: String,
    title: String,
    book: String,
    line: String,
    imported: String,
    faithful: String,
    heading: String,
    what: String,
    text: String,
}

fn wording() -> &'static Wording {
    static WORDING: OnceLock<Wording> = OnceLock::new();
    WORDING.get_or_init(|| serde_json::from_str(SHIPPED).expect("a test reads the shipped words"))
}

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

fn table(book: &OldBook, entry: &OldEntry) -> Table {
    let words = wording();
    let title = |field: OldField| {
        let column = book.columns.iter().find(|one| one.field == Some(field));
        column.map_or_else(|| label("old_field", field.code()), |one| one.title.clone())
    };
    let day = |date: Option<casework::old_book::OldDate>| date.map(|date| date.words());
    let fields = OldField::ALL.map(|field| {
        let text = match field {
            OldField::Number => Some(entry.number.clone()),
            OldField::Name => Some(entry.name.clone()),
            OldField::Procedure => Some(entry.procedure.clone()),
            OldField::Received => day(entry.received),
            OldField::Returned => day(entry.returned),
            OldField::Note => Some(entry.note.clone()),
        };
        (title(field), text.unwrap_or_default())
    });
    let rows = fields
        .into_iter()
        .filter(|(_, text)| !text.is_empty())
        .chain(entry.other.iter().cloned())
        .map(|(title, text)| vec![Cell::text(title), Cell::text(text)])
        .collect();
    let titles = [&words.what, &words.text];
    let column = |(title, width): (&String, f32)| Column {
        title: title.clone(),
        width,
    };
    Table {
        name: words.heading.clone(),
        sheet: words.what.clone(),
        columns: titles.into_iter().zip(WIDTHS).map(column).collect(),
        rows,
        total: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_words_are_whole_and_composed() {
        let words: Wording = serde_json::from_str(SHIPPED).expect("the shipped words");
        assert!(unicode_normalization::is_nfc(SHIPPED));
        for (template, names) in [
            (&words.book, &["{name}"][..]),
            (&words.line, &["{line}", "{file}"]),
            (&words.imported, &["{officer}", "{at}", "{hash}"]),
        ] {
            assert!(
                names.iter().all(|name| template.contains(name)),
                "{template}"
            );
        }
    }
}
