//! `register`, `stats` and `index766`: books and figures of a period.

use super::output::Output;
use crate::api::{self, RegisterQuery, ReportKind};
use crate::desk::Desk;
use crate::error::ApiError;
use crate::reports::{self, Book, Query};
use crate::words::{text, words};
use casework::figures::Span;
use clap::{Args, Subcommand};
use std::path::PathBuf;
use std::process::ExitCode;

/// Which days and cases.
#[derive(Args)]
pub(super) struct QueryArgs {
    /// First day, e.g. 2026-11-01.
    #[arg(long, value_name = "DATE", required_unless_present = "period")]
    from: Option<String>,
    /// Last day.
    #[arg(long, value_name = "DATE", required_unless_present = "period")]
    to: Option<String>,
    /// A usual period around today instead of two days.
    #[arg(long, conflicts_with_all = ["from", "to"], value_parser = span)]
    period: Option<Span>,
    /// Only what this point received; `home` for homes.
    #[arg(long, value_name = "NAME")]
    point: Option<String>,
    /// Only what this officer received, by full name or id.
    #[arg(long, value_name = "NAME")]
    receiver: Option<String>,
    /// Only this procedure.
    #[arg(long, value_name = "CODE")]
    procedure: Option<String>,
}

#[derive(Args)]
pub(super) struct ReportArgs {
    #[command(flatten)]
    query: QueryArgs,
    /// Write a file: .pdf, .xlsx or .csv; a folder gets a PDF.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

#[derive(Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub(super) struct RegisterArgs {
    #[command(flatten)]
    report: ReportArgs,
    #[command(subcommand)]
    action: Option<RegisterAction>,
}

#[derive(Subcommand)]
enum RegisterAction {
    /// Fix the numbers through the end of a month that is over.
    Close {
        /// Last day of the month, e.g. 2026-10-31.
        #[arg(long, value_name = "DATE")]
        through: String,
    },
    /// Ordinals that no case here has, by day and band, with the reason.
    Gaps {
        #[command(flatten)]
        query: QueryArgs,
    },
}

fn span(word: &str) -> Result<Span, String> {
    serde_json::from_value(word.into())
        .map_err(|_| "expected today, week, month, quarter or year".to_owned())
}

impl QueryArgs {
    fn read(self) -> Result<Query, ApiError> {
        api::read_query(&RegisterQuery {
            span: self.period,
            from: self.from,
            to: self.to,
            point: self.point,
            officer: self.receiver,
            procedure: self.procedure,
        })
    }
}

pub(super) fn register(
    desk: &Desk,
    args: RegisterArgs,
    output: &Output,
) -> Result<ExitCode, ApiError> {
    match args.action {
        Some(RegisterAction::Close { through }) => {
            let closed = api::close_through(desk, &through)?;
            output.both(&closed, || {
                words!(
                    "register_closed",
                    through = closed.through,
                    count = closed.count
                )
            });
        }
        Some(RegisterAction::Gaps { query }) => gaps(desk, query, output)?,
        None => {
            let query = args.report.query.read()?;
            match args.report.out {
                Some(path) => save(desk, ReportKind::Register, &query, &path, output)?,
                None => lines(desk, &query, output)?,
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn lines(desk: &Desk, query: &Query, output: &Output) -> Result<(), ApiError> {
    let book = Book::read(desk, query)?;
    for line in &book.lines {
        let row = api::register_row(desk, line);
        output.both(&row, || {
            format!(
                "{:>5}  {}  {}  {}  {}",
                row.number, row.code, row.applicant, row.procedure_name, row.note
            )
        });
    }
    for note in book.report(desk, query).notes {
        output.remark(&note);
    }
    Ok(())
}

fn gaps(desk: &Desk, query: QueryArgs, output: &Output) -> Result<(), ApiError> {
    let query = query.read()?;
    for row in api::gap_rows(desk, query.period)? {
        output.both(&row, || {
            let runs = row.missing.iter();
            let runs: Vec<String> = runs
                .map(|run| format!("{}: {}", run.ordinals, run.words))
                .collect();
            let band = match (row.lo, row.hi) {
                (Some(lo), Some(hi)) => format!("{lo}–{hi}"),
                _ => text("register_gap_no_band"),
            };
            words!(
                "register_gap",
                day = row.day,
                band = band,
                device = row.device.clone().unwrap_or_default(),
                used = row.used,
                missing = runs.join("; ")
            )
        });
    }
    Ok(())
}

fn save(
    desk: &Desk,
    kind: ReportKind,
    query: &Query,
    path: &std::path::Path,
    output: &Output,
) -> Result<(), ApiError> {
    let path = api::report_of(desk, kind, query)?.save(path)?;
    let done = serde_json::json!({ "path": path });
    output.both(&done, || words!("register_saved", path = path.display()));
    Ok(())
}

pub(super) fn stats(desk: &Desk, args: ReportArgs, output: &Output) -> Result<ExitCode, ApiError> {
    let query = args.query.read()?;
    if let Some(path) = &args.out {
        save(desk, ReportKind::Stats, &query, path, output)?;
        return Ok(ExitCode::SUCCESS);
    }
    let figures = reports::figures(desk, &query)?;
    let report = figures.report(desk, &query);
    let stats = api::stats_of(&query, figures);
    output.both(&stats, || table_words(&report));
    Ok(ExitCode::SUCCESS)
}

pub(super) fn index766(
    desk: &Desk,
    args: ReportArgs,
    output: &Output,
) -> Result<ExitCode, ApiError> {
    let query = args.query.read()?;
    if let Some(path) = &args.out {
        save(desk, ReportKind::Index766, &query, path, output)?;
        return Ok(ExitCode::SUCCESS);
    }
    let estimated = reports::estimate(desk, &query)?;
    let index = api::index_of(&query, &estimated);
    let report = estimated.report(desk, &query);
    output.both(&index, || table_words(&report));
    Ok(ExitCode::SUCCESS)
}

/// A report for people at a terminal: what is not empty or 0, row by row.
fn table_words(report: &reports::Report) -> String {
    let mut lines = vec![report.title.clone()];
    lines.extend(report.lines.iter().cloned());
    for table in &report.tables {
        lines.push(String::new());
        lines.push(table.name.clone());
        for row in &table.rows {
            let mut cells = row.iter().zip(&table.columns);
            let first = cells.next().map(|(cell, _)| cell.words());
            let rest: Vec<String> = cells
                .map(|(cell, column)| (cell.words(), &column.title))
                .filter(|(words, _)| !words.is_empty() && words != "0")
                .map(|(words, title)| format!("{title}: {words}"))
                .collect();
            lines.push(format!(
                "  {} – {}",
                first.unwrap_or_default(),
                rest.join("; ")
            ));
        }
    }
    lines.push(String::new());
    lines.extend(report.notes.iter().cloned());
    lines.join("\n")
}
