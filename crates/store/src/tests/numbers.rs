//! One number, once.

use super::world::*;
use crate::{Store, StoreError};
use casework::id::CaseId;
use casework::number::{AgencyCode, Band, RecordCode};
use casework::sync::envelope::Kind;
use casework::sync::roster::BandGrant;
use jiff::civil::{Date, date};
use std::collections::BTreeSet;

const DAY: Date = date(2026, 11, 21);

fn take(store: &Store, desk: &Author, day: Date) -> Result<RecordCode, StoreError> {
    let agency = AgencyCode::parse(AGENCY).expect("an agency");
    let device = desk.public().device();
    store.write(|tx| tx.take_number(&agency, OFFICE, device, desk.epoch, day, id(0)))
}

fn grant(store: &Store, desk: &Author, lo: u32, hi: u32) {
    let band = Band::new(lo, hi).expect("a band");
    let device = desk.public().device();
    store
        .write(|tx| tx.grant_band(OFFICE, device, desk.epoch, band))
        .expect("granted");
}

fn ordinals(store: &Store, desk: &Author, day: Date, count: usize) -> Vec<String> {
    (0..count)
        .map(|_| {
            take(store, desk, day)
                .expect("a number")
                .ordinal()
                .to_string()
        })
        .collect()
}

#[test]
fn numbers_begin_anew_each_day_and_widen_when_the_bands_are_used_up() {
    let desk = Author::new(1);
    let (_folder, store) = store_with(&mut []);
    assert!(matches!(take(&store, &desk, DAY), Err(StoreError::NoBand)));
    grant(&store, &desk, 5001, 5002);
    assert_eq!(ordinals(&store, &desk, DAY, 3), ["5001", "5002", "50010"]);
    // A second band is used before the first one goes on with more digits.
    grant(&store, &desk, 6001, 6002);
    grant(&store, &desk, 6001, 6002);
    assert_eq!(ordinals(&store, &desk, DAY, 3), ["6001", "6002", "50011"]);
    assert_eq!(
        ordinals(&store, &desk, date(2026, 11, 22), 2),
        ["5001", "5002"]
    );
    let band = Band::new(5001, 5002).expect("a band");
    assert_eq!(read(&store, |r| r.numbers_taken(AGENCY, DAY, band)), 4);
    let bands = read(&store, |r| {
        r.bands(OFFICE, desk.public().device(), desk.epoch)
    });
    assert_eq!(bands, [band, Band::new(6001, 6002).expect("a band")]);
    // The band belongs to the epoch.
    let restored = Author { epoch: 1, ..desk };
    assert!(matches!(
        take(&store, &restored, DAY),
        Err(StoreError::NoBand)
    ));
    let last_century = take(&store, &Author::new(1), date(1999, 1, 1));
    assert!(matches!(last_century, Err(StoreError::Number(_))));
    sound(&store);
}

#[test]
fn the_hubs_envelope_for_a_band_from_a_bundle_is_the_same_row() {
    let desk = Author::new(1);
    let mut hub = Author::new(99);
    let (_folder, store) = store_with(&mut []);
    grant(&store, &desk, 5001, 5100);
    let device = desk.public().device();
    let body = BandGrant {
        office: OFFICE,
        device,
        epoch: desk.epoch,
        lo: 5001,
        hi: 5100,
    };
    let envelope = hub.seal(Kind::Band, CaseId([0; 16]), vec![body.to_body()]);
    ingest(&store, &[&envelope]);
    assert_eq!(read(&store, |r| r.all_bands(OFFICE)), [body]);
    sound(&store);
}

#[test]
fn a_number_is_used_up_only_by_a_commit() {
    let desk = Author::new(1);
    let (_folder, store) = store_with(&mut []);
    grant(&store, &desk, 5001, 5100);
    let agency = AgencyCode::parse(AGENCY).expect("an agency");
    let device = desk.public().device();
    let given_up: Result<(), StoreError> = store.write(|tx| {
        tx.take_number(&agency, OFFICE, device, desk.epoch, DAY, id(0))?;
        Err(StoreError::Full)
    });
    assert!(given_up.is_err());
    assert_eq!(ordinals(&store, &desk, DAY, 1), ["5001"]);
}

#[test]
fn two_programs_on_one_file_never_give_out_one_number_twice() {
    let desk = Author::new(1);
    let (folder, store) = store_with(&mut []);
    grant(&store, &desk, 5001, 5010);
    let other = Store::open(&folder.file(), &KEY).expect("a second handle");
    let codes: Vec<RecordCode> = std::thread::scope(|scope| {
        let run = |store: &Store| {
            let (store, desk) = (store.clone(), desk.clone());
            move || {
                (0..30)
                    .map(|_| take(&store, &desk, DAY).expect("a number"))
                    .collect::<Vec<_>>()
            }
        };
        let threads = [
            scope.spawn(run(&store)),
            scope.spawn(run(&other)),
            scope.spawn(run(&store)),
        ];
        threads
            .into_iter()
            .flat_map(|thread| thread.join().expect("no panic"))
            .collect()
    });
    let unique: BTreeSet<&RecordCode> = codes.iter().collect();
    assert_eq!((codes.len(), unique.len()), (90, 90));
    sound(&store);
}

#[test]
fn a_number_seen_on_a_case_from_elsewhere_is_passed_over_and_twins_are_shown() {
    let mut desk = Author::new(1);
    let (_folder, store) = store_with(&mut [&mut desk]);
    grant(&store, &desk, 5001, 5100);
    let mut twin = case(1, "B");
    twin.opening.code = code(0);
    ingest(&store, &[&desk.open(&case(0, "A"))]);
    assert_eq!(read(&store, |r| r.duplicate_numbers()), vec![]);
    ingest(&store, &[&desk.open(&twin)]);
    assert_eq!(
        read(&store, |r| r.duplicate_numbers()),
        [(code(0), vec![id(0), id(1)])]
    );
    assert_eq!(ordinals(&store, &desk, DAY, 2), ["5002", "5003"]);
}
