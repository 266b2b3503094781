//! Files beside cases: which are there, keeping a chunk, giving one.
//!
//! A hub keeps sealed objects and the list of them in its database; a workstation on the local
//! network keeps chunks in its own encrypted database.

use crate::HubError;
use crate::hub::Hub;
use crate::objects::{ChunkName, Objects};
use crate::wire::{
    BlobGet, BlobPut, BlobPutResponse, BlobState, BlobStatus, BlobsRequest, BlobsResponse, PROTO,
};
use casework::id::{Hash, OfficeId};
use casework::sync::blob::Chunks;
use casework::sync::roster::Enrolment;
use sha2::{Digest, Sha256};
use store::{ChunkKept, Kept, Named, Store, free_space};

/// Room that is left to records on the disk of the files, in bytes.
pub(crate) const RESERVE: u64 = 512 * 1024 * 1024;

/// Where the bytes are.
#[derive(Clone)]
pub(crate) enum Shelf {
    /// Objects beside the database.
    Objects(Objects),
    /// The database of a workstation.
    Desk(Store),
}

impl Hub {
    /// How much of each blob is here.
    ///
    /// # Errors
    /// [`HubError::Proto`], [`HubError::Store`].
    pub(crate) fn blobs(
        &self,
        from: &Enrolment,
        request: &BlobsRequest,
    ) -> Result<BlobsResponse, HubError> {
        if request.proto != PROTO {
            return Err(HubError::Proto);
        }
        let state = |hash: &Hash| self.blob_state(from.office, *hash);
        let blobs = request.blobs.iter().map(state).collect::<Result<_, _>>()?;
        Ok(BlobsResponse { blobs })
    }

    fn blob_state(&self, office: OfficeId, hash: Hash) -> Result<BlobState, HubError> {
        let Some(named) = self.store.read(|r| r.named_blob(office, hash))? else {
            return Ok(BlobState::unnamed());
        };
        let size = named.size;
        let Some(kept) = self.kept(named.owner, hash, size)? else {
            return Ok(BlobState::unnamed());
        };
        let status = if kept.whole {
            BlobStatus::Whole
        } else {
            BlobStatus::Part
        };
        Ok(BlobState {
            status,
            size,
            chunks: kept.chunks.bits().to_vec(),
        })
    }

    /// What is here of a blob that a case says to have `size` bytes; `None` where no blob can.
    fn kept(&self, office: OfficeId, hash: Hash, size: u64) -> Result<Option<Kept>, HubError> {
        let Some(chunks) = Chunks::none(size) else {
            return Ok(None);
        };
        let nothing = Kept {
            chunks,
            whole: false,
        };
        let kept = match &self.shelf {
            Shelf::Objects(_) => self.store.read(|r| r.object(office, hash))?,
            Shelf::Desk(store) => store.read(|r| {
                let chunks = r.blob_chunks(hash)?;
                let whole = r.blob_exists(hash)?;
                Ok::<_, HubError>(chunks.map(|chunks| Kept { chunks, whole }))
            })?,
        };
        // What was kept under another size was never the blob.
        let kept = kept.filter(|kept| kept.chunks.size() == size);
        Ok(Some(kept.unwrap_or(nothing)))
    }

    /// Keeps a chunk of a blob that a case of the device's office names; on disk before the answer.
    /// The last chunk makes the whole be read and its hash be computed.
    ///
    /// # Errors
    /// [`HubError::NoBlob`], [`HubError::BadChunk`], [`HubError::NoRoom`],
    /// [`HubError::SpoiledBlob`], [`HubError::Folder`], [`HubError::Store`].
    pub(crate) fn put_blob(
        &self,
        from: &Enrolment,
        body: &[u8],
    ) -> Result<BlobPutResponse, HubError> {
        let put = BlobPut::read(body)?;
        let named = self.store.read(|r| r.named_blob(from.office, put.hash))?;
        let Named {
            owner: office,
            size,
        } = named.ok_or(HubError::NoBlob)?;
        let kept = self.kept(office, put.hash, size)?.ok_or(HubError::NoBlob)?;
        if kept.chunks.length(put.nth) != Some(put.bytes.len()) {
            return Err(HubError::BadChunk);
        }
        if kept.whole {
            let status = BlobStatus::Whole;
            return Ok(BlobPutResponse { status });
        }
        let status = match &self.shelf {
            Shelf::Objects(objects) => self.put_object(objects, office, &put, size)?,
            Shelf::Desk(store) => {
                self.has_room(store.path(), put.bytes.len())?;
                let kept = store.write(|tx| tx.put_blob_chunk(put.hash, size, put.nth, put.bytes));
                match kept? {
                    ChunkKept::Part => BlobStatus::Part,
                    ChunkKept::Whole => BlobStatus::Whole,
                    ChunkKept::Spoiled => return Err(HubError::SpoiledBlob),
                }
            }
        };
        Ok(BlobPutResponse { status })
    }

