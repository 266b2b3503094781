//! Cases of offices that do not exist, the same for the same seed: envelopes to train a dictionary on.
//! None of their procedures is one of `catalogue/offices/demo-day.json`, which is what is measured.

use crate::random::Random;
use casework::calendar::Calendar;
use casework::case::{Case, Detail, Facts, Field, Law, Reception, decide, receive};
use casework::command::{Command, Intake};
use casework::crdt::Document;
use casework::fee::{FeeTable, FeesIn};
use casework::form::{Form, facts};
use casework::id::{CaseId, Hash, OfficeId, OfficerId, PublicKey};
use casework::number::RecordCode;
use casework::office::{Officer, Place, PlaceKind, Role};
use casework::procedure::{Catalogue, Channel, Procedure};
use casework::rules::Rules;
use casework::sync::envelope::{Envelope, Header, Kind};
use casework::time::LocalTime;
use ed25519_dalek::SigningKey;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// What is measured, and so not trained on.
const MEASURED: &str = include_str!("../../catalogue/offices/demo-day.json");

const FAMILIES: [&str; 10] = [
    "Đinh", "Phan", "Võ", "Huỳnh", "Mai", "Chu", "Lò", "Quàng", "Hà", "Tô",
];
const MIDDLES: [&str; 6] = ["Văn", "Thị", "Công", "Thị Bích", "Xuân", "Thị Kim"];
const GIVEN: [&str; 12] = [
    "An", "Bảo", "Chi", "Duy", "Hoa", "Kiên", "Lan", "Nga", "Phúc", "Sơn", "Trang", "Vinh",
];
const PLACES: [&str; 5] = [
    "Thôn 1",
    "Thôn Đông",
    "Bản Mới",
    "Tổ dân phố số 3",
    "Ấp Bình An",
];
/// Agency code, name of the commune and of its province.
const OFFICES: [(&str, &str, &str); 4] = [
    ("H12.88.01", "xã Tân Lập", "tỉnh Sơn La"),
    ("H40.31.07", "phường Hòa Bình", "tỉnh Nghệ An"),
    ("H26.15.22", "xã Đông Sơn", "thành phố Hà Nội"),
    ("H05.77.13", "xã Phú Mỹ", "tỉnh Cà Mau"),
];

/// One desk at which all this happens.
struct Counter {
    random: Random,
    agency: &'static str,
    commune: String,
    office: OfficeId,
    key: SigningKey,
    officer: Officer,
    now: LocalTime,
    seq: u64,
    prev: Hash,
    catalogue: Catalogue,
    calendar: Calendar,
    rules: Rules,
    fees: FeeTable,
}

/// Envelopes of every procedure that is not measured, received and dealt with once at one of the
/// offices.
pub fn envelopes(seed: u64) -> Vec<Vec<u8>> {
    let catalogue = Catalogue::built_in().expect("built in");
    let measured = measured();
    let procedures: Vec<&Procedure> = catalogue
        .all()
        .iter()
        .filter(|procedure| !measured.contains(&procedure.code))
        .collect();
    let mut wires = vec![];
    for (nth, office) in OFFICES.into_iter().enumerate() {
        let mut counter = Counter::new(seed + nth as u64, office);
        for procedure in procedures.iter().skip(nth).step_by(OFFICES.len()) {
            wires.extend(counter.serve(procedure));
        }
    }
    wires
}

fn measured() -> BTreeSet<String> {
    let day: Value = serde_json::from_str(MEASURED).expect("JSON");
    let counters = ["centre", "point"].map(|name| day[name].as_array().expect("a list"));
    let code = |intake: &Value| intake["procedure"].as_str().expect("a code").to_owned();
    counters.into_iter().flatten().map(code).collect()
}

