//! Scans of papers: the record goes first, its scans follow, each once, whatever breaks in between.

use crate::lan::{share, visit};
use casework::case::Case;
use casework::id::{CaseId, Hash};
use casework::sync::blob::CHUNK;
use desk::api::{Scans, scans_of};
use desk::desk::Desk;
use desk::error::ErrorCode;
use desk::sync::hub_client::{Outcome, State, exchange};
use desk::sync::stick;
use serde_json::json;
use store::{CaseBlobs, CaseRow, ObjectReader, SyncState};
use tests::cli::text;
use tests::line::{Line, Way};
use tests::motcua;
use tests::random::Random;
use tests::rows;
use tests::world::{World, apart, heads, id, is_sound, met, sync, take_in};

/// A photograph that no compression makes small.
fn picture(seed: u64, size: usize) -> Vec<u8> {
    let mut random = Random::new(seed);
    let mut bytes = vec![0xff, 0xd8, 0xff, 0xe0];
    while bytes.len() < size {
        bytes.extend(random.number().to_be_bytes());
    }
    bytes.truncate(size);
    bytes
}

fn scan(desk: &Desk, case: CaseId, name: &str, bytes: &[u8]) -> Case {
    let known = desk.case(case).expect("a case");
    let item = desk.paper_item(&known, "1").expect("a paper");
    let files = [(name.to_owned(), bytes.to_vec())];
    desk.add_scans(case, &item, &files).expect("added")
}

fn shown(desk: &Desk, case: CaseId) -> Scans {
    scans_of(desk, &desk.case(case).expect("a case")).expect("scans")
}

fn row(desk: &Desk, case: CaseId) -> CaseRow {
    let row = desk.store().read(|reader| reader.row(case));
    row.expect("a list").expect("a row")
}

/// How many scans there are, how many the hub has, how many are to be sent.
fn blobs(desk: &Desk, case: CaseId) -> [u64; 3] {
    let CaseBlobs {
        total,
        at_hub,
        unsent,
    } = row(desk, case).blobs;
    [total, at_hub, unsent]
}

fn bytes(desk: &Desk, hash: Hash) -> Option<Vec<u8>> {
    desk.store().read(|reader| reader.blob(hash)).expect("read")
}

/// An exchange over a line that breaks after so many bytes in one direction.
fn cut(world: &World, desk: &Desk, way: Way, after: u64) -> Outcome {
    let line = Line::cut(world.socket(), way, after);
    exchange(desk, Some(&line.url())).expect("a cut is no error")
}

#[test]
fn a_scan_made_offline_reaches_the_hub_after_its_record_and_another_desk_in_full() {
    let mut world = World::new();
    let (first, second) = world.two_desks();
    let case = id(&take_in(&first, 0));
    let pictures = [picture(1, 700_000), picture(2, 10), picture(3, CHUNK)];
    for (number, bytes) in pictures.iter().enumerate() {
        scan(&first, case, &format!("trang {number}.jpg"), bytes);
    }
    assert_eq!(blobs(&first, case), [3, 0, 3]);
    assert_eq!(row(&first, case).sync, SyncState::Local);

    let hub = world.hub_on();
    let outcome = sync(&first, &hub);
    assert_eq!(outcome.blobs_up, 3, "{outcome:?}");
    assert_eq!(blobs(&first, case), [3, 3, 0]);
    assert_eq!(row(&first, case).sync, SyncState::Acknowledged);

    let outcome = sync(&second, &hub);
    assert_eq!(outcome.blobs_down, 3, "{outcome:?}");
    assert_eq!(row(&second, case).sync, SyncState::Acknowledged);
    for bytes in &pictures {
        assert_eq!(self::bytes(&second, Hash::of(bytes)).as_ref(), Some(bytes));
    }
    let quiet = sync(&second, &hub);
    assert_eq!((quiet.blobs_up, quiet.blobs_down), (0, 0));
    assert!(quiet.bytes_up < 500, "nothing is asked twice: {quiet:?}");
    assert_eq!(heads(first.store()), heads(second.store()));
    for store in [first.store(), second.store(), world.hub_store()] {
        is_sound(store);
    }
}

