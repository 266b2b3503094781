//! What goes from machine to machine past the hub: envelopes passed on, receipts, bundles.

use super::{attempts, count, hash, log, lost, signed, unsigned};
use crate::error::StoreError;
use crate::ingest::{Admission, Outcome};
use crate::sqlite::log::{FeedPage, Position, Unsent};
use crate::store::{Reader, Tx};
use casework::id::{DeviceId, Hash, OfficeId, PublicKey};
use casework::sync::envelope::Envelope;
use casework::sync::receipt::{Holding, Receipt, Run};
use rusqlite::{Connection, OptionalExtension, params};
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, HashSet};

/// An envelope of the log by its place in its device's chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Carried {
    /// Its place in the office's feed.
    pub position: Position,
    /// Who signed it.
    pub device: DeviceId,
    /// In which epoch.
    pub epoch: u64,
    /// Its sequence number.
    pub seq: u64,
    /// The hub is known to have it.
    pub at_hub: bool,
}

/// Setting: something of others was passed on to the hub, or may have been, since its last receipt.
pub const RECEIPT_DUE: &str = "sync.receipt_due";

/// A bundle made here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OwnBundle {
    /// Nothing in it lies beyond this position.
    pub position: Position,
    /// A hash of all it was made from; `None` where writing did not come to its end.
    pub state: Option<Hash>,
}

