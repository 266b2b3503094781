//! What an officer does to the catalogue: read a file's differences, apply it, correct a procedure.

use super::{FILE_MAX, PARTS_MAX};
use crate::clock;
use crate::desk::Desk;
use crate::error::{ApiError, ErrorCode};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use casework::id::Hash;
use casework::office::Officer;
use casework::procedure::{
    Catalogue, Changes, CorrectionData, EditionPart, Fault, LocalCorrection, Override,
    OverrideError, changes, read_edition,
};
use casework::text::nfc;
use casework::time::LocalTime;
use jiff::civil::Date;
use std::collections::BTreeMap;
use store::{Filter, ListQuery};

/// Bytes of the compressed file in one part: in base64 and with its record it stays below the size
/// of a body.
const PART: usize = 45_000;
/// How hard a file is compressed; it happens a few times a year.
const LEVEL: i32 = 19;
/// Longest reason or source, in characters.
const TEXT_MAX: usize = 1_000;
/// Open cases counted at a time.
const PAGE: usize = 500;

/// An edition that the office applied.
#[derive(Clone, Debug)]
pub struct Applied {
    /// The name it gives itself.
    pub name: String,
    /// The first day it holds.
    pub valid_from: Option<Date>,
    /// Where it comes from.
    pub source: String,
    /// How many procedures it has.
    pub procedures: usize,
    /// Who applied it.
    pub officer: Officer,
    /// When.
    pub at: LocalTime,
    /// SHA-256 of the file.
    pub hash: Hash,
    /// Its place among the applied ones.
    pub(super) serial: u32,
}

/// A catalogue file, read and ready to be applied.
pub struct Preview<'a> {
    /// The edition of the file.
    pub edition: Catalogue,
    /// The edition that holds until then on the day from which this one holds.
    pub base: &'a Catalogue,
    /// What the office corrected.
    pub corrections: &'a [LocalCorrection],
    /// Open cases by procedure; they keep what they were received with.
    pub open: BTreeMap<String, u64>,
    /// Another edition begins on a later day and holds from then on.
    pub later: Option<String>,
    /// An edition of this name was applied before.
    pub known: bool,
}

impl Preview<'_> {
    /// What the file changes.
    pub fn changes(&self) -> Changes<'_> {
        let day = self
            .edition
            .valid_from()
            .unwrap_or(Date::MIN)
            .max(clock::now().date());
        changes(self.base, &self.edition, self.corrections, day)
    }
}

