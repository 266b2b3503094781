use super::*;

fn check(calendar: &Calendar, cases: &[(&str, &str, &str, bool)]) {
    for (received, text, expected, provisional) in cases {
        let found = due(at(received), &limit(text), calendar).expect(text);
        assert_eq!(found.due, at(expected), "{received} {text}");
        assert_eq!(found.provisional, *provisional, "{received} {text}");
        assert_eq!(
            found.steps.last(),
            Some(&Explained::Result {
                due: found.due,
                provisional: found.provisional
            })
        );
    }
}

#[test]
fn working_days() {
    check(
        &Calendar::built_in(),
        &[
            ("2025-03-03T09:12", "1 wd", "2025-03-04T09:12", false),
            ("2025-03-03T09:12", "5 wd", "2025-03-10T09:12", false),
            ("2025-03-07T16:00", "1 wd", "2025-03-10T16:00", false),
            // Received outside working time.
            ("2025-03-08T09:00", "1 wd", "2025-03-11T07:30", false),
            ("2025-03-09T23:59", "1 wd", "2025-03-11T07:30", false),
            ("2025-03-03T06:00", "1 wd", "2025-03-04T07:30", false),
            ("2025-03-03T12:15", "1 wd", "2025-03-04T13:30", false),
            ("2025-03-03T17:31", "1 wd", "2025-03-05T07:30", false),
            // On the edges of a session.
            ("2025-03-03T07:30", "1 wd", "2025-03-04T07:30", false),
            ("2025-03-03T11:30", "1 wd", "2025-03-04T11:30", false),
            ("2025-03-03T13:30", "1 wd", "2025-03-04T13:30", false),
            ("2025-03-03T17:30", "1 wd", "2025-03-04T17:30", false),
            ("2025-03-03T09:12", "0 wd", "2025-03-03T09:12", false),
            ("2025-03-08T09:12", "0 wd", "2025-03-10T07:30", false),
            ("2025-03-03T09:00", "5 days?", "2025-03-10T09:00", true),
        ],
    );
}

#[test]
fn holidays_of_2025() {
    check(
        &Calendar::built_in(),
        &[
            ("2025-01-24T10:00", "1 wd", "2025-02-03T10:00", false),
            ("2025-01-23T16:00", "5 wd", "2025-02-06T16:00", false),
            ("2025-01-29T09:00", "1 wd", "2025-02-04T07:30", false),
            ("2024-12-31T09:00", "1 wd", "2025-01-02T09:00", true),
            ("2025-04-04T09:00", "1 wd", "2025-04-08T09:00", false),
            // 02/5 was swapped with Saturday 26/4.
            ("2025-04-25T14:00", "1 wd", "2025-04-26T14:00", false),
            ("2025-04-25T14:00", "3 wd", "2025-04-29T14:00", false),
            ("2025-04-26T09:00", "1 wd", "2025-04-28T09:00", false),
            ("2025-04-29T09:00", "1 wd", "2025-05-05T09:00", false),
            ("2025-04-29T09:00", "2 wd", "2025-05-06T09:00", false),
            ("2025-08-29T09:00", "1 wd", "2025-09-03T09:00", false),
        ],
    );
}

#[test]
fn holidays_of_2026() {
    check(
        &Calendar::built_in(),
        &[
            // The swap of 02/01 with Saturday 10/01 is not confirmed.
            ("2025-12-31T09:00", "1 wd", "2026-01-05T09:00", true),
            ("2026-01-09T09:00", "1 wd", "2026-01-10T09:00", true),
            ("2026-01-05T09:00", "1 wd", "2026-01-06T09:00", false),
            ("2026-02-13T15:30", "1 wd", "2026-02-23T15:30", false),
            ("2026-04-24T09:00", "1 wd", "2026-04-28T09:00", false),
            ("2026-04-29T09:00", "1 wd", "2026-05-04T09:00", false),
            // Monday 31/8 was swapped with Saturday 22/8.
            ("2026-08-21T09:00", "1 wd", "2026-08-22T09:00", false),
            ("2026-08-28T09:00", "1 wd", "2026-09-03T09:00", false),
            ("2026-08-28T09:00", "10 wd", "2026-09-16T09:00", false),
            // Ngày Văn hóa Việt Nam is a row switched off and not settled.
            ("2026-11-23T09:00", "1 wd", "2026-11-24T09:00", true),
            ("2026-11-25T09:00", "1 wd", "2026-11-26T09:00", false),
        ],
    );
}

