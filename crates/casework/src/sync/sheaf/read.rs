//! Unties envelopes; bounded at every step, for the bytes come from outside.

use super::known::Name;
use super::{BYTES, CHANGE, ERASED, IN_PARTS, ITSELF, MARK, Memory, OLDER, SIZES, Ties, VERBATIM};
use crate::crdt::{ChangeParts, change_hash};
use crate::id::{ActorId, CaseId, DeviceId, Hash, OfficeId, OfficerId};
use crate::leb;
use crate::sync::envelope::{BODIES_MAX, BODY_MAX, Body, Envelope, Header, Kind};

/// Reads the envelopes of one page, in one list or several.
pub struct Reader {
    memory: Memory,
    plain: Vec<u8>,
    used: usize,
    left: usize,
    is_tied: bool,
}

impl Ties for Reader {
    fn reader(&mut self) -> Option<&mut Reader> {
        self.is_tied.then_some(self)
    }
}

/// What is left of one list's streams.
struct Streams<'b> {
    numbers: &'b [u8],
    text: &'b [u8],
}

impl Streams<'_> {
    fn number(&mut self) -> Option<u64> {
        leb::take(&mut self.numbers)
    }

    fn difference(&mut self) -> Option<i64> {
        leb::take_signed(&mut self.numbers)
    }

    fn count(&mut self, most: usize) -> Option<usize> {
        let count = usize::try_from(self.number()?).ok()?;
        (count <= most).then_some(count)
    }
}

impl Reader {
    /// For a page with this `plain`; `limit` bounds the bytes of all envelopes together.
    pub(in crate::sync) fn new(plain: Vec<u8>, limit: usize) -> Self {
        Self {
            memory: Memory::default(),
            plain,
            used: 0,
            left: limit,
            is_tied: true,
        }
    }

    /// For a page whose envelopes stand in it byte for byte.
    pub(in crate::sync) fn of_verbatim() -> Self {
        Self {
            is_tied: false,
            ..Self::new(vec![], 0)
        }
    }

    /// Whether all of `plain` was used.
    pub(in crate::sync) fn is_done(&self) -> bool {
        self.used == self.plain.len()
    }

    /// Unties a list; `None` where it is damaged or larger than allowed.
    pub(super) fn untie(
        &mut self,
        count: u64,
        numbers: &[u8],
        text: &[u8],
    ) -> Option<Vec<Vec<u8>>> {
        let mut streams = Streams { numbers, text };
        let mut wires = vec![];
        for _ in 0..count {
            let wire = match streams.number()? {
                VERBATIM => {
                    let size = streams.count(self.plain.len())?;
                    self.take(size)?.to_vec()
                }
                IN_PARTS => self.envelope(&mut streams)?.to_wire(),
                _ => return None,
            };
            self.left = self.left.checked_sub(wire.len())?;
            wires.push(wire);
        }
        let used_up = streams.numbers.is_empty() && streams.text.is_empty();
        used_up.then_some(wires)
    }

    fn take(&mut self, size: usize) -> Option<&[u8]> {
        let bytes = self.plain.get(self.used..)?.get(..size)?;
        self.used += size;
        Some(bytes)
    }

    fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        self.take(N)?.try_into().ok()
    }

    fn envelope(&mut self, streams: &mut Streams<'_>) -> Option<Envelope> {
        let office = OfficeId(self.id(streams)?);
        let device = DeviceId(self.id(streams)?);
        let officer = OfficerId(self.id(streams)?);
        let doc = CaseId(self.id(streams)?);
        let kind = Kind::from_code(u8::try_from(streams.number()?).ok()?);
        let epoch = streams.number()?;
        let (seq, tip) = match self.memory.tips.get(&(device, epoch)) {
            Some((seq, hash)) => (*seq, Some(*hash)),
            None => (0, None),
        };
        let seq = seq.wrapping_add(streams.difference()?.cast_unsigned());
        let made_at_ms = self.memory.made_at_ms.wrapping_add(streams.difference()?);
        let prev = match streams.number()? {
            0 => Hash(self.array()?),
            1 => tip?,
            _ => return None,
        };
        let (salt, signature) = (self.array()?, self.array()?);
        let mut bodies = vec![];
        for _ in 0..streams.count(BODIES_MAX)? {
            bodies.push(self.body(made_at_ms, streams)?);
        }
        let header = Header {
            office,
            device,
            epoch,
            seq,
            prev,
            made_at_ms,
            officer,
            kind,
            doc,
        };
        let envelope = Envelope::from_parts(header, salt, bodies, signature);
        self.memory.made_at_ms = made_at_ms;
        let tip = (seq, envelope.hash());
        self.memory.tips.insert((device, epoch), tip);
        Some(envelope)
    }

    fn body(&mut self, made_at_ms: i64, streams: &mut Streams<'_>) -> Option<Body> {
        match streams.number()? {
            ERASED => return Some(Body::Erased(Hash(self.array()?))),
            BYTES => return Some(Body::Present(self.text(streams)?)),
            CHANGE => {}
            _ => return None,
        }
        let mut deps = vec![];
        for _ in 0..streams.count(BODY_MAX / 32)? {
            deps.push(Hash::from_slice(self.name(streams)?.as_bytes())?);
        }
        let parts = ChangeParts {
            deps,
            actor: ActorId(self.id(streams)?),
            seq: streams.number()?,
            start_op: streams.number()?,
            time: streams.difference()?.wrapping_add(made_at_ms / 1000),
            rest: self.text(streams)?,
        };
        let raw = parts.to_raw();
        self.memory.known.keep(Name::of(&change_hash(&raw).0)?);
        Some(Body::Present(raw))
    }

    fn id(&mut self, streams: &mut Streams<'_>) -> Option<[u8; 16]> {
        self.name(streams)?.as_bytes().try_into().ok()
    }

    fn name(&mut self, streams: &mut Streams<'_>) -> Option<Name> {
        let said = streams.number()?;
        self.said(said)
    }

    fn said(&mut self, said: u64) -> Option<Name> {
        let name = match said.checked_sub(OLDER) {
            Some(place) => self.memory.known.at(usize::try_from(place).ok()?)?,
            None => {
                let size = usize::try_from(said.checked_sub(1)?).ok()?;
                Name::of(self.take(*SIZES.get(size)?)?)?
            }
        };
        self.memory.known.keep(name);
        Some(name)
    }

    fn text(&mut self, streams: &mut Streams<'_>) -> Option<Vec<u8>> {
        let size = streams.count(streams.text.len())?;
        let (text, rest) = streams.text.split_at(size);
        streams.text = rest;
        let mut out = vec![];
        for &byte in text {
            if byte != MARK {
                out.push(byte);
                continue;
            }
            match streams.number()? {
                ITSELF => out.push(MARK),
                said => {
                    let name = self.said(said)?;
                    out.extend(name.as_bytes().iter().flat_map(|byte| digits(*byte)));
                }
            }
            if out.len() > BODY_MAX {
                return None;
            }
        }
        Some(out)
    }
}

fn digits(byte: u8) -> [u8; 2] {
    let digit = |half: u8| match half {
        0..=9 => b'0' + half,
        _ => b'a' + half - 10,
    };
    [digit(byte >> 4), digit(byte & 0xf)]
}
