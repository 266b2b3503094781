//! Old books: a file is read and judged, then put on record for the whole office, and each entry
//! leaves as an extract on paper that names its source.

mod extract;
mod refusals;
mod source;
mod wording;

pub(crate) use extract::entry_lines;

use crate::api::label;
use crate::desk::Desk;
use crate::error::{ApiError, ErrorCode};
use casework::id::{CaseId, Hash};
use casework::old_book::{Choice, MappingError, OldBook, OldBookReading, OldEntry, SourceRow};
use casework::record::Record;
use casework::text::{fold, nfc};
use std::path::Path;

/// Most bytes of a file.
pub const FILE_MAX: usize = 16 * 1024 * 1024;
/// Longest name of a book, in characters.
const NAME_MAX: usize = 200;
/// Fewest digits of an id that name a book.
const ID_MIN: usize = 6;

/// A file as it would be taken over.
#[derive(Debug)]
pub struct OldBookPreview {
    /// Its name, without folders.
    pub file: String,
    /// SHA-256 of the file.
    pub hash: Hash,
    /// The record of the same file, where it was taken over before.
    pub known: Option<(Record, OldBook)>,
    /// What was read.
    pub reading: OldBookReading,
    /// The rows as they stand in the file.
    pub rows: Vec<SourceRow>,
}

impl OldBookPreview {
    /// The first texts below the head in a column counted from 0, at most `count`.
    pub fn samples(&self, column: usize, count: usize) -> Vec<String> {
        let reading = &self.reading;
        let taken = reading.entries.first().map(|entry| entry.row);
        let refused = reading.refused.first().map(|row| row.line);
        let first = taken.into_iter().chain(refused).min();
        let first = first.unwrap_or(u32::MAX);
        let below = self.rows.iter().filter(|row| row.line >= first);
        let cells = below.filter_map(|row| row.cells.get(column));
        let texts = cells.map(|cell| nfc(cell)).filter(|text| !text.is_empty());
        texts.take(count).collect()
    }

    /// What stands in the row of a line, its cells one after the other.
    pub fn row_text(&self, line: u32) -> String {
        let found = self.rows.binary_search_by_key(&line, |row| row.line);
        let cells = found.map_or(&[][..], |at| &self.rows[at].cells);
        let texts = cells.iter().map(|cell| nfc(cell));
        let texts: Vec<String> = texts.filter(|text| !text.is_empty()).collect();
        texts.join(" | ")
    }
}

/// An old book on record.
#[derive(Debug)]
pub struct KeptBook {
    /// Who took it over, when; its id names the book.
    pub record: Record,
    /// What is known of it.
    pub book: OldBook,
    /// How many of its entries are here already.
    pub here: u64,
}

impl Desk {
    /// Reads the file `name` with these bytes as an old book; nothing is written.
    ///
    /// # Errors
    /// [`ErrorCode::InputTooLarge`], [`ErrorCode::NotUtf8`], [`ErrorCode::BadOldBook`] with the
    /// reason, or the store's.
    pub fn preview_old_book(
        &self,
        name: &str,
        bytes: &[u8],
        choices: &[Choice],
    ) -> Result<OldBookPreview, ApiError> {
        if bytes.len() > FILE_MAX {
            return Err(ApiError::new(ErrorCode::InputTooLarge).with("max", "16 MB"));
        }
        let rows = source::rows(name, bytes)?;
        let reading = OldBookReading::read(&rows, choices).map_err(|error| bad_mapping(&error))?;
        let hash = Hash::of(bytes);
        let known = self.old_book_records()?;
        let known = known.into_iter().find(|(_, book)| book.hash == hash);
        let path = Path::new(name);
        let file = path.file_name().unwrap_or(path.as_os_str());
        let file = nfc(&file.to_string_lossy())
            .chars()
            .take(NAME_MAX)
            .collect();
        Ok(OldBookPreview {
            file,
            hash,
            known,
            reading,
            rows,
        })
    }

