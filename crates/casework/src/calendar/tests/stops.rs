//! Stops and restarts of the clock, two appointments, offices with calendars of their own.

use super::*;
use crate::office::Office;
use proptest::prelude::*;

/// `anew TIME`, `paid FROM TIME`, `stop FROM TO`.
fn interruption(text: &str) -> Interruption {
    let words: Vec<&str> = text.split(' ').collect();
    match words[..] {
        ["anew", received] => Interruption::Supplement {
            received: at(received),
        },
        ["paid", awaited, paid] => Interruption::Payment {
            awaited: at(awaited),
            paid: at(paid),
        },
        ["stop", from, to] => Interruption::Pause {
            from: at(from),
            to: at(to),
        },
        _ => panic!("{text}"),
    }
}

fn limits(text: &str) -> Limits {
    let (first, second) = text.split_once(" then ").unwrap_or((text, ""));
    Limits {
        first: limit(first),
        second: (!second.is_empty()).then(|| limit(second)),
    }
}

fn check(cases: &[(&str, &str, &[&str], &str)]) {
    let calendar = Calendar::built_in();
    for (received, text, given, expected) in cases {
        let all: Vec<_> = given.iter().map(|text| interruption(text)).collect();
        let found = schedule(at(received), &limits(text), &all, &calendar).expect(text);
        assert_eq!(found.due, at(expected), "{received} {text} {given:?}");
        let mut backwards = all;
        backwards.reverse();
        let again = schedule(at(received), &limits(text), &backwards, &calendar);
        assert_eq!(again.expect(text), found, "the order does not matter");
    }
}

#[test]
fn a_stop_leaves_the_rest_of_the_working_time() {
    check(&[
        // Nothing stopped: as without.
        ("2025-03-03T09:00", "5 wd", &[], "2025-03-10T09:00"),
        // Three days and half a morning used, then two weeks of waiting.
        (
            "2025-03-03T09:00",
            "5 wd",
            &["stop 2025-03-06T10:00 2025-03-20T10:00"],
            "2025-03-24T09:00",
        ),
        // The clock goes on outside working time.
        (
            "2025-03-03T09:00",
            "5 wd",
            &["stop 2025-03-06T10:00 2025-03-22T10:00"],
            "2025-03-25T16:30",
        ),
        // A night without working time changes nothing.
        (
            "2025-03-03T09:00",
            "5 wd",
            &["stop 2025-03-05T18:00 2025-03-06T06:00"],
            "2025-03-10T09:00",
        ),
    ]);
}

#[test]
fn stops_that_overlap_count_once_and_late_ones_not_at_all() {
    check(&[
        (
            "2025-03-03T09:00",
            "5 wd",
            &[
                "stop 2025-03-04T09:00 2025-03-05T09:00",
                "stop 2025-03-06T09:00 2025-03-07T09:00",
            ],
            "2025-03-12T09:00",
        ),
        (
            "2025-03-03T09:00",
            "5 wd",
            &[
                "stop 2025-03-04T09:00 2025-03-06T09:00",
                "stop 2025-03-05T09:00 2025-03-07T09:00",
            ],
            "2025-03-13T09:00",
        ),
        // After the end, empty, and upside down: nothing.
        (
            "2025-03-03T09:00",
            "1 wd",
            &["stop 2025-03-04T09:00 2025-03-05T09:00"],
            "2025-03-04T09:00",
        ),
        (
            "2025-03-03T09:00",
            "1 wd",
            &[
                "stop 2025-03-03T10:00 2025-03-03T10:00",
                "stop 2025-03-04T08:00 2025-03-03T10:00",
            ],
            "2025-03-04T09:00",
        ),
        // Counting starts within a stop: at its end.
        (
            "2025-03-03T09:00",
            "1 wd",
            &["stop 2025-03-03T08:00 2025-03-05T14:00"],
            "2025-03-06T14:00",
        ),
        // A whole day from opening ends at opening, with a stop too.
        (
            "2025-03-03T07:30",
            "2 wd",
            &["stop 2025-03-04T07:30 2025-03-06T07:30"],
            "2025-03-07T07:30",
        ),
        // Decimals and hours; a holiday behind the stop.
        (
            "2025-03-03T07:30",
            "3.5 wd",
            &["stop 2025-03-04T09:00 2025-03-05T09:00"],
            "2025-03-07T11:30",
        ),
        (
            "2025-08-28T09:00",
            "8 wh",
            &["stop 2025-08-28T11:00 2025-08-29T14:00"],
            "2025-09-03T10:00",
        ),
    ]);
}

