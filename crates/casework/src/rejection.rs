//! Why the law or the office says no: a normal answer, one variant, one reason.

use crate::case::{Field, Step};
use crate::fee::Money;
use crate::office::Role;
use crate::time::LocalTime;

/// A rule that forbids what was asked. Nothing has been written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Rejection {
    /// The step cannot be taken from where the case stands.
    #[error("{action} is not allowed while the case is {step:?} ({article})")]
    NotFromHere {
        /// The command.
        action: &'static str,
        /// Where the case stands.
        step: Step,
        /// The rule.
        article: &'static str,
    },
    /// The step belongs to another role.
    #[error("{action} is not for this officer ({article})")]
    NotYourRole {
        /// The command.
        action: &'static str,
        /// Who may.
        roles: &'static [Role],
        /// The rule.
        article: &'static str,
    },
    /// The law asks for a reason.
    #[error("{action} needs a reason ({article})")]
    ReasonMissing {
        /// The command.
        action: &'static str,
        /// The rule.
        article: &'static str,
    },
    /// The step may be taken once, and was.
    #[error("{action} is allowed once ({article})")]
    OnceOnly {
        /// The command.
        action: &'static str,
        /// The rule.
        article: &'static str,
    },
    /// Nothing is there that could be mended or given back.
    #[error("nothing to {action} ({article})")]
    NothingOpen {
        /// The command.
        action: &'static str,
        /// The rule.
        article: &'static str,
    },
    /// The step is the other office's to take.
    #[error("{action} is not for this office to do ({article})")]
    NotThisOffice {
        /// The command.
        action: &'static str,
        /// The rule.
        article: &'static str,
    },
    /// The limit for the step has passed.
    #[error("{action} was possible until {until} ({article})")]
    TooLate {
        /// The command.
        action: &'static str,
        /// The last moment.
        until: LocalTime,
        /// The rule.
        article: &'static str,
    },
    /// The waiting time of the step is not over.
    #[error("{action} is possible after {from} ({article})")]
    TooEarly {
        /// The command.
        action: &'static str,
        /// The last moment of waiting.
        from: LocalTime,
        /// The rule.
        article: &'static str,
    },
    /// An extension that does not end later than the date promised.
    #[error("the new date is not after {due}")]
    NotLater {
        /// The date promised.
        due: LocalTime,
    },
    /// A result before its date goes out with a notice.
    #[error("an early result needs a notice ({article})")]
    NoticeMissing {
        /// The rule.
        article: &'static str,
    },
    /// A form about something that has not happened.
    #[error("the case has nothing that the form {form} is about ({article})")]
    NothingToPrint {
        /// The form.
        form: &'static str,
        /// The rule.
        article: &'static str,
    },
    /// Two steps exclude each other; they must be decided first.
    #[error("the case has two steps that exclude each other")]
    StepConflict,
    /// The field no longer has the value the officer saw.
    #[error("{} has changed meanwhile", field.code())]
    Changed {
        /// Which field.
        field: Field,
        /// The value now.
        current: Option<String>,
    },
    /// The new value is the old one.
    #[error("nothing changes")]
    NothingToCorrect,
    /// A field that must not be empty, or does not read.
    #[error("{field} is not valid")]
    BadField {
        /// The field's stable name, e.g. `applicant.name`.
        field: String,
    },
    /// A text longer than allowed.
    #[error("{field} is longer than {max} characters")]
    TooLong {
        /// The field's stable name.
        field: String,
        /// The most characters allowed.
        max: usize,
    },
    /// No such procedure in the catalogue.
    #[error("unknown procedure {code}")]
    UnknownProcedure {
        /// The code asked for.
        code: String,
    },
    /// No such case of the procedure.
    #[error("unknown variant {variant}")]
    UnknownVariant {
        /// The variant asked for.
        variant: String,
    },
    /// The reception lies in the future.
    #[error("received in the future")]
    ReceivedInFuture,
    /// The reception lies too far back to be entered.
    #[error("received too long ago")]
    ReceivedTooLongAgo,
    /// A number of copies of 0 or above 999, or more than 200 papers.
    #[error("impossible number of papers")]
    BadPapers,
    /// Money cannot be taken before the fees were assessed.
    #[error("the fees of the case have not been assessed")]
    FeesNotAssessed,
    /// More money than is still to be paid.
    #[error("only {owed} is still owed")]
    MoreThanOwed {
        /// What is still to be paid.
        owed: Money,
    },
    /// More money to give back than the office holds for the case.
    #[error("only {held} is held for the case")]
    MoreThanPaid {
        /// What was paid and not given back.
        held: Money,
    },
    /// Somebody else brings the papers, and no certified authorisation is written down.
    #[error("the authorisation has to be certified ({article})")]
    AuthorisationNotCertified {
        /// The rule.
        article: &'static str,
    },
    /// The case has no such paper.
    #[error("the case has no paper {item}")]
    UnknownPaper {
        /// The item id asked for.
        item: String,
    },
    /// No PDF, JPEG or PNG, or empty.
    #[error("{name} is no PDF, JPEG or PNG")]
    NotAScan {
        /// The file.
        name: String,
    },
    /// A file larger than a scan may be.
    #[error("{name} is larger than {max_mb} MB")]
    ScanTooLarge {
        /// The file.
        name: String,
        /// The largest allowed.
        max_mb: u64,
    },
    /// The paper has a scan with the same bytes.
    #[error("{name} is there already")]
    ScanThere {
        /// The file.
        name: String,
    },
    /// More scans than a case may have.
    #[error("a case has at most {max} scans")]
    TooManyScans {
        /// The most allowed.
        max: usize,
    },
    /// No such scan, or it was taken away.
    #[error("the case has no scan {scan}")]
    UnknownScan {
        /// What was asked for.
        scan: String,
    },
    /// The time limit leads beyond the calendar.
    #[error("no due date can be computed")]
    NoDueDate,
    /// An answer at the counter breaks a rule.
    #[error(transparent)]
    Counter(#[from] crate::counter::CounterRejection),
}

