//! Files beside a case, named by the SHA-256 of their bytes: the chunks they travel in.

use std::fmt;

/// Bytes of a chunk; only the last one of a blob may be shorter.
pub const CHUNK: usize = 256 * 1024;
/// Largest blob, in bytes.
pub const BLOB_MAX: u64 = 20 * 1024 * 1024;

/// Which chunks of a blob are there.
#[derive(Clone, PartialEq, Eq)]
pub struct Chunks {
    size: u64,
    /// One bit a chunk, the first in the lowest bit of the first byte.
    bits: Vec<u8>,
}

impl Chunks {
    /// None of the chunks of a blob of `size` bytes; `None` where no blob can have that size.
    pub fn none(size: u64) -> Option<Self> {
        let bytes = usize::try_from(chunks_of(size)).ok()?.div_ceil(8);
        (1..=BLOB_MAX).contains(&size).then(|| Self {
            size,
            bits: vec![0; bytes],
        })
    }

    /// Every chunk of a blob of `size` bytes.
    pub fn all(size: u64) -> Option<Self> {
        let mut chunks = Self::none(size)?;
        (0..chunks.count()).for_each(|nth| chunks.add(nth));
        Some(chunks)
    }

    /// The chunks whose bits are set, as [`Chunks::bits`] gave them; `None` where the bits are those
    /// of another size.
    pub fn from_bits(size: u64, bits: &[u8]) -> Option<Self> {
        let mut chunks = Self::none(size)?;
        if bits.len() != chunks.bits.len() {
            return None;
        }
        let set = |nth: u32| bits[nth as usize / 8] & (1 << (nth % 8)) != 0;
        (0..chunks.count())
            .filter(|nth| set(*nth))
            .for_each(|nth| chunks.add(nth));
        (chunks.bits == bits).then_some(chunks)
    }

    /// One bit a chunk.
    pub fn bits(&self) -> &[u8] {
        &self.bits
    }

    /// Size of the blob in bytes.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// How many chunks the whole has.
    pub fn count(&self) -> u32 {
        u32::try_from(chunks_of(self.size)).unwrap_or(u32::MAX)
    }

    /// Bytes of a chunk; `None` where there is no such chunk.
    pub fn length(&self, nth: u32) -> Option<usize> {
        let before = u64::from(nth) * CHUNK as u64;
        let left = self.size.checked_sub(before).filter(|left| *left > 0)?;
        Some(usize::try_from(left).unwrap_or(CHUNK).min(CHUNK))
    }

    /// Whether a chunk is there.
    pub fn has(&self, nth: u32) -> bool {
        self.bits
            .get(nth as usize / 8)
            .is_some_and(|byte| byte & (1 << (nth % 8)) != 0)
    }

    /// Notes that a chunk is there.
    pub fn add(&mut self, nth: u32) {
        if nth < self.count()
            && let Some(byte) = self.bits.get_mut(nth as usize / 8)
        {
            *byte |= 1 << (nth % 8);
        }
    }

    /// The chunks that are not there, in order.
    pub fn missing(&self) -> impl Iterator<Item = u32> + '_ {
        (0..self.count()).filter(|nth| !self.has(*nth))
    }

    /// Whether every chunk is there.
    pub fn is_whole(&self) -> bool {
        self.missing().next().is_none()
    }
}

impl fmt::Debug for Chunks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let there = self.count() as usize - self.missing().count();
        write!(
            f,
            "Chunks({there} of {}, {} bytes)",
            self.count(),
            self.size
        )
    }
}

fn chunks_of(size: u64) -> u64 {
    size.div_ceil(CHUNK as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_blob_has_chunks_of_one_size_and_a_rest() {
        let chunk = CHUNK as u64;
        for (size, lengths) in [
            (1, vec![1]),
            (chunk, vec![CHUNK]),
            (chunk + 1, vec![CHUNK, 1]),
            (9 * chunk - 1, [vec![CHUNK; 8], vec![CHUNK - 1]].concat()),
        ] {
            let mut chunks = Chunks::none(size).expect("a size");
            let found: Vec<_> = (0..chunks.count())
                .filter_map(|nth| chunks.length(nth))
                .collect();
            assert_eq!(found, lengths, "{size}");
            assert_eq!(chunks.length(chunks.count()), None, "{size}");
            for nth in 0..chunks.count() {
                assert!(!chunks.is_whole() && !chunks.has(nth), "{size}");
                chunks.add(nth);
                assert_eq!(
                    Chunks::from_bits(size, chunks.bits()).as_ref(),
                    Some(&chunks)
                );
            }
            assert!(chunks.is_whole(), "{size}");
            assert_eq!(Chunks::all(size), Some(chunks));
        }
    }

    #[test]
    fn impossible_sizes_and_bits_are_none() {
        for size in [0, BLOB_MAX + 1, u64::MAX] {
            assert_eq!(Chunks::none(size), None, "{size}");
        }
        assert_eq!(Chunks::all(BLOB_MAX).expect("a size").count(), 80);
        let three = 3 * CHUNK as u64;
        for (bits, reads) in [
            (&[7_u8][..], true),
            (&[8], false),
            (&[], false),
            (&[1, 0], false),
        ] {
            assert_eq!(Chunks::from_bits(three, bits).is_some(), reads, "{bits:?}");
        }
        let mut chunks = Chunks::none(three).expect("a size");
        chunks.add(7);
        assert_eq!(chunks.bits(), [0]);
    }
}
