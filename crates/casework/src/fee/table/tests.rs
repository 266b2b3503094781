use super::*;

const HEAD: &str =
    r#"{"format":"motcua-fees/1","id":"x","agency":null,"about":"","exemptions":[],"rows":["#;

fn with(row: &str) -> String {
    format!(
        r#"{HEAD}{{"procedures":["1.0"],"code":"c","name":"n","kind":"fee","channels":["direct"],"unit":"case","valid_from":"2025-07-01","source":"s","mark":"V"{row}}}]}}"#
    )
}

#[test]
fn the_built_in_files_are_sound() {
    let national = FeeTable::built_in("H37.1").expect("the national file reads");
    assert_eq!(national.ids(), ["national-2026-07"]);
    let demo = FeeTable::built_in("H37.199.05").expect("the demo file reads");
    assert_eq!(demo.ids(), ["national-2026-07", "demo-1"]);
    let catalogue = crate::procedure::Catalogue::built_in().expect("the catalogue reads");
    for row in &demo.rows {
        assert!(!row.source.is_empty() && !row.name.is_empty());
        for code in &row.procedures {
            assert!(
                catalogue.get(code).is_some(),
                "{code} is not in the catalogue"
            );
        }
    }
    // Where the catalogue states one amount for filing in person, the table says the same.
    for procedure in catalogue.all() {
        let Some(amount) = procedure.fee_vnd else {
            continue;
        };
        let rows = national.rows.iter().filter(|row| {
            row.procedures.contains(&procedure.code)
                && row.channels.contains(&crate::procedure::Channel::Direct)
                && !row.on_request
        });
        for row in rows {
            assert_eq!(row.amount, Some(amount), "{}", procedure.code);
        }
    }
}

#[test]
fn a_broken_file_is_refused_whole() {
    for (json, words) in [
        ("[]".to_owned(), "not a file of fees"),
        (
            HEAD.replace("motcua-fees/1", "motcua-fees/2") + "]}",
            "motcua-fees/2",
        ),
        (with(""), "states no clear rate"),
        (
            with(r#","amount":1,"set_by":"province""#),
            "states no clear rate",
        ),
        (with(r#","amount":-1"#), "states no clear rate"),
        (with(r#","amount":1000000001"#), "states no clear rate"),
        (with(r#","amount":1,"exempt":["x"]"#), "unknown exemption x"),
        (
            with(r#","amount":1,"colour":"red""#),
            "unknown field `colour`",
        ),
        (
            with(r#","amount":1"#).replace("null", "\"H99\""),
            "for other offices",
        ),
    ] {
        let mut table = FeeTable::built_in("H37.1").expect("reads");
        let before = table.clone();
        let error = table.overlay(&json, "H37.1").expect_err(words);
        assert!(error.to_string().contains(words), "{error}");
        assert_eq!(table, before);
    }
}

#[test]
fn a_file_is_for_its_agency_and_those_below_it() {
    for (prefix, agency, wanted) in [
        ("H37", "H37.199.05", true),
        ("H37.199", "H37.199.05", true),
        ("H37.199.05", "H37.199.05", true),
        ("H37.19", "H37.199.05", false),
        ("H38", "H37.199.05", false),
    ] {
        let json = with(r#","amount":1"#).replace("null", &format!("{prefix:?}"));
        let mut table = FeeTable::default();
        assert_eq!(
            table.overlay(&json, agency).is_ok(),
            wanted,
            "{prefix} {agency}"
        );
    }
}
