use super::*;
use crate::calendar::Calendar;
use crate::case::{Facts, Field, Law, Reception, Step, decide, receive};
use crate::command::{Command, Intake};
use crate::id::{CaseId, DeviceId, OfficeId, OfficerId};
use crate::number::RecordCode;
use crate::office::{Officer, Place, PlaceKind, Role};
use crate::procedure::Catalogue;
use crate::rejection::Rejection;
use crate::rules::Rules;
use automerge::transaction::{CommitOptions, Transactable};
use automerge::{ObjType, ROOT, ReadDoc};

/// How `skeleton-1.bin` was made: a fixed actor, time 0, the same bytes everywhere.
#[test]
fn the_skeleton_is_what_it_says() {
    let mut doc = AutoCommit::new().with_actor(automerge::ActorId::from([0; 16].as_slice()));
    doc.put(ROOT, schema::SCHEMA, 1).expect("put");
    for map in schema::MAPS {
        doc.put_object(ROOT, map, ObjType::Map).expect("put");
    }
    doc.commit_with(CommitOptions::default().with_time(0))
        .expect("a change");
    let change = doc.get_last_local_change().expect("a change");
    assert_eq!(change.raw_bytes(), schema::SKELETON);
}

fn actor(n: u8) -> ActorId {
    ActorId([n; 16])
}

fn decided(case: &Case, command: Command, facts: &Facts) -> Result<Vec<Event>, Rejection> {
    let law = Law {
        calendar: &Calendar::built_in(),
        rules: &Rules::built_in(),
        procedure: None,
    };
    decide(case, command, facts, &law)
}

fn facts(n: u8) -> Facts {
    Facts {
        officer: Officer {
            id: OfficerId([n; 16]),
            name: format!("Cán bộ {n}"),
        },
        roles: Role::ALL.to_vec(),
        device: DeviceId([n; 16]),
        office: OfficeId([2; 16]),
        place: Place {
            kind: PlaceKind::Home,
            name: None,
            address: Some("Thôn Mẫu".to_owned()),
        },
        now: "2026-11-20T09:15:00+07:00".parse().expect("a time"),
        entropy: [n; 16],
    }
}

fn received() -> Case {
    received_as(serde_json::json!({
        "procedure": "1.001193",
        "applicant": {"kind": "person", "name": "Đặng Thị Ước", "born": "15/08/1999", "sex": "F"},
        "submitter": {"relation": "relative", "name": "Đặng Văn Ân"},
        "note": "Đọc lại cho người nộp nghe",
    }))
}

fn received_as(intake: serde_json::Value) -> Case {
    let catalogue = Catalogue::built_in().expect("built in");
    let intake: Intake = serde_json::from_value(intake).expect("an intake");
    let reception = Reception {
        id: CaseId([1; 16]),
        office: OfficeId([2; 16]),
        code: &RecordCode::parse("H37.101.05-261120-5001").expect("a code"),
        procedure: catalogue.get("1.001193").expect("in the catalogue"),
        calendar: &Calendar::built_in(),
        rules: &Rules::built_in(),
        clock_unconfirmed: false,
        for_office: None,
    };
    receive(intake, &facts(1), &reception).expect("received")
}

pub(crate) fn opened() -> (Case, Vec<u8>) {
    let case = received();
    let mut document = Document::skeleton().expect("skeleton");
    let change = document
        .open(actor(1), 1_763_600_000_000, &case)
        .expect("opens");
    (case, change)
}

fn load(changes: &[&Vec<u8>]) -> Document {
    Document::load(changes.iter().map(|change| change.as_slice())).expect("loads")
}

pub(crate) fn written(base: &[&Vec<u8>], who: u8, command: Command) -> Vec<u8> {
    let mut document = load(base);
    let case = document.case().expect("a case");
    let events = decided(&case, command, &facts(who)).expect("allowed");
    document
        .append(actor(who), 1_763_600_100_000, &events)
        .expect("appends")
}

pub(crate) fn correct(field: Field, seen: Option<&str>, value: &str) -> Command {
    let seen = seen.map(str::to_owned);
    Command::Correct {
        field,
        seen,
        value: Some(value.to_owned()),
    }
}

