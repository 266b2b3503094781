//! Lines of the register: which cases a period asks for, that they follow the log, and how fast.

use super::world::*;
use crate::Store;
use casework::command::Command;
use casework::figures::{Entry, Period, Tally};
use casework::id::OfficeId;
use std::time::Instant;

const DAY: i64 = 24 * 3_600_000;

fn day(offset: i64) -> Period {
    let date = time(MORNING + offset * DAY).date();
    Period::new(date, date).expect("a day")
}

fn entries(store: &Store, period: Period) -> Vec<u64> {
    let entries = read(store, |reader| reader.entries(OFFICE, period));
    let ordinal = |entry: &Entry| entry.code.ordinal().value - 5001;
    entries.iter().map(ordinal).collect()
}

#[test]
fn a_period_asks_for_what_it_may_count_and_follows_the_log() {
    let mut desk = Author::new(1);
    let (_folder, store) = store_with(&mut [&mut desk]);
    for n in [1, 0, 2] {
        let envelope = desk.open(&case(n, "Triệu Thị Xuân"));
        store.write(|tx| tx.append_own(&envelope)).expect("kept");
    }
    for (n, command) in [
        (1, Command::RecordResult { file: None }),
        (
            1,
            Command::ReturnResult {
                way: None,
                recipient: None,
                notice: None,
            },
        ),
        (2, Command::RecordResult { file: None }),
    ] {
        let envelope = desk.act(&mut document(&store, id(n)), command);
        store.write(|tx| tx.append_own(&envelope)).expect("kept");
    }
    for (offset, wanted) in [(-1, &[][..]), (0, &[0, 1, 2]), (1, &[0])] {
        assert_eq!(entries(&store, day(offset)), wanted, "day {offset}");
    }
    let found = read(&store, |reader| reader.entries(OFFICE, day(0)));
    let tally = Tally::of(&found, day(0), day(0).last());
    assert_eq!((tally.received, tally.in_time, tally.returned), (3, 2, 1));
    assert_eq!((tally.ready, tally.waiting_in_time), (1, 1));
    assert_eq!(found[0].device, Some(desk.public().device()));
    let listed = read(&store, |reader| reader.listed(OFFICE, day(0)));
    assert_eq!(listed.len(), 3);
    let elsewhere = read(&store, |reader| reader.entries(OfficeId([8; 16]), day(0)));
    assert_eq!(elsewhere, vec![]);
    assert_eq!(read(&store, |reader| reader.unacknowledged()).len(), 3);

    sound(&store);
    store.with_writer(|conn| {
        conn.execute(
            "UPDATE p_figure SET entry = replace(entry, 'Xuân', 'Thu')",
            [],
        )
        .expect("spoilt");
    });
    assert_eq!(store.check(true).expect("a check").len(), 3);
    store.rebuild().expect("rebuilt");
    assert_eq!(read(&store, |reader| reader.entries(OFFICE, day(0))), found);
    sound(&store);
}

/// A bound that only a statement of the wrong complexity breaks: ten times what was measured.
#[test]
fn ten_thousand_cases_are_counted_at_once() {
    let mut desk = Author::new(1);
    let (_folder, store) = store_with(&mut [&mut desk]);
    let model = Entry::of(&case(0, "Nguyễn Thị Ánh Tuyết"));
    store.with_writer(|conn| {
        conn.execute_batch("BEGIN IMMEDIATE").expect("begun");
        for n in 1..=10_000 {
            let entry = Entry {
                received: time(MORNING + n * 60_000),
                ..model.clone()
            };
            crate::sqlite::figures::write(conn, n, OFFICE, &entry).expect("written");
        }
        conn.execute_batch("COMMIT").expect("kept");
    });
    let year = Period::around(casework::figures::Span::Year, time(MORNING).date());
    let start = Instant::now();
    let found = read(&store, |reader| reader.entries(OFFICE, year));
    let tally = Tally::of(&found, year, year.last());
    let took = start.elapsed();
    println!("10,000 entries read and counted in {took:?}");
    assert_eq!(tally.received, 10_000);
    assert!(took.as_secs() < 5, "{took:?}");
}
