use super::*;
use crate::case::Step;
use crate::case::tests::world;
use crate::person::Relation;
use serde_json::{Value, json};

/// Calendar and limits as compiled in; no procedure.
fn law() -> Law<'static> {
    world::law("none")
}

fn facts(entropy: u8) -> Facts {
    let now = "2026-11-20T09:15:00+07:00".parse().expect("a time");
    world::facts(now, entropy)
}

fn take_in(row: Value) -> Result<Case, Rejection> {
    world::take_in(row, &facts(1))
}

fn base() -> Value {
    json!({"procedure": "1.004873", "applicant": {"kind": "person", "name": "Vi Thị Hường"}})
}

fn with(key: &str, value: Value) -> Value {
    let mut row = base();
    row[key] = value;
    row
}

/// The code of the rejection with its field, or nothing where the row is taken in.
fn refusal(row: Value) -> Option<String> {
    take_in(row).err().map(|rejection| {
        let field = rejection
            .params()
            .into_iter()
            .find(|(name, _)| *name == "field");
        match field {
            Some((_, field)) => format!("{} {field}", rejection.code()),
            None => rejection.code().to_owned(),
        }
    })
}

#[test]
#[expect(clippy::too_many_lines, reason = "a table of rows")]
fn a_row_is_taken_in_or_refused_with_its_reason() {
    let paper = |copies: u32| json!({"item": "Đơn", "form": "copy", "copies": copies});
    let papers = |count: usize| {
        let named = |n| json!({"item": format!("Giấy tờ số {n}"), "form": "copy", "copies": 1});
        (0..count).map(named).collect::<Value>()
    };
    let person = |name: &str| json!({"kind": "person", "name": name});
    let long = |length: usize| "ă".repeat(length);
    for (row, expected) in [
        (base(), None),
        (with("received", json!("2026-11-20T09:20:00+07:00")), None),
        (
            with("received", json!("2026-11-20T09:21:00+07:00")),
            Some("received_in_future"),
        ),
        (with("received", json!("2025-11-20T09:15:00+07:00")), None),
        (
            with("received", json!("2025-11-18T09:15:00+07:00")),
            Some("received_too_long_ago"),
        ),
        (
            with("applicant", person("   ")),
            Some("bad_field applicant.name"),
        ),
        (with("applicant", person(&long(200))), None),
        (
            with("applicant", person(&long(201))),
            Some("too_long applicant.name"),
        ),
        (
            with("submitter", json!({"relation": "post", "name": long(201)})),
            Some("too_long submitter.name"),
        ),
        (
            with(
                "submitter",
                json!({"relation": "self", "kinship": "mother"}),
            ),
            Some("bad_field submitter.kinship"),
        ),
        (
            with("submitter", json!({"relation": "authorised", "name": "A"})),
            Some("authorisation_not_certified"),
        ),
        (
            with(
                "submitter",
                json!({"relation": "relative", "kinship": "other"}),
            ),
            Some("authorisation_not_certified"),
        ),
        (
            with(
                "submitter",
                json!({"relation": "relative", "kinship": "mother"}),
            ),
            None,
        ),
        (
            with(
                "submitter",
                json!({"relation": "authorised", "authorisation": {"certified_by": "A"}}),
            ),
            None,
        ),
        (
            with("assistance", json!({"interpreter": {"name": " "}})),
            Some("bad_field assistance.interpreter.name"),
        ),
        (
            with("assistance", json!({"read_aloud_and_fingerprint": true})),
            None,
        ),
        (
            with("variant", json!("1.004873.99")),
            Some("unknown_variant"),
        ),
        (with("documents", papers(200)), None),
        (with("documents", papers(201)), Some("bad_papers")),
        (with("documents", json!([paper(0)])), Some("bad_papers")),
        (
            with("documents", json!([paper(1), paper(1)])),
            Some("bad_papers"),
        ),
        (with("documents", json!([paper(999)])), None),
        (with("documents", json!([paper(1000)])), Some("bad_papers")),
        (
            with(
                "documents",
                json!([{"item": " ", "form": "copy", "copies": 1}]),
            ),
            Some("bad_papers"),
        ),
        (with("note", json!(long(4000))), None),
        (with("note", json!(long(4001))), Some("too_long note")),
        (with("note", json!(" \n ")), None),
        (
            with("client_ref", json!(long(201))),
            Some("too_long client_ref"),
        ),
        (
            with("place", json!({"kind": "home", "address": long(501)})),
            Some("too_long place.address"),
        ),
        (
            with("note", json!("x".repeat(10 * 1024 * 1024))),
            Some("too_long note"),
        ),
        (
            with("applicant", person(&"x".repeat(10 * 1024 * 1024))),
            Some("too_long applicant.name"),
        ),
    ] {
        let shown: String = row.to_string().chars().take(120).collect();
        assert_eq!(refusal(row).as_deref(), expected, "{shown}");
    }
}

