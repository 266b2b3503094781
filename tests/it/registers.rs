//! The register, the figures and the index: equal on equal replicas, to the file.

use casework::figures::{Period, Tally};
use desk::clock;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;
use tests::cli::{Motcua, text};
use tests::world::World;
use tests::{motcua, rows};

const OFFICERS: [(&str, &str, usize); 3] = [
    ("centre", "Hoàng Thị Minh Nguyệt", 7),
    ("point", "Lý Văn Sơn", 5),
    ("van", "Triệu Thị Xuân", 3),
];

/// The days around today within which a story takes place, whatever the hour.
fn days() -> [String; 2] {
    let day = |offset: i64| {
        let at = clock::local(clock::now_ms() + offset * 24 * 3_600_000);
        at.date().to_string()
    };
    [day(-40), day(1)]
}

fn ask<'a>(command: &[&'a str], days: &'a [String; 2]) -> Vec<&'a str> {
    let mut arguments = command.to_vec();
    arguments.extend(["--from", &days[0], "--to", &days[1]]);
    arguments
}

fn stats(motcua: &Motcua) -> Value {
    motcua.run(&ask(&["stats"], &days())).ok().one()
}

fn register(motcua: &Motcua) -> Vec<Value> {
    motcua.run(&ask(&["register"], &days())).ok().lines()
}

/// The rows of one grouping by their name.
fn group(stats: &Value, by: &str) -> BTreeMap<String, Value> {
    let groups = stats["groups"].as_array().expect("groups");
    let found = groups.iter().find(|group| group["by"] == by).expect(by);
    let rows = found["rows"].as_array().expect("rows").iter();
    rows.map(|row| {
        let mut sums = row.as_object().expect("a row").clone();
        sums.remove("key");
        let name = sums.remove("name").expect("a name");
        (name.as_str().expect("text").to_owned(), Value::Object(sums))
    })
    .collect()
}

/// The sums of rows, field by field.
fn sum<'v>(rows: impl IntoIterator<Item = &'v Value>) -> Value {
    let mut sums: BTreeMap<String, u64> = BTreeMap::new();
    for row in rows {
        for (field, count) in row.as_object().expect("sums") {
            *sums.entry(field.clone()).or_default() += count.as_u64().expect("a count");
        }
    }
    json!(sums)
}

/// Three desks of one office that took in cases apart, each with one decided and one returned.
fn three_desks(world: &World) -> Vec<Motcua> {
    let mut first = 0;
    OFFICERS
        .iter()
        .map(|(name, officer, count)| {
            drop(world.desk(name, officer));
            let motcua = motcua!(world.path(name));
            let input = rows::lines(first..first + count);
            let answers = motcua.feed(&["intake", "-"], input.as_bytes()).ok().lines();
            first += count;
            for answer in &answers[..2] {
                motcua
                    .run(&["case", "step", &text(answer, "code"), "record_result"])
                    .ok();
            }
            motcua
                .run(&["case", "step", &text(&answers[0], "code"), "return_result"])
                .ok();
            motcua
        })
        .collect()
}

fn sync_all(world: &mut World, desks: &[Motcua]) {
    let hub = world.hub_on();
    for _ in 0..2 {
        for desk in desks {
            let line = desk.run(&["sync", "--hub", &hub]).ok().one();
            assert_eq!(line["state"], "done");
        }
    }
    world.hub_off();
}

#[test]
fn sums_over_devices_equal_the_whole_to_the_file() {
    let mut world = World::new();
    let desks = three_desks(&world);
    let apart: Vec<Value> = desks.iter().map(stats).collect();
    for (stats, (_, _, count)) in apart.iter().zip(OFFICERS) {
        assert_eq!(stats["total"]["received"], count);
        assert_eq!(stats["total"]["returned"], 1);
        assert_eq!(stats["total"]["ready"], 1);
        assert_eq!(stats["unsent"], count);
    }

    sync_all(&mut world, &desks);
    let whole = sum(apart.iter().map(|stats| &stats["total"]));
    assert_eq!(whole["received"], 15);
    for desk in &desks {
        let together = stats(desk);
        assert_eq!(sum([&together["total"]]), whole);
        assert_eq!(together["unsent"], 0);
        let devices = group(&together, "device");
        for (alone, (name, officer, _)) in apart.iter().zip(OFFICERS) {
            assert_eq!(devices[name], alone["total"], "{name}");
            assert_eq!(group(&together, "officer")[officer], alone["total"]);
        }
        for by in [
            "officer",
            "procedure",
            "field",
            "point",
            "filing",
            "device",
            "day",
            "month",
        ] {
            assert_eq!(sum(group(&together, by).values()), whole, "{by}");
        }
    }
    let [from, to] = days().map(|day| day.parse().expect("a day"));
    let period = Period::new(from, to).expect("a period");
    let office = desk::demo::office().expect("the demo office").id;
    let at_hub = world
        .hub_store()
        .read(|reader| reader.entries(office, period))
        .expect("the hub's lines");
    let tally = Tally::of(&at_hub, period, clock::now());
    assert_eq!(sum([&json!(tally)]), whole, "the hub");
}

