//! Books and figures on A4 across: tables whose head stands on every page, notes, signatures.

use super::{
    Face, Paper, PrintError,
    flow::{Cell as Block, Flow, Sheet},
    kit::{Kit, Line, Paragraph, height},
    page::Item,
    table::Table as Grid,
};
use crate::error::fill;
use casework::time::LocalTime;

/// A4 across, in millimetres.
const SHEET: Sheet = Sheet {
    width: 297.0,
    height: 210.0,
    left: 10.0,
    right: 10.0,
    top: 12.0,
    bottom: 14.0,
};
/// Sizes in points: the text of tables, of their heads, of what stands around them, the footer.
const BODY: f32 = 8.5;
const HEAD: f32 = 8.0;
const AROUND: f32 = 10.5;
const FOOT: f32 = 8.0;
/// Room for a signature, in millimetres.
const SIGNATURE: f32 = 20.0;
/// Width of one half of the head, in millimetres.
const HALF: f32 = 120.0;

/// Tables ready to be written.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// Beginning of the file's name.
    pub file: String,
    /// The number a circular gives the form.
    pub number: Option<String>,
    /// Title, in capitals.
    pub title: String,
    /// The body above the office, then the office, line by line in capitals.
    pub office: Vec<String>,
    /// Place name before the date.
    pub place: String,
    /// Period and scope, one a line.
    pub lines: Vec<String>,
    /// What a table is called where all stand in one list; `None` where they simply follow.
    pub section: Option<String>,
    /// The tables.
    pub tables: Vec<Table>,
    /// What must be known about them, one a line.
    pub notes: Vec<String>,
    /// When the figures were taken; the date of the paper.
    pub at: LocalTime,
}

/// One table of a report.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// Heading above it, and its name where it stands alone.
    pub name: String,
    /// Name of its worksheet.
    pub sheet: String,
    /// The columns.
    pub columns: Vec<Column>,
    /// The rows, as many cells each as there are columns.
    pub rows: Vec<Vec<Cell>>,
    /// The last row, apart from the others.
    pub total: Option<Vec<Cell>>,
}

/// One column of a table.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// What stands in its head.
    pub title: String,
    /// Its width on A4 across, in millimetres.
    pub width: f32,
}

/// One cell of a table.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// Words, as a person typed them.
    Text(String),
    /// A count.
    Number(u64),
    /// Date and time.
    Moment(LocalTime),
    /// Nothing, or room for the pen.
    Empty,
}

impl Cell {
    pub(crate) fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    pub(crate) fn moment(at: Option<LocalTime>) -> Self {
        at.map_or(Self::Empty, Self::Moment)
    }

    /// The cell as words: `08:30 21/11/2026`, `1234`.
    pub(crate) fn words(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Number(number) => number.to_string(),
            Self::Moment(at) => at.datetime().strftime("%H:%M %d/%m/%Y").to_string(),
            Self::Empty => String::new(),
        }
    }
}

/// The words that stand on every report.
#[derive(Clone, Debug)]
pub struct ReportWording {
    /// The state's name, in capitals.
    pub state: String,
    /// Its motto.
    pub motto: String,
    /// With `{place}`, `{day}`, `{month}` and `{year}`.
    pub place_and_date: String,
    /// With `{page}` and `{pages}`.
    pub page: String,
    /// Who signs: title and hint, from left to right.
    pub signatures: Vec<(String, String)>,
}

/// Lays out a report.
///
/// # Errors
/// [`PrintError`] when a text cannot be drawn.
pub fn report(report: &Report, wording: &ReportWording) -> Result<Paper, PrintError> {
    let mut kit = Kit::new()?;
    let mut draft = Draft {
        report,
        wording,
        kit: &mut kit,
        flow: Flow::new(SHEET),
    };
    draft.head()?;
    draft.title()?;
    for (at, table) in report.tables.iter().enumerate() {
        draft.table(table, at > 0 || report.tables.len() > 1)?;
    }
    draft.notes()?;
    draft.signatures()?;
    let pages = draft.finish()?;
    Ok(Paper {
        title: report.title.clone(),
        pages,
        warnings: kit.warnings(),
    })
}

struct Draft<'a> {
    report: &'a Report,
    wording: &'a ReportWording,
    kit: &'a mut Kit,
    flow: Flow,
}

