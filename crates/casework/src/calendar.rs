//! Working time and due dates.
//!
//! A [`Calendar`] is data: one file a year of days that differ from the ordinary week, and one file
//! of working hours (`catalogue/calendar/`). [`due()`] counts a [`TimeLimit`] on it and explains
//! every step as [`Explained`] values, whose words are in `catalogue/messages/due.json`.

mod clock;
mod due;
mod explained;
mod file;
mod office;
mod param;
mod schedule;
mod steps;
#[cfg(test)]
mod tests;

pub use clock::ClockStep;
pub use due::{Due, due};
pub use explained::{Explained, OffReason};
pub use param::Param;
pub use schedule::{Interruption, Limits, resume, schedule};

use crate::time::LocalTime;
pub(crate) use file::PlainDate;
use file::{HoursVersion, Year};
use jiff::civil::{Date, Time};
use std::collections::BTreeMap;

/// An amount with two decimals, in hundredths: 3.5 days is `Amount(350)`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Amount(pub u32);

/// What a legal time limit is counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TimeUnit {
    /// vi: ngày làm việc
    WorkingDays,
    /// vi: ngày (theo lịch)
    CalendarDays,
    /// vi: giờ làm việc
    WorkingHours,
    /// vi: giờ
    Hours,
    /// Result the same day, or the next working day when received after the cut-off.
    ///
    /// vi: trong ngày; sau 15 giờ thì ngày làm việc tiếp theo
    SameDay,
    /// The source says "days" and not which; counted as working days, marked unverified.
    ///
    /// vi: ngày (nguồn không nêu loại)
    DaysUnitNotStated,
}

/// How long the authority may take.
///
/// vi: thời hạn giải quyết
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TimeLimit {
    /// How many units. For [`TimeUnit::SameDay`] the working days it is extended by, ordinarily 0.
    pub amount: Amount,
    /// The unit.
    pub unit: TimeUnit,
    /// Only for [`TimeUnit::SameDay`]: from this time on the result is due the next working day.
    pub cutoff: Option<Time>,
}

/// What a row of a year file makes of its day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RowKind {
    /// vi: nghỉ
    Off,
    /// A full working day though the ordinary week has it off.
    ///
    /// vi: làm bù, hoán đổi ngày làm việc
    Working,
    /// Worked in the morning only.
    ///
    /// vi: chỉ làm việc buổi sáng
    HalfDay,
}

/// How far the source of a row was checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Deserialize, serde::Serialize)]
pub enum Verification {
    /// Read in the act or in an official page.
    #[serde(rename = "V")]
    Verified,
    /// Known from a second-hand source only.
    #[serde(rename = "V2")]
    SecondHand,
    /// Background knowledge, not compared with a source.
    #[serde(rename = "B")]
    Background,
    /// Searched for and not confirmed.
    #[serde(rename = "U")]
    Unconfirmed,
}

impl Verification {
    /// Whether some source was read; what was not is shown as unverified.
    ///
    /// vi: đã xác minh, chưa xác minh
    pub fn is_verified(self) -> bool {
        matches!(self, Self::Verified | Self::SecondHand)
    }
}

/// A day that differs, or may differ, from the ordinary week.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The day.
    pub date: Date,
    /// What becomes of it.
    pub kind: RowKind,
    /// Its name in Vietnamese.
    pub name: String,
    /// Whether the law or a published decision settles it; what touches an unsettled row is
    /// provisional.
    pub announced: bool,
    /// Whether the row is switched on; a row switched off leaves an ordinary day.
    pub applies: bool,
    /// How far the source was checked.
    pub verification: Verification,
    /// Where the row comes from.
    pub source: String,
}

/// An uninterrupted stretch of working time; both ends belong to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Session {
    /// Opening.
    pub from: Time,
    /// Closing, later than `from` on the same day.
    pub to: Time,
}

/// Working days and working hours of one office.
///
/// vi: lịch làm việc
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Calendar {
    years: BTreeMap<i16, Year>,
    hours: Vec<HoursVersion>,
    /// The newest year's version as first read, then each file put in place later.
    ids: Vec<String>,
}

