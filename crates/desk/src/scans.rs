//! Scans of a case's papers: adding, taking away, and getting the bytes.

use crate::desk::Desk;
use crate::error::{ApiError, ErrorCode};
use crate::sync::hub_client;
use casework::case::{Case, Media, NewScan, ScanOfCase};
use casework::command::Command;
use casework::id::{CaseId, Hash};
use casework::rejection::Rejection;
use casework::sync::blob::BLOB_MAX;
use std::collections::BTreeMap;
use store::{BlobPlace, free_space};

/// Room that is left to records on this machine's disk, in bytes.
const RESERVE: u64 = 256 * 1024 * 1024;
/// A file is written twice before it is in its place: to the log of the database, then to the
/// database.
const WRITTEN: u64 = 2;

/// A scan with where its bytes are.
#[derive(Debug)]
pub struct PlacedScan<'c> {
    /// The scan.
    pub of_case: ScanOfCase<'c>,
    /// Whole on this machine.
    pub here: bool,
    /// The hub is known to have it whole.
    pub at_hub: bool,
}

/// Whether files may take this much of the disk: the rest is for records.
pub(crate) fn has_room(desk: &Desk, bytes: u64) -> bool {
    // A disk that does not say how full it is says so when it is written to.
    free_space(desk.dir()).map_or(true, |free| fits(free, bytes))
}

fn fits(free: u64, bytes: u64) -> bool {
    free.saturating_sub(bytes.saturating_mul(WRITTEN)) >= RESERVE
}

impl Desk {
    /// Keeps files as scans of one paper, in their order: the bytes and what the case says of them
    /// in one transaction, all or nothing.
    ///
    /// # Errors
    /// [`ErrorCode::NoRoomForScans`], a rejection of the rules, [`ErrorCode::UnknownCase`], or the
    /// disk's.
    pub fn add_scans(
        &self,
        id: CaseId,
        item: &str,
        files: &[(String, Vec<u8>)],
    ) -> Result<Case, ApiError> {
        let bytes = files.iter().map(|(_, bytes)| bytes.len() as u64).sum();
        if !has_room(self, bytes) {
            return Err(ApiError::new(ErrorCode::NoRoomForScans).with("mb", RESERVE >> 20));
        }
        self.store().write(|tx| {
            let mut scans = vec![];
            for (name, bytes) in files {
                // The rules refuse what is too large; its hash is of no use to anybody.
                let hash = if bytes.len() as u64 > BLOB_MAX {
                    Hash([0; 32])
                } else {
                    tx.put_blob(bytes)?
                };
                scans.push(NewScan {
                    item: item.to_owned(),
                    name: name.clone(),
                    media: Media::of(bytes),
                    size: bytes.len() as u64,
                    hash,
                });
            }
            self.act_in(tx, id, Command::AddScans(scans))
        })
    }

    /// Every scan of a case with where its bytes are, by paper and page; those taken away too.
    ///
    /// # Errors
    /// The store's.
    pub fn scans<'c>(&self, case: &'c Case) -> Result<Vec<PlacedScan<'c>>, ApiError> {
        let places: BTreeMap<Hash, BlobPlace> = self
            .store()
            .read(|reader| reader.blob_places(case.opening.id))?
            .into_iter()
            .map(|place| (place.hash, place))
            .collect();
        let placed = |of_case: ScanOfCase<'c>| {
            let place = places.get(&of_case.scan.hash);
            PlacedScan {
                of_case,
                here: place.is_some_and(|place| place.here),
                at_hub: place.is_some_and(|place| place.at_hub),
            }
        };
        Ok(case.scans().into_iter().map(placed).collect())
    }

    /// The bytes of a scan or result: from this machine, else from the hub, where there is a line.
    ///
    /// # Errors
    /// [`ErrorCode::ScanNotHere`] where it has not come; it is asked for from then on. The store's.
    pub fn blob(&self, hash: Hash) -> Result<Vec<u8>, ApiError> {
        let here = || self.store().read(|reader| reader.blob(hash));
        if let Some(bytes) = here()? {
            return Ok(bytes);
        }
        self.store().write(|tx| tx.want_blob(hash))?;
        // Whatever is wrong with the line, the answer is whether the file is here now.
        hub_client::exchange(self, None).ok();
        here()?.ok_or_else(|| ErrorCode::ScanNotHere.into())
    }

    /// The item id of a paper of a case, named by its number in the list of papers (from 1) or by the
    /// id itself.
    ///
    /// # Errors
    /// A rejection where the case has no such paper.
    pub fn paper_item(&self, case: &Case, named: &str) -> Result<String, ApiError> {
        let number: Option<usize> = named.trim().parse().ok();
        let papers = case.papers();
        let by_number = number
            .and_then(|number| number.checked_sub(1))
            .and_then(|index| papers.get(index));
        if let Some((item, _)) = by_number {
            return Ok((*item).to_owned());
        }
        let item = casework::text::nfc(named);
        if number.is_some() || item.is_empty() {
            return Err(Rejection::UnknownPaper { item }.into());
        }
        Ok(item)
    }

    /// The scan that counts with a number in the list of the case's scans (from 1), or added by an
    /// event.
    ///
    /// # Errors
    /// A rejection where the case has no such scan.
    pub fn find_scan<'c>(&self, case: &'c Case, named: &str) -> Result<ScanOfCase<'c>, ApiError> {
        let scans = case.scans();
        let mut live = scans.into_iter().filter(|one| one.removed.is_none());
        let named = named.trim();
        let found = match named.parse::<usize>().ok().filter(|number| *number <= 200) {
            Some(number) => number.checked_sub(1).and_then(|index| live.nth(index)),
            None => live.find(|one| one.added.id == named),
        };
        let scan = named.to_owned();
        found.ok_or_else(|| Rejection::UnknownScan { scan }.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_of_the_disk_is_for_records() {
        for (free, bytes, wanted) in [
            (RESERVE, 0, true),
            (RESERVE + 2, 1, true),
            (RESERVE + 1, 1, false),
            (RESERVE - 1, 0, false),
            (0, 0, false),
            (u64::MAX, u64::MAX, false),
        ] {
            assert_eq!(fits(free, bytes), wanted, "{free} {bytes}");
        }
    }
}
