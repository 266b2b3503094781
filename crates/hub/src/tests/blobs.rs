use super::World;
use crate::tests::world::{Desk, office};
use crate::wire::{BlobState, BlobStatus};
use casework::id::Hash;
use casework::sync::blob::CHUNK;

fn bytes(seed: u8, size: usize) -> Vec<u8> {
    (0..size)
        .map(|at| u8::try_from((at * 31 + at / 251 + usize::from(seed)) % 256).expect("a byte"))
        .collect()
}

fn refused<T>(code: &str) -> Result<T, String> {
    Err(code.to_owned())
}

#[tokio::test]
async fn chunks_come_in_any_order_and_the_whole_is_given_to_the_office() {
    let world = World::start();
    let (one, two) = (world.desk(1).await, world.desk(2).await);
    one.receive(1);
    let page = bytes(1, 2 * CHUNK + 100);
    let hash = one.name(&world, 1, &page).await;
    assert_eq!(
        one.missing(&world, hash).await,
        (BlobStatus::Part, vec![0, 1, 2])
    );
    let chunks: Vec<&[u8]> = page.chunks(CHUNK).collect();
    for (nth, status, missing) in [
        (2_u32, BlobStatus::Part, vec![0, 1]),
        (0, BlobStatus::Part, vec![1]),
        (0, BlobStatus::Part, vec![1]),
    ] {
        let put = one.put(&world, hash, nth, chunks[nth as usize]).await;
        assert_eq!(put, Ok(status));
        assert_eq!(one.missing(&world, hash).await, (status, missing));
        let early = two.get(&world, hash, nth).await;
        assert_eq!(early, refused("404 no_blob"), "not whole yet");
    }
    // Another desk that has the same page brings the rest.
    assert_eq!(
        two.put(&world, hash, 1, chunks[1]).await,
        Ok(BlobStatus::Whole)
    );
    assert_eq!(
        one.put(&world, hash, 1, chunks[1]).await,
        Ok(BlobStatus::Whole)
    );
    assert_eq!(one.missing(&world, hash).await, (BlobStatus::Whole, vec![]));
    for (nth, chunk) in (0..).zip(&chunks) {
        assert_eq!(two.get(&world, hash, nth).await.as_deref(), Ok(*chunk));
    }
    assert_eq!(two.get(&world, hash, 3).await, refused("404 no_blob"));

    // It is there after a restart, sealed.
    drop((one, two));
    let hub = world.hub.clone();
    let folder = world.end().await;
    let again = World::open(folder.path()).expect("the same hub");
    assert_eq!(again.public_key(), hub.public_key());
    let kept = again.store().read(|r| r.object(office(1).id, hash));
    let kept: store::Kept = kept
        .map_err(|error: store::StoreError| error)
        .expect("read")
        .expect("kept");
    assert!(kept.whole);
    let plain = page[..64].to_vec();
    let mut objects = 0;
    for path in files(folder.path()) {
        let stored = std::fs::read(path).expect("a file");
        assert!(!stored.windows(64).any(|part| part == plain));
        objects += 1;
    }
    assert!(objects >= 3, "{objects}");
}

fn files(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let mut found = vec![];
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push(path);
        }
    }
    found
}

