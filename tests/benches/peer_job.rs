//! One case of a hundred changed: what that costs on the line, ours and others' ways to keep the same
//! documents on two machines. All bytes of the connections are counted, whatever they are for.

use crate::measure::Sample;
use crate::page_job::{documents, unsent};
use crate::sync_job::Serving;
use crate::table::Line;
use crate::town::{self, Town};
use anyhow::{Context, Result, bail, ensure};
use casework::command::Command as Act;
use casework::id::CaseId;
use desk::desk::Desk;
use desk::export::{ExportFormat, export};
use desk::sync::hub_client::{Outcome, State, exchange};
use hub::Hub;
use serde_json::Value;
use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Read, Write};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tests::line;

const PEERS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/peers");

/// A line that counts; [`Counter::taken`] gives what came since it was last asked.
struct Counter {
    line: line::Line,
    counts: [Arc<AtomicU64>; 2],
}

impl Counter {
    fn to(address: SocketAddr) -> Self {
        let counts: [Arc<AtomicU64>; 2] = Default::default();
        let line = line::Line::counted(address, counts.clone());
        Self { line, counts }
    }

    fn taken(&self) -> u64 {
        let take = |count: &Arc<AtomicU64>| count.swap(0, Ordering::SeqCst);
        self.counts.iter().map(take).sum()
    }
}

/// First exchange and the exchange after one case of a hundred has changed.
pub(crate) fn peers(town: &Town) -> Result<Vec<Line>> {
    let copy = town.copy()?;
    let folder = copy.path();
    let (first, ours) = ours(folder)?;
    let mut lines = vec![];
    for (kind, name) in [
        ("automerge", "automerge-repo, websocket"),
        ("pouchdb", "PouchDB, express-pouchdb"),
    ] {
        let (theirs_first, theirs) = theirs(kind, folder)?;
        let changed = format!("{} of them changed", town.cases / 100);
        for (what, ours, theirs) in [
            ("first exchange", first, theirs_first),
            (changed.as_str(), ours, theirs),
        ] {
            let note = format!("{:.1} times as many as ours", theirs as f64 / ours.0 as f64);
            lines.push(
                Line::new(what, town.cases, Sample::bytes(ours.0))
                    .beside(name, Sample::bytes(theirs))
                    .noting(format!("{note}; ours in {} round trips", ours.1)),
            );
        }
    }
    Ok(lines)
}

/// Bytes and round trips of the desk that pulls; leaves the documents for the others in `folder`.
fn ours(folder: &Path) -> Result<((u64, u64), (u64, u64))> {
    let serving = Serving::start(Hub::open(&folder.join("hub"))?)?;
    let address = serving.address.trim_start_matches("http://").parse()?;
    let counter = Counter::to(address);
    let writer = town::open(&folder.join("centre"))?;
    let reader = town::open(&folder.join("point-1"))?;
    let ids = documents(&unsent(&writer)?)?;
    done(&exchange(&writer, Some(&serving.address))?)?;
    let pull = || -> Result<(u64, u64)> {
        counter.taken();
        let outcome = exchange(&reader, Some(&counter.line.url()))?;
        done(&outcome)?;
        Ok((counter.taken(), outcome.round_trips))
    };
    let first = pull()?;
    leave(&writer, folder, "before", &ids)?;
    let changed: Vec<CaseId> = ids.iter().copied().take(ids.len() / 100).collect();
    for id in &changed {
        writer.act(*id, Act::Forward { unit: None })?;
    }
    leave(&writer, folder, "after", &changed)?;
    done(&exchange(&writer, Some(&serving.address))?)?;
    let second = pull()?;
    drop(counter);
    serving.stop()?;
    Ok((first, second))
}

fn done(outcome: &Outcome) -> Result<()> {
    ensure!(outcome.state == State::Done, "{outcome:?}");
    Ok(())
}

/// Writes the documents as others read them.
fn leave(desk: &Desk, folder: &Path, name: &str, ids: &[CaseId]) -> Result<()> {
    let file = |kind| File::create(folder.join(format!("{name}.{kind}"))).map(BufWriter::new);
    let (mut automerge, mut json) = (file("automerge")?, file("json")?);
    for id in ids {
        record(&mut automerge, &export(desk, *id, ExportFormat::Automerge)?)?;
        let said = export(desk, *id, ExportFormat::Json)?;
        let mut said: Value = serde_json::from_slice(&said)?;
        said["_id"] = id.to_string().into();
        record(&mut json, said.to_string().as_bytes())?;
    }
    automerge.flush()?;
    Ok(json.flush()?)
}

fn record(out: &mut impl Write, bytes: &[u8]) -> Result<()> {
    out.write_all(&u32::try_from(bytes.len())?.to_be_bytes())?;
    Ok(out.write_all(bytes)?)
}

/// Bytes of the others' two exchanges.
fn theirs(kind: &str, folder: &Path) -> Result<(u64, u64)> {
    let mut peer = Peer::start(kind, folder)?;
    let port = peer.said("port")?;
    let counter = Counter::to(SocketAddr::from(([127, 0, 0, 1], u16::try_from(port)?)));
    peer.tell(&counter.line.url())?;
    peer.said("documents")?;
    let first = counter.taken();
    peer.tell("go")?;
    peer.said("documents")?;
    let changed = counter.taken();
    peer.child.wait()?;
    Ok((first, changed))
}

/// Both of their machines, in one process of Node.
struct Peer {
    child: Child,
    lines: BufReader<ChildStdout>,
}

impl Peer {
    fn start(kind: &str, folder: &Path) -> Result<Self> {
        let mut child = Command::new("node")
            .args(["--max-old-space-size=8192", "peers.mjs", kind])
            .arg(folder)
            .current_dir(PEERS)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .context("node")?;
        let lines = BufReader::new(child.stdout.take().context("piped")?);
        Ok(Self { child, lines })
    }

    fn tell(&mut self, line: &str) -> Result<()> {
        let input = self.child.stdin.as_mut().context("piped")?;
        Ok(writeln!(input, "{line}")?)
    }

    /// The number it says next under this name.
    fn said(&mut self, name: &str) -> Result<u64> {
        for line in self.lines.by_ref().lines() {
            let line: Value = serde_json::from_str(&line?).unwrap_or_default();
            if let Some(number) = line[name].as_u64() {
                return Ok(number);
            }
        }
        bail!("the peer ended before it said its {name}")
    }
}
