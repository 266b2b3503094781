//! Writing what others may lack: under a temporary name, on the disk before it gets its own.

use super::reading::read_head;
use super::scans::ScanPages;
use super::{BundleState, EXTENSION, Outcome, Report, parts, stick_error};
use crate::clock;
use crate::desk::Desk;
use crate::error::{ApiError, ErrorCode};
use casework::id::{DeviceId, Hash, PublicKey};
use casework::sync::bundle::{CHUNK_EXTRA, ChunkWriter, Head, Header, Page, Secrets};
use casework::sync::envelope::WIRE_MAX;
use casework::sync::frame;
use casework::sync::receipt::{Holding, Receipt};
use std::fs::File;
use std::io::{ErrorKind, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use store::{Carried, OwnBundle, Pending, Reader};

/// Bytes of envelopes in one page, before compression.
const PAGE_BYTES: usize = 512 * 1024;
/// Position of an own bundle that was not written to its end: nobody can say what is in it.
const UNKNOWN: u64 = i64::MAX as u64;

/// Everybody a bundle is for, and what is known of them.
struct Others {
    /// The devices of the office that may write, and its authorities; without this machine.
    keys: Vec<PublicKey>,
    /// The newest receipt of each of these devices; `None` for one that never gave any.
    devices: Vec<Option<Holding>>,
    /// Receipts to hand on, this machine's among them.
    receipts: Vec<Receipt>,
    /// Files beside cases that the hub is not known to have, the most urgent first.
    blobs: Vec<Pending>,
}

impl Others {
    fn of(desk: &Desk, reader: &Reader<'_>) -> Result<Self, ApiError> {
        let (office, me) = (desk.office(), desk.public_key());
        let kept = reader.receipts(office)?;
        let devices: Vec<PublicKey> = reader
            .devices(office)?
            .into_iter()
            .filter(|one| !one.revoked && one.key != me)
            .map(|one| one.key)
            .collect();
        let said = |device: DeviceId| {
            let mut kept = kept.iter().map(Receipt::holding);
            kept.find(|holding| holding.by == device).cloned()
        };
        let known = devices.iter().map(|key| said(key.device())).collect();
        let mut keys = devices;
        for key in reader.authorities()? {
            if key != me && !keys.contains(&key) {
                keys.push(key);
            }
        }
        let count = (desk.profile().epoch, reader.last_position(office)?);
        let runs = reader.runs(office)?;
        let own = Holding::new(office, desk.key(), count, clock::now_ms(), runs).sign(desk.key());
        let mut receipts = vec![own];
        receipts.extend(
            kept.into_iter()
                .filter(|one| keys.iter().any(|key| key.device() == one.holding().by)),
        );
        Ok(Self {
            keys,
            devices: known,
            receipts,
            blobs: reader.blobs_to_send(office)?,
        })
    }

    /// Whether it has arrived: every machine says to have it; of one that never said anything, which
    /// has a line or will say, it is enough that the hub has it.
    fn have(&self, one: &Carried) -> bool {
        let has = |said: &Option<Holding>| {
            said.as_ref().map_or(one.at_hub, |holding| {
                holding.holds(one.device, one.epoch, one.seq)
            })
        };
        let nobody = self.devices.is_empty() && !one.at_hub;
        !nobody && self.devices.iter().all(has)
    }

    /// A hash of all that a bundle is made from: where it is the same, so is the bundle.
    fn state(&self, reader: &Reader<'_>) -> Result<Hash, ApiError> {
        let mut bytes = vec![];
        for key in &self.keys {
            bytes.extend(key.0);
        }
        for receipt in &self.receipts {
            let said = receipt.holding();
            bytes.extend(said.by.0);
            bytes.extend(said.epoch.to_be_bytes());
            bytes.extend(said.position.to_be_bytes());
        }
        for count in [reader.unsent_summary()?.envelopes, reader.relayed()?.0] {
            bytes.extend(count.to_be_bytes());
        }
        for blob in &self.blobs {
            bytes.extend(blob.hash.0);
        }
        Ok(Hash::of(&bytes))
    }
}

/// Removes own bundles that have arrived, which makes room, then writes one unless the same is there.
pub(super) fn write(
    desk: &Desk,
    folder: &Path,
    part_max: u64,
    outcome: &mut Outcome,
) -> Result<(), ApiError> {
    let (others, state) = desk.store().read(|reader| {
        let others = Others::of(desk, reader)?;
        let state = others.state(reader)?;
        Ok::<_, ApiError>((others, state))
    })?;
    let own = own_parts(desk, folder)?;
    let mut current = None;
    for (_, head) in &own {
        let id = head.header.id;
        let known = desk.store().read(|reader| reader.own_bundle(id))?;
        if known.is_some_and(|known| known.state == Some(state)) && are_whole(&own, id) {
            current = Some(id);
        }
    }
    remove_arrived(desk, &own, current, &others, outcome)?;
    if current.is_none() {
        make(desk, folder, part_max, &others, state, outcome)?;
    }
    Ok(())
}

/// The parts on the stick that this machine made; what cannot be read is none.
fn own_parts(desk: &Desk, folder: &Path) -> Result<Vec<(PathBuf, Head)>, ApiError> {
    let me = desk.public_key();
    let read = |path: PathBuf| {
        let head = read_head(&mut File::open(&path).ok()?).ok()?;
        head.is_signed_by(&me).then_some((path, head))
    };
    Ok(parts(folder)?.into_iter().filter_map(read).collect())
}

/// Whether all parts of a bundle are there in full length.
fn are_whole(own: &[(PathBuf, Head)], id: [u8; 16]) -> bool {
    let parts: Vec<_> = own
        .iter()
        .filter(|(_, head)| head.header.id == id)
        .collect();
    let whole = |(path, head): &&(PathBuf, Head)| {
        let size = std::fs::metadata(path).map(|file| file.len());
        size.is_ok_and(|size| size == head.size() + head.seal.length)
    };
    let last = parts.iter().find(|(_, head)| head.seal.last);
    let count = last.map(|(_, head)| head.header.part as usize);
    count == Some(parts.len()) && parts.iter().all(whole)
}

/// Makes a bundle of what others may lack.
fn make(
    desk: &Desk,
    folder: &Path,
    part_max: u64,
    others: &Others,
    state: Hash,
    outcome: &mut Outcome,
) -> Result<(), ApiError> {
    let (office, now) = (desk.office(), clock::now_ms());
    let secrets = Secrets {
        id: clock::random()?,
        key: clock::random()?,
        ephemeral: clock::random()?,
    };
    let header = secrets.header(office, &desk.public_key(), now, &others.keys);
    let begun = OwnBundle {
        position: UNKNOWN,
        state: None,
    };
    desk.store()
        .write(|tx| tx.set_own_bundle(secrets.id, begun))?;
    std::fs::create_dir_all(folder).map_err(stick_error)?;
    let mut parts = Parts {
        desk,
        folder,
        part_max,
        secrets: &secrets,
        outcome,
    };
    let mut pages = Pages::new(desk, folder, others)?;
    let mut header = header;
    while let Some(next) = parts.write(&header, &mut pages)? {
        header = next;
    }
    outcome.pushed += pages.envelopes;
    let position = desk.store().read(|reader| reader.last_position(office))?;
    let made = OwnBundle {
        position,
        state: Some(state),
    };
    desk.store()
        .write(|tx| tx.set_own_bundle(secrets.id, made))?;
    Ok(())
}

/// The pages of a bundle: roster and bands, receipts, envelopes in the order of arrival, then chunks of
/// files beside cases.
struct Pages<'d> {
    desk: &'d Desk,
    others: &'d Others,
    first: std::vec::IntoIter<Page>,
    after: Option<u64>,
    envelopes: u64,
    /// After the records.
    scans: ScanPages,
    /// A page that had no room in the last part.
    kept: Option<Vec<u8>>,
}

