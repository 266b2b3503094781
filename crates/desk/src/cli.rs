//! The command line `motcua`. Its words are in `catalogue/messages/cli.json`; its JSON shapes are
//! stable, because others script against them.

mod books;
mod catalogue;
mod conflicts;
mod counter;
mod due;
mod evidence;
mod export;
mod fees;
mod handover;
mod intake;
mod lan;
mod output;
mod pad;
mod password;
mod reading;
mod receipt;
mod registers;
mod scan;
mod setup;
mod show;
mod step;
mod visit;

use crate::desk::Desk;
use crate::error::{ApiError, ErrorClass, ErrorCode};
use clap::{Args, Parser, Subcommand};
use output::Output;
use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

/// Một Cửa Lưu Động: the workstation without a window.
#[derive(Parser)]
#[command(name = "motcua", version)]
struct Cli {
    #[command(flatten)]
    common: Common,
    #[command(subcommand)]
    command: Action,
}

#[derive(Args)]
struct Common {
    /// Data folder; the user's own where not given.
    #[arg(long, global = true, value_name = "DIR")]
    data: Option<PathBuf>,
    /// Machine output: one JSON object a line.
    #[arg(long, global = true)]
    json: bool,
    /// File whose first line is the officer's password.
    #[arg(long, global = true, value_name = "FILE")]
    password_file: Option<PathBuf>,
    /// Officer who signs in, by name or id; the first one where not given.
    #[arg(long, global = true, value_name = "NAME")]
    officer: Option<String>,
}

#[derive(Subcommand)]
enum Action {
    /// The main job end to end, without network or display: two desks and a hub.
    Demo {
        /// Where to leave data folders and paper.
        #[arg(long, default_value = "motcua-demo")]
        dir: PathBuf,
    },
    /// Create a workstation: the demo office, or an office file made by the administrator.
    Init(setup::Init),
    /// Join an office through its hub, or from an invitation file without a network.
    Enrol(setup::Enrol),
    /// Take in case files from JSON (an object, or JSON Lines) or CSV.
    Intake(intake::IntakeArgs),
    /// List, show, or move on cases.
    Case {
        #[command(subcommand)]
        action: show::CaseAction,
    },
    /// What waits for a decision because two places did not know of each other.
    Conflicts {
        #[command(subcommand)]
        action: conflicts::ConflictAction,
    },
    /// Answers given at the counter before a file is received.
    Counter {
        #[command(subcommand)]
        action: counter::CounterAction,
    },
    /// The day's fees of an officer: list, PDF or table, closing.
    Cash(fees::Cash),
    /// Lists of paper files handed over between a point and the centre.
    Handover {
        #[command(subcommand)]
        action: handover::HandOverAction,
    },
    /// Search people, numbers, procedures and notes; accents do not matter.
    Search {
        /// What to look for.
        text: String,
        /// Most rows.
        #[arg(long, default_value_t = 50)]
        limit: usize,
    },
    /// The due date of a procedure and how it is computed.
    Due(due::Due),
    /// Read a citizen card's QR.
    Card {
        #[command(subcommand)]
        action: reading::CardAction,
    },
    /// The office's catalogue of procedures: read a file's differences, apply it, correct.
    Catalogue {
        #[command(subcommand)]
        action: catalogue::CatalogueAction,
    },
    /// Old books: take over from CSV or XLSX, list, extract on paper.
    Book {
        #[command(subcommand)]
        action: books::BookAction,
    },
    /// The guidance sheet of a procedure for a citizen.
    Guide(catalogue::Guide),
    /// Numbered blank slips for days without power.
    Pad {
        #[command(subcommand)]
        action: pad::PadAction,
    },
    /// Check a receipt by its signed code; hand out the keys for it.
    Receipt {
        #[command(subcommand)]
        action: receipt::ReceiptAction,
    },
    /// Issue a form of a case.
    Print(show::Print),
    /// The register of cases (Mẫu 07) of a period; close it; list unused ordinals.
    Register(registers::RegisterArgs),
    /// Figures of a period: received, in time, late, waiting, by officer, procedure, place, device.
    Stats(registers::ReportArgs),
    /// Estimates of the index of QĐ 766/QĐ-TTg, each with its formula.
    Index766(registers::ReportArgs),
    /// Scans of a case's papers: add, list, save, take away.
    Scan {
        #[command(subcommand)]
        action: scan::ScanAction,
    },
    /// Exchange with the hub, with a machine on the local network, or by stick.
    Sync(show::Sync),
    /// Sharing with other machines of the office on the local network.
    Lan {
        #[command(subcommand)]
        action: lan::LanAction,
    },
    /// Proof of non-transmission: when the hub could not be reached and why; checks one that is shown.
    Evidence(evidence::Evidence),
    /// Write a case for other programs.
    Export(export::Export),
    /// Appointments for reception at home.
    Visit {
        #[command(subcommand)]
        action: visit::VisitAction,
    },
    /// What is local only, since when; bands; clock; quarantine.
    Status {
        /// How the exchanges go: the best way for what waits, each carrier, machine and past exchange.
        #[arg(long)]
        exchanges: bool,
    },
    /// Check the database; rebuild what is derived.
    Check {
        /// Rebuild all projections from the log.
        #[arg(long)]
        rebuild: bool,
    },
}

