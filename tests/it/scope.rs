//! A case that one office receives for another: in both, in no third one, by whichever database.

use casework::case::{Case, EventKind, Field, Passage, Step};
use casework::command::{Command, Intake};
use casework::figures::{Period, Span};
use casework::id::{CaseId, Hash};
use casework::office::Office;
use casework::sync::envelope::Envelope;
use desk::api::detail;
use desk::conflicts;
use desk::desk::Desk;
use desk::enrolment::from_bundle;
use desk::error::ErrorCode;
use desk::sync::hub_client::set_address;
use desk::sync::stick;
use hub::Hub;
use serde_json::json;
use std::path::Path;
use std::process::Command as Program;
use store::{Filter, ListQuery, StoreError, SyncState};
use tempfile::TempDir;
use tests::cli::text;
use tests::province::server::Server;
use tests::world::{Serving, is_sound, newcomer, nobody, sync};
use tests::{motcua, rows};

fn office(digit: u8) -> Office {
    let mut office = desk::demo::office().expect("the demo office");
    if digit > 1 {
        let place = ["ĐỒNG ĐĂNG", "HỮU LŨNG"][usize::from(digit) - 2];
        office.id = casework::id::OfficeId([digit; 16]);
        office.code = format!("H37.101.9{digit}").parse().expect("a code");
        office.name = format!("TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG XÃ {place}");
        office.parent = format!("ỦY BAN NHÂN DÂN XÃ {place}");
    }
    office
}

/// Three offices under one hub; the first two have two desks each.
struct Three {
    hub: Hub,
    open: Box<dyn Fn() -> Hub>,
    serving: Option<Serving>,
    here: [Desk; 2],
    there: [Desk; 2],
    nowhere: Desk,
    folder: TempDir,
}

impl Three {
    fn new(open: impl Fn(&Path) -> Hub + 'static) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let data = folder.path().join("hub");
        let open = Box::new(move || open(&data));
        let hub = open();
        for digit in 1..=3 {
            hub.add_office(&office(digit)).expect("an office");
        }
        let join = |name: &str, digit| {
            let invitation = hub.invite(office(digit).id, name, 24, None);
            let file = invitation.expect("an invitation").to_json();
            let who = newcomer(name, "Lý Văn Sơn");
            from_bundle(&folder.path().join(name), &file, who).expect("a desk")
        };
        let here = [join("here-1", 1), join("here-2", 1)];
        let there = [join("there-1", 2), join("there-2", 2)];
        let nowhere = join("nowhere", 3);
        let serving = Some(Serving::start(hub.clone()));
        Self {
            hub,
            open,
            serving,
            here,
            there,
            nowhere,
            folder,
        }
    }

    fn in_a_file() -> Self {
        Self::new(|data| Hub::open(data).expect("a hub"))
    }

    fn url(&self) -> String {
        self.serving.as_ref().expect("it serves").url()
    }

    fn desks(&self) -> impl Iterator<Item = &Desk> {
        self.here.iter().chain(&self.there).chain([&self.nowhere])
    }

    /// Everybody exchanges until nothing is left.
    fn sync(&self) {
        for _ in 0..2 {
            self.desks().for_each(|desk| drop(sync(desk, &self.url())));
        }
    }

    /// Stops the hub, opens it again over the same data, and lets it serve.
    fn restart(&mut self) {
        self.serving = None;
        self.hub = (self.open)();
        self.serving = Some(Serving::start(self.hub.clone()));
    }

    /// The desks of each office and the hub hold the same; the third office holds no byte of `case`.
    fn is_equal(&self, case: CaseId) {
        for pair in [&self.here, &self.there] {
            let office = Some(pair[0].office());
            let there = self.hub.store().read(|r| r.heads_digest(office));
            let there = there.map_err(|error: StoreError| error).expect("heads");
            for desk in pair {
                let heads = desk.store().read(|r| r.heads_digest(office));
                assert_eq!(
                    heads.map_err(|error: StoreError| error).expect("heads"),
                    there
                );
                is_sound(desk.store());
            }
        }
        is_sound(self.nowhere.store());
        let (third, all) = (self.nowhere.office(), usize::MAX);
        let at_hub = self.hub.store().read(|r| r.feed(third, 0, all, None));
        let kept = self.nowhere.store().read(|r| {
            let offices = r.offices()?.into_iter();
            let pages = offices.map(|office| r.feed(office, 0, all, None));
            pages.collect::<Result<Vec<_>, StoreError>>()
        });
        let at_hub = at_hub.map_err(|error: StoreError| error).expect("a feed");
        for page in kept.expect("feeds").into_iter().chain([at_hub]) {
            let docs = page.wires.iter().map(|wire| {
                let envelope = Envelope::from_wire(wire).expect("an envelope");
                envelope.header().doc
            });
            assert!(
                !docs.into_iter().any(|doc| doc == case),
                "not for this office"
            );
        }
    }
}

