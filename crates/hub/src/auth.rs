//! Requests and answers signed by device keys.
//!
//! TLS keeps the line private; these signatures say who speaks, also where a proxy ends the TLS or
//! a local network has none.

use casework::id::{DeviceId, PublicKey};
use ed25519_dalek::{Signer, SigningKey, VerifyingKey};
use sha2::{Digest, Sha256};

/// Header with the device id in hexadecimal.
pub const DEVICE: &str = "motcua-device";
/// Header with the sender's clock, milliseconds since the Unix epoch (UTC), decimal.
pub const TIME: &str = "motcua-time";
/// Header with the signature in hexadecimal, on requests and on answers.
pub const SIGNATURE: &str = "motcua-signature";
/// How far the sender's clock may be from the hub's, in milliseconds.
pub const WINDOW_MS: i64 = 15 * 60 * 1000;

const REQUEST_DOMAIN: &[u8] = b"motcua/request/1";
const RESPONSE_DOMAIN: &[u8] = b"motcua/response/1";

/// Why a request is not believed; [`AuthError::code`] is stable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AuthError {
    /// A header is missing or cannot be read.
    #[error("the request is not signed")]
    Unsigned,
    /// The device was never enrolled here.
    #[error("the device is not enrolled")]
    UnknownDevice,
    /// The signature is not the device's, or the request was changed on the way.
    #[error("the signature does not match")]
    BadSignature,
    /// The sender's clock is too far from the hub's; the answer carries the hub's.
    #[error("the clocks differ by more than 15 minutes")]
    Clock,
    /// The device may not take part any more.
    #[error("the device has been revoked")]
    RevokedDevice,
}

impl AuthError {
    /// A stable word.
    pub fn code(self) -> &'static str {
        match self {
            Self::Unsigned => "unsigned",
            Self::UnknownDevice => "unknown_device",
            Self::BadSignature => "bad_signature",
            Self::Clock => "clock",
            Self::RevokedDevice => "revoked_device",
        }
    }
}

/// The three headers of a request: device, time, signature, each with its value.
pub fn sign_request(
    key: &SigningKey,
    method: &str,
    path: &str,
    body: &[u8],
    now_ms: i64,
) -> [(&'static str, String); 3] {
    let device = PublicKey(key.verifying_key().to_bytes()).device();
    let signature = key.sign(&request_message(method, path, now_ms, body));
    [
        (DEVICE, device.to_string()),
        (TIME, now_ms.to_string()),
        (SIGNATURE, hex::encode(signature.to_bytes())),
    ]
}

/// Who a request says it is from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Claim {
    /// The device named.
    pub device: DeviceId,
    /// Its clock, milliseconds since the Unix epoch (UTC).
    pub time_ms: i64,
    /// The signature to check.
    pub signature: [u8; 64],
}

impl Claim {
    /// Reads the three headers through `header`, which gives a header's text by name.
    ///
    /// # Errors
    /// [`AuthError::Unsigned`].
    pub fn read<'a>(header: impl Fn(&str) -> Option<&'a str>) -> Result<Self, AuthError> {
        let claim = || {
            Some(Self {
                device: header(DEVICE)?.parse().ok()?,
                time_ms: header(TIME)?.parse().ok()?,
                signature: signature(header(SIGNATURE)?)?,
            })
        };
        claim().ok_or(AuthError::Unsigned)
    }

    /// Checks that `key` is the device's, that it signed exactly this request, and that it did so
    /// within [`WINDOW_MS`] of `now_ms`.
    ///
    /// # Errors
    /// [`AuthError::BadSignature`], or [`AuthError::Clock`] on a good signature.
    pub fn verify(
        &self,
        key: &PublicKey,
        method: &str,
        path: &str,
        body: &[u8],
        now_ms: i64,
    ) -> Result<(), AuthError> {
        let message = request_message(method, path, self.time_ms, body);
        if key.device() != self.device || !verifies(key, &message, &self.signature) {
            return Err(AuthError::BadSignature);
        }
        if self.time_ms.abs_diff(now_ms) > WINDOW_MS.unsigned_abs() {
            return Err(AuthError::Clock);
        }
        Ok(())
    }
}

/// The signature header of an answer: by the answering store's key, over the request it answers.
pub fn sign_response(key: &SigningKey, request: &[u8], status: u16, body: &[u8]) -> String {
    sign_response_to(key, &Sha256::digest(request).into(), status, body)
}

/// [`sign_response`] to a request of which only the SHA-256 of the body was kept.
pub(crate) fn sign_response_to(
    key: &SigningKey,
    request: &[u8; 32],
    status: u16,
    body: &[u8],
) -> String {
    hex::encode(
        key.sign(&response_message(request, status, body))
            .to_bytes(),
    )
}

