//! What stands beside an event: its reason and its detail in words.

use super::words::{field_label, label};
use crate::error::fill;
use casework::case::{Detail, Event, Notice, WantedPaper};
use casework::time::LocalTime;

/// The reason and the detail of an event in Vietnamese; `None` where there is neither.
pub(super) fn told(event: &Event) -> Option<String> {
    let parts = [event.reason.clone(), detail(&event.detail)];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join(" — "))
}

#[expect(clippy::too_many_lines, reason = "one arm a kind of detail")]
fn detail(detail: &Detail) -> Option<String> {
    let said = |key: &str, params: &[(&str, String)]| {
        let params = params
            .iter()
            .map(|(name, value)| ((*name).to_owned(), value.clone()))
            .collect();
        Some(fill(&label("detail", key), &params))
    };
    match detail {
        Detail::None | Detail::Newer(_) | Detail::ScanMark(_) => None,
        Detail::EditDecision(decision) => {
            let key = if decision.stands {
                "edit_stands"
            } else {
                "edit_put_back"
            };
            said(key, &[])
        }
        Detail::Note(text) => Some(text.clone()),
        Detail::Correction(correction) => Some(format!(
            "{}: {} → {}",
            field_label(correction.field),
            correction.from.as_deref().unwrap_or("—"),
            correction.to.as_deref().unwrap_or("—")
        )),
        Detail::Result(file) => Some(file.name.clone()),
        Detail::Scan(scan) => Some(scan.name.clone()),
        Detail::Print(record) => Some(format!(
            "{} × {}",
            label("form", &record.form),
            record.issue
        )),
        Detail::Transfer(transfer) => {
            let names = [transfer.to.as_deref(), transfer.unit.as_deref()];
            said("transfer", &[("to", join(names))])
        }
        Detail::Supplement(request) => {
            let papers: Vec<String> = request.papers.iter().map(wanted).collect();
            said("supplement", &[("papers", papers.join("; "))])
        }
        Detail::Supplied(supplied) => {
            let mut papers: Vec<_> = supplied.papers.values().collect();
            papers.sort_by_key(|paper| paper.order);
            let names: Vec<&str> = papers.iter().map(|paper| paper.name.as_str()).collect();
            let due = day(supplied.appointment.due);
            said("supplied", &[("papers", names.join("; ")), ("due", due)])
        }
        Detail::Obligation(owed) => {
            let amount = owed.amount.map(|amount| amount.to_string());
            said(
                "obligation",
                &[("what", join([owed.notice.as_deref(), amount.as_deref()]))],
            )
        }
        Detail::ObligationMet(met) => said(
            "obligation_met",
            &[
                ("proof", met.proof.clone().unwrap_or_else(|| "—".to_owned())),
                ("due", day(met.appointment.due)),
            ],
        ),
        Detail::Settlement(settled) => {
            let fees = settled.fees.map(|fees| fees.to_string());
            let back = join([settled.papers.as_deref(), fees.as_deref()]);
            if back.is_empty() {
                return None;
            }
            said("settlement", &[("back", back)])
        }
        Detail::Extension(extension) => {
            let moved = [
                ("before", day(Some(extension.before))),
                ("until", day(Some(extension.until))),
            ];
            let told = |notice: Notice| ("told", label("notice", notice.code()));
            let told = extension.told.map(told);
            let key = if told.is_some() {
                "extension_told"
            } else {
                "extension"
            };
            let params: Vec<_> = moved.into_iter().chain(told).collect();
            said(key, &params)
        }
        Detail::Delivery(delivery) => {
            let way = label("return_way", delivery.way.code());
            let taker = delivery.recipient.as_ref().map(|taker| taker.name.clone());
            let told = delivery.notice.map(|notice| label("notice", notice.code()));
            said(
                "delivery",
                &[(
                    "way",
                    join([Some(way.as_str()), taker.as_deref(), told.as_deref()]),
                )],
            )
        }
        Detail::Repair(_) => None,
        Detail::Lost(lost) => said(
            "lost",
            &[
                ("papers", lost.papers.join("; ")),
                ("remedy", lost.remedy.clone()),
            ],
        ),
        Detail::Fees(lines) => {
            let total: casework::fee::Money = lines.iter().map(|line| line.amount).sum();
            said("money", &[("amount", total.to_string())])
        }
        Detail::Payment(payment) | Detail::Refund(payment) => {
            let way = serde_json::to_value(payment.way).unwrap_or_default();
            let way = label("payment_way", way.as_str().unwrap_or_default());
            said(
                "payment",
                &[
                    ("amount", payment.amount.to_string()),
                    ("way", way),
                    ("receipt", payment.receipt.clone()),
                ],
            )
        }
        Detail::Link(link) => said("link", &[("code", link.code.to_string())]),
        Detail::Decision(decision) => {
            said("decision", &[("step", label("step", decision.step.code()))])
        }
    }
}

fn join<'a>(parts: impl IntoIterator<Item = Option<&'a str>>) -> String {
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

fn wanted(paper: &WantedPaper) -> String {
    let counts = [
        (paper.originals, "original"),
        (paper.certified, "certified"),
        (paper.photocopies, "copy"),
    ];
    let counts: Vec<String> = counts
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, form)| format!("{count} {}", label("form_of_paper", form)))
        .collect();
    if counts.is_empty() {
        return paper.name.clone();
    }
    format!("{} ({})", paper.name, counts.join(", "))
}

fn day(at: Option<LocalTime>) -> String {
    at.map_or_else(
        || "—".to_owned(),
        |at| at.date().strftime("%d/%m/%Y").to_string(),
    )
}
