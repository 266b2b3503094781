//! What this machine makes itself.

use super::world::*;
use crate::{Link, StoreError, SyncState, UnsentSummary};
use casework::id::Hash;
use casework::sync::envelope::{Envelope, Kind};

#[test]
fn an_own_case_is_listed_searched_fed_and_unsent_at_once() {
    let mut desk = Author::new(1);
    let (_folder, store) = store_with(&mut [&mut desk]);
    let before = read(&store, |r| r.last_position(OFFICE));
    let envelope = desk.open(&case(0, "Nguyễn Văn Đức"));
    let position = store.write(|tx| tx.append_own(&envelope)).expect("kept");
    assert_eq!(position, before + 1);
    let again = store.write(|tx| tx.append_own(&envelope)).expect("kept");
    assert_eq!(again, position);

    let row = read(&store, |r| r.row(id(0))).expect("a row");
    assert_eq!(row.code, code(0));
    assert_eq!(row.applicant, "Nguyễn Văn Đức");
    assert_eq!(row.received, time(MORNING));
    assert_eq!(row.sync, SyncState::Local);
    assert_eq!(row.client_ref.as_deref(), Some("ref-0"));
    read(&store, |r| {
        assert_eq!(r.case(id(0))?, Some(case(0, "Nguyễn Văn Đức")));
        assert_eq!(r.case_ids_by_code(&code(0))?, [id(0)]);
        assert_eq!(r.case_id_by_client_ref(OFFICE, "ref-0")?, Some(id(0)));
        assert_eq!(r.case_id_by_client_ref(OFFICE, "ref-1")?, None);
        assert_eq!(r.search("duc", 9)?[0].matched, "Nguyễn Văn Đức");
        assert_eq!(r.changes(id(0))?.len(), 1);
        assert_eq!(r.changes(id(1))?.len(), 0);
        assert!(r.document(id(1))?.is_none());
        assert_eq!(r.offices()?, [OFFICE]);
        let page = r.feed(OFFICE, before, 1, None)?;
        assert_eq!(
            (page.wires, page.to, page.more),
            (vec![envelope.to_wire()], position, false)
        );
        let skipped = r.feed(OFFICE, before, 1, Some(desk.public().device()))?;
        assert_eq!(
            (skipped.wires.len(), skipped.to, skipped.more),
            (0, position, false)
        );
        let first = r.feed(OFFICE, 0, 1, None)?;
        assert_eq!((first.wires.len(), first.to, first.more), (1, 1, true));
        let beyond = r.feed(OFFICE, u64::MAX, 1, None)?;
        assert!(beyond.wires.is_empty() && !beyond.more);
        let next = Link {
            seq: 2,
            prev: envelope.hash(),
        };
        assert_eq!(r.link(desk.public().device(), desk.epoch)?, next);
        let fresh = Link {
            seq: 1,
            prev: Hash([0; 32]),
        };
        assert_eq!(r.link(desk.public().device(), 5)?, fresh);
        Ok(())
    });
    sound(&store);
}

