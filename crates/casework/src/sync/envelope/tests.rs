use super::*;

fn key() -> SigningKey {
    SigningKey::from_bytes(&[7; 32])
}

fn public() -> PublicKey {
    PublicKey(key().verifying_key().to_bytes())
}

fn sealed(bodies: Vec<Vec<u8>>) -> Envelope {
    let header = Header {
        office: OfficeId([1; 16]),
        device: public().device(),
        epoch: 3,
        seq: 42,
        prev: Hash([9; 32]),
        made_at_ms: 1_763_690_000_000,
        officer: OfficerId([2; 16]),
        kind: Kind::Case,
        doc: CaseId([4; 16]),
    };
    Envelope::seal(header, bodies, [5; 16], &key()).expect("within limits")
}

#[test]
fn an_envelope_survives_the_wire() {
    for bodies in [vec![], vec![vec![]], vec![b"one".to_vec(), vec![0; 1000]]] {
        let envelope = sealed(bodies);
        let read = Envelope::from_wire(&envelope.to_wire()).expect("own bytes");
        assert_eq!(read, envelope);
        assert_eq!(read.verify(&public()), Ok(()));
    }
}

#[test]
fn every_flipped_bit_is_refused() {
    let wire = sealed(vec![b"ho so".to_vec(), b"hai".to_vec()]).to_wire();
    for bit in 0..wire.len() * 8 {
        let mut damaged = wire.clone();
        damaged[bit / 8] ^= 1 << (bit % 8);
        let refused = Envelope::from_wire(&damaged).and_then(|envelope| envelope.verify(&public()));
        assert!(refused.is_err(), "bit {bit} went through");
    }
}

#[test]
fn an_erased_body_leaves_the_signature_valid() {
    let whole = sealed(vec![b"secret".to_vec(), b"kept".to_vec()]);
    let mut erased = whole.clone();
    erased.bodies[0] = Body::Erased(commitment(&whole.salt, 0, &whole.bodies[0]));
    let read = Envelope::from_wire(&erased.to_wire()).expect("own bytes");
    assert_eq!(read.hash(), whole.hash());
    assert_eq!(read.verify(&public()), Ok(()));
}

#[test]
fn another_key_and_oversize_are_refused() {
    let other = PublicKey(SigningKey::from_bytes(&[8; 32]).verifying_key().to_bytes());
    assert_eq!(
        sealed(vec![]).verify(&other),
        Err(EnvelopeError::BadSignature)
    );
    let header = sealed(vec![]).header.clone();
    let seal = |bodies| Envelope::seal(header.clone(), bodies, [0; 16], &key()).err();
    assert_eq!(
        seal(vec![vec![0; BODY_MAX + 1]]),
        Some(EnvelopeError::TooLarge)
    );
    assert_eq!(
        seal(vec![vec![]; BODIES_MAX + 1]),
        Some(EnvelopeError::TooLarge)
    );
    assert_eq!(
        seal(vec![vec![0; BODY_MAX]; 5]),
        Some(EnvelopeError::TooLarge)
    );
}
