//! Proof of non-transmission: every attempt to reach the hub, in a chain of hashes, countersigned by
//! the hub at the next contact. Takes the place of a photograph of the screen.
//!
//! Attempts that ended alike one after the other are one [`Run`], so that a week without a line costs a
//! few hundred bytes a day. A run that was countersigned grows no more.

mod summary;

pub use summary::{OpenedSummary, Summary, SummaryError};

use crate::id::{DeviceId, Hash, PublicKey};
use crate::time::LocalTime;
use ed25519_dalek::{Signer, SigningKey, VerifyingKey};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// A wall clock that drifts from the counter by more than this between two attempts was set by hand.
const JUMP_MS: i64 = 60_000;
const CHAIN_DOMAIN: &[u8] = b"motcua/attempt/1";
const COUNTERSIGN_DOMAIN: &[u8] = b"motcua/countersign/1";

macro_rules! causes {
    ($($(#[$doc:meta])* $name:ident $code:literal,)+) => {
        /// What an attempt came to; each has words under `cause` in the catalogue's labels.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
        pub enum Cause { $($(#[$doc])* #[serde(rename = $code)] $name,)+ }

        impl Cause {
            /// Every cause.
            pub const ALL: &'static [Self] = &[$(Self::$name,)+];

            /// The stable word.
            pub fn code(self) -> &'static str {
                match self { $(Self::$name => $code,)+ }
            }
        }
    };
}

causes! {
    /// Everything was exchanged.
    Done "done",
    /// This machine has no way to the network of the address.
    NoRoute "no_route",
    /// The name of the hub could not be looked up.
    NoName "no_name",
    /// The machine at the address answers that nobody listens there.
    ConnectionRefused "connection_refused",
    /// Nobody answered in time.
    Timeout "timeout",
    /// The connection was cut.
    Cut "cut",
    /// The hub's certificate is over.
    CertificateExpired "certificate_expired",
    /// The hub's certificate is not valid yet: mostly this machine's clock.
    CertificateNotYet "certificate_not_yet",
    /// The certificate is another machine's.
    WrongHost "wrong_host",
    /// The certificate is nobody's this machine trusts.
    CertificateUntrusted "certificate_untrusted",
    /// TLS failed otherwise.
    Tls "tls",
    /// The hub does not believe the device (401).
    Unauthorised "unauthorised",
    /// The hub refuses this machine's clock.
    WrongClock "wrong_clock",
    /// The hub takes no body of this size (413).
    TooLarge "too_large",
    /// The hub's disk is full.
    HubDiskFull "hub_disk_full",
    /// The hub, or a proxy before it, asks to come again later (429, or 503 with such a code).
    HubBusy "hub_busy",
    /// The hub failed by itself (5xx).
    HubFailed "hub_failed",
    /// The hub refused for another reason; the code says which.
    Refused "refused",
    /// The hub answered and left something untaken; the code says why.
    NotTaken "not_taken",
    /// What answered is not the hub: a login page, a proxy, another server.
    NotTheHub "not_the_hub",
    /// Something this program does not know by name; the detail says what.
    Other "other",
}

/// How far an attempt came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Layer {
    /// Looking up the name.
    Dns,
    /// Connecting.
    Tcp,
    /// Agreeing on encryption.
    Tls,
    /// Asking, until the head of the answer.
    Http,
    /// Reading the answer.
    Body,
    /// Through all of them.
    Through,
}

impl Layer {
    /// The stable word.
    pub fn code(self) -> &'static str {
        match self {
            Self::Dns => "dns",
            Self::Tcp => "tcp",
            Self::Tls => "tls",
            Self::Http => "http",
            Self::Body => "body",
            Self::Through => "through",
        }
    }
}

/// Consecutive attempts that ended alike.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Run {
    /// 1, 2, 3 … within this installation; the store gives it.
    pub seq: u64,
    /// The first attempt by the machine's clock, milliseconds since the Unix epoch (UTC).
    pub from_ms: i64,
    /// The last one.
    pub to_ms: i64,
    /// How many.
    pub tries: u64,
    /// Which run of the program counts in `counter_from_ms`: no clock can turn that back.
    pub session: u64,
    /// Milliseconds since the program began, at the first attempt.
    pub counter_from_ms: i64,
    /// The same at the last attempt.
    pub counter_to_ms: i64,
    /// By how much the wall clock was set since the attempt before, where it was.
    pub clock_set_by_ms: Option<i64>,
    /// The hub's clock minus this one, where a hub has told.
    pub hub_offset_ms: Option<i64>,
    /// How old that knowledge was at the first attempt.
    pub hub_offset_age_ms: Option<i64>,
    /// This machine's own address on the way to the hub; `None` without a way.
    pub network: Option<String>,
    /// The address that was tried.
    pub address: String,
    /// How far it came.
    pub layer: Layer,
    /// What it came to.
    pub cause: Cause,
    /// The hub's refusal, or the status of HTTP.
    pub code: Option<String>,
    /// What the system said, for people who repair; never personal data.
    pub detail: Option<String>,
    /// How long the attempts took together, in milliseconds.
    pub took_ms: u64,
    /// Bytes sent in bodies that were answered.
    pub sent: u64,
    /// Bytes of envelopes the hub acknowledged.
    pub acknowledged: u64,
    /// Cases that were only here after the last attempt.
    pub waiting: u64,
}

impl Run {
    /// Whether the hub was reached and took everything.
    pub fn is_done(&self) -> bool {
        self.cause == Cause::Done
    }

    /// The run with `next` in it, or `None` where that one begins a run of its own: it ended otherwise,
    /// on another day, in another run of the program, or after the clock was set.
    pub fn with(&self, next: &Self) -> Option<Self> {
        let day = |ms| LocalTime::from_unix_ms(ms).map(LocalTime::date).ok();
        let alike = self.cause == next.cause
            && self.layer == next.layer
            && self.code == next.code
            && self.address == next.address
            && self.network == next.network
            && self.session == next.session
            && day(self.from_ms) == day(next.from_ms)
            && next.clock_set_by_ms.is_none();
        alike.then(|| Self {
            to_ms: next.to_ms,
            tries: self.tries.saturating_add(next.tries),
            counter_to_ms: next.counter_to_ms,
            took_ms: self.took_ms.saturating_add(next.took_ms),
            sent: self.sent.saturating_add(next.sent),
            acknowledged: self.acknowledged.saturating_add(next.acknowledged),
            waiting: next.waiting,
            ..self.clone()
        })
    }

    /// The same, saying by how much the clock was set since the end of `before`.
    #[must_use]
    pub fn after(mut self, before: &Self) -> Self {
        if self.session == before.session {
            let wall = self.from_ms.saturating_sub(before.to_ms);
            let counted = self.counter_from_ms.saturating_sub(before.counter_to_ms);
            let set_by = wall.saturating_sub(counted);
            self.clock_set_by_ms = (set_by.saturating_abs() > JUMP_MS).then_some(set_by);
        }
        self
    }

    /// The bytes that are kept and hashed.
    pub fn to_bytes(&self) -> Vec<u8> {
        // Numbers and texts always serialise.
        serde_json::to_vec(self).unwrap_or_default()
    }

    /// Reads kept bytes; `None` where they are none of this program's.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        serde_json::from_slice(bytes).ok()
    }
}

