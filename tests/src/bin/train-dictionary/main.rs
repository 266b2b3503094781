//! Trains a dictionary for pages: `cargo xtask dictionary FILE`. The same program gives the same bytes.

use anyhow::{Context, Result};
use casework::sync::bundle::Page;
use casework::sync::frame;

/// Of the made-up cases.
const SEED: u64 = 2026;
/// Bytes of the dictionary: larger ones did not make pages smaller.
const SIZE: usize = 64 * 1024;

fn main() -> Result<()> {
    let file = std::env::args().nth(1).context("which file?")?;
    let samples: Vec<Vec<u8>> = tests::made_up::envelopes(SEED)
        .into_iter()
        .map(|wire| {
            let page = Page {
                envelopes: vec![wire],
                receipts: vec![],
            };
            frame::tie(&page).1
        })
        .collect();
    let dictionary = zstd::dict::from_samples(&samples, SIZE)?;
    std::fs::write(&file, &dictionary).with_context(|| file.clone())
}
