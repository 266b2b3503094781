//! Scans of a case's papers: the case names them by their content, the bytes travel beside it.

use super::decide::{bounded, event, text_of};
use super::{Case, Detail, Event, EventKind, Facts};
use crate::id::Hash;
use crate::rejection::Rejection;
use crate::sync::blob::BLOB_MAX;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Most scans that count in one case.
pub const SCANS_MAX: usize = 200;
/// Longest name of a scan, in characters.
const NAME_MAX: usize = 200;
/// How far into a file the mark of a PDF may stand.
const PDF_MARK_WITHIN: usize = 1024;

/// A scan of a paper, or of one page of it.
///
/// vi: bản quét giấy tờ — TT 01/2023/TT-VPCP Đ.8
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scan {
    /// The paper, by item id.
    pub item: String,
    /// File name given by the officer.
    pub name: String,
    /// What the bytes are.
    pub media: Media,
    /// Size in bytes.
    pub size: u64,
    /// SHA-256 of the bytes, the blob's name.
    pub hash: Hash,
    /// Its place among the scans of the paper, from 0.
    pub order: u32,
}

/// A scan that is taken away: it stays on record and does not count any more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScanMark {
    /// The event that added it.
    pub scan: String,
}

/// What the bytes of a scan are; seen in the bytes themselves, whatever the file is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Media {
    /// Portable Document Format.
    Pdf,
    /// A photograph.
    Jpeg,
    /// A picture without loss.
    Png,
    /// Written by a newer version.
    #[serde(other)]
    Newer,
}

impl Media {
    /// What bytes are; `None` where a scan may not be that.
    pub fn of(bytes: &[u8]) -> Option<Self> {
        let begin = &bytes[..bytes.len().min(PDF_MARK_WITHIN)];
        if begin.starts_with(b"\x89PNG\r\n\x1a\n") {
            Some(Self::Png)
        } else if begin.starts_with(&[0xff, 0xd8, 0xff]) {
            Some(Self::Jpeg)
        } else if begin.windows(5).any(|five| five == b"%PDF-") {
            Some(Self::Pdf)
        } else {
            None
        }
    }

    /// The type as the web says it.
    pub fn mime(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Newer => "application/octet-stream",
        }
    }
}

/// A scan as an officer brings it, before the case knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewScan {
    /// The paper, by item id.
    pub item: String,
    /// File name.
    pub name: String,
    /// What the bytes are; `None` where a scan may not be that.
    pub media: Option<Media>,
    /// Size in bytes.
    pub size: u64,
    /// SHA-256 of the bytes.
    pub hash: Hash,
}

/// A scan of a case with what became of it.
#[derive(Clone, Copy, Debug)]
pub struct ScanOfCase<'a> {
    /// The event that added it.
    pub added: &'a Event,
    /// The scan.
    pub scan: &'a Scan,
    /// The event that took it away.
    pub removed: Option<&'a Event>,
}

/// Bytes that a case names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BlobOfCase {
    /// SHA-256.
    pub hash: Hash,
    /// Size in bytes.
    pub size: u64,
    /// Belongs to the case; a scan that was taken away does not.
    pub live: bool,
}

impl Case {
    /// Every scan, by paper and page; those taken away too.
    pub fn scans(&self) -> Vec<ScanOfCase<'_>> {
        let removed = |id: &str| {
            self.events
                .iter()
                .find(|event| matches!(&event.detail, Detail::ScanMark(mark) if mark.scan == id))
        };
        let mut scans: Vec<_> = self
            .events
            .iter()
            .filter_map(|added| {
                let Detail::Scan(scan) = &added.detail else {
                    return None;
                };
                let removed = removed(&added.id);
                Some(ScanOfCase {
                    added,
                    scan,
                    removed,
                })
            })
            .collect();
        scans.sort_by_key(|one| (&one.scan.item, one.scan.order, one.added.at, &one.added.id));
        scans
    }

    /// Everything the case names by its bytes: scans and results, each hash once.
    pub fn blobs(&self) -> Vec<BlobOfCase> {
        let scans = self
            .scans()
            .into_iter()
            .map(|one| (one.scan.hash, one.scan.size, one.removed.is_none()));
        let results = self.events.iter().filter_map(|event| {
            let Detail::Result(file) = &event.detail else {
                return None;
            };
            Some((file.hash, file.size, true))
        });
        let mut blobs: Vec<BlobOfCase> = vec![];
        for (hash, size, live) in scans.chain(results) {
            match blobs.iter_mut().find(|known| known.hash == hash) {
                Some(known) => known.live |= live,
                None => blobs.push(BlobOfCase { hash, size, live }),
            }
        }
        blobs
    }

    /// Item ids of every paper that was received, at the reception or later.
    fn items(&self) -> BTreeSet<&str> {
        let later = self.events.iter().filter_map(|event| {
            let Detail::Supplied(supplied) = &event.detail else {
                return None;
            };
            Some(&supplied.papers)
        });
        std::iter::once(&self.opening.documents)
            .chain(later)
            .flat_map(|papers| papers.keys())
            .map(String::as_str)
            .collect()
    }
}

