use super::World;
use crate::auth::sign_request;
use crate::tests::world::{Base, Desk, NOW, WorldOn, case, office};
use crate::wire::{
    AckStatus, ReceiptRequest, ReceiptResponse, SyncResponse, UNPACKED_MAX, pack, unpack,
};
use casework::case::{Case, Event, EventKind, ForOffice};
use casework::crdt::Document;
use casework::id::{CaseId, OfficeId};
use casework::sync::envelope::{Envelope, Kind};
use casework::sync::receipt::Receipt;
use casework::sync::roster::{Enrolment, OfficeCard};

/// Three offices, the first two with two workstations each.
struct Offices<B> {
    world: WorldOn<B>,
    here: [Desk; 2],
    there: [Desk; 2],
    nowhere: Desk,
}

impl<B: Base> Offices<B> {
    async fn start(world: WorldOn<B>) -> Self {
        for digit in 2..=3 {
            world.hub.add_office(&office(digit)).expect("office");
        }
        Self {
            here: [join(&world, 1, 11).await, join(&world, 1, 12).await],
            there: [join(&world, 2, 21).await, join(&world, 2, 22).await],
            nowhere: join(&world, 3, 31).await,
            world,
        }
    }

    /// Twice each, so that everybody has what the others brought.
    async fn sync(&self) {
        for _ in 0..2 {
            for desk in self.here.iter().chain(&self.there).chain([&self.nowhere]) {
                desk.sync(&self.world).await.expect("synced");
            }
        }
    }

    fn feed(&self, office: OfficeId) -> Vec<Envelope> {
        feed(&self.world, office)
    }
}

async fn join(world: &WorldOn<impl Base>, office_digit: u8, seed: u8) -> Desk {
    let mut desk = Desk::new(seed);
    let id = office(office_digit).id;
    let invitation = world.hub.invite(id, "", 1, None).expect("invitation");
    desk.enrol(world, &invitation.code).await.expect("enrolled");
    desk.store.write(|tx| tx.set_home(id)).expect("a home");
    desk
}

/// Everything in an office's feed; its positions have no gaps.
fn feed(world: &WorldOn<impl Base>, office: OfficeId) -> Vec<Envelope> {
    let read = world.hub.store().read(|r| {
        let page = r.feed(office, 0, usize::MAX, None)?;
        Ok::<_, store::StoreError>((page, r.last_position(office)?))
    });
    let (page, last) = read.expect("a feed");
    assert_eq!(page.wires.len() as u64, last, "positions have gaps");
    let read = |wire: &Vec<u8>| Envelope::from_wire(wire).expect("an envelope");
    page.wires.iter().map(read).collect()
}

fn docs(feed: &[Envelope]) -> Vec<CaseId> {
    let of_case = |one: &&Envelope| one.header().kind == Kind::Case;
    feed.iter()
        .filter(of_case)
        .map(|one| one.header().doc)
        .collect()
}

fn for_two() -> ForOffice {
    let two = office(2);
    ForOffice {
        id: two.id,
        code: two.code,
        name: two.name,
        parent: two.parent,
        received_by: office(1).name,
    }
}

/// A case as this workstation receives it for the second office, appended here.
fn receive_for(desk: &Desk, digit: u8) -> Envelope {
    let id = CaseId([digit; 16]);
    let mut case = case(id, desk.office, desk.device());
    case.opening.for_office = Some(for_two());
    append(desk, id, opening(desk, &case))
}

fn opening(desk: &Desk, case: &Case) -> Vec<u8> {
    let actor = desk.public().actor(desk.epoch);
    Document::skeleton()
        .and_then(|mut document| document.open(actor, NOW, case))
        .expect("a change")
}

fn append(desk: &Desk, id: CaseId, change: Vec<u8>) -> Envelope {
    let envelope = desk.seal(Kind::Case, id, vec![change]);
    let appended = desk.store.write(|tx| tx.append_own(&envelope));
    appended.expect("appended");
    envelope
}

