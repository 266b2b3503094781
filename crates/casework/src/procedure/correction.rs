//! What an office corrects in the catalogue by itself: kept apart, laid over, never written into it.

use super::{Catalogue, Channel, Fee, FeeKind, Paper, Part, Procedure, limit};
use crate::calendar::TimeLimit;
use crate::office::Officer;
use crate::record::{Record, RecordData};
use crate::text::nfc;
use crate::time::LocalTime;
use jiff::civil::Date;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

/// Longest text of a correction, in characters.
const TEXT_MAX: usize = 1_000;

/// A correction of one procedure by an office.
///
/// vi: nội dung sửa tại xã
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LocalCorrection {
    /// Names it for ever: the id of its record.
    pub id: String,
    /// Who corrected.
    pub officer: Officer,
    /// When.
    pub at: LocalTime,
    /// What it says.
    pub says: CorrectionData,
}

/// What the record of a correction says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CorrectionData {
    /// Code of the procedure.
    pub procedure: String,
    /// What is laid over.
    pub change: Override,
    /// Why.
    pub reason: String,
    /// The decision or document it rests on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// The first day of reception it holds for.
    #[serde(serialize_with = "write_date", deserialize_with = "read_date")]
    pub valid_from: Date,
    /// The published value the officer saw, to tell when it changes underneath.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seen: Option<String>,
    /// One more than the largest of the office's corrections that the desk knew: what was corrected
    /// with knowledge of another one comes after it on every desk, whatever the clocks say.
    pub serial: u32,
}

impl RecordData for CorrectionData {
    const KIND: &'static str = "local_correction";
}

/// What a correction lays over a procedure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "what", deny_unknown_fields)]
pub enum Override {
    /// vi: thời hạn giải quyết
    Limit {
        /// Which case of the procedure; the procedure itself where not said.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        variant: Option<String>,
        /// The limit; `None`: no known limit.
        #[serde(default, with = "limit::text")]
        limit: Option<TimeLimit>,
    },
    /// vi: phí, lệ phí
    Fee {
        /// How the amount is found.
        text: String,
        /// The one amount in đồng, where there is exactly one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        amount_vnd: Option<i64>,
    },
    /// A paper the published list lacks.
    AddPaper {
        /// The paper; its item must be new in the procedure.
        paper: Paper,
    },
    /// A paper that is not asked for here.
    RemovePaper {
        /// Which.
        item: String,
    },
    /// A paper's name in other words.
    RenamePaper {
        /// Which.
        item: String,
        /// The name to print.
        name: String,
    },
    /// What people here say instead of the official name.
    Synonym {
        /// The words.
        text: String,
    },
    /// Not offered at this office.
    Hide,
    /// Compared with the decision named as the source.
    ///
    /// vi: đã đối chiếu
    Verified,
    /// Takes back an earlier correction.
    Withdraw {
        /// Its id.
        correction: String,
    },
}

/// Why a correction cannot be laid over.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OverrideError {
    /// No such procedure.
    #[error("unknown procedure")]
    Procedure,
    /// No such case of the procedure.
    #[error("unknown variant")]
    Variant,
    /// No such paper, or one that is there already.
    #[error("the paper is not in the list, or is there already")]
    Paper,
    /// No such correction in force.
    #[error("no such correction is in force")]
    Correction,
    /// A part is empty, too long, or out of its range.
    #[error("{0} is empty, too long or out of range")]
    Part(&'static str),
}

