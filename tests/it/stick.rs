//! No line at all: what one machine has reaches the others on a USB stick, and the word of the hub
//! comes back on it.

use desk::api::{StickOutcome, stick_outcome};
use desk::desk::Desk;
use desk::sync::stick::{BundleState, FOLDER, Outcome, Report, exchange, exchange_in_parts};
use std::fs;
use std::path::{Path, PathBuf};
use store::SyncState;
use tests::views::{badges, count, many, projections};
use tests::world::{OFFICERS, World, cases, heads, is_sound, met, sync, take_in};

mod limits;

pub(crate) fn stick(world: &World, name: &str) -> PathBuf {
    let dir = world.path(name);
    fs::create_dir_all(&dir).expect("a folder");
    dir
}

/// Plugs a stick in; it must end with nothing left to do.
pub(crate) fn plug(desk: &Desk, stick: &Path) -> Outcome {
    let outcome = exchange(desk, stick, None).expect("the stick is read");
    assert!(outcome.is_done(), "{outcome:?}");
    outcome
}

fn states(outcome: &Outcome) -> Vec<&'static str> {
    let mut states: Vec<_> = outcome.reports.iter().map(|one| one.state.code()).collect();
    states.sort_unstable();
    states
}

/// What became of one file.
fn found<'o>(outcome: &'o Outcome, path: &Path) -> &'o Report {
    let name = path.file_name().expect("a name").to_string_lossy();
    let mut reports = outcome.reports.iter();
    reports
        .find(|report| report.file == name)
        .expect("a report")
}

/// The files of bundles on a stick, by name.
fn files(stick: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(stick.join(FOLDER)) else {
        return vec![];
    };
    let mut files: Vec<_> = entries.map(|entry| entry.expect("a file").path()).collect();
    files.sort();
    files
}

fn said(desk: &Desk, outcome: &Outcome) -> StickOutcome {
    stick_outcome(desk, outcome).expect("words")
}

#[test]
fn three_desks_without_a_hub_agree_by_one_stick_and_the_hub_acknowledges_through_one_of_them() {
    let mut world = World::new();
    let desks: [Desk; 3] = met(&mut world);
    let stick = stick(&world, "usb");
    let mut taken = 0;
    for (desk, count) in desks.iter().zip([3, 4, 5]) {
        for number in taken..taken + count {
            take_in(desk, number);
        }
        taken += count;
    }
    let round = || {
        for desk in &desks {
            plug(desk, &stick);
        }
    };
    round();
    round();
    for desk in &desks {
        assert_eq!(cases(desk.store()), 12);
        assert_eq!(heads(desk.store()), heads(desks[0].store()));
        assert_eq!(projections(desk.store()), projections(desks[0].store()));
        is_sound(desk.store());
    }
    // The other machines have said that they hold them; the hub has not, so nothing is green.
    round();
    let [first, second, third] = &desks;
    for desk in &desks {
        assert_eq!(count(desk), [0, 12, 0]);
    }
    let status = desk::api::status_of(first).expect("a status");
    assert_eq!((status.unsent, status.elsewhere, status.carried), (3, 3, 9));
    assert_eq!(cases(world.hub_store()), 0);

    // One of them finds a line: everybody's files reach the hub.
    let hub = world.hub_on();
    sync(second, &hub);
    assert_eq!(cases(world.hub_store()), 12);
    assert_eq!(heads(world.hub_store()), heads(first.store()));
    is_sound(world.hub_store());
    let status = desk::api::status_of(second).expect("a status");
    assert_eq!((status.unsent, status.carried), (0, 0));
    world.hub_off();

    // The hub's word comes back on the stick, and only then the others are green.
    for desk in [first, third] {
        assert_ne!(desk::api::status_of(desk).expect("a status").unsent, 0);
    }
    for desk in [second, first, third] {
        plug(desk, &stick);
    }
    for desk in &desks {
        assert_eq!(badges(desk), [SyncState::Acknowledged; 12]);
        let status = desk::api::status_of(desk).expect("a status");
        assert_eq!((status.unsent, status.carried), (0, 0));
    }

    // With every receipt on every machine the old bundles go, and nothing new is written.
    round();
    round();
    let before = files(&stick);
    let quiet = plug(first, &stick);
    assert_eq!((quiet.pushed, quiet.pulled, quiet.bytes_up), (0, 0, 0));
    assert_eq!(files(&stick), before);
    assert_eq!(before.len(), 3, "one of each machine: {before:?}");
}

