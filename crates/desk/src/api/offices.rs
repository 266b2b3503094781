//! Cases of two offices in the window.

use super::Workstation;
use super::words::label;
use crate::desk::Desk;
use crate::error::ApiError;
use casework::case::{Case, Event, ForOffice, Passage};
use casework::id::OfficeId;
use casework::sync::roster::OfficeCard;
use casework::text::fold;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// An office that a case can be received for.
#[derive(Debug, Serialize, TS)]
pub struct OfficeChoice {
    /// Agency code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// The place name.
    pub locality: String,
}

/// Where a case of two offices stands between them.
#[derive(Debug, Serialize, TS)]
pub struct CasePassage {
    /// Seen from here: `for_others` was received here, `from_others` elsewhere.
    #[ts(type = "\"for_others\" | \"from_others\"")]
    pub side: &'static str,
    /// Name of the office that received it.
    pub received_by: String,
    /// Name of the office that has to handle it.
    pub for_office: String,
    /// Agency code of the office that handles it now.
    pub handled_by: String,
    /// How far it has come.
    #[ts(type = "\"at_reception\" | \"on_its_way\" | \"taken_over\" | \"sent_back\"")]
    pub state: Passage,
    /// The same in Vietnamese.
    pub label: String,
}

/// Which offices to list.
#[derive(Debug, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct OfficeList {
    /// Words of a name, or a part of an agency code; every office where empty.
    pub text: String,
    /// Most offices.
    pub limit: u32,
}

pub(super) fn list(ws: &Workstation, request: OfficeList) -> Result<Vec<OfficeChoice>, ApiError> {
    let cards = ws.desk()?.other_offices()?.into_iter();
    let wanted = fold(&request.text);
    let is_wanted = |card: &OfficeCard| {
        let all = fold(&format!("{} {} {}", card.name, card.locality, card.code));
        wanted.split_whitespace().all(|word| all.contains(word))
    };
    let choice = |card: OfficeCard| OfficeChoice {
        code: card.code,
        name: card.name,
        locality: card.locality,
    };
    let found = cards.filter(is_wanted).map(choice);
    Ok(found.take(request.limit.min(500) as usize).collect())
}

/// What a list says of a case of two offices.
pub fn passage_of(desk: &Desk, row: &store::CaseRow) -> Option<CasePassage> {
    let (other, state) = (row.for_office.clone()?, row.passage?);
    let handled_by = if state.is_with_other() {
        other.code.as_str()
    } else {
        row.code.agency()
    };
    Some(CasePassage {
        side: if row.office == desk.office() {
            "for_others"
        } else {
            "from_others"
        },
        received_by: other.received_by,
        for_office: other.name,
        handled_by: handled_by.to_owned(),
        state,
        label: label("passage", state.code()),
    })
}

/// Name of the office that has the paper file of a case of two.
pub(super) fn papers_at(case: &Case) -> Option<String> {
    let other = case.opening.for_office.as_ref()?;
    Some(name_of(other, case.papers_at()))
}

/// Name of the office whose officer acted in a case of two.
pub(super) fn acted_at(case: &Case, event: &Event) -> Option<String> {
    let other = case.opening.for_office.as_ref()?;
    Some(name_of(other, event.office.unwrap_or(case.opening.office)))
}

fn name_of(other: &ForOffice, office: OfficeId) -> String {
    if office == other.id {
        other.name.clone()
    } else {
        other.received_by.clone()
    }
}