#[test]
fn the_register_is_numbered_alike_on_equal_replicas_and_loses_nothing() {
    let mut world = World::new();
    let desks = three_desks(&world);
    let alone = register(&desks[1]);
    let numbers: Vec<String> = alone.iter().map(|row| text(row, "number")).collect();
    assert_eq!(numbers, ["1", "2", "3", "4", "5"]);

    sync_all(&mut world, &desks);
    let book = register(&desks[0]);
    assert_eq!(book.len(), 15);
    let mut places = BTreeMap::new();
    for (row, number) in book.iter().zip(1..) {
        assert_eq!(text(row, "number"), number.to_string());
        assert_eq!(row["fixed"], false);
        places.insert((text(row, "received"), text(row, "code")), number);
    }
    // By reception, then code.
    assert_eq!(
        places.into_values().collect::<Vec<_>>(),
        (1..=15).collect::<Vec<_>>()
    );
    for desk in &desks[1..] {
        assert_eq!(register(desk), book);
    }
    let scoped = desks[0]
        .run(&ask(&["register", "--receiver", "lý văn sơn"], &days()))
        .ok()
        .lines();
    assert_eq!(scoped.len(), 5);
    for row in &scoped {
        // A part of the book keeps the numbers of the whole.
        assert!(book.contains(row), "{row}");
    }
}

#[test]
fn unused_ordinals_are_explained_by_day_and_band() {
    let mut world = World::new();
    let desks = three_desks(&world);
    sync_all(&mut world, &desks);
    let gaps = desks[0]
        .run(&ask(&["register", "gaps"], &days()))
        .ok()
        .lines();
    let used: BTreeMap<String, u64> = gaps
        .iter()
        .map(|gap| (text(gap, "device"), gap["used"].as_u64().expect("a count")))
        .fold(BTreeMap::new(), |mut sums, (device, used)| {
            *sums.entry(device).or_default() += used;
            sums
        });
    for (name, _, count) in OFFICERS {
        assert_eq!(used[name], count as u64, "{name}");
    }
    for gap in &gaps {
        let missing = gap["missing"].as_array().expect("runs");
        let reasons: Vec<String> = missing.iter().map(|run| text(run, "reason")).collect();
        assert_eq!(reasons, ["unused"], "{gap}");
    }
}

/// Takes in one case received on a day at an hour.
fn back_entered(motcua: &Motcua, number: usize, day: &str, hour: &str) -> String {
    let received = json!(format!("{day}T{hour}:00+07:00"));
    let row = rows::with(rows::row(number), "received", received).to_string();
    let taken = motcua.feed(&["intake", "-"], row.as_bytes()).ok().one();
    text(&taken, "code")
}

/// The number of each case of the register, with `*` while it may move.
fn numbers(motcua: &Motcua) -> BTreeMap<String, String> {
    let said = |row: &Value| {
        let open = if row["fixed"] == true { "" } else { "*" };
        (text(row, "code"), text(row, "number") + open)
    };
    register(motcua).iter().map(said).collect()
}

#[test]
fn a_closed_book_never_renumbers_and_late_arrivals_go_to_its_appendix() {
    let mut world = World::new();
    drop(world.desk("centre", "Hoàng Thị Minh Nguyệt"));
    drop(world.desk("van", "Triệu Thị Xuân"));
    let desks = ["centre", "van"].map(|name| motcua!(world.path(name)));
    let [centre, van] = &desks;
    let this_month = clock::now().date().first_of_month();
    let through = this_month.yesterday().expect("a day");
    let (first, through) = (through.yesterday().expect("a day"), through.to_string());
    let first = first.to_string();

    let one = back_entered(centre, 1, &first, "09:00");
    let two = back_entered(centre, 2, &through, "08:00");
    let early = back_entered(van, 3, &first, "08:00");
    let closed = centre.run(&["register", "close", "--through", &through]);
    let closed = closed.ok().one();
    assert_eq!(closed["count"], 2);
    assert_eq!(text(&closed, "through"), through);
    let again = centre.run(&["register", "close", "--through", &through]);
    assert_eq!(
        (again.status, again.codes()),
        (1, vec!["nothing_to_close".to_owned()])
    );

    sync_all(&mut world, &desks);
    for desk in &desks {
        let numbers = numbers(desk);
        assert_eq!(numbers[&one], "1");
        assert_eq!(numbers[&two], "2");
        assert_eq!(numbers[&early], "BS1*");
    }
    let out = world.path("so.pdf");
    let path = out.to_str().expect("a path");
    van.run(&ask(&["register", "--out", path], &days())).ok();
    let paper = words_of(&out);
    for wanted in ["BỔ SUNG SAU KHI KHÓA SỔ", "BS1", "Đã khóa sổ đến hết ngày"] {
        assert!(paper.contains(wanted), "{wanted} in {paper}");
    }

    // The other desk closes the appendix too; a still earlier case comes after it.
    let more = van
        .run(&["register", "close", "--through", &through])
        .ok()
        .one();
    assert_eq!(more["count"], 1);
    let earliest = back_entered(centre, 4, &first, "07:00");
    sync_all(&mut world, &desks);
    for desk in &desks {
        let numbers = numbers(desk);
        assert_eq!(numbers[&one], "1");
        assert_eq!(numbers[&two], "2");
        assert_eq!(numbers[&early], "BS1");
        assert_eq!(numbers[&earliest], "BS2*");
        desk.is_sound();
    }
}

