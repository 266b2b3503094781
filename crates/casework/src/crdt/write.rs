//! Case to document: only scalars are put, and only where they change something.

use super::schema::*;
use crate::case::{Case, Detail, Event, Field};
use automerge::transaction::Transactable;
use automerge::{AutoCommit, AutomergeError, ObjId, ROOT, ReadDoc};

pub(super) fn open(doc: &mut AutoCommit, case: &Case) -> Result<(), AutomergeError> {
    let opening = &case.opening;
    let appointment = &opening.appointment;
    let place = serde_json::to_string(&opening.place).unwrap_or_default();
    let assistance = opening.assistance.as_ref();
    let assistance = assistance.and_then(|help| serde_json::to_string(help).ok());
    let for_office = opening.for_office.as_ref();
    let for_office = for_office.and_then(|office| serde_json::to_string(office).ok());
    let texts = [
        (ASSISTANCE, assistance),
        (FOR_OFFICE, for_office),
        (ID, Some(opening.id.to_string())),
        (OFFICE, Some(opening.office.to_string())),
        (CODE, Some(opening.code.to_string())),
        (PROCEDURE, Some(opening.procedure.clone())),
        (PROCEDURE_NAME, Some(opening.procedure_name.clone())),
        (VARIANT, opening.variant.clone()),
        (RECEIVED, Some(appointment.received.to_string())),
        (DUE, appointment.due.map(|due| due.to_string())),
        (CALENDAR, Some(appointment.calendar.clone())),
        (PLACE, Some(place)),
        (CLIENT_REF, opening.client_ref.clone()),
        (RETURN_WAY, Some(case.return_way.code().to_owned())),
    ];
    for (key, text) in texts {
        put_text(doc, &ROOT, key, text)?;
    }
    doc.put(ROOT, PROVISIONAL, appointment.provisional)?;
    doc.put(ROOT, CLOCK_UNCONFIRMED, appointment.clock_unconfirmed)?;
    let documents = map(doc, DOCUMENTS)?;
    for (item, paper) in &opening.documents {
        let text = serde_json::to_string(paper).unwrap_or_default();
        doc.put(&documents, item.as_str(), text)?;
    }
    let applicant = map(doc, APPLICANT)?;
    doc.put(&applicant, KIND, case.applicant.kind.code())?;
    let submitter = map(doc, SUBMITTER)?;
    doc.put(&submitter, RELATION, case.submitter.relation.code())?;
    for field in Field::ALL {
        if field != Field::ReturnWay {
            set_field(doc, field, case.field(field))?;
        }
    }
    append(doc, &case.events)
}

pub(super) fn append(doc: &mut AutoCommit, events: &[Event]) -> Result<(), AutomergeError> {
    let map = map(doc, EVENTS)?;
    for event in events {
        let text = serde_json::to_string(event).unwrap_or_default();
        doc.put(&map, event.id.as_str(), text)?;
        if let Detail::Correction(correction) = &event.detail {
            set_field(doc, correction.field, correction.to.clone())?;
        }
    }
    Ok(())
}

fn set_field(
    doc: &mut AutoCommit,
    field: Field,
    value: Option<String>,
) -> Result<(), AutomergeError> {
    let (parent, key) = place_of(field);
    let parent = match parent {
        Some(name) => map(doc, name)?,
        None => ROOT,
    };
    if value.is_none() && doc.get(&parent, key)?.is_none() {
        return Ok(());
    }
    put_text(doc, &parent, key, Some(value.unwrap_or_default()))
}

/// The map and key of a field; `None` is the root.
pub(super) fn place_of(field: Field) -> (Option<&'static str>, &'static str) {
    match field {
        Field::ApplicantName => (Some(APPLICANT), NAME),
        Field::ApplicantId => (Some(APPLICANT), ID),
        Field::ApplicantBorn => (Some(APPLICANT), BORN),
        Field::ApplicantSex => (Some(APPLICANT), SEX),
        Field::ApplicantAddress => (Some(APPLICANT), ADDRESS),
        Field::ApplicantPhone => (Some(APPLICANT), PHONE),
        Field::ApplicantEmail => (Some(APPLICANT), EMAIL),
        Field::SubmitterName => (Some(SUBMITTER), NAME),
        Field::SubmitterId => (Some(SUBMITTER), ID),
        Field::ApplicantFormerAddress => (Some(APPLICANT), FORMER_ADDRESS),
        Field::RepresentativeName => (Some(APPLICANT), REPRESENTATIVE_NAME),
        Field::RepresentativePosition => (Some(APPLICANT), REPRESENTATIVE_POSITION),
        Field::SubmitterKinship => (Some(SUBMITTER), KINSHIP),
        Field::SubmitterPosition => (Some(SUBMITTER), POSITION),
        Field::AuthorisationNumber => (Some(SUBMITTER), AUTHORISATION_NUMBER),
        Field::AuthorisationDate => (Some(SUBMITTER), AUTHORISATION_DATE),
        Field::AuthorisationCertifiedBy => (Some(SUBMITTER), CERTIFIED_BY),
        Field::PostService => (Some(SUBMITTER), POST_SERVICE),
        Field::PostTracking => (Some(SUBMITTER), POST_TRACKING),
        Field::ReturnWay => (None, RETURN_WAY),
    }
}

fn map(doc: &AutoCommit, key: &str) -> Result<ObjId, AutomergeError> {
    match doc.get(ROOT, key)? {
        Some((_, id)) => Ok(id),
        None => Err(AutomergeError::Fail),
    }
}

fn put_text(
    doc: &mut AutoCommit,
    parent: &ObjId,
    key: &str,
    text: Option<String>,
) -> Result<(), AutomergeError> {
    match text {
        Some(text) => doc.put(parent, key, text),
        None => Ok(()),
    }
}
