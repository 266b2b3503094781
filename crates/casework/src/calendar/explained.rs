//! How a due date came about, as data; the words are in `catalogue/messages/due.json`.

use super::{Amount, ClockStep, Param, TimeLimit, TimeUnit};
use crate::time::LocalTime;
use jiff::civil::{Date, Time};

/// One step of computing a due date.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Explained {
    /// When the complete file was received.
    Received {
        /// As given.
        at: LocalTime,
    },
    /// The limit that is counted.
    Limit(TimeLimit),
    /// Received outside working time: counting starts later.
    StartMoved {
        /// When counting starts.
        to: LocalTime,
        /// Why.
        because: OffReason,
    },
    /// The day of reception is not counted (Bộ luật Dân sự 2015 Đ147.2).
    FirstDayNotCounted {
        /// That day.
        date: Date,
    },
    /// A limit in days counted in working hours, 8 to the day.
    AsWorkingHours {
        /// Days.
        amount: Amount,
        /// The same in working minutes, rounded up.
        minutes: u32,
    },
    /// Working days in a row that count in full.
    DaysCounted {
        /// First of them.
        from: Date,
        /// Last of them.
        to: Date,
        /// Number of the first in the count.
        first: u32,
        /// Number of the last in the count.
        last: u32,
    },
    /// Working time counted on days in a row.
    HoursCounted {
        /// First day.
        from: Date,
        /// Last day.
        to: Date,
        /// Working minutes on all of them.
        minutes: u32,
    },
    /// Calendar days counted, days off included.
    CalendarDaysCounted {
        /// The first day counted.
        from: Date,
        /// The last one.
        to: Date,
        /// How many.
        days: u32,
    },
    /// Clock hours counted, day and night.
    ClockHoursCounted {
        /// Where the count ends.
        to: LocalTime,
        /// Minutes, rounded up.
        minutes: u32,
    },
    /// Days off of the ordinary week, skipped.
    RestDays {
        /// First of them.
        from: Date,
        /// Last of them.
        to: Date,
    },
    /// Holidays of one name in a row, skipped.
    DaysOff {
        /// First of them.
        from: Date,
        /// Last of them.
        to: Date,
        /// Name in Vietnamese.
        name: String,
        /// Whether they are settled.
        announced: bool,
    },
    /// A day of rest that is worked, and counts.
    MakeUpDay {
        /// The day.
        date: Date,
        /// Name in Vietnamese.
        name: String,
        /// Whether it is settled.
        announced: bool,
    },
    /// A day worked in part, counted with its hours.
    HalfDay {
        /// The day.
        date: Date,
        /// Name in Vietnamese.
        name: String,
        /// Whether it is settled.
        announced: bool,
    },
    /// A row switched off and not settled: the day counts as an ordinary one for now.
    NotApplied {
        /// The day.
        date: Date,
        /// Name in Vietnamese.
        name: String,
    },
    /// Unsettled rows of one name in the span that do not move this limit.
    NotSettled {
        /// First of the days.
        from: Date,
        /// Last of the days.
        to: Date,
        /// Name in Vietnamese.
        name: String,
    },
    /// No file for a year in the span: its holidays are not known.
    YearNotKnown {
        /// The year.
        year: i16,
    },
    /// Received before the cut-off: due the same day.
    CutOffKept {
        /// The cut-off.
        cutoff: Time,
        /// The day.
        date: Date,
    },
    /// Received at or after the cut-off: due the next working day.
    CutOffPassed {
        /// The cut-off.
        cutoff: Time,
        /// The next working day.
        next: Date,
    },
    /// The last day is off: the next working day instead (Bộ luật Dân sự 2015 Đ148.5).
    MovedToWorkingDay {
        /// Where the count ended.
        from: Date,
        /// The next working day.
        to: Date,
    },
    /// The count ended outside working time: the next working time instead.
    MovedToWorkingTime {
        /// Where the count ended.
        from: LocalTime,
        /// The next working time.
        to: LocalTime,
    },
    /// A limit in calendar days runs to the end of its last day (Bộ luật Dân sự 2015 Đ148.5–6).
    UntilClosing {
        /// The last day.
        date: Date,
        /// When the office closes on it.
        closing: Time,
    },
    /// A same-day limit extended by working days.
    SameDayExtended {
        /// How many.
        days: u32,
        /// The last of them.
        to: Date,
    },
    /// A limit that is longer where the commune is a difficult one.
    Raised {
        /// Days that are in the limit for that.
        amount: Amount,
        /// Whether the source was read.
        verified: bool,
    },
    /// The procedure has cases with other limits; this is one of them.
    OtherCase {
        /// Code of the case, with its name where one is known.
        case: String,
        /// Its limit.
        limit: TimeLimit,
    },
    /// The due date is the first of two appointments, if a financial duty comes up.
    FirstAppointment {
        /// Whether the limit of the second one is known.
        second_known: bool,
    },
    /// What stopped the clock or started it anew.
    Clock(ClockStep),
    /// The due date.
    Result {
        /// When.
        due: LocalTime,
        /// Whether it may still change.
        provisional: bool,
    },
}

