//! Commands on a workstation's cases: list, show, step, search, print, sync, status, check.

use super::fees;
use super::lan;
use super::output::Output;
use crate::api;
use crate::desk::Desk;
use crate::error::{ApiError, ErrorCode};
use crate::paper;
use crate::sync::{hub_client, schedule, stick};
use crate::words::{text, words};
use casework::case::Step;
use clap::{Args, Subcommand};
use serde::Serialize;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::mpsc::channel;
use store::{Filter, ListQuery};

/// Rows fetched at a time.
const PAGE: usize = 500;

#[derive(Subcommand)]
pub(super) enum CaseAction {
    /// All cases, newest first.
    List,
    /// One case.
    Show {
        /// Record code.
        code: String,
    },
    /// What happened to a case.
    History {
        /// Record code.
        code: String,
    },
    /// What a case costs, what was paid; assesses anew where something is said.
    Fees(fees::Fees),
    /// Take money for a case.
    Pay(fees::Pay),
    /// Give money back.
    Refund(fees::Refund),
    /// Take a step.
    Step(Box<super::step::StepArgs>),
}

#[derive(Args)]
pub(super) struct Print {
    /// Record code.
    code: String,
    /// Which form: receipt, supplement, refusal, apology, stop, control or return_slip.
    #[arg(long, default_value = "receipt")]
    form: String,
    /// On which paper: a5, a4 or 80mm (a roll for a thermal printer; the receipt only).
    #[arg(long, value_name = "SIZE", default_value = "a5")]
    paper: String,
    /// Write the PDF here.
    #[arg(long, value_name = "FILE", conflicts_with = "printer")]
    out: Option<PathBuf>,
    /// Print on this printer; the default one where neither is given.
    #[arg(long, value_name = "NAME")]
    printer: Option<String>,
}

#[derive(Args)]
pub(super) struct Sync {
    /// The hub's address, for this time; the workstation's own where not given.
    #[arg(long, value_name = "URL")]
    hub: Option<String>,
    /// Exchange by the USB stick in this folder, and with the hub where there is a line.
    #[arg(long, value_name = "DIR")]
    stick: Option<PathBuf>,
    /// Exchange with the machine of the office at this address on the local network.
    #[arg(long, value_name = "ADDR", conflicts_with_all = ["hub", "stick"])]
    peer: Option<String>,
    /// Exchange once and end; this is also what happens without it.
    #[arg(long, conflicts_with = "watch")]
    once: bool,
    /// Go on for as long as the program runs, and tell every exchange with the workstation's hub; other
    /// machines of the office are let in and visited too where `motcua lan on` was said.
    #[arg(long, conflicts_with_all = ["hub", "stick", "peer"])]
    watch: bool,
}

#[derive(Serialize)]
struct CaseLine {
    code: String,
    id: String,
    step: Step,
    procedure: String,
    applicant: String,
    received: String,
    due: Option<String>,
    sync: &'static str,
    /// Agency code of the office that received it.
    office: String,
    /// Agency code of the office that handles it now.
    handled_by: String,
    passage: Option<api::CasePassage>,
    scans: u64,
    scans_at_hub: u64,
}

pub(super) fn case(desk: &Desk, action: CaseAction, output: &Output) -> Result<ExitCode, ApiError> {
    match action {
        CaseAction::List => list(desk, output)?,
        CaseAction::Show { code } => {
            let case = desk.case(desk.find(&code)?)?;
            let detail = api::detail(desk, &case)?;
            output.both(&detail, || case_words(&detail));
        }
        CaseAction::History { code } => {
            let case = desk.case(desk.find(&code)?)?;
            for event in &case.events {
                let event = api::event(&case, event);
                output.both(&event, || {
                    let reason = event.reason.as_deref().unwrap_or_default();
                    format!("{}  {}  {}  {reason}", event.at, event.label, event.officer)
                });
            }
        }
        CaseAction::Fees(args) => fees::fees(desk, args, output)?,
        CaseAction::Pay(args) => fees::pay(desk, args, output)?,
        CaseAction::Refund(args) => fees::refund(desk, args, output)?,
        CaseAction::Step(args) => super::step::step(desk, *args, output)?,
    }
    Ok(ExitCode::SUCCESS)
}

