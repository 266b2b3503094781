//! The hub's data folder: `hub.db` (SQLCipher) and `hub.key` (its raw key, 64 hexadecimal digits,
//! readable by the owner alone). A hub on PostgreSQL has only the key.

use crate::HubError;
#[cfg(feature = "postgres")]
use sha2::{Digest, Sha256};
use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::Path;
use store::{DbKey, Store, StoreId};

pub(crate) const DATABASE: &str = "hub.db";
pub(crate) const KEY: &str = "hub.key";

/// Opens the folder's database; makes folder, key and database at the first start.
pub(crate) fn open(folder: &Path) -> Result<Store, HubError> {
    fs::create_dir_all(folder).map_err(|source| HubError::folder(folder, source))?;
    let database = folder.join(DATABASE);
    let key_file = folder.join(KEY);
    let exists = database
        .try_exists()
        .map_err(|source| HubError::folder(&database, source))?;
    if exists {
        return Ok(Store::open(&database, &read_key(&key_file)?)?);
    }
    // A key may be left by a first start that was interrupted.
    let key = key_or_new(&key_file)?;
    Ok(Store::create(&database, &key, StoreId(random()?))?)
}

/// The seed of the hub's signing key where the database is elsewhere: SHA-256 of a label and
/// `hub.key`, which is made at the first start.
#[cfg(feature = "postgres")]
pub(crate) fn seed(folder: &Path) -> Result<[u8; 32], HubError> {
    fs::create_dir_all(folder).map_err(|source| HubError::folder(folder, source))?;
    let key = key_or_new(&folder.join(KEY))?;
    let digest = Sha256::new()
        .chain_update(b"motcua/hub-seed/1")
        .chain_update(key.0);
    Ok(digest.finalize().into())
}

fn key_or_new(path: &Path) -> Result<DbKey, HubError> {
    match read_key(path) {
        Err(HubError::Folder { source, .. }) if source.kind() == ErrorKind::NotFound => {
            write_key(path)
        }
        done => done,
    }
}

/// Fresh random bytes of the system.
pub(crate) fn random<const N: usize>() -> Result<[u8; N], HubError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|_| HubError::Random)?;
    Ok(bytes)
}

pub(crate) fn read_key(path: &Path) -> Result<DbKey, HubError> {
    let text = fs::read_to_string(path).map_err(|source| HubError::folder(path, source))?;
    let mut key = [0; 32];
    hex::decode_to_slice(text.trim(), &mut key).map_err(|_| HubError::BadKeyFile {
        path: path.to_owned(),
    })?;
    Ok(DbKey(key))
}

fn write_key(path: &Path) -> Result<DbKey, HubError> {
    let key: [u8; 32] = random()?;
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let failed = |source| HubError::folder(path, source);
    let mut file = options.open(path).map_err(failed)?;
    writeln!(file, "{}", hex::encode(key)).map_err(failed)?;
    file.sync_all().map_err(failed)?;
    Ok(DbKey(key))
}
