//! The diary of exchanges, for people.

use super::{count, signed};
use crate::error::StoreError;
use crate::store::{Reader, Tx};
use rusqlite::{Connection, OptionalExtension, Row, params};

/// Most rows of the diary.
const ROWS_MAX: i64 = 1_000;
/// Exchanges over a carrier from which its speed is taken.
const MEASURED: i64 = 5;
/// An exchange that moved fewer bytes says more of the way there than of its speed.
const BYTES_MIN: i64 = 16 * 1024;

/// Exchanges over one carrier with one peer that ended alike.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Exchange {
    /// The stable word of the carrier.
    pub carrier: String,
    /// With whom: a host, the name of a machine, a folder.
    pub peer: String,
    /// When the first began, milliseconds since the Unix epoch.
    pub from_ms: i64,
    /// When the last ended.
    pub to_ms: i64,
    /// How many they are; more than one only where nothing was moved.
    pub times: u64,
    /// How long they took together, milliseconds.
    pub busy_ms: u64,
    /// The stable word of how they ended.
    pub state: String,
    /// The code of what went wrong.
    pub code: Option<String>,
    /// Envelopes that went out.
    pub pushed: u64,
    /// Envelopes that came in.
    pub pulled: u64,
    /// Bytes sent.
    pub bytes_up: u64,
    /// Bytes received.
    pub bytes_down: u64,
    /// Bytes of the envelopes that went out, before they were packed.
    pub unpacked_up: u64,
}

/// How fast a carrier has been lately.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Speed {
    /// Bytes moved, packed, in both directions.
    pub bytes: u64,
    /// In how many milliseconds.
    pub ms: u64,
}

impl Exchange {
    fn moved(&self) -> bool {
        self.pushed + self.pulled > 0
    }

    fn continues(&self, last: &Self) -> bool {
        let told = |one: &Self| {
            let Self {
                carrier,
                peer,
                state,
                code,
                ..
            } = one.clone();
            (carrier, peer, state, code)
        };
        !self.moved() && !last.moved() && told(self) == told(last)
    }
}

impl Reader<'_> {
    /// The diary, newest first.
    pub fn exchanges(&self, limit: usize) -> Result<Vec<Exchange>, StoreError> {
        let mut statement = self
            .conn
            .prepare_cached("SELECT * FROM exchange ORDER BY id DESC LIMIT ?1")?;
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let rows = statement.query_map([limit], read)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The newest row of a carrier.
    pub fn last_exchange(&self, carrier: &str) -> Result<Option<Exchange>, StoreError> {
        let mut statement = self
            .conn
            .prepare_cached("SELECT * FROM exchange WHERE carrier = ?1 ORDER BY id DESC LIMIT 1")?;
        Ok(statement.query_row([carrier], read).optional()?)
    }

    /// When something last got through over a carrier, or the peer had nothing to say against it.
    pub fn last_contact(&self, carrier: &str) -> Result<Option<i64>, StoreError> {
        let mut statement = self.conn.prepare_cached(
            "SELECT max(to_ms) FROM exchange
             WHERE carrier = ?1 AND (state = 'done' OR pushed + pulled > 0)",
        )?;
        Ok(statement.query_row([carrier], |row| row.get(0))?)
    }

    /// How fast a carrier was in its newest exchanges that moved enough to tell; `None` without any.
    pub fn speed(&self, carrier: &str) -> Result<Option<Speed>, StoreError> {
        let mut statement = self.conn.prepare_cached(
            "SELECT sum(bytes), sum(ms) FROM
                 (SELECT bytes_up + bytes_down AS bytes, busy_ms AS ms FROM exchange
                  WHERE carrier = ?1 AND bytes_up + bytes_down >= ?2 AND busy_ms > 0
                  ORDER BY id DESC LIMIT ?3)",
        )?;
        let sums: (Option<i64>, Option<i64>) = statement
            .query_row(params![carrier, BYTES_MIN, MEASURED], |row| {
                Ok((row.get(0)?, row.get(1)?))
            })?;
        Ok(sums.0.zip(sums.1).map(|(bytes, ms)| Speed {
            bytes: bytes.cast_unsigned(),
            ms: ms.cast_unsigned(),
        }))
    }

    /// By how much envelopes shrank when they were packed lately: bytes before and after. `None`
    /// where too few went out to tell.
    pub fn packing(&self) -> Result<Option<(u64, u64)>, StoreError> {
        let mut statement = self.conn.prepare_cached(
            "SELECT sum(unpacked_up), sum(bytes_up) FROM
                 (SELECT unpacked_up, bytes_up FROM exchange
                  WHERE unpacked_up >= ?1 ORDER BY id DESC LIMIT ?2)",
        )?;
        let sums: (Option<i64>, Option<i64>) = statement
            .query_row(params![BYTES_MIN, MEASURED], |row| {
                Ok((row.get(0)?, row.get(1)?))
            })?;
        let both = sums.0.zip(sums.1);
        Ok(both.map(|(before, after)| (before.cast_unsigned(), after.cast_unsigned())))
    }

    /// Bytes of the envelopes the hub is not known to have, own and others', before they are packed.
    pub fn waiting_bytes(&self) -> Result<u64, StoreError> {
        let mut statement = self.conn.prepare_cached(
            "SELECT (SELECT ifnull(sum(length(wire)), 0) FROM envelope WHERE state < 2)
                  + (SELECT ifnull(sum(length(wire)), 0) FROM relay JOIN envelope USING (hash)
                     WHERE refused IS NULL)",
        )?;
        Ok(statement.query_row([], |row| count(row, 0))?)
    }
}

