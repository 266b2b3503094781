//! The register of cases of a period: numbered lines, closings, gaps, and the report of them.

use super::wording::{ColumnWords, RegisterColumn, wording};
use super::{Cell, Query, Report, Table, blank, day_words, say};
use crate::api::{label, step_label};
use crate::clock;
use crate::desk::Desk;
use crate::error::{ApiError, ErrorCode};
use casework::case::Step;
use casework::figures::{Entry, Period, Span};
use casework::id::OfficeId;
use casework::pad::ReceptionPad;
use casework::register::{self, Checked, CloseError, Closing, Gap, Granted, Number, Numbering};
use casework::time::LocalTime;
use jiff::civil::Date;
use store::Reader;

/// The register of a period.
#[derive(Clone, Debug, PartialEq)]
pub struct Book {
    /// The lines: by year, the book before its appendix, then by number.
    pub lines: Vec<BookLine>,
    /// The closings of the period's years, in the order they count.
    pub closed: Vec<Closed>,
    /// Cases of this device that the hub has not acknowledged.
    pub unsent: u64,
}

/// One line of the register.
#[derive(Clone, Debug, PartialEq)]
pub struct BookLine {
    /// Its running number in the book of its year.
    pub number: Number,
    /// The case.
    pub entry: Entry,
}

/// A closing and how far it is whole here.
#[derive(Clone, Debug, PartialEq)]
pub struct Closed {
    /// When it was made.
    pub at: LocalTime,
    /// By whom.
    pub officer: String,
    /// What it closes.
    pub checked: Checked,
}

impl Book {
    /// Reads the register of a period and scope. Numbers are always those of the whole office's
    /// book; days of several years have the numbers of each.
    ///
    /// # Errors
    /// The store's.
    pub fn read(desk: &Desk, query: &Query) -> Result<Self, ApiError> {
        let office = desk.office();
        let period = query.period;
        desk.store().read(|reader| {
            let mut entries = reader.entries(office, period)?;
            entries.retain(|entry| period.holds(entry.received) && query.scope.admits(entry));
            let mut closed = Vec::new();
            let mut numbering = Numbering::default();
            for year in period.from.year()..=period.to.year() {
                let closings = closings(reader, office, year)?;
                let listed = reader.listed(office, whole(year))?;
                let bodies: Vec<Closing> =
                    closings.iter().map(|made| made.closing.clone()).collect();
                let book = register::number(listed, &bodies);
                numbering.numbers.extend(book.numbers);
                let checked = closings.into_iter().zip(book.closings);
                closed.extend(checked.map(|(made, checked)| Closed {
                    at: made.at,
                    officer: made.officer,
                    checked,
                }));
            }
            let mut lines: Vec<BookLine> = entries
                .into_iter()
                .filter_map(|entry| {
                    let number = *numbering.numbers.get(&entry.id)?;
                    Some(BookLine { number, entry })
                })
                .collect();
            lines.sort_by_key(|line| (line.entry.code.date().year(), line.number));
            Ok(Self {
                lines,
                closed,
                unsent: reader.unacknowledged()?.len() as u64,
            })
        })
    }

    /// The book as tables: Mẫu 07, and its appendix where there is one.
    pub fn report(&self, desk: &Desk, query: &Query) -> Report {
        let words = &wording().register;
        let mut report = blank(desk, query);
        let Period { from, to } = query.period;
        report.file = format!("{}-{from}-{to}", words.file);
        report.number = Some(words.number.clone());
        report.title.clone_from(&words.title);
        let (late, open): (Vec<_>, Vec<_>) =
            self.lines.iter().partition(|line| line.number.appendix);
        report.tables.push(self.table(desk, &open, false));
        if !late.is_empty() {
            report.tables.push(self.table(desk, &late, true));
        }
        report.notes = self.notes(query);
        report
    }

    fn table(&self, desk: &Desk, lines: &[&BookLine], appendix: bool) -> Table {
        let words = &wording().register;
        let (name, sheet) = if appendix {
            (&words.appendix, &words.appendix_sheet)
        } else {
            (&words.title, &words.sheet)
        };
        let row = |line: &&BookLine| {
            let keys = words.columns.iter().map(|column| column.key);
            keys.map(|key| cell(desk, line, key)).collect()
        };
        Table {
            name: name.clone(),
            sheet: sheet.clone(),
            columns: words.columns.iter().map(ColumnWords::column).collect(),
            rows: lines.iter().map(row).collect(),
            total: None,
        }
    }

    fn notes(&self, query: &Query) -> Vec<String> {
        let all = wording();
        let words = &all.register;
        let returned = self
            .lines
            .iter()
            .filter(|line| line.entry.returned().is_some());
        let mut notes = vec![
            say(
                &words.total,
                &[
                    ("count", self.lines.len().to_string()),
                    ("returned", returned.count().to_string()),
                ],
            ),
            words.continuous.clone(),
        ];
        for closed in &self.closed {
            let checked = &closed.checked;
            let template = if checked.disputed {
                &words.disputed
            } else if checked.is_whole() {
                &words.closed
            } else {
                &words.lacking
            };
            notes.push(say(
                template,
                &[
                    ("through", day_words(checked.through)),
                    ("named", checked.named.to_string()),
                    ("here", checked.here.to_string()),
                ],
            ));
        }
        if !self.is_closed(query.period) {
            notes.push(words.open.clone());
        }
        notes.push(say(&all.as_of, &[("at", Cell::Moment(query.at()).words())]));
        if self.unsent > 0 {
            notes.push(say(&all.unsent, &[("count", self.unsent.to_string())]));
        }
        notes.push(words.unverified.clone());
        notes
    }

