//! What an administrator does at the hub's own machine.

use super::upkeep::{self, Upkeep};
use crate::config::Config;
use crate::{Hub, HubError, Invitation};
use anyhow::Context;
use casework::id::DeviceId;
use casework::number::{AgencyCode, Band};
use casework::office::Office;
use casework::sync::roster::Enrolment;
use clap::Subcommand;
use serde_json::json;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

/// The administrator's tasks.
#[derive(Subcommand)]
pub(super) enum Task {
    /// Offices kept here.
    #[command(subcommand)]
    Office(OfficeTask),
    /// Invite one device: print a one-time code, or write an invitation file.
    Invite {
        /// Agency code of the office, e.g. H37.101.05.
        #[arg(long, value_parser = AgencyCode::parse)]
        office: AgencyCode,
        /// What people will call the device, e.g. "Điểm tiếp nhận số 1".
        #[arg(long, default_value = "")]
        name: String,
        /// How long the code is taken.
        #[arg(long, default_value_t = 72)]
        hours: u32,
        /// The band of ordinals, e.g. 5001-5100; the next free one otherwise.
        #[arg(long, value_parser = read_band)]
        band: Option<Band>,
        /// Write the invitation to this file; it lets a device begin without a network.
        #[arg(long)]
        out: Option<PathBuf>,
    },
    /// Enrolled devices.
    #[command(subcommand)]
    Device(DeviceTask),
    #[command(flatten)]
    Upkeep(Upkeep),
}

/// Tasks with offices.
#[derive(Subcommand)]
pub(super) enum OfficeTask {
    /// Add an office from its record (JSON), or replace the record.
    Add {
        /// The file.
        file: PathBuf,
    },
    /// List the offices.
    List,
}

/// Tasks with devices.
#[derive(Subcommand)]
pub(super) enum DeviceTask {
    /// List the devices, of one office or of all.
    List {
        /// Agency code of the office.
        #[arg(long, value_parser = AgencyCode::parse)]
        office: Option<AgencyCode>,
    },
    /// Let a device write and read no more, for ever.
    Revoke {
        /// Its id, as listed.
        id: DeviceId,
    },
}

/// Does a task and prints what came of it.
pub(super) fn run(config: &Config, json: bool, task: Task) -> anyhow::Result<()> {
    let mut out = Printer { json };
    if let Task::Upkeep(Upkeep::Restore { copy }) = &task {
        return upkeep::restore(config, copy, &mut out);
    }
    let hub = &super::open(config)?;
    match task {
        Task::Upkeep(task) => upkeep::run(hub, config, task, &mut out),
        Task::Office(OfficeTask::Add { file }) => add_office(hub, &mut out, &file),
        Task::Office(OfficeTask::List) => hub
            .offices()?
            .iter()
            .try_for_each(|office| out.office(office)),
        Task::Invite {
            office,
            name,
            hours,
            band,
            out: file,
        } => {
            let office = find_office(hub, &office)?;
            let invite = || hub.invite(office.id, &name, hours, band);
            let invitation = match &file {
                Some(file) => invite_into(file, invite)?,
                None => invite()?,
            };
            out.invitation(&invitation, file.as_deref())
        }
        Task::Device(DeviceTask::List { office }) => {
            let offices = match office {
                Some(code) => vec![find_office(hub, &code)?],
                None => hub.offices()?,
            };
            for office in offices {
                for device in hub.devices(office.id)? {
                    out.device(&office, &device)?;
                }
            }
            Ok(())
        }
        Task::Device(DeviceTask::Revoke { id }) => {
            hub.revoke(id)?;
            out.line(&format!("revoked {id}"), &json!({"revoked": id}))
        }
    }
}

fn add_office(hub: &Hub, out: &mut Printer, file: &Path) -> anyhow::Result<()> {
    let text =
        fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
    let office: Office = serde_json::from_str(&text)
        .with_context(|| format!("{} is not an office record", file.display()))?;
    hub.add_office(&office)?;
    out.office(&office)
}

fn find_office(hub: &Hub, code: &AgencyCode) -> anyhow::Result<Office> {
    let found = hub
        .offices()?
        .into_iter()
        .find(|office| office.code == *code);
    Ok(found.ok_or(HubError::UnknownOffice)?)
}

fn read_band(text: &str) -> Result<Band, String> {
    let ends = text.split_once('-');
    ends.and_then(|(lo, hi)| Band::new(lo.parse().ok()?, hi.parse().ok()?).ok())
        .ok_or_else(|| "expected LO-HI, two numbers of four or of five digits".to_owned())
}

/// Writes an invitation to a file for the owner alone, never over another file. The file is there
/// before the invitation, so that no band is given to one that nobody can have.
fn invite_into(
    path: &Path,
    invite: impl FnOnce() -> Result<Invitation, HubError>,
) -> anyhow::Result<Invitation> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let failed = || format!("cannot write {}", path.display());
    let mut file = options.open(path).with_context(failed)?;
    let invitation = invite().inspect_err(|_| {
        fs::remove_file(path).ok();
    })?;
    file.write_all(invitation.to_json().as_bytes())
        .and_then(|()| file.sync_all())
        .with_context(failed)?;
    Ok(invitation)
}

/// Prints to stdout, for people or for programs.
pub(super) struct Printer {
    json: bool,
}

impl Printer {
    pub(super) fn line(&mut self, text: &str, value: &serde_json::Value) -> anyhow::Result<()> {
        let mut out = std::io::stdout().lock();
        if self.json {
            writeln!(out, "{value}")?;
        } else {
            writeln!(out, "{text}")?;
        }
        Ok(())
    }

    fn office(&mut self, office: &Office) -> anyhow::Result<()> {
        let value = json!({"id": office.id, "code": office.code, "name": office.name});
        self.line(
            &format!("{}\t{}\t{}", office.code, office.name, office.id),
            &value,
        )
    }

    fn invitation(&mut self, invitation: &Invitation, file: Option<&Path>) -> anyhow::Result<()> {
        let Invitation {
            code,
            band,
            expires,
            ..
        } = invitation;
        let mut text = format!("code {code}\nband {band}\nexpires {expires}");
        if let Some(file) = file {
            text.push_str(&format!("\nfile {}", file.display()));
        }
        let value = json!({
            "code": code,
            "office": invitation.office.code,
            "name": invitation.name,
            "band": {"lo": band.lo(), "hi": band.hi()},
            "expires": expires,
            "file": file,
        });
        self.line(&text, &value)
    }

    fn device(&mut self, office: &Office, device: &Enrolment) -> anyhow::Result<()> {
        let id = device.key.device();
        let state = if device.revoked { "revoked" } else { "active" };
        let value = json!({
            "id": id,
            "office": office.code,
            "name": device.name,
            "revoked": device.revoked,
        });
        self.line(
            &format!("{id}\t{}\t{state}\t{}", office.code, device.name),
            &value,
        )
    }
}
