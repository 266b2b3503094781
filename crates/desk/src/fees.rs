//! Money at the counter: assessing, taking, giving back, and the day's cash sheets.

use crate::clock;
use crate::desk::Desk;
use crate::error::{ApiError, ErrorCode};
use crate::print::TransferOrder;
use casework::case::{Case, Facts, decide};
use casework::command::Command;
use casework::fee::cash::{CashSheet, Movement};
use casework::fee::{
    CashClosing, FeeAccount, FeeLine, FeeTable, FeesIn, Money, Payment, PaymentWay, ReceiptNumber,
};
use casework::id::CaseId;
use casework::office::Officer;
use casework::person::Relation;
use casework::procedure::Channel;
use casework::record::Record;
use casework::time::LocalTime;
use casework::vietqr;
use jiff::civil::{Date, Time};
use store::{Reader, Tx};

/// Rates of the office or its province, kept beside the database; optional.
const FEE_FILE: &str = "fees.json";

/// Money that changes hands at the counter.
#[derive(Clone, Debug)]
pub struct Handed {
    /// How much; for a payment everything that is owed where `None`.
    pub amount: Option<Money>,
    /// Cash, transfer or online.
    pub way: PaymentWay,
    /// What the transfer said; the case's own reference where `None`.
    pub reference: Option<String>,
    /// Who pays, where it is not the applicant.
    pub payer: Option<String>,
}

/// An officer's money of a day, and how the day was closed.
#[derive(Clone, Debug)]
pub struct DaySheet {
    /// The money as it is known now.
    pub sheet: CashSheet,
    /// The record that closes the day.
    pub closed: Option<(Record, CashClosing)>,
}

impl DaySheet {
    /// The money as it was known when the day was closed; all of it where it is open.
    pub fn stated(&self) -> CashSheet {
        let late = self.late();
        if late.is_empty() {
            return self.sheet.clone();
        }
        let movements = self.sheet.movements.iter();
        let stated = movements
            .filter(|movement| !late.contains(&movement.receipt.as_str()))
            .cloned();
        let empty = || CashSheet::empty(self.sheet.officer.clone(), self.sheet.date);
        let sheets = CashSheet::of_day(self.sheet.date, stated);
        sheets.into_iter().next().unwrap_or_else(empty)
    }

    /// Receipt numbers that came in after the day was closed: from another device.
    ///
    /// vi: khoản phát sinh sau khi chốt
    pub fn late(&self) -> Vec<&str> {
        let Some((_, closing)) = &self.closed else {
            return vec![];
        };
        let movements = self.sheet.movements.iter();
        movements
            .map(|movement| movement.receipt.as_str())
            .filter(|receipt| !closing.receipts.iter().any(|known| known == receipt))
            .collect()
    }
}

impl Desk {
    /// The rates of this office: the national ones, its province's, and those of the file
    /// `fees.json` in the data folder.
    ///
    /// # Errors
    /// [`ErrorCode::BadFeeFile`] when that file does not read.
    pub fn fee_table(&self) -> Result<FeeTable, ApiError> {
        let bad = |error: &dyn std::fmt::Display| {
            ApiError::new(ErrorCode::BadFeeFile).with("detail", error)
        };
        let agency = self.profile().office.code.as_str();
        let mut table = FeeTable::built_in(agency).map_err(|error| bad(&error))?;
        match std::fs::read_to_string(self.dir().join(FEE_FILE)) {
            Ok(json) => table.overlay(&json, agency).map_err(|error| bad(&error))?,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => return Err(error.into()),
        }
        Ok(table)
    }

    /// What a case costs by the table and what was said about it; `None` where an officer must
    /// enter it.
    pub(crate) fn fee_lines(
        &self,
        asked: Option<&FeesIn>,
        case: &Case,
    ) -> Result<Option<Vec<FeeLine>>, ApiError> {
        let opening = &case.opening;
        Ok(FeesIn::lines(
            asked,
            &self.fee_table()?,
            &opening.procedure,
            channel(case.submitter.relation),
            opening.appointment.received.date(),
        )?)
    }

    /// Adds the assessment of the fees to a case that is being received.
    pub(crate) fn assess_at_reception(
        &self,
        asked: Option<&FeesIn>,
        case: &mut Case,
        facts: &mut Facts,
    ) -> Result<(), ApiError> {
        let Some(lines) = self.fee_lines(asked, case)? else {
            return Ok(());
        };
        // Ids of events come from the random bytes.
        facts.entropy = clock::random()?;
        let law = self.law(&case.opening.procedure);
        let events = decide(case, Command::AssessFees { lines }, facts, &law)?;
        case.events.extend(events);
        Ok(())
    }

