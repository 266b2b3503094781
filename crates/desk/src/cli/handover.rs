//! `handover`: lists of paper files between a point and the centre.

use super::output::Output;
use crate::desk::Desk;
use crate::error::ApiError;
use crate::handover::HandOver;
use crate::paper::handover::save_hand_over;
use crate::words::{text, words};
use casework::handover::{HandOverCheck, HandOverList, Mismatch};
use casework::record::Record;
use clap::Subcommand;
use serde::Serialize;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Most bytes read from standard input.
const INPUT_MAX: u64 = 256 * 1024;

#[derive(Subcommand)]
pub(super) enum HandOverAction {
    /// Make a list of the files that are given away here.
    Make {
        /// Where they go.
        #[arg(long, value_name = "NAME")]
        to: String,
        /// Record codes; `-` reads them from standard input, one a line.
        #[arg(required = true, value_name = "CODE")]
        codes: Vec<String>,
        /// Who carries them.
        #[arg(long, value_name = "NAME")]
        carrier: Option<String>,
        /// A remark.
        #[arg(long, value_name = "TEXT")]
        note: Option<String>,
        /// Write the PDF here.
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
    /// Compare a list with the codes scanned from what arrived: exit 0 when equal, 1 otherwise.
    Check {
        /// The list's number, e.g. 5001-0007.
        number: String,
        /// Record codes; `-` reads them from standard input, one a line.
        #[arg(required = true, value_name = "CODE")]
        codes: Vec<String>,
    },
    /// Every list of the office, oldest first, and what its last count found.
    List,
    /// The paper of a list.
    Print {
        /// The list's number, e.g. 5001-0007.
        number: String,
        /// Write the PDF here.
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
}

#[derive(Serialize)]
struct ListLine<'a> {
    id: String,
    at: String,
    officer: &'a str,
    #[serde(flatten)]
    list: &'a HandOverList,
    checked: Option<CheckLine<'a>>,
    path: Option<PathBuf>,
}

#[derive(Serialize)]
struct CheckLine<'a> {
    at: String,
    officer: &'a str,
    equal: bool,
    #[serde(flatten)]
    mismatch: &'a Mismatch,
}

#[derive(Serialize)]
struct Report<'a> {
    number: &'a str,
    equal: bool,
    expected: usize,
    #[serde(flatten)]
    mismatch: &'a Mismatch,
}

pub(super) fn run(
    desk: &Desk,
    action: HandOverAction,
    output: &Output,
) -> Result<ExitCode, ApiError> {
    match action {
        HandOverAction::Make {
            to,
            codes,
            carrier,
            note,
            out,
        } => {
            let codes = given(codes)?;
            let (record, list) = desk.hand_over(HandOver {
                to,
                codes,
                carrier,
                note,
            })?;
            made(desk, (&record, &list), out.as_deref(), output)?;
        }
        HandOverAction::Check { number, codes } => {
            return check(desk, &number, &given(codes)?, output);
        }
        HandOverAction::List => list(desk, output)?,
        HandOverAction::Print { number, out } => {
            let (record, list) = desk.hand_over_list(&number)?;
            made(desk, (&record, &list), Some(&out), output)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// The codes of the command line; `-` stands for the lines of standard input.
fn given(codes: Vec<String>) -> Result<Vec<String>, ApiError> {
    if !codes.iter().any(|code| code == "-") {
        return Ok(codes);
    }
    let mut input = String::new();
    std::io::stdin()
        .take(INPUT_MAX)
        .read_to_string(&mut input)?;
    let lines = input.lines().map(str::trim).filter(|line| !line.is_empty());
    let typed = codes.iter().map(String::as_str).filter(|code| *code != "-");
    Ok(typed.chain(lines).map(str::to_owned).collect())
}

fn made(
    desk: &Desk,
    (record, list): (&Record, &HandOverList),
    out: Option<&Path>,
    output: &Output,
) -> Result<(), ApiError> {
    let path = out
        .map(|out| save_hand_over(desk, (record, list), out))
        .transpose()?;
    output.both(&shape((record, list), None, path.clone()), || {
        let said = words!(
            "handover_made",
            number = list.number,
            count = list.codes.len(),
            from = list.from,
            to = list.to
        );
        let printed = path.map(|path| words!("printed", path = path.display()));
        std::iter::once(said)
            .chain(printed)
            .collect::<Vec<_>>()
            .join("\n")
    });
    Ok(())
}

fn check(
    desk: &Desk,
    number: &str,
    seen: &[String],
    output: &Output,
) -> Result<ExitCode, ApiError> {
    let (list, mismatch) = desk.check_hand_over(number, seen)?;
    let report = Report {
        number: &list.number,
        equal: mismatch.is_none(),
        expected: list.codes.len(),
        mismatch: &mismatch,
    };
    output.both(&report, || {
        if mismatch.is_none() {
            return words!(
                "handover_equal",
                number = list.number,
                count = list.codes.len()
            );
        }
        let head = words!(
            "handover_differs",
            number = list.number,
            missing = mismatch.missing.len(),
            unexpected = mismatch.unexpected.len()
        );
        let missing = mismatch.missing.iter();
        let unexpected = mismatch.unexpected.iter();
        std::iter::once(head)
            .chain(missing.map(|code| words!("handover_missing", code = code)))
            .chain(unexpected.map(|code| words!("handover_unexpected", code = code)))
            .collect::<Vec<_>>()
            .join("\n")
    });
    Ok(ExitCode::from(if mismatch.is_none() { 0 } else { 1 }))
}

fn list(desk: &Desk, output: &Output) -> Result<(), ApiError> {
    let checks = desk.hand_over_checks()?;
    for (record, list) in desk.hand_over_lists()? {
        let last = checks
            .iter()
            .rev()
            .find(|(_, check)| check.list == record.id);
        output.both(&shape((&record, &list), last, None), || {
            let state = match last {
                None => "handover_unchecked",
                Some((_, check)) if check.mismatch.is_none() => "handover_complete",
                Some(_) => "handover_short",
            };
            words!(
                "handover_line",
                number = list.number,
                at = record.at,
                count = list.codes.len(),
                from = list.from,
                to = list.to,
                state = text(state)
            )
        });
    }
    Ok(())
}

fn shape<'a>(
    (record, list): (&'a Record, &'a HandOverList),
    last: Option<&'a (Record, HandOverCheck)>,
    path: Option<PathBuf>,
) -> ListLine<'a> {
    ListLine {
        id: record.id.to_string(),
        at: record.at.to_string(),
        officer: &record.officer.name,
        list,
        checked: last.map(|(record, check)| CheckLine {
            at: record.at.to_string(),
            officer: &record.officer.name,
            equal: check.mismatch.is_none(),
            mismatch: &check.mismatch,
        }),
        path,
    }
}
