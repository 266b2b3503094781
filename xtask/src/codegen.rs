//! Writes `ui/src/api/gen` from the list of commands in `desk::api`.

use crate::{front, house::House};
use anyhow::Result;
use std::fs;
use xshell::cmd;

/// Removes what was written before, so that a type that is gone leaves no file, and writes anew.
pub(crate) fn codegen(house: &House) -> Result<()> {
    front::tools(house)?;
    let sh = &house.sh;
    let desk = ["--locked", "-p", "desk", "--lib"];
    cmd!(sh, "cargo test {desk...} --no-run").run()?;
    let written = house.root.join("ui/src/api/gen");
    if written.exists() {
        fs::remove_dir_all(&written)?;
    }
    // ts-rs gives every exported type a test of this name, which writes the type's file.
    cmd!(sh, "cargo test --quiet {desk...} export_bindings").run()?;
    front::npm(house, "format")
}
