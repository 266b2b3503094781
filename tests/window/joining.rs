//! A machine that joins an office through its hub, and a case that reaches it.

use crate::driver::{Window, tell};
use anyhow::{Context, Result, anyhow, ensure};
use casework::number::RecordCode;
use desk::desk::Desk;
use desk::enrolment::{Newcomer, from_bundle};
use desk::sync::hub_client::exchange;
use desk::sync::lan::{Bell, Sharing};
use hub::Hub;
use std::cell::RefCell;
use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::thread::JoinHandle;
use tokio::sync::oneshot::{Sender, channel};

#[test]
fn a_machine_joins_and_its_case_reaches_the_hub() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let serving = Serving::start(&folder.path().join("hub"))?;
    let data = folder.path().join("data");
    let told = tell("joining", &data, async |window| {
        let code = story(window, &serving, &folder.path().join("usb")).await?;
        serving.has(&code)?;
        serving.stop()?;
        prove_the_outage(window, folder.path()).await?;
        look_at_the_centre(window).await
    });
    serving.stop()?;
    told
}

async fn story(window: &Window, serving: &Serving, stick: &Path) -> Result<String> {
    window.sees("#start-join").await?;
    window.tab_to("start-join").await?;
    window.press("Enter").await?;
    window.has_keyboard("join-hub").await?;
    window.type_text(&serving.address).await?;
    for (field, text) in [
        ("join-code", serving.invitation.as_str()),
        ("join-officer", "Đặng Thị Ỷ Lan"),
        ("join-password", "mật khẩu đủ dài"),
        ("join-again", "mật khẩu đủ dài"),
    ] {
        window.press("Tab").await?;
        window.has_keyboard(field).await?;
        window.type_text(text).await?;
    }
    window.page("1-join").await?;
    window.press("Enter").await?;
    window.has_keyboard("procedure-search").await?;
    let code = take_in(window).await?;
    // The badge is the last thing in the page's head, the way there leads through the navigation.
    window.tab_to("sync-badge").await?;
    window.press("Enter").await?;
    window.has_keyboard("sync-now").await?;
    window.press("Enter").await?;
    window.sees("#sync-badge.ok").await?;
    window.reads("sync-panel", "còn 0 hồ sơ chưa gửi").await?;
    window.page("2-synced").await?;
    window.tab_to("sync-watch").await?;
    window.press("Down").await?;
    window.press("Down").await?;
    window.reads("sync-badge", "đang tạm dừng").await?;
    window.page("2-paused").await?;
    window.press("Up").await?;
    window.press("Up").await?;
    window.sees("#sync-badge.ok").await?;
    by_lan(window, serving, stick).await?;
    by_stick(window, stick).await?;
    window.press("Escape").await?;
    window.reads("sync-badge", "Mọi hồ sơ đã gửi").await?;
    window.press("Alt+2").await?;
    window.has_keyboard("worklist-table").await?;
    window.reads("row-0", "Đã gửi, máy chủ đã xác nhận").await?;
    window.page("4-worklist").await?;
    Ok(code)
}

/// The hub is gone: the program tells so, and makes a minute of it.
async fn prove_the_outage(window: &Window, folder: &Path) -> Result<()> {
    window.tab_to("sync-badge").await?;
    window.press("Enter").await?;
    window.has_keyboard("sync-now").await?;
    window.press("Enter").await?;
    window.reads("sync-panel", "Không kết nối được").await?;
    window.tab_to("sync-evidence-open").await?;
    window.press("Enter").await?;
    window
        .reads("sync-evidence-facts", "trong 1 khoảng thời gian")
        .await?;
    window.sees("#sync-evidence-preview img").await?;
    window.page("5-evidence").await?;
    window.tab_to("sync-evidence-save").await?;
    window.press("Enter").await?;
    window.has_keyboard("sync-evidence-path").await?;
    let file = folder.join("biên bản.pdf");
    window.retype(&file.to_string_lossy()).await?;
    window.press("Enter").await?;
    window.reads("sync-evidence", "Đã lưu").await?;
    let bytes = std::fs::read(&file)?;
    ensure!(bytes.starts_with(b"%PDF-"), "{} bytes", bytes.len());
    Ok(())
}

/// A case waits while the hub is gone: the sync centre says which way is best, and what was tried.
async fn look_at_the_centre(window: &Window) -> Result<()> {
    window.press("Escape").await?;
    window.press("Escape").await?;
    window.press("Alt+1").await?;
    window.press("Ctrl+N").await?;
    window.has_keyboard("procedure-search").await?;
    take_in(window).await?;
    window.press("Alt+0").await?;
    window.reads("centre-way", "Đường truyền vừa mất").await?;
    window.reads("centre-way", "1 hồ sơ").await?;
    window.reads("carrier-stick", "Lần cuối thông").await?;
    window.page("6-centre").await
}

