//! What two places did without knowing of each other, decided by keyboard in the list of cases.

use crate::driver::{Window, tell};
use anyhow::Result;
use casework::case::{Field, Settlement};
use casework::command::Command;
use desk::identity::DEMO_PASSWORD;
use tests::world::{World, apart, id, take_in, together};

#[test]
fn what_two_places_did_apart_is_decided_side_by_side() -> Result<()> {
    let mut world = World::new();
    let (first, second, case, hub) = apart(&mut world);
    let stop = Command::Stop {
        reason: "Người dân rút hồ sơ".to_owned(),
        settlement: Settlement::default(),
    };
    first.act(id(&case), stop)?;
    let call = Command::Correct {
        field: Field::ApplicantPhone,
        seen: None,
        value: Some("0912 345 678".to_owned()),
    };
    second.act(id(&case), call)?;
    for desk in [&first, &second] {
        take_in(desk, 1);
    }
    together(&world, &first, &second, &hub);
    drop((first, second));
    tell("decisions", &world.path("first"), story)
}

async fn story(window: &Window) -> Result<()> {
    window.has_keyboard("signin-password").await?;
    window.type_text(DEMO_PASSWORD).await?;
    window.press("Enter").await?;
    window.reads("sync-badge", "2 việc cần quyết định").await?;
    window.press("Alt+2").await?;
    window.has_keyboard("worklist-table").await?;
    window.tab_to("filter-open").await?;
    window.press("Left").await?;
    window.sees("#filter-decide[aria-selected=true]").await?;
    window
        .reads("decide-0", "Sửa hồ sơ khi nơi khác đã kết thúc")
        .await?;
    window.reads("decide-1", "Hai hồ sơ có thể là một").await?;
    window.page("1-list").await?;

    // Without a reason nothing is decided, and it says so.
    window.tab_to("decide-0-0").await?;
    window.press("Enter").await?;
    window.reads("worklist-panel", "lý do").await?;
    window.tab_to("decide-0-reason").await?;
    window.type_text("Người dân đã đổi số điện thoại").await?;
    window.tab_to("decide-0-0").await?;
    window.press("Enter").await?;
    window.reads("decide-said", "Đã ghi quyết định").await?;
    window.reads("decide-0", "Hai hồ sơ có thể là một").await?;
    window.tab_to("decide-0-reason").await?;
    window.type_text("Hai anh em sinh đôi").await?;
    window.tab_to("decide-0-both").await?;
    window.press("Enter").await?;
    window
        .reads("worklist-panel", "Không có việc nào chờ quyết định")
        .await?;
    window.page("2-none").await
}
