//! A hub that was restored from an older copy lacks what it acknowledged since: what it says it holds
//! decides what is to be sent again.

use super::{carry, log, signed, unsigned};
use crate::error::StoreError;
use crate::store::{Reader, StoreId, Tx};
use casework::id::{DeviceId, Hash, PublicKey};
use casework::sync::receipt::{Holding, Receipt, Run};
use rusqlite::{Connection, params};
use std::collections::BTreeMap;

impl Tx<'_> {
    /// The hub answers from another store than before, and this is its own fresh word on what that
    /// store holds. Whatever else was acknowledged waits again, others' is to be passed on, and the
    /// feed of the new store is read from where this store has all of it. `false` when the hub did
    /// not sign the receipt.
    pub fn meet_store(
        &mut self,
        receipt: &Receipt,
        hub: &PublicKey,
        store: StoreId,
    ) -> Result<bool, StoreError> {
        if !receipt.is_signed_by(hub) {
            return Ok(false);
        }
        let holding = receipt.holding();
        self.guarded(|conn| {
            carry::put(conn, receipt)?;
            take_back(conn, holding)?;
            carry::believe_all(conn, holding, Some(holding.at_ms))
        })?;
        if holds_all(self.conn, holding)? {
            self.set_cursor(store, holding.office, holding.position)?;
        }
        Ok(true)
    }
}

/// The greatest epoch the hub is known to have written in: what it said in an earlier one is of a store
/// that is gone.
pub(crate) fn epoch(conn: &Connection, hub: DeviceId) -> Result<u64, StoreError> {
    let mut statement =
        conn.prepare_cached("SELECT coalesce(max(epoch), 1) FROM envelope WHERE device = ?1")?;
    Ok(statement.query_row([hub.0], |row| row.get(0).map(unsigned))?)
}

/// Whatever was acknowledged and is not among what the hub holds waits again; others' is passed on.
pub(crate) fn take_back(conn: &Connection, holding: &Holding) -> Result<(), StoreError> {
    let held = Held::of(conn, &holding.runs)?;
    let mut statement = conn.prepare_cached(
        "SELECT hash, device, epoch, seq, state = 3 FROM envelope
         WHERE office = ?1
           AND (state = 3 OR state = 4 AND hash NOT IN (SELECT hash FROM relay))",
    )?;
    let mut rows = statement.query([holding.office.0])?;
    let (mut own, mut others) = (Vec::new(), Vec::new());
    while let Some(row) = rows.next()? {
        let chain = (DeviceId(row.get(1)?), row.get(2).map(unsigned)?);
        let is_own = row.get(4)?;
        if !held.has(chain, row.get(3).map(unsigned)?, is_own) {
            let list = if is_own { &mut own } else { &mut others };
            list.push(super::hash(row, 0)?);
        }
    }
    drop(rows);
    wait_again(conn, &own, &others)?;
    let others = Reader { conn }.receipts(holding.office)?;
    let others = others.iter().map(Receipt::holding);
    others
        .filter(|other| other.by != holding.by)
        .try_for_each(|other| carry::believe_all(conn, other, None))
}

fn wait_again(conn: &Connection, own: &[Hash], others: &[Hash]) -> Result<(), StoreError> {
    let mut waits =
        conn.prepare_cached("UPDATE envelope SET state = ?2 WHERE hash = ?1 AND state = 3")?;
    for hash in own {
        waits.execute(params![hash.0, log::LOCAL])?;
    }
    let mut passed_on = conn.prepare_cached("INSERT OR IGNORE INTO relay VALUES (?1, NULL)")?;
    for hash in others {
        passed_on.execute([hash.0])?;
    }
    Ok(())
}

/// Runs of a receipt by chain.
struct Held(BTreeMap<(DeviceId, u64), Vec<Stretch>>);

/// Envelopes `lo` to `hi` of a chain, and whether the last one is here.
struct Stretch {
    lo: u64,
    hi: u64,
    ends_here: bool,
}

impl Held {
    fn of(conn: &Connection, runs: &[Run]) -> Result<Self, StoreError> {
        let mut held = BTreeMap::<_, Vec<_>>::new();
        for run in runs {
            let tip = log::neighbour(conn, run.device, run.epoch, run.hi)?;
            // Something else stands here under this number: it is another chain.
            if tip.is_some_and(|(hash, _)| hash != run.tip) {
                continue;
            }
            held.entry((run.device, run.epoch))
                .or_default()
                .push(Stretch {
                    lo: run.lo,
                    hi: run.hi,
                    ends_here: tip.is_some(),
                });
        }
        Ok(Self(held))
    }

    /// Own ones only where the receipt is proved to mean this chain. Of another's chain the hub may
    /// have more than is here: then its place is enough, for the worst is that somebody else has to
    /// bring it.
    fn has(&self, chain: (DeviceId, u64), seq: u64, proved: bool) -> bool {
        self.0.get(&chain).is_some_and(|runs| {
            runs.iter()
                .any(|run| (run.lo..=run.hi).contains(&seq) && (run.ends_here || !proved))
        })
    }
}

/// Whether all that the receipt's store holds is here, and nothing was left out of the receipt.
fn holds_all(conn: &Connection, holding: &Holding) -> Result<bool, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT count(*) FROM envelope
         WHERE device = ?1 AND epoch = ?2 AND seq BETWEEN ?3 AND ?4 AND office = ?5",
    )?;
    let mut said = 0_u64;
    for run in &holding.runs {
        let key = params![
            run.device.0,
            signed(run.epoch),
            signed(run.lo),
            signed(run.hi),
            holding.office.0
        ];
        let here = statement.query_row(key, |row| super::count(row, 0))?;
        let tip = log::neighbour(conn, run.device, run.epoch, run.hi)?;
        let length = (run.hi - run.lo).saturating_add(1);
        if here != length || tip.is_none_or(|(hash, _)| hash != run.tip) {
            return Ok(false);
        }
        said = said.saturating_add(length);
    }
    Ok(said == holding.position)
}
