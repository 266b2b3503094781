//! What others made, good and bad.

use super::world::*;
use crate::{Outcome, Store};
use casework::case::EventKind;
use casework::command::Command;
use casework::crdt::ChangeError;
use casework::id::{CaseId, Hash, OfficeId};
use casework::sync::door::{Giver, Refusal};
use casework::sync::envelope::{Envelope, EnvelopeError, Header, Kind};
use casework::sync::roster::BandGrant;

/// An author, and five envelopes on two cases.
fn history(seed: u8, from: u32) -> (Author, Vec<Envelope>) {
    let mut author = Author::new(seed);
    let mut envelopes = Vec::new();
    for n in [from, from + 1] {
        let opened = case(n, "Hoàng Văn Thụ");
        let envelope = author.open(&opened);
        let change = envelope.present_bodies().next().expect("a body").to_vec();
        let mut document = casework::crdt::Document::load([change.as_slice()]).expect("a document");
        envelopes.push(envelope);
        envelopes.push(author.act(&mut document, Command::Forward { unit: None }));
        envelopes.push(author.act(&mut document, note("đã gọi điện")));
    }
    (author, envelopes)
}

fn digest(store: &Store) -> Hash {
    read(store, |r| r.heads_digest(Some(OFFICE)))
}

#[test]
fn any_order_any_number_of_times_gives_the_same_replica() {
    let (author, envelopes) = history(1, 0);
    let digests: Vec<Hash> = [[0, 1, 2, 3, 4, 5], [5, 4, 3, 2, 1, 0], [2, 4, 0, 5, 3, 1]]
        .into_iter()
        .map(|order| {
            let (_folder, store) = store_with(&mut [&mut author.clone()]);
            for which in order {
                ingest(&store, &[&envelopes[which]]);
            }
            let before = read(&store, |r| r.last_position(OFFICE));
            assert_eq!(before, 7);
            let all: Vec<&Envelope> = envelopes.iter().collect();
            assert!(
                ingest(&store, &all)
                    .iter()
                    .all(|o| *o == Outcome::Duplicate)
            );
            let counts = read(&store, |r| r.counts());
            assert_eq!((counts.cases, counts.held, counts.quarantined), (2, 0, 0));
            assert_eq!(read(&store, |r| r.last_position(OFFICE)), before);
            sound(&store);
            digest(&store)
        })
        .collect();
    assert_eq!(digests, [digests[0]; 3]);
}

#[test]
fn a_change_whose_past_is_missing_waits_for_it() {
    let (author, envelopes) = history(1, 0);
    let (_folder, store) = store_with(&mut [&mut author.clone()]);
    assert_eq!(
        ingest(&store, &[&envelopes[2], &envelopes[2]]),
        [Outcome::Held, Outcome::Held]
    );
    assert_eq!(ingest(&store, &[&envelopes[1]]), [Outcome::Held]);
    let counts = read(&store, |r| r.counts());
    assert_eq!((counts.held, counts.cases), (2, 0));
    assert_eq!(read(&store, |r| r.last_position(OFFICE)), 1);
    assert_eq!(ingest(&store, &[&envelopes[0]]), [Outcome::Accepted(2)]);
    let counts = read(&store, |r| r.counts());
    assert_eq!((counts.held, counts.cases), (0, 1));
    let kinds: Vec<EventKind> = read(&store, |r| r.case(id(0)))
        .expect("a case")
        .events
        .iter()
        .map(|event| event.kind)
        .collect();
    assert_eq!(
        kinds,
        [EventKind::Received, EventKind::Forwarded, EventKind::Noted]
    );
    // One page that brings the past last: the answer says what became of each in the end.
    let outcomes = ingest(&store, &[&envelopes[5], &envelopes[4], &envelopes[3]]);
    assert_eq!(
        outcomes,
        [
            Outcome::Accepted(7),
            Outcome::Accepted(6),
            Outcome::Accepted(5)
        ]
    );
    sound(&store);
}

