//! How often somebody may guess a one-time code, and how much work runs at once.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Mutex, PoisonError};

/// Requests whose store work runs at the same time; each may unpack 8 MiB.
pub(crate) const WORK_MAX: usize = 16;
/// Wrong codes from one address before it has to wait.
pub(crate) const WRONG_CODES_MAX: u32 = 10;
/// How long it has to wait, in milliseconds.
pub(crate) const WAIT_MS: i64 = 10 * 60 * 1000;
/// Addresses remembered; the one that has been quiet longest is forgotten first.
pub(crate) const ADDRESSES_MAX: usize = 4096;

/// Counts wrong codes by address, in memory.
#[derive(Default)]
pub(crate) struct WrongCodes {
    by_address: Mutex<BTreeMap<IpAddr, Count>>,
}

#[derive(Clone, Copy)]
struct Count {
    wrong: u32,
    last_ms: i64,
}

impl WrongCodes {
    /// Whether somebody at `address` may try a code.
    pub(crate) fn may_try(&self, address: IpAddr, now_ms: i64) -> bool {
        let counts = self
            .by_address
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        counts
            .get(&network(address))
            .is_none_or(|count| count.wrong < WRONG_CODES_MAX || is_over(*count, now_ms))
    }

    /// Remembers a wrong code.
    pub(crate) fn add(&self, address: IpAddr, now_ms: i64) {
        let mut counts = self
            .by_address
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let address = network(address);
        if counts.len() >= ADDRESSES_MAX && !counts.contains_key(&address) {
            counts.retain(|_, count| !is_over(*count, now_ms));
        }
        if counts.len() >= ADDRESSES_MAX && !counts.contains_key(&address) {
            let quiet = counts
                .iter()
                .min_by_key(|(_, count)| count.last_ms)
                .map(|(ip, _)| *ip);
            quiet.and_then(|quiet| counts.remove(&quiet));
        }
        let count = counts.entry(address).or_insert(Count {
            wrong: 0,
            last_ms: now_ms,
        });
        let before = if is_over(*count, now_ms) {
            0
        } else {
            count.wrong
        };
        *count = Count {
            wrong: before.saturating_add(1),
            last_ms: now_ms,
        };
    }
}

fn is_over(count: Count, now_ms: i64) -> bool {
    count.last_ms.abs_diff(now_ms) >= WAIT_MS.unsigned_abs()
}

/// One customer has a whole IPv6 /64.
pub(crate) fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(v4) => IpAddr::V4(v4),
        IpAddr::V6(v6) => IpAddr::V6(Ipv6Addr::from_bits(v6.to_bits() >> 64 << 64)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrong_codes_cost_time() {
        let at = |text: &str| text.parse::<IpAddr>().expect("address");
        let codes = WrongCodes::default();
        for _ in 0..WRONG_CODES_MAX {
            assert!(codes.may_try(at("192.0.2.1"), 1_000));
            codes.add(at("192.0.2.1"), 1_000);
            codes.add(at("2001:db8::1"), 1_000);
        }
        for (address, now, wanted) in [
            ("192.0.2.1", 1_000, false),
            ("::ffff:192.0.2.1", 1_000, false),
            ("192.0.2.1", 999 + WAIT_MS, false),
            ("192.0.2.1", 1_000 + WAIT_MS, true),
            ("192.0.2.2", 1_000, true),
            ("2001:db8::2", 1_000, false),
            ("2001:db8:0:1::1", 1_000, true),
        ] {
            assert_eq!(codes.may_try(at(address), now), wanted, "{address} {now}");
        }
        codes.add(at("192.0.2.1"), 1_000 + WAIT_MS);
        assert!(
            codes.may_try(at("192.0.2.1"), 1_000 + WAIT_MS),
            "counts begin anew"
        );
    }

    #[test]
    fn memory_is_bounded() {
        let codes = WrongCodes::default();
        let many = u32::try_from(ADDRESSES_MAX).expect("small") + 100;
        for n in 0..many {
            codes.add(IpAddr::V4(n.into()), i64::from(n));
        }
        let kept = codes.by_address.lock().expect("lock").len();
        assert_eq!(kept, ADDRESSES_MAX);
    }
}
