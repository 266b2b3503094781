//! Addresses of before July 2025 and the communes of today.
//!
//! What a citizen's paper says is kept as written. Beside it stands what the register of units makes
//! of it: one commune of today, several of which one has to be chosen, or nothing. Only the words of
//! an address are asked: a personal number never says where somebody lives.

mod name;
mod units;

use crate::person::PersonWarning;
use crate::text::nfc;
use name::{Level, Name};
use serde::Serialize;
use std::collections::BTreeSet;
use units::{District, Row, Target, Units};

/// The longest address that is read, in characters.
const TEXT_MAX: usize = 1_000;
/// The most parts an address is cut into; what stands further ahead stays together.
const PARTS_MAX: usize = 24;

/// What an address is in the units of today.
///
/// vi: địa chỉ theo đơn vị hành chính hai cấp — Nghị quyết 202/2025/QH15
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Modern {
    /// It names a province and a commune of today already.
    Today(Commune),
    /// It names a unit of before; here is what became of it.
    Moved(Moved),
    /// The register says nothing about it.
    Unknown,
}

/// A commune of today.
///
/// vi: xã, phường, đặc khu
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Commune {
    /// Five digits of the national list of units.
    pub code: &'static str,
    /// With its kind in front.
    pub name: &'static str,
    /// The province, with its kind in front.
    pub province: &'static str,
}

/// What became of a unit of before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    /// The unit as the register of before writes it, with district and province.
    pub former: String,
    /// What stands in front of the commune: house, street, village.
    pub place: String,
    /// The communes of today it may lie in, the likeliest first; at least one.
    pub candidates: Vec<Commune>,
    /// Why an officer has to look; none for a unit that went whole into one commune.
    pub doubts: BTreeSet<Doubt>,
}

/// Why an answer has to be looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Doubt {
    /// The unit was divided among several communes.
    ///
    /// vi: một phần xã, phường
    Split,
    /// The sources of the register do not agree on every part.
    Sources,
    /// Several units of before have this name.
    SeveralUnits,
    /// The district was not found or not written; the name is the only one in the province.
    District,
    /// The name is one the unit, or a part of it, had before an earlier merger.
    EarlierName,
}

impl Doubt {
    /// Every doubt.
    pub const ALL: [Self; 5] = [
        Self::Split,
        Self::Sources,
        Self::SeveralUnits,
        Self::District,
        Self::EarlierName,
    ];
}

impl Moved {
    /// Whether an officer has to choose among several communes.
    pub fn split(&self) -> bool {
        self.candidates.len() > 1
    }

    /// The whole address with one of the communes of today.
    pub fn text(&self, commune: &Commune) -> String {
        let parts = [self.place.as_str(), commune.name, commune.province];
        let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        parts.join(", ")
    }

    /// The doubts as things to look at.
    pub fn warnings(&self) -> Vec<PersonWarning> {
        let unit = |doubt| PersonWarning::Address {
            doubt,
            unit: self.former.clone(),
        };
        self.doubts.iter().copied().map(unit).collect()
    }
}

/// Finds the communes of today for an address as people and cards write it: parts between commas,
/// the province last, kinds of units written, abbreviated or left out.
pub fn modernise(text: &str) -> Modern {
    let clean = nfc(text);
    if clean.chars().nth(TEXT_MAX).is_some() {
        return Modern::Unknown;
    }
    let units = Units::built_in();
    let parts = parts(&clean);
    let Some((province, rest)) = parts.split_last() else {
        return Modern::Unknown;
    };
    let province = Name::read(province, Level::Province);
    Question { units, rest }.answer(&province)
}

/// The parts of an address, without the country.
fn parts(text: &str) -> Vec<&str> {
    let pieces = |separators: &[&str]| {
        let mut pieces = vec![text];
        for separator in separators {
            pieces = pieces
                .iter()
                .flat_map(|one| one.split(*separator))
                .collect();
        }
        let mut pieces: Vec<&str> = pieces
            .into_iter()
            .map(|piece| piece.trim_matches([' ', '.']))
            .filter(|piece| !piece.is_empty())
            .collect();
        if pieces
            .last()
            .is_some_and(|last| name::key(last) == "vietnam")
        {
            pieces.pop();
        }
        pieces.drain(..pieces.len().saturating_sub(PARTS_MAX));
        pieces
    };
    let by_comma = pieces(&[",", ";"]);
    if by_comma.len() > 1 {
        by_comma
    } else {
        pieces(&[",", ";", " - ", " – "])
    }
}

