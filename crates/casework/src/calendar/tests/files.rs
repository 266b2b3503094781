use super::*;
use sha2::{Digest, Sha256};
use unicode_normalization::is_nfc;

#[test]
fn the_built_in_files_are_sound() {
    let calendar = Calendar::built_in();
    assert_eq!(calendar.id(), "vn-2027.1");
    for (year, file) in &calendar.years {
        assert!(file.rows.len() >= 10, "{year}");
        for row in file.rows.values() {
            let ordinary = calendar.hours[0].ordinary(row.date.weekday());
            let extra = row.kind == RowKind::Working;
            assert!(!extra || ordinary.is_empty(), "worked anyway: {row:?}");
            assert!(is_nfc(&row.name) && is_nfc(&row.source), "{row:?}");
            let doubtful = row.verification == Verification::Unconfirmed;
            assert!(!(doubtful && row.announced), "announced where? {row:?}");
        }
    }
    let working_days = |year: i16| {
        let first = Date::new(year, 1, 1).expect("a date");
        let days = days_from(first).take_while(|date| date.year() == year);
        days.filter(|date| calendar.is_working_day(*date)).count()
    };
    assert_eq!(
        [2025, 2026, 2027].map(working_days),
        // Monday to Friday of the year, less holidays on them, with their make-up days.
        [261 - 12 + 1, 261 - 13 + 2, 261 - 11]
    );
}

/// When this fails, a calendar file was changed: raise the `version` of the newest year (the id that
/// is printed on slips), then put the new fingerprint here.
#[test]
fn a_changed_file_has_a_new_version() {
    let mut hash = Sha256::new();
    hash.update(file::BUILT_IN_HOURS);
    for year in file::BUILT_IN_YEARS {
        hash.update(year);
    }
    let fingerprint: String = hash.finalize().iter().map(|b| format!("{b:02x}")).collect();
    let expected = expect_test::expect!["vn-2027.1 eb375605563e175f"];
    let found = format!("{} {}", Calendar::built_in().id(), &fingerprint[..16]);
    expected.assert_eq(&found);
}

#[test]
fn a_province_replaces_a_year() {
    let calendar = with_rows_of_2025(&["2025-03-04 off"]);
    assert_eq!(calendar.id(), "vn-2027.1+thu-2025.3");
    assert!(!calendar.is_working_day(day("2025-03-04")));
    assert!(calendar.is_working_day(day("2025-09-02")), "replaced whole");
    assert_eq!(calendar.row(day("2025-03-04")).expect("row").source, "thử");
    let with_2028 = Calendar::built_in().with_file(&year_json(2028, ""));
    let with_2028 = with_2028.expect("a further year");
    assert!(with_2028.knows_year(2028));
    assert_eq!(with_2028.id(), "vn-2027.1+thu-2028.3");
    let found = due(at("2027-12-31T09:00"), &limit("1 wd"), &with_2028);
    assert!(!found.expect("due").provisional);
}