#[test]
fn one_plug_with_a_line_hands_over_and_takes_the_receipt_along() {
    let mut world = World::new();
    let [point, centre]: [Desk; 2] = met(&mut world);
    let stick = stick(&world, "usb");
    for number in 0..5 {
        take_in(&point, number);
    }
    plug(&point, &stick);
    take_in(&centre, 5);
    let hub = world.hub_on();
    let outcome = exchange(&centre, &stick, Some(&hub)).expect("the stick is read");
    let exchanged = outcome
        .hub
        .as_ref()
        .expect("a line")
        .as_ref()
        .expect("a hub");
    assert_eq!((outcome.pulled, exchanged.pushed), (5, 6));
    assert_eq!(cases(world.hub_store()), 6);
    world.hub_off();
    assert_eq!(count(&point), [5, 0, 0]);
    let back = plug(&point, &stick);
    assert_eq!(back.pulled, 1, "the centre's own file");
    assert_eq!(badges(&point), [SyncState::Acknowledged; 6]);
    // What the hub signed to have is not carried to it again.
    assert_eq!(said(&point, &back).carried, 0);
    is_sound(point.store());
    assert_eq!(heads(point.store()), heads(world.hub_store()));
}

#[test]
fn a_bundle_read_with_the_stick_pulled_out_anywhere_gives_its_pages_and_is_finished_later() {
    let mut world = World::new();
    let [sender, receiver]: [Desk; 2] = met(&mut world);
    let whole = stick(&world, "usb");
    many(&sender, 0..300);
    plug(&sender, &whole);
    let [path] = &files(&whole)[..] else {
        panic!("one file");
    };
    let bytes = fs::read(path).expect("a bundle");
    let cut = stick(&world, "cut");
    fs::create_dir_all(cut.join(FOLDER)).expect("a folder");
    let copy = cut.join(FOLDER).join(path.file_name().expect("a name"));
    let (mut last, mut between) = (0, 0);
    let mut lengths: Vec<usize> = (0..bytes.len()).step_by(64 * 1024).collect();
    assert!(lengths.len() > 8, "{} bytes", bytes.len());
    lengths.extend([1, 300, bytes.len() - 1]);
    lengths.sort_unstable();
    for length in lengths {
        fs::write(&copy, &bytes[..length]).expect("a file");
        let outcome = exchange(&receiver, &cut, None).expect("the stick is read");
        assert_eq!(found(&outcome, &copy).state, BundleState::Cut, "{length}");
        let said = said(&receiver, &outcome);
        assert_eq!(said.state, "partial");
        assert!(said.bundles.iter().any(|one| one.vi.contains("chép dở")));
        assert!(cases(receiver.store()) >= last);
        last = cases(receiver.store());
        between += u64::from(last > 0 && last < 300);
        is_sound(receiver.store());
    }
    assert!(between > 3, "pages before a cut count");
    assert_eq!(last, 300, "all but the end of the file was there");
    fs::write(&copy, &bytes).expect("a file");
    let outcome = plug(&receiver, &cut);
    assert_eq!(found(&outcome, &copy).state, BundleState::Taken);
    assert_eq!(heads(receiver.store()), heads(sender.store()));
    // Its answer is as long as its word on what it holds, however much that is.
    assert!(outcome.bytes_up < 4_096, "{} bytes", outcome.bytes_up);
    let again = plug(&receiver, &cut);
    assert_eq!(found(&again, &copy).state, BundleState::Known);
    // The receipt goes back, and the sender's own is untouched all the while.
    plug(&sender, &cut);
    assert_eq!(badges(&sender), vec![SyncState::Sent; 300]);
    is_sound(sender.store());
}

