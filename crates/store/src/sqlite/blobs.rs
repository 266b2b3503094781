//! Files (scans, results) inside the encrypted database, named by their content.

use super::signed;
use crate::error::StoreError;
use crate::store::{Reader, Tx};
use casework::id::Hash;
use rusqlite::{Connection, OptionalExtension, params};

/// Bytes in one row.
const CHUNK: usize = 256 * 1024;

impl Reader<'_> {
    /// The bytes with this SHA-256, checked against it; `None` when they are not here.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when the stored bytes have changed.
    pub fn blob(&self, hash: Hash) -> Result<Option<Vec<u8>>, StoreError> {
        let Some((id, size)) = row_of(self.conn, hash)? else {
            return Ok(None);
        };
        let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or(0).min(CHUNK * 64));
        let mut statement = self
            .conn
            .prepare_cached("SELECT bytes FROM blob_chunk WHERE blob = ?1 ORDER BY nth")?;
        let mut rows = statement.query([id])?;
        while let Some(row) = rows.next()? {
            let chunk = row.get_ref(0)?.as_blob().map_err(rusqlite::Error::from)?;
            bytes.extend_from_slice(chunk);
        }
        if Hash::of(&bytes) != hash {
            return Err(StoreError::corrupt("blob"));
        }
        Ok(Some(bytes))
    }

    /// Whether the bytes with this SHA-256 are here.
    pub fn blob_exists(&self, hash: Hash) -> Result<bool, StoreError> {
        Ok(row_of(self.conn, hash)?.is_some())
    }
}

impl Tx<'_> {
    /// Keeps bytes and gives their name; the same bytes again take no more room.
    pub fn put_blob(&mut self, bytes: &[u8]) -> Result<Hash, StoreError> {
        let hash = Hash::of(bytes);
        self.guarded(|conn| {
            if row_of(conn, hash)?.is_some() {
                return Ok(hash);
            }
            conn.prepare_cached("INSERT INTO blob (hash, size) VALUES (?1, ?2)")?
                .execute(params![hash.0, signed(bytes.len() as u64)])?;
            let id = conn.last_insert_rowid();
            let mut statement = conn
                .prepare_cached("INSERT INTO blob_chunk (blob, nth, bytes) VALUES (?1, ?2, ?3)")?;
            for (nth, chunk) in bytes.chunks(CHUNK).enumerate() {
                statement.execute(params![id, signed(nth as u64), chunk])?;
            }
            Ok(hash)
        })
    }
}

fn row_of(conn: &Connection, hash: Hash) -> Result<Option<(i64, i64)>, StoreError> {
    let mut statement = conn.prepare_cached("SELECT id, size FROM blob WHERE hash = ?1")?;
    Ok(statement
        .query_row([hash.0], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?)
}