fn for_there(number: usize) -> Intake {
    let mut row = rows::row(number);
    row["for_office"] = json!(office(2).code);
    rows::intake(row)
}

fn case(desk: &Desk, id: CaseId) -> Case {
    desk.case(id).expect("the case is here")
}

fn act(desk: &Desk, id: CaseId, command: Command) -> Case {
    desk.act(id, command).expect("a step")
}

fn phone(desk: &Desk, id: CaseId, value: &str) {
    let command = Command::Correct {
        field: Field::ApplicantPhone,
        seen: case(desk, id).field(Field::ApplicantPhone),
        value: Some(value.to_owned()),
    };
    act(desk, id, command);
}

fn listed(desk: &Desk, filter: Filter) -> Vec<CaseId> {
    let query = ListQuery {
        office: Some(desk.office()),
        filter,
        until: None,
        limit: 100,
        offset: 0,
    };
    let page = desk.store().read(|reader| reader.list(&query));
    let rows = page
        .map_err(|error: StoreError| error)
        .expect("a list")
        .rows;
    rows.iter().map(|row| row.id).collect()
}

/// How many cases an office's register and figures count this year.
fn counted(desk: &Desk) -> usize {
    let year = Period::around(Span::Year, desk.facts().expect("facts").now.date());
    let entries = desk.store().read(|r| r.entries(desk.office(), year));
    entries
        .map_err(|error: StoreError| error)
        .expect("entries")
        .len()
}

fn story(mut three: Three) {
    let id = received(&three);
    taken_over(&three, id);
    scanned_in_both(&three, id);
    edited_apart(&mut three, id);
    given_back(&three, id);
}

/// Received without a line, then in both offices.
fn received(three: &Three) -> CaseId {
    let (here, there) = (&three.here, &three.there);
    // Before the hub has told what offices there are, nothing can be received for one.
    let refused = here[0].receive(for_there(0), true).err();
    assert_eq!(
        refused.map(|error| error.code),
        Some(ErrorCode::UnknownOffice)
    );
    three.sync();

    // Without a line: the number is the receiving office's.
    let taken = here[0].receive(for_there(0), true).expect("received").case;
    let id = taken.opening.id;
    assert_eq!(taken.opening.code.agency(), office(1).code.as_str());
    let own = there[0]
        .receive(rows::intake(rows::row(1)), false)
        .expect("received")
        .case;
    three.sync();
    three.is_equal(id);
    for desk in there {
        assert_eq!(case(desk, id).opening.for_office, taken.opening.for_office);
        assert_eq!(listed(desk, Filter::FromOthers), [id]);
        assert_eq!(listed(desk, Filter::ForOthers), []);
    }
    assert_eq!(listed(&here[1], Filter::ForOthers), [id]);
    assert!(three.nowhere.case(id).is_err());
    assert!(here[0].case(own.opening.id).is_err(), "theirs alone");
    assert_eq!(counted(&there[0]), 1, "received here, not elsewhere");
    id
}

