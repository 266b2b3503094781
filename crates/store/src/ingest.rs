//! Letting foreign envelopes in: every check in order, one bad one never blocks the next.

use crate::error::StoreError;
use crate::ground::{self, Door, Ground};
use crate::route;
use crate::sqlite::log::Position;
use crate::store::{Store, Tx};
use casework::case::{Case, Scope};
use casework::crdt::{self, ChangeError};
use casework::id::{CaseId, Hash, OfficeId};
use casework::sync::door::{Giver, Refusal, admit};
use casework::sync::envelope::{Body, Envelope, Kind};
use std::collections::BTreeMap;

/// Most changes of one document: a case has a few dozen, a flood has more.
const CHANGES_MAX: usize = 4_000;

/// Most held envelopes tried again after one page: chains are tried in order, so that each try
/// succeeds unless somebody made them not to.
const RETRIES_MAX: usize = 2_000;

/// What became of one envelope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Admission {
    /// Its name; `None` when the bytes are no envelope at all.
    pub hash: Option<Hash>,
    /// What was done with it.
    pub outcome: Outcome,
}

/// What was done with an envelope.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is in the log, at this position of its office's feed.
    Accepted(Position),
    /// It was in the log before.
    Duplicate,
    /// A change before it has not arrived, or its bodies were removed on the way: kept aside.
    Held,
    /// It is not let in.
    Refused(Refusal),
}

impl Store {
    /// Takes in envelopes made elsewhere: one transaction, one answer for each in order.
    /// Envelopes held before are tried again where this page brought something new.
    ///
    /// # Errors
    /// [`StoreError`] only for the disk; nothing of the page is kept then.
    pub fn ingest(
        &self,
        wires: &[Vec<u8>],
        received_ms: i64,
    ) -> Result<Vec<Admission>, StoreError> {
        self.write(|tx| tx.ingest(wires, received_ms))
    }
}

impl Tx<'_> {
    /// [`Store::ingest`] inside a transaction.
    pub fn ingest(
        &mut self,
        wires: &[Vec<u8>],
        received_ms: i64,
    ) -> Result<Vec<Admission>, StoreError> {
        self.ingest_from(Giver::Anybody, wires, received_ms)
    }

    /// The same from a certain giver, inside a transaction to move a cursor in the same commit.
    pub fn ingest_from(
        &mut self,
        giver: Giver,
        wires: &[Vec<u8>],
        received_ms: i64,
    ) -> Result<Vec<Admission>, StoreError> {
        self.guarded(|conn| ingest(conn, giver, wires, received_ms))
    }
}

/// Takes in a page of envelopes made elsewhere.
pub(crate) fn ingest(
    ground: &impl Ground,
    giver: Giver,
    wires: &[Vec<u8>],
    received_ms: i64,
) -> Result<Vec<Admission>, StoreError> {
    let page = Page {
        ground,
        giver,
        received_ms,
        home: ground.home()?,
        touched: Vec::new(),
        documents: BTreeMap::new(),
    };
    page.take(wires)
}

/// What a document says after the last envelope of the page.
struct Read {
    heads: Vec<Hash>,
    case: Option<Case>,
    scope: Scope,
}

struct Page<'g, G> {
    ground: &'g G,
    giver: Giver,
    received_ms: i64,
    /// The office of the workstation; `None` for a hub.
    home: Option<OfficeId>,
    /// Documents that got something, in the order they got it first.
    touched: Vec<CaseId>,
    documents: BTreeMap<CaseId, Read>,
}