#[test]
fn a_gap_in_a_chain_is_no_obstacle_and_can_be_filled() {
    let mut author = Author::new(1);
    let envelopes: Vec<Envelope> = (0..4)
        .map(|n| author.open(&case(n, "Bế Thị Hoa")))
        .collect();
    let (_folder, store) = store_with(&mut [&mut author]);
    for which in [3, 1, 0, 2] {
        let outcome = ingest(&store, &[&envelopes[which]]);
        assert!(
            matches!(outcome[..], [Outcome::Accepted(_)]),
            "{which} {outcome:?}"
        );
    }
    sound(&store);
}

/// A refused envelope: whether it is kept aside, and what the store says.
fn check_refused(store: &Store, wire: &[u8], wanted: Refusal, kept: bool) {
    let before = (digest(store), read(store, |r| r.counts()));
    let admissions = store.ingest(&[wire.to_vec()], MORNING).expect("a page");
    assert_eq!(admissions[0].outcome, Outcome::Refused(wanted));
    let counts = read(store, |r| r.counts());
    let delta = counts.quarantined - before.1.quarantined;
    assert_eq!(delta, u64::from(kept), "{wanted:?}");
    let counted = |counts: &crate::Counts| counts.refused.get(wanted.code()).copied().unwrap_or(0);
    assert_eq!(
        counted(&counts) - counted(&before.1),
        u64::from(!kept),
        "{wanted:?}"
    );
    assert_eq!((digest(store), counts.cases), (before.0, before.1.cases));
}

/// A store that knows all kinds of authors, and the first two of the author's envelopes.
struct Known {
    _folder: Folder,
    store: Store,
    author: Author,
    envelopes: Vec<Envelope>,
    revoked: Author,
    elsewhere: Author,
    authority: Author,
}

impl Known {
    fn new() -> Self {
        let (mut author, envelopes) = history(1, 0);
        let revoked = Author::new(2);
        let mut elsewhere = Author::new(3);
        elsewhere.office = OfficeId([8; 16]);
        let (folder, store) = store_with(&mut [&mut author, &mut elsewhere]);
        let mut authority = Author::new(98);
        store
            .write(|tx| tx.trust(authority.public()))
            .expect("pinned");
        // Revoked stays revoked.
        for is_revoked in [true, false] {
            ingest(&store, &[&authority.enrol(&revoked, is_revoked)]);
        }
        ingest(&store, &[&envelopes[0], &envelopes[1]]);
        Self {
            _folder: folder,
            store,
            author,
            envelopes,
            revoked,
            elsewhere,
            authority,
        }
    }

    fn refuses(&self, envelope: &Envelope, wanted: Refusal, kept: bool) {
        check_refused(&self.store, &envelope.to_wire(), wanted, kept);
    }

    /// The author's envelope number `which` with another header.
    fn altered(&self, which: usize, alter: impl FnOnce(&mut Header)) -> Envelope {
        let original = &self.envelopes[which];
        let mut header = original.header().clone();
        alter(&mut header);
        self.author.sign(header, vec![body(original)])
    }

    fn sealed(&self, doc: CaseId, body: Vec<u8>) -> Envelope {
        self.author
            .sign(self.author.header(Kind::Case, doc), vec![body])
    }
}

fn body(envelope: &Envelope) -> Vec<u8> {
    envelope.present_bodies().next().expect("a body").to_vec()
}

