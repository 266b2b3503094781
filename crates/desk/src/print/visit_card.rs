//! The card that tells a household when an officer comes and what to have ready, on A5.

use super::{
    Face, GuidanceLine, Office, Paper, PrintError,
    content::date_values,
    ledger::Ledger,
    size::A5,
    template::{Template, Values},
};
use casework::time::LocalTime;
use serde::Deserialize;

/// A visit at home as it is announced.
///
/// vi: phiếu hẹn tiếp nhận tại nhà
#[derive(Clone, Debug)]
pub struct VisitCardForm {
    /// The office in the head; its telephone is on the card.
    pub office: Office,
    /// When the card is made.
    pub printed: LocalTime,
    /// Who made it.
    pub officer: String,
    /// Who is visited.
    pub name: String,
    /// Where.
    pub address: String,
    /// When.
    pub at: LocalTime,
    /// Who comes.
    pub visitor: String,
    /// Code of the procedure.
    pub code: String,
    /// Its name.
    pub procedure: String,
    /// What to have ready.
    pub papers: Vec<GuidanceLine>,
    /// Said beside the papers, such as that they were not verified.
    pub mark: Option<String>,
}

#[derive(Deserialize)]
struct Wording {
    document_title: Template,
    state: Template,
    motto: Template,
    place_and_date: Template,
    title: Template,
    name: Template,
    address: Template,
    at: Template,
    weekdays: [Template; 7],
    procedure: Template,
    visitor: Template,
    prepare: Template,
    group: Template,
    item: Template,
    text: Template,
    phone: Template,
    reminder: Template,
    signatures: Vec<Template>,
    hint: Template,
    footer: Template,
    page: Template,
}

/// Lays out a visit card on as many A5 pages as its papers need.
///
/// # Errors
/// [`PrintError::MissingGlyph`] or [`PrintError::Wording`] when the wording of the form is broken.
pub fn visit_card(form: &VisitCardForm) -> Result<Paper, PrintError> {
    let wording: Wording = super::words_of(
        "visit_card",
        include_str!("../../../../catalogue/forms/visit_card.json"),
    )?;
    let mut ledger = Ledger::new(A5, 11.5)?;
    ledger.size = 10.0;
    let frame = [&wording.state, &wording.motto, &wording.place_and_date];
    ledger.letterhead(&form.office, frame, form.printed.date())?;
    ledger.size = 11.5;
    ledger.flow.space(3.0);
    ledger.heading(&wording.title.say(&[]), Face::Bold, 13.5)?;
    ledger.flow.space(2.0);
    let values = values(form, &wording);
    for text in [
        &wording.name,
        &wording.address,
        &wording.at,
        &wording.visitor,
        &wording.phone,
        &wording.procedure,
    ] {
        ledger.line(text, &values)?;
    }
    ledger.flow.space(1.0);
    ledger.line(&wording.prepare, &values)?;
    ledger.size = 10.5;
    for line in &form.papers {
        let (template, values) = match line {
            GuidanceLine::Text(text) => (&wording.text, vec![("text", text.clone())]),
            GuidanceLine::Group(text) => (&wording.group, vec![("text", text.clone())]),
            GuidanceLine::Item(number, text) => (
                &wording.item,
                vec![("number", number.to_string()), ("text", text.clone())],
            ),
        };
        ledger.line(template, &values.into_iter().collect())?;
    }
    ledger.flow.space(1.0);
    ledger.line(&wording.reminder, &values)?;
    // The household signs for the card, the officer for the promise.
    let names = [None, Some(form.officer.clone())];
    let titles = wording.signatures.iter().map(|title| title.say(&[]));
    let columns: Vec<_> = titles.zip(names).collect();
    ledger.signatures(&columns, &wording.hint.say(&[]))?;
    let code = [("code", form.code.as_str())];
    let (pages, kit) = ledger.finish(&wording.footer.say(&code), &wording.page)?;
    Ok(Paper {
        title: wording.document_title.say(&code),
        pages,
        warnings: kit.warnings(),
    })
}

fn values(form: &VisitCardForm, wording: &Wording) -> Values {
    let at = form.at.datetime();
    let weekday = usize::try_from(form.at.date().weekday().to_monday_zero_offset());
    let weekday = wording.weekdays.get(weekday.unwrap_or_default());
    let mut values = Values::from([
        ("name", form.name.clone()),
        ("address", form.address.clone()),
        ("visitor", form.visitor.clone()),
        ("procedure", form.procedure.clone()),
        ("code", form.code.clone()),
        ("mark", form.mark.clone().unwrap_or_default()),
        ("hour", format!("{:02}", at.hour())),
        ("minute", format!("{:02}", at.minute())),
        (
            "weekday",
            weekday.map_or_else(String::new, |weekday| weekday.say(&[])),
        ),
    ]);
    values.extend(date_values(form.at.date()));
    let phone = form.office.hotline.as_ref();
    values.extend(phone.map(|phone| ("phone", phone.replace(' ', "\u{a0}"))));
    values
}
