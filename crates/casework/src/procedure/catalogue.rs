//! Reading catalogue files and finding procedures in them.

use super::{Procedure, search::Index, terms};
use serde::Deserialize;
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::OnceLock,
};

/// The format of catalogue files this program reads.
const VERSION: u32 = 1;

const NATIONAL: &str = include_str!("../../../../catalogue/procedures/national-2026-07.json");
const TIME_LIMITS: &str = include_str!("../../../../catalogue/procedures/time-limits.json");
const SEARCH_WORDS: &str = include_str!("../../../../catalogue/procedures/search-words.json");

/// All procedures an office may receive, by code.
#[derive(Debug)]
pub struct Catalogue {
    name: String,
    procedures: Vec<Procedure>,
    by_code: BTreeMap<String, usize>,
    words: SearchWords,
    index: OnceLock<Index>,
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

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    version: u32,
    name: String,
    #[serde(rename = "about")]
    _about: serde::de::IgnoredAny,
    rows: usize,
    procedures: Vec<Procedure>,
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
        let file: File = serde_json::from_str(json)?;
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
        let mut by_code = BTreeMap::new();
        for (at, procedure) in file.procedures.iter().enumerate() {
            check_items(procedure)?;
            if by_code.insert(procedure.code.clone(), at).is_some() {
                return Err(CatalogueError::Twice {
                    code: procedure.code.clone(),
                });
            }
        }
        Ok(Self {
            name: file.name,
            procedures: file.procedures,
            by_code,
            words: SearchWords::default(),
            index: OnceLock::new(),
        })
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
            procedures: here.collect(),
            by_code: self.by_code.clone(),
            words: self.words.clone(),
            index: OnceLock::new(),
        }
    }

    /// The name and issue of the data, to be kept with every case: `national-2026-07`.
    pub fn name(&self) -> &str {
        &self.name
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
            .search(text, limit)
            .filter_map(|at| self.procedures.get(at))
            .collect()
    }

    #[cfg(test)]
    pub(super) fn search_words(&self) -> &SearchWords {
        &self.words
    }
}

fn check_items(procedure: &Procedure) -> Result<(), CatalogueError> {
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