#[test]
fn a_case_is_read_as_it_was_written() {
    let (case, change) = opened();
    assert_eq!(load(&[&change]).case(), Some(case));
    assert_eq!(inspect_change(&change, actor(1)), Ok(()));
    assert_eq!(Document::skeleton().expect("skeleton").case(), None);
}

/// Everything that may be said of people comes back as it was written, and is corrected field by
/// field; what was not said leaves no key.
#[test]
fn people_are_read_as_they_were_written() {
    let party = |kind: &str| serde_json::json!({"kind": kind, "name": "Đặng Thị Ước"});
    let organisation = serde_json::json!({
        "kind": "organisation", "name": "Hợp tác xã Mẫu", "former_address": "Thôn Mẫu",
        "representative": {"name": "Lý Văn Sáng", "position": "Giám đốc"},
    });
    for (applicant, submitter, assistance, corrected, value) in [
        (
            party("person"),
            serde_json::json!({"relation": "relative", "name": "Đặng Văn Ân", "kinship": "elder_brother"}),
            serde_json::json!({"read_aloud_and_fingerprint": true, "witness": {"name": "Lý Thị Mẩy"}}),
            Field::SubmitterKinship,
            "father",
        ),
        (
            party("person"),
            serde_json::json!({
                "relation": "authorised",
                "authorisation": {"number": "12", "date": "20/11/2026", "certified_by": "UBND xã Mẫu"},
            }),
            serde_json::json!({"interpreter": {"name": "Giàng A Páo", "language": "tiếng Mông"}}),
            Field::AuthorisationDate,
            "19/11/2026",
        ),
        (
            organisation,
            serde_json::json!({"relation": "representative", "name": "Lý Văn Sáng", "position": "Giám đốc"}),
            serde_json::Value::Null,
            Field::RepresentativePosition,
            "Phó Giám đốc",
        ),
        (
            party("person"),
            serde_json::json!({"relation": "post", "post": {"service": "VNPost", "tracking": "EA1"}}),
            serde_json::Value::Null,
            Field::PostTracking,
            "EA2",
        ),
    ] {
        let case = received_as(serde_json::json!({
            "procedure": "1.001193", "applicant": applicant, "submitter": submitter,
            "assistance": assistance,
        }));
        let mut document = Document::skeleton().expect("skeleton");
        let change = document
            .open(actor(1), 1_763_600_000_000, &case)
            .expect("opens");
        let read = load(&[&change]).case().expect("a case");
        assert_eq!(read, case);
        let written_out = serde_json::to_value(&read.submitter).expect("json");
        assert_eq!(written_out, submitter);
        let command = correct(corrected, case.field(corrected).as_deref(), value);
        let correction = written(&[&change], 2, command);
        let read = load(&[&change, &correction]).case().expect("a case");
        assert_eq!(read.field(corrected).as_deref(), Some(value));
    }
    let (_, change) = opened();
    let document = load(&[&change]);
    assert_eq!(
        document.doc.get(ROOT, schema::ASSISTANCE).expect("a map"),
        None
    );
    let (_, submitter) = document
        .doc
        .get(ROOT, schema::SUBMITTER)
        .expect("a map")
        .expect("there");
    let keys: Vec<String> = document.doc.keys(&submitter).collect();
    assert_eq!(keys, ["name", "relation"]);
}

#[test]
fn order_and_repetition_do_not_matter() {
    let (_, open) = opened();
    let note = written(
        &[&open],
        2,
        Command::AddNote {
            text: "đã gọi điện".to_owned(),
        },
    );
    let forward = written(&[&open], 3, Command::Forward { unit: None });
    let result = written(&[&open, &forward], 4, Command::RecordResult { file: None });
    let mut expected = load(&[&open, &note, &forward, &result]);
    let case = expected.case();
    assert_eq!(
        case.as_ref().map(|case| case.standing.step),
        Some(Step::ResultReady)
    );
    for order in [
        [&result, &forward, &note, &open],
        [&note, &open, &result, &forward],
        [&forward, &result, &open, &note],
    ] {
        let mut other = load(&[&order[..], &order[..]].concat());
        assert_eq!(other.case(), case);
        assert_eq!(other.heads(), expected.heads());
    }
}

