//! What the operator's book says about copies, done as it stands there.

use std::fs;
use std::path::PathBuf;
use std::process::Command;
use tests::world::{World, sync, take_in};

const PROGRAM: &str = env!("CARGO_BIN_EXE_motcua-hub-under-test");
const RESTORE: &str =
    "motcua-hub admin --data /var/lib/motcua-hub restore /srv/backup/hub-2026-11-27.db";

/// The commands that a section of the operator's book gives, in their order.
fn commands(heading: &str) -> String {
    let book = include_str!("../../../docs/OPERATIONS.md");
    let (_, section) = book.split_once(heading).expect("the section");
    let section = section.split("\n## ").next().expect("text");
    let blocks = section.split("```sh\n").skip(1);
    blocks
        .map(|block| block.split("```").next().expect("a block"))
        .collect()
}

/// A shell whose places are the world's, not the machine's.
struct Shell {
    places: Vec<(&'static str, PathBuf)>,
    path: String,
}

impl Shell {
    fn new(world: &World) -> Self {
        let bin = world.path("bin");
        let copies = world.path("copies");
        for folder in [&bin, &copies] {
            fs::create_dir(folder).expect("a folder");
        }
        std::os::unix::fs::symlink(PROGRAM, bin.join("motcua-hub")).expect("the program");
        Self {
            path: format!("{}:/usr/bin:/bin", bin.display()),
            places: vec![
                ("/var/lib/motcua-hub", world.path("data")),
                ("/media/safe", world.path("hub")),
                ("/srv/backup", copies),
            ],
        }
    }

    /// Runs a script; gives its exit status and what it said.
    fn run(&self, script: &str) -> (Option<i32>, String) {
        let places = self.places.iter();
        let script = places.fold(script.to_owned(), |text, (from, to)| {
            text.replace(from, &to.display().to_string())
        });
        let out = Command::new("sh")
            .args(["-euc", &script])
            .env("PATH", &self.path)
            .env("RUST_LOG", "off")
            .output()
            .expect("a shell");
        let said = [out.stdout, out.stderr].concat();
        let said = String::from_utf8_lossy(&said).into_owned();
        (out.status.code(), said)
    }

    fn refuses(&self, script: &str, word: &str) {
        let (code, said) = self.run(script);
        assert!(code == Some(3) && said.contains(word), "{script}: {said}");
    }
}

/// A world whose hub has three cases and a copy of last night, and is lost.
fn lost() -> (World, Shell) {
    let mut world = World::new();
    let desk = world.desk("desk", "Lý Sơn");
    let old = world.hub_on();
    for number in 0..3 {
        take_in(&desk, number);
    }
    sync(&desk, &old);
    let shell = Shell::new(&world);
    let copy = "motcua-hub admin --data /media/safe backup --out /srv/backup/hub-2026-11-27.db";
    let (code, said) = shell.run(copy);
    assert_eq!(code, Some(0), "while the hub serves: {said}");
    assert!(said.contains("cases 3"), "{said}");
    shell.refuses(copy, "exists");
    world.hub_off();
    (world, shell)
}

#[test]
fn the_drill_in_the_book_is_what_an_operator_can_do() {
    let (_world, shell) = lost();
    let (code, said) = shell.run(&commands("#### Restore drill"));
    assert_eq!(code, Some(0), "{said}");
    for wanted in [
        "cases 3",
        "H37",
        "active",
        "recovering since",
        "away",
        "no recovery",
    ] {
        assert!(said.contains(wanted), "{wanted}: {said}");
    }
    shell.refuses(RESTORE, "exists");
}

#[test]
fn nothing_is_restored_over_a_hub_with_another_key_or_from_a_damaged_copy() {
    let (world, shell) = lost();
    let data = "/var/lib/motcua-hub";
    let damage =
        "printf damage | dd of=/srv/backup/hub-2026-11-27.db bs=1 seek=9000 conv=notrunc 2>&1";
    for (before, word) in [
        (format!("mkdir {data}"), "hub.key"),
        (
            format!("cp /media/safe/hub.key {data}; touch {data}/hub.db-wal"),
            "exists",
        ),
        (
            format!("rm {data}/hub.db-wal; echo {:064} > {data}/hub.key", 7),
            "the key does not open",
        ),
        (
            format!("cp /media/safe/hub.key {data}; {damage}"),
            "damaged",
        ),
    ] {
        shell.refuses(&format!("{before}; {RESTORE}"), word);
    }
    assert!(!world.path("data/hub.db").exists(), "nothing is left");
}
