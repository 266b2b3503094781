//! Copies of a hub, a hub made from one, and how far its recovery is.

use super::admin::Printer;
use crate::config::Config;
use crate::{Hub, RETIRED};
use anyhow::Context;
use casework::time::LocalTime;
use clap::Subcommand;
use serde_json::json;
use std::path::{Path, PathBuf};
use store::Content;

/// Tasks for what a hub keeps as a whole.
#[derive(Subcommand)]
pub(super) enum Upkeep {
    /// Write a checked, encrypted copy while the hub serves. Keep hub.key elsewhere: without it no
    /// copy opens.
    Backup {
        /// The file; it must not be there yet.
        #[arg(long)]
        out: PathBuf,
    },
    /// Make the hub of a copy in a data folder (or on a database) that holds none. The folder holds
    /// the copy's hub.key.
    Restore {
        /// What backup wrote.
        copy: PathBuf,
    },
    /// Begin a new epoch over a database that was restored by other means. Stop every hub first.
    Renew,
    /// After a restore: who has been here since, and that it is over.
    Recovery {
        /// End it: give out bands again, take codes of before.
        #[arg(long)]
        end: bool,
        /// Also while a device has not come.
        #[arg(long, requires = "end")]
        anyway: bool,
        /// How many of the next bands of each office nobody is to get.
        #[arg(long, requires = "end", default_value_t = RETIRED)]
        retire: u32,
    },
}

/// Makes a hub from a copy: before one can be opened.
pub(super) fn restore(config: &Config, copy: &Path, out: &mut Printer) -> anyhow::Result<()> {
    let content = match &config.postgres {
        #[cfg(feature = "postgres")]
        Some(url) => Hub::restore_postgres(&config.data, url, copy),
        #[cfg(not(feature = "postgres"))]
        Some(_) => Err(crate::HubError::NoPostgres),
        None => Hub::restore(&config.data, copy),
    };
    let content = content.with_context(|| format!("cannot restore {}", copy.display()))?;
    out.content("restored", copy, &content)
}

/// Does any other task.
pub(super) fn run(
    hub: &Hub,
    config: &Config,
    task: Upkeep,
    out: &mut Printer,
) -> anyhow::Result<()> {
    match task {
        Upkeep::Backup { out: file } => {
            let content = hub.backup(&config.data, &file);
            let content = content.with_context(|| format!("cannot write {}", file.display()))?;
            out.content("copied", &file, &content)
        }
        Upkeep::Restore { copy } => restore(config, &copy, out),
        Upkeep::Renew => {
            hub.renew()?;
            out.line("renewed", &json!({"renewed": true}))
        }
        Upkeep::Recovery {
            end,
            anyway,
            retire,
        } => {
            if end {
                hub.end_recovery(retire, anyway)?;
            }
            show(hub, out)
        }
    }
}

fn show(hub: &Hub, out: &mut Printer) -> anyhow::Result<()> {
    let Some(state) = hub.recovery()? else {
        return out.line("no recovery", &json!({"recovering": false}));
    };
    let since = LocalTime::from_unix_ms(state.since_ms)
        .map(|time| time.to_string())
        .unwrap_or_default();
    let value = json!({"recovering": true, "since": since});
    out.line(&format!("recovering since {since}"), &value)?;
    for one in &state.devices {
        let id = one.device.key.device();
        let here = if one.has_met { "back" } else { "away" };
        let value = json!({"id": id, "name": one.device.name, "back": one.has_met});
        out.line(&format!("{id}\t{here}\t{}", one.device.name), &value)?;
    }
    Ok(())
}

impl Printer {
    fn content(&mut self, done: &str, file: &Path, content: &Content) -> anyhow::Result<()> {
        let Content {
            envelopes,
            counts,
            heads,
        } = content;
        let text = format!(
            "{done} {}\nenvelopes {envelopes}\ncases {}\nrecords {}\nheads {heads}",
            file.display(),
            counts.cases,
            counts.records,
        );
        let value = json!({
            done: file,
            "envelopes": envelopes,
            "cases": counts.cases,
            "records": counts.records,
            "heads": heads,
        });
        self.line(&text, &value)
    }
}
