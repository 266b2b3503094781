//! What is said about files beside cases. Chunks go as they are: scans are compressed already.

use super::WireError;
use casework::id::Hash;
use casework::sync::blob::{CHUNK, Chunks};
use casework::sync::frame::bounded;
use minicbor::{Decode, Decoder, Encode};

/// Most blobs asked about in one request.
pub const BLOBS_MAX: usize = 256;
/// Bytes before the chunk in a [`BlobPut`].
const HEAD: usize = 36;

/// "Which of these do you have?"
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct BlobsRequest {
    /// [`super::PROTO`].
    #[n(0)]
    pub proto: u8,
    /// Their names, at most [`BLOBS_MAX`].
    #[cbor(n(1), decode_with = "read_hashes")]
    pub blobs: Vec<Hash>,
}

/// The answer to a [`BlobsRequest`].
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct BlobsResponse {
    /// One for each blob of the request, in the same order.
    #[cbor(n(0), decode_with = "read_states")]
    pub blobs: Vec<BlobState>,
}

/// How much of a blob is there.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct BlobState {
    /// How far it has come.
    #[n(0)]
    pub status: BlobStatus,
    /// Its size in bytes as a case says it; 0 where no case names it.
    #[n(1)]
    pub size: u64,
    /// One bit a chunk that is there, as [`Chunks::bits`].
    #[cbor(n(2), with = "minicbor::bytes")]
    pub chunks: Vec<u8>,
}

/// How far a blob has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(index_only)]
pub enum BlobStatus {
    /// Chunks are missing.
    #[n(0)]
    Part,
    /// On the disk of the answering store, and its hash was computed there.
    #[n(1)]
    Whole,
    /// No case of the device's office names it.
    #[n(2)]
    Unnamed,
}

/// One chunk to be kept: hash (32 bytes), number of the chunk (4, big-endian), the bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BlobPut<'b> {
    /// The blob.
    pub hash: Hash,
    /// Which chunk.
    pub nth: u32,
    /// Its bytes.
    pub bytes: &'b [u8],
}

/// The answer to a [`BlobPut`].
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct BlobPutResponse {
    /// How far the blob has come now.
    #[n(0)]
    pub status: BlobStatus,
}

/// "Give me this chunk"; the answer is the chunk itself.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct BlobGet {
    /// [`super::PROTO`].
    #[n(0)]
    pub proto: u8,
    /// The blob.
    #[n(1)]
    pub hash: Hash,
    /// Which chunk.
    #[n(2)]
    pub nth: u32,
}

impl BlobState {
    /// Of no blob.
    pub fn unnamed() -> Self {
        Self {
            status: BlobStatus::Unnamed,
            size: 0,
            chunks: vec![],
        }
    }

    /// The chunks that are there; `None` where the answer makes no sense.
    pub fn chunks(&self) -> Option<Chunks> {
        Chunks::from_bits(self.size, &self.chunks)
    }
}

impl<'b> BlobPut<'b> {
    /// The body.
    pub fn to_body(self) -> Vec<u8> {
        let mut body = Vec::with_capacity(HEAD + self.bytes.len());
        body.extend_from_slice(&self.hash.0);
        body.extend_from_slice(&self.nth.to_be_bytes());
        body.extend_from_slice(self.bytes);
        body
    }

    /// Reads a body.
    ///
    /// # Errors
    /// [`WireError::Malformed`], [`WireError::TooLarge`].
    pub fn read(body: &'b [u8]) -> Result<Self, WireError> {
        let (hash, rest) = body.split_first_chunk().ok_or(WireError::Malformed)?;
        let (nth, bytes) = rest.split_first_chunk().ok_or(WireError::Malformed)?;
        if bytes.len() > CHUNK {
            return Err(WireError::TooLarge);
        }
        Ok(Self {
            hash: Hash(*hash),
            nth: u32::from_be_bytes(*nth),
            bytes,
        })
    }
}

fn read_hashes<C>(
    input: &mut Decoder<'_>,
    context: &mut C,
) -> Result<Vec<Hash>, minicbor::decode::Error> {
    bounded(input, BLOBS_MAX, |input| input.decode_with(context))
}

fn read_states<C>(
    input: &mut Decoder<'_>,
    context: &mut C,
) -> Result<Vec<BlobState>, minicbor::decode::Error> {
    bounded(input, BLOBS_MAX, |input| input.decode_with(context))
}

#[cfg(test)]
mod tests {
    use super::super::{PROTO, UNPACKED_MAX, pack, unpack};
    use super::*;

    #[test]
    fn chunks_survive_the_wire_as_they_are() {
        let hash = Hash([7; 32]);
        for (nth, bytes) in [(0, vec![]), (1, vec![1]), (u32::MAX, vec![9; CHUNK])] {
            let put = BlobPut {
                hash,
                nth,
                bytes: &bytes,
            };
            let body = put.to_body();
            assert_eq!(body.len(), HEAD + bytes.len());
            assert_eq!(BlobPut::read(&body), Ok(put));
        }
        for (body, error) in [
            (vec![], WireError::Malformed),
            (vec![0; HEAD - 1], WireError::Malformed),
            (vec![0; HEAD + CHUNK + 1], WireError::TooLarge),
        ] {
            assert_eq!(BlobPut::read(&body), Err(error), "{}", body.len());
        }
    }

    #[test]
    fn a_put_is_written_as_described() {
        let put = BlobPut {
            hash: Hash([7; 32]),
            nth: 1,
            bytes: &[0x2a],
        };
        let page: String = include_str!("../../../../docs/PROTOCOL.md")
            .split_whitespace()
            .collect();
        assert!(page.contains(&hex::encode(put.to_body())));
    }

    #[test]
    fn no_more_is_asked_than_is_answered() {
        let request = |count: usize| BlobsRequest {
            proto: PROTO,
            blobs: vec![Hash([7; 32]); count],
        };
        for (count, reads) in [(0, true), (BLOBS_MAX, true), (BLOBS_MAX + 1, false)] {
            let read = unpack::<BlobsRequest>(&pack(&request(count)), UNPACKED_MAX);
            assert_eq!(read.is_ok(), reads, "{count}");
        }
        let state = BlobState {
            status: BlobStatus::Part,
            size: CHUNK as u64 + 1,
            chunks: vec![2],
        };
        let there = state.chunks().expect("it makes sense");
        assert_eq!(there.missing().collect::<Vec<_>>(), [0]);
        assert_eq!(BlobState::unnamed().chunks(), None);
        let answer = BlobsResponse { blobs: vec![state] };
        assert_eq!(unpack(&pack(&answer), UNPACKED_MAX), Ok(answer));
    }
}
