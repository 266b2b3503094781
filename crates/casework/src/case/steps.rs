//! Deciding the steps: who, from where, with which reason, within which limit.

use super::decide::{bounded, event, papers, text_of};
use super::step_rules::StepRule;
use super::{
    Appointment, Case, Clock, Decision, Delivery, Detail, Event, EventKind, Extension, Facts, Law,
    LostPapers, Obligation, ObligationMet, Recipient, Repair, ReturnWay, Settlement,
    SupplementRequest, Supplied, Transfer, WantedPaper,
};
use crate::command::{Command, PaperIn};
use crate::rejection::Rejection;
use crate::time::LocalTime;
use std::collections::BTreeSet;

/// Longest name of a unit, officer, paper or number, in characters.
const NAME_MAX: usize = 500;
/// Most papers in one request.
const WANTED_MAX: usize = 200;

/// One step about to be taken.
pub(super) struct Taking<'a> {
    pub(super) case: &'a Case,
    pub(super) rule: &'static StepRule,
    pub(super) facts: &'a Facts,
    pub(super) law: &'a Law<'a>,
}

/// Decides a command that a [`StepRule`] is about.
pub(super) fn decide_step(command: Command, taking: &Taking<'_>) -> Result<Event, Rejection> {
    taking.may()?;
    match command {
        Command::Forward { unit } => taking.forward(unit),
        Command::TakeOver | Command::TakePapers | Command::SendBack => {
            taking.written(Detail::None, None)
        }
        Command::Assign { to } => taking.transfer(None, Some(to), None),
        Command::HandOver { unit, to, reason } => taking.transfer(unit, to, Some(reason)),
        Command::RequestSupplement { papers, reason } => taking.request(papers, reason),
        Command::ReceiveSupplement { papers } => taking.supplied(papers),
        Command::CloseUnsupplemented => taking.close(),
        Command::AwaitPayment { notice, amount } => {
            let notice = bounded("notice", notice, NAME_MAX)?;
            taking.written(Detail::Obligation(Obligation { notice, amount }), None)
        }
        Command::RecordPayment { proof, paid } => taking.paid(proof, paid),
        Command::Stop { reason, settlement } | Command::Refuse { reason, settlement } => {
            let papers = bounded("settlement.papers", settlement.papers, NAME_MAX)?;
            let fees = settlement.fees;
            let settled = Detail::Settlement(Settlement { papers, fees });
            taking.written(settled, Some(reason))
        }
        Command::Extend {
            until,
            reason,
            told,
        } => {
            let before = taking.extendable(until)?;
            let extension = Extension {
                before,
                until,
                told,
            };
            taking.written(Detail::Extension(extension), Some(reason))
        }
        Command::RecordResult { file } => {
            taking.written(file.map_or(Detail::None, Detail::Result), None)
        }
        Command::ReturnResult {
            way,
            recipient,
            notice,
        } => taking.deliver(way.unwrap_or(taking.case.return_way), recipient, notice),
        Command::ReportError { reason } => taking.written(Detail::None, Some(reason)),
        Command::CorrectError { reason } => taking.repair(reason),
        Command::RecordLostPapers { papers, remedy } => taking.lost(papers, &remedy),
        Command::AssessFees { lines } => taking.assess_fees(lines),
        Command::RecordFeePayment { payment } => taking.pay_fee(payment),
        Command::RefundFee { payment, reason } => taking.refund_fee(payment, reason),
        Command::DecideStep { .. }
        | Command::DecideEdit { .. }
        | Command::Link(_)
        | Command::Correct { .. }
        | Command::AddNote { .. }
        | Command::AddScans(_)
        | Command::RemoveScan { .. }
        | Command::Print { .. } => Err(Rejection::StepConflict),
    }
}

