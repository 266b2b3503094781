//! Dates of birth, of which old papers often know only the year.

use jiff::civil::Date;
use std::{fmt, str::FromStr};

/// A date of birth: a year, a month of a year, or a day.
///
/// Text form: `15/08/1999`, `08/1999` or `1999`.
///
/// vi: ngày, tháng, năm sinh — thẻ căn cước; giấy tờ hộ tịch cũ có thể chỉ ghi năm sinh
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BirthDate {
    year: i16,
    month: Option<i8>,
    day: Option<i8>,
}

/// Why a text is not a date of birth.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BirthDateError {
    /// Not one of the written forms.
    #[error("not a date of birth: expected dd/mm/yyyy, mm/yyyy or yyyy")]
    Shape,
    /// No such day in the calendar, or a year outside 1850–2399.
    #[error("no such date: {0}")]
    NoSuchDate(
        /// The date as it was read.
        String,
    ),
}

impl BirthDate {
    /// Takes what is known; a day needs its month.
    ///
    /// # Errors
    /// [`BirthDateError`].
    pub fn new(year: i16, month: Option<i8>, day: Option<i8>) -> Result<Self, BirthDateError> {
        let date = Self { year, month, day };
        if day.is_some() && month.is_none() {
            return Err(BirthDateError::Shape);
        }
        let exists = Date::new(year, month.unwrap_or(1), day.unwrap_or(1)).is_ok();
        if exists && (1850..=2399).contains(&year) {
            Ok(date)
        } else {
            Err(BirthDateError::NoSuchDate(date.to_string()))
        }
    }

    /// Reads what people write (`5/8/1999`, `08-1999`, `1999`), ISO dates (`1999-08-15`) and what
    /// a card holds (`15081999`). Parts of zeros are unknown parts.
    ///
    /// # Errors
    /// [`BirthDateError`].
    pub fn parse(text: &str) -> Result<Self, BirthDateError> {
        let text = text.trim();
        let parts: Vec<&str> = text.split(['/', '-', '.']).map(str::trim).collect();
        let digits = |part: &&str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        if text.len() > 20 || !parts.iter().all(digits) {
            return Err(BirthDateError::Shape);
        }
        let (year, month, day) = match parts.as_slice() {
            [all] if all.len() == 8 => (&all[4..], Some(&all[2..4]), Some(&all[..2])),
            [year] => (*year, None, None),
            [year, month, day] if year.len() == 4 => (*year, Some(*month), Some(*day)),
            [day, month, year] => (*year, Some(*month), Some(*day)),
            [year, month] if year.len() == 4 => (*year, Some(*month), None),
            [month, year] => (*year, Some(*month), None),
            _ => return Err(BirthDateError::Shape),
        };
        if year.len() != 4 {
            return Err(BirthDateError::Shape);
        }
        let year = year.parse().map_err(|_| BirthDateError::Shape)?;
        Self::new(year, known(month)?, known(day)?)
    }

    /// The year, always known.
    pub fn year(self) -> i16 {
        self.year
    }

    /// The month, 1 to 12.
    pub fn month(self) -> Option<i8> {
        self.month
    }

    /// The day of the month.
    pub fn day(self) -> Option<i8> {
        self.day
    }

    /// The whole date, when all of it is known.
    pub fn date(self) -> Option<Date> {
        Date::new(self.year, self.month?, self.day?).ok()
    }
}

fn known(part: Option<&str>) -> Result<Option<i8>, BirthDateError> {
    match part.map(str::parse::<i8>) {
        None | Some(Ok(0)) => Ok(None),
        Some(Ok(value)) if part.is_some_and(|part| part.len() <= 2) => Ok(Some(value)),
        Some(_) => Err(BirthDateError::Shape),
    }
}

impl fmt::Display for BirthDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(day) = self.day {
            write!(f, "{day:02}/")?;
        }
        if let Some(month) = self.month {
            write!(f, "{month:02}/")?;
        }
        write!(f, "{:04}", self.year)
    }
}

impl fmt::Debug for BirthDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for BirthDate {
    type Err = BirthDateError;

    fn from_str(text: &str) -> Result<Self, BirthDateError> {
        Self::parse(text)
    }
}

impl serde::Serialize for BirthDate {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for BirthDate {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn dates_are_read_as_far_as_they_are_known() {
        for (given, wanted) in [
            ("15/08/1999", Some("15/08/1999")),
            ("5/8/1999", Some("05/08/1999")),
            (" 15 - 08 - 1999 ", Some("15/08/1999")),
            ("15.08.1999", Some("15/08/1999")),
            ("1999-08-15", Some("15/08/1999")),
            ("15081999", Some("15/08/1999")),
            ("00081999", Some("08/1999")),
            ("00001999", Some("1999")),
            ("00/00/1950", Some("1950")),
            ("08/1999", Some("08/1999")),
            ("1999-08", Some("08/1999")),
            ("1950", Some("1950")),
            ("29/02/2000", Some("29/02/2000")),
            ("29/02/1900", None),
            ("31/04/1999", None),
            ("15/13/1999", None),
            ("15/00/1999", None),
            ("15/08/99", None),
            ("015/08/1999", None),
            ("1849", None),
            ("2400", None),
            ("0", None),
            ("", None),
            ("15/08/", None),
            ("mười lăm", None),
            ("1/2/3/1999", None),
            ("１５/08/1999", None),
        ] {
            let read = BirthDate::parse(given).ok().map(|date| date.to_string());
            assert_eq!(read.as_deref(), wanted, "{given}");
        }
    }

    proptest! {
        #[test]
        fn reading_undoes_writing(year in 1850_i16..2400, month in 0_i8..=13, day in 0_i8..=32) {
            let some = |part: i8| (part > 0).then_some(part);
            if let Ok(date) = BirthDate::new(year, some(month), some(day)) {
                prop_assert_eq!(BirthDate::parse(&date.to_string()), Ok(date));
            }
        }

        #[test]
        fn no_text_is_too_strange(text in "[0-9/. -]{0,12}|\\PC{0,24}") {
            if let Ok(date) = BirthDate::parse(&text) {
                prop_assert_eq!(BirthDate::parse(&date.to_string()), Ok(date));
            }
        }
    }
}
