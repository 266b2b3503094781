//! The paper in the citizen's hand, read back by programs that are not ours.

use casework::slip::PREFIX;
use desk::clock;
use desk::desk::Desk;
use desk::identity::DEMO_PASSWORD;
use desk::paper::receipt_pdf;
use serde_json::{Value, json};
use std::path::Path;
use std::process::Command;
use tests::cli::{Motcua, text};
use tests::motcua;

const NAME: &str = "Vàng Thị Mỷ";

/// Runs a program that reads paper and gives what it printed.
fn tool(name: &str, arguments: &[&str]) -> String {
    let ran = Command::new(name).args(arguments).output();
    let missing = "is missing: `cargo xtask setup` brings poppler-utils, qpdf and zbar-tools";
    assert!(ran.is_ok(), "{name} {missing}");
    let output = ran.expect("it ran");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{name}: {errors}");
    String::from_utf8(output.stdout).expect("UTF-8")
}

fn path(path: &Path) -> &str {
    path.to_str().expect("a path")
}

/// A demo workstation with one case, and that case's answer.
fn one_case(folder: &Path) -> (Motcua, Value) {
    let motcua = motcua!(folder.join("desk"));
    assert_eq!(motcua.run(&["init", "--demo"]).status, 0);
    let row = json!({
        "procedure": "1.001193",
        "applicant": {
            "kind": "person", "name": NAME, "id": "020301414002", "born": "05/09/2001",
            "sex": "F", "address": "Thôn Khuổi Mơ, xã Minh Họa", "phone": "0919 722 233",
        },
        "submitter": {"relation": "relative", "name": "Triệu Mùi Pham"},
        "documents": [
            {"item": "Giấy chứng sinh", "form": "original", "copies": 1},
            {"item": "Sổ hộ khẩu cũ (bản lưu)", "form": "copy", "copies": 2},
        ],
        "received": clock::local(clock::now_ms() - 3_600_000).to_string(),
    });
    let taken = motcua
        .feed(&["intake", "-"], row.to_string().as_bytes())
        .ok();
    (motcua, taken.one())
}

fn print(motcua: &Motcua, code: &str, out: &Path) -> Vec<u8> {
    motcua.run(&["print", code, "--out", path(out)]).ok();
    std::fs::read(out).expect("a file")
}

/// A time as the form writes it.
fn in_words(time: &str) -> String {
    let part = |range: std::ops::Range<usize>| &time[range];
    format!(
        "{} giờ {} phút, ngày {} tháng {} năm {}",
        part(11..13),
        part(14..16),
        part(8..10),
        part(5..7),
        part(0..4)
    )
}

