//! The command line as others run it: a child process, its output and its exit status.

use serde_json::Value;
use std::collections::BTreeSet;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// The command line over one data folder.
#[derive(Clone, Debug)]
pub struct Motcua {
    program: PathBuf,
    data: PathBuf,
    password: Option<String>,
}

/// What a run left.
#[derive(Debug)]
pub struct Ran {
    /// The exit status; -1 when a signal ended it.
    pub status: i32,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

/// [`Motcua`] over a data folder, with the program that was built for this test.
#[macro_export]
macro_rules! motcua {
    ($data:expr) => {
        $crate::cli::Motcua::new(env!("CARGO_BIN_EXE_motcua-under-test"), $data.as_ref())
    };
}

impl Motcua {
    /// The command line `program` over the folder `data`.
    pub fn new(program: &str, data: &Path) -> Self {
        Self {
            program: program.into(),
            data: data.to_owned(),
            password: None,
        }
    }

    /// Signs in with a password instead of the demo office's.
    #[must_use]
    pub fn with_password(self, password: &str) -> Self {
        Self {
            password: Some(password.to_owned()),
            ..self
        }
    }

    /// The data folder.
    pub fn data(&self) -> &Path {
        &self.data
    }

    /// The program.
    pub fn program(&self) -> &Path {
        &self.program
    }

    /// A run that was not started yet; the output is for machines.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.program);
        command
            .arg("--json")
            .arg("--data")
            .arg(&self.data)
            .args(arguments)
            .env_remove("MOTCUA_PASSWORD")
            .stdin(Stdio::null());
        if let Some(password) = &self.password {
            command.env("MOTCUA_PASSWORD", password);
        }
        command
    }

    /// Runs it to its end with nothing on standard input.
    pub fn run(&self, arguments: &[&str]) -> Ran {
        Ran::of(self.command(arguments).output().expect("motcua starts"))
    }

    /// Runs it to its end with `input` on standard input.
    pub fn feed(&self, arguments: &[&str], input: &[u8]) -> Ran {
        let mut child = self
            .command(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("motcua starts");
        let mut stdin = child.stdin.take().expect("a pipe");
        std::thread::scope(|scope| {
            // A run that ends before it has read everything closes the pipe.
            scope.spawn(move || stdin.write_all(input).ok());
            Ran::of(child.wait_with_output().expect("motcua ends"))
        })
    }

    /// How many cases there are.
    pub fn count(&self) -> u64 {
        let status = self.run(&["status"]).ok().one();
        status["cases"].as_u64().expect("a number")
    }

    /// The codes of all cases, each once.
    pub fn codes(&self) -> BTreeSet<String> {
        let list = self.run(&["case", "list"]).ok().lines();
        let codes: BTreeSet<String> = list.iter().map(|line| text(line, "code")).collect();
        assert_eq!(codes.len(), list.len(), "a number is on two cases");
        codes
    }

    /// Asserts that `motcua check` finds nothing wrong.
    pub fn is_sound(&self) {
        let check = self.run(&["check"]);
        assert_eq!(check.out, "{\"ok\":true,\"problems\":[]}\n", "{check:?}");
        assert_eq!(check.status, 0);
    }
}

impl Ran {
    /// What a finished child left.
    pub fn of(output: Output) -> Self {
        Self {
            status: output.status.code().unwrap_or(-1),
            out: String::from_utf8(output.stdout).expect("output is UTF-8"),
            err: String::from_utf8(output.stderr).expect("errors are UTF-8"),
        }
    }

    /// Asserts that it went well.
    pub fn ok(self) -> Self {
        assert_eq!(self.status, 0, "{self:?}");
        self
    }

    /// The lines of the output.
    pub fn lines(&self) -> Vec<Value> {
        self.out
            .lines()
            .map(|line| serde_json::from_str(line).expect("a line is JSON"))
            .collect()
    }

    /// The only line.
    pub fn one(&self) -> Value {
        let mut lines = self.lines();
        assert_eq!(lines.len(), 1, "{self:?}");
        lines.remove(0)
    }

    /// The code of each line's error; "ok" where the line is an answer. Every error must have its
    /// Vietnamese words, with nothing left to fill in.
    pub fn codes(&self) -> Vec<String> {
        self.lines().iter().map(error_code).collect()
    }
}

fn error_code(line: &Value) -> String {
    let error = &line["error"];
    if error.is_null() {
        return "ok".to_owned();
    }
    for part in ["message", "hint"] {
        let words = text(error, part);
        let vietnamese = words.chars().any(|c| c.is_alphabetic() && !c.is_ascii());
        assert!(vietnamese, "no words: {line}");
        let unfilled = words
            .split('{')
            .skip(1)
            .any(|rest| rest.split_once('}').is_some_and(|(name, _)| is_name(name)));
        assert!(!unfilled, "left to fill in: {words}");
    }
    text(error, "code")
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_lowercase() || b == b'_')
}

/// The text under a key.
pub fn text(value: &Value, key: &str) -> String {
    let text = value[key].as_str();
    assert!(text.is_some(), "no {key} in {value}");
    text.unwrap_or_default().to_owned()
}
