//! A hub that its supervisor stops in the middle of pushes ends what it has begun, and loses nothing
//! that it acknowledged.

use desk::desk::Desk;
use desk::error::ErrorCode;
use desk::sync::hub_client::{State, exchange};
use std::sync::atomic::{AtomicUsize, Ordering};
use store::{Filter, ListQuery, Store, SyncState};
use tests::province::Province;
use tests::world::take_in;

const PROGRAM: &str = env!("CARGO_BIN_EXE_motcua-hub-under-test");
const DESKS: usize = 3;
const STOPS: u64 = 4;

/// Every case that the desk calls acknowledged is at the hub.
fn nothing_acknowledged_is_lost(desk: &Desk, hub: &Store) -> usize {
    let query = ListQuery {
        office: None,
        filter: Filter::All,
        until: None,
        limit: 10_000,
        offset: 0,
    };
    let rows = desk.store().read(|reader| reader.list(&query));
    let rows = rows.expect("a list").rows.into_iter();
    let acknowledged: Vec<_> = rows
        .filter(|row| row.sync == SyncState::Acknowledged)
        .collect();
    for row in &acknowledged {
        let there = hub.read(|reader| reader.case(row.id)).expect("read");
        assert!(
            there.is_some(),
            "{} is acknowledged and not there",
            row.code
        );
    }
    acknowledged.len()
}

#[test]
fn a_hub_stopped_in_the_middle_of_pushes_loses_nothing_it_acknowledged() {
    let province = Province::in_folder(PROGRAM);
    let desks: Vec<Desk> = (0..DESKS).map(|number| province.desk(number)).collect();
    let next = AtomicUsize::new(0);
    for stop in 1..=STOPS {
        let mut process = province.process();
        let hub = process.address.clone();
        let push = |desk: &Desk| loop {
            take_in(desk, next.fetch_add(1, Ordering::SeqCst));
            let outcome = exchange(desk, Some(&hub)).expect("no refusal");
            if outcome.state != State::Done {
                let code = outcome.trouble.expect("a reason").code;
                let away = [ErrorCode::HubBusy, ErrorCode::HubUnreachable];
                assert!(away.contains(&code), "{code:?}");
                return;
            }
        };
        std::thread::scope(|scope| {
            let threads: Vec<_> = desks
                .iter()
                .map(|desk| scope.spawn(|| push(desk)))
                .collect();
            while province.cases().unwrap_or(0) < stop * 20 {
                std::thread::yield_now();
            }
            assert_eq!(process.terminate(), Some(0), "it ends well");
            for thread in threads {
                thread.join().expect("a desk");
            }
        });
        let store = province.hub().store().sqlite().expect("in a folder");
        let acknowledged: usize = desks
            .iter()
            .map(|desk| nothing_acknowledged_is_lost(desk, store))
            .sum();
        assert!(acknowledged >= 15, "{acknowledged}");
    }
    let process = province.process();
    let hub = process.address.as_str();
    for desk in &desks {
        tests::province::pushed(desk, [hub; 2]);
    }
    province.is_equal(&desks, [hub; 2], next.load(Ordering::SeqCst));
}
