//! Where the parts of a receipt stand on its A5 sheets.

use super::{ReceiptForm, date_parts};
use crate::print::{
    Face, PrintError, Wording, code,
    flow::{Cell, Flow, Sheet},
    kit::{Kit, Line, Paragraph, RULE, Span},
    page::{Item, Page, Point},
    table::Table,
    wording::{Block, Flag, PapersText, SignaturesText, Template, Text, Values},
};
use casework::procedure::{DocumentForm, Handling};

/// A5 upright, in millimetres.
///
/// vi: khổ giấy A5 — TT 01/2018/TT-VPCP Đ.9
const SHEET: Sheet = Sheet {
    width: 148.0,
    height: 210.0,
    left: 14.0,
    right: 10.0,
    top: 8.0,
    bottom: 12.0,
};
/// Sizes of the body in points: from the best down to the least that is easily read, by `STEP`; a
/// copy that needs several sheets all the same is set at `SEVERAL`.
const BEST: f32 = 12.0;
const LEAST: f32 = 10.0;
const STEP: f32 = 0.25;
const SEVERAL: f32 = 11.0;
/// Size of the footer in points.
const FOOT: f32 = 8.0;
/// White space between paragraphs, in millimetres.
const GAP: f32 = 0.5;
/// Room for a signature, in millimetres.
const SIGNATURE: f32 = 12.0;
/// Columns of the list of papers, in millimetres: number, name, form, count, handling.
const COLUMNS: [f32; 5] = [9.0, 54.0, 25.0, 16.0, 20.0];

/// Lays out every copy at the largest size that keeps each on one sheet.
pub(super) fn pages(
    data: &ReceiptForm,
    wording: &Wording,
    values: &Values,
    kit: &mut Kit,
) -> Result<Vec<Page>, PrintError> {
    let mut size = BEST;
    while size >= LEAST {
        // The copies differ by a label only, so the first one tells.
        if copy(data, wording, values, kit, (size, &wording.copies[0]))?.len() == 1 {
            return all_copies(data, wording, values, kit, size);
        }
        size -= STEP;
    }
    all_copies(data, wording, values, kit, SEVERAL)
}

fn all_copies(
    data: &ReceiptForm,
    wording: &Wording,
    values: &Values,
    kit: &mut Kit,
    size: f32,
) -> Result<Vec<Page>, PrintError> {
    let mut pages = Vec::new();
    for label in &wording.copies {
        pages.extend(copy(data, wording, values, kit, (size, label))?);
    }
    Ok(pages)
}

fn copy(
    data: &ReceiptForm,
    wording: &Wording,
    values: &Values,
    kit: &mut Kit,
    (size, label): (f32, &Template),
) -> Result<Vec<Page>, PrintError> {
    let label = label.say(&[]);
    let flow = Flow::new(SHEET);
    let mut draft = Draft {
        data,
        wording,
        values,
        kit,
        size,
        flow,
    };
    draft.head()?;
    draft.title(&label)?;
    for block in &wording.body {
        draft.block(block)?;
    }
    draft.finish(&label)
}

/// One copy while it is being laid out.
struct Draft<'a> {
    data: &'a ReceiptForm,
    wording: &'a Wording,
    values: &'a Values,
    kit: &'a mut Kit,
    size: f32,
    flow: Flow,
}