#[test]
fn parts_of_any_size_in_any_order_make_one_bundle() {
    let mut world = World::new();
    let [sender, receiver]: [Desk; 2] = met(&mut world);
    let usb = stick(&world, "usb");
    many(&sender, 0..100);
    let written = exchange_in_parts(&sender, &usb, None, 100_000).expect("the stick is written");
    let parts = files(&usb);
    assert!(parts.len() > 2, "{parts:?}");
    assert_eq!(states(&written), vec!["written"; parts.len()]);
    // Another desk wrote nothing of it, so the same parts are current.
    let again = exchange_in_parts(&sender, &usb, None, 100_000).expect("the stick is written");
    assert_eq!(states(&again), vec!["own"; parts.len()]);

    let half = stick(&world, "half");
    let folder = half.join(FOLDER);
    fs::create_dir_all(&folder).expect("a folder");
    let copy = |path: &Path| {
        let to = folder.join(path.file_name().expect("a name"));
        fs::copy(path, to).expect("a copy");
    };
    let (last, rest) = parts.split_last().expect("parts");
    copy(last);
    let outcome = exchange(&receiver, &half, None).expect("the stick is read");
    assert_eq!(states(&outcome)[..2], ["parts_missing", "taken"]);
    for path in &rest[1..] {
        copy(path);
    }
    let outcome = exchange(&receiver, &half, None).expect("the stick is read");
    assert!(states(&outcome).contains(&"parts_missing"));
    fs::remove_file(folder.join(last.file_name().expect("a name"))).expect("removed");
    copy(&rest[0]);
    let outcome = plug(&receiver, &half);
    assert!(states(&outcome).contains(&"taken"));
    assert_eq!(heads(receiver.store()), heads(sender.store()));
    is_sound(receiver.store());
}

#[test]
fn every_bundle_has_its_own_end_and_none_stops_another() {
    let mut world = World::new();
    let [one, two, revoked]: [Desk; 3] = met(&mut world);
    let usb = stick(&world, "usb");
    // The revoked machine writes its bundle before anybody knows.
    take_in(&revoked, 0);
    plug(&revoked, &usb);
    let [by_revoked] = &files(&usb)[..] else {
        panic!("one file");
    };
    let by_revoked = by_revoked.clone();
    take_in(&one, 1);
    let elsewhere = stick(&world, "elsewhere");
    plug(&one, &elsewhere);
    let [good] = &files(&elsewhere)[..] else {
        panic!("one file");
    };
    let bytes = fs::read(good).expect("a bundle");
    litter(&usb, &bytes);
    let office = tests::world::World::new();
    let stranger = stranger(&office, &usb);

    let hub = world.hub_on();
    let device = revoked.public_key().device();
    world.hub().revoke(device).expect("revoked");
    sync(&two, &hub);
    world.hub_off();
    let outcome = exchange(&two, &usb, None).expect("the stick is read");
    let said = said(&two, &outcome);
    let state = |name: &str| {
        let mut bundles = said.bundles.iter();
        let found = bundles.find(|bundle| bundle.file == name).expect(name);
        let words = &found.vi;
        assert!(words.chars().any(|c| c.is_alphabetic() && !c.is_ascii()));
        found.state
    };
    let name = |path: &Path| {
        path.file_name()
            .expect("a name")
            .to_string_lossy()
            .into_owned()
    };
    for (file, wanted) in [
        ("0-damaged.motcua", "damaged"),
        ("1-nothing.motcua", "cut"),
        ("2-web.motcua", "damaged"),
        ("3-newer.motcua", "newer"),
        ("4-folder.motcua", "unreadable"),
        ("5-good.motcua", "taken"),
        ("6-again.motcua", "known"),
        (&name(&by_revoked), "revoked_sender"),
        (&name(&stranger), "other_office"),
    ] {
        assert_eq!(state(file), wanted, "{file}");
    }
    assert_eq!(said.state, "partial");
    assert_eq!(cases(two.store()), 1, "only the good one");
    is_sound(two.store());
    for kept in [&by_revoked, &stranger] {
        assert!(kept.exists(), "nothing of others is removed");
    }
    // The author finds its own copies, and clears them away.
    let own = exchange(&one, &usb, None).expect("the stick is read");
    for name in ["5-good.motcua", "6-again.motcua"] {
        // The other machine has said that it has all of it, and the revoked one does not count.
        assert_eq!(found(&own, Path::new(name)).state, BundleState::Removed);
    }
}

