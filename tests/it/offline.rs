//! A day without a line: a thousand cases, then the hub comes back and another desk sees them.

use serde_json::json;
use tests::cli::text;
use tests::world::{World, cases, heads, is_sound, nobody};
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
            "round_trips": 0, "unsent": CASES,
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