impl Draft<'_> {
    /// The office on the left, the state and the date on the right.
    fn head(&mut self) -> Result<(), PrintError> {
        let (left, right) = (SHEET.measure() * 0.44, SHEET.measure() * 0.54);
        let office = &self.data.office;
        let mut lines = Vec::new();
        let small = self.size.min(11.0) - 1.0;
        let parent = self.kit.clean(&office.parent);
        let parent = Paragraph::plain(&parent, Face::Regular, small).centred();
        lines.extend(self.kit.lay_out(&parent, left)?);
        let mut longest: f32 = 0.0;
        for name in office.centre.iter().chain(&office.point) {
            let name = self.kit.clean(name);
            let name = Paragraph::plain(&name, Face::Bold, small).centred();
            lines.extend(self.kit.lay_out(&name, left)?);
            longest = lines.last().map_or(0.0, inked);
        }
        lines.push(Line::rule(left, (longest * 0.5).max(12.0), 1.6));
        let state = self.wording.state.say(&[]);
        let size = self
            .kit
            .fit(&state, Face::Bold, (self.size.min(11.0), 7.0), right)?;
        let mut state_lines = self
            .kit
            .lay_out(&Paragraph::plain(&state, Face::Bold, size).centred(), right)?;
        let motto = self.wording.motto.say(&[]);
        let motto_size = size + 0.5;
        let motto_lines = self.kit.lay_out(
            &Paragraph::plain(&motto, Face::Bold, motto_size).centred(),
            right,
        )?;
        state_lines.extend(motto_lines);
        let under = self.kit.width(&motto, Face::Bold, motto_size)?;
        state_lines.push(Line::rule(right, under, 1.6));
        state_lines.push(Line::blank(1.0));
        state_lines.extend(self.date(right)?);
        self.flow.row(vec![
            Cell { x: 0.0, lines },
            Cell {
                x: SHEET.measure() - right,
                lines: state_lines,
            },
        ]);
        Ok(())
    }

    fn date(&mut self, width: f32) -> Result<Vec<Line>, PrintError> {
        let place = self.kit.clean(&self.data.office.place);
        let [day, month, year] = date_parts(self.data.issued);
        let date = self.wording.place_and_date.say(&[
            ("place", &place),
            (day.0, &day.1),
            (month.0, &month.1),
            (year.0, &year.1),
        ]);
        let size = self.size.min(11.0);
        self.kit.lay_out(
            &Paragraph::plain(&date, Face::Italic, size).centred(),
            width,
        )
    }

    fn title(&mut self, copy: &str) -> Result<(), PrintError> {
        let width = SHEET.measure();
        self.flow.space(2.0);
        let title = self.wording.title.say(&[]);
        let size = self.kit.fit(&title, Face::Bold, (13.5, 9.0), width)?;
        let title = Paragraph::plain(&title, Face::Bold, size).centred();
        self.flow.lines(self.kit.lay_out(&title, width)?);
        let copy = match self.data.reissue {
            0 => self.wording.copy.say(&[("copy", copy)]),
            reissue => {
                let reissue = reissue.to_string();
                self.wording
                    .copy_reissued
                    .say(&[("copy", copy), ("reissue", &reissue)])
            }
        };
        let copy = Paragraph::plain(&copy, Face::Italic, self.size.min(11.0)).centred();
        self.flow.lines(self.kit.lay_out(&copy, width)?);
        self.flow.space(1.0);
        Ok(())
    }

    fn block(&mut self, block: &Block) -> Result<(), PrintError> {
        match block {
            Block::BesideCode(lines) => self.beside_code(lines),
            Block::Line(text) => self.line(text),
            Block::Pair(texts) => self.pair(texts),
            Block::Papers(texts) => self.papers(texts),
            Block::Signatures(texts) => self.signatures(texts),
            Block::Note(texts) => self.note(texts),
        }
    }

    /// The text with its values, and whether it ends in dots; `None` when it is not on this paper.
    fn filled(&self, text: &Text) -> Option<(Vec<Span>, bool)> {
        let stands = match text.when {
            None => true,
            Some(Flag::ClockUnconfirmed) => self.data.clock_unconfirmed,
            Some(Flag::Unverified) => !self.data.verified,
        };
        text.text.fill(self.values, text.blank).filter(|_| stands)
    }

    /// The lines of a text, none when it is not printed on this paper.
    fn text(&mut self, text: &Text, size: f32, width: f32) -> Result<Vec<Line>, PrintError> {
        let Some((spans, dotted)) = self.filled(text) else {
            return Ok(Vec::new());
        };
        let mut paragraph = Paragraph::new(spans, size);
        paragraph.dotted = dotted;
        self.kit.lay_out(&paragraph, width)
    }

    fn line(&mut self, text: &Text) -> Result<(), PrintError> {
        let lines = self.text(text, self.size, SHEET.measure())?;
        if !lines.is_empty() {
            self.flow.lines(lines);
            self.flow.space(GAP);
        }
        Ok(())
    }

    fn pair(&mut self, [left, right]: &[Text; 2]) -> Result<(), PrintError> {
        let half = SHEET.measure() * 0.44;
        let rest = SHEET.measure() - half - 3.0;
        let (one, other) = (left, right);
        let left = self.text(one, self.size, half)?;
        let right = self.text(other, self.size, rest)?;
        if left.len() > 1 || right.len() > 1 {
            self.line(one)?;
            return self.line(other);
        }
        if !left.is_empty() || !right.is_empty() {
            let x = half + 3.0;
            self.flow.row(vec![
                Cell {
                    x: 0.0,
                    lines: left,
                },
                Cell { x, lines: right },
            ]);
            self.flow.space(GAP);
        }
        Ok(())
    }

    fn beside_code(&mut self, texts: &[Text]) -> Result<(), PrintError> {
        let (qr, side) = code::qr(&self.data.code)?;
        // The quiet zone reaches into the margin's side of the sheet, never into the text.
        let width = SHEET.measure() - side;
        let mut lines = Vec::new();
        for text in texts {
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
        Ok(())
    }

    fn papers(&mut self, texts: &PapersText) -> Result<(), PrintError> {
        let size = self.size - 1.0;
        let heading = Paragraph::plain(&texts.heading.say(&[]), Face::Regular, self.size);
        let heading = self.kit.lay_out(&heading, SHEET.measure())?;
        let head = [
            &texts.number,
            &texts.name,
            &texts.form,
            &texts.copies,
            &texts.handling,
        ]
        .map(|text| Paragraph::plain(&text.say(&[]), Face::Bold, size).centred());
        let mut table = Table::new(self.kit, &COLUMNS, &head)?;
        for (index, paper) in self.data.papers.iter().enumerate() {
            let phrases = &self.wording.phrases;
            let form = paper.form.map(|form| match form {
                DocumentForm::Original => &phrases.original,
                DocumentForm::Certified => &phrases.certified,
                DocumentForm::Copy => &phrases.photocopy,
                DocumentForm::Electronic => &phrases.electronic,
            });
            let handling = match paper.handling {
                Handling::Submit => &phrases.submit,
                Handling::Present => &phrases.present,
                Handling::Lookup => &phrases.look_up,
            };
            let say = |text: &Template| text.say(&[]);
            let cell = |text: &str| Paragraph::plain(text, Face::Regular, size);
            let name = self.kit.clean(&paper.name);
            let count = if paper.copies == 0 {
                "–".to_owned()
            } else {
                paper.copies.to_string()
            };
            let row = [
                cell(&(index + 1).to_string()).centred(),
                cell(&name),
                cell(&form.map_or("–".to_owned(), say)).centred(),
                cell(&count).centred(),
                cell(&say(handling)).centred(),
            ];
            table.push(self.kit, &row)?;
        }
        self.flow
            .need(crate::print::kit::height(&heading) + 1.0 + table.beginning());
        self.flow.lines(heading);
        self.flow.space(0.6);
        table.place(&mut self.flow);
        self.flow.space(1.6);
        Ok(())
    }

    fn signatures(&mut self, texts: &SignaturesText) -> Result<(), PrintError> {
        let half = SHEET.measure() / 2.0;
        let signer = self.data.signer.clone().unwrap_or_default();
        let officer = self.data.officer.clone();
        let mut cells = Vec::new();
        for (x, title, name) in [
            (0.0, &texts.submitter, signer),
            (half, &texts.officer, officer),
        ] {
            let title = Paragraph::plain(&title.say(&[]), Face::Bold, self.size.min(11.0));
            let mut lines = self.kit.lay_out(&title.centred(), half)?;
            let hint = Paragraph::plain(&texts.hint.say(&[]), Face::Italic, self.size - 1.0);
            lines.extend(self.kit.lay_out(&hint.centred(), half)?);
            lines.push(Line::blank(SIGNATURE));
            let name = Paragraph::plain(&self.kit.clean(&name), Face::Bold, self.size);
            lines.extend(
                self.kit
                    .lay_out(&name.centred(), half - 4.0)?
                    .into_iter()
                    .map(|mut line| {
                        line.items.iter_mut().for_each(|item| item.shift(2.0, 0.0));
                        line
                    }),
            );
            cells.push(Cell { x, lines });
        }
        self.flow.space(1.5);
        self.flow.row(cells);
        self.flow.space(2.0);
        Ok(())
    }

    fn note(&mut self, texts: &[Text]) -> Result<(), PrintError> {
        let size = self.size.min(11.0) - 2.5;
        let mut spans = Vec::new();
        for (more, _) in texts.iter().filter_map(|text| self.filled(text)) {
            if !spans.is_empty() {
                let text = " ".to_owned();
                let face = Face::Regular;
                spans.push(Span { text, face });
            }
            spans.extend(more);
        }
        let paragraph = Paragraph::new(spans, size).justified();
        let lines = self.kit.lay_out(&paragraph, SHEET.measure())?;
        self.flow.lines(lines);
        Ok(())
    }

    /// Adds the foot of each page: code and copy on the left, page number on the right.
    fn finish(self, copy: &str) -> Result<Vec<Page>, PrintError> {
        let Self {
            data,
            wording,
            kit,
            flow,
            ..
        } = self;
        let code = kit.clean(&data.code);
        let left = wording.footer.say(&[("code", &code), ("copy", copy)]);
        flow.finish(|page, pages| {
            let number = wording
                .page
                .say(&[("page", &page.to_string()), ("pages", &pages.to_string())]);
            foot(kit, &left, &number)
        })
    }
}

