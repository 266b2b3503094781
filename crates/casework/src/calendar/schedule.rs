//! Due dates of a case whose clock was stopped or started anew.

use super::{
    Calendar, CalendarError, ClockStep, DAY_MINUTES, Due, Explained, TimeLimit, TimeUnit,
    due::{clock_later, due, narrow, scaled},
    steps::{Counting, Steps},
};
use crate::time::LocalTime;

const MS_PER_MINUTE: i64 = 60_000;

/// What stops the clock of a case or starts it anew.
///
/// vi: tạm dừng, tính lại thời hạn giải quyết — NĐ 118/2025 Đ.19.5
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Interruption {
    /// The supplement makes the file complete: the limit starts anew from there (NĐ 118/2025
    /// Đ.19.5).
    ///
    /// vi: đã nhận đủ hồ sơ bổ sung
    Supplement {
        /// When it was received.
        received: LocalTime,
    },
    /// A financial duty. With a limit of a second appointment that one starts at `paid`; without,
    /// the clock stops in between.
    ///
    /// vi: thực hiện nghĩa vụ tài chính
    Payment {
        /// When the slip for the tax authority was sent.
        awaited: LocalTime,
        /// Proof of payment.
        paid: LocalTime,
    },
    /// Waiting for something outside the authority: tax, public notice.
    ///
    /// vi: tạm dừng tính thời hạn (chờ thuế, niêm yết công khai)
    Pause {
        /// The clock stops.
        from: LocalTime,
        /// It goes on; one that is not later stops nothing.
        to: LocalTime,
    },
}

/// The limits of a case.
///
/// vi: hẹn lần 1, hẹn lần 2
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// From reception.
    pub first: TimeLimit,
    /// From proof of payment, where the procedure has two appointments.
    pub second: Option<TimeLimit>,
}

/// Computes a due date with everything that stopped the clock or started it anew, in any order.
///
/// - A supplement, and a payment where there is a second limit, start the clock from zero; what came
///   before no longer counts.
/// - Stops that overlap count once. Counting that would start within one starts at its end.
/// - *Working days and hours*: the working time left when the clock stops is counted from its end, 8
///   hours to the day. *Calendar days, hours*: the end of the limit moves by the time of the stop.
///   *Same day*: counted anew from the end of the stop, and never earlier than before.
/// - A stop at or after the end of the limit moves nothing.
///
/// Without interruptions this is [`due`]. While the clock stands there is no due date: call this
/// when it goes on.
///
/// # Errors
/// `OutOfRange` as [`due`].
pub fn schedule(
    received: LocalTime,
    limits: &Limits,
    interruptions: &[Interruption],
    calendar: &Calendar,
) -> Result<Due, CalendarError> {
    let mut head = vec![Explained::Received { at: received }];
    let (started, limit) = last_start(received, limits, interruptions, &mut head);
    head.push(Explained::Limit(limit));
    let stops = stops(started, limits, interruptions);
    let mut start = started;
    if let Some((_, to)) = stops
        .iter()
        .find(|(from, to)| *from <= start && start < *to)
    {
        start = *to;
        head.push(Explained::Clock(ClockStep::StartStopped { to: start }));
    }
    let stops: Vec<Stop> = stops
        .into_iter()
        .filter(|(from, _)| *from >= start)
        .collect();
    let plain = due(start, &limit, calendar)?;
    let counted = match stops.first() {
        Some((from, _)) if *from < plain.due => {
            let stopped = Stopped {
                calendar,
                start,
                limit,
                stops: &stops,
            };
            match limit.unit {
                TimeUnit::WorkingDays | TimeUnit::WorkingHours | TimeUnit::DaysUnitNotStated => {
                    stopped.working(plain.due)
                }
                TimeUnit::CalendarDays | TimeUnit::Hours => stopped.by_clock(plain.due),
                TimeUnit::SameDay => stopped.same_day(plain),
            }?
        }
        _ => {
            let mut plain = without_head(plain, (start != received).then_some(start));
            for (from, _) in &stops {
                let due = plain.due;
                tell_before_result(
                    &mut plain,
                    Explained::Clock(ClockStep::StoppedTooLate { from: *from, due }),
                );
            }
            plain
        }
    };
    head.extend(counted.steps);
    Ok(Due {
        steps: head,
        ..counted
    })
}

