//! Reading catalogue files and finding procedures in them.

use super::{LocalCorrection, Procedure, search::Index, terms};
use jiff::civil::Date;
use serde::Deserialize;
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::OnceLock,
};

/// The format of catalogue files this program reads.
pub(super) const VERSION: u32 = 1;

const NATIONAL: &str = include_str!("../../../../catalogue/procedures/national-2026-07.json");
const TIME_LIMITS: &str = include_str!("../../../../catalogue/procedures/time-limits.json");
const SEARCH_WORDS: &str = include_str!("../../../../catalogue/procedures/search-words.json");

/// All procedures an office may receive, by code.
///
/// vi: danh mục thủ tục hành chính
#[derive(Debug)]
pub struct Catalogue {
    pub(super) name: String,
    pub(super) valid_from: Option<Date>,
    pub(super) source: String,
    pub(super) procedures: Vec<Procedure>,
    pub(super) by_code: BTreeMap<String, usize>,
    pub(super) words: SearchWords,
    /// What this office corrected, by procedure; empty in a catalogue as it was published.
    pub(super) corrected: BTreeMap<String, Vec<LocalCorrection>>,
    /// Codes this office does not offer.
    pub(super) hidden: BTreeSet<String>,
    pub(super) index: OnceLock<Index>,
}

/// Why a catalogue file is refused.
#[derive(Debug, thiserror::Error)]
pub enum CatalogueError {
    /// Not the JSON of a catalogue.
    #[error("not a catalogue file: {0}")]
    Json(#[from] serde_json::Error),
    /// A format this program does not know.
    #[error("catalogue format {found} is not known, only {VERSION} is")]
    Version {
        /// The format stated in the file.
        found: u32,
    },
    /// The file does not hold as many procedures as it says.
    #[error("the file states {stated} procedures and holds {found}")]
    Rows {
        /// As stated in the header.
        stated: usize,
        /// As counted.
        found: usize,
    },
    /// A code occurs twice.
    #[error("procedure {code} occurs twice")]
    Twice {
        /// The code.
        code: String,
    },
    /// An item or variant of a procedure occurs twice.
    #[error("{item} occurs twice in procedure {code}")]
    ItemTwice {
        /// The procedure.
        code: String,
        /// The item, or the variant's code.
        item: String,
    },
    /// What a file of time limits says does not fit its procedure.
    #[error("time limits of procedure {code}: {fault}")]
    Limits {
        /// The procedure.
        code: String,
        /// What is wrong.
        fault: &'static str,
    },
}

/// A catalogue file; `R` is what a row is read as.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File<R> {
    pub(super) version: u32,
    pub(super) name: String,
    #[serde(default)]
    pub(super) valid_from: Option<String>,
    #[serde(default)]
    pub(super) source: Option<String>,
    #[serde(default)]
    pub(super) about: serde_json::Value,
    pub(super) rows: usize,
    pub(super) procedures: Vec<R>,
}

impl<R> File<R> {
    /// Where the data comes from, in the words of the file; empty where it does not say.
    pub(super) fn origin(&self) -> String {
        let about = || self.about["source"].as_str().map(str::to_owned);
        self.source.clone().or_else(about).unwrap_or_default()
    }
}

/// What people say and type instead of official names.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SearchWords {
    version: u32,
    #[serde(default, rename = "about")]
    _about: serde::de::IgnoredAny,
    /// Codes of what counters do every day, most frequent first.
    pub(super) common: Vec<String>,
    /// Short forms and everyday names, by code.
    pub(super) aliases: BTreeMap<String, Vec<String>>,
}

impl Catalogue {
    /// Reads a catalogue file.
    ///
    /// # Errors
    /// [`CatalogueError`] names what is wrong; nothing is read in part.
    pub fn from_json(json: &str) -> Result<Self, CatalogueError> {
        let file: File<Procedure> = serde_json::from_str(json)?;
        if file.version != VERSION {
            return Err(CatalogueError::Version {
                found: file.version,
            });
        }
        if file.rows != file.procedures.len() {
            let found = file.procedures.len();
            return Err(CatalogueError::Rows {
                stated: file.rows,
                found,
            });
        }
        let origin = file.origin();
        let valid_from = file
            .valid_from
            .as_deref()
            .and_then(|text| text.parse().ok());
        let mut codes = BTreeSet::new();
        for procedure in &file.procedures {
            check_items(procedure)?;
            if !codes.insert(&procedure.code) {
                let code = procedure.code.clone();
                return Err(CatalogueError::Twice { code });
            }
        }
        Ok(Self::of(file.name, valid_from, origin, file.procedures))
    }

    /// A catalogue of these procedures, whose codes differ.
    pub(super) fn of(
        name: String,
        valid_from: Option<Date>,
        source: String,
        procedures: Vec<Procedure>,
    ) -> Self {
        let codes = procedures.iter().map(|procedure| procedure.code.clone());
        Self {
            by_code: codes.zip(0..).collect(),
            name,
            valid_from,
            source,
            procedures,
            words: SearchWords::default(),
            corrected: BTreeMap::new(),
            hidden: BTreeSet::new(),
            index: OnceLock::new(),
        }
    }

