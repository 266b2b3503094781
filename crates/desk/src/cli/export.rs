//! `export`: a case for other programs.

use super::output::Output;
use crate::desk::Desk;
use crate::error::ApiError;
use crate::export::{ExportFormat, export};
use crate::identity::write_durably;
use crate::words::words;
use clap::Args;
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Args)]
pub(super) struct Export {
    /// Record code.
    code: String,
    /// automerge (the document with its history) or json (what it says now).
    #[arg(long, value_name = "FORMAT", default_value = "json", value_parser = format)]
    format: ExportFormat,
    /// Where to write.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

fn format(word: &str) -> Result<ExportFormat, String> {
    ExportFormat::from_code(word).ok_or_else(|| "expected automerge or json".to_owned())
}

pub(super) fn run(desk: &Desk, args: &Export, output: &Output) -> Result<ExitCode, ApiError> {
    let bytes = export(desk, desk.find(&args.code)?, args.format)?;
    write_durably(&args.out, &bytes)?;
    let done = serde_json::json!({ "code": args.code, "path": args.out, "bytes": bytes.len() });
    output.both(&done, || {
        words!("register_saved", path = args.out.display())
    });
    Ok(ExitCode::SUCCESS)
}
