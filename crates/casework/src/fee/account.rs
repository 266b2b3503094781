//! What is owed and paid in a case, derived from its events.

use super::{FeeLine, Money, Payment};
use crate::case::{Case, Detail, Event};

/// The money of a case as it stands.
///
/// vi: tình hình nộp phí, lệ phí của hồ sơ
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FeeAccount {
    /// The lines of the latest assessment; `None` where nobody has assessed the fees.
    pub lines: Option<Vec<FeeLine>>,
    /// What was received.
    pub paid: Money,
    /// What was given back.
    pub refunded: Money,
}

impl FeeAccount {
    /// The money of a case.
    pub fn of(case: &Case) -> Self {
        let mut account = Self::default();
        for event in &case.events {
            if let Detail::Fees(lines) = &event.detail {
                account.lines = Some(lines.clone());
            }
        }
        for (_, payment, refund) in case.money() {
            let sum = if refund {
                &mut account.refunded
            } else {
                &mut account.paid
            };
            *sum = *sum + payment.amount;
        }
        account
    }

    /// The sum of the lines.
    pub fn total(&self) -> Money {
        self.lines.iter().flatten().map(|line| line.amount).sum()
    }

    /// What the office holds.
    pub fn held(&self) -> Money {
        Money(self.paid.0.saturating_sub(self.refunded.0))
    }

    /// What is still to be paid; 0 where too much was paid.
    ///
    /// vi: số tiền còn phải nộp
    pub fn owed(&self) -> Money {
        Money(self.total().0.saturating_sub(self.held().0).max(0))
    }

    /// What was paid beyond what is asked for: two desks apart may both take the money.
    ///
    /// vi: số tiền nộp thừa
    pub fn overpaid(&self) -> Money {
        Money(self.held().0.saturating_sub(self.total().0).max(0))
    }
}

impl Case {
    /// Every payment and refund with its event, oldest first; the flag says refund.
    pub fn money(&self) -> impl Iterator<Item = (&Event, &Payment, bool)> {
        self.events.iter().filter_map(|event| {
            if let Detail::Refund(payment) = &event.detail {
                return Some((event, payment, true));
            }
            let Detail::Payment(payment) = &event.detail else {
                return None;
            };
            Some((event, payment, false))
        })
    }
}
