//! Who knew of what: the order of changes that a document itself remembers.

use automerge::AutoCommit;
use std::collections::BTreeMap;

/// For each change, the changes its author had when writing it.
pub(super) struct Causes {
    /// Actor, first and last operation, place in `known`.
    changes: Vec<(Vec<u8>, u64, u64)>,
    /// One bit for each earlier change.
    known: Vec<Vec<u64>>,
}

/// An operation: its counter and its actor.
pub(super) type Op = (u64, Vec<u8>);

impl Causes {
    pub(super) fn of(doc: &mut AutoCommit) -> Self {
        let metas = doc.get_changes_meta(&[]);
        let words = metas.len().div_ceil(64);
        let mut places = BTreeMap::new();
        let mut causes = Self {
            changes: Vec::with_capacity(metas.len()),
            known: Vec::with_capacity(metas.len()),
        };
        // Automerge gives changes after those they depend on.
        for (place, meta) in metas.iter().enumerate() {
            let mut known = vec![0_u64; words];
            for dep in &meta.deps {
                let Some(&before) = places.get(dep) else {
                    continue;
                };
                let earlier: &Vec<u64> = &causes.known[before];
                for (word, more) in known.iter_mut().zip(earlier) {
                    *word |= more;
                }
                known[before / 64] |= 1_u64 << (before % 64);
            }
            places.insert(meta.hash, place);
            let actor = meta.actor.to_bytes().to_vec();
            causes.changes.push((actor, meta.start_op, meta.max_op));
            causes.known.push(known);
        }
        causes
    }

    /// Whether neither of two operations was known to who wrote the other.
    pub(super) fn are_apart(&self, one: &Op, other: &Op) -> bool {
        match (self.place(one), self.place(other)) {
            (Some(one), Some(other)) if one != other => {
                !self.knows(one, other) && !self.knows(other, one)
            }
            _ => false,
        }
    }

    fn knows(&self, later: usize, earlier: usize) -> bool {
        self.known[later][earlier / 64] & (1_u64 << (earlier % 64)) != 0
    }

    fn place(&self, (counter, actor): &Op) -> Option<usize> {
        self.changes
            .iter()
            .position(|(author, first, last)| author == actor && (*first..=*last).contains(counter))
    }
}
