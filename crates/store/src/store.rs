//! The database file: creating, opening, and the two kinds of transaction.

use crate::error::StoreError;
use crate::migrate::{self, Migration};
use crate::sqlite::{check, rebuild};
use rusqlite::{Connection, MAIN_DB, OpenFlags, TransactionBehavior, backup::Backup, params};
use std::cell::Cell;
use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, TryLockError};
use std::time::Duration;
use std::{fmt, fs, io};

/// How long a writer waits for another process.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
/// Prepared statements kept per connection: more than the crate has.
const STATEMENTS: usize = 256;

/// The raw key of the encrypted database.
#[derive(Clone)]
pub struct DbKey(pub [u8; 32]);

impl fmt::Debug for DbKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DbKey(..)")
    }
}

/// One database as a replica. Positions count within it; a copy that goes on writing needs another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StoreId(pub [u8; 16]);

impl fmt::Display for StoreId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// An open database: one connection that writes, one that reads. Clones share both.
#[derive(Clone)]
pub struct Store {
    inner: Arc<Inner>,
}

struct Inner {
    id: Mutex<StoreId>,
    path: PathBuf,
    key: DbKey,
    writer: Mutex<Connection>,
    reader: Mutex<Connection>,
}

/// What can be asked inside a transaction. Every method fails only with [`StoreError`].
pub struct Reader<'c> {
    pub(crate) conn: &'c Connection,
}

/// A transaction that writes; also a [`Reader`] that sees its own writes.
pub struct Tx<'c> {
    reader: Reader<'c>,
    aborted: Cell<bool>,
}

impl<'c> Deref for Tx<'c> {
    type Target = Reader<'c>;

    fn deref(&self) -> &Reader<'c> {
        &self.reader
    }
}

impl Tx<'_> {
    /// Runs one write. After a failure nothing more is written and the transaction cannot be
    /// committed, even when the caller drops the error.
    pub(crate) fn guarded<T>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        // SQLite has rolled back by itself when it is in autocommit mode here.
        if self.aborted.get() || self.reader.conn.is_autocommit() {
            self.aborted.set(true);
            return Err(StoreError::Aborted);
        }
        let result = work(self.reader.conn);
        if result.as_ref().is_err_and(|error| !error.wrote_nothing()) {
            self.aborted.set(true);
        }
        result
    }
}

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Store({}, {})", self.id(), self.inner.path.display())
    }
}

impl Store {
    /// Creates a database at `path`, encrypted with `key`; `id` must be random.
    ///
    /// # Errors
    /// [`StoreError::Exists`] when there is a file; any failure leaves no file at `path`.
    pub fn create(path: &Path, key: &DbKey, id: StoreId) -> Result<Self, StoreError> {
        Self::create_with(path, key, id, migrate::ALL)
    }

    pub(crate) fn create_with(
        path: &Path,
        key: &DbKey,
        id: StoreId,
        migrations: &'static [Migration],
    ) -> Result<Self, StoreError> {
        if path.try_exists()? {
            return Err(StoreError::Exists);
        }
        let draft = beside(path, &format!("{id}.new"));
        let made = fill(&draft, key, id, migrations).and_then(|()| publish(&draft, path));
        for leftover in [
            draft.clone(),
            beside(&draft, "wal"),
            beside(&draft, "journal"),
        ] {
            fs::remove_file(leftover).ok();
        }
        made?;
        Self::open_with(path, key, migrations)
    }

    /// Opens a database; applies what migrations it misses, after a copy was put beside it.
    ///
    /// # Errors
    /// [`StoreError::Missing`], [`StoreError::WrongKey`], [`StoreError::Newer`] (nothing is
    /// changed then), [`StoreError::Migration`], or what the disk says.
    pub fn open(path: &Path, key: &DbKey) -> Result<Self, StoreError> {
        Self::open_with(path, key, migrate::ALL)
    }