#[test]
fn two_steps_taken_apart_are_a_conflict_that_blocks() {
    let (_, open) = opened();
    let forward = written(&[&open], 2, Command::Forward { unit: None });
    let result = written(&[&open], 3, Command::RecordResult { file: None });
    let case = load(&[&open, &forward, &result]).case().expect("a case");
    assert!(case.standing.conflict);
    assert_eq!(
        case.standing.step,
        Step::InProcess,
        "the one that promises less"
    );
    assert_eq!(case.standing.heads.len(), 2);
    let answer = decided(
        &case,
        Command::ReturnResult {
            way: None,
            recipient: None,
            notice: None,
        },
        &facts(4),
    );
    assert_eq!(answer, Err(Rejection::StepConflict));
    // The same step taken twice is no conflict.
    let again = written(&[&open], 4, Command::Forward { unit: None });
    let case = load(&[&open, &forward, &again]).case().expect("a case");
    assert!(!case.standing.conflict);
}

#[test]
fn different_fields_merge_and_the_same_field_keeps_both_values() {
    let (_, open) = opened();
    let phone = written(
        &[&open],
        2,
        correct(Field::ApplicantPhone, None, "0912 345 678"),
    );
    let name = written(
        &[&open],
        3,
        correct(Field::ApplicantName, Some("Đặng Thị Ước"), "Đặng Thị Ươc"),
    );
    let other = written(
        &[&open],
        4,
        correct(Field::ApplicantName, Some("Đặng Thị Ước"), "Đặng Thị Ướt"),
    );
    let case = load(&[&open, &phone, &name]).case().expect("a case");
    assert_eq!(
        (case.applicant.name.as_str(), case.conflicts.len()),
        ("Đặng Thị Ươc", 0)
    );
    assert_eq!(case.applicant.phone.as_deref(), Some("0912 345 678"));
    let case = load(&[&open, &name, &other]).case().expect("a case");
    let values: Vec<_> = case
        .conflicts
        .iter()
        .map(|conflict| conflict.values.clone())
        .collect();
    assert_eq!(values, [["Đặng Thị Ươc", "Đặng Thị Ướt"]]);
    // Writing the right value again settles it.
    let shown = case.applicant.name.clone();
    let settled = written(
        &[&open, &name, &other],
        5,
        correct(Field::ApplicantName, Some(&shown), &shown),
    );
    let case = load(&[&open, &name, &other, &settled])
        .case()
        .expect("a case");
    assert_eq!((case.conflicts.len(), case.applicant.name), (0, shown));
}

#[test]
fn an_edit_counts_as_overtaken_only_where_neither_side_knew_the_other() {
    let (_, open) = opened();
    let stop = || Command::Stop {
        reason: "xin rút".to_owned(),
        settlement: crate::case::Settlement::default(),
    };
    let phone = || correct(Field::ApplicantPhone, None, "0912 345 678");
    let note = || Command::AddNote {
        text: "đã gọi".to_owned(),
    };
    let overtaken = |changes: &[&Vec<u8>]| {
        let case = load(changes).case().expect("a case");
        case.overtaken.len()
    };
    let stopped = written(&[&open], 2, stop());
    let apart = written(&[&open], 3, phone());
    let after = written(&[&open, &stopped], 4, phone());
    let before = written(&[&open, &apart], 5, stop());
    let noted = written(&[&open], 6, note());
    // What lies between does not hide it: the edit is known to somebody else's later note.
    let between = written(&[&open, &apart], 7, note());
    for (what, changes, wanted) in [
        ("apart", vec![&open, &stopped, &apart], 1),
        ("in the other order", vec![&apart, &open, &stopped], 1),
        ("the edit knew the end", vec![&open, &stopped, &after], 0),
        ("the end knew the edit", vec![&open, &apart, &before], 0),
        ("a note changes nothing", vec![&open, &stopped, &noted], 0),
        (
            "something between",
            vec![&open, &apart, &between, &stopped],
            1,
        ),
        ("no end", vec![&open, &apart], 0),
    ] {
        assert_eq!(overtaken(&changes), wanted, "{what}");
    }
    let both = [&open, &stopped, &apart];
    let case = load(&both).case().expect("a case");
    let decide = |stands, reason: &str| Command::DecideEdit {
        edit: case.overtaken[0].edit.clone(),
        stands,
        reason: reason.to_owned(),
    };
    assert!(decided(&case, decide(true, " "), &facts(8)).is_err());
    let unknown = Command::DecideEdit {
        edit: "x".to_owned(),
        stands: true,
        reason: "x".to_owned(),
    };
    assert_eq!(
        decided(&case, unknown, &facts(8)),
        Err(Rejection::NothingToCorrect)
    );
    let back = written(&both, 8, decide(false, "nhầm"));
    let case = load(&[&open, &stopped, &apart, &back])
        .case()
        .expect("a case");
    assert_eq!((case.overtaken.len(), case.applicant.phone), (0, None));
}

