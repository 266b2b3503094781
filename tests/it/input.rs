//! Bad input through the command line: a stable code, words in Vietnamese, nothing half-written.

use desk::clock;
use serde_json::{Value, json};
use tests::cli::{Motcua, Ran, text};
use tests::motcua;
use tests::rows::{row, with};

const DAY_MS: i64 = 24 * 3600 * 1000;
const MEGABYTES: usize = 10 * 1024 * 1024;

/// A demo workstation with one case.
fn demo(folder: &tempfile::TempDir) -> Motcua {
    let motcua = motcua!(folder.path().join("desk"));
    assert_eq!(motcua.run(&["init", "--demo"]).status, 0);
    assert_eq!(
        take_in(&motcua, row(0).to_string().as_bytes()).codes(),
        ["ok"]
    );
    motcua
}

fn take_in(motcua: &Motcua, input: &[u8]) -> Ran {
    motcua.feed(&["intake", "-"], input)
}

/// One input, what each line of the answer is, and the exit status.
struct Case {
    what: &'static str,
    input: Vec<u8>,
    answers: &'static [&'static str],
    status: i32,
}

fn case(
    what: &'static str,
    input: impl Into<Vec<u8>>,
    answers: &'static [&'static str],
    status: i32,
) -> Case {
    let input = input.into();
    Case {
        what,
        input,
        answers,
        status,
    }
}

/// Feeds every input and asserts its answers, that only what was answered "ok" is there, and that
/// the workstation is sound at the end.
fn check(arguments: &[&str], cases: &[Case]) {
    let folder = tempfile::tempdir().expect("a folder");
    let motcua = demo(&folder);
    let mut wanted = 1;
    for Case {
        what,
        input,
        answers,
        status,
    } in cases
    {
        let ran = motcua.feed(arguments, input);
        assert_eq!(ran.codes(), *answers, "{what}: {ran:?}");
        assert_eq!(ran.status, *status, "{what}");
        wanted += answers.iter().filter(|answer| **answer == "ok").count() as u64;
        assert_eq!(motcua.count(), wanted, "{what}");
    }
    motcua.is_sound();
}

#[test]
#[expect(clippy::too_many_lines, reason = "a table")]
fn text_that_is_no_row_is_refused_and_the_next_row_is_taken_in() {
    let (one, two) = (with(row(1), "client_ref", Value::Null), row(2));
    let two = with(two, "client_ref", Value::Null);
    let pretty = serde_json::to_string_pretty(&one).expect("JSON");
    let cut = |text: &str, at: usize| text[..at].to_owned();
    let inside = one.to_string();
    let in_text = inside.find("Thôn").expect("an address") + 2;
    check(
        &["intake", "-"],
        &[
            case("nothing", "", &[], 0),
            case("empty lines", "\n \r\n\n", &[], 0),
            case("a word", "xin chào", &["bad_json"], 2),
            case("a number", "5", &["bad_request"], 2),
            case(
                "an array of rows",
                format!("[{one},{two}]"),
                &["bad_request"],
                2,
            ),
            case(
                "the values without their names",
                r#"[null, "1.001193", null, {"kind":"person","name":"Lý Văn Páo"}]"#,
                &["bad_request"],
                2,
            ),
            case(
                "deeper than anything",
                "[".repeat(200_000),
                &["bad_json"],
                2,
            ),
            case(
                "a row cut short",
                cut(&inside, inside.len() - 2),
                &["bad_json"],
                2,
            ),
            case(
                "a row cut short in a text, and a good one",
                format!("{}\n{two}\n", cut(&inside, in_text)),
                &["bad_json", "ok"],
                2,
            ),
            case(
                "a row cut short after a key, and a good one",
                format!("{{\"client_ref\":\n{two}\n{one}\n"),
                &["bad_json", "ok", "ok"],
                2,
            ),
            case(
                "a good row, one cut short, and a good one",
                format!("{one}\n{}\n{two}\n", cut(&inside, in_text)),
                &["ok", "bad_json", "ok"],
                2,
            ),
            case("one row over several lines", pretty.clone(), &["ok"], 0),
            case(
                "two rows on a line",
                format!("{one}{two}"),
                &["bad_json"],
                2,
            ),
            case(
                "a mark at the start",
                format!("\u{feff}{one}\r\n"),
                &["ok"],
                0,
            ),
            case(
                "not UTF-8",
                b"{\"procedure\":\"\xff\xfe\"}".to_vec(),
                &["not_utf8"],
                2,
            ),
            case(
                "another encoding, and a good row",
                [
                    b"{\"note\":\"ti\xean\"}\n".to_vec(),
                    two.to_string().into_bytes(),
                ]
                .concat(),
                &["not_utf8", "ok"],
                2,
            ),
            case(
                "a line of ten megabytes, and a good row",
                format!("{}\n{two}\n", "x".repeat(MEGABYTES)),
                &["input_too_large", "ok"],
                2,
            ),
            case(
                "ten megabytes in a field",
                with(
                    one.clone(),
                    "applicant.address",
                    json!("Nà ".repeat(MEGABYTES / 4)),
                )
                .to_string(),
                &["input_too_large"],
                2,
            ),
        ],
    );
}

