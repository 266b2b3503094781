//! The register of cases: running numbers that never move once a book is closed, and the ordinals
//! nobody used.

mod gaps;

#[cfg(test)]
mod tests;

pub use gaps::{Gap, GapReason, Granted, gaps};

use crate::id::{CaseId, Hash};
use crate::number::{Ordinal, RecordCode};
use crate::record::RecordData;
use crate::time::LocalTime;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What decides the place of a case in the book.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Listed {
    /// When it was received.
    pub received: LocalTime,
    /// The number on its paper.
    pub code: RecordCode,
    /// The case.
    pub id: CaseId,
}

/// The running number of a case in the book of its year.
///
/// vi: số thứ tự trong Sổ theo dõi hồ sơ — TT 01/2018/TT-VPCP Đ.10.2
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Number {
    /// In the appendix: the case came to light after its days had been closed.
    ///
    /// vi: bổ sung sau khi khóa sổ
    pub appendix: bool,
    /// From 1; book and appendix count apart.
    pub number: u32,
    /// A closing fixes it; else it may still move when earlier cases arrive from other devices.
    pub fixed: bool,
}

/// The end of a stretch of the book: the cases in it are named, their numbers stay.
///
/// vi: khóa sổ theo dõi hồ sơ — TT 01/2018/TT-VPCP Đ.10.2
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closing {
    /// The last day it closes; the stretch begins with the year or after the closing before.
    #[serde(with = "crate::time::day")]
    pub through: Date,
    /// How many closings of the year its maker knew: it counts after them, whatever the clocks say.
    pub follows: u32,
    /// How many cases it names.
    pub count: u32,
    /// SHA-256 over their codes in the order of their numbers, each followed by a line feed.
    pub digest: Hash,
    /// The codes: agency and day, then runs of ordinals such as `5001-5012` or `5020`.
    pub codes: BTreeMap<String, Vec<String>>,
}

impl RecordData for Closing {
    const KIND: &'static str = "register_closing";
}

/// A closing and how far this replica holds what it names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    /// The last day it closes.
    pub through: Date,
    /// How many cases it names that no closing before it names.
    pub named: u32,
    /// How many of them are here.
    pub here: u32,
    /// It names cases that a closing before it names, or in another order: two were made apart.
    pub disputed: bool,
}

impl Checked {
    /// Every case it names is here: its numbers are what they were when it was made.
    pub fn is_whole(&self) -> bool {
        self.named == self.here
    }
}

/// The numbers of one year's book.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Numbering {
    /// Each case's number.
    pub numbers: BTreeMap<CaseId, Number>,
    /// The closings, in the order they count.
    pub closings: Vec<Checked>,
}

/// Why a book cannot be closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CloseError {
    /// The day is not over, or not the end of a month.
    #[error("not the end of a month that is over: {0}")]
    NotOver(Date),
    /// A later day is closed already, or the same day and nothing has come since.
    #[error("nothing is left to close through {0}")]
    Nothing(Date),
}

/// Numbers the cases of one year and office, whatever order they come in.
///
/// By time of reception, then code. `closings` are those of the year in the order they count
/// (what they follow, time, name of the record): each fixes the numbers of what it names. A case of a closed day that
/// no closing up to that day named goes to the appendix. Equal cases and closings give equal
/// numbers; what comes after a closing is numbered as if everything it names were here.
pub fn number(mut cases: Vec<Listed>, closings: &[Closing]) -> Numbering {
    cases.sort();
    let mut book = Numbering::default();
    // The last numbers given: in the book, in the appendix.
    let mut given = [0, 0];
    let mut named_before = BTreeSet::new();
    let mut closed: Option<Date> = None;
    for closing in closings {
        let names = closing.names();
        let fresh: BTreeSet<RecordCode> = names.difference(&named_before).cloned().collect();
        let (here, rest): (Vec<_>, Vec<_>) = cases
            .into_iter()
            .partition(|case| fresh.contains(&case.code));
        cases = rest;
        let mut ordered = here.clone();
        sort(&mut ordered, closed);
        let checked = Checked {
            through: closing.through,
            named: size(fresh.len()),
            here: size(here.len()),
            disputed: fresh.len() < names.len()
                || (fresh.len() == here.len() && digest(&ordered) != closing.digest),
        };
        book.give(&here, closed, given, checked.is_whole());
        for code in &fresh {
            given[usize::from(is_late(code, closed))] += 1;
        }
        book.closings.push(checked);
        closed = closed.max(Some(closing.through));
        named_before.extend(names);
    }
    book.give(&cases, closed, given, false);
    book
}

