//! A receipt is shown again: whether this office issued it, told from paper alone.

use casework::case::Case;
use casework::form::Form;
use casework::slip::{KeyList, Slip, open};
use casework::time::LocalTime;
use desk::api::{SlipAnswer, check_text};
use desk::clock;
use desk::desk::Desk;
use desk::identity::DEMO_PASSWORD;
use desk::paper::{receipt_pdf, save};
use desk::print::PaperSize;
use desk::slip::Checker;
use desk::slip::reading::{Luma, draw_all};
use ed25519_dalek::SigningKey;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use tests::cli::{Motcua, Ran, text};
use tests::motcua;
use tests::random::Random;
use tests::world::{World, id, sync, take_in};

fn path(path: &Path) -> &str {
    path.to_str().expect("a path")
}

/// A demo workstation with one case, that case's answer, and its receipt on paper.
fn one_receipt(folder: &Path) -> (Motcua, Value, PathBuf) {
    let motcua = motcua!(folder.join("desk"));
    assert_eq!(motcua.run(&["init", "--demo"]).status, 0);
    let row = json!({
        "procedure": "1.001193",
        "applicant": {"kind": "person", "name": "Vàng Thị Mỷ", "id": "020301414002"},
        "documents": [{"item": "Giấy chứng sinh", "form": "original", "copies": 1}],
        "received": clock::local(clock::now_ms() - 3_600_000).to_string(),
    });
    let taken = motcua
        .feed(&["intake", "-"], row.to_string().as_bytes())
        .ok()
        .one();
    let file = folder.join("receipt.pdf");
    let code = text(&taken, "code");
    motcua.run(&["print", &code, "--out", path(&file)]).ok();
    (motcua, taken, file)
}

fn verify(motcua: &Motcua, input: &str) -> Ran {
    motcua.run(&["receipt", "verify", input])
}

/// Asserts the one verdict of a run, that it has words, and that the exit status says the same.
fn says(ran: &Ran, verdict: &str) -> Value {
    let answer = ran.one();
    assert_eq!(text(&answer, "verdict"), verdict, "{ran:?}");
    assert_eq!(ran.status, i32::from(verdict != "valid"), "{ran:?}");
    for part in ["title", "message", "hint", "book"] {
        let words = text(&answer["vi"], part);
        let whole = !words.is_empty() && !words.contains(['{', '}']);
        assert!(whole, "{part}: {words}");
    }
    answer
}

fn png(luma: &Luma, file: &Path) {
    let kind = image::ExtendedColorType::L8;
    image::save_buffer(file, &luma.pixels, luma.width, luma.height, kind).expect("a picture");
}

/// The slip on the newest issue of the only case.
fn printed(desk: &Desk, case: &Case) -> String {
    let case = desk.case(id(case)).expect("a case");
    let form = Form::Receipt.code();
    let issue = case.issues(form);
    let (_, record) = case.printed(form, issue).expect("an issue");
    record.slip.clone().expect("a slip")
}

fn asked(desk: &Desk, text: &str) -> SlipAnswer {
    check_text(&Checker::Desk(desk), text).expect("an answer")
}

fn open_desk(motcua: &Motcua) -> Desk {
    Desk::open(motcua.data(), None, DEMO_PASSWORD).expect("a desk")
}

/// The only case of a workstation.
fn only_case(desk: &Desk, code: &str) -> Case {
    desk.case(desk.find(code).expect("an id")).expect("a case")
}

/// Asserts that scans of both copies, and what a thermal printer makes of them, get the same answer.
fn reads_back(motcua: &Motcua, pdf: &[u8], answer: &Value) {
    for (dpi, threshold) in [
        (150.0, None),
        (200.0, None),
        (300.0, None),
        (203.0, Some(127)),
    ] {
        let pages = draw_all(pdf, dpi, threshold).expect("pages");
        assert_eq!(pages.len(), 2, "two copies, one sheet each");
        for page in pages {
            let scan = motcua.data().join("../scan.png");
            png(&page, &scan);
            let again = says(&verify(motcua, path(&scan)), "valid");
            assert_eq!(again, *answer, "{dpi} {threshold:?}");
        }
    }
}

