//! The clock of a case: which promise holds, whether time runs, and when it ended.

use super::{Appointment, Case, Detail, Event, EventKind, Step};
use crate::time::LocalTime;

/// The clock of a case.
///
/// vi: thời hạn giải quyết của hồ sơ — NĐ 118/2025/NĐ-CP Đ.17.3, Đ.19
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Clock {
    /// Time runs towards the promise.
    Running,
    /// The citizen has something to do first; since when.
    Paused(LocalTime),
    /// A result is there, or the case ended without one; when.
    Ended(LocalTime),
}

impl Case {
    /// The promise that holds now: the one on the first paper, or a later one after a supplement,
    /// a payment or the extension.
    pub fn appointment(&self) -> Appointment {
        let mut holds = self.opening.appointment.clone();
        for event in &self.events {
            if let Detail::Supplied(supplied) = &event.detail {
                holds = supplied.appointment.clone();
            } else if let Detail::ObligationMet(met) = &event.detail {
                holds = met.appointment.clone();
            } else if let Detail::Extension(extension) = &event.detail {
                holds.due = Some(extension.until);
                holds.provisional = false;
            }
        }
        holds
    }

    /// Whether time runs.
    pub fn clock(&self) -> Clock {
        let since =
            |event: Option<&Event>| event.map_or(self.opening.appointment.received, |e| e.at);
        match self.standing.step {
            Step::Received | Step::InProcess => Clock::Running,
            Step::WaitingForSupplement => {
                Clock::Paused(since(self.last(EventKind::SupplementRequested)))
            }
            Step::WaitingForPayment => Clock::Paused(since(self.last(EventKind::PaymentAwaited))),
            Step::ResultReady | Step::Returned => {
                Clock::Ended(since(self.last(EventKind::ResultRecorded)))
            }
            Step::Stopped => Clock::Ended(since(self.last(EventKind::Stopped))),
            Step::Refused => Clock::Ended(since(self.last(EventKind::Refused))),
            Step::ClosedUnsupplemented => {
                Clock::Ended(since(self.last(EventKind::ClosedUnsupplemented)))
            }
        }
    }

    /// Whether the promise is broken at `now`, or was when the case ended. Never while the citizen
    /// has something to do first, nor where no date was promised.
    ///
    /// vi: quá hạn
    pub fn is_late(&self, now: LocalTime) -> bool {
        let Some(due) = self.appointment().due else {
            return false;
        };
        match self.clock() {
            Clock::Running => due < now,
            Clock::Paused(_) => false,
            Clock::Ended(at) => due < at,
        }
    }

    /// The last event of a kind.
    pub fn last(&self, kind: EventKind) -> Option<&Event> {
        self.events.iter().rev().find(|event| event.kind == kind)
    }

    /// The officer and unit that have the case now, as last assigned or handed over; the receiving
    /// officer where nobody else was named.
    ///
    /// vi: người đang thụ lý
    pub fn handler(&self) -> (Option<String>, Option<String>) {
        let mut officer = self.receiver().map(|event| event.officer.name.clone());
        let mut unit = None;
        for event in &self.events {
            if event.kind == EventKind::TakenOver {
                (officer, unit) = (Some(event.officer.name.clone()), None);
            }
            if let Detail::Transfer(transfer) = &event.detail {
                if let Some(to) = &transfer.to {
                    officer = Some(to.clone());
                }
                if let Some(to) = &transfer.unit {
                    unit = Some(to.clone());
                    if transfer.to.is_none() {
                        officer = None;
                    }
                }
            }
        }
        (officer, unit)
    }

    /// Errors of the authority that were reported and not yet corrected, oldest first.
    pub fn open_errors(&self) -> Vec<&Event> {
        let mended = |report: &Event| {
            self.events.iter().any(
                |event| matches!(&event.detail, Detail::Repair(repair) if repair.report == report.id),
            )
        };
        self.events
            .iter()
            .filter(|event| event.kind == EventKind::AuthorityErrorReported && !mended(event))
            .collect()
    }

    /// Whether a step of this kind may still come: some may come once only.
    pub(super) fn still_possible(&self, kind: EventKind) -> bool {
        if matches!(kind, EventKind::SupplementRequested | EventKind::Extended) {
            return self.last(kind).is_none();
        }
        if kind == EventKind::AuthorityErrorCorrected {
            return !self.open_errors().is_empty();
        }
        kind != EventKind::FeeRefunded || self.last(EventKind::FeePaid).is_some()
    }
}
