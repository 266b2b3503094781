//! A signed statement of one store: these envelopes are on my disk.
//!
//! It names them by runs of a device's chain. Each envelope names the one before it, so the hash of
//! the last one of a run stands for the whole run: a statement about thousands is as long as one
//! about one, and still says exactly which.

use super::frame::bounded;
use crate::id::{DeviceId, Hash, OfficeId, PublicKey};
use ed25519_dalek::{Signer, SigningKey, VerifyingKey};
use minicbor::{Decode, Decoder, Encode};

/// Most runs in one receipt; what does not fit is not claimed.
pub const RUNS_MAX: usize = 4096;

const DOMAIN: &[u8] = b"motcua/receipt/1";
const VERSION: u8 = 1;

/// Envelopes `lo` to `hi` of one device's chain, none missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Run {
    /// Who signed them.
    #[n(0)]
    pub device: DeviceId,
    /// In which epoch.
    #[n(1)]
    pub epoch: u64,
    /// The first one's sequence number.
    #[n(2)]
    pub lo: u64,
    /// The last one's.
    #[n(3)]
    pub hi: u64,
    /// The last one's hash.
    #[n(4)]
    pub tip: Hash,
}

/// What a store says of itself.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Holding {
    #[n(0)]
    version: u8,
    /// The office whose feed it is about.
    #[n(1)]
    pub office: OfficeId,
    /// Who says it: the device, or the hub.
    #[n(2)]
    pub by: DeviceId,
    /// The epoch of the store: after a restore it may hold less than before.
    #[n(3)]
    pub epoch: u64,
    /// How many envelopes of the office it holds; with the epoch it tells the newer statement.
    #[n(4)]
    pub position: u64,
    /// Its clock, milliseconds since the Unix epoch (UTC); for people only.
    #[n(5)]
    pub at_ms: i64,
    /// What it holds.
    #[cbor(n(6), decode_with = "read_runs")]
    pub runs: Vec<Run>,
}

/// A [`Holding`] with the signature of its store.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Receipt {
    #[n(0)]
    holding: Holding,
    #[cbor(n(1), with = "minicbor::bytes")]
    signature: [u8; 64],
}

fn read_runs<C>(
    input: &mut Decoder<'_>,
    context: &mut C,
) -> Result<Vec<Run>, minicbor::decode::Error> {
    bounded(input, RUNS_MAX, |input| input.decode_with(context))
}

impl Holding {
    /// A statement of the store with this key; of more than [`RUNS_MAX`] runs the first.
    pub fn new(
        office: OfficeId,
        key: &SigningKey,
        (epoch, position): (u64, u64),
        at_ms: i64,
        mut runs: Vec<Run>,
    ) -> Self {
        runs.truncate(RUNS_MAX);
        Self {
            version: VERSION,
            office,
            by: PublicKey(key.verifying_key().to_bytes()).device(),
            epoch,
            position,
            at_ms,
            runs,
        }
    }

    /// Signs it.
    pub fn sign(self, key: &SigningKey) -> Receipt {
        let signature = key.sign(&self.signed_part()).to_bytes();
        Receipt {
            holding: self,
            signature,
        }
    }

    /// Whether the envelope with this place in a chain is among them, by its place alone.
    pub fn holds(&self, device: DeviceId, epoch: u64, seq: u64) -> bool {
        self.runs.iter().any(|run| {
            (run.device, run.epoch) == (device, epoch) && (run.lo..=run.hi).contains(&seq)
        })
    }

    /// How many of the envelopes in `runs` are not among them, by their places alone. Runs of one
    /// chain do not overlap.
    pub fn lacks(&self, runs: &[Run]) -> u64 {
        let size = |lo: u64, hi: u64| (hi + 1).saturating_sub(lo);
        runs.iter()
            .map(|run| {
                let same = |own: &&Run| (own.device, own.epoch) == (run.device, run.epoch);
                let both = |own: &Run| size(own.lo.max(run.lo), own.hi.min(run.hi));
                let held: u64 = self.runs.iter().filter(same).map(both).sum();
                size(run.lo, run.hi).saturating_sub(held)
            })
            .sum()
    }

