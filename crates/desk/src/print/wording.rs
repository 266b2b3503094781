//! The wording of a form: its texts and the order of its lines, as data with a date of validity.
//!
//! Parsing is strict: an unknown key, field, flag, table or mark, a missing part, or text that is not in
//! NFC is refused with its name. What a form may name is said by its [`Spec`].

use super::{
    PrintError,
    letters::SHIPPED,
    template::{Blank, Template},
};
use serde::{Deserialize, Deserializer};
use std::{collections::BTreeMap, sync::OnceLock};

/// The width of the text of an A5 sheet, which the columns of a table share, in millimetres.
pub(crate) const MEASURE: f32 = 124.0;
const MOMENT: &[&str] = &["hour", "minute", "day", "month", "year"];

/// What the wording of a form may name, and what it must.
pub(crate) struct Spec {
    /// The form's stable name, also that of its file.
    pub(crate) form: &'static str,
    /// Fields its lines may name.
    pub(crate) fields: &'static [&'static str],
    /// Fields without which the paper would not be this form; each stands exactly once.
    pub(crate) required: &'static [&'static str],
    /// Flags on which a line may depend.
    pub(crate) flags: &'static [&'static str],
    /// Its tables, each exactly once, with the fields of their rows.
    pub(crate) tables: &'static [(&'static str, &'static [&'static str])],
    /// Words that become the value of a field, with the fields they may name themselves.
    pub(crate) phrases: &'static [(&'static str, &'static [&'static str])],
    /// Whether the QR code of the record code stands on it.
    pub(crate) code: bool,
    /// Whether somebody signs at its end.
    pub(crate) signed: bool,
}

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
    /// A flag, table or phrase the form does not have.
    #[error("this form has no {0}")]
    Unknown(String),
    /// A part that must stand exactly once is missing or doubled.
    #[error("this must stand exactly once: {0}")]
    NotOnce(String),
    /// The columns of a table are not as wide as the sheet; says how wide, in millimetres.
    #[error("the columns of a table are {0} mm wide together")]
    Columns(u32),
}

/// The wording of a form.
///
/// vi: câu chữ của mẫu giấy — TT 03/2025/TT-VPCP Phụ lục I
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wording {
    form: String,
    /// Counts up with every change of the file.
    pub version: u32,
    /// The number the circular gives the form; empty for a form of our own.
    pub number: String,
    /// Where the words come from.
    pub source: String,
    /// How far the words are verified: `V` read in the act, `V2` second-hand, `U` our own words.
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
    /// The paper's own number, below the office.
    #[serde(default)]
    pub(crate) serial: Option<Template>,
    pub(crate) title: Template,
    /// The labels of the copies; a form without copies is printed once.
    #[serde(default)]
    pub(crate) copies: Vec<Template>,
    #[serde(default)]
    pub(crate) copy: Option<Template>,
    /// Below the title of a re-issue: names copy and re-issue, or the re-issue alone.
    pub(crate) copy_reissued: Template,
    pub(crate) footer: Template,
    pub(crate) page: Template,
    pub(crate) body: Vec<Block>,
    phrases: BTreeMap<String, Template>,
}

/// A part of the form, in the order of printing.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum Block {
    /// Lines with the QR code to their right.
    BesideCode(Vec<Text>),
    Line(Text),
    /// Running text, on both margins.
    Paragraph(Text),
    /// A line in the middle, such as whom a letter is for.
    Centre(Text),
    /// Two short lines side by side.
    Pair([Text; 2]),
    Table(TableText),
    Signatures(Vec<Signature>),
    /// The end of a letter: who gets it on the left, who signs on the right.
    Closing(Closing),
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
    pub(crate) when: Option<String>,
}

/// A table: one row for each the form has.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct TableText {
    /// Which of the form's tables.
    pub(crate) of: String,
    pub(crate) heading: Option<Template>,
    pub(crate) when: Option<String>,
    pub(crate) columns: Vec<Column>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Column {
    pub(crate) title: Template,
    /// In millimetres.
    pub(crate) width: f32,
    #[serde(default)]
    pub(crate) centred: bool,
    pub(crate) cell: Vec<CellText>,
}

