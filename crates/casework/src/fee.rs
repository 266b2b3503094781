//! Fees: what is owed for a case by the tables, and the money received for it.

mod account;
mod assess;
pub mod cash;
mod closing;
mod intake;
mod receipt_number;
mod table;

pub use account::FeeAccount;
pub(crate) use assess::QUANTITY_MAX;
pub use assess::{Asked, Assessment, Explained, Quantities, Unknown, UnknownReason};
pub use closing::CashClosing;
pub use intake::{FeeLineIn, FeesIn};
pub use receipt_number::{ReceiptNumber, ReceiptNumberError};
pub use table::{Exemption, FeeError, FeeTable};

use serde::{Deserialize, Serialize};
use std::fmt;
use std::iter::Sum;
use std::ops::Add;

/// An amount in đồng, which has no smaller unit.
///
/// vi: số tiền, đồng Việt Nam
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Money(pub i64);

impl fmt::Display for Money {
    /// `1.250.000`: thousands set apart by dots, as written in Việt Nam.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = self.0.unsigned_abs().to_string();
        if self.0 < 0 {
            f.write_str("-")?;
        }
        for (index, digit) in digits.char_indices() {
            if index > 0 && (digits.len() - index).is_multiple_of(3) {
                f.write_str(".")?;
            }
            write!(f, "{digit}")?;
        }
        Ok(())
    }
}

impl Add for Money {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl Sum for Money {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self(0), Self::add)
    }
}

/// One thing to be paid for.
///
/// vi: khoản phí, lệ phí
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FeeLine {
    /// Row of the fee table, or a word of the office.
    pub code: String,
    /// What it is for.
    pub name: String,
    /// Which kind of payment.
    pub kind: FeeKind,
    /// Price of one.
    pub unit_price: Money,
    /// How many.
    pub quantity: u32,
    /// What is owed for the line; 0 where exempt.
    pub amount: Money,
    /// The ground on which nothing is owed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exemption: Option<String>,
    /// The act that sets the price.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// The price was checked against that act.
    #[serde(default)]
    pub verified: bool,
}

/// Kinds of payment, which the law keeps apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FeeKind {
    /// vi: phí
    Fee,
    /// vi: lệ phí
    Charge,
    /// vi: giá dịch vụ
    Service,
}

/// Money received or given back at the counter.
///
/// vi: biên lai thu phí, lệ phí
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Payment {
    /// Number of the line on the officer's cash sheet.
    pub receipt: String,
    /// How much.
    pub amount: Money,
    /// In which way.
    pub way: PaymentWay,
    /// Reference of a transfer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// Who paid, where it was not the applicant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payer: Option<String>,
}

/// How money changes hands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaymentWay {
    /// vi: tiền mặt
    Cash,
    /// vi: chuyển khoản
    Transfer,
    /// vi: thanh toán trực tuyến
    Online,
}

impl PaymentWay {
    /// Every way.
    pub const ALL: [Self; 3] = [Self::Cash, Self::Transfer, Self::Online];

    /// The stable name, e.g. `cash`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Cash => "cash",
            Self::Transfer => "transfer",
            Self::Online => "online",
        }
    }

    /// The way of a stable name.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|way| way.code() == code)
    }
}

#[cfg(test)]
mod tests {
    use super::Money;

    #[test]
    fn money_is_written_as_in_viet_nam() {
        for (amount, written) in [
            (0, "0"),
            (999, "999"),
            (1_000, "1.000"),
            (50_000, "50.000"),
            (1_250_000, "1.250.000"),
            (-8_000, "-8.000"),
        ] {
            assert_eq!(Money(amount).to_string(), written);
        }
    }
}
