//! What is said on the wire: CBOR arrays in one zstd frame.

mod blobs;

pub use blobs::*;
use casework::id::{Hash, OfficeId, PublicKey};
use casework::sync::frame::{self, FrameError, bounded, list};
pub use casework::sync::frame::{LIST_MAX as ENVELOPES_MAX, UNPACKED_MAX, pack};
use casework::sync::receipt::Receipt;
use casework::sync::sheaf;
pub use casework::sync::sheaf::Reader;
use ed25519_dalek::{Signer, SigningKey, VerifyingKey};
use minicbor::{Decode, Decoder, Encode};

/// Version of the exchange; another one is refused with `proto`.
pub const PROTO: u8 = 1;
/// Version of `/v1/sync` whose pages are tied together and whose acknowledgements go by order.
pub const TIED: u8 = 2;
/// Media type of every request and response body that is not an error.
pub const MEDIA_TYPE: &str = "application/x-motcua+zstd";
/// Media type of a body that is a chunk of a file.
pub const CHUNK_TYPE: &str = "application/octet-stream";
/// Largest body on the wire, compressed, in bytes.
pub const BODY_MAX: usize = 1024 * 1024;
/// Most cursors in one request.
pub const CURSORS_MAX: usize = 64;

const ENROL_DOMAIN: &[u8] = b"motcua/enrol/1";

/// Why bytes are not a body of this exchange; [`WireError::code`] is stable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WireError {
    /// No zstd frame, damaged, or not the CBOR that was expected.
    #[error("the body is damaged")]
    Malformed,
    /// Larger than allowed, on the wire or unpacked.
    #[error("the body is larger than allowed")]
    TooLarge,
}

impl WireError {
    /// A stable word.
    pub fn code(self) -> &'static str {
        match self {
            Self::Malformed => "malformed",
            Self::TooLarge => "too_large",
        }
    }
}

impl From<FrameError> for WireError {
    fn from(error: FrameError) -> Self {
        match error {
            FrameError::Malformed => Self::Malformed,
            FrameError::TooLarge => Self::TooLarge,
        }
    }
}

/// "Here are mine; give me what came after these positions."
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array, context_bound = "sheaf::Ties")]
pub struct SyncRequest {
    /// [`PROTO`] or [`TIED`]; the answer has the same form.
    #[n(0)]
    pub proto: u8,
    /// The store that is asked: the cursors count in it, and no other store may take this request.
    #[cbor(n(1), with = "minicbor::bytes")]
    pub store: [u8; 16],
    /// The epoch of the asking installation.
    #[n(2)]
    pub epoch: u64,
    /// From where to go on, by office; none asks for nothing.
    #[cbor(n(3), decode_with = "read_cursors")]
    pub cursors: Vec<Cursor>,
    /// How many bytes of envelopes the answer may hold; the hub may give less.
    #[n(4)]
    pub max_bytes: u32,
    /// Envelopes, verbatim: own ones, or others' that are relayed.
    #[cbor(n(5), with = "sheaf")]
    pub envelopes: Vec<Vec<u8>>,
}

impl SyncRequest {
    /// The body of this request.
    pub fn pack(&self) -> Vec<u8> {
        pack_as(self.proto, self)
    }
}

/// How far a feed has been read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Cursor {
    /// Whose feed.
    #[n(0)]
    pub office: OfficeId,
    /// The last position that was read; 0 for the beginning.
    #[n(1)]
    pub position: u64,
    /// Also give back the asking device's own envelopes: after a restore.
    #[n(2)]
    pub own: bool,
}

/// The answer to a [`SyncRequest`].
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array, context_bound = "sheaf::Ties")]
pub struct SyncResponse {
    /// The answering store; positions count in it.
    #[cbor(n(0), with = "minicbor::bytes")]
    pub store: [u8; 16],
    /// The hub's clock, milliseconds since the Unix epoch (UTC).
    #[n(1)]
    pub hub_time_ms: i64,
    /// One for each envelope of the request, in the same order.
    #[n(2)]
    pub acks: Vec<Ack>,
    /// One for each cursor, in the same order.
    #[n(3)]
    pub feeds: Vec<Feed>,
    /// How many of the request's envelopes were not even readable.
    #[n(4)]
    pub unread: u64,
}