#[test]
fn a_row_switched_off_is_settled_once_announced() {
    for (announced, applies, due_date, provisional) in [
        (false, false, "2026-11-24T09:00", true),
        (true, false, "2026-11-24T09:00", false),
        (false, true, "2026-11-25T09:00", true),
        (true, true, "2026-11-25T09:00", false),
    ] {
        let row = row_json("2026-11-24 off").replace(
            r#""announced":true"#,
            &format!(r#""announced":{announced},"applies":{applies}"#),
        );
        let calendar = Calendar::built_in().with_file(&year_json(2026, &row));
        let found = due(
            at("2026-11-23T09:00"),
            &limit("1 wd"),
            &calendar.expect("a year file"),
        );
        let found = found.expect("due");
        assert_eq!(
            (found.due, found.provisional),
            (at(due_date), provisional),
            "announced {announced}, applies {applies}"
        );
    }
}

fn check_refused(what: &str, json: &str, error: &str) {
    let refused = Calendar::built_in().with_file(json).expect_err(what);
    assert!(refused.to_string().contains(error), "{what}: {refused}");
}

#[test]
fn year_files_not_of_the_shape_are_refused() {
    let row = row_json("2025-03-04 off");
    let year = year_json(2025, &row);
    for (old, new, error) in [
        ("year/1", "year/2", "format not known"),
        ("\"id\"", "\"x\":1,\"id\"", "unknown field"),
        ("\"kind\"", "\"x\":1,\"kind\"", "unknown field"),
        ("\"off\"", "\"nghỉ\"", "unknown variant"),
        ("\"V\"", "\"W\"", "unknown variant"),
        ("\"kind\"", "\"name\":\"a\",\"kind\"", "duplicate field"),
        ("\"announced\":true,", "", "missing field"),
        ("2025-03-04", "2025-02-29", "not a date"),
        ("2025-03-04", "2025-3-4", "not a date"),
        ("2025-03-04", "20250304", "not a date"),
        ("2025-03-04", "2025-03-04T00:00", "not a date"),
        ("2025-03-04", "2024-03-04", "not in the year"),
        ("Ngày thử", "  ", "in name"),
        ("Ngày thử", "Ngày\\nthử", "in name"),
        (":\"thử\"", ":\"\"", "in source"),
        ("thu-2025", "thu 2025", "in id"),
        ("\"version\":3", "\"version\":-3", "invalid value"),
    ] {
        assert!(year.contains(old), "{old}");
        check_refused(new, &year.replacen(old, new, 1), error);
    }
    let twice = year_json(2025, &format!("{row},{row}"));
    for (what, json, error) in [
        ("not JSON", "{", "EOF"),
        ("nothing", "", "EOF"),
        ("no format", "{}", "missing field"),
        ("date twice", &twice, "two calendar rows"),
        ("text behind", &format!("{year} x"), "trailing"),
    ] {
        check_refused(what, json, error);
    }
}

#[test]
fn hours_files_not_of_the_shape_are_refused() {
    let morning = r#"[{ "from": "07:30", "to": "11:30" }]"#;
    for (what, old, new, error) in [
        ("time short", "07:30", "7:30", "not a time"),
        ("time with seconds", "07:30", "07:30:00", "not a time"),
        ("hours of 9", "17:30", "18:30", "8 working hours"),
        ("upside down", "17:30", "13:00", "overlap"),
        ("touching", "13:30", "11:30", "overlap"),
        ("no sessions", morning, "[]", "missing"),
        ("no Monday", r#""monday": "full","#, "", "missing field"),
    ] {
        check_refused(what, &hours_json(old, new), error);
    }
    let idle = file::BUILT_IN_HOURS.replace("\"full\"", "\"off\"");
    check_refused("no working day", &idle, "no full day");
    let empty = format!("{} [] }}", before("\"versions\":"));
    check_refused("no version", &empty, "not in order");
}

fn before(mark: &str) -> String {
    let (head, _) = file::BUILT_IN_HOURS.split_once(mark).expect(mark);
    format!("{head}{mark}")
}

#[test]
fn files_in_the_wrong_place_are_refused() {
    let year = year_json(2025, "");
    let hours = file::BUILT_IN_HOURS;
    let twice = Calendar::from_json(hours, &[&year, &year]);
    assert!(matches!(twice, Err(CalendarError::YearTwice(2025))));
    for (hours, year) in [(hours, hours), (year.as_str(), year.as_str())] {
        assert!(Calendar::from_json(hours, &[year]).is_err());
    }
    let none = Calendar::from_json(hours, &[]).expect("hours alone");
    assert_eq!(none.id(), "");
    let own = Calendar::built_in().with_file(&year_json(2027, ""));
    assert_eq!(own.expect("own year").id(), "vn-2027.1+thu-2027.3");
    let found = due(at("2025-03-03T09:00"), &limit("1 wd"), &none).expect("due");
    assert!(found.provisional);
}
