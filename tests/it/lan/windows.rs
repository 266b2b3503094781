//! Two workstations that share by themselves, as their officers see it.

use super::*;
use crate::people::draw;
use base64::Engine;
use desk::api::Workstation;
use desk::identity::DEMO_PASSWORD;
use serde_json::{Value, json};
use std::net::Ipv4Addr;
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;
use tests::commands::signed_in;
use tests::rows;

/// A port nobody has, for now.
fn free_port() -> u16 {
    let listener = TcpListener::bind(here()).expect("a free port");
    listener.local_addr().expect("an address").port()
}

/// The pairing code of the first desk, at this machine's own address.
fn pairing_code(world: &World, port: u16) -> String {
    let desk = Desk::open(&world.path("desk-0"), None, DEMO_PASSWORD).expect("a desk");
    let (device, here) = (desk.public_key().device(), [Ipv4Addr::LOCALHOST]);
    Pairing::of(device, desk.office(), &here, port).to_string()
}

/// Waits until the workstation says what is wanted, looking whenever it has changed.
fn until(workstation: &Workstation, changed: &Receiver<()>, wanted: impl Fn(&Value) -> bool) {
    loop {
        let status = workstation.dispatch("status", json!({})).expect("a status");
        if wanted(&status) {
            return;
        }
        changed
            .recv_timeout(Duration::from_secs(60))
            .expect("something changes");
    }
}

#[test]
fn two_windows_share_by_themselves_and_end_with_their_officers() {
    let mut world = World::new();
    let desks: [Desk; 2] = met(&mut world);
    drop(desks);
    let windows = ["desk-0", "desk-1"].map(|name| signed_in(&world.path(name)));
    let ports = [free_port(), free_port()];
    let changes = windows.each_ref().map(|window| {
        let (told, changed) = channel();
        window.on_change(move || {
            told.send(()).ok();
        });
        changed
    });
    for (window, port) in windows.iter().zip(ports) {
        window.keep_in_sync();
        let on = json!({ "on": true, "port": port, "announce": false });
        let state = window.dispatch("lan_set", on).expect("it shares");
        assert_eq!(state["sharing"], true, "{state}");
        assert_eq!(
            (&state["announced"], &state["confirmed"]),
            (&json!(false), &json!(true))
        );
        assert!(state["trouble"].is_null(), "{state}");
    }
    let [one, two] = &windows;
    let there = json!({ "address": format!("127.0.0.1:{}", ports[1]) });
    let tested = one.dispatch("lan_test", there.clone()).expect("a test");
    assert_eq!(
        (&tested["ok"], &tested["machine"]),
        (&json!(true), &json!("desk-1"))
    );
    one.dispatch("lan_add", there.clone()).expect("it is kept");
    // Its own pairing code leads back, read from a picture of the screen.
    let code = pairing_code(&world, ports[0]);
    let own = one.dispatch("lan_add", json!({ "address": code }));
    assert_eq!(own.expect_err("itself")["code"], "lan_myself");
    let picture = world.path("code.png");
    draw(&code, &picture);
    let picture = std::fs::read(picture).expect("a picture");
    let picture = base64::engine::general_purpose::STANDARD.encode(picture);
    let picture = json!({ "bytes_base64": picture });
    let state = two
        .dispatch("lan_add_picture", picture)
        .expect("it is kept");
    let place = format!("127.0.0.1:{}", ports[0]);
    assert_eq!(state["machines"][0]["address"], place);
    // What is written goes to the other one by itself, and its own comes back with the next visit.
    for (nth, window) in windows.iter().enumerate() {
        let taken = window.dispatch("case_receive", rows::row(nth));
        taken.expect("a case");
    }
    until(two, &changes[1], |status| status["cases"] == 2);
    one.dispatch("lan_sync", there.clone()).expect("exchanged");
    until(one, &changes[0], |status| status["cases"] == 2);
    let state = one.dispatch("lan_state", json!({})).expect("a state");
    let machine = &state["machines"][0];
    assert_eq!(
        (&machine["name"], &machine["waiting"]),
        (&json!("desk-1"), &json!(0))
    );
    assert!(
        machine["met"].is_string() && machine["trouble"].is_null(),
        "{machine}"
    );

    // An officer who leaves closes the door.
    two.dispatch("sign_out", json!({})).expect("signed out");
    TcpListener::bind(("0.0.0.0", ports[1])).expect("the port is free");
    let tested = one.dispatch("lan_test", there).expect("a test");
    assert_eq!(tested["trouble"]["code"], "lan_closed");
    let steps = tested["steps"].as_array().expect("steps").iter();
    let states: Vec<_> = steps.map(|step| step["state"].as_str()).collect();
    let [ok, failed, left] = ["ok", "failed", "not_reached"].map(Some);
    assert_eq!(states, [ok, failed, left, left, left, left]);
}
