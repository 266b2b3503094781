//! Cases in the window: taking in, lists, one case and what is done with it.

use super::detail::{CaseDetail, detail};
use super::offices::{CasePassage, passage_of};
use super::words::{Warning, warning};
use super::{Code, Workstation};
use crate::clock;
use crate::desk::Desk;
use crate::error::{ApiError, ErrorCode};
use casework::case::{Case, Field, Step};
use casework::command::{Command, Intake};
use serde::{Deserialize, Serialize};
use store::{CaseRow as StoredRow, Filter, ListQuery, SyncState};
use ts_rs::TS;

/// What "due soon" means: within this many milliseconds.
const DUE_SOON_MS: i64 = 48 * 3600 * 1000;

/// A file as a citizen brings it.
#[derive(Debug, Deserialize, TS)]
pub struct IntakeRequest(#[ts(type = "Intake")] pub Intake);

/// A case that was taken in.
#[derive(Debug, Serialize, TS)]
pub struct Received {
    /// The number on the paper.
    pub code: String,
    /// The case's own name.
    pub id: String,
    /// The caller's own name for the request.
    pub client_ref: Option<String>,
    /// When received.
    pub received: String,
    /// When due.
    pub due: Option<String>,
    /// Rests on days off not announced yet.
    pub provisional: bool,
    /// Where the receipt was written, if it was.
    pub receipt: Option<String>,
    /// What should be looked at.
    pub warnings: Vec<Warning>,
}

/// A file as a citizen brings it, for a group of linked procedures.
#[derive(Debug, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct LinkedIntake {
    /// The file; its procedure begins the group.
    #[ts(type = "Intake")]
    pub intake: Intake,
    /// The group's stable word.
    pub linked: String,
}

/// A file that was written on a numbered slip without power and is entered later.
///
/// vi: nhập sau
#[derive(Debug, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct SlipIntake {
    /// The file, with the time of reception that was written on the slip.
    #[ts(type = "Intake")]
    pub intake: Intake,
    /// The number on the slip.
    pub slip: String,
}

/// Which cases to list.
#[derive(Debug, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct CaseList {
    /// Which.
    pub filter: CaseFilter,
    /// Most rows.
    pub limit: u32,
    /// Rows to skip.
    pub offset: u32,
}

/// Which cases to list.
#[derive(Clone, Copy, Debug, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum CaseFilter {
    /// Not closed.
    Open,
    /// Not closed, and due within two days or overdue.
    Due,
    /// Result ready.
    Ready,
    /// All.
    All,
    /// Only on this machine.
    Unsent,
    /// Received here for another office.
    ForOthers,
    /// Received elsewhere for this office.
    FromOthers,
}

/// One page of a list.
#[derive(Debug, Serialize, TS)]
pub struct CasePage {
    /// The rows.
    pub rows: Vec<CaseRow>,
    /// How many there are in all.
    pub total: u64,
}

/// A case in a list.
#[derive(Debug, Serialize, TS)]
pub struct CaseRow {
    /// The number on the paper.
    pub code: String,
    /// The case's own name.
    pub id: String,
    /// Where it stands.
    #[ts(type = "Step")]
    pub step: Step,
    /// Code of the procedure.
    pub procedure: String,
    /// Its name when received.
    pub procedure_name: String,
    /// The applicant's name.
    pub applicant: String,
    /// When received.
    pub received: String,
    /// When due.
    pub due: Option<String>,
    /// local, sent or acknowledged.
    #[ts(type = "SyncState")]
    pub sync: &'static str,
    /// The hub has every record; what it lacks are scans.
    pub records_at_hub: bool,
    /// Scans and result files.
    pub scans: u64,
    /// How many of them the hub has.
    pub scans_at_hub: u64,
    /// Past its due date and not closed.
    pub late: bool,
    /// Two people did what excludes each other.
    pub conflict: bool,
    /// Where it stands between two offices; `None` where it has only one.
    pub passage: Option<CasePassage>,
}

/// Corrects a field.
#[derive(Debug, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct CaseCorrect {
    /// Record code.
    pub code: String,
    /// Which field, e.g. "applicant.name".
    pub field: String,
    /// The value the officer saw.
    pub seen: Option<String>,
    /// The new value.
    pub value: Option<String>,
}

/// Adds a note.
#[derive(Debug, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct CaseNote {
    /// Record code.
    pub code: String,
    /// The text.
    pub text: String,
}

pub(super) fn receive_linked(
    ws: &Workstation,
    request: LinkedIntake,
) -> Result<Vec<Received>, ApiError> {
    let desk = ws.desk()?;
    let taken = desk.receive_linked(&request.intake, &request.linked, false)?;
    ws.written();
    let answer = |one: &crate::cases::TakenIn| {
        received(&one.case, one.warnings.iter().map(warning).collect())
    };
    Ok(taken.iter().map(answer).collect())
}

