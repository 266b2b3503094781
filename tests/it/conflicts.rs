//! Two officers do what excludes each other without a line between them.

use casework::case::{Case, Field, Step};
use casework::command::Command;
use desk::api::{CaseDetail, detail};
use desk::desk::Desk;
use desk::error::ErrorCode;
use serde_json::Value;
use tests::cli::{Motcua, text};
use tests::motcua;
use tests::world::{World, apart, id, together};

fn conflicts(desk: &Desk) -> u64 {
    let counts = desk.store().read(|reader| reader.counts());
    counts.expect("counts").conflicts
}

fn shown(desk: &Desk, case: &Case) -> CaseDetail {
    detail(desk, &desk.case(id(case)).expect("a case")).expect("details")
}

#[test]
fn two_steps_that_exclude_each_other_are_one_conflict_everywhere() {
    let mut world = World::new();
    let (first, second, case, hub) = apart(&mut world);
    let record = Command::RecordResult { file: None };
    first
        .act(id(&case), Command::Forward { unit: None })
        .expect("a step");
    second.act(id(&case), record).expect("a step");
    assert_eq!((conflicts(&first), conflicts(&second)), (0, 0));
    together(&world, &first, &second, &hub);

    for desk in [&first, &second] {
        assert_eq!(conflicts(desk), 1);
        let case = desk.case(id(&case)).expect("a case");
        assert!(case.standing.conflict);
        // Until somebody decides, the step that promises less is shown.
        assert_eq!(case.standing.step, Step::InProcess);
        assert_eq!(case.standing.heads.len(), 2);
        let detail = shown(desk, &case);
        assert!(detail.row.conflict);
        let actions: Vec<&str> = detail.actions.iter().map(|option| option.action).collect();
        assert_eq!(actions, ["decide_step"]);
        let officers: Vec<&str> = detail.events.iter().map(|e| e.officer.as_str()).collect();
        assert!(officers.contains(&"Hoàng Thị Minh Nguyệt") && officers.contains(&"Lý Văn Sơn"));
        let refused = desk
            .act(
                id(&case),
                Command::ReturnResult {
                    way: None,
                    recipient: None,
                    notice: None,
                },
            )
            .err();
        assert_eq!(
            refused.map(|error| error.code),
            Some(ErrorCode::StepConflict)
        );
    }
}

#[test]
fn the_same_step_on_two_desks_is_no_conflict() {
    let mut world = World::new();
    let (first, second, case, hub) = apart(&mut world);
    for desk in [&first, &second] {
        desk.act(id(&case), Command::Forward { unit: None })
            .expect("a step");
    }
    together(&world, &first, &second, &hub);
    for desk in [&first, &second] {
        assert_eq!(conflicts(desk), 0);
        let step = desk.case(id(&case)).expect("a case").standing.step;
        assert_eq!(step, Step::InProcess);
        let record = Command::RecordResult { file: None };
        desk.store()
            .read(|reader| reader.case(id(&case)))
            .map(|case| {
                let case = case.expect("a case");
                let law = desk.law(&case.opening.procedure);
                casework::case::decide(&case, record, &facts(desk), &law)
            })
            .expect("a case")
            .expect("the case goes on");
    }
}

fn facts(desk: &Desk) -> casework::case::Facts {
    desk.facts().expect("facts")
}

#[test]
fn two_corrections_of_one_field_are_both_shown_until_one_is_chosen() {
    let mut world = World::new();
    let (first, second, case, hub) = apart(&mut world);
    let correct = |desk: &Desk, seen: Option<&str>, value: &str| {
        let command = Command::Correct {
            field: Field::ApplicantPhone,
            seen: seen.map(str::to_owned),
            value: Some(value.to_owned()),
        };
        desk.act(id(&case), command)
    };
    correct(&first, None, "0930 246 633").expect("a correction");
    correct(&second, None, "0912 000 111").expect("a correction");
    together(&world, &first, &second, &hub);

    let mut current = vec![];
    for desk in [&first, &second] {
        let detail = shown(desk, &case);
        assert_eq!(detail.conflicts.len(), 1);
        let conflict = &detail.conflicts[0];
        assert_eq!(conflict.field, "applicant.phone");
        let values: Vec<(&str, &str)> = conflict
            .values
            .iter()
            .map(|value| (value.value.as_str(), value.officer.as_str()))
            .collect();
        let both = [
            ("0912 000 111", "Lý Văn Sơn"),
            ("0930 246 633", "Hoàng Thị Minh Nguyệt"),
        ];
        assert_eq!(values, both);
        assert_eq!(conflicts(desk), 1);
        current.push(detail.applicant_party.phone);
        let stale = correct(desk, None, "0999 999 999").err();
        assert_eq!(stale.map(|error| error.code), Some(ErrorCode::Changed));
    }
    assert_eq!(current[0], current[1], "both desks show the same value");

    correct(&second, current[0].as_deref(), "0912 000 111").expect("a choice");
    together(&world, &first, &second, &hub);
    for desk in [&first, &second] {
        let detail = shown(desk, &case);
        assert!(detail.conflicts.is_empty());
        assert_eq!(
            detail.applicant_party.phone.as_deref(),
            Some("0912 000 111")
        );
        assert_eq!(conflicts(desk), 0);
    }
}

