//! Who comes in: not too often from one address or device, not more at once than there is memory for,
//! and nobody any more once the hub was told to stop.

use crate::HubError;
use crate::config::{Limits, Proxy};
use crate::limits::{ADDRESSES_MAX, network};
use crate::metrics::Metrics;
use crate::wire::BODY_MAX;
use axum::extract::ConnectInfo;
use axum::http::header::CONTENT_LENGTH;
use axum::http::request::Parts;
use casework::id::DeviceId;
use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};

/// The unit in which memory is counted, in bytes.
const UNIT: usize = 1024;

/// The limits of a hub and what counts towards them.
pub(crate) struct Gate {
    pub(crate) limits: Limits,
    proxy: Option<Proxy>,
    addresses: Rates<IpAddr>,
    devices: Rates<DeviceId>,
    memory: Arc<Semaphore>,
    /// Requests that have begun, and whether no more may.
    inside: watch::Sender<(usize, bool)>,
    metrics: Arc<Metrics>,
}

/// A request that has begun; over when dropped.
pub(crate) struct Inside {
    gate: Arc<Gate>,
    _memory: OwnedSemaphorePermit,
}

impl Drop for Inside {
    fn drop(&mut self) {
        self.gate.inside.send_modify(|(count, _)| *count -= 1);
    }
}

impl Gate {
    pub(crate) fn new(limits: Limits, proxy: Option<Proxy>, metrics: Arc<Metrics>) -> Arc<Self> {
        let units = limits.body_mib as usize * (1024 * 1024 / UNIT);
        Arc::new(Self {
            limits,
            proxy,
            addresses: Rates::new(limits.address_per_minute, limits.address_burst),
            devices: Rates::new(limits.device_per_minute, limits.device_burst),
            memory: Arc::new(Semaphore::new(units.min(Semaphore::MAX_PERMITS))),
            inside: watch::Sender::new((0, false)),
            metrics,
        })
    }

    /// Where a request came from: what a configured proxy says, else the other end of the line.
    pub(crate) fn caller(&self, parts: &Parts) -> IpAddr {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>();
        let peer = peer.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |info| info.0.ip());
        let said = self.proxy.as_ref().filter(|proxy| proxy.is(peer));
        let said = said.and_then(|proxy| {
            let lines = parts.headers.get_all(&proxy.header).iter();
            let lines: Vec<_> = lines.filter_map(|value| value.to_str().ok()).collect();
            proxy.caller(lines.into_iter())
        });
        said.unwrap_or(peer)
    }

    /// Lets a request begin.
    ///
    /// # Errors
    /// [`HubError::Stopping`], [`HubError::TooMany`], [`HubError::Crowded`].
    pub(crate) fn enter(
        self: &Arc<Self>,
        parts: &Parts,
        from: IpAddr,
        now_ms: i64,
    ) -> Result<Inside, HubError> {
        if self.inside.borrow().1 {
            return Err(self.refused("stopping", HubError::Stopping));
        }
        // On this machine itself, or behind a proxy that was not named.
        if !from.is_loopback() {
            let wait = self.addresses.take(network(from), now_ms);
            wait.map_err(|retry_s| self.refused("address", HubError::TooMany { retry_s }))?;
        }
        let length = parts.headers.get(CONTENT_LENGTH);
        let length = length.and_then(|value| value.to_str().ok()?.parse::<usize>().ok());
        let units = length
            .unwrap_or(BODY_MAX)
            .min(BODY_MAX)
            .div_ceil(UNIT)
            .max(1);
        let units = u32::try_from(units).unwrap_or(u32::MAX);
        let memory = self.memory.clone().try_acquire_many_owned(units);
        let memory = memory.map_err(|_| self.refused("memory", HubError::Crowded))?;
        self.inside.send_modify(|(count, _)| *count += 1);
        let gate = self.clone();
        Ok(Inside {
            gate,
            _memory: memory,
        })
    }

    /// Counts a request of a device that has proved who it is.
    ///
    /// # Errors
    /// [`HubError::TooMany`].
    pub(crate) fn know(&self, device: DeviceId, now_ms: i64) -> Result<(), HubError> {
        let wait = self.devices.take(device, now_ms);
        wait.map_err(|retry_s| self.refused("device", HubError::TooMany { retry_s }))
    }

    /// Lets requests begin: at first, and again where a hub serves once more.
    pub(crate) fn open(&self) {
        self.inside.send_modify(|(_, closed)| *closed = false);
    }

    /// Lets nobody in any more, and waits until those inside are done or `limit` is over.
    pub(crate) async fn close(&self, limit: Duration) {
        self.inside.send_modify(|(_, closed)| *closed = true);
        let mut inside = self.inside.subscribe();
        let empty = inside.wait_for(|(count, _)| *count == 0);
        tokio::time::timeout(limit, empty).await.ok();
    }

    #[cfg(test)]
    pub(crate) fn is_busy(&self) -> bool {
        self.inside.borrow().0 > 0
    }

    #[cfg(test)]
    pub(crate) fn is_closed(&self) -> bool {
        self.inside.borrow().1
    }

    fn refused(&self, limit: &'static str, error: HubError) -> HubError {
        self.metrics.limited(limit);
        error
    }
}

