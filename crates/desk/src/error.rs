//! The one error every door of the workstation gives: a code the caller acts on, with words.

use crate::api::label_in;
use casework::rejection::Rejection;
use casework::time::LocalTime;
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::OnceLock;
use store::StoreError;
use ts_rs::TS;

/// Who has to act; decides the tone in the window and the exit status of the command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ErrorClass {
    /// A rule says no: exit 1.
    Rule,
    /// The request does not read: exit 2.
    Usage,
    /// Disk, network, printer, password: exit 3.
    Environment,
    /// Ours: exit 4.
    Bug,
}

macro_rules! error_codes {
    ($($class:ident: $($name:ident $code:literal),+;)+) => {
        /// Every code a caller may meet; each has words in `catalogue/messages/errors.json`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum ErrorCode { $($(#[doc = $code] $name,)+)+ }

        impl ErrorCode {
            /// Every code.
            pub const ALL: &'static [Self] = &[$($(Self::$name,)+)+];

            /// The stable word.
            pub fn code(self) -> &'static str {
                match self { $($(Self::$name => $code,)+)+ }
            }

            /// Who has to act.
            pub fn class(self) -> ErrorClass {
                match self { $($(Self::$name => ErrorClass::$class,)+)+ }
            }
        }
    };
}

error_codes! {
    Rule:
        NotFromHere "not_from_here", NotYourRole "not_your_role",
        ReasonMissing "reason_missing", OnceOnly "once_only", NothingOpen "nothing_open", NotThisOffice "not_this_office", UnknownOffice "unknown_office",
        TooLate "too_late", TooEarly "too_early", NotLater "not_later",
        NoticeMissing "notice_missing", StepConflict "step_conflict", Changed "changed",
        NothingToCorrect "nothing_to_correct", BadField "bad_field", TooLong "too_long",
        UnknownProcedure "unknown_procedure", UnknownVariant "unknown_variant",
        ReceivedInFuture "received_in_future", ReceivedTooLongAgo "received_too_long_ago",
        BadPapers "bad_papers", NoDueDate "no_due_date",
        CounterReasonMissing "counter_reason_missing", CounterGroundMissing "counter_ground_missing",
        CounterNothingAsked "counter_nothing_asked", CounterAskedAgain "counter_asked_again",
        CounterNotDemandable "counter_not_demandable", CounterOtherProcedure "counter_other_procedure",
        UnknownAnswer "counter_unknown_answer",
        UnknownCase "unknown_case", AmbiguousCase "ambiguous_case", UnknownForm "unknown_form",
        UnknownPaperSize "unknown_paper_size", NotOnThisPaper "not_on_this_paper",
        NothingToPrint "nothing_to_print", PaperChanged "paper_changed",
        ResultTooLarge "result_too_large", NoBand "no_band", BadCard "bad_card",
        BadInvitation "bad_invitation", InvitationUsed "invitation_used",
        EnrolmentRefused "enrolment_refused", UsedElsewhere "used_elsewhere", WeakPassword "weak_password",
        UnknownOfficer "unknown_officer", BadSlipFile "bad_slip_file",
        BookNotOver "book_not_over", NothingToClose "nothing_to_close",
        FeesNotAssessed "fees_not_assessed", MoreThanOwed "more_than_owed",
        MoreThanPaid "more_than_paid", FeesUnknown "fees_unknown", DayClosed "day_closed",
        NoMoney "no_money",
        CatalogueKnown "catalogue_known", CorrectionRefused "correction_refused",
        LinkedRefused "linked_refused",
        AuthorisationNotCertified "authorisation_not_certified", NoCodeInPicture "no_code_in_picture",
        OldBookKnown "old_book_known", UnknownOldBook "unknown_old_book",
        UnknownOldEntry "unknown_old_entry", UnknownConflict "unknown_conflict",
        HandOverUnknown "handover_unknown", HandOverSize "handover_size",
        PadSize "pad_size", PadDay "pad_day", PadUnknown "pad_unknown", PadUsed "pad_used",
        PadOtherDay "pad_other_day",
        UnknownPaper "unknown_paper", NotAScan "not_a_scan", ScanTooLarge "scan_too_large",
        ScanThere "scan_there", TooManyScans "too_many_scans", UnknownScan "unknown_scan";
    Usage:
        BadRequest "bad_request", UnknownCommand "unknown_command", BadJson "bad_json",
        UnknownKey "unknown_key", NotUtf8 "not_utf8", InputTooLarge "input_too_large",
        BadTime "bad_time", BadCalendar "bad_calendar", BadOfficeFile "bad_office_file", BadFeeFile "bad_fee_file",
        NoSuchFile "no_such_file", BadKeyList "bad_key_list", BadUsage "bad_usage", BadPicture "bad_picture",
        BadDate "bad_date", BadPeriod "bad_period", UnknownReportFormat "unknown_report_format",
        BadCatalogue "bad_catalogue", NoSecondLimit "no_second_limit", BadLimits "bad_limits",
        BadOldBook "bad_old_book", BadPeer "bad_peer";
    Environment:
        WrongPassword "wrong_password", NoPassword "no_password", Locked "locked",
        NoWorkstation "no_workstation", WorkstationExists "workstation_exists",
        DiskFull "disk_full", ReadOnly "read_only", Busy "busy", Corrupt "corrupt",
        EvidenceBroken "evidence_broken",
        NewerDatabase "newer_database", MigrationChanged "migration_changed", Io "io",
        NoHub "no_hub", HubUnreachable "hub_unreachable", HubBusy "hub_busy", HubAnswer "hub_answer",
        HubRefused "hub_refused", PlainHub "plain_hub", NoPrinter "no_printer", ClockImpossible "clock_impossible",
        PrintFailed "print_failed",
        NoStick "no_stick", StickFull "stick_full", StickReadOnly "stick_read_only",
        StickBroken "stick_broken", NoRoomForScans "no_room_for_scans", HubNoRoom "hub_no_room",
        ScanNotHere "scan_not_here",
        LanNoName "lan_no_name", LanClosed "lan_closed", LanSilent "lan_silent",
        LanStranger "lan_stranger", LanMyself "lan_myself", LanOtherOffice "lan_other_office",
        LanUnknownHere "lan_unknown_here", LanUnknownThere "lan_unknown_there",
        LanRevokedHere "lan_revoked_here", LanRevokedThere "lan_revoked_there",
        LanUnconfirmed "lan_unconfirmed", LanClock "lan_clock", LanBroken "lan_broken",
        LanNotTaken "lan_not_taken", LanPort "lan_port";
    Bug:
        Bug "bug";
}

