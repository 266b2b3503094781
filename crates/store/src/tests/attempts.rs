//! The proof of non-transmission in the database: what grows, what stands, what is found changed.

use super::world::{Author, Folder, sound, store_with};
use crate::Store;
use casework::evidence::{Cause, Countersign, Layer, Run};
use casework::id::DeviceId;
use ed25519_dalek::SigningKey;

/// 2026-11-23 08:00 in Vietnam.
const MORNING: i64 = 1_795_395_600_000;
const MINUTE: i64 = 60_000;

fn attempt(at_ms: i64, cause: Cause) -> Run {
    Run {
        seq: 0,
        from_ms: at_ms,
        to_ms: at_ms,
        tries: 1,
        session: 7,
        counter_from_ms: at_ms - MORNING,
        counter_to_ms: at_ms - MORNING,
        clock_set_by_ms: None,
        hub_offset_ms: Some(40),
        hub_offset_age_ms: None,
        network: Some("10.0.0.5".to_owned()),
        address: "https://hub.example".to_owned(),
        layer: Layer::Tcp,
        cause,
        code: None,
        detail: Some("os error 110".to_owned()),
        took_ms: 20,
        sent: 0,
        acknowledged: 0,
        waiting: 3,
    }
}

fn keep(store: &Store, minutes: i64, cause: Cause) {
    let run = attempt(MORNING + minutes * MINUTE, cause);
    store.write(|tx| tx.keep_attempt(&run)).expect("an attempt");
}

fn head(store: &Store) -> (Run, casework::id::Hash) {
    let head = store.read(|reader| reader.attempt_head());
    head.expect("a store").expect("a run")
}

fn word(store: &Store) -> Countersign {
    let (run, hash) = head(store);
    let hub = SigningKey::from_bytes(&[9; 32]);
    Countersign::sign(&hub, (DeviceId([1; 16]), 1), (run.seq, hash), MORNING)
}

#[test]
fn a_run_grows_until_somebody_else_relies_on_it() {
    let mut desk = Author::new(1);
    let (_folder, store) = store_with(&mut [&mut desk]);
    let check = |minutes: i64, seq: u64, tries: u64| {
        keep(&store, minutes, Cause::Timeout);
        let (run, _) = head(&store);
        assert_eq!((run.seq, run.tries), (seq, tries), "{minutes}");
    };
    check(0, 1, 1);
    check(5, 1, 2);
    let countersign = word(&store);
    store
        .write(|tx| tx.keep_countersign(&countersign))
        .expect("the hub's word");
    check(10, 2, 1);
    check(15, 2, 2);
    store.write(|tx| tx.close_attempts()).expect("closed");
    check(20, 3, 1);
    check(25, 3, 2);
    store
        .read(|reader| {
            let stands = reader.countersigned(1)?;
            assert_eq!(stands, Some(countersign));
            assert_eq!(reader.countersigned(2)?, None);
            assert!(reader.has_failed_since(2)?);
            assert!(!reader.has_failed_since(3)?);
            assert_eq!(reader.attempts(MORNING, MORNING + 11 * MINUTE)?.len(), 2);
            Ok::<_, crate::StoreError>(())
        })
        .expect("a store");
    sound(&store);
}

#[test]
fn a_word_of_another_chain_is_not_kept() {
    let mut desk = Author::new(1);
    let (_folder, store) = store_with(&mut [&mut desk]);
    keep(&store, 0, Cause::NoRoute);
    let good = word(&store);
    let hub = SigningKey::from_bytes(&[9; 32]);
    let installation = (DeviceId([1; 16]), 1);
    for (what, bad) in [
        (
            "another head",
            Countersign::sign(&hub, installation, (1, casework::id::Hash([3; 32])), 0),
        ),
        (
            "a run that is not there",
            Countersign::sign(&hub, installation, (2, good.head), 0),
        ),
        (
            "not signed so",
            Countersign {
                hub_ms: good.hub_ms + 1,
                ..good
            },
        ),
    ] {
        let kept = store.write(|tx| tx.keep_countersign(&bad));
        assert!(kept.is_err(), "{what}");
    }
    store.write(|tx| tx.keep_countersign(&good)).expect("kept");
}

/// Three runs, the first two of them countersigned.
fn chain() -> (Folder, Store) {
    let mut desk = Author::new(1);
    let (folder, store) = store_with(&mut [&mut desk]);
    keep(&store, 0, Cause::Timeout);
    keep(&store, 5, Cause::NoName);
    let countersign = word(&store);
    store
        .write(|tx| tx.keep_countersign(&countersign))
        .expect("the hub's word");
    keep(&store, 10, Cause::Done);
    (folder, store)
}

fn is_whole(store: &Store) -> bool {
    let problems = store.read(|reader| reader.attempt_problems());
    problems.expect("a check").is_empty()
}

fn blob(store: &Store, column: &str, table: &str, seq: u64) -> Vec<u8> {
    let sql = format!("SELECT {column} FROM {table} WHERE seq = {seq}");
    let read = store.with_writer(|conn| conn.query_row(&sql, [], |row| row.get(0)));
    read.expect(&sql)
}

#[test]
fn one_changed_byte_anywhere_is_found() {
    let (_folder, store) = chain();
    assert!(is_whole(&store));
    let mut changed = 0;
    for (table, column, seqs) in [
        ("attempt", "run", vec![1, 2, 3]),
        ("attempt", "hash", vec![1, 2, 3]),
        ("attempt_head", "hash", vec![3]),
        ("countersign", "hash", vec![2]),
        ("countersign", "device", vec![2]),
        ("countersign", "hub", vec![2]),
        ("countersign", "signature", vec![2]),
    ] {
        for seq in seqs {
            let sql = format!("UPDATE {table} SET {column} = ?1 WHERE seq = {seq}");
            let put = |bytes: &[u8]| {
                let done = store.with_writer(|conn| conn.execute(&sql, [bytes]));
                assert_eq!(done.expect(&sql), 1, "{sql}");
            };
            let bytes = blob(&store, column, table, seq);
            for at in 0..bytes.len() {
                let mut other = bytes.clone();
                other[at] ^= 1;
                put(&other);
                assert!(!is_whole(&store), "{table}.{column} of {seq}, byte {at}");
                changed += 1;
            }
            put(&bytes);
        }
    }
    assert!(changed > 1000, "{changed}");
    assert!(is_whole(&store));
}

#[test]
fn a_row_that_was_set_or_taken_away_is_found() {
    for sql in [
        "UPDATE attempt SET from_ms = from_ms + 1 WHERE seq = 2",
        "UPDATE attempt SET to_ms = to_ms - 1 WHERE seq = 3",
        "UPDATE countersign SET hub_ms = hub_ms + 1",
        "UPDATE countersign SET epoch = epoch + 1",
        "UPDATE attempt_head SET seq = 2",
        "DELETE FROM attempt WHERE seq = 3",
        "DELETE FROM attempt WHERE seq = 1",
        "DELETE FROM attempt_head",
    ] {
        let (_folder, store) = chain();
        store.with_writer(|conn| conn.execute(sql, [])).expect(sql);
        assert!(!is_whole(&store), "{sql}");
    }
}