impl Taking<'_> {
    /// Standing, role, and what may come only once.
    fn may(&self) -> Result<(), Rejection> {
        let rule = self.rule;
        if self.case.standing.conflict {
            return Err(Rejection::StepConflict);
        }
        let step = self.case.standing.step;
        if !rule.from.contains(&step) {
            return Err(Rejection::NotFromHere {
                action: rule.action,
                step,
                article: rule.article,
            });
        }
        if !rule
            .roles
            .iter()
            .any(|role| self.facts.roles.contains(role))
        {
            return Err(Rejection::NotYourRole {
                action: rule.action,
                roles: rule.roles,
                article: rule.article,
            });
        }
        if !self.case.may_at(rule.kind, self.facts.office) {
            let (action, article) = (rule.action, rule.article);
            return Err(Rejection::NotThisOffice { action, article });
        }
        if !self.case.still_possible(rule.kind) {
            let (action, article) = (rule.action, rule.article);
            let nothing_open = matches!(
                rule.kind,
                EventKind::AuthorityErrorCorrected | EventKind::FeeRefunded
            );
            return Err(if nothing_open {
                Rejection::NothingOpen { action, article }
            } else {
                Rejection::OnceOnly { action, article }
            });
        }
        Ok(())
    }

    /// The event, with the reason where one was given; refused where one is missing.
    pub(super) fn written(
        &self,
        detail: Detail,
        reason: Option<String>,
    ) -> Result<Event, Rejection> {
        let reason = reason
            .filter(|text| !text.trim().is_empty())
            .map(|text| text_of("reason", &text))
            .transpose()?;
        if self.rule.reason && reason.is_none() {
            return Err(Rejection::ReasonMissing {
                action: self.rule.action,
                article: self.rule.article,
            });
        }
        // Only what moves the case takes the place of what moved it before.
        let supersedes = match self.rule.kind.step() {
            Some(_) => self.case.standing.heads.clone(),
            None => vec![],
        };
        Ok(Event {
            reason,
            supersedes,
            ..event(self.facts, 0, self.rule.kind, detail)
        })
    }

    fn forward(&self, unit: Option<String>) -> Result<Event, Rejection> {
        let unit = bounded("unit", unit, NAME_MAX)?;
        let detail = match unit {
            None => Detail::None,
            unit => Detail::Transfer(Transfer { unit, to: None }),
        };
        self.written(detail, None)
    }

    fn transfer(
        &self,
        unit: Option<String>,
        to: Option<String>,
        reason: Option<String>,
    ) -> Result<Event, Rejection> {
        let unit = bounded("unit", unit, NAME_MAX)?;
        let to = bounded("to", to, NAME_MAX)?;
        if unit.is_none() && to.is_none() {
            return Err(Rejection::BadField {
                field: "to".to_owned(),
            });
        }
        self.written(Detail::Transfer(Transfer { unit, to }), reason)
    }

    fn request(&self, wanted: Vec<WantedPaper>, reason: String) -> Result<Event, Rejection> {
        let counts = |paper: &WantedPaper| [paper.originals, paper.certified, paper.photocopies];
        let sane = !wanted.is_empty()
            && wanted.len() <= WANTED_MAX
            && wanted.iter().flat_map(counts).all(|count| count <= 999);
        if !sane {
            return Err(Rejection::BadPapers);
        }
        let papers = wanted
            .into_iter()
            .map(|paper| {
                let name = bounded("papers.name", Some(paper.name), NAME_MAX)?;
                Ok(WantedPaper {
                    name: name.ok_or(Rejection::BadPapers)?,
                    ..paper
                })
            })
            .collect::<Result<_, Rejection>>()?;
        let received = self.case.opening.appointment.received;
        let until = self.law.rules.supplement_until(received, self.law.calendar);
        self.in_time(until.map_err(|_| Rejection::NoDueDate)?)?;
        self.written(
            Detail::Supplement(SupplementRequest { papers }),
            Some(reason),
        )
    }

    fn supplied(&self, brought: Vec<PaperIn>) -> Result<Event, Rejection> {
        if brought.is_empty() {
            return Err(Rejection::BadPapers);
        }
        let papers = papers(Some(brought), self.law.procedure)?;
        let limit = self.law.limit_of(self.case);
        let promise = self.law.promise(self.facts.now, limit)?;
        let appointment = self.not_before_the_old(promise);
        self.written(
            Detail::Supplied(Supplied {
                papers,
                appointment,
            }),
            None,
        )
    }

    fn close(&self) -> Result<Event, Rejection> {
        if let Clock::Paused(since) = self.case.clock() {
            let from = self.law.rules.close_after(since, self.law.calendar);
            let from = from.map_err(|_| Rejection::NoDueDate)?;
            if self.facts.now <= from {
                return Err(Rejection::TooEarly {
                    action: self.rule.action,
                    from,
                    article: self.rule.article,
                });
            }
        }
        self.written(Detail::None, None)
    }

    fn paid(&self, proof: Option<String>, paid: Option<LocalTime>) -> Result<Event, Rejection> {
        let proof = bounded("proof", proof, NAME_MAX)?;
        let Clock::Paused(since) = self.case.clock() else {
            return Err(Rejection::StepConflict);
        };
        let paid = paid.unwrap_or(self.facts.now);
        if paid < since || paid > self.facts.now {
            return Err(Rejection::BadField {
                field: "paid".to_owned(),
            });
        }
        let promise = self.law.after_payment(self.case, since, paid)?;
        let appointment = self.not_before_the_old(promise);
        self.written(
            Detail::ObligationMet(ObligationMet { proof, appointment }),
            None,
        )
    }

    /// A promise that was extended does not come nearer because time began again.
    fn not_before_the_old(&self, promise: Appointment) -> Appointment {
        let old = self.case.appointment();
        if promise.due.is_some() && promise.due < old.due {
            return Appointment {
                due: old.due,
                provisional: old.provisional,
                ..promise
            };
        }
        promise
    }

    fn extendable(&self, until: LocalTime) -> Result<LocalTime, Rejection> {
        let Some(due) = self.case.appointment().due else {
            return Err(Rejection::NoDueDate);
        };
        let last = self.law.rules.extension_until(due, self.law.calendar);
        self.in_time(last.map_err(|_| Rejection::NoDueDate)?)?;
        if until <= due {
            return Err(Rejection::NotLater { due });
        }
        Ok(due)
    }

    fn in_time(&self, until: LocalTime) -> Result<(), Rejection> {
        if self.facts.now > until {
            return Err(Rejection::TooLate {
                action: self.rule.action,
                until,
                article: self.rule.article,
            });
        }
        Ok(())
    }

    /// A result before its date goes out with a notice; who is handed it in person has been told.
    fn deliver(
        &self,
        way: ReturnWay,
        recipient: Option<Recipient>,
        notice: Option<super::Notice>,
    ) -> Result<Event, Rejection> {
        let early = self
            .case
            .appointment()
            .due
            .is_some_and(|due| self.facts.now < due);
        let in_person = matches!(way, ReturnWay::AtPoint | ReturnWay::AtHome);
        let notice = match notice {
            None if early && in_person => Some(super::Notice::InPerson),
            None if early => {
                return Err(Rejection::NoticeMissing {
                    article: self.rule.article,
                });
            }
            notice => notice,
        };
        let recipient = recipient
            .map(|taker| {
                let name = bounded("recipient.name", Some(taker.name), NAME_MAX)?;
                Ok::<_, Rejection>(Recipient {
                    name: name.ok_or(Rejection::BadField {
                        field: "recipient.name".to_owned(),
                    })?,
                    id: bounded("recipient.id", taker.id, NAME_MAX)?,
                    ground: bounded("recipient.ground", taker.ground, NAME_MAX)?,
                })
            })
            .transpose()?;
        let delivery = Delivery {
            way,
            recipient,
            notice,
        };
        self.written(Detail::Delivery(delivery), None)
    }

    fn repair(&self, reason: String) -> Result<Event, Rejection> {
        let report = self
            .case
            .open_errors()
            .first()
            .map(|event| event.id.clone());
        let report = report.ok_or(Rejection::NothingOpen {
            action: self.rule.action,
            article: self.rule.article,
        })?;
        self.written(Detail::Repair(Repair { report }), Some(reason))
    }

    fn lost(&self, papers: Vec<String>, remedy: &str) -> Result<Event, Rejection> {
        if papers.is_empty() || papers.len() > WANTED_MAX {
            return Err(Rejection::BadPapers);
        }
        let papers = papers
            .into_iter()
            .map(|name| bounded("papers", Some(name), NAME_MAX)?.ok_or(Rejection::BadPapers))
            .collect::<Result<_, _>>()?;
        let remedy = text_of("remedy", remedy)?;
        self.written(Detail::Lost(LostPapers { papers, remedy }), None)
    }
}

