use super::World;
use crate::auth::{WINDOW_MS, sign_request};
use crate::tests::world::{Desk, NOW, code_of, office};
use crate::wire::{
    AckStatus, Cursor, PROTO, ReceiptRequest, ReceiptResponse, SyncRequest, SyncResponse, TIED,
    UNPACKED_MAX, pack, unpack,
};
use casework::id::{CaseId, Hash, OfficeId};
use casework::number::Band;
use casework::sync::envelope::Kind;
use casework::sync::receipt::Receipt;

fn states(answer: &SyncResponse) -> Vec<AckStatus> {
    answer.acks.iter().map(|ack| ack.status).collect()
}

fn given(answer: &SyncResponse) -> usize {
    answer.feeds.iter().map(|feed| feed.envelopes.len()).sum()
}

#[tokio::test]
async fn what_one_desk_pushes_another_pulls_once() {
    let world = World::start();
    let (one, two) = (world.desk(1).await, world.desk(2).await);
    for digit in 1..=3 {
        one.receive(digit);
    }
    let pushed = one.sync(&world).await.expect("synced");
    assert_eq!(states(&pushed), [AckStatus::Accepted; 3]);
    assert_eq!(pushed.unread, 0);
    assert_eq!(
        given(&pushed),
        4,
        "two rosters and two bands, not its own cases"
    );

    let pulled = two.sync(&world).await.expect("synced");
    assert_eq!(given(&pulled), 7);
    let heads = world
        .hub
        .store()
        .read(|r| r.heads_digest(Some(world.office.id)));
    assert_eq!(two.heads(), one.heads());
    assert_eq!(two.heads(), heads.expect("heads"));
    assert!(
        two.store
            .read(|r| r.case(CaseId([2; 16])))
            .expect("read")
            .is_some()
    );

    for desk in [&one, &two] {
        let quiet = desk.sync(&world).await.expect("synced");
        assert_eq!(
            (quiet.acks.len(), given(&quiet), quiet.feeds[0].more),
            (0, 0, false)
        );
        assert_eq!(quiet.feeds[0].to, pulled.feeds[0].to);
    }
    world.end().await;
}

#[tokio::test]
async fn repeats_are_duplicates_and_early_ones_wait() {
    let world = World::start();
    let desk = world.desk(1).await;
    let wires: Vec<_> = (1..=2).map(|digit| desk.receive(digit).to_wire()).collect();
    let request = desk.request([wires.clone(), wires.clone()].concat());
    let (new, known) = (AckStatus::Accepted, AckStatus::Duplicate);
    for wanted in [[new, new, known, known], [known; 4]] {
        assert_eq!(
            states(&desk.ask(&world, &request).await.expect("synced")),
            wanted
        );
    }

    // The second change of a case arrives before the first.
    let first = desk.receive(3);
    let mut document = desk
        .store
        .read(|r| r.document(CaseId([3; 16])))
        .expect("read")
        .expect("a document");
    let mut event = document.case().expect("a case").events[0].clone();
    event.id = "later".to_owned();
    event.kind = casework::case::EventKind::Noted;
    let change = document
        .append(desk.public().actor(desk.epoch), NOW, &[event])
        .expect("a change");
    let second = desk.seal(Kind::Case, CaseId([3; 16]), vec![change]);
    let early = desk
        .ask(&world, &desk.request(vec![second.to_wire()]))
        .await
        .expect("synced");
    assert_eq!(states(&early), [AckStatus::Held]);
    let then = desk
        .ask(&world, &desk.request(vec![first.to_wire()]))
        .await
        .expect("synced");
    assert_eq!(states(&then), [new]);
    let late = desk
        .ask(&world, &desk.request(vec![second.to_wire()]))
        .await
        .expect("synced");
    assert_eq!(states(&late), [known], "it came in with the first");
}

