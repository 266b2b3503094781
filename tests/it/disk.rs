//! A disk that is full, read-only, damaged, or written by a newer version.

use std::path::Path;
use std::process::Command;
use std::sync::OnceLock;
use tests::cli::{Motcua, Ran, text};
use tests::{motcua, rows};

/// A namespace of mounts of one's own: the ways to get one, by what the system allows.
const NAMESPACES: [&[&str]; 3] = [
    &["--mount"],
    &["--mount", "--propagation", "unchanged"],
    &["--user", "--map-root-user", "--mount"],
];

/// How this system lets a child mount for itself; `None` in a box that forbids it.
pub(super) fn namespace() -> Option<&'static [&'static str]> {
    static FOUND: OnceLock<Option<&[&str]>> = OnceLock::new();
    *FOUND.get_or_init(|| {
        let folder = tempfile::tempdir().expect("a folder");
        let works = |namespace: &&&[&str]| {
            let script = "mount -t tmpfs none \"$0\" && umount \"$0\"";
            let ran = Command::new("unshare")
                .args(**namespace)
                .args(["sh", "-c", script])
                .arg(folder.path())
                .output();
            ran.is_ok_and(|ran| ran.status.success())
        };
        NAMESPACES.iter().find(works).copied()
    })
}

/// Runs a shell script of which `$0` is the program and `$1…` are `paths`; with mounts of its own
/// if `namespace` is given.
pub(super) fn shell(
    namespace: Option<&[&str]>,
    script: &str,
    motcua: &Motcua,
    paths: &[&Path],
) -> Ran {
    let mut command = match namespace {
        None => Command::new("sh"),
        Some(namespace) => {
            let mut command = Command::new("unshare");
            command.args(namespace).arg("sh");
            command
        }
    };
    command
        .args(["-c", script])
        .arg(motcua.program())
        .args(paths);
    command.env_remove("MOTCUA_PASSWORD");
    Ran::of(command.output().expect("a shell"))
}

fn demo(folder: &Path) -> Motcua {
    let motcua = motcua!(folder.join("desk"));
    assert_eq!(motcua.run(&["init", "--demo"]).status, 0);
    motcua
}

/// The lines of a run that took in rows until something stopped it.
fn taken_until(ran: &Ran, code: &str) -> usize {
    let codes = ran.codes();
    let taken = codes.iter().filter(|answer| *answer == "ok").count();
    assert_eq!(
        codes[taken..].first().map(String::as_str),
        Some(code),
        "{ran:?}"
    );
    assert!(codes[taken..].iter().all(|answer| answer == code));
    taken
}

#[test]
fn a_full_disk_keeps_what_was_said_and_goes_on_when_there_is_room() {
    let Some(namespace) = namespace() else {
        eprintln!("no mounts here: the store's own tests fill a database instead");
        return;
    };
    let folder = tempfile::tempdir().expect("a folder");
    let [disk, rows_file, first] =
        ["disk", "rows.jsonl", "first.jsonl"].map(|name| folder.path().join(name));
    std::fs::create_dir(&disk).expect("a folder");
    let count = 1_500;
    std::fs::write(&rows_file, rows::lines(0..count)).expect("a file");
    let motcua = motcua!(disk.join("desk"));
    let script = r#"
        set -eu
        run() { "$program" --json --data "$disk/desk" "$@"; }
        program=$0 disk=$1 rows=$2 first=$3
        mount -t tmpfs -o size=5m none "$disk"
        run init --demo >&2
        run intake - <"$rows" >"$first" || echo "{\"exit\":$?}" >>"$first"
        run status
        run check
        mount -o remount,size=64m "$disk"
        run intake - <"$rows" | wc -l
        run status
        run check
        umount "$disk"
    "#;
    let ran = shell(
        Some(namespace),
        script,
        &motcua,
        &[&disk, &rows_file, &first],
    )
    .ok();
    let before = std::fs::read_to_string(&first).expect("answers");
    let (answers, exit) = before.rsplit_once("{\"exit\"").expect("it was stopped");
    assert_eq!(exit, ":3}\n");
    let stopped = Ran {
        status: 3,
        out: answers.to_owned(),
        err: String::new(),
    };
    let taken = taken_until(&stopped, "disk_full");
    assert!(taken > 0 && taken < count, "{taken}");
    let lines = ran.lines();
    assert_eq!(lines[0]["cases"], taken);
    assert_eq!(lines[1]["ok"], true);
    assert_eq!(lines[2], count, "every row is answered");
    assert_eq!(lines[3]["cases"], count);
    assert_eq!(lines[4]["ok"], true);
}

#[test]
fn a_disk_that_takes_no_more_bytes_of_a_file_keeps_what_was_said() {
    let folder = tempfile::tempdir().expect("a folder");
    let motcua = demo(folder.path());
    let rows_file = folder.path().join("rows.jsonl");
    std::fs::write(&rows_file, rows::lines(0..400)).expect("a file");
    // Without the trap the signal would end the program before the disk could say no.
    let script = r#"trap '' XFSZ; ulimit -f 1200
        exec "$0" --json --data "$1" intake - <"$2""#;
    let ran = shell(None, script, &motcua, &[motcua.data(), &rows_file]);
    assert_eq!(ran.status, 3, "{ran:?}");
    let taken = taken_until(&ran, "io");
    assert!(taken > 0 && taken < 400, "{taken}");
    assert_eq!(motcua.count(), taken as u64);
    motcua.is_sound();
    let rest = motcua
        .feed(&["intake", "-"], rows::lines(0..400).as_bytes())
        .ok();
    assert_eq!(rest.lines().len(), 400);
    assert_eq!(motcua.codes().len(), 400);
    motcua.is_sound();
}

