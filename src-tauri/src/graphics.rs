//! How the web view paints. Counter PCs seldom have a usable GPU: WebKitGTK's accelerated path then
//! costs 70 MB and a quarter of the start-up, and on old drivers it shows an empty window.

/// Makes plain painting the default on Linux by starting the same program again, in the same process
/// id, with WebKitGTK's variable set. A value the user set is kept. Automated windows keep the
/// accelerated path, because the driver cannot take pictures without it.
#[cfg(target_os = "linux")]
pub(crate) fn choose() {
    use std::os::unix::process::CommandExt;

    const VARIABLE: &str = "WEBKIT_DISABLE_DMABUF_RENDERER";
    let set = |name| std::env::var_os(name).is_some();
    if set(VARIABLE) || set("TAURI_WEBVIEW_AUTOMATION") {
        return;
    }
    // A program cannot change its own environment safely; the one it becomes can be given another.
    // `exec` returns only when it failed, and then the window opens with the default painting.
    if let Ok(program) = std::env::current_exe() {
        let _failure = std::process::Command::new(program)
            .args(std::env::args_os().skip(1))
            .env(VARIABLE, "1")
            .exec();
    }
}

/// Other systems' web views choose well by themselves.
#[cfg(not(target_os = "linux"))]
pub(crate) fn choose() {}
