//! Checking a receipt by its signed slip, and the keys it is checked by.

use super::minutes::{self, MinuteAnswer};
use super::words::{label_in, slip_text};
use super::{Empty, Workstation};
use crate::error::{ApiError, ErrorCode, fill};
use crate::slip::key_file::KeyFile;
use crate::slip::reading::{self, Sheet, is_signed};
use crate::slip::{Checker, fingerprint, key_list};
use base64::Engine;
use casework::number::RecordCode;
use casework::slip::{Judgement, Slip, Verdict};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use ts_rs::TS;

/// The text of a code, as pasted or typed by a scanner.
#[derive(Debug, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct SlipText {
    /// The text.
    pub text: String,
}

/// A picture or a PDF of a receipt.
#[derive(Debug, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct SlipFile {
    /// File name.
    pub name: String,
    /// The bytes in base64.
    pub bytes_base64: String,
}

/// What a shown receipt is worth.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct SlipAnswer {
    /// `valid`, `reissued`, `differs`, `revoked_device`, `unknown_key`, `altered`, `newer_format`,
    /// `not_a_slip` or `no_slip`. Only `valid` is good; what stands below is to be believed as far as
    /// the verdict goes.
    pub verdict: String,
    /// The record code.
    pub code: Option<String>,
    /// The office by name where its key is known, else its id.
    pub office: Option<String>,
    /// Which issue of the receipt.
    pub issue: Option<u32>,
    /// When that issue was made.
    pub issued: Option<String>,
    /// When the file was received.
    pub received: Option<String>,
    /// When the result is due; `None` also where the limit was not known.
    pub due: Option<String>,
    /// Whether the due time is provisional.
    pub provisional: Option<bool>,
    /// Whether the clock was unconfirmed at reception.
    pub clock_unconfirmed: Option<bool>,
    /// Whether the papers are those in the book; `None` where the case is not known here.
    pub papers_match: Option<bool>,
    /// What the book says: `not_asked`, `unknown_case`, `same`, `not_yet` or `differs`.
    pub book: String,
    /// Facts that differ: `received`, `due`, `provisional`, `papers`, `issued`, `office`,
    /// `printed_code`.
    pub differs: Vec<String>,
    /// The newest issue, where this one was replaced.
    pub newest_issue: Option<u32>,
    /// Name of the device that signed, where its key is known.
    pub device: Option<String>,
    /// Fingerprint of the key that signed.
    pub fingerprint: Option<String>,
    /// Since when the device is revoked.
    pub revoked_since: Option<String>,
    /// Plain record codes on the same sheet.
    pub codes: Vec<String>,
    /// In Vietnamese.
    pub vi: SlipWords,
    /// In English.
    pub en: SlipWords,
}

/// What a shown paper is worth: a receipt, or a minute of an outage.
#[derive(Debug, Serialize, TS)]
pub struct Verified {
    /// An answer for each receipt.
    pub slips: Vec<SlipAnswer>,
    /// The answer for a minute.
    pub minute: Option<MinuteAnswer>,
}

impl Verified {
    fn slips(slips: Vec<SlipAnswer>) -> Self {
        let minute = None;
        Self { slips, minute }
    }

    fn minute(minute: MinuteAnswer) -> Self {
        Self {
            slips: vec![],
            minute: Some(minute),
        }
    }
}

/// A verdict in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct SlipWords {
    /// The verdict.
    pub title: String,
    /// What it rests on.
    pub message: String,
    /// What to do.
    pub hint: String,
    /// What the book says.
    pub book: String,
}

/// Judges one text.
///
/// # Errors
/// The store's.
pub fn check_text(checker: &Checker<'_>, text: &str) -> Result<SlipAnswer, ApiError> {
    let judged = checker.judge(text)?;
    Ok(answer(checker, &judged, &[]))
}

/// Judges a file: an answer for each slip in it, or one that says there is none.
///
/// # Errors
/// [`ErrorCode::BadSlipFile`]; the store's.
pub fn check_file(
    checker: &Checker<'_>,
    name: &str,
    bytes: Vec<u8>,
) -> Result<Vec<SlipAnswer>, ApiError> {
    let is_text = is_text(&bytes);
    check_sheets(checker, &sheets(name, bytes)?, is_text)
}

fn is_text(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes).is_ok() && !bytes.starts_with(b"%PDF-")
}

/// The texts of all codes in a file, sheet by sheet.
///
/// # Errors
/// [`ErrorCode::BadSlipFile`].
pub(crate) fn sheets(name: impl std::fmt::Display, bytes: Vec<u8>) -> Result<Vec<Sheet>, ApiError> {
    reading::read(bytes).map_err(|error| {
        ApiError::new(ErrorCode::BadSlipFile)
            .with("name", name)
            .with("detail", super::label("slip_file", error.code()))
    })
}

fn check_sheets(
    checker: &Checker<'_>,
    sheets: &[Sheet],
    is_text: bool,
) -> Result<Vec<SlipAnswer>, ApiError> {
    if let ([sheet], true) = (sheets, is_text)
        && let [text] = sheet.iter().collect::<Vec<_>>().as_slice()
    {
        return Ok(vec![check_text(checker, text)?]);
    }
    let mut answers = Vec::new();
    let mut seen = BTreeSet::new();
    let mut all_codes = Vec::new();
    for sheet in sheets {
        let codes: Vec<RecordCode> = sheet
            .iter()
            .filter_map(|text| RecordCode::parse(text).ok())
            .collect();
        for text in sheet.iter().filter(|text| is_signed(text)) {
            let mut judged = checker.judge(text)?;
            judged.beside(&codes);
            let answer = answer(checker, &judged, &codes);
            // Both copies of a receipt carry the same slip.
            if seen.insert((text, answer.verdict.clone())) {
                answers.push(answer);
            }
        }
        all_codes.extend(codes);
    }
    if answers.is_empty() {
        let nothing = checker.judge("")?;
        let mut none = answer(checker, &nothing, &all_codes);
        none.verdict = "no_slip".to_owned();
        (none.vi, none.en) = both(|language| words(checker, &none, &nothing, language));
        answers.push(none);
    }
    Ok(answers)
}

