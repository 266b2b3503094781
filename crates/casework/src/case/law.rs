//! What the law says about a case that is being worked on: calendar, limits, the procedure.

use super::{Appointment, Case};
use crate::calendar::{Calendar, TimeLimit, due};
use crate::procedure::Procedure;
use crate::rejection::Rejection;
use crate::rules::Rules;
use crate::time::LocalTime;

/// The data that rules are decided with.
#[derive(Clone, Copy, Debug)]
pub struct Law<'a> {
    /// Days off and working hours.
    pub calendar: &'a Calendar,
    /// The limits of the process itself.
    pub rules: &'a Rules,
    /// The procedure of the case; `None` where this version's catalogue does not know it.
    pub procedure: Option<&'a Procedure>,
}

impl Law<'_> {
    /// The promise for a file that is complete at `from`; no date where the catalogue has no limit.
    ///
    /// # Errors
    /// [`Rejection::NoDueDate`] beyond the calendar.
    pub(super) fn promise(
        &self,
        from: LocalTime,
        limit: Option<TimeLimit>,
    ) -> Result<Appointment, Rejection> {
        let promised = limit
            .map(|limit| due(from, &limit, self.calendar))
            .transpose()
            .map_err(|_| Rejection::NoDueDate)?;
        Ok(Appointment {
            received: from,
            due: promised.as_ref().map(|promised| promised.due),
            provisional: promised.is_some_and(|promised| promised.provisional),
            calendar: self.calendar.id(),
            clock_unconfirmed: false,
        })
    }

    /// The promise after the citizen has met a duty to pay: time began again with the payment.
    ///
    /// # Errors
    /// [`Rejection::NoDueDate`] beyond the calendar.
    pub(super) fn after_payment(
        &self,
        case: &Case,
        _since: LocalTime,
        paid: LocalTime,
    ) -> Result<Appointment, Rejection> {
        self.promise(paid, self.limit_of(case))
    }

    /// The limit of a case's procedure and variant.
    pub(super) fn limit_of(&self, case: &Case) -> Option<TimeLimit> {
        self.procedure?.limit_of(case.opening.variant.as_deref())
    }
}