/// What a door of the workstation answers when it cannot do what was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiError {
    /// What happened.
    pub code: ErrorCode,
    /// What the words are filled with.
    pub params: BTreeMap<String, String>,
}

/// An [`ApiError`] as it leaves the workstation.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(rename = "ApiError")]
pub struct ApiErrorBody {
    /// The stable word.
    pub code: String,
    /// Who has to act.
    pub class: ErrorClass,
    /// What the words were filled with.
    pub params: BTreeMap<String, String>,
    /// Vietnamese words.
    pub vi: Words,
    /// English words.
    pub en: Words,
}

/// What happened and is safe, and what to do.
#[derive(Clone, Debug, Serialize, TS)]
pub struct Words {
    /// What happened, and what is safe.
    pub message: String,
    /// What to do.
    pub hint: String,
}

impl ApiError {
    /// An error without parameters.
    pub fn new(code: ErrorCode) -> Self {
        Self {
            code,
            params: BTreeMap::new(),
        }
    }

    /// Adds a parameter for the words; long values are cut to 200 characters.
    #[must_use]
    #[expect(
        clippy::needless_pass_by_value,
        reason = "texts, numbers and errors are given as they are"
    )]
    pub fn with(mut self, name: &str, value: impl ToString) -> Self {
        let value = value.to_string().chars().take(200).collect();
        self.params.insert(name.to_owned(), value);
        self
    }

    /// The detail, or the code where there is none.
    pub fn detail(&self) -> &str {
        self.params
            .get("detail")
            .map_or(self.code.code(), String::as_str)
    }

    /// With its words, ready to leave.
    pub fn body(&self) -> ApiErrorBody {
        ApiErrorBody {
            code: self.code.code().to_owned(),
            class: self.code.class(),
            params: self.params.clone(),
            vi: self.words("vi"),
            en: self.words("en"),
        }
    }

    fn words(&self, language: &str) -> Words {
        // Steps, fields and articles travel as stable words and are said in the reader's language.
        let params = self
            .params
            .iter()
            .map(|(name, value)| {
                let said = match name.as_str() {
                    // What a door refuses comes as its stable word; any other detail is said as it is.
                    "detail" => label_in("refusal", value, language),
                    group @ ("step" | "field" | "article" | "action" | "form") => {
                        label_in(group, value, language)
                    }
                    "roles" => value
                        .split(',')
                        .map(|role| label_in("role", role, language))
                        .collect::<Vec<_>>()
                        .join(", "),
                    "moment" | "due" => moment(value, language),
                    _ => value.clone(),
                };
                (name.clone(), said)
            })
            .collect();
        let text = |part: &str| {
            let template = messages()[self.code.code()][language][part]
                .as_str()
                .unwrap_or_default();
            fill(template, &params)
        };
        Words {
            message: text("message"),
            hint: text("hint"),
        }
    }
}

