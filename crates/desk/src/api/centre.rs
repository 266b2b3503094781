//! The sync centre: by which way what waits here gets away, what each other machine lacks, what was
//! kept aside and why, and what the exchanges came to.

use super::{Empty, Workstation, label_in};
use crate::clock;
use crate::desk::Desk;
use crate::error::ApiError;
use crate::sync::diary::{Carrier, Progress};
use crate::sync::hub_client;
use casework::sync::receipt::Receipt;
use casework::sync::way::{self, Line, Way};
use serde::Serialize;
use std::time::Duration;
use store::{Exchange, Reader};
use ts_rs::TS;

/// Rows of the diary that are shown.
const HISTORY: usize = 100;
/// Rows of what was kept aside that are shown.
const ASIDE: usize = 50;
/// A machine on the local network that was met within this time is near.
const NEAR: Duration = Duration::from_secs(10 * 60);
/// How much envelopes shrink when they are packed, where nothing was measured yet.
const USUAL_PACKING: (u64, u64) = (8, 1);

/// By which way what waits gets away, and how it goes now.
#[derive(Debug, Serialize, TS)]
pub struct SyncCentre {
    /// Cases the hub has not acknowledged, this machine's and those it carries.
    pub waiting_cases: u64,
    /// Bytes of all that waits for the hub, about as many as will be sent.
    pub waiting_bytes: u64,
    /// Since when the oldest waits.
    pub oldest: Option<String>,
    /// The best way for it.
    pub way: BestWay,
    /// The exchange that runs now.
    pub running: Option<RunningExchange>,
    /// Each carrier.
    pub carriers: Vec<CarrierRow>,
    /// The other machines of the office, by name.
    pub machines: Vec<MachineRow>,
    /// What was kept aside, newest first.
    pub aside: Vec<AsideRow>,
    /// What was refused and not even kept, by reason.
    pub refused: Vec<RefusedRow>,
    /// The diary, newest first.
    pub history: Vec<ExchangeRow>,
}

/// The best way for what waits.
#[derive(Debug, Serialize, TS)]
pub struct BestWay {
    /// nothing, hub, wait, lan or stick.
    #[ts(type = "\"nothing\" | \"hub\" | \"wait\" | \"lan\" | \"stick\"")]
    pub kind: &'static str,
    /// How long the hub would take, seconds; `null` where nobody can tell.
    pub seconds: Option<u64>,
}

/// An exchange that runs now.
#[derive(Debug, Serialize, TS)]
pub struct RunningExchange {
    /// hub, lan or stick.
    pub carrier: &'static str,
    /// Entries sent so far.
    pub pushed: u64,
    /// Entries received so far.
    pub pulled: u64,
    /// Bytes a second, where enough was moved to tell.
    pub speed: Option<u64>,
    /// Seconds left for what waits here; `null` where nobody can tell.
    pub seconds: Option<u64>,
}

/// A carrier, and how it does.
#[derive(Debug, Serialize, TS)]
pub struct CarrierRow {
    /// hub, lan or stick.
    pub carrier: &'static str,
    /// Whether it is set up: an address, a folder.
    pub set_up: bool,
    /// With whom: an address, a folder.
    pub peer: Option<String>,
    /// When something last got through.
    pub last_contact: Option<String>,
    /// Bytes a second, measured.
    pub speed: Option<u64>,
    /// Seconds for what waits, by this speed.
    pub seconds: Option<u64>,
    /// The last exchange.
    pub last: Option<ExchangeRow>,
}

/// Another machine of the office.
#[derive(Debug, Serialize, TS)]
pub struct MachineRow {
    /// Its name.
    pub name: String,
    /// It may not write any more.
    pub revoked: bool,
    /// When it last said what it holds, by its own clock; `null` where it never did.
    pub said: Option<String>,
    /// Entries held here that it had not got then; `null` where it never said.
    pub lacks: Option<u64>,
}

/// Something kept aside.
#[derive(Debug, Serialize, TS)]
pub struct AsideRow {
    /// When it arrived, or was refused.
    pub at: String,
    /// The code of the reason.
    pub reason: String,
    /// The reason in Vietnamese.
    pub vi: String,
    /// The reason in English.
    pub en: String,
}

