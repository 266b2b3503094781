//! The SVG sink: a page as the screen shows it, the same outlines as on paper.
//!
//! The picture names no font, script, style or foreign address, so it may be shown through
//! `<img src="data:image/svg+xml,…">` under a strict content security policy.

use super::{
    PrintError,
    face::{Face, UNITS_PER_EM},
    page::{Item, MM_PER_PT, Page, Run},
};
use rustybuzz::ttf_parser::{GlyphId, OutlineBuilder};
use std::{
    collections::BTreeSet,
    fmt::{self, Write},
};

/// Draws one page; `title` is what a screen reader says.
pub(crate) fn draw(page: &Page, title: &str) -> Result<String, PrintError> {
    let mut used = BTreeSet::new();
    for item in &page.items {
        if let Item::Text(run) = item {
            used.extend(run.glyphs.iter().map(|glyph| (run.face, glyph.id)));
        }
    }
    let mut out = String::new();
    // Writing to a string does not fail.
    let _: fmt::Result = open(&mut out, page, title);
    let mut drawn = BTreeSet::new();
    for (face, id) in used {
        let mut path = Path::default();
        if face
            .typeface()?
            .font
            .outline_glyph(GlyphId(id), &mut path)
            .is_some()
        {
            drawn.insert((face, id));
            let _: fmt::Result = write!(
                out,
                r#"<path id="{}{id}" d="{}"/>"#,
                letter(face),
                path.text
            );
        }
    }
    out.push_str("</defs>");
    for item in &page.items {
        let _: fmt::Result = match item {
            Item::Text(run) => write_run(&mut out, run, &drawn),
            Item::Line { from, to, width } => write!(
                out,
                r##"<path d="M{} {}L{} {}" stroke="#000" stroke-width="{width}"/>"##,
                Short(from.x),
                Short(from.y),
                Short(to.x),
                Short(to.y),
            ),
            Item::Fill { rects } => {
                out.push_str(r#"<path shape-rendering="crispEdges" d=""#);
                for rect in rects {
                    let (x, y) = (Short(rect.at.x), Short(rect.at.y));
                    let (width, height) = (Short(rect.width), Short(rect.height));
                    let _: fmt::Result = write!(out, "M{x} {y}h{width}v{height}h-{width}z");
                }
                write!(out, r#""/>"#)
            }
        };
    }
    out.push_str("</svg>");
    Ok(out)
}

fn open(out: &mut String, page: &Page, title: &str) -> fmt::Result {
    let title = title.replace('&', "&amp;").replace('<', "&lt;");
    let (width, height) = (page.width, page.height);
    write!(
        out,
        r##"<svg xmlns="http://www.w3.org/2000/svg" width="{width}mm" height="{height}mm" viewBox="0 0 {width} {height}"><title>{title}</title><rect width="{width}" height="{height}" fill="#fff"/><defs>"##,
    )
}

fn letter(face: Face) -> char {
    match face {
        Face::Regular => 'r',
        Face::Bold => 'b',
        Face::Italic => 'i',
    }
}

fn write_run(out: &mut String, run: &Run, drawn: &BTreeSet<(Face, u16)>) -> fmt::Result {
    let scale = run.size * MM_PER_PT / UNITS_PER_EM;
    write!(
        out,
        r#"<g transform="translate({} {})scale({scale:.6} -{scale:.6})">"#,
        Short(run.at.x),
        Short(run.at.y),
    )?;
    let mut pen = 0;
    for glyph in &run.glyphs {
        if drawn.contains(&(run.face, glyph.id)) {
            let face = letter(run.face);
            write!(
                out,
                r##"<use href="#{face}{}" x="{}""##,
                glyph.id,
                pen + glyph.dx
            )?;
            if glyph.dy != 0 {
                write!(out, r#" y="{}""#, glyph.dy)?;
            }
            out.push_str("/>");
        }
        pen += glyph.advance;
    }
    out.push_str("</g>");
    Ok(())
}

/// A number with at most three digits after the point and no idle zeros.
struct Short(f32);

impl fmt::Display for Short {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = format!("{:.3}", self.0);
        f.write_str(text.trim_end_matches('0').trim_end_matches('.'))
    }
}

/// An outline as path data in font units, in relative steps because they are shorter.
#[derive(Default)]
struct Path {
    text: String,
    x: i32,
    y: i32,
}

impl Path {
    fn step(&mut self, command: char, points: &[(f32, f32)]) {
        self.text.push(command);
        let (from_x, from_y) = (self.x, self.y);
        for (index, &(x, y)) in points.iter().enumerate() {
            (self.x, self.y) = (x.round() as i32, y.round() as i32);
            for (place, value) in [self.x - from_x, self.y - from_y].into_iter().enumerate() {
                if value >= 0 && index + place > 0 {
                    self.text.push(' ');
                }
                let _: fmt::Result = write!(self.text, "{value}");
            }
        }
    }
}

impl OutlineBuilder for Path {
    fn move_to(&mut self, x: f32, y: f32) {
        (self.x, self.y) = (x.round() as i32, y.round() as i32);
        let _: fmt::Result = write!(self.text, "M{} {}", self.x, self.y);
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.step('l', &[(x, y)]);
    }

    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        self.step('q', &[(x1, y1), (x, y)]);
    }

    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        self.step('c', &[(x1, y1), (x2, y2), (x, y)]);
    }

    fn close(&mut self) {
        self.text.push('z');
    }
}
