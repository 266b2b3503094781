//! How many lines are open at once, in all and from one address.

use crate::config::Limits;
use crate::limits::network;
use crate::metrics::Metrics;
use axum_server::accept::Accept;
use std::collections::BTreeMap;
use std::future::{Ready, ready};
use std::io::{self, ErrorKind};
use std::net::IpAddr;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;

/// Counts lines, and closes at once those beyond a limit.
#[derive(Clone)]
pub(crate) struct Doors {
    open: Arc<Mutex<Open>>,
    all_max: u32,
    each_max: u32,
    /// Addresses whose lines are many callers': a proxy's.
    shared: Arc<[IpAddr]>,
    metrics: Arc<Metrics>,
}

#[derive(Default)]
struct Open {
    all: u32,
    by_address: BTreeMap<IpAddr, u32>,
}

impl Doors {
    pub(crate) fn new(limits: &Limits, shared: &[IpAddr], metrics: Arc<Metrics>) -> Self {
        Self {
            open: Arc::default(),
            all_max: limits.connections,
            each_max: limits.address_connections,
            shared: shared.iter().map(IpAddr::to_canonical).collect(),
            metrics,
        }
    }

    fn enter(&self, address: IpAddr) -> Option<Counted> {
        let address = address.to_canonical();
        let counts = !address.is_loopback() && !self.shared.contains(&address);
        let address = counts.then(|| network(address));
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let from_there = address.and_then(|address| open.by_address.get(&address));
        if open.all >= self.all_max || from_there.is_some_and(|count| *count >= self.each_max) {
            return None;
        }
        open.all += 1;
        if let Some(address) = address {
            *open.by_address.entry(address).or_default() += 1;
        }
        let open = self.open.clone();
        Some(Counted { open, address })
    }
}

/// A line that counts until it is dropped.
struct Counted {
    open: Arc<Mutex<Open>>,
    address: Option<IpAddr>,
}

impl Drop for Counted {
    fn drop(&mut self) {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        open.all -= 1;
        let Some(address) = self.address else { return };
        if let Some(count) = open.by_address.get_mut(&address) {
            *count -= 1;
            if *count == 0 {
                open.by_address.remove(&address);
            }
        }
    }
}

/// A line with its place among those that are counted.
pub(crate) struct Line {
    stream: TcpStream,
    _counted: Counted,
}

impl<S> Accept<TcpStream, S> for Doors {
    type Stream = Line;
    type Service = S;
    type Future = Ready<io::Result<(Line, S)>>;

    fn accept(&self, stream: TcpStream, service: S) -> Self::Future {
        let counted = stream.peer_addr().map(|peer| self.enter(peer.ip()));
        ready(match counted {
            Ok(Some(counted)) => Ok((
                Line {
                    stream,
                    _counted: counted,
                },
                service,
            )),
            Ok(None) => {
                self.metrics.limited("connections");
                Err(ErrorKind::ConnectionRefused.into())
            }
            Err(error) => Err(error),
        })
    }
}

impl AsyncRead for Line {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for Line {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