/// Entries refused for one reason.
#[derive(Debug, Serialize, TS)]
pub struct RefusedRow {
    /// How many.
    pub count: u64,
    /// The code of the reason.
    pub reason: String,
    /// The reason in Vietnamese.
    pub vi: String,
    /// The reason in English.
    pub en: String,
}

/// Exchanges that ended alike.
#[derive(Debug, Serialize, TS)]
pub struct ExchangeRow {
    /// hub, lan or stick.
    pub carrier: String,
    /// With whom.
    pub peer: String,
    /// When the first began.
    pub from: String,
    /// When the last ended.
    pub to: String,
    /// How many they are.
    pub times: u64,
    /// done, partial, offline or failed.
    #[ts(type = "\"done\" | \"partial\" | \"offline\" | \"failed\"")]
    pub state: String,
    /// What went wrong, in Vietnamese; `""` where nothing did.
    pub vi: String,
    /// The same in English.
    pub en: String,
    /// Entries that went out.
    pub pushed: u64,
    /// Entries that came in.
    pub pulled: u64,
    /// Bytes moved in both directions.
    pub bytes: u64,
    /// How long they took together, milliseconds.
    pub busy_ms: u64,
}

pub(super) fn centre(ws: &Workstation, _: Empty) -> Result<SyncCentre, ApiError> {
    centre_of(&*ws.desk()?)
}

/// How a desk's exchanges go.
///
/// # Errors
/// The store's.
pub fn centre_of(desk: &Desk) -> Result<SyncCentre, ApiError> {
    let running = desk.running().now();
    desk.store().read(|reader| {
        let (unsent, carried) = (reader.unsent_summary()?, reader.relayed()?);
        let waiting_bytes = waiting(reader)?;
        let way = best(reader, waiting_bytes)?;
        let counts = reader.counts()?;
        let refused = counts
            .refused
            .into_iter()
            .map(|(reason, count)| RefusedRow {
                count,
                vi: label_in("refusal", &reason, "vi"),
                en: label_in("refusal", &reason, "en"),
                reason,
            });
        Ok(SyncCentre {
            waiting_cases: unsent.cases + carried.1,
            waiting_bytes,
            oldest: unsent.oldest_ms.map(moment),
            way: BestWay {
                kind: way.code(),
                seconds: way.by_hub().map(|time| time.as_secs()),
            },
            running: running.map(|progress| running_row(progress, waiting_bytes)),
            carriers: Carrier::ALL
                .into_iter()
                .map(|carrier| carrier_row(reader, carrier, waiting_bytes))
                .collect::<Result<_, _>>()?,
            machines: machines(desk, reader)?,
            aside: aside(reader)?,
            refused: refused.collect(),
            history: reader.exchanges(HISTORY)?.into_iter().map(row).collect(),
        })
    })
}

/// About as many bytes as what waits for the hub will have when it is packed.
fn waiting(reader: &Reader<'_>) -> Result<u64, ApiError> {
    let (before, after) = reader.packing()?.unwrap_or(USUAL_PACKING);
    let unpacked = u128::from(reader.waiting_bytes()?);
    let packed = (unpacked * u128::from(after)).div_ceil(u128::from(before.max(1)));
    let packed = u64::try_from(packed).unwrap_or(u64::MAX);
    Ok(packed.saturating_add(reader.blob_summary()?.bytes))
}

fn best(reader: &Reader<'_>, waiting_bytes: u64) -> Result<Way, ApiError> {
    let (hub, now) = (Carrier::Hub.code(), clock::now_ms());
    let line = match hub_client::address(reader)? {
        None => None,
        Some(_) => {
            let last = reader.last_exchange(hub)?;
            let contact = reader.last_contact(hub)?;
            Some(Line {
                open: last.is_some_and(|last| last.state == "done" || last.pushed > 0),
                silent: contact.map(|at| since(at, now)),
                speed: measured(reader, Carrier::Hub)?,
            })
        }
    };
    let met = reader.last_contact(Carrier::Lan.code())?;
    let near = met.is_some_and(|at| since(at, now) <= NEAR);
    Ok(way::best(waiting_bytes, line, near))
}

