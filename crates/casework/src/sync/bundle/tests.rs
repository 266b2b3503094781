use super::*;
use crate::id::{OfficeId, PublicKey};
use ed25519_dalek::SigningKey;

const SECRETS: Secrets = Secrets {
    id: [6; 16],
    key: [7; 32],
    ephemeral: [8; 32],
};

fn key(seed: u8) -> SigningKey {
    SigningKey::from_bytes(&[seed; 32])
}

fn public(seed: u8) -> PublicKey {
    PublicKey(key(seed).verifying_key().to_bytes())
}

fn pages() -> Vec<Page> {
    let one = Page {
        envelopes: vec![b"envelope".to_vec(), vec![0; 300]],
        receipts: vec![],
        blobs: None,
    };
    let two = Page {
        envelopes: vec![],
        receipts: vec![b"receipt".to_vec()],
        blobs: None,
    };
    let chunk = BlobChunk {
        hash: Hash([9; 32]),
        size: 300,
        nth: 0,
        bytes: vec![7; 300],
    };
    let three = Page {
        blobs: Some(vec![chunk]),
        ..Page::default()
    };
    vec![one, two, three]
}

/// A small part from device 1 for devices 2 and 3, as it is written to a file.
fn written(pages: &[Page]) -> Vec<u8> {
    let to = [public(2), public(3)];
    let header = SECRETS.header(OfficeId([1; 16]), &public(1), 1_795_224_600_000, &to);
    let mut file = header.with_room();
    let mut writer = ChunkWriter::new(&header, &SECRETS);
    for page in pages {
        file.extend(writer.chunk(&frame::pack_tied(page)).expect("small"));
    }
    let (end, seal) = writer.finish(true, &key(1)).expect("an end");
    file.extend(end);
    let at = usize::try_from(header.seal_offset()).expect("small");
    let bytes = seal.to_bytes();
    file[at..at + bytes.len()].copy_from_slice(&bytes);
    file
}

/// Reads as a carrier does; gives the pages before the first fault, and the fault.
fn read(file: &[u8], reader: u8) -> (Vec<Page>, Result<(), BundleError>) {
    let mut pages = Vec::new();
    let done = (|| {
        let head = Head::read(file)?;
        if !head.is_signed_by(&public(1)) {
            return Err(BundleError::Damaged);
        }
        let mut chunks = ChunkReader::new(&head, &key(reader)).ok_or(BundleError::Damaged)?;
        let mut rest = &file[usize::try_from(head.size()).expect("small")..];
        loop {
            let (length, after) = rest.split_first_chunk().ok_or(BundleError::Cut)?;
            let size = chunks.size(*length)?;
            let sealed = after.get(..size).ok_or(BundleError::Cut)?;
            rest = &after[size..];
            match chunks.open(sealed)? {
                Some(page) => pages.push(page),
                None if rest.is_empty() => return Ok(()),
                None => return Err(BundleError::Damaged),
            }
        }
    })();
    (pages, done)
}

#[test]
fn every_recipient_reads_what_was_sealed_and_nobody_else() {
    let file = written(&pages());
    for reader in [2, 3] {
        assert_eq!(read(&file, reader), (pages(), Ok(())));
    }
    let head = Head::read(&file).expect("a head");
    for other in [1, 4] {
        assert!(ChunkReader::new(&head, &key(other)).is_none(), "{other}");
    }
    let mut courier = Courier::new(&head);
    courier.pass(&file[usize::try_from(head.size()).expect("small")..]);
    assert!(courier.is_whole());
    assert_eq!(read(&written(&[]), 2), (vec![], Ok(())));
}

#[test]
fn every_changed_byte_is_noticed_and_no_changed_page_is_given() {
    let file = written(&pages());
    for at in 0..file.len() {
        for change in [1, 0x80, 0xff] {
            let mut damaged = file.clone();
            damaged[at] ^= change;
            let (given, done) = read(&damaged, 2);
            assert!(done.is_err(), "byte {at} ^ {change}");
            assert!(pages().starts_with(&given), "byte {at} ^ {change}");
        }
    }
}

#[test]
fn a_part_cut_anywhere_gives_its_whole_pages_and_says_so() {
    let file = written(&pages());
    let head = usize::try_from(Head::read(&file).expect("a head").size()).expect("small");
    let mut counts = vec![];
    for length in 0..file.len() {
        let (given, done) = read(&file[..length], 2);
        assert_eq!(done, Err(BundleError::Cut), "{length}");
        assert!(pages().starts_with(&given), "{length}");
        assert!(length >= head || given.is_empty());
        counts.push(given.len());
    }
    assert!(counts.is_sorted());
    assert_eq!(
        counts.last(),
        Some(&pages().len()),
        "only the end is missing"
    );
    let mut longer = file;
    longer.push(0);
    assert_eq!(read(&longer, 2).1, Err(BundleError::Damaged));
}

#[test]
fn what_is_no_bundle_or_of_a_newer_version_is_told_apart() {
    for (bytes, wanted) in [
        (&b""[..], BundleError::Cut),
        (b"MOTCUA", BundleError::Cut),
        (b"MOTCUA\n", BundleError::Damaged),
        (b"%PDF-1.7", BundleError::Damaged),
        (b"MOTCUA\r\n\x03", BundleError::Newer),
        (b"MOTCUA\r\n\x02\x00\x00", BundleError::Cut),
        (b"MOTCUA\r\n\x01\x00\x00", BundleError::Cut),
        (b"MOTCUA\r\n\x01\xff\x00\x00\x00", BundleError::Damaged),
    ] {
        assert_eq!(Head::read(bytes).err(), Some(wanted), "{bytes:?}");
    }
}

#[test]
fn a_key_without_private_half_is_no_recipient() {
    let low_order = PublicKey({
        let mut one = [0; 32];
        one[0] = 1;
        one
    });
    let header = SECRETS.header(OfficeId([1; 16]), &public(1), 0, &[low_order, public(2)]);
    assert_eq!(header.recipients.len(), 1);
}

#[test]
fn a_chunk_does_not_fit_another_place() {
    let whole = written(&pages());
    let head = Head::read(&whole).expect("a head");
    let start = usize::try_from(head.size()).expect("small");
    let first = u32::from_be_bytes(*whole[start..].first_chunk().expect("a length"));
    let second = start + 4 + usize::try_from(first).expect("small");
    let mut swapped = ChunkReader::new(&head, &key(2)).expect("a recipient");
    let length = *whole[second..].first_chunk().expect("a length");
    let size = swapped.size(length).expect("a size");
    let opened = swapped.open(&whole[second + 4..second + 4 + size]);
    assert_eq!(opened, Err(BundleError::Damaged));
}
