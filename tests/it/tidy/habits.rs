//! Habits: short files, no test switched off, nothing left over, nothing of one machine.

use super::rust::{self, Kind};
use super::{File, files, none};
use std::collections::BTreeSet;
use unicode_normalization::is_nfc;

const FILE_LINES_MAX: usize = 500;
const TEST_LINES_MAX: usize = 800;

/// Files whose waiting is the point, each with its reason.
const MAY_SLEEP: &[(&str, &str)] = &[];

/// Leftovers that are only in order with the number of an issue: `WORD(#12)`.
const LEFTOVERS: [&str; 3] = [
    concat!("TO", "DO"),
    concat!("FIX", "ME"),
    concat!("HA", "CK:"),
];

/// Paths that exist on one machine only.
const MACHINE_PATHS: [&str; 5] = [
    concat!("/", "home/"),
    concat!("/", "root/"),
    concat!("/", "tmp/"),
    concat!("/", "work/"),
    concat!("C:", "\\Users"),
];

/// Where packages come from is a matter of each machine's settings.
const REGISTRIES: [&str; 6] = [
    concat!("registry.", "npmjs"),
    concat!("npmjs", ".org"),
    concat!("index.crates", ".io"),
    concat!("static.crates", ".io"),
    concat!("deb.debian", ".org"),
    concat!("pypi", ".org"),
];

/// Test files: held to a longer limit, and free to hold any text.
fn is_test(file: &File) -> bool {
    file.is_under(&["tests"])
        || file.path.contains("/tests/")
        || file.ends_with(&["/tests.rs", ".test.ts"])
}

/// Every line of every text file for which `breaks` holds, as `path:line: what`.
fn lines(files: &[File], breaks: impl Fn(&str) -> Option<&'static str>) -> Vec<String> {
    let mut found = Vec::new();
    for file in files {
        for (number, line) in file.text().unwrap_or_default().lines().enumerate() {
            if let Some(what) = breaks(line) {
                found.push(format!("{}:{}: {what}", file.path, number + 1));
            }
        }
    }
    found
}

fn files_without_locks() -> Vec<File> {
    let mut files = files();
    files.retain(|file| file.path != "Cargo.lock");
    files
}

#[test]
fn files_are_short() {
    let mut found = Vec::new();
    for file in files().iter().filter(|file| file.is_source()) {
        let text = file.text().expect("a source is text");
        let whole = text.lines().count();
        let code = rust::without_tests(text).lines().count();
        if whole > TEST_LINES_MAX || (!is_test(file) && code > FILE_LINES_MAX) {
            found.push(format!(
                "{}: {whole} lines, {code} before its tests",
                file.path
            ));
        }
    }
    none(
        &found,
        "split by idea: at most 500 lines of code, 800 with tests (a long table goes to a data file):",
    );
}

#[test]
fn no_test_is_switched_off() {
    let mut found = Vec::new();
    for file in files() {
        let text = file.text().unwrap_or_default();
        if file.ends_with(&[".rs"]) {
            for piece in rust::pieces(text) {
                if piece.kind == Kind::Code && piece.text.contains("#[ignore") {
                    found.push(format!("{}:{}", file.path, piece.line));
                }
            }
        } else if file.ends_with(&[".test.ts"]) && !file.path.contains("node_modules") {
            let off = [".skip(", ".only(", ".todo(", "xit("];
            if off.iter().any(|word| text.contains(word)) {
                found.push(file.path);
            }
        }
    }
    none(&found, "mend the test or delete it:");
}

#[test]
fn nothing_sleeps() {
    let mut found = Vec::new();
    for file in files() {
        let excused = MAY_SLEEP.iter().any(|(path, _)| *path == file.path);
        if !file.ends_with(&[".rs"]) || excused {
            continue;
        }
        for piece in rust::pieces(file.text().expect("Rust is text")) {
            if piece.kind == Kind::Code && piece.text.contains("sleep(") {
                found.push(format!("{}:{}", file.path, piece.line));
            }
        }
    }
    none(
        &found,
        "wait for the thing itself; a reason to sleep goes into MAY_SLEEP:",
    );
}

#[test]
fn leftovers_have_an_issue() {
    let files = files_without_locks();
    let found = lines(&files, |line| {
        LEFTOVERS.into_iter().find(|word| {
            line.match_indices(word).any(|(at, _)| {
                let rest = &line[at + word.len()..];
                !rest.starts_with("(#") && !rest.starts_with(char::is_alphanumeric)
            })
        })
    });
    none(
        &found,
        "do it now, or open an issue and write its number behind the word:",
    );
}

#[test]
fn nothing_names_a_machine_or_a_registry() {
    let mut files = files_without_locks();
    files.retain(|file| !file.is_under(&["catalogue"]));
    let found = lines(&files, |line| {
        let marks = MACHINE_PATHS.iter().chain(&REGISTRIES);
        marks.copied().find(|mark| line.contains(mark))
    });
    none(
        &found,
        "take a folder as a parameter, a registry from the machine's settings:",
    );
}

#[test]
fn text_is_composed_unicode() {
    let files = files();
    let found = lines(&files, |line| (!is_nfc(line)).then_some("decomposed"));
    none(
        &found,
        "save the file in NFC; a test writes decomposed letters as escapes:",
    );
}

/// Files that are declared as modules where they do not lie: `#[path = "…"]`.
fn declared_by_path(files: &[File]) -> BTreeSet<String> {
    let mut declared = BTreeSet::new();
    for file in files.iter().filter(|file| file.ends_with(&[".rs"])) {
        let (folder, _) = file.path.rsplit_once('/').expect("Rust is in a folder");
        let parts = file.text().unwrap_or_default().split("#[path = \"").skip(1);
        for path in parts.filter_map(|rest| rest.split('"').next()) {
            let mut place: Vec<&str> = folder.split('/').collect();
            for part in path.split('/') {
                if part == ".." {
                    place.pop();
                } else {
                    place.push(part);
                }
            }
            declared.insert(place.join("/"));
        }
    }
    declared
}

#[test]
fn no_rust_file_is_forgotten() {
    let files = files();
    let text = |path: &str| files.iter().find(|file| file.path == path)?.text();
    let manifests: Vec<&str> = files
        .iter()
        .filter(|file| file.ends_with(&["/Cargo.toml"]))
        .filter_map(File::text)
        .collect();
    let elsewhere = declared_by_path(&files);
    let mut found = Vec::new();
    for file in files.iter().filter(|file| file.ends_with(&[".rs"])) {
        let (folder, name) = file.path.rsplit_once('/').expect("Rust is in a folder");
        let name = name.trim_end_matches(".rs");
        let root = ["lib", "main", "build"].contains(&name);
        let target = manifests.iter().any(|text| {
            let path = format!(
                "path = \"{}\"",
                file.path.splitn(3, '/').last().expect("a path")
            );
            text.contains(&path)
        });
        let parents = ["lib.rs", "main.rs", "mod.rs"].map(|parent| format!("{folder}/{parent}"));
        let mut parents = parents.into_iter().chain([format!("{folder}.rs")]);
        let declared = format!("mod {name};");
        if !root
            && !target
            && !elsewhere.contains(&file.path)
            && !parents.any(|path| text(&path).is_some_and(|t| t.contains(&declared)))
        {
            found.push(file.path.clone());
        }
    }
    none(
        &found,
        "declare it with `mod` in the file above it, or delete it:",
    );
}
