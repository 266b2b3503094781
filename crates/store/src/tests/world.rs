//! Authors with deterministic keys, and cases as a desk makes them.

use crate::{Admission, DbKey, Outcome, Store, StoreError, StoreId};
use casework::calendar::Calendar;
use casework::case::{
    Appointment, Case, Detail, Event, EventKind, Facts, Law, Opening, ReturnWay, decide, fold,
};
use casework::command::Command;
use casework::crdt::Document;
use casework::id::{CaseId, Hash, OfficeId, OfficerId, PublicKey};
use casework::number::RecordCode;
use casework::office::{Officer, Place, PlaceKind, Role};
use casework::person::{Party, PartyKind, Submitter};
use casework::rules::Rules;
use casework::sync::envelope::{Envelope, Header, Kind};
use casework::sync::receipt::{Holding, Receipt, Run};
use casework::sync::roster::Enrolment;
use casework::time::LocalTime;
use ed25519_dalek::SigningKey;
use std::path::PathBuf;
use tempfile::TempDir;

pub(super) const OFFICE: OfficeId = OfficeId([7; 16]);
pub(super) const KEY: DbKey = DbKey([42; 32]);
pub(super) const AGENCY: &str = "H37.101.05";
/// 2026-11-21 08:00 in Việt Nam.
pub(super) const MORNING: i64 = 1_795_222_800_000;

pub(super) struct Folder {
    pub(super) dir: TempDir,
}

impl Folder {
    pub(super) fn new() -> Self {
        let dir = tempfile::tempdir().expect("a folder");
        Self { dir }
    }

    pub(super) fn file(&self) -> PathBuf {
        self.dir.path().join("case.db")
    }

    pub(super) fn store(&self) -> Store {
        Store::create(&self.file(), &KEY, StoreId([1; 16])).expect("a store")
    }
}

/// A store that trusts the hub and has let in the hub's enrolment of `authors`.
pub(super) fn store_with(authors: &mut [&mut Author]) -> (Folder, Store) {
    let folder = Folder::new();
    let store = folder.store();
    let mut hub = Author {
        epoch: 1,
        ..Author::new(99)
    };
    store
        .write(|tx| tx.trust(hub.public()))
        .expect("a pinned key");
    let roster: Vec<Vec<u8>> = authors
        .iter()
        .map(|author| hub.enrol(author, false).to_wire())
        .collect();
    let admissions = store.ingest(&roster, MORNING).expect("a page");
    assert!(
        admissions
            .iter()
            .all(|admission| matches!(admission.outcome, Outcome::Accepted(_)))
    );
    (folder, store)
}

/// A device that signs envelopes in one epoch.
#[derive(Clone)]
pub(super) struct Author {
    pub(super) key: SigningKey,
    pub(super) office: OfficeId,
    pub(super) epoch: u64,
    pub(super) seq: u64,
    pub(super) prev: Hash,
}

impl Author {
    pub(super) fn new(seed: u8) -> Self {
        Self {
            key: SigningKey::from_bytes(&[seed; 32]),
            office: OFFICE,
            epoch: u64::MAX - 3,
            seq: 1,
            prev: Hash([0; 32]),
        }
    }

    pub(super) fn public(&self) -> PublicKey {
        PublicKey(self.key.verifying_key().to_bytes())
    }

    pub(super) fn header(&self, kind: Kind, doc: CaseId) -> Header {
        Header {
            office: self.office,
            device: self.public().device(),
            epoch: self.epoch,
            seq: self.seq,
            prev: self.prev,
            made_at_ms: MORNING + self.seq.cast_signed() * 1000,
            officer: OfficerId([3; 16]),
            kind,
            doc,
        }
    }

    /// Signs any header; the author's own chain does not move.
    pub(super) fn sign(&self, header: Header, bodies: Vec<Vec<u8>>) -> Envelope {
        Envelope::seal(header, bodies, [5; 16], &self.key).expect("small enough")
    }

    /// Signs the next envelope of the author's chain.
    pub(super) fn seal(&mut self, kind: Kind, doc: CaseId, bodies: Vec<Vec<u8>>) -> Envelope {
        let envelope = self.sign(self.header(kind, doc), bodies);
        self.seq += 1;
        self.prev = envelope.hash();
        envelope
    }

    pub(super) fn enrol(&mut self, other: &Self, revoked: bool) -> Envelope {
        let enrolment = Enrolment {
            key: other.public(),
            office: other.office,
            name: "Điểm tiếp nhận số 1".to_owned(),
            revoked,
        };
        self.seal(Kind::Roster, CaseId([0; 16]), vec![enrolment.to_body()])
    }

    /// Says that it holds, of `position` envelopes, these; each from the first of its chain on.
    pub(super) fn receipt(&self, position: u64, tips: &[&Envelope]) -> Receipt {
        let runs = tips.iter().map(|tip| {
            let header = tip.header();
            Run {
                device: header.device,
                epoch: header.epoch,
                lo: 1,
                hi: header.seq,
                tip: tip.hash(),
            }
        });
        let runs = runs.collect();
        Holding::new(self.office, &self.key, (1, position), MORNING, runs).sign(&self.key)
    }