/// The line is cut within every chunk in turn: each try moves the next one, and none goes twice.
#[test]
fn a_cut_costs_one_chunk_in_either_direction() {
    let mut world = World::new();
    let (first, second, case, hub) = apart(&mut world);
    let case = id(&case);
    let chunks = 6;
    let page = picture(4, chunks * CHUNK - 100);
    scan(&first, case, "trang.jpg", &page);
    // The record goes through, and a part of the first chunk.
    let outcome = cut(&world, &first, Way::Up, 100_000);
    assert_eq!(outcome.state, State::Partial, "{outcome:?}");
    assert_eq!(outcome.pushed, 1);
    assert_eq!(row(&first, case).sync, SyncState::Local);
    assert_eq!(blobs(&first, case), [1, 0, 1]);
    sync_records(&second, &hub, case);

    let one_and_a_half = CHUNK as u64 * 3 / 2;
    for (desk, way) in [(&first, Way::Up), (&second, Way::Down)] {
        let mut moved = 0;
        let mut tries = 0;
        loop {
            let outcome = cut(&world, desk, way, one_and_a_half);
            tries += 1;
            moved += match way {
                Way::Up => outcome.bytes_up,
                Way::Down => outcome.bytes_down,
            };
            if outcome.state == State::Done {
                break;
            }
            assert!(tries < 2 * chunks, "it goes on: {outcome:?}");
        }
        assert_eq!(tries, chunks, "{way:?}");
        let whole = page.len() as u64;
        assert!(
            moved < whole + 10_000,
            "{way:?}: {moved} bytes for {whole}, nothing twice"
        );
    }
    assert_eq!(bytes(&second, Hash::of(&page)), Some(page));
    is_sound(second.store());
}

/// Another desk that has the record sees that a scan is on its way.
fn sync_records(desk: &Desk, hub: &str, case: CaseId) {
    let outcome = sync(desk, hub);
    assert_eq!(outcome.blobs_down, 0);
    assert_eq!(blobs(desk, case), [1, 0, 0]);
    assert_eq!(row(desk, case).sync, SyncState::Sent, "not green yet");
}

#[test]
fn the_most_urgent_goes_first_and_new_records_before_any_scan() {
    let mut world = World::new();
    let desk = world.desk("desk", "Hoàng Thị Minh Nguyệt");
    let hub = world.hub_on();
    sync(&desk, &hub);
    // An earlier reception of the same procedure is due earlier.
    let taken = |number: usize, received: &str| {
        let row = rows::with(rows::row(number * 4), "received", json!(received));
        id(&desk.receive(rows::intake(row), false).expect("a case").case)
    };
    let late = taken(0, "2026-11-20T08:00:00+07:00");
    let soon = taken(1, "2026-11-17T08:00:00+07:00");
    let due = |case| row(&desk, case).due;
    assert!(due(soon) < due(late), "{:?} {:?}", due(soon), due(late));
    scan(&desk, late, "sau.jpg", &picture(5, 2 * CHUNK));
    scan(&desk, soon, "trước.jpg", &picture(6, 2 * CHUNK));
    let room = CHUNK as u64 * 5 / 2;
    let outcome = cut(&world, &desk, Way::Up, room);
    assert_eq!(outcome.state, State::Partial);
    assert_eq!(outcome.pushed, 4, "every record: {outcome:?}");
    assert_eq!(blobs(&desk, soon), [1, 1, 0]);
    assert_eq!(blobs(&desk, late), [1, 0, 1]);

    sync(&desk, &hub);

    // Written between two chunks of a long scan, a record is at the hub before the scan is.
    let long = picture(7, 60 * CHUNK);
    scan(&desk, late, "dài.jpg", &long);
    let at_hub = || {
        let office = desk.profile().office.id;
        let kept = world
            .hub_store()
            .read(|reader| ObjectReader::object(reader, office, Hash::of(&long)));
        kept.expect("a list")
    };
    std::thread::scope(|scope| {
        let exchange = scope.spawn(|| sync(&desk, &hub));
        while at_hub().is_none() {
            std::thread::yield_now();
        }
        let case = id(&take_in(&desk, 100));
        let is_there = || world.hub_store().read(|reader| reader.case(case));
        while is_there().expect("a case").is_none() {
            std::thread::yield_now();
        }
        assert!(!at_hub().expect("a part").whole, "the record went first");
        exchange.join().expect("an exchange");
    });
    assert!(at_hub().expect("all of it").whole);
    assert_eq!(row(&desk, late).sync, SyncState::Acknowledged);
    assert_eq!(heads(desk.store()), heads(world.hub_store()));
}

