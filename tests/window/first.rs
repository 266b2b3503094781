//! The first start on a new machine.

use crate::driver::{Window, tell};
use anyhow::Result;

#[test]
fn a_new_machine_tries_the_demo_office() -> Result<()> {
    let folder = tempfile::tempdir()?;
    tell("first", &folder.path().join("data"), story)
}

async fn story(window: &Window) -> Result<()> {
    window.sees("#start-demo").await?;
    window.page("1-start").await?;
    window.tab_to("start-demo").await?;
    window.reads("start-demo", "Dùng thử văn phòng mẫu").await?;
    window.press("Enter").await?;
    window.has_keyboard("procedure-search").await?;
    window
        .reads("sync-badge", "Chưa có hồ sơ nào trên máy này")
        .await?;
    window.page("2-open").await?;
    window.press("Alt+2").await?;
    window.reads("worklist-panel", "Chưa có hồ sơ nào").await?;
    window.page("3-empty-worklist").await?;
    window.press("F1").await?;
    window.sees("#shortcuts[open]").await?;
    window.page("4-shortcuts").await
}