#[test]
fn years_not_yet_announced() {
    check(
        &Calendar::built_in(),
        &[
            ("2026-12-31T09:00", "1 wd", "2027-01-04T09:00", false),
            ("2027-02-03T09:00", "1 wd", "2027-02-11T09:00", true),
            ("2027-03-08T09:00", "3 wd", "2027-03-11T09:00", false),
            ("2027-04-15T09:00", "1 wd", "2027-04-19T09:00", true),
            ("2027-04-29T09:00", "1 wd", "2027-05-04T09:00", true),
            ("2027-09-01T09:00", "1 wd", "2027-09-06T09:00", true),
            ("2027-01-25T09:00", "30 cd", "2027-02-24T17:30", true),
            ("2027-12-31T09:00", "1 wd", "2028-01-03T09:00", true),
            ("2030-01-02T09:00", "1 wd", "2030-01-03T09:00", true),
        ],
    );
}

#[test]
fn decimals_and_hours() {
    check(
        &Calendar::built_in(),
        &[
            ("2025-03-03T07:30", "3.5 wd", "2025-03-06T11:30", false),
            ("2025-03-03T10:00", "3.5 wd", "2025-03-06T16:00", false),
            ("2025-03-03T15:00", "0.5 wd", "2025-03-04T09:00", false),
            ("2025-03-07T15:00", "7.5 wd", "2025-03-19T09:00", false),
            ("2025-03-03T07:30", "17.5 wd", "2025-03-26T11:30", false),
            ("2025-03-03T09:00", "0.01 wd", "2025-03-03T09:05", false),
            ("2025-03-03T10:00", "28 wh", "2025-03-06T16:00", false),
            ("2025-03-03T07:30", "8 wh", "2025-03-03T17:30", false),
            ("2025-03-03T09:00", "8 wh", "2025-03-04T09:00", false),
            ("2025-03-07T17:00", "1 wh", "2025-03-10T08:00", false),
            ("2025-01-24T17:00", "1 wh", "2025-02-03T08:00", false),
            ("2025-03-08T09:00", "2 wh", "2025-03-10T09:30", false),
            ("2025-03-03T12:00", "0 wh", "2025-03-03T13:30", false),
            ("2025-03-03T09:00", "24 h", "2025-03-04T09:00", false),
            ("2025-03-07T16:00", "24 h", "2025-03-10T07:30", false),
            ("2025-03-03T16:00", "2 h", "2025-03-04T07:30", false),
            ("2025-03-03T10:00", "2 h", "2025-03-03T13:30", false),
            ("2025-01-24T09:00", "72 h", "2025-02-03T07:30", false),
            ("2025-03-03T10:00", "0 h", "2025-03-03T10:00", false),
        ],
    );
}

#[test]
fn calendar_days() {
    check(
        &Calendar::built_in(),
        &[
            ("2025-03-03T09:00", "1 cd", "2025-03-04T17:30", false),
            ("2025-03-03T09:00", "5 cd", "2025-03-10T17:30", false),
            ("2025-03-03T09:00", "15 cd", "2025-03-18T17:30", false),
            ("2025-01-20T09:00", "10 cd", "2025-02-03T17:30", false),
            ("2026-08-17T09:00", "5 cd", "2026-08-22T17:30", false),
            ("2025-03-03T08:00", "3.5 cd", "2025-03-06T17:30", false),
            ("2025-03-03T14:00", "3.5 cd", "2025-03-07T17:30", false),
            ("2025-03-03T09:00", "0 cd", "2025-03-03T17:30", false),
            ("2025-03-03T18:00", "0 cd", "2025-03-04T17:30", false),
            ("2025-03-08T09:00", "1 cd", "2025-03-10T17:30", false),
            ("2025-12-17T09:00", "15 cd", "2026-01-05T17:30", true),
        ],
    );
}

#[test]
fn same_day() {
    check(
        &Calendar::built_in(),
        &[
            ("2025-03-03T14:59", "same 15:00", "2025-03-03T17:30", false),
            ("2025-03-03T15:00", "same 15:00", "2025-03-04T17:30", false),
            ("2025-03-07T15:00", "same 15:00", "2025-03-10T17:30", false),
            ("2025-03-08T09:00", "same 15:00", "2025-03-10T17:30", false),
            ("2025-03-08T16:00", "same 15:00", "2025-03-10T17:30", false),
            ("2025-03-03T18:00", "same 15:00", "2025-03-04T17:30", false),
            ("2025-03-03T06:00", "same 15:00", "2025-03-03T17:30", false),
            ("2025-03-03T16:00", "same -", "2025-03-03T17:30", false),
            ("2025-04-25T15:00", "same 15:00", "2025-04-26T17:30", false),
        ],
    );
}

#[test]
fn half_days_count_with_their_hours() {
    check(
        &with_rows_of_2025(&["2025-03-07 half_day"]),
        &[
            ("2025-03-06T10:00", "1 wd", "2025-03-07T10:00", false),
            ("2025-03-06T10:00", "2 wd", "2025-03-10T16:00", false),
            ("2025-03-06T16:00", "1 wd", "2025-03-10T10:00", false),
            ("2025-03-06T07:30", "2 wd", "2025-03-10T13:30", false),
            ("2025-03-07T14:00", "1 wd", "2025-03-11T07:30", false),
            ("2025-03-07T11:30", "1 wh", "2025-03-10T08:30", false),
            ("2025-03-07T10:00", "same 15:00", "2025-03-07T11:30", false),
            ("2025-03-07T12:00", "same 15:00", "2025-03-10T17:30", false),
            ("2025-03-04T12:00", "3 cd", "2025-03-07T11:30", false),
        ],
    );
}