/// Moves a promise by a stop of the clock: the part of the limit that was left when the clock stopped
/// is counted on when it goes on, in the limit's own unit as [`schedule`] does. For promises that no
/// longer come from a limit alone, such as extended ones.
///
/// # Errors
/// `OutOfRange` as [`due`].
pub fn resume(
    promised: LocalTime,
    limit: &TimeLimit,
    (from, to): (LocalTime, LocalTime),
    calendar: &Calendar,
) -> Result<Due, CalendarError> {
    if from >= promised || to <= from {
        let provisional = false;
        return Ok(Due {
            due: promised,
            provisional,
            steps: vec![Explained::Result {
                due: promised,
                provisional,
            }],
        });
    }
    let stopped = Stopped {
        calendar,
        start: to,
        limit: *limit,
        stops: &[],
    };
    let mut steps = Steps::new(calendar);
    let end = match limit.unit {
        TimeUnit::WorkingDays | TimeUnit::WorkingHours | TimeUnit::DaysUnitNotStated => {
            let minutes = calendar.working_minutes_between(from, promised)?;
            steps.push(Explained::Clock(ClockStep::Stopped { from, to, minutes }));
            let start = stopped.resume(to, &mut steps)?;
            let end = calendar.later_by_days(start, u64::from(minutes))?;
            steps.walk(
                start.date(),
                end.date(),
                Counting::Minutes { start, due: end },
            );
            end
        }
        TimeUnit::CalendarDays | TimeUnit::Hours | TimeUnit::SameDay => {
            steps.push(Explained::Clock(ClockStep::StoppedByClock { from, to }));
            let lasted = (to.unix_ms() - from.unix_ms()) / MS_PER_MINUTE;
            let raw = clock_later(promised, lasted.unsigned_abs())?;
            let end = stopped.end_of(raw, to)?;
            let from = raw.date();
            steps.walk(to.date(), end.date(), Counting::Elsewhere { from });
            end
        }
    };
    Ok(stopped.finished(end, steps))
}

/// From and to.
type Stop = (LocalTime, LocalTime);

/// Where the clock last started from zero, and the limit it runs for.
fn last_start(
    received: LocalTime,
    limits: &Limits,
    interruptions: &[Interruption],
    head: &mut Vec<Explained>,
) -> (LocalTime, TimeLimit) {
    let mut starts: Vec<(LocalTime, Option<TimeLimit>)> = interruptions
        .iter()
        .filter_map(|interruption| match interruption {
            Interruption::Supplement { received: at } => Some((*at, None)),
            Interruption::Payment { paid, .. } => limits
                .second
                .map(|limit| ((*paid).max(received), Some(limit))),
            Interruption::Pause { .. } => None,
        })
        .filter(|(at, _)| *at >= received)
        .collect();
    starts.sort_by_key(|(at, second)| (*at, second.is_some()));
    let mut started = (received, limits.first);
    for (at, second) in starts {
        started = (at, second.unwrap_or(started.1));
        head.push(match second {
            Some(_) => Explained::Clock(ClockStep::SecondStarted { at }),
            None => Explained::Clock(ClockStep::StartedAnew { at }),
        });
    }
    started
}

/// The stops that end after the start, in order, those that overlap or touch as one.
fn stops(start: LocalTime, limits: &Limits, interruptions: &[Interruption]) -> Vec<Stop> {
    let mut all: Vec<Stop> = interruptions
        .iter()
        .filter_map(|interruption| match interruption {
            Interruption::Pause { from, to } => Some((*from, *to)),
            Interruption::Payment { awaited, paid } if limits.second.is_none() => {
                Some((*awaited, *paid))
            }
            Interruption::Payment { .. } | Interruption::Supplement { .. } => None,
        })
        .filter(|(from, to)| from < to && *to > start)
        .collect();
    all.sort();
    let mut joined: Vec<Stop> = Vec::with_capacity(all.len());
    for (from, to) in all {
        match joined.last_mut() {
            Some((_, end)) if from <= *end => *end = to.max(*end),
            _ => joined.push((from, to)),
        }
    }
    joined
}

/// A limit with stops after its start, the first of them before its end.
struct Stopped<'a> {
    calendar: &'a Calendar,
    start: LocalTime,
    limit: TimeLimit,
    stops: &'a [Stop],
}

