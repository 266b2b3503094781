use super::*;
use crate::id::DeviceId;
use crate::number::Band;

const TODAY: &str = "2026-04-15";

fn date(text: &str) -> Date {
    text.parse().expect(text)
}

/// A case received on a day at an hour with an ordinal.
fn case(day: &str, hour: i8, ordinal: u32) -> Listed {
    let day = date(day);
    let code = format!("H37.101.05-{}-{ordinal:04}", day.strftime("%y%m%d"));
    let code = RecordCode::parse(&code).expect("a code");
    let hash = Hash::of(code.as_str().as_bytes());
    Listed {
        received: LocalTime::new(day.at(hour, 0, 0, 0)),
        code,
        id: CaseId::from_slice(&hash.0[..16]).expect("sixteen bytes"),
    }
}

fn january() -> Vec<Listed> {
    vec![
        case("2026-01-05", 8, 5001),
        case("2026-01-05", 8, 6001),
        case("2026-01-05", 9, 5002),
        case("2026-01-20", 7, 5001),
    ]
}

/// The numbers in the order of the cases: `3`, `3?` where it may move, `bs1` in the appendix.
fn numbers(cases: &[Listed], closings: &[Closing]) -> Vec<String> {
    let book = number(cases.to_vec(), closings);
    let said = |case: &Listed| {
        let number = book.numbers[&case.id];
        let mark = if number.fixed { "" } else { "?" };
        let head = if number.appendix { "bs" } else { "" };
        format!("{head}{}{mark}", number.number)
    };
    cases.iter().map(said).collect()
}

fn closed(cases: &[Listed], before: &[Closing], through: &str) -> Closing {
    close(cases.to_vec(), before, date(through), date(TODAY)).expect(through)
}

#[test]
fn an_open_book_is_numbered_by_reception_then_code_in_any_order_of_arrival() {
    let mut cases = january();
    assert_eq!(numbers(&cases, &[]), ["1?", "2?", "3?", "4?"]);
    cases.reverse();
    assert_eq!(numbers(&cases, &[]), ["4?", "3?", "2?", "1?"]);
    cases.push(case("2026-01-05", 7, 7001));
    assert_eq!(numbers(&cases, &[]), ["5?", "4?", "3?", "2?", "1?"]);
}

#[test]
fn what_comes_after_a_closing_goes_to_the_appendix_and_moves_nothing() {
    let mut cases = january();
    let first = closed(&cases, &[], "2026-01-31");
    assert_eq!(first.count, 4);
    let runs: Vec<_> = first.codes.iter().collect();
    let texts = |texts: &[&str]| texts.iter().map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!(
        runs,
        [
            (
                &"H37.101.05-260105".to_owned(),
                &texts(&["5001-5002", "6001"])
            ),
            (&"H37.101.05-260120".to_owned(), &texts(&["5001"])),
        ]
    );
    cases.extend([
        case("2026-01-04", 8, 7001),
        case("2026-02-02", 8, 5001),
        case("2026-01-06", 8, 7001),
    ]);
    let all = ["1", "2", "3", "4", "bs1?", "5?", "bs2?"];
    assert_eq!(numbers(&cases, std::slice::from_ref(&first)), all);

    let second = closed(&cases, std::slice::from_ref(&first), "2026-03-31");
    assert_eq!(second.count, 3);
    let both = [first, second];
    cases.extend([case("2026-02-01", 8, 7001), case("2026-04-01", 8, 5001)]);
    let all = ["1", "2", "3", "4", "bs1", "5", "bs2", "bs3?", "6?"];
    assert_eq!(numbers(&cases, &both), all);
    let checked = number(cases.clone(), &both).closings;
    assert!(checked.iter().all(|one| one.is_whole() && !one.disputed));
}

#[test]
fn a_replica_that_lacks_named_cases_says_so_and_shifts_nothing_after_them() {
    let mut cases = january();
    let closing = closed(&cases, &[], "2026-01-31");
    cases.remove(1);
    cases.push(case("2026-02-02", 8, 5001));
    let book = number(cases.clone(), std::slice::from_ref(&closing));
    let checked = &book.closings[0];
    assert_eq!((checked.named, checked.here), (4, 3));
    assert!(!checked.is_whole() && !checked.disputed);
    assert_eq!(numbers(&cases, &[closing]), ["1?", "2?", "3?", "5?"]);
}

#[test]
fn two_closings_made_apart_are_told_and_the_first_counts() {
    let here = january();
    let mut there = january();
    there.push(case("2026-01-02", 8, 7001));
    let one = closed(&here, &[], "2026-01-31");
    let other = closed(&there, &[], "2026-01-31");
    let both = [one, other];
    assert_eq!(numbers(&there, &both), ["1", "2", "3", "4", "bs1"]);
    let checked = number(there, &both).closings;
    assert!(!checked[0].disputed && checked[1].disputed);
    assert_eq!((checked[1].named, checked[1].here), (1, 1));
}

