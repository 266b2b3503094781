//! One signed request to a hub and its signed answer.

use super::fault::{Fault, Names};
use crate::clock;
use crate::error::{ApiError, ErrorCode};
use casework::evidence::{Cause, Layer};
use casework::id::PublicKey;
use ed25519_dalek::SigningKey;
use hub::auth::{SIGNATURE, sign_request, verify_response};
use hub::wire::{BODY_MAX, CHUNK_TYPE, MEDIA_TYPE, Reader, UNPACKED_MAX, unpack};
use minicbor::Decode;
use reqwest::{Client, ClientBuilder, StatusCode, Url};
use std::time::Duration;
use tokio::time::timeout;

/// How long a hub may take to answer the call, and for the whole exchange.
const CONNECT: Duration = Duration::from_secs(10);
const WHOLE: Duration = Duration::from_secs(90);
/// How long a chunk of a file may take: 256 KiB at 7 kbit/s.
const CHUNK_TIME: Duration = Duration::from_secs(300);
/// How long it may take to see whether anybody listens.
const LISTENS: Duration = Duration::from_secs(3);

/// A way to a hub.
pub(super) struct Line {
    client: Client,
    base: Url,
    /// Bytes sent in bodies.
    pub(super) up: u64,
    /// Bytes received in bodies.
    pub(super) down: u64,
    /// Requests that were answered.
    pub(super) answered: u64,
    /// What was wrong with the last request; `None` once one was answered as it should be.
    pub(super) fault: Option<Fault>,
    /// The hub is an older one: envelopes go byte for byte.
    pub(super) verbatim: bool,
}

/// What a hub said when it did not do what was asked.
#[derive(Debug, Default, serde::Deserialize)]
pub(super) struct Said {
    pub(super) code: String,
    #[serde(default)]
    pub(super) hub_time_ms: Option<i64>,
    #[serde(default)]
    pub(super) store: Option<String>,
}

/// Who asks, and who may answer.
pub(super) struct Speaker {
    /// This workstation's key.
    pub(super) key: SigningKey,
    /// The other clock minus this one.
    pub(super) offset_ms: i64,
    /// Only an answer signed by this key is believed.
    pub(super) other: Option<PublicKey>,
}

/// Why there is no answer to work with.
#[derive(Debug)]
pub(super) enum Trouble {
    /// No line, or it broke: try again later.
    Offline(ApiError),
    /// The hub refused, with its reason.
    Refused(StatusCode, Said),
    /// Something answered that is not the hub, or not in its right mind.
    Nonsense(ApiError),
}

impl Line {
    /// A line to the hub at `address`; without encryption only to this same machine.
    ///
    /// # Errors
    /// [`ErrorCode::HubAnswer`] when the address does not read, [`ErrorCode::PlainHub`].
    pub(super) fn new(address: &str) -> Result<Self, ApiError> {
        let base = parse_address(address)?;
        // Another part of the process may have installed it already.
        rustls::crypto::ring::default_provider()
            .install_default()
            .ok();
        let builder = Client::builder().connect_timeout(CONNECT).timeout(WHOLE);
        Self::over(base, builder)
    }

    /// A line through a client whose times and trust are set.
    pub(super) fn over(base: Url, builder: ClientBuilder) -> Result<Self, ApiError> {
        let client = builder
            .dns_resolver(Names)
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .build()
            .map_err(|error| ApiError::new(ErrorCode::Io).with("detail", reasons(&error)))?;
        Ok(Self {
            client,
            base,
            up: 0,
            down: 0,
            answered: 0,
            fault: None,
            verbatim: false,
        })
    }

    /// Takes a hint from a refusal: an older hub cannot read pages whose envelopes are tied together.
    pub(super) fn learn(&mut self, said: &Said) -> bool {
        let older = ["malformed", "proto"].contains(&said.code.as_str());
        older && !std::mem::replace(&mut self.verbatim, true)
    }

    /// Whether a hub was there, and the request was not done in time.
    pub(super) fn was_too_slow(&self) -> bool {
        self.fault.as_ref().is_some_and(|fault| {
            fault.cause == Cause::Timeout && [Layer::Http, Layer::Body].contains(&fault.layer)
        })
    }

    /// The host of the hub.
    pub(super) fn host(&self) -> Option<&str> {
        self.base.host_str()
    }

