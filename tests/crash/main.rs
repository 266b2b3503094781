//! `kill -9` in the middle of taking in: what was said is kept, nothing is there twice, and the
//! same file run again goes on where it stopped.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::process::Stdio;
use tests::cli::{Motcua, text};
use tests::motcua;
use tests::random::Random;
use tests::rows;

/// Change it to see other moments; a failure names the kill.
const SEED: u64 = 20_261_121;
const DESKS: usize = 5;
const KILLS: usize = 10;
const ROWS: usize = 150;

/// Starts taking in `file`, kills it after about `lines` lines of answer, and adds what it said.
fn kill_after(
    motcua: &Motcua,
    file: &File,
    lines: u64,
    spin: u64,
    said: &mut BTreeMap<String, String>,
) -> u64 {
    let mut file = file.try_clone().expect("a handle");
    std::io::Seek::rewind(&mut file).expect("from the start");
    let mut child = motcua
        .command(&["intake", "-"])
        .stdin(file)
        .stdout(Stdio::piped())
        .spawn()
        .expect("motcua starts");
    let mut answers = BufReader::new(child.stdout.take().expect("a pipe"));
    let mut read = 0;
    let mut killed = false;
    loop {
        if read == lines && !killed {
            for _ in 0..spin {
                std::hint::spin_loop();
            }
            child.kill().expect("kill -9");
            killed = true;
        }
        let mut line = String::new();
        let size = answers.read_line(&mut line).expect("output");
        if size == 0 || !line.ends_with('\n') {
            break;
        }
        read += 1;
        let answer: serde_json::Value = serde_json::from_str(&line).expect("JSON");
        let (name, code) = (text(&answer, "client_ref"), text(&answer, "code"));
        let before = said.insert(name, code.clone());
        assert!(before.is_none_or(|before| before == code), "{code}");
    }
    let status = child.wait().expect("an end");
    if killed {
        // A run that had just ended when the signal came ended well.
        assert!(status.code().is_none_or(|code| code == 0), "{status}");
    }
    read
}

/// What is there is what was said, and at most the one row that was on disk but not yet said.
fn check(motcua: &Motcua, said: &BTreeMap<String, String>, kill: &str) {
    motcua.is_sound();
    let codes = motcua.codes();
    for code in said.values() {
        assert!(codes.contains(code), "{code} was said and is gone: {kill}");
    }
    let unsaid = codes.len() - said.len();
    assert!(unsaid <= 1, "{unsaid} cases nobody was told of: {kill}");
}

#[test]
fn what_was_said_survives_kill_9() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("rows.jsonl");
    std::fs::write(&path, rows::lines(0..ROWS)).expect("a file");
    let file = File::open(&path).expect("a file");
    let mut random = Random::new(SEED);
    let mut cut_short = 0;
    for desk in 0..DESKS {
        let motcua = motcua!(folder.path().join(format!("desk-{desk}")));
        assert_eq!(motcua.run(&["init", "--demo"]).status, 0);
        let mut said = BTreeMap::new();
        for kill in 0..KILLS {
            let left = (ROWS - said.len()) as u64;
            let ahead = random.below(2 * left / (KILLS - kill) as u64 + 1);
            let lines = said.len() as u64 + ahead;
            let spin = random.below(400_000);
            let read = kill_after(&motcua, &file, lines, spin, &mut said);
            cut_short += usize::from(read < ROWS as u64);
            check(
                &motcua,
                &said,
                &format!("seed {SEED}, desk {desk}, kill {kill}"),
            );
        }
        let again = motcua.feed(&["intake", "-"], rows::lines(0..ROWS).as_bytes());
        assert_eq!(again.status, 0, "{again:?}");
        for line in again.lines() {
            let (name, code) = (text(&line, "client_ref"), text(&line, "code"));
            let before = said.insert(name, code.clone());
            assert!(before.is_none_or(|before| before == code), "{code}");
        }
        assert_eq!(motcua.codes(), said.values().cloned().collect());
        assert_eq!(said.len(), ROWS);
        motcua.is_sound();
    }
    assert!(
        cut_short >= DESKS * KILLS * 4 / 5,
        "only {cut_short} runs were cut short"
    );
}