/// How often each of many may do something: so many a minute, and a number at once after a rest.
struct Rates<K> {
    /// Milliseconds for one.
    each: i64,
    /// Milliseconds that may be used up in advance.
    ahead: i64,
    /// Until when each has used up its time.
    used: Mutex<BTreeMap<K, i64>>,
}

impl<K: Ord + Copy> Rates<K> {
    fn new(per_minute: u32, burst: u32) -> Self {
        let each = (60_000 / i64::from(per_minute.max(1))).max(1);
        Self {
            each,
            ahead: each.saturating_mul(burst.max(1).into()),
            used: Mutex::default(),
        }
    }

    /// Takes one, or gives after how many seconds there is one.
    fn take(&self, who: K, now_ms: i64) -> Result<(), u64> {
        let mut used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        if used.len() >= ADDRESSES_MAX && !used.contains_key(&who) {
            used.retain(|_, until| *until > now_ms);
            let least = used.iter().min_by_key(|(_, until)| **until);
            let least = least.map(|(who, _)| *who);
            if used.len() >= ADDRESSES_MAX {
                least.and_then(|least| used.remove(&least));
            }
        }
        let latest = now_ms.saturating_add(self.ahead);
        let until = used.entry(who).or_insert(now_ms);
        // Further ahead than anybody comes: the clock was set back, and that is nobody's fault.
        let from = if *until > latest { now_ms } else { *until };
        let next = from.max(now_ms).saturating_add(self.each);
        if next > latest {
            let wait = (next - latest).unsigned_abs();
            return Err(wait.div_ceil(1000).max(1));
        }
        *until = next;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_is_kept_and_a_rest_gives_it_back() {
        // One each 100 ms, three at once.
        let rates = Rates::new(600, 3);
        for (who, now, wanted) in [
            (1, 0, Ok(())),
            (1, 0, Ok(())),
            (1, 0, Ok(())),
            (1, 0, Err(1)),
            (2, 0, Ok(())),
            (1, 99, Err(1)),
            (1, 100, Ok(())),
            (1, 100, Err(1)),
            (1, 100_000, Ok(())),
            (1, 100_000, Ok(())),
            (1, 100_000, Ok(())),
            (1, 100_000, Err(1)),
            // The clock is set back by a day.
            (1, -86_400_000, Ok(())),
            (1, -86_400_000, Ok(())),
            (1, -86_400_000, Ok(())),
            (1, -86_400_000, Err(1)),
        ] {
            assert_eq!(rates.take(who, now), wanted, "{who} at {now}");
        }
        let slow = Rates::new(1, 1);
        assert_eq!(slow.take(1, 0), Ok(()));
        assert_eq!(slow.take(1, 1), Err(60));
    }

    #[test]
    fn memory_for_rates_is_bounded() {
        let rates = Rates::new(1, 1);
        for who in 0..ADDRESSES_MAX + 100 {
            assert_eq!(rates.take(who, 0), Ok(()));
        }
        assert_eq!(rates.used.lock().expect("lock").len(), ADDRESSES_MAX);
    }
}
