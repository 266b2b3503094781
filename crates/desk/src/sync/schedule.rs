//! When to try the hub by itself: soon after something was written, once a minute otherwise, ever
//! more rarely while there is no line, and at once when the line is back. Thrifty with a battery and
//! with a line that costs; silent while it is paused.

mod power;

use super::attempt::route_to;
use super::hub_client;
use super::lan::{Rounds, Sharing};
use crate::api::Workstation;
use crate::clock;
use crate::desk::Desk;
use crate::error::{ApiError, ErrorCode};
use serde::{Deserialize, Serialize};
use std::net::{IpAddr, TcpStream, ToSocketAddrs};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::Duration;
use store::Reader;
use ts_rs::TS;

/// Setting: how the workstation uses its line by itself.
const WATCH: &str = "sync.watch";
/// Pause between exchanges that work.
const CALM: Duration = Duration::from_secs(60);
/// First pause after one that did not.
const FIRST: Duration = Duration::from_secs(15);
/// Longest pause, however long the line has been down.
const LONGEST: Duration = Duration::from_secs(600);
/// How many times rarer everything is while it is thrifty.
const THRIFT: u32 = 10;
/// Thrifty, it waits until nothing was written for so long.
const QUIET: Duration = Duration::from_secs(60);
/// While there is no line the machine looks this often whether one is back.
const LOOK: Duration = Duration::from_secs(3);
/// Every so many looks it knocks at the hub; between them it only asks its own routing table.
const KNOCK: u32 = 3;
/// How long a knock may take.
const KNOCK_TIME: Duration = Duration::from_secs(2);

/// How the workstation uses its line by itself; an officer chooses.
///
/// vi: tự động đồng bộ: bình thường, tiết kiệm, tạm dừng
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Watch {
    /// Soon after each writing, and once a minute.
    #[default]
    Free,
    /// Rarely, and never a knock: for a line that costs.
    Thrifty,
    /// Only when somebody asks.
    Paused,
}

impl Watch {
    /// What was chosen.
    ///
    /// # Errors
    /// The store's.
    pub fn chosen(reader: &Reader<'_>) -> Result<Self, ApiError> {
        let kept = reader.setting(WATCH)?;
        let kept = kept.and_then(|bytes| serde_json::from_slice(&bytes).ok());
        Ok(kept.unwrap_or_default())
    }

    /// Keeps the choice.
    ///
    /// # Errors
    /// The store's.
    pub fn choose(self, desk: &Desk) -> Result<(), ApiError> {
        let bytes = serde_json::to_vec(&self).unwrap_or_default();
        Ok(desk.store().write(|tx| tx.set_setting(WATCH, &bytes))?)
    }

    /// What holds now: a battery that runs out makes the machine thrifty by itself.
    fn in_effect(self) -> Self {
        if self == Self::Free && power::is_short() {
            Self::Thrifty
        } else {
            self
        }
    }
}

/// How long to wait for the next try.
#[derive(Debug, Default)]
pub(super) struct Pace {
    failures: u32,
}

impl Pace {
    /// The pause after a try; `jitter` (0 to 255) spreads many desks that lost the same line.
    pub(super) fn after(&mut self, worked: bool, jitter: u8, watch: Watch) -> Duration {
        let pause = if worked {
            self.failures = 0;
            CALM
        } else {
            let pause = (FIRST * 2_u32.pow(self.failures.min(10))).min(LONGEST);
            self.failures = self.failures.saturating_add(1);
            pause.mul_f64(0.75 + f64::from(jitter) / 512.0)
        };
        match watch {
            Watch::Free => pause,
            Watch::Thrifty => pause * THRIFT,
            Watch::Paused => Duration::MAX,
        }
    }
}

/// Looks whether a line that was lost is back.
struct Lookout {
    /// Host and port of the hub.
    hub: Option<(String, u16)>,
    route: Option<IpAddr>,
    knocks: bool,
    looks: u32,
}

impl Lookout {
    fn new(desk: &Desk, watch: Watch) -> Self {
        let hub = desk.store().read(hub_client::address).ok().flatten();
        let hub = hub.and_then(|address| hub_client::host_and_port(&address));
        let route = hub.as_ref().and_then(|(host, _)| route_to(Some(host)));
        Self {
            route,
            hub,
            knocks: watch == Watch::Free,
            looks: 0,
        }
    }

    /// Whether there is reason to try again: another way out of this machine, or a hub that opens.
    fn sees_a_line(&mut self) -> bool {
        let Some((host, port)) = &self.hub else {
            return false;
        };
        let before = std::mem::replace(&mut self.route, route_to(Some(host)));
        if self.route.is_some() && self.route != before {
            return true;
        }
        self.looks += 1;
        self.knocks && self.looks.is_multiple_of(KNOCK) && opens(host, *port)
    }
}

fn opens(host: &str, port: u16) -> bool {
    let Ok(mut addresses) = (host, port).to_socket_addrs() else {
        return false;
    };
    addresses.any(|address| TcpStream::connect_timeout(&address, KNOCK_TIME).is_ok())
}

