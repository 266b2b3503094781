//! Pads of numbered blank slips: reserving the numbers, and finding the slip a case was written on.

use crate::clock;
use crate::desk::Desk;
use crate::error::{ApiError, ErrorCode};
use casework::id::CaseId;
use casework::number::RecordCode;
use casework::pad::{PadSlip, ReceptionPad, SLIPS_MAX};
use casework::record::Record;
use jiff::civil::Date;
use store::{Reader, Tx};

/// How far ahead a pad may be made, in days.
const AHEAD_MAX: i32 = 92;

/// A slip of a pad and what became of it.
pub struct SlipState {
    /// The pad.
    pub pad: Record,
    /// The slip.
    pub slip: PadSlip,
    /// Whether its case has been entered, as far as is known here.
    pub used: bool,
    /// Whether it may be entered on this installation.
    pub own: bool,
}

impl Desk {
    /// Reserves the next `count` numbers of this installation for a day and binds each to a case
    /// that does not exist yet; they are never given to anything else.
    ///
    /// # Errors
    /// [`ErrorCode::PadSize`], [`ErrorCode::PadDay`], [`ErrorCode::NoBand`], or the disk's; then
    /// nothing is reserved.
    pub fn issue_pad(&self, count: usize, day: Date) -> Result<(Record, ReceptionPad), ApiError> {
        if !(1..=SLIPS_MAX).contains(&count) {
            return Err(ApiError::new(ErrorCode::PadSize).with("max", SLIPS_MAX));
        }
        let ahead = clock::now()
            .date()
            .until(day)
            .map_or(-1, |span| span.get_days());
        if !(0..=AHEAD_MAX).contains(&ahead) {
            return Err(ApiError::new(ErrorCode::PadDay)
                .with("date", day)
                .with("max", AHEAD_MAX));
        }
        self.store().write(|tx| {
            let slips = (0..count).map(|_| {
                let (case, code) = self.next_number(tx, day)?;
                Ok(PadSlip { code, case })
            });
            let slips = slips.collect::<Result<Vec<_>, ApiError>>()?;
            let date = day.to_string();
            let id = self.keep_record(tx, &ReceptionPad { date, slips })?;
            tx.record(id)?.ok_or_else(|| ErrorCode::Bug.into())
        })
    }

    /// A fresh case and the next number of this installation for it.
    pub(crate) fn next_number(
        &self,
        tx: &mut Tx<'_>,
        day: Date,
    ) -> Result<(CaseId, RecordCode), ApiError> {
        let id = CaseId(clock::random()?);
        let device = self.public_key().device();
        let (agency, epoch) = (&self.profile().office.code, self.profile().epoch);
        let code = tx.take_number(agency, self.office(), device, epoch, day, id)?;
        Ok((id, code))
    }

    /// The case and number of a slip that was written on by hand on `day` and is entered now.
    ///
    /// # Errors
    /// [`ErrorCode::PadUnknown`] where this installation made no such slip, [`ErrorCode::PadUsed`]
    /// with the case it became, [`ErrorCode::PadOtherDay`] where `day` is not the slip's.
    pub(crate) fn slip_number(
        &self,
        reader: &Reader<'_>,
        text: &str,
        day: Date,
    ) -> Result<(CaseId, RecordCode), ApiError> {
        let unknown = || ApiError::new(ErrorCode::PadUnknown).with("code", text.trim());
        let code = RecordCode::parse(text).map_err(|_| unknown())?;
        let slips = self.slips(reader)?;
        let mut own = slips.into_iter().filter(|state| state.own);
        let found = own.find(|state| state.slip.code == code);
        let state = found.ok_or_else(unknown)?;
        if state.used {
            let case = self.load(reader, state.slip.case)?;
            return Err(ApiError::new(ErrorCode::PadUsed)
                .with("code", &code)
                .with("applicant", &case.applicant.name)
                .with("moment", case.opening.appointment.received));
        }
        if code.date() != day {
            return Err(ApiError::new(ErrorCode::PadOtherDay)
                .with("code", &code)
                .with("date", code.date()));
        }
        Ok((state.slip.case, code))
    }

    /// Every slip of the office's pads, oldest pad first, from every device.
    ///
    /// # Errors
    /// The store's.
    pub fn pad_slips(&self) -> Result<Vec<SlipState>, ApiError> {
        self.store().read(|reader| self.slips(reader))
    }

    fn slips(&self, reader: &Reader<'_>) -> Result<Vec<SlipState>, ApiError> {
        let device = self.public_key().device();
        let pads = reader.records::<ReceptionPad>(Some(self.office()), i64::MIN, i64::MAX)?;
        let mut slips = Vec::new();
        for (pad, data) in pads {
            for slip in data.slips {
                let cases = reader.case_ids_by_code(&slip.code)?;
                slips.push(SlipState {
                    used: cases.contains(&slip.case),
                    own: pad.device == device,
                    pad: pad.clone(),
                    slip,
                });
            }
        }
        Ok(slips)
    }
}
