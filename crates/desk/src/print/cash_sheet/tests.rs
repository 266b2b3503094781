use super::*;
use casework::id::{CaseId, OfficerId};
use casework::number::RecordCode;
use casework::office::Officer;
use expect_test::expect_file;

fn office() -> Office {
    Office {
        parent: "ỦY BAN NHÂN DÂN XÃ MINH HỌA".to_owned(),
        centre: vec![
            "TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG".to_owned(),
            "XÃ MINH HỌA".to_owned(),
        ],
        point: Some("ĐIỂM TIẾP NHẬN SỐ 1".to_owned()),
        name: "Trung tâm Phục vụ hành chính công xã Minh Họa".to_owned(),
        counter: "Điểm tiếp nhận số 1, Trung tâm Phục vụ hành chính công xã Minh Họa".to_owned(),
        place: "Minh Họa".to_owned(),
        hotline: None,
    }
}

fn movement(nth: u32, way: PaymentWay, amount: i64) -> Movement {
    let minutes = 451 + nth * 7;
    Movement {
        case: CaseId([1; 16]),
        code: RecordCode::parse(&format!("H37.199.05-261121-{}", 5000 + nth)).expect("a code"),
        applicant: [
            "Nông Thị Hạnh",
            "Hoàng Văn Nghiệp",
            "Công ty TNHH Thương mại và Dịch vụ Xuân Hòa",
        ][nth as usize % 3]
            .to_owned(),
        at: format!(
            "2026-11-21T{:02}:{:02}:00+07:00",
            minutes / 60,
            minutes % 60
        )
        .parse()
        .expect("a time"),
        officer: officer(),
        receipt: format!("26-5001-{nth:05}"),
        amount: Money(amount),
        refund: false,
        way,
        reference: (way == PaymentWay::Transfer).then(|| format!("H3719905261121{}", 5000 + nth)),
        payer: (nth == 4).then(|| "Lý Thị Mai".to_owned()),
        reason: None,
    }
}

fn officer() -> Officer {
    Officer {
        id: OfficerId([7; 16]),
        name: "Hoàng Thị Minh Nguyệt".to_owned(),
    }
}

fn form(count: u32, counted: Option<i64>, note: Option<&str>) -> CashSheetForm {
    let ways = [
        PaymentWay::Cash,
        PaymentWay::Transfer,
        PaymentWay::Cash,
        PaymentWay::Online,
    ];
    let amounts = [8_000, 50_000, 21_000, 10_000];
    let mut movements: Vec<Movement> = (1..=count)
        .map(|nth| movement(nth, ways[nth as usize % 4], amounts[nth as usize % 4]))
        .collect();
    if let Some(last) = movements.last_mut() {
        last.refund = true;
        last.way = PaymentWay::Cash;
        last.reason = Some("công dân đề nghị dừng giải quyết hồ sơ".to_owned());
    }
    let date = "2026-11-21".parse().expect("a date");
    let sheet = CashSheet::of_day(date, movements)
        .pop()
        .unwrap_or_else(|| CashSheet::empty(officer(), date));
    CashSheetForm {
        office: office(),
        sheet,
        at: "2026-11-21T16:45:00+07:00".parse().expect("a time"),
        closing: counted.map(|counted| Closing {
            counted: Money(counted),
            note: note.map(str::to_owned),
        }),
        late: vec![],
    }
}

fn text(form: &CashSheetForm) -> String {
    let paper = cash_sheet(form).expect("a sheet");
    assert_eq!(paper.warnings, []);
    paper.pages.iter().map(ToString::to_string).collect()
}

/// The words of all pages in the order of printing.
fn words(paper: &Paper) -> Vec<String> {
    let page = |page: &crate::print::Page| {
        let runs = page.items.iter().filter_map(|item| match item {
            crate::print::Item::Text(run) => Some(run.text.trim()),
            crate::print::Item::Line { .. } | crate::print::Item::Fill { .. } => None,
        });
        runs.collect::<Vec<_>>().join(" ")
    };
    paper.pages.iter().map(page).collect()
}

#[test]
fn the_sheet_holds_what_it_held() {
    let form = form(6, Some(80_000), Some("trả nhầm tiền lẻ"));
    expect_file!["../snapshots/cash_sheet.txt"].assert_eq(&text(&form));
}

#[test]
fn sums_and_differences_are_said() {
    for (form, lines) in [
        (
            form(0, None, None),
            vec!["Trong ngày không có khoản thu", "Không đồng", "Chưa chốt"],
        ),
        (
            form(1, None, None),
            vec!["−50.000", "Âm năm mươi nghìn đồng", "dừng giải quyết hồ sơ"],
        ),
        (
            form(3, Some(11_000), None),
            vec!["Chênh lệch so với kiểm đếm: không.", "Đã chốt lúc"],
        ),
        (form(3, Some(12_000), None), vec!["thừa 1.000 đồng"]),
        (
            form(3, Some(10_000), Some("mất tờ 1.000")),
            vec!["thiếu 1.000 đồng", "Giải trình: mất tờ 1.000"],
        ),
    ] {
        let text = words(&cash_sheet(&form).expect("a sheet")).join(" ");
        for line in lines {
            assert!(text.contains(line), "{line}\n{text}");
        }
    }
}

#[test]
fn a_busy_day_takes_several_pages_within_the_margins() {
    let paper = cash_sheet(&form(90, None, None)).expect("a sheet");
    assert!(
        (3..=6).contains(&paper.pages.len()),
        "{}",
        paper.pages.len()
    );
    for page in &paper.pages {
        for item in &page.items {
            let (left, right, bottom) = match item {
                crate::print::Item::Text(run) => (run.at.x, run.at.x + run.width(), run.at.y),
                crate::print::Item::Line { from, to, .. } => (from.x, to.x, to.y),
                crate::print::Item::Fill { .. } => continue,
            };
            assert!(left >= 19.9 && right <= 195.1 && bottom <= 287.0, "{item}");
        }
    }
}