#[test]
fn a_receipt_is_known_again_from_file_scan_and_roll() {
    let folder = tempfile::tempdir().expect("a folder");
    let (motcua, taken, file) = one_receipt(folder.path());
    let answer = says(&verify(&motcua, path(&file)), "valid");
    for key in ["code", "received", "due"] {
        assert_eq!(answer[key], taken[key], "{key}");
    }
    assert_eq!(
        (&answer["issue"], &answer["book"]),
        (&1.into(), &"same".into())
    );
    assert_eq!(answer["papers_match"], true);
    assert_eq!(answer["codes"], json!([taken["code"]]));
    let pdf = std::fs::read(&file).expect("the receipt");
    reads_back(&motcua, &pdf, &answer);
    // The next issue on a roll of 80 mm.
    let roll = folder.path().join("roll.pdf");
    let code = text(&taken, "code");
    let printed_roll = motcua.run(&["print", &code, "--paper", "80mm", "--out", path(&roll)]);
    printed_roll.ok();
    let answer = says(&verify(&motcua, path(&roll)), "valid");
    assert_eq!(answer["issue"], 2);
    reads_back(&motcua, &std::fs::read(&roll).expect("the roll"), &answer);
    // Through a pipe, as text of a scanner.
    let desk = open_desk(&motcua);
    let case = only_case(&desk, &text(&taken, "code"));
    let slip = printed(&desk, &case);
    drop(desk);
    says(&verify(&motcua, &slip), "valid");
    let piped = motcua.feed(
        &["receipt", "verify", "-"],
        format!("{slip}\r\n").as_bytes(),
    );
    says(&piped, "valid");
    let piped = motcua.feed(&["receipt", "verify"], &pdf);
    says(&piped, "reissued");
}

#[test]
fn no_altered_byte_goes_through() {
    let folder = tempfile::tempdir().expect("a folder");
    let (motcua, taken, _) = one_receipt(folder.path());
    let desk = open_desk(&motcua);
    let slip = printed(&desk, &only_case(&desk, &text(&taken, "code")));
    assert_eq!(asked(&desk, &slip).verdict, "valid");
    let mut random = Random::new(20_261_122);
    let mut seen = std::collections::BTreeMap::<String, u32>::new();
    for _ in 0..1_000 {
        let mut bytes = slip.clone().into_bytes();
        let place = random.below(bytes.len() as u64) as usize;
        let by = 1 + random.below(94) as u8;
        bytes[place] = b' ' + (bytes[place] - b' ' + by) % 95;
        let altered = String::from_utf8(bytes).expect("ASCII");
        let answer = asked(&desk, &altered);
        assert_ne!(answer.verdict, "valid", "{altered}");
        *seen.entry(answer.verdict).or_default() += 1;
    }
    // Nearly all of them meet the signature or the shape, some the name of the key or the prefix.
    assert!(seen["altered"] > 800, "{seen:?}");
}

#[test]
fn forged_foreign_and_different_papers_each_get_their_own_answer() {
    let folder = tempfile::tempdir().expect("a folder");
    let (motcua, taken, _) = one_receipt(folder.path());
    let code = text(&taken, "code");
    let desk = open_desk(&motcua);
    let slip = printed(&desk, &only_case(&desk, &code));
    let honest = open(&slip).expect("own slip").slip;
    let later: LocalTime = "2030-01-02T10:00:00+07:00".parse().expect("a time");
    let gift = Slip {
        due: Some(later),
        ..honest.clone()
    };
    let stranger = SigningKey::from_bytes(&[3; 32]);
    // The good signature under other contents: what somebody without any key can do.
    let forged = {
        let (good, other) = (slip.clone(), gift.seal(&stranger));
        format!("{}{}", &other[..other.len() - 96], &good[good.len() - 96..])
    };
    let other_code = format!("{}8", &code[..code.len() - 1]);
    let glued = folder.path().join("glued.txt");
    std::fs::write(&glued, format!("{other_code}\n{slip}\n")).expect("a file");
    let inside = gift.seal(desk.key());
    drop(desk);
    for (what, input, verdict, differs) in [
        (
            "a stranger's key",
            honest.seal(&stranger),
            "unknown_key",
            json!([]),
        ),
        (
            "a stranger's gift",
            gift.seal(&stranger),
            "unknown_key",
            json!([]),
        ),
        ("another due time", inside, "differs", json!(["due"])),
        (
            "glued on",
            path(&glued).to_owned(),
            "differs",
            json!(["printed_code"]),
        ),
        (
            "half of it",
            slip[..slip.len() / 2].to_owned(),
            "altered",
            json!([]),
        ),
        ("input method", slip.replace("A", "Á"), "altered", json!([])),
        (
            "newer",
            slip.replacen("MC1:", "MC2:", 1),
            "newer_format",
            json!([]),
        ),
        ("the plain code", code.clone(), "not_a_slip", json!([])),
        (
            "a card",
            "020301414002||Vàng Thị Mỷ|".to_owned(),
            "not_a_slip",
            json!([]),
        ),
        ("nothing", String::new(), "not_a_slip", json!([])),
    ] {
        let answer = says(&verify(&motcua, &input), verdict);
        assert_eq!(answer["differs"], differs, "{what}");
    }
    let answer = asked(&open_desk(&motcua), &forged);
    assert!(["altered", "unknown_key"].contains(&answer.verdict.as_str()));
}

