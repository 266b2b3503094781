//! The signed slip: what a receipt promises, short enough for a code on paper, signed by the device
//! that issued it. Anybody with the office's list of keys can check it without a line.
//!
//! COSE_Sign1 (RFC 9052) over canonical CBOR, Ed25519, written in base45 (RFC 9285) behind a prefix.
//! No name, number or address of a person is in it. `docs/SLIP.md` has the layout and golden bytes.

pub(crate) mod cose;
mod keys;
mod verdict;

pub use keys::{KeyList, KeyListError, Revocation, SlipKey};
pub use verdict::{Book, BookEntry, Difference, Judgement, Verdict, judge};

use crate::case::{Case, ReceivedPaper};
use crate::form::receipt;
use crate::id::{DeviceId, OfficeId, PublicKey};
use crate::number::RecordCode;
use crate::time::LocalTime;
use cose::{Malformed, Sealed};
use ed25519_dalek::SigningKey;
use minicbor::{Decoder, Encoder};
use sha2::{Digest, Sha256};

/// What the text of a slip of this version begins with.
pub const PREFIX: &str = "MC1:";
/// Longest text of a slip, in characters; longer ones are refused unread.
pub const TEXT_MAX: usize = 400;

const MINUTE_MS: i64 = 60_000;
/// Fields of the payload.
const FIELDS: u64 = 8;
const PROVISIONAL: u8 = 1;
const CLOCK_UNCONFIRMED: u8 = 2;

/// What one issue of a receipt promises.
///
/// vi: nội dung mã ký trên giấy tiếp nhận hồ sơ và hẹn trả kết quả — Mẫu 01 TT 03/2025/TT-VPCP
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slip {
    /// The office that received.
    pub office: OfficeId,
    /// The record code.
    pub code: RecordCode,
    /// 1 for the first issue, 2 for the first re-issue …
    pub issue: u32,
    /// When this issue was made.
    pub issued: LocalTime,
    /// When the complete file was received.
    pub received: LocalTime,
    /// When the result is due; `None` where the limit was not known.
    pub due: Option<LocalTime>,
    /// The due time rests on days off that were not announced yet.
    pub provisional: bool,
    /// The clock was not confirmed when the file was received.
    pub clock_unconfirmed: bool,
    /// The list of papers.
    pub papers: PapersHash,
}

/// The first 16 bytes of SHA-256 over the list of papers: shows a change without telling what they are.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct PapersHash(pub [u8; 16]);

/// A slip that was read; [`OpenedSlip::verify`] tells whether a certain key signed it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenedSlip {
    /// What it says.
    pub slip: Slip,
    sealed: Sealed,
}

/// Why a text is not a slip that can be trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SlipError {
    /// It does not begin like one.
    #[error("not a signed slip")]
    NotASlip,
    /// Written by a newer version of the program.
    #[error("a slip of a newer version")]
    Newer,
    /// It begins like one and is damaged or altered.
    #[error("the slip is damaged or altered")]
    Damaged,
    /// Another key signed it, or it was altered.
    #[error("the signature does not match")]
    BadSignature,
}

impl From<Malformed> for SlipError {
    fn from(_: Malformed) -> Self {
        Self::Damaged
    }
}

impl PapersHash {
    /// The hash of papers in the order of the list on the paper: over
    /// `motcua/papers/1`, a line end, and the compact JSON array of `[form, copies, handling, name]`.
    pub fn of<'a>(papers: impl IntoIterator<Item = &'a ReceivedPaper>) -> Self {
        let list: Vec<_> = papers
            .into_iter()
            .map(|paper| (paper.form, paper.copies, paper.handling, &paper.name))
            .collect();
        let list = serde_json::to_vec(&list).unwrap_or_default();
        let digest = Sha256::new()
            .chain_update(b"motcua/papers/1\n")
            .chain_update(list)
            .finalize();
        let mut hash = [0; 16];
        hash.copy_from_slice(&digest[..16]);
        Self(hash)
    }
}

impl std::fmt::Debug for PapersHash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl Slip {
    /// What the `issue`-th issue of a case's receipt says when it is made at `issued`.
    pub fn of(case: &Case, issue: u32, issued: LocalTime) -> Self {
        let facts = receipt(case);
        Self {
            office: case.opening.office,
            code: case.opening.code.clone(),
            issue,
            issued,
            received: facts.received,
            due: facts.due,
            provisional: facts.provisional,
            clock_unconfirmed: facts.clock_unconfirmed,
            papers: PapersHash::of(&facts.papers),
        }
    }

