//! One hub on a port of its own, and workstations as small as they can be.

use crate::auth::{SIGNATURE, sign_request, verify_response};
use crate::config::Bands;
use crate::wire::{
    Cursor, EnrolRequest, EnrolResponse, PROTO, SyncRequest, SyncResponse, UNPACKED_MAX, pack,
    unpack,
};
use crate::{Hub, HubError, serve};
use casework::case::{Appointment, Case, Detail, Event, EventKind, Opening, ReturnWay, fold};
use casework::crdt::Document;
use casework::id::{CaseId, DeviceId, Hash, OfficeId, OfficerId, PublicKey};
use casework::number::{AgencyCode, RecordCode};
use casework::office::{Office, Officer, Place, PlaceKind, Point};
use casework::record::Record;
use casework::sync::envelope::{Envelope, Header, Kind};
use casework::time::LocalTime;
use ed25519_dalek::SigningKey;
use serde_json::json;
use std::marker::PhantomData;
use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use store::{Admission, DbKey, Store, StoreId};
use tempfile::TempDir;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

/// 2026-11-21, in the morning.
pub(super) const NOW: i64 = 1_795_224_600_000;

/// What a hub of the tests keeps its data in.
pub(super) trait Base {
    /// Where the hub's data is; made at the first start.
    fn open(folder: &Path) -> Result<Hub, HubError>;
}

/// SQLite in a folder.
pub(super) struct File;

impl Base for File {
    fn open(folder: &Path) -> Result<Hub, HubError> {
        Hub::open(folder)
    }
}

pub(super) struct WorldOn<B> {
    pub(super) hub: Hub,
    pub(super) office: Office,
    pub(super) address: SocketAddr,
    clock: Arc<AtomicI64>,
    client: reqwest::Client,
    stop: oneshot::Sender<()>,
    served: JoinHandle<std::io::Result<()>>,
    folder: TempDir,
    base: PhantomData<B>,
}

/// What came back: status, body, signature header.
pub(super) type Answer = (u16, Vec<u8>, Option<String>);

pub(super) fn office(digit: u8) -> Office {
    Office {
        id: OfficeId([digit; 16]),
        code: AgencyCode::parse(&format!("H37.101.0{digit}")).expect("code"),
        name: "TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG XÃ MẪU SƠN".to_owned(),
        parent: "ỦY BAN NHÂN DÂN XÃ MẪU SƠN".to_owned(),
        locality: "Mẫu Sơn".to_owned(),
        province: "Lạng Sơn".to_owned(),
        phone: None,
        bank: None,
        difficult: false,
        saturday: false,
        points: vec![Point {
            id: "centre".to_owned(),
            kind: PlaceKind::Centre,
            name: "TRUNG TÂM".to_owned(),
            address: "Xã Mẫu Sơn, tỉnh Lạng Sơn".to_owned(),
        }],
    }
}

impl<B: Base> WorldOn<B> {
    pub(super) fn start() -> Self {
        Self::start_with(|hub| hub)
    }

    /// A world whose hub was set up by `with`.
    pub(super) fn start_with(with: impl FnOnce(Hub) -> Hub) -> Self {
        let folder = TempDir::new().expect("folder");
        let clock = Arc::new(AtomicI64::new(NOW));
        let read = clock.clone();
        let hub = B::open(folder.path())
            .expect("a new hub")
            .with_bands(Bands {
                first: 5001,
                size: 100,
            })
            .with_clock(Arc::new(move || read.load(Ordering::SeqCst)));
        let hub = with(hub);
        hub.add_office(&office(1)).expect("office");
        let listener = TcpListener::bind("127.0.0.1:0").expect("port");
        let address = listener.local_addr().expect("address");
        let (stop, stopped) = oneshot::channel::<()>();
        let served = tokio::spawn(serve(hub.clone(), listener, async {
            stopped.await.ok();
        }));
        // Without TLS no certificates are needed, but the client asks for a provider.
        rustls::crypto::ring::default_provider()
            .install_default()
            .ok();
        let client = reqwest::Client::builder()
            .no_proxy()
            .build()
            .expect("client");
        Self {
            hub,
            office: office(1),
            address,
            clock,
            client,
            stop,
            served,
            folder,
            base: PhantomData,
        }
    }

    /// Opens a hub whose data is in `folder` already.
    pub(super) fn open(folder: &Path) -> Result<Hub, HubError> {
        B::open(folder)
    }

    /// Where the hub keeps files beside cases.
    pub(super) fn objects(&self) -> std::path::PathBuf {
        self.folder.path().join("objects")
    }

    pub(super) fn pass(&self, ms: i64) {
        self.clock.fetch_add(ms, Ordering::SeqCst);
    }

    /// Stops the server and waits until it has ended.
    pub(super) async fn end(self) -> TempDir {
        self.stop.send(()).expect("still serving");
        drop(self.client);
        self.served.await.expect("no panic").expect("no error");
        self.folder
    }

