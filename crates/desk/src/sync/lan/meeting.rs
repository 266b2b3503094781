//! Meeting another machine of the office, step by step: each step that fails has its own words.

use super::address::Address;
use super::certificate::{self, Distrust, Refused, Trust, refused};
use crate::clock;
use crate::desk::{CLOCK_TOLERANCE_MS, Desk};
use crate::error::{ApiError, ErrorCode};
use crate::sync::hub_client::read_key;
use crate::sync::request::{Line, Trouble};
use casework::id::PublicKey;
use casework::sync::receipt::Receipt;
use hub::Peer;
use hub::wire::{Greeting, PROTO, PeerWord, ReceiptRequest, ReceiptResponse, pack};
use minicbor::Decode;
use reqwest::{Client, Url};
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, ClientConnection};
use std::io::{self, ErrorKind};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::time::Duration;

/// How long a machine on the local network may take to answer the call.
const CONNECT: Duration = Duration::from_secs(3);
/// How long it may take to show its certificate and to look at this one.
const HANDSHAKE: Duration = Duration::from_secs(5);
/// How long one request may take.
const WHOLE: Duration = Duration::from_secs(60);

macro_rules! steps {
    ($($(#[doc = $doc:literal])+ $name:ident $code:literal,)+) => {
        /// What has to be right before two machines share, in this order.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Step { $($(#[doc = $doc])+ $name,)+ }

        impl Step {
            /// Every step, the first one first.
            pub const ALL: &'static [Self] = &[$(Self::$name,)+];

            /// A stable word.
            pub fn code(self) -> &'static str {
                match self { $(Self::$name => $code,)+ }
            }
        }
    };
}

steps! {
    /// The address stands for a place on the network.
    Address "address",
    /// Something answers there; a firewall lets it through.
    Connection "connection",
    /// It is this program, with a device's certificate.
    Certificate "certificate",
    /// It is of the same office.
    Office "office",
    /// Both know each other from the office's roster, and neither was revoked.
    Device "device",
    /// The clocks agree.
    Clock "clock",
}

impl Step {
    /// The step at which an error ends a meeting; `None` for what has to do with none.
    fn of(code: ErrorCode) -> Option<Self> {
        let of = |codes: &[ErrorCode]| codes.contains(&code);
        if of(&[ErrorCode::BadPeer, ErrorCode::LanNoName]) {
            Some(Self::Address)
        } else if of(&[ErrorCode::LanClosed, ErrorCode::LanSilent]) {
            Some(Self::Connection)
        } else if of(&[ErrorCode::LanStranger, ErrorCode::LanMyself]) {
            Some(Self::Certificate)
        } else if code == ErrorCode::LanOtherOffice {
            Some(Self::Office)
        } else if of(&[
            ErrorCode::LanUnknownHere,
            ErrorCode::LanUnknownThere,
            ErrorCode::LanRevokedHere,
            ErrorCode::LanRevokedThere,
            ErrorCode::LanUnconfirmed,
        ]) {
            Some(Self::Device)
        } else if code == ErrorCode::LanClock {
            Some(Self::Clock)
        } else {
            None
        }
    }
}

/// How far a meeting came.
#[derive(Clone, Debug)]
pub struct Tested {
    /// The machine that answered, where it could be known.
    pub met: Option<PublicKey>,
    /// The step that failed, and why.
    pub failed: Option<(Step, ApiError)>,
}

impl Tested {
    /// A test of what is no address.
    pub fn not_begun(error: ApiError) -> Self {
        Self {
            met: None,
            failed: Some((Step::Address, error)),
        }
    }

    /// Whether a step was reached, and went well.
    pub fn is_ok(&self, step: Step) -> Option<bool> {
        match &self.failed {
            None => Some(true),
            Some((failed, _)) if *failed == step => Some(false),
            Some((failed, _)) => (step < *failed).then_some(true),
        }
    }
}

/// Tries everything that sharing with the machine at `address` needs, and changes nothing.
///
/// # Errors
/// The store's; what fails on the way is in the answer.
pub fn test(desk: &Desk, address: &Address) -> Result<Tested, ApiError> {
    let failed = |error: ApiError, met| match Step::of(error.code) {
        Some(step) => Ok(Tested {
            met,
            failed: Some((step, error)),
        }),
        None => Err(error),
    };
    let mut meeting = match Meeting::begin(desk, address) {
        Ok(meeting) => meeting,
        Err(error) => return failed(error, None),
    };
    let met = Some(meeting.met);
    match runtime()?.block_on(meeting.greet(desk)) {
        Ok(met_now) => match clock_error(met_now.receipt.holding().at_ms) {
            Some(error) => failed(error, met),
            None => Ok(Tested { met, failed: None }),
        },
        Err(error) => failed(error, met),
    }
}

fn clock_error(theirs_ms: i64) -> Option<ApiError> {
    let apart = theirs_ms - clock::now_ms();
    (apart.abs() > CLOCK_TOLERANCE_MS).then(|| {
        ApiError::new(ErrorCode::LanClock)
            .with("minutes", apart.abs() / 60_000)
            .with("theirs", clock::local(theirs_ms))
    })
}

pub(super) fn runtime() -> Result<tokio::runtime::Runtime, ApiError> {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| ApiError::new(ErrorCode::Io).with("detail", error))
}

