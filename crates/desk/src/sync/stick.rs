//! Exchange by USB stick, in both directions: what others left for this machine is taken in, what
//! they may lack is written for them. No bundle stops another, and nothing on the stick is trusted
//! more than a line would be.

mod outbox;
mod reading;
mod scans;
mod writing;

use super::diary::{Carrier, Entry};
use super::hub_client::{self, read_key};
use crate::desk::Desk;
use crate::error::{ApiError, ErrorCode};
use casework::id::PublicKey;
use casework::sync::bundle::{Head, PART_MAX};
use casework::sync::roster::Enrolment;
use std::io;
use std::path::{Path, PathBuf};
use store::{HOME, RECEIPT_DUE, Reader};

/// The folder on the stick that is ours.
pub const FOLDER: &str = "motcua";
/// How the name of a bundle's part ends.
const EXTENSION: &str = "motcua";
/// Setting: the stick that was used last.
pub(crate) const LAST_STICK: &str = "sync.stick";
/// Most files looked at on one stick.
const FILES_MAX: usize = 4096;

macro_rules! states {
    ($($(#[doc = $doc:literal])+ $name:ident $code:literal $ends:ident,)+) => {
        /// What became of one part of a bundle on the stick.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum BundleState { $($(#[doc = $doc])+ $name,)+ }

        impl BundleState {
            /// Every state.
            pub const ALL: &'static [Self] = &[$(Self::$name,)+];

            /// A stable word.
            pub fn code(self) -> &'static str {
                match self { $(Self::$name => $code,)+ }
            }

            /// Whether nothing of it is left to do here.
            pub fn is_done(self) -> bool {
                match self { $(Self::$name => states!($ends),)+ }
            }
        }
    };
    (done) => { true };
    (open) => { false };
}

states! {
    /// All of it was taken in now.
    Taken "taken" done,
    /// All of it was taken in before.
    Known "known" done,
    /// The file ends too early: what came before the cut was taken in.
    Cut "cut" open,
    /// Changed on the way, or no bundle: what came before the damage was taken in.
    Damaged "damaged" open,
    /// The stick does not give the file.
    Unreadable "unreadable" open,
    /// A newer version wrote it.
    Newer "newer" open,
    /// Nobody this machine knows made it.
    UnknownSender "unknown_sender" open,
    /// A device that may not write any more made it.
    RevokedSender "revoked_sender" done,
    /// It is another office's.
    OtherOffice "other_office" done,
    /// It is sealed for others: left where it is.
    ForOthers "for_others" done,
    /// The same, and a copy is carried along.
    Carried "carried" done,
    /// A part of its bundle is not on the stick.
    PartsMissing "parts_missing" open,
    /// This machine made it, and not all of it has arrived everywhere.
    Own "own" done,
    /// This machine made it, all of it has arrived, and it was removed.
    Removed "removed" done,
    /// Written now.
    Written "written" done,
    /// Made by others for others, and written now unopened.
    HandedOn "handed_on" done,
}

/// One part of a bundle.
#[derive(Clone, Debug)]
pub struct Report {
    /// The file's name.
    pub file: String,
    /// What became of it.
    pub state: BundleState,
    /// The name of the machine that made it, where it is known.
    pub from: Option<String>,
    /// When it says it was made, milliseconds since the Unix epoch.
    pub made_at_ms: Option<i64>,
    /// Envelopes taken in that were new.
    pub pulled: u64,
}

/// What an exchange did.
#[derive(Debug, Default)]
pub struct Outcome {
    /// Envelopes written for others.
    pub pushed: u64,
    /// Envelopes taken in that were new.
    pub pulled: u64,
    /// Bytes written.
    pub bytes_up: u64,
    /// Bytes read.
    pub bytes_down: u64,
    /// Every part that was met, or written.
    pub reports: Vec<Report>,
    /// What the hub said in between, where this machine has one.
    pub hub: Option<Result<hub_client::Outcome, ApiError>>,
    /// Why the stick could not be written.
    pub trouble: Option<ApiError>,
}

impl Outcome {
    /// Whether nothing is left to do with this stick.
    pub fn is_done(&self) -> bool {
        self.trouble.is_none() && self.reports.iter().all(|report| report.state.is_done())
    }
}

/// Takes in what is on the stick in `dir`, speaks with the hub where there is a line (so that the
/// stick takes its receipt back), and writes what others may lack. A stick that cannot be written is
/// trouble in the outcome: what was taken in stays.
///
/// # Errors
/// [`ErrorCode::NoStick`], [`ErrorCode::StickBroken`] where the folder cannot be read; the store's.
pub fn exchange(desk: &Desk, dir: &Path, hub: Option<&str>) -> Result<Outcome, ApiError> {
    exchange_in_parts(desk, dir, hub, PART_MAX)
}

/// [`exchange`] with parts of at most `part_max` bytes.
///
/// # Errors
/// As there.
pub fn exchange_in_parts(
    desk: &Desk,
    dir: &Path,
    hub: Option<&str>,
    part_max: u64,
) -> Result<Outcome, ApiError> {
    if !dir.is_dir() {
        return Err(ApiError::new(ErrorCode::NoStick).with("dir", dir.display()));
    }
    let entry = Entry::begin(desk, Carrier::Stick);
    let outcome = read_and_write(desk, dir, hub, part_max);
    entry.stick(dir, &outcome)?;
    outcome
}

fn read_and_write(
    desk: &Desk,
    dir: &Path,
    hub: Option<&str>,
    part_max: u64,
) -> Result<Outcome, ApiError> {
    let folder = dir.join(FOLDER);
    let mut outcome = Outcome::default();
    reading::read(desk, &folder, &mut outcome)?;
    let address = match hub {
        Some(address) => Some(address.to_owned()),
        None => desk.store().read(hub_client::address)?,
    };
    if let Some(address) = address {
        desk.store().write(|tx| tx.set_setting(RECEIPT_DUE, &[1]))?;
        outcome.hub = Some(hub_client::exchange(desk, Some(&address)));
    }
    let written = writing::write(desk, &folder, part_max, &mut outcome)
        .and_then(|()| outbox::hand_on(desk, &folder, &mut outcome));
    match written {
        Err(error) if is_of_the_stick(error.code) => outcome.trouble = Some(error),
        written => written?,
    }
    desk.store().write(|tx| {
        let dir = std::path::absolute(dir).unwrap_or_else(|_| dir.to_owned());
        tx.set_setting(LAST_STICK, dir.to_string_lossy().as_bytes())
    })?;
    Ok(outcome)
}

fn is_of_the_stick(code: ErrorCode) -> bool {
    [
        ErrorCode::NoStick,
        ErrorCode::StickFull,
        ErrorCode::StickReadOnly,
        ErrorCode::StickBroken,
    ]
    .contains(&code)
}

/// What the stick said, apart from what this machine's own disk says.
#[expect(clippy::needless_pass_by_value, reason = "an error is handed over")]
fn stick_error(error: io::Error) -> ApiError {
    use io::ErrorKind as Kind;
    let is = |kinds: &[Kind]| kinds.contains(&error.kind());
    let code = if is(&[Kind::StorageFull, Kind::QuotaExceeded, Kind::FileTooLarge]) {
        ErrorCode::StickFull
    } else if is(&[Kind::PermissionDenied, Kind::ReadOnlyFilesystem]) {
        ErrorCode::StickReadOnly
    } else if error.kind() == Kind::NotFound {
        ErrorCode::NoStick
    } else {
        ErrorCode::StickBroken
    };
    ApiError::new(code)
        .with("detail", &error)
        .with("dir", FOLDER)
}

/// The parts on a stick, by name; none where the folder is not there yet.
fn parts(folder: &Path) -> Result<Vec<PathBuf>, ApiError> {
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(vec![]),
        Err(error) => return Err(stick_error(error)),
    };
    let mut found = vec![];
    for entry in entries {
        let path = entry.map_err(stick_error)?.path();
        if path.extension().is_some_and(|end| end == EXTENSION) {
            found.push(path);
        }
    }
    found.sort();
    found.truncate(FILES_MAX);
    Ok(found)
}

fn file_name(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    name.into_owned()
}

impl Report {
    fn new(desk: &Desk, path: &Path, state: BundleState, head: Option<&Head>) -> Self {
        let header = head.map(|head| &head.header);
        let sender = header.map(|header| header.sender);
        let known =
            sender.and_then(|sender| desk.store().read(|reader| reader.device(sender)).ok());
        Self {
            file: file_name(path),
            state,
            from: known.flatten().map(|known| known.name),
            made_at_ms: header.map(|header| header.made_at_ms),
            pulled: 0,
        }
    }
}

/// The key a device of this office signs with, and whether it may still write; `None` where nobody
/// knows it.
fn signer(
    reader: &Reader<'_>,
    device: casework::id::DeviceId,
) -> Result<Option<(PublicKey, bool)>, ApiError> {
    let home = reader.setting(HOME)?;
    let of_this_office = |known: &Enrolment| home.as_deref() == Some(known.office.0.as_slice());
    if let Some(known) = reader.device(device)?.filter(of_this_office) {
        return Ok(Some((known.key, !known.revoked)));
    }
    let hub = read_key(reader)?.filter(|key| key.device() == device);
    Ok(hub.map(|key| (key, true)))
}