    /// Receives a case.
    pub(super) fn open(&mut self, case: &Case) -> Envelope {
        let mut document = Document::skeleton().expect("a skeleton");
        let change = document
            .open(self.public().actor(self.epoch), MORNING, case)
            .expect("a change");
        self.seal(Kind::Case, case.opening.id, vec![change])
    }

    /// Does something with a case as it stands in `document`, which moves on.
    pub(super) fn act(&mut self, document: &mut Document, command: Command) -> Envelope {
        let case = document.case().expect("an opened case");
        let mut entropy = [self.seq.to_le_bytes()[0]; 16];
        entropy[..8].copy_from_slice(&self.public().0[..8]);
        let facts = Facts {
            officer: officer(),
            roles: Role::ALL.to_vec(),
            device: self.public().device(),
            office: self.office,
            place: place(),
            now: time(MORNING + self.seq.cast_signed() * 60_000),
            entropy,
        };
        let law = Law {
            calendar: &Calendar::built_in(),
            rules: &Rules::built_in(),
            procedure: None,
        };
        let events = decide(&case, command, &facts, &law).expect("allowed");
        let change = document
            .append(self.public().actor(self.epoch), MORNING, &events)
            .expect("a change");
        self.seal(Kind::Case, case.opening.id, vec![change])
    }
}

pub(super) fn time(ms: i64) -> LocalTime {
    LocalTime::from_unix_ms(ms).expect("a time")
}

pub(super) fn officer() -> Officer {
    Officer {
        id: OfficerId([3; 16]),
        name: "Vi Thị Kim".to_owned(),
    }
}

fn place() -> Place {
    Place {
        kind: PlaceKind::Point,
        name: Some("ĐIỂM TIẾP NHẬN SỐ 1".to_owned()),
        address: None,
    }
}

pub(super) fn id(n: u32) -> CaseId {
    let mut bytes = [0xc0; 16];
    bytes[12..].copy_from_slice(&n.to_be_bytes());
    CaseId(bytes)
}

pub(super) fn code(n: u32) -> RecordCode {
    RecordCode::parse(&format!("{AGENCY}-261121-{:04}", 5001 + n)).expect("a code")
}

/// The case number `n`, received `n` minutes after the morning.
pub(super) fn case(n: u32, applicant: &str) -> Case {
    let received = time(MORNING + i64::from(n) * 60_000);
    let events = vec![Event {
        id: format!("received-{n}"),
        kind: EventKind::Received,
        officer: officer(),
        device: Author::new(1).public().device(),
        office: None,
        place: place(),
        at: received,
        supersedes: vec![],
        reason: None,
        detail: Detail::None,
    }];
    Case {
        opening: Opening {
            id: id(n),
            office: OFFICE,
            code: code(n),
            procedure: "1.001193".to_owned(),
            procedure_name: "Đăng ký khai sinh".to_owned(),
            variant: None,
            documents: [].into(),
            appointment: Appointment {
                received,
                due: Some(time(received.unix_ms() + 24 * 3_600_000)),
                provisional: false,
                calendar: "2026".to_owned(),
                clock_unconfirmed: false,
            },
            place: place(),
            client_ref: Some(format!("ref-{n}")),
            assistance: None,
            for_office: None,
        },
        applicant: Party {
            kind: PartyKind::Person,
            name: applicant.to_owned(),
            id: Some(format!("0201990{n:05}")),
            born: None,
            sex: None,
            address: Some("Thôn Pò Mã, xã Mẫu Sơn".to_owned()),
            phone: Some("0912 345 678".to_owned()),
            email: None,
            former_address: None,
            representative: None,
        },
        submitter: Submitter::default(),
        return_way: ReturnWay::AtPoint,
        standing: fold(&events),
        events,
        conflicts: vec![],
        overtaken: vec![],
    }
}

pub(super) fn note(text: &str) -> Command {
    Command::AddNote {
        text: text.to_owned(),
    }
}

pub(super) fn document(store: &Store, id: CaseId) -> Document {
    read(store, |reader| reader.document(id)).expect("a document")
}

/// Takes in a page and gives what became of each.
pub(super) fn ingest(store: &Store, envelopes: &[&Envelope]) -> Vec<Outcome> {
    let wires: Vec<Vec<u8>> = envelopes.iter().map(|one| one.to_wire()).collect();
    let admissions = store.ingest(&wires, MORNING).expect("a page");
    for (admission, envelope) in admissions.iter().zip(envelopes) {
        assert_eq!(admission.hash, Some(envelope.hash()));
    }
    admissions
        .into_iter()
        .map(|Admission { outcome, .. }| outcome)
        .collect()
}

pub(super) fn read<T>(
    store: &Store,
    work: impl FnOnce(&crate::Reader<'_>) -> Result<T, StoreError>,
) -> T {
    store.read(work).expect("an answer")
}

pub(super) fn sound(store: &Store) {
    assert_eq!(store.check(true).expect("a check"), vec![]);
    assert_eq!(store.check(false).expect("a check"), vec![]);
}
