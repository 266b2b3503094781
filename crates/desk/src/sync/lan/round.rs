//! Visiting every machine that is known or found, each at its own pace.

use super::address::Address;
use super::discovery::Found;
use super::exchange::{exchange, is_no_line};
use super::kept;
use crate::clock;
use crate::desk::Desk;
use crate::error::ApiError;
use crate::sync::hub_client::{Outcome, State};
use crate::sync::schedule::{Pace, Watch};
use casework::id::DeviceId;
use std::collections::BTreeMap;
use std::time::Duration;

/// A machine to visit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// Which one, where that is known.
    pub device: Option<DeviceId>,
    /// Where it may be.
    pub places: Vec<Address>,
}

/// The machines that are kept or announce themselves; one that does both is one.
///
/// # Errors
/// The store's.
pub fn targets(desk: &Desk, found: &[Found]) -> Result<Vec<Target>, ApiError> {
    let kept = desk.store().read(kept::list)?;
    let mut targets: Vec<Target> = kept
        .iter()
        .map(|one| Target {
            device: one.device,
            places: one.places(),
        })
        .collect();
    for one in found {
        let same = |target: &&mut Target| {
            let nameless = target.device.is_none();
            let there = target
                .places
                .iter()
                .any(|place| one.addresses.contains(place));
            target.device == Some(one.device) || nameless && there
        };
        match targets.iter_mut().find(same) {
            Some(target) => {
                // Where it announces itself now comes first.
                let mut places = one.addresses.clone();
                let others = target.places.iter().filter(|place| !places.contains(place));
                let others: Vec<_> = others.cloned().collect();
                places.extend(others);
                (target.device, target.places) = (Some(one.device), places);
            }
            None => targets.push(Target {
                device: Some(one.device),
                places: one.addresses.clone(),
            }),
        }
    }
    Ok(targets)
}

/// Exchanges with a machine at the first of its places where it is.
///
/// # Errors
/// As for [`exchange`].
pub fn visit(desk: &Desk, places: &[Address]) -> Result<Outcome, ApiError> {
    let mut last = None;
    for place in places {
        let outcome = exchange(desk, place);
        let elsewhere = match &outcome {
            Ok(outcome) => outcome
                .trouble
                .as_ref()
                .is_some_and(|error| is_no_line(error.code)),
            // Its address is another machine's now.
            Err(_) => true,
        };
        if !elsewhere {
            return outcome;
        }
        last.get_or_insert(outcome);
    }
    last.unwrap_or_else(|| Err(crate::error::ErrorCode::BadPeer.into()))
}

/// When each machine is visited next.
#[derive(Default)]
pub struct Rounds {
    known: BTreeMap<String, Known>,
}

#[derive(Default)]
struct Known {
    pace: Pace,
    /// Not before this, by the counter that no clock turns back, in milliseconds.
    next: i64,
    /// Where it was looked for.
    places: Vec<Address>,
}

impl Rounds {
    /// Visits every machine that it is time for and hands each outcome to `tell`. One that failed is
    /// left alone ever longer.
    ///
    /// # Errors
    /// The store's; what a visit came to is told.
    pub fn go(
        &mut self,
        desk: &Desk,
        found: &[Found],
        mut tell: impl FnMut(&Target, Result<Outcome, ApiError>),
    ) -> Result<(), ApiError> {
        for target in targets(desk, found)? {
            let now = clock::counter().1;
            let known = self.known.entry(name_of(&target)).or_default();
            // One that turns up elsewhere need not wait.
            if now < known.next && known.places == target.places {
                continue;
            }
            known.places.clone_from(&target.places);
            let outcome = visit(desk, &target.places);
            let worked = matches!(&outcome, Ok(outcome) if outcome.state == State::Done);
            let jitter = clock::random::<1>().map_or(128, |[byte]| byte);
            let pause = known.pace.after(worked, jitter, Watch::Free);
            let pause = if worked { Duration::ZERO } else { pause };
            known.next = now.saturating_add(i64::try_from(pause.as_millis()).unwrap_or(i64::MAX));
            tell(&target, outcome);
        }
        Ok(())
    }
}

/// A machine by its device, or by its address as long as that is all.
pub fn name_of(target: &Target) -> String {
    match (target.device, target.places.first()) {
        (Some(device), _) => device.to_string(),
        (None, Some(place)) => place.to_string(),
        (None, None) => String::new(),
    }
}
