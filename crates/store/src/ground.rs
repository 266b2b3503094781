//! What letting envelopes in reads and writes, whatever the database.

use crate::error::StoreError;
use crate::sqlite::log::Position;
use casework::case::Case;
use casework::id::{CaseId, DeviceId, Hash, OfficeId, PublicKey};
use casework::number::Band;
use casework::sync::door::{Refusal, Roster};
use casework::sync::envelope::{Envelope, Kind};
use casework::sync::roster::{BandGrant, Enrolment};
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
    /// The office of a document: that of its first envelope.
    fn office_of(&self, doc: CaseId) -> Result<Option<OfficeId>, StoreError>;
    /// The raw changes of a document in the order of arrival.
    fn changes(&self, doc: CaseId) -> Result<Vec<Vec<u8>>, StoreError>;
    /// Appends an envelope made elsewhere to its office's feed.
    fn insert(&self, envelope: &Envelope, received_ms: i64) -> Result<Position, StoreError>;

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
            Kind::Case | Kind::Record | Kind::Newer(_) => true,
        })
}

/// Puts what a roster or band envelope says into the tables.
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
            Kind::Case | Kind::Record | Kind::Newer(_) => {}
        }
    }
    Ok(())
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
