//! The record code as a QR code: plain text for any scanner, never a name or a personal number.

use super::{
    PrintError,
    kit::Line,
    page::{Item, Point, Rect},
};
use fast_qr::{ECL, QRBuilder};

/// Side of a module in millimetres; cheap scanners and telephones need half a millimetre.
const MODULE: f32 = 0.6;
/// The same on a roll: five whole dots of a printer of 203 dpi.
pub(super) const ROLL_MODULE: f32 = 0.625;
/// White modules around the code, asked for by ISO/IEC 18004.
const QUIET: f32 = 4.0;

/// Draws `code` at error correction level M with its quiet zone; gives the line and its width in
/// millimetres.
///
/// vi: mã QR của mã hồ sơ — TT 01/2018/TT-VPCP Đ.19.2
pub(crate) fn qr(code: &str) -> Result<(Line, f32), PrintError> {
    plain(code, MODULE)
}

/// As [`qr`], for a roll.
pub(crate) fn roll_qr(code: &str) -> Result<(Line, f32), PrintError> {
    plain(code, ROLL_MODULE)
}

fn plain(code: &str, module: f32) -> Result<(Line, f32), PrintError> {
    // Nothing in it may need more than a plain scanner.
    if !code.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(PrintError::Code {
            code: code.to_owned(),
        });
    }
    drawn(code, module)
}

/// Draws any printable ASCII text with modules of the given side.
pub(super) fn drawn(code: &str, module: f32) -> Result<(Line, f32), PrintError> {
    let refused = || PrintError::Code {
        code: code.to_owned(),
    };
    if code.trim().is_empty() || !code.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        return Err(refused());
    }
    let drawn = QRBuilder::new(code)
        .ecl(ECL::M)
        .build()
        .map_err(|_| refused())?;
    let mut rects = Vec::new();
    for row in 0..drawn.size {
        let mut column = 0;
        while column < drawn.size {
            let dark = drawn[row][column..]
                .iter()
                .take_while(|module| module.value())
                .count();
            if dark > 0 {
                let at = Point {
                    x: (QUIET + column as f32) * module,
                    y: (QUIET + row as f32) * module,
                };
                let width = dark as f32 * module;
                rects.push(Rect {
                    at,
                    width,
                    height: module,
                });
            }
            column += dark.max(1);
        }
    }
    let side = (drawn.size as f32 + 2.0 * QUIET) * module;
    let items = vec![Item::Fill { rects }];
    Ok((
        Line {
            height: side,
            items,
        },
        side,
    ))
}
