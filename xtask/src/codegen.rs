//! Writes `ui/src/api/gen` from the list of commands in `desk::api`.

use crate::{front, house::House};
use anyhow::Result;
use std::fs;
use xshell::cmd;

/// Writes the file anew with the test that compares it.
pub(crate) fn codegen(house: &House) -> Result<()> {
    front::tools(house)?;
    let sh = &house.sh;
    let written = house.root.join("ui/src/api/gen");
    fs::create_dir_all(&written)?;
    cmd!(sh, "cargo test --quiet --locked -p desk --lib api::codegen")
        .env("UPDATE_EXPECT", "1")
        .run()?;
    front::npm(house, "format")
}
