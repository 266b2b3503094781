//! One office: a hub that may be on or off, and desks that join it.

use casework::case::Case;
use casework::id::{CaseId, Hash};
use desk::desk::Desk;
use desk::enrolment::{Newcomer, from_bundle};
use desk::identity::DEMO_PASSWORD;
use desk::sync::hub_client::{Outcome, exchange};
use hub::{Hub, Invitation};
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::thread::JoinHandle;
use store::Store;
use tempfile::TempDir;
use tokio::sync::oneshot;

/// A temporary folder with a hub of the demo office; gone when dropped.
pub struct World {
    folder: TempDir,
    hub: Hub,
    serving: Option<Serving>,
}

/// A hub that answers on loopback while the value lives.
pub struct Serving {
    address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl World {
    /// A hub that knows the office and is off.
    #[expect(clippy::new_without_default, reason = "a default makes no folders")]
    pub fn new() -> Self {
        Self::over(|folder| Hub::open(folder).expect("a hub"))
    }

    /// The same with a hub that `open` makes over a data folder.
    pub fn over(open: impl FnOnce(&Path) -> Hub) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let hub = open(&folder.path().join("hub"));
        let office = desk::demo::office().expect("the demo office");
        hub.add_office(&office).expect("an office");
        Self {
            folder,
            hub,
            serving: None,
        }
    }

    /// The hub.
    pub fn hub(&self) -> &Hub {
        &self.hub
    }

    /// The database under the hub.
    pub fn hub_store(&self) -> &Store {
        self.hub.store().sqlite().expect("a hub in a folder")
    }

    /// A path in the world's folder.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// An invitation for one device, good for a week.
    pub fn invite(&self, name: &str) -> Invitation {
        let office = desk::demo::office().expect("the demo office");
        self.hub
            .invite(office.id, name, 7 * 24, None)
            .expect("an invitation")
    }

    /// A desk that joins by an invitation file, in the folder `name`; the demo password opens it.
    pub fn desk(&self, name: &str, officer: &str) -> Desk {
        let invitation = self.invite(name).to_json();
        from_bundle(&self.path(name), &invitation, newcomer(name, officer)).expect("a desk")
    }

    /// Two desks that were invited and have met nobody: “một” and “hai”.
    pub fn two_desks(&self) -> (Desk, Desk) {
        (
            self.desk("một", "Hoàng Văn A"),
            self.desk("hai", "Lò Thị B"),
        )
    }

    /// Switches the hub on and gives its address.
    pub fn hub_on(&mut self) -> String {
        let serving = Serving::start(self.hub.clone());
        let address = serving.url();
        self.serving = Some(serving);
        address
    }

    /// Where the hub listens.
    pub fn socket(&self) -> SocketAddr {
        self.serving.as_ref().expect("the hub is on").address
    }

    /// Switches the hub off.
    pub fn hub_off(&mut self) {
        self.serving = None;
    }
}

impl Serving {
    /// Lets `hub` answer on a free port.
    pub fn start(hub: Hub) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
        let address = listener.local_addr().expect("an address");
        let (stop, stopped) = oneshot::channel::<()>();
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .expect("a runtime");
        let thread = std::thread::spawn(move || {
            let shutdown = async {
                stopped.await.ok();
            };
            let served = runtime.block_on(hub::serve(hub, listener, shutdown));
            served.expect("the hub serves");
        });
        Self {
            address,
            stop: Some(stop),
            thread: Some(thread),
        }
    }

    /// Its address as desks know it.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            stop.send(()).ok();
        }
        if let Some(thread) = self.thread.take() {
            thread.join().ok();
        }
    }
}

/// Who joins with the demo password.
pub fn newcomer(name: &str, officer: &str) -> Newcomer {
    Newcomer {
        officer: officer.to_owned(),
        password: DEMO_PASSWORD.to_owned(),
        device_name: name.to_owned(),
        point: None,
        demo: true,
    }
}

/// An address of this machine where nobody answers.
pub fn nobody() -> String {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
    format!("http://{}", listener.local_addr().expect("an address"))
}

/// One exchange that must end with nothing left to do.
pub fn sync(desk: &Desk, hub: &str) -> Outcome {
    let outcome = exchange(desk, Some(hub)).expect("the hub answers");
    assert_eq!(
        outcome.state,
        desk::sync::hub_client::State::Done,
        "{outcome:?}"
    );
    outcome
}

/// One hash over everything a store knows about cases.
pub fn heads(store: &Store) -> Hash {
    store
        .read(|reader| reader.heads_digest(None))
        .expect("heads")
}

/// How many cases a store holds.
pub fn cases(store: &Store) -> u64 {
    store.read(|reader| reader.counts()).expect("counts").cases
}

/// Asserts that nothing is wrong with a store and no number is on two cases.
pub fn is_sound(store: &Store) {
    let problems = store.check(true).expect("a check");
    assert!(problems.is_empty(), "{problems:?}");
    let doubles = store
        .read(|reader| reader.duplicate_numbers())
        .expect("numbers");
    assert!(doubles.is_empty(), "{doubles:?}");
    let counts = store.read(|reader| reader.counts()).expect("counts");
    assert_eq!((counts.quarantined, counts.held), (0, 0));
}

/// Takes in the `number`-th row.
pub fn take_in(desk: &Desk, number: usize) -> Case {
    let intake = crate::rows::intake(crate::rows::row(number));
    desk.receive(intake, false).expect("a case").case
}

/// A case's id.
pub fn id(case: &Case) -> CaseId {
    case.opening.id
}

/// Two desks that both have the same case, and the hub's address.
pub fn apart(world: &mut World) -> (Desk, Desk, Case, String) {
    let first = world.desk("first", "Hoàng Thị Minh Nguyệt");
    let second = world.desk("second", "Lý Văn Sơn");
    let case = take_in(&first, 0);
    let hub = world.hub_on();
    for desk in [&first, &second, &first] {
        sync(desk, &hub);
    }
    (first, second, case, hub)
}

/// Officers of three desks.
pub const OFFICERS: [&str; 3] = ["Hoàng Thị Minh Nguyệt", "Lý Văn Sơn", "Lù Thị Mai"];

/// Desks that have met once at the hub, which is off now.
pub fn met<const N: usize>(world: &mut World) -> [Desk; N] {
    let desks = std::array::from_fn(|n| world.desk(&format!("desk-{n}"), OFFICERS[n]));
    let hub = world.hub_on();
    for desk in desks.iter().chain(&desks) {
        sync(desk, &hub);
    }
    world.hub_off();
    desks
}

/// Exchanges until both desks and the hub have everything, and are equal.
pub fn together(world: &World, first: &Desk, second: &Desk, hub: &str) {
    for desk in [first, second, first] {
        sync(desk, hub);
    }
    let hub = world.hub_store();
    for store in [first.store(), second.store()] {
        assert_eq!(heads(store), heads(hub));
        is_sound(store);
    }
    is_sound(hub);
}
