//! Folders of the user that the window proposes for saved files.

use tauri::Manager;

/// The folder proposed for a saved receipt: the user's documents, else downloads, else home; empty
/// when the system names none.
#[tauri::command]
#[expect(
    clippy::needless_pass_by_value,
    reason = "Tauri hands commands their arguments by value"
)]
pub(crate) fn default_folder(app: tauri::AppHandle) -> String {
    let path = app.path();
    path.document_dir()
        .or_else(|_| path.download_dir())
        .or_else(|_| path.home_dir())
        .map(|folder| folder.to_string_lossy().into_owned())
        .unwrap_or_default()
}
