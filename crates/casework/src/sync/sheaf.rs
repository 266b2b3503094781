//! Envelopes of a page tied together: what one of them says, or what can be computed, need not be said
//! again. Only the way between two installations changes; each envelope comes out byte for byte.
//! `docs/PROTOCOL.md` has every byte.
//!
//! Three streams: `numbers` and `text`, which compress, and `plain`, which is as good as random
//! (names, hashes, salts, signatures) and stays outside of the compression.

mod known;
mod read;
mod write;

pub use read::Reader;
pub use write::Writer;

use super::frame::{LIST_MAX, bounded};
use crate::id::{DeviceId, Hash};
use known::Known;
use minicbor::decode::Error as ReadError;
use minicbor::encode::{Error as WriteError, Write};
use minicbor::{Decoder, Encoder};
use std::collections::BTreeMap;

/// Stands in `text` for a name written in hexadecimal, or for itself: no UTF-8 has this byte.
const MARK: u8 = 0xff;
/// What `numbers` says of a name: the mark itself, a new name by its size, or (from [`OLDER`] on) how
/// many others were used since.
const ITSELF: u64 = 0;
const SIZES: [usize; 3] = [8, 16, 32];
const OLDER: u64 = 4;

/// How an envelope is written.
const VERBATIM: u64 = 0;
const IN_PARTS: u64 = 1;
/// How a body is written.
const ERASED: u64 = 0;
const BYTES: u64 = 1;
const CHANGE: u64 = 2;

/// What both sides remember of the envelopes before.
#[derive(Default)]
struct Memory {
    known: Known,
    /// The last envelope of each installation.
    tips: BTreeMap<(DeviceId, u64), (u64, Hash)>,
    made_at_ms: i64,
}

/// How the lists of envelopes in a page are written or read: byte for byte where there is neither.
pub trait Ties {
    /// Ties what is written.
    fn writer(&mut self) -> Option<&mut Writer> {
        None
    }

    /// Unties what is read.
    fn reader(&mut self) -> Option<&mut Reader> {
        None
    }
}

impl Ties for () {}

/// Writes a list of envelopes, for `#[cbor(with = "…")]`.
///
/// # Errors
/// The writer's.
pub fn encode<C: Ties, W: Write>(
    wires: &[Vec<u8>],
    out: &mut Encoder<W>,
    context: &mut C,
) -> Result<(), WriteError<W::Error>> {
    match context.writer() {
        None => super::frame::list::encode(wires, out, &mut ()),
        Some(writer) => {
            let (numbers, text) = writer.tie(wires);
            out.array(3)?.u64(wires.len() as u64)?;
            out.bytes(&numbers)?.bytes(&text)?.ok()
        }
    }
}

/// Reads a list of at most [`LIST_MAX`] envelopes.
///
/// # Errors
/// Where it is no such list.
pub fn decode<C: Ties>(
    input: &mut Decoder<'_>,
    context: &mut C,
) -> Result<Vec<Vec<u8>>, ReadError> {
    let Some(reader) = context.reader() else {
        return bounded(input, LIST_MAX, |input| Ok(input.bytes()?.to_vec()));
    };
    let count = match (input.array()?, input.u64()?) {
        (Some(3), count) if count <= LIST_MAX as u64 => count,
        _ => return Err(ReadError::message("no sheaf")),
    };
    let (numbers, text) = (input.bytes()?, input.bytes()?);
    let wires = reader.untie(count, numbers, text);
    wires.ok_or_else(|| ReadError::message("damaged sheaf"))
}

#[cfg(test)]
mod tests;
