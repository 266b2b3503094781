//! Figures of a period: one sum, and the same cases put together in every way.

use super::wording::{StatsColumn, wording};
use super::{Cell, Column, Query, Report, Table, blank, day_words, say};
use crate::desk::Desk;
use crate::error::ApiError;
use casework::figures::{Group, Grouping, Period, Tally, group};
use casework::id::DeviceId;
use casework::time::LocalTime;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// The figures of a period and scope.
#[derive(Clone, Debug, PartialEq)]
pub struct Figures {
    /// The moment they are of.
    pub at: LocalTime,
    /// Every case.
    pub total: Tally,
    /// The same, put together in every way, with names.
    pub groups: Vec<(Grouping, Vec<Group>)>,
    /// Cases of this device that the hub has not acknowledged.
    pub unsent: u64,
}

/// Counts the cases of a period and scope.
///
/// # Errors
/// The store's.
pub fn figures(desk: &Desk, query: &Query) -> Result<Figures, ApiError> {
    let (period, at) = (query.period, query.at());
    let office = desk.office();
    let (mut entries, devices, unsent) = desk.store().read(|reader| {
        let devices = reader.devices(office)?;
        Ok::<_, ApiError>((
            reader.entries(office, period)?,
            devices,
            reader.unacknowledged()?.len() as u64,
        ))
    })?;
    entries.retain(|entry| query.scope.admits(entry));
    let devices: BTreeMap<String, String> = devices
        .into_iter()
        .map(|device| (DeviceId::to_string(&device.key.device()), device.name))
        .collect();
    let field = |code: &str| {
        let procedure = desk.catalogue().get(code);
        procedure.map_or_else(String::new, |procedure| procedure.field.clone())
    };
    let named = |by: Grouping| {
        let mut rows = group(&entries, by, (period, at), field);
        for row in &mut rows {
            row.key.name = name(by, row, &devices);
        }
        (by, rows)
    };
    Ok(Figures {
        at,
        total: Tally::of(&entries, period, at),
        groups: Grouping::ALL.into_iter().map(named).collect(),
        unsent,
    })
}

/// What a row is called.
fn name(by: Grouping, row: &Group, devices: &BTreeMap<String, String>) -> String {
    let words = &wording().stats;
    let key = row.key.key.as_str();
    let known = |names: &BTreeMap<String, String>| names.get(key).cloned();
    let found = match by {
        Grouping::Filing => known(&words.filing),
        Grouping::Point => known(&words.place),
        Grouping::Device => known(devices),
        Grouping::Day | Grouping::Month if key == "before" => Some(words.before.clone()),
        Grouping::Day => key.parse::<Date>().ok().map(day_words),
        Grouping::Month => key
            .split_once('-')
            .map(|(year, month)| format!("{month}/{year}")),
        Grouping::Procedure => Some(format!("{key} – {}", row.key.name)),
        Grouping::Officer | Grouping::Field => None,
    };
    let name = found.unwrap_or_else(|| row.key.name.clone());
    if name.is_empty() {
        words.unknown.clone()
    } else {
        name
    }
}

impl Figures {
    /// The figures as tables, one for each way of putting the cases together.
    pub fn report(&self, desk: &Desk, query: &Query) -> Report {
        let all = wording();
        let words = &all.stats;
        let mut report = blank(desk, query);
        let Period { from, to } = query.period;
        report.file = format!("{}-{from}-{to}", words.file);
        report.title.clone_from(&words.title);
        report.section = Some(words.section.clone());
        let total = vec![row(words.total.clone(), &self.total)];
        report.tables.push(table(words.total.clone(), total, None));
        for (by, groups) in &self.groups {
            let name = words.groups.get(by.code()).cloned().unwrap_or_default();
            let rows: Vec<Vec<Cell>> = groups
                .iter()
                .map(|group| row(group.key.name.clone(), &group.tally))
                .collect();
            let total = (rows.len() > 1).then(|| row(words.total.clone(), &self.total));
            report.tables.push(table(name, rows, total));
        }
        report.notes.clone_from(&words.notes);
        let at = Cell::Moment(self.at).words();
        report.notes.push(say(&all.as_of, &[("at", at)]));
        if self.unsent > 0 {
            let count = self.unsent.to_string();
            report.notes.push(say(&all.unsent, &[("count", count)]));
        }
        report
    }
}

fn table(name: String, rows: Vec<Vec<Cell>>, total: Option<Vec<Cell>>) -> Table {
    let words = &wording().stats;
    let first = Column {
        title: words.name.clone(),
        width: words.name_width,
    };
    let counts = words.columns.iter().map(|column| Column {
        title: column.title.clone(),
        width: words.count_width,
    });
    Table {
        sheet: name.clone(),
        name,
        columns: std::iter::once(first).chain(counts).collect(),
        rows,
        total,
    }
}

fn row(name: String, tally: &Tally) -> Vec<Cell> {
    let columns = &wording().stats.columns;
    let counts = columns
        .iter()
        .map(|column| Cell::Number(count(tally, column.key)));
    std::iter::once(Cell::Text(name)).chain(counts).collect()
}

fn count(tally: &Tally, column: StatsColumn) -> u64 {
    match column {
        StatsColumn::CarriedOver => tally.carried_over,
        StatsColumn::Received => tally.received,
        StatsColumn::InTime => tally.in_time,
        StatsColumn::Late => tally.late,
        StatsColumn::DecidedNoLimit => tally.decided_no_limit,
        StatsColumn::Stopped => tally.stopped,
        StatsColumn::ClosedUnsupplemented => tally.closed_unsupplemented,
        StatsColumn::WaitingInTime => tally.waiting_in_time,
        StatsColumn::Overdue => tally.overdue,
        StatsColumn::WaitingNoLimit => tally.waiting_no_limit,
        StatsColumn::AwaitingSupplement => tally.awaiting_supplement,
        StatsColumn::AwaitingPayment => tally.awaiting_payment,
        StatsColumn::Returned => tally.returned,
    }
}
