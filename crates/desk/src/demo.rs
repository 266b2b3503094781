//! The demo office, and the main job end to end in one process: two desks and a hub.

mod day;

use crate::desk::Desk;
use crate::enrolment::{self, Newcomer};
use crate::error::{ApiError, ErrorCode};
use crate::identity::{DATABASE, DEMO_PASSWORD, Founding};
use crate::sync::hub_client;
use crate::words::words;
use casework::case::Case;
use casework::number::Band;
use casework::office::{Office, PlaceKind};
use day::Counter;
use hub::{Hub, HubError};
use std::collections::BTreeSet;
use std::net::TcpListener;
use std::path::Path;
use std::process::ExitCode;

/// File that marks a folder as one this command may empty.
const MARK: &str = ".motcua-demo";
/// Hours an invitation of the demo hub is good for.
const INVITATION_HOURS: u32 = 24;

/// The office file of the demo office.
const OFFICE: &str = include_str!("../../../catalogue/offices/demo.json");

#[derive(serde::Deserialize)]
struct DemoOffice {
    office: Office,
    officers: Vec<String>,
    band: (u32, u32),
}

fn demo_office() -> Option<DemoOffice> {
    serde_json::from_str(OFFICE).ok()
}

/// The demo office.
///
/// # Errors
/// [`ErrorCode::Bug`] if the compiled-in file were damaged.
pub fn office() -> Result<Office, ApiError> {
    demo_office()
        .map(|demo| demo.office)
        .ok_or_else(|| ErrorCode::Bug.into())
}

/// Makes a workstation of the demo office that stands alone.
///
/// # Errors
/// See [`Desk::found`].
pub fn found(dir: &Path, password: &str) -> Result<Desk, ApiError> {
    let demo = demo_office().ok_or(ErrorCode::Bug)?;
    let band = Band::new(demo.band.0, demo.band.1).map_err(|_| ErrorCode::Bug)?;
    let founding = Founding {
        demo: true,
        office: demo.office,
        point: None,
        device_name: enrolment::machine_name(),
        key: None,
        officer: demo.officers.into_iter().next().ok_or(ErrorCode::Bug)?,
        password: password.to_owned(),
    };
    Desk::found(dir, founding, band)
}

/// Runs the main job into `dir` and says each step through `say`. Ends with 4 where the replicas
/// differ.
///
/// # Errors
/// The disk's; [`ErrorCode::WorkstationExists`] when the folder holds something else.
pub fn run(dir: &Path, say: impl Fn(&str)) -> Result<ExitCode, ApiError> {
    let started = crate::clock::now_ms();
    let dir = prepare(dir)?;
    say(&words!("demo_start", dir = dir.display()));
    let demo = demo_office().ok_or(ErrorCode::Bug)?;
    let hub = Hub::open(&dir.join("hub")).map_err(hub_error)?;
    hub.add_office(&demo.office).map_err(hub_error)?;
    say(&words!("demo_hub_off"));
    let mut desks = vec![];
    for (name, officer) in ["centre", "point-1"].into_iter().zip(&demo.officers) {
        desks.push((name, join(&dir, &hub, name, officer, &demo.office)?));
    }
    let mut cases = vec![];
    for (name, desk) in &desks {
        cases.extend(work(name, desk, &say)?);
    }
    let paper = dir.join("paper");
    std::fs::create_dir_all(&paper)?;
    for (desk, case) in &cases {
        crate::paper::write_receipt(&desks[*desk].1, case, &paper)?;
    }
    say(&words!(
        "demo_paper",
        count = cases.len(),
        dir = paper.display()
    ));
    let serving = Serving::start(hub.clone())?;
    say(&words!("demo_hub_on", address = serving.address));
    for desk in [0, 1, 0] {
        let (name, desk) = &desks[desk];
        hub_client::set_address(desk, &serving.address)?;
        let done = hub_client::exchange(desk, None)?;
        say(&words!(
            "demo_sync",
            desk = name,
            pushed = done.pushed,
            pulled = done.pulled,
            trips = done.round_trips,
            up = done.bytes_up,
            down = done.bytes_down
        ));
    }
    serving.stop();
    let same = compare(&hub, &desks, &cases, &say)?;
    if !same {
        say(&words!("demo_failed"));
        return Ok(ExitCode::from(4));
    }
    let seconds = (crate::clock::now_ms() - started) as f64 / 1000.0;
    let procedures: BTreeSet<&str> = cases
        .iter()
        .map(|(_, case)| case.opening.procedure.as_str())
        .collect();
    say(&words!(
        "demo_ok",
        cases = cases.len(),
        numbers = cases.len(),
        procedures = procedures.len(),
        seconds = format!("{seconds:.1}")
    ));
    say(&words!(
        "demo_again",
        dir = dir.join("desk-centre").display()
    ));
    Ok(ExitCode::SUCCESS)
}

