//! Papers beside the case: hand-over lists, visit cards, pre-numbered pads.

use serde_json::{Value, json};
use std::path::Path;
use std::process::Command;
use tests::cli::{Motcua, Ran, text};
use tests::commands::signed_in;
use tests::{motcua, rows};

fn demo(folder: &tempfile::TempDir) -> Motcua {
    let motcua = motcua!(folder.path().join("desk"));
    motcua.run(&["init", "--demo"]).ok();
    motcua
}

/// The words of a PDF with single spaces.
fn words(pdf: &Path) -> String {
    let read = Command::new("pdftotext")
        .args(["-layout", path(pdf), "-"])
        .output()
        .expect("pdftotext");
    assert!(read.status.success(), "{read:?}");
    let all = String::from_utf8(read.stdout).expect("UTF-8");
    all.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn path(path: &Path) -> &str {
    path.to_str().expect("a path")
}

fn take_in(motcua: &Motcua, count: usize) -> Vec<String> {
    let taken = motcua.feed(&["intake", "-"], rows::lines(0..count).as_bytes());
    let taken = taken.ok().lines();
    taken.iter().map(|line| text(line, "code")).collect()
}

#[test]
fn a_bag_of_files_is_counted_against_its_list() {
    let folder = tempfile::tempdir().expect("a folder");
    let motcua = demo(&folder);
    let codes = take_in(&motcua, 4);
    let pdf = folder.path().join("list.pdf");
    let made = motcua
        .run(&[
            "handover",
            "make",
            "--to",
            "Trung tâm xã",
            "--carrier",
            "Lý Văn Sơn",
            &codes[0],
            &codes[1],
            &codes[2],
            &codes[0],
            "--out",
            path(&pdf),
        ])
        .ok()
        .one();
    assert_eq!(made["number"], "5001-0001/BGHS");
    assert_eq!(made["codes"], json!(codes[..3]));
    assert_eq!(made["checked"], Value::Null);
    let said = words(&pdf);
    for wanted in [
        "DANH SÁCH BÀN GIAO HỒ SƠ GIẤY",
        "Số: 5001-0001/BGHS",
        "Bên nhận: Trung tâm xã",
        "Tổng số: 3 hồ sơ.",
        "NGƯỜI GIAO",
        "NGƯỜI NHẬN",
        codes[2].as_str(),
        "Lý Văn Sơn",
    ] {
        assert!(said.contains(wanted), "{wanted}: {said}");
    }
    assert!(!said.contains(&codes[3]), "{said}");

    let scanned = format!(
        "{}\r\n\n{}\n{}\n",
        codes[2],
        codes[0].to_lowercase(),
        codes[1]
    );
    let equal = motcua.feed(&["handover", "check", "5001-0001", "-"], scanned.as_bytes());
    let wanted = json!({
        "number": "5001-0001/BGHS", "equal": true, "expected": 3, "missing": [], "unexpected": [],
    });
    assert_eq!(equal.ok().one(), wanted);

    let differs = motcua.run(&[
        "handover",
        "check",
        "5001-0001/BGHS",
        &codes[0],
        &codes[3],
        "hai",
    ]);
    assert_eq!(differs.status, 1);
    let report = differs.one();
    assert_eq!(report["equal"], false);
    assert_eq!(report["missing"], json!(codes[1..3]));
    assert_eq!(report["unexpected"], json!([codes[3], "hai"]));

    let list = motcua.run(&["handover", "list"]).ok().one();
    assert_eq!(list["number"], made["number"]);
    assert_eq!(list["checked"]["equal"], false, "the last count tells");
    motcua.is_sound();
}

#[test]
fn what_cannot_be_handed_over_makes_no_list() {
    let folder = tempfile::tempdir().expect("a folder");
    let motcua = demo(&folder);
    let code = take_in(&motcua, 1).remove(0);
    let check = |arguments: &[&str], wanted: &str| {
        let ran = motcua.run(arguments);
        assert_eq!(ran.codes(), [wanted], "{arguments:?}");
        assert_eq!(ran.status, 1, "{arguments:?}");
    };
    check(
        &["handover", "make", "--to", "B", "H08.43-261121-9999"],
        "unknown_case",
    );
    check(&["handover", "make", "--to", "B", "-"], "handover_size");
    check(&["handover", "make", "--to", " ", &code], "bad_field");
    check(
        &["handover", "make", "--to", &"x".repeat(501), &code],
        "too_long",
    );
    check(
        &["handover", "check", "5001-0001", &code],
        "handover_unknown",
    );
    assert!(motcua.run(&["handover", "list"]).ok().out.is_empty());
}

#[test]
fn a_household_is_told_when_someone_comes_and_what_to_prepare() {
    let folder = tempfile::tempdir().expect("a folder");
    let motcua = demo(&folder);
    let pdf = folder.path().join("card.pdf");
    let card = |procedure: &str, name: &str, at: &str| {
        let place = ["--address", "Thôn Nà Mẫu, nhà số 7", "--out", path(&pdf)];
        let mut arguments = vec!["visit", "card", "--procedure", procedure, "--name", name];
        arguments.extend(["--at", at, "--visitor", "Lý Văn Sơn"]);
        arguments.extend(place);
        motcua.run(&arguments)
    };
    let at = "2026-11-25T09:05:00+07:00";
    for (procedure, name, at, status, wanted) in [
        ("9.999999", "Nông Thị Ươm", at, 1, "unknown_procedure"),
        ("1.001193", " ", at, 1, "bad_field"),
        ("1.001193", "Nông Thị Ươm", "mai", 2, "bad_time"),
    ] {
        let ran = card(procedure, name, at);
        assert_eq!((ran.codes(), ran.status), (vec![wanted.to_owned()], status));
        assert!(!pdf.exists());
    }
    let made = card("1.001193", "Nông Thị Ươm", at).ok().one();
    assert_eq!(made["at"], at);
    let said = words(&pdf);
    for wanted in [
        "PHIẾU HẸN TIẾP NHẬN HỒ SƠ TẠI NHÀ",
        "Hẹn ông (bà): Nông Thị Ươm",
        "Địa chỉ: Thôn Nà Mẫu, nhà số 7",
        "09 giờ 05 phút, thứ Tư, ngày 25 tháng 11 năm 2026",
        "Cán bộ đến tiếp nhận: Lý Văn Sơn",
        "mã thủ tục 1.001193",
        "Giấy tờ cần chuẩn bị",
        "Giấy chứng sinh",
        "xin gọi:",
    ] {
        assert!(said.contains(wanted), "{wanted}: {said}");
    }
}

/// A row written on a slip by hand.
fn on_slip(code: &str, number: usize, received: &str) -> Value {
    let mut row = rows::row(number);
    row["pad_code"] = json!(code);
    row["received"] = json!(received);
    row
}

fn enter(motcua: &Motcua, row: &Value) -> Ran {
    motcua.feed(&["intake", "-"], row.to_string().as_bytes())
}

#[test]
#[expect(clippy::too_many_lines, reason = "one story from the pad to the case")]
fn a_slip_filled_in_without_power_becomes_the_case_with_its_number() {
    let folder = tempfile::tempdir().expect("a folder");
    let motcua = demo(&folder);
    let before = take_in(&motcua, 1).remove(0);
    let pdf = folder.path().join("pad.pdf");
    let issue = ["pad", "issue", "--count", "3", "--out", path(&pdf)];
    let pad = motcua.run(&issue).ok().one();
    let slips = motcua.run(&["pad", "list", "--unused"]).ok().lines();
    let codes: Vec<String> = slips.iter().map(|slip| text(slip, "code")).collect();
    assert_eq!((codes.len(), &pad["count"]), (3, &json!(3)));
    assert_eq!(
        (&pad["first"], &pad["last"]),
        (&json!(codes[0]), &json!(codes[2]))
    );
    assert!(!codes.contains(&before));
    let said = words(&pdf);
    for code in &codes {
        assert!(said.contains(&format!("Mã hồ sơ: {code}")), "{said}");
    }
    assert!(
        said.contains("PHIẾU TIẾP NHẬN HỒ SƠ") && said.contains("Tờ 3/3"),
        "{said}"
    );

    let next = motcua.feed(&["intake", "-"], rows::row(1).to_string().as_bytes());
    let next = text(&next.ok().one(), "code");
    assert!(!codes.contains(&next), "a reserved number was given out");

    let day = text(&pad, "date");
    let received = format!("{day}T00:00:00+07:00");
    let entered = enter(&motcua, &on_slip(&codes[1], 2, &received)).ok().one();
    assert_eq!(entered["code"], codes[1]);
    let case = motcua.run(&["case", "show", &codes[1]]).ok().one();
    assert_eq!(case["received"], received);

    let again = enter(&motcua, &on_slip(&codes[1], 3, &received));
    assert_eq!(
        (again.codes(), again.status),
        (vec!["pad_used".to_owned()], 1)
    );
    let message = text(&again.one()["error"], "message");
    let applicant = text(&rows::row(2)["applicant"], "name");
    assert!(
        message.contains(&applicant) && message.contains(&codes[1]),
        "{message}"
    );
    let same = enter(&motcua, &on_slip(&codes[1], 2, &received)).ok().one();
    assert_eq!(
        same["code"], codes[1],
        "the same request again is no second use"
    );

    let yesterday = desk::clock::local(desk::clock::now_ms() - 24 * 3_600_000);
    for (row, wanted) in [
        (on_slip(&next, 4, &received), "pad_unknown"),
        (on_slip("hai", 4, &received), "pad_unknown"),
        (
            on_slip(&codes[0], 4, &yesterday.to_string()),
            "pad_other_day",
        ),
    ] {
        let ran = enter(&motcua, &row);
        assert_eq!((ran.codes(), ran.status), (vec![wanted.to_owned()], 1));
    }
    let left = motcua.run(&["pad", "list", "--unused"]).ok().lines();
    let left: Vec<String> = left.iter().map(|slip| text(slip, "code")).collect();
    assert_eq!(left, [codes[0].as_str(), codes[2].as_str()]);
    let gaps = motcua.run(&["register", "gaps", "--from", &day, "--to", &day]);
    let gaps = gaps.ok().one();
    let explained: Vec<(Value, Value)> = gaps["missing"]
        .as_array()
        .expect("runs")
        .iter()
        .map(|run| (run["ordinals"].clone(), run["reason"].clone()))
        .collect();
    assert_eq!(explained[0], (json!("5002"), json!("pad")));
    assert_eq!(explained[1], (json!("5004"), json!("pad")));
    assert_eq!(explained[2].1, "unused");
    motcua.is_sound();
}

#[test]
fn a_pad_that_cannot_be_made_reserves_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let motcua = demo(&folder);
    let pdf = folder.path().join("pad.pdf");
    let today = desk::clock::now().date().to_string();
    for (count, day, status, wanted) in [
        ("0", today.as_str(), 1, "pad_size"),
        ("201", today.as_str(), 1, "pad_size"),
        ("2", "2020-01-01", 1, "pad_day"),
        ("2", "2098-01-01", 1, "pad_day"),
        ("2", "mai", 2, "bad_time"),
    ] {
        let ran = motcua.run(&[
            "pad",
            "issue",
            "--count",
            count,
            "--date",
            day,
            "--out",
            path(&pdf),
        ]);
        assert_eq!((ran.codes(), ran.status), (vec![wanted.to_owned()], status));
    }
    assert!(!pdf.exists());
    let first = take_in(&motcua, 1).remove(0);
    assert!(first.ends_with("-5001"), "{first}");
}

