//! Blobs, settings, cursors, offices and enrolment codes.

use super::world::*;
use crate::{Invitation, StoreError, StoreId};
use casework::id::Hash;
use casework::number::{AgencyCode, Band};
use casework::office::{Office, PlaceKind, Point};

#[test]
fn blobs_of_every_size_come_back_whole() {
    let (_folder, store) = store_with(&mut []);
    let chunk = 256 * 1024;
    for size in [0, 1, chunk - 1, chunk, chunk + 1, 5_000_000] {
        let bytes: Vec<u8> = (0..size).map(|n: usize| n.to_le_bytes()[n % 3]).collect();
        let hash = Hash::of(&bytes);
        assert!(!read(&store, |r| r.blob_exists(hash)));
        assert_eq!(store.write(|tx| tx.put_blob(&bytes)).expect("kept"), hash);
        assert_eq!(store.write(|tx| tx.put_blob(&bytes)).expect("kept"), hash);
        assert!(read(&store, |r| r.blob_exists(hash)));
        assert_eq!(read(&store, |r| r.blob(hash)), Some(bytes), "{size}");
    }
    assert_eq!(read(&store, |r| r.blob(Hash([1; 32]))), None);
    sound(&store);
    let hash = Hash::of(&[0]);
    store.with_writer(|conn| {
        conn.execute(
            "UPDATE blob_chunk SET bytes = x'01' WHERE blob = (SELECT id FROM blob WHERE hash = ?1)",
            [hash.0],
        )
        .expect("tampered")
    });
    let damaged = store.read(|r| r.blob(hash));
    assert!(matches!(damaged, Err(StoreError::Corrupt { .. })));
    let problems = store.check(true).expect("a check");
    assert_eq!(problems[0].code, "blob", "{problems:?}");
}

#[test]
fn settings_and_cursors_are_replaced() {
    let (_folder, store) = store_with(&mut []);
    let peer = StoreId([9; 16]);
    assert_eq!(read(&store, |r| r.cursor(peer, OFFICE)), 0);
    assert_eq!(read(&store, |r| r.setting("clock")), None);
    for round in 1..3_u8 {
        store
            .write(|tx| {
                tx.set_setting("clock", &[round])?;
                tx.set_cursor(peer, OFFICE, u64::from(round))
            })
            .expect("kept");
        assert_eq!(read(&store, |r| r.cursor(peer, OFFICE)), u64::from(round));
        assert_eq!(read(&store, |r| r.setting("clock")), Some(vec![round]));
    }
}

#[test]
fn offices_are_found_by_id_and_code() {
    let (_folder, store) = store_with(&mut []);
    let code = AgencyCode::parse(AGENCY).expect("a code");
    let office = Office {
        id: OFFICE,
        code: code.clone(),
        name: "TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG XÃ MẪU SƠN".to_owned(),
        parent: "ỦY BAN NHÂN DÂN XÃ MẪU SƠN".to_owned(),
        locality: "Mẫu Sơn".to_owned(),
        province: "Lạng Sơn".to_owned(),
        phone: None,
        bank: None,
        difficult: false,
        saturday: false,
        points: vec![Point {
            id: "centre".to_owned(),
            kind: PlaceKind::Centre,
            name: "TRUNG TÂM".to_owned(),
            address: "Xã Mẫu Sơn".to_owned(),
        }],
    };
    assert_eq!(read(&store, |r| r.office(OFFICE)), None);
    store.write(|tx| tx.put_office(&office)).expect("kept");
    store.write(|tx| tx.put_office(&office)).expect("kept");
    assert_eq!(read(&store, |r| r.office(OFFICE)).as_ref(), Some(&office));
    assert_eq!(
        read(&store, |r| r.office_by_code(&code)).as_ref(),
        Some(&office)
    );
    assert_eq!(read(&store, |r| r.all_offices()), [office]);
}

#[test]
fn an_enrolment_code_is_used_once_and_in_time() {
    let (_folder, store) = store_with(&mut []);
    let (one, two) = (Author::new(1).public(), Author::new(2).public());
    let band = Band::new(5001, 5100).ok();
    let (code, bare) = (Hash([1; 32]), Hash([2; 32]));
    store
        .write(|tx| {
            tx.put_code(code, OFFICE, band, 1_000, "Điểm số 1")?;
            tx.put_code(bare, OFFICE, None, 1_000, "Điểm số 2")
        })
        .expect("kept");
    let take = |hash, now, by| {
        store
            .write(|tx| tx.take_code(hash, now, by))
            .expect("an answer")
    };
    let used_by = |hash| read(&store, |r| r.code_used_by(hash));
    assert_eq!(take(Hash([3; 32]), 0, &one), None);
    assert_eq!(take(code, 1_000, &one), None);
    assert_eq!(used_by(code), None);
    let invitation = Invitation {
        office: OFFICE,
        band,
        name: "Điểm số 1".to_owned(),
        expires_ms: 1_000,
    };
    assert_eq!(take(code, 999, &one), Some(invitation));
    assert_eq!(take(code, 999, &one), None);
    assert_eq!(take(code, 999, &two), None);
    assert_eq!(used_by(code), Some(one));
    assert_eq!(
        take(bare, 0, &two).and_then(|invitation| invitation.band),
        None
    );
    assert_eq!(used_by(bare), Some(two));
}

#[test]
fn checking_again_and_again_while_cases_come_finds_nothing_wrong() {
    let mut desk = Author::new(1);
    let (_folder, store) = store_with(&mut [&mut desk]);
    for n in 0..60 {
        let envelope = desk.open(&case(n, "Triệu Thị Xuân"));
        store.write(|tx| tx.append_own(&envelope)).expect("kept");
        sound(&store);
    }
}