fn list(desk: &Desk, output: &Output) -> Result<(), ApiError> {
    let mut offset = 0;
    loop {
        let query = ListQuery {
            office: None,
            filter: Filter::All,
            until: None,
            limit: PAGE,
            offset,
        };
        let page = desk.store().read(|reader| reader.list(&query))?;
        if page.rows.is_empty() {
            return Ok(());
        }
        for row in page.rows {
            let office = row.code.agency().to_owned();
            let passage = api::passage_of(desk, &row);
            let handled_by = passage.as_ref().map(|one| one.handled_by.clone());
            let line = CaseLine {
                handled_by: handled_by.unwrap_or_else(|| office.clone()),
                office,
                passage,
                code: row.code.to_string(),
                id: row.id.to_string(),
                step: row.step,
                procedure: row.procedure,
                applicant: row.applicant,
                received: row.received.to_string(),
                due: row.due.map(|due| due.to_string()),
                sync: api::sync_word(row.sync),
                scans: row.blobs.total,
                scans_at_hub: row.blobs.at_hub,
            };
            output.both(&line, || {
                let mut words = format!(
                    "{}  {}  {}  {}",
                    line.code,
                    api::step_label(line.step),
                    line.applicant,
                    row.procedure_name
                );
                if line.scans_at_hub < line.scans {
                    let (total, at_hub) = (line.scans, line.scans_at_hub);
                    words += &words!("scans_on_the_way", total = total, at_hub = at_hub);
                }
                words
            });
        }
        offset += PAGE;
    }
}

pub(super) fn case_words(detail: &api::CaseDetail) -> String {
    let unknown = text("due_unknown");
    let mut lines = vec![
        format!("{}  {}", detail.row.code, api::step_label(detail.row.step)),
        format!("{}  {}", detail.row.procedure, detail.row.procedure_name),
        detail.row.applicant.clone(),
        words!(
            if detail.provisional {
                "due_provisional"
            } else {
                "due"
            },
            received = detail.row.received,
            due = detail.row.due.as_ref().unwrap_or(&unknown)
        ),
    ];
    lines.extend(
        detail
            .documents
            .iter()
            .map(|paper| format!("  {} × {}", paper.copies, paper.name)),
    );
    lines.join("\n")
}

pub(super) fn search(
    desk: &Desk,
    text: &str,
    limit: usize,
    output: &Output,
) -> Result<ExitCode, ApiError> {
    for hit in api::find(desk, text, limit.min(10_000))? {
        output.both(&hit, || {
            format!("{}  {}  {}", hit.code, hit.name, hit.matched)
        });
    }
    Ok(ExitCode::SUCCESS)
}

pub(super) fn print(desk: &Desk, args: &Print, output: &Output) -> Result<ExitCode, ApiError> {
    let wanted = (api::form_of(&args.form)?, paper::size_of(&args.paper)?);
    let id = desk.find(&args.code)?;
    let path = match &args.out {
        Some(path) => paper::save(desk, id, wanted, path)?,
        None => paper::print(desk, id, wanted, args.printer.as_deref())?,
    };
    let done = serde_json::json!({ "code": args.code, "form": args.form, "paper": args.paper, "path": path });
    output.both(&done, || words!("printed", path = path.display()));
    Ok(ExitCode::SUCCESS)
}

pub(super) fn sync(desk: &Desk, args: &Sync, output: &Output) -> Result<ExitCode, ApiError> {
    if let Some(dir) = &args.stick {
        return stick(desk, dir, args.hub.as_deref(), output);
    }
    if let Some(address) = &args.peer {
        return lan::exchange(desk, address, output);
    }
    if args.watch {
        return watch(desk, output);
    }
    let exchanged = hub_client::exchange(desk, args.hub.as_deref())?;
    told(desk, &exchanged, output)?;
    Ok(ExitCode::SUCCESS)
}

/// Tells every exchange until there is no hub to speak with.
fn watch(desk: &Desk, output: &Output) -> Result<ExitCode, ApiError> {
    let mut end = Ok(ExitCode::SUCCESS);
    let (wake, woken) = channel();
    let sharing = lan::sharing(desk, &wake, output)?;
    schedule::watch(desk, sharing.as_ref(), &woken, |exchanged| {
        let told = exchanged.and_then(|exchanged| told(desk, &exchanged, output));
        match told {
            Ok(()) => true,
            Err(error) if error.code == ErrorCode::NoHub => {
                end = Err(error);
                false
            }
            Err(error) => {
                output.error(&error);
                true
            }
        }
    });
    end
}

