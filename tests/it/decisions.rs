//! What two places did without knowing of each other is listed, shown side by side, decided, and
//! decided again.

use casework::case::{Case, Field, Settlement, Step};
use casework::command::Command;
use desk::api::status_of;
use desk::conflicts::decide;
use desk::desk::Desk;
use desk::error::ErrorCode;
use serde_json::{Value, json};
use std::path::Path;
use tests::cli::{Motcua, text};
use tests::motcua;
use tests::world::{World, apart, id, sync, together};

fn listed(desk: &Motcua) -> Vec<Value> {
    desk.run(&["conflicts", "list"]).ok().lines()
}

/// The only thing to decide, the same on both desks.
fn the_one(desks: [&Motcua; 2], kind: &str) -> Value {
    let [here, there] = desks.map(listed);
    assert_eq!(here, there);
    assert_eq!(here.len(), 1, "{here:?}");
    assert_eq!(here[0]["kind"], kind);
    here[0].clone()
}

fn none(desks: [&Motcua; 2]) {
    for desk in desks {
        assert_eq!(listed(desk), Vec::<Value>::new());
    }
}

/// Each side: what chooses it, and who it is of.
fn sides(conflict: &Value) -> Vec<(Option<String>, String)> {
    let sides = conflict["sides"].as_array().expect("sides").iter();
    sides
        .map(|side| {
            for part in ["text", "place", "at"] {
                assert!(!text(side, part).is_empty(), "{part} of {side}");
            }
            (
                side["keep"].as_str().map(str::to_owned),
                text(side, "officer"),
            )
        })
        .collect()
}

fn keep(desk: &Motcua, conflict: &Value, keep: &str) {
    let id = text(conflict, "id");
    let line = ["conflicts", "decide", &id, "--keep", keep];
    desk.run(&[&line[..], &["--reason", "đã hỏi người dân"]].concat())
        .ok();
}

fn correct(field: Field, seen: Option<&str>, value: &str) -> Command {
    Command::Correct {
        field,
        seen: seen.map(str::to_owned),
        value: Some(value.to_owned()),
    }
}

fn stop() -> Command {
    Command::Stop {
        reason: "người dân rút hồ sơ".to_owned(),
        settlement: Settlement::default(),
    }
}

fn phone(desk: &Desk, case: &Case) -> Option<String> {
    desk.case(id(case)).expect("a case").applicant.phone
}

fn clis(world: &World) -> [Motcua; 2] {
    ["first", "second"].map(|name| motcua!(world.path(name)))
}

#[test]
fn an_edit_that_the_end_of_a_case_overtook_is_decided_and_decided_again() {
    let mut world = World::new();
    let (first, second, case, hub) = apart(&mut world);
    first.act(id(&case), stop()).expect("a step");
    let call = correct(Field::ApplicantPhone, None, "0912 345 678");
    second.act(id(&case), call).expect("a correction");
    together(&world, &first, &second, &hub);
    let [here, there] = clis(&world);

    let conflict = the_one([&here, &there], "edit");
    let expected = [
        (Some("stands".to_owned()), "Lý Văn Sơn".to_owned()),
        (
            Some("put_back".to_owned()),
            "Hoàng Thị Minh Nguyệt".to_owned(),
        ),
    ];
    assert_eq!(sides(&conflict), expected);
    for desk in [&first, &second] {
        assert_eq!(status_of(desk).expect("a status").conflicts, 1);
        assert_eq!(
            desk.case(id(&case)).expect("a case").standing.step,
            Step::Stopped
        );
    }
    let edit = text(&conflict, "id");
    let silent = here.run(&["conflicts", "decide", &edit, "--keep", "stands"]);
    assert_eq!(silent.codes(), ["bad_field"]);
    for (choice, wanted) in [
        ("put_back", None),
        ("stands", Some("0912 345 678".to_owned())),
        ("put_back", None),
    ] {
        keep(&here, &conflict, choice);
        together(&world, &first, &second, &hub);
        none([&here, &there]);
        for desk in [&first, &second] {
            assert_eq!(phone(desk, &case), wanted, "{choice}");
        }
    }
    let shown = there.run(&["conflicts", "show", &edit]).ok().one();
    assert_eq!(text(&shown, "kind"), "edit");
    let decided = first.case(id(&case)).expect("a case").events;
    let decided = decided
        .iter()
        .filter(|event| matches!(event.detail, casework::case::Detail::EditDecision(_)));
    assert_eq!(decided.count(), 3, "every decision stays on record");
}

