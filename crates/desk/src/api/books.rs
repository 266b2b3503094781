//! Old books: a file is looked at, its columns are chosen, it is taken over; its lines are read.

use super::words::label_in;
use super::{Empty, PaperSaved, Workstation};
use crate::error::{ApiError, ErrorCode, fill};
use crate::old_books::{KeptBook, OldBookPreview, entry_lines};
use base64::Engine;
use casework::old_book::{Choice, OldField, RefusedRow, RowRefusal, column_letters};
use serde::{Deserialize, Serialize};
use std::path::Path;
use ts_rs::TS;

/// Texts of a column that are shown beside its title.
const SAMPLES: usize = 3;

/// A CSV file or a workbook, and what its columns are taken for.
#[derive(Debug, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct OldBookFile {
    /// File name.
    pub name: String,
    /// The bytes in base64.
    pub bytes_base64: String,
    /// What was chosen; what the words of the head say where nothing was.
    pub choices: Vec<OldBookChoice>,
}

/// Which column a field is.
#[derive(Debug, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct OldBookChoice {
    /// `number`, `name`, `procedure`, `received`, `returned` or `note`.
    #[ts(type = "OldBookField")]
    pub field: OldField,
    /// Letters of the column; `None` where no column is the field.
    pub column: Option<String>,
}

/// Takes a file over as a book.
#[derive(Debug, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct OldBookImport {
    /// The file.
    pub file: OldBookFile,
    /// What the office calls the book; the file's name where empty.
    pub title: String,
}

/// Writes the refused rows of a file.
#[derive(Debug, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct OldBookRefusals {
    /// The file.
    pub file: OldBookFile,
    /// Where to: .pdf, .xlsx or .csv; a folder gets a PDF.
    pub path: String,
}

/// What a file holds, as it would be or was taken over.
#[derive(Debug, Serialize, TS)]
pub struct OldBookReport {
    /// Id of the book; `None` where nothing was written.
    pub book: Option<String>,
    /// Nothing was written.
    pub dry_run: bool,
    /// Name of the book the same file was taken over as before.
    pub known: Option<String>,
    /// Rows below the head.
    pub rows: usize,
    /// Rows that are taken over.
    pub accepted: usize,
    /// Line of the head.
    pub head: u32,
    /// The columns.
    pub columns: Vec<OldBookColumn>,
    /// Every row that is not taken over.
    pub refused: Vec<OldBookRefused>,
}

/// A column of a file.
#[derive(Debug, Serialize, TS)]
pub struct OldBookColumn {
    /// Its letters, as a spreadsheet counts.
    pub column: String,
    /// What stands at its head.
    pub title: String,
    /// What it is taken for; kept under its title where `None`.
    #[ts(type = "OldBookField | null")]
    pub field: Option<&'static str>,
    /// The first texts in it.
    pub samples: Vec<String>,
}

/// A row that is not taken over.
#[derive(Debug, Serialize, TS)]
pub struct OldBookRefused {
    /// Its line in the file.
    pub line: u32,
    /// The stable word of the reason.
    pub code: &'static str,
    /// The reason, in Vietnamese.
    pub reason: String,
    /// In English.
    pub reason_en: String,
}

/// A book that was taken over.
#[derive(Debug, Serialize, TS)]
pub struct OldBookRow {
    /// Its id.
    pub id: String,
    /// What the office calls it.
    pub name: String,
    /// Name of its file.
    pub file: String,
    /// SHA-256 of the file.
    pub hash: String,
    /// Its entries.
    pub entries: u32,
    /// Those that are on this machine already.
    pub here: u64,
    /// Rows that were refused.
    pub refused: u32,
    /// Who took it over.
    pub officer: String,
    /// When.
    pub at: String,
}

/// Asks for a line of a book.
#[derive(Debug, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct OldEntryAsk {
    /// Id of the book.
    pub book: String,
    /// Line of its file.
    pub row: u32,
}

/// A line of a book.
#[derive(Debug, Serialize, TS)]
pub struct OldEntryView {
    /// Name of the book.
    pub book: String,
    /// Name of its file.
    pub file: String,
    /// Line of the file.
    pub row: u32,
    /// Who took the book over.
    pub officer: String,
    /// When.
    pub at: String,
    /// Titles of the filled columns, and what stands in them.
    pub lines: Vec<(String, String)>,
}

/// Writes the extract of a line.
#[derive(Debug, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct OldExtract {
    /// Id of the book.
    pub book: String,
    /// Line of its file.
    pub row: u32,
    /// Where to: .pdf, .xlsx or .csv; a folder gets a PDF.
    pub path: String,
}

pub(super) fn preview(ws: &Workstation, file: OldBookFile) -> Result<OldBookReport, ApiError> {
    let (bytes, choices) = read(&file)?;
    let preview = ws.desk()?.preview_old_book(&file.name, &bytes, &choices)?;
    Ok(OldBookReport::of(None, &preview))
}

