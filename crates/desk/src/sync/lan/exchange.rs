//! Exchange with a machine on the local network: each side says what it holds, then gives what the
//! other lacks. Nothing becomes acknowledged by it. Every page is on disk before the next is asked
//! for, and a cut costs one page: the next exchange begins with what each side holds by then.

use super::address::Address;
use super::kept;
use super::meeting::{Meeting, Met, in_words, peer, runtime};
use crate::clock;
use crate::desk::Desk;
use crate::error::{ApiError, ErrorCode};
use crate::sync::blobs::{self, Next, Other};
use crate::sync::diary::{Carrier, Entry};
use crate::sync::hub_client::{self, Outcome, State, read_key};
use crate::sync::request::Trouble;
use casework::id::{DeviceId, PublicKey};
use casework::sync::envelope::Envelope;
use casework::sync::receipt::{Holding, Receipt};
use hub::Peer;
use hub::wire::{AckStatus, Cursor, PROTO, SyncRequest, SyncResponse};
use reqwest::StatusCode;
use std::collections::HashSet;
use store::{Admission, Carried, Outcome as Admitted, Position, Reader, StoreId};

/// Bytes of envelopes in one request or answer, before compression.
const PAGE_BYTES: usize = 512 * 1024;
/// Pages after which an exchange ends as partial, whatever the other side says.
const PAGES_MAX: u32 = 10_000;

#[derive(Default)]
struct Moved {
    pushed: u64,
    pulled: u64,
    blobs_up: u64,
    blobs_down: u64,
    /// The first reason why the other machine did not take something.
    refused: Option<String>,
}

/// Exchanges with the machine at `address`, which is kept among the known ones. Without a line the
/// outcome says so.
///
/// # Errors
/// Those of a [`super::Step`] beyond the connection; the store's.
pub fn exchange(desk: &Desk, address: &Address) -> Result<Outcome, ApiError> {
    let entry = Entry::begin(desk, Carrier::Lan);
    let outcome = meet(desk, address);
    entry.lan(&address.to_string(), &outcome)?;
    outcome
}

fn meet(desk: &Desk, address: &Address) -> Result<Outcome, ApiError> {
    let mut moved = Moved::default();
    let mut meeting = match Meeting::begin(desk, address) {
        Ok(meeting) => meeting,
        Err(error) if is_no_line(error.code) => {
            return Ok(outcome(State::Offline, &moved, None, Some(error)));
        }
        Err(error) => return Err(error),
    };
    let met = meeting.met.device();
    let ended = runtime()?.block_on(run(desk, &mut meeting, &mut moved));
    let (state, trouble) = match ended {
        Ok(()) => match moved.refused.take() {
            None => (State::Done, None),
            Some(reason) => {
                let error = ApiError::new(ErrorCode::LanNotTaken).with("detail", reason);
                (State::Partial, Some(error))
            }
        },
        Err(error) if error.code == ErrorCode::LanBroken => (State::Partial, Some(error)),
        Err(error) => return Err(error),
    };
    desk.store()
        .write(|tx| kept::met(tx, address, met, clock::now_ms()))?;
    Ok(outcome(state, &moved, Some(&meeting), trouble))
}

/// Whether nobody was reached.
pub(super) fn is_no_line(code: ErrorCode) -> bool {
    [
        ErrorCode::LanNoName,
        ErrorCode::LanClosed,
        ErrorCode::LanSilent,
    ]
    .contains(&code)
}

fn outcome(
    state: State,
    moved: &Moved,
    meeting: Option<&Meeting>,
    trouble: Option<ApiError>,
) -> Outcome {
    let line = meeting.map(|meeting| &meeting.line);
    Outcome {
        state,
        pushed: moved.pushed,
        pulled: moved.pulled,
        blobs_up: moved.blobs_up,
        blobs_down: moved.blobs_down,
        bytes_up: line.map_or(0, |line| line.up),
        bytes_down: line.map_or(0, |line| line.down),
        round_trips: line.map_or(0, |line| line.answered),
        trouble,
    }
}

async fn run(desk: &Desk, meeting: &mut Meeting, moved: &mut Moved) -> Result<(), ApiError> {
    let met = meeting.greet(desk).await?;
    let hub = desk.store().read(read_key)?;
    let taken = believe(desk, &met, hub.as_ref())?;
    let theirs = met.receipt.holding();
    let (push, pull) = desk.store().read(|reader| {
        let runs = reader.runs(desk.office())?;
        let count = (desk.profile().epoch, 0);
        let ours = Holding::new(desk.office(), desk.key(), count, 0, runs);
        Ok::<_, ApiError>((theirs.lacks(&ours.runs) > 0, ours.lacks(&theirs.runs) > 0))
    })?;
    if push || pull {
        pages(desk, meeting, &met, (push, pull), hub.as_ref(), moved).await?;
    }
    if taken + moved.pushed + moved.pulled > 0 {
        moved.pulled += taken;
        // Both hear what the other holds now.
        let met = meeting.greet(desk).await?;
        believe(desk, &met, hub.as_ref())?;
    }
    files(desk, meeting, moved).await
}

/// Files beside cases, once both have the records.
async fn files(desk: &Desk, meeting: &mut Meeting, moved: &mut Moved) -> Result<(), ApiError> {
    let other = Other {
        key: meeting.met,
        is_hub: false,
        offset_ms: meeting.offset_ms,
    };
    let mut counted = hub_client::Moved::default();
    let next = blobs::exchange(desk, &mut meeting.line, &other, &mut counted).await?;
    (moved.blobs_up, moved.blobs_down) = (counted.blobs_up, counted.blobs_down);
    match next {
        Next::Done | Next::Records => Ok(()),
        Next::Stuck(error) => {
            moved
                .refused
                .get_or_insert_with(|| error.detail().to_owned());
            Ok(())
        }
        // An older version knows of no files.
        Next::Trouble(Trouble::Refused(StatusCode::NOT_FOUND, _)) => Ok(()),
        Next::Trouble(trouble) => Err(in_words(trouble)),
    }
}

