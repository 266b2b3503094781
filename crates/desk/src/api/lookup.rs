//! Looking things up: procedures, cards, due dates, cases and people.

use super::linked::linked_bundles;
use super::people::AddressToday;
use super::words::{Warning, limit_words, warning};
use super::{Code, CorrectionRow, LinkedBundle, Workstation};
use crate::desk::catalogue;
use crate::error::{ApiError, ErrorCode};
use casework::card::{Card, CardError};
use casework::person::{Party, PersonWarning};
use casework::procedure::{Catalogue, DocumentForm, Handling, Paper, Procedure, Scope};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Longest text searched for, in characters.
const TEXT_MAX: usize = 200;

/// Text to search for.
#[derive(Debug, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct SearchText {
    /// What was typed; accents do not matter.
    pub text: String,
    /// Most rows.
    pub limit: u32,
}

/// A procedure in a list.
#[derive(Debug, Serialize, TS)]
pub struct ProcedureRow {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its field.
    pub field: String,
    /// Its time limit in words; empty where unknown.
    pub limit: String,
    /// Whether code, name and time limit come from a read source.
    pub verified: bool,
    /// Whether the office corrected something in it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub corrected: Option<bool>,
}

/// A paper of a procedure's checklist.
#[derive(Debug, Serialize, TS)]
pub struct ChecklistItem {
    /// Stable id within the procedure.
    pub item: String,
    /// Its name.
    pub name: String,
    /// The heading it stands under.
    pub group: Option<String>,
    /// Original, certified copy, photocopy or electronic.
    #[ts(type = "DocumentForm")]
    pub form: DocumentForm,
    /// How many.
    pub copies: u32,
    /// Submitted, presented or looked up.
    #[ts(type = "\"submit\" | \"present\" | \"lookup\"")]
    pub handling: Handling,
}

/// A case of a procedure with its own time limit.
#[derive(Debug, Serialize, TS)]
pub struct Variant {
    /// Its code.
    pub code: String,
    /// What the case is; empty where no source tells it.
    pub name: String,
    /// Its time limit in words.
    pub limit: String,
}

/// Everything the catalogue says about a procedure.
#[derive(Debug, Serialize, TS)]
pub struct ProcedureDetail {
    /// As in the list.
    #[serde(flatten)]
    pub row: ProcedureRow,
    /// Cases with a time limit of their own.
    pub variants: Vec<Variant>,
    /// The papers.
    pub checklist: Vec<ChecklistItem>,
    /// The fee in words; empty where unknown.
    pub fee: String,
    /// The fee in đồng, where it is one number.
    pub fee_vnd: Option<i64>,
    /// What the source adds.
    pub note: String,
    /// Where it was read.
    pub source: String,
    /// Where it applies.
    pub scope: String,
    /// Which level handles it.
    pub level: String,
    /// What comes out of it.
    pub results: Vec<String>,
    /// What the office corrected in it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub corrections: Option<Vec<CorrectionRow>>,
    /// Groups of linked procedures that a reception of it may begin.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub linked: Option<Vec<LinkedBundle>>,
}

/// A citizen card's QR as text.
#[derive(Debug, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct CardText {
    /// The text that arrived.
    pub text: String,
    /// The keys the scanner pressed, as an American keyboard has them; they survive an input method.
    #[serde(default)]
    #[ts(optional)]
    pub keys: Option<String>,
}

/// The fields of a citizen card.
#[derive(Debug, Serialize, TS)]
pub struct CardFields {
    /// Personal number.
    pub number: String,
    /// Old identity card number.
    pub old_number: Option<String>,
    /// Full name.
    pub name: String,
    /// dd/mm/yyyy, mm/yyyy or yyyy.
    pub born: Option<String>,
    /// M or F.
    #[ts(type = "\"M\" | \"F\" | null")]
    pub sex: Option<casework::person::Sex>,
    /// Address on the card, three-level before July 2025.
    pub address: String,
    /// dd/mm/yyyy.
    pub issued: Option<String>,
}

