//! The rules of the house as tests. Each names the place that breaks it and says what to do.

mod crates;
mod habits;
mod papers;
mod rooms;
mod rust;

use std::{
    fs,
    path::{Path, PathBuf},
};

/// Folders that tools write, and git's own.
const WRITTEN_BY_TOOLS: [&str; 7] = [
    ".git",
    ".tools",
    "dist",
    "cache",
    "node_modules",
    "paraglide",
    "target",
];

/// A file of the checkout: its path from the root, with `/`, and its bytes.
struct File {
    path: String,
    bytes: Vec<u8>,
}

impl File {
    /// The text; `None` for pictures, fonts and other binary files.
    fn text(&self) -> Option<&str> {
        std::str::from_utf8(&self.bytes).ok()
    }

    /// Whether the file is in one of `folders` (paths from the root).
    fn is_under(&self, folders: &[&str]) -> bool {
        folders
            .iter()
            .any(|folder| self.path.starts_with(&format!("{folder}/")))
    }

    /// Whether the file's name ends with one of `endings`.
    fn ends_with(&self, endings: &[&str]) -> bool {
        endings.iter().any(|ending| self.path.ends_with(ending))
    }

    /// Whether a person reads the file line by line as a program.
    fn is_source(&self) -> bool {
        self.ends_with(&[".rs", ".ts", ".svelte", ".css", ".sql", ".sh"])
            && !self.is_under(&["ui/src/api/gen"])
    }
}

/// The root of the checkout.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Every file of the checkout that a person wrote, in the order of paths.
fn files() -> Vec<File> {
    let root = root();
    let mut files = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder of the checkout") {
            let entry = entry.expect("an entry of the checkout");
            let path = entry.path();
            let name = entry.file_name().into_string().expect("a file name");
            let short = path.strip_prefix(&root).expect("below the root");
            let short = short.to_str().expect("a path").replace('\\', "/");
            if path.is_dir() {
                if !WRITTEN_BY_TOOLS.contains(&name.as_str()) && short != "src-tauri/gen" {
                    folders.push(path);
                }
            } else if short != ".git" {
                let bytes = fs::read(&path).expect("a file of the checkout");
                files.push(File { path: short, bytes });
            }
        }
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files
}

/// Fails with every place in `found`, under the sentence that says what to do.
fn none(found: &[String], what_to_do: &str) {
    assert!(found.is_empty(), "{what_to_do}\n  {}\n", found.join("\n  "));
}
