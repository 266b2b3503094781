//! Answers given at the counter before a file is received: guidance, a request to complete the
//! papers, or a refusal to receive.
//!
//! The law wants everything explained once and completely (NĐ 118/2025 Đ.16) and a paper with the
//! reason for whoever is sent home (Đ.17.1). An answer is a record of the office: it is numbered,
//! never changed, and the file that is received later may follow it.

mod rejection;

pub use rejection::CounterRejection;

use crate::case::Facts;
use crate::id::CaseId;
use crate::number::next_in_series;
use crate::person::Party;
use crate::procedure::{Handling, Procedure};
use crate::record::{Record, RecordData};
use crate::rejection::Rejection;
use crate::text::{fold, nfc, nfc_lines};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How long an answer still counts as the explanation of the same matter, in milliseconds: ninety
/// days. Ours: the law names no time.
pub const SAME_MATTER_MS: i64 = 90 * 24 * 3600 * 1000;

/// Most lines of what is asked for.
const LINES_MAX: usize = 200;
/// Most sheets of one kind in a line.
const SHEETS_MAX: u16 = 999;
/// Longest name of a paper or ground, in characters.
const LINE_MAX: usize = 500;
/// Longest reason, in characters.
const REASON_MAX: usize = 4_000;
/// What follows the ordinal of a number.
const NUMBER_END: &str = "/HDHS";

/// How a visit at the counter ended without a file being received.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CounterOutcome {
    /// vi: đã hướng dẫn — NĐ 118/2025/NĐ-CP Đ.16
    Guided,
    /// vi: yêu cầu bổ sung, hoàn thiện hồ sơ — NĐ 118/2025/NĐ-CP Đ.17.1, Mẫu 02 TT 03/2025
    SupplementRequested,
    /// vi: từ chối tiếp nhận — NĐ 118/2025/NĐ-CP Đ.17.1, Mẫu 03 TT 03/2025
    Refused,
}

impl CounterOutcome {
    /// The stable name, e.g. `supplement_requested`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Guided => "guided",
            Self::SupplementRequested => "supplement_requested",
            Self::Refused => "refused",
        }
    }
}

/// One line of what has to be brought or put right.
///
/// vi: nội dung yêu cầu hoàn thiện hồ sơ (thành phần, số lượng bản chính, bản chứng thực, bản photo)
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MissingPaper {
    /// Item of the procedure's checklist; `None` for what is not in it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item: Option<String>,
    /// Its name on paper; that of the checklist where an item is named and this is empty.
    #[serde(default)]
    pub name: String,
    /// vi: bản chính
    #[serde(default)]
    pub originals: u16,
    /// vi: bản chứng thực
    #[serde(default)]
    pub certified: u16,
    /// vi: bản photo
    #[serde(default)]
    pub photocopies: u16,
}

/// Whom the citizen may ask.
///
/// vi: nếu có vướng mắc, liên hệ với … số điện thoại … — Mẫu 02 TT 03/2025
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contact {
    /// Who.
    pub name: String,
    /// Where they can be reached.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
}

/// What an officer says at the counter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CounterRequest {
    /// How the visit ended.
    pub outcome: CounterOutcome,
    /// Code of the procedure.
    pub procedure: String,
    /// Which case of the procedure.
    #[serde(default)]
    pub variant: Option<String>,
    /// Who asked; may be left out for guidance.
    #[serde(default)]
    pub applicant: Option<Party>,
    /// What has to be brought or put right.
    #[serde(default)]
    pub missing: Vec<MissingPaper>,
    /// Why.
    #[serde(default)]
    pub reason: Option<String>,
    /// The rule a refusal rests on, in the officer's words.
    #[serde(default)]
    pub ground: Option<String>,
    /// Why something is asked for that was not asked for before.
    #[serde(default)]
    pub new_reason: Option<String>,
    /// Whom to ask; the officer and the office's telephone where not said.
    #[serde(default)]
    pub contact: Option<Contact>,
    /// The earlier answer to the same matter; found by person and procedure where not said.
    #[serde(default)]
    pub follows: Option<CaseId>,
}

/// An answer given at the counter.
///
/// vi: phiếu hướng dẫn, Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ, Phiếu từ chối tiếp nhận giải quyết
/// hồ sơ — Mẫu 02, Mẫu 03 TT 03/2025/TT-VPCP
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CounterAnswer {
    /// As printed after "Số:", e.g. "5001-0007/HDHS": the first ordinal of the installation's band,
    /// then counting within the year.
    pub number: String,
    /// How the visit ended.
    pub outcome: CounterOutcome,
    /// Code of the procedure.
    pub procedure: String,
    /// Its name then.
    pub procedure_name: String,
    /// Which case of the procedure.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub variant: Option<String>,
    /// Who asked; `None` where only guidance was given and no name taken.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub applicant: Option<Party>,
    /// What has to be brought or put right, in the order on paper.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<MissingPaper>,
    /// Why; always there for a supplement and a refusal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The rule a refusal rests on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ground: Option<String>,
    /// Why something was asked for that had not been asked for before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub new_reason: Option<String>,
    /// Whom to ask.
    pub contact: Contact,
    /// The earlier answer to the same matter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub follows: Option<CaseId>,
    /// The clock was not confirmed by a hub.
    #[serde(default)]
    pub clock_unconfirmed: bool,
}