impl Override {
    /// The stable word, e.g. `add_paper`.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Limit { .. } => "limit",
            Self::Fee { .. } => "fee",
            Self::AddPaper { .. } => "add_paper",
            Self::RemovePaper { .. } => "remove_paper",
            Self::RenamePaper { .. } => "rename_paper",
            Self::Synonym { .. } => "synonym",
            Self::Hide => "hide",
            Self::Verified => "verified",
            Self::Withdraw { .. } => "withdraw",
        }
    }

    /// The value in a procedure that this is laid over, in one spelling; `None` where it covers
    /// nothing that is published.
    pub fn covered(&self, procedure: &Procedure) -> Option<String> {
        let written = |value: serde_json::Result<String>| value.ok();
        match self {
            Self::Limit { variant, .. } => {
                let limit = procedure.limit_of(variant.as_deref());
                Some(format!("{limit:?}"))
            }
            Self::Fee { .. } => written(serde_json::to_string(&(
                &procedure.fee_note,
                procedure.fee_vnd,
                &procedure.fees,
            ))),
            Self::AddPaper { paper } => {
                written(serde_json::to_string(&procedure.paper(&paper.item)))
            }
            Self::RemovePaper { item } | Self::RenamePaper { item, .. } => {
                written(serde_json::to_string(&procedure.paper(item)))
            }
            Self::Verified => Some(procedure.verified.to_string()),
            Self::Synonym { .. } | Self::Hide | Self::Withdraw { .. } => None,
        }
    }

    /// Whether this takes the place of `earlier` on the same procedure.
    fn replaces(&self, earlier: &Self) -> bool {
        match (self, earlier) {
            (Self::Limit { variant, .. }, Self::Limit { variant: other, .. }) => variant == other,
            (Self::RenamePaper { item, .. }, Self::RenamePaper { item: other, .. })
            | (Self::RemovePaper { item }, Self::RemovePaper { item: other }) => item == other,
            (Self::Synonym { text }, Self::Synonym { text: other }) => text == other,
            (Self::Fee { .. }, Self::Fee { .. })
            | (Self::Hide, Self::Hide)
            | (Self::Verified, Self::Verified) => true,
            _ => false,
        }
    }

    fn check(
        &self,
        procedure: &Procedure,
        standing: &[LocalCorrection],
    ) -> Result<(), OverrideError> {
        match self {
            Self::Limit { variant, .. } => match variant {
                Some(code) if procedure.variant(code).is_none() => Err(OverrideError::Variant),
                _ => Ok(()),
            },
            Self::Fee { text, amount_vnd } => {
                text_ok("text", text)?;
                let fits = amount_vnd.is_none_or(|amount| (0..=10_000_000_000).contains(&amount));
                fits.then_some(()).ok_or(OverrideError::Part("amount_vnd"))
            }
            Self::AddPaper { paper } => {
                text_ok("item", &paper.item)?;
                text_ok("name", &paper.name)?;
                if !(1..=999).contains(&paper.copies) {
                    return Err(OverrideError::Part("copies"));
                }
                let new = procedure.paper(&paper.item).is_none();
                new.then_some(()).ok_or(OverrideError::Paper)
            }
            Self::RemovePaper { item } => {
                let known = procedure.paper(item).is_some();
                known.then_some(()).ok_or(OverrideError::Paper)
            }
            Self::RenamePaper { item, name } => {
                text_ok("name", name)?;
                let known = procedure.paper(item).is_some();
                known.then_some(()).ok_or(OverrideError::Paper)
            }
            Self::Synonym { text } => text_ok("text", text),
            Self::Hide | Self::Verified => Ok(()),
            Self::Withdraw { correction } => {
                let known = standing.iter().any(|one| one.id == *correction);
                known.then_some(()).ok_or(OverrideError::Correction)
            }
        }
    }
}

fn text_ok(part: &'static str, text: &str) -> Result<(), OverrideError> {
    let fits = !text.trim().is_empty()
        && text.chars().count() <= TEXT_MAX
        && !text.chars().any(char::is_control)
        && nfc(text) == text;
    fits.then_some(()).ok_or(OverrideError::Part(part))
}

impl LocalCorrection {
    /// A correction as it was put on record.
    pub fn of(record: &Record, says: CorrectionData) -> Self {
        Self {
            id: record.id.to_string(),
            officer: record.officer.clone(),
            at: record.at,
            says,
        }
    }

    /// Where it stands among the office's corrections, the same on every desk.
    pub fn order(&self) -> (u32, LocalTime, &str) {
        (self.says.serial, self.at, &self.id)
    }

    /// Whether the published value has changed since the officer saw it; also where the procedure
    /// is no longer published.
    pub fn is_stale(&self, published: &Catalogue) -> bool {
        let now = published.get(&self.says.procedure);
        match &self.says.seen {
            None => now.is_none(),
            Some(seen) => now.and_then(|now| self.says.change.covered(now)).as_ref() != Some(seen),
        }
    }
}

impl Catalogue {
    /// This catalogue with what an office corrected laid over it, as it holds for a reception on
    /// `day`. Corrections count in the order of their serials, so that every desk
    /// comes to the same; of two of the same thing the later one stands.
    #[must_use]
    pub fn with(&self, corrections: &[LocalCorrection], day: Date) -> Self {
        let mut procedures = self.procedures.clone();
        let mut words = self.words.clone();
        let mut hidden = BTreeSet::new();
        let mut corrected: BTreeMap<String, Vec<LocalCorrection>> = BTreeMap::new();
        for one in standing(corrections, day) {
            let Some(procedure) = self
                .by_code
                .get(&one.says.procedure)
                .and_then(|at| procedures.get_mut(*at))
            else {
                continue;
            };
            match &one.says.change {
                Override::Synonym { text } => {
                    let aliases = words.aliases.entry(one.says.procedure.clone()).or_default();
                    aliases.push(text.clone());
                }
                Override::Hide => {
                    hidden.insert(one.says.procedure.clone());
                }
                Override::Limit { .. }
                | Override::Fee { .. }
                | Override::AddPaper { .. }
                | Override::RemovePaper { .. }
                | Override::RenamePaper { .. }
                | Override::Verified
                | Override::Withdraw { .. } => {
                    lay_over(procedure, &one.says.change, one.says.source.as_deref());
                }
            }
            corrected
                .entry(one.says.procedure.clone())
                .or_default()
                .push(one.clone());
        }
        Self {
            name: self.name.clone(),
            valid_from: self.valid_from,
            source: self.source.clone(),
            procedures,
            by_code: self.by_code.clone(),
            words,
            corrected,
            hidden,
            index: OnceLock::new(),
        }
    }