impl Stopped<'_> {
    fn working(&self, plain: LocalTime) -> Result<Due, CalendarError> {
        let mut steps = Steps::new(self.calendar);
        let amount = self.limit.amount;
        let in_days = self.limit.unit != TimeUnit::WorkingHours;
        let whole_days = in_days && amount.0.is_multiple_of(100);
        let mut at = self.resume(self.start, &mut steps)?;
        if in_days {
            let minutes = narrow(scaled(amount.0, DAY_MINUTES))?;
            steps.push(Explained::AsWorkingHours { amount, minutes });
        }
        let mut end = plain;
        for &(from, to) in self.stops {
            if from >= end {
                steps.push(Explained::Clock(ClockStep::StoppedTooLate {
                    from,
                    due: end,
                }));
                continue;
            }
            let minutes = self.calendar.working_minutes_between(from, end)?;
            let counting = Counting::Minutes {
                start: at,
                due: from,
            };
            steps.walk(at.date(), from.date(), counting);
            steps.push(Explained::Clock(ClockStep::Stopped { from, to, minutes }));
            at = self.resume(to, &mut steps)?;
            end = if whole_days {
                self.calendar.later_by_days(at, u64::from(minutes))?
            } else {
                self.calendar.later_by(at, u64::from(minutes))?
            };
        }
        let counting = Counting::Minutes {
            start: at,
            due: end,
        };
        steps.walk(at.date(), end.date(), counting);
        Ok(self.finished(end, steps))
    }

    fn by_clock(&self, plain: LocalTime) -> Result<Due, CalendarError> {
        let mut steps = Steps::new(self.calendar);
        let per_unit = if self.limit.unit == TimeUnit::Hours {
            60
        } else {
            24 * 60
        };
        let mut raw = clock_later(self.start, scaled(self.limit.amount.0, per_unit))?;
        let mut end = plain;
        for &(from, to) in self.stops {
            if from >= end {
                steps.push(Explained::Clock(ClockStep::StoppedTooLate {
                    from,
                    due: end,
                }));
                continue;
            }
            let lasted = (to.unix_ms() - from.unix_ms()) / MS_PER_MINUTE;
            raw = clock_later(raw.max(from), lasted.unsigned_abs())?;
            end = self.end_of(raw, to)?;
            steps.push(Explained::Clock(ClockStep::StoppedByClock { from, to }));
        }
        steps.push(Explained::Clock(ClockStep::EndShifted { to: raw }));
        let from = raw.date();
        let counting = Counting::Elsewhere { from };
        steps.walk(self.start.date(), end.date(), counting);
        if end.date() != from {
            let to = end.date();
            steps.push(Explained::MovedToWorkingDay { from, to });
        }
        if self.limit.unit == TimeUnit::CalendarDays {
            let (date, closing) = (end.date(), end.time());
            steps.push(Explained::UntilClosing { date, closing });
        }
        Ok(self.finished(end, steps))
    }

    /// The due moment of a limit by calendar or clock that runs out at `raw`, not before `floor`.
    fn end_of(&self, raw: LocalTime, floor: LocalTime) -> Result<LocalTime, CalendarError> {
        if self.limit.unit == TimeUnit::Hours {
            return Ok(self.calendar.working_time_from(raw.max(floor))?.0);
        }
        let on_last = self.calendar.closing(raw.date());
        if let Some(closing) = on_last.filter(|closing| *closing >= floor) {
            return Ok(closing);
        }
        let next = self.calendar.next_working_day(raw.date())?;
        self.calendar.closing(next).ok_or(CalendarError::OutOfRange)
    }

    fn same_day(&self, plain: Due) -> Result<Due, CalendarError> {
        let mut told = Vec::new();
        let mut end = plain;
        for &(from, to) in self.stops {
            if from >= end.due {
                let due = end.due;
                told.push(Explained::Clock(ClockStep::StoppedTooLate { from, due }));
                continue;
            }
            told.push(Explained::Clock(ClockStep::StoppedByClock { from, to }));
            let anew = due(to, &self.limit, self.calendar)?;
            if anew.due > end.due {
                end = anew;
            }
        }
        let mut end = without_head(end, Some(self.start));
        told.append(&mut end.steps);
        end.steps = told;
        Ok(end)
    }

    /// The working time from a moment on, explained when that is later.
    fn resume(&self, from: LocalTime, steps: &mut Steps<'_>) -> Result<LocalTime, CalendarError> {
        let (to, _) = self.calendar.working_time_from(from)?;
        if to != from {
            steps.push(Explained::MovedToWorkingTime { from, to });
        }
        Ok(to)
    }

    fn finished(&self, due: LocalTime, mut steps: Steps<'_>) -> Due {
        let unsettled = steps.push_unknown_years(self.start.date(), due.date());
        let provisional = unsettled || self.limit.unit == TimeUnit::DaysUnitNotStated;
        steps.push(Explained::Result { due, provisional });
        Due {
            due,
            provisional,
            steps: steps.into_vec(),
        }
    }
}

/// Without what [`schedule`] tells itself: reception and limit. What began at `anew` was not
/// received then.
fn without_head(mut due: Due, anew: Option<LocalTime>) -> Due {
    due.steps
        .retain(|step| !matches!(step, Explained::Received { .. } | Explained::Limit(_)));
    for step in &mut due.steps {
        if let (Explained::StartMoved { to, .. }, Some(from)) = (&*step, anew) {
            let to = *to;
            *step = Explained::MovedToWorkingTime { from, to };
        }
    }
    due
}

fn tell_before_result(due: &mut Due, step: Explained) {
    let at = due.steps.len().saturating_sub(1);
    due.steps.insert(at, step);
}
