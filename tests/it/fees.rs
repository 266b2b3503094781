//! Money at the counter, through the command line: what a case costs, paying, giving back, closing.

use casework::fee::{Money, PaymentWay};
use desk::clock;
use desk::error::ErrorCode;
use desk::fees::Handed;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;
use tests::cli::{Motcua, text};
use tests::motcua;
use tests::world::{World, id, is_sound, sync};

const NAME: &str = "Vàng Thị Mỷ";

fn tool(name: &str, arguments: &[&str]) -> String {
    let output = Command::new(name).args(arguments).output().expect(name);
    assert!(output.status.success(), "{name}: {output:?}");
    String::from_utf8(output.stdout).expect("UTF-8")
}

fn path(path: &Path) -> &str {
    path.to_str().expect("a path")
}

fn workstation(folder: &Path) -> Motcua {
    let motcua = motcua!(folder.join("desk"));
    motcua.run(&["init", "--demo"]).ok();
    motcua
}

fn row(procedure: &str, fees: Value) -> Value {
    let mut row = json!({
        "procedure": procedure,
        "applicant": {"kind": "person", "name": NAME, "address": "Thôn Nà Mẫu"},
    });
    if !fees.is_null() {
        row["fees"] = fees;
    }
    row
}

/// Takes a case in and gives its code.
fn take_in(motcua: &Motcua, procedure: &str, fees: Value) -> String {
    let row = row(procedure, fees).to_string();
    let taken = motcua.feed(&["intake", "-"], row.as_bytes()).ok();
    text(&taken.one(), "code")
}

fn fees(motcua: &Motcua, code: &str) -> Value {
    motcua.run(&["case", "fees", code]).ok().one()
}

fn today() -> String {
    clock::now().date().to_string()
}

/// Line 7 of a receipt with single spaces, up to the next line of the form.
fn line_of_fees(motcua: &Motcua, code: &str, folder: &Path) -> String {
    let pdf = folder.join(format!("{code}.pdf"));
    motcua.run(&["print", code, "--out", path(&pdf)]).ok();
    let all = tool("pdftotext", &["-layout", path(&pdf), "-"]);
    let all = all.split_whitespace().collect::<Vec<_>>().join(" ");
    let (_, rest) = all.split_once("7. Phí, lệ phí: ").expect("line 7");
    let ends = ["Mã hồ sơ:", "NGƯỜI NỘP", "Thông tin thủ tục"];
    let end = ends.iter().filter_map(|end| rest.find(end)).min();
    rest[..end.unwrap_or(rest.len())].trim().to_owned()
}

#[test]
fn reception_assesses_what_the_table_knows_and_the_receipt_says_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let motcua = workstation(folder.path());
    let stated = json!({"lines": [
        {"name": "Lệ phí cấp giấy phép", "kind": "charge", "unit_price": 75000},
        {"name": "Phí bản sao", "unit_price": 8000, "quantity": 2},
    ]});
    for (procedure, fees_in, total, line) in [
        ("1.001193", Value::Null, Some(0), "Không thu"),
        (
            "1.004222",
            Value::Null,
            Some(20_000),
            "Lệ phí đăng ký thường trú: 20.000 đ",
        ),
        (
            "2.000815",
            json!({"pages": 5, "copies": 3}),
            Some(21_000),
            "Phí chứng thực bản sao từ bản chính: 21.000 đ",
        ),
        (
            "1.004873",
            json!({"exemption": "poor"}),
            Some(0),
            "Lệ phí hộ tịch: Không thu (miễn: người thuộc hộ nghèo)",
        ),
        // The made-up province of the demo office.
        (
            "1.004873",
            Value::Null,
            Some(3_000),
            "Lệ phí hộ tịch: 3.000 đ (mức thu chưa xác minh)",
        ),
        // No rate anywhere: said, not guessed.
        (
            "1.013229",
            Value::Null,
            None,
            "do HĐND tỉnh quy định – chưa có trong danh mục",
        ),
        (
            "1.013229",
            stated,
            Some(91_000),
            "Lệ phí cấp giấy phép: 75.000 đ; Phí bản sao: 16.000 đ; Tổng cộng: 91.000 đ",
        ),
    ] {
        let code = take_in(&motcua, procedure, fees_in.clone());
        let shown = fees(&motcua, &code);
        assert_eq!(
            shown["assessed"],
            json!(total.is_some()),
            "{procedure} {fees_in}"
        );
        assert_eq!(
            shown["total"],
            json!(total.unwrap_or(0)),
            "{procedure} {fees_in}"
        );
        assert_eq!(
            line_of_fees(&motcua, &code, folder.path()),
            line,
            "{procedure}"
        );
    }
    motcua.is_sound();
}