impl SyncResponse {
    /// The body of this answer to a request of version `proto`.
    pub fn pack(mut self, proto: u8) -> Vec<u8> {
        if proto == TIED {
            for ack in &mut self.acks {
                ack.hash = None;
            }
        }
        pack_as(proto, &self)
    }
}

fn pack_as<T: Encode<()> + Encode<sheaf::Writer>>(proto: u8, message: &T) -> Vec<u8> {
    if proto == TIED {
        frame::pack_tied(message)
    } else {
        pack(message)
    }
}

/// What became of one pushed envelope.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Ack {
    /// Its hash; `None` when it could not be read, and in the form of [`TIED`].
    #[n(0)]
    pub hash: Option<Hash>,
    /// The end state.
    #[n(1)]
    pub status: AckStatus,
    /// Why it was refused: a stable word of `casework::sync::door::Refusal::code`.
    #[n(2)]
    pub reason: Option<String>,
}

/// The end states of a pushed envelope.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(index_only)]
pub enum AckStatus {
    /// On the hub's disk.
    #[n(0)]
    Accepted,
    /// On the hub's disk since earlier.
    #[n(1)]
    Duplicate,
    /// Kept aside until a change before it arrives; to be sent again until accepted.
    #[n(2)]
    Held,
    /// Not taken, and never will be as it is.
    #[n(3)]
    Refused,
}

/// A page of an office's feed.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array, context_bound = "sheaf::Ties")]
pub struct Feed {
    /// Whose feed.
    #[n(0)]
    pub office: OfficeId,
    /// The cursor to store once the page is stored.
    #[n(1)]
    pub to: u64,
    /// There is more after `to`.
    #[n(2)]
    pub more: bool,
    /// Envelopes, verbatim, oldest first.
    #[cbor(n(3), with = "sheaf")]
    pub envelopes: Vec<Vec<u8>>,
}

/// "Say what you hold of my office, with your signature": to be handed on to who has no line.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct ReceiptRequest {
    /// [`PROTO`].
    #[n(0)]
    pub proto: u8,
    /// One workstation to another; a hub does not look at it.
    #[n(1)]
    pub greeting: Option<Greeting>,
}

/// What a workstation says of itself when it meets another.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Greeting {
    /// Receipts, verbatim: its own and the hub's.
    #[cbor(n(0), with = "list")]
    pub receipts: Vec<Vec<u8>>,
}

/// The answer to a [`ReceiptRequest`].
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct ReceiptResponse {
    /// A `casework::sync::receipt::Receipt` of the store that answers, verbatim.
    #[cbor(n(0), with = "minicbor::bytes")]
    pub receipt: Vec<u8>,
    /// What a workstation adds.
    #[n(1)]
    pub peer: Option<PeerWord>,
}

/// What a workstation adds to its receipt when another meets it.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct PeerWord {
    /// Its store; positions count in it.
    #[cbor(n(0), with = "minicbor::bytes")]
    pub store: [u8; 16],
    /// Other receipts it has, verbatim: the hub's.
    #[cbor(n(1), with = "list")]
    pub receipts: Vec<Vec<u8>>,
    /// Roster and bands that the asking workstation lacks, verbatim, oldest first.
    #[cbor(n(2), with = "list")]
    pub governance: Vec<Vec<u8>>,
}

impl Greeting {
    /// The receipts that read.
    pub fn receipts(&self) -> impl Iterator<Item = Receipt> {
        self.receipts
            .iter()
            .filter_map(|wire| Receipt::from_wire(wire))
    }
}

impl ReceiptRequest {
    /// What the other says of itself; nothing where it says nothing.
    pub fn greeting(&self) -> Greeting {
        self.greeting.clone().unwrap_or_default()
    }
}

/// A device asks to join an office.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct EnrolRequest {
    /// [`PROTO`].
    #[n(0)]
    pub proto: u8,
    /// The one-time code, as typed.
    #[n(1)]
    pub code: String,
    /// The device's public key.
    #[n(2)]
    pub key: PublicKey,
    /// The installation's epoch.
    #[n(3)]
    pub epoch: u64,
    /// What people call the device; the invitation's name comes first.
    #[n(4)]
    pub name: String,
    /// The device's signature over everything above.
    #[cbor(n(5), with = "minicbor::bytes")]
    pub proof: [u8; 64],
}

