use super::World;
use crate::auth::sign_request;
use crate::tests::world::{Desk, code_of};
use crate::wire::{CountersignRequest, CountersignResponse, PROTO, UNPACKED_MAX, pack, unpack};
use casework::evidence::Countersign;
use casework::id::Hash;

const PATH: &str = "/v1/countersign";

async fn ask(
    world: &World,
    desk: &Desk,
    (epoch, seq): (u64, u64),
    head: Hash,
) -> Result<Countersign, (u16, String)> {
    let body = pack(&CountersignRequest {
        proto: PROTO,
        epoch,
        seq,
        head,
    });
    let headers = sign_request(&desk.key, "POST", PATH, &body, world.hub.now_ms());
    let (status, answer) = world.post(PATH, &headers, body).await;
    if status != 200 {
        return Err((status, code_of(&answer)));
    }
    let answer: CountersignResponse = unpack(&answer, UNPACKED_MAX).expect("an answer");
    Ok(Countersign {
        device: desk.device(),
        epoch,
        seq,
        head,
        hub_ms: answer.hub_time_ms,
        hub: answer.hub_key,
        signature: answer.signature,
    })
}

#[tokio::test]
async fn a_chain_is_countersigned_while_it_grows() {
    let world = World::start();
    let desk = world.desk(1).await;
    let (first, other) = (Hash([1; 32]), Hash([2; 32]));
    let rewound = || Some((409, "chain_rewound".to_owned()));
    for ((epoch, seq), head, refusal) in [
        ((1, 3), first, None),
        // The answer was lost on the way: the same again.
        ((1, 3), first, None),
        ((1, 3), other, rewound()),
        ((1, 2), first, rewound()),
        ((1, 4), other, None),
        ((1, 3), first, rewound()),
        // Another installation of the device has a chain of its own.
        ((2, 1), first, None),
        ((2, 1), other, rewound()),
    ] {
        let answer = ask(&world, &desk, (epoch, seq), head).await;
        match (answer, refusal) {
            (Ok(word), None) => {
                assert!(word.is_genuine(), "{epoch}/{seq}");
                assert_eq!(word.hub, world.hub.public_key());
                assert_eq!(word.hub_ms, world.hub.now_ms());
            }
            (answer, refusal) => assert_eq!(answer.err(), refusal, "{epoch}/{seq}"),
        }
    }
    let elsewhere = world.desk(2).await;
    let word = ask(&world, &elsewhere, (1, 1), first).await;
    assert!(word.expect("a chain of its own").is_genuine());
}

#[tokio::test]
async fn only_a_device_of_the_roster_gets_the_hubs_word() {
    let world = World::start();
    let desk = world.desk(1).await;
    let stranger = Desk::new(7);
    let refused = ask(&world, &stranger, (1, 1), Hash([1; 32])).await.err();
    assert_eq!(refused, Some((401, "unknown_device".to_owned())));
    world.hub.revoke(desk.device()).expect("revoked");
    let refused = ask(&world, &desk, (1, 1), Hash([1; 32])).await.err();
    assert_eq!(refused, Some((403, "revoked_device".to_owned())));
    let body = pack(&CountersignRequest {
        proto: PROTO,
        epoch: 1,
        seq: 1,
        head: Hash([1; 32]),
    });
    let (status, answer) = world.post(PATH, &[], body).await;
    assert_eq!(status, 401, "{}", code_of(&answer));
}
