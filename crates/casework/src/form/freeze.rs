//! What stands on an issued paper is frozen: a later difference is seen, and the paper as it was can be
//! drawn again.

use super::{Form, facts};
use crate::case::{Case, Detail, Event, Field, PrintRecord, ReturnWay, fold};
use crate::id::Hash;
use crate::person::{
    AuthorisationPaper, BirthDate, Kinship, PaperDate, PostalItem, Representative, Sex, Submitter,
};

/// An issued paper that no longer says what the case says.
///
/// vi: giấy đã in khác với thông tin hiện nay
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outdated {
    /// Which form.
    pub form: Form,
    /// The latest issue, which differs.
    pub issue: u32,
}

/// Issued papers whose facts differ from the case's now, with no later issue that says so.
pub fn outdated(case: &Case) -> Vec<Outdated> {
    let differs = |form: &Form| {
        let record = latest(case, *form)?;
        let now = facts(case, *form).ok()?.hash();
        (now != record.facts).then_some(Outdated {
            form: *form,
            issue: record.issue,
        })
    };
    Form::ALL.iter().filter_map(differs).collect()
}

fn latest(case: &Case, form: Form) -> Option<&PrintRecord> {
    case.prints(form.code())
        .map(|(_, record)| record)
        .max_by_key(|record| record.issue)
}

/// The case as it stood when an issue of a form was made, so that the same paper can be drawn again;
/// `None` where there was no such issue, or what stood on it cannot be known any more.
pub fn as_issued(case: &Case, form: Form, issue: u32) -> Option<Case> {
    let mut printed = case.prints(form.code());
    let (event, record) = printed.find(|(_, record)| record.issue == issue)?;
    if says(case, form, record.facts) {
        return Some(case.clone());
    }
    let earlier = as_of(case, &event.id)?;
    says(&earlier, form, record.facts).then_some(earlier)
}

/// The issues of a form on which a field had a value. Two issues made apart may carry one number.
pub fn stands_on(case: &Case, form: Form, (field, value): (Field, &str)) -> Vec<u32> {
    let said_so = |(event, record): &(&Event, &PrintRecord)| {
        let then = as_of(case, &event.id);
        std::iter::once(case.clone()).chain(then).any(|mut one| {
            put_back(&mut one, field, Some(value));
            says(&one, form, record.facts)
        })
    };
    let mut issues: Vec<u32> = case
        .prints(form.code())
        .filter(said_so)
        .map(|(_, record)| record.issue)
        .collect();
    issues.dedup();
    issues
}

/// The case as its events up to one left it.
fn as_of(case: &Case, event: &str) -> Option<Case> {
    let place = case.events.iter().position(|other| other.id == event)?;
    let mut earlier = case.clone();
    earlier.events.truncate(place + 1);
    earlier.standing = fold(&earlier.events);
    for later in case.events[place + 1..].iter().rev() {
        if let Detail::Correction(correction) = &later.detail {
            put_back(&mut earlier, correction.field, correction.from.as_deref());
        }
    }
    Some(earlier)
}

fn says(case: &Case, form: Form, printed: Hash) -> bool {
    facts(case, form).is_ok_and(|facts| facts.hash() == printed)
}

/// Undoes a correction.
fn put_back(case: &mut Case, field: Field, value: Option<&str>) {
    let text = value.map(str::to_owned);
    let (applicant, submitter) = (&mut case.applicant, &mut case.submitter);
    match field {
        Field::ApplicantName => applicant.name = text.unwrap_or_default(),
        Field::ApplicantId => applicant.id = text,
        Field::ApplicantBorn => {
            applicant.born = value.and_then(|born| BirthDate::parse(born).ok());
        }
        Field::ApplicantSex => applicant.sex = value.and_then(Sex::parse),
        Field::ApplicantAddress => applicant.address = text,
        Field::ApplicantPhone => applicant.phone = text,
        Field::ApplicantEmail => applicant.email = text,
        Field::SubmitterName => submitter.name = text,
        Field::ApplicantFormerAddress => applicant.former_address = text,
        Field::RepresentativeName => match (text, &mut applicant.representative) {
            (Some(name), Some(one)) => one.name = name,
            (name, representative) => {
                *representative = name.map(|name| Representative {
                    name,
                    position: None,
                });
            }
        },
        Field::RepresentativePosition => {
            if let Some(representative) = &mut applicant.representative {
                representative.position = text;
            }
        }
        Field::SubmitterId => submitter.id = text,
        Field::SubmitterKinship => {
            submitter.kinship = value.and_then(Kinship::from_code);
        }
        Field::SubmitterPosition => submitter.position = text,
        Field::AuthorisationNumber => paper(submitter).number = text,
        Field::AuthorisationDate => {
            paper(submitter).date = value.and_then(|date| PaperDate::parse(date).ok());
        }
        Field::AuthorisationCertifiedBy => paper(submitter).certified_by = text,
        Field::PostService => post(submitter).service = text,
        Field::PostTracking => post(submitter).tracking = text,
        Field::ReturnWay => {
            if let Some(way) = value.and_then(ReturnWay::from_code) {
                case.return_way = way;
            }
        }
    }
    // As a document is read: what holds nothing is absent.
    let submitter = &mut case.submitter;
    submitter.authorisation.take_if(|paper| paper.is_empty());
    submitter.post.take_if(|post| post.is_empty());
}

fn paper(submitter: &mut Submitter) -> &mut AuthorisationPaper {
    submitter.authorisation.get_or_insert_default()
}

fn post(submitter: &mut Submitter) -> &mut PostalItem {
    submitter.post.get_or_insert_default()
}

#[cfg(test)]
mod tests;
