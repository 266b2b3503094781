//! The wording of a form: its texts and the order of its lines, as data with a date of validity.
//!
//! A text may hold `{fields}` and the marks `<b>…</b>` and `<i>…</i>`. Parsing is strict: an unknown
//! key, field or mark, a missing part, or text that is not in NFC is refused with its name.

use super::{face::Face, kit::Span};
use serde::{Deserialize, Deserializer};
use std::collections::BTreeMap;
use unicode_normalization::is_nfc;

/// Fields the lines of a receipt may name.
const FIELDS: &[&str] = &[
    "code",
    "counter",
    "applicant",
    "id",
    "submitter",
    "relation",
    "address",
    "phone",
    "email",
    "procedure",
    "procedure_code",
    "sets",
    "limit",
    "received",
    "due",
    "provisional",
    "return_way",
    "fees",
    "book",
    "ordinal",
    "note",
    "hotline",
];
/// Fields without which a paper is no receipt.
const REQUIRED: &[&str] = &["code", "applicant", "procedure", "received", "due"];
const MOMENT: &[&str] = &["hour", "minute", "day", "month", "year"];

/// Why a file is not the wording of a form.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WordingError {
    /// Not JSON of the right shape; says where.
    #[error("the wording is not readable: {0}")]
    Json(String),
    /// The text names a field the form does not have.
    #[error("the field {{{field}}} is not known in: {text}")]
    UnknownField {
        /// The field.
        field: String,
        /// The text it stands in.
        text: String,
    },
    /// A part that must stand exactly once is missing or doubled.
    #[error("this must stand exactly once: {0}")]
    NotOnce(String),
}

/// The wording of the receipt.
///
/// vi: Mẫu 01, Giấy tiếp nhận hồ sơ và hẹn trả kết quả — TT 03/2025/TT-VPCP Phụ lục I
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wording {
    form: String,
    /// Counts up with every change of the file.
    pub version: u32,
    /// The number the circular gives the form.
    pub number: String,
    /// Where the words come from.
    pub source: String,
    /// How far the words are verified: `V` read in the act, `V2` second-hand.
    pub mark: String,
    /// What a maintainer must know.
    pub remark: String,
    /// The first day on which the form is used.
    #[serde(deserialize_with = "date")]
    pub valid_from: jiff::civil::Date,
    pub(crate) document_title: Template,
    pub(crate) state: Template,
    pub(crate) motto: Template,
    pub(crate) place_and_date: Template,
    pub(crate) title: Template,
    pub(crate) copies: Vec<Template>,
    pub(crate) copy: Template,
    pub(crate) copy_reissued: Template,
    pub(crate) footer: Template,
    pub(crate) page: Template,
    pub(crate) body: Vec<Block>,
    pub(crate) phrases: Phrases,
}

/// A part of the form, in the order of printing.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum Block {
    /// Lines with the QR code to their right.
    BesideCode(Vec<Text>),
    Line(Text),
    /// Two short lines side by side.
    Pair([Text; 2]),
    Papers(PapersText),
    Signatures(SignaturesText),
    /// Small print: the texts in one paragraph.
    Note(Vec<Text>),
}

/// A line, and when it is printed.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Text {
    pub(crate) text: Template,
    #[serde(default)]
    pub(crate) blank: Blank,
    pub(crate) when: Option<Flag>,
}

/// What becomes of a line with a field that has no value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Blank {
    /// Dots, to be filled in by hand.
    #[default]
    Dots,
    /// The line is left out.
    Drop,
}

/// A line that stands only on some papers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Flag {
    ClockUnconfirmed,
    Unverified,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PapersText {
    pub(crate) heading: Template,
    pub(crate) number: Template,
    pub(crate) name: Template,
    pub(crate) form: Template,
    pub(crate) copies: Template,
    pub(crate) handling: Template,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SignaturesText {
    pub(crate) submitter: Template,
    pub(crate) officer: Template,
    pub(crate) hint: Template,
}

/// Words that become the value of a field.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Phrases {
    pub(crate) moment: Template,
    pub(crate) due_by_notice: Template,
    pub(crate) due_unknown: Template,
    pub(crate) original: Template,
    pub(crate) certified: Template,
    pub(crate) photocopy: Template,
    pub(crate) electronic: Template,
    pub(crate) submit: Template,
    pub(crate) present: Template,
    pub(crate) look_up: Template,
    pub(crate) relative: Template,
    pub(crate) authorised: Template,
    pub(crate) representative: Template,
    pub(crate) post: Template,
    pub(crate) return_at_point: Template,
    pub(crate) return_at_home: Template,
    pub(crate) return_by_post: Template,
    pub(crate) return_electronic: Template,
    pub(crate) no_fee: Template,
    pub(crate) fee: Template,
    pub(crate) fee_noted: Template,
    pub(crate) fee_total: Template,
}

