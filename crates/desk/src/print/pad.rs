//! Blank numbered reception slips for days without power: one on each A5 page.

use super::{
    Face, Office, Paper, PrintError, code,
    flow::Cell,
    kit::{Line, Paragraph},
    ledger::{Ledger, short_date},
    size::A5,
    template::{Blank, Template, Values},
};
use jiff::civil::Date;
use serde::Deserialize;

/// Lines for the papers that are handed in.
const PAPERS: usize = 6;
/// White space below a line that is written on by hand, in millimetres.
const ROOM: f32 = 2.6;

/// A pad as it is printed.
///
/// vi: tập giấy tiếp nhận đánh số sẵn
#[derive(Clone, Debug)]
pub struct PadForm {
    /// The office in the head.
    pub office: Office,
    /// The day the numbers are for.
    pub day: Date,
    /// The record code of each slip.
    pub codes: Vec<String>,
}

#[derive(Deserialize)]
struct Wording {
    document_title: Template,
    state: Template,
    motto: Template,
    place_and_date: Template,
    title: Template,
    subtitle: Template,
    code: Template,
    day: Template,
    fields: Vec<Template>,
    papers: Template,
    paper: Template,
    received: Template,
    note: Template,
    signatures: Vec<Template>,
    hint: Template,
    footer: Template,
    page: Template,
}

/// Lays out a pad, a slip a page.
///
/// # Errors
/// [`PrintError::MissingGlyph`] or [`PrintError::Wording`] when the wording of the form is broken,
/// [`PrintError::Code`] when a code cannot be a QR code.
pub fn pad(form: &PadForm) -> Result<Paper, PrintError> {
    let wording: Wording = super::words_of(
        "pad_slip",
        include_str!("../../../../catalogue/forms/pad_slip.json"),
    )?;
    let mut ledger = Ledger::new(A5, 11.5)?;
    for (at, code) in form.codes.iter().enumerate() {
        if at > 0 {
            ledger.flow.break_page();
        }
        slip(&mut ledger, form, &wording, code)?;
    }
    let (date, count) = (short_date(form.day), form.codes.len().to_string());
    let about = [("date", date.as_str()), ("count", count.as_str())];
    let (pages, kit) = ledger.finish(&wording.footer.say(&about), &wording.page)?;
    Ok(Paper {
        title: wording.document_title.say(&about),
        pages,
        warnings: kit.warnings(),
    })
}

fn slip(
    ledger: &mut Ledger,
    form: &PadForm,
    wording: &Wording,
    code: &str,
) -> Result<(), PrintError> {
    let size = ledger.size;
    ledger.size = 10.0;
    let frame = [&wording.state, &wording.motto, &wording.place_and_date];
    ledger.letterhead(&form.office, frame, form.day)?;
    ledger.size = size;
    ledger.flow.space(2.0);
    ledger.heading(&wording.title.say(&[]), Face::Bold, 13.5)?;
    ledger.heading(&wording.subtitle.say(&[]), Face::Italic, 10.0)?;
    beside_code(ledger, form, wording, code)?;
    for field in &wording.fields {
        blank(ledger, field, &Values::new())?;
    }
    ledger.line(&wording.papers, &Values::new())?;
    ledger.flow.space(ROOM / 2.0);
    for number in 1..=PAPERS {
        let number = Values::from([("number", number.to_string())]);
        blank(ledger, &wording.paper, &number)?;
    }
    ledger.line(&wording.received, &Values::new())?;
    ledger.line(&wording.note, &Values::new())?;
    let titles = wording.signatures.iter().map(|title| title.say(&[]));
    let columns: Vec<_> = titles.map(|title| (title, None)).collect();
    ledger.signatures(&columns, &wording.hint.say(&[]))
}

/// The number and its day, with the QR code to their right.
fn beside_code(
    ledger: &mut Ledger,
    form: &PadForm,
    wording: &Wording,
    code: &str,
) -> Result<(), PrintError> {
    let (qr, side) = code::qr(code)?;
    let width = ledger.measure() - side;
    let values = Values::from([("code", code.to_owned()), ("date", short_date(form.day))]);
    let mut lines = vec![Line::blank(4.0)];
    for text in [&wording.code, &wording.day] {
        lines.extend(ledger.lines(text, &values, width)?);
        lines.push(Line::blank(1.0));
    }
    let code = Cell {
        x: width,
        lines: vec![qr],
    };
    ledger.flow.row(vec![Cell { x: 0.0, lines }, code]);
    Ok(())
}

/// A line that ends in dots, to be written on by hand.
fn blank(ledger: &mut Ledger, text: &Template, values: &Values) -> Result<(), PrintError> {
    let Some((spans, dotted)) = text.fill(values, Blank::Dots) else {
        return Ok(());
    };
    let mut paragraph = Paragraph::new(spans, ledger.size);
    paragraph.dotted = dotted;
    let width = ledger.measure();
    let lines = ledger.kit.lay_out(&paragraph, width)?;
    ledger.flow.lines(lines);
    ledger.flow.space(ROOM);
    Ok(())
}
