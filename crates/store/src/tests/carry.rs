//! What goes from machine to machine past the hub.

use super::world::*;
use crate::{Carried, Store, SyncState, Tx};
use casework::id::{Hash, PublicKey};
use casework::sync::envelope::Envelope;
use casework::sync::receipt::{Receipt, Run};

/// An author, and four envelopes on two cases.
fn history(seed: u8) -> (Author, Vec<Envelope>) {
    let mut author = Author::new(seed);
    let mut envelopes = Vec::new();
    for n in [0, 1] {
        let opened = author.open(&case(n, "Hoàng Văn Thụ"));
        let change = opened.present_bodies().next().expect("a body").to_vec();
        let mut document = casework::crdt::Document::load([change.as_slice()]).expect("a document");
        envelopes.push(opened);
        envelopes.push(author.act(&mut document, note("đã gọi điện")));
    }
    (author, envelopes)
}

fn hub() -> Author {
    Author {
        epoch: 1,
        ..Author::new(99)
    }
}

fn take(store: &Store, receipt: &Receipt, hub: Option<&PublicKey>) -> bool {
    store
        .write(|tx| tx.take_receipt(receipt, hub))
        .expect("a transaction")
}

fn waiting(store: &Store) -> Vec<Hash> {
    let page = read(store, |r| r.to_send(usize::MAX));
    page.into_iter().map(|one| one.hash).collect()
}

fn pass_on(store: &Store, envelopes: &[&Envelope]) {
    let hashes: Vec<Hash> = envelopes.iter().map(|one| one.hash()).collect();
    store
        .write(|tx| tx.pass_on(&hashes))
        .expect("a transaction");
}

#[test]
fn what_others_made_is_passed_on_in_order_until_the_hub_has_it() {
    let (mut author, made) = history(1);
    let mut desk = Author::new(2);
    let (_folder, store) = store_with(&mut [&mut author, &mut desk]);
    // What is held for now counts once it is let in.
    ingest(&store, &[&made[1], &made[2]]);
    pass_on(&store, &[&made[0], &made[1], &made[2]]);
    assert_eq!(waiting(&store), [made[2].hash()]);
    ingest(&store, &[&made[0]]);
    let own = desk.act(&mut document(&store, id(0)), note("thiếu giấy chứng sinh"));
    store.write(|tx| tx.append_own(&own)).expect("kept");
    let order = [&made[2], &made[0], &made[1], &own].map(Envelope::hash);
    assert_eq!(waiting(&store), order, "what it builds on goes before");
    assert_eq!(read(&store, |r| r.to_send(1)).len(), 1);
    assert_eq!(read(&store, |r| r.relayed()), (3, 2));
    let sync = |n| read(&store, |r| r.row(id(n))).expect("a row").sync;
    assert_eq!([0, 1].map(sync), [SyncState::Local, SyncState::Sent]);
    assert_eq!(read(&store, |r| r.unsent_summary()).envelopes, 1);

    let mark = |work: &dyn Fn(&mut Tx<'_>) -> Result<(), crate::StoreError>| {
        store.write(|tx| work(tx)).expect("marked");
        let quarantined = read(&store, |r| r.counts()).quarantined;
        (waiting(&store).len(), quarantined, sync(1))
    };
    let refuse = |tx: &mut Tx<'_>| tx.mark_refused(made[2].hash(), "revoked_device");
    // Refused is shown, not green, and not sent again by itself.
    assert_eq!(mark(&refuse), (3, 1, SyncState::Local));
    let retry = |tx: &mut Tx<'_>| tx.retry_refused().map(|retried| assert_eq!(retried, 1));
    assert_eq!(mark(&retry), (4, 0, SyncState::Sent));
    assert_eq!(mark(&refuse), (3, 1, SyncState::Local));
    let there = |envelope: &Envelope| {
        let hash = envelope.hash();
        move |tx: &mut Tx<'_>| tx.mark_acknowledged(&[hash])
    };
    assert_eq!(mark(&there(&made[2])), (3, 0, SyncState::Acknowledged));
    assert_eq!(mark(&there(&made[0])), (2, 0, SyncState::Acknowledged));
    assert_eq!(mark(&there(&made[1])), (1, 0, SyncState::Acknowledged));
    assert_eq!(sync(0), SyncState::Local, "the own note");
    assert_eq!(read(&store, |r| r.relayed()), (0, 0));
    sound(&store);
}

