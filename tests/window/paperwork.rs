//! Paper beside the cases: a bag of files is listed and counted, a slip of the pad is entered later.

use crate::driver::{Window, tell};
use anyhow::{Context, Result, ensure};
use desk::demo;
use desk::desk::Desk;
use desk::identity::DEMO_PASSWORD;
use std::path::Path;
use tests::rows;

#[test]
fn a_bag_is_counted_and_a_slip_is_entered_by_keyboard_alone() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let data = folder.path().join("data");
    let codes = cases(&demo::found(&data, DEMO_PASSWORD)?)?;
    let mut slip = String::new();
    tell("paperwork", &data, async |window| {
        window.has_keyboard("signin-password").await?;
        window.type_text(DEMO_PASSWORD).await?;
        window.press("Enter").await?;
        window.has_keyboard("procedure-search").await?;
        hand_over(window, &codes).await?;
        announce_a_visit(window).await?;
        slip = enter_a_slip(window).await?;
        take_over_an_old_book(window).await
    })?;
    is_kept(&data, &slip)
}

/// Three open cases.
fn cases(desk: &Desk) -> Result<Vec<String>> {
    (0..3)
        .map(|number| {
            let taken = desk.receive(rows::intake(rows::row(number)), false)?;
            Ok(taken.case.opening.code.to_string())
        })
        .collect()
}

async fn scan(window: &Window, code: &str) -> Result<()> {
    window.type_text(code).await?;
    window.press("Enter").await
}

async fn hand_over(window: &Window, codes: &[String]) -> Result<()> {
    window.press("Alt+8").await?;
    window
        .reads("handover-open", "Hồ sơ đang giải quyết")
        .await?;
    window.tab_to("handover-to").await?;
    window.type_text("Trung tâm xã Minh Họa").await?;
    window.tab_to("handover-scan").await?;
    scan(window, &codes[0]).await?;
    scan(window, &codes[1]).await?;
    window.reads("handover-files", "2").await?;
    window.page("1-hand-over").await?;
    window.resize(1024, 600).await?;
    window.page("2-hand-over-small").await?;
    window.resize(1366, 768).await?;
    window.tab_to("handover-make").await?;
    window.press("Enter").await?;
    window.reads("handover-said", "2 hồ sơ").await?;
    window.tab_to("handover-count-0").await?;
    window.press("Enter").await?;
    window.has_keyboard("handover-seen").await?;
    scan(window, &codes[0]).await?;
    scan(window, &codes[2]).await?;
    window.reads("handover-found", "1/2").await?;
    window.page("3-count").await?;
    window.tab_to("handover-record").await?;
    window.press("Enter").await?;
    window.reads("handover-said", "thiếu 1, thừa 1").await?;
    window.page("4-counted").await
}

async fn announce_a_visit(window: &Window) -> Result<()> {
    window
        .ask("document.getElementById('paperwork-handover').focus()")
        .await?;
    window.press("Right").await?;
    window.has_keyboard("paperwork-visit").await?;
    window.tab_to("visit-procedure").await?;
    window.type_text("khai sinh").await?;
    window.sees("#visit-procedure-1").await?;
    window.press("Enter").await?;
    window.has_keyboard("visit-name").await?;
    window.type_text("Triệu Mùi Mỷ").await?;
    window.tab_to("visit-address").await?;
    window.type_text("Thôn Khuổi Phiêng, xã Minh Họa").await?;
    window.page("5-visit").await
}

