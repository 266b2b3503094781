//! Estimates of the index of QĐ 766/QĐ-TTg for a period, beside their formulas.

use super::wording::{ColumnWords, IndexColumn, wording};
use super::{Cell, Query, Report, Table, blank, say};
use crate::desk::Desk;
use crate::error::{ApiError, ErrorCode};
use casework::figures::Period;
use casework::index766::{Estimate, Index, IndexGroup, IndexItem, Measures};
use casework::time::LocalTime;
use std::sync::OnceLock;

/// The estimates of a period and scope.
#[derive(Clone, Debug)]
pub struct Estimated {
    /// The moment they are of.
    pub at: LocalTime,
    /// What is estimated, and by which formulas.
    pub index: &'static Index,
    /// The numbers behind it.
    pub measures: Measures,
}

/// Estimates the index for a period and scope.
///
/// # Errors
/// The store's.
pub fn estimate(desk: &Desk, query: &Query) -> Result<Estimated, ApiError> {
    let index = index()?;
    let (period, at) = (query.period, query.at());
    let office = desk.office();
    let (entries, unsent) = desk.store().read(|reader| {
        Ok::<_, ApiError>((reader.entries(office, period)?, reader.unacknowledged()?))
    })?;
    let scoped = entries.iter().filter(|entry| query.scope.admits(entry));
    let measures = Measures::of(scoped, (period, at), |entry| !unsent.contains(&entry.id));
    Ok(Estimated {
        at,
        index,
        measures,
    })
}

fn index() -> Result<&'static Index, ApiError> {
    static INDEX: OnceLock<Option<Index>> = OnceLock::new();
    INDEX
        .get_or_init(|| Index::built_in().ok())
        .as_ref()
        .ok_or_else(|| ApiError::new(ErrorCode::Bug).with("detail", "index766.json"))
}

impl Estimated {
    /// An item's estimate; `None` where the program cannot compute it.
    pub fn of(&self, item: &IndexItem) -> Option<Estimate> {
        item.estimate(&self.measures)
    }

    /// Thousandths of points: estimated, and the most the computed items give; then the points of
    /// the items that cannot be computed or had nothing to count.
    pub fn sums(&self) -> (u64, u64, u32) {
        let items = self.index.groups.iter().flat_map(|group| &group.items);
        items.fold((0, 0, 0), |(points, most, unknown), item| {
            match self.of(item).and_then(|estimate| estimate.milli_points) {
                Some(found) => (
                    points + found,
                    most + u64::from(item.points) * 1000,
                    unknown,
                ),
                None => (points, most, unknown + item.points),
            }
        })
    }

    /// The estimates as one table.
    pub fn report(&self, desk: &Desk, query: &Query) -> Report {
        let all = wording();
        let words = &all.index766;
        let mut report = blank(desk, query);
        let Period { from, to } = query.period;
        report.file = format!("{}-{from}-{to}", words.file);
        report.title.clone_from(&words.title);
        let index = self.index;
        report.lines.push(index.official.clone());
        let row = |group: &IndexGroup, item: &IndexItem| {
            let columns = words.columns.iter();
            columns
                .map(|column| self.cell(group, item, column.key))
                .collect()
        };
        let groups = index.groups.iter();
        report.tables.push(Table {
            name: words.title.clone(),
            sheet: words.sheet.clone(),
            columns: words.columns.iter().map(ColumnWords::column).collect(),
            rows: groups
                .flat_map(|group| group.items.iter().map(move |item| row(group, item)))
                .collect(),
            total: None,
        });
        let (points, most, unknown) = self.sums();
        report.notes = vec![
            say(
                &words.computable,
                &[
                    ("points", points_words(points)),
                    ("most", points_words(most)),
                    ("unknown", unknown.to_string()),
                ],
            ),
            index.remark.clone(),
            say(
                &words.source,
                &[
                    ("source", index.source.clone()),
                    ("mark", index.mark.clone()),
                ],
            ),
            say(&all.as_of, &[("at", Cell::Moment(self.at).words())]),
        ];
        report
    }

    fn cell(&self, group: &IndexGroup, item: &IndexItem, column: IndexColumn) -> Cell {
        let words = &wording().index766;
        let estimate = self.of(item);
        match column {
            IndexColumn::Group => Cell::text(format!("{} ({})", group.name, group.points())),
            IndexColumn::Item => Cell::text(&item.name),
            IndexColumn::Points => Cell::Number(u64::from(item.points)),
            IndexColumn::Estimate => Cell::text(match estimate {
                None => words.none.clone(),
                Some(found) => found
                    .milli_points
                    .map_or_else(|| words.nothing.clone(), points_words),
            }),
            IndexColumn::Count => estimate.map_or(Cell::Empty, |found| {
                Cell::text(format!("{}/{}", found.of, found.over))
            }),
            IndexColumn::Formula => {
                let why_not = item.why_not.as_deref();
                Cell::text(item.formula.as_deref().or(why_not).unwrap_or_default())
            }
        }
    }
}

/// Thousandths of points with two decimals and a comma: `12,35`; rounded down, so that an estimate
/// never promises.
pub(crate) fn points_words(milli: u64) -> String {
    format!("{},{:02}", milli / 1000, milli % 1000 / 10)
}
