//! One real window under WebKit's driver, worked by keyboard alone.

use anyhow::{Context, Result, anyhow, bail, ensure};
use fantoccini::actions::{InputSource, KeyAction, KeyActions};
use fantoccini::elements::Element;
use fantoccini::error::{CmdError, NewSessionError};
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tempfile::TempDir;
use tokio::process::{Child, Command};
use tokio::time::{interval, timeout};

/// Longest wait for anything the window shows.
const PATIENCE: Duration = Duration::from_secs(20);
/// Longest wait for the driver and the window to start.
const START: Duration = Duration::from_secs(60);
/// Longest story: a hang is how the driver fails.
const STORY: Duration = Duration::from_secs(180);
/// How often the driver is asked whether a condition holds.
const ASK_EVERY: Duration = Duration::from_millis(40);
/// More presses of Tab than any page has places to stop at.
const STOPS_MAX: usize = 80;

/// A window of its own, with a home folder of its own.
pub(crate) struct Window {
    client: Client,
    story: &'static str,
    home: TempDir,
    /// Ends with the value.
    driver: Child,
}

/// Opens a window over `data`, lets `story` drive it and closes it. Where the story fails, the last
/// thing seen is left beside the other pictures.
pub(crate) fn tell(
    story: &'static str,
    data: &Path,
    drive: impl AsyncFnOnce(&Window) -> Result<()>,
) -> Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let window = timeout(START, Window::open(story, data))
            .await
            .context("the window did not open in time")??;
        let told = match timeout(STORY, drive(&window)).await {
            Ok(told) => told,
            Err(_) => Err(anyhow!("the story did not end in time")),
        };
        if told.is_err() {
            timeout(PATIENCE, window.picture("failed")).await.ok();
        }
        let closed = window.close().await;
        told.and(closed)
    })
}

impl Window {
    async fn open(story: &'static str, data: &Path) -> Result<Self> {
        let program = std::env::var("MOTCUA_DESKTOP")
            .context("MOTCUA_DESKTOP names no window; `cargo xtask test` sets it")?;
        let home = tempfile::tempdir()?;
        let port = TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port();
        let driver = Command::new("WebKitWebDriver")
            .args(["--host=127.0.0.1", &format!("--port={port}")])
            .env("TAURI_WEBVIEW_AUTOMATION", "true")
            .env("HOME", home.path())
            // No print server, whatever this machine has: a story wastes nobody's paper.
            .env("CUPS_SERVER", "127.0.0.1:1")
            .env("XDG_CONFIG_HOME", home.path().join("config"))
            .env("XDG_DATA_HOME", home.path().join("share"))
            .env("XDG_CACHE_HOME", home.path().join("cache"))
            .kill_on_drop(true)
            .spawn()
            .context("WebKitWebDriver does not start")?;
        let options = json!({"webkitgtk:browserOptions": {
            "binary": program,
            "args": ["--data", data],
        }});
        let address = format!("http://127.0.0.1:{port}");
        let mut tries = interval(ASK_EVERY);
        let mut builder = ClientBuilder::new(HttpConnector::new());
        builder.capabilities(options.as_object().context("no capabilities")?.clone());
        let client = loop {
            tries.tick().await;
            match builder.connect(&address).await {
                Ok(client) => break client,
                // The driver is not listening yet.
                Err(NewSessionError::Failed(_) | NewSessionError::FailedC(_)) => {}
                Err(error) => return Err(error.into()),
            }
        };
        Ok(Self {
            client,
            story,
            home,
            driver,
        })
    }

    async fn close(self) -> Result<()> {
        let mut driver = self.driver;
        timeout(PATIENCE, self.client.close())
            .await
            .context("the window did not close in time")??;
        driver.kill().await?;
        Ok(())
    }

    /// The home folder of this window alone.
    pub(crate) fn home(&self) -> &Path {
        self.home.path()
    }