    /// Reads the catalogue that is part of the program.
    ///
    /// # Errors
    /// [`CatalogueError`] when the program was built with a broken file; a test keeps that away.
    pub fn built_in() -> Result<Self, CatalogueError> {
        let mut catalogue = Self::from_json(NATIONAL)?.with_time_limits(TIME_LIMITS)?;
        let words: SearchWords = serde_json::from_str(SEARCH_WORDS)?;
        if words.version != VERSION {
            return Err(CatalogueError::Version {
                found: words.version,
            });
        }
        catalogue.words = words;
        Ok(catalogue)
    }

    /// Adds what a file of time limits knows about procedures of this catalogue: further cases, time
    /// added in difficult communes, second appointments (`catalogue/procedures/time-limits.json`).
    ///
    /// # Errors
    /// [`CatalogueError`] names what is wrong; the catalogue is then lost, keep a clone.
    pub fn with_time_limits(mut self, json: &str) -> Result<Self, CatalogueError> {
        let file: terms::File = serde_json::from_str(json)?;
        if file.version != VERSION {
            return Err(CatalogueError::Version {
                found: file.version,
            });
        }
        for row in file.procedures {
            let code = row.code.clone();
            let at = self.by_code.get(&code).copied();
            let procedure = at.and_then(|at| self.procedures.get_mut(at));
            let fault = |fault| CatalogueError::Limits {
                code: code.clone(),
                fault,
            };
            let procedure = procedure.ok_or_else(|| fault("no such procedure"))?;
            row.lay_over(procedure).map_err(fault)?;
        }
        Ok(self)
    }

    /// The catalogue as it holds in a commune: [`Procedure::in_commune`] of every procedure.
    #[must_use]
    pub fn in_commune(&self, difficult: bool) -> Self {
        let procedures = self.procedures.iter();
        let here = procedures.map(|procedure| procedure.in_commune(difficult).into_owned());
        Self {
            name: self.name.clone(),
            valid_from: self.valid_from,
            source: self.source.clone(),
            procedures: here.collect(),
            by_code: self.by_code.clone(),
            words: self.words.clone(),
            corrected: self.corrected.clone(),
            hidden: self.hidden.clone(),
            index: OnceLock::new(),
        }
    }

    /// An edition of the office, with what the program knows about the limits of its procedures: the
    /// published shape has no place for second appointments and time added in difficult communes.
    pub(super) fn with_known_time_limits(mut self) -> Self {
        let Ok(file) = serde_json::from_str::<terms::File>(TIME_LIMITS) else {
            return self;
        };
        for row in file.procedures {
            let at = self.by_code.get(&row.code).copied();
            if let Some(procedure) = at.and_then(|at| self.procedures.get_mut(at)) {
                let mut fuller = procedure.clone();
                // Where the edition says it otherwise, the edition holds.
                if row.lay_over(&mut fuller).is_ok() {
                    *procedure = fuller;
                }
            }
        }
        self
    }

    /// The name and issue of the data, to be kept with every case: `national-2026-07`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The first day it holds; `None` where its file does not say.
    pub fn valid_from(&self) -> Option<Date> {
        self.valid_from
    }

    /// Where its data comes from.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The procedure with this code.
    pub fn get(&self, code: &str) -> Option<&Procedure> {
        self.by_code
            .get(code)
            .and_then(|at| self.procedures.get(*at))
    }

    /// All procedures, in the order of the file.
    pub fn all(&self) -> &[Procedure] {
        &self.procedures
    }

    /// The procedures that fit what was typed, best first, at most `limit`: every word must begin
    /// a word of the name, field or everyday name, or the text must begin the code. Marks, case
    /// and signs do not matter. An empty text gives what counters do every day.
    pub fn search(&self, text: &str, limit: usize) -> Vec<&Procedure> {
        self.index
            .get_or_init(|| Index::new(&self.procedures, &self.words))
            .search(text, limit.saturating_add(self.hidden.len()))
            .filter_map(|at| self.procedures.get(at))
            .filter(|procedure| !self.hidden.contains(&procedure.code))
            .take(limit)
            .collect()
    }

    #[cfg(test)]
    pub(super) fn search_words(&self) -> &SearchWords {
        &self.words
    }
}

pub(super) fn check_items(procedure: &Procedure) -> Result<(), CatalogueError> {
    let mut seen = BTreeSet::new();
    let papers = procedure.checklist.iter().map(|paper| &paper.item);
    let variants = procedure.variants.iter().map(|variant| &variant.code);
    match papers.chain(variants).find(|item| !seen.insert(*item)) {
        None => Ok(()),
        Some(item) => Err(CatalogueError::ItemTwice {
            code: procedure.code.clone(),
            item: item.clone(),
        }),
    }
}
