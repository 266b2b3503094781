use super::*;
use crate::case::Facts;
use crate::id::{DeviceId, OfficerId};
use crate::office::{Officer, Place, PlaceKind};
use crate::record::Record;

fn facts() -> Facts {
    Facts {
        officer: Officer {
            id: OfficerId([2; 16]),
            name: "Vi Thị Kim".to_owned(),
        },
        roles: vec![],
        device: DeviceId([3; 16]),
        office: crate::id::OfficeId([4; 16]),
        place: Place {
            kind: PlaceKind::Centre,
            name: None,
            address: None,
        },
        now: "2026-11-22T08:30:00+07:00".parse().expect("a time"),
        entropy: [9; 16],
    }
}

fn rows(lines: &[&[&str]]) -> Vec<SourceRow> {
    let row = |(line, cells): (u32, &&[&str])| SourceRow {
        line,
        cells: cells.iter().map(|cell| (*cell).to_owned()).collect(),
    };
    (1..).zip(lines).map(row).collect()
}

fn choice(field: OldField, column: &str) -> Choice {
    Choice {
        field,
        column: (!column.is_empty()).then(|| column.to_owned()),
    }
}

/// The fields of the columns, `-` for none.
fn meant(columns: &[OldColumn]) -> String {
    let words = columns.iter().map(|one| match one.field {
        None => "-",
        Some(field) => field.code(),
    });
    words.collect::<Vec<_>>().join(" ")
}

#[test]
fn dates_are_read_as_exactly_as_they_were_written() {
    for (given, wanted) in [
        ("06/05/2014", Some("2014-05-06")),
        ("6-5-2014", Some("2014-05-06")),
        ("6.5.2014", Some("2014-05-06")),
        ("2014-05-06", Some("2014-05-06")),
        ("2014-05-06 00:00:00", Some("2014-05-06")),
        ("08:30 06/05/2014", Some("2014-05-06")),
        ("Ngày 6 tháng 5 năm 2014", Some("2014-05-06")),
        ("05/2014", Some("2014-05")),
        ("Năm 1987", Some("1987")),
        ("1987", Some("1987")),
        ("41765", Some("2014-05-06")),
        ("41765.354", Some("2014-05-06")),
        ("29/02/2016", Some("2016-02-29")),
        ("29/02/2015", None),
        ("31/04/2014", None),
        ("13/2014", None),
        ("6/5/14", None),
        ("06/05/1014", None),
        ("99999", None),
        ("1", None),
        ("", None),
        ("không rõ", None),
        ("6/5/2014/1", None),
        ("00/05/2014", None),
    ] {
        let read = OldDate::read(given);
        assert_eq!(
            read.map(|date| date.to_string()).as_deref(),
            wanted,
            "{given}"
        );
        if let Some(date) = read {
            assert_eq!(OldDate::read(&date.words()), Some(date), "{given}");
            assert_eq!(OldDate::try_from(date.to_string()), Ok(date), "{given}");
        }
    }
}

#[test]
fn columns_are_guessed_from_the_words_of_the_head() {
    for (head, wanted) in [
        (
            &[
                "STT",
                "Số đăng ký",
                "Họ và tên",
                "Ngày sinh",
                "Ngày đăng ký",
                "Ghi chú",
            ][..],
            "- number name - received note",
        ),
        (
            &[
                "TT",
                "HO TEN NGUOI NOP",
                "Nội dung",
                "Ngày nhận hồ sơ",
                "Ngày trả kết quả",
            ],
            "number name procedure received returned",
        ),
        (
            &["Số", "Họ tên cha", "Họ tên", "Năm"],
            "number - name received",
        ),
        (
            &["Mã hồ sơ", "Người nộp", "", "Ngày nhận kết quả"],
            "number name - returned",
        ),
    ] {
        let read = OldBookReading::read(&rows(&[head]), &[]).expect("a book");
        assert_eq!(meant(&read.columns), wanted, "{head:?}");
    }
}

#[test]
fn the_head_may_stand_below_a_title_and_above_numbers_of_columns() {
    let book = rows(&[
        &["UBND XÃ MƯỜNG PHĂNG"],
        &["", "SỔ CHỨNG THỰC NĂM 2014"],
        &[],
        &["Số", "Họ và tên", "Ngày"],
        &["(1)", "(2)", "(3)"],
        &["1", "Lò Văn Ón", "06/05/2014"],
        &[" ", "", ""],
        &["2", "Quàng Thị Ín", "7/5/2014", "bản sao"],
    ]);
    let read = OldBookReading::read(&book, &[]).expect("a book");
    assert_eq!(read.head, 4);
    assert!(read.refused.is_empty());
    let lines: Vec<_> = read
        .entries
        .iter()
        .map(|entry| (entry.row, &*entry.name))
        .collect();
    assert_eq!(lines, [(6, "Lò Văn Ón"), (8, "Quàng Thị Ín")]);
    assert_eq!(
        read.entries[1].other,
        [("D".to_owned(), "bản sao".to_owned())]
    );
}

