//! The minute that takes the place of a photograph of the screen: when the hub could not be reached and
//! why, on one A4 page.

use super::{
    Face, Office, Paper, PrintError, code,
    flow::Cell,
    kit::{Line, Paragraph},
    ledger::{Ledger, short_moment},
    size::A4,
    template::{Template, Values},
};
use casework::time::LocalTime;
use serde::Deserialize;

/// Columns in millimetres: number, from, to, attempts, cases that waited, cause.
const COLUMNS: [f32; 6] = [10.0, 31.0, 31.0, 17.0, 19.0, 67.0];
/// Rows that fit the page; of more the first and the last are shown.
const ROWS_MAX: usize = 12;
/// Side of a module of the code, in millimetres.
const MODULE: f32 = 0.5;

/// A minute as it is printed.
///
/// vi: biên bản xác nhận thời gian mất kết nối
#[derive(Clone, Debug)]
pub struct EvidenceForm {
    /// The office in the head.
    pub office: Office,
    /// When it is made.
    pub at: LocalTime,
    /// Who makes it.
    pub officer: String,
    /// The workstation.
    pub device: String,
    /// The hub's address.
    pub address: Option<String>,
    /// The case: record code, procedure, when it was received. `None` for a whole point.
    pub case: Option<(String, String, LocalTime)>,
    /// The time it is about.
    pub period: (LocalTime, LocalTime),
    /// Stretches of attempts that failed.
    pub rows: Vec<EvidenceRow>,
    /// When the line was back; `None` while it is not.
    pub back: Option<LocalTime>,
    /// Where the case is.
    pub sent: EvidenceSent,
    /// How far the clocks differed, in seconds, and when they were compared.
    pub clock: Option<(i64, LocalTime)>,
    /// How often the clock was set by hand.
    pub clock_sets: usize,
    /// First and last run of the chain, and the hash of the last one.
    pub chain: Option<(u64, u64, String)>,
    /// The run up to which the hub countersigned, and when by its clock.
    pub countersigned: Option<(u64, LocalTime)>,
    /// The signed summary for the code.
    pub sealed: String,
}

/// One stretch.
#[derive(Clone, Debug)]
pub struct EvidenceRow {
    /// The first attempt.
    pub from: LocalTime,
    /// The last one, or when the line was back; `None` while it is not.
    pub to: Option<LocalTime>,
    /// How many attempts.
    pub tries: u64,
    /// Cases that waited.
    pub waiting: u64,
    /// Why, in words.
    pub cause: String,
}

/// Whether a case has left the machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EvidenceSent {
    /// It is not about one case: so many are only here.
    Point(u64),
    /// Something of it is only here.
    Not,
    /// The hub has acknowledged all of it, at a time that was kept or not.
    At(Option<LocalTime>),
}

#[derive(Deserialize)]
struct Wording {
    document_title: Template,
    state: Template,
    motto: Template,
    place_and_date: Template,
    title: Template,
    subtitle: Template,
    opening: Template,
    case: Template,
    received: Template,
    period: Template,
    address: Template,
    rows: Template,
    no_rows: Template,
    columns: Vec<Template>,
    still: Template,
    more: Template,
    back: Template,
    not_back: Template,
    point_waiting: Template,
    sent: Template,
    sent_unknown: Template,
    unsent: Template,
    clock: Template,
    clock_unknown: Template,
    clock_sets: Template,
    chain: Template,
    countersigned: Template,
    not_countersigned: Template,
    code_note: Template,
    signatures: Vec<Template>,
    hint: Template,
    footer: Template,
    page: Template,
}

/// Lays out a minute.
///
/// # Errors
/// [`PrintError::MissingGlyph`] or [`PrintError::Wording`] when the wording of the form is broken,
/// [`PrintError::Code`] when the summary does not fit a code.
pub fn evidence_minute(form: &EvidenceForm) -> Result<Paper, PrintError> {
    let wording: Wording = super::words_of(
        "evidence_minute",
        include_str!("../../../../catalogue/forms/evidence_minute.json"),
    )?;
    let mut ledger = Ledger::new(A4, 12.0)?;
    let frame = [&wording.state, &wording.motto, &wording.place_and_date];
    ledger.letterhead(&form.office, frame, form.at.date())?;
    ledger.flow.space(4.0);
    ledger.heading(&wording.title.say(&[]), Face::Bold, 14.0)?;
    ledger.heading(&wording.subtitle.say(&[]), Face::Bold, 12.5)?;
    ledger.flow.space(2.0);
    let values = values(form);
    for text in [
        &wording.opening,
        &wording.case,
        &wording.received,
        &wording.period,
        &wording.address,
    ] {
        ledger.line(text, &values)?;
    }
    if form.rows.is_empty() {
        ledger.line(&wording.no_rows, &values)?;
    } else {
        ledger.line(&wording.rows, &values)?;
        rows(&mut ledger, form, &wording)?;
    }
    for text in ending(form, &wording) {
        ledger.line(text, &values)?;
    }
    ledger.size = 10.5;
    coded(&mut ledger, form, &wording, &values)?;
    ledger.size = 12.0;
    let names = [Some(form.officer.clone()), None, None];
    let titles = wording.signatures.iter().map(|title| title.say(&[]));
    let columns: Vec<_> = titles.zip(names).collect();
    ledger.signatures(&columns, &wording.hint.say(&[]))?;
    let code = form.case.as_ref().map_or("", |case| case.0.as_str());
    let (pages, kit) = ledger.finish(&wording.footer.say(&[("code", code)]), &wording.page)?;
    Ok(Paper {
        title: wording.document_title.say(&[("code", code)]),
        pages,
        warnings: kit.warnings(),
    })
}

