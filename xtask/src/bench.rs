//! Measures the main job; the numbers and their ratios are printed by `tests/benches`.

use crate::{house::House, setup};
use anyhow::Result;
use xshell::cmd;

/// Builds with optimisation and passes `args` on.
pub(crate) fn bench(house: &House, args: &[String]) -> Result<()> {
    setup::packages(house, &[setup::CORE, setup::SERVER])?;
    let sh = &house.sh;
    Ok(cmd!(
        sh,
        "cargo bench --locked -p tests --bench main -- {args...}"
    )
    .run()?)
}
