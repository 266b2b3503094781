use super::*;
use fast_qr::{ECL, QRBuilder};
use image::Luma;

const CARD: &str = "001199012345|012345678|Nguyễn Thị Ánh Mẫu|15081999|Nữ|Thôn Đông, Thiện Tân, Hữu Lũng, Lạng Sơn|10052021";
const CARD_2024: &str = "001199012345||Nguyễn Thị Ánh Mẫu|15081999|Nữ|Thôn Đông, Thiện Tân, Hữu Lũng, Lạng Sơn|01082024||||";

/// A code as it stands on a card: modules of `side` pixels at `(x, y)` of a grey picture.
fn picture(text: &str, side: u32, size: (u32, u32), at: (u32, u32)) -> GrayImage {
    let code = QRBuilder::new(text).ecl(ECL::M).build().expect("a code");
    let modules = u32::try_from(code.size).expect("small");
    GrayImage::from_fn(size.0, size.1, |x, y| {
        let inside = |v: u32, from: u32| v.checked_sub(from).map(|v| v / side);
        let (column, row) = (inside(x, at.0), inside(y, at.1));
        match (column, row) {
            (Some(column), Some(row)) if column < modules && row < modules => {
                let dark = code[row as usize][column as usize].value();
                Luma([if dark { 40 } else { 225 }])
            }
            _ => Luma([225]),
        }
    })
}

fn encoded(picture: &GrayImage, format: image::ImageFormat) -> Vec<u8> {
    let mut bytes = vec![];
    picture
        .write_to(&mut Cursor::new(&mut bytes), format)
        .expect("encoded");
    bytes
}

/// Light from one side, sensor noise, a slight blur: a photo made on purpose.
fn photographed(clean: &GrayImage) -> GrayImage {
    let mut noise = 12_345_u32;
    let mut lit = clean.clone();
    for (x, _, pixel) in lit.enumerate_pixels_mut() {
        noise = noise.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let light = 60 + 40 * x / clean.width();
        let value = u32::from(pixel.0[0]) * light / 100 + (noise >> 28);
        pixel.0[0] = u8::try_from(value.min(255)).expect("a byte");
    }
    image::imageops::blur(&lit, 1.0)
}

#[test]
fn cards_are_read_from_pictures() {
    use image::ImageFormat::{Jpeg, Png};
    let small = picture(CARD, 2, (200, 200), (30, 30));
    let usual = picture(CARD_2024, 5, (900, 600), (420, 120));
    let photo = photographed(&picture(CARD, 6, (2_400, 1_600), (1_500, 700)));
    let turned = image::imageops::rotate90(&usual);
    for (what, picture, format, wanted) in [
        ("a small picture", &small, Png, CARD),
        ("the card of 2024", &usual, Png, CARD_2024),
        ("a photo", &photo, Jpeg, CARD),
        ("turned", &turned, Jpeg, CARD_2024),
    ] {
        let read = qr_text(&encoded(picture, format), |_| true);
        assert_eq!(read.as_deref(), Ok(wanted), "{what}");
    }
}

#[test]
fn what_holds_no_card_is_said() {
    let png = |picture: &GrayImage| encoded(picture, image::ImageFormat::Png);
    let empty = GrayImage::from_pixel(300, 200, Luma([220]));
    let other = picture("H37.101.05-261121-5001", 5, (300, 300), (60, 60));
    let cut = {
        let mut bytes = png(&other);
        bytes.truncate(bytes.len() / 2);
        bytes
    };
    let is_card = |text: &str| casework::card::parse(text).is_ok();
    for (what, bytes, wanted) in [
        ("nothing", vec![], ErrorCode::BadPicture),
        ("no picture", b"%PDF-1.7".to_vec(), ErrorCode::BadPicture),
        ("a picture cut short", cut, ErrorCode::BadPicture),
        ("too large", vec![0; PICTURE_MAX + 1], ErrorCode::BadPicture),
        ("no code", png(&empty), ErrorCode::NoCodeInPicture),
        ("another code", png(&other), ErrorCode::NoCodeInPicture),
    ] {
        let error = qr_text(&bytes, is_card).expect_err(what);
        assert_eq!(error.code, wanted, "{what}");
    }
}