fn foot(kit: &mut Kit, left: &str, right: &str) -> Result<Vec<Item>, PrintError> {
    let span = |text: &str| Span {
        text: text.to_owned(),
        face: Face::Regular,
    };
    let mut items = Vec::new();
    let top = SHEET.height - SHEET.bottom + 2.0;
    let at = |x| Point { x, y: top - 0.6 };
    let (from, to) = (at(SHEET.left), at(SHEET.width - SHEET.right));
    items.push(Item::Line {
        from,
        to,
        width: RULE / 2.0,
    });
    let number = kit.width(right, Face::Regular, FOOT)?;
    for (text, x, width) in [
        (left, 0.0, SHEET.measure() - number - 4.0),
        (right, SHEET.measure() - number, number + 0.1),
    ] {
        let paragraph = Paragraph::new(vec![span(text)], FOOT);
        for (index, line) in kit
            .lay_out(&paragraph, width)?
            .into_iter()
            .take(2)
            .enumerate()
        {
            let down = top + index as f32 * line.height;
            for mut item in line.items {
                item.shift(SHEET.left + x, down);
                items.push(item);
            }
        }
    }
    Ok(items)
}

/// The width of what is drawn on a centred line.
fn inked(line: &Line) -> f32 {
    let widths = line.items.iter().map(|item| match item {
        Item::Text(run) => run.width(),
        Item::Line { .. } | Item::Fill { .. } => 0.0,
    });
    widths.sum()
}
