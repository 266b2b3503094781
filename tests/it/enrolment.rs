//! Joining an office: by a code at the hub, or by a file without a line.

use desk::clock;
use desk::error::ErrorCode;
use std::sync::Arc;
use tests::cli::{Motcua, Ran};
use tests::world::{Serving, World, cases, heads, is_sound, sync};
use tests::{motcua, rows};

const HOUR_MS: i64 = 3_600_000;
const PASSWORD: &str = "một câu dễ nhớ";

fn newcomer(world: &World, name: &str) -> Motcua {
    motcua!(world.path(name)).with_password(PASSWORD)
}

fn by_code(motcua: &Motcua, hub: &str, code: &str) -> Ran {
    motcua.run(&[
        "enrol",
        "--hub",
        hub,
        "--code",
        code,
        "--name",
        "Nông Thị Ươm",
    ])
}

fn by_file(world: &World, motcua: &Motcua, text: &str) -> Ran {
    let path = world.path("invitation.json");
    std::fs::write(&path, text).expect("a file");
    let path = path.to_str().expect("a path");
    motcua.run(&["enrol", "--bundle", path, "--name", "Nông Thị Ươm"])
}

fn refused(ran: &Ran, code: &str, motcua: &Motcua) {
    assert_eq!(
        (ran.status, ran.codes()),
        (1, vec![code.to_owned()]),
        "{ran:?}"
    );
    let nothing = motcua.run(&["status"]);
    assert_eq!(nothing.codes(), ["no_workstation"], "something was made");
}

#[test]
fn a_code_at_the_hub_makes_one_workstation_that_numbers_and_syncs() {
    let mut world = World::new();
    let hub = world.hub_on();
    let code = world.invite("Máy số 1").code;
    let desk = newcomer(&world, "one");
    // As people type it.
    let made = by_code(&desk, &hub, &code.replace('-', " ").to_lowercase()).ok();
    assert_eq!(made.one()["officer"], "Nông Thị Ươm");
    let taken = desk.feed(&["intake", "-"], rows::lines(0..2).as_bytes());
    assert_eq!(taken.codes(), ["ok", "ok"]);
    // It knows its hub.
    let sent = desk.run(&["sync"]).ok().one();
    assert_eq!(
        (&sent["state"], &sent["unsent"]),
        (&"done".into(), &0.into())
    );
    assert_eq!(cases(world.hub_store()), 2);
    desk.is_sound();
    let wrong = desk.clone().with_password("mật khẩu khác").run(&["status"]);
    assert_eq!(
        (wrong.status, wrong.codes()),
        (3, vec!["wrong_password".to_owned()])
    );

    let second = newcomer(&world, "two");
    refused(&by_code(&second, &hub, &code), "invitation_used", &second);
    refused(
        &by_code(&second, &hub, "0000-0000-0000"),
        "invitation_used",
        &second,
    );
    let again = by_code(&desk, &hub, &world.invite("").code);
    assert_eq!(again.codes(), ["workstation_exists"]);
    assert_eq!(desk.count(), 2);
}

#[test]
fn a_file_makes_a_workstation_while_the_hub_is_off() {
    let mut world = World::new();
    let desk = newcomer(&world, "one");
    let invitation = world.invite("Điểm tiếp nhận số 1").to_json();
    by_file(&world, &desk, &invitation).ok();
    let taken = desk.feed(&["intake", "-"], rows::lines(0..3).as_bytes());
    assert_eq!(taken.codes(), ["ok", "ok", "ok"]);
    assert_eq!(desk.run(&["sync"]).codes(), ["no_hub"]);
    let hub = world.hub_on();
    let sent = desk.run(&["sync", "--hub", &hub]).ok().one();
    assert_eq!(
        (&sent["state"], &sent["unsent"]),
        (&"done".into(), &0.into())
    );
    is_sound(world.hub_store());

    // The same file on a second machine: the hub takes the first one only, and nothing is lost.
    let copy = newcomer(&world, "copy");
    by_file(&world, &copy, &invitation).ok();
    copy.feed(&["intake", "-"], rows::lines(3..5).as_bytes())
        .ok();
    let refused = copy.run(&["sync", "--hub", &hub]);
    assert_eq!(
        (refused.status, refused.codes()),
        (1, vec!["used_elsewhere".to_owned()])
    );
    let status = copy.run(&["status"]).ok().one();
    assert_eq!(
        (&status["cases"], &status["unsent"]),
        (&2.into(), &2.into())
    );
    assert_eq!(cases(world.hub_store()), 3);
    is_sound(world.hub_store());

    // With a code of its own it begins anew: the doubled numbers come to light, new ones differ.
    let code = world.invite("Máy chép").code;
    copy.run(&["enrol", "--again", "--hub", &hub, "--code", &code])
        .ok();
    assert_eq!(copy.run(&["status"]).ok().one()["unsent"], 0);
    assert_eq!(cases(world.hub_store()), 5);
    let doubled = world.hub_store().read(|reader| reader.duplicate_numbers());
    assert_eq!(doubled.expect("reads").len(), 2);
    let before = desk.codes();
    let next = copy
        .feed(&["intake", "-"], rows::lines(5..7).as_bytes())
        .ok();
    for line in next.lines() {
        let code = line["code"].as_str().expect("a code");
        assert!(!before.contains(code), "{code} is given twice");
    }
    copy.run(&["sync"]).ok();
    desk.run(&["sync", "--hub", &hub]).ok();
    assert_eq!(desk.count(), 7);
}

