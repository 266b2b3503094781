//! The machines that somebody named or that were met: kept, because they cannot always be found.

use super::address::{Address, Pairing};
use crate::error::ApiError;
use casework::id::DeviceId;
use serde::{Deserialize, Serialize};
use store::{Reader, StoreError, Tx};

/// Setting: the machines that are kept.
const PEERS: &str = "lan.peers";
/// Most of them; those met longest ago go first.
const PEERS_MAX: usize = 64;

/// A machine that is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// Where it may be, as it was typed or met; the place that worked last comes first.
    pub addresses: Vec<String>,
    /// Which machine it is, once that is known.
    pub device: Option<DeviceId>,
    /// The last exchange with it, milliseconds since the Unix epoch.
    pub met_ms: Option<i64>,
}

impl Kept {
    /// Its places, as they read.
    pub fn places(&self) -> Vec<Address> {
        let read = |text: &String| Address::parse(text).ok();
        self.addresses.iter().filter_map(read).collect()
    }
}

/// Every machine that is kept.
///
/// # Errors
/// The store's.
pub fn list(reader: &Reader<'_>) -> Result<Vec<Kept>, StoreError> {
    let kept = reader.setting(PEERS)?;
    Ok(kept
        .and_then(|bytes| serde_json::from_slice(&bytes).ok())
        .unwrap_or_default())
}

fn write(tx: &mut Tx<'_>, mut kept: Vec<Kept>) -> Result<(), StoreError> {
    kept.retain(|one| !one.addresses.is_empty());
    while kept.len() > PEERS_MAX {
        let oldest = kept.iter().enumerate().min_by_key(|(_, one)| one.met_ms);
        let Some((nth, _)) = oldest else { break };
        kept.remove(nth);
    }
    let bytes = serde_json::to_vec(&kept).unwrap_or_default();
    tx.set_setting(PEERS, &bytes)
}

/// Keeps a machine that somebody named; gives its first address.
///
/// # Errors
/// The store's.
pub fn add(tx: &mut Tx<'_>, pairing: &Pairing) -> Result<(), ApiError> {
    let mut kept = list(tx)?;
    let named: Vec<String> = pairing.places.iter().map(ToString::to_string).collect();
    let same = kept.iter_mut().find(|one| {
        let device = one.device.is_some() && one.device == pairing.device;
        device || one.addresses.iter().any(|address| named.contains(address))
    });
    match same {
        Some(one) => {
            for address in named {
                if !one.addresses.contains(&address) {
                    one.addresses.push(address);
                }
            }
        }
        None => kept.push(Kept {
            addresses: named,
            device: pairing.device,
            met_ms: None,
        }),
    }
    Ok(write(tx, kept)?)
}

/// Keeps that a machine was met at an address: it is there now and no other one is.
///
/// # Errors
/// The store's.
pub(super) fn met(
    tx: &mut Tx<'_>,
    address: &Address,
    device: DeviceId,
    now_ms: i64,
) -> Result<(), ApiError> {
    let address = address.to_string();
    let mut kept = list(tx)?;
    let nameless = |one: &Kept| one.device.is_none() && one.addresses.contains(&address);
    let is_it = |one: &Kept| one.device == Some(device) || nameless(one);
    let mut it = Kept {
        addresses: vec![address.clone()],
        device: Some(device),
        met_ms: Some(now_ms),
    };
    for one in kept.iter().filter(|one| is_it(one)) {
        let others = one.addresses.iter().filter(|other| **other != address);
        it.addresses.extend(others.cloned());
    }
    kept.retain(|one| !is_it(one));
    for one in &mut kept {
        one.addresses.retain(|other| *other != address);
    }
    kept.push(it);
    Ok(write(tx, kept)?)
}

/// Forgets the machine that is kept with an address.
///
/// # Errors
/// The store's.
pub fn forget(tx: &mut Tx<'_>, address: &str) -> Result<(), ApiError> {
    let mut kept = list(tx)?;
    kept.retain(|one| !one.addresses.iter().any(|other| other == address));
    Ok(write(tx, kept)?)
}