/// A note on a case as it stands in `from`, written by `by`.
fn note(by: &Desk, from: &Desk, id: CaseId, text: &str) -> Vec<u8> {
    let read = from.store.read(|r| r.document(id)).expect("read");
    let mut document = read.expect("a document");
    let first: Event = document.case().expect("a case").events[0].clone();
    let event = Event {
        id: text.to_owned(),
        kind: EventKind::Noted,
        detail: casework::case::Detail::Note(text.to_owned()),
        ..first
    };
    let actor = by.public().actor(by.epoch);
    document.append(actor, NOW, &[event]).expect("a change")
}

fn reasons(answer: &SyncResponse) -> Vec<(AckStatus, Option<&str>)> {
    let acks = answer.acks.iter();
    acks.map(|ack| (ack.status, ack.reason.as_deref()))
        .collect()
}

#[tokio::test]
async fn a_case_for_another_office_is_in_both_feeds_and_in_no_other() {
    let offices = Offices::start(World::start()).await;
    let (one, other) = (&offices.here[0], &offices.there[1]);
    receive_for(one, 1);
    one.receive(2);
    other.receive(3);
    offices.sync().await;
    let (shared, own, theirs) = (CaseId([1; 16]), CaseId([2; 16]), CaseId([3; 16]));
    assert_eq!(docs(&offices.feed(one.office)), [shared, own]);
    assert_eq!(docs(&offices.feed(other.office)), [shared, theirs]);
    assert_eq!(docs(&offices.feed(offices.nowhere.office)), []);

    // What is written there comes back, and who wrote it is known before.
    append(other, shared, note(other, other, shared, "two"));
    offices.sync().await;
    assert_eq!(docs(&offices.feed(one.office)), [shared, own, shared]);
    let (here, there) = (offices.feed(one.office), offices.feed(other.office));
    for (feed, writer) in [(&here, other), (&there, one)] {
        let enrols = |envelope: &Envelope| {
            let mut bodies = envelope.present_bodies();
            let roster = envelope.header().kind == Kind::Roster;
            roster
                && bodies.any(|body| {
                    Enrolment::from_body(body).is_some_and(|one| one.key == writer.public())
                })
        };
        let known = feed.iter().position(enrols).expect("introduced");
        let wrote = |envelope: &Envelope| envelope.header().device == writer.device();
        assert!(known < feed.iter().position(wrote).expect("wrote"));
        let bands = feed.iter().filter(|one| one.header().kind == Kind::Band);
        assert_eq!(bands.count(), 2, "bands are the office's own");
    }
    assert!(docs(&offices.feed(offices.nowhere.office)).is_empty());
    let unknown = offices.nowhere.store.read(|r| r.device(one.device()));
    assert_eq!(unknown.expect("read"), None);
    for pair in [&offices.here, &offices.there] {
        assert_eq!(pair[0].heads(), pair[1].heads());
        let hub = offices.world.hub.store();
        let heads = hub.read(|r| r.heads_digest(Some(pair[0].office)));
        assert_eq!(heads.expect("heads"), pair[0].heads());
        for desk in pair {
            assert_eq!(desk.store.check(true).expect("checked"), []);
        }
    }
}

