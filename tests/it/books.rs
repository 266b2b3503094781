//! Old books: read without writing, taken over once, found on every desk, extracted with their source.

use base64::Engine;
use desk::desk::Desk;
use desk::identity::DEMO_PASSWORD;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use tests::cli::{Motcua, text};
use tests::commands::signed_in;
use tests::motcua;
use tests::world::World;

const CSV: &str = "\u{feff}SỔ CHỨNG THỰC NĂM 2014;;;;\r
Số chứng thực;Họ và tên;Ngày chứng thực;Nội dung;Tờ\r
(1);(2);(3);(4);(5)\r
12/2014;Quàng Thị Ín;06/05/2014;Sao y sổ hộ khẩu;2\r
13/2014;Lường Văn Đôi;31/02/2014;Sao y;1\r
;;07/05/2014;Sao y bằng;3\r
;;;;\r
14/2014;Cà Văn Hặc;2014;\"Chứng thực; chữ ký\";\r
";

fn demo(folder: &Path) -> Motcua {
    let motcua = motcua!(folder.join("desk"));
    assert_eq!(motcua.run(&["init", "--demo"]).status, 0);
    motcua
}

fn path(path: &Path) -> &str {
    path.to_str().expect("a path")
}

fn csv(folder: &Path) -> PathBuf {
    let file = folder.join("chung-thuc-2014.csv");
    fs::write(&file, CSV).expect("a file");
    file
}

/// The words of a PDF with single spaces.
fn words(pdf: &Path) -> String {
    let ran = Command::new("pdftotext")
        .args(["-layout", path(pdf), "-"])
        .output();
    let words = ran
        .expect("pdftotext is there: `cargo xtask setup` brings it")
        .stdout;
    let words = String::from_utf8(words).expect("UTF-8");
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn found(motcua: &Motcua, asked: &str) -> Vec<Value> {
    let hits = motcua.run(&["search", asked]).ok().lines();
    hits.into_iter()
        .filter(|hit| hit["kind"] == "old_entry")
        .collect()
}

fn error(motcua: &Motcua, arguments: &[&str], status: i32) -> String {
    let ran = motcua.run(arguments);
    assert_eq!(ran.status, status, "{ran:?}");
    text(&ran.one()["error"], "code")
}

#[test]
fn a_dry_run_names_every_refused_row_and_writes_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let motcua = demo(folder.path());
    let file = csv(folder.path());
    let report = motcua
        .run(&["book", "import", path(&file), "--dry-run"])
        .ok()
        .one();
    assert_eq!(
        (
            &report["head"],
            &report["rows"],
            &report["accepted"],
            &report["book"]
        ),
        (&json!(2), &json!(4), &json!(2), &Value::Null)
    );
    let refused = report["refused"].as_array().expect("rows").iter();
    let refused: Vec<_> = refused
        .map(|row| (row["line"].as_u64(), text(row, "code")))
        .collect();
    let wanted = [(Some(5), "bad_date"), (Some(6), "no_name_no_number")];
    assert_eq!(refused, wanted.map(|(line, code)| (line, code.to_owned())));
    assert!(text(&report["refused"][0], "reason").contains("31/02/2014"));
    let columns = report["columns"].as_array().expect("columns").iter();
    let fields: Vec<&Value> = columns.map(|column| &column["field"]).collect();
    let wanted = [
        json!("number"),
        json!("name"),
        json!("received"),
        json!("procedure"),
        Value::Null,
    ];
    assert_eq!(fields, wanted.iter().collect::<Vec<_>>());
    assert!(motcua.run(&["book", "list"]).ok().lines().is_empty());
    assert!(found(&motcua, "quang thi in").is_empty());
}

#[test]
fn a_book_is_taken_over_once_and_found_without_accents() {
    let folder = tempfile::tempdir().expect("a folder");
    let motcua = demo(folder.path());
    let file = csv(folder.path());
    let import = [
        "book",
        "import",
        path(&file),
        "--name",
        "Sổ chứng thực 2014",
    ];
    let report = motcua.run(&import).ok().one();
    assert_eq!(
        (&report["accepted"], &report["dry_run"]),
        (&json!(2), &json!(false))
    );
    assert_eq!(error(&motcua, &import, 1), "old_book_known");

    for (asked, row) in [
        ("quang thi in", 4),
        ("Quàng Thị Ín", 4),
        ("12/2014", 4),
        ("chu ky", 8),
    ] {
        let hits = found(&motcua, asked);
        assert_eq!(hits.len(), 1, "{asked}: {hits:?}");
        assert_eq!(hits[0]["row"], row, "{asked}");
        assert_eq!(hits[0]["book"], report["book"], "{asked}");
    }
    assert_eq!(found(&motcua, "chu ky")[0]["match"], "Chứng thực; chữ ký");
    assert!(found(&motcua, "luong van doi").is_empty());

    let book = motcua.run(&["book", "list"]).ok().one();
    assert_eq!(
        (
            &book["name"],
            &book["file"],
            &book["entries"],
            &book["here"],
            &book["refused"]
        ),
        (
            &json!("Sổ chứng thực 2014"),
            &json!("chung-thuc-2014.csv"),
            &json!(2),
            &json!(2),
            &json!(2)
        )
    );
    motcua.is_sound();
    let before = found(&motcua, "sao y");
    motcua.run(&["check", "--rebuild"]).ok();
    assert_eq!(found(&motcua, "sao y"), before);
}