    pub(super) async fn send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, String)],
        body: Vec<u8>,
    ) -> Answer {
        let method = method.parse().expect("method");
        let mut request = self
            .client
            .request(method, format!("http://{}{path}", self.address))
            .body(body);
        for (name, value) in headers {
            request = request.header(*name, value);
        }
        let answer = request.send().await.expect("an answer");
        let signature = answer
            .headers()
            .get(SIGNATURE)
            .map(|value| value.to_str().expect("text").to_owned());
        let status = answer.status().as_u16();
        (
            status,
            answer.bytes().await.expect("a body").to_vec(),
            signature,
        )
    }

    /// Sends and checks that the hub signed the answer.
    pub(super) async fn post(
        &self,
        path: &str,
        headers: &[(&str, String)],
        body: Vec<u8>,
    ) -> (u16, Vec<u8>) {
        let (status, answer, signature) = self.send("POST", path, headers, body.clone()).await;
        let signature = signature.expect("a signed answer");
        let key = self.hub.public_key();
        assert!(
            verify_response(&key, &body, status, &answer, &signature),
            "{path} {status}"
        );
        (status, answer)
    }

    /// A workstation that has joined.
    pub(super) async fn desk(&self, seed: u8) -> Desk {
        let mut desk = Desk::new(seed);
        let code = self
            .hub
            .invite(self.office.id, "", 1, None)
            .expect("invitation")
            .code;
        desk.enrol(self, &code).await.expect("enrolled");
        desk
    }
}

/// The stable word of an error answer.
pub(super) fn code_of(body: &[u8]) -> String {
    let value: serde_json::Value = serde_json::from_slice(body).expect("JSON");
    value["code"].as_str().expect("a code").to_owned()
}

pub(super) struct Desk {
    pub(super) key: SigningKey,
    pub(super) store: Store,
    pub(super) epoch: u64,
    pub(super) hub_store: StoreId,
    pub(super) office: OfficeId,
    _folder: TempDir,
}

impl Desk {
    pub(super) fn new(seed: u8) -> Self {
        let folder = TempDir::new().expect("folder");
        let path = folder.path().join("desk.db");
        let store = Store::create(&path, &DbKey([seed; 32]), StoreId([seed; 16])).expect("store");
        Self {
            key: SigningKey::from_bytes(&[seed; 32]),
            store,
            epoch: 1,
            hub_store: StoreId([0; 16]),
            office: OfficeId([0; 16]),
            _folder: folder,
        }
    }

    pub(super) fn public(&self) -> PublicKey {
        PublicKey(self.key.verifying_key().to_bytes())
    }

    pub(super) fn device(&self) -> DeviceId {
        self.public().device()
    }

    /// Enrols with a code and takes in what the hub says, or gives status and code of the refusal.
    pub(super) async fn enrol(
        &mut self,
        world: &WorldOn<impl Base>,
        code: &str,
    ) -> Result<EnrolResponse, (u16, String)> {
        let request = EnrolRequest::signed(code, self.epoch, "Điểm số 1", &self.key);
        let (status, body) = world.post("/v1/enrol", &[], pack(&request)).await;
        if status != 200 {
            return Err((status, code_of(&body)));
        }
        let answer: EnrolResponse = unpack(&body, UNPACKED_MAX).expect("an answer");
        let office: Office = serde_json::from_str(&answer.office).expect("an office");
        self.hub_store = StoreId(answer.hub_store);
        self.office = office.id;
        let admissions = self
            .store
            .write(|tx| {
                tx.trust(answer.hub_key)?;
                tx.put_office(&office)?;
                tx.ingest(&answer.envelopes, answer.hub_time_ms)
            })
            .expect("stored");
        assert!(admissions.iter().all(is_in), "{admissions:?}");
        Ok(answer)
    }

    pub(super) fn request(&self, envelopes: Vec<Vec<u8>>) -> SyncRequest {
        let position = self
            .store
            .read(|r| r.cursor(self.hub_store, self.office))
            .expect("a cursor");
        SyncRequest {
            proto: PROTO,
            store: self.hub_store.0,
            epoch: self.epoch,
            cursors: vec![Cursor {
                office: self.office,
                position,
                own: false,
            }],
            max_bytes: 1 << 20,
            envelopes,
        }
    }

    /// Sends a signed request as it is.
    pub(super) async fn ask(
        &self,
        world: &WorldOn<impl Base>,
        request: &SyncRequest,
    ) -> Result<SyncResponse, (u16, String)> {
        let body = request.pack();
        let headers = sign_request(&self.key, "POST", "/v1/sync", &body, world.hub.now_ms());
        let (status, answer) = world.post("/v1/sync", &headers, body).await;
        if status == 200 {
            Ok(unpack(&answer, UNPACKED_MAX).expect("an answer"))
        } else {
            Err((status, code_of(&answer)))
        }
    }

