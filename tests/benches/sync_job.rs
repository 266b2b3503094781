//! A first exchange of two desks through a hub in this process, over the loopback network.

use crate::bare;
use crate::measure::{Sample, forget_peak};
use crate::table::Line;
use crate::town::{self, Town};
use anyhow::{Context, Result, ensure};
use casework::sync::envelope::Envelope;
use desk::desk::Desk;
use desk::sync::hub_client::{Outcome, State, exchange, set_address};
use hub::Hub;
use std::net::TcpListener;
use std::path::Path;
use std::thread::JoinHandle;
use store::DbKey;
use tokio::sync::oneshot::{Sender, channel};

/// The level of the exchange's own frames.
pub(crate) const LEVEL: i32 = 9;
/// Bytes of a signature, which no compression makes smaller.
pub(crate) const SIGNATURE: u64 = 64;
/// Bytes of a signature, the hash of the envelope before and the salt of the bodies: the chain and
/// erasure need them, and they are as good as random.
const RANDOM: u64 = SIGNATURE + 32 + 16;
/// Bytes of envelopes in one durable commit, as in the exchange.
const COMMIT: usize = 512 * 1024;

/// One desk pushes all its cases, the other pulls them.
pub(crate) fn sync(town: &Town, runs: usize) -> Result<Vec<Line>> {
    let load = Load::of(&town.open("centre")?)?;
    let (mut push, mut pull, mut bare) = (Sample::times(), Sample::times(), Sample::times());
    let mut carried = None;
    forget_peak();
    for _ in 0..runs {
        let copy = town.copy()?;
        let folder = copy.path();
        let serving = Serving::start(Hub::open(&folder.join("hub"))?)?;
        let up = exchanged(&folder.join("centre"), &serving.address, &mut push)?;
        let down = exchanged(&folder.join("point-1"), &serving.address, &mut pull)?;
        serving.stop()?;
        ensure!(up.pushed == load.envelopes(), "pushed {}", up.pushed);
        ensure!(down.pulled >= load.envelopes(), "pulled {}", down.pulled);
        let mut peer = bare::create(&folder.join("bare.db"), &DbKey([7; 32]))?;
        bare.time(|| {
            load.pages()
                .try_for_each(|page| bare::commit(&mut peer, page))
        })?;
        carried = Some((up.bytes_up, down.bytes_down));
    }
    let (up, down) = carried.context("no run")?;
    let rate = |seconds: f64| format!("{:.0} envelopes/s", load.wires.len() as f64 / seconds);
    let (pushes, pulls) = (rate(push.median()), rate(pull.median()));
    let bare_rate = format!("bare {}", rate(bare.median()));
    let (cases, inserts) = (town.cases, "durable insert of the wires");
    let mut lines = vec![
        Line::new("sync: push", cases, push)
            .beside(inserts, bare.clone())
            .noting(format!("{pushes}, {bare_rate}")),
        Line::new("sync: pull", cases, pull)
            .beside(inserts, bare)
            .noting(format!("{pulls}, {bare_rate}")),
    ];
    for (what, bytes) in [("sync: bytes up", up), ("sync: bytes down", down)] {
        for (name, extra) in [
            ("zstd-9 of all changes", 0),
            ("… and signatures", SIGNATURE),
            ("… and chain and salt", RANDOM),
        ] {
            let bare = load.packed + extra * load.envelopes();
            lines.push(
                Line::new(what, cases, Sample::bytes(bytes))
                    .beside(name, Sample::bytes(bare))
                    .noting(format!("{} B an envelope", bytes / load.envelopes())),
            );
        }
    }
    Ok(lines)
}

/// What the first desk has to tell.
struct Load {
    wires: Vec<Vec<u8>>,
    /// All changes in one frame, in bytes.
    packed: u64,
}

impl Load {
    fn of(desk: &Desk) -> Result<Self> {
        let unsent = desk.store().read(|reader| reader.to_send(usize::MAX))?;
        let wires: Vec<Vec<u8>> = unsent.into_iter().map(|unsent| unsent.wire).collect();
        let mut changes = vec![];
        for wire in &wires {
            let envelope = Envelope::from_wire(wire).ok().context("an envelope")?;
            changes.extend(envelope.present_bodies().flatten());
        }
        let packed = zstd::bulk::compress(&changes, LEVEL)?.len() as u64;
        Ok(Self { wires, packed })
    }

    fn envelopes(&self) -> u64 {
        self.wires.len() as u64
    }

    fn pages(&self) -> impl Iterator<Item = &[Vec<u8>]> {
        let size: usize = self.wires.iter().map(Vec::len).sum();
        let each = COMMIT * self.wires.len() / size.max(1);
        self.wires.chunks(each.max(1))
    }
}

fn exchanged(dir: &Path, address: &str, times: &mut Sample) -> Result<Outcome> {
    let desk = town::open(dir)?;
    set_address(&desk, address)?;
    let outcome = times.time(|| exchange(&desk, None))?;
    ensure!(outcome.state == State::Done, "{outcome:?}");
    Ok(outcome)
}

/// A hub that answers on this machine.
pub(crate) struct Serving {
    pub(crate) address: String,
    stop: Sender<()>,
    thread: JoinHandle<std::io::Result<()>>,
}

impl Serving {
    pub(crate) fn start(hub: Hub) -> Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0))?;
        let address = format!("http://{}", listener.local_addr()?);
        let (stop, stopped) = channel();
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()?;
        let thread = std::thread::spawn(move || {
            runtime.block_on(hub::serve(hub, listener, async {
                stopped.await.ok();
            }))
        });
        Ok(Self {
            address,
            stop,
            thread,
        })
    }

    pub(crate) fn stop(self) -> Result<()> {
        self.stop.send(()).ok();
        let ended = self.thread.join();
        Ok(ended.ok().context("the hub panicked")??)
    }
}
