//! Faults injected on loopback: the cause that is kept and printed is the right one.

use super::super::hub_client::exchange_over;
use super::super::request::Line;
use crate::clock;
use crate::desk::Desk;
use crate::evidence::About;
use crate::print::Item;
use casework::evidence::{Cause, Layer};
use rcgen::{CertificateParams, KeyPair, date_time_ymd};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;
use tempfile::TempDir;

/// What answers, or does not.
enum Peer {
    /// An address where nobody has to answer.
    Nobody(String),
    /// The same bytes to every request, in plain HTTP; then the connection is closed.
    Says(String),
    /// Takes connections and says nothing.
    Silent(&'static str),
    /// TLS with a certificate for a name, good from one year to another.
    Tls(&'static str, [i32; 2]),
}

fn http(status: &str, body: &str) -> Peer {
    let length = body.len();
    Peer::Says(format!(
        "HTTP/1.1 {status}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}"
    ))
}

/// A server on a port of its own; it ends when the guard is dropped.
struct Server {
    address: String,
    trusted: Option<reqwest::Certificate>,
    _until: Option<std::sync::mpsc::Sender<()>>,
}

fn serve(peer: Peer) -> Server {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("an address").port();
    let (until, over) = channel::<()>();
    let mut server = Server {
        address: format!("http://127.0.0.1:{port}"),
        trusted: None,
        _until: Some(until),
    };
    match peer {
        Peer::Nobody(address) => {
            server.address = address.replace("PORT", &port.to_string());
            drop(listener);
        }
        Peer::Says(answer) => {
            std::thread::spawn(move || answer_all(&listener, &answer));
        }
        Peer::Silent(scheme) => {
            server.address = format!("{scheme}://127.0.0.1:{port}");
            std::thread::spawn(move || hold(&listener, &over));
        }
        Peer::Tls(name, years) => {
            let (config, certificate) = tls(name, years);
            server.address = format!("https://127.0.0.1:{port}");
            server.trusted = Some(certificate);
            std::thread::spawn(move || {
                for stream in listener.incoming() {
                    let connection = ServerConnection::new(config.clone()).expect("a connection");
                    let mut stream = StreamOwned::new(connection, stream.expect("a stream"));
                    stream.read_exact(&mut [0]).ok();
                }
            });
        }
    }
    server
}

fn answer_all(listener: &TcpListener, answer: &str) {
    for stream in listener.incoming() {
        let mut stream = stream.expect("a stream");
        read_request(&mut stream);
        stream.write_all(answer.as_bytes()).ok();
    }
}

/// Reads head and body, so that closing does not cut the request.
fn read_request(stream: &mut TcpStream) {
    let mut bytes = vec![];
    let mut part = [0; 4096];
    loop {
        let text = String::from_utf8_lossy(&bytes).to_ascii_lowercase();
        if let Some(head) = text.find("\r\n\r\n") {
            let length = text[..head]
                .lines()
                .find_map(|line| line.strip_prefix("content-length: ")?.parse().ok())
                .unwrap_or(0);
            if bytes.len() >= head + 4 + length {
                return;
            }
        }
        match stream.read(&mut part) {
            Ok(1..) => bytes.extend_from_slice(&part),
            Ok(0) | Err(_) => return,
        }
    }
}

fn hold(listener: &TcpListener, over: &Receiver<()>) {
    let held = listener.accept();
    over.recv().ok();
    drop(held);
}

fn tls(name: &str, [from, to]: [i32; 2]) -> (Arc<ServerConfig>, reqwest::Certificate) {
    let mut params = CertificateParams::new(vec![name.to_owned()]).expect("a name");
    params.not_before = date_time_ymd(from, 1, 1);
    params.not_after = date_time_ymd(to, 1, 1);
    let key = KeyPair::generate().expect("a key");
    let made = params.self_signed(&key).expect("a certificate");
    let certificate = reqwest::Certificate::from_der(made.der()).expect("a certificate");
    let chain = vec![CertificateDer::from(made.der().to_vec())];
    let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .expect("a usable certificate");
    (Arc::new(config), certificate)
}

/// An attempt at `peer`: the cause that was kept, and that is printed.
fn check(desk: &Desk, what: &str, peer: Peer, wanted: (Cause, Layer), words: &str) {
    // Only who says nothing is waited for.
    let wait = Duration::from_millis(if matches!(peer, Peer::Silent(_)) {
        400
    } else {
        10_000
    });
    let server = serve(peer);
    let mut builder = reqwest::Client::builder()
        .connect_timeout(wait)
        .timeout(wait * 4);
    if let Some(trusted) = server.trusted.clone() {
        builder = builder.tls_certs_only([trusted]);
    }
    let base = server.address.parse().expect("an address");
    let before = clock::now_ms();
    exchange_over(desk, Line::over(base, builder).expect("a line")).ok();
    let (run, _) = desk
        .store()
        .read(|reader| reader.attempt_head())
        .expect("store")
        .expect("an attempt");
    assert_eq!((run.cause, run.layer), wanted, "{what}: {run:?}");
    assert!(run.from_ms >= before && run.acknowledged == 0, "{what}");
    let minute = About::Time(run.from_ms, None).minute(desk);
    let minute = minute.expect("a minute");
    assert_eq!(minute.failed(), 1, "{what}");
    let paper = minute.draw(desk).expect("a paper");
    assert_eq!(paper.pages.len(), 1, "{what}");
    let texts = paper.pages[0].items.iter().filter_map(|item| match item {
        Item::Text(run) => Some(run.text.to_lowercase().replace('\u{a0}', " ")),
        Item::Line { .. } | Item::Fill { .. } => None,
    });
    let printed = texts.collect::<Vec<_>>().join(" ");
    assert!(printed.contains(words), "{what}: {words}\n{printed}");
}

type Injected = (&'static str, Peer, (Cause, Layer), &'static str);

/// A broadcast address is on no route of any TCP connection: the kernel says so without a packet. A
/// label of 64 letters is no name of any system: the resolver says so without asking anybody.
fn on_the_way() -> Vec<Injected> {
    let nobody = |address: &str| Peer::Nobody(address.to_owned());
    let nowhere = format!("http://{}.example", "x".repeat(64));
    vec![
        (
            "no route",
            nobody("https://255.255.255.255"),
            (Cause::NoRoute, Layer::Tcp),
            "không có đường mạng",
        ),
        (
            "no name",
            Peer::Nobody(nowhere),
            (Cause::NoName, Layer::Dns),
            "không phân giải được tên",
        ),
        (
            "refused",
            nobody("http://127.0.0.1:PORT"),
            (Cause::ConnectionRefused, Layer::Tcp),
            "từ chối kết nối",
        ),
    ]
}

fn at_tls() -> Vec<Injected> {
    let year = i32::from(clock::now().date().year());
    vec![
        (
            "expired",
            Peer::Tls("127.0.0.1", [2001, 2002]),
            (Cause::CertificateExpired, Layer::Tls),
            "hết hạn",
        ),
        (
            "not yet",
            Peer::Tls("127.0.0.1", [year + 1, year + 9]),
            (Cause::CertificateNotYet, Layer::Tls),
            "chưa đến ngày",
        ),
        (
            "wrong host",
            Peer::Tls("khac.example", [2001, year + 9]),
            (Cause::WrongHost, Layer::Tls),
            "không phải của máy chủ",
        ),
        (
            "silent TLS",
            Peer::Silent("https"),
            (Cause::Timeout, Layer::Tls),
            "hết thời gian chờ",
        ),
    ]
}

fn answered() -> Vec<Injected> {
    let said = |code: &str| format!(r#"{{"code":"{code}","message":""}}"#);
    let clock_said = r#"{"code":"clock","message":"","hub_time_ms":1}"#;
    let through = Layer::Through;
    vec![
        (
            "401",
            http("401 Unauthorized", &said("unknown_device")),
            (Cause::Unauthorised, through),
            "không chấp nhận máy này",
        ),
        (
            "413",
            http("413 Payload Too Large", &said("too_large")),
            (Cause::TooLarge, through),
            "quá lớn",
        ),
        (
            "413 of a proxy",
            http("413 Payload Too Large", "<html>"),
            (Cause::TooLarge, through),
            "quá lớn",
        ),
        (
            "500",
            http("500 Internal Server Error", &said("internal")),
            (Cause::HubFailed, through),
            "gặp lỗi",
        ),
        (
            "disk full",
            http("503 Service Unavailable", &said("disk_full")),
            (Cause::HubDiskFull, through),
            "hết chỗ",
        ),
        (
            "429",
            http("429 Too Many Requests", &said("too_many_requests")),
            (Cause::HubBusy, through),
            "đang bận",
        ),
        (
            "429 of a proxy",
            http("429 Too Many Requests", "<html>"),
            (Cause::HubBusy, through),
            "đang bận",
        ),
        (
            "stopping",
            http("503 Service Unavailable", &said("stopping")),
            (Cause::HubBusy, through),
            "đang bận",
        ),
        (
            "clock",
            http("401 Unauthorized", clock_said),
            (Cause::WrongClock, through),
            "đồng hồ",
        ),
        (
            "revoked",
            http("403 Forbidden", &said("revoked_device")),
            (Cause::Refused, through),
            "thu hồi quyền",
        ),
    ]
}

fn not_the_hub() -> Vec<Injected> {
    let through = Layer::Through;
    vec![
        (
            "portal",
            http("200 OK", "<html>đăng nhập"),
            (Cause::NotTheHub, through),
            "không phải máy chủ",
        ),
        (
            "redirect",
            http("302 Found", ""),
            (Cause::NotTheHub, through),
            "không phải máy chủ",
        ),
        (
            "not HTTP",
            Peer::Says("220 smtp\r\n".to_owned()),
            (Cause::NotTheHub, Layer::Http),
            "không phải máy chủ",
        ),
    ]
}

fn broken() -> Vec<Injected> {
    vec![
        (
            "timeout",
            Peer::Silent("http"),
            (Cause::Timeout, Layer::Http),
            "hết thời gian chờ",
        ),
        (
            "cut before",
            Peer::Says(String::new()),
            (Cause::Cut, Layer::Http),
            "bị ngắt",
        ),
        (
            "cut in the body",
            Peer::Says("HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\nmười byte".to_owned()),
            (Cause::Cut, Layer::Body),
            "bị ngắt",
        ),
    ]
}

#[test]
fn the_cause_that_is_printed_is_the_right_one() {
    rustls::crypto::ring::default_provider()
        .install_default()
        .ok();
    let folder = TempDir::new().expect("folder");
    let desk = crate::demo::found(folder.path(), "mot-cua-2026").expect("a desk");
    for faults in [on_the_way(), at_tls(), answered(), not_the_hub(), broken()] {
        for (what, peer, wanted, words) in faults {
            check(&desk, what, peer, wanted, words);
        }
    }
    assert_eq!(desk.store().check(true).expect("checked"), []);
}