impl Wording {
    /// Reads the wording of the receipt from JSON.
    ///
    /// # Errors
    /// [`WordingError`] names the first thing that is wrong.
    pub fn parse(json: &str) -> Result<Self, WordingError> {
        let wording: Self =
            serde_json::from_str(json).map_err(|error| WordingError::Json(error.to_string()))?;
        if wording.form != "receipt" || wording.copies.is_empty() {
            return Err(WordingError::Json(
                "not a receipt with its copies".to_owned(),
            ));
        }
        wording.check_fields()?;
        wording.check_parts()?;
        Ok(wording)
    }

    /// The wording that ships with the program.
    ///
    /// # Errors
    /// Never, as long as the tests pass: they parse the shipped file.
    pub fn shipped() -> Result<Self, WordingError> {
        Self::parse(include_str!("../../../../catalogue/forms/receipt.json"))
    }

    fn check_fields(&self) -> Result<(), WordingError> {
        let phrases = &self.phrases;
        let mut allowed: Vec<(&Template, &[&str])> = vec![
            (&self.document_title, &["code"]),
            (&self.place_and_date, &["place", "day", "month", "year"]),
            (&self.copy, &["copy"]),
            (&self.copy_reissued, &["copy", "reissue"]),
            (&self.footer, &["code", "copy"]),
            (&self.page, &["page", "pages"]),
            (&phrases.moment, MOMENT),
            (&phrases.return_at_point, &["counter"]),
            (&phrases.return_at_home, &["address"]),
            (&phrases.return_by_post, &["address"]),
            (&phrases.fee, &["name", "amount"]),
            (&phrases.fee_noted, &["name", "amount", "note"]),
            (&phrases.fee_total, &["amount"]),
        ];
        allowed.extend(self.lines().map(|line| (&line.text, FIELDS)));
        let plain = [
            &self.state,
            &self.motto,
            &self.title,
            &phrases.due_by_notice,
            &phrases.due_unknown,
            &phrases.original,
            &phrases.certified,
            &phrases.photocopy,
            &phrases.electronic,
            &phrases.submit,
            &phrases.present,
            &phrases.look_up,
            &phrases.relative,
            &phrases.authorised,
            &phrases.representative,
            &phrases.post,
            &phrases.return_electronic,
            &phrases.no_fee,
        ];
        let none: &[&str] = &[];
        allowed.extend(
            plain
                .into_iter()
                .chain(&self.copies)
                .map(|text| (text, none)),
        );
        for (template, fields) in allowed {
            if let Some(field) = template.fields().find(|field| !fields.contains(field)) {
                let (field, text) = (field.to_owned(), template.to_string());
                return Err(WordingError::UnknownField { field, text });
            }
        }
        Ok(())
    }

    fn check_parts(&self) -> Result<(), WordingError> {
        let count = |is: fn(&Block) -> bool| self.body.iter().filter(|block| is(block)).count();
        for (name, found) in [
            (
                "beside_code",
                count(|block| matches!(block, Block::BesideCode(_))),
            ),
            ("papers", count(|block| matches!(block, Block::Papers(_)))),
            (
                "signatures",
                count(|block| matches!(block, Block::Signatures(_))),
            ),
        ] {
            if found != 1 {
                return Err(WordingError::NotOnce(name.to_owned()));
            }
        }
        for required in REQUIRED {
            let named = self.lines().flat_map(|line| line.text.fields());
            if named.filter(|field| field == required).count() != 1 {
                return Err(WordingError::NotOnce(format!("{{{required}}}")));
            }
        }
        Ok(())
    }

    fn lines(&self) -> impl Iterator<Item = &Text> {
        self.body.iter().flat_map(|block| match block {
            Block::BesideCode(lines) | Block::Note(lines) => lines.as_slice(),
            Block::Pair(lines) => lines.as_slice(),
            Block::Line(line) => std::slice::from_ref(line),
            Block::Papers(_) | Block::Signatures(_) => &[],
        })
    }
}

fn date<'de, D: Deserializer<'de>>(deserializer: D) -> Result<jiff::civil::Date, D::Error> {
    let text = String::deserialize(deserializer)?;
    text.parse().map_err(serde::de::Error::custom)
}

/// Values of fields by name; what is not there is blank.
pub(crate) type Values = BTreeMap<&'static str, String>;

/// A text with fields and marks.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct Template(Vec<Piece>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Piece {
    content: Content,
    face: Face,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Content {
    Words(String),
    Field(String),
}

impl Template {
    fn fields(&self) -> impl Iterator<Item = &str> {
        self.0.iter().filter_map(|piece| match &piece.content {
            Content::Field(name) => Some(name.as_str()),
            Content::Words(_) => None,
        })
    }

