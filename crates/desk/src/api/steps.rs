//! The steps of a case in the window and on the command line: one request, one command.

use super::Workstation;
use super::detail::{CaseDetail, detail};
use super::words::label;
use crate::desk::Desk;
use crate::error::{ApiError, ErrorCode};
use base64::Engine;
use casework::case::{
    Case, Notice, RULES, Recipient, ReturnWay, Settlement, WantedPaper, possible,
};
use casework::command::{Command, PaperIn};
use casework::fee::Money;
use casework::id::CaseId;
use casework::time::LocalTime;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Takes a step. Which of the optional fields count depends on the action.
#[derive(Debug, Default, Deserialize, TS)]
#[serde(deny_unknown_fields, default)]
#[ts(optional_fields)]
pub struct CaseStep {
    /// Record code.
    pub code: String,
    /// Which step.
    pub action: StepAction,
    /// Why; a note where the step itself carries no reason.
    pub reason: Option<String>,
    /// The result as a file, for `record_result`.
    pub result: Option<ResultIn>,
    /// The body or unit, for `forward` and `hand_over`.
    pub unit: Option<String>,
    /// The officer's full name, for `assign` and `hand_over`.
    pub to: Option<String>,
    /// What is missing, for `request_supplement`.
    #[ts(optional, type = "WantedPaper[]")]
    pub wanted: Option<Vec<WantedPaper>>,
    /// What was brought, for `receive_supplement`.
    #[ts(optional, type = "DocumentIn[]")]
    pub papers: Option<Vec<PaperIn>>,
    /// Number of the notice or of the proof, for `await_payment` and `record_payment`.
    pub number: Option<String>,
    /// Amount in đồng: what is owed for `await_payment`, given back for `stop` and `refuse`.
    pub amount: Option<i64>,
    /// When the citizen paid, for `record_payment`.
    #[ts(optional, type = "string")]
    pub paid: Option<LocalTime>,
    /// Papers given back, in words, for `stop` and `refuse`.
    pub returned: Option<String>,
    /// The new date, for `extend`.
    #[ts(optional, type = "string")]
    pub until: Option<LocalTime>,
    /// How the citizen was told, for `extend` and `return_result`.
    #[ts(optional, type = "Notice")]
    pub told: Option<Notice>,
    /// In which way, for `return_result`.
    #[ts(optional, type = "ReturnWay")]
    pub way: Option<ReturnWay>,
    /// Who takes the result for the applicant.
    #[ts(optional, type = "Recipient")]
    pub recipient: Option<Recipient>,
    /// Which papers were lost, for `record_lost_papers`.
    pub lost: Option<Vec<String>>,
    /// What was agreed with the citizen, for `record_lost_papers`.
    pub remedy: Option<String>,
    /// The event that holds, for `decide_step`.
    pub keep: Option<String>,
}

/// A step an officer may take.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, TS, clap::ValueEnum)]
#[serde(rename_all = "snake_case")]
#[value(rename_all = "snake_case")]
pub enum StepAction {
    /// vi: chuyển xử lý
    #[default]
    Forward,
    /// vi: nhận giải quyết hồ sơ do nơi khác tiếp nhận
    TakeOver,
    /// vi: nhận hồ sơ giấy
    TakePapers,
    /// vi: chuyển kết quả về nơi tiếp nhận
    SendBack,
    /// vi: phân công
    Assign,
    /// vi: bàn giao
    HandOver,
    /// vi: yêu cầu bổ sung
    RequestSupplement,
    /// vi: nhận hồ sơ bổ sung
    ReceiveSupplement,
    /// vi: đóng hồ sơ do không bổ sung
    CloseUnsupplemented,
    /// vi: chờ thực hiện nghĩa vụ tài chính
    AwaitPayment,
    /// vi: đã thực hiện nghĩa vụ tài chính
    RecordPayment,
    /// vi: dừng giải quyết
    Stop,
    /// vi: từ chối giải quyết
    Refuse,
    /// vi: xin lỗi và gia hạn
    Extend,
    /// vi: ghi nhận kết quả
    RecordResult,
    /// vi: trả kết quả
    ReturnResult,
    /// vi: ghi nhận sai sót của cơ quan
    ReportError,
    /// vi: sửa sai sót của cơ quan
    CorrectError,
    /// vi: mất, hỏng giấy tờ
    RecordLostPapers,
    /// vi: quyết định bước xử lý
    DecideStep,
}

