//! The result as a Markdown table.

use crate::measure::{Sample, peak};
use std::fmt;

/// One measurement beside its bare cost.
pub(crate) struct Line {
    what: String,
    cases: usize,
    ours: Sample,
    bare: Option<(&'static str, Sample)>,
    note: String,
    peak: Option<u64>,
}

impl Line {
    /// A measurement of `what` on a desk with `cases` cases; the peak of memory is taken now.
    pub(crate) fn new(what: &str, cases: usize, ours: Sample) -> Self {
        Self {
            what: what.to_owned(),
            cases,
            ours,
            bare: None,
            note: String::new(),
            peak: peak(),
        }
    }

    /// What it is compared with.
    pub(crate) fn beside(self, name: &'static str, bare: Sample) -> Self {
        let bare = Some((name, bare));
        Self { bare, ..self }
    }

    /// Something worth knowing.
    pub(crate) fn noting(self, note: String) -> Self {
        Self { note, ..self }
    }

    fn ratio(&self) -> String {
        let Some((_, bare)) = &self.bare else {
            return "–".to_owned();
        };
        let median = self.ours.median() / bare.median();
        if self.ours.is_long() && bare.is_long() {
            let late = self.ours.quantile(0.95) / bare.quantile(0.95);
            format!("{median:.2} (p95 {late:.2})")
        } else {
            format!("{median:.2}")
        }
    }

    fn cells(&self) -> [String; 8] {
        let (name, bare) = match &self.bare {
            Some((name, bare)) => ((*name).to_owned(), bare.shown()),
            None => Default::default(),
        };
        let peak = self.peak.map(|bytes| format!("{} MB", bytes >> 20));
        [
            self.what.clone(),
            self.cases.to_string(),
            self.ours.shown(),
            name,
            bare,
            self.ratio(),
            peak.unwrap_or_default(),
            self.note.clone(),
        ]
    }
}

/// Lines in the order they were measured.
#[derive(Default)]
pub(crate) struct Table {
    lines: Vec<Line>,
}

impl Table {
    /// Adds a line.
    pub(crate) fn add(&mut self, line: Line) {
        self.lines.push(line);
    }

    /// Adds several lines.
    pub(crate) fn extend(&mut self, lines: Vec<Line>) {
        self.lines.extend(lines);
    }
}

const HEAD: [&str; 8] = [
    "what",
    "cases",
    "ours: min / median / (p95) / max",
    "bare cost",
    "bare: min / median / (p95) / max",
    "ratio",
    "peak memory",
    "note",
];

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rows: Vec<[String; 8]> = self.lines.iter().map(Line::cells).collect();
        let mut widths = HEAD.map(|name| name.chars().count());
        for row in &rows {
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = (*width).max(cell.chars().count());
            }
        }
        let mut line = |cells: &[String; 8]| {
            for (cell, width) in cells.iter().zip(widths) {
                write!(f, "| {cell:width$} ")?;
            }
            writeln!(f, "|")
        };
        line(&HEAD.map(str::to_owned))?;
        line(&widths.map(|width| "-".repeat(width)))?;
        rows.iter().try_for_each(line)
    }
}
