//! Old books: lines of registers kept before this program, taken over as they stand.
//!
//! A book comes as rows of text. Which column means what is guessed from the words of its head
//! (`catalogue/rules/old-books.json`) and may be chosen instead; a column without a meaning is kept
//! under its own title. A row that cannot be taken over is named with the reason, never guessed at.

mod date;
mod mapping;
#[cfg(test)]
mod tests;

pub use date::{OldDate, excel_day};
pub use mapping::{Choice, Mapping, MappingError, OldColumn, column_letters};

use crate::id::{CaseId, Hash};
use crate::record::RecordData;
use crate::text::nfc;
use serde::{Deserialize, Serialize};

/// Most characters of one cell.
pub const CELL_MAX: usize = 2_000;
/// Most characters of one row; a row must fit a record.
pub const ROW_MAX: usize = 8_000;
/// Most bytes of the entries of one page, as JSON; leaves room for what stands around them in a
/// record.
const PAGE_BYTES: usize = 48 * 1024;

/// What a column of an old book means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OldField {
    /// vi: số vào sổ, số hồ sơ
    Number,
    /// vi: họ tên, tên tổ chức
    Name,
    /// vi: thủ tục, loại việc
    Procedure,
    /// vi: ngày tiếp nhận, ngày đăng ký
    Received,
    /// vi: ngày trả kết quả
    Returned,
    /// vi: ghi chú
    Note,
}

impl OldField {
    /// Every field.
    pub const ALL: [Self; 6] = [
        Self::Number,
        Self::Name,
        Self::Procedure,
        Self::Received,
        Self::Returned,
        Self::Note,
    ];

    /// The stable word, e.g. `received`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Number => "number",
            Self::Name => "name",
            Self::Procedure => "procedure",
            Self::Received => "received",
            Self::Returned => "returned",
            Self::Note => "note",
        }
    }
}

/// One row of the source as it was read: the number of its line and its cells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceRow {
    /// From 1, as the officer sees it in the file.
    pub line: u32,
    /// The cells from the first column on.
    pub cells: Vec<String>,
}

/// One line of an old book, as it stands there.
///
/// vi: dòng trong sổ cũ
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OldEntry {
    /// The line of the file it came from.
    pub row: u32,
    /// The number in the book; empty where there is none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub number: String,
    /// The person or organisation; empty where there is none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// What it was about.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub procedure: String,
    /// When it was received or entered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub received: Option<OldDate>,
    /// When the result was returned.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub returned: Option<OldDate>,
    /// Remarks.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// The other columns that are not empty: title and text, in the order of the file.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub other: Vec<(String, String)>,
}

impl OldEntry {
    /// Every text it is found by.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        [&self.number, &self.name, &self.procedure, &self.note]
            .into_iter()
            .chain(self.other.iter().map(|(_, text)| text))
            .map(String::as_str)
            .filter(|text| !text.is_empty())
    }
}

/// An old book that was taken over; its record names who did it, where and when.
///
/// vi: sổ cũ đã nhập
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OldBook {
    /// What the office calls it.
    pub name: String,
    /// Name of the file, without folders.
    pub file: String,
    /// SHA-256 of the file.
    pub hash: Hash,
    /// How many entries its pages hold.
    pub entries: u32,
    /// How many rows were refused.
    pub refused: u32,
    /// How many pages hold the entries.
    pub pages: u32,
    /// The columns and what they were taken for.
    pub columns: Vec<OldColumn>,
}

impl RecordData for OldBook {
    const KIND: &'static str = "old_book";
}

/// Entries of an old book, as many as a record holds.
///
/// vi: trang sổ cũ đã nhập
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OldPage {
    /// The record of the [`OldBook`].
    pub book: CaseId,
    /// The entries in the order of the file.
    pub entries: Vec<OldEntry>,
}

impl RecordData for OldPage {
    const KIND: &'static str = "old_book_page";
}

