//! From a case to the paper in the citizen's hand: what each form says, its file, its printer.

mod guidance;
pub mod handover;
pub mod money;
pub mod pad;
mod printer;
mod size;
pub mod visit;

pub use guidance::{guidance, guidance_form, print_guidance, save_guidance};
pub(crate) use printer::hand;
pub use size::{size_of, sizes};

use crate::api::{filled, label, limit_words, step_label};
use crate::clock;
use crate::desk::Desk;
use crate::error::{ApiError, ErrorCode};
use crate::identity::write_durably;
use crate::print::{
    self, Due, Fee, Issue, Office, Paper, PaperSize, PrintError, ReceiptForm, RequiredPaper,
    Submitter, Wording, head_lines, masked,
};
use casework::case::{Case, EventKind};
use casework::counter::{CounterAnswer, CounterOutcome};
use casework::fee::{Asked, FeeAccount, FeeLine, Quantities, UnknownReason};
use casework::form::{self, Form, FormFacts, Letter, ReceiptFacts};
use casework::id::CaseId;
use casework::office::{Place, PlaceKind};
use casework::person::{Party, PartyKind, Relation};
use casework::procedure::{Channel, FeeKind, Procedure};
use casework::record::Record;
use casework::time::LocalTime;
use std::path::{Path, PathBuf};

/// Folder within the data folder where printed paper is kept for the print system.
const SPOOL: &str = "paper";

/// Lays out an issue of a form: one that was made as it was made, the next one as the case is now.
///
/// # Errors
/// [`ErrorCode::NotOnThisPaper`] where the form is not printed on it, [`ErrorCode::NothingToPrint`]
/// where nothing happened that the form is about, [`ErrorCode::PaperChanged`] where an earlier issue cannot be drawn as it was, [`ErrorCode::Bug`]
/// when the form itself cannot be drawn.
pub fn draw(
    desk: &Desk,
    case: &Case,
    (form, size): (Form, PaperSize),
    issue: u32,
) -> Result<Paper, ApiError> {
    size::check(form, size)?;
    case.may_issue(form.code(), desk.office())?;
    let issued;
    let case = if issue <= case.issues(form.code()) {
        issued = form::as_issued(case, form, issue).ok_or_else(|| {
            ApiError::new(ErrorCode::PaperChanged)
                .with("form", form.code())
                .with("issue", issue)
        })?;
        &issued
    } else {
        case
    };
    let drawn = match form::facts(case, form)? {
        FormFacts::Receipt(facts) => Wording::of(form.code()).and_then(|wording| {
            print::receipt(&receipt_form(desk, case, *facts, issue), wording, size)
        }),
        FormFacts::Letter(mut letter) => {
            if let Letter::Supplement(facts) = &mut *letter {
                facts.until = closing(desk, case);
            }
            print::letter(&letter, &about(desk, case, &letter, issue), size)
        }
    };
    drawn.map_err(|error| bug(&error))
}

/// An issue of a form as PDF bytes: the same case, issue and paper always give the same bytes.
///
/// # Errors
/// As [`draw`].
pub fn pdf(
    desk: &Desk,
    case: &Case,
    (form, size): (Form, PaperSize),
    issue: u32,
) -> Result<Vec<u8>, ApiError> {
    draw(desk, case, (form, size), issue)?
        .to_pdf(issued_at(case, form, issue))
        .map_err(|error| bug(&error))
}

/// The receipt as PDF bytes, on A5.
///
/// # Errors
/// As [`draw`].
pub fn receipt_pdf(desk: &Desk, case: &Case, issue: u32) -> Result<Vec<u8>, ApiError> {
    pdf(desk, case, (Form::Receipt, PaperSize::A5), issue)
}

/// The paper of an answer at the counter as PDF bytes: Mẫu 02 or Mẫu 03. An answer never changes, so
/// every print of it is the same.
///
/// # Errors
/// [`ErrorCode::NothingToPrint`] for guidance, [`ErrorCode::Bug`] when the form cannot be drawn.
pub fn answer_pdf(
    desk: &Desk,
    record: &Record,
    answer: &CounterAnswer,
) -> Result<Vec<u8>, ApiError> {
    let letter = form::of_answer(record, answer)?;
    let number = &answer.number;
    // The form itself says what kind of number it is.
    let serial = match answer.outcome {
        CounterOutcome::SupplementRequested => number.split('/').next().unwrap_or(number),
        CounterOutcome::Guided | CounterOutcome::Refused => number,
    };
    let issue = Issue {
        office: head(desk, &record.place),
        issued: record.at,
        reissue: 0,
        serial: Some(serial.to_owned()),
        field: None,
        step: None,
    };
    print::letter(&letter, &issue, PaperSize::A5)
        .and_then(|paper| paper.to_pdf(record.at))
        .map_err(|error| bug(&error))
}

