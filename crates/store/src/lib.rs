//! The disk: the signed log, what is projected from it, search, blobs and migrations.
//!
//! Ground tables are only ever added to; tables named `p_…` are computed from the log in the same
//! transaction and may be rebuilt at any time. SQL is written only in this crate and in
//! `migrations/`. Everything blocks; callers on an async runtime use a blocking thread.
#![warn(missing_docs)]

mod backup;
mod error;
mod ground;
mod hub_store;
mod ingest;
mod migrate;
mod objects;
#[cfg(feature = "postgres")]
mod postgres;
mod room;
mod route;
mod sqlite;
mod store;

pub use backup::Content;
pub use error::StoreError;
pub use hub_store::{HubReader, HubStore, HubTx};
pub use ingest::{Admission, Outcome};
pub use objects::{Kept, Named, ObjectReader, ObjectTx};
#[cfg(feature = "postgres")]
pub use postgres::Postgres;
pub use room::free_space;
pub use route::HOME;
pub use sqlite::attempts::Acknowledged;
pub use sqlite::blobs::{BlobPlace, BlobSummary, CaseBlobs, ChunkKept, Pending};
pub use sqlite::carry::{Carried, OwnBundle, RECEIPT_DUE};
pub use sqlite::check::Problem;
pub use sqlite::duplicates::DuplicatePair;
pub use sqlite::exchanges::{Exchange, Speed};
pub use sqlite::log::{FeedPage, Link, Position, Unsent, UnsentSummary};
pub use sqlite::old_books::OldEntryRow;
pub use sqlite::projection::{CasePage, CaseRow, Filter, ListQuery, SyncState};
pub use sqlite::quarantine::{Counts, Quarantined};
pub use sqlite::search::SearchRow;
pub use sqlite::settings::Invitation;
pub use store::{DbKey, Reader, Store, StoreId, Tx};

#[cfg(test)]
mod tests;
