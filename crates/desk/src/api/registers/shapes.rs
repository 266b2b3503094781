//! What is asked and answered about books and figures.

use casework::case::{ReturnWay, Step};
use casework::figures::{Grouping, Span, Tally};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Which days and which cases; nothing named means every case.
#[derive(Clone, Debug, Default, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct RegisterQuery {
    /// One of the usual periods around today; the two days where `None`.
    #[serde(default)]
    #[ts(type = "\"today\" | \"week\" | \"month\" | \"quarter\" | \"year\" | null")]
    pub span: Option<Span>,
    /// The first day, e.g. `2026-11-21`.
    #[serde(default)]
    pub from: Option<String>,
    /// The last day.
    #[serde(default)]
    pub to: Option<String>,
    /// Name of the point that received; `home` for homes.
    #[serde(default)]
    pub point: Option<String>,
    /// Full name or id of the officer who received.
    #[serde(default)]
    pub officer: Option<String>,
    /// Code of the procedure.
    #[serde(default)]
    pub procedure: Option<String>,
}

/// Asks for a page of the register.
#[derive(Debug, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct RegisterPageQuery {
    /// Which days and cases.
    pub query: RegisterQuery,
    /// Most rows.
    pub limit: u32,
    /// Rows to skip.
    pub offset: u32,
}

/// One line of the register.
#[derive(Debug, Serialize, TS)]
pub struct RegisterRow {
    /// The running number as it is written: `12`, `BS3`.
    pub number: String,
    /// In the appendix, because its day had been closed.
    pub appendix: bool,
    /// A closing fixes the number.
    pub fixed: bool,
    /// The number on the paper.
    pub code: String,
    /// The case's own name.
    pub id: String,
    /// Code of the procedure.
    pub procedure: String,
    /// Its name when received.
    pub procedure_name: String,
    /// How many sets of the file.
    pub sets: u32,
    /// The applicant's name.
    pub applicant: String,
    /// Where the applicant lives or has its seat.
    pub address: Option<String>,
    /// Telephone number.
    pub phone: Option<String>,
    /// The body that decides.
    pub authority: String,
    /// When received.
    pub received: String,
    /// When due.
    pub due: Option<String>,
    /// When returned.
    pub returned: Option<String>,
    /// How the result is returned.
    #[serde(rename = "return")]
    #[ts(type = "ReturnWay")]
    pub return_way: ReturnWay,
    /// Where the case stands.
    #[ts(type = "Step")]
    pub step: Step,
    /// Where it was received.
    pub point: String,
    /// Who received it.
    pub officer: String,
    /// How it was filed: in_person, home or post.
    pub filing: String,
    /// What is special, in Vietnamese.
    pub note: String,
}

/// A closing of the book.
#[derive(Debug, Serialize, TS)]
pub struct ClosingRow {
    /// The last day it closes.
    pub through: String,
    /// When it was made.
    pub at: String,
    /// By whom.
    pub officer: String,
    /// How many cases it names that none before it names.
    pub named: u32,
    /// How many of them are on this machine.
    pub here: u32,
    /// Two closings were made apart and disagree.
    pub disputed: bool,
}

/// A page of the register.
#[derive(Debug, Serialize, TS)]
pub struct RegisterPage {
    /// The first day.
    pub from: String,
    /// The last day.
    pub to: String,
    /// The rows.
    pub rows: Vec<RegisterRow>,
    /// How many there are in all pages.
    pub total: u32,
    /// How many of them are returned.
    pub returned: u32,
    /// Every day of the period is closed.
    pub closed: bool,
    /// The closings of the period's years.
    pub closings: Vec<ClosingRow>,
    /// Cases of this machine that the hub has not acknowledged.
    pub unsent: u32,
    /// Points, officers and procedures one may ask for.
    pub choices: RegisterChoices,
}

/// What may be asked for in a period.
#[derive(Debug, Serialize, TS)]
pub struct RegisterChoices {
    /// Names of points; `home` for homes.
    pub points: Vec<String>,
    /// Full names.
    pub officers: Vec<String>,
    /// Codes and names of procedures.
    pub procedures: Vec<RegisterProcedure>,
}

/// A procedure one may ask for.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, TS)]
pub struct RegisterProcedure {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
}