/// Writes the paper of an answer to `path`, or hands it to the print system where there is none.
///
/// # Errors
/// As [`answer_pdf`]; [`ErrorCode::NoPrinter`], [`ErrorCode::PrintFailed`], the disk's.
pub fn hand_answer(
    desk: &Desk,
    (record, answer): (&Record, &CounterAnswer),
    path: Option<&Path>,
    name: Option<&str>,
) -> Result<PathBuf, ApiError> {
    let bytes = answer_pdf(desk, record, answer)?;
    let file = format!("{}.pdf", answer.number.replace('/', "-"));
    printer::save_or_hand(desk, path, name, |path| written(path, &file, &bytes))
}

/// Writes a paper to `path`; a folder gets a file of the name `file`.
fn written(path: &Path, file: &str, bytes: &[u8]) -> Result<PathBuf, ApiError> {
    let path = if path.is_dir() {
        path.join(file)
    } else {
        path.to_owned()
    };
    write_durably(&path, bytes)?;
    Ok(path)
}

/// Issues a form and writes it to `path`; a folder gets a file named after record code and form.
///
/// # Errors
/// As [`draw`]; [`ErrorCode::UnknownCase`], the disk's; where the file cannot be written the issue is
/// not counted.
pub fn save(
    desk: &Desk,
    id: CaseId,
    (form, size): (Form, PaperSize),
    path: &Path,
) -> Result<PathBuf, ApiError> {
    let case = desk.case(id)?;
    let path = if path.is_dir() {
        path.join(file_name(&case, form))
    } else {
        path.to_owned()
    };
    // A folder that cannot be written is found before the paper counts as issued.
    let next = case.issues(form.code()) + 1;
    write_durably(&path, &pdf(desk, &case, (form, size), next)?)?;
    let case = desk.issue(id, form)?;
    let issue = case.issues(form.code());
    write_durably(&path, &pdf(desk, &case, (form, size), issue)?)?;
    Ok(path)
}

/// Writes the receipt of a case whose issue is already counted into a folder.
///
/// # Errors
/// As [`draw`], or the disk's.
pub fn write_receipt(desk: &Desk, case: &Case, dir: &Path) -> Result<PathBuf, ApiError> {
    let form = Form::Receipt;
    let path = dir.join(file_name(case, form));
    let issue = case.issues(form.code()).max(1);
    write_durably(&path, &receipt_pdf(desk, case, issue)?)?;
    Ok(path)
}

/// Issues a form and hands it to the print system. The file stays in the data folder.
///
/// # Errors
/// [`ErrorCode::NoPrinter`] before anything counts as issued, [`ErrorCode::PrintFailed`]; as [`save`].
pub fn print(
    desk: &Desk,
    id: CaseId,
    wanted: (Form, PaperSize),
    name: Option<&str>,
) -> Result<PathBuf, ApiError> {
    printer::hand(desk, name, |dir| save(desk, id, wanted, dir))
}

/// The fee of a procedure in words; empty where the catalogue has none.
pub fn fee_words(procedure: &Procedure) -> String {
    match procedure.fee_vnd {
        Some(0) => label("fee", "free"),
        Some(amount) => money_words(amount),
        None => procedure.fee_note.clone().unwrap_or_default(),
    }
}

