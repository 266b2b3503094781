//! `evidence`: the minute that takes the place of a photograph of the screen.

use super::output::Output;
use crate::api;
use crate::clock;
use crate::desk::Desk;
use crate::error::ApiError;
use crate::evidence::{self, About, CheckedMinute, MinuteVerdict};
use crate::slip::reading::FILE_MAX;
use crate::words::{text, words};
use casework::evidence::Summary;
use clap::Args;
use serde_json::{Value, json};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

#[derive(Args)]
pub(super) struct Evidence {
    /// Record code; without one the minute is about this machine over a time.
    code: Option<String>,
    /// First day (2026-11-21) or moment; today where not given.
    #[arg(long, value_name = "TIME", conflicts_with = "code")]
    from: Option<String>,
    /// Last day or moment; now where not given.
    #[arg(long, value_name = "TIME", conflicts_with = "code")]
    to: Option<String>,
    /// Write the minute as PDF.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Print the minute on this printer.
    #[arg(long, value_name = "NAME", conflicts_with = "out")]
    printer: Option<String>,
    /// Check a minute that is shown: PDF, PNG or JPEG, or the text of its code.
    #[arg(long, value_name = "PDF|PNG|JPG|TEXT", conflicts_with_all = ["code", "from", "to", "out", "printer"])]
    check: Option<String>,
}

pub(super) fn run(desk: &Desk, args: &Evidence, output: &Output) -> Result<ExitCode, ApiError> {
    if let Some(input) = &args.check {
        return check(desk, input, output);
    }
    let bounds = (args.from.as_deref(), args.to.as_deref());
    let about = About::read(desk, args.code.as_deref(), bounds)?;
    let path = match (&args.out, &args.printer) {
        (Some(path), _) => Some(about.save(desk, path)?),
        (None, Some(printer)) => Some(about.print(desk, Some(printer))?),
        (None, None) => None,
    };
    let minute = about.minute(desk)?;
    let facts = api::evidence_facts(&minute);
    let mut said = serde_json::to_value(&facts).unwrap_or_default();
    if let Value::Object(said) = &mut said {
        said.insert("attempts".to_owned(), json!(minute.runs));
        said.insert("path".to_owned(), json!(path));
    }
    output.both(&said, || in_words(&facts, path.as_deref()));
    Ok(ExitCode::SUCCESS)
}

fn in_words(facts: &api::EvidenceFacts, path: Option<&Path>) -> String {
    let (from, to) = (api::readable(&facts.from), api::readable(&facts.to));
    let mut lines = vec![match &facts.code {
        Some(code) => words!("evidence_case", code = code, from = from, to = to),
        None => words!("evidence_time", from = from, to = to),
    }];
    for row in &facts.rows {
        let to = row.to.as_deref().map(api::readable);
        lines.push(words!(
            "evidence_row",
            from = api::readable(&row.from),
            to = to.unwrap_or_else(|| text("evidence_still")),
            tries = row.tries,
            waiting = row.waiting,
            cause = row.cause
        ));
    }
    if facts.rows.is_empty() {
        lines.push(text("evidence_none"));
    }
    lines.push(match &facts.countersigned {
        Some(at) => words!("evidence_countersigned", at = api::readable(at)),
        None => text("evidence_not_countersigned"),
    });
    if let Some(path) = path {
        lines.push(words!("printed", path = path.display()));
    }
    lines.join("\n")
}

fn check(desk: &Desk, input: &str, output: &Output) -> Result<ExitCode, ApiError> {
    let checked = evidence::check(desk, &code_of(input)?)?;
    let said = json!({
        "verdict": checked.verdict.code(),
        "device": checked.device,
        "summary": checked.summary.as_ref().map(summary_value),
    });
    output.both(&said, || checked_words(&checked));
    let is_valid = checked.verdict == MinuteVerdict::Valid;
    Ok(ExitCode::from(u8::from(!is_valid)))
}

/// The text of the code of a minute: in a file, or as given. Empty where a file has none.
fn code_of(input: &str) -> Result<String, ApiError> {
    let path = Path::new(input);
    if input.starts_with(Summary::PREFIX) || !path.is_file() {
        return Ok(input.to_owned());
    }
    let mut bytes = vec![];
    std::fs::File::open(path)?
        .take(FILE_MAX as u64 + 1)
        .read_to_end(&mut bytes)?;
    let sheets = api::sheets(path.display(), bytes)?;
    let mut codes = sheets.iter().flatten();
    let found = codes.find(|text| text.starts_with(Summary::PREFIX));
    Ok(found.cloned().unwrap_or_default())
}

fn moment(ms: i64) -> String {
    clock::local(ms).to_string()
}

fn summary_value(summary: &Summary) -> Value {
    json!({
        "office": summary.office.to_string(),
        "code": Some(&summary.code).filter(|code| !code.is_empty()),
        "from": moment(summary.from_ms),
        "to": moment(summary.to_ms),
        "failed": summary.failed,
        "acknowledged": summary.acknowledged_ms.map(moment),
        "run": summary.seq,
        "head": summary.head.to_string(),
        "countersigned": summary.countersigned_ms.map(moment),
    })
}

fn checked_words(checked: &CheckedMinute) -> String {
    let mark = if checked.verdict == MinuteVerdict::Valid {
        "[OK]"
    } else {
        "[!!]"
    };
    let verdict = api::label("minute_verdict", checked.verdict.code());
    let mut lines = vec![format!("{mark} {verdict}")];
    if let Some(summary) = &checked.summary {
        let at = |ms: i64| api::readable(&moment(ms));
        let unknown = || text("evidence_unknown");
        lines.push(words!(
            "evidence_summary",
            code = if summary.code.is_empty() {
                unknown()
            } else {
                summary.code.clone()
            },
            from = at(summary.from_ms),
            to = at(summary.to_ms),
            failed = summary.failed,
            acknowledged = summary.acknowledged_ms.map_or_else(unknown, at),
            countersigned = summary.countersigned_ms.map_or_else(unknown, at),
            device = checked.device.clone().unwrap_or_else(unknown)
        ));
    }
    lines.join("\n")
}