#[test]
fn a_stop_moves_the_end_of_days_and_hours_by_the_clock() {
    check(&[
        (
            "2025-03-03T09:00",
            "15 cd",
            &["stop 2025-03-10T09:00 2025-03-15T09:00"],
            "2025-03-24T17:30",
        ),
        // It ended on a Sunday and was moved to Monday; the stop begins on that Monday.
        (
            "2025-03-03T09:00",
            "6 cd",
            &["stop 2025-03-10T09:00 2025-03-12T18:00"],
            "2025-03-13T17:30",
        ),
        (
            "2025-03-03T09:00",
            "24 h",
            &["stop 2025-03-03T10:00 2025-03-03T16:00"],
            "2025-03-04T15:00",
        ),
        (
            "2025-03-07T16:00",
            "24 h",
            &["stop 2025-03-10T07:00 2025-03-11T09:00"],
            "2025-03-11T09:00",
        ),
        (
            "2025-03-03T09:00",
            "same 15:00",
            &["stop 2025-03-03T10:00 2025-03-05T09:00"],
            "2025-03-05T17:30",
        ),
        (
            "2025-03-03T09:00",
            "same 15:00",
            &["stop 2025-03-03T10:00 2025-03-05T15:00"],
            "2025-03-06T17:30",
        ),
    ]);
}

#[test]
fn what_is_left_of_a_promise_goes_on_after_a_stop() {
    let calendar = Calendar::built_in();
    for (promised, text, from, to, expected) in [
        (
            "2025-03-10T09:00",
            "5 wd",
            "2025-03-06T10:00",
            "2025-03-20T10:00",
            "2025-03-24T09:00",
        ),
        (
            "2025-03-10T09:00",
            "5 wd",
            "2025-03-10T09:00",
            "2025-03-20T10:00",
            "2025-03-10T09:00",
        ),
        (
            "2025-03-10T09:00",
            "5 wd",
            "2025-03-06T10:00",
            "2025-03-06T10:00",
            "2025-03-10T09:00",
        ),
        (
            "2025-03-18T17:30",
            "15 cd",
            "2025-03-10T09:00",
            "2025-03-15T09:00",
            "2025-03-24T17:30",
        ),
        (
            "2025-03-04T09:00",
            "24 h",
            "2025-03-03T10:00",
            "2025-03-03T16:00",
            "2025-03-04T15:00",
        ),
        (
            "2025-03-03T17:30",
            "same 15:00",
            "2025-03-03T10:00",
            "2025-03-05T10:00",
            "2025-03-05T17:30",
        ),
    ] {
        let stop = (at(from), at(to));
        let found = resume(at(promised), &limit(text), stop, &calendar).expect(text);
        assert_eq!(found.due, at(expected), "{promised} {text} {from}");
        assert!(matches!(found.steps.last(), Some(Explained::Result { .. })));
    }
}

#[test]
fn a_supplement_starts_the_limit_anew() {
    check(&[
        (
            "2025-03-03T09:00",
            "5 wd",
            &["anew 2025-03-17T14:00"],
            "2025-03-24T14:00",
        ),
        // Even after the end, and the later of two.
        (
            "2025-03-03T09:00",
            "1 wd",
            &["anew 2025-03-10T09:00", "anew 2025-03-12T09:00"],
            "2025-03-13T09:00",
        ),
        // A stop before it no longer counts, one after it does.
        (
            "2025-03-03T09:00",
            "2 wd",
            &[
                "stop 2025-03-04T09:00 2025-03-06T09:00",
                "anew 2025-03-10T09:00",
                "stop 2025-03-11T09:00 2025-03-13T09:00",
            ],
            "2025-03-14T09:00",
        ),
        // One from before the reception is none.
        (
            "2025-03-03T09:00",
            "1 wd",
            &["anew 2025-03-01T09:00"],
            "2025-03-04T09:00",
        ),
    ]);
}

#[test]
fn a_financial_duty_has_a_second_appointment_or_stops_the_clock() {
    check(&[
        // Hẹn lần 1: nothing paid yet.
        (
            "2025-03-03T09:00",
            "10 wd then 3 wd",
            &[],
            "2025-03-17T09:00",
        ),
        // Hẹn lần 2 is counted from the proof of payment.
        (
            "2025-03-03T09:00",
            "10 wd then 3 wd",
            &["paid 2025-03-14T10:00 2025-04-04T10:00"],
            "2025-04-10T10:00",
        ),
        // Without a second limit the rest goes on.
        (
            "2025-03-03T09:00",
            "10 wd",
            &["paid 2025-03-14T10:00 2025-04-04T10:00"],
            "2025-04-08T09:00",
        ),
        // A supplement after the payment restarts the second limit.
        (
            "2025-03-03T09:00",
            "10 wd then 3 wd",
            &[
                "paid 2025-03-14T10:00 2025-04-01T10:00",
                "anew 2025-04-08T10:00",
            ],
            "2025-04-11T10:00",
        ),
    ]);
}

