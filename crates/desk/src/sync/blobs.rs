//! Files beside cases, after the records: what the hub lacks is sent chunk by chunk, the most urgent
//! due date first, then what this machine lacks is fetched. A cut costs one chunk, and records made
//! in between go first.

use super::hub_client::{Moved, left_to_send};
use super::request::{Line, Speaker, Trouble};
use super::schedule::Watch;
use crate::desk::Desk;
use crate::error::{ApiError, ErrorCode};
use crate::scans::has_room;
use casework::id::{Hash, PublicKey};
use casework::sync::blob::{CHUNK, Chunks};
use hub::wire::{
    BLOBS_MAX, BlobGet, BlobPut, BlobPutResponse, BlobState, BlobStatus, BlobsRequest,
    BlobsResponse, PROTO, pack,
};
use std::collections::BTreeMap;
use store::{ChunkKept, Pending};

/// Chunks after which new records are looked for.
const BETWEEN: u32 = 4;

/// What comes after the files.
pub(super) enum Next {
    /// Records were made in between: they go first.
    Records,
    /// Nothing is left to do.
    Done,
    /// Something is left that will not go by itself now.
    Stuck(ApiError),
    /// The line.
    Trouble(Trouble),
}

/// Whose store is asked.
pub(super) struct Other {
    /// Its key: only its signed answers are believed.
    pub(super) key: PublicKey,
    /// It is the hub: what it has whole needs to be sent nowhere else.
    pub(super) is_hub: bool,
    /// Its clock minus this machine's, milliseconds.
    pub(super) offset_ms: i64,
}

/// Why the files stop before their end.
enum Stop {
    Records,
    Trouble(Trouble),
    Here(ApiError),
}

impl From<Trouble> for Stop {
    fn from(trouble: Trouble) -> Self {
        Self::Trouble(trouble)
    }
}

impl From<ApiError> for Stop {
    fn from(error: ApiError) -> Self {
        Self::Here(error)
    }
}

impl From<store::StoreError> for Stop {
    fn from(error: store::StoreError) -> Self {
        Self::Here(error.into())
    }
}

/// Sends and fetches files; counts in `moved` those that became whole.
///
/// # Errors
/// The store's.
pub(super) async fn exchange(
    desk: &Desk,
    line: &mut Line,
    other: &Other,
    moved: &mut Moved,
) -> Result<Next, ApiError> {
    let mut files = Files {
        desk,
        line,
        other,
        moved,
        speaker: Speaker {
            key: desk.key().clone(),
            offset_ms: other.offset_ms,
            other: Some(other.key),
        },
        chunks: 0,
        stuck: None,
    };
    Ok(match files.run().await {
        Ok(()) => files.stuck.map_or(Next::Done, Next::Stuck),
        Err(Stop::Records) => Next::Records,
        Err(Stop::Trouble(trouble)) => Next::Trouble(trouble),
        Err(Stop::Here(error)) => return Err(error),
    })
}

struct Files<'a> {
    desk: &'a Desk,
    line: &'a mut Line,
    other: &'a Other,
    moved: &'a mut Moved,
    speaker: Speaker,
    /// Chunks moved since records were looked for.
    chunks: u32,
    /// The first reason why a file did not go.
    stuck: Option<ApiError>,
}

