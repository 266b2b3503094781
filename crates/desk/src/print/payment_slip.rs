//! What a case costs and how to pay it, on A5: lines, what was paid, and the VietQR code of the rest.

use super::{
    Face, Office, Paper, PrintError, code,
    flow::Cell,
    ledger::{Ledger, short_moment},
    money_words::{grouped, in_words},
    page::Page,
    size::A5,
    svg,
    template::{Template, Values},
};
use casework::fee::{FeeLine, Money, PaymentWay};
use casework::time::LocalTime;
use casework::vietqr::BankAccount;
use serde::Deserialize;

/// Columns in millimetres: number, what for, price of one, how many, amount.
const COLUMNS: [f32; 5] = [10.0, 54.0, 22.0, 14.0, 24.0];

/// A payment slip as it is printed.
///
/// vi: phiếu nộp phí, lệ phí
#[derive(Clone, Debug)]
pub struct PaymentSlipForm {
    /// The office in the head.
    pub office: Office,
    /// The record code.
    pub code: String,
    /// When the slip is made.
    pub issued: LocalTime,
    /// Whom the case is for.
    pub applicant: String,
    /// The procedure's name.
    pub procedure: String,
    /// What is asked for.
    pub lines: Vec<FeeLine>,
    /// What was paid and given back, oldest first.
    pub payments: Vec<SlipPayment>,
    /// What is still to be paid.
    pub owed: Money,
    /// Where to transfer it to; `None` where the office has no account here, or nothing is owed.
    pub transfer: Option<TransferOrder>,
    /// Who makes the slip.
    pub officer: String,
}

/// One line of money on a payment slip.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SlipPayment {
    /// Number of the receipt line.
    pub receipt: String,
    /// Cash, transfer or online.
    pub way: PaymentWay,
    /// When.
    pub at: LocalTime,
    /// How much.
    pub amount: Money,
    /// It went back to the citizen.
    pub refund: bool,
}

/// A transfer as the citizen's bank needs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TransferOrder {
    /// The office's account.
    pub account: BankAccount,
    /// What the transfer must say.
    pub reference: String,
    /// The text of the VietQR code.
    pub payload: String,
}

#[derive(Deserialize)]
struct Wording {
    document_title: Template,
    state: Template,
    motto: Template,
    place_and_date: Template,
    title: Template,
    code: Template,
    applicant: Template,
    procedure: Template,
    columns: Vec<Template>,
    exempt: Template,
    unverified: Template,
    total: Template,
    words: Template,
    paid: Template,
    refunded: Template,
    cash: Template,
    transfer: Template,
    online: Template,
    owed: Template,
    settled: Template,
    bank: Template,
    account: Template,
    holder: Template,
    bin: Template,
    reference: Template,
    no_bank: Template,
    signatures: Vec<Template>,
    hint: Template,
    note: Template,
    footer: Template,
    page: Template,
}

/// Lays out a payment slip.
///
/// # Errors
/// [`PrintError::Code`] when the payment code cannot be drawn, [`PrintError::MissingGlyph`] or
/// [`PrintError::Wording`] when the wording of the form is broken.
pub fn payment_slip(form: &PaymentSlipForm) -> Result<Paper, PrintError> {
    let wording: Wording = super::words_of(
        "payment_slip",
        include_str!("../../../../catalogue/forms/payment_slip.json"),
    )?;
    let mut ledger = Ledger::new(A5, 11.0)?;
    let frame = [&wording.state, &wording.motto, &wording.place_and_date];
    ledger.letterhead(&form.office, frame, form.issued.date())?;
    ledger.flow.space(3.0);
    ledger.heading(&wording.title.say(&[]), Face::Bold, 13.5)?;
    ledger.flow.space(1.0);
    let values = Values::from([
        ("code", form.code.clone()),
        ("applicant", form.applicant.clone()),
        ("procedure", form.procedure.clone()),
        ("amount", grouped(form.owed.0)),
    ]);
    for text in [&wording.code, &wording.applicant, &wording.procedure] {
        ledger.line(text, &values)?;
    }
    lines(&mut ledger, &wording, &form.lines)?;
    payments(&mut ledger, &wording, &form.payments)?;
    if form.owed.0 > 0 {
        ledger.line(&wording.owed, &values)?;
        transfer(&mut ledger, &wording, form.transfer.as_ref())?;
    } else {
        ledger.line(&wording.settled, &values)?;
    }
    let names = [None, Some(form.officer.clone())];
    let columns: Vec<_> = wording
        .signatures
        .iter()
        .map(|title| title.say(&[]))
        .zip(names)
        .collect();
    ledger.signatures(&columns, &wording.hint.say(&[]))?;
    ledger.size = 9.0;
    ledger.line(&wording.note, &Values::new())?;
    let code = [("code", &*form.code)];
    let (pages, kit) = ledger.finish(&wording.footer.say(&code), &wording.page)?;
    Ok(Paper {
        title: wording.document_title.say(&code),
        pages,
        warnings: kit.warnings(),
    })
}