/// Why a moment is not working time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OffReason {
    /// Before opening on a working day.
    BeforeOpening,
    /// Between two sessions.
    ///
    /// vi: giờ nghỉ trưa
    Break,
    /// After closing on a working day.
    AfterClosing,
    /// A day off of the ordinary week.
    ///
    /// vi: ngày nghỉ hằng tuần
    WeeklyRest,
    /// A holiday, with its name in Vietnamese.
    DayOff(String),
}

impl Explained {
    /// The key of the sentence in `catalogue/messages/due.json`.
    pub fn key(&self) -> &'static str {
        match self {
            Self::Received { .. } => "due.received",
            Self::Limit(limit) => limit_key(limit),
            Self::StartMoved { because, .. } => match because {
                OffReason::BeforeOpening => "due.start_moved.before_opening",
                OffReason::Break => "due.start_moved.break",
                OffReason::AfterClosing => "due.start_moved.after_closing",
                OffReason::WeeklyRest => "due.start_moved.weekly_rest",
                OffReason::DayOff(_) => "due.start_moved.day_off",
            },
            Self::FirstDayNotCounted { .. } => "due.first_day_not_counted",
            Self::AsWorkingHours { .. } => "due.as_working_hours",
            Self::DaysCounted { .. } => "due.days_counted",
            Self::HoursCounted { .. } => "due.hours_counted",
            Self::CalendarDaysCounted { .. } => "due.calendar_days_counted",
            Self::ClockHoursCounted { .. } => "due.clock_hours_counted",
            Self::RestDays { .. } => "due.rest_days",
            Self::DaysOff { announced, .. } => {
                settled(*announced, "due.days_off", "due.days_off.unannounced")
            }
            Self::MakeUpDay { announced, .. } => {
                settled(*announced, "due.make_up_day", "due.make_up_day.unannounced")
            }
            Self::HalfDay { announced, .. } => {
                settled(*announced, "due.half_day", "due.half_day.unannounced")
            }
            Self::NotApplied { .. } => "due.not_applied",
            Self::NotSettled { .. } => "due.not_settled",
            Self::YearNotKnown { .. } => "due.year_not_known",
            Self::CutOffKept { .. } => "due.cutoff_kept",
            Self::CutOffPassed { .. } => "due.cutoff_passed",
            Self::MovedToWorkingDay { .. } => "due.moved_to_working_day",
            Self::MovedToWorkingTime { .. } => "due.moved_to_working_time",
            Self::UntilClosing { .. } => "due.until_closing",
            Self::SameDayExtended { .. } => "due.same_day_extended",
            Self::Raised { verified, .. } => {
                settled(*verified, "due.raised", "due.raised.unverified")
            }
            Self::OtherCase { limit, .. } => other_case_key(limit),
            Self::FirstAppointment { second_known } => settled(
                *second_known,
                "due.first_appointment",
                "due.first_appointment.second_unknown",
            ),
            Self::Clock(step) => step.key(),
            Self::Result { provisional, .. } => {
                settled(!*provisional, "due.result", "due.result.provisional")
            }
        }
    }

    /// The values for the placeholders of the sentence, by name.
    pub fn params(&self) -> Vec<(&'static str, Param)> {
        let date = |at: &Date| ("date", Param::Date(*at));
        let dates = |from: &Date, to: &Date| ("dates", Param::Dates(*from, *to));
        let named = |name: &str| ("name", Param::Text(name.to_owned()));
        match self {
            Self::Received { at } => vec![("at", Param::At(*at))],
            Self::Limit(limit) => limit_params(limit),
            Self::StartMoved { to, because } => {
                let mut params = vec![("to", Param::At(*to))];
                if let OffReason::DayOff(name) = because {
                    params.push(named(name));
                }
                params
            }
            Self::FirstDayNotCounted { date: at } => vec![date(at)],
            Self::AsWorkingHours { amount, minutes } => {
                lasting(*minutes, ("amount", Param::Amount(*amount)))
            }
            Self::DaysCounted {
                from,
                to,
                first,
                last,
            } => {
                vec![dates(from, to), ("numbers", Param::Numbers(*first, *last))]
            }
            Self::HoursCounted { from, to, minutes } => lasting(*minutes, dates(from, to)),
            Self::CalendarDaysCounted { from, to, days } => {
                vec![dates(from, to), ("days", Param::Number(*days))]
            }
            Self::ClockHoursCounted { to, minutes } => lasting(*minutes, ("to", Param::At(*to))),
            Self::RestDays { from, to } => vec![dates(from, to)],
            Self::DaysOff { from, to, name, .. } | Self::NotSettled { from, to, name } => {
                vec![dates(from, to), named(name)]
            }
            Self::MakeUpDay { date: at, name, .. }
            | Self::HalfDay { date: at, name, .. }
            | Self::NotApplied { date: at, name } => vec![date(at), named(name)],
            Self::YearNotKnown { year } => vec![("year", Param::Text(year.to_string()))],
            Self::CutOffKept { cutoff, date: at } => {
                vec![("cutoff", Param::Time(*cutoff)), date(at)]
            }
            Self::CutOffPassed { cutoff, next } => {
                vec![
                    ("cutoff", Param::Time(*cutoff)),
                    ("next", Param::Date(*next)),
                ]
            }
            Self::MovedToWorkingDay { from, to } => {
                vec![("from", Param::Date(*from)), ("to", Param::Date(*to))]
            }
            Self::MovedToWorkingTime { from, to } => {
                vec![("from", Param::At(*from)), ("to", Param::At(*to))]
            }
            Self::UntilClosing { date: at, closing } => {
                vec![date(at), ("closing", Param::Time(*closing))]
            }
            Self::SameDayExtended { days, to } => {
                vec![("days", Param::Number(*days)), ("to", Param::Date(*to))]
            }
            Self::Raised { amount, .. } => vec![("amount", Param::Amount(*amount))],
            Self::OtherCase { case, limit } => {
                let mut params = limit_params(limit);
                params.push(("case", Param::Text(case.clone())));
                params
            }
            Self::FirstAppointment { .. } => Vec::new(),
            Self::Clock(step) => step.params(),
            Self::Result { due, .. } => vec![("due", Param::At(*due))],
        }
    }

    /// Puts the values into a sentence with `{name}` placeholders.
    pub fn fill(&self, template: &str, decimal_mark: char) -> String {
        let mut rest = template;
        let mut filled = String::with_capacity(template.len());
        let params = self.params();
        while let Some((before, after)) = rest.split_once('{') {
            filled.push_str(before);
            let Some((name, tail)) = after.split_once('}') else {
                filled.push('{');
                rest = after;
                continue;
            };
            match params.iter().find(|(known, _)| *known == name) {
                Some((_, param)) => filled.push_str(&param.text(decimal_mark)),
                None => filled.extend(["{", name, "}"]),
            }
            rest = tail;
        }
        filled.push_str(rest);
        filled
    }
}

