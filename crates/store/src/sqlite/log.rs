//! The signed log: appending, chains, feeds and what still has to be sent.

use super::{count, hash, projection, records, signed, unsigned};
use crate::error::StoreError;
use crate::ground;
use crate::route;
use crate::store::{Reader, Tx};
use casework::case::Case;
use casework::crdt::Document;
use casework::id::{CaseId, DeviceId, Hash, OfficeId};
use casework::record::Record;
use casework::sync::envelope::{Envelope, Kind};
use rusqlite::{Connection, OptionalExtension, params};

/// 1, 2, 3 … in the order of arrival, without gaps, within one store and office.
pub type Position = u64;

/// Made here and not sent yet.
pub(crate) const LOCAL: u8 = 0;
/// On another machine of the office too, not acknowledged.
const SENT: u8 = 1;
/// Refused by the hub.
const REFUSED: u8 = 2;
/// Acknowledged by the hub.
const ACKNOWLEDGED: u8 = 3;
/// Made elsewhere.
pub(crate) const FOREIGN: u8 = 4;

/// Where the chain of a device goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Link {
    /// The sequence number of the next envelope.
    pub seq: u64,
    /// The hash it must name; zeros for the first.
    pub prev: Hash,
}

/// An envelope the hub is not known to have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unsent {
    /// Its name.
    pub hash: Hash,
    /// Its bytes.
    pub wire: Vec<u8>,
    /// Made on this machine, not only passed on.
    pub own: bool,
}

/// How much is only on this machine.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct UnsentSummary {
    /// Envelopes to be sent.
    pub envelopes: u64,
    /// Cases they belong to.
    pub cases: u64,
    /// Of these, cases of which another machine of the office has all of it too.
    pub elsewhere: u64,
    /// Records of the office among them.
    pub records: u64,
    /// When the oldest was made, milliseconds since the Unix epoch.
    pub oldest_ms: Option<i64>,
}

/// A part of an office's feed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FeedPage {
    /// Envelopes in the order of arrival.
    pub wires: Vec<Vec<u8>>,
    /// The cursor to keep: everything up to here was given or skipped.
    pub to: Position,
    /// There is more after `to`.
    pub more: bool,
}