/// A card that was read.
#[derive(Debug, Serialize, TS)]
pub struct CardParsed {
    /// Its fields.
    pub card: CardFields,
    /// Its address in the units of today.
    pub today: AddressToday,
    /// What should be looked at.
    pub warnings: Vec<Warning>,
}

/// Asks what is odd about an applicant.
#[derive(Debug, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct PersonCheck {
    /// The applicant as typed so far.
    #[ts(type = "Party")]
    pub applicant: Party,
}

/// A case or procedure that was found.
#[derive(Debug, Serialize, TS)]
pub struct SearchHit {
    /// "case", "procedure" or "old_entry".
    #[ts(type = "\"case\" | \"procedure\" | \"old_entry\"")]
    pub kind: &'static str,
    /// Record code, procedure code, or the number in the old book.
    pub code: String,
    /// Applicant or name of the procedure.
    pub name: String,
    /// The text that matched.
    #[serde(rename = "match")]
    pub matched: String,
    /// Of an entry of an old book: the id of the book.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub book: Option<String>,
    /// Of an entry of an old book: its line in the book's file.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub row: Option<u32>,
}

pub(super) fn procedure_search(
    ws: &Workstation,
    request: SearchText,
) -> Result<Vec<ProcedureRow>, ApiError> {
    let text: String = request.text.chars().take(TEXT_MAX).collect();
    let limit = request.limit.min(100) as usize;
    let rows = |catalogue: &Catalogue| {
        let found = catalogue.search(&text, limit).into_iter();
        found
            .map(|procedure| procedure_row(catalogue, procedure))
            .collect()
    };
    Ok(match ws.desk() {
        Ok(desk) => rows(desk.catalogue()),
        Err(_) => rows(catalogue()),
    })
}

pub(super) fn procedure_show(ws: &Workstation, request: Code) -> Result<ProcedureDetail, ApiError> {
    match ws.desk() {
        Ok(desk) => procedure_detail(&desk, &request),
        Err(_) => detail_of(catalogue(), &request),
    }
}

/// Everything the office's catalogue says about a procedure today.
///
/// # Errors
/// [`ErrorCode::UnknownProcedure`].
pub fn procedure_detail(
    desk: &crate::desk::Desk,
    request: &Code,
) -> Result<ProcedureDetail, ApiError> {
    detail_of(desk.catalogue(), request)
}

fn detail_of(catalogue: &Catalogue, request: &Code) -> Result<ProcedureDetail, ApiError> {
    let procedure = catalogue.get(request.code.trim()).ok_or_else(|| {
        ApiError::new(ErrorCode::UnknownProcedure).with("procedure", &request.code)
    })?;
    let corrections = super::catalogue::correction_rows(catalogue, &procedure.code);
    let linked = linked_bundles(catalogue, &procedure.code);
    Ok(ProcedureDetail {
        row: procedure_row(catalogue, procedure),
        variants: procedure
            .variants
            .iter()
            .map(|variant| Variant {
                code: variant.code.clone(),
                name: variant.name.clone().unwrap_or_default(),
                limit: limit_words(variant.limit),
            })
            .collect(),
        checklist: procedure.checklist.iter().map(checklist_item).collect(),
        fee: crate::paper::fee_words(procedure),
        fee_vnd: procedure.fee_vnd,
        note: procedure.note.clone().unwrap_or_default(),
        source: procedure.source.clone(),
        scope: match &procedure.scope {
            Scope::National => String::new(),
            Scope::Province(name) => name.clone(),
        },
        level: procedure.level.clone(),
        results: procedure.results.clone(),
        corrections: Some(corrections).filter(|rows| !rows.is_empty()),
        linked: Some(linked).filter(|rows| !rows.is_empty()),
    })
}

/// The procedure of a code.
///
/// # Errors
/// [`ErrorCode::UnknownProcedure`].
pub fn procedure(code: &str) -> Result<&'static Procedure, ApiError> {
    catalogue()
        .get(code.trim())
        .ok_or_else(|| ApiError::new(ErrorCode::UnknownProcedure).with("procedure", code))
}

