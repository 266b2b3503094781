//! The rates: data with validity and source, and what a case costs by them.

use super::{Asked, FeeKind, Money};
use crate::procedure::Channel;
use jiff::civil::Date;
use serde::{Deserialize, Deserializer, Serialize, de::Error as _};
use std::collections::BTreeSet;

const FORMAT: &str = "motcua-fees/1";
const BUILT_IN: [&str; 2] = [
    include_str!("../../../../catalogue/fees/national.json"),
    include_str!("../../../../catalogue/fees/demo.json"),
];
/// Largest rate in a table, in đồng.
const RATE_MAX: i64 = 1_000_000_000;

/// Every rate an office asks for: the national ones, and those its province set.
///
/// vi: biểu mức thu phí, lệ phí — Luật Phí và lệ phí 2015
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FeeTable {
    ids: Vec<String>,
    pub(super) rows: Vec<Row>,
    pub(super) exemptions: Vec<Exemption>,
}

/// Why a file of rates is refused.
#[derive(Debug, thiserror::Error)]
pub enum FeeError {
    /// Not the JSON of such a file.
    #[error("not a file of fees: {0}")]
    Json(#[from] serde_json::Error),
    /// A format this program does not know.
    #[error("format {0} is not known, only {FORMAT} is")]
    Format(String),
    /// A row states no rate, several, or an impossible one.
    #[error("the row {code} states no clear rate")]
    Rate {
        /// The row.
        code: String,
    },
    /// A row names a ground of exemption that no file defines.
    #[error("the row {code} names the unknown exemption {exemption}")]
    Exemption {
        /// The row.
        code: String,
        /// The ground.
        exemption: String,
    },
    /// A file for certain offices where the national one is needed, or the other way round.
    #[error("the file {id} is for other offices")]
    Agency {
        /// The file.
        id: String,
    },
    /// A ground of exemption asked for is not in the table.
    #[error("unknown exemption {code}")]
    UnknownExemption {
        /// What was asked for.
        code: String,
    },
    /// A ground of exemption is known and does not hold for anything in this case.
    #[error("the exemption {code} does not hold for this procedure")]
    ExemptionElsewhere {
        /// What was asked for.
        code: String,
    },
    /// Nought or impossibly many pages, copies or persons.
    #[error("{field} is not a possible number")]
    Quantity {
        /// Which.
        field: &'static str,
    },
}

impl FeeError {
    /// The field of a request that the refusal is about, e.g. `fees.pages`.
    pub fn field(&self) -> &'static str {
        if let Self::Quantity { field } = self {
            return field;
        }
        "fees.exemption"
    }
}

/// A ground on which a fee is not asked for.
///
/// vi: đối tượng được miễn phí, lệ phí
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Exemption {
    /// Stable name.
    pub code: String,
    /// The words on paper, Vietnamese.
    pub ground: String,
    /// Where it was read.
    pub source: String,
    /// How well.
    pub(super) mark: Mark,
}

impl Exemption {
    /// Whether the ground was read in a source.
    pub fn is_verified(&self) -> bool {
        self.mark.is_verified()
    }
}

/// How well a row was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub(super) enum Mark {
    /// In a source.
    V,
    /// In a source at second hand.
    V2,
    /// Known from elsewhere, not confirmed.
    B,
    /// Looked for and not found.
    U,
}

impl Mark {
    pub(super) fn is_verified(self) -> bool {
        matches!(self, Self::V | Self::V2)
    }
}

/// What a rate is multiplied by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Unit {
    Case,
    Copy,
    Person,
}