/// Takes receipts, roster and bands of the other machine; gives how many envelopes were new.
fn believe(desk: &Desk, met: &Met, hub: Option<&PublicKey>) -> Result<u64, ApiError> {
    desk.store().write(|tx| {
        let admitted = tx.ingest_past_hub(hub, &met.word.governance, clock::now_ms())?;
        tx.take_receipt(&met.receipt, hub)?;
        for wire in &met.word.receipts {
            if let Some(receipt) = Receipt::from_wire(wire) {
                tx.take_receipt(&receipt, hub)?;
            }
        }
        Ok(new(&admitted))
    })
}

fn new(admitted: &[Admission]) -> u64 {
    let accepted = |one: &&Admission| matches!(one.outcome, Admitted::Accepted(_));
    admitted.iter().filter(accepted).count() as u64
}

/// What the other machine is not known to hold: roster and bands first, then in the order of arrival.
struct Lacking<'m> {
    theirs: &'m Holding,
    governance: Option<Vec<Vec<u8>>>,
    /// Places in chains that went first.
    sent: HashSet<(DeviceId, u64, u64)>,
    after: Option<Position>,
}

impl<'m> Lacking<'m> {
    fn new(me: &Peer, reader: &Reader<'_>, theirs: &'m Holding) -> Result<Self, ApiError> {
        let place = |wire: &Vec<u8>| {
            let entry = Envelope::from_wire(wire).ok()?;
            let header = entry.header();
            Some((header.device, header.epoch, header.seq))
        };
        let governance = me.governance(reader, Some(theirs))?;
        Ok(Self {
            theirs,
            sent: governance.iter().filter_map(place).collect(),
            governance: Some(governance).filter(|some| !some.is_empty()),
            after: Some(0),
        })
    }

    fn next(&mut self, desk: &Desk, reader: &Reader<'_>) -> Result<Vec<Vec<u8>>, ApiError> {
        if let Some(governance) = self.governance.take() {
            return Ok(governance);
        }
        let Some(after) = self.after else {
            return Ok(vec![]);
        };
        let wanted = |one: &Carried| {
            let place = (one.device, one.epoch, one.seq);
            !self.theirs.holds(place.0, place.1, place.2) && !self.sent.contains(&place)
        };
        let picked = reader.pick(desk.office(), after, PAGE_BYTES, wanted)?;
        self.after = picked.more.then_some(picked.to);
        Ok(picked.wires)
    }

    fn is_over(&self) -> bool {
        self.governance.is_none() && self.after.is_none()
    }
}

async fn pages(
    desk: &Desk,
    meeting: &mut Meeting,
    met: &Met,
    (push, mut pull): (bool, bool),
    hub: Option<&PublicKey>,
    moved: &mut Moved,
) -> Result<(), ApiError> {
    let theirs = met.receipt.holding();
    let me = peer(desk)?;
    let mut lacking = desk
        .store()
        .read(|reader| Lacking::new(&me, reader, theirs))?;
    if !push {
        (lacking.governance, lacking.after) = (None, None);
    }
    let store = StoreId(met.word.store);
    for _ in 0..PAGES_MAX {
        let request = desk.store().read(|reader| {
            let position = reader.cursor(store, desk.office())?;
            let cursor = Cursor {
                office: desk.office(),
                position,
                own: true,
            };
            Ok::<_, ApiError>(SyncRequest {
                proto: PROTO,
                store: store.0,
                epoch: desk.profile().epoch,
                cursors: pull.then_some(cursor).into_iter().collect(),
                max_bytes: u32::try_from(PAGE_BYTES).unwrap_or(u32::MAX),
                envelopes: lacking.next(desk, reader)?,
            })
        })?;
        if request.cursors.is_empty() && request.envelopes.is_empty() {
            return Ok(());
        }
        let answer: SyncResponse = meeting.post(desk, "/v1/sync", &request).await?;
        take(desk, &answer, store, hub, moved)?;
        pull = answer.feeds.iter().any(|feed| feed.more);
        if !pull && lacking.is_over() {
            return Ok(());
        }
    }
    Err(ApiError::new(ErrorCode::LanStranger).with("detail", "no end"))
}

/// Stores an answer in one transaction.
fn take(
    desk: &Desk,
    answer: &SyncResponse,
    store: StoreId,
    hub: Option<&PublicKey>,
    moved: &mut Moved,
) -> Result<(), ApiError> {
    for ack in &answer.acks {
        match ack.status {
            AckStatus::Accepted => moved.pushed += 1,
            AckStatus::Duplicate | AckStatus::Held => {}
            AckStatus::Refused => {
                moved
                    .refused
                    .get_or_insert_with(|| ack.reason.clone().unwrap_or_default());
            }
        }
    }
    moved.pulled += desk.store().write(|tx| {
        let mut pulled = 0;
        for feed in &answer.feeds {
            let admitted = tx.ingest_past_hub(hub, &feed.envelopes, clock::now_ms())?;
            pulled += new(&admitted);
            tx.set_cursor(store, desk.office(), feed.to)?;
        }
        Ok::<_, ApiError>(pulled)
    })?;
    Ok(())
}
