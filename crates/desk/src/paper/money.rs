//! Money papers: the payment slip of a case with its VietQR code, and the day's cash sheets.

use crate::clock;
use crate::desk::Desk;
use crate::error::{ApiError, ErrorCode};
use crate::fees::DaySheet;
use crate::identity::write_durably;
use crate::print::{
    CashSheetForm, Closing, Paper, PaymentSlipForm, PrintError, SlipPayment, cash_sheet,
    payment_slip,
};
use casework::case::Case;
use casework::fee::FeeAccount;
use casework::id::CaseId;
use jiff::civil::Date;
use std::path::{Path, PathBuf};

/// Lays out the payment slip of a case as it stands now.
///
/// # Errors
/// [`ErrorCode::FeesUnknown`] where nobody has assessed the fees, [`ErrorCode::Bug`] when the form
/// itself cannot be drawn.
pub fn slip(desk: &Desk, case: &Case) -> Result<Paper, ApiError> {
    let account = FeeAccount::of(case);
    let owed = account.owed();
    let form = PaymentSlipForm {
        office: super::head(desk, &desk.profile().place()),
        code: case.opening.code.to_string(),
        issued: clock::now(),
        applicant: case.applicant.name.clone(),
        procedure: case.opening.procedure_name.clone(),
        lines: account.lines.ok_or(ErrorCode::FeesUnknown)?,
        payments: case
            .money()
            .map(|(event, payment, refund)| SlipPayment {
                receipt: payment.receipt.clone(),
                way: payment.way,
                at: event.at,
                amount: payment.amount,
                refund,
            })
            .collect(),
        owed,
        transfer: desk.transfer_order(case)?,
        officer: desk.officer().name.clone(),
    };
    payment_slip(&form).map_err(|error| bug(&error))
}

/// Writes the payment slip of a case; a folder gets a file named after the record code.
///
/// # Errors
/// As [`slip`], or the disk's.
pub fn save_payment_slip(desk: &Desk, id: CaseId, path: &Path) -> Result<PathBuf, ApiError> {
    let case = desk.case(id)?;
    let path = within(path, &format!("{}-phi.pdf", case.opening.code));
    let pdf = slip(desk, &case)?
        .to_pdf(clock::now())
        .map_err(|error| bug(&error))?;
    write_durably(&path, &pdf)?;
    Ok(path)
}

/// Writes a day's cash sheets: `.csv` gives a table, everything else a PDF with a sheet an officer;
/// a folder gets a PDF named after the day.
///
/// # Errors
/// [`ErrorCode::Bug`] when the form itself cannot be drawn, or the disk's.
pub fn save_cash_sheets(
    desk: &Desk,
    date: Date,
    sheets: &[DaySheet],
    path: &Path,
) -> Result<PathBuf, ApiError> {
    let path = within(path, &format!("bang-ke-{date}.pdf"));
    let is_table = path
        .extension()
        .is_some_and(|extension| extension.eq_ignore_ascii_case("csv"));
    let bytes = if is_table {
        table(sheets)?
    } else {
        cash_paper(desk, sheets)?
            .to_pdf(clock::now())
            .map_err(|error| bug(&error))?
    };
    write_durably(&path, &bytes)?;
    Ok(path)
}

/// One paper of a day's sheets, each officer's on pages of its own.
///
/// # Errors
/// [`ErrorCode::Bug`] when the form itself cannot be drawn.
pub fn cash_paper(desk: &Desk, sheets: &[DaySheet]) -> Result<Paper, ApiError> {
    let mut whole: Option<Paper> = None;
    for day in sheets {
        let closing = day.closed.as_ref().map(|(_, closing)| Closing {
            counted: closing.counted,
            note: closing.note.clone(),
        });
        let form = CashSheetForm {
            office: super::head(desk, &desk.profile().place()),
            sheet: day.stated(),
            at: day
                .closed
                .as_ref()
                .map_or_else(clock::now, |(record, _)| record.at),
            late: day.late().into_iter().map(str::to_owned).collect(),
            closing,
        };
        let paper = cash_sheet(&form).map_err(|error| bug(&error))?;
        match &mut whole {
            None => whole = Some(paper),
            Some(whole) => {
                whole.pages.extend(paper.pages);
                whole.warnings.extend(paper.warnings);
            }
        }
    }
    whole.ok_or_else(|| ErrorCode::NoMoney.into())
}

/// A day's movements as a table with a byte order mark, so that spreadsheets read Vietnamese.
fn table(sheets: &[DaySheet]) -> Result<Vec<u8>, ApiError> {
    let mut writer = csv::Writer::from_writer(b"\xef\xbb\xbf".to_vec());
    let failed = |error: csv::Error| ApiError::new(ErrorCode::Io).with("detail", error);
    writer
        .write_record([
            "receipt",
            "at",
            "code",
            "applicant",
            "payer",
            "kind",
            "way",
            "amount",
            "reference",
            "reason",
            "officer",
        ])
        .map_err(failed)?;
    for movement in sheets.iter().flat_map(|day| &day.sheet.movements) {
        let signed = if movement.refund {
            -movement.amount.0
        } else {
            movement.amount.0
        };
        let text = |text: &Option<String>| text.as_deref().map(plain).unwrap_or_default();
        writer
            .write_record([
                movement.receipt.clone(),
                movement.at.to_string(),
                movement.code.to_string(),
                plain(&movement.applicant),
                text(&movement.payer),
                if movement.refund { "refund" } else { "payment" }.to_owned(),
                movement.way.code().to_owned(),
                signed.to_string(),
                text(&movement.reference),
                text(&movement.reason),
                plain(&movement.officer.name),
            ])
            .map_err(failed)?;
    }
    writer
        .into_inner()
        .map_err(|error| ApiError::new(ErrorCode::Io).with("detail", error))
}

/// A text that no spreadsheet takes for a formula.
fn plain(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@']) {
        return format!("'{text}");
    }
    text.to_owned()
}

fn within(path: &Path, name: &str) -> PathBuf {
    if path.is_dir() {
        path.join(name)
    } else {
        path.to_owned()
    }
}

fn bug(error: &PrintError) -> ApiError {
    ApiError::new(ErrorCode::Bug).with("detail", error)
}
