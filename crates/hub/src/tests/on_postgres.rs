//! Every test of the exchange over PostgreSQL.

#![expect(
    clippy::duplicate_mod,
    reason = "the same tests run over each database"
)]

use super::server::Server;
use super::world::{Base, WorldOn};
use crate::{Hub, HubError};
use std::path::Path;

#[path = "blobs.rs"]
mod blobs;
#[path = "countersign.rs"]
mod countersign;
#[path = "enrolment.rs"]
mod enrolment;
#[path = "exchange.rs"]
mod exchange;
#[path = "hostile.rs"]
mod hostile;
#[path = "limits.rs"]
mod limits;
#[path = "metrics.rs"]
mod metrics;
#[path = "scope.rs"]
mod scope;

/// A database of its own on the tests' server, named after the folder of the key.
struct Database;

impl Base for Database {
    fn open(folder: &Path) -> Result<Hub, HubError> {
        let name = folder.file_name().and_then(|name| name.to_str());
        let name = name.expect("a name").to_lowercase().replace('.', "w");
        let server = Server::shared();
        server.create(&name);
        Hub::open_postgres(folder, &server.url(&name))
    }
}

type World = WorldOn<Database>;

#[test]
fn a_database_of_another_key_newer_or_changed_is_left_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    let (ours, theirs) = (folder.path().join("ours"), folder.path().join("theirs"));
    let server = Server::shared();
    server.create("keys");
    let url = server.url("keys");
    let key = Hub::open_postgres(&ours, &url).expect("made").public_key();
    let code = |folder: &Path, url: &str| {
        let opened = Hub::open_postgres(folder, url);
        opened.err().map(|error| error.code())
    };
    assert_eq!(code(&ours, &url), None);
    assert_eq!(code(&theirs, &url), Some("other_key"));
    assert_eq!(
        code(&ours, &server.url("nothing_here")),
        Some("database_error")
    );
    assert_eq!(
        code(&ours, "postgresql:///x?host=/nowhere"),
        Some("database_away")
    );
    assert_eq!(code(&ours, "no address"), Some("bad_database_address"));
    let stranger = url.replace("motcua@", "stranger@");
    assert_eq!(code(&ours, &stranger), Some("database_unwelcome"));
    server.newer("keys", true);
    assert_eq!(code(&ours, &url), Some("newer_database"));
    server.newer("keys", false);
    assert_eq!(code(&ours, &url), None);
    server.changed("keys");
    assert_eq!(code(&ours, &url), Some("migration_mismatch"));
    assert_ne!(key, Hub::open(&theirs).expect("another").public_key());
}

#[test]
fn a_hub_goes_on_when_its_server_is_there_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut server = Server::start();
    server.create("away");
    let url = server.url("away");
    let hub = Hub::open_postgres(folder.path(), &url).expect("made");
    hub.add_office(&super::world::office(1)).expect("an office");
    let offices = || hub.store().read(|reader| reader.all_offices());
    server.fall();
    let away = offices().map_err(|error: store::StoreError| error.code());
    assert_eq!(away.err(), Some("database_away"));
    let opened = Hub::open_postgres(folder.path(), &url).err();
    assert_eq!(opened.map(|error| error.code()), Some("database_away"));
    server.rise();
    assert_eq!(offices().expect("offices").len(), 1);
}
