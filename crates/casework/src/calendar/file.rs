//! Reading of the calendar files; their shape is told in `catalogue/calendar/README.md`.

use super::{CalendarError, DAY_MINUTES, HoursFault, Row, RowKind, Session, Verification};
use jiff::civil::{Date, Time, Weekday};
use serde::{Deserialize, Deserializer, de::Error as _};
use std::collections::BTreeMap;

const YEAR_FORMAT: &str = "motcua-calendar-year/1";
const ROWS_FORMAT: &str = "motcua-calendar-rows/1";
const HOURS_FORMAT: &str = "motcua-working-hours/1";

pub(super) const BUILT_IN_HOURS: &str = include_str!("../../../../catalogue/calendar/hours.json");
pub(super) const BUILT_IN_YEARS: [&str; 3] = [
    include_str!("../../../../catalogue/calendar/vn-2025.json"),
    include_str!("../../../../catalogue/calendar/vn-2026.json"),
    include_str!("../../../../catalogue/calendar/vn-2027.json"),
];

/// Rows of provinces, laid over the national year.
pub(super) const BUILT_IN_ROWS: [&str; 1] = [include_str!(
    "../../../../catalogue/calendar/provinces/can-tho-2026.json"
)];

/// One year's rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Year {
    pub(super) id: String,
    pub(super) year: i16,
    pub(super) rows: BTreeMap<Date, Row>,
}

/// A province's rows of one year.
pub(super) struct Rows {
    pub(super) id: String,
    pub(super) province: String,
    pub(super) year: Year,
}

/// Working hours, in order of `valid_from`.
pub(super) struct Hours {
    pub(super) id: String,
    pub(super) versions: Vec<HoursVersion>,
}

/// Working hours valid from a day until the next version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct HoursVersion {
    pub(super) valid_from: Date,
    pub(super) full_day: Vec<Session>,
    pub(super) half_day: Vec<Session>,
    week: [Weekly; 7],
}

impl HoursVersion {
    /// Opens on Saturday morning where the week has it off.
    pub(super) fn open_saturday_morning(&mut self) {
        let saturday = usize::from(Weekday::Saturday.to_monday_zero_offset().unsigned_abs());
        if let Some(day) = self.week.get_mut(saturday)
            && *day == Weekly::Off
        {
            *day = Weekly::Half;
        }
    }

    /// The sessions of a weekday in a week without holidays.
    pub(super) fn ordinary(&self, weekday: Weekday) -> &[Session] {
        let index = usize::from(weekday.to_monday_zero_offset().unsigned_abs());
        match self.week.get(index) {
            Some(Weekly::Full) => &self.full_day,
            Some(Weekly::Half) => &self.half_day,
            Some(Weekly::Off) | None => &[],
        }
    }
}

/// Either kind of file.
pub(super) enum Any {
    Year(Year),
    Rows(Rows),
    Hours(Hours),
}

pub(super) fn read_any(json: &str) -> Result<Any, CalendarError> {
    #[derive(Deserialize)]
    struct Head {
        format: String,
    }
    match serde_json::from_str::<Head>(json)?.format.as_str() {
        YEAR_FORMAT => read_year(json).map(Any::Year),
        ROWS_FORMAT => read_rows(json).map(Any::Rows),
        HOURS_FORMAT => read_hours(json).map(Any::Hours),
        other => Err(CalendarError::UnknownFormat(cut(other))),
    }
}

pub(super) fn read_year(json: &str) -> Result<Year, CalendarError> {
    let file: YearFile = serde_json::from_str(json)?;
    expect_format(&file.format, YEAR_FORMAT)?;
    if let Some(province) = file.province {
        return Err(CalendarError::BadText {
            field: "province",
            text: cut(&province),
        });
    }
    rows_of_year(file)
}

pub(super) fn read_rows(json: &str) -> Result<Rows, CalendarError> {
    let mut file: YearFile = serde_json::from_str(json)?;
    expect_format(&file.format, ROWS_FORMAT)?;
    let province = filled("province", file.province.take().unwrap_or_default())?;
    let year = rows_of_year(file)?;
    Ok(Rows {
        id: year.id.clone(),
        province,
        year,
    })
}

fn rows_of_year(file: YearFile) -> Result<Year, CalendarError> {
    let mut rows = BTreeMap::new();
    for row in file.rows {
        let (date, year) = (row.date.0, file.year);
        if date.year() != year {
            return Err(CalendarError::DateOutsideYear { date, year });
        }
        let row = Row {
            date,
            kind: row.kind,
            name: filled("name", row.name)?,
            announced: row.announced,
            applies: row.applies.unwrap_or(true),
            verification: row.verification,
            source: filled("source", row.source)?,
        };
        if rows.insert(date, row).is_some() {
            return Err(CalendarError::DateTwice(date));
        }
    }
    Ok(Year {
        id: versioned(&file.id, file.version)?,
        year: file.year,
        rows,
    })
}

