//! Document to case: total. Missing keys get defaults, unknown keys are left alone, an event that
//! does not read is skipped.

use super::causes::{Causes, Op};
use super::schema::*;
use super::write::place_of;
use crate::case::{
    Appointment, Case, Event, Field, FieldConflict, Opening, Overtaken, ReceivedPaper, ReturnWay,
    ends, fold, is_decided, is_edit,
};
use crate::number::RecordCode;
use crate::office::{Place, PlaceKind};
use crate::person::{
    AuthorisationPaper, BirthDate, Kinship, PaperDate, Party, PartyKind, PostalItem, Relation,
    Representative, Sex, Submitter,
};
use automerge::{AutoCommit, ObjId, ROOT, ReadDoc, Value};
use std::collections::{BTreeMap, BTreeSet};

pub(super) fn case(doc: &mut AutoCommit) -> Option<Case> {
    let mut case = as_written(doc)?;
    case.overtaken = overtaken(doc, &case);
    Some(case)
}

/// Edits that neither knew of an end of the case nor were known to who ended it.
fn overtaken(doc: &mut AutoCommit, case: &Case) -> Vec<Overtaken> {
    let ends = ends(&case.events, &case.standing);
    let is_open = |event: &&Event| is_edit(event.kind) && !is_decided(&case.events, &event.id);
    let edits: Vec<&Event> = case.events.iter().filter(is_open).collect();
    if ends.is_empty() || edits.is_empty() {
        return vec![];
    }
    let causes = Causes::of(doc);
    let op = |event: &Event| written(doc, &event.id);
    let ends: Vec<_> = ends.into_iter().map(|end| (end, op(end))).collect();
    let apart = |edit: &Event| {
        let op = op(edit)?;
        let found = ends.iter().find(|(_, end)| {
            let end = end.as_ref();
            end.is_some_and(|end| causes.are_apart(&op, end))
        });
        found.map(|(end, _)| Overtaken {
            edit: edit.id.clone(),
            end: end.id.clone(),
        })
    };
    edits.into_iter().filter_map(apart).collect()
}

/// The operation that wrote an event.
fn written(doc: &AutoCommit, event: &str) -> Option<Op> {
    match doc.get(map(doc, EVENTS)?, event).ok()?? {
        (_, ObjId::Id(counter, actor, _)) => Some((counter, actor.to_bytes().to_vec())),
        (_, ObjId::Root) => None,
    }
}

fn as_written(doc: &AutoCommit) -> Option<Case> {
    let opening = opening(doc)?;
    let applicant = map(doc, APPLICANT);
    let submitter = map(doc, SUBMITTER);
    let events = events(doc);
    Some(Case {
        applicant: party(doc, applicant.as_ref()),
        submitter: read_submitter(doc, submitter.as_ref()),
        return_way: root(doc, RETURN_WAY)
            .and_then(|code| ReturnWay::from_code(&code))
            .unwrap_or(ReturnWay::AtPoint),
        standing: fold(&events),
        conflicts: Field::ALL
            .into_iter()
            .filter_map(|field| conflict(doc, field))
            .collect(),
        overtaken: vec![],
        opening,
        events,
    })
}

/// Every event that reads, by time; within a minute in the order of writing.
fn events(doc: &AutoCommit) -> Vec<Event> {
    let Some(map) = map(doc, EVENTS) else {
        return vec![];
    };
    let mut events: Vec<(u64, Event)> = doc
        .keys(&map)
        .filter_map(|key| {
            let (value, id) = doc.get(&map, key.as_str()).ok()??;
            let event = serde_json::from_str(&string(doc, &value, &id)?).ok()?;
            let written = match id {
                ObjId::Id(counter, _, _) => counter,
                ObjId::Root => 0,
            };
            Some((written, event))
        })
        .collect();
    events.sort_by(|(a_written, a), (b_written, b)| {
        (a.at, a_written, &a.id).cmp(&(b.at, b_written, &b.id))
    });
    events.into_iter().map(|(_, event)| event).collect()
}

fn opening(doc: &AutoCommit) -> Option<Opening> {
    let place = root(doc, PLACE).and_then(|text| serde_json::from_str(&text).ok());
    Some(Opening {
        id: root(doc, ID)?.parse().ok()?,
        office: root(doc, OFFICE)?.parse().ok()?,
        code: RecordCode::parse(&root(doc, CODE)?).ok()?,
        procedure: root(doc, PROCEDURE)?,
        procedure_name: root(doc, PROCEDURE_NAME).unwrap_or_default(),
        variant: root(doc, VARIANT),
        documents: records::<ReceivedPaper>(doc, DOCUMENTS),
        appointment: Appointment {
            received: root(doc, RECEIVED)?.parse().ok()?,
            due: root(doc, DUE).and_then(|text| text.parse().ok()),
            provisional: flag(doc, PROVISIONAL),
            calendar: root(doc, CALENDAR).unwrap_or_default(),
            clock_unconfirmed: flag(doc, CLOCK_UNCONFIRMED),
        },
        place: place.unwrap_or(Place {
            kind: PlaceKind::Centre,
            name: None,
            address: None,
        }),
        client_ref: root(doc, CLIENT_REF),
        assistance: root(doc, ASSISTANCE).and_then(|text| serde_json::from_str(&text).ok()),
        for_office: root(doc, FOR_OFFICE).and_then(|text| serde_json::from_str(&text).ok()),
    })
}

