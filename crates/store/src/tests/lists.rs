//! Lists, search, and that both can be computed again.

use super::world::*;
use crate::{Filter, ListQuery, Store};
use casework::case::Case;
use casework::command::Command;
use casework::id::OfficeId;

fn codes(store: &Store, filter: Filter, until: Option<i64>) -> Vec<u32> {
    let query = ListQuery {
        office: Some(OFFICE),
        filter,
        until: until.map(time),
        limit: 9,
        offset: 0,
    };
    let page = read(store, |r| r.list(&query));
    assert_eq!(page.total, page.rows.len() as u64);
    page.rows
        .iter()
        .map(|row| u32::try_from(row.code.ordinal().value).expect("small") - 5001)
        .collect()
}

#[test]
fn lists_show_the_newest_reception_first_and_count_all_pages() {
    let mut desk = Author::new(1);
    let (_folder, store) = store_with(&mut [&mut desk]);
    for n in 0..5 {
        let envelope = desk.open(&case(n, "Triệu Thị Xuân"));
        store.write(|tx| tx.append_own(&envelope)).expect("kept");
    }
    let result = Command::RecordResult { file: None };
    for (n, command) in [
        (1, result.clone()),
        (2, result),
        (
            2,
            Command::ReturnResult {
                way: None,
                recipient: None,
                notice: None,
            },
        ),
    ] {
        let envelope = desk.act(&mut document(&store, id(n)), command);
        store.write(|tx| tx.append_own(&envelope)).expect("kept");
    }
    let unsent: Vec<_> = read(&store, |r| r.to_send(usize::MAX))
        .into_iter()
        .map(|u| u.hash)
        .collect();
    store
        .write(|tx| tx.mark_acknowledged(&unsent[2..]))
        .expect("marked");
    let day = 24 * 3_600_000;
    for (filter, until, wanted) in [
        (Filter::All, None, &[4, 3, 2, 1, 0][..]),
        (Filter::Open, None, &[4, 3, 1, 0]),
        (Filter::Ready, None, &[1]),
        (Filter::Due, Some(MORNING + day + 60_001), &[0]),
        (Filter::Due, Some(MORNING + day + 120_000), &[1, 0]),
        (Filter::Due, None, &[4, 3, 1, 0]),
        (Filter::Unsent, None, &[1, 0]),
    ] {
        assert_eq!(codes(&store, filter, until), wanted, "{filter:?} {until:?}");
    }
    let mut query = ListQuery {
        office: None,
        filter: Filter::All,
        until: None,
        limit: 2,
        offset: 3,
    };
    let page = read(&store, |r| r.list(&query));
    assert_eq!((page.rows.len(), page.total), (2, 5));
    assert_eq!(page.rows[0].id, id(1));
    query.office = Some(OfficeId([8; 16]));
    assert_eq!(read(&store, |r| r.list(&query)).total, 0);
}

fn searchable() -> (Folder, Store) {
    let mut desk = Author::new(1);
    let (folder, store) = store_with(&mut [&mut desk]);
    let mut cases: Vec<Case> = [
        "Đặng Thị Hường",
        "Dang Văn Hương",
        "Giàng A Páo",
        "Nguyễn Văn An",
    ]
    .into_iter()
    .zip(0..)
    .map(|(name, n)| {
        let mut case = case(n, name);
        case.opening.procedure_name = "Cấp bản sao trích lục".to_owned();
        case
    })
    .collect();
    cases[1].opening.procedure_name = "Đăng ký kết hôn".to_owned();
    cases[2].applicant.address = Some("Bản H'Mông, xã Ðồng Đăng".to_owned());
    cases[2].applicant.phone = Some("+84 987 000 111".to_owned());
    cases[3].submitter.name = Some("Ho\u{302}\u{300} Thi\u{323} Be\u{301}".to_owned());
    cases[3].submitter.id = Some("001190000777".to_owned());
    for case in &cases {
        let envelope = desk.open(case);
        store.write(|tx| tx.append_own(&envelope)).expect("kept");
    }
    let envelope = desk.act(
        &mut document(&store, id(0)),
        note("hẹn lấy giấy chứng sinh \"bản chính\""),
    );
    store.write(|tx| tx.append_own(&envelope)).expect("kept");
    (folder, store)
}