    /// The address of the hub, without a path.
    pub(super) fn address(&self) -> String {
        self.base.origin().ascii_serialization()
    }

    /// Posts a body and reads the answer. With `key` the request is signed; with `hub_key` only an
    /// answer signed by that hub is believed.
    pub(super) async fn post<T: for<'b> Decode<'b, Reader>>(
        &mut self,
        path: &str,
        body: Vec<u8>,
        key: Option<(&SigningKey, i64)>,
        hub_key: Option<&PublicKey>,
    ) -> Result<T, Trouble> {
        let answer = self.send(path, (MEDIA_TYPE, WHOLE), body, key, hub_key);
        let answer = read_page(&answer.await?)?;
        self.fault = None;
        Ok(answer)
    }

    /// Sends one chunk of a file and reads the answer.
    pub(super) async fn put<T: for<'b> Decode<'b, Reader>>(
        &mut self,
        path: &str,
        body: Vec<u8>,
        speaker: &Speaker,
    ) -> Result<T, Trouble> {
        let answer = self.speak(path, (CHUNK_TYPE, CHUNK_TIME), body, speaker);
        let answer = read_page(&answer.await?)?;
        self.fault = None;
        Ok(answer)
    }

    /// Posts a body and gives the answer, a chunk of a file, as it is.
    pub(super) async fn fetch(
        &mut self,
        path: &str,
        body: Vec<u8>,
        speaker: &Speaker,
    ) -> Result<Vec<u8>, Trouble> {
        let answer = self.speak(path, (MEDIA_TYPE, CHUNK_TIME), body, speaker);
        let answer = answer.await?;
        self.fault = None;
        Ok(answer)
    }