    /// Whether it was made after `other` of the same store.
    pub fn is_newer_than(&self, other: &Self) -> bool {
        (self.epoch, self.position) > (other.epoch, other.position)
    }

    fn signed_part(&self) -> Vec<u8> {
        let mut bytes = DOMAIN.to_vec();
        // Writing to a vector cannot fail.
        minicbor::encode(self, &mut bytes).ok();
        bytes
    }
}

impl Receipt {
    /// Reads the wire form; the signature is not yet checked. `None` for anything that is not
    /// written the one way.
    pub fn from_wire(wire: &[u8]) -> Option<Self> {
        let receipt: Self = minicbor::decode(wire).ok()?;
        let known = receipt.holding.version == VERSION && receipt.to_wire() == wire;
        known.then_some(receipt)
    }

    /// Writes the wire form.
    pub fn to_wire(&self) -> Vec<u8> {
        minicbor::to_vec(self).unwrap_or_default()
    }

    /// What it says, whoever signed it.
    pub fn holding(&self) -> &Holding {
        &self.holding
    }

    /// Whether `key` is the store's and signed exactly this.
    pub fn is_signed_by(&self, key: &PublicKey) -> bool {
        key.device() == self.holding.by
            && VerifyingKey::from_bytes(key.as_bytes())
                .and_then(|key| {
                    key.verify_strict(&self.holding.signed_part(), &self.signature.into())
                })
                .is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signed() -> (PublicKey, Receipt) {
        let key = SigningKey::from_bytes(&[7; 32]);
        let run = |device, lo, hi| Run {
            device: DeviceId([device; 16]),
            epoch: 1,
            lo,
            hi,
            tip: Hash([device; 32]),
        };
        let runs = vec![run(1, 1, 30), run(1, 32, 40), run(2, 1, 1)];
        let holding = Holding::new(OfficeId([3; 16]), &key, (1, 40), 1_795_224_600_000, runs);
        let public = PublicKey(key.verifying_key().to_bytes());
        (public, holding.sign(&key))
    }

    #[test]
    fn what_a_store_lacks_is_counted_by_places() {
        let (_, receipt) = signed();
        let run = |device, lo, hi| Run {
            device: DeviceId([device; 16]),
            epoch: 1,
            lo,
            hi,
            tip: Hash([device; 32]),
        };
        for (runs, lacking) in [
            (vec![], 0),
            (vec![run(1, 1, 30)], 0),
            (vec![run(1, 5, 40)], 1),
            (vec![run(1, 31, 31)], 1),
            (vec![run(1, 1, 50), run(2, 1, 3)], 13),
            (vec![run(3, 1, 7)], 7),
            (
                vec![Run {
                    epoch: 2,
                    ..run(1, 1, 2)
                }],
                2,
            ),
        ] {
            assert_eq!(receipt.holding().lacks(&runs), lacking, "{runs:?}");
        }
    }

    #[test]
    fn a_receipt_says_exactly_what_was_signed() {
        let (public, receipt) = signed();
        let wire = receipt.to_wire();
        let read = Receipt::from_wire(&wire).expect("own bytes");
        assert_eq!(read, receipt);
        assert!(read.is_signed_by(&public));
        let other = PublicKey(SigningKey::from_bytes(&[8; 32]).verifying_key().to_bytes());
        assert!(!read.is_signed_by(&other));
        for (device, seq, held) in [
            (1, 1, true),
            (1, 30, true),
            (1, 31, false),
            (1, 40, true),
            (1, 41, false),
            (2, 2, false),
            (3, 1, false),
        ] {
            let holds = read.holding().holds(DeviceId([device; 16]), 1, seq);
            assert_eq!(holds, held, "{device} {seq}");
        }
        for bit in 0..wire.len() * 8 {
            let mut damaged = wire.clone();
            damaged[bit / 8] ^= 1 << (bit % 8);
            let believed =
                Receipt::from_wire(&damaged).is_some_and(|read| read.is_signed_by(&public));
            assert!(!believed, "bit {bit} went through");
        }
    }
}
