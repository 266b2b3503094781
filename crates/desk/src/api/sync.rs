//! What is only here, since when, and sending it.

use super::{Empty, Workstation, lock};
use crate::clock;
use crate::desk::{CLOCK_TOLERANCE_MS, Desk, HUB_OFFSET, number_setting};
use crate::error::{ApiError, ApiErrorBody, ErrorCode};
use crate::sync::diary::state_word;
use crate::sync::hub_client::{self, Outcome};
use crate::sync::schedule::Watch;
use crate::sync::stick::LAST_STICK;
use casework::number::Band as NumberBand;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use ts_rs::TS;

/// Setting: the last contact with the hub, milliseconds since the Unix epoch.
pub const LAST_SYNC: &str = "sync.last_ms";
/// A clock counts as confirmed for this long after a hub agreed with it, in milliseconds.
const CONFIRMED_FOR_MS: i64 = 30 * 24 * 3600 * 1000;

/// What the last attempt of this session came to.
#[derive(Default)]
pub(super) struct LastSync {
    error: Option<ApiError>,
}

/// A band of ordinals and how much of it is left today.
#[derive(Debug, Serialize, TS)]
pub struct Band {
    /// First ordinal.
    pub lo: u32,
    /// Last ordinal.
    pub hi: u32,
    /// Numbers taken today.
    pub used_today: u64,
    /// Numbers of its own width left today; wider ones follow.
    pub left_today: u64,
    /// "open", or "wide" once the ordinals have grown by a digit.
    pub state: &'static str,
}

/// The machine's clock.
#[derive(Debug, Serialize, TS)]
pub struct Clock {
    /// Now.
    pub now: String,
    /// The hub's clock minus this one at the last contact, seconds.
    pub offset_seconds: Option<i64>,
    /// A hub agreed with it lately.
    pub confirmed: bool,
}

/// The truth about this machine.
#[derive(Debug, Serialize, TS)]
pub struct Status {
    /// Cases here.
    pub cases: u64,
    /// Cases with something the hub has not acknowledged.
    pub unsent: u64,
    /// Of these, cases that another machine of the office has too.
    pub elsewhere: u64,
    /// Records of the office the hub has not acknowledged.
    pub unsent_records: u64,
    /// Scans and result files that are here and that the hub has not acknowledged.
    pub unsent_scans: u64,
    /// The oldest record of all that.
    pub oldest_unsent: Option<String>,
    /// Cases and records of other machines that this one carries to the hub.
    pub carried: u64,
    /// Refused entries kept aside.
    pub quarantined: u64,
    /// Entries waiting for an earlier one.
    pub held: u64,
    /// Entries of a newer version, kept and forwarded.
    pub newer: u64,
    /// Cases in conflict.
    pub conflicts: u64,
    /// Pairs of cases that may be one and wait for a decision.
    pub duplicates: u64,
    /// Records of the office by kind, kinds of a newer version among them.
    pub records: BTreeMap<String, u64>,
    /// The bands of this machine.
    pub bands: Vec<Band>,
    /// The clock.
    pub clock: Clock,
    /// One hash over all documents' heads and all records.
    pub heads: String,
    /// The last contact with the hub.
    pub last_sync: Option<String>,
    /// Why the last attempt of this session did not end.
    #[ts(type = "ApiError | null")]
    pub last_sync_error: Option<ApiErrorBody>,
    /// The hub's address.
    pub hub: Option<String>,
    /// How this machine uses its line by itself.
    pub watch: Watch,
    /// Where the stick was that was used last.
    pub stick: Option<String>,
}

/// What a synchronisation did.
#[derive(Debug, Serialize, TS)]
pub struct SyncOutcome {
    /// done, partial or offline.
    #[ts(type = "\"done\" | \"partial\" | \"offline\"")]
    pub state: &'static str,
    /// Entries the hub acknowledged.
    pub pushed: u64,
    /// Entries received.
    pub pulled: u64,
    /// Bytes sent.
    pub bytes_up: u64,
    /// Bytes received.
    pub bytes_down: u64,
    /// Requests answered.
    pub round_trips: u64,
    /// Cases that are still only here.
    pub unsent: u64,
    /// Scans and result files the hub has whole now.
    pub scans_sent: u64,
    /// Scans and result files that are whole here now.
    pub scans_fetched: u64,
    /// Scans and result files the hub has not acknowledged.
    pub unsent_scans: u64,
}

/// Chooses how the machine uses its line by itself.
#[derive(Debug, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct SetWatch {
    /// The choice.
    pub watch: Watch,
}

/// Sets the hub's address.
#[derive(Debug, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct SetHub {
    /// The address.
    pub hub: String,
}

pub(super) fn status(ws: &Workstation, _: Empty) -> Result<Status, ApiError> {
    let desk = ws.desk()?;
    let error = lock(&ws.inner.last_sync).error.as_ref().map(ApiError::body);
    Ok(Status {
        last_sync_error: error,
        ..status_of(&desk)?
    })
}

