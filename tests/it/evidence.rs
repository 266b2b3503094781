//! A file could not be sent: the program tells when and why, on paper that takes the place of a
//! photograph of the screen.

use casework::evidence::Summary;
use desk::desk::Desk;
use desk::evidence::{About, MinuteVerdict, check};
use desk::slip::reading::draw_all;
use desk::sync::hub_client::{State, exchange};
use serde_json::{Value, json};
use std::path::Path;
use std::process::Command;
use tests::cli::{Motcua, text};
use tests::motcua;
use tests::world::{World, id, nobody, sync, take_in};

/// A broadcast address is on no route of a TCP connection: the kernel says so without a packet.
const NO_ROUTE: &str = "https://255.255.255.255";

fn path(path: &Path) -> &str {
    path.to_str().expect("a path")
}

/// One attempt that must not reach a hub.
fn fails(desk: &Desk, hub: &str) {
    let outcome = exchange(desk, Some(hub)).expect("no refusal");
    assert_eq!(outcome.state, State::Offline);
}

/// What stands on a PDF, in one line.
fn printed(file: &Path) -> String {
    let read = Command::new("pdftotext").arg(file).arg("-").output();
    let read = read.expect("pdftotext starts");
    assert!(read.status.success(), "{read:?}");
    let text = String::from_utf8(read.stdout).expect("UTF-8");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The text of the code on a minute.
fn code_on(file: &Path) -> String {
    let bytes = std::fs::read(file).expect("a file");
    let sheets = desk::slip::reading::read(bytes).expect("readable");
    let mut codes = sheets.iter().flatten();
    let found = codes.find(|text| text.starts_with(Summary::PREFIX));
    found.expect("a code").clone()
}

fn rows(minute: &Value) -> Vec<(String, u64, u64)> {
    let rows = minute["rows"].as_array().expect("rows").iter();
    rows.map(|row| {
        let number = |key: &str| row[key].as_u64().expect(key);
        (text(row, "cause"), number("tries"), number("waiting"))
    })
    .collect()
}

/// The minute of a case on paper: one page that says these words and is genuine; what its code says.
fn paper(motcua: &Motcua, code: &str, file: &Path, words: &[&str]) -> Summary {
    motcua.run(&["evidence", code, "--out", path(file)]).ok();
    let said = printed(file);
    for wanted in words {
        assert!(said.contains(wanted), "{wanted}: {said}");
    }
    let pages = draw_all(&std::fs::read(file).expect("a file"), 72.0, None);
    assert_eq!(pages.expect("pages").len(), 1);
    genuine(motcua, file);
    Summary::open(&code_on(file)).expect("a summary").summary
}

fn genuine(motcua: &Motcua, file: &Path) {
    let checked = motcua.run(&["evidence", "--check", path(file)]).ok().one();
    assert_eq!(checked["verdict"], "valid");
}

#[test]
fn a_day_without_a_line_is_told_on_one_page() {
    let mut world = World::new();
    let desk = world.desk("desk", "Lý Văn Sơn");
    let code = take_in(&desk, 0).opening.code.to_string();
    let nobody = nobody();
    for hub in [&nobody, &nobody, &nobody, NO_ROUTE] {
        fails(&desk, hub);
    }
    drop(desk);

    let motcua = motcua!(world.path("desk"));
    let before = motcua.run(&["evidence", &code]).ok().one();
    let refused = "Máy chủ từ chối kết nối: cổng dịch vụ không mở".to_owned();
    let no_route = "Máy không có đường mạng đến máy chủ".to_owned();
    let waiting = [(refused, 3, 1), (no_route, 1, 1)];
    assert_eq!(rows(&before), waiting);
    let facts = ["sent", "back", "failed", "countersigned"].map(|key| before[key].clone());
    assert_eq!(facts, [json!(false), json!(null), json!(4), json!(null)]);
    for (at, wanted) in [
        ("/0/layer", "tcp"),
        ("/0/address", &nobody),
        ("/1/cause", "no_route"),
        ("/1/address", NO_ROUTE),
    ] {
        let found = before["attempts"].pointer(at).and_then(Value::as_str);
        assert_eq!(found, Some(wanted), "{at}");
    }

    // Paper in the middle of the day, and when the line is back.
    let early = world.path("early.pdf");
    let words = [
        &code,
        "chưa gửi đủ",
        "chưa có lại",
        "Máy chủ chưa ký xác nhận",
    ];
    let summary = paper(&motcua, &code, &early, &words);
    assert_eq!((summary.code, summary.failed), (code.clone(), 4));
    assert_eq!(
        (summary.acknowledged_ms, summary.countersigned_ms),
        (None, None)
    );

    let hub = world.hub_on();
    motcua.run(&["sync", "--hub", &hub]).ok();
    let after = motcua.run(&["evidence", &code]).ok().one();
    assert_eq!(
        (rows(&after), &after["sent"]),
        (waiting.to_vec(), &json!(true))
    );
    for moment in ["back", "acknowledged", "countersigned"] {
        assert!(after[moment].is_string(), "{moment}: {after}");
    }
    let words = [
        "Có kết nối trở lại",
        "đã nhận đủ hồ sơ",
        "Máy chủ đã ký xác nhận",
    ];
    let summary = paper(&motcua, &code, &world.path("late.pdf"), &words);
    assert_eq!(summary.failed, 4);
    assert!(summary.acknowledged_ms.is_some() && summary.countersigned_ms.is_some());
    genuine(&motcua, &early);
    motcua.is_sound();
}

#[test]
fn a_minute_is_checked_at_another_desk_of_the_office() {
    let mut world = World::new();
    let (one, two) = world.two_desks();
    let case = take_in(&one, 0);
    fails(&one, &nobody());
    let file = world.path("minute.pdf");
    let about = About::Case(id(&case));
    about.save(&one, &file).expect("a minute");
    let code = code_on(&file);
    let says = |desk: &Desk, text: &str| check(desk, text).expect("an answer").verdict;
    assert_eq!(says(&two, &code), MinuteVerdict::UnknownKey);
    let hub = world.hub_on();
    for desk in [&one, &two, &one] {
        sync(desk, &hub);
    }
    assert_eq!(says(&two, &code), MinuteVerdict::Valid);
    assert_eq!(says(&one, &code), MinuteVerdict::Valid);

    let changed = Summary {
        failed: 99,
        ..Summary::open(&code).expect("a summary").summary
    };
    let by_another = changed.seal(two.key());
    assert_eq!(
        says(&one, &by_another),
        MinuteVerdict::Valid,
        "two says so itself"
    );
    assert_eq!(says(&two, &by_another), MinuteVerdict::ChainDiffers);
    assert_eq!(says(&one, "MCE1:KHÔNG"), MinuteVerdict::NotAMinute);
    let mut altered = 0;
    for at in Summary::PREFIX.len()..code.len() {
        let mut other = code.clone().into_bytes();
        other[at] = if other[at] == b'A' { b'B' } else { b'A' };
        let other = String::from_utf8(other).expect("text");
        let verdict = says(&two, &other);
        assert_ne!(verdict, MinuteVerdict::Valid, "character {at}");
        altered += u32::from(verdict == MinuteVerdict::Altered);
    }
    assert!(altered > 50, "{altered}");

    world
        .hub()
        .revoke(one.public_key().device())
        .expect("revoked");
    sync(&two, &hub);
    assert_eq!(says(&two, &code), MinuteVerdict::RevokedDevice);
}

#[test]
fn a_case_that_came_by_stick_is_not_at_the_hub_yet() {
    let mut world = World::new();
    let (point, centre) = world.two_desks();
    let hub = world.hub_on();
    for desk in [&point, &centre, &point] {
        sync(desk, &hub);
    }
    let case = take_in(&point, 0);
    let usb = world.path("usb");
    std::fs::create_dir(&usb).expect("a folder");
    for desk in [&point, &centre] {
        desk::sync::stick::exchange(desk, &usb, None).expect("a stick");
    }
    let is_sent = || {
        let minute = About::Case(id(&case)).minute(&centre).expect("a minute");
        minute.subject.expect("a case").is_sent()
    };
    assert!(!is_sent(), "only on two machines of the office");
    sync(&centre, &hub);
    assert!(is_sent());
}

#[test]
fn a_whole_point_has_its_outages() {
    let mut world = World::new();
    let desk = world.desk("desk", "Lý Văn Sơn");
    for number in 0..5 {
        take_in(&desk, number);
    }
    let nobody = nobody();
    fails(&desk, &nobody);
    fails(&desk, NO_ROUTE);
    let hub = world.hub_on();
    sync(&desk, &hub);
    fails(&desk, &nobody);
    drop(desk);

    let motcua = motcua!(world.path("desk"));
    let file = world.path("point.pdf");
    let minute = motcua.run(&["evidence", "--out", path(&file)]).ok().one();
    let refused = "Máy chủ từ chối kết nối: cổng dịch vụ không mở";
    let both = format!("{refused}; máy không có đường mạng đến máy chủ");
    assert_eq!(rows(&minute), [(both, 2, 5), (refused.to_owned(), 1, 0)]);
    assert!(minute["rows"][0]["to"].is_string() && minute["rows"][1]["to"].is_null());
    assert_eq!(minute["waiting"], 0);
    assert!(printed(&file).contains("Số hồ sơ chỉ có trên máy này khi lập biên bản: 0"));

    for (arguments, code) in [
        (vec!["--from", "hôm qua"], "bad_time"),
        (
            vec!["--from", "2026-11-02", "--to", "2026-11-01"],
            "bad_period",
        ),
        (vec!["H15.101.05-261128-9999"], "unknown_case"),
    ] {
        let mut line = vec!["evidence"];
        line.extend(arguments);
        assert_eq!(motcua.run(&line).codes(), [code]);
    }
    let quiet = motcua.run(&["evidence", "--from", "2025-07-01", "--to", "2025-07-31"]);
    assert_eq!(rows(&quiet.ok().one()), []);
}