async fn enter_a_slip(window: &Window) -> Result<String> {
    window
        .ask("document.getElementById('paperwork-visit').focus()")
        .await?;
    window.press("Right").await?;
    window.has_keyboard("paperwork-pad").await?;
    window.tab_to("pad-count").await?;
    window.retype("3").await?;
    window.tab_to("pad-issue").await?;
    window.press("Enter").await?;
    window.reads("pad-said", "Đã giữ 3 số").await?;
    window.page("6-pad").await?;
    let first = window
        .ask("return document.querySelector('.slip').textContent.trim()")
        .await?;
    let first = first.as_str().context("a code")?.to_owned();
    window.tab_to("pad-scan").await?;
    scan(window, &first).await?;
    window.has_keyboard("slip-time").await?;
    window.reads("code-preview", &first).await?;
    // The hour of the slip must be over: midnight always is.
    window
        .ask(
            "const time = document.activeElement; time.value = '00:00';
             time.dispatchEvent(new Event('input', { bubbles: true }));",
        )
        .await?;
    window.press("Enter").await?;
    window.has_keyboard("procedure-search").await?;
    window.type_text("khai sinh").await?;
    window.sees("#procedure-search-1").await?;
    window.press("Enter").await?;
    window.has_keyboard("card-input").await?;
    window.press("F4").await?;
    window.type_text("Vàng Thị Mỷ").await?;
    window.sees("#due-preview .date.number").await?;
    window.page("7-slip").await?;
    window.press("Ctrl+Enter").await?;
    window.sees("#received-code").await?;
    let code = window.text("received-code").await?;
    ensure!(code == first, "{code} is not the slip's {first}");
    window.page("8-slip-entered").await?;
    window.press("Ctrl+N").await?;
    window.has_keyboard("slip-time").await?;
    let next = window.text("code-preview").await?;
    ensure!(next != first, "the same slip again");
    Ok(code)
}

const OLD_BOOK: &str = "SỔ CHỨNG THỰC NĂM 2014;;;;\n\
    Số chứng thực;Họ và tên;Ngày chứng thực;Nội dung;Tờ\n\
    12/2014;Quàng Thị Ín;06/05/2014;Sao y sổ hộ khẩu;2\n\
    13/2014;Lường Văn Đôi;31/02/2014;Sao y;1\n\
    14/2014;Cà Văn Hặc;2014;Chứng thực chữ ký;\n";

async fn take_over_an_old_book(window: &Window) -> Result<()> {
    window.press("Alt+8").await?;
    window.sees("#paperwork-pad").await?;
    window
        .ask("document.getElementById('paperwork-pad').focus()")
        .await?;
    window.press("Right").await?;
    window.has_keyboard("paperwork-books").await?;
    window.reads("old-book-list", "Sổ cũ đã nhập").await?;
    window
        .ask(&format!(
            "const input = document.getElementById('old-book-file');
             const chosen = new DataTransfer();
             chosen.items.add(new File([{OLD_BOOK:?}], 'chung-thuc-2014.csv'));
             input.files = chosen.files;
             input.dispatchEvent(new Event('change', {{ bubbles: true }}));"
        ))
        .await?;
    window.reads("old-book-count", "2 dòng nhập được").await?;
    window.page("9-old-book").await?;
    window.tab_to("old-book-title").await?;
    window.retype("Sổ chứng thực 2014").await?;
    window.press("Enter").await?;
    window.reads("old-book-said", "Sổ chứng thực 2014").await?;
    window.page("10-old-books").await?;
    window.press("Ctrl+K").await?;
    window.has_keyboard("search-input").await?;
    window.type_text("quàng thị ín").await?;
    window.sees(".old button").await?;
    window.press("Tab").await?;
    window.press("Enter").await?;
    window.reads("old-entry", "Sao y sổ hộ khẩu").await?;
    window.page("11-old-entry").await
}

fn is_kept(data: &Path, slip: &str) -> Result<()> {
    let desk = Desk::open(data, None, DEMO_PASSWORD)?;
    let case = desk.case(desk.find(slip)?)?;
    let received = case.opening.appointment.received.to_string();
    ensure!(received.contains("T00:00:00"), "received at {received}");
    ensure!(case.issues("receipt") == 0, "nothing was printed");
    let checks = desk.hand_over_checks()?;
    ensure!(checks.len() == 1 && !checks[0].1.mismatch.is_none());
    let books = desk.old_books()?;
    ensure!(books.len() == 1 && books[0].book.name == "Sổ chứng thực 2014");
    Ok(())
}
