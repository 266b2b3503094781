//! The catalogue that is part of the program, and searching in it.

use super::*;
use crate::calendar::{Calendar, Explained, Interruption, TimeUnit};
use crate::text::nfc;
use crate::time::LocalTime;
use std::collections::{BTreeMap, BTreeSet};

/// They have a limit, which was not verified because the records are out of date.
const OLD_RECORDS: [&str; 2] = ["2.000986", "2.001023"];

fn built_in() -> Catalogue {
    Catalogue::built_in().expect("the built-in catalogue")
}

#[test]
fn every_row_of_the_reading_is_there_and_clean() {
    let catalogue = built_in();
    assert_eq!(catalogue.name(), "national-2026-07");
    assert_eq!(catalogue.all().len(), 505);
    assert_eq!(catalogue.all().iter().filter(|p| p.verified).count(), 87);
    for procedure in catalogue.all() {
        let code = &procedure.code;
        assert_eq!(catalogue.get(code), Some(procedure));
        for text in [
            &procedure.name,
            &procedure.field,
            &procedure.level,
            &procedure.source,
        ] {
            assert!(!text.is_empty() && nfc(text) == *text, "{code}: {text}");
        }
        let read: BTreeSet<Part> = procedure.verified_parts.iter().copied().collect();
        assert!(!procedure.verified || read.contains(&Part::Limit), "{code}");
        assert!(
            procedure.checklist.is_empty() || procedure.verified || procedure.note.is_some(),
            "{code}"
        );
        assert_eq!(
            procedure.limit.is_some(),
            read.contains(&Part::Limit) || OLD_RECORDS.contains(&code.as_str()),
            "{code}"
        );
        for paper in &procedure.checklist {
            assert!(
                paper.copies > 0 && !paper.item.is_empty(),
                "{code} {}",
                paper.item
            );
            assert_eq!(nfc(&paper.name), paper.name, "{code}");
            assert_eq!(procedure.paper(&paper.item), Some(paper), "{code}");
        }
        for variant in &procedure.variants {
            assert!(
                variant.code.starts_with(code.as_str()) && variant.limit.is_some(),
                "{code}"
            );
        }
    }
}

#[test]
fn time_limits_are_as_in_the_source() {
    let catalogue = built_in();
    for (code, variant, wanted) in [
        ("1.001193", None, Some((0, TimeUnit::SameDay))),
        (
            "1.001193",
            Some("1.001193.02"),
            Some((0, TimeUnit::SameDay)),
        ),
        (
            "1.000656",
            Some("1.000656.01"),
            Some((500, TimeUnit::WorkingDays)),
        ),
        (
            "1.000656",
            Some("1.000656.03"),
            Some((200, TimeUnit::CalendarDays)),
        ),
        ("1.004873", None, Some((300, TimeUnit::WorkingDays))),
        ("1.000894", None, Some((100, TimeUnit::DaysUnitNotStated))),
        ("1.115593", None, Some((350, TimeUnit::WorkingDays))),
        ("1.012812", None, Some((3000, TimeUnit::CalendarDays))),
        ("1.001193", Some("1.001193.99"), None),
        ("1.000253", None, None),
    ] {
        let limit = catalogue.get(code).expect(code).limit_of(variant);
        assert_eq!(
            limit.map(|l| (l.amount.0, l.unit)),
            wanted,
            "{code} {variant:?}"
        );
    }
    let same_day = catalogue
        .get("2.000815")
        .and_then(|p| p.limit)
        .and_then(|l| l.cutoff);
    assert_eq!(same_day, Some(jiff::civil::time(15, 0, 0, 0)));
}