/// Why a row is not taken over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RowRefusal {
    /// Neither a name nor a number.
    NoNameNoNumber,
    /// A date that does not read.
    BadDate {
        /// Where it stands.
        field: OldField,
        /// What stands there.
        text: String,
    },
    /// A cell has more than [`CELL_MAX`] characters, or the row more than [`ROW_MAX`].
    TooLong,
}

impl RowRefusal {
    /// The stable word, e.g. `bad_date`.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoNameNoNumber => "no_name_no_number",
            Self::BadDate { .. } => "bad_date",
            Self::TooLong => "too_long",
        }
    }
}

/// A row that is not taken over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefusedRow {
    /// Its line in the file.
    pub line: u32,
    /// Why.
    pub reason: RowRefusal,
}

/// A file read as a book; nothing is on record yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OldBookReading {
    /// Line of the head.
    pub head: u32,
    /// The columns and what they are taken for.
    pub columns: Vec<OldColumn>,
    /// What would be taken over.
    pub entries: Vec<OldEntry>,
    /// What would not, with the reason.
    pub refused: Vec<RefusedRow>,
}

impl OldBookReading {
    /// Reads rows as a book; `choices` go before what the head's words say. Rows without any text,
    /// rows above the head and a row that only numbers the columns are passed over.
    ///
    /// # Errors
    /// [`MappingError`] when there is no head, or the columns chosen cannot be.
    pub fn read(rows: &[SourceRow], choices: &[Choice]) -> Result<Self, MappingError> {
        let mapping = Mapping::of(rows, choices)?;
        let mut reading = Self {
            head: mapping.head(),
            columns: mapping.columns().to_vec(),
            entries: Vec::new(),
            refused: Vec::new(),
        };
        for row in mapping.below(rows) {
            match entry(&mapping, row) {
                Ok(entry) => reading.entries.push(entry),
                Err(reason) => reading.refused.push(RefusedRow {
                    line: row.line,
                    reason,
                }),
            }
        }
        Ok(reading)
    }

    /// The entries cut into pages of the book `book`, each of a size that fits a record.
    pub fn pages(self, book: CaseId) -> Vec<OldPage> {
        let mut pages: Vec<OldPage> = Vec::new();
        let mut size = usize::MAX;
        for entry in self.entries {
            let more = serde_json::to_vec(&entry).map_or(PAGE_BYTES, |json| json.len() + 1);
            match pages.last_mut() {
                Some(page) if size.saturating_add(more) <= PAGE_BYTES => {
                    page.entries.push(entry);
                    size += more;
                }
                _ => {
                    pages.push(OldPage {
                        book,
                        entries: vec![entry],
                    });
                    size = more;
                }
            }
        }
        pages
    }
}

fn entry(mapping: &Mapping, row: &SourceRow) -> Result<OldEntry, RowRefusal> {
    let mut entry = OldEntry {
        row: row.line,
        ..OldEntry::default()
    };
    let mut total = 0;
    for (at, cell) in row.cells.iter().enumerate() {
        let text = nfc(cell);
        let length = text.chars().count();
        total += length;
        if length > CELL_MAX || total > ROW_MAX {
            return Err(RowRefusal::TooLong);
        }
        if text.is_empty() {
            continue;
        }
        match mapping.field(at) {
            Some(OldField::Number) => entry.number = text,
            Some(OldField::Name) => entry.name = text,
            Some(OldField::Procedure) => entry.procedure = text,
            Some(OldField::Note) => entry.note = text,
            Some(field @ OldField::Received) => entry.received = Some(date(field, text)?),
            Some(field @ OldField::Returned) => entry.returned = Some(date(field, text)?),
            None => entry.other.push((mapping.title(at), text)),
        }
    }
    if entry.name.is_empty() && entry.number.is_empty() {
        return Err(RowRefusal::NoNameNoNumber);
    }
    Ok(entry)
}

fn date(field: OldField, text: String) -> Result<OldDate, RowRefusal> {
    OldDate::read(&text).ok_or(RowRefusal::BadDate { field, text })
}
