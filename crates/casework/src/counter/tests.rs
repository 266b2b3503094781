use super::*;
use crate::id::{DeviceId, OfficerId};
use crate::office::{Officer, Place, PlaceKind};
use crate::procedure::Catalogue;
use crate::time::LocalTime;
use serde_json::{Value, json};

const NUMBER: &str = "5001-0002/HDHS";

fn facts(at: &str) -> Facts {
    Facts {
        officer: Officer {
            id: OfficerId([2; 16]),
            name: "Vi Thị Kim".to_owned(),
        },
        roles: vec![],
        device: DeviceId([3; 16]),
        office: crate::id::OfficeId([4; 16]),
        place: Place {
            kind: PlaceKind::Centre,
            name: None,
            address: None,
        },
        now: at.parse::<LocalTime>().expect("a time"),
        entropy: [0; 16],
    }
}

/// A procedure whose checklist has `p1` (submit), `p2` (submit) and `db` (look up).
fn procedure() -> Procedure {
    let mut procedure = Catalogue::built_in()
        .expect("a catalogue")
        .get("1.001193")
        .expect("birth")
        .clone();
    let first = procedure.checklist[0].clone();
    procedure.checklist = [
        ("p1", "Giấy chứng sinh", Handling::Submit),
        ("p2", "Tờ khai", Handling::Submit),
        ("db", "Giấy chứng nhận kết hôn", Handling::Lookup),
    ]
    .into_iter()
    .map(|(item, name, handling)| crate::procedure::Paper {
        item: item.to_owned(),
        name: name.to_owned(),
        handling,
        ..first.clone()
    })
    .collect();
    procedure
}

fn request(changes: &Value) -> CounterRequest {
    let mut request = json!({
        "outcome": "supplement_requested",
        "procedure": "1.001193",
        "applicant": {"kind": "person", "name": "Hoàng Văn Páo", "id": "020 199 001 234"},
        "missing": [{"item": "p1", "originals": 1}],
        "reason": "Chưa có giấy chứng sinh",
    });
    for (key, value) in changes.as_object().expect("an object") {
        request[key] = value.clone();
    }
    serde_json::from_value(request).expect("a request")
}

fn decide(
    changes: &Value,
    at: &str,
    earlier: &[(Record, CounterAnswer)],
) -> Result<CounterAnswer, Rejection> {
    let counter = Counter {
        procedure: &procedure(),
        earlier,
        number: NUMBER,
        phone: Some("0205 388 0000"),
        clock_unconfirmed: false,
    };
    answer(request(changes), &facts(at), &counter)
}

const TODAY: &str = "2026-11-22T08:30:00+07:00";

/// An earlier answer with number `n`.
fn given(n: u8, at: &str, changes: &Value) -> (Record, CounterAnswer) {
    let answer = CounterAnswer {
        number: format!("5001-{n:04}/HDHS"),
        ..decide(changes, at, &[]).expect("allowed")
    };
    let record = Record::new(CaseId([n; 16]), &facts(at), &answer).expect("small");
    (record, answer)
}

#[test]
fn an_answer_says_everything_its_paper_needs() {
    let answer = decide(&json!({}), TODAY, &[]).expect("allowed");
    assert_eq!(
        serde_json::to_value(&answer).expect("JSON"),
        json!({
            "number": NUMBER,
            "outcome": "supplement_requested",
            "procedure": "1.001193",
            "procedure_name": procedure().name,
            "applicant": {"kind": "person", "name": "Hoàng Văn Páo", "id": "020199001234"},
            "missing": [{
                "item": "p1", "name": "Giấy chứng sinh",
                "originals": 1, "certified": 0, "photocopies": 0,
            }],
            "reason": "Chưa có giấy chứng sinh",
            "contact": {"name": "Vi Thị Kim", "phone": "0205 388 0000"},
            "clock_unconfirmed": false,
        })
    );
    let asked = json!({"contact": {"name": " Bà  Lan ", "phone": "0912 345 678"}});
    let contact = decide(&asked, TODAY, &[]).expect("allowed").contact;
    assert_eq!(
        (contact.name.as_str(), contact.phone.as_deref()),
        ("Bà Lan", Some("0912 345 678"))
    );
    let nameless = json!({
        "outcome": "guided", "reason": null, "missing": [],
        "applicant": {"kind": "person", "name": " ", "id": "020199001234"},
    });
    let guided = decide(&nameless, TODAY, &[]).expect("allowed");
    assert_eq!((guided.applicant, guided.reason), (None, None));
}

