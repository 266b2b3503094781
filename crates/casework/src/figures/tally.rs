//! Counting cases: one outcome for each case and period, and sums of outcomes.

use super::{Entry, Period, place_key};
use crate::case::Step;
use crate::time::LocalTime;
use serde::Serialize;
use std::collections::BTreeMap;

/// How a case stands at the end of a period.
///
/// vi: tình hình giải quyết hồ sơ
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// Decided at or before the due date.
    ///
    /// vi: đã giải quyết, trước hạn và đúng hạn
    InTime,
    /// Decided after the due date.
    ///
    /// vi: đã giải quyết, quá hạn
    Late,
    /// Decided; no time limit is known.
    DecidedNoLimit,
    /// vi: dừng giải quyết theo đề nghị
    Stopped,
    /// vi: đóng do không bổ sung
    ClosedUnsupplemented,
    /// vi: đang giải quyết, trong hạn
    WaitingInTime,
    /// vi: đang giải quyết, quá hạn
    Overdue,
    /// In process; no time limit is known.
    WaitingNoLimit,
    /// The clock stands still: never late.
    ///
    /// vi: chờ bổ sung
    AwaitingSupplement,
    /// The clock stands still: never late.
    ///
    /// vi: chờ thực hiện nghĩa vụ tài chính
    AwaitingPayment,
}

/// How a case stands at a moment; `None` where it was received later. The due date is the one of
/// the appointment now in force, also for a moment in the past.
pub fn outcome(entry: &Entry, at: LocalTime) -> Option<Outcome> {
    if entry.received > at {
        return None;
    }
    let Some(finished) = entry.finished().filter(|finished| *finished <= at) else {
        return Some(match entry.waiting_at(at) {
            Some(Step::WaitingForPayment) => Outcome::AwaitingPayment,
            Some(_) => Outcome::AwaitingSupplement,
            None => match entry.due {
                None => Outcome::WaitingNoLimit,
                Some(due) if due < at => Outcome::Overdue,
                Some(_) => Outcome::WaitingInTime,
            },
        });
    };
    Some(match (entry.step, entry.due) {
        (Step::Stopped, _) => Outcome::Stopped,
        (Step::ClosedUnsupplemented, _) => Outcome::ClosedUnsupplemented,
        (_, None) => Outcome::DecidedNoLimit,
        (_, Some(due)) if finished > due => Outcome::Late,
        (_, Some(_)) => Outcome::InTime,
    })
}

/// Sums of a period. `carried_over + received` is always the sum of the outcomes.
///
/// vi: số liệu tiếp nhận, giải quyết hồ sơ trong kỳ
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Tally {
    /// vi: từ kỳ trước chuyển qua
    pub carried_over: u64,
    /// vi: tiếp nhận trong kỳ
    pub received: u64,
    /// vi: đã giải quyết trước hạn, đúng hạn
    pub in_time: u64,
    /// vi: đã giải quyết quá hạn
    pub late: u64,
    /// vi: đã giải quyết, chưa có thời hạn trong danh mục
    pub decided_no_limit: u64,
    /// vi: dừng theo đề nghị
    pub stopped: u64,
    /// vi: đóng do không bổ sung
    pub closed_unsupplemented: u64,
    /// vi: đang giải quyết trong hạn
    pub waiting_in_time: u64,
    /// vi: đang giải quyết quá hạn
    pub overdue: u64,
    /// vi: đang giải quyết, chưa có thời hạn trong danh mục
    pub waiting_no_limit: u64,
    /// vi: chờ bổ sung
    pub awaiting_supplement: u64,
    /// vi: chờ nghĩa vụ tài chính
    pub awaiting_payment: u64,
    /// Of those decided in the period: refused.
    ///
    /// vi: từ chối giải quyết
    pub refused: u64,
    /// Of those decided: the result waits for the citizen at the end of the period.
    ///
    /// vi: chờ trả kết quả
    pub ready: u64,
    /// Returned in the period, also where decided before it.
    ///
    /// vi: đã trả kết quả trong kỳ
    pub returned: u64,
    /// Of those counted: put off once with an apology.
    ///
    /// vi: đã xin lỗi, gia hạn
    pub extended: u64,
}

