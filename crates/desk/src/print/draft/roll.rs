//! What stands otherwise on a roll of 72 mm: one below the other what is side by side on a sheet.

use super::{Draft, GAP};
use crate::print::{
    Face, PrintError, code,
    flow::{Cell, Flow, row_height},
    kit::{Line, Paragraph, height},
    page::{Item, Page, Point},
    slip_code,
    wording::{Column, Signature, TableText, Text},
};

/// Thickness of every rule, in millimetres: three whole dots of a printer of 203 dpi, never grey.
const RULE: f32 = 0.375;
/// Columns of a table that keep the first line of a row: its number and its name.
const LEADING: usize = 2;
/// Least size of the title of a signature, in points.
const TITLE: f32 = 8.0;
/// White space between the rows of a table, in millimetres.
const APART: f32 = 0.8;

impl Draft<'_> {
    /// The state, the office and the date, one below the other.
    pub(super) fn narrow_head(&mut self) -> Result<(), PrintError> {
        let width = self.sheet.measure();
        let mut lines = self.state(width)?;
        lines.push(Line::blank(0.6));
        lines.extend(self.office(&self.content.office, width)?);
        lines.extend(self.date(width)?);
        self.flow.lines(lines);
        Ok(())
    }

    /// Lines with the QR code to their right as far down as it reaches, then over the whole width.
    pub(super) fn around_code(&mut self, texts: &[Text]) -> Result<(), PrintError> {
        let Some(code) = &self.content.code else {
            return texts.iter().try_for_each(|text| self.line(text));
        };
        let (qr, side) = code::roll_qr(code)?;
        let width = self.sheet.measure() - side;
        let mut texts = texts.iter();
        let mut lines = Vec::new();
        while height(&lines) < side
            && let Some(text) = texts.next()
        {
            let more = self.text(text, self.size, width)?;
            if !more.is_empty() {
                lines.extend(more);
                lines.push(Line::blank(GAP));
            }
        }
        let code = Cell {
            x: width,
            lines: vec![qr],
        };
        self.flow.row(vec![Cell { x: 0.0, lines }, code]);
        texts.try_for_each(|text| self.line(text))
    }

    /// A table whose rows take two lines: number and name, then the other columns below the name.
    pub(super) fn stacked_table(
        &mut self,
        texts: &TableText,
        heading: Vec<Line>,
    ) -> Result<(), PrintError> {
        let size = self.size - 1.0;
        self.flow.lines(heading);
        self.flow.space(APART);
        self.across();
        let title = |column: &Column| Paragraph::plain(&column.title.say(&[]), Face::Bold, size);
        let head: Vec<Paragraph> = texts.columns.iter().map(title).collect();
        self.stacked(&texts.columns, |draft, index, width| {
            draft.kit.lay_out(&head[index].clone().centred(), width)
        })?;
        self.across();
        let rows = self.content.tables.get(texts.of.as_str());
        for row in rows.into_iter().flatten() {
            self.stacked(&texts.columns, |draft, index, width| {
                draft.cell(&texts.columns[index], row, size, width)
            })?;
        }
        self.across();
        self.flow.space(1.6);
        Ok(())
    }

    /// A row of a stacked table; `cell` lays out a column by its index in the width it has.
    fn stacked(
        &mut self,
        columns: &[Column],
        mut cell: impl FnMut(&mut Self, usize, f32) -> Result<Vec<Line>, PrintError>,
    ) -> Result<(), PrintError> {
        let measure = self.sheet.measure();
        let indent = columns.first().map_or(0.0, |column| column.width);
        let below: f32 = columns
            .iter()
            .skip(LEADING)
            .map(|column| column.width)
            .sum();
        let mut x = indent;
        let (mut first, mut second) = (Vec::new(), Vec::new());
        for (index, column) in columns.iter().enumerate() {
            let (x, width, cells) = match index {
                0 => (0.0, indent, &mut first),
                _ if index < LEADING => (indent, measure - indent, &mut first),
                _ => {
                    let width = column.width / below * (measure - indent);
                    x += width;
                    (x - width, width, &mut second)
                }
            };
            let lines = cell(self, index, width)?;
            cells.push(Cell { x, lines });
        }
        self.flow.space(APART / 2.0);
        for cells in [first, second] {
            if row_height(&cells) > 0.0 {
                self.flow.row(cells);
            }
        }
        self.flow.space(APART / 2.0);
        Ok(())
    }

    /// A rule from margin to margin.
    fn across(&mut self) {
        let x = self.sheet.measure();
        let (from, to) = (Point { x: 0.0, y: 0.0 }, Point { x, y: 0.0 });
        self.flow.draw(Item::Line {
            from,
            to,
            width: RULE,
        });
    }

    /// The signatures side by side and the slip's code below them, which is as wide as both.
    pub(super) fn signatures_above_code(
        &mut self,
        signatures: &[Signature],
    ) -> Result<(), PrintError> {
        let measure = self.sheet.measure();
        let width = measure / signatures.len().max(1) as f32;
        // One size for all, so that what is below the titles stands in one line.
        let mut title = self.size;
        for signature in signatures {
            let text = signature.title.say(&[]);
            title = self.kit.fit(&text, Face::Bold, (title, TITLE), width)?;
        }
        let mut cells = Vec::with_capacity(signatures.len());
        for (place, signature) in signatures.iter().enumerate() {
            let lines = self.signature(signature, title, width)?;
            let x = place as f32 * width;
            cells.push(Cell { x, lines });
        }
        self.flow.space(1.5);
        self.flow.row(cells);
        if let Some(slip) = self.content.slip.as_deref() {
            let code = slip_code::below_signatures(slip, measure)?;
            self.flow.lines(vec![code]);
        } else {
            self.flow.space(2.0);
        }
        Ok(())
    }
}

/// Makes all copies equally long: the printer is told one length of paper.
pub(super) fn level(pages: &mut [Page]) {
    let longest = pages.iter().map(|page| page.height).fold(0.0, f32::max);
    pages.iter_mut().for_each(|page| page.height = longest);
}

/// The one page of a copy. It needs no foot: its code is at its top and there is no second page.
pub(super) fn finish(flow: Flow) -> Result<Vec<Page>, PrintError> {
    let mut pages = flow.finish(|_, _| Ok(Vec::new()))?;
    for item in pages.iter_mut().flat_map(|page| &mut page.items) {
        if let Item::Line { width, .. } = item {
            *width = RULE;
        }
    }
    Ok(pages)
}
