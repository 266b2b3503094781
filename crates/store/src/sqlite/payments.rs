//! Money received and given back: one row for each payment and refund of a case.

use super::{case_id, local_time};
use crate::error::StoreError;
use crate::store::Reader;
use casework::case::Case;
use casework::fee::cash::Movement;
use casework::fee::{Money, PaymentWay};
use casework::id::{OfficeId, OfficerId};
use casework::number::RecordCode;
use casework::office::Officer;
use casework::time::LocalTime;
use rusqlite::{Connection, Row, params};

/// A row as it is computed and as it stands in the table.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct PaymentRow {
    /// Whose cash it is: that of the office whose officer acted.
    office: [u8; 16],
    event: String,
    officer: [u8; 16],
    officer_name: String,
    at_ms: i64,
    receipt: String,
    amount: i64,
    refund: bool,
    way: String,
    reference: Option<String>,
    payer: Option<String>,
    reason: Option<String>,
}

impl Reader<'_> {
    /// Every payment and refund of an office from `from` to before `to`, by time and number.
    pub fn movements(
        &self,
        office: OfficeId,
        from: LocalTime,
        to: LocalTime,
    ) -> Result<Vec<Movement>, StoreError> {
        let mut statement = self.conn.prepare_cached(
            "SELECT c.id, c.code, c.applicant, p.at_ms, p.officer, p.officer_name, p.receipt,
                    p.amount, p.refund, p.way, p.reference, p.payer, p.reason
             FROM p_payment p JOIN p_case c ON c.n = p.n
             WHERE p.office = ?1 AND p.at_ms >= ?2 AND p.at_ms < ?3
             ORDER BY p.at_ms, p.receipt, p.n, p.nth",
        )?;
        let mut rows = statement.query(params![office.0, from.unix_ms(), to.unix_ms()])?;
        let mut movements = Vec::new();
        while let Some(row) = rows.next()? {
            movements.push(movement(row)?);
        }
        Ok(movements)
    }

    /// The highest receipt number of an office that begins with `series`.
    pub fn last_receipt(
        &self,
        office: OfficeId,
        series: &str,
    ) -> Result<Option<String>, StoreError> {
        let mut statement = self.conn.prepare_cached(
            "SELECT max(receipt) FROM p_payment
             WHERE office = ?1 AND receipt >= ?2 AND receipt < ?3",
        )?;
        // The sign after the last digit.
        let end = format!("{series}:");
        Ok(statement.query_row(params![office.0, series, end], |row| row.get(0))?)
    }
}

fn movement(row: &Row<'_>) -> Result<Movement, StoreError> {
    let code: String = row.get(1)?;
    let way: String = row.get(9)?;
    Ok(Movement {
        case: case_id(row, 0)?,
        code: RecordCode::parse(&code).map_err(|_| StoreError::corrupt("code"))?,
        applicant: row.get(2)?,
        at: local_time(row.get(3)?)?,
        officer: Officer {
            id: OfficerId(row.get(4)?),
            name: row.get(5)?,
        },
        receipt: row.get(6)?,
        amount: Money(row.get(7)?),
        refund: row.get(8)?,
        way: PaymentWay::from_code(&way).ok_or_else(|| StoreError::corrupt("way"))?,
        reference: row.get(10)?,
        payer: row.get(11)?,
        reason: row.get(12)?,
    })
}

/// The rows of a case.
pub(crate) fn of(case: &Case) -> Vec<PaymentRow> {
    case.money()
        .map(|(event, payment, refund)| PaymentRow {
            office: event.office.unwrap_or(case.opening.office).0,
            event: event.id.clone(),
            officer: event.officer.id.0,
            officer_name: event.officer.name.clone(),
            at_ms: event.at.unix_ms(),
            receipt: payment.receipt.clone(),
            amount: payment.amount.0,
            refund,
            way: payment.way.code().to_owned(),
            reference: payment.reference.clone(),
            payer: payment.payer.clone(),
            reason: event.reason.clone(),
        })
        .collect()
}

/// Writes the rows of a case in place of what was there.
pub(crate) fn project(conn: &Connection, n: i64, rows: &[PaymentRow]) -> Result<(), StoreError> {
    conn.prepare_cached("DELETE FROM p_payment WHERE n = ?1")?
        .execute([n])?;
    for (nth, row) in (0_i64..).zip(rows) {
        conn.prepare_cached(
            "INSERT INTO p_payment (n, nth, office, event, officer, officer_name, at_ms, receipt,
                 amount, refund, way, reference, payer, reason)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
        )?
        .execute(params![
            n,
            nth,
            row.office,
            row.event,
            row.officer,
            row.officer_name,
            row.at_ms,
            row.receipt,
            row.amount,
            row.refund,
            row.way,
            row.reference,
            row.payer,
            row.reason,
        ])?;
    }
    Ok(())
}

/// What the table says about a case.
pub(crate) fn stored(conn: &Connection, n: i64) -> rusqlite::Result<Vec<PaymentRow>> {
    let mut statement = conn.prepare_cached(
        "SELECT event, officer, officer_name, at_ms, receipt, amount, refund, way, reference,
                payer, reason, office
         FROM p_payment WHERE n = ?1 ORDER BY nth",
    )?;
    let rows = statement.query_map([n], |row| {
        Ok(PaymentRow {
            event: row.get(0)?,
            officer: row.get(1)?,
            officer_name: row.get(2)?,
            at_ms: row.get(3)?,
            receipt: row.get(4)?,
            amount: row.get(5)?,
            refund: row.get(6)?,
            way: row.get(7)?,
            reference: row.get(8)?,
            payer: row.get(9)?,
            reason: row.get(10)?,
            office: row.get(11)?,
        })
    })?;
    rows.collect()
}
