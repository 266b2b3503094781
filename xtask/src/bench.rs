//! Measures the main job; the numbers and their ratios are printed by `tests/benches`.

use crate::{front, house::House, setup};
use anyhow::Result;
use xshell::cmd;

/// Builds with optimisation and passes `args` on.
pub(crate) fn bench(house: &House, args: &[String]) -> Result<()> {
    setup::packages(house, &[setup::CORE, setup::SERVER])?;
    let sh = &house.sh;
    if args.iter().any(|name| name == "peers") {
        front::tools(house)?;
        let _in_peers = sh.push_dir(house.root.join("tests/benches/peers"));
        cmd!(
            sh,
            "npm install --no-save --no-fund --no-audit --ignore-scripts"
        )
        .run()?;
    }
    Ok(cmd!(
        sh,
        "cargo bench --locked -p tests --bench main -- {args...}"
    )
    .run()?)
}
