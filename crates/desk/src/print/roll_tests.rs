//! The receipt on a roll of 80 mm: what stands on it, how it is cut, and whether a 203 dpi print reads
//! back.

use super::receipt_tests::data::{all, long, no_phone, organisation, thirty, usual};
use super::receipt_tests::made_on;
use super::*;
use crate::slip::reading;
use expect_test::{ExpectFile, expect_file};

fn made(data: &ReceiptForm) -> Paper {
    made_on(data, PaperSize::Roll80)
}

fn pdf(data: &ReceiptForm) -> Vec<u8> {
    made(data).to_pdf(data.issued).expect("a PDF")
}

/// The text of a PDF without white space, which a narrower paper breaks elsewhere.
fn letters(pdf: &[u8]) -> String {
    let document = lopdf::Document::load_mem(pdf).expect("a readable PDF");
    let pages: Vec<u32> = document.get_pages().into_keys().collect();
    let text = document.extract_text(&pages).expect("text");
    text.split_whitespace().collect()
}

fn sizes(page: &Page) -> impl Iterator<Item = f32> {
    page.items.iter().filter_map(|item| match item {
        Item::Text(run) => Some(run.size),
        Item::Line { .. } | Item::Fill { .. } => None,
    })
}

#[test]
fn the_roll_holds_what_it_held() {
    fn check(data: &ReceiptForm, expected: &ExpectFile) {
        let paper = made(data);
        assert_eq!(paper.pages.len(), 2, "a page a copy");
        expected.assert_eq(&paper.pages[1].to_string());
    }
    check(&usual(), &expect_file!["snapshots/roll_usual.txt"]);
    check(&long(), &expect_file!["snapshots/roll_long.txt"]);
    check(&thirty(), &expect_file!["snapshots/roll_thirty.txt"]);
    check(
        &organisation(),
        &expect_file!["snapshots/roll_organisation.txt"],
    );
    check(&no_phone(), &expect_file!["snapshots/roll_no_phone.txt"]);
}

#[test]
fn a_copy_is_one_page_as_long_as_it_needs_all_black_and_large_enough() {
    for (name, data) in all() {
        let paper = made(&data);
        let [first, second] = paper.pages.as_slice() else {
            panic!("{name}: a page a copy");
        };
        assert_eq!(first.height, second.height, "{name}");
        for page in [first, second] {
            assert_eq!(page.width, 80.0, "{name}");
            assert_eq!(page.height.fract(), 0.0, "{name}");
            assert!(sizes(page).all(|size| size >= 7.5), "{name}");
            let low = page.items.iter().map(|item| match item {
                Item::Text(run) => run.at.y,
                Item::Line { from, to, width } => {
                    assert!(*width >= 0.375, "{name}: {item}");
                    from.y.max(to.y)
                }
                Item::Fill { rects } => rects.iter().fold(0.0, |low, rect| {
                    assert!(rect.height >= 0.625, "{name}: {rect:?}");
                    rect.at.y.max(low)
                }),
            });
            let white = page.height - low.fold(0.0, f32::max);
            assert!((5.0..15.0).contains(&white), "{name}: {white} mm below");
        }
        let bytes = paper.to_pdf(data.issued).expect("a PDF");
        let whole = String::from_utf8_lossy(&bytes);
        assert!(whole.contains("226.77"), "{name}: 80 mm in points");
        assert!(bytes == pdf(&data), "{name}: other bytes for equal data");
    }
}

#[test]
fn the_roll_says_all_that_the_sheet_says() {
    for (name, data) in all() {
        let bytes = pdf(&data);
        let roll = letters(&bytes);
        let sheet = made_on(&data, PaperSize::A5);
        let sheet_runs = sheet.pages.iter().flat_map(|page| &page.items);
        for item in sheet_runs {
            let Item::Text(run) = item else { continue };
            // What may be broken over lines is compared word by word; the foot is for several pages.
            if run.size == 8.0 && (run.text.starts_with("Trang") || run.text.contains(" – Liên"))
            {
                continue;
            }
            for word in run.text.split([' ', '\u{a0}']) {
                let word = word.trim_matches('.');
                assert!(roll.contains(word), "{name}: {word}");
            }
        }
        assert_eq!(sheet.warnings, made(&data).warnings, "{name}");
    }
}

#[test]
fn both_codes_are_read_from_the_dots_of_a_roll_printer() {
    // A hostile file makes metres of paper, which no scanner takes either.
    for (name, data) in all().into_iter().filter(|(name, _)| *name != "hostile") {
        let slip = data.slip.clone().expect("a signed slip");
        let bytes = pdf(&data);
        for (dpi, threshold) in [
            (150.0, None),
            (200.0, None),
            (300.0, None),
            (203.0, Some(127)),
        ] {
            let pages = reading::draw_all(&bytes, dpi, threshold).expect("own PDF");
            assert_eq!(pages.len(), 2, "{name}");
            for page in &pages {
                let found = reading::codes(page);
                assert!(found.contains(&slip), "{name} {dpi} {threshold:?}");
                assert!(found.contains(&data.code), "{name} {dpi} {threshold:?}");
            }
        }
    }
}

#[test]
fn a_re_issue_says_so_and_what_is_not_issued_yet_is_not_signed() {
    let again = ReceiptForm {
        reissue: 2,
        ..usual()
    };
    let preview = ReceiptForm {
        slip: None,
        ..usual()
    };
    for (data, words, codes) in [
        (usual(), "(Liên1:Lưu)", 2),
        (again, "(Liên2:Giaongườinộp–Cấplạilần2)", 2),
        (preview, "(Liên2:Giaongườinộp)", 1),
    ] {
        let text = letters(&pdf(&data));
        assert!(text.contains(words), "{words} in {text}");
        let fills = made(&data).pages[0]
            .items
            .iter()
            .filter(|item| match item {
                Item::Fill { .. } => true,
                Item::Text(_) | Item::Line { .. } => false,
            })
            .count();
        assert_eq!(fills, codes, "{words}");
    }
}
