//! A case another office received is found, taken over, and one is received for that office in return: by
//! keyboard.

use crate::driver::{Window, tell};
use anyhow::Result;
use casework::id::OfficeId;
use desk::enrolment::from_bundle;
use desk::identity::DEMO_PASSWORD;
use serde_json::json;
use tests::rows;
use tests::world::{World, newcomer, sync};

#[test]
fn a_case_of_two_offices_is_taken_over_and_another_one_received() -> Result<()> {
    let mut world = World::new();
    let mut other = desk::demo::office()?;
    other.id = OfficeId([2; 16]);
    other.code = "H37.101.92".parse()?;
    other.name = "TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG XÃ ĐỒNG ĐĂNG".to_owned();
    other.parent = "ỦY BAN NHÂN DÂN XÃ ĐỒNG ĐĂNG".to_owned();
    other.locality = "Đồng Đăng".to_owned();
    world.hub().add_office(&other)?;
    let here = world.desk("here", "Lý Văn Sơn");
    let invitation = world.hub().invite(other.id, "there", 24, None)?.to_json();
    let who = newcomer("there", "Hoàng Thị Minh Nguyệt");
    let there = from_bundle(&world.path("there"), &invitation, who)?;
    let hub = world.hub_on();
    sync(&here, &hub);
    let mut row = rows::row(0);
    row["for_office"] = json!(other.code);
    here.receive(rows::intake(row), true)?;
    here.receive(rows::intake(rows::row(1)), true)?;
    for desk in [&here, &there] {
        sync(desk, &hub);
    }
    there.receive(rows::intake(rows::row(2)), true)?;
    drop((here, there));
    tell("offices", &world.path("there"), story)
}

async fn story(window: &Window) -> Result<()> {
    window.has_keyboard("signin-password").await?;
    window.type_text(DEMO_PASSWORD).await?;
    window.press("Enter").await?;
    window.has_keyboard("procedure-search").await?;
    window.press("Alt+2").await?;
    window.has_keyboard("worklist-table").await?;
    window.page("1-list").await?;
    window.tab_to("filter-open").await?;
    for _ in 0..3 {
        window.press("Left").await?;
    }
    window
        .sees("#filter-from_others[aria-selected=true]")
        .await?;
    window.reads("worklist-table", "Từ nơi khác").await?;
    window.page("2-from-others").await?;
    window.press("Down").await?;
    window.has_keyboard("worklist-table").await?;
    window.press("Enter").await?;
    window.reads("case-two-offices", "chưa chuyển").await?;
    window.tab_to("action-take_over").await?;
    window.press("Enter").await?;
    window.sees("dialog[open]").await?;
    window.page("3-take-over").await?;
    window.press("Enter").await?;
    window
        .reads("case-two-offices", "Cơ quan có thẩm quyền đang giải quyết")
        .await?;
    window.page("4-taken-over").await?;

    window.press("Alt+1").await?;
    window.has_keyboard("procedure-search").await?;
    window.type_text("khai sinh").await?;
    window.sees("[role=option]").await?;
    window.press("Enter").await?;
    window.has_keyboard("card-input").await?;
    window.press("F2").await?;
    window.tab_to("for-office-other").await?;
    window.press("Space").await?;
    window.tab_to("for-office").await?;
    window.type_text("minh hoa").await?;
    window.sees("#for-office-0").await?;
    window.page("5-choose").await?;
    window.press("Enter").await?;
    window
        .reads("for-office-hint", "kết quả trả tại đây")
        .await?;
    window.page("6-chosen").await
}
