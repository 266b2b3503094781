//! `receipt`: check a receipt by its signed slip, and hand out the keys for it.

use super::Common;
use super::output::Output;
use crate::api::{self, SlipAnswer};
use crate::error::{ApiError, ErrorCode};
use crate::identity::write_durably;
use crate::slip::key_file::{KeyFile, read_keys};
use crate::slip::reading::FILE_MAX;
use crate::slip::wall::key_sheet_pdf;
use crate::slip::{Checker, key_list};
use crate::words::{text, words};
use clap::Subcommand;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

#[derive(Subcommand)]
pub(super) enum ReceiptAction {
    /// Check a receipt without a line: its signed code as text, picture or PDF.
    Verify {
        /// PDF, PNG or JPEG file, or the text of the code; standard input where `-` or nothing.
        #[arg(value_name = "PDF|PNG|JPG|TEXT")]
        input: Option<String>,
        /// Check by this list of keys alone (its file, or the sheet on the wall as picture or PDF); no
        /// workstation is needed then, and no book is asked.
        #[arg(long, value_name = "FILE")]
        keys: Option<PathBuf>,
    },
    /// Write the office's keys: a PDF for the wall where FILE ends in .pdf, else JSON.
    Keys {
        /// Where to write.
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
}

pub(super) fn run(
    common: &Common,
    action: ReceiptAction,
    output: &Output,
) -> Result<ExitCode, ApiError> {
    match action {
        ReceiptAction::Verify { input, keys } => verify(common, input, keys, output),
        ReceiptAction::Keys { out } => write_keys(common, &out, output),
    }
}

fn verify(
    common: &Common,
    input: Option<String>,
    keys: Option<PathBuf>,
    output: &Output,
) -> Result<ExitCode, ApiError> {
    let given = given(input)?;
    let answers = match keys {
        Some(path) => {
            let list = read_keys(&path.display().to_string(), read_file(&path)?)?;
            answers(&Checker::List(&list), given)?
        }
        None => answers(&Checker::Desk(&common.open()?), given)?,
    };
    for answer in &answers {
        output.both(answer, || said(answer));
    }
    let valid = answers.iter().all(|answer| answer.verdict == "valid");
    Ok(ExitCode::from(if valid { 0 } else { 1 }))
}

/// What is to be checked.
enum Given {
    Text(String),
    File(String, Vec<u8>),
}

fn given(input: Option<String>) -> Result<Given, ApiError> {
    let Some(input) = input.filter(|input| input != "-") else {
        let mut bytes = vec![];
        let most = FILE_MAX as u64 + 1;
        std::io::stdin().take(most).read_to_end(&mut bytes)?;
        return Ok(Given::File("-".to_owned(), bytes));
    };
    let path = Path::new(&input);
    let is_file = input.len() < 4096 && path.is_file();
    let named_like_one = path.extension().is_some_and(|ending| {
        ["pdf", "png", "jpg", "jpeg", "txt"]
            .iter()
            .any(|known| ending.eq_ignore_ascii_case(known))
    });
    if is_file || named_like_one {
        return Ok(Given::File(path.display().to_string(), read_file(path)?));
    }
    Ok(Given::Text(input))
}

fn read_file(path: &Path) -> Result<Vec<u8>, ApiError> {
    let failed = |error: std::io::Error| ApiError::from(error).with("detail", path.display());
    let mut bytes = vec![];
    std::fs::File::open(path)
        .and_then(|file| file.take(FILE_MAX as u64 + 1).read_to_end(&mut bytes))
        .map_err(failed)?;
    Ok(bytes)
}

fn answers(checker: &Checker<'_>, given: Given) -> Result<Vec<SlipAnswer>, ApiError> {
    match given {
        Given::Text(text) => Ok(vec![api::check_text(checker, &text)?]),
        Given::File(name, bytes) => api::check_file(checker, &name, bytes),
    }
}

fn said(answer: &SlipAnswer) -> String {
    let good = answer.verdict == "valid";
    let mark = if good { "[OK]" } else { "[!!]" };
    let vi = &answer.vi;
    let mut lines = vec![format!("{mark} {}", vi.title), vi.message.clone()];
    if let (Some(code), Some(issue)) = (&answer.code, answer.issue) {
        let moment = |at: &Option<String>| at.as_deref().map(api::readable);
        let device = [&answer.device, &answer.fingerprint];
        let device: Vec<&str> = device.into_iter().flatten().map(String::as_str).collect();
        lines.push(words!(
            "slip_facts",
            code = code,
            issue = issue,
            issued = moment(&answer.issued).unwrap_or_default(),
            received = moment(&answer.received).unwrap_or_default(),
            due = moment(&answer.due).unwrap_or_else(|| text("due_unknown")),
            device = device.join(" – ")
        ));
        lines.push(vi.book.clone());
    }
    lines.push(vi.hint.clone());
    lines.join("\n")
}

fn write_keys(common: &Common, out: &Path, output: &Output) -> Result<ExitCode, ApiError> {
    let desk = common.open()?;
    let (list, sealed) = key_list(&desk)?;
    let file = KeyFile::of(&list, sealed);
    let for_wall = out
        .extension()
        .is_some_and(|ending| ending.eq_ignore_ascii_case("pdf"));
    let bytes = if for_wall {
        key_sheet_pdf(&desk, &list, &file)?
    } else {
        let json = serde_json::to_string_pretty(&file)
            .map_err(|error| ApiError::new(ErrorCode::Bug).with("detail", error))?;
        (json + "\n").into_bytes()
    };
    write_durably(out, &bytes)?;
    let done = serde_json::json!({
        "path": out, "office": file.office_name, "keys": file.keys.len(), "signed_by": file.signed_by,
    });
    output.both(&done, || {
        words!(
            "keys_written",
            count = file.keys.len(),
            office = file.office_name,
            path = out.display()
        )
    });
    Ok(ExitCode::SUCCESS)
}
