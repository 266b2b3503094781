//! Books and figures in the window and on the command line.

use super::Workstation;
use super::words::label;
use crate::desk::Desk;
use crate::error::ApiError;
use crate::reports::{self, Book, BookLine, Estimated, Figures, Query};
use casework::case::{ReturnWay, Step};
use casework::figures::{Grouping, Period, Scope, Span, Tally, place_key};
use casework::register::Gap;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::path::Path;
use ts_rs::TS;

/// Most rows of a page.
const PAGE_MAX: u32 = 500;

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

pub(crate) fn read_query(asked: &RegisterQuery) -> Result<Query, ApiError> {
    let named = |text: &Option<String>| text.clone().filter(|text| !text.trim().is_empty());
    let scope = Scope {
        point: named(&asked.point),
        officer: named(&asked.officer),
        procedure: named(&asked.procedure),
    };
    Query::new(
        asked.span,
        (asked.from.as_deref(), asked.to.as_deref()),
        scope,
    )
}

pub(super) fn register_page(
    ws: &Workstation,
    request: RegisterPageQuery,
) -> Result<RegisterPage, ApiError> {
    let desk = ws.desk()?;
    let query = read_query(&request.query)?;
    let book = Book::read(&desk, &query)?;
    let skipped = book.lines.iter().skip(request.offset as usize);
    let rows = skipped
        .take(request.limit.min(PAGE_MAX) as usize)
        .map(|line| register_row(&desk, line))
        .collect();
    Ok(RegisterPage {
        from: query.period.from.to_string(),
        to: query.period.to.to_string(),
        rows,
        total: size(book.lines.len()),
        returned: size(returned(&book)),
        closed: book.is_closed(query.period),
        closings: closing_rows(&book),
        unsent: u32::try_from(book.unsent).unwrap_or(u32::MAX),
        choices: choices(&desk, query.period)?,
    })
}

fn returned(book: &Book) -> usize {
    let returned = |line: &&BookLine| line.entry.returned().is_some();
    book.lines.iter().filter(returned).count()
}

