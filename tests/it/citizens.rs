//! Five hundred people who never lived: each is taken in, each gets a number and a receipt that says
//! what was asked for. `tests/data/citizens-500.py` made them.

use casework::procedure::Catalogue;
use serde_json::Value;
use std::collections::BTreeSet;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::{Mutex, mpsc};
use tests::cli::text;
use tests::motcua;

/// The columns of `citizens-500.csv` that a receipt shows.
struct Citizen {
    client_ref: String,
    procedure: String,
    name: String,
    address: String,
    phone: String,
    email: String,
}

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/data/citizens-500.csv");

fn citizens() -> Vec<Citizen> {
    let mut reader = csv::Reader::from_path(FILE).expect("the file");
    let columns = reader.headers().expect("a head").clone();
    let of = |record: &csv::StringRecord, name: &str| {
        let place = columns.iter().position(|column| column == name);
        record[place.expect("a column")].to_owned()
    };
    reader
        .records()
        .map(|record| {
            let record = record.expect("a row");
            Citizen {
                client_ref: of(&record, "client_ref"),
                procedure: of(&record, "procedure"),
                name: of(&record, "name"),
                address: of(&record, "address"),
                phone: of(&record, "phone"),
                email: of(&record, "email"),
            }
        })
        .collect()
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

/// The words of a PDF by another program, with single spaces.
fn words_of(pdf: &str) -> String {
    let ran = Command::new("pdftotext").args([pdf, "-"]).output();
    let output = ran.expect("pdftotext is there: `cargo xtask setup` brings it");
    assert!(output.status.success(), "{pdf}: {output:?}");
    let words = String::from_utf8(output.stdout).expect("UTF-8");
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Compares a receipt with the row it is for.
fn check(citizen: &Citizen, answer: &Value, catalogue: &Catalogue) {
    let procedure = catalogue.get(&citizen.procedure).expect("a procedure");
    let pdf = text(answer, "receipt");
    let code = text(answer, "code");
    let file = Path::new(&pdf).file_stem().and_then(|name| name.to_str());
    assert_eq!(file, Some(code.as_str()));
    let words = words_of(&pdf);
    // What was left out is a dotted line to be filled in by hand.
    let given = |label: &str, value: &str| match value {
        "" => format!("{label}: ......"),
        value => format!("{label}: {value} "),
    };
    let lines = [
        format!("Mã hồ sơ: {code} "),
        given("Tiếp nhận hồ sơ của", &citizen.name),
        given("Địa chỉ", &citizen.address),
        given("Số điện thoại", &citizen.phone),
        given("Email", &citizen.email),
        format!(
            "Nội dung yêu cầu giải quyết: {} (mã thủ tục {})",
            procedure.name, citizen.procedure
        ),
        format!(
            "4. Thời gian nhận hồ sơ: {}",
            in_words(&text(answer, "received"))
        ),
        format!(
            "5. Thời gian trả kết quả giải quyết hồ sơ: {}",
            in_words(&text(answer, "due"))
        ),
    ];
    for line in lines {
        let count = words.matches(&line).count();
        assert!(count >= 2, "once on each copy: {line}\n{words}");
    }
}

#[test]
fn five_hundred_citizens_each_get_a_number_and_a_receipt_that_says_what_they_asked_for() {
    let folder = tempfile::tempdir().expect("a folder");
    let motcua = motcua!(folder.path().join("desk"));
    motcua.run(&["init", "--demo"]).ok();
    let citizens = citizens();
    assert_eq!(citizens.len(), 500);
    let catalogue = Catalogue::built_in().expect("the catalogue");
    let receipts = folder.path().join("receipts");
    let receipts = receipts.to_str().expect("a path");
    let mut intake = motcua
        .command(&["intake", FILE, "--receipt", receipts])
        .stdout(Stdio::piped())
        .spawn()
        .expect("motcua starts");
    let answers = BufReader::new(intake.stdout.take().expect("a pipe")).lines();
    let (sender, waiting) = mpsc::channel::<(usize, Value)>();
    let waiting = Mutex::new(waiting);
    // A receipt is read while the next ones are made.
    let codes = std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while let Some((index, answer)) = next(&waiting) {
                    check(&citizens[index], &answer, &catalogue);
                }
            });
        }
        let mut codes = BTreeSet::new();
        for (index, line) in answers.enumerate() {
            let answer: Value = serde_json::from_str(&line.expect("UTF-8")).expect("JSON");
            assert_eq!(answer["client_ref"], citizens[index].client_ref, "{answer}");
            codes.insert(text(&answer, "code"));
            sender.send((index, answer)).expect("somebody reads");
        }
        drop(sender);
        codes
    });
    assert!(intake.wait().expect("motcua ends").success());
    assert_eq!(codes.len(), 500, "each has a number of its own");
    assert_eq!(motcua.codes(), codes);
    motcua.is_sound();
}

fn next(waiting: &Mutex<mpsc::Receiver<(usize, Value)>>) -> Option<(usize, Value)> {
    waiting.lock().expect("nobody failed").recv().ok()
}
