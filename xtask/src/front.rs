//! The front end's tools: Node, npm and the built files the window embeds.

use crate::{house::House, setup};
use anyhow::{Result, bail};
use std::{
    fs,
    path::{Path, PathBuf},
    time::SystemTime,
};
use xshell::cmd;

/// The system's list of certificates, on Debian and Ubuntu. A Node that npm brought knows only its
/// own list, and the network of an administration often has one more.
const CERTIFICATES: &str = "/etc/ssl/certs/ca-certificates.crt";

/// Brought by npm itself where the system's Node is too old; both are npm packages.
const NODE_VERSION: &str = "22.23.3";
const NPM_VERSION: &str = "11.21.2";

/// Brings Node and the packages of `ui/package-lock.json`.
pub(crate) fn tools(house: &House) -> Result<()> {
    node(house)?;
    let ui = house.root.join("ui");
    let lock = fs::read(ui.join("package-lock.json"))?;
    let stamp = ui.join("node_modules/.motcua-lock");
    if fs::read(&stamp).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    let sh = &house.sh;
    let _in_ui = sh.push_dir(&ui);
    // Not `npm ci`: it refuses a lock file written where the registry lacked a package of another
    // platform. This installs the same versions and hashes and leaves the lock file alone.
    cmd!(sh, "npm install --no-save --no-fund --no-audit").run()?;
    fs::write(stamp, lock)?;
    Ok(())
}

/// Brings the tools and builds `ui/dist` where a source is newer.
pub(crate) fn build(house: &House) -> Result<()> {
    tools(house)?;
    let ui = house.root.join("ui");
    let built = fs::metadata(ui.join("dist/index.html")).and_then(|file| file.modified());
    if built.is_ok_and(|built| newest(&ui).is_ok_and(|source| source < built)) {
        return Ok(());
    }
    npm(house, "build")
}

/// Runs a script of `ui/package.json`; [`tools`] must have run.
pub(crate) fn npm(house: &House, script: &str) -> Result<()> {
    let sh = &house.sh;
    let _in_ui = sh.push_dir(house.root.join("ui"));
    Ok(cmd!(sh, "npm run {script}").run()?)
}

/// Puts a new enough Node first on the shell's `PATH`.
fn node(house: &House) -> Result<()> {
    let sh = &house.sh;
    let own = house.root.join(".tools/node/node_modules/.bin");
    if Path::new(CERTIFICATES).exists() && sh.var_os("NODE_EXTRA_CA_CERTS").is_none() {
        sh.set_var("NODE_EXTRA_CA_CERTS", CERTIFICATES);
    }
    if own.join("node").exists() && own.join("npm").exists() {
        put_first(house, &own)?;
    }
    if has_node(house) && house.program("npm").is_some() {
        return Ok(());
    }
    if house.program("npm").is_none() {
        setup::apt(house, &["nodejs", "npm"])?;
        if has_node(house) {
            return Ok(());
        }
    }
    let arch = match std::env::consts::ARCH {
        "x86_64" => "x64",
        "aarch64" => "arm64",
        other => bail!("install Node 22 or newer: npm has no ready one for {other}"),
    };
    println!("setup: Node here is too old; npm brings {NODE_VERSION} into .tools");
    let folder = house.root.join(".tools/node");
    fs::create_dir_all(&folder)?;
    let wanted = [
        format!("node-linux-{arch}@{NODE_VERSION}"),
        format!("npm@{NPM_VERSION}"),
    ];
    cmd!(
        sh,
        "npm install --prefix {folder} --loglevel error --no-fund --no-audit --no-save {wanted...}"
    )
    .run()?;
    put_first(house, &own)?;
    if !has_node(house) {
        bail!("the Node that npm brought into .tools does not run");
    }
    Ok(())
}

fn put_first(house: &House, folder: &Path) -> Result<()> {
    let path = house.sh.var_os("PATH").unwrap_or_default();
    let folders = std::iter::once(folder.to_path_buf()).chain(std::env::split_paths(&path));
    let joined = std::env::join_paths(folders)?;
    house.sh.set_var("PATH", joined);
    Ok(())
}

fn has_node(house: &House) -> bool {
    let sh = &house.sh;
    house.program("node").is_some()
        && cmd!(sh, "node --version")
            .quiet()
            .read()
            .is_ok_and(|version| is_new_enough(&version))
}

/// Whether `version` (as `node --version` prints it) runs Vite 8: 20.19, 22.12 or later.
fn is_new_enough(version: &str) -> bool {
    let mut parts = version.trim_start_matches('v').split('.').map(str::parse);
    let (Some(Ok(major)), Some(Ok(minor))) = (parts.next(), parts.next()) else {
        return false;
    };
    let (major, minor): (u32, u32) = (major, minor);
    match major {
        20 => minor >= 19,
        22 => minor >= 12,
        _ => major > 22,
    }
}

/// When the newest source under `ui` was written; what tools write there does not count.
fn newest(ui: &Path) -> Result<SystemTime> {
    const WRITTEN_BY_TOOLS: [&str; 3] = ["node_modules", "dist", "paraglide"];
    let mut newest = SystemTime::UNIX_EPOCH;
    let mut folders: Vec<PathBuf> = vec![ui.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let name = entry.file_name();
            if WRITTEN_BY_TOOLS.iter().any(|skip| name == *skip) {
                continue;
            }
            let about = entry.metadata()?;
            if about.is_dir() {
                folders.push(entry.path());
            } else {
                newest = newest.max(about.modified()?);
            }
        }
    }
    Ok(newest)
}

#[cfg(test)]
mod tests {
    use super::is_new_enough;

    #[test]
    fn node_is_judged_by_what_vite_needs() {
        for (version, enough) in [
            ("v18.20.4", false),
            ("v20.18.3", false),
            ("v20.19.0", true),
            ("v21.9.0", false),
            ("v22.11.0", false),
            ("v22.12.0", true),
            ("v24.1.0", true),
            ("", false),
            ("node", false),
        ] {
            assert_eq!(is_new_enough(version), enough, "{version}");
        }
    }
}
