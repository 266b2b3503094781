//! From a file somebody hands over to the texts of the QR codes in it: PNG, JPEG, PDF (drawn or
//! scanned) and plain text. Everything is hostile: bounded in bytes, pixels, pages and time, and a
//! library that panics only means that nothing was read.

use casework::slip::KeyList;
use hayro::hayro_interpret::InterpreterSettings;
use hayro::hayro_syntax::Pdf;
use hayro::hayro_syntax::object::Object;
use hayro::hayro_syntax::page::Page;
use hayro::{PixmapSettings, RenderCache, RenderSettings};
use rxing::common::{GlobalHistogramBinarizer, HybridBinarizer};
use rxing::multi::MultipleBarcodeReader;
use rxing::qrcode::cpp_port::QrReader;
use rxing::{
    BarcodeFormat, Binarizer, BinaryBitmap, DecodeHints, Luma8LuminanceSource, RXingResult,
};
use std::collections::{BTreeSet, HashSet};
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;
use std::time::Duration;

/// Largest file, in bytes.
pub const FILE_MAX: usize = 12 * 1024 * 1024;
/// Longest side of a picture in a file, in pixels, and most pixels in all.
const SIDE_MAX: u32 = 12_000;
const PIXELS_MAX: u64 = 64_000_000;
/// Most memory a picture may take while it is unpacked, in bytes.
const MEMORY_MAX: u64 = 512 * 1024 * 1024;
/// Longest side that is searched for codes, in pixels; larger pictures are made smaller.
const SEARCHED_MAX: u32 = 3_600;
/// Pictures with a longest side below this are also searched at twice their size, larger ones at half.
const ENLARGED_BELOW: u32 = 1_000;
/// Most pages of a PDF that are looked at.
const PAGES_MAX: usize = 12;
/// How the pages of a PDF are looked at, one pass after the other: dots to the inch, and effort.
const PASSES: [(f32, Effort); 2] = [(150.0, Effort::Glance), (300.0, Effort::Closer)];
/// How long one file may take.
const PATIENCE: Duration = Duration::from_secs(60);
/// Stack of the thread that reads: deeply nested files must not run out of it.
const STACK: usize = 32 * 1024 * 1024;

/// The texts of the codes on one page or picture, or the lines of a text.
pub type Sheet = BTreeSet<String>;

/// How hard a picture is searched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Effort {
    /// In one way at one size.
    Glance,
    /// In every way at one size.
    Closer,
    /// In every way at two sizes.
    Full,
}

/// Why a file was not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReadingError {
    /// More bytes, pixels or memory than allowed.
    #[error("the file is larger than allowed")]
    TooLarge,
    /// Neither PNG, JPEG, PDF nor text, or damaged.
    #[error("the file cannot be read")]
    Unreadable,
    /// It takes longer than allowed.
    #[error("the file takes too long to read")]
    TooSlow,
}

impl ReadingError {
    /// A stable word.
    pub fn code(self) -> &'static str {
        match self {
            Self::TooLarge => "too_large",
            Self::Unreadable => "unreadable",
            Self::TooSlow => "too_slow",
        }
    }
}

/// A picture in shades of grey, row by row, 0 black.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Luma {
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
    /// `width` × `height` bytes.
    pub pixels: Vec<u8>,
}

/// Reads the codes of a file, a sheet for each page or picture; sheets without any code are left out.
///
/// # Errors
/// [`ReadingError`].
pub fn read(bytes: Vec<u8>) -> Result<Vec<Sheet>, ReadingError> {
    if bytes.len() > FILE_MAX {
        return Err(ReadingError::TooLarge);
    }
    let given_up = Arc::new(AtomicBool::new(false));
    let (send, receive) = mpsc::channel();
    let flag = given_up.clone();
    std::thread::Builder::new()
        .stack_size(STACK)
        .spawn(move || {
            let read = catch_unwind(AssertUnwindSafe(|| sheets(&bytes, &flag)));
            send.send(read.unwrap_or(Err(ReadingError::Unreadable)))
                .ok();
        })
        .map_err(|_| ReadingError::TooLarge)?;
    let read = receive.recv_timeout(PATIENCE);
    given_up.store(true, Ordering::Relaxed);
    read.unwrap_or(Err(ReadingError::TooSlow))
}