#[test]
fn cases_places_and_payments_have_limits_of_their_own() {
    let catalogue = built_in();
    let wd = |hundredths| Some((hundredths, TimeUnit::WorkingDays));
    for (code, variant, difficult, wanted) in [
        // Khai tử 1/2/5, cải chính 1/3/3.
        ("1.000656", Some("1.000656.01"), false, wd(500)),
        (
            "1.000656",
            Some("1.000656.02"),
            false,
            Some((0, TimeUnit::SameDay)),
        ),
        (
            "1.000656",
            Some("1.000656.03"),
            false,
            Some((200, TimeUnit::CalendarDays)),
        ),
        ("1.004859", Some("1.004859.01"), false, wd(100)),
        ("1.004859", Some("1.004859.02"), false, wd(300)),
        ("1.004859", Some("1.004859.03"), false, wd(300)),
        (
            "2.000815",
            Some("2.000815.extended"),
            false,
            Some((200, TimeUnit::SameDay)),
        ),
        ("1.115334", Some("1.115334.registration"), false, wd(1700)),
        ("1.115334", Some("1.115334.01"), false, wd(2000)),
        // Mountain, island and difficult communes.
        ("1.115320", None, false, wd(800)),
        ("1.115320", None, true, wd(1800)),
        ("1.115320", Some("1.115320.01"), true, wd(1800)),
        ("1.115324", None, true, wd(2500)),
        ("1.115325", None, true, wd(1750)),
        ("1.115593", None, true, wd(1350)),
        ("1.004873", None, true, wd(300)),
    ] {
        let procedure = catalogue.get(code).expect(code).in_commune(difficult);
        let found = procedure.limit_of(variant).map(|l| (l.amount.0, l.unit));
        assert_eq!(found, wanted, "{code} {variant:?} {difficult}");
        assert_eq!(procedure.second_limit_of(variant), None, "{code}");
    }
    let verified = |code: &str| {
        let added = catalogue.get(code)?.difficult.as_ref();
        added.map(|added| added.verification.is_verified())
    };
    assert_eq!(verified("1.115320"), Some(true));
    assert_eq!(verified("1.115593"), Some(false));
    assert_eq!(verified("1.001193"), None);
    for (code, variant, others) in [
        ("1.000656", None, vec!["1.000656.01", "1.000656.03"]),
        (
            "1.000656",
            Some("1.000656.01"),
            vec!["1.000656.03", "1.000656.02"],
        ),
        ("1.001193", None, vec![]),
        ("1.004859", None, vec!["1.004859.01"]),
        ("2.000815", None, vec!["2.000815.extended"]),
    ] {
        let procedure = catalogue.get(code).expect(code);
        let found = procedure.other_cases(variant).into_iter();
        let found: Vec<&str> = found.map(|other| other.code.as_str()).collect();
        assert_eq!(found, others, "{code} {variant:?}");
    }
}

