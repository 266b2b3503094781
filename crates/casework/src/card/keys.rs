//! What Vietnamese keyboards and input methods make of the keys a scanner presses.

use crate::text::fold;
use unicode_normalization::UnicodeNormalization;

const BREVE: char = '\u{306}';
const CIRCUMFLEX: char = '\u{302}';

/// The digits of a field, where each of its signs is a digit or what the number row of the
/// Vietnamese keyboard layout types instead: ă â ê ô, five tones, and đ for 0. The text has to be as it
/// was typed, not composed.
pub(super) fn digits(typed: &str) -> Option<String> {
    let mut digits = String::new();
    for c in typed.chars() {
        if c.is_whitespace() || c.is_control() || c == '\u{200b}' || c == '\u{feff}' {
            continue;
        }
        let mut base = None;
        let mut tones = String::new();
        for part in c.to_lowercase().nfd() {
            match (part, base) {
                ('0'..='9', None) => digits.push(part),
                ('\u{111}', None) => digits.push('0'),
                (BREVE, Some('a')) => digits.push('1'),
                (CIRCUMFLEX, Some('a')) => digits.push('2'),
                (CIRCUMFLEX, Some('e')) => digits.push('3'),
                (CIRCUMFLEX, Some('o')) => digits.push('4'),
                ('a' | 'e' | 'o', None) => {
                    base = Some(part);
                    continue;
                }
                ('\u{300}', _) => tones.push('5'),
                ('\u{309}', _) => tones.push('6'),
                ('\u{303}', _) => tones.push('7'),
                ('\u{301}', _) => tones.push('8'),
                ('\u{323}', _) => tones.push('9'),
                _ => return None,
            }
            if part == BREVE || part == CIRCUMFLEX {
                base = Some(' ');
            }
        }
        // A letter of its own, without breve or circumflex, was no digit.
        if base.is_some_and(|base| base != ' ') {
            return None;
        }
        digits.push_str(&tones);
    }
    (!digits.is_empty()).then_some(digits)
}

/// Whether a text shows that an input method was at work on it, or was missing: several words
/// without a single Vietnamese letter of which one holds the keys of Telex or VNI instead
/// (`Nguyeenx`, `Nguye6n4`), or a word no Vietnamese syllable can be (`Nguyềễn`).
pub(super) fn is_left_over(text: &str) -> bool {
    let telex = |word: &str| {
        ["aa", "ee", "dd", "aw", "ow", "uw"]
            .iter()
            .any(|keys| word.contains(keys))
            || word.len() > 2 && word.ends_with(['f', 'j', 'w', 'x'])
    };
    let vni = |word: &str| {
        word.starts_with(|c: char| c.is_ascii_alphabetic())
            && word.len() > 2
            && word.contains(|c: char| c.is_ascii_digit())
    };
    let folded = fold(text);
    let uncomposed = text.is_ascii()
        && folded.contains(' ')
        && folded.split(' ').any(|word| telex(word) || vni(word));
    let letters = |c: char| !c.is_alphabetic() && !matches!(c, '\u{300}'..='\u{36f}');
    uncomposed || text.split(letters).any(has_two_tones)
}

fn has_two_tones(word: &str) -> bool {
    let tone = |c: &char| matches!(c, '\u{300}' | '\u{301}' | '\u{303}' | '\u{309}' | '\u{323}');
    word.nfd().filter(tone).count() > 1
}
