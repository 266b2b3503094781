//! `catalogue` and `guide`: the office's catalogue and what a citizen takes home of it.

use super::output::Output;
use crate::api::{self, CataloguePreview, CatalogueState, ProcedureChange};
use crate::desk::Desk;
use crate::error::{ApiError, ErrorCode};
use crate::paper;
use crate::words::words;
use casework::procedure::Override;
use clap::{Args, Subcommand};
use serde::Serialize;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

#[derive(Subcommand)]
pub(super) enum CatalogueAction {
    /// What a catalogue file would change; nothing is written.
    Diff {
        /// The file.
        file: PathBuf,
    },
    /// Apply a catalogue file for the whole office.
    Apply {
        /// The file.
        file: PathBuf,
    },
    /// The catalogue in use, or one procedure with the office's corrections.
    Show {
        /// Code of a procedure.
        code: Option<String>,
    },
    /// Editions applied and corrections made, oldest first.
    History,
    /// Correct a procedure for this office.
    Correct(Correct),
}

#[derive(Args)]
pub(super) struct Correct {
    /// Code of the procedure.
    code: String,
    /// What is laid over it, as JSON: {"what":"limit","limit":"3 working_days"}.
    #[arg(long, value_name = "JSON")]
    change: String,
    /// Why.
    #[arg(long)]
    reason: String,
    /// The decision it rests on.
    #[arg(long)]
    source: Option<String>,
    /// First day of reception it holds for, yyyy-mm-dd; today where not given.
    #[arg(long, value_name = "DATE")]
    from: Option<String>,
}

#[derive(Args)]
pub(super) struct Guide {
    /// Code of the procedure.
    code: String,
    /// Write the PDF here; a folder gets a file named after the code.
    #[arg(long, value_name = "FILE", conflicts_with = "printer")]
    out: Option<PathBuf>,
    /// Print on this printer; the default one where neither is given.
    #[arg(long, value_name = "NAME")]
    printer: Option<String>,
}

#[derive(Serialize)]
struct Guided {
    path: String,
}

#[derive(Serialize)]
struct HistoryLine<'a> {
    at: &'a str,
    officer: &'a str,
    kind: &'static str,
    name: &'a str,
    text: &'a str,
    reason: &'a str,
    source: Option<&'a str>,
    in_force: bool,
    id: &'a str,
}

pub(super) fn run(
    desk: &Desk,
    action: CatalogueAction,
    output: &Output,
) -> Result<ExitCode, ApiError> {
    match action {
        CatalogueAction::Diff { file } => {
            let preview = api::catalogue_preview(desk, &read(&file)?)?;
            output.both(&preview, || preview_words(&preview));
            let refused = !preview.faults.is_empty();
            return Ok(if refused {
                ExitCode::from(2)
            } else {
                ExitCode::SUCCESS
            });
        }
        CatalogueAction::Apply { file } => {
            desk.apply_edition(&read(&file)?)?;
            let state = api::catalogue_state(desk)?;
            output.both(&state, || state_words(&state));
        }
        CatalogueAction::Show { code: None } => {
            let state = api::catalogue_state(desk)?;
            output.both(&state, || state_words(&state));
        }
        CatalogueAction::Show { code: Some(code) } => {
            let shown = api::procedure_detail(desk, &api::Code { code })?;
            output.both(&shown, || detail_words(&shown));
        }
        CatalogueAction::History => history(&api::catalogue_state(desk)?, output),
        CatalogueAction::Correct(args) => correct(desk, &args, output)?,
    }
    Ok(ExitCode::SUCCESS)
}

pub(super) fn guide(desk: &Desk, args: &Guide, output: &Output) -> Result<ExitCode, ApiError> {
    let path = match &args.out {
        Some(path) => paper::save_guidance(desk, &args.code, path)?,
        None => paper::print_guidance(desk, &args.code, args.printer.as_deref())?,
    };
    let guided = Guided {
        path: path.display().to_string(),
    };
    output.both(&guided, || words!("printed", path = guided.path));
    Ok(ExitCode::SUCCESS)
}

fn read(path: &Path) -> Result<String, ApiError> {
    let failed = |error: std::io::Error| ApiError::from(error).with("detail", path.display());
    let size = std::fs::metadata(path).map_err(failed)?.len();
    if size > crate::catalogue::FILE_MAX as u64 {
        return Err(ApiError::new(ErrorCode::InputTooLarge).with("max", "16 MB"));
    }
    let bytes = std::fs::read(path).map_err(failed)?;
    String::from_utf8(bytes).map_err(|error| {
        let good = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        let line = good.iter().filter(|byte| **byte == b'\n').count() + 1;
        ApiError::new(ErrorCode::NotUtf8).with("line", line)
    })
}