/// A scan of either office reaches both, and no third one.
fn scanned_in_both(three: &Three, id: CaseId) {
    let (here, there) = (&three.here, &three.there);
    let picture = |seed: u8| [&[0xff, 0xd8, 0xff, 0xe0][..], &[seed; 300_000][..]].concat();
    for (desk, seed) in [(&here[0], 1), (&there[0], 2)] {
        let known = case(desk, id);
        let item = desk.paper_item(&known, "1").expect("a paper");
        let files = [(format!("trang {seed}.jpg"), picture(seed))];
        desk.add_scans(id, &item, &files).expect("added");
    }
    three.sync();
    for desk in here.iter().chain(there) {
        for seed in [1, 2] {
            let kept = desk
                .store()
                .read(|reader| reader.blob(Hash::of(&picture(seed))));
            assert_eq!(kept.expect("read"), Some(picture(seed)), "{seed}");
        }
        let row = desk.store().read(|reader| reader.row(id)).expect("read");
        assert_eq!(row.expect("a row").sync, SyncState::Acknowledged);
    }
    let strange = three
        .nowhere
        .store()
        .read(|reader| reader.blob(Hash::of(&picture(1))));
    assert_eq!(strange.expect("read"), None);
}

/// The other office takes it over; the first one sees who has it.
fn taken_over(three: &Three, id: CaseId) {
    let (here, there) = (&three.here, &three.there);
    act(&here[1], id, Command::Forward { unit: None });
    act(&there[0], id, Command::TakeOver);
    act(&there[0], id, Command::TakePapers);
    three.sync();
    three.is_equal(id);
    let seen = case(&here[0], id);
    assert_eq!(seen.passage(), Some(Passage::TakenOver));
    assert_eq!(
        (seen.handled_by(), seen.papers_at()),
        (office(2).id, office(2).id)
    );
    let shown = detail(&here[0], &seen).expect("details");
    let passage = shown.row.passage.expect("two offices");
    assert_eq!(
        (passage.side, passage.handled_by),
        ("for_others", office(2).code.to_string())
    );
    let took = shown
        .events
        .iter()
        .find(|event| event.kind == EventKind::TakenOver);
    assert!(took.expect("told").place.ends_with("XÃ ĐỒNG ĐĂNG"));
    let result = Command::RecordResult { file: None };
    let refused = here[0]
        .act(id, result.clone())
        .err()
        .map(|error| error.code);
    assert_eq!(refused, Some(ErrorCode::NotThisOffice));
}

/// Both edit apart, and the hub falls in between.
fn edited_apart(three: &mut Three, id: CaseId) {
    let (here, there) = (&three.here, &three.there);
    phone(&here[1], id, "0912000111");
    phone(&there[1], id, "0912000222");
    sync(&here[1], &three.url());
    three.restart();
    three.sync();
    three.is_equal(id);
    let (here, there) = (&three.here, &three.there);
    for desk in here.iter().chain(there) {
        let open = conflicts::open(desk).expect("conflicts");
        assert_eq!(open.iter().filter(|one| one.kind() == "field").count(), 1);
        assert!(listed(desk, Filter::All).len() < 3);
    }
    phone(&there[0], id, "0912000222");
}

/// The result goes back to where it was received.
fn given_back(three: &Three, id: CaseId) {
    let (here, there) = (&three.here, &three.there);
    act(&there[1], id, Command::RecordResult { file: None });
    act(&there[1], id, Command::SendBack);
    three.sync();
    let back = case(&here[0], id);
    assert_eq!(back.passage(), Some(Passage::SentBack));
    assert_eq!(back.handled_by(), office(1).id);
    let give = Command::ReturnResult {
        way: None,
        recipient: None,
        notice: Some(casework::case::Notice::Phone),
    };
    let refused = there[0].act(id, give.clone()).err().map(|error| error.code);
    assert_eq!(refused, Some(ErrorCode::NotThisOffice));
    act(&here[0], id, give);
    three.sync();
    three.is_equal(id);
    assert_eq!(case(&there[0], id).standing.step, Step::Returned);
    for desk in here.iter().chain(there) {
        assert!(
            conflicts::open(desk)
                .expect("conflicts")
                .iter()
                .all(|one| one.kind() == "paper")
        );
    }
    assert_eq!((counted(&here[0]), counted(&there[0])), (1, 1));
}

#[test]
fn a_case_received_for_another_office_belongs_to_both_over_a_file() {
    story(Three::in_a_file());
}

#[test]
fn a_case_received_for_another_office_belongs_to_both_over_postgresql() {
    let server = Server::start();
    server.create("offices");
    let url = server.url("offices");
    story(Three::new(move |data| {
        Hub::open_postgres(data, &url).expect("a hub")
    }));
}

