//! Catalogue care: a file is read, compared and applied whole; the office corrects what is wrong; what
//! a citizen is told follows both; linked procedures are taken in together.

use casework::case::Detail;
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use tests::cli::{Motcua, text};
use tests::motcua;
use tests::world::World;

const NATIONAL: &str = include_str!("../../catalogue/procedures/national-2026-07.json");
const BIRTH: &str = "1.001193";
const RESIDENCE: &str = "1.004222";

fn demo(folder: &Path) -> Motcua {
    let motcua = motcua!(folder.join("desk"));
    assert_eq!(motcua.run(&["init", "--demo"]).status, 0);
    motcua
}

/// The published catalogue as an edition of its own, altered.
fn edition(name: &str, from: &str, alter: impl FnOnce(&mut Vec<Value>)) -> Value {
    let mut file: Value = serde_json::from_str(NATIONAL).expect("JSON");
    file["name"] = json!(name);
    file["valid_from"] = json!(from);
    file["source"] = json!("Quyết định 77/QĐ-UBND");
    let rows = file["procedures"].as_array_mut().expect("rows");
    alter(rows);
    file["rows"] = json!(rows.len());
    file
}

fn row<'a>(rows: &'a mut [Value], code: &str) -> &'a mut Value {
    rows.iter_mut().find(|row| row["code"] == code).expect(code)
}

/// Residence gets shorter and asks for more, one procedure is new and one is gone.
fn usual(rows: &mut Vec<Value>) {
    let residence = row(rows, RESIDENCE);
    residence["limit"] = json!({"amount": 5, "unit": "working_days"});
    let paper = json!({"item": "xa-9", "name": "Ảnh chân dung", "form": "original", "copies": 2, "handling": "submit"});
    residence["checklist"]
        .as_array_mut()
        .expect("papers")
        .push(paper);
    let mut more = row(rows, BIRTH).clone();
    more["code"] = json!("9.000001");
    more["name"] = json!("Thủ tục mới của tỉnh");
    rows.push(more);
    rows.retain(|row| row["code"] != "1.000894");
}

fn written(folder: &Path, name: &str, file: &Value) -> PathBuf {
    let path = folder.join(name);
    fs::write(&path, serde_json::to_string_pretty(file).expect("JSON")).expect("a file");
    path
}

fn path(path: &Path) -> &str {
    path.to_str().expect("a path")
}

fn today() -> String {
    desk::clock::now().date().to_string()
}

fn intake(procedure: &str, more: Value) -> String {
    let mut row = json!({
        "procedure": procedure,
        "applicant": {"kind": "person", "name": "Lò Thị Hoa", "born": "12/04/1996", "sex": "F"},
    });
    if let (Value::Object(row), Value::Object(more)) = (&mut row, more) {
        row.extend(more);
    }
    row.to_string()
}

fn take_in(motcua: &Motcua, row: &str) -> Vec<Value> {
    motcua.feed(&["intake", "-"], row.as_bytes()).ok().lines()
}

fn correct(motcua: &Motcua, code: &str, change: &Value) -> Value {
    let change = change.to_string();
    let source = "QĐ 12/QĐ-UBND";
    let arguments = [
        "catalogue",
        "correct",
        code,
        "--change",
        &change,
        "--reason",
        "sai với quyết định",
        "--source",
        source,
    ];
    motcua.run(&arguments).ok().one()
}

fn names(rows: &Value) -> Vec<&str> {
    let rows = rows.as_array().expect("rows").iter();
    rows.map(|row| row["code"].as_str().expect("a code"))
        .collect()
}