#[test]
fn a_read_only_disk_is_named_and_nothing_is_lost() {
    let Some(namespace) = namespace() else {
        eprintln!("no mounts here: a folder that is a file stands for it in another story");
        return;
    };
    let folder = tempfile::tempdir().expect("a folder");
    let motcua = demo(folder.path());
    let row = folder.path().join("row.jsonl");
    std::fs::write(&row, rows::lines(0..1)).expect("a file");
    let code = text(
        &motcua
            .run(&["intake", row.to_str().expect("a path")])
            .ok()
            .one(),
        "code",
    );
    let script = r#"
        mount --bind "$1" "$1" && mount -o remount,ro,bind "$1" || exit 9
        for what in "--data $1/new init --demo" "--data $1 intake $2" "--data $1 status" \
            "--data $3 print CODE --out $1/receipt.pdf"
        do
            "$0" --json $what
            echo $?
        done
        umount "$1"
    "#
    .replace("CODE", &code);
    let other = motcua!(folder.path().join("other"));
    assert_eq!(other.run(&["init", "--demo"]).status, 0);
    assert_eq!(
        other.run(&["intake", row.to_str().expect("a path")]).status,
        0
    );
    let paths = [motcua.data(), &row, other.data()];
    let ran = shell(Some(namespace), &script, &motcua, &paths).ok();
    let codes = ran.codes();
    let (errors, exits): (Vec<_>, Vec<_>) = codes.iter().partition(|code| *code != "ok");
    assert_eq!(errors, ["read_only"; 4], "{ran:?}");
    assert_eq!(exits.len(), 4);
    assert!(
        ran.out.lines().skip(1).step_by(2).all(|exit| exit == "3"),
        "{ran:?}"
    );
    assert_eq!(motcua.count(), 1);
    motcua.is_sound();
    assert_eq!(other.run(&["case", "show", &code]).ok().one()["printed"], 0);
}

#[test]
fn a_folder_that_is_none_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("file");
    std::fs::write(&file, "thư").expect("a file");
    let motcua = motcua!(file.join("desk"));
    for arguments in [&["init", "--demo"][..], &["status"]] {
        let ran = motcua.run(arguments);
        assert_eq!(
            (ran.codes(), ran.status),
            (vec!["io".to_owned()], 3),
            "{arguments:?}"
        );
    }
    assert_eq!(std::fs::read_to_string(&file).expect("a file"), "thư");
    let nothing = motcua!(folder.path().join("nothing"));
    let ran = nothing.run(&["case", "list"]);
    assert_eq!(
        (ran.codes(), ran.status),
        (vec!["no_workstation".to_owned()], 3)
    );
    assert!(!nothing.data().exists());
}

/// Changes a file of a workstation, and what every command then says.
fn check(file: &str, change: impl FnOnce(Vec<u8>) -> Option<Vec<u8>>, wanted: &str) {
    let folder = tempfile::tempdir().expect("a folder");
    let motcua = demo(folder.path());
    motcua
        .feed(&["intake", "-"], rows::lines(0..1).as_bytes())
        .ok();
    let path = motcua.data().join(file);
    let whole = std::fs::read(&path).expect("a file");
    match change(whole.clone()) {
        Some(bytes) => std::fs::write(&path, bytes).expect("a file"),
        None => std::fs::remove_file(&path).expect("a file"),
    }
    for arguments in [&["status"][..], &["intake", "-"], &["check"]] {
        let ran = motcua.run(arguments);
        let found = (ran.codes(), ran.status);
        assert_eq!(found, (vec![wanted.to_owned()], 3), "{file}: {arguments:?}");
    }
    std::fs::write(&path, whole).expect("a file");
    assert_eq!(motcua.count(), 1, "{file}: it was left as it is");
    motcua.is_sound();
}

#[test]
fn files_that_are_damaged_missing_or_newer_are_said_and_left_alone() {
    let newer = |bytes: Vec<u8>| {
        let text = String::from_utf8(bytes).expect("text");
        Some(
            text.replace("\"version\": 1", "\"version\": 99")
                .into_bytes(),
        )
    };
    check("workstation.json", newer, "newer_database");
    check(
        "workstation.json",
        |_| Some(b"{\"version\": 1".to_vec()),
        "corrupt",
    );
    check("workstation.json", |_| Some(vec![]), "corrupt");
    check("device.key", |bytes| Some(bytes[1..].to_vec()), "corrupt");
    check("device.key", |_| None, "corrupt");
    check(
        "motcua.db",
        |bytes| Some(vec![b'x'; bytes.len()]),
        "corrupt",
    );
    check("motcua.db", |_| None, "corrupt");
}