impl<'d> Pages<'d> {
    fn new(desk: &'d Desk, folder: &Path, others: &'d Others) -> Result<Self, ApiError> {
        let governance = desk
            .store()
            .read(|reader| reader.governance(desk.office()))?;
        let receipts = others.receipts.iter().map(Receipt::to_wire).collect();
        let mut first = vec![];
        for envelopes in by_size(governance) {
            first.push(Page {
                envelopes,
                ..Page::default()
            });
        }
        for receipts in by_size(receipts) {
            first.push(Page {
                receipts,
                ..Page::default()
            });
        }
        Ok(Self {
            desk,
            others,
            first: first.into_iter(),
            after: Some(0),
            envelopes: 0,
            scans: ScanPages::new(folder, &others.blobs),
            kept: None,
        })
    }

    /// The next page, packed.
    fn next(&mut self) -> Result<Option<Vec<u8>>, ApiError> {
        if let Some(kept) = self.kept.take() {
            return Ok(Some(kept));
        }
        if let Some(page) = self.first.next() {
            return Ok(Some(frame::pack_tied(&page)));
        }
        let Some(after) = self.after else {
            return self.scans.next(self.desk);
        };
        let picked = self.desk.store().read(|reader| {
            let wanted = |one: &Carried| !self.others.have(one);
            reader.pick(self.desk.office(), after, PAGE_BYTES, wanted)
        })?;
        self.after = picked.more.then_some(picked.to);
        self.envelopes += picked.wires.len() as u64;
        if picked.wires.is_empty() {
            return self.scans.next(self.desk);
        }
        let page = Page {
            envelopes: picked.wires,
            ..Page::default()
        };
        Ok(Some(frame::pack_tied(&page)))
    }
}

/// Groups of at most [`PAGE_BYTES`], or of one.
fn by_size(items: Vec<Vec<u8>>) -> Vec<Vec<Vec<u8>>> {
    let mut groups: Vec<Vec<Vec<u8>>> = vec![];
    let mut size = usize::MAX;
    for item in items {
        size = size.saturating_add(item.len());
        if size > PAGE_BYTES {
            groups.push(vec![]);
            size = item.len();
        }
        if let Some(group) = groups.last_mut() {
            group.push(item);
        }
    }
    groups
}

