//! `lan`: sharing with other machines of the office on the local network.

use super::output::Output;
use crate::api::{self, LanState, LanTest};
use crate::desk::Desk;
use crate::error::{ApiError, ErrorCode};
use crate::sync::lan::{self, Lan, PORT, Pairing};
use crate::words::{text, words};
use clap::Subcommand;
use std::collections::BTreeMap;
use std::process::ExitCode;
use std::sync::mpsc::Sender;
use std::sync::{Arc, Mutex, PoisonError};

#[derive(Subcommand)]
pub(super) enum LanAction {
    /// Own addresses and pairing code, and the machines that are known.
    Show,
    /// Share from now on: in the window, and while `motcua sync --watch` runs.
    On {
        /// Where this machine answers.
        #[arg(long, default_value_t = PORT)]
        port: u16,
        /// Do not announce this machine by mDNS, nor look for others: they are added by address.
        #[arg(long)]
        quiet: bool,
    },
    /// Share no more.
    Off,
    /// Keep a machine by its address or pairing code; it is visited from now on.
    Add {
        /// Address, or text of a pairing code.
        address: String,
    },
    /// Forget a machine.
    Forget {
        /// One of its addresses.
        address: String,
    },
    /// Try the way to a machine; says which step fails.
    Test {
        /// Address, or text of a pairing code.
        address: String,
    },
}

pub(super) fn run(desk: &Desk, action: LanAction, output: &Output) -> Result<ExitCode, ApiError> {
    match action {
        LanAction::Show => {}
        LanAction::On { port, quiet } => {
            if port == 0 {
                return Err(ApiError::new(ErrorCode::BadField).with("field", "port"));
            }
            let announce = !quiet;
            Lan {
                on: true,
                port,
                announce,
            }
            .choose(desk)?;
        }
        LanAction::Off => {
            let chosen = desk.store().read(Lan::chosen)?;
            Lan {
                on: false,
                ..chosen
            }
            .choose(desk)?;
        }
        LanAction::Add { address } => {
            let pairing = Pairing::parse(&address)?;
            lan::check(desk, &pairing)?;
            desk.store().write(|tx| lan::add(tx, &pairing))?;
        }
        LanAction::Forget { address } => {
            desk.store().write(|tx| lan::forget(tx, &address))?;
        }
        LanAction::Test { address } => return test(desk, &address, output),
    }
    let state = api::lan_state(desk, &[], &BTreeMap::new())?;
    output.both(&state, || shown(&state));
    Ok(ExitCode::SUCCESS)
}

fn shown(state: &LanState) -> String {
    let switch = text(if state.on { "lan_on" } else { "lan_off" });
    let head = words!(
        "lan_state",
        switch = switch,
        addresses = state.addresses.join(", "),
        code = state.code.as_deref().unwrap_or_default()
    );
    let never = text("never");
    let machines = state.machines.iter().map(|machine| {
        words!(
            "lan_machine",
            address = machine.address,
            name = machine.name.as_deref().unwrap_or_default(),
            met = machine.met.as_ref().unwrap_or(&never)
        )
    });
    std::iter::once(head)
        .chain(machines)
        .collect::<Vec<_>>()
        .join("\n")
}

/// Exit 0 where everything is open, 3 where a step fails.
fn test(desk: &Desk, address: &str, output: &Output) -> Result<ExitCode, ApiError> {
    let tested = api::lan_test(desk, address)?;
    output.both(&tested, || steps(&tested));
    let failed = tested.trouble.is_some();
    Ok(ExitCode::from(if failed { 3 } else { 0 }))
}

fn steps(tested: &LanTest) -> String {
    let mut lines: Vec<String> = tested
        .steps
        .iter()
        .map(|step| {
            let state = text(&format!("lan_{}", step.state));
            words!("lan_step", step = step.vi, state = state)
        })
        .collect();
    if let Some(trouble) = &tested.trouble {
        lines.push(format!("{} {}", trouble.vi.message, trouble.vi.hint));
    }
    lines.join("\n")
}

/// Exchanges with a machine by its address or pairing code.
pub(super) fn exchange(desk: &Desk, address: &str, output: &Output) -> Result<ExitCode, ApiError> {
    let pairing = Pairing::parse(address)?;
    lan::check(desk, &pairing)?;
    let exchanged = lan::visit(desk, &pairing.places)?;
    let outcome = api::outcome(desk, &exchanged)?;
    output.both(&outcome, || {
        words!(
            &format!("lan_sync_{}", outcome.state),
            pushed = outcome.pushed,
            pulled = outcome.pulled,
            unsent = outcome.unsent
        )
    });
    if let Some(trouble) = &exchanged.trouble {
        output.remark(&trouble.to_string());
    }
    Ok(ExitCode::SUCCESS)
}

/// Lets others in for as long as the value lives, where that was chosen, and wakes for each that is
/// found. A port that is taken is told and stops nothing else: the window may be open and share
/// already.
pub(super) fn sharing(
    desk: &Desk,
    wake: &Sender<()>,
    output: &Output,
) -> Result<Option<lan::Sharing>, ApiError> {
    let chosen = desk.store().read(Lan::chosen)?;
    if !chosen.on {
        return Ok(None);
    }
    let wake = Mutex::new(wake.clone());
    let bell = lan::Bell {
        found: Arc::new(move || {
            let wake = wake.lock().unwrap_or_else(PoisonError::into_inner);
            wake.send(()).ok();
        }),
        ..lan::Bell::default()
    };
    match lan::Sharing::start(desk, chosen, &bell) {
        Ok(sharing) => Ok(Some(sharing)),
        Err(error) if error.code == ErrorCode::LanPort => {
            output.remark(&error.to_string());
            Ok(None)
        }
        Err(error) => Err(error),
    }
}