fn sheets(bytes: &[u8], given_up: &AtomicBool) -> Result<Vec<Sheet>, ReadingError> {
    let head = &bytes[..bytes.len().min(1024)];
    let sheets = if head.windows(5).any(|five| five == b"%PDF-") {
        pdf(bytes.to_vec(), given_up)?
    } else if bytes.starts_with(b"\x89PNG") || bytes.starts_with(b"\xff\xd8\xff") {
        vec![search(&picture(bytes)?, Effort::Full, given_up)]
    } else {
        let text = std::str::from_utf8(bytes).map_err(|_| ReadingError::Unreadable)?;
        let text = text.trim_start_matches('\u{feff}');
        vec![
            text.lines()
                .map(|line| line.trim().to_owned())
                .filter(|line| !line.is_empty())
                .collect(),
        ]
    };
    Ok(sheets
        .into_iter()
        .filter(|sheet| !sheet.is_empty())
        .collect())
}

fn picture(bytes: &[u8]) -> Result<Luma, ReadingError> {
    let mut reader = image::ImageReader::new(Cursor::new(bytes))
        .with_guessed_format()
        .map_err(|_| ReadingError::Unreadable)?;
    let mut limits = image::Limits::default();
    limits.max_image_width = Some(SIDE_MAX);
    limits.max_image_height = Some(SIDE_MAX);
    limits.max_alloc = Some(MEMORY_MAX);
    reader.limits(limits);
    let decoded = reader.decode().map_err(|error| {
        if matches!(error, image::ImageError::Limits(_)) {
            ReadingError::TooLarge
        } else {
            ReadingError::Unreadable
        }
    })?;
    if u64::from(decoded.width()) * u64::from(decoded.height()) > PIXELS_MAX {
        return Err(ReadingError::TooLarge);
    }
    // What can be seen through is paper.
    let grey = decoded.to_luma_alpha8();
    let pixels = grey
        .pixels()
        .map(|pixel| {
            let [luma, alpha] = pixel.0.map(u16::from);
            u8::try_from((luma * alpha + 255 * (255 - alpha)) / 255).unwrap_or(255)
        })
        .collect();
    Ok(Luma {
        width: grey.width(),
        height: grey.height(),
        pixels,
    })
}

fn pdf(bytes: Vec<u8>, given_up: &AtomicBool) -> Result<Vec<Sheet>, ReadingError> {
    let pdf = Pdf::new(bytes).map_err(|_| ReadingError::Unreadable)?;
    if pdf
        .objects()
        .into_iter()
        .any(|object| is_too_large(&object))
    {
        return Err(ReadingError::TooLarge);
    }
    let cache = RenderCache::new();
    let mut sheets = Vec::new();
    for (dpi, effort) in PASSES {
        sheets.clear();
        for page in pdf.pages().iter().take(PAGES_MAX) {
            if given_up.load(Ordering::Relaxed) {
                return Err(ReadingError::TooSlow);
            }
            let luma = draw(page, &cache, dpi, None);
            sheets.push(luma.map_or_else(Sheet::new, |luma| search(&luma, effort, given_up)));
        }
        // Most pages of a receipt carry no signed code: none on any page is worth a closer look.
        if sheets.iter().flatten().any(|text| is_signed(text)) {
            break;
        }
    }
    Ok(sheets)
}

/// Whether a picture inside a PDF says it is larger than any scan of a paper.
fn is_too_large(object: &Object<'_>) -> bool {
    let Object::Stream(stream) = object else {
        return false;
    };
    let side = |name: &[u8]| stream.dict().get::<u32>(name).map_or(0, u64::from);
    side(b"Width") * side(b"Height") > PIXELS_MAX
}

/// Draws every page of a PDF of our own; see [`draw`]. `None` where one of them cannot be drawn.
pub fn draw_all(pdf: &[u8], dpi: f32, threshold: Option<u8>) -> Option<Vec<Luma>> {
    let pdf = Pdf::new(pdf.to_vec()).ok()?;
    let cache = RenderCache::new();
    let pages = pdf.pages().iter();
    pages
        .map(|page| draw(page, &cache, dpi, threshold))
        .collect()
}