fn told(desk: &Desk, exchanged: &hub_client::Outcome, output: &Output) -> Result<(), ApiError> {
    let outcome = api::outcome(desk, exchanged)?;
    output.both(&outcome, || {
        words!(
            outcome.state,
            pushed = outcome.pushed,
            pulled = outcome.pulled,
            up = outcome.bytes_up,
            down = outcome.bytes_down,
            unsent = outcome.unsent
        )
    });
    if outcome.unsent_scans + outcome.scans_sent + outcome.scans_fetched > 0 {
        output.remark(&words!(
            "scans_moved",
            sent = outcome.scans_sent,
            fetched = outcome.scans_fetched,
            unsent = outcome.unsent_scans
        ));
    }
    if let Some(trouble) = &exchanged.trouble {
        output.remark(&trouble.to_string());
    }
    Ok(())
}

fn stick(
    desk: &Desk,
    dir: &Path,
    hub: Option<&str>,
    output: &Output,
) -> Result<ExitCode, ApiError> {
    let outcome = api::stick_outcome(desk, &stick::exchange(desk, dir, hub)?)?;
    output.both(&outcome, || {
        let key = format!("stick_{}", outcome.state);
        let head = words!(
            &key,
            pushed = outcome.pushed,
            pulled = outcome.pulled,
            unsent = outcome.unsent,
            carried = outcome.carried
        );
        let lines = outcome.bundles.iter().map(|bundle| {
            words!(
                "stick_bundle",
                file = bundle.file,
                from = bundle.from.as_deref().unwrap_or_default(),
                words = bundle.vi
            )
        });
        std::iter::once(head)
            .chain(lines)
            .collect::<Vec<_>>()
            .join("\n")
    });
    if let Some(trouble) = &outcome.trouble {
        output.remark(&format!("{} {}", trouble.vi.message, trouble.vi.hint));
    }
    Ok(ExitCode::SUCCESS)
}

pub(super) fn status(desk: &Desk, output: &Output) -> Result<ExitCode, ApiError> {
    let status = api::status_of(desk)?;
    output.both(&status, || {
        let never = text("never");
        let bands: Vec<String> = status
            .bands
            .iter()
            .map(|band| {
                words!(
                    "status_band",
                    lo = band.lo,
                    hi = band.hi,
                    used = band.used_today,
                    left = band.left_today
                )
            })
            .collect();
        let head = words!(
            "status",
            cases = status.cases,
            unsent = status.unsent,
            records = status.unsent_records,
            carried = status.carried,
            oldest = status.oldest_unsent.as_ref().unwrap_or(&never),
            quarantined = status.quarantined,
            conflicts = status.conflicts,
            last = status.last_sync.as_ref().unwrap_or(&never),
            now = status.clock.now
        );
        std::iter::once(head)
            .chain(bands)
            .collect::<Vec<_>>()
            .join("\n")
    });
    Ok(ExitCode::SUCCESS)
}

pub(super) fn exchanges(desk: &Desk, output: &Output) -> Result<ExitCode, ApiError> {
    let centre = api::centre_of(desk)?;
    output.both(&centre, || {
        let minutes = centre.way.seconds.map(|seconds| seconds.div_ceil(60));
        let head = words!(
            "exchanges",
            cases = centre.waiting_cases,
            bytes = centre.waiting_bytes,
            way = api::label_in("way", centre.way.kind, "vi"),
            minutes = minutes.map_or_else(|| "?".to_owned(), |minutes| minutes.to_string())
        );
        let lines = centre.history.iter().map(|row| {
            words!(
                "exchange",
                at = row.to,
                carrier = row.carrier,
                peer = row.peer,
                state = row.state,
                times = row.times,
                pushed = row.pushed,
                pulled = row.pulled,
                bytes = row.bytes,
                reason = row.vi
            )
        });
        let all = std::iter::once(head).chain(lines);
        all.collect::<Vec<_>>().join("\n")
    });
    Ok(ExitCode::SUCCESS)
}

pub(super) fn check(desk: &Desk, rebuild: bool, output: &Output) -> Result<ExitCode, ApiError> {
    if rebuild {
        let rebuilt = desk.store().rebuild()?;
        output.remark(&words!("rebuilt", count = rebuilt));
    }
    let problems: Vec<_> = desk
        .store()
        .check(true)?
        .into_iter()
        .map(|problem| serde_json::json!({ "code": problem.code, "detail": problem.detail }))
        .collect();
    let ok = problems.is_empty();
    let answer = serde_json::json!({ "ok": ok, "problems": problems });
    output.both(&answer, || {
        if ok {
            return text("check_ok");
        }
        let lines = problems.iter().map(std::string::ToString::to_string);
        std::iter::once(text("check_problems"))
            .chain(lines)
            .collect::<Vec<_>>()
            .join("\n")
    });
    Ok(if ok {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(3)
    })
}
