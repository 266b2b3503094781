//! A bundle: the pages of an exchange as files, sealed for its recipients, for a USB stick or any
//! other way that files go. `docs/PROTOCOL.md` has every byte.
//!
//! A part is a head (who, for whom, signed over all of the part) and a body: sealed chunks, each a
//! page, the last one empty. A part that was cut is good up to its last whole chunk.

mod head;
mod seal;

pub use head::{Head, Header, PRELUDE, Recipient, Seal, head_size};
pub use seal::{ChunkReader, ChunkWriter, Courier, Secrets};

use super::{frame, sheaf};
use crate::id::Hash;
use minicbor::{Decode, Encode};

/// Largest part, in bytes: below 2 GiB, because of FAT32 and of what reads it.
pub const PART_MAX: u64 = 2 * 1024 * 1024 * 1024 - 1024 * 1024;
/// Largest sealed page, in bytes.
pub const CHUNK_MAX: usize = 2 * 1024 * 1024;
/// What a chunk needs beside its page: its length and the tag.
pub const CHUNK_EXTRA: usize = 4 + 16;
/// Most recipients of one bundle.
pub const RECIPIENTS_MAX: usize = 4096;

/// Why bytes are no bundle, or not all of one; [`BundleError::code`] is stable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BundleError {
    /// The file ends before it should.
    #[error("the file ends too early")]
    Cut,
    /// Something else than a bundle, or changed.
    #[error("the file is damaged")]
    Damaged,
    /// A newer version wrote it.
    #[error("a newer version wrote the file")]
    Newer,
}

impl BundleError {
    /// A stable word.
    pub fn code(self) -> &'static str {
        match self {
            Self::Cut => "cut",
            Self::Damaged => "damaged",
            Self::Newer => "newer",
        }
    }
}

/// What one chunk carries; readers ignore what a newer version adds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode)]
#[cbor(array, context_bound = "sheaf::Ties")]
pub struct Page {
    /// Envelopes, verbatim, those before which others build first.
    #[cbor(n(0), with = "sheaf")]
    pub envelopes: Vec<Vec<u8>>,
    /// Receipts, verbatim.
    #[cbor(n(1), with = "frame::list")]
    pub receipts: Vec<Vec<u8>>,
    /// Chunks of files beside cases.
    #[n(2)]
    pub blobs: Option<Vec<BlobChunk>>,
}

/// One chunk of a file beside a case.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct BlobChunk {
    /// SHA-256 of the whole.
    #[n(0)]
    pub hash: Hash,
    /// Its size in bytes.
    #[n(1)]
    pub size: u64,
    /// Which chunk, from 0.
    #[n(2)]
    pub nth: u32,
    /// Its bytes.
    #[cbor(n(3), with = "minicbor::bytes")]
    pub bytes: Vec<u8>,
}

#[cfg(test)]
mod tests;