#[test]
fn the_window_saves_each_paper() {
    let folder = tempfile::tempdir().expect("a folder");
    let motcua = demo(&folder);
    let codes = take_in(&motcua, 2);
    let window = signed_in(motcua.data());
    let call = |command: &str, request: Value| window.dispatch(command, request);
    let asked = json!({ "to": "Trung tâm", "codes": codes, "carrier": null, "note": null });
    let list = call("handover_make", asked).expect("a list");
    let pad = call("pad_issue", json!({ "count": 2, "date": null })).expect("a pad");
    let visit = json!({
        "procedure": "1.001193", "name": "Triệu Mùi Mỷ", "address": "Thôn Khuổi Phiêng",
        "at": "2026-12-01T09:00:00+07:00", "visitor": null,
    });
    let at = |name: &str| json!(path(&folder.path().join(name)));
    for (command, mut request, name, wanted) in [
        (
            "handover_paper",
            json!({ "name": list["number"] }),
            "list.pdf",
            &codes[1],
        ),
        (
            "pad_paper",
            json!({ "name": pad["id"] }),
            "pad.pdf",
            &text(&pad["slips"][1], "code"),
        ),
        ("visit_card", visit, "visit.pdf", &"Triệu Mùi Mỷ".to_owned()),
    ] {
        request["path"] = at(name);
        let saved = call(command, request).expect(command);
        assert_eq!(saved, json!({ "printed": false, "path": at(name) }));
        let said = words(&folder.path().join(name));
        assert!(said.contains(wanted.as_str()), "{command}: {said}");
    }
}

