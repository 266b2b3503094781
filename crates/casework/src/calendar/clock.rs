//! The steps of a due date that tell how the clock was stopped or started anew.

use super::{Param, explained::lasting};
use crate::time::LocalTime;

/// What stopped the clock of a case or started it anew.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ClockStep {
    /// The supplement is there: the limit starts anew (NĐ 118/2025 Đ.19.5).
    StartedAnew {
        /// When the file was complete.
        at: LocalTime,
    },
    /// The financial duty is done: the limit of the second appointment starts.
    SecondStarted {
        /// Proof of payment.
        at: LocalTime,
    },
    /// Counting would start while the clock is stopped.
    StartStopped {
        /// When the clock goes on.
        to: LocalTime,
    },
    /// The clock is stopped; the rest of the working time is counted afterwards.
    Stopped {
        /// From.
        from: LocalTime,
        /// To.
        to: LocalTime,
        /// Working minutes that were left.
        minutes: u32,
    },
    /// The clock is stopped; a limit by the calendar or by the clock ends that much later.
    StoppedByClock {
        /// From.
        from: LocalTime,
        /// To.
        to: LocalTime,
    },
    /// A stop after the end of the limit: it moves nothing.
    StoppedTooLate {
        /// From.
        from: LocalTime,
        /// The end of the limit.
        due: LocalTime,
    },
    /// The end of a limit by the calendar or by the clock, with all stops.
    EndShifted {
        /// Where it lies now.
        to: LocalTime,
    },
}

impl ClockStep {
    /// The key of the sentence in `catalogue/messages/due.json`.
    pub(super) fn key(&self) -> &'static str {
        match self {
            Self::StartedAnew { .. } => "due.started_anew",
            Self::SecondStarted { .. } => "due.second_started",
            Self::StartStopped { .. } => "due.start_stopped",
            Self::Stopped { .. } => "due.stopped",
            Self::StoppedByClock { .. } => "due.stopped_by_clock",
            Self::StoppedTooLate { .. } => "due.stopped_too_late",
            Self::EndShifted { .. } => "due.end_shifted",
        }
    }

    /// The values for the placeholders of the sentence, by name.
    pub(super) fn params(&self) -> Vec<(&'static str, Param)> {
        match self {
            Self::StartedAnew { at } | Self::SecondStarted { at } => vec![("at", Param::At(*at))],
            Self::StartStopped { to } | Self::EndShifted { to } => vec![("to", Param::At(*to))],
            Self::Stopped { from, to, minutes } => {
                let mut params = lasting(*minutes, ("from", Param::At(*from)));
                params.push(("to", Param::At(*to)));
                params
            }
            Self::StoppedByClock { from, to } => {
                vec![("from", Param::At(*from)), ("to", Param::At(*to))]
            }
            Self::StoppedTooLate { from, due } => {
                vec![("from", Param::At(*from)), ("due", Param::At(*due))]
            }
        }
    }
}
