//! Ordinals nobody used: for each day and band, what is missing and why.

use super::run;
use crate::id::DeviceId;
use crate::number::{Band, RecordCode};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// A band and the device that holds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Granted {
    /// The band.
    pub band: Band,
    /// Who may use it.
    pub device: DeviceId,
}

/// Why ordinals are in no case here.
///
/// vi: lý do số không có hồ sơ
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum GapReason {
    /// A later ordinal of the band is in use: the case lies on the other device, not sent yet, or
    /// the number was given up when something failed.
    NotHere,
    /// The same in this device's own band, where every number given out has its case.
    Lost,
    /// Printed on a blank slip of a pad, and not entered yet.
    Pad,
    /// The day was over before the band was used up.
    Unused,
}

impl GapReason {
    /// The stable name, e.g. `not_here`.
    pub fn code(self) -> &'static str {
        match self {
            Self::NotHere => "not_here",
            Self::Lost => "lost",
            Self::Pad => "pad",
            Self::Unused => "unused",
        }
    }
}

/// Ordinals of one day and band without a case.
///
/// vi: số thứ tự không dùng trong ngày
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gap {
    /// The day.
    pub day: Date,
    /// The band; `None` for codes in no band known here.
    pub band: Option<Granted>,
    /// How many cases have a number of it.
    pub used: u64,
    /// What is missing and why, as runs such as `5003` or `5008-5010`.
    pub missing: Vec<(GapReason, String)>,
}

/// Ordinals of one day and band: on cases, and on blank slips.
#[derive(Default)]
struct Taken {
    used: BTreeSet<u64>,
    slips: BTreeSet<u64>,
}

/// Lists the gaps of each day and band that was used that day, or has numbers on `slips` of a pad. A
/// band with neither on a day has all its ordinals unused, which is not listed. `own` is this device.
pub fn gaps<'c>(
    codes: impl IntoIterator<Item = &'c RecordCode>,
    slips: impl IntoIterator<Item = &'c RecordCode>,
    bands: &[Granted],
    own: DeviceId,
) -> Vec<Gap> {
    let mut taken: BTreeMap<(Date, Option<usize>), Taken> = BTreeMap::new();
    let codes = codes.into_iter().map(|code| (code, false));
    let slips = slips.into_iter().map(|code| (code, true));
    for (code, is_slip) in codes.chain(slips) {
        let found = bands.iter().enumerate().find_map(|(at, granted)| {
            let nth = granted.band.index_of(code.ordinal())?;
            Some((at, nth))
        });
        let (band, nth) = match found {
            Some((at, nth)) => (Some(at), nth),
            None => (None, code.ordinal().value),
        };
        let of_day = taken.entry((code.date(), band)).or_default();
        if is_slip {
            of_day.slips.insert(nth);
        } else {
            of_day.used.insert(nth);
        }
    }
    taken
        .into_iter()
        .map(|((day, at), taken)| {
            let band = at.and_then(|at| bands.get(at)).cloned();
            let missing = band
                .as_ref()
                .map(|granted| missing(granted, &taken, own))
                .unwrap_or_default();
            Gap {
                day,
                used: taken.used.len() as u64,
                band,
                missing,
            }
        })
        .collect()
}

fn missing(granted: &Granted, taken: &Taken, own: DeviceId) -> Vec<(GapReason, String)> {
    let reason = if granted.device == own {
        GapReason::Lost
    } else {
        GapReason::NotHere
    };
    let size = u64::from(granted.band.hi() - granted.band.lo()) + 1;
    let mut runs: Vec<(GapReason, u64, u64)> = Vec::new();
    let mut expected = 0;
    for &nth in taken.used.union(&taken.slips) {
        runs.push((reason, expected, nth));
        if !taken.used.contains(&nth) {
            match runs.iter_mut().rev().find(|(_, from, to)| from < to) {
                Some((GapReason::Pad, _, to)) if *to == nth => *to += 1,
                _ => runs.push((GapReason::Pad, nth, nth + 1)),
            }
        }
        expected = nth + 1;
    }
    runs.push((GapReason::Unused, expected, size));
    let said = runs.into_iter().filter_map(|(reason, from, to)| {
        let run = text(granted.band, from, to)?;
        Some((reason, run))
    });
    said.collect()
}

/// The ordinals from the `from`-th up to but not including the `to`-th.
fn text(band: Band, from: u64, to: u64) -> Option<String> {
    let last = to.checked_sub(1).filter(|last| from <= *last)?;
    let (from, to) = (band.nth(from)?, band.nth(last)?);
    if from.width == to.width {
        return Some(run((from.width, from.value, to.value)));
    }
    Some(format!("{from}-{to}"))
}