pub(super) fn procedure_row(catalogue: &Catalogue, procedure: &Procedure) -> ProcedureRow {
    ProcedureRow {
        code: procedure.code.clone(),
        name: procedure.name.clone(),
        field: procedure.field.clone(),
        limit: limit_words(procedure.limit),
        verified: procedure.verified,
        corrected: (!catalogue.corrections(&procedure.code).is_empty()).then_some(true),
    }
}

fn checklist_item(paper: &Paper) -> ChecklistItem {
    ChecklistItem {
        item: paper.item.clone(),
        name: paper.name.clone(),
        group: paper.group.clone(),
        form: paper.form,
        copies: u32::from(paper.copies),
        handling: paper.handling,
    }
}

pub(super) fn card_parse(_: &Workstation, request: CardText) -> Result<CardParsed, ApiError> {
    let keys = request.keys.unwrap_or_default();
    card_parsed(casework::card::read(&request.text, &keys))
}

/// Reads a citizen card's QR.
///
/// # Errors
/// [`ErrorCode::BadCard`] with the reason.
pub fn parse_card(text: &str) -> Result<CardParsed, ApiError> {
    card_parsed(casework::card::parse(text))
}

/// A card that was read, with its address in the units of today.
pub(super) fn card_parsed(
    read: Result<(Card, Vec<PersonWarning>), CardError>,
) -> Result<CardParsed, ApiError> {
    let (card, warnings) = read.map_err(|error| {
        ApiError::new(ErrorCode::BadCard).with("reason", super::words::label("card", error.code()))
    })?;
    Ok(CardParsed {
        today: super::people::today(card.address.as_deref().unwrap_or_default()),
        card: CardFields {
            number: card.number,
            old_number: card.old_number,
            name: card.name,
            born: card.born.map(|born| born.to_string()),
            sex: card.sex,
            address: card.address.unwrap_or_default(),
            issued: card
                .issued
                .map(|date| date.strftime("%d/%m/%Y").to_string()),
        },
        warnings: warnings.iter().map(warning).collect(),
    })
}

pub(super) fn person_check(
    _: &Workstation,
    request: PersonCheck,
) -> Result<Vec<Warning>, ApiError> {
    Ok(request.applicant.warnings().iter().map(warning).collect())
}

pub(super) fn search(ws: &Workstation, request: SearchText) -> Result<Vec<SearchHit>, ApiError> {
    let desk = ws.desk()?;
    find(&desk, &request.text, request.limit.min(200) as usize)
}

/// Searches cases, then procedures, then entries of old books.
///
/// # Errors
/// The store's.
pub fn find(
    desk: &crate::desk::Desk,
    text: &str,
    limit: usize,
) -> Result<Vec<SearchHit>, ApiError> {
    let text: String = text.chars().take(TEXT_MAX).collect();
    let rows = desk.store().read(|reader| reader.search(&text, limit))?;
    let cases = rows.into_iter().map(|row| SearchHit {
        kind: "case",
        code: row.code.to_string(),
        name: row.applicant,
        matched: row.matched,
        book: None,
        row: None,
    });
    let procedures = desk
        .catalogue()
        .search(&text, 8)
        .into_iter()
        .map(|procedure| SearchHit {
            kind: "procedure",
            code: procedure.code.clone(),
            name: procedure.name.clone(),
            matched: procedure.field.clone(),
            book: None,
            row: None,
        });
    let old = desk
        .store()
        .read(|reader| reader.search_old_entries(&text, limit))?;
    let old = old.into_iter().map(|found| SearchHit {
        kind: "old_entry",
        code: found.entry.number,
        name: found.entry.name,
        matched: found.matched,
        book: Some(found.book.to_string()),
        row: Some(found.entry.row),
    });
    Ok(cases.chain(procedures).chain(old).take(limit).collect())
}
