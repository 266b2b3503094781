//! `counter`: answers given before a file is received.

use super::Common;
use super::intake::shape_error;
use super::output::Output;
use crate::api::{self, CounterAnswered, CounterList};
use crate::error::{ApiError, ErrorCode};
use crate::paper;
use crate::words::{text, words};
use casework::counter::CounterRequest;
use clap::Subcommand;
use std::fs::File;
use std::io::Read;
use std::path::PathBuf;
use std::process::ExitCode;

/// Largest request, in bytes.
const REQUEST_MAX: u64 = 1024 * 1024;

#[derive(Subcommand)]
pub(super) enum CounterAction {
    /// Give an answer: guidance, a request to complete the papers, or a refusal.
    Answer {
        /// JSON object with the answer; `-` is standard input.
        file: PathBuf,
    },
    /// The answers of a period, newest first, from every device of the office.
    List {
        /// First day, 2026-11-01; ninety days back where not given.
        #[arg(long, value_name = "DAY")]
        from: Option<String>,
        /// Last day, included; today where not given.
        #[arg(long, value_name = "DAY")]
        to: Option<String>,
    },
    /// One answer.
    Show {
        /// Its number, e.g. 5001-0007, or its id.
        number: String,
    },
    /// The paper of an answer: a request to complete the papers, or a refusal.
    Print {
        /// Its number, e.g. 5001-0007, or its id.
        number: String,
        /// Write the PDF here.
        #[arg(long, value_name = "FILE", conflicts_with = "printer")]
        out: Option<PathBuf>,
        /// Print on this printer; the default one where neither is given.
        #[arg(long, value_name = "NAME")]
        printer: Option<String>,
    },
}

pub(super) fn run(
    common: &Common,
    action: CounterAction,
    output: &Output,
) -> Result<ExitCode, ApiError> {
    match action {
        CounterAction::Answer { file } => {
            let request = read(&file)?;
            let desk = common.open()?;
            let (record, answer) = desk.answer_at_counter(request)?;
            let given = api::answered(&desk, record, answer)?;
            output.both(&given, || line(&given));
        }
        CounterAction::List { from, to } => {
            let asked = CounterList {
                from,
                to,
                ..CounterList::default()
            };
            for given in api::list_of(&common.open()?, &asked)? {
                output.both(&given, || line(&given));
            }
        }
        CounterAction::Show { number } => {
            let desk = common.open()?;
            let (record, answer) = desk.counter_answer(&number)?;
            let given = api::answered(&desk, record, answer)?;
            output.both(&given, || line(&given));
        }
        CounterAction::Print {
            number,
            out,
            printer,
        } => {
            let desk = common.open()?;
            let (record, answer) = desk.counter_answer(&number)?;
            let found = (&record, &answer);
            let path = paper::hand_answer(&desk, found, out.as_deref(), printer.as_deref())?;
            let done = serde_json::json!({ "number": answer.number, "path": path });
            output.both(&done, || words!("printed", path = path.display()));
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn line(given: &CounterAnswered) -> String {
    let nobody = text("counter_nameless");
    let name = given
        .applicant
        .as_ref()
        .map_or(nobody, |party| party.name.clone());
    let head = words!(
        "counter_line",
        number = given.number,
        at = given.at,
        outcome = text(&format!("counter_{}", given.outcome.code())),
        name = name,
        procedure = given.procedure_name
    );
    let papers = given
        .missing
        .iter()
        .map(|paper| format!("  – {}", paper.name));
    let reason = given.reason.iter().map(|reason| format!("  {reason}"));
    std::iter::once(head)
        .chain(papers)
        .chain(reason)
        .collect::<Vec<_>>()
        .join("\n")
}

fn read(file: &PathBuf) -> Result<CounterRequest, ApiError> {
    let input: Box<dyn Read> = if file.as_os_str() == "-" {
        Box::new(std::io::stdin())
    } else {
        let opened = File::open(file);
        Box::new(opened.map_err(|error| ApiError::from(error).with("detail", file.display()))?)
    };
    let mut bytes = vec![];
    input.take(REQUEST_MAX + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > REQUEST_MAX {
        return Err(ApiError::new(ErrorCode::InputTooLarge).with("max", "1 MB"));
    }
    let value: serde_json::Value = serde_json::from_slice(&bytes).map_err(|error| {
        ApiError::new(ErrorCode::BadJson)
            .with("line", error.line())
            .with("detail", error)
    })?;
    serde_json::from_value(value).map_err(|error| shape_error(&error))
}