#[test]
fn an_edit_made_with_knowledge_of_the_end_is_no_conflict() {
    let mut world = World::new();
    let (first, second, case, hub) = apart(&mut world);
    first.act(id(&case), stop()).expect("a step");
    together(&world, &first, &second, &hub);
    let call = correct(Field::ApplicantPhone, None, "0912 345 678");
    second.act(id(&case), call).expect("a correction");
    together(&world, &first, &second, &hub);
    let [here, there] = clis(&world);
    none([&here, &there]);
}

#[test]
fn one_of_two_steps_may_be_chosen_again_until_the_case_goes_on() {
    let mut world = World::new();
    let (first, second, case, hub) = apart(&mut world);
    let result = Command::RecordResult { file: None };
    first.act(id(&case), result).expect("a step");
    second.act(id(&case), stop()).expect("a step");
    together(&world, &first, &second, &hub);
    let [here, there] = clis(&world);
    let conflict = the_one([&here, &there], "steps");
    let by = |officer: &str| {
        let found = sides(&conflict).into_iter().find(|(_, who)| who == officer);
        found.and_then(|(keep, _)| keep).expect("a side")
    };
    let (result, stopped) = (by("Hoàng Thị Minh Nguyệt"), by("Lý Văn Sơn"));
    for (choice, step) in [
        (&result, Step::ResultReady),
        (&stopped, Step::Stopped),
        (&result, Step::ResultReady),
    ] {
        keep(&there, &conflict, choice);
        together(&world, &first, &second, &hub);
        none([&here, &there]);
        let case = first.case(id(&case)).expect("a case");
        assert_eq!(case.standing.step, step);
    }
    let code = case.opening.code.to_string();
    here.run(&["case", "step", &code, "return_result"]).ok();
    let late = decide(&first, &text(&conflict, "id"), &stopped, "muộn").err();
    assert_eq!(
        late.map(|error| error.code),
        Some(ErrorCode::UnknownConflict)
    );
}

/// A file of the same citizen and procedure, taken in at a desk.
fn file(desk: &Motcua, change: &[(&str, Value)]) -> String {
    let mut row = json!({
        "procedure": "1.001193",
        "applicant": {"kind": "person", "name": "Vàng Thị Mỷ", "id": "020301414002"},
    });
    for (path, value) in change {
        row[*path] = value.clone();
    }
    let taken = desk.feed(&["intake", "-"], row.to_string().as_bytes());
    text(&taken.ok().one(), "code")
}

fn two_desks(world: &mut World) -> (Desk, Desk, String) {
    let first = world.desk("first", "Hoàng Thị Minh Nguyệt");
    let second = world.desk("second", "Lý Văn Sơn");
    (first, second, world.hub_on())
}

#[test]
fn one_citizen_and_procedure_at_two_places_may_be_one_case() {
    let mut world = World::new();
    let (first, second, hub) = two_desks(&mut world);
    drop((first, second));
    let [here, there] = clis(&world);
    let meet = || {
        for desk in [&here, &there, &here] {
            desk.run(&["sync", "--hub", &hub]).ok();
        }
    };
    let one = file(&here, &[]);
    // The same citizen again at the same desk was looked at by the officer who did it.
    file(&here, &[("procedure", json!("1.000894"))]);
    let other = file(&there, &[]);
    meet();
    let conflict = the_one([&here, &there], "duplicate");
    let pair = [&conflict["code"], &conflict["other"]].map(|code| code.as_str().expect("a code"));
    assert!(pair == [&one, &other] || pair == [&other, &one], "{pair:?}");
    assert_eq!(sides(&conflict).len(), 2);
    let status = here.run(&["status"]).ok().one();
    assert_eq!(
        (&status["duplicates"], &status["conflicts"]),
        (&json!(1), &json!(0))
    );

    keep(&there, &conflict, "both");
    meet();
    none([&here, &there]);
    keep(&here, &conflict, "open");
    meet();
    assert_eq!(the_one([&here, &there], "duplicate"), conflict);
    keep(&here, &conflict, &one);
    meet();
    none([&here, &there]);
    for (code, linked) in [(&one, &other), (&other, &one)] {
        let case = there.run(&["case", "show", code]).ok().one();
        let events = case["events"].as_array().expect("events");
        let link = events.iter().find(|event| event["kind"] == "linked");
        let link = text(link.expect("a link"), "reason");
        assert!(link.contains(linked.as_str()), "{link}");
    }
}