#[test]
fn files_without_a_signed_code_are_said_and_nothing_is_made_up() {
    let folder = tempfile::tempdir().expect("a folder");
    let (motcua, _, _) = one_receipt(folder.path());
    let white = folder.path().join("white.png");
    let page = Luma {
        width: 300,
        height: 300,
        pixels: vec![255; 300 * 300],
    };
    png(&page, &white);
    says(&verify(&motcua, path(&white)), "no_slip");
    for (name, bytes) in [
        ("damaged.pdf", &b"%PDF-1.4 and nothing"[..]),
        ("damaged.png", b"\x89PNG\r\n\x1a\n"),
    ] {
        let file = folder.path().join(name);
        std::fs::write(&file, bytes).expect("a file");
        let ran = verify(&motcua, path(&file));
        assert_eq!(
            (ran.status, ran.codes()),
            (1, vec!["bad_slip_file".to_owned()])
        );
    }
    let missing = verify(&motcua, path(&folder.path().join("missing.pdf")));
    assert_eq!(
        (missing.status, missing.codes()),
        (2, vec!["no_such_file".to_owned()])
    );
}

#[test]
fn a_paper_that_was_issued_again_points_to_the_newer_one() {
    let folder = tempfile::tempdir().expect("a folder");
    let (motcua, taken, first) = one_receipt(folder.path());
    let code = text(&taken, "code");
    let second = folder.path().join("second.pdf");
    motcua.run(&["print", &code, "--out", path(&second)]).ok();
    let answer = says(&verify(&motcua, path(&first)), "reissued");
    assert_eq!(
        (&answer["issue"], &answer["newest_issue"]),
        (&1.into(), &2.into())
    );
    let answer = says(&verify(&motcua, path(&second)), "valid");
    assert_eq!(answer["issue"], 2);

    // Each issue drawn again is the same paper, slip and all.
    let desk = open_desk(&motcua);
    let case = only_case(&desk, &code);
    for (issue, file) in [(1, &first), (2, &second)] {
        let drawn = receipt_pdf(&desk, &case, issue).expect("a receipt");
        assert!(drawn == std::fs::read(file).expect("a file"), "{issue}");
    }
    // What is not issued yet carries no slip that anybody could show.
    let preview = receipt_pdf(&desk, &case, 3).expect("a preview");
    drop(desk);
    let preview_file = folder.path().join("preview.pdf");
    std::fs::write(&preview_file, preview).expect("a file");
    says(&verify(&motcua, path(&preview_file)), "no_slip");
}

/// Prints a receipt of `case` into `file` and gives back the slip on it.
fn issued(desk: &Desk, case: &Case, file: &Path) -> String {
    save(desk, id(case), (Form::Receipt, PaperSize::A5), file).expect("a receipt");
    printed(desk, case)
}

/// What the check says of `slip`: its verdict, and how the book here compares with it.
fn says_at(desk: &Desk, slip: &str, verdict: &str, book: &str) {
    let answer = asked(desk, slip);
    assert_eq!(
        (answer.verdict.as_str(), answer.book.as_str()),
        (verdict, book)
    );
}

#[test]
fn a_book_that_lags_behind_is_said() {
    let mut world = World::new();
    let (one, two) = world.two_desks();
    let hub = world.hub_on();
    let case = take_in(&one, 0);
    let slip = issued(&one, &case, &world.path("a.pdf"));

    // The second desk has not heard of the first one's key, then not of the case.
    sync(&two, &hub);
    assert_eq!(asked(&two, &slip).verdict, "unknown_key");
    sync(&one, &hub);
    sync(&two, &hub);
    says_at(&two, &slip, "valid", "same");
    assert_eq!(asked(&two, &slip).device.as_deref(), Some("một"));
    let here = two.case(id(&case)).expect("a case");
    let drawn = receipt_pdf(&two, &here, 1).expect("a receipt");
    assert!(
        drawn == std::fs::read(world.path("a.pdf")).expect("a file"),
        "another paper elsewhere"
    );

    // A newer issue that has not come over yet is good all the same.
    let newer = issued(&one, &case, &world.path("b.pdf"));
    says_at(&two, &newer, "valid", "not_yet");
    sync(&one, &hub);
    sync(&two, &hub);
    says_at(&two, &newer, "valid", "same");
    assert_eq!(asked(&two, &slip).newest_issue, Some(2));
    let unheard = take_in(&one, 1);
    let unheard = issued(&one, &unheard, &world.path("c.pdf"));
    says_at(&two, &unheard, "valid", "unknown_case");
}

