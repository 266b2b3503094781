//! One number, once: two programs on one folder, long days, other desks, clocks that are wrong.

use casework::number::Band;
use desk::clock;
use desk::desk::Desk;
use desk::identity::DEMO_PASSWORD;
use serde_json::json;
use std::collections::BTreeSet;
use std::sync::Arc;
use tests::cli::{Motcua, text};
use tests::world::{Serving, World, is_sound, sync, take_in};
use tests::{motcua, rows};

const DAY_MS: i64 = 24 * 3600 * 1000;

fn demo(world: &World, name: &str) -> Motcua {
    let motcua = motcua!(world.path(name));
    assert_eq!(motcua.run(&["init", "--demo"]).status, 0);
    motcua
}

/// Takes in the rows at one moment of a day; gives the ordinals, in order.
fn ordinals(motcua: &Motcua, numbers: std::ops::Range<usize>, received: &str) -> Vec<String> {
    let input: String = numbers
        .map(|number| rows::with(rows::row(number), "received", json!(received)).to_string() + "\n")
        .collect();
    let answers = motcua.feed(&["intake", "-"], input.as_bytes()).ok().lines();
    answers
        .iter()
        .map(|answer| {
            let code = text(answer, "code");
            code.rsplit('-').next().expect("an ordinal").to_owned()
        })
        .collect()
}

#[test]
fn four_writers_on_one_folder_never_take_the_same_number() {
    let world = World::new();
    let motcua = demo(&world, "desk");
    let (here, there) = (40, 30);
    std::thread::scope(|scope| {
        for part in 0..2 {
            let motcua = &motcua;
            scope.spawn(move || {
                let numbers = 1_000 * part..1_000 * part + here;
                let input = rows::lines(numbers);
                motcua.feed(&["intake", "-"], input.as_bytes()).ok().lines()
            });
            scope.spawn(move || {
                let desk = Desk::open(motcua.data(), None, DEMO_PASSWORD).expect("a desk");
                for number in 0..there {
                    take_in(&desk, 10_000 * (part + 1) + number);
                }
            });
        }
    });
    assert_eq!(motcua.codes().len(), 2 * (here + there));
    motcua.is_sound();
}

#[test]
fn two_runs_of_the_same_file_at_once_take_in_each_row_once() {
    let world = World::new();
    let motcua = demo(&world, "desk");
    let input = rows::lines(0..40);
    let take_in = || {
        let answers = motcua.feed(&["intake", "-"], input.as_bytes()).ok().lines();
        answers.iter().map(|answer| text(answer, "code")).collect()
    };
    let (one, other): (Vec<String>, Vec<String>) = std::thread::scope(|scope| {
        let one = scope.spawn(take_in);
        let other = scope.spawn(take_in);
        (one.join().expect("a run"), other.join().expect("a run"))
    });
    assert_eq!(one, other);
    assert_eq!(motcua.codes().len(), 40);
    motcua.is_sound();
}

#[test]
fn a_day_of_more_than_a_band_goes_on_with_one_digit_more() {
    let world = World::new();
    let motcua = demo(&world, "desk");
    let now = clock::now().to_string();
    let ordinals = ordinals(&motcua, 0..103, &now);
    assert_eq!(ordinals[..2], ["5001", "5002"]);
    assert_eq!(ordinals[99..], ["5100", "50010", "50011", "50012"]);
    assert_eq!(motcua.codes().len(), 103);
    let status = motcua.run(&["status"]).ok().one();
    let band = &status["bands"][0];
    assert_eq!((&band["lo"], &band["hi"]), (&json!(5001), &json!(5100)));
    // The day may have ended since the rows were made.
    if now[..10] == clock::now().to_string()[..10] {
        assert_eq!(
            (&band["left_today"], &band["state"]),
            (&json!(0), &json!("wide"))
        );
    }
    motcua.is_sound();
}

#[test]
fn a_case_entered_for_yesterday_takes_a_number_of_yesterday() {
    let world = World::new();
    let motcua = demo(&world, "desk");
    let now = clock::now_ms();
    let [today, yesterday] = [now, now - DAY_MS].map(|ms| clock::local(ms).to_string());
    // Back a day, forth again, and back: each day goes on where it stopped.
    assert_eq!(ordinals(&motcua, 0..2, &today), ["5001", "5002"]);
    assert_eq!(ordinals(&motcua, 2..4, &yesterday), ["5001", "5002"]);
    assert_eq!(ordinals(&motcua, 4..5, &today), ["5003"]);
    assert_eq!(ordinals(&motcua, 5..6, &yesterday), ["5003"]);
    assert_eq!(motcua.codes().len(), 6);
    motcua.is_sound();
}

#[test]
fn desks_of_one_office_have_bands_that_never_meet() {
    let mut world = World::new();
    let desks = ["a", "b", "c"].map(|name| world.desk(name, "Lý Văn Sơn"));
    let bands: Vec<Band> = desks
        .iter()
        .flat_map(|desk| {
            let device = desk.public_key().device();
            let bands = desk.store().read(|r| r.bands(desk.office(), device, 1));
            bands.expect("bands")
        })
        .collect();
    assert_eq!(bands.len(), 3);
    for (index, band) in bands.iter().enumerate() {
        for other in &bands[index + 1..] {
            assert!(!band.overlaps(other), "{band} and {other}");
        }
    }
    let size = usize::try_from(bands[0].hi() - bands[0].lo() + 1).expect("a size");
    // More than a band each, so that the wide ordinals meet too if they can.
    for (part, desk) in desks.iter().enumerate() {
        for number in 0..size + 15 {
            take_in(desk, part * 1_000 + number);
        }
    }
    let hub = world.hub_on();
    for desk in &desks {
        sync(desk, &hub);
    }
    is_sound(world.hub_store());
    assert_eq!(
        tests::world::cases(world.hub_store()),
        3 * (size as u64 + 15)
    );
}

#[test]
fn a_clock_that_disagrees_with_the_hub_is_said_on_the_slip_and_costs_no_number() {
    let world = World::new();
    let desk = world.desk("desk", "Lý Văn Sơn");
    let before = take_in(&desk, 0);
    assert!(!before.opening.appointment.clock_unconfirmed);
    // The hub is a day ahead: this machine's clock has gone back a day.
    let ahead = Arc::new(|| clock::now_ms() + DAY_MS);
    let serving = Serving::start(world.hub().clone().with_clock(ahead));
    sync(&desk, &serving.url());
    let status = desk::api::status_of(&desk).expect("a status");
    let offset = status.clock.offset_seconds.expect("an offset");
    assert!((86_390..=86_410).contains(&offset), "{offset}");
    assert!(!status.clock.confirmed);
    let during = take_in(&desk, 1);
    assert!(during.opening.appointment.clock_unconfirmed);
    sync(&desk, &serving.url());
    drop(serving);

    let serving = Serving::start(world.hub().clone());
    sync(&desk, &serving.url());
    let after = take_in(&desk, 2);
    assert!(!after.opening.appointment.clock_unconfirmed);
    assert!(
        desk::api::status_of(&desk)
            .expect("a status")
            .clock
            .confirmed
    );
    let codes: BTreeSet<&str> = [&before, &during, &after]
        .map(|case| case.opening.code.as_str())
        .into();
    assert_eq!(codes.len(), 3);
    is_sound(desk.store());
}