#[test]
fn a_damaged_change_is_refused_and_never_panics() {
    let (_, open) = opened();
    let forward = written(&[&open], 2, Command::Forward { unit: None });
    assert!(rehearse([open.as_slice()], [forward.as_slice()]).is_ok());
    for bit in 0..forward.len() * 8 {
        let mut damaged = forward.clone();
        damaged[bit / 8] ^= 1 << (bit % 8);
        assert!(
            inspect_change(&damaged, actor(2)).is_err(),
            "bit {bit} went through"
        );
    }
    for length in 0..forward.len() {
        assert!(
            inspect_change(&forward[..length], actor(2)).is_err(),
            "cut to {length}"
        );
    }
}

#[test]
fn what_may_not_be_kept_is_told_apart() {
    let (_, open) = opened();
    let forward = written(&[&open], 2, Command::Forward { unit: None });
    let twin = written(
        &[&open],
        2,
        Command::AddNote {
            text: "bản sao máy".to_owned(),
        },
    );
    assert_eq!(
        inspect_change(&forward, actor(3)),
        Err(ChangeError::WrongActor)
    );
    let code = |result: Result<Document, ChangeError>| result.err();
    assert_eq!(
        code(rehearse([], [forward.as_slice()])),
        Some(ChangeError::MissingDependency)
    );
    let cloned = rehearse([open.as_slice(), forward.as_slice()], [twin.as_slice()]);
    assert_eq!(code(cloned), Some(ChangeError::DoesNotApply));
}

/// A change whose operation counter starts where Automerge would panic on the next edit.
#[test]
fn a_poisoned_counter_is_out_of_bounds() {
    let mut doc = AutoCommit::new().with_actor(automerge::ActorId::from([9; 16].as_slice()));
    for n in 0..6_000 {
        doc.put(ROOT, format!("k{n}"), n).expect("put");
    }
    doc.commit_with(CommitOptions::default().with_time(0))
        .expect("a change");
    let change = doc.get_last_local_change().expect("a change");
    assert_eq!(
        inspect_change(change.raw_bytes(), actor(9)),
        Err(ChangeError::OutOfBounds)
    );
}

/// The same files are read by Automerge for JavaScript: `ui/src/test/export.test.ts`.
#[test]
fn a_saved_document_is_what_it_was_for_any_program() {
    let (_, open) = opened();
    let phone = |who: u8, number: &str| {
        written(&[&open], who, correct(Field::ApplicantPhone, None, number))
    };
    let (one, other) = (phone(2, "0912 345 678"), phone(3, "0987 654 321"));
    let mut document = load(&[&open, &one, &other]);
    let case = document.case().expect("a case");
    let saved = document.save();
    let values = serde_json::to_value(automerge::AutoSerde::from(&document.doc)).expect("JSON");
    let heads: Vec<String> = document.heads().iter().map(ToString::to_string).collect();
    let phones = &case.conflicts[0].values;
    let told = serde_json::json!({"heads": heads, "values": values, "phones": phones});
    let told = serde_json::to_string_pretty(&told).expect("JSON") + "\n";
    let hex = |bytes: &[u8]| {
        bytes
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect::<String>()
    };
    let lines: Vec<String> = saved.chunks(50).map(hex).collect();
    expect_test::expect_file!["../../../../tests/data/case-1.hex"]
        .assert_eq(&(lines.join("\n") + "\n"));
    expect_test::expect_file!["../../../../tests/data/case-1.json"].assert_eq(&told);
    let reloaded = gate::reload(&saved).expect("own bytes").case();
    assert_eq!(reloaded, Some(case));
}