#[test]
#[expect(clippy::too_many_lines, reason = "a table")]
fn every_rule_of_the_counter_says_why_it_refuses() {
    let field = |field: &str| Rejection::BadField {
        field: field.to_owned(),
    };
    let long = |field: &str, max| Rejection::TooLong {
        field: field.to_owned(),
        max,
    };
    let refusal = |changes: Value| {
        let mut refusal = json!({"outcome": "refused", "ground": "Luật Hộ tịch 2014 Đ.16"});
        refusal
            .as_object_mut()
            .expect("an object")
            .extend(changes.as_object().expect("an object").clone());
        refusal
    };
    for (changes, wanted) in [
        (
            json!({"reason": null}),
            CounterRejection::ReasonMissing.into(),
        ),
        (
            json!({"reason": " \n "}),
            CounterRejection::ReasonMissing.into(),
        ),
        (
            refusal(json!({"reason": ""})),
            CounterRejection::ReasonMissing.into(),
        ),
        (
            refusal(json!({"ground": " "})),
            CounterRejection::GroundMissing.into(),
        ),
        (
            json!({"missing": []}),
            CounterRejection::NothingAsked.into(),
        ),
        (
            json!({"missing": [{"item": "db", "photocopies": 1}]}),
            CounterRejection::NotDemandable {
                paper: "Giấy chứng nhận kết hôn".to_owned(),
            }
            .into(),
        ),
        (json!({"applicant": null}), field("applicant.name")),
        (
            refusal(json!({"applicant": {"kind": "person", "name": ""}})),
            field("applicant.name"),
        ),
        (json!({"missing": [{"item": "p9"}]}), field("missing.item")),
        (
            json!({"missing": [{"originals": 1}]}),
            field("missing.name"),
        ),
        (
            json!({"missing": [{"item": "p1"}, {"item": "p1"}]}),
            Rejection::BadPapers,
        ),
        (
            json!({"missing": [{"item": "p1", "originals": 1000}]}),
            Rejection::BadPapers,
        ),
        (
            json!({"missing": vec![json!({"name": "x"}); 201]}),
            Rejection::BadPapers,
        ),
        (json!({"reason": "x".repeat(4_001)}), long("reason", 4_000)),
        (json!({"ground": "x".repeat(100_000)}), long("ground", 500)),
        (
            json!({"variant": "1.001193.99"}),
            Rejection::UnknownVariant {
                variant: "1.001193.99".to_owned(),
            },
        ),
        (
            json!({"follows": CaseId([9; 16])}),
            CounterRejection::UnknownAnswer {
                answer: CaseId([9; 16]),
            }
            .into(),
        ),
    ] {
        assert_eq!(
            decide(&changes, TODAY, &[]).err(),
            Some(wanted),
            "{changes}"
        );
    }
}

/// `None`: allowed; otherwise what is new.
fn check_again(first: &Value, second: &Value, new: Option<&str>) {
    let earlier = [given(1, "2026-11-20T09:00:00+07:00", first)];
    let decided = decide(second, TODAY, &earlier);
    let wanted = new.map(|paper| {
        Rejection::from(CounterRejection::AskedAgain {
            paper: paper.to_owned(),
            number: "5001-0001/HDHS".to_owned(),
            day: jiff::civil::date(2026, 11, 20),
        })
    });
    assert_eq!(decided.err(), wanted, "{first} then {second}");
}

