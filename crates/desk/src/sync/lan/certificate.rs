//! The certificate of a device and what another one's is believed for.
//!
//! Its key is the device's own. No authority of certificates and no date counts: a certificate is
//! believed when its key stands in the office's roster and was not revoked. Behind it in the chain goes
//! the roster entry that the hub signed for the device, so that it may introduce itself to a machine
//! that has not heard of it yet.

use crate::clock;
use crate::desk::Desk;
use crate::error::{ApiError, ErrorCode};
use casework::id::{OfficeId, PublicKey};
use casework::sync::envelope::{Envelope, Kind};
use casework::sync::roster::Enrolment;
use ed25519_dalek::SigningKey;
use rustls::client::ResolvesClientCert;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, ring, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, PrivatePkcs8KeyDer, ServerName, UnixTime};
use rustls::server::danger::{ClientCertVerified, ClientCertVerifier};
use rustls::server::{ClientHello, ParsedCertificate, ResolvesServerCert, StoresServerSessions};
use rustls::sign::CertifiedKey;
use rustls::{
    AlertDescription, CertificateError, ClientConfig, DigitallySignedStruct, DistinguishedName,
    Error, ServerConfig, SignatureScheme, version::TLS13,
};
use std::sync::{Arc, OnceLock};
use store::{Reader, Store, StoreError};

/// DER before the 32 bytes of an Ed25519 public key (RFC 8410).
const PUBLIC: [u8; 12] = [
    0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00,
];
/// DER before the 32 bytes of an Ed25519 private key (RFC 8410).
const PRIVATE: [u8; 16] = [
    0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20,
];

/// Who is believed on the local network.
pub(super) struct Trust {
    store: Store,
    office: OfficeId,
    me: PublicKey,
    provider: Arc<CryptoProvider>,
    /// Whom this side met.
    met: OnceLock<PublicKey>,
}

impl std::fmt::Debug for Trust {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Trust({})", self.me.device())
    }
}

/// Why a certificate is not believed; each reaches the other side as an alert of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Distrust {
    /// It is not a device's.
    NoDevice,
    /// It is this machine's own.
    Myself,
    /// Nobody here knows the device, and the hub of this office did not sign for it.
    Unknown,
    /// The device may not take part any more.
    Revoked,
    /// It is another office's.
    OtherOffice,
}

impl Distrust {
    fn error(self) -> Error {
        Error::InvalidCertificate(match self {
            Self::NoDevice => CertificateError::BadEncoding,
            Self::Myself => CertificateError::InvalidPurpose,
            Self::Unknown => CertificateError::UnknownIssuer,
            Self::Revoked => CertificateError::Revoked,
            Self::OtherOffice => CertificateError::ApplicationVerificationFailure,
        })
    }

    /// What this side found, from the error of the handshake.
    fn found(error: &CertificateError) -> Self {
        if *error == CertificateError::InvalidPurpose {
            Self::Myself
        } else if *error == CertificateError::UnknownIssuer {
            Self::Unknown
        } else if *error == CertificateError::Revoked {
            Self::Revoked
        } else if *error == CertificateError::ApplicationVerificationFailure {
            Self::OtherOffice
        } else {
            Self::NoDevice
        }
    }

    /// What the other side found, from its alert.
    fn told(alert: AlertDescription) -> Self {
        if alert == AlertDescription::UnsupportedCertificate {
            Self::Myself
        } else if alert == AlertDescription::UnknownCA {
            Self::Unknown
        } else if alert == AlertDescription::CertificateRevoked {
            Self::Revoked
        } else if alert == AlertDescription::AccessDenied {
            Self::OtherOffice
        } else {
            Self::NoDevice
        }
    }
}

/// Which side did not believe the other, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refused {
    /// This machine did not believe the other one.
    Here(Distrust),
    /// The other one did not believe this machine.
    There(Distrust),
}

/// Reads what ended a handshake; `None` where it was no certificate.
pub(super) fn refused(error: &Error) -> Option<Refused> {
    if let Error::InvalidCertificate(error) = error {
        return Some(Refused::Here(Distrust::found(error)));
    }
    if let Error::AlertReceived(alert) = error {
        return Some(Refused::There(Distrust::told(*alert)));
    }
    None
}

