//! Estimates of the index by which the state rates offices, from data with its formulas.
//!
//! The figures of the national portal are the legal ones; what this program cannot know is said to
//! be unknown, with the reason, and never filled in.

use crate::figures::{Entry, Outcome, Period, outcome};
use crate::time::LocalTime;
use jiff::civil::Date;
use serde::Deserialize;
use std::collections::BTreeMap;

const FORMAT: &str = "motcua-index766/1";
const BUILT_IN: &str = include_str!("../../../catalogue/rules/index766.json");

/// A number the program can count, named in the formulas' data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// Every case of the period, with what was carried into it.
    All,
    /// Of them: every part made here was acknowledged by the hub.
    Synchronised,
    /// Decided at or before the due date.
    InTime,
    /// Decided after it.
    Late,
    /// In process before the due date.
    WaitingInTime,
    /// In process after it.
    Overdue,
    /// Waiting for a supplement or a payment; the clock stands still.
    Awaiting,
    /// Decided, with or without a time limit.
    Decided,
    /// Of them: with the result as a file.
    ElectronicResults,
    /// Papers received.
    Papers,
    /// Of them: as electronic copies.
    ElectronicPapers,
}

/// The index as the data describe it.
///
/// vi: Bộ chỉ số chỉ đạo, điều hành và đánh giá chất lượng phục vụ — QĐ 766/QĐ-TTg
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Index {
    format: String,
    /// Counts up with every change of the file.
    pub version: u32,
    /// The act.
    pub act: String,
    /// Where formulas and points come from.
    pub source: String,
    /// How far they are verified.
    pub mark: String,
    /// The first day on which they hold.
    #[serde(deserialize_with = "crate::time::day::deserialize")]
    pub valid_from: Date,
    /// What must stand beside every estimate.
    pub official: String,
    /// What else a reader must know.
    pub remark: String,
    /// The groups, in the order of the act.
    pub groups: Vec<IndexGroup>,
}

/// One group of the index.
///
/// vi: nhóm chỉ số
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IndexGroup {
    /// Stable name.
    pub id: String,
    /// Its Vietnamese name.
    pub name: String,
    /// What it is made of.
    pub items: Vec<IndexItem>,
}

/// One item: either a formula or the reason why it cannot be computed.
///
/// vi: chỉ tiêu thành phần
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IndexItem {
    /// Stable name.
    pub id: String,
    /// Its Vietnamese name.
    pub name: String,
    /// The most points it gives.
    pub points: u32,
    /// The formula in words.
    #[serde(default)]
    pub formula: Option<String>,
    /// Why the program cannot compute it.
    #[serde(default)]
    pub why_not: Option<String>,
    #[serde(default)]
    of: Vec<Measure>,
    #[serde(default)]
    over: Vec<Measure>,
    /// The share, in per cent, from which all points are given.
    #[serde(default)]
    full_at: u32,
}

/// Why the data are not an index.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an index: {0}")]
pub struct IndexError(String);

/// What an item comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Estimate {
    /// What is counted.
    pub of: u64,
    /// Out of what; 0 where there was nothing to count.
    pub over: u64,
    /// The points in thousandths; `None` where there was nothing to count.
    pub milli_points: Option<u64>,
}

/// The numbers the formulas ask for.
///
/// vi: số liệu để ước tính
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Measures(BTreeMap<Measure, u64>);

impl Index {
    /// The index compiled into the program.
    ///
    /// # Errors
    /// As [`Index::read`].
    pub fn built_in() -> Result<Self, IndexError> {
        Self::read(BUILT_IN)
    }

    /// Reads the data strictly.
    ///
    /// # Errors
    /// [`IndexError`] for another format, unknown keys, an item with both or neither of formula and
    /// reason, or points that do not add up to 100.
    pub fn read(json: &str) -> Result<Self, IndexError> {
        let index: Self =
            serde_json::from_str(json).map_err(|error| IndexError(error.to_string()))?;
        if index.format != FORMAT {
            return Err(IndexError(index.format));
        }
        for item in index.items() {
            let computed = item.formula.is_some();
            let whole = !item.of.is_empty() && !item.over.is_empty() && item.full_at > 0;
            if computed == item.why_not.is_some() || computed != whole {
                return Err(IndexError(item.id.clone()));
            }
        }
        let points: u32 = index.items().map(|item| item.points).sum();
        if points == 100 {
            Ok(index)
        } else {
            Err(IndexError(format!("{points} points")))
        }
    }

    fn items(&self) -> impl Iterator<Item = &IndexItem> {
        self.groups.iter().flat_map(|group| &group.items)
    }
}

impl IndexGroup {
    /// The most points it gives.
    pub fn points(&self) -> u32 {
        self.items.iter().map(|item| item.points).sum()
    }
}

