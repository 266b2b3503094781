//! What can go wrong with the disk.

use casework::crdt::ChangeError;
use rusqlite::{ErrorCode, ffi};
use std::io;

/// Why the store could not do what was asked. Nothing of the transaction was kept.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The key does not open the database, or the file is no database.
    #[error("the key does not open this database")]
    WrongKey,
    /// The database was written by a newer version that this one cannot read.
    #[error("the database needs version {database} of the tables, this program knows {app}")]
    Newer {
        /// The oldest table version that can read the database.
        database: u32,
        /// The table version of this program.
        app: u32,
    },
    /// There is a file already where a database was to be created.
    #[error("the file exists already")]
    Exists,
    /// There is no database file.
    #[error("there is no database at this path")]
    Missing,
    /// The disk is full.
    #[error("the disk is full")]
    Full,
    /// File or folder cannot be opened for writing.
    #[error("the database cannot be opened for writing")]
    ReadOnly,
    /// Another process kept the database locked for too long.
    #[error("the database is in use")]
    Busy,
    /// The file, or a row in it, is damaged.
    #[error("the database is damaged: {what}")]
    Corrupt {
        /// Which part.
        what: &'static str,
        /// What SQLite said.
        #[source]
        source: Option<rusqlite::Error>,
    },
    /// A migration that was applied is not the one this program carries.
    #[error("migration {number} differs from the one that was applied")]
    Migration {
        /// Its number.
        number: u32,
    },
    /// The installation has no band of ordinals for the office.
    #[error("no band of ordinals to take a number from")]
    NoBand,
    /// The number was given out before.
    #[error("the number is taken")]
    NumberTaken,
    /// A number could not be composed from the agency code or day.
    #[error(transparent)]
    Number(#[from] casework::number::NumberError),
    /// An own envelope does not continue the chain of its device and epoch.
    #[error("the envelope does not follow the last one of its device")]
    BrokenChain,
    /// Changes do not apply.
    #[error(transparent)]
    Change(#[from] ChangeError),
    /// An earlier write of the same transaction failed; it cannot be committed any more.
    #[error("an earlier write of the transaction failed")]
    Aborted,
    /// A file could not be read or written.
    #[error("file error")]
    Io(#[source] io::Error),
    /// The database server does not answer, or ended the connection.
    #[error("the database server does not answer")]
    Away(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// What was given is no address of a database server.
    #[error("this is not an address of a PostgreSQL server")]
    BadAddress(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// Wrong user or password, or the server's `pg_hba.conf` has no line for them.
    #[error("the database server does not let this user in: check user and password")]
    Unwelcome(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The server lacks what this program builds on.
    #[error("the database server is PostgreSQL {found}; 15 or newer is needed")]
    OldServer {
        /// Its first number.
        found: u32,
    },
    /// Somebody else holds the lock of an office; to be taken from the beginning.
    #[error("another process lets in envelopes of this office")]
    Crowded {
        /// Which lock.
        lock: i64,
    },
    /// Any other answer of the database server.
    #[error("the database server refused")]
    Server {
        /// A row broke a constraint.
        constraint: bool,
        /// What it said.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// Any other answer of SQLite.
    #[error("database error")]
    Sqlite(#[source] rusqlite::Error),
}

impl StoreError {
    /// A stable word for logs and texts.
    pub fn code(&self) -> &'static str {
        match self {
            Self::WrongKey => "wrong_key",
            Self::Newer { .. } => "newer_database",
            Self::Exists => "database_exists",
            Self::Missing => "database_missing",
            Self::Full => "disk_full",
            Self::ReadOnly => "read_only",
            Self::Busy | Self::Crowded { .. } => "database_busy",
            Self::Corrupt { .. } => "database_corrupt",
            Self::Migration { .. } => "migration_mismatch",
            Self::NoBand => "no_band",
            Self::NumberTaken => "number_taken",
            Self::Number(_) => "bad_number",
            Self::BrokenChain => "broken_chain",
            Self::Change(error) => error.code(),
            Self::Aborted => "transaction_aborted",
            Self::Io(_) => "file_error",
            Self::Away(_) => "database_away",
            Self::BadAddress(_) => "bad_database_address",
            Self::Unwelcome(_) => "database_unwelcome",
            Self::OldServer { .. } => "old_database_server",
            Self::Sqlite(_) | Self::Server { .. } => "database_error",
        }
    }

    /// A stored value that this program cannot have written.
    pub(crate) fn corrupt(what: &'static str) -> Self {
        Self::Corrupt { what, source: None }
    }

    /// A row broke a constraint; the statement left nothing behind.
    pub(crate) fn is_constraint(&self) -> bool {
        if let Self::Sqlite(error) = self {
            return error.sqlite_error_code() == Some(ErrorCode::ConstraintViolation);
        }
        matches!(
            self,
            Self::Server {
                constraint: true,
                ..
            }
        )
    }

    /// A plain "no" that was given before anything was written.
    pub(crate) fn wrote_nothing(&self) -> bool {
        matches!(
            self,
            Self::NoBand | Self::NumberTaken | Self::Number(_) | Self::BrokenChain
        )
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        let Some(code) = error.sqlite_error_code() else {
            return Self::Sqlite(error);
        };
        let extended = error.sqlite_error().map_or(0, |inner| inner.extended_code);
        if code == ErrorCode::NotADatabase {
            Self::WrongKey
        } else if code == ErrorCode::DiskFull || extended == ffi::SQLITE_IOERR_SHMSIZE {
            Self::Full
        } else if [
            ErrorCode::ReadOnly,
            ErrorCode::CannotOpen,
            ErrorCode::PermissionDenied,
        ]
        .contains(&code)
        {
            Self::ReadOnly
        } else if [ErrorCode::DatabaseBusy, ErrorCode::DatabaseLocked].contains(&code) {
            Self::Busy
        } else if code == ErrorCode::DatabaseCorrupt {
            Self::Corrupt {
                what: "file",
                source: Some(error),
            }
        } else {
            Self::Sqlite(error)
        }
    }
}

impl From<io::Error> for StoreError {
    fn from(error: io::Error) -> Self {
        use io::ErrorKind as Kind;
        let kind = error.kind();
        if [Kind::StorageFull, Kind::QuotaExceeded].contains(&kind) {
            Self::Full
        } else if [Kind::ReadOnlyFilesystem, Kind::PermissionDenied].contains(&kind) {
            Self::ReadOnly
        } else if kind == Kind::AlreadyExists {
            Self::Exists
        } else if kind == Kind::NotFound {
            Self::Missing
        } else {
            Self::Io(error)
        }
    }
}