#[test]
fn what_is_told_apart_is_no_pair() {
    let mut world = World::new();
    let (first, second, hub) = two_desks(&mut world);
    drop((first, second));
    let [here, there] = clis(&world);
    file(&here, &[]);
    let citizen = json!({"kind": "person", "name": "Vàng Thị Mỷ", "id": "020301414003"});
    file(&there, &[("applicant", citizen)]);
    let nameless = json!({"kind": "person", "name": "Vàng Thị Mỷ"});
    file(&there, &[("applicant", nameless)]);
    file(&there, &[("procedure", json!("1.000894"))]);
    let long_ago = desk::clock::local(desk::clock::now_ms() - 8 * 86_400_000);
    file(&there, &[("received", json!(long_ago.to_string()))]);
    let stopped = file(&there, &[]);
    let stop = ["case", "step", &stopped, "stop", "--reason", "nhầm"];
    there.run(&stop).ok();
    for desk in [&here, &there, &here] {
        desk.run(&["sync", "--hub", &hub]).ok();
    }
    none([&here, &there]);
}

#[test]
fn one_request_entered_at_two_desks_is_found_by_its_name() {
    let mut world = World::new();
    let (first, second, hub) = two_desks(&mut world);
    drop((first, second));
    let [here, there] = clis(&world);
    for desk in [&here, &there] {
        let nameless = json!({"kind": "person", "name": "Vàng Thị Mỷ"});
        file(
            desk,
            &[("applicant", nameless), ("client_ref", json!("phieu-17"))],
        );
    }
    for desk in [&here, &there, &here] {
        desk.run(&["sync", "--hub", &hub]).ok();
    }
    let conflict = the_one([&here, &there], "duplicate");
    assert!(!text(&conflict, "about").is_empty());
}

fn printed(desk: &Desk, case: &Case, file: &Path) {
    let receipt = (casework::form::Form::Receipt, desk::print::PaperSize::A5);
    desk::paper::save(desk, id(case), receipt, file).expect("a receipt");
}

#[test]
fn a_value_says_on_which_slip_it_stands_and_the_slip_is_issued_again() {
    let mut world = World::new();
    let (first, second, case, hub) = apart(&mut world);
    let name = case.applicant.name.clone();
    printed(&first, &case, &world.path("a.pdf"));
    let wrong = correct(Field::ApplicantName, Some(&name), "Vàng Thị Mỹ");
    first.act(id(&case), wrong).expect("a correction");
    let other = correct(Field::ApplicantName, Some(&name), "Vàng Thị Mị");
    second.act(id(&case), other).expect("a correction");
    printed(&second, &case, &world.path("b.pdf"));
    together(&world, &first, &second, &hub);
    let [here, there] = clis(&world);
    let [all, again] = [&here, &there].map(listed);
    assert_eq!(all, again);
    let kinds: Vec<String> = all.iter().map(|one| text(one, "kind")).collect();
    assert_eq!(kinds, ["field", "paper"]);
    let stands_on = |value: &str| {
        let sides = all[0]["sides"].as_array().expect("sides").iter();
        let mut of_value = sides.filter(|side| side["keep"] == value);
        of_value.next().expect("a side")["printed"].clone()
    };
    assert_eq!(stands_on("Vàng Thị Mị"), json!([1]));
    assert_eq!(stands_on("Vàng Thị Mỹ"), json!([]));
    keep(&here, &all[0], "Vàng Thị Mỹ");
    together(&world, &first, &second, &hub);
    let paper = the_one([&here, &there], "paper");
    let refused = decide(&first, &text(&paper, "id"), "keep", "x").err();
    assert_eq!(refused.map(|error| error.code), Some(ErrorCode::BadField));
    printed(&first, &case, &world.path("c.pdf"));
    for desk in [&first, &second] {
        sync(desk, &hub);
    }
    none([&here, &there]);
    for (id, code) in [
        ("nonsense", "unknown_conflict"),
        ("field:x:y", "unknown_case"),
        (&text(&all[0], "id")[..30], "unknown_case"),
    ] {
        let ran = here.run(&["conflicts", "show", id]);
        assert_eq!(ran.codes(), [code], "{id}");
    }
}