#[test]
fn a_province_may_open_on_saturday_morning_and_move_its_hours() {
    let saturday = hours_json(r#""saturday": "off""#, r#""saturday": "half""#);
    let calendar = Calendar::built_in().with_file(&saturday).expect("hours");
    check(
        &calendar,
        &[
            ("2025-03-07T16:30", "1 wh", "2025-03-07T17:30", false),
            ("2025-03-07T16:30", "2 wh", "2025-03-08T08:30", false),
            ("2025-03-08T09:00", "same 15:00", "2025-03-08T11:30", false),
        ],
    );
    let old = serde_json::from_str::<serde_json::Value>(file::BUILT_IN_HOURS).expect("json");
    let mut both = old.clone();
    let mut summer = old["versions"][0].clone();
    summer["valid_from"] = "2025-06-02".into();
    summer["full_day"][0]["from"] = "07:00".into();
    summer["full_day"][1]["to"] = "17:00".into();
    both["versions"] = serde_json::json!([old["versions"][0], summer]);
    let calendar = Calendar::built_in()
        .with_file(&both.to_string())
        .expect("two versions");
    check(
        &calendar,
        &[
            ("2025-05-30T07:00", "1 wd", "2025-06-02T07:00", false),
            ("2025-05-29T07:00", "1 wd", "2025-05-30T07:30", false),
            ("2025-06-02T17:30", "1 wd", "2025-06-04T07:00", false),
            ("2025-06-02T07:00", "8 wh", "2025-06-02T17:00", false),
        ],
    );
}

#[test]
fn what_is_absurd_is_out_of_range() {
    let calendar = Calendar::built_in();
    let last = LocalTime::new(Date::MAX.at(23, 59, 0, 0));
    let first = LocalTime::new(Date::MIN.at(0, 0, 0, 0));
    for unit in [
        TimeUnit::WorkingDays,
        TimeUnit::CalendarDays,
        TimeUnit::WorkingHours,
        TimeUnit::Hours,
        TimeUnit::DaysUnitNotStated,
    ] {
        for (received, amount) in [
            (at("2026-01-01T08:00"), u32::MAX),
            (at("2026-01-01T08:00"), 100_000_000),
            (last, 100),
            (last, u32::MAX),
            (first, u32::MAX),
        ] {
            let limit = TimeLimit {
                amount: Amount(amount),
                unit,
                cutoff: None,
            };
            let found = due(received, &limit, &calendar);
            let refused = matches!(found, Err(CalendarError::OutOfRange));
            assert!(refused, "{unit:?} {amount}: {found:?}");
        }
    }
    let found = due(last, &limit("same 15:00"), &calendar);
    assert!(matches!(found, Err(CalendarError::OutOfRange)));
    assert!(due(first, &limit("3 wd"), &calendar).is_ok());
}

#[test]
fn days_and_minutes_of_work() {
    let calendar = Calendar::built_in();
    for (date, working, next) in [
        ("2025-03-03", true, "2025-03-04"),
        ("2025-03-08", false, "2025-03-10"),
        ("2025-04-26", true, "2025-04-28"),
        ("2026-02-14", false, "2026-02-23"),
        ("2026-08-31", false, "2026-09-03"),
        ("2026-11-24", true, "2026-11-25"),
    ] {
        assert_eq!(calendar.is_working_day(day(date)), working, "{date}");
        let found = calendar.next_working_day(day(date)).expect(date);
        assert_eq!(found, day(next), "{date}");
    }
    assert!(calendar.next_working_day(Date::MAX).is_err());
    for (from, to, minutes) in [
        ("2025-03-03T07:30", "2025-03-03T17:30", 480),
        ("2025-03-03T00:00", "2025-03-10T00:00", 5 * 480),
        ("2025-03-03T11:00", "2025-03-03T14:00", 60),
        ("2025-01-24T17:00", "2025-02-03T08:00", 60),
        ("2025-03-03T14:00", "2025-03-03T11:00", 0),
        ("2025-03-04T14:00", "2025-03-03T11:00", 0),
    ] {
        let found = calendar.working_minutes_between(at(from), at(to));
        assert_eq!(found.expect(from), minutes, "{from} {to}");
    }
    let far = calendar.working_minutes_between(at("0001-01-01T00:00"), at("9000-01-01T00:00"));
    assert!(matches!(far, Err(CalendarError::OutOfRange)));
}
