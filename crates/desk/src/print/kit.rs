//! Paragraphs: styled text broken into lines of a given width.

use super::{
    PrintError, PrintWarning,
    face::{Face, Typeface, UNITS_PER_EM},
    page::{Glyph, Item, MM_PER_PT, Point, Run},
    text,
};
use std::{
    collections::{BTreeSet, HashMap},
    rc::Rc,
};

/// Line height and baseline, in ems, as the faces are drawn: room for two marks on a capital letter.
const LEADING: f32 = 1.15;
const BASELINE: f32 = 0.92;
/// What a cut may add to a word's width, in millimetres: the kerning between the letters it parts.
const KERN: f32 = 0.5;
/// Thickness of rules and table lines, in millimetres.
pub(crate) const RULE: f32 = 0.2;

/// Text in one face.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) text: String,
    pub(crate) face: Face,
}

/// How lines stand in their column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Align {
    Left,
    /// Centred, broken so that the lines are about equally long.
    Centre,
    /// On both margins, but for the last line.
    Justify,
    /// Ending at the right margin: amounts in a table.
    Right,
}

/// A paragraph to be laid out.
#[derive(Clone, Debug)]
pub(crate) struct Paragraph {
    pub(crate) spans: Vec<Span>,
    /// Type size in points.
    pub(crate) size: f32,
    pub(crate) align: Align,
    /// Fill what is left of the last line with dots, to be written on by hand.
    pub(crate) dotted: bool,
}

impl Paragraph {
    /// A left-aligned paragraph.
    pub(crate) fn new(spans: Vec<Span>, size: f32) -> Self {
        Self {
            spans,
            size,
            align: Align::Left,
            dotted: false,
        }
    }

    /// A paragraph of one span.
    pub(crate) fn plain(text: &str, face: Face, size: f32) -> Self {
        let text = text.to_owned();
        Self::new(vec![Span { text, face }], size)
    }

    /// The same, centred.
    pub(crate) fn centred(mut self) -> Self {
        self.align = Align::Centre;
        self
    }

    /// The same, ending at the right margin.
    pub(crate) fn right(mut self) -> Self {
        self.align = Align::Right;
        self
    }

    /// The same, on both margins.
    pub(crate) fn justified(mut self) -> Self {
        self.align = Align::Justify;
        self
    }
}

/// A line laid out: its items stand relative to its own top left corner.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Line {
    /// Millimetres to the top of the next line.
    pub(crate) height: f32,
    pub(crate) items: Vec<Item>,
}

impl Line {
    /// White space.
    pub(crate) fn blank(height: f32) -> Self {
        let items = Vec::new();
        Self { height, items }
    }

    /// A centred rule of the given length, with white space of `height` around it.
    pub(crate) fn rule(column: f32, length: f32, height: f32) -> Self {
        let x = (column - length) / 2.0;
        let y = height / 2.0;
        let from = Point { x, y };
        let to = Point { x: x + length, y };
        let items = vec![Item::Line {
            from,
            to,
            width: RULE,
        }];
        Self { height, items }
    }
}

/// The height of lines one below the other, in millimetres.
pub(crate) fn height(lines: &[Line]) -> f32 {
    lines.iter().map(|line| line.height).sum()
}

/// The faces, the shapes already found, and the characters that had none.
pub(crate) struct Kit {
    faces: [&'static Typeface; 3],
    shaped: [HashMap<String, Rc<[Glyph]>>; 3],
    replaced: BTreeSet<char>,
}

/// A stretch of text that stays on one line.
struct Word {
    parts: Vec<Span>,
    /// Width with the spaces after it, and without.
    full: f32,
    inked: f32,
}

impl Kit {
    /// Reads the faces.
    pub(crate) fn new() -> Result<Self, PrintError> {
        let [regular, bold, italic] = Face::ALL;
        Ok(Self {
            faces: [regular.typeface()?, bold.typeface()?, italic.typeface()?],
            shaped: Default::default(),
            replaced: BTreeSet::new(),
        })
    }

    /// Cleans what a person typed; see [`text::clean`].
    pub(crate) fn clean(&mut self, typed: &str) -> String {
        text::clean(typed, &self.faces, &mut self.replaced)
    }

    /// What the officer should know about the texts cleaned so far.
    pub(crate) fn warnings(&self) -> Vec<PrintWarning> {
        let characters: Vec<char> = self.replaced.iter().copied().collect();
        let replaced = PrintWarning::Replaced { characters };
        (!self.replaced.is_empty())
            .then_some(replaced)
            .into_iter()
            .collect()
    }

    fn shape(&mut self, face: Face, text: &str) -> Result<Rc<[Glyph]>, PrintError> {
        let cache = &mut self.shaped[face as usize];
        if let Some(known) = cache.get(text) {
            return Ok(Rc::clone(known));
        }
        let glyphs: Rc<[Glyph]> = self.faces[face as usize].shape(text)?.into();
        cache.insert(text.to_owned(), Rc::clone(&glyphs));
        Ok(glyphs)
    }

