//! The case as an Automerge document: the only code that names document keys or touches Automerge.
//!
//! Raw changes are the truth. A document is loaded, read or written, and dropped.

mod causes;
mod gate;
mod parts;
mod read;
mod schema;
mod write;

pub use gate::{ChangeError, inspect_change, rehearse};
pub(crate) use parts::{ChangeParts, change_hash};

use crate::case::{Case, Event};
use crate::id::{ActorId, Hash};
use automerge::{AutoCommit, Change};
use std::collections::BTreeSet;

/// A loaded case document.
pub struct Document {
    doc: AutoCommit,
}

impl Document {
    /// The document every case begins with: constant changes, the same on every installation.
    ///
    /// # Errors
    /// [`ChangeError::Unreadable`] if the compiled-in bytes were damaged.
    pub fn skeleton() -> Result<Self, ChangeError> {
        Self::load(std::iter::empty())
    }

    /// Loads raw changes that were accepted before, in any order.
    ///
    /// # Errors
    /// [`ChangeError`] when they do not apply.
    pub fn load<'a>(changes: impl IntoIterator<Item = &'a [u8]>) -> Result<Self, ChangeError> {
        let mut doc = AutoCommit::new();
        let mut parsed: Vec<Change> = vec![];
        let mut seen = BTreeSet::new();
        for bytes in std::iter::once(schema::SKELETON).chain(changes) {
            let change = parse(bytes)?;
            // Automerge refuses a batch in which a change that must wait comes twice.
            if seen.insert(change.hash()) {
                parsed.push(change);
            }
        }
        doc.apply_changes(parsed)
            .map_err(|_| ChangeError::DoesNotApply)?;
        Ok(Self { doc })
    }

    /// Reads the case; `None` while the change that opened it is missing.
    pub fn case(&mut self) -> Option<Case> {
        read::case(&mut self.doc)
    }

    /// The hashes of the changes nothing follows, sorted: equal on equal replicas.
    pub fn heads(&mut self) -> Vec<Hash> {
        let mut heads: Vec<Hash> = self
            .doc
            .get_heads()
            .iter()
            .map(|head| Hash(head.0))
            .collect();
        heads.sort();
        heads
    }

    /// The whole document as a file of Automerge's own format, for other programs.
    pub fn save(&mut self) -> Vec<u8> {
        self.doc.save()
    }

    /// Writes a new case as one change of `actor`; `at_ms` is advisory.
    ///
    /// # Errors
    /// [`ChangeError::DoesNotApply`] when the document is not empty.
    pub fn open(
        &mut self,
        actor: ActorId,
        at_ms: i64,
        case: &Case,
    ) -> Result<Vec<u8>, ChangeError> {
        if self.case().is_some() {
            return Err(ChangeError::DoesNotApply);
        }
        self.commit(actor, at_ms, |doc| write::open(doc, case))
    }

    /// Writes events, and the fields they correct, as one change of `actor`.
    ///
    /// # Errors
    /// [`ChangeError::DoesNotApply`] when Automerge refuses.
    pub fn append(
        &mut self,
        actor: ActorId,
        at_ms: i64,
        events: &[Event],
    ) -> Result<Vec<u8>, ChangeError> {
        self.commit(actor, at_ms, |doc| write::append(doc, events))
    }

    fn commit(
        &mut self,
        actor: ActorId,
        at_ms: i64,
        write: impl FnOnce(&mut AutoCommit) -> Result<(), automerge::AutomergeError>,
    ) -> Result<Vec<u8>, ChangeError> {
        self.doc
            .set_actor(automerge::ActorId::from(actor.as_bytes().as_slice()));
        write(&mut self.doc).map_err(|_| ChangeError::DoesNotApply)?;
        let options = automerge::transaction::CommitOptions::default().with_time(at_ms / 1000);
        self.doc
            .commit_with(options)
            .ok_or(ChangeError::DoesNotApply)?;
        let change = self
            .doc
            .get_last_local_change()
            .ok_or(ChangeError::DoesNotApply)?;
        Ok(change.raw_bytes().to_vec())
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the one place that parses changes, behind the gate"
)]
fn parse(bytes: &[u8]) -> Result<Change, ChangeError> {
    Change::from_bytes(bytes.to_vec()).map_err(|_| ChangeError::Unreadable)
}

#[cfg(test)]
pub(crate) mod tests;
