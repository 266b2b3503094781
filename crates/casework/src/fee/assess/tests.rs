use super::*;

const OFFICE: &str = "H37.199.05";

struct Case {
    procedure: &'static str,
    channel: Channel,
    quantities: Quantities,
    exemption: Option<&'static str>,
}

fn asked(procedure: &'static str) -> Case {
    Case {
        procedure,
        channel: Channel::Direct,
        quantities: Quantities::default(),
        exemption: None,
    }
}

fn assess(office: &str, case: &Case, at: &str) -> Result<Assessment, FeeError> {
    FeeTable::built_in(office)?.assess(&Asked {
        procedure: case.procedure,
        channel: case.channel,
        quantities: &case.quantities,
        exemption: case.exemption,
        at: at.parse().expect("a date"),
    })
}

/// Amount, ground and whether it is verified of each line; unknown reasons.
fn brief(assessment: &Assessment) -> (Vec<(i64, Option<&str>, bool)>, Vec<&str>) {
    let lines = assessment.lines.iter();
    (
        lines
            .map(|line| (line.amount.0, line.exemption.as_deref(), line.verified))
            .collect(),
        assessment
            .unknown
            .iter()
            .map(|unknown| unknown.reason.code())
            .collect(),
    )
}

#[test]
fn certified_copies_cost_by_the_pages_of_the_original() {
    for (pages, copies, one, all) in [
        (1, None, 2_000, 2_000),
        (2, None, 4_000, 4_000),
        (3, None, 5_000, 5_000),
        (4, Some(1), 6_000, 6_000),
        (5, Some(3), 7_000, 21_000),
        (10, Some(2), 12_000, 24_000),
        (197, Some(1), 199_000, 199_000),
        (198, Some(1), 200_000, 200_000),
        (199, Some(1), 200_000, 200_000),
        (500, Some(4), 200_000, 800_000),
        (9_999, Some(9_999), 200_000, 1_999_800_000),
    ] {
        for procedure in ["2.000815", "2.000942"] {
            let mut case = asked(procedure);
            case.quantities.pages = Some(pages);
            case.quantities.copies = copies;
            let assessment = assess("H01.1", &case, "2026-11-21").expect("assessed");
            let [line] = assessment.lines.as_slice() else {
                panic!("one line, not {assessment:?}");
            };
            assert_eq!(line.unit_price, Money(one), "{pages} pages");
            assert_eq!(line.quantity, copies.unwrap_or(1));
            assert_eq!(line.amount, Money(all), "{pages} pages × {copies:?}");
            assert_eq!(assessment.total, Money(all));
            let capped = assessment.explain.iter().any(|step| step.key() == "capped");
            assert_eq!(capped, pages > 198, "{pages} pages");
            assert!(assessment.is_complete());
        }
    }
    let assessment = assess("H01.1", &asked("2.000815"), "2026-11-21").expect("assessed");
    assert_eq!(brief(&assessment), (vec![], vec!["pages_missing"]));
}

