//! What a signed slip is worth: its signature against the office's keys, its contents against the book.

use super::keys::{Revocation, SlipKey};
use super::{OpenedSlip, Slip, SlipError, open};
use crate::case::{Case, Event, PrintRecord};
use crate::id::DeviceId;
use crate::number::RecordCode;
use crate::time::LocalTime;

/// The answer about a slip; [`Verdict::code`] is stable.
///
/// vi: kết quả kiểm tra giấy tiếp nhận
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// This office issued it, and nothing here says otherwise.
    Valid,
    /// This office issued it, and again later: the newer issue counts.
    Reissued {
        /// The newest issue known here.
        newest: u32,
    },
    /// Signed by a key of the office, but our book says something else.
    Differs,
    /// The signature is right, but the device has been revoked.
    RevokedDevice {
        /// Since when, where it is known.
        since: Option<LocalTime>,
    },
    /// No key of the list belongs to it.
    UnknownKey,
    /// Forged, altered or damaged: no key of the office signed these contents.
    Altered,
    /// A newer version of the program wrote it.
    NewerFormat,
    /// Something else than a signed slip.
    NotASlip,
}

/// A fact of a slip that our book tells otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Difference {
    /// When the file was received.
    Received,
    /// When the result is due.
    Due,
    /// Whether the due time is provisional.
    Provisional,
    /// The list of papers.
    Papers,
    /// When this issue was made.
    Issued,
    /// The office.
    Office,
    /// The plain record code beside it on the same sheet.
    PrintedCode,
}

/// What the book here knows about the record code of a slip.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Book {
    /// No book was asked.
    NotAsked,
    /// No case of that code is known here.
    UnknownCase,
    /// The book says the same.
    Same,
    /// The case is known and says the same, but this issue has not arrived here yet.
    NotYet,
    /// The book says something else.
    Differs,
}

/// What the book tells of one case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BookEntry {
    /// What was promised at reception; its issue means nothing.
    pub promised: Slip,
    /// What stands on each issue that is recorded.
    pub printed: Vec<Slip>,
    /// The newest issue; 0 where there is none.
    pub newest: u32,
}

/// A verdict with what it rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judgement {
    /// The answer.
    pub verdict: Verdict,
    /// What the slip says, as far as it could be read; to be believed as far as the verdict goes.
    pub slip: Option<Slip>,
    /// The device that says it signed.
    pub device: Option<DeviceId>,
    /// The key of that device.
    pub key: Option<SlipKey>,
    /// What the book says.
    pub book: Book,
    /// What the book tells otherwise.
    pub differences: Vec<Difference>,
    /// Whether the papers are those in the book; `None` where the case is not known here.
    pub papers_match: Option<bool>,
}

impl Verdict {
    /// The stable word.
    pub fn code(self) -> &'static str {
        match self {
            Self::Valid => "valid",
            Self::Reissued { .. } => "reissued",
            Self::Differs => "differs",
            Self::RevokedDevice { .. } => "revoked_device",
            Self::UnknownKey => "unknown_key",
            Self::Altered => "altered",
            Self::NewerFormat => "newer_format",
            Self::NotASlip => "not_a_slip",
        }
    }
}

impl Difference {
    /// Every fact.
    pub const ALL: [Self; 7] = [
        Self::Received,
        Self::Due,
        Self::Provisional,
        Self::Papers,
        Self::Issued,
        Self::Office,
        Self::PrintedCode,
    ];

    /// The stable word.
    pub fn code(self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::Due => "due",
            Self::Provisional => "provisional",
            Self::Papers => "papers",
            Self::Issued => "issued",
            Self::Office => "office",
            Self::PrintedCode => "printed_code",
        }
    }
}

impl Book {
    /// The stable word.
    pub fn code(self) -> &'static str {
        match self {
            Self::NotAsked => "not_asked",
            Self::UnknownCase => "unknown_case",
            Self::Same => "same",
            Self::NotYet => "not_yet",
            Self::Differs => "differs",
        }
    }
}

impl Judgement {
    /// Compares with the plain record codes found on the same sheet: a good slip on a sheet that
    /// carries only other codes was put on somebody else's paper.
    pub fn beside(&mut self, codes: &[RecordCode]) {
        let Some(slip) = &self.slip else {
            return;
        };
        if codes.is_empty() || codes.contains(&slip.code) {
            return;
        }
        self.differences.push(Difference::PrintedCode);
        if matches!(self.verdict, Verdict::Valid | Verdict::Reissued { .. }) {
            self.verdict = Verdict::Differs;
        }
    }
}