fn party(doc: &AutoCommit, map: Option<&ObjId>) -> Party {
    Party {
        kind: text(doc, map, KIND)
            .and_then(|code| PartyKind::from_code(&code))
            .unwrap_or(PartyKind::Person),
        name: text(doc, map, NAME).unwrap_or_default(),
        id: text(doc, map, ID),
        born: text(doc, map, BORN).and_then(|text| BirthDate::parse(&text).ok()),
        sex: text(doc, map, SEX).and_then(|code| Sex::parse(&code)),
        address: text(doc, map, ADDRESS),
        phone: text(doc, map, PHONE),
        email: text(doc, map, EMAIL),
        former_address: text(doc, map, FORMER_ADDRESS),
        representative: text(doc, map, REPRESENTATIVE_NAME).map(|name| Representative {
            name,
            position: text(doc, map, REPRESENTATIVE_POSITION),
        }),
    }
}

fn read_submitter(doc: &AutoCommit, map: Option<&ObjId>) -> Submitter {
    let field = |key| text(doc, map, key);
    let authorisation = AuthorisationPaper {
        number: field(AUTHORISATION_NUMBER),
        date: field(AUTHORISATION_DATE).and_then(|date| PaperDate::parse(&date).ok()),
        certified_by: field(CERTIFIED_BY),
    };
    let post = PostalItem {
        service: field(POST_SERVICE),
        tracking: field(POST_TRACKING),
    };
    Submitter {
        relation: field(RELATION)
            .and_then(|code| Relation::from_code(&code))
            .unwrap_or_default(),
        name: field(NAME),
        id: field(ID),
        kinship: field(KINSHIP).and_then(|code| Kinship::from_code(&code)),
        position: field(POSITION),
        authorisation: Some(authorisation).filter(|paper| !paper.is_empty()),
        post: Some(post).filter(|post| !post.is_empty()),
    }
}

fn conflict(doc: &AutoCommit, field: Field) -> Option<FieldConflict> {
    let (parent, key) = place_of(field);
    let parent = match parent {
        Some(name) => map(doc, name)?,
        None => ROOT,
    };
    let survivors = doc.get_all(&parent, key).ok()?;
    let values: BTreeSet<String> = survivors
        .into_iter()
        .filter_map(|(value, id)| string(doc, &value, &id))
        .collect();
    (values.len() > 1).then(|| FieldConflict {
        field,
        values: values.into_iter().collect(),
    })
}

fn records<T: serde::de::DeserializeOwned>(doc: &AutoCommit, key: &str) -> BTreeMap<String, T> {
    let Some(map) = map(doc, key) else {
        return BTreeMap::new();
    };
    doc.keys(&map)
        .filter_map(|key| {
            let record = serde_json::from_str(&text(doc, Some(&map), &key)?).ok()?;
            Some((key, record))
        })
        .collect()
}

fn map(doc: &AutoCommit, key: &str) -> Option<ObjId> {
    match doc.get(ROOT, key).ok()?? {
        (Value::Object(_), id) => Some(id),
        (Value::Scalar(_), _) => None,
    }
}

fn root(doc: &AutoCommit, key: &str) -> Option<String> {
    text(doc, Some(&ROOT), key)
}

/// The text under a key; empty text counts as nothing.
fn text(doc: &AutoCommit, parent: Option<&ObjId>, key: &str) -> Option<String> {
    let (value, id) = doc.get(parent?, key).ok()??;
    string(doc, &value, &id).filter(|text| !text.is_empty())
}

/// Our own texts are scalars; other Automerge programs write text objects.
fn string(doc: &AutoCommit, value: &Value<'_>, id: &ObjId) -> Option<String> {
    match value {
        Value::Scalar(scalar) => scalar.as_str().map(str::to_owned),
        Value::Object(automerge::ObjType::Text) => doc.text(id).ok(),
        Value::Object(_) => None,
    }
}

fn flag(doc: &AutoCommit, key: &str) -> bool {
    doc.get(ROOT, key)
        .ok()
        .flatten()
        .and_then(|(value, _)| value.as_bool())
        .unwrap_or(false)
}