impl Draft<'_> {
    /// The office on the left, the state on the right.
    fn head(&mut self) -> Result<(), PrintError> {
        let mut left = Vec::new();
        let mut face = Face::Regular;
        let mut longest: f32 = 0.0;
        for line in &self.report.office {
            let line = self.kit.clean(line);
            longest = self.kit.width(&line, face, AROUND)?.min(HALF);
            left.extend(self.centred(&line, face, AROUND, HALF)?);
            face = Face::Bold;
        }
        left.push(Line::rule(HALF, longest * 0.5, 1.6));
        let mut right = self.centred(&self.wording.state.clone(), Face::Bold, AROUND, HALF)?;
        let motto = self.wording.motto.clone();
        right.extend(self.centred(&motto, Face::Bold, AROUND, HALF)?);
        let under = self.kit.width(&motto, Face::Bold, AROUND)?;
        right.push(Line::rule(HALF, under, 1.6));
        self.flow.row(vec![
            Block {
                x: 0.0,
                lines: left,
            },
            Block {
                x: SHEET.measure() - HALF,
                lines: right,
            },
        ]);
        Ok(())
    }

    fn title(&mut self) -> Result<(), PrintError> {
        let width = SHEET.measure();
        self.flow.space(3.0);
        let title = self.report.title.clone();
        let lines = self.centred(&title, Face::Bold, 14.0, width)?;
        self.flow.lines(lines);
        let number = self
            .report
            .number
            .iter()
            .map(|number| format!("({number})"));
        let under: Vec<String> = number.chain(self.report.lines.iter().cloned()).collect();
        for line in under {
            let line = self.kit.clean(&line);
            let lines = self.centred(&line, Face::Italic, AROUND, width)?;
            self.flow.lines(lines);
        }
        self.flow.space(2.0);
        Ok(())
    }

    fn table(&mut self, table: &Table, headed: bool) -> Result<(), PrintError> {
        let widths: Vec<f32> = table.columns.iter().map(|column| column.width).collect();
        let head: Vec<Paragraph> = table
            .columns
            .iter()
            .map(|column| Paragraph::plain(&column.title, Face::Bold, HEAD).centred())
            .collect();
        let mut grid = Grid::new(self.kit, &widths, &head)?;
        for row in &table.rows {
            let row = self.row(row, Face::Regular);
            grid.push_texts(self.kit, &row)?;
        }
        if let Some(total) = &table.total {
            let row = self.row(total, Face::Bold);
            grid.push_texts(self.kit, &row)?;
        }
        if headed && table.name != self.report.title {
            self.flow.space(3.0);
            let name = self.kit.clean(&table.name);
            let heading = Paragraph::plain(&name, Face::Bold, AROUND);
            let lines = self.kit.lay_out(&heading, SHEET.measure())?;
            self.flow.need(height(&lines) + grid.beginning());
            self.flow.lines(lines);
            self.flow.space(1.0);
        }
        grid.place(&mut self.flow);
        self.flow.space(2.0);
        Ok(())
    }

    fn row(&mut self, cells: &[Cell], face: Face) -> Vec<Paragraph> {
        let paragraph = |cell: &Cell| {
            let words = self.kit.clean(&cell.words());
            let paragraph = Paragraph::plain(&words, face, BODY);
            match cell {
                Cell::Number(_) | Cell::Moment(_) => paragraph.centred(),
                Cell::Text(_) | Cell::Empty => paragraph,
            }
        };
        cells.iter().map(paragraph).collect()
    }

    fn notes(&mut self) -> Result<(), PrintError> {
        for note in &self.report.notes {
            let note = self.kit.clean(note);
            let note = Paragraph::plain(&note, Face::Regular, BODY + 1.0);
            let lines = self.kit.lay_out(&note, SHEET.measure())?;
            self.flow.lines(lines);
        }
        Ok(())
    }

    /// Place and date above the last signature; everything stays on one page.
    fn signatures(&mut self) -> Result<(), PrintError> {
        let signatures = self.wording.signatures.clone();
        let Some(last) = signatures.len().checked_sub(1) else {
            return Ok(());
        };
        let width = SHEET.measure() / signatures.len() as f32;
        let mut blocks = Vec::new();
        for (at, (title, hint)) in signatures.iter().enumerate() {
            let mut lines = if at == last {
                self.date(width)?
            } else {
                vec![Line::blank(height(&self.date(width)?))]
            };
            lines.extend(self.centred(title, Face::Bold, AROUND, width)?);
            lines.extend(self.centred(hint, Face::Italic, AROUND - 1.0, width)?);
            lines.push(Line::blank(SIGNATURE));
            let x = width * at as f32;
            blocks.push(Block { x, lines });
        }
        self.flow.space(3.0);
        self.flow.row(blocks);
        Ok(())
    }

    fn date(&mut self, width: f32) -> Result<Vec<Line>, PrintError> {
        let day = self.report.at.date();
        let place = self.kit.clean(&self.report.place);
        let two = |number: i8| format!("{number:02}");
        let date = filled(
            &self.wording.place_and_date,
            &[
                ("place", place),
                ("day", two(day.day())),
                ("month", two(day.month())),
                ("year", day.year().to_string()),
            ],
        );
        self.centred(&date, Face::Italic, AROUND, width)
    }

    fn centred(
        &mut self,
        text: &str,
        face: Face,
        size: f32,
        width: f32,
    ) -> Result<Vec<Line>, PrintError> {
        let paragraph = Paragraph::plain(text, face, size).centred();
        self.kit.lay_out(&paragraph, width)
    }

    fn finish(self) -> Result<Vec<super::Page>, PrintError> {
        let Self {
            wording, kit, flow, ..
        } = self;
        flow.finish(|page, pages| {
            let text = filled(
                &wording.page,
                &[("page", page.to_string()), ("pages", pages.to_string())],
            );
            let paragraph = Paragraph::plain(&text, Face::Italic, FOOT);
            let width = kit.width(&text, Face::Italic, FOOT)?;
            let lines = kit.lay_out(&paragraph, width + 1.0)?;
            let mut items: Vec<Item> = lines.into_iter().flat_map(|line| line.items).collect();
            for item in &mut items {
                item.shift(
                    SHEET.width - SHEET.right - width,
                    SHEET.height - SHEET.bottom + 3.0,
                );
            }
            Ok(items)
        })
    }
}

fn filled(template: &str, params: &[(&str, String)]) -> String {
    let params = params
        .iter()
        .map(|(name, value)| ((*name).to_owned(), value.clone()))
        .collect();
    fill(template, &params)
}
