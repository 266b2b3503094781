//! Money in the window: what a case costs, paying, giving back.

use super::words::{filled, label};
use super::{Code, Workstation};
use crate::clock;
use crate::desk::Desk;
use crate::error::{ApiError, ErrorCode};
use crate::fees::Handed;
use crate::paper::money as paper;
use casework::case::Case;
use casework::fee::{Asked, Assessment, FeeAccount, FeeLine, FeesIn, Money, PaymentWay};
use casework::person::Relation;
use casework::time::LocalTime;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;
use ts_rs::TS;

/// Asks what a case would cost.
#[derive(Debug, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct FeesPreview {
    /// Code of the procedure.
    pub procedure: String,
    /// Who files; by post has rates of its own.
    #[ts(type = "Relation")]
    pub relation: Relation,
    /// When the file is received; now where `None`.
    #[ts(type = "string | null")]
    pub received: Option<LocalTime>,
    /// Pages, copies, persons, choice and ground.
    #[ts(type = "FeesIn")]
    pub fees: FeesIn,
}

/// What a case would cost.
#[derive(Debug, Serialize, TS)]
pub struct FeesAssessed {
    /// The lines.
    pub lines: Vec<FeeRow>,
    /// Their sum in đồng.
    #[ts(type = "number")]
    pub total: i64,
    /// What the table cannot say, in Vietnamese.
    pub unknown: Vec<String>,
    /// How the amounts come about, in Vietnamese.
    pub explain: Vec<String>,
    /// The grounds of exemption that hold for the procedure.
    pub exemptions: Vec<ExemptionRow>,
    /// Rates to choose between, beside the ordinary one.
    pub options: Vec<FeeOption>,
    /// The number of pages changes the amount.
    pub by_pages: bool,
    /// The number of copies changes the amount.
    pub by_copies: bool,
    /// The number of persons changes the amount.
    pub by_persons: bool,
}

/// A fee line.
#[derive(Debug, Serialize, TS)]
pub struct FeeRow {
    /// What it is for.
    pub name: String,
    /// Fee, charge or price of a service.
    #[ts(type = "\"fee\" | \"charge\" | \"service\"")]
    pub kind: casework::fee::FeeKind,
    /// The price of one in đồng.
    #[ts(type = "number")]
    pub unit_price: i64,
    /// How many.
    pub quantity: u32,
    /// What is asked for, in đồng.
    #[ts(type = "number")]
    pub amount: i64,
    /// The ground on which nothing is asked for.
    pub exemption: Option<String>,
    /// Where the rate comes from.
    pub source: Option<String>,
    /// The rate was read in a source.
    pub verified: bool,
}

/// A ground of exemption.
#[derive(Debug, Serialize, TS)]
pub struct ExemptionRow {
    /// Stable name.
    pub code: String,
    /// The words on paper.
    pub ground: String,
    /// It was read in a source.
    pub verified: bool,
}

/// A rate to choose.
#[derive(Debug, Serialize, TS)]
pub struct FeeOption {
    /// Stable name.
    pub code: String,
    /// Its name in Vietnamese.
    pub label: String,
}

/// The money of a case.
#[derive(Debug, Serialize, TS)]
pub struct FeesOfCase {
    /// Record code.
    pub code: String,
    /// Whom the case is for.
    pub applicant: String,
    /// Somebody has assessed the fees.
    pub assessed: bool,
    /// The lines.
    pub lines: Vec<FeeRow>,
    /// Their sum in đồng.
    #[ts(type = "number")]
    pub total: i64,
    /// What came in.
    #[ts(type = "number")]
    pub paid: i64,
    /// What went back.
    #[ts(type = "number")]
    pub refunded: i64,
    /// What is still to be paid.
    #[ts(type = "number")]
    pub owed: i64,
    /// What was paid too much.
    #[ts(type = "number")]
    pub overpaid: i64,
    /// Payments and refunds, oldest first.
    pub payments: Vec<PaymentRow>,
    /// How to transfer what is owed.
    pub transfer: Option<TransferView>,
}

