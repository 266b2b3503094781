//! Figures of a running hub for Prometheus. No label holds anything about a person or a device.

use crate::HubError;
use crate::hub::Hub;
use crate::recovery::recovery;
use crate::wire::{Ack, AckStatus};
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Router, extract::State, http::StatusCode};
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::{Histogram, exponential_buckets};
use prometheus_client::registry::{Registry, Unit};
use std::fmt;
use std::time::Duration;

/// The format of what is given.
const MEDIA_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Answered {
    route: String,
    status: u16,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Route {
    route: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Came {
    outcome: &'static str,
    reason: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Limited {
    limit: &'static str,
}

/// What a hub counts while it runs.
pub(crate) struct Metrics {
    registry: Registry,
    requests: Family<Answered, Counter>,
    seconds: Family<Route, Histogram>,
    received: Counter,
    sent: Counter,
    envelopes: Family<Came, Counter>,
    limited: Family<Limited, Counter>,
    recovering: Gauge,
    cases: Gauge,
    quarantined: Gauge,
    held: Gauge,
}

impl fmt::Debug for Metrics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Metrics")
    }
}

impl Default for Metrics {
    fn default() -> Self {
        let mut metrics = Self {
            registry: Registry::with_prefix("motcua_hub"),
            requests: Family::default(),
            seconds: Family::new_with_constructor(|| {
                Histogram::new(exponential_buckets(0.005, 2.0, 14))
            }),
            received: Counter::default(),
            sent: Counter::default(),
            envelopes: Family::default(),
            limited: Family::default(),
            recovering: Gauge::default(),
            cases: Gauge::default(),
            quarantined: Gauge::default(),
            held: Gauge::default(),
        };
        metrics.register();
        metrics
    }
}

impl Metrics {
    fn register(&mut self) {
        let all = &mut self.registry;
        let requests = self.requests.clone();
        all.register(
            "requests",
            "Requests answered, by route and status",
            requests,
        );
        all.register_with_unit(
            "request_duration",
            "From the first byte of a request to its answer",
            Unit::Seconds,
            self.seconds.clone(),
        );
        let received = self.received.clone();
        all.register_with_unit("received", "Bodies of requests", Unit::Bytes, received);
        let sent = self.sent.clone();
        all.register_with_unit("sent", "Bodies of answers", Unit::Bytes, sent);
        let envelopes = self.envelopes.clone();
        all.register(
            "envelopes",
            "Envelopes pushed, by what became of them",
            envelopes,
        );
        let limited = self.limited.clone();
        all.register("limited", "Turned away, by the limit", limited);
        let recovering = self.recovering.clone();
        all.register(
            "recovering",
            "1 while a restored hub waits for its devices",
            recovering,
        );
        let cases = self.cases.clone();
        all.register("cases", "Cases kept", cases);
        let quarantined = self.quarantined.clone();
        all.register("quarantined", "Refused envelopes kept aside", quarantined);
        all.register(
            "held",
            "Envelopes that wait for one before them",
            self.held.clone(),
        );
    }

    /// Counts an answer.
    pub(crate) fn answered(
        &self,
        route: &str,
        status: u16,
        (received, sent): (usize, usize),
        took: Duration,
    ) {
        self.requests
            .get_or_create(&Answered {
                route: route.to_owned(),
                status,
            })
            .inc();
        self.seconds
            .get_or_create(&Route {
                route: route.to_owned(),
            })
            .observe(took.as_secs_f64());
        self.received.inc_by(received as u64);
        self.sent.inc_by(sent as u64);
    }

    /// Counts who was turned away.
    pub(crate) fn limited(&self, limit: &'static str) {
        self.limited.get_or_create(&Limited { limit }).inc();
    }

    /// Counts what became of pushed envelopes.
    pub(crate) fn came(&self, acks: &[Ack]) {
        for ack in acks {
            let outcome = match ack.status {
                AckStatus::Accepted => "accepted",
                AckStatus::Duplicate => "duplicate",
                AckStatus::Held => "held",
                AckStatus::Refused => "refused",
            };
            let reason = ack.reason.clone().unwrap_or_default();
            self.envelopes
                .get_or_create(&Came { outcome, reason })
                .inc();
        }
    }
}

impl Hub {
    /// Everything that is counted, and the state of the store, as text for Prometheus.
    ///
    /// # Errors
    /// [`HubError::Store`] where the store does not answer.
    pub fn metrics(&self) -> Result<String, HubError> {
        let (counts, recovers) = self.store.read(|reader| {
            let recovers = recovery(reader)?.is_some();
            Ok::<_, HubError>((reader.counts()?, recovers))
        })?;
        let number = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
        let metrics = &self.metrics;
        metrics.recovering.set(recovers.into());
        metrics.cases.set(number(counts.cases));
        metrics.quarantined.set(number(counts.quarantined));
        metrics.held.set(number(counts.held));
        let mut text = String::new();
        encode(&mut text, &metrics.registry).map_err(|_| HubError::Internal)?;
        Ok(text)
    }
}

/// The one route of the figures, for a port of its own that only the operator reaches.
pub fn metrics_router(hub: Hub) -> Router {
    Router::new().route("/metrics", get(give)).with_state(hub)
}

async fn give(State(hub): State<Hub>) -> Response {
    match tokio::task::spawn_blocking(move || hub.metrics()).await {
        Ok(Ok(text)) => ([(CONTENT_TYPE, MEDIA_TYPE)], text).into_response(),
        Ok(Err(_)) | Err(_) => StatusCode::SERVICE_UNAVAILABLE.into_response(),
    }
}
