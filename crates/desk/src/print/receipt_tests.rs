//! The receipt as a whole: what stands on the sheets, and what the two sinks make of it.

pub(super) mod data;

use super::*;
use casework::case::ReturnWay;
use data::{all, hostile, long, no_phone, organisation, thirty, usual};
use expect_test::{ExpectFile, expect_file};
use unicode_normalization::UnicodeNormalization;

fn at(text: &str) -> LocalTime {
    text.parse().expect(text)
}

fn made(data: &ReceiptForm) -> Paper {
    made_on(data, PaperSize::A5)
}

pub(super) fn made_on(data: &ReceiptForm, size: PaperSize) -> Paper {
    let wording = Wording::of("receipt").expect("the shipped wording");
    receipt(data, wording, size).expect("a receipt")
}

/// The pages of the citizen's copy.
fn second_copy(paper: &Paper) -> &[Page] {
    &paper.pages[paper.pages.len() / 2..]
}

#[test]
fn the_sheets_hold_what_they_held() {
    fn check(data: &ReceiptForm, expected: &ExpectFile) {
        let paper = made(data);
        let text: String = second_copy(&paper).iter().map(Page::to_string).collect();
        expected.assert_eq(&text);
    }
    check(&usual(), &expect_file!["snapshots/receipt_usual.txt"]);
    check(&long(), &expect_file!["snapshots/receipt_long.txt"]);
    check(&thirty(), &expect_file!["snapshots/receipt_thirty.txt"]);
    check(
        &organisation(),
        &expect_file!["snapshots/receipt_organisation.txt"],
    );
    check(&no_phone(), &expect_file!["snapshots/receipt_no_phone.txt"]);
}

#[test]
fn a_usual_file_takes_one_sheet_a_copy_in_readable_type() {
    let three = ReceiptForm {
        papers: usual().papers.into_iter().take(3).collect(),
        ..usual()
    };
    for (data, least) in [
        (three, 11.0),
        (usual(), 10.5),
        (organisation(), 10.25),
        (no_phone(), 10.5),
    ] {
        let paper = made(&data);
        assert_eq!(paper.pages.len(), 2, "{}", data.applicant);
        let size = paper.pages[0].items.iter().find_map(|item| match item {
            Item::Text(run) if run.text.starts_with("Mã hồ sơ") => Some(run.size),
            Item::Text(_) | Item::Line { .. } | Item::Fill { .. } => None,
        });
        assert!(size >= Some(least), "{}: {size:?}", data.applicant);
    }
    let long_list = made(&thirty());
    assert!(long_list.pages.len() > 2 && long_list.pages.len().is_multiple_of(2));
}

#[test]
fn nothing_leaves_the_margins_or_stands_on_something_else() {
    for (name, data) in all() {
        for size in PaperSize::ALL {
            let paper = made_on(&data, size);
            let pages = paper.pages.iter();
            pages.for_each(|page| stays_inside(name, page, size));
        }
    }
}

/// Asserts that all of a sheet is inside its margins and no text stands on another.
pub(super) fn stays_inside(name: &str, page: &Page, size: PaperSize) {
    let sheet = size.sheet();
    let (first, last) = (sheet.left - 0.1, sheet.width - sheet.right + 0.1);
    let mut bottoms: Vec<(f32, f32, f32)> = Vec::new();
    for item in &page.items {
        let (left, right, top, bottom) = match item {
            Item::Text(run) => (
                run.at.x,
                run.at.x + run.width(),
                run.at.y - 2.0,
                run.at.y + 0.5,
            ),
            Item::Line { from, to, .. } => (from.x, to.x, from.y, to.y),
            Item::Fill { rects } => {
                rects
                    .iter()
                    .fold((300.0_f32, 0.0_f32, 9000.0_f32, 0.0_f32), |far, rect| {
                        (
                            far.0.min(rect.at.x),
                            far.1.max(rect.at.x + rect.width),
                            far.2.min(rect.at.y),
                            far.3.max(rect.at.y + rect.height),
                        )
                    })
            }
        };
        assert!(left >= first && right <= last, "{name}: {item}");
        let low = page.height - 5.0;
        assert!(top >= sheet.top - 0.1 && bottom <= low, "{name}: {item}");
        if let Item::Text(run) = item {
            let overprinted = bottoms.iter().any(|&(x, end, y)| {
                (y - run.at.y).abs() < 1.5 && left < end - 0.2 && x < right - 0.2
            });
            assert!(!overprinted, "{name}: {item}");
            bottoms.push((left, right, run.at.y));
        }
    }
}

