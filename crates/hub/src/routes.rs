//! The routes, and how their errors are said.

use crate::HubError;
use crate::auth::{AuthError, Claim, SIGNATURE, sign_response};
use crate::config::seconds;
use crate::hub::Hub;
use crate::turned_away::{retry_after, turn_away};
use crate::wire::{
    BODY_MAX, CHUNK_TYPE, MEDIA_TYPE, SyncRequest, UNPACKED_MAX, WireError, pack, unpack,
};
use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{DefaultBodyLimit, MatchedPath, Request, State};
use axum::http::header::{CONTENT_TYPE, RETRY_AFTER};
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;
use axum::routing::{MethodRouter, get, post};
use casework::sync::roster::Enrolment;
use casework::time::LocalTime;
use serde_json::{Value, json};
use std::net::IpAddr;
use std::time::{Duration, Instant};
use store::StoreError;

const JSON: &str = "application/json";

/// The description of all routes (OpenAPI 3.0).
const OPENAPI: &str = include_str!("../../../docs/openapi.json");
/// Whatever is asked for that is not there.
const NOWHERE: &str = "other";

/// Every route by its path.
fn routes() -> [(&'static str, MethodRouter<Hub>); 11] {
    [
        ("/v1/enrol", post(enrol)),
        ("/v1/introduce", post(introduce)),
        ("/v1/sync", post(sync)),
        ("/v1/countersign", post(countersign)),
        ("/v1/receipts", post(receipts)),
        ("/v1/blobs/have", post(blobs)),
        ("/v1/blobs/put", post(put_blob)),
        ("/v1/blobs/get", post(get_blob)),
        ("/v1/health", get(health)),
        ("/v1/ready", get(ready)),
        ("/v1/openapi.json", get(openapi)),
    ]
}

/// The routes of the exchange over `hub`.
pub fn router(hub: Hub) -> Router {
    let router = Router::new();
    let add = |router: Router<Hub>, (path, method)| router.route(path, method);
    routes()
        .into_iter()
        .fold(router, add)
        .fallback(nothing_here)
        .method_not_allowed_fallback(nothing_here)
        .layer(DefaultBodyLimit::disable())
        .with_state(hub)
}

/// Whether this process can take part: its store answers.
async fn ready(State(hub): State<Hub>, request: Request) -> Response {
    answer(hub, request, |hub, _| {
        hub.store
            .read(|r| Ok::<_, StoreError>(r.all_offices()?).map(|_| ()))?;
        Ok(Answer::json(StatusCode::OK, &json!({"ready": true})))
    })
    .await
}

async fn openapi() -> Response {
    let body = OPENAPI.as_bytes().to_vec();
    let answer = Answer {
        status: StatusCode::OK,
        media_type: JSON,
        body,
        retry_after: None,
    };
    answer.into_response(None)
}

async fn enrol(State(hub): State<Hub>, request: Request) -> Response {
    answer(hub, request, |hub, call| {
        let request = unpack(&call.body, UNPACKED_MAX)?;
        Ok(Answer::packed(pack(&hub.enrol(&request, call.from)?)))
    })
    .await
}

async fn introduce(State(hub): State<Hub>, request: Request) -> Response {
    answer(hub, request, |hub, call| {
        let request = unpack(&call.body, UNPACKED_MAX)?;
        Ok(Answer::packed(pack(&hub.introduce(&request)?)))
    })
    .await
}

async fn receipts(State(hub): State<Hub>, request: Request) -> Response {
    answer(hub, request, |hub, call| {
        let from = authenticated(hub, call)?;
        let request = unpack(&call.body, UNPACKED_MAX)?;
        Ok(Answer::packed(pack(&hub.receipt(&from, &request)?)))
    })
    .await
}

async fn sync(State(hub): State<Hub>, request: Request) -> Response {
    answer(hub, request, |hub, call| {
        let from = authenticated(hub, call)?;
        let request: SyncRequest = unpack(&call.body, UNPACKED_MAX)?;
        Ok(Answer::packed(
            hub.sync(&from, &request)?.pack(request.proto),
        ))
    })
    .await
}

async fn countersign(State(hub): State<Hub>, request: Request) -> Response {
    answer(hub, request, |hub, call| {
        let from = authenticated(hub, call)?;
        let request = unpack(&call.body, UNPACKED_MAX)?;
        Ok(Answer::packed(pack(&hub.countersign(&from, &request)?)))
    })
    .await
}

async fn blobs(State(hub): State<Hub>, request: Request) -> Response {
    answer(hub, request, |hub, call| {
        let from = authenticated(hub, call)?;
        let request = unpack(&call.body, UNPACKED_MAX)?;
        Ok(Answer::packed(pack(&hub.blobs(&from, &request)?)))
    })
    .await
}

async fn put_blob(State(hub): State<Hub>, request: Request) -> Response {
    answer(hub, request, |hub, call| {
        let from = authenticated(hub, call)?;
        Ok(Answer::packed(pack(&hub.put_blob(&from, &call.body)?)))
    })
    .await
}

async fn get_blob(State(hub): State<Hub>, request: Request) -> Response {
    answer(hub, request, |hub, call| {
        let from = authenticated(hub, call)?;
        let request = unpack(&call.body, UNPACKED_MAX)?;
        Ok(Answer {
            status: StatusCode::OK,
            media_type: CHUNK_TYPE,
            body: hub.get_blob(&from, &request)?,
            retry_after: None,
        })
    })
    .await
}

/// The device that signed a request.
fn authenticated(hub: &Hub, call: &Call) -> Result<Enrolment, HubError> {
    let header = |name: &str| call.parts.headers.get(name)?.to_str().ok();
    let (method, path) = (call.parts.method.as_str(), call.parts.uri.path());
    let from = hub.authenticate(&Claim::read(header)?, method, path, &call.body)?;
    hub.gate.know(from.key.device(), hub.now_ms())?;
    Ok(from)
}

async fn health(State(hub): State<Hub>, request: Request) -> Response {
    answer(hub, request, |hub, _| {
        let store = hub
            .store
            .read(|r| Ok::<_, StoreError>(r.all_offices()?).map(|_| hub.store.id()))?;
        let now = hub.now_ms();
        let time = LocalTime::from_unix_ms(now)
            .map(|time| time.to_string())
            .unwrap_or_default();
        Ok(Answer::json(
            StatusCode::OK,
            &json!({
                "ok": true,
                "version": env!("CARGO_PKG_VERSION"),
                "time": time,
                "hub_time_ms": now,
                "store": hex::encode(store.0),
                "hub_key": hub.public_key(),
            }),
        ))
    })
    .await
}

async fn nothing_here() -> Response {
    let body = json!({"code": "not_found", "message": "there is nothing here"});
    Answer::json(StatusCode::NOT_FOUND, &body).into_response(None)
}

/// A request that has arrived whole.
struct Call {
    parts: Parts,
    body: Bytes,
    from: IpAddr,
}

/// What goes back.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    media_type: &'static str,
    pub(crate) body: Vec<u8>,
    /// After how many seconds to come again.
    retry_after: Option<u64>,
}