impl Numbering {
    /// Numbers cases, sorted, on from the last numbers given.
    fn give(&mut self, cases: &[Listed], closed: Option<Date>, mut given: [u32; 2], fixed: bool) {
        for case in cases {
            let appendix = is_late(&case.code, closed);
            let last = &mut given[usize::from(appendix)];
            *last += 1;
            let number = Number {
                appendix,
                number: *last,
                fixed,
            };
            self.numbers.insert(case.id, number);
        }
    }
}

fn is_late(code: &RecordCode, closed: Option<Date>) -> bool {
    closed.is_some_and(|day| code.date() <= day)
}

fn size(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// Decides a closing of the book through a day.
///
/// `cases` are all cases of the year, `closings` those made before, in the order they count.
///
/// # Errors
/// [`CloseError`].
pub fn close(
    cases: Vec<Listed>,
    closings: &[Closing],
    through: Date,
    today: Date,
) -> Result<Closing, CloseError> {
    if through >= today || through != through.last_of_month() {
        return Err(CloseError::NotOver(through));
    }
    let closed = closings.iter().map(|closing| closing.through).max();
    let before: BTreeSet<RecordCode> = closings.iter().flat_map(Closing::names).collect();
    let mut named: Vec<Listed> = cases
        .into_iter()
        .filter(|case| case.code.date() <= through && !before.contains(&case.code))
        .collect();
    if closed.is_some_and(|day| through < day) || (closed == Some(through) && named.is_empty()) {
        return Err(CloseError::Nothing(through));
    }
    sort(&mut named, closed);
    let codes: BTreeSet<&RecordCode> = named.iter().map(|case| &case.code).collect();
    Ok(Closing {
        through,
        follows: size(closings.len()),
        count: size(codes.len()),
        digest: digest(&named),
        codes: runs(codes.into_iter()),
    })
}

/// In the order of their numbers: the book first, then the appendix.
fn sort(named: &mut [Listed], closed: Option<Date>) {
    named.sort_by(|a, b| (is_late(&a.code, closed), a).cmp(&(is_late(&b.code, closed), b)));
}

fn digest(named: &[Listed]) -> Hash {
    let text: String = named
        .iter()
        .flat_map(|case| [case.code.as_str(), "\n"])
        .collect();
    Hash::of(text.as_bytes())
}

/// Codes as agency and day with runs of ordinals.
fn runs<'c>(codes: impl Iterator<Item = &'c RecordCode>) -> BTreeMap<String, Vec<String>> {
    let mut days: BTreeMap<String, BTreeSet<(u8, u64)>> = BTreeMap::new();
    for code in codes {
        let ordinal = code.ordinal();
        let day = code.as_str().rsplit_once('-').map_or("", |(day, _)| day);
        days.entry(day.to_owned())
            .or_default()
            .insert((ordinal.width, ordinal.value));
    }
    let written = |ordinals: BTreeSet<(u8, u64)>| {
        let mut runs: Vec<(u8, u64, u64)> = Vec::new();
        for (width, value) in ordinals {
            match runs.last_mut() {
                Some((wide, _, to)) if *wide == width && *to + 1 == value => *to = value,
                _ => runs.push((width, value, value)),
            }
        }
        runs.into_iter().map(run).collect()
    };
    days.into_iter()
        .map(|(day, ordinals)| (day, written(ordinals)))
        .collect()
}

/// A run as text: `5001-5012`, or `5020` where it is one.
fn run((width, from, to): (u8, u64, u64)) -> String {
    let text = |value| Ordinal { value, width }.to_string();
    if from == to {
        text(from)
    } else {
        format!("{}-{}", text(from), text(to))
    }
}

impl Closing {
    /// The codes one by one. A run that does not read, or is longer than the closing says it has
    /// cases, names nothing.
    fn names(&self) -> BTreeSet<RecordCode> {
        let mut names = BTreeSet::new();
        for (day, runs) in &self.codes {
            for run in runs {
                let (from, to) = run.split_once('-').unwrap_or((run, run));
                let (Ok(from), Ok(to)) = (from.parse::<Ordinal>(), to.parse::<Ordinal>()) else {
                    continue;
                };
                let long = to.value.saturating_sub(from.value) >= u64::from(self.count);
                if from.width != to.width || long {
                    continue;
                }
                let width = from.width;
                let code =
                    |value| RecordCode::parse(&format!("{day}-{}", Ordinal { value, width }));
                names.extend((from.value..=to.value).filter_map(|value| code(value).ok()));
            }
        }
        names
    }
}
