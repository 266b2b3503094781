//! Dates of old books: a day, a month or only a year.

use crate::text::words;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::fmt;

/// Years an old book may speak of.
const YEARS: std::ops::RangeInclusive<i16> = 1850..=2100;
/// Serial numbers of a spreadsheet that are taken for days: 1927 to 2100.
const SERIALS: std::ops::RangeInclusive<i32> = 10_000..=73_050;
/// Words around the numbers of a date.
const AROUND: [&str; 3] = ["ngay", "thang", "nam"];

/// A date of an old book, as exact as it was written. Written `2014-05-06`, `2014-05` or `2014`.
///
/// vi: ngày, tháng, năm ghi trong sổ cũ
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct OldDate {
    year: i16,
    month: Option<i8>,
    day: Option<i8>,
}

/// A text that is no date of an old book.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a date of an old book")]
pub struct OldDateError;

/// The day a spreadsheet means by a serial number (days since 30 December 1899).
pub fn excel_day(serial: i32) -> Option<Date> {
    let days = jiff::Span::new().try_days(serial).ok()?;
    Date::new(1899, 12, 30).ok()?.checked_add(days).ok()
}

impl OldDate {
    /// Reads `06/05/2014`, `6-5-2014`, `2014-05-06`, `05/2014`, `2014`, the same with the words for
    /// day, month and year or with a time of day, or a spreadsheet's serial number such as `41765`.
    /// A year of two digits is not read: it does not say its century.
    pub fn read(text: &str) -> Option<Self> {
        let days: Vec<&str> = text
            .split_whitespace()
            .filter(|piece| !piece.contains(':'))
            .collect();
        let pieces = words(&days.join(" "));
        let pieces: Vec<&str> = pieces
            .iter()
            .map(String::as_str)
            .filter(|piece| !AROUND.contains(piece))
            .collect();
        match pieces[..] {
            [serial] if serial.len() == 5 => Self::of_serial(serial),
            [serial, fraction] if serial.len() == 5 && is_number(fraction) => {
                Self::of_serial(serial)
            }
            [year] => Self::of(year, None, None),
            [month, year] => Self::of(year, Some(month), None),
            [year, month, day] if year.len() == 4 => Self::of(year, Some(month), Some(day)),
            [day, month, year] => Self::of(year, Some(month), Some(day)),
            _ => None,
        }
    }

    fn of(year: &str, month: Option<&str>, day: Option<&str>) -> Option<Self> {
        if year.len() != 4 {
            return None;
        }
        let number = |text: &str| -> Option<i8> {
            (is_number(text) && text.len() <= 2)
                .then(|| text.parse().ok())
                .flatten()
        };
        let year: i16 = is_number(year).then(|| year.parse().ok()).flatten()?;
        let month = month.map(|text| number(text).ok_or(())).transpose().ok()?;
        let day = day.map(|text| number(text).ok_or(())).transpose().ok()?;
        let real = Date::new(year, month.unwrap_or(1), day.unwrap_or(1)).is_ok();
        (real && YEARS.contains(&year)).then_some(Self { year, month, day })
    }

    fn of_serial(serial: &str) -> Option<Self> {
        let serial: i32 = is_number(serial).then(|| serial.parse().ok()).flatten()?;
        let day = SERIALS.contains(&serial).then(|| excel_day(serial))??;
        Some(Self {
            year: day.year(),
            month: Some(day.month()),
            day: Some(day.day()),
        })
    }

    /// As people write it: `06/05/2014`, `05/2014`, `2014`.
    pub fn words(self) -> String {
        match (self.month, self.day) {
            (Some(month), Some(day)) => format!("{day:02}/{month:02}/{}", self.year),
            (Some(month), None) => format!("{month:02}/{}", self.year),
            _ => self.year.to_string(),
        }
    }
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

impl fmt::Display for OldDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.year)?;
        for part in [self.month, self.day].into_iter().flatten() {
            write!(f, "-{part:02}")?;
        }
        Ok(())
    }
}

impl TryFrom<String> for OldDate {
    type Error = OldDateError;

    fn try_from(text: String) -> Result<Self, OldDateError> {
        let parts: Vec<&str> = text.split('-').collect();
        let date = match parts[..] {
            [year] => Self::of(year, None, None),
            [year, month] => Self::of(year, Some(month), None),
            [year, month, day] => Self::of(year, Some(month), Some(day)),
            _ => None,
        };
        date.ok_or(OldDateError)
    }
}

impl From<OldDate> for String {
    fn from(date: OldDate) -> Self {
        date.to_string()
    }
}
