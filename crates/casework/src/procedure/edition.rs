//! Editions of the catalogue: reading a file that an office was sent, and which one holds when.

use super::catalogue::{File, VERSION, check_items};
use super::{Catalogue, CatalogueError, Procedure};
use crate::record::RecordData;
use crate::text::nfc;
use jiff::civil::Date;
use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Most procedures of an edition; the whole country has fewer than 6,000.
const ROWS_MAX: usize = 20_000;
/// Most papers of a procedure.
const PAPERS_MAX: usize = 200;
/// Most faults that are told at once.
const FAULTS_MAX: usize = 50;
/// Longest name or code, in characters.
const NAME_MAX: usize = 1_000;

/// Why a line of a catalogue file is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The line of the file, from 1.
    pub line: usize,
    /// The procedure that begins there, where its code reads.
    pub procedure: Option<String>,
    /// What is wrong.
    pub kind: FaultKind,
}

/// What is wrong with a catalogue file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FaultKind {
    /// Not JSON, or a key or value that is not known; the reader's words.
    Shape(String),
    /// A format this program does not know.
    Format(u32),
    /// This part must not be empty or missing.
    Missing(&'static str),
    /// `valid_from` is not a date.
    Date(String),
    /// The file states another number of procedures than it holds.
    Rows {
        /// As stated.
        stated: usize,
        /// As counted.
        found: usize,
    },
    /// The code occurs a second time.
    Twice,
    /// A paper or variant occurs a second time in its procedure.
    ItemTwice(String),
    /// A text with control characters, not in NFC, or longer than 1,000 characters.
    Text(&'static str),
    /// A number outside its range.
    Number(&'static str),
}

impl FaultKind {
    /// A stable word for the fault.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Shape(_) => "shape",
            Self::Format(_) => "format",
            Self::Missing(_) => "missing",
            Self::Date(_) => "date",
            Self::Rows { .. } => "rows",
            Self::Twice => "twice",
            Self::ItemTwice(_) => "item_twice",
            Self::Text(_) => "text",
            Self::Number(_) => "number",
        }
    }

    /// What the fault is about: a key, an item, a count, the reader's words.
    pub fn detail(&self) -> String {
        match self {
            Self::Shape(text) | Self::Date(text) | Self::ItemTwice(text) => text.clone(),
            Self::Format(found) => found.to_string(),
            Self::Missing(key) | Self::Text(key) | Self::Number(key) => (*key).to_owned(),
            Self::Rows { stated, found } => format!("{stated} ≠ {found}"),
            Self::Twice => String::new(),
        }
    }
}

/// Reads a catalogue file that an office was sent. It must say from which day it holds
/// (`valid_from`) and where it comes from (`source`, or `about.source`).
///
/// # Errors
/// Every fault found, at most 50, in the order of the file; nothing is read in part.
pub fn read_edition(json: &str) -> Result<Catalogue, Vec<Fault>> {
    let json = json.strip_prefix('\u{feff}').unwrap_or(json);
    let head: File<IgnoredAny> = serde_json::from_str(json).map_err(|error| {
        vec![Fault {
            line: error.line().max(1),
            procedure: None,
            kind: FaultKind::Shape(said(&error)),
        }]
    })?;
    let mut faults = head_faults(&head);
    let mut procedures: Vec<Procedure> = Vec::with_capacity(head.procedures.len());
    let mut first: BTreeMap<String, usize> = BTreeMap::new();
    for (line, text) in rows(json) {
        if faults.len() >= FAULTS_MAX {
            break;
        }
        match read_row(line, text) {
            Err(fault) => faults.push(fault),
            Ok(procedure) => {
                if first.insert(procedure.code.clone(), line).is_some() {
                    faults.push(Fault {
                        line,
                        procedure: Some(procedure.code.clone()),
                        kind: FaultKind::Twice,
                    });
                }
                procedures.push(procedure);
            }
        }
    }
    let valid_from = head.valid_from.as_deref().and_then(|day| day.parse().ok());
    if faults.is_empty() {
        let origin = head.origin();
        let edition = Catalogue::of(head.name, valid_from, origin, procedures);
        Ok(edition.with_known_time_limits())
    } else {
        Err(faults)
    }
}

fn head_faults(head: &File<IgnoredAny>) -> Vec<Fault> {
    let mut kinds = vec![];
    if head.version != VERSION {
        kinds.push(FaultKind::Format(head.version));
    }
    if !is_plain(&head.name) {
        kinds.push(FaultKind::Missing("name"));
    }
    match &head.valid_from {
        None => kinds.push(FaultKind::Missing("valid_from")),
        Some(day) if day.parse::<Date>().is_err() => kinds.push(FaultKind::Date(day.clone())),
        Some(_) => {}
    }
    if head.origin().trim().is_empty() {
        kinds.push(FaultKind::Missing("source"));
    }
    let (stated, found) = (head.rows, head.procedures.len());
    if stated != found {
        kinds.push(FaultKind::Rows { stated, found });
    }
    if found == 0 || found > ROWS_MAX {
        kinds.push(FaultKind::Number("procedures"));
    }
    let fault = |kind| Fault {
        line: 1,
        procedure: None,
        kind,
    };
    kinds.into_iter().map(fault).collect()
}

