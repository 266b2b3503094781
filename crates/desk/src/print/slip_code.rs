//! The signed slip as a second QR code, between or below the two signatures: what the officer signs by hand the
//! device signs in it. Never a name or a personal number.

use super::{PrintError, code, kit::Line};

/// Side of a module in millimetres: whole dots of a 203 dpi roll printer, and enough for a scan at
/// 150 dpi.
const MODULE: f32 = 0.5;
/// White space that forms leave above and below the row of signatures, in millimetres; the quiet zone
/// may use it.
const ABOVE: f32 = 1.5;
const BELOW: f32 = 2.0;

/// Draws the slip's code with its quiet zone; gives the line and its width in millimetres.
///
/// vi: mã ký của giấy tiếp nhận
pub(crate) fn between_signatures(slip: &str) -> Result<(Line, f32), PrintError> {
    let (mut line, width) = code::drawn(slip, MODULE)?;
    line.items
        .iter_mut()
        .for_each(|item| item.shift(0.0, -ABOVE));
    line.height -= ABOVE + BELOW;
    Ok((line, width))
}

/// As [`between_signatures`], for a roll: below them, in the middle of a column of this width.
pub(crate) fn below_signatures(slip: &str, column: f32) -> Result<Line, PrintError> {
    let (mut line, width) = code::drawn(slip, code::ROLL_MODULE)?;
    let beside = (column - width) / 2.0;
    line.items
        .iter_mut()
        .for_each(|item| item.shift(beside, 0.0));
    Ok(line)
}

/// The record code's QR and the slip's as a receipt draws them, each at the top left corner.
#[cfg(test)]
pub(crate) fn code_items(code: &str, slip: &str) -> Result<Vec<super::Item>, PrintError> {
    let mut items = code::qr(code)?.0.items;
    items.extend(between_signatures(slip)?.0.items);
    Ok(items)
}