impl Trust {
    pub(super) fn of(desk: &Desk) -> Arc<Self> {
        Arc::new(Self {
            store: desk.store().clone(),
            office: desk.office(),
            me: desk.public_key(),
            provider: Arc::new(ring::default_provider()),
            met: OnceLock::new(),
        })
    }

    /// The machine whose certificate was believed first.
    pub(super) fn met(&self) -> Option<PublicKey> {
        self.met.get().copied()
    }

    fn verify(&self, end: &CertificateDer<'_>, behind: &[CertificateDer<'_>]) -> Result<(), Error> {
        let key = self.judge(end, behind).map_err(Distrust::error)?;
        self.met.get_or_init(|| key);
        Ok(())
    }

    fn judge(
        &self,
        end: &CertificateDer<'_>,
        behind: &[CertificateDer<'_>],
    ) -> Result<PublicKey, Distrust> {
        let key = key_of(end).ok_or(Distrust::NoDevice)?;
        if key == self.me {
            return Err(Distrust::Myself);
        }
        let mut known = self.known(&key)?;
        if known.is_none() {
            let entry = behind.first().ok_or(Distrust::Unknown)?;
            self.introduce(&key, entry.as_ref())?;
            known = self.known(&key)?;
        }
        match known {
            None => Err(Distrust::Unknown),
            Some(known) if known.revoked => Err(Distrust::Revoked),
            Some(known) if known.office != self.office => Err(Distrust::OtherOffice),
            Some(_) => Ok(key),
        }
    }

    fn known(&self, key: &PublicKey) -> Result<Option<Enrolment>, Distrust> {
        let known = self.store.read(|reader| reader.device(key.device()));
        // A disk that does not answer knows nobody.
        Ok(known
            .map_err(|_: StoreError| Distrust::Unknown)?
            .filter(|known| known.key == *key))
    }

    /// Takes in the roster entry behind a certificate where this office's hub signed it.
    fn introduce(&self, key: &PublicKey, wire: &[u8]) -> Result<(), Distrust> {
        let entry = Envelope::from_wire(wire).map_err(|_| Distrust::Unknown)?;
        if !is_about(&entry, key) {
            return Err(Distrust::Unknown);
        }
        if entry.header().office != self.office {
            return Err(Distrust::OtherOffice);
        }
        // Its signature is checked at the door as any envelope's; nobody but the hub may write it.
        let taken = self.store.ingest(&[wire.to_vec()], clock::now_ms());
        taken.map(|_| ()).map_err(|_| Distrust::Unknown)
    }

    fn signed(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls13_signature(message, certificate, signature, algorithms)
    }
}

/// Never asked for: both sides speak TLS 1.3 only.
fn only_tls13() -> Error {
    Error::General("TLS 1.3 only".to_owned())
}

/// The Ed25519 key of a certificate.
fn key_of(certificate: &CertificateDer<'_>) -> Option<PublicKey> {
    let parsed = ParsedCertificate::try_from(certificate).ok()?;
    let info = parsed.subject_public_key_info();
    PublicKey::from_slice(info.as_ref().strip_prefix(&PUBLIC)?)
}

/// Whether an envelope is a roster entry that lets a device take part.
fn is_about(envelope: &Envelope, key: &PublicKey) -> bool {
    envelope.header().kind == Kind::Roster
        && envelope
            .present_bodies()
            .filter_map(Enrolment::from_body)
            .any(|one| one.key == *key && !one.revoked)
}

impl ServerCertVerifier for Trust {
    fn verify_server_cert(
        &self,
        end: &CertificateDer<'_>,
        behind: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        self.verify(end, behind)?;
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Err(only_tls13())
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.signed(message, certificate, signature)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        vec![SignatureScheme::ED25519]
    }
}

impl ClientCertVerifier for Trust {
    fn root_hint_subjects(&self) -> &[DistinguishedName] {
        &[]
    }