impl Tally {
    /// Counts cases over a period as they stand `at`, a moment in it or its end.
    pub fn of<'e>(
        entries: impl IntoIterator<Item = &'e Entry>,
        period: Period,
        at: LocalTime,
    ) -> Self {
        let mut tally = Self::default();
        for entry in entries {
            tally.count(entry, period, at);
        }
        tally
    }

    /// Adds one case; one that belongs neither to the period nor to what was carried into it
    /// changes nothing.
    pub fn count(&mut self, entry: &Entry, period: Period, at: LocalTime) {
        let returned = entry.returned().filter(|returned| *returned <= at);
        self.returned += u64::from(returned.is_some_and(|returned| period.holds(returned)));
        let decided_before = |at: LocalTime| at < period.begin();
        if entry.received >= period.end() || entry.finished().is_some_and(decided_before) {
            return;
        }
        let Some(outcome) = outcome(entry, at) else {
            return;
        };
        if period.holds(entry.received) {
            self.received += 1;
        } else {
            self.carried_over += 1;
        }
        *self.place(outcome) += 1;
        let decided = matches!(
            outcome,
            Outcome::InTime | Outcome::Late | Outcome::DecidedNoLimit
        );
        let refused = entry.step == Step::Refused;
        self.refused += u64::from(decided && refused);
        self.ready += u64::from(decided && !refused && returned.is_none());
        self.extended += u64::from(entry.extended);
    }

    fn place(&mut self, outcome: Outcome) -> &mut u64 {
        match outcome {
            Outcome::InTime => &mut self.in_time,
            Outcome::Late => &mut self.late,
            Outcome::DecidedNoLimit => &mut self.decided_no_limit,
            Outcome::Stopped => &mut self.stopped,
            Outcome::ClosedUnsupplemented => &mut self.closed_unsupplemented,
            Outcome::WaitingInTime => &mut self.waiting_in_time,
            Outcome::Overdue => &mut self.overdue,
            Outcome::WaitingNoLimit => &mut self.waiting_no_limit,
            Outcome::AwaitingSupplement => &mut self.awaiting_supplement,
            Outcome::AwaitingPayment => &mut self.awaiting_payment,
        }
    }

    /// Every case counted.
    pub fn all(&self) -> u64 {
        self.carried_over + self.received
    }

    /// Cases the office has decided: result or refusal.
    ///
    /// vi: đã giải quyết
    pub fn decided(&self) -> u64 {
        self.in_time + self.late + self.decided_no_limit
    }

    /// Cases that still wait for the office or the citizen.
    ///
    /// vi: đang giải quyết
    pub fn waiting(&self) -> u64 {
        self.waiting_in_time
            + self.overdue
            + self.waiting_no_limit
            + self.awaiting_supplement
            + self.awaiting_payment
    }

    /// Adds another sum.
    pub fn add(&mut self, other: &Self) {
        self.carried_over += other.carried_over;
        self.received += other.received;
        self.in_time += other.in_time;
        self.late += other.late;
        self.decided_no_limit += other.decided_no_limit;
        self.stopped += other.stopped;
        self.closed_unsupplemented += other.closed_unsupplemented;
        self.waiting_in_time += other.waiting_in_time;
        self.overdue += other.overdue;
        self.waiting_no_limit += other.waiting_no_limit;
        self.awaiting_supplement += other.awaiting_supplement;
        self.awaiting_payment += other.awaiting_payment;
        self.refused += other.refused;
        self.ready += other.ready;
        self.returned += other.returned;
        self.extended += other.extended;
    }

    /// Whether nothing was counted.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// By what cases are put together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Grouping {
    /// vi: theo cán bộ tiếp nhận
    Officer,
    /// vi: theo thủ tục
    Procedure,
    /// vi: theo lĩnh vực
    Field,
    /// vi: theo nơi tiếp nhận
    Point,
    /// vi: theo hình thức nộp
    Filing,
    /// vi: theo máy tiếp nhận
    Device,
    /// By day of reception; what was received before the period is one row.
    ///
    /// vi: theo ngày tiếp nhận
    Day,
    /// By month of reception; what was received before the period is one row.
    ///
    /// vi: theo tháng tiếp nhận
    Month,
}

impl Grouping {
    /// Every way.
    pub const ALL: [Self; 8] = [
        Self::Officer,
        Self::Procedure,
        Self::Field,
        Self::Point,
        Self::Filing,
        Self::Device,
        Self::Day,
        Self::Month,
    ];

    /// The stable name, e.g. `officer`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Officer => "officer",
            Self::Procedure => "procedure",
            Self::Field => "field",
            Self::Point => "point",
            Self::Filing => "filing",
            Self::Device => "device",
            Self::Day => "day",
            Self::Month => "month",
        }
    }
}

/// What a row of a grouping is about: a stable key, and a name where the cases themselves hold one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct GroupKey {
    /// Id, code, date or stable word; empty where unknown; `before` for what was carried over.
    pub key: String,
    /// Name as written in the latest case of the row.
    pub name: String,
}

/// One row of a grouping.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// What the row is about.
    pub key: GroupKey,
    /// Its sum.
    pub tally: Tally,
}

/// Puts cases together and counts each group; rows without anything are left out. `field` gives
/// the field of a procedure by its code.
pub fn group(
    entries: &[Entry],
    by: Grouping,
    (period, at): (Period, LocalTime),
    field: impl Fn(&str) -> String,
) -> Vec<Group> {
    let mut rows: BTreeMap<String, (LocalTime, String, Tally)> = BTreeMap::new();
    for entry in entries {
        let key = key_of(entry, by, period, &field);
        let fresh = || (entry.received, key.name.clone(), Tally::default());
        let row = rows.entry(key.key).or_insert_with(fresh);
        if entry.received >= row.0 {
            (row.0, row.1) = (entry.received, key.name);
        }
        row.2.count(entry, period, at);
    }
    rows.into_iter()
        .filter(|(_, (_, _, tally))| !tally.is_empty())
        .map(|(key, (_, name, tally))| Group {
            key: GroupKey { key, name },
            tally,
        })
        .collect()
}

fn key_of(
    entry: &Entry,
    by: Grouping,
    period: Period,
    field: &impl Fn(&str) -> String,
) -> GroupKey {
    let plain = |key: String| GroupKey {
        name: key.clone(),
        key,
    };
    let dated = |shape: &str| {
        if entry.received < period.begin() {
            plain("before".to_owned())
        } else {
            plain(entry.received.date().strftime(shape).to_string())
        }
    };
    match by {
        Grouping::Officer => entry.officer.as_ref().map_or_else(
            || plain(String::new()),
            |officer| GroupKey {
                key: officer.id.to_string(),
                name: officer.name.clone(),
            },
        ),
        Grouping::Procedure => GroupKey {
            key: entry.procedure.clone(),
            name: entry.procedure_name.clone(),
        },
        Grouping::Field => plain(field(&entry.procedure)),
        Grouping::Point => plain(place_key(&entry.place)),
        Grouping::Filing => plain(entry.filing.code().to_owned()),
        Grouping::Device => plain(entry.device.map(|id| id.to_string()).unwrap_or_default()),
        Grouping::Day => dated("%Y-%m-%d"),
        Grouping::Month => dated("%Y-%m"),
    }
}
