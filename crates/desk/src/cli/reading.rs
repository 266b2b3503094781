//! `card`: an answer that needs no workstation.

use super::output::Output;
use crate::api;
use crate::error::{ApiError, ErrorCode};
use crate::words::words;
use clap::Subcommand;
use std::io::Read;
use std::path::PathBuf;
use std::process::ExitCode;

/// Longest card text, in bytes.
const CARD_MAX: u64 = 64 * 1024;

#[derive(Subcommand)]
pub(super) enum CardAction {
    /// Fields of a citizen card's QR, with warnings.
    Parse {
        /// The text; standard input where `-` or nothing.
        #[arg(conflicts_with = "image")]
        text: Option<String>,
        /// A photo of the card, PNG or JPEG, instead of the text.
        #[arg(long, value_name = "FILE")]
        image: Option<PathBuf>,
    },
}

pub(super) fn card(action: CardAction, output: &Output) -> Result<ExitCode, ApiError> {
    let CardAction::Parse { text, image } = action;
    let parsed = match (image, text.filter(|text| text != "-")) {
        (Some(image), _) => {
            let bytes = std::fs::read(&image)
                .map_err(|error| ApiError::from(error).with("detail", image.display()))?;
            api::read_card_image(&bytes)?
        }
        (None, Some(text)) => api::parse_card(&text)?,
        (None, None) => {
            let mut bytes = vec![];
            std::io::stdin().take(CARD_MAX).read_to_end(&mut bytes)?;
            let text = String::from_utf8(bytes)
                .map_err(|_| ApiError::new(ErrorCode::NotUtf8).with("line", 1))?;
            api::parse_card(&text)?
        }
    };
    output.both(&parsed, || {
        let card = &parsed.card;
        let none = String::from("—");
        let mut lines = vec![
            words!("card_number", value = card.number),
            words!("card_name", value = card.name),
            words!("card_born", value = card.born.as_ref().unwrap_or(&none)),
            words!("card_address", value = card.address),
        ];
        if parsed.today.state == "moved" {
            let candidates = parsed.today.candidates.iter();
            lines.extend(candidates.map(|one| words!("card_address_today", value = one.text)));
        }
        lines.extend(
            parsed
                .warnings
                .iter()
                .chain(&parsed.today.warnings)
                .map(|warning| format!("! {}", warning.vi)),
        );
        lines.join("\n")
    });
    Ok(ExitCode::SUCCESS)
}
