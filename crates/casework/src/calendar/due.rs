//! Counting a time limit.

use super::{
    Amount, Calendar, CalendarError, DAY_MINUTES, DayKind, Explained, MAX_DAYS, OffReason, Session,
    TimeLimit, TimeUnit, days_from, minute_of,
    steps::{Counting, Steps},
};
use crate::time::LocalTime;
use jiff::{
    SignedDuration,
    civil::{Date, DateTime},
};

/// When a result is promised, and how that came about.
///
/// vi: thời điểm hẹn trả kết quả — NĐ 118/2025 Đ.17
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due {
    /// The moment; always within working hours, their closing minute included.
    pub due: LocalTime,
    /// Whether it may still change: something in the span from reception to it is not settled.
    pub provisional: bool,
    /// Every step, in order.
    pub steps: Vec<Explained>,
}

/// Computes when a limit ends that starts with the reception of the complete file.
///
/// - *Working days and hours*: reception outside working time counts as the next working time. The
///   first day is not counted: N working days end on the N-th working day after, at the same time of
///   day. One day is 8 working hours, so 3.5 days are 28 hours; a half day counts with its own
///   hours, and then, or for decimals, the clock is walked hour by hour. Fractions of a minute are
///   rounded up.
/// - *Calendar days*: end at closing time of the N-th day after, or of the next working day when
///   that day is off (Bộ luật Dân sự 2015 Đ147–148: the first day is not counted, a limit in days
///   ends with the end of its last day).
/// - *Hours*: by the clock, day and night; moved to the next working time when they end outside it.
/// - *Same day*: at closing time of the day; received at or after the cut-off, at closing time of the
///   next working day (NĐ 23/2015 Đ7). An amount extends it by as many further working days
///   (certified copies, NĐ 23/2015); parts of a day count as one.
/// - *Days, unit not stated*: as working days, provisional.
///
/// # Errors
/// `OutOfRange` when the end would lie beyond [`MAX_DAYS`] or the last date there is.
pub fn due(
    received: LocalTime,
    limit: &TimeLimit,
    calendar: &Calendar,
) -> Result<Due, CalendarError> {
    let mut steps = Steps::new(calendar);
    steps.push(Explained::Received { at: received });
    steps.push(Explained::Limit(*limit));
    let mut count = Count {
        calendar,
        received,
        steps,
    };
    let due = match limit.unit {
        TimeUnit::WorkingDays | TimeUnit::DaysUnitNotStated => count.working_days(limit.amount),
        TimeUnit::WorkingHours => count.working_hours(limit.amount),
        TimeUnit::CalendarDays => count.calendar_days(limit.amount),
        TimeUnit::Hours => count.clock_hours(limit.amount),
        TimeUnit::SameDay => count.same_day(limit),
    }?;
    let mut steps = count.steps;
    let unsettled = steps.push_unknown_years(received.date(), due.date());
    let provisional = unsettled || limit.unit == TimeUnit::DaysUnitNotStated;
    steps.push(Explained::Result { due, provisional });
    Ok(Due {
        due,
        provisional,
        steps: steps.into_vec(),
    })
}

struct Count<'c> {
    calendar: &'c Calendar,
    received: LocalTime,
    steps: Steps<'c>,
}

