//! The day's money of an officer on A4: every line, the sums, what was counted, the signatures.

use super::{
    Face, Office, Paper, PrintError,
    content::date_values,
    kit::Paragraph,
    ledger::{Ledger, short_date, short_moment},
    money_words::{grouped, in_words},
    size::A4,
    template::{Template, Values},
};
use casework::fee::cash::{CashSheet, Movement, Sum};
use casework::fee::{Money, PaymentWay};
use casework::time::LocalTime;
use serde::Deserialize;

/// Columns in millimetres: number, time, receipt line, case and payer, cash, the rest.
const COLUMNS: [f32; 6] = [10.0, 13.0, 29.0, 71.0, 24.0, 28.0];
/// Columns of the sums.
const SUMS: [f32; 4] = [58.0, 39.0, 39.0, 39.0];

/// A cash sheet as it is printed.
///
/// vi: bảng kê thu phí, lệ phí trong ngày
#[derive(Clone, Debug)]
pub struct CashSheetForm {
    /// The office in the head.
    pub office: Office,
    /// The money.
    pub sheet: CashSheet,
    /// When the figures were drawn up.
    pub at: LocalTime,
    /// What closes the day, where it is closed.
    pub closing: Option<Closing>,
    /// Receipt numbers that came in after the day was closed, and are not on the sheet.
    pub late: Vec<String>,
}

/// What an officer states when closing a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Closing {
    /// Notes and coins in the till.
    pub counted: Money,
    /// Why they differ, or another remark.
    pub note: Option<String>,
}

#[derive(Deserialize)]
struct Wording {
    document_title: Template,
    state: Template,
    motto: Template,
    place_and_date: Template,
    title: Template,
    day: Template,
    officer: Template,
    counter: Template,
    closed: Template,
    open: Template,
    empty: Template,
    columns: Vec<Template>,
    refund: Template,
    reference: Template,
    sum: Template,
    summary: Template,
    sums: Vec<Template>,
    cash: Template,
    transfer: Template,
    online: Template,
    total: Template,
    words: Template,
    counted: Template,
    difference_none: Template,
    difference_over: Template,
    difference_short: Template,
    note: Template,
    late: Template,
    signatures: Vec<Template>,
    hint: Template,
    footer: Template,
    page: Template,
}

/// Lays out a cash sheet on as many A4 pages as it needs.
///
/// # Errors
/// [`PrintError::MissingGlyph`] or [`PrintError::Wording`] when the wording of the form is broken.
pub fn cash_sheet(form: &CashSheetForm) -> Result<Paper, PrintError> {
    let wording: Wording = super::words_of(
        "cash_sheet",
        include_str!("../../../../catalogue/forms/cash_sheet.json"),
    )?;
    let sheet = &form.sheet;
    let mut ledger = Ledger::new(A4, 12.0)?;
    let frame = [&wording.state, &wording.motto, &wording.place_and_date];
    ledger.letterhead(&form.office, frame, form.at.date())?;
    ledger.flow.space(5.0);
    ledger.heading(&wording.title.say(&[]), Face::Bold, 14.0)?;
    let [day, month, year] = date_values(sheet.date);
    let of_day = [(day.0, &*day.1), (month.0, &*month.1), (year.0, &*year.1)];
    ledger.heading(&wording.day.say(&of_day), Face::Italic, 12.0)?;
    ledger.flow.space(2.0);
    let values = Values::from([
        ("officer", sheet.officer.name.clone()),
        ("counter", form.office.counter.clone()),
        ("moment", short_moment(form.at)),
    ]);
    ledger.line(&wording.officer, &values)?;
    ledger.line(&wording.counter, &values)?;
    let state = if form.closing.is_some() {
        &wording.closed
    } else {
        &wording.open
    };
    ledger.line(state, &values)?;
    movements(&mut ledger, &wording, sheet)?;
    sums(&mut ledger, &wording, sheet)?;
    if let Some(closing) = &form.closing {
        counted(&mut ledger, &wording, sheet, closing)?;
    }
    if !form.late.is_empty() {
        let late = Values::from([("receipts", form.late.join(", "))]);
        ledger.line(&wording.late, &late)?;
    }
    sign(&mut ledger, &wording, sheet)?;
    let date = short_date(sheet.date);
    let footer = [("date", &*date), ("officer", &*sheet.officer.name)];
    let (pages, kit) = ledger.finish(&wording.footer.say(&footer), &wording.page)?;
    Ok(Paper {
        title: wording.document_title.say(&[("date", &date)]),
        pages,
        warnings: kit.warnings(),
    })
}

