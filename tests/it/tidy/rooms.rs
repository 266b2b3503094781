//! Each kind of thing has its room: SQL, document keys, Vietnamese, the window's platform.

use super::rust::{self, Kind};
use super::{File, files, none};

/// Where Vietnamese may stand in Rust string literals, beside tests.
const VIETNAMESE_ROOMS: &[(&str, &str)] = &[
    ("crates/desk/src/print", "the wording of paper"),
    ("crates/hub/src/pages", "the wording of the hub's pages"),
    (
        "crates/casework/src/card.rs",
        "words a citizen card carries, read and not shown",
    ),
    (
        "crates/casework/src/text.rs",
        "letters that searching folds",
    ),
];

/// How a statement of SQL begins; the literal is compared from its start and after each line break.
const SQL: &[&str] = &[
    "ALTER TABLE ",
    "ATTACH ",
    "BEGIN IMMEDIATE",
    "CREATE INDEX ",
    "CREATE TABLE ",
    "CREATE TEMP ",
    "CREATE TRIGGER ",
    "CREATE UNIQUE ",
    "CREATE VIEW ",
    "CREATE VIRTUAL ",
    "DELETE FROM ",
    "DROP TABLE ",
    "INSERT INTO ",
    "INSERT OR ",
    "PRAGMA ",
    "REPLACE INTO ",
    "SELECT ",
    "UPDATE ",
    "VACUUM",
    "WITH RECURSIVE ",
];

fn rust_files() -> Vec<File> {
    let mut files = files();
    files.retain(|file| file.ends_with(&[".rs"]));
    files
}

/// Pieces of `kind` in `file` for which `breaks` holds, as `path:line: start of the piece`.
fn pieces(file: &File, source: &str, kind: Kind, breaks: impl Fn(&str) -> bool) -> Vec<String> {
    rust::pieces(source)
        .iter()
        .filter(|piece| piece.kind == kind && breaks(piece.text))
        .map(|piece| {
            let start: String = piece.text.trim().chars().take(60).collect();
            format!("{}:{}: {start}", file.path, piece.line)
        })
        .collect()
}

fn is_sql(literal: &str) -> bool {
    let text = literal.trim_start_matches(['b', 'r', '#', '"']);
    text.lines()
        .any(|line| SQL.iter().any(|start| line.trim_start().starts_with(start)))
}

/// Whether a literal holds Vietnamese wording; the name of an act ("NĐ 118/2025/NĐ-CP, Điều 18") is a
/// reference like a code.
fn is_vietnamese(literal: &str) -> bool {
    let acts = ["NĐ ", "TT ", "QĐ ", "NQ ", "Luật "];
    let text = literal.trim_start_matches(['b', 'r', '#', '"']);
    !acts.iter().any(|act| text.starts_with(act))
        && text.chars().any(|c| c.is_alphabetic() && !c.is_ascii())
}

#[test]
fn sql_stands_only_in_the_store() {
    let mut found = Vec::new();
    for file in rust_files() {
        let room = file.is_under(&["crates/store", "tests/it/tidy"])
            // What the store is measured against.
            || file.path == "tests/benches/bare.rs";
        if !room {
            let source = file.text().expect("Rust is text");
            found.extend(pieces(&file, source, Kind::Literal, is_sql));
        }
    }
    none(
        &found,
        "ask `store` for what you need, by a name of the trade:",
    );

    for (literal, sql) in [
        ("\"SELECT code FROM p_case\"", true),
        ("r#\"\n  INSERT INTO log VALUES (?1)\"#", true),
        ("\"Select a procedure\"", false),
        ("\"an UPDATE of the roster\"", false),
    ] {
        assert_eq!(is_sql(literal), sql, "{literal}");
    }
}

#[test]
fn automerge_stands_only_in_the_rooms_of_the_document() {
    let mut found = Vec::new();
    for file in rust_files() {
        let room = file.is_under(&["crates/casework/src/crdt"])
            || file.path == "crates/casework/src/crdt.rs";
        if !room {
            let source = file.text().expect("Rust is text");
            found.extend(pieces(&file, source, Kind::Code, |code| {
                code.contains("automerge::") || code.contains("extern crate automerge")
            }));
        }
    }
    none(
        &found,
        "name document keys and call Automerge only in crates/casework/src/crdt:",
    );
}

#[test]
fn vietnamese_stands_where_a_translator_looks_for_it() {
    let mut found = Vec::new();
    for file in rust_files() {
        let room = VIETNAMESE_ROOMS.iter().any(|(room, _)| {
            file.path == *room || file.path == format!("{room}.rs") || file.is_under(&[room])
        });
        let test = file.is_under(&["tests"]) || file.ends_with(&["/tests.rs"]);
        if !room && !test && !file.path.contains("/tests/") {
            let source = rust::without_tests(file.text().expect("Rust is text"));
            found.extend(pieces(&file, source, Kind::Literal, is_vietnamese));
        }
    }
    none(
        &found,
        "give a code and let ui/, catalogue/, desk::print or the hub's pages say it in Vietnamese:",
    );
}

#[test]
fn only_the_platform_folder_knows_tauri() {
    let mut found = Vec::new();
    for file in files() {
        let ui = file.is_under(&["ui/src"]) && !file.is_under(&["ui/src/platform"]);
        let text = file.text().unwrap_or_default();
        if ui && (text.contains("@tauri-apps/") || text.contains("__TAURI")) {
            found.push(file.path);
        }
    }
    none(&found, "import from ui/src/platform instead:");
}

#[test]
fn features_of_the_window_do_not_import_each_other() {
    let mut found = Vec::new();
    for file in files() {
        let Some(feature) = feature_of(&file.path) else {
            continue;
        };
        for specifier in specifiers(file.text().unwrap_or_default()) {
            let target = resolve(&file.path, specifier);
            if feature_of(&target).is_some_and(|other| other != feature) {
                found.push(format!("{}: {specifier}", file.path));
            }
        }
    }
    none(
        &found,
        "move what both need into ui/src/components or ui/src/api:",
    );

    let at = "ui/src/features/case/Case.svelte";
    for (specifier, feature) in [
        ("../worklist/list", Some("worklist")),
        ("../../components/Button.svelte", None),
        ("./parts/Fee.svelte", Some("case")),
        ("$lib/features/search/Search.svelte", Some("search")),
    ] {
        let target = resolve(at, specifier);
        assert_eq!(feature_of(&target), feature, "{specifier} → {target}");
    }
}

/// The feature a path of the window's sources belongs to.
fn feature_of(path: &str) -> Option<&str> {
    let rest = path.strip_prefix("ui/src/features/")?;
    rest.split_once('/').map(|(feature, _)| feature)
}

/// What a TypeScript or Svelte text imports.
fn specifiers(text: &str) -> Vec<&str> {
    let starts = [
        " from \"",
        " from '",
        "import \"",
        "import '",
        "import(\"",
        "import('",
    ];
    let mut found = Vec::new();
    for start in starts {
        for (at, _) in text.match_indices(start) {
            let rest = &text[at + start.len()..];
            found.extend(rest.split(['"', '\'']).next());
        }
    }
    found
}

/// The path from the root that `specifier`, standing in the file `from`, names.
fn resolve(from: &str, specifier: &str) -> String {
    if let Some((_, rest)) = specifier.split_once("features/") {
        return format!("ui/src/features/{rest}");
    }
    if !specifier.starts_with('.') {
        return specifier.to_owned();
    }
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in specifier.split('/') {
        match part {
            "." => {}
            ".." => {
                parts.pop();
            }
            name => parts.push(name),
        }
    }
    parts.join("/")
}
