//! `motcua case step`: one step of one case.

use super::output::Output;
use super::show::case_words;
use crate::api::{self, CaseStep, StepAction};
use crate::desk::Desk;
use crate::error::{ApiError, ErrorCode};
use casework::case::{Notice, Recipient, ReturnWay, WantedPaper};
use casework::command::PaperIn;
use casework::procedure::DocumentForm;
use casework::time::LocalTime;
use clap::Args;
use std::path::{Path, PathBuf};

/// A step with everything it may carry.
#[derive(Args)]
pub(super) struct StepArgs {
    /// Record code.
    code: String,
    /// Which step.
    action: StepAction,
    /// Why; kept as a note where the step itself carries no reason.
    #[arg(long)]
    reason: Option<String>,
    /// The result as a file.
    #[arg(long, value_name = "FILE")]
    result: Option<PathBuf>,
    /// The unit the case goes to.
    #[arg(long)]
    unit: Option<String>,
    /// The officer the case goes to.
    #[arg(long, value_name = "NAME")]
    to: Option<String>,
    /// A paper that is missing or was brought; may be repeated.
    #[arg(long = "paper", value_name = "NAME")]
    papers: Vec<String>,
    /// Number of the notice or of the proof of payment.
    #[arg(long)]
    number: Option<String>,
    /// Amount in đồng.
    #[arg(long, value_name = "DONG")]
    amount: Option<i64>,
    /// When the citizen paid.
    #[arg(long, value_name = "TIME")]
    paid: Option<String>,
    /// Papers given back, in words.
    #[arg(long)]
    returned: Option<String>,
    /// The new date.
    #[arg(long, value_name = "TIME")]
    until: Option<String>,
    /// How the citizen was told: `in_person`, phone, sms, email, `social_network`, letter.
    #[arg(long, value_name = "WAY")]
    told: Option<String>,
    /// How the result goes out: `at_point`, `at_home`, post, electronic.
    #[arg(long, value_name = "WAY")]
    way: Option<String>,
    /// Who takes the result for the applicant.
    #[arg(long, value_name = "NAME")]
    recipient: Option<String>,
    /// Personal number of who takes the result.
    #[arg(long, value_name = "NUMBER", requires = "recipient")]
    recipient_id: Option<String>,
    /// On which ground, e.g. the number of the authorisation.
    #[arg(long, requires = "recipient")]
    ground: Option<String>,
    /// What was agreed about lost papers.
    #[arg(long)]
    remedy: Option<String>,
    /// The event that holds, for `decide_step`.
    #[arg(long, value_name = "EVENT")]
    keep: Option<String>,
}

pub(super) fn step(desk: &Desk, args: StepArgs, output: &Output) -> Result<(), ApiError> {
    let id = desk.find(&args.code)?;
    let file = args.result.as_deref().map(read_result).transpose()?;
    let case = api::take_step(desk, id, request(args)?, file)?;
    let detail = api::detail(desk, &case)?;
    output.both(&detail, || case_words(&detail));
    Ok(())
}

fn request(args: StepArgs) -> Result<CaseStep, ApiError> {
    let bad = |field: &str| ApiError::new(ErrorCode::BadField).with("field", field);
    let told = args
        .told
        .map(|way| Notice::from_code(&way).ok_or_else(|| bad("told")))
        .transpose()?;
    let way = args
        .way
        .map(|way| ReturnWay::from_code(&way).ok_or_else(|| bad("way")))
        .transpose()?;
    let recipient = args.recipient.map(|name| Recipient {
        name,
        id: args.recipient_id,
        ground: args.ground,
    });
    let names = |all: &[String]| (!all.is_empty()).then(|| all.to_vec());
    let wanted = names(&args.papers).map(|papers| papers.into_iter().map(original).collect());
    let papers = names(&args.papers).map(|papers| {
        let brought = papers.into_iter().map(|item| PaperIn {
            item,
            form: DocumentForm::Original,
            copies: 1,
        });
        brought.collect()
    });
    Ok(CaseStep {
        code: args.code,
        action: args.action,
        reason: args.reason,
        result: None,
        unit: args.unit,
        to: args.to,
        wanted,
        lost: names(&args.papers),
        papers,
        number: args.number,
        amount: args.amount,
        paid: args.paid.as_deref().map(moment).transpose()?,
        returned: args.returned,
        until: args.until.as_deref().map(moment).transpose()?,
        told,
        way,
        recipient,
        remedy: args.remedy,
        keep: args.keep,
    })
}

fn original(name: String) -> WantedPaper {
    WantedPaper {
        name,
        originals: 1,
        certified: 0,
        photocopies: 0,
    }
}

fn moment(text: &str) -> Result<LocalTime, ApiError> {
    text.parse()
        .map_err(|_| ApiError::new(ErrorCode::BadTime).with("text", text))
}

fn read_result(path: &Path) -> Result<(String, Vec<u8>), ApiError> {
    let bytes = std::fs::read(path)
        .map_err(|error| ApiError::from(error).with("detail", path.display()))?;
    let name = path
        .file_name()
        .map(|name| name.to_string_lossy().into_owned());
    Ok((name.unwrap_or_default(), bytes))
}
