//! A record of the office: one signed fact that belongs to no single case and never changes, such as
//! an answer given at the counter, a hand-over list or a closed cash sheet.
//!
//! What a record says is defined where it is used, by a type that implements [`RecordData`]; there
//! is no list of kinds. A kind this program does not know is kept, forwarded and counted.

use crate::case::Facts;
use crate::id::{CaseId, DeviceId};
use crate::office::{Officer, Place};
use crate::sync::envelope::{BODY_MAX, Body, Envelope};
use crate::time::LocalTime;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Most letters of a kind's word.
const KIND_MAX: usize = 40;

/// One fact an officer put on record for the office; written once, never changed. A correction is
/// another record that names this one.
///
/// vi: bản ghi công việc của Bộ phận Một cửa
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// Its own name: the document of its envelope.
    pub id: CaseId,
    /// What it is: a stable word, e.g. "counter_answer".
    pub kind: String,
    /// Who wrote it.
    pub officer: Officer,
    /// On which device.
    pub device: DeviceId,
    /// Where.
    pub place: Place,
    /// When, by the clock of that device.
    pub at: LocalTime,
    /// What it says, in the shape of its kind.
    pub data: Value,
}

/// What records of one kind say.
///
/// Keys may be added later with a default, never renamed or retyped; no fractions (money is whole
/// đồng), so that a record has exactly one written form.
pub trait RecordData: Serialize + DeserializeOwned {
    /// The stable word of the kind: up to 40 of `a`–`z`, `0`–`9` and `_`.
    const KIND: &'static str;
}

/// Why something cannot be put on record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RecordError {
    /// Written out it is larger than a body may be.
    #[error("the record is larger than allowed")]
    TooLarge,
    /// Its data is no JSON without fractions, or its kind is no word.
    #[error("the record cannot be written")]
    Unwritable,
}

impl Record {
    /// Puts `data` on record; `id` must be random, `facts` say who, where and when.
    ///
    /// # Errors
    /// [`RecordError`].
    pub fn new<T: RecordData>(id: CaseId, facts: &Facts, data: &T) -> Result<Self, RecordError> {
        let mut data = serde_json::to_value(data).map_err(|_| RecordError::Unwritable)?;
        data.sort_all_objects();
        let record = Self {
            id,
            kind: T::KIND.to_owned(),
            officer: facts.officer.clone(),
            device: facts.device,
            place: facts.place.clone(),
            at: facts.now,
            data,
        };
        record.to_body().map(|_| record)
    }

    /// What it says; `None` when it is of another kind, or a newer version shaped it otherwise.
    pub fn data<T: RecordData>(&self) -> Option<T> {
        (self.kind == T::KIND)
            .then(|| T::deserialize(&self.data).ok())
            .flatten()
    }

    /// The bytes of an envelope's body: JSON with sorted keys and no spaces, one way only.
    ///
    /// # Errors
    /// [`RecordError`].
    pub fn to_body(&self) -> Result<Vec<u8>, RecordError> {
        if !is_word(&self.kind) {
            return Err(RecordError::Unwritable);
        }
        let value = serde_json::to_value(self).map_err(|_| RecordError::Unwritable)?;
        let body = canonical(value).ok_or(RecordError::Unwritable)?;
        if body.len() > BODY_MAX {
            return Err(RecordError::TooLarge);
        }
        Ok(body)
    }

    /// Reads the bytes of an envelope's body; `None` when they are something else, or are not
    /// written the one way records are written. Keys of a newer version are no obstacle.
    pub fn from_body(body: &[u8]) -> Option<Self> {
        if body.len() > BODY_MAX {
            return None;
        }
        let value: Value = serde_json::from_slice(body).ok()?;
        let record = Self::deserialize(&value).ok()?;
        let is_plain = is_word(&record.kind) && record.names_are_plain(&value);
        (is_plain && canonical(value)? == body).then_some(record)
    }

    /// Names and times can be read in several written forms (capitals, other offsets).
    fn names_are_plain(&self, value: &Value) -> bool {
        let says =
            |path, text: String| value.pointer(path).and_then(Value::as_str) == Some(text.as_str());
        says("/id", self.id.to_string())
            && says("/device", self.device.to_string())
            && says("/officer/id", self.officer.id.to_string())
            && says("/at", self.at.to_string())
    }

    /// The record in an envelope: its only body, naming the same document, officer and device as the
    /// envelope; `None` otherwise.
    pub fn of(envelope: &Envelope) -> Option<Self> {
        let [Body::Present(body)] = envelope.bodies() else {
            return None;
        };
        let header = envelope.header();
        Self::from_body(body).filter(|record| {
            record.id == header.doc
                && record.officer.id == header.officer
                && record.device == header.device
        })
    }
}

fn is_word(kind: &str) -> bool {
    let is_letter = |letter: u8| matches!(letter, b'a'..=b'z' | b'0'..=b'9' | b'_');
    (1..=KIND_MAX).contains(&kind.len()) && kind.bytes().all(is_letter)
}

/// Fractions have several written forms; sorted keys and no spaces leave one for all the rest.
fn canonical(mut value: Value) -> Option<Vec<u8>> {
    if has_fraction(&value) {
        return None;
    }
    value.sort_all_objects();
    serde_json::to_vec(&value).ok()
}

fn has_fraction(value: &Value) -> bool {
    match value {
        Value::Number(number) => number.is_f64(),
        Value::Array(items) => items.iter().any(has_fraction),
        Value::Object(members) => members.values().any(has_fraction),
        Value::Null | Value::Bool(_) | Value::String(_) => false,
    }
}

#[cfg(test)]
mod tests;
