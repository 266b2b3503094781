//! Scans of a case's papers in the window.

use super::detail::CaseDetail;
use super::paper::PaperSaved;
use super::words::label;
use super::{Code, Workstation, detail};
use crate::desk::Desk;
use crate::error::{ApiError, ErrorCode};
use crate::scans::PlacedScan;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use casework::case::{Case, Media};
use casework::command::Command;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use ts_rs::TS;

/// A scan of a paper.
#[derive(Debug, Serialize, TS)]
pub struct ScanView {
    /// The event that added it.
    pub id: String,
    /// The paper, by item id.
    pub item: String,
    /// The paper's name.
    pub paper: String,
    /// File name given by the officer.
    pub name: String,
    /// pdf, jpeg, png, or newer.
    #[ts(type = "\"pdf\" | \"jpeg\" | \"png\" | \"newer\"")]
    pub media: Media,
    /// Size in bytes.
    pub size: u64,
    /// SHA-256 of the bytes.
    pub hash: String,
    /// Who added it.
    pub officer: String,
    /// When.
    pub at: String,
    /// Whole on this machine.
    pub here: bool,
    /// The hub has said to have it whole.
    pub at_hub: bool,
    /// How far it has come, in Vietnamese.
    pub words: String,
    /// Why it was taken away, where it was.
    pub removed: Option<String>,
}

/// The scans of a case.
#[derive(Debug, Serialize, TS)]
pub struct Scans {
    /// Every scan, by paper and page; those taken away too.
    pub scans: Vec<ScanView>,
    /// How many count.
    pub total: u64,
    /// How many of these the hub has.
    pub at_hub: u64,
}

/// A file to be added.
#[derive(Debug, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ScanFile {
    /// File name.
    pub name: String,
    /// The bytes, base64.
    pub bytes_base64: String,
}

/// Adds scans to a paper, in the order of the pages.
#[derive(Debug, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ScanAdd {
    /// Record code.
    pub code: String,
    /// The paper, by item id.
    pub item: String,
    /// The files.
    pub files: Vec<ScanFile>,
}

/// Names a scan of a case.
#[derive(Debug, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ScanAsk {
    /// Record code.
    pub code: String,
    /// The event that added it.
    pub scan: String,
}

/// Takes a scan away.
#[derive(Debug, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ScanRemove {
    /// Record code.
    pub code: String,
    /// The event that added it.
    pub scan: String,
    /// Why.
    pub reason: String,
}

/// Writes a scan to a file.
#[derive(Debug, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ScanSave {
    /// Record code.
    pub code: String,
    /// The event that added it.
    pub scan: String,
    /// Where to.
    pub path: String,
}

/// The bytes of a scan.
#[derive(Debug, Serialize, TS)]
pub struct ScanBytes {
    /// File name.
    pub name: String,
    /// The type as the web says it.
    pub mime: String,
    /// The bytes, base64.
    pub bytes_base64: String,
}

/// The scans of a case.
///
/// # Errors
/// The store's.
pub fn scans_of(desk: &Desk, case: &Case) -> Result<Scans, ApiError> {
    let papers: BTreeMap<&str, &str> = case
        .papers()
        .into_iter()
        .map(|(item, paper)| (item, paper.name.as_str()))
        .collect();
    let placed = desk.scans(case)?;
    let live = || placed.iter().filter(|one| one.of_case.removed.is_none());
    Ok(Scans {
        total: live().count() as u64,
        at_hub: live().filter(|one| one.at_hub).count() as u64,
        scans: placed.iter().map(|one| view(one, &papers)).collect(),
    })
}

fn view(placed: &PlacedScan<'_>, papers: &BTreeMap<&str, &str>) -> ScanView {
    let (scan, added) = (placed.of_case.scan, placed.of_case.added);
    let removed = placed.of_case.removed;
    let state = match (placed.here, placed.at_hub) {
        (true, true) => "at_hub",
        (true, false) => "sending",
        (false, true) => "fetching",
        (false, false) => "elsewhere",
    };
    let paper = papers.get(scan.item.as_str());
    ScanView {
        id: added.id.clone(),
        item: scan.item.clone(),
        paper: paper.copied().unwrap_or(&scan.item).to_owned(),
        name: scan.name.clone(),
        media: scan.media,
        size: scan.size,
        hash: scan.hash.to_string(),
        officer: added.officer.name.clone(),
        at: added.at.to_string(),
        here: placed.here,
        at_hub: placed.at_hub,
        words: label("scan", state),
        removed: removed.map(|event| event.reason.clone().unwrap_or_default()),
    }
}

pub(super) fn list(ws: &Workstation, request: Code) -> Result<Scans, ApiError> {
    let desk = ws.desk()?;
    scans_of(&desk, &desk.case(desk.find(&request.code)?)?)
}

pub(super) fn add(ws: &Workstation, request: ScanAdd) -> Result<Scans, ApiError> {
    let desk = ws.desk()?;
    let id = desk.find(&request.code)?;
    let files = request
        .files
        .into_iter()
        .map(|file| {
            let bytes = STANDARD.decode(file.bytes_base64);
            let bytes = bytes.map_err(|_| ErrorCode::BadRequest)?;
            Ok((file.name, bytes))
        })
        .collect::<Result<Vec<_>, ApiError>>()?;
    let case = desk.add_scans(id, &request.item, &files)?;
    ws.written();
    scans_of(&desk, &case)
}

pub(super) fn remove(ws: &Workstation, request: ScanRemove) -> Result<CaseDetail, ApiError> {
    let desk = ws.desk()?;
    let command = Command::RemoveScan {
        scan: request.scan,
        reason: request.reason,
    };
    let case = desk.act(desk.find(&request.code)?, command)?;
    ws.written();
    detail::detail(&desk, &case)
}

pub(super) fn save(ws: &Workstation, request: ScanSave) -> Result<PaperSaved, ApiError> {
    let desk = ws.desk()?;
    let case = desk.case(desk.find(&request.code)?)?;
    let scan = desk.find_scan(&case, &request.scan)?.scan;
    std::fs::write(&request.path, desk.blob(scan.hash)?)
        .map_err(|error| ApiError::from(error).with("detail", &request.path))?;
    let path = request.path;
    Ok(PaperSaved { path })
}

pub(super) fn open(ws: &Workstation, request: ScanAsk) -> Result<ScanBytes, ApiError> {
    let desk = ws.desk()?;
    let case = desk.case(desk.find(&request.code)?)?;
    let scan = desk.find_scan(&case, &request.scan)?.scan;
    Ok(ScanBytes {
        name: scan.name.clone(),
        mime: scan.media.mime().to_owned(),
        bytes_base64: STANDARD.encode(desk.blob(scan.hash)?),
    })
}
