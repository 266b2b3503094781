//! Books and figures of an office: what stands in them, and how they leave as PDF, XLSX or CSV.
//!
//! Rows are shaped once, as a [`Report`] of plain tables; each writer only writes. Words are in
//! `catalogue/forms/registers.json`.

mod csv;
mod index;
mod register;
mod stats;
#[cfg(test)]
mod tests;
mod wording;
mod xlsx;

pub use index::{Estimated, estimate};
pub use register::{Book, BookLine, Closed, close, gaps};
pub(crate) use register::{note_words, number_words};
pub use stats::{Figures, figures};
use wording::wording;

use crate::clock;
use crate::desk::Desk;
use crate::error::{ApiError, ErrorCode};
use crate::identity::write_durably;
use crate::print;
pub use crate::print::{Cell, Column, Report, Table};
use casework::figures::{Period, Scope, Span};
use casework::time::LocalTime;
use jiff::civil::Date;
use std::path::{Path, PathBuf};

/// What a book or a sum is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Query {
    /// Which days.
    pub period: Period,
    /// Which cases.
    pub scope: Scope,
}

/// How a report leaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Format {
    Pdf,
    Xlsx,
    Csv,
}

impl Query {
    /// Reads a period: one of the usual ones, else two days such as `2026-11-21`.
    ///
    /// # Errors
    /// [`ErrorCode::BadDate`], [`ErrorCode::BadPeriod`].
    pub fn new(
        span: Option<Span>,
        (from, to): (Option<&str>, Option<&str>),
        scope: Scope,
    ) -> Result<Self, ApiError> {
        let period = match span {
            Some(span) => Period::around(span, clock::now().date()),
            None => {
                let (from, to) = (day(from.unwrap_or_default())?, day(to.unwrap_or_default())?);
                Period::new(from, to).map_err(|error| {
                    ApiError::new(ErrorCode::BadPeriod)
                        .with("from", day_words(error.from))
                        .with("to", day_words(error.to))
                })?
            }
        };
        Ok(Self { period, scope })
    }

    /// The moment the figures are of: now, or the last minute of a period that is over.
    pub fn at(&self) -> LocalTime {
        clock::now().min(self.period.last())
    }

    fn lines(&self) -> Vec<String> {
        let words = wording();
        let Period { from, to } = self.period;
        let mut lines = vec![say(
            &words.period,
            &[("from", day_words(from)), ("to", day_words(to))],
        )];
        let scope = &self.scope;
        for (template, name) in [
            (&words.scope.point, &scope.point),
            (&words.scope.officer, &scope.officer),
            (&words.scope.procedure, &scope.procedure),
        ] {
            lines.extend(
                name.iter()
                    .map(|name| say(template, &[("name", name.clone())])),
            );
        }
        lines
    }
}

/// Reads a day such as `2026-11-21`.
///
/// # Errors
/// [`ErrorCode::BadDate`].
pub fn day(text: &str) -> Result<Date, ApiError> {
    text.trim()
        .parse()
        .map_err(|_| ApiError::new(ErrorCode::BadDate).with("text", text))
}

pub(crate) fn day_words(day: Date) -> String {
    day.strftime("%d/%m/%Y").to_string()
}

fn say(template: &str, params: &[(&str, String)]) -> String {
    let params = params
        .iter()
        .map(|(name, value)| ((*name).to_owned(), value.clone()))
        .collect();
    crate::error::fill(template, &params)
}

/// A report of this office without tables, on which the rest is put.
fn blank(desk: &Desk, query: &Query) -> Report {
    let office = &desk.profile().office;
    let parent = office.parent.to_uppercase();
    Report {
        file: String::new(),
        number: None,
        title: String::new(),
        office: std::iter::once(parent)
            .chain(print::head_lines(&office.name))
            .collect(),
        place: office.locality.clone(),
        lines: query.lines(),
        section: None,
        tables: vec![],
        notes: vec![],
        at: query.at(),
    }
}

impl Report {
    /// Writes the report to `path`, as its ending says; a folder gets a PDF named after the report
    /// and its period. Gives the file.
    ///
    /// # Errors
    /// [`ErrorCode::UnknownReportFormat`], the disk's.
    pub fn save(&self, path: &Path) -> Result<PathBuf, ApiError> {
        let path = if path.is_dir() {
            path.join(format!("{}.pdf", self.file))
        } else {
            path.to_owned()
        };
        let bytes = match format(&path)? {
            Format::Pdf => self.to_pdf()?,
            Format::Xlsx => self.to_xlsx()?,
            Format::Csv => self.to_csv()?,
        };
        write_durably(&path, &bytes)?;
        Ok(path)
    }

    /// The report on A4 across; an equal report gives equal bytes.
    ///
    /// # Errors
    /// [`ErrorCode::Bug`] where the form cannot be drawn.
    pub fn to_pdf(&self) -> Result<Vec<u8>, ApiError> {
        let words = wording();
        let bug = |error: print::PrintError| ApiError::new(ErrorCode::Bug).with("detail", error);
        print::report(self, &words.paper())
            .and_then(|paper| paper.to_pdf(self.at))
            .map_err(bug)
    }

    /// The report as a workbook, one sheet a table; an equal report gives equal bytes.
    ///
    /// # Errors
    /// [`ErrorCode::Bug`] where it cannot be written.
    pub fn to_xlsx(&self) -> Result<Vec<u8>, ApiError> {
        xlsx::write(self).map_err(|error| ApiError::new(ErrorCode::Bug).with("detail", error))
    }

    /// The tables as CSV: UTF-8 with a byte order mark, commas, no cell that a spreadsheet would
    /// take for a formula.
    ///
    /// # Errors
    /// [`ErrorCode::Bug`] where it cannot be written.
    pub fn to_csv(&self) -> Result<Vec<u8>, ApiError> {
        csv::write(self).map_err(|error| ApiError::new(ErrorCode::Bug).with("detail", error))
    }
}

fn format(path: &Path) -> Result<Format, ApiError> {
    let ending = path.extension().unwrap_or_default().to_ascii_lowercase();
    match ending.to_str() {
        Some("pdf") => Ok(Format::Pdf),
        Some("xlsx") => Ok(Format::Xlsx),
        Some("csv") => Ok(Format::Csv),
        _ => Err(ApiError::new(ErrorCode::UnknownReportFormat).with("path", path.display())),
    }
}
