//! Every check there is, with the time each took.

use crate::{
    front,
    house::{House, QUICK, WHOLE},
    setup,
};
use anyhow::{Context, Result, bail};
use std::{
    fs,
    io::{BufRead, BufReader},
    process::{Command, Stdio},
    time::{Duration, Instant},
};
use xshell::cmd;

/// How long the window story may take; a hang is how WebDriver fails.
const STORY_SECONDS_MAX: &str = "600";

/// Runs the stages in order and stops at the first that fails.
pub(crate) fn test(house: &House, args: &[String]) -> Result<()> {
    let quick = match args {
        [] => false,
        [only] if only == "--quick" => true,
        _ => bail!("usage: cargo xtask test [--quick]"),
    };
    let mut report = Report::default();
    let result = stages(house, quick, &mut report);
    report.print(result.is_ok());
    result
}

fn stages(house: &House, quick: bool, report: &mut Report) -> Result<()> {
    let sh = &house.sh;
    let packages = if quick { QUICK } else { WHOLE };
    report.stage("set-up", || {
        if quick {
            setup::packages(house, &[setup::CORE, setup::PAPER])?;
            setup::crates(house)?;
            front::tools(house)?;
        } else {
            setup::everything(house)?;
        }
        Ok(0)
    })?;
    report.stage("format", || {
        cmd!(sh, "cargo fmt --all --check").run()?;
        Ok(0)
    })?;
    report.stage("front end: types, style", || {
        front::npm(house, "check")?;
        Ok(0)
    })?;
    report.stage("front end: tests", || {
        let _in_ui = sh.push_dir(house.root.join("ui"));
        counted(cmd!(sh, "npm test").into())
    })?;
    report.stage("clippy", || {
        cmd!(
            sh,
            "cargo clippy --locked {packages...} --all-targets -- -D warnings"
        )
        .run()?;
        if !quick {
            // Not among all targets, because `cargo test` by itself leaves it out.
            cmd!(
                sh,
                "cargo clippy --locked {packages...} --test window -- -D warnings"
            )
            .run()?;
        }
        Ok(0)
    })?;
    report.stage("build", || {
        cmd!(sh, "cargo build --locked {packages...} --bins --tests").run()?;
        Ok(0)
    })?;
    report.stage("rust tests", || {
        counted(cmd!(sh, "cargo test --locked {packages...}").into())
    })?;
    if !quick {
        report.stage("window story", || window_story(house))?;
    }
    Ok(())
}

/// Drives the real window on a virtual screen; gives the number of stories that passed.
///
/// The binaries must be built. The story finds the window in `MOTCUA_DESKTOP` and leaves its
/// pictures in `MOTCUA_SCREENSHOTS`.
pub(crate) fn window_story(house: &House) -> Result<u32> {
    let sh = &house.sh;
    let pictures = house.screenshots();
    if pictures.exists() {
        fs::remove_dir_all(&pictures)?;
    }
    fs::create_dir_all(&pictures)?;
    let runtime = sh.create_temp_dir()?;
    let whole = WHOLE;
    let screen = "-screen 0 1366x768x24";
    let story = cmd!(
        sh,
        "timeout --kill-after=10 {STORY_SECONDS_MAX} xvfb-run -a -s {screen} dbus-run-session --
         cargo test --locked {whole...} --test window -- --test-threads=1"
    )
    .env("MOTCUA_DESKTOP", house.bin.join("motcua-desktop"))
    .env("MOTCUA_SCREENSHOTS", pictures.canonicalize()?)
    .env("XDG_RUNTIME_DIR", runtime.path())
    .env("GDK_BACKEND", "x11")
    .env("LANG", "C.UTF-8")
    .env("NO_AT_BRIDGE", "1")
    .env_remove("WAYLAND_DISPLAY");
    counted(story.into())
}

/// Runs `command`, passes its output on and adds up the tests it says have passed.
fn counted(mut command: Command) -> Result<u32> {
    println!("$ {command:?}");
    let mut child = command
        // Colours would stand between the words of a summary.
        .env("NO_COLOR", "1")
        .env_remove("FORCE_COLOR")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .with_context(|| format!("cannot start {command:?}"))?;
    let output = child.stdout.take().context("no output to read")?;
    let mut passed = 0;
    for line in BufReader::new(output).lines() {
        let line = line?;
        println!("{line}");
        passed += passed_in(&line);
    }
    let status = child.wait()?;
    if !status.success() {
        bail!("{status}: {command:?}");
    }
    if passed == 0 {
        bail!("not one test ran: {command:?}");
    }
    Ok(passed)
}

/// Tests passed according to a summary line of cargo or vitest; 0 for any other line.
fn passed_in(line: &str) -> u32 {
    let line = line.trim();
    if !line.starts_with("test result: ok.") && !line.starts_with("Tests ") {
        return 0;
    }
    let words: Vec<&str> = line.split_whitespace().collect();
    words
        .windows(2)
        .find(|pair| pair[1].trim_end_matches(';') == "passed")
        .and_then(|pair| pair[0].parse().ok())
        .unwrap_or(0)
}

/// What ran, how long, how many tests.
#[derive(Default)]
struct Report {
    stages: Vec<(&'static str, Duration, u32)>,
}

impl Report {
    fn stage(&mut self, name: &'static str, work: impl FnOnce() -> Result<u32>) -> Result<()> {
        println!("\n== {name}");
        let start = Instant::now();
        let result = work();
        let tests = *result.as_ref().unwrap_or(&0);
        self.stages.push((name, start.elapsed(), tests));
        result
            .map(|_| ())
            .with_context(|| format!("stage '{name}'"))
    }

    fn print(&self, ok: bool) {
        println!();
        for (name, time, tests) in &self.stages {
            let tests = if *tests == 0 {
                String::new()
            } else {
                format!("{tests} tests")
            };
            println!("{name:<26}{:>8.1} s  {tests}", time.as_secs_f64());
        }
        let seconds: f64 = self
            .stages
            .iter()
            .map(|(_, time, _)| time.as_secs_f64())
            .sum();
        let tests: u32 = self.stages.iter().map(|(_, _, tests)| tests).sum();
        let verdict = if ok {
            "all green"
        } else {
            "FAILED in the last stage above"
        };
        println!("{:<26}{seconds:>8.1} s  {tests} tests: {verdict}", "total");
    }
}

#[cfg(test)]
mod tests {
    use super::passed_in;

    #[test]
    fn summaries_are_counted_and_nothing_else() {
        for (line, passed) in [
            (
                "test result: ok. 12 passed; 0 failed; 0 ignored; 0 measured",
                12,
            ),
            ("test result: FAILED. 3 passed; 1 failed; 0 ignored", 0),
            ("      Tests  7 passed (7)", 7),
            (" Test Files  2 passed (2)", 0),
            ("test stories::passed ... ok", 0),
            ("", 0),
        ] {
            assert_eq!(passed_in(line), passed, "{line}");
        }
    }
}
