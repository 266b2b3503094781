//! The legal papers beside the receipt: printed from what happened, frozen once they are issued.

use casework::case::{Notice, Settlement, WantedPaper};
use casework::command::Command;
use casework::fee::Money;
use casework::form::Form;
use desk::clock;
use desk::desk::Desk;
use desk::identity::DEMO_PASSWORD;
use desk::print::PaperSize;
use serde_json::{Value, json};
use std::path::Path;
use tests::cli::{Motcua, text};
use tests::motcua;

const NAME: &str = "Lò Thị Pản";

/// Runs a program that reads paper and gives what it printed, with single spaces.
fn tool(name: &str, arguments: &[&str]) -> String {
    let ran = std::process::Command::new(name).args(arguments).output();
    let output = ran.expect("`cargo xtask setup` brings poppler-utils");
    assert!(output.status.success(), "{name}");
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn path(path: &Path) -> &str {
    path.to_str().expect("a path")
}

fn take_in(motcua: &Motcua) -> String {
    let row = json!({
        "procedure": "1.004873",
        "applicant": {"kind": "person", "name": NAME, "phone": "0919 722 233"},
        "received": clock::local(clock::now_ms() - 3_600_000).to_string(),
    });
    let taken = motcua.feed(&["intake", "-"], row.to_string().as_bytes());
    text(&taken.ok().one(), "code")
}

fn workstation(folder: &Path) -> Motcua {
    let motcua = motcua!(folder.join("desk"));
    assert_eq!(motcua.run(&["init", "--demo"]).status, 0);
    motcua
}

fn act(motcua: &Motcua, code: &str, commands: Vec<Command>) {
    let desk = Desk::open(motcua.data(), None, DEMO_PASSWORD).expect("a desk");
    let id = desk.find(code).expect("an id");
    for command in commands {
        desk.act(id, command).expect("allowed");
    }
}

/// What has to happen before each form can be printed.
#[expect(clippy::too_many_lines, reason = "a table of data")]
fn ways() -> Vec<(&'static str, Vec<Command>, Vec<&'static str>)> {
    let paper = WantedPaper {
        name: "Giấy xác nhận tình trạng hôn nhân cũ".to_owned(),
        originals: 1,
        certified: 0,
        photocopies: 2,
    };
    let settlement = Settlement {
        papers: Some("toàn bộ giấy tờ đã nộp".to_owned()),
        fees: Some(Money(8_000)),
    };
    let reason = || "Còn thiếu giấy tờ.".to_owned();
    vec![
        (
            "receipt",
            vec![],
            vec!["GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ"],
        ),
        (
            "supplement",
            vec![Command::RequestSupplement {
                papers: vec![paper],
                reason: reason(),
            }],
            vec![
                "PHIẾU YÊU CẦU BỔ SUNG, HOÀN THIỆN HỒ SƠ",
                "Hồ sơ của Ông/Bà: Lò Thị Pản",
                "Lý do: Còn thiếu giấy tờ.",
                "hồ sơ được đóng trên hệ thống",
                "NGƯỜI HƯỚNG DẪN",
            ],
        ),
        (
            "refusal",
            vec![
                Command::Forward { unit: None },
                Command::Refuse {
                    reason: reason(),
                    settlement: settlement.clone(),
                },
            ],
            vec![
                "PHIẾU TỪ CHỐI GIẢI QUYẾT HỒ SƠ",
                "Còn thiếu giấy tờ.",
                "hoàn trả: 8.000 đ",
            ],
        ),
        (
            "apology",
            vec![
                Command::Forward { unit: None },
                Command::Extend {
                    until: clock::local(clock::now_ms() + 20 * 24 * 3_600_000),
                    reason: reason(),
                    told: Some(Notice::Phone),
                },
            ],
            vec![
                "VĂN BẢN XIN LỖI VÀ ĐỀ NGHỊ GIA HẠN THỜI GIAN GIẢI QUYẾT",
                "Kính gửi: Lò Thị Pản",
            ],
        ),
        (
            "stop",
            vec![Command::Stop {
                reason: reason(),
                settlement,
            }],
            vec![
                "THÔNG BÁO DỪNG GIẢI QUYẾT HỒ SƠ",
                "Tình trạng hồ sơ khi dừng: Đã tiếp nhận",
                "toàn bộ giấy tờ đã nộp",
            ],
        ),
        (
            "control",
            vec![Command::Forward {
                unit: Some("Phòng Văn hóa – Xã hội".to_owned()),
            }],
            vec![
                "PHIẾU KIỂM SOÁT QUÁ TRÌNH GIẢI QUYẾT HỒ SƠ",
                "2. Nhận: Phòng Văn",
            ],
        ),
        (
            "return_slip",
            vec![
                Command::Forward { unit: None },
                Command::RecordResult { file: None },
            ],
            vec![
                "GIẤY GIAO NHẬN KẾT QUẢ",
                "(Liên 2: Giao người nhận)",
                "NGƯỜI TRẢ KẾT QUẢ",
            ],
        ),
    ]
}

#[test]
fn each_paper_is_printed_once_what_it_is_about_has_happened() {
    let folder = tempfile::tempdir().expect("a folder");
    let motcua = workstation(folder.path());
    for (form, commands, lines) in ways() {
        let code = take_in(&motcua);
        let file = folder.path().join(format!("{form}.pdf"));
        let print = || motcua.run(&["print", &code, "--form", form, "--out", path(&file)]);
        if !commands.is_empty() && form != "control" {
            let refused = print();
            assert_eq!(refused.status, 1, "{form}");
            assert_eq!(refused.codes(), ["nothing_to_print"], "{form}");
            assert!(!file.exists(), "{form}");
        }
        act(&motcua, &code, commands);
        print().ok();
        let words = tool("pdftotext", &[path(&file), "-"]);
        for line in lines {
            assert!(words.contains(line), "{form}: {line}\n{words}");
        }
        assert!(words.contains(&code), "{form}");
        let about = tool("pdfinfo", &[path(&file)]);
        assert!(
            about.contains("Page size: 419.528 x 595.276 pts"),
            "{form}: {about}"
        );
    }
    assert_eq!(ways().len(), Form::ALL.len());
    let unknown = motcua.run(&["print", &take_in(&motcua), "--form", "leaflet"]);
    assert_eq!(unknown.status, 1);
    assert_eq!(unknown.codes(), ["unknown_form"]);
    motcua.is_sound();
}

#[test]
fn a_paper_that_no_longer_holds_is_named_and_issued_again_with_a_number() {
    let folder = tempfile::tempdir().expect("a folder");
    let motcua = workstation(folder.path());
    let code = take_in(&motcua);
    let file = |name: &str| folder.path().join(name);
    let print = |form: &str, out: &Path| {
        motcua
            .run(&["print", &code, "--form", form, "--out", path(out)])
            .ok();
        std::fs::read(out).expect("a file")
    };
    let outdated = || motcua.run(&["case", "show", &code]).ok().one()["outdated"].clone();
    let first = print("receipt", &file("first.pdf"));
    print("control", &file("control.pdf"));
    assert_eq!(outdated(), json!([]));

    let correction = Command::Correct {
        field: casework::case::Field::ApplicantPhone,
        seen: Some("0919 722 233".to_owned()),
        value: Some("0919 722 299".to_owned()),
    };
    act(&motcua, &code, vec![correction]);
    let named: Vec<Value> = outdated().as_array().expect("a list").clone();
    let forms: Vec<&Value> = named.iter().map(|paper| &paper["form"]).collect();
    assert_eq!(forms, ["receipt", "control"]);
    assert_eq!(named[0]["issue"], 1);

    // The first issue is drawn again as it was handed out, not as the case is now.
    let desk = Desk::open(motcua.data(), None, DEMO_PASSWORD).expect("a desk");
    let case = desk.case(desk.find(&code).expect("an id")).expect("a case");
    let again =
        desk::paper::pdf(&desk, &case, (Form::Receipt, PaperSize::A5), 1).expect("a receipt");
    assert!(again == first);
    drop(desk);

    print("receipt", &file("second.pdf"));
    let words = tool("pdftotext", &[path(&file("second.pdf")), "-"]);
    assert!(
        words.contains("Cấp lại lần 1") && words.contains("0919 722 299"),
        "{words}"
    );
    print("control", &file("control-again.pdf"));
    let words = tool("pdftotext", &[path(&file("control-again.pdf")), "-"]);
    assert!(words.contains("Cấp lại lần 1"), "{words}");
    assert_eq!(outdated(), json!([]));
    motcua.is_sound();
}

#[test]
fn a_receipt_on_a_roll_is_the_same_paper_and_other_forms_are_refused_there() {
    let folder = tempfile::tempdir().expect("a folder");
    let motcua = workstation(folder.path());
    let code = take_in(&motcua);
    let print = |form: &str, paper: &str, name: &str| {
        let file = folder.path().join(name);
        let arguments = ["print", &code, "--form", form, "--paper", paper, "--out"];
        (motcua.run(&[&arguments[..], &[path(&file)]].concat()), file)
    };
    let words = |file: &Path| tool("pdftotext", &["-raw", path(file), "-"]);
    let (ran, roll) = print("receipt", "80mm", "roll.pdf");
    assert_eq!(text(&ran.ok().one(), "paper"), "80mm");
    let about = tool("pdfinfo", &[path(&roll)]);
    assert!(about.contains("Page size: 226.772 x "), "{about}");
    assert!(about.contains("Pages: 2 "), "{about}");
    let said = words(&roll);
    for line in [
        "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ (Liên 1: Lưu)",
        "(Liên 2: Giao người nộp)",
        &code,
        "Tiếp nhận hồ sơ của: Lò Thị Pản",
        "Số điện thoại: 0919 722 233",
        "5. Thời gian trả kết quả giải quyết hồ sơ:",
        "NGƯỜI TIẾP NHẬN HỒ SƠ",
    ] {
        assert!(said.contains(line), "{line}\n{said}");
    }
    assert!(!said.contains("Cấp lại"), "{said}");

    // A paper of another size is a paper of its own, numbered as every print is.
    for (paper, again, size) in [
        ("a5", "Cấp lại lần 1", "419.528 x 595.276"),
        ("a4", "Cấp lại lần 2", "595.276 x 841.89"),
        ("80mm", "Cấp lại lần 3", "226.772 x "),
    ] {
        let (ran, file) = print("receipt", paper, "again.pdf");
        ran.ok();
        let said = words(&file);
        assert!(said.contains(again), "{paper}: {said}");
        let about = tool("pdfinfo", &[path(&file)]);
        assert!(about.contains(size), "{paper}: {about}");
    }

    let (refused, file) = print("control", "80mm", "control.pdf");
    assert_eq!(
        (refused.status, refused.codes()),
        (1, vec!["not_on_this_paper".to_owned()])
    );
    assert!(!file.exists());
    let (unknown, _) = print("receipt", "a3", "a3.pdf");
    assert_eq!(unknown.codes(), ["unknown_paper_size"]);

    // Each issue drawn again on the same paper is the same bytes; what was refused counts for nothing.
    let desk = Desk::open(motcua.data(), None, DEMO_PASSWORD).expect("a desk");
    let case = desk.case(desk.find(&code).expect("an id")).expect("a case");
    let issues = [Form::Receipt, Form::Control].map(|form| case.issues(form.code()));
    assert_eq!(issues, [4, 0]);
    let wanted = (Form::Receipt, PaperSize::Roll80);
    let again = desk::paper::pdf(&desk, &case, wanted, 1).expect("a receipt");
    assert!(again == std::fs::read(&roll).expect("a file"));
    drop(desk);
    motcua.is_sound();
}

#[test]
fn an_answer_at_the_counter_is_handed_out_on_paper_with_its_number_and_reason() {
    let folder = tempfile::tempdir().expect("a folder");
    let motcua = workstation(folder.path());
    let person = json!({"kind": "person", "name": NAME, "address": "Bản Nà Mẫu"});
    let supplement = json!({
        "outcome": "supplement_requested", "procedure": "1.001193", "applicant": person,
        "missing": [{"name": "Giấy chứng sinh", "originals": 1, "photocopies": 2}],
        "reason": "Chưa có giấy chứng sinh.",
        "contact": {"name": "Bà Lý Thị Xuân", "phone": "0205 3800 111"},
    });
    let refusal = json!({
        "outcome": "refused", "procedure": "1.001193", "applicant": person,
        "reason": "Việc này thuộc cơ quan khác.", "ground": "Điều 13 Luật Hộ tịch.",
    });
    let guided = json!({"outcome": "guided", "procedure": "1.001193"});
    for (request, lines) in [
        (
            &supplement,
            vec![
                "PHIẾU YÊU CẦU BỔ SUNG, HOÀN THIỆN HỒ SƠ",
                "Hồ sơ của Ông/Bà: Lò Thị Pản",
                "Giấy chứng sinh",
                "Lý do: Chưa có giấy chứng sinh.",
                "liên hệ với Bà Lý Thị Xuân số điện thoại 0205 3800 111",
            ],
        ),
        (
            &refusal,
            vec![
                "PHIẾU TỪ CHỐI TIẾP NHẬN GIẢI QUYẾT HỒ SƠ",
                "Việc này thuộc cơ quan khác. Điều 13 Luật Hộ tịch.",
                "NGƯỜI NỘP HỒ SƠ",
            ],
        ),
    ] {
        let given = motcua.feed(&["counter", "answer", "-"], request.to_string().as_bytes());
        let number = text(&given.ok().one(), "number");
        let file = folder.path().join("answer.pdf");
        let print = || {
            let out = ["counter", "print", &number, "--out", path(&file)];
            motcua.run(&out).ok();
            std::fs::read(&file).expect("a file")
        };
        let bytes = print();
        assert!(bytes == print(), "the same answer is the same paper");
        let words = tool("pdftotext", &[path(&file), "-"]);
        for line in lines {
            assert!(words.contains(line), "{line}\n{words}");
        }
        assert!(
            words.contains(&format!("Số: {number}")),
            "{number}\n{words}"
        );
    }
    let given = motcua.feed(&["counter", "answer", "-"], guided.to_string().as_bytes());
    let number = text(&given.ok().one(), "number");
    let refused = motcua.run(&["counter", "print", &number]);
    assert_eq!(refused.codes(), ["nothing_to_print"]);
}
