use super::*;
use crate::case::decide;
use crate::case::tests::world;
use crate::command::Command;
use serde_json::json;

fn facts(entropy: u8) -> Facts {
    let now = "2026-11-20T09:15:00+07:00".parse().expect("a time");
    world::facts(now, entropy)
}

fn case() -> Case {
    let row = json!({
        "procedure": "1.004873",
        "applicant": {"kind": "person", "name": "Vi Thị Hường"},
        "documents": [
            {"item": "Tờ khai", "form": "original", "copies": 1},
            {"item": "Giấy tờ", "form": "copy", "copies": 1},
        ],
    });
    world::take_in(row, &facts(1)).expect("a case")
}

fn new(item: &str, content: u8) -> NewScan {
    NewScan {
        item: item.to_owned(),
        name: format!("trang {content}.jpg"),
        media: Some(Media::Jpeg),
        size: 700,
        hash: Hash([content; 32]),
    }
}

fn added(case: &mut Case, scans: Vec<NewScan>, entropy: u8) -> Result<(), Rejection> {
    let command = Command::AddScans(scans);
    let events = decide(case, command, &facts(entropy), &world::law("none"))?;
    case.events.extend(events);
    Ok(())
}

fn removed(case: &mut Case, scan: &str, reason: &str, entropy: u8) -> Result<(), Rejection> {
    let command = Command::RemoveScan {
        scan: scan.to_owned(),
        reason: reason.to_owned(),
    };
    let events = decide(case, command, &facts(entropy), &world::law("none"))?;
    case.events.extend(events);
    Ok(())
}

/// Item, order, content, and whether it counts.
fn shown(case: &Case) -> Vec<(String, u32, u8, bool)> {
    let row = |one: ScanOfCase<'_>| {
        let scan = one.scan;
        (
            scan.item.clone(),
            scan.order,
            scan.hash.0[0],
            one.removed.is_none(),
        )
    };
    case.scans().into_iter().map(row).collect()
}

#[test]
fn scans_keep_the_order_of_pages_and_none_is_deleted() {
    let mut case = case();
    let pages = vec![new("Tờ khai", 1), new("Giấy tờ", 2), new("Tờ khai", 3)];
    added(&mut case, pages, 2).expect("added");
    added(&mut case, vec![new("Tờ khai", 2)], 3).expect("the same page of another paper");
    let first = case.scans()[1].added.id.clone();
    removed(&mut case, &first, "quét nhầm người", 4).expect("taken away");
    let row = |item: &str, order, content, live| (item.to_owned(), order, content, live);
    assert_eq!(
        shown(&case),
        [
            row("Giấy tờ", 0, 2, true),
            row("Tờ khai", 0, 1, false),
            row("Tờ khai", 1, 3, true),
            row("Tờ khai", 2, 2, true),
        ]
    );
    added(&mut case, vec![new("Tờ khai", 1)], 5).expect("taken away, so it may come again");
    assert_eq!(shown(&case)[4], row("Tờ khai", 3, 1, true));
    let blobs: Vec<_> = case
        .blobs()
        .iter()
        .map(|blob| (blob.hash.0[0], blob.live))
        .collect();
    assert_eq!(blobs, [(2, true), (1, true), (3, true)], "each hash once");
}

#[test]
fn what_is_no_scan_of_the_case_is_refused_with_its_reason() {
    type Change = fn(&mut NewScan);
    let cases: [(&str, Change, Option<&str>); 9] = [
        ("as it is", |_| {}, None),
        ("largest", |scan| scan.size = BLOB_MAX, None),
        (
            "too large",
            |scan| scan.size = BLOB_MAX + 1,
            Some("scan_too_large"),
        ),
        ("empty", |scan| scan.size = 0, Some("not_a_scan")),
        ("no picture", |scan| scan.media = None, Some("not_a_scan")),
        (
            "another paper",
            |scan| scan.item = "Hộ chiếu".to_owned(),
            Some("unknown_paper"),
        ),
        (
            "the same again",
            |scan| scan.hash = Hash([1; 32]),
            Some("scan_there"),
        ),
        (
            "no name",
            |scan| scan.name = "  ".to_owned(),
            Some("bad_field"),
        ),
        (
            "long name",
            |scan| scan.name = "ă".repeat(201),
            Some("too_long"),
        ),
    ];
    for (what, change, expected) in cases {
        let mut case = case();
        added(&mut case, vec![new("Tờ khai", 1)], 2).expect("added");
        let before = case.events.len();
        let mut scan = new("Tờ khai", 2);
        change(&mut scan);
        let refused = added(&mut case, vec![new("Tờ khai", 9), scan], 3).err();
        assert_eq!(refused.as_ref().map(Rejection::code), expected, "{what}");
        let wanted = if expected.is_some() { 0 } else { 2 };
        assert_eq!(case.events.len() - before, wanted, "all or none: {what}");
    }
}

#[test]
fn a_case_has_no_more_scans_than_people_can_look_at() {
    let mut case = case();
    let many = |from: u8, count: u8| (from..from + count).map(|n| new("Tờ khai", n)).collect();
    added(&mut case, many(0, 199), 2).expect("added");
    let refused = added(&mut case, many(199, 2), 3);
    assert_eq!(refused, Err(Rejection::TooManyScans { max: SCANS_MAX }));
    added(&mut case, many(199, 1), 4).expect("the last");
    let first = case.scans()[0].added.id.clone();
    removed(&mut case, &first, "mờ", 5).expect("taken away");
    added(&mut case, many(200, 1), 6).expect("room again");
}

#[test]
fn only_a_scan_that_counts_is_taken_away_and_with_a_reason() {
    let mut case = case();
    added(&mut case, vec![new("Tờ khai", 1)], 2).expect("added");
    let scan = case.scans()[0].added.id.clone();
    let code = |refused: Result<(), Rejection>| refused.err().map(|refused| refused.code());
    assert_eq!(code(removed(&mut case, &scan, " ", 3)), Some("bad_field"));
    let received = case.events[0].id.clone();
    assert_eq!(
        code(removed(&mut case, &received, "mờ", 3)),
        Some("unknown_scan")
    );
    assert_eq!(code(removed(&mut case, &scan, "mờ", 3)), None);
    assert_eq!(
        code(removed(&mut case, &scan, "mờ", 4)),
        Some("unknown_scan")
    );
}

#[test]
fn the_bytes_say_what_they_are() {
    for (bytes, media) in [
        (&b"%PDF-1.7\n"[..], Some(Media::Pdf)),
        (b"\n \n%PDF-1.4", Some(Media::Pdf)),
        (b"\xff\xd8\xff\xe0JFIF", Some(Media::Jpeg)),
        (b"\x89PNG\r\n\x1a\n\0", Some(Media::Png)),
        (b"\x89PNG\n\n\x1a\n\0", None),
        (b"PK\x03\x04", None),
        (b"<html>%PDF", None),
        (b"", None),
    ] {
        assert_eq!(Media::of(bytes), media, "{bytes:?}");
    }
    let mut late = vec![b' '; PDF_MARK_WITHIN];
    late.extend(b"%PDF-1.7");
    assert_eq!(Media::of(&late), None);
}