#[test]
fn what_cannot_be_shown_is_replaced_and_said() {
    assert_eq!(made(&usual()).warnings, []);
    let paper = made(&hostile());
    let characters = vec!['家', '👧', '👩'];
    assert_eq!(paper.warnings, [PrintWarning::Replaced { characters }]);
    assert!(
        paper
            .pages
            .iter()
            .any(|page| page.to_string().contains("Ngô □□□ □"))
    );
}

#[test]
fn equal_data_give_equal_bytes_however_the_letters_are_composed() {
    let created = at("2026-11-21T08:35:00+07:00");
    let bytes = made(&long()).to_pdf(created).expect("a PDF");
    assert_eq!(made(&long()).to_pdf(created).expect("a PDF"), bytes);
    let apart = |text: String| text.nfd().collect::<String>();
    let data = long();
    let decomposed = ReceiptForm {
        applicant: apart(data.applicant),
        address: data.address.map(apart),
        procedure: apart(data.procedure),
        officer: apart(data.officer),
        note: data.note.map(apart),
        ..long()
    };
    assert_ne!(decomposed.applicant, long().applicant);
    assert_eq!(made(&decomposed).to_pdf(created).expect("a PDF"), bytes);
    let later = made(&long())
        .to_pdf(at("2026-11-21T08:36:00+07:00"))
        .expect("a PDF");
    assert_ne!(later, bytes);
}

#[test]
fn the_pdf_is_marked_as_an_archive_file_and_gives_its_text_back() {
    let created = at("2026-11-21T08:35:00+07:00");
    let bytes = made(&long()).to_pdf(created).expect("a PDF");
    assert!(bytes.len() < 80_000, "{} bytes", bytes.len());
    let document = lopdf::Document::load_mem(&bytes).expect("a readable PDF");
    let pages: Vec<u32> = document.get_pages().into_keys().collect();
    let text: String = document
        .extract_text(&pages)
        .expect("text")
        .replace('\n', " ");
    let words: Vec<&str> = text.split_whitespace().collect();
    let text = words.join(" ");
    for field in [
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ",
        "(Liên 1: Lưu – Cấp lại lần 2)",
        "(Liên 2: Giao người nộp – Cấp lại lần 2)",
        "H15.101.05-261121-5007",
        "n Ƀuôn Krông",
        "16 giờ 30 phút, ngày 05 tháng 02 năm 2027",
        "lịch nghỉ năm 2027 chưa công bố",
        "Tổng cộng: 15.000 đ",
        "Trang 1/",
    ] {
        assert!(text.contains(field), "{field} in {text}");
    }
    let catalog = document.catalog().expect("a catalogue");
    for key in ["Metadata", "OutputIntents", "Lang"] {
        assert!(catalog.has(key.as_bytes()), "{key}");
    }
    let whole = String::from_utf8_lossy(&bytes);
    for mark in ["<pdfaid:part>1</pdfaid:part>", "D:20261121083500+07'00'"] {
        assert!(whole.contains(mark), "{mark}");
    }
    assert!(!whole.contains("GTS_PDFX"));
}

#[test]
fn the_code_reads_back_and_holds_nothing_else() {
    const DOTS: usize = 5;
    let data = usual();
    let page = &made(&data).pages[0];
    let rects = page.items.iter().find_map(|item| match item {
        Item::Fill { rects } => Some(rects),
        Item::Text(_) | Item::Line { .. } => None,
    });
    // Five dots a millimetre is 127 dpi; the sheet is rasterised as the display list says.
    let (width, height) = (148 * DOTS, 210 * DOTS);
    let mut luma = vec![255_u8; width * height];
    let dot = |mm: f32| (mm * DOTS as f32).round() as usize;
    for rect in rects.expect("a QR code") {
        assert!(rect.height >= 0.5, "{rect:?}");
        for y in dot(rect.at.y)..dot(rect.at.y + rect.height) {
            let row = y * width;
            luma[row + dot(rect.at.x)..row + dot(rect.at.x + rect.width)].fill(0);
        }
    }
    let format = Some(rxing::BarcodeFormat::QR_CODE);
    let read = rxing::helpers::detect_in_luma(luma, width as u32, height as u32, format);
    assert_eq!(read.expect("a readable code").getText(), data.code);
    for code in ["", "H15 101", "mã"] {
        let data = ReceiptForm {
            code: code.to_owned(),
            ..usual()
        };
        let refused = receipt(
            &data,
            Wording::of("receipt").expect("wording"),
            PaperSize::A5,
        );
        assert_eq!(
            refused,
            Err(PrintError::Code {
                code: code.to_owned()
            })
        );
    }
}

