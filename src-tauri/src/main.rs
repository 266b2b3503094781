//! The window of motcua: one web view over the workstation of `desk`. It passes commands in, lets
//! one event out, and knows nothing of cases. Deliberately absent: rules, storage, network.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

mod arguments;
mod folders;
mod graphics;
mod rpc;
mod window;

use std::io::Write;
use std::process::ExitCode;

use arguments::Arguments;

fn main() -> ExitCode {
    graphics::choose();
    let arguments = match Arguments::parse(std::env::args_os().skip(1)) {
        Ok(arguments) => arguments,
        Err(usage) => return complain(&usage, 2),
    };
    if graphics::no_display() {
        return complain(
            "there is no display to open a window on; the command line is motcua",
            3,
        );
    }
    match run(arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => complain(&fault.to_string(), 3),
    }
}

fn run(arguments: Arguments) -> tauri::Result<()> {
    let workstation = rpc::open(arguments.data);
    tauri::Builder::default()
        .manage(workstation)
        .invoke_handler(tauri::generate_handler![rpc::rpc, folders::default_folder])
        .setup(|app| {
            rpc::report_changes(app.handle());
            window::open(app)?;
            Ok(())
        })
        .run(tauri::generate_context!())
}

/// Says a fault where a terminal can see it; the exit code is all that is left when there is none.
fn complain(text: &str, code: u8) -> ExitCode {
    match writeln!(std::io::stderr(), "motcua-desktop: {text}") {
        Ok(()) | Err(_) => ExitCode::from(code),
    }
}
