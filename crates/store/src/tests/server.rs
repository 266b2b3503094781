//! A PostgreSQL server for tests: the distribution's, on a local socket, gone with the process.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::OnceLock;

/// Makes a cluster in `$2`, serves it on a socket in there until its input ends, and removes it. `fall` ends
/// every process of the server at once, `rise` starts it again. That its disk keeps what was flushed is
/// the server's own business and tested by its makers.
const SCRIPT: &str = r#"
set -eu
bin=$1 dir=$2
exec 3<&0 </dev/null
"$bin/initdb" -D "$dir/data" -U motcua -A trust -E UTF8 --locale=C.UTF-8 --no-sync >"$dir/log" 2>&1
rise() {
    "$bin/pg_ctl" -D "$dir/data" -w -l "$dir/server.log" \
        -o "-c listen_addresses= -c unix_socket_directories='$dir' -c fsync=off -c max_connections=200" \
        start >>"$dir/log" 2>&1
}
fall() {
    "$bin/pg_ctl" -D "$dir/data" -m immediate stop >>"$dir/log" 2>&1
}
rise
echo ready
while read -r word <&3; do
    "$word"
    echo ready
done
fall || true
rm -rf "$dir"
"#;

/// A server that ends when its owner does.
pub struct Server {
    folder: PathBuf,
    bin: PathBuf,
    /// Its end is the script's sign to stop.
    input: ChildStdin,
    output: BufReader<ChildStdout>,
    _script: Child,
}

impl Server {
    /// The one server of this process.
    pub fn shared() -> &'static Self {
        static SERVER: OnceLock<Server> = OnceLock::new();
        SERVER.get_or_init(Self::start)
    }

    /// A server of one's own.
    pub fn start() -> Self {
        let bin = newest().expect("PostgreSQL 15 or newer: install the package `postgresql`");
        let made = tempfile::Builder::new().prefix("motcua-pg-").tempdir();
        // The script removes it.
        let folder = made.expect("a folder").keep();
        let mut command = as_server(&folder);
        command
            .args(["sh", "-c", SCRIPT, "sh"])
            .args([&bin, &folder]);
        let mut script = command
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("a shell");
        let mut server = Self {
            folder,
            bin,
            input: script.stdin.take().expect("piped"),
            output: BufReader::new(script.stdout.take().expect("piped")),
            _script: script,
        };
        server.is_ready();
        server
    }

    fn is_ready(&mut self) {
        let mut said = String::new();
        self.output.read_line(&mut said).expect("read");
        let log = fs::read_to_string(self.folder.join("log")).unwrap_or_default();
        assert_eq!(said, "ready\n", "no server: {log}");
    }

    /// Ends every process of it at once, as a power cut does.
    pub fn fall(&mut self) {
        self.tell("fall");
    }

    /// Starts it again.
    pub fn rise(&mut self) {
        self.tell("rise");
    }

    fn tell(&mut self, word: &str) {
        writeln!(self.input, "{word}").expect("a shell");
        self.is_ready();
    }

    /// How a hub reaches a database of this server.
    pub fn url(&self, database: &str) -> String {
        let host = self.folder.display();
        format!("postgresql://motcua@localhost/{database}?host={host}")
    }

    /// Makes an empty database; one that is there stays as it is.
    pub fn create(&self, database: &str) {
        let known = self.run("postgres", "SELECT datname FROM pg_database");
        if !known.lines().any(|known| known == database) {
            self.run("postgres", &format!("CREATE DATABASE {database}"));
        }
    }

    /// Lets a migration stand in a database that only a newer program knows, or takes it back.
    pub fn newer(&self, database: &str, is_newer: bool) {
        let sql = if is_newer {
            "INSERT INTO migration VALUES (900, 'newer', '')"
        } else {
            "DELETE FROM migration WHERE number = 900"
        };
        self.run(database, sql);
    }

    /// Lets every migration of a database be another than the one that was applied.
    pub fn changed(&self, database: &str) {
        self.run(database, "UPDATE migration SET sha256 = 'x'");
    }

    /// Runs a statement and gives its rows as text.
    fn run(&self, database: &str, sql: &str) -> String {
        let done = Command::new(self.bin.join("psql"))
            .args(["-X", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-c", sql])
            .arg(self.url(database))
            .output()
            .expect("psql");
        let words = String::from_utf8_lossy(&done.stderr);
        assert!(done.status.success(), "{sql}: {words}");
        String::from_utf8(done.stdout).expect("text")
    }
}

/// A command of the user who runs servers: PostgreSQL refuses to be root.
fn as_server(folder: &Path) -> Command {
    let id = Command::new("id").arg("-u").output().expect("id");
    if id.stdout.trim_ascii() != b"0" {
        return Command::new("env");
    }
    let owned = Command::new("chown").arg("postgres").arg(folder).status();
    assert!(owned.expect("chown").success(), "the user postgres");
    let mut command = Command::new("runuser");
    command.args(["-u", "postgres", "--"]);
    command
}

/// The folder of the newest server's programs.
fn newest() -> Option<PathBuf> {
    let versions = fs::read_dir("/usr/lib/postgresql").ok()?;
    let number = |path: &PathBuf| -> u32 {
        let name = path.file_name().and_then(|name| name.to_str());
        name.and_then(|name| name.parse().ok()).unwrap_or(0)
    };
    versions
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.join("bin/initdb").exists() && number(path) >= 15)
        .max_by_key(number)
        .map(|path| path.join("bin"))
}
