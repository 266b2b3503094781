//! Cases that may be one: the same request, or the same citizen and procedure taken in at two places.

use super::case_id;
use crate::error::StoreError;
use crate::store::Reader;
use casework::case::{Case, Step};
use casework::form;
use casework::id::{CaseId, OfficeId};
use rusqlite::{Connection, OptionalExtension, params};

/// Two cases that may be one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DuplicatePair {
    /// The one received earlier.
    pub first: CaseId,
    /// The other.
    pub second: CaseId,
    /// Both were taken in under one name of the caller: one request, twice.
    pub same_request: bool,
}

/// What is compared of a case.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Compared {
    procedure: String,
    /// Personal number, or code of an organisation.
    who: Option<String>,
    client_ref: Option<String>,
    device: Option<[u8; 16]>,
    received_ms: i64,
    /// It did not end without a result.
    live: bool,
    /// An issued paper no longer says what the case says.
    reprint: bool,
}

impl Reader<'_> {
    /// Cases of an office that may be one, received since `since_ms` and at most `within_ms` apart on
    /// two machines; the newest first. What ended without a result does not count.
    pub fn duplicates(
        &self,
        office: OfficeId,
        (since_ms, within_ms): (i64, i64),
        limit: usize,
    ) -> Result<Vec<DuplicatePair>, StoreError> {
        let mut statement = self.conn.prepare_cached(
            "SELECT a.id, b.id, 0, max(a.received_ms, b.received_ms) AS newest
             FROM p_compared b JOIN p_compared a
               ON a.office = b.office AND a.procedure = b.procedure AND a.who = b.who
              AND (a.received_ms, a.id) < (b.received_ms, b.id)
             WHERE b.office = ?1 AND b.received_ms >= ?2 AND b.received_ms - a.received_ms <= ?3
               AND a.live = 1 AND b.live = 1 AND a.device IS NOT b.device
               AND (a.client_ref IS NULL OR a.client_ref IS NOT b.client_ref)
             UNION ALL
             SELECT a.id, b.id, 1, max(a.received_ms, b.received_ms)
             FROM p_compared b JOIN p_compared a
               ON a.office = b.office AND a.client_ref = b.client_ref
              AND (a.received_ms, a.id) < (b.received_ms, b.id)
             WHERE b.office = ?1 AND b.received_ms >= ?2 AND a.live = 1 AND b.live = 1
             ORDER BY newest DESC LIMIT ?4",
        )?;
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let rows = statement.query_map(params![office.0, since_ms, within_ms, limit], |row| {
            Ok(DuplicatePair {
                first: case_id(row, 0)?,
                second: case_id(row, 1)?,
                same_request: row.get(2)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Cases of an office with values or steps that exclude each other, or an edit that was overtaken;
    /// newest reception first.
    pub fn conflicted(&self, office: OfficeId, limit: usize) -> Result<Vec<CaseId>, StoreError> {
        self.cases_where(
            "(c.office = ?1 OR c.for_office = ?1) AND c.conflict = 1",
            office,
            limit,
        )
    }

    /// Cases an office received with an issued paper that no longer says what the case says.
    pub fn to_reprint(&self, office: OfficeId, limit: usize) -> Result<Vec<CaseId>, StoreError> {
        self.cases_where("c.office = ?1 AND t.reprint = 1", office, limit)
    }

    fn cases_where(
        &self,
        condition: &str,
        office: OfficeId,
        limit: usize,
    ) -> Result<Vec<CaseId>, StoreError> {
        let mut statement = self.conn.prepare_cached(&format!(
            "SELECT c.id FROM p_case c JOIN p_compared t ON t.n = c.n
             WHERE {condition} ORDER BY c.received_ms DESC, c.id LIMIT ?2"
        ))?;
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let rows = statement.query_map(params![office.0, limit], |row| case_id(row, 0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

/// What is compared of a case.
pub(crate) fn of(case: &Case) -> Compared {
    let ended = [Step::Stopped, Step::Refused, Step::ClosedUnsupplemented];
    Compared {
        procedure: case.opening.procedure.clone(),
        who: case.applicant.id.clone(),
        client_ref: case.opening.client_ref.clone(),
        device: case.receiver().map(|event| event.device.0),
        received_ms: case.opening.appointment.received.unix_ms(),
        live: !ended.contains(&case.standing.step),
        reprint: !form::outdated(case).is_empty(),
    }
}

/// Writes what is compared of the case that is row `n` in place of what was there.
pub(crate) fn write(
    conn: &Connection,
    n: i64,
    (id, office): (CaseId, OfficeId),
    compared: &Compared,
) -> Result<(), StoreError> {
    conn.prepare_cached(
        "INSERT OR REPLACE INTO p_compared (n, id, office, procedure, who, client_ref, device,
             received_ms, live, reprint)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
    )?
    .execute(params![
        n,
        id.0,
        office.0,
        compared.procedure,
        compared.who,
        compared.client_ref,
        compared.device,
        compared.received_ms,
        compared.live,
        compared.reprint
    ])?;
    Ok(())
}

/// What the table says about a case.
pub(crate) fn stored(conn: &Connection, id: CaseId) -> Result<Option<Compared>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT procedure, who, client_ref, device, received_ms, live, reprint
         FROM p_compared WHERE id = ?1",
    )?;
    let compared = statement.query_row([id.0], |row| {
        Ok(Compared {
            procedure: row.get(0)?,
            who: row.get(1)?,
            client_ref: row.get(2)?,
            device: row.get(3)?,
            received_ms: row.get(4)?,
            live: row.get(5)?,
            reprint: row.get(6)?,
        })
    });
    Ok(compared.optional()?)
}
