//! Bounds that only a statement of the wrong complexity breaks: ten times what was measured.

use super::world::*;
use crate::{Filter, ListQuery, Outcome};
use std::time::{Duration, Instant};

#[test]
fn a_thousand_envelopes_come_in_within_seconds_and_are_listed_at_once() {
    let mut author = Author::new(1);
    let (_folder, store) = store_with(&mut [&mut author]);
    let wires: Vec<Vec<u8>> = (0..1_000)
        .map(|n| author.open(&case(n, "Nguyễn Thị Ánh Tuyết")).to_wire())
        .collect();
    let start = Instant::now();
    for page in wires.chunks(100) {
        let admissions = store.ingest(page, MORNING).expect("a page");
        assert!(
            admissions
                .iter()
                .all(|a| matches!(a.outcome, Outcome::Accepted(_)))
        );
    }
    let ingested = start.elapsed();
    let query = ListQuery {
        office: Some(OFFICE),
        filter: Filter::Open,
        until: None,
        limit: 50,
        offset: 500,
    };
    let start = Instant::now();
    assert_eq!(read(&store, |r| r.list(&query)).total, 1_000);
    let listed = start.elapsed();
    let start = Instant::now();
    assert_eq!(read(&store, |r| r.search("nguyen thi", 50)).len(), 50);
    let searched = start.elapsed();
    let own: Vec<_> = (1_000..1_020)
        .map(|n| author.open(&case(n, "Nguyễn Thị Ánh Tuyết")))
        .collect();
    let start = Instant::now();
    for envelope in &own {
        store.write(|tx| tx.append_own(envelope)).expect("kept");
    }
    let appended = start.elapsed() / 20;
    let start = Instant::now();
    for n in 0..20_u8 {
        store
            .write(|tx| tx.set_setting("bare", &[n]))
            .expect("kept");
    }
    let bare = start.elapsed() / 20;
    println!(
        "ingest {ingested:?} list {listed:?} search {searched:?} append {appended:?} bare commit {bare:?}"
    );
    for (what, took, most) in [
        ("ingest", ingested, Duration::from_secs(20)),
        ("list", listed, Duration::from_millis(300)),
        ("search", searched, Duration::from_millis(300)),
    ] {
        assert!(took < most, "{what} took {took:?}");
    }
}
