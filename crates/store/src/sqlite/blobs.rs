//! Files (scans, results) inside the encrypted database, named by their content: whole, or chunk by
//! chunk as they come.

use super::{count, hash, signed};
use crate::error::StoreError;
use crate::objects::Named;
use crate::sqlite::projection::SyncState;
use crate::store::{Reader, Tx};
use casework::case::{BlobOfCase, Case};
use casework::id::{CaseId, Hash, OfficeId};
use casework::sync::blob::{CHUNK, Chunks};
use rusqlite::{Connection, OptionalExtension, Row, params};

/// What became of a chunk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChunkKept {
    /// It is kept; others are missing.
    Part,
    /// It was the last one and the whole has the right hash, or was whole before.
    Whole,
    /// It was the last one and the whole has another hash: all chunks are dropped.
    Spoiled,
}

/// A blob that has a way to go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pending {
    /// Its name.
    pub hash: Hash,
    /// Its size in bytes.
    pub size: u64,
}

/// How far the blobs of a case have come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CaseBlobs {
    /// How many belong to the case.
    pub total: u64,
    /// How many the hub has.
    pub at_hub: u64,
    /// How many are whole here and the hub is not known to have.
    pub unsent: u64,
}

impl CaseBlobs {
    pub(super) fn sync(self) -> SyncState {
        if self.at_hub == self.total {
            SyncState::Acknowledged
        } else if self.unsent == 0 {
            SyncState::Sent
        } else {
            SyncState::Local
        }
    }
}

/// Where a blob of a case is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BlobPlace {
    /// Its name.
    pub hash: Hash,
    /// Whole on this machine.
    pub here: bool,
    /// The hub is known to have it whole.
    pub at_hub: bool,
}

/// How much of all blobs is to be sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BlobSummary {
    /// Blobs that are whole here and that the hub is not known to have.
    pub unsent: u64,
    /// Their bytes.
    pub bytes: u64,
}