impl Count<'_> {
    fn working_days(&mut self, amount: Amount) -> Result<LocalTime, CalendarError> {
        let start = self.start()?;
        let (whole, rest) = (amount.0 / 100, amount.0 % 100);
        let due = self.calendar.after_working_days(start, amount)?;
        let minutes = narrow(scaled(amount.0, DAY_MINUTES))?;
        let from = self.received.date();
        let in_whole_days = rest == 0 && !self.calendar.has_half_day(start.date(), due.date());
        let counting = if in_whole_days {
            let first = start.date();
            Counting::Days { first, whole }
        } else {
            self.steps
                .push(Explained::AsWorkingHours { amount, minutes });
            Counting::Minutes { start, due }
        };
        self.steps.walk(from, due.date(), counting);
        Ok(due)
    }

    fn working_hours(&mut self, amount: Amount) -> Result<LocalTime, CalendarError> {
        let start = self.start()?;
        let due = self.calendar.later_by(start, scaled(amount.0, 60))?;
        let counting = Counting::Minutes { start, due };
        self.steps.walk(self.received.date(), due.date(), counting);
        Ok(due)
    }

    fn calendar_days(&mut self, amount: Amount) -> Result<LocalTime, CalendarError> {
        let received = self.received;
        let last = clock_later(received, scaled(amount.0, 24 * 60))?.date();
        if let Ok(from) = received.date().tomorrow()
            && from <= last
        {
            let date = received.date();
            self.steps.push(Explained::FirstDayNotCounted { date });
            let days = (last - date).get_days().unsigned_abs();
            self.steps.push(Explained::CalendarDaysCounted {
                from,
                to: last,
                days,
            });
        }
        let on_last = self.calendar.closing(last);
        let due = match on_last.filter(|closing| *closing >= received) {
            Some(closing) => closing,
            None => {
                let next = self.calendar.next_working_day(last)?;
                self.calendar
                    .closing(next)
                    .ok_or(CalendarError::OutOfRange)?
            }
        };
        let counting = Counting::Elsewhere { from: last };
        self.steps.walk(received.date(), due.date(), counting);
        if due.date() != last {
            self.steps.push(Explained::MovedToWorkingDay {
                from: last,
                to: due.date(),
            });
        }
        self.steps.push(Explained::UntilClosing {
            date: due.date(),
            closing: due.time(),
        });
        Ok(due)
    }

    fn clock_hours(&mut self, amount: Amount) -> Result<LocalTime, CalendarError> {
        let minutes = scaled(amount.0, 60);
        let end = clock_later(self.received, minutes)?;
        let (due, _) = self.calendar.working_time_from(end)?;
        self.steps.push(Explained::ClockHoursCounted {
            to: end,
            minutes: narrow(minutes)?,
        });
        let counting = Counting::Elsewhere { from: end.date() };
        self.steps.walk(self.received.date(), due.date(), counting);
        if due != end {
            self.steps
                .push(Explained::MovedToWorkingTime { from: end, to: due });
        }
        Ok(due)
    }

    fn same_day(&mut self, limit: &TimeLimit) -> Result<LocalTime, CalendarError> {
        let start = self.start()?;
        let day = start.date();
        let time = if day == self.received.date() {
            self.received.time()
        } else {
            start.time()
        };
        let passed = limit.cutoff.filter(|cutoff| time >= *cutoff);
        let date = if passed.is_some() {
            self.calendar.next_working_day(day)?
        } else {
            day
        };
        let from = self.received.date();
        self.steps.walk(from, day, Counting::Elsewhere { from });
        if let Some(cutoff) = limit.cutoff {
            self.steps.push(match passed {
                Some(cutoff) => Explained::CutOffPassed { cutoff, next: date },
                None => Explained::CutOffKept { cutoff, date },
            });
        }
        let days = limit.amount.0.div_ceil(100);
        if days > MAX_DAYS {
            return Err(CalendarError::OutOfRange);
        }
        let mut last = date;
        for _ in 0..days {
            last = self.calendar.next_working_day(last)?;
        }
        if days > 0 {
            self.steps
                .push(Explained::SameDayExtended { days, to: last });
        }
        if let Ok(from) = day.tomorrow() {
            self.steps.walk(from, last, Counting::Elsewhere { from });
        }
        self.calendar.closing(last).ok_or(CalendarError::OutOfRange)
    }

    /// Where counting of working time starts, explained when that is not the reception.
    fn start(&mut self) -> Result<LocalTime, CalendarError> {
        let (to, moved) = self.calendar.working_time_from(self.received)?;
        if let Some(because) = moved {
            self.steps.push(Explained::StartMoved { to, because });
        }
        Ok(to)
    }
}

impl Calendar {
    /// The moment itself when it is working time, else the next working time and why.
    pub(super) fn working_time_from(
        &self,
        at: LocalTime,
    ) -> Result<(LocalTime, Option<OffReason>), CalendarError> {
        let sessions = self.sessions(at.date());
        let Some(last) = sessions.last() else {
            let reason = match self.day_kind(at.date()) {
                DayKind::Row(row) => OffReason::DayOff(row.name.clone()),
                DayKind::Ordinary | DayKind::WeeklyRest => OffReason::WeeklyRest,
            };
            return Ok((self.next_opening(at.date())?, Some(reason)));
        };
        if at.time() > last.to {
            let next = self.next_opening(at.date())?;
            return Ok((next, Some(OffReason::AfterClosing)));
        }
        let before = sessions.iter().position(|s| at.time() < s.from);
        let within = sessions
            .iter()
            .any(|s| s.from <= at.time() && at.time() <= s.to);
        match before.and_then(|i| sessions.get(i).map(|s| (i, s))) {
            Some((index, session)) if !within => {
                let reason = if index == 0 {
                    OffReason::BeforeOpening
                } else {
                    OffReason::Break
                };
                Ok((moment(at.date(), session.from), Some(reason)))
            }
            _ => Ok((at, None)),
        }
    }