/// The case as the command line shows it.
fn told(motcua: &Motcua, code: &str) -> Value {
    motcua.run(&["case", "show", code]).ok().one()
}

/// The steps that exclude each other: event and what it did.
fn heads_of(case: &Value) -> Vec<(String, String)> {
    let heads = case["step_conflict"].as_array().expect("a list");
    heads
        .iter()
        .map(|head| (text(head, "event"), text(head, "label")))
        .collect()
}

#[test]
fn an_officer_decides_which_of_two_steps_holds_and_the_other_stays_in_the_history() {
    let mut world = World::new();
    let (first, second, case, hub) = apart(&mut world);
    let code = case.opening.code.to_string();
    let [centre, point] = ["first", "second"].map(|name| motcua!(world.path(name)));
    let step =
        |desk: &Motcua, step: &[&str]| desk.run(&[&["case", "step", &code][..], step].concat());
    step(&centre, &["record_result"]).ok();
    let stop = ["stop", "--reason", "Người dân rút hồ sơ."];
    step(&point, &stop).ok();
    together(&world, &first, &second, &hub);

    let both = heads_of(&told(&centre, &code));
    let mut labels: Vec<&str> = both.iter().map(|(_, label)| label.as_str()).collect();
    labels.sort_unstable();
    assert_eq!(labels, ["Dừng giải quyết", "Ghi nhận kết quả"]);
    for desk in [&centre, &point] {
        let before = told(desk, &code);
        assert_eq!(heads_of(&before), both);
        assert_eq!(before["conflict"], true);
        for refused in [&["return_result"][..], &["forward"], &stop] {
            let ran = step(desk, refused);
            let found = (ran.codes(), ran.status);
            assert_eq!(found, (vec!["step_conflict".to_owned()], 1), "{ran:?}");
        }
        let opening = before["events"][0]["id"].as_str().expect("an event");
        let opened = ["decide_step", "--keep", opening, "--reason", "Đúng."];
        assert_eq!(step(desk, &opened).codes(), ["bad_field"]);
        assert_eq!(told(desk, &code), before, "nothing was written");
    }

    let result = |(_, label): &&(String, String)| label == "Ghi nhận kết quả";
    let (keep, _) = both.iter().find(result).expect("a result");
    let silent = step(&point, &["decide_step", "--keep", keep]);
    assert_eq!(silent.codes(), ["bad_field"]);
    let why = "Kết quả đã ký trước khi rút.";
    step(&point, &["decide_step", "--keep", keep, "--reason", why]).ok();
    together(&world, &first, &second, &hub);

    let [here, there] = [&centre, &point].map(|desk| told(desk, &code));
    assert_eq!(here["events"], there["events"]);
    for case in [&here, &there] {
        assert_eq!(case["step"], "result_ready");
        assert_eq!(case["conflict"], false);
        assert_eq!(heads_of(case), []);
        let events = case["events"].as_array().expect("events");
        let kinds: Vec<String> = events.iter().map(|event| text(event, "kind")).collect();
        for kind in ["result_recorded", "stopped", "step_decided"] {
            assert_eq!(kinds.iter().filter(|k| *k == kind).count(), 1, "{kinds:?}");
        }
        let decided = events.iter().find(|event| event["kind"] == "step_decided");
        assert!(text(decided.expect("a decision"), "reason").starts_with(why));
    }
    for desk in [&first, &second] {
        assert_eq!(conflicts(desk), 0);
    }
    // The loser counts no more: the case goes on from what was kept.
    step(&centre, &["return_result"]).ok();
    together(&world, &first, &second, &hub);
    assert_eq!(told(&point, &code)["step"], "returned");
}