#[test]
fn a_form_text_the_face_cannot_show_is_an_error() {
    let json = include_str!("../../../../catalogue/forms/receipt.json");
    let wording = Wording::parse(
        &json.replace("Ghi chú:", "☎:"),
        &crate::print::receipt::SPEC,
    )
    .expect("a wording");
    assert_eq!(
        receipt(&usual(), &wording, PaperSize::A5),
        Err(PrintError::MissingGlyph { ch: '☎' })
    );
}

#[test]
fn the_picture_for_the_screen_stands_alone() {
    let paper = made(&long());
    let pictures = paper.to_svg().expect("pictures");
    assert_eq!(pictures.len(), paper.pages.len());
    for (picture, page) in pictures.iter().zip(&paper.pages) {
        assert!(picture.len() < 200_000, "{}", picture.len());
        let body = picture.replace("http://www.w3.org/2000/svg", "");
        for foreign in [
            "http", "<script", "<style", "<text", "<image", "url(", "onload", "data:",
        ] {
            assert!(!body.contains(foreign), "{foreign}");
        }
        let shown = |item: &Item| match item {
            Item::Text(run) => run
                .glyphs
                .iter()
                .filter(|glyph| !glyph.text.trim().is_empty())
                .count(),
            Item::Line { .. } | Item::Fill { .. } => 0,
        };
        let letters: usize = page.items.iter().map(shown).sum();
        assert_eq!(body.matches("<use ").count(), letters);
        for reference in body.split("href=\"#").skip(1) {
            let id = reference.split('"').next().expect("an id");
            assert!(body.contains(&format!("<path id=\"{id}\"")), "{id}");
        }
    }
}

#[test]
fn days_hours_and_fees_are_said_as_the_rules_say() {
    let fee = |name: &str, amount, note: Option<&str>| Fee {
        name: name.to_owned(),
        amount,
        note: note.map(str::to_owned),
    };
    for (data, line) in [
        (
            ReceiptForm {
                received: at("2026-03-09T07:05:00+07:00"),
                ..usual()
            },
            "4. Thời gian nhận hồ sơ: 07~giờ 05~phút, ngày~09 tháng~3 năm~2026",
        ),
        (
            ReceiptForm {
                fees: Some(vec![]),
                ..usual()
            },
            "7. Phí, lệ phí: Không thu",
        ),
        (
            ReceiptForm {
                fees: Some(vec![fee("Lệ phí", Some(0), Some("miễn"))]),
                ..usual()
            },
            "7. Phí, lệ phí: Lệ phí: Không thu (miễn)",
        ),
        (
            ReceiptForm {
                fees: Some(vec![
                    fee("A", Some(8_000), None),
                    fee("B", Some(1_200_000), None),
                ]),
                ..usual()
            },
            "7. Phí, lệ phí: A: 8.000~đ; B: 1.200.000~đ; Tổng cộng: 1.208.000~đ",
        ),
        (
            ReceiptForm {
                issued: at("2026-02-01T07:05:00+07:00"),
                ..usual()
            },
            "Xã Ea Kao, ngày~01 tháng~02 năm~2026",
        ),
        (
            ReceiptForm {
                return_way: ReturnWay::Electronic,
                ..usual()
            },
            "6. Đăng ký nhận kết quả tại: bản điện tử, qua Cổng Dịch vụ công quốc gia",
        ),
        (
            ReceiptForm {
                clock_unconfirmed: true,
                ..usual()
            },
            "Giờ trên máy tiếp nhận chưa được xác nhận.",
        ),
        (
            ReceiptForm {
                phone: None,
                ..usual()
            },
            "Số điện thoại: ......",
        ),
    ] {
        let text = made(&data).pages[0].to_string();
        assert!(text.contains(line), "{line}\n{text}");
    }
}