/// A file with the result.
#[derive(Debug, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ResultIn {
    /// File name.
    pub name: String,
    /// The bytes, base64.
    pub bytes_base64: String,
}

/// A step that may be taken now.
#[derive(Debug, Serialize, TS)]
pub struct StepOption {
    /// Its stable name.
    #[ts(type = "StepAction")]
    pub action: &'static str,
    /// Its name in Vietnamese.
    pub label: String,
    /// A reason must be stated.
    pub reason: bool,
    /// The article in Vietnamese; empty where no law says anything.
    pub article: String,
    /// The last moment, where the law sets one.
    pub until: Option<String>,
}

/// One of several steps that exclude each other.
#[derive(Debug, Serialize, TS)]
pub struct StepHead {
    /// The event.
    pub event: String,
    /// What it did, in Vietnamese.
    pub label: String,
    /// Who.
    pub officer: String,
    /// Where.
    pub place: String,
    /// When.
    pub at: String,
    /// Reason or detail.
    pub reason: Option<String>,
}

pub(super) fn step(ws: &Workstation, mut request: CaseStep) -> Result<CaseDetail, ApiError> {
    let desk = ws.desk()?;
    let id = desk.find(&request.code)?;
    let file = request.result.take().map(decode).transpose()?;
    let case = take_step(&desk, id, request, file)?;
    ws.written();
    detail(&desk, &case)
}

/// Takes a step; a reason that the step itself does not carry becomes a note. `file` is the result,
/// name and bytes, for `record_result`.
///
/// # Errors
/// [`ErrorCode::BadField`] where the action needs a field that is not there; a rejection of the
/// rules; the disk's.
pub fn take_step(
    desk: &Desk,
    id: CaseId,
    mut request: CaseStep,
    file: Option<(String, Vec<u8>)>,
) -> Result<Case, ApiError> {
    if request.action == StepAction::RecordResult {
        let case = desk.record_result(id, file)?;
        return noted(desk, id, case, request.reason);
    }
    let keeps_reason = RULES
        .iter()
        .any(|rule| rule.action == request.action.code() && rule.reason)
        || request.action == StepAction::DecideStep;
    let note = if keeps_reason {
        None
    } else {
        request.reason.take()
    };
    let case = desk.act(id, command(request)?)?;
    noted(desk, id, case, note)
}

fn noted(desk: &Desk, id: CaseId, case: Case, note: Option<String>) -> Result<Case, ApiError> {
    match note.filter(|note| !note.trim().is_empty()) {
        Some(text) => desk.act(id, Command::AddNote { text }),
        None => Ok(case),
    }
}

fn command(request: CaseStep) -> Result<Command, ApiError> {
    let missing = |field: &str| ApiError::new(ErrorCode::BadField).with("field", field);
    let reason = request.reason.unwrap_or_default();
    let settlement = Settlement {
        papers: request.returned,
        fees: request.amount.map(Money),
    };
    Ok(match request.action {
        StepAction::Forward => Command::Forward { unit: request.unit },
        StepAction::TakeOver => Command::TakeOver,
        StepAction::TakePapers => Command::TakePapers,
        StepAction::SendBack => Command::SendBack,
        StepAction::Assign => Command::Assign {
            to: request.to.ok_or_else(|| missing("to"))?,
        },
        StepAction::HandOver => Command::HandOver {
            unit: request.unit,
            to: request.to,
            reason,
        },
        StepAction::RequestSupplement => Command::RequestSupplement {
            papers: request.wanted.unwrap_or_default(),
            reason,
        },
        StepAction::ReceiveSupplement => Command::ReceiveSupplement {
            papers: request.papers.unwrap_or_default(),
        },
        StepAction::CloseUnsupplemented => Command::CloseUnsupplemented,
        StepAction::AwaitPayment => Command::AwaitPayment {
            notice: request.number,
            amount: request.amount.map(Money),
        },
        StepAction::RecordPayment => Command::RecordPayment {
            proof: request.number,
            paid: request.paid,
        },
        StepAction::Stop => Command::Stop { reason, settlement },
        StepAction::Refuse => Command::Refuse { reason, settlement },
        StepAction::Extend => Command::Extend {
            until: request.until.ok_or_else(|| missing("until"))?,
            reason,
            told: request.told,
        },
        StepAction::RecordResult => Command::RecordResult { file: None },
        StepAction::ReturnResult => Command::ReturnResult {
            way: request.way,
            recipient: request.recipient,
            notice: request.told,
        },
        StepAction::ReportError => Command::ReportError { reason },
        StepAction::CorrectError => Command::CorrectError { reason },
        StepAction::RecordLostPapers => Command::RecordLostPapers {
            papers: request.lost.unwrap_or_default(),
            remedy: request.remedy.ok_or_else(|| missing("remedy"))?,
        },
        StepAction::DecideStep => Command::DecideStep {
            keep: request.keep.ok_or_else(|| missing("keep"))?,
            reason,
        },
    })
}

