//! Papers tell the truth: the map's paths exist, the glossary is complete, migrations are sealed.

use super::{File, files, none, root};
use sha2::{Digest, Sha256};
use std::fs;

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).expect(path)
}

/// What stands between backticks in `text`.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.lines()
        .flat_map(|line| line.split('`').skip(1).step_by(2))
}

/// Whether `word` can only be meant as a path of this checkout.
fn is_path(word: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || "._-/".contains(c);
    let endings = [
        "css", "html", "json", "md", "rs", "sh", "sql", "svelte", "toml", "ts", "tsv", "yml",
    ];
    let ending = word.rsplit_once('.').map(|(_, ending)| ending);
    word.chars().all(plain)
        && !word.starts_with('/')
        && (word.contains('/') || ending.is_some_and(|ending| endings.contains(&ending)))
}

#[test]
fn the_map_names_only_what_exists() {
    let map = read("ARCHITECTURE.md");
    let paths: Vec<&str> = quoted(&map).filter(|word| is_path(word)).collect();
    assert!(paths.len() >= 20, "the map names places: {paths:?}");
    let gone = paths.iter().filter(|path| !root().join(path).exists());
    let found: Vec<String> = gone.map(ToString::to_string).collect();
    none(&found, "correct ARCHITECTURE.md:");
    assert!(
        map.lines().count() <= 300,
        "shorten ARCHITECTURE.md to 300 lines"
    );

    for (word, path) in [
        ("crates/casework/src/case.rs", true),
        ("Cargo.toml", true),
        ("tests/", true),
        ("casework::case::decide", false),
        ("cargo xtask test", false),
        ("Rejection", false),
        ("<agency>-YYMMDD", false),
    ] {
        assert_eq!(is_path(word), path, "{word}");
    }
}

#[test]
fn every_legal_term_of_the_code_is_in_the_glossary() {
    let glossary = read("docs/GLOSSARY.md");
    let known: Vec<&str> = quoted(&glossary).collect();
    let mut found = Vec::new();
    let mut terms = 0;
    for file in files()
        .iter()
        .filter(|file| file.is_under(&["crates/casework/src"]) && file.ends_with(&[".rs"]))
    {
        for term in legal_terms(file) {
            terms += 1;
            if !known.contains(&term) {
                found.push(format!("{}: {term}", file.path));
            }
        }
    }
    assert!(
        terms > 0,
        "no public type of casework has a `vi:` line any more"
    );
    none(
        &found,
        "add a row with the name in backticks to docs/GLOSSARY.md:",
    );
}

/// Public types of `file` whose doc comment gives a Vietnamese legal term.
fn legal_terms(file: &File) -> Vec<&str> {
    let mut terms = Vec::new();
    let mut legal = false;
    for line in file.text().expect("Rust is text").lines().map(str::trim) {
        if let Some(doc) = line.strip_prefix("///") {
            legal |= doc.trim_start().starts_with("vi:");
        } else if !line.starts_with("#[") {
            let name = ["pub struct ", "pub enum "]
                .iter()
                .find_map(|start| line.strip_prefix(start));
            if let Some(name) = name.filter(|_| legal) {
                let end = name
                    .find(|c: char| !c.is_alphanumeric())
                    .unwrap_or(name.len());
                terms.push(&name[..end]);
            }
            legal = false;
        }
    }
    terms
}

#[test]
fn shipped_migrations_are_sealed() {
    let files = files();
    let on_disk: Vec<String> = files
        .iter()
        .filter(|file| file.is_under(&["migrations"]) && is_numbered(&file.path))
        .map(|file| {
            let digest = Sha256::digest(&file.bytes);
            let digest: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
            let name = file.path.trim_start_matches("migrations/");
            format!("{digest}  {name}")
        })
        .collect();
    let listed = files
        .iter()
        .find(|file| file.path == "migrations/CHECKSUMS");
    let listed = listed.and_then(File::text).unwrap_or_default();
    let mut listed: Vec<&str> = listed.lines().collect();
    listed.sort_by_key(|line| line.split("  ").nth(1));
    assert_eq!(
        listed, on_disk,
        "a shipped migration is never edited: undo the change and add a new file with its own line \
         in migrations/CHECKSUMS (sha256, two spaces, path)"
    );
}

/// Whether `path` is a migration (`NNNN_what.sql`); derived tables are dropped and made anew.
fn is_numbered(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    name.ends_with(".sql") && name.starts_with(|c: char| c.is_ascii_digit())
}

#[test]
fn the_changelog_has_room_for_the_next_release() {
    assert!(
        read("CHANGELOG.md").contains("\n## Unreleased\n"),
        "keep the section `## Unreleased` in CHANGELOG.md"
    );
}
