//! Which column of an old book means what.

use super::{OldField, SourceRow};
use crate::text::{fold, nfc};
use serde::{Deserialize, Serialize};

/// How many rows may stand above the head.
const HEAD_WITHIN: usize = 20;
/// Most columns.
const COLUMNS_MAX: usize = 100;
/// Most characters of a title that are kept.
const TITLE_MAX: usize = 120;

/// A column of an old book.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OldColumn {
    /// What stands at its head; its letters where nothing does.
    pub title: String,
    /// What it was taken for; `None` where it is kept under its title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<OldField>,
}

/// What an officer chose for a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// The field.
    pub field: OldField,
    /// Title of its column, or its letters (`A`, `AB`); `None` where no column is the field.
    pub column: Option<String>,
}

/// Why a file cannot be read as a book.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MappingError {
    /// No row has any text.
    #[error("the file has no rows")]
    Empty,
    /// There are more columns than a book may have.
    #[error("too many columns")]
    TooManyColumns,
    /// A column that was chosen is not there.
    #[error("no such column: {column}")]
    NoSuchColumn {
        /// What was asked for.
        column: String,
    },
    /// One column was chosen for two fields.
    #[error("one column for two fields: {column}")]
    Twice {
        /// Its title.
        column: String,
    },
    /// No column is the name and none is the number.
    #[error("neither a column of names nor one of numbers")]
    NoNameNoNumber,
}

/// The head of a book and what its columns mean.
///
/// vi: ghép cột của sổ cũ
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mapping {
    /// Index of the head among the rows.
    at: usize,
    line: u32,
    columns: Vec<OldColumn>,
}

#[derive(Deserialize)]
struct Known {
    columns: Vec<KnownColumn>,
}

#[derive(Deserialize)]
struct KnownColumn {
    field: OldField,
    words: Vec<String>,
}

fn known() -> Vec<(OldField, Vec<String>)> {
    let json = include_str!("../../../../catalogue/rules/old-books.json");
    let columns = serde_json::from_str::<Known>(json).map_or_else(|_| Vec::new(), |it| it.columns);
    let folded = |one: KnownColumn| {
        let words = one.words.iter().map(|word| fold(word)).collect();
        (one.field, words)
    };
    columns.into_iter().map(folded).collect()
}

/// The letters a spreadsheet gives a column, counted from 0: `A`, `Z`, `AA`.
pub fn column_letters(at: usize) -> String {
    let mut letters = Vec::new();
    let mut rest = at + 1;
    while rest > 0 {
        rest -= 1;
        let letter = u8::try_from(rest % 26).unwrap_or(0);
        letters.push(char::from(b'A' + letter));
        rest /= 26;
    }
    letters.iter().rev().collect()
}

impl Mapping {
    /// Finds the head, guesses from its words, then does as chosen. The head is the row within the
    /// first twenty whose words mean most; the first with text where none means anything.
    ///
    /// # Errors
    /// [`MappingError`].
    pub fn of(rows: &[SourceRow], choices: &[Choice]) -> Result<Self, MappingError> {
        let width = rows.iter().map(|row| row.cells.len()).max().unwrap_or(0);
        if width > COLUMNS_MAX {
            return Err(MappingError::TooManyColumns);
        }
        let known = known();
        let mut best: Option<(usize, usize)> = None;
        for (at, row) in rows.iter().enumerate().take(HEAD_WITHIN) {
            if row.cells.iter().all(|cell| nfc(cell).is_empty()) {
                continue;
            }
            let meant = guess(&known, &row.cells).iter().flatten().count();
            if best.is_none_or(|(_, most)| meant > most) {
                best = Some((at, meant));
            }
        }
        let (at, _) = best.ok_or(MappingError::Empty)?;
        let mut titles: Vec<String> = rows[at].cells.iter().map(|cell| title(cell)).collect();
        titles.resize(width, String::new());
        let fields = guess(&known, &titles);
        let columns = titles.iter().zip(fields).enumerate();
        let mut mapping = Self {
            at,
            line: rows[at].line,
            columns: columns
                .map(|(at, (title, field))| OldColumn {
                    title: if title.is_empty() {
                        column_letters(at)
                    } else {
                        title.clone()
                    },
                    field,
                })
                .collect(),
        };
        mapping.choose(choices)?;
        let means = |field| mapping.columns.iter().any(|one| one.field == Some(field));
        if !means(OldField::Name) && !means(OldField::Number) {
            return Err(MappingError::NoNameNoNumber);
        }
        Ok(mapping)
    }

