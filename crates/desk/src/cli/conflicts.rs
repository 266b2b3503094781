//! `conflicts`: what waits for a decision, and deciding it.

use super::output::Output;
use crate::api::{self, ConflictView};
use crate::conflicts;
use crate::desk::Desk;
use crate::error::ApiError;
use crate::words::{text, words};
use clap::Subcommand;
use std::process::ExitCode;

#[derive(Subcommand)]
pub(super) enum ConflictAction {
    /// Everything that waits for a decision.
    List,
    /// One, side by side; also one that was decided.
    Show {
        /// Its name, as `list` gives it.
        id: String,
    },
    /// Decide; deciding again takes the place of the decision before.
    Decide {
        /// Its name, as `list` gives it.
        id: String,
        /// The side that holds. For two cases also `both` (they are two requests) or `open` (take the
        /// decision back); for an edit `stands` or `put_back`.
        #[arg(long, value_name = "SIDE")]
        keep: String,
        /// Why.
        #[arg(long, value_name = "TEXT", default_value = "")]
        reason: String,
    },
}

pub(super) fn run(
    desk: &Desk,
    action: ConflictAction,
    output: &Output,
) -> Result<ExitCode, ApiError> {
    match action {
        ConflictAction::List => {
            let open = api::open_conflicts(desk)?;
            for one in &open {
                output.both(one, || in_words(one));
            }
            if open.is_empty() {
                output.remark(&text("conflicts_none"));
            }
        }
        ConflictAction::Show { id } => {
            let one = api::conflict_view(&conflicts::find(desk, &id)?);
            output.both(&one, || in_words(&one));
        }
        ConflictAction::Decide { id, keep, reason } => {
            conflicts::decide(desk, &id, &keep, &reason)?;
            let left = conflicts::open(desk)?.len();
            let done = serde_json::json!({ "id": id, "keep": keep, "open": left });
            output.both(&done, || words!("conflict_decided", open = left));
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn in_words(one: &ConflictView) -> String {
    let about = if one.about.is_empty() {
        String::new()
    } else {
        format!(": {}", one.about)
    };
    let codes: Vec<&str> = std::iter::once(one.code.as_str())
        .chain(one.other.as_deref())
        .collect();
    let mut lines = vec![
        format!("{}{about}  [{}]", one.label, one.id),
        format!(
            "  {}  {}  {}",
            codes.join(", "),
            one.applicant,
            one.procedure
        ),
    ];
    for side in &one.sides {
        let keep = side.keep.as_deref().unwrap_or("-");
        let at = api::readable(&side.at);
        let who = [side.officer.as_str(), side.place.as_str(), at.as_str()];
        let who: Vec<&str> = who.into_iter().filter(|part| !part.is_empty()).collect();
        let mut line = format!("    --keep {keep}  {} ({})", side.text, who.join(", "));
        if !side.printed.is_empty() {
            let issues: Vec<String> = side.printed.iter().map(ToString::to_string).collect();
            line += &words!("conflict_printed", issues = issues.join(", "));
        }
        lines.push(line);
    }
    lines.join("\n")
}
