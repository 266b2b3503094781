//! Ties envelopes together.

use super::known::Name;
use super::{BYTES, CHANGE, ERASED, IN_PARTS, ITSELF, MARK, Memory, OLDER, SIZES, Ties, VERBATIM};
use crate::crdt::{ChangeParts, change_hash};
use crate::leb;
use crate::sync::envelope::{Body, Envelope, Kind};

/// Writes the envelopes of one page, in one list or several.
#[derive(Default)]
pub struct Writer {
    memory: Memory,
    numbers: Vec<u8>,
    text: Vec<u8>,
    plain: Vec<u8>,
}

impl Ties for Writer {
    fn writer(&mut self) -> Option<&mut Writer> {
        Some(self)
    }
}

impl Writer {
    /// Ties a list; gives its `numbers` and its `text`.
    pub(super) fn tie(&mut self, wires: &[Vec<u8>]) -> (Vec<u8>, Vec<u8>) {
        for wire in wires {
            match Envelope::from_wire(wire) {
                Ok(envelope) => self.envelope(&envelope),
                Err(_) => {
                    self.number(VERBATIM);
                    self.number(wire.len() as u64);
                    self.plain.extend(wire);
                }
            }
        }
        (
            std::mem::take(&mut self.numbers),
            std::mem::take(&mut self.text),
        )
    }

    /// What stands outside of the compression, for all lists of the page.
    pub(in crate::sync) fn into_plain(self) -> Vec<u8> {
        self.plain
    }

    fn number(&mut self, value: u64) {
        leb::put(&mut self.numbers, value);
    }

    fn difference(&mut self, value: i64) {
        leb::put_signed(&mut self.numbers, value);
    }

    fn envelope(&mut self, envelope: &Envelope) {
        let header = envelope.header();
        self.number(IN_PARTS);
        for name in [&header.office.0, &header.device.0, &header.officer.0] {
            self.name(name);
        }
        self.name(&header.doc.0);
        self.number(u64::from(header.kind.code()));
        self.number(header.epoch);
        let installation = (header.device, header.epoch);
        let (seq, tip) = match self.memory.tips.get(&installation) {
            Some((seq, hash)) => (*seq, Some(*hash)),
            None => (0, None),
        };
        self.difference(header.seq.wrapping_sub(seq).cast_signed());
        self.difference(header.made_at_ms.wrapping_sub(self.memory.made_at_ms));
        let follows = tip == Some(header.prev);
        self.number(u64::from(follows));
        if !follows {
            self.plain.extend(header.prev.0);
        }
        let (salt, signature) = envelope.salt_and_signature();
        self.plain.extend(salt);
        self.plain.extend(signature);
        self.number(envelope.bodies().len() as u64);
        for body in envelope.bodies() {
            self.body(header.kind, header.made_at_ms, body);
        }
        self.memory.made_at_ms = header.made_at_ms;
        let tip = (header.seq, envelope.hash());
        self.memory.tips.insert(installation, tip);
    }

    fn body(&mut self, kind: Kind, made_at_ms: i64, body: &Body) {
        let bytes = match body {
            Body::Present(bytes) => bytes,
            Body::Erased(commitment) => {
                self.number(ERASED);
                self.plain.extend(commitment.0);
                return;
            }
        };
        let parts = Some(bytes).filter(|_| kind == Kind::Case);
        let Some(parts) = parts.and_then(|bytes| ChangeParts::of(bytes)) else {
            self.number(BYTES);
            return self.text(bytes);
        };
        self.number(CHANGE);
        self.number(parts.deps.len() as u64);
        for dep in &parts.deps {
            self.name(&dep.0);
        }
        self.name(&parts.actor.0);
        self.number(parts.seq);
        self.number(parts.start_op);
        self.difference(parts.time.wrapping_sub(made_at_ms / 1000));
        self.text(&parts.rest);
        if let Some(hash) = Name::of(&change_hash(bytes).0) {
            self.memory.known.keep(hash);
        }
    }

    /// A name, said by its bytes or by when it was used last.
    fn name(&mut self, bytes: &[u8]) {
        let Some(name) = Name::of(bytes) else { return };
        match self.memory.known.place(name) {
            Some(place) => self.number(OLDER + place as u64),
            None => {
                let size = SIZES.iter().position(|size| *size == bytes.len());
                self.number(1 + size.unwrap_or(0) as u64);
                self.plain.extend(bytes);
            }
        }
        self.memory.known.keep(name);
    }

    /// Text or columns, in which names are written in hexadecimal.
    fn text(&mut self, bytes: &[u8]) {
        let before = std::mem::take(&mut self.numbers);
        let mut text = vec![];
        let mut rest = bytes;
        while let Some(&byte) = rest.first() {
            let digits = rest.iter().take_while(|byte| is_digit(**byte)).count();
            if digits >= 2 * SIZES[0] {
                self.digits(&rest[..digits], &mut text);
            } else if byte == MARK {
                text.push(MARK);
                self.number(ITSELF);
            } else {
                text.extend(&rest[..digits.max(1)]);
            }
            rest = &rest[digits.max(1)..];
        }
        let names = std::mem::replace(&mut self.numbers, before);
        self.number(text.len() as u64);
        self.numbers.extend(names);
        self.text.extend(text);
    }

    /// Digits without a gap: names that are known, or one that is new.
    fn digits(&mut self, mut digits: &[u8], text: &mut Vec<u8>) {
        while let Some(size) = self.name_in(digits) {
            let (name, rest) = digits.split_at(2 * size);
            let bytes: Vec<u8> = name.chunks(2).map(byte).collect();
            text.push(MARK);
            self.name(&bytes);
            digits = rest;
        }
        text.extend(digits);
    }

    /// How many bytes the name has that these digits begin with.
    fn name_in(&self, digits: &[u8]) -> Option<usize> {
        let known = |size: &&usize| {
            let bytes: Option<Vec<u8>> = digits
                .get(..2 * **size)
                .map(|name| name.chunks(2).map(byte).collect());
            let name = bytes.and_then(|bytes| Name::of(&bytes));
            name.is_some_and(|name| self.memory.known.place(name).is_some())
        };
        let whole = |size: &&usize| 2 * **size == digits.len();
        let mut sizes = SIZES.iter().rev();
        let found = sizes.clone().find(known).or_else(|| sizes.find(whole));
        found.copied()
    }
}

fn is_digit(byte: u8) -> bool {
    matches!(byte, b'0'..=b'9' | b'a'..=b'f')
}

fn byte(pair: &[u8]) -> u8 {
    let digit = |at: usize| match pair.get(at) {
        Some(digit @ b'0'..=b'9') => digit - b'0',
        Some(digit) => digit.wrapping_sub(b'a') + 10,
        None => 0,
    };
    digit(0) << 4 | digit(1)
}
