use super::World;
use crate::auth::sign_request;
use crate::tests::world::{Desk, code_of};
use crate::wire::{AckStatus, BODY_MAX, pack};
use casework::id::{Hash, OfficeId};
use casework::sync::envelope::Envelope;
use store::{Counts, Position};

/// Everything a refused request or envelope must leave as it was, and what was refused.
fn state(world: &World) -> ((Hash, Position, u64, u64), Counts) {
    let office = world.office.id;
    world
        .hub
        .store()
        .read(|r| {
            let counts = r.counts()?;
            let same = (
                r.heads_digest(None)?,
                r.last_position(office)?,
                counts.cases,
                counts.held,
            );
            Ok::<_, store::StoreError>((same, counts))
        })
        .expect("readable")
}

async fn sign_and_send(world: &World, desk: &Desk, body: Vec<u8>) -> (u16, String) {
    let headers = sign_request(&desk.key, "POST", "/v1/sync", &body, world.hub.now_ms());
    let (status, answer, _) = world.send("POST", "/v1/sync", &headers, body).await;
    (status, code_of(&answer))
}

#[tokio::test]
async fn every_flipped_bit_of_a_pushed_envelope_is_refused() {
    let world = World::start();
    let desk = world.desk(1).await;
    let wire = desk.receive(1).to_wire();
    let before = state(&world);
    let flipped: Vec<Vec<u8>> = (0..wire.len() * 8)
        .map(|bit| {
            let mut damaged = wire.clone();
            damaged[bit / 8] ^= 1 << (bit % 8);
            damaged
        })
        .collect();
    let mut refused = 0;
    for page in flipped.chunks(4_000) {
        let request = crate::wire::SyncRequest {
            cursors: vec![],
            ..desk.request(page.to_vec())
        };
        let answer = desk
            .ask(&world, &request)
            .await
            .expect("the request itself is good");
        assert_eq!(answer.acks.len(), page.len());
        for (ack, damaged) in answer.acks.iter().zip(page) {
            assert_eq!(ack.status, AckStatus::Refused, "{damaged:02x?}");
            assert!(ack.reason.as_ref().is_some_and(|reason| !reason.is_empty()));
            assert_eq!(
                ack.hash,
                Envelope::from_wire(damaged).ok().map(|read| read.hash())
            );
            refused += 1;
        }
        let unread = answer.acks.iter().filter(|ack| ack.hash.is_none()).count();
        assert_eq!(answer.unread, unread as u64);
    }
    assert_eq!(refused, wire.len() * 8);
    let after = state(&world);
    assert_eq!(after.0, before.0);
    assert_eq!(
        after.1.quarantined, before.1.quarantined,
        "not signed: counted, not kept"
    );
    assert_eq!(after.1.refused.values().sum::<u64>(), refused as u64);
    let whole = desk
        .ask(&world, &desk.request(vec![wire]))
        .await
        .expect("synced");
    assert_eq!(
        whole.acks[0].status,
        AckStatus::Accepted,
        "the good one is still welcome"
    );
}

#[tokio::test]
async fn envelopes_a_device_may_not_write_are_refused_one_by_one() {
    let world = World::start();
    let (mut desk, thief) = (world.desk(1).await, Desk::new(9));
    let good = desk.receive(1);
    let signed_by_stranger = thief.seal_at(
        casework::sync::envelope::Kind::Newer(9),
        casework::id::CaseId([0; 16]),
        vec![],
        1,
        Hash([0; 32]),
    );
    let roster = desk.seal(
        casework::sync::envelope::Kind::Roster,
        casework::id::CaseId([0; 16]),
        vec![b"not a roster".to_vec()],
    );
    desk.office = OfficeId([2; 16]);
    let elsewhere = desk.seal(
        casework::sync::envelope::Kind::Newer(9),
        casework::id::CaseId([0; 16]),
        vec![],
    );
    desk.office = world.office.id;
    let wires = [&signed_by_stranger, &roster, &elsewhere, &good]
        .map(Envelope::to_wire)
        .to_vec();
    let answer = desk
        .ask(&world, &desk.request([wires, vec![vec![]]].concat()))
        .await;
    let acks = answer.expect("synced").acks;
    let reasons: Vec<_> = acks.iter().map(|ack| ack.reason.as_deref()).collect();
    let wanted = [
        Some("unknown_device"),
        Some("not_authority"),
        Some("wrong_office"),
        None,
        Some("malformed"),
    ];
    assert_eq!(reasons, wanted);
    assert_eq!(
        acks[3].status,
        AckStatus::Accepted,
        "a bad one never blocks the next"
    );
}

