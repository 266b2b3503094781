//! Vietnamese text: one stored form, one searchable form.
//!
//! Stored text is NFC without control characters. Searchable text has neither tone marks nor
//! capitals, so that `Dang ky khai sinh`, typed without an input method, finds the procedure.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// Gives one line of clean text: NFC, no control or invisible characters, no space at the ends,
/// one space where there were several (line ends and tabs count as spaces).
pub fn nfc(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    let mut gap = false;
    let visible = text
        .chars()
        .filter(|c| c.is_whitespace() || !is_invisible(*c));
    for c in visible.nfc() {
        if c.is_whitespace() {
            gap = true;
        } else {
            if gap && !clean.is_empty() {
                clean.push(' ');
            }
            gap = false;
            clean.push(c);
        }
    }
    clean
}

/// Like [`nfc`] for each line of a note; keeps line ends (as `\n`) and at most one empty line
/// between two paragraphs.
pub fn nfc_lines(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let mut clean = String::with_capacity(text.len());
    let mut ends = 0;
    for line in text.split('\n').map(nfc) {
        if !line.is_empty() {
            if !clean.is_empty() {
                clean.push_str(if ends > 1 { "\n\n" } else { "\n" });
            }
            clean.push_str(&line);
            ends = 0;
        }
        ends += 1;
    }
    clean
}

/// Gives the searchable form: no marks, `đ` as `d`, lower case, apostrophes dropped
/// (`H'Mông` is `hmong`), every other sign one space. The same for every Unicode form of a text,
/// and unchanged by a second call.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let mut gap = false;
    for c in text.nfd() {
        if is_apostrophe(c) || is_combining_mark(c) || is_invisible(c) && !c.is_whitespace() {
            continue;
        }
        if !c.is_alphanumeric() {
            gap = true;
            continue;
        }
        if gap && !folded.is_empty() {
            folded.push(' ');
        }
        gap = false;
        match c {
            // The Icelandic eth looks the same in capitals and is found in old data.
            'đ' | 'Đ' | 'ð' | 'Ð' => folded.push('d'),
            _ => folded.extend(c.to_lowercase().filter(|c| !is_combining_mark(*c))),
        }
    }
    folded
}

/// Gives the words of the searchable form, in order.
pub fn words(text: &str) -> Vec<String> {
    fold(text)
        .split(' ')
        .filter(|w| !w.is_empty())
        .map(str::to_owned)
        .collect()
}

/// Control characters, and the format characters that copying from web pages and scanners leaves.
fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}')
}

fn is_apostrophe(c: char) -> bool {
    matches!(
        c,
        '\'' | '`' | '´' | '‘' | '’' | '‛' | '′' | 'ʹ' | 'ʻ' | 'ʼ' | 'ʽ' | 'ˈ' | '\u{1fef}' | '＇'
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(function: fn(&str) -> String, table: &[(&str, &str)]) {
        for (given, wanted) in table {
            assert_eq!(function(given), *wanted, "from {given:?}");
            let apart: String = given.nfd().collect();
            assert_eq!(function(&apart), *wanted, "from {given:?} decomposed");
            assert_eq!(function(wanted), *wanted, "again, from {given:?}");
        }
    }

    #[test]
    fn stored_text_is_one_clean_line() {
        check(
            nfc,
            &[
                ("", ""),
                (" \t\r\n ", ""),
                ("Nguyễn Văn An", "Nguyễn Văn An"),
                ("  Trần\u{a0}\u{a0}Thị\t\nBình ", "Trần Thị Bình"),
                (
                    "\u{feff}Đặng\u{200b} Thùy\u{7} Trâm\u{202c}",
                    "Đặng Thùy Trâm",
                ),
            ],
        );
    }

    #[test]
    fn notes_keep_their_lines() {
        check(
            nfc_lines,
            &[
                ("", ""),
                ("\n\n một  dòng \r\n", "một dòng"),
                (
                    "dòng một\r\ndòng hai\rdòng ba",
                    "dòng một\ndòng hai\ndòng ba",
                ),
                ("đoạn một\n\n\n\nđoạn hai\n", "đoạn một\n\nđoạn hai"),
            ],
        );
    }

    #[test]
    fn searchable_text_has_no_marks() {
        check(
            fold,
            &[
                ("Đăng ký khai sinh", "dang ky khai sinh"),
                ("ĐƯỜNG THỦY NỘI ĐỊA", "duong thuy noi dia"),
                ("Ðặng Văn Ðức", "dang van duc"),
                ("H'Mông, H’Mông; HʼMông", "hmong hmong hmong"),
                ("hoà – hòa", "hoa hoa"),
                ("1.001193/ĐK-2025", "1 001193 dk 2025"),
                ("  --  ", ""),
                ("Y Bliăk Niê Kđăm", "y bliak nie kdam"),
            ],
        );
        assert_eq!(
            words(" Kết  hôn (lưu động) "),
            ["ket", "hon", "luu", "dong"]
        );
    }

    proptest! {
        #[test]
        fn every_form_of_a_text_folds_alike(text in "\\PC{0,40}") {
            let composed: String = text.nfc().collect();
            let apart: String = text.nfd().collect();
            prop_assert_eq!(fold(&composed), fold(&apart));
            prop_assert_eq!(nfc(&composed), nfc(&apart));
            prop_assert_eq!(fold(&fold(&text)), fold(&text));
            prop_assert_eq!(nfc(&nfc(&text)), nfc(&text));
        }
    }
}