#[test]
fn the_badge_follows_what_happened_to_every_part() {
    let (mut desk, mut other) = (Author::new(1), Author::new(2));
    let (_folder, store) = store_with(&mut [&mut desk, &mut other]);
    let opened = desk.open(&case(0, "Lý Thị Mai"));
    store.write(|tx| tx.append_own(&opened)).expect("kept");
    let noted = desk.act(&mut document(&store, id(0)), note("thiếu giấy chứng sinh"));
    store.write(|tx| tx.append_own(&noted)).expect("kept");
    let sync = || read(&store, |r| r.row(id(0))).expect("a row").sync;
    let unsent = || read(&store, |r| r.to_send(usize::MAX)).len();
    let mark = |work: &dyn Fn(&mut crate::Tx<'_>) -> Result<(), StoreError>| {
        store.write(|tx| work(tx)).expect("marked");
        (sync(), unsent())
    };
    let summary = UnsentSummary {
        envelopes: 2,
        cases: 1,
        elsewhere: 0,
        records: 0,
        oldest_ms: Some(MORNING + 1000),
    };
    assert_eq!(read(&store, |r| r.unsent_summary()), summary);
    assert_eq!(read(&store, |r| r.to_send(1))[0].hash, opened.hash());
    assert_eq!((sync(), unsent()), (SyncState::Local, 2));
    let one = [opened.hash()];
    let both = [opened.hash(), noted.hash(), Hash([9; 32])];
    let seen = |envelope: &Envelope, position: u64| {
        let receipt = other.receipt(position, &[envelope]);
        move |tx: &mut crate::Tx<'_>| tx.take_receipt(&receipt, None).map(drop)
    };
    assert_eq!(mark(&seen(&opened, 1)), (SyncState::Local, 2));
    assert_eq!(mark(&seen(&noted, 2)), (SyncState::Sent, 2));
    assert_eq!(read(&store, |r| r.unsent_summary()).elsewhere, 1);
    assert_eq!(mark(&|tx| tx.mark_acknowledged(&one)), (SyncState::Sent, 1));
    let refused = |tx: &mut crate::Tx<'_>| tx.mark_refused(noted.hash(), "broken_chain");
    assert_eq!(mark(&refused), (SyncState::Local, 0));
    let kept = read(&store, |r| r.quarantine(9));
    assert_eq!(
        (kept[0].hash, kept[0].reason.as_str()),
        (noted.hash(), "broken_chain")
    );
    assert_eq!(store.write(|tx| tx.retry_refused()).expect("retried"), 1);
    assert_eq!((sync(), unsent()), (SyncState::Local, 1));
    assert_eq!(
        mark(&|tx| tx.mark_acknowledged(&both)),
        (SyncState::Acknowledged, 0)
    );
    assert_eq!(mark(&refused), (SyncState::Acknowledged, 0));
    assert_eq!(read(&store, |r| r.counts()).quarantined, 0);
    assert_eq!(
        read(&store, |r| r.unsent_summary()),
        UnsentSummary::default()
    );
    sound(&store);
}

#[test]
fn an_own_envelope_must_continue_its_chain() {
    let mut desk = Author::new(1);
    let (_folder, store) = store_with(&mut [&mut desk]);
    let skipped = desk.open(&case(0, "A"));
    let second = desk.open(&case(1, "B"));
    let refused = store.write(|tx| tx.append_own(&second));
    assert!(
        matches!(refused, Err(StoreError::BrokenChain)),
        "{refused:?}"
    );
    store.write(|tx| tx.append_own(&skipped)).expect("kept");
    store.write(|tx| tx.append_own(&second)).expect("kept");
    sound(&store);
}

#[test]
fn a_transaction_is_kept_whole_or_not_at_all() {
    let mut desk = Author::new(1);
    let (_folder, store) = store_with(&mut [&mut desk]);
    let good = desk.open(&case(0, "A"));
    let damaged = desk.seal(Kind::Case, id(1), vec![b"no change".to_vec()]);
    // The caller gives up.
    let given_up: Result<(), StoreError> = store.write(|tx| {
        tx.append_own(&good)?;
        Err(StoreError::NoBand)
    });
    assert!(matches!(given_up, Err(StoreError::NoBand)));
    // The caller drops an error that left something half-written.
    let dropped: Result<(), StoreError> = store.write(|tx| {
        tx.append_own(&good)?;
        assert!(matches!(
            tx.append_own(&damaged),
            Err(StoreError::Change(_))
        ));
        assert!(matches!(
            tx.set_setting("k", b"v"),
            Err(StoreError::Aborted)
        ));
        Ok(())
    });
    assert!(matches!(dropped, Err(StoreError::Aborted)));
    // The caller panics.
    let shielded = std::panic::AssertUnwindSafe(|| {
        store.write(|tx| {
            tx.append_own(&good)?;
            panic!("a bug");
            #[expect(unreachable_code, reason = "gives the closure its type")]
            Ok::<(), StoreError>(())
        })
    });
    std::panic::catch_unwind(shielded).expect_err("a panic");
    assert_eq!(read(&store, |r| r.counts()).cases, 0);
    assert_eq!(read(&store, |r| r.setting("k")), None);
    store.write(|tx| tx.append_own(&good)).expect("kept");
    assert_eq!(read(&store, |r| r.last_position(OFFICE)), 2);
    sound(&store);
}