/// Starts the thread that exchanges by itself for as long as the workstation lives: with the machines
/// nearby whenever there is reason to, because that costs nothing, and with the hub when it is its turn.
pub(crate) fn start(workstation: &Workstation) -> Sender<()> {
    let (wake, woken) = channel();
    let workstation = workstation.downgrade();
    std::thread::spawn(move || {
        let mut pace = Pace::default();
        let mut rounds = Rounds::default();
        let mut left = Duration::ZERO;
        let mut shares = false;
        let mut lookout: Option<Lookout> = None;
        loop {
            let pause = if shares { left.min(CALM) } else { left };
            let waited = wait(&woken, pause, LOOK, || {
                lookout.as_mut().is_some_and(Lookout::sees_a_line)
            });
            let Some(workstation) = workstation.upgrade() else {
                return;
            };
            let desk = workstation.desk().ok();
            let chosen = desk
                .as_ref()
                .and_then(|desk| desk.store().read(Watch::chosen).ok());
            let watch = chosen.unwrap_or_default().in_effect();
            left = match waited {
                Waited::ForNobody => return,
                Waited::ToTheEnd => left.saturating_sub(pause),
                Waited::Enough if watch == Watch::Thrifty => QUIET,
                Waited::Enough => Duration::ZERO,
            };
            // What it brings goes on to the hub at once.
            shares = workstation.visit_others(&mut rounds);
            if !left.is_zero() {
                continue;
            }
            let worked = watch != Watch::Paused
                && workstation
                    .synchronise()
                    .is_ok_and(|outcome| outcome.state == "done");
            lookout = desk
                .filter(|_| !worked && watch != Watch::Paused)
                .map(|desk| Lookout::new(&desk, watch));
            left = pace.after(worked, jitter(), watch);
        }
    });
    wake
}

/// Exchanges again and again and tells each outcome, until `tell` gives `false`. Whoever calls it asks
/// for it: a pause only makes it rarer. `sharing` lets other machines in, and they are visited too, at
/// once when `woken`; of those only what moved something, or went wrong, is told.
pub fn watch(
    desk: &Desk,
    sharing: Option<&Sharing>,
    woken: &Receiver<()>,
    mut tell: impl FnMut(Result<hub_client::Outcome, ApiError>) -> bool,
) {
    let mut pace = Pace::default();
    let mut rounds = Rounds::default();
    let mut left = Duration::ZERO;
    let mut lookout: Option<Lookout> = None;
    loop {
        if let Some(sharing) = sharing {
            let mut goes_on = true;
            let went = rounds.go(desk, &sharing.found(), |_, visited| {
                let quiet = matches!(&visited, Ok(outcome) if outcome.is_quiet());
                goes_on &= quiet || tell(visited);
            });
            if !goes_on || went.is_err_and(|error| !tell(Err(error))) {
                return;
            }
        }
        if left.is_zero() {
            let watch = desk.store().read(Watch::chosen).unwrap_or_default();
            let watch = watch.in_effect();
            let outcome = hub_client::exchange(desk, None);
            let no_hub = matches!(&outcome, Err(error) if error.code == ErrorCode::NoHub);
            let worked =
                matches!(&outcome, Ok(outcome) if outcome.state == hub_client::State::Done);
            let heard = no_hub && sharing.is_some();
            if !heard && !tell(outcome) {
                return;
            }
            lookout = (!worked).then(|| Lookout::new(desk, watch));
            left = pace.after(worked, jitter(), watch).min(LONGEST * THRIFT);
        }
        let pause = if sharing.is_some() {
            left.min(CALM)
        } else {
            left
        };
        let waited = wait(woken, pause, LOOK, || {
            lookout.as_mut().is_some_and(Lookout::sees_a_line)
        });
        left = match waited {
            Waited::ToTheEnd => left.saturating_sub(pause),
            Waited::Enough | Waited::ForNobody => Duration::ZERO,
        };
    }
}

fn jitter() -> u8 {
    clock::random::<1>().map_or(128, |[byte]| byte)
}

/// Why a wait is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Waited {
    /// The pause was.
    ToTheEnd,
    /// Somebody has written, or a line is back.
    Enough,
    /// Nobody is left to serve.
    ForNobody,
}

/// Waits until the pause is over, somebody has written, or `sees_a_line` (asked every `look`).
fn wait(
    woken: &Receiver<()>,
    pause: Duration,
    look: Duration,
    mut sees_a_line: impl FnMut() -> bool,
) -> Waited {
    let mut left = pause;
    loop {
        match woken.recv_timeout(left.min(look)) {
            // Several writings are one reason.
            Ok(()) => {
                while woken.try_recv().is_ok() {}
                return Waited::Enough;
            }
            Err(RecvTimeoutError::Disconnected) => return Waited::ForNobody,
            Err(RecvTimeoutError::Timeout) => {
                left = left.saturating_sub(look);
                if left.is_zero() {
                    return Waited::ToTheEnd;
                }
                if sees_a_line() {
                    return Waited::Enough;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests;
