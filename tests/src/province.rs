//! Hubs as processes over one PostgreSQL, and desks that push to them.

use crate::world::{heads, is_sound, newcomer, take_in};
use desk::desk::Desk;
use desk::enrolment::from_bundle;
use desk::sync::hub_client::{State, exchange};
use hub::Hub;
use serde_json::Value;
use server::Server;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Barrier;
use std::time::{Duration, Instant};
use tempfile::TempDir;

#[path = "../../crates/store/src/tests/server.rs"]
pub mod server;

/// Exchanges after which a desk that never ends is given up.
const TRIES: usize = 10_000;

/// A hub of its own process.
pub struct Process {
    child: Child,
    /// Where it listens.
    pub address: String,
}

impl Process {
    fn start(program: &str, folder: &Path, url: Option<&str>) -> Self {
        let mut child = Command::new(program)
            .args(["serve", "--listen", "127.0.0.1:0"])
            .args(url.map(|url| ["--postgres", url]).into_iter().flatten())
            .arg("--data")
            .arg(folder)
            .env("RUST_LOG", "info")
            .stdin(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("motcua-hub starts");
        let mut log = BufReader::new(child.stderr.take().expect("piped")).lines();
        let address = log
            .by_ref()
            .map_while(Result::ok)
            .find_map(|line| {
                let line: Value = serde_json::from_str(&line).ok()?;
                let listening = line["fields"]["listening"].as_str()?;
                Some(format!("http://{listening}"))
            })
            .expect("a hub that serves");
        // A full pipe would stop it.
        std::thread::spawn(move || log.map_while(Result::ok).for_each(drop));
        Self { child, address }
    }

    /// Tells it to stop, as a supervisor does, and waits; gives its exit status.
    pub fn terminate(&mut self) -> Option<i32> {
        let told = Command::new("kill")
            .args(["-TERM", &self.child.id().to_string()])
            .status();
        assert!(told.expect("kill").success());
        self.child.wait().expect("an end").code()
    }

    /// Ends it at once.
    pub fn kill(&mut self) {
        self.child.kill().expect("kill -9");
        self.child.wait().expect("an end");
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

/// A province: one database, one key, its administrator, and desks of one office.
pub struct Province {
    folder: TempDir,
    program: String,
    /// Of the database; `None` where the hub keeps its data in a file.
    url: Option<String>,
    hub: Hub,
}

impl Province {
    /// One on a database of `server` that knows the demo office; `program` is `motcua-hub`.
    pub fn new(server: &Server, program: &str) -> Self {
        server.create("province");
        Self::with(Some(server.url("province")), program)
    }

    /// One whose only hub keeps its data in a file.
    pub fn in_folder(program: &str) -> Self {
        Self::with(None, program)
    }

    fn with(url: Option<String>, program: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let data = folder.path().join("hub");
        let hub = match &url {
            Some(url) => Hub::open_postgres(&data, url),
            None => Hub::open(&data),
        }
        .expect("a hub");
        hub.add_office(&desk::demo::office().expect("the demo office"))
            .expect("an office");
        Self {
            folder,
            program: program.to_owned(),
            url,
            hub,
        }
    }

    /// One more hub over the database; over a file there can be one.
    pub fn process(&self) -> Process {
        Process::start(&self.program, &self.path("hub"), self.url.as_deref())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A desk that was invited and has not met a hub.
    pub fn desk(&self, number: usize) -> Desk {
        let office = desk::demo::office().expect("the demo office").id;
        let name = format!("máy {number}");
        let invitation = self.hub.invite(office, &name, 24, None);
        let invitation = invitation.expect("an invitation").to_json();
        let who = newcomer(&name, "Lý Văn Sơn");
        from_bundle(&self.path(&format!("desk-{number}")), &invitation, who).expect("a desk")
    }

    /// The administrator's own view of the hub.
    pub fn hub(&self) -> &Hub {
        &self.hub
    }

    /// How many cases the database has; `None` while it is away.
    pub fn cases(&self) -> Option<u64> {
        let counts = self.hub.store().read(|reader| reader.counts());
        counts.ok().map(|counts| counts.cases)
    }

    /// Every desk and the database hold the same `cases` cases, each number once.
    pub fn is_equal(&self, desks: &[Desk], addresses: [&str; 2], cases: usize) {
        let office = desks[0].office();
        let (counts, there) = self
            .hub
            .store()
            .read(|reader| {
                Ok::<_, store::StoreError>((reader.counts()?, reader.heads_digest(Some(office))?))
            })
            .expect("a database");
        assert_eq!((counts.cases, counts.quarantined), (cases as u64, 0));
        for (desk, address) in desks.iter().zip(addresses) {
            pushed(desk, [address; 2]);
            assert_eq!(heads(desk.store()), there);
            is_sound(desk.store());
        }
    }
}

/// Exchanges until nothing is left, with the other hub where one does not answer; gives how long each
/// exchange that ended well took.
pub fn pushed(desk: &Desk, hubs: [&str; 2]) -> Vec<Duration> {
    let mut took = vec![];
    let ended = hubs.iter().cycle().take(TRIES).any(|hub| {
        let begun = Instant::now();
        let outcome = exchange(desk, Some(hub)).expect("no refusal");
        if outcome.state != State::Offline {
            took.push(begun.elapsed());
        }
        outcome.state == State::Done
    });
    assert!(ended, "no end after {TRIES} exchanges");
    took
}

/// Every desk takes in `cases` cases and pushes them in rounds, all desks at once, each to one of `hubs`;
/// gives how long each push took.
pub fn at_once(desks: &[Desk], hubs: &[&str], (cases, round): (usize, usize)) -> Vec<Duration> {
    let together = Barrier::new(desks.len());
    let mut took: Vec<Duration> = std::thread::scope(|scope| {
        let pushing = |(number, desk): (usize, &Desk), hub: &str| {
            pushed(desk, [hub; 2]);
            together.wait();
            let mut took = vec![];
            for first in (0..cases).step_by(round) {
                for n in first..(first + round).min(cases) {
                    take_in(desk, number * cases + n);
                }
                took.extend(pushed(desk, [hub; 2]));
            }
            took
        };
        let numbered = desks.iter().enumerate();
        let threads: Vec<_> = numbered
            .zip(hubs.iter().cycle())
            .map(|(desk, hub)| scope.spawn(move || pushing(desk, hub)))
            .collect();
        let ended = threads.into_iter().map(|thread| thread.join());
        ended.flat_map(|took| took.expect("a desk")).collect()
    });
    took.sort_unstable();
    took
}