/// Writes the parts of one bundle.
struct Parts<'d> {
    desk: &'d Desk,
    folder: &'d Path,
    part_max: u64,
    secrets: &'d Secrets,
    outcome: &'d mut Outcome,
}

impl Parts<'_> {
    /// Writes one part; gives the header of the next where pages are left.
    fn write(
        &mut self,
        header: &Header,
        pages: &mut Pages<'_>,
    ) -> Result<Option<Header>, ApiError> {
        let device = self.desk.public_key().device().to_string();
        let temporary = self.folder.join(format!(".{}.part", &device[..16]));
        let path = self.folder.join(part_name(header));
        let written = self.fill(&temporary, header, pages);
        let more = match written.and_then(|more| {
            std::fs::rename(&temporary, &path).map_err(stick_error)?;
            Ok(more)
        }) {
            Ok(more) => more,
            Err(error) => {
                std::fs::remove_file(&temporary).ok();
                return Err(error);
            }
        };
        sync_folder(self.folder).map_err(stick_error)?;
        let mut report = Report::new(self.desk, &path, BundleState::Written, None);
        report.made_at_ms = Some(header.made_at_ms);
        self.outcome.reports.push(report);
        Ok(more.then(|| header.for_part(header.part + 1)))
    }

    /// Fills a file; gives whether pages are left. One page is taken at least.
    fn fill(
        &mut self,
        path: &Path,
        header: &Header,
        pages: &mut Pages<'_>,
    ) -> Result<bool, ApiError> {
        let bug = |_| ApiError::from(ErrorCode::Bug);
        let head = header.with_room();
        let room = self
            .part_max
            .saturating_sub((head.len() + 2 * CHUNK_EXTRA) as u64);
        let mut file = File::create(path).map_err(stick_error)?;
        file.write_all(&head).map_err(stick_error)?;
        let mut body = ChunkWriter::new(header, self.secrets);
        let mut more = false;
        while let Some(packed) = pages.next()? {
            if body.length() > 0 && body.length() + packed.len() as u64 > room {
                pages.kept = Some(packed);
                more = true;
                break;
            }
            let chunk = body.chunk(&packed).map_err(bug)?;
            file.write_all(&chunk).map_err(stick_error)?;
        }
        let (end, seal) = body.finish(!more, self.desk.key()).map_err(bug)?;
        file.write_all(&end).map_err(stick_error)?;
        file.seek(SeekFrom::Start(header.seal_offset()))
            .and_then(|_| file.write_all(&seal.to_bytes()))
            .and_then(|()| file.sync_all())
            .map_err(stick_error)?;
        self.outcome.bytes_up += head.len() as u64 + seal.length;
        Ok(more)
    }
}

/// A page is never larger than a chunk may be, even where nothing of it can be compressed.
const _: () = assert!(PAGE_BYTES + 2 * WIRE_MAX < casework::sync::bundle::CHUNK_MAX);

/// Begins with the moment, so that a folder lists bundles in their order.
fn part_name(header: &Header) -> String {
    let moment = clock::local(header.made_at_ms)
        .datetime()
        .strftime("%Y%m%d-%H%M")
        .to_string();
    let id = hex::encode(header.id);
    format!("{moment}-{}-{:03}.{EXTENSION}", &id[..12], header.part)
}

/// The name must survive too; not every system lets a folder be opened, or be synced.
pub(super) fn sync_folder(folder: &Path) -> std::io::Result<()> {
    let Ok(folder) = File::open(folder) else {
        return Ok(());
    };
    match folder.sync_all() {
        Err(error) if [ErrorKind::InvalidInput, ErrorKind::Unsupported].contains(&error.kind()) => {
            Ok(())
        }
        synced => synced,
    }
}

/// Removes own bundles of which all that can be in them has arrived; tells of the others.
fn remove_arrived(
    desk: &Desk,
    own: &[(PathBuf, Head)],
    current: Option<[u8; 16]>,
    others: &Others,
    outcome: &mut Outcome,
) -> Result<(), ApiError> {
    let first_missing = desk.store().read(|reader| {
        let mut first = UNKNOWN;
        reader.pick(desk.office(), 0, usize::MAX, |one| {
            if one.position < first && !others.have(one) {
                first = one.position;
            }
            false
        })?;
        Ok::<_, ApiError>(first)
    })?;
    for (path, head) in own {
        let known = desk
            .store()
            .read(|reader| reader.own_bundle(head.header.id))?;
        let arrived = known.is_some_and(|known| known.position < first_missing);
        if Some(head.header.id) == current || !arrived {
            continue;
        }
        std::fs::remove_file(path).map_err(stick_error)?;
        let name = super::file_name(path);
        let mut reports = outcome.reports.iter_mut();
        if let Some(report) = reports.find(|report| report.file == name) {
            report.state = BundleState::Removed;
        }
    }
    Ok(())
}
