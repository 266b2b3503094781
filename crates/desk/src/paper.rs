//! From a case to the paper in the citizen's hand: what the receipt says, its file, its printer.

mod guidance;
mod printer;

pub use guidance::{guidance, guidance_form, print_guidance, save_guidance};

use crate::api::{label, limit_words};
use crate::cases::RECEIPT;
use crate::clock;
use crate::desk::Desk;
use crate::error::{ApiError, ErrorCode};
use crate::identity::write_durably;
use crate::print::{
    Due, Fee, Office, Paper, PrintError, ReceiptForm, RequiredPaper, Submitter, Wording, head_lines,
};
use casework::case::Case;
use casework::id::{CaseId, Hash};
use casework::office::PlaceKind;
use casework::person::{Party, PartyKind, Relation};
use casework::procedure::{Channel, FeeKind, Procedure};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// Folder within the data folder where printed paper is kept for the print system.
const SPOOL: &str = "paper";

/// Lays out a case's receipt as its `issue`-th issue.
///
/// # Errors
/// [`ErrorCode::Bug`] when the form itself cannot be drawn.
pub fn receipt(desk: &Desk, case: &Case, issue: u32) -> Result<Paper, ApiError> {
    crate::print::receipt(&form(desk, case, issue), wording()?).map_err(|error| bug(&error))
}

/// The receipt as PDF bytes: the same case and issue always give the same bytes.
///
/// # Errors
/// As [`receipt`].
pub fn receipt_pdf(desk: &Desk, case: &Case, issue: u32) -> Result<Vec<u8>, ApiError> {
    receipt(desk, case, issue)?
        .to_pdf(issued_at(case, issue))
        .map_err(|error| bug(&error))
}

/// The receipt as pictures, one SVG document a page.
///
/// # Errors
/// As [`receipt`].
pub fn receipt_pictures(desk: &Desk, case: &Case, issue: u32) -> Result<Vec<String>, ApiError> {
    receipt(desk, case, issue)?
        .to_svg()
        .map_err(|error| bug(&error))
}

/// Issues the receipt and writes it to `path`; a folder gets a file named after the record code.
///
/// # Errors
/// [`ErrorCode::UnknownCase`], the disk's; where the file cannot be written the issue is not
/// counted.
pub fn save_receipt(desk: &Desk, id: CaseId, path: &Path) -> Result<PathBuf, ApiError> {
    let case = desk.case(id)?;
    let path = if path.is_dir() {
        path.join(file_name(&case))
    } else {
        path.to_owned()
    };
    // A folder that cannot be written is found before the paper counts as issued.
    write_durably(&path, &receipt_pdf(desk, &case, case.issues(RECEIPT) + 1)?)?;
    let case = desk.issue_receipt(id)?;
    write_durably(&path, &receipt_pdf(desk, &case, case.issues(RECEIPT))?)?;
    Ok(path)
}

/// Writes the receipt of a case whose issue is already counted into a folder.
///
/// # Errors
/// The disk's.
pub fn write_receipt(desk: &Desk, case: &Case, dir: &Path) -> Result<PathBuf, ApiError> {
    let path = dir.join(file_name(case));
    write_durably(
        &path,
        &receipt_pdf(desk, case, case.issues(RECEIPT).max(1))?,
    )?;
    Ok(path)
}

/// Issues the receipt and hands it to the print system. The file stays in the data folder.
///
/// # Errors
/// [`ErrorCode::NoPrinter`] before anything counts as issued, [`ErrorCode::PrintFailed`].
pub fn print_receipt(desk: &Desk, id: CaseId, name: Option<&str>) -> Result<PathBuf, ApiError> {
    let printer = printer::find(name)?;
    let dir = desk.dir().join(SPOOL);
    std::fs::create_dir_all(&dir)?;
    let path = save_receipt(desk, id, &dir)?;
    printer::submit(&printer, &path)?;
    Ok(path)
}

/// The fee of a procedure in words; empty where the catalogue has none.
pub fn fee_words(procedure: &Procedure) -> String {
    match procedure.fee_vnd {
        Some(0) => label("fee", "free"),
        Some(amount) => money_words(amount),
        None => procedure.fee_note.clone().unwrap_or_default(),
    }
}

/// An amount in đồng in words: "8.000 đồng".
pub(crate) fn money_words(amount: i64) -> String {
    let thousands = u32::try_from(amount).map(grouped);
    format!(
        "{} {}",
        thousands.unwrap_or_default(),
        label("fee", "currency")
    )
}

fn grouped(amount: u32) -> String {
    let digits = amount.to_string();
    let head = digits.len() % 3;
    let groups = digits.as_bytes()[head..]
        .chunks(3)
        .map(String::from_utf8_lossy);
    let first = (head > 0).then(|| digits[..head].into());
    first
        .into_iter()
        .chain(groups)
        .collect::<Vec<_>>()
        .join(".")
}

/// SHA-256 of what stands on a receipt: a later difference is an amendment.
pub fn receipt_facts(case: &Case) -> Hash {
    let opening = &case.opening;
    let facts = serde_json::json!([
        opening.code.as_str(),
        opening.procedure,
        opening.procedure_name,
        opening.documents,
        opening.appointment.received,
        opening.appointment.due,
        case.applicant,
        case.submitter,
        case.return_way,
    ]);
    Hash::of(facts.to_string().as_bytes())
}

pub(crate) fn bug(error: &PrintError) -> ApiError {
    ApiError::new(ErrorCode::Bug).with("detail", error)
}

