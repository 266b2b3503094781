//! The store under a hub: SQLite in a folder, or PostgreSQL under several processes at once.

use crate::error::StoreError;
use crate::ingest::Admission;
use crate::objects::{ObjectReader, ObjectTx};
#[cfg(feature = "postgres")]
use crate::postgres::Postgres;
use crate::sqlite::log::{FeedPage, Link, Position};
use crate::sqlite::quarantine::Counts;
use crate::sqlite::settings::Invitation;
use crate::store::{Reader, Store, StoreId, Tx};
use casework::id::{DeviceId, Hash, OfficeId, PublicKey};
use casework::number::{AgencyCode, Band};
use casework::office::Office;
use casework::sync::door::Giver;
use casework::sync::envelope::Envelope;
use casework::sync::receipt::Run;
use casework::sync::roster::{BandGrant, Enrolment, OfficeCard};

/// What a hub asks its store. Every method fails only with [`StoreError`].
pub trait HubReader: ObjectReader {
    /// The bytes kept under a key.
    fn setting(&self, key: &str) -> Result<Option<Vec<u8>>, StoreError>;
    /// An office's record.
    fn office(&self, id: OfficeId) -> Result<Option<Office>, StoreError>;
    /// The record of the office with an agency code.
    fn office_by_code(&self, code: &AgencyCode) -> Result<Option<Office>, StoreError>;
    /// Every office's record, by agency code.
    fn all_offices(&self) -> Result<Vec<Office>, StoreError>;
    /// What was said of every office: see [`Reader::directory`].
    fn directory(&self) -> Result<Vec<OfficeCard>, StoreError>;
    /// The enrolment of a device, revoked or not.
    fn device(&self, id: DeviceId) -> Result<Option<Enrolment>, StoreError>;
    /// The devices of an office, revoked ones too, by name.
    fn devices(&self, office: OfficeId) -> Result<Vec<Enrolment>, StoreError>;
    /// The roster and band envelopes of an office, verbatim, oldest first.
    fn governance(&self, office: OfficeId) -> Result<Vec<Vec<u8>>, StoreError>;
    /// The pinned keys that may change the roster and grant bands.
    fn authorities(&self) -> Result<Vec<PublicKey>, StoreError>;
    /// Every band ever granted for an office, oldest first.
    fn all_bands(&self, office: OfficeId) -> Result<Vec<BandGrant>, StoreError>;
    /// The device key that used an enrolment code.
    fn code_used_by(&self, hash: Hash) -> Result<Option<PublicKey>, StoreError>;
    /// Where the chain of a device and epoch goes on.
    fn link(&self, device: DeviceId, epoch: u64) -> Result<Link, StoreError>;
    /// Envelopes of an office after a position: see [`Reader::feed`].
    fn feed(
        &self,
        office: OfficeId,
        after: Position,
        max_bytes: usize,
        skip_device: Option<DeviceId>,
    ) -> Result<FeedPage, StoreError>;
    /// The position of the newest envelope of an office; 0 where there is none.
    fn last_position(&self, office: OfficeId) -> Result<Position, StoreError>;
    /// What the log holds of an office: see [`Reader::runs`].
    fn runs(&self, office: OfficeId) -> Result<Vec<Run>, StoreError>;
    /// How many envelopes the log holds.
    fn envelopes(&self) -> Result<u64, StoreError>;
    /// The state of the store in numbers.
    fn counts(&self) -> Result<Counts, StoreError>;
    /// One hash over every document and record: see [`Reader::heads_digest`].
    fn heads_digest(&self, office: Option<OfficeId>) -> Result<Hash, StoreError>;
}