#[tokio::test]
async fn only_the_two_offices_write_in_it_and_neither_moves_it() {
    let offices = Offices::start(World::start()).await;
    let (one, other, third) = (&offices.here[0], &offices.there[0], &offices.nowhere);
    let shared = CaseId([1; 16]);
    receive_for(one, 1);
    other.receive(3);
    offices.sync().await;
    let push = async |desk: &Desk, doc, change| {
        let envelope = desk.seal(Kind::Case, doc, vec![change]);
        let request = desk.request(vec![envelope.to_wire()]);
        let answer = desk.ask(&offices.world, &request).await.expect("an answer");
        let reason = reasons(&answer)[0].1.map(str::to_owned);
        (answer.acks[0].status, reason)
    };
    let wrong = (AckStatus::Refused, Some("wrong_office".to_owned()));
    let by_third = note(third, other, shared, "third");
    assert_eq!(push(third, shared, by_third).await, wrong);
    let on_theirs = note(one, other, CaseId([3; 16]), "one");
    assert_eq!(push(one, CaseId([3; 16]), on_theirs).await, wrong);
    // An opening written a second time could turn it to somebody else.
    for (desk, to) in [(one, 3), (other, 3), (other, 1)] {
        let mut turned = case(shared, desk.office, desk.device());
        turned.opening.for_office = Some(ForOffice {
            id: office(to).id,
            ..for_two()
        });
        assert_eq!(
            push(desk, shared, opening(desk, &turned)).await.0,
            AckStatus::Refused
        );
    }
    // Nobody opens a case in another office's name.
    let mut forged = case(CaseId([9; 16]), one.office, other.device());
    forged.opening.for_office = Some(for_two());
    assert_eq!(
        push(other, CaseId([9; 16]), opening(other, &forged)).await,
        wrong
    );
    assert_eq!(docs(&offices.feed(third.office)), []);
}

#[tokio::test]
async fn every_office_learns_which_others_there_are() {
    let world = World::start();
    let early = join(&world, 1, 11).await;
    early.sync(&world).await.expect("synced");
    let known = |desk: &Desk| desk.store.read(|r| r.directory()).expect("read");
    assert_eq!(known(&early), [], "one office has no others");
    for digit in 2..=3 {
        world.hub.add_office(&office(digit)).expect("office");
    }
    let late = join(&world, 3, 31).await;
    for desk in [&early, &late] {
        desk.sync(&world).await.expect("synced");
        let cards: Vec<OfficeCard> = (1..=3)
            .map(|digit| OfficeCard::of(&office(digit)))
            .collect();
        assert_eq!(known(desk), cards);
    }
    let mut renamed = office(2);
    renamed.name = "TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG XÃ ĐỒNG ĐĂNG".to_owned();
    for _ in 0..2 {
        world.hub.add_office(&renamed).expect("renamed");
    }
    early.sync(&world).await.expect("synced");
    assert_eq!(known(&early)[1].name, renamed.name);
    let cards = |feed: &[Envelope]| {
        let is_card = |one: &&Envelope| one.header().kind == Kind::Office;
        feed.iter().filter(is_card).count()
    };
    for digit in 1..=3 {
        assert_eq!(cards(&feed(&world, office(digit).id)), 4, "said once each");
    }
}

#[tokio::test]
async fn a_revocation_reaches_everybody_who_knows_the_device() {
    let offices = Offices::start(World::start()).await;
    let (one, other) = (&offices.here[0], &offices.there[0]);
    receive_for(one, 1);
    offices.sync().await;
    offices.world.hub.revoke(one.device()).expect("revoked");
    other.sync(&offices.world).await.expect("synced");
    let known = other.store.read(|r| r.device(one.device())).expect("read");
    assert!(known.expect("introduced").revoked);
    let third = offices.nowhere.sync(&offices.world).await.expect("synced");
    assert!(third.feeds[0].envelopes.is_empty());
}

