//! The hub's data folder: `hub.db` (SQLCipher) and `hub.key` (its raw key, 64 hexadecimal digits,
//! readable by the owner alone).

use crate::HubError;
use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::Path;
use store::{DbKey, Store, StoreId};

const DATABASE: &str = "hub.db";
const KEY: &str = "hub.key";

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
    let key = match read_key(&key_file) {
        // Left by a first start that was interrupted.
        Ok(key) => key,
        Err(HubError::Folder { source, .. }) if source.kind() == ErrorKind::NotFound => {
            write_key(&key_file)?
        }
        Err(error) => return Err(error),
    };
    Ok(Store::create(&database, &key, StoreId(random()?))?)
}

/// Fresh random bytes of the system.
pub(crate) fn random<const N: usize>() -> Result<[u8; N], HubError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|_| HubError::Random)?;
    Ok(bytes)
}

fn read_key(path: &Path) -> Result<DbKey, HubError> {
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