#[test]
fn a_file_is_compared_then_applied_and_open_cases_keep_what_they_had() {
    let folder = tempfile::tempdir().expect("a folder");
    let motcua = demo(folder.path());
    let before = take_in(&motcua, &intake(RESIDENCE, json!({})));
    let file = written(
        folder.path(),
        "new.json",
        &edition("tinh-2026-11", &today(), usual),
    );

    let diff = motcua.run(&["catalogue", "diff", path(&file)]).ok().one();
    assert_eq!(
        (&diff["base"], &diff["name"]),
        (&json!("national-2026-07"), &json!("tinh-2026-11"))
    );
    assert_eq!(names(&diff["added"]), ["9.000001"]);
    assert_eq!(names(&diff["removed"]), ["1.000894"]);
    assert_eq!(names(&diff["changed"]), [RESIDENCE]);
    let changed = &diff["changed"][0];
    assert_eq!(changed["open_cases"], 1);
    let limit =
        json!({"label": "Thời hạn giải quyết", "old": "7 ngày làm việc", "new": "5 ngày làm việc"});
    assert_eq!(changed["fields"][0], limit);
    assert_eq!(
        changed["fields"][1]["new"],
        "Ảnh chân dung (bản chính: 2; nộp)"
    );
    let warnings = |of: &Value| -> Vec<String> {
        let warnings = of["warnings"].as_array().expect("warnings").iter();
        warnings.map(|warning| text(warning, "code")).collect()
    };
    assert_eq!(warnings(changed), ["limit_shortened", "papers_added"]);
    assert_eq!(warnings(&diff), ["open_cases"]);
    // Comparing writes nothing.
    let state = motcua.run(&["catalogue", "show"]).ok().one();
    assert_eq!(state["in_force"], "national-2026-07");

    let state = motcua.run(&["catalogue", "apply", path(&file)]).ok().one();
    assert_eq!(
        (&state["in_force"], &state["procedures"]),
        (&json!("tinh-2026-11"), &json!(505))
    );
    let after = take_in(&motcua, &intake(RESIDENCE, json!({})));
    assert!(text(&after[0], "due") < text(&before[0], "due"));
    let papers = |code: &str| {
        let shown = motcua.run(&["case", "show", code]).ok().one();
        shown["documents"].as_array().map_or(0, Vec::len)
    };
    let (old, new) = (text(&before[0], "code"), text(&after[0], "code"));
    assert_eq!(
        papers(&new),
        papers(&old) + 1,
        "the case received before keeps its papers"
    );
    assert!(
        motcua
            .feed(&["intake", "-"], intake("1.000894", json!({})).as_bytes())
            .status
            == 1
    );

    // The same edition twice is refused, and nothing changes.
    let again = motcua.run(&["catalogue", "apply", path(&file)]);
    assert_eq!(
        (again.status, again.one()["error"]["code"].as_str()),
        (1, Some("catalogue_known"))
    );
    motcua.is_sound();
}

#[test]
fn a_bad_row_is_refused_with_its_line_and_nothing_is_applied() {
    let folder = tempfile::tempdir().expect("a folder");
    let motcua = demo(folder.path());
    let file = edition("hong", &today(), |rows| {
        row(rows, RESIDENCE)["limit"] = json!({"amount": 5, "unit": "weeks"});
        row(rows, BIRTH)["name"] = json!("");
    });
    let file = written(folder.path(), "bad.json", &file);
    let written = fs::read_to_string(&file).expect("the file");
    let line_of = |text: &str| {
        written
            .lines()
            .position(|line| line.contains(text))
            .expect(text)
            + 1
    };

    let diff = motcua.run(&["catalogue", "diff", path(&file)]);
    assert_eq!(diff.status, 2);
    let faults = &diff.one()["faults"];
    assert_eq!(faults[0]["procedure"], BIRTH);
    assert_eq!(faults[0]["reason"], "Thiếu hoặc để trống: name");
    assert_eq!(faults[0]["line"], line_of("\"code\": \"1.001193\"") - 1);
    assert_eq!(faults[1]["procedure"], RESIDENCE);
    assert_eq!(faults[1]["line"], line_of("weeks"));

    let refused = motcua.run(&["catalogue", "apply", path(&file)]);
    assert_eq!(refused.status, 2);
    assert_eq!(refused.one()["error"]["code"], "bad_catalogue");
    let state = motcua.run(&["catalogue", "show"]).ok().one();
    assert_eq!(state["in_force"], "national-2026-07");
    assert_eq!(state["editions"], json!([]));
    let text = folder.path().join("text.json");
    fs::write(&text, b"{\"name\": \n\"\xff\"}").expect("a file");
    assert_eq!(
        motcua.run(&["catalogue", "diff", path(&text)]).one()["error"]["code"],
        "not_utf8"
    );
}