/// The hash of a run: over the one before (zeros for the first) and its own bytes.
pub fn chained(before: Hash, run: &[u8]) -> Hash {
    let mut digest = Sha256::new();
    digest.update(CHAIN_DOMAIN);
    digest.update(before.0);
    digest.update(run);
    Hash(digest.finalize().into())
}

/// The hub's word that a chain had this head at this time of the hub.
///
/// vi: máy chủ xác nhận chuỗi ghi
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Countersign {
    /// Whose chain.
    pub device: DeviceId,
    /// Of which installation of the device.
    pub epoch: u64,
    /// The last run of the chain.
    pub seq: u64,
    /// Its hash.
    pub head: Hash,
    /// The hub's clock, milliseconds since the Unix epoch (UTC).
    pub hub_ms: i64,
    /// The hub.
    pub hub: PublicKey,
    /// Its signature over all of the above but its key.
    pub signature: [u8; 64],
}

impl Countersign {
    /// Signs a head as the hub.
    pub fn sign(
        key: &SigningKey,
        (device, epoch): (DeviceId, u64),
        (seq, head): (u64, Hash),
        hub_ms: i64,
    ) -> Self {
        let mut signed = Self {
            device,
            epoch,
            seq,
            head,
            hub_ms,
            hub: PublicKey(key.verifying_key().to_bytes()),
            signature: [0; 64],
        };
        signed.signature = key.sign(&signed.message()).to_bytes();
        signed
    }

    /// Whether [`Countersign::hub`] signed it. Whether that is the hub is for the caller to know.
    pub fn is_genuine(&self) -> bool {
        VerifyingKey::from_bytes(self.hub.as_bytes())
            .and_then(|key| key.verify_strict(&self.message(), &self.signature.into()))
            .is_ok()
    }

    fn message(&self) -> Vec<u8> {
        let mut message = COUNTERSIGN_DOMAIN.to_vec();
        message.extend_from_slice(&self.device.0);
        message.extend_from_slice(&self.epoch.to_be_bytes());
        message.extend_from_slice(&self.seq.to_be_bytes());
        message.extend_from_slice(&self.head.0);
        message.extend_from_slice(&self.hub_ms.to_be_bytes());
        message
    }
}

/// A stretch of time without the hub.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outage {
    /// The first attempt that failed.
    pub from_ms: i64,
    /// The first one after it that worked; `None` while the line is still down.
    pub to_ms: Option<i64>,
    /// The last attempt of the stretch.
    pub last_ms: i64,
    /// Attempts in it.
    pub tries: u64,
    /// The most cases that waited.
    pub waiting: u64,
    /// The causes with the hub's refusal or the status of HTTP, in the order in which they came, each once.
    pub causes: Vec<(Cause, Option<String>)>,
}

/// The stretches without the hub in runs that follow one another.
pub fn outages(runs: &[Run]) -> Vec<Outage> {
    let mut found: Vec<Outage> = Vec::new();
    let mut down = false;
    for run in runs {
        if run.is_done() {
            if let Some(open) = found.last_mut().filter(|_| down) {
                open.to_ms = Some(run.from_ms);
            }
            down = false;
            continue;
        }
        if !down {
            found.push(Outage {
                from_ms: run.from_ms,
                to_ms: None,
                last_ms: run.to_ms,
                tries: 0,
                waiting: 0,
                causes: vec![],
            });
        }
        down = true;
        if let Some(open) = found.last_mut() {
            open.last_ms = run.to_ms;
            open.tries += run.tries;
            open.waiting = open.waiting.max(run.waiting);
            let cause = (run.cause, run.code.clone());
            if !open.causes.contains(&cause) {
                open.causes.push(cause);
            }
        }
    }
    found
}

#[cfg(test)]
mod tests;
