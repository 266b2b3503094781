//! A morning at the counter: from sign-in to the printed slip, and the case to its end.

use crate::driver::{Window, tell};
use anyhow::{Context, Result, ensure};
use casework::case::{Case, Detail, EventKind, ReturnWay, Step};
use casework::person::Relation;
use desk::demo;
use desk::desk::Desk;
use desk::identity::DEMO_PASSWORD;
use std::path::Path;
use std::process::Command;

const APPLICANT: &str = "Nguyễn Thị Ánh Tuyết";
/// A card's QR code; nobody's, but number, birth and sex agree.
const CARD: &str = "020191000123||Nguyễn Thị Ánh Tuyết|14021991|Nữ|Thôn Nà Mẫu, xã Minh Họa, tỉnh Lạng Sơn|05082025";
const SUBMITTER: &str = "Nông Văn Đức";
const PHONE: &str = "0912 345 678";
const PHONE_CORRECTED: &str = "0987 654 321";
const NOTE: &str = "Ỷ ẵ ặ ợ ữ ỵ đ – người dân đọc, công chức ghi hộ";
const SECOND_NOTE: &str = "Đã gọi điện hẹn lại, bà Tuyết đồng ý";

#[test]
fn from_sign_in_to_printed_slip_by_keyboard_alone() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let data = folder.path().join("data");
    drop(demo::found(&data, DEMO_PASSWORD)?);
    let mut code = String::new();
    tell("counter", &data, async |window| {
        sign_in(window).await?;
        let expected = fill_in(window).await?;
        code = receive(window, &expected).await?;
        save_slip(window, &code).await?;
        look_at_the_roll(window).await?;
        open_from_worklist(window, &code).await?;
        scan_a_paper(window).await?;
        follow_up(window).await?;
        find_again(window, &code).await?;
        speak_english_and_back(window).await?;
        sign_out_and_in(window).await
    })?;
    is_kept(&data, &code)
}

async fn sign_in(window: &Window) -> Result<()> {
    window.has_keyboard("signin-password").await?;
    window.page("01-sign-in").await?;
    window.type_text(DEMO_PASSWORD).await?;
    window.press("Enter").await?;
    window.has_keyboard("procedure-search").await?;
    window.page("02-empty").await
}

/// Fills the whole form; gives the number it foretells.
async fn fill_in(window: &Window) -> Result<String> {
    window.type_text("khai sinh").await?;
    window.sees("#procedure-search-1").await?;
    window.page("03-procedures").await?;
    window.reads("procedure-search-0", "1.001193").await?;
    window.press("Enter").await?;
    window.has_keyboard("card-input").await?;
    // Cut from the field and pasted again: what a scanner in clipboard mode does.
    window.type_text(CARD).await?;
    window.press("Ctrl+A").await?;
    window.press("Ctrl+X").await?;
    ensure!(
        window.value("card-input").await?.is_empty(),
        "nothing was cut"
    );
    window.press("Ctrl+V").await?;
    window.has_keyboard("applicant-phone").await?;
    for (field, value) in [
        ("applicant-name", APPLICANT),
        ("applicant-id", "020191000123"),
        ("applicant-born", "14/02/1991"),
        ("applicant-sex", "F"),
        (
            "applicant-address",
            "Thôn Nà Mẫu, xã Minh Họa, tỉnh Lạng Sơn",
        ),
    ] {
        let filled = window.value(field).await?;
        ensure!(
            filled == value,
            "{field} is {filled}, the card says {value}"
        );
    }
    window.type_text(PHONE).await?;
    window.tab_to("submitter-relation").await?;
    window.press("Down").await?;
    window.tab_to("submitter-name").await?;
    window.type_text(SUBMITTER).await?;
    window.press("Tab").await?;
    window.type_text("020089000456").await?;
    window.page("04-applicant").await?;
    window.press("F6").await?;
    window.has_keyboard("paper-0").await?;
    window.press("Space").await?;
    window.sees("#paper-0:checked").await?;
    window.tab_to("paper-1").await?;
    window.press("Space").await?;
    window.tab_to("return-way").await?;
    window.press("Down").await?;
    window.press("Down").await?;
    window.tab_to("note").await?;
    window.type_text(NOTE).await?;
    let warned = window.text("applicant-warnings").await?;
    ensure!(
        warned.is_empty(),
        "a card without fault is doubted: {warned}"
    );
    window.sees("#due-preview .date.number").await?;
    window.page("05-filled").await?;
    window.resize(1024, 600).await?;
    window.page("06-small").await?;
    window.resize(1366, 768).await?;
    window.text("code-preview").await
}

