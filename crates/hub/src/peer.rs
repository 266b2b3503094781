//! A workstation that answers on the local network: what it does otherwise than a hub. It enrols
//! nobody, gives out no bands, acknowledges nothing, and passes on to the hub what it takes in.

use crate::HubError;
use crate::hub::Hub;
use crate::wire::{Cursor, Feed, Greeting, PeerWord, ReceiptResponse};
use casework::id::{OfficeId, PublicKey};
use casework::sync::envelope::Envelope;
use casework::sync::receipt::{Holding, Receipt};
use casework::sync::roster::Enrolment;
use std::sync::Arc;
use store::{Admission, Outcome, Reader, Store, StoreError};

/// Most bytes of roster and bands in one answer; more comes with the feed.
const GOVERNANCE_MAX: usize = 512 * 1024;

/// Who the workstation is that answers.
#[derive(Clone)]
pub struct Peer {
    /// The one office it shares.
    pub office: OfficeId,
    /// The epoch of its installation.
    pub epoch: u64,
    /// The key of its hub, where it has one.
    pub hub: Option<PublicKey>,
    /// Called after something new was taken in.
    pub arrived: Arc<dyn Fn() + Send + Sync>,
}

impl Peer {
    /// What a workstation says of itself to another: its own receipt first, then the hub's where it
    /// has one.
    ///
    /// # Errors
    /// The store's.
    pub fn receipts(
        &self,
        reader: &Reader<'_>,
        key: &ed25519_dalek::SigningKey,
        now_ms: i64,
    ) -> Result<Vec<Receipt>, StoreError> {
        let count = (self.epoch, reader.last_position(self.office)?);
        let runs = reader.runs(self.office)?;
        let own = Holding::new(self.office, key, count, now_ms, runs).sign(key);
        let hub = self.hub.as_ref().map(PublicKey::device);
        let kept = reader.receipts(self.office)?.into_iter();
        let hubs = kept.filter(|one| Some(one.holding().by) == hub);
        Ok(std::iter::once(own).chain(hubs).collect())
    }

    /// Roster and bands, verbatim, of which `holding` does not say that its store has them.
    ///
    /// # Errors
    /// The store's.
    pub fn governance(
        &self,
        reader: &Reader<'_>,
        holding: Option<&Holding>,
    ) -> Result<Vec<Vec<u8>>, StoreError> {
        let mut size = 0_usize;
        let lacking = |wire: &Vec<u8>| {
            let Ok(envelope) = Envelope::from_wire(wire) else {
                return false;
            };
            let header = envelope.header();
            !holding.is_some_and(|said| said.holds(header.device, header.epoch, header.seq))
        };
        let all = reader.governance(self.office)?.into_iter();
        Ok(all
            .filter(lacking)
            .take_while(|wire| {
                size = size.saturating_add(wire.len());
                size <= GOVERNANCE_MAX
            })
            .collect())
    }
}

/// The newest receipt of a device.
fn said_by(reader: &Reader<'_>, from: &Enrolment) -> Result<Option<Receipt>, StoreError> {
    let device = from.key.device();
    let kept = reader.receipts(from.office)?;
    Ok(kept.into_iter().find(|one| one.holding().by == device))
}

impl Hub {
    /// Takes what the other says of itself, and says the same of this workstation.
    pub(crate) fn greet(
        &self,
        peer: &Peer,
        from: &Enrolment,
        greeting: &Greeting,
    ) -> Result<ReceiptResponse, HubError> {
        let store = self.workstation(peer, from)?;
        store.write(|tx| {
            for receipt in greeting.receipts() {
                tx.take_receipt(&receipt, peer.hub.as_ref())?;
            }
            Ok::<_, HubError>(())
        })?;
        store.read(|reader| {
            let said = said_by(reader, from)?;
            let governance = peer.governance(reader, said.as_ref().map(Receipt::holding))?;
            let mut receipts = peer.receipts(reader, &self.key, self.now_ms())?.into_iter();
            let own = receipts.next().ok_or(HubError::Internal)?;
            Ok(ReceiptResponse {
                receipt: own.to_wire(),
                peer: Some(PeerWord {
                    store: store.id().0,
                    receipts: receipts.map(|one| one.to_wire()).collect(),
                    governance,
                }),
            })
        })
    }

    /// Takes in what another workstation pushed.
    pub(crate) fn take_past_hub(
        &self,
        peer: &Peer,
        from: &Enrolment,
        wires: &[Vec<u8>],
    ) -> Result<Vec<Admission>, HubError> {
        let now = self.now_ms();
        let admissions = self.workstation(peer, from)?.write(|tx| {
            let taken = tx.ingest_past_hub(peer.hub.as_ref(), wires, now)?;
            Ok::<_, HubError>(taken)
        })?;
        if admissions
            .iter()
            .any(|one| matches!(one.outcome, Outcome::Accepted(_)))
        {
            (peer.arrived)();
        }
        Ok(admissions)
    }

    /// A page of what the other lacks by its own word.
    pub(crate) fn lacking(
        &self,
        peer: &Peer,
        from: &Enrolment,
        cursor: &Cursor,
        max_bytes: usize,
    ) -> Result<Feed, HubError> {
        let office = cursor.office;
        self.workstation(peer, from)?.read(|reader| {
            let said = said_by(reader, from)?;
            // A cursor beyond the end is of a database that was lost: repeats are harmless.
            let beyond = cursor.position > reader.last_position(office)?;
            let after = if beyond { 0 } else { cursor.position };
            let page = reader.pick(office, after, max_bytes, |one| {
                let holds = |said: &Receipt| said.holding().holds(one.device, one.epoch, one.seq);
                !said.as_ref().is_some_and(holds)
            })?;
            Ok(Feed {
                office,
                to: page.to,
                more: page.more,
                envelopes: page.wires,
            })
        })
    }

    /// The store of this workstation, for a device of the same office.
    fn workstation(&self, peer: &Peer, from: &Enrolment) -> Result<&Store, HubError> {
        if from.office != peer.office {
            return Err(HubError::ForeignFeed);
        }
        self.store.sqlite().ok_or(HubError::Internal)
    }
}