    /// What this office corrected in a procedure, oldest first; empty where nothing.
    pub fn corrections(&self, code: &str) -> &[LocalCorrection] {
        self.corrected.get(code).map_or(&[], Vec::as_slice)
    }

    /// Whether this office does not offer the procedure.
    pub fn is_hidden(&self, code: &str) -> bool {
        self.hidden.contains(code)
    }

    /// Checks a correction against this catalogue, which already shows those made before.
    ///
    /// # Errors
    /// [`OverrideError`].
    pub fn check(&self, procedure: &str, change: &Override) -> Result<(), OverrideError> {
        let known = self.get(procedure).ok_or(OverrideError::Procedure)?;
        change.check(known, self.corrections(procedure))
    }
}

/// The corrections in force for a reception on `day`, oldest first: those withdrawn or replaced by
/// a later one of the same thing are left out.
pub(super) fn standing(corrections: &[LocalCorrection], day: Date) -> Vec<&LocalCorrection> {
    let mut all: Vec<_> = corrections
        .iter()
        .filter(|one| one.says.valid_from <= day)
        .collect();
    all.sort_by(|a, b| a.order().cmp(&b.order()));
    let mut withdrawn = BTreeSet::new();
    let mut kept: Vec<&LocalCorrection> = vec![];
    for one in all.into_iter().rev() {
        if withdrawn.contains(one.id.as_str()) {
            continue;
        }
        if let Override::Withdraw { correction } = &one.says.change {
            withdrawn.insert(correction.as_str());
            continue;
        }
        let replaced = kept.iter().any(|later| {
            later.says.procedure == one.says.procedure
                && later.says.change.replaces(&one.says.change)
        });
        if !replaced {
            kept.push(one);
        }
    }
    kept.reverse();
    kept
}

fn lay_over(procedure: &mut Procedure, change: &Override, source: Option<&str>) {
    match change {
        Override::Limit {
            variant: None,
            limit,
        } => {
            procedure.limit = *limit;
            read_part(procedure, Part::Limit, source);
        }
        Override::Limit {
            variant: Some(code),
            limit,
        } => {
            let variant = procedure.variants.iter_mut().find(|one| one.code == *code);
            if let Some(variant) = variant {
                variant.limit = *limit;
            }
        }
        Override::Fee { text, amount_vnd } => {
            read_part(procedure, Part::Fee, source);
            procedure.fee_vnd = *amount_vnd;
            procedure.fee_note = Some(text.clone());
            procedure.fees = amount_vnd.map_or(vec![], |amount| {
                vec![Fee {
                    kind: FeeKind::Charge,
                    channels: vec![Channel::Direct, Channel::Online, Channel::Postal],
                    amount_vnd: Some(amount),
                    note: Some(text.clone()),
                }]
            });
        }
        Override::AddPaper { paper } => {
            if procedure.paper(&paper.item).is_none() {
                procedure.checklist.push(paper.clone());
            }
        }
        Override::RemovePaper { item } => procedure.checklist.retain(|paper| paper.item != *item),
        Override::RenamePaper { item, name } => {
            let paper = procedure.checklist.iter_mut().find(|one| one.item == *item);
            if let Some(paper) = paper {
                paper.name.clone_from(name);
            }
        }
        Override::Verified => {
            procedure.verified = true;
            for part in [Part::Limit, Part::Fee, Part::Checklist] {
                read_part(procedure, part, source);
            }
            if let Some(source) = source {
                procedure.decision = Some(source.to_owned());
            }
        }
        Override::Synonym { .. } | Override::Hide | Override::Withdraw { .. } => {}
    }
}

/// A part that rests on a decision counts as read.
fn read_part(procedure: &mut Procedure, part: Part, source: Option<&str>) {
    if source.is_some() && !procedure.verified_parts.contains(&part) {
        procedure.verified_parts.push(part);
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde gives a reference")]
fn write_date<S: Serializer>(date: &Date, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(date)
}

fn read_date<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Date, D::Error> {
    let text = String::deserialize(deserializer)?;
    text.parse().map_err(serde::de::Error::custom)
}

#[cfg(test)]
mod tests;
