use casework::id::{CaseId, Hash, OfficeId, OfficerId, PublicKey};
use casework::sync::envelope::{Envelope, Header, Kind};
use ed25519_dalek::SigningKey;

/// Files of a released version never change: an envelope that reads differently is another format.
const ENVELOPE: &str = include_str!("../../../../tests/data/envelope-1.hex");
const PROTOCOL: &str = include_str!("../../../../docs/PROTOCOL.md");

#[test]
fn the_golden_envelope_is_written_and_read_as_ever() {
    let key = SigningKey::from_bytes(&[7; 32]);
    let public = PublicKey(key.verifying_key().to_bytes());
    let header = Header {
        office: OfficeId([1; 16]),
        device: public.device(),
        epoch: 3,
        seq: 42,
        prev: Hash([9; 32]),
        made_at_ms: 1_795_224_600_000,
        officer: OfficerId([2; 16]),
        kind: Kind::Newer(200),
        doc: CaseId([4; 16]),
    };
    let bodies = vec!["Mẫu Sơn".as_bytes().to_vec(), vec![]];
    let written = Envelope::seal(header, bodies, [5; 16], &key).expect("small");
    let golden: String = ENVELOPE.split_whitespace().collect();
    assert_eq!(hex::encode(written.to_wire()), golden);

    let read = Envelope::from_wire(&hex::decode(&golden).expect("hexadecimal")).expect("readable");
    assert_eq!(read, written);
    assert_eq!(read.verify(&public), Ok(()));
    let page: String = PROTOCOL.split_whitespace().collect();
    assert!(
        page.contains(&golden),
        "docs/PROTOCOL.md shows the same envelope"
    );
    assert!(page.contains(&read.hash().to_string()), "and its hash");
}
