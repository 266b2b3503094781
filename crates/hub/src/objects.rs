//! Where a hub keeps the bytes of files beside cases: sealed chunks, each an object of its own.
//!
//! Whoever has the objects without the hub's key learns their number and sizes, and nothing else: the
//! name of an object is a keyed hash, its bytes are XChaCha20-Poly1305 under a key of the hub.

use crate::HubError;
use crate::folder::random;
use casework::id::{Hash, OfficeId};
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};
use ed25519_dalek::SigningKey;
use sha2::{Digest, Sha256};
use std::fs::{self, File};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

/// The folder in the data folder.
pub(crate) const OBJECTS: &str = "objects";
const NONCE: usize = 24;

/// One chunk of a blob of an office.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ChunkName {
    pub(crate) office: OfficeId,
    pub(crate) hash: Hash,
    pub(crate) nth: u32,
}

/// A folder of sealed chunks.
#[derive(Clone)]
pub(crate) struct Objects {
    folder: PathBuf,
    key: [u8; 32],
}

impl Objects {
    /// Objects in `folder`, sealed with a key that follows from the hub's own.
    pub(crate) fn new(folder: PathBuf, hub: &SigningKey) -> Self {
        let key = Sha256::new()
            .chain_update(b"motcua/objects/1")
            .chain_update(hub.to_bytes());
        Self {
            folder,
            key: key.finalize().into(),
        }
    }

    /// Where they are.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Keeps a chunk; it is on the disk when this returns.
    ///
    /// # Errors
    /// [`HubError::Folder`], [`HubError::Random`].
    pub(crate) fn put(&self, chunk: ChunkName, bytes: &[u8]) -> Result<(), HubError> {
        let name = self.name(chunk);
        let nonce: [u8; NONCE] = random()?;
        let payload = Payload {
            msg: bytes,
            aad: &name,
        };
        let sealed = self.cipher().encrypt(&XNonce::from(nonce), payload);
        let sealed = sealed.map_err(|_| HubError::Internal)?;
        let path = self.path(&name);
        let failed = |source| HubError::folder(&path, source);
        let parent = path.parent().unwrap_or(&self.folder);
        fs::create_dir_all(parent).map_err(failed)?;
        // Two requests may bring the same chunk at the same time.
        let suffix: [u8; 8] = random()?;
        let draft = path.with_extension(hex::encode(suffix));
        let written = write_durably(&draft, &nonce, &sealed)
            .and_then(|()| fs::rename(&draft, &path))
            .and_then(|()| sync_folder(parent));
        if written.is_err() {
            fs::remove_file(&draft).ok();
        }
        written.map_err(failed)
    }

    /// Whether there is an object for a chunk; whether it opens is not looked at.
    pub(crate) fn has(&self, chunk: ChunkName) -> bool {
        self.path(&self.name(chunk)).is_file()
    }

    /// The bytes of a chunk; `None` where it is gone or does not open any more.
    ///
    /// # Errors
    /// [`HubError::Folder`].
    pub(crate) fn get(&self, chunk: ChunkName) -> Result<Option<Vec<u8>>, HubError> {
        let name = self.name(chunk);
        let path = self.path(&name);
        let sealed = match fs::read(&path) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            read => read.map_err(|source| HubError::folder(&path, source))?,
        };
        let Some((nonce, sealed)) = sealed.split_first_chunk::<NONCE>() else {
            return Ok(None);
        };
        let payload = Payload {
            msg: sealed,
            aad: &name,
        };
        Ok(self.cipher().decrypt(&XNonce::from(*nonce), payload).ok())
    }

    /// Removes a chunk.
    ///
    /// # Errors
    /// [`HubError::Folder`].
    pub(crate) fn remove(&self, chunk: ChunkName) -> Result<(), HubError> {
        let path = self.path(&self.name(chunk));
        match fs::remove_file(&path) {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                Err(HubError::folder(&path, error))
            }
            _ => Ok(()),
        }
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(&Key::from(self.key))
    }

    fn name(&self, chunk: ChunkName) -> [u8; 32] {
        let name = Sha256::new()
            .chain_update(b"motcua/object/1")
            .chain_update(self.key)
            .chain_update(chunk.office.0)
            .chain_update(chunk.hash.0)
            .chain_update(chunk.nth.to_be_bytes());
        name.finalize().into()
    }

    fn path(&self, name: &[u8; 32]) -> PathBuf {
        let name = hex::encode(name);
        self.folder.join(&name[..2]).join(name)
    }
}

