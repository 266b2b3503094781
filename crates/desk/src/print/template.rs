//! A text of a form: words, `{fields}` and the marks `<b>…</b>` and `<i>…</i>`.

use super::{face::Face, kit::Span};
use serde::Deserialize;
use std::collections::BTreeMap;
use unicode_normalization::is_nfc;

/// What becomes of a line with a field that has no value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Blank {
    /// Dots, to be filled in by hand.
    #[default]
    Dots,
    /// Dots, but nothing at all where the text is the field alone: a cell of a table is its own blank.
    #[serde(skip)]
    Cell,
    /// The line is left out.
    Drop,
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
    /// The fields it names.
    pub(crate) fn fields(&self) -> impl Iterator<Item = &str> {
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
                    None if blank == Blank::Cell && self.0.len() == 1 => continue,
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
