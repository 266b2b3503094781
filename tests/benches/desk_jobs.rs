//! What an officer waits for at one desk: paper, opening, searching, listing.

use crate::bare;
use crate::measure::{Sample, forget_peak};
use crate::table::Line;
use crate::town::Town;
use anyhow::{Result, ensure};
use casework::case::Case;
use desk::paper::receipt_pdf;
use lopdf::Document;
use store::{Filter, ListQuery, Store, StoreError};

/// Rows of a page of the worklist, and of an answer to a search.
const PAGE: usize = 50;

/// Layout and PDF of receipts, beside deflating the streams that stand in them.
pub(crate) fn receipt(town: &Town) -> Result<Line> {
    let desk = town.open("centre")?;
    let (mut ours, mut bare) = (Sample::times(), Sample::times());
    let mut size = 0;
    forget_peak();
    for case in &town.some {
        let pdf = ours.time(|| receipt_pdf(&desk, case, 1))?;
        size += pdf.len();
        let mut plain = Document::load_mem(&pdf)?;
        plain.decompress();
        bare.time(|| plain.compress());
    }
    let line = Line::new("receipt (layout and PDF)", town.cases, ours)
        .beside("deflate of its streams", bare);
    Ok(line.noting(format!(
        "{} kB a file",
        size / town.some.len().max(1) / 1000
    )))
}

/// The store and its first list, beside opening the bare database; then all of signing in.
pub(crate) fn open(town: &Town, runs: usize) -> Result<Vec<Line>> {
    let (path, key) = town.database()?;
    let (mut ours, mut bare, mut whole) = (Sample::times(), Sample::times(), Sample::times());
    forget_peak();
    for _ in 0..runs {
        let total = ours.time(|| -> Result<u64, StoreError> {
            let store = Store::open(&path, &key)?;
            Ok(store.read(|reader| reader.list(&page(0)))?.total)
        })?;
        ensure!(total == town.cases as u64, "the list has {total} cases");
        bare.time(|| bare::open(&path, &key))?;
    }
    let opened = Line::new("open (store and first list)", town.cases, ours)
        .beside("bare SQLCipher open", bare);
    forget_peak();
    for _ in 0..runs {
        whole.time(|| town.open("centre"))?;
    }
    let signed_in = Line::new("sign in (password, store)", town.cases, whole);
    Ok(vec![
        opened,
        signed_in.noting("nearly all of it is Argon2, by intention".to_owned()),
    ])
}

/// Searching with whole answers, beside the index's bare row numbers.
pub(crate) fn search(town: &Town, runs: usize) -> Result<Line> {
    let (path, key) = town.database()?;
    let store = Store::open(&path, &key)?;
    let peer = bare::open(&path, &key)?;
    let (mut ours, mut bare) = (Sample::times(), Sample::times());
    let mut slowest = (0.0, String::new());
    let asked: Vec<String> = town.some.iter().take(24).flat_map(questions).collect();
    forget_peak();
    for _ in 0..runs {
        for text in &asked {
            let mut once = Sample::times();
            let found = ours.time(|| once.time(|| store.read(|r| r.search(text, PAGE))))?;
            ensure!(!found.is_empty(), "'{text}' finds nothing");
            if once.median() > slowest.0 {
                slowest = (once.median(), text.clone());
            }
            let expression = expression(text);
            bare.time(|| bare::search(&peer, &expression, PAGE))?;
        }
    }
    let line = Line::new("search (50 rows)", town.cases, ours);
    let note = format!("{} questions; slowest '{}'", asked.len(), slowest.1);
    Ok(line.beside("FTS5 row numbers", bare).noting(note))
}

/// What officers type to find a case: names whole and begun, with marks and without, numbers.
fn questions(case: &Case) -> Vec<String> {
    let name = &case.applicant.name;
    let plain = casework::text::words(name);
    let code = case.opening.code.as_str();
    let id = case.applicant.id.as_deref().unwrap_or_default();
    vec![
        name.clone(),
        plain.join(" "),
        plain.last().cloned().unwrap_or_default(),
        name.chars().take(2).collect(),
        code.to_owned(),
        code[code.len() - 4..].to_owned(),
        id[..9].to_owned(),
        case.applicant.phone.clone().unwrap_or_default(),
        format!("{} minh hoa", plain[0]),
    ]
}

/// The question as one expression of the index over words without marks.
fn expression(text: &str) -> String {
    let words = casework::text::words(text);
    let phrases: Vec<String> = words.iter().map(|word| format!("\"{word}\"*")).collect();
    format!("folded : ({})", phrases.join(" AND "))
}

/// Pages of the worklist at its beginning and in its middle, beside as many unordered rows.
pub(crate) fn list(town: &Town, runs: usize) -> Result<Vec<Line>> {
    let (path, key) = town.database()?;
    let store = Store::open(&path, &key)?;
    let peer = bare::open(&path, &key)?;
    let pages = [
        ("list, first page", 0),
        ("list, middle page", town.cases / 2),
    ];
    pages
        .into_iter()
        .map(|(what, offset)| {
            let (mut ours, mut bare) = (Sample::times(), Sample::times());
            forget_peak();
            for _ in 0..runs {
                ours.time(|| store.read(|reader| reader.list(&page(offset))))?;
                bare.time(|| bare::rows(&peer, PAGE))?;
            }
            Ok(Line::new(what, town.cases, ours).beside("unordered rows", bare))
        })
        .collect()
}

fn page(offset: usize) -> ListQuery {
    ListQuery {
        office: None,
        filter: Filter::Open,
        until: None,
        limit: PAGE,
        offset,
    }
}
