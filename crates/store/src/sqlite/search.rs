//! Search: accent-insensitive, over people, numbers, procedures and notes.
//!
//! Text is folded in Rust both when it is indexed and when it is asked for, so what an officer types
//! is only ever words: it can never be syntax of the search engine.

use super::{case_id, signed};
use crate::error::StoreError;
use crate::store::Reader;
use casework::id::CaseId;
use casework::number::RecordCode;
use casework::text;
use rusqlite::{Connection, params};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Most characters of a query that are read.
const QUERY_MAX: usize = 300;
/// Most words of a query that are used.
const WORDS_MAX: usize = 12;
/// Most characters of a text that are indexed.
const TEXT_MAX: usize = 20_000;
/// Most rows of an answer.
const ROWS_MAX: usize = 1_000;
/// Shortest end of a number that is found by itself.
const ENDING_MIN: usize = 3;

/// A case that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SearchRow {
    /// Its own name.
    pub id: CaseId,
    /// The number on the paper.
    pub code: RecordCode,
    /// Name of the applicant.
    pub applicant: String,
    /// The text that was found, as it was written.
    pub matched: String,
}

/// A text that can be found, and how it is cut into words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Text {
    /// Names, addresses, notes.
    #[serde(rename = "w")]
    Words(String),
    /// A record code.
    #[serde(rename = "c")]
    Code(String),
    /// An identity or telephone number.
    #[serde(rename = "d")]
    Digits(String),
}

impl Text {
    pub(crate) fn original(&self) -> &str {
        match self {
            Self::Words(text) | Self::Code(text) | Self::Digits(text) => text,
        }
    }

    /// The words without marks, and what else the text is found by.
    fn folded(&self) -> BTreeSet<String> {
        let mut words: BTreeSet<String> = text::words(cut(self.original(), TEXT_MAX))
            .into_iter()
            .collect();
        let ending = |digits: &str| {
            let len = digits.chars().count();
            (1..=len.saturating_sub(ENDING_MIN))
                .map(|skip| digits.chars().skip(skip).collect())
                .collect::<Vec<String>>()
        };
        match self {
            Self::Words(_) => {}
            Self::Code(code) => {
                let parts: Vec<&str> = code.rsplitn(3, '-').collect();
                if let [ordinal, date, agency] = parts[..] {
                    words.insert(squash(code));
                    words.insert(squash(agency));
                    words.insert(squash(&format!("{agency}{date}")));
                    words.insert(format!("{date}{ordinal}"));
                    words.insert(ordinal.trim_start_matches('0').to_owned());
                    words.extend(ending(ordinal));
                }
            }
            Self::Digits(number) => {
                let plain = squash(number);
                // +84 and 0 begin the same telephone number.
                if number.trim_start().starts_with('+') && plain.starts_with("84") {
                    words.insert(format!("0{}", &plain[2..]));
                }
                words.insert(plain);
            }
        }
        words.remove("");
        words
    }

    /// The words with their marks.
    fn exact(&self) -> BTreeSet<String> {
        match self {
            Self::Words(text) => exact_words(cut(text, TEXT_MAX)).into_iter().collect(),
            Self::Code(_) | Self::Digits(_) => self.folded(),
        }
    }
}

/// The form in which a row keeps its texts.
pub(crate) fn to_column(texts: &[Text]) -> String {
    serde_json::to_string(texts).unwrap_or_default()
}

/// The texts a row keeps.
pub(crate) fn from_column(column: &str) -> Result<Vec<Text>, StoreError> {
    serde_json::from_str(column).map_err(|_| StoreError::corrupt("texts"))
}

/// Indexes the texts of the row `n` in place of what was indexed.
pub(crate) fn index(conn: &Connection, n: i64, texts: &[Text]) -> Result<(), StoreError> {
    index_in(conn, "p_search", n, texts)
}

/// [`index`] in one of the search tables.
pub(crate) fn index_in(
    conn: &Connection,
    table: &str,
    n: i64,
    texts: &[Text],
) -> Result<(), StoreError> {
    let join = |words: fn(&Text) -> BTreeSet<String>| {
        let all: Vec<String> = texts.iter().flat_map(words).collect();
        all.join(" ")
    };
    conn.prepare_cached(&format!(
        "INSERT OR REPLACE INTO {table} (rowid, folded, exact) VALUES (?1, ?2, ?3)"
    ))?
    .execute(params![n, join(Text::folded), join(Text::exact)])?;
    Ok(())
}