impl RecordData for CounterAnswer {
    const KIND: &'static str = "counter_answer";
}

/// What else an answer needs.
#[derive(Clone, Copy, Debug)]
pub struct Counter<'a> {
    /// The procedure asked for.
    pub procedure: &'a Procedure,
    /// Answers of the office that may concern the same matter, oldest first; the one the request
    /// names is among them if it exists.
    pub earlier: &'a [(Record, CounterAnswer)],
    /// The number this answer gets.
    pub number: &'a str,
    /// The office's telephone.
    pub phone: Option<&'a str>,
    /// The clock is not confirmed.
    pub clock_unconfirmed: bool,
}

/// Decides what is answered.
///
/// # Errors
/// A [`Rejection`] naming the rule: a request or refusal without reason (Đ.17.1), one that asks for
/// something new without saying why (Đ.16), one that asks for a paper the office can look up
/// (NQ 66.7/2025), or a field that does not read.
pub fn answer(
    request: CounterRequest,
    facts: &Facts,
    counter: &Counter<'_>,
) -> Result<CounterAnswer, Rejection> {
    let outcome = request.outcome;
    let applicant = applicant(request.applicant, outcome)?;
    let variant = line("variant", request.variant)?;
    if let Some(variant) = &variant
        && counter.procedure.variant(variant).is_none()
    {
        let variant = variant.clone();
        return Err(Rejection::UnknownVariant { variant });
    }
    let missing = missing(request.missing, counter.procedure)?;
    let reason = paragraph("reason", request.reason)?;
    let ground = line("ground", request.ground)?;
    let new_reason = paragraph("new_reason", request.new_reason)?;
    if outcome != CounterOutcome::Guided && reason.is_none() {
        return Err(CounterRejection::ReasonMissing.into());
    }
    if outcome == CounterOutcome::Refused && ground.is_none() {
        return Err(CounterRejection::GroundMissing.into());
    }
    if outcome == CounterOutcome::SupplementRequested && missing.is_empty() {
        return Err(CounterRejection::NothingAsked.into());
    }
    let chain = same_matter(request.follows, applicant.as_ref(), facts, counter)?;
    if outcome == CounterOutcome::SupplementRequested && new_reason.is_none() {
        asks_nothing_new(&missing, &chain)?;
    }
    let own = || Contact {
        name: facts.officer.name.clone(),
        phone: counter.phone.map(str::to_owned),
    };
    let contact = request.contact.map(contact).transpose()?.flatten();
    Ok(CounterAnswer {
        number: counter.number.to_owned(),
        outcome,
        procedure: counter.procedure.code.clone(),
        procedure_name: counter.procedure.name.clone(),
        variant,
        applicant,
        missing,
        reason,
        ground,
        new_reason,
        contact: contact.unwrap_or_else(own),
        follows: chain.last().map(|(record, _)| record.id),
        clock_unconfirmed: counter.clock_unconfirmed,
    })
}

/// The next number of an installation, whose band begins with `band_lo`, after the `given` ones of
/// the year.
pub fn next_number<'a>(band_lo: u32, given: impl Iterator<Item = &'a str>) -> String {
    next_in_series(band_lo, NUMBER_END, given)
}

/// Whether two parties are the same as far as a counter can tell: by number where both have one,
/// else by name (and by telephone where both have one).
pub fn is_same_person(one: &Party, other: &Party) -> bool {
    if let (Some(one), Some(other)) = (&one.id, &other.id) {
        return one == other;
    }
    let digits = |phone: &Option<String>| -> Option<String> {
        let phone = phone.as_deref()?;
        Some(phone.chars().filter(char::is_ascii_digit).collect())
    };
    let phones = (digits(&one.phone), digits(&other.phone));
    let phones_differ = matches!(&phones, (Some(one), Some(other)) if one != other);
    fold(&one.name) == fold(&other.name) && !phones_differ
}

/// The earlier answers to the same person about the same procedure, oldest first; one that is named
/// comes last.
fn same_matter<'a>(
    follows: Option<CaseId>,
    applicant: Option<&Party>,
    facts: &Facts,
    counter: &Counter<'a>,
) -> Result<Vec<&'a (Record, CounterAnswer)>, Rejection> {
    let since = facts.now.unix_ms() - SAME_MATTER_MS;
    let concerns = |answer: &CounterAnswer| {
        let person = answer.applicant.as_ref().zip(applicant);
        answer.procedure == counter.procedure.code
            && person.is_some_and(|(one, other)| is_same_person(one, other))
    };
    let mut chain: Vec<_> = counter
        .earlier
        .iter()
        .filter(|(record, answer)| {
            follows != Some(record.id) && record.at.unix_ms() >= since && concerns(answer)
        })
        .collect();
    if let Some(id) = follows {
        let named = counter.earlier.iter().find(|(record, _)| record.id == id);
        let (_, answer) = named.ok_or(CounterRejection::UnknownAnswer { answer: id })?;
        if answer.procedure != counter.procedure.code {
            let number = answer.number.clone();
            return Err(CounterRejection::OtherProcedure { number }.into());
        }
        chain.extend(named);
    }
    Ok(chain)
}