impl<G: Ground> Page<'_, G> {
    fn take(mut self, wires: &[Vec<u8>]) -> Result<Vec<Admission>, StoreError> {
        let mut admissions = wires
            .iter()
            .map(|wire| self.one(wire))
            .collect::<Result<Vec<_>, _>>()?;
        self.release(&mut admissions)?;
        for doc in &self.touched {
            if let Some(read) = self.documents.get(doc) {
                self.ground
                    .project_case(*doc, &read.heads, read.case.as_ref())?;
                route::share(self.ground, *doc, read.scope)?;
            }
        }
        Ok(admissions)
    }

    /// Tries held envelopes again, as long as that brings something new.
    fn release(&mut self, admissions: &mut [Admission]) -> Result<(), StoreError> {
        let mut fresh = self.touched.clone();
        let mut tries = 0..RETRIES_MAX;
        while let Some(doc) = fresh.pop() {
            for wire in ground::waiting(self.ground, doc)? {
                if tries.next().is_none() {
                    return Ok(());
                }
                let released = self.one(&wire)?;
                let Some(hash) = released.hash else { continue };
                if released.outcome == Outcome::Held {
                    continue;
                }
                self.ground.forget(hash, false)?;
                if matches!(released.outcome, Outcome::Accepted(_)) {
                    fresh.push(doc);
                }
                for admission in admissions.iter_mut() {
                    if admission.hash == Some(hash) && admission.outcome == Outcome::Held {
                        admission.outcome = released.outcome;
                    }
                }
            }
        }
        Ok(())
    }

    fn one(&mut self, wire: &[u8]) -> Result<Admission, StoreError> {
        let door = Door::new(self.ground);
        let admitted = admit(wire, &door, self.giver);
        door.finish()?;
        let envelope = match admitted {
            Ok(envelope) => envelope,
            Err(refusal) => {
                let hash = Envelope::from_wire(wire).ok().map(|found| found.hash());
                // A revocation takes nothing away that was let in before it.
                if refusal == Refusal::RevokedDevice && self.is_known(hash)? {
                    let outcome = Outcome::Duplicate;
                    return Ok(Admission { hash, outcome });
                }
                return self.refuse(wire, hash, refusal);
            }
        };
        let hash = Some(envelope.hash());
        self.ground.mark()?;
        let settled = self.settle(&envelope, wire);
        let constraint = settled.as_ref().is_err_and(StoreError::is_constraint);
        if constraint {
            self.ground.undo()?;
        }
        // After a failing disk there may be no savepoint left; the whole page is lost anyway.
        let settled = if constraint {
            Ok(Err(Refusal::Change(ChangeError::DoesNotApply)))
        } else {
            settled
        }?;
        self.ground.unmark()?;
        match settled {
            Ok(outcome) => Ok(Admission { hash, outcome }),
            Err(refusal) => self.refuse(wire, hash, refusal),
        }
    }

    fn is_known(&self, hash: Option<Hash>) -> Result<bool, StoreError> {
        let position = hash.map(|hash| self.ground.position(hash)).transpose()?;
        Ok(position.flatten().is_some())
    }

    fn refuse(
        &self,
        wire: &[u8],
        hash: Option<Hash>,
        refusal: Refusal,
    ) -> Result<Admission, StoreError> {
        self.ground.refuse(wire, hash, refusal, self.received_ms)?;
        let outcome = Outcome::Refused(refusal);
        Ok(Admission { hash, outcome })
    }

    /// Decides on an envelope that is signed by a device that may write.
    fn settle(
        &mut self,
        envelope: &Envelope,
        wire: &[u8],
    ) -> Result<Result<Outcome, Refusal>, StoreError> {
        if self.ground.position(envelope.hash())?.is_some() {
            return Ok(Ok(Outcome::Duplicate));
        }
        if let Some(refusal) = self.contradiction(envelope)? {
            return Ok(Err(refusal));
        }
        // Anyone on the way can remove bodies: such a copy must not take the place of the whole one.
        let stripped = envelope
            .bodies()
            .iter()
            .any(|body| matches!(body, Body::Erased(_)));
        if stripped {
            return self.hold(envelope, wire);
        }
        let header = envelope.header();
        let read = match header.kind {
            Kind::Case => match self.rehearse(envelope)? {
                Ok(read) => Some(read),
                Err(Refusal::Change(ChangeError::MissingDependency)) => {
                    return self.hold(envelope, wire);
                }
                Err(refusal) => return Ok(Err(refusal)),
            },
            Kind::Roster | Kind::Band | Kind::Office if !ground::is_sound(envelope) => {
                return Ok(Err(Refusal::BadRosterEntry));
            }
            Kind::Record if !self.is_for_here(|home| home == header.office) => {
                return Ok(Err(Refusal::WrongOffice));
            }
            // What the hub says is for everybody, also what is not understood yet.
            Kind::Newer(_)
                if self.ground.authority(header.device)?.is_none()
                    && !self.is_for_here(|home| home == header.office) =>
            {
                return Ok(Err(Refusal::WrongOffice));
            }
            Kind::Record if self.ground.record_is_taken(header.doc)? => {
                return Ok(Err(Refusal::RecordTaken));
            }
            Kind::Roster | Kind::Band | Kind::Record | Kind::Office | Kind::Newer(_) => None,
        };
        let position = self.ground.insert(envelope, self.received_ms)?;
        ground::govern(self.ground, envelope)?;
        if header.kind == Kind::Record {
            self.ground.project_record(envelope)?;
        }
        self.ground.forget(envelope.hash(), true)?;
        let doc = header.doc;
        if read.is_some_and(|read| self.documents.insert(doc, read).is_none()) {
            self.touched.push(doc);
        }
        Ok(Ok(Outcome::Accepted(position)))
    }

    fn hold(
        &self,
        envelope: &Envelope,
        wire: &[u8],
    ) -> Result<Result<Outcome, Refusal>, StoreError> {
        let full = self.ground.hold(wire, envelope, self.received_ms)?;
        Ok(full.map_or(Ok(Outcome::Held), Err))
    }

    /// Compares with what is stored of the same device: one envelope for each sequence number, each
    /// naming the one before.
    fn contradiction(&self, envelope: &Envelope) -> Result<Option<Refusal>, StoreError> {
        let header = envelope.header();
        let (device, epoch, seq) = (header.device, header.epoch, header.seq);
        let is_first = header.prev == Hash([0; 32]);
        if seq == 0 || seq >= i64::MAX.cast_unsigned() || is_first != (seq == 1) {
            return Ok(Some(Refusal::BrokenChain));
        }
        if self.ground.neighbour(device, epoch, seq)?.is_some() {
            return Ok(Some(Refusal::Equivocation));
        }
        let before = self.ground.neighbour(device, epoch, seq - 1)?;
        let after = self.ground.neighbour(device, epoch, seq + 1)?;
        let broken = before.is_some_and(|(hash, _)| hash != header.prev)
            || after.is_some_and(|(_, prev)| prev != envelope.hash());
        Ok(broken.then_some(Refusal::BrokenChain))
    }

    /// What is known of the offices of a document, and whether its opening is here.
    fn scope_of(&self, doc: CaseId) -> Result<Option<(Scope, bool)>, StoreError> {
        match self.documents.get(&doc) {
            Some(read) => Ok(Some((read.scope, read.case.is_some()))),
            None => self.ground.scope_of(doc),
        }
    }

    /// Whether a workstation takes in what belongs to certain offices; what the hub hands out is for
    /// it.
    fn is_for_here(&self, belongs: impl FnOnce(OfficeId) -> bool) -> bool {
        self.giver == Giver::Authority || self.home.is_none_or(belongs)
    }

    /// Applies the changes to a scratch copy of what is stored; the case must be what its envelope
    /// says it is, and remain the case of the offices it was opened for.
    fn rehearse(&self, envelope: &Envelope) -> Result<Result<Read, Refusal>, StoreError> {
        let header = envelope.header();
        let known = self.scope_of(header.doc)?;
        if let Some((scope, _)) = known {
            if !scope.includes(header.office) {
                return Ok(Err(Refusal::WrongOffice));
            }
            self.ground.enter(scope.office)?;
        }
        let stored = self.ground.changes(header.doc)?;
        if stored.len() + envelope.bodies().len() > CHANGES_MAX {
            return Ok(Err(Refusal::Change(ChangeError::OutOfBounds)));
        }
        let accepted = stored.iter().map(Vec::as_slice);
        let mut document = match crdt::rehearse(accepted, envelope.present_bodies()) {
            Ok(document) => document,
            Err(error) => return Ok(Err(Refusal::Change(error))),
        };
        let case = document.case();
        let opening = case.as_ref().map(|case| &case.opening);
        let scope = opening.map_or_else(|| only(header.office), casework::case::Opening::scope);
        let opened_before = known.filter(|(_, opened)| *opened).map(|(scope, _)| scope);
        let is_same = opened_before.map_or(scope.office == header.office, |before| before == scope);
        if !is_same || !self.is_for_here(|home| scope.includes(home)) {
            return Ok(Err(Refusal::WrongOffice));
        }
        if opening.is_some_and(|opening| opening.id != header.doc) {
            return Ok(Err(Refusal::Change(ChangeError::DoesNotApply)));
        }
        let heads = document.heads();
        Ok(Ok(Read { heads, case, scope }))
    }
}

/// The scope of a document whose opening is not here.
fn only(office: OfficeId) -> Scope {
    let for_office = None;
    Scope { office, for_office }
}
