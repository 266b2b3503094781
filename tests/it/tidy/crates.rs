//! Who may depend on whom, and on what from outside.

use super::{files, none, root};
use serde_json::Value;
use std::{fs, process::Command};

/// Each may import what stands to its right.
const CHAIN: [&str; 5] = ["app", "desk", "hub", "store", "casework"];

/// All that the pure crate may use; each is free of input, output, clock and randomness as used.
const CASEWORK_MAY_USE: [&str; 16] = [
    "automerge",
    "base45",
    "chacha20poly1305",
    "coset",
    "curve25519-dalek",
    "ed25519-dalek",
    "expect-test",
    "jiff",
    "minicbor",
    "proptest",
    "serde",
    "serde_json",
    "sha2",
    "thiserror",
    "unicode-normalization",
    "zstd",
];

/// A crate from outside (or a family of them, by the start of its name) and who alone may use it.
const ROOMS: &[(&str, &[&str], &str)] = &[
    ("automerge", &["casework"], "document keys have one room"),
    (
        "rusqlite",
        &["store", "tests"],
        "SQL has one room, and is measured beside it",
    ),
    ("libsqlite3", &["store"], "SQL has one room"),
    ("tauri", &["app"], "only the window knows Tauri"),
    ("wry", &["app"], "only the window knows Tauri"),
    ("axum", &["hub", "desk"], "the disk knows no network"),
    ("reqwest", &["desk"], "the disk and the hub call nobody"),
    ("printpdf", &["desk"], "paper is drawn by the workstation"),
    ("rand", &[], "random bytes come from getrandom at the edge"),
    ("chrono", &[], "jiff is the one calendar"),
];

/// One package of ours and the names of the packages it depends on.
struct Ours {
    name: String,
    /// Of every kind, also for tests and build scripts.
    uses: Vec<String>,
    /// What becomes part of the program.
    ships: Vec<String>,
}

fn metadata(args: &[&str]) -> Value {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--offline", "--locked"])
        .args(args)
        .current_dir(root())
        .output()
        .expect("cargo starts");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "cargo metadata: {errors}");
    serde_json::from_slice(&output.stdout).expect("cargo metadata is JSON")
}

fn packages(metadata: &Value) -> &[Value] {
    metadata["packages"].as_array().expect("packages")
}

fn name(package: &Value) -> String {
    package["name"].as_str().expect("a name").to_owned()
}

fn ours() -> Vec<Ours> {
    let metadata = metadata(&["--no-deps"]);
    let ours = packages(&metadata).iter().map(|package| {
        let uses = package["dependencies"].as_array().expect("dependencies");
        let ships = uses.iter().filter(|used| used["kind"] != "dev");
        Ours {
            name: name(package),
            uses: uses.iter().map(name).collect(),
            ships: ships.map(name).collect(),
        }
    });
    ours.collect()
}

/// Why package `from` may not use package `to`, both of ours.
fn broken_link(from: &str, to: &str) -> Option<String> {
    let place = |name: &str| CHAIN.iter().position(|link| *link == name);
    match (place(from), place(to)) {
        (Some(left), Some(right)) if right <= left => Some(format!(
            "{from} may not use {to}: only what stands to its right in {CHAIN:?}"
        )),
        (Some(_), None) => Some(format!("{from} may not use {to}: nobody imports it")),
        (None, _) if from == "xtask" => Some(format!("xtask may not use {to}: nothing of ours")),
        (None, Some(0)) => Some(format!(
            "{from} may not use {to}: the window is driven, not linked"
        )),
        _ => None,
    }
}

#[test]
fn imports_point_to_the_right() {
    let ours = ours();
    let mut found = Vec::new();
    for package in &ours {
        let links = package.uses.iter();
        let links = links.filter(|used| ours.iter().any(|other| other.name == **used));
        found.extend(links.filter_map(|used| broken_link(&package.name, used)));
    }
    none(
        &found,
        "move the shared part into the crate both may import:",
    );

    for (from, to, broken) in [
        ("app", "desk", false),
        ("desk", "casework", false),
        ("hub", "desk", true),
        ("casework", "store", true),
        ("desk", "tests", true),
        ("tests", "app", true),
        ("tests", "desk", false),
        ("xtask", "casework", true),
    ] {
        assert_eq!(broken_link(from, to).is_some(), broken, "{from} → {to}");
    }
}

#[test]
fn foreign_crates_stay_in_their_rooms() {
    let ours = ours();
    let mut found = Vec::new();
    for package in &ours {
        for used in &package.ships {
            for (family, rooms, why) in ROOMS {
                let named = used == family || used.starts_with(&format!("{family}-"));
                if named && !rooms.contains(&package.name.as_str()) {
                    found.push(format!("{} uses {used}: {why}", package.name));
                }
            }
        }
    }
    let casework = ours.iter().find(|package| package.name == "casework");
    let foreign = casework.expect("casework").uses.iter();
    found.extend(
        foreign
            .filter(|used| !CASEWORK_MAY_USE.contains(&used.as_str()))
            .map(|used| format!("casework uses {used}: it is not on the list of pure crates")),
    );
    none(
        &found,
        "take the dependency out, or go through the crate whose room it is:",
    );
}