    /// Assesses the fees of a case anew.
    ///
    /// # Errors
    /// A rejection of the rules; [`ErrorCode::FeesUnknown`] where the table cannot say them.
    pub fn assess_fees(&self, id: CaseId, asked: &FeesIn) -> Result<Case, ApiError> {
        let case = self.case(id)?;
        let lines = self
            .fee_lines(Some(asked), &case)?
            .ok_or(ErrorCode::FeesUnknown)?;
        self.act(id, Command::AssessFees { lines })
    }

    /// Takes money for a case under the next receipt number of this installation.
    ///
    /// # Errors
    /// A rejection of the rules, [`ErrorCode::DayClosed`], [`ErrorCode::NoBand`], or the disk's.
    pub fn pay_fee(&self, id: CaseId, handed: Handed) -> Result<Case, ApiError> {
        self.store().write(|tx| {
            let case = self.load(tx, id)?;
            let owed = FeeAccount::of(&case).owed();
            let amount = handed.amount.unwrap_or(owed);
            let payment = self.number(tx, &case, handed, amount)?;
            self.act_in(tx, id, Command::RecordFeePayment { payment })
        })
    }

    /// Gives money back, under a receipt number of the same series; an officer decides and says
    /// why, after the law of the field.
    ///
    /// # Errors
    /// As [`Desk::pay_fee`].
    pub fn refund_fee(&self, id: CaseId, handed: Handed, reason: String) -> Result<Case, ApiError> {
        self.store().write(|tx| {
            let case = self.load(tx, id)?;
            let held = FeeAccount::of(&case).held();
            let amount = handed.amount.unwrap_or(held);
            let payment = self.number(tx, &case, handed, amount)?;
            self.act_in(tx, id, Command::RefundFee { payment, reason })
        })
    }

    /// The payment with the next receipt number of this installation.
    fn number(
        &self,
        tx: &Tx<'_>,
        case: &Case,
        handed: Handed,
        amount: Money,
    ) -> Result<Payment, ApiError> {
        let today = clock::now().date();
        if self.closing(tx, today, self.officer())?.is_some() {
            return Err(ApiError::new(ErrorCode::DayClosed).with("date", today));
        }
        let bands = tx.bands(
            self.office(),
            self.public_key().device(),
            self.profile().epoch,
        )?;
        let band = *bands.first().ok_or(ErrorCode::NoBand)?;
        let series = ReceiptNumber::series(today.year(), band);
        let last = tx.last_receipt(self.office(), &series)?;
        let number =
            ReceiptNumber::next(today.year(), band, last.and_then(|last| last.parse().ok()))
                .map_err(|error| ApiError::new(ErrorCode::Bug).with("detail", error))?;
        let reference = match (handed.way, handed.reference) {
            (PaymentWay::Transfer, None) => Some(vietqr::reference(&case.opening.code)),
            (_, reference) => reference,
        };
        Ok(Payment {
            receipt: number.to_string(),
            amount,
            way: handed.way,
            reference,
            payer: handed.payer,
        })
    }

    /// How to transfer what is still owed; `None` where nothing is owed or the office has told no
    /// account.
    ///
    /// # Errors
    /// [`ErrorCode::BadOfficeFile`] when the account cannot stand in a payment code.
    pub fn transfer_order(&self, case: &Case) -> Result<Option<TransferOrder>, ApiError> {
        let owed = FeeAccount::of(case).owed();
        let Some(account) = self.profile().office.bank.clone().filter(|_| owed.0 > 0) else {
            return Ok(None);
        };
        let reference = vietqr::reference(&case.opening.code);
        let payload = vietqr::payload(&account, owed, &reference)
            .map_err(|error| ApiError::new(ErrorCode::BadOfficeFile).with("detail", error))?;
        Ok(Some(TransferOrder {
            account,
            reference,
            payload,
        }))
    }

