use super::World;
use crate::limits::{WAIT_MS, WRONG_CODES_MAX};
use crate::tests::world::{Desk, code_of, office};
use crate::wire::{EnrolRequest, PROTO, pack};
use crate::{HubError, Invitation};
use casework::id::{DeviceId, OfficeId};
use casework::number::Band;

const HOUR: i64 = 3_600_000;

fn band(lo: u32, hi: u32) -> Band {
    Band::new(lo, hi).expect("band")
}

fn refused(status: u16, code: &str) -> Option<(u16, String)> {
    Some((status, code.to_owned()))
}

#[tokio::test]
async fn a_code_lets_one_device_in_and_answers_it_again() {
    let world = World::start();
    let invitation = world
        .hub
        .invite(world.office.id, "Điểm số 9", 1, None)
        .expect("invitation");
    assert_eq!(invitation.band, band(5001, 5100));
    let mut desk = Desk::new(1);
    let first = desk
        .enrol(&world, &invitation.code)
        .await
        .expect("enrolled");
    assert_eq!(first.hub_key, invitation.hub_key);
    assert_eq!(first.envelopes.len(), 2, "roster and band");
    let again = desk
        .enrol(&world, &invitation.code.to_lowercase())
        .await
        .expect("enrolled");
    assert_eq!(again, first);

    let devices = desk
        .store
        .read(|r| r.devices(desk.office))
        .expect("devices");
    assert_eq!(devices.len(), 1);
    assert_eq!(
        (devices[0].key, devices[0].name.as_str()),
        (desk.public(), "Điểm số 9")
    );
    let bands = |epoch| {
        desk.store
            .read(|r| r.bands(desk.office, desk.device(), epoch))
    };
    assert_eq!(bands(1).expect("bands"), [band(5001, 5100)]);

    let mut thief = Desk::new(2);
    assert_eq!(
        thief.enrol(&world, &invitation.code).await.err(),
        refused(409, "used_code")
    );
    assert_eq!(
        world.hub.devices(world.office.id).expect("devices").len(),
        1
    );

    // A restored copy: same key, new epoch, a band of its own.
    desk.epoch = 2;
    desk.enrol(&world, &invitation.code)
        .await
        .expect("enrolled");
    let bands = desk
        .store
        .read(|r| r.bands(desk.office, desk.device(), 2))
        .expect("bands");
    assert_eq!(bands, [band(5101, 5200)]);
}

#[tokio::test]
async fn codes_that_are_wrong_or_over_let_nobody_in() {
    let world = World::start();
    let code = world
        .hub
        .invite(world.office.id, "", 1, None)
        .expect("invitation")
        .code;
    let unknown = refused(403, "unknown_code");
    let mut desk = Desk::new(1);
    assert_eq!(desk.enrol(&world, "0000-0000-0000").await.err(), unknown);
    world.pass(HOUR + 1);
    assert_eq!(desk.enrol(&world, &code).await.err(), unknown);
    for _ in 1..WRONG_CODES_MAX {
        assert_eq!(desk.enrol(&world, "").await.err(), unknown);
    }
    let fresh = world
        .hub
        .invite(world.office.id, "", 1, None)
        .expect("invitation")
        .code;
    assert_eq!(
        desk.enrol(&world, &fresh).await.err(),
        refused(429, "too_many_codes")
    );
    world.pass(WAIT_MS);
    desk.enrol(&world, &fresh).await.expect("enrolled");
}

#[tokio::test]
async fn a_request_without_proof_of_the_key_uses_no_code() {
    let world = World::start();
    let code = world
        .hub
        .invite(world.office.id, "", 1, None)
        .expect("invitation")
        .code;
    let mut desk = Desk::new(1);
    let good = EnrolRequest::signed(&code, 1, "Điểm số 1", &desk.key);
    for (forged, status, wanted) in [
        (
            EnrolRequest {
                key: Desk::new(2).public(),
                ..good.clone()
            },
            401,
            "bad_signature",
        ),
        (
            EnrolRequest {
                epoch: 2,
                ..good.clone()
            },
            401,
            "bad_signature",
        ),
        (
            EnrolRequest {
                proto: PROTO + 1,
                ..good.clone()
            },
            400,
            "proto",
        ),
        (
            EnrolRequest::signed(&code, 1, " \n", &desk.key),
            400,
            "bad_name",
        ),
        (
            EnrolRequest::signed(&code, 1, &"x".repeat(201), &desk.key),
            400,
            "bad_name",
        ),
    ] {
        let (got, body) = world.post("/v1/enrol", &[], pack(&forged)).await;
        assert_eq!((got, code_of(&body).as_str()), (status, wanted));
    }
    desk.enrol(&world, &code)
        .await
        .expect("the code is still good");
}

