//! Records of the office: putting one on record, reading them back.

use crate::clock;
use crate::desk::Desk;
use crate::error::{ApiError, ErrorCode};
use casework::case::Facts;
use casework::id::CaseId;
use casework::record::{Record, RecordData, RecordError};
use casework::sync::envelope::Kind;
use casework::time::LocalTime;
use store::Tx;

impl Desk {
    /// Puts `data` on record inside the caller's transaction, by the officer signed in, here and
    /// now; gives its name. It is synchronised like a case.
    ///
    /// # Errors
    /// [`ErrorCode::InputTooLarge`] beyond the size of a record; the store's.
    pub fn keep_record<T: RecordData>(
        &self,
        tx: &mut Tx<'_>,
        data: &T,
    ) -> Result<CaseId, ApiError> {
        self.observe_clock(tx)?;
        self.keep_record_at(tx, &self.facts()?, data)
    }

    /// [`Desk::keep_record`] with the facts a decision was made with.
    ///
    /// # Errors
    /// As [`Desk::keep_record`].
    pub fn keep_record_at<T: RecordData>(
        &self,
        tx: &mut Tx<'_>,
        facts: &Facts,
        data: &T,
    ) -> Result<CaseId, ApiError> {
        let id = CaseId(clock::random()?);
        let body = Record::new(id, facts, data)
            .and_then(|record| record.to_body())
            .map_err(|error| match error {
                RecordError::TooLarge => {
                    ApiError::new(ErrorCode::InputTooLarge).with("max", "64 KB")
                }
                RecordError::Unwritable => ApiError::new(ErrorCode::Bug).with("detail", error),
            })?;
        let envelope = self.seal(tx, Kind::Record, id, vec![body])?;
        tx.append_own(&envelope)?;
        Ok(id)
    }

    /// The office's records of one kind from `from` to before `to`, oldest first, from every
    /// device.
    ///
    /// # Errors
    /// The store's.
    pub fn records<T: RecordData>(
        &self,
        from: LocalTime,
        to: LocalTime,
    ) -> Result<Vec<(Record, T)>, ApiError> {
        let office = Some(self.office());
        self.store()
            .read(|reader| Ok(reader.records(office, from.unix_ms(), to.unix_ms())?))
    }

    /// One record; `None` when it is not here, or is of another kind.
    ///
    /// # Errors
    /// The store's.
    pub fn record<T: RecordData>(&self, id: CaseId) -> Result<Option<(Record, T)>, ApiError> {
        self.store().read(|reader| Ok(reader.record(id)?))
    }
}