    /// The cash sheets of a day, one for each officer who took or gave back money; with `officer`
    /// (name or id) that officer's alone, also where it is empty.
    ///
    /// # Errors
    /// [`ErrorCode::UnknownOfficer`], or the disk's.
    pub fn cash_sheets(
        &self,
        date: Date,
        officer: Option<&str>,
    ) -> Result<Vec<DaySheet>, ApiError> {
        self.store().read(|reader| {
            let mut sheets = CashSheet::of_day(date, self.movements(reader, date)?);
            if let Some(wanted) = officer {
                let wanted = casework::text::nfc(wanted);
                let is_it =
                    |officer: &Officer| officer.name == wanted || officer.id.to_string() == wanted;
                sheets.retain(|sheet| is_it(&sheet.officer));
                if sheets.is_empty() {
                    sheets.push(CashSheet::empty(self.known_officer(is_it, &wanted)?, date));
                }
            }
            sheets
                .into_iter()
                .map(|sheet| {
                    let closed = self.closing(reader, date, &sheet.officer)?;
                    Ok(DaySheet { sheet, closed })
                })
                .collect()
        })
    }

    /// Closes the day of the officer signed in: what was counted in the till goes on record, and no
    /// more money is taken under that day.
    ///
    /// # Errors
    /// [`ErrorCode::DayClosed`] when it is closed already, [`ErrorCode::BadField`] for a day to
    /// come, a negative count or a note that is too long, or the disk's.
    pub fn close_day(
        &self,
        date: Date,
        counted: Money,
        note: Option<String>,
    ) -> Result<DaySheet, ApiError> {
        let bad = |field: &str| ApiError::new(ErrorCode::BadField).with("field", field);
        if date > clock::now().date() {
            return Err(bad("date"));
        }
        if counted.0 < 0 {
            return Err(bad("counted"));
        }
        let note = note.map(|note| casework::text::nfc(&note));
        let note = note.filter(|note| !note.is_empty());
        if note.as_ref().is_some_and(|note| note.chars().count() > 500) {
            return Err(bad("note"));
        }
        let officer = self.officer().clone();
        self.store().write(|tx| {
            if self.closing(tx, date, &officer)?.is_some() {
                return Err(ApiError::new(ErrorCode::DayClosed).with("date", date));
            }
            let sheets = CashSheet::of_day(date, self.movements(tx, date)?);
            let sheet = sheets
                .into_iter()
                .find(|sheet| sheet.officer.id == officer.id)
                .unwrap_or_else(|| CashSheet::empty(officer.clone(), date));
            self.keep_record(tx, &CashClosing::of(&sheet, counted, note))?;
            let closed = self.closing(tx, date, &officer)?;
            Ok(DaySheet { sheet, closed })
        })
    }

    fn movements(&self, reader: &Reader<'_>, date: Date) -> Result<Vec<Movement>, ApiError> {
        let (from, to) = day(date)?;
        Ok(reader.movements(self.office(), from, to)?)
    }

    /// The first record that closes an officer's day.
    fn closing(
        &self,
        reader: &Reader<'_>,
        date: Date,
        officer: &Officer,
    ) -> Result<Option<(Record, CashClosing)>, ApiError> {
        // A day can be closed any time later.
        let (from, _) = day(date)?;
        let records =
            reader.records::<CashClosing>(Some(self.office()), from.unix_ms(), i64::MAX)?;
        Ok(records.into_iter().find(|(record, closing)| {
            record.officer.id == officer.id && closing.date == date.to_string()
        }))
    }

    fn known_officer(
        &self,
        is_it: impl Fn(&Officer) -> bool,
        wanted: &str,
    ) -> Result<Officer, ApiError> {
        let officers = self.profile().officers.iter().map(|slot| Officer {
            id: slot.id,
            name: slot.name.clone(),
        });
        let mut officers = officers.filter(is_it);
        officers
            .next()
            .ok_or_else(|| ApiError::new(ErrorCode::UnknownOfficer).with("officer", wanted))
    }
}

/// How a file came in, by who filed it.
pub(crate) fn channel(relation: Relation) -> Channel {
    match relation {
        Relation::Post => Channel::Postal,
        Relation::Applicant
        | Relation::Relative
        | Relation::Authorised
        | Relation::Representative => Channel::Direct,
    }
}

/// The first moment of a day, and that of the next.
fn day(date: Date) -> Result<(LocalTime, LocalTime), ApiError> {
    let bad = |_| ApiError::new(ErrorCode::BadTime).with("text", date);
    let next = date.tomorrow().map_err(bad)?;
    let start = |date: Date| LocalTime::new(date.to_datetime(Time::midnight()));
    Ok((start(date), start(next)))
}
