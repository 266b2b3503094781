//! The closed part of a bundle: its key for each recipient, its chunks.

use super::head::{Head, Header, Recipient, Seal};
use super::{BundleError, CHUNK_EXTRA, CHUNK_MAX, Page, RECIPIENTS_MAX};
use crate::id::{Hash, OfficeId, PublicKey};
use crate::sync::frame::{self, UNPACKED_MAX};
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use curve25519_dalek::MontgomeryPoint;
use ed25519_dalek::{SigningKey, VerifyingKey};
use sha2::{Digest, Sha256};

const WRAP_DOMAIN: &[u8] = b"motcua/bundle-key/1";

/// What must be random, fresh for each bundle and known to nobody else.
pub struct Secrets {
    /// Names the bundle; the one thing here that is told.
    pub id: [u8; 16],
    /// Seals the chunks.
    pub key: [u8; 32],
    /// The private half of the header's share.
    pub ephemeral: [u8; 32],
}

impl Secrets {
    /// The header of the first part: who sends, and the key for each recipient. A key nobody can
    /// have the private half of is left out.
    pub fn header(
        &self,
        office: OfficeId,
        sender: &PublicKey,
        made_at_ms: i64,
        recipients: &[PublicKey],
    ) -> Header {
        let share = MontgomeryPoint::mul_base_clamped(self.ephemeral).to_bytes();
        let wrapped = recipients.iter().take(RECIPIENTS_MAX).filter_map(|to| {
            let point = VerifyingKey::from_bytes(to.as_bytes()).ok()?;
            let shared = point.to_montgomery().mul_clamped(self.ephemeral);
            let wrapping = wrapping_key(shared, &share, to, &self.id)?;
            let wrapped = cipher(&wrapping)
                .encrypt(&XNonce::default(), self.key.as_slice())
                .ok()?;
            Some(Recipient {
                device: to.device(),
                wrapped: wrapped.try_into().ok()?,
            })
        });
        Header {
            id: self.id,
            office,
            sender: sender.device(),
            made_at_ms,
            part: 1,
            share,
            recipients: wrapped.collect(),
        }
    }
}

impl Header {
    /// The bundle's key, for the device with this key; `None` where it was not sealed for it.
    fn key_for(&self, key: &SigningKey) -> Option<[u8; 32]> {
        let own = PublicKey(key.verifying_key().to_bytes());
        let mut recipients = self.recipients.iter();
        let mine = recipients.find(|recipient| recipient.device == own.device())?;
        let shared = MontgomeryPoint(self.share).mul_clamped(key.to_scalar_bytes());
        let wrapping = wrapping_key(shared, &self.share, &own, &self.id)?;
        let opened = cipher(&wrapping)
            .decrypt(&XNonce::default(), mine.wrapped.as_slice())
            .ok()?;
        opened.try_into().ok()
    }
}

/// One key for one recipient of one bundle, so that one nonce is enough.
fn wrapping_key(
    shared: MontgomeryPoint,
    share: &[u8; 32],
    recipient: &PublicKey,
    id: &[u8; 16],
) -> Option<[u8; 32]> {
    // A point of low order would make a key that everybody knows.
    if shared.to_bytes() == [0; 32] {
        return None;
    }
    let digest = Sha256::new()
        .chain_update(WRAP_DOMAIN)
        .chain_update(shared.to_bytes())
        .chain_update(share)
        .chain_update(recipient.0)
        .chain_update(id)
        .finalize();
    Some(digest.into())
}

fn cipher(key: &[u8; 32]) -> XChaCha20Poly1305 {
    XChaCha20Poly1305::new(&(*key).into())
}

/// The place of a chunk within the bundle; only the empty chunk at a part's end is `last`, so a part
/// that was cut between chunks is noticed too.
fn nonce(part: u32, chunk: u64, last: bool) -> XNonce {
    let mut nonce = [0; 24];
    nonce[..4].copy_from_slice(&part.to_be_bytes());
    nonce[4..12].copy_from_slice(&chunk.to_be_bytes());
    nonce[12] = u8::from(last);
    nonce.into()
}

/// What has passed of a part's body.
struct Passed {
    cipher: XChaCha20Poly1305,
    digest: Hash,
    part: u32,
    chunk: u64,
    length: u64,
    hash: Sha256,
}

impl Passed {
    fn new(header: &Header, key: &[u8; 32]) -> Self {
        Self {
            cipher: cipher(key),
            digest: header.digest(),
            part: header.part,
            chunk: 0,
            length: 0,
            hash: Sha256::new(),
        }
    }

    fn pass(&mut self, bytes: &[u8]) {
        self.length += bytes.len() as u64;
        self.hash.update(bytes);
    }
}

/// Makes the body of one part.
pub struct ChunkWriter<'h> {
    header: &'h Header,
    passed: Passed,
}

