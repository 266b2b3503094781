use casework::id::{CaseId, Hash, OfficeId, OfficerId, PublicKey};
use casework::sync::bundle::{ChunkReader, ChunkWriter, Head, Page, Secrets};
use casework::sync::envelope::{Envelope, Header, Kind};
use casework::sync::frame::{UNPACKED_MAX, tie, unpack};
use casework::sync::receipt::{Holding, Receipt, Run};
use ed25519_dalek::SigningKey;
use minicbor::bytes::ByteSlice;

/// Files of a released version never change: an envelope that reads differently is another format.
const ENVELOPE: &str = include_str!("../../../../tests/data/envelope-1.hex");
const RECEIPT: &str = include_str!("../../../../tests/data/receipt-1.hex");
const BUNDLES: [&str; 2] = [
    include_str!("../../../../tests/data/bundle-1.hex"),
    include_str!("../../../../tests/data/bundle-2.hex"),
];
const PAGE: &str = include_str!("../../../../tests/data/page-2.hex");
/// A raw change.
const CHANGE: &[u8] = include_bytes!("../../../casework/src/crdt/skeleton-1.bin");
/// The dictionary a page names.
const DICTIONARY: &[u8] = include_bytes!("../../../casework/src/sync/dictionary/1.dict");
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

/// A golden file, and that the description of the format shows the same bytes.
fn golden(file: &str) -> Vec<u8> {
    let text: String = file.split_whitespace().collect();
    let page: String = PROTOCOL.split_whitespace().collect();
    assert!(page.contains(&text), "docs/PROTOCOL.md shows the same");
    hex::decode(text).expect("hexadecimal")
}

#[test]
fn the_golden_receipt_is_written_and_read_as_ever() {
    let key = SigningKey::from_bytes(&[7; 32]);
    let device = PublicKey(key.verifying_key().to_bytes()).device();
    let run = Run {
        device,
        epoch: 3,
        lo: 1,
        hi: 42,
        tip: Hash([9; 32]),
    };
    let holding = Holding::new(
        OfficeId([1; 16]),
        &key,
        (3, 42),
        1_795_224_600_000,
        vec![run],
    );
    let written = holding.sign(&key);
    assert_eq!(hex::encode(written.to_wire()), hex::encode(golden(RECEIPT)));
    assert_eq!(Receipt::from_wire(&golden(RECEIPT)), Some(written));
}

/// A zstd frame of one stored block, so that no compressor has a say in the golden bytes; it names the
/// dictionary.
fn stored(data: &[u8]) -> Vec<u8> {
    let length = u16::try_from(data.len()).expect("a small page");
    let block = (u32::from(length) << 3 | 1).to_le_bytes();
    let size = (length - 256).to_le_bytes();
    let frame = [
        &[0x28, 0xb5, 0x2f, 0xfd, 0x63][..],
        &DICTIONARY[4..8],
        &size,
        &block[..3],
        data,
    ];
    frame.concat()
}

/// The golden envelope, two that follow it, and the golden receipt.
fn page() -> Page {
    let key = SigningKey::from_bytes(&[7; 32]);
    let first = Envelope::from_wire(&golden(ENVELOPE)).expect("readable");
    let mut before = first.clone();
    let mut envelopes = vec![first.to_wire()];
    let record = br#"{"case":"04040404040404040404040404040404","id":"0123456789abcdef"}"#;
    for (kind, body) in [(Kind::Record, &record[..]), (Kind::Case, CHANGE)] {
        let header = Header {
            seq: before.header().seq + 1,
            prev: before.hash(),
            made_at_ms: before.header().made_at_ms + 60_000,
            kind,
            ..before.header().clone()
        };
        before = Envelope::seal(header, vec![body.to_vec()], [6; 16], &key).expect("small");
        envelopes.push(before.to_wire());
    }
    Page {
        envelopes,
        receipts: vec![golden(RECEIPT)],
        blobs: None,
    }
}

/// The page in the form of protocol 2.
fn tied(page: &Page) -> Vec<u8> {
    let (plain, message) = tie(page);
    let packed = stored(&message);
    let parts: [&ByteSlice; 2] = [plain.as_slice().into(), packed.as_slice().into()];
    minicbor::to_vec(parts).expect("memory")
}

#[test]
fn the_golden_page_is_written_and_read_as_ever() {
    let page = page();
    assert_eq!(hex::encode(tied(&page)), hex::encode(golden(PAGE)));
    assert_eq!(unpack(&golden(PAGE), UNPACKED_MAX), Ok(page));
}

#[test]
fn the_golden_bundle_is_written_and_read_as_ever() {
    let [sender, recipient] = [7, 8].map(|seed| SigningKey::from_bytes(&[seed; 32]));
    let public = |key: &SigningKey| PublicKey(key.verifying_key().to_bytes());
    let secrets = Secrets {
        id: [1; 16],
        key: [2; 32],
        ephemeral: [3; 32],
    };
    let to = [public(&recipient)];
    let office = OfficeId([1; 16]);
    let header = secrets.header(office, &public(&sender), 1_795_224_600_000, &to);
    let mut written = header.with_room();
    let mut body = ChunkWriter::new(&header, &secrets);
    written.extend(body.chunk(&tied(&page())).expect("small"));
    let (end, seal) = body.finish(true, &sender).expect("an end");
    written.extend(end);
    let at = usize::try_from(header.seal_offset()).expect("small");
    let seal = seal.to_bytes();
    written[at..at + seal.len()].copy_from_slice(&seal);
    assert_eq!(hex::encode(&written), hex::encode(golden(BUNDLES[1])));

    let first = Page {
        envelopes: vec![golden(ENVELOPE)],
        receipts: vec![golden(RECEIPT)],
        blobs: None,
    };
    for (file, page) in BUNDLES.into_iter().zip([first, page()]) {
        let file = golden(file);
        let head = Head::read(&file).expect("readable");
        assert!(head.is_signed_by(&public(&sender)));
        let mut chunks = ChunkReader::new(&head, &recipient).expect("a recipient");
        let mut rest = &file[usize::try_from(head.size()).expect("small")..];
        let mut pages = vec![];
        while let Some((length, after)) = rest.split_first_chunk() {
            let size = chunks.size(*length).expect("a size");
            pages.push(chunks.open(&after[..size]).expect("opens"));
            rest = &after[size..];
        }
        assert_eq!(pages, [Some(page), None]);
    }
}
