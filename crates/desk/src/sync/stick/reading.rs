//! Taking in what is on the stick: every part by itself, page by page, each page in one transaction
//! with the mark that it was taken.

use super::{BundleState, Outcome, Report, outbox, parts, signer};
use crate::clock;
use crate::desk::Desk;
use crate::error::ApiError;
use crate::sync::hub_client::read_key;
use casework::sync::bundle::{BundleError, ChunkReader, Head, PRELUDE, Page, head_size};
use casework::sync::envelope::{Envelope, Kind};
use casework::sync::receipt::Receipt;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use store::Outcome as Admitted;

/// Why a part was not read to its end.
pub(super) enum Stop {
    /// Its bytes.
    Bundle(BundleError),
    /// The stick.
    Io,
    /// This machine.
    Here(ApiError),
}

impl From<BundleError> for Stop {
    fn from(error: BundleError) -> Self {
        Self::Bundle(error)
    }
}

impl From<ApiError> for Stop {
    fn from(error: ApiError) -> Self {
        Self::Here(error)
    }
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::UnexpectedEof {
            Self::Bundle(BundleError::Cut)
        } else {
            Self::Io
        }
    }
}

impl Stop {
    /// The state of the part, unless this machine itself failed.
    fn state(self) -> Result<BundleState, ApiError> {
        match self {
            Self::Bundle(BundleError::Cut) => Ok(BundleState::Cut),
            Self::Bundle(BundleError::Damaged) => Ok(BundleState::Damaged),
            Self::Bundle(BundleError::Newer) => Ok(BundleState::Newer),
            Self::Io => Ok(BundleState::Unreadable),
            Self::Here(error) => Err(error),
        }
    }
}

/// Takes in every part in `folder` that is for this machine.
pub(super) fn read(desk: &Desk, folder: &Path, outcome: &mut Outcome) -> Result<(), ApiError> {
    let mut bundles: BTreeMap<[u8; 16], Vec<(PathBuf, Head)>> = BTreeMap::new();
    for path in parts(folder)? {
        let head = File::open(&path)
            .map_err(Stop::from)
            .and_then(|mut file| read_head(&mut file));
        let head = match head {
            Ok(head) => head,
            Err(stop) => {
                let report = Report::new(desk, &path, stop.state()?, None);
                outcome.reports.push(report);
                continue;
            }
        };
        let mut moved = (0, 0);
        let state = match part(desk, &path, &head, &mut moved) {
            Ok(state) => state,
            Err(stop) => stop.state()?,
        };
        let mut report = Report::new(desk, &path, state, Some(&head));
        (report.pulled, outcome.pulled) = (moved.0, outcome.pulled + moved.0);
        outcome.bytes_down += moved.1;
        outcome.reports.push(report);
        let parts = bundles.entry(head.header.id).or_default();
        parts.push((path, head));
    }
    for parts in bundles.values() {
        if let Some((path, head)) = parts.first()
            && is_incomplete(desk, parts)?
        {
            let report = Report::new(desk, path, BundleState::PartsMissing, Some(head));
            outcome.reports.push(report);
        }
    }
    Ok(())
}

/// Reads the beginning of a part.
pub(super) fn read_head(file: &mut File) -> Result<Head, Stop> {
    let mut bytes = vec![];
    file.take(PRELUDE as u64).read_to_end(&mut bytes)?;
    let size = head_size(&bytes)?;
    file.take((size - PRELUDE) as u64).read_to_end(&mut bytes)?;
    Ok(Head::read(&bytes)?)
}

