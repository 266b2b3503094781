//! When to try the hub by itself: soon after something was written, once a minute otherwise, ever
//! more rarely while there is no line.

use crate::api::Workstation;
use crate::clock;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::Duration;

/// Pause between exchanges that work.
const CALM: Duration = Duration::from_secs(60);
/// First pause after one that did not.
const FIRST: Duration = Duration::from_secs(15);
/// Longest pause, however long the line has been down.
const LONGEST: Duration = Duration::from_secs(600);

/// How long to wait for the next try.
#[derive(Debug, Default)]
struct Pace {
    failures: u32,
}

impl Pace {
    /// The pause after a try; `jitter` (0 to 255) spreads many desks that lost the same line.
    fn after(&mut self, worked: bool, jitter: u8) -> Duration {
        if worked {
            self.failures = 0;
            return CALM;
        }
        let pause = (FIRST * 2_u32.pow(self.failures.min(10))).min(LONGEST);
        self.failures = self.failures.saturating_add(1);
        pause.mul_f64(0.75 + f64::from(jitter) / 512.0)
    }
}

/// Starts the thread that exchanges by itself for as long as the workstation lives.
pub(crate) fn start(workstation: &Workstation) -> Sender<()> {
    let (wake, woken) = channel();
    let workstation = workstation.downgrade();
    std::thread::spawn(move || {
        let mut pace = Pace::default();
        let mut pause = Duration::ZERO;
        while wait(&woken, pause) {
            let Some(workstation) = workstation.upgrade() else {
                return;
            };
            let worked = match workstation.synchronise() {
                Ok(outcome) => outcome.state == "done",
                Err(_) => false,
            };
            let jitter = clock::random::<1>().map_or(128, |[byte]| byte);
            pause = pace.after(worked, jitter);
        }
    });
    wake
}

/// Waits until the pause is over or somebody has written; `false` when nobody is left to serve.
fn wait(woken: &Receiver<()>, pause: Duration) -> bool {
    match woken.recv_timeout(pause) {
        // Several writings are one reason.
        Ok(()) => {
            while woken.try_recv().is_ok() {}
            true
        }
        Err(RecvTimeoutError::Timeout) => true,
        Err(RecvTimeoutError::Disconnected) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_while_there_is_no_line_and_end_with_it() {
        let mut pace = Pace::default();
        let seconds = |pause: Duration| pause.as_secs();
        let failing: Vec<u64> = (0..8).map(|_| seconds(pace.after(false, 128))).collect();
        assert_eq!(failing, [15, 30, 60, 120, 240, 480, 600, 600]);
        assert_eq!(seconds(pace.after(true, 128)), 60);
        assert_eq!(seconds(pace.after(false, 128)), 15);
        let (least, most) = (pace.after(false, 0), pace.after(false, 255));
        assert!(least < most, "{least:?} {most:?}");
    }
}
