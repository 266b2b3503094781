//! Every attempt to reach the hub goes into the proof of non-transmission; the hub countersigns it.

use super::fault::Fault;
use super::hub_client::HUB_KEY;
use super::request::{Line, Trouble};
use crate::api::LAST_SYNC;
use crate::clock;
use crate::desk::{Desk, HUB_OFFSET, number_setting};
use crate::error::ApiError;
use casework::evidence::{Cause, Countersign, Layer, Run};
use casework::id::PublicKey;
use hub::wire::{CountersignRequest, CountersignResponse, PROTO, pack};
use std::net::{IpAddr, Ipv4Addr, SocketAddr, UdpSocket};

/// Setting: when a hub last would not countersign, milliseconds since the Unix epoch.
const NO_COUNTERSIGN: &str = "evidence.no_countersign_ms";
/// A hub that does not countersign is asked again after this long, in milliseconds.
const ASK_AGAIN_MS: i64 = 24 * 3600 * 1000;
/// Where a way to the world at large would lead (RFC 5737); nothing is ever sent there.
const ANYWHERE: IpAddr = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1));

/// This machine's own address on the way to `host` (anywhere, where that is a name); `None` without a
/// way. Asks the routing table only: nothing is sent.
pub(crate) fn route_to(host: Option<&str>) -> Option<IpAddr> {
    let to = host
        .and_then(|host| host.trim_matches(['[', ']']).parse().ok())
        .unwrap_or(ANYWHERE);
    let any: SocketAddr = match to {
        IpAddr::V4(_) => (Ipv4Addr::UNSPECIFIED, 0).into(),
        IpAddr::V6(_) => (std::net::Ipv6Addr::UNSPECIFIED, 0).into(),
    };
    let socket = UdpSocket::bind(any).ok()?;
    socket.connect((to, 9)).ok()?;
    Some(socket.local_addr().ok()?.ip())
}

/// An attempt that has begun.
pub(super) struct Begun {
    at_ms: i64,
    counter: (u64, i64),
    network: Option<IpAddr>,
}

impl Begun {
    /// Looks at the clock and at the network before anything is tried.
    pub(super) fn now(line: &Line) -> Self {
        Self {
            at_ms: clock::now_ms(),
            counter: clock::counter(),
            network: route_to(line.host()),
        }
    }

    /// Keeps what the attempt came to.
    ///
    /// # Errors
    /// The store's.
    pub(super) fn keep(
        self,
        desk: &Desk,
        line: &Line,
        acknowledged: u64,
        fault: Option<Fault>,
    ) -> Result<(), ApiError> {
        let fault = fault.unwrap_or(Fault {
            layer: Layer::Through,
            cause: Cause::Done,
            code: None,
            detail: None,
        });
        desk.store().write(|tx| {
            let last = number_setting(tx.setting(LAST_SYNC)?);
            tx.keep_attempt(&Run {
                seq: 0,
                from_ms: self.at_ms,
                to_ms: self.at_ms,
                tries: 1,
                session: self.counter.0,
                counter_from_ms: self.counter.1,
                counter_to_ms: self.counter.1,
                clock_set_by_ms: None,
                hub_offset_ms: number_setting(tx.setting(HUB_OFFSET)?),
                hub_offset_age_ms: last.map(|last| (self.at_ms - last).max(0)),
                network: self.network.map(|address| address.to_string()),
                address: line.address(),
                layer: fault.layer,
                cause: fault.cause,
                code: fault.code,
                detail: fault.detail,
                took_ms: u64::try_from(clock::counter().1 - self.counter.1).unwrap_or(0),
                sent: line.up,
                acknowledged,
                waiting: tx.unsent_summary()?.cases,
            })?;
            Ok(())
        })
    }
}

/// Lets the hub countersign the chain where attempts failed since it last did. A hub that does not
/// know how is no trouble.
///
/// # Errors
/// The store's.
pub(super) async fn countersign(desk: &Desk, line: &mut Line) -> Result<(), ApiError> {
    let epoch = desk.profile().epoch;
    let asked = desk.store().read(|reader| {
        let refused = number_setting(reader.setting(NO_COUNTERSIGN)?);
        if refused.is_some_and(|at| (clock::now_ms() - at).abs() < ASK_AGAIN_MS) {
            return Ok(None);
        }
        let before = reader.last_countersign()?.map_or(0, |word| word.seq);
        if !reader.has_failed_since(before)? {
            return Ok(None);
        }
        let hub_key = reader.setting(HUB_KEY)?;
        let hub_key = hub_key.and_then(|bytes| PublicKey::from_slice(&bytes));
        let offset = number_setting(reader.setting(HUB_OFFSET)?).unwrap_or(0);
        let head = reader.attempt_head()?;
        Ok::<_, ApiError>(head.map(|(run, head)| (run.seq, head, hub_key, offset)))
    })?;
    let Some((seq, head, hub_key, offset)) = asked else {
        return Ok(());
    };
    let request = pack(&CountersignRequest {
        proto: PROTO,
        epoch,
        seq,
        head,
    });
    let signed = Some((desk.key(), offset));
    let answer: Result<CountersignResponse, Trouble> = line
        .post("/v1/countersign", request, signed, hub_key.as_ref())
        .await;
    let word = match answer {
        Ok(answer) => Countersign {
            device: desk.public_key().device(),
            epoch,
            seq,
            head,
            hub_ms: answer.hub_time_ms,
            hub: answer.hub_key,
            signature: answer.signature,
        },
        // The line broke: the next contact asks again.
        Err(Trouble::Offline(_)) => return Ok(()),
        Err(Trouble::Refused(..) | Trouble::Nonsense(_)) => return refused(desk),
    };
    if !word.is_genuine() || hub_key.is_some_and(|key| key != word.hub) {
        return refused(desk);
    }
    Ok(desk.store().write(|tx| tx.keep_countersign(&word))?)
}

fn refused(desk: &Desk) -> Result<(), ApiError> {
    let now = clock::now_ms().to_be_bytes();
    Ok(desk
        .store()
        .write(|tx| tx.set_setting(NO_COUNTERSIGN, &now))?)
}

#[cfg(test)]
mod tests;