/// The lines below the table: whether the line is back and where the files are.
fn ending<'w>(form: &EvidenceForm, wording: &'w Wording) -> Vec<&'w Template> {
    let line = match form.back {
        Some(_) => Some(&wording.back),
        None => (!form.rows.is_empty()).then_some(&wording.not_back),
    };
    let sent = match form.sent {
        EvidenceSent::Point(_) => &wording.point_waiting,
        EvidenceSent::Not => &wording.unsent,
        EvidenceSent::At(Some(_)) => &wording.sent,
        EvidenceSent::At(None) => &wording.sent_unknown,
    };
    line.into_iter().chain([sent]).collect()
}

fn rows(ledger: &mut Ledger, form: &EvidenceForm, wording: &Wording) -> Result<(), PrintError> {
    let count = form.rows.len();
    let head = if count > ROWS_MAX {
        ROWS_MAX / 2
    } else {
        count
    };
    let shown = |index: usize| index < head || index + (ROWS_MAX - head) >= count;
    let mut cells: Vec<Vec<Paragraph>> = vec![];
    for (index, row) in form.rows.iter().enumerate().filter(|(at, _)| shown(*at)) {
        let to = row.to.map_or_else(|| wording.still.say(&[]), short_moment);
        cells.push(vec![
            ledger
                .cell(&(index + 1).to_string(), Face::Regular)
                .centred(),
            ledger
                .cell(&short_moment(row.from), Face::Regular)
                .centred(),
            ledger.cell(&to, Face::Regular).centred(),
            ledger.cell(&row.tries.to_string(), Face::Regular).centred(),
            ledger
                .cell(&row.waiting.to_string(), Face::Regular)
                .centred(),
            ledger.cell(&row.cause, Face::Regular),
        ]);
    }
    ledger.table(&COLUMNS, &wording.columns, &cells)?;
    let left_out: Vec<&EvidenceRow> = (0..count)
        .filter(|index| !shown(*index))
        .filter_map(|index| form.rows.get(index))
        .collect();
    if let (Some(first), Some(last)) = (left_out.first(), left_out.last()) {
        let values = Values::from([
            ("more", left_out.len().to_string()),
            ("more_from", short_moment(first.from)),
            ("more_to", short_moment(last.to.unwrap_or(last.from))),
        ]);
        ledger.line(&wording.more, &values)?;
    }
    Ok(())
}

/// The code, with the clock, the chain and the hub's word beside it.
fn coded(
    ledger: &mut Ledger,
    form: &EvidenceForm,
    wording: &Wording,
    values: &Values,
) -> Result<(), PrintError> {
    let (code, side) = code::drawn(&form.sealed, MODULE)?;
    let width = ledger.measure() - side - 3.0;
    let clock = if form.clock.is_some() {
        &wording.clock
    } else {
        &wording.clock_unknown
    };
    let word = if form.countersigned.is_some() {
        &wording.countersigned
    } else {
        &wording.not_countersigned
    };
    let mut lines = vec![Line::blank(2.0)];
    for text in [
        clock,
        &wording.clock_sets,
        &wording.chain,
        word,
        &wording.code_note,
    ] {
        lines.extend(ledger.lines(text, values, width)?);
        lines.push(Line::blank(0.8));
    }
    ledger.flow.space(1.0);
    ledger.flow.row(vec![
        Cell {
            x: 0.0,
            lines: vec![code],
        },
        Cell {
            x: side + 3.0,
            lines,
        },
    ]);
    Ok(())
}

fn values(form: &EvidenceForm) -> Values {
    let mut values = Values::from([
        ("moment", short_moment(form.at)),
        ("counter", form.office.counter.clone()),
        ("device", form.device.clone()),
        ("from", short_moment(form.period.0)),
        ("to", short_moment(form.period.1)),
    ]);
    values.extend(form.address.clone().map(|address| ("address", address)));
    if let Some((code, procedure, received)) = &form.case {
        values.extend([
            ("code", code.clone()),
            ("procedure", procedure.clone()),
            ("received", short_moment(*received)),
        ]);
    }
    values.extend(form.back.map(|back| ("back", short_moment(back))));
    match form.sent {
        EvidenceSent::Point(count) => values.extend([("waiting", count.to_string())]),
        EvidenceSent::At(Some(at)) => values.extend([("acknowledged", short_moment(at))]),
        EvidenceSent::Not | EvidenceSent::At(None) => {}
    }
    if let Some((seconds, checked)) = form.clock {
        values.extend([
            ("seconds", seconds.to_string()),
            ("checked", short_moment(checked)),
        ]);
    }
    if form.clock_sets > 0 {
        values.extend([("sets", form.clock_sets.to_string())]);
    }
    if let Some((first, last, head)) = &form.chain {
        values.extend([
            ("first", first.to_string()),
            ("last", last.to_string()),
            ("head", head.clone()),
        ]);
    }
    if let Some((run, at)) = form.countersigned {
        values.extend([("run", run.to_string()), ("signed_at", short_moment(at))]);
    }
    values
}