/// One value of a row, and what becomes of the row.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Field {
    what: String,
    path: String,
    value: Value,
    answer: String,
    status: i32,
}

/// What the table in `tests/data` cannot hold: what is long, many, or near the present.
fn long_fields() -> Vec<Field> {
    let [tomorrow, old] =
        [DAY_MS, -400 * DAY_MS].map(|away| json!(clock::local(clock::now_ms() + away).to_string()));
    let papers = |count: usize| -> Value {
        (0..count)
            .map(|n| json!({"item": format!("Giấy {n}"), "form": "copy", "copies": 1}))
            .collect()
    };
    let long = json!("ệ".repeat(1_001));
    let note = json!("ạ".repeat(4_001));
    [
        ("received", tomorrow, "received_in_future", 1),
        ("received", old, "received_too_long_ago", 1),
        ("applicant.name", long.clone(), "too_long", 1),
        ("applicant.address", long.clone(), "too_long", 1),
        ("client_ref", long, "too_long", 1),
        ("note", note, "too_long", 1),
        ("documents", papers(201), "bad_papers", 1),
        ("documents", papers(200), "ok", 0),
    ]
    .map(|(path, value, answer, status)| Field {
        what: format!("{path}: {answer}"),
        path: path.to_owned(),
        value,
        answer: answer.to_owned(),
        status,
    })
    .into()
}

#[test]
fn fields_that_do_not_read_are_refused_one_by_one() {
    let table = include_str!("../data/bad-fields.json");
    let mut fields: Vec<Field> = serde_json::from_str(table).expect("a table");
    fields.extend(long_fields());
    let folder = tempfile::tempdir().expect("a folder");
    let motcua = demo(&folder);
    let mut wanted = 1;
    for field in fields {
        let row = with(
            with(row(1), "client_ref", Value::Null),
            &field.path,
            field.value,
        );
        let ran = take_in(&motcua, row.to_string().as_bytes());
        let found = (ran.codes(), ran.status);
        assert_eq!(
            found,
            (vec![field.answer.clone()], field.status),
            "{}",
            field.what
        );
        wanted += u64::from(field.answer == "ok");
        assert_eq!(motcua.count(), wanted, "{}", field.what);
    }
    motcua.is_sound();
}

#[test]
fn an_unknown_key_is_named_in_the_words() {
    let folder = tempfile::tempdir().expect("a folder");
    let ran = take_in(
        &demo(&folder),
        with(row(1), "vip", json!(1)).to_string().as_bytes(),
    );
    let message = text(&ran.one()["error"], "message");
    assert!(message.contains("`vip`"), "{message}");
    assert_eq!(
        (&ran.one()["line"], &ran.one()["client_ref"]),
        (&json!(1), &json!("story-1"))
    );
}

