//! The minute in short: what its code on paper says, signed by the device.

use crate::id::{DeviceId, Hash, OfficeId, PublicKey};
use crate::slip::cose::{Malformed, Sealed};
use ed25519_dalek::SigningKey;
use minicbor::{Decoder, Encoder};

/// Longest text of a summary, in characters; longer ones are refused unread.
const TEXT_MAX: usize = 500;
const FIELDS: u64 = 9;

/// What a minute says, short enough for a code. No name and no personal number is in it.
///
/// vi: tóm tắt có ký của biên bản xác nhận thời gian mất kết nối
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    /// The office.
    pub office: OfficeId,
    /// The record code; empty for a minute of a whole point.
    pub code: String,
    /// Beginning of the time it is about, milliseconds since the Unix epoch (UTC).
    pub from_ms: i64,
    /// End of that time.
    pub to_ms: i64,
    /// Attempts that failed.
    pub failed: u64,
    /// When the hub acknowledged the case, by the hub's clock.
    pub acknowledged_ms: Option<i64>,
    /// The last run of the chain and its hash.
    pub seq: u64,
    /// The hash of that run.
    pub head: Hash,
    /// When the hub countersigned a head at or after the last run, by the hub's clock.
    pub countersigned_ms: Option<i64>,
}

/// A summary that was read; [`OpenedSummary::is_by`] tells whether a certain key signed it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenedSummary {
    /// What it says.
    pub summary: Summary,
    sealed: Sealed,
}

/// Why a text is not a summary.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not the summary of a minute, or a damaged one")]
pub struct SummaryError;

impl From<Malformed> for SummaryError {
    fn from(_: Malformed) -> Self {
        Self
    }
}

impl Summary {
    /// What its text begins with.
    pub const PREFIX: &str = "MCE1:";

    /// Signs it; gives the text for the code.
    pub fn seal(&self, key: &SigningKey) -> String {
        Sealed::sign(self.to_payload(), key).to_text(Self::PREFIX)
    }

    /// Reads the text of a summary; the signature is not checked yet.
    ///
    /// # Errors
    /// [`SummaryError`].
    pub fn open(text: &str) -> Result<OpenedSummary, SummaryError> {
        let sealed = Sealed::from_text(text.trim(), Self::PREFIX, TEXT_MAX)?;
        let summary = Self::decode(&sealed.payload).map_err(|_| SummaryError)?;
        if summary.to_payload() == sealed.payload {
            Ok(OpenedSummary { summary, sealed })
        } else {
            Err(SummaryError)
        }
    }

    fn to_payload(&self) -> Vec<u8> {
        let mut payload = Vec::with_capacity(128);
        // Writing to a vector cannot fail.
        self.encode(&mut Encoder::new(&mut payload)).ok();
        payload
    }

    fn encode(
        &self,
        out: &mut Encoder<&mut Vec<u8>>,
    ) -> Result<(), minicbor::encode::Error<std::convert::Infallible>> {
        out.array(FIELDS)?
            .encode(self.office)?
            .str(&self.code)?
            .i64(self.from_ms)?
            .i64(self.to_ms)?
            .u64(self.failed)?
            .encode(self.acknowledged_ms)?
            .u64(self.seq)?
            .encode(self.head)?
            .encode(self.countersigned_ms)?;
        Ok(())
    }

    fn decode(payload: &[u8]) -> Result<Self, minicbor::decode::Error> {
        let mut input = Decoder::new(payload);
        if input.array()? != Some(FIELDS) {
            return Err(minicbor::decode::Error::message("shape"));
        }
        Ok(Self {
            office: input.decode()?,
            code: input.str()?.to_owned(),
            from_ms: input.i64()?,
            to_ms: input.i64()?,
            failed: input.u64()?,
            acknowledged_ms: input.decode()?,
            seq: input.u64()?,
            head: input.decode()?,
            countersigned_ms: input.decode()?,
        })
    }
}

impl OpenedSummary {
    /// The device that says it signed.
    pub fn device(&self) -> DeviceId {
        self.sealed.device
    }

    /// Whether the device's key made the signature.
    pub fn is_by(&self, key: &PublicKey) -> bool {
        self.sealed.verify(key)
    }
}
