//! What a procedure, its corrections and its changes are in words: `catalogue/messages/catalogue.json`.

use super::FieldChange;
use super::words::{Warning, limit_words};
use crate::error::fill;
use casework::procedure::{
    ChangeWarning, Changed, Channel, Difference, DocumentForm, Fault, Fee, FeeKind, Handling,
    LocalCorrection, Override, Paper, Procedure,
};
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// What a correction says, Vietnamese.
pub fn correction_words(one: &LocalCorrection, procedure: Option<&Procedure>) -> String {
    let change = &one.says.change;
    let paper_name = |item: &String| {
        let paper = procedure.and_then(|known| known.paper(item));
        paper.map_or_else(|| item.clone(), |paper| paper.name.clone())
    };
    let (key, variant, value) = match change {
        Override::Limit { variant, limit } => {
            let words = Some(limit_words(*limit)).filter(|words| !words.is_empty());
            let value = words.unwrap_or_else(|| said("value", "unknown"));
            let key = if variant.is_some() {
                "limit_of"
            } else {
                "limit"
            };
            (key, variant.clone(), value)
        }
        Override::Fee { text, .. } => ("fee", None, text.clone()),
        Override::AddPaper { paper } => ("add_paper", None, paper.name.clone()),
        Override::RemovePaper { item } => ("remove_paper", None, paper_name(item)),
        Override::RenamePaper { name, .. } => ("rename_paper", None, name.clone()),
        Override::Synonym { text } => ("synonym", None, text.clone()),
        Override::Hide => ("hide", None, String::new()),
        Override::Verified => (
            "verified",
            None,
            one.says.source.clone().unwrap_or_default(),
        ),
        Override::Withdraw { correction } => ("withdraw", None, correction.clone()),
    };
    let params = [("variant", variant.unwrap_or_default()), ("value", value)];
    filled(&said("correction", key), &params)
}

pub(super) fn field_change(one: &Changed<'_>, field: &Difference<'_>) -> FieldChange {
    let (label, old, new) = match field {
        Difference::Text { field, from, to } => {
            let words = |text: &String| value_words(field, text);
            (said("field", field), words(from), words(to))
        }
        Difference::Limit { variant, from, to } => {
            let label = match variant {
                None => said("field", "limit"),
                Some(variant) => filled(
                    &said("field", "variant"),
                    &[("variant", (*variant).to_owned())],
                ),
            };
            (label, limit_words(*from), limit_words(*to))
        }
        Difference::Fees => (
            said("field", "fees"),
            fees_words(one.from),
            fees_words(one.to),
        ),
        Difference::Paper { from, to } => {
            let words = |paper: &Option<&Paper>| paper.map(paper_words).unwrap_or_default();
            (said("field", "paper"), words(from), words(to))
        }
    };
    FieldChange { label, old, new }
}

/// A text of a procedure as people read it.
fn value_words(field: &str, text: &str) -> String {
    match field {
        "verified" => said("value", text),
        "channels" => {
            let words = text
                .split_whitespace()
                .map(|channel| said("value", channel));
            words.collect::<Vec<_>>().join(", ")
        }
        _ => text.to_owned(),
    }
}

/// A paper with its form, count and handling.
pub(crate) fn paper_words(paper: &Paper) -> String {
    let also = match paper.also_copies {
        0 => String::new(),
        also => format!(" + {also} {}", said("value", "copy")),
    };
    format!(
        "{} ({}: {}{also}; {})",
        paper.name,
        said("value", form_code(paper.form)),
        paper.copies,
        said("value", handling_code(paper.handling)),
    )
}

pub(crate) fn form_code(form: DocumentForm) -> &'static str {
    match form {
        DocumentForm::Original => "original",
        DocumentForm::Certified => "certified",
        DocumentForm::Copy => "copy",
        DocumentForm::Electronic => "electronic",
    }
}

pub(crate) fn handling_code(handling: Handling) -> &'static str {
    match handling {
        Handling::Submit => "submit",
        Handling::Present => "present",
        Handling::Lookup => "lookup",
    }
}

/// Every fee of a procedure, by the ways to file.
pub(crate) fn fees_words(procedure: &Procedure) -> String {
    let line = |fee: &Fee| {
        let amount = fee.amount_vnd.map(crate::paper::money_words);
        let channels = fee.channels.iter().map(|channel| {
            said(
                "value",
                match channel {
                    Channel::Direct => "direct",
                    Channel::Online => "online",
                    Channel::Postal => "postal",
                },
            )
        });
        let kind = said(
            "value",
            match fee.kind {
                FeeKind::Fee => "fee",
                FeeKind::Charge => "charge",
            },
        );
        let words = [amount, fee.note.clone()].into_iter().flatten();
        let words = words.collect::<Vec<_>>().join(", ");
        format!(
            "{kind} {words} ({})",
            channels.collect::<Vec<_>>().join(", ")
        )
    };
    if procedure.fee_vnd == Some(0) || procedure.fees.is_empty() {
        return crate::paper::fee_words(procedure);
    }
    procedure
        .fees
        .iter()
        .map(line)
        .collect::<Vec<_>>()
        .join("; ")
}

pub(super) fn change_warning(warning: ChangeWarning) -> Warning {
    let params = match warning {
        ChangeWarning::PapersAdded(count) => vec![("count", count.to_string())],
        ChangeWarning::LimitShortened | ChangeWarning::LimitUnit | ChangeWarning::LimitGone => {
            vec![]
        }
    };
    said_warning(warning.code(), &params)
}

pub(super) fn said_warning(code: &str, params: &[(&str, String)]) -> Warning {
    Warning {
        code: code.to_owned(),
        vi: filled(&said_in("warning", code, "vi"), params),
        en: filled(&said_in("warning", code, "en"), params),
    }
}

/// Why a line is refused, Vietnamese.
pub fn fault_words(fault: &Fault) -> String {
    let detail = [("detail", fault.kind.detail())];
    filled(&said("fault", fault.kind.code()), &detail)
}

fn filled(template: &str, params: &[(&str, String)]) -> String {
    let params: BTreeMap<String, String> = params
        .iter()
        .map(|(name, value)| ((*name).to_owned(), value.clone()))
        .collect();
    fill(template, &params)
}

/// A word of `catalogue/messages/catalogue.json`, Vietnamese; the key itself where there is none.
pub(crate) fn said(group: &str, key: &str) -> String {
    said_in(group, key, "vi")
}

fn said_in(group: &str, key: &str, language: &str) -> String {
    static TEXTS: OnceLock<serde_json::Value> = OnceLock::new();
    let texts = TEXTS.get_or_init(|| {
        let json = include_str!("../../../../catalogue/messages/catalogue.json");
        serde_json::from_str(json).unwrap_or_default()
    });
    let text = texts[group][key][language].as_str();
    text.unwrap_or(key).to_owned()
}
