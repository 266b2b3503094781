//! The words of the papers about old books (`catalogue/forms/old-books.json`).

use serde::Deserialize;
use std::sync::OnceLock;

const SHIPPED: &str = include_str!("../../../../catalogue/forms/old-books.json");

#[derive(Default, Deserialize)]
pub(super) struct Wording {
    pub(super) file: String,
    pub(super) title: String,
    pub(super) book: String,
    pub(super) line: String,
    pub(super) imported: String,
    pub(super) faithful: String,
    pub(super) heading: String,
    pub(super) what: String,
    pub(super) text: String,
    pub(super) refusals: RefusalsWording,
}

/// Of the rows that were not taken over.
#[derive(Default, Deserialize)]
pub(super) struct RefusalsWording {
    pub(super) file: String,
    pub(super) title: String,
    pub(super) source: String,
    pub(super) count: String,
    pub(super) heading: String,
    pub(super) line: String,
    pub(super) reason: String,
    pub(super) text: String,
    pub(super) advice: String,
}

pub(super) fn wording() -> &'static Wording {
    static WORDING: OnceLock<Wording> = OnceLock::new();
    WORDING.get_or_init(|| serde_json::from_str(SHIPPED).expect("a test reads the shipped words"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_words_are_whole_and_composed() {
        let words: Wording = serde_json::from_str(SHIPPED).expect("the shipped words");
        assert!(unicode_normalization::is_nfc(SHIPPED));
        for (template, names) in [
            (&words.book, &["{name}"][..]),
            (&words.line, &["{line}", "{file}"]),
            (&words.imported, &["{officer}", "{at}", "{hash}"]),
            (&words.refusals.source, &["{file}", "{hash}"]),
            (&words.refusals.count, &["{refused}", "{rows}"]),
        ] {
            assert!(
                names.iter().all(|name| template.contains(name)),
                "{template}"
            );
        }
    }
}