#[test]
fn what_is_not_said_is_the_desks_own() {
    let case = take_in(base()).expect("taken in");
    assert_eq!(case.opening.place, facts(1).place);
    assert_eq!(case.opening.appointment.received, facts(1).now);
    assert_eq!(
        case.opening.documents.len(),
        world::catalogue()
            .get("1.004873")
            .expect("there")
            .checklist
            .len()
    );
    assert_eq!(
        (case.return_way, case.submitter.relation),
        (ReturnWay::AtPoint, Relation::Applicant)
    );
    assert_eq!(case.standing.step, Step::Received);
    let due = case.opening.appointment.due.map(|due| due.to_string());
    assert_eq!(due.as_deref(), Some("2026-11-25T09:15:00+07:00"));
    let unknown = world::catalogue()
        .all()
        .iter()
        .find(|procedure| procedure.limit.is_none())
        .expect("one");
    let case = take_in(with("procedure", json!(unknown.code))).expect("taken in without a limit");
    assert_eq!(case.opening.appointment.due, None, "no date is invented");
}

#[test]
fn decomposed_text_is_the_same_text() {
    let composed = take_in(with(
        "applicant",
        json!({"kind": "person", "name": "Đặng Ước"}),
    ));
    let decomposed = "\u{110}a\u{323}\u{306}ng U\u{31b}o\u{31b}\u{301}c";
    let other = take_in(with(
        "applicant",
        json!({"kind": "person", "name": decomposed}),
    ));
    assert_eq!(
        composed.expect("one").applicant.name,
        other.expect("two").applicant.name
    );
}

fn after(commands: Vec<Command>) -> Case {
    let mut case = take_in(base()).expect("taken in");
    for (command, entropy) in commands.into_iter().zip(10..) {
        let events = decide(&case, command, &facts(entropy), &law()).expect("allowed");
        case.events.extend(events);
        case.standing = fold(&case.events);
    }
    case
}

