use super::*;
use crate::calendar::{Amount, TimeUnit};
use serde_json::{Value, json};
use unicode_normalization::is_nfc;

fn at(text: &str) -> LocalTime {
    format!("{text}:00+07:00").parse().expect(text)
}

type Counted = fn(&Rules, LocalTime, &Calendar) -> Result<LocalTime, CalendarError>;

fn check(counted: Counted, cases: &[(&str, &str)]) {
    let (rules, calendar) = (Rules::built_in(), Calendar::built_in());
    for (from, expected) in cases {
        let found = counted(&rules, at(from), &calendar).expect(from);
        assert_eq!(found, at(expected), "{from}");
    }
}

#[test]
fn online_files_are_accepted_within_eight_working_hours() {
    check(
        Rules::online_until,
        &[
            ("2025-07-02T07:30", "2025-07-02T17:30"),
            ("2025-07-02T09:00", "2025-07-03T09:00"),
            ("2025-07-04T22:00", "2025-07-07T17:30"),
            ("2025-08-29T16:30", "2025-09-03T16:30"),
        ],
    );
}

#[test]
fn files_are_passed_on_the_same_day_or_the_next_morning() {
    check(
        Rules::forward_by,
        &[
            ("2025-07-02T08:00", "2025-07-02T17:30"),
            ("2025-07-02T06:00", "2025-07-02T17:30"),
            ("2025-07-02T12:00", "2025-07-02T17:30"),
            ("2025-07-02T14:59", "2025-07-02T17:30"),
            ("2025-07-02T15:00", "2025-07-03T07:30"),
            ("2025-07-02T18:00", "2025-07-03T07:30"),
            ("2025-07-04T15:01", "2025-07-07T07:30"),
            // Received at a home on a day off.
            ("2025-07-05T09:00", "2025-07-07T07:30"),
            // Before a long holiday, and on a Saturday worked for it.
            ("2026-02-13T16:00", "2026-02-23T07:30"),
            ("2026-08-21T15:30", "2026-08-22T07:30"),
            ("2026-08-22T10:00", "2026-08-22T17:30"),
        ],
    );
}

#[test]
fn paper_across_boundaries_goes_within_a_working_day() {
    check(
        Rules::paper_forward_by,
        &[
            ("2025-07-02T08:00", "2025-07-03T08:00"),
            ("2025-07-04T16:00", "2025-07-07T16:00"),
        ],
    );
}

#[test]
fn supplements_are_asked_for_within_three_working_days_and_waited_for_fifteen() {
    check(
        Rules::supplement_until,
        &[
            ("2025-07-02T08:00", "2025-07-07T08:00"),
            ("2025-07-04T17:45", "2025-07-10T07:30"),
            ("2025-08-28T10:00", "2025-09-04T10:00"),
        ],
    );
    check(
        Rules::close_after,
        &[
            ("2025-07-02T08:00", "2025-07-17T17:30"),
            ("2025-07-05T08:00", "2025-07-21T17:30"),
            ("2025-08-17T08:00", "2025-09-03T17:30"),
        ],
    );
}

#[test]
fn extension_comes_a_day_before_the_due_date() {
    check(
        Rules::extension_until,
        &[
            ("2025-07-09T08:00", "2025-07-08T17:30"),
            ("2025-07-09T17:30", "2025-07-08T17:30"),
            // Due on a Monday: the office last works on Friday.
            ("2025-07-07T10:00", "2025-07-04T17:30"),
            ("2025-09-03T10:00", "2025-08-29T17:30"),
            ("2026-08-24T10:00", "2026-08-22T17:30"),
        ],
    );
}

#[test]
fn errors_of_the_authority_are_corrected_within_three_working_days() {
    check(
        Rules::error_until,
        &[("2025-07-02T08:00", "2025-07-07T08:00")],
    );
}

#[test]
fn what_has_no_end_is_out_of_range() {
    let (rules, calendar) = (Rules::built_in(), Calendar::built_in());
    let last = LocalTime::new(Date::MAX.at(16, 0, 0, 0));
    let first = LocalTime::new(Date::MIN.at(8, 0, 0, 0));
    assert!(rules.forward_by(last, &calendar).is_err());
    assert!(rules.supplement_until(last, &calendar).is_err());
    assert!(rules.extension_until(first, &calendar).is_err());
}