#[tokio::test]
async fn only_what_a_case_of_the_office_names_is_taken_or_given() {
    let world = World::start();
    world.hub.add_office(&office(2)).expect("an office");
    let one = world.desk(1).await;
    let mut other = Desk::new(3);
    let code = world.hub.invite(office(2).id, "", 1, None);
    let code = code.expect("an invitation").code;
    other.enrol(&world, &code).await.expect("enrolled");
    one.receive(1);
    let page = bytes(2, 900);
    let hash = one.name(&world, 1, &page).await;
    assert_eq!(one.put(&world, hash, 0, &page).await, Ok(BlobStatus::Whole));

    assert_eq!(other.have(&world, vec![hash]).await, [BlobState::unnamed()]);
    assert_eq!(other.get(&world, hash, 0).await, refused("404 no_blob"));
    assert_eq!(
        other.put(&world, hash, 0, &page).await,
        refused("404 no_blob")
    );
    let unnamed = Hash::of(b"nobody names it");
    assert_eq!(
        one.put(&world, unnamed, 0, b"x").await,
        refused("404 no_blob")
    );
    assert_eq!(
        one.have(&world, vec![unnamed]).await,
        [BlobState::unnamed()]
    );

    // Who names the same bytes still has to bring them: what an office holds is no secret to spend.
    other.receive(2);
    assert_eq!(other.name(&world, 2, &page).await, hash);
    assert_eq!(
        other.missing(&world, hash).await,
        (BlobStatus::Part, vec![0])
    );
    assert_eq!(other.get(&world, hash, 0).await, refused("404 no_blob"));
    world.hub.revoke(one.device()).expect("revoked");
    assert_eq!(
        one.get(&world, hash, 0).await,
        refused("403 revoked_device")
    );
    world.end().await;
}

#[tokio::test]
async fn wrong_bytes_are_refused_and_the_right_ones_are_taken_afterwards() {
    let world = World::start();
    let one = world.desk(1).await;
    one.receive(1);
    let page = bytes(3, CHUNK + 7);
    let hash = one.name(&world, 1, &page).await;
    let (first, last) = page.split_at(CHUNK);
    for (nth, chunk) in [
        (0, last),
        (1, first),
        (2, last),
        (1, &page[..0]),
        (u32::MAX, first),
    ] {
        let put = one.put(&world, hash, nth, chunk).await;
        assert_eq!(put, refused("400 bad_chunk"), "{nth} {}", chunk.len());
    }
    let path = "/v1/blobs/put";
    let long = [hash.0.to_vec(), vec![0; 4 + CHUNK + 1]].concat();
    assert_eq!(one.call(&world, path, long).await, refused("413 too_large"));
    let short = hash.0.to_vec();
    assert_eq!(
        one.call(&world, path, short).await,
        refused("400 malformed")
    );

    let wrong = bytes(9, CHUNK);
    assert_eq!(one.put(&world, hash, 0, &wrong).await, Ok(BlobStatus::Part));
    let put = one.put(&world, hash, 1, last).await;
    assert_eq!(put, refused("409 spoiled_blob"));
    assert_eq!(
        one.missing(&world, hash).await,
        (BlobStatus::Part, vec![0, 1])
    );
    assert_eq!(one.put(&world, hash, 0, first).await, Ok(BlobStatus::Part));
    assert_eq!(one.put(&world, hash, 1, last).await, Ok(BlobStatus::Whole));
    assert_eq!(one.get(&world, hash, 0).await.as_deref(), Ok(first));
    world.end().await;
}

/// A chunk that was damaged where it is kept: it alone is asked for again.
#[tokio::test]
async fn a_damaged_object_costs_its_own_chunk() {
    let world = World::start();
    let one = world.desk(1).await;
    one.receive(1);
    let page = bytes(4, 2 * CHUNK);
    let hash = one.name(&world, 1, &page).await;
    let (first, last) = page.split_at(CHUNK);
    assert_eq!(one.put(&world, hash, 0, first).await, Ok(BlobStatus::Part));
    let before = files(&world.objects());
    assert_eq!(one.put(&world, hash, 1, last).await, Ok(BlobStatus::Whole));
    let first_object = before.first().expect("an object");
    std::fs::write(first_object, b"rust").expect("damaged");
    assert_eq!(one.get(&world, hash, 1).await.as_deref(), Ok(last));
    assert_eq!(one.get(&world, hash, 0).await, refused("404 no_blob"));
    assert_eq!(one.missing(&world, hash).await, (BlobStatus::Part, vec![0]));
    assert_eq!(one.put(&world, hash, 0, first).await, Ok(BlobStatus::Whole));
    assert_eq!(one.get(&world, hash, 0).await.as_deref(), Ok(first));
    world.end().await;
}
