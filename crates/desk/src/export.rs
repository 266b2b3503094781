//! A case for other programs: the whole document, or what it says as JSON.

use crate::api;
use crate::desk::Desk;
use crate::error::{ApiError, ErrorCode};
use casework::crdt::Document;
use casework::id::{CaseId, Hash};
use serde_json::json;

/// How a case leaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExportFormat {
    /// The document with its whole history, as a file of Automerge.
    Automerge,
    /// What the case says now, with the heads it follows from.
    Json,
}

impl ExportFormat {
    /// The format of a stable name.
    pub fn from_code(code: &str) -> Option<Self> {
        match code {
            "automerge" => Some(Self::Automerge),
            "json" => Some(Self::Json),
            _ => None,
        }
    }
}

/// Gives the bytes of a case in a format: the same wherever the same changes are, in whatever order they came.
///
/// # Errors
/// [`ErrorCode::UnknownCase`], the store's.
pub fn export(desk: &Desk, id: CaseId, format: ExportFormat) -> Result<Vec<u8>, ApiError> {
    let unknown = || ApiError::new(ErrorCode::UnknownCase).with("code", id);
    let mut changes = desk.store().read(|reader| reader.changes(id))?;
    if changes.is_empty() {
        return Err(unknown());
    }
    changes.sort_by_cached_key(|change| Hash::of(change));
    let mut document = Document::load(changes.iter().map(Vec::as_slice))
        .map_err(|error| ApiError::new(ErrorCode::Corrupt).with("detail", error.code()))?;
    match format {
        ExportFormat::Automerge => Ok(document.save()),
        ExportFormat::Json => {
            let heads: Vec<String> = document.heads().iter().map(ToString::to_string).collect();
            let case = document.case().ok_or_else(unknown)?;
            let whole = json!({
                "format": "motcua/case/1",
                "heads": heads,
                "case": api::detail(desk, &case)?,
            });
            let mut text = serde_json::to_vec_pretty(&whole)
                .map_err(|error| ApiError::new(ErrorCode::Bug).with("detail", error))?;
            text.push(b'\n');
            Ok(text)
        }
    }
}
