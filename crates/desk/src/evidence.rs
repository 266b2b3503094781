//! The proof of non-transmission: what the chain of attempts says about one case or a whole point, and
//! the minute that is printed of it.

use crate::api::{filled, label};
use crate::clock;
use crate::desk::Desk;
use crate::error::{ApiError, ErrorCode};
use crate::identity::write_durably;
use crate::paper::{bug, hand, head};
use crate::print::{EvidenceForm, EvidenceRow, EvidenceSent, Paper, evidence_minute};
use casework::evidence::{Cause, Countersign, Run, Summary, outages};
use casework::id::{CaseId, Hash};
use casework::time::LocalTime;
use jiff::civil::{Date, Time};
use std::path::{Path, PathBuf};
use store::{Acknowledged, Reader};

mod check;

pub use check::{CheckedMinute, MinuteVerdict, check};

/// A case that a minute is about.
#[derive(Clone, Debug)]
pub struct Subject {
    /// Record code.
    pub code: String,
    /// What is asked for.
    pub procedure: String,
    /// When the complete file was received.
    pub received: LocalTime,
    /// What of it the hub has.
    pub sent: Acknowledged,
}

/// What the chain says about a time.
#[derive(Clone, Debug)]
pub struct Minute {
    /// The case, where it is about one.
    pub subject: Option<Subject>,
    /// Beginning of the time, milliseconds since the Unix epoch.
    pub from_ms: i64,
    /// Its end.
    pub to_ms: i64,
    /// The runs of that time, those that worked too.
    pub runs: Vec<Run>,
    /// When the line was back after the last failure.
    pub back_ms: Option<i64>,
    /// Cases that are only here now.
    pub waiting: u64,
    /// The last run of the chain and its hash.
    pub head: Option<(u64, Hash)>,
    /// The hub's word on the runs of that time.
    pub word: Option<Countersign>,
}

/// What a minute is to be about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About {
    /// A case: from its reception until the hub had all of it, or now.
    Case(CaseId),
    /// This machine, over a time in milliseconds since the Unix epoch; until now where it has no end.
    Time(i64, Option<i64>),
}

impl About {
    /// The case of a record code, or the time between two bounds.
    ///
    /// # Errors
    /// [`ErrorCode::UnknownCase`]; those of [`period`]; [`ErrorCode::BadRequest`] where both are given.
    pub fn read(
        desk: &Desk,
        code: Option<&str>,
        (from, to): (Option<&str>, Option<&str>),
    ) -> Result<Self, ApiError> {
        match code {
            Some(code) if from.is_none() && to.is_none() => Ok(Self::Case(desk.find(code)?)),
            Some(_) => Err(ApiError::new(ErrorCode::BadRequest).with("detail", "code, from, to")),
            None => period(from, to).map(|(from, to)| Self::Time(from, to)),
        }
    }

    /// What the chain says.
    ///
    /// # Errors
    /// [`ErrorCode::EvidenceBroken`] where the chain is not as it was written, the store's.
    pub fn minute(self, desk: &Desk) -> Result<Minute, ApiError> {
        match self {
            Self::Case(id) => {
                let case = desk.case(id)?;
                let received = case.opening.appointment.received;
                let sent = desk.store().read(|reader| reader.acknowledged(id))?;
                let subject = Subject {
                    code: case.opening.code.to_string(),
                    procedure: case.opening.procedure_name.clone(),
                    received,
                    sent,
                };
                let until = sent.first_ms.filter(|_| subject.is_sent());
                minute(desk, Some(subject), received.unix_ms(), until)
            }
            Self::Time(from_ms, to_ms) => minute(desk, None, from_ms, to_ms),
        }
    }

    /// Writes the minute as PDF; a folder gets a file named after the case or the day. From then on
    /// the last run of the chain grows no more, so that the hash on the paper can be found again.
    ///
    /// # Errors
    /// As [`About::minute`] and [`Minute::draw`], the disk's.
    pub fn save(self, desk: &Desk, path: &Path) -> Result<PathBuf, ApiError> {
        desk.store().write(|tx| tx.close_attempts())?;
        self.minute(desk)?.save(desk, path)
    }

    /// Prints it; keeps the file in the data folder.
    ///
    /// # Errors
    /// As [`About::save`]; [`ErrorCode::NoPrinter`], [`ErrorCode::PrintFailed`].
    pub fn print(self, desk: &Desk, printer: Option<&str>) -> Result<PathBuf, ApiError> {
        hand(desk, printer, |dir| self.save(desk, dir))
    }
}