/// A machine of the office that was met, and a line to it.
pub(super) struct Meeting {
    pub(super) line: Line,
    /// Whose certificate it was.
    pub(super) met: PublicKey,
    /// Its clock minus this one, in milliseconds, where they are too far apart for its door.
    pub(super) offset_ms: i64,
}

/// What the other machine says of itself.
pub(super) struct Met {
    pub(super) receipt: Receipt,
    pub(super) word: PeerWord,
}

impl Meeting {
    /// Finds the machine and lets both sides look at each other's certificates.
    ///
    /// # Errors
    /// Of the first step that fails; the store's.
    pub(super) fn begin(desk: &Desk, address: &Address) -> Result<Self, ApiError> {
        let trust = Trust::of(desk);
        let config = certificate::client(desk, trust.clone())?;
        let (stream, socket) = connect(address)?;
        shake_hands(desk, address, socket, stream, Arc::new(config.clone()))?;
        let met = trust.met().ok_or(ErrorCode::Bug)?;
        let base = Url::parse(&format!("https://{socket}"))
            .map_err(|error| ApiError::new(ErrorCode::BadPeer).with("address", error))?;
        let builder = Client::builder()
            .tls_backend_preconfigured(config)
            .connect_timeout(CONNECT)
            .timeout(WHOLE);
        Ok(Self {
            line: Line::over(base, builder)?,
            met,
            offset_ms: 0,
        })
    }

    /// Tells the other machine what is here, and hears what is there.
    ///
    /// # Errors
    /// As for [`Meeting::post`]; the store's.
    pub(super) async fn greet(&mut self, desk: &Desk) -> Result<Met, ApiError> {
        let me = peer(desk)?;
        let receipts = desk
            .store()
            .read(|reader| me.receipts(reader, desk.key(), clock::now_ms()))?;
        let greeting = Greeting {
            receipts: receipts.iter().map(Receipt::to_wire).collect(),
        };
        let request = ReceiptRequest {
            proto: PROTO,
            greeting: Some(greeting),
        };
        let answer: ReceiptResponse = self.post(desk, "/v1/receipts", &request).await?;
        let receipt = Receipt::from_wire(&answer.receipt)
            .filter(|receipt| receipt.is_signed_by(&self.met))
            .filter(|receipt| receipt.holding().office == desk.office());
        match (receipt, answer.peer) {
            (Some(receipt), Some(word)) => Ok(Met { receipt, word }),
            _ => Err(ApiError::new(ErrorCode::LanStranger).with("detail", "receipt")),
        }
    }

    /// Asks, once more where the other's clock is too far from this one.
    ///
    /// # Errors
    /// [`ErrorCode::LanBroken`] where the line broke, those of [`Step::Device`] where the roster changed
    /// meanwhile, [`ErrorCode::LanStranger`] for what makes no sense.
    pub(super) async fn post<T: for<'b> Decode<'b, hub::wire::Reader>>(
        &mut self,
        desk: &Desk,
        path: &str,
        request: &impl minicbor::Encode<()>,
    ) -> Result<T, ApiError> {
        let body = pack(request);
        let mut tries = 0;
        loop {
            tries += 1;
            let signed = Some((desk.key(), self.offset_ms));
            let answer = self.line.post(path, body.clone(), signed, Some(&self.met));
            match answer.await {
                Err(Trouble::Refused(_, said)) if tries == 1 && said.code == "clock" => {
                    let theirs = said.hub_time_ms.unwrap_or_default();
                    self.offset_ms = theirs - clock::now_ms();
                }
                answer => return answer.map_err(in_words),
            }
        }
    }
}