#[test]
fn every_package_obeys_the_lints_of_the_workspace() {
    let found: Vec<String> = files()
        .iter()
        .filter(|file| file.ends_with(&["/Cargo.toml"]))
        .filter(|file| {
            let text = file.text().expect("a manifest is text");
            !text.contains("[lints]\nworkspace = true\n")
        })
        .map(|file| file.path.clone())
        .collect();
    none(&found, "add `[lints]` with `workspace = true`:");
}

#[test]
fn what_comes_from_outside_is_permissive_and_published() {
    let policy = fs::read_to_string(root().join("deny.toml")).expect("deny.toml");
    let (allowed, exceptions) = licences(&policy);
    let version = Command::new("rustc").arg("-vV").output().expect("rustc");
    let version = String::from_utf8(version.stdout).expect("text");
    let host = version.lines().find_map(|line| line.strip_prefix("host: "));
    let graph = metadata(&["--filter-platform", host.expect("a host")]);
    let mut found = Vec::new();
    for package in packages(&graph) {
        let name = name(package);
        let licence = package["license"].as_str().unwrap_or("none named");
        let may = |id: &str| {
            allowed.iter().any(|name| name == id)
                || exceptions
                    .iter()
                    .any(|(krate, text)| *krate == name && text == id)
        };
        if !permits(licence, &may) {
            found.push(format!("{name}: {licence}"));
        }
        let source = package["source"].as_str();
        if source.is_some_and(|source| !source.starts_with("registry+")) {
            found.push(format!("{name}: not from the registry but {source:?}"));
        }
    }
    none(
        &found,
        "choose another crate, or allow the licence in deny.toml with the reason:",
    );
}

/// The licences `deny.toml` allows everywhere, and those it allows to one crate.
fn licences(policy: &str) -> (Vec<String>, Vec<(String, String)>) {
    let section = policy.split("\n[licenses]\n").nth(1).expect("[licenses]");
    let quoted = |text: &str| -> Vec<String> {
        text.split('"')
            .skip(1)
            .step_by(2)
            .map(str::to_owned)
            .collect()
    };
    let list = |name: &str| -> String {
        let start = section.split(&format!("{name} = [\n")).nth(1).expect(name);
        start.split("\n]").next().expect(name).to_owned()
    };
    let exceptions = list("exceptions");
    let exceptions = exceptions
        .lines()
        .filter_map(|line| match &quoted(line)[..] {
            [krate, licence] => Some((krate.clone(), licence.clone())),
            _ => None,
        });
    (quoted(&list("allow")), exceptions.collect())
}

/// Whether an SPDX expression can be met with licences that `may` accepts.
fn permits(expression: &str, may: &dyn Fn(&str) -> bool) -> bool {
    let spaced = expression
        .replace('/', " OR ")
        .replace('(', " ( ")
        .replace(')', " ) ")
        .replace(" WITH ", "\u{0}");
    let words: Vec<String> = spaced
        .split_whitespace()
        .map(|word| word.replace('\u{0}', " WITH "))
        .collect();
    let mut at = 0;
    let met = either(&words, &mut at, may);
    met && at == words.len()
}

fn either(words: &[String], at: &mut usize, may: &dyn Fn(&str) -> bool) -> bool {
    let mut met = both(words, at, may);
    while words.get(*at).is_some_and(|word| word == "OR") {
        *at += 1;
        met |= both(words, at, may);
    }
    met
}

fn both(words: &[String], at: &mut usize, may: &dyn Fn(&str) -> bool) -> bool {
    let mut met = one(words, at, may);
    while words.get(*at).is_some_and(|word| word == "AND") {
        *at += 1;
        met &= one(words, at, may);
    }
    met
}

fn one(words: &[String], at: &mut usize, may: &dyn Fn(&str) -> bool) -> bool {
    let Some(word) = words.get(*at) else {
        return false;
    };
    *at += 1;
    if word != "(" {
        return may(word);
    }
    let met = either(words, at, may);
    let closed = words.get(*at).is_some_and(|word| word == ")");
    *at += 1;
    met && closed
}

#[test]
fn licence_expressions_are_understood() {
    let may = |id: &str| ["MIT", "Apache-2.0 WITH LLVM-exception"].contains(&id);
    for (expression, met) in [
        ("MIT", true),
        ("GPL-3.0", false),
        ("MIT OR GPL-3.0", true),
        ("GPL-3.0/MIT", true),
        ("MIT AND GPL-3.0", false),
        ("(GPL-3.0 OR MIT) AND MIT", true),
        ("GPL-3.0 OR (MIT AND GPL-3.0)", false),
        ("Apache-2.0 WITH LLVM-exception OR GPL-3.0", true),
        ("Apache-2.0", false),
        ("", false),
        ("MIT MIT", false),
    ] {
        assert_eq!(permits(expression, &may), met, "{expression}");
    }
}