fn size(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// A line of the register as it leaves the workstation.
pub(crate) fn register_row(desk: &Desk, line: &BookLine) -> RegisterRow {
    let entry = &line.entry;
    RegisterRow {
        number: reports::number_words(line.number),
        appendix: line.number.appendix,
        fixed: line.number.fixed,
        code: entry.code.as_str().to_owned(),
        id: entry.id.to_string(),
        procedure: entry.procedure.clone(),
        procedure_name: entry.procedure_name.clone(),
        sets: 1,
        applicant: entry.applicant.clone(),
        address: entry.address.clone(),
        phone: entry.phone.clone(),
        authority: desk.profile().office.parent.clone(),
        received: entry.received.to_string(),
        due: entry.due.map(|due| due.to_string()),
        returned: entry.returned().map(|at| at.to_string()),
        return_way: entry.return_way,
        step: entry.step,
        point: place_key(&entry.place),
        officer: entry
            .officer
            .as_ref()
            .map(|officer| officer.name.clone())
            .unwrap_or_default(),
        filing: entry.filing.code().to_owned(),
        note: reports::note_words(entry),
    }
}

pub(crate) fn closing_rows(book: &Book) -> Vec<ClosingRow> {
    let row = |closed: &reports::Closed| ClosingRow {
        through: closed.checked.through.to_string(),
        at: closed.at.to_string(),
        officer: closed.officer.clone(),
        named: closed.checked.named,
        here: closed.checked.here,
        disputed: closed.checked.disputed,
    };
    book.closed.iter().map(row).collect()
}

fn choices(desk: &Desk, period: Period) -> Result<RegisterChoices, ApiError> {
    let office = desk.office();
    let entries = desk.store().read(|reader| reader.entries(office, period))?;
    let points: BTreeSet<String> = entries
        .iter()
        .map(|entry| place_key(&entry.place))
        .collect();
    let officers: BTreeSet<String> = entries
        .iter()
        .filter_map(|entry| entry.officer.as_ref().map(|officer| officer.name.clone()))
        .collect();
    let procedures: BTreeSet<RegisterProcedure> = entries
        .into_iter()
        .map(|entry| RegisterProcedure {
            code: entry.procedure,
            name: entry.procedure_name,
        })
        .collect();
    Ok(RegisterChoices {
        points: points.into_iter().collect(),
        officers: officers.into_iter().collect(),
        procedures: procedures.into_iter().collect(),
    })
}

pub(super) fn stats(ws: &Workstation, request: RegisterQuery) -> Result<Stats, ApiError> {
    let query = read_query(&request)?;
    Ok(stats_of(&query, reports::figures(&*ws.desk()?, &query)?))
}

/// Figures as they leave the workstation.
pub(crate) fn stats_of(query: &Query, figures: Figures) -> Stats {
    let row = |group: casework::figures::Group| StatsRow {
        tally: (&group.tally).into(),
        key: group.key.key,
        name: group.key.name,
    };
    Stats {
        from: query.period.from.to_string(),
        to: query.period.to.to_string(),
        at: figures.at.to_string(),
        total: (&figures.total).into(),
        groups: figures
            .groups
            .into_iter()
            .map(|(by, rows)| StatsGroup {
                by,
                rows: rows.into_iter().map(row).collect(),
            })
            .collect(),
        unsent: figures.unsent,
    }
}

pub(super) fn index766(ws: &Workstation, request: RegisterQuery) -> Result<Index766, ApiError> {
    let query = read_query(&request)?;
    Ok(index_of(&query, &reports::estimate(&*ws.desk()?, &query)?))
}

/// Estimates as they leave the workstation.
pub(crate) fn index_of(query: &Query, estimated: &Estimated) -> Index766 {
    let index = estimated.index;
    let (points, most, unknown) = estimated.sums();
    let groups = index.groups.iter().map(|group| IndexGroupRow {
        id: group.id.clone(),
        name: group.name.clone(),
        points: group.points(),
        items: group
            .items
            .iter()
            .map(|item| {
                let found = estimated.of(item);
                IndexItemRow {
                    id: item.id.clone(),
                    name: item.name.clone(),
                    points: item.points,
                    estimate: found.and_then(|found| found.milli_points).map(decimal),
                    of: found.map(|found| found.of),
                    over: found.map(|found| found.over),
                    formula: item.formula.clone(),
                    why_not: item.why_not.clone(),
                }
            })
            .collect(),
    });
    Index766 {
        from: query.period.from.to_string(),
        to: query.period.to.to_string(),
        at: estimated.at.to_string(),
        official: index.official.clone(),
        source: index.source.clone(),
        mark: index.mark.clone(),
        remark: index.remark.clone(),
        estimate: decimal(points),
        most: decimal(most),
        unknown,
        groups: groups.collect(),
    }
}

/// Thousandths as points with two decimals, rounded down.
fn decimal(milli: u64) -> f64 {
    (milli / 10) as f64 / 100.0
}

pub(super) fn register_export(
    ws: &Workstation,
    request: RegisterExport,
) -> Result<RegisterExported, ApiError> {
    let desk = ws.desk()?;
    let query = read_query(&request.query)?;
    let report = report_of(&desk, request.report, &query)?;
    let folder = Path::new(&request.folder);
    let path = folder.join(format!("{}.{}", report.file, request.format));
    Ok(RegisterExported {
        path: report.save(&path)?.display().to_string(),
    })
}

/// A report of a kind.
pub(crate) fn report_of(
    desk: &Desk,
    kind: ReportKind,
    query: &Query,
) -> Result<reports::Report, ApiError> {
    Ok(match kind {
        ReportKind::Register => Book::read(desk, query)?.report(desk, query),
        ReportKind::Stats => reports::figures(desk, query)?.report(desk, query),
        ReportKind::Index766 => reports::estimate(desk, query)?.report(desk, query),
    })
}

pub(super) fn register_close(
    ws: &Workstation,
    request: RegisterClose,
) -> Result<RegisterClosed, ApiError> {
    let closed = close_through(&*ws.desk()?, &request.through)?;
    ws.written();
    Ok(closed)
}

/// Closes the book through a day.
pub(crate) fn close_through(desk: &Desk, through: &str) -> Result<RegisterClosed, ApiError> {
    let closing = reports::close(desk, reports::day(through)?)?;
    Ok(RegisterClosed {
        through: closing.through.to_string(),
        count: closing.count,
        digest: closing.digest.to_string(),
    })
}

pub(super) fn register_gaps(
    ws: &Workstation,
    request: RegisterQuery,
) -> Result<Vec<GapRow>, ApiError> {
    let query = read_query(&request)?;
    gap_rows(&*ws.desk()?, query.period)
}

/// The gap list as it leaves the workstation.
pub(crate) fn gap_rows(desk: &Desk, period: Period) -> Result<Vec<GapRow>, ApiError> {
    let office = desk.office();
    let devices = desk.store().read(|reader| reader.devices(office))?;
    let device = |gap: &Gap| {
        let id = gap.band.as_ref()?.device;
        let known = devices.iter().find(|device| device.key.device() == id);
        Some(known.map_or_else(|| id.to_string(), |device| device.name.clone()))
    };
    let gaps = reports::gaps(desk, period)?;
    let row = |gap: Gap| GapRow {
        day: gap.day.to_string(),
        lo: gap.band.as_ref().map(|granted| granted.band.lo()),
        hi: gap.band.as_ref().map(|granted| granted.band.hi()),
        device: device(&gap),
        used: gap.used,
        missing: gap
            .missing
            .into_iter()
            .map(|(reason, ordinals)| GapRun {
                ordinals,
                reason: reason.code().to_owned(),
                words: label("gap", reason.code()),
            })
            .collect(),
    };
    Ok(gaps.into_iter().map(row).collect())
}
