use crate::demo;
use crate::identity::DEMO_PASSWORD;
use crate::sync::lan::{Bell, Sharing};
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::ring;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName, UnixTime};
use rustls::version::{TLS12, TLS13};
use rustls::{
    AlertDescription, ClientConfig, ClientConnection, DigitallySignedStruct, Error,
    SignatureScheme, SupportedProtocolVersion,
};
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;

/// A program that believes every server: what a neighbour on the network may use.
#[derive(Debug)]
struct Credulous;

impl ServerCertVerifier for Credulous {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn verify_tls13_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        vec![SignatureScheme::ED25519]
    }
}

const ASKS: &[u8] = b"GET /v1/health HTTP/1.1\r\nhost: it\r\nconnection: close\r\n\r\n";

/// A certificate that no office knows.
type Shown = (CertificateDer<'static>, PrivateKeyDer<'static>);

fn made_up(algorithm: &'static rcgen::SignatureAlgorithm) -> Shown {
    let key = rcgen::KeyPair::generate_for(algorithm).expect("a key");
    let certificate = rcgen::CertificateParams::default().self_signed(&key);
    let private = PrivateKeyDer::Pkcs8(key.serialize_der().into());
    (certificate.expect("a certificate").der().clone(), private)
}

/// Shows a certificate, or none, and `asks` for the health of a machine; gives what TLS said.
fn knock(
    to: SocketAddr,
    version: &'static SupportedProtocolVersion,
    shown: Option<Shown>,
    asks: &[u8],
) -> Option<Error> {
    let builder = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_protocol_versions(&[version])
        .expect("a version")
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(Credulous));
    let config = match shown {
        None => builder.with_no_client_auth(),
        Some((certificate, key)) => builder
            .with_client_auth_cert(vec![certificate], key)
            .expect("a certificate"),
    };
    let name = ServerName::from(to.ip());
    let connection = ClientConnection::new(Arc::new(config), name).expect("a connection");
    let stream = TcpStream::connect(to).expect("somebody listens");
    let mut line = rustls::StreamOwned::new(connection, stream);
    let asked = line.write_all(asks);
    let mut answer = vec![];
    let ended = asked.and_then(|()| line.read_to_end(&mut answer));
    assert_eq!(
        String::from_utf8_lossy(&answer),
        "",
        "not one byte for a stranger"
    );
    let error = ended.expect_err("refused");
    error
        .get_ref()
        .and_then(|inner| inner.downcast_ref::<Error>())
        .cloned()
}

#[test]
fn a_stranger_on_the_network_gets_no_byte_of_an_answer() {
    let folder = tempfile::tempdir().expect("a folder");
    let desk = demo::found(&folder.path().join("desk"), DEMO_PASSWORD).expect("a desk");
    let at = SocketAddr::from(([127, 0, 0, 1], 0));
    let sharing = Sharing::answer(&desk, at, &Bell::default()).expect("a free port");
    let to = SocketAddr::from(([127, 0, 0, 1], sharing.port()));
    let alert = |alert| Some(Error::AlertReceived(alert));
    let ours = || Some(made_up(&rcgen::PKCS_ED25519));
    let other = || Some(made_up(&rcgen::PKCS_ECDSA_P256_SHA256));
    for (what, version, shown, expected) in [
        (
            "nothing shown",
            &TLS13,
            None,
            AlertDescription::CertificateRequired,
        ),
        (
            "a made-up device",
            &TLS13,
            ours(),
            AlertDescription::UnknownCA,
        ),
        (
            "no device's key",
            &TLS13,
            other(),
            AlertDescription::CertificateRequired,
        ),
        (
            "an old TLS",
            &TLS12,
            ours(),
            AlertDescription::ProtocolVersion,
        ),
    ] {
        let copy = || {
            let shown = shown.as_ref();
            shown.map(|(certificate, key)| (certificate.clone(), key.clone_key()))
        };
        assert_eq!(knock(to, version, copy(), b""), alert(expected), "{what}");
        knock(to, version, copy(), ASKS);
    }
}
