//! From the events of a case to the facts of a form.

use super::{
    ApologyFacts, ControlFacts, Form, FormFacts, HandOver, Holder, Letter, Outcome, ReceiptFacts,
    RefusalFacts, ReturnFacts, StopFacts, Subject, SupplementFacts, Taken,
};
use crate::case::{
    Appointment, Case, Detail, Event, EventKind, ReceivedPaper, Settlement, Step, Transfer, fold,
};
use crate::fee::FeeAccount;
use crate::person::Relation;
use crate::rejection::Rejection;

/// What of a case stands on a form now.
///
/// # Errors
/// [`Rejection::NothingToPrint`] where nothing happened that the form is about.
pub fn facts(case: &Case, form: Form) -> Result<FormFacts, Rejection> {
    let nothing = || Rejection::NothingToPrint {
        form: form.code(),
        article: article(form),
    };
    let last = |kind| case.last(kind).ok_or_else(nothing);
    let letter = match form {
        Form::Receipt => return Ok(FormFacts::Receipt(Box::new(receipt(case)))),
        Form::Supplement => supplement(case, last(EventKind::SupplementRequested)?),
        Form::Refusal => refusal(case, last(EventKind::Refused)?),
        Form::Apology => apology(case, last(EventKind::Extended)?).ok_or_else(nothing)?,
        Form::Stop => stop(case, last(EventKind::Stopped)?),
        Form::Control => control(case),
        Form::ReturnSlip => return_slip(case, last(EventKind::ResultRecorded)?),
    };
    Ok(FormFacts::Letter(Box::new(letter)))
}

/// Stable name of the article that asks for the form.
fn article(form: Form) -> &'static str {
    match form {
        Form::Receipt => "decree_118_2025_article_17_1",
        Form::Supplement => "decree_118_2025_article_19_5",
        Form::Refusal | Form::Control => "decree_118_2025_article_19",
        Form::Apology => "decree_118_2025_article_19_6",
        Form::Stop => "decree_118_2025_article_21",
        Form::ReturnSlip => "decree_118_2025_article_22",
    }
}

fn subject(case: &Case) -> Subject {
    let (applicant, opening) = (&case.applicant, &case.opening);
    Subject {
        code: Some(opening.code.to_string()),
        kind: applicant.kind,
        applicant: applicant.name.clone(),
        address: applicant.address.clone(),
        phone: applicant.phone.clone(),
        email: applicant.email.clone(),
        submitter: match case.submitter.relation {
            Relation::Applicant => Some(applicant.name.clone()),
            Relation::Relative
            | Relation::Authorised
            | Relation::Representative
            | Relation::Post => case.submitter.name.clone(),
        },
        procedure: opening.procedure_name.clone(),
        procedure_code: opening.procedure.clone(),
    }
}

/// The promise of the receipt: made again when a supplement or a payment makes time begin again; an
/// extension has a paper of its own.
fn promised(case: &Case) -> &Appointment {
    let again = case.events.iter().rev().find_map(|event| {
        if let Detail::Supplied(supplied) = &event.detail {
            Some(&supplied.appointment)
        } else if let Detail::ObligationMet(met) = &event.detail {
            Some(&met.appointment)
        } else {
            None
        }
    });
    again.unwrap_or(&case.opening.appointment)
}

/// The papers of the file: those of the reception, then those brought later.
fn papers(case: &Case) -> Vec<ReceivedPaper> {
    let mut all: Vec<ReceivedPaper> = case.papers().into_iter().map(|(_, p)| p.clone()).collect();
    for event in &case.events {
        if let Detail::Supplied(supplied) = &event.detail {
            let mut more: Vec<ReceivedPaper> = supplied.papers.values().cloned().collect();
            more.sort_by_key(|paper| paper.order);
            all.extend(more);
        }
    }
    all
}

/// What stands on the receipt of a case as it is now.
pub(crate) fn receipt(case: &Case) -> ReceiptFacts {
    let (opening, promised) = (&case.opening, promised(case));
    let officer = case.receiver().map(|event| event.officer.name.clone());
    ReceiptFacts {
        code: opening.code.to_string(),
        procedure: opening.procedure.clone(),
        procedure_name: opening.procedure_name.clone(),
        papers: papers(case),
        received: promised.received,
        due: promised.due,
        provisional: promised.provisional,
        clock_unconfirmed: opening.appointment.clock_unconfirmed,
        officer: officer.unwrap_or_default(),
        applicant: case.applicant.clone(),
        submitter: case.submitter.clone(),
        return_way: case.return_way,
        fees: FeeAccount::of(case).lines,
    }
}

