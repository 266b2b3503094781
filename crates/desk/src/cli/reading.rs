//! `due` and `card`: answers that need no workstation.

use super::output::Output;
use crate::api;
use crate::error::{ApiError, ErrorCode};
use crate::words::{text, words};
use casework::calendar::Calendar;
use casework::time::LocalTime;
use clap::{Args, Subcommand};
use serde::Serialize;
use std::io::Read;
use std::path::PathBuf;
use std::process::ExitCode;

/// Longest card text, in bytes.
const CARD_MAX: u64 = 64 * 1024;

#[derive(Args)]
pub(super) struct Due {
    /// Code of the procedure.
    #[arg(long)]
    procedure: String,
    /// Which case of the procedure.
    #[arg(long)]
    variant: Option<String>,
    /// When received, with offset: 2026-11-21T08:30:00+07:00.
    #[arg(long, value_name = "TIME")]
    received: String,
    /// A calendar year that replaces or adds to the built-in ones.
    #[arg(long, value_name = "FILE")]
    calendar: Option<PathBuf>,
}

#[derive(Subcommand)]
pub(super) enum CardAction {
    /// Fields of a citizen card's QR, with warnings.
    Parse {
        /// The text; standard input where `-` or nothing.
        text: Option<String>,
    },
}

#[derive(Serialize)]
struct DueLine<'a> {
    procedure: &'a str,
    received: &'a str,
    due: &'a Option<String>,
    provisional: bool,
    unit: &'a str,
    amount: &'a str,
    calendar: &'a str,
    explain: &'a [String],
}

pub(super) fn due(args: &Due, output: &Output) -> Result<ExitCode, ApiError> {
    let received: LocalTime = args
        .received
        .parse()
        .map_err(|_| ApiError::new(ErrorCode::BadTime).with("text", &args.received))?;
    let calendar = match &args.calendar {
        None => Calendar::built_in(),
        Some(path) => {
            let bad = |detail: String| ApiError::new(ErrorCode::BadCalendar).with("detail", detail);
            let json = std::fs::read_to_string(path)
                .map_err(|error| ApiError::from(error).with("detail", path.display()))?;
            Calendar::built_in()
                .with_file(&json)
                .map_err(|error| bad(error.to_string()))?
        }
    };
    let due = api::explain_due(
        &calendar,
        &args.procedure,
        args.variant.as_deref(),
        received,
    )?;
    let line = DueLine {
        procedure: &args.procedure,
        received: &due.received,
        due: &due.due,
        provisional: due.provisional,
        unit: &due.unit,
        amount: &due.amount,
        calendar: &due.calendar,
        explain: &due.explain,
    };
    output.both(&line, || {
        let unknown = text("due_unknown");
        let head = words!(
            if due.provisional {
                "due_provisional"
            } else {
                "due"
            },
            received = due.received,
            due = due.due.as_ref().unwrap_or(&unknown)
        );
        let steps = due.explain.iter().map(|step| format!("  – {step}"));
        std::iter::once(head)
            .chain(steps)
            .collect::<Vec<_>>()
            .join("\n")
    });
    Ok(ExitCode::SUCCESS)
}

pub(super) fn card(action: CardAction, output: &Output) -> Result<ExitCode, ApiError> {
    let CardAction::Parse { text } = action;
    let text = match text.filter(|text| text != "-") {
        Some(text) => text,
        None => {
            let mut bytes = vec![];
            std::io::stdin().take(CARD_MAX).read_to_end(&mut bytes)?;
            String::from_utf8(bytes)
                .map_err(|_| ApiError::new(ErrorCode::NotUtf8).with("line", 1))?
        }
    };
    let parsed = api::parse_card(&text)?;
    output.both(&parsed, || {
        let card = &parsed.card;
        let none = String::from("—");
        let mut lines = vec![
            words!("card_number", value = card.number),
            words!("card_name", value = card.name),
            words!("card_born", value = card.born.as_ref().unwrap_or(&none)),
            words!("card_address", value = card.address),
        ];
        lines.extend(
            parsed
                .warnings
                .iter()
                .map(|warning| format!("! {}", warning.vi)),
        );
        lines.join("\n")
    });
    Ok(ExitCode::SUCCESS)
}