/// A QR code as one self-contained SVG picture.
///
/// # Errors
/// [`PrintError::Code`] when the text cannot be drawn as a code.
pub fn code_svg(payload: &str, title: &str) -> Result<String, PrintError> {
    let (line, side) = code::qr(payload)?;
    let page = Page {
        width: side,
        height: side,
        items: line.items,
    };
    svg::draw(&page, title)
}

fn lines(ledger: &mut Ledger, wording: &Wording, lines: &[FeeLine]) -> Result<(), PrintError> {
    let mut rows = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        let mut name = line.name.clone();
        if let Some(ground) = &line.exemption {
            let exempt = wording.exempt.say(&[("ground", ground)]);
            name = format!("{name}. {exempt}");
        }
        if !line.verified {
            name = format!("{name} ({})", wording.unverified.say(&[]));
        }
        rows.push(vec![
            ledger
                .cell(&(index + 1).to_string(), Face::Regular)
                .centred(),
            ledger.cell(&name, Face::Regular),
            ledger
                .cell(&grouped(line.unit_price.0), Face::Regular)
                .right(),
            ledger
                .cell(&line.quantity.to_string(), Face::Regular)
                .centred(),
            ledger.cell(&grouped(line.amount.0), Face::Regular).right(),
        ]);
    }
    let total: i64 = lines.iter().map(|line| line.amount.0).sum();
    rows.push(vec![
        ledger.cell("", Face::Regular),
        ledger.cell(&wording.total.say(&[]), Face::Bold),
        ledger.cell("", Face::Regular),
        ledger.cell("", Face::Regular),
        ledger.cell(&grouped(total), Face::Bold).right(),
    ]);
    ledger.table(&COLUMNS, &wording.columns, &rows)?;
    ledger.line(&wording.words, &Values::from([("words", in_words(total))]))
}

fn payments(
    ledger: &mut Ledger,
    wording: &Wording,
    payments: &[SlipPayment],
) -> Result<(), PrintError> {
    for payment in payments {
        let way = match payment.way {
            PaymentWay::Cash => &wording.cash,
            PaymentWay::Transfer => &wording.transfer,
            PaymentWay::Online => &wording.online,
        };
        let text = if payment.refund {
            &wording.refunded
        } else {
            &wording.paid
        };
        let values = Values::from([
            ("receipt", payment.receipt.clone()),
            ("way", way.say(&[])),
            ("moment", short_moment(payment.at)),
            ("amount", grouped(payment.amount.0)),
        ]);
        ledger.line(text, &values)?;
    }
    Ok(())
}

/// The account with its code to the right, together on one page.
fn transfer(
    ledger: &mut Ledger,
    wording: &Wording,
    order: Option<&TransferOrder>,
) -> Result<(), PrintError> {
    let Some(order) = order else {
        return ledger.line(&wording.no_bank, &Values::new());
    };
    let (code, side) = code::qr(&order.payload)?;
    let width = ledger.measure() - side;
    let values = Values::from([
        ("account", order.account.account.clone()),
        ("holder", order.account.name.clone()),
        ("bin", order.account.bin.clone()),
        ("reference", order.reference.clone()),
    ]);
    let mut lines = Vec::new();
    for text in [
        &wording.bank,
        &wording.account,
        &wording.holder,
        &wording.bin,
        &wording.reference,
    ] {
        lines.extend(ledger.lines(text, &values, width)?);
    }
    let code = Cell {
        x: width,
        lines: vec![code],
    };
    ledger.flow.row(vec![Cell { x: 0.0, lines }, code]);
    Ok(())
}

#[cfg(test)]
mod tests;