impl Rejection {
    /// A stable word; each has a text in `catalogue/messages/errors.json`.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotFromHere { .. } => "not_from_here",
            Self::NotYourRole { .. } => "not_your_role",
            Self::ReasonMissing { .. } => "reason_missing",
            Self::OnceOnly { .. } => "once_only",
            Self::NothingOpen { .. } => "nothing_open",
            Self::NotThisOffice { .. } => "not_this_office",
            Self::TooLate { .. } => "too_late",
            Self::TooEarly { .. } => "too_early",
            Self::NotLater { .. } => "not_later",
            Self::NoticeMissing { .. } => "notice_missing",
            Self::NothingToPrint { .. } => "nothing_to_print",
            Self::StepConflict => "step_conflict",
            Self::Changed { .. } => "changed",
            Self::NothingToCorrect => "nothing_to_correct",
            Self::BadField { .. } => "bad_field",
            Self::TooLong { .. } => "too_long",
            Self::UnknownProcedure { .. } => "unknown_procedure",
            Self::UnknownVariant { .. } => "unknown_variant",
            Self::ReceivedInFuture => "received_in_future",
            Self::ReceivedTooLongAgo => "received_too_long_ago",
            Self::BadPapers => "bad_papers",
            Self::FeesNotAssessed => "fees_not_assessed",
            Self::MoreThanOwed { .. } => "more_than_owed",
            Self::MoreThanPaid { .. } => "more_than_paid",
            Self::AuthorisationNotCertified { .. } => "authorisation_not_certified",
            Self::UnknownPaper { .. } => "unknown_paper",
            Self::NotAScan { .. } => "not_a_scan",
            Self::ScanTooLarge { .. } => "scan_too_large",
            Self::ScanThere { .. } => "scan_there",
            Self::TooManyScans { .. } => "too_many_scans",
            Self::UnknownScan { .. } => "unknown_scan",
            Self::NoDueDate => "no_due_date",
            Self::Counter(rejection) => rejection.code(),
        }
    }

    /// What the text of the code is filled with: name and value.
    #[expect(clippy::too_many_lines, reason = "one arm a reason")]
    pub fn params(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::NotFromHere {
                action,
                step,
                article,
            } => vec![
                ("action", (*action).to_owned()),
                ("step", step.code().to_owned()),
                ("article", (*article).to_owned()),
            ],
            Self::NotYourRole {
                action,
                roles,
                article,
            } => {
                let codes: Vec<&str> = roles.iter().map(|role| role.code()).collect();
                vec![
                    ("action", (*action).to_owned()),
                    ("roles", codes.join(",")),
                    ("article", (*article).to_owned()),
                ]
            }
            Self::ReasonMissing { action, article }
            | Self::OnceOnly { action, article }
            | Self::NothingOpen { action, article }
            | Self::NotThisOffice { action, article } => vec![
                ("action", (*action).to_owned()),
                ("article", (*article).to_owned()),
            ],
            Self::TooLate {
                action,
                until: moment,
                article,
            }
            | Self::TooEarly {
                action,
                from: moment,
                article,
            } => vec![
                ("action", (*action).to_owned()),
                ("moment", moment.to_string()),
                ("article", (*article).to_owned()),
            ],
            Self::NothingToPrint { form, article } => vec![
                ("form", (*form).to_owned()),
                ("article", (*article).to_owned()),
            ],
            Self::NotLater { due } => vec![("due", due.to_string())],
            Self::Changed { field, current } => vec![
                ("field", field.code().to_owned()),
                ("current", current.clone().unwrap_or_default()),
            ],
            Self::BadField { field } => vec![("field", field.clone())],
            Self::TooLong { field, max } => {
                vec![("field", field.clone()), ("max", max.to_string())]
            }
            Self::NoticeMissing { article } | Self::AuthorisationNotCertified { article } => {
                vec![("article", (*article).to_owned())]
            }
            Self::UnknownProcedure { code } => vec![("procedure", code.clone())],
            Self::UnknownVariant { variant } => vec![("variant", variant.clone())],
            Self::Counter(rejection) => rejection.params(),
            Self::UnknownPaper { item } => vec![("item", item.clone())],
            Self::NotAScan { name } | Self::ScanThere { name } => vec![("name", name.clone())],
            Self::ScanTooLarge { name, max_mb } => {
                vec![("name", name.clone()), ("max_mb", max_mb.to_string())]
            }
            Self::TooManyScans { max } => vec![("max", max.to_string())],
            Self::UnknownScan { scan } => vec![("scan", scan.clone())],
            Self::StepConflict
            | Self::NothingToCorrect
            | Self::ReceivedInFuture
            | Self::ReceivedTooLongAgo
            | Self::BadPapers
            | Self::FeesNotAssessed
            | Self::NoDueDate => vec![],
            Self::MoreThanOwed { owed } => vec![("owed", owed.to_string())],
            Self::MoreThanPaid { held } => vec![("held", held.to_string())],
        }
    }
}
