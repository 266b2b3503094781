//! What stops a stick: a hub that refuses, no stick, a kill, no room; and the shape scripts see.

use super::*;
use desk::error::ErrorCode;
use serde_json::json;
use std::process::Stdio;
use tests::cli::Motcua;
use tests::rows;

#[test]
fn what_the_hub_will_not_take_of_another_stays_and_is_never_green() {
    let mut world = World::new();
    let [lost, courier]: [Desk; 2] = met(&mut world);
    let usb = stick(&world, "usb");
    take_in(&lost, 0);
    plug(&lost, &usb);
    plug(&courier, &usb);
    take_in(&courier, 1);
    let hub = world.hub_on();
    world
        .hub()
        .revoke(lost.public_key().device())
        .expect("revoked");
    // Its refusal does not hold up what is the courier's own.
    sync(&courier, &hub);
    assert_eq!(cases(world.hub_store()), 1);
    assert_eq!(count(&courier), [1, 0, 1]);
    let status = desk::api::status_of(&courier).expect("a status");
    assert_eq!(
        (
            status.cases,
            status.unsent,
            status.carried,
            status.quarantined
        ),
        (2, 0, 0, 1)
    );
    assert_eq!(sync(&courier, &hub).round_trips, 1, "it is not sent again");
}

#[test]
fn a_stick_that_is_not_there_or_takes_nothing_is_said_and_nothing_changes() {
    let mut world = World::new();
    let [one, two]: [Desk; 2] = met(&mut world);
    take_in(&one, 0);
    let missing = exchange(&one, &world.path("nowhere"), None).err();
    assert_eq!(missing.map(|error| error.code), Some(ErrorCode::NoStick));
    // The folder of the bundles is a file: it can neither be read nor written.
    let odd = stick(&world, "odd");
    fs::write(odd.join(FOLDER), "").expect("a file");
    let broken = exchange(&one, &odd, None).err();
    assert_eq!(broken.map(|error| error.code), Some(ErrorCode::StickBroken));
    // A copy of everything, in the hands of somebody without a key of the office, opens nothing.
    // What a write that was killed left behind is written over.
    let usb = stick(&world, "usb");
    let device = one.public_key().device().to_string();
    let left = usb.join(FOLDER).join(format!(".{}.part", &device[..16]));
    fs::create_dir_all(usb.join(FOLDER)).expect("a folder");
    fs::write(&left, "MOTCUA").expect("a file");
    plug(&one, &usb);
    let [path] = &files(&usb)[..] else {
        panic!("one file");
    };
    let text = fs::read(path).expect("a bundle");
    let applicant = rows::row(0)["applicant"]["name"].clone();
    let name = applicant.as_str().expect("a name").as_bytes();
    assert!(!text.windows(name.len()).any(|part| part == name));
    assert_eq!(badges(&one), [SyncState::Local]);
    plug(&two, &usb);
    assert_eq!(heads(two.store()), heads(one.store()));
}

/// Starts `motcua sync --stick` and kills it once `there` says so; gives whether it was in time.
fn kill_when(motcua: &Motcua, usb: &Path, there: impl Fn() -> bool) -> bool {
    let usb = usb.to_str().expect("a path");
    let mut command = motcua.command(&["sync", "--stick", usb]);
    let mut child = command
        .stdout(Stdio::null())
        .spawn()
        .expect("motcua starts");
    while child.try_wait().expect("a child").is_none() {
        if there() {
            child.kill().expect("kill -9");
        }
    }
    child.wait().expect("an end").code().is_none()
}

#[test]
fn what_is_killed_while_it_writes_or_reads_loses_nothing_and_goes_on() {
    let mut world = World::new();
    let [sender, receiver]: [Desk; 2] = met(&mut world);
    many(&sender, 0..200);
    let before = heads(sender.store());
    let device = sender.public_key().device().to_string();
    drop((sender, receiver));
    let sender = tests::motcua!(world.path("desk-0"));
    let receiver = tests::motcua!(world.path("desk-1"));
    let usb = stick(&world, "usb");
    let size = |path: &Path| fs::metadata(path).map_or(0, |file| file.len());

    let half = usb.join(FOLDER).join(format!(".{}.part", &device[..16]));
    let mut killed = 0;
    for step in 0..8 {
        killed += u32::from(kill_when(&sender, &usb, || size(&half) > step * 64 * 1024));
        for path in files(&usb) {
            // Either nothing under its own name, or all of it.
            if path != half {
                fs::remove_file(path).expect("a whole bundle of an earlier try");
            }
        }
        sender.is_sound();
    }
    assert!(killed > 0, "none was killed while writing");
    sender
        .run(&["sync", "--stick", usb.to_str().expect("a path")])
        .ok();
    assert!(!half.exists());

    // The log of the database grows with each page that is taken in.
    let wal = receiver.data().join("motcua.db-wal");
    let mut killed = 0;
    for step in 1..8 {
        killed += u32::from(kill_when(&receiver, &usb, || {
            size(&wal) > step * 256 * 1024
        }));
        receiver.is_sound();
    }
    assert!(killed > 0, "none was killed while reading");
    let line = receiver.run(&["sync", "--stick", usb.to_str().expect("a path")]);
    assert_eq!(line.ok().one()["state"], "done");
    let status = receiver.run(&["status"]).ok().one();
    assert_eq!(status["heads"], before.to_string());
    receiver.is_sound();
}