#[test]
fn the_window_says_what_is_missing_on_a_paper() {
    let folder = tempfile::tempdir().expect("a folder");
    let motcua = demo(&folder);
    let codes = take_in(&motcua, 1);
    let window = signed_in(motcua.data());
    for (command, request, wanted) in [
        (
            "handover_paper",
            json!({ "name": "9-9", "path": null }),
            "handover_unknown",
        ),
        (
            "handover_make",
            json!({ "to": "", "codes": codes, "carrier": null, "note": null }),
            "bad_field",
        ),
        (
            "handover_make",
            json!({ "to": "B", "codes": [], "carrier": null, "note": null }),
            "handover_size",
        ),
        (
            "pad_paper",
            json!({ "name": "x", "path": null }),
            "pad_unknown",
        ),
        ("pad_issue", json!({ "count": 0, "date": null }), "pad_size"),
        (
            "pad_issue",
            json!({ "count": 1, "date": "mai" }),
            "bad_time",
        ),
        (
            "due_preview",
            json!({ "procedure": "1.001193", "variant": null, "received": "nay" }),
            "bad_time",
        ),
    ] {
        let refused = window.dispatch(command, request.clone());
        let refused = refused.expect_err("refused");
        assert_eq!(refused["code"], wanted, "{command} {request}");
    }
}
