//! A day without a line: a thousand cases, then the hub comes back and another desk sees them.

use desk::desk::Desk;
use desk::identity::DEMO_PASSWORD;
use desk::sync::hub_client::set_address;
use serde_json::{Value, json};
use std::io::{BufRead, BufReader};
use std::process::Stdio;
use tests::cli::text;
use tests::commands::signed_in;
use tests::world::{World, cases, heads, is_sound, nobody, take_in};
use tests::{motcua, rows};

const CASES: usize = 1_000;

#[test]
fn a_thousand_cases_taken_in_without_a_hub_reach_the_other_desk() {
    let mut world = World::new();
    drop(world.desk("centre", "Hoàng Thị Minh Nguyệt"));
    drop(world.desk("point", "Lý Văn Sơn"));
    let centre = motcua!(world.path("centre"));
    let point = motcua!(world.path("point"));

    let taken = centre
        .feed(&["intake", "-"], rows::lines(0..CASES).as_bytes())
        .ok();
    let answers = taken.lines();
    assert_eq!(answers.len(), CASES);
    for (number, answer) in answers.iter().enumerate() {
        assert_eq!(text(answer, "client_ref"), format!("story-{number}"));
        let keys: Vec<_> = answer.as_object().expect("an object").keys().collect();
        let stable = ["code", "id", "client_ref", "received", "due", "provisional"];
        assert_eq!(keys[..6], stable);
    }
    let status = centre.run(&["status"]).ok().one();
    assert_eq!(status["cases"], CASES);
    assert_eq!(status["unsent"], CASES);
    assert!(!status["oldest_unsent"].is_null());
    let alone = centre.run(&["sync", "--hub", &nobody()]).ok().one();
    assert_eq!(
        alone,
        json!({
            "state": "offline", "pushed": 0, "pulled": 0, "bytes_up": 0, "bytes_down": 0,
            "round_trips": 0, "unsent": CASES, "scans_sent": 0, "scans_fetched": 0, "unsent_scans": 0,
        })
    );

    let hub = world.hub_on();
    let sync = |desk: &tests::cli::Motcua| desk.run(&["sync", "--hub", &hub]).ok().one();
    let sent = sync(&centre);
    assert_eq!(sent["state"], "done");
    // One envelope enrols the desk, one more holds its band; the hub's own are not counted.
    assert_eq!(sent["pushed"], CASES);
    assert_eq!(sent["unsent"], 0);
    let got = sync(&point);
    assert_eq!(got["state"], "done");
    assert_eq!(point.codes(), centre.codes());
    assert_eq!(point.codes().len(), CASES);
    for line in centre.run(&["case", "list"]).ok().lines() {
        assert_eq!(line["sync"], "acknowledged");
    }

    // The first desk learns that the other has joined; after that there is nothing to move.
    sync(&centre);
    for desk in [&centre, &point] {
        let again = sync(desk);
        let moved = ["pushed", "pulled", "round_trips"].map(|key| again[key].clone());
        assert_eq!(moved, [json!(0), json!(0), json!(1)], "{again}");
        desk.is_sound();
    }
    let hub_heads = heads(world.hub_store()).to_string();
    for desk in [&centre, &point] {
        assert_eq!(desk.run(&["status"]).ok().one()["heads"], hub_heads);
    }
    assert_eq!(cases(world.hub_store()), CASES as u64);
    is_sound(world.hub_store());
}

#[test]
fn a_watch_goes_on_without_a_line_and_sends_when_it_is_there() {
    let mut world = World::new();
    drop(world.desk("desk", "Lý Văn Sơn"));
    let motcua = motcua!(world.path("desk"));
    let nowhere = motcua.run(&["sync", "--watch"]);
    assert_eq!(nowhere.codes(), ["no_hub"]);
    let desk = Desk::open(motcua.data(), None, DEMO_PASSWORD).expect("a desk");
    take_in(&desk, 0);
    set_address(&desk, &nobody()).expect("an address");
    drop(desk);
    let told = |hub: Option<&str>| {
        if let Some(hub) = hub {
            let desk = Desk::open(motcua.data(), None, DEMO_PASSWORD).expect("a desk");
            set_address(&desk, hub).expect("an address");
        }
        let mut child = motcua
            .command(&["sync", "--watch"])
            .stdout(Stdio::piped())
            .spawn()
            .expect("motcua starts");
        let mut line = String::new();
        let output = child.stdout.take().expect("a pipe");
        BufReader::new(output).read_line(&mut line).expect("a line");
        child.kill().expect("an end");
        child.wait().expect("an end");
        serde_json::from_str::<Value>(&line).expect("JSON")
    };
    let without = told(None);
    assert_eq!(
        (&without["state"], &without["unsent"]),
        (&"offline".into(), &1.into())
    );
    let hub = world.hub_on();
    let with = told(Some(&hub));
    assert_eq!(
        (&with["state"], &with["unsent"]),
        (&"done".into(), &0.into())
    );
}

#[test]
fn a_pause_is_kept_and_only_what_is_asked_for_is_done() {
    let mut world = World::new();
    drop(world.desk("desk", "Lý Văn Sơn"));
    let hub = world.hub_on();
    let workstation = signed_in(&world.path("desk"));
    let call = |name: &str, request| workstation.dispatch(name, request);
    call("set_hub", json!({ "hub": hub })).expect("an address");
    for watch in ["thrifty", "paused"] {
        let status = call("set_watch", json!({ "watch": watch })).expect("a choice");
        assert_eq!(status["watch"], watch);
        let again = call("status", json!({})).expect("a status");
        assert_eq!(again["watch"], watch);
    }
    assert!(call("set_watch", json!({ "watch": "never" })).is_err());
    let asked = call("sync_now", json!({})).expect("an exchange");
    assert_eq!(asked["state"], "done");
}