#[test]
fn the_same_page_in_two_cases_is_kept_and_sent_once() {
    let mut world = World::new();
    let desk = world.desk("desk", "Hoàng Thị Minh Nguyệt");
    let hub = world.hub_on();
    sync(&desk, &hub);
    let [one, two] = [0, 1].map(|number| id(&take_in(&desk, number)));
    let page = picture(8, 3 * CHUNK);
    scan(&desk, one, "cccd.jpg", &page);
    let before = sync(&desk, &hub);
    scan(&desk, two, "căn cước.jpg", &page);
    let after = sync(&desk, &hub);
    assert!(before.bytes_up > page.len() as u64, "{before:?}");
    assert!(after.bytes_up < 10_000, "{after:?}");
    for case in [one, two] {
        assert_eq!(blobs(&desk, case), [1, 1, 0]);
    }
    let named = desk.case(two).expect("a case");
    let again = desk.add_scans(
        two,
        &desk.paper_item(&named, "1").expect("a paper"),
        &[("khác tên.jpg".to_owned(), page)],
    );
    assert_eq!(
        again.err().map(|error| error.code),
        Some(ErrorCode::ScanThere)
    );
}

#[test]
fn what_is_no_scan_is_refused_and_nothing_is_kept() {
    let world = World::new();
    let desk = world.desk("desk", "Hoàng Thị Minh Nguyệt");
    let case = take_in(&desk, 0);
    let item = desk.paper_item(&case, "1").expect("a paper");
    let good = ("tốt.jpg".to_owned(), picture(9, 5_000));
    let long = vec![b'%'; 20 * 1024 * 1024 + 1];
    for (name, bytes, code) in [
        ("thư.jpg", b"PK\x03\x04".to_vec(), ErrorCode::NotAScan),
        ("trống.pdf", vec![], ErrorCode::NotAScan),
        (
            "lớn.pdf",
            [b"%PDF-1.7".to_vec(), long].concat(),
            ErrorCode::ScanTooLarge,
        ),
    ] {
        let files = [good.clone(), (name.to_owned(), bytes)];
        let refused = desk.add_scans(id(&case), &item, &files).err();
        assert_eq!(refused.map(|error| error.code), Some(code), "{name}");
    }
    assert_eq!(blobs(&desk, id(&case)), [0, 0, 0]);
    assert_eq!(bytes(&desk, Hash::of(&good.1)), None, "all or nothing");
    for named in ["0", "99", "Hộ chiếu"] {
        let found = desk
            .paper_item(&case, named)
            .and_then(|item| desk.add_scans(id(&case), &item, std::slice::from_ref(&good)));
        let code = found.err().map(|error| error.code);
        assert_eq!(code, Some(ErrorCode::UnknownPaper), "{named}");
    }
}