impl StepAction {
    /// The stable name, as in the table of rules.
    pub fn code(self) -> &'static str {
        match self {
            Self::Forward => "forward",
            Self::TakeOver => "take_over",
            Self::TakePapers => "take_papers",
            Self::SendBack => "send_back",
            Self::Assign => "assign",
            Self::HandOver => "hand_over",
            Self::RequestSupplement => "request_supplement",
            Self::ReceiveSupplement => "receive_supplement",
            Self::CloseUnsupplemented => "close_unsupplemented",
            Self::AwaitPayment => "await_payment",
            Self::RecordPayment => "record_payment",
            Self::Stop => "stop",
            Self::Refuse => "refuse",
            Self::Extend => "extend",
            Self::RecordResult => "record_result",
            Self::ReturnResult => "return_result",
            Self::ReportError => "report_error",
            Self::CorrectError => "correct_error",
            Self::RecordLostPapers => "record_lost_papers",
            Self::DecideStep => "decide_step",
        }
    }
}

/// The steps that may be taken now by the officer signed in; fees have a screen of their own.
pub(super) fn options(desk: &Desk, case: &Case) -> Vec<StepOption> {
    let fees = ["assess_fees", "record_fee_payment", "refund_fee"];
    possible(case, desk.office(), &desk.roles())
        .into_iter()
        .filter(|action| !fees.contains(action))
        .map(|action| {
            let rule = RULES.iter().find(|rule| rule.action == action);
            StepOption {
                action,
                label: label("action", action),
                reason: rule.is_none_or(|rule| rule.reason),
                article: rule.map_or_else(String::new, |rule| label("article", rule.article)),
                until: until(desk, case, action).map(|until| until.to_string()),
            }
        })
        .collect()
}

/// The last moment of a step, where the law sets one.
fn until(desk: &Desk, case: &Case, action: &str) -> Option<LocalTime> {
    let (rules, calendar) = (desk.rules(), desk.calendar());
    let received = case.opening.appointment.received;
    match action {
        "forward" => rules.forward_by(received, calendar).ok(),
        "request_supplement" => rules.supplement_until(received, calendar).ok(),
        "extend" => rules
            .extension_until(case.appointment().due?, calendar)
            .ok(),
        "correct_error" => rules
            .error_until(case.open_errors().first()?.at, calendar)
            .ok(),
        _ => None,
    }
}

/// The steps that exclude each other; empty where there is no conflict.
pub(super) fn heads(case: &Case) -> Vec<StepHead> {
    if !case.standing.conflict {
        return vec![];
    }
    case.chosen_among()
        .into_iter()
        .map(|event| {
            let shown = super::detail::event(case, event);
            StepHead {
                event: shown.id,
                label: shown.label,
                officer: shown.officer,
                place: shown.place,
                at: shown.at,
                reason: shown.reason,
            }
        })
        .collect()
}

fn decode(result: ResultIn) -> Result<(String, Vec<u8>), ApiError> {
    base64::engine::general_purpose::STANDARD
        .decode(result.bytes_base64)
        .map(|bytes| (result.name, bytes))
        .map_err(|error| ApiError::new(ErrorCode::BadRequest).with("detail", error))
}