#[test]
fn search_finds_what_people_type() {
    let (_folder, store) = searchable();
    for (text, wanted) in [
        ("đặng", &[0, 2, 1][..]),
        ("Đặng Thị", &[0]),
        ("dang", &[1, 2, 0]),
        ("DANG VAN", &[1]),
        ("huong", &[1, 0]),
        ("hường", &[0, 1]),
        ("Đa\u{323}\u{306}ng Thi\u{323}", &[0]),
        ("hmong", &[2]),
        ("h’mông", &[2]),
        ("hồ thị bé", &[3]),
        ("ket hon", &[1]),
        ("giay chung", &[0]),
        ("H37.101.05-261121-5003", &[2]),
        ("h37101052611215003", &[2]),
        ("261121-5003", &[2]),
        ("2611215003", &[2]),
        ("5003", &[2]),
        ("003", &[2]),
        ("020199000002", &[2]),
        ("0912 345 678", &[3, 1, 0]),
        ("0912345678", &[3, 1, 0]),
        ("0987000111", &[2]),
        ("001190000777", &[3]),
        ("páo 5003", &[2]),
        ("páo 5002", &[]),
        ("không có", &[]),
        ("", &[]),
        ("  - ", &[]),
        ("\"", &[]),
        ("\"dang\" van", &[1]),
        ("dang* OR an", &[]),
        ("folded:dang", &[]),
        ("NEAR(dang an)", &[]),
        ("-dang", &[1, 2, 0]),
        ("(huong", &[1, 0]),
        ("dang\0an", &[]),
        ("'; DROP TABLE p_case; --", &[]),
    ] {
        let rows = read(&store, |r| r.search(text, 9));
        let found: Vec<u8> = rows.iter().map(|row| row.id.0[15]).collect();
        assert_eq!(found, wanted, "{text}");
    }
}

#[test]
fn search_shows_the_text_that_matched_as_it_was_written() {
    let (_folder, store) = searchable();
    for (text, wanted) in [
        ("huong dang", "Dang Văn Hương"),
        ("5003", "H37.101.05-261121-5003"),
        ("hmong", "Bản H'Mông, xã Ðồng Đăng"),
        ("chung sinh", "hẹn lấy giấy chứng sinh \"bản chính\""),
        ("0987 000", "+84 987 000 111"),
    ] {
        assert_eq!(
            read(&store, |r| r.search(text, 1))[0].matched,
            wanted,
            "{text}"
        );
    }
}

#[test]
fn an_enormous_query_is_cut_and_a_limit_holds() {
    let (_folder, store) = searchable();
    for text in [
        "a".repeat(10_000_000),
        "dang ".repeat(2_000_000),
        "\"*()".repeat(2_500_000),
    ] {
        assert!(read(&store, |r| r.search(&text, usize::MAX)).len() <= 4);
    }
    assert_eq!(read(&store, |r| r.search("trich luc", 2)).len(), 2);
    assert_eq!(read(&store, |r| r.search("trich luc", 0)).len(), 0);
}

#[test]
fn what_is_computed_step_by_step_is_what_is_computed_at_once() {
    let (_folder, store) = searchable();
    let tables = || {
        store.with_writer(|conn| {
            let columns = [
                "* FROM p_document",
                "* FROM p_case",
                // How many words of each text are indexed.
                "id, sz FROM p_search_docsize",
            ];
            columns.map(|columns| {
                let mut statement = conn
                    .prepare(&format!("SELECT {columns} ORDER BY 1"))
                    .expect("a table");
                let width = statement.column_count();
                let rows = statement
                    .query_map([], |row| {
                        (0..width)
                            .map(|index| row.get::<_, rusqlite::types::Value>(index))
                            .collect::<Result<Vec<_>, _>>()
                    })
                    .expect("rows")
                    .collect::<Result<Vec<_>, _>>()
                    .expect("values");
                assert_eq!(rows.len(), 4, "{columns}");
                rows
            })
        })
    };
    let found = |text| read(&store, |r| r.search(text, 9));
    let before = (tables(), found("dang"), found("chung"));
    assert_eq!(store.rebuild().expect("rebuilt"), 4);
    let after = (tables(), found("dang"), found("chung"));
    assert_eq!(before, after);
    sound(&store);
}