    fn verify_client_cert(
        &self,
        end: &CertificateDer<'_>,
        behind: &[CertificateDer<'_>],
        _: UnixTime,
    ) -> Result<ClientCertVerified, Error> {
        self.verify(end, behind)?;
        Ok(ClientCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Err(only_tls13())
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.signed(message, certificate, signature)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        vec![SignatureScheme::ED25519]
    }
}

/// No session is taken up again, so that the roster is asked each time. Its tickets still tell the
/// other side that it was let in.
#[derive(Debug)]
struct Forgetful;

impl StoresServerSessions for Forgetful {
    fn put(&self, _: Vec<u8>, _: Vec<u8>) -> bool {
        true
    }

    fn get(&self, _: &[u8]) -> Option<Vec<u8>> {
        None
    }

    fn take(&self, _: &[u8]) -> Option<Vec<u8>> {
        None
    }

    fn can_cache(&self) -> bool {
        true
    }
}

/// The newest roster entry that an authority signed for a device; `None` where there is none here.
pub(super) fn entry_of(
    reader: &Reader<'_>,
    office: OfficeId,
    key: &PublicKey,
) -> Result<Option<Vec<u8>>, StoreError> {
    let mut entries = reader.governance(office)?;
    entries.retain(|wire| Envelope::from_wire(wire).is_ok_and(|entry| is_about(&entry, key)));
    Ok(entries.pop())
}

/// This device: it shows its roster entry from the moment it has one.
struct Identity {
    store: Store,
    office: OfficeId,
    key: SigningKey,
    confirmed: OnceLock<Arc<CertifiedKey>>,
}

impl std::fmt::Debug for Identity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Identity(..)")
    }
}

impl Identity {
    fn of(desk: &Desk) -> Arc<Self> {
        Arc::new(Self {
            store: desk.store().clone(),
            office: desk.office(),
            key: desk.key().clone(),
            confirmed: OnceLock::new(),
        })
    }

    fn certified(&self) -> Option<Arc<CertifiedKey>> {
        if let Some(certified) = self.confirmed.get() {
            return Some(certified.clone());
        }
        let public = PublicKey(self.key.verifying_key().to_bytes());
        let entry = self
            .store
            .read(|reader| entry_of(reader, self.office, &public));
        let entry = entry.ok().flatten();
        let mut private = PRIVATE.to_vec();
        private.extend_from_slice(self.key.as_bytes());
        let private = PrivatePkcs8KeyDer::from(private);
        let pair = rcgen::KeyPair::try_from(&private).ok()?;
        let mut certificate = rcgen::CertificateParams::default();
        certificate.distinguished_name = rcgen::DistinguishedName::new();
        let signed = certificate.self_signed(&pair).ok()?;
        let confirmed = entry.is_some();
        let behind = entry.map(CertificateDer::from);
        let chain = std::iter::once(signed.der().clone())
            .chain(behind)
            .collect();
        let signing = ring::sign::any_eddsa_type(&private).ok()?;
        let certified = Arc::new(CertifiedKey::new(chain, signing));
        if confirmed {
            self.confirmed.set(certified.clone()).ok();
        }
        Some(certified)
    }
}

impl ResolvesServerCert for Identity {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        self.certified()
    }
}

impl ResolvesClientCert for Identity {
    fn resolve(&self, _: &[&[u8]], _: &[SignatureScheme]) -> Option<Arc<CertifiedKey>> {
        self.certified()
    }

    fn has_certs(&self) -> bool {
        true
    }
}

fn bug(error: &Error) -> ApiError {
    ApiError::new(ErrorCode::Bug).with("detail", error)
}

/// How this machine answers.
///
/// # Errors
/// None but a bug.
pub(super) fn server(desk: &Desk) -> Result<Arc<ServerConfig>, ApiError> {
    let trust = Trust::of(desk);
    let mut config = ServerConfig::builder_with_provider(trust.provider.clone())
        .with_protocol_versions(&[&TLS13])
        .map_err(|error| bug(&error))?
        .with_client_cert_verifier(trust)
        .with_cert_resolver(Identity::of(desk));
    config.session_storage = Arc::new(Forgetful);
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(Arc::new(config))
}

/// How this machine calls; `trust` then knows whom it met.
///
/// # Errors
/// None but a bug.
pub(super) fn client(desk: &Desk, trust: Arc<Trust>) -> Result<ClientConfig, ApiError> {
    let mut config = ClientConfig::builder_with_provider(trust.provider.clone())
        .with_protocol_versions(&[&TLS13])
        .map_err(|error| bug(&error))?
        .dangerous()
        .with_custom_certificate_verifier(trust)
        .with_client_cert_resolver(Identity::of(desk));
    config.resumption = rustls::client::Resumption::disabled();
    config.enable_sni = false;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(config)
}
