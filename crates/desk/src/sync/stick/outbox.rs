//! A courier's part: bundles of the office that are sealed for others travel along unopened.

use super::reading::Stop;
use super::{BundleState, Outcome, Report, file_name, parts, stick_error};
use crate::clock;
use crate::desk::Desk;
use crate::error::ApiError;
use casework::sync::bundle::{Courier, Head};
use std::fs::File;
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// The folder in the data folder.
const OUTBOX: &str = "outbox";
/// Most bytes carried for others.
const OUTBOX_MAX: u64 = 256 * 1024 * 1024;
/// How long something is carried, in milliseconds: 60 days. What has not arrived by then is in newer
/// bundles of its sender.
const CARRIED_FOR_MS: i64 = 60 * 24 * 3600 * 1000;
/// Bytes copied at a time.
const STEP: usize = 256 * 1024;

fn folder(desk: &Desk) -> PathBuf {
    desk.dir().join(OUTBOX)
}

/// Keeps a copy of a whole part that is not for this machine, while there is room.
pub(super) fn keep(desk: &Desk, path: &Path, head: &Head) -> Result<BundleState, Stop> {
    let outbox = folder(desk);
    let copy = outbox.join(file_name(path));
    if copy.exists() {
        return Ok(BundleState::Carried);
    }
    let carried: u64 = parts(&outbox)?
        .iter()
        .filter_map(|part| part.metadata().ok())
        .map(|part| part.len())
        .sum();
    if carried.saturating_add(head.size() + head.seal.length) > OUTBOX_MAX {
        return Ok(BundleState::ForOthers);
    }
    std::fs::create_dir_all(&outbox).map_err(ApiError::from)?;
    let whole = copy_part(path, &copy, head, |error| Stop::Here(error.into()))?;
    Ok(if whole {
        BundleState::Carried
    } else {
        BundleState::ForOthers
    })
}

/// Writes what is carried for others to the stick, where it is not there yet.
pub(super) fn hand_on(desk: &Desk, stick: &Path, outcome: &mut Outcome) -> Result<(), ApiError> {
    for path in parts(&folder(desk))? {
        let mut file = File::open(&path)?;
        let Ok(head) = super::reading::read_head(&mut file) else {
            continue;
        };
        if head.header.made_at_ms.saturating_add(CARRIED_FOR_MS) < clock::now_ms() {
            std::fs::remove_file(&path)?;
            continue;
        }
        let copy = stick.join(file_name(&path));
        if copy.exists() {
            continue;
        }
        let copied = copy_part(&path, &copy, &head, |error| Stop::Here(stick_error(error)));
        match copied {
            Ok(true) => {
                outcome.bytes_up += head.size() + head.seal.length;
                let report = Report::new(desk, &path, BundleState::HandedOn, Some(&head));
                outcome.reports.push(report);
            }
            Ok(false) | Err(Stop::Bundle(_) | Stop::Io) => {}
            Err(Stop::Here(error)) => return Err(error),
        }
    }
    Ok(())
}

/// Copies a part durably if it is whole; gives whether it was. `failed` says what a failing target
/// means.
fn copy_part(
    from: &Path,
    to: &Path,
    head: &Head,
    failed: impl Fn(std::io::Error) -> Stop + Copy,
) -> Result<bool, Stop> {
    let temporary = to.with_extension("part");
    let copied = (|| {
        let mut source = File::open(from)?;
        let mut target = File::create(&temporary).map_err(failed)?;
        let mut courier = Courier::new(head);
        let mut buffer = vec![0; STEP];
        let mut begin = vec![0; usize::try_from(head.size()).unwrap_or(0)];
        source.seek(SeekFrom::Start(0))?;
        source.read_exact(&mut begin)?;
        target.write_all(&begin).map_err(failed)?;
        loop {
            let read = source.read(&mut buffer)?;
            if read == 0 {
                break;
            }
            courier.pass(&buffer[..read]);
            target.write_all(&buffer[..read]).map_err(failed)?;
        }
        if !courier.is_whole() {
            return Ok(false);
        }
        target.sync_all().map_err(failed)?;
        std::fs::rename(&temporary, to).map_err(failed)?;
        Ok(true)
    })();
    if !matches!(copied, Ok(true)) {
        std::fs::remove_file(&temporary).ok();
        return copied;
    }
    if let Some(folder) = to.parent() {
        super::writing::sync_folder(folder).map_err(failed)?;
    }
    copied
}