/// How long ago a moment was; no time at all where the clock was set back since.
fn since(at_ms: i64, now_ms: i64) -> Duration {
    Duration::from_millis(u64::try_from(now_ms - at_ms).unwrap_or(0))
}

fn measured(reader: &Reader<'_>, carrier: Carrier) -> Result<Option<u64>, ApiError> {
    let speed = reader.speed(carrier.code())?;
    Ok(speed.map(|speed| a_second(speed.bytes, speed.ms)))
}

fn a_second(bytes: u64, ms: u64) -> u64 {
    bytes.saturating_mul(1_000) / ms.max(1)
}

fn running_row(progress: Progress, waiting_bytes: u64) -> RunningExchange {
    let speed = (progress.bytes > 0).then(|| a_second(progress.bytes, progress.busy_ms));
    let seconds = speed.filter(|_| progress.carrier == Carrier::Hub && waiting_bytes > 0);
    RunningExchange {
        carrier: progress.carrier.code(),
        pushed: progress.pushed,
        pulled: progress.pulled,
        speed,
        seconds: seconds.map(|speed| way::time_for(waiting_bytes, speed).as_secs()),
    }
}

fn carrier_row(
    reader: &Reader<'_>,
    carrier: Carrier,
    waiting_bytes: u64,
) -> Result<CarrierRow, ApiError> {
    let last = reader.last_exchange(carrier.code())?;
    let peer = match carrier {
        Carrier::Hub => hub_client::address(reader)?,
        Carrier::Lan | Carrier::Stick => last.as_ref().map(|last| last.peer.clone()),
    };
    let speed = measured(reader, carrier)?;
    let seconds = speed.filter(|_| waiting_bytes > 0 && carrier == Carrier::Hub);
    Ok(CarrierRow {
        carrier: carrier.code(),
        set_up: peer.is_some(),
        peer,
        last_contact: reader.last_contact(carrier.code())?.map(moment),
        speed,
        seconds: seconds.map(|speed| way::time_for(waiting_bytes, speed).as_secs()),
        last: last.map(row),
    })
}

fn machines(desk: &Desk, reader: &Reader<'_>) -> Result<Vec<MachineRow>, ApiError> {
    let (office, me) = (desk.office(), desk.public_key());
    let receipts = reader.receipts(office)?;
    let here = reader.runs(office)?;
    let others = reader.devices(office)?.into_iter();
    let rows = others.filter(|one| one.key != me).map(|one| {
        let device = one.key.device();
        let mut said = receipts.iter().map(Receipt::holding);
        let said = said.find(|holding| holding.by == device);
        MachineRow {
            name: one.name,
            revoked: one.revoked,
            said: said.map(|holding| moment(holding.at_ms)),
            lacks: said.map(|holding| holding.lacks(&here)),
        }
    });
    Ok(rows.collect())
}

fn aside(reader: &Reader<'_>) -> Result<Vec<AsideRow>, ApiError> {
    let rows = reader.quarantine(ASIDE)?.into_iter();
    Ok(rows
        .map(|one| AsideRow {
            at: moment(one.received_ms),
            vi: label_in("refusal", &one.reason, "vi"),
            en: label_in("refusal", &one.reason, "en"),
            reason: one.reason,
        })
        .collect())
}

fn row(exchange: Exchange) -> ExchangeRow {
    let code = exchange.code.unwrap_or_default();
    let group = if exchange.carrier == Carrier::Hub.code() {
        "cause"
    } else {
        "carrier_trouble"
    };
    let word = |language| match code.as_str() {
        "" => String::new(),
        code => label_in(group, code, language),
    };
    let (vi, en) = (word("vi"), word("en"));
    ExchangeRow {
        carrier: exchange.carrier,
        peer: exchange.peer,
        from: moment(exchange.from_ms),
        to: moment(exchange.to_ms),
        times: exchange.times,
        state: exchange.state,
        vi,
        en,
        pushed: exchange.pushed,
        pulled: exchange.pulled,
        bytes: exchange.bytes_up + exchange.bytes_down,
        busy_ms: exchange.busy_ms,
    }
}

fn moment(ms: i64) -> String {
    clock::local(ms).to_string()
}