impl Answer {
    fn packed(body: Vec<u8>) -> Self {
        Self {
            status: StatusCode::OK,
            media_type: MEDIA_TYPE,
            body,
            retry_after: None,
        }
    }

    fn json(status: StatusCode, value: &Value) -> Self {
        Self {
            status,
            media_type: JSON,
            body: value.to_string().into_bytes(),
            retry_after: None,
        }
    }

    fn error(error: &HubError, now_ms: i64) -> Self {
        let mut value = json!({"code": error.code(), "message": error.to_string()});
        if matches!(error, HubError::Auth(AuthError::Clock)) {
            value["hub_time_ms"] = now_ms.into();
        }
        if let HubError::OtherStore { store } = error {
            value["store"] = hex::encode(store.0).into();
        }
        Self {
            retry_after: retry_after(error),
            ..Self::json(status(error), &value)
        }
    }

    pub(crate) fn into_response(self, signature: Option<&str>) -> Response {
        let mut response = Response::new(Body::from(self.body));
        *response.status_mut() = self.status;
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(self.media_type));
        if let Some(seconds) = self.retry_after {
            headers.insert(RETRY_AFTER, seconds.into());
        }
        if let Some(value) = signature.and_then(|text| HeaderValue::from_str(text).ok()) {
            headers.insert(SIGNATURE, value);
        }
        response
    }
}

/// Receives the body, does the work off the async threads, and signs the answer. A panic of the
/// work is an answer too.
async fn answer(
    hub: Hub,
    request: Request,
    work: impl FnOnce(&Hub, &Call) -> Result<Answer, HubError> + Send + 'static,
) -> Response {
    let started = Instant::now();
    let (parts, body) = request.into_parts();
    let route = parts.uri.path().to_owned();
    let matched = parts.extensions.get::<MatchedPath>();
    let counted = matched.map(|path| path.as_str().to_owned());
    let from = hub.gate.caller(&parts);
    // Until the answer is there.
    let _inside = match hub.gate.enter(&parts, from, hub.now_ms()) {
        Ok(inside) => inside,
        Err(error) => {
            let counted = counted.as_deref().unwrap_or(NOWHERE);
            return turn_away(&hub, &error, counted, body).await;
        }
    };
    let body = match receive(body, seconds(hub.gate.limits.body_seconds)).await {
        Ok(body) => body,
        Err(refusal) => return refusal.into_response(None),
    };
    let received = body.len();
    // The semaphore is never closed.
    let _permit = hub.work.clone().acquire_owned().await.ok();
    let metrics = hub.metrics.clone();
    let done = tokio::task::spawn_blocking(move || {
        let call = Call { parts, body, from };
        let answer = match work(&hub, &call) {
            Ok(answer) => answer,
            Err(error) => refuse(&error, hub.now_ms()),
        };
        let status = answer.status.as_u16();
        let signature = sign_response(&hub.key, &call.body, status, &answer.body);
        (answer, signature)
    })
    .await;
    let (answer, signature) = match done {
        Ok((answer, signature)) => (answer, Some(signature)),
        Err(_) => (refuse(&HubError::Internal, 0), None),
    };
    metrics.answered(
        counted.as_deref().unwrap_or(NOWHERE),
        answer.status.as_u16(),
        (received, answer.body.len()),
        started.elapsed(),
    );
    tracing::info!(
        route,
        status = answer.status.as_u16(),
        received,
        sent = answer.body.len(),
        ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX),
        "answered"
    );
    answer.into_response(signature.as_deref())
}