fn settled(announced: bool, yes: &'static str, no: &'static str) -> &'static str {
    if announced { yes } else { no }
}

fn limit_key(limit: &TimeLimit) -> &'static str {
    match limit.unit {
        TimeUnit::WorkingDays => "due.limit.working_days",
        TimeUnit::CalendarDays => "due.limit.calendar_days",
        TimeUnit::WorkingHours => "due.limit.working_hours",
        TimeUnit::Hours => "due.limit.hours",
        TimeUnit::SameDay if limit.amount.0 > 0 => "due.limit.same_day_extended",
        TimeUnit::SameDay => "due.limit.same_day",
        TimeUnit::DaysUnitNotStated => "due.limit.days_unit_not_stated",
    }
}

fn other_case_key(limit: &TimeLimit) -> &'static str {
    match limit.unit {
        TimeUnit::WorkingDays => "due.other_case.working_days",
        TimeUnit::CalendarDays => "due.other_case.calendar_days",
        TimeUnit::WorkingHours => "due.other_case.working_hours",
        TimeUnit::Hours => "due.other_case.hours",
        TimeUnit::SameDay if limit.amount.0 > 0 => "due.other_case.same_day_extended",
        TimeUnit::SameDay => "due.other_case.same_day",
        TimeUnit::DaysUnitNotStated => "due.other_case.days_unit_not_stated",
    }
}

fn limit_params(limit: &TimeLimit) -> Vec<(&'static str, Param)> {
    match limit.unit {
        TimeUnit::SameDay if limit.amount.0 == 0 => Vec::new(),
        TimeUnit::SameDay
        | TimeUnit::WorkingDays
        | TimeUnit::CalendarDays
        | TimeUnit::WorkingHours
        | TimeUnit::Hours
        | TimeUnit::DaysUnitNotStated => vec![("amount", Param::Amount(limit.amount))],
    }
}

/// Working time in hours and minutes, and one more value.
pub(super) fn lasting(minutes: u32, of: (&'static str, Param)) -> Vec<(&'static str, Param)> {
    vec![
        ("hours", Param::Number(minutes / 60)),
        ("minutes", Param::Minutes(minutes % 60)),
        of,
    ]
}