#[tokio::test]
async fn bodies_that_are_no_request_are_refused() {
    let world = World::start();
    let desk = world.desk(1).await;
    let bomb = zstd::bulk::compress(&vec![0; 64 << 20], 3).expect("memory");
    assert!(bomb.len() < BODY_MAX);
    let good = pack(&desk.request(vec![]));
    let before = state(&world).0;
    let mut noise = vec![0; 4096];
    getrandom::fill(&mut noise).expect("random");
    for (what, body, status, code) in [
        ("empty", vec![], 400, "malformed"),
        ("noise", noise, 400, "malformed"),
        ("cut", good[..good.len() / 2].to_vec(), 400, "malformed"),
        ("JSON", b"{}".to_vec(), 400, "malformed"),
        ("another value", pack(&vec![1_u8, 2]), 400, "malformed"),
        ("bomb", bomb, 413, "too_large"),
        ("oversize", vec![0; BODY_MAX + 1], 413, "too_large"),
    ] {
        let got = sign_and_send(&world, &desk, body.clone()).await;
        assert_eq!(got, (status, code.to_owned()), "{what}");
        let (status, answer, _) = world.send("POST", "/v1/enrol", &[], body).await;
        assert_eq!(
            (status, code_of(&answer).as_str()),
            (got.0, code),
            "enrol: {what}"
        );
    }
    assert_eq!(state(&world).0, before);
    assert_eq!(
        sign_and_send_ok(&world, &desk, good).await,
        200,
        "and the hub goes on"
    );
}

async fn sign_and_send_ok(world: &World, desk: &Desk, body: Vec<u8>) -> u16 {
    let headers = sign_request(&desk.key, "POST", "/v1/sync", &body, world.hub.now_ms());
    world.send("POST", "/v1/sync", &headers, body).await.0
}

#[tokio::test]
async fn other_paths_and_methods_lead_nowhere() {
    let world = World::start();
    for (method, path) in [
        ("GET", "/"),
        ("GET", "/v1/sync"),
        ("POST", "/v1/health"),
        ("GET", "/v1/../hub.key"),
    ] {
        let (status, answer, _) = world.send(method, path, &[], vec![]).await;
        assert_eq!(
            (status, code_of(&answer).as_str()),
            (404, "not_found"),
            "{method} {path}"
        );
    }
    let (status, answer, _) = world.send("GET", "/v1/health", &[], vec![]).await;
    let answer: serde_json::Value = serde_json::from_slice(&answer).expect("JSON");
    assert_eq!(status, 200);
    assert_eq!(answer["ok"], true);
    assert_eq!(answer["version"], env!("CARGO_PKG_VERSION"));
    assert_eq!(answer["time"], "2026-11-21T08:30:00+07:00");
    assert_eq!(answer["hub_key"], world.hub.public_key().to_string());
    assert_eq!(answer["store"], world.hub.store().id().to_string());
}

#[tokio::test]
async fn a_desk_on_the_local_network_answers_but_enrols_nobody() {
    let world = World::start();
    let (one, two) = (world.desk(1).await, world.desk(2).await);
    for desk in [&one, &two] {
        desk.sync(&world).await.expect("synced");
    }
    one.receive(1);
    let peer = crate::Hub::peer(
        two.store.clone(),
        two.key.clone(),
        crate::Peer {
            office: two.office,
            epoch: 1,
            hub: Some(world.hub.public_key()),
            arrived: std::sync::Arc::new(|| {}),
        },
    );
    let known = peer
        .store()
        .read(|r| r.devices(one.office))
        .expect("devices");
    let from = known
        .iter()
        .find(|device| device.key == one.public())
        .expect("known");
    let unsent = one.store.read(|r| r.to_send(1 << 20)).expect("unsent");
    let request = crate::wire::SyncRequest {
        store: two.store.id().0,
        ..one.request(unsent.into_iter().map(|unsent| unsent.wire).collect())
    };
    let answer = peer.sync(from, &request).expect("synced");
    assert_eq!(answer.acks[0].status, AckStatus::Accepted);
    assert_eq!(two.heads(), one.heads());
    // What came past the hub waits to be passed on to it.
    let waiting = two.store.read(|r| r.relayed()).expect("a count");
    assert_eq!(waiting, (answer.acks.len() as u64, 1));
    let request = crate::wire::EnrolRequest::signed("", 1, "Máy", &Desk::new(3).key);
    let refused = peer.enrol(&request, std::net::IpAddr::from([127, 0, 0, 1]));
    assert_eq!(refused.expect_err("only the hub").code(), "not_the_hub");
}