/// Why a calendar file was refused or a date could not be computed.
#[derive(Debug, thiserror::Error)]
pub enum CalendarError {
    /// Not JSON of the documented shape: an unknown or missing key, a bad date or time.
    #[error("calendar file: {0}")]
    Syntax(#[from] serde_json::Error),
    /// The `format` is none this version reads.
    #[error("calendar format not known: {0}")]
    UnknownFormat(String),
    /// Two files for one year.
    #[error("two calendar files for the year {0}")]
    YearTwice(i16),
    /// Rows for a year that has no file.
    #[error("there is no calendar file for the year {0} that rows could be laid over")]
    NoYear(i16),
    /// Two rows for one day.
    #[error("two calendar rows for {0}")]
    DateTwice(Date),
    /// A row outside its file's year.
    #[error("{date} is not in the year {year}")]
    DateOutsideYear {
        /// The row's date.
        date: Date,
        /// The file's year.
        year: i16,
    },
    /// An `id`, `name` or `source` that is empty, too long or of letters not allowed.
    #[error("calendar text not allowed in {field}: {text}")]
    BadText {
        /// The key.
        field: &'static str,
        /// The text, cut to 40 characters.
        text: String,
    },
    /// Working hours that cannot be worked with.
    #[error("working hours from {valid_from}: {fault}")]
    Hours {
        /// Which version.
        valid_from: Date,
        /// What is wrong.
        fault: HoursFault,
    },
    /// The result would lie more than [`MAX_DAYS`] away or outside the years −9999 to 9999.
    #[error("the date would be out of range")]
    OutOfRange,
}

/// What is wrong with a version of the working hours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HoursFault {
    /// No version at all, or versions not in order of `valid_from`.
    #[error("versions are missing or not in order")]
    Order,
    /// Sessions that are missing, empty, overlap or touch.
    #[error("sessions are missing, empty, overlap or touch")]
    Sessions,
    /// A full day is not 8 hours, or a half day is not shorter.
    #[error("a full day must have 8 working hours, a half day fewer")]
    Length,
    /// A week without a full day.
    #[error("no full day in the week")]
    Week,
}

/// Working minutes of one working day: limits in days are counted as 8 hours each.
pub const DAY_MINUTES: u32 = 8 * 60;

/// How far a date may lie from where it is counted (20 years): no limit of a procedure comes near.
pub const MAX_DAYS: u32 = 7_305;

/// What a day is on the calendar.
enum DayKind<'c> {
    Ordinary,
    WeeklyRest,
    Row(&'c Row),
}

impl Calendar {
    /// Reads one file of working hours and any number of year files.
    ///
    /// # Errors
    /// [`CalendarError`] for a file that is not exactly of the documented shape
    /// (`catalogue/calendar/README.md`), or two files of one year.
    pub fn from_json(hours: &str, years: &[&str]) -> Result<Self, CalendarError> {
        let mut calendar = Self {
            years: BTreeMap::new(),
            hours: file::read_hours(hours)?.versions,
            ids: Vec::new(),
        };
        for text in years {
            let year = file::read_year(text)?;
            let number = year.year;
            if calendar.years.insert(number, year).is_some() {
                return Err(CalendarError::YearTwice(number));
            }
        }
        let newest = calendar.years.values().next_back();
        calendar.ids = newest.map(|year| year.id.clone()).into_iter().collect();
        Ok(calendar)
    }

    /// The calendar compiled into the program.
    pub fn built_in() -> Self {
        Self::from_json(file::BUILT_IN_HOURS, &file::BUILT_IN_YEARS)
            .expect("the compiled-in calendar files are read by a test of this crate")
    }

    /// Puts a province's own file in place: a year file for its year, an hours file, or a file of
    /// rows that each take the place of that day's row.
    ///
    /// # Errors
    /// As [`Calendar::from_json`]; the calendar is then lost, keep a clone where it is needed.
    pub fn with_file(mut self, json: &str) -> Result<Self, CalendarError> {
        let id = match file::read_any(json)? {
            file::Any::Hours(hours) => {
                self.hours = hours.versions;
                hours.id
            }
            file::Any::Year(year) => {
                let id = year.id.clone();
                self.years.insert(year.year, year);
                id
            }
            file::Any::Rows(rows) => {
                let id = rows.id.clone();
                self.lay_over(rows.year)?;
                id
            }
        };
        self.ids.push(id);
        Ok(self)
    }

    /// The version to print: the newest year's, then each file put in place later, joined by `+`.
    ///
    /// `vn-2027.1`, `vn-2027.1+can-tho-2027.2`
    pub fn id(&self) -> String {
        self.ids.join("+")
    }