impl Reader<'_> {
    /// Where the chain of a device and epoch goes on.
    pub fn link(&self, device: DeviceId, epoch: u64) -> Result<Link, StoreError> {
        link(self.conn, device, epoch)
    }

    /// The case as it stands; `None` when nothing of it, or not its opening, is here.
    pub fn case(&self, id: CaseId) -> Result<Option<Case>, StoreError> {
        Ok(self.document(id)?.and_then(|mut document| document.case()))
    }

    /// The document of a case; `None` when nothing of it is here.
    pub fn document(&self, id: CaseId) -> Result<Option<Document>, StoreError> {
        document(self.conn, id)
    }

    /// The raw changes of a document in the order of arrival.
    pub fn changes(&self, id: CaseId) -> Result<Vec<Vec<u8>>, StoreError> {
        changes(self.conn, id)
    }

    /// How much is only on this machine, and since when.
    pub fn unsent_summary(&self) -> Result<UnsentSummary, StoreError> {
        let mut statement = self.conn.prepare_cached(
            "SELECT count(*), count(DISTINCT CASE WHEN kind = 0 THEN doc END),
                    count(DISTINCT CASE WHEN kind = 0 AND state = 0 THEN doc END),
                    count(CASE WHEN kind = 3 THEN 1 END), min(made_at_ms)
             FROM envelope WHERE state < 2",
        )?;
        Ok(statement.query_row([], |row| {
            Ok(UnsentSummary {
                envelopes: count(row, 0)?,
                cases: count(row, 1)?,
                elsewhere: count(row, 1)? - count(row, 2)?,
                records: count(row, 3)?,
                oldest_ms: row.get(4)?,
            })
        })?)
    }

    /// Envelopes of an office after a position, up to `max_bytes` and at least one if there is any;
    /// without those of `skip_device` and without own ones the hub refused.
    pub fn feed(
        &self,
        office: OfficeId,
        after: Position,
        max_bytes: usize,
        skip_device: Option<DeviceId>,
    ) -> Result<FeedPage, StoreError> {
        let mut statement = self.conn.prepare_cached(
            "SELECT position, wire FROM envelope
             WHERE office = ?1 AND position > ?2 AND device IS NOT ?3 AND state <> 2
             UNION ALL
             SELECT routed.position, wire FROM routed JOIN envelope ON envelope.id = routed.envelope
             WHERE routed.office = ?1 AND routed.position > ?2 AND device IS NOT ?3 AND state <> 2
             ORDER BY position",
        )?;
        // No position is beyond SQLite's integers.
        let after = after.min(unsigned(i64::MAX));
        let skip = skip_device.map(|device| device.0);
        let mut rows = statement.query(params![office.0, signed(after), skip])?;
        let (mut wires, mut size, mut to) = (Vec::new(), 0_usize, after);
        while let Some(row) = rows.next()? {
            let wire: Vec<u8> = row.get(1)?;
            size = size.saturating_add(wire.len());
            if size > max_bytes && !wires.is_empty() {
                let more = true;
                return Ok(FeedPage { wires, to, more });
            }
            to = count(row, 0)?;
            wires.push(wire);
        }
        let to = self.last_position(office)?.max(after);
        let more = false;
        Ok(FeedPage { wires, to, more })
    }

    /// The position of the newest envelope of an office; 0 where there is none.
    pub fn last_position(&self, office: OfficeId) -> Result<Position, StoreError> {
        let mut statement = self
            .conn
            .prepare_cached("SELECT last FROM feed WHERE office = ?1")?;
        let last = statement.query_row([office.0], |row| count(row, 0));
        Ok(last.optional()?.unwrap_or(0))
    }

    /// How many envelopes the log holds.
    pub fn envelopes(&self) -> Result<u64, StoreError> {
        let mut statement = self.conn.prepare_cached("SELECT count(*) FROM envelope")?;
        Ok(statement.query_row([], |row| count(row, 0))?)
    }

    /// Every office the log has envelopes of.
    pub fn offices(&self) -> Result<Vec<OfficeId>, StoreError> {
        let mut statement = self
            .conn
            .prepare_cached("SELECT office FROM feed ORDER BY office")?;
        let rows = statement.query_map([], |row| row.get(0).map(OfficeId))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

impl Tx<'_> {
    /// Appends an envelope made on this machine, and projects it. The same envelope again changes
    /// nothing.
    ///
    /// # Errors
    /// [`StoreError::BrokenChain`] when it does not follow [`Reader::link`];
    /// [`StoreError::Change`] when its changes do not apply.
    pub fn append_own(&mut self, envelope: &Envelope) -> Result<Position, StoreError> {
        self.guarded(|conn| {
            let header = envelope.header();
            if let Some(position) = position(conn, envelope.hash())? {
                return Ok(position);
            }
            let link = link(conn, header.device, header.epoch)?;
            if (header.seq, header.prev) != (link.seq, link.prev) {
                return Err(StoreError::BrokenChain);
            }
            if !ground::is_sound(envelope) {
                return Err(StoreError::corrupt("roster entry"));
            }
            if header.kind == Kind::Record
                && (Record::of(envelope).is_none() || records::is_taken(conn, header.doc)?)
            {
                return Err(StoreError::corrupt("record"));
            }
            let position = insert(conn, envelope, LOCAL, header.made_at_ms)?;
            match header.kind {
                Kind::Case => {
                    if let Some(mut document) = document(conn, header.doc)? {
                        let case = document.case();
                        projection::project(conn, header.doc, &document.heads(), case.as_ref())?;
                        let scope = super::route::scope(conn, header.doc, case.as_ref())?;
                        route::share(conn, header.doc, scope)?;
                    }
                }
                Kind::Roster | Kind::Band | Kind::Office => ground::govern(conn, envelope)?,
                Kind::Record => records::project(conn, envelope)?,
                Kind::Newer(_) => {}
            }
            Ok(position)
        })
    }

    /// The hub has acknowledged the envelopes; hashes not in the log are ignored.
    pub fn mark_acknowledged(&mut self, hashes: &[Hash]) -> Result<(), StoreError> {
        self.guarded(|conn| acknowledge(conn, hashes))
    }

    /// The hub has refused an envelope: it stays here, is shown, and is not sent again by itself.
    pub fn mark_refused(&mut self, hash: Hash, reason: &str) -> Result<(), StoreError> {
        self.guarded(|conn| {
            set_state(conn, &[hash], REFUSED)?;
            conn.prepare_cached("UPDATE relay SET refused = ?2 WHERE hash = ?1")?
                .execute(params![hash.0, reason])?;
            conn.prepare_cached(
                "INSERT OR REPLACE INTO quarantine (hash, reason, received_ms, size, wire)
                 SELECT hash, ?2, made_at_ms, 0, x'' FROM envelope
                 WHERE hash = ?1 AND (state = 2 OR hash IN (SELECT hash FROM relay))",
            )?
            .execute(params![hash.0, reason])?;
            Ok(())
        })
    }

    /// Lets envelopes the hub refused be sent once more; gives how many.
    pub fn retry_refused(&mut self) -> Result<u64, StoreError> {
        self.guarded(|conn| {
            conn.execute(
                "DELETE FROM quarantine
                 WHERE hash IN (SELECT hash FROM envelope WHERE state = 2
                                UNION SELECT hash FROM relay WHERE refused IS NOT NULL)",
                [],
            )?;
            let own = conn.execute("UPDATE envelope SET state = 0 WHERE state = 2", [])?;
            let relayed = conn.execute(
                "UPDATE relay SET refused = NULL WHERE refused IS NOT NULL",
                [],
            )?;
            Ok((own + relayed) as u64)
        })
    }
}