    /// The width of text in millimetres.
    pub(crate) fn width(&mut self, text: &str, face: Face, size: f32) -> Result<f32, PrintError> {
        let units: i32 = self
            .shape(face, text)?
            .iter()
            .map(|glyph| glyph.advance)
            .sum();
        Ok(units as f32 / UNITS_PER_EM * size * MM_PER_PT)
    }

    /// The largest size from `size` down to `least`, in quarter points, at which the text fits on one
    /// line; `least` when none does.
    pub(crate) fn fit(
        &mut self,
        text: &str,
        face: Face,
        (size, least): (f32, f32),
        width: f32,
    ) -> Result<f32, PrintError> {
        let mut size = size;
        while size > least && self.width(text, face, size)? > width {
            size -= 0.25;
        }
        Ok(size.max(least))
    }

    /// Breaks a paragraph into lines no wider than `width` millimetres.
    pub(crate) fn lay_out(
        &mut self,
        paragraph: &Paragraph,
        width: f32,
    ) -> Result<Vec<Line>, PrintError> {
        let words = self.words(paragraph, width)?;
        let mut rows = fill(&words, width);
        if paragraph.align == Align::Centre && rows.len() > 1 {
            rows = balance(&words, width, rows.len());
        }
        let count = rows.len();
        let mut lines = Vec::with_capacity(count);
        for (index, row) in rows.into_iter().enumerate() {
            let last = index + 1 == count;
            lines.push(self.line(&words[row], paragraph, width, last)?);
        }
        Ok(lines)
    }

    fn words(&mut self, paragraph: &Paragraph, width: f32) -> Result<Vec<Word>, PrintError> {
        let whole: String = paragraph
            .spans
            .iter()
            .map(|span| span.text.as_str())
            .collect();
        let mut words = Vec::new();
        for stretch in text::stretches(&whole) {
            let mut parts = Vec::new();
            let mut start = 0;
            for span in &paragraph.spans {
                let end = start + span.text.len();
                let shared = stretch.start.max(start)..stretch.end.min(end);
                if let Some(text) = whole.get(shared).filter(|text| !text.is_empty()) {
                    let text = text.to_owned();
                    parts.push(Span {
                        text,
                        face: span.face,
                    });
                }
                start = end;
            }
            self.push_word(parts, (paragraph.size, width), &mut words)?;
        }
        Ok(words)
    }

    /// Measures a word, and cuts one that is wider than the line into pieces.
    fn push_word(
        &mut self,
        parts: Vec<Span>,
        (size, width): (f32, f32),
        words: &mut Vec<Word>,
    ) -> Result<(), PrintError> {
        let word = self.measure(parts, size)?;
        if word.inked <= width {
            words.push(word);
            return Ok(());
        }
        let mut rest = word.parts;
        let mut start = 0;
        for at in self.cuts(&rest, size, width - KERN)? {
            let (head, tail) = split(&rest, at - start);
            words.push(self.measure(head, size)?);
            (rest, start) = (tail, at);
        }
        words.push(self.measure(rest, size)?);
        Ok(())
    }

    /// Where to cut a word so that each piece fills a line as well as it can: at a joint if there is
    /// one, else between letters.
    fn cuts(&mut self, parts: &[Span], size: f32, width: f32) -> Result<Vec<usize>, PrintError> {
        let whole: String = parts.iter().map(|part| part.text.as_str()).collect();
        let whole = whole.trim_end_matches(' ');
        let mut units = 0;
        let mut reach = Vec::with_capacity(whole.len());
        for part in parts {
            for glyph in self.shape(part.face, &part.text)?.iter() {
                reach.resize(reach.len() + glyph.text.len(), units);
                units += glyph.advance;
            }
        }
        let most = (width / (size * MM_PER_PT) * UNITS_PER_EM) as i32;
        let all = [text::cuts(whole, true), text::cuts(whole, false)];
        let reach = |at: usize| reach.get(at).copied().unwrap_or(units);
        let mut found = Vec::new();
        let mut start = 0;
        while reach(whole.len()) - reach(start) > most {
            let last = |cuts: &Vec<usize>| {
                let end = cuts.partition_point(|&at| reach(at) - reach(start) <= most);
                cuts[..end].last().copied().filter(|&at| at > start)
            };
            let Some(at) = all.iter().find_map(last) else {
                break;
            };
            found.push(at);
            start = at;
        }
        Ok(found)
    }

    fn measure(&mut self, parts: Vec<Span>, size: f32) -> Result<Word, PrintError> {
        let (mut full, mut inked) = (0.0, 0.0);
        for part in &parts {
            inked = full + self.width(part.text.trim_end_matches(' '), part.face, size)?;
            full += self.width(&part.text, part.face, size)?;
        }
        Ok(Word { parts, full, inked })
    }

