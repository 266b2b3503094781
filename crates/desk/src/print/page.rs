//! The display list: what is drawn where on a page, as plain data.
//!
//! Lengths are millimetres from the top left corner, type sizes are points, glyph measures are font
//! units (2,048 to the em).

use super::face::{Face, UNITS_PER_EM};
use std::fmt;

/// Millimetres in a point.
pub(crate) const MM_PER_PT: f32 = 25.4 / 72.0;

/// A place on a page, in millimetres from its top left corner.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// To the right.
    pub x: f32,
    /// Downwards.
    pub y: f32,
}

/// An upright rectangle, in millimetres.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rect {
    /// Its top left corner.
    pub at: Point,
    /// Its width.
    pub width: f32,
    /// Its height.
    pub height: f32,
}

/// One shape of a face as it stands in a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Glyph {
    /// The glyph's number in the whole face.
    pub id: u16,
    /// The characters it stands for when text is copied from the page.
    pub text: String,
    /// How far the pen moves, in font units.
    pub advance: i32,
    /// Shift to the right of the pen, in font units.
    pub dx: i32,
    /// Shift upwards from the baseline, in font units.
    pub dy: i32,
}

/// A run of text in one face and size on one baseline.
#[derive(Clone, Debug, PartialEq)]
pub struct Run {
    /// Where the baseline begins.
    pub at: Point,
    /// The type size in points.
    pub size: f32,
    /// The face.
    pub face: Face,
    /// The text, in NFC.
    pub text: String,
    /// Its shaped glyphs, left to right.
    pub glyphs: Vec<Glyph>,
}

impl Run {
    /// The run's width in millimetres.
    pub fn width(&self) -> f32 {
        let units: i32 = self.glyphs.iter().map(|glyph| glyph.advance).sum();
        units as f32 / UNITS_PER_EM * self.size * MM_PER_PT
    }
}

/// One thing drawn on a page, in black.
#[derive(Clone, Debug, PartialEq)]
pub enum Item {
    /// Text.
    Text(Run),
    /// A straight rule.
    Line {
        /// One end.
        from: Point,
        /// The other end.
        to: Point,
        /// The thickness in millimetres.
        width: f32,
    },
    /// Filled rectangles that belong together, such as the modules of a QR code.
    Fill {
        /// The rectangles.
        rects: Vec<Rect>,
    },
}

impl Item {
    /// Moves the item right and down.
    pub(crate) fn shift(&mut self, right: f32, down: f32) {
        let move_by = |point: &mut Point| {
            point.x += right;
            point.y += down;
        };
        match self {
            Self::Text(run) => move_by(&mut run.at),
            Self::Line { from, to, .. } => {
                move_by(from);
                move_by(to);
            }
            Self::Fill { rects } => rects.iter_mut().for_each(|rect| move_by(&mut rect.at)),
        }
    }
}

/// One side of a sheet.
#[derive(Clone, Debug, PartialEq)]
pub struct Page {
    /// The sheet's width in millimetres.
    pub width: f32,
    /// The sheet's height in millimetres.
    pub height: f32,
    /// What is drawn, in this order.
    pub items: Vec<Item>,
}

/// The page as text, one item a line: for snapshots.
impl fmt::Display for Page {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "page {} × {} mm", self.width, self.height)?;
        for item in &self.items {
            writeln!(f, "{item}")?;
        }
        Ok(())
    }
}

impl fmt::Display for Item {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(run) => write!(
                f,
                "{} {:<7} {:>4} {}",
                run.at,
                format!("{:?}", run.face),
                run.size,
                run.text.replace('\u{a0}', "~"),
            ),
            Self::Line { from, to, width } => write!(f, "{from} rule to {to}, {width}"),
            Self::Fill { rects } => match (rects.first(), rects.last()) {
                (Some(first), Some(last)) => {
                    write!(f, "{} fill of {} to {}", first.at, rects.len(), last.at)
                }
                _ => write!(f, "fill of nothing"),
            },
        }
    }
}

impl fmt::Display for Point {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:6.2} {:6.2}", self.x, self.y)
    }
}
