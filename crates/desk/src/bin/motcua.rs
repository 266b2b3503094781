//! The workstation without a window.

fn main() -> std::process::ExitCode {
    desk::cli::run(std::env::args_os())
}
