//! The one window. It shows our own pages and goes nowhere else.

use crate::graphics;
use tauri::webview::NewWindowResponse;
use tauri::{App, Url, WebviewWindowBuilder};

/// Opens the main window as `tauri.conf.json` describes it.
///
/// # Errors
/// When the system's web view cannot be started, or the configuration names no window.
pub(crate) fn open(app: &App) -> tauri::Result<()> {
    let config = app
        .config()
        .app
        .windows
        .first()
        .ok_or(tauri::Error::WindowNotFound)?;
    WebviewWindowBuilder::from_config(app.handle(), config)?
        // A driver cannot join a private context. Everyone else gets one: nothing of a citizen is
        // left in the web view's own files.
        .incognito(!graphics::automated())
        .on_navigation(is_ours)
        .on_new_window(|_, _| NewWindowResponse::Deny)
        .on_download(|_, _| false)
        .build()?;
    Ok(())
}

/// True for the pages inside the program: `tauri://localhost`, on Windows `http://tauri.localhost`.
fn is_ours(url: &Url) -> bool {
    match (url.scheme(), url.host_str()) {
        ("tauri", Some("localhost")) => true,
        ("http" | "https", Some("tauri.localhost")) => cfg!(windows),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(url: &str, wanted: bool) {
        let url = Url::parse(url).expect("a test address");
        assert_eq!(is_ours(&url), wanted, "{url}");
    }

    #[test]
    fn only_our_own_pages_open() {
        check("tauri://localhost", true);
        check("tauri://localhost/index.html", true);
        check("http://tauri.localhost/", cfg!(windows));
        check("tauri://elsewhere/", false);
        check("https://example.org/", false);
        check("file:///etc/passwd", false);
        check("data:text/html,x", false);
    }
}