#[test]
fn what_is_wrong_about_fees_is_refused_with_its_name() {
    let folder = tempfile::tempdir().expect("a folder");
    let motcua = workstation(folder.path());
    for (fees, code, detail) in [
        (json!({"page": 3}), "unknown_key", "page"),
        (
            json!({"lines": [{"name": "x", "unit_price": 1, "amount": 1}]}),
            "unknown_key",
            "amount",
        ),
        (json!({"pages": "ba"}), "bad_request", "ba"),
        (json!({"pages": 0}), "bad_field", "fees.pages"),
        (json!({"copies": 10000}), "bad_field", "fees.copies"),
        (json!({"exemption": "rich"}), "bad_field", "fees.exemption"),
        (json!({"pages": 1, "lines": []}), "bad_field", "fees.lines"),
        (
            json!({"lines": [{"name": " ", "unit_price": 1}]}),
            "bad_field",
            "fees.name",
        ),
        (
            json!({"lines": [{"name": "x", "unit_price": -1}]}),
            "bad_field",
            "fees.unit_price",
        ),
    ] {
        let row = row("2.000815", fees.clone()).to_string();
        let ran = motcua.feed(&["intake", "-"], row.as_bytes());
        assert_eq!(ran.codes(), [code], "{fees}: {ran:?}");
        assert!(ran.out.contains(detail), "{fees}: {}", ran.out);
    }
    assert_eq!(motcua.count(), 0);
}

#[test]
fn csv_rows_carry_pages_copies_and_exemption() {
    let folder = tempfile::tempdir().expect("a folder");
    let motcua = workstation(folder.path());
    let csv = "client_ref,procedure,name,pages,copies,exemption\n\
               a,2.000815,Lý Thị A,3,2,\nb,1.004873,Lý Thị B,,,merit\nc,2.000815,Lý Thị C,x,,\n";
    let ran = motcua.feed(&["intake", "--format", "csv", "-"], csv.as_bytes());
    assert_eq!(ran.codes(), ["ok", "ok", "bad_request"], "{ran:?}");
    let lines = ran.lines();
    let total = |at: usize| fees(&motcua, &text(&lines[at], "code"))["total"].clone();
    assert_eq!((total(0), total(1)), (json!(10_000), json!(0)));
}

#[test]
fn money_is_taken_given_back_and_numbered_without_a_gap() {
    let folder = tempfile::tempdir().expect("a folder");
    let motcua = workstation(folder.path());
    let unknown = take_in(&motcua, "1.013229", Value::Null);
    let pay = |code: &str, rest: &[&str]| {
        motcua.run(&[&["case", "pay", code, "--way"][..], rest].concat())
    };
    assert_eq!(pay(&unknown, &["cash"]).codes(), ["fees_not_assessed"]);

    let code = take_in(&motcua, "2.000815", json!({"pages": 5, "copies": 3}));
    let too_much = pay(&code, &["cash", "--amount", "21001"]);
    assert_eq!(
        (too_much.codes(), too_much.status),
        (vec!["more_than_owed".to_owned()], 1)
    );
    let part = pay(
        &code,
        &["cash", "--amount", "8000", "--payer", "Lý Văn Páo"],
    )
    .ok()
    .one();
    assert_eq!(
        (&part["owed"], &part["paid"]),
        (&json!(13_000), &json!(8_000))
    );
    let whole = pay(&code, &["transfer"]).ok().one();
    assert_eq!(whole["owed"], json!(0));
    assert_eq!(
        whole["payments"][1]["reference"],
        json!(code.replace(['.', '-'], ""))
    );
    assert_eq!(pay(&code, &["cash"]).codes(), ["bad_field"]);

    let refund = |rest: &[&str]| motcua.run(&[&["case", "refund", &code][..], rest].concat());
    let too_much = refund(&["--amount", "21001", "--reason", "dừng giải quyết"]);
    assert_eq!(too_much.codes(), ["more_than_paid"]);
    assert_eq!(refund(&["--reason", " "]).codes(), ["reason_missing"]);
    let back = refund(&["--amount", "8000", "--reason", "công dân rút bớt một bản"])
        .ok()
        .one();
    assert_eq!(
        (&back["refunded"], &back["owed"]),
        (&json!(8_000), &json!(8_000))
    );

    let receipts: Vec<String> = back["payments"]
        .as_array()
        .expect("payments")
        .iter()
        .map(|payment| text(payment, "receipt"))
        .collect();
    let year = &today()[2..4];
    let wanted: Vec<String> = (1..=3).map(|nth| format!("{year}-5001-{nth:05}")).collect();
    assert_eq!(receipts, wanted);

    // The fee is assessed anew; what was paid beyond it is shown.
    let less = motcua
        .run(&["case", "fees", &code, "--pages", "5", "--copies", "1"])
        .ok()
        .one();
    assert_eq!(
        (&less["total"], &less["overpaid"]),
        (&json!(7_000), &json!(6_000))
    );
    motcua.run(&["check", "--rebuild"]).ok();
    assert_eq!(fees(&motcua, &code), less);
    motcua.is_sound();
}