/// Chooses which of several steps holds; the others are kept and count no more. A choice after which
/// nothing was done may be made again.
pub(super) fn decide_conflict(
    case: &Case,
    keep: &str,
    reason: &str,
    facts: &Facts,
) -> Result<Event, Rejection> {
    let standing = &case.standing;
    let chosen_among = case.chosen_among();
    if chosen_among.is_empty() {
        return Err(Rejection::NothingToCorrect);
    }
    let kept = chosen_among.into_iter().find(|event| event.id == keep);
    let step = kept.and_then(Event::step).ok_or(Rejection::BadField {
        field: "keep".to_owned(),
    })?;
    let decision = Decision {
        keep: keep.to_owned(),
        step,
    };
    Ok(Event {
        reason: Some(text_of("reason", reason)?),
        supersedes: standing.heads.clone(),
        ..event(facts, 0, EventKind::StepDecided, Detail::Decision(decision))
    })
}

impl Case {
    /// The steps an officer may choose among: those that exclude each other, or those of the last
    /// choice while nothing was done after it. Oldest first; a choice stands for what it was among.
    pub fn chosen_among(&self) -> Vec<&Event> {
        let heads = &self.standing.heads;
        let choice = |id: &String| {
            let found = self.events.iter().find(|event| event.id == *id);
            found.filter(|event| event.kind == EventKind::StepDecided)
        };
        let is_chosen = heads.len() == 1 && heads.iter().all(|head| choice(head).is_some());
        if !self.standing.conflict && !is_chosen {
            return vec![];
        }
        let (mut among, mut open) = (BTreeSet::new(), heads.clone());
        while let Some(id) = open.pop() {
            if !among.insert(id.clone()) {
                continue;
            }
            if let Some(choice) = choice(&id) {
                open.extend(choice.supersedes.iter().cloned());
            }
        }
        let steps = self
            .events
            .iter()
            .filter(|event| among.contains(&event.id) && event.kind != EventKind::StepDecided);
        steps.collect()
    }
}

#[cfg(test)]
mod tests;