impl Files<'_> {
    async fn run(&mut self) -> Result<(), Stop> {
        let states = self.ask().await?;
        let office = self.desk.office();
        let unsent = self.desk.store().read(|r| r.blobs_to_send(office))?;
        for blob in unsent {
            match states.get(&blob.hash) {
                Some(state) if state.status == BlobStatus::Whole => {}
                Some(state) if state.status == BlobStatus::Part => {
                    if !self.send(blob, state).await? {
                        break;
                    }
                }
                // The record that names it is not there: refused, or still on its way.
                Some(_) | None => self.is_stuck("no_blob"),
            }
        }
        self.fetch(&states).await
    }

    /// How much the other store has of everything that has a way to go.
    async fn ask(&mut self) -> Result<BTreeMap<Hash, BlobState>, Stop> {
        let office = self.desk.office();
        let is_hub = self.other.is_hub;
        let mut unknown: Vec<Hash> = self.desk.store().read(|reader| {
            let mut blobs = reader.blobs_not_at_hub(office)?;
            if !is_hub {
                blobs.extend(reader.blobs_missing(office)?);
            }
            let hashes = blobs.iter().map(|blob| blob.hash).collect();
            Ok::<_, ApiError>(hashes)
        })?;
        unknown.sort_unstable();
        unknown.dedup();
        let mut states = BTreeMap::new();
        for hashes in unknown.chunks(BLOBS_MAX) {
            let request = BlobsRequest {
                proto: PROTO,
                blobs: hashes.to_vec(),
            };
            let (path, body) = ("/v1/blobs/have", pack(&request));
            let Speaker {
                key,
                offset_ms,
                other,
            } = &self.speaker;
            let signed = Some((key, *offset_ms));
            let answer: BlobsResponse = self.line.post(path, body, signed, other.as_ref()).await?;
            let whole: Vec<Hash> = hashes
                .iter()
                .zip(&answer.blobs)
                .filter(|(_, state)| state.status == BlobStatus::Whole)
                .map(|(hash, _)| *hash)
                .collect();
            if is_hub && !whole.is_empty() {
                self.desk.store().write(|tx| tx.blobs_are_at_hub(&whole))?;
            }
            states.extend(hashes.iter().copied().zip(answer.blobs));
        }
        Ok(states)
    }

    /// Sends the chunks of a file that are missing there; `false` where no other file would go either.
    async fn send(&mut self, blob: Pending, state: &BlobState) -> Result<bool, Stop> {
        let chunks = state.chunks().filter(|chunks| chunks.size() == blob.size);
        let Some(chunks) = chunks else {
            self.is_stuck("no_blob");
            return Ok(true);
        };
        for nth in chunks.missing() {
            self.look_for_records()?;
            let bytes = self
                .desk
                .store()
                .read(|reader| reader.blob_chunk(blob.hash, nth))?;
            let bytes = bytes.ok_or_else(|| ApiError::from(ErrorCode::Corrupt))?;
            let put = BlobPut {
                hash: blob.hash,
                nth,
                bytes: &bytes,
            };
            let body = put.to_body();
            let sent = self.line.put("/v1/blobs/put", body, &self.speaker).await;
            let answer: BlobPutResponse = match sent {
                Ok(answer) => answer,
                Err(Trouble::Refused(_, said)) if said.code == "no_room" => {
                    self.stuck = Some(ErrorCode::HubNoRoom.into());
                    return Ok(false);
                }
                Err(Trouble::Refused(_, said)) if !said.code.is_empty() => {
                    self.is_stuck(&said.code);
                    return Ok(true);
                }
                Err(trouble) => return Err(trouble.into()),
            };
            if answer.status == BlobStatus::Whole {
                if self.other.is_hub {
                    let whole = [blob.hash];
                    self.desk.store().write(|tx| tx.blobs_are_at_hub(&whole))?;
                }
                self.moved.blobs_up += 1;
                return Ok(true);
            }
        }
        // All are there, and yet it is not whole: one was damaged there, and the next time it is asked
        // for.
        self.is_stuck("spoiled_blob");
        Ok(true)
    }

    /// Fetches what this machine should have: of cases that are open, or what was asked for.
    async fn fetch(&mut self, states: &BTreeMap<Hash, BlobState>) -> Result<(), Stop> {
        let office = self.desk.office();
        let is_hub = self.other.is_hub;
        let (missing, thrifty) = self.desk.store().read(|reader| {
            let missing = if is_hub {
                reader.blobs_to_fetch(office)?
            } else {
                reader.blobs_missing(office)?
            };
            let thrifty = Watch::chosen(reader)? == Watch::Thrifty;
            let mut wanted = vec![];
            for blob in missing {
                if !thrifty || reader.blob_is_wanted(blob.hash)? {
                    wanted.push(blob);
                }
            }
            Ok::<_, ApiError>((wanted, thrifty))
        })?;
        for blob in missing {
            let there = states.get(&blob.hash).map(|state| state.status);
            if !is_hub && there != Some(BlobStatus::Whole) {
                continue;
            }
            if !thrifty && !has_room(self.desk, blob.size) {
                return Ok(());
            }
            self.fetch_one(blob).await?;
        }
        Ok(())
    }

    async fn fetch_one(&mut self, blob: Pending) -> Result<(), Stop> {
        let known = self
            .desk
            .store()
            .read(|reader| reader.blob_chunks(blob.hash))?;
        let known = known.filter(|chunks| chunks.size() == blob.size);
        let Some(chunks) = known.or(Chunks::none(blob.size)) else {
            return Ok(());
        };
        for nth in chunks.missing() {
            self.look_for_records()?;
            let request = BlobGet {
                proto: PROTO,
                hash: blob.hash,
                nth,
            };
            let (path, body) = ("/v1/blobs/get", pack(&request));
            let bytes = match self.line.fetch(path, body, &self.speaker).await {
                Ok(bytes) => bytes,
                Err(Trouble::Refused(_, said)) if !said.code.is_empty() => {
                    self.is_stuck(&said.code);
                    return Ok(());
                }
                Err(trouble) => return Err(trouble.into()),
            };
            if bytes.len() > CHUNK || chunks.length(nth) != Some(bytes.len()) {
                self.is_stuck("bad_chunk");
                return Ok(());
            }
            let kept = self
                .desk
                .store()
                .write(|tx| tx.put_blob_chunk(blob.hash, blob.size, nth, &bytes))?;
            match kept {
                ChunkKept::Part => {}
                ChunkKept::Whole => self.moved.blobs_down += 1,
                ChunkKept::Spoiled => self.is_stuck("spoiled_blob"),
            }
        }
        Ok(())
    }

    /// After each few chunks: records that were made in between go first.
    fn look_for_records(&mut self) -> Result<(), Stop> {
        self.chunks += 1;
        if self.chunks > BETWEEN {
            self.chunks = 1;
            // A machine nearby is visited again soon, and its line is fast.
            if self.other.is_hub && self.desk.store().read(left_to_send)? > 0 {
                return Err(Stop::Records);
            }
        }
        Ok(())
    }

    fn is_stuck(&mut self, code: &str) {
        let error = ApiError::new(ErrorCode::HubRefused).with("detail", code);
        self.stuck.get_or_insert(error);
    }
}
