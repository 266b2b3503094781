//! The list that travels with paper files, on A4: a row a file, signatures of giver and receiver.

use super::{
    Face, Office, Paper, PrintError,
    kit::Paragraph,
    ledger::{Ledger, short_date, short_moment},
    size::A4,
    template::{Template, Values},
};
use casework::handover::HandOverList;
use casework::time::LocalTime;
use jiff::civil::Date;
use serde::Deserialize;

/// Columns in millimetres: number, code, applicant, procedure, day, remark.
const COLUMNS: [f32; 6] = [10.0, 49.0, 37.0, 41.0, 20.0, 18.0];

/// A hand-over list as it is printed.
///
/// vi: danh sách bàn giao hồ sơ giấy
#[derive(Clone, Debug)]
pub struct HandOverForm {
    /// The office in the head.
    pub office: Office,
    /// The list.
    pub list: HandOverList,
    /// When it was made.
    pub at: LocalTime,
    /// Who gives the files.
    pub officer: String,
    /// A row for each code of the list.
    pub rows: Vec<HandOverRow>,
}

/// One paper file.
#[derive(Clone, Debug)]
pub struct HandOverRow {
    /// Its code.
    pub code: String,
    /// Whose it is.
    pub applicant: String,
    /// What is asked for.
    pub procedure: String,
    /// The day of reception.
    pub received: Date,
}

#[derive(Deserialize)]
struct Wording {
    document_title: Template,
    state: Template,
    motto: Template,
    place_and_date: Template,
    title: Template,
    number: Template,
    from: Template,
    to: Template,
    carrier: Template,
    moment: Template,
    columns: Vec<Template>,
    sum: Template,
    note: Template,
    received: Template,
    signatures: Vec<Template>,
    hint: Template,
    footer: Template,
    page: Template,
}

/// Lays out a hand-over list on as many A4 pages as it needs.
///
/// # Errors
/// [`PrintError::MissingGlyph`] or [`PrintError::Wording`] when the wording of the form is broken.
pub fn hand_over(form: &HandOverForm) -> Result<Paper, PrintError> {
    let wording: Wording = super::words_of(
        "hand_over_list",
        include_str!("../../../../catalogue/forms/hand_over_list.json"),
    )?;
    let list = &form.list;
    let mut ledger = Ledger::new(A4, 12.0)?;
    let frame = [&wording.state, &wording.motto, &wording.place_and_date];
    ledger.letterhead(&form.office, frame, form.at.date())?;
    ledger.flow.space(5.0);
    let number = [("number", list.number.as_str())];
    ledger.heading(&wording.title.say(&[]), Face::Bold, 14.0)?;
    ledger.heading(&wording.number.say(&number), Face::Italic, 12.0)?;
    ledger.flow.space(2.0);
    let mut values = Values::from([
        ("from", list.from.clone()),
        ("to", list.to.clone()),
        ("moment", short_moment(form.at)),
        ("count", form.rows.len().to_string()),
    ]);
    values.extend(list.carrier.clone().map(|carrier| ("carrier", carrier)));
    values.extend(list.note.clone().map(|note| ("note", note)));
    for text in [
        &wording.from,
        &wording.to,
        &wording.carrier,
        &wording.moment,
    ] {
        ledger.line(text, &values)?;
    }
    let rows: Vec<Vec<Paragraph>> = (1..)
        .zip(&form.rows)
        .map(|(number, row)| cells(&mut ledger, number, row))
        .collect();
    ledger.table(&COLUMNS, &wording.columns, &rows)?;
    for text in [&wording.sum, &wording.note, &wording.received] {
        ledger.line(text, &values)?;
    }
    // The giver, who carries, who takes: the last one signs elsewhere and later.
    let names = [Some(form.officer.clone()), list.carrier.clone(), None];
    let titles = wording.signatures.iter().map(|title| title.say(&[]));
    let columns: Vec<_> = titles.zip(names).collect();
    ledger.signatures(&columns, &wording.hint.say(&[]))?;
    let (pages, kit) = ledger.finish(&wording.footer.say(&number), &wording.page)?;
    Ok(Paper {
        title: wording.document_title.say(&number),
        pages,
        warnings: kit.warnings(),
    })
}

fn cells(ledger: &mut Ledger, number: usize, row: &HandOverRow) -> Vec<Paragraph> {
    let received = short_date(row.received);
    vec![
        ledger.cell(&number.to_string(), Face::Regular).centred(),
        ledger.cell(&row.code, Face::Bold),
        ledger.cell(&row.applicant, Face::Regular),
        ledger.cell(&row.procedure, Face::Regular),
        ledger.cell(&received, Face::Regular).centred(),
        ledger.cell("", Face::Regular),
    ]
}