/// The truth about a desk.
///
/// # Errors
/// The store's.
pub fn status_of(desk: &Desk) -> Result<Status, ApiError> {
    let device = desk.public_key().device();
    let agency = desk.profile().office.code.as_str();
    let now = clock::now_ms();
    let duplicates = crate::conflicts::open_duplicates(desk)?;
    desk.store().read(|reader| {
        let counts = reader.counts()?;
        let unsent = reader.unsent_summary()?;
        let last = number_setting(reader.setting(LAST_SYNC)?);
        let offset = number_setting(reader.setting(HUB_OFFSET)?);
        let bands = reader
            .bands(desk.office(), device, desk.profile().epoch)?
            .into_iter()
            .map(|band| {
                let used = reader.numbers_taken(agency, clock::now().date(), band)?;
                Ok(band_row(band, used))
            })
            .collect::<Result<_, ApiError>>()?;
        Ok(Status {
            cases: counts.cases,
            unsent: unsent.cases,
            elsewhere: unsent.elsewhere,
            unsent_records: unsent.records,
            unsent_scans: reader.blob_summary()?.unsent,
            oldest_unsent: unsent.oldest_ms.map(|ms| clock::local(ms).to_string()),
            carried: reader.relayed()?.1,
            quarantined: counts.quarantined,
            held: counts.held,
            newer: counts.newer,
            conflicts: counts.conflicts,
            duplicates,
            records: reader.record_kinds(Some(desk.office()))?,
            bands,
            clock: Clock {
                now: clock::local(now).to_string(),
                offset_seconds: offset.map(|offset| offset / 1000),
                confirmed: last.is_some_and(|last| now - last < CONFIRMED_FOR_MS)
                    && offset.is_some_and(|offset| offset.abs() <= CLOCK_TOLERANCE_MS),
            },
            heads: reader.heads_digest(None)?.to_string(),
            last_sync: last.map(|last| clock::local(last).to_string()),
            last_sync_error: None,
            watch: Watch::chosen(reader)?,
            hub: hub_client::address(reader)?,
            stick: reader
                .setting(LAST_STICK)?
                .and_then(|dir| String::from_utf8(dir).ok()),
        })
    })
}

fn band_row(band: NumberBand, used: u64) -> Band {
    let own = u64::from(band.hi() - band.lo()) + 1;
    Band {
        lo: band.lo(),
        hi: band.hi(),
        used_today: used,
        left_today: own.saturating_sub(used),
        state: if used < own { "open" } else { "wide" },
    }
}

pub(super) fn sync_now(ws: &Workstation, _: Empty) -> Result<SyncOutcome, ApiError> {
    ws.synchronise()
}

impl Workstation {
    /// Exchanges with the hub once. Without a line the outcome says "offline"; only a hub that
    /// answers and refuses is an error.
    ///
    /// # Errors
    /// [`ErrorCode::Locked`], [`ErrorCode::NoHub`], [`ErrorCode::HubRefused`], the store's.
    pub fn synchronise(&self) -> Result<SyncOutcome, ApiError> {
        let desk = self.desk()?;
        if desk.store().read(hub_client::address)?.is_none() {
            return Err(ErrorCode::NoHub.into());
        }
        let result = hub_client::exchange(&desk, None);
        let trouble = match &result {
            Ok(outcome) => outcome.trouble.clone(),
            Err(error) => Some(error.clone()),
        };
        lock(&self.inner.last_sync).error = trouble;
        self.changed();
        outcome(&desk, &result?)
    }
}

/// An outcome with what is still unsent.
///
/// # Errors
/// The store's.
pub fn outcome(desk: &Desk, outcome: &Outcome) -> Result<SyncOutcome, ApiError> {
    let (unsent, unsent_scans) = desk.store().read(|reader| {
        Ok::<_, ApiError>((reader.unsent_summary()?, reader.blob_summary()?.unsent))
    })?;
    Ok(SyncOutcome {
        state: state_word(outcome.state),
        pushed: outcome.pushed,
        pulled: outcome.pulled,
        bytes_up: outcome.bytes_up,
        bytes_down: outcome.bytes_down,
        round_trips: outcome.round_trips,
        unsent: unsent.cases,
        scans_sent: outcome.blobs_up,
        scans_fetched: outcome.blobs_down,
        unsent_scans,
    })
}

pub(super) fn set_watch(ws: &Workstation, request: SetWatch) -> Result<Status, ApiError> {
    let desk = ws.desk()?;
    request.watch.choose(&desk)?;
    ws.written();
    status(ws, Empty {})
}

pub(super) fn set_hub(ws: &Workstation, request: SetHub) -> Result<Status, ApiError> {
    let desk = ws.desk()?;
    let address = request.hub.trim();
    if address.is_empty() {
        return Err(ErrorCode::NoHub.into());
    }
    hub_client::set_address(&desk, address)?;
    ws.changed();
    status(ws, Empty {})
}
