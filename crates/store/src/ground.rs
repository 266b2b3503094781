//! What letting envelopes in reads and writes, whatever the database.

use crate::error::StoreError;
use crate::route;
use crate::sqlite::log::Position;
use casework::case::{Case, Scope};
use casework::id::{CaseId, DeviceId, Hash, OfficeId, PublicKey};
use casework::number::Band;
use casework::sync::door::{Refusal, Roster};
use casework::sync::envelope::{Envelope, Kind};
use casework::sync::roster::{BandGrant, Enrolment, OfficeCard};
use std::cell::RefCell;

/// The tables of one transaction. Every method fails only with [`StoreError`].
pub(crate) trait Ground {
    /// The enrolment of a device, revoked or not.
    fn enrolled(&self, device: DeviceId) -> Result<Option<Enrolment>, StoreError>;
    /// The pinned key of an authority.
    fn authority(&self, device: DeviceId) -> Result<Option<PublicKey>, StoreError>;
    /// Writes an enrolment; the last writer wins, but a revoked device stays revoked.
    fn put_device(&self, enrolment: &Enrolment) -> Result<(), StoreError>;
    /// Writes a band; the same band again changes nothing.
    fn put_band(&self, grant: &BandGrant) -> Result<(), StoreError>;

    /// Where in its feed an envelope stands; `None` when it is not in the log.
    fn position(&self, hash: Hash) -> Result<Option<Position>, StoreError>;
    /// Hash and previous hash of the envelope with a sequence number.
    fn neighbour(
        &self,
        device: DeviceId,
        epoch: u64,
        seq: u64,
    ) -> Result<Option<(Hash, Hash)>, StoreError>;
    /// The offices of a document, and whether its opening is here.
    fn scope_of(&self, doc: CaseId) -> Result<Option<(Scope, bool)>, StoreError>;
    /// Waits until nobody else lets in documents of an office.
    fn enter(&self, office: OfficeId) -> Result<(), StoreError>;
    /// The raw changes of a document in the order of arrival.
    fn changes(&self, doc: CaseId) -> Result<Vec<Vec<u8>>, StoreError>;
    /// Appends an envelope made elsewhere to its office's feed.
    fn insert(&self, envelope: &Envelope, received_ms: i64) -> Result<Position, StoreError>;

    /// The office of the workstation; `None` for a hub.
    fn home(&self) -> Result<Option<OfficeId>, StoreError>;
    /// Every office on record.
    fn offices(&self) -> Result<Vec<OfficeId>, StoreError>;
    /// The roster and band envelopes of an office, oldest first.
    fn governance(&self, office: OfficeId) -> Result<Vec<Vec<u8>>, StoreError>;
    /// The envelopes that say what offices there are, oldest first.
    fn office_cards(&self) -> Result<Vec<Vec<u8>>, StoreError>;
    /// Envelopes of a document that are not in an office's feed, in the order of arrival.
    fn unrouted(&self, doc: CaseId, office: OfficeId) -> Result<Vec<(Hash, DeviceId)>, StoreError>;
    /// Gives an envelope the next place in an office's feed, unless it has one.
    fn route(&self, office: OfficeId, hash: Hash) -> Result<(), StoreError>;
    /// Notes that an office knows a device from elsewhere; `false` where that was noted before.
    fn acquaint(&self, office: OfficeId, device: DeviceId) -> Result<bool, StoreError>;
    /// The offices that know a device from elsewhere.
    fn acquainted(&self, device: DeviceId) -> Result<Vec<OfficeId>, StoreError>;

    /// Whether a record of that name is here.
    fn record_is_taken(&self, id: CaseId) -> Result<bool, StoreError>;
    /// Writes the row of a record.
    fn project_record(&self, envelope: &Envelope) -> Result<(), StoreError>;
    /// Writes what is computed from a document in place of what was there.
    fn project_case(
        &self,
        doc: CaseId,
        heads: &[Hash],
        case: Option<&Case>,
    ) -> Result<(), StoreError>;

    /// Keeps a refused envelope aside if it is worth it and there is room, else counts it.
    fn refuse(
        &self,
        wire: &[u8],
        hash: Option<Hash>,
        refusal: Refusal,
        received_ms: i64,
    ) -> Result<(), StoreError>;
    /// Keeps an envelope aside until what it builds on arrives; gives the refusal where there is
    /// no room.
    fn hold(
        &self,
        wire: &[u8],
        envelope: &Envelope,
        received_ms: i64,
    ) -> Result<Option<Refusal>, StoreError>;
    /// Envelopes that wait for something of a document, in any order.
    fn held(&self, doc: CaseId) -> Result<Vec<Vec<u8>>, StoreError>;
    /// Takes an envelope out of what waits, and out of the quarantine too.
    fn forget(&self, hash: Hash, quarantine: bool) -> Result<(), StoreError>;

