//! Legal time: the clock on the counter's wall in Việt Nam, to the minute.

use jiff::civil::{Date, DateTime, Time};
use std::{fmt, str::FromStr};

/// Seconds Việt Nam's legal time is ahead of UTC; there is no summer time.
const OFFSET_SECONDS: i64 = 7 * 3600;

/// A moment in Việt Nam's legal time (UTC+07:00), to the minute.
///
/// Text form: `2026-11-21T08:30:00+07:00`. Any explicit offset is accepted and converted.
///
/// vi: giờ, phút, ngày, tháng, năm — Mẫu 01 TT 03/2025/TT-VPCP
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LocalTime(DateTime);

/// Why a text is not a moment.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a date and time with an offset: {text}")]
pub struct TimeError {
    /// The text that was refused, cut to 40 characters.
    pub text: String,
}

impl LocalTime {
    /// Takes a civil date and time in Việt Nam; seconds are dropped.
    pub fn new(at: DateTime) -> Self {
        Self(DateTime::from_parts(at.date(), truncate(at.time())))
    }

    /// Takes milliseconds since the Unix epoch (UTC).
    ///
    /// # Errors
    /// `TimeError` outside the years −9999 to 9999.
    pub fn from_unix_ms(ms: i64) -> Result<Self, TimeError> {
        let error = || TimeError {
            text: format!("{ms} ms"),
        };
        let seconds = ms
            .div_euclid(1000)
            .checked_add(OFFSET_SECONDS)
            .ok_or_else(error)?;
        let stamp = jiff::Timestamp::from_second(seconds).map_err(|_| error())?;
        Ok(Self::new(jiff::tz::Offset::UTC.to_datetime(stamp)))
    }

    /// Gives milliseconds since the Unix epoch (UTC).
    pub fn unix_ms(self) -> i64 {
        let seconds = jiff::tz::Offset::UTC
            .to_timestamp(self.0)
            .map_or(i64::MAX / 2000, jiff::Timestamp::as_second);
        (seconds - OFFSET_SECONDS) * 1000
    }

    /// The date on the wall calendar.
    pub fn date(self) -> Date {
        self.0.date()
    }

    /// The time on the wall clock.
    pub fn time(self) -> Time {
        self.0.time()
    }

    /// The civil date and time in Việt Nam.
    pub fn datetime(self) -> DateTime {
        self.0
    }
}

fn truncate(time: Time) -> Time {
    Time::new(time.hour(), time.minute(), 0, 0).unwrap_or(Time::MIN)
}

impl fmt::Display for LocalTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}+07:00", self.0.strftime("%Y-%m-%dT%H:%M:%S"))
    }
}

impl fmt::Debug for LocalTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for LocalTime {
    type Err = TimeError;

    fn from_str(text: &str) -> Result<Self, TimeError> {
        let error = || TimeError {
            text: text.chars().take(40).collect(),
        };
        let stamp: jiff::Timestamp = text.trim().parse().map_err(|_| error())?;
        Self::from_unix_ms(stamp.as_millisecond())
    }
}

impl serde::Serialize for LocalTime {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for LocalTime {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// A day in JSON: `2026-11-21`.
pub(crate) mod day {
    use jiff::civil::Date;
    use serde::{Deserialize, Deserializer, Serializer};

    #[expect(
        clippy::trivially_copy_pass_by_ref,
        reason = "the signature serde calls"
    )]
    pub(crate) fn serialize<S: Serializer>(day: &Date, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(day)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Date, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_and_milliseconds_agree() {
        for (text, printed) in [
            ("2026-11-21T08:30:59+07:00", "2026-11-21T08:30:00+07:00"),
            ("2026-11-21T17:59:00Z", "2026-11-22T00:59:00+07:00"),
            ("1969-12-31T23:00:00+00:00", "1970-01-01T06:00:00+07:00"),
        ] {
            let at: LocalTime = text.parse().expect(text);
            assert_eq!(at.to_string(), printed);
            assert_eq!(LocalTime::from_unix_ms(at.unix_ms()), Ok(at));
        }
        for text in [
            "",
            "2026-11-21",
            "2026-11-21T08:30:00",
            "2026-13-41T08:30:00+07:00",
            "mai",
        ] {
            assert!(text.parse::<LocalTime>().is_err(), "{text}");
        }
    }
}