pub(super) fn import(ws: &Workstation, request: OldBookImport) -> Result<OldBookReport, ApiError> {
    let file = request.file;
    let (bytes, choices) = read(&file)?;
    let title = Some(request.title.as_str());
    let desk = ws.desk()?;
    let (id, preview) = desk.import_old_book(&file.name, &bytes, &choices, title)?;
    ws.written();
    Ok(OldBookReport::of(Some(id.to_string()), &preview))
}

pub(super) fn refusals(ws: &Workstation, request: OldBookRefusals) -> Result<PaperSaved, ApiError> {
    let (bytes, choices) = read(&request.file)?;
    let desk = ws.desk()?;
    let preview = desk.preview_old_book(&request.file.name, &bytes, &choices)?;
    let path = desk.save_refused_rows(&preview, Path::new(&request.path))?;
    Ok(saved(&path))
}

pub(super) fn list(ws: &Workstation, _: Empty) -> Result<Vec<OldBookRow>, ApiError> {
    let books = ws.desk()?.old_books()?;
    Ok(books.into_iter().map(OldBookRow::from).collect())
}

pub(super) fn entry(ws: &Workstation, ask: OldEntryAsk) -> Result<OldEntryView, ApiError> {
    let desk = ws.desk()?;
    let (record, book) = desk.old_book(&ask.book)?;
    let entry = desk.old_entry(&record, ask.row)?;
    Ok(OldEntryView {
        lines: entry_lines(&book, &entry),
        book: book.name,
        file: book.file,
        row: entry.row,
        officer: record.officer.name,
        at: record.at.to_string(),
    })
}

pub(super) fn extract(ws: &Workstation, request: OldExtract) -> Result<PaperSaved, ApiError> {
    let desk = ws.desk()?;
    let book = desk.old_book(&request.book)?;
    let entry = desk.old_entry(&book.0, request.row)?;
    let path = desk.save_old_extract(&book, &entry, Path::new(&request.path))?;
    Ok(saved(&path))
}

fn saved(path: &Path) -> PaperSaved {
    PaperSaved {
        path: path.display().to_string(),
    }
}

fn read(file: &OldBookFile) -> Result<(Vec<u8>, Vec<Choice>), ApiError> {
    let bytes = base64::engine::general_purpose::STANDARD
        .decode(&file.bytes_base64)
        .map_err(|error| ApiError::new(ErrorCode::BadRequest).with("detail", error))?;
    let choices = file.choices.iter().map(|choice| Choice {
        field: choice.field,
        column: choice.column.clone(),
    });
    Ok((bytes, choices.collect()))
}

impl OldBookReport {
    /// What was read; `book` is the book that was written, where one was.
    pub(crate) fn of(book: Option<String>, preview: &OldBookPreview) -> Self {
        let reading = &preview.reading;
        let columns = reading.columns.iter().enumerate();
        let refused = |row: &RefusedRow| OldBookRefused {
            line: row.line,
            code: row.reason.code(),
            reason: refusal_words(row, "vi"),
            reason_en: refusal_words(row, "en"),
        };
        Self {
            dry_run: book.is_none(),
            book,
            known: preview.known.as_ref().map(|(_, book)| book.name.clone()),
            rows: reading.entries.len() + reading.refused.len(),
            accepted: reading.entries.len(),
            head: reading.head,
            columns: columns
                .map(|(at, column)| OldBookColumn {
                    column: column_letters(at),
                    title: column.title.clone(),
                    field: column.field.map(OldField::code),
                    samples: preview.samples(at, SAMPLES),
                })
                .collect(),
            refused: reading.refused.iter().map(refused).collect(),
        }
    }
}

impl From<KeptBook> for OldBookRow {
    fn from(kept: KeptBook) -> Self {
        Self {
            id: kept.record.id.to_string(),
            name: kept.book.name,
            file: kept.book.file,
            hash: kept.book.hash.to_string(),
            entries: kept.book.entries,
            here: kept.here,
            refused: kept.book.refused,
            officer: kept.record.officer.name,
            at: kept.record.at.to_string(),
        }
    }
}

/// Why a row is not taken over, in `vi` or `en`.
pub(crate) fn refusal_words(row: &RefusedRow, language: &str) -> String {
    let words = label_in("old_refusal", row.reason.code(), language);
    match &row.reason {
        RowRefusal::BadDate { field, text } => {
            let field = label_in("old_field", field.code(), language);
            let params = [("field", field), ("text", text.clone())];
            let params = params.map(|(name, value)| (name.to_owned(), value));
            fill(&words, &params.into_iter().collect())
        }
        RowRefusal::NoNameNoNumber | RowRefusal::TooLong => words,
    }
}