    /// Presses keys together, as `Ctrl+Enter` or `F3`, and lets them go.
    pub(crate) async fn press(&self, chord: &str) -> Result<()> {
        let keys: Vec<char> = chord.split('+').map(key).collect::<Result<_>>()?;
        let mut actions = KeyActions::new("keyboard".to_owned());
        for value in &keys {
            actions = actions.then(KeyAction::Down { value: *value });
        }
        for value in keys.iter().rev() {
            actions = actions.then(KeyAction::Up { value: *value });
        }
        self.client
            .perform_actions(actions)
            .await
            .with_context(|| format!("pressing {chord}"))
    }

    /// Types into the field that has the keyboard and waits until every letter has arrived.
    pub(crate) async fn type_text(&self, text: &str) -> Result<()> {
        let field = self.client.active_element().await?;
        let before = field.prop("value").await?.unwrap_or_default();
        field.send_keys(text).await?;
        self.holds(&field, &[&before, text].concat()).await
    }

    async fn holds(&self, field: &Element, wanted: &str) -> Result<()> {
        let mut held = String::new();
        let asked = timeout(PATIENCE, async {
            let mut asks = interval(ASK_EVERY);
            while held != wanted {
                asks.tick().await;
                held = field.prop("value").await?.unwrap_or_default();
            }
            Ok::<_, CmdError>(())
        });
        match asked.await {
            Ok(asked) => Ok(asked?),
            Err(_) => bail!("typed {wanted}, the field holds {held}"),
        }
    }

    /// Types over what the field that has the keyboard holds.
    pub(crate) async fn retype(&self, text: &str) -> Result<()> {
        self.press("Ctrl+A").await?;
        let field = self.client.active_element().await?;
        field.send_keys(text).await?;
        self.holds(&field, text).await
    }

    /// Chooses a file in the file field `id`, as the system's own dialog would.
    pub(crate) async fn choose_file(&self, id: &str, file: &Path) -> Result<()> {
        let field = self.client.find(Locator::Id(id)).await?;
        Ok(field.send_keys(&file.to_string_lossy()).await?)
    }

    /// Waits until something matches.
    pub(crate) async fn sees(&self, css: &str) -> Result<Element> {
        self.wait(Locator::Css(css))
            .await
            .with_context(|| format!("waiting for {css}"))
    }

    /// Waits until the element `id` has the keyboard.
    pub(crate) async fn has_keyboard(&self, id: &str) -> Result<Element> {
        self.sees(&format!("[id='{id}']:focus")).await
    }

    /// Waits until the element `id` says `text` somewhere.
    pub(crate) async fn reads(&self, id: &str, text: &str) -> Result<Element> {
        ensure!(!text.contains('\''), "a text with a quote: {text}");
        let path = format!("//*[@id='{id}'][contains(normalize-space(.), '{text}')]");
        self.wait(Locator::XPath(&path))
            .await
            .with_context(|| format!("waiting for {text} in {id}"))
    }

    async fn wait(&self, locator: Locator<'_>) -> Result<Element> {
        let wait = self.client.wait().at_most(PATIENCE).every(ASK_EVERY);
        Ok(wait.for_element(locator).await?)
    }

    /// The words shown in the element `id`.
    pub(crate) async fn text(&self, id: &str) -> Result<String> {
        Ok(self.client.find(Locator::Id(id)).await?.text().await?)
    }

    /// What the field `id` holds.
    pub(crate) async fn value(&self, id: &str) -> Result<String> {
        let field = self.client.find(Locator::Id(id)).await?;
        Ok(field.prop("value").await?.unwrap_or_default())
    }

    /// Goes on with Tab until the element `id` has the keyboard.
    pub(crate) async fn tab_to(&self, id: &str) -> Result<()> {
        let mut passed = Vec::new();
        for _ in 0..STOPS_MAX {
            self.press("Tab").await?;
            let at = self.ask("return document.activeElement.id").await?;
            if at == id {
                return Ok(());
            }
            passed.push(at);
        }
        bail!("Tab does not reach {id}; it passed {passed:?}")
    }

    /// Asks the page itself.
    pub(crate) async fn ask(&self, script: &str) -> Result<Value> {
        Ok(self.client.execute(script, vec![]).await?)
    }

