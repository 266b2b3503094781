//! Samples of one quantity, and the memory a part of the run needed.

use std::fs;
use std::time::Instant;

/// What a number counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unit {
    Seconds,
    Bytes,
}

/// Several measurements of the same thing.
#[derive(Clone, Debug)]
pub(crate) struct Sample {
    unit: Unit,
    values: Vec<f64>,
}

impl Sample {
    /// An empty sample of times.
    pub(crate) fn times() -> Self {
        Self {
            unit: Unit::Seconds,
            values: vec![],
        }
    }

    /// Times that were taken elsewhere.
    pub(crate) fn of(times: &[std::time::Duration]) -> Self {
        Self {
            unit: Unit::Seconds,
            values: times.iter().map(std::time::Duration::as_secs_f64).collect(),
        }
    }

    /// One number of bytes.
    pub(crate) fn bytes(count: u64) -> Self {
        Self {
            unit: Unit::Bytes,
            values: vec![count as f64],
        }
    }

    /// Runs `work` and keeps how long it took.
    pub(crate) fn time<T>(&mut self, work: impl FnOnce() -> T) -> T {
        let start = Instant::now();
        let given = work();
        self.values.push(start.elapsed().as_secs_f64());
        given
    }

    /// The value that `share` (0 to 1) of the sample does not exceed.
    pub(crate) fn quantile(&self, share: f64) -> f64 {
        let mut sorted = self.values.clone();
        sorted.sort_by(f64::total_cmp);
        let last = sorted.len().saturating_sub(1);
        let at = (share * last as f64).round() as usize;
        sorted.get(at).copied().unwrap_or(f64::NAN)
    }

    /// The middle value.
    pub(crate) fn median(&self) -> f64 {
        self.quantile(0.5)
    }

    /// Minimum, median, 95 of 100, maximum: as many of them as the sample has values for.
    pub(crate) fn shown(&self) -> String {
        let shares: &[f64] = match self.values.len() {
            0 => &[],
            1 => &[0.5],
            2..20 => &[0.0, 0.5, 1.0],
            _ => &[0.0, 0.5, 0.95, 1.0],
        };
        let shown: Vec<String> = shares
            .iter()
            .map(|share| show(self.unit, self.quantile(*share)))
            .collect();
        shown.join(" / ")
    }

    /// Whether 95 of 100 says more than the maximum does.
    pub(crate) fn is_long(&self) -> bool {
        self.values.len() >= 20
    }
}

fn show(unit: Unit, value: f64) -> String {
    let steps: &[(f64, &str)] = match unit {
        Unit::Seconds => &[(1.0, "s"), (1e-3, "ms"), (1e-6, "µs")],
        Unit::Bytes => &[(1e6, "MB"), (1e3, "kB"), (1.0, "B")],
    };
    let step = steps.iter().find(|(size, _)| value >= *size);
    let (size, name) = step.or(steps.last()).copied().unwrap_or((1.0, ""));
    let scaled = value / size;
    let digits = if scaled < 10.0 { 2 } else { 1 };
    format!("{scaled:.digits$} {name}")
}

/// Lets the high-water mark of memory begin anew where the system can.
pub(crate) fn forget_peak() {
    fs::write("/proc/self/clear_refs", "5").ok();
}

/// The most resident memory since [`forget_peak`], in bytes; `None` where the system does not say.
pub(crate) fn peak() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kilobytes: u64 = line.trim().trim_end_matches("kB").trim().parse().ok()?;
    Some(kilobytes * 1024)
}
