//! The server `motcua-hub`, built beside the tests so that they can run it as a child.

use std::process::ExitCode;

fn main() -> ExitCode {
    hub::cli::main()
}
