//! Workstations that bring and fetch files beside cases.

use super::world::{Base, Desk, NOW, WorldOn, code_of};
use crate::auth::sign_request;
use crate::wire::{
    BlobGet, BlobPut, BlobPutResponse, BlobState, BlobStatus, BlobsRequest, BlobsResponse, PROTO,
    UNPACKED_MAX, pack, unpack,
};
use casework::case::{Detail, Event, EventKind, Media, Scan};
use casework::id::{CaseId, Hash};
use casework::sync::envelope::Kind;

impl Desk {
    /// Adds a scan to a case that is here and tells the hub of it; the bytes stay.
    pub(super) async fn name(&self, world: &WorldOn<impl Base>, digit: u8, bytes: &[u8]) -> Hash {
        let (id, hash) = (CaseId([digit; 16]), Hash::of(bytes));
        let mut document = self
            .store
            .read(|r| r.document(id))
            .expect("read")
            .expect("a case");
        let received = document.case().expect("a case").events[0].clone();
        let event = Event {
            id: hash.to_string()[..16].to_owned(),
            kind: EventKind::ScanAdded,
            detail: Detail::Scan(Scan {
                item: "Tờ khai".to_owned(),
                name: "trang.jpg".to_owned(),
                media: Media::Jpeg,
                size: bytes.len() as u64,
                hash,
                order: 0,
            }),
            ..received
        };
        let actor = self.public().actor(self.epoch);
        let change = document.append(actor, NOW, &[event]).expect("a change");
        let envelope = self.seal(Kind::Case, id, vec![change]);
        self.store
            .write(|tx| tx.append_own(&envelope))
            .expect("appended");
        self.sync(world).await.expect("synced");
        hash
    }

    pub(super) async fn call(
        &self,
        world: &WorldOn<impl Base>,
        path: &str,
        body: Vec<u8>,
    ) -> Result<Vec<u8>, String> {
        let headers = sign_request(&self.key, "POST", path, &body, world.hub.now_ms());
        let (status, answer) = world.post(path, &headers, body).await;
        if status == 200 {
            Ok(answer)
        } else {
            Err(format!("{status} {}", code_of(&answer)))
        }
    }

    pub(super) async fn put(
        &self,
        world: &WorldOn<impl Base>,
        hash: Hash,
        nth: u32,
        bytes: &[u8],
    ) -> Result<BlobStatus, String> {
        let body = BlobPut { hash, nth, bytes }.to_body();
        let answer = self.call(world, "/v1/blobs/put", body).await?;
        let answer: BlobPutResponse = unpack(&answer, UNPACKED_MAX).expect("an answer");
        Ok(answer.status)
    }

    pub(super) async fn get(
        &self,
        world: &WorldOn<impl Base>,
        hash: Hash,
        nth: u32,
    ) -> Result<Vec<u8>, String> {
        let proto = PROTO;
        let body = pack(&BlobGet { proto, hash, nth });
        self.call(world, "/v1/blobs/get", body).await
    }

    pub(super) async fn have(
        &self,
        world: &WorldOn<impl Base>,
        blobs: Vec<Hash>,
    ) -> Vec<BlobState> {
        let proto = PROTO;
        let body = pack(&BlobsRequest { proto, blobs });
        let answer = self.call(world, "/v1/blobs/have", body).await;
        let answer: Result<BlobsResponse, _> = unpack(&answer.expect("an answer"), UNPACKED_MAX);
        answer.expect("states").blobs
    }

    /// Status and the chunks that are missing.
    pub(super) async fn missing(
        &self,
        world: &WorldOn<impl Base>,
        hash: Hash,
    ) -> (BlobStatus, Vec<u32>) {
        let states = self.have(world, vec![hash]).await;
        let chunks = states[0].chunks();
        let missing = chunks.map(|chunks| chunks.missing().collect());
        (states[0].status, missing.unwrap_or_default())
    }
}
