//! What the exchange costs on the wire: round trips, bytes, and what a line cut anywhere costs.

use casework::case::{Case, Field};
use casework::command::Command;
use casework::sync::envelope::Envelope;
use desk::desk::Desk;
use desk::sync::hub_client::{State, exchange};
use hub::wire::{PROTO, SyncRequest, TIED};
use tests::line::{Line, Way};
use tests::random::Random;
use tests::world::{World, cases, heads, is_sound, sync, take_in};

/// A day's work of one desk.
const DAY: usize = 100;

fn day(desk: &Desk) -> Vec<Case> {
    (0..DAY).map(|number| take_in(desk, number)).collect()
}

#[test]
fn nothing_new_is_one_round_trip_and_a_days_work_at_most_two() {
    let mut world = World::new();
    let (sender, receiver) = world.two_desks();
    let hub = world.hub_on();
    for desk in [&sender, &receiver, &sender] {
        sync(desk, &hub);
    }
    assert_eq!(sync(&sender, &hub).round_trips, 1, "nothing new");
    day(&sender);
    let up = sync(&sender, &hub);
    assert_eq!(up.pushed, DAY as u64);
    assert!(up.round_trips <= 2, "{up:?}");
    let down = sync(&receiver, &hub);
    assert_eq!(down.pulled, DAY as u64);
    assert!(down.round_trips <= 2, "{down:?}");
    assert_eq!(sync(&receiver, &hub).round_trips, 1, "nothing new");
}

/// Bytes of a page without its signatures, by its raw changes as zstd-9 packs them.
fn ratio(wires: &[Vec<u8>]) -> f64 {
    let read = |wire: &Vec<u8>| Envelope::from_wire(wire).expect("an envelope");
    let changes: Vec<u8> = wires
        .iter()
        .flat_map(|wire| {
            read(wire)
                .present_bodies()
                .flatten()
                .copied()
                .collect::<Vec<_>>()
        })
        .collect();
    let bare = zstd::bulk::compress(&changes, 9).expect("memory").len();
    let page = |proto| SyncRequest {
        proto,
        store: [0; 16],
        epoch: 1,
        cursors: vec![],
        max_bytes: 0,
        envelopes: wires.to_vec(),
    };
    let (tied, verbatim) = (page(TIED).pack().len(), page(PROTO).pack().len());
    assert!(tied < verbatim, "{tied} {verbatim}");
    (tied - 64 * wires.len()) as f64 / bare as f64
}

#[test]
fn a_page_of_a_hundred_cases_costs_little_more_than_its_changes() {
    let world = World::new();
    let desk = world.desk("một", "Hoàng Văn A");
    let cases = day(&desk);
    let unsent = |skip: usize| -> Vec<Vec<u8>> {
        let unsent = desk.store().read(|reader| reader.to_send(usize::MAX));
        let wires = unsent.expect("unsent").into_iter().map(|one| one.wire);
        wires.skip(skip).collect()
    };
    let new = unsent(0);
    assert_eq!(new.len(), DAY);
    assert!(ratio(&new) <= 1.3, "new: {}", ratio(&new));
    let mut seen = new.len();
    let correct: fn(&Case) -> Command = |case| Command::Correct {
        field: Field::ApplicantPhone,
        seen: case.applicant.phone.clone(),
        value: Some("0205 123 456".to_owned()),
    };
    let forward: fn(&Case) -> Command = |_| Command::Forward { unit: None };
    for (what, command) in [("forwarded", forward), ("corrected", correct)] {
        for case in &cases {
            desk.act(case.opening.id, command(case)).expect("allowed");
        }
        let page = unsent(seen);
        seen += page.len();
        assert!(ratio(&page) <= 1.3, "{what}: {}", ratio(&page));
    }
}

#[test]
fn a_line_cut_at_random_bytes_carries_everything_and_nothing_twice() {
    let mut world = World::new();
    let (sender, receiver) = world.two_desks();
    let hub = world.hub_on();
    for desk in [&sender, &receiver, &sender] {
        sync(desk, &hub);
    }
    day(&sender);
    let mut random = Random::new(64);
    let mut cuts = 0;
    let day = DAY as u64;
    let turns = [
        (&sender, Way::Up, [day, 0]),
        (&receiver, Way::Down, [0, day]),
    ];
    for (desk, way, wanted) in turns {
        let (mut pushed, mut pulled) = (0, 0);
        loop {
            let line = Line::cut(world.socket(), way, random.below(12_000));
            let outcome = exchange(desk, Some(&line.url())).expect("a cut is no error");
            pushed += outcome.pushed;
            pulled += outcome.pulled;
            if outcome.state == State::Done {
                break;
            }
            cuts += 1;
            assert!(cuts < 100, "{outcome:?}");
        }
        // What was acknowledged is not sent again: every acknowledgement is of another envelope.
        assert_eq!([pushed, pulled], wanted);
    }
    assert!(cuts >= 3, "only {cuts} exchanges were cut");
    sync(&sender, &hub);
    for store in [sender.store(), receiver.store(), world.hub_store()] {
        assert_eq!(cases(store), DAY as u64);
        assert_eq!(heads(store), heads(world.hub_store()));
        is_sound(store);
    }
}
