//! `book`: old books, taken over from files, listed, extracted on paper.

use super::output::Output;
use crate::api::{OldBookColumn, OldBookRefused, OldBookReport, OldBookRow, label};
use crate::desk::Desk;
use crate::error::{ApiError, ErrorCode};
use crate::old_books::FILE_MAX;
use crate::words::{text, words};
use casework::old_book::{Choice, OldField};
use clap::{Args, Subcommand};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

#[derive(Subcommand)]
pub(super) enum BookAction {
    /// Take over an old book from a CSV file or a workbook (XLSX).
    Import(Import),
    /// The old books of the office.
    List,
    /// Write one line of an old book on paper, with its source.
    Extract {
        /// Name of the book, or the beginning of its id.
        book: String,
        /// Line of its file.
        row: u32,
        /// Where to: .pdf, .xlsx or .csv; a folder gets a PDF.
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
}

#[derive(Args)]
pub(super) struct Import {
    /// The file.
    file: PathBuf,
    /// Only read and report; nothing is written.
    #[arg(long)]
    dry_run: bool,
    /// Which column a field is, by title or letters, `-` for none: name=C. Fields: number, name,
    /// procedure, received, returned, note.
    #[arg(long, value_name = "FIELD=COLUMN", value_parser = choice)]
    map: Vec<Choice>,
    /// Write the refused rows with their reasons: .pdf, .xlsx or .csv; a folder gets a PDF.
    #[arg(long, value_name = "FILE")]
    refused: Option<PathBuf>,
    /// What the office calls the book; the file's name where not given.
    #[arg(long, value_name = "TEXT")]
    name: Option<String>,
}

fn choice(text: &str) -> Result<Choice, String> {
    let (field, column) = text.split_once('=').ok_or("expected FIELD=COLUMN")?;
    let known = OldField::ALL.into_iter().find(|one| one.code() == field);
    let field = known.ok_or("expected number, name, procedure, received, returned or note")?;
    let column = column.trim();
    Ok(Choice {
        field,
        column: (column != "-").then(|| column.to_owned()),
    })
}

pub(super) fn run(desk: &Desk, action: BookAction, output: &Output) -> Result<ExitCode, ApiError> {
    match action {
        BookAction::Import(args) => import(desk, &args, output)?,
        BookAction::List => list(desk, output)?,
        BookAction::Extract { book, row, out } => {
            let book = desk.old_book(&book)?;
            let entry = desk.old_entry(&book.0, row)?;
            let path = desk.save_old_extract(&book, &entry, &out)?;
            let done = serde_json::json!({ "path": path });
            output.both(&done, || words!("register_saved", path = path.display()));
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn import(desk: &Desk, args: &Import, output: &Output) -> Result<(), ApiError> {
    let bytes = read(&args.file)?;
    let file = args.file.to_string_lossy();
    let (id, preview) = if args.dry_run {
        (None, desk.preview_old_book(&file, &bytes, &args.map)?)
    } else {
        let name = args.name.as_deref();
        let (id, preview) = desk.import_old_book(&file, &bytes, &args.map, name)?;
        (Some(id.to_string()), preview)
    };
    let report = OldBookReport::of(id, &preview);
    output.both(&report, || report_words(&report));
    if let Some(path) = &args.refused {
        let path = desk.save_refused_rows(&preview, path)?;
        let done = serde_json::json!({ "path": path });
        output.both(&done, || words!("register_saved", path = path.display()));
    }
    Ok(())
}

fn read(path: &Path) -> Result<Vec<u8>, ApiError> {
    let failed = |error: std::io::Error| ApiError::from(error).with("detail", path.display());
    if std::fs::metadata(path).map_err(failed)?.len() > FILE_MAX as u64 {
        return Err(ApiError::new(ErrorCode::InputTooLarge).with("max", "16 MB"));
    }
    std::fs::read(path).map_err(failed)
}

fn report_words(report: &OldBookReport) -> String {
    let column = |one: &OldBookColumn| {
        let field = one.field.map(|field| label("old_field", field));
        let field = field.unwrap_or_else(|| text("old_book_as_is"));
        format!("  {}  {} → {field}", one.column, one.title)
    };
    let line =
        |one: &OldBookRefused| words!("old_book_refused", line = one.line, reason = one.reason);
    let key = if report.dry_run {
        "old_book_read"
    } else {
        "old_book_taken"
    };
    let mut lines = vec![words!("old_book_head", line = report.head)];
    lines.extend(report.columns.iter().map(column));
    lines.extend(report.refused.iter().map(line));
    lines.extend(
        report
            .known
            .iter()
            .map(|name| words!("old_book_known", name = name)),
    );
    lines.push(words!(
        key,
        rows = report.rows,
        accepted = report.accepted,
        refused = report.refused.len()
    ));
    lines.join("\n")
}

fn list(desk: &Desk, output: &Output) -> Result<(), ApiError> {
    for kept in desk.old_books()? {
        let line = OldBookRow::from(kept);
        output.both(&line, || {
            words!(
                "old_book_line",
                id = line.id[..8],
                name = line.name,
                file = line.file,
                here = line.here,
                entries = line.entries,
                officer = line.officer,
                at = line.at
            )
        });
    }
    Ok(())
}
