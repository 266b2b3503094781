//! A second opinion: every minute of three years in one list, from a holiday list of its own.

use super::*;
use jiff::civil::Weekday;

const OFF: [&str; 36] = [
    "2025-01-01",
    "2025-01-27",
    "2025-01-28",
    "2025-01-29",
    "2025-01-30",
    "2025-01-31",
    "2025-04-07",
    "2025-04-30",
    "2025-05-01",
    "2025-05-02",
    "2025-09-01",
    "2025-09-02",
    "2026-01-01",
    "2026-01-02",
    "2026-02-16",
    "2026-02-17",
    "2026-02-18",
    "2026-02-19",
    "2026-02-20",
    "2026-04-27",
    "2026-04-30",
    "2026-05-01",
    "2026-08-31",
    "2026-09-01",
    "2026-09-02",
    "2027-01-01",
    "2027-02-04",
    "2027-02-05",
    "2027-02-08",
    "2027-02-09",
    "2027-02-10",
    "2027-04-16",
    "2027-04-30",
    "2027-05-03",
    "2027-09-02",
    "2027-09-03",
];
const WORKED: [&str; 3] = ["2025-04-26", "2026-01-10", "2026-08-22"];

/// Working days of 2025 to 2027.
fn worked_days() -> Vec<Date> {
    let days = std::iter::successors(Some(day("2025-01-01")), |day| day.tomorrow().ok());
    days.take_while(|day| day.year() < 2028)
        .filter(|day| {
            let text = day.to_string();
            let weekend = matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
            WORKED.contains(&text.as_str()) || !weekend && !OFF.contains(&text.as_str())
        })
        .collect()
}

#[test]
fn counting_minute_by_minute_agrees() {
    let calendar = Calendar::built_in();
    let days = worked_days();
    // Every working minute by the moment it begins: day number and minute of the day.
    let mut minutes = Vec::with_capacity(days.len() * 480);
    for number in 0..days.len() {
        for minute in 0..24 * 60 {
            let morning = (450..690).contains(&minute);
            let afternoon = (810..1050).contains(&minute);
            if morning || afternoon {
                minutes.push((number, minute));
            }
        }
    }
    let moment = |(number, minute): (usize, i8)| days[number].at(minute, 30, 0, 0);
    let end_of = |index: usize| {
        let (number, minute): (usize, u32) = minutes[index];
        let end = minute + 1;
        let hour = i8::try_from(end / 60).expect("an hour");
        let minute = i8::try_from(end % 60).expect("a minute");
        LocalTime::new(days[number].at(hour, minute, 0, 0))
    };
    let mut compared = 0;
    for start in (0..minutes.len()).step_by(60) {
        let (number, minute) = minutes[start];
        let received = moment((number, i8::try_from(minute / 60).expect("an hour")));
        for (text, walked) in [("1 wh", 60), ("11 wh", 660), ("3.5 wd", 28 * 60)] {
            let Some(last) = Some(start + walked - 1).filter(|i| *i < minutes.len()) else {
                continue;
            };
            let found = due(LocalTime::new(received), &limit(text), &calendar).expect(text);
            assert_eq!(found.due, end_of(last), "{received} {text}");
            compared += 1;
        }
        for (text, count) in [("1 wd", 1), ("5 wd", 5)] {
            let Some(last) = days.get(number + count) else {
                continue;
            };
            let expected = LocalTime::new(last.to_datetime(received.time()));
            let found = due(LocalTime::new(received), &limit(text), &calendar).expect(text);
            assert_eq!(found.due, expected, "{received} {text}");
            compared += 1;
        }
    }
    assert!(compared > 29_000, "{compared}");
}