async fn receive(window: &Window, expected: &str) -> Result<String> {
    window.press("Ctrl+Enter").await?;
    window.sees("#received-code").await?;
    let code = window.text("received-code").await?;
    ensure!(code == expected, "foretold {expected}, got {code}");
    window.sees("#paper-preview img").await?;
    let drawn = window.ask(
        "return Promise.all([...document.images].map((image) => image.decode().then(() => image.naturalWidth)))",
    );
    let widths = drawn.await?;
    let widths = widths.as_array().context("no pages")?;
    ensure!(
        widths.len() >= 2 && widths.iter().all(|width| width.as_u64() > Some(100)),
        "pages of the slip, by width: {widths:?}"
    );
    window
        .reads("sync-badge", "1 hồ sơ chỉ có trên máy này")
        .await?;
    window.sees("#sync-badge.local").await?;
    // There is no printer here: said calmly, and nothing is lost.
    window
        .reads("paper-fault", "Máy này chưa có máy in nào")
        .await?;
    window.page("07-received").await?;
    Ok(code)
}

/// Saves the slip as a file and reads it back.
async fn save_slip(window: &Window, code: &str) -> Result<()> {
    let file = window.home().join("giấy hẹn.pdf");
    window.press("Ctrl+S").await?;
    window.has_keyboard("save-path").await?;
    window.page("08-save").await?;
    window.retype(&file.to_string_lossy()).await?;
    window.press("Enter").await?;
    window.sees("dialog:not([open])#save-dialog").await?;
    window.reads("paper-said", "Đã lưu").await?;
    let read = Command::new("pdftotext").arg(&file).arg("-").output()?;
    ensure!(read.status.success(), "pdftotext: {read:?}");
    let text = String::from_utf8(read.stdout)?;
    for wanted in [code, APPLICANT, SUBMITTER, "GIẤY TIẾP NHẬN HỒ SƠ"] {
        ensure!(text.contains(wanted), "the slip lacks {wanted}:\n{text}");
    }
    Ok(())
}

/// Chooses the roll of a thermal printer, and the usual sheet again.
async fn look_at_the_roll(window: &Window) -> Result<()> {
    window.tab_to("paper-size").await?;
    window.press("Down").await?;
    window.press("Down").await?;
    window.sees("#paper-preview.roll img").await?;
    window.reads("paper-size-hint", "phai dần").await?;
    window.page("08-roll").await?;
    window.press("Up").await?;
    window.press("Up").await?;
    window.sees("#paper-preview:not(.roll) img").await?;
    Ok(())
}

async fn open_from_worklist(window: &Window, code: &str) -> Result<()> {
    window.press("Alt+2").await?;
    window.has_keyboard("worklist-table").await?;
    window.reads("row-0", code).await?;
    window.reads("row-0", APPLICANT).await?;
    window.page("09-worklist").await?;
    window.press("Enter").await?;
    window.reads("case-code", code).await?;
    window.has_keyboard("case-code").await?;
    window.page("10-case").await
}

/// A picture that lies there anyway becomes the scan of a paper: it waits for the hub, and is looked at.
async fn scan_a_paper(window: &Window) -> Result<()> {
    let pictures = std::env::var("MOTCUA_SCREENSHOTS").context("MOTCUA_SCREENSHOTS is not set")?;
    let picture = Path::new(&pictures).join("counter-10-case.png");
    window.choose_file("scan-add-0", &picture).await?;
    window
        .reads("scans-count", "Máy chủ đã có 0/1 bản quét")
        .await?;
    window.page("10-scanned").await?;
    let scan = window
        .ask("return document.querySelector('.scan').id")
        .await?;
    window
        .tab_to(scan.as_str().context("a scan with a name")?)
        .await?;
    window.press("Enter").await?;
    window.sees("#scan-dialog img").await?;
    window.page("10-scan-open").await?;
    let moved = window
        .ask("return document.scrollingElement.scrollTop")
        .await?;
    ensure!(moved == 0, "the page itself has scrolled by {moved}");
    window.press("Escape").await
}

