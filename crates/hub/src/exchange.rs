//! Push and pull in one round trip.

use crate::HubError;
use crate::auth::{AuthError, Claim};
use crate::hub::{Hub, has_band};
use crate::recovery::epoch;
use crate::wire::{
    Ack, AckStatus, Cursor, Feed, IntroduceRequest, IntroduceResponse, PROTO, ReceiptRequest,
    ReceiptResponse, SyncRequest, SyncResponse, TIED,
};
use casework::sync::receipt::Holding;
use casework::sync::roster::Enrolment;
use store::{Admission, HOME, Outcome};

/// Most bytes of envelopes in one answer; the last one may reach beyond it.
const FEED_MAX: usize = 1024 * 1024;

impl Hub {
    /// Believes a request only of an enrolled device that signed exactly it, a moment ago.
    ///
    /// # Errors
    /// [`HubError::Auth`], [`HubError::Store`].
    pub(crate) fn authenticate(
        &self,
        claim: &Claim,
        method: &str,
        path: &str,
        body: &[u8],
    ) -> Result<Enrolment, HubError> {
        let (known, home) = self
            .store
            .read(|r| Ok::<_, HubError>((r.device(claim.device)?, r.setting(HOME)?)))?;
        // A workstation knows devices of other offices by their cases, and serves its own office.
        let known = known
            .filter(|known| home.is_none_or(|home| home == known.office.0))
            .ok_or(AuthError::UnknownDevice)?;
        claim.verify(&known.key, method, path, body, self.now_ms())?;
        if known.revoked {
            return Err(AuthError::RevokedDevice.into());
        }
        Ok(known)
    }

    /// Takes in what was pushed, on disk before the answer, and gives what was asked for.
    ///
    /// # Errors
    /// [`HubError::Proto`], [`HubError::OtherStore`], [`HubError::ForeignFeed`],
    /// [`HubError::Store`].
    pub(crate) fn sync(
        &self,
        from: &Enrolment,
        request: &SyncRequest,
    ) -> Result<SyncResponse, HubError> {
        if ![PROTO, TIED].contains(&request.proto) {
            return Err(HubError::Proto);
        }
        let store = self.store.id();
        if request.store != store.0 {
            return Err(HubError::OtherStore { store });
        }
        let own_feed = |cursor: &Cursor| cursor.office == from.office;
        if request.cursors.len() > 1 || !request.cursors.iter().all(own_feed) {
            return Err(HubError::ForeignFeed);
        }
        let admissions = match &self.peer {
            None => self.take_in(&request.envelopes)?,
            Some(peer) => self.take_past_hub(peer, from, &request.envelopes)?,
        };
        self.note_met(from.key.device())?;
        self.grant_new_epoch(from, request.epoch)?;
        let feeds = request
            .cursors
            .iter()
            .map(|cursor| self.feed(from, cursor, request.max_bytes))
            .collect::<Result<_, _>>()?;
        let acks: Vec<Ack> = admissions.iter().map(ack).collect();
        self.metrics.came(&acks);
        Ok(SyncResponse {
            store: store.0,
            hub_time_ms: self.now_ms(),
            unread: acks.iter().filter(|ack| ack.hash.is_none()).count() as u64,
            acks,
            feeds,
        })
    }

    /// Says with this store's signature what it holds of the device's office.
    ///
    /// # Errors
    /// [`HubError::Proto`], [`HubError::ForeignFeed`], [`HubError::Store`].
    pub(crate) fn receipt(
        &self,
        from: &Enrolment,
        request: &ReceiptRequest,
    ) -> Result<ReceiptResponse, HubError> {
        if request.proto != PROTO {
            return Err(HubError::Proto);
        }
        if let Some(peer) = &self.peer {
            return self.greet(peer, from, &request.greeting());
        }
        let office = from.office;
        let (count, runs) = self.store.read(|r| {
            let count = (epoch(r)?, r.last_position(office)?);
            Ok::<_, HubError>((count, r.runs(office)?))
        })?;
        let holding = Holding::new(office, &self.key, count, self.now_ms(), runs);
        let receipt = holding.sign(&self.key).to_wire();
        let peer = None;
        Ok(ReceiptResponse { receipt, peer })
    }

    /// Takes back what this hub's own key once signed, from a device it does not know or that has
    /// known it as another store.
    ///
    /// # Errors
    /// [`HubError::Proto`], [`HubError::NotTheHub`], [`HubError::Store`].
    pub(crate) fn introduce(
        &self,
        request: &IntroduceRequest,
    ) -> Result<IntroduceResponse, HubError> {
        if request.proto != PROTO {
            return Err(HubError::Proto);
        }
        if self.peer.is_some() {
            return Err(HubError::NotTheHub);
        }
        let known = self.take_back(&request.envelopes)?;
        let hub_time_ms = self.now_ms();
        Ok(IntroduceResponse { hub_time_ms, known })
    }

    /// A restored or cloned installation comes with a new epoch and needs a band of its own.
    fn grant_new_epoch(&self, from: &Enrolment, epoch: u64) -> Result<(), HubError> {
        let device = from.key.device();
        if self.peer.is_some() || self.store.read(|r| has_band(r, from, epoch))? {
            return Ok(());
        }
        match self.store.write(|tx| self.grant(tx, from, epoch, None)) {
            Err(HubError::NoBand | HubError::Recovering) => {
                tracing::warn!(%device, epoch, "no band can be given to this installation now");
                Ok(())
            }
            done => done,
        }
    }

    fn feed(&self, from: &Enrolment, cursor: &Cursor, max_bytes: u32) -> Result<Feed, HubError> {
        let max_bytes = usize::try_from(max_bytes).unwrap_or(FEED_MAX).min(FEED_MAX);
        if let Some(peer) = &self.peer {
            return self.lacking(peer, from, cursor, max_bytes);
        }
        let skip = if cursor.own {
            None
        } else {
            Some(from.key.device())
        };
        self.store.read(|r| {
            // A cursor beyond the end is of a database that was lost: repeats are harmless.
            let beyond = cursor.position > r.last_position(cursor.office)?;
            let after = if beyond { 0 } else { cursor.position };
            let page = r.feed(cursor.office, after, max_bytes, skip)?;
            Ok(Feed {
                office: cursor.office,
                to: page.to,
                more: page.more,
                envelopes: page.wires,
            })
        })
    }
}

fn ack(admission: &Admission) -> Ack {
    let (status, reason) = match admission.outcome {
        Outcome::Accepted(_) => (AckStatus::Accepted, None),
        Outcome::Duplicate => (AckStatus::Duplicate, None),
        Outcome::Held => (AckStatus::Held, None),
        Outcome::Refused(refusal) => (AckStatus::Refused, Some(refusal.code().to_owned())),
    };
    Ack {
        hash: admission.hash,
        status,
        reason,
    }
}
