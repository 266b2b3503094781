//! Where the parts of a form stand on its sheets: one layout for every form, and what is narrower on a
//! roll.

mod blocks;
mod roll;

use super::{
    Face, Office, Paper, PrintError, Wording, code,
    content::{Content, date_values},
    flow::{Cell, Flow, Sheet},
    kit::{Kit, Line, Paragraph, RULE, Span},
    page::{Item, Page, Point},
    size::PaperSize,
    template::{Blank, Template},
    wording::{Block, Text},
};

/// How the size of the body, in points, comes down from the best to the least.
const STEP: f32 = 0.25;
/// Size of the footer in points.
const FOOT: f32 = 8.0;
/// Dots for the number of a letter.
const SERIAL: usize = 16;
/// White space between paragraphs, in millimetres.
const GAP: f32 = 0.5;

/// Lays out every copy at the largest size that keeps each on one sheet.
///
/// Body text on A5 is 12 points, down to 10 where that keeps a copy on one sheet.
///
/// # Errors
/// [`PrintError::MissingGlyph`] when the wording holds a character the face lacks (in data it becomes
/// □ and a warning), [`PrintError::Code`] when the record code cannot be a QR code.
///
/// vi: khổ A5 — TT 01/2018/TT-VPCP Đ.9
pub(crate) fn paper(
    content: &Content,
    wording: &Wording,
    paper: PaperSize,
    mut kit: Kit,
) -> Result<Paper, PrintError> {
    let pages = pages(content, wording, paper, &mut kit)?;
    let code = content.code.as_deref().unwrap_or_default();
    let title = wording.document_title.say(&[("code", code)]);
    Ok(Paper {
        title: title.trim_end().to_owned(),
        pages,
        warnings: kit.warnings(),
    })
}

fn pages(
    content: &Content,
    wording: &Wording,
    paper: PaperSize,
    kit: &mut Kit,
) -> Result<Vec<Page>, PrintError> {
    let body = paper.body();
    let mut size = body.best;
    while size >= body.least {
        // The copies differ by a label only, so the first one tells.
        let first = wording.copies.first();
        if copy(content, wording, kit, (paper, size, first))?.len() == 1 {
            return all_copies(content, wording, kit, (paper, size));
        }
        size -= STEP;
    }
    all_copies(content, wording, kit, (paper, body.several))
}

fn all_copies(
    content: &Content,
    wording: &Wording,
    kit: &mut Kit,
    (paper, size): (PaperSize, f32),
) -> Result<Vec<Page>, PrintError> {
    if wording.copies.is_empty() {
        return copy(content, wording, kit, (paper, size, None));
    }
    let mut pages = Vec::new();
    for label in &wording.copies {
        pages.extend(copy(content, wording, kit, (paper, size, Some(label)))?);
    }
    if paper == PaperSize::Roll80 {
        roll::level(&mut pages);
    }
    Ok(pages)
}

fn copy(
    content: &Content,
    wording: &Wording,
    kit: &mut Kit,
    (paper, size, label): (PaperSize, f32, Option<&Template>),
) -> Result<Vec<Page>, PrintError> {
    let label = label.map(|label| label.say(&[]));
    let sheet = paper.sheet();
    let mut draft = Draft {
        content,
        wording,
        kit,
        paper,
        sheet,
        size,
        flow: Flow::new(sheet),
    };
    match paper {
        PaperSize::A5 | PaperSize::A4 => draft.head()?,
        PaperSize::Roll80 => draft.narrow_head()?,
    }
    draft.title(label.as_deref())?;
    for block in &wording.body {
        draft.block(block)?;
    }
    draft.finish(&label.unwrap_or_default())
}

/// One copy while it is being laid out.
struct Draft<'a> {
    content: &'a Content,
    wording: &'a Wording,
    kit: &'a mut Kit,
    paper: PaperSize,
    sheet: Sheet,
    /// Size of the body in points.
    size: f32,
    flow: Flow,
}