    fn put_object(
        &self,
        objects: &Objects,
        office: OfficeId,
        put: &BlobPut<'_>,
        size: u64,
    ) -> Result<BlobStatus, HubError> {
        let hash = put.hash;
        let name = |nth| ChunkName { office, hash, nth };
        self.has_room(objects.folder(), put.bytes.len())?;
        objects.put(name(put.nth), put.bytes)?;
        let chunks = self.store.write(|tx| {
            let known = tx.object(office, hash)?;
            let known = known.filter(|kept| kept.chunks.size() == size);
            let chunks = known.map(|kept| kept.chunks).or(Chunks::none(size));
            let mut chunks = chunks.ok_or(HubError::NoBlob)?;
            chunks.add(put.nth);
            let kept = Kept {
                chunks,
                whole: false,
            };
            tx.set_object(office, hash, &kept)?;
            Ok::<_, HubError>(kept.chunks)
        })?;
        if !chunks.is_whole() {
            return Ok(BlobStatus::Part);
        }
        let mut digest = Sha256::new();
        for nth in 0..chunks.count() {
            let bytes = objects.get(name(nth))?;
            // A chunk that does not open any more is asked for again, and no other.
            let Some(bytes) = bytes else {
                self.forget_chunk(office, hash, nth)?;
                return Ok(BlobStatus::Part);
            };
            digest.update(bytes);
        }
        if Hash(digest.finalize().into()) == hash {
            let whole = true;
            let kept = Kept { chunks, whole };
            self.store.write(|tx| tx.set_object(office, hash, &kept))?;
            return Ok(BlobStatus::Whole);
        }
        self.store.write(|tx| tx.drop_object(office, hash))?;
        for nth in 0..chunks.count() {
            objects.remove(name(nth))?;
        }
        Err(HubError::SpoiledBlob)
    }

    /// One chunk of a blob that a case of the device's office names, verbatim.
    ///
    /// # Errors
    /// [`HubError::Proto`], [`HubError::NoBlob`], [`HubError::Folder`], [`HubError::Store`].
    pub(crate) fn get_blob(
        &self,
        from: &Enrolment,
        request: &BlobGet,
    ) -> Result<Vec<u8>, HubError> {
        if request.proto != PROTO {
            return Err(HubError::Proto);
        }
        let (hash, nth) = (request.hash, request.nth);
        let named = self.store.read(|r| r.named_blob(from.office, hash))?;
        let Named {
            owner: office,
            size,
        } = named.ok_or(HubError::NoBlob)?;
        let kept = self.kept(office, hash, size)?;
        if !kept.is_some_and(|kept| kept.whole && kept.chunks.has(nth)) {
            return Err(HubError::NoBlob);
        }
        let bytes = match &self.shelf {
            Shelf::Objects(objects) => objects.get(ChunkName { office, hash, nth })?,
            Shelf::Desk(store) => store.read(|r| r.blob_chunk(hash, nth))?,
        };
        if bytes.is_none() {
            self.forget_chunk(office, hash, nth)?;
        }
        bytes.ok_or(HubError::NoBlob)
    }

    /// A chunk is gone or damaged where it was kept: the blob is no longer whole, and whoever has it
    /// may bring this chunk again.
    fn forget_chunk(&self, office: OfficeId, hash: Hash, nth: u32) -> Result<(), HubError> {
        tracing::error!(%hash, nth, "a chunk is gone or damaged");
        self.store.write(|tx| {
            let Some(kept) = tx.object(office, hash)? else {
                return Ok(());
            };
            let Some(mut chunks) = Chunks::none(kept.chunks.size()) else {
                return Ok(());
            };
            (0..kept.chunks.count())
                .filter(|one| *one != nth && kept.chunks.has(*one))
                .for_each(|one| chunks.add(one));
            let whole = false;
            Ok(tx.set_object(office, hash, &Kept { chunks, whole })?)
        })
    }

    /// Looks which chunks that the list names are in the folder at all: after a restore the two may be
    /// of different days. What is missing is asked for again.
    ///
    /// # Errors
    /// [`HubError::Store`].
    pub(crate) fn recount_objects(&self) -> Result<(), HubError> {
        let Shelf::Objects(objects) = &self.shelf else {
            return Ok(());
        };
        for (office, hash, kept) in self.store.read(|r| r.objects())? {
            let is_there = |nth: &u32| {
                let nth = *nth;
                kept.chunks.has(nth) && objects.has(ChunkName { office, hash, nth })
            };
            let there: Vec<u32> = (0..kept.chunks.count()).filter(is_there).collect();
            if there.len() == kept.chunks.count() as usize {
                continue;
            }
            let Some(mut chunks) = Chunks::none(kept.chunks.size()) else {
                continue;
            };
            there.into_iter().for_each(|nth| chunks.add(nth));
            let whole = false;
            self.store
                .write(|tx| tx.set_object(office, hash, &Kept { chunks, whole }))?;
        }
        Ok(())
    }

    /// Records go on when files do not: they need little, and what is left is for them.
    fn has_room(&self, path: &std::path::Path, bytes: usize) -> Result<(), HubError> {
        let free = free_space(path).map_err(|source| HubError::folder(path, source))?;
        if free.saturating_sub(bytes as u64) < self.reserve {
            return Err(HubError::NoRoom);
        }
        Ok(())
    }
}
