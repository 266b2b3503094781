//! The record that closes an officer's day.

use super::Money;
use super::cash::{CashSheet, Sum};
use crate::record::RecordData;
use serde::{Deserialize, Serialize};

/// What an officer states at the end of a day; written once.
///
/// vi: chốt bảng kê thu phí, lệ phí trong ngày
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CashClosing {
    /// Which day, as "2026-11-21".
    pub date: String,
    /// Notes and coins in the till.
    pub counted: Money,
    /// What there must be by the receipts.
    pub expected: Money,
    /// Cash that came in and went back.
    pub cash: Sum,
    /// The same by transfer.
    pub transfer: Sum,
    /// The same in the online system.
    pub online: Sum,
    /// Every receipt number known when the day was closed.
    pub receipts: Vec<String>,
    /// Why the till differs, or another remark.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

impl CashClosing {
    /// Closes a sheet with what was counted.
    pub fn of(sheet: &CashSheet, counted: Money, note: Option<String>) -> Self {
        let movements = sheet.movements.iter();
        Self {
            date: sheet.date.to_string(),
            counted,
            expected: sheet.cash.net(),
            cash: sheet.cash,
            transfer: sheet.transfer,
            online: sheet.online,
            receipts: movements.map(|movement| movement.receipt.clone()).collect(),
            note,
        }
    }
}

impl RecordData for CashClosing {
    const KIND: &'static str = "cash_closing";
}
