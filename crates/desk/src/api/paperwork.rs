//! Paper beside the cases in the window: hand-over lists, cards for visits, numbered pads.

use super::cash::date_of;
use super::{Empty, PaperPrinted, Workstation};
use crate::clock;
use crate::desk::Desk;
use crate::error::{ApiError, ErrorCode};
use crate::handover::HandOver;
use crate::pad::SlipState;
use crate::paper::handover::hand_hand_over;
use crate::paper::pad::hand_pad;
use crate::paper::visit::{Visit, hand_visit_card};
use casework::handover::{HandOverCheck, HandOverList, Mismatch};
use casework::id::CaseId;
use casework::pad::ReceptionPad;
use casework::record::Record;
use casework::time::LocalTime;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};
use ts_rs::TS;

/// A list of paper files between a point and the centre.
#[derive(Debug, Serialize, TS)]
pub struct HandOverView {
    /// Its number, e.g. "5001-0007/BGHS".
    pub number: String,
    /// When it was made.
    pub at: String,
    /// Who made it.
    pub officer: String,
    /// Where the files come from.
    pub from: String,
    /// Where they go.
    pub to: String,
    /// The files.
    pub codes: Vec<String>,
    /// Who carries them.
    pub carrier: Option<String>,
    /// A remark.
    pub note: Option<String>,
    /// What the last count found.
    pub counted: Option<HandOverCounted>,
}

/// What a count of a list's files found.
#[derive(Debug, Serialize, TS)]
pub struct HandOverCounted {
    /// When.
    pub at: String,
    /// Who counted.
    pub officer: String,
    /// On the list, not there.
    pub missing: Vec<String>,
    /// There, not on the list.
    pub unexpected: Vec<String>,
}

/// Makes a list of the files that are given away here.
#[derive(Debug, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct HandOverMake {
    /// Where they go.
    pub to: String,
    /// Their record codes, as typed or scanned.
    pub codes: Vec<String>,
    /// Who carries them.
    pub carrier: Option<String>,
    /// A remark.
    pub note: Option<String>,
}

/// Puts on record what was scanned when the files of a list arrived.
#[derive(Debug, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct HandOverCount {
    /// The list's number.
    pub number: String,
    /// What was scanned.
    pub codes: Vec<String>,
}

/// A paper of a certain name: saved where there is a path, else printed.
#[derive(Debug, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct NamedPaper {
    /// A list's number, or a pad's id.
    pub name: String,
    /// Where to write; a folder gets a file named after the paper. `None` prints.
    pub path: Option<String>,
}

/// Announces a visit at home.
#[derive(Debug, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct VisitCard {
    /// Code of the procedure.
    pub procedure: String,
    /// Who is visited.
    pub name: String,
    /// Where.
    pub address: String,
    /// When, e.g. "2026-11-25T09:00:00+07:00".
    pub at: String,
    /// Who comes; the officer signed in where not given.
    pub visitor: Option<String>,
    /// Where to write; `None` prints.
    pub path: Option<String>,
}

/// Reserves numbers on blank slips.
#[derive(Debug, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct PadIssue {
    /// How many slips.
    pub count: u32,
    /// The day of reception, "2026-11-25"; today where `None`.
    pub date: Option<String>,
}

/// A pad of numbered blank slips.
#[derive(Debug, Serialize, TS)]
pub struct PadView {
    /// The pad's id.
    pub id: String,
    /// The day of reception.
    pub date: String,
    /// When it was made.
    pub issued: String,
    /// Who made it.
    pub officer: String,
    /// Whether its slips may be entered on this machine.
    pub own: bool,
    /// Its slips.
    pub slips: Vec<SlipView>,
}

/// A numbered blank slip.
#[derive(Debug, Serialize, TS)]
pub struct SlipView {
    /// The number on it.
    pub code: String,
    /// Whether its case has been entered.
    pub used: bool,
}

pub(super) fn handover_lists(ws: &Workstation, _: Empty) -> Result<Vec<HandOverView>, ApiError> {
    let desk = ws.desk()?;
    let checks = desk.hand_over_checks()?;
    let mut lists: Vec<_> = desk
        .hand_over_lists()?
        .iter()
        .map(|(record, list)| list_view(record, list, &checks))
        .collect();
    lists.reverse();
    Ok(lists)
}

pub(super) fn handover_make(
    ws: &Workstation,
    request: HandOverMake,
) -> Result<HandOverView, ApiError> {
    let desk = ws.desk()?;
    let (record, list) = desk.hand_over(HandOver {
        to: request.to,
        codes: request.codes,
        carrier: request.carrier,
        note: request.note,
    })?;
    ws.written();
    Ok(list_view(&record, &list, &[]))
}

