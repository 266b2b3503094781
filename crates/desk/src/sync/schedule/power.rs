//! Whether the machine should save power, as far as the system tells.

use std::fs;
use std::path::Path;

/// Where Linux tells of batteries.
const SUPPLIES: &str = "/sys/class/power_supply";
/// A battery that runs down below this is short, in percent.
const SHORT: u32 = 30;

/// Whether the machine runs on a battery that is short. `false` where the system does not tell.
pub(super) fn is_short() -> bool {
    is_short_in(Path::new(SUPPLIES))
}

fn is_short_in(supplies: &Path) -> bool {
    let Ok(supplies) = fs::read_dir(supplies) else {
        return false;
    };
    supplies.flatten().any(|supply| {
        let told = |name: &str| {
            let text = fs::read_to_string(supply.path().join(name)).ok()?;
            Some(text.trim().to_owned())
        };
        told("type").as_deref() == Some("Battery")
            && told("status").as_deref() == Some("Discharging")
            && told("capacity")
                .and_then(|percent| percent.parse::<u32>().ok())
                .is_some_and(|percent| percent < SHORT)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_battery_that_runs_down_and_is_low_is_short() {
        for (kind, status, capacity, wanted) in [
            ("Battery", "Discharging", "29", true),
            ("Battery", "Discharging", "30", false),
            ("Battery", "Charging", "5", false),
            ("Mains", "Discharging", "5", false),
            ("Battery", "Discharging", "?", false),
        ] {
            let folder = tempfile::tempdir().expect("a folder");
            let battery = folder.path().join("BAT0");
            fs::create_dir(&battery).expect("a folder");
            for (name, text) in [("type", kind), ("status", status), ("capacity", capacity)] {
                fs::write(battery.join(name), format!("{text}\n")).expect("a file");
            }
            assert_eq!(
                is_short_in(folder.path()),
                wanted,
                "{kind} {status} {capacity}"
            );
        }
        assert!(!is_short_in(Path::new("nowhere")));
    }
}