#[tokio::test]
async fn a_device_stays_in_its_office() {
    let world = World::start();
    world.hub.add_office(&office(2)).expect("office");
    let mut desk = world.desk(1).await;
    let code = world
        .hub
        .invite(OfficeId([2; 16]), "", 1, None)
        .expect("invitation")
        .code;
    assert_eq!(
        desk.enrol(&world, &code).await.err(),
        refused(403, "other_office")
    );
    let mut other = Desk::new(2);
    other
        .enrol(&world, &code)
        .await
        .expect("the code is still good");
}

#[tokio::test]
async fn an_invitation_file_reserves_what_it_says() {
    let world = World::start();
    let invite = |band| world.hub.invite(world.office.id, "", 1, band);
    let text = invite(Some(band(5101, 5200)))
        .expect("invitation")
        .to_json();
    let invitation = Invitation::from_json_verified(&text).expect("own file");
    assert_eq!(invitation.office, world.office);
    assert_eq!(invite(None).expect("invitation").band, band(5001, 5100));
    assert_eq!(invite(None).expect("invitation").band, band(5201, 5300));
    for taken in [band(5101, 5200), band(5150, 5250), band(51_000, 51_100)] {
        assert!(
            matches!(invite(Some(taken)), Err(HubError::BandTaken)),
            "{taken}"
        );
    }

    // The file is over before its bearer meets the hub: the band is in use and comes with a new code.
    world.pass(2 * HOUR);
    let mut desk = Desk::new(1);
    assert_eq!(
        desk.enrol(&world, &invitation.code).await.err(),
        refused(403, "unknown_code")
    );
    assert!(matches!(
        invite(Some(band(5150, 5250))),
        Err(HubError::BandTaken)
    ));
    let renewed = invite(Some(band(5101, 5200))).expect("the same band again");
    desk.enrol(&world, &renewed.code).await.expect("enrolled");
    let bands = desk
        .store
        .read(|r| r.bands(desk.office, desk.device(), 1))
        .expect("bands");
    assert_eq!(bands, [band(5101, 5200)]);
    assert!(
        matches!(invite(Some(band(5101, 5200))), Err(HubError::BandTaken)),
        "granted"
    );
    assert_eq!(invite(None).expect("invitation").band, band(5301, 5400));
}

#[tokio::test]
async fn what_an_administrator_asks_is_checked() {
    let world = World::start();
    let hub = &world.hub;
    let id = world.office.id;
    for (what, done, wanted) in [
        (
            "office",
            hub.invite(OfficeId([9; 16]), "", 1, None).map(|_| ()),
            "unknown_office",
        ),
        (
            "no time",
            hub.invite(id, "", 0, None).map(|_| ()),
            "bad_hours",
        ),
        (
            "long",
            hub.invite(id, "", 8_761, None).map(|_| ()),
            "bad_hours",
        ),
        (
            "name",
            hub.invite(id, &"ổ".repeat(201), 1, None).map(|_| ()),
            "bad_name",
        ),
        ("device", hub.revoke(DeviceId([9; 16])), "unknown_device"),
        (
            "hub itself",
            hub.revoke(hub.public_key().device()),
            "unknown_device",
        ),
        (
            "same code",
            hub.add_office(&casework::office::Office {
                id: OfficeId([3; 16]),
                ..office(1)
            }),
            "office_exists",
        ),
        (
            "no point",
            hub.add_office(&casework::office::Office {
                points: vec![],
                ..office(1)
            }),
            "bad_office",
        ),
    ] {
        assert_eq!(done.expect_err(what).code(), wanted, "{what}");
    }
}

#[tokio::test]
async fn a_hub_is_the_same_after_it_was_stopped() {
    let world = World::start();
    let desk = world.desk(1).await;
    let key = world.hub.public_key();
    let folder = world.end().await;
    let again = World::open(folder.path()).expect("the same hub");
    assert_eq!(again.public_key(), key);
    assert_eq!(again.store().id(), desk.hub_store);
}