    /// Makes the inside of the window as large as a small laptop's screen.
    pub(crate) async fn resize(&self, width: u32, height: u32) -> Result<()> {
        self.client.set_window_size(width, height).await?;
        let fits = json!([width, height]);
        let sized = timeout(PATIENCE, async {
            let mut asks = interval(ASK_EVERY);
            while self.ask("return [innerWidth, innerHeight]").await? != fits {
                asks.tick().await;
            }
            Ok(())
        });
        sized.await.context("the window keeps its size")?
    }

    /// Leaves a picture of what the window shows.
    pub(crate) async fn picture(&self, name: &str) -> Result<()> {
        let folder =
            std::env::var("MOTCUA_SCREENSHOTS").context("MOTCUA_SCREENSHOTS is not set")?;
        self.client.execute_async(PAINTED, vec![]).await?;
        let file = PathBuf::from(folder).join(format!("{}-{name}.png", self.story));
        std::fs::write(file, self.client.screenshot().await?)?;
        Ok(())
    }

    /// Finds nothing that breaks WCAG 2 A or AA or scrolls sideways on the page as it is, and
    /// leaves its picture.
    pub(crate) async fn page(&self, name: &str) -> Result<()> {
        self.picture(name).await?;
        if self.ask("return typeof axe").await? == "undefined" {
            let file = Path::new(env!("CARGO_MANIFEST_DIR"))
                .join("../ui/node_modules/axe-core/axe.min.js");
            self.ask(&std::fs::read_to_string(file)?).await?;
        }
        let found = self.client.execute_async(AXE, vec![]).await?;
        let wide = self.ask(TOO_WIDE).await?;
        ensure!(wide == json!([]), "{name} scrolls sideways: {wide:#}");
        let breaks = found["violations"].as_array().context("axe did not run")?;
        ensure!(
            found["passes"].as_u64() > Some(5),
            "axe saw nothing: {found}"
        );
        ensure!(breaks.is_empty(), "{name} is not accessible: {found:#}");
        Ok(())
    }
}

/// Waits until what the page says now stands on the screen.
const PAINTED: &str = "
    const done = arguments[arguments.length - 1];
    requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done)));";

/// Boxes that scroll sideways, and what in them is too wide.
const TOO_WIDE: &str = "
    return [...document.querySelectorAll('*')]
        .filter((box) => box.scrollWidth > box.clientWidth + 1 &&
            ['auto', 'scroll'].includes(getComputedStyle(box).overflowX) && !box.matches('textarea'))
        .map((box) => `${box.tagName} ${box.className} ${box.scrollWidth} > ${box.clientWidth}`);";

const AXE: &str = "
    const done = arguments[arguments.length - 1];
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
    axe.run(document, { runOnly: tags }).then(
        ({ violations, passes }) => done({
            passes: passes.length,
            violations: violations.map(({ id, nodes }) =>
                ({ id, nodes: nodes.map(({ html, failureSummary }) => ({ html, failureSummary })) })),
        }),
        (error) => done({ error: String(error) }),
    );";

/// The driver's character for a key, as written on the keyboard.
fn key(name: &str) -> Result<char> {
    let special = match name {
        "Shift" => '\u{e008}',
        "Ctrl" => '\u{e009}',
        "Alt" => '\u{e00a}',
        "Escape" => '\u{e00c}',
        "Enter" => '\u{e007}',
        "Tab" => '\u{e004}',
        "Space" => ' ',
        "Left" => '\u{e012}',
        "Up" => '\u{e013}',
        "Right" => '\u{e014}',
        "Down" => '\u{e015}',
        "F1" => '\u{e031}',
        "F2" => '\u{e032}',
        "F3" => '\u{e033}',
        "F4" => '\u{e034}',
        "F6" => '\u{e036}',
        _ => {
            let mut letters = name.chars();
            return match (letters.next(), letters.next()) {
                (Some(letter), None) => Ok(letter.to_ascii_lowercase()),
                _ => bail!("no key is called {name}"),
            };
        }
    };
    Ok(special)
}
