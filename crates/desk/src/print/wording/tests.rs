use super::*;
use crate::print::receipt::SPEC;

const RECEIPT: &str = include_str!("../../../../../catalogue/forms/receipt.json");

#[test]
fn the_shipped_wordings_are_dated_and_marked() {
    for (form, number, mark, copies) in [
        ("receipt", "Mẫu 01", "V2", 2),
        ("supplement", "Mẫu 02", "V2", 0),
        ("refusal", "Mẫu 03", "V2", 0),
        ("refusal_handling", "Mẫu 03", "U", 0),
        ("apology", "Mẫu 04", "V2", 0),
        ("stop", "Mẫu 05", "U", 0),
        ("control", "Mẫu 06", "V2", 0),
        ("return_slip", "", "U", 2),
    ] {
        let wording = Wording::of(form).expect(form);
        let found = (
            wording.number.as_str(),
            wording.mark.as_str(),
            wording.copies.len(),
        );
        assert_eq!(found, (number, mark, copies), "{form}");
        assert_eq!(wording.valid_from, jiff::civil::date(2025, 7, 1), "{form}");
        let unverified = wording.remark.starts_with("Chưa xác minh");
        assert_eq!(unverified, mark == "U", "{form}: {}", wording.remark);
    }
    assert_eq!(SHIPPED.len(), 8);
    let error = Wording::of("leaflet").expect_err("no such form");
    assert!(error.to_string().contains("leaflet"), "{error}");
}

#[test]
fn a_wrong_wording_is_refused_with_its_fault() {
    for (from, to, fault) in [
        ("{due}", "{deu}", "{deu}"),
        ("{due}", "{code}", "exactly once: {code}"),
        ("<b>{due}</b>", "<u>{due}</u>", "a mark out of place"),
        ("<b>{due}</b>", "<b>{due}", "a mark left open"),
        ("{due}", "{due", "an open field"),
        ("\"version\"", "\"edition\"", "unknown field `edition`"),
        ("\"no_fee\": \"Không thu\",", "", "exactly once: no_fee"),
        ("\"no_fee\"", "\"no_fees\"", "exactly once: no_fee"),
        ("\"no_fee\"", "\"spare\": \"\", \"no_fee\"", "no spare"),
        ("\"signatures\": [", "\"sign\": [", "unknown variant `sign`"),
        ("\"of\": \"papers\"", "\"of\": \"people\"", "no people"),
        ("\"width\": 54", "\"width\": 55", "125 mm"),
        ("{handling}", "{temper}", "{temper}"),
        ("\"2025-07-01\"", "\"2025-13-01\"", "month"),
        ("Không thu", "Kho\u{302}ng thu", "not plain text in NFC"),
        (
            "\"when\": \"unverified\"",
            "\"when\": \"raining\"",
            "raining",
        ),
        (
            "\"form\": \"receipt\"",
            "\"form\": \"refusal\"",
            "not a receipt",
        ),
        ("\"copy\": \"({copy})\",", "", "with its copies"),
    ] {
        assert!(RECEIPT.contains(from), "{from}");
        let error = Wording::parse(&RECEIPT.replacen(from, to, 1), &SPEC).expect_err(to);
        assert!(error.to_string().contains(fault), "{to}: {error}");
    }
}
