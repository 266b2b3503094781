//! How a time limit is written in the catalogue:
//! `{"amount": 3.5, "unit": "working_days"}`, `{"unit": "same_day", "cutoff": "15:00"}`, or this with
//! the working days it may be extended by: `{"unit": "same_day", "cutoff": "15:00", "extended": 2}`.

use crate::calendar::{Amount, TimeLimit, TimeUnit};
use jiff::civil::Time;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    amount: Option<f64>,
    unit: Unit,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    cutoff: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    extended: Option<u8>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Unit {
    WorkingDays,
    CalendarDays,
    WorkingHours,
    Hours,
    SameDay,
    DaysUnitNotStated,
}

pub(crate) fn serialize<S: Serializer>(
    limit: &Option<TimeLimit>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    limit.map(write).serialize(serializer)
}

pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<TimeLimit>, D::Error> {
    Option::<Written>::deserialize(deserializer)?
        .map(|written| read(&written).ok_or_else(|| D::Error::custom("not a time limit")))
        .transpose()
}

fn write(limit: TimeLimit) -> Written {
    let unit = match limit.unit {
        TimeUnit::WorkingDays => Unit::WorkingDays,
        TimeUnit::CalendarDays => Unit::CalendarDays,
        TimeUnit::WorkingHours => Unit::WorkingHours,
        TimeUnit::Hours => Unit::Hours,
        TimeUnit::SameDay => Unit::SameDay,
        TimeUnit::DaysUnitNotStated => Unit::DaysUnitNotStated,
    };
    let same_day = limit.unit == TimeUnit::SameDay;
    Written {
        amount: (!same_day).then(|| f64::from(limit.amount.0) / 100.0),
        unit,
        cutoff: limit.cutoff.map(|time| time.strftime("%H:%M").to_string()),
        extended: u8::try_from(limit.amount.0.div_ceil(100))
            .ok()
            .filter(|days| same_day && *days > 0),
    }
}

fn read(written: &Written) -> Option<TimeLimit> {
    let unit = match written.unit {
        Unit::WorkingDays => TimeUnit::WorkingDays,
        Unit::CalendarDays => TimeUnit::CalendarDays,
        Unit::WorkingHours => TimeUnit::WorkingHours,
        Unit::Hours => TimeUnit::Hours,
        Unit::SameDay => TimeUnit::SameDay,
        Unit::DaysUnitNotStated => TimeUnit::DaysUnitNotStated,
    };
    if unit == TimeUnit::SameDay {
        let cutoff = Time::strptime("%H:%M", written.cutoff.as_deref()?).ok()?;
        let limit = TimeLimit {
            amount: Amount(u32::from(written.extended.unwrap_or(0)) * 100),
            unit,
            cutoff: Some(cutoff),
        };
        let sound = written.amount.is_none() && written.extended != Some(0);
        return sound.then_some(limit);
    }
    let amount = hundredths(written.amount?)?;
    let sound = written.cutoff.is_none() && written.extended.is_none();
    sound.then_some(TimeLimit {
        amount,
        unit,
        cutoff: None,
    })
}

/// The same as one text without fractions of JSON, for records: `3.5 working_days`, `same_day 15:00`,
/// `same_day 15:00 +2`.
pub(super) mod text {
    use super::{Error, TimeLimit, Written, read, write};
    use serde::{Deserialize, Deserializer, Serialize, Serializer};
    use serde_json::{Value, json};

    pub(crate) fn serialize<S: Serializer>(
        limit: &Option<TimeLimit>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        limit.map(said).serialize(serializer)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<TimeLimit>, D::Error> {
        Option::<String>::deserialize(deserializer)?
            .map(|text| understood(&text).ok_or_else(|| D::Error::custom("not a time limit")))
            .transpose()
    }

    fn said(limit: TimeLimit) -> String {
        let written = write(limit);
        let unit = serde_json::to_value(&written.unit).unwrap_or_default();
        let unit = unit.as_str().unwrap_or_default();
        match (written.amount, written.cutoff) {
            (Some(amount), _) => format!("{amount} {unit}"),
            (None, cutoff) => {
                let cutoff = cutoff.unwrap_or_default();
                let extended = written.extended.map(|days| format!(" +{days}"));
                format!("{unit} {cutoff}{}", extended.unwrap_or_default())
            }
        }
    }

    fn understood(text: &str) -> Option<TimeLimit> {
        let (first, second) = text.trim().split_once(' ')?;
        let written: Value = match first.parse::<f64>() {
            Ok(amount) => json!({ "amount": amount, "unit": second.trim() }),
            Err(_) => match second.split_once(" +") {
                None => json!({ "unit": first, "cutoff": second.trim() }),
                Some((cutoff, days)) => {
                    let days: u8 = days.trim().parse().ok()?;
                    json!({ "unit": first, "cutoff": cutoff.trim(), "extended": days })
                }
            },
        };
        let written: Written = serde_json::from_value(written).ok()?;
        read(&written)
    }
}

/// More than zero, at most 10,000, with at most two decimals.
fn hundredths(amount: f64) -> Option<Amount> {
    let scaled = (amount * 100.0).round();
    if !(1.0..=1_000_000.0).contains(&scaled) || (scaled / 100.0 - amount).abs() > 1e-9 {
        return None;
    }
    format!("{scaled:.0}").parse().ok().map(Amount)
}

/// The same, where a limit must be there.
pub(crate) mod required {
    use super::{Deserialize, Deserializer, Error, Serialize, Serializer, TimeLimit, Written};

