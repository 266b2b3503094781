//! What another edition changes, row by row.

use super::*;
use crate::calendar::Amount;
use crate::id::OfficerId;
use crate::office::Officer;
use crate::procedure::{CorrectionData, Override};
use jiff::civil::date;

const RESIDENCE: &str = "1.004222";
const DAY: Date = date(2026, 11, 22);

fn edition(change: impl FnOnce(&mut Vec<Procedure>)) -> Catalogue {
    let built_in = Catalogue::built_in().expect("the built-in catalogue");
    let mut rows: Vec<Procedure> = built_in.all().iter().take(60).cloned().collect();
    change(&mut rows);
    Catalogue::of("x".to_owned(), None, String::new(), rows)
}

fn residence(rows: &mut [Procedure]) -> &mut Procedure {
    rows.iter_mut()
        .find(|row| row.code == RESIDENCE)
        .expect("residence")
}

/// The fields and warnings of the one procedure that changes.
fn told(change: impl FnOnce(&mut Procedure)) -> String {
    let (old, new) = (edition(|_| {}), edition(|rows| change(residence(rows))));
    let found = changes(&old, &new, &[], DAY);
    assert!(found.added.is_empty() && found.removed.is_empty());
    let [one] = found.changed.as_slice() else {
        return format!("{} changed", found.changed.len());
    };
    let fields = one.fields.iter().map(|field| match field {
        Difference::Text { field, from, to } => format!("{field}:{}>{}", from.len(), to.len()),
        Difference::Limit { variant, from, to } => {
            let amount = |limit: &Option<TimeLimit>| limit.map_or(0, |limit| limit.amount.0);
            format!(
                "{}:{}>{}",
                variant.unwrap_or("limit"),
                amount(from),
                amount(to)
            )
        }
        Difference::Fees => "fees".to_owned(),
        Difference::Paper { from, to } => format!("paper:{}>{}", from.is_some(), to.is_some()),
    });
    let warnings = one
        .warnings
        .iter()
        .map(|warning| format!("!{}", warning.code()));
    fields.chain(warnings).collect::<Vec<_>>().join(" ")
}

fn limit(amount: u32, unit: TimeUnit) -> Option<TimeLimit> {
    Some(TimeLimit {
        amount: Amount(amount * 100),
        unit,
        cutoff: None,
    })
}

#[test]
fn each_changed_field_is_told_with_what_to_look_at() {
    use TimeUnit::{CalendarDays, WorkingDays};
    assert_eq!(told(|_| {}), "0 changed");
    assert_eq!(told(|row| row.name = "Tên".to_owned()), "name:25>4");
    assert_eq!(told(|row| row.verified = false), "verified:4>5");
    assert_eq!(told(|row| row.fee_vnd = Some(1)), "fees");
    let shorter = told(|row| row.limit = limit(5, WorkingDays));
    assert_eq!(shorter, "limit:700>500 !limit_shortened");
    assert_eq!(
        told(|row| row.limit = limit(9, WorkingDays)),
        "limit:700>900"
    );
    let unit = told(|row| row.limit = limit(9, CalendarDays));
    assert_eq!(unit, "limit:700>900 !limit_unit");
    assert_eq!(told(|row| row.limit = None), "limit:700>0 !limit_gone");
    assert_eq!(told(|row| row.checklist.truncate(14)), "paper:true>false");
    assert_eq!(told(|row| row.checklist[0].copies = 2), "paper:true>true");
    let more = told(|row| {
        let mut paper = row.checklist[0].clone();
        paper.item = "new".to_owned();
        row.checklist.push(paper);
    });
    assert_eq!(more, "paper:false>true !papers_added");
}

#[test]
fn a_variants_limit_is_told_by_its_code() {
    let code = edition(|_| {}).get(RESIDENCE).expect("residence").variants[0]
        .code
        .clone();
    let told = told(|row| row.variants[0].limit = limit(1, TimeUnit::WorkingDays));
    assert_eq!(told, format!("{code}:700>100 !limit_shortened"));
}

#[test]
fn added_and_removed_procedures_and_corrections_underneath_are_named() {
    let old = edition(|_| {});
    let new = edition(|rows| {
        let mut more = rows[0].clone();
        more.code = "9.000001".to_owned();
        rows.push(more);
        rows.retain(|row| row.code != "1.000894");
        residence(rows).limit = None;
    });
    let made = |procedure: &str, change: Override| LocalCorrection {
        id: format!("{procedure} {}", change.code()),
        officer: Officer {
            id: OfficerId([1; 16]),
            name: "A".to_owned(),
        },
        at: "2026-11-20T08:00:00+07:00".parse().expect("a time"),
        says: CorrectionData {
            procedure: procedure.to_owned(),
            seen: None,
            change,
            reason: "a".to_owned(),
            source: None,
            valid_from: date(2026, 11, 20),
            serial: 1,
        },
    };
    let days = || Override::Limit {
        variant: None,
        limit: None,
    };
    let fee = || Override::Fee {
        text: "a".to_owned(),
        amount_vnd: None,
    };
    let corrections = [
        made(RESIDENCE, days()),
        made(RESIDENCE, fee()),
        made("1.000894", fee()),
        made("1.001193", days()),
    ];
    let found = changes(&old, &new, &corrections, DAY);
    let codes = |rows: &[&Procedure]| rows.iter().map(|row| row.code.clone()).collect::<Vec<_>>();
    assert_eq!(codes(&found.added), ["9.000001"]);
    assert_eq!(codes(&found.removed), ["1.000894"]);
    let under: Vec<_> = found.under.iter().map(|one| one.id.as_str()).collect();
    assert_eq!(under, ["1.000894 fee", "1.004222 limit"]);
}