#[test]
fn rates_depend_on_procedure_channel_quantity_and_day() {
    type Lines = &'static [(i64, Option<&'static str>, bool)];
    type Change = fn(&mut Case);
    let same: Change = |_| {};
    let table: &[(&str, &str, Change, &str, Lines, &[&str])] = &[
        (
            OFFICE,
            "1.001193",
            same,
            "2026-11-21",
            &[(0, None, true)],
            &[],
        ),
        (
            OFFICE,
            "2.000884",
            same,
            "2026-11-21",
            &[(10_000, None, true)],
            &[],
        ),
        (
            OFFICE,
            "2.001035",
            same,
            "2026-11-21",
            &[(50_000, None, true)],
            &[],
        ),
        (
            OFFICE,
            "2.000913",
            same,
            "2026-11-21",
            &[(30_000, None, true)],
            &[],
        ),
        (
            OFFICE,
            "2.000927",
            same,
            "2026-11-21",
            &[(25_000, None, true)],
            &[],
        ),
        (
            OFFICE,
            "2.000635",
            same,
            "2026-11-21",
            &[(8_000, None, true)],
            &[],
        ),
        (
            OFFICE,
            "2.000635",
            |c| c.quantities.copies = Some(5),
            "2026-11-21",
            &[(40_000, None, true)],
            &[],
        ),
        (
            OFFICE,
            "1.004222",
            same,
            "2026-11-21",
            &[(20_000, None, true)],
            &[],
        ),
        (
            OFFICE,
            "1.004222",
            |c| c.channel = Channel::Online,
            "2026-11-21",
            &[(10_000, None, true)],
            &[],
        ),
        (
            OFFICE,
            "1.004222",
            |c| c.channel = Channel::Postal,
            "2026-11-21",
            &[],
            &["not_in_table"],
        ),
        (
            OFFICE,
            "1.004194",
            same,
            "2026-11-21",
            &[(15_000, None, true)],
            &[],
        ),
        (
            OFFICE,
            "1.004194",
            |c| {
                c.quantities.option = Some("list".into());
                c.quantities.persons = Some(12);
            },
            "2026-11-21",
            &[(120_000, None, true)],
            &[],
        ),
        (
            OFFICE,
            "1.010038",
            |c| c.channel = Channel::Online,
            "2026-11-21",
            &[(5_000, None, true)],
            &[],
        ),
        // The day before the table begins.
        (
            OFFICE,
            "2.000884",
            same,
            "2025-06-30",
            &[],
            &["not_in_table"],
        ),
        (
            OFFICE,
            "9.999999",
            same,
            "2026-11-21",
            &[],
            &["not_in_table"],
        ),
        // Set by the province: known for the made-up one only, and not verified there.
        (
            "H01.5",
            "1.004873",
            same,
            "2026-11-21",
            &[],
            &["set_by_province"],
        ),
        (
            OFFICE,
            "1.004873",
            same,
            "2026-11-21",
            &[(3_000, None, false)],
            &[],
        ),
        // A copy of the extract beside the registration, only where asked for.
        (
            OFFICE,
            "1.000894",
            same,
            "2026-11-21",
            &[(0, None, true)],
            &[],
        ),
        (
            OFFICE,
            "1.000894",
            |c| c.quantities.copies = Some(2),
            "2026-11-21",
            &[(0, None, true), (16_000, None, true)],
            &[],
        ),
        // Nobody needs to know the rate of what is not paid.
        (
            "H01.5",
            "1.004873",
            |c| c.exemption = Some("poor"),
            "2026-11-21",
            &[(0, Some("người thuộc hộ nghèo"), true)],
            &[],
        ),
        (
            OFFICE,
            "1.000656",
            |c| c.exemption = Some("on_time"),
            "2026-11-21",
            &[(0, Some("đăng ký khai tử đúng hạn"), false)],
            &[],
        ),
        (
            OFFICE,
            "1.004222",
            |c| c.exemption = Some("child"),
            "2026-11-21",
            &[(0, Some("trẻ em"), false)],
            &[],
        ),
    ];
    for (office, procedure, change, at, lines, unknown) in table {
        let mut case = asked(procedure);
        change(&mut case);
        let assessment = assess(office, &case, at).expect(procedure);
        let (found, reasons) = brief(&assessment);
        assert_eq!(found, *lines, "{office} {procedure} {at}");
        assert_eq!(reasons, *unknown, "{office} {procedure} {at}");
        let sum: i64 = found.iter().map(|(amount, ..)| amount).sum();
        assert_eq!(assessment.total, Money(sum));
    }
}

#[test]
fn what_cannot_be_is_refused_with_its_name() {
    let table: &[(&str, fn(&mut Case), &str)] = &[
        ("2.000815", |c| c.quantities.pages = Some(0), "fees.pages"),
        (
            "2.000815",
            |c| c.quantities.copies = Some(10_000),
            "fees.copies",
        ),
        (
            "1.004194",
            |c| c.quantities.persons = Some(0),
            "fees.persons",
        ),
        (
            "1.004873",
            |c| c.exemption = Some("rich"),
            "unknown exemption rich",
        ),
        ("2.000884", |c| c.exemption = Some("poor"), "does not hold"),
    ];
    for (procedure, change, words) in table {
        let mut case = asked(procedure);
        change(&mut case);
        let error = assess(OFFICE, &case, "2026-11-21").expect_err(words);
        assert!(error.to_string().contains(words), "{error}");
    }
}

#[test]
fn the_table_says_what_an_officer_can_choose() {
    let table = FeeTable::built_in(OFFICE).expect("reads");
    for (procedure, exemptions, options, depends) in [
        ("2.000815", vec![], vec![], [true, true, false]),
        (
            "1.004873",
            vec!["merit", "poor", "disabled"],
            vec![],
            [false; 3],
        ),
        (
            "1.004194",
            vec!["residence_article_4", "child", "elderly"],
            vec!["list"],
            [false, false, true],
        ),
        ("9.999999", vec![], vec![], [false; 3]),
    ] {
        let grounds = table.exemptions(procedure);
        let codes: Vec<&str> = grounds.iter().map(|ground| ground.code.as_str()).collect();
        assert_eq!(codes, exemptions, "{procedure}");
        assert_eq!(table.options(procedure), options, "{procedure}");
        assert_eq!(table.depends_on(procedure), depends, "{procedure}");
    }
}