    pub(crate) fn serialize<S: Serializer>(
        limit: &TimeLimit,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        super::write(*limit).serialize(serializer)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<TimeLimit, D::Error> {
        let written = Written::deserialize(deserializer)?;
        super::read(&written).ok_or_else(|| D::Error::custom("not a time limit"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Serialize, Deserialize)]
    struct Row {
        #[serde(with = "super")]
        limit: Option<TimeLimit>,
    }

    #[derive(Debug, Serialize, Deserialize)]
    struct Said {
        #[serde(with = "text")]
        limit: Option<TimeLimit>,
    }

    #[test]
    fn a_limit_is_one_text_too() {
        for (said, hundredths) in [
            ("3.5 working_days", Some(350)),
            ("10 calendar_days", Some(1000)),
            ("same_day 15:00", Some(0)),
            ("same_day", None),
            ("3,5 working_days", None),
            ("0 hours", None),
            ("1 weeks", None),
            ("", None),
        ] {
            let json = serde_json::json!({ "limit": said });
            let heard = serde_json::from_value::<Said>(json).ok();
            let amount = heard
                .and_then(|heard| heard.limit)
                .map(|limit| limit.amount.0);
            assert_eq!(amount, hundredths, "{said}");
        }
    }

    #[test]
    fn limits_come_back_as_they_were_written() {
        for (given, hundredths, unit) in [
            (
                r#"{"limit":{"amount":3.5,"unit":"working_days"}}"#,
                350,
                TimeUnit::WorkingDays,
            ),
            (
                r#"{"limit":{"amount":0.25,"unit":"working_days"}}"#,
                25,
                TimeUnit::WorkingDays,
            ),
            (
                r#"{"limit":{"amount":30.0,"unit":"calendar_days"}}"#,
                3000,
                TimeUnit::CalendarDays,
            ),
            (
                r#"{"limit":{"amount":80.0,"unit":"working_hours"}}"#,
                8000,
                TimeUnit::WorkingHours,
            ),
            (
                r#"{"limit":{"amount":1.0,"unit":"hours"}}"#,
                100,
                TimeUnit::Hours,
            ),
            (
                r#"{"limit":{"unit":"same_day","cutoff":"15:00"}}"#,
                0,
                TimeUnit::SameDay,
            ),
            (
                r#"{"limit":{"unit":"same_day","cutoff":"15:00","extended":2}}"#,
                200,
                TimeUnit::SameDay,
            ),
            (
                r#"{"limit":{"amount":5.0,"unit":"days_unit_not_stated"}}"#,
                500,
                TimeUnit::DaysUnitNotStated,
            ),
        ] {
            let row: Row = serde_json::from_str(given).expect(given);
            let limit = row.limit.expect(given);
            assert_eq!((limit.amount.0, limit.unit), (hundredths, unit), "{given}");
            assert_eq!(limit.cutoff.is_some(), unit == TimeUnit::SameDay, "{given}");
            assert_eq!(serde_json::to_string(&row).expect("json"), given);
            let said = serde_json::to_string(&Said { limit: row.limit }).expect("json");
            let heard: Said = serde_json::from_str(&said).expect(&said);
            assert_eq!(heard.limit, row.limit, "{said}");
        }
        let none: Row = serde_json::from_str(r#"{"limit":null}"#).expect("null");
        assert_eq!(none.limit, None);
    }

    #[test]
    fn what_is_no_limit_is_refused() {
        for given in [
            r#"{"limit":{"amount":3.555,"unit":"working_days"}}"#,
            r#"{"limit":{"amount":0,"unit":"working_days"}}"#,
            r#"{"limit":{"amount":-1,"unit":"working_days"}}"#,
            r#"{"limit":{"amount":1e9,"unit":"working_days"}}"#,
            r#"{"limit":{"unit":"working_days"}}"#,
            r#"{"limit":{"amount":1,"unit":"weeks"}}"#,
            r#"{"limit":{"unit":"same_day"}}"#,
            r#"{"limit":{"unit":"same_day","cutoff":"25:00"}}"#,
            r#"{"limit":{"amount":1,"unit":"same_day","cutoff":"15:00"}}"#,
            r#"{"limit":{"amount":1,"unit":"hours","cutoff":"15:00"}}"#,
            r#"{"limit":{"unit":"same_day","cutoff":"15:00","extended":0}}"#,
            r#"{"limit":{"amount":1,"unit":"hours","extended":2}}"#,
        ] {
            assert!(serde_json::from_str::<Row>(given).is_err(), "{given}");
        }
    }
}
