//! What a hub keeps as objects beside its database: the list of them, and which bytes a case names.

use crate::error::StoreError;
use crate::sqlite::{count, signed};
use crate::store::{Reader, Tx};
use casework::id::{Hash, OfficeId};
use casework::sync::blob::Chunks;
use rusqlite::{OptionalExtension, params};

/// What is kept of a blob.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// The chunks that are there.
    pub chunks: Chunks,
    /// All of them are, and together they have the right hash.
    pub whole: bool,
}

/// A blob that a case names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Named {
    /// The office that received the case; the blob is kept as its own, also for the other one that
    /// the case was received for.
    pub owner: OfficeId,
    /// How long it is, in bytes.
    pub size: u64,
}

/// What a hub asks about blobs. Every method fails only with [`StoreError`].
pub trait ObjectReader {
    /// A blob that a case of the office names: see [`Reader::named_blob`].
    fn named_blob(&self, office: OfficeId, hash: Hash) -> Result<Option<Named>, StoreError>;
    /// What is kept of a blob of the office.
    fn object(&self, office: OfficeId, hash: Hash) -> Result<Option<Kept>, StoreError>;
    /// Every blob that something is kept of.
    fn objects(&self) -> Result<Vec<(OfficeId, Hash, Kept)>, StoreError>;
}

/// What a hub notes about blobs in one transaction.
pub trait ObjectTx: ObjectReader {
    /// Notes what is kept of a blob, in place of what was noted.
    fn set_object(&mut self, office: OfficeId, hash: Hash, kept: &Kept) -> Result<(), StoreError>;
    /// Forgets a blob.
    fn drop_object(&mut self, office: OfficeId, hash: Hash) -> Result<(), StoreError>;
}

/// Reads a row of the list.
pub(crate) fn kept(size: u64, bits: &[u8], whole: bool) -> Result<Kept, StoreError> {
    let chunks = Chunks::from_bits(size, bits).ok_or_else(|| StoreError::corrupt("object"))?;
    Ok(Kept { chunks, whole })
}

impl ObjectReader for Reader<'_> {
    fn named_blob(&self, office: OfficeId, hash: Hash) -> Result<Option<Named>, StoreError> {
        Reader::named_blob(self, office, hash)
    }

    fn object(&self, office: OfficeId, hash: Hash) -> Result<Option<Kept>, StoreError> {
        let mut statement = self.conn.prepare_cached(
            "SELECT size, chunks, whole FROM object WHERE office = ?1 AND hash = ?2",
        )?;
        let row = statement.query_row(params![office.0, hash.0], |row| {
            Ok((count(row, 0)?, row.get::<_, Vec<u8>>(1)?, row.get(2)?))
        });
        let row = row.optional()?;
        row.map(|(size, bits, whole)| kept(size, &bits, whole))
            .transpose()
    }

    fn objects(&self) -> Result<Vec<(OfficeId, Hash, Kept)>, StoreError> {
        let mut statement = self
            .conn
            .prepare_cached("SELECT office, hash, size, chunks, whole FROM object")?;
        let rows = statement.query_map([], |row| {
            let bits: Vec<u8> = row.get(3)?;
            let kept = kept(count(row, 2)?, &bits, row.get(4)?);
            let (office, hash) = (OfficeId(row.get(0)?), Hash(row.get(1)?));
            Ok(kept.map(|kept| (office, hash, kept)))
        })?;
        rows.map(|row| row?).collect()
    }
}

impl ObjectReader for Tx<'_> {
    fn named_blob(&self, office: OfficeId, hash: Hash) -> Result<Option<Named>, StoreError> {
        Reader::named_blob(self, office, hash)
    }

    fn object(&self, office: OfficeId, hash: Hash) -> Result<Option<Kept>, StoreError> {
        ObjectReader::object(&**self, office, hash)
    }

    fn objects(&self) -> Result<Vec<(OfficeId, Hash, Kept)>, StoreError> {
        ObjectReader::objects(&**self)
    }
}

impl ObjectTx for Tx<'_> {
    fn set_object(&mut self, office: OfficeId, hash: Hash, kept: &Kept) -> Result<(), StoreError> {
        self.guarded(|conn| {
            let (size, bits) = (signed(kept.chunks.size()), kept.chunks.bits());
            conn.prepare_cached("INSERT OR REPLACE INTO object VALUES (?1, ?2, ?3, ?4, ?5)")?
                .execute(params![office.0, hash.0, size, bits, kept.whole])?;
            Ok(())
        })
    }

    fn drop_object(&mut self, office: OfficeId, hash: Hash) -> Result<(), StoreError> {
        self.guarded(|conn| {
            conn.prepare_cached("DELETE FROM object WHERE office = ?1 AND hash = ?2")?
                .execute(params![office.0, hash.0])?;
            Ok(())
        })
    }
}
