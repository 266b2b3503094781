//! Words that come with data: warnings, steps of a due date, labels of events and fields.

use crate::error::fill;
use casework::calendar::{Amount, Explained, TimeLimit, TimeUnit};
use casework::case::{EventKind, Field, Step};
use casework::person::PersonWarning;
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::OnceLock;
use ts_rs::TS;

/// Something an official should look at; never a reason to refuse.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct Warning {
    /// The stable word.
    pub code: String,
    /// Vietnamese words.
    pub vi: String,
    /// English words.
    pub en: String,
}

macro_rules! texts {
    ($name:ident, $path:literal) => {
        fn $name() -> &'static serde_json::Value {
            static TEXTS: OnceLock<serde_json::Value> = OnceLock::new();
            TEXTS.get_or_init(|| {
                serde_json::from_str(include_str!(concat!(
                    "../../../../catalogue/messages/",
                    $path
                )))
                .unwrap_or_default()
            })
        }
    };
}

texts!(warning_texts, "warnings.json");
texts!(due_texts, "due.json");
texts!(label_texts, "labels.json");
texts!(slip_texts, "slips.json");

/// A warning with its words.
pub fn warning(warning: &PersonWarning) -> Warning {
    let params = warning
        .params()
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect::<BTreeMap<_, _>>();
    let words = |language: &str| {
        let params = params
            .iter()
            .map(|(name, value)| match name.as_str() {
                "article" => (name.clone(), label_in("article", value, language)),
                _ => (name.clone(), value.clone()),
            })
            .collect();
        let template = warning_texts()["warnings"][warning.code()][language].as_str();
        fill(template.unwrap_or(warning.code()), &params)
    };
    Warning {
        code: warning.code().to_owned(),
        vi: words("vi"),
        en: words("en"),
    }
}

/// One step of a due date in Vietnamese.
pub fn explained(step: &Explained) -> String {
    step.fill(
        due_texts()[step.key()]["vi"].as_str().unwrap_or(step.key()),
        ',',
    )
}

/// A label in Vietnamese, e.g. of a step or a field; the key itself where there is none.
pub fn label(group: &str, key: &str) -> String {
    label_in(group, key, "vi")
}

/// A label in `vi` or `en`; the key itself where there is none.
pub fn label_in(group: &str, key: &str, language: &str) -> String {
    label_texts()[group][key][language]
        .as_str()
        .unwrap_or(key)
        .to_owned()
}

/// A label in Vietnamese with its parameters.
pub fn filled(group: &str, key: &str, params: Vec<(&'static str, String)>) -> String {
    let params = params
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect();
    fill(&label(group, key), &params)
}

/// A text about signed slips by its path in `catalogue/messages/slips.json`; empty where there is none.
pub(crate) fn slip_text(path: &[&str]) -> String {
    let found = path.iter().fold(slip_texts(), |texts, key| &texts[*key]);
    found.as_str().unwrap_or_default().to_owned()
}

/// The name of an event.
pub fn event_label(kind: EventKind) -> String {
    let key = serde_json::to_value(kind).ok();
    label(
        "event",
        key.as_ref()
            .and_then(serde_json::Value::as_str)
            .unwrap_or("newer"),
    )
}

/// The name of a step.
pub fn step_label(step: Step) -> String {
    label("step", step.code())
}

/// The name of a field.
pub fn field_label(field: Field) -> String {
    label("field", field.code())
}

/// A time limit in words: "3 ngày làm việc"; empty where it is unknown.
pub fn limit_words(limit: Option<TimeLimit>) -> String {
    let Some(limit) = limit else {
        return String::new();
    };
    let unit = label("unit", unit_code(limit.unit));
    match limit.unit {
        TimeUnit::SameDay if limit.amount.0 > 0 => {
            let days = amount_words(limit.amount);
            format!(
                "{unit}, {}",
                label("due", "extended").replace("{days}", &days)
            )
        }
        TimeUnit::SameDay => unit,
        TimeUnit::WorkingDays
        | TimeUnit::CalendarDays
        | TimeUnit::WorkingHours
        | TimeUnit::Hours
        | TimeUnit::DaysUnitNotStated => format!("{} {unit}", amount_words(limit.amount)),
    }
}

/// An amount with a decimal comma: "3,5".
pub fn amount_words(amount: Amount) -> String {
    let (whole, rest) = (amount.0 / 100, amount.0 % 100);
    match rest {
        0 => whole.to_string(),
        rest if rest % 10 == 0 => format!("{whole},{}", rest / 10),
        rest => format!("{whole},{rest:02}"),
    }
}

/// The stable word of a unit.
pub fn unit_code(unit: TimeUnit) -> &'static str {
    match unit {
        TimeUnit::WorkingDays => "working_days",
        TimeUnit::CalendarDays => "calendar_days",
        TimeUnit::WorkingHours => "working_hours",
        TimeUnit::Hours => "hours",
        TimeUnit::SameDay => "same_day",
        TimeUnit::DaysUnitNotStated => "days_unit_not_stated",
    }
}

/// The clock of the machine as the officer reads it: "15:30 21/11/2026".
pub fn moment_words(at: casework::time::LocalTime) -> String {
    at.datetime().strftime("%H:%M %d/%m/%Y").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_label_is_there() {
        for step in [
            Step::Received,
            Step::WaitingForSupplement,
            Step::WaitingForPayment,
            Step::InProcess,
            Step::ResultReady,
            Step::Stopped,
            Step::Refused,
            Step::ClosedUnsupplemented,
            Step::Returned,
        ] {
            assert_ne!(step_label(step), step.code());
        }
        for field in Field::ALL {
            assert_ne!(field_label(field), field.code());
        }
        for kind in [
            EventKind::Received,
            EventKind::Noted,
            EventKind::ScanAdded,
            EventKind::ScanRemoved,
            EventKind::Printed,
            EventKind::Newer,
        ] {
            assert!(!event_label(kind).is_ascii(), "{kind:?}");
        }
    }

    #[test]
    fn limits_are_words_officials_use() {
        let limit = |amount, unit| {
            limit_words(Some(TimeLimit {
                amount: Amount(amount),
                unit,
                cutoff: None,
            }))
        };
        assert_eq!(limit(100, TimeUnit::WorkingDays), "1 ngày làm việc");
        assert_eq!(limit(350, TimeUnit::WorkingDays), "3,5 ngày làm việc");
        assert_eq!(limit(0, TimeUnit::SameDay), "trong ngày");
        assert_eq!(
            limit(200, TimeUnit::SameDay),
            "trong ngày, kéo dài thêm 2 ngày làm việc"
        );
        assert_eq!(limit_words(None), "");
    }
}
