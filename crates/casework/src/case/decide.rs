//! The rules: pure, from a case, a command and the facts around it to events or a rejection.

use super::overtaken::decide_edit;
use super::scan;
use super::step_rules::rule_of;
use super::steps::{Taking, decide_conflict, decide_step};
use super::{
    Appointment, Case, Correction, Detail, Event, EventKind, Field, ForOffice, Law, Opening,
    PrintRecord, ReceivedPaper, ReturnWay, fold,
};
use crate::calendar::Calendar;
use crate::command::{Command, Intake, PaperIn};
use crate::id::{CaseId, DeviceId, Hash, OfficeId};
use crate::number::RecordCode;
use crate::office::{Officer, Place, Role};
use crate::person::{BirthDate, Kinship, PaperDate, PartyError, PartyKind, Sex, Submission};
use crate::procedure::{Handling, Procedure};
use crate::rejection::Rejection;
use crate::rules::Rules;
use crate::text::{nfc, nfc_lines};
use crate::time::LocalTime;
use std::collections::BTreeMap;

/// Longest note or reason, in characters.
const TEXT_MAX: usize = 4_000;
/// Longest name of a person, organisation or paper, in characters.
const FIELD_MAX: usize = 1_000;
/// Most papers in a file.
const PAPERS_MAX: usize = 200;
/// How far the reception may lie ahead of the clock: slow clocks elsewhere, in milliseconds.
const AHEAD_MAX_MS: i64 = 5 * 60 * 1000;
/// How far back a reception may be entered: a year of paper.
const BACK_MAX_MS: i64 = 366 * 24 * 3600 * 1000;

/// Who acts, where and when.
#[derive(Clone, Debug)]
pub struct Facts {
    /// The officer signed in.
    pub officer: Officer,
    /// What that officer may do.
    pub roles: Vec<Role>,
    /// The device.
    pub device: DeviceId,
    /// The office it belongs to.
    pub office: OfficeId,
    /// Where the officer sits.
    pub place: Place,
    /// The device's clock.
    pub now: LocalTime,
    /// Random bytes; the ids of new events come from them.
    pub entropy: [u8; 16],
}

/// What else a reception needs.
#[derive(Clone, Copy, Debug)]
pub struct Reception<'a> {
    /// The new case's own name.
    pub id: CaseId,
    /// The receiving office.
    pub office: OfficeId,
    /// The number it gets.
    pub code: &'a RecordCode,
    /// The procedure asked for.
    pub procedure: &'a Procedure,
    /// Days off and working hours.
    pub calendar: &'a Calendar,
    /// The limits of the process itself.
    pub rules: &'a Rules,
    /// No hub has confirmed the device's clock.
    pub clock_unconfirmed: bool,
    /// The office it is received for, where that is another one.
    pub for_office: Option<&'a ForOffice>,
}

