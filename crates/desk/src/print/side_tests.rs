//! The papers about no single case: bags of files, visits, pads, keys for the wall.

use super::receipt_tests::{data::usual, stays_inside};
use super::*;
use casework::handover::HandOverList;
use casework::number::RecordCode;
use expect_test::expect_file;
use jiff::civil::date;

const LONG_NAME: &str = "Công ty trách nhiệm hữu hạn một thành viên Đầu tư, Thương mại và Dịch vụ vận tải \
    Nguyễn Thị Phương Thảo Nguyên";
const LONG_PROCEDURE: &str = "Cấp Giấy chứng nhận quyền sử dụng đất, quyền sở hữu tài sản gắn liền với đất lần đầu \
    đối với tổ chức đang sử dụng đất";

fn at(text: &str) -> LocalTime {
    text.parse().expect(text)
}

fn codes(count: usize) -> Vec<RecordCode> {
    (5_001..)
        .take(count)
        .map(|ordinal| {
            let code = format!("H15.101.05-261128-{ordinal}");
            RecordCode::parse(&code).expect("a code")
        })
        .collect()
}

fn bag(count: usize, applicant: &str, procedure: &str) -> HandOverForm {
    let codes = codes(count);
    let row = |code: &RecordCode| HandOverRow {
        code: code.to_string(),
        applicant: applicant.to_owned(),
        procedure: procedure.to_owned(),
        received: date(2026, 11, 28),
    };
    HandOverForm {
        office: usual().office,
        at: at("2026-11-28T16:30:00+07:00"),
        officer: "Y Phiên Niê".to_owned(),
        rows: codes.iter().map(row).collect(),
        list: HandOverList {
            number: "5001-0007/BGHS".to_owned(),
            from: "Điểm tiếp nhận số 1".to_owned(),
            to: "Trung tâm Phục vụ hành chính công xã Ea Kao".to_owned(),
            codes,
            carrier: Some("H’Wiêm Êban".to_owned()),
            note: Some("Túi số 2, kèm 1 bản chính Giấy chứng nhận".to_owned()),
        },
    }
}

fn visit(papers: u32, name: &str, procedure: &str) -> VisitCardForm {
    let item = |number| {
        GuidanceLine::Item(
            number,
            "Giấy chứng sinh do cơ sở y tế cấp (bản chính)".to_owned(),
        )
    };
    VisitCardForm {
        office: usual().office,
        printed: at("2026-11-28T10:00:00+07:00"),
        officer: "Y Phiên Niê".to_owned(),
        name: name.to_owned(),
        address: "Buôn Hra Ea Hning, xã Ea Kao, tỉnh Đắk Lắk".to_owned(),
        at: at("2026-12-01T09:00:00+07:00"),
        visitor: "H’Wiêm Êban".to_owned(),
        code: "1.001193".to_owned(),
        procedure: procedure.to_owned(),
        papers: std::iter::once(GuidanceLine::Group("Giấy tờ phải nộp:".to_owned()))
            .chain((1..=papers).map(item))
            .collect(),
        mark: Some("(chưa xác minh)".to_owned()),
    }
}

fn slips(count: usize) -> PadForm {
    PadForm {
        office: usual().office,
        day: date(2026, 11, 30),
        codes: codes(count).iter().map(ToString::to_string).collect(),
    }
}

fn keys(count: usize) -> KeySheet {
    let row = |number: usize| {
        [
            format!("Máy điểm tiếp nhận số {number}"),
            "0f3a 91c2 77de 4b10 58aa 6c3e 12f0 9d84".to_owned(),
            "đang dùng".to_owned(),
        ]
    };
    KeySheet {
        document_title: "Khóa ký giấy tiếp nhận".to_owned(),
        parent: "Ủy ban nhân dân xã Ea Kao".to_owned(),
        office: usual().office.name,
        title: "KHÓA KÝ GIẤY TIẾP NHẬN".to_owned(),
        made: "Lập lúc 10:00 28/11/2026".to_owned(),
        instruction: "Người dân quét mã ký trên giấy tiếp nhận rồi so dãy số với bảng này."
            .to_owned(),
        head: ["Số", "Máy", "Dãy số", "Tình trạng"].map(String::from),
        rows: (1..=count).map(row).collect(),
        sealed: "M".repeat(300),
        beside_code: "Mã của cả bảng".to_owned(),
        too_long: "Bảng quá dài để in thành mã.".to_owned(),
        page: "Trang {page}/{pages}".to_owned(),
    }
}

/// Name, paper, its size, and how many sheets it may take.
fn all() -> Vec<(&'static str, Paper, PaperSize, usize)> {
    let (a4, a5) = (PaperSize::A4, PaperSize::A5);
    let (name, procedure) = ("Nguyễn Thị Hường", "Đăng ký lại khai sinh");
    let hand_over = |form| hand_over(&form).expect("a list");
    let card = |form| visit_card(&form).expect("a card");
    let pad = |form| pad(&form).expect("a pad");
    let key_sheet = |form| key_sheet(&form).expect("a sheet");
    vec![
        ("hand_over", hand_over(bag(3, name, procedure)), a4, 1),
        (
            "hand_over_sixty",
            hand_over(bag(60, name, procedure)),
            a4,
            4,
        ),
        (
            "hand_over_long",
            hand_over(bag(9, LONG_NAME, LONG_PROCEDURE)),
            a4,
            2,
        ),
        ("visit_card", card(visit(4, name, procedure)), a5, 1),
        (
            "visit_card_long",
            card(visit(30, LONG_NAME, LONG_PROCEDURE)),
            a5,
            3,
        ),
        ("pad", pad(slips(2)), a5, 2),
        ("key_sheet", key_sheet(keys(4)), a4, 1),
        ("key_sheet_forty", key_sheet(keys(40)), a4, 3),
    ]
}

#[test]
fn the_sheets_hold_what_they_held() {
    for (name, paper, _, _) in all() {
        let text: String = paper.pages.iter().map(Page::to_string).collect();
        expect_file![format!("snapshots/{name}.txt")].assert_eq(&text);
        assert_eq!(paper.warnings, [], "{name}");
    }
}

#[test]
fn every_sheet_keeps_its_size_and_its_margins() {
    for (name, paper, size, most) in all() {
        assert!(paper.pages.len() <= most, "{name}: {}", paper.pages.len());
        for page in &paper.pages {
            let sheet = size.sheet();
            let drawn = (page.width, page.height);
            assert_eq!(drawn, (sheet.width, sheet.height), "{name}");
            stays_inside(name, page, size);
        }
    }
}

#[test]
fn equal_facts_give_equal_bytes_and_every_line_back() {
    let now = at("2026-11-28T10:00:00+07:00");
    for ((name, paper, _, _), (_, same, _, _)) in all().into_iter().zip(all()) {
        let bytes = paper.to_pdf(now).expect(name);
        assert!(bytes == same.to_pdf(now).expect(name), "{name}");
        let document = lopdf::Document::load_mem(&bytes).expect("a readable PDF");
        let pages: Vec<u32> = document.get_pages().into_keys().collect();
        let read = document.extract_text(&pages).expect("text");
        let read: String = read.split_whitespace().collect();
        for item in paper.pages.iter().flat_map(|page| &page.items) {
            if let Item::Text(run) = item {
                let text: String = run.text.split_whitespace().collect();
                assert!(read.contains(&text), "{name}: {text}");
            }
        }
    }
}