pub(super) fn handover_count(
    ws: &Workstation,
    request: HandOverCount,
) -> Result<HandOverView, ApiError> {
    let desk = ws.desk()?;
    desk.check_hand_over(&request.number, &request.codes)?;
    ws.written();
    let (record, list) = desk.hand_over_list(&request.number)?;
    Ok(list_view(&record, &list, &desk.hand_over_checks()?))
}

pub(super) fn handover_paper(
    ws: &Workstation,
    request: NamedPaper,
) -> Result<PaperPrinted, ApiError> {
    let desk = ws.desk()?;
    let (record, list) = desk.hand_over_list(&request.name)?;
    handed(request.path, |out| {
        hand_hand_over(&desk, (&record, &list), out, None)
    })
}

pub(super) fn visit_card(ws: &Workstation, request: VisitCard) -> Result<PaperPrinted, ApiError> {
    let desk = ws.desk()?;
    let at: LocalTime = request
        .at
        .parse()
        .map_err(|_| ApiError::new(ErrorCode::BadTime).with("text", &request.at))?;
    let visit = Visit {
        procedure: request.procedure,
        name: request.name,
        address: request.address,
        at,
        visitor: request.visitor,
    };
    handed(request.path, |out| {
        hand_visit_card(&desk, &visit, out, None)
    })
}

pub(super) fn pad_issue(ws: &Workstation, request: PadIssue) -> Result<PadView, ApiError> {
    let desk = ws.desk()?;
    let day = match &request.date {
        Some(text) => date_of(text)?,
        None => clock::now().date(),
    };
    let (record, _) = desk.issue_pad(request.count as usize, day)?;
    ws.written();
    let id = record.id;
    let pads = pads(&desk)?;
    let made = pads.into_iter().find(|pad| pad.id == id.to_string());
    made.ok_or_else(|| ErrorCode::Bug.into())
}

pub(super) fn pad_list(ws: &Workstation, _: Empty) -> Result<Vec<PadView>, ApiError> {
    let mut pads = pads(&*ws.desk()?)?;
    pads.reverse();
    Ok(pads)
}

pub(super) fn pad_paper(ws: &Workstation, request: NamedPaper) -> Result<PaperPrinted, ApiError> {
    let desk = ws.desk()?;
    let unknown = || ApiError::new(ErrorCode::PadUnknown).with("code", &request.name);
    let id: CaseId = request.name.trim().parse().map_err(|_| unknown())?;
    let (record, pad) = desk.record::<ReceptionPad>(id)?.ok_or_else(unknown)?;
    handed(request.path, |out| {
        hand_pad(&desk, (&record, &pad), out, None)
    })
}

fn handed(
    path: Option<String>,
    hand: impl FnOnce(Option<&Path>) -> Result<PathBuf, ApiError>,
) -> Result<PaperPrinted, ApiError> {
    let out = path.map(PathBuf::from);
    let written = hand(out.as_deref())?;
    Ok(PaperPrinted {
        printed: out.is_none(),
        path: written.display().to_string(),
    })
}

fn list_view(
    record: &Record,
    list: &HandOverList,
    checks: &[(Record, HandOverCheck)],
) -> HandOverView {
    let last = checks
        .iter()
        .rev()
        .find(|(_, check)| check.list == record.id);
    HandOverView {
        number: list.number.clone(),
        at: record.at.to_string(),
        officer: record.officer.name.clone(),
        from: list.from.clone(),
        to: list.to.clone(),
        codes: list.codes.iter().map(ToString::to_string).collect(),
        carrier: list.carrier.clone(),
        note: list.note.clone(),
        counted: last.map(|(record, check)| counted(record, &check.mismatch)),
    }
}

fn counted(record: &Record, mismatch: &Mismatch) -> HandOverCounted {
    HandOverCounted {
        at: record.at.to_string(),
        officer: record.officer.name.clone(),
        missing: mismatch.missing.iter().map(ToString::to_string).collect(),
        unexpected: mismatch.unexpected.clone(),
    }
}

/// Every pad of the office, oldest first, with its slips.
fn pads(desk: &Desk) -> Result<Vec<PadView>, ApiError> {
    let mut pads: Vec<PadView> = Vec::new();
    for state in desk.pad_slips()? {
        let id = state.pad.id.to_string();
        if pads.last().is_none_or(|pad| pad.id != id) {
            pads.push(pad_view(id, &state));
        }
        if let Some(pad) = pads.last_mut() {
            pad.slips.push(SlipView {
                code: state.slip.code.to_string(),
                used: state.used,
            });
        }
    }
    Ok(pads)
}

fn pad_view(id: String, state: &SlipState) -> PadView {
    PadView {
        id,
        date: state.slip.code.date().to_string(),
        issued: state.pad.at.to_string(),
        officer: state.pad.officer.name.clone(),
        own: state.own,
        slips: vec![],
    }
}