#[test]
fn what_no_known_device_signed_is_counted_and_not_kept() {
    let mut known = Known::new();
    let store = &known.store;
    let envelope = |error| Refusal::Envelope(error);
    check_refused(store, b"junk", envelope(EnvelopeError::Malformed), false);
    let large = vec![0; 300_000];
    check_refused(store, &large, envelope(EnvelopeError::TooLarge), false);
    let mut forged = known.envelopes[2].to_wire();
    let last = forged.len() - 1;
    forged[last] ^= 1;
    check_refused(store, &forged, envelope(EnvelopeError::BadSignature), false);
    let unknown = Author::new(50).open(&case(9, "A"));
    known.refuses(&unknown, Refusal::UnknownDevice, false);
    let revoked = known.revoked.open(&case(9, "A"));
    known.refuses(&revoked, Refusal::RevokedDevice, false);
    assert_eq!(read(&known.store, |r| r.quarantine(9)), vec![]);
    // The authority let it in before the revocation, which takes nothing away.
    let page = [revoked.to_wire()];
    let given = known
        .store
        .write(|tx| tx.ingest_from(Giver::Authority, &page, MORNING));
    let given = given.expect("a page").remove(0).outcome;
    assert!(matches!(given, Outcome::Accepted(_)), "{given:?}");
    sound(&known.store);
}

#[test]
fn what_a_device_may_not_write_is_kept_aside() {
    let mut known = Known::new();
    let wire = known.altered(2, |header| header.office = known.elsewhere.office);
    known.refuses(&wire, Refusal::WrongOffice, true);
    // Of its own office, but on a case of another, or on one that says another.
    let mut theirs = document(&known.store, id(0));
    let noted = known.elsewhere.act(&mut theirs, note("x"));
    known.refuses(&noted, Refusal::WrongOffice, true);
    let opened = known.elsewhere.open(&case(9, "A"));
    known.refuses(&opened, Refusal::WrongOffice, true);

    let enrolment = known.author.enrol(&known.revoked, false);
    known.refuses(&enrolment, Refusal::NotAuthority, true);
    let backwards = BandGrant {
        office: OFFICE,
        device: known.author.public().device(),
        epoch: 1,
        lo: 5100,
        hi: 5001,
    };
    for (kind, body) in [
        (Kind::Band, backwards.to_body()),
        (Kind::Band, vec![1]),
        (Kind::Roster, vec![1]),
    ] {
        let entry = known.authority.seal(kind, CaseId([0; 16]), vec![body]);
        known.refuses(&entry, Refusal::BadRosterEntry, true);
    }
    assert_eq!(read(&known.store, |r| r.quarantine(99)).len(), 7);
    sound(&known.store);
}

#[test]
fn damaged_stolen_and_contradicting_changes_are_kept_aside() {
    let known = Known::new();
    let change = |error| Refusal::Change(error);
    let junk = known.sealed(id(9), vec![0; 40]);
    known.refuses(&junk, change(ChangeError::NotAChange), true);
    let stolen = known.sealed(id(9), body(&Author::new(4).open(&case(9, "A"))));
    known.refuses(&stolen, change(ChangeError::WrongActor), true);
    // A case inside an envelope of another name.
    let moved = known.sealed(id(10), body(&known.author.clone().open(&case(9, "A"))));
    known.refuses(&moved, change(ChangeError::DoesNotApply), true);
    let twin = known.altered(1, |header| header.made_at_ms += 1);
    known.refuses(&twin, Refusal::Equivocation, true);
    let unlinked = known.altered(2, |header| header.prev = Hash([1; 32]));
    known.refuses(&unlinked, Refusal::BrokenChain, true);
    for seq in [0, 1, u64::MAX] {
        let lost = known.altered(2, |header| {
            header.seq = seq;
            header.prev = Hash([2; 32]);
        });
        known.refuses(&lost, Refusal::BrokenChain, true);
    }
    let before = read(&known.store, |r| r.quarantine(99));
    assert_eq!(before.len(), 8);
    // The same again is not kept twice; a good one between bad ones gets in.
    let good = &known.envelopes[2];
    let outcomes = ingest(&known.store, &[&twin, good, &unlinked, good]);
    assert_eq!(
        outcomes,
        [
            Outcome::Refused(Refusal::Equivocation),
            Outcome::Accepted(7),
            Outcome::Refused(Refusal::Equivocation),
            Outcome::Duplicate
        ]
    );
    assert_eq!(read(&known.store, |r| r.quarantine(99)), before);
    sound(&known.store);
}

