use super::*;
use crate::case::Field;
use crate::crdt::tests::{correct, opened, written};
use crate::id::{CaseId, OfficeId, OfficerId, PublicKey};
use crate::sync::bundle::Page;
use crate::sync::envelope::{Envelope, Header, Kind, WIRE_MAX};
use crate::sync::frame::{FrameError, UNPACKED_MAX, pack, pack_tied, tie, unpack};
use ed25519_dalek::SigningKey;
use proptest::prelude::*;

/// One device that seals envelope after envelope.
struct Device {
    key: SigningKey,
    seq: u64,
    prev: Hash,
}

impl Device {
    fn new(seed: u8) -> Self {
        Self {
            key: SigningKey::from_bytes(&[seed; 32]),
            seq: 0,
            prev: Hash([0; 32]),
        }
    }

    fn seal(&mut self, kind: Kind, bodies: Vec<Vec<u8>>) -> Vec<u8> {
        self.seq += 1;
        let public = PublicKey(self.key.verifying_key().to_bytes());
        let header = Header {
            office: OfficeId([1; 16]),
            device: public.device(),
            epoch: 1,
            seq: self.seq,
            prev: self.prev,
            made_at_ms: 1_795_224_600_000 + i64::try_from(self.seq).expect("small") * 1234,
            officer: OfficerId([2; 16]),
            kind,
            doc: CaseId([4; 16]),
        };
        let envelope = Envelope::seal(header, bodies, [5; 16], &self.key).expect("small");
        self.prev = envelope.hash();
        envelope.to_wire()
    }
}

/// The same envelope with its first body replaced by the commitment.
fn erased(wire: &[u8]) -> Vec<u8> {
    let envelope = Envelope::from_wire(wire).expect("an envelope");
    let (salt, signature) = envelope.salt_and_signature();
    let body = envelope.present_bodies().next().expect("a body");
    let commitment = Hash::of(
        &[
            b"motcua/body/1".as_slice(),
            salt,
            &0_u64.to_be_bytes(),
            body,
        ]
        .concat(),
    );
    let bodies = vec![super::super::envelope::Body::Erased(commitment)];
    let erased = Envelope::from_parts(envelope.header().clone(), *salt, bodies, *signature);
    assert_eq!(erased.hash(), envelope.hash());
    erased.to_wire()
}

/// A page of everything there can be in one.
fn envelopes() -> Vec<Vec<u8>> {
    let (mut one, mut other) = (Device::new(7), Device::new(8));
    let (_, opening) = opened();
    let later = written(
        &[&opening],
        1,
        correct(Field::ApplicantPhone, None, "0912 345 678"),
    );
    let id = hex(&[0xab; 16]);
    let text = format!(
        "{id}{id} \u{ff} {id}0123456789abcdef 0123456789abcdef0 {}",
        hex(&[9; 32])
    );
    vec![
        one.seal(Kind::Case, vec![opening, later]),
        other.seal(Kind::Record, vec![text.clone().into_bytes()]),
        one.seal(
            Kind::Case,
            vec![vec![0xff, 0xfe, 0xff], b"no change".to_vec()],
        ),
        one.seal(Kind::Newer(200), vec![]),
        erased(&other.seal(Kind::Record, vec![text.into_bytes()])),
        b"no envelope at all".to_vec(),
        vec![],
    ]
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn page(envelopes: Vec<Vec<u8>>) -> Page {
    Page {
        envelopes,
        receipts: vec![b"a receipt".to_vec()],
        blobs: None,
    }
}

#[test]
fn every_envelope_comes_out_as_it_went_in() {
    let page = page(envelopes());
    let tied = pack_tied(&page);
    assert_eq!(unpack::<Page>(&tied, UNPACKED_MAX), Ok(page.clone()));
    assert_eq!(unpack::<Page>(&pack(&page), UNPACKED_MAX), Ok(page.clone()));
    assert!(tied.len() < pack(&page).len());
}

#[test]
fn what_follows_from_the_envelope_before_is_not_said() {
    let mut device = Device::new(7);
    let notes = |device: &mut Device| device.seal(Kind::Record, vec![b"note".to_vec()]);
    let wires: Vec<Vec<u8>> = (0..100).map(|_| notes(&mut device)).collect();
    let (plain, _) = tie(&page(wires));
    // Four names and the first link once; then salt and signature.
    assert_eq!(plain.len(), 4 * 16 + 32 + 100 * (16 + 64));
}

#[test]
fn damaged_sheaves_are_refused() {
    let good = pack_tied(&page(envelopes()));
    for at in 0..good.len() * 8 {
        let mut damaged = good.clone();
        damaged[at / 8] ^= 1 << (at % 8);
        // A flip may give another page: the door looks at each envelope. But no panic.
        let read = unpack::<Page>(&damaged, UNPACKED_MAX);
        assert_ne!(read, Err(FrameError::TooLarge), "bit {at}");
    }
    for cut in 0..good.len() {
        assert_eq!(
            unpack::<Page>(&good[..cut], UNPACKED_MAX),
            Err(FrameError::Malformed),
            "{cut}"
        );
    }
}

#[test]
fn names_that_unfold_stop_at_the_limit() {
    let mut writer = Writer::default();
    writer.tie(&[Device::new(7).seal(Kind::Record, vec![hex(&[9; 32]).into_bytes()])]);
    let plain = writer.into_plain();
    // The same envelope with a body of 8 MiB of the same name.
    let mut numbers = vec![1, 2, 2, 2, 2, 3, 1, 1];
    numbers.extend([0x80, 0x80, 0x80, 0x80, 0x80, 0, 0, 1, 1]);
    crate::leb::put(&mut numbers, 128 * 1024);
    numbers.push(3);
    numbers.extend(vec![4; 128 * 1024 - 1]);
    let text = vec![MARK; 128 * 1024];
    assert_eq!(Reader::new(plain, WIRE_MAX).untie(1, &numbers, &text), None);
}

proptest! {
    #[test]
    fn any_bytes_survive(bodies in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..80), 0..4), case in any::<bool>()) {
        let kind = if case { Kind::Case } else { Kind::Record };
        let mut device = Device::new(7);
        let wires = vec![device.seal(kind, bodies.clone()), device.seal(kind, bodies)];
        let page = page(wires);
        prop_assert_eq!(unpack::<Page>(&pack_tied(&page), UNPACKED_MAX), Ok(page));
    }

    #[test]
    fn digits_survive(text in "[0-9a-f\u{ff}]{0,150}") {
        let page = page(vec![Device::new(7).seal(Kind::Record, vec![text.into_bytes()])]);
        prop_assert_eq!(unpack::<Page>(&pack_tied(&page), UNPACKED_MAX), Ok(page));
    }

    #[test]
    fn foreign_bytes_do_no_harm(numbers in prop::collection::vec(0_u8..8, 0..200), text in prop::collection::vec(any::<u8>(), 0..80)) {
        let mut reader = Reader::new(vec![7; 4096], UNPACKED_MAX);
        let read = reader.untie(3, &numbers, &text);
        prop_assert!(read.is_none_or(|wires| wires.len() == 3));
    }
}