#[test]
fn only_months_that_are_over_are_closed_and_only_forward() {
    let cases = january();
    let first = closed(&cases, &[], "2026-02-28");
    for (before, through, wanted) in [
        (
            &[][..],
            "2026-04-15",
            CloseError::NotOver(date("2026-04-15")),
        ),
        (&[], "2026-04-30", CloseError::NotOver(date("2026-04-30"))),
        (&[], "2026-02-27", CloseError::NotOver(date("2026-02-27"))),
        (
            std::slice::from_ref(&first),
            "2026-01-31",
            CloseError::Nothing(date("2026-01-31")),
        ),
        (
            std::slice::from_ref(&first),
            "2026-02-28",
            CloseError::Nothing(date("2026-02-28")),
        ),
    ] {
        let refused = close(cases.clone(), before, date(through), date(TODAY));
        assert_eq!(refused, Err(wanted), "{through}");
    }
    // A month without a case is closed all the same, and a closed one again for its appendix.
    assert_eq!(
        closed(&cases, std::slice::from_ref(&first), "2026-03-31").count,
        0
    );
    let mut late = cases;
    late.push(case("2026-01-30", 8, 7001));
    assert_eq!(closed(&late, &[first], "2026-02-28").count, 1);
}

#[test]
fn a_closing_that_claims_millions_names_nothing() {
    let mut closing = closed(&january(), &[], "2026-01-31");
    closing.codes.insert(
        "H37.101.05-260107".to_owned(),
        vec!["5001-999999999".to_owned(), "x".to_owned()],
    );
    assert_eq!(closing.names().len(), 4);
}

#[test]
fn numbers_on_blank_slips_are_explained() {
    let band = Band::new(5001, 5010).expect("a band");
    let device = DeviceId([1; 16]);
    let check = |cases: &[u32], slips: &[u32], wanted: &[&str]| {
        let codes = |ordinals: &[u32]| -> Vec<RecordCode> {
            let code = |ordinal: &u32| case("2026-01-05", 8, *ordinal).code;
            ordinals.iter().map(code).collect()
        };
        let granted = [Granted { band, device }];
        let found = gaps(&codes(cases), &codes(slips), &granted, device);
        let runs = found.into_iter().flat_map(|gap| gap.missing);
        let said: Vec<String> = runs
            .map(|(reason, run)| format!("{run} {}", reason.code()))
            .collect();
        assert_eq!(said, wanted, "{cases:?} {slips:?}");
    };
    let (five, six) = ("5005-5010 unused", "5006-5010 unused");
    check(&[], &[5001, 5002, 5003, 5004], &["5001-5004 pad", five]);
    check(&[5001], &[5002, 5003, 5004], &["5002-5004 pad", five]);
    check(
        &[5001, 5003],
        &[5002, 5003, 5004],
        &["5002 pad", "5004 pad", five],
    );
    check(&[5001, 5002], &[5001, 5002], &["5003-5010 unused"]);
    check(
        &[5001, 5005],
        &[5003, 5004],
        &["5002 lost", "5003-5004 pad", six],
    );
}

#[test]
fn gaps_are_listed_by_day_and_band_with_their_reason() {
    let device = |n: u8| DeviceId([n; 16]);
    let granted = |lo, hi, n| Granted {
        band: Band::new(lo, hi).expect("a band"),
        device: device(n),
    };
    let bands = [granted(5001, 5010, 1), granted(6001, 6010, 2)];
    let codes: Vec<RecordCode> = [
        ("2026-01-05", 5001),
        ("2026-01-05", 5002),
        ("2026-01-05", 6003),
        ("2026-01-05", 60010),
        ("2026-01-06", 5002),
        ("2026-01-06", 5010),
        ("2026-01-06", 7),
    ]
    .into_iter()
    .map(|(day, ordinal)| case(day, 8, ordinal).code)
    .collect();
    let found: Vec<_> = gaps(&codes, &[], &bands, device(1))
        .into_iter()
        .map(|gap| {
            let band = gap.band.map(|granted| granted.band.to_string());
            let missing: Vec<String> = gap
                .missing
                .into_iter()
                .map(|(reason, run)| format!("{run} {}", reason.code()))
                .collect();
            (gap.day.to_string(), band, gap.used, missing.join(", "))
        })
        .collect();
    let row = |day: &str, band: Option<&str>, used, missing: &str| {
        (
            day.to_owned(),
            band.map(str::to_owned),
            used,
            missing.to_owned(),
        )
    };
    assert_eq!(
        found,
        [
            row("2026-01-05", Some("5001-5010"), 2, "5003-5010 unused"),
            row(
                "2026-01-05",
                Some("6001-6010"),
                2,
                "6001-6002 not_here, 6004-6010 not_here"
            ),
            row("2026-01-06", None, 1, ""),
            row(
                "2026-01-06",
                Some("5001-5010"),
                2,
                "5001 lost, 5003-5009 lost"
            ),
        ]
    );
}
