//! `visit`: appointments for reception at home.

use super::output::Output;
use crate::desk::Desk;
use crate::error::{ApiError, ErrorCode};
use crate::paper::visit::{Visit, hand_visit_card};
use crate::words::words;
use clap::Subcommand;
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Subcommand)]
pub(super) enum VisitAction {
    /// The card that tells a household when an officer comes and what to have ready.
    Card {
        /// Code of the procedure, e.g. 1.001193.
        #[arg(long, value_name = "CODE")]
        procedure: String,
        /// Who is visited.
        #[arg(long, value_name = "NAME")]
        name: String,
        /// Where.
        #[arg(long, value_name = "ADDRESS")]
        address: String,
        /// When, e.g. 2026-11-25T09:00:00+07:00.
        #[arg(long, value_name = "TIME")]
        at: String,
        /// Who comes; the officer signed in where not given.
        #[arg(long, value_name = "NAME")]
        visitor: Option<String>,
        /// Write the PDF here.
        #[arg(long, value_name = "FILE", conflicts_with = "printer")]
        out: Option<PathBuf>,
        /// Print on this printer; the default one where neither is given.
        #[arg(long, value_name = "NAME")]
        printer: Option<String>,
    },
}

pub(super) fn run(desk: &Desk, action: VisitAction, output: &Output) -> Result<ExitCode, ApiError> {
    let VisitAction::Card {
        procedure,
        name,
        address,
        at,
        visitor,
        out,
        printer,
    } = action;
    let at = at
        .parse()
        .map_err(|_| ApiError::new(ErrorCode::BadTime).with("text", &at))?;
    let visit = Visit {
        procedure,
        name,
        address,
        at,
        visitor,
    };
    let path = hand_visit_card(desk, &visit, out.as_deref(), printer.as_deref())?;
    let done =
        serde_json::json!({ "procedure": visit.procedure, "at": at.to_string(), "path": path });
    output.both(&done, || words!("printed", path = path.display()));
    Ok(ExitCode::SUCCESS)
}
