//! Feeds of several offices: what one office wrote and another has to see gets a place in both.
//!
//! An envelope belongs to the feed of the office that wrote it. It is routed to another office when
//! its document belongs to both, when it says who writes in such a document, or when it says what
//! other offices there are.

use crate::error::StoreError;
use crate::ground::Ground;
use casework::case::Scope;
use casework::id::{CaseId, DeviceId, Hash, OfficeId};
use casework::sync::envelope::{Envelope, Kind};
use casework::sync::roster::{Enrolment, OfficeCard};
use std::collections::BTreeMap;

/// Setting: the office of a workstation, 16 bytes. A store with one keeps no other office's feed and
/// lets in nothing that is not for it.
pub const HOME: &str = "office.home";

/// Brings everything of a document that is not there yet into the feeds of its offices, each device's
/// enrolment before its first envelope.
pub(crate) fn share(ground: &impl Ground, doc: CaseId, scope: Scope) -> Result<(), StoreError> {
    if scope.for_office.is_none() {
        return Ok(());
    }
    let home = ground.home()?;
    for office in scope
        .offices()
        .filter(|office| home.is_none_or(|home| home == *office))
    {
        for (hash, device) in ground.unrouted(doc, office)? {
            introduce(ground, office, device)?;
            ground.route(office, hash)?;
        }
    }
    Ok(())
}

/// Routes the enrolments of a device to an office that is to see its envelopes.
fn introduce(ground: &impl Ground, office: OfficeId, device: DeviceId) -> Result<(), StoreError> {
    let Some(enrolment) = ground.enrolled(device)? else {
        return Ok(());
    };
    if enrolment.office == office || !ground.acquaint(office, device)? {
        return Ok(());
    }
    for wire in ground.governance(enrolment.office)? {
        let Ok(envelope) = Envelope::from_wire(&wire) else {
            continue;
        };
        if enrolls(&envelope).any(|enrolled| enrolled == device) {
            ground.route(office, envelope.hash())?;
        }
    }
    Ok(())
}

/// Routes a new enrolment or revocation to every office that knows the device from elsewhere.
pub(crate) fn announce(ground: &impl Ground, envelope: &Envelope) -> Result<(), StoreError> {
    for device in enrolls(envelope) {
        for office in ground.acquainted(device)? {
            ground.route(office, envelope.hash())?;
        }
    }
    Ok(())
}

/// Routes what an envelope says of an office to every other one, and to that office what is known of
/// the others.
pub(crate) fn introduce_office(
    ground: &impl Ground,
    envelope: &Envelope,
) -> Result<(), StoreError> {
    let own = envelope.header().office;
    let home = ground.home()?;
    let all = match home {
        Some(home) => vec![home],
        None => ground.offices()?,
    };
    for office in all.into_iter().filter(|office| *office != own) {
        ground.route(office, envelope.hash())?;
    }
    if home.is_none() {
        for (office, (hash, _)) in directory(ground.office_cards()?) {
            if office != own {
                ground.route(own, hash)?;
            }
        }
    }
    Ok(())
}

/// The latest card of each office.
pub(crate) fn directory(wires: Vec<Vec<u8>>) -> BTreeMap<OfficeId, (Hash, OfficeCard)> {
    let mut directory = BTreeMap::new();
    for wire in wires {
        let Ok(envelope) = Envelope::from_wire(&wire) else {
            continue;
        };
        for body in envelope.present_bodies() {
            if let Some(card) = OfficeCard::from_body(body) {
                directory.insert(card.id, (envelope.hash(), card));
            }
        }
    }
    directory
}

/// The latest card of each office, by agency code.
pub(crate) fn cards(wires: Vec<Vec<u8>>) -> Vec<OfficeCard> {
    let latest = directory(wires).into_values().map(|(_, card)| card);
    let mut cards: Vec<OfficeCard> = latest.collect();
    cards.sort_by(|a, b| (&a.code, a.id).cmp(&(&b.code, b.id)));
    cards
}

/// The devices a roster envelope is about; none in any other.
pub(crate) fn enrolls(envelope: &Envelope) -> impl Iterator<Item = DeviceId> {
    let is_roster = envelope.header().kind == Kind::Roster;
    let bodies = envelope.present_bodies().filter(move |_| is_roster);
    bodies.filter_map(|body| Some(Enrolment::from_body(body)?.key.device()))
}
