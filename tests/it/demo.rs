//! `motcua demo`: the main job end to end, and what it leaves to look at.

use std::collections::BTreeSet;
use std::path::Path;
use std::time::{Duration, Instant};
use tests::cli::text;
use tests::motcua;

fn names(folder: &Path) -> BTreeSet<String> {
    std::fs::read_dir(folder)
        .expect("a folder")
        .map(|entry| entry.expect("an entry").file_name())
        .map(|name| name.into_string().expect("a name"))
        .collect()
}

#[test]
fn the_demo_leaves_two_desks_a_hub_and_the_paper_of_every_case() {
    let folder = tempfile::tempdir().expect("a folder");
    let dir = folder.path().join("demo");
    let motcua = motcua!(folder.path().join("unused"));
    let start = Instant::now();
    let ran = motcua
        .run(&["demo", "--dir", dir.to_str().expect("a path")])
        .ok();
    assert!(
        start.elapsed() < Duration::from_secs(30),
        "{:?}",
        start.elapsed()
    );
    assert!(ran.out.contains("Khớp: mọi nơi có"), "{}", ran.out);
    for name in ["desk-centre", "desk-point-1", "hub", "paper"] {
        assert!(dir.join(name).is_dir(), "{name}");
    }

    let mut heads = BTreeSet::new();
    let desks = ["desk-centre", "desk-point-1"].map(|name| motcua!(dir.join(name)));
    for desk in &desks {
        let status = desk.run(&["status"]).ok().one();
        heads.insert(text(&status, "heads"));
        assert_eq!(
            (&status["unsent"], &status["quarantined"]),
            (&0.into(), &0.into())
        );
        desk.is_sound();
    }
    assert_eq!(heads.len(), 1, "the desks differ");
    let lines = desks[0].run(&["case", "list"]).ok().lines();
    let codes = desks[0].codes();
    assert_eq!(desks[1].codes(), codes);
    let papers: BTreeSet<String> = codes.iter().map(|code| format!("{code}.pdf")).collect();
    assert_eq!(names(&dir.join("paper")), papers);
    for paper in papers {
        let pdf = std::fs::read(dir.join("paper").join(paper)).expect("a file");
        assert!(pdf.starts_with(b"%PDF-"));
    }
    let procedures: BTreeSet<String> = lines.iter().map(|line| text(line, "procedure")).collect();
    assert!(procedures.len() >= 20, "{procedures:?}");
    let places: Vec<String> = codes
        .iter()
        .map(|code| desks[0].run(&["case", "show", code]).ok().one())
        .map(|case| text(&case["place"], "kind"))
        .collect();
    let at = |kind| places.iter().filter(|place| *place == kind).count();
    assert!(
        at("home") >= 3 && at("point") >= 1 && at("centre") >= 1,
        "{places:?}"
    );

    for (asked, found) in [
        ("hoang van pao", true),
        ("HOÀNG VĂN PÁO", true),
        ("Hoàng Văn Páo", true),
        ("nong thi uom", true),
        ("khong co ai", false),
    ] {
        let hits = desks[1].run(&["search", asked]).ok().lines();
        assert_eq!(!hits.is_empty(), found, "{asked}");
    }
}

#[test]
fn the_demo_may_be_repeated_but_touches_no_folder_of_somebody_else() {
    let folder = tempfile::tempdir().expect("a folder");
    let motcua = motcua!(folder.path().join("unused"));
    let demo = |dir: &Path| motcua.run(&["demo", "--dir", dir.to_str().expect("a path")]);
    let own = folder.path().join("own");
    for _ in 0..2 {
        assert_eq!(demo(&own).status, 0);
    }
    let other = folder.path().join("other");
    std::fs::create_dir(&other).expect("a folder");
    std::fs::write(other.join("letter.txt"), "kính gửi").expect("a file");
    let refused = demo(&other);
    let error: serde_json::Value = refused.out.parse().expect("one line of JSON");
    assert_eq!(refused.status, 3);
    assert_eq!(error["error"]["code"], "workstation_exists");
    assert_eq!(names(&other), ["letter.txt".to_owned()].into());
}
