//! How the web view paints. Counter PCs seldom have a usable GPU: WebKitGTK's accelerated path then
//! costs 70 MB and a quarter of the start-up, and on old drivers it shows an empty window.

/// Makes plain painting the default on Linux by starting the same program again, in the same process
/// id, with WebKitGTK's variable set. A value the user set is kept. Automated windows keep the
/// accelerated path, because the driver cannot take pictures without it.
#[cfg(target_os = "linux")]
pub(crate) fn choose() {
    use std::os::unix::process::CommandExt;

    const VARIABLE: &str = "WEBKIT_DISABLE_DMABUF_RENDERER";
    if std::env::var_os(VARIABLE).is_some() || automated() {
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

/// True when a WebDriver drives the window (tests): it needs pictures and a context it can join.
pub(crate) fn automated() -> bool {
    std::env::var_os("TAURI_WEBVIEW_AUTOMATION").is_some()
}

/// True when there is no screen to open a window on; asking GTK for one would end in a crash.
pub(crate) fn no_display() -> bool {
    let none = |name| std::env::var_os(name).is_none_or(|value| value.is_empty());
    cfg!(target_os = "linux") && none("DISPLAY") && none("WAYLAND_DISPLAY")
}

/// Other systems' web views choose well by themselves.
#[cfg(not(target_os = "linux"))]
pub(crate) fn choose() {}
