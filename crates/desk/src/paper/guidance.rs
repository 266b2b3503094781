//! The guidance sheet of a procedure: what it says, its file, its printer.

use super::{bug, fee_words, printer, written};
use crate::api::{correction_words, fees_words, form_code, handling_code, limit_words, said};
use crate::clock;
use crate::desk::Desk;
use crate::error::{ApiError, ErrorCode, fill};
use crate::print::{GuidanceForm, GuidanceLine, Paper, Section};
use casework::calendar::{Calendar, Session};
use casework::office::PlaceKind;
use casework::procedure::{Catalogue, Channel, Handling, Paper as Listed, Part, Procedure};
use jiff::ToSpan;
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

const FORM: &str = include_str!("../../../../catalogue/forms/guidance.json");

/// What the guidance sheet of a procedure says today.
///
/// # Errors
/// [`ErrorCode::UnknownProcedure`], or the store's.
pub fn guidance_form(desk: &Desk, code: &str) -> Result<GuidanceForm, ApiError> {
    let now = clock::now();
    let catalogue = desk.catalogue_at(now.date())?;
    let procedure = catalogue
        .get(code.trim())
        .ok_or_else(|| ApiError::new(ErrorCode::UnknownProcedure).with("procedure", code))?;
    let named = [
        ("code", procedure.code.clone()),
        ("field", procedure.field.clone()),
    ];
    let [day, month, year] = [
        now.date().day().into(),
        now.date().month().into(),
        now.date().year(),
    ]
    .map(|number: i16| format!("{number:02}"));
    Ok(GuidanceForm {
        office: super::head(desk, &desk.profile().place()),
        printed: now,
        title: word("title", &[]),
        name: procedure.name.clone(),
        code: word("code", &named),
        sections: sections(desk, catalogue, procedure, now.date()),
        notes: notes(catalogue, procedure),
        document_title: word("document_title", &named),
        date: word("printed", &[("day", day), ("month", month), ("year", year)]),
        page: word(
            "page",
            &[
                ("page", "{page}".to_owned()),
                ("pages", "{pages}".to_owned()),
            ],
        ),
    })
}

/// The guidance sheet of a procedure, laid out.
///
/// # Errors
/// As [`guidance_form`]; [`ErrorCode::Bug`] when it cannot be drawn.
pub fn guidance(desk: &Desk, code: &str) -> Result<Paper, ApiError> {
    crate::print::guidance(&guidance_form(desk, code)?).map_err(|error| bug(&error))
}

/// Writes the guidance sheet as PDF; a folder gets a file named after the procedure's code.
///
/// # Errors
/// As [`guidance`]; the disk's.
pub fn save_guidance(desk: &Desk, code: &str, path: &Path) -> Result<PathBuf, ApiError> {
    let form = guidance_form(desk, code)?;
    let paper = crate::print::guidance(&form).map_err(|error| bug(&error))?;
    let bytes = paper.to_pdf(form.printed).map_err(|error| bug(&error))?;
    written(path, &format!("{}.pdf", code.trim()), &bytes)
}

/// Hands the guidance sheet to the print system.
///
/// # Errors
/// [`ErrorCode::NoPrinter`], [`ErrorCode::PrintFailed`], and as [`save_guidance`].
pub fn print_guidance(desk: &Desk, code: &str, name: Option<&str>) -> Result<PathBuf, ApiError> {
    printer::hand(desk, name, |dir| save_guidance(desk, code, dir))
}

fn sections(desk: &Desk, catalogue: &Catalogue, one: &Procedure, today: Date) -> Vec<Section> {
    let mut sections = vec![];
    if catalogue.is_hidden(&one.code) {
        sections.push(section("place", None, vec![text("hidden")]));
    }
    sections.push(section("who", None, vec![text("who_text")]));
    sections.push(section(
        "papers",
        mark(one, Part::Checklist),
        checklist(one),
    ));
    sections.push(section("lookup", None, looked_up(one)));
    let known = one.fee_vnd.is_some() || one.fee_note.is_some() || !one.fees.is_empty();
    let fee = if known {
        fees_words(one)
    } else {
        fee_words(one)
    };
    let fee = if fee.is_empty() {
        word("fee_unknown", &[])
    } else {
        fee
    };
    sections.push(section(
        "fee",
        mark(one, Part::Fee),
        vec![GuidanceLine::Text(fee)],
    ));
    sections.push(section("time", mark(one, Part::Limit), time(one)));
    if !one.results.is_empty() {
        let results = vec![GuidanceLine::Text(one.results.join("; ") + ".")];
        sections.push(section("result", None, results));
    }
    sections.push(section("place", None, place(desk, one, today)));
    let online = if one.channels.contains(&Channel::Online) {
        word("online_text", &[("code", one.code.clone())])
    } else {
        word("online_no", &[])
    };
    sections.push(section("online", None, vec![GuidanceLine::Text(online)]));
    let linked = linked(&one.code);
    if !linked.is_empty() {
        let mark = Some(word("unverified", &[]));
        sections.push(section("linked", mark, linked));
    }
    sections
}

