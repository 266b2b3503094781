//! What another edition of the catalogue changes, to be read before it is applied.

use super::correction::standing;
use super::{Catalogue, Channel, LocalCorrection, Paper, Procedure, Scope};
use crate::calendar::{TimeLimit, TimeUnit};
use jiff::civil::Date;
use std::collections::BTreeSet;

/// Everything that differs between two editions.
#[derive(Debug, Default)]
pub struct Changes<'a> {
    /// Only in the new one, in its order.
    pub added: Vec<&'a Procedure>,
    /// Only in the old one, in its order.
    pub removed: Vec<&'a Procedure>,
    /// In both, and not the same; in the new one's order.
    pub changed: Vec<Changed<'a>>,
    /// Corrections of the office whose published value changes underneath, or disappears.
    pub under: Vec<&'a LocalCorrection>,
}

/// A procedure that is not the same in two editions.
#[derive(Debug)]
pub struct Changed<'a> {
    /// As it is.
    pub from: &'a Procedure,
    /// As it becomes.
    pub to: &'a Procedure,
    /// What differs.
    pub fields: Vec<Difference<'a>>,
    /// What an officer should look at.
    pub warnings: Vec<ChangeWarning>,
}

/// One thing that differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Difference<'a> {
    /// A text; empty where there is none.
    Text {
        /// The key of the catalogue file, e.g. `name`.
        field: &'static str,
        /// As it is.
        from: String,
        /// As it becomes.
        to: String,
    },
    /// A time limit.
    Limit {
        /// Which case of the procedure; the procedure itself where `None`.
        variant: Option<&'a str>,
        /// As it is.
        from: Option<TimeLimit>,
        /// As it becomes.
        to: Option<TimeLimit>,
    },
    /// The amounts of the fees.
    Fees,
    /// A paper; `None` where it is not in the list.
    Paper {
        /// As it is.
        from: Option<&'a Paper>,
        /// As it becomes.
        to: Option<&'a Paper>,
    },
}

/// What an officer should look at before an edition is applied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangeWarning {
    /// A time limit becomes shorter.
    LimitShortened,
    /// A time limit is counted in another unit.
    LimitUnit,
    /// A time limit is no longer given.
    LimitGone,
    /// More papers are asked for: how many.
    PapersAdded(usize),
}

impl ChangeWarning {
    /// A stable word.
    pub fn code(self) -> &'static str {
        match self {
            Self::LimitShortened => "limit_shortened",
            Self::LimitUnit => "limit_unit",
            Self::LimitGone => "limit_gone",
            Self::PapersAdded(_) => "papers_added",
        }
    }
}

/// Compares two editions as they were published, and names the corrections of the office that
/// stand on `day` on something that changes.
pub fn changes<'a>(
    old: &'a Catalogue,
    new: &'a Catalogue,
    corrections: &'a [LocalCorrection],
    day: Date,
) -> Changes<'a> {
    let mut found = Changes::default();
    for to in new.all() {
        match old.get(&to.code) {
            None => found.added.push(to),
            Some(from) if from != to => found.changed.push(changed(from, to)),
            Some(_) => {}
        }
    }
    let gone = |from: &&Procedure| new.get(&from.code).is_none();
    found.removed = old.all().iter().filter(gone).collect();
    found.under = standing(corrections, day)
        .into_iter()
        .filter(
            |one| match (old.get(&one.says.procedure), new.get(&one.says.procedure)) {
                (Some(from), Some(to)) => {
                    one.says.change.covered(from) != one.says.change.covered(to)
                }
                (from, to) => from.is_some() || to.is_none(),
            },
        )
        .collect();
    found
}

fn changed<'a>(from: &'a Procedure, to: &'a Procedure) -> Changed<'a> {
    let mut fields = texts(from, to);
    let mut warnings = vec![];
    let variants = from.variants.iter().chain(&to.variants);
    let codes: BTreeSet<&str> = variants.map(|variant| variant.code.as_str()).collect();
    for variant in std::iter::once(None).chain(codes.into_iter().map(Some)) {
        let (old, new) = (from.limit_of(variant), to.limit_of(variant));
        let there = |one: &Procedure| variant.is_none_or(|code| one.variant(code).is_some());
        if old != new || there(from) != there(to) {
            fields.push(Difference::Limit {
                variant,
                from: old,
                to: new,
            });
            let warning = there(to).then(|| limit_warning(old, new)).flatten();
            warnings.extend(warning.filter(|warning| !warnings.contains(warning)));
        }
    }
    if (from.fee_vnd, &from.fees) != (to.fee_vnd, &to.fees) {
        fields.push(Difference::Fees);
    }
    let mut added = 0;
    for paper in &to.checklist {
        let before = from.paper(&paper.item);
        if before != Some(paper) {
            added += usize::from(before.is_none());
            fields.push(Difference::Paper {
                from: before,
                to: Some(paper),
            });
        }
    }
    let removed = from
        .checklist
        .iter()
        .filter(|paper| to.paper(&paper.item).is_none());
    fields.extend(removed.map(|paper| Difference::Paper {
        from: Some(paper),
        to: None,
    }));
    if added > 0 {
        warnings.push(ChangeWarning::PapersAdded(added));
    }
    Changed {
        from,
        to,
        fields,
        warnings,
    }
}

fn texts(from: &Procedure, to: &Procedure) -> Vec<Difference<'static>> {
    let of = |one: &Procedure| {
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        let channels: Vec<&str> = one
            .channels
            .iter()
            .map(|channel| channel_code(*channel))
            .collect();
        [
            ("name", one.name.clone()),
            ("field", one.field.clone()),
            ("level", one.level.clone()),
            ("scope", scope_text(&one.scope)),
            ("fee_note", text(&one.fee_note)),
            ("results", one.results.join("; ")),
            ("channels", channels.join(" ")),
            ("checklist_notes", one.checklist_notes.join("; ")),
            ("note", text(&one.note)),
            ("decision", text(&one.decision)),
            ("source", one.source.clone()),
            ("verified", one.verified.to_string()),
        ]
    };
    let pairs = of(from).into_iter().zip(of(to));
    pairs
        .filter(|((_, from), (_, to))| from != to)
        .map(|((field, from), (_, to))| Difference::Text { field, from, to })
        .collect()
}

fn scope_text(scope: &Scope) -> String {
    match scope {
        Scope::National => String::new(),
        Scope::Province(name) => name.clone(),
    }
}

fn channel_code(channel: Channel) -> &'static str {
    match channel {
        Channel::Direct => "direct",
        Channel::Online => "online",
        Channel::Postal => "postal",
    }
}

fn limit_warning(from: Option<TimeLimit>, to: Option<TimeLimit>) -> Option<ChangeWarning> {
    let from = from?;
    let Some(to) = to else {
        return Some(ChangeWarning::LimitGone);
    };
    let shorter = if from.unit == to.unit {
        to.amount.0 < from.amount.0 || (to.cutoff > from.cutoff)
    } else if to.unit == TimeUnit::SameDay {
        true
    } else if from.unit == TimeUnit::SameDay {
        false
    } else {
        return Some(ChangeWarning::LimitUnit);
    };
    shorter.then_some(ChangeWarning::LimitShortened)
}

#[cfg(test)]
mod tests;