    /// Takes a file over as the book `title` (the file's name where not given), whole: every row
    /// that can be, in one transaction. Gives the book's record and what was read.
    ///
    /// # Errors
    /// As [`Desk::preview_old_book`]; [`ErrorCode::OldBookKnown`] when the same file was taken over
    /// before.
    pub fn import_old_book(
        &self,
        name: &str,
        bytes: &[u8],
        choices: &[Choice],
        title: Option<&str>,
    ) -> Result<(CaseId, OldBookPreview), ApiError> {
        let preview = self.preview_old_book(name, bytes, choices)?;
        if let Some((record, book)) = &preview.known {
            return Err(ApiError::new(ErrorCode::OldBookKnown)
                .with("name", &book.name)
                .with("officer", &record.officer.name)
                .with("at", record.at.datetime().strftime("%H:%M %d/%m/%Y")));
        }
        let reading = &preview.reading;
        if reading.entries.is_empty() {
            return Err(bad("nothing_taken"));
        }
        let title = nfc(title.unwrap_or_default());
        let title = if title.is_empty() {
            let stem = Path::new(&preview.file).file_stem().unwrap_or_default();
            stem.to_string_lossy().into_owned()
        } else {
            title
        };
        let mut pages = reading.clone().pages(CaseId([0; 16]));
        let length = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        let book = OldBook {
            name: title.chars().take(NAME_MAX).collect(),
            file: preview.file.clone(),
            hash: preview.hash,
            entries: length(reading.entries.len()),
            refused: length(reading.refused.len()),
            pages: length(pages.len()),
            columns: reading.columns.clone(),
        };
        let id = self.store().write(|tx| -> Result<_, ApiError> {
            let id = self.keep_record(tx, &book)?;
            for page in &mut pages {
                page.book = id;
                self.keep_record(tx, page)?;
            }
            Ok(id)
        })?;
        Ok((id, preview))
    }

    /// The office's old books, first taken over first.
    ///
    /// # Errors
    /// The store's.
    pub fn old_books(&self) -> Result<Vec<KeptBook>, ApiError> {
        let records = self.old_book_records()?;
        self.store().read(|reader| {
            let kept = |(record, book): (Record, OldBook)| {
                let here = reader.old_entries_here(record.id)?;
                Ok(KeptBook { record, book, here })
            };
            records.into_iter().map(kept).collect()
        })
    }

    fn old_book_records(&self) -> Result<Vec<(Record, OldBook)>, ApiError> {
        let office = Some(self.office());
        self.store()
            .read(|reader| Ok(reader.records(office, i64::MIN, i64::MAX)?))
    }

    /// The book of that name, or with an id that begins so.
    ///
    /// # Errors
    /// [`ErrorCode::UnknownOldBook`] when there is none or more than one, or the store's.
    pub fn old_book(&self, name: &str) -> Result<(Record, OldBook), ApiError> {
        let records = self.old_book_records()?;
        let (folded, id) = (fold(name), name.trim().to_lowercase());
        let named = |(_, book): &&(Record, OldBook)| fold(&book.name) == folded;
        let begins = |(record, _): &&(Record, OldBook)| {
            id.len() >= ID_MIN && record.id.to_string().starts_with(&id)
        };
        let mut found: Vec<_> = records.iter().filter(named).collect();
        if found.is_empty() {
            found = records.iter().filter(begins).collect();
        }
        match found[..] {
            [one] => Ok(one.clone()),
            _ => Err(ApiError::new(ErrorCode::UnknownOldBook).with("name", name)),
        }
    }

    /// The entry of a book that came from `line` of its file.
    ///
    /// # Errors
    /// [`ErrorCode::UnknownOldEntry`], or the store's.
    pub fn old_entry(&self, book: &Record, line: u32) -> Result<OldEntry, ApiError> {
        let found = self
            .store()
            .read(|reader| Ok::<_, ApiError>(reader.old_entry(book.id, line)?))?;
        found.ok_or_else(|| ApiError::new(ErrorCode::UnknownOldEntry).with("line", line))
    }
}

fn bad(reason: &str) -> ApiError {
    ApiError::new(ErrorCode::BadOldBook).with("reason", label("old_book", reason))
}

fn bad_mapping(error: &MappingError) -> ApiError {
    let filled = |key, column: &str| {
        let reason = crate::api::filled("old_book", key, vec![("column", column.to_owned())]);
        ApiError::new(ErrorCode::BadOldBook).with("reason", reason)
    };
    match error {
        MappingError::Empty => bad("empty"),
        MappingError::TooManyColumns => bad("too_many_columns"),
        MappingError::NoSuchColumn { column } => filled("no_such_column", column),
        MappingError::Twice { column } => filled("twice", column),
        MappingError::NoNameNoNumber => bad("no_name_no_number"),
    }
}