    /// The text with its values. Gives also whether it ends in a blank to be written on; `None` when a
    /// value is missing and the line is then to be dropped.
    pub(crate) fn fill(&self, values: &Values, blank: Blank) -> Option<(Vec<Span>, bool)> {
        let mut spans = Vec::with_capacity(self.0.len());
        let mut dotted = false;
        for (index, piece) in self.0.iter().enumerate() {
            let face = piece.face;
            let text = match &piece.content {
                Content::Words(words) => words.clone(),
                Content::Field(name) => match values.get(name.as_str()) {
                    Some(value) => value.clone(),
                    None if blank == Blank::Drop => return None,
                    None if index + 1 == self.0.len() => {
                        dotted = true;
                        continue;
                    }
                    None => ".".repeat(20),
                },
            };
            spans.push(Span { text, face });
        }
        Some((spans, dotted))
    }

    /// The text with its values and without its marks.
    pub(crate) fn say(&self, values: &[(&str, &str)]) -> String {
        let value = |name: &str| {
            values
                .iter()
                .find(|(known, _)| *known == name)
                .map_or("", |(_, value)| value)
        };
        let words = self.0.iter().map(|piece| match &piece.content {
            Content::Words(words) => words.as_str(),
            Content::Field(name) => value(name),
        });
        words.collect()
    }
}

impl std::fmt::Display for Template {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.iter().try_for_each(|piece| match &piece.content {
            Content::Words(words) => f.write_str(words),
            Content::Field(name) => write!(f, "{{{name}}}"),
        })
    }
}

impl TryFrom<String> for Template {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        if !is_nfc(&text) || text.chars().any(char::is_control) {
            return Err(format!("not plain text in NFC: {text}"));
        }
        let wrong = |what: &str| format!("{what} in: {text}");
        let mut pieces = Vec::new();
        let mut face = Face::Regular;
        let mut rest = text.as_str();
        while let Some(first) = rest.chars().next() {
            let (content, tail) = match first {
                '{' => {
                    let (name, tail) = rest[1..]
                        .split_once('}')
                        .ok_or_else(|| wrong("an open field"))?;
                    (Some(Content::Field(name.to_owned())), tail)
                }
                '<' => {
                    let (mark, tail) = rest[1..]
                        .split_once('>')
                        .ok_or_else(|| wrong("an open mark"))?;
                    face = match (face, mark) {
                        (Face::Regular, "b") => Face::Bold,
                        (Face::Regular, "i") => Face::Italic,
                        (Face::Bold, "/b") | (Face::Italic, "/i") => Face::Regular,
                        _ => return Err(wrong("a mark out of place")),
                    };
                    (None, tail)
                }
                '}' | '>' => return Err(wrong("a stray bracket")),
                _ => {
                    let end = rest.find(['{', '}', '<', '>']).unwrap_or(rest.len());
                    let (words, tail) = rest.split_at(end);
                    (Some(Content::Words(words.to_owned())), tail)
                }
            };
            pieces.extend(content.map(|content| Piece { content, face }));
            rest = tail;
        }
        if face != Face::Regular {
            return Err(wrong("a mark left open"));
        }
        Ok(Self(pieces))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHIPPED: &str = include_str!("../../../../catalogue/forms/receipt.json");

    #[test]
    fn the_shipped_wording_is_dated_and_marked() {
        let wording = Wording::shipped().expect("the shipped wording");
        assert_eq!((wording.mark.as_str(), wording.copies.len()), ("V2", 2));
        assert_eq!(wording.valid_from, jiff::civil::date(2025, 7, 1));
    }

    #[test]
    fn a_wrong_wording_is_refused_with_its_fault() {
        for (from, to, fault) in [
            ("{due}", "{deu}", "{deu}"),
            ("{due}", "{code}", "exactly once: {code}"),
            ("<b>{due}</b>", "<u>{due}</u>", "a mark out of place"),
            ("<b>{due}</b>", "<b>{due}", "a mark left open"),
            ("{due}", "{due", "an open field"),
            ("\"version\"", "\"edition\"", "unknown field `edition`"),
            ("\"no_fee\": \"Không thu\",", "", "missing field `no_fee`"),
            ("\"signatures\": {", "\"sign\": {", "unknown variant `sign`"),
            ("\"2025-07-01\"", "\"2025-13-01\"", "month"),
            ("Không thu", "Kho\u{302}ng thu", "not plain text in NFC"),
            (
                "\"when\": \"unverified\"",
                "\"when\": \"raining\"",
                "raining",
            ),
            (
                "\"form\": \"receipt\"",
                "\"form\": \"refusal\"",
                "not a receipt",
            ),
        ] {
            assert!(SHIPPED.contains(from), "{from}");
            let error = Wording::parse(&SHIPPED.replacen(from, to, 1)).expect_err(to);
            assert!(error.to_string().contains(fault), "{to}: {error}");
        }
    }
}
