//! `card`: an answer that needs no workstation.

use super::output::Output;
use crate::api;
use crate::error::{ApiError, ErrorCode};
use crate::words::words;
use clap::Subcommand;
use std::io::Read;
use std::process::ExitCode;

/// Longest card text, in bytes.
const CARD_MAX: u64 = 64 * 1024;

#[derive(Subcommand)]
pub(super) enum CardAction {
    /// Fields of a citizen card's QR, with warnings.
    Parse {
        /// The text; standard input where `-` or nothing.
        text: Option<String>,
    },
}

pub(super) fn card(action: CardAction, output: &Output) -> Result<ExitCode, ApiError> {
    let CardAction::Parse { text } = action;
    let text = match text.filter(|text| text != "-") {
        Some(text) => text,
        None => {
            let mut bytes = vec![];
            std::io::stdin().take(CARD_MAX).read_to_end(&mut bytes)?;
            String::from_utf8(bytes)
                .map_err(|_| ApiError::new(ErrorCode::NotUtf8).with("line", 1))?
        }
    };
    let parsed = api::parse_card(&text)?;
    output.both(&parsed, || {
        let card = &parsed.card;
        let none = String::from("—");
        let mut lines = vec![
            words!("card_number", value = card.number),
            words!("card_name", value = card.name),
            words!("card_born", value = card.born.as_ref().unwrap_or(&none)),
            words!("card_address", value = card.address),
        ];
        lines.extend(
            parsed
                .warnings
                .iter()
                .map(|warning| format!("! {}", warning.vi)),
        );
        lines.join("\n")
    });
    Ok(ExitCode::SUCCESS)
}
