//! A day's work over a bad line between two network namespaces, beside one plain TCP connection.

use crate::house::House;
use anyhow::Result;
use xshell::cmd;

/// Builds both programs and passes `args` on; needs root, `ip`, `openssl` and Python.
pub(crate) fn netem(house: &House, args: &[String]) -> Result<()> {
    let sh = &house.sh;
    cmd!(sh, "cargo build --locked --release -p desk -p hub --bins").run()?;
    let programs = house.root.join("target/release");
    let office = house.root.join("catalogue/offices/demo.json");
    let line = house.root.join("tests/netem/netem.py");
    Ok(cmd!(sh, "python3 {line} {programs} --office {office} {args...}").run()?)
}
