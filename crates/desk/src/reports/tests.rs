//! The writers, read back by readers that are not ours.

use super::*;
use calamine::{Data, Reader, Xlsx};
use std::io::Cursor;

fn time(text: &str) -> LocalTime {
    format!("2026-{text}:00+07:00").parse().expect(text)
}

/// A register as an office has it: long names, a formula for a name, an appendix.
fn register(lines: u64) -> Report {
    let words = &wording().register;
    let columns: Vec<Column> = words
        .columns
        .iter()
        .map(|column| Column {
            title: column.title.clone(),
            width: column.width,
        })
        .collect();
    let row = |number: Cell, nth: u64| {
        let applicant = match nth % 3 {
            0 => "=HYPERLINK(\"http://x\";\"Vàng Thị Mỷ\")",
            1 => "Hợp tác xã Nông nghiệp và Dịch vụ tổng hợp Mẫu Sơn",
            _ => "Nguyễn Thị Ánh Nguyệt",
        };
        let returned = nth.is_multiple_of(2).then(|| time("11-03T10:05"));
        vec![
            number,
            Cell::text(format!("H37.101.05-261102-{:04}", 5000 + nth)),
            Cell::text("Đăng ký khai sinh kết hợp đăng ký nhận cha, mẹ, con có yếu tố nước ngoài"),
            Cell::Number(1),
            Cell::text(applicant),
            Cell::text("Thôn Khuổi Mơ, xã Minh Họa, tỉnh Lạng Sơn, +84 919 722 233"),
            Cell::text("ỦY BAN NHÂN DÂN XÃ MẪU SƠN"),
            Cell::Moment(time("11-02T08:30")),
            Cell::moment((!nth.is_multiple_of(5)).then(|| time("11-05T17:00"))),
            Cell::moment(returned),
            Cell::text("Tại điểm tiếp nhận"),
            Cell::Empty,
            Cell::text(if returned.is_some() {
                ""
            } else {
                "Đang xử lý"
            }),
        ]
    };
    let table = |name: &str, sheet: &str, rows| Table {
        name: name.to_owned(),
        sheet: sheet.to_owned(),
        columns: columns.clone(),
        rows,
        total: None,
    };
    let late = vec![row(Cell::text("BS1"), 900)];
    Report {
        file: "so-theo-doi".to_owned(),
        number: Some(words.number.clone()),
        title: words.title.clone(),
        office: vec![
            "ỦY BAN NHÂN DÂN XÃ MẪU SƠN".to_owned(),
            "TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG".to_owned(),
            "XÃ MẪU SƠN".to_owned(),
        ],
        place: "Mẫu Sơn".to_owned(),
        lines: vec!["Từ ngày 01/11/2026 đến ngày 30/11/2026".to_owned()],
        section: None,
        tables: vec![
            table(
                &words.title,
                &words.sheet,
                (1..=lines).map(|nth| row(Cell::Number(nth), nth)).collect(),
            ),
            table(&words.appendix, &words.appendix_sheet, late),
        ],
        notes: vec![words.continuous.clone(), words.open.clone()],
        at: time("11-22T09:00"),
    }
}

#[test]
fn the_workbook_holds_typed_cells_and_no_formula() {
    let report = register(40);
    let bytes = report.to_xlsx().expect("a workbook");
    assert_eq!(bytes, report.to_xlsx().expect("again"), "equal bytes");
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).expect("it opens");
    assert_eq!(
        book.sheet_names(),
        ["Sổ theo dõi hồ sơ", "Bổ sung sau khi khóa sổ"]
    );
    let sheet = book.worksheet_range("Sổ theo dõi hồ sơ").expect("a sheet");
    // Three lines of the office, the title, the period; then the head.
    let head: Vec<String> = sheet
        .rows()
        .nth(5)
        .expect("a head")
        .iter()
        .map(Data::to_string)
        .collect();
    let titles: Vec<String> = report.tables[0]
        .columns
        .iter()
        .map(|column| column.title.clone())
        .collect();
    assert_eq!(head, titles);
    let row = sheet.rows().nth(8).expect("the third line");
    assert_eq!(row[0], Data::Float(3.0));
    assert_eq!(row[1], Data::String("H37.101.05-261102-5003".to_owned()));
    assert!(row[4].to_string().starts_with("=HYPERLINK"), "{:?}", row[4]);
    let Data::DateTime(received) = &row[7] else {
        panic!("not a date: {:?}", row[7]);
    };
    let (year, month, day, hour, minute, ..) = received.to_ymd_hms_milli();
    assert_eq!((year, month, day, hour, minute), (2026, 11, 2, 8, 30));
    assert_eq!(row[9], Data::Empty);
    let formulas = book
        .worksheet_formula("Sổ theo dõi hồ sơ")
        .expect("formulas");
    assert_eq!(formulas.used_cells().count(), 0);
}

