//! Papers beside the case: hand-over lists, visit cards, pre-numbered pads.

use serde_json::{Value, json};
use std::path::Path;
use std::process::Command;
use tests::cli::{Motcua, text};
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
