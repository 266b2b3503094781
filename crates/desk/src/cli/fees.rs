//! Money on the command line: `case fees`, `case pay`, `case refund` and `cash`.

use super::output::Output;
use crate::api;
use crate::desk::Desk;
use crate::error::{ApiError, ErrorCode};
use crate::fees::Handed;
use crate::paper::money as paper;
use crate::words::{text, words};
use casework::fee::{FeesIn, Money, PaymentWay};
use clap::{Args, ValueEnum};
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Args)]
pub(super) struct Fees {
    /// Record code.
    code: String,
    /// Assess anew: pages of one original.
    #[arg(long)]
    pages: Option<u32>,
    /// Assess anew: copies asked for.
    #[arg(long)]
    copies: Option<u32>,
    /// Assess anew: persons on a list.
    #[arg(long)]
    persons: Option<u32>,
    /// Assess anew: which of several rates.
    #[arg(long)]
    option: Option<String>,
    /// Assess anew: the ground of an exemption, by its code.
    #[arg(long)]
    exemption: Option<String>,
    /// Write the payment slip, with the VietQR code of what is owed, as a PDF.
    #[arg(long, value_name = "FILE")]
    slip: Option<PathBuf>,
}

/// How money changes hands.
#[derive(Clone, Copy, ValueEnum)]
enum Way {
    Cash,
    Transfer,
    Online,
}

#[derive(Args)]
pub(super) struct Pay {
    /// Record code.
    code: String,
    /// How it is paid.
    #[arg(long)]
    way: Way,
    /// In đồng; everything that is owed where not given.
    #[arg(long, allow_negative_numbers = true)]
    amount: Option<i64>,
    /// What the transfer said; the case's own reference where not given.
    #[arg(long)]
    reference: Option<String>,
    /// Who pays, where it is not the applicant.
    #[arg(long)]
    payer: Option<String>,
}

#[derive(Args)]
pub(super) struct Refund {
    /// Record code.
    code: String,
    /// How it goes back.
    #[arg(long, default_value = "cash")]
    way: Way,
    /// In đồng; everything the office holds where not given.
    #[arg(long, allow_negative_numbers = true)]
    amount: Option<i64>,
    /// Why, by which rule of the field.
    #[arg(long)]
    reason: String,
}

#[derive(Args)]
pub(super) struct Cash {
    /// The day, as 2026-11-21; today where not given.
    #[arg(long)]
    date: Option<String>,
    /// Another officer's sheet, by name or id; the own one where not given.
    #[arg(long, value_name = "NAME", conflicts_with = "all")]
    of: Option<String>,
    /// The sheets of every officer with money on that day.
    #[arg(long)]
    all: bool,
    /// Write the sheets here: a PDF, or a table where the name ends in .csv.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Close the own day with what was counted in the till, in đồng.
    #[arg(long, value_name = "COUNTED", allow_negative_numbers = true)]
    close: Option<i64>,
    /// Why the till differs, or another remark for the closing.
    #[arg(long, requires = "close")]
    note: Option<String>,
}

impl From<Way> for PaymentWay {
    fn from(way: Way) -> Self {
        match way {
            Way::Cash => Self::Cash,
            Way::Transfer => Self::Transfer,
            Way::Online => Self::Online,
        }
    }
}

pub(super) fn fees(desk: &Desk, args: Fees, output: &Output) -> Result<(), ApiError> {
    let id = desk.find(&args.code)?;
    let asked = FeesIn {
        pages: args.pages,
        copies: args.copies,
        persons: args.persons,
        option: args.option,
        exemption: args.exemption,
        lines: None,
    };
    let case = if asked == FeesIn::default() {
        desk.case(id)?
    } else {
        desk.assess_fees(id, &asked)?
    };
    if let Some(path) = &args.slip {
        let path = paper::save_payment_slip(desk, id, path)?;
        output.remark(&words!("printed", path = path.display()));
    }
    told(desk, &case, output)
}

pub(super) fn pay(desk: &Desk, args: Pay, output: &Output) -> Result<(), ApiError> {
    let id = desk.find(&args.code)?;
    let handed = Handed {
        amount: args.amount.map(Money),
        way: args.way.into(),
        reference: args.reference,
        payer: args.payer,
    };
    told(desk, &desk.pay_fee(id, handed)?, output)
}

pub(super) fn refund(desk: &Desk, args: Refund, output: &Output) -> Result<(), ApiError> {
    let id = desk.find(&args.code)?;
    let handed = Handed {
        amount: args.amount.map(Money),
        way: args.way.into(),
        reference: None,
        payer: None,
    };
    told(desk, &desk.refund_fee(id, handed, args.reason)?, output)
}

fn told(desk: &Desk, case: &casework::case::Case, output: &Output) -> Result<(), ApiError> {
    let fees = api::fees_of(desk, case)?;
    output.both(&fees, || {
        let mut lines: Vec<String> = fees
            .lines
            .iter()
            .map(|line| {
                let ground = line.exemption.as_deref().unwrap_or_default();
                format!("  {}  {}  {ground}", Money(line.amount), line.name)
            })
            .collect();
        lines.push(words!(
            if fees.assessed {
                "fees_sum"
            } else {
                "fees_none"
            },
            total = Money(fees.total),
            paid = Money(fees.paid - fees.refunded),
            owed = Money(fees.owed)
        ));
        lines.extend(fees.payments.iter().map(|payment| {
            let sign = if payment.refund { "-" } else { "" };
            format!(
                "  {}  {}  {}  {sign}{}",
                payment.receipt,
                payment.at,
                payment.way.code(),
                Money(payment.amount)
            )
        }));
        lines.join("\n")
    });
    Ok(())
}

pub(super) fn cash(desk: &Desk, args: &Cash, output: &Output) -> Result<ExitCode, ApiError> {
    let date = match &args.date {
        None => crate::clock::now().date(),
        Some(text) => api::date_of(text)?,
    };
    if let Some(counted) = args.close {
        desk.close_day(date, Money(counted), args.note.clone())?;
    }
    let me = desk.officer().id.to_string();
    let officer = args.of.as_deref().unwrap_or(&me);
    let sheets = desk.cash_sheets(date, (!args.all).then_some(officer))?;
    if let Some(path) = &args.out {
        if sheets.is_empty() {
            return Err(ApiError::new(ErrorCode::NoMoney).with("date", date));
        }
        let path = paper::save_cash_sheets(desk, date, &sheets, path)?;
        output.remark(&words!("printed", path = path.display()));
    }
    for sheet in sheets.iter().map(api::sheet_view) {
        output.both(&sheet, || sheet_words(&sheet));
    }
    Ok(ExitCode::SUCCESS)
}

fn sheet_words(sheet: &api::CashSheetView) -> String {
    let mut lines = vec![format!("{}  {}", sheet.date, sheet.officer)];
    lines.extend(sheet.rows.iter().map(|row| {
        let sign = if row.refund { "-" } else { "" };
        format!(
            "  {}  {}  {}  {}  {sign}{}",
            row.receipt,
            row.code,
            row.applicant,
            row.way.code(),
            Money(row.amount)
        )
    }));
    lines.push(words!(
        "cash_sum",
        cash = Money(sheet.cash.net),
        transfer = Money(sheet.transfer.net),
        online = Money(sheet.online.net),
        total = Money(sheet.total.net)
    ));
    lines.push(match (&sheet.closed, sheet.difference) {
        (Some(at), Some(difference)) => {
            words!("cash_closed", at = at, difference = Money(difference))
        }
        _ => text("cash_open"),
    });
    lines.join("\n")
}