fn read_row(line: usize, text: &str) -> Result<Procedure, Fault> {
    let procedure: Procedure = serde_json::from_str(text).map_err(|error| {
        let row: Option<serde_json::Value> = serde_json::from_str(text).ok();
        let code = row.and_then(|row| row["code"].as_str().map(str::to_owned));
        Fault {
            line: line + error.line().max(1) - 1,
            procedure: code,
            kind: FaultKind::Shape(said(&error)),
        }
    })?;
    match row_fault(&procedure) {
        None => Ok(procedure),
        Some(kind) => Err(Fault {
            line,
            procedure: Some(procedure.code),
            kind,
        }),
    }
}

fn row_fault(procedure: &Procedure) -> Option<FaultKind> {
    let required = [
        ("code", &procedure.code),
        ("name", &procedure.name),
        ("field", &procedure.field),
        ("level", &procedure.level),
        ("source", &procedure.source),
    ];
    for (key, text) in required {
        if text.trim().is_empty() {
            return Some(FaultKind::Missing(key));
        }
        if !is_plain(text) {
            return Some(FaultKind::Text(key));
        }
    }
    if let Err(CatalogueError::ItemTwice { item, .. }) = check_items(procedure) {
        return Some(FaultKind::ItemTwice(item));
    }
    if procedure.checklist.len() > PAPERS_MAX {
        return Some(FaultKind::Number("checklist"));
    }
    for paper in &procedure.checklist {
        if !is_plain(&paper.name) || !is_plain(&paper.item) {
            return Some(FaultKind::Text("checklist"));
        }
        if paper.copies > 999 || paper.copies == 0 && paper.also_copies == 0 {
            return Some(FaultKind::Number("copies"));
        }
    }
    let amounts = procedure.fees.iter().filter_map(|fee| fee.amount_vnd);
    let negative = amounts.chain(procedure.fee_vnd).any(|amount| amount < 0);
    negative.then_some(FaultKind::Number("fees"))
}

/// A text that can be printed as it stands.
fn is_plain(text: &str) -> bool {
    !text.is_empty()
        && !text.chars().any(char::is_control)
        && text.chars().count() <= NAME_MAX
        && nfc(text) == *text
}

/// The reader's words without its own line, which counts from the row.
fn said(error: &serde_json::Error) -> String {
    let words = error.to_string();
    let end = words.find(" at line ").unwrap_or(words.len());
    words[..end].to_owned()
}

/// The rows of a catalogue file that is known to be JSON, each with the line it begins on.
fn rows(json: &str) -> Vec<(usize, &str)> {
    let mut found = vec![];
    let (mut depth, mut line, mut begin) = (0_usize, 1, None);
    let (mut in_text, mut escaped) = (false, false);
    let mut word = String::new();
    let mut in_rows = false;
    for (at, byte) in json.bytes().enumerate() {
        line += usize::from(byte == b'\n');
        if in_text {
            in_text = escaped || byte != b'"';
            escaped = !escaped && byte == b'\\';
            if in_text && depth == 1 {
                word.push(char::from(byte));
            }
            continue;
        }
        match byte {
            b'"' => {
                in_text = true;
                word.clear();
            }
            b'[' | b'{' => {
                depth += 1;
                in_rows |= depth == 2 && byte == b'[' && word == "procedures";
                if in_rows && depth == 3 {
                    begin = Some((at, line));
                }
            }
            b']' | b'}' => {
                depth = depth.saturating_sub(1);
                if depth == 2
                    && let Some((from, line)) = begin.take()
                    && let Some(row) = json.get(from..=at)
                {
                    found.push((line, row));
                }
                in_rows &= depth > 1;
            }
            _ => {}
        }
    }
    found
}

/// A part of an edition that an office applied, as its record says: the file is compressed and cut,
/// because a record is small.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EditionPart {
    /// The name the edition gives itself.
    pub name: String,
    /// SHA-256 of the file; parts of one file have the same.
    pub hash: crate::id::Hash,
    /// One more than the largest of the editions that the desk knew: the later applied one comes
    /// later on every desk.
    pub serial: u32,
    /// Which part, from 0.
    pub part: u32,
    /// How many parts there are.
    pub parts: u32,
    /// This part's stretch of the compressed file, in base64.
    pub bytes: String,
}

impl RecordData for EditionPart {
    const KIND: &'static str = "catalogue_edition";
}

/// All editions an office has, in the order of the days from which they hold.
#[derive(Debug)]
pub struct Editions(Vec<Catalogue>);