#[test]
fn an_invitation_that_is_over_or_was_changed_makes_nothing() {
    let world = World::new();
    let desk = newcomer(&world, "desk");
    let office = desk::demo::office().expect("the demo office").id;
    let past = world
        .hub()
        .clone()
        .with_clock(Arc::new(|| clock::now_ms() - 2 * HOUR_MS));
    let over = past.invite(office, "", 1, None).expect("an invitation");
    refused(
        &by_file(&world, &desk, &over.to_json()),
        "invitation_used",
        &desk,
    );
    let serving = Serving::start(world.hub().clone());
    refused(
        &by_code(&desk, &serving.url(), &over.code),
        "invitation_used",
        &desk,
    );

    let whole = world.invite("Máy số 1").to_json();
    let mut unsigned: serde_json::Value = serde_json::from_str(&whole).expect("JSON");
    unsigned
        .as_object_mut()
        .expect("an object")
        .remove("signature");
    for (what, text) in [
        ("a name", whole.replace("Máy số 1", "Máy số 2")),
        ("a band", whole.replace("\"hi\": 5", "\"hi\": 6")),
        (
            "a year",
            whole.replace("\"expires\": \"20", "\"expires\": \"21"),
        ),
        ("no signature", unsigned.to_string()),
        ("half of it", whole[..whole.len() / 2].to_owned()),
        ("nothing", String::new()),
        ("a web page", "<html></html>".to_owned()),
    ] {
        assert_ne!(text, whole, "{what}");
        refused(&by_file(&world, &desk, &text), "bad_invitation", &desk);
    }
    // The code of the untouched file is still good.
    by_file(&world, &desk, &whole).ok();
}

#[test]
fn a_weak_password_or_an_unknown_point_uses_no_code_up() {
    let mut world = World::new();
    let hub = world.hub_on();
    let code = world.invite("Máy số 1").code;
    let desk = newcomer(&world, "desk");
    let weak = desk.clone().with_password("ngắn");
    refused(&by_code(&weak, &hub, &code), "weak_password", &desk);
    by_code(&desk, &hub, &code).ok();

    let mut other = tests::world::newcomer("other", "Lý Văn Sơn");
    other.point = Some("point-9".to_owned());
    let file = world.invite("").to_json();
    let refused = desk::enrolment::from_bundle(&world.path("other"), &file, other).err();
    assert_eq!(refused.map(|error| error.code), Some(ErrorCode::BadField));
    assert!(!world.path("other").join("workstation.json").exists());
}

#[test]
fn a_revoked_desk_keeps_its_cases_and_is_refused() {
    let mut world = World::new();
    let desk = world.desk("desk", "Lý Văn Sơn");
    let hub = world.hub_on();
    sync(&desk, &hub);
    tests::world::take_in(&desk, 0);
    world
        .hub()
        .revoke(desk.public_key().device())
        .expect("revoked");
    let refused = desk::sync::hub_client::exchange(&desk, Some(&hub)).err();
    assert_eq!(refused.map(|error| error.code), Some(ErrorCode::HubRefused));
    assert_eq!(cases(desk.store()), 1);
    assert_eq!(cases(world.hub_store()), 0);
    is_sound(desk.store());
}

#[test]
fn who_joins_after_a_theft_has_what_the_stolen_machine_sent() {
    let mut world = World::new();
    let stolen = world.desk("stolen", "Lý Văn Sơn");
    let hub = world.hub_on();
    sync(&stolen, &hub);
    tests::world::take_in(&stolen, 0);
    sync(&stolen, &hub);
    world
        .hub()
        .revoke(stolen.public_key().device())
        .expect("revoked");
    tests::world::take_in(&stolen, 1);

    let new = world.desk("new", "Lù Thị Mai");
    sync(&new, &hub);
    assert_eq!(cases(new.store()), 1);
    assert_eq!(heads(new.store()), heads(world.hub_store()));
    is_sound(new.store());
}
