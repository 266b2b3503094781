//! Exchange with the hub: push what it has not acknowledged, pull what came after our cursor, until
//! nothing is left. Every page is on disk before the next is asked for, so a cut costs one page.

use super::attempt::{Begun, countersign};
use super::batch::{Batch, Load};
use super::blobs::{self, Next, Other};
use super::diary::{self, Carrier};
use super::fault::Fault;
use super::joining;
use super::receipts;
use super::request::{Line, Said, Trouble, busy, parse_address};
use super::reunion;
use crate::api::LAST_SYNC;
use crate::clock;
use crate::desk::{Desk, HUB_OFFSET, number_setting};
use crate::error::{ApiError, ErrorCode};
use casework::evidence::Cause;
use casework::id::PublicKey;
use casework::sync::door::Giver;
use hub::wire::{Ack, AckStatus, Cursor, PROTO, SyncRequest, SyncResponse, TIED};
use store::{Reader, StoreId, Tx, Unsent};

/// Setting: the hub's address.
pub(crate) const HUB_URL: &str = "hub.url";
/// Setting: the hub's store, whose positions our cursor counts in.
pub(crate) const HUB_STORE: &str = "hub.store";
/// Setting: the hub's public key.
pub(crate) const HUB_KEY: &str = "hub.key";
/// Setting: the code of an invitation that has not been used at the hub yet.
pub(crate) const HUB_CODE: &str = "hub.code";

/// Pages after which an exchange ends as partial, whatever the hub says.
const PAGES_MAX: u32 = 10_000;

/// How an exchange ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Nothing is left to send or receive.
    Done,
    /// The line broke, or the hub would not take everything.
    Partial,
    /// There was no line at all.
    Offline,
}

/// What an exchange did.
#[derive(Debug)]
pub struct Outcome {
    /// How it ended.
    pub state: State,
    /// Envelopes the hub acknowledged.
    pub pushed: u64,
    /// Envelopes received and stored.
    pub pulled: u64,
    /// Files beside cases that the hub has whole now.
    pub blobs_up: u64,
    /// Files beside cases that are whole here now.
    pub blobs_down: u64,
    /// Bytes sent in bodies.
    pub bytes_up: u64,
    /// Bytes received in bodies.
    pub bytes_down: u64,
    /// Requests that were answered.
    pub round_trips: u64,
    /// Why it is not done; trouble on the line is a state, not an error.
    pub trouble: Option<ApiError>,
}

impl Outcome {
    /// Whether nothing moved and nothing went wrong.
    pub fn is_quiet(&self) -> bool {
        self.trouble.is_none() && self.pushed + self.pulled == 0
    }
}

#[derive(Default)]
pub(super) struct Moved {
    pushed: u64,
    /// Bytes of the envelopes pushed.
    bytes: u64,
    pulled: u64,
    /// Why not everything was moved.
    cause: Option<Cause>,
    pub(super) blobs_up: u64,
    pub(super) blobs_down: u64,
}

impl Moved {
    fn is_nothing(&self) -> bool {
        self.pushed + self.pulled + self.blobs_up + self.blobs_down == 0
    }
}

enum End {
    Done,
    Stuck(ApiError),
    Offline(ApiError),
}

/// Exchanges with the hub at `address`, or the desk's own.
///
/// # Errors
/// [`ErrorCode::NoHub`], [`ErrorCode::PlainHub`], [`ErrorCode::HubRefused`] when the hub refuses the
/// device, [`ErrorCode::HubAnswer`] when what answers makes no sense; the store's.
pub fn exchange(desk: &Desk, address: Option<&str>) -> Result<Outcome, ApiError> {
    let address = match address {
        Some(address) => address.to_owned(),
        None => desk.store().read(self::address)?.ok_or(ErrorCode::NoHub)?,
    };
    exchange_over(desk, Line::new(&address)?)
}

/// [`exchange`] over a line that is there; it goes into the diary.
pub(super) fn exchange_over(desk: &Desk, line: Line) -> Result<Outcome, ApiError> {
    let entry = diary::Entry::begin(desk, Carrier::Hub);
    let (peer, mut moved) = (line.address(), Moved::default());
    let outcome = attempt(desk, line, &entry, &mut moved);
    let sent = (moved.bytes, moved.cause);
    entry.hub(&peer, sent, &outcome)?;
    outcome
}