/// An address whose province is taken off.
struct Question<'a> {
    units: &'static Units,
    rest: &'a [&'a str],
}

impl Question<'_> {
    fn answer(&self, province: &Name<'_>) -> Modern {
        let before = self.units.province_before(province);
        if let Some(before) = before
            && let Some(moved) = self.in_district(before.name.text, &before.districts)
        {
            return Modern::Moved(moved);
        }
        let Some(last) = self.rest.last() else {
            return Modern::Unknown;
        };
        let name = Name::read(last, Level::Commune);
        let is_district = before.is_some_and(|before| {
            let district = Name::read(last, Level::District);
            !units::districts(&before.districts, &district).is_empty()
        });
        if (name.is_typed() || !is_district)
            && let Some(commune) = self.units.commune_today(province, &name)
        {
            return Modern::Today(commune);
        }
        before
            .and_then(|before| self.anywhere(before.name.text, &before.districts))
            .map_or(Modern::Unknown, Modern::Moved)
    }

    /// The usual way: commune, district, province.
    fn in_district(&self, province: &str, all: &'static [District]) -> Option<Moved> {
        let (last, ahead) = self.rest.split_last()?;
        let named = units::districts(all, &Name::read(last, Level::District));
        let mut found: Vec<(&'static District, &'static Row, bool)> = vec![];
        let mut place = ahead;
        if let Some((commune, ahead)) = ahead.split_last() {
            let commune = Name::read(commune, Level::Commune);
            for district in &named {
                let rows = district.communes(&commune).into_iter();
                found.extend(rows.map(|(row, earlier)| (*district, row, earlier)));
            }
            place = ahead;
        }
        if found.is_empty() {
            // An island district without communes is a unit by itself.
            let whole = named.iter().filter_map(|one| Some((*one, one.whole()?)));
            found = whole
                .map(|(district, row)| (district, row, false))
                .collect();
            place = ahead;
        }
        self.moved(province, place, &found, None)
    }

    /// The district is not one of the register, or not written: a name that occurs once will do.
    fn anywhere(&self, province: &str, all: &'static [District]) -> Option<Moved> {
        let from_end = |back: usize| {
            let at = self.rest.len().checked_sub(back)?;
            let name = Name::read(self.rest[at], Level::Commune);
            let mut found = vec![];
            for district in all {
                let rows = district.communes(&name).into_iter();
                found.extend(rows.map(|(row, earlier)| (district, row, earlier)));
            }
            let one = found.len() == 1 && (name.is_typed() || back == 2);
            one.then(|| self.moved(province, &self.rest[..at], &found, Some(Doubt::District)))?
        };
        from_end(2).or_else(|| from_end(1))
    }

    fn moved(
        &self,
        province: &str,
        place: &[&str],
        found: &[(&'static District, &'static Row, bool)],
        doubt: Option<Doubt>,
    ) -> Option<Moved> {
        let (district, row, _) = found.first()?;
        let mut doubts: BTreeSet<Doubt> = doubt.into_iter().collect();
        let mut candidates: Vec<Commune> = vec![];
        for (_, row, earlier) in found {
            if *earlier {
                doubts.insert(Doubt::EarlierName);
            }
            if row.targets.len() > 1 {
                doubts.insert(Doubt::Split);
            }
            for Target { code, agreed } in &row.targets {
                if !agreed {
                    doubts.insert(Doubt::Sources);
                }
                let commune = self.units.commune(code)?;
                if !candidates.contains(&commune) {
                    candidates.push(commune);
                }
            }
        }
        let several = found.len() > 1;
        if several {
            doubts.insert(Doubt::SeveralUnits);
        }
        let former = [row.name.text, district.name.text, province];
        let former: Vec<&str> = former.into_iter().filter(|part| !part.is_empty()).collect();
        Some(Moved {
            former: former.join(", "),
            place: place.join(", "),
            candidates,
            doubts,
        })
    }
}

#[cfg(test)]
mod tests;
