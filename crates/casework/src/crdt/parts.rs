//! A raw change in parts: what can be computed is left out, so that a page need not carry it.

use super::gate::{CHANGE, MAGIC, check_chunk};
use crate::id::{ActorId, Hash};
use crate::leb;
use sha2::{Digest, Sha256};

/// What a raw change is made of, without its frame and its checksum.
pub(crate) struct ChangeParts {
    /// The changes it follows.
    pub(crate) deps: Vec<Hash>,
    /// Who wrote it.
    pub(crate) actor: ActorId,
    /// 1, 2, 3 … of this actor in this document.
    pub(crate) seq: u64,
    /// Counter of its first operation.
    pub(crate) start_op: u64,
    /// Seconds since the Unix epoch.
    pub(crate) time: i64,
    /// The rest: a message, other actors, the columns of operations.
    pub(crate) rest: Vec<u8>,
}

impl ChangeParts {
    /// Takes a raw change apart; `None` where the parts would not give the same bytes again.
    pub(crate) fn of(raw: &[u8]) -> Option<Self> {
        check_chunk(raw).ok()?;
        let mut rest = &raw[9..];
        leb::take(&mut rest)?;
        let count = usize::try_from(leb::take(&mut rest)?).ok()?;
        let mut deps = vec![];
        for _ in 0..count {
            deps.push(Hash(*take_array(&mut rest)?));
        }
        if leb::take(&mut rest)? != 16 {
            return None;
        }
        let parts = Self {
            deps,
            actor: ActorId(*take_array(&mut rest)?),
            seq: leb::take(&mut rest)?,
            start_op: leb::take(&mut rest)?,
            time: leb::take_signed(&mut rest)?,
            rest: rest.to_vec(),
        };
        (parts.to_raw() == raw).then_some(parts)
    }

    /// The raw change.
    pub(crate) fn to_raw(&self) -> Vec<u8> {
        let mut data = vec![];
        leb::put(&mut data, self.deps.len() as u64);
        for dep in &self.deps {
            data.extend(dep.0);
        }
        data.push(16);
        data.extend(self.actor.0);
        leb::put(&mut data, self.seq);
        leb::put(&mut data, self.start_op);
        leb::put_signed(&mut data, self.time);
        data.extend(&self.rest);
        let mut chunk = vec![CHANGE];
        leb::put(&mut chunk, data.len() as u64);
        chunk.extend(data);
        [&MAGIC, &Sha256::digest(&chunk)[..4], &chunk].concat()
    }
}

/// The hash other changes know a raw change by.
pub(crate) fn change_hash(raw: &[u8]) -> Hash {
    Hash::of(raw.get(8..).unwrap_or_default())
}

fn take_array<'b, const N: usize>(bytes: &mut &'b [u8]) -> Option<&'b [u8; N]> {
    let (array, rest) = bytes.split_first_chunk()?;
    *bytes = rest;
    Some(array)
}
