//! No line to the world: machines of one office share on their own network, and only they.

use desk::desk::Desk;
use desk::error::{ApiError, ErrorCode};
use desk::sync::hub_client::{Outcome, State};
use desk::sync::lan::{self, Address, Bell, Pairing, Rounds, Sharing, Step};
use desk::sync::stick;
use hub::Hub;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use store::SyncState;
use tests::line::{Line, Way};
use tests::views::{badges, count, many, projections};
use tests::world::{World, cases, heads, is_sound, met, newcomer, nobody, sync, take_in};

mod windows;

fn here() -> SocketAddr {
    SocketAddr::from(([127, 0, 0, 1], 0))
}

/// Lets a desk answer on a free port of this machine.
pub(crate) fn share(desk: &Desk) -> Sharing {
    Sharing::answer(desk, here(), &Bell::default()).expect("a free port")
}

fn place(sharing: &Sharing) -> Address {
    Address::parse(&format!("127.0.0.1:{}", sharing.port())).expect("an address")
}

/// An exchange that must end with nothing left to do.
pub(crate) fn visit(desk: &Desk, at: &Sharing) -> Outcome {
    let outcome = lan::exchange(desk, &place(at)).expect("it answers");
    assert_eq!(outcome.state, State::Done, "{outcome:?}");
    outcome
}

fn equal(desks: &[&Desk]) {
    for desk in desks {
        assert_eq!(heads(desk.store()), heads(desks[0].store()));
        assert_eq!(projections(desk.store()), projections(desks[0].store()));
        is_sound(desk.store());
    }
}

#[test]
fn three_desks_without_a_hub_agree_by_lan_then_by_stick_in_a_ring_and_then_with_the_hub() {
    let mut world = World::new();
    let desks: [Desk; 3] = met(&mut world);
    let [one, two, three] = &desks;
    let mut next = 0..;
    let mut take = |desk: &Desk, count: usize| {
        next.by_ref().take(count).for_each(|number| {
            take_in(desk, number);
        });
    };

    // The local network only: nobody has a line, and the third never meets the first.
    for (desk, count) in desks.iter().zip([3, 4, 5]) {
        take(desk, count);
    }
    let [at_one, at_two] = [share(one), share(two)];
    visit(two, &at_one);
    visit(three, &at_two);
    visit(one, &at_two);
    assert_eq!(cases(three.store()), 12);
    equal(&[one, two, three]);
    // All is on another machine too, as that machine signed; nothing is acknowledged.
    assert_eq!(count(one), [0, 12, 0]);
    assert_eq!(count(two), [0, 12, 0]);
    let status = desk::api::status_of(one).expect("a status");
    assert_eq!((status.unsent, status.elsewhere, status.carried), (3, 3, 9));
    let centre = desk::api::centre_of(one).expect("the centre");
    assert_eq!(
        (centre.way.kind, centre.history[0].carrier.as_str()),
        ("lan", "lan")
    );
    // Where there is nothing new one question is enough.
    let quiet = visit(one, &at_two);
    assert_eq!((quiet.pushed, quiet.pulled, quiet.round_trips), (0, 0, 1));
    drop((at_one, at_two));

    // Then sticks only, from each machine to the next in a ring.
    for desk in &desks {
        take(desk, 2);
    }
    let ring = ["1-2", "2-3", "3-1"].map(|name| world.path(name));
    for dir in &ring {
        std::fs::create_dir_all(dir).expect("a folder");
    }
    for _ in 0..2 {
        for (nth, desk) in desks.iter().enumerate() {
            stick::exchange(desk, &ring[(nth + 2) % 3], None).expect("from the one before");
            stick::exchange(desk, &ring[nth], None).expect("for the next");
        }
    }
    assert_eq!(cases(one.store()), 18);
    equal(&[one, two, three]);
    assert_eq!(cases(world.hub_store()), 0);

    // Then one of them meets the hub: everybody's are there, and its word comes back by the network.
    let hub = world.hub_on();
    sync(two, &hub);
    world.hub_off();
    assert_eq!(heads(world.hub_store()), heads(one.store()));
    assert_eq!(cases(world.hub_store()), 18);
    is_sound(world.hub_store());
    let at_two = share(two);
    for desk in [one, three] {
        visit(desk, &at_two);
    }
    equal(&[one, two, three]);
    for desk in &desks {
        assert_eq!(badges(desk), [SyncState::Acknowledged; 18]);
        let status = desk::api::status_of(desk).expect("a status");
        assert_eq!((status.unsent, status.carried), (0, 0));
    }
    // With the hub, there is nothing left to say.
    let hub = world.hub_on();
    for desk in &desks {
        let outcome = sync(desk, &hub);
        assert_eq!((outcome.pushed, outcome.pulled), (0, 0));
    }
    equal(&[one, two, three]);
}

