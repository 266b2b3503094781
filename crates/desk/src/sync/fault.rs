//! Why an attempt did not end well, read from the errors themselves: how far it came, and the cause.

use casework::evidence::{Cause, Layer};
use reqwest::StatusCode;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use rustls::CertificateError;
use std::error::Error;
use std::io::{self, ErrorKind};
use std::net::SocketAddr;

/// Longest detail that is kept, in characters.
const DETAIL_MAX: usize = 120;

/// Where and why an attempt failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) layer: Layer,
    pub(super) cause: Cause,
    pub(super) code: Option<String>,
    pub(super) detail: Option<String>,
}

impl Fault {
    fn new(layer: Layer, cause: Cause) -> Self {
        Self {
            layer,
            cause,
            code: None,
            detail: None,
        }
    }

    fn detailed(mut self, detail: &str) -> Self {
        self.detail = Some(detail.chars().take(DETAIL_MAX).collect());
        self
    }

    /// Trouble on the line; `stage` is what was being done once connected.
    pub(super) fn of_line(error: &reqwest::Error, stage: Layer) -> Self {
        let causes = causes(error);
        let innermost = causes.last().map(ToString::to_string).unwrap_or_default();
        let stage = if error.is_connect() {
            Layer::Tcp
        } else {
            stage
        };
        let fault = causes
            .iter()
            .find_map(|cause| known(*cause, stage))
            .unwrap_or_else(|| {
                let cause = if error.is_timeout() {
                    Cause::Timeout
                } else {
                    spoken(&innermost)
                };
                Self::new(stage, cause)
            });
        fault.detailed(&innermost)
    }

    /// The hub answered and refused, or something in front of it did.
    pub(super) fn of_answer(status: StatusCode, code: Option<&str>) -> Self {
        let cause = match (status.as_u16(), code) {
            (_, Some("clock")) => Cause::WrongClock,
            (401, Some(_)) => Cause::Unauthorised,
            (413, _) => Cause::TooLarge,
            (429, _) | (503, Some("crowded" | "recovering" | "stopping")) => Cause::HubBusy,
            (500.., Some("disk_full")) | (507, _) => Cause::HubDiskFull,
            (500.., _) => Cause::HubFailed,
            (_, Some(_)) => Cause::Refused,
            (_, None) => Cause::NotTheHub,
        };
        let code = code.map_or_else(|| status.as_u16().to_string(), str::to_owned);
        Self {
            code: Some(code),
            ..Self::new(Layer::Through, cause)
        }
    }

    /// Nothing is wrong but the moment.
    pub(super) fn is_busy(&self) -> bool {
        self.cause == Cause::HubBusy
    }

    /// The hub answered in full and did not take everything.
    pub(super) fn not_taken(reason: &str) -> Self {
        Self {
            code: Some(reason.to_owned()),
            ..Self::new(Layer::Through, Cause::NotTaken)
        }
    }

    /// Anything else that ended an exchange.
    pub(super) fn other(detail: &str) -> Self {
        Self::new(Layer::Through, Cause::Other).detailed(detail)
    }
}

/// An error and everything it was made from.
fn causes<'e>(error: &'e (dyn Error + 'static)) -> Vec<&'e (dyn Error + 'static)> {
    let mut found = vec![error];
    let mut next = inner(error);
    while let Some(error) = next {
        found.push(error);
        next = inner(error);
    }
    found
}

/// `source` of an input error leaves out the error inside it.
fn inner<'e>(error: &'e (dyn Error + 'static)) -> Option<&'e (dyn Error + 'static)> {
    match error
        .downcast_ref::<io::Error>()
        .and_then(io::Error::get_ref)
    {
        Some(inner) => Some(inner),
        None => error.source(),
    }
}

fn known(error: &(dyn Error + 'static), stage: Layer) -> Option<Fault> {
    if error.is::<NoName>() {
        return Some(Fault::new(Layer::Dns, Cause::NoName));
    }
    if let Some(error) = error.downcast_ref::<rustls::Error>() {
        return Some(Fault::new(Layer::Tls, tls(error)));
    }
    let error = error.downcast_ref::<io::Error>()?;
    // What TLS says comes wrapped in an input error.
    if error
        .get_ref()
        .is_some_and(|inner| inner.is::<rustls::Error>())
    {
        return None;
    }
    let is = |kinds: &[ErrorKind]| kinds.contains(&error.kind());
    if is(&[ErrorKind::ConnectionRefused]) {
        Some(Fault::new(Layer::Tcp, Cause::ConnectionRefused))
    } else if is(&[
        ErrorKind::NetworkUnreachable,
        ErrorKind::HostUnreachable,
        ErrorKind::NetworkDown,
        ErrorKind::AddrNotAvailable,
    ]) {
        Some(Fault::new(Layer::Tcp, Cause::NoRoute))
    } else if is(&[ErrorKind::TimedOut]) {
        Some(Fault::new(stage, Cause::Timeout))
    } else if is(&[
        ErrorKind::ConnectionReset,
        ErrorKind::ConnectionAborted,
        ErrorKind::BrokenPipe,
        ErrorKind::UnexpectedEof,
    ]) {
        // While connecting, only the handshake can be cut.
        let layer = if stage == Layer::Tcp {
            Layer::Tls
        } else {
            stage
        };
        Some(Fault::new(layer, Cause::Cut))
    } else {
        None
    }
}

fn tls(error: &rustls::Error) -> Cause {
    let rustls::Error::InvalidCertificate(error) = error else {
        return Cause::Tls;
    };
    if matches!(
        error,
        CertificateError::Expired | CertificateError::ExpiredContext { .. }
    ) {
        Cause::CertificateExpired
    } else if matches!(
        error,
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. }
    ) {
        Cause::CertificateNotYet
    } else if matches!(
        error,
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. }
    ) {
        Cause::WrongHost
    } else {
        Cause::CertificateUntrusted
    }
}

/// What the library of HTTP only says in words.
fn spoken(words: &str) -> Cause {
    if words.contains("closed before") || words.contains("unexpected EOF") {
        Cause::Cut
    } else if words.contains("HTTP") {
        Cause::NotTheHub
    } else {
        Cause::Other
    }
}

/// Names are looked up by the system; a failure says so by its type.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Names;

#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct NoName(io::Error);

impl Resolve for Names {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await;
            let found: Vec<SocketAddr> = found.map_err(NoName)?.collect();
            let found: Addrs = Box::new(found.into_iter());
            Ok(found)
        })
    }
}