/// An empty folder: a new one, or the one an earlier run left.
fn prepare(dir: &Path) -> Result<std::path::PathBuf, ApiError> {
    let used = std::fs::read_dir(dir).is_ok_and(|mut entries| entries.next().is_some());
    if used {
        if !dir.join(MARK).exists() {
            return Err(ApiError::new(ErrorCode::WorkstationExists).with("dir", dir.display()));
        }
        std::fs::remove_dir_all(dir)?;
    }
    std::fs::create_dir_all(dir)?;
    std::fs::write(dir.join(MARK), DATABASE)?;
    Ok(dir.canonicalize()?)
}

/// A desk that joins by an invitation file, the hub being off.
fn join(
    dir: &Path,
    hub: &Hub,
    name: &str,
    officer: &str,
    office: &Office,
) -> Result<Desk, ApiError> {
    let invitation = hub
        .invite(office.id, name, INVITATION_HOURS, None)
        .map_err(hub_error)?;
    let file = dir.join(format!("invitation-{name}.json"));
    std::fs::write(&file, invitation.to_json())?;
    let newcomer = Newcomer {
        officer: officer.to_owned(),
        password: DEMO_PASSWORD.to_owned(),
        device_name: name.to_owned(),
        point: Some(name.to_owned()),
        demo: true,
    };
    let text = std::fs::read_to_string(&file)?;
    enrolment::from_bundle(&dir.join(format!("desk-{name}")), &text, newcomer)
}

/// A day's work at one desk.
fn work(name: &str, desk: &Desk, say: &impl Fn(&str)) -> Result<Vec<(usize, Case)>, ApiError> {
    let counter = if name == "centre" {
        Counter::Centre
    } else {
        Counter::Point
    };
    let mut cases = vec![];
    for intake in day::intakes(counter)? {
        let case = desk.receive(intake, true)?.case;
        let place = &case.opening.place;
        let named = place
            .name
            .as_deref()
            .filter(|_| place.kind != PlaceKind::Home);
        say(&words!(
            "demo_case",
            code = case.opening.code,
            procedure = case.opening.procedure_name,
            place = named.or(place.address.as_deref()).unwrap_or_default()
        ));
        cases.push((usize::from(counter == Counter::Point), case));
    }
    day::follow_up(desk, &cases)?;
    let at = |kind| {
        cases
            .iter()
            .filter(|(_, case)| case.opening.place.kind == kind)
            .count()
    };
    say(&words!(
        "demo_took",
        desk = name,
        count = cases.len(),
        centre = at(PlaceKind::Centre),
        point = at(PlaceKind::Point),
        home = at(PlaceKind::Home)
    ));
    Ok(cases)
}

/// Whether both desks and the hub hold the same cases, each number once.
fn compare(
    hub: &Hub,
    desks: &[(&str, Desk)],
    cases: &[(usize, Case)],
    say: &impl Fn(&str),
) -> Result<bool, ApiError> {
    let stores = desks
        .iter()
        .map(|(name, desk)| (*name, desk.store()))
        .chain(hub.store().sqlite().map(|store| ("hub", store)));
    let mut seen = BTreeSet::new();
    let mut whole = true;
    for (name, store) in stores {
        let (heads, counts, doubles) = store.read(|reader| {
            Ok::<_, ApiError>((
                reader.heads_digest(None)?,
                reader.counts()?,
                reader.duplicate_numbers()?,
            ))
        })?;
        let clean = doubles.is_empty() && counts.quarantined == 0 && counts.conflicts == 0;
        whole &= clean && counts.cases == cases.len() as u64 && store.check(true)?.is_empty();
        seen.insert(heads);
        let short = heads.to_string()[..16].to_owned();
        say(&words!(
            "demo_heads",
            name = name,
            cases = counts.cases,
            heads = short
        ));
    }
    let numbers: BTreeSet<&str> = cases
        .iter()
        .map(|(_, case)| case.opening.code.as_str())
        .collect();
    Ok(whole && seen.len() == 1 && numbers.len() == cases.len())
}

/// A hub that answers on this machine while the value lives.
struct Serving {
    address: String,
    stop: tokio::sync::oneshot::Sender<()>,
    thread: std::thread::JoinHandle<()>,
}

impl Serving {
    fn start(hub: Hub) -> Result<Self, ApiError> {
        let listener = TcpListener::bind(("127.0.0.1", 0))?;
        let address = format!("http://{}", listener.local_addr()?);
        let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()?;
        let thread = std::thread::spawn(move || {
            let shutdown = async {
                stopped.await.ok();
            };
            runtime.block_on(hub::serve(hub, listener, shutdown)).ok();
        });
        Ok(Self {
            address,
            stop,
            thread,
        })
    }

    fn stop(self) {
        self.stop.send(()).ok();
        self.thread.join().ok();
    }
}

fn hub_error(error: HubError) -> ApiError {
    let code = error.code();
    if let HubError::Store(error) = error {
        return error.into();
    }
    ApiError::new(ErrorCode::HubRefused).with("detail", code)
}