#[test]
fn a_machine_the_others_never_heard_of_shows_the_entry_its_hub_signed() {
    let mut world = World::new();
    let [old]: [Desk; 1] = met(&mut world);
    take_in(&old, 0);
    let late = world.desk("muộn", "Lù Thị Mai");
    // Never met the hub: others cannot know it, and nothing of theirs is given away.
    let at_old = share(&old);
    let refused = lan::exchange(&late, &place(&at_old)).expect_err("not confirmed");
    assert_eq!(refused.code, ErrorCode::LanUnconfirmed);
    assert_eq!(cases(late.store()), 0);
    // Once is enough, and the old one need not hear of it from the hub.
    let hub = world.hub_on();
    sync(&late, &hub);
    world.hub_off();
    take_in(&late, 1);
    let outcome = visit(&late, &at_old);
    assert_eq!(cases(old.store()), 2);
    assert_eq!(cases(late.store()), 2);
    assert!(outcome.pulled >= 1);
    equal(&[&old, &late]);
    // Its band came along.
    let bands = |desk: &Desk| {
        let bands = desk.store().read(|reader| reader.all_bands(desk.office()));
        let mut bands: Vec<_> = bands.expect("bands").iter().map(|one| one.lo).collect();
        bands.sort_unstable();
        bands
    };
    assert_eq!(bands(&old), bands(&late));
    // It is the one that answers now, at its own certificate.
    drop(at_old);
    take_in(&old, 2);
    visit(&old, &share(&late));
    equal(&[&old, &late]);
}

#[test]
fn a_revocation_goes_round_without_the_hub() {
    let mut world = World::new();
    let [one, two, lost]: [Desk; 3] = met(&mut world);
    let hub = world.hub_on();
    world
        .hub()
        .revoke(lost.public_key().device())
        .expect("revoked");
    sync(&one, &hub);
    world.hub_off();
    let (at_two, at_lost) = (share(&two), share(&lost));
    take_in(&lost, 0);
    visit(&lost, &at_two);
    assert_eq!(cases(two.store()), 1, "nobody here knows yet");
    visit(&one, &at_two);
    // Now the second one knows: a kept line is closed to the lost machine as well.
    let code = |desk: &Desk, at: &Sharing| {
        let refused = lan::exchange(desk, &place(at)).expect_err("revoked");
        refused.code
    };
    take_in(&one, 1);
    assert_eq!(code(&lost, &at_two), ErrorCode::LanRevokedThere);
    assert_eq!(code(&two, &at_lost), ErrorCode::LanRevokedHere);
    assert_eq!(cases(lost.store()), 1);
}

/// A desk of another office of the same hub.
fn of_another_office(world: &mut World) -> Desk {
    let mut office = desk::demo::office().expect("the demo office");
    office.id = casework::id::OfficeId([9; 16]);
    office.code = "H37.09".parse().expect("an agency code");
    office.name = "Ủy ban nhân dân xã Khác".to_owned();
    world.hub().add_office(&office).expect("an office");
    let invitation = world.hub().invite(office.id, "khác", 24, None);
    let invitation = invitation.expect("an invitation").to_json();
    let newcomer = newcomer("khác", "Nông Thị C");
    let desk = desk::enrolment::from_bundle(&world.path("khác"), &invitation, newcomer);
    let desk = desk.expect("a desk");
    let hub = world.hub_on();
    sync(&desk, &hub);
    world.hub_off();
    desk
}