/// Money that came in or went back.
#[derive(Debug, Serialize, TS)]
pub struct PaymentRow {
    /// Number of the receipt line.
    pub receipt: String,
    /// Record code.
    pub code: String,
    /// Whom the case is for.
    pub applicant: String,
    /// When.
    pub at: String,
    /// Who took it or gave it back.
    pub officer: String,
    /// In đồng, always positive.
    #[ts(type = "number")]
    pub amount: i64,
    /// It went back to the citizen.
    pub refund: bool,
    /// Cash, transfer or online.
    #[ts(type = "PaymentWay")]
    pub way: PaymentWay,
    /// What the transfer said.
    pub reference: Option<String>,
    /// Who paid, if not the applicant.
    pub payer: Option<String>,
    /// Why it went back.
    pub reason: Option<String>,
    /// Known only after the day was closed.
    pub late: bool,
}

/// A transfer the citizen can make.
#[derive(Debug, Serialize, TS)]
pub struct TransferView {
    /// The bank's number.
    pub bin: String,
    /// The account's number.
    pub account: String,
    /// The account's holder.
    pub name: String,
    /// What the transfer must say.
    pub reference: String,
    /// The text of the VietQR code.
    pub payload: String,
    /// The code as one SVG picture.
    pub svg: String,
}

/// Assesses the fees of a case anew.
#[derive(Debug, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct FeesAssess {
    /// Record code.
    pub code: String,
    /// Pages, copies, persons, choice and ground; or the lines.
    #[ts(type = "FeesIn")]
    pub fees: FeesIn,
}

/// Takes money for a case.
#[derive(Debug, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct FeePay {
    /// Record code.
    pub code: String,
    /// In đồng; everything that is owed where `None`.
    #[ts(type = "number | null")]
    pub amount: Option<i64>,
    /// Cash, transfer or online.
    #[ts(type = "PaymentWay")]
    pub way: PaymentWay,
    /// What the transfer said.
    pub reference: Option<String>,
    /// Who pays, if not the applicant.
    pub payer: Option<String>,
}

/// Gives money back.
#[derive(Debug, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct FeeRefund {
    /// Record code.
    pub code: String,
    /// In đồng; everything the office holds where `None`.
    #[ts(type = "number | null")]
    pub amount: Option<i64>,
    /// Cash or transfer.
    #[ts(type = "PaymentWay")]
    pub way: PaymentWay,
    /// Why, by which rule of the field.
    pub reason: String,
}

/// Saves the payment slip of a case.
#[derive(Debug, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct SlipSave {
    /// Record code.
    pub code: String,
    /// Where to write; a folder gets a file named after the record code.
    pub path: String,
}

/// Where a money paper was saved.
#[derive(Debug, Serialize, TS)]
pub struct MoneyPaperSaved {
    /// The file.
    pub path: String,
}

pub(super) fn preview(ws: &Workstation, request: FeesPreview) -> Result<FeesAssessed, ApiError> {
    fees_preview(&*ws.desk()?, &request)
}

/// What a case would cost.
///
/// # Errors
/// [`ErrorCode::BadField`] for impossible numbers or a ground that does not hold.
pub fn fees_preview(desk: &Desk, request: &FeesPreview) -> Result<FeesAssessed, ApiError> {
    let bad = |field: &str| ApiError::new(ErrorCode::BadField).with("field", field);
    let table = desk.fee_table()?;
    let procedure = request.procedure.trim();
    let asked = Asked {
        procedure,
        channel: crate::fees::channel(request.relation),
        quantities: &request.fees.quantities(),
        exemption: request.fees.exemption.as_deref(),
        at: request.received.unwrap_or_else(clock::now).date(),
    };
    let assessment = table.assess(&asked).map_err(|error| bad(error.field()))?;
    let [by_pages, by_copies, by_persons] = table.depends_on(procedure);
    let options = table.options(procedure).into_iter().map(|code| FeeOption {
        code: code.to_owned(),
        label: label("fee_option", code),
    });
    let exemptions = table.exemptions(procedure).into_iter();
    Ok(FeesAssessed {
        total: assessment.total.0,
        unknown: unknown_words(&assessment),
        explain: explained(&assessment),
        lines: assessment.lines.iter().map(fee_row).collect(),
        exemptions: exemptions
            .map(|exemption| ExemptionRow {
                code: exemption.code.clone(),
                ground: exemption.ground.clone(),
                verified: exemption.is_verified(),
            })
            .collect(),
        options: options.collect(),
        by_pages,
        by_copies,
        by_persons,
    })
}