#[test]
fn the_edition_of_the_day_of_reception_counts() {
    let folder = tempfile::tempdir().expect("a folder");
    let motcua = demo(folder.path());
    let tomorrow = desk::clock::now()
        .date()
        .tomorrow()
        .expect("a day")
        .to_string();
    let file = written(
        folder.path(),
        "later.json",
        &edition("mai", &tomorrow, usual),
    );
    motcua.run(&["catalogue", "apply", path(&file)]).ok();
    let state = motcua.run(&["catalogue", "show"]).ok().one();
    assert_eq!(state["in_force"], "national-2026-07");
    assert_eq!(state["editions"][0]["in_force"], false);
    // What is received today is received under the old edition, which still has the procedure.
    assert_eq!(take_in(&motcua, &intake("1.000894", json!({}))).len(), 1);
    let refused = motcua.feed(&["intake", "-"], intake("9.000001", json!({})).as_bytes());
    assert_eq!(refused.one()["error"]["code"], "unknown_procedure");
}

#[test]
#[expect(
    clippy::too_many_lines,
    reason = "one story from correction to withdrawal"
)]
fn local_corrections_show_everywhere_survive_updates_and_can_be_taken_back() {
    let folder = tempfile::tempdir().expect("a folder");
    let motcua = demo(folder.path());
    let limit = json!({"what": "limit", "limit": "3 working_days"});
    let shown = correct(&motcua, RESIDENCE, &limit);
    assert_eq!(
        (&shown["limit"], &shown["corrected"]),
        (&json!("3 ngày làm việc"), &json!(true))
    );
    assert_eq!(shown["corrections"][0]["text"], "Thời hạn: 3 ngày làm việc");
    assert_eq!(shown["corrections"][0]["source"], "QĐ 12/QĐ-UBND");
    correct(
        &motcua,
        RESIDENCE,
        &json!({"what": "synonym", "text": "nhập hộ về nhà chồng"}),
    );
    let hits = motcua.run(&["search", "nhap ho ve nha"]).ok().lines();
    assert!(hits.iter().any(|hit| hit["code"] == RESIDENCE));
    correct(&motcua, "1.014137", &json!({"what": "verified"}));
    assert_eq!(
        motcua.run(&["catalogue", "show", "1.014137"]).ok().one()["verified"],
        true
    );
    correct(&motcua, "1.000894", &json!({"what": "hide"}));
    let hits = motcua.run(&["search", "dang ky ket hon"]).ok().lines();
    assert!(hits.iter().all(|hit| hit["code"] != "1.000894"));

    // What changes underneath is told before the update, and the correction stays.
    let file = written(folder.path(), "new.json", &edition("tinh", &today(), usual));
    let diff = motcua.run(&["catalogue", "diff", path(&file)]).ok().one();
    let under = diff["under"].as_array().expect("rows");
    let under: Vec<_> = under.iter().map(|row| text(row, "text")).collect();
    assert_eq!(
        under,
        ["Thời hạn: 3 ngày làm việc", "Không tiếp nhận tại đơn vị"]
    );
    let state = motcua.run(&["catalogue", "apply", path(&file)]).ok().one();
    let stale: Vec<_> = state["corrections"]
        .as_array()
        .expect("rows")
        .iter()
        .map(|row| &row["stale"])
        .collect();
    assert_eq!(stale[0], true);
    assert_eq!(
        motcua.run(&["catalogue", "show", RESIDENCE]).ok().one()["limit"],
        "3 ngày làm việc"
    );

    // Taken back, the published value shows again.
    let id = text(&state["corrections"][0], "id");
    let shown = correct(
        &motcua,
        RESIDENCE,
        &json!({"what": "withdraw", "correction": id}),
    );
    assert_eq!(shown["limit"], "5 ngày làm việc");
    let history = motcua.run(&["catalogue", "history"]).ok().lines();
    assert_eq!(history.len(), 6);
    for (change, reason, code) in [
        (
            json!({"what": "remove_paper", "item": "x"}),
            "a",
            "correction_refused",
        ),
        (
            json!({"what": "withdraw", "correction": id}),
            "a",
            "correction_refused",
        ),
        (json!({"what": "hide"}), " ", "correction_refused"),
        (
            json!({"what": "limit", "limit": "3 weeks"}),
            "a",
            "bad_json",
        ),
    ] {
        let change = change.to_string();
        let refused = motcua.run(&[
            "catalogue",
            "correct",
            RESIDENCE,
            "--change",
            &change,
            "--reason",
            reason,
        ]);
        assert_ne!(refused.status, 0);
        assert_eq!(refused.one()["error"]["code"], code, "{change}");
    }
    motcua.is_sound();
}

