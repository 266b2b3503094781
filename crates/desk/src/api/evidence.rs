//! The proof of non-transmission in the window and on the command line.

use super::{PaperPrinted, PaperSaved, Workstation};
use crate::clock;
use crate::desk::Desk;
use crate::error::ApiError;
use crate::evidence::{About, Minute};
use crate::paper;
use serde::{Deserialize, Serialize};
use std::path::Path;
use ts_rs::TS;

/// What a minute is to be about: a case, or this machine over a time.
#[derive(Clone, Debug, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct EvidenceAsk {
    /// Record code; `None` for this machine.
    pub code: Option<String>,
    /// First day or moment, without a case; the beginning of today where `None`.
    pub from: Option<String>,
    /// Last day or moment, without a case; now where `None`.
    pub to: Option<String>,
}

/// Saves a minute as a PDF file.
#[derive(Debug, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct EvidenceSave {
    /// What it is about.
    pub about: EvidenceAsk,
    /// Where to write; a folder gets a file named after the case or the day.
    pub path: String,
}

/// Prints a minute.
#[derive(Debug, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct EvidencePrint {
    /// What it is about.
    pub about: EvidenceAsk,
    /// Which printer; the system's default where `None`.
    pub printer: Option<String>,
}

/// A minute to look at.
#[derive(Debug, Serialize, TS)]
pub struct EvidenceView {
    /// What it says.
    pub facts: EvidenceFacts,
    /// One SVG document a page.
    pub svg: Vec<String>,
}

/// What a minute says.
#[derive(Debug, Serialize, TS)]
pub struct EvidenceFacts {
    /// Record code; `None` for this machine.
    pub code: Option<String>,
    /// Beginning of the time.
    pub from: String,
    /// Its end.
    pub to: String,
    /// Attempts that failed.
    pub failed: u64,
    /// The stretches in which they did.
    pub rows: Vec<EvidenceLine>,
    /// When the line was back after the last of them; `None` while it is not.
    pub back: Option<String>,
    /// Whether the hub has all that was written here about the case.
    pub sent: Option<bool>,
    /// When it had, by its clock.
    pub acknowledged: Option<String>,
    /// Cases that are only here now.
    pub waiting: u64,
    /// How often the clock was set by hand.
    pub clock_sets: usize,
    /// The last run of the chain.
    pub run: Option<u64>,
    /// Its hash.
    pub head: Option<String>,
    /// When the hub countersigned these runs, by its clock.
    pub countersigned: Option<String>,
}

/// A stretch of attempts that failed.
#[derive(Debug, Serialize, TS)]
pub struct EvidenceLine {
    /// The first one.
    pub from: String,
    /// The last one, or when the line was back; `None` while it is not.
    pub to: Option<String>,
    /// How many.
    pub tries: u64,
    /// The most cases that waited.
    pub waiting: u64,
    /// Why, in Vietnamese.
    pub cause: String,
}

/// What a minute says, for people and machines.
pub fn evidence_facts(minute: &Minute) -> EvidenceFacts {
    let moment = |ms: i64| clock::local(ms).to_string();
    let subject = minute.subject.as_ref();
    EvidenceFacts {
        code: subject.map(|subject| subject.code.clone()),
        from: moment(minute.from_ms),
        to: moment(minute.to_ms),
        failed: minute.failed(),
        rows: minute
            .rows()
            .into_iter()
            .map(|row| EvidenceLine {
                from: row.from.to_string(),
                to: row.to.map(|to| to.to_string()),
                tries: row.tries,
                waiting: row.waiting,
                cause: row.cause,
            })
            .collect(),
        back: minute.back_ms.map(moment),
        sent: subject.map(crate::evidence::Subject::is_sent),
        acknowledged: subject
            .filter(|subject| subject.is_sent())
            .and_then(|subject| subject.sent.last_ms)
            .map(moment),
        waiting: minute.waiting,
        clock_sets: minute.clock_sets(),
        run: minute.head.map(|(seq, _)| seq),
        head: minute.head.map(|(_, hash)| hash.to_string()),
        countersigned: minute.word.map(|word| moment(word.hub_ms)),
    }
}

fn about(desk: &Desk, ask: &EvidenceAsk) -> Result<About, ApiError> {
    // A field that was left empty is one that was not filled in.
    let said = |text: &Option<String>| text.clone().filter(|text| !text.trim().is_empty());
    let (code, from, to) = (said(&ask.code), said(&ask.from), said(&ask.to));
    About::read(desk, code.as_deref(), (from.as_deref(), to.as_deref()))
}

pub(super) fn show(ws: &Workstation, request: EvidenceAsk) -> Result<EvidenceView, ApiError> {
    let desk = ws.desk()?;
    let minute = about(&desk, &request)?.minute(&desk)?;
    let paper = minute.draw(&desk)?;
    Ok(EvidenceView {
        facts: evidence_facts(&minute),
        svg: paper.to_svg().map_err(|error| paper::bug(&error))?,
    })
}

pub(super) fn save(ws: &Workstation, request: EvidenceSave) -> Result<PaperSaved, ApiError> {
    let desk = ws.desk()?;
    let path = about(&desk, &request.about)?.save(&desk, Path::new(&request.path))?;
    Ok(PaperSaved {
        path: path.display().to_string(),
    })
}

pub(super) fn print(ws: &Workstation, request: EvidencePrint) -> Result<PaperPrinted, ApiError> {
    let desk = ws.desk()?;
    let path = about(&desk, &request.about)?.print(&desk, request.printer.as_deref())?;
    Ok(PaperPrinted {
        printed: true,
        path: path.display().to_string(),
    })
}
