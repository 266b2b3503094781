//! Files beside cases on a stick: after the records, as far as there is room.

use crate::desk::Desk;
use crate::error::{ApiError, ErrorCode};
use crate::scans::has_room;
use casework::sync::blob::{CHUNK, Chunks};
use casework::sync::bundle::{BlobChunk, CHUNK_MAX, Page};
use casework::sync::frame;
use std::path::Path;
use store::{Pending, free_space};

/// Chunks in one page.
const PAGE_CHUNKS: usize = 4;
/// Most bytes of files in one bundle: the rest goes with the next, once these have arrived.
const SCANS_MAX: u64 = 512 * 1024 * 1024;
/// What is left free on the stick, in bytes: records of the next days need little, and some.
const LEFT_FREE: u64 = 64 * 1024 * 1024;

const _: () = assert!(PAGE_CHUNKS * (CHUNK + 64) < CHUNK_MAX);

/// The pages of files in one bundle.
pub(super) struct ScanPages {
    /// The chunks to be written, the last one first.
    chunks: Vec<(Pending, u32)>,
}

impl ScanPages {
    /// As many of `blobs` as there is room for on the stick in `folder`.
    pub(super) fn new(folder: &Path, blobs: &[Pending]) -> Self {
        let free = free_space(folder).unwrap_or(0);
        let mut room = free.saturating_sub(LEFT_FREE).min(SCANS_MAX);
        let mut chunks = vec![];
        for blob in blobs {
            // A smaller one may still fit.
            if blob.size <= room {
                room -= blob.size;
                let count = Chunks::none(blob.size).map_or(0, |chunks| chunks.count());
                chunks.extend((0..count).map(|nth| (*blob, nth)));
            }
        }
        chunks.reverse();
        Self { chunks }
    }

    /// The next page, packed.
    pub(super) fn next(&mut self, desk: &Desk) -> Result<Option<Vec<u8>>, ApiError> {
        let mut blobs = vec![];
        while blobs.len() < PAGE_CHUNKS
            && let Some((blob, nth)) = self.chunks.pop()
        {
            let bytes = desk.store().read(|r| r.blob_chunk(blob.hash, nth))?;
            blobs.push(BlobChunk {
                hash: blob.hash,
                size: blob.size,
                nth,
                bytes: bytes.ok_or(ErrorCode::Corrupt)?,
            });
        }
        if blobs.is_empty() {
            return Ok(None);
        }
        let blobs = Some(blobs);
        let page = Page {
            blobs,
            ..Page::default()
        };
        Ok(Some(frame::pack_as_it_is(&page)))
    }
}

/// Keeps the chunks of a page that a case names; a chunk that makes no sense is left out, and where the
/// disk has no room for files the records of other pages go on.
pub(super) fn keep(desk: &Desk, tx: &mut store::Tx<'_>, page: &Page) -> Result<(), ApiError> {
    let chunks = page.blobs.as_deref().unwrap_or_default();
    let bytes = chunks.iter().map(|chunk| chunk.bytes.len() as u64).sum();
    if chunks.is_empty() || !has_room(desk, bytes) {
        return Ok(());
    }
    for chunk in chunks {
        let named = tx
            .named_blob(desk.office(), chunk.hash)?
            .map(|named| named.size)
            == Some(chunk.size);
        let length = Chunks::none(chunk.size).and_then(|chunks| chunks.length(chunk.nth));
        if named && length == Some(chunk.bytes.len()) {
            tx.put_blob_chunk(chunk.hash, chunk.size, chunk.nth, &chunk.bytes)?;
        }
    }
    Ok(())
}