#[test]
fn what_is_taken_away_stays_on_record_and_goes_nowhere() {
    let mut world = World::new();
    let (first, second, case, hub) = apart(&mut world);
    let case = id(&case);
    let (wrong, right) = (picture(10, CHUNK + 1), picture(11, CHUNK + 1));
    scan(&first, case, "nhầm.jpg", &wrong);
    scan(&first, case, "đúng.jpg", &right);
    let scan = shown(&first, case).scans[0].id.clone();
    let reason = "quét nhầm giấy của người khác".to_owned();
    let removed = first.act(
        case,
        casework::command::Command::RemoveScan { scan, reason },
    );
    removed.expect("taken away");
    let outcome = sync(&first, &hub);
    assert_eq!(outcome.blobs_up, 1, "{outcome:?}");
    assert_eq!(row(&first, case).sync, SyncState::Acknowledged);
    sync(&second, &hub);
    assert_eq!(bytes(&second, Hash::of(&right)), Some(right));
    assert_eq!(bytes(&second, Hash::of(&wrong)), None);
    assert_eq!(bytes(&first, Hash::of(&wrong)), Some(wrong), "not deleted");
    let scans = shown(&second, case);
    let removed: Vec<bool> = scans
        .scans
        .iter()
        .map(|one| one.removed.is_some())
        .collect();
    assert_eq!(
        (removed, scans.total, scans.at_hub),
        (vec![true, false], 1, 1)
    );
}

/// A closed case's scans come when somebody asks, and not before.
#[test]
fn scans_of_a_closed_case_come_when_they_are_asked_for() {
    let mut world = World::new();
    let first = world.desk("first", "Hoàng Thị Minh Nguyệt");
    let case = id(&take_in(&first, 0));
    let page = picture(12, 2 * CHUNK + 5);
    let hash = Hash::of(&page);
    scan(&first, case, "trang.jpg", &page);
    let settlement = casework::case::Settlement::default();
    let reason = "công dân rút hồ sơ".to_owned();
    let stop = casework::command::Command::Stop { reason, settlement };
    first.act(case, stop).expect("stopped");
    let hub = world.hub_on();
    sync(&first, &hub);
    let second = world.desk("second", "Lý Văn Sơn");
    desk::sync::hub_client::set_address(&second, &hub).expect("an address");
    sync(&second, &hub);
    assert_eq!(blobs(&second, case), [1, 1, 0]);
    assert_eq!(bytes(&second, hash), None);
    assert_eq!(second.blob(hash).expect("fetched"), page);
    world.hub_off();
    assert_eq!(second.blob(hash).expect("here"), page);
    let third = world.desk("third", "Lù Thị Mai");
    let missing = third.blob(hash).err().map(|error| error.code);
    assert_eq!(missing, Some(ErrorCode::ScanNotHere));
}

#[test]
fn a_hub_without_room_takes_records_and_the_scans_wait() {
    let world = World::new();
    let desk = world.desk("desk", "Hoàng Thị Minh Nguyệt");
    let case = id(&take_in(&desk, 0));
    scan(&desk, case, "trang.jpg", &picture(13, 1_000));
    let full = tests::world::Serving::start(world.hub().clone().with_reserve(u64::MAX));
    let outcome = exchange(&desk, Some(&full.url())).expect("an answer");
    assert_eq!((outcome.state, outcome.pushed), (State::Partial, 2));
    let trouble = outcome.trouble.map(|error| error.code);
    assert_eq!(trouble, Some(ErrorCode::HubNoRoom));
    assert_eq!(row(&desk, case).sync, SyncState::Local);
    assert_eq!(heads(desk.store()), heads(world.hub_store()));
    drop(full);
    let roomy = tests::world::Serving::start(world.hub().clone().with_reserve(0));
    sync(&desk, &roomy.url());
    assert_eq!(row(&desk, case).sync, SyncState::Acknowledged);
}