/// What this machine is to another one.
///
/// # Errors
/// The store's.
pub fn peer(desk: &Desk) -> Result<Peer, ApiError> {
    Ok(Peer {
        office: desk.office(),
        epoch: desk.profile().epoch,
        hub: desk.store().read(read_key)?,
        arrived: Arc::new(|| {}),
    })
}

pub(super) fn in_words(trouble: Trouble) -> ApiError {
    match trouble {
        Trouble::Offline(error) => {
            ApiError::new(ErrorCode::LanBroken).with("detail", error.detail())
        }
        Trouble::Nonsense(error) => {
            ApiError::new(ErrorCode::LanStranger).with("detail", error.detail())
        }
        Trouble::Refused(_, said) if said.code == "unknown_device" => {
            ErrorCode::LanUnknownThere.into()
        }
        Trouble::Refused(_, said) if said.code == "revoked_device" => {
            ErrorCode::LanRevokedThere.into()
        }
        Trouble::Refused(_, said) => ApiError::new(ErrorCode::LanBroken).with("detail", said.code),
    }
}

/// The first socket of an address that opens.
fn connect(address: &Address) -> Result<(TcpStream, SocketAddr), ApiError> {
    let mut last = None;
    for socket in address.resolve()? {
        match TcpStream::connect_timeout(&socket, CONNECT) {
            Ok(stream) => return Ok((stream, socket)),
            Err(error) => last = Some(error),
        }
    }
    let closed = last
        .as_ref()
        .is_some_and(|error| error.kind() == ErrorKind::ConnectionRefused);
    let code = if closed {
        ErrorCode::LanClosed
    } else {
        ErrorCode::LanSilent
    };
    let detail = last.map(|error| error.to_string()).unwrap_or_default();
    Err(ApiError::new(code)
        .with("address", address)
        .with("detail", detail))
}

/// Both sides show their certificates; ends when the other one has let this one in, which it says with
/// a ticket.
fn shake_hands(
    desk: &Desk,
    address: &Address,
    socket: SocketAddr,
    mut stream: TcpStream,
    config: Arc<ClientConfig>,
) -> Result<(), ApiError> {
    let name = ServerName::from(socket.ip());
    let shaken: io::Result<()> = (|| {
        stream.set_read_timeout(Some(HANDSHAKE))?;
        stream.set_write_timeout(Some(HANDSHAKE))?;
        let mut connection = ClientConnection::new(config, name).map_err(io::Error::other)?;
        while connection.tls13_tickets_received() == 0 {
            let (read, written) = connection.complete_io(&mut stream)?;
            if read == 0 && written == 0 {
                return Err(ErrorKind::UnexpectedEof.into());
            }
        }
        connection.send_close_notify();
        connection.complete_io(&mut stream).ok();
        Ok(())
    })();
    let Err(error) = shaken else { return Ok(()) };
    let tls = error.get_ref().and_then(|inner| inner.downcast_ref());
    let Some(refused) = tls.and_then(refused) else {
        return Err(ApiError::new(ErrorCode::LanStranger)
            .with("address", address)
            .with("detail", error));
    };
    Err(not_believed(desk, refused)?.with("address", address))
}

fn not_believed(desk: &Desk, refused: Refused) -> Result<ApiError, ApiError> {
    let code = match refused {
        Refused::Here(Distrust::NoDevice) | Refused::There(Distrust::NoDevice) => {
            ErrorCode::LanStranger
        }
        Refused::Here(Distrust::Myself) | Refused::There(Distrust::Myself) => ErrorCode::LanMyself,
        Refused::Here(Distrust::OtherOffice) | Refused::There(Distrust::OtherOffice) => {
            ErrorCode::LanOtherOffice
        }
        Refused::Here(Distrust::Unknown) => ErrorCode::LanUnknownHere,
        Refused::Here(Distrust::Revoked) => ErrorCode::LanRevokedHere,
        Refused::There(Distrust::Revoked) => ErrorCode::LanRevokedThere,
        Refused::There(Distrust::Unknown) => {
            let (office, key) = (desk.office(), desk.public_key());
            let entry = desk
                .store()
                .read(|reader| certificate::entry_of(reader, office, &key))?;
            match entry {
                Some(_) => ErrorCode::LanUnknownThere,
                None => ErrorCode::LanUnconfirmed,
            }
        }
    };
    Ok(code.into())
}

#[cfg(test)]
mod tests;