#[tokio::test]
async fn a_record_of_the_office_goes_the_same_way() {
    let world = World::start();
    let (one, two) = (world.desk(1).await, world.desk(2).await);
    let kept = one.keep(5);
    let damaged = two.seal(Kind::Record, CaseId([6; 16]), vec![b"{}".to_vec()]);
    let refused = two
        .ask(&world, &two.request(vec![damaged.to_wire()]))
        .await
        .expect("synced");
    assert_eq!(states(&refused), [AckStatus::Refused]);
    assert_eq!(refused.acks[0].reason.as_deref(), Some("bad_record"));

    let pushed = one.sync(&world).await.expect("synced");
    assert_eq!(states(&pushed), [AckStatus::Accepted]);
    let pulled = two.sync(&world).await.expect("synced");
    assert!(pulled.feeds[0].envelopes.contains(&kept.to_wire()));
    let office = Some(world.office.id);
    let heads = world.hub.store().read(|r| r.heads_digest(office));
    assert_eq!([one.heads(), two.heads()], [heads.expect("heads"); 2]);
    let kinds = two.store.read(|r| r.record_kinds(office)).expect("kinds");
    assert_eq!(kinds.get("notice"), Some(&1));
    world.end().await;
}

/// Twenty envelopes of 60 kB, pushed; roster and band of two devices stand before them.
async fn push_much(world: &World, desk: &Desk) -> Vec<Vec<u8>> {
    let (mut prev, mut wires) = (Hash([0; 32]), vec![]);
    for n in 1..=20_u8 {
        let bodies = vec![vec![n; 60_000]];
        let envelope = desk.seal_at(Kind::Newer(200), CaseId([0; 16]), bodies, n.into(), prev);
        prev = envelope.hash();
        wires.push(envelope.to_wire());
    }
    let pushed = desk
        .ask(world, &desk.request(wires.clone()))
        .await
        .expect("synced");
    assert_eq!(
        states(&pushed),
        [AckStatus::Accepted; 20],
        "kept although newer"
    );
    wires
}

fn from(desk: &Desk, position: u64, max_bytes: u32, own: bool) -> SyncRequest {
    let cursors = vec![Cursor {
        office: desk.office,
        position,
        own,
    }];
    SyncRequest {
        max_bytes,
        cursors,
        ..desk.request(vec![])
    }
}

#[tokio::test]
async fn a_long_feed_comes_in_pages() {
    let world = World::start();
    let (one, two) = (world.desk(1).await, world.desk(2).await);
    let wires = push_much(&world, &one).await;
    let (mut position, mut got, mut pages) = (4, vec![], 0);
    loop {
        let request = from(&two, position, u32::MAX, false);
        let page = two.ask(&world, &request).await.expect("a page");
        let feed = page.feeds.into_iter().next().expect("a feed");
        let size: usize = feed.envelopes.iter().map(Vec::len).sum();
        assert!(size <= 1 << 20, "{size}");
        got.extend(feed.envelopes);
        (position, pages) = (feed.to, pages + 1);
        if !feed.more {
            break;
        }
    }
    assert_eq!((got, pages), (wires, 2));
}

#[tokio::test]
async fn a_page_holds_at_least_one_and_own_ones_only_when_asked() {
    let world = World::start();
    let (one, two) = (world.desk(1).await, world.desk(2).await);
    push_much(&world, &one).await;
    for (what, desk, request, count, to, more) in [
        ("never nothing", &two, from(&two, 4, 0, false), 1, 5, true),
        (
            "a hub that lost its database",
            &two,
            from(&two, 1_000, 0, false),
            1,
            1,
            true,
        ),
        (
            "own ones stepped over",
            &one,
            from(&one, 4, 0, false),
            0,
            24,
            false,
        ),
        ("own ones again", &one, from(&one, 4, 0, true), 1, 5, true),
    ] {
        let page = desk.ask(&world, &request).await.expect("a page");
        let feed = &page.feeds[0];
        assert_eq!(
            (feed.envelopes.len(), feed.to, feed.more),
            (count, to, more),
            "{what}"
        );
    }
}

#[tokio::test]
async fn a_device_reads_its_own_office_and_asks_the_right_store() {
    let world = World::start();
    world.hub.add_office(&office(2)).expect("office");
    let desk = world.desk(1).await;
    let good = desk.request(vec![]);
    let cursor = good.cursors[0];
    let foreign = Cursor {
        office: OfficeId([2; 16]),
        ..cursor
    };
    for (what, request, status, code) in [
        (
            "foreign",
            SyncRequest {
                cursors: vec![foreign],
                ..good.clone()
            },
            403,
            "foreign_feed",
        ),
        (
            "twice",
            SyncRequest {
                cursors: vec![cursor; 2],
                ..good.clone()
            },
            403,
            "foreign_feed",
        ),
        (
            "store",
            SyncRequest {
                store: [9; 16],
                ..good.clone()
            },
            409,
            "other_store",
        ),
        (
            "proto",
            SyncRequest {
                proto: TIED + 1,
                ..good.clone()
            },
            400,
            "proto",
        ),
    ] {
        let refused = desk.ask(&world, &request).await.err();
        assert_eq!(refused, Some((status, code.to_owned())), "{what}");
    }
    let none = SyncRequest {
        cursors: vec![],
        ..good
    };
    assert_eq!(desk.ask(&world, &none).await.expect("synced").feeds, []);
}