async fn receive(body: Body, limit: Duration) -> Result<Bytes, Answer> {
    match tokio::time::timeout(limit, to_bytes(body, BODY_MAX)).await {
        Ok(Ok(body)) => Ok(body),
        Ok(Err(_)) => Err(Answer::error(&WireError::TooLarge.into(), 0)),
        Err(_) => {
            let value = json!({"code": "slow", "message": "the body did not arrive in time"});
            Err(Answer::json(StatusCode::REQUEST_TIMEOUT, &value))
        }
    }
}

pub(crate) fn refuse(error: &HubError, now_ms: i64) -> Answer {
    let answer = Answer::error(error, now_ms);
    if answer.status.is_server_error() {
        tracing::error!(code = error.code(), cause = ?error, "failed");
    } else {
        tracing::info!(code = error.code(), "refused");
    }
    answer
}

fn status(error: &HubError) -> StatusCode {
    match error {
        HubError::Wire(WireError::TooLarge) => StatusCode::PAYLOAD_TOO_LARGE,
        HubError::Auth(AuthError::RevokedDevice)
        | HubError::ForeignFeed
        | HubError::UnknownCode
        | HubError::OtherOffice => StatusCode::FORBIDDEN,
        HubError::Auth(_) => StatusCode::UNAUTHORIZED,
        HubError::OtherStore { .. }
        | HubError::UsedCode
        | HubError::OfficeExists
        | HubError::BandTaken
        | HubError::ChainRewound
        | HubError::StillAway
        | HubError::SpoiledBlob
        | HubError::NoBand => StatusCode::CONFLICT,
        HubError::NoRoom => StatusCode::INSUFFICIENT_STORAGE,
        HubError::TooManyCodes | HubError::TooMany { .. } => StatusCode::TOO_MANY_REQUESTS,
        HubError::NotTheHub
        | HubError::UnknownOffice
        | HubError::UnknownDevice
        | HubError::NoBlob => StatusCode::NOT_FOUND,
        HubError::Wire(WireError::Malformed)
        | HubError::Proto
        | HubError::BadName
        | HubError::BadHours
        | HubError::BadChunk
        | HubError::BadOffice => StatusCode::BAD_REQUEST,
        HubError::Recovering
        | HubError::Crowded
        | HubError::Stopping
        | HubError::Store(StoreError::Busy | StoreError::Full | StoreError::Away(_)) => {
            StatusCode::SERVICE_UNAVAILABLE
        }
        HubError::Store(_)
        | HubError::Folder { .. }
        | HubError::BadKeyFile { .. }
        | HubError::OtherKey
        | HubError::NoPostgres
        | HubError::BadSettings
        | HubError::Random
        | HubError::Internal => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use openapiv3::{OpenAPI, ReferenceOr};

    #[test]
    fn every_route_is_described_and_nothing_else() {
        let described: OpenAPI = serde_json::from_str(OPENAPI).expect("OpenAPI 3.0");
        let mut paths: Vec<&str> = described
            .paths
            .iter()
            .map(|(path, _)| path.as_str())
            .collect();
        let mut there: Vec<&str> = routes().into_iter().map(|(path, _)| path).collect();
        paths.sort_unstable();
        there.sort_unstable();
        assert_eq!(paths, there);
        for (path, item) in described.paths.iter() {
            let ReferenceOr::Item(item) = item else {
                panic!("{path} stands elsewhere");
            };
            let operations: Vec<_> = item.iter().collect();
            assert_eq!(operations.len(), 1, "{path}");
            let (method, operation) = operations[0];
            assert!(operation.summary.is_some(), "{method} {path}");
            assert_eq!(method == "post", operation.request_body.is_some(), "{path}");
        }
    }

    #[tokio::test]
    async fn a_panic_of_the_work_is_an_answer() {
        let folder = tempfile::TempDir::new().expect("folder");
        let hub = Hub::open(folder.path()).expect("hub");
        for _ in 0..2 * crate::limits::WORK_MAX {
            let answered = answer(hub.clone(), Request::new(Body::empty()), |hub, _| {
                hub.store
                    .write(|_| -> Result<Answer, HubError> { panic!("a bug") })
            });
            assert_eq!(answered.await.status(), StatusCode::INTERNAL_SERVER_ERROR);
        }
        let well = health(State(hub), Request::new(Body::empty())).await;
        assert_eq!(
            well.status(),
            StatusCode::OK,
            "the store and the places for work are free"
        );
    }
}