impl EnrolRequest {
    /// Makes a request and proves that the sender holds the private key.
    pub fn signed(code: &str, epoch: u64, name: &str, key: &SigningKey) -> Self {
        let mut request = Self {
            proto: PROTO,
            code: code.to_owned(),
            key: PublicKey(key.verifying_key().to_bytes()),
            epoch,
            name: name.to_owned(),
            proof: [0; 64],
        };
        request.proof = key.sign(&request.proved()).to_bytes();
        request
    }

    /// Whether the sender holds the private half of [`EnrolRequest::key`].
    pub fn is_proved(&self) -> bool {
        VerifyingKey::from_bytes(self.key.as_bytes())
            .and_then(|key| key.verify_strict(&self.proved(), &self.proof.into()))
            .is_ok()
    }

    /// Domain, then the CBOR of this request with a proof of zeros.
    fn proved(&self) -> Vec<u8> {
        let unsigned = Self {
            proof: [0; 64],
            ..self.clone()
        };
        let mut bytes = ENROL_DOMAIN.to_vec();
        // Writing to a vector cannot fail.
        minicbor::encode(&unsigned, &mut bytes).ok();
        bytes
    }
}

/// The answer to an [`EnrolRequest`].
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct EnrolResponse {
    /// The hub's key: the authority to trust in this office.
    #[n(0)]
    pub hub_key: PublicKey,
    /// The hub's store, for the first [`SyncRequest`].
    #[cbor(n(1), with = "minicbor::bytes")]
    pub hub_store: [u8; 16],
    /// The office, as JSON of `casework::office::Office`.
    #[n(2)]
    pub office: String,
    /// Roster and bands of the office so far, oldest first, with the new device's own.
    #[cbor(n(3), with = "list")]
    pub envelopes: Vec<Vec<u8>>,
    /// The hub's clock, milliseconds since the Unix epoch (UTC).
    #[n(4)]
    pub hub_time_ms: i64,
}

/// "Your own key signed these about offices, devices and bands": from a device the hub does not know,
/// or that has known it as another store. Nothing is believed but the hub's own signatures.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct IntroduceRequest {
    /// [`PROTO`].
    #[n(0)]
    pub proto: u8,
    /// Roster and band envelopes, verbatim.
    #[cbor(n(1), with = "list")]
    pub envelopes: Vec<Vec<u8>>,
}

/// The answer to an [`IntroduceRequest`].
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct IntroduceResponse {
    /// The hub's clock, milliseconds since the Unix epoch (UTC).
    #[n(0)]
    pub hub_time_ms: i64,
    /// How many of them the hub has now.
    #[n(1)]
    pub known: u64,
}

/// A device asks for the hub's word on its chain of attempts.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct CountersignRequest {
    /// [`PROTO`].
    #[n(0)]
    pub proto: u8,
    /// The epoch of the installation whose chain it is.
    #[n(1)]
    pub epoch: u64,
    /// The last run of the chain.
    #[n(2)]
    pub seq: u64,
    /// Its hash.
    #[n(3)]
    pub head: Hash,
}

/// The answer to a [`CountersignRequest`]: what is missing to `casework::evidence::Countersign`.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct CountersignResponse {
    /// The hub's key.
    #[n(0)]
    pub hub_key: PublicKey,
    /// The hub's clock, milliseconds since the Unix epoch (UTC).
    #[n(1)]
    pub hub_time_ms: i64,
    /// Its signature.
    #[cbor(n(2), with = "minicbor::bytes")]
    pub signature: [u8; 64],
}

/// Reads a body of exactly one frame and one value; `limit` bounds the unpacked bytes.
///
/// # Errors
/// [`WireError`].
pub fn unpack<T: for<'b> Decode<'b, Reader>>(body: &[u8], limit: usize) -> Result<T, WireError> {
    Ok(frame::unpack(body, limit)?)
}

fn read_cursors<C>(
    input: &mut Decoder<'_>,
    context: &mut C,
) -> Result<Vec<Cursor>, minicbor::decode::Error> {
    bounded(input, CURSORS_MAX, |input| input.decode_with(context))
}

#[cfg(test)]
mod tests;