/// Puts a good bundle twice on a stick, and beside it what may lie there.
fn litter(usb: &Path, bytes: &[u8]) {
    let put = |name: &str, bytes: &[u8]| {
        fs::write(usb.join(FOLDER).join(name), bytes).expect("a file");
    };
    let mut damaged = bytes.to_vec();
    let end = damaged.len() - 10;
    damaged[end] ^= 1;
    put("0-damaged.motcua", &damaged);
    put("1-nothing.motcua", b"");
    put("2-web.motcua", b"<html></html>");
    let mut newer = bytes.to_vec();
    newer[8] = 9;
    put("3-newer.motcua", &newer);
    fs::create_dir(usb.join(FOLDER).join("4-folder.motcua")).expect("a folder");
    put("5-good.motcua", bytes);
    put("6-again.motcua", bytes);
    put("leave-me.txt", b"");
    put(".0123456789abcdef.part", b"MOTCUA");
}

/// A bundle of another office, on the same stick.
fn stranger(office: &World, usb: &Path) -> PathBuf {
    let before = files(usb);
    let founding = desk::identity::Founding {
        demo: true,
        office: {
            let mut other = desk::demo::office().expect("the demo office");
            other.id = casework::id::OfficeId([0x77; 16]);
            other
        },
        point: None,
        device_name: "Máy xã khác".to_owned(),
        key: None,
        officer: OFFICERS[0].to_owned(),
        password: desk::identity::DEMO_PASSWORD.to_owned(),
    };
    let band = casework::number::Band::new(5001, 5100).expect("a band");
    let other = Desk::found(&office.path("other"), founding, band).expect("a desk");
    take_in(&other, 0);
    exchange(&other, usb, None).expect("the stick is read");
    let mut after = files(usb);
    after.retain(|path| !before.contains(path));
    assert_eq!(after.len(), 1);
    after.remove(0)
}

#[test]
fn who_joined_later_is_introduced_by_its_bundle_and_reached_by_a_courier() {
    let mut world = World::new();
    let [old, courier]: [Desk; 2] = met(&mut world);
    // A third machine joins: the courier has not heard of it, the first one has.
    let new = world.desk("new", OFFICERS[2]);
    let hub = world.hub_on();
    for desk in [&new, &old] {
        sync(desk, &hub);
    }
    world.hub_off();
    let usb = stick(&world, "usb");
    take_in(&courier, 0);
    plug(&courier, &usb);
    // What the courier wrote is sealed for those it knows.
    let outcome = plug(&new, &usb);
    assert!(states(&outcome).contains(&"carried"), "{outcome:?}");
    assert_eq!(cases(new.store()), 0);
    // The new machine takes it along on another stick, beside its own, which introduces it.
    take_in(&new, 1);
    let next = stick(&world, "next");
    let outcome = plug(&new, &next);
    assert_eq!(states(&outcome), ["handed_on", "written"]);
    let outcome = plug(&old, &next);
    assert_eq!(outcome.pulled, 2, "{outcome:?}");
    let outcome = plug(&courier, &usb);
    assert!(states(&outcome).contains(&"taken"), "{outcome:?}");
    // Now the courier knows the new machine, and writes for it too.
    let outcome = plug(&new, &usb);
    assert_eq!(outcome.pulled, 1, "{outcome:?}");
    for desk in [&old, &courier] {
        plug(desk, &usb);
        assert_eq!(heads(desk.store()), heads(new.store()));
    }
}