    async fn speak(
        &mut self,
        path: &str,
        manner: (&'static str, Duration),
        body: Vec<u8>,
        speaker: &Speaker,
    ) -> Result<Vec<u8>, Trouble> {
        let signed = Some((&speaker.key, speaker.offset_ms));
        self.send(path, manner, body, signed, speaker.other.as_ref())
            .await
    }

    /// Sends a body of a media type within a time, and gives the answer as it is.
    async fn send(
        &mut self,
        path: &str,
        (media_type, time): (&'static str, Duration),
        body: Vec<u8>,
        key: Option<(&SigningKey, i64)>,
        hub_key: Option<&PublicKey>,
    ) -> Result<Vec<u8>, Trouble> {
        let url = self.base.join(path).map_err(|error| nonsense(&error))?;
        let request = self.client.post(url).timeout(time);
        let mut request = request.header("content-type", media_type);
        if let Some((key, offset_ms)) = key {
            let now = clock::now_ms() + offset_ms;
            for (name, value) in sign_request(key, "POST", path, &body, now) {
                request = request.header(name, value);
            }
        }
        let size = body.len() as u64;
        let response = match request.body(body.clone()).send().await {
            Ok(response) => response,
            Err(error) => return Err(self.broken(&error, Layer::Http).await),
        };
        self.up += size;
        let status = response.status();
        let signature = response
            .headers()
            .get(SIGNATURE)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
            .to_owned();
        let answer = self.read(response).await?;
        self.fault = Some(Fault::of_answer(status, None));
        if let Some(hub_key) = hub_key
            && !verify_response(hub_key, &body, status.as_u16(), &answer, &signature)
        {
            return Err(unsaid(status, "the answer is not signed by the hub"));
        }
        if status != StatusCode::OK {
            let said: Said =
                serde_json::from_slice(&answer).map_err(|_| unsaid(status, "no reason given"))?;
            self.fault = Some(Fault::of_answer(status, Some(&said.code)));
            return Err(Trouble::Refused(status, said));
        }
        Ok(answer)
    }

    /// Reads an answer, never more than the protocol allows.
    async fn read(&mut self, mut response: reqwest::Response) -> Result<Vec<u8>, Trouble> {
        let mut answer = vec![];
        loop {
            let chunk = match response.chunk().await {
                Ok(Some(chunk)) => chunk,
                Ok(None) => break,
                Err(error) => return Err(self.broken(&error, Layer::Body).await),
            };
            answer.extend_from_slice(&chunk);
            if answer.len() > BODY_MAX * 2 {
                self.fault = Some(Fault::of_answer(response.status(), None));
                return Err(Trouble::Nonsense(answered(response.status(), "too large")));
            }
        }
        self.down += answer.len() as u64;
        self.answered += 1;
        Ok(answer)
    }

    /// Keeps what broke the line. One time is allowed for connecting and agreeing on encryption: who
    /// was too slow is found by connecting alone.
    async fn broken(&mut self, error: &reqwest::Error, stage: Layer) -> Trouble {
        let mut fault = Fault::of_line(error, stage);
        if fault.cause == Cause::Timeout && fault.layer == Layer::Tcp && self.listens().await {
            fault.layer = Layer::Tls;
        }
        self.fault = Some(fault);
        offline(error)
    }

    async fn listens(&self) -> bool {
        let Ok(addresses) = self.base.socket_addrs(|| None) else {
            return false;
        };
        let connecting = tokio::net::TcpStream::connect(addresses.as_slice());
        matches!(timeout(LISTENS, connecting).await, Ok(Ok(_)))
    }
}

/// Reads a hub's address.
///
/// # Errors
/// [`ErrorCode::HubAnswer`] when it does not read, [`ErrorCode::PlainHub`] for plain HTTP to
/// another machine.
pub(super) fn parse_address(address: &str) -> Result<Url, ApiError> {
    let bad = |detail: String| ApiError::new(ErrorCode::HubAnswer).with("detail", detail);
    let url = Url::parse(address.trim()).map_err(|error| bad(format!("{address}: {error}")))?;
    let loopback = match url.host_str() {
        Some(host) => {
            let host = host.trim_matches(['[', ']']);
            host == "localhost"
                || host
                    .parse::<std::net::IpAddr>()
                    .is_ok_and(|address| address.is_loopback())
        }
        None => return Err(bad(address.to_owned())),
    };
    match url.scheme() {
        "https" => Ok(url),
        "http" if loopback => Ok(url),
        "http" => Err(ErrorCode::PlainHub.into()),
        scheme => Err(bad(format!("{scheme}://"))),
    }
}

fn read_page<T: for<'b> Decode<'b, Reader>>(answer: &[u8]) -> Result<T, Trouble> {
    unpack(answer, UNPACKED_MAX)
        .map_err(|error| Trouble::Nonsense(answered(StatusCode::OK, error.code())))
}

fn offline(error: &reqwest::Error) -> Trouble {
    Trouble::Offline(ApiError::new(ErrorCode::HubUnreachable).with("detail", reasons(error)))
}

/// An answer that is not the hub's own word. To come again later may be asked by whoever stands on
/// the way: the work stays here all the same.
fn unsaid(status: StatusCode, detail: &str) -> Trouble {
    if status == StatusCode::TOO_MANY_REQUESTS {
        Trouble::Offline(busy(status.as_str()))
    } else {
        Trouble::Nonsense(answered(status, detail))
    }
}

/// The hub asks to come again later.
pub(super) fn busy(code: &str) -> ApiError {
    ApiError::new(ErrorCode::HubBusy).with("detail", code)
}

fn nonsense(error: &dyn std::error::Error) -> Trouble {
    Trouble::Nonsense(ApiError::new(ErrorCode::HubAnswer).with("detail", reasons(error)))
}

fn answered(status: StatusCode, detail: &str) -> ApiError {
    ApiError::new(ErrorCode::HubAnswer).with("detail", format!("{status}: {detail}"))
}

/// The innermost reason, which says what happened on the line.
fn reasons(error: &dyn std::error::Error) -> String {
    let mut inner = error;
    while let Some(source) = inner.source() {
        inner = source;
    }
    inner.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machine_may_be_spoken_to_in_the_clear() {
        for (address, expected) in [
            ("https://hub.langson.example", None),
            ("http://127.0.0.1:8080", None),
            ("http://[::1]:8080", None),
            ("http://localhost:1", None),
            ("http://192.168.1.5:8080", Some(ErrorCode::PlainHub)),
            ("http://hub.langson.example", Some(ErrorCode::PlainHub)),
            ("ftp://127.0.0.1", Some(ErrorCode::HubAnswer)),
            ("máy chủ", Some(ErrorCode::HubAnswer)),
            ("", Some(ErrorCode::HubAnswer)),
        ] {
            let code = parse_address(address).err().map(|error| error.code);
            assert_eq!(code, expected, "{address}");
        }
    }
}
