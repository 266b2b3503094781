//! What is written apart arrives in any order, with gaps, twice or late: the value is the expected one,
//! or the conflict is shown, and what cannot be applied yet waits in sight.
//!
//! One row for each of the 41 scenarios of offline branches that ODK Central tests, told in our words:
//! its submissions are envelopes, its properties `status` and `age` the phone and the e-mail, its
//! backlog what is held. Nothing of ours is ever forced: without its past an edit waits.

use super::world::*;
use crate::{Outcome, Store};
use casework::case::{Field, Settlement};
use casework::command::Command;
use casework::crdt::Document;
use casework::sync::envelope::Envelope;
use std::collections::BTreeMap;

/// Each step of a script:
///
/// - `trunk` the centre receives the case and everybody has it; `other` it receives another one
/// - `p:open`, `p:phone=x`, `p:email=x` the point writes without a line: its envelopes are `p1`, `p2` …;
///   so does the second point `q`; `q<p` it gets by itself what the first one has
/// - `c:phone=x`, `c:email=x`, `c:stop` the centre does it at once, with what the hub has
/// - `>p2` an envelope arrives at the hub, `>p2+p1` two in one page, `!p1` one of which a bit is wrong
/// - `revoke` the first point may write no more
/// - `?phone=x,held=1` what the hub shows now; `a|b` either of them
const SCENARIOS: [(&str, &str); 41] = [
    (
        "a case begins apart",
        "p:open >p1 ?cases=1,phone=0,conflicts=-",
    ),
    ("one edit", "trunk p:phone=a >p1 ?phone=a,conflicts=-"),
    (
        "an edit with a line",
        "trunk c:phone=a ?phone=a,conflicts=-",
    ),
    (
        "a damaged edit",
        "trunk p:phone=a !p1 ?phone=0,held=0 >p1 ?phone=a",
    ),
    // In order.
    (
        "two edits",
        "trunk p:phone=a p:phone=b >p1 >p2 ?phone=b,conflicts=-",
    ),
    (
        "the centre went on before",
        "trunk c:email=x p:phone=a p:phone=b >p1 >p2 ?phone=b,email=x,conflicts=-",
    ),
    (
        "the centre goes on between",
        "trunk c:email=x p:phone=a >p1 c:email=y p:phone=b >p2 ?phone=b,email=y,conflicts=-",
    ),
    (
        "a case and an edit",
        "p:open p:phone=a >p1 >p2 ?phone=a,conflicts=-",
    ),
    (
        "the centre works between every two",
        "p:open >p1 c:email=30 p:phone=a >p2 c:email=40 p:phone=b >p3 ?phone=b,email=40,conflicts=-",
    ),
    // Out of order.
    (
        "the second edit alone",
        "trunk p:phone=a p:phone=b >p2 ?phone=0,held=1",
    ),
    (
        "the third after the first",
        "trunk p:phone=a p:phone=b p:phone=c >p1 >p3 ?phone=a,held=1",
    ),
    (
        "on what only another point has",
        "trunk p:phone=a q<p q:phone=b >q1 ?phone=0,held=1 >p1 ?phone=b,held=0,conflicts=-",
    ),
    (
        "the gap is filled",
        "trunk p:phone=a p:phone=b p:phone=c >p1 >p3 ?held=1 >p2 ?phone=c,held=0,conflicts=-",
    ),
    (
        "the edit before its case",
        "p:open p:phone=a >p2 ?cases=0,held=1 >p1 ?phone=a,held=0,conflicts=-",
    ),
    (
        "everything backwards",
        "p:open p:phone=a p:phone=b >p3 >p2 ?cases=0,held=2 >p1 ?phone=b,held=0,conflicts=-",
    ),
    (
        "held twice is held once",
        "trunk p:phone=a p:phone=b >p2 >p2 ?held=1 >p1 ?phone=b,held=0",
    ),
    (
        "a case that comes twice",
        "p:open p:phone=a >p2 >p2 ?cases=0,held=1 >p1 >p1 ?cases=1,phone=a,held=0",
    ),
    (
        "what was held leaves no trace",
        "trunk p:phone=a p:phone=b >p2 ?held=1 >p1 ?held=0,phone=b,conflicts=-",
    ),
    // Something else happens meanwhile.
    (
        "work at the centre releases nothing",
        "trunk p:phone=a p:phone=b >p2 c:email=x ?phone=0,email=x,held=1 >p1 ?phone=b,email=x,held=0",
    ),
    (
        "another case releases nothing",
        "p:open p:phone=a >p2 other ?held=1 >p1 ?phone=a,held=0",
    ),
    (
        "two wait through everything",
        "trunk p:phone=a p:phone=b p:phone=c >p3 >p2 c:email=x ?phone=0,email=x,held=2",
    ),
    // The past never comes: nothing is made up.
    (
        "for ever without the first",
        "trunk p:phone=a p:phone=b >p2 >p2 ?phone=0,held=1",
    ),
    (
        "two for ever",
        "trunk p:phone=a p:phone=b p:phone=c >p2 >p3 ?phone=0,held=2",
    ),
    ("an edit is no case", "p:open p:phone=a >p2 ?cases=0,held=1"),
    (
        "nor are two",
        "p:open p:phone=a p:phone=b >p2 >p3 ?cases=0,held=2 >p1 ?phone=b,held=0,conflicts=-",
    ),
    (
        "the case comes late",
        "p:open p:phone=a >p2 >p1 ?phone=a,held=0,conflicts=-",
    ),
    (
        "late, and one more edit",
        "p:open p:phone=a p:phone=b >p2 >p1 ?phone=a,held=0 >p3 ?phone=b,conflicts=-",
    ),
    (
        "a newer one does not force an older one",
        "trunk p:phone=a p:phone=b p:phone=c >p2 ?held=1 >p3 ?phone=0,held=2",
    ),
    // The writer or the case has ended.
    (
        "a revoked point",
        "trunk p:phone=a revoke >p1 ?phone=0,held=0",
    ),
    (
        "revoked while it is held",
        "trunk p:phone=a p:phone=b >p2 revoke >p1 ?phone=0,held=1",
    ),
    (
        "the case was stopped",
        "trunk p:phone=a c:stop >p1 ?phone=a,step=stopped,overtaken=1",
    ),
    // Conflicts.
    (
        "one field on both sides",
        "trunk c:email=24 p:phone=a p:email=26 >p1 >p2 ?phone=a,email=24|26,conflicts=applicant.email",
    ),
    (
        "one writer is no conflict in any order",
        "trunk p:phone=a p:phone=b p:phone=c >p2 >p1 ?phone=b,held=0,conflicts=- >p3 ?phone=c,conflicts=-",
    ),
    (
        "after a decision the value stands",
        "trunk c:email=24 p:phone=a >p1 ?conflicts=- p:email=26 >p2 ?conflicts=applicant.email \
         c:email=24 ?email=24,conflicts=-",
    ),
    (
        "other edits after a decision open nothing",
        "p:open >p1 c:email=24 p:phone=a >p2 p:email=27 >p3 ?conflicts=applicant.email c:email=24 \
         p:phone=b >p4 ?phone=b,email=24,conflicts=-",
    ),
    (
        "an edit right after its case",
        "p:open >p1 p:phone=a >p2 ?phone=a,conflicts=-",
    ),
    (
        "two points, one field, the case last",
        "p:open q<p p:phone=a q:phone=b >q1 ?cases=0,held=1 >p2 >p1 \
         ?phone=a|b,held=0,conflicts=applicant.phone",
    ),
    (
        "two points, two fields, the case last",
        "p:open q<p p:phone=a q:email=x >q1 >p2 >p1 ?phone=a,email=x,held=0,conflicts=-",
    ),
    // At once.
    (
        "the edit and its case in one page",
        "p:open p:phone=a >p2+p1 ?phone=a,held=0,conflicts=-",
    ),
    (
        "two edits, then the case",
        "p:open p:phone=a p:phone=b >p2 >p3 >p1 ?phone=b,held=0,conflicts=-",
    ),
    (
        "edits of two points, then the case",
        "p:open p:phone=a q<p q:email=x >p2 >q1 >p1 ?phone=a,email=x,held=0,conflicts=-",
    ),
];

