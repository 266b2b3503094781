//! SQLite's tables as the ground that envelopes are let into.

use super::{log, projection, quarantine, records, roster, route};
use crate::error::StoreError;
use crate::ground::Ground;
use crate::store::Reader;
use casework::case::{Case, Scope};
use casework::id::{CaseId, DeviceId, Hash, OfficeId, PublicKey};
use casework::sync::door::Refusal;
use casework::sync::envelope::Envelope;
use casework::sync::roster::{BandGrant, Enrolment};
use rusqlite::Connection;

impl Ground for Connection {
    fn enrolled(&self, device: DeviceId) -> Result<Option<Enrolment>, StoreError> {
        roster::enrolled(self, device)
    }

    fn authority(&self, device: DeviceId) -> Result<Option<PublicKey>, StoreError> {
        roster::authority(self, device)
    }

    fn put_device(&self, enrolment: &Enrolment) -> Result<(), StoreError> {
        roster::put_device(self, enrolment)
    }

    fn put_band(&self, grant: &BandGrant) -> Result<(), StoreError> {
        roster::put_band(self, grant)
    }

    fn position(&self, hash: Hash) -> Result<Option<log::Position>, StoreError> {
        log::position(self, hash)
    }

    fn neighbour(
        &self,
        device: DeviceId,
        epoch: u64,
        seq: u64,
    ) -> Result<Option<(Hash, Hash)>, StoreError> {
        log::neighbour(self, device, epoch, seq)
    }

    fn scope_of(&self, doc: CaseId) -> Result<Option<(Scope, bool)>, StoreError> {
        route::scope_of(self, doc)
    }

    fn enter(&self, _: OfficeId) -> Result<(), StoreError> {
        // One writer at a time.
        Ok(())
    }

    fn changes(&self, doc: CaseId) -> Result<Vec<Vec<u8>>, StoreError> {
        log::changes(self, doc)
    }

    fn insert(&self, envelope: &Envelope, received_ms: i64) -> Result<log::Position, StoreError> {
        log::insert(self, envelope, log::FOREIGN, received_ms)
    }

    fn home(&self) -> Result<Option<OfficeId>, StoreError> {
        route::home(self)
    }

    fn offices(&self) -> Result<Vec<OfficeId>, StoreError> {
        route::offices(self)
    }

    fn governance(&self, office: OfficeId) -> Result<Vec<Vec<u8>>, StoreError> {
        Reader { conn: self }.governance(office)
    }

    fn office_cards(&self) -> Result<Vec<Vec<u8>>, StoreError> {
        route::office_cards(self)
    }

    fn unrouted(&self, doc: CaseId, office: OfficeId) -> Result<Vec<(Hash, DeviceId)>, StoreError> {
        route::unrouted(self, doc, office)
    }

    fn route(&self, office: OfficeId, hash: Hash) -> Result<(), StoreError> {
        route::route(self, office, hash)
    }

    fn acquaint(&self, office: OfficeId, device: DeviceId) -> Result<bool, StoreError> {
        route::acquaint(self, office, device)
    }

    fn acquainted(&self, device: DeviceId) -> Result<Vec<OfficeId>, StoreError> {
        route::acquainted(self, device)
    }

    fn record_is_taken(&self, id: CaseId) -> Result<bool, StoreError> {
        records::is_taken(self, id)
    }

    fn project_record(&self, envelope: &Envelope) -> Result<(), StoreError> {
        records::project(self, envelope)
    }

    fn project_case(
        &self,
        doc: CaseId,
        heads: &[Hash],
        case: Option<&Case>,
    ) -> Result<(), StoreError> {
        projection::project(self, doc, heads, case)
    }

    fn refuse(
        &self,
        wire: &[u8],
        hash: Option<Hash>,
        refusal: Refusal,
        received_ms: i64,
    ) -> Result<(), StoreError> {
        quarantine::refuse(self, wire, hash, refusal, received_ms)
    }

    fn hold(
        &self,
        wire: &[u8],
        envelope: &Envelope,
        received_ms: i64,
    ) -> Result<Option<Refusal>, StoreError> {
        quarantine::hold(self, wire, envelope, received_ms)
    }

    fn held(&self, doc: CaseId) -> Result<Vec<Vec<u8>>, StoreError> {
        quarantine::held(self, doc)
    }

    fn forget(&self, hash: Hash, quarantine: bool) -> Result<(), StoreError> {
        quarantine::forget(self, hash, quarantine)
    }

    fn mark(&self) -> Result<(), StoreError> {
        self.prepare_cached("SAVEPOINT one")?.execute([])?;
        Ok(())
    }

    fn undo(&self) -> Result<(), StoreError> {
        self.prepare_cached("ROLLBACK TO one")?.execute([])?;
        Ok(())
    }

    fn unmark(&self) -> Result<(), StoreError> {
        self.prepare_cached("RELEASE one")?.execute([])?;
        Ok(())
    }
}