#[test]
fn bytes_that_are_no_envelope_have_no_name() {
    let known = Known::new();
    let page = [b"junk".to_vec(), known.envelopes[2].to_wire()];
    let admissions = known.store.ingest(&page, MORNING).expect("a page");
    let names: Vec<Option<Hash>> = admissions.iter().map(|a| a.hash).collect();
    assert_eq!(names, [None, Some(known.envelopes[2].hash())]);
}

#[test]
fn a_stripped_copy_never_takes_the_place_of_the_whole_one() {
    let mut author = Author::new(1);
    let (_folder, store) = store_with(&mut [&mut author]);
    let whole = author.open(&case(0, "Lục Văn Páo"));
    let stripped = strip(&whole);
    assert_eq!(ingest(&store, &[&stripped]), [Outcome::Held]);
    assert_eq!(ingest(&store, &[&whole]), [Outcome::Accepted(2)]);
    assert_eq!(ingest(&store, &[&stripped]), [Outcome::Duplicate]);
    assert_eq!(read(&store, |r| r.counts()).held, 0);
    assert_eq!(read(&store, |r| r.changes(id(0))).len(), 1);
}

/// Replaces the only body by its commitment, as anyone on the way can.
fn strip(envelope: &Envelope) -> Envelope {
    use sha2::{Digest, Sha256};
    let body = envelope.present_bodies().next().expect("a body");
    let commitment = Sha256::new()
        .chain_update(b"motcua/body/1")
        .chain_update([5; 16])
        .chain_update(0_u64.to_be_bytes())
        .chain_update(body)
        .finalize();
    let mut present = vec![0x59];
    present.extend(u16::try_from(body.len()).expect("small").to_be_bytes());
    present.extend(body);
    let mut erased = vec![0x81, 0x58, 0x20];
    erased.extend(commitment);
    let wire = envelope.to_wire();
    let at = wire
        .windows(present.len())
        .position(|window| window == present)
        .expect("the body is in the wire");
    let bytes = [&wire[..at], &erased, &wire[at + present.len()..]].concat();
    let stripped = Envelope::from_wire(&bytes).expect("an envelope");
    assert_eq!(stripped.hash(), envelope.hash());
    stripped
}

#[test]
fn what_a_newer_version_wrote_is_kept_forwarded_and_counted() {
    let mut author = Author::new(1);
    let (_folder, store) = store_with(&mut [&mut author]);
    let newer = author.seal(Kind::Newer(9), id(0), vec![b"later".to_vec()]);
    assert_eq!(ingest(&store, &[&newer]), [Outcome::Accepted(2)]);
    let counts = read(&store, |r| r.counts());
    assert_eq!((counts.newer, counts.cases), (1, 0));
    let page = read(&store, |r| r.feed(OFFICE, 1, usize::MAX, None));
    assert_eq!(page.wires, [newer.to_wire()]);
    sound(&store);
}

#[test]
fn two_officers_who_did_not_see_each_other_are_a_conflict() {
    let (mut a, mut b) = (Author::new(1), Author::new(2));
    let (_folder, store) = store_with(&mut [&mut a, &mut b]);
    let opened = a.open(&case(0, "Chu Thị Lan"));
    ingest(&store, &[&opened]);
    let forwarded = a.act(
        &mut document(&store, id(0)),
        Command::Forward { unit: None },
    );
    let result = b.act(
        &mut document(&store, id(0)),
        Command::RecordResult { file: None },
    );
    ingest(&store, &[&forwarded, &result]);
    assert_eq!(read(&store, |r| r.counts()).conflicts, 1);
    assert!(read(&store, |r| r.row(id(0))).expect("a row").conflict);
    sound(&store);
}