#[test]
fn each_step_is_allowed_from_where_the_law_allows_it() {
    use Command::{AddNote, RecordResult};
    let forward = || Command::Forward { unit: None };
    let give = || Command::ReturnResult {
        way: None,
        recipient: None,
        notice: None,
    };
    let result = || RecordResult { file: None };
    let note = || AddNote {
        text: "đã gọi điện".to_owned(),
    };
    for (before, command, expected) in [
        (vec![], forward(), Ok(Step::InProcess)),
        (vec![], result(), Ok(Step::ResultReady)),
        (vec![], give(), Err("decree_118_2025_article_22")),
        (vec![], note(), Ok(Step::Received)),
        (
            vec![forward()],
            forward(),
            Err("decree_118_2025_article_18"),
        ),
        (vec![forward()], result(), Ok(Step::ResultReady)),
        (vec![forward()], give(), Err("decree_118_2025_article_22")),
        (
            vec![forward(), result()],
            forward(),
            Err("decree_118_2025_article_18"),
        ),
        (
            vec![forward(), result()],
            result(),
            Err("decree_118_2025_article_19"),
        ),
        (vec![forward(), result()], give(), Ok(Step::Returned)),
        (
            vec![result(), give()],
            forward(),
            Err("decree_118_2025_article_18"),
        ),
        (
            vec![result(), give()],
            give(),
            Err("decree_118_2025_article_22"),
        ),
        (vec![result(), give()], note(), Ok(Step::Returned)),
    ] {
        let case = after(before.clone());
        let shown = format!("{command:?} after {before:?}");
        let answer = decide(&case, command, &facts(99), &law()).map(|events| {
            let all: Vec<Event> = case.events.iter().cloned().chain(events).collect();
            fold(&all).step
        });
        match (answer, expected) {
            (Ok(step), Ok(expected)) => assert_eq!(step, expected, "{shown}"),
            (Err(Rejection::NotFromHere { article, .. }), Err(expected)) => {
                assert_eq!(article, expected, "{shown}");
            }
            (answer, expected) => panic!("{shown}: {answer:?} instead of {expected:?}"),
        }
    }
}

#[test]
#[expect(clippy::too_many_lines, reason = "a table of corrections")]
fn a_correction_needs_the_value_that_was_seen() {
    let case = take_in(with(
        "applicant",
        json!({"kind": "person", "name": "Vi Thị Hường", "born": "1990", "phone": "0912345678"}),
    ))
    .expect("taken in");
    let text = |text: &str| Some(text.to_owned());
    for (field, seen, value, expected) in [
        (
            Field::ApplicantPhone,
            text("0912345678"),
            text("0987 654 321"),
            None,
        ),
        (Field::ApplicantPhone, text("0912345678"), None, None),
        (Field::ApplicantPhone, None, text("0987"), Some("changed")),
        (
            Field::ApplicantPhone,
            text("0912345678"),
            text("0912345678"),
            Some("nothing_to_correct"),
        ),
        (
            Field::ApplicantEmail,
            None,
            text(" "),
            Some("nothing_to_correct"),
        ),
        (
            Field::ApplicantName,
            text("Vi Thị Hường"),
            None,
            Some("bad_field"),
        ),
        (
            Field::ApplicantName,
            text("Vi Thị Hường"),
            text(&"x".repeat(1001)),
            Some("too_long"),
        ),
        (
            Field::SubmitterKinship,
            None,
            text("mother"),
            Some("bad_field"),
        ),
        (Field::PostTracking, None, text("EA1"), Some("bad_field")),
        (
            Field::AuthorisationDate,
            None,
            text("20/11/2026"),
            Some("bad_field"),
        ),
        (
            Field::RepresentativeName,
            None,
            text("Lý Văn Sáng"),
            Some("bad_field"),
        ),
        (
            Field::RepresentativePosition,
            None,
            text("Giám đốc"),
            Some("bad_field"),
        ),
        (
            Field::ApplicantFormerAddress,
            None,
            text("Thôn Đông, Thiện Tân, Hữu Lũng, Lạng Sơn"),
            None,
        ),
        (
            Field::ApplicantBorn,
            text("1990"),
            text("31/02/1990"),
            Some("bad_field"),
        ),
        (Field::ApplicantBorn, text("1990"), text("28/02/1990"), None),
        (Field::ApplicantSex, None, text("X"), Some("bad_field")),
        (Field::ApplicantSex, None, text("F"), None),
        (
            Field::ReturnWay,
            text("at_point"),
            text("somehow"),
            Some("bad_field"),
        ),
        (Field::ReturnWay, text("at_point"), text("post"), None),
    ] {
        let shown = format!("{field:?} {seen:?} -> {value:?}");
        let answer = decide(
            &case,
            Command::Correct { field, seen, value },
            &facts(50),
            &law(),
        );
        assert_eq!(
            answer.err().map(|rejection| rejection.code()),
            expected,
            "{shown}"
        );
    }
}