/// What one machine scanned without any line reaches another on a stick, whole or cut, and the hub
/// through whoever meets it.
#[test]
fn scans_travel_on_a_stick_and_reach_the_hub_through_another_desk() {
    let mut world = World::new();
    let (first, second, case, _) = apart(&mut world);
    world.hub_off();
    let case = id(&case);
    let page = picture(14, 9 * CHUNK + 11);
    let hash = Hash::of(&page);
    scan(&first, case, "trang.jpg", &page);
    let stick = world.path("usb");
    std::fs::create_dir_all(&stick).expect("a folder");
    let done = stick::exchange(&first, &stick, None).expect("written");
    assert!(done.is_done(), "{done:?}");
    assert!(done.bytes_up > page.len() as u64, "{done:?}");

    let folder = stick.join(stick::FOLDER);
    let mut parts = std::fs::read_dir(&folder).expect("a folder");
    let part = parts.next().expect("a part").expect("a file").path();
    let whole = std::fs::read(&part).expect("bytes");
    std::fs::write(&part, &whole[..whole.len() / 2]).expect("cut");
    stick::exchange(&second, &stick, None).expect("read");
    let chunks = second.store().read(|reader| reader.blob_chunks(hash));
    let chunks = chunks.expect("read").expect("a part");
    let missing = chunks.missing().count();
    assert!((1..10).contains(&missing), "{chunks:?}");
    assert_eq!(bytes(&second, hash), None);
    std::fs::write(&part, &whole).expect("whole again");
    stick::exchange(&second, &stick, None).expect("read");
    assert_eq!(bytes(&second, hash), Some(page));
    assert_eq!(blobs(&second, case), [1, 0, 1], "not at the hub yet");

    let hub = world.hub_on();
    assert_eq!(sync(&second, &hub).blobs_up, 1);
    assert_eq!(row(&second, case).sync, SyncState::Acknowledged);
    let outcome = sync(&first, &hub);
    assert!(outcome.bytes_up < 5_000, "it is there already: {outcome:?}");
    assert_eq!(row(&first, case).sync, SyncState::Acknowledged);
    // All of it has arrived at the hub: the next stick is light again.
    let light = stick::exchange(&first, &stick, None).expect("written");
    assert!(light.bytes_up < 100_000, "{light:?}");
}

#[test]
fn the_command_line_adds_lists_saves_and_takes_away() {
    let folder = tempfile::tempdir().expect("a folder");
    let motcua = motcua!(folder.path().join("desk"));
    assert_eq!(motcua.run(&["init", "--demo"]).status, 0);
    let path = |name: &str| folder.path().join(name).to_str().expect("text").to_owned();
    std::fs::write(path("row.jsonl"), rows::lines(0..1)).expect("a file");
    let code = text(
        &motcua.run(&["intake", &path("row.jsonl")]).ok().one(),
        "code",
    );
    let pages = [picture(15, 3_000), picture(16, 70_000)];
    let names = ["1.jpg", "2.jpg"].map(path);
    for (name, page) in names.iter().zip(&pages) {
        std::fs::write(name, page).expect("a file");
    }
    let add = ["scan", "add", &code, "--item", "1", &names[0], &names[1]];
    let added = motcua.run(&add).ok().one();
    assert_eq!((&added["total"], &added["at_hub"]), (&json!(2), &json!(0)));
    assert_eq!(added["scans"][1]["name"], "2.jpg");
    assert_eq!(added["scans"][1]["media"], "jpeg");
    let again = motcua.run(&add);
    assert_eq!(
        (again.status, again.codes()),
        (1, vec!["scan_there".to_owned()])
    );
    let out = path("saved.jpg");
    motcua
        .run(&["scan", "save", &code, "2", "--out", &out])
        .ok();
    assert_eq!(std::fs::read(&out).expect("saved"), pages[1]);
    let removed = motcua
        .run(&["scan", "remove", &code, "1", "--reason", "mờ"])
        .ok();
    assert_eq!(removed.one()["total"], 1);
    let listed = motcua.run(&["scan", "list", &code]).ok().one();
    assert_eq!(listed["scans"][0]["removed"], "mờ");
    let line = motcua.run(&["case", "list"]).ok().one();
    assert_eq!(
        (&line["scans"], &line["sync"]),
        (&json!(1), &json!("local"))
    );
    let missing = motcua.run(&["scan", "add", &code, "--item", "1", &path("none.jpg")]);
    assert_eq!(
        (missing.status, missing.codes()),
        (2, vec!["no_such_file".to_owned()])
    );
    motcua.is_sound();
}