/// Everything had to be explained the first time: NĐ 118/2025 Đ.16.
fn asks_nothing_new(
    missing: &[MissingPaper],
    chain: &[&(Record, CounterAnswer)],
) -> Result<(), CounterRejection> {
    // Guidance without a list, and a refusal, explained nothing that could be complete.
    let explained: Vec<_> = chain
        .iter()
        .filter(|(_, answer)| {
            answer.outcome != CounterOutcome::Refused && !answer.missing.is_empty()
        })
        .collect();
    let Some((record, last)) = explained.last() else {
        return Ok(());
    };
    let mut asked: BTreeMap<String, [u16; 3]> = BTreeMap::new();
    for paper in explained.iter().flat_map(|(_, answer)| &answer.missing) {
        let most = asked.entry(paper.key()).or_default();
        for (most, sheets) in most.iter_mut().zip(paper.sheets()) {
            *most = sheets.max(*most);
        }
    }
    let is_new = |paper: &&MissingPaper| {
        asked.get(&paper.key()).is_none_or(|most| {
            let more = |(sheets, most): (u16, &u16)| sheets > *most;
            paper.sheets().into_iter().zip(most).any(more)
        })
    };
    match missing.iter().find(is_new) {
        None => Ok(()),
        Some(paper) => Err(CounterRejection::AskedAgain {
            paper: paper.name.clone(),
            number: last.number.clone(),
            day: record.at.date(),
        }),
    }
}

impl MissingPaper {
    /// Two lines with the same key ask for the same thing.
    fn key(&self) -> String {
        self.item.clone().unwrap_or_else(|| fold(&self.name))
    }

    fn sheets(&self) -> [u16; 3] {
        [self.originals, self.certified, self.photocopies]
    }
}

fn applicant(given: Option<Party>, outcome: CounterOutcome) -> Result<Option<Party>, Rejection> {
    let named = given.filter(|party| !nfc(&party.name).is_empty());
    match named {
        // Without a name nothing else about a person is kept either.
        None if outcome == CounterOutcome::Guided => Ok(None),
        None => Err(Rejection::BadField {
            field: "applicant.name".to_owned(),
        }),
        Some(party) => party
            .clean()
            .map(Some)
            .map_err(|error| crate::case::party_rejection("applicant", &error)),
    }
}

fn missing(
    given: Vec<MissingPaper>,
    procedure: &Procedure,
) -> Result<Vec<MissingPaper>, Rejection> {
    if given.len() > LINES_MAX {
        return Err(Rejection::BadPapers);
    }
    let mut asked: Vec<MissingPaper> = Vec::with_capacity(given.len());
    for paper in given {
        if paper.sheets().into_iter().any(|sheets| sheets > SHEETS_MAX) {
            return Err(Rejection::BadPapers);
        }
        let item = line("missing.item", paper.item)?;
        let listed = item.as_deref().and_then(|item| procedure.paper(item));
        if item.is_some() && listed.is_none() {
            return Err(Rejection::BadField {
                field: "missing.item".to_owned(),
            });
        }
        let said = line("missing.name", Some(paper.name))?;
        let name = said
            .or_else(|| listed.map(|paper| paper.name.clone()))
            .ok_or_else(|| Rejection::BadField {
                field: "missing.name".to_owned(),
            })?;
        if listed.is_some_and(|listed| listed.handling == Handling::Lookup) {
            return Err(CounterRejection::NotDemandable { paper: name }.into());
        }
        let paper = MissingPaper {
            item,
            name,
            ..paper
        };
        if asked.iter().any(|other| other.key() == paper.key()) {
            return Err(Rejection::BadPapers);
        }
        asked.push(paper);
    }
    Ok(asked)
}

fn contact(given: Contact) -> Result<Option<Contact>, Rejection> {
    let phone = line("contact.phone", given.phone)?;
    let name = line("contact.name", Some(given.name))?;
    Ok(name.map(|name| Contact { name, phone }))
}

fn line(field: &str, text: Option<String>) -> Result<Option<String>, Rejection> {
    bounded(field, text, LINE_MAX, nfc)
}

fn paragraph(field: &str, text: Option<String>) -> Result<Option<String>, Rejection> {
    bounded(field, text, REASON_MAX, nfc_lines)
}

fn bounded(
    field: &str,
    text: Option<String>,
    max: usize,
    clean: fn(&str) -> String,
) -> Result<Option<String>, Rejection> {
    let Some(text) = text else { return Ok(None) };
    // A character of clean text never needs more than sixteen bytes of what was typed.
    let cleaned = if text.len() > max * 16 {
        None
    } else {
        Some(clean(&text)).filter(|text| text.chars().count() <= max)
    };
    let cleaned = cleaned.ok_or_else(|| Rejection::TooLong {
        field: field.to_owned(),
        max,
    })?;
    Ok(Some(cleaned).filter(|text| !text.is_empty()))
}

#[cfg(test)]
mod tests;