#[test]
fn every_refused_row_is_written_down_to_mend_the_file_by() {
    let folder = tempfile::tempdir().expect("a folder");
    let motcua = demo(folder.path());
    let file = csv(folder.path());
    let out = folder.path().join("loi.pdf");
    let import = ["book", "import", path(&file), "--dry-run", "--refused"];
    let answers = motcua.run(&[&import[..], &[path(&out)]].concat()).ok();
    assert_eq!(answers.lines()[1]["path"], json!(path(&out)));
    let words = words(&out);
    for wanted in [
        "Tệp “chung-thuc-2014.csv”",
        "2 dòng không nhập được trong 4 dòng đọc được",
        "5 Không đọc được ngày tiếp nhận: “31/02/2014”",
        "13/2014 | Lường Văn Đôi | 31/02/2014 | Sao y | 1",
        "6 Không có họ tên và không có số",
        "07/05/2014 | Sao y bằng | 3",
    ] {
        assert!(words.contains(wanted), "{wanted} is not in: {words}");
    }
}

#[test]
fn the_window_reads_a_file_again_until_its_columns_are_right() {
    let folder = tempfile::tempdir().expect("a folder");
    let motcua = demo(folder.path());
    let window = signed_in(motcua.data());
    let call = |command: &str, request: Value| window.dispatch(command, request);
    let bytes = base64::engine::general_purpose::STANDARD.encode(CSV);
    let file =
        |choices: Value| json!({ "name": "so.csv", "bytes_base64": bytes, "choices": choices });

    let first = call("book_preview", file(json!([]))).expect("read");
    assert_eq!(
        (&first["accepted"], &first["book"]),
        (&json!(2), &Value::Null)
    );
    let samples = json!(["12/2014", "13/2014", "14/2014"]);
    assert_eq!(first["columns"][0]["field"], "number");
    assert_eq!(first["columns"][0]["samples"], samples);
    assert_eq!(
        first["refused"][1]["reason_en"],
        "Neither a name nor a number"
    );

    // The day is kept as it stands, so the row with a day that is none is taken over too.
    let choices =
        json!([{ "field": "received", "column": null }, { "field": "note", "column": "E" }]);
    let second = call("book_preview", file(choices.clone())).expect("read");
    assert_eq!(second["accepted"], 3);
    assert_eq!(second["columns"][4]["field"], "note");
    assert_eq!(call("book_list", json!({})).expect("books"), json!([]));

    let title = "Sổ chứng thực 2014";
    let import = json!({ "file": file(choices), "title": title });
    let taken = call("book_import", import.clone()).expect("taken over");
    assert_eq!(
        (&taken["accepted"], &taken["dry_run"]),
        (&json!(3), &json!(false))
    );
    let again = call("book_import", import).expect_err("known");
    assert_eq!(again["code"], "old_book_known");

    let hits = call("search", json!({ "text": "luong van doi", "limit": 10 })).expect("found");
    let ask = json!({ "book": hits[0]["book"], "row": hits[0]["row"] });
    let entry = call("book_entry", ask.clone()).expect("an entry");
    assert_eq!((&entry["book"], &entry["row"]), (&json!(title), &json!(5)));
    let line = json!(["Ngày chứng thực", "31/02/2014"]);
    assert!(
        entry["lines"].as_array().expect("lines").contains(&line),
        "{entry}"
    );

    let out = folder.path().join("trich.pdf");
    let extract = json!({ "book": ask["book"], "row": 5, "path": path(&out) });
    call("book_extract", extract).expect("an extract");
    assert!(words(&out).contains("Ngày chứng thực 31/02/2014"));
    let gone = json!({ "book": ask["book"], "row": 99 });
    let refused = call("book_entry", gone).expect_err("no such line");
    assert_eq!(refused["code"], "unknown_old_entry");
}

#[test]
fn columns_can_be_chosen_and_wrong_choices_are_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let motcua = demo(folder.path());
    let file = folder.path().join("so.csv");
    fs::write(&file, "Cột một,Cột hai\nPờ Lóng Tơ,7\n").expect("a file");
    let file = path(&file);
    let import = |more: &[&'static str]| -> Vec<&str> {
        ["book", "import", file]
            .into_iter()
            .chain(more.iter().copied())
            .collect()
    };
    for more in [
        &[][..],
        &["--map", "name=Cột ba"],
        &["--map", "name=A", "--map", "number=A"],
    ] {
        assert_eq!(error(&motcua, &import(more), 2), "bad_old_book", "{more:?}");
    }
    motcua
        .run(&import(&["--map", "name=cot mot", "--map", "number=B"]))
        .ok();
    let hit = &found(&motcua, "po long to")[0];
    assert_eq!(
        (&hit["code"], &hit["name"]),
        (&json!("7"), &json!("Pờ Lóng Tơ"))
    );
}

