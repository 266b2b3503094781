//! The PDF sink: draws a display list through printpdf with faces cut down to the glyphs used.

use super::{
    Paper, PrintError, archive,
    face::Face,
    page::{Item, MM_PER_PT, Page, Point as Place, Rect, Run},
};
use casework::time::LocalTime;
use printpdf::{
    Codepoint, DictItem, FontId, Line, LinePoint, Mm, Op, PaintMode, ParsedFont, PdfDocument,
    PdfFont, PdfFontHandle, PdfPage, PdfSaveOptions, Point, Polygon, PolygonRing, Pt, TextItem,
    TextMatrix, WindingOrder,
};
use std::collections::BTreeMap;
use subsetter::GlyphRemapper;

/// Writes the paper as PDF/A-1b with the given time of creation.
pub(crate) fn write(paper: &Paper, created: LocalTime) -> Result<Vec<u8>, PrintError> {
    let mut document = PdfDocument::new(&paper.title);
    let mut subsets = Vec::with_capacity(Face::ALL.len());
    for face in Face::ALL {
        let subset = Subset::of(face, &paper.pages);
        if !subset.is_empty() {
            let font = PdfFont::new(subset.font()?);
            document.resources.fonts.map.insert(subset.id(), font);
        }
        subsets.push(subset);
    }
    document.pages = paper
        .pages
        .iter()
        .map(|page| write_page(page, &subsets))
        .collect();
    let options = PdfSaveOptions {
        optimize: false,
        subset_fonts: false,
        secure: true,
        image_optimization: None,
    };
    let mut warnings = Vec::new();
    let drawn = document.to_lopdf_document(&options, &mut warnings);
    archive::finish(drawn, &paper.title, created)
}

/// The glyphs of one face that a document uses, renumbered from 1.
struct Subset {
    face: Face,
    numbers: GlyphRemapper,
    /// What each glyph (old number) stands for. A glyph that two characters share, such as the two
    /// kinds of space, stands for the one with the lower code point.
    texts: BTreeMap<u16, String>,
}

impl Subset {
    fn of(face: Face, pages: &[Page]) -> Self {
        let mut texts = BTreeMap::<u16, String>::new();
        for item in pages.iter().flat_map(|page| &page.items) {
            let Item::Text(run) = item else { continue };
            for glyph in run.glyphs.iter().filter(|_| run.face == face) {
                let text = texts.entry(glyph.id).or_insert_with(|| glyph.text.clone());
                if glyph.text < *text {
                    text.clone_from(&glyph.text);
                }
            }
        }
        let mut numbers = GlyphRemapper::new();
        for &id in texts.keys() {
            numbers.remap(id);
        }
        Self {
            face,
            numbers,
            texts,
        }
    }

    fn is_empty(&self) -> bool {
        self.texts.is_empty()
    }

    /// Six capital letters: readers take them for the tag of a subset, and they never change.
    fn tag(&self) -> &'static str {
        match self.face {
            Face::Regular => "MCLDAA",
            Face::Bold => "MCLDAB",
            Face::Italic => "MCLDAC",
        }
    }

    fn id(&self) -> FontId {
        FontId(self.tag().to_owned())
    }

    fn font(&self) -> Result<ParsedFont, PrintError> {
        let refused = |reason: String| PrintError::Font {
            face: self.face,
            reason,
        };
        let bytes = subsetter::subset(self.face.bytes(), 0, &self.numbers)
            .map_err(|error| refused(error.to_string()))?;
        let mut font = ParsedFont::from_bytes(&bytes, 0, &mut Vec::new())
            .ok_or_else(|| refused("the subset is not a font file".to_owned()))?;
        font.font_name = Some(format!("{}+{}", self.tag(), self.face.postscript_name()));
        let weight = self.face.typeface()?.font.weight();
        font.pdf_font_metrics.us_weight_class = weight.to_number();
        Ok(font)
    }

    fn codepoint(&self, id: u16, offset: f32) -> Codepoint {
        Codepoint {
            gid: self.numbers.get(id).unwrap_or(0),
            offset,
            cid: self.texts.get(&id).cloned(),
        }
    }
}