/// An exchange that goes into the proof of non-transmission.
fn attempt(
    desk: &Desk,
    mut line: Line,
    diary: &diary::Entry<'_>,
    moved: &mut Moved,
) -> Result<Outcome, ApiError> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| ApiError::new(ErrorCode::Io).with("detail", error))?;
    let begun = Begun::now(&line);
    let result = runtime.block_on(run(desk, &mut line, diary, moved));
    let fault = match &result {
        Ok(End::Done) => None,
        Ok(End::Stuck(error)) => Some(Fault::not_taken(error.detail())),
        Ok(End::Offline(error)) | Err(error) => {
            let fault = line.fault.take();
            Some(fault.unwrap_or_else(|| Fault::other(error.code.code())))
        }
    };
    moved.cause = fault.as_ref().map(|fault| fault.cause);
    let kept = begun.keep(desk, &line, moved.bytes, fault);
    let end = result?;
    kept?;
    if matches!(end, End::Done) {
        runtime.block_on(countersign(desk, &mut line))?;
    }
    let (state, trouble) = match end {
        End::Done => (State::Done, None),
        End::Stuck(error) => (State::Partial, Some(error)),
        End::Offline(error) if moved.is_nothing() => (State::Offline, Some(error)),
        End::Offline(error) => (State::Partial, Some(error)),
    };
    Ok(Outcome {
        state,
        pushed: moved.pushed,
        pulled: moved.pulled,
        blobs_up: moved.blobs_up,
        blobs_down: moved.blobs_down,
        bytes_up: line.up,
        bytes_down: line.down,
        round_trips: line.answered,
        trouble,
    })
}

/// The hub's address, if one is set.
///
/// # Errors
/// The store's.
pub fn address(reader: &Reader<'_>) -> Result<Option<String>, ApiError> {
    Ok(reader
        .setting(HUB_URL)?
        .and_then(|bytes| String::from_utf8(bytes).ok()))
}

/// Host and port of an address that was set.
pub(super) fn host_and_port(address: &str) -> Option<(String, u16)> {
    let url = parse_address(address).ok()?;
    let host = url.host_str()?.trim_matches(['[', ']']).to_owned();
    Some((host, url.port_or_known_default()?))
}

/// Sets the hub's address.
///
/// # Errors
/// As for a wrong address; the store's.
pub fn set_address(desk: &Desk, address: &str) -> Result<(), ApiError> {
    let url = parse_address(address)?;
    desk.store()
        .write(|tx| Ok(tx.set_setting(HUB_URL, url.as_str().as_bytes())?))
}

async fn run(
    desk: &Desk,
    line: &mut Line,
    diary: &diary::Entry<'_>,
    moved: &mut Moved,
) -> Result<End, ApiError> {
    if let Some(trouble) = joining::use_code(desk, line).await? {
        return ended(trouble);
    }
    let (mut left, mut batch) = desk
        .store()
        .read(|reader| Ok::<_, ApiError>((left_to_send(reader)?, Batch::kept(reader)?)))?;
    let mut patience = 1;
    for _ in 0..PAGES_MAX {
        let unsent = desk
            .store()
            .read(|reader| reader.to_send(batch.envelopes()))?;
        let answer = match ask(desk, line, &unsent, &mut batch).await? {
            Ok(answer) => answer,
            Err(trouble) => {
                let smaller = batch.broke();
                desk.store().write(|tx| batch.keep(tx))?;
                // A line that is only slow gets a smaller page at once.
                if smaller && patience > 0 && line.was_too_slow() {
                    patience -= 1;
                    continue;
                }
                return ended(trouble);
            }
        };
        let before = moved.pushed;
        let refused = take(desk, &answer, &unsent, batch, moved)?;
        moved.bytes += acknowledged_bytes(&answer, &unsent);
        diary.tell((moved.pushed, moved.pulled), line.up + line.down);
        let more = answer.feeds.iter().any(|feed| feed.more);
        let left_before = std::mem::replace(&mut left, desk.store().read(left_to_send)?);
        let settled = refused.is_none() && left != left_before;
        if moved.pushed == before && !unsent.is_empty() && !more && !settled {
            let reason = refused.unwrap_or_else(|| "held".to_owned());
            return Ok(End::Stuck(
                ApiError::new(ErrorCode::HubRefused).with("detail", reason),
            ));
        }
        if left == 0 && !more {
            if let Some(trouble) = receipts::fetch(desk, line).await? {
                return ended(trouble);
            }
            match files(desk, line, moved).await? {
                Next::Records => {}
                Next::Done => return Ok(End::Done),
                Next::Stuck(error) => return Ok(End::Stuck(error)),
                Next::Trouble(trouble) => return ended(trouble),
            }
        }
    }
    Ok(End::Stuck(
        ApiError::new(ErrorCode::HubAnswer).with("detail", "no end"),
    ))
}