/// Notes, corrects and takes the case to its end.
async fn follow_up(window: &Window) -> Result<()> {
    window.tab_to("case-note").await?;
    window.type_text(SECOND_NOTE).await?;
    window.press("Ctrl+Enter").await?;
    window.reads("case-notes", SECOND_NOTE).await?;
    // Adding to the case leaves the officer where they were typing.
    window.has_keyboard("case-note").await?;
    window.tab_to("fact-applicant-phone-edit").await?;
    window.press("Enter").await?;
    window.has_keyboard("fact-applicant-phone").await?;
    window.retype(PHONE_CORRECTED).await?;
    window.press("Enter").await?;
    window.has_keyboard("fact-applicant-phone-edit").await?;
    window.reads("case-facts", PHONE_CORRECTED).await?;
    window.tab_to("action-forward").await?;
    window.press("Enter").await?;
    window.has_keyboard("action-confirm").await?;
    window.page("11-forward").await?;
    window.press("Enter").await?;
    for action in ["action-record_result", "action-return_result"] {
        window.has_keyboard(action).await?;
        window.press("Enter").await?;
        window.has_keyboard("action-confirm").await?;
        window.press("Enter").await?;
    }
    window.reads("case-actions", "không còn bước nào").await?;
    window.page("12-returned").await
}

async fn find_again(window: &Window, code: &str) -> Result<()> {
    window.press("Ctrl+K").await?;
    window.has_keyboard("search-input").await?;
    window.type_text("anh tuyet").await?;
    window.reads("hit-0", APPLICANT).await?;
    window.reads("hit-0", code).await?;
    window.page("13-search").await?;
    window.press("Enter").await?;
    window.reads("case-code", code).await?;
    Ok(())
}

async fn speak_english_and_back(window: &Window) -> Result<()> {
    window.tab_to("lang-switch").await?;
    window.press("Enter").await?;
    window.sees("html[lang=en]").await?;
    window.reads("nav-worklist", "Cases").await?;
    window.page("14-english").await?;
    window.press("Enter").await?;
    window.sees("html[lang=vi]").await?;
    window.reads("nav-worklist", "Hồ sơ").await?;
    Ok(())
}

async fn sign_out_and_in(window: &Window) -> Result<()> {
    window.tab_to("sign-out").await?;
    window.press("Enter").await?;
    window.has_keyboard("signin-password").await?;
    window.type_text("không phải mật khẩu").await?;
    window.press("Enter").await?;
    window.reads("signin-error", "Mật khẩu không đúng").await?;
    window.has_keyboard("signin-password").await?;
    window.page("15-wrong-password").await?;
    window.type_text(DEMO_PASSWORD).await?;
    window.press("Enter").await?;
    window.has_keyboard("procedure-search").await?;
    Ok(())
}

/// What the window did stands in the store, letter by letter.
fn is_kept(data: &Path, code: &str) -> Result<()> {
    let desk = Desk::open(data, None, DEMO_PASSWORD)?;
    let Case {
        opening,
        applicant,
        submitter,
        return_way,
        events,
        standing,
        ..
    } = desk.case(desk.find(code)?)?;
    let notes: Vec<&str> = events
        .iter()
        .filter_map(|event| {
            let Detail::Note(text) = &event.detail else {
                return None;
            };
            Some(text.as_str())
        })
        .collect();
    ensure!(notes == [NOTE, SECOND_NOTE], "notes: {notes:?}");
    ensure!(applicant.name == APPLICANT, "{applicant:?}");
    ensure!(
        applicant.phone.as_deref() == Some(PHONE_CORRECTED),
        "{applicant:?}"
    );
    ensure!(submitter.relation == Relation::Relative, "{submitter:?}");
    ensure!(
        submitter.name.as_deref() == Some(SUBMITTER),
        "{submitter:?}"
    );
    ensure!(return_way == ReturnWay::Post, "{return_way:?}");
    ensure!(opening.documents.len() == 2, "{:?}", opening.documents);
    ensure!(standing.step == Step::Returned, "{standing:?}");
    let steps = events.iter().filter_map(|event| event.kind.step()).count();
    ensure!(
        steps == 4,
        "received, forwarded, ready, returned: {events:?}"
    );
    ensure!(
        events
            .iter()
            .any(|event| event.kind == EventKind::Corrected),
        "no correction: {events:?}"
    );
    let problems = desk.store().check(true)?;
    ensure!(problems.is_empty(), "{problems:?}");
    Ok(())
}