impl IndexItem {
    /// What it comes to; `None` where the program cannot compute it.
    pub fn estimate(&self, measures: &Measures) -> Option<Estimate> {
        self.formula.as_ref()?;
        let (of, over) = (measures.sum(&self.of), measures.sum(&self.over));
        let full = u64::from(self.points) * 1000;
        let milli_points = (of * full * 100)
            .checked_div(over * u64::from(self.full_at))
            .map(|points| points.min(full));
        Some(Estimate {
            of,
            over,
            milli_points,
        })
    }
}

impl Measures {
    /// Counts the cases of a period as they stand `at`; `synchronised` says whether the hub has
    /// everything of a case.
    pub fn of<'e>(
        entries: impl IntoIterator<Item = &'e Entry>,
        (period, at): (Period, LocalTime),
        synchronised: impl Fn(&Entry) -> bool,
    ) -> Self {
        let mut measures = Self::default();
        for entry in entries {
            let before = |finished| finished < period.begin();
            if entry.received >= period.end() || entry.finished().is_some_and(before) {
                continue;
            }
            let Some(outcome) = outcome(entry, at) else {
                continue;
            };
            measures.count(entry, outcome, synchronised(entry));
        }
        measures
    }

    fn count(&mut self, entry: &Entry, outcome: Outcome, synchronised: bool) {
        self.add(Measure::All, 1);
        self.add(Measure::Synchronised, u64::from(synchronised));
        self.add(Measure::Papers, u64::from(entry.papers));
        self.add(
            Measure::ElectronicPapers,
            u64::from(entry.electronic_papers),
        );
        let measure = match outcome {
            Outcome::InTime => Some(Measure::InTime),
            Outcome::Late => Some(Measure::Late),
            Outcome::WaitingInTime => Some(Measure::WaitingInTime),
            Outcome::Overdue => Some(Measure::Overdue),
            Outcome::AwaitingSupplement | Outcome::AwaitingPayment => Some(Measure::Awaiting),
            Outcome::DecidedNoLimit
            | Outcome::Stopped
            | Outcome::ClosedUnsupplemented
            | Outcome::WaitingNoLimit => None,
        };
        if let Some(measure) = measure {
            self.add(measure, 1);
        }
        if matches!(
            outcome,
            Outcome::InTime | Outcome::Late | Outcome::DecidedNoLimit
        ) {
            self.add(Measure::Decided, 1);
            self.add(
                Measure::ElectronicResults,
                u64::from(entry.electronic_result),
            );
        }
    }

    fn add(&mut self, measure: Measure, count: u64) {
        *self.0.entry(measure).or_default() += count;
    }

    fn sum(&self, measures: &[Measure]) -> u64 {
        measures.iter().filter_map(|name| self.0.get(name)).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn index() -> Index {
        Index::built_in().expect("the built-in index")
    }

    fn measures(counts: &[(Measure, u64)]) -> Measures {
        Measures(counts.iter().copied().collect())
    }

    #[test]
    fn the_groups_have_the_points_of_the_act() {
        let points: Vec<u32> = index().groups.iter().map(IndexGroup::points).collect();
        assert_eq!(points, [18, 20, 12, 22, 10, 18]);
    }

    #[test]
    fn a_formula_gives_its_points_and_nothing_counted_gives_none() {
        use Measure::{Awaiting, ElectronicResults, InTime, Late, Overdue, WaitingInTime};
        for (item, counts, wanted) in [
            ("in_time", &[(InTime, 3), (Late, 1)][..], Some(15_000)),
            (
                "in_time",
                &[(InTime, 1), (WaitingInTime, 1), (Awaiting, 1), (Overdue, 3)],
                Some(10_000),
            ),
            ("in_time", &[], None),
            (
                "electronic_result",
                &[(Measure::Decided, 3), (ElectronicResults, 1)],
                Some(2_000),
            ),
        ] {
            let index = index();
            let found = index.items().find(|each| each.id == item).expect(item);
            let estimate = found.estimate(&measures(counts)).expect("a formula");
            assert_eq!(estimate.milli_points, wanted, "{item} {counts:?}");
        }
    }

    #[test]
    fn what_cannot_be_computed_has_a_reason() {
        let index = index();
        let unknown: u32 = index
            .items()
            .filter(|item| item.estimate(&Measures::default()).is_none())
            .inspect(|item| assert!(item.why_not.is_some(), "{}", item.id))
            .map(|item| item.points)
            .sum();
        assert_eq!(unknown, 64);
    }

    #[test]
    fn damaged_data_are_refused() {
        for (from, to) in [
            ("motcua-index766/1", "motcua-index766/2"),
            ("\"points\": 20", "\"points\": 21"),
            ("\"full_at\": 100", "\"full_at\": 0"),
            ("\"in_time\", \"late\"", "\"in_time\", \"early\""),
            ("\"mark\"", "\"marks\""),
        ] {
            let damaged = BUILT_IN.replacen(from, to, 1);
            assert_ne!(damaged, BUILT_IN, "{from}");
            assert!(Index::read(&damaged).is_err(), "{from}");
        }
    }
}
