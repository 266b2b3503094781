use super::*;
use crate::case::EventKind;
use crate::case::tests::world;
use crate::case::{
    Delivery, Extension, Facts, Notice, Settlement, SupplementRequest, Transfer, WantedPaper,
    decide,
};
use crate::command::Command;
use crate::form::{FormFacts, Holder, Letter, Outcome};
use proptest::prelude::*;

fn acting(entropy: u8) -> Facts {
    let now = format!("2026-11-20T09:{:02}:00+07:00", 15 + entropy % 40);
    world::facts(now.parse().expect("a time"), entropy)
}

fn taken_in() -> Case {
    let row = serde_json::json!({
        "procedure": "1.004873",
        "applicant": {"kind": "person", "name": "Vi Thị Hường", "phone": "0919 722 233"},
    });
    world::take_in(row, &acting(0)).expect("a case")
}

/// Does something and puts its effect into the case, as a document would.
fn act(case: &mut Case, command: Command, entropy: u8) {
    let events = decide(case, command, &acting(entropy), &world::law("none")).expect("allowed");
    for event in &events {
        if let Detail::Correction(correction) = &event.detail {
            put_back(case, correction.field, correction.to.as_deref());
        }
    }
    case.events.extend(events);
    case.standing = fold(&case.events);
}

fn print(case: &mut Case, form: Form, entropy: u8) {
    let facts = facts(case, form).expect("something to print").hash();
    let form = form.code().to_owned();
    act(case, Command::Print { form, facts }, entropy);
}

fn correct(case: &mut Case, field: Field, value: Option<&str>, entropy: u8) {
    let command = Command::Correct {
        field,
        seen: case.field(field),
        value: value.map(str::to_owned),
    };
    act(case, command, entropy);
}

/// An event of a kind with its detail, as another desk may have written it.
fn happens(case: &mut Case, kind: EventKind, detail: Detail, at: &str) {
    let facts = acting(90);
    let id = format!("event-{}", case.events.len());
    case.events.push(Event {
        id,
        kind,
        officer: facts.officer,
        device: facts.device,
        office: None,
        place: facts.place,
        at: at.parse().expect("a time"),
        supersedes: case.standing.heads.clone(),
        reason: Some("Lý do".to_owned()),
        detail,
    });
    case.standing = fold(&case.events);
}

#[test]
fn a_form_is_refused_until_what_it_is_about_has_happened() {
    let wanted = WantedPaper {
        name: "Giấy chứng sinh".to_owned(),
        originals: 1,
        certified: 0,
        photocopies: 0,
    };
    let day = |text: &str| text.parse().expect("a time");
    for (form, kind, detail) in [
        (
            Form::Supplement,
            EventKind::SupplementRequested,
            Detail::Supplement(SupplementRequest {
                papers: vec![wanted],
            }),
        ),
        (
            Form::Refusal,
            EventKind::Refused,
            Detail::Settlement(Settlement::default()),
        ),
        (
            Form::Apology,
            EventKind::Extended,
            Detail::Extension(Extension {
                before: day("2026-11-25T17:00:00+07:00"),
                until: day("2026-11-30T17:00:00+07:00"),
                told: Some(Notice::Phone),
            }),
        ),
        (
            Form::Stop,
            EventKind::Stopped,
            Detail::Settlement(Settlement::default()),
        ),
        (Form::ReturnSlip, EventKind::ResultRecorded, Detail::None),
    ] {
        let mut case = taken_in();
        let refused = facts(&case, form).expect_err("nothing happened yet");
        assert_eq!(refused.code(), "nothing_to_print", "{form:?}");
        assert!(
            refused.params().contains(&("form", form.code().to_owned())),
            "{form:?}"
        );
        happens(&mut case, kind, detail, "2026-11-23T10:00:00+07:00");
        let printed = facts(&case, form);
        assert!(printed.is_ok(), "{form:?}: {printed:?}");
    }
    for form in [Form::Receipt, Form::Control] {
        assert!(facts(&taken_in(), form).is_ok(), "{form:?}");
    }
    for form in Form::ALL {
        assert_eq!(Form::from_code(form.code()), Some(form));
    }
}

