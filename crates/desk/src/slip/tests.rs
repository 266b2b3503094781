//! From the printed sheet back to the slip, and what damaged files do.

use super::reading::{self, Luma, ReadingError};
use crate::print::{Page, Paper, code_items};
use casework::id::OfficeId;
use casework::number::RecordCode;
use casework::slip::{PapersHash, Slip};
use ed25519_dalek::SigningKey;
use image::{DynamicImage, GrayImage, ImageFormat};
use std::io::Cursor;

const CODE: &str = "H37.101.05-261121-5007";

fn slip(code: &str) -> String {
    let at = |text: &str| text.parse().expect("a time");
    Slip {
        office: OfficeId([1; 16]),
        code: RecordCode::parse(code).expect("a code"),
        issue: 1,
        issued: at("2026-11-21T08:35:00+07:00"),
        received: at("2026-11-21T08:30:00+07:00"),
        due: Some(at("2026-11-26T08:30:00+07:00")),
        provisional: false,
        clock_unconfirmed: false,
        papers: PapersHash([7; 16]),
    }
    .seal(&SigningKey::from_bytes(&[7; 32]))
}

/// An A5 sheet with the record code above and the slip's code below, as the receipt draws them.
fn sheet(code: &str, slip: &str) -> Vec<u8> {
    let mut items = code_items(code, slip).expect("codes");
    items[0].shift(100.0, 40.0);
    items[1].shift(55.0, 160.0);
    let paper = Paper {
        title: "a sheet".to_owned(),
        pages: vec![Page {
            width: 148.0,
            height: 210.0,
            items,
        }],
        warnings: vec![],
    };
    let created = "2026-11-21T08:35:00+07:00".parse().expect("a time");
    paper.to_pdf(created).expect("a PDF")
}

/// The first page as a scanner or a roll printer shows it.
fn drawn(pdf: &[u8], dpi: f32, threshold: Option<u8>) -> Luma {
    let pages = reading::draw_all(pdf, dpi, threshold).expect("own PDF");
    pages.into_iter().next().expect("a page")
}

fn grey(luma: &Luma) -> DynamicImage {
    GrayImage::from_raw(luma.width, luma.height, luma.pixels.clone())
        .expect("a picture")
        .into()
}

fn file(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(vec![]);
    picture.write_to(&mut bytes, format).expect("a file");
    bytes.into_inner()
}

#[test]
fn both_codes_are_read_from_every_print() {
    // The usual length of a code, a longer one, and an office without a dotted code.
    for code in [CODE, "000.00.16.H21-261121-500712", "CTUBNDXA-261121-0001"] {
        let slip = slip(code);
        let pdf = sheet(code, &slip);
        for (dpi, threshold) in [
            (150.0, None),
            (200.0, None),
            (300.0, None),
            (203.0, Some(127)),
        ] {
            let luma = drawn(&pdf, dpi, threshold);
            let black_and_white = luma.pixels.iter().all(|luma| matches!(luma, 0 | 255));
            assert_eq!(black_and_white, threshold.is_some(), "{dpi}");
            let found = reading::codes(&luma);
            assert!(found.contains(&slip), "{code} {dpi} {threshold:?}");
            assert!(found.contains(code), "{code} {dpi} {threshold:?}");
        }
    }
}

/// A PDF of one page that is nothing but a scan.
fn scanned(jpeg: &[u8], width: u32, height: u32) -> Vec<u8> {
    let content = "420 0 0 595 0 0 cm /Scan Do";
    let mut pdf = format!(
        "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n\
         2 0 obj<</Type/Pages/Count 1/Kids[3 0 R]>>endobj\n\
         3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 420 595]/Contents 4 0 R\
         /Resources<</XObject<</Scan 5 0 R>>>>>>endobj\n\
         4 0 obj<</Length {}>>stream\n{content}\nendstream endobj\n\
         5 0 obj<</Type/XObject/Subtype/Image/Width {width}/Height {height}/ColorSpace/DeviceGray\
         /BitsPerComponent 8/Filter/DCTDecode/Length {}>>stream\n",
        content.len(),
        jpeg.len()
    )
    .into_bytes();
    pdf.extend(jpeg);
    pdf.extend(b"\nendstream endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n");
    pdf
}

/// The picture as a careless scan: blurred, pale, with a grain.
fn careless(luma: &Luma) -> DynamicImage {
    let blurred = grey(luma).blur(0.8).to_luma8();
    let mut state = 7_u32;
    GrayImage::from_fn(luma.width, luma.height, |x, y| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let grain = u8::try_from(state >> 28).expect("four bits");
        image::Luma([60 + blurred.get_pixel(x, y).0[0] / 2 + grain])
    })
    .into()
}