fn supplement(case: &Case, event: &Event) -> Letter {
    let mut papers = vec![];
    if let Detail::Supplement(request) = &event.detail {
        papers.clone_from(&request.papers);
    }
    Letter::Supplement(SupplementFacts {
        subject: subject(case),
        papers,
        reason: event.reason.clone(),
        until: None,
        officer: event.officer.name.clone(),
        contact: None,
    })
}

fn refusal(case: &Case, event: &Event) -> Letter {
    Letter::Refusal(RefusalFacts {
        subject: subject(case),
        received: Some(case.opening.appointment.received),
        reason: event.reason.clone().unwrap_or_default(),
        settlement: settlement(event),
        officer: event.officer.name.clone(),
    })
}

fn settlement(event: &Event) -> Settlement {
    if let Detail::Settlement(settlement) = &event.detail {
        return settlement.clone();
    }
    Settlement::default()
}

fn apology(case: &Case, event: &Event) -> Option<Letter> {
    let Detail::Extension(extension) = &event.detail else {
        return None;
    };
    Some(Letter::Apology(ApologyFacts {
        subject: subject(case),
        received: promised(case).received,
        due: Some(extension.before),
        reason: event.reason.clone().unwrap_or_default(),
        new_due: extension.until,
    }))
}

fn stop(case: &Case, event: &Event) -> Letter {
    let before: Vec<Event> = case
        .events
        .iter()
        .filter(|earlier| event.supersedes.contains(&earlier.id))
        .cloned()
        .collect();
    let step = if before.is_empty() {
        Step::Received
    } else {
        fold(&before).step
    };
    Letter::Stop(StopFacts {
        subject: subject(case),
        received: case.opening.appointment.received,
        stopped: event.at,
        reason: event.reason.clone(),
        step,
        settlement: settlement(event),
    })
}

fn control(case: &Case) -> Letter {
    let promised = promised(case);
    Letter::Control(ControlFacts {
        subject: subject(case),
        received: promised.received,
        due: promised.due,
        hand_overs: hand_overs(case),
    })
}

/// Every hand-over, oldest first.
fn hand_overs(case: &Case) -> Vec<HandOver> {
    let mut unit = Some(Holder::Counter);
    let mut rows = Vec::new();
    for event in &case.events {
        let mut transfer = Transfer::default();
        if let Detail::Transfer(told) = &event.detail {
            transfer.clone_from(told);
        }
        let named = transfer.unit.map(Holder::Unit);
        let to = if event.kind == EventKind::Forwarded {
            named
        } else if matches!(event.kind, EventKind::Assigned | EventKind::HandedOver) {
            named.or_else(|| unit.clone())
        } else if event.kind == EventKind::ResultRecorded && !rows.is_empty() {
            Some(Holder::Counter)
        } else {
            continue;
        };
        let outcome = (event.kind == EventKind::ResultRecorded)
            .then(|| Some(Outcome::of(event.at, case.appointment().due?)))
            .flatten();
        rows.push(HandOver {
            from: std::mem::replace(&mut unit, to.clone()),
            from_officer: Some(event.officer.name.clone()),
            to,
            to_officer: transfer.to,
            at: event.at,
            outcome,
            note: event.reason.clone(),
        });
    }
    rows
}

fn return_slip(case: &Case, recorded: &Event) -> Letter {
    let mut result = None;
    if let Detail::Result(file) = &recorded.detail {
        result = Some(file.name.clone());
    }
    let taken = case.last(EventKind::Returned).map(|event| {
        let mut recipient = None;
        if let Detail::Delivery(delivery) = &event.detail {
            recipient.clone_from(&delivery.recipient);
        }
        let name = recipient.as_ref().map(|taker| taker.name.clone());
        Taken {
            name: name.unwrap_or_else(|| case.applicant.name.clone()),
            id: recipient.as_ref().and_then(|taker| taker.id.clone()),
            ground: recipient.and_then(|taker| taker.ground),
            at: event.at,
            officer: event.officer.name.clone(),
        }
    });
    Letter::ReturnSlip(ReturnFacts {
        subject: subject(case),
        due: case.appointment().due,
        result,
        taken,
    })
}
