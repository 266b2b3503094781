//! `pad`: numbered blank slips for days without power.

use super::output::Output;
use crate::desk::Desk;
use crate::error::{ApiError, ErrorCode};
use crate::pad::SlipState;
use crate::paper::pad::save_pad;
use crate::words::{text, words};
use casework::id::CaseId;
use casework::pad::ReceptionPad;
use clap::Subcommand;
use serde::Serialize;
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Subcommand)]
pub(super) enum PadAction {
    /// Reserve numbers of a day and print them on blank slips.
    Issue {
        /// How many.
        #[arg(long, value_name = "N")]
        count: usize,
        /// The day of reception, e.g. 2026-11-25; today where not given.
        #[arg(long, value_name = "DAY")]
        date: Option<String>,
        /// Write the PDF here.
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
    /// Print the slips of a pad that was issued before, all of them.
    Print {
        /// The pad's id.
        id: String,
        /// Write the PDF here.
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
    /// Every slip of the office and whether its case has been entered.
    List {
        /// Only those that have not.
        #[arg(long)]
        unused: bool,
    },
}

#[derive(Serialize)]
struct Issued {
    id: String,
    date: String,
    count: usize,
    first: Option<String>,
    last: Option<String>,
    path: PathBuf,
}

#[derive(Serialize)]
struct SlipLine<'a> {
    code: String,
    date: String,
    pad: String,
    issued: String,
    officer: &'a str,
    state: &'static str,
    own: bool,
}

pub(super) fn run(desk: &Desk, action: PadAction, output: &Output) -> Result<ExitCode, ApiError> {
    match action {
        PadAction::Issue { count, date, out } => {
            let day = match &date {
                Some(text) => text
                    .trim()
                    .parse()
                    .map_err(|_| ApiError::new(ErrorCode::BadTime).with("text", text))?,
                None => crate::clock::now().date(),
            };
            let pad = desk.issue_pad(count, day)?;
            let path = save_pad(desk, (&pad.0, &pad.1), &out)?;
            said(&issued(pad.0.id, &pad.1, path), output);
        }
        PadAction::Print { id, out } => {
            let unknown = || ApiError::new(ErrorCode::PadUnknown).with("code", &id);
            let name: CaseId = id.trim().parse().map_err(|_| unknown())?;
            let pad = desk.record::<ReceptionPad>(name)?.ok_or_else(unknown)?;
            let path = save_pad(desk, (&pad.0, &pad.1), &out)?;
            said(&issued(name, &pad.1, path), output);
        }
        PadAction::List { unused } => {
            let slips = desk.pad_slips()?.into_iter();
            for state in slips.filter(|state| !(unused && state.used)) {
                let line = line(&state);
                output.both(&line, || {
                    words!(
                        "pad_line",
                        code = line.code,
                        state = text(&format!("pad_{}", line.state)),
                        issued = line.issued,
                        officer = line.officer
                    )
                });
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn issued(id: CaseId, pad: &ReceptionPad, path: PathBuf) -> Issued {
    let code = |slip: &casework::pad::PadSlip| slip.code.to_string();
    Issued {
        id: id.to_string(),
        date: pad.date.clone(),
        count: pad.slips.len(),
        first: pad.slips.first().map(code),
        last: pad.slips.last().map(code),
        path,
    }
}

fn said(issued: &Issued, output: &Output) {
    output.both(issued, || {
        words!(
            "pad_issued",
            count = issued.count,
            date = issued.date,
            first = issued.first.as_deref().unwrap_or_default(),
            last = issued.last.as_deref().unwrap_or_default(),
            path = issued.path.display()
        )
    });
}

fn line(state: &SlipState) -> SlipLine<'_> {
    SlipLine {
        code: state.slip.code.to_string(),
        date: state.slip.code.date().to_string(),
        pad: state.pad.id.to_string(),
        issued: state.pad.at.to_string(),
        officer: &state.pad.officer.name,
        state: if state.used { "used" } else { "unused" },
        own: state.own,
    }
}
