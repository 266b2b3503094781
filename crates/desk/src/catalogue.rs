//! Catalogue care: editions the office applied, what it corrected by itself, and which catalogue
//! holds when. Both are records of the office and travel with it.

mod care;
mod kept;

pub use care::{Applied, Preview};

use crate::clock;
use crate::desk::Desk;
use crate::error::{ApiError, ErrorCode};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use casework::id::Hash;
use casework::procedure::{
    Catalogue, CorrectionData, EditionPart, Editions, LocalCorrection, read_edition,
};
use casework::record::Record;
use jiff::civil::Date;
use kept::Kept;
use std::collections::BTreeMap;
use store::{Reader, StoreError};

/// Largest catalogue file, in bytes.
pub const FILE_MAX: usize = 16 * 1024 * 1024;
/// Most parts of an edition.
const PARTS_MAX: u32 = 256;

/// Every catalogue this session has used.
#[derive(Default)]
pub(crate) struct Catalogues(Kept<Vec<u64>, Loaded>);

/// What the office applied and corrected, as far as it was known at one moment.
pub(crate) struct Loaded {
    editions: Editions,
    applied: Vec<Applied>,
    /// Editions of which parts are still on their way.
    incomplete: usize,
    corrections: Vec<LocalCorrection>,
    laid: Kept<(String, usize), Catalogue>,
}

impl Loaded {
    /// The catalogue for a reception on `day`, with the office's corrections.
    fn at(&self, day: Date) -> &Catalogue {
        let edition = self.editions.at(day);
        let in_force = |one: &&LocalCorrection| one.says.valid_from <= day;
        let count = self.corrections.iter().filter(in_force).count();
        // The day only matters through these two.
        let key = (edition.name().to_owned(), count);
        self.laid
            .get_or_make(key, || edition.with(&self.corrections, day))
    }
}

impl Desk {
    /// The procedures as they hold today, with the office's corrections.
    pub fn catalogue(&self) -> &Catalogue {
        let today = clock::now().date();
        // Where the database does not answer, whatever the caller does next says so.
        self.catalogue_at(today)
            .unwrap_or_else(|_| crate::desk::catalogue())
    }

    /// The procedures as they hold for a reception on `day`, with the office's corrections.
    ///
    /// # Errors
    /// The store's.
    pub fn catalogue_at(&self, day: Date) -> Result<&Catalogue, ApiError> {
        Ok(self.care()?.at(day))
    }

    /// What the office applied and corrected until now.
    fn care(&self) -> Result<&Loaded, ApiError> {
        let office = Some(self.office());
        let known = self.store().try_read(|reader| -> Result<_, StoreError> {
            let kinds = reader.record_kinds(office)?;
            let count = |kind| kinds.get(kind).copied().unwrap_or(0);
            let stamp = ["catalogue_edition", "local_correction"]
                .map(count)
                .to_vec();
            if let Some(loaded) = self.catalogues().0.get(&stamp) {
                return Ok(loaded);
            }
            let loaded = self.load_care(reader)?;
            Ok(self.catalogues().0.get_or_make(stamp, || loaded))
        })?;
        // Busy in this very thread or in another: what was known a moment ago.
        known
            .or_else(|| self.catalogues().0.last())
            .ok_or_else(|| ErrorCode::Busy.into())
    }

    /// A catalogue as it holds in this office's commune.
    fn in_commune(&self, catalogue: Catalogue) -> Catalogue {
        if self.profile().office.difficult {
            catalogue.in_commune(true)
        } else {
            catalogue
        }
    }

    fn load_care(&self, reader: &Reader<'_>) -> Result<Loaded, StoreError> {
        let office = Some(self.office());
        let corrections = reader.records::<CorrectionData>(office, i64::MIN, i64::MAX)?;
        let mut corrections: Vec<LocalCorrection> = corrections
            .into_iter()
            .map(|(record, says)| LocalCorrection::of(&record, says))
            .collect();
        corrections.sort_by(|a, b| a.order().cmp(&b.order()));
        let parts = reader.records::<EditionPart>(office, i64::MIN, i64::MAX)?;
        let mut files: BTreeMap<(u32, Hash), Vec<(Record, EditionPart)>> = BTreeMap::new();
        for (record, part) in parts {
            files
                .entry((part.serial, part.hash))
                .or_default()
                .push((record, part));
        }
        let (mut applied, mut editions, mut incomplete) = (vec![], vec![], 0);
        for file in files.into_values() {
            match assembled(&file) {
                None => incomplete += 1,
                Some((edition, info)) => {
                    editions.push(self.in_commune(edition));
                    applied.push(info);
                }
            }
        }
        Ok(Loaded {
            editions: Editions::new(self.in_commune(built_in()), editions),
            applied,
            incomplete,
            corrections,
            laid: Kept::default(),
        })
    }
}

/// A copy of its own of the catalogue that is part of the program.
fn built_in() -> Catalogue {
    crate::desk::catalogue().with(&[], Date::MIN)
}

/// Puts the parts of an edition together; `None` while one is missing, or where the whole is not
/// what its hash says or does not read.
fn assembled(parts: &[(Record, EditionPart)]) -> Option<(Catalogue, Applied)> {
    let (record, first) = parts.first()?;
    let mut text = String::new();
    for number in 0..first.parts.min(PARTS_MAX) {
        let is_it = |(_, part): &&(Record, EditionPart)| part.part == number;
        text += &parts.iter().find(is_it)?.1.bytes;
    }
    let packed = STANDARD.decode(text).ok()?;
    let file = zstd::bulk::decompress(&packed, FILE_MAX).ok()?;
    let json = String::from_utf8(file)
        .ok()
        .filter(|json| Hash::of(json.as_bytes()) == first.hash)?;
    let edition = read_edition(&json).ok()?;
    let applied = Applied {
        name: edition.name().to_owned(),
        valid_from: edition.valid_from(),
        source: edition.source().to_owned(),
        procedures: edition.all().len(),
        officer: record.officer.clone(),
        at: record.at,
        hash: first.hash,
        serial: first.serial,
    };
    Some((edition, applied))
}
