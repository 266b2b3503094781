//! A store in one file: written while it stays in use, checked before the file has its name; and a
//! store made from such a file, which is another replica than the one the file was copied from.

use crate::error::StoreError;
use crate::hub_store::HubReader;
use crate::sqlite::quarantine::Counts;
use crate::store::{DbKey, Store, StoreId, Tx, beside, copy_pages, publish};
use casework::id::Hash;
use std::fs::{self, File};
use std::path::Path;

/// What a store holds, to compare a copy by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Content {
    /// Envelopes in the log.
    pub envelopes: u64,
    /// The state in numbers.
    pub counts: Counts,
    /// One hash over every document and record.
    pub heads: Hash,
}

impl Content {
    /// What is in the store at this moment.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn of(reader: &dyn HubReader) -> Result<Self, StoreError> {
        Ok(Self {
            envelopes: reader.envelopes()?,
            counts: reader.counts()?,
            heads: reader.heads_digest(None)?,
        })
    }
}

impl Store {
    /// Writes a consistent copy with the same key to `to`, while the store stays in use, and opens it
    /// to see that it holds the same. Whoever opens the copy to write needs a new epoch and a new
    /// [`StoreId`].
    ///
    /// # Errors
    /// [`StoreError::Exists`] when there is a file at `to`; any failure leaves none.
    pub fn backup(&self, to: &Path) -> Result<Content, StoreError> {
        write_checked(to, self.key(), |draft| {
            self.read(|reader| {
                let content = Content::of(reader)?;
                copy_pages(reader.conn, draft, self.key())?;
                Ok(content)
            })
        })
    }

    /// Makes a database at `to` from a copy that [`Store::backup`] wrote, as the replica `id`;
    /// `begin` writes what else it begins with. The copy is not changed.
    ///
    /// # Errors
    /// [`StoreError::Exists`] when there is a database at `to`, or what one left behind;
    /// [`StoreError::WrongKey`]; what `begin` gives. Any failure leaves no file at `to`.
    pub fn restore<E: From<StoreError>>(
        copy: &Path,
        to: &Path,
        key: &DbKey,
        id: StoreId,
        begin: impl FnOnce(&mut Tx<'_>) -> Result<(), E>,
    ) -> Result<Content, E> {
        // The log of a database that is gone would be taken for that of the new one.
        for left in [to.to_owned(), beside(to, "wal"), beside(to, "journal")] {
            if left.try_exists().map_err(StoreError::from)? {
                return Err(StoreError::Exists.into());
            }
        }
        let draft = beside(to, "restore");
        with_copy(copy, &draft, key, |store, content| {
            store.renew_with(id, begin)?;
            drop(store);
            give_name(&draft, to)?;
            Ok(content)
        })
    }
}

/// Writes a copy under another name, opens it, and gives it its name when it holds what it should.
pub(crate) fn write_checked(
    to: &Path,
    key: &DbKey,
    write: impl FnOnce(&Path) -> Result<Content, StoreError>,
) -> Result<Content, StoreError> {
    if to.try_exists()? {
        return Err(StoreError::Exists);
    }
    let draft = beside(to, "part");
    remove(&draft);
    let written = write(&draft).and_then(|content| {
        if check(&Store::open(&draft, key)?)? != content {
            return Err(StoreError::corrupt("copy"));
        }
        give_name(&draft, to)?;
        Ok(content)
    });
    remove(&draft);
    written
}

/// Opens a copy of the copy as `draft`, checked; what is left of the draft is removed.
pub(crate) fn with_copy<T, E: From<StoreError>>(
    copy: &Path,
    draft: &Path,
    key: &DbKey,
    work: impl FnOnce(Store, Content) -> Result<T, E>,
) -> Result<T, E> {
    if !copy.try_exists().map_err(StoreError::from)? {
        return Err(StoreError::Missing.into());
    }
    remove(draft);
    let open = || {
        fs::copy(copy, draft)?;
        let store = Store::open(draft, key)?;
        let content = check(&store)?;
        Ok::<_, StoreError>((store, content))
    };
    let done = open()
        .map_err(E::from)
        .and_then(|(store, content)| work(store, content));
    remove(draft);
    done
}

/// What a store holds, if nothing is wrong with it.
fn check(store: &Store) -> Result<Content, StoreError> {
    if !store.check(false)?.is_empty() {
        return Err(StoreError::corrupt("copy"));
    }
    store.read(|reader| Content::of(reader))
}

/// Onto the disk first, then its name.
fn give_name(draft: &Path, to: &Path) -> Result<(), StoreError> {
    if beside(draft, "wal").try_exists()? {
        return Err(StoreError::Busy);
    }
    File::open(draft)?.sync_all()?;
    publish(draft, to)
}

/// Takes away what an attempt left behind.
fn remove(draft: &Path) {
    for left in [
        draft.to_owned(),
        beside(draft, "wal"),
        beside(draft, "shm"),
        beside(draft, "journal"),
    ] {
        fs::remove_file(left).ok();
    }
}
