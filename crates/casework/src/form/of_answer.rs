//! From an answer at the counter to the paper with its reason.

use super::{Letter, RefusalFacts, Subject, SupplementFacts};
use crate::case::{Settlement, WantedPaper};
use crate::counter::{CounterAnswer, CounterOutcome};
use crate::person::PartyKind;
use crate::record::Record;
use crate::rejection::Rejection;

/// What stands on the paper of an answer at the counter: Mẫu 02 or Mẫu 03.
///
/// # Errors
/// [`Rejection::NothingToPrint`] for guidance, which the law gives no paper.
pub fn of_answer(record: &Record, answer: &CounterAnswer) -> Result<Letter, Rejection> {
    let subject = subject(answer);
    let officer = record.officer.name.clone();
    match answer.outcome {
        CounterOutcome::Guided => Err(Rejection::NothingToPrint {
            form: "supplement",
            article: "decree_118_2025_article_17_1",
        }),
        CounterOutcome::SupplementRequested => Ok(Letter::Supplement(SupplementFacts {
            subject,
            papers: wanted(answer),
            reason: answer.reason.clone(),
            until: None,
            officer,
            contact: Some(answer.contact.clone()),
        })),
        CounterOutcome::Refused => {
            let reasons = [answer.reason.as_deref(), answer.ground.as_deref()];
            Ok(Letter::Refusal(RefusalFacts {
                subject,
                received: None,
                reason: reasons.into_iter().flatten().collect::<Vec<_>>().join(" "),
                settlement: Settlement::default(),
                officer,
            }))
        }
    }
}

fn subject(answer: &CounterAnswer) -> Subject {
    let party = answer.applicant.as_ref();
    Subject {
        code: None,
        kind: party.map_or(PartyKind::Person, |party| party.kind),
        applicant: party.map(|party| party.name.clone()).unwrap_or_default(),
        address: party.and_then(|party| party.address.clone()),
        phone: party.and_then(|party| party.phone.clone()),
        email: party.and_then(|party| party.email.clone()),
        // Who stands at the counter signs with a name of their own.
        submitter: None,
        procedure: answer.procedure_name.clone(),
        procedure_code: answer.procedure.clone(),
    }
}

fn wanted(answer: &CounterAnswer) -> Vec<WantedPaper> {
    let papers = answer.missing.iter();
    papers
        .map(|paper| WantedPaper {
            name: paper.name.clone(),
            originals: paper.originals.into(),
            certified: paper.certified.into(),
            photocopies: paper.photocopies.into(),
        })
        .collect()
}
