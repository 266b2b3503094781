//! Records of the office: kept, listed by kind and time, sent, let in, rebuilt.

use super::world::*;
use crate::{Outcome, Store, StoreError, UnsentSummary};
use casework::case::Facts;
use casework::id::{CaseId, Hash, OfficeId};
use casework::record::{Record, RecordData};
use casework::sync::door::Refusal;
use casework::sync::envelope::{Envelope, Kind};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Notice {
    text: String,
}

impl RecordData for Notice {
    const KIND: &'static str = "notice";
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Tally {
    count: u32,
}

impl RecordData for Tally {
    const KIND: &'static str = "tally";
}

fn notice(text: &str) -> Notice {
    Notice {
        text: text.to_owned(),
    }
}

fn record(author: &Author, n: u32, data: &impl RecordData) -> Record {
    let facts = Facts {
        officer: officer(),
        roles: vec![],
        device: author.public().device(),
        office: author.office,
        place: case(0, "").opening.place,
        now: time(MORNING + i64::from(n) * 60_000),
        entropy: [0; 16],
    };
    Record::new(id(n), &facts, data).expect("small")
}

/// Puts `data` on record `n` minutes after the morning.
fn keep(author: &mut Author, n: u32, data: &impl RecordData) -> Envelope {
    let body = record(author, n, data).to_body().expect("small");
    author.seal(Kind::Record, id(n), vec![body])
}

fn texts(store: &Store, office: Option<OfficeId>, from: i64, to: i64) -> Vec<String> {
    let minute = |n: i64| MORNING + n * 60_000;
    let found = read(store, |r| {
        r.records::<Notice>(office, minute(from), minute(to))
    });
    found.into_iter().map(|(_, notice)| notice.text).collect()
}

fn digest(store: &Store) -> Hash {
    read(store, |r| r.heads_digest(None))
}

#[test]
fn an_own_record_is_listed_fed_and_unsent_at_once() {
    let mut desk = Author::new(1);
    let (_folder, store) = store_with(&mut [&mut desk]);
    let without = digest(&store);
    let envelopes = [
        keep(&mut desk, 3, &notice("ba")),
        keep(&mut desk, 1, &notice("một")),
        keep(&mut desk, 2, &Tally { count: 2 }),
    ];
    for envelope in &envelopes {
        let position = store.write(|tx| tx.append_own(envelope)).expect("kept");
        let again = store.write(|tx| tx.append_own(envelope)).expect("kept");
        assert_eq!(again, position);
    }
    let all = [("một", 1), ("ba", 3)].map(|(text, _)| text.to_owned());
    assert_eq!(texts(&store, Some(OFFICE), 0, 9), all);
    assert_eq!(texts(&store, None, 1, 4), all);
    assert_eq!(texts(&store, None, 1, 3), ["một"]);
    assert_eq!(texts(&store, Some(OfficeId([8; 16])), 0, 9), [""; 0]);
    read(&store, |r| {
        let (found, data) = r.record::<Tally>(id(2))?.expect("there");
        assert_eq!(found, record(&desk, 2, &Tally { count: 2 }));
        assert_eq!(data, Tally { count: 2 });
        assert_eq!(r.record::<Notice>(id(2))?, None, "of another kind");
        assert_eq!(r.record::<Notice>(id(9))?, None);
        let kinds = [("notice", 2), ("tally", 1)].map(|(kind, n)| (kind.to_owned(), n));
        assert_eq!(r.record_kinds(Some(OFFICE))?, BTreeMap::from(kinds));
        let counts = r.counts()?;
        assert_eq!((counts.records, counts.cases, counts.newer), (3, 0, 0));
        let fed = r.feed(OFFICE, 1, usize::MAX, None)?;
        assert_eq!(fed.wires, envelopes.each_ref().map(Envelope::to_wire));
        Ok(())
    });
    let summary = UnsentSummary {
        envelopes: 3,
        cases: 0,
        elsewhere: 0,
        records: 3,
        oldest_ms: Some(MORNING + 1000),
    };
    assert_eq!(read(&store, |r| r.unsent_summary()), summary);
    assert_ne!(digest(&store), without);
    sound(&store);
    let before = digest(&store);
    store.rebuild().expect("rebuilt");
    assert_eq!(digest(&store), before);
    assert_eq!(texts(&store, None, 0, 9), all);
    sound(&store);
}

#[test]
fn replicas_with_the_same_records_are_equal_in_any_order() {
    let mut author = Author::new(1);
    let envelopes: Vec<Envelope> = (0..4).map(|n| keep(&mut author, n, &notice("x"))).collect();
    let digests = [[0, 1, 2, 3], [3, 1, 0, 2]].map(|order| {
        let (_folder, store) = store_with(&mut [&mut author.clone()]);
        for which in order {
            let outcome = ingest(&store, &[&envelopes[which]]);
            assert!(matches!(outcome[..], [Outcome::Accepted(_)]), "{outcome:?}");
        }
        assert_eq!(ingest(&store, &[&envelopes[0]]), [Outcome::Duplicate]);
        sound(&store);
        digest(&store)
    });
    assert_eq!(digests[0], digests[1]);
}

#[test]
fn the_first_record_of_a_name_stays() {
    let (mut one, mut two) = (Author::new(1), Author::new(2));
    let (_folder, store) = store_with(&mut [&mut one, &mut two]);
    let first = keep(&mut one, 0, &notice("trước"));
    let second = keep(&mut two, 0, &notice("sau"));
    let outcomes = ingest(&store, &[&first, &second, &first]);
    let taken = Outcome::Refused(Refusal::RecordTaken);
    assert_eq!(outcomes, [Outcome::Accepted(3), taken, Outcome::Duplicate]);
    assert_eq!(texts(&store, None, 0, 9), ["trước"]);
    let kept = read(&store, |r| r.quarantine(9));
    assert_eq!(kept[0].reason, "record_taken");
    let own = store.write(|tx| tx.append_own(&second));
    assert!(matches!(own, Err(StoreError::Corrupt { .. })), "{own:?}");
    sound(&store);
}

#[test]
fn what_is_no_record_is_kept_aside_and_never_written_here() {
    let mut author = Author::new(1);
    let (_folder, store) = store_with(&mut [&mut author]);
    let other = record(&author, 1, &notice("x")).to_body().expect("small");
    for bodies in [vec![b"{}".to_vec()], vec![], vec![other]] {
        let envelope = author.sign(author.header(Kind::Record, id(0)), bodies);
        let outcome = ingest(&store, &[&envelope]);
        assert_eq!(outcome, [Outcome::Refused(Refusal::BadRecord)]);
        let own = store.write(|tx| tx.append_own(&envelope));
        assert!(matches!(own, Err(StoreError::Corrupt { .. })), "{own:?}");
    }
    assert_eq!(read(&store, |r| r.counts()).records, 0);
    assert_eq!(read(&store, |r| r.quarantine(9)).len(), 3);
    sound(&store);
}

#[test]
fn a_table_that_differs_from_the_log_is_noticed_and_mended() {
    let mut author = Author::new(1);
    let (_folder, store) = store_with(&mut [&mut author]);
    ingest(&store, &[&keep(&mut author, 0, &notice("đúng"))]);
    for tampering in [
        "UPDATE p_record SET record = replace(record, 'đúng', 'sai')",
        "UPDATE p_record SET kind = 'tally'",
        "DELETE FROM p_record",
        "INSERT INTO p_record (id, office, kind, at_ms, made_ms, envelope, record)
         SELECT x'00', office, kind, at_ms, made_ms, envelope, record FROM p_record",
    ] {
        store
            .with_writer(|conn| conn.execute(tampering, []))
            .expect("tampered");
        let problems = store.check(true).expect("a check");
        assert_eq!(problems[0].code, "projection", "{tampering}");
        store.rebuild().expect("rebuilt");
        sound(&store);
    }
    assert_eq!(texts(&store, None, 0, 9), ["đúng"]);
}

#[test]
fn what_an_older_program_let_in_unread_is_no_obstacle() {
    let mut author = Author::new(1);
    let (_folder, store) = store_with(&mut [&mut author]);
    // To that program kind 3 was of a newer version: it looked at nothing.
    let junk = author.seal(Kind::Newer(9), CaseId([0; 16]), vec![b"junk".to_vec()]);
    let good = keep(&mut author, 1, &notice("tốt"));
    ingest(&store, &[&junk, &good]);
    store
        .with_writer(|conn| {
            conn.execute(
                "UPDATE envelope SET kind = 3 WHERE hash = ?1",
                [junk.hash().0],
            )
        })
        .expect("as an older program left it");
    store.rebuild().expect("rebuilt");
    assert_eq!(texts(&store, None, 0, 9), ["tốt"]);
}
