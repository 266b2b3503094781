//! What is answered at the counter before a file is received: one story for each outcome and each
//! refusal, with the article that says so.

use serde_json::{Value, json};
use tests::cli::{Motcua, Ran, text};
use tests::motcua;
use tests::rows::with;
use tests::world::{World, heads, is_sound};

const BIRTH: &str = "1.001193";
/// Giấy chứng sinh, Tờ khai.
const PROOF: &str = "000.00.00.G15-KQ004389";
const FORM: &str = "000.00.00.G15-KQ003204";

fn demo(folder: &tempfile::TempDir) -> Motcua {
    let motcua = motcua!(folder.path().join("desk"));
    motcua.run(&["init", "--demo"]).ok();
    motcua
}

fn supplement() -> Value {
    json!({
        "outcome": "supplement_requested",
        "procedure": BIRTH,
        "applicant": {
            "kind": "person", "name": "Hoàng  Văn Páo", "id": "020 199 001 234",
            "address": "Thôn Nà Mẫu", "phone": "0912 345 678",
        },
        "missing": [{"item": PROOF, "originals": 1}],
        "reason": "Chưa có giấy chứng sinh.",
    })
}

fn answer(motcua: &Motcua, request: &Value) -> Ran {
    motcua.feed(&["counter", "answer", "-"], request.to_string().as_bytes())
}

/// Asserts that the request is refused by a rule whose words name `law`.
fn refused(motcua: &Motcua, request: &Value, code: &str, law: &str) {
    let ran = answer(motcua, request);
    assert_eq!(
        (ran.codes(), ran.status),
        (vec![code.to_owned()], 1),
        "{ran:?}"
    );
    let message = text(&ran.one()["error"], "message");
    assert!(message.contains(law), "{message}");
}

#[test]
fn whoever_lacks_a_paper_gets_a_numbered_request_with_everything_on_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let motcua = demo(&folder);
    let given = answer(&motcua, &supplement()).ok().one();
    let keys: Vec<_> = given.as_object().expect("an object").keys().collect();
    assert_eq!(
        keys,
        [
            "number",
            "id",
            "outcome",
            "procedure",
            "procedure_name",
            "variant",
            "applicant",
            "missing",
            "reason",
            "ground",
            "new_reason",
            "contact",
            "follows",
            "at",
            "officer",
            "place",
            "clock_unconfirmed",
        ]
    );
    assert_eq!(given["number"], "5001-0001/HDHS");
    assert_eq!(given["applicant"]["name"], "Hoàng Văn Páo");
    assert_eq!(given["applicant"]["id"], "020199001234");
    let paper = &given["missing"][0];
    assert!(
        text(paper, "name").starts_with("Giấy chứng sinh"),
        "{paper}"
    );
    assert_eq!(
        (&paper["originals"], &paper["certified"]),
        (&json!(1), &json!(0))
    );
    assert_eq!(given["contact"]["name"], given["officer"]);
    let next = answer(
        &motcua,
        &with(supplement(), "applicant.id", json!("020199001235")),
    );
    assert_eq!(next.ok().one()["number"], "5001-0002/HDHS");

    let shown = motcua.run(&["counter", "show", "5001-0001"]).ok().one();
    assert_eq!(shown, given);
    let list = motcua.run(&["counter", "list"]).ok().lines();
    let numbers: Vec<_> = list.iter().map(|line| text(line, "number")).collect();
    assert_eq!(numbers, ["5001-0002/HDHS", "5001-0001/HDHS"]);
    let before = ["counter", "list", "--to", "2020-01-01"];
    assert_eq!(motcua.run(&before).ok().lines(), [Value::Null; 0]);
    assert_eq!(motcua.count(), 0, "no file was received");
    motcua.is_sound();
}

#[test]
fn whoever_only_asks_is_guided_without_a_name() {
    let folder = tempfile::tempdir().expect("a folder");
    let motcua = demo(&folder);
    let asked = json!({"outcome": "guided", "procedure": BIRTH, "missing": [{"item": FORM}]});
    let given = answer(&motcua, &asked).ok().one();
    assert_eq!(
        (&given["applicant"], &given["reason"]),
        (&Value::Null, &Value::Null)
    );
    assert_eq!(given["number"], "5001-0001/HDHS");
}

#[test]
fn a_refusal_states_its_reason_and_its_ground() {
    let folder = tempfile::tempdir().expect("a folder");
    let motcua = demo(&folder);
    let refusal = json!({
        "outcome": "refused", "procedure": BIRTH, "applicant": supplement()["applicant"],
        "reason": "Việc này thuộc thẩm quyền của cơ quan khác.",
        "ground": "Điều 13 Luật Hộ tịch",
    });
    let law = "Điều 17 Nghị định 118/2025/NĐ-CP";
    let without = |key: &str| with(refusal.clone(), key, Value::Null);
    refused(&motcua, &without("reason"), "counter_reason_missing", law);
    refused(&motcua, &without("ground"), "counter_ground_missing", law);
    refused(&motcua, &without("applicant"), "bad_field", "");
    let given = answer(&motcua, &refusal).ok().one();
    assert_eq!(given["ground"], "Điều 13 Luật Hộ tịch");
    assert_eq!(
        given["number"], "5001-0001/HDHS",
        "a refused request takes no number"
    );
}