    /// Signs the slip and gives its text for the code on paper. Equal slips and keys give equal texts.
    pub fn seal(&self, key: &SigningKey) -> String {
        let mut payload = Vec::with_capacity(96);
        // Writing to a vector cannot fail.
        self.encode(&mut Encoder::new(&mut payload)).ok();
        Sealed::sign(payload, key).to_text(PREFIX)
    }

    fn encode(
        &self,
        out: &mut Encoder<&mut Vec<u8>>,
    ) -> Result<(), minicbor::encode::Error<std::convert::Infallible>> {
        let flags = if self.provisional { PROVISIONAL } else { 0 }
            | if self.clock_unconfirmed {
                CLOCK_UNCONFIRMED
            } else {
                0
            };
        out.array(FIELDS)?
            .encode(self.office)?
            .str(self.code.as_str())?
            .u32(self.issue)?
            .u32(minutes(self.issued))?
            .u32(minutes(self.received))?;
        match self.due {
            Some(due) => out.u32(minutes(due))?,
            None => out.null()?,
        };
        out.u8(flags)?.bytes(&self.papers.0)?;
        Ok(())
    }

    fn decode(payload: &[u8]) -> Result<Self, minicbor::decode::Error> {
        let malformed = || minicbor::decode::Error::message("shape");
        let mut input = Decoder::new(payload);
        if input.array()? != Some(FIELDS) {
            return Err(malformed());
        }
        let office = input.decode()?;
        let code = RecordCode::parse(input.str()?).map_err(|_| malformed())?;
        let issue = input.u32()?;
        let issued = moment(input.u32()?).ok_or_else(malformed)?;
        let received = moment(input.u32()?).ok_or_else(malformed)?;
        let due = if input.datatype()? == minicbor::data::Type::Null {
            input.null()?;
            None
        } else {
            Some(moment(input.u32()?).ok_or_else(malformed)?)
        };
        let flags = input.u8()?;
        let papers = input.bytes()?.try_into().map_err(|_| malformed())?;
        if flags > (PROVISIONAL | CLOCK_UNCONFIRMED) || issue == 0 {
            return Err(malformed());
        }
        Ok(Self {
            office,
            code,
            issue,
            issued,
            received,
            due,
            provisional: flags & PROVISIONAL != 0,
            clock_unconfirmed: flags & CLOCK_UNCONFIRMED != 0,
            papers: PapersHash(papers),
        })
    }
}

/// Reads the text of a slip; white space around it does not matter, everything else does: what is not
/// written the one way slips are written is refused. The signature is not checked yet.
///
/// # Errors
/// [`SlipError`], never [`SlipError::BadSignature`].
pub fn open(text: &str) -> Result<OpenedSlip, SlipError> {
    let text = text.trim();
    // A scanner over a keyboard with the capitals locked gives the whole text in small letters.
    let turned = text.starts_with("mc") && !text.bytes().any(|byte| byte.is_ascii_uppercase());
    let text = if turned && text.len() <= TEXT_MAX {
        &text.to_ascii_uppercase()
    } else {
        text
    };
    if !text.starts_with(PREFIX) {
        let newer = text
            .strip_prefix("MC")
            .and_then(|rest| rest.split_once(':'))
            .and_then(|(version, _)| version.parse::<u8>().ok());
        return Err(match newer {
            Some(version) if version > 1 => SlipError::Newer,
            _ => SlipError::NotASlip,
        });
    }
    let sealed = Sealed::from_text(text, PREFIX, TEXT_MAX)?;
    let slip = Slip::decode(&sealed.payload).map_err(|_| SlipError::Damaged)?;
    let mut again = Vec::with_capacity(sealed.payload.len());
    slip.encode(&mut Encoder::new(&mut again)).ok();
    if again != sealed.payload {
        return Err(SlipError::Damaged);
    }
    Ok(OpenedSlip { slip, sealed })
}

impl OpenedSlip {
    /// The device that says it signed.
    pub fn device(&self) -> DeviceId {
        self.sealed.device
    }

    /// Checks that the device's key made the signature.
    ///
    /// # Errors
    /// [`SlipError::BadSignature`], also when `key` is not that device's.
    pub fn verify(&self, key: &PublicKey) -> Result<(), SlipError> {
        self.sealed
            .verify(key)
            .then_some(())
            .ok_or(SlipError::BadSignature)
    }
}

/// Whole minutes since the Unix epoch (UTC); 0 before it.
fn minutes(at: LocalTime) -> u32 {
    u32::try_from(at.unix_ms().div_euclid(MINUTE_MS)).unwrap_or(0)
}

fn moment(minutes: u32) -> Option<LocalTime> {
    LocalTime::from_unix_ms(i64::from(minutes) * MINUTE_MS).ok()
}

#[cfg(test)]
mod tests;
