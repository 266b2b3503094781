//! Names that were said before, the last one first.

use super::SIZES;

/// How many are remembered.
const KNOWN_MAX: usize = 1024;

/// A name of 8, 16 or 32 bytes: of a device, an officer, a case, an event, a hash.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Name {
    bytes: [u8; 32],
    size: usize,
}

impl Name {
    /// `None` for any other number of bytes.
    pub(super) fn of(name: &[u8]) -> Option<Self> {
        if !SIZES.contains(&name.len()) {
            return None;
        }
        let mut bytes = [0; 32];
        bytes[..name.len()].copy_from_slice(name);
        let size = name.len();
        Some(Self { bytes, size })
    }

    pub(super) fn as_bytes(&self) -> &[u8] {
        &self.bytes[..self.size]
    }
}

/// The last of them stands last.
#[derive(Default)]
pub(super) struct Known(Vec<Name>);

impl Known {
    /// How many others were used since; `None` for a new one.
    pub(super) fn place(&self, name: Name) -> Option<usize> {
        self.0.iter().rev().position(|known| *known == name)
    }

    /// The name at a [`Known::place`].
    pub(super) fn at(&self, place: usize) -> Option<Name> {
        let index = self.0.len().checked_sub(place.checked_add(1)?)?;
        Some(self.0[index])
    }

    /// Makes a name the last one used.
    pub(super) fn keep(&mut self, name: Name) {
        match self.place(name) {
            Some(place) => {
                self.0.remove(self.0.len() - 1 - place);
            }
            None if self.0.len() == KNOWN_MAX => {
                self.0.remove(0);
            }
            None => {}
        }
        self.0.push(name);
    }
}