/// Receives a file: the whole case with its first events.
///
/// # Errors
/// A [`Rejection`] when a field does not read, the variant is unknown or the time is impossible.
pub fn receive(
    intake: Intake,
    facts: &Facts,
    reception: &Reception<'_>,
) -> Result<Case, Rejection> {
    let received = reception_time(intake.received, facts.now)?;
    let applicant = intake
        .applicant
        .clean()
        .map_err(|error| party_rejection("applicant", &error))?;
    let submitter = intake
        .submitter
        .unwrap_or_default()
        .clean()
        .map_err(|error| party_rejection("submitter", &error))?;
    let assistance = intake
        .assistance
        .unwrap_or_default()
        .clean()
        .map_err(|error| party_rejection("assistance", &error))?;
    let submission = Submission {
        procedure: reception.procedure,
        on: received.date(),
        applicant: &applicant,
        submitter: &submitter,
        assistance: assistance.as_ref(),
    };
    submission.check()?;
    let place = clean_place(intake.place.unwrap_or_else(|| facts.place.clone()))?;
    let client_ref = bounded("client_ref", intake.client_ref, 200)?;
    let variant = bounded("variant", intake.variant, 200)?;
    let appointment = appoint(received, variant.as_deref(), reception)?;
    let mut events = vec![Event {
        at: received,
        place: place.clone(),
        ..event(facts, 0, EventKind::Received, Detail::None)
    }];
    if let Some(note) = intake.note.filter(|note| !note.trim().is_empty()) {
        let text = text_of("note", &note)?;
        events.push(event(facts, 1, EventKind::Noted, Detail::Note(text)));
    }
    Ok(Case {
        opening: Opening {
            id: reception.id,
            office: reception.office,
            code: reception.code.clone(),
            procedure: reception.procedure.code.clone(),
            procedure_name: reception.procedure.name.clone(),
            variant,
            documents: papers(intake.documents, Some(reception.procedure))?,
            appointment,
            place,
            client_ref,
            assistance,
            for_office: reception.for_office.cloned(),
        },
        applicant,
        submitter,
        return_way: intake.return_way.unwrap_or(ReturnWay::AtPoint),
        standing: fold(&events),
        events,
        conflicts: vec![],
        overtaken: vec![],
    })
}

/// Decides what a command does to a case.
///
/// # Errors
/// A [`Rejection`] naming the rule.
pub fn decide(
    case: &Case,
    command: Command,
    facts: &Facts,
    law: &Law<'_>,
) -> Result<Vec<Event>, Rejection> {
    let mut events = decide_events(case, command, facts, law)?;
    if facts.office != case.opening.office {
        for event in &mut events {
            event.office = Some(facts.office);
        }
    }
    Ok(events)
}

#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "every other command has a rule"
)]
fn decide_events(
    case: &Case,
    command: Command,
    facts: &Facts,
    law: &Law<'_>,
) -> Result<Vec<Event>, Rejection> {
    if let Some(rule) = rule_of(&command) {
        let taking = Taking {
            case,
            rule,
            facts,
            law,
        };
        return Ok(vec![decide_step(command, &taking)?]);
    }
    let event = match command {
        Command::DecideEdit {
            edit,
            stands,
            reason,
        } => return decide_edit(case, &edit, stands, &reason, facts),
        Command::DecideStep { keep, reason } => decide_conflict(case, &keep, &reason, facts)?,
        Command::Link(link) => event(facts, 0, EventKind::Linked, Detail::Link(link)),
        Command::Correct { field, seen, value } => correct(case, field, seen, value, facts)?,
        Command::AddScans(scans) => return scan::add(case, scans, facts),
        Command::RemoveScan { scan, reason } => scan::remove(case, &scan, &reason, facts)?,
        Command::AddNote { text } => {
            let text = text_of("note", &text)?;
            event(facts, 0, EventKind::Noted, Detail::Note(text))
        }
        Command::Print {
            form,
            facts: printed,
        } => {
            case.may_issue(&form, facts.office)?;
            let issue = case.issues(&form) + 1;
            let record = PrintRecord {
                form,
                issue,
                facts: printed,
                slip: None,
            };
            event(facts, 0, EventKind::Printed, Detail::Print(record))
        }
        _ => return Err(Rejection::NothingToCorrect),
    };
    Ok(vec![event])
}

pub(super) fn event(facts: &Facts, index: u8, kind: EventKind, detail: Detail) -> Event {
    let mut seed = facts.entropy.to_vec();
    seed.push(index);
    Event {
        id: Hash::of(&seed).to_string()[..16].to_owned(),
        kind,
        officer: facts.officer.clone(),
        device: facts.device,
        office: None,
        place: facts.place.clone(),
        at: facts.now,
        supersedes: vec![],
        reason: None,
        detail,
    }
}