    /// The row for a day, switched on or not.
    pub fn row(&self, date: Date) -> Option<&Row> {
        self.years.get(&date.year())?.rows.get(&date)
    }

    /// Whether there is a file for the year; without one only the ordinary week is known.
    pub fn knows_year(&self, year: i16) -> bool {
        self.years.contains_key(&year)
    }

    /// The working sessions of a day, in order; none on a day off.
    pub fn sessions(&self, date: Date) -> &[Session] {
        let Some(hours) = self.hours_on(date) else {
            return &[];
        };
        match self.row(date).filter(|row| row.applies) {
            None => hours.ordinary(date.weekday()),
            Some(row) => match row.kind {
                RowKind::Off => &[],
                RowKind::Working => &hours.full_day,
                RowKind::HalfDay => &hours.half_day,
            },
        }
    }

    /// Whether there is any working time on a day.
    pub fn is_working_day(&self, date: Date) -> bool {
        !self.sessions(date).is_empty()
    }

    /// The first working day after a day.
    ///
    /// # Errors
    /// `OutOfRange` when there is none within [`MAX_DAYS`].
    pub fn next_working_day(&self, date: Date) -> Result<Date, CalendarError> {
        days_from(date)
            .skip(1)
            .find(|day| self.is_working_day(*day))
            .ok_or(CalendarError::OutOfRange)
    }

    /// Closing time of a working day, or of the last one before it.
    pub(crate) fn closing_until(&self, date: Date) -> Result<LocalTime, CalendarError> {
        let mut day = date;
        for _ in 0..=MAX_DAYS {
            if let Some(closing) = self.closing(day) {
                return Ok(closing);
            }
            day = day.yesterday().map_err(|_| CalendarError::OutOfRange)?;
        }
        Err(CalendarError::OutOfRange)
    }

    /// Working minutes from one moment to another; 0 when the second is not later.
    ///
    /// # Errors
    /// `OutOfRange` when they are more than [`MAX_DAYS`] apart.
    pub fn working_minutes_between(
        &self,
        from: LocalTime,
        to: LocalTime,
    ) -> Result<u32, CalendarError> {
        if to <= from {
            return Ok(0);
        }
        let mut minutes = 0;
        for date in days_from(from.date()) {
            minutes += self.minutes_within(date, from, to);
            if date == to.date() {
                return Ok(minutes);
            }
        }
        Err(CalendarError::OutOfRange)
    }

    /// Working minutes of one day that lie between two moments.
    fn minutes_within(&self, date: Date, from: LocalTime, to: LocalTime) -> u32 {
        let day_end = minute_of(Time::MAX) + 1;
        let lower = match from.date().cmp(&date) {
            std::cmp::Ordering::Less => 0,
            std::cmp::Ordering::Equal => minute_of(from.time()),
            std::cmp::Ordering::Greater => day_end,
        };
        let upper = match to.date().cmp(&date) {
            std::cmp::Ordering::Less => 0,
            std::cmp::Ordering::Equal => minute_of(to.time()),
            std::cmp::Ordering::Greater => day_end,
        };
        let sessions = self.sessions(date).iter();
        sessions
            .map(|s| {
                let until = minute_of(s.to).min(upper);
                until.saturating_sub(minute_of(s.from).max(lower))
            })
            .sum()
    }

    fn hours_on(&self, date: Date) -> Option<&HoursVersion> {
        let mut newest_first = self.hours.iter().rev();
        newest_first
            .find(|version| version.valid_from <= date)
            .or(self.hours.first())
    }

    fn day_kind(&self, date: Date) -> DayKind<'_> {
        if let Some(row) = self.row(date).filter(|row| row.applies) {
            return DayKind::Row(row);
        }
        match self.hours_on(date) {
            Some(hours) if !hours.ordinary(date.weekday()).is_empty() => DayKind::Ordinary,
            _ => DayKind::WeeklyRest,
        }
    }
}

/// The days from one on, at most [`MAX_DAYS`] beyond it and none after the last date there is.
fn days_from(date: Date) -> impl Iterator<Item = Date> {
    let mut next = Some(date);
    let days = std::iter::from_fn(move || {
        let day = next?;
        next = day.tomorrow().ok();
        Some(day)
    });
    days.take(MAX_DAYS as usize + 1)
}

/// Minutes since midnight.
fn minute_of(time: Time) -> u32 {
    u32::from(time.hour().unsigned_abs()) * 60 + u32::from(time.minute().unsigned_abs())
}
