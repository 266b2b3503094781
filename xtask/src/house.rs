//! Where things are, and the one set of features every stage builds with.

use anyhow::{Context, Result};
use std::path::{Path, PathBuf};
use xshell::Shell;

/// Packages and features of every full stage. One set for clippy, build, test and the window
/// story: another selection would make cargo build half of the dependencies a second time.
pub(crate) const WHOLE: [&str; 3] = [
    "--workspace",
    "--features",
    "app/custom-protocol,tests/window",
];

/// Packages of the quick stages: everything but the window.
pub(crate) const QUICK: [&str; 3] = ["--workspace", "--exclude", "app"];

/// The checkout, and a shell that stands in its root.
pub(crate) struct House {
    pub(crate) sh: Shell,
    pub(crate) root: PathBuf,
    /// Where cargo puts the binaries; `xtask` is one of them.
    pub(crate) bin: PathBuf,
}

impl House {
    /// Finds the root from this package's manifest and the binaries from this program's own file.
    pub(crate) fn open() -> Result<Self> {
        let manifest = std::env::var("CARGO_MANIFEST_DIR").context("call this as `cargo xtask`")?;
        let root = Path::new(&manifest)
            .parent()
            .context("xtask has no parent folder")?
            .to_path_buf();
        let program = std::env::current_exe()?;
        let bin = program
            .parent()
            .context("this program has no folder")?
            .to_path_buf();
        let sh = Shell::new()?;
        sh.change_dir(&root);
        Ok(Self { sh, root, bin })
    }

    /// Where pictures of the window are left.
    pub(crate) fn screenshots(&self) -> PathBuf {
        self.bin.join("../screenshots")
    }

    /// The first program called `name` on the shell's `PATH`.
    pub(crate) fn program(&self, name: &str) -> Option<PathBuf> {
        let path = self.sh.var_os("PATH")?;
        std::env::split_paths(&path)
            .map(|folder| folder.join(name))
            .find(|file| file.is_file())
    }
}