fn answer(checker: &Checker<'_>, judged: &Judgement, codes: &[RecordCode]) -> SlipAnswer {
    let slip = judged.slip.as_ref();
    let text = |get: fn(&Slip) -> String| slip.map(get);
    let empty = || SlipWords {
        title: String::new(),
        message: String::new(),
        hint: String::new(),
        book: String::new(),
    };
    let (mut newest_issue, mut revoked_since) = (None, None);
    if let Verdict::Reissued { newest } = judged.verdict {
        newest_issue = Some(newest);
    }
    if let Verdict::RevokedDevice { since: Some(at) } = judged.verdict {
        revoked_since = Some(at.to_string());
    }
    let mut answer = SlipAnswer {
        verdict: judged.verdict.code().to_owned(),
        code: text(|slip| slip.code.to_string()),
        office: slip.map(|slip| match &judged.key {
            Some(_) => checker.office_name().to_owned(),
            None => slip.office.to_string(),
        }),
        issue: slip.map(|slip| slip.issue),
        issued: text(|slip| slip.issued.to_string()),
        received: text(|slip| slip.received.to_string()),
        due: slip.and_then(|slip| slip.due).map(|due| due.to_string()),
        provisional: slip.map(|slip| slip.provisional),
        clock_unconfirmed: slip.map(|slip| slip.clock_unconfirmed),
        papers_match: judged.papers_match,
        book: judged.book.code().to_owned(),
        differs: judged
            .differences
            .iter()
            .map(|difference| difference.code().to_owned())
            .collect(),
        newest_issue,
        device: judged.key.as_ref().map(|key| key.name.clone()),
        fingerprint: judged.device.map(fingerprint),
        revoked_since,
        codes: codes.iter().map(ToString::to_string).collect(),
        vi: empty(),
        en: empty(),
    };
    (answer.vi, answer.en) = both(|language| words(checker, &answer, judged, language));
    answer
}

fn both<T>(words: impl Fn(&str) -> T) -> (T, T) {
    (words("vi"), words("en"))
}

fn words(
    checker: &Checker<'_>,
    answer: &SlipAnswer,
    judged: &Judgement,
    language: &str,
) -> SlipWords {
    let book = slip_text(&["book", &answer.book, language]);
    let differs: Vec<String> = answer
        .differs
        .iter()
        .map(|fact| label_in("slip_difference", fact, language))
        .collect();
    let since = match &answer.revoked_since {
        Some(at) => fill(
            &slip_text(&["since", "known", language]),
            &BTreeMap::from([("at".to_owned(), readable(at))]),
        ),
        None => slip_text(&["since", "unknown", language]),
    };
    let shown = |text: &Option<String>| text.clone().unwrap_or_default();
    let params = BTreeMap::from(
        [
            ("code", shown(&answer.code)),
            ("office", checker.office_name().to_owned()),
            ("issue", answer.issue.unwrap_or_default().to_string()),
            ("issued", readable(&shown(&answer.issued))),
            (
                "newest",
                answer.newest_issue.unwrap_or_default().to_string(),
            ),
            ("differs", differs.join(", ")),
            (
                "device",
                judged
                    .key
                    .as_ref()
                    .map_or_else(String::new, |key| key.name.clone()),
            ),
            ("since", since),
            ("book", book.clone()),
        ]
        .map(|(name, value)| (name.to_owned(), value)),
    );
    let part = |part: &str| {
        fill(
            &slip_text(&["verdicts", &answer.verdict, language, part]),
            &params,
        )
    };
    SlipWords {
        title: part("title"),
        message: part("message"),
        hint: part("hint"),
        book,
    }
}

/// A moment as people write it: `21/11/2026 08:35`.
pub(crate) fn readable(moment: &str) -> String {
    let at: Result<casework::time::LocalTime, _> = moment.parse();
    at.map_or_else(
        |_| moment.to_owned(),
        |at| at.datetime().strftime("%d/%m/%Y %H:%M").to_string(),
    )
}

pub(super) fn slip_verify(ws: &Workstation, request: SlipText) -> Result<Verified, ApiError> {
    let desk = ws.desk()?;
    if let Some(minute) = minutes::verify(&desk, &request.text)? {
        return Ok(Verified::minute(minute));
    }
    let slip = check_text(&Checker::Desk(&desk), &request.text)?;
    Ok(Verified::slips(vec![slip]))
}

pub(super) fn slip_verify_file(ws: &Workstation, request: SlipFile) -> Result<Verified, ApiError> {
    let desk = ws.desk()?;
    let bytes = base64::engine::general_purpose::STANDARD
        .decode(request.bytes_base64)
        .map_err(|error| ApiError::new(ErrorCode::BadRequest).with("detail", error))?;
    let is_text = is_text(&bytes);
    let sheets = sheets(&request.name, bytes)?;
    for text in sheets.iter().flatten() {
        if let Some(minute) = minutes::verify(&desk, text)? {
            return Ok(Verified::minute(minute));
        }
    }
    let slips = check_sheets(&Checker::Desk(&desk), &sheets, is_text)?;
    Ok(Verified::slips(slips))
}

pub(super) fn slip_keys(ws: &Workstation, _: Empty) -> Result<KeyFile, ApiError> {
    let desk = ws.desk()?;
    let (list, sealed) = key_list(&desk)?;
    Ok(KeyFile::of(&list, sealed))
}