#[test]
#[expect(
    clippy::too_many_lines,
    reason = "one story from the workbook to the extract"
)]
fn a_workbook_travels_to_the_other_desk_and_leaves_as_an_extract() {
    let mut world = World::new();
    drop(world.desk("centre", "Hoàng Thị Minh Nguyệt"));
    drop(world.desk("point", "Lý Văn Sơn"));
    let (centre, point) = (motcua!(world.path("centre")), motcua!(world.path("point")));
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("Khai sinh 1998.xlsx");
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let day = Format::new().set_num_format("dd/mm/yyyy");
    for (column, title) in (0..).zip(["Số đăng ký", "Họ và tên", "Ngày đăng ký", "Họ tên mẹ"])
    {
        sheet.write(2, column, title).expect("written");
    }
    let at = ExcelDateTime::from_ymd(1998, 4, 12).expect("a day");
    sheet.write(3, 0, 41).expect("written");
    sheet.write(3, 1, "Giàng A Páo").expect("written");
    sheet.write_with_format(3, 2, &at, &day).expect("written");
    sheet.write(3, 3, "Vừ Thị Mỷ").expect("written");
    sheet.write(4, 1, "Sùng Thị Dợ").expect("written");
    sheet.write(4, 2, 35_898).expect("written");
    book.save(&file).expect("a workbook");
    let report = centre.run(&["book", "import", path(&file)]).ok().one();
    assert_eq!(
        (&report["accepted"], &report["head"]),
        (&json!(2), &json!(3))
    );

    let hub = world.hub_on();
    for desk in [&centre, &point] {
        assert_eq!(
            desk.run(&["sync", "--hub", &hub]).ok().one()["state"],
            "done"
        );
    }
    let hit = &found(&point, "vu thi my")[0];
    assert_eq!(
        (&hit["name"], &hit["code"], &hit["row"]),
        (&json!("Giàng A Páo"), &json!("41"), &json!(4))
    );
    assert_eq!(
        error(&point, &["book", "import", path(&file)], 1),
        "old_book_known"
    );
    for desk in [&centre, &point] {
        desk.is_sound();
    }

    let out = folder.path().join("trich.pdf");
    point
        .run(&[
            "book",
            "extract",
            "khai sinh 1998",
            "4",
            "--out",
            path(&out),
        ])
        .ok();
    let words = words(&out);
    let hash = text(&point.run(&["book", "list"]).ok().one(), "hash");
    for wanted in [
        "TRÍCH TỪ SỔ CŨ",
        "Sổ: Khai sinh 1998",
        "Dòng 4 của tệp “Khai sinh 1998.xlsx”",
        "Tệp do Hoàng Thị Minh Nguyệt nhập lúc",
        &hash,
        "Số đăng ký 41",
        "Họ và tên Giàng A Páo",
        "Ngày đăng ký 12/04/1998",
        "Họ tên mẹ Vừ Thị Mỷ",
    ] {
        assert!(words.contains(wanted), "{wanted} is not in: {words}");
    }
    let id = text(&report, "book");
    for (book, row, code) in [
        ("không có", "4", "unknown_old_book"),
        (&id[..8], "9", "unknown_old_entry"),
    ] {
        let asked = ["book", "extract", book, row, "--out", path(&out)];
        assert_eq!(error(&point, &asked, 1), code);
    }
}

#[test]
fn a_book_of_twenty_thousand_entries_is_searched() {
    let folder = tempfile::tempdir().expect("a folder");
    let motcua = demo(folder.path());
    let families = [
        "Lò", "Quàng", "Cà", "Lường", "Vàng", "Sùng", "Giàng", "Tòng",
    ];
    let mut lines = "Số,Họ tên,Ngày nhận,Nội dung\n".to_owned();
    for number in 1..=20_000 {
        let family = families[number % families.len()];
        lines += &format!("{number}/2009,{family} Văn Thứ {number},06/05/2009,Xác nhận hộ nghèo\n");
    }
    let file = folder.path().join("lon.csv");
    fs::write(&file, lines).expect("a file");
    let report = motcua.run(&["book", "import", path(&file)]).ok().one();
    assert_eq!(report["accepted"], 20_000);
    let desk = Desk::open(motcua.data(), None, DEMO_PASSWORD).expect("opens");
    for asked in ["xac nhan ho ngheo", "luong van thu 19995", "van"] {
        let hits = desk::api::find(&desk, asked, 50).expect("searched");
        assert!(hits.iter().any(|hit| hit.kind == "old_entry"), "{asked}");
        assert!(hits.len() <= 50, "{asked}");
    }
}