#[test]
#[expect(clippy::too_many_lines, reason = "a table")]
fn tables_are_read_by_their_header_or_refused_row_by_row() {
    let good = "1.001193,Lý Văn Páo,Thôn Nà Mẫu\n";
    let file = |rows: &str| format!("procedure,name,address\n{rows}");
    check(
        &["intake", "-", "--format", "csv"],
        &[
            case("nothing", "", &[], 0),
            case("only a header", file(""), &[], 0),
            case("a good row", file(good), &["ok"], 0),
            case(
                "an unknown column",
                format!("procedure,name,xã\n{good}"),
                &["unknown_key"],
                2,
            ),
            case(
                "a comma that should be in quotes, and a good row",
                file(&format!(
                    "1.001193,Lý Văn Páo,Thôn Nà Mẫu, xã Minh Họa\n{good}"
                )),
                &["bad_request", "ok"],
                2,
            ),
            case(
                "a cell too few, and a good row",
                file(&format!("1.001193\n{good}")),
                &["bad_request", "ok"],
                2,
            ),
            case(
                "a comma in quotes",
                file("1.001193,Lý Văn Páo,\"Nà Mẫu, Minh Họa\"\n"),
                &["ok"],
                0,
            ),
            case(
                "a quote that never ends",
                file(&format!("1.001193,\"Lý Văn Páo,x\n{good}")),
                &["bad_request"],
                2,
            ),
            case(
                "and in the last cell",
                file(&format!("1.001193,Lý Văn Páo,\"x\n{good}")),
                &["bad_field"],
                1,
            ),
            case(
                "not UTF-8, and a good row",
                [
                    file("").into_bytes(),
                    b"1.001193,L\xfd,x\n".to_vec(),
                    good.into(),
                ]
                .concat(),
                &["not_utf8", "ok"],
                2,
            ),
            case(
                "ten megabytes in a cell, and a good row",
                file(&format!("1.001193,{},x\n{good}", "á".repeat(MEGABYTES / 2))),
                &["too_long", "ok"],
                1,
            ),
            case(
                "a bad date",
                "procedure,name,born\n1.001193,Lý Văn Páo,31/02/1990\n",
                &["bad_request"],
                2,
            ),
        ],
    );
}

#[test]
fn a_number_that_contradicts_the_person_is_a_warning_and_no_more() {
    let folder = tempfile::tempdir().expect("a folder");
    let motcua = demo(&folder);
    for (id, born, sex, warnings) in [
        ("020301414002", "05/09/2001", "F", vec![]),
        ("020301414002", "05/09/1990", "F", vec!["birth_year"]),
        ("020301414002", "05/09/2001", "M", vec!["sex"]),
        ("020301414002", "1990", "M", vec!["birth_year", "sex"]),
        ("12345", "2001", "F", vec!["number_shape"]),
        ("999301414002", "2001", "F", vec!["unknown_province"]),
    ] {
        let mut row = with(row(1), "client_ref", Value::Null);
        for (key, value) in [("id", id), ("born", born), ("sex", sex)] {
            row["applicant"][key] = json!(value);
        }
        let answer = take_in(&motcua, row.to_string().as_bytes()).ok().one();
        let codes: Vec<&str> = answer["warnings"]
            .as_array()
            .expect("warnings")
            .iter()
            .map(|warning| warning["code"].as_str().expect("a code"))
            .collect();
        assert_eq!(codes, warnings, "{id} {born} {sex}");
    }
    assert_eq!(motcua.count(), 7);
    motcua.is_sound();
}