#[tokio::test]
async fn each_peer_is_answered_in_the_form_it_asks_in() {
    let world = World::start();
    let (one, two) = (world.desk(1).await, world.desk(2).await);
    for digit in 1..=3 {
        one.receive(digit);
    }
    let unsent = one.store.read(|r| r.to_send(1 << 20)).expect("unsent");
    let wires: Vec<Vec<u8>> = unsent.into_iter().map(|unsent| unsent.wire).collect();
    let tied = |mut request: SyncRequest| {
        request.proto = TIED;
        request
    };
    let pushed = one.ask(&world, &tied(one.request(wires.clone()))).await;
    let acks = pushed.expect("synced").acks;
    let told = |status| (None, status);
    let said: Vec<_> = acks.iter().map(|ack| (ack.hash, ack.status)).collect();
    assert_eq!(
        said,
        [told(AckStatus::Accepted); 3],
        "by order, without names"
    );
    let again = one.ask(&world, &one.request(wires.clone())).await;
    let acks = again.expect("synced").acks;
    assert!(
        acks.iter().all(|ack| ack.hash.is_some()),
        "an older peer reads names"
    );

    let feed = async |request: SyncRequest| {
        let answer = two.ask(&world, &request).await.expect("synced");
        answer.feeds[0].envelopes.clone()
    };
    let (new, old) = (
        feed(tied(two.request(vec![]))).await,
        feed(two.request(vec![])).await,
    );
    assert_eq!(new, old);
    assert!(wires.iter().all(|wire| new.contains(wire)));
    world.end().await;
}

#[tokio::test]
async fn only_signed_requests_of_this_quarter_of_an_hour_count() {
    let world = World::start();
    let desk = world.desk(1).await;
    let stranger = Desk::new(9);
    let body = pack(&desk.request(vec![]));
    let sign = |desk: &Desk, path, ms| sign_request(&desk.key, "POST", path, &body, ms);
    let mut borrowed = sign(&stranger, "/v1/sync", NOW);
    borrowed[0].1 = desk.device().to_string();
    for (what, headers, status, code) in [
        ("none", vec![], 401, "unsigned"),
        (
            "stranger",
            sign(&stranger, "/v1/sync", NOW).to_vec(),
            401,
            "unknown_device",
        ),
        ("another's name", borrowed.to_vec(), 401, "bad_signature"),
        (
            "another path",
            sign(&desk, "/v1/enrol", NOW).to_vec(),
            401,
            "bad_signature",
        ),
        (
            "slow clock",
            sign(&desk, "/v1/sync", NOW - WINDOW_MS - 1).to_vec(),
            401,
            "clock",
        ),
        (
            "fast clock",
            sign(&desk, "/v1/sync", NOW + WINDOW_MS + 1).to_vec(),
            401,
            "clock",
        ),
    ] {
        let (got, answer) = world.post("/v1/sync", &headers, body.clone()).await;
        assert_eq!((got, code_of(&answer).as_str()), (status, code), "{what}");
        if code == "clock" {
            let answer: serde_json::Value = serde_json::from_slice(&answer).expect("JSON");
            assert_eq!(
                answer["hub_time_ms"], NOW,
                "so that the client can try again"
            );
        }
    }
    let other = pack(&SyncRequest {
        max_bytes: 1,
        ..desk.request(vec![])
    });
    let headers = sign(&desk, "/v1/sync", NOW);
    let (status, answer) = world.post("/v1/sync", &headers, other).await;
    assert_eq!(
        (status, code_of(&answer).as_str()),
        (401, "bad_signature"),
        "another body"
    );
    let edge = sign(&desk, "/v1/sync", NOW - WINDOW_MS);
    assert_eq!(world.post("/v1/sync", &edge, body.clone()).await.0, 200);
}