/// Files beside cases, once the records are there.
async fn files(desk: &Desk, line: &mut Line, moved: &mut Moved) -> Result<Next, ApiError> {
    let (key, offset) = desk.store().read(|reader| {
        let offset = number_setting(reader.setting(HUB_OFFSET)?);
        Ok::<_, ApiError>((read_key(reader)?, offset))
    })?;
    let Some(key) = key else {
        return Ok(Next::Done);
    };
    let other = Other {
        key,
        is_hub: true,
        offset_ms: offset.unwrap_or(0),
    };
    blobs::exchange(desk, line, &other, moved).await
}

/// Own envelopes and others' that the hub is not known to have.
pub(super) fn left_to_send(reader: &Reader<'_>) -> Result<u64, ApiError> {
    Ok(reader.unsent_summary()?.envelopes + reader.relayed()?.0)
}

/// One round trip, with one more try where the hub tells us its clock or its store.
async fn ask(
    desk: &Desk,
    line: &mut Line,
    unsent: &[Unsent],
    batch: &mut Batch,
) -> Result<Result<SyncResponse, Trouble>, ApiError> {
    let mut tries = 0;
    loop {
        tries += 1;
        let (began, before) = (clock::counter().1, line.up + line.down);
        let (request, offset, hub_key) = desk.store().read(|reader| {
            let hub_store = reader
                .setting(HUB_STORE)?
                .and_then(|bytes| bytes.try_into().ok())
                .unwrap_or([0; 16]);
            let office = desk.office();
            let position = reader.cursor(StoreId(hub_store), office)?;
            let request = SyncRequest {
                proto: if line.verbatim { PROTO } else { TIED },
                store: hub_store,
                epoch: desk.profile().epoch,
                cursors: vec![Cursor {
                    office,
                    position,
                    own: false,
                }],
                max_bytes: u32::try_from(batch.envelopes()).unwrap_or(u32::MAX),
                envelopes: unsent.iter().map(|unsent| unsent.wire.clone()).collect(),
            };
            let offset = number_setting(reader.setting(HUB_OFFSET)?).unwrap_or(0);
            Ok::<_, ApiError>((request, offset, read_key(reader)?))
        })?;
        let signed = Some((desk.key(), offset));
        let mut answer = match line
            .post("/v1/sync", request.pack(), signed, hub_key.as_ref())
            .await
        {
            Err(Trouble::Refused(status, said)) if tries < 4 => {
                if line.learn(&said) {
                    continue;
                }
                match learn(desk, line, &said).await? {
                    Ok(true) => continue,
                    Ok(false) => return Ok(Err(Trouble::Refused(status, said))),
                    Err(trouble) => return Ok(Err(trouble)),
                }
            }
            Err(trouble) => return Ok(Err(trouble)),
            Ok::<SyncResponse, _>(answer) => answer,
        };
        // Acknowledgements go by order.
        for (ack, sent) in answer.acks.iter_mut().zip(unsent) {
            ack.hash.get_or_insert(sent.hash);
        }
        let received = answer.feeds.iter().flat_map(|feed| &feed.envelopes);
        let envelopes = request.envelopes.iter().chain(received);
        batch.carried(Load {
            envelopes: envelopes.map(Vec::len).sum(),
            bodies: usize::try_from(line.up + line.down - before).unwrap_or(usize::MAX),
            ms: clock::counter().1 - began,
        });
        return Ok(Ok(answer));
    }
}

/// Takes a hint from a refusal: the hub's clock, the name of its store, or that it has lost sight of
/// this device.
async fn learn(
    desk: &Desk,
    line: &mut Line,
    said: &Said,
) -> Result<Result<bool, Trouble>, ApiError> {
    let hub_time = said.hub_time_ms.filter(|_| said.code == "clock");
    if let Some(hub_time) = hub_time {
        let offset = hub_time - clock::now_ms();
        desk.store()
            .write(|tx| tx.set_setting(HUB_OFFSET, &offset.to_be_bytes()))?;
        return Ok(Ok(true));
    }
    if said.code == "unknown_device" {
        return reunion::introduce(desk, line).await;
    }
    let store: Option<[u8; 16]> = said
        .store
        .as_ref()
        .and_then(|text| hex::decode(text).ok()?.try_into().ok());
    let Some(store) = store else {
        return Ok(Ok(false));
    };
    let met = reunion::meet(desk, line, StoreId(store)).await?;
    Ok(met.map(|()| true))
}