pub(super) fn receive(ws: &Workstation, request: IntakeRequest) -> Result<Received, ApiError> {
    take_in(ws, request.0, None)
}

pub(super) fn receive_slip(ws: &Workstation, request: SlipIntake) -> Result<Received, ApiError> {
    take_in(ws, request.intake, Some(&request.slip))
}

fn take_in(ws: &Workstation, intake: Intake, slip: Option<&str>) -> Result<Received, ApiError> {
    let desk = ws.desk()?;
    let taken = desk.receive_on(intake, slip, false)?;
    ws.written();
    Ok(received(
        &taken.case,
        taken.warnings.iter().map(warning).collect(),
    ))
}

/// A case as the answer to its intake.
pub fn received(case: &Case, warnings: Vec<Warning>) -> Received {
    let appointment = &case.opening.appointment;
    Received {
        code: case.opening.code.to_string(),
        id: case.opening.id.to_string(),
        client_ref: case.opening.client_ref.clone(),
        received: appointment.received.to_string(),
        due: appointment.due.map(|due| due.to_string()),
        provisional: appointment.provisional,
        receipt: None,
        warnings,
    }
}

pub(super) fn list(ws: &Workstation, request: CaseList) -> Result<CasePage, ApiError> {
    let desk = ws.desk()?;
    let of_two = matches!(
        request.filter,
        CaseFilter::ForOthers | CaseFilter::FromOthers
    );
    let query = ListQuery {
        office: of_two.then(|| desk.office()),
        filter: match request.filter {
            CaseFilter::Open => Filter::Open,
            CaseFilter::Due => Filter::Due,
            CaseFilter::Ready => Filter::Ready,
            CaseFilter::All => Filter::All,
            CaseFilter::Unsent => Filter::Unsent,
            CaseFilter::ForOthers => Filter::ForOthers,
            CaseFilter::FromOthers => Filter::FromOthers,
        },
        until: Some(clock::local(clock::now_ms() + DUE_SOON_MS)),
        limit: request.limit.min(500) as usize,
        offset: request.offset as usize,
    };
    let page = desk.store().read(|reader| reader.list(&query))?;
    Ok(CasePage {
        rows: page
            .rows
            .into_iter()
            .map(|stored| row(&desk, stored))
            .collect(),
        total: page.total,
    })
}

pub(super) fn row(desk: &Desk, stored: StoredRow) -> CaseRow {
    CaseRow {
        passage: passage_of(desk, &stored),
        code: stored.code.to_string(),
        id: stored.id.to_string(),
        step: stored.step,
        procedure: stored.procedure,
        procedure_name: stored.procedure_name,
        applicant: stored.applicant,
        received: stored.received.to_string(),
        late: stored.due.is_some_and(|due| due < clock::now())
            && matches!(stored.step, Step::Received | Step::InProcess),
        due: stored.due.map(|due| due.to_string()),
        sync: sync_word(stored.sync),
        records_at_hub: stored.records == SyncState::Acknowledged,
        scans: stored.blobs.total,
        scans_at_hub: stored.blobs.at_hub,
        conflict: stored.conflict,
    }
}

/// The stable word of a sync state.
pub fn sync_word(state: SyncState) -> &'static str {
    match state {
        SyncState::Local => "local",
        SyncState::Sent => "sent",
        SyncState::Acknowledged => "acknowledged",
    }
}

pub(super) fn show(ws: &Workstation, request: Code) -> Result<CaseDetail, ApiError> {
    let desk = ws.desk()?;
    let id = desk.find(&request.code)?;
    detail(&desk, &desk.case(id)?)
}

pub(super) fn correct(ws: &Workstation, request: CaseCorrect) -> Result<CaseDetail, ApiError> {
    let field = Field::from_code(&request.field)
        .ok_or_else(|| ApiError::new(ErrorCode::BadField).with("field", &request.field))?;
    let command = Command::Correct {
        field,
        seen: request.seen,
        value: request.value,
    };
    act(ws, &request.code, command)
}

pub(super) fn note(ws: &Workstation, request: CaseNote) -> Result<CaseDetail, ApiError> {
    act(ws, &request.code, Command::AddNote { text: request.text })
}

fn act(ws: &Workstation, code: &str, command: Command) -> Result<CaseDetail, ApiError> {
    let desk = ws.desk()?;
    let case = desk.act(desk.find(code)?, command)?;
    ws.written();
    detail(&desk, &case)
}
