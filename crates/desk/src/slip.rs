//! The signed slip at the counter: sealed when a receipt is issued, checked when one is shown again.

pub mod key_file;
pub mod reading;
pub mod wall;

use crate::clock;
use crate::desk::Desk;
use crate::error::ApiError;
use casework::case::{Case, Detail, Event};
use casework::form::Form;
use casework::id::DeviceId;
use casework::slip::{BookEntry, Judgement, KeyList, Revocation, Slip, SlipKey, judge};
use casework::sync::envelope::{Envelope, Kind};
use casework::sync::roster::Enrolment;
use ed25519_dalek::SigningKey;

/// Signs the slip of each receipt among events that are about to be written, so that the slip is frozen
/// with the print record and is the same wherever the paper is drawn again.
pub(crate) fn stamp(case: &Case, events: &mut [Event], key: &SigningKey) {
    for event in events {
        if let Detail::Print(record) = &mut event.detail
            && record.form == Form::Receipt.code()
        {
            record.slip = Some(Slip::of(case, record.issue, event.at).seal(key));
        }
    }
}

/// The slip that stands on an issue of a case's receipt; `None` where it is not issued yet, or was
/// issued before slips were signed.
pub(crate) fn on_issue(case: &Case, issue: u32) -> Option<String> {
    case.printed(Form::Receipt.code(), issue)
        .and_then(|(_, record)| record.slip.clone())
}

/// The keys that sign or signed for this office, as far as its roster has arrived here.
///
/// # Errors
/// The store's.
pub fn keys(desk: &Desk) -> Result<Vec<SlipKey>, ApiError> {
    let office = desk.office();
    let (mut devices, governance) = desk
        .store()
        .read(|reader| Ok::<_, ApiError>((reader.devices(office)?, reader.governance(office)?)))?;
    // A workstation made from an invitation file signs before the hub's roster names it.
    if devices.iter().all(|known| known.key != desk.public_key()) {
        devices.push(desk.enrolment());
    }
    Ok(devices
        .into_iter()
        .map(|device| SlipKey {
            key: device.key,
            office: device.office,
            revocation: revocation(&device, &governance),
            name: device.name,
        })
        .collect())
}

/// Since when a device is revoked: the time of the roster envelope that says so first.
fn revocation(device: &Enrolment, governance: &[Vec<u8>]) -> Revocation {
    if !device.revoked {
        return Revocation::None;
    }
    let says_so = |wire: &Vec<u8>| {
        let envelope = Envelope::from_wire(wire).ok()?;
        let revokes = envelope.header().kind == Kind::Roster
            && envelope
                .present_bodies()
                .filter_map(Enrolment::from_body)
                .any(|entry| entry.key == device.key && entry.revoked);
        revokes.then(|| clock::local(envelope.header().made_at_ms))
    };
    governance
        .iter()
        .find_map(says_so)
        .map_or(Revocation::Unknown, Revocation::Since)
}

/// The office's list of keys as of now, and its text signed by this workstation.
///
/// # Errors
/// The store's.
pub fn key_list(desk: &Desk) -> Result<(KeyList, String), ApiError> {
    let list = KeyList {
        office: desk.office(),
        office_name: desk.profile().office.name.clone(),
        made: clock::now(),
        keys: keys(desk)?,
        signed_by: desk.public_key().device(),
    };
    let sealed = list.seal(desk.key());
    Ok((list, sealed))
}

/// Where slips are checked: at a workstation with its book, or anywhere with a list of keys.
pub enum Checker<'a> {
    /// By the roster and the cases of this workstation.
    Desk(&'a Desk),
    /// By a list of keys alone.
    List(&'a KeyList),
}

impl Checker<'_> {
    /// Judges the text of a slip.
    ///
    /// # Errors
    /// The store's.
    pub fn judge(&self, text: &str) -> Result<Judgement, ApiError> {
        match self {
            Self::List(list) => judge(text, &list.keys, |_| Ok(None)),
            Self::Desk(desk) => judge(text, &keys(desk)?, |slip| book(desk, slip).map(Some)),
        }
    }

    /// The name of the office whose keys these are.
    pub fn office_name(&self) -> &str {
        match self {
            Self::List(list) => &list.office_name,
            Self::Desk(desk) => &desk.profile().office.name,
        }
    }
}

fn book(desk: &Desk, slip: &Slip) -> Result<Vec<BookEntry>, ApiError> {
    let ids = desk
        .store()
        .read(|reader| reader.case_ids_by_code(&slip.code))?;
    ids.into_iter()
        .map(|id| Ok(BookEntry::of(&desk.case(id)?, Form::Receipt.code())))
        .collect()
}

/// A device's fingerprint for people: its id in groups of four digits.
pub fn fingerprint(device: DeviceId) -> String {
    let digits = device.to_string();
    let groups: Vec<&str> = (0..digits.len())
        .step_by(4)
        .map(|at| &digits[at..at + 4])
        .collect();
    groups.join(" ")
}

#[cfg(test)]
mod tests;