/// What a hub writes in one transaction.
pub trait HubTx: HubReader + ObjectTx {
    /// Keeps bytes under a key, in place of what was there.
    fn set_setting(&mut self, key: &str, value: &[u8]) -> Result<(), StoreError>;
    /// Pins a key that may change the roster and grant bands.
    fn trust(&mut self, key: PublicKey) -> Result<(), StoreError>;
    /// Keeps an office's record, in place of an older one.
    fn put_office(&mut self, office: &Office) -> Result<(), StoreError>;
    /// Keeps an enrolment code by its hash, in place of an unused one with the same hash.
    fn put_code(
        &mut self,
        hash: Hash,
        office: OfficeId,
        band: Option<Band>,
        expires_ms: i64,
        name: &str,
    ) -> Result<(), StoreError>;
    /// Uses an enrolment code: see [`Tx::take_code`].
    fn take_code(
        &mut self,
        hash: Hash,
        now_ms: i64,
        by: &PublicKey,
    ) -> Result<Option<Invitation>, StoreError>;
    /// Appends an envelope of the hub's own, which nobody above it acknowledges.
    ///
    /// # Errors
    /// [`StoreError::BrokenChain`] when it does not follow [`HubReader::link`].
    fn publish(&mut self, envelope: &Envelope) -> Result<(), StoreError>;
}

/// A hub's database.
#[derive(Clone, Debug)]
pub enum HubStore {
    /// One file, one process.
    Sqlite(Store),
    /// A server that several hub processes share.
    #[cfg(feature = "postgres")]
    Postgres(Postgres),
}

impl HubStore {
    /// The database as a replica; processes that share one are one replica.
    pub fn id(&self) -> StoreId {
        match self {
            Self::Sqlite(store) => store.id(),
            #[cfg(feature = "postgres")]
            Self::Postgres(store) => store.id(),
        }
    }

    /// The file, where the hub is one of a folder.
    pub fn sqlite(&self) -> Option<&Store> {
        match self {
            Self::Sqlite(store) => Some(store),
            #[cfg(feature = "postgres")]
            Self::Postgres(_) => None,
        }
    }

    /// Runs `work` on one consistent snapshot.
    ///
    /// # Errors
    /// What `work` gives, or why the snapshot could not be opened.
    pub fn read<T, E: From<StoreError>>(
        &self,
        work: impl FnOnce(&dyn HubReader) -> Result<T, E>,
    ) -> Result<T, E> {
        match self {
            Self::Sqlite(store) => store.read(|reader| work(reader)),
            #[cfg(feature = "postgres")]
            Self::Postgres(store) => store.read(|reader| work(reader)),
        }
    }

    /// Runs `work` in one transaction, one at a time over every process: committed to the disk
    /// when it gives `Ok`, else nothing is kept.
    ///
    /// # Errors
    /// What `work` gives, or why the transaction could not begin or commit.
    pub fn write<T, E: From<StoreError>>(
        &self,
        work: impl FnOnce(&mut dyn HubTx) -> Result<T, E>,
    ) -> Result<T, E> {
        match self {
            Self::Sqlite(store) => store.write(|tx| work(tx)),
            #[cfg(feature = "postgres")]
            Self::Postgres(store) => store.write(|tx| work(tx)),
        }
    }

    /// Takes in envelopes made elsewhere: see [`Store::ingest`].
    ///
    /// # Errors
    /// [`StoreError`] only for the database; nothing of the page is kept then.
    pub fn ingest(
        &self,
        giver: Giver,
        wires: &[Vec<u8>],
        received_ms: i64,
    ) -> Result<Vec<Admission>, StoreError> {
        match self {
            Self::Sqlite(store) => store.write(|tx| tx.ingest_from(giver, wires, received_ms)),
            #[cfg(feature = "postgres")]
            Self::Postgres(store) => store.ingest(giver, wires, received_ms),
        }
    }

    /// Makes a restored database a replica of its own: see [`Store::renew`]; `work` writes what else
    /// it begins with. No process may have it open.
    ///
    /// # Errors
    /// What `work` gives; the old name is kept then.
    pub fn renew<E: From<StoreError>>(
        &self,
        id: StoreId,
        work: impl FnOnce(&mut dyn HubTx) -> Result<(), E>,
    ) -> Result<(), E> {
        match self {
            Self::Sqlite(store) => store.renew_with(id, |tx| work(tx)),
            #[cfg(feature = "postgres")]
            Self::Postgres(store) => store.renew(id, work),
        }
    }
}