#[test]
fn a_revoked_device_is_said() {
    let mut world = World::new();
    let (one, two) = world.two_desks();
    let hub = world.hub_on();
    let case = take_in(&one, 0);
    let slip = issued(&one, &case, &world.path("a.pdf"));
    sync(&one, &hub);
    let before = clock::now();
    world
        .hub()
        .revoke(one.public_key().device())
        .expect("revoked");
    sync(&two, &hub);
    says_at(&two, &slip, "revoked_device", "same");
    let since: LocalTime = asked(&two, &slip)
        .revoked_since
        .expect("since when")
        .parse()
        .expect("a time");
    assert!(since >= before, "{since}");
    let gift = Slip {
        due: None,
        ..open(&slip).expect("a slip").slip
    };
    says_at(&two, &gift.seal(one.key()), "revoked_device", "differs");
}

#[test]
fn the_keys_alone_are_enough_anywhere() {
    let folder = tempfile::tempdir().expect("a folder");
    let (motcua, taken, receipt) = one_receipt(folder.path());
    let at = |name: &str| folder.path().join(name);
    let (json, wall) = (at("keys.json"), at("keys.pdf"));
    for out in [&json, &wall] {
        let done = motcua
            .run(&["receipt", "keys", "--out", path(out)])
            .ok()
            .one();
        assert_eq!(done["keys"], 1);
    }
    let photo = at("wall.png");
    let sheet = std::fs::read(&wall).expect("a sheet");
    let pages = draw_all(&sheet, 150.0, None).expect("a sheet");
    assert_eq!(pages.len(), 1);
    png(&pages[0], &photo);
    let list: Value = serde_json::from_slice(&std::fs::read(&json).expect("a list")).expect("JSON");
    let sealed = at("keys.txt");
    std::fs::write(&sealed, text(&list, "sealed")).expect("a file");

    let nowhere = motcua!(at("nowhere"));
    for keys in [&json, &wall, &photo, &sealed] {
        let ran = nowhere.run(&["receipt", "verify", path(&receipt), "--keys", path(keys)]);
        let answer = says(&ran, "valid");
        assert_eq!(
            (&answer["code"], &answer["book"]),
            (&taken["code"], &"not_asked".into())
        );
        assert_eq!(answer["papers_match"], Value::Null);
        assert_eq!(answer["fingerprint"], list["keys"][0]["fingerprint"]);
    }
    assert!(!at("nowhere").exists(), "a check makes no workstation");
    let without = nowhere.run(&["receipt", "verify", path(&receipt)]);
    assert_eq!(
        (without.status, without.codes()),
        (3, vec!["no_workstation".to_owned()])
    );

    // Another office's list is whole, and knows nothing of this paper.
    let stranger = SigningKey::from_bytes(&[3; 32]);
    let public = casework::id::PublicKey(stranger.verifying_key().to_bytes());
    let own = KeyList::open(&text(&list, "sealed")).expect("a list");
    let mut others = KeyList {
        signed_by: public.device(),
        ..own
    };
    others.keys[0].key = public;
    std::fs::write(&sealed, others.seal(&stranger)).expect("a file");
    let ran = nowhere.run(&["receipt", "verify", path(&receipt), "--keys", path(&sealed)]);
    says(&ran, "unknown_key");

    let bad = at("bad.json");
    let whole = std::fs::read_to_string(&json).expect("a list");
    let renamed = whole.replace(&text(&list["keys"][0], "fingerprint"), "0000");
    for (what, keys) in [
        ("another fingerprint", renamed),
        ("half", whole[..whole.len() / 2].to_owned()),
        ("something else", "{}".to_owned()),
        ("no list", text(&taken, "code")),
        ("nothing", String::new()),
    ] {
        std::fs::write(&bad, keys).expect("a file");
        let ran = nowhere.run(&["receipt", "verify", path(&receipt), "--keys", path(&bad)]);
        assert_eq!(
            (ran.status, ran.codes()),
            (2, vec!["bad_key_list".to_owned()]),
            "{what}"
        );
    }
}
