//! The only place that reads the time.

use casework::time::LocalTime;
use std::sync::OnceLock;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

/// Milliseconds since the Unix epoch (UTC) by this machine's clock; 0 before 1970.
#[expect(
    clippy::disallowed_methods,
    reason = "the one place that reads the clock"
)]
pub fn now_ms() -> i64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| {
            i64::try_from(since.as_millis()).unwrap_or(i64::MAX / 2)
        })
}

/// Legal time by this machine's clock.
pub fn now() -> LocalTime {
    local(now_ms())
}

/// Legal time of a moment in milliseconds; the start of 1970 where the moment is beyond reason.
pub fn local(ms: i64) -> LocalTime {
    LocalTime::from_unix_ms(ms)
        .or_else(|_| LocalTime::from_unix_ms(0))
        .unwrap_or_else(|_| LocalTime::new(jiff::civil::DateTime::ZERO))
}

/// Which run of the program this is (random), and how many milliseconds it has lasted. No clock that
/// is set changes it.
pub fn counter() -> (u64, i64) {
    static BEGAN: OnceLock<(u64, Instant)> = OnceLock::new();
    let (session, began) = BEGAN.get_or_init(|| {
        let session = random::<8>().map_or(0, u64::from_be_bytes);
        (session, Instant::now())
    });
    let lasted = i64::try_from(began.elapsed().as_millis()).unwrap_or(i64::MAX);
    (*session, lasted)
}

/// Random bytes from the operating system.
///
/// # Errors
/// Where the system has none to give.
pub fn random<const N: usize>() -> Result<[u8; N], getrandom::Error> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes)?;
    Ok(bytes)
}