impl Tx<'_> {
    /// Writes an exchange into the diary: into its last row of that carrier where both moved nothing
    /// and ended alike.
    pub fn keep_exchange(&mut self, exchange: &Exchange) -> Result<(), StoreError> {
        self.guarded(|conn| {
            let last: Option<(i64, Exchange)> = conn
                .prepare_cached("SELECT * FROM exchange ORDER BY id DESC LIMIT 1")?
                .query_row([], |row| Ok((row.get(0)?, read(row)?)))
                .optional()?;
            let Some((id, last)) = last.filter(|(_, last)| exchange.continues(last)) else {
                insert(conn, exchange)?;
                conn.prepare_cached(
                    "DELETE FROM exchange WHERE id <= (SELECT max(id) FROM exchange) - ?1",
                )?
                .execute([ROWS_MAX])?;
                return Ok(());
            };
            conn.prepare_cached(
                "UPDATE exchange SET to_ms = max(to_ms, ?2), times = ?3, busy_ms = ?4, bytes_up = ?5,
                        bytes_down = ?6
                 WHERE id = ?1",
            )?
            .execute(params![
                id,
                exchange.to_ms,
                signed(last.times + exchange.times),
                signed(last.busy_ms + exchange.busy_ms),
                signed(last.bytes_up + exchange.bytes_up),
                signed(last.bytes_down + exchange.bytes_down),
            ])?;
            Ok(())
        })
    }
}

fn insert(conn: &Connection, exchange: &Exchange) -> Result<(), StoreError> {
    conn.prepare_cached(
        "INSERT INTO exchange (carrier, peer, from_ms, to_ms, times, busy_ms, state, code, pushed,
                               pulled, bytes_up, bytes_down, unpacked_up)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
    )?
    .execute(params![
        exchange.carrier,
        exchange.peer,
        exchange.from_ms,
        exchange.to_ms,
        signed(exchange.times),
        signed(exchange.busy_ms),
        exchange.state,
        exchange.code,
        signed(exchange.pushed),
        signed(exchange.pulled),
        signed(exchange.bytes_up),
        signed(exchange.bytes_down),
        signed(exchange.unpacked_up),
    ])?;
    Ok(())
}

fn read(row: &Row<'_>) -> rusqlite::Result<Exchange> {
    Ok(Exchange {
        carrier: row.get(1)?,
        peer: row.get(2)?,
        from_ms: row.get(3)?,
        to_ms: row.get(4)?,
        times: count(row, 5)?,
        busy_ms: count(row, 6)?,
        state: row.get(7)?,
        code: row.get(8)?,
        pushed: count(row, 9)?,
        pulled: count(row, 10)?,
        bytes_up: count(row, 11)?,
        bytes_down: count(row, 12)?,
        unpacked_up: count(row, 13)?,
    })
}
