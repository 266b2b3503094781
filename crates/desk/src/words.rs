//! Words of the command line and the demo, from `catalogue/messages/cli.json`.

use crate::error::fill;
use std::collections::BTreeMap;
use std::sync::OnceLock;

fn texts() -> &'static BTreeMap<String, String> {
    static TEXTS: OnceLock<BTreeMap<String, String>> = OnceLock::new();
    TEXTS.get_or_init(|| {
        serde_json::from_str(include_str!("../../../catalogue/messages/cli.json"))
            .unwrap_or_default()
    })
}

/// A text; its key where there is none.
pub(crate) fn text(key: &str) -> String {
    texts().get(key).cloned().unwrap_or_else(|| key.to_owned())
}

/// A text with its parameters; see [`words!`].
pub(crate) fn filled(key: &str, params: &[(&str, String)]) -> String {
    let params = params
        .iter()
        .map(|(name, value)| ((*name).to_owned(), value.clone()))
        .collect();
    fill(&text(key), &params)
}

/// A text with its parameters: `words!("made", data = path.display())`.
macro_rules! words {
    ($key:expr $(, $name:ident = $value:expr)* $(,)?) => {
        crate::words::filled($key, &[$((stringify!($name), $value.to_string())),*])
    };
}
pub(crate) use words;