impl BookEntry {
    /// The entry of a case; `form` is the receipt's name in print records.
    pub fn of(case: &Case, form: &str) -> Self {
        let slip = |(event, record): (&Event, &PrintRecord)| match &record.slip {
            Some(text) => open(text).ok().map(|opened| opened.slip),
            // Printed before slips were signed.
            None => Some(Slip::of(case, record.issue, event.at)),
        };
        Self {
            promised: Slip::of(case, 1, case.opening.appointment.received),
            printed: case.prints(form).filter_map(slip).collect(),
            newest: case.issues(form),
        }
    }
}

/// Judges the text of a slip by the keys of offices. `book` gives what is known here of the cases of a
/// slip's record code, or `None` where there is no book to ask.
///
/// # Errors
/// Whatever `book` gives.
pub fn judge<E>(
    text: &str,
    keys: &[SlipKey],
    book: impl FnOnce(&Slip) -> Result<Option<Vec<BookEntry>>, E>,
) -> Result<Judgement, E> {
    let opened = match open(text) {
        Ok(opened) => opened,
        Err(error) => return Ok(unread(error)),
    };
    let mut judgement = by_signature(&opened, keys);
    if matches!(
        judgement.verdict,
        Verdict::Valid | Verdict::RevokedDevice { .. }
    ) {
        let entries = book(&opened.slip)?;
        by_book(&mut judgement, &opened.slip, entries.as_deref());
    }
    Ok(judgement)
}

fn unread(error: SlipError) -> Judgement {
    let verdict = match error {
        SlipError::NotASlip => Verdict::NotASlip,
        SlipError::Newer => Verdict::NewerFormat,
        SlipError::Damaged | SlipError::BadSignature => Verdict::Altered,
    };
    Judgement {
        verdict,
        slip: None,
        device: None,
        key: None,
        book: Book::NotAsked,
        differences: vec![],
        papers_match: None,
    }
}

fn by_signature(opened: &OpenedSlip, keys: &[SlipKey]) -> Judgement {
    let device = opened.device();
    // A device signs for its own office only.
    let key = keys
        .iter()
        .find(|known| known.key.device() == device && known.office == opened.slip.office);
    let verdict = match key {
        None => Verdict::UnknownKey,
        Some(known) if opened.verify(&known.key).is_err() => Verdict::Altered,
        Some(known) => match known.revocation {
            Revocation::None => Verdict::Valid,
            Revocation::Unknown => Verdict::RevokedDevice { since: None },
            Revocation::Since(at) => Verdict::RevokedDevice { since: Some(at) },
        },
    };
    Judgement {
        verdict,
        slip: Some(opened.slip.clone()),
        device: Some(device),
        key: key.cloned(),
        book: Book::NotAsked,
        differences: vec![],
        papers_match: None,
    }
}

fn by_book(judgement: &mut Judgement, slip: &Slip, entries: Option<&[BookEntry]>) {
    let Some(entries) = entries else {
        return;
    };
    judgement.book = Book::UnknownCase;
    // Where two cases carry one code, the one that fits is the one that is meant.
    let compared = entries
        .iter()
        .map(|entry| (entry.newest, differences(entry, slip)))
        .min_by_key(|(_, differences)| differences.len());
    let Some((newest, differences)) = compared else {
        return;
    };
    judgement.papers_match = Some(!differences.contains(&Difference::Papers));
    judgement.book = if !differences.is_empty() {
        Book::Differs
    } else if slip.issue > newest {
        Book::NotYet
    } else {
        Book::Same
    };
    if judgement.verdict == Verdict::Valid {
        if !differences.is_empty() {
            judgement.verdict = Verdict::Differs;
        } else if slip.issue < newest {
            judgement.verdict = Verdict::Reissued { newest };
        }
    }
    judgement.differences = differences;
}

/// What the book tells otherwise: what was printed at that issue where that is recorded, else what was
/// promised at reception.
fn differences(entry: &BookEntry, slip: &Slip) -> Vec<Difference> {
    // Two desks apart may both have made the same issue: each paper fits its own record.
    let printed = entry.printed.iter().filter(|ours| ours.issue == slip.issue);
    printed
        .map(|ours| between(ours, slip))
        .min_by_key(Vec::len)
        .unwrap_or_else(|| {
            let promised = Slip {
                issued: slip.issued,
                ..entry.promised.clone()
            };
            between(&promised, slip)
        })
}

fn between(ours: &Slip, theirs: &Slip) -> Vec<Difference> {
    let differs = |difference| match difference {
        Difference::Received => ours.received != theirs.received,
        Difference::Due => ours.due != theirs.due,
        Difference::Provisional => ours.provisional != theirs.provisional,
        Difference::Papers => ours.papers != theirs.papers,
        Difference::Issued => ours.issued != theirs.issued,
        Difference::Office => ours.office != theirs.office,
        Difference::PrintedCode => false,
    };
    Difference::ALL
        .into_iter()
        .filter(|difference| differs(*difference))
        .collect()
}