/// What a citizen has to bring, in the words of the sheet; what the office looks up is not in it.
pub(super) fn checklist(one: &Procedure) -> Vec<GuidanceLine> {
    let asked = |paper: &&Listed| paper.handling != Handling::Lookup;
    let mut listed: Vec<&Listed> = one.checklist.iter().filter(asked).collect();
    // What stands under no heading goes first: after a heading it would seem to belong to it.
    listed.sort_by_key(|paper| paper.group.is_some());
    if listed.is_empty() {
        return vec![text("papers_unknown")];
    }
    let mut lines = vec![text("papers_some")];
    let mut group: Option<&str> = None;
    for (number, paper) in (1..).zip(listed) {
        if paper.group.as_deref() != group {
            group = paper.group.as_deref();
            lines.extend(group.map(|group| GuidanceLine::Group(group.to_owned())));
        }
        lines.push(GuidanceLine::Item(number, paper_line(paper)));
    }
    lines.extend(one.checklist_notes.iter().cloned().map(GuidanceLine::Text));
    lines
}

fn paper_line(paper: &Listed) -> String {
    let key = if paper.also_copies > 0 {
        "paper_also"
    } else {
        "paper"
    };
    let values = [
        (
            "name",
            paper.name.trim_end_matches(['.', ';', ' ']).to_owned(),
        ),
        ("form", said("value", form_code(paper.form))),
        ("copies", paper.copies.to_string()),
        ("also", paper.also_copies.to_string()),
        ("handling", said("value", handling_code(paper.handling))),
    ];
    word(key, &values)
}

/// What need not be brought where the office can look it up.
fn looked_up(one: &Procedure) -> Vec<GuidanceLine> {
    let listed = one
        .checklist
        .iter()
        .filter(|paper| paper.handling == Handling::Lookup);
    let mut lines: Vec<_> = (1..)
        .zip(listed)
        .map(|(number, paper)| GuidanceLine::Item(number, paper.name.clone()))
        .collect();
    lines.push(text("lookup_general"));
    lines
}

fn time(one: &Procedure) -> Vec<GuidanceLine> {
    let Some(limit) = one.limit else {
        return vec![text("time_unknown")];
    };
    let sentence = |limit: String| {
        let mut letters = limit.chars();
        let first = letters
            .next()
            .map(|letter| letter.to_uppercase().to_string());
        first.unwrap_or_default() + letters.as_str()
    };
    let mut lines = vec![word(
        "time_text",
        &[("limit", sentence(limit_words(Some(limit))))],
    )];
    for variant in one
        .variants
        .iter()
        .filter(|variant| variant.limit != Some(limit))
    {
        let values = [
            ("variant", variant.code.clone()),
            ("limit", limit_words(variant.limit)),
        ];
        lines.push(word("time_variant", &values));
    }
    // What the source explains about the time.
    lines.extend(one.note.clone());
    lines.into_iter().map(GuidanceLine::Text).collect()
}

fn place(desk: &Desk, one: &Procedure, today: Date) -> Vec<GuidanceLine> {
    let office = &desk.profile().office;
    let mut lines: Vec<String> = office
        .points
        .iter()
        .map(|point| match point.kind {
            PlaceKind::Centre => format!("{}: {}.", office.name, point.address),
            PlaceKind::Point | PlaceKind::Home => format!("{}: {}.", point.name, point.address),
        })
        .collect();
    let hours = office_hours(desk.calendar(), today);
    if !hours.is_empty() {
        lines.push(word("place_hours", &[("hours", hours)]));
    }
    if let Some(phone) = &office.phone {
        lines.push(word(
            "place_phone",
            &[("phone", phone.replace(' ', "\u{a0}"))],
        ));
    }
    lines.push(word("place_anywhere", &[]));
    if one.channels.contains(&Channel::Postal) {
        lines.push(word("post", &[]));
    }
    lines.into_iter().map(GuidanceLine::Text).collect()
}