    pub(crate) fn open_with(
        path: &Path,
        key: &DbKey,
        migrations: &'static [Migration],
    ) -> Result<Self, StoreError> {
        if !path.try_exists()? {
            return Err(StoreError::Missing);
        }
        let mut writer = connect(path, key, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        let pending = migrate::pending(&writer, migrations)?;
        if writer.is_readonly(MAIN_DB)? {
            return Err(StoreError::ReadOnly);
        }
        tune(&writer)?;
        if let Some(first) = pending.first() {
            let copy = beside(path, &format!("before-{:04}", first.number));
            // A copy from an attempt that failed is older than the database.
            if copy.try_exists()? {
                fs::remove_file(&copy)?;
            }
            copy_database(&writer, &copy, key)?;
            let tx = writer.transaction_with_behavior(TransactionBehavior::Immediate)?;
            migrate::apply(&tx, pending)?;
            tx.commit()?;
        }
        rebuild::refresh(&mut writer)?;
        let id = writer.query_row("SELECT id FROM replica", [], |row| row.get(0))?;
        let reader = connect(path, key, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        tune(&reader)?;
        Ok(Self {
            inner: Arc::new(Inner {
                id: Mutex::new(StoreId(id)),
                path: path.to_owned(),
                key: key.clone(),
                writer: Mutex::new(writer),
                reader: Mutex::new(reader),
            }),
        })
    }

    /// This database as a replica.
    pub fn id(&self) -> StoreId {
        *lock(&self.inner.id)
    }

    /// Makes a restored or copied database a replica of its own, so that nobody takes its positions
    /// for those of the original; `id` must be random.
    ///
    /// # Errors
    /// [`StoreError`]; the old name is kept then.
    pub fn renew(&self, id: StoreId) -> Result<(), StoreError> {
        self.renew_with(id, |_| Ok(()))
    }

    /// [`Store::renew`] with what else `work` writes in the same commit.
    ///
    /// # Errors
    /// What `work` gives; the old name is kept then.
    pub fn renew_with<E: From<StoreError>>(
        &self,
        id: StoreId,
        work: impl FnOnce(&mut Tx<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        self.write(|tx| {
            tx.guarded(|conn| {
                conn.execute("UPDATE replica SET id = ?1", params![id.0])?;
                Ok(())
            })?;
            work(tx)
        })?;
        *lock(&self.inner.id) = id;
        Ok(())
    }

    /// The database file.
    pub fn path(&self) -> &Path {
        &self.inner.path
    }

    /// Whether this is the key the database was opened with.
    pub fn opens_with(&self, key: &DbKey) -> bool {
        self.inner.key.0 == key.0
    }

    pub(crate) fn key(&self) -> &DbKey {
        &self.inner.key
    }

    /// Runs `work` in one transaction: committed to the disk when it gives `Ok`, else (also on a
    /// panic) nothing is kept. Must not be called from inside itself.
    ///
    /// # Errors
    /// What `work` gives, or why the transaction could not begin or commit.
    pub fn write<T, E: From<StoreError>>(
        &self,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut conn = lock(&self.inner.writer);
        let transaction = conn
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(StoreError::from)?;
        let mut tx = Tx {
            reader: Reader { conn: &transaction },
            aborted: Cell::new(false),
        };
        let given = work(&mut tx)?;
        if tx.aborted.get() {
            return Err(StoreError::Aborted.into());
        }
        transaction.commit().map_err(StoreError::from)?;
        Ok(given)
    }

    /// Runs `work` on one consistent snapshot. Must not be called from inside itself.
    ///
    /// # Errors
    /// What `work` gives, or why the snapshot could not be opened.
    pub fn read<T, E: From<StoreError>>(
        &self,
        work: impl FnOnce(&Reader<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let conn = lock(&self.inner.reader);
        let snapshot = conn.unchecked_transaction().map_err(StoreError::from)?;
        let given = work(&Reader { conn: &snapshot })?;
        snapshot.finish().map_err(StoreError::from)?;
        Ok(given)
    }

    /// [`Store::read`], or `None` where something is being read at this moment, perhaps by the
    /// caller.
    pub fn try_read<T, E: From<StoreError>>(
        &self,
        work: impl FnOnce(&Reader<'_>) -> Result<T, E>,
    ) -> Result<Option<T>, E> {
        let conn = match self.inner.reader.try_lock() {
            Ok(conn) => conn,
            Err(TryLockError::Poisoned(poisoned)) => poisoned.into_inner(),
            Err(TryLockError::WouldBlock) => return Ok(None),
        };
        let snapshot = conn.unchecked_transaction().map_err(StoreError::from)?;
        let given = work(&Reader { conn: &snapshot })?;
        snapshot.finish().map_err(StoreError::from)?;
        Ok(Some(given))
    }

    /// Gives what is wrong with the database; nothing is changed. `deep` also verifies every page,
    /// every signature, every blob, and computes every projection again.
    ///
    /// # Errors
    /// [`StoreError`] when the check itself could not run.
    pub fn check(&self, deep: bool) -> Result<Vec<check::Problem>, StoreError> {
        self.read(|reader| check::check(reader.conn, deep))
    }

    /// Drops everything that is computed from the log and computes it again; gives the number of
    /// documents.
    ///
    /// # Errors
    /// [`StoreError`]; the old projection is kept then.
    pub fn rebuild(&self) -> Result<u64, StoreError> {
        self.write(|tx| tx.guarded(rebuild::rebuild))
    }

    #[cfg(test)]
    pub(crate) fn with_writer<T>(&self, work: impl FnOnce(&Connection) -> T) -> T {
        work(&lock(&self.inner.writer))
    }
}

/// A panic in a transaction has rolled it back: the connection is still good.
fn lock<T>(guarded: &Mutex<T>) -> MutexGuard<'_, T> {
    guarded.lock().unwrap_or_else(PoisonError::into_inner)
}

fn connect(path: &Path, key: &DbKey, mode: OpenFlags) -> Result<Connection, StoreError> {
    // An absolute path is never taken for a `file:` URI.
    let path = std::path::absolute(path)?;
    let conn = Connection::open_with_flags(path, mode | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    // SQLCipher would write a wrong key to the standard error by itself.
    conn.pragma_update(None, "cipher_log_level", "NONE")?;
    let hex: String = key.0.iter().map(|byte| format!("{byte:02x}")).collect();
    conn.pragma_update(None, "key", format!("x'{hex}'"))?;
    conn.busy_timeout(BUSY_TIMEOUT)?;
    conn.set_prepared_statement_cache_capacity(STATEMENTS);
    // The first read shows whether the key fits.
    conn.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))?;
    Ok(conn)
}

fn tune(conn: &Connection) -> Result<(), StoreError> {
    conn.pragma_update_and_check(None, "journal_mode", "WAL", |_| Ok(()))?;
    conn.pragma_update(None, "synchronous", "FULL")?;
    conn.pragma_update(None, "foreign_keys", true)?;
    conn.pragma_update_and_check(None, "secure_delete", true, |_| Ok(()))?;
    conn.pragma_update(None, "temp_store", "MEMORY")?;
    Ok(())
}

fn fill(
    draft: &Path,
    key: &DbKey,
    id: StoreId,
    migrations: &[Migration],
) -> Result<(), StoreError> {
    let mode = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE;
    let mut conn = connect(draft, key, mode)?;
    let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
    migrate::apply(&tx, migrations)?;
    tx.execute("INSERT INTO replica VALUES (1, ?1, '')", params![id.0])?;
    tx.commit()?;
    conn.close().map_err(|(_, error)| StoreError::from(error))
}

/// Gives a finished file its name without ever replacing another.
pub(crate) fn publish(draft: &Path, path: &Path) -> Result<(), StoreError> {
    match fs::hard_link(draft, path) {
        Ok(()) => {}
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => return Err(error.into()),
        // File systems without hard links.
        Err(_) if path.try_exists()? => return Err(StoreError::Exists),
        Err(_) => fs::rename(draft, path)?,
    }
    sync_folder(path)
}

#[cfg(unix)]
fn sync_folder(path: &Path) -> Result<(), StoreError> {
    let absolute = std::path::absolute(path)?;
    if let Some(folder) = absolute.parent() {
        fs::File::open(folder)?.sync_all()?;
    }
    Ok(())
}

#[cfg(not(unix))]
#[expect(
    clippy::unnecessary_wraps,
    reason = "folders cannot be synced on this system"
)]
fn sync_folder(_: &Path) -> Result<(), StoreError> {
    Ok(())
}

fn copy_database(from: &Connection, to: &Path, key: &DbKey) -> Result<(), StoreError> {
    let draft = beside(to, "part");
    fs::remove_file(&draft).ok();
    let copied = copy_pages(from, &draft, key).and_then(|()| publish(&draft, to));
    fs::remove_file(&draft).ok();
    copied
}

pub(crate) fn copy_pages(from: &Connection, draft: &Path, key: &DbKey) -> Result<(), StoreError> {
    let mode = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE;
    let mut copy = connect(draft, key, mode)?;
    Backup::new(from, &mut copy)?.run_to_completion(i32::MAX, Duration::ZERO, None)?;
    copy.close().map_err(|(_, error)| StoreError::from(error))
}

/// `name` becomes `name-suffix` in the same folder.
pub(crate) fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push("-");
    name.push(suffix);
    path.with_file_name(name)
}