/// What `pdftotext` reads, on one line.
fn words_of(file: &Path) -> String {
    let ran = Command::new("pdftotext")
        .args([file.as_os_str(), "-".as_ref()])
        .output();
    let output = ran.expect("pdftotext: `cargo xtask setup` brings poppler-utils");
    assert!(output.status.success());
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn books_and_figures_leave_as_paper_workbook_and_list() {
    let world = World::new();
    let desks = three_desks(&world);
    let desk = &desks[0];
    let folder = world.path("out");
    std::fs::create_dir(&folder).expect("a folder");
    for (command, words) in [
        (
            "register",
            &[
                "SỔ THEO DÕI HỒ SƠ",
                "(Mẫu 07)",
                "Mã hồ sơ",
                "Trang 1/",
                "NGƯỜI LẬP",
                "Tổng cộng: 7 hồ sơ",
            ][..],
        ),
        (
            "stats",
            &[
                "SỐ LIỆU TIẾP NHẬN",
                "Theo cán bộ tiếp nhận",
                "Hoàng Thị Minh Nguyệt",
                "Theo lĩnh vực",
            ],
        ),
        (
            "index766",
            &[
                "ƯỚC TÍNH",
                "không tính được",
                "số của Cổng DVCQG mới là số chính thức",
                "20 ×",
            ],
        ),
    ] {
        for ending in ["pdf", "xlsx", "csv"] {
            let file = folder.join(format!("{command}.{ending}"));
            let out = file.to_str().expect("a path");
            let done = desk.run(&ask(&[command, "--out", out], &days())).ok().one();
            assert_eq!(done["path"], out);
        }
        let paper = words_of(&folder.join(format!("{command}.pdf")));
        for wanted in words {
            assert!(paper.contains(wanted), "{wanted} in {paper}");
        }
        let list = std::fs::read(folder.join(format!("{command}.csv"))).expect("a list");
        assert!(list.starts_with("\u{feff}".as_bytes()), "{command}");
    }
    let index = desk.run(&ask(&["index766"], &days())).ok().one();
    assert!(text(&index, "official").contains("số chính thức"));
    assert_eq!(index["groups"].as_array().expect("groups").len(), 6);
    assert_eq!(index["most"], 36.0);
    let progress = &index["groups"][1]["items"][0];
    assert_eq!((&progress["of"], &progress["over"]), (&json!(7), &json!(7)));
    assert_eq!(progress["estimate"], 20.0);
}

#[test]
fn what_cannot_be_asked_is_refused_with_its_reason() {
    let world = World::new();
    let desk = motcua!(world.path("desk"));
    assert_eq!(desk.run(&["init", "--demo"]).status, 0);
    let today = clock::now().date();
    let doc = world.path("a.doc");
    let doc = doc.to_str().expect("a path");
    let today = today.to_string();
    for (arguments, status, code) in [
        (
            &["stats", "--from", "2026-02-30", "--to", &today][..],
            2,
            "bad_date",
        ),
        (
            &["stats", "--from", &today, "--to", "2020-01-01"],
            2,
            "bad_period",
        ),
        (
            &["register", "--period", "month", "--out", doc],
            2,
            "unknown_report_format",
        ),
        (
            &["register", "close", "--through", &today],
            1,
            "book_not_over",
        ),
        (
            &["register", "close", "--through", "gestern"],
            2,
            "bad_date",
        ),
    ] {
        let ran = desk.run(arguments);
        assert_eq!(ran.status, status, "{ran:?}");
        assert_eq!(ran.codes(), [code], "{ran:?}");
    }
    for usage in [
        &["stats"][..],
        &["register"],
        &["stats", "--period", "decade"],
    ] {
        assert_eq!(desk.run(usage).status, 2, "{usage:?}");
    }
    for period in ["today", "week", "month", "quarter", "year"] {
        desk.run(&["stats", "--period", period]).ok();
    }
}