#[test]
fn only_what_stands_on_a_paper_makes_it_differ() {
    for (field, value, forms) in [
        (
            Field::ApplicantName,
            Some("Vi Thị Hương"),
            vec![Form::Receipt, Form::Control],
        ),
        (
            Field::ApplicantPhone,
            None,
            vec![Form::Receipt, Form::Control],
        ),
        (Field::ReturnWay, Some("post"), vec![Form::Receipt]),
    ] {
        let mut case = taken_in();
        print(&mut case, Form::Receipt, 1);
        print(&mut case, Form::Control, 2);
        assert_eq!(outdated(&case), []);
        let text = "Đã gọi điện".to_owned();
        act(&mut case, Command::AddNote { text }, 3);
        act(&mut case, Command::Forward { unit: None }, 4);
        assert_eq!(outdated(&case), [], "a note and a step stand on no receipt");
        correct(&mut case, field, value, 5);
        let found: Vec<Form> = outdated(&case).iter().map(|paper| paper.form).collect();
        assert_eq!(found, forms, "{field:?}");
        for form in forms {
            print(&mut case, form, 6);
            assert_eq!(case.issues(form.code()), 2);
        }
        assert_eq!(outdated(&case), [], "the re-issue says what the case says");
    }
}

#[test]
fn an_issue_is_drawn_again_as_it_was_or_not_at_all() {
    let mut case = taken_in();
    let name = |case: Option<Case>| case.map(|case| case.applicant.name);
    print(&mut case, Form::Receipt, 1);
    correct(&mut case, Field::ApplicantName, Some("Vi Thị Hương"), 2);
    correct(&mut case, Field::ApplicantName, Some("Vi Thị Hưởng"), 3);
    print(&mut case, Form::Receipt, 4);
    let first = name(as_issued(&case, Form::Receipt, 1));
    assert_eq!(first.as_deref(), Some("Vi Thị Hường"));
    let second = name(as_issued(&case, Form::Receipt, 2));
    assert_eq!(second.as_deref(), Some("Vi Thị Hưởng"));
    assert!(as_issued(&case, Form::Receipt, 3).is_none());
    // What another desk printed of a case that this one has never seen so.
    for event in &mut case.events {
        if let Detail::Print(record) = &mut event.detail {
            record.facts = Hash::of(b"something else");
        }
    }
    assert!(as_issued(&case, Form::Receipt, 1).is_none());
    assert_eq!(outdated(&case).len(), 1);
}

#[test]
fn the_control_slip_has_a_row_for_each_hand_over() {
    let mut case = taken_in();
    let transfer = |unit: Option<&str>, to: Option<&str>| {
        Detail::Transfer(Transfer {
            unit: unit.map(str::to_owned),
            to: to.map(str::to_owned),
        })
    };
    let unit = |name: &str| Some(Holder::Unit(name.to_owned()));
    let due = case.appointment().due.expect("a date");
    let at = due.to_string();
    happens(
        &mut case,
        EventKind::Forwarded,
        transfer(Some("Phòng Kinh tế"), None),
        "2026-11-20T15:00:00+07:00",
    );
    happens(
        &mut case,
        EventKind::Assigned,
        transfer(None, Some("Trần Tuấn")),
        "2026-11-20T15:10:00+07:00",
    );
    happens(&mut case, EventKind::ResultRecorded, Detail::None, &at);
    let delivery = Delivery {
        way: ReturnWay::AtPoint,
        recipient: None,
        notice: None,
    };
    happens(
        &mut case,
        EventKind::Returned,
        Detail::Delivery(delivery),
        &at,
    );
    let FormFacts::Letter(letter) = facts(&case, Form::Control).expect("a slip") else {
        unreachable!("a control slip is a letter");
    };
    let Letter::Control(slip) = *letter else {
        unreachable!("a control slip");
    };
    let rows: Vec<_> = slip
        .hand_overs
        .iter()
        .map(|row| (row.from.clone(), row.to.clone(), row.outcome))
        .collect();
    let handling = || unit("Phòng Kinh tế");
    assert_eq!(
        rows,
        [
            (Some(Holder::Counter), handling(), None),
            (handling(), handling(), None),
            (handling(), Some(Holder::Counter), Some(Outcome::OnTime)),
        ]
    );
    let FormFacts::Letter(letter) = facts(&case, Form::ReturnSlip).expect("a slip") else {
        unreachable!("a return slip is a letter");
    };
    let Letter::ReturnSlip(slip) = *letter else {
        unreachable!("a return slip");
    };
    assert_eq!(
        slip.taken.map(|taken| taken.name),
        Some("Vi Thị Hường".to_owned())
    );
}