/// Draws a page of a PDF as it comes out of a printer or scanner of so many dots to the inch; with
/// `threshold` in pure black and white. `None` where it has no size one can draw.
fn draw<'a>(
    page: &'a Page<'a>,
    cache: &RenderCache<'a>,
    dpi: f32,
    threshold: Option<u8>,
) -> Option<Luma> {
    let (width, height) = page.render_dimensions();
    let longest = width.max(height);
    let drawable = width >= 1.0 && height >= 1.0 && longest.is_finite();
    if !drawable || longest > 20_000.0 {
        return None;
    }
    let scale = (dpi / 72.0).min(SEARCHED_MAX as f32 / longest);
    let pixmap = hayro::render(
        page,
        cache,
        &InterpreterSettings::default(),
        &RenderSettings {
            aliasing_threshold: threshold,
            ..RenderSettings::default()
        },
        &PixmapSettings {
            x_scale: scale,
            y_scale: scale,
            bg_color: hayro::vello_cpu::color::palette::css::WHITE,
        },
    );
    let weigh = |[red, green, blue, _]: &[u8; 4]| {
        let sum = 299 * u32::from(*red) + 587 * u32::from(*green) + 114 * u32::from(*blue);
        u8::try_from(sum / 1000).unwrap_or(255)
    };
    let (pixels, _) = pixmap.data_as_u8_slice().as_chunks::<4>();
    Some(Luma {
        width: pixmap.width().into(),
        height: pixmap.height().into(),
        pixels: pixels.iter().map(weigh).collect(),
    })
}

/// Whether a text is what somebody who checks papers looks for.
pub fn is_signed(text: &str) -> bool {
    text.starts_with(KeyList::PREFIX)
        || !matches!(
            casework::slip::open(text),
            Err(casework::slip::SlipError::NotASlip)
        )
}

/// The texts of the codes in a picture. Goes on with another size and other ways to tell black from
/// white until a signed code is found.
pub fn codes(luma: &Luma) -> Sheet {
    search(luma, Effort::Full, &AtomicBool::new(false))
}

fn search(luma: &Luma, effort: Effort, given_up: &AtomicBool) -> Sheet {
    let mut found = Sheet::new();
    let most = luma.width.max(luma.height).max(1);
    let whole = (SEARCHED_MAX as f32 / most as f32).min(1.0);
    let other = if most < ENLARGED_BELOW {
        2.0
    } else {
        whole / 2.0
    };
    let (scales, ways) = match effort {
        Effort::Glance => (&[whole][..], 1),
        Effort::Closer => (&[whole][..], 3),
        Effort::Full => (&[whole, other][..], 3),
    };
    for scale in scales {
        let Some(scaled) = luma.scaled(*scale) else {
            continue;
        };
        for way in 0..ways {
            if given_up.load(Ordering::Relaxed) {
                return found;
            }
            let texts = catch_unwind(AssertUnwindSafe(|| scaled.search(way)));
            found.extend(texts.unwrap_or_default());
            if found.iter().any(|text| is_signed(text)) {
                return found;
            }
        }
    }
    found
}

impl Luma {
    /// The picture at another size; `None` where nothing would be left of it.
    fn scaled(&self, scale: f32) -> Option<Self> {
        if (scale - 1.0).abs() < f32::EPSILON {
            return Some(self.clone());
        }
        let side = |side: u32| (side as f32 * scale) as u32;
        let (width, height) = (side(self.width), side(self.height));
        if width < 21 || height < 21 {
            return None;
        }
        let grey = image::GrayImage::from_raw(self.width, self.height, self.pixels.clone())?;
        let kind = image::imageops::FilterType::Triangle;
        let pixels = image::imageops::resize(&grey, width, height, kind).into_raw();
        Some(Self {
            width,
            height,
            pixels,
        })
    }

    /// Searches in one of three ways.
    fn search(&self, way: u8) -> Vec<String> {
        let pixels = self.pixels.clone();
        let Ok(source) = Luma8LuminanceSource::new(pixels, self.width, self.height) else {
            return vec![];
        };
        let hints = DecodeHints {
            TryHarder: Some(true),
            PossibleFormats: Some(HashSet::from([BarcodeFormat::QR_CODE])),
            ..DecodeHints::default()
        };
        let found = match way {
            0 => search_in(&mut QrReader, HybridBinarizer::new(source), &hints),
            1 => search_in(&mut QrReader, GlobalHistogramBinarizer::new(source), &hints),
            _ => search_in(
                &mut rxing::multi::qrcode::QRCodeMultiReader::default(),
                HybridBinarizer::new(source),
                &hints,
            ),
        };
        found
            .iter()
            .map(|result| result.getText().to_owned())
            .collect()
    }
}

fn search_in(
    reader: &mut impl MultipleBarcodeReader,
    binarizer: impl Binarizer,
    hints: &DecodeHints,
) -> Vec<RXingResult> {
    reader
        .decode_multiple_with_hints(&mut BinaryBitmap::new(binarizer), hints)
        .unwrap_or_default()
}