/// A part of a cell, one below the other.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum CellText {
    Text(Template),
    /// Two short texts side by side.
    Halves([Template; 2]),
    /// Room for a signature, in millimetres.
    Room(f32),
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Signature {
    pub(crate) title: Template,
    pub(crate) hint: Template,
    /// The name below; none where a stamp or a signature brings it.
    pub(crate) name: Option<Template>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Closing {
    pub(crate) receivers: Vec<Text>,
    pub(crate) signature: Signature,
}

impl Wording {
    /// Reads the wording of a form from JSON.
    ///
    /// # Errors
    /// [`WordingError`] names the first thing that is wrong.
    pub(crate) fn parse(json: &str, spec: &Spec) -> Result<Self, WordingError> {
        let wording: Self =
            serde_json::from_str(json).map_err(|error| WordingError::Json(error.to_string()))?;
        if wording.form != spec.form || wording.copies.is_empty() != wording.copy.is_none() {
            let fault = format!("not a {} with its copies", spec.form);
            return Err(WordingError::Json(fault));
        }
        wording.check_fields(spec)?;
        wording.check_phrases(spec)?;
        wording.check_parts(spec)?;
        Ok(wording)
    }

    /// The wording of a form that ships with the program.
    ///
    /// # Errors
    /// [`PrintError::Wording`]; never, as long as the tests pass: they parse the shipped files.
    pub fn of(form: &str) -> Result<&'static Self, PrintError> {
        type Shipped = BTreeMap<&'static str, Result<Wording, WordingError>>;
        static WORDINGS: OnceLock<Shipped> = OnceLock::new();
        let wordings = WORDINGS.get_or_init(|| {
            let parse = |(spec, json): &(&Spec, &str)| (spec.form, Self::parse(json, spec));
            SHIPPED.iter().map(parse).collect()
        });
        let fault = |reason: String| PrintError::Wording {
            form: form.to_owned(),
            reason,
        };
        match wordings.get(form) {
            Some(Ok(wording)) => Ok(wording),
            Some(Err(error)) => Err(fault(error.to_string())),
            None => Err(fault("there is none".to_owned())),
        }
    }

    /// A phrase with its values. Every phrase of the form's specification is there.
    pub(crate) fn say(&self, phrase: &str, values: &[(&str, &str)]) -> String {
        let words = self.phrases.get(phrase).map(|phrase| phrase.say(values));
        words.unwrap_or_default()
    }

    fn check_fields(&self, spec: &Spec) -> Result<(), WordingError> {
        let none: &[&str] = &[];
        let mut allowed: Vec<(&Template, &[&str])> = vec![
            (&self.document_title, &["code"]),
            (&self.place_and_date, &["place", "day", "month", "year"]),
            (&self.copy_reissued, &["copy", "reissue"]),
            (&self.footer, &["code", "copy"]),
            (&self.page, &["page", "pages"]),
            (&self.state, none),
            (&self.motto, none),
            (&self.title, none),
        ];
        allowed.extend(self.copy.iter().map(|text| (text, ["copy"].as_slice())));
        allowed.extend(self.copies.iter().map(|text| (text, none)));
        allowed.extend(self.serial.iter().map(|text| (text, spec.fields)));
        allowed.extend(self.lines().map(|line| (&line.text, spec.fields)));
        for signature in self.signatures() {
            allowed.extend([(&signature.title, none), (&signature.hint, none)]);
            allowed.extend(signature.name.iter().map(|name| (name, spec.fields)));
        }
        for table in self.tables() {
            let row = spec.tables.iter().find(|(name, _)| *name == table.of);
            let (_, row) = row.ok_or_else(|| WordingError::Unknown(table.of.clone()))?;
            allowed.extend(table.heading.iter().map(|text| (text, spec.fields)));
            for column in &table.columns {
                allowed.push((&column.title, none));
                allowed.extend(column.texts().map(|text| (text, *row)));
            }
        }
        allowed
            .into_iter()
            .try_for_each(|(text, fields)| only_names(text, fields))
    }

    fn check_phrases(&self, spec: &Spec) -> Result<(), WordingError> {
        let known = || {
            let own = spec.phrases.iter().copied();
            own.chain([("moment", MOMENT)])
        };
        for (name, fields) in known() {
            let phrase = self.phrases.get(name);
            let missing = || WordingError::NotOnce(name.to_owned());
            only_names(phrase.ok_or_else(missing)?, fields)?;
        }
        match self
            .phrases
            .keys()
            .find(|name| !known().any(|(known, _)| known == *name))
        {
            Some(name) => Err(WordingError::Unknown(name.clone())),
            None => Ok(()),
        }
    }

    fn check_parts(&self, spec: &Spec) -> Result<(), WordingError> {
        let once = |name: &str, found: usize, wanted: usize| {
            let wrong = || Err(WordingError::NotOnce(name.to_owned()));
            if found == wanted { Ok(()) } else { wrong() }
        };
        let blocks =
            |is: fn(&Block) -> bool| self.body.iter().filter(move |block| is(block)).count();
        let beside = blocks(|block| matches!(block, Block::BesideCode(_)));
        once("beside_code", beside, usize::from(spec.code))?;
        let signed = blocks(|block| matches!(block, Block::Signatures(_) | Block::Closing(_)));
        once("signatures", signed, usize::from(spec.signed))?;
        for (name, _) in spec.tables {
            once(
                name,
                self.tables().filter(|table| table.of == *name).count(),
                1,
            )?;
        }
        for required in spec.required {
            let named = self.lines().flat_map(|line| line.text.fields());
            let found = named.filter(|field| field == required).count();
            once(&format!("{{{required}}}"), found, 1)?;
        }
        let flags = self.lines().filter_map(|line| line.when.as_deref());
        let flags = flags.chain(self.tables().filter_map(|table| table.when.as_deref()));
        if let Some(flag) = flags.into_iter().find(|flag| !spec.flags.contains(flag)) {
            return Err(WordingError::Unknown(flag.to_owned()));
        }
        for table in self.tables() {
            let width: f32 = table.columns.iter().map(|column| column.width).sum();
            if (width - MEASURE).abs() > 0.01 {
                return Err(WordingError::Columns(width.round() as u32));
            }
        }
        Ok(())
    }

    fn lines(&self) -> impl Iterator<Item = &Text> {
        self.body.iter().flat_map(|block| match block {
            Block::BesideCode(lines) | Block::Note(lines) => lines.as_slice(),
            Block::Pair(lines) => lines.as_slice(),
            Block::Line(line) | Block::Paragraph(line) | Block::Centre(line) => {
                std::slice::from_ref(line)
            }
            Block::Closing(closing) => closing.receivers.as_slice(),
            Block::Table(_) | Block::Signatures(_) => &[],
        })
    }

    fn tables(&self) -> impl Iterator<Item = &TableText> {
        self.body.iter().filter_map(|block| match block {
            Block::Table(table) => Some(table),
            Block::BesideCode(_)
            | Block::Line(_)
            | Block::Paragraph(_)
            | Block::Centre(_)
            | Block::Pair(_)
            | Block::Signatures(_)
            | Block::Closing(_)
            | Block::Note(_) => None,
        })
    }

    fn signatures(&self) -> impl Iterator<Item = &Signature> {
        self.body.iter().flat_map(|block| match block {
            Block::Signatures(signatures) => signatures.as_slice(),
            Block::Closing(closing) => std::slice::from_ref(&closing.signature),
            Block::BesideCode(_)
            | Block::Line(_)
            | Block::Paragraph(_)
            | Block::Centre(_)
            | Block::Pair(_)
            | Block::Table(_)
            | Block::Note(_) => &[],
        })
    }
}

impl Column {
    fn texts(&self) -> impl Iterator<Item = &Template> {
        self.cell.iter().flat_map(|part| match part {
            CellText::Text(text) => std::slice::from_ref(text),
            CellText::Halves(texts) => texts.as_slice(),
            CellText::Room(_) => &[],
        })
    }
}

fn only_names(template: &Template, fields: &[&str]) -> Result<(), WordingError> {
    match template.fields().find(|field| !fields.contains(field)) {
        Some(field) => Err(WordingError::UnknownField {
            field: field.to_owned(),
            text: template.to_string(),
        }),
        None => Ok(()),
    }
}

fn date<'de, D: Deserializer<'de>>(deserializer: D) -> Result<jiff::civil::Date, D::Error> {
    let text = String::deserialize(deserializer)?;
    text.parse().map_err(serde::de::Error::custom)
}

#[cfg(test)]
mod tests;