/// The price of a certified copy by its pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PageRate {
    pub(super) first: i64,
    pub(super) first_pages: u32,
    pub(super) then: i64,
    pub(super) cap: i64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum SetBy {
    Province,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rate {
    Each(Money),
    Pages(PageRate),
    SetByProvince,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Row {
    pub(super) procedures: Vec<String>,
    pub(super) code: String,
    pub(super) name: String,
    pub(super) kind: FeeKind,
    pub(super) channels: Vec<Channel>,
    #[serde(default)]
    pub(super) option: Option<String>,
    #[serde(default)]
    pub(super) amount: Option<i64>,
    #[serde(default)]
    pub(super) pages: Option<PageRate>,
    #[serde(default)]
    pub(super) set_by: Option<SetBy>,
    pub(super) unit: Unit,
    /// Counts only where a number of copies is asked for.
    #[serde(default)]
    pub(super) on_request: bool,
    #[serde(default)]
    pub(super) exempt: Vec<String>,
    #[serde(deserialize_with = "date")]
    pub(super) valid_from: Date,
    #[serde(default, deserialize_with = "some_date")]
    pub(super) valid_to: Option<Date>,
    pub(super) source: String,
    pub(super) mark: Mark,
}

impl Row {
    pub(super) fn rate(&self) -> Result<Rate, FeeError> {
        let possible = |amount: i64| (0..=RATE_MAX).contains(&amount);
        match (self.amount, self.pages, self.set_by) {
            (Some(amount), None, None) if possible(amount) => Ok(Rate::Each(Money(amount))),
            (None, Some(rate), None)
                if [rate.first, rate.then, rate.cap].into_iter().all(possible) =>
            {
                Ok(Rate::Pages(rate))
            }
            (None, None, Some(SetBy::Province)) => Ok(Rate::SetByProvince),
            _ => Err(FeeError::Rate {
                code: self.code.clone(),
            }),
        }
    }

    pub(super) fn holds(&self, asked: &Asked<'_>) -> bool {
        self.procedures.iter().any(|code| code == asked.procedure)
            && self.channels.contains(&asked.channel)
            && self.option == asked.quantities.option
            && self.valid_from <= asked.at
            && self.valid_to.is_none_or(|last| asked.at <= last)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    format: String,
    id: String,
    /// The offices it is for: all whose code is this one or begins with it.
    agency: Option<String>,
    #[serde(rename = "about")]
    _about: serde::de::IgnoredAny,
    exemptions: Vec<Exemption>,
    rows: Vec<Row>,
}

impl FeeTable {
    /// The rates that are part of the program, for the office with this agency code.
    ///
    /// # Errors
    /// [`FeeError`] when the program was built with a broken file; a test keeps that away.
    pub fn built_in(agency: &str) -> Result<Self, FeeError> {
        let mut table = Self::default();
        for json in BUILT_IN {
            let file = read(json)?;
            if is_for(&file, agency) {
                table.add(file)?;
            }
        }
        Ok(table)
    }

    /// Puts the rates of a file, such as the province's, over those of the same name.
    ///
    /// # Errors
    /// [`FeeError`] names what is wrong, also where the file is for other offices; the table is
    /// left as it was.
    pub fn overlay(&mut self, json: &str, agency: &str) -> Result<(), FeeError> {
        let file = read(json)?;
        if !is_for(&file, agency) {
            return Err(FeeError::Agency { id: file.id });
        }
        let mut table = self.clone();
        table.add(file)?;
        *self = table;
        Ok(())
    }

    fn add(&mut self, file: File) -> Result<(), FeeError> {
        self.exemptions.extend(file.exemptions);
        let known: BTreeSet<&str> = self.exemptions.iter().map(|e| e.code.as_str()).collect();
        for row in &file.rows {
            row.rate()?;
            if let Some(exemption) = row.exempt.iter().find(|e| !known.contains(e.as_str())) {
                return Err(FeeError::Exemption {
                    code: row.code.clone(),
                    exemption: exemption.clone(),
                });
            }
        }
        self.ids.push(file.id);
        // Later files stand in front: their rows win over those of the same name.
        self.rows.splice(0..0, file.rows);
        Ok(())
    }

    /// Name and issue of every file in it, in the order they were laid over each other.
    pub fn ids(&self) -> &[String] {
        &self.ids
    }

    /// The grounds of exemption that hold for something in a procedure.
    pub fn exemptions(&self, procedure: &str) -> Vec<&Exemption> {
        let rows = self.rows.iter();
        let codes: BTreeSet<&String> = rows
            .filter(|row| row.procedures.iter().any(|code| code == procedure))
            .flat_map(|row| &row.exempt)
            .collect();
        let all = self.exemptions.iter();
        all.filter(|exemption| codes.contains(&exemption.code))
            .collect()
    }

    /// The rates an officer may choose between, beside the ordinary one.
    pub fn options(&self, procedure: &str) -> Vec<&str> {
        let rows = self.rows.iter();
        let options: BTreeSet<&str> = rows
            .filter(|row| row.procedures.iter().any(|code| code == procedure))
            .filter_map(|row| row.option.as_deref())
            .collect();
        options.into_iter().collect()
    }

    /// Which quantities change what a procedure costs: pages, copies, persons.
    pub fn depends_on(&self, procedure: &str) -> [bool; 3] {
        let mut depends = [false; 3];
        let rows = self.rows.iter();
        for row in rows.filter(|row| row.procedures.iter().any(|code| code == procedure)) {
            depends[0] |= row.pages.is_some();
            depends[1] |= row.unit == Unit::Copy;
            depends[2] |= row.unit == Unit::Person;
        }
        depends
    }
}

fn read(json: &str) -> Result<File, FeeError> {
    let file: File = serde_json::from_str(json)?;
    if file.format == FORMAT {
        Ok(file)
    } else {
        Err(FeeError::Format(file.format.chars().take(40).collect()))
    }
}

fn is_for(file: &File, agency: &str) -> bool {
    file.agency.as_deref().is_none_or(|prefix| {
        agency
            .strip_prefix(prefix)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    })
}

fn date<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Date, D::Error> {
    let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
    text.parse().map_err(D::Error::custom)
}

fn some_date<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Date>, D::Error> {
    date(deserializer).map(Some)
}

#[cfg(test)]
mod tests;