fn write_page(page: &Page, subsets: &[Subset]) -> PdfPage {
    let mut ops = Vec::new();
    for item in &page.items {
        match item {
            Item::Text(run) => write_run(page, run, &subsets[run.face as usize], &mut ops),
            Item::Line { from, to, width } => {
                ops.push(Op::SetOutlineThickness { pt: points(*width) });
                let points = corners(page, &[*from, *to]);
                let line = Line {
                    points,
                    is_closed: false,
                };
                ops.push(Op::DrawLine { line });
            }
            Item::Fill { rects } => ops.push(Op::DrawPolygon {
                polygon: Polygon {
                    rings: rects.iter().map(|rect| ring(page, rect)).collect(),
                    mode: PaintMode::Fill,
                    winding_order: WindingOrder::NonZero,
                },
            }),
        }
    }
    PdfPage::new(Mm(page.width), Mm(page.height), ops)
}

fn write_run(page: &Page, run: &Run, subset: &Subset, ops: &mut Vec<Op>) {
    let font = PdfFontHandle::External(subset.id());
    let size = Pt(run.size);
    let scattered = run
        .glyphs
        .iter()
        .any(|glyph| glyph.dx != 0 || glyph.dy != 0);
    if scattered {
        ops.push(actual_text(&run.text));
    }
    ops.extend([Op::StartTextSection, Op::SetFont { font, size }]);
    let pos = place(page, run.at);
    if scattered {
        write_scattered(run, pos, subset, ops);
    } else {
        ops.push(Op::SetTextCursor { pos });
        let glyphs = run.glyphs.iter().map(|glyph| {
            let nominal = nominal_advance(run.face, glyph.id);
            subset.codepoint(glyph.id, thousandths(nominal - glyph.advance))
        });
        let items = vec![TextItem::GlyphIds(glyphs.collect())];
        ops.push(Op::ShowText { items });
    }
    ops.push(Op::EndTextSection);
    if scattered {
        ops.push(Op::EndMarkedContent);
    }
}

/// Says the text of a run whose glyphs are placed one by one; readers would guess spaces between them.
fn actual_text(text: &str) -> Op {
    let mut bytes = vec![0xfe, 0xff];
    bytes.extend(
        text.replace('\u{a0}', " ")
            .encode_utf16()
            .flat_map(u16::to_be_bytes),
    );
    let text = DictItem::Bytes(bytes);
    let map = BTreeMap::from([("ActualText".to_owned(), text)]);
    Op::BeginMarkedContentWithProperties {
        tag: "Span".to_owned(),
        properties: DictItem::Dict { map },
    }
}

/// Marks that the face shifts onto their letters: every glyph gets its own place.
fn write_scattered(run: &Run, origin: Point, subset: &Subset, ops: &mut Vec<Op>) {
    let scale = run.size / super::face::UNITS_PER_EM;
    let mut pen = 0;
    for glyph in &run.glyphs {
        let x = rounded(origin.x.0 + (pen + glyph.dx) as f32 * scale);
        let y = rounded(origin.y.0 + glyph.dy as f32 * scale);
        let matrix = TextMatrix::Translate(Pt(x), Pt(y));
        let items = vec![TextItem::GlyphIds(vec![subset.codepoint(glyph.id, 0.0)])];
        ops.extend([Op::SetTextMatrix { matrix }, Op::ShowText { items }]);
        pen += glyph.advance;
    }
}

fn nominal_advance(face: Face, id: u16) -> i32 {
    face.typeface()
        .map_or(0, |typeface| typeface.nominal_advance(id))
}

/// Font units as thousandths of an em, the unit of kerning in PDF.
fn thousandths(units: i32) -> f32 {
    (units as f32 * 1000.0 / super::face::UNITS_PER_EM).round()
}

fn ring(page: &Page, rect: &Rect) -> PolygonRing {
    let Place { x, y } = rect.at;
    let (right, low) = (x + rect.width, y + rect.height);
    let corner = |x, y| Place { x, y };
    PolygonRing {
        points: corners(
            page,
            &[
                corner(x, y),
                corner(right, y),
                corner(right, low),
                corner(x, low),
            ],
        ),
    }
}

fn corners(page: &Page, places: &[Place]) -> Vec<LinePoint> {
    let point = |at: &Place| LinePoint {
        p: place(page, *at),
        bezier: false,
    };
    places.iter().map(point).collect()
}

/// PDF counts points from the lower left corner.
fn place(page: &Page, at: Place) -> Point {
    Point {
        x: points(at.x),
        y: points(page.height - at.y),
    }
}

fn points(mm: f32) -> Pt {
    Pt(rounded(mm / MM_PER_PT))
}

/// Thousandths of a point: finer than any printer, and short in the file.
fn rounded(value: f32) -> f32 {
    (value * 1000.0).round() / 1000.0
}