#[test]
fn every_rule_has_its_article_and_source() {
    const LABELS: &str = include_str!("../../../../catalogue/messages/labels.json");
    let labels: Value = serde_json::from_str(LABELS).expect("labels");
    let rules = Rules::built_in();
    assert_eq!(rules.id(), "vn-limits.1");
    let day = Date::constant(2026, 11, 22);
    for (rule, article, amount, unit) in [
        (Rule::OnlineAcceptance, "17_2", 800, TimeUnit::WorkingHours),
        (Rule::Forward, "18", 0, TimeUnit::SameDay),
        (Rule::PaperForward, "20", 100, TimeUnit::WorkingDays),
        (Rule::SupplementRequest, "19_5", 300, TimeUnit::WorkingDays),
        (
            Rule::CloseUnsupplemented,
            "19_5",
            1500,
            TimeUnit::CalendarDays,
        ),
        (Rule::Extension, "19_6", 100, TimeUnit::CalendarDays),
        (Rule::ErrorCorrection, "23", 300, TimeUnit::WorkingDays),
    ] {
        let row = rules.on(rule, day);
        assert_eq!(row.article, format!("decree_118_2025_article_{article}"));
        assert_eq!((row.limit.amount, row.limit.unit), (Amount(amount), unit));
        assert!(row.verification.is_verified() && is_nfc(&row.source));
        for language in ["vi", "en"] {
            let label = labels["article"][&row.article][language].as_str();
            assert!(label.is_some(), "{} {language}", row.article);
        }
        // Files of before the decree use its first version.
        assert_eq!(rules.on(rule, Date::constant(2024, 1, 1)), row);
    }
    assert_eq!(Rule::ALL.len(), 7);
}

/// The built-in file with one version of one rule changed.
fn changed(rule: &str, change: impl FnOnce(&mut Vec<Value>)) -> String {
    let mut file: Value = serde_json::from_str(BUILT_IN).expect("json");
    change(file["rules"][rule].as_array_mut().expect("versions"));
    file.to_string()
}

#[test]
fn a_new_version_holds_from_its_day() {
    let json = changed("supplement_request", |versions| {
        let mut later = versions[0].clone();
        later["valid_from"] = json!("2027-01-01");
        later["limit"]["amount"] = json!(2);
        later["verification"] = json!("U");
        versions.push(later);
    });
    let (rules, calendar) = (
        Rules::from_json(&json).expect("rules"),
        Calendar::built_in(),
    );
    for (received, expected) in [
        ("2026-12-31T09:00", "2027-01-06T09:00"),
        ("2027-01-04T09:00", "2027-01-06T09:00"),
    ] {
        let found = rules.supplement_until(at(received), &calendar);
        assert_eq!(found.expect(received), at(expected));
    }
    let row = rules.on(Rule::SupplementRequest, Date::constant(2027, 1, 1));
    assert!(!row.verification.is_verified());
}

#[test]
fn files_not_of_the_shape_are_refused() {
    let text = |old: &str, new: &str| {
        assert!(BUILT_IN.contains(old), "{old}");
        BUILT_IN.replacen(old, new, 1)
    };
    let twice = changed("forward", |versions| versions.push(versions[0].clone()));
    let none = changed("forward", Vec::clear);
    for (json, error) in [
        (text("limits/1", "limits/2"), "format not known"),
        (text("vn-limits", "VN limits"), "id not allowed"),
        (text("\"forward\"", "\"onward\""), "unknown field"),
        (text("2025-07-01", "2025-7-1"), "not a date"),
        (text("\"amount\": 8", "\"amount\": 0"), "not a time limit"),
        (text("working_hours", "weeks"), "unknown variant"),
        (
            text("decree_118_2025_article_17_2", " "),
            "article or source",
        ),
        (text("\"V\"", "\"W\""), "unknown variant"),
        (twice, "not in order"),
        (none, "missing"),
        ("{".to_owned(), "EOF"),
    ] {
        let refused = Rules::from_json(&json).expect_err(error);
        assert!(refused.to_string().contains(error), "{error}: {refused}");
    }
}