/// Adds scans to papers of the case, in whatever step it is: all of them or none.
pub(super) fn add(
    case: &Case,
    scans: Vec<NewScan>,
    facts: &Facts,
) -> Result<Vec<Event>, Rejection> {
    let there = case.scans();
    let mut live: Vec<(String, Hash)> = there
        .iter()
        .filter(|one| one.removed.is_none())
        .map(|one| (one.scan.item.clone(), one.scan.hash))
        .collect();
    let mut orders: Vec<(String, u32)> = there
        .iter()
        .map(|one| (one.scan.item.clone(), one.scan.order))
        .collect();
    let items = case.items();
    let mut events = vec![];
    for (index, new) in (0..=u8::MAX).zip(scans) {
        if !items.contains(new.item.as_str()) {
            return Err(Rejection::UnknownPaper { item: new.item });
        }
        let media = is_scan(&new)?;
        if live.contains(&(new.item.clone(), new.hash)) {
            return Err(Rejection::ScanThere { name: new.name });
        }
        if live.len() >= SCANS_MAX {
            return Err(Rejection::TooManyScans { max: SCANS_MAX });
        }
        let of_paper = orders.iter().filter(|(item, _)| *item == new.item);
        let last = of_paper.map(|(_, order)| *order).max();
        let order = last.map_or(0, |last| last.saturating_add(1));
        live.push((new.item.clone(), new.hash));
        orders.push((new.item.clone(), order));
        let name = bounded("scan.name", Some(new.name), NAME_MAX)?;
        let scan = Scan {
            item: new.item,
            name: name.ok_or_else(|| Rejection::BadField {
                field: "scan.name".to_owned(),
            })?,
            media,
            size: new.size,
            hash: new.hash,
            order,
        };
        let detail = Detail::Scan(scan);
        events.push(event(facts, index, EventKind::ScanAdded, detail));
    }
    if events.is_empty() {
        return Err(Rejection::NothingToCorrect);
    }
    Ok(events)
}

fn is_scan(new: &NewScan) -> Result<Media, Rejection> {
    let media = new.media.filter(|media| *media != Media::Newer);
    let Some(media) = media.filter(|_| new.size > 0) else {
        let name = new.name.clone();
        return Err(Rejection::NotAScan { name });
    };
    if new.size > BLOB_MAX {
        return Err(Rejection::ScanTooLarge {
            name: new.name.clone(),
            max_mb: BLOB_MAX >> 20,
        });
    }
    Ok(media)
}

/// Takes a scan away with a reason: nothing is deleted.
pub(super) fn remove(
    case: &Case,
    scan: &str,
    reason: &str,
    facts: &Facts,
) -> Result<Event, Rejection> {
    let is_there = |one: &ScanOfCase<'_>| one.added.id == scan && one.removed.is_none();
    if !case.scans().iter().any(is_there) {
        return Err(Rejection::UnknownScan {
            scan: scan.to_owned(),
        });
    }
    let mark = ScanMark {
        scan: scan.to_owned(),
    };
    Ok(Event {
        reason: Some(text_of("reason", reason)?),
        ..event(facts, 0, EventKind::ScanRemoved, Detail::ScanMark(mark))
    })
}

#[cfg(test)]
mod tests;