#[test]
fn scripts_see_a_stable_shape() {
    let mut world = World::new();
    let [one, _]: [Desk; 2] = met(&mut world);
    take_in(&one, 0);
    drop(one);
    let motcua = tests::motcua!(world.path("desk-0"));
    let usb = stick(&world, "usb");
    let usb = usb.to_str().expect("a path");
    let line = motcua.run(&["sync", "--stick", usb]).ok().one();
    let keys: Vec<_> = line.as_object().expect("an object").keys().collect();
    let stable = [
        "state",
        "pushed",
        "pulled",
        "bytes_up",
        "bytes_down",
        "unsent",
        "carried",
        "bundles",
        "hub",
        "trouble",
    ];
    assert_eq!(keys, stable);
    assert_eq!(
        [
            &line["state"],
            &line["pushed"],
            &line["unsent"],
            &line["bundles"][0]["state"]
        ],
        [&json!("done"), &json!(1), &json!(1), &json!("written")]
    );
    let again = motcua.run(&["sync", "--stick", usb]).ok().one();
    assert_eq!(again["bundles"][0]["state"], "own");
    assert_eq!(again["bytes_up"], 0);
    let nowhere = motcua.run(&["sync", "--stick", "/nowhere/at/all"]);
    assert_eq!(
        (nowhere.status, nowhere.codes()),
        (3, vec!["no_stick".to_owned()])
    );
}

#[test]
fn what_a_stick_cannot_hold_is_said_and_written_whole_on_a_larger_one() {
    // See `disk.rs` for the ways to mount.
    let Some(namespace) = crate::disk::namespace() else {
        eprintln!("no mounts here: the writer stops at the first error of any kind");
        return;
    };
    let mut world = World::new();
    let [sender, receiver]: [Desk; 2] = met(&mut world);
    many(&sender, 0..150);
    let before = heads(sender.store());
    drop(sender);
    let motcua = tests::motcua!(world.path("desk-0"));
    let (usb, kept) = (stick(&world, "usb"), stick(&world, "kept"));
    // A stick that is full after every 64 KiB, until all has room; what is left is kept for reading.
    let script = r#"
        set -eu
        program=$0 data=$1 usb=$2 kept=$3
        size=64
        while [ $size -le 2048 ]; do
            mount -t tmpfs -o size=${size}k none "$usb"
            "$program" --json --data "$data" sync --stick "$usb"
            mkdir -p "$kept/$size"
            cp -a "$usb/." "$kept/$size"
            umount "$usb"
            size=$((size + 64))
        done
    "#;
    let data = motcua.data().to_owned();
    let ran = crate::disk::shell(Some(namespace), script, &motcua, &[&data, &usb, &kept]).ok();
    let lines = ran.lines();
    let full = lines
        .iter()
        .take_while(|line| line["trouble"]["code"] == "stick_full");
    let full = full.count();
    assert!(full > 5 && full < lines.len(), "{full} of {}", lines.len());
    for (nth, line) in lines.iter().enumerate() {
        let size = kept.join((64 * (nth + 1)).to_string());
        let written = line["state"] == "done";
        assert_eq!(written, nth >= full, "{line}");
        assert_eq!(line["unsent"], 150);
        let found = files(&size);
        let outcome = exchange(&receiver, &size, None).expect("the stick is read");
        if written {
            assert_eq!(found.len(), 1);
            assert_eq!(heads(receiver.store()), before);
        } else {
            assert_eq!((found.len(), outcome.pulled), (0, 0), "{found:?}");
            assert!(line["trouble"]["vi"]["message"].to_string().contains("USB"));
        }
    }
    motcua.is_sound();
    is_sound(receiver.store());
}