#[test]
fn a_case_of_two_offices_goes_on_by_stick_within_each() {
    let three = Three::in_a_file();
    three.sync();
    let id = here_for_there(&three);
    let usb = three.folder.path().join("stick");
    std::fs::create_dir(&usb).expect("a folder");
    let plug = |desk: &Desk| {
        let outcome = stick::exchange(desk, &usb, None).expect("a stick");
        assert!(outcome.is_done(), "{outcome:?}");
    };
    // The hub hands it to one desk there; the others have no line.
    sync(&three.here[0], &three.url());
    sync(&three.there[0], &three.url());
    set_address(&three.there[1], &nobody()).expect("an address");
    for desk in [&three.there[1], &three.there[0], &three.there[1]] {
        plug(desk);
    }
    act(&three.there[1], id, Command::TakeOver);
    phone(&three.there[1], id, "0912000333");
    plug(&three.there[1]);
    plug(&three.there[0]);
    assert_eq!(
        case(&three.there[0], id).passage(),
        Some(Passage::TakenOver)
    );
    // Another office's desk does not open it.
    let foreign = stick::exchange(&three.here[0], &usb, None).expect("a stick");
    let states: Vec<_> = foreign.reports.iter().map(|one| one.state.code()).collect();
    assert!(
        states.contains(&"other_office") && foreign.pulled == 0,
        "{states:?}"
    );
    sync(&three.there[0], &three.url());
    sync(&three.here[0], &three.url());
    assert_eq!(case(&three.here[0], id).handled_by(), office(2).id);
    set_address(&three.there[1], &three.url()).expect("an address");
    three.sync();
    three.is_equal(id);
}

fn here_for_there(three: &Three) -> CaseId {
    let taken = three.here[0].receive(for_there(0), false);
    taken.expect("received").case.opening.id
}

#[test]
fn the_command_line_receives_for_another_office() {
    let three = Three::in_a_file();
    three.sync();
    let url = three.url();
    let (here, there) = (three.here[0].dir(), three.there[0].dir());
    let (here, there) = (motcua!(here.to_owned()), motcua!(there.to_owned()));
    let mut row = rows::row(0);
    row["for_office"] = json!(office(2).code);
    let receipts = three.folder.path().join("receipts");
    let receipts = receipts.to_str().expect("a path");
    let lines = row.to_string();
    let taken = here.feed(&["intake", "-", "--receipt", receipts], lines.as_bytes());
    let taken = taken.ok().one();
    let code = text(&taken, "code");
    let read = Program::new("pdftotext")
        .args([text(&taken, "receipt").as_str(), "-"])
        .output();
    let words = String::from_utf8(read.expect("pdftotext").stdout).expect("text");
    assert!(words.replace('\n', " ").contains("XÃ ĐỒNG ĐĂNG"), "{words}");
    row["for_office"] = json!("H37.101.77");
    row["client_ref"] = json!("elsewhere");
    let unknown = here.feed(&["intake", "-"], row.to_string().as_bytes());
    assert_eq!(unknown.codes(), ["unknown_office"]);

    for desk in [&here, &there, &there] {
        desk.run(&["sync", "--hub", &url]).ok();
    }
    let listed = there.run(&["case", "list"]).ok().one();
    let (one, two) = (office(1).code.to_string(), office(2).code.to_string());
    assert_eq!(
        (text(&listed, "office"), text(&listed, "handled_by")),
        (one.clone(), one.clone())
    );
    let step = there.run(&["case", "step", &code, "take_over"]).ok().one();
    assert_eq!(step["passage"]["handled_by"], two);
    let listed = there.run(&["case", "list"]).ok().one();
    assert_eq!(
        (text(&listed, "office"), text(&listed, "handled_by")),
        (one.clone(), two.clone())
    );
    let shown = there.run(&["case", "show", &code]).ok().one();
    assert_eq!(shown["passage"]["received_by"], office(1).name);
    assert_eq!(shown["papers_at"], office(1).name);
    // The receipt is the receiving office's word.
    let receipt = three.folder.path().join("other.pdf");
    let receipt = receipt.to_str().expect("a path");
    let printed = there.run(&["print", &code, "--out", receipt]);
    assert_eq!(printed.codes(), ["not_this_office"]);
}
