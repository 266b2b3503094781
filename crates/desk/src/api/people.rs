//! People at the counter: cards, addresses, and who may bring papers for whom.

use super::Workstation;
use super::lookup::{CardParsed, card_parsed, procedure};
use super::words::{Warning, label_in, warning};
use crate::clock;
use crate::error::{ApiError, ErrorCode};
use crate::picture::{PICTURE_MAX, qr_text};
use base64::Engine;
use casework::address::{Commune, Modern, modernise};
use casework::person::{Assistance, Party, Submission, Submitter};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A picture of a citizen card.
#[derive(Debug, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct CardImage {
    /// The bytes of a PNG or JPEG in base64.
    pub bytes_base64: String,
}

/// An address as somebody writes it.
#[derive(Debug, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct AddressText {
    /// The text.
    pub text: String,
}

/// An address in the units of today, as a proposal.
#[derive(Clone, Debug, Serialize, TS)]
pub struct AddressToday {
    /// `unknown`: nothing is known; `today`: it names a commune of today; `moved`: the candidates say
    /// what became of it.
    #[ts(type = "\"unknown\" | \"today\" | \"moved\"")]
    pub state: &'static str,
    /// The unit of before, as the register writes it; empty where there is none.
    pub former: String,
    /// There are several candidates.
    pub split: bool,
    /// The likeliest first.
    pub candidates: Vec<AddressCandidate>,
    /// Why it has to be looked at.
    pub warnings: Vec<Warning>,
}

/// One address in the units of today.
#[derive(Clone, Debug, Serialize, TS)]
pub struct AddressCandidate {
    /// The whole address.
    pub text: String,
    /// The commune, with its kind.
    pub commune: String,
    /// The province, with its kind.
    pub province: String,
    /// Five digits of the national list.
    pub code: String,
}

/// Asks whether somebody may bring papers, and with what.
#[derive(Debug, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct SubmissionCheck {
    /// Code of the procedure.
    pub procedure: String,
    /// Who asks.
    #[ts(type = "Party")]
    pub applicant: Party,
    /// Who brings the papers.
    #[ts(type = "Submitter")]
    pub submitter: Submitter,
    /// The help that was needed.
    #[serde(default)]
    #[ts(type = "Assistance | null", optional)]
    pub assistance: Option<Assistance>,
}

/// Whether somebody may bring papers, and with what.
#[derive(Debug, Serialize, TS)]
pub struct SubmissionChecked {
    /// What an authorisation has to be.
    #[ts(type = "\"not_needed\" | \"written\" | \"needed\" | \"in_person\" | \"unknown\"")]
    pub requirement: &'static str,
    /// That in Vietnamese, with the article.
    pub vi: String,
    /// That in English, with the article.
    pub en: String,
    /// The papers would be refused as things stand.
    pub refused: bool,
    /// What should be looked at; of the applicant see `person_check`.
    pub warnings: Vec<Warning>,
}

pub(super) fn card_image(_: &Workstation, request: CardImage) -> Result<CardParsed, ApiError> {
    read_card_image(&picture_bytes(&request)?)
}

/// The bytes of a picture that somebody handed over.
pub(super) fn picture_bytes(picture: &CardImage) -> Result<Vec<u8>, ApiError> {
    // Base64 makes four letters of three bytes.
    if picture.bytes_base64.len() / 4 * 3 > PICTURE_MAX + 3 {
        return Err(ApiError::new(ErrorCode::BadPicture)
            .with("detail", format_args!("> {} MB", PICTURE_MAX >> 20)));
    }
    base64::engine::general_purpose::STANDARD
        .decode(&picture.bytes_base64)
        .map_err(|error| ApiError::new(ErrorCode::BadRequest).with("detail", error))
}

/// Reads the QR code of a citizen card in a picture; other codes in it are passed over.
///
/// # Errors
/// [`ErrorCode::BadPicture`], [`ErrorCode::NoCodeInPicture`].
pub fn read_card_image(bytes: &[u8]) -> Result<CardParsed, ApiError> {
    let text = qr_text(bytes, |text| casework::card::parse(text).is_ok())?;
    card_parsed(casework::card::parse(&text))
}

pub(super) fn address_today(
    _: &Workstation,
    request: AddressText,
) -> Result<AddressToday, ApiError> {
    Ok(today(&request.text))
}

/// An address in the units of today.
pub fn today(text: &str) -> AddressToday {
    let candidate = |commune: &Commune, text: String| AddressCandidate {
        text,
        commune: commune.name.to_owned(),
        province: commune.province.to_owned(),
        code: commune.code.to_owned(),
    };
    let mut answer = AddressToday {
        state: "unknown",
        former: String::new(),
        split: false,
        candidates: vec![],
        warnings: vec![],
    };
    match modernise(text) {
        Modern::Unknown => {}
        Modern::Today(commune) => {
            answer.state = "today";
            answer.candidates = vec![candidate(&commune, casework::text::nfc(text))];
        }
        Modern::Moved(moved) => {
            answer.state = "moved";
            answer.split = moved.split();
            answer.candidates = moved
                .candidates
                .iter()
                .map(|one| candidate(one, moved.text(one)))
                .collect();
            answer.warnings = moved.warnings().iter().map(warning).collect();
            answer.former = moved.former;
        }
    }
    answer
}

pub(super) fn submission_check(
    _: &Workstation,
    request: SubmissionCheck,
) -> Result<SubmissionChecked, ApiError> {
    let submission = Submission {
        procedure: procedure(&request.procedure)?,
        on: clock::now().date(),
        applicant: &request.applicant,
        submitter: &request.submitter,
        assistance: request.assistance.as_ref(),
    };
    let authorisation = submission.authorisation();
    let words = |language: &str| {
        let what = label_in("authorisation", authorisation.code(), language);
        match authorisation.article() {
            Some(article) => format!("{what} ({})", label_in("article", article, language)),
            None => what,
        }
    };
    Ok(SubmissionChecked {
        requirement: authorisation.code(),
        vi: words("vi"),
        en: words("en"),
        refused: submission.check().is_err(),
        warnings: submission.concerns().iter().map(warning).collect(),
    })
}
