//! Deciding about money: what is owed, what was paid, what goes back.

use super::decide::bounded;
use super::steps::Taking;
use super::{Detail, Event};
use crate::fee::{FeeAccount, FeeLine, Money, Payment, QUANTITY_MAX};
use crate::rejection::Rejection;

/// Most lines of one assessment.
const LINES_MAX: usize = 50;
/// The highest price of one, in đồng.
const PRICE_MAX: i64 = 1_000_000_000;
/// Longest name, ground or reference, in characters.
const TEXT_MAX: usize = 500;

impl Taking<'_> {
    /// Every line has a name and a possible amount; less than price times number only on a ground.
    pub(super) fn assess_fees(&self, lines: Vec<FeeLine>) -> Result<Event, Rejection> {
        if lines.len() > LINES_MAX {
            return Err(bad("fees.lines"));
        }
        let lines = lines.into_iter().map(line).collect::<Result<Vec<_>, _>>()?;
        let before = FeeAccount::of(self.case).lines;
        if before.as_ref() == Some(&lines) {
            return Err(Rejection::NothingToCorrect);
        }
        self.written(Detail::Fees(lines), None)
    }

    /// Not more than is owed: what comes in too much must be seen at the counter.
    pub(super) fn pay_fee(&self, payment: Payment) -> Result<Event, Rejection> {
        let account = FeeAccount::of(self.case);
        if account.lines.is_none() {
            return Err(Rejection::FeesNotAssessed);
        }
        let payment = self.money(payment)?;
        let owed = account.owed();
        if payment.amount > owed {
            return Err(Rejection::MoreThanOwed { owed });
        }
        self.written(Detail::Payment(payment), None)
    }

    /// Not more than the office holds. Whether money goes back, the field's law says: an officer
    /// decides and states why.
    pub(super) fn refund_fee(&self, payment: Payment, reason: String) -> Result<Event, Rejection> {
        let payment = self.money(payment)?;
        let held = FeeAccount::of(self.case).held();
        if payment.amount > held {
            return Err(Rejection::MoreThanPaid { held });
        }
        self.written(Detail::Refund(payment), Some(reason))
    }

    fn money(&self, payment: Payment) -> Result<Payment, Rejection> {
        if payment.amount.0 <= 0 {
            return Err(bad("amount"));
        }
        let receipt = bounded("receipt", Some(payment.receipt), TEXT_MAX)?;
        let receipt = receipt.ok_or_else(|| bad("receipt"))?;
        if self
            .case
            .money()
            .any(|(_, known, _)| known.receipt == receipt)
        {
            return Err(bad("receipt"));
        }
        Ok(Payment {
            receipt,
            reference: bounded("reference", payment.reference, TEXT_MAX)?,
            payer: bounded("payer", payment.payer, TEXT_MAX)?,
            ..payment
        })
    }
}

fn line(line: FeeLine) -> Result<FeeLine, Rejection> {
    let name = bounded("fees.name", Some(line.name), TEXT_MAX)?;
    let exemption = bounded("fees.exemption", line.exemption, TEXT_MAX)?;
    if !(0..=PRICE_MAX).contains(&line.unit_price.0) {
        return Err(bad("fees.unit_price"));
    }
    if !(1..=QUANTITY_MAX).contains(&line.quantity) {
        return Err(bad("fees.quantity"));
    }
    let full = Money(line.unit_price.0 * i64::from(line.quantity));
    let possible = match exemption {
        None => line.amount == full,
        Some(_) => (0..=full.0).contains(&line.amount.0),
    };
    if !possible {
        return Err(bad("fees.amount"));
    }
    Ok(FeeLine {
        code: bounded("fees.code", Some(line.code), TEXT_MAX)?.unwrap_or_default(),
        name: name.ok_or_else(|| bad("fees.name"))?,
        exemption,
        source: bounded("fees.source", line.source, TEXT_MAX)?,
        ..line
    })
}

fn bad(field: &str) -> Rejection {
    Rejection::BadField {
        field: field.to_owned(),
    }
}

#[cfg(test)]
mod tests;
