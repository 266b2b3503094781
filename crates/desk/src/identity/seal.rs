//! Passwords and sealed bytes: Argon2id and XChaCha20-Poly1305.

use crate::clock::random;
use crate::error::{ApiError, ErrorCode};
use argon2::{Algorithm, Argon2, Params, Version};
use casework::id::OfficerId;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use serde::{Deserialize, Serialize};
use store::DbKey;

/// Length of an XChaCha20 nonce, in bytes.
const NONCE: usize = 24;
/// Memory of Argon2id in KiB, passes, lanes: the second choice of RFC 9106 scaled to old PCs.
const COST: (u32, u32, u32) = (19 * 1024, 2, 1);

/// A database key under a password.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Slot {
    /// Salt of the password, hexadecimal.
    salt: String,
    /// Argon2id memory in KiB.
    memory_kib: u32,
    /// Argon2id passes.
    passes: u32,
    /// Argon2id lanes.
    lanes: u32,
    /// Nonce and sealed key, hexadecimal.
    sealed: String,
}

impl Slot {
    /// Seals `key` under `password`.
    ///
    /// # Errors
    /// Where the system has no random bytes.
    pub fn make(key: &DbKey, password: &str, officer: OfficerId) -> Result<Self, ApiError> {
        let salt: [u8; 16] = random()?;
        let (memory_kib, passes, lanes) = COST;
        let wrapping = stretch(password, &salt, COST)?;
        Ok(Self {
            salt: hex::encode(salt),
            memory_kib,
            passes,
            lanes,
            sealed: hex::encode(seal(&wrapping, &key.0, officer.as_bytes())?),
        })
    }

    /// Opens the slot.
    ///
    /// # Errors
    /// [`ErrorCode::WrongPassword`], or [`ErrorCode::Corrupt`] when the slot does not read.
    pub fn open(&self, password: &str, officer: OfficerId) -> Result<DbKey, ApiError> {
        let corrupt = || ApiError::new(ErrorCode::Corrupt).with("detail", "slot");
        let salt = hex::decode(&self.salt).map_err(|_| corrupt())?;
        let sealed = hex::decode(&self.sealed).map_err(|_| corrupt())?;
        let wrapping = stretch(password, &salt, (self.memory_kib, self.passes, self.lanes))?;
        let key =
            open_sealed(&wrapping, &sealed, officer.as_bytes()).ok_or(ErrorCode::WrongPassword)?;
        key.try_into().map(DbKey).map_err(|_| corrupt())
    }
}

fn stretch(password: &str, salt: &[u8], cost: (u32, u32, u32)) -> Result<DbKey, ApiError> {
    let corrupt = || ApiError::new(ErrorCode::Corrupt).with("detail", "slot");
    let (memory_kib, passes, lanes) = cost;
    if memory_kib > 1024 * 1024 || passes > 100 || lanes > 16 {
        return Err(corrupt());
    }
    let params = Params::new(memory_kib, passes, lanes, Some(32)).map_err(|_| corrupt())?;
    let mut key = [0; 32];
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(casework::text::nfc(password).as_bytes(), salt, &mut key)
        .map_err(|_| corrupt())?;
    Ok(DbKey(key))
}

/// Seals bytes under a key for one purpose: nonce, then cipher text.
///
/// # Errors
/// Where the system has no random bytes.
pub fn seal(key: &DbKey, bytes: &[u8], purpose: &[u8]) -> Result<Vec<u8>, ApiError> {
    let nonce: [u8; NONCE] = random()?;
    let sealed = XChaCha20Poly1305::new(&key.0.into())
        .encrypt(
            &XNonce::from(nonce),
            Payload {
                msg: bytes,
                aad: purpose,
            },
        )
        .map_err(|_| ErrorCode::Bug)?;
    Ok([nonce.as_slice(), &sealed].concat())
}

/// Opens what [`seal`] made; `None` with another key, purpose or damaged bytes.
pub fn open_sealed(key: &DbKey, sealed: &[u8], purpose: &[u8]) -> Option<Vec<u8>> {
    let (nonce, sealed) = sealed.split_at_checked(NONCE)?;
    let nonce: [u8; NONCE] = nonce.try_into().ok()?;
    XChaCha20Poly1305::new(&key.0.into())
        .decrypt(
            &XNonce::from(nonce),
            Payload {
                msg: sealed,
                aad: purpose,
            },
        )
        .ok()
}