#[test]
fn files_of_every_kind_are_read() {
    let slip = slip(CODE);
    let pdf = sheet(CODE, &slip);
    let luma = drawn(&pdf, 200.0, None);
    let picture = grey(&luma);
    let jpeg = file(&picture, ImageFormat::Jpeg);
    let text = |text: &str| text.as_bytes().to_vec();
    for (what, bytes) in [
        ("the PDF itself", pdf),
        ("PNG", file(&picture, ImageFormat::Png)),
        (
            "a quarter turned",
            file(&picture.rotate90(), ImageFormat::Png),
        ),
        ("upside down", file(&picture.rotate180(), ImageFormat::Jpeg)),
        ("a careless scan", file(&careless(&luma), ImageFormat::Jpeg)),
        ("a scan in a PDF", scanned(&jpeg, luma.width, luma.height)),
        ("JPEG", jpeg),
        ("text", text(&format!("\u{feff}{slip}\r\n"))),
        ("two lines", text(&format!("{CODE}\n{slip}\n"))),
    ] {
        let sheets = reading::read(bytes);
        let found = sheets
            .as_ref()
            .is_ok_and(|sheets| sheets.len() == 1 && sheets[0].contains(&slip));
        assert!(found, "{what}: {sheets:?}");
    }
}

#[test]
fn what_is_too_large_or_damaged_is_said() {
    use ReadingError::{TooLarge, Unreadable};
    let picture: DynamicImage = GrayImage::from_pixel(40, 40, image::Luma([255])).into();
    let png = file(&picture, ImageFormat::Png);
    let wide: DynamicImage = GrayImage::new(12_001, 1).into();
    let wide = file(&wide, ImageFormat::Png);
    let huge = scanned(b"\xff\xd8\xff", 60_000, 60_000);
    let vast = String::from_utf8(scanned(b"", 1, 1)).expect("ASCII");
    let vast = vast.replace("[0 0 420 595]", "[0 0 1e9 1e9]").into_bytes();
    let flat = String::from_utf8(scanned(b"", 1, 1)).expect("ASCII");
    let flat = flat.replace("[0 0 420 595]", "[5 5 5 5]").into_bytes();
    let around = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n\
        2 0 obj<</Type/Pages/Count 9/Kids[2 0 R 2 0 R]>>endobj\ntrailer<</Root 1 0 R>>";
    let nested = [&b"%PDF-1.4\n1 0 obj"[..], &b"[".repeat(200_000)].concat();
    for (what, bytes, expected) in [
        ("nothing", vec![], Ok(0)),
        ("white paper", png.clone(), Ok(0)),
        ("half a PNG", png[..png.len() / 2].to_vec(), Err(Unreadable)),
        ("a PNG's name only", b"\x89PNG".to_vec(), Err(Unreadable)),
        ("a wide PNG", wide, Err(TooLarge)),
        (
            "a JPEG's name only",
            b"\xff\xd8\xff\xe0".to_vec(),
            Err(Unreadable),
        ),
        ("a PDF's name only", b"%PDF-1.7\n".to_vec(), Err(Unreadable)),
        ("a huge scan in a PDF", huge, Err(TooLarge)),
        ("a vast page", vast, Ok(0)),
        ("a page without size", flat, Ok(0)),
        ("pages in a circle", around.to_vec(), Ok(0)),
        ("nesting without end", nested, Err(Unreadable)),
        ("no text", vec![0xc3, 0x28, 0, 0xff], Err(Unreadable)),
        (
            "too many bytes",
            vec![b'A'; reading::FILE_MAX + 1],
            Err(TooLarge),
        ),
    ] {
        let read = reading::read(bytes).map(|sheets| sheets.len());
        assert_eq!(read, expected, "{what}");
    }
}

#[test]
fn damaged_files_never_bring_the_desk_down_or_make_up_a_slip() {
    let slip = slip(CODE);
    let pdf = sheet(CODE, &slip);
    let png = file(&grey(&drawn(&pdf, 100.0, None)), ImageFormat::Png);
    let jpeg = file(&grey(&drawn(&pdf, 100.0, None)), ImageFormat::Jpeg);
    let mut state = 20_261_122_u64;
    let mut number = |end: usize| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (state >> 33) as usize % end
    };
    for whole in [pdf, png, jpeg] {
        for _ in 0..4 {
            let mut damaged = whole.clone();
            for _ in 0..1 + number(8) {
                let place = number(damaged.len());
                damaged[place] ^= 1 << number(8);
            }
            if number(3) == 0 {
                damaged.truncate(number(whole.len()));
            }
            // Correction inside the code may mend it; then it is the slip itself.
            let sheets = reading::read(damaged).unwrap_or_default();
            let signed = sheets
                .iter()
                .flatten()
                .filter(|text| reading::is_signed(text));
            for text in signed {
                assert_eq!(*text, slip);
            }
        }
    }
}