    fn choose(&mut self, choices: &[Choice]) -> Result<(), MappingError> {
        for column in &mut self.columns {
            if choices.iter().any(|one| column.field == Some(one.field)) {
                column.field = None;
            }
        }
        let mut chosen = Vec::new();
        for choice in choices {
            let Some(name) = &choice.column else { continue };
            let at = self.find(name).ok_or_else(|| MappingError::NoSuchColumn {
                column: name.clone(),
            })?;
            if chosen.contains(&at) {
                let column = self.columns[at].title.clone();
                return Err(MappingError::Twice { column });
            }
            chosen.push(at);
            self.columns[at].field = Some(choice.field);
        }
        Ok(())
    }

    fn find(&self, name: &str) -> Option<usize> {
        let folded = fold(name);
        let titled = |one: &OldColumn| !folded.is_empty() && fold(&one.title) == folded;
        self.columns.iter().position(titled).or_else(|| {
            let letters = name.trim().to_ascii_uppercase();
            (0..self.columns.len()).find(|at| column_letters(*at) == letters)
        })
    }

    /// Line of the head.
    pub fn head(&self) -> u32 {
        self.line
    }

    /// Every column.
    pub fn columns(&self) -> &[OldColumn] {
        &self.columns
    }

    /// What a column, counted from 0, means.
    pub fn field(&self, at: usize) -> Option<OldField> {
        self.columns.get(at).and_then(|column| column.field)
    }

    /// The title of a column, counted from 0.
    pub fn title(&self, at: usize) -> String {
        let column = self.columns.get(at);
        column.map_or_else(|| column_letters(at), |column| column.title.clone())
    }

    /// The rows below the head that hold text, without one that only numbers the columns.
    pub(super) fn below<'a>(
        &self,
        rows: &'a [SourceRow],
    ) -> impl Iterator<Item = &'a SourceRow> + use<'a> {
        let below = rows.get(self.at + 1..).unwrap_or_default();
        let mut filled = below
            .iter()
            .filter(|row| row.cells.iter().any(|cell| !nfc(cell).is_empty()))
            .peekable();
        filled.next_if(|row| only_numbers_columns(&row.cells));
        filled
    }
}

fn title(cell: &str) -> String {
    nfc(cell).chars().take(TITLE_MAX).collect()
}

/// Whether a row says `(1) (2) (3)`.
fn only_numbers_columns(cells: &[String]) -> bool {
    let words: Vec<String> = cells.iter().map(|cell| fold(cell)).collect();
    let words: Vec<&String> = words.iter().filter(|word| !word.is_empty()).collect();
    words.len() > 2
        && words
            .iter()
            .zip(1..)
            .all(|(word, number): (_, usize)| **word == number.to_string())
}

/// What the words of a head mean, each field at most once: a title that is one of the known words
/// goes before one that begins with them; words known first go before others.
fn guess(known: &[(OldField, Vec<String>)], cells: &[String]) -> Vec<Option<OldField>> {
    let titles: Vec<String> = cells.iter().map(|cell| fold(cell)).collect();
    let mut meant = vec![None; titles.len()];
    let is = |title: &str, word: &str| title == word;
    // A single word begins too many other titles.
    let begins = |title: &str, word: &str| {
        word.contains(' ')
            && title
                .strip_prefix(word)
                .is_some_and(|rest| rest.starts_with(' '))
    };
    let passes: [fn(&str, &str) -> bool; 2] = [is, begins];
    for pass in passes {
        for (field, words) in known {
            if meant.contains(&Some(*field)) {
                continue;
            }
            let free = |at: &usize| meant[*at].is_none();
            let found = words.iter().find_map(|word| {
                let fits = |at: &usize| pass(&titles[*at], word);
                (0..titles.len()).filter(free).find(fits)
            });
            if let Some(at) = found {
                meant[at] = Some(*field);
            }
        }
    }
    meant
}