impl Draft<'_> {
    /// The office on the left, the state and the date on the right.
    fn head(&mut self) -> Result<(), PrintError> {
        let (left, right) = (self.sheet.measure() * 0.44, self.sheet.measure() * 0.54);
        let lines = self.office(&self.content.office, left)?;
        let mut state_lines = self.state(right)?;
        state_lines.push(Line::blank(1.0));
        state_lines.extend(self.date(right)?);
        self.flow.row(vec![
            Cell { x: 0.0, lines },
            Cell {
                x: self.sheet.measure() - right,
                lines: state_lines,
            },
        ]);
        Ok(())
    }

    /// The state and its motto.
    fn state(&mut self, width: f32) -> Result<Vec<Line>, PrintError> {
        let state = self.wording.state.say(&[]);
        let size = self
            .kit
            .fit(&state, Face::Bold, (self.size.min(11.0), 7.0), width)?;
        let mut lines = self
            .kit
            .lay_out(&Paragraph::plain(&state, Face::Bold, size).centred(), width)?;
        let motto = self.wording.motto.say(&[]);
        let motto_size = size + 0.5;
        let motto_lines = self.kit.lay_out(
            &Paragraph::plain(&motto, Face::Bold, motto_size).centred(),
            width,
        )?;
        lines.extend(motto_lines);
        let under = self.kit.width(&motto, Face::Bold, motto_size)?;
        lines.push(Line::rule(width, under, 1.6));
        Ok(lines)
    }

    fn office(&mut self, office: &Office, width: f32) -> Result<Vec<Line>, PrintError> {
        let mut lines = Vec::new();
        let small = self.size.min(11.0) - 1.0;
        let parent = self.kit.clean(&office.parent);
        let parent = Paragraph::plain(&parent, Face::Regular, small).centred();
        lines.extend(self.kit.lay_out(&parent, width)?);
        let mut longest: f32 = 0.0;
        for name in office.centre.iter().chain(&office.point) {
            let name = self.kit.clean(name);
            let name = Paragraph::plain(&name, Face::Bold, small).centred();
            lines.extend(self.kit.lay_out(&name, width)?);
            longest = lines.last().map_or(0.0, inked);
        }
        lines.push(Line::rule(width, (longest * 0.5).max(12.0), 1.6));
        if let Some(serial) = &self.wording.serial {
            let filled = serial.fill(&self.content.values, Blank::Dots);
            let (mut spans, dotted) = filled.unwrap_or_default();
            spans.extend(dotted.then(|| Span {
                text: ".".repeat(SERIAL),
                face: Face::Regular,
            }));
            let serial = Paragraph::new(spans, small).centred();
            lines.extend(self.kit.lay_out(&serial, width)?);
        }
        Ok(lines)
    }

    fn date(&mut self, width: f32) -> Result<Vec<Line>, PrintError> {
        let place = self.kit.clean(&self.content.office.place);
        let [day, month, year] = date_values(self.content.issued.date());
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

    fn title(&mut self, copy: Option<&str>) -> Result<(), PrintError> {
        let width = self.sheet.measure();
        self.flow.space(2.0);
        let title = self.wording.title.say(&[]);
        let size = match self.paper {
            PaperSize::A5 | PaperSize::A4 => {
                self.kit.fit(&title, Face::Bold, (13.5, 9.0), width)?
            }
            // It takes two lines there.
            PaperSize::Roll80 => 12.0,
        };
        let title = Paragraph::plain(&title, Face::Bold, size).centred();
        self.flow.lines(self.kit.lay_out(&title, width)?);
        let copy = copy.unwrap_or_default();
        let below = match self.content.reissue {
            0 => self
                .wording
                .copy
                .as_ref()
                .map(|label| label.say(&[("copy", copy)])),
            reissue => {
                let reissue = reissue.to_string();
                let values = [("copy", copy), ("reissue", &reissue)];
                Some(self.wording.copy_reissued.say(&values))
            }
        };
        if let Some(below) = below {
            let below = Paragraph::plain(&below, Face::Italic, self.size.min(11.0)).centred();
            self.flow.lines(self.kit.lay_out(&below, width)?);
        }
        self.flow.space(1.0);
        Ok(())
    }

    fn block(&mut self, block: &Block) -> Result<(), PrintError> {
        match block {
            Block::BesideCode(lines) => match self.paper {
                PaperSize::A5 | PaperSize::A4 => self.beside_code(lines),
                PaperSize::Roll80 => self.around_code(lines),
            },
            Block::Line(text) => self.line(text),
            Block::Paragraph(text) => self.paragraph(text, Paragraph::justified),
            Block::Centre(text) => self.paragraph(text, Paragraph::centred),
            Block::Pair(texts) => self.pair(texts),
            Block::Table(table) => self.table(table),
            Block::Signatures(signatures) => match self.paper {
                PaperSize::A5 | PaperSize::A4 => self.signatures(signatures),
                PaperSize::Roll80 => self.signatures_above_code(signatures),
            },
            Block::Closing(closing) => self.closing(closing),
            Block::Note(texts) => self.note(texts),
        }
    }

    fn stands(&self, when: Option<&str>) -> bool {
        when.is_none_or(|flag| self.content.flags.contains(flag))
    }

    /// The text with its values, and whether it ends in dots; `None` when it is not on this paper.
    fn filled(&self, text: &Text) -> Option<(Vec<Span>, bool)> {
        let filled = text.text.fill(&self.content.values, text.blank);
        filled.filter(|_| self.stands(text.when.as_deref()))
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
        let lines = self.text(text, self.size, self.sheet.measure())?;
        if !lines.is_empty() {
            self.flow.lines(lines);
            self.flow.space(GAP);
        }
        Ok(())
    }

    fn paragraph(
        &mut self,
        text: &Text,
        align: fn(Paragraph) -> Paragraph,
    ) -> Result<(), PrintError> {
        let Some((spans, dotted)) = self.filled(text) else {
            return Ok(());
        };
        let mut paragraph = align(Paragraph::new(spans, self.size));
        paragraph.dotted = dotted;
        let lines = self.kit.lay_out(&paragraph, self.sheet.measure())?;
        self.flow.lines(lines);
        self.flow.space(2.0 * GAP);
        Ok(())
    }

    fn pair(&mut self, [left, right]: &[Text; 2]) -> Result<(), PrintError> {
        let half = self.sheet.measure() * 0.44;
        let rest = self.sheet.measure() - half - 3.0;
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

    /// The lines with the QR code to their right; without a code they take the whole width.
    fn beside_code(&mut self, texts: &[Text]) -> Result<(), PrintError> {
        let Some(code) = &self.content.code else {
            return texts.iter().try_for_each(|text| self.line(text));
        };
        let (qr, side) = code::qr(code)?;
        // The quiet zone reaches into the margin's side of the sheet, never into the text.
        let width = self.sheet.measure() - side;
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
        let lines = self.kit.lay_out(&paragraph, self.sheet.measure())?;
        self.flow.lines(lines);
        Ok(())
    }

    /// Adds the foot of each page: code and copy on the left, page number on the right.
    fn finish(self, copy: &str) -> Result<Vec<Page>, PrintError> {
        let Self {
            content,
            wording,
            kit,
            paper,
            sheet,
            flow,
            ..
        } = self;
        if paper == PaperSize::Roll80 {
            return roll::finish(flow);
        }
        let left = match &content.code {
            Some(code) => {
                let code = kit.clean(code);
                wording.footer.say(&[("code", &code), ("copy", copy)])
            }
            None => copy.to_owned(),
        };
        flow.finish(|page, pages| {
            let number = wording
                .page
                .say(&[("page", &page.to_string()), ("pages", &pages.to_string())]);
            foot(kit, sheet, &left, &number)
        })
    }
}

fn foot(kit: &mut Kit, sheet: Sheet, left: &str, right: &str) -> Result<Vec<Item>, PrintError> {
    let span = |text: &str| Span {
        text: text.to_owned(),
        face: Face::Regular,
    };
    let mut items = Vec::new();
    let top = sheet.height - sheet.bottom + 2.0;
    let at = |x| Point { x, y: top - 0.6 };
    let (from, to) = (at(sheet.left), at(sheet.width - sheet.right));
    items.push(Item::Line {
        from,
        to,
        width: RULE / 2.0,
    });
    let number = kit.width(right, Face::Regular, FOOT)?;
    for (text, x, width) in [
        (left, 0.0, sheet.measure() - number - 4.0),
        (right, sheet.measure() - number, number + 0.1),
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
                item.shift(sheet.left + x, down);
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
