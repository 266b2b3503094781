use super::*;
use proptest::prelude::*;

fn any_calendar() -> impl Strategy<Value = Calendar> {
    prop_oneof![
        Just(Calendar::built_in()),
        Just(with_rows_of_2025(&[
            "2025-01-24 half_day",
            "2025-01-27 off",
            "2025-02-01 working",
            "2025-02-08 half_day",
        ])),
        Just({
            let hours = hours_json(r#""saturday": "off""#, r#""saturday": "half""#);
            Calendar::built_in().with_file(&hours).expect("hours")
        }),
    ]
}

/// Any minute of some weeks with holidays in them.
fn any_moment() -> impl Strategy<Value = LocalTime> {
    let starts = ["2025-01-20", "2025-04-21", "2026-08-20", "2027-01-28"];
    (
        proptest::sample::select(starts.to_vec()),
        0..20 * 24 * 60_i64,
    )
        .prop_map(|(start, minutes)| {
            let midnight = day(start).at(0, 0, 0, 0);
            LocalTime::new(midnight + jiff::SignedDuration::from_mins(minutes))
        })
}

fn any_limit() -> impl Strategy<Value = TimeLimit> {
    let units = [
        TimeUnit::WorkingDays,
        TimeUnit::CalendarDays,
        TimeUnit::WorkingHours,
        TimeUnit::Hours,
        TimeUnit::SameDay,
        TimeUnit::DaysUnitNotStated,
    ];
    let amounts = prop_oneof![(0..30_u32).prop_map(|n| n * 100), 0..3000_u32];
    let cutoffs = prop_oneof![Just(None), Just("15:00".parse().ok())];
    (proptest::sample::select(units.to_vec()), amounts, cutoffs).prop_map(
        |(unit, amount, cutoff)| TimeLimit {
            amount: Amount(amount),
            unit,
            cutoff,
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn later_received_is_never_due_earlier(
        calendar in any_calendar(), a in any_moment(), b in any_moment(), gap in 0..1500_i64,
        limit in any_limit(),
    ) {
        let near = LocalTime::new(a.datetime() + jiff::SignedDuration::from_mins(gap));
        for later in [near, a.max(b)] {
            let first = due(a.min(later), &limit, &calendar).expect("due");
            let second = due(later, &limit, &calendar).expect("due");
            prop_assert!(first.due <= second.due, "{first:?} {second:?}");
        }
    }

    #[test]
    fn more_time_is_never_due_earlier(
        calendar in any_calendar(), received in any_moment(), limit in any_limit(),
        more in prop_oneof![0..3_u32, 0..200_u32],
    ) {
        let longer = TimeLimit { amount: Amount(limit.amount.0 + more), ..limit };
        let first = due(received, &limit, &calendar).expect("due");
        let second = due(received, &longer, &calendar).expect("due");
        prop_assert!(first.due <= second.due, "{first:?} {second:?}");
    }

    #[test]
    fn a_due_moment_is_working_time_and_not_before_reception(
        calendar in any_calendar(), received in any_moment(), limit in any_limit(),
    ) {
        let found = due(received, &limit, &calendar).expect("due");
        prop_assert!(found.due >= received);
        let time = found.due.time();
        let mut sessions = calendar.sessions(found.due.date()).iter();
        prop_assert!(sessions.any(|s| s.from <= time && time <= s.to), "{found:?}");
    }

    #[test]
    fn what_is_told_adds_up_to_the_limit(
        calendar in any_calendar(), received in any_moment(), limit in any_limit(),
    ) {
        let found = due(received, &limit, &calendar).expect("due");
        let (mut days, mut minutes, mut as_hours) = (0, 0, None);
        for step in &found.steps {
            if let Explained::DaysCounted { last, .. } = step {
                days = *last;
            } else if let Explained::HoursCounted { minutes: more, .. } = step {
                minutes += more;
            } else if let Explained::AsWorkingHours { minutes, .. } = step {
                as_hours = Some(*minutes);
            }
        }
        let Amount(amount) = limit.amount;
        match (limit.unit, as_hours) {
            (TimeUnit::WorkingDays | TimeUnit::DaysUnitNotStated, Some(expected)) => {
                prop_assert_eq!((days, minutes), (0, expected));
            }
            (TimeUnit::WorkingDays | TimeUnit::DaysUnitNotStated, None) => {
                prop_assert_eq!((days * 100, minutes), (amount, 0));
            }
            (TimeUnit::WorkingHours, _) => {
                prop_assert_eq!((days, minutes), (0, (amount * 3).div_ceil(5)));
            }
            (TimeUnit::CalendarDays | TimeUnit::Hours | TimeUnit::SameDay, _) => {
                prop_assert_eq!((days, minutes), (0, 0));
            }
        }
    }

    #[test]
    fn hostile_files_are_refused_and_nothing_worse(text in ".{0,60}", at in 0..400_usize) {
        let mut json = year_json(2025, &row_json("2025-03-04 off"));
        let at = (0..=at.min(json.len())).rev().find(|i| json.is_char_boundary(*i));
        json.insert_str(at.expect("0 is a boundary"), &text);
        if let Ok(calendar) = Calendar::built_in().with_file(&json) {
            prop_assert!(calendar.knows_year(2025));
        }
    }
}
