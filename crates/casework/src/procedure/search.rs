//! Finding a procedure by a few typed letters.

use super::{Procedure, catalogue::SearchWords};
use crate::text::{fold, words};
use std::cmp::Reverse;

/// How well a word or text fits; added up per procedure.
mod score {
    pub(super) const CODE: u32 = 10_000;
    pub(super) const CODE_START: u32 = 5_000;
    pub(super) const PHRASE: u32 = 1_000;
    pub(super) const IN_ALIAS: u32 = 800;
    pub(super) const IN_NAME: u32 = 600;
    pub(super) const ANYWHERE: u32 = 200;
    pub(super) const COMMON: u32 = 300;
    pub(super) const VERIFIED: u32 = 50;
}

/// The searchable form of all procedures.
#[derive(Debug)]
pub(super) struct Index {
    entries: Vec<Entry>,
}

#[derive(Debug)]
struct Entry {
    /// Digits only: dots are often left out.
    code: String,
    name: String,
    aliases: Vec<String>,
    /// Everything else that may be looked for.
    rest: String,
    /// What is added for being done often and well known.
    weight: u32,
}

impl Index {
    pub(super) fn new(procedures: &[Procedure], known: &SearchWords) -> Self {
        let entries = procedures
            .iter()
            .map(|procedure| Entry::new(procedure, known))
            .collect();
        Self { entries }
    }

    /// Places of the procedures that fit, best first.
    pub(super) fn search(&self, text: &str, limit: usize) -> impl Iterator<Item = usize> + use<> {
        let typed = words(text);
        let phrase = typed.join(" ");
        let mut found: Vec<(Reverse<u32>, usize, usize)> = Vec::new();
        for (at, entry) in self.entries.iter().enumerate() {
            if let Some(fit) = entry.fit(&typed, &phrase) {
                found.push((Reverse(fit + entry.weight), entry.name.len(), at));
            }
        }
        found.sort_unstable();
        found.truncate(limit);
        found.into_iter().map(|(_, _, at)| at)
    }
}

impl Entry {
    fn new(procedure: &Procedure, known: &SearchWords) -> Self {
        let rank = known.common.iter().position(|code| *code == procedure.code);
        let common = rank.map_or(0, |rank| {
            let rank = u32::try_from(rank).unwrap_or(u32::MAX);
            score::COMMON.saturating_sub(rank.saturating_mul(10))
        });
        let verified = if procedure.verified {
            score::VERIFIED
        } else {
            0
        };
        let english = procedure.name_en.as_deref().unwrap_or_default();
        let results = procedure.results.join(" ");
        let aliases = known.aliases.get(&procedure.code);
        Self {
            code: digits(&fold(&procedure.code)),
            name: fold(&procedure.name),
            aliases: aliases
                .into_iter()
                .flatten()
                .map(|alias| fold(alias))
                .collect(),
            rest: fold(&format!("{} {english} {results}", procedure.field)),
            weight: common + verified,
        }
    }

    fn fit_code(&self, phrase: &str) -> u32 {
        let typed = digits(phrase);
        if typed.len() + phrase.matches(' ').count() != phrase.len() || typed.len() < 3 {
            0
        } else if self.code == typed {
            score::CODE
        } else if self.code.starts_with(&typed) {
            score::CODE_START
        } else {
            0
        }
    }

    /// `None` when some typed word begins no word of this procedure.
    fn fit(&self, typed: &[String], phrase: &str) -> Option<u32> {
        if typed.is_empty() {
            return (self.weight >= score::VERIFIED * 2).then_some(0);
        }
        let by_code = self.fit_code(phrase);
        let by_name = if all_begin(typed, &self.name) {
            score::IN_NAME
                + if has_phrase(&self.name, phrase) {
                    score::PHRASE
                } else {
                    0
                }
        } else {
            0
        };
        let by_alias = self
            .aliases
            .iter()
            .filter(|alias| all_begin(typed, alias))
            .map(|alias| {
                score::IN_ALIAS
                    + if alias.starts_with(phrase) {
                        score::PHRASE
                    } else {
                        0
                    }
            });
        let best = by_code.max(by_name).max(by_alias.max().unwrap_or(0));
        if best > 0 {
            return Some(best);
        }
        let begins = |word: &String| {
            let aliases = self.aliases.iter().map(String::as_str);
            aliases
                .chain([self.name.as_str(), &self.rest])
                .any(|t| begins_a_word(t, word))
        };
        typed.iter().all(begins).then_some(score::ANYWHERE)
    }
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

fn all_begin(typed: &[String], text: &str) -> bool {
    typed.iter().all(|word| begins_a_word(text, word))
}

fn begins_a_word(text: &str, start: &str) -> bool {
    text.split(' ').any(|word| word.starts_with(start))
}

/// Whether the words stand together in `text`, the last one perhaps unfinished.
fn has_phrase(text: &str, phrase: &str) -> bool {
    text.match_indices(phrase)
        .any(|(at, _)| at == 0 || text.as_bytes()[at - 1] == b' ')
}