#[test]
fn editions_and_corrections_travel_to_the_other_desk() {
    let mut world = World::new();
    drop(world.desk("centre", "Hoàng Thị Minh Nguyệt"));
    drop(world.desk("point", "Lý Văn Sơn"));
    let centre = motcua!(world.path("centre"));
    let point = motcua!(world.path("point"));
    let folder = tempfile::tempdir().expect("a folder");
    let file = written(folder.path(), "new.json", &edition("tinh", &today(), usual));
    centre.run(&["catalogue", "apply", path(&file)]).ok();
    correct(
        &centre,
        BIRTH,
        &json!({"what": "fee", "text": "theo Nghị quyết HĐND tỉnh"}),
    );
    correct(
        &point,
        BIRTH,
        &json!({"what": "limit", "limit": "2 working_days"}),
    );

    let hub = world.hub_on();
    for desk in [&centre, &point, &centre] {
        assert_eq!(
            desk.run(&["sync", "--hub", &hub]).ok().one()["state"],
            "done"
        );
    }
    let told = |desk: &Motcua| {
        let state = desk.run(&["catalogue", "show"]).ok().one();
        assert_eq!(
            (&state["in_force"], &state["incomplete"]),
            (&json!("tinh"), &json!(0))
        );
        desk.run(&["catalogue", "show", BIRTH]).ok().one()
    };
    let (here, there) = (told(&centre), told(&point));
    assert_eq!(here, there);
    assert_eq!(here["fee"], "theo Nghị quyết HĐND tỉnh");
    assert_eq!(here["limit"], "2 ngày làm việc");
    assert_eq!(take_in(&point, &intake("9.000001", json!({}))).len(), 1);
    centre.is_sound();
    point.is_sound();
}