#[test]
fn both_forms_of_unicode_are_one_text_and_one_request() {
    let folder = tempfile::tempdir().expect("a folder");
    let motcua = demo(&folder);
    let apart =
        |text: &str| -> String { unicode_normalization::UnicodeNormalization::nfd(text).collect() };
    let [name, place, own] = ["Nguyễn Thị Thuở", "Thôn Đồng Mỏ", "hồ sơ số một"];
    let given = |form: &dyn Fn(&str) -> String| {
        let row = with(row(1), "applicant.name", json!(form(name)));
        let row = with(row, "applicant.address", json!(form(place)));
        with(row, "client_ref", json!(form(own))).to_string()
    };
    let first = take_in(&motcua, given(&apart).as_bytes()).ok().one();
    assert_eq!(text(&first, "client_ref"), own);
    let code = text(&first, "code");
    for form in [&apart as &dyn Fn(&str) -> String, &str::to_owned, &|t| {
        format!(" {t} ")
    }] {
        let again = take_in(&motcua, given(form).as_bytes()).ok().one();
        assert_eq!(
            text(&again, "code"),
            code,
            "the same request is the same case"
        );
    }
    let shown = motcua.run(&["case", "show", &code]).ok().one();
    assert_eq!(text(&shown["applicant_party"], "name"), name);
    assert_eq!(text(&shown["applicant_party"], "address"), place);
    for asked in [
        name.to_owned(),
        apart(name),
        "nguyen thi thuo".to_owned(),
        apart("đồng mỏ"),
    ] {
        let hits = motcua.run(&["search", &asked]).ok().lines();
        let hits = hits.iter().filter(|hit| hit["kind"] == "case");
        let codes: Vec<String> = hits.map(|hit| text(hit, "code")).collect();
        assert_eq!(codes, [code.as_str()], "{asked}");
    }
    assert_eq!(motcua.count(), 2);
    motcua.is_sound();
}

#[test]
#[expect(clippy::too_many_lines, reason = "a table")]
fn wrong_commands_change_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let motcua = demo(&folder);
    let code = motcua.codes().into_iter().next().expect("a case");
    let missing = folder.path().join("missing");
    let missing = missing.to_str().expect("a path");
    let deep = folder.path().join("missing").join("receipt.pdf");
    let deep = deep.to_str().expect("a path");
    let time = "2026-11-20T08:00:00+07:00";
    let before = motcua.run(&["case", "show", &code]).ok().out;
    for (arguments, wanted, status) in [
        (&["intake", missing][..], "no_such_file", 2),
        (&["intake", "."], "io", 3),
        (
            &["case", "show", "H37.199.05-261121-9999"],
            "unknown_case",
            1,
        ),
        (&["case", "show", "xin chào"], "unknown_case", 1),
        (
            &["case", "step", &code, "return_result"],
            "not_from_here",
            1,
        ),
        (
            &["case", "step", &code, "record_result", "--result", missing],
            "no_such_file",
            2,
        ),
        (&["print", "x", "--out", "x.pdf"], "unknown_case", 1),
        (&["print", &code, "--form", "letter"], "unknown_form", 1),
        (&["print", &code, "--paper", "a3"], "unknown_paper_size", 1),
        (&["print", &code, "--out", deep], "no_such_file", 2),
        (&["sync"], "no_hub", 3),
        (&["sync", "--hub", "http://192.0.2.1:80"], "plain_hub", 3),
        (&["sync", "--hub", "máy chủ"], "hub_answer", 3),
        (
            &["due", "--procedure", "1.001193", "--received", "hôm qua"],
            "bad_time",
            2,
        ),
        (
            &["due", "--procedure", "9.9", "--received", time],
            "unknown_procedure",
            1,
        ),
        (&["card", "parse", "xin chào"], "bad_card", 1),
        (&["init", "--demo"], "workstation_exists", 3),
        (&["--password-file", missing, "status"], "no_such_file", 2),
        (
            &["--officer", "Không Có Ai", "status"],
            "unknown_officer",
            1,
        ),
    ] {
        let ran = motcua.run(arguments);
        assert_eq!(
            (ran.codes(), ran.status),
            (vec![wanted.to_owned()], status),
            "{arguments:?}"
        );
    }
    let wrong = motcua
        .clone()
        .with_password("mật khẩu khác")
        .run(&["status"]);
    assert_eq!(
        (wrong.codes(), wrong.status),
        (vec!["wrong_password".to_owned()], 3)
    );
    assert_eq!(motcua.run(&["case", "show", &code]).ok().out, before);
    assert_eq!(motcua.count(), 1);
    motcua.is_sound();
    assert_eq!(motcua.run(&["fly"]).status, 2);
}