/// A moment as people read it; the text itself where it is none.
fn moment(text: &str, language: &str) -> String {
    let Ok(at) = text.parse::<LocalTime>() else {
        return text.to_owned();
    };
    at.datetime()
        .strftime(&label_in("pattern", "moment", language))
        .to_string()
}

/// Replaces `{name}` by the parameter of that name.
pub fn fill(template: &str, params: &BTreeMap<String, String>) -> String {
    params
        .iter()
        .fold(template.to_owned(), |text, (name, value)| {
            text.replace(&format!("{{{name}}}"), value)
        })
}

fn messages() -> &'static serde_json::Value {
    static MESSAGES: OnceLock<serde_json::Value> = OnceLock::new();
    MESSAGES.get_or_init(|| {
        let text = include_str!("../../../catalogue/messages/errors.json");
        serde_json::from_str(text).unwrap_or_default()
    })
}

impl std::fmt::Display for ApiError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let words = self.words("vi");
        write!(f, "{} {}", words.message, words.hint)
    }
}

impl std::error::Error for ApiError {}

impl From<ErrorCode> for ApiError {
    fn from(code: ErrorCode) -> Self {
        Self::new(code)
    }
}

impl From<Rejection> for ApiError {
    fn from(rejection: Rejection) -> Self {
        let code = ErrorCode::ALL
            .iter()
            .find(|code| code.code() == rejection.code())
            .copied()
            .unwrap_or(ErrorCode::Bug);
        rejection
            .params()
            .into_iter()
            .fold(Self::new(code), |error, (name, value)| {
                error.with(name, value)
            })
    }
}

impl From<StoreError> for ApiError {
    fn from(error: StoreError) -> Self {
        let code = match &error {
            StoreError::WrongKey => ErrorCode::WrongPassword,
            StoreError::Newer { .. } => ErrorCode::NewerDatabase,
            StoreError::Exists => ErrorCode::WorkstationExists,
            StoreError::Missing => ErrorCode::NoWorkstation,
            StoreError::Full => ErrorCode::DiskFull,
            StoreError::ReadOnly => ErrorCode::ReadOnly,
            StoreError::Busy | StoreError::Crowded { .. } => ErrorCode::Busy,
            StoreError::Corrupt { .. } => ErrorCode::Corrupt,
            StoreError::NoBand => ErrorCode::NoBand,
            StoreError::Migration { .. } => ErrorCode::MigrationChanged,
            StoreError::NumberTaken
            | StoreError::Number(_)
            | StoreError::BrokenChain
            | StoreError::Change(_)
            | StoreError::Aborted => ErrorCode::Bug,
            StoreError::Io(_)
            | StoreError::Sqlite(_)
            | StoreError::Away(_)
            | StoreError::BadAddress(_)
            | StoreError::Unwelcome(_)
            | StoreError::OldServer { .. }
            | StoreError::Server { .. } => ErrorCode::Io,
        };
        Self::new(code).with("detail", error)
    }
}

impl From<std::io::Error> for ApiError {
    fn from(error: std::io::Error) -> Self {
        use std::io::ErrorKind;
        let is = |kinds: &[ErrorKind]| kinds.contains(&error.kind());
        let code = if is(&[ErrorKind::StorageFull, ErrorKind::QuotaExceeded]) {
            ErrorCode::DiskFull
        } else if is(&[ErrorKind::PermissionDenied, ErrorKind::ReadOnlyFilesystem]) {
            ErrorCode::ReadOnly
        } else if is(&[ErrorKind::NotFound]) {
            ErrorCode::NoSuchFile
        } else {
            ErrorCode::Io
        };
        Self::new(code).with("detail", error)
    }
}

impl From<getrandom::Error> for ApiError {
    fn from(error: getrandom::Error) -> Self {
        Self::new(ErrorCode::Io).with("detail", error)
    }
}

#[cfg(test)]
mod tests;