    /// Marks a point to go back to; marks do not nest.
    fn mark(&self) -> Result<(), StoreError>;
    /// Undoes everything since the mark.
    fn undo(&self) -> Result<(), StoreError>;
    /// Forgets the mark; what was written stays part of the transaction.
    fn unmark(&self) -> Result<(), StoreError>;
}

/// Envelopes that wait for something of a document, each device's in the order of its chain.
pub(crate) fn waiting(ground: &impl Ground, doc: CaseId) -> Result<Vec<Vec<u8>>, StoreError> {
    let mut waiting = ground.held(doc)?;
    waiting.sort_by_cached_key(|wire| {
        let envelope = Envelope::from_wire(wire).ok();
        envelope.map(|found| {
            let header = found.header();
            (header.device, header.epoch, header.seq)
        })
    });
    Ok(waiting)
}

/// An authority needs no enrolment: its key is pinned.
pub(crate) fn enrolment(
    ground: &impl Ground,
    device: DeviceId,
) -> Result<Option<Enrolment>, StoreError> {
    let known = ground.enrolled(device)?;
    if known.is_some() {
        return Ok(known);
    }
    Ok(ground.authority(device)?.map(|key| Enrolment {
        key,
        office: OfficeId([0; 16]),
        name: String::new(),
        revoked: false,
    }))
}

/// Whether every body of a roster or band envelope reads and holds together.
pub(crate) fn is_sound(envelope: &Envelope) -> bool {
    envelope
        .present_bodies()
        .all(|body| match envelope.header().kind {
            Kind::Roster => Enrolment::from_body(body).is_some(),
            Kind::Band => BandGrant::from_body(body)
                .is_some_and(|grant| Band::new(grant.lo, grant.hi).is_ok()),
            Kind::Office => OfficeCard::from_body(body).is_some(),
            Kind::Case | Kind::Record | Kind::Newer(_) => true,
        })
}

/// Puts what a roster or band envelope says into the tables, and it and what an office envelope says
/// into the feeds of those it concerns.
pub(crate) fn govern(ground: &impl Ground, envelope: &Envelope) -> Result<(), StoreError> {
    for body in envelope.present_bodies() {
        match envelope.header().kind {
            Kind::Roster => {
                let enrolment =
                    Enrolment::from_body(body).ok_or_else(|| StoreError::corrupt("enrolment"))?;
                ground.put_device(&enrolment)?;
            }
            Kind::Band => {
                let grant =
                    BandGrant::from_body(body).ok_or_else(|| StoreError::corrupt("band"))?;
                Band::new(grant.lo, grant.hi)?;
                ground.put_band(&grant)?;
            }
            Kind::Case | Kind::Record | Kind::Office | Kind::Newer(_) => {}
        }
    }
    match envelope.header().kind {
        Kind::Roster => route::announce(ground, envelope),
        Kind::Office => route::introduce_office(ground, envelope),
        Kind::Case | Kind::Band | Kind::Record | Kind::Newer(_) => Ok(()),
    }
}

/// The roster as the door asks for it; keeps the disk's failure, which the door cannot pass on.
pub(crate) struct Door<'g, G> {
    ground: &'g G,
    failure: RefCell<Option<StoreError>>,
}

impl<'g, G: Ground> Door<'g, G> {
    pub(crate) fn new(ground: &'g G) -> Self {
        let failure = RefCell::new(None);
        Self { ground, failure }
    }

    /// Gives the failure of an answer that was not a real answer.
    pub(crate) fn finish(self) -> Result<(), StoreError> {
        self.failure.into_inner().map_or(Ok(()), Err)
    }

    fn noted<T>(&self, answer: Result<T, StoreError>) -> Option<T> {
        answer
            .map_err(|error| self.failure.replace(Some(error)))
            .ok()
    }
}

impl<G: Ground> Roster for Door<'_, G> {
    fn enrolment(&self, device: DeviceId) -> Option<Enrolment> {
        self.noted(enrolment(self.ground, device)).flatten()
    }

    fn is_authority(&self, device: DeviceId) -> bool {
        self.noted(self.ground.authority(device))
            .flatten()
            .is_some()
    }
}
