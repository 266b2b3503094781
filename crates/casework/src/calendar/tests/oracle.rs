//! Second opinions about every starting hour of 2025 to 2027: days counted by another program, and
//! every working minute of three years in one list. Each has a list of days off of its own.

use super::*;
use jiff::civil::Weekday;

/// Written by `working_days.py` beside it.
const COUNTED: &str = include_str!("../../../../../tests/data/working-days.tsv");

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
        for (text, walked) in [
            ("1 wh", 60),
            ("11 wh", 660),
            ("3.5 wd", 1680),
            ("17.5 wd", 8400),
        ] {
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
    assert!(compared > 34_000, "{compared}");
}

/// When a file is due that is received on a day at an hour, from the other program's table: minutes
/// of the day for the start, and which line of the table the start belongs to.
fn expected_start(day_works: bool, hour: i8) -> (usize, (i8, i8)) {
    match hour {
        _ if !day_works => (0, (7, 30)),
        0..=7 => (0, (7, 30)),
        12 | 13 => (0, (13, 30)),
        18.. => (1, (7, 30)),
        _ => (0, (hour, 0)),
    }
}

fn check_year(year: i16, compared_at_least: usize) {
    let calendar = Calendar::built_in();
    let worked = worked_days();
    let table: Vec<(Date, Vec<i32>)> = COUNTED
        .lines()
        .map(|line| {
            let (date, later) = line.split_once(' ').expect(line);
            let later = later.split(' ').map(|days| days.parse().expect(line));
            (day(date), later.collect())
        })
        .collect();
    assert_eq!(table.len(), 1095);
    let mut compared = 0;
    for (number, (date, _)) in table.iter().enumerate() {
        if date.year() != year {
            continue;
        }
        let works = worked.binary_search(date).is_ok();
        for hour in 0..24 {
            let (skip, (at_hour, at_minute)) = expected_start(works, hour);
            // After closing on the last day of the table the next line is missing.
            let Some((first, later)) = table.get(number + skip) else {
                continue;
            };
            let received = LocalTime::new(date.at(hour, 0, 0, 0));
            let (start, _) = calendar.working_time_from(received).expect("a start");
            for (days, amount) in later.iter().zip(1..) {
                let limit = TimeLimit {
                    amount: Amount(amount * 100),
                    unit: TimeUnit::WorkingDays,
                    cutoff: None,
                };
                let last = first.checked_add(jiff::Span::new().days(*days));
                let expected = last.expect("a date").at(at_hour, at_minute, 0, 0);
                let found = calendar.after_working_days(start, limit.amount);
                let found = found.expect("an end");
                assert_eq!(found, LocalTime::new(expected), "{received} {amount}");
                // The whole way with its explanation costs more: each hour one amount, in turn.
                if compared % 31 == 0 {
                    let told = due(received, &limit, &calendar).expect("due").due;
                    assert_eq!(told, found, "{received} {amount}");
                }
                compared += 1;
            }
        }
    }
    assert!(compared >= compared_at_least, "{compared}");
}

#[test]
fn another_program_counts_every_hour_of_2025_the_same() {
    check_year(2025, 365 * 24 * 30);
}

#[test]
fn another_program_counts_every_hour_of_2026_the_same() {
    check_year(2026, 365 * 24 * 30);
}

#[test]
fn another_program_counts_every_hour_of_2027_the_same() {
    check_year(2027, 365 * 24 * 30 - 6 * 30);
}
