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

/// "3000", "3000 unverified", "0 người thuộc hộ nghèo" for each line; then reasons in brackets.
fn brief(assessment: &Assessment) -> String {
    let lines = assessment.lines.iter().map(|line| {
        let mut words = vec![line.amount.0.to_string()];
        words.extend(line.exemption.clone());
        words.extend((!line.verified).then(|| "unverified".to_owned()));
        words.join(" ")
    });
    let unknown = assessment.unknown.iter();
    let reasons = unknown.map(|unknown| format!("({})", unknown.reason.code()));
    lines.chain(reasons).collect::<Vec<_>>().join("; ")
}

/// Reads "copies=2 exemption=poor postal" into a question.
fn said(procedure: &'static str, words: &'static str) -> Case {
    let mut case = asked(procedure);
    for word in words.split_whitespace() {
        let (name, value) = word.split_once('=').unwrap_or((word, ""));
        let count = value.parse().ok();
        match name {
            "pages" => case.quantities.pages = count,
            "copies" => case.quantities.copies = count,
            "persons" => case.quantities.persons = count,
            "option" => case.quantities.option = Some(value.to_owned()),
            "exemption" => case.exemption = Some(value),
            "online" => case.channel = Channel::Online,
            "postal" => case.channel = Channel::Postal,
            _ => panic!("{word}"),
        }
    }
    case
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
    assert_eq!(brief(&assessment), "(pages_missing)");
}

/// Office (the demo one, or one of a province without rates), procedure, what is said, day, answer.
const RATES: &str = "
    demo | 1.001193 |                             | 2026-11-21 | 0
    demo | 2.000884 |                             | 2026-11-21 | 10000
    demo | 2.001035 |                             | 2026-11-21 | 50000
    demo | 2.000913 |                             | 2026-11-21 | 30000
    demo | 2.000927 |                             | 2026-11-21 | 25000
    demo | 2.000635 |                             | 2026-11-21 | 8000
    demo | 2.000635 | copies=5                    | 2026-11-21 | 40000
    demo | 1.004222 |                             | 2026-11-21 | 20000
    demo | 1.004222 | online                      | 2026-11-21 | 10000
    demo | 1.004222 | postal                      | 2026-11-21 | (not_in_table)
    demo | 1.004194 |                             | 2026-11-21 | 15000
    demo | 1.004194 | option=list persons=12      | 2026-11-21 | 120000
    demo | 1.010038 | online                      | 2026-11-21 | 5000
    demo | 2.000884 |                             | 2025-06-30 | (not_in_table)
    demo | 2.000884 |                             | 2025-07-01 | 10000
    demo | 9.999999 |                             | 2026-11-21 | (not_in_table)
    none | 1.004873 |                             | 2026-11-21 | (set_by_province)
    demo | 1.004873 |                             | 2026-11-21 | 3000 unverified
    demo | 1.000894 |                             | 2026-11-21 | 0
    demo | 1.000894 | copies=2                    | 2026-11-21 | 0; 16000
    none | 1.004873 | exemption=poor              | 2026-11-21 | 0 người thuộc hộ nghèo
    demo | 1.000656 | exemption=on_time           | 2026-11-21 | 0 đăng ký khai tử đúng hạn unverified
    demo | 1.004222 | exemption=child             | 2026-11-21 | 0 trẻ em unverified
";

#[test]
fn rates_depend_on_procedure_channel_quantity_and_day() {
    for row in RATES.trim().lines() {
        let cells: Vec<&'static str> = row.split('|').map(str::trim).collect();
        let [office, procedure, words, at, answer] = cells[..] else {
            panic!("{row}");
        };
        let office = if office == "demo" { OFFICE } else { "H01.5" };
        let assessment = assess(office, &said(procedure, words), at).expect(row);
        assert_eq!(brief(&assessment), answer, "{row}");
        let sum: i64 = assessment.lines.iter().map(|line| line.amount.0).sum();
        assert_eq!(assessment.total, Money(sum), "{row}");
    }
}

#[test]
fn what_cannot_be_is_refused_with_its_name() {
    for (procedure, words, field, refusal) in [
        ("2.000815", "pages=0", "fees.pages", "fees.pages"),
        ("2.000815", "copies=10000", "fees.copies", "fees.copies"),
        ("1.004194", "persons=0", "fees.persons", "fees.persons"),
        (
            "1.004873",
            "exemption=rich",
            "fees.exemption",
            "unknown exemption rich",
        ),
        (
            "2.000884",
            "exemption=poor",
            "fees.exemption",
            "does not hold",
        ),
    ] {
        let error = assess(OFFICE, &said(procedure, words), "2026-11-21").expect_err(words);
        assert_eq!(error.field(), field);
        assert!(error.to_string().contains(refusal), "{error}");
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
