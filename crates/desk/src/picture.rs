//! QR codes in pictures: a photo of a card, a scan of a slip.

use crate::error::{ApiError, ErrorCode};
use image::imageops::FilterType;
use image::{DynamicImage, GrayImage, ImageReader, Limits};
use rxing::{BarcodeFormat, DecodeHints};
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Largest picture, in bytes.
pub(crate) const PICTURE_MAX: usize = 20 * 1024 * 1024;
/// Longest side, in pixels.
const SIDE_MAX: u32 = 16_000;
/// Most memory a picture is unfolded into, in bytes.
const MEMORY_MAX: u64 = 512 * 1024 * 1024;
/// Longest sides that are tried, in pixels: most photos are read at the first.
const SIDES: [u32; 4] = [1_600, 1_000, 2_600, 4_000];

/// The text of the first QR code that `wanted` takes, in a PNG or JPEG picture.
///
/// # Errors
/// [`ErrorCode::BadPicture`] when the bytes are no such picture, [`ErrorCode::NoCodeInPicture`] when no
/// code is found in it.
pub fn qr_text(bytes: &[u8], wanted: impl Fn(&str) -> bool) -> Result<String, ApiError> {
    let gray = decode(bytes)?.into_luma8();
    let longest = gray.width().max(gray.height());
    let smaller = SIDES.into_iter().filter(|side| *side < longest);
    let whole = (longest <= SIDES[3]).then_some(longest);
    // Small pictures as they are, large ones first made smaller.
    let mut sides: Vec<u32> = smaller.chain(whole).collect();
    if longest <= SIDES[0] {
        sides.reverse();
        sides.extend([longest * 2, longest * 3]);
    }
    for side in sides {
        let picture = scaled(&gray, side, longest);
        let found = catch_unwind(AssertUnwindSafe(|| codes(&picture))).unwrap_or_default();
        if let Some(text) = found.into_iter().find(|text| wanted(text)) {
            return Ok(text);
        }
    }
    Err(ErrorCode::NoCodeInPicture.into())
}

fn decode(bytes: &[u8]) -> Result<DynamicImage, ApiError> {
    let bad = |detail: &dyn std::fmt::Display| {
        ApiError::new(ErrorCode::BadPicture).with("detail", detail)
    };
    if bytes.len() > PICTURE_MAX {
        return Err(bad(&format_args!("> {} MB", PICTURE_MAX >> 20)));
    }
    let mut reader = ImageReader::new(Cursor::new(bytes))
        .with_guessed_format()
        .map_err(|error| bad(&error))?;
    let mut limits = Limits::default();
    limits.max_image_width = Some(SIDE_MAX);
    limits.max_image_height = Some(SIDE_MAX);
    limits.max_alloc = Some(MEMORY_MAX);
    reader.limits(limits);
    reader.decode().map_err(|error| bad(&error))
}

fn scaled(gray: &GrayImage, side: u32, longest: u32) -> GrayImage {
    if side == longest {
        return gray.clone();
    }
    let scale = |length: u32| {
        let length = u64::from(length) * u64::from(side) / u64::from(longest.max(1));
        u32::try_from(length).unwrap_or(u32::MAX).max(1)
    };
    let (width, height) = (scale(gray.width()), scale(gray.height()));
    image::imageops::resize(gray, width, height, FilterType::Triangle)
}

fn codes(gray: &GrayImage) -> Vec<String> {
    let hints = || DecodeHints {
        TryHarder: Some(true),
        // Cards hold UTF-8 and do not say so.
        CharacterSet: Some("UTF-8".to_owned()),
        PossibleFormats: Some([BarcodeFormat::QR_CODE].into()),
        ..DecodeHints::default()
    };
    let (width, height) = gray.dimensions();
    let many = rxing::helpers::detect_multiple_in_luma_with_hints(
        gray.as_raw().clone(),
        width,
        height,
        &mut hints(),
    );
    let found = many.unwrap_or_default();
    if !found.is_empty() {
        return found.iter().map(|one| one.getText().to_owned()).collect();
    }
    let one = rxing::helpers::detect_in_luma_with_hints(
        gray.as_raw().clone(),
        width,
        height,
        Some(BarcodeFormat::QR_CODE),
        &mut hints(),
    );
    one.iter().map(|one| one.getText().to_owned()).collect()
}

#[cfg(test)]
mod tests;
