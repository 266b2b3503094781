//! Brings what is missing: system packages (Debian, Ubuntu), Node tools, crates. Idempotent.

use crate::{front, house::House};
use anyhow::{Result, bail};
use std::path::Path;
use xshell::cmd;

/// How to see that a package is there without asking the package manager.
enum Probe {
    Program(&'static str),
    Library(&'static str),
    File(&'static str),
}

/// One system package and the sign that it is there.
pub(crate) struct Need(&'static str, Probe);

/// To compile the workstation and the hub.
pub(crate) const CORE: &[Need] = &[
    Need("build-essential", Probe::Program("cc")),
    Need("pkg-config", Probe::Program("pkg-config")),
    Need("libssl-dev", Probe::Library("openssl")),
];

/// To compile the window.
pub(crate) const WINDOW: &[Need] = &[Need(
    "libwebkit2gtk-4.1-dev",
    Probe::Library("webkit2gtk-4.1"),
)];

/// To drive and photograph the window without a display.
pub(crate) const SCREEN: &[Need] = &[
    Need("webkit2gtk-driver", Probe::Program("WebKitWebDriver")),
    Need("xvfb", Probe::Program("xvfb-run")),
    Need("xauth", Probe::Program("xauth")),
    Need("dbus-x11", Probe::Program("dbus-launch")),
    Need("imagemagick", Probe::Program("import")),
    Need("xdotool", Probe::Program("xdotool")),
    Need(
        "fonts-noto-core",
        Probe::File("/usr/share/fonts/truetype/noto/NotoSans-Regular.ttf"),
    ),
];

/// To read printed paper back in tests.
pub(crate) const PAPER: &[Need] = &[
    Need("poppler-utils", Probe::Program("pdftotext")),
    Need("qpdf", Probe::Program("qpdf")),
    Need("zbar-tools", Probe::Program("zbarimg")),
];

/// To keep a hub's data on a database server in tests.
pub(crate) const SERVER: &[Need] = &[Need("postgresql", Probe::Program("pg_ctlcluster"))];

/// Brings everything that any command needs.
pub(crate) fn everything(house: &House) -> Result<()> {
    packages(house, &[CORE, WINDOW, SCREEN, PAPER, SERVER])?;
    crates(house)?;
    front::build(house)
}

/// Installs the packages of `groups` whose signs are missing.
pub(crate) fn packages(house: &House, groups: &[&[Need]]) -> Result<()> {
    let missing: Vec<&str> = groups
        .iter()
        .copied()
        .flatten()
        .filter(|need| !is_there(house, &need.1))
        .map(|need| need.0)
        .collect();
    apt(house, &missing)
}

/// Downloads the crates of `Cargo.lock` for this machine's platform, so that nothing later needs
/// a connection.
pub(crate) fn crates(house: &House) -> Result<()> {
    let sh = &house.sh;
    let about = cmd!(sh, "rustc -vV").quiet().read()?;
    let Some(host) = about.lines().find_map(|line| line.strip_prefix("host: ")) else {
        bail!("`rustc -vV` names no host:\n{about}");
    };
    Ok(cmd!(sh, "cargo fetch --quiet --locked --target {host}").run()?)
}

/// Installs `names` with apt-get, through sudo where this is not root.
///
/// # Errors
/// On a system without apt-get: names the packages instead.
pub(crate) fn apt(house: &House, names: &[&str]) -> Result<()> {
    if names.is_empty() {
        return Ok(());
    }
    let sh = &house.sh;
    if house.program("apt-get").is_none() {
        bail!(
            "missing here: what Debian calls {}. Install your system's packages for it, then run \
             this again.",
            names.join(" ")
        );
    }
    println!("setup: installing {} (some minutes)", names.join(" "));
    let mut apt = Vec::new();
    if cmd!(sh, "id -u").quiet().read()? != "0" {
        if house.program("sudo").is_none() {
            bail!(
                "this needs root and there is no sudo; as root, install: {}",
                names.join(" ")
            );
        }
        apt.push("sudo");
    }
    apt.extend(["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq"]);
    apt.extend(["-o", "DPkg::Lock::Timeout=300"]);
    let (program, first) = (apt[0], &apt[1..]);
    cmd!(sh, "{program} {first...} update")
        .ignore_stdout()
        .run()?;
    cmd!(
        sh,
        "{program} {first...} install -y --no-install-recommends {names...}"
    )
    .ignore_stdout()
    .run()?;
    Ok(())
}

fn is_there(house: &House, probe: &Probe) -> bool {
    let sh = &house.sh;
    match probe {
        Probe::Program(name) => house.program(name).is_some(),
        Probe::Library(name) => {
            house.program("pkg-config").is_some()
                && cmd!(sh, "pkg-config --exists {name}").quiet().run().is_ok()
        }
        Probe::File(path) => Path::new(path).exists(),
    }
}
