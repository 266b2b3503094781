//! Books and figures in the window and on the command line.

mod shapes;

pub use shapes::*;

use super::Workstation;
use super::words::label;
use crate::desk::Desk;
use crate::error::ApiError;
use crate::reports::{self, Book, BookLine, Estimated, Figures, Query};
use casework::figures::{Period, Scope, place_key};
use casework::register::Gap;
use std::collections::BTreeSet;
use std::path::Path;

/// Most rows of a page.
const PAGE_MAX: u32 = 500;

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
