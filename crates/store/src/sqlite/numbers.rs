//! Official numbers: promise 2 of the design, "one number, once".

use super::{count, signed};
use crate::error::StoreError;
use crate::store::{Reader, Tx};
use casework::id::{CaseId, DeviceId, OfficeId};
use casework::number::{AgencyCode, Band, RecordCode};
use jiff::civil::Date;
use rusqlite::{Connection, OptionalExtension, params};

/// How many ordinals in a row may be found taken by cases from elsewhere.
const SKIP_MAX: u64 = 100_000;

impl Reader<'_> {
    /// How many numbers of a band were given out here on a day.
    pub fn numbers_taken(&self, agency: &str, day: Date, band: Band) -> Result<u64, StoreError> {
        let mut statement = self.conn.prepare_cached(
            "SELECT count(*) FROM number_taken
             WHERE agency = ?1 AND day = ?2 AND lo = ?3 AND hi = ?4",
        )?;
        let key = params![agency, day.to_string(), band.lo(), band.hi()];
        Ok(statement.query_row(key, |row| count(row, 0))?)
    }

    /// Codes that more than one case carries, with those cases: a task for an officer.
    pub fn duplicate_numbers(&self) -> Result<Vec<(RecordCode, Vec<CaseId>)>, StoreError> {
        let mut statement = self.conn.prepare_cached(
            "SELECT code FROM p_case GROUP BY code HAVING count(*) > 1 ORDER BY code",
        )?;
        let codes = statement
            .query_map([], |row| row.get::<_, String>(0))?
            .collect::<Result<Vec<_>, _>>()?;
        let mut duplicates = Vec::with_capacity(codes.len());
        for code in codes {
            let code = RecordCode::parse(&code)?;
            let ids = self.case_ids_by_code(&code)?;
            duplicates.push((code, ids));
        }
        Ok(duplicates)
    }
}

impl Tx<'_> {
    /// Takes the next number of the installation's bands for a case received on `day`. It is used
    /// up only when the transaction is committed; what was given out is never given out again.
    ///
    /// # Errors
    /// [`StoreError::NoBand`] when the installation has none left for that day;
    /// [`StoreError::Number`] when the day is not in 2000–2099.
    pub fn take_number(
        &mut self,
        agency: &AgencyCode,
        office: OfficeId,
        device: DeviceId,
        epoch: u64,
        day: Date,
        case: CaseId,
    ) -> Result<RecordCode, StoreError> {
        let bands = self.bands(office, device, epoch)?;
        self.guarded(|conn| {
            // A second band is used before the first one needs more digits.
            let mut best: Option<(u8, Band, u64, RecordCode)> = None;
            for band in bands {
                let Some((nth, code)) = next(conn, agency, day, band)? else {
                    continue;
                };
                let width = code.ordinal().width;
                if best.as_ref().is_none_or(|(least, ..)| width < *least) {
                    best = Some((width, band, nth, code));
                }
            }
            let (_, band, nth, code) = best.ok_or(StoreError::NoBand)?;
            let taken = conn
                .prepare_cached(
                    "INSERT INTO number_taken (code, agency, day, lo, hi, nth, doc)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                )?
                .execute(params![
                    code.as_str(),
                    agency.as_str(),
                    day.to_string(),
                    band.lo(),
                    band.hi(),
                    signed(nth),
                    case.0,
                ]);
            match taken.map_err(StoreError::from) {
                Ok(_) => Ok(code),
                Err(error) if error.is_constraint() => Err(StoreError::NumberTaken),
                Err(error) => Err(error),
            }
        })
    }
}

/// The first code of a band and day that neither was given out here nor is on a case from elsewhere.
fn next(
    conn: &Connection,
    agency: &AgencyCode,
    day: Date,
    band: Band,
) -> Result<Option<(u64, RecordCode)>, StoreError> {
    let last: Option<i64> = conn
        .prepare_cached(
            "SELECT max(nth) FROM number_taken
             WHERE agency = ?1 AND day = ?2 AND lo = ?3 AND hi = ?4",
        )?
        .query_row(
            params![agency.as_str(), day.to_string(), band.lo(), band.hi()],
            |row| row.get(0),
        )?;
    let from = last.map_or(0, |last| super::unsigned(last) + 1);
    for nth in from..from + SKIP_MAX {
        let Some(ordinal) = band.nth(nth) else {
            return Ok(None);
        };
        let code = RecordCode::compose(agency.as_str(), day, ordinal)?;
        let known = conn
            .prepare_cached(
                "SELECT 1 WHERE EXISTS (SELECT 1 FROM number_taken WHERE code = ?1)
                            OR EXISTS (SELECT 1 FROM p_case WHERE code = ?1)",
            )?
            .query_row([code.as_str()], |_| Ok(()))
            .optional()?;
        if known.is_none() {
            return Ok(Some((nth, code)));
        }
    }
    Ok(None)
}