impl Counter {
    fn new(seed: u64, (agency, commune, province): (&'static str, &str, &str)) -> Self {
        let mut random = Random::new(seed);
        Self {
            agency,
            commune: format!("{commune}, {province}"),
            office: OfficeId(bytes(&mut random)),
            key: SigningKey::from_bytes(&bytes(&mut random)),
            officer: Officer {
                id: OfficerId(bytes(&mut random)),
                name: name(&mut random),
            },
            random,
            now: "2026-08-03T07:30:00+07:00".parse().expect("a time"),
            seq: 0,
            prev: Hash([0; 32]),
            catalogue: Catalogue::built_in().expect("built in"),
            calendar: Calendar::built_in(),
            rules: Rules::built_in(),
            fees: FeeTable::built_in(agency).expect("built in"),
        }
    }

    /// Receives one file, then does with it what is possible.
    fn serve(&mut self, procedure: &Procedure) -> Vec<Vec<u8>> {
        let Some((case, document)) = self.receive(procedure) else {
            return vec![];
        };
        let mut wires = vec![document];
        let mut changes = vec![self.change_of(&wires[0])];
        let id = case.opening.id;
        let phone = format!("09{:08}", self.random.below(100_000_000));
        let commands = [
            Command::Forward { unit: None },
            Command::Assign {
                to: name(&mut self.random),
            },
            Command::Correct {
                field: Field::ApplicantPhone,
                seen: case.applicant.phone.clone(),
                value: Some(phone),
            },
            Command::AddNote {
                text: "Đã gọi điện cho người nộp".to_owned(),
            },
            Command::RecordResult { file: None },
            Command::ReturnResult {
                way: None,
                recipient: None,
                notice: None,
            },
        ];
        for command in commands {
            self.later();
            if let Some(change) = self.act(&changes, command) {
                wires.push(self.seal(id, change.clone()));
                changes.push(change);
            }
        }
        wires
    }

    fn receive(&mut self, procedure: &Procedure) -> Option<(Case, Vec<u8>)> {
        self.later();
        let ordinal = 5001 + self.seq;
        let date = self.now.date().strftime("%y%m%d").to_string();
        let code = RecordCode::parse(&format!("{}-{date}-{ordinal}", self.agency)).ok()?;
        let id = CaseId(bytes(&mut self.random));
        let intake = self.intake(&procedure.code);
        let facts = self.facts();
        let reception = Reception {
            id,
            office: self.office,
            code: &code,
            procedure,
            calendar: &self.calendar,
            rules: &self.rules,
            clock_unconfirmed: false,
            for_office: None,
        };
        let mut case = receive(intake, &facts, &reception).ok()?;
        let day = self.now.date();
        let lines = FeesIn::lines(None, &self.fees, &procedure.code, Channel::Direct, day);
        if let Ok(Some(lines)) = lines {
            self.happens(&mut case, Command::AssessFees { lines });
        }
        let print = Command::Print {
            form: Form::Receipt.code().to_owned(),
            facts: facts_of(&case)?,
        };
        self.happens(&mut case, print);
        let actor = self.public().actor(1);
        let at_ms = self.now.unix_ms();
        let change = Document::skeleton().ok()?.open(actor, at_ms, &case).ok()?;
        Some((case, self.seal(id, change)))
    }

    fn intake(&mut self, procedure: &str) -> Intake {
        let random = &mut self.random;
        let (year, number) = (60 + random.below(40), random.below(1_000_000));
        let sex = ["M", "F"][index(random, 2)];
        serde_json::from_value(json!({
            "client_ref": format!("{:016x}", random.number()),
            "procedure": procedure,
            "applicant": {
                "kind": "person",
                "name": name(random),
                "id": format!("014{}{year}{number:06}", random.below(4)),
                "sex": sex,
                "address": format!("{}, {}", PLACES[index(random, PLACES.len())], self.commune),
                "phone": format!("09{:08}", random.below(100_000_000)),
            },
        }))
        .expect("an intake")
    }

    /// Adds events to a case that is being received.
    fn happens(&mut self, case: &mut Case, command: Command) {
        let facts = self.facts();
        let law = self.law(&case.opening.procedure);
        let Ok(mut events) = decide(case, command, &facts, &law) else {
            return;
        };
        for event in &mut events {
            if let Detail::Print(record) = &mut event.detail {
                record.slip = Some(format!("MC1:{}", self.random.words(180).to_uppercase()));
            }
        }
        case.events.extend(events);
    }

    fn act(&mut self, changes: &[Vec<u8>], command: Command) -> Option<Vec<u8>> {
        let facts = self.facts();
        let mut document = Document::load(changes.iter().map(Vec::as_slice)).ok()?;
        let case = document.case()?;
        let law = self.law(&case.opening.procedure);
        let events = decide(&case, command, &facts, &law).ok()?;
        let actor = self.public().actor(1);
        document.append(actor, self.now.unix_ms(), &events).ok()
    }

    fn facts(&mut self) -> Facts {
        Facts {
            officer: self.officer.clone(),
            roles: Role::ALL.to_vec(),
            device: self.public().device(),
            office: self.office,
            place: Place {
                kind: PlaceKind::Centre,
                name: Some(format!("Trung tâm {}", self.commune)),
                address: Some(format!("{}, {}", PLACES[0], self.commune)),
            },
            now: self.now,
            entropy: bytes(&mut self.random),
        }
    }

    fn law(&self, procedure: &str) -> Law<'_> {
        Law {
            calendar: &self.calendar,
            rules: &self.rules,
            procedure: self.catalogue.get(procedure),
        }
    }

    fn public(&self) -> PublicKey {
        PublicKey(self.key.verifying_key().to_bytes())
    }

    fn later(&mut self) {
        let minutes = i64::try_from(1 + self.random.below(9)).expect("small");
        let later = LocalTime::from_unix_ms(self.now.unix_ms() + minutes * 60_000);
        self.now = later.expect("a time");
    }

    fn seal(&mut self, doc: CaseId, change: Vec<u8>) -> Vec<u8> {
        self.seq += 1;
        let header = Header {
            office: self.office,
            device: self.public().device(),
            epoch: 1,
            seq: self.seq,
            prev: self.prev,
            made_at_ms: self.now.unix_ms()
                + i64::try_from(self.random.below(60_000)).expect("small"),
            officer: self.officer.id,
            kind: Kind::Case,
            doc,
        };
        let salt = bytes(&mut self.random);
        let envelope = Envelope::seal(header, vec![change], salt, &self.key).expect("small");
        self.prev = envelope.hash();
        envelope.to_wire()
    }

    fn change_of(&self, wire: &[u8]) -> Vec<u8> {
        let envelope = Envelope::from_wire(wire).expect("an envelope");
        envelope.present_bodies().flatten().copied().collect()
    }
}

fn facts_of(case: &Case) -> Option<Hash> {
    Some(facts(case, Form::Receipt).ok()?.hash())
}

fn name(random: &mut Random) -> String {
    let mut one = |words: &[&'static str]| words[index(random, words.len())];
    format!("{} {} {}", one(&FAMILIES), one(&MIDDLES), one(&GIVEN))
}

fn index(random: &mut Random, end: usize) -> usize {
    usize::try_from(random.below(end as u64)).expect("small")
}

fn bytes<const N: usize>(random: &mut Random) -> [u8; N] {
    let mut bytes = [0; N];
    for chunk in bytes.chunks_mut(8) {
        chunk.copy_from_slice(&random.number().to_be_bytes()[..chunk.len()]);
    }
    bytes
}