macro_rules! tally_row {
    ($($(#[$doc:meta])+ $field:ident,)+) => {
        /// Sums; `carried_over + received` is the sum of the outcomes up to `awaiting_payment`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
        pub struct TallyRow { $($(#[$doc])+ pub $field: u64,)+ }

        impl From<&Tally> for TallyRow {
            fn from(tally: &Tally) -> Self {
                Self { $($field: tally.$field,)+ }
            }
        }
    };
}

tally_row! {
    /// Received before the period and not decided before it.
    carried_over,
    /// Received in the period.
    received,
    /// Decided at or before the due date.
    in_time,
    /// Decided after it.
    late,
    /// Decided, no time limit known.
    decided_no_limit,
    /// Stopped at the citizen's request.
    stopped,
    /// Closed because nothing was supplemented.
    closed_unsupplemented,
    /// In process before the due date.
    waiting_in_time,
    /// In process after it.
    overdue,
    /// In process, no time limit known.
    waiting_no_limit,
    /// Waiting for a supplement.
    awaiting_supplement,
    /// Waiting for a payment.
    awaiting_payment,
    /// Of those decided: refused.
    refused,
    /// Of those decided: not returned yet.
    ready,
    /// Returned in the period.
    returned,
    /// Of those counted: put off once.
    extended,
}

/// One row of a grouping.
#[derive(Debug, Serialize, TS)]
pub struct StatsRow {
    /// Stable id, code, date or word.
    pub key: String,
    /// Its name in Vietnamese.
    pub name: String,
    /// Its sums.
    #[serde(flatten)]
    pub tally: TallyRow,
}

/// The cases put together in one way.
#[derive(Debug, Serialize, TS)]
pub struct StatsGroup {
    /// officer, procedure, field, point, filing, device, day or month.
    #[ts(
        type = "\"officer\" | \"procedure\" | \"field\" | \"point\" | \"filing\" | \"device\" | \"day\" | \"month\""
    )]
    pub by: Grouping,
    /// The rows; each sums up to the total.
    pub rows: Vec<StatsRow>,
}

/// The figures of a period.
#[derive(Debug, Serialize, TS)]
pub struct Stats {
    /// The first day.
    pub from: String,
    /// The last day.
    pub to: String,
    /// The moment the figures are of.
    pub at: String,
    /// Every case.
    pub total: TallyRow,
    /// The same in groups.
    pub groups: Vec<StatsGroup>,
    /// Cases of this machine that the hub has not acknowledged.
    pub unsent: u64,
}

/// One item of the index.
#[derive(Debug, Serialize, TS)]
pub struct IndexItemRow {
    /// Stable name.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The most points it gives.
    pub points: u32,
    /// The estimate in points, `12.34`; `None` where it cannot be computed or nothing was counted.
    pub estimate: Option<f64>,
    /// What was counted; `None` where it cannot be computed.
    pub of: Option<u64>,
    /// Out of what.
    pub over: Option<u64>,
    /// The formula in words.
    pub formula: Option<String>,
    /// Why it cannot be computed.
    pub why_not: Option<String>,
}

/// One group of the index.
#[derive(Debug, Serialize, TS)]
pub struct IndexGroupRow {
    /// Stable name.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The most points it gives.
    pub points: u32,
    /// Its items.
    pub items: Vec<IndexItemRow>,
}

/// The estimates of a period.
#[derive(Debug, Serialize, TS)]
pub struct Index766 {
    /// The first day.
    pub from: String,
    /// The last day.
    pub to: String,
    /// The moment they are of.
    pub at: String,
    /// That these are estimates.
    pub official: String,
    /// Where formulas and points come from.
    pub source: String,
    /// How far they are verified.
    pub mark: String,
    /// What else a reader must know.
    pub remark: String,
    /// Points estimated.
    pub estimate: f64,
    /// The most the estimated items give.
    pub most: f64,
    /// Points of what cannot be computed or had nothing to count.
    pub unknown: u32,
    /// The groups.
    pub groups: Vec<IndexGroupRow>,
}

/// Which report to write.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ReportKind {
    /// The register.
    Register,
    /// The figures.
    Stats,
    /// The index.
    Index766,
}

/// Writes a report to a file.
#[derive(Debug, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct RegisterExport {
    /// Which report.
    pub report: ReportKind,
    /// Which days and cases.
    pub query: RegisterQuery,
    /// Where to: the folder.
    pub folder: String,
    /// In which form.
    #[ts(type = "\"pdf\" | \"xlsx\" | \"csv\"")]
    pub format: String,
}

/// Where a report was written.
#[derive(Debug, Serialize, TS)]
pub struct RegisterExported {
    /// The file.
    pub path: String,
}

/// Closes the book through a day.
#[derive(Debug, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct RegisterClose {
    /// The last day of a month that is over, e.g. `2026-10-31`.
    pub through: String,
}

/// A closing that was made.
#[derive(Debug, Serialize, TS)]
pub struct RegisterClosed {
    /// The last day it closes.
    pub through: String,
    /// How many cases it names.
    pub count: u32,
    /// SHA-256 over their codes in order.
    pub digest: String,
}

/// Ordinals of one day and band that no case here has.
#[derive(Debug, Serialize, TS)]
pub struct GapRow {
    /// The day.
    pub day: String,
    /// First ordinal of the band; `None` for codes of no band known here.
    pub lo: Option<u32>,
    /// Last ordinal of the band.
    pub hi: Option<u32>,
    /// The device that holds it.
    pub device: Option<String>,
    /// How many cases have a number of it.
    pub used: u64,
    /// What is missing and why.
    pub missing: Vec<GapRun>,
}

/// Ordinals in a row without a case.
#[derive(Debug, Serialize, TS)]
pub struct GapRun {
    /// `5003`, or `5008-5010`.
    pub ordinals: String,
    /// not_here, lost or unused.
    pub reason: String,
    /// The reason in Vietnamese.
    pub words: String,
}
