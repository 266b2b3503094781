//! The day's money of an officer: every payment and refund, what it adds up to, and what was
//! counted in the till.

use super::{Money, PaymentWay};
use crate::id::CaseId;
use crate::number::RecordCode;
use crate::office::Officer;
use crate::time::LocalTime;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Money that came in or went back.
///
/// vi: khoản thu, khoản hoàn trả phí, lệ phí
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Movement {
    /// The case.
    pub case: CaseId,
    /// The number on its paper.
    pub code: RecordCode,
    /// Whom the case is for.
    pub applicant: String,
    /// When.
    pub at: LocalTime,
    /// Who took it or gave it back.
    pub officer: Officer,
    /// Number of the receipt line.
    pub receipt: String,
    /// Always positive.
    pub amount: Money,
    /// It went back to the citizen.
    pub refund: bool,
    /// Cash, transfer or online.
    pub way: PaymentWay,
    /// What the transfer said.
    pub reference: Option<String>,
    /// Who paid, if not the applicant.
    pub payer: Option<String>,
    /// Why it went back.
    pub reason: Option<String>,
}

/// What one way of paying adds up to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sum {
    /// What came in.
    pub taken: Money,
    /// What went back.
    pub refunded: Money,
}

impl Sum {
    /// What is left.
    pub fn net(self) -> Money {
        Money(self.taken.0 - self.refunded.0)
    }

    fn add(&mut self, movement: &Movement) {
        let side = if movement.refund {
            &mut self.refunded
        } else {
            &mut self.taken
        };
        side.0 = side.0.saturating_add(movement.amount.0);
    }
}

/// An officer's money of one day.
///
/// vi: bảng kê thu phí, lệ phí trong ngày
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CashSheet {
    /// Whose.
    pub officer: Officer,
    /// Which day.
    pub date: Date,
    /// Everything, in the order of the receipt numbers of each device, by time.
    pub movements: Vec<Movement>,
    /// Notes and coins.
    pub cash: Sum,
    /// Transfers to the office's account.
    pub transfer: Sum,
    /// Paid in the province's online system.
    pub online: Sum,
}

impl CashSheet {
    /// One sheet for each officer with a movement on that day, by name.
    pub fn of_day(date: Date, movements: impl IntoIterator<Item = Movement>) -> Vec<Self> {
        let mut sheets: Vec<Self> = Vec::new();
        for movement in movements {
            if movement.at.date() != date {
                continue;
            }
            let at = sheets
                .iter()
                .position(|sheet| sheet.officer.id == movement.officer.id);
            match at.and_then(|at| sheets.get_mut(at)) {
                Some(sheet) => sheet.add(movement),
                None => {
                    let mut sheet = Self::empty(movement.officer.clone(), date);
                    sheet.add(movement);
                    sheets.push(sheet);
                }
            }
        }
        for sheet in &mut sheets {
            sheet
                .movements
                .sort_by(|a, b| (a.at, &a.receipt).cmp(&(b.at, &b.receipt)));
        }
        sheets
            .sort_by(|a, b| (&a.officer.name, a.officer.id).cmp(&(&b.officer.name, b.officer.id)));
        sheets
    }

    /// The sheet of a day without money.
    pub fn empty(officer: Officer, date: Date) -> Self {
        Self {
            officer,
            date,
            movements: vec![],
            cash: Sum::default(),
            transfer: Sum::default(),
            online: Sum::default(),
        }
    }

    fn add(&mut self, movement: Movement) {
        match movement.way {
            PaymentWay::Cash => self.cash.add(&movement),
            PaymentWay::Transfer => self.transfer.add(&movement),
            PaymentWay::Online => self.online.add(&movement),
        }
        self.movements.push(movement);
    }

    /// Every way together.
    pub fn total(&self) -> Sum {
        let sums = [self.cash, self.transfer, self.online];
        Sum {
            taken: Money(sums.iter().map(|sum| sum.taken.0).sum()),
            refunded: Money(sums.iter().map(|sum| sum.refunded.0).sum()),
        }
    }

    /// What was counted in the till minus what must be there: positive where there is too much.
    ///
    /// vi: chênh lệch so với kiểm đếm
    pub fn difference(&self, counted: Money) -> Money {
        Money(counted.0 - self.cash.net().0)
    }
}

#[cfg(test)]
mod tests;
