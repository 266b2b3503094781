//! The command line `motcua`, built beside the tests so that they can run it as a child.

use std::process::ExitCode;

fn main() -> ExitCode {
    desk::cli::run(std::env::args_os())
}
