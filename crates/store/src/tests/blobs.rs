//! Files beside cases: chunk by chunk, by hash, and what a list says of them.

use super::world::*;
use crate::{ChunkKept, SyncState};
use casework::case::ResultFile;
use casework::command::Command;
use casework::id::Hash;
use casework::sync::blob::CHUNK;

fn bytes(seed: usize, size: usize) -> Vec<u8> {
    (0..size)
        .map(|at| u8::try_from((at * 31 + at / 251 + seed) % 256).expect("a byte"))
        .collect()
}

#[test]
fn chunks_in_any_order_become_the_whole_and_wrong_ones_nothing() {
    let folder = Folder::new();
    let store = folder.store();
    let page = bytes(1, 2 * CHUNK + 9);
    let (hash, size) = (Hash::of(&page), page.len() as u64);
    let put = |nth: u32, bytes: &[u8]| {
        store
            .write(|tx| tx.put_blob_chunk(hash, size, nth, bytes))
            .expect("kept")
    };
    let missing = || {
        let chunks = read(&store, |r| r.blob_chunks(hash));
        chunks.map(|chunks| chunks.missing().collect::<Vec<_>>())
    };
    let chunks: Vec<&[u8]> = page.chunks(CHUNK).collect();
    assert_eq!(missing(), None);
    assert_eq!(put(2, chunks[2]), ChunkKept::Part);
    assert_eq!(put(0, chunks[0]), ChunkKept::Part);
    assert_eq!(put(0, chunks[0]), ChunkKept::Part);
    assert_eq!(missing(), Some(vec![1]));
    assert_eq!(
        read(&store, |r| r.blob(hash)),
        None,
        "not before it is whole"
    );
    assert!(!read(&store, |r| r.blob_exists(hash)));
    assert_eq!(put(1, chunks[0]), ChunkKept::Spoiled);
    assert_eq!(missing(), None, "nothing is left of it");
    for (nth, kept) in [
        (1, ChunkKept::Part),
        (2, ChunkKept::Part),
        (0, ChunkKept::Whole),
    ] {
        assert_eq!(put(nth, chunks[nth as usize]), kept);
    }
    assert_eq!(
        put(0, b"late"),
        ChunkKept::Whole,
        "a whole one is not touched"
    );
    assert_eq!(read(&store, |r| r.blob(hash)), Some(page.clone()));
    assert_eq!(
        read(&store, |r| r.blob_chunk(hash, 2)).as_deref(),
        Some(chunks[2])
    );
    assert_eq!(read(&store, |r| r.blob_chunk(hash, 3)), None);

    // What came in part is completed by the bytes themselves too.
    let other = bytes(2, CHUNK + 1);
    let name = Hash::of(&other);
    let part = store.write(|tx| tx.put_blob_chunk(name, other.len() as u64, 0, &other[..CHUNK]));
    assert_eq!(part.expect("kept"), ChunkKept::Part);
    assert_eq!(store.write(|tx| tx.put_blob(&other)).expect("kept"), name);
    assert_eq!(read(&store, |r| r.blob(name)), Some(other));
    sound(&store);
}

#[test]
fn a_case_is_at_the_hub_when_its_files_are() {
    let mut desk = Author::new(1);
    let (_folder, store) = store_with(&mut [&mut desk]);
    let opened = desk.open(&case(0, "Lý Thị Mai"));
    store.write(|tx| tx.append_own(&opened)).expect("kept");
    let result = bytes(3, 500);
    let file = ResultFile {
        name: "kết quả.pdf".to_owned(),
        hash: Hash::of(&result),
        size: 500,
    };
    let recorded = desk.act(
        &mut document(&store, id(0)),
        Command::RecordResult { file: Some(file) },
    );
    store.write(|tx| tx.append_own(&recorded)).expect("kept");
    let all = [opened.hash(), recorded.hash()];
    store
        .write(|tx| tx.mark_acknowledged(&all))
        .expect("marked");
    let hash = Hash::of(&result);
    let row = || read(&store, |r| r.row(id(0))).expect("a row");
    let lists = || {
        [
            read(&store, |r| r.blobs_not_at_hub(OFFICE)).len(),
            read(&store, |r| r.blobs_to_send(OFFICE)).len(),
            read(&store, |r| r.blobs_to_fetch(OFFICE)).len(),
            read(&store, |r| r.blobs_missing(OFFICE)).len(),
        ]
    };
    assert_eq!((row().sync, lists()), (SyncState::Sent, [1, 0, 0, 1]));
    assert_eq!(row().records, SyncState::Acknowledged);
    assert_eq!(
        read(&store, |r| r.named_blob(OFFICE, hash)).map(|named| named.size),
        Some(500)
    );
    store.write(|tx| tx.put_blob(&result)).expect("kept");
    assert_eq!((row().sync, lists()), (SyncState::Local, [1, 1, 0, 0]));
    assert_eq!(read(&store, |r| r.blob_summary()).unsent, 1);
    store
        .write(|tx| tx.blobs_are_at_hub(&[hash]))
        .expect("noted");
    assert_eq!((row().sync, lists()), (SyncState::Acknowledged, [0; 4]));
    sound(&store);
    store.rebuild().expect("rebuilt");
    assert_eq!((row().sync, lists()), (SyncState::Acknowledged, [0; 4]));
    store.write(|tx| tx.hub_has_no_blobs()).expect("forgotten");
    assert_eq!((row().sync, lists()), (SyncState::Local, [1, 1, 0, 0]));
    sound(&store);
}