/// Text with single spaces, for lines that the paper wraps.
fn flowing(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Asserts that every font is embedded, cut to what is used, and gives its text back.
fn fonts_are_embedded(pdf: &str) {
    let fonts = tool("pdffonts", &[pdf]);
    let rows: Vec<&str> = fonts.lines().skip(2).collect();
    assert!(!rows.is_empty());
    for row in rows {
        let columns: Vec<&str> = row.split_whitespace().rev().collect();
        // From the right: object, generation, and whether Unicode, subset, embedded.
        assert_eq!(columns[2..5], ["yes"; 3], "{row}");
    }
}

/// Asserts that a scanner reads `code` from the first page as a usual scan shows it, and beside it
/// nothing but a signed slip of the same code.
fn scans_as(folder: &Path, pdf: &str, code: &str) {
    let page = folder.join("page");
    let only = ["-f", "1", "-l", "1", "-singlefile", pdf, path(&page)];
    tool("pdftoppm", &[&["-r", "150", "-png"][..], &only].concat());
    let scanned = tool(
        "zbarimg",
        &["-q", "--raw", path(&page.with_extension("png"))],
    );
    let mut read: Vec<&str> = scanned.lines().collect();
    read.sort_by_key(|text| text.starts_with(PREFIX));
    assert_eq!((read.len(), read[0]), (2, code), "{scanned}");
    let slip = casework::slip::open(read[1]).expect("a slip").slip;
    assert_eq!(slip.code.as_str(), code);
}

#[test]
fn every_reader_gets_every_line_and_the_code() {
    let folder = tempfile::tempdir().expect("a folder");
    let (motcua, taken) = one_case(folder.path());
    let code = text(&taken, "code");
    let file = folder.path().join("receipt.pdf");
    print(&motcua, &code, &file);
    let pdf = path(&file);

    fonts_are_embedded(pdf);
    tool("qpdf", &["--check", pdf]);

    let all = tool("pdftotext", &["-layout", pdf, "-"]);
    assert!(unicode_normalization::is_nfc(&all));
    let lines: Vec<String> = all.lines().map(flowing).collect();
    for (line, copies) in [
        ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", false),
        ("Độc lập - Tự do - Hạnh phúc", false),
        ("GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ", true),
        ("(Liên 1: Lưu)", true),
        ("(Liên 2: Giao người nộp)", true),
        (&format!("Mã hồ sơ: {code}"), true),
        ("Tiếp nhận hồ sơ của: Vàng Thị Mỷ", true),
        ("Số định danh/mã số: 020******002", true),
        ("Địa chỉ: Thôn Khuổi Mơ, xã Minh Họa", true),
        ("2. Số lượng hồ sơ: 01 (bộ)", true),
        ("NGƯỜI NỘP HỒ SƠ NGƯỜI TIẾP NHẬN HỒ SƠ", true),
    ] {
        let found = lines.iter().any(|given| {
            // The head has two columns side by side.
            if copies {
                given == line
            } else {
                given.ends_with(line)
            }
        });
        assert!(found, "{line}\n{all}");
    }
    let whole = flowing(&tool("pdftotext", &[pdf, "-"]));
    for sentence in [
        "Bộ phận tiếp nhận và trả kết quả: Trung tâm Phục vụ hành chính công xã Minh Họa"
            .to_owned(),
        "Người nộp hồ sơ: Triệu Mùi Pham (người thân nộp thay)".to_owned(),
        "Nội dung yêu cầu giải quyết: Thủ tục đăng ký khai sinh (mã thủ tục 1.001193)".to_owned(),
        format!(
            "4. Thời gian nhận hồ sơ: {}",
            in_words(&text(&taken, "received"))
        ),
        format!(
            "5. Thời gian trả kết quả giải quyết hồ sơ: {}",
            in_words(&text(&taken, "due"))
        ),
        "Sổ hộ khẩu cũ (bản lưu)".to_owned(),
        "Hoàng Thị Minh Nguyệt".to_owned(),
    ] {
        let count = whole.matches(&sentence).count();
        assert_eq!(count, 2, "once on each copy: {sentence}\n{whole}");
    }

    scans_as(folder.path(), pdf, &code);

    let document = lopdf::Document::load(&file).expect("a PDF");
    let pages: Vec<u32> = document.get_pages().keys().copied().collect();
    assert!(pages.len() >= 2, "two copies");
    let read = document.extract_text(&pages).expect("text");
    let read = flowing(&read);
    assert!(read.contains(&code) && read.contains(NAME), "{read}");
}

#[test]
fn each_issue_is_counted_and_the_same_issue_is_the_same_bytes() {
    let folder = tempfile::tempdir().expect("a folder");
    let (motcua, taken) = one_case(folder.path());
    let code = text(&taken, "code");
    let issues: Vec<Vec<u8>> = (1..=3)
        .map(|issue| {
            let file = folder.path().join(format!("issue-{issue}.pdf"));
            let bytes = print(&motcua, &code, &file);
            let words = flowing(&tool("pdftotext", &[path(&file), "-"]));
            let again = (issue > 1).then(|| format!("Cấp lại lần {}", issue - 1));
            assert_eq!(
                words.matches("Cấp lại").count(),
                if issue > 1 { 2 } else { 0 }
            );
            assert!(again.is_none_or(|again| words.contains(&again)), "{words}");
            bytes
        })
        .collect();
    let shown = motcua.run(&["case", "show", &code]).ok().one();
    assert_eq!(shown["printed"], 3);

    let desk = Desk::open(motcua.data(), None, DEMO_PASSWORD).expect("a desk");
    let case = desk.case(desk.find(&code).expect("an id")).expect("a case");
    for (issue, bytes) in (1..).zip(&issues) {
        let drawn = receipt_pdf(&desk, &case, issue).expect("a receipt");
        assert!(drawn == *bytes, "issue {issue} drawn again differs");
    }
    motcua.is_sound();
}

#[test]
fn receipts_are_written_while_taking_in() {
    let folder = tempfile::tempdir().expect("a folder");
    let motcua = motcua!(folder.path().join("desk"));
    assert_eq!(motcua.run(&["init", "--demo"]).status, 0);
    let out = folder.path().join("out");
    let rows = tests::rows::lines(0..3);
    let run = || {
        motcua
            .feed(&["intake", "-", "--receipt", path(&out)], rows.as_bytes())
            .ok()
    };
    let first = run();
    let bytes = |line: &Value| std::fs::read(text(line, "receipt")).expect("a receipt");
    let papers: Vec<Vec<u8>> = first.lines().iter().map(bytes).collect();
    assert!(papers.iter().all(|paper| paper.starts_with(b"%PDF-")));
    // The same file again: the same cases, the same paper, no new issue.
    let again = run();
    assert_eq!(again.out, first.out);
    assert!(papers == again.lines().iter().map(bytes).collect::<Vec<_>>());
    for code in motcua.codes() {
        assert_eq!(
            motcua.run(&["case", "show", &code]).ok().one()["printed"],
            1
        );
    }
}