impl Reader<'_> {
    /// The bytes with this SHA-256, checked against it; `None` when they are not here as a whole.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when the stored bytes have changed.
    pub fn blob(&self, hash: Hash) -> Result<Option<Vec<u8>>, StoreError> {
        let Some(row) = row_of(self.conn, hash)?.filter(|row| row.whole) else {
            return Ok(None);
        };
        let bytes = read(self.conn, row.id, row.size)?;
        if Hash::of(&bytes) != hash {
            return Err(StoreError::corrupt("blob"));
        }
        Ok(Some(bytes))
    }

    /// Whether the bytes with this SHA-256 are here as a whole.
    pub fn blob_exists(&self, hash: Hash) -> Result<bool, StoreError> {
        Ok(row_of(self.conn, hash)?.is_some_and(|row| row.whole))
    }

    /// Which chunks of a blob are here; `None` where there is none.
    pub fn blob_chunks(&self, hash: Hash) -> Result<Option<Chunks>, StoreError> {
        let Some(row) = row_of(self.conn, hash)? else {
            return Ok(None);
        };
        let Some(mut chunks) = Chunks::none(row.size) else {
            return Ok(None);
        };
        let mut statement = self
            .conn
            .prepare_cached("SELECT nth FROM blob_chunk WHERE blob = ?1")?;
        let mut rows = statement.query([row.id])?;
        while let Some(row) = rows.next()? {
            chunks.add(row.get(0)?);
        }
        Ok(Some(chunks))
    }

    /// One chunk of a blob, whole or not.
    pub fn blob_chunk(&self, hash: Hash, nth: u32) -> Result<Option<Vec<u8>>, StoreError> {
        let mut statement = self.conn.prepare_cached(
            "SELECT bytes FROM blob_chunk JOIN blob ON blob.id = blob_chunk.blob
             WHERE hash = ?1 AND nth = ?2",
        )?;
        let bytes = statement.query_row(params![hash.0, nth], |row| row.get(0));
        Ok(bytes.optional()?)
    }

    /// A blob that a case names, in whatever way, which the office received or which was received for
    /// it; its own first.
    pub fn named_blob(&self, office: OfficeId, hash: Hash) -> Result<Option<Named>, StoreError> {
        let mut statement = self.conn.prepare_cached(
            "SELECT p_blob.office, max(size) FROM p_blob JOIN p_case USING (n)
             WHERE hash = ?1 AND ?2 IN (p_blob.office, for_office)
             GROUP BY p_blob.office ORDER BY p_blob.office <> ?2, p_blob.office LIMIT 1",
        )?;
        let named = statement.query_row(params![hash.0, office.0], |row| {
            Ok(Named {
                owner: OfficeId(row.get(0)?),
                size: count(row, 1)?,
            })
        });
        Ok(named.optional()?)
    }

    /// Where the blobs of a case are, those that do not count any more too.
    pub fn blob_places(&self, case: CaseId) -> Result<Vec<BlobPlace>, StoreError> {
        let mut statement = self.conn.prepare_cached(
            "SELECT hash, here, at_hub FROM p_blob
             WHERE n = (SELECT n FROM p_document WHERE id = ?1)",
        )?;
        let rows = statement.query_map([case.0], |row| {
            Ok(BlobPlace {
                hash: hash(row, 0)?,
                here: row.get(1)?,
                at_hub: row.get(2)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Blobs of an office that the hub is not known to have, here or not, the most urgent due date
    /// first.
    pub fn blobs_not_at_hub(&self, office: OfficeId) -> Result<Vec<Pending>, StoreError> {
        self.pending(
            "SELECT hash, size FROM p_blob JOIN p_case USING (n)
             WHERE live = 1 AND at_hub = 0 AND ?1 IN (p_blob.office, for_office)
             GROUP BY hash ORDER BY min(due_ms) IS NULL, min(due_ms), min(received_ms), hash",
            office,
        )
    }

    /// Blobs of an office that are whole here and that the hub is not known to have, the most urgent
    /// due date first.
    pub fn blobs_to_send(&self, office: OfficeId) -> Result<Vec<Pending>, StoreError> {
        self.pending(
            "SELECT hash, size FROM p_blob JOIN p_case USING (n)
             WHERE live = 1 AND at_hub = 0 AND here = 1 AND ?1 IN (p_blob.office, for_office)
             GROUP BY hash ORDER BY min(due_ms) IS NULL, min(due_ms), min(received_ms), hash",
            office,
        )
    }

    /// Blobs of an office that the hub has and this machine should: what was asked for, and
    /// everything of cases that are open, the most urgent due date first.
    pub fn blobs_to_fetch(&self, office: OfficeId) -> Result<Vec<Pending>, StoreError> {
        self.pending(
            "SELECT hash, size FROM p_blob JOIN p_case USING (n)
             WHERE live = 1 AND here = 0 AND at_hub = 1 AND ?1 IN (p_blob.office, for_office)
               AND (closed = 0 OR hash IN (SELECT hash FROM blob_wanted))
             GROUP BY hash
             ORDER BY hash NOT IN (SELECT hash FROM blob_wanted),
                      min(due_ms) IS NULL, min(due_ms), min(received_ms), hash",
            office,
        )
    }

    /// Blobs of an office that this machine should have and has not, wherever they are: what was
    /// asked for, and everything of cases that are open.
    pub fn blobs_missing(&self, office: OfficeId) -> Result<Vec<Pending>, StoreError> {
        self.pending(
            "SELECT hash, size FROM p_blob JOIN p_case USING (n)
             WHERE live = 1 AND here = 0 AND ?1 IN (p_blob.office, for_office)
               AND (closed = 0 OR hash IN (SELECT hash FROM blob_wanted))
             GROUP BY hash
             ORDER BY hash NOT IN (SELECT hash FROM blob_wanted),
                      min(due_ms) IS NULL, min(due_ms), min(received_ms), hash",
            office,
        )
    }

    /// Whether somebody asked for a blob.
    pub fn blob_is_wanted(&self, hash: Hash) -> Result<bool, StoreError> {
        let mut statement = self
            .conn
            .prepare_cached("SELECT 1 FROM blob_wanted WHERE hash = ?1")?;
        Ok(statement.exists([hash.0])?)
    }

    fn pending(&self, sql: &'static str, office: OfficeId) -> Result<Vec<Pending>, StoreError> {
        let mut statement = self.conn.prepare_cached(sql)?;
        let rows = statement.query_map([office.0], |row| {
            Ok(Pending {
                hash: hash(row, 0)?,
                size: count(row, 1)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// What of all blobs is to be sent.
    pub fn blob_summary(&self) -> Result<BlobSummary, StoreError> {
        let mut statement = self.conn.prepare_cached(
            "SELECT count(*), coalesce(sum(size), 0)
             FROM (SELECT size FROM p_blob WHERE live = 1 AND at_hub = 0 AND here = 1
                   GROUP BY hash)",
        )?;
        Ok(statement.query_row([], |row| {
            Ok(BlobSummary {
                unsent: count(row, 0)?,
                bytes: count(row, 1)?,
            })
        })?)
    }
}

impl Tx<'_> {
    /// Keeps bytes and gives their name; the same bytes again take no more room.
    pub fn put_blob(&mut self, bytes: &[u8]) -> Result<Hash, StoreError> {
        let hash = Hash::of(bytes);
        self.guarded(|conn| {
            match row_of(conn, hash)? {
                Some(row) if row.whole => return Ok(hash),
                Some(row) => drop_row(conn, row.id)?,
                None => {}
            }
            let id = insert(conn, hash, bytes.len() as u64, true)?;
            for (nth, chunk) in bytes.chunks(CHUNK).enumerate() {
                put_chunk(conn, id, nth as u64, chunk)?;
            }
            came(conn, hash)?;
            Ok(hash)
        })
    }

    /// Keeps one chunk of a blob of `size` bytes; the last one completes it. The caller has compared
    /// the chunk's length with the size.
    pub fn put_blob_chunk(
        &mut self,
        hash: Hash,
        size: u64,
        nth: u32,
        bytes: &[u8],
    ) -> Result<ChunkKept, StoreError> {
        self.guarded(|conn| {
            let known = row_of(conn, hash)?;
            if known.is_some_and(|row| row.whole) {
                return Ok(ChunkKept::Whole);
            }
            let id = match known {
                Some(row) if row.size == size => row.id,
                Some(row) => {
                    drop_row(conn, row.id)?;
                    insert(conn, hash, size, false)?
                }
                None => insert(conn, hash, size, false)?,
            };
            put_chunk(conn, id, u64::from(nth), bytes)?;
            let kept = conn
                .prepare_cached("SELECT count(*) FROM blob_chunk WHERE blob = ?1")?
                .query_row([id], |row| count(row, 0))?;
            if kept < size.div_ceil(CHUNK as u64) {
                return Ok(ChunkKept::Part);
            }
            if Hash::of(&read(conn, id, size)?) != hash {
                drop_row(conn, id)?;
                return Ok(ChunkKept::Spoiled);
            }
            conn.prepare_cached("UPDATE blob SET whole = 1 WHERE id = ?1")?
                .execute([id])?;
            came(conn, hash)?;
            Ok(ChunkKept::Whole)
        })
    }

    /// Notes that the hub has said to have these whole.
    pub fn blobs_are_at_hub(&mut self, hashes: &[Hash]) -> Result<(), StoreError> {
        self.guarded(|conn| {
            for hash in hashes {
                conn.prepare_cached("INSERT OR IGNORE INTO blob_at_hub VALUES (?1)")?
                    .execute([hash.0])?;
                conn.prepare_cached("UPDATE p_blob SET at_hub = 1 WHERE hash = ?1")?
                    .execute([hash.0])?;
            }
            Ok(())
        })
    }

    /// Forgets what the hub has: another one takes its place, and is asked anew.
    pub fn hub_has_no_blobs(&mut self) -> Result<(), StoreError> {
        self.guarded(|conn| {
            conn.execute("DELETE FROM blob_at_hub", [])?;
            conn.execute("UPDATE p_blob SET at_hub = 0", [])?;
            Ok(())
        })
    }

    /// Asks for a blob: it is fetched before any other, also of a case that is closed.
    pub fn want_blob(&mut self, hash: Hash) -> Result<(), StoreError> {
        self.guarded(|conn| {
            conn.prepare_cached("INSERT OR IGNORE INTO blob_wanted VALUES (?1)")?
                .execute([hash.0])?;
            Ok(())
        })
    }
}

/// A row of the table of blobs.
#[derive(Clone, Copy)]
struct BlobRow {
    id: i64,
    size: u64,
    whole: bool,
}

fn row_of(conn: &Connection, hash: Hash) -> Result<Option<BlobRow>, StoreError> {
    let mut statement = conn.prepare_cached("SELECT id, size, whole FROM blob WHERE hash = ?1")?;
    let read = |row: &Row<'_>| {
        Ok(BlobRow {
            id: row.get(0)?,
            size: count(row, 1)?,
            whole: row.get(2)?,
        })
    };
    Ok(statement.query_row([hash.0], read).optional()?)
}

fn insert(conn: &Connection, hash: Hash, size: u64, whole: bool) -> Result<i64, StoreError> {
    conn.prepare_cached("INSERT INTO blob (hash, size, whole) VALUES (?1, ?2, ?3)")?
        .execute(params![hash.0, signed(size), whole])?;
    Ok(conn.last_insert_rowid())
}

fn put_chunk(conn: &Connection, id: i64, nth: u64, bytes: &[u8]) -> Result<(), StoreError> {
    conn.prepare_cached(
        "INSERT OR REPLACE INTO blob_chunk (blob, nth, bytes) VALUES (?1, ?2, ?3)",
    )?
    .execute(params![id, signed(nth), bytes])?;
    Ok(())
}

fn drop_row(conn: &Connection, id: i64) -> Result<(), StoreError> {
    conn.prepare_cached("DELETE FROM blob WHERE id = ?1")?
        .execute([id])?;
    Ok(())
}

/// A blob is whole here now.
fn came(conn: &Connection, hash: Hash) -> Result<(), StoreError> {
    conn.prepare_cached("UPDATE p_blob SET here = 1 WHERE hash = ?1")?
        .execute([hash.0])?;
    conn.prepare_cached("DELETE FROM blob_wanted WHERE hash = ?1")?
        .execute([hash.0])?;
    Ok(())
}

fn read(conn: &Connection, id: i64, size: u64) -> Result<Vec<u8>, StoreError> {
    let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or(0).min(CHUNK * 80));
    let mut statement =
        conn.prepare_cached("SELECT bytes FROM blob_chunk WHERE blob = ?1 ORDER BY nth")?;
    let mut rows = statement.query([id])?;
    while let Some(row) = rows.next()? {
        let chunk = row.get_ref(0)?.as_blob().map_err(rusqlite::Error::from)?;
        bytes.extend_from_slice(chunk);
    }
    Ok(bytes)
}

/// What a case names, by hash.
pub(crate) fn of(case: &Case) -> Vec<BlobOfCase> {
    let mut blobs = case.blobs();
    blobs.sort_by_key(|blob| blob.hash);
    blobs
}

/// Writes what a case names in place of what was there.
pub(crate) fn project(
    conn: &Connection,
    n: i64,
    office: OfficeId,
    blobs: &[BlobOfCase],
) -> Result<(), StoreError> {
    conn.prepare_cached("DELETE FROM p_blob WHERE n = ?1")?
        .execute([n])?;
    for blob in blobs {
        conn.prepare_cached(
            "INSERT INTO p_blob (n, office, hash, size, live, here, at_hub)
             VALUES (?1, ?2, ?3, ?4, ?5,
                     EXISTS (SELECT 1 FROM blob WHERE hash = ?3 AND whole = 1),
                     EXISTS (SELECT 1 FROM blob_at_hub WHERE hash = ?3))",
        )?
        .execute(params![
            n,
            office.0,
            blob.hash.0,
            signed(blob.size),
            blob.live
        ])?;
    }
    Ok(())
}

/// What the table says about a case.
pub(crate) fn stored(
    conn: &Connection,
    n: i64,
    office: OfficeId,
) -> rusqlite::Result<Vec<BlobOfCase>> {
    let mut statement = conn.prepare_cached(
        "SELECT hash, size, live FROM p_blob
         WHERE n = ?1 AND office = ?2
           AND here = EXISTS (SELECT 1 FROM blob WHERE hash = p_blob.hash AND whole = 1)
           AND at_hub = EXISTS (SELECT 1 FROM blob_at_hub WHERE hash = p_blob.hash)
         ORDER BY hash",
    )?;
    let rows = statement.query_map(params![n, office.0], |row| {
        Ok(BlobOfCase {
            hash: hash(row, 0)?,
            size: count(row, 1)?,
            live: row.get(2)?,
        })
    })?;
    rows.collect()
}