/// A QR code as one SVG picture for the screen.
///
/// # Errors
/// [`ErrorCode::Bug`] when it cannot be drawn.
pub fn code_picture(payload: &str, title: &str) -> Result<String, ApiError> {
    crate::print::code_svg(payload, title).map_err(|error| bug(&error))
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

pub(crate) fn bug(error: &PrintError) -> ApiError {
    ApiError::new(ErrorCode::Bug).with("detail", error)
}

fn file_name(case: &Case, form: Form) -> String {
    let code = &case.opening.code;
    match form {
        Form::Receipt => format!("{code}.pdf"),
        Form::Supplement
        | Form::Refusal
        | Form::Apology
        | Form::Stop
        | Form::Control
        | Form::ReturnSlip => format!("{code}-{}.pdf", form.code().replace('_', "-")),
    }
}

/// When an issue was made: the print record's time, or now for one that is only previewed.
fn issued_at(case: &Case, form: Form, issue: u32) -> LocalTime {
    case.printed_at(form.code(), issue)
        .unwrap_or_else(clock::now)
}

/// What stands around the facts of a letter.
fn about(desk: &Desk, case: &Case, letter: &Letter, issue: u32) -> Issue {
    let procedure = desk.catalogue().get(&case.opening.procedure);
    let (form, step) = match letter {
        Letter::Supplement(_) => (Form::Supplement, None),
        Letter::Refusal(_) => (Form::Refusal, None),
        Letter::Apology(_) => (Form::Apology, None),
        Letter::Stop(facts) => (Form::Stop, Some(step_label(facts.step))),
        Letter::Control(_) => (Form::Control, None),
        Letter::ReturnSlip(_) => (Form::ReturnSlip, None),
    };
    Issue {
        office: head(desk, &case.opening.place),
        issued: issued_at(case, form, issue),
        reissue: issue.saturating_sub(1),
        serial: None,
        field: procedure.map(|procedure| procedure.field.clone()),
        step,
    }
}

/// When a file that waits for a supplement is closed.
fn closing(desk: &Desk, case: &Case) -> Option<LocalTime> {
    let asked = case.last(EventKind::SupplementRequested)?;
    desk.rules().close_after(asked.at, desk.calendar()).ok()
}

fn receipt_form(desk: &Desk, case: &Case, facts: ReceiptFacts, issue: u32) -> ReceiptForm {
    let opening = &case.opening;
    let procedure = desk.catalogue().get(&opening.procedure);
    let limit = procedure.and_then(|procedure| procedure.limit_of(opening.variant.as_deref()));
    let submitter = &case.submitter;
    ReceiptForm {
        office: head(desk, &case.opening.place),
        code: facts.code,
        slip: crate::slip::on_issue(case, issue),
        issued: issued_at(case, Form::Receipt, issue),
        reissue: issue.saturating_sub(1),
        applicant: case.applicant.name.clone(),
        applicant_id: case
            .applicant
            .id
            .as_deref()
            .map(|id| shown_id(id, &case.applicant)),
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
        papers: facts
            .papers
            .into_iter()
            .map(|paper| RequiredPaper {
                name: paper.name,
                form: Some(paper.form),
                copies: paper.copies,
                handling: paper.handling,
            })
            .collect(),
        sets: 1,
        limit: Some(limit_words(limit)).filter(|words| !words.is_empty()),
        received: facts.received,
        clock_unconfirmed: facts.clock_unconfirmed,
        due: facts.due.map_or(Due::UnknownLimit, Due::At),
        provisional: facts.provisional.then(|| label("paper", "provisional")),
        return_way: case.return_way,
        fees: fees(desk, case, procedure),
        book: None,
        officer: facts.officer,
        note: opening.for_office.as_ref().map(|other| {
            filled(
                "paper",
                "for_office",
                vec![("parent", other.parent.clone())],
            )
        }),
    }
}

/// The office in the head of a paper that belongs to `place`.
pub(crate) fn head(desk: &Desk, place: &Place) -> Office {
    let office = &desk.profile().office;
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
        name: office.name.clone(),
        counter: match &point {
            Some(point) => format!("{point}, {}", office.name),
            None => office.name.clone(),
        },
        point: point.map(|point| point.to_uppercase()),
        place: office.locality.clone(),
        hotline: office.phone.clone(),
    }
}

/// A person's number with its middle hidden; an organisation's as it is.
fn shown_id(id: &str, party: &Party) -> String {
    match party.kind {
        PartyKind::Person => masked(id),
        PartyKind::Organisation => id.to_owned(),
    }
}

/// What the receipt says about fees: the lines assessed, else what is known of the procedure; `None`
/// leaves room for the pen.
fn fees(desk: &Desk, case: &Case, procedure: Option<&Procedure>) -> Option<Vec<Fee>> {
    let Some(lines) = FeeAccount::of(case).lines else {
        return unknown_fees(desk, case).or_else(|| procedure.and_then(listed_fees));
    };
    let free = |line: &FeeLine| line.amount.0 == 0 && line.exemption.is_none();
    if lines.iter().all(free) {
        return Some(vec![]);
    }
    let fee = |line: &FeeLine| Fee {
        name: line.name.clone(),
        amount: u64::try_from(line.amount.0).ok(),
        note: match &line.exemption {
            Some(ground) => Some(filled("fee", "exempt", vec![("ground", ground.clone())])),
            // What an officer states needs no mark; what a table states without proof does.
            None if !line.verified && line.source.is_some() => Some(label("fee", "unverified")),
            None => None,
        },
    };
    Some(lines.iter().filter(|line| !free(line)).map(fee).collect())
}

/// Why nobody knows the amount: the province sets it.
fn unknown_fees(desk: &Desk, case: &Case) -> Option<Vec<Fee>> {
    let opening = &case.opening;
    let quantities = Quantities::default();
    let assessment = desk.fee_table().ok()?.assess(&Asked {
        procedure: &opening.procedure,
        channel: crate::fees::channel(case.submitter.relation),
        quantities: &quantities,
        exemption: None,
        at: opening.appointment.received.date(),
    });
    let unknown = assessment.ok()?.unknown.into_iter().next()?;
    let note = |reason| Fee {
        name: String::new(),
        amount: None,
        note: Some(label("fee_unknown", reason)),
    };
    match unknown.reason {
        UnknownReason::SetByProvince => Some(vec![note(unknown.reason.code())]),
        UnknownReason::PagesMissing | UnknownReason::NotInTable => None,
    }
}

/// The fee lines of filing in person, as the catalogue has them.
fn listed_fees(procedure: &Procedure) -> Option<Vec<Fee>> {
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