#[test]
fn a_result_is_early_in_time_or_late() {
    for (at, outcome) in [
        ("2026-11-24T17:00:00+07:00", Outcome::Early),
        ("2026-11-25T08:00:00+07:00", Outcome::OnTime),
        ("2026-11-25T17:00:00+07:00", Outcome::OnTime),
        ("2026-11-25T17:01:00+07:00", Outcome::Late),
        ("2026-11-26T08:00:00+07:00", Outcome::Late),
    ] {
        let due = "2026-11-25T17:00:00+07:00".parse().expect("a time");
        assert_eq!(
            Outcome::of(at.parse().expect("a time"), due),
            outcome,
            "{at}"
        );
    }
}

/// What may happen between two papers.
#[derive(Clone, Debug)]
enum Deed {
    Correct(Field, String),
    Note,
    Print(Form),
}

fn deeds() -> impl Strategy<Value = Vec<Deed>> {
    let fields = proptest::sample::select(vec![
        Field::ApplicantName,
        Field::ApplicantAddress,
        Field::ApplicantPhone,
        Field::ApplicantEmail,
    ]);
    let forms = proptest::sample::select(vec![Form::Receipt, Form::Control]);
    let deed = prop_oneof![
        (fields, "[ABC]").prop_map(|(field, text)| Deed::Correct(field, text)),
        Just(Deed::Note),
        forms.prop_map(Deed::Print),
    ];
    proptest::collection::vec(deed, 1..12)
}

proptest! {
    /// A printed fact never changes in silence: a paper either says what the case says, or it is listed
    /// as outdated; and every issue can be drawn again with the facts it had.
    #[test]
    fn a_printed_fact_never_changes_in_silence(deeds in deeds()) {
        let mut case = taken_in();
        let mut issued: Vec<(Form, FormFacts)> = vec![];
        for (entropy, deed) in (1..).zip(deeds) {
            match deed {
                Deed::Correct(field, text) if case.field(field).as_deref() != Some(&text) => {
                    correct(&mut case, field, Some(&text), entropy);
                }
                Deed::Correct(..) => {}
                Deed::Note => act(&mut case, Command::AddNote { text: "Ghi chú".to_owned() }, entropy),
                Deed::Print(form) => {
                    issued.push((form, facts(&case, form).expect("facts")));
                    print(&mut case, form, entropy);
                }
            }
            let listed: Vec<Form> = outdated(&case).iter().map(|paper| paper.form).collect();
            for form in [Form::Receipt, Form::Control] {
                let all: Vec<&FormFacts> =
                    issued.iter().filter(|(known, _)| *known == form).map(|(_, facts)| facts).collect();
                let now = facts(&case, form).expect("facts");
                let differs = all.last().is_some_and(|printed| **printed != now);
                prop_assert_eq!(listed.contains(&form), differs);
                for (issue, printed) in (1..).zip(&all) {
                    let then = as_issued(&case, form, issue).expect("the case as it was");
                    prop_assert_eq!(&facts(&then, form).expect("facts"), *printed);
                }
            }
        }
    }
}

/// Each field that may be corrected goes back to what it was before the correction.
#[test]
fn every_correction_can_be_put_back() {
    let organisation = serde_json::json!({
        "kind": "organisation", "name": "Hợp tác xã Mẫu",
        "representative": {"name": "Lý Văn Sáng", "position": "Giám đốc"},
    });
    for submitter in [
        serde_json::json!({"relation": "relative", "kinship": "mother"}),
        serde_json::json!({"relation": "authorised", "authorisation": {"date": "01/10/2026"}}),
        serde_json::json!({"relation": "post", "post": {"tracking": "EA1"}}),
    ] {
        let mut case = taken_in();
        case.applicant = serde_json::from_value(organisation.clone()).expect("a party");
        case.submitter = serde_json::from_value(submitter).expect("a submitter");
        for field in Field::ALL {
            let before = case.clone();
            let value = match field.code() {
                "applicant.born" => "15/08/1999",
                "applicant.sex" => "F",
                "submitter.authorisation.date" => "20/11/2026",
                "submitter.kinship" => "father",
                "return_way" => "post",
                _ => "Lời khác",
            };
            put_back(&mut case, field, Some(value));
            assert_eq!(case.field(field).as_deref(), Some(value), "{field:?}");
            put_back(&mut case, field, before.field(field).as_deref());
            assert_eq!(case, before, "{field:?}");
        }
    }
}