fn correct(
    case: &Case,
    field: Field,
    seen: Option<String>,
    value: Option<String>,
    facts: &Facts,
) -> Result<Event, Rejection> {
    let bad = || Rejection::BadField {
        field: field.code().to_owned(),
    };
    let tidy = |text: Option<String>| text.map(|text| nfc(&text)).filter(|text| !text.is_empty());
    let current = case.field(field);
    if tidy(seen) != current {
        return Err(Rejection::Changed { field, current });
    }
    let mut to = tidy(value);
    if to
        .as_ref()
        .is_some_and(|text| text.chars().count() > FIELD_MAX)
    {
        return Err(Rejection::TooLong {
            field: field.code().to_owned(),
            max: FIELD_MAX,
        });
    }
    if to.is_some() && !goes_with(case, field) {
        return Err(bad());
    }
    to = read_field(field, to).ok_or_else(bad)?;
    // Writing the shown value again is how an officer settles two surviving values.
    let settles = case
        .conflicts
        .iter()
        .any(|conflict| conflict.field == field);
    if to == current && !settles {
        return Err(Rejection::NothingToCorrect);
    }
    let correction = Correction {
        field,
        from: current,
        to,
    };
    Ok(event(
        facts,
        0,
        EventKind::Corrected,
        Detail::Correction(correction),
    ))
}

/// A new value as it is stored; `None` where the field cannot have it.
fn read_field(field: Field, to: Option<String>) -> Option<Option<String>> {
    let Some(text) = to else {
        let required = matches!(field, Field::ApplicantName | Field::ReturnWay);
        return (!required).then_some(None);
    };
    let text = match field {
        Field::ApplicantBorn => BirthDate::parse(&text).ok()?.to_string(),
        Field::ApplicantSex => Sex::parse(&text)?.letter().to_owned(),
        Field::AuthorisationDate => PaperDate::parse(&text).ok()?.to_string(),
        Field::SubmitterKinship => Kinship::from_code(&text)?.code().to_owned(),
        Field::ReturnWay => ReturnWay::from_code(&text)?.code().to_owned(),
        Field::ApplicantName
        | Field::ApplicantId
        | Field::ApplicantAddress
        | Field::ApplicantPhone
        | Field::ApplicantEmail
        | Field::ApplicantFormerAddress
        | Field::RepresentativeName
        | Field::RepresentativePosition
        | Field::SubmitterName
        | Field::SubmitterId
        | Field::SubmitterPosition
        | Field::AuthorisationNumber
        | Field::AuthorisationCertifiedBy
        | Field::PostService
        | Field::PostTracking => text,
    };
    Some(Some(text))
}

/// Whether a field may hold something in this case: a representative stands for an organisation, an
/// authorisation belongs to somebody else than the applicant.
fn goes_with(case: &Case, field: Field) -> bool {
    let code = field.code();
    if let Some(rest) = code.strip_prefix("submitter.") {
        let what = rest.split('.').next().unwrap_or(rest);
        return case.submitter.relation.takes(what);
    }
    let is_organisation = case.applicant.kind == PartyKind::Organisation;
    let has_representative = case.applicant.representative.is_some();
    (field != Field::RepresentativeName || is_organisation)
        && (field != Field::RepresentativePosition || has_representative)
}

/// When a file counts as received: the time asked for, or now.
///
/// # Errors
/// [`Rejection::ReceivedInFuture`], [`Rejection::ReceivedTooLongAgo`].
pub fn reception_time(asked: Option<LocalTime>, now: LocalTime) -> Result<LocalTime, Rejection> {
    let received = asked.unwrap_or(now);
    let ahead = received.unix_ms() - now.unix_ms();
    if ahead > AHEAD_MAX_MS {
        return Err(Rejection::ReceivedInFuture);
    }
    if ahead < -BACK_MAX_MS {
        return Err(Rejection::ReceivedTooLongAgo);
    }
    Ok(received)
}