pub(super) fn read_hours(json: &str) -> Result<Hours, CalendarError> {
    let file: HoursFile = serde_json::from_str(json)?;
    expect_format(&file.format, HOURS_FORMAT)?;
    let mut versions: Vec<HoursVersion> = Vec::new();
    for version in file.versions {
        let valid_from = version.valid_from.0;
        let fault = |fault| CalendarError::Hours { valid_from, fault };
        if versions.last().is_some_and(|v| v.valid_from >= valid_from) {
            return Err(fault(HoursFault::Order));
        }
        filled("source", version.source)?;
        let full_day = sessions(&version.full_day).map_err(fault)?;
        let half_day = sessions(&version.half_day).map_err(fault)?;
        if length(&full_day) != DAY_MINUTES || length(&half_day) >= DAY_MINUTES {
            return Err(fault(HoursFault::Length));
        }
        let week = version.week.days();
        if !week.contains(&Weekly::Full) {
            return Err(fault(HoursFault::Week));
        }
        versions.push(HoursVersion {
            valid_from,
            full_day,
            half_day,
            week,
        });
    }
    if versions.is_empty() {
        return Err(CalendarError::Hours {
            valid_from: Date::MIN,
            fault: HoursFault::Order,
        });
    }
    Ok(Hours {
        id: versioned(&file.id, file.version)?,
        versions,
    })
}

fn expect_format(found: &str, expected: &str) -> Result<(), CalendarError> {
    if found == expected {
        Ok(())
    } else {
        Err(CalendarError::UnknownFormat(cut(found)))
    }
}

fn sessions(file: &[SessionFile]) -> Result<Vec<Session>, HoursFault> {
    let mut sessions: Vec<Session> = Vec::new();
    for SessionFile { from, to } in file {
        let session = Session {
            from: from.0,
            to: to.0,
        };
        let in_order = sessions
            .last()
            .is_none_or(|before| before.to < session.from);
        if !in_order || session.from >= session.to {
            return Err(HoursFault::Sessions);
        }
        sessions.push(session);
    }
    if sessions.is_empty() {
        return Err(HoursFault::Sessions);
    }
    Ok(sessions)
}

fn length(sessions: &[Session]) -> u32 {
    let minutes = |s: &Session| super::minute_of(s.to) - super::minute_of(s.from);
    sessions.iter().map(minutes).sum()
}

fn versioned(id: &str, version: u32) -> Result<String, CalendarError> {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if id.is_empty() || id.len() > 40 || !id.chars().all(plain) {
        return Err(CalendarError::BadText {
            field: "id",
            text: cut(id),
        });
    }
    Ok(format!("{id}.{version}"))
}

fn filled(field: &'static str, text: String) -> Result<String, CalendarError> {
    let broken = text.chars().any(char::is_control);
    if text.trim().is_empty() || text.len() > 1000 || broken {
        return Err(CalendarError::BadText {
            field,
            text: cut(&text),
        });
    }
    Ok(text)
}

fn cut(text: &str) -> String {
    text.chars().take(40).collect()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct YearFile {
    format: String,
    id: String,
    version: u32,
    year: i16,
    province: Option<String>,
    #[serde(default, rename = "note")]
    _note: Option<String>,
    rows: Vec<RowFile>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RowFile {
    date: PlainDate,
    kind: RowKind,
    name: String,
    announced: bool,
    applies: Option<bool>,
    verification: Verification,
    source: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct HoursFile {
    format: String,
    id: String,
    version: u32,
    #[serde(default, rename = "note")]
    _note: Option<String>,
    versions: Vec<VersionFile>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct VersionFile {
    valid_from: PlainDate,
    full_day: Vec<SessionFile>,
    half_day: Vec<SessionFile>,
    week: WeekFile,
    #[serde(rename = "verification")]
    _verification: Verification,
    source: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SessionFile {
    from: PlainTime,
    to: PlainTime,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WeekFile {
    monday: Weekly,
    tuesday: Weekly,
    wednesday: Weekly,
    thursday: Weekly,
    friday: Weekly,
    saturday: Weekly,
    sunday: Weekly,
}

impl WeekFile {
    fn days(&self) -> [Weekly; 7] {
        [
            self.monday,
            self.tuesday,
            self.wednesday,
            self.thursday,
            self.friday,
            self.saturday,
            self.sunday,
        ]
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Weekly {
    Full,
    Half,
    Off,
}

/// `YYYY-MM-DD` and nothing else.
#[derive(Debug)]
pub(crate) struct PlainDate(pub(crate) Date);

impl<'de> Deserialize<'de> for PlainDate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let date = text.parse::<Date>().ok();
        date.filter(|date| date.to_string() == text)
            .map(Self)
            .ok_or_else(|| D::Error::custom(format!("not a date (YYYY-MM-DD): {}", cut(&text))))
    }
}

/// `HH:MM` and nothing else.
struct PlainTime(Time);

impl<'de> Deserialize<'de> for PlainTime {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let time = text.parse::<Time>().ok();
        time.filter(|time| time.strftime("%H:%M").to_string() == text)
            .map(Self)
            .ok_or_else(|| D::Error::custom(format!("not a time (HH:MM): {}", cut(&text))))
    }
}
