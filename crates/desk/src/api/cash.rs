//! The day's cash sheets in the window: show, close, save.

use super::Workstation;
use super::fees::{MoneyPaperSaved, PaymentRow, saved};
use crate::clock;
use crate::error::{ApiError, ErrorCode};
use crate::fees::DaySheet;
use crate::paper::money as paper;
use casework::fee::Money;
use casework::fee::cash::{Movement, Sum};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;
use ts_rs::TS;

/// Asks for a day's cash sheets.
#[derive(Debug, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct CashDay {
    /// The day, "2026-11-21"; today where `None`.
    pub date: Option<String>,
    /// One officer's only, by name or id.
    pub officer: Option<String>,
}

/// A day's money.
#[derive(Debug, Serialize, TS)]
pub struct CashSheets {
    /// The day.
    pub date: String,
    /// The officer signed in, by id: only the own day can be closed.
    pub me: String,
    /// One sheet an officer.
    pub sheets: Vec<CashSheetView>,
}

/// An officer's money of a day.
#[derive(Debug, Serialize, TS)]
pub struct CashSheetView {
    /// The officer's id.
    pub officer_id: String,
    /// The officer's name.
    pub officer: String,
    /// The day.
    pub date: String,
    /// The lines.
    pub rows: Vec<PaymentRow>,
    /// Cash.
    pub cash: SumView,
    /// Transfers.
    pub transfer: SumView,
    /// Online payments.
    pub online: SumView,
    /// All together.
    pub total: SumView,
    /// When the day was closed.
    pub closed: Option<String>,
    /// What was counted then.
    #[ts(type = "number | null")]
    pub counted: Option<i64>,
    /// What was counted minus what there must have been.
    #[ts(type = "number | null")]
    pub difference: Option<i64>,
    /// The remark made then.
    pub note: Option<String>,
}

/// What a way of paying adds up to, in đồng.
#[derive(Debug, Serialize, TS)]
pub struct SumView {
    /// What came in.
    #[ts(type = "number")]
    pub taken: i64,
    /// What went back.
    #[ts(type = "number")]
    pub refunded: i64,
    /// What is left.
    #[ts(type = "number")]
    pub net: i64,
}

/// Closes the day of the officer signed in.
#[derive(Debug, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct CashClose {
    /// The day.
    pub date: String,
    /// Notes and coins in the till, in đồng.
    #[ts(type = "number")]
    pub counted: i64,
    /// Why they differ, or another remark.
    pub note: Option<String>,
}

/// Saves a day's cash sheets.
#[derive(Debug, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct CashSave {
    /// The day.
    pub date: String,
    /// One officer's only.
    pub officer: Option<String>,
    /// Where to write: `.csv` gives a table, everything else a PDF; a folder gets a file named
    /// after the day.
    pub path: String,
}

pub(super) fn cash_day(ws: &Workstation, request: CashDay) -> Result<CashSheets, ApiError> {
    let desk = ws.desk()?;
    let date = match &request.date {
        None => clock::now().date(),
        Some(text) => date_of(text)?,
    };
    let sheets = desk.cash_sheets(date, request.officer.as_deref())?;
    Ok(CashSheets {
        date: date.to_string(),
        me: desk.officer().id.to_string(),
        sheets: sheets.iter().map(sheet_view).collect(),
    })
}

pub(super) fn cash_close(ws: &Workstation, request: CashClose) -> Result<CashSheetView, ApiError> {
    let desk = ws.desk()?;
    let closed = desk.close_day(
        date_of(&request.date)?,
        Money(request.counted),
        request.note,
    )?;
    ws.written();
    Ok(sheet_view(&closed))
}

pub(super) fn cash_save(ws: &Workstation, request: CashSave) -> Result<MoneyPaperSaved, ApiError> {
    let desk = ws.desk()?;
    let date = date_of(&request.date)?;
    let sheets = desk.cash_sheets(date, request.officer.as_deref())?;
    saved(&paper::save_cash_sheets(
        &desk,
        date,
        &sheets,
        &PathBuf::from(request.path),
    )?)
}

/// Reads a day.
///
/// # Errors
/// [`ErrorCode::BadTime`].
pub fn date_of(text: &str) -> Result<Date, ApiError> {
    text.trim()
        .parse()
        .map_err(|_| ApiError::new(ErrorCode::BadTime).with("text", text))
}

/// A cash sheet as the window and the command line show it.
pub fn sheet_view(day: &DaySheet) -> CashSheetView {
    let late = day.late();
    let sheet = &day.sheet;
    let row = |movement: &Movement| PaymentRow {
        receipt: movement.receipt.clone(),
        code: movement.code.to_string(),
        applicant: movement.applicant.clone(),
        at: movement.at.to_string(),
        officer: movement.officer.name.clone(),
        amount: movement.amount.0,
        refund: movement.refund,
        way: movement.way,
        reference: movement.reference.clone(),
        payer: movement.payer.clone(),
        reason: movement.reason.clone(),
        late: late.contains(&movement.receipt.as_str()),
    };
    let closing = day.closed.as_ref();
    CashSheetView {
        officer_id: sheet.officer.id.to_string(),
        officer: sheet.officer.name.clone(),
        date: sheet.date.to_string(),
        rows: sheet.movements.iter().map(row).collect(),
        cash: sum_view(sheet.cash),
        transfer: sum_view(sheet.transfer),
        online: sum_view(sheet.online),
        total: sum_view(sheet.total()),
        closed: closing.map(|(record, _)| record.at.to_string()),
        counted: closing.map(|(_, closing)| closing.counted.0),
        difference: closing.map(|(_, closing)| closing.counted.0 - closing.expected.0),
        note: closing.and_then(|(_, closing)| closing.note.clone()),
    }
}

fn sum_view(sum: Sum) -> SumView {
    SumView {
        taken: sum.taken.0,
        refunded: sum.refunded.0,
        net: sum.net().0,
    }
}
