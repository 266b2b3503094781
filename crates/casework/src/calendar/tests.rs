mod files;
mod messages;
mod oracle;
mod properties;
mod stops;
mod table;

use super::*;

pub(super) fn at(text: &str) -> LocalTime {
    format!("{text}:00+07:00").parse().expect(text)
}

pub(super) fn day(text: &str) -> Date {
    text.parse().expect(text)
}

/// `3.5 wd`, `15 cd`, `8 wh`, `24 h`, `5 days?`, `same 15:00`, `same -`, `same+2 15:00`
pub(super) fn limit(text: &str) -> TimeLimit {
    let (amount, unit) = text.split_once(' ').expect(text);
    let hundredths = |text: &str| {
        let (whole, rest) = text.split_once('.').unwrap_or((text, ""));
        let rest = format!("{rest:0<2}");
        let digits = [whole, &rest].concat();
        Amount(digits.parse().expect("hundredths"))
    };
    let unit = match (amount, unit) {
        ("same" | "same+2", cutoff) => {
            return TimeLimit {
                amount: Amount(if amount == "same" { 0 } else { 200 }),
                unit: TimeUnit::SameDay,
                cutoff: cutoff.parse().ok(),
            };
        }
        (_, "wd") => Some(TimeUnit::WorkingDays),
        (_, "cd") => Some(TimeUnit::CalendarDays),
        (_, "wh") => Some(TimeUnit::WorkingHours),
        (_, "h") => Some(TimeUnit::Hours),
        (_, "days?") => Some(TimeUnit::DaysUnitNotStated),
        _ => None,
    };
    TimeLimit {
        amount: hundredths(amount),
        unit: unit.expect(text),
        cutoff: None,
    }
}

/// The built-in calendar with other rows for 2025, each `date kind`.
pub(super) fn with_rows_of_2025(rows: &[&str]) -> Calendar {
    let rows: Vec<_> = rows.iter().map(|row| row_json(row)).collect();
    let year = year_json(2025, &rows.join(","));
    Calendar::built_in().with_file(&year).expect("a year file")
}

pub(super) fn year_json(year: i16, rows: &str) -> String {
    format!(
        r#"{{"format":"motcua-calendar-year/1","id":"thu-{year}","version":3,"year":{year},"rows":[{rows}]}}"#
    )
}

pub(super) fn row_json(row: &str) -> String {
    let (date, kind) = row.split_once(' ').expect("date kind");
    format!(
        r#"{{"date":"{date}","kind":"{kind}","name":"Ngày thử","announced":true,"verification":"V","source":"thử"}}"#
    )
}

/// The built-in hours as text, with one part replaced.
pub(super) fn hours_json(old: &str, new: &str) -> String {
    assert!(file::BUILT_IN_HOURS.contains(old), "{old}");
    file::BUILT_IN_HOURS.replacen(old, new, 1)
}
