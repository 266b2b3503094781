//! Exchange with other machines of the office on the local network, without any internet: each
//! answers the others as a hub would (`hub::Peer`), over TLS with the devices' own certificates.
//! Machines find each other by mDNS, by an address that is typed, or by a pairing code.

mod address;
mod certificate;
mod discovery;
mod exchange;
mod kept;
mod meeting;
mod round;
mod sharing;

pub use address::{Address, PORT, Pairing, own_addresses};
pub use discovery::Found;
pub use exchange::exchange;
pub use kept::{Kept, add, forget, list};
pub use meeting::{Step, Tested, peer, test};
pub use round::{Rounds, Target, name_of, targets, visit};
pub use sharing::{Bell, Sharing};

use crate::desk::Desk;
use crate::error::{ApiError, ErrorCode};
use casework::id::DeviceId;
use casework::sync::receipt::{Holding, Receipt};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use store::Reader;

/// Setting: whether this machine shares on the local network, and on which port.
const LAN: &str = "lan";

/// Whether this machine shares on the local network; an officer chooses.
///
/// vi: chia sẻ trong mạng nội bộ
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lan {
    /// It answers others, announces itself and visits them.
    pub on: bool,
    /// Where it answers.
    pub port: u16,
    /// It announces itself by mDNS and looks for others; else machines are found by address only.
    pub announce: bool,
}

impl Default for Lan {
    fn default() -> Self {
        Self {
            on: false,
            port: PORT,
            announce: true,
        }
    }
}

impl Lan {
    /// What was chosen.
    ///
    /// # Errors
    /// The store's.
    pub fn chosen(reader: &Reader<'_>) -> Result<Self, ApiError> {
        let kept = reader.setting(LAN)?;
        let kept = kept.and_then(|bytes| serde_json::from_slice(&bytes).ok());
        Ok(kept.unwrap_or_default())
    }

    /// Keeps the choice.
    ///
    /// # Errors
    /// The store's.
    pub fn choose(self, desk: &Desk) -> Result<(), ApiError> {
        let bytes = serde_json::to_vec(&self).unwrap_or_default();
        Ok(desk.store().write(|tx| tx.set_setting(LAN, &bytes))?)
    }
}

/// How many envelopes of this machine each other device is not known to hold, by what it said last.
///
/// # Errors
/// The store's.
pub fn waiting(desk: &Desk, reader: &Reader<'_>) -> Result<BTreeMap<DeviceId, u64>, ApiError> {
    let runs = reader.runs(desk.office())?;
    let receipts = reader.receipts(desk.office())?;
    let lacks = |said: &Holding| (said.by, said.lacks(&runs));
    Ok(receipts.iter().map(Receipt::holding).map(lacks).collect())
}

/// Whether the hub has confirmed this machine, so that others may believe it.
///
/// # Errors
/// The store's.
pub fn is_confirmed(desk: &Desk, reader: &Reader<'_>) -> Result<bool, ApiError> {
    let entry = certificate::entry_of(reader, desk.office(), &desk.public_key())?;
    Ok(entry.is_some())
}

/// Refuses a pairing code that can come to nothing: this machine's own, or another office's.
///
/// # Errors
/// [`ErrorCode::LanMyself`], [`ErrorCode::LanOtherOffice`].
pub fn check(desk: &Desk, pairing: &Pairing) -> Result<(), ApiError> {
    if pairing.device == Some(desk.public_key().device()) {
        return Err(ErrorCode::LanMyself.into());
    }
    if pairing
        .office
        .is_some_and(|office| office != address::tag(desk.office()))
    {
        return Err(ErrorCode::LanOtherOffice.into());
    }
    Ok(())
}