/// Reads the bounds of a time in milliseconds since the Unix epoch: each a moment, or a day that is
/// meant whole. From the beginning of today and until now where nothing is given.
///
/// # Errors
/// [`ErrorCode::BadTime`], [`ErrorCode::BadPeriod`] where it ends before it begins.
pub fn period(from: Option<&str>, to: Option<&str>) -> Result<(i64, Option<i64>), ApiError> {
    let begin = |day: Date| LocalTime::new(day.to_datetime(Time::midnight())).unix_ms();
    let bad = |text: &str| ApiError::new(ErrorCode::BadTime).with("text", text);
    let from_ms = match from {
        None => begin(clock::now().date()),
        Some(text) => match text.parse::<Date>() {
            Ok(day) => begin(day),
            Err(_) => text.parse::<LocalTime>().map_err(|_| bad(text))?.unix_ms(),
        },
    };
    let to_ms = to
        .map(|text| match text.parse::<Date>() {
            Ok(day) => {
                let next = day.tomorrow().map_err(|_| bad(text))?;
                Ok(begin(next) - 1)
            }
            // A moment names its whole minute.
            Err(_) => text
                .parse::<LocalTime>()
                .map(|at| at.unix_ms() + 59_999)
                .map_err(|_| bad(text)),
        })
        .transpose()?;
    if to_ms.is_some_and(|to_ms| to_ms < from_ms) {
        return Err(ApiError::new(ErrorCode::BadPeriod)
            .with("from", from.unwrap_or_default())
            .with("to", to.unwrap_or_default()));
    }
    Ok((from_ms, to_ms))
}

/// The chain as it was written, or no minute at all.
fn whole(reader: &Reader<'_>) -> Result<(), ApiError> {
    match reader.attempt_problems()?.first() {
        None => Ok(()),
        Some(problem) => {
            let at = format!("{} {}", problem.code, problem.detail);
            Err(ApiError::new(ErrorCode::EvidenceBroken).with("at", at))
        }
    }
}

fn minute(
    desk: &Desk,
    subject: Option<Subject>,
    from_ms: i64,
    to_ms: Option<i64>,
) -> Result<Minute, ApiError> {
    let now = clock::now_ms();
    let to_ms = to_ms.unwrap_or(now).min(now);
    desk.store().read(|reader| {
        whole(reader)?;
        let runs = reader.attempts(from_ms, to_ms.saturating_add(1))?;
        let last = runs.iter().rev().find(|run| !run.is_done());
        let word = match last {
            Some(last) => reader.countersigned(last.seq)?,
            None => None,
        };
        let back = match last {
            Some(last) => reader
                .attempts(last.to_ms, i64::MAX)?
                .into_iter()
                .find(|run| run.seq > last.seq && run.is_done())
                .map(|run| run.from_ms),
            None => None,
        };
        Ok(Minute {
            subject,
            from_ms,
            to_ms,
            back_ms: back,
            waiting: reader.unsent_summary()?.cases,
            head: reader.attempt_head()?.map(|(run, hash)| (run.seq, hash)),
            word,
            runs,
        })
    })
}

impl Subject {
    /// Whether the hub has all that it gets from here.
    pub fn is_sent(&self) -> bool {
        self.sent.acknowledged == self.sent.to_send
    }
}

impl Minute {
    /// Attempts of that time that failed.
    pub fn failed(&self) -> u64 {
        let failed = self.runs.iter().filter(|run| !run.is_done());
        failed.map(|run| run.tries).sum()
    }

    /// Draws it as paper.
    ///
    /// # Errors
    /// [`ErrorCode::Bug`] when the form cannot be drawn.
    pub fn draw(&self, desk: &Desk) -> Result<Paper, ApiError> {
        evidence_minute(&self.form(desk)).map_err(|error| bug(&error))
    }

    fn save(&self, desk: &Desk, path: &Path) -> Result<PathBuf, ApiError> {
        let at = clock::now();
        let pdf = self.draw(desk)?.to_pdf(at).map_err(|error| bug(&error))?;
        let path = if path.is_dir() {
            let name = match &self.subject {
                Some(subject) => format!("{}-mat-ket-noi.pdf", subject.code),
                None => format!("mat-ket-noi-{}.pdf", clock::local(self.to_ms).date()),
            };
            path.join(name)
        } else {
            path.to_owned()
        };
        write_durably(&path, &pdf)?;
        Ok(path)
    }

