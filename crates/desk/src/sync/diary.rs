//! Every exchange over every carrier goes into the diary; while one runs, how far it is.

use super::hub_client::{self, State};
use super::stick;
use crate::clock;
use crate::desk::Desk;
use crate::error::ApiError;
use casework::evidence::Cause;
use std::path::Path;
use std::sync::{Mutex, PoisonError};
use store::Exchange;

/// What takes envelopes from machine to machine.
///
/// vi: cách chuyển dữ liệu: máy chủ, mạng nội bộ, USB
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Carrier {
    /// The hub, over the line.
    Hub,
    /// Another machine on the local network.
    Lan,
    /// A stick, or any folder that is carried.
    Stick,
}

impl Carrier {
    /// Every carrier.
    pub const ALL: [Self; 3] = [Self::Hub, Self::Lan, Self::Stick];

    /// A stable word.
    pub fn code(self) -> &'static str {
        match self {
            Self::Hub => "hub",
            Self::Lan => "lan",
            Self::Stick => "stick",
        }
    }
}

/// How far an exchange that runs now is.
#[derive(Clone, Copy, Debug)]
pub struct Progress {
    /// Over what.
    pub carrier: Carrier,
    /// How long it has run, milliseconds.
    pub busy_ms: u64,
    /// Envelopes that went out so far.
    pub pushed: u64,
    /// Envelopes that came in so far.
    pub pulled: u64,
    /// Bytes moved so far, packed.
    pub bytes: u64,
}

/// Where a running exchange tells how far it is.
#[derive(Debug, Default)]
pub struct Running(Mutex<Option<Progress>>);

impl Running {
    /// The exchange that runs, if one does.
    pub fn now(&self) -> Option<Progress> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn tell(&self, progress: Option<Progress>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = progress;
    }
}

/// An exchange that is being written into the diary.
pub(super) struct Entry<'d> {
    desk: &'d Desk,
    carrier: Carrier,
    at_ms: i64,
    counter_ms: i64,
}

impl<'d> Entry<'d> {
    /// Begins to count.
    pub(super) fn begin(desk: &'d Desk, carrier: Carrier) -> Self {
        let entry = Self {
            desk,
            carrier,
            at_ms: clock::now_ms(),
            counter_ms: clock::counter().1,
        };
        entry.tell((0, 0), 0);
        entry
    }

    /// Says how far it is: envelopes out and in, and bytes.
    pub(super) fn tell(&self, (pushed, pulled): (u64, u64), bytes: u64) {
        self.desk.running().tell(Some(Progress {
            carrier: self.carrier,
            busy_ms: self.busy_ms(),
            pushed,
            pulled,
            bytes,
        }));
    }

    /// Keeps what the exchange with the hub at `peer` came to; `sent` is how many bytes of envelopes
    /// went out, before they were packed, and why not all did.
    ///
    /// # Errors
    /// The store's.
    pub(super) fn hub(
        &self,
        peer: &str,
        sent: (u64, Option<Cause>),
        came_to: &Result<hub_client::Outcome, ApiError>,
    ) -> Result<(), ApiError> {
        let mut exchange = self.exchange(peer);
        exchange.unpacked_up = sent.0;
        moved(&mut exchange, came_to);
        exchange.code = sent.1.map(|cause| cause.code().to_owned());
        self.keep(&exchange)
    }

    /// Keeps what the exchange with the machine `peer` on the local network came to.
    ///
    /// # Errors
    /// The store's.
    pub(super) fn lan(
        &self,
        peer: &str,
        came_to: &Result<hub_client::Outcome, ApiError>,
    ) -> Result<(), ApiError> {
        let mut exchange = self.exchange(peer);
        moved(&mut exchange, came_to);
        self.keep(&exchange)
    }

    /// Keeps what the exchange with the stick in `dir` came to.
    ///
    /// # Errors
    /// The store's.
    pub(super) fn stick(
        &self,
        dir: &Path,
        came_to: &Result<stick::Outcome, ApiError>,
    ) -> Result<(), ApiError> {
        let mut exchange = self.exchange(&dir.to_string_lossy());
        match came_to {
            Ok(outcome) => {
                let state = if outcome.is_done() {
                    State::Done
                } else {
                    State::Partial
                };
                exchange.state = state_word(state).to_owned();
                exchange.code = code(outcome.trouble.as_ref());
                exchange.pushed = outcome.pushed;
                exchange.pulled = outcome.pulled;
                exchange.bytes_up = outcome.bytes_up;
                exchange.bytes_down = outcome.bytes_down;
            }
            Err(error) => exchange.code = code(Some(error)),
        }
        self.keep(&exchange)
    }

    fn exchange(&self, peer: &str) -> Exchange {
        Exchange {
            carrier: self.carrier.code().to_owned(),
            peer: peer.to_owned(),
            from_ms: self.at_ms,
            to_ms: clock::now_ms(),
            times: 1,
            busy_ms: self.busy_ms(),
            state: "failed".to_owned(),
            ..Exchange::default()
        }
    }

    fn keep(&self, exchange: &Exchange) -> Result<(), ApiError> {
        let store = self.desk.store();
        Ok(store.write(|tx| tx.keep_exchange(exchange))?)
    }

    fn busy_ms(&self) -> u64 {
        u64::try_from(clock::counter().1 - self.counter_ms).unwrap_or(0)
    }
}

impl Drop for Entry<'_> {
    fn drop(&mut self) {
        self.desk.running().tell(None);
    }
}

/// The stable word of how an exchange ended.
pub(crate) fn state_word(state: State) -> &'static str {
    match state {
        State::Done => "done",
        State::Partial => "partial",
        State::Offline => "offline",
    }
}

/// Writes down how an exchange over a line ended and what it moved.
fn moved(exchange: &mut Exchange, came_to: &Result<hub_client::Outcome, ApiError>) {
    match came_to {
        Ok(outcome) => {
            state_word(outcome.state).clone_into(&mut exchange.state);
            exchange.code = code(outcome.trouble.as_ref());
            exchange.pushed = outcome.pushed;
            exchange.pulled = outcome.pulled;
            exchange.bytes_up = outcome.bytes_up;
            exchange.bytes_down = outcome.bytes_down;
        }
        Err(error) => exchange.code = code(Some(error)),
    }
}

fn code(trouble: Option<&ApiError>) -> Option<String> {
    trouble.map(|error| error.code.code().to_owned())
}