#[test]
fn a_province_states_its_second_appointment() {
    let file = |rows: &str| format!(r#"{{"version":1,"about":"","procedures":[{rows}]}}"#);
    let second = |days: u8| {
        format!(
            r#""second_limit":{{"limit":{{"amount":{days},"unit":"working_days"}},
            "verification":"U","source":"quy chế của tỉnh"}}"#
        )
    };
    let rows = file(&format!(
        r#"{{"code":"1.115334",{},"variants":[{{"code":"1.115334.01","name":"Cấp lần đầu",{}}}]}}"#,
        second(5),
        second(3)
    ));
    let catalogue = built_in().with_time_limits(&rows).expect("time limits");
    let procedure = catalogue.get("1.115334").expect("procedure");
    for (variant, days) in [(None, 5), (Some("1.115334.01"), 3)] {
        let limits = procedure.limits_of(variant).expect("limits");
        assert_eq!(limits.first.amount.0, 2000);
        assert_eq!(limits.second.map(|l| l.amount.0), Some(days * 100));
        let stated = procedure.second_limit_of(variant).expect("stated");
        assert!(!stated.verification.is_verified());
    }
    assert!(procedure.financial_duty);
    let name = procedure
        .variant("1.115334.01")
        .and_then(|v| v.name.clone());
    assert_eq!(name.as_deref(), Some("Cấp lần đầu"));

    let added = |unit: &str| {
        format!(
            r#""difficult":{{"limit":{{"amount":10,"unit":"{unit}"}},"verification":"V","source":"x"}}"#
        )
    };
    for (row, error) in [
        (r#"{"code":"9.1"}"#.to_owned(), "no such procedure"),
        (
            format!(r#"{{"code":"1.115334",{}}}"#, added("calendar_days")),
            "in working days",
        ),
        (
            format!(r#"{{"code":"1.001193",{}}}"#, added("working_days")),
            "in working days",
        ),
        (
            r#"{"code":"1.115334","variants":[{"code":"1.000656.01"}]}"#.to_owned(),
            "begins with",
        ),
        (
            r#"{"code":"1.115334","variants":[{"code":"1.115334.02"}]}"#.to_owned(),
            "has a limit",
        ),
        (
            r#"{"code":"1.115334","colour":1}"#.to_owned(),
            "unknown field",
        ),
    ] {
        let refused = built_in().with_time_limits(&file(&row)).expect_err(error);
        assert!(refused.to_string().contains(error), "{error}: {refused}");
    }
    let newer = file("").replace("\"version\":1", "\"version\":2");
    assert!(built_in().with_time_limits(&newer).is_err());
}

#[test]
fn a_promise_tells_what_bears_on_its_limit() {
    let (catalogue, calendar) = (built_in(), Calendar::built_in());
    let at = |text: &str| -> LocalTime { format!("{text}:00+07:00").parse().expect(text) };
    let received = at("2025-03-03T09:00");
    let paid = Interruption::Payment {
        awaited: at("2025-03-03T10:00"),
        paid: at("2025-03-05T09:00"),
    };
    for (code, difficult, variant, keys, ambiguous, unverified) in [
        (
            "1.000656",
            false,
            None,
            vec![
                "due.other_case.working_days",
                "due.other_case.calendar_days",
            ],
            true,
            false,
        ),
        ("1.000656", true, Some("1.000656.01"), vec![], false, false),
        ("1.115320", true, None, vec!["due.raised"], false, false),
        ("1.115320", false, None, vec![], false, false),
        (
            "1.115593",
            true,
            None,
            vec!["due.raised.unverified"],
            false,
            true,
        ),
        (
            "1.115330",
            true,
            None,
            vec!["due.raised", "due.first_appointment.second_unknown"],
            false,
            false,
        ),
    ] {
        let procedure = catalogue.get(code).expect(code);
        let found = procedure.promise(difficult, variant, received, &[], &calendar);
        let found = found.expect(code);
        let due = found.due.expect(code);
        let of_limit = ["due.other", "due.raised", "due.first_app"];
        let mut told: Vec<&str> = due.steps.iter().map(Explained::key).collect();
        told.retain(|key| of_limit.iter().any(|start| key.starts_with(start)));
        assert_eq!(told, keys, "{code} {variant:?}");
        assert_eq!(
            (found.ambiguous, found.unverified),
            (ambiguous, unverified),
            "{code}"
        );
        let here = procedure.in_commune(difficult);
        assert_eq!(found.limit, here.limit_of(variant), "{code}");
        assert_eq!(here.in_commune(difficult), here, "raised once");
        assert!(matches!(due.steps.last(), Some(Explained::Result { .. })));
        let stopped = procedure.promise(difficult, variant, received, &[paid], &calendar);
        let stopped = stopped.expect(code).due.expect(code);
        assert!(stopped.due > due.due, "{code}");
    }
    let unread = catalogue.get("1.000253").expect("procedure");
    let found = unread.promise(true, None, received, &[], &calendar);
    let found = found.expect("no date");
    assert_eq!(
        (found.due, found.limit, found.ambiguous),
        (None, None, false)
    );
}

#[test]
fn all_units_of_the_reading_are_counted() {
    let mut units = BTreeMap::new();
    for limit in built_in().all().iter().map(|procedure| procedure.limit) {
        *units
            .entry(limit.map_or("none".to_owned(), |l| format!("{:?}", l.unit)))
            .or_insert(0) += 1;
    }
    let counted: Vec<(String, i32)> = units.into_iter().collect();
    let wanted = [
        ("CalendarDays", 7),
        ("DaysUnitNotStated", 6),
        ("Hours", 1),
        ("SameDay", 13),
        ("WorkingDays", 62),
        ("none", 416),
    ];
    assert_eq!(
        counted,
        wanted.map(|(unit, count)| (unit.to_owned(), count))
    );
}

#[test]
fn a_few_letters_find_the_procedure() {
    let catalogue = built_in();
    for (typed, first) in [
        ("1.001193", "1.001193"),
        ("1001193", "1.001193"),
        ("khai sinh", "1.001193"),
        ("KHAI SINH", "1.001193"),
        ("đăng ký khai sinh", "1.001193"),
        ("dang ky khai sinh", "1.001193"),
        ("dkks", "1.001193"),
        ("kết hôn", "1.000894"),
        ("ket ho", "1.000894"),
        ("khai tử", "1.000656"),
        ("tinh trang hon nhan", "1.004873"),
        ("giay doc than", "1.004873"),
        ("chung thuc", "2.000815"),
        ("sao y", "2.000815"),
        ("chứng thực chữ ký", "2.000884"),
        ("khai sinh luu dong", "1.003583"),
        ("thuong tru", "1.004222"),
        ("tạm trú", "1.004194"),
        ("trich luc", "2.000635"),
        ("so do", "1.115334"),
        ("birth registration", "1.001193"),
        ("hòa giải đất", "1.012812"),
        ("hoà giải đất", "1.012812"),
        ("giay phep xay dung moi", "1.013225"),
    ] {
        let found = catalogue.search(typed, 5);
        assert_eq!(
            found.first().map(|p| p.code.as_str()),
            Some(first),
            "{typed}"
        );
        let apart: String = unicode_normalization::UnicodeNormalization::nfd(typed).collect();
        assert_eq!(catalogue.search(&apart, 5), found, "{typed} decomposed");
    }
    for nothing in ["không có thủ tục này đâu", "9.999999", "khai sinh xyzzy"] {
        assert_eq!(
            catalogue.search(nothing, 5),
            Vec::<&Procedure>::new(),
            "{nothing}"
        );
    }
    assert_eq!(catalogue.search("", 3).len(), 3);
    assert_eq!(catalogue.search("", 1)[0].code, "1.001193");
    assert_eq!(
        catalogue.search("đăng ký", 1000).len(),
        catalogue.search("dang ky", 1000).len()
    );
}

#[test]
fn search_words_name_procedures_that_exist() {
    let catalogue = built_in();
    let words = catalogue.search_words();
    for code in words.common.iter().chain(words.aliases.keys()) {
        assert!(catalogue.get(code).is_some(), "{code}");
    }
    for (code, aliases) in &words.aliases {
        for alias in aliases {
            let found = catalogue.search(alias, 10);
            assert!(
                found.iter().any(|p| p.code == *code),
                "{alias} does not find {code}"
            );
        }
    }
}

#[test]
fn a_broken_file_is_refused() {
    let row =
        r#"{"code":"9.1","name":"Mẫu","field":"Mẫu","level":"xã","source":"x","verified_parts":[]"#;
    let paper =
        r#"{"item":"K1","name":"Tờ khai","form":"original","copies":1,"handling":"submit"}"#;
    let file = |version: u32, rows: usize, procedures: &str| {
        format!(
            r#"{{"version":{version},"name":"n","about":{{}},"rows":{rows},"procedures":[{procedures}]}}"#
        )
    };
    for (json, wanted) in [
        (file(1, 1, &format!("{row}}}")), None),
        (
            file(1, 1, &format!(r#"{row},"checklist":[{paper}]}}"#)),
            None,
        ),
        (file(2, 1, &format!("{row}}}")), Some("format 2")),
        (file(1, 2, &format!("{row}}}")), Some("states 2")),
        (
            file(1, 2, &format!("{row}}},{row}}}")),
            Some("9.1 occurs twice"),
        ),
        (
            file(1, 1, &format!(r#"{row},"checklist":[{paper},{paper}]}}"#)),
            Some("K1 occurs twice"),
        ),
        (
            file(1, 1, &format!(r#"{row},"colour":1}}"#)),
            Some("colour"),
        ),
        (
            file(
                1,
                1,
                &format!(r#"{row},"limit":{{"amount":1,"unit":"weeks"}}}}"#),
            ),
            Some("weeks"),
        ),
        ("{".to_owned(), Some("not a catalogue file")),
    ] {
        let error = Catalogue::from_json(&json)
            .err()
            .map(|error| error.to_string());
        assert_eq!(error.is_some(), wanted.is_some(), "{json} gave {error:?}");
        assert!(
            error
                .unwrap_or_default()
                .contains(wanted.unwrap_or_default()),
            "{json}"
        );
    }
}

#[test]
fn a_procedure_is_written_as_it_was_read() {
    for procedure in built_in().all() {
        let json = serde_json::to_string(procedure).expect("json");
        assert_eq!(
            &serde_json::from_str::<Procedure>(&json).expect("json"),
            procedure
        );
    }
}