    fn form(&self, desk: &Desk) -> EvidenceForm {
        let last = self.runs.last();
        let compared = last.and_then(|run| {
            let (offset, age) = (run.hub_offset_ms?, run.hub_offset_age_ms?);
            Some((offset / 1000, clock::local(run.from_ms - age)))
        });
        EvidenceForm {
            office: head(desk, &desk.profile().place()),
            at: clock::now(),
            officer: desk.officer().name.clone(),
            device: desk.profile().device_name.clone(),
            address: last.map(|run| run.address.clone()),
            case: self.subject.as_ref().map(|subject| {
                let procedure = subject.procedure.clone();
                (subject.code.clone(), procedure, subject.received)
            }),
            period: (clock::local(self.from_ms), clock::local(self.to_ms)),
            rows: self.rows(),
            back: self.back_ms.map(clock::local),
            sent: match &self.subject {
                None => EvidenceSent::Point(self.waiting),
                Some(subject) if subject.is_sent() => {
                    EvidenceSent::At(subject.sent.last_ms.map(clock::local))
                }
                Some(_) => EvidenceSent::Not,
            },
            clock: compared,
            clock_sets: self.clock_sets(),
            chain: self.head.and_then(|(seq, hash)| {
                let first = self.runs.first()?.seq;
                Some((first, seq, hash.to_string()))
            }),
            countersigned: self.word.map(|word| (word.seq, clock::local(word.hub_ms))),
            sealed: self.summary(desk).seal(desk.key()),
        }
    }

    /// What the code says.
    fn summary(&self, desk: &Desk) -> Summary {
        let (seq, head) = self.head.unwrap_or((0, Hash([0; 32])));
        let subject = self.subject.as_ref();
        Summary {
            office: desk.office(),
            code: subject.map_or_else(String::new, |subject| subject.code.clone()),
            from_ms: self.from_ms,
            to_ms: self.to_ms,
            failed: self.failed(),
            acknowledged_ms: subject
                .filter(|subject| subject.is_sent())
                .and_then(|subject| subject.sent.last_ms),
            seq,
            head,
            countersigned_ms: self.word.map(|word| word.hub_ms),
        }
    }

    /// How often the clock was set by hand in that time.
    pub fn clock_sets(&self) -> usize {
        let sets = self.runs.iter().filter(|run| run.clock_set_by_ms.is_some());
        sets.count()
    }

    /// Stretches with one cause for a case; whole outages for a point.
    pub fn rows(&self) -> Vec<EvidenceRow> {
        if self.subject.is_none() {
            return outages(&self.runs)
                .into_iter()
                .map(|outage| EvidenceRow {
                    from: clock::local(outage.from_ms),
                    to: outage.to_ms.or(self.back_ms).map(clock::local),
                    tries: outage.tries,
                    waiting: outage.waiting,
                    cause: capital(
                        &outage
                            .causes
                            .iter()
                            .map(|(cause, code)| cause_words(*cause, code.as_deref()))
                            .collect::<Vec<_>>()
                            .join("; "),
                    ),
                })
                .collect();
        }
        let mut rows: Vec<(EvidenceRow, u64)> = vec![];
        for run in self.runs.iter().filter(|run| !run.is_done()) {
            let cause = capital(&cause_words(run.cause, run.code.as_deref()));
            match rows.last_mut() {
                // The page tells time; where one run ends and the next begins is the chain's.
                Some((row, seq)) if row.cause == cause && *seq + 1 == run.seq => {
                    row.to = Some(clock::local(run.to_ms));
                    row.tries += run.tries;
                    row.waiting = row.waiting.max(run.waiting);
                    *seq = run.seq;
                }
                _ => rows.push((
                    EvidenceRow {
                        from: clock::local(run.from_ms),
                        to: Some(clock::local(run.to_ms)),
                        tries: run.tries,
                        waiting: run.waiting,
                        cause,
                    },
                    run.seq,
                )),
            }
        }
        rows.into_iter().map(|(row, _)| row).collect()
    }
}

/// A cause in Vietnamese, with the hub's own word where it gave one.
fn cause_words(cause: Cause, code: Option<&str>) -> String {
    let words = label("cause", cause.code());
    let told = [
        Cause::Refused,
        Cause::NotTaken,
        Cause::HubFailed,
        Cause::Unauthorised,
    ];
    match code {
        Some(code) if told.contains(&cause) => {
            let code = label("refusal", code);
            filled("cause_told", "told", vec![("cause", words), ("code", code)])
        }
        _ => words,
    }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string());
    first.unwrap_or_default() + letters.as_str()
}
