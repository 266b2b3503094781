//! Which step may be taken from where, by whom, and which article says so: one table.

use super::{Case, EventKind, Step};
use crate::command::Command;
use crate::id::OfficeId;
use crate::office::Role;

/// The rule of one kind of action.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StepRule {
    /// The stable name, e.g. `request_supplement`.
    pub action: &'static str,
    /// What it writes.
    pub kind: EventKind,
    /// Where the case may stand.
    pub from: &'static [Step],
    /// Who may do it.
    pub roles: &'static [Role],
    /// A reason must be stated.
    pub reason: bool,
    /// Stable name of the article.
    pub article: &'static str,
}

use Role::{CaseOfficer, Leader, Reception};
use Step::{
    ClosedUnsupplemented, InProcess, Received, Refused, ResultReady, Returned, Stopped,
    WaitingForPayment, WaitingForSupplement,
};

const OPEN: &[Step] = &[Received, InProcess, WaitingForSupplement, WaitingForPayment];
const WORKING: &[Step] = &[Received, InProcess];
const KNOWN_RESULT: &[Step] = &[ResultReady, Returned];
const ANY: &[Step] = &[
    Received,
    InProcess,
    WaitingForSupplement,
    WaitingForPayment,
    ResultReady,
    Stopped,
    Refused,
    ClosedUnsupplemented,
    Returned,
];
const ENDED_UNPAID: &[Step] = ANY;
const COUNTER: &[Role] = &[Reception, CaseOfficer, Leader];
const HANDLING: &[Role] = &[CaseOfficer, Leader];
const HEAD: &[Role] = &[Leader];

macro_rules! rules {
    ($($action:literal $kind:ident $from:ident $roles:ident $reason:literal $article:literal;)+) => {
        /// Every action that a rule of law or of the office is about.
        pub const RULES: &[StepRule] = &[$(StepRule {
            action: $action,
            kind: EventKind::$kind,
            from: $from,
            roles: $roles,
            reason: $reason,
            article: $article,
        }),+];
    };
}

const AT_RECEPTION: &[Step] = &[Received];
const AT_SUPPLEMENT: &[Step] = &[WaitingForSupplement];
const AT_PAYMENT: &[Step] = &[WaitingForPayment];
const AT_RESULT: &[Step] = &[ResultReady];

rules! {
    "forward" Forwarded AT_RECEPTION COUNTER false "decree_118_2025_article_18";
    "take_over" TakenOver WORKING COUNTER false "decree_118_2025_article_14";
    "take_papers" PapersTaken ANY COUNTER false "decree_118_2025_article_20";
    "send_back" SentBack AT_RESULT COUNTER false "decree_118_2025_article_20";
    "assign" Assigned OPEN HANDLING false "decree_118_2025_article_19";
    "hand_over" HandedOver OPEN HANDLING true "decree_118_2025_article_19";
    "request_supplement" SupplementRequested WORKING HANDLING true "decree_118_2025_article_19_5";
    "receive_supplement" SupplementReceived AT_SUPPLEMENT COUNTER false "decree_118_2025_article_19_5";
    "close_unsupplemented" ClosedUnsupplemented AT_SUPPLEMENT COUNTER false "decree_118_2025_article_19_5";
    "await_payment" PaymentAwaited WORKING HANDLING false "decree_118_2025_article_24";
    "record_payment" PaymentRecorded AT_PAYMENT COUNTER false "decree_118_2025_article_24";
    "stop" Stopped OPEN COUNTER true "decree_118_2025_article_21";
    "refuse" Refused WORKING HANDLING true "decree_118_2025_article_19";
    "extend" Extended WORKING HEAD true "decree_118_2025_article_19_6";
    "record_result" ResultRecorded WORKING HANDLING false "decree_118_2025_article_19";
    "return_result" Returned AT_RESULT COUNTER false "decree_118_2025_article_22";
    "report_error" AuthorityErrorReported KNOWN_RESULT COUNTER true "decree_118_2025_article_23";
    "correct_error" AuthorityErrorCorrected KNOWN_RESULT HANDLING true "decree_118_2025_article_23";
    "record_lost_papers" PaperLost ANY COUNTER false "decree_118_2025_article_23";
    "assess_fees" FeesAssessed ANY COUNTER false "decree_118_2025_article_24";
    "record_fee_payment" FeePaid ANY COUNTER false "decree_118_2025_article_24";
    "refund_fee" FeeRefunded ENDED_UNPAID COUNTER true "decree_118_2025_article_24";
}

/// The rule of a command; `None` where it is about no step: corrections, notes, prints, links and
/// the decision of a conflict.
pub fn rule_of(command: &Command) -> Option<&'static StepRule> {
    let action = match command {
        Command::Forward { .. } => "forward",
        Command::TakeOver => "take_over",
        Command::TakePapers => "take_papers",
        Command::SendBack => "send_back",
        Command::Assign { .. } => "assign",
        Command::HandOver { .. } => "hand_over",
        Command::RequestSupplement { .. } => "request_supplement",
        Command::ReceiveSupplement { .. } => "receive_supplement",
        Command::CloseUnsupplemented => "close_unsupplemented",
        Command::AwaitPayment { .. } => "await_payment",
        Command::RecordPayment { .. } => "record_payment",
        Command::Stop { .. } => "stop",
        Command::Refuse { .. } => "refuse",
        Command::Extend { .. } => "extend",
        Command::RecordResult { .. } => "record_result",
        Command::ReturnResult { .. } => "return_result",
        Command::ReportError { .. } => "report_error",
        Command::CorrectError { .. } => "correct_error",
        Command::RecordLostPapers { .. } => "record_lost_papers",
        Command::AssessFees { .. } => "assess_fees",
        Command::RecordFeePayment { .. } => "record_fee_payment",
        Command::RefundFee { .. } => "refund_fee",
        Command::DecideStep { .. }
        | Command::DecideEdit { .. }
        | Command::Link(_)
        | Command::Correct { .. }
        | Command::AddNote { .. }
        | Command::AddScans(_)
        | Command::RemoveScan { .. }
        | Command::Print { .. } => return None,
    };
    RULES.iter().find(|rule| rule.action == action)
}

/// The actions an officer of an office with these roles may take with a case as it stands; what else
/// a rule asks for (limits, reasons) is checked when the action is taken.
pub fn possible(case: &Case, office: OfficeId, roles: &[Role]) -> Vec<&'static str> {
    if case.standing.conflict {
        return vec!["decide_step"];
    }
    RULES
        .iter()
        .filter(|rule| rule.from.contains(&case.standing.step))
        .filter(|rule| rule.roles.iter().any(|role| roles.contains(role)))
        .filter(|rule| case.still_possible(rule.kind) && case.may_at(rule.kind, office))
        .map(|rule| rule.action)
        .collect()
}
