//! `due`: the due date of a procedure and how it is computed; needs no workstation.

use super::output::Output;
use crate::api::{self, DueExplained, DueQuestion};
use crate::error::{ApiError, ErrorCode};
use crate::words::{text, words};
use casework::calendar::{Calendar, Interruption};
use casework::office::Office;
use casework::procedure::Catalogue;
use casework::time::LocalTime;
use clap::Args;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

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
    /// A calendar year, rows of a province, or working hours that replace or add to the built-in ones.
    #[arg(long, value_name = "FILE")]
    calendar: Option<PathBuf>,
    /// An office file: its province's calendar, its Saturdays, whether its commune is a difficult one.
    #[arg(long, value_name = "FILE")]
    office: Option<PathBuf>,
    /// A file of time limits: cases, second appointments, time added in difficult communes.
    #[arg(long, value_name = "FILE")]
    limits: Option<PathBuf>,
    /// The commune is a mountain, island or difficult one.
    #[arg(long)]
    difficult: bool,
    /// The counter works on Saturday morning.
    #[arg(long)]
    saturday: bool,
    /// The clock was stopped; as often as needed.
    #[arg(long, value_name = "FROM..TO")]
    pause: Vec<String>,
    /// The supplement was received: the limit starts anew.
    #[arg(long, value_name = "TIME")]
    supplement: Vec<String>,
    /// Proof of payment, for a second appointment; or the whole wait for it.
    #[arg(long, value_name = "TIME|FROM..TO")]
    payment: Vec<String>,
}

/// The part of an office file that matters here.
#[derive(Deserialize)]
struct OfficeFile {
    office: Office,
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
    let office = args.office.as_deref().map(office).transpose()?;
    let calendar = calendar(args, office.as_ref())?;
    let own = args.limits.as_deref().map(with_limits).transpose()?;
    let due = api::explain_due(&DueQuestion {
        calendar: &calendar,
        catalogue: own.as_ref().unwrap_or_else(|| crate::desk::catalogue()),
        difficult: args.difficult || office.is_some_and(|office| office.difficult),
        procedure: &args.procedure,
        variant: args.variant.as_deref(),
        received: moment(&args.received)?,
        interruptions: &interruptions(args)?,
    })?;
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
    output.both(&line, || in_words(&due));
    Ok(ExitCode::SUCCESS)
}

fn in_words(due: &DueExplained) -> String {
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
    let choose = due.ambiguous.then(|| text("due_ambiguous"));
    let doubt = due.unverified.then(|| text("due_unverified"));
    let remarks = choose.into_iter().chain(doubt);
    let steps = due.explain.iter().map(|step| format!("  – {step}"));
    std::iter::once(head)
        .chain(remarks)
        .chain(steps)
        .collect::<Vec<_>>()
        .join("\n")
}

fn read(path: &Path) -> Result<String, ApiError> {
    std::fs::read_to_string(path)
        .map_err(|error| ApiError::from(error).with("detail", path.display()))
}

fn office(path: &Path) -> Result<Office, ApiError> {
    let file: OfficeFile = serde_json::from_str(&read(path)?)
        .map_err(|error| ApiError::new(ErrorCode::BadOfficeFile).with("detail", error))?;
    Ok(file.office)
}

fn with_limits(path: &Path) -> Result<Catalogue, ApiError> {
    let json = read(path)?;
    Catalogue::built_in()
        .and_then(|catalogue| catalogue.with_time_limits(&json))
        .map_err(|error| ApiError::new(ErrorCode::BadLimits).with("detail", error))
}

fn calendar(args: &Due, office: Option<&Office>) -> Result<Calendar, ApiError> {
    let mut calendar = office.map_or_else(Calendar::built_in, Calendar::for_office);
    if args.saturday && office.is_none_or(|office| !office.saturday) {
        calendar = calendar.with_saturday_mornings();
    }
    let Some(path) = &args.calendar else {
        return Ok(calendar);
    };
    calendar
        .with_file(&read(path)?)
        .map_err(|error| ApiError::new(ErrorCode::BadCalendar).with("detail", error))
}

fn interruptions(args: &Due) -> Result<Vec<Interruption>, ApiError> {
    let mut all = Vec::new();
    for given in &args.pause {
        let (from, to) = span(given)?;
        all.push(Interruption::Pause { from, to });
    }
    for given in &args.supplement {
        let received = moment(given)?;
        all.push(Interruption::Supplement { received });
    }
    for given in &args.payment {
        let (awaited, paid) = if given.contains("..") {
            span(given)?
        } else {
            (moment(given)?, moment(given)?)
        };
        all.push(Interruption::Payment { awaited, paid });
    }
    Ok(all)
}

/// `FROM..TO`, the second later than the first.
fn span(text: &str) -> Result<(LocalTime, LocalTime), ApiError> {
    let (from, to) = text.split_once("..").ok_or_else(|| bad_time(text))?;
    let (from, to) = (moment(from)?, moment(to)?);
    if to <= from {
        return Err(bad_time(text));
    }
    Ok((from, to))
}

fn moment(text: &str) -> Result<LocalTime, ApiError> {
    text.parse().map_err(|_| bad_time(text))
}

fn bad_time(text: &str) -> ApiError {
    ApiError::new(ErrorCode::BadTime).with("text", text)
}
