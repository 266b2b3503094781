use super::world::office;
use crate::Hub;
use std::net::TcpListener;
use tempfile::TempDir;
use tokio::sync::oneshot;

#[tokio::test]
async fn tls_answers_those_who_know_the_certificate() {
    let folder = TempDir::new().expect("folder");
    let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).expect("made");
    let (certificate, key) = (
        folder.path().join("chain.pem"),
        folder.path().join("key.pem"),
    );
    std::fs::write(&certificate, made.cert.pem()).expect("write");
    std::fs::write(&key, made.signing_key.serialize_pem()).expect("write");
    assert!(crate::tls(&key, &key).is_err(), "no certificate in it");
    assert!(
        crate::tls(&certificate, &certificate).is_err(),
        "no key in it"
    );

    let hub = Hub::open(&folder.path().join("hub")).expect("hub");
    hub.add_office(&office(1)).expect("office");
    let listener = TcpListener::bind("127.0.0.1:0").expect("port");
    let port = listener.local_addr().expect("address").port();
    let (stop, stopped) = oneshot::channel::<()>();
    let tls = crate::tls(&certificate, &key).expect("usable");
    let served = tokio::spawn(crate::serve_tls(hub, listener, tls, async {
        stopped.await.ok();
    }));

    let url = |scheme: &str| format!("{scheme}://localhost:{port}/v1/health");
    rustls::crypto::ring::default_provider()
        .install_default()
        .ok();
    let pinned = reqwest::Certificate::from_der(made.cert.der()).expect("certificate");
    let client = |trusted: Vec<_>| {
        reqwest::Client::builder()
            .no_proxy()
            .tls_certs_only(trusted)
            .build()
            .expect("client")
    };
    let knows = client(vec![pinned]);
    let answer = knows.get(url("https")).send().await.expect("an answer");
    assert_eq!(answer.status().as_u16(), 200);
    let value: serde_json::Value =
        serde_json::from_slice(&answer.bytes().await.expect("body")).expect("JSON");
    assert_eq!(value["ok"], true);
    assert!(
        client(vec![]).get(url("https")).send().await.is_err(),
        "another's certificate"
    );
    assert!(
        knows.get(url("http")).send().await.is_err(),
        "not in the open"
    );

    drop(knows);
    stop.send(()).expect("still serving");
    served.await.expect("no panic").expect("no error");
}