/// The ordinary week in words: for each weekday what it has most often in the eight weeks to come,
/// so that a day off in one of them does not count.
fn office_hours(calendar: &Calendar, today: Date) -> String {
    let mut week: Vec<(i8, String)> = vec![];
    for ahead in 0..7 {
        let Ok(first) = today.checked_add(ahead.days()) else {
            continue;
        };
        let mut seen: BTreeMap<String, usize> = BTreeMap::new();
        for weeks in 0..8 {
            if let Ok(day) = first.checked_add(weeks.weeks()) {
                *seen
                    .entry(sessions_words(calendar.sessions(day)))
                    .or_default() += 1;
            }
        }
        let usual = seen.into_iter().max_by_key(|(_, count)| *count);
        let weekday = first.weekday().to_monday_one_offset();
        week.extend(usual.map(|(words, _)| (weekday, words)));
    }
    week.sort();
    let mut spans: Vec<(i8, i8, String)> = vec![];
    for (day, words) in week.into_iter().filter(|(_, words)| !words.is_empty()) {
        match spans.last_mut() {
            Some((_, last, same)) if *last == day - 1 && *same == words => *last = day,
            _ => spans.push((day, day, words)),
        }
    }
    let name = |day: i8| said("weekday", &day.to_string());
    let spans = spans.into_iter().map(|(from, to, words)| {
        if from == to {
            format!("{} {words}", name(from))
        } else {
            format!("{} – {} {words}", name(from), name(to))
        }
    });
    spans.collect::<Vec<_>>().join("; ")
}

fn sessions_words(sessions: &[Session]) -> String {
    let time = |time: jiff::civil::Time| time.strftime("%H:%M").to_string();
    let words = sessions
        .iter()
        .map(|one| format!("{}–{}", time(one.from), time(one.to)));
    words.collect::<Vec<_>>().join(", ")
}

fn linked(code: &str) -> Vec<GuidanceLine> {
    let bundles = crate::cases::bundles().beginning_with(code);
    let names = bundles.into_iter().map(|bundle| bundle.name.clone() + ".");
    names.map(GuidanceLine::Text).collect()
}

fn notes(catalogue: &Catalogue, one: &Procedure) -> Vec<String> {
    let mut notes: Vec<String> = catalogue
        .corrections(&one.code)
        .iter()
        .map(|correction| {
            let day = correction.says.valid_from.strftime("%d/%m/%Y").to_string();
            let basis = correction.says.source.iter().cloned().chain([day]);
            let basis = basis.collect::<Vec<_>>().join(", ");
            let words = correction_words(correction, Some(one));
            word("corrected", &[("text", format!("{words} ({basis})"))])
        })
        .collect();
    let edition = catalogue.name().to_owned();
    notes.push(match &one.decision {
        Some(decision) => word(
            "decision",
            &[("decision", decision.clone()), ("edition", edition)],
        ),
        None => word(
            "published",
            &[("source", word("edition", &[("edition", edition)]))],
        ),
    });
    notes
}

fn section(heading: &str, mark: Option<String>, lines: Vec<GuidanceLine>) -> Section {
    Section {
        heading: word(heading, &[]),
        mark,
        lines,
    }
}

/// Said beside what no source was read for.
/// Said beside a checklist nobody has verified.
pub(super) fn checklist_mark(one: &Procedure) -> Option<String> {
    mark(one, Part::Checklist)
}

fn mark(one: &Procedure, part: Part) -> Option<String> {
    let read = one.verified_parts.contains(&part);
    (!read).then(|| word("unverified", &[]))
}

fn text(key: &str) -> GuidanceLine {
    GuidanceLine::Text(word(key, &[]))
}

/// A text of the form with its values.
fn word(key: &str, values: &[(&str, String)]) -> String {
    static TEXTS: OnceLock<BTreeMap<String, serde_json::Value>> = OnceLock::new();
    let texts = TEXTS.get_or_init(|| serde_json::from_str(FORM).unwrap_or_default());
    let text = texts.get(key).and_then(serde_json::Value::as_str);
    let values = values
        .iter()
        .map(|(name, value)| ((*name).to_owned(), value.clone()))
        .collect();
    fill(text.unwrap_or(key), &values)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ordinary_week_is_told_without_its_holidays() {
        let wanted = "thứ Hai – thứ Sáu 07:30–11:30, 13:30–17:30";
        // The eight weeks over Tết, and a plain time.
        for day in ["2026-02-10", "2026-10-05"] {
            let day = day.parse().expect("a date");
            assert_eq!(office_hours(&Calendar::built_in(), day), wanted);
        }
    }

    #[test]
    fn every_word_of_the_form_is_there() {
        let texts: BTreeMap<String, serde_json::Value> = serde_json::from_str(FORM).expect("JSON");
        for key in [
            "title",
            "code",
            "hidden",
            "who",
            "who_text",
            "papers",
            "papers_some",
            "papers_unknown",
            "paper",
            "paper_also",
            "lookup",
            "lookup_general",
            "fee",
            "fee_unknown",
            "time",
            "time_text",
            "time_variant",
            "time_unknown",
            "result",
            "place",
            "place_anywhere",
            "place_hours",
            "place_phone",
            "post",
            "online",
            "online_text",
            "online_no",
            "linked",
            "corrected",
            "unverified",
            "published",
            "decision",
            "edition",
            "printed",
            "page",
            "document_title",
        ] {
            let text = texts
                .get(key)
                .and_then(serde_json::Value::as_str)
                .expect(key);
            assert!(
                text.contains(['{', ' ']) && casework::text::nfc(text) == text,
                "{key}"
            );
        }
    }
}
