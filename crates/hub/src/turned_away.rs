//! Refusals of who was not let in, and when to come again.

use crate::HubError;
use crate::auth::sign_response_to;
use crate::config::seconds;
use crate::hub::Hub;
use crate::routes::refuse;
use crate::wire::BODY_MAX;
use axum::body::{Body, HttpBody};
use axum::response::Response;
use sha2::{Digest, Sha256};
use std::future::poll_fn;
use std::pin::Pin;
use std::time::Instant;
use store::StoreError;

/// After how many seconds it is worth coming again.
pub(crate) fn retry_after(error: &HubError) -> Option<u64> {
    if let HubError::TooMany { retry_s } = error {
        return Some(*retry_s);
    }
    let is_busy = matches!(
        error,
        HubError::Store(StoreError::Busy | StoreError::Full | StoreError::Away(_))
    );
    if matches!(error, HubError::TooManyCodes | HubError::Recovering) {
        Some(600)
    } else if is_busy || matches!(error, HubError::Crowded | HubError::Stopping) {
        Some(10)
    } else {
        None
    }
}

/// Refuses a request that was not let in. Its body is read past and only its hash kept, so that the
/// refusal is signed too and the line is not cut before it is read.
pub(crate) async fn turn_away(hub: &Hub, error: &HubError, route: &str, body: Body) -> Response {
    let begun = Instant::now();
    let answer = refuse(error, hub.now_ms());
    let limit = seconds(hub.gate.limits.head_seconds);
    let hash = tokio::time::timeout(limit, hash(body)).await.ok().flatten();
    let signature =
        hash.map(|hash| sign_response_to(&hub.key, &hash, answer.status.as_u16(), &answer.body));
    let (status, sent) = (answer.status.as_u16(), answer.body.len());
    hub.metrics
        .answered(route, status, (0, sent), begun.elapsed());
    answer.into_response(signature.as_deref())
}

/// The SHA-256 of a body of no more than [`BODY_MAX`].
async fn hash(mut body: Body) -> Option<[u8; 32]> {
    let mut digest = Sha256::new();
    let mut length = 0;
    while let Some(frame) = poll_fn(|context| Pin::new(&mut body).poll_frame(context)).await {
        if let Ok(data) = frame.ok()?.into_data() {
            length += data.len();
            if length > BODY_MAX {
                return None;
            }
            digest.update(&data);
        }
    }
    Some(digest.finalize().into())
}
