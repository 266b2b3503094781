//! Attempts to reach the hub, their chain, and the hub's countersignatures.

use super::{count, hash, signed};
use crate::error::StoreError;
use crate::sqlite::check::{Problem, Problems, report};
use crate::store::{Reader, Tx};
use casework::evidence::{Countersign, Run, chained};
use casework::id::{CaseId, DeviceId, Hash, PublicKey};
use rusqlite::{Connection, OptionalExtension, Row, params};

/// When the hub acknowledged what it gets from here about one document.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Acknowledged {
    /// Envelopes of the document made here, and others' that are carried to the hub.
    pub to_send: u64,
    /// Those the hub has.
    pub acknowledged: u64,
    /// When it acknowledged the first, by its clock; `None` where that was not kept.
    pub first_ms: Option<i64>,
    /// When it acknowledged the last one.
    pub last_ms: Option<i64>,
}

impl Reader<'_> {
    /// The last run of attempts and its hash.
    pub fn attempt_head(&self) -> Result<Option<(Run, Hash)>, StoreError> {
        head(self.conn)
    }

    /// The runs that overlap the time from `from_ms` to before `to_ms`, oldest first.
    pub fn attempts(&self, from_ms: i64, to_ms: i64) -> Result<Vec<Run>, StoreError> {
        let mut statement = self.conn.prepare_cached(
            "SELECT run FROM attempt WHERE to_ms >= ?1 AND from_ms < ?2 ORDER BY seq",
        )?;
        let rows = statement.query_map(params![from_ms, to_ms], |row| row.get::<_, Vec<u8>>(0))?;
        rows.map(|bytes| parse(&bytes?)).collect()
    }

    /// The last `limit` runs, newest first.
    pub fn last_attempts(&self, limit: usize) -> Result<Vec<Run>, StoreError> {
        let mut statement = self
            .conn
            .prepare_cached("SELECT run FROM attempt ORDER BY seq DESC LIMIT ?1")?;
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let rows = statement.query_map([limit], |row| row.get::<_, Vec<u8>>(0))?;
        rows.map(|bytes| parse(&bytes?)).collect()
    }

    /// The hash of a run; `None` where there is no such run.
    pub fn attempt_hash(&self, seq: u64) -> Result<Option<Hash>, StoreError> {
        hash_of(self.conn, seq)
    }

    /// What is wrong with the chain; nothing where it is as it was written.
    pub fn attempt_problems(&self) -> Result<Vec<Problem>, StoreError> {
        let mut problems = vec![];
        check(self.conn, &mut problems)?;
        Ok(problems)
    }

    /// Whether an attempt after the run `seq` failed.
    pub fn has_failed_since(&self, seq: u64) -> Result<bool, StoreError> {
        let mut statement = self
            .conn
            .prepare_cached("SELECT run FROM attempt WHERE seq > ?1 ORDER BY seq")?;
        let mut rows = statement.query([signed(seq)])?;
        while let Some(row) = rows.next()? {
            if !parse(&row.get::<_, Vec<u8>>(0)?)?.is_done() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The last head that the hub countersigned.
    pub fn last_countersign(&self) -> Result<Option<Countersign>, StoreError> {
        self.countersign_from(0, "DESC")
    }

    /// The first head at or after a run that the hub countersigned: from then on that run stands.
    pub fn countersigned(&self, seq: u64) -> Result<Option<Countersign>, StoreError> {
        self.countersign_from(seq, "ASC")
    }

    fn countersign_from(&self, seq: u64, order: &str) -> Result<Option<Countersign>, StoreError> {
        let mut statement = self.conn.prepare_cached(&format!(
            "SELECT seq, hash, device, epoch, hub, hub_ms, signature
             FROM countersign WHERE seq >= ?1 ORDER BY seq {order} LIMIT 1"
        ))?;
        Ok(statement.query_row([signed(seq)], countersign).optional()?)
    }

    /// What the hub has acknowledged of the envelopes of a document that it gets from here, and when.
    pub fn acknowledged(&self, doc: CaseId) -> Result<Acknowledged, StoreError> {
        let mut statement = self.conn.prepare_cached(
            "SELECT count(*), count(CASE WHEN state = 3 THEN 1 END),
                    min(CASE WHEN state = 3 THEN hub_ms END),
                    max(CASE WHEN state = 3 THEN hub_ms END)
             FROM envelope LEFT JOIN acknowledgement USING (hash)
             WHERE doc = ?1 AND kind = 0
               AND (state < 4 OR hash IN (SELECT hash FROM relay))",
        )?;
        Ok(statement.query_row([doc.0], |row| {
            Ok(Acknowledged {
                to_send: count(row, 0)?,
                acknowledged: count(row, 1)?,
                first_ms: row.get(2)?,
                last_ms: row.get(3)?,
            })
        })?)
    }
}

impl Tx<'_> {
    /// Keeps an attempt: in the last run where it ended alike and nobody has countersigned it, else
    /// as a run of its own. `attempt.seq` does not matter.
    pub fn keep_attempt(&mut self, attempt: &Run) -> Result<(), StoreError> {
        self.guarded(|conn| {
            let Some((last, _)) = head(conn)? else {
                let first = Run {
                    seq: 1,
                    ..attempt.clone()
                };
                return put(conn, &first);
            };
            let attempt = attempt.clone().after(&last);
            let open = !is_closed(conn)? && !is_countersigned(conn, last.seq)?;
            let grown = last.with(&attempt).filter(|_| open);
            let next = || Run {
                seq: last.seq + 1,
                ..attempt
            };
            put(conn, &grown.unwrap_or_else(next))
        })
    }

    /// Lets the last run grow no more: a minute is about to cite its hash.
    pub fn close_attempts(&mut self) -> Result<(), StoreError> {
        self.guarded(|conn| {
            conn.execute("UPDATE attempt_head SET closed = 1", [])?;
            Ok(())
        })
    }

    /// Keeps the hub's word on a head of the chain. One that is not of this chain, or not genuine, is
    /// [`StoreError::Corrupt`].
    pub fn keep_countersign(&mut self, word: &Countersign) -> Result<(), StoreError> {
        self.guarded(|conn| {
            if !word.is_genuine() || hash_of(conn, word.seq)? != Some(word.head) {
                return Err(StoreError::corrupt("countersignature"));
            }
            conn.prepare_cached(
                "INSERT OR REPLACE INTO countersign VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            )?
            .execute(params![
                signed(word.seq),
                word.head.0,
                word.device.0,
                signed(word.epoch),
                word.hub.0,
                word.hub_ms,
                word.signature
            ])?;
            Ok(())
        })
    }

    /// Keeps when the hub acknowledged an own envelope, by its clock; the first time stays.
    pub fn note_acknowledged(&mut self, envelope: Hash, hub_ms: i64) -> Result<(), StoreError> {
        self.guarded(|conn| note_acknowledged(conn, envelope, hub_ms))
    }
}

pub(crate) fn note_acknowledged(
    conn: &Connection,
    envelope: Hash,
    hub_ms: i64,
) -> Result<(), StoreError> {
    conn.prepare_cached("INSERT OR IGNORE INTO acknowledgement VALUES (?1, ?2)")?
        .execute(params![envelope.0, hub_ms])?;
    Ok(())
}

fn put(conn: &Connection, run: &Run) -> Result<(), StoreError> {
    let before = hash_of(conn, run.seq - 1)?.unwrap_or(Hash([0; 32]));
    let bytes = run.to_bytes();
    let hash = chained(before, &bytes);
    conn.prepare_cached("INSERT OR REPLACE INTO attempt VALUES (?1, ?2, ?3, ?4, ?5)")?
        .execute(params![
            signed(run.seq),
            hash.0,
            run.from_ms,
            run.to_ms,
            bytes
        ])?;
    conn.prepare_cached("INSERT OR REPLACE INTO attempt_head VALUES (1, ?1, ?2, 0)")?
        .execute(params![signed(run.seq), hash.0])?;
    Ok(())
}

fn head(conn: &Connection) -> Result<Option<(Run, Hash)>, StoreError> {
    let mut statement =
        conn.prepare_cached("SELECT run, hash FROM attempt ORDER BY seq DESC LIMIT 1")?;
    let row = statement.query_row([], |row| Ok((row.get::<_, Vec<u8>>(0)?, hash(row, 1)?)));
    row.optional()?
        .map(|(bytes, hash)| Ok((parse(&bytes)?, hash)))
        .transpose()
}

fn hash_of(conn: &Connection, seq: u64) -> Result<Option<Hash>, StoreError> {
    let mut statement = conn.prepare_cached("SELECT hash FROM attempt WHERE seq = ?1")?;
    Ok(statement
        .query_row([signed(seq)], |row| hash(row, 0))
        .optional()?)
}

fn is_countersigned(conn: &Connection, seq: u64) -> Result<bool, StoreError> {
    let mut statement = conn.prepare_cached("SELECT 1 FROM countersign WHERE seq = ?1")?;
    Ok(statement.exists([signed(seq)])?)
}

fn is_closed(conn: &Connection) -> Result<bool, StoreError> {
    let mut statement = conn.prepare_cached("SELECT 1 FROM attempt_head WHERE closed = 1")?;
    Ok(statement.exists([])?)
}

fn parse(bytes: &[u8]) -> Result<Run, StoreError> {
    Run::from_bytes(bytes).ok_or_else(|| StoreError::corrupt("attempt"))
}

fn countersign(row: &Row<'_>) -> rusqlite::Result<Countersign> {
    Ok(Countersign {
        seq: count(row, 0)?,
        head: hash(row, 1)?,
        device: DeviceId(row.get(2)?),
        epoch: count(row, 3)?,
        hub: PublicKey(row.get(4)?),
        hub_ms: row.get(5)?,
        signature: row.get(6)?,
    })
}

/// Every run follows the one before, the last one is the head, every countersignature is of its run.
pub(crate) fn check(conn: &Connection, problems: &mut Problems) -> Result<(), StoreError> {
    let mut before = (0, Hash([0; 32]));
    let mut statement =
        conn.prepare("SELECT seq, hash, from_ms, to_ms, run FROM attempt ORDER BY seq")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (seq, name, bytes) = (count(row, 0)?, hash(row, 1)?, row.get::<_, Vec<u8>>(4)?);
        let times = (row.get(2)?, row.get(3)?);
        let is_right = Run::from_bytes(&bytes)
            .is_some_and(|run| run.seq == seq && (run.from_ms, run.to_ms) == times);
        if !is_right || seq != before.0 + 1 || chained(before.1, &bytes) != name {
            report(problems, "attempt", seq);
        }
        before = (seq, name);
    }
    let told = conn
        .query_row("SELECT seq, hash FROM attempt_head", [], |row| {
            Ok((count(row, 0)?, hash(row, 1)?))
        })
        .optional()?;
    if told.unwrap_or((0, Hash([0; 32]))) != before {
        report(problems, "attempt", "head");
    }
    let mut statement = conn.prepare(
        "SELECT seq, hash, device, epoch, hub, hub_ms, signature FROM countersign ORDER BY seq",
    )?;
    for word in statement.query_map([], countersign)? {
        let word = word?;
        if !word.is_genuine() || hash_of(conn, word.seq)? != Some(word.head) {
            report(problems, "countersign", word.seq);
        }
    }
    Ok(())
}
