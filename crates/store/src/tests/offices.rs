//! Two offices over one store: what an update asks for again, and what a check finds.

use super::world::*;
use crate::migrate::ALL;
use crate::{Store, StoreId};
use casework::case::ForOffice;
use casework::id::OfficeId;
use rusqlite::params;

const OTHER: OfficeId = OfficeId([8; 16]);

#[test]
fn an_update_asks_again_for_what_was_taken_for_another_offices_business() {
    let tables_before = ALL.iter().take_while(|one| one.name != "scope").count();
    for (reason, kept) in [("wrong_office", 0), ("broken_chain", 7)] {
        let folder = Folder::new();
        let peer = StoreId([9; 16]);
        let before = Store::create_with(&folder.file(), &KEY, peer, &ALL[..tables_before]);
        let before = before.expect("a store of before");
        before
            .write(|tx| tx.set_cursor(peer, OFFICE, 7))
            .expect("a cursor");
        before.with_writer(|conn| {
            conn.execute(
                "INSERT INTO quarantine VALUES (?1, ?2, 1, 1, x'00')",
                params![[1_u8; 32], reason],
            )
            .expect("a row");
        });
        drop(before);
        let after = Store::open(&folder.file(), &KEY).expect("updated");
        let cursor = after.read(|reader| reader.cursor(peer, OFFICE));
        assert_eq!(cursor.expect("a cursor"), kept, "{reason}");
    }
}

#[test]
fn a_check_finds_a_place_that_is_missing_in_the_other_offices_feed() {
    let folder = Folder::new();
    let store = folder.store();
    let mut author = Author::new(1);
    store
        .write(|tx| tx.trust(author.public()))
        .expect("trusted");
    let mut case = case(1, "Nông Thị Mẫu");
    case.opening.for_office = Some(ForOffice {
        id: OTHER,
        code: "H37.101.92".parse().expect("a code"),
        name: "Trung tâm xã Đồng Đăng".to_owned(),
        parent: "Ủy ban nhân dân xã Đồng Đăng".to_owned(),
        received_by: "Trung tâm xã Mẫu Sơn".to_owned(),
    });
    let envelope = author.open(&case);
    store
        .write(|tx| tx.append_own(&envelope))
        .expect("appended");
    let feed = |office| {
        let page = store.read(|reader| reader.feed(office, 0, 1 << 20, None));
        page.expect("a feed").wires
    };
    assert_eq!(feed(OFFICE), [envelope.to_wire()]);
    assert_eq!(feed(OTHER), [envelope.to_wire()]);
    assert_eq!(store.check(true).expect("checked"), []);
    store
        .with_writer(|conn| conn.execute("DELETE FROM routed", []))
        .expect("gone");
    let found = store.check(false).expect("checked");
    let codes: Vec<_> = found.iter().map(|problem| problem.code).collect();
    assert_eq!(codes, ["positions"]);
}