impl Editions {
    /// `base` is the one that is part of the program; `applied` are in the order in which the
    /// office applied them: of two that begin on one day the later applied one holds.
    pub fn new(base: Catalogue, applied: Vec<Catalogue>) -> Self {
        let words = base.words.clone();
        let mut all = vec![base];
        all.extend(applied.into_iter().map(|mut edition| {
            edition.words = words.clone();
            edition
        }));
        all.sort_by_key(Catalogue::valid_from);
        Self(all)
    }

    /// The edition that holds on a day; before all of them, the first one.
    pub fn at(&self, day: Date) -> &Catalogue {
        let holds = |edition: &&Catalogue| edition.valid_from().is_none_or(|from| from <= day);
        let found = self.0.iter().rev().find(holds);
        found.unwrap_or(&self.0[0])
    }

    /// All of them, earliest first.
    pub fn all(&self) -> &[Catalogue] {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    const GOOD: &str = r#"{
"version": 1,
"name": "xa-2027-01",
"valid_from": "2027-01-01",
"source": "QĐ 1/QĐ-UBND",
"about": {"procedures": [1, 2]},
"rows": 2,
"procedures": [
{
  "code": "1.1", "name": "A \" ]", "field": "F", "level": "xã", "source": "S",
  "verified_parts": []
},
{
  "code": "1.2", "name": "B", "field": "F", "level": "xã", "source": "S",
  "checklist": [
    {"item": "p", "name": "Giấy", "form": "original", "copies": 1, "handling": "submit"}
  ],
  "verified_parts": []
}
]
}"#;

    #[test]
    fn a_good_file_is_read_whole() {
        let edition = read_edition(GOOD).expect("read");
        assert_eq!(edition.name(), "xa-2027-01");
        assert_eq!(edition.valid_from(), Some(date(2027, 1, 1)));
        assert_eq!(edition.source(), "QĐ 1/QĐ-UBND");
        assert_eq!(edition.all().len(), 2);
        assert_eq!(edition.get("1.2").map(|p| p.checklist.len()), Some(1));
        assert!(read_edition(&format!("\u{feff}{GOOD}")).is_ok());
    }

    #[test]
    fn a_bad_row_is_refused_with_its_line_and_reason() {
        for (from, to, line, code, detail) in [
            ("\"rows\": 2", "\"rows\": 3", 1, "rows", "3 ≠ 2"),
            ("\"version\": 1", "\"version\": 9", 1, "format", "9"),
            (
                "\"valid_from\": \"2027-01-01\",",
                "",
                1,
                "missing",
                "valid_from",
            ),
            ("2027-01-01", "2027-13-01", 1, "date", "2027-13-01"),
            ("\"source\": \"QĐ 1/QĐ-UBND\",", "", 1, "missing", "source"),
            ("\"1.2\"", "\"1.1\"", 13, "twice", ""),
            ("\"name\": \"B\"", "\"name\": \" \"", 13, "missing", "name"),
            ("\"name\": \"B\"", "\"name\": \"B\\n\"", 13, "text", "name"),
            ("\"copies\": 1", "\"copies\": 0", 13, "number", "copies"),
            (
                "\"copies\": 1",
                "\"copies\": -1",
                16,
                "shape",
                "invalid value",
            ),
            (
                "\"handling\"",
                "\"hand\"",
                16,
                "shape",
                "unknown field `hand`",
            ),
            (
                "\"rows\": 2,",
                "\"rows\": 2,,",
                7,
                "shape",
                "key must be a string",
            ),
        ] {
            let file = GOOD.replacen(from, to, 1);
            assert_ne!(file, GOOD, "{from}");
            let faults = read_edition(&file).expect_err(to);
            let fault = &faults[0];
            assert_eq!(
                (fault.line, fault.kind.code()),
                (line, code),
                "{to}: {faults:?}"
            );
            assert!(fault.kind.detail().contains(detail), "{to}: {faults:?}");
        }
    }

    #[test]
    fn every_fault_is_told_at_once() {
        let file = GOOD.replace("\"F\"", "\"\"");
        let faults = read_edition(&file).expect_err("two rows without a field");
        let told: Vec<_> = faults
            .iter()
            .map(|f| (f.line, f.procedure.as_deref()))
            .collect();
        assert_eq!(told, [(9, Some("1.1")), (13, Some("1.2"))]);
    }

    #[test]
    fn the_edition_of_a_day_is_the_last_that_began() {
        let edition = |name: &str, from: Option<Date>| {
            Catalogue::of(name.to_owned(), from, String::new(), vec![])
        };
        let editions = Editions::new(
            edition("base", Some(date(2026, 7, 1))),
            vec![
                edition("b", Some(date(2027, 3, 1))),
                edition("a", Some(date(2027, 1, 1))),
                edition("b2", Some(date(2027, 3, 1))),
            ],
        );
        for (day, name) in [
            (date(2025, 1, 1), "base"),
            (date(2026, 12, 31), "base"),
            (date(2027, 1, 1), "a"),
            (date(2027, 2, 28), "a"),
            (date(2027, 3, 1), "b2"),
        ] {
            assert_eq!(editions.at(day).name(), name, "{day}");
        }
    }
}