/// What the table cannot say, in Vietnamese.
pub fn unknown_words(assessment: &Assessment) -> Vec<String> {
    let unknown = assessment.unknown.iter();
    unknown
        .map(|unknown| label("fee_unknown", unknown.reason.code()))
        .collect()
}

fn explained(assessment: &Assessment) -> Vec<String> {
    let steps = assessment.explain.iter();
    steps
        .map(|step| filled("fee_explain", step.key(), step.params()))
        .collect()
}

fn fee_row(line: &FeeLine) -> FeeRow {
    FeeRow {
        name: line.name.clone(),
        kind: line.kind,
        unit_price: line.unit_price.0,
        quantity: line.quantity,
        amount: line.amount.0,
        exemption: line.exemption.clone(),
        source: line.source.clone(),
        verified: line.verified,
    }
}

pub(super) fn show(ws: &Workstation, request: Code) -> Result<FeesOfCase, ApiError> {
    let desk = ws.desk()?;
    fees_of(&desk, &desk.case(desk.find(&request.code)?)?)
}

/// The money of a case.
///
/// # Errors
/// [`ErrorCode::BadOfficeFile`] when the office's account cannot stand in a payment code.
pub fn fees_of(desk: &Desk, case: &Case) -> Result<FeesOfCase, ApiError> {
    let account = FeeAccount::of(case);
    let transfer = desk
        .transfer_order(case)?
        .map(|order| {
            Ok::<_, ApiError>(TransferView {
                svg: crate::paper::code_picture(&order.payload, "VietQR")?,
                bin: order.account.bin,
                account: order.account.account,
                name: order.account.name,
                reference: order.reference,
                payload: order.payload,
            })
        })
        .transpose()?;
    let payments = case.money().map(|(event, payment, refund)| PaymentRow {
        receipt: payment.receipt.clone(),
        code: case.opening.code.to_string(),
        applicant: case.applicant.name.clone(),
        at: event.at.to_string(),
        officer: event.officer.name.clone(),
        amount: payment.amount.0,
        refund,
        way: payment.way,
        reference: payment.reference.clone(),
        payer: payment.payer.clone(),
        reason: event.reason.clone(),
        late: false,
    });
    Ok(FeesOfCase {
        code: case.opening.code.to_string(),
        applicant: case.applicant.name.clone(),
        assessed: account.lines.is_some(),
        lines: account.lines.iter().flatten().map(fee_row).collect(),
        total: account.total().0,
        paid: account.paid.0,
        refunded: account.refunded.0,
        owed: account.owed().0,
        overpaid: account.overpaid().0,
        payments: payments.collect(),
        transfer,
    })
}

pub(super) fn assess(ws: &Workstation, request: FeesAssess) -> Result<FeesOfCase, ApiError> {
    let desk = ws.desk()?;
    let case = desk.assess_fees(desk.find(&request.code)?, &request.fees)?;
    ws.written();
    fees_of(&desk, &case)
}

pub(super) fn pay(ws: &Workstation, request: FeePay) -> Result<FeesOfCase, ApiError> {
    let desk = ws.desk()?;
    let handed = Handed {
        amount: request.amount.map(Money),
        way: request.way,
        reference: request.reference,
        payer: request.payer,
    };
    let case = desk.pay_fee(desk.find(&request.code)?, handed)?;
    ws.written();
    fees_of(&desk, &case)
}

pub(super) fn refund(ws: &Workstation, request: FeeRefund) -> Result<FeesOfCase, ApiError> {
    let desk = ws.desk()?;
    let handed = Handed {
        amount: request.amount.map(Money),
        way: request.way,
        reference: None,
        payer: None,
    };
    let case = desk.refund_fee(desk.find(&request.code)?, handed, request.reason)?;
    ws.written();
    fees_of(&desk, &case)
}

pub(super) fn slip_save(ws: &Workstation, request: SlipSave) -> Result<MoneyPaperSaved, ApiError> {
    let desk = ws.desk()?;
    let id = desk.find(&request.code)?;
    saved(&paper::save_payment_slip(
        &desk,
        id,
        &PathBuf::from(request.path),
    )?)
}

pub(super) fn saved(path: &std::path::Path) -> Result<MoneyPaperSaved, ApiError> {
    Ok(MoneyPaperSaved {
        path: path.display().to_string(),
    })
}