/// Meets another machine of the office on the network of this machine alone.
async fn by_lan(window: &Window, serving: &Serving, folder: &Path) -> Result<()> {
    let other = serving.another(&folder.join("máy hai"))?;
    let at = SocketAddr::from(([127, 0, 0, 1], 0));
    let sharing =
        Sharing::answer(&other, at, &Bell::default()).map_err(|error| anyhow!("{error}"))?;
    window.tab_to("lan-open").await?;
    window.press("Enter").await?;
    window.has_keyboard("lan-on").await?;
    window.tab_to("lan-place").await?;
    window.type_text("127.0.0.1:1").await?;
    window.tab_to("lan-test").await?;
    window.press("Enter").await?;
    window.reads("lan-panel", "đó chưa bật chia sẻ").await?;
    window.page("2-lan-failed").await?;
    window.tab_to("lan-place").await?;
    window
        .retype(&format!("127.0.0.1:{}", sharing.port()))
        .await?;
    window.tab_to("lan-test").await?;
    window.press("Enter").await?;
    window.reads("lan-panel", "Kết nối tốt với máy hai").await?;
    window.page("2-lan-tested").await?;
    window.tab_to("lan-place").await?;
    window.press("Enter").await?;
    window.reads("lan-panel", "chưa trao đổi lần nào").await?;
    window.page("2-lan-added").await?;
    window.press("Escape").await
}

/// Synchronises by a stick on which somebody's damaged file lies.
async fn by_stick(window: &Window, stick: &Path) -> Result<()> {
    let folder = stick.join("motcua");
    std::fs::create_dir_all(&folder)?;
    std::fs::write(folder.join("bản sao.motcua"), "MOTCUA\r\n\u{1}")?;
    window.tab_to("stick-dir").await?;
    window.type_text(&stick.to_string_lossy()).await?;
    window.press("Enter").await?;
    window.reads("sync-panel", "Mới xong một phần").await?;
    window.reads("sync-panel", "chép dở hoặc bị cắt").await?;
    window
        .reads("sync-panel", "vừa ghi để các máy khác nhận")
        .await?;
    window.page("3-stick").await?;
    std::fs::remove_file(folder.join("bản sao.motcua"))?;
    window.press("Enter").await?;
    window.reads("sync-panel", "Có thể rút USB").await?;
    Ok(())
}

/// Takes in the shortest case there is; gives its code.
async fn take_in(window: &Window) -> Result<String> {
    window.type_text("chung thuc chu ky").await?;
    window.sees("#procedure-search-0").await?;
    window.press("Enter").await?;
    window.has_keyboard("card-input").await?;
    window.press("F4").await?;
    window.type_text("Bế Văn Ước").await?;
    window.press("Ctrl+Enter").await?;
    window.sees("#received-code").await?;
    window.text("received-code").await
}

/// What ends the hub, and the thread that ends then.
type Running = (Sender<()>, JoinHandle<std::io::Result<()>>);

/// A hub that answers on this machine while the value lives.
struct Serving {
    hub: Hub,
    address: String,
    /// The one-time code.
    invitation: String,
    running: RefCell<Option<Running>>,
}

impl Serving {
    fn start(folder: &Path) -> Result<Self> {
        let hub = Hub::open(folder)?;
        let office = desk::demo::office()?;
        hub.add_office(&office)?;
        let invitation = hub.invite(office.id, "Máy lưu động", 1, None)?.code;
        let listener = TcpListener::bind(("127.0.0.1", 0))?;
        let address = format!("http://{}", listener.local_addr()?);
        let (stop, stopped) = channel::<()>();
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()?;
        let answering = hub.clone();
        let thread = std::thread::spawn(move || {
            runtime.block_on(hub::serve(answering, listener, async {
                stopped.await.ok();
            }))
        });
        Ok(Self {
            hub,
            address,
            invitation,
            running: RefCell::new(Some((stop, thread))),
        })
    }

    /// Another machine of the office, in `data`, which has met the hub once.
    fn another(&self, data: &Path) -> Result<Desk> {
        let office = desk::demo::office()?;
        let invitation = self.hub.invite(office.id, "máy hai", 1, None)?.to_json();
        let newcomer = Newcomer {
            officer: "Lý Văn Sơn".to_owned(),
            password: "mật khẩu đủ dài".to_owned(),
            device_name: "máy hai".to_owned(),
            point: None,
            demo: false,
        };
        let said = |error| anyhow!("{error}");
        let desk = from_bundle(data, &invitation, newcomer).map_err(said)?;
        // The exchange brings a runtime of its own.
        let hub = self.address.as_str();
        std::thread::scope(|scope| {
            let met = scope.spawn(|| exchange(&desk, Some(hub)));
            met.join()
                .ok()
                .context("the exchange panicked")?
                .map_err(said)
        })?;
        Ok(desk)
    }

    fn has(&self, code: &str) -> Result<()> {
        let code: RecordCode = code.parse().ok().context("the code shown is none")?;
        let store = self.hub.store().sqlite().context("a hub in a folder")?;
        let found = store.read(|reader| reader.case_ids_by_code(&code))?;
        ensure!(found.len() == 1, "the hub has {} cases {code}", found.len());
        let problems = store.check(true)?;
        ensure!(problems.is_empty(), "the hub's store: {problems:?}");
        Ok(())
    }

    /// Ends it; nothing where it has ended.
    fn stop(&self) -> Result<()> {
        let Some((stop, thread)) = self.running.take() else {
            return Ok(());
        };
        stop.send(()).ok().context("the hub ended by itself")?;
        thread.join().ok().context("the hub panicked")??;
        Ok(())
    }
}