fn write_durably(path: &Path, nonce: &[u8], sealed: &[u8]) -> std::io::Result<()> {
    let mut file = File::create_new(path)?;
    file.write_all(nonce)?;
    file.write_all(sealed)?;
    file.sync_all()
}

/// The name must survive too.
#[cfg(unix)]
fn sync_folder(folder: &Path) -> std::io::Result<()> {
    File::open(folder)?.sync_all()
}

#[cfg(not(unix))]
#[expect(
    clippy::unnecessary_wraps,
    reason = "folders cannot be synced on this system"
)]
fn sync_folder(_: &Path) -> std::io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chunk(office: u8, nth: u32) -> ChunkName {
        ChunkName {
            office: OfficeId([office; 16]),
            hash: Hash([7; 32]),
            nth,
        }
    }

    fn files(folder: &Path) -> Vec<PathBuf> {
        let list = |folder: &Path| {
            let entries = fs::read_dir(folder).expect("a folder");
            entries
                .map(|entry| entry.expect("a file").path())
                .collect::<Vec<_>>()
        };
        list(folder).iter().flat_map(|inner| list(inner)).collect()
    }

    #[test]
    fn what_lies_there_says_nothing_and_opens_only_as_what_it_is() {
        let folder = tempfile::tempdir().expect("a folder");
        let key = SigningKey::from_bytes(&[1; 32]);
        let objects = Objects::new(folder.path().to_owned(), &key);
        let bytes = b"Tr\xe1\xba\xa7n Th\xe1\xbb\x8b B\xc3\xacnh".repeat(9);
        objects.put(chunk(1, 0), &bytes).expect("kept");
        objects.put(chunk(1, 0), &bytes).expect("kept again");
        objects.put(chunk(2, 0), &bytes).expect("kept for another");
        assert_eq!(objects.get(chunk(1, 0)).expect("read"), Some(bytes.clone()));
        assert_eq!(objects.get(chunk(1, 1)).expect("read"), None);
        let found = files(folder.path());
        assert_eq!(found.len(), 2, "{found:?}");
        let hash = hex::encode([7; 32]);
        for path in &found {
            let stored = fs::read(path).expect("bytes");
            assert!(!stored.windows(8).any(|part| part == &bytes[..8]));
            assert!(!path.to_string_lossy().contains(&hash));
        }
        let other = Objects::new(folder.path().to_owned(), &SigningKey::from_bytes(&[2; 32]));
        assert_eq!(other.get(chunk(1, 0)).expect("read"), None, "another hub");

        // One object in the place of another, and one that lost a bit.
        fs::copy(&found[0], &found[1]).expect("copied");
        let opened = [chunk(1, 0), chunk(2, 0)].map(|name| objects.get(name).expect("read"));
        assert_eq!(opened.iter().flatten().count(), 1, "{opened:?}");
        let mut stored = fs::read(&found[0]).expect("bytes");
        stored[40] ^= 1;
        fs::write(&found[0], stored).expect("written");
        let opened = [chunk(1, 0), chunk(2, 0)].map(|name| objects.get(name).expect("read"));
        assert_eq!(opened, [None, None]);
        objects.remove(chunk(1, 0)).expect("removed");
        objects.remove(chunk(1, 0)).expect("removed before");
        assert_eq!(files(folder.path()).len(), 1);
    }
}