fn movements(ledger: &mut Ledger, wording: &Wording, sheet: &CashSheet) -> Result<(), PrintError> {
    if sheet.movements.is_empty() {
        return ledger.line(&wording.empty, &Values::new());
    }
    let mut rows = Vec::with_capacity(sheet.movements.len() + 1);
    for (index, movement) in sheet.movements.iter().enumerate() {
        rows.push(row(ledger, wording, index + 1, movement));
    }
    let (cash, other) = (
        sheet.cash.net().0,
        sheet.transfer.net().0 + sheet.online.net().0,
    );
    rows.push(vec![
        ledger.cell("", Face::Regular),
        ledger.cell("", Face::Regular),
        ledger.cell("", Face::Regular),
        ledger.cell(&wording.sum.say(&[]), Face::Bold).centred(),
        ledger.cell(&grouped(cash), Face::Bold).right(),
        ledger.cell(&grouped(other), Face::Bold).right(),
    ]);
    ledger.table(&COLUMNS, &wording.columns, &rows)
}

fn row(
    ledger: &mut Ledger,
    wording: &Wording,
    number: usize,
    movement: &Movement,
) -> Vec<Paragraph> {
    let payer = movement.payer.as_ref().unwrap_or(&movement.applicant);
    let mut what = vec![format!("{}, {payer}", movement.code)];
    if movement.refund {
        let reason = movement.reason.as_deref().unwrap_or("–");
        what.push(wording.refund.say(&[("reason", reason)]));
    }
    if let Some(reference) = &movement.reference {
        what.push(wording.reference.say(&[("reference", reference)]));
    }
    let signed = if movement.refund {
        -movement.amount.0
    } else {
        movement.amount.0
    };
    let amount = grouped(signed);
    let (cash, other) = match movement.way {
        PaymentWay::Cash => (amount.as_str(), ""),
        PaymentWay::Transfer | PaymentWay::Online => ("", amount.as_str()),
    };
    let time = movement.at.datetime().strftime("%H:%M").to_string();
    vec![
        ledger.cell(&number.to_string(), Face::Regular).centred(),
        ledger.cell(&time, Face::Regular).centred(),
        ledger.cell(&movement.receipt, Face::Regular).centred(),
        ledger.cell(&what.join(". "), Face::Regular),
        ledger.cell(cash, Face::Regular).right(),
        ledger.cell(other, Face::Regular).right(),
    ]
}

fn sums(ledger: &mut Ledger, wording: &Wording, sheet: &CashSheet) -> Result<(), PrintError> {
    let mut rows = Vec::new();
    for (name, sum, face) in [
        (&wording.cash, sheet.cash, Face::Regular),
        (&wording.transfer, sheet.transfer, Face::Regular),
        (&wording.online, sheet.online, Face::Regular),
        (&wording.total, sheet.total(), Face::Bold),
    ] {
        let Sum { taken, refunded } = sum;
        let mut row = vec![ledger.cell(&name.say(&[]), face)];
        for amount in [taken, refunded, sum.net()] {
            row.push(ledger.cell(&grouped(amount.0), face).right());
        }
        rows.push(row);
    }
    ledger.line(&wording.summary, &Values::new())?;
    ledger.table(&SUMS, &wording.sums, &rows)?;
    let words = in_words(sheet.total().net().0);
    ledger.line(&wording.words, &Values::from([("words", words)]))
}

fn counted(
    ledger: &mut Ledger,
    wording: &Wording,
    sheet: &CashSheet,
    closing: &Closing,
) -> Result<(), PrintError> {
    let difference = sheet.difference(closing.counted).0;
    let mut values = Values::from([
        ("counted", grouped(closing.counted.0)),
        ("amount", grouped(difference.saturating_abs())),
    ]);
    if let Some(note) = &closing.note {
        values.insert("note", note.clone());
    }
    ledger.line(&wording.counted, &values)?;
    let text = match difference {
        0 => &wording.difference_none,
        1.. => &wording.difference_over,
        _ => &wording.difference_short,
    };
    ledger.line(text, &values)?;
    ledger.line(&wording.note, &values)
}

fn sign(ledger: &mut Ledger, wording: &Wording, sheet: &CashSheet) -> Result<(), PrintError> {
    let columns: Vec<_> = wording
        .signatures
        .iter()
        .enumerate()
        .map(|(index, title)| {
            let name = (index == 0).then(|| sheet.officer.name.clone());
            (title.say(&[]), name)
        })
        .collect();
    ledger.signatures(&columns, &wording.hint.say(&[]))
}

#[cfg(test)]
mod tests;
