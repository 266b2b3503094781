//! The receipt in the window: preview, file, printer.

use super::{Code, Workstation};
use crate::error::ApiError;
use crate::paper;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;
use ts_rs::TS;

/// The pages of a receipt as pictures.
#[derive(Debug, Serialize, TS)]
pub struct ReceiptPreview {
    /// One SVG document a page.
    pub svg: Vec<String>,
}

/// Saves a receipt as a PDF file.
#[derive(Debug, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ReceiptSave {
    /// Record code.
    pub code: String,
    /// Where to write; a folder gets a file named after the record code.
    pub path: String,
}

/// Where a receipt was saved.
#[derive(Debug, Serialize, TS)]
pub struct ReceiptSaved {
    /// The file.
    pub path: String,
}

/// Prints a receipt.
#[derive(Debug, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ReceiptPrint {
    /// Record code.
    pub code: String,
    /// Which printer; the system's default where `None`.
    pub printer: Option<String>,
}

/// What became of a print job.
#[derive(Debug, Serialize, TS)]
pub struct ReceiptPrinted {
    /// The printing system took the job; that is not yet paper in the hand.
    pub printed: bool,
    /// The file that was printed.
    pub path: String,
}

pub(super) fn receipt_preview(ws: &Workstation, request: Code) -> Result<ReceiptPreview, ApiError> {
    let desk = ws.desk()?;
    let case = desk.case(desk.find(&request.code)?)?;
    let issue = case.issues(crate::cases::RECEIPT).max(1);
    Ok(ReceiptPreview {
        svg: paper::receipt_pictures(&desk, &case, issue)?,
    })
}

pub(super) fn receipt_save(
    ws: &Workstation,
    request: ReceiptSave,
) -> Result<ReceiptSaved, ApiError> {
    let desk = ws.desk()?;
    let id = desk.find(&request.code)?;
    let path = paper::save_receipt(&desk, id, &PathBuf::from(&request.path))?;
    ws.written();
    Ok(ReceiptSaved {
        path: path.display().to_string(),
    })
}

pub(super) fn receipt_print(
    ws: &Workstation,
    request: ReceiptPrint,
) -> Result<ReceiptPrinted, ApiError> {
    let desk = ws.desk()?;
    let id = desk.find(&request.code)?;
    let path = paper::print_receipt(&desk, id, request.printer.as_deref())?;
    ws.written();
    Ok(ReceiptPrinted {
        printed: true,
        path: path.display().to_string(),
    })
}