/// Another store takes the place of the one that was known: what it has of files is asked anew.
pub(super) fn set_hub_store(tx: &mut Tx<'_>, store: &[u8; 16]) -> Result<(), ApiError> {
    if tx.setting(HUB_STORE)?.is_some_and(|known| known != store) {
        tx.hub_has_no_blobs()?;
    }
    Ok(tx.set_setting(HUB_STORE, store)?)
}

/// Stores an answer in one transaction; gives the reason of a refused own envelope, if any.
fn take(
    desk: &Desk,
    answer: &SyncResponse,
    sent: &[Unsent],
    batch: Batch,
    moved: &mut Moved,
) -> Result<Option<String>, ApiError> {
    desk.store().write(|tx| {
        batch.keep(tx)?;
        let mut refused = None;
        for ack in &answer.acks {
            let Some(hash) = ack.hash else { continue };
            match ack.status {
                AckStatus::Accepted | AckStatus::Duplicate => {
                    tx.mark_acknowledged(&[hash])?;
                    tx.note_acknowledged(hash, answer.hub_time_ms)?;
                    moved.pushed += 1;
                }
                // The hub has no room to hold it now: it is sent again.
                AckStatus::Refused if ack.reason.as_deref() == Some("missing_dependency") => {}
                AckStatus::Refused => {
                    let reason = ack.reason.clone().unwrap_or_default();
                    tx.mark_refused(hash, &reason)?;
                    if sent.iter().any(|one| one.own && one.hash == hash) {
                        refused = Some(reason);
                    }
                }
                AckStatus::Held => {}
            }
        }
        // Only an answer whose signature was checked speaks for the hub.
        let giver = match tx.setting(HUB_KEY)? {
            Some(_) => Giver::Authority,
            None => Giver::Anybody,
        };
        for feed in &answer.feeds {
            let admissions = tx.ingest_from(giver, &feed.envelopes, answer.hub_time_ms)?;
            moved.pulled += admissions
                .iter()
                .filter(|admission| matches!(admission.outcome, store::Outcome::Accepted(_)))
                .count() as u64;
            if giver == Giver::Authority {
                let there: Vec<_> = admissions.iter().filter_map(|one| one.hash).collect();
                tx.mark_acknowledged(&there)?;
            }
            tx.set_cursor(StoreId(answer.store), feed.office, feed.to)?;
        }
        let now = clock::now_ms();
        tx.set_setting(LAST_SYNC, &now.to_be_bytes())?;
        tx.set_setting(HUB_OFFSET, &(answer.hub_time_ms - now).to_be_bytes())?;
        Ok(refused)
    })
}

/// How many bytes of what was pushed the hub now has.
fn acknowledged_bytes(answer: &SyncResponse, pushed: &[Unsent]) -> u64 {
    let has = |ack: &Ack| matches!(ack.status, AckStatus::Accepted | AckStatus::Duplicate);
    let acks = answer.acks.iter().zip(pushed);
    acks.filter(|(ack, unsent)| has(ack) && ack.hash == Some(unsent.hash))
        .map(|(_, unsent)| unsent.wire.len() as u64)
        .sum()
}

fn ended(trouble: Trouble) -> Result<End, ApiError> {
    match trouble {
        Trouble::Offline(error) => Ok(End::Offline(error)),
        Trouble::Nonsense(error) => Err(error),
        Trouble::Refused(status, said) if Fault::of_answer(status, Some(&said.code)).is_busy() => {
            Ok(End::Offline(busy(&said.code)))
        }
        Trouble::Refused(status, said) if status.is_server_error() => Ok(End::Offline(
            ApiError::new(ErrorCode::HubUnreachable).with("detail", said.code),
        )),
        // Another machine came first with this machine's invitation.
        Trouble::Refused(_, said) if said.code.ends_with("_code") => {
            Err(ErrorCode::UsedElsewhere.into())
        }
        Trouble::Refused(_, said) => {
            Err(ApiError::new(ErrorCode::HubRefused).with("detail", said.code))
        }
    }
}

pub(super) fn read_key(reader: &Reader<'_>) -> Result<Option<PublicKey>, ApiError> {
    Ok(reader
        .setting(HUB_KEY)?
        .and_then(|bytes| PublicKey::from_slice(&bytes)))
}
