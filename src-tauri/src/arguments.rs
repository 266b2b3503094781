//! The command line of the window: where its data is.

use std::ffi::OsString;
use std::path::PathBuf;

/// What the program was started with.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Arguments {
    /// `--data DIR`; without it the user's own data folder is used.
    pub(crate) data: Option<PathBuf>,
}

impl Arguments {
    /// Reads the arguments after the program's name.
    ///
    /// # Errors
    /// One line for the terminal when there is anything else than `--data DIR` or `--data=DIR`.
    pub(crate) fn parse(arguments: impl Iterator<Item = OsString>) -> Result<Self, String> {
        let mut data = None;
        let mut arguments = arguments;
        while let Some(argument) = arguments.next() {
            let text = argument.to_string_lossy();
            if text == "--data" {
                let folder = arguments.next().ok_or("--data needs a folder")?;
                data = Some(PathBuf::from(folder));
            } else if let Some(folder) =
                text.strip_prefix("--data=").filter(|rest| !rest.is_empty())
            {
                data = Some(PathBuf::from(folder));
            } else {
                return Err(format!(
                    "unknown argument {text}; usage: motcua-desktop [--data DIR]"
                ));
            }
        }
        Ok(Self { data })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &[&str], wanted: Result<Option<&str>, &str>) {
        let got = Arguments::parse(line.iter().map(OsString::from));
        match (got, wanted) {
            (Ok(got), Ok(wanted)) => assert_eq!(got.data, wanted.map(PathBuf::from), "{line:?}"),
            (Err(got), Err(wanted)) => assert!(got.contains(wanted), "{line:?}: {got}"),
            (got, wanted) => assert_eq!(format!("{got:?}"), format!("{wanted:?}"), "{line:?}"),
        }
    }

    #[test]
    fn command_lines() {
        check(&[], Ok(None));
        check(&["--data", "dữ liệu"], Ok(Some("dữ liệu")));
        check(&["--data=a"], Ok(Some("a")));
        check(&["--data=a", "--data", "b"], Ok(Some("b")));
        check(&["--data"], Err("needs a folder"));
        check(&["--data="], Err("unknown argument"));
        check(&["--help"], Err("usage"));
        check(&["x"], Err("unknown argument x"));
    }
}