fn appoint(
    received: LocalTime,
    variant: Option<&str>,
    reception: &Reception<'_>,
) -> Result<Appointment, Rejection> {
    let procedure = reception.procedure;
    if let Some(wanted) = variant.filter(|wanted| procedure.variant(wanted).is_none()) {
        return Err(Rejection::UnknownVariant {
            variant: wanted.to_owned(),
        });
    }
    let law = Law {
        calendar: reception.calendar,
        rules: reception.rules,
        procedure: Some(procedure),
    };
    Ok(Appointment {
        clock_unconfirmed: reception.clock_unconfirmed,
        ..law.promise(received, procedure.limit_of(variant))?
    })
}

/// The papers handed in, or the procedure's whole checklist where none were listed.
pub(super) fn papers(
    given: Option<Vec<PaperIn>>,
    procedure: Option<&Procedure>,
) -> Result<BTreeMap<String, ReceivedPaper>, Rejection> {
    let Some(given) = given else {
        let checklist = procedure.map_or(&[][..], |procedure| &procedure.checklist);
        return Ok(checklist
            .iter()
            .zip(0..)
            .map(|(paper, order)| {
                let received = ReceivedPaper {
                    order,
                    name: paper.name.clone(),
                    form: paper.form,
                    copies: u32::from(paper.copies),
                    handling: paper.handling,
                };
                (paper.item.clone(), received)
            })
            .collect());
    };
    let sane =
        given.len() <= PAPERS_MAX && given.iter().all(|paper| (1..=999).contains(&paper.copies));
    if !sane {
        return Err(Rejection::BadPapers);
    }
    let mut received = BTreeMap::new();
    for (paper, order) in given.into_iter().zip(0..) {
        let item =
            bounded("documents.item", Some(paper.item), FIELD_MAX)?.ok_or(Rejection::BadPapers)?;
        let listed = procedure.and_then(|procedure| procedure.paper(&item));
        let entry = ReceivedPaper {
            order,
            name: listed.map_or_else(|| item.clone(), |known| known.name.clone()),
            form: paper.form,
            copies: paper.copies,
            handling: listed.map_or(Handling::Submit, |known| known.handling),
        };
        // The second entry would take the first one's place, and the citizen's receipt a paper.
        if received.insert(item, entry).is_some() {
            return Err(Rejection::BadPapers);
        }
    }
    Ok(received)
}

pub(crate) fn party_rejection(whose: &str, error: &PartyError) -> Rejection {
    match error {
        PartyError::NameMissing => Rejection::BadField {
            field: format!("{whose}.name"),
        },
        PartyError::Unfit { field } => Rejection::BadField {
            field: format!("{whose}.{field}"),
        },
        PartyError::TooLong { field, limit } => Rejection::TooLong {
            field: format!("{whose}.{field}"),
            max: *limit,
        },
    }
}

fn clean_place(given: Place) -> Result<Place, Rejection> {
    Ok(Place {
        kind: given.kind,
        name: bounded("place.name", given.name, 200)?,
        address: bounded("place.address", given.address, 500)?,
    })
}

pub(super) fn bounded(
    field: &str,
    text: Option<String>,
    max: usize,
) -> Result<Option<String>, Rejection> {
    let Some(text) = text else { return Ok(None) };
    if text.len() > max * 16 || nfc(&text).chars().count() > max {
        return Err(Rejection::TooLong {
            field: field.to_owned(),
            max,
        });
    }
    Ok(Some(nfc(&text)).filter(|text| !text.is_empty()))
}

/// A text of several lines that must not be empty.
pub(super) fn text_of(field: &str, text: &str) -> Result<String, Rejection> {
    if text.len() > TEXT_MAX * 16 || text.chars().count() > TEXT_MAX {
        return Err(Rejection::TooLong {
            field: field.to_owned(),
            max: TEXT_MAX,
        });
    }
    let text = nfc_lines(text);
    if text.trim().is_empty() {
        return Err(Rejection::BadField {
            field: field.to_owned(),
        });
    }
    Ok(text)
}

#[cfg(test)]
mod tests;
