//! The three faces built into the program, and the shaping of text with them.

use super::{PrintError, page::Glyph};
use rustybuzz::{Direction, Feature, Language, ShapePlan, UnicodeBuffer, script, ttf_parser::Tag};
use std::{str::FromStr, sync::LazyLock};

/// Font units in an em, the same in all three faces (a test holds them to it).
pub(crate) const UNITS_PER_EM: f32 = 2048.0;

/// A face of Tinos, metric-compatible with Times New Roman.
///
/// vi: phông chữ tiếng Việt Times New Roman — NĐ 30/2020/NĐ-CP
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Face {
    /// Upright.
    Regular,
    /// Upright and bold.
    Bold,
    /// Slanted.
    Italic,
}

impl Face {
    /// All faces; a face's place here is its number.
    pub(crate) const ALL: [Self; 3] = [Self::Regular, Self::Bold, Self::Italic];

    /// The whole font file.
    pub(crate) fn bytes(self) -> &'static [u8] {
        match self {
            Self::Regular => include_bytes!("../../assets/fonts/Tinos-Regular.ttf"),
            Self::Bold => include_bytes!("../../assets/fonts/Tinos-Bold.ttf"),
            Self::Italic => include_bytes!("../../assets/fonts/Tinos-Italic.ttf"),
        }
    }

    /// The name inside a PDF.
    pub(crate) fn postscript_name(self) -> &'static str {
        match self {
            Self::Regular => "Tinos-Regular",
            Self::Bold => "Tinos-Bold",
            Self::Italic => "Tinos-Italic",
        }
    }

    /// The parsed face.
    pub(crate) fn typeface(self) -> Result<&'static Typeface, PrintError> {
        let cell = match self {
            Self::Regular => &REGULAR,
            Self::Bold => &BOLD,
            Self::Italic => &ITALIC,
        };
        cell.as_ref().ok_or_else(|| PrintError::Font {
            face: self,
            reason: "not a font file".to_owned(),
        })
    }
}

static REGULAR: LazyLock<Option<Typeface>> = LazyLock::new(|| Typeface::new(Face::Regular));
static BOLD: LazyLock<Option<Typeface>> = LazyLock::new(|| Typeface::new(Face::Bold));
static ITALIC: LazyLock<Option<Typeface>> = LazyLock::new(|| Typeface::new(Face::Italic));

/// A face parsed once, with the plan that shapes Vietnamese.
pub(crate) struct Typeface {
    /// The tables.
    pub(crate) font: rustybuzz::Face<'static>,
    plan: ShapePlan,
    language: Option<Language>,
}

impl Typeface {
    fn new(face: Face) -> Option<Self> {
        let font = rustybuzz::Face::from_slice(face.bytes(), 0)?;
        let language = Language::from_str("vi").ok();
        // One glyph a letter keeps copied text exact: no "fi" in one shape.
        let ligatures = Feature::new(Tag::from_bytes(b"liga"), 0, ..);
        let plan = ShapePlan::new(
            &font,
            Direction::LeftToRight,
            Some(script::LATIN),
            language.as_ref(),
            &[ligatures],
        );
        Some(Self {
            font,
            plan,
            language,
        })
    }

    /// Whether the face can show the character.
    pub(crate) fn has(&self, ch: char) -> bool {
        self.font.glyph_index(ch).is_some_and(|id| id.0 != 0)
    }

    /// The advance the font file gives a glyph before kerning, in font units.
    pub(crate) fn nominal_advance(&self, id: u16) -> i32 {
        let advance = self
            .font
            .glyph_hor_advance(rustybuzz::ttf_parser::GlyphId(id));
        i32::from(advance.unwrap_or(0))
    }

    /// Shapes NFC text from left to right.
    pub(crate) fn shape(&self, text: &str) -> Result<Vec<Glyph>, PrintError> {
        let mut buffer = UnicodeBuffer::new();
        buffer.push_str(text);
        buffer.set_direction(Direction::LeftToRight);
        buffer.set_script(script::LATIN);
        if let Some(language) = &self.language {
            buffer.set_language(language.clone());
        }
        let shaped = rustybuzz::shape_with_plan(&self.font, &self.plan, buffer);
        let infos = shaped.glyph_infos();
        let mut glyphs = Vec::with_capacity(infos.len());
        for (index, (info, place)) in infos.iter().zip(shaped.glyph_positions()).enumerate() {
            let start = info.cluster as usize;
            let end = infos[index..]
                .iter()
                .find(|next| next.cluster != info.cluster)
                .map_or(text.len(), |next| next.cluster as usize);
            let cluster = text.get(start..end).unwrap_or_default();
            let id = u16::try_from(info.glyph_id).unwrap_or(0);
            if id == 0 {
                let ch = cluster
                    .chars()
                    .next()
                    .unwrap_or(char::REPLACEMENT_CHARACTER);
                return Err(PrintError::MissingGlyph { ch });
            }
            let order = infos[..index]
                .iter()
                .rev()
                .take_while(|before| before.cluster == info.cluster)
                .count();
            let last = infos
                .get(index + 1)
                .is_none_or(|next| next.cluster != info.cluster);
            glyphs.push(Glyph {
                id,
                text: share(cluster, order, last),
                advance: place.x_advance,
                dx: place.x_offset,
                dy: place.y_offset,
            });
        }
        Ok(glyphs)
    }
}

/// The characters of a cluster that its glyph number `order` stands for: one each, the last takes the
/// rest. Giving a base letter its marks too would spoil every plain base letter of the document.
fn share(cluster: &str, order: usize, last: bool) -> String {
    let rest = cluster.chars().skip(order);
    if last {
        rest.collect()
    } else {
        rest.take(1).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_faces_share_their_em_and_hold_vietnamese() {
        let letters = "aăâbcdđeêghiklmnoôơpqrstuưvxyAĂÂBCDĐEÊGHIKLMNOÔƠPQRSTUƯVXYfjwzFJWZ\
            àáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ\
            ĕŏŭčñƀ0123456789.,;:!?()/-–—…“”‘’\"'%&+*=@#_[]<>°²½№₫□\u{a0}";
        for face in Face::ALL {
            let typeface = face.typeface().expect("a font file");
            assert_eq!(typeface.font.units_per_em() as f32, UNITS_PER_EM);
            for ch in letters
                .chars()
                .chain(letters.chars().flat_map(char::to_uppercase))
            {
                assert!(typeface.has(ch), "{face:?} {ch}");
            }
        }
    }

    #[test]
    fn every_glyph_carries_the_characters_it_stands_for() {
        for text in [
            "Nguyễn Thị Hường",
            "office fi",
            "Y ơ̆i ư̆ k",
            "H37.101.05-250721-0007",
        ] {
            let glyphs = Face::Regular
                .typeface()
                .expect("font")
                .shape(text)
                .expect(text);
            assert_eq!(
                glyphs
                    .iter()
                    .map(|glyph| glyph.text.as_str())
                    .collect::<String>(),
                text
            );
        }
        let missing = Face::Bold.typeface().expect("font").shape("ô 家");
        assert_eq!(missing, Err(PrintError::MissingGlyph { ch: '家' }));
    }
}