/// A disk of 60 MiB is no place for scans: they are refused in words, records go on.
#[test]
fn a_disk_that_is_nearly_full_is_left_to_records() {
    let Some(namespace) = super::disk::namespace() else {
        eprintln!("no mounts here: the rule itself is a table beside the code");
        return;
    };
    let folder = tempfile::tempdir().expect("a folder");
    let [disk, rows_file, page] =
        ["disk", "rows.jsonl", "trang.jpg"].map(|name| folder.path().join(name));
    std::fs::create_dir(&disk).expect("a folder");
    std::fs::write(&rows_file, rows::lines(0..2)).expect("a file");
    std::fs::write(&page, picture(17, 3_000)).expect("a file");
    let motcua = motcua!(disk.join("desk"));
    let script = r#"
        program=$0 disk=$1 rows=$2 page=$3
        run() { "$program" --json --data "$disk/desk" "$@"; }
        mount -t tmpfs -o size=60m none "$disk"
        run init --demo >&2
        code=$(head -n 1 "$rows" | run intake - | sed 's/.*"code":"\([^"]*\)".*/\1/')
        run scan add "$code" --item 1 "$page"
        tail -n 1 "$rows" | run intake -
        run status
        run check
        umount "$disk"
    "#;
    let paths: [&std::path::Path; 3] = [&disk, &rows_file, &page];
    let ran = super::disk::shell(Some(namespace), script, &motcua, &paths).ok();
    let lines = ran.lines();
    assert_eq!(lines[0]["error"]["code"], "no_room_for_scans", "{ran:?}");
    assert_eq!(lines[2]["cases"], 2);
    assert_eq!(lines[2]["unsent_scans"], 0);
    assert_eq!(lines[3]["ok"], true);
}

#[test]
fn scans_go_over_the_local_network_and_are_nobodys_word_that_the_hub_has_them() {
    let mut world = World::new();
    let [first, second]: [Desk; 2] = met(&mut world);
    let case = id(&take_in(&first, 0));
    let pictures = [picture(21, 600_000), picture(22, 40_000)];
    scan(&first, case, "trang 1.jpg", &pictures[0]);
    let at_second = share(&second);
    let outcome = visit(&first, &at_second);
    assert_eq!(
        (outcome.blobs_up, outcome.blobs_down),
        (1, 0),
        "{outcome:?}"
    );
    assert_eq!(
        bytes(&second, Hash::of(&pictures[0])),
        Some(pictures[0].clone())
    );
    assert_eq!(blobs(&second, case), [1, 0, 1]);
    assert_eq!(blobs(&first, case), [1, 0, 1]);

    // The visitor fetches as well, and asks nothing twice.
    scan(&second, case, "trang 2.jpg", &pictures[1]);
    let outcome = visit(&first, &at_second);
    assert_eq!(
        (outcome.blobs_up, outcome.blobs_down),
        (0, 1),
        "{outcome:?}"
    );
    assert_eq!(
        bytes(&first, Hash::of(&pictures[1])),
        Some(pictures[1].clone())
    );
    let quiet = visit(&first, &at_second);
    assert_eq!((quiet.blobs_up, quiet.blobs_down), (0, 0), "{quiet:?}");

    // Whoever meets the hub first brings the other's record and both files.
    let hub = world.hub_on();
    let outcome = sync(&second, &hub);
    assert_eq!(outcome.blobs_up, 2, "{outcome:?}");
    assert_eq!(row(&second, case).sync, SyncState::Acknowledged);
    sync(&first, &hub);
    assert_eq!(row(&first, case).sync, SyncState::Acknowledged);
    is_sound(world.hub_store());
}