#[test]
fn the_payment_slip_carries_a_code_that_a_telephone_reads() {
    let folder = tempfile::tempdir().expect("a folder");
    let motcua = workstation(folder.path());
    let code = take_in(&motcua, "2.001035", Value::Null);
    let file = folder.path().join("slip.pdf");
    let shown = motcua
        .run(&["case", "fees", &code, "--slip", path(&file)])
        .ok()
        .one();
    let payload = text(&shown["transfer"], "payload");
    assert!(payload.contains("540550000"), "{payload}");

    let page = folder.path().join("page");
    let pdf = path(&file);
    tool(
        "pdftoppm",
        &["-r", "150", "-png", "-singlefile", pdf, path(&page)],
    );
    let scanned = tool(
        "zbarimg",
        &["-q", "--raw", path(&page.with_extension("png"))],
    );
    assert_eq!(scanned.trim(), payload);
    let words = tool("pdftotext", &["-layout", pdf, "-"]);
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    for line in [
        "PHIẾU NỘP PHÍ, LỆ PHÍ",
        &format!("Mã hồ sơ: {code}"),
        "Phí chứng thực giao dịch",
        "Năm mươi nghìn đồng",
        &format!("Nội dung: {}", code.replace(['.', '-'], "")),
    ] {
        assert!(words.contains(line), "{line} in {words}");
    }
    // Paid: nothing is left to transfer.
    motcua.run(&["case", "pay", &code, "--way", "cash"]).ok();
    assert_eq!(fees(&motcua, &code)["transfer"], Value::Null);
    let none = take_in(&motcua, "1.013229", Value::Null);
    let refused = motcua.run(&["case", "fees", &none, "--slip", pdf]);
    assert_eq!(refused.codes(), ["fees_unknown"]);
}

