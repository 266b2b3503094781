//! A line that breaks in the middle of an exchange, anywhere and in either direction.

use desk::desk::Desk;
use desk::error::ErrorCode;
use desk::sync::hub_client::{State, exchange};
use serde_json::json;
use tests::line::{Line, Way};
use tests::random::Random;
use tests::rows;
use tests::world::{World, cases, heads, is_sound, sync, take_in};

/// Enough cases with notes of 4,000 letters to fill more than one page of an exchange.
const LONG_CASES: usize = 200;

/// Exchanges over a line that is cut after `bytes`; gives how it ended.
fn over_cut_line(world: &World, desk: &Desk, way: Way, bytes: u64) -> State {
    let line = Line::cut(world.socket(), way, bytes);
    let outcome = exchange(desk, Some(&line.url())).expect("a cut is no error");
    let trouble = outcome.trouble.as_ref().map(|error| error.code);
    let wanted = (outcome.state != State::Done).then_some(ErrorCode::HubUnreachable);
    assert_eq!(trouble, wanted, "{way:?} {bytes}");
    outcome.state
}

fn all_equal(world: &World, desks: [&Desk; 2], wanted: u64) {
    let hub = world.hub_store();
    for store in [hub, desks[0].store(), desks[1].store()] {
        assert_eq!(cases(store), wanted);
        assert_eq!(heads(store), heads(hub));
        is_sound(store);
    }
}

#[test]
fn nothing_is_lost_and_nothing_comes_twice_wherever_the_line_breaks() {
    let mut world = World::new();
    let sender = world.desk("sender", "Hoàng Thị Minh Nguyệt");
    let receiver = world.desk("receiver", "Lý Văn Sơn");
    let hub = world.hub_on();
    for desk in [&sender, &receiver, &sender] {
        sync(desk, &hub);
    }
    let mut taken = 0;
    let mut broken = 0;
    for way in [Way::Up, Way::Down] {
        for bytes in [0, 1, 17, 150, 400, 700, 1_000, 1_500, 2_500, 4_000] {
            for number in taken..taken + 3 {
                take_in(&sender, number);
            }
            taken += 3;
            for desk in [&sender, &receiver] {
                if over_cut_line(&world, desk, way, bytes) != State::Done {
                    broken += 1;
                }
            }
            for desk in [&sender, &receiver] {
                sync(desk, &hub);
            }
            let [hub, there] = [world.hub_store(), receiver.store()].map(heads);
            assert_eq!(
                (hub, there),
                (heads(sender.store()), hub),
                "{way:?} {bytes}"
            );
        }
    }
    all_equal(&world, [&sender, &receiver], taken as u64);
    assert!(broken >= 20, "only {broken} exchanges were cut");
}

#[test]
fn pages_that_arrived_before_the_cut_are_kept() {
    let mut world = World::new();
    let sender = world.desk("sender", "Hoàng Thị Minh Nguyệt");
    let receiver = world.desk("receiver", "Lý Văn Sơn");
    let mut random = Random::new(2);
    for number in 0..LONG_CASES {
        let note = json!(random.words(4_000));
        let row = rows::with(rows::row(number), "note", note);
        sender.receive(rows::intake(row), false).expect("a case");
    }
    let hub = world.hub_on();
    sync(&receiver, &hub);

    // What it may not send at once it sends page by page: the first passes, the next is cut.
    let line = Line::cut(world.socket(), Way::Up, 350_000);
    let outcome = exchange(&sender, Some(&line.url())).expect("a cut is no error");
    assert_eq!(outcome.state, State::Partial, "{outcome:?}");
    let sent = outcome.pushed;
    assert!(sent > 0 && sent < LONG_CASES as u64, "{outcome:?}");
    let rest = sync(&sender, &hub).pushed;
    assert_eq!(sent + rest, LONG_CASES as u64);

    let line = Line::cut(world.socket(), Way::Down, 350_000);
    let outcome = exchange(&receiver, Some(&line.url())).expect("a cut is no error");
    assert_eq!(outcome.state, State::Partial, "{outcome:?}");
    let got = outcome.pulled;
    assert!(got > 0 && got < LONG_CASES as u64, "{outcome:?}");
    sync(&receiver, &hub);
    sync(&sender, &hub);
    all_equal(&world, [&sender, &receiver], LONG_CASES as u64);
}