    fn line(
        &mut self,
        words: &[Word],
        paragraph: &Paragraph,
        width: f32,
        last: bool,
    ) -> Result<Line, PrintError> {
        let size = paragraph.size;
        let mut spans = merge(words);
        if last && paragraph.dotted {
            self.add_dots(&mut spans, size, width)?;
        }
        let mut items = Vec::with_capacity(spans.len());
        let mut x = 0.0;
        for span in spans {
            let at = Point {
                x,
                y: BASELINE * size * MM_PER_PT,
            };
            let glyphs = self.shape(span.face, &span.text)?.to_vec();
            let (face, text) = (span.face, span.text);
            let run = Run {
                at,
                size,
                face,
                text,
                glyphs,
            };
            x += run.width();
            items.push(Item::Text(run));
        }
        let spare = (width - x).max(0.0);
        match paragraph.align {
            Align::Left => {}
            Align::Centre => items
                .iter_mut()
                .for_each(|item| item.shift(spare / 2.0, 0.0)),
            Align::Right => items.iter_mut().for_each(|item| item.shift(spare, 0.0)),
            Align::Justify if last => {}
            Align::Justify => stretch(&mut items, spare),
        }
        let height = LEADING * size * MM_PER_PT;
        Ok(Line { height, items })
    }

    fn add_dots(&mut self, spans: &mut Vec<Span>, size: f32, width: f32) -> Result<(), PrintError> {
        let mut used = self.width(" ", Face::Regular, size)?;
        for span in spans.iter() {
            used += self.width(&span.text, span.face, size)?;
        }
        let dots = (width - used) / self.width(".", Face::Regular, size)?;
        if dots >= 1.0 {
            let text = format!(" {}", ".".repeat(dots as usize));
            spans.push(Span {
                text,
                face: Face::Regular,
            });
            *spans = join(std::mem::take(spans));
        }
        Ok(())
    }
}

/// Widens the spaces of a line so that it reaches its right end.
fn stretch(items: &mut [Item], spare: f32) {
    let gaps = |item: &Item| match item {
        Item::Text(run) => run.glyphs.iter().filter(|glyph| glyph.text == " ").count(),
        Item::Line { .. } | Item::Fill { .. } => 0,
    };
    let all: usize = items.iter().map(gaps).sum();
    if all == 0 {
        return;
    }
    let mut shift = 0.0;
    for item in items {
        item.shift(shift, 0.0);
        if let Item::Text(run) = item {
            let before = run.width();
            let units = spare / all as f32 / (run.size * MM_PER_PT) * UNITS_PER_EM;
            for glyph in run.glyphs.iter_mut().filter(|glyph| glyph.text == " ") {
                // Rounded down: the line may end a hair early, never late.
                glyph.advance += units as i32;
            }
            shift += run.width() - before;
        }
    }
}

/// Words to lines, first fit.
fn fill(words: &[Word], width: f32) -> Vec<std::ops::Range<usize>> {
    let mut rows = Vec::new();
    let (mut start, mut used) = (0, 0.0);
    for (index, word) in words.iter().enumerate() {
        if index > start && used + word.inked > width {
            rows.push(start..index);
            (start, used) = (index, 0.0);
        }
        used += word.full;
    }
    if start < words.len() {
        rows.push(start..words.len());
    }
    rows
}

/// Words to the same number of lines, in the narrowest column that still takes them.
fn balance(words: &[Word], width: f32, count: usize) -> Vec<std::ops::Range<usize>> {
    let (mut least, mut most) = (width / count as f32 / 2.0, width);
    for _ in 0..12 {
        let middle = (least + most) / 2.0;
        let rows = fill(words, middle);
        let wide = |row: &std::ops::Range<usize>| {
            let words = &words[row.clone()];
            let before: f32 = words.iter().rev().skip(1).map(|word| word.full).sum();
            before + words.last().map_or(0.0, |word| word.inked) > middle
        };
        if rows.len() > count || rows.iter().any(wide) {
            least = middle;
        } else {
            most = middle;
        }
    }
    fill(words, most)
}

/// The text of a line in as few spans as it has changes of face, without the spaces at its end.
fn merge(words: &[Word]) -> Vec<Span> {
    let mut spans = join(
        words
            .iter()
            .flat_map(|word| word.parts.iter().cloned())
            .collect(),
    );
    while let Some(last) = spans.last_mut() {
        last.text.truncate(last.text.trim_end_matches(' ').len());
        if !last.text.is_empty() {
            break;
        }
        spans.pop();
    }
    spans
}

fn join(parts: Vec<Span>) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::new();
    for part in parts {
        match spans.last_mut() {
            Some(last) if last.face == part.face => last.text.push_str(&part.text),
            _ => spans.push(part),
        }
    }
    spans
}

fn split(parts: &[Span], at: usize) -> (Vec<Span>, Vec<Span>) {
    let (mut head, mut tail) = (Vec::new(), Vec::new());
    let mut start = 0;
    for part in parts {
        let (left, right) = part
            .text
            .split_at(at.saturating_sub(start).min(part.text.len()));
        for (text, side) in [(left, &mut head), (right, &mut tail)] {
            if !text.is_empty() {
                let text = text.to_owned();
                side.push(Span {
                    text,
                    face: part.face,
                });
            }
        }
        start += part.text.len();
    }
    (head, tail)
}