#[test]
fn everything_is_asked_for_once() {
    let both = json!({"missing": [{"item": "p1", "originals": 1}, {"item": "p2"}]});
    let second = json!({"missing": [{"item": "p2"}]});
    let guided = json!({"outcome": "guided"});
    check_again(&json!({}), &json!({}), None);
    check_again(&both, &second, None);
    check_again(&json!({}), &second, Some("Tờ khai"));
    check_again(&guided, &second, Some("Tờ khai"));
    check_again(&json!({"outcome": "guided", "missing": []}), &second, None);
    check_again(
        &json!({"outcome": "refused", "ground": "Đ.16"}),
        &second,
        None,
    );
    let more = json!({"missing": [{"item": "p1", "originals": 1, "photocopies": 2}]});
    check_again(&json!({}), &more, Some("Giấy chứng sinh"));
    check_again(&more, &json!({}), None);
    let words = |name: &str| json!({"missing": [{"name": name}]});
    check_again(
        &words("Ghi đúng họ tên mẹ"),
        &words("ghi  đúng họ tên mẹ"),
        None,
    );
    check_again(
        &words("Ghi đúng họ tên mẹ"),
        &words("Ghi ngày sinh"),
        Some("Ghi ngày sinh"),
    );
    // Recorded with a reason it is allowed; guidance and refusals ask for nothing.
    let why = json!({"missing": [{"item": "p2"}], "new_reason": "Người yêu cầu đổi nội dung"});
    check_again(&json!({}), &why, None);
    check_again(
        &json!({}),
        &json!({"outcome": "guided", "missing": [{"item": "p2"}]}),
        None,
    );
    check_again(
        &json!({}),
        &json!({"outcome": "refused", "ground": "x", "missing": []}),
        None,
    );
}

#[test]
fn the_same_matter_is_the_same_person_procedure_and_season() {
    let first = given(1, "2026-11-20T09:00:00+07:00", &json!({}));
    let follows = |changes: &Value, at: &str| {
        decide(changes, at, std::slice::from_ref(&first))
            .map(|answer| answer.follows)
            .map_err(|rejection| rejection.code())
    };
    let party = |name: &str, id: Option<&str>, phone: Option<&str>| json!({"applicant": {"kind": "person", "name": name, "id": id, "phone": phone}});
    let known = Ok(Some(CaseId([1; 16])));
    for (changes, wanted) in [
        (json!({}), known),
        (party("Khác Tên", Some("020199001234"), None), known),
        (party("HOANG VAN PAO", None, Some("0912")), known),
        (party("Hoàng Văn Páo", Some("020199001235"), None), Ok(None)),
        (party("Hoàng Văn Pá", None, None), Ok(None)),
    ] {
        assert_eq!(follows(&changes, TODAY), wanted, "{changes}");
    }
    assert_eq!(follows(&json!({}), "2027-02-18T08:59:00+07:00"), known);
    assert_eq!(follows(&json!({}), "2027-02-18T09:01:00+07:00"), Ok(None));
    // Named, neither time nor name matters; the procedure does.
    let named = json!({"follows": CaseId([1; 16]), "applicant": {"kind": "person", "name": "Lý"}});
    assert_eq!(follows(&named, "2028-02-18T09:01:00+07:00"), known);
    let mut other = first.clone();
    other.1.procedure = "1.000894".to_owned();
    let refused = decide(&named, TODAY, &[other]).err();
    let number = "5001-0001/HDHS".to_owned();
    assert_eq!(
        refused,
        Some(CounterRejection::OtherProcedure { number }.into())
    );
}

#[test]
fn two_telephones_are_two_people_of_one_name() {
    let party = |phone: &str| -> Party {
        let party = json!({"kind": "person", "name": "Nguyễn Văn An", "phone": phone});
        serde_json::from_value(party).expect("a party")
    };
    assert!(is_same_person(
        &party("0912 345 678"),
        &party("0912.345.678")
    ));
    assert!(!is_same_person(
        &party("0912 345 678"),
        &party("0912 345 679")
    ));
}

#[test]
fn numbers_count_within_a_band_and_never_meet() {
    for (lo, given, wanted) in [
        (5001, vec![], "5001-0001/HDHS"),
        (
            5001,
            vec!["5001-0001/HDHS", "5001-0009/HDHS", "5001-0002/HDHS"],
            "5001-0010/HDHS",
        ),
        (
            5101,
            vec!["5001-0007/HDHS", "51010-0007/HDHS"],
            "5101-0001/HDHS",
        ),
        (5001, vec!["5001-9999/HDHS"], "5001-10000/HDHS"),
        (
            5001,
            vec!["", "5001-/HDHS", "5001-0003", "5001-x/HDHS"],
            "5001-0001/HDHS",
        ),
    ] {
        assert_eq!(next_number(lo, given.into_iter()), wanted);
    }
}
