//! What the hub refuses, and what goes wrong inside it.

use crate::auth::AuthError;
use crate::wire::WireError;
use std::path::{Path, PathBuf};
use store::{StoreError, StoreId};

/// Why the hub did not do what was asked; [`HubError::code`] is stable.
#[derive(Debug, thiserror::Error)]
pub enum HubError {
    /// The body cannot be read.
    #[error(transparent)]
    Wire(#[from] WireError),
    /// The sender is not believed.
    #[error(transparent)]
    Auth(#[from] AuthError),
    /// The sender speaks another version of the exchange.
    #[error("this hub speaks version {} of the exchange", crate::wire::PROTO)]
    Proto,
    /// The request is meant for another store, or its cursors count in one.
    #[error("this is another store than the request is for")]
    OtherStore {
        /// The store that answers.
        store: StoreId,
    },
    /// A cursor names an office that is not the device's, or names one twice.
    #[error("a device may only read its own office's feed, once a request")]
    ForeignFeed,
    /// The code was never given out, is used up by nobody known, or is over.
    #[error("the code is unknown or over")]
    UnknownCode,
    /// Another device has used the code.
    #[error("another device has used the code")]
    UsedCode,
    /// The device is enrolled in another office.
    #[error("the device belongs to another office")]
    OtherOffice,
    /// Too many wrong codes from this address.
    #[error("too many wrong codes; wait ten minutes")]
    TooManyCodes,
    /// This is a workstation answering on the local network; only the hub enrols.
    #[error("devices are enrolled by the hub")]
    NotTheHub,
    /// No office of that name is kept here.
    #[error("there is no such office")]
    UnknownOffice,
    /// Another office has the code.
    #[error("another office has this agency code")]
    OfficeExists,
    /// No such device is enrolled.
    #[error("there is no such device")]
    UnknownDevice,
    /// The band meets one that was given to or reserved for another device.
    #[error("the band meets one that is given out")]
    BandTaken,
    /// No band is left for the office, or the device has had too many.
    #[error("no band is left")]
    NoBand,
    /// Empty, longer than 200 characters, or with control characters.
    #[error("not a name for a device")]
    BadName,
    /// Not between an hour and a year.
    #[error("an invitation lasts from 1 to 8760 hours")]
    BadHours,
    /// An office without a point, or with texts beyond reason.
    #[error("the office record is not complete")]
    BadOffice,
    /// The chain of attempts is shorter than, or other than, one that was countersigned.
    #[error("the chain does not go on from the one that was countersigned")]
    ChainRewound,
    /// Restored from an older copy, the hub does not know yet what it gave out since.
    #[error("the hub was restored from a copy and waits for its devices; see `admin recovery`")]
    Recovering,
    /// A device that is known has not exchanged since the hub was restored.
    #[error("not every device has been here since the hub was restored")]
    StillAway,
    /// More requests than a device or an address may make.
    #[error("too many requests; wait {retry_s} s")]
    TooMany {
        /// After how many seconds there may be one more.
        retry_s: u64,
    },
    /// More bodies have begun than there is memory for.
    #[error("too much at once; come again")]
    Crowded,
    /// The hub was told to stop.
    #[error("the hub is stopping; come again")]
    Stopping,
    /// No case of the device's office names the blob, or it is not here.
    #[error("there is no such file")]
    NoBlob,
    /// No such chunk of the blob, or one of another length.
    #[error("not a chunk of the file")]
    BadChunk,
    /// All chunks are there and the whole has another hash: they were dropped.
    #[error("the file is another one than the case names")]
    SpoiledBlob,
    /// What is left of the disk is for records.
    #[error("no room for files")]
    NoRoom,
    /// The disk.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A file of the data folder.
    #[error("cannot use {path}")]
    Folder {
        /// Which one.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// `hub.key` is not 64 hexadecimal digits.
    #[error("{path} does not hold a key")]
    BadKeyFile {
        /// Which file.
        path: PathBuf,
    },
    /// The database belongs to a hub with another key.
    #[error("the database belongs to a hub with another hub.key")]
    OtherKey,
    /// This program was built without PostgreSQL.
    #[error("this motcua-hub was built without PostgreSQL")]
    NoPostgres,
    /// A record of ours does not read back.
    #[error("the hub's own settings are damaged")]
    BadSettings,
    /// The system has no random bytes.
    #[error("no random bytes from the system")]
    Random,
    /// A bug: the work ended in a panic, or an own envelope could not be sealed.
    #[error("internal error")]
    Internal,
}

impl HubError {
    pub(crate) fn folder(path: &Path, source: std::io::Error) -> Self {
        Self::Folder {
            path: path.to_owned(),
            source,
        }
    }

    /// A stable word for clients, logs and texts.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Wire(error) => error.code(),
            Self::Auth(error) => error.code(),
            Self::Proto => "proto",
            Self::OtherStore { .. } => "other_store",
            Self::ForeignFeed => "foreign_feed",
            Self::UnknownCode => "unknown_code",
            Self::UsedCode => "used_code",
            Self::OtherOffice => "other_office",
            Self::TooManyCodes => "too_many_codes",
            Self::NotTheHub => "not_the_hub",
            Self::UnknownOffice => "unknown_office",
            Self::OfficeExists => "office_exists",
            Self::UnknownDevice => "unknown_device",
            Self::BandTaken => "band_taken",
            Self::NoBand => "no_band",
            Self::BadName => "bad_name",
            Self::BadHours => "bad_hours",
            Self::BadOffice => "bad_office",
            Self::ChainRewound => "chain_rewound",
            Self::Recovering => "recovering",
            Self::StillAway => "still_away",
            Self::TooMany { .. } => "too_many_requests",
            Self::Crowded => "crowded",
            Self::Stopping => "stopping",
            Self::NoBlob => "no_blob",
            Self::BadChunk => "bad_chunk",
            Self::SpoiledBlob => "spoiled_blob",
            Self::NoRoom => "no_room",
            Self::Store(error) => error.code(),
            Self::Folder { .. } => "folder",
            Self::BadKeyFile { .. } => "bad_key_file",
            Self::OtherKey => "other_key",
            Self::NoPostgres => "no_postgres",
            Self::BadSettings => "bad_settings",
            Self::Random => "no_random",
            Self::Internal => "internal",
        }
    }
}