/// Whether a bundle for this machine has a part that is neither here nor was taken in before.
fn is_incomplete(desk: &Desk, parts: &[(PathBuf, Head)]) -> Result<bool, ApiError> {
    let me = desk.public_key().device();
    let Some((_, first)) = parts.first() else {
        return Ok(false);
    };
    let header = &first.header;
    if header.office != desk.office() || !header.recipients.iter().any(|one| one.device == me) {
        return Ok(false);
    }
    let last = parts
        .iter()
        .find(|(_, head)| head.seal.last)
        .map(|(_, head)| head.header.part);
    let highest = parts.iter().map(|(_, head)| head.header.part).max();
    let count = last.or_else(|| highest.map(|part| part.saturating_add(1)));
    let here = |part| parts.iter().any(|(_, head)| head.header.part == part);
    for part in (1..=count.unwrap_or(0)).take(parts.len() + 1) {
        let taken = desk.store().read(|reader| reader.bundle(header.id, part))?;
        if !here(part) && !taken.1 {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Takes in one part as far as it goes; counts new envelopes and bytes in `moved`.
fn part(
    desk: &Desk,
    path: &Path,
    head: &Head,
    moved: &mut (u64, u64),
) -> Result<BundleState, Stop> {
    let header = &head.header;
    let me = desk.public_key().device();
    if header.office != desk.office() {
        return Ok(BundleState::OtherOffice);
    }
    if header.sender == me {
        return Ok(BundleState::Own);
    }
    if !header.recipients.iter().any(|one| one.device == me) {
        return outbox::keep(desk, path, head);
    }
    let (pages, whole) = desk
        .store()
        .read(|reader| reader.bundle(header.id, header.part))
        .map_err(ApiError::from)?;
    if whole {
        return Ok(BundleState::Known);
    }
    let mut file = File::open(path)?;
    let known = desk.store().read(|reader| signer(reader, header.sender))?;
    let known = match known {
        Some(known) => Some(known),
        None => {
            introduce(desk, &mut file, head)?;
            desk.store().read(|reader| signer(reader, header.sender))?
        }
    };
    match known {
        None => return Ok(BundleState::UnknownSender),
        Some((_, false)) => return Ok(BundleState::RevokedSender),
        Some((key, true)) if !head.is_signed_by(&key) => return Err(BundleError::Damaged.into()),
        Some((_, true)) => {}
    }
    let mut body = Body::open(desk, &mut file, head)?;
    let mut nth = 0;
    while let Some(page) = body.next(moved)? {
        nth += 1;
        if nth > pages {
            moved.0 += take(desk, head, &page, nth)?;
        }
    }
    desk.store()
        .write(|tx| tx.set_bundle(header.id, header.part, nth, true))
        .map_err(ApiError::from)?;
    Ok(BundleState::Taken)
}

/// The pages of a part, one after the other.
struct Body<'f> {
    file: &'f mut File,
    chunks: ChunkReader,
}

impl<'f> Body<'f> {
    fn open(desk: &Desk, file: &'f mut File, head: &Head) -> Result<Self, Stop> {
        file.seek(SeekFrom::Start(head.size()))?;
        let chunks = ChunkReader::new(head, desk.key()).ok_or(BundleError::Damaged)?;
        Ok(Self { file, chunks })
    }

    fn next(&mut self, moved: &mut (u64, u64)) -> Result<Option<Page>, Stop> {
        let mut length = [0; 4];
        self.file.read_exact(&mut length)?;
        let mut sealed = vec![0; self.chunks.size(length)?];
        self.file.read_exact(&mut sealed)?;
        moved.1 += 4 + sealed.len() as u64;
        Ok(self.chunks.open(&sealed)?)
    }
}

/// A sender nobody here knows may stand in the roster that its first page brings: roster and bands
/// are signed by the hub, whoever carries them.
fn introduce(desk: &Desk, file: &mut File, head: &Head) -> Result<(), Stop> {
    let mut body = Body::open(desk, file, head)?;
    let page = body.next(&mut (0, 0))?.unwrap_or_default();
    let governance: Vec<Vec<u8>> = page
        .envelopes
        .into_iter()
        .filter(|wire| {
            let kind = Envelope::from_wire(wire).ok().map(|one| one.header().kind);
            matches!(kind, Some(Kind::Roster | Kind::Band))
        })
        .collect();
    desk.store()
        .ingest(&governance, clock::now_ms())
        .map_err(ApiError::from)?;
    Ok(())
}

/// Takes in one page with the mark that it was; gives how many envelopes were new.
fn take(desk: &Desk, head: &Head, page: &Page, nth: u64) -> Result<u64, ApiError> {
    desk.store().write(|tx| {
        let hub = read_key(tx)?;
        for wire in &page.receipts {
            if let Some(receipt) = Receipt::from_wire(wire) {
                tx.take_receipt(&receipt, hub.as_ref())?;
            }
        }
        let admissions = tx.ingest_past_hub(hub.as_ref(), &page.envelopes, clock::now_ms())?;
        let fresh = admissions
            .iter()
            .filter(|one| matches!(one.outcome, Admitted::Accepted(_)))
            .count();
        super::scans::keep(desk, tx, page)?;
        tx.set_bundle(head.header.id, head.header.part, nth, false)?;
        Ok(fresh as u64)
    })
}
