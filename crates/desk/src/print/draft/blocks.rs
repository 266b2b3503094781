//! Tables and signatures of a form.

use super::Draft;
use crate::print::{
    Face, PrintError,
    flow::Cell,
    kit::{Line, Paragraph, height},
    size::PaperSize,
    slip_code,
    table::Table,
    template::{Blank, Template, Values},
    wording::{CellText, Closing, Column, MEASURE, Signature, TableText},
};

/// Room for a signature, in millimetres.
const SIGNATURE: f32 = 12.0;

impl Draft<'_> {
    pub(super) fn table(&mut self, texts: &TableText) -> Result<(), PrintError> {
        if !self.stands(texts.when.as_deref()) {
            return Ok(());
        }
        let size = self.size - 1.0;
        let heading = match &texts.heading {
            Some(heading) => {
                let (spans, _) = heading
                    .fill(&self.content.values, Blank::Dots)
                    .unwrap_or_default();
                let heading = Paragraph::new(spans, self.size);
                self.kit.lay_out(&heading, self.sheet.measure())?
            }
            None => Vec::new(),
        };
        if self.paper == PaperSize::Roll80 {
            return self.stacked_table(texts, heading);
        }
        // Columns are given as they stand on A5.
        let scale = self.sheet.measure() / MEASURE;
        let width = |column: &Column| column.width * scale;
        let widths: Vec<f32> = texts.columns.iter().map(width).collect();
        let title =
            |column: &Column| Paragraph::plain(&column.title.say(&[]), Face::Bold, size).centred();
        let head: Vec<Paragraph> = texts.columns.iter().map(title).collect();
        let mut table = Table::new(self.kit, &widths, &head)?;
        let rows = self.content.tables.get(texts.of.as_str());
        for row in rows.into_iter().flatten() {
            let mut cells = Vec::with_capacity(widths.len());
            for (column, width) in texts.columns.iter().zip(&widths) {
                let room = Table::room(*width);
                cells.push(self.cell(column, row, size, room)?);
            }
            table.push(cells);
        }
        self.flow.need(height(&heading) + 1.0 + table.beginning());
        self.flow.lines(heading);
        self.flow.space(0.6);
        table.place(&mut self.flow);
        self.flow.space(1.6);
        Ok(())
    }

    pub(super) fn cell(
        &mut self,
        column: &Column,
        row: &Values,
        size: f32,
        width: f32,
    ) -> Result<Vec<Line>, PrintError> {
        let mut lines = Vec::new();
        for part in &column.cell {
            match part {
                CellText::Text(text) => {
                    let (spans, dotted) = text.fill(row, Blank::Cell).unwrap_or_default();
                    let mut paragraph = Paragraph::new(spans, size);
                    paragraph.dotted = dotted;
                    if column.centred {
                        paragraph = paragraph.centred();
                    }
                    lines.extend(self.kit.lay_out(&paragraph, width)?);
                }
                CellText::Halves(texts) => lines.extend(self.halves(texts, row, size, width)?),
                CellText::Room(room) => lines.push(Line::blank(*room)),
            }
        }
        Ok(lines)
    }

    /// Two texts side by side, each centred in its half of a cell.
    fn halves(
        &mut self,
        texts: &[Template; 2],
        row: &Values,
        size: f32,
        width: f32,
    ) -> Result<Vec<Line>, PrintError> {
        let half = width / 2.0;
        let mut lines: Vec<Line> = Vec::new();
        for (text, x) in texts.iter().zip([0.0, half]) {
            let (spans, _) = text.fill(row, Blank::Drop).unwrap_or_default();
            let paragraph = Paragraph::new(spans, size).centred();
            let laid = self.kit.lay_out(&paragraph, half - 0.6)?;
            for (index, mut line) in laid.into_iter().enumerate() {
                line.items
                    .iter_mut()
                    .for_each(|item| item.shift(x + 0.3, 0.0));
                match lines.get_mut(index) {
                    Some(beside) => beside.items.extend(line.items),
                    None => lines.push(line),
                }
            }
        }
        Ok(lines)
    }

    pub(super) fn signatures(&mut self, signatures: &[Signature]) -> Result<(), PrintError> {
        // A single signature stands on the right.
        let places = signatures.len().max(2);
        let slip = self.content.slip.as_deref();
        let code = slip.map(slip_code::between_signatures).transpose()?;
        let middle = code.as_ref().map_or(0.0, |(_, width)| *width);
        let width = (self.sheet.measure() - middle) / places as f32;
        let first = places - signatures.len();
        let mut cells = Vec::with_capacity(signatures.len() + 1);
        for (place, signature) in (first..).zip(signatures) {
            let title = self.title_size(signature, width)?;
            let lines = self.signature(signature, title, width)?;
            let beyond = if place > 0 { middle } else { 0.0 };
            let x = place as f32 * width + beyond;
            cells.push(Cell { x, lines });
        }
        cells.extend(code.map(|(line, _)| Cell {
            x: width,
            lines: vec![line],
        }));
        self.flow.space(1.5);
        self.flow.row(cells);
        self.flow.space(2.0);
        Ok(())
    }

    /// The size of a signature's title.
    fn title_size(&mut self, texts: &Signature, width: f32) -> Result<f32, PrintError> {
        let size = (self.size.min(11.0), 8.0);
        // Beside a code the column is narrow; a title of one line stays one.
        match &self.content.slip {
            Some(_) => (self.kit).fit(&texts.title.say(&[]), Face::Bold, size, width),
            None => Ok(size.0),
        }
    }

    pub(super) fn signature(
        &mut self,
        texts: &Signature,
        size: f32,
        width: f32,
    ) -> Result<Vec<Line>, PrintError> {
        let title = Paragraph::plain(&texts.title.say(&[]), Face::Bold, size);
        let mut lines = self.kit.lay_out(&title.centred(), width)?;
        let hint = Paragraph::plain(&texts.hint.say(&[]), Face::Italic, self.size - 1.0);
        lines.extend(self.kit.lay_out(&hint.centred(), width)?);
        lines.push(Line::blank(SIGNATURE));
        let name = texts.name.as_ref();
        let name = name.and_then(|name| name.fill(&self.content.values, Blank::Drop));
        let words: String = name
            .iter()
            .flat_map(|(spans, _)| spans)
            .map(|span| span.text.as_str())
            .collect();
        let name = Paragraph::plain(&words, Face::Bold, self.size);
        lines.extend(
            self.kit
                .lay_out(&name.centred(), width - 4.0)?
                .into_iter()
                .map(|mut line| {
                    line.items.iter_mut().for_each(|item| item.shift(2.0, 0.0));
                    line
                }),
        );
        Ok(lines)
    }

    pub(super) fn closing(&mut self, closing: &Closing) -> Result<(), PrintError> {
        let half = self.sheet.measure() / 2.0;
        let small = self.size.min(11.0) - 1.5;
        let mut receivers = Vec::new();
        for text in &closing.receivers {
            receivers.extend(self.text(text, small, half - 4.0)?);
        }
        let title = self.title_size(&closing.signature, half)?;
        let lines = self.signature(&closing.signature, title, half)?;
        self.flow.space(1.5);
        self.flow.row(vec![
            Cell {
                x: 0.0,
                lines: receivers,
            },
            Cell { x: half, lines },
        ]);
        self.flow.space(2.0);
        Ok(())
    }
}
