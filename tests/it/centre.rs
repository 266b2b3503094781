//! The sync centre: what waits and by which way, what each machine lacks, what the exchanges came to.

use crate::stick::{plug, stick};
use desk::api::{SyncCentre, centre_of};
use desk::desk::Desk;
use desk::sync::hub_client::{exchange, set_address};
use tests::world::{World, met, nobody, sync, take_in};

fn take(desk: &Desk, numbers: std::ops::Range<usize>) {
    for number in numbers {
        take_in(desk, number);
    }
}

fn centre(desk: &Desk) -> SyncCentre {
    centre_of(desk).expect("the centre")
}

/// The diary, newest first: carrier, how it ended, how often, out and in.
fn diary(desk: &Desk) -> Vec<(String, String, u64, u64, u64)> {
    let rows = centre(desk).history.into_iter();
    rows.map(|row| (row.carrier, row.state, row.times, row.pushed, row.pulled))
        .collect()
}

fn row(told: (&str, &str, u64, u64, u64)) -> (String, String, u64, u64, u64) {
    let (carrier, state, times, out, in_) = told;
    (carrier.to_owned(), state.to_owned(), times, out, in_)
}

#[test]
fn the_diary_tells_each_carrier_and_gathers_what_came_to_nothing() {
    let mut world = World::new();
    let [one, two] = met(&mut world);
    take(&one, 0..3);
    let hub = nobody();
    for _ in 0..4 {
        exchange(&one, Some(&hub)).expect("offline is no error");
    }
    let usb = stick(&world, "usb");
    let written = plug(&one, &usb).pushed;
    let taken = plug(&two, &usb).pulled;
    assert!(written >= 3 && taken >= 3, "{written} {taken}");
    let told = diary(&one);
    assert_eq!(told[0].0, "stick");
    assert_eq!(told[1], row(("hub", "offline", 4, 0, 0)));
    let newest = &centre(&one).history[1];
    assert!(newest.vi.contains("máy chủ"), "{newest:?}");
    assert_eq!(diary(&two)[0].4, taken);
    assert!(centre(&one).running.is_none());
    let data = one.dir().to_owned();
    drop(one);
    let told = tests::motcua!(&data).run(&["status", "--exchanges"]).ok();
    assert_eq!(told.one()["history"][1]["times"], 4, "{}", told.out);
}

#[test]
fn a_machine_lacks_what_it_has_not_said_to_hold() {
    let mut world = World::new();
    let [one, two] = met(&mut world);
    let lacks = |desk: &Desk| centre(desk).machines[0].lacks;
    assert_eq!(lacks(&one), None);
    let usb = stick(&world, "usb");
    plug(&two, &usb);
    plug(&one, &usb);
    assert_eq!(lacks(&one), Some(0));
    take(&one, 0..2);
    assert_eq!(lacks(&one), Some(2));
    plug(&one, &usb);
    plug(&two, &usb);
    plug(&one, &usb);
    assert_eq!(lacks(&one), Some(0));
}

#[test]
fn the_way_out_follows_what_is_known_of_the_line() {
    let mut world = World::new();
    let [one] = met(&mut world);
    assert_eq!(centre(&one).way.kind, "nothing");
    take(&one, 0..20);
    assert_eq!(centre(&one).way.kind, "stick", "no hub is set up");
    set_address(&one, &nobody()).expect("an address");
    let told = centre(&one);
    assert_eq!((told.waiting_cases, told.way.kind), (20, "hub"));
    assert!(told.waiting_bytes > 1_000, "{told:?}");
    exchange(&one, Some(&nobody())).expect("offline is no error");
    // It got through a moment ago.
    assert_eq!(centre(&one).way.kind, "wait");
    let hub = world.hub_on();
    sync(&one, &hub);
    let told = centre(&one);
    assert_eq!((told.waiting_bytes, told.way.kind), (0, "nothing"));
    let line = &told.carriers[0];
    assert_eq!(told.carriers.len(), 3);
    assert!(line.set_up && line.last_contact.is_some() && line.seconds.is_none());
}
