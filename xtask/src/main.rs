//! The house commands: `cargo xtask COMMAND`. One file each; nothing here is part of the product.
#![expect(
    clippy::print_stdout,
    reason = "a command line tool speaks on its terminal"
)]

mod bench;
mod catalogue;
mod codegen;
mod front;
mod house;
mod hub;
mod netem;
mod run;
mod setup;
mod test;

use anyhow::{Result, bail};
use house::House;
use xshell::cmd;

const USAGE: &str = "\
cargo xtask setup             bring the system packages, Node tools and crates that are missing
cargo xtask run [--data DIR]  build and open the window; without a display, walk it headless
cargo xtask test [--quick]    run every check (--quick: without the window)
cargo xtask codegen           write the TypeScript types from the list of commands
cargo xtask bench [ARGS]      measure the main job
cargo xtask dictionary FILE   train a dictionary for pages of the exchange
cargo xtask netem [ARGS]      measure a day's work over a bad line (as root)
cargo xtask catalogue FILE    import the procedures from a crawl of the national portal
cargo xtask hub [ARGS]        run a local hub";

fn main() -> Result<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let house = House::open()?;
    match args.split_first() {
        Some((command, rest)) => match command.as_str() {
            "setup" => setup::everything(&house),
            "run" => run::run(&house, rest),
            "test" => test::test(&house, rest),
            "codegen" => codegen::codegen(&house),
            "bench" => bench::bench(&house, rest),
            "hub" => hub::hub(&house, rest),
            "netem" => netem::netem(&house, rest),
            "catalogue" => import(&house, rest),
            "dictionary" => train(&house, rest),
            "help" | "--help" | "-h" => {
                println!("{USAGE}");
                Ok(())
            }
            other => bail!("there is no command '{other}'\n{USAGE}"),
        },
        None => bail!("which command?\n{USAGE}"),
    }
}

fn train(house: &House, rest: &[String]) -> Result<()> {
    let [file] = rest else {
        bail!("cargo xtask dictionary FILE")
    };
    let program = [
        "-p",
        "tests",
        "--features",
        "dictionary",
        "--bin",
        "train-dictionary",
    ];
    Ok(cmd!(
        house.sh,
        "cargo run --quiet --locked {program...} -- {file}"
    )
    .run()?)
}

fn import(house: &House, rest: &[String]) -> Result<()> {
    let [file] = rest else {
        bail!("cargo xtask catalogue FILE")
    };
    let rows = catalogue::catalogue(&house.root, std::path::Path::new(file))?;
    println!("{rows} procedures imported");
    Ok(())
}