/// Runs the command line and gives its exit status: 0 ok, 1 refused by a rule, 2 usage,
/// 3 environment, 4 bug.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let cli = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version are no errors; clap prints each where it belongs.
            error.print().ok();
            return ExitCode::from(if error.use_stderr() { 2 } else { 0 });
        }
    };
    let output = Output::new(cli.common.json);
    match act(&cli.common, cli.command, &output) {
        Ok(code) => code,
        Err(error) => {
            output.error(&error);
            exit_code(&error)
        }
    }
}

fn exit_code(error: &ApiError) -> ExitCode {
    ExitCode::from(match error.code.class() {
        ErrorClass::Rule => 1,
        ErrorClass::Usage => 2,
        ErrorClass::Environment => 3,
        ErrorClass::Bug => 4,
    })
}

fn act(common: &Common, action: Action, output: &Output) -> Result<ExitCode, ApiError> {
    match action {
        Action::Demo { dir } => crate::demo::run(&dir, |line| output.line(line)),
        Action::Init(args) => setup::init(common, args, output),
        Action::Enrol(args) => setup::enrol(common, args, output),
        Action::Intake(args) => intake::run(common, args, output),
        Action::Case { action } => show::case(&common.open()?, action, output),
        Action::Conflicts { action } => conflicts::run(&common.open()?, action, output),
        Action::Counter { action } => counter::run(common, action, output),
        Action::Cash(args) => fees::cash(&common.open()?, &args, output),
        Action::Handover { action } => handover::run(&common.open()?, action, output),
        Action::Search { text, limit } => show::search(&common.open()?, &text, limit, output),
        Action::Due(args) => due::due(&args, output),
        Action::Card { action } => reading::card(action, output),
        Action::Catalogue { action } => catalogue::run(&common.open()?, action, output),
        Action::Book { action } => books::run(&common.open()?, action, output),
        Action::Guide(args) => catalogue::guide(&common.open()?, &args, output),
        Action::Receipt { action } => receipt::run(common, action, output),
        Action::Pad { action } => pad::run(&common.open()?, action, output),
        Action::Print(args) => show::print(&common.open()?, &args, output),
        Action::Register(args) => registers::register(&common.open()?, args, output),
        Action::Stats(args) => registers::stats(&common.open()?, args, output),
        Action::Index766(args) => registers::index766(&common.open()?, args, output),
        Action::Scan { action } => scan::run(&common.open()?, action, output),
        Action::Sync(args) => show::sync(&common.open()?, &args, output),
        Action::Lan { action } => lan::run(&common.open()?, action, output),
        Action::Evidence(args) => evidence::run(&common.open()?, &args, output),
        Action::Export(args) => export::run(&common.open()?, &args, output),
        Action::Visit { action } => visit::run(&common.open()?, action, output),
        Action::Status { exchanges: true } => show::exchanges(&common.open()?, output),
        Action::Status { exchanges: false } => show::status(&common.open()?, output),
        Action::Check { rebuild } => show::check(&common.open()?, rebuild, output),
    }
}

impl Common {
    fn dir(&self) -> PathBuf {
        self.data
            .clone()
            .unwrap_or_else(crate::identity::default_data_dir)
    }

    /// Opens the workstation with the officer's password.
    fn open(&self) -> Result<Desk, ApiError> {
        let dir = self.dir();
        let profile = crate::identity::Profile::read(&dir)?
            .ok_or_else(|| ApiError::new(ErrorCode::NoWorkstation).with("dir", dir.display()))?;
        let password = password::for_opening(self.password_file.as_deref(), profile.demo)?;
        Desk::open(&dir, self.officer.as_deref(), &password)
    }
}
