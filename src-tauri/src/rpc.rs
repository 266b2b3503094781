//! The door between the pages and the workstation: one command in, one event out.

use std::path::PathBuf;

use desk::api::Workstation;
use serde_json::Value;
use tauri::{AppHandle, Emitter, Manager, State};

/// The workstation over `data`, or over the user's own data folder.
pub(crate) fn open(data: Option<PathBuf>) -> Workstation {
    Workstation::new(data.unwrap_or_else(desk::default_data_dir))
}

/// Runs one command of the workstation and answers with its result or its error, both as `desk`
/// wrote them. Commands block (they wait for the disk), so they run beside the window's own thread.
///
/// # Errors
/// The workstation's error object; a plain string when the command ended without an answer.
#[tauri::command]
pub(crate) async fn rpc(
    workstation: State<'_, Workstation>,
    command: String,
    request: Value,
) -> Result<Value, Value> {
    let workstation = workstation.inner().clone();
    tauri::async_runtime::spawn_blocking(move || workstation.dispatch(&command, request))
        .await
        .unwrap_or_else(|fault| Err(Value::from(fault.to_string())))
}

/// Tells the pages `changed` whenever something in the store changed, so that they read it again,
/// and lets the workstation exchange with its hub by itself.
pub(crate) fn report_changes(app: &AppHandle) {
    let pages = app.clone();
    let workstation = app.state::<Workstation>();
    workstation.keep_in_sync();
    workstation.on_change(move || {
        // A window that is closing hears nothing more, and needs nothing more.
        drop(pages.emit("changed", ()));
    });
}