#[tokio::test]
async fn a_receipt_says_exactly_what_is_in_the_feed() {
    let offices = Offices::start(World::start()).await;
    let (one, other) = (&offices.here[0], &offices.there[0]);
    for digit in 1..=9 {
        if digit % 3 == 0 {
            receive_for(one, digit);
        } else {
            one.receive(digit);
        }
    }
    other.receive(20);
    offices.sync().await;
    let body = pack(&ReceiptRequest {
        proto: crate::wire::PROTO,
        greeting: None,
    });
    let now = offices.world.hub.now_ms();
    let headers = sign_request(&other.key, "POST", "/v1/receipts", &body, now);
    let (status, answer) = offices.world.post("/v1/receipts", &headers, body).await;
    assert_eq!(status, 200);
    let answer: ReceiptResponse = unpack(&answer, UNPACKED_MAX).expect("an answer");
    let receipt = Receipt::from_wire(&answer.receipt).expect("a receipt");
    let said = receipt.holding();
    let feed = offices.feed(other.office);
    assert_eq!(said.position, feed.len() as u64);
    let held: u64 = said.runs.iter().map(|run| run.hi - run.lo + 1).sum();
    assert_eq!(held, said.position, "no more and no less");
    for envelope in &feed {
        let header = envelope.header();
        assert!(said.holds(header.device, header.epoch, header.seq));
    }
    let foreign = |device| device == one.device();
    let first = said.runs.iter().position(|run| foreign(run.device));
    assert_eq!(first, Some(said.runs.len() - 3), "the office's own first");
    // A store believes pieces of a chain as it believes a whole one.
    let taken = other
        .store
        .write(|tx| tx.take_receipt(&receipt, Some(&offices.world.hub.public_key())));
    assert!(taken.expect("stored"));
}

#[tokio::test]
async fn a_workstation_lets_in_nothing_that_is_not_for_it() {
    let offices = Offices::start(World::start()).await;
    let (one, other) = (&offices.here[0], &offices.there[0]);
    let shared = receive_for(one, 1);
    let private = one.receive(2);
    let record = one.keep(3);
    offices.sync().await;
    let wires: Vec<_> = [&shared, &private, &record].map(Envelope::to_wire).to_vec();
    let admitted = other.store.ingest(&wires, NOW).expect("a disk");
    let outcomes: Vec<_> = admitted.iter().map(|one| one.outcome).collect();
    let wrong = store::Outcome::Refused(casework::sync::door::Refusal::WrongOffice);
    assert_eq!(outcomes, [store::Outcome::Duplicate, wrong, wrong]);
}

#[tokio::test]
async fn offices_that_receive_for_each_other_at_once_do_not_stop_each_other() {
    let offices = Offices::start(World::start()).await;
    let (one, other) = (&offices.here[0], &offices.there[0]);
    let mut back = for_two();
    back.id = office(1).id;
    for digit in 1..=40 {
        receive_for(one, digit);
        let id = CaseId([100 + digit; 16]);
        let mut case = case(id, other.office, other.device());
        case.opening.for_office = Some(back.clone());
        append(other, id, opening(other, &case));
    }
    let push = async |desk: &Desk| {
        let unsent = desk.store.read(|r| r.to_send(1 << 20)).expect("unsent");
        for chunk in unsent.chunks(4) {
            let request = desk.request(chunk.iter().map(|one| one.wire.clone()).collect());
            let answer = desk.ask(&offices.world, &request).await.expect("an answer");
            assert!(
                answer
                    .acks
                    .iter()
                    .all(|ack| ack.status == AckStatus::Accepted)
            );
        }
    };
    tokio::join!(push(one), push(other));
    for office in [one.office, other.office] {
        assert_eq!(docs(&offices.feed(office)).len(), 80);
    }
}

#[tokio::test]
async fn a_hub_that_was_stopped_goes_on_where_it_was() {
    let offices = Offices::start(World::start()).await;
    receive_for(&offices.here[0], 1);
    offices.sync().await;
    let before = offices.feed(office(2).id);
    let folder = offices.world.end().await;
    let hub = World::open(folder.path()).expect("opened");
    let page = hub
        .store()
        .read(|r| r.feed(office(2).id, 0, usize::MAX, None));
    let page = page
        .map_err(|error: store::StoreError| error)
        .expect("a feed");
    let names: Vec<_> = before.iter().map(Envelope::to_wire).collect();
    assert_eq!(page.wires, names);
}
