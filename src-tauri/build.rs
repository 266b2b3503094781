//! Compiles the window's configuration, and puts our own commands under the capability system: a
//! window may call only what `capabilities/` grants it.

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let commands = tauri_build::AppManifest::new().commands(&["rpc", "default_folder"]);
    tauri_build::try_build(tauri_build::Attributes::new().app_manifest(commands))?;
    Ok(())
}
