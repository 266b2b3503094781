//! Answering other machines on the local network, and being found there.

use super::discovery::{Discovery, Found};
use super::meeting::peer;
use super::{Lan, certificate};
use crate::desk::Desk;
use crate::error::{ApiError, ErrorCode};
use hub::{Hub, Peer};
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::sync::Arc;
use std::thread::JoinHandle;
use tokio::sync::oneshot;

/// Threads that answer: the check of a certificate reads the database while it lasts.
const WORKERS: usize = 2;

/// This machine answers while the value lives; dropping it ends what has begun and waits for that.
pub struct Sharing {
    port: u16,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
    discovery: Option<Discovery>,
}

/// Whom to tell what happens while sharing.
#[derive(Clone)]
pub struct Bell {
    /// Something new was taken in.
    pub arrived: Arc<dyn Fn() + Send + Sync>,
    /// A machine was found.
    pub found: Arc<dyn Fn() + Send + Sync>,
}

impl Default for Bell {
    fn default() -> Self {
        Self {
            arrived: Arc::new(|| {}),
            found: Arc::new(|| {}),
        }
    }
}

impl Sharing {
    /// Begins to answer on every network this machine is on, and to announce it, as was chosen.
    ///
    /// # Errors
    /// [`ErrorCode::LanPort`] where another program has the port.
    pub fn start(desk: &Desk, chosen: Lan, bell: &Bell) -> Result<Self, ApiError> {
        let at = (Ipv4Addr::UNSPECIFIED, chosen.port).into();
        let mut sharing = Self::answer(desk, at, bell)?;
        if chosen.announce {
            let (device, found) = (desk.public_key().device(), bell.found.clone());
            sharing.discovery =
                Discovery::start(device, desk.office(), sharing.port, move || found());
        }
        Ok(sharing)
    }

    /// Only answers, at one address, and announces nothing.
    ///
    /// # Errors
    /// As for [`Sharing::start`].
    pub fn answer(desk: &Desk, at: SocketAddr, bell: &Bell) -> Result<Self, ApiError> {
        let me = Peer {
            arrived: bell.arrived.clone(),
            ..peer(desk)?
        };
        let hub = Hub::peer(desk.store().clone(), desk.key().clone(), me);
        Self::over(desk, hub, at)
    }

    /// Answers as `hub`, which is this desk's.
    ///
    /// # Errors
    /// As for [`Sharing::start`].
    pub fn over(desk: &Desk, hub: Hub, at: SocketAddr) -> Result<Self, ApiError> {
        let taken = |error: std::io::Error| {
            ApiError::new(ErrorCode::LanPort)
                .with("port", at.port())
                .with("detail", error)
        };
        let listener = TcpListener::bind(at).map_err(taken)?;
        let port = listener.local_addr().map_err(taken)?.port();
        let config = certificate::server(desk)?;
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(WORKERS)
            .enable_all()
            .build()?;
        let (stop, stopped) = oneshot::channel::<()>();
        let thread = std::thread::spawn(move || {
            let shutdown = async {
                stopped.await.ok();
            };
            runtime
                .block_on(hub::serve_tls(hub, listener, config, shutdown))
                .ok();
        });
        Ok(Self {
            port,
            stop: Some(stop),
            thread: Some(thread),
            discovery: None,
        })
    }

    /// Where it answers.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Whether it can be found and finds others.
    pub fn is_announced(&self) -> bool {
        self.discovery.is_some()
    }

    /// The machines of the office that announce themselves now.
    pub fn found(&self) -> Vec<Found> {
        self.discovery
            .as_ref()
            .map(Discovery::found)
            .unwrap_or_default()
    }
}

impl Drop for Sharing {
    fn drop(&mut self) {
        self.discovery = None;
        if let Some(stop) = self.stop.take() {
            stop.send(()).ok();
        }
        if let Some(thread) = self.thread.take() {
            thread.join().ok();
        }
    }
}
