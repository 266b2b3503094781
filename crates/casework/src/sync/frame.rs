//! Pages on every carrier: exactly one CBOR value in exactly one zstd frame; where its envelopes are
//! tied together, beside what no compression makes smaller.

use super::dictionary;
use super::sheaf::{Reader, Writer};
use minicbor::bytes::ByteVec;
use minicbor::{Decode, Decoder, Encode, Encoder};
use std::io::Read;
use zstd::bulk::Compressor;
use zstd::stream::read::Decoder as Frame;

/// Largest page once unpacked, in bytes; a frame that unpacks to more is refused.
pub const UNPACKED_MAX: usize = 8 * 1024 * 1024;
/// Most byte strings in one list of a page.
pub const LIST_MAX: usize = 8192;

/// Level of the frame: 9 is where the size of real pages stops falling.
pub(super) const LEVEL: i32 = 9;
/// Level at which what cannot be made smaller costs next to nothing.
const FASTEST: i32 = 1;
/// Largest window a frame may ask for, as a power of two: 8 MiB.
const WINDOW_LOG_MAX: u32 = 23;
/// How a tied page begins: a CBOR array of two. A zstd frame begins otherwise.
const TIED: u8 = 0x82;

/// A page whose envelopes are tied together.
#[derive(Encode, Decode)]
#[cbor(array)]
struct Tied {
    /// What is as good as random.
    #[n(0)]
    plain: ByteVec,
    /// One zstd frame of one CBOR value.
    #[n(1)]
    packed: ByteVec,
}

/// Why bytes are no page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FrameError {
    /// No zstd frame, damaged, or not the CBOR that was expected.
    #[error("the page is damaged")]
    Malformed,
    /// Unpacks to more than allowed.
    #[error("the page is larger than allowed")]
    TooLarge,
}

/// Writes a page whose envelopes stand in it byte for byte: the form of protocol 1.
pub fn pack<T: Encode<()>>(value: &T) -> Vec<u8> {
    pack_at(value, LEVEL)
}

/// Writes a page of what is compressed already: nothing is tried twice.
pub fn pack_as_it_is<T: Encode<()>>(value: &T) -> Vec<u8> {
    pack_at(value, FASTEST)
}

fn pack_at<T: Encode<()>>(value: &T, level: i32) -> Vec<u8> {
    // Writing to a vector and compressing from and to memory cannot fail.
    let bytes = minicbor::to_vec(value).unwrap_or_default();
    zstd::bulk::compress(&bytes, level).unwrap_or_default()
}

/// Writes a page whose envelopes are tied together: the form of protocol 2.
pub fn pack_tied<T: Encode<Writer>>(value: &T) -> Vec<u8> {
    let (plain, message) = tie(value);
    let packed = Compressor::with_prepared_dictionary(dictionary::newest())
        .and_then(|mut compressor| compressor.compress(&message))
        .unwrap_or_default();
    let page = Tied {
        plain: plain.into(),
        packed: packed.into(),
    };
    minicbor::to_vec(page).unwrap_or_default()
}

/// The two parts of a tied page before compression: what is as good as random, and what a dictionary
/// can be trained on.
pub fn tie<T: Encode<Writer>>(value: &T) -> (Vec<u8>, Vec<u8>) {
    let mut writer = Writer::default();
    let message = minicbor::to_vec_with(value, &mut writer).unwrap_or_default();
    (writer.into_plain(), message)
}

/// Reads a page of either form; `limit` bounds the unpacked bytes.
///
/// # Errors
/// [`FrameError`].
pub fn unpack<T: for<'b> Decode<'b, Reader>>(page: &[u8], limit: usize) -> Result<T, FrameError> {
    let (mut reader, message) = if page.first() == Some(&TIED) {
        let tied: Tied = read(page, &mut ())?;
        let reader = Reader::new(tied.plain.into(), limit);
        (reader, inflate(&tied.packed, limit)?)
    } else {
        (Reader::of_verbatim(), inflate(page, limit)?)
    };
    let value = read(&message, &mut reader)?;
    if reader.is_done() {
        Ok(value)
    } else {
        Err(FrameError::Malformed)
    }
}

/// Exactly one value.
fn read<C, T: for<'b> Decode<'b, C>>(bytes: &[u8], context: &mut C) -> Result<T, FrameError> {
    let mut input = Decoder::new(bytes);
    let value = input.decode_with(context);
    let value = value.map_err(|_| FrameError::Malformed)?;
    if input.position() == bytes.len() {
        Ok(value)
    } else {
        Err(FrameError::Malformed)
    }
}

fn inflate(page: &[u8], limit: usize) -> Result<Vec<u8>, FrameError> {
    let malformed = |_| FrameError::Malformed;
    let frame = match dictionary::named_by(page)? {
        Some(dictionary) => Frame::with_prepared_dictionary(page, dictionary),
        None => Frame::with_buffer(page),
    };
    let mut frame = frame.map_err(malformed)?.single_frame();
    frame.window_log_max(WINDOW_LOG_MAX).map_err(malformed)?;
    let mut bytes = Vec::new();
    (&mut frame)
        .take(limit as u64 + 1)
        .read_to_end(&mut bytes)
        .map_err(malformed)?;
    if bytes.len() > limit {
        return Err(FrameError::TooLarge);
    }
    if frame.finish().is_empty() {
        Ok(bytes)
    } else {
        Err(FrameError::Malformed)
    }
}

/// Reads an array of known length, at most `max` long.
///
/// # Errors
/// Where it is longer, of unknown length, or an item does not read.
pub fn bounded<'b, T>(
    input: &mut Decoder<'b>,
    max: usize,
    mut item: impl FnMut(&mut Decoder<'b>) -> Result<T, minicbor::decode::Error>,
) -> Result<Vec<T>, minicbor::decode::Error> {
    let length = input.array()?.filter(|length| *length <= max as u64);
    let length = length.ok_or_else(|| minicbor::decode::Error::message("array too long"))?;
    (0..length).map(|_| item(input)).collect()
}

/// A list of byte strings, for `#[cbor(with = "…")]`.
pub mod list {
    use super::{Decoder, Encoder, LIST_MAX, bounded};

    /// Writes the list.
    ///
    /// # Errors
    /// The writer's.
    pub fn encode<C, W: minicbor::encode::Write>(
        items: &[Vec<u8>],
        out: &mut Encoder<W>,
        _: &mut C,
    ) -> Result<(), minicbor::encode::Error<W::Error>> {
        out.array(items.len() as u64)?;
        for item in items {
            out.bytes(item)?;
        }
        Ok(())
    }

    /// Reads a list of at most [`LIST_MAX`] items.
    ///
    /// # Errors
    /// Where it is no such list.
    pub fn decode<C>(
        input: &mut Decoder<'_>,
        _: &mut C,
    ) -> Result<Vec<Vec<u8>>, minicbor::decode::Error> {
        bounded(input, LIST_MAX, |input| Ok(input.bytes()?.to_vec()))
    }
}