/// The rows of one of the search tables that have what was asked for; the same marks first, then the
/// newest.
pub(crate) fn rows_of(
    conn: &Connection,
    table: &str,
    asked: &Asked,
    limit: usize,
) -> Result<Vec<i64>, StoreError> {
    let limit = limit.min(ROWS_MAX);
    let mut found: Vec<i64> = Vec::new();
    for expression in asked.expressions() {
        // What the first pass found comes again in the second.
        let most = limit + found.len();
        let mut statement = conn.prepare_cached(&format!(
            "SELECT rowid FROM {table} WHERE {table} MATCH ?1 ORDER BY rowid DESC LIMIT ?2"
        ))?;
        let rows = statement.query_map(params![expression, signed(most as u64)], |row| {
            row.get::<_, i64>(0)
        })?;
        let known: BTreeSet<i64> = found.iter().copied().collect();
        for n in rows {
            let n = n?;
            if !known.contains(&n) && found.len() < limit {
                found.push(n);
            }
        }
    }
    Ok(found)
}

impl Reader<'_> {
    /// Finds cases that have every word of `text` (or a word that begins with it) somewhere; those
    /// with the same marks first, then the newest. At most 1,000, and only the first 300 characters
    /// of `text` are read.
    pub fn search(&self, text: &str, limit: usize) -> Result<Vec<SearchRow>, StoreError> {
        let asked = Asked::new(text);
        let found = rows_of(self.conn, "p_search", &asked, limit)?;
        found.into_iter().map(|n| self.found(n, &asked)).collect()
    }

    fn found(&self, n: i64, asked: &Asked) -> Result<SearchRow, StoreError> {
        let mut statement = self
            .conn
            .prepare_cached("SELECT id, code, applicant, texts FROM p_case WHERE n = ?1")?;
        let (id, code, applicant, texts) = statement.query_row([n], |row| {
            let code: String = row.get(1)?;
            let texts: String = row.get(3)?;
            Ok((case_id(row, 0)?, code, row.get::<_, String>(2)?, texts))
        })?;
        let texts = from_column(&texts)?;
        let best = texts.iter().rev().max_by_key(|text| asked.score(text));
        Ok(SearchRow {
            id,
            code: RecordCode::parse(&code).map_err(|_| StoreError::corrupt("code"))?,
            matched: best.map_or_else(String::new, |text| text.original().to_owned()),
            applicant,
        })
    }
}

/// What an officer typed, as words.
pub(crate) struct Asked {
    folded: Vec<String>,
    exact: Vec<String>,
    /// All digits as one number, where only digits were typed in groups.
    number: Option<String>,
}

impl Asked {
    pub(crate) fn new(text: &str) -> Self {
        let text = cut(text, QUERY_MAX);
        let mut folded = text::words(text);
        let mut exact = exact_words(text);
        let digits = |word: &String| word.bytes().all(|b| b.is_ascii_digit());
        let number = (folded.len() > 1 && folded.iter().all(digits)).then(|| folded.concat());
        folded.truncate(WORDS_MAX);
        exact.truncate(WORDS_MAX);
        Self {
            folded,
            exact,
            number,
        }
    }

    /// The two passes: with marks, then without.
    fn expressions(&self) -> Vec<String> {
        let all = |column: &str, words: &[String]| {
            let phrases: Vec<String> = words.iter().map(|word| phrase(word)).collect();
            let mut expression = format!("{column} : ({})", phrases.join(" AND "));
            if let Some(number) = &self.number {
                expression = format!("{expression} OR {column} : {}", phrase(number));
            }
            expression
        };
        if self.folded.is_empty() || self.exact.is_empty() {
            return Vec::new();
        }
        vec![all("exact", &self.exact), all("folded", &self.folded)]
    }

    /// How much of what was typed a text has: words without marks, then words with marks.
    pub(crate) fn score(&self, text: &Text) -> (usize, usize) {
        let hits = |have: &BTreeSet<String>, words: &[String]| {
            words
                .iter()
                .filter(|word| have.iter().any(|own| own.starts_with(word.as_str())))
                .count()
        };
        let folded = text.folded();
        let number = self
            .number
            .as_ref()
            .is_some_and(|number| folded.iter().any(|own| own.starts_with(number.as_str())));
        if number {
            return (usize::MAX, 0);
        }
        (
            hits(&folded, &self.folded),
            hits(&text.exact(), &self.exact),
        )
    }
}

/// A word, and whatever begins with it.
fn phrase(word: &str) -> String {
    format!("\"{}\"*", word.replace('"', "\"\""))
}

/// Words in lower case with their marks, cut as [`text::words`] cuts.
fn exact_words(text: &str) -> Vec<String> {
    let clean = text::nfc(text).to_lowercase();
    clean
        .split(|c: char| !c.is_alphanumeric() && !is_joined(c))
        .map(|word| word.replace(|c: char| !c.is_alphanumeric(), ""))
        .filter(|word| !word.is_empty())
        .collect()
}

/// A sign that [`text::fold`] drops without cutting the word, as in H'Mông.
fn is_joined(c: char) -> bool {
    !c.is_whitespace() && text::fold(&format!("a{c}a")) == "aa"
}

fn squash(text: &str) -> String {
    text::fold(text).replace(' ', "")
}

fn cut(text: &str, most: usize) -> &str {
    text.char_indices()
        .nth(most)
        .map_or(text, |(end, _)| &text[..end])
}