/// The same methods, given by a [`Reader`] or what derefs to one.
macro_rules! reads_as_reader {
    ($type:ty) => {
        impl HubReader for $type {
            fn setting(&self, key: &str) -> Result<Option<Vec<u8>>, StoreError> {
                Reader::setting(self, key)
            }
            fn office(&self, id: OfficeId) -> Result<Option<Office>, StoreError> {
                Reader::office(self, id)
            }
            fn office_by_code(&self, code: &AgencyCode) -> Result<Option<Office>, StoreError> {
                Reader::office_by_code(self, code)
            }
            fn all_offices(&self) -> Result<Vec<Office>, StoreError> {
                Reader::all_offices(self)
            }
            fn directory(&self) -> Result<Vec<OfficeCard>, StoreError> {
                Reader::directory(self)
            }
            fn device(&self, id: DeviceId) -> Result<Option<Enrolment>, StoreError> {
                Reader::device(self, id)
            }
            fn devices(&self, office: OfficeId) -> Result<Vec<Enrolment>, StoreError> {
                Reader::devices(self, office)
            }
            fn governance(&self, office: OfficeId) -> Result<Vec<Vec<u8>>, StoreError> {
                Reader::governance(self, office)
            }
            fn authorities(&self) -> Result<Vec<PublicKey>, StoreError> {
                Reader::authorities(self)
            }
            fn all_bands(&self, office: OfficeId) -> Result<Vec<BandGrant>, StoreError> {
                Reader::all_bands(self, office)
            }
            fn code_used_by(&self, hash: Hash) -> Result<Option<PublicKey>, StoreError> {
                Reader::code_used_by(self, hash)
            }
            fn link(&self, device: DeviceId, epoch: u64) -> Result<Link, StoreError> {
                Reader::link(self, device, epoch)
            }
            fn feed(
                &self,
                office: OfficeId,
                after: Position,
                max_bytes: usize,
                skip_device: Option<DeviceId>,
            ) -> Result<FeedPage, StoreError> {
                Reader::feed(self, office, after, max_bytes, skip_device)
            }
            fn last_position(&self, office: OfficeId) -> Result<Position, StoreError> {
                Reader::last_position(self, office)
            }
            fn runs(&self, office: OfficeId) -> Result<Vec<Run>, StoreError> {
                Reader::runs(self, office)
            }
            fn envelopes(&self) -> Result<u64, StoreError> {
                Reader::envelopes(self)
            }
            fn counts(&self) -> Result<Counts, StoreError> {
                Reader::counts(self)
            }
            fn heads_digest(&self, office: Option<OfficeId>) -> Result<Hash, StoreError> {
                Reader::heads_digest(self, office)
            }
        }
    };
}

reads_as_reader!(Reader<'_>);
reads_as_reader!(Tx<'_>);

impl HubTx for Tx<'_> {
    fn set_setting(&mut self, key: &str, value: &[u8]) -> Result<(), StoreError> {
        Tx::set_setting(self, key, value)
    }

    fn trust(&mut self, key: PublicKey) -> Result<(), StoreError> {
        Tx::trust(self, key)
    }

    fn put_office(&mut self, office: &Office) -> Result<(), StoreError> {
        Tx::put_office(self, office)
    }

    fn put_code(
        &mut self,
        hash: Hash,
        office: OfficeId,
        band: Option<Band>,
        expires_ms: i64,
        name: &str,
    ) -> Result<(), StoreError> {
        Tx::put_code(self, hash, office, band, expires_ms, name)
    }

    fn take_code(
        &mut self,
        hash: Hash,
        now_ms: i64,
        by: &PublicKey,
    ) -> Result<Option<Invitation>, StoreError> {
        Tx::take_code(self, hash, now_ms, by)
    }

    fn publish(&mut self, envelope: &Envelope) -> Result<(), StoreError> {
        self.append_own(envelope)?;
        self.mark_acknowledged(&[envelope.hash()])
    }
}
