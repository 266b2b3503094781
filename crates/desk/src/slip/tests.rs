//! From the printed sheet back to the slip, and what damaged files do.

use super::reading::{self, Luma, ReadingError};
use crate::print::{Page, Paper, code_items};
use casework::id::OfficeId;
use casework::number::RecordCode;
use casework::slip::{PapersHash, Slip};
use ed25519_dalek::SigningKey;
use hayro::RenderCache;
use hayro::hayro_syntax::Pdf;
use image::{DynamicImage, GrayImage, ImageFormat};
use std::io::Cursor;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

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
    let pdf = Pdf::new(pdf.to_vec()).expect("own PDF");
    let cache = RenderCache::new();
    reading::draw(&pdf.pages()[0], &cache, dpi, threshold).expect("a page")
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
    for code in [CODE, "000.00.16.H21-261121-500712", "CTUBNDXA-261121-0001"] {
        let slip = slip(code);
        let pdf = sheet(code, &slip);
        for (dpi, threshold) in [
            (150.0, None),
            (200.0, None),
            (300.0, None),
            (150.0, Some(127)),
            (203.0, Some(127)),
        ] {
            let luma = drawn(&pdf, dpi, threshold);
            let black_and_white = luma.pixels.iter().all(|luma| matches!(luma, 0 | 255));
            assert_eq!(black_and_white, threshold.is_some(), "{dpi}");
            let start = Instant::now();
            let found = reading::codes(&luma, &AtomicBool::new(false));
            println!(
                "{code} {dpi} {threshold:?} {} {:?}",
                found.len(),
                start.elapsed()
            );
            assert!(found.contains(&slip), "{code} {dpi} {threshold:?}");
            assert!(found.contains(code), "{code} {dpi} {threshold:?}");
        }
    }
}