#[test]
fn only_the_hub_acknowledges_and_only_what_it_names_exactly() {
    let (mut author, made) = history(1);
    let mut other = Author::new(2);
    let (_folder, store) = store_with(&mut [&mut author, &mut other]);
    for envelope in &made {
        store.write(|tx| tx.append_own(envelope)).expect("kept");
    }
    let key = hub().public();
    let sync = || [0, 1].map(|n| read(&store, |r| r.row(id(n))).expect("a row").sync);
    let hold = |by: &Author, position, tips: &[&Envelope]| {
        take(&store, &by.receipt(position, tips), Some(&key))
    };
    assert!(hold(&other, 3, &[&made[1]]));
    assert_eq!(sync(), [SyncState::Sent, SyncState::Local]);
    // A copy of this machine wrote something else with the same sequence numbers.
    let mut copy = Author::new(1);
    copy.open(&case(8, "Người khác"));
    let fork = copy.open(&case(9, "Người khác"));
    assert!(hold(&hub(), 3, &[&fork]));
    assert_eq!(sync(), [SyncState::Sent, SyncState::Local]);
    assert!(hold(&hub(), 4, &[&made[1]]));
    assert_eq!(sync(), [SyncState::Acknowledged, SyncState::Local]);
    // What is older, or of the same age, changes nothing.
    assert!(!hold(&hub(), 4, &[&made[3]]));
    assert!(!hold(&hub(), 3, &[&made[3]]));
    assert_eq!(read(&store, |r| r.unsent_summary()).cases, 1);
    assert!(hold(&hub(), 5, &[&made[3]]));
    assert_eq!(sync(), [SyncState::Acknowledged; 2]);
    // When it said so stays with the proof.
    let told = read(&store, |r| r.acknowledged(id(0)));
    assert_eq!((told.acknowledged, told.first_ms), (2, Some(MORNING)));
    assert_eq!(waiting(&store), []);
    let kept = read(&store, |r| r.receipts(OFFICE));
    let mut kept: Vec<u64> = kept.iter().map(|one| one.holding().position).collect();
    kept.sort_unstable();
    assert_eq!(kept, [3, 5]);
}

#[test]
fn who_may_not_write_is_not_believed() {
    let (mut author, made) = history(1);
    let (mut revoked, stranger) = (Author::new(2), Author::new(3));
    let (_folder, store) = store_with(&mut [&mut author, &mut revoked]);
    let mut authority = hub();
    (authority.seq, authority.prev) = read(&store, |r| {
        let link = r.link(authority.public().device(), authority.epoch)?;
        Ok((link.seq, link.prev))
    });
    let revocation = authority.enrol(&revoked, true);
    ingest(&store, &[&revocation]);
    store.write(|tx| tx.append_own(&made[0])).expect("kept");
    for (by, hub_key) in [
        (&revoked, None),
        (&stranger, None),
        (&hub(), None),
        (&hub(), Some(stranger.public())),
    ] {
        let receipt = by.receipt(9, &[&made[0]]);
        assert!(!take(&store, &receipt, hub_key.as_ref()));
    }
    assert_eq!(read(&store, |r| r.receipts(OFFICE)), []);
    assert_eq!(
        read(&store, |r| r.row(id(0))).expect("a row").sync,
        SyncState::Local
    );
}

#[test]
fn a_log_tells_its_runs_and_gives_what_is_picked() {
    let (mut author, made) = history(1);
    let (_folder, store) = store_with(&mut [&mut author]);
    ingest(&store, &[&made[0], &made[1], &made[3]]);
    // The last one waits for the one before it on its case.
    let run = |lo: u64, hi: u64, tip: &Envelope| Run {
        device: author.public().device(),
        epoch: author.epoch,
        lo,
        hi,
        tip: tip.hash(),
    };
    let runs = || {
        let all = read(&store, |r| r.runs(OFFICE));
        let own = all
            .into_iter()
            .filter(|run| run.device == author.public().device());
        own.collect::<Vec<_>>()
    };
    assert_eq!(runs(), [run(1, 2, &made[1])]);
    ingest(&store, &[&made[2]]);
    assert_eq!(runs(), [run(1, 4, &made[3])]);
    assert_eq!(read(&store, |r| r.runs(OFFICE)).len(), 2, "the hub's own");

    pass_on(&store, &[&made[3]]);
    let pick = |wanted: &dyn Fn(&Carried) -> bool, max| {
        let page = read(&store, |r| r.pick(OFFICE, 0, max, wanted));
        (page.wires.len(), page.more)
    };
    assert_eq!(pick(&|_| true, usize::MAX), (5, false));
    assert_eq!(pick(&|one| !one.at_hub, usize::MAX), (1, false));
    assert_eq!(pick(&|one| one.seq > 2, 1), (1, true));
    assert_eq!(pick(&|_| false, 1), (0, false));
}
