//! What the law says about a case that is being worked on: calendar, limits, the procedure.

use super::{Appointment, Case};
use crate::calendar::{Calendar, TimeLimit, due, resume};
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

    /// The promise after the citizen has met a duty to pay: the second appointment is counted from
    /// the payment; where the procedure has none, the rest of the promise goes on.
    ///
    /// # Errors
    /// [`Rejection::NoDueDate`] beyond the calendar.
    pub(super) fn after_payment(
        &self,
        case: &Case,
        since: LocalTime,
        paid: LocalTime,
    ) -> Result<Appointment, Rejection> {
        let variant = case.opening.variant.as_deref();
        let second = self
            .procedure
            .and_then(|known| known.second_limit_of(variant));
        if let Some(second) = second {
            return self.promise(paid, Some(second.limit));
        }
        let before = case.appointment();
        let (Some(limit), Some(promised)) = (self.limit_of(case), before.due) else {
            return self.promise(paid, None);
        };
        let moved = resume(promised, &limit, (since, paid), self.calendar);
        let moved = moved.map_err(|_| Rejection::NoDueDate)?;
        Ok(Appointment {
            due: Some(moved.due),
            provisional: moved.provisional || before.provisional,
            calendar: self.calendar.id(),
            ..before
        })
    }

    /// The limit of a case's procedure and variant.
    pub(super) fn limit_of(&self, case: &Case) -> Option<TimeLimit> {
        self.procedure?.limit_of(case.opening.variant.as_deref())
    }
}