pub(crate) fn acknowledge(conn: &Connection, hashes: &[Hash]) -> Result<(), StoreError> {
    set_state(conn, hashes, ACKNOWLEDGED)?;
    let mut passed_on = conn.prepare_cached("DELETE FROM relay WHERE hash = ?1")?;
    let mut forget = conn.prepare_cached(
        "DELETE FROM quarantine
         WHERE hash = ?1 AND hash IN (SELECT hash FROM envelope WHERE state > 2)",
    )?;
    for hash in hashes {
        passed_on.execute([hash.0])?;
        forget.execute([hash.0])?;
    }
    Ok(())
}

/// Another machine of the office has the envelopes too.
pub(crate) fn mark_sent(conn: &Connection, hashes: &[Hash]) -> Result<(), StoreError> {
    set_state(conn, hashes, SENT)
}

fn set_state(conn: &Connection, hashes: &[Hash], state: u8) -> Result<(), StoreError> {
    let mut statement =
        conn.prepare_cached("UPDATE envelope SET state = ?2 WHERE hash = ?1 AND state < 3")?;
    for hash in hashes {
        statement.execute(params![hash.0, state])?;
    }
    Ok(())
}

pub(crate) fn link(conn: &Connection, device: DeviceId, epoch: u64) -> Result<Link, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT seq, hash FROM envelope WHERE device = ?1 AND epoch = ?2 ORDER BY seq DESC LIMIT 1",
    )?;
    let last = statement
        .query_row(params![device.0, signed(epoch)], |row| {
            Ok((count(row, 0)?, hash(row, 1)?))
        })
        .optional()?;
    let (seq, prev) = last.unwrap_or((0, Hash([0; 32])));
    Ok(Link { seq: seq + 1, prev })
}

pub(crate) fn position(conn: &Connection, hash: Hash) -> Result<Option<Position>, StoreError> {
    let mut statement = conn.prepare_cached("SELECT position FROM envelope WHERE hash = ?1")?;
    Ok(statement
        .query_row([hash.0], |row| count(row, 0))
        .optional()?)
}

/// Gives the hash and the previous hash of the envelope with a sequence number.
pub(crate) fn neighbour(
    conn: &Connection,
    device: DeviceId,
    epoch: u64,
    seq: u64,
) -> Result<Option<(Hash, Hash)>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT hash, prev FROM envelope WHERE device = ?1 AND epoch = ?2 AND seq = ?3",
    )?;
    let key = params![device.0, signed(epoch), signed(seq)];
    Ok(statement
        .query_row(key, |row| Ok((hash(row, 0)?, hash(row, 1)?)))
        .optional()?)
}

/// Moves the counter of an office's feed.
pub(crate) fn next_position(conn: &Connection, office: OfficeId) -> Result<Position, StoreError> {
    let mut statement = conn.prepare_cached(
        "INSERT INTO feed VALUES (?1, 1)
         ON CONFLICT (office) DO UPDATE SET last = last + 1 RETURNING last",
    )?;
    Ok(statement.query_row([office.0], |row| count(row, 0))?)
}

pub(crate) fn insert(
    conn: &Connection,
    envelope: &Envelope,
    state: u8,
    received_ms: i64,
) -> Result<Position, StoreError> {
    let header = envelope.header();
    let position = next_position(conn, header.office)?;
    conn.prepare_cached(
        "INSERT INTO envelope (hash, office, position, device, epoch, seq, prev, kind, doc,
                               made_at_ms, received_ms, state, wire)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
    )?
    .execute(params![
        envelope.hash().0,
        header.office.0,
        signed(position),
        header.device.0,
        signed(header.epoch),
        signed(header.seq),
        header.prev.0,
        header.kind.code(),
        header.doc.0,
        header.made_at_ms,
        received_ms,
        state,
        envelope.to_wire(),
    ])?;
    Ok(position)
}

pub(crate) fn changes(conn: &Connection, doc: CaseId) -> Result<Vec<Vec<u8>>, StoreError> {
    let mut statement =
        conn.prepare_cached("SELECT wire FROM envelope WHERE doc = ?1 AND kind = 0 ORDER BY id")?;
    let mut rows = statement.query([doc.0])?;
    let mut changes = Vec::new();
    while let Some(row) = rows.next()? {
        let wire: Vec<u8> = row.get(0)?;
        let envelope = Envelope::from_wire(&wire).map_err(|_| StoreError::corrupt("envelope"))?;
        changes.extend(envelope.present_bodies().map(<[u8]>::to_vec));
    }
    Ok(changes)
}

pub(crate) fn document(conn: &Connection, doc: CaseId) -> Result<Option<Document>, StoreError> {
    let changes = changes(conn, doc)?;
    if changes.is_empty() {
        return Ok(None);
    }
    Ok(Some(Document::load(changes.iter().map(Vec::as_slice))?))
}

/// The office of a document is that of its first envelope.
pub(crate) fn office_of(conn: &Connection, doc: CaseId) -> Result<Option<OfficeId>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT office FROM envelope WHERE doc = ?1 AND kind = 0 ORDER BY id LIMIT 1",
    )?;
    Ok(statement
        .query_row([doc.0], |row| row.get(0).map(OfficeId))
        .optional()?)
}