#[test]
fn copies_of_many_pages_have_two_more_days() {
    check(&[
        ("2025-03-03T09:00", "same+2 15:00", &[], "2025-03-05T17:30"),
        ("2025-03-03T15:00", "same+2 15:00", &[], "2025-03-06T17:30"),
        ("2025-04-28T09:00", "same+2 15:00", &[], "2025-05-05T17:30"),
    ]);
    let endless = TimeLimit {
        amount: Amount(u32::MAX),
        ..limit("same+2 15:00")
    };
    let found = due(at("2025-03-03T09:00"), &endless, &Calendar::built_in());
    assert!(matches!(found, Err(CalendarError::OutOfRange)));
}

fn office(province: &str, saturday: bool) -> Office {
    let json = format!(
        r#"{{"id":"6d6f746375612d64656d6f2d30303031","code":"H37.199.05","name":"n","parent":"p",
        "locality":"l","province":"{province}","saturday":{saturday},"points":[]}}"#
    );
    serde_json::from_str(&json).expect("an office")
}

#[test]
fn an_office_has_its_provinces_calendar_and_its_saturdays() {
    for (province, saturday, id) in [
        ("Lạng Sơn", false, "vn-2027.1"),
        ("Lạng Sơn", true, "vn-2027.1+saturday"),
        ("Cần Thơ", false, "vn-2027.1+can-tho-2026.1"),
        ("thành phố CẦN THƠ", false, "vn-2027.1+can-tho-2026.1"),
        ("Cần Thơ", true, "vn-2027.1+can-tho-2026.1+saturday"),
    ] {
        let calendar = Calendar::for_office(&office(province, saturday));
        assert_eq!(calendar.id(), id);
        assert_eq!(calendar.is_working_day(day("2025-03-08")), saturday, "{id}");
        assert!(!calendar.is_working_day(day("2025-03-09")), "a Sunday");
        assert!(!calendar.is_working_day(day("2025-08-30")) || saturday);
        assert!(!calendar.is_working_day(day("2026-08-31")));
    }
    // A Saturday worked for a swapped day is a full day, half days or not.
    let calendar = Calendar::built_in().with_saturday_mornings();
    assert_eq!(calendar.sessions(day("2026-08-22")).len(), 2);
    assert_eq!(calendar.sessions(day("2026-08-29")).len(), 1);
    for (received, text, expected) in [
        ("2025-03-07T16:30", "1 wd", "2025-03-10T10:30"),
        ("2025-03-08T09:00", "same 15:00", "2025-03-08T11:30"),
        ("2025-03-08T12:00", "same 15:00", "2025-03-10T17:30"),
        ("2025-03-07T15:00", "same 15:00", "2025-03-08T11:30"),
        ("2025-03-03T08:00", "7 wd", "2025-03-11T14:00"),
    ] {
        let found = due(at(received), &limit(text), &calendar).expect(text);
        assert_eq!(found.due, at(expected), "{received} {text}");
    }
}

#[test]
fn rows_of_a_province_take_the_place_of_the_years() {
    let rows = |rows: &str, year: i16| {
        format!(
            r#"{{"format":"motcua-calendar-rows/1","id":"tinh-mau","version":2,"year":{year},
            "province":"Mẫu","rows":[{rows}]}}"#
        )
    };
    let own = [row_json("2025-03-04 off"), row_json("2025-03-05 half_day")].join(",");
    let calendar = Calendar::built_in().with_file(&rows(&own, 2025));
    let calendar = calendar.expect("rows");
    assert_eq!(calendar.id(), "vn-2027.1+tinh-mau.2");
    assert!(!calendar.is_working_day(day("2025-03-04")));
    assert_eq!(calendar.sessions(day("2025-03-05")).len(), 1);
    assert!(
        !calendar.is_working_day(day("2025-09-02")),
        "the rest stays"
    );
    assert_eq!(calendar.row(day("2025-03-04")).expect("row").source, "thử");
    let ordinary = row_json("2025-09-02 off")
        .replace(r#""announced":true"#, r#""announced":true,"applies":false"#);
    let calendar = Calendar::built_in().with_file(&rows(&ordinary, 2025));
    assert!(calendar.expect("rows").is_working_day(day("2025-09-02")));
    for (json, error) in [
        (rows(&row_json("2031-03-04 off"), 2031), "no calendar file"),
        (rows(&row_json("2026-03-04 off"), 2025), "not in the year"),
        (rows("", 2025).replace("Mẫu", ""), "in province"),
        (rows("", 2025).replace("rows/1", "year/1"), "in province"),
    ] {
        let refused = Calendar::built_in().with_file(&json).expect_err(error);
        assert!(refused.to_string().contains(error), "{error}: {refused}");
    }
}