#[tokio::test]
async fn a_revoked_device_is_out_and_everybody_learns_it() {
    let world = World::start();
    let (one, mut two) = (world.desk(1).await, world.desk(2).await);
    let wire = two.receive(1).to_wire();
    world.hub.revoke(two.device()).expect("revoked");
    world.hub.revoke(two.device()).expect("nothing more");
    let refused = Some((403, "revoked_device".to_owned()));
    assert_eq!(two.sync(&world).await.err(), refused);
    let code = world
        .hub
        .invite(world.office.id, "", 1, None)
        .expect("invitation")
        .code;
    assert_eq!(two.enrol(&world, &code).await.err(), refused);

    // Carried by somebody else it is not let in either.
    let relayed = one
        .ask(&world, &one.request(vec![wire]))
        .await
        .expect("synced");
    assert_eq!(relayed.acks[0].status, AckStatus::Refused);
    assert_eq!(relayed.acks[0].reason.as_deref(), Some("revoked_device"));
    one.sync(&world).await.expect("synced");
    let devices = one.store.read(|r| r.devices(one.office)).expect("devices");
    let revoked = devices.iter().find(|device| device.key == two.public());
    assert!(revoked.expect("listed").revoked);
    assert_eq!(devices.iter().filter(|device| device.revoked).count(), 1);
}

#[tokio::test]
async fn a_new_epoch_brings_a_new_band() {
    let world = World::start();
    let mut desk = world.desk(1).await;
    desk.sync(&world).await.expect("synced");
    for (epoch, lo) in [(2, 5101), (3, 5201), (3, 5201)] {
        desk.epoch = epoch;
        desk.sync(&world).await.expect("synced");
        let bands = desk
            .store
            .read(|r| r.bands(desk.office, desk.device(), epoch));
        let wanted = Band::new(lo, lo + 99).expect("band");
        assert_eq!(bands.expect("bands"), [wanted], "{epoch}");
    }
    // A device that goes on and on gets no more bands, but is still heard.
    for epoch in 4..30 {
        desk.epoch = epoch;
        desk.sync(&world).await.expect("synced");
    }
    let bands = world
        .hub
        .store()
        .read(|r| r.all_bands(desk.office))
        .expect("bands");
    assert_eq!(bands.len(), 16);
}

#[tokio::test]
async fn the_hub_signs_what_it_holds_of_the_askers_office_and_of_nothing_else() {
    let world = World::start();
    let (one, two) = (world.desk(1).await, world.desk(2).await);
    for digit in 1..=3 {
        one.receive(digit);
    }
    one.sync(&world).await.expect("synced");
    let ask = async |desk: &Desk, proto| {
        let body = pack(&ReceiptRequest {
            proto,
            greeting: None,
        });
        let headers = sign_request(&desk.key, "POST", "/v1/receipts", &body, world.hub.now_ms());
        world.post("/v1/receipts", &headers, body).await
    };
    let (status, body) = ask(&two, PROTO).await;
    assert_eq!(status, 200);
    let answer: ReceiptResponse = unpack(&body, UNPACKED_MAX).expect("an answer");
    let receipt = Receipt::from_wire(&answer.receipt).expect("a receipt");
    assert!(receipt.is_signed_by(&world.hub.public_key()));
    let holding = receipt.holding();
    // Two rosters and two bands beside the cases.
    assert_eq!((holding.office, holding.position), (world.office.id, 7));
    let held = [1, 3, 4].map(|seq| holding.holds(one.device(), one.epoch, seq));
    assert_eq!(held, [true, true, false]);

    let key = world.hub.public_key();
    let left = one.store.write(|tx| {
        tx.take_receipt(&receipt, Some(&key))?;
        tx.unsent_summary()
    });
    assert_eq!(left.expect("taken").envelopes, 0);

    let (status, body) = ask(&two, PROTO + 1).await;
    assert_eq!((status, code_of(&body)), (400, "proto".to_owned()));
    let stranger = Desk::new(9);
    let (status, body) = ask(&stranger, PROTO).await;
    assert_eq!((status, code_of(&body)), (401, "unknown_device".to_owned()));
    world.end().await;
}