#[test]
fn choices_go_before_guesses() {
    let book = rows(&[&["Số", "Họ tên", "Họ tên mẹ"], &["1", "An", "Bình"]]);
    let read = |choices: &[Choice]| OldBookReading::read(&book, choices);
    let name = |choices: &[Choice]| read(choices).expect("a book").entries[0].name.clone();
    assert_eq!(name(&[]), "An");
    assert_eq!(name(&[choice(OldField::Name, "ho ten me")]), "Bình");
    assert_eq!(name(&[choice(OldField::Name, "c")]), "Bình");
    assert_eq!(name(&[choice(OldField::Name, "")]), "");
    for (choices, wanted) in [
        (
            vec![choice(OldField::Name, "Z")],
            MappingError::NoSuchColumn {
                column: "Z".to_owned(),
            },
        ),
        (
            vec![choice(OldField::Name, "A"), choice(OldField::Number, "Số")],
            MappingError::Twice {
                column: "Số".to_owned(),
            },
        ),
        (
            vec![choice(OldField::Name, ""), choice(OldField::Number, "")],
            MappingError::NoNameNoNumber,
        ),
    ] {
        assert_eq!(read(&choices), Err(wanted), "{choices:?}");
    }
    assert_eq!(
        OldBookReading::read(&rows(&[&["", " "]]), &[]),
        Err(MappingError::Empty)
    );
    let wide = vec!["x"; 101];
    let wide = OldBookReading::read(&rows(&[&wide]), &[]);
    assert_eq!(wide, Err(MappingError::TooManyColumns));
}

#[test]
fn a_row_that_cannot_be_taken_over_is_named_with_its_reason() {
    let long = "a".repeat(CELL_MAX + 1);
    let book = rows(&[
        &["Số", "Họ tên", "Ngày nhận", "Ngày trả", "Ghi chú"],
        &["", " ", "06/05/2014", "", "mất trang"],
        &["1", "An", "31/02/2014", "", ""],
        &["2", "", "2014", "hôm sau", ""],
        &["3", "Bình", "", "", &long],
        &["4", "", "", "", ""],
    ]);
    let read = OldBookReading::read(&book, &[]).expect("a book");
    let bad = |field, text: &str| RowRefusal::BadDate {
        field,
        text: text.to_owned(),
    };
    let refused = [
        (2, RowRefusal::NoNameNoNumber),
        (3, bad(OldField::Received, "31/02/2014")),
        (4, bad(OldField::Returned, "hôm sau")),
        (5, RowRefusal::TooLong),
    ]
    .map(|(line, reason)| RefusedRow { line, reason });
    assert_eq!(read.refused, refused);
    assert_eq!(read.entries.len(), 1);
    assert_eq!(read.entries[0].number, "4");
}

#[test]
fn pages_keep_every_entry_and_fit_a_record() {
    let facts = facts();
    let full = "ồ".repeat(CELL_MAX);
    let entries: Vec<OldEntry> = (0..200)
        .map(|row| OldEntry {
            row,
            name: if row % 7 == 0 {
                full.clone()
            } else {
                "Lò Thị Hoa \"\\".to_owned()
            },
            ..OldEntry::default()
        })
        .collect();
    let book = CaseId([7; 16]);
    let reading = OldBookReading {
        head: 1,
        columns: vec![],
        entries: entries.clone(),
        refused: vec![],
    };
    let pages = reading.pages(book);
    assert!(pages.len() > 2);
    for page in &pages {
        Record::new(CaseId([1; 16]), &facts, page).expect("fits");
    }
    let again: Vec<OldEntry> = pages.into_iter().flat_map(|page| page.entries).collect();
    assert_eq!(again, entries);
}

#[test]
fn columns_have_the_letters_of_a_spreadsheet() {
    for (at, letters) in [
        (0, "A"),
        (25, "Z"),
        (26, "AA"),
        (51, "AZ"),
        (701, "ZZ"),
        (702, "AAA"),
    ] {
        assert_eq!(column_letters(at), letters);
    }
}
