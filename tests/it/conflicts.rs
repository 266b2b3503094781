//! Two officers do what excludes each other without a line between them.

use casework::case::{Case, Field, Step};
use casework::command::Command;
use desk::api::{CaseDetail, detail};
use desk::desk::Desk;
use desk::error::ErrorCode;
use tests::world::{World, heads, id, is_sound, sync, take_in};

/// Two desks that both have the same case, and the hub's address.
fn apart(world: &mut World) -> (Desk, Desk, Case, String) {
    let first = world.desk("first", "Hoàng Thị Minh Nguyệt");
    let second = world.desk("second", "Lý Văn Sơn");
    let case = take_in(&first, 0);
    let hub = world.hub_on();
    for desk in [&first, &second, &first] {
        sync(desk, &hub);
    }
    (first, second, case, hub)
}

fn together(world: &World, first: &Desk, second: &Desk, hub: &str) {
    for desk in [first, second, first] {
        sync(desk, hub);
    }
    let hub = world.hub().store();
    for store in [first.store(), second.store()] {
        assert_eq!(heads(store), heads(hub));
        is_sound(store);
    }
    is_sound(hub);
}

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
        assert!(detail.row.conflict && detail.actions.is_empty());
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