#[test]
fn the_list_is_read_back_as_it_was_and_opens_harmless() {
    let report = register(3);
    let bytes = report.to_csv().expect("a list");
    assert!(bytes.starts_with(&[0xef, 0xbb, 0xbf]), "Excel's mark");
    let mut reader = ::csv::Reader::from_reader(&bytes[3..]);
    let titles = reader.headers().expect("a head").clone();
    assert_eq!(titles.len(), report.tables[0].columns.len());
    assert_eq!(&titles[10], "Phương thức nhận kết quả");
    let rows: Vec<_> = reader.records().map(|row| row.expect("a row")).collect();
    let numbers: Vec<&str> = rows.iter().map(|row| &row[0]).collect();
    assert_eq!(numbers, ["1", "2", "3", "BS1"]);
    assert_eq!(&rows[2][4], "'=HYPERLINK(\"http://x\";\"Vàng Thị Mỷ\")");
    assert_eq!(&rows[2][7], "08:30 02/11/2026");
    assert_eq!(bytes, report.to_csv().expect("again"));
}

#[test]
fn several_tables_are_told_apart_by_their_first_column() {
    let mut report = register(1);
    report.section = Some("Phần".to_owned());
    let bytes = report.to_csv().expect("a list");
    let mut reader = ::csv::Reader::from_reader(&bytes[3..]);
    assert_eq!(&reader.headers().expect("a head")[0], "Phần");
    let names: Vec<String> = reader
        .records()
        .map(|row| row.expect("a row")[0].to_owned())
        .collect();
    assert_eq!(names, ["SỔ THEO DÕI HỒ SƠ", "BỔ SUNG SAU KHI KHÓA SỔ"]);
}

#[test]
fn paper_repeats_its_head_counts_its_pages_and_stays_on_the_sheet() {
    let report = register(40);
    let paper = print::report(&report, &wording().paper()).expect("a paper");
    let pages = paper.pages.len();
    assert!((3..12).contains(&pages), "{pages} pages");
    for (at, page) in paper.pages.iter().enumerate() {
        assert_eq!((page.width, page.height), (297.0, 210.0));
        let mut texts = Vec::new();
        for item in &page.items {
            if let print::Item::Text(run) = item {
                let right = run.at.x + run.width();
                assert!(run.at.x >= 9.9 && right <= 287.5, "off the sheet: {run:?}");
                assert!(run.at.y <= 205.0, "below the sheet: {run:?}");
                texts.push(run.text.as_str());
            }
        }
        let number = format!("Trang {}/{pages}", at + 1);
        assert!(texts.contains(&number.as_str()), "{number}");
        // The last page may hold signatures only.
        let headed = texts.contains(&"Mã hồ sơ") || at + 1 == pages;
        assert!(headed, "page {} has no head", at + 1);
    }
    assert_eq!(paper.warnings, vec![]);
    let bytes = report.to_pdf().expect("a PDF");
    assert_eq!(bytes, report.to_pdf().expect("again"), "equal bytes");
}

#[test]
fn a_file_is_written_as_its_ending_says() {
    let folder = tempfile::tempdir().expect("a folder");
    let report = register(1);
    for (name, wanted) in [
        ("a.pdf", Ok("a.pdf")),
        ("b.XLSX", Ok("b.XLSX")),
        ("c.csv", Ok("c.csv")),
        ("", Ok("so-theo-doi.pdf")),
        ("d.doc", Err(ErrorCode::UnknownReportFormat)),
        ("no/such/folder.csv", Err(ErrorCode::NoSuchFile)),
    ] {
        let saved = report.save(&folder.path().join(name));
        match (saved, wanted) {
            (Ok(path), Ok(wanted)) => assert!(path.ends_with(wanted) && path.is_file()),
            (Err(error), Err(wanted)) => assert_eq!(error.code, wanted, "{name}"),
            (saved, _) => panic!("{name}: {saved:?}"),
        }
    }
}

#[test]
fn days_and_periods_are_read_strictly() {
    let read = |from: &str, to: &str| {
        Query::new(None, (Some(from), Some(to)), Scope::default()).map_err(|error| error.code)
    };
    assert!(read("2026-11-01", " 2026-11-01 ").is_ok());
    for (from, to, wanted) in [
        ("", "2026-11-01", ErrorCode::BadDate),
        ("01/11/2026", "2026-11-01", ErrorCode::BadDate),
        ("2026-11-31", "2026-12-01", ErrorCode::BadDate),
        ("2026-11-02", "2026-11-01", ErrorCode::BadPeriod),
    ] {
        assert_eq!(read(from, to), Err(wanted), "{from} {to}");
    }
}