    /// One whole exchange; gives the answer after it was taken in.
    pub(super) async fn sync(
        &self,
        world: &WorldOn<impl Base>,
    ) -> Result<SyncResponse, (u16, String)> {
        let unsent = self.store.read(|r| r.to_send(1 << 20)).expect("unsent");
        let request = self.request(unsent.iter().map(|unsent| unsent.wire.clone()).collect());
        let answer = self.ask(world, &request).await?;
        self.store
            .write(|tx| {
                for ack in &answer.acks {
                    tx.mark_acknowledged(&[ack.hash.expect("own envelopes are readable")])?;
                }
                for feed in &answer.feeds {
                    let admissions = tx.ingest(&feed.envelopes, answer.hub_time_ms)?;
                    assert!(admissions.iter().all(is_in), "{admissions:?}");
                    tx.set_cursor(StoreId(answer.store), feed.office, feed.to)?;
                }
                Ok::<_, HubError>(())
            })
            .expect("stored");
        Ok(answer)
    }

    /// An envelope that follows the last one, not stored.
    pub(super) fn seal(&self, kind: Kind, doc: CaseId, bodies: Vec<Vec<u8>>) -> Envelope {
        let link = self
            .store
            .read(|r| r.link(self.device(), self.epoch))
            .expect("link");
        self.seal_at(kind, doc, bodies, link.seq, link.prev)
    }

    pub(super) fn seal_at(
        &self,
        kind: Kind,
        doc: CaseId,
        bodies: Vec<Vec<u8>>,
        seq: u64,
        prev: Hash,
    ) -> Envelope {
        let header = Header {
            office: self.office,
            device: self.device(),
            epoch: self.epoch,
            seq,
            prev,
            made_at_ms: NOW,
            officer: OfficerId([7; 16]),
            kind,
            doc,
        };
        Envelope::seal(header, bodies, [9; 16], &self.key).expect("small")
    }

    /// Receives a case: its envelope, appended here.
    pub(super) fn receive(&self, digit: u8) -> Envelope {
        let id = CaseId([digit; 16]);
        let case = case(id, self.office, self.device());
        let actor = self.public().actor(self.epoch);
        let change = Document::skeleton()
            .and_then(|mut document| document.open(actor, NOW, &case))
            .expect("a change");
        let envelope = self.seal(Kind::Case, id, vec![change]);
        self.store
            .write(|tx| tx.append_own(&envelope))
            .expect("appended");
        envelope
    }

    /// Puts a record on record: its envelope, appended here.
    pub(super) fn keep(&self, digit: u8) -> Envelope {
        let id = CaseId([digit; 16]);
        let record = Record {
            id,
            kind: "notice".to_owned(),
            officer: officer(),
            device: self.device(),
            place: place(),
            at: LocalTime::from_unix_ms(NOW).expect("time"),
            data: json!({"text": "Mẫu Sơn"}),
        };
        let body = record.to_body().expect("small");
        let envelope = self.seal(Kind::Record, id, vec![body]);
        self.store
            .write(|tx| tx.append_own(&envelope))
            .expect("appended");
        envelope
    }

    pub(super) fn heads(&self) -> Hash {
        self.store
            .read(|r| r.heads_digest(Some(self.office)))
            .expect("heads")
    }
}

fn is_in(admission: &Admission) -> bool {
    matches!(
        admission.outcome,
        store::Outcome::Accepted(_) | store::Outcome::Duplicate
    )
}

fn officer() -> Officer {
    Officer {
        id: OfficerId([7; 16]),
        name: "Lường Thị Mẩy".to_owned(),
    }
}

fn place() -> Place {
    Place {
        kind: PlaceKind::Centre,
        name: None,
        address: None,
    }
}

pub(super) fn case(id: CaseId, office: OfficeId, device: DeviceId) -> Case {
    let received: LocalTime = "2026-11-21T08:30:00+07:00".parse().expect("time");
    let place = place();
    let ordinal = 5000 + u32::from(id.0[0]);
    let code = format!("H37.101.01-261121-{ordinal}");
    let events = vec![Event {
        id: id.to_string()[..16].to_owned(),
        kind: EventKind::Received,
        officer: officer(),
        device,
        office: None,
        place: place.clone(),
        at: received,
        supersedes: vec![],
        reason: None,
        detail: Detail::None,
    }];
    Case {
        opening: Opening {
            id,
            office,
            code: RecordCode::parse(&code).expect("code"),
            procedure: "1.001193".to_owned(),
            procedure_name: "Đăng ký khai sinh".to_owned(),
            variant: None,
            documents: std::collections::BTreeMap::new(),
            appointment: Appointment {
                received,
                due: None,
                provisional: false,
                calendar: "test".to_owned(),
                clock_unconfirmed: false,
            },
            place,
            assistance: None,
            for_office: None,
            client_ref: None,
        },
        applicant: serde_json::from_value(json!({"kind": "person", "name": "Hoàng Văn Páo"}))
            .expect("a party"),
        submitter: serde_json::from_value(json!({"relation": "self"})).expect("a submitter"),
        return_way: ReturnWay::AtPoint,
        standing: fold(&events),
        events,
        conflicts: vec![],
        overtaken: vec![],
    }
}
