use super::*;

fn request() -> SyncRequest {
    SyncRequest {
        proto: PROTO,
        store: [1; 16],
        epoch: 7,
        cursors: vec![Cursor {
            office: OfficeId([2; 16]),
            position: 9,
            own: false,
        }],
        max_bytes: 65_536,
        envelopes: vec![b"one".to_vec(), vec![]],
    }
}

#[test]
fn bodies_survive_the_wire() {
    let request = request();
    assert_eq!(
        unpack::<SyncRequest>(&pack(&request), UNPACKED_MAX),
        Ok(request)
    );
    let response = SyncResponse {
        store: [3; 16],
        hub_time_ms: -1,
        acks: vec![
            Ack {
                hash: Some(Hash([4; 32])),
                status: AckStatus::Held,
                reason: None,
            },
            Ack {
                hash: None,
                status: AckStatus::Refused,
                reason: Some("malformed".to_owned()),
            },
        ],
        feeds: vec![Feed {
            office: OfficeId([2; 16]),
            to: 3,
            more: true,
            envelopes: vec![vec![5]],
        }],
        unread: 1,
    };
    assert_eq!(
        unpack::<SyncResponse>(&pack(&response), UNPACKED_MAX),
        Ok(response)
    );
}

#[test]
fn damaged_bodies_are_refused() {
    let good = pack(&request());
    let longer = [good.clone(), vec![0]].concat();
    let twice = [good.clone(), good.clone()].concat();
    let trailing = {
        let mut cbor = minicbor::to_vec(request()).expect("memory");
        cbor.push(0);
        zstd::bulk::compress(&cbor, 1).expect("memory")
    };
    let many = SyncRequest {
        envelopes: vec![vec![]; ENVELOPES_MAX + 1],
        ..request()
    };
    let wide = SyncRequest {
        cursors: vec![request().cursors[0]; CURSORS_MAX + 1],
        ..request()
    };
    for (what, body) in [
        ("nothing", vec![]),
        ("text", b"xin chao".to_vec()),
        ("cut", good[..good.len() - 1].to_vec()),
        ("longer", longer),
        ("two frames", twice),
        ("more after the value", trailing),
        ("plain CBOR", minicbor::to_vec(request()).expect("memory")),
        ("too many envelopes", pack(&many)),
        ("too many cursors", pack(&wide)),
    ] {
        assert_eq!(
            unpack::<SyncRequest>(&body, UNPACKED_MAX),
            Err(WireError::Malformed),
            "{what}"
        );
    }
    for at in 0..good.len() * 8 {
        let mut damaged = good.clone();
        damaged[at / 8] ^= 1 << (at % 8);
        // A flip may give another request (the signature of the body catches it), but no panic.
        let read = unpack::<SyncRequest>(&damaged, UNPACKED_MAX);
        assert_ne!(read, Err(WireError::TooLarge), "bit {at}");
    }
}

#[test]
fn a_bomb_stops_at_the_limit() {
    let bomb = zstd::bulk::compress(&vec![0; 64 * 1024 * 1024], 3).expect("memory");
    assert!(bomb.len() < 64 * 1024, "{}", bomb.len());
    assert_eq!(
        unpack::<SyncRequest>(&bomb, UNPACKED_MAX),
        Err(WireError::TooLarge)
    );
}

#[test]
fn the_proof_covers_every_field() {
    let key = SigningKey::from_bytes(&[7; 32]);
    let good = EnrolRequest::signed("AB12", 3, "Điểm số 1", &key);
    assert!(good.is_proved());
    let other = PublicKey(SigningKey::from_bytes(&[8; 32]).verifying_key().to_bytes());
    for (what, forged) in [
        (
            "proto",
            EnrolRequest {
                proto: 2,
                ..good.clone()
            },
        ),
        (
            "code",
            EnrolRequest {
                code: "AB13".to_owned(),
                ..good.clone()
            },
        ),
        (
            "key",
            EnrolRequest {
                key: other,
                ..good.clone()
            },
        ),
        (
            "epoch",
            EnrolRequest {
                epoch: 4,
                ..good.clone()
            },
        ),
        (
            "name",
            EnrolRequest {
                name: "Điểm số 2".to_owned(),
                ..good.clone()
            },
        ),
    ] {
        assert!(!forged.is_proved(), "{what}");
    }
}

#[test]
fn what_only_workstations_say_is_not_said_to_a_hub() {
    let request = ReceiptRequest {
        proto: PROTO,
        greeting: None,
    };
    let bytes = minicbor::to_vec(&request).expect("CBOR");
    assert_eq!(bytes, [0x81, PROTO]);
    let greeting = Greeting {
        receipts: vec![vec![1, 2]],
    };
    let greeted = ReceiptRequest {
        greeting: Some(greeting),
        ..request
    };
    let bytes = minicbor::to_vec(&greeted).expect("CBOR");
    let read = minicbor::decode::<ReceiptRequest>(&bytes).expect("CBOR");
    assert_eq!(read, greeted);
}