    /// Opening time of the first working day after a day.
    pub(crate) fn next_opening(&self, after: Date) -> Result<LocalTime, CalendarError> {
        let date = self.next_working_day(after)?;
        let first = self.sessions(date).first();
        let first = first.ok_or(CalendarError::OutOfRange)?;
        Ok(moment(date, first.from))
    }

    /// The last working minute of a working day.
    pub(crate) fn closing(&self, date: Date) -> Option<LocalTime> {
        let last = self.sessions(date).last()?;
        Some(moment(date, last.to))
    }

    /// The end of a limit in working days that starts within working time.
    pub(super) fn after_working_days(
        &self,
        start: LocalTime,
        amount: Amount,
    ) -> Result<LocalTime, CalendarError> {
        let (whole, rest) = (amount.0 / 100, amount.0 % 100);
        let whole_minutes = u64::from(whole) * u64::from(DAY_MINUTES);
        let after_whole = self.later_by_days(start, whole_minutes)?;
        self.later_by(after_whole, scaled(rest, DAY_MINUTES))
    }

    /// Walks working minutes from a moment within working time. Where a session's end and the next
    /// one's start are the same in working time, gives the end.
    pub(super) fn later_by(
        &self,
        start: LocalTime,
        minutes: u64,
    ) -> Result<LocalTime, CalendarError> {
        if minutes == 0 {
            return Ok(start);
        }
        let mut left = minutes;
        for date in days_from(start.date()) {
            for session in self.sessions(date) {
                let from = if date == start.date() {
                    session.from.max(start.time())
                } else {
                    session.from
                };
                let length = u64::from(minute_of(session.to).saturating_sub(minute_of(from)));
                if left <= length {
                    return clock_later(moment(date, from), left);
                }
                left -= length;
            }
        }
        Err(CalendarError::OutOfRange)
    }

    /// Like [`Self::later_by`] for whole days: what starts with a session ends with the start of
    /// one, so that a day from opening is the next opening, not the same day's closing.
    pub(super) fn later_by_days(
        &self,
        start: LocalTime,
        minutes: u64,
    ) -> Result<LocalTime, CalendarError> {
        let end = self.later_by(start, minutes)?;
        let is = |at: LocalTime, edge: fn(&Session) -> jiff::civil::Time| {
            let mut sessions = self.sessions(at.date()).iter();
            sessions.any(|s| edge(s) == at.time())
        };
        if minutes == 0 || !is(start, |s| s.from) || !is(end, |s| s.to) {
            return Ok(end);
        }
        let sessions = self.sessions(end.date());
        match sessions.iter().find(|s| s.from > end.time()) {
            Some(session) => Ok(moment(end.date(), session.from)),
            None => self.next_opening(end.date()),
        }
    }

    fn has_half_day(&self, from: Date, to: Date) -> bool {
        let mut days = days_from(from).take_while(|day| *day <= to);
        days.any(|day| {
            let minutes = |s: &Session| minute_of(s.to) - minute_of(s.from);
            let worked: u32 = self.sessions(day).iter().map(minutes).sum();
            worked != 0 && worked != DAY_MINUTES
        })
    }
}

/// Hundredths of a unit in minutes, rounded up.
pub(super) fn scaled(hundredths: u32, minutes_per_unit: u32) -> u64 {
    (u64::from(hundredths) * u64::from(minutes_per_unit)).div_ceil(100)
}

pub(super) fn narrow(minutes: u64) -> Result<u32, CalendarError> {
    u32::try_from(minutes).map_err(|_| CalendarError::OutOfRange)
}

pub(super) fn clock_later(at: LocalTime, minutes: u64) -> Result<LocalTime, CalendarError> {
    let minutes = i64::from(narrow(minutes)?);
    if minutes > i64::from(MAX_DAYS) * 24 * 60 {
        return Err(CalendarError::OutOfRange);
    }
    at.datetime()
        .checked_add(SignedDuration::from_mins(minutes))
        .map(LocalTime::new)
        .map_err(|_| CalendarError::OutOfRange)
}

fn moment(date: Date, time: jiff::civil::Time) -> LocalTime {
    LocalTime::new(DateTime::from_parts(date, time))
}