/// A device and what it has of the case.
struct Device {
    author: Author,
    known: Vec<Envelope>,
    written: Vec<Envelope>,
}

struct Play {
    _folder: Folder,
    hub: Store,
    authority: Author,
    devices: BTreeMap<char, Device>,
    /// Where in which scenario.
    at: String,
}

fn body(envelope: &Envelope) -> &[u8] {
    envelope.present_bodies().next().expect("a body")
}

/// `p2`: a device and a number.
fn named(name: &str) -> (char, &str) {
    let device = name.chars().next().expect("a name");
    (device, &name[1..])
}

fn command(what: &str) -> Command {
    let (field, value) = match what.split_once('=') {
        Some(("phone", value)) => (Field::ApplicantPhone, value),
        Some(("email", value)) => (Field::ApplicantEmail, value),
        _ => {
            assert_eq!(what, "stop");
            return Command::Stop {
                reason: "xin rút".to_owned(),
                settlement: Settlement::default(),
            };
        }
    };
    Command::Correct {
        field,
        seen: None,
        value: Some(value.to_owned()),
    }
}

/// The same, knowing the value that is there.
fn seeing(command: Command, document: &mut Document) -> Command {
    let case = document.case().expect("a case");
    if let Command::Correct { field, value, .. } = command {
        let seen = case.field(field);
        return Command::Correct { field, seen, value };
    }
    command
}

