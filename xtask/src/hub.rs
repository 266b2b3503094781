//! Runs a local hub from this checkout.

use crate::{house::House, setup};
use anyhow::Result;
use xshell::cmd;

/// Passes `args` on to `motcua-hub`; without any, `serve`.
pub(crate) fn hub(house: &House, args: &[String]) -> Result<()> {
    setup::packages(house, &[setup::CORE])?;
    let serve = ["serve".to_owned()];
    let args = if args.is_empty() { &serve } else { args };
    let sh = &house.sh;
    Ok(cmd!(
        sh,
        "cargo run --locked -p hub --bin motcua-hub -- {args...}"
    )
    .run()?)
}