impl<'h> ChunkWriter<'h> {
    /// The body of `header`'s part.
    pub fn new(header: &'h Header, secrets: &Secrets) -> Self {
        Self {
            header,
            passed: Passed::new(header, &secrets.key),
        }
    }

    /// Bytes made so far.
    pub fn length(&self) -> u64 {
        self.passed.length
    }

    /// The next chunk: a page that [`frame::pack_tied`] wrote.
    ///
    /// # Errors
    /// [`BundleError::Damaged`] when the page is larger than a chunk may be.
    pub fn chunk(&mut self, packed: &[u8]) -> Result<Vec<u8>, BundleError> {
        self.seal(packed, false)
    }

    /// The empty chunk at the end, and the signed seal; `last` where no further part follows.
    ///
    /// # Errors
    /// None that can happen.
    pub fn finish(mut self, last: bool, key: &SigningKey) -> Result<(Vec<u8>, Seal), BundleError> {
        let end = self.seal(&[], true)?;
        let hash = Hash(self.passed.hash.finalize().into());
        let seal = Seal::sign(self.header, last, self.passed.length, hash, key);
        Ok((end, seal))
    }

    fn seal(&mut self, packed: &[u8], end: bool) -> Result<Vec<u8>, BundleError> {
        let passed = &mut self.passed;
        let payload = Payload {
            msg: packed,
            aad: &passed.digest.0,
        };
        let sealed = passed
            .cipher
            .encrypt(&nonce(passed.part, passed.chunk, end), payload)
            .map_err(|_| BundleError::Damaged)?;
        if sealed.len() > CHUNK_MAX {
            return Err(BundleError::Damaged);
        }
        let length = u32::try_from(sealed.len()).unwrap_or(u32::MAX);
        let chunk = [length.to_be_bytes().as_slice(), &sealed].concat();
        passed.chunk += 1;
        passed.pass(&chunk);
        Ok(chunk)
    }
}

/// Opens the body of one part, chunk by chunk.
pub struct ChunkReader {
    passed: Passed,
    seal: Seal,
}

impl ChunkReader {
    /// `None` where the part was not sealed for the device with this key.
    pub fn new(head: &Head, key: &SigningKey) -> Option<Self> {
        let opened = head.header.key_for(key)?;
        Some(Self {
            passed: Passed::new(&head.header, &opened),
            seal: head.seal.clone(),
        })
    }

    /// How many bytes follow the four of a chunk's length.
    ///
    /// # Errors
    /// [`BundleError::Damaged`] where no such chunk can be.
    pub fn size(&self, length: [u8; 4]) -> Result<usize, BundleError> {
        let size = usize::try_from(u32::from_be_bytes(length)).unwrap_or(usize::MAX);
        let left = self.seal.length.saturating_sub(self.passed.length);
        let fits = (CHUNK_EXTRA - 4..=CHUNK_MAX).contains(&size) && size as u64 + 4 <= left;
        if fits {
            Ok(size)
        } else {
            Err(BundleError::Damaged)
        }
    }

    /// Opens the next chunk; `None` when it was the end and all of the part was as it was signed.
    ///
    /// # Errors
    /// [`BundleError::Damaged`].
    pub fn open(&mut self, sealed: &[u8]) -> Result<Option<Page>, BundleError> {
        let length = u32::try_from(sealed.len()).unwrap_or(u32::MAX);
        let passed = &mut self.passed;
        passed.pass(&length.to_be_bytes());
        passed.pass(sealed);
        let end = passed.length == self.seal.length;
        let payload = Payload {
            msg: sealed,
            aad: &passed.digest.0,
        };
        let packed = passed
            .cipher
            .decrypt(&nonce(passed.part, passed.chunk, end), payload)
            .map_err(|_| BundleError::Damaged)?;
        passed.chunk += 1;
        if !end {
            let page = frame::unpack(&packed, UNPACKED_MAX);
            return page.map(Some).map_err(|_| BundleError::Damaged);
        }
        let whole = Hash(passed.hash.clone().finalize().into()) == self.seal.hash;
        if whole && packed.is_empty() {
            Ok(None)
        } else {
            Err(BundleError::Damaged)
        }
    }
}

/// Checks a part that is passed on unopened, by anybody.
pub struct Courier {
    length: u64,
    hash: Sha256,
    seal: Seal,
}

impl Courier {
    /// For the part with this head.
    pub fn new(head: &Head) -> Self {
        Self {
            length: 0,
            hash: Sha256::new(),
            seal: head.seal.clone(),
        }
    }

    /// Takes the next bytes of the body.
    pub fn pass(&mut self, bytes: &[u8]) {
        self.length += bytes.len() as u64;
        self.hash.update(bytes);
    }

    /// Whether the body was whole and is the one that was signed.
    pub fn is_whole(self) -> bool {
        self.length == self.seal.length && Hash(self.hash.finalize().into()) == self.seal.hash
    }
}