impl Play {
    fn new() -> Self {
        let mut authors = [Author::new(1), Author::new(2), Author::new(3)];
        let [c, p, q] = &mut authors;
        let (folder, hub) = store_with(&mut [c, p, q]);
        let authority = Author::new(98);
        hub.write(|tx| tx.trust(authority.public()))
            .expect("pinned");
        let devices = ['c', 'p', 'q'].into_iter().zip(authors);
        let devices = devices.map(|(name, author)| {
            let device = Device {
                author,
                known: vec![],
                written: vec![],
            };
            (name, device)
        });
        Self {
            _folder: folder,
            hub,
            authority,
            devices: devices.collect(),
            at: String::new(),
        }
    }

    fn device(&mut self, name: char) -> &mut Device {
        self.devices.get_mut(&name).expect("a device")
    }

    fn arrives(&self, envelopes: &[&Envelope]) -> Vec<Outcome> {
        ingest(&self.hub, envelopes)
    }

    fn open(&mut self, name: char, number: u32) -> Envelope {
        let mut case = case(number, "Phùng Thị Sinh");
        case.applicant.phone = Some("0".to_owned());
        self.device(name).author.open(&case)
    }

    fn step(&mut self, step: &str) {
        if step == "trunk" {
            let opened = self.open('c', 0);
            self.arrives(&[&opened]);
            for device in self.devices.values_mut() {
                device.known.push(opened.clone());
            }
        } else if step == "other" {
            let opened = self.open('c', 1);
            self.arrives(&[&opened]);
        } else if step == "revoke" {
            let point = self.device('p').author.clone();
            let revoked = self.authority.enrol(&point, true);
            self.arrives(&[&revoked]);
        } else if let Some(wanted) = step.strip_prefix('?') {
            self.shows(wanted);
        } else if let Some(name) = step.strip_prefix('!') {
            let (device, nth) = named(name);
            let mut wire = self.written(device, nth).to_wire();
            let middle = wire.len() / 2;
            wire[middle] ^= 1;
            self.hub.ingest(&[wire], MORNING).expect("a page");
        } else if let Some(names) = step.strip_prefix('>') {
            let page: Vec<Envelope> = names
                .split('+')
                .map(|name| {
                    let (device, nth) = named(name);
                    self.written(device, nth)
                })
                .collect();
            self.arrives(&page.iter().collect::<Vec<_>>());
        } else if let Some((to, from)) = step.split_once('<') {
            let known = self.device(named(from).0).known.clone();
            self.device(named(to).0).known = known;
        } else {
            let (name, what) = step.split_once(':').expect("a step");
            self.write(named(name).0, what);
        }
    }

    fn written(&mut self, device: char, nth: &str) -> Envelope {
        let nth: usize = nth.parse().expect("a number");
        self.device(device).written[nth - 1].clone()
    }

    fn write(&mut self, name: char, what: &str) {
        let envelope = if what == "open" {
            self.open(name, 0)
        } else {
            let mut seen = if name == 'c' {
                document(&self.hub, id(0))
            } else {
                let known = &self.device(name).known;
                Document::load(known.iter().map(body)).expect("a document")
            };
            let command = seeing(command(what), &mut seen);
            self.device(name).author.act(&mut seen, command)
        };
        let device = self.device(name);
        device.known.push(envelope.clone());
        device.written.push(envelope.clone());
        if name == 'c' {
            assert!(matches!(
                self.arrives(&[&envelope])[..],
                [Outcome::Accepted(_)]
            ));
        }
    }

    fn shows(&self, wanted: &str) {
        let counts = read(&self.hub, |reader| reader.counts());
        let case = read(&self.hub, |reader| reader.case(id(0)));
        for part in wanted.split(',') {
            let (key, value) = part.split_once('=').expect("a fact");
            let case = || case.as_ref().expect("a case");
            let found = match key {
                "cases" => counts.cases.to_string(),
                "held" => counts.held.to_string(),
                "phone" => case().applicant.phone.clone().unwrap_or_default(),
                "email" => case().applicant.email.clone().unwrap_or_default(),
                "step" => case().standing.step.code().to_owned(),
                "overtaken" => case().overtaken.len().to_string(),
                "conflicts" => {
                    let fields = case().conflicts.iter().map(|one| one.field.code());
                    let fields: Vec<&str> = fields.collect();
                    if fields.is_empty() {
                        "-".to_owned()
                    } else {
                        fields.join("+")
                    }
                }
                other => panic!("nothing is called {other}"),
            };
            assert!(
                value.split('|').any(|one| one == found),
                "{}: {part}, found {found}",
                self.at
            );
        }
    }
}

#[test]
fn the_41_offline_branches_give_the_expected_value_or_a_shown_conflict() {
    for (what, script) in SCENARIOS {
        let mut play = Play::new();
        for step in script.split_whitespace() {
            play.at = format!("{what}: {step} of {script}");
            play.step(step);
        }
        sound(&play.hub);
    }
}