impl Reader<'_> {
    /// What the hub is not known to have: own envelopes to be sent and others' to be passed on, in
    /// the order of arrival, so that nothing goes before what it builds on; up to `max_bytes` and at
    /// least one if there is any.
    pub fn to_send(&self, max_bytes: usize) -> Result<Vec<Unsent>, StoreError> {
        let mut statement = self.conn.prepare_cached(
            "SELECT id, hash, wire, 1 FROM envelope WHERE state < 2
             UNION ALL SELECT id, hash, wire, 0 FROM relay JOIN envelope USING (hash)
             WHERE refused IS NULL
             ORDER BY id",
        )?;
        let mut rows = statement.query([])?;
        let (mut page, mut size) = (Vec::new(), 0_usize);
        while let Some(row) = rows.next()? {
            let wire: Vec<u8> = row.get(2)?;
            size = size.saturating_add(wire.len());
            if size > max_bytes && !page.is_empty() {
                break;
            }
            let (hash, own) = (hash(row, 1)?, row.get(3)?);
            page.push(Unsent { hash, wire, own });
        }
        Ok(page)
    }

    /// How many envelopes of others wait to be passed on to the hub, and of how many cases and
    /// records.
    pub fn relayed(&self) -> Result<(u64, u64), StoreError> {
        let mut statement = self.conn.prepare_cached(
            "SELECT count(*), count(DISTINCT CASE WHEN kind IN (0, 3) THEN doc END)
             FROM relay JOIN envelope USING (hash) WHERE refused IS NULL",
        )?;
        Ok(statement.query_row([], |row| Ok((count(row, 0)?, count(row, 1)?)))?)
    }

    /// What the log holds of an office's feed, by runs without gaps: own devices' first, then what was
    /// routed from others, of whose chains only pieces are here.
    pub fn runs(&self, office: OfficeId) -> Result<Vec<Run>, StoreError> {
        let mut statement = self.conn.prepare_cached(
            "SELECT run.device, run.epoch, run.lo, run.hi, tip.hash
             FROM (SELECT device, epoch, min(seq) AS lo, max(seq) AS hi
                   FROM (SELECT device, epoch, seq, seq - row_number() OVER
                                (PARTITION BY device, epoch ORDER BY seq) AS island
                         FROM (SELECT device, epoch, seq FROM envelope WHERE office = ?1
                               UNION ALL
                               SELECT device, epoch, seq FROM routed
                               JOIN envelope ON envelope.id = routed.envelope
                               WHERE routed.office = ?1))
                   GROUP BY device, epoch, island) AS run
             JOIN envelope AS tip ON tip.device = run.device AND tip.epoch = run.epoch
                                 AND tip.seq = run.hi
             ORDER BY tip.office <> ?1, run.device, run.epoch, run.lo",
        )?;
        let rows = statement.query_map([office.0], |row| {
            Ok(Run {
                device: DeviceId(row.get(0)?),
                epoch: row.get(1).map(unsigned)?,
                lo: count(row, 2)?,
                hi: count(row, 3)?,
                tip: hash(row, 4)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Envelopes of an office after a position that are `wanted`, up to `max_bytes` and at least one
    /// if there is any; without those the hub refused.
    pub fn pick(
        &self,
        office: OfficeId,
        after: Position,
        max_bytes: usize,
        mut wanted: impl FnMut(&Carried) -> bool,
    ) -> Result<FeedPage, StoreError> {
        let mut statement = self.conn.prepare_cached(
            "SELECT position, device, epoch, seq,
                    state = 3 OR state = 4 AND hash NOT IN (SELECT hash FROM relay), wire
             FROM envelope WHERE office = ?1 AND position > ?2 AND state <> 2
               AND hash NOT IN (SELECT hash FROM relay WHERE refused IS NOT NULL)
             UNION ALL
             SELECT routed.position, device, epoch, seq,
                    state = 3 OR state = 4 AND hash NOT IN (SELECT hash FROM relay), wire
             FROM routed JOIN envelope ON envelope.id = routed.envelope
             WHERE routed.office = ?1 AND routed.position > ?2 AND state <> 2
               AND hash NOT IN (SELECT hash FROM relay WHERE refused IS NOT NULL)
             ORDER BY position",
        )?;
        let mut rows = statement.query(params![office.0, signed(after)])?;
        let (mut wires, mut size, mut to) = (Vec::new(), 0_usize, after);
        while let Some(row) = rows.next()? {
            let carried = Carried {
                position: count(row, 0)?,
                device: DeviceId(row.get(1)?),
                epoch: row.get(2).map(unsigned)?,
                seq: count(row, 3)?,
                at_hub: row.get(4)?,
            };
            if wanted(&carried) {
                let wire: Vec<u8> = row.get(5)?;
                size = size.saturating_add(wire.len());
                if size > max_bytes && !wires.is_empty() {
                    let more = true;
                    return Ok(FeedPage { wires, to, more });
                }
                wires.push(wire);
            }
            to = carried.position;
        }
        let more = false;
        Ok(FeedPage { wires, to, more })
    }

    /// The newest receipt of each store for an office.
    pub fn receipts(&self, office: OfficeId) -> Result<Vec<Receipt>, StoreError> {
        let mut statement = self
            .conn
            .prepare_cached("SELECT wire FROM receipt WHERE office = ?1 ORDER BY device")?;
        let rows = statement.query_map([office.0], |row| row.get::<_, Vec<u8>>(0))?;
        rows.map(|wire| Receipt::from_wire(&wire?).ok_or_else(|| StoreError::corrupt("receipt")))
            .collect()
    }

    /// How many pages of a bundle's part were taken in, and whether that was all of it.
    pub fn bundle(&self, id: [u8; 16], part: u32) -> Result<(u64, bool), StoreError> {
        let mut statement = self
            .conn
            .prepare_cached("SELECT pages, whole FROM bundle WHERE id = ?1 AND part = ?2")?;
        let taken = statement.query_row(params![id, part], |row| Ok((count(row, 0)?, row.get(1)?)));
        Ok(taken.optional()?.unwrap_or((0, false)))
    }

    /// What is known of a bundle made here.
    pub fn own_bundle(&self, id: [u8; 16]) -> Result<Option<OwnBundle>, StoreError> {
        let mut statement = self
            .conn
            .prepare_cached("SELECT position, state FROM own_bundle WHERE id = ?1")?;
        let found = statement.query_row([id], |row| {
            let state: Option<[u8; 32]> = row.get(1)?;
            Ok(OwnBundle {
                position: count(row, 0)?,
                state: state.map(Hash),
            })
        });
        Ok(found.optional()?)
    }
}

impl Tx<'_> {
    /// [`Tx::ingest`] of envelopes that came past the `hub`: what was let in, the hub did not make and
    /// has not signed to have is passed on to it from now on; what is held, once it is let in.
    pub fn ingest_past_hub(
        &mut self,
        hub: Option<&PublicKey>,
        wires: &[Vec<u8>],
        received_ms: i64,
    ) -> Result<Vec<Admission>, StoreError> {
        let admissions = self.ingest(wires, received_ms)?;
        let hub = hub.map(PublicKey::device);
        let inside: HashSet<Hash> = admissions
            .iter()
            .filter(|one| matches!(one.outcome, Outcome::Accepted(_) | Outcome::Held))
            .filter_map(|one| one.hash)
            .collect();
        let mut said = BTreeMap::new();
        let mut onward = vec![];
        for envelope in wires
            .iter()
            .filter_map(|wire| Envelope::from_wire(wire).ok())
        {
            let header = envelope.header();
            if Some(header.device) == hub || !inside.contains(&envelope.hash()) {
                continue;
            }
            let office = header.office;
            if let Entry::Vacant(vacant) = said.entry(office) {
                let receipts = self.receipts(office)?;
                vacant.insert(
                    receipts
                        .into_iter()
                        .find(|one| Some(one.holding().by) == hub),
                );
            }
            let holds = |said: &Receipt| {
                let holding = said.holding();
                holding.holds(header.device, header.epoch, header.seq)
            };
            if !said[&office].as_ref().is_some_and(holds) {
                onward.push(envelope.hash());
            }
        }
        if !onward.is_empty() {
            self.pass_on(&onward)?;
        }
        Ok(admissions)
    }

    /// Passes on envelopes of others to the hub from now on, and lets its receipt be asked for.
    pub(crate) fn pass_on(&mut self, hashes: &[Hash]) -> Result<(), StoreError> {
        self.guarded(|conn| {
            let mut statement =
                conn.prepare_cached("INSERT OR IGNORE INTO relay VALUES (?1, NULL)")?;
            for hash in hashes {
                statement.execute([hash.0])?;
            }
            Ok(())
        })?;
        self.set_setting(RECEIPT_DUE, &[1])
    }

    /// Keeps a receipt if a known store signed it and it is newer than the one kept, and believes it:
    /// own envelopes are acknowledged where it is the hub's, else marked as being on another machine
    /// too. Where the hub began a new epoch since, what it does not hold any more waits again. Gives
    /// whether it was kept.
    pub fn take_receipt(
        &mut self,
        receipt: &Receipt,
        hub: Option<&PublicKey>,
    ) -> Result<bool, StoreError> {
        self.guarded(|conn| {
            let holding = receipt.holding();
            if !may_say(conn, receipt, hub)? {
                return Ok(false);
            }
            let kept: Option<Vec<u8>> = conn
                .prepare_cached("SELECT wire FROM receipt WHERE office = ?1 AND device = ?2")?
                .query_row(params![holding.office.0, holding.by.0], |row| row.get(0))
                .optional()?;
            let kept = kept.and_then(|wire| Receipt::from_wire(&wire));
            let kept = kept.as_ref().map(Receipt::holding);
            let from_hub = hub.is_some_and(|key| key.device() == holding.by);
            let gone = from_hub && holding.epoch < lost::epoch(conn, holding.by)?;
            if gone || kept.is_some_and(|kept| !holding.is_newer_than(kept)) {
                return Ok(false);
            }
            put(conn, receipt)?;
            if from_hub && holding.epoch > kept.map_or(1, |kept| kept.epoch) {
                lost::take_back(conn, holding)?;
            }
            believe_all(conn, holding, from_hub.then_some(holding.at_ms))?;
            Ok(true)
        })
    }

    /// Remembers how much of a bundle's part was taken in.
    pub fn set_bundle(
        &mut self,
        id: [u8; 16],
        part: u32,
        pages: u64,
        whole: bool,
    ) -> Result<(), StoreError> {
        self.guarded(|conn| {
            conn.prepare_cached("INSERT OR REPLACE INTO bundle VALUES (?1, ?2, ?3, ?4)")?
                .execute(params![id, part, signed(pages), whole])?;
            Ok(())
        })
    }

    /// Remembers what a bundle made here holds.
    pub fn set_own_bundle(&mut self, id: [u8; 16], bundle: OwnBundle) -> Result<(), StoreError> {
        self.guarded(|conn| {
            let state = bundle.state.map(|state| state.0);
            conn.prepare_cached("INSERT OR REPLACE INTO own_bundle VALUES (?1, ?2, ?3)")?
                .execute(params![id, signed(bundle.position), state])?;
            Ok(())
        })
    }
}

/// Only the hub and devices of the office that may still write are believed.
fn may_say(
    conn: &Connection,
    receipt: &Receipt,
    hub: Option<&PublicKey>,
) -> Result<bool, StoreError> {
    let holding = receipt.holding();
    if let Some(hub) = hub.filter(|key| key.device() == holding.by) {
        return Ok(receipt.is_signed_by(hub));
    }
    let known = Reader { conn }.device(holding.by)?;
    Ok(known.is_some_and(|known| {
        !known.revoked && known.office == holding.office && receipt.is_signed_by(&known.key)
    }))
}

/// Keeps a receipt in place of the one before of the same store.
pub(crate) fn put(conn: &Connection, receipt: &Receipt) -> Result<(), StoreError> {
    let holding = receipt.holding();
    conn.prepare_cached("INSERT OR REPLACE INTO receipt VALUES (?1, ?2, ?3)")?
        .execute(params![holding.office.0, holding.by.0, receipt.to_wire()])?;
    Ok(())
}

/// Believes every run of a receipt: see [`believe`].
pub(crate) fn believe_all(
    conn: &Connection,
    holding: &Holding,
    hub_ms: Option<i64>,
) -> Result<(), StoreError> {
    let mut runs = holding.runs.iter();
    runs.try_for_each(|run| believe(conn, run, hub_ms))
}

/// A run is the one in the log when its last envelope is; where the store that signed it has more
/// than is here, nothing is concluded. `hub_ms` is the hub's clock where it is the hub that says so.
fn believe(conn: &Connection, run: &Run, hub_ms: Option<i64>) -> Result<(), StoreError> {
    let tip = log::neighbour(conn, run.device, run.epoch, run.hi)?;
    if tip.is_none_or(|(hash, _)| hash != run.tip) {
        return Ok(());
    }
    let sql = if hub_ms.is_some() {
        "SELECT hash FROM envelope
         WHERE device = ?1 AND epoch = ?2 AND seq BETWEEN ?3 AND ?4
           AND (state < 3 OR state = 4 AND hash IN (SELECT hash FROM relay))"
    } else {
        "SELECT hash FROM envelope
         WHERE device = ?1 AND epoch = ?2 AND seq BETWEEN ?3 AND ?4 AND state = 0"
    };
    let key = params![
        run.device.0,
        signed(run.epoch),
        signed(run.lo),
        signed(run.hi)
    ];
    let hashes = conn
        .prepare_cached(sql)?
        .query_map(key, |row| hash(row, 0))?
        .collect::<Result<Vec<_>, _>>()?;
    let Some(hub_ms) = hub_ms else {
        return log::mark_sent(conn, &hashes);
    };
    for hash in &hashes {
        attempts::note_acknowledged(conn, *hash, hub_ms)?;
    }
    log::acknowledge(conn, &hashes)
}
