//! Opens the window on a demo data folder; without a display, walks it headless.

use crate::{
    front,
    house::{House, WHOLE},
    setup, test,
};
use anyhow::{Result, bail};
use std::{
    fs,
    path::{Path, PathBuf},
};
use xshell::cmd;

/// Sets up, builds and opens the window.
pub(crate) fn run(house: &House, args: &[String]) -> Result<()> {
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let data = match args[..] {
        [] => house.bin.join("../demo/desk-centre"),
        ["--data", folder] => PathBuf::from(folder),
        _ => bail!("usage: cargo xtask run [--data DIR]"),
    };
    let display = ["WAYLAND_DISPLAY", "DISPLAY"]
        .iter()
        .any(|name| std::env::var_os(name).is_some_and(|value| !value.is_empty()));
    setup::packages(house, &[setup::CORE, setup::WINDOW])?;
    setup::crates(house)?;
    front::build(house)?;
    let sh = &house.sh;
    let whole = WHOLE;
    if display {
        cmd!(sh, "cargo build --locked {whole...} --bins").run()?;
        if args.is_empty() && !data.exists() {
            let motcua = house.bin.join("motcua");
            let demo = house.bin.join("../demo");
            cmd!(sh, "{motcua} demo --dir {demo}").run()?;
        }
        return open(house, &data);
    }
    println!("run: there is no display here, so the window is walked without one:");
    println!("run: a virtual screen, the real window, its real keyboard path, then a picture");
    setup::packages(house, &[setup::SCREEN, setup::PAPER])?;
    // With the story, whose own dependencies change features: the bins alone would be built twice.
    cmd!(sh, "cargo build --locked {whole...} --bins --test window").run()?;
    test::window_story(house)?;
    println!("run: pictures of the window:");
    for picture in pictures(house)? {
        println!("{}", picture.display());
    }
    Ok(())
}

fn open(house: &House, data: &Path) -> Result<()> {
    fs::create_dir_all(data)?;
    let data = data.canonicalize()?;
    println!("run: the window's data folder is {}", data.display());
    let sh = &house.sh;
    let window = house.bin.join("motcua-desktop");
    Ok(cmd!(sh, "{window} --data {data}").run()?)
}

/// The pictures the story left.
///
/// # Errors
/// Where there is none: a walk without a picture showed nothing.
fn pictures(house: &House) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(house.screenshots())? {
        found.push(entry?.path().canonicalize()?);
    }
    if found.is_empty() {
        bail!(
            "the walk left no picture in {}",
            house.screenshots().display()
        );
    }
    found.sort();
    Ok(found)
}
