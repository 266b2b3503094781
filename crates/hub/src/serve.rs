//! Listening: plain or TLS, until told to stop.

use crate::config::seconds;
use crate::hub::Hub;
use crate::metrics::metrics_router;
use crate::routes::router;
use axum_server::tls_rustls::{RustlsAcceptor, RustlsConfig};
use axum_server::{Handle, Server};
use hyper_util::rt::TokioTimer;
use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::{Duration, Instant};
use std::{io, path::Path};
use tokio::task::JoinHandle;

/// How long the last answers may take to reach their readers, at least.
const LAST: Duration = Duration::from_secs(1);

/// Answers on `listener` in plain HTTP until `shutdown` is ready. Then nothing new begins (503) and what
/// has begun may end within the limits.
///
/// # Errors
/// What the system says about the listener.
pub async fn serve(
    hub: Hub,
    listener: TcpListener,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    listener.set_nonblocking(true)?;
    let server = axum_server::from_tcp(listener)?.acceptor(hub.doors.clone());
    let (server, _waiter) = until(&hub, shutdown, server);
    server
        .serve(router(hub).into_make_service_with_connect_info::<SocketAddr>())
        .await
}

/// Gives the figures for Prometheus on `listener` for as long as the process lives.
///
/// # Errors
/// What the system says about the listener.
pub async fn serve_metrics(hub: Hub, listener: TcpListener) -> io::Result<()> {
    listener.set_nonblocking(true)?;
    axum_server::from_tcp(listener)?
        .serve(metrics_router(hub).into_make_service())
        .await
}

/// As [`serve`], over TLS.
///
/// # Errors
/// What the system says about the listener.
pub async fn serve_tls(
    hub: Hub,
    listener: TcpListener,
    tls: Arc<ServerConfig>,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    listener.set_nonblocking(true)?;
    let acceptor = RustlsAcceptor::new(RustlsConfig::from_config(tls)).acceptor(hub.doors.clone());
    let server = axum_server::from_tcp(listener)?.acceptor(acceptor);
    let (server, _waiter) = until(&hub, shutdown, server);
    server
        .serve(router(hub).into_make_service_with_connect_info::<SocketAddr>())
        .await
}

/// The TLS configuration of a certificate chain and its private key, in PEM files.
///
/// # Errors
/// A file that cannot be read, or does not hold what it should.
pub fn tls(certificate: &Path, key: &Path) -> io::Result<Arc<ServerConfig>> {
    let named = |path: &Path| {
        let path = path.display().to_string();
        move |error: rustls::pki_types::pem::Error| io::Error::other(format!("{path}: {error}"))
    };
    let chain = CertificateDer::pem_file_iter(certificate)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .map_err(named(certificate))?;
    let key = PrivateKeyDer::from_pem_file(key).map_err(named(key))?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .and_then(|config| config.with_no_client_auth().with_single_cert(chain, key))
        .map_err(io::Error::other)?;
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(Arc::new(config))
}

/// Sets the times, and ends the server when `shutdown` is ready.
fn until<A>(
    hub: &Hub,
    shutdown: impl Future<Output = ()> + Send + 'static,
    mut server: Server<SocketAddr, A>,
) -> (Server<SocketAddr, A>, AbortOnDrop) {
    let gate = hub.gate.clone();
    gate.open();
    let head_time = seconds(gate.limits.head_seconds);
    let http = server.http_builder();
    http.http1()
        .timer(TokioTimer::new())
        .header_read_timeout(head_time);
    http.http2()
        .timer(TokioTimer::new())
        .keep_alive_interval(head_time);
    let handle = Handle::new();
    let stop = handle.clone();
    let waiter = tokio::spawn(async move {
        shutdown.await;
        let limit = seconds(gate.limits.stop_seconds);
        let begun = Instant::now();
        gate.close(limit).await;
        let left = limit.saturating_sub(begun.elapsed()).max(LAST);
        stop.graceful_shutdown(Some(left));
    });
    (server.handle(handle), AbortOnDrop(waiter))
}

/// Waits no longer than the server runs.
struct AbortOnDrop(JoinHandle<()>);

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        self.0.abort();
    }
}
