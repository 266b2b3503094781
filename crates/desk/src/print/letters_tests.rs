//! The forms beside the receipt: what stands on their sheets, and what the PDF gives back.

mod data;

use super::*;
use data::{all, first};
use expect_test::expect_file;

fn at(text: &str) -> LocalTime {
    text.parse().expect(text)
}

fn made(name: &str, issue: &Issue) -> Paper {
    let letters = all();
    let (_, facts) = letters
        .iter()
        .find(|(known, _)| *known == name)
        .expect(name);
    letter(facts, issue, PaperSize::A5).expect(name)
}

/// The text of a PDF as a reader gets it, with single spaces.
fn text(paper: &Paper) -> String {
    let bytes = paper.to_pdf(first().issued).expect("a PDF");
    let document = lopdf::Document::load_mem(&bytes).expect("a readable PDF");
    let pages: Vec<u32> = document.get_pages().into_keys().collect();
    let text = document.extract_text(&pages).expect("text");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn the_sheets_hold_what_they_held() {
    for (name, facts) in all() {
        if name == "hostile" {
            continue;
        }
        let paper = letter(&facts, &first(), PaperSize::A5).expect(name);
        let text: String = paper.pages.iter().map(Page::to_string).collect();
        expect_file![format!("snapshots/{name}.txt")].assert_eq(&text);
        assert_eq!(paper.warnings, [], "{name}");
    }
}

#[test]
fn every_sheet_is_of_its_paper_and_nothing_leaves_its_margins() {
    for (name, facts) in all() {
        for (size, sides) in [
            (PaperSize::A5, (148.0, 210.0)),
            (PaperSize::A4, (210.0, 297.0)),
        ] {
            let paper = letter(&facts, &first(), size).expect(name);
            for page in &paper.pages {
                assert_eq!((page.width, page.height), sides, "{name}");
                receipt_tests::stays_inside(name, page, size);
            }
        }
    }
}

#[test]
fn usual_papers_take_one_sheet_and_long_lists_repeat_their_head() {
    for (name, pages) in [
        ("supplement", 1..=1),
        ("supplement_counter", 1..=1),
        ("supplement_thirty", 2..=4),
        ("refusal", 1..=1),
        ("refusal_organisation", 1..=1),
        ("refusal_handling", 1..=1),
        ("apology", 1..=1),
        ("apology_organisation", 1..=1),
        ("stop", 1..=1),
        ("stop_long", 1..=1),
        ("control", 1..=2),
        ("control_new", 1..=1),
        ("control_long", 2..=4),
        // Two copies of one sheet.
        ("return_slip", 2..=2),
        ("return_slip_before", 2..=2),
    ] {
        let paper = made(name, &first());
        assert!(
            pages.contains(&paper.pages.len()),
            "{name}: {}",
            paper.pages.len()
        );
    }
    for (name, head) in [
        ("supplement_thirty", "cần bổ sung, hoàn thiện"),
        ("control_long", "TÊN CƠ QUAN"),
    ] {
        let paper = made(name, &first());
        let heads = paper
            .pages
            .iter()
            .filter(|page| page.to_string().contains(head));
        let rows = paper.pages.iter().filter(|page| {
            let lines = page
                .items
                .iter()
                .filter(|item| matches!(item, Item::Line { .. }));
            lines.count() > 8
        });
        assert_eq!(heads.count(), rows.count(), "{name}");
    }
}

#[test]
fn the_pdf_of_each_form_gives_its_lines_back() {
    for (name, lines) in LINES {
        let text = text(&made(name, &first()));
        for line in *lines {
            assert!(text.contains(line), "{name}: {line}\n{text}");
        }
    }
}

/// What must stand on each form, as domain sources give the lines.
const LINES: &[(&str, &[&str])] = &[
    (
        "supplement",
        &[
            "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
            "Xã Ea Kao, ngày 24 tháng 11 năm 2026",
            "/HDHS",
            "PHIẾU YÊU CẦU BỔ SUNG, HOÀN THIỆN HỒ SƠ",
            "Mã hồ sơ: H15.101.05-261121-5007",
            "Hồ sơ của Ông/Bà: Nguyễn Thị Hường",
            "Nội dung yêu cầu giải quyết: Đăng ký lại khai sinh",
            "Số điện thoại: 0905 123 456",
            "Yêu cầu hoàn thiện hồ sơ gồm những nội dung như sau:",
            "Khai lại mục “Nơi sinh” trên tờ khai",
            "Lý do: Thành phần hồ sơ chưa đầy đủ",
            "chậm nhất ngày 09 tháng 12 năm 2026",
            "Ông/Bà liên hệ với H'Wăn Niê Kdăm số điện thoại 0262 3800 123 để được hướng dẫn./.",
            "NGƯỜI HƯỚNG DẪN",
        ],
    ),
    (
        "supplement_counter",
        &["Hồ sơ của Ông/Bà: Nguyễn Thị Hường", "NGƯỜI HƯỚNG DẪN"],
    ),
    (
        "supplement_thirty",
        &[
            "Hồ sơ của tổ chức: HỢP TÁC XÃ",
            "Số điện thoại: .....",
            "Giấy tờ số 30",
        ],
    ),
    (
        "refusal",
        &[
            "PHIẾU TỪ CHỐI TIẾP NHẬN GIẢI QUYẾT HỒ SƠ",
            "Tiếp nhận hồ sơ của: Nguyễn Thị Hường",
            "thông báo không tiếp nhận, giải quyết hồ sơ này với lý do cụ thể như sau:",
            "Xin thông báo cho Ông/Bà được biết và thực hiện./.",
            "NGƯỜI NỘP HỒ SƠ (Ký và ghi rõ họ tên) Nguyễn Thị Hường",
            "NGƯỜI TIẾP NHẬN HỒ SƠ (Ký và ghi rõ họ tên) H'Wăn Niê Kdăm",
        ],
    ),
    (
        "refusal_handling",
        &[
            "PHIẾU TỪ CHỐI GIẢI QUYẾT HỒ SƠ",
            "Kính gửi: Nguyễn Thị Hường",
            "Thời gian nhận hồ sơ: 08 giờ 30 phút, ngày 21 tháng 11 năm 2026",
            "không đủ điều kiện giải quyết",
            "Phí, lệ phí hoàn trả: 8.000 đ",
            "THỦ TRƯỞNG CƠ QUAN",
        ],
    ),
    (
        "apology",
        &[
            "/PXL",
            "VĂN BẢN XIN LỖI VÀ ĐỀ NGHỊ GIA HẠN THỜI GIAN GIẢI QUYẾT",
            "Kính gửi: Nguyễn Thị Hường",
            "Ngày 21 tháng 11 năm 2026, Trung tâm Phục vụ hành chính công xã Ea Kao tiếp nhận",
            "Lĩnh vực: Hộ tịch.",
            "Thời gian hẹn trả kết quả giải quyết hồ sơ: 10 giờ 00 phút, ngày 30 tháng 11 năm 2026",
            "Lý do: Chờ kết quả xác minh",
            "xin lỗi Ông/Bà vì sự chậm trễ này",
            "gia hạn: 10 giờ 00 phút, ngày 07 tháng 12 năm 2026",
            "- Lưu: VT.",
        ],
    ),
    (
        "stop",
        &[
            "THÔNG BÁO DỪNG GIẢI QUYẾT HỒ SƠ",
            "dừng giải quyết hồ sơ nêu trên kể từ 09 giờ 10 phút, ngày 24 tháng 11 năm 2026",
            "Lý do đề nghị dừng: Không còn nhu cầu.",
            "Tình trạng hồ sơ khi dừng: Đang xử lý",
            "trả lại cho tổ chức, cá nhân: 01 bản sao Giấy khai sinh",
            "chuyên ngành): 8.000 đ",
            "TRƯỞNG BỘ PHẬN MỘT CỬA",
        ],
    ),
    (
        "stop_nothing_back",
        &["trả lại cho tổ chức, cá nhân: không có"],
    ),
    (
        "control",
        &[
            "PHIẾU KIỂM SOÁT QUÁ TRÌNH GIẢI QUYẾT HỒ SƠ",
            "Kèm theo hồ sơ của: Nguyễn Thị Hường",
            "1. Giao: Trung tâm Phục vụ hành chính công xã Ea Kao",
            "2. Nhận: Phòng Văn hóa – Xã hội",
            "15 giờ 05 phút, ngày 21 tháng 11 năm 2026",
            "Người giao Người nhận",
            "■ Trước hạn",
            "□ Quá hạn",
        ],
    ),
    (
        "return_slip",
        &[
            "GIẤY GIAO NHẬN KẾT QUẢ",
            "(Liên 2: Giao người nhận)",
            "n Ƀuôn Krông",
            "Giấy tờ tùy thân của người nhận: 066******012",
            "Căn cứ nhận thay: Giấy ủy quyền số 07/2026",
            "Thời gian giao, nhận: 08 giờ 05 phút, ngày 30 tháng 11 năm 2026",
            "NGƯỜI NHẬN KẾT QUẢ (Ký hoặc điểm chỉ, ghi rõ họ tên)",
            "NGƯỜI TRẢ KẾT QUẢ (Ký và ghi rõ họ tên)",
        ],
    ),
];

#[test]
fn a_re_issue_says_so_on_every_form() {
    let again = Issue {
        reissue: 2,
        serial: Some("15".to_owned()),
        ..first()
    };
    for (name, facts) in all() {
        let sheet = letter(&facts, &again, PaperSize::A5).expect(name).pages[0].to_string();
        assert!(sheet.contains("Cấp lại lần~2"), "{name}\n{sheet}");
        let first = letter(&facts, &first(), PaperSize::A5).expect(name).pages[0].to_string();
        assert!(!first.contains("Cấp lại"), "{name}");
    }
    let numbered = made("apology", &again).pages[0].to_string();
    assert!(numbered.contains("Số: 15/PXL"), "{numbered}");
}

#[test]
fn equal_facts_give_equal_bytes_of_an_archive_file() {
    for (name, facts) in all() {
        let pdf = || {
            let paper = letter(&facts, &first(), PaperSize::A5).expect(name);
            paper.to_pdf(first().issued).expect(name)
        };
        let bytes = pdf();
        assert!(bytes == pdf(), "{name}");
        let whole = String::from_utf8_lossy(&bytes);
        assert!(whole.contains("<pdfaid:part>1</pdfaid:part>"), "{name}");
    }
}

#[test]
fn what_cannot_be_shown_is_replaced_and_said() {
    let paper = made("hostile", &first());
    let characters = vec!['家', '👧', '👩'];
    assert_eq!(paper.warnings, [PrintWarning::Replaced { characters }]);
}