fn wording() -> Result<&'static Wording, ApiError> {
    static WORDING: OnceLock<Option<Wording>> = OnceLock::new();
    WORDING
        .get_or_init(|| Wording::shipped().ok())
        .as_ref()
        .ok_or_else(|| ApiError::new(ErrorCode::Bug).with("detail", "catalogue/forms/receipt.json"))
}

fn file_name(case: &Case) -> String {
    format!("{}.pdf", case.opening.code)
}

/// When an issue was made: the print record's time, or now for one that is only previewed.
fn issued_at(case: &Case, issue: u32) -> casework::time::LocalTime {
    case.printed_at(RECEIPT, issue).unwrap_or_else(clock::now)
}

fn form(desk: &Desk, case: &Case, issue: u32) -> ReceiptForm {
    let opening = &case.opening;
    let appointment = &opening.appointment;
    let procedure = desk.catalogue().get(&opening.procedure);
    let limit = procedure.and_then(|procedure| procedure.limit_of(opening.variant.as_deref()));
    let submitter = &case.submitter;
    ReceiptForm {
        office: head(desk, case),
        code: opening.code.to_string(),
        issued: issued_at(case, issue),
        reissue: issue.saturating_sub(1),
        applicant: case.applicant.name.clone(),
        applicant_id: case
            .applicant
            .id
            .as_deref()
            .map(|id| masked(id, &case.applicant)),
        address: case.applicant.address.clone(),
        phone: case.applicant.phone.clone(),
        email: case.applicant.email.clone(),
        submitter: submitter
            .name
            .clone()
            .filter(|_| submitter.relation != Relation::Applicant)
            .map(|name| Submitter {
                name,
                relation: submitter.relation,
            }),
        signer: if submitter.relation == Relation::Applicant
            && case.applicant.kind == PartyKind::Person
        {
            Some(case.applicant.name.clone())
        } else {
            submitter.name.clone()
        },
        procedure: opening.procedure_name.clone(),
        procedure_code: opening.procedure.clone(),
        verified: procedure.is_some_and(|procedure| procedure.verified),
        papers: case
            .papers()
            .into_iter()
            .map(|(_, paper)| RequiredPaper {
                name: paper.name.clone(),
                form: Some(paper.form),
                copies: paper.copies,
                handling: paper.handling,
            })
            .collect(),
        sets: 1,
        limit: Some(limit_words(limit)).filter(|words| !words.is_empty()),
        received: appointment.received,
        clock_unconfirmed: appointment.clock_unconfirmed,
        due: appointment.due.map_or(Due::UnknownLimit, Due::At),
        provisional: appointment
            .provisional
            .then(|| label("paper", "provisional")),
        return_way: case.return_way,
        fees: procedure.and_then(fees),
        book: None,
        officer: case
            .receiver()
            .map(|event| event.officer.name.clone())
            .unwrap_or_default(),
        note: None,
    }
}

fn head(desk: &Desk, case: &Case) -> Office {
    let office = &desk.profile().office;
    let place = &case.opening.place;
    let point = match place.kind {
        PlaceKind::Point => place.name.clone(),
        PlaceKind::Home | PlaceKind::Centre => desk
            .profile()
            .standing_point()
            .filter(|point| point.kind == PlaceKind::Point)
            .map(|point| point.name.clone()),
    };
    Office {
        // A line may only break between the body's kind and its own name.
        parent: head_lines(&office.parent)
            .iter()
            .map(|line| line.replace(' ', "\u{a0}"))
            .collect::<Vec<_>>()
            .join(" "),
        centre: head_lines(&office.name),
        counter: match &point {
            Some(point) => format!("{point}, {}", office.name),
            None => office.name.clone(),
        },
        point: point.map(|point| point.to_uppercase()),
        place: office.locality.clone(),
        hotline: office.phone.clone(),
    }
}

/// A personal number with its middle hidden; other numbers as they are.
fn masked(id: &str, party: &Party) -> String {
    let personal = party.kind == PartyKind::Person && id.len() >= 9 && id.is_ascii();
    if !personal {
        return id.to_owned();
    }
    format!(
        "{}{}{}",
        &id[..3],
        "*".repeat(id.len() - 6),
        &id[id.len() - 3..]
    )
}

/// The fee lines of filing in person; `None` leaves room for the pen.
fn fees(procedure: &Procedure) -> Option<Vec<Fee>> {
    if procedure.fee_vnd == Some(0) {
        return Some(vec![]);
    }
    let lines: Vec<Fee> = procedure
        .fees
        .iter()
        .filter(|fee| fee.channels.contains(&Channel::Direct))
        .filter_map(|fee| {
            Some(Fee {
                name: label(
                    "fee",
                    match fee.kind {
                        FeeKind::Fee => "fee",
                        FeeKind::Charge => "charge",
                    },
                ),
                amount: Some(u64::try_from(fee.amount_vnd?).ok()?),
                note: None,
            })
        })
        .collect();
    if !lines.is_empty() {
        return Some(lines);
    }
    // Amounts that a province sets are written by hand.
    let note = procedure
        .fee_note
        .clone()
        .filter(|_| procedure.fees.is_empty())?;
    Some(vec![Fee {
        name: String::new(),
        amount: None,
        note: Some(note),
    }])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_grouped_by_points() {
        for (amount, text) in [
            (0, "0"),
            (500, "500"),
            (8_000, "8.000"),
            (1_250_000, "1.250.000"),
        ] {
            assert_eq!(grouped(amount), text);
        }
    }
}