fn any_limit() -> impl Strategy<Value = TimeLimit> {
    let texts = [
        "1 wd",
        "5 wd",
        "3.5 wd",
        "0.25 wd",
        "12 wh",
        "2 cd",
        "7 cd",
        "3.5 cd",
        "20 h",
        "same 15:00",
        "same+2 15:00",
        "3 days?",
    ];
    proptest::sample::select(texts.to_vec()).prop_map(limit)
}

fn any_calendar() -> impl Strategy<Value = Calendar> {
    prop_oneof![
        Just(Calendar::built_in()),
        Just(Calendar::built_in().with_saturday_mornings()),
        Just(with_rows_of_2025(&[
            "2025-01-24 half_day",
            "2025-01-27 off",
            "2025-02-01 working"
        ])),
    ]
}

fn minute(minutes: i64) -> LocalTime {
    let midnight = day("2025-01-20").at(0, 0, 0, 0);
    LocalTime::new(midnight + jiff::SignedDuration::from_mins(minutes))
}

/// Moments on full half hours meet the edges of sessions often.
fn any_minute() -> impl Strategy<Value = i64> {
    prop_oneof![
        0..14 * 24 * 60_i64,
        (0..14 * 48_i64).prop_map(|half| half * 30)
    ]
}

fn any_interruption() -> impl Strategy<Value = Interruption> {
    (any_minute(), prop_oneof![0..120_i64, 0..6000_i64], 0..6_u8).prop_map(|(from, lasts, kind)| {
        match kind {
            0 => Interruption::Supplement {
                received: minute(from),
            },
            1 => Interruption::Payment {
                awaited: minute(from),
                paid: minute(from + lasts),
            },
            _ => Interruption::Pause {
                from: minute(from),
                to: minute(from + lasts),
            },
        }
    })
}

fn longer(interruption: Interruption, before: i64, after: i64) -> Interruption {
    let earlier =
        |at: LocalTime| LocalTime::new(at.datetime() - jiff::SignedDuration::from_mins(before));
    let later =
        |at: LocalTime| LocalTime::new(at.datetime() + jiff::SignedDuration::from_mins(after));
    match interruption {
        Interruption::Supplement { received } => Interruption::Supplement {
            received: later(received),
        },
        Interruption::Payment { awaited, paid } => Interruption::Payment {
            awaited: earlier(awaited),
            paid: later(paid),
        },
        Interruption::Pause { from, to } => Interruption::Pause {
            from: earlier(from),
            to: later(to),
        },
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn a_later_start_is_never_due_earlier(
        calendar in any_calendar(), first in any_limit(), second in proptest::option::of(any_limit()),
        start in any_minute(), gap in prop_oneof![0..3_i64, 0..3000_i64],
        stops in proptest::collection::vec(any_interruption(), 0..4),
    ) {
        let limits = Limits { first, second };
        let early = schedule(minute(start), &limits, &stops, &calendar).expect("due");
        let late = schedule(minute(start + gap), &limits, &stops, &calendar).expect("due");
        prop_assert!(early.due <= late.due, "{early:?} {late:?}");
    }

    #[test]
    fn a_longer_stop_is_never_due_earlier(
        calendar in any_calendar(), first in any_limit(), second in proptest::option::of(any_limit()),
        start in any_minute(), which in 0..3_usize,
        before in prop_oneof![Just(0_i64), 0..90_i64, 0..3000_i64],
        after in prop_oneof![Just(0_i64), 0..90_i64, 0..3000_i64],
        stops in proptest::collection::vec(any_interruption(), 3),
    ) {
        let limits = Limits { first, second };
        let mut more = stops.clone();
        more[which] = longer(more[which], before, after);
        let short = schedule(minute(start), &limits, &stops, &calendar).expect("due");
        let long = schedule(minute(start), &limits, &more, &calendar).expect("due");
        prop_assert!(short.due <= long.due, "{short:?} {long:?}");
        let plain = schedule(minute(start), &limits, &[], &calendar).expect("due");
        prop_assert_eq!(plain.due, due(minute(start), &first, &calendar).expect("due").due);
        let time = long.due.time();
        let mut sessions = calendar.sessions(long.due.date()).iter();
        prop_assert!(sessions.any(|s| s.from <= time && time <= s.to), "{long:?}");
    }
}