fn correct(desk: &Desk, args: &Correct, output: &Output) -> Result<(), ApiError> {
    let change: Override = serde_json::from_str(&args.change).map_err(|error| {
        ApiError::new(ErrorCode::BadJson)
            .with("line", 1)
            .with("detail", error)
    })?;
    let from = args.from.as_deref().map(api::day).transpose()?;
    desk.correct_procedure(
        &args.code,
        change,
        &args.reason,
        args.source.as_deref(),
        from,
    )?;
    let code = args.code.clone();
    let shown = api::procedure_detail(desk, &api::Code { code })?;
    output.both(&shown, || detail_words(&shown));
    Ok(())
}

fn history(state: &CatalogueState, output: &Output) {
    let editions = state.editions.iter().map(|one| HistoryLine {
        at: &one.at,
        officer: &one.officer,
        kind: "edition",
        name: &one.name,
        text: &one.hash,
        reason: "",
        source: Some(&one.source),
        in_force: one.in_force,
        id: &one.hash,
    });
    let corrections = state.corrections.iter().map(|one| HistoryLine {
        at: &one.at,
        officer: &one.officer,
        kind: "correction",
        name: &one.procedure,
        text: &one.text,
        reason: &one.reason,
        source: one.source.as_deref(),
        in_force: one.standing,
        id: &one.id,
    });
    let mut lines: Vec<_> = editions.chain(corrections).collect();
    lines.sort_by_key(|line| line.at);
    for line in lines {
        output.both(&line, || {
            let mark = if line.in_force { "*" } else { " " };
            format!(
                "{mark} {}  {}  {}  {}  {}",
                line.at, line.officer, line.name, line.text, line.reason
            )
        });
    }
}

fn preview_words(preview: &CataloguePreview) -> String {
    let mut lines = vec![];
    for fault in &preview.faults {
        let code = fault.procedure.as_deref().unwrap_or("—");
        lines.push(words!(
            "catalogue_fault",
            line = fault.line,
            code = code,
            reason = fault.reason
        ));
    }
    if !preview.faults.is_empty() {
        lines.push(words!("catalogue_refused", count = preview.faults.len()));
        return lines.join("\n");
    }
    lines.push(words!(
        "catalogue_diff",
        base = preview.base,
        name = preview.name,
        from = preview.valid_from.as_deref().unwrap_or("—"),
        source = preview.source,
        added = preview.added.len(),
        removed = preview.removed.len(),
        changed = preview.changed.len(),
    ));
    lines.extend(
        preview
            .warnings
            .iter()
            .map(|warning| format!("! {}", warning.vi)),
    );
    lines.extend(
        preview
            .added
            .iter()
            .map(|one| format!("+ {}  {}", one.code, one.name)),
    );
    lines.extend(
        preview
            .removed
            .iter()
            .map(|one| format!("- {}  {}", one.code, one.name)),
    );
    lines.extend(preview.changed.iter().flat_map(change_words));
    lines.extend(preview.under.iter().map(|one| {
        words!(
            "catalogue_under",
            code = one.procedure,
            text = one.text,
            officer = one.officer
        )
    }));
    lines.join("\n")
}

fn change_words(one: &ProcedureChange) -> Vec<String> {
    let mut lines = vec![format!("~ {}  {}", one.code, one.name)];
    for field in &one.fields {
        lines.push(format!(
            "    {}: {} → {}",
            field.label,
            dash(&field.old),
            dash(&field.new)
        ));
    }
    lines.extend(
        one.warnings
            .iter()
            .map(|warning| format!("    ! {}", warning.vi)),
    );
    lines
}

fn dash(text: &str) -> &str {
    if text.is_empty() { "—" } else { text }
}

fn state_words(state: &CatalogueState) -> String {
    let mut lines = vec![words!(
        "catalogue_state",
        name = state.in_force,
        from = state.valid_from.as_deref().unwrap_or("—"),
        count = state.procedures,
        source = state.source,
    )];
    for one in &state.editions {
        let mark = if one.in_force { "*" } else { " " };
        let from = one.valid_from.as_deref().unwrap_or("—");
        lines.push(format!("{mark} {}  {from}  {}", one.name, one.source));
    }
    if state.incomplete > 0 {
        lines.push(words!("catalogue_incomplete", count = state.incomplete));
    }
    for one in state.corrections.iter().filter(|one| one.standing) {
        let key = if one.stale {
            "catalogue_correction_stale"
        } else {
            "catalogue_correction"
        };
        lines.push(words!(
            key,
            code = one.procedure,
            text = one.text,
            officer = one.officer,
            id = one.id
        ));
    }
    lines.join("\n")
}

fn detail_words(shown: &api::ProcedureDetail) -> String {
    let row = &shown.row;
    let mut lines = vec![
        format!("{}  {}", row.code, row.name),
        format!(
            "  {}  {}  {}",
            row.field,
            dash(&row.limit),
            dash(&shown.fee)
        ),
    ];
    lines.extend(
        shown
            .checklist
            .iter()
            .map(|paper| format!("  • {}", paper.name)),
    );
    for one in shown.corrections.iter().flatten() {
        lines.push(words!(
            "catalogue_correction",
            code = one.procedure,
            text = one.text,
            officer = one.officer,
            id = one.id
        ));
    }
    lines.join("\n")
}