#[test]
fn a_closed_day_is_a_record_and_takes_no_more_money() {
    let folder = tempfile::tempdir().expect("a folder");
    let motcua = workstation(folder.path());
    let code = take_in(&motcua, "2.000815", json!({"pages": 5, "copies": 3}));
    motcua
        .run(&["case", "pay", &code, "--way", "cash", "--amount", "8000"])
        .ok();
    motcua
        .run(&[
            "case", "pay", &code, "--way", "transfer", "--amount", "5000",
        ])
        .ok();
    let pdf = folder.path().join("sheet.pdf");
    let day = today();

    let open = motcua
        .run(&["cash", "--date", &day, "--out", path(&pdf)])
        .ok()
        .one();
    assert_eq!(open["closed"], Value::Null);
    assert_eq!(open["cash"]["net"], json!(8_000));
    let words = |file: &Path| {
        let words = tool("pdftotext", &["-layout", path(file), "-"]);
        words.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    assert!(words(&pdf).contains("Chưa chốt"));

    assert_eq!(
        motcua.run(&["cash", "--close", "-1"]).codes(),
        ["bad_field"]
    );
    let args = [
        "cash",
        "--date",
        &day,
        "--close",
        "7000",
        "--note",
        "mất tờ 1.000",
        "--out",
        path(&pdf),
    ];
    let closed = motcua.run(&args).ok().one();
    assert_eq!(closed["difference"], json!(-1_000));
    let paper = words(&pdf);
    for line in [
        "BẢNG KÊ THU PHÍ, LỆ PHÍ TRONG NGÀY",
        "Tiền mặt 8.000 0 8.000",
        "Chuyển khoản 5.000 0 5.000",
        "Tổng cộng 13.000 0 13.000",
        "Mười ba nghìn đồng",
        "thiếu 1.000 đồng",
        "Giải trình: mất tờ 1.000",
        NAME,
    ] {
        assert!(paper.contains(line), "{line} in {paper}");
    }
    let info = tool("pdfinfo", &[path(&pdf)]);
    assert!(
        info.contains("595.276 x 841.89") || info.contains("A4"),
        "{info}"
    );
    closed_days_stay_closed(&motcua, &code, &day, folder.path());
    motcua.is_sound();
}

fn closed_days_stay_closed(motcua: &Motcua, code: &str, day: &str, folder: &Path) {
    assert_eq!(
        motcua.run(&["cash", "--close", "8000"]).codes(),
        ["day_closed"]
    );
    let late = motcua.run(&["case", "pay", code, "--way", "cash", "--amount", "8000"]);
    assert_eq!(
        (late.codes(), late.status),
        (vec!["day_closed".to_owned()], 1)
    );
    assert_eq!(
        motcua
            .run(&["cash", "--close", "8000", "--date", "2099-01-01"])
            .codes(),
        ["bad_field"]
    );
    assert_eq!(
        motcua.run(&["cash", "--date", "hôm qua"]).codes(),
        ["bad_time"]
    );
    assert_eq!(
        motcua.run(&["cash", "--of", "Không Có Ai"]).codes(),
        ["unknown_officer"]
    );

    let csv = folder.join("sheet.csv");
    motcua
        .run(&["cash", "--all", "--date", day, "--out", path(&csv)])
        .ok();
    let table = std::fs::read_to_string(&csv).expect("a table");
    assert!(table.starts_with("\u{feff}receipt,at,code,"), "{table}");
    assert_eq!(table.lines().count(), 3);
    let none = motcua.run(&["cash", "--all", "--date", "2026-01-01", "--out", path(&csv)]);
    assert_eq!(none.codes(), ["no_money"]);
}

#[test]
fn two_desks_apart_give_no_receipt_number_twice_and_their_sheets_add_up() {
    let mut world = World::new();
    let first = world.desk("first", "Hoàng Thị Minh Nguyệt");
    let second = world.desk("second", "Lý Văn Sơn");
    let fee = |desk: &desk::desk::Desk| {
        let intake = serde_json::from_value(row("2.000884", Value::Null)).expect("reads");
        desk.receive(intake, false).expect("taken in").case
    };
    let cash = || Handed {
        amount: None,
        way: PaymentWay::Cash,
        reference: None,
        payer: None,
    };
    let shared = fee(&first);
    let hub = world.hub_on();
    sync(&first, &hub);
    sync(&second, &hub);
    // Both take the money for the same case without a line between them.
    for desk in [&first, &second] {
        desk.pay_fee(id(&shared), cash()).expect("paid");
        for _ in 0..3 {
            let case = fee(desk);
            desk.pay_fee(id(&case), cash()).expect("paid");
        }
    }
    let today = clock::now().date();
    first.close_day(today, Money(40_000), None).expect("closed");
    for desk in [&first, &second, &first] {
        sync(desk, &hub);
    }
    for desk in [&first, &second] {
        let sheets = desk.cash_sheets(today, None).expect("sheets");
        assert_eq!(sheets.len(), 2);
        let receipts: BTreeSet<&str> = sheets
            .iter()
            .flat_map(|day| &day.sheet.movements)
            .map(|movement| movement.receipt.as_str())
            .collect();
        assert_eq!(receipts.len(), 8);
        let sum: i64 = sheets.iter().map(|day| day.sheet.total().net().0).sum();
        assert_eq!(sum, 80_000);
        let closed: Vec<bool> = sheets.iter().map(|day| day.closed.is_some()).collect();
        assert_eq!(closed, [true, false]);
        assert!(sheets.iter().all(|day| day.late().is_empty()));
        let account = casework::fee::FeeAccount::of(&desk.case(id(&shared)).expect("a case"));
        assert_eq!(
            (account.owed(), account.overpaid()),
            (Money(0), Money(10_000))
        );
        is_sound(desk.store());
    }
    let refused = first
        .pay_fee(id(&shared), cash())
        .err()
        .map(|error| error.code);
    assert_eq!(refused, Some(ErrorCode::DayClosed));
}

#[test]
fn an_office_puts_its_own_rates_over_those_of_the_program() {
    let folder = tempfile::tempdir().expect("a folder");
    let motcua = workstation(folder.path());
    let rate = |amount: i64| {
        json!({
            "format": "motcua-fees/1", "id": "local-1", "agency": "H37", "about": "", "exemptions": [],
            "rows": [{
                "procedures": ["1.013229"], "code": "building_permit", "name": "Lệ phí cấp giấy phép xây dựng",
                "kind": "charge", "channels": ["direct"], "amount": amount, "unit": "case",
                "valid_from": "2025-07-01", "source": "Nghị quyết của HĐND tỉnh", "mark": "V",
            }],
        })
    };
    let file = motcua.data().join("fees.json");
    std::fs::write(&file, rate(120_000).to_string()).expect("a file");
    let code = take_in(&motcua, "1.013229", Value::Null);
    let shown = fees(&motcua, &code);
    assert_eq!(shown["total"], json!(120_000));
    assert_eq!(shown["lines"][0]["verified"], json!(true));

    std::fs::write(&file, rate(-1).to_string()).expect("a file");
    let row = row("1.013229", Value::Null).to_string();
    let ran = motcua.feed(&["intake", "-"], row.as_bytes());
    assert_eq!(ran.codes(), ["bad_fee_file"], "{ran:?}");
    assert_eq!(motcua.count(), 1);
}