#[test]
fn a_request_for_papers_names_them_and_says_why() {
    let folder = tempfile::tempdir().expect("a folder");
    let motcua = demo(&folder);
    let law = "Điều 17 Nghị định 118/2025/NĐ-CP";
    let nothing = with(supplement(), "missing", json!([]));
    refused(&motcua, &nothing, "counter_nothing_asked", law);
    let silent = with(supplement(), "reason", json!("  "));
    refused(&motcua, &silent, "counter_reason_missing", law);
    assert_eq!(
        motcua.run(&["counter", "list"]).ok().lines(),
        [Value::Null; 0]
    );
}

#[test]
fn everything_is_asked_for_the_first_time() {
    let folder = tempfile::tempdir().expect("a folder");
    let motcua = demo(&folder);
    let first = answer(&motcua, &supplement()).ok().one();
    // The same again is no new request.
    let again = answer(&motcua, &supplement()).ok().one();
    assert_eq!(again["follows"], first["number"]);
    let more = with(
        supplement(),
        "missing",
        json!([{"item": FORM, "originals": 1}]),
    );
    let law = "Điều 16 Nghị định 118/2025/NĐ-CP";
    refused(&motcua, &more, "counter_asked_again", law);
    // Another person, or a reason that is kept, and it is allowed.
    let neighbour = with(more.clone(), "applicant.id", json!("020199001299"));
    assert_eq!(
        answer(&motcua, &neighbour).ok().one()["follows"],
        Value::Null
    );
    let why = "Người yêu cầu thay đổi nội dung đề nghị.";
    let explained = answer(&motcua, &with(more, "new_reason", json!(why)))
        .ok()
        .one();
    assert_eq!(explained["new_reason"], why);
    assert_eq!(explained["follows"], again["number"]);
}

#[test]
fn what_does_not_read_is_refused_with_words() {
    let folder = tempfile::tempdir().expect("a folder");
    let motcua = demo(&folder);
    let unknown = json!("0".repeat(32));
    for (request, code, status) in [
        (
            with(supplement(), "procedure", json!("9.999999")),
            "unknown_procedure",
            1,
        ),
        (
            with(supplement(), "variant", json!("x")),
            "unknown_variant",
            1,
        ),
        (
            with(supplement(), "follows", unknown),
            "counter_unknown_answer",
            1,
        ),
        (
            with(supplement(), "missing", json!([{"item": "x"}])),
            "bad_field",
            1,
        ),
        (
            with(supplement(), "outcome", json!("received")),
            "bad_request",
            2,
        ),
        (with(supplement(), "result", json!(1)), "unknown_key", 2),
    ] {
        let ran = answer(&motcua, &request);
        assert_eq!(
            (ran.codes(), ran.status),
            (vec![code.to_owned()], status),
            "{request}"
        );
    }
    let junk = motcua.feed(&["counter", "answer", "-"], b"{");
    assert_eq!(
        (junk.codes(), junk.status),
        (vec!["bad_json".to_owned()], 2)
    );
    let nowhere = motcua.run(&["counter", "show", "5001-0009/HDHS"]);
    assert_eq!(nowhere.codes(), ["counter_unknown_answer"]);
    let day = motcua.run(&["counter", "list", "--from", "hôm qua"]);
    assert_eq!(day.codes(), ["bad_time"]);
    motcua.is_sound();
}

#[test]
fn two_desks_without_a_line_never_give_one_number_and_know_each_other_later() {
    let mut world = World::new();
    drop(world.desk("centre", "Hoàng Thị Minh Nguyệt"));
    drop(world.desk("point", "Lý Văn Sơn"));
    let centre = motcua!(world.path("centre"));
    let point = motcua!(world.path("point"));
    let one = answer(&centre, &supplement()).ok().one();
    let two = answer(&point, &supplement()).ok().one();
    assert_ne!(one["number"], two["number"]);
    assert_eq!(two["follows"], Value::Null);
    let status = centre.run(&["status"]).ok().one();
    assert_eq!(
        (&status["unsent_records"], &status["unsent"]),
        (&json!(1), &json!(0))
    );

    let hub = world.hub_on();
    for desk in [&centre, &point, &centre] {
        desk.run(&["sync", "--hub", &hub]).ok();
    }
    // What the centre asked for binds the point, too.
    let more = with(supplement(), "missing", json!([{"item": FORM}]));
    refused(&point, &more, "counter_asked_again", "Điều 16");
    let listed = |desk: &Motcua| desk.run(&["counter", "list"]).ok().lines();
    assert_eq!(listed(&centre), listed(&point));
    assert_eq!(listed(&centre).len(), 2);
    for desk in [&centre, &point] {
        desk.is_sound();
        let status = desk.run(&["status"]).ok().one();
        assert_eq!(status["heads"], heads(world.hub_store()).to_string());
    }
    is_sound(world.hub_store());
}