/// Where a test of the way to `address` ends.
fn fails(desk: &Desk, address: &str) -> (Step, ErrorCode) {
    let address = Address::parse(address).expect("an address");
    let tested = lan::test(desk, &address).expect("an answer");
    let (step, error) = tested.failed.clone().expect("it fails");
    for one in Step::ALL {
        let expected = match one.cmp(&step) {
            std::cmp::Ordering::Less => Some(true),
            std::cmp::Ordering::Equal => Some(false),
            std::cmp::Ordering::Greater => None,
        };
        assert_eq!(tested.is_ok(*one), expected, "{one:?}");
    }
    (step, error.code)
}

#[test]
fn the_test_says_which_step_fails() {
    let mut world = World::new();
    let [desk, other, revoked]: [Desk; 3] = met(&mut world);
    let foreign = of_another_office(&mut world);
    let mut strange_world = World::new();
    let [stranger]: [Desk; 1] = met(&mut strange_world);
    let unconfirmed = world.desk("mới", "Lù Thị Mai");
    let hub = world.hub_on();
    let device = revoked.public_key().device();
    world.hub().revoke(device).expect("revoked");
    sync(&desk, &hub);
    let plain = world.socket().to_string();

    let at = |sharing: &Sharing| place(sharing).to_string();
    let sharing = [&desk, &other, &revoked, &foreign, &stranger].map(share);
    let [at_desk, at_other, at_revoked, at_foreign, at_stranger] = sharing.each_ref().map(at);
    let hangs_up = Line::cut(world.socket(), Way::Up, 0);
    let closed = nobody().replace("http://", "");
    let ahead: hub::Clock = Arc::new(|| desk::clock::now_ms() + 40 * 60_000);
    let me = lan::peer(&other).expect("a peer");
    let late = Hub::peer(other.store().clone(), other.key().clone(), me).with_clock(ahead);
    let late = Sharing::over(&other, late, here()).expect("a free port");

    for (from, to, step, code) in [
        (&desk, "a..b", Step::Address, ErrorCode::LanNoName),
        (&desk, &closed, Step::Connection, ErrorCode::LanClosed),
        // The address of everybody: nothing can be connected to it, and nothing is sent.
        (
            &desk,
            "255.255.255.255",
            Step::Connection,
            ErrorCode::LanSilent,
        ),
        (&desk, &plain, Step::Certificate, ErrorCode::LanStranger),
        (
            &desk,
            &hangs_up.socket().to_string(),
            Step::Certificate,
            ErrorCode::LanStranger,
        ),
        (&desk, &at_desk, Step::Certificate, ErrorCode::LanMyself),
        (&desk, &at_foreign, Step::Office, ErrorCode::LanOtherOffice),
        (&foreign, &at_desk, Step::Office, ErrorCode::LanOtherOffice),
        (&desk, &at_stranger, Step::Device, ErrorCode::LanUnknownHere),
        (&stranger, &at_desk, Step::Device, ErrorCode::LanUnknownHere),
        (
            &unconfirmed,
            &at_desk,
            Step::Device,
            ErrorCode::LanUnconfirmed,
        ),
        (&desk, &at_revoked, Step::Device, ErrorCode::LanRevokedHere),
        (&revoked, &at_desk, Step::Device, ErrorCode::LanRevokedThere),
        (&desk, &at(&late), Step::Clock, ErrorCode::LanClock),
    ] {
        assert_eq!(fails(from, to), (step, code), "{to}");
    }
    let good = lan::test(&desk, &Address::parse(&at_other).expect("an address"));
    let good = good.expect("an answer");
    assert_eq!(good.met, Some(other.public_key()));
    assert!(good.failed.is_none(), "{good:?}");
    // A wrong clock stops no case.
    take_in(&desk, 0);
    visit(&desk, &late);
    assert_eq!(cases(other.store()), 1);
}

