//! Which way what waits here gets away soonest.

use std::time::Duration;

/// A carrier that would take longer than this is slower than a walk with a stick on the same day.
///
/// Our own figure: at most an hour until somebody who goes to the centre anyway is there.
pub const STICK_TAKES: Duration = Duration::from_secs(3600);
/// A hub that has been silent for longer than this is not waited for.
pub const PATIENCE: Duration = Duration::from_secs(30 * 60);

/// What is known of the line to the hub.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line {
    /// Whether the last attempt got through.
    pub open: bool,
    /// Since when nothing got through; `None` where nothing ever did.
    pub silent: Option<Duration>,
    /// Bytes a second, where enough was moved to tell.
    pub speed: Option<u64>,
}

/// The best way for what waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// Nothing waits.
    Nothing,
    /// The hub, in about so long where that can be told.
    Hub(Option<Duration>),
    /// The hub was there a moment ago: it is tried again without anybody doing anything.
    Wait,
    /// Another machine on the local network keeps a copy and may meet the hub first.
    Lan,
    /// A stick; the hub would take so long, where there is a line at all.
    Stick(Option<Duration>),
}

impl Way {
    /// A stable word.
    pub fn code(self) -> &'static str {
        match self {
            Self::Nothing => "nothing",
            Self::Hub(_) => "hub",
            Self::Wait => "wait",
            Self::Lan => "lan",
            Self::Stick(_) => "stick",
        }
    }

    /// How long the hub would take for what waits.
    pub fn by_hub(self) -> Option<Duration> {
        match self {
            Self::Hub(time) | Self::Stick(time) => time,
            Self::Nothing | Self::Wait | Self::Lan => None,
        }
    }
}

/// The best way for `waiting` bytes as they are sent: over a line to the hub where that is done within
/// [`STICK_TAKES`], else by the local network where a machine that lacks something is near, else by
/// stick.
pub fn best(waiting: u64, hub: Option<Line>, near: bool) -> Way {
    if waiting == 0 {
        return Way::Nothing;
    }
    let beside = if near { Way::Lan } else { Way::Stick(None) };
    let Some(line) = hub else { return beside };
    if line.open {
        let time = line.speed.map(|speed| time_for(waiting, speed));
        return match time {
            Some(time) if time > STICK_TAKES => Way::Stick(Some(time)),
            time => Way::Hub(time),
        };
    }
    if line.silent.is_some_and(|silent| silent <= PATIENCE) {
        return Way::Wait;
    }
    beside
}

/// How long `bytes` take at `speed` bytes a second.
pub fn time_for(bytes: u64, speed: u64) -> Duration {
    Duration::from_secs(bytes.div_ceil(speed.max(1)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn secs(secs: u64) -> Duration {
        Duration::from_secs(secs)
    }

    fn line(open: bool, silent: Option<u64>, speed: Option<u64>) -> Option<Line> {
        let silent = silent.map(secs);
        Some(Line {
            open,
            silent,
            speed,
        })
    }

    #[test]
    fn the_best_way() {
        for (waiting, hub, near, way) in [
            (0, None, false, Way::Nothing),
            (0, line(true, Some(0), Some(10)), true, Way::Nothing),
            (5, line(true, Some(0), None), true, Way::Hub(None)),
            (
                5_000,
                line(true, Some(0), Some(1_000)),
                true,
                Way::Hub(Some(secs(5))),
            ),
            (
                1,
                line(true, Some(0), Some(1_000)),
                false,
                Way::Hub(Some(secs(1))),
            ),
            (
                3_600,
                line(true, Some(0), Some(1)),
                false,
                Way::Hub(Some(secs(3_600))),
            ),
            (
                7_800,
                line(true, Some(0), Some(1)),
                false,
                Way::Stick(Some(secs(7_800))),
            ),
            (
                7_800,
                line(true, Some(0), Some(0)),
                true,
                Way::Stick(Some(secs(7_800))),
            ),
            (5, line(false, Some(60), Some(1_000)), true, Way::Wait),
            (5, line(false, Some(1_801), None), true, Way::Lan),
            (5, line(false, Some(1_801), None), false, Way::Stick(None)),
            (5, line(false, None, None), false, Way::Stick(None)),
            (5, None, true, Way::Lan),
            (5, None, false, Way::Stick(None)),
        ] {
            assert_eq!(best(waiting, hub, near), way, "{waiting} {hub:?} {near}");
        }
    }
}
