//! What is seen of a desk's cases, and many cases at once.

use crate::random::Random;
use crate::rows;
use desk::desk::Desk;
use serde_json::json;
use store::{CaseRow, Filter, ListQuery, Store, SyncState};

fn list(store: &Store) -> Vec<CaseRow> {
    let query = ListQuery {
        office: None,
        filter: Filter::All,
        until: None,
        limit: 10_000,
        offset: 0,
    };
    let page = store.read(|reader| reader.list(&query));
    page.expect("a list").rows
}

/// What lists show of a store, without what only this machine knows.
pub fn projections(store: &Store) -> Vec<CaseRow> {
    let shared = |row| CaseRow {
        sync: SyncState::Sent,
        ..row
    };
    list(store).into_iter().map(shared).collect()
}

/// The badge of every case, in the order of [`projections`].
pub fn badges(desk: &Desk) -> Vec<SyncState> {
    list(desk.store()).into_iter().map(|row| row.sync).collect()
}

/// How many cases are local, sent and acknowledged.
pub fn count(desk: &Desk) -> [usize; 3] {
    let badges = badges(desk);
    [SyncState::Local, SyncState::Sent, SyncState::Acknowledged]
        .map(|state| badges.iter().filter(|badge| **badge == state).count())
}

/// Cases whose notes cannot be compressed, so that their bundle has many pages.
pub fn many(desk: &Desk, numbers: std::ops::Range<usize>) {
    let mut random = Random::new(7);
    for number in numbers {
        let note = json!(random.words(4_000));
        let row = rows::with(rows::row(number), "note", note);
        desk.receive(rows::intake(row), false).expect("a case");
    }
}