#[test]
fn a_line_cut_anywhere_costs_a_page_and_goes_on_where_it_was() {
    let mut world = World::new();
    let [from, to]: [Desk; 2] = met(&mut world);
    many(&from, 0..300);
    let at_to = share(&to);
    let far = SocketAddr::from(([127, 0, 0, 1], at_to.port()));
    let (mut last, mut between) = (0, 0);
    for bytes in [2_000, 100_000, 300_000, 300_000] {
        let line = Line::cut(far, Way::Up, bytes);
        let address = Address::parse(&line.socket().to_string()).expect("an address");
        let ended: Result<Outcome, ApiError> = lan::exchange(&from, &address);
        match ended {
            Ok(outcome) => assert_eq!(outcome.state, State::Partial, "{bytes}"),
            Err(error) => assert_eq!(error.code, ErrorCode::LanStranger, "{bytes}"),
        }
        let now = cases(to.store());
        assert!(now >= last, "{bytes}");
        last = now;
        between += u64::from(now > 0 && now < 300);
        is_sound(to.store());
    }
    assert!(between > 1, "pages before a cut count");
    let rest = visit(&from, &at_to);
    assert_eq!(rest.pushed, 300 - last, "nothing goes twice");
    equal(&[&from, &to]);
    assert_eq!(count(&from), [0, 300, 0]);
    // The same the other way: what is pulled.
    many(&to, 300..600);
    for bytes in [2_000, 300_000] {
        let line = Line::cut(far, Way::Down, bytes);
        let address = Address::parse(&line.socket().to_string()).expect("an address");
        let outcome = lan::exchange(&from, &address).expect("it answers");
        assert_eq!(outcome.state, State::Partial, "{bytes}");
        is_sound(from.store());
    }
    assert!(cases(from.store()) > 300);
    visit(&from, &at_to);
    equal(&[&from, &to]);
}

#[test]
fn machines_are_kept_followed_to_new_addresses_and_left_alone_while_they_are_off() {
    let mut world = World::new();
    let [one, two]: [Desk; 2] = met(&mut world);
    let rings = Arc::new(AtomicUsize::new(0));
    let rung = rings.clone();
    let bell = Bell {
        arrived: Arc::new(move || {
            rung.fetch_add(1, Ordering::SeqCst);
        }),
        ..Bell::default()
    };
    let at_two = Sharing::answer(&two, here(), &bell).expect("a free port");
    let device = two.public_key().device();
    let named = Pairing::parse(&place(&at_two).to_string()).expect("an address");
    one.store()
        .write(|tx| lan::add(tx, &named))
        .expect("it is kept");
    take_in(&one, 0);
    let mut rounds = Rounds::default();
    let mut go = |found: &[lan::Found]| {
        let mut states = vec![];
        rounds
            .go(&one, found, |target, outcome| {
                states.push((target.device, outcome.map(|outcome| outcome.state)));
            })
            .expect("a round");
        states
    };
    assert_eq!(go(&[]), [(None, Ok(State::Done))]);
    assert_eq!(rings.load(Ordering::SeqCst), 1, "the other one was told");
    let kept = || one.store().read(lan::list).expect("a list");
    assert_eq!(kept()[0].device, Some(device), "now it is known which one");
    assert_eq!(go(&[]), [(Some(device), Ok(State::Done))]);
    // It goes off, and is not asked again at once.
    drop(at_two);
    assert_eq!(go(&[]), [(Some(device), Ok(State::Offline))]);
    assert_eq!(go(&[]), []);
    // Another address of the same machine: one entry, the newest place first.
    let at_two = share(&two);
    let found = lan::Found {
        device,
        addresses: vec![place(&at_two)],
    };
    assert_eq!(go(&[found]), [(Some(device), Ok(State::Done))]);
    assert_eq!(kept().len(), 1);
    assert_eq!(kept()[0].addresses[0], place(&at_two).to_string());
    let waiting = one.store().read(|reader| lan::waiting(&one, reader));
    assert_eq!(waiting.expect("counts")[&device], 0);
    one.store()
        .write(|tx| lan::forget(tx, &place(&at_two).to_string()))
        .expect("forgotten");
    assert_eq!(kept(), []);
}

#[test]
fn a_port_that_is_taken_is_named() {
    let mut world = World::new();
    let [desk]: [Desk; 1] = met(&mut world);
    let taken = TcpListener::bind(here()).expect("a free port");
    let at = taken.local_addr().expect("an address");
    let refused = Sharing::answer(&desk, at, &Bell::default()).map(|_| ());
    let error = refused.expect_err("taken");
    assert_eq!(error.code, ErrorCode::LanPort);
    assert_eq!(error.params["port"], at.port().to_string());
    // Ended means ended: the port is free again at once, and the same desk may answer there.
    drop(taken);
    for _ in 0..2 {
        Sharing::answer(&desk, at, &Bell::default()).expect("the port is free");
    }
}