    /// Whether every day of a period is closed.
    pub fn is_closed(&self, period: Period) -> bool {
        let last = |year| {
            let through = self.closed.iter().map(|closed| closed.checked.through);
            through.filter(|day| day.year() == year).max()
        };
        (period.from.year()..=period.to.year()).all(|year| {
            let end = period.to.min(whole(year).to);
            last(year).is_some_and(|day| end <= day)
        })
    }
}

/// The number of a line as it is written: `12`, or `BS3` in the appendix.
pub(crate) fn number_words(number: Number) -> String {
    if number.appendix {
        let number = number.number.to_string();
        say(&wording().register.appendix_number, &[("number", number)])
    } else {
        number.number.to_string()
    }
}

/// What stands beside a line: its step while it lasts, and what is special about its due date.
pub(crate) fn note_words(entry: &Entry) -> String {
    let words = &wording().register;
    let step = (entry.step != Step::Returned).then(|| step_label(entry.step));
    let extended = entry.extended.then(|| words.extended.clone());
    let provisional = entry.provisional.then(|| words.provisional.clone());
    let parts: Vec<String> = step
        .into_iter()
        .chain(extended)
        .chain(provisional)
        .collect();
    parts.join("; ")
}

fn cell(desk: &Desk, line: &BookLine, column: RegisterColumn) -> Cell {
    let entry = &line.entry;
    match column {
        RegisterColumn::Number if !line.number.appendix => {
            Cell::Number(u64::from(line.number.number))
        }
        RegisterColumn::Number => Cell::text(number_words(line.number)),
        RegisterColumn::Code => Cell::text(entry.code.as_str()),
        RegisterColumn::Procedure => Cell::text(&entry.procedure_name),
        RegisterColumn::Sets => Cell::Number(1),
        RegisterColumn::Applicant => Cell::text(&entry.applicant),
        RegisterColumn::Address => {
            let parts: Vec<&str> = [&entry.address, &entry.phone]
                .into_iter()
                .filter_map(Option::as_deref)
                .collect();
            Cell::text(parts.join(", "))
        }
        RegisterColumn::Authority => Cell::text(&desk.profile().office.parent),
        RegisterColumn::Received => Cell::Moment(entry.received),
        RegisterColumn::Due => Cell::moment(entry.due),
        RegisterColumn::Returned => Cell::moment(entry.returned()),
        RegisterColumn::ReturnWay => Cell::text(label("return_way", entry.return_way.code())),
        RegisterColumn::Signed => Cell::Empty,
        RegisterColumn::Note => Cell::text(note_words(entry)),
    }
}

fn whole(year: i16) -> Period {
    Period::around(Span::Year, Date::new(year, 1, 1).unwrap_or(Date::ZERO))
}

/// A closing that somebody put on record.
struct Made {
    at: LocalTime,
    officer: String,
    closing: Closing,
}

/// The closings of a year's book, in the order they count: by what they follow, time, name of
/// the record.
fn closings(reader: &Reader<'_>, office: OfficeId, year: i16) -> Result<Vec<Made>, ApiError> {
    let records =
        reader.records::<Closing>(Some(office), whole(year).begin().unix_ms(), i64::MAX)?;
    let mut made: Vec<Made> = records
        .into_iter()
        .filter(|(_, closing)| closing.through.year() == year)
        .map(|(record, closing)| Made {
            at: record.at,
            officer: record.officer.name,
            closing,
        })
        .collect();
    // Stable: time and name of the record decide among those made apart.
    made.sort_by_key(|made| made.closing.follows);
    Ok(made)
}

/// Closes the office's book of a year through the end of a month that is over: what stands in it
/// keeps its numbers for ever.
///
/// # Errors
/// [`ErrorCode::BookNotOver`], [`ErrorCode::NothingToClose`], the store's.
pub fn close(desk: &Desk, through: Date) -> Result<Closing, ApiError> {
    let (office, year) = (desk.office(), through.year());
    desk.store().write(|tx| {
        let made = closings(tx, office, year)?;
        let made: Vec<Closing> = made.into_iter().map(|made| made.closing).collect();
        let listed = tx.listed(office, whole(year))?;
        let closing = register::close(listed, &made, through, clock::now().date())?;
        desk.keep_record(tx, &closing)?;
        Ok(closing)
    })
}

impl From<CloseError> for ApiError {
    fn from(error: CloseError) -> Self {
        let (code, day) = match error {
            CloseError::NotOver(day) => (ErrorCode::BookNotOver, day),
            CloseError::Nothing(day) => (ErrorCode::NothingToClose, day),
        };
        Self::new(code).with("through", day_words(day))
    }
}

/// The ordinals of a period that no case here has, by day and band.
///
/// # Errors
/// The store's.
pub fn gaps(desk: &Desk, period: Period) -> Result<Vec<Gap>, ApiError> {
    let office = desk.office();
    desk.store().read(|reader| {
        let granted: Vec<Granted> = reader
            .all_bands(office)?
            .into_iter()
            .filter_map(|grant| {
                let band = casework::number::Band::new(grant.lo, grant.hi).ok()?;
                let device = grant.device;
                Some(Granted { band, device })
            })
            .collect();
        let listed = reader.listed(office, period)?;
        let codes = listed.iter().map(|case| &case.code);
        let pads = reader.records::<ReceptionPad>(Some(office), i64::MIN, i64::MAX)?;
        let slips = pads.iter().flat_map(|(_, pad)| &pad.slips);
        let slips = slips
            .map(|slip| &slip.code)
            .filter(|code| (period.from..=period.to).contains(&code.date()));
        let own = desk.public_key().device();
        Ok(register::gaps(codes, slips, &granted, own))
    })
}