impl Desk {
    /// Reads a catalogue file and compares it with what holds now. Nothing is written.
    ///
    /// # Errors
    /// The faults of the file, or the store's.
    pub fn preview_edition(&self, json: &str) -> Result<Result<Preview<'_>, Vec<Fault>>, ApiError> {
        if json.len() > FILE_MAX {
            return Err(ApiError::new(ErrorCode::InputTooLarge).with("max", "16 MB"));
        }
        let edition = match read_edition(json) {
            Ok(edition) => edition,
            Err(faults) => return Ok(Err(faults)),
        };
        let care = self.care()?;
        let from = edition.valid_from().unwrap_or(Date::MIN);
        let all = care.editions.all();
        let begins_later = |one: &&Catalogue| one.valid_from().is_some_and(|day| day > from);
        Ok(Ok(Preview {
            base: care.editions.at(from),
            corrections: &care.corrections,
            open: self.open_cases()?,
            later: all
                .iter()
                .find(begins_later)
                .map(|one| one.name().to_owned()),
            known: all.iter().any(|one| one.name() == edition.name()),
            edition,
        }))
    }

    /// Applies a catalogue file for the whole office, whole or not at all.
    ///
    /// # Errors
    /// [`ErrorCode::BadCatalogue`] with its first fault, [`ErrorCode::CatalogueKnown`] where an
    /// edition of this name was applied before, or the store's.
    pub fn apply_edition(&self, json: &str) -> Result<Applied, ApiError> {
        let preview = self
            .preview_edition(json)?
            .map_err(|faults| fault_error(&faults))?;
        if preview.known {
            let name = preview.edition.name();
            return Err(ApiError::new(ErrorCode::CatalogueKnown).with("name", name));
        }
        let json = json.strip_prefix('\u{feff}').unwrap_or(json);
        let packed = zstd::bulk::compress(json.as_bytes(), LEVEL)?;
        let parts: Vec<&[u8]> = packed.chunks(PART).collect();
        let count = u32::try_from(parts.len()).unwrap_or(u32::MAX);
        if count > PARTS_MAX {
            return Err(ApiError::new(ErrorCode::InputTooLarge).with("max", "16 MB"));
        }
        let serials = self.care()?.applied.iter().map(|one| one.serial);
        let serial = serials.max().unwrap_or(0).saturating_add(1);
        let hash = Hash::of(json.as_bytes());
        self.store().write(|tx| -> Result<(), ApiError> {
            for (part, bytes) in (0..).zip(&parts) {
                let record = EditionPart {
                    name: preview.edition.name().to_owned(),
                    hash,
                    serial,
                    part,
                    parts: count,
                    bytes: STANDARD.encode(bytes),
                };
                self.keep_record(tx, &record)?;
            }
            Ok(())
        })?;
        Ok(Applied {
            name: preview.edition.name().to_owned(),
            valid_from: preview.edition.valid_from(),
            source: preview.edition.source().to_owned(),
            procedures: preview.edition.all().len(),
            officer: self.officer().clone(),
            at: clock::now(),
            hash,
            serial,
        })
    }

    /// Corrects a procedure for this office, from `valid_from` on; today where not said.
    ///
    /// # Errors
    /// [`ErrorCode::UnknownProcedure`], [`ErrorCode::CorrectionRefused`] with the reason, or the
    /// store's.
    pub fn correct_procedure(
        &self,
        code: &str,
        change: Override,
        reason: &str,
        source: Option<&str>,
        valid_from: Option<Date>,
    ) -> Result<LocalCorrection, ApiError> {
        let code = code.trim();
        let today = clock::now().date();
        let valid_from = valid_from.unwrap_or(today);
        let care = self.care()?;
        let day = valid_from.max(today);
        let reason = worded("reason", Some(reason))?.ok_or_else(|| refused("reason"))?;
        let source = worded("source", source)?;
        if change == Override::Verified && source.is_none() {
            return Err(refused("source"));
        }
        care.at(day)
            .check(code, &change)
            .map_err(|error| match error {
                OverrideError::Procedure => {
                    ApiError::new(ErrorCode::UnknownProcedure).with("procedure", code)
                }
                OverrideError::Variant => refused("variant"),
                OverrideError::Paper => refused("paper"),
                OverrideError::Correction => refused("correction"),
                OverrideError::Part(part) => refused(part),
            })?;
        let serials = care.corrections.iter().map(|one| one.says.serial);
        let published = care.editions.at(day).get(code);
        let says = CorrectionData {
            procedure: code.to_owned(),
            seen: published.and_then(|published| change.covered(published)),
            change,
            reason,
            source,
            valid_from,
            serial: serials.max().unwrap_or(0).saturating_add(1),
        };
        let id = self.store().write(|tx| self.keep_record(tx, &says))?;
        Ok(LocalCorrection {
            id: id.to_string(),
            officer: self.officer().clone(),
            at: clock::now(),
            says,
        })
    }

    /// Every correction of the office, oldest first, withdrawn ones and withdrawals among them.
    ///
    /// # Errors
    /// The store's.
    pub fn corrections(&self) -> Result<&[LocalCorrection], ApiError> {
        Ok(&self.care()?.corrections)
    }

    /// The editions the office applied, in the order of applying, and how many have not arrived
    /// whole.
    ///
    /// # Errors
    /// The store's.
    pub fn applied_editions(&self) -> Result<(&[Applied], usize), ApiError> {
        let care = self.care()?;
        Ok((&care.applied, care.incomplete))
    }

    /// The edition that holds on `day`, as it was published.
    ///
    /// # Errors
    /// The store's.
    pub fn published_at(&self, day: Date) -> Result<&Catalogue, ApiError> {
        Ok(self.care()?.editions.at(day))
    }

    fn open_cases(&self) -> Result<BTreeMap<String, u64>, ApiError> {
        let mut open = BTreeMap::new();
        let mut offset = 0;
        self.store().read(|reader| {
            loop {
                let page = reader.list(&ListQuery {
                    office: Some(self.office()),
                    filter: Filter::Open,
                    until: None,
                    limit: PAGE,
                    offset,
                })?;
                for row in &page.rows {
                    *open.entry(row.procedure.clone()).or_insert(0) += 1;
                }
                offset += page.rows.len();
                if page.rows.len() < PAGE {
                    return Ok::<_, ApiError>(());
                }
            }
        })?;
        Ok(open)
    }
}

/// The first fault of a file as an error.
fn fault_error(faults: &[Fault]) -> ApiError {
    let error = ApiError::new(ErrorCode::BadCatalogue).with("count", faults.len());
    match faults.first() {
        None => error,
        Some(fault) => error
            .with("line", fault.line)
            .with("reason", crate::api::fault_words(fault)),
    }
}

fn refused(part: &str) -> ApiError {
    let reason = crate::api::said("refused", part);
    ApiError::new(ErrorCode::CorrectionRefused).with("reason", reason)
}

/// A text an officer typed; `None` where it is empty.
fn worded(part: &str, text: Option<&str>) -> Result<Option<String>, ApiError> {
    let text = nfc(text.unwrap_or_default());
    if text.chars().count() > TEXT_MAX {
        return Err(refused(part));
    }
    Ok(Some(text).filter(|text| !text.is_empty()))
}
