//! Names of units as people write them, and how two of them are compared.

use crate::text::{fold, words};

/// Which kinds of units a part of an address may name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Level {
    Province,
    District,
    Commune,
}

/// Kinds of units: as the register writes them, searchable; then how people shorten them.
const KINDS: [(Level, &str, &[&str]); 10] = [
    (Level::Province, "thanh pho", &["tp"]),
    (Level::Province, "tinh", &["t"]),
    (Level::District, "thanh pho", &["tp"]),
    (Level::District, "thi xa", &["tx"]),
    (Level::District, "quan", &["q"]),
    (Level::District, "huyen", &["h"]),
    (Level::Commune, "thi tran", &["tt"]),
    (Level::Commune, "phuong", &["p"]),
    (Level::Commune, "dac khu", &["dk"]),
    (Level::Commune, "xa", &["x"]),
];

/// A part of an address as the name of a unit of one level.
#[derive(Debug)]
pub(super) struct Name<'a> {
    text: &'a str,
    /// Kind and rest, where the text begins like a kind.
    typed: Option<(&'static str, String)>,
    /// All of the text as a name.
    whole: String,
}

impl<'a> Name<'a> {
    /// Reads a part of an address.
    pub(super) fn read(text: &'a str, level: Level) -> Self {
        Self {
            text,
            typed: typed(text, level),
            whole: key(text),
        }
    }

    /// Whether a kind of unit is written in front.
    pub(super) fn is_typed(&self) -> bool {
        self.typed.is_some()
    }

    /// How well a name of the register fits: 0 not at all, then by name alone, by kind and name, and
    /// to the letter.
    pub(super) fn fits(&self, register: &Label) -> u8 {
        let letters = || last_words(self.text, register.text);
        match &self.typed {
            Some((given, rest)) if *rest == register.key => {
                let same = register.kind == Some(*given);
                1 + u8::from(same) + u8::from(same && letters())
            }
            _ if self.whole == register.key => 1 + u8::from(letters()),
            _ => 0,
        }
    }

    /// Whether this is one of the names in a list of keys between commas.
    pub(super) fn is_among(&self, keys: &str) -> bool {
        let bare = self.typed.as_ref().map(|(_, rest)| rest.as_str());
        keys.split(',').any(|one| {
            let one = one.replace('y', "i");
            !one.is_empty() && (one == self.whole || Some(one.as_str()) == bare)
        })
    }
}

/// A name of the register, ready to be compared.
pub(super) struct Label {
    /// As the register writes it, with its kind in front.
    pub(super) text: &'static str,
    kind: Option<&'static str>,
    key: String,
}

impl Label {
    /// A name of the register.
    pub(super) fn new(text: &'static str, level: Level) -> Self {
        let (kind, key) = match typed(text, level) {
            Some((kind, key)) => (Some(kind), key),
            None => (None, key(text)),
        };
        Self { text, kind, key }
    }
}

/// Whether the register's name ends with the last word of the text, marks and all: tells names apart
/// that differ in marks only.
fn last_words(text: &str, register: &str) -> bool {
    let (text, register) = (text.to_lowercase(), register.to_lowercase());
    let last = text.split_whitespace().last().unwrap_or_default();
    register.split_whitespace().last() == Some(last)
}

fn typed(text: &str, level: Level) -> Option<(&'static str, String)> {
    let folded = fold(text);
    for (_, kind, short) in KINDS.iter().filter(|(of, _, _)| *of == level) {
        let after = |start: &str| {
            let rest = folded.strip_prefix(start)?;
            // "Q1" needs no space, "Tỉnh Gia" is no province of the name "Gia".
            let gap = rest.starts_with(' ') || rest.starts_with(|c: char| c.is_ascii_digit());
            (gap && !rest.trim().is_empty()).then(|| key(rest))
        };
        if let Some(rest) = after(kind).or_else(|| short.iter().find_map(|short| after(short))) {
            return Some((kind, rest));
        }
    }
    None
}

/// What two spellings of one name have in common: no marks, no spaces, i for y, plain numbers.
pub(super) fn key(text: &str) -> String {
    let mut words = words(text);
    if let Some(last) = words.last_mut()
        && let Some(number) = roman(last)
    {
        *last = number.to_owned();
    }
    let plain = |word: String| {
        if word.bytes().all(|b| b.is_ascii_digit()) {
            word.trim_start_matches('0').to_owned()
        } else {
            word.replace('y', "i")
        }
    };
    words.into_iter().map(plain).collect()
}

/// Wards are numbered `IV` in one list and `4` in another.
fn roman(word: &str) -> Option<&'static str> {
    let numbers = [
        ("i", "1"),
        ("ii", "2"),
        ("iii", "3"),
        ("iv", "4"),
        ("v", "5"),
        ("vi", "6"),
        ("vii", "7"),
        ("viii", "8"),
        ("ix", "9"),
        ("x", "10"),
    ];
    let found = numbers.iter().find(|(roman, _)| *roman == word);
    found.map(|(_, number)| *number)
}
