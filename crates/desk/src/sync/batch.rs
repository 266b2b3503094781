//! How much goes into one request: what the line carries in a few seconds, so that a cut costs little
//! on a bad line and a good one is not kept waiting.

use crate::desk::number_setting;
use crate::error::ApiError;
use store::{Reader, Tx};

/// Setting: bytes on the wire that one request aims at.
const BATCH: &str = "sync.batch";
/// Fewest and most bytes on the wire in one direction of one request.
const LEAST: usize = 8 * 1024;
const MOST: usize = 256 * 1024;
/// Where nothing was measured: a day's work of one desk.
const FIRST: usize = 64 * 1024;
/// How long one request should take, in milliseconds.
const AIM_MS: i64 = 15_000;
/// Most bytes of envelopes in one direction of one request, before they are packed: the hub's limit.
const UNPACKED_MOST: usize = 1024 * 1024;
/// How many times smaller envelopes become, where nothing was measured.
const SHRINK: usize = 12;
/// More is a stroke of luck, and no measure for the next page.
const SHRINK_MOST: usize = 24;

/// The size of the next page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Batch {
    /// Bytes on the wire.
    packed: usize,
    shrink: usize,
}

/// What one request carried.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Load {
    /// Bytes of its envelopes, in both directions.
    pub(super) envelopes: usize,
    /// Bytes of both bodies.
    pub(super) bodies: usize,
    /// How long it took.
    pub(super) ms: i64,
}

impl Batch {
    /// What the line carried last, and how much smaller envelopes became by the diary.
    ///
    /// # Errors
    /// The store's.
    pub(super) fn kept(reader: &Reader<'_>) -> Result<Self, ApiError> {
        let kept = number_setting(reader.setting(BATCH)?);
        let packed = kept.and_then(|kept| usize::try_from(kept).ok());
        let shrink = reader
            .packing()?
            .map(|(before, after)| before / after.max(1));
        let shrink = shrink.and_then(|times| usize::try_from(times).ok());
        Ok(Self {
            packed: packed.unwrap_or(FIRST).clamp(LEAST, MOST),
            shrink: shrink.unwrap_or(SHRINK).clamp(1, SHRINK_MOST),
        })
    }

    /// Keeps it for the next exchange.
    ///
    /// # Errors
    /// The store's.
    pub(super) fn keep(self, tx: &mut Tx<'_>) -> Result<(), ApiError> {
        let packed = i64::try_from(self.packed).unwrap_or(0).to_be_bytes();
        Ok(tx.set_setting(BATCH, &packed)?)
    }

    /// Bytes of envelopes that go into a page, before they are packed.
    pub(super) fn envelopes(self) -> usize {
        (self.packed * self.shrink).min(UNPACKED_MOST)
    }

    /// A request was answered. One that was hardly filled says nothing about the line.
    pub(super) fn carried(&mut self, load: Load) {
        if load.bodies < self.packed / 4 {
            return;
        }
        self.shrink = (load.envelopes / load.bodies.max(1)).clamp(1, SHRINK_MOST);
        let carries = load.bodies as i64 * AIM_MS / load.ms.max(1);
        let carries = usize::try_from(carries).unwrap_or(MOST);
        let near = carries.clamp(self.packed / 2, self.packed * 2);
        self.packed = near.clamp(LEAST, MOST);
    }

    /// The line broke on the way; whether the next page will be smaller.
    pub(super) fn broke(&mut self) -> bool {
        let before = self.packed;
        self.packed = (before / 2).max(LEAST);
        self.packed < before
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Requests in turn, each filled, over a line of so many bytes a second with this latency.
    fn settles(mut batch: Batch, bytes_a_second: i64, latency_ms: i64) -> usize {
        for _ in 0..20 {
            let bodies = batch.packed;
            let ms = latency_ms + i64::try_from(bodies).expect("small") * 1000 / bytes_a_second;
            let envelopes = bodies * 5;
            batch.carried(Load {
                envelopes,
                bodies,
                ms,
            });
        }
        assert_eq!(batch.shrink, 5);
        batch.packed
    }

    #[test]
    fn a_page_takes_some_seconds_on_any_line() {
        let first = Batch {
            packed: FIRST,
            shrink: SHRINK,
        };
        for (what, bytes_a_second, latency_ms, range) in [
            ("EDGE", 1_000, 700, 13_000..=15_000),
            ("64 kbit/s", 8_000, 700, 105_000..=120_000),
            ("nearly none", 200, 2_000, LEAST..=LEAST),
            ("ADSL", 60_000, 60, MOST..=MOST),
            ("fibre", 10_000_000, 5, MOST..=MOST),
        ] {
            let settled = settles(first, bytes_a_second, latency_ms);
            assert!(range.contains(&settled), "{what}: {settled}");
        }
    }

    #[test]
    fn a_cut_halves_and_a_small_page_says_nothing() {
        let mut batch = Batch {
            packed: MOST,
            shrink: SHRINK,
        };
        let mut halves = 0;
        while batch.broke() {
            halves += 1;
        }
        assert_eq!((halves, batch.packed), (5, LEAST));
        let before = batch;
        batch.carried(Load {
            envelopes: 4_000,
            bodies: LEAST / 5,
            ms: 60_000,
        });
        assert_eq!(batch, before);
    }
}