#[test]
fn a_guidance_sheet_tells_the_citizen_what_to_bring() {
    let folder = tempfile::tempdir().expect("a folder");
    let motcua = demo(folder.path());
    correct(
        &motcua,
        BIRTH,
        &json!({"what": "fee", "text": "Miễn lệ phí", "amount_vnd": 0}),
    );
    let read = |code: &str| {
        let out = folder.path().join(format!("{code}.pdf"));
        motcua.run(&["guide", code, "--out", path(&out)]).ok();
        let ran = Command::new("pdftotext")
            .args(["-layout", path(&out), "-"])
            .output();
        let text = ran
            .expect("pdftotext is there: `cargo xtask setup` brings it")
            .stdout;
        let text = String::from_utf8(text).expect("UTF-8");
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let birth = read(BIRTH);
    for wanted in [
        "HƯỚNG DẪN THỦ TỤC HÀNH CHÍNH",
        "Mã thủ tục: 1.001193 – Lĩnh vực: Hộ tịch",
        "Ai nộp hồ sơ",
        "Giấy chứng sinh; trường hợp không có Giấy chứng sinh",
        "bản chính: 1; nộp.",
        "bản chính: 1; xuất trình rồi nhận lại.",
        "Giấy tờ không phải nộp nếu tra cứu được",
        "Phí, lệ phí Không thu",
        "thứ Hai – thứ Sáu 07:30–11:30, 13:30–17:30",
        "tìm mã 1.001193",
        "Liên thông đăng ký khai sinh, đăng ký thường trú",
        "Sửa tại xã: Phí, lệ phí: Miễn lệ phí (QĐ 12/QĐ-UBND",
        "Nguồn: Quyết định 163/QĐ-BTP; danh mục national-2026-07",
    ] {
        assert!(birth.contains(wanted), "{wanted}\n{birth}");
    }
    // Nothing was read about this one but its name: the sheet says so.
    let insurance = read("1.014137");
    assert_eq!(
        insurance.matches("(chưa xác minh)").count(),
        3,
        "{insurance}"
    );
    assert!(insurance.contains("Chưa có danh sách giấy tờ trong máy"));
    let unknown = motcua.run(&["guide", "9.9", "--out", path(&folder.path().join("x.pdf"))]);
    assert_eq!(unknown.one()["error"]["code"], "unknown_procedure");
}

#[test]
fn linked_procedures_are_one_intake_and_a_case_each() {
    let folder = tempfile::tempdir().expect("a folder");
    let motcua = demo(folder.path());
    let bundle = "birth_residence_insurance";
    let row = intake(
        BIRTH,
        json!({"client_ref": "lien-thong-1", "linked": bundle}),
    );
    let cases = take_in(&motcua, &row);
    let codes: Vec<_> = cases.iter().map(|case| text(case, "code")).collect();
    assert_eq!(cases.len(), 3);
    for case in &cases {
        assert_eq!(case["linked"], json!({"bundle": bundle, "codes": codes}));
    }
    let procedures: Vec<_> = codes
        .iter()
        .map(|code| text(&motcua.run(&["case", "show", code]).ok().one(), "procedure"))
        .collect();
    assert_eq!(procedures, [BIRTH, RESIDENCE, "1.014137"]);
    // The first case names the others, each of them the first.
    let opened = desk::desk::Desk::open(motcua.data(), None, desk::identity::DEMO_PASSWORD);
    let opened = opened.expect("the desk opens");
    let links = |code: &str| -> Vec<String> {
        let case = opened.case(opened.find(code).expect(code)).expect(code);
        let linked = case.events.iter().filter_map(|event| {
            let Detail::Link(link) = &event.detail else {
                return None;
            };
            Some(format!("{} {}", link.relation, link.code))
        });
        linked.collect()
    };
    let to = |code: &String| format!("{bundle} {code}");
    assert_eq!(links(&codes[0]), [to(&codes[1]), to(&codes[2])]);
    assert_eq!(links(&codes[1]), [to(&codes[0])]);
    assert_eq!(links(&codes[2]), [to(&codes[0])]);
    drop(opened);
    // The same request again answers with the same cases.
    let again: Vec<_> = take_in(&motcua, &row)
        .iter()
        .map(|case| text(case, "code"))
        .collect();
    assert_eq!(again, codes);
    assert_eq!(motcua.count(), 3);

    for (procedure, bundle) in [(RESIDENCE, bundle), (BIRTH, "khong-co")] {
        let row = intake(procedure, json!({"linked": bundle}));
        let refused = motcua.feed(&["intake", "-"], row.as_bytes());
        assert_eq!(
            (refused.status, refused.one()["error"]["code"].as_str()),
            (1, Some("linked_refused"))
        );
    }
    assert_eq!(motcua.count(), 3, "a refused group leaves nothing");
    motcua.is_sound();
}