/// Whether `key` answered this request with this status and body.
pub fn verify_response(
    key: &PublicKey,
    request: &[u8],
    status: u16,
    body: &[u8],
    header: &str,
) -> bool {
    signature(header).is_some_and(|signature| {
        let request = Sha256::digest(request).into();
        verifies(key, &response_message(&request, status, body), &signature)
    })
}

fn request_message(method: &str, path: &str, time_ms: i64, body: &[u8]) -> Vec<u8> {
    let mut message = REQUEST_DOMAIN.to_vec();
    for part in [method, path, &time_ms.to_string()] {
        message.push(b'\n');
        message.extend_from_slice(part.as_bytes());
    }
    message.push(b'\n');
    message.extend_from_slice(&Sha256::digest(body));
    message
}

fn response_message(request: &[u8; 32], status: u16, body: &[u8]) -> Vec<u8> {
    let mut message = RESPONSE_DOMAIN.to_vec();
    message.extend_from_slice(request);
    message.extend_from_slice(&status.to_be_bytes());
    message.extend_from_slice(&Sha256::digest(body));
    message
}

fn signature(text: &str) -> Option<[u8; 64]> {
    let mut bytes = [0; 64];
    hex::decode_to_slice(text, &mut bytes).ok().map(|()| bytes)
}

fn verifies(key: &PublicKey, message: &[u8], signature: &[u8; 64]) -> bool {
    VerifyingKey::from_bytes(key.as_bytes())
        .and_then(|key| key.verify_strict(message, &(*signature).into()))
        .is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_763_690_000_000;

    fn key() -> SigningKey {
        SigningKey::from_bytes(&[7; 32])
    }

    fn public() -> PublicKey {
        PublicKey(key().verifying_key().to_bytes())
    }

    fn claim(headers: &[(&'static str, String)]) -> Result<Claim, AuthError> {
        Claim::read(|name| {
            headers
                .iter()
                .find(|(n, _)| *n == name)
                .map(|(_, v)| v.as_str())
        })
    }

    struct Sent {
        claim: Claim,
        key: PublicKey,
        method: &'static str,
        path: &'static str,
        body: &'static [u8],
        now: i64,
    }

    #[test]
    fn only_the_request_that_was_signed_is_believed() {
        let forged = Err(AuthError::BadSignature);
        type Change = fn(&mut Sent);
        let cases: [(&str, Change, Result<(), AuthError>); 10] = [
            ("as sent", |_| {}, Ok(())),
            ("late", |sent| sent.now += WINDOW_MS, Ok(())),
            (
                "too late",
                |sent| sent.now += WINDOW_MS + 1,
                Err(AuthError::Clock),
            ),
            ("far", |sent| sent.now = i64::MIN, Err(AuthError::Clock)),
            ("body", |sent| sent.body = b"Body", forged),
            ("path", |sent| sent.path = "/v1/enrol", forged),
            ("method", |sent| sent.method = "PUT", forged),
            ("time", |sent| sent.claim.time_ms += 1, forged),
            (
                "device",
                |sent| sent.claim.device = DeviceId([0; 16]),
                forged,
            ),
            ("key", |sent| sent.key = PublicKey([3; 32]), forged),
        ];
        for (what, change, wanted) in cases {
            let signed = sign_request(&key(), "POST", "/v1/sync", b"body", NOW);
            let mut sent = Sent {
                claim: claim(&signed).expect("claim"),
                key: public(),
                method: "POST",
                path: "/v1/sync",
                body: b"body",
                now: NOW,
            };
            change(&mut sent);
            let Sent {
                claim,
                key,
                method,
                path,
                body,
                now,
            } = sent;
            assert_eq!(
                claim.verify(&key, method, path, body, now),
                wanted,
                "{what}"
            );
        }
    }

    #[test]
    fn headers_that_do_not_read_are_no_signature() {
        let good = sign_request(&key(), "POST", "/v1/sync", b"", NOW);
        for (index, value) in [(0, "00"), (1, "now"), (1, ""), (2, "00"), (2, "zz")] {
            let mut headers = good.clone();
            headers[index].1 = value.to_owned();
            assert_eq!(
                claim(&headers),
                Err(AuthError::Unsigned),
                "{} {value}",
                headers[index].0
            );
            assert_eq!(claim(&headers[..index]), Err(AuthError::Unsigned));
        }
    }

    #[test]
    fn an_answer_belongs_to_its_request() {
        let signed = sign_response(&key(), b"request", 200, b"answer");
        for (what, request, status, body, wanted) in [
            ("as sent", &b"request"[..], 200, &b"answer"[..], true),
            ("another request", b"other", 200, b"answer", false),
            ("another status", b"request", 401, b"answer", false),
            ("another body", b"request", 200, b"Answer", false),
        ] {
            assert_eq!(
                verify_response(&public(), request, status, body, &signed),
                wanted,
                "{what}"
            );
        }
        assert!(!verify_response(
            &public(),
            b"request",
            200,
            b"answer",
            "zz"
        ));
    }
}
