//! Text before it is shaped: cleaned, composed, and cut where a line may break.

use super::face::Typeface;
use std::{collections::BTreeSet, ops::Range};
use unicode_linebreak::linebreaks;
use unicode_normalization::UnicodeNormalization;

/// What stands for a character the face cannot show.
const UNKNOWN: char = '□';

/// Makes what a person typed fit to print: NFC, one space between words, no control or invisible
/// formatting characters; characters without a shape become □ and are noted in `replaced`.
pub(crate) fn clean(text: &str, faces: &[&Typeface], replaced: &mut BTreeSet<char>) -> String {
    let mut out = String::with_capacity(text.len());
    for ch in text.nfc() {
        match ch {
            '\u{a0}' => out.push(ch),
            _ if ch.is_whitespace() => {
                if !out.is_empty() && !out.ends_with(' ') {
                    out.push(' ');
                }
            }
            _ if ch.is_control() || is_invisible(ch) => {}
            _ if faces.iter().all(|face| face.has(ch)) => out.push(ch),
            _ => {
                replaced.insert(ch);
                out.push(UNKNOWN);
            }
        }
    }
    out.truncate(out.trim_end_matches(' ').len());
    out
}

/// An office's name as the lines of a head: capitals, the unit's own name on a line of its own, as
/// in the official example "TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG / PHƯỜNG NGÔ QUYỀN".
pub fn head_lines(name: &str) -> Vec<String> {
    let capitals = name.to_uppercase();
    let unit = [" XÃ ", " PHƯỜNG ", " ĐẶC KHU "]
        .iter()
        .find_map(|word| capitals.rfind(word));
    match unit {
        Some(at) => vec![capitals[..at].to_owned(), capitals[at..].trim().to_owned()],
        None => vec![capitals],
    }
}

/// Marks that steer layout and draw nothing: soft hyphen, joiners, direction controls, variation
/// selectors, byte order mark, tags.
fn is_invisible(ch: char) -> bool {
    matches!(ch,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
        | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

/// The stretches between which a line may break, each with the spaces that follow it, as byte ranges.
pub(crate) fn stretches(text: &str) -> Vec<Range<usize>> {
    let mut start = 0;
    let ends = linebreaks(text).map(|(end, _)| end);
    ends.map(|end| std::mem::replace(&mut start, end)..end)
        .collect()
}

/// Where a word that is wider than a whole line may be cut: byte offsets after a joint such as `.` or
/// `-`, and, as the last resort, between any two letters (never before a combining mark).
pub(crate) fn cuts(word: &str, at_joints: bool) -> Vec<usize> {
    let mut cuts = Vec::new();
    let mut before = None;
    for (offset, ch) in word.char_indices() {
        let cut = match before {
            None => false,
            Some(_) if unicode_normalization::char::is_combining_mark(ch) => false,
            Some(joint) => !at_joints || matches!(joint, '.' | '-' | '/' | '@' | '_' | ','),
        };
        if cut {
            cuts.push(offset);
        }
        before = Some(ch);
    }
    cuts
}

/// An amount in đồng as it is printed: `8.000 đ`, with a space that does not break.
pub(crate) fn money(amount: u64) -> String {
    let digits = amount.to_string();
    let mut out = String::with_capacity(digits.len() + 8);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push('.');
        }
        out.push(digit);
    }
    out.push_str("\u{a0}đ");
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::print::Face;

    #[test]
    fn typed_text_is_made_fit_to_print() {
        let face = Face::Regular.typeface().expect("a font file");
        for (typed, printed, gone) in [
            ("Nguye\u{302}\u{303}n", "Nguyễn", ""),
            ("  Trần\t Văn\r\n An ", "Trần Văn An", ""),
            ("8.000\u{a0}đ", "8.000\u{a0}đ", ""),
            ("a\u{0}b\u{202e}c\u{200d}d\u{feff}e\u{1b}f", "abcdef", ""),
            ("Ủy ban 👍🏽 家", "Ủy ban □□ □", "家🏽👍"),
            ("", "", ""),
        ] {
            let mut replaced = BTreeSet::new();
            assert_eq!(clean(typed, &[face], &mut replaced), printed);
            let gone: BTreeSet<char> = gone.chars().collect();
            assert_eq!(replaced, gone, "{typed}");
        }
    }

    #[test]
    fn money_is_grouped_by_thousands() {
        for (amount, printed) in [
            (0, "0\u{a0}đ"),
            (500, "500\u{a0}đ"),
            (8_000, "8.000\u{a0}đ"),
            (1_234_567, "1.234.567\u{a0}đ"),
        ] {
            assert_eq!(money(amount), printed);
        }
    }

    #[test]
    fn words_are_cut_after_joints_and_never_before_a_mark() {
        assert_eq!(cuts("H37.101-07", true), [4, 8]);
        assert_eq!(cuts("abc", false), [1, 2]);
        assert_eq!(cuts("o\u{31b}\u{306}k", false), [5]);
    }
}
