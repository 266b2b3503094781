//! `motcua scan`: scans of a case's papers.

use super::output::Output;
use crate::api::{self, ScanView};
use crate::desk::Desk;
use crate::error::{ApiError, ErrorCode};
use crate::words::words;
use casework::command::Command;
use casework::rejection::Rejection;
use casework::sync::blob::BLOB_MAX;
use clap::Subcommand;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

#[derive(Subcommand)]
pub(super) enum ScanAction {
    /// Add scans (PDF, JPEG, PNG) to a paper of a case, page after page.
    Add {
        /// Record code.
        code: String,
        /// The paper: its number in the list on the receipt, or its item id.
        #[arg(long, value_name = "N")]
        item: String,
        /// The files, in the order of the pages.
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
    },
    /// The scans of a case, and how far each has come.
    List {
        /// Record code.
        code: String,
    },
    /// Write a scan to a file; fetched from the hub where it is not here.
    Save {
        /// Record code.
        code: String,
        /// Its number in the list, or its id.
        scan: String,
        /// Where to; a file of its own name in this folder where not given.
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
    /// Take a scan away with a reason: it stays on record.
    Remove {
        /// Record code.
        code: String,
        /// Its number in the list, or its id.
        scan: String,
        /// Why.
        #[arg(long)]
        reason: String,
    },
}

pub(super) fn run(desk: &Desk, action: ScanAction, output: &Output) -> Result<ExitCode, ApiError> {
    match action {
        ScanAction::Add { code, item, files } => {
            let id = desk.find(&code)?;
            let item = desk.paper_item(&desk.case(id)?, &item)?;
            let files = files
                .iter()
                .map(|path| read(path))
                .collect::<Result<Vec<_>, _>>()?;
            let case = desk.add_scans(id, &item, &files)?;
            show(desk, &case, output)?;
        }
        ScanAction::List { code } => show(desk, &desk.case(desk.find(&code)?)?, output)?,
        ScanAction::Save { code, scan, out } => {
            let case = desk.case(desk.find(&code)?)?;
            let found = desk.find_scan(&case, &scan)?.scan;
            let own = Path::new(&found.name).file_name();
            let path = out.unwrap_or_else(|| PathBuf::from(own.unwrap_or("scan".as_ref())));
            std::fs::write(&path, desk.blob(found.hash)?)
                .map_err(|error| ApiError::from(error).with("detail", path.display()))?;
            let saved = serde_json::json!({ "path": path });
            output.both(&saved, || words!("scan_saved", path = path.display()));
        }
        ScanAction::Remove { code, scan, reason } => {
            let id = desk.find(&code)?;
            let scan = desk.find_scan(&desk.case(id)?, &scan)?.added.id.clone();
            let case = desk.act(id, Command::RemoveScan { scan, reason })?;
            show(desk, &case, output)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn show(desk: &Desk, case: &casework::case::Case, output: &Output) -> Result<(), ApiError> {
    let scans = api::scans_of(desk, case)?;
    output.both(&scans, || {
        let head = words!(
            "scans",
            code = case.opening.code,
            total = scans.total,
            at_hub = scans.at_hub
        );
        let live = scans.scans.iter().filter(|scan| scan.removed.is_none());
        let lines = (1..).zip(live).map(|(number, scan)| line(number, scan));
        std::iter::once(head)
            .chain(lines)
            .collect::<Vec<_>>()
            .join("\n")
    });
    Ok(())
}

fn line(number: u32, scan: &ScanView) -> String {
    words!(
        "scan",
        number = number,
        paper = scan.paper,
        name = scan.name,
        size = scan.size.div_ceil(1024),
        state = scan.words
    )
}

fn read(path: &Path) -> Result<(String, Vec<u8>), ApiError> {
    let failed = |error: std::io::Error| {
        if error.kind() == std::io::ErrorKind::NotFound {
            return ApiError::new(ErrorCode::NoSuchFile).with("detail", path.display());
        }
        ApiError::from(error).with("detail", path.display())
    };
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let name = name.into_owned();
    // What is refused for its size is not read first.
    if std::fs::metadata(path).map_err(failed)?.len() > BLOB_MAX {
        let max_mb = BLOB_MAX >> 20;
        return Err(Rejection::ScanTooLarge { name, max_mb }.into());
    }
    Ok((name, std::fs::read(path).map_err(failed)?))
}
