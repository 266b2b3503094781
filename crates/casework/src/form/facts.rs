//! What stands on each form, as plain data: what an officer vouches for by handing it out.

use crate::case::{ReceivedPaper, ReturnWay, Settlement, Step, WantedPaper};
use crate::counter::Contact;
use crate::fee::FeeLine;
use crate::id::Hash;
use crate::person::{Party, PartyKind, Submitter};
use crate::time::LocalTime;
use serde::Serialize;

/// What of a case stands on a form. Two papers with equal facts say the same.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FormFacts {
    /// Of Mẫu 01.
    Receipt(Box<ReceiptFacts>),
    /// Of every other form.
    Letter(Box<Letter>),
}

/// What stands on a form other than the receipt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Letter {
    /// Of Mẫu 02.
    Supplement(SupplementFacts),
    /// Of Mẫu 03.
    Refusal(RefusalFacts),
    /// Of Mẫu 04.
    Apology(ApologyFacts),
    /// Of Mẫu 05.
    Stop(StopFacts),
    /// Of Mẫu 06.
    Control(ControlFacts),
    /// Of the slip that goes with a result.
    ReturnSlip(ReturnFacts),
}

impl FormFacts {
    /// SHA-256 of everything on the paper that a later change of the case could make untrue.
    pub fn hash(&self) -> Hash {
        // Plain data in the order of its declaration always becomes the same text.
        let text = serde_json::to_string(self).unwrap_or_default();
        Hash::of(text.as_bytes())
    }
}

impl Letter {
    /// Whose file it is about.
    pub fn subject(&self) -> &Subject {
        match self {
            Self::Supplement(facts) => &facts.subject,
            Self::Refusal(facts) => &facts.subject,
            Self::Apology(facts) => &facts.subject,
            Self::Stop(facts) => &facts.subject,
            Self::Control(facts) => &facts.subject,
            Self::ReturnSlip(facts) => &facts.subject,
        }
    }
}

/// Whose request a paper is about.
///
/// vi: hồ sơ của Ông/Bà, tổ chức; nội dung yêu cầu giải quyết
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Subject {
    /// The record code; `None` where nothing was received.
    pub code: Option<String>,
    /// Person or organisation.
    pub kind: PartyKind,
    /// Name of the person or organisation.
    pub applicant: String,
    /// Where the applicant lives or has its seat.
    pub address: Option<String>,
    /// Telephone number.
    pub phone: Option<String>,
    /// Electronic mail address.
    pub email: Option<String>,
    /// Name of whoever stands at the counter, where it is known.
    pub submitter: Option<String>,
    /// The procedure's full name.
    pub procedure: String,
    /// The procedure's code in the national catalogue.
    pub procedure_code: String,
}

/// What a receipt promises.
///
/// vi: nội dung Giấy tiếp nhận hồ sơ và hẹn trả kết quả — Mẫu 01 TT 03/2025/TT-VPCP
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ReceiptFacts {
    /// The record code.
    pub code: String,
    /// Code of the procedure.
    pub procedure: String,
    /// Its name when received.
    pub procedure_name: String,
    /// The papers, in the order of the list.
    pub papers: Vec<ReceivedPaper>,
    /// When the file was received.
    pub received: LocalTime,
    /// When the result is promised.
    pub due: Option<LocalTime>,
    /// The promise rests on days off that have not been announced yet.
    pub provisional: bool,
    /// The clock was not confirmed when the file was received.
    pub clock_unconfirmed: bool,
    /// Who received it.
    pub officer: String,
    /// Who asks.
    pub applicant: Party,
    /// Who stood at the counter.
    pub submitter: Submitter,
    /// How the result is to be fetched.
    pub return_way: ReturnWay,
    /// What is owed, where it was assessed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fees: Option<Vec<FeeLine>>,
}

/// A request to supplement a file, at the counter or during handling.
///
/// vi: phiếu yêu cầu bổ sung, hoàn thiện hồ sơ — Mẫu 02 TT 03/2025/TT-VPCP; NĐ 118/2025/NĐ-CP Đ.17.1, Đ.19.5
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SupplementFacts {
    /// Whose file.
    pub subject: Subject,
    /// Everything that is missing: it is asked for once.
    pub papers: Vec<WantedPaper>,
    /// Why.
    pub reason: Option<String>,
    /// When the file is closed unless it is supplied: the law counts it from the request, which does
    /// not change.
    #[serde(skip)]
    pub until: Option<LocalTime>,
    /// Who explains.
    pub officer: String,
    /// Whom to ask; the officer and the office's telephone where `None`.
    #[serde(skip)]
    pub contact: Option<Contact>,
}

/// A refusal, at the counter or during handling.
///
/// vi: phiếu từ chối tiếp nhận giải quyết hồ sơ — Mẫu 03 TT 03/2025/TT-VPCP; NĐ 118/2025/NĐ-CP Đ.17.1, Đ.19
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RefusalFacts {
    /// Whose file.
    pub subject: Subject,
    /// When the file had been received; `None` where it is refused at the counter.
    pub received: Option<LocalTime>,
    /// Why.
    pub reason: String,
    /// What is given back.
    pub settlement: Settlement,
    /// Who refuses.
    pub officer: String,
}

/// An apology with the one extension the law allows.
///
/// vi: văn bản xin lỗi và đề nghị gia hạn thời gian giải quyết — Mẫu 04 TT 03/2025/TT-VPCP; NĐ 118/2025/NĐ-CP Đ.19.6
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ApologyFacts {
    /// Whose file.
    pub subject: Subject,
    /// When it was received.
    pub received: LocalTime,
    /// When the result had been promised.
    pub due: Option<LocalTime>,
    /// Why it is not ready.
    pub reason: String,
    /// When it is promised now.
    pub new_due: LocalTime,
}

/// The end of a file at the wish of whoever asked.
///
/// vi: thông báo dừng giải quyết hồ sơ — Mẫu 05 TT 03/2025/TT-VPCP; NĐ 118/2025/NĐ-CP Đ.21
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StopFacts {
    /// Whose file.
    pub subject: Subject,
    /// When it was received.
    pub received: LocalTime,
    /// When it was stopped.
    pub stopped: LocalTime,
    /// Why the applicant asked, where they said.
    pub reason: Option<String>,
    /// Where the file stood.
    pub step: Step,
    /// What is given back.
    pub settlement: Settlement,
}

/// The way of a paper file through the offices.
///
/// vi: phiếu kiểm soát quá trình giải quyết hồ sơ — Mẫu 06 TT 03/2025/TT-VPCP
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ControlFacts {
    /// Whose file.
    pub subject: Subject,
    /// When it was received.
    pub received: LocalTime,
    /// When the result is promised.
    pub due: Option<LocalTime>,
    /// Who handed to whom, oldest first. The slip grows by a row with each; none is ever changed, so
    /// a longer slip does not contradict a shorter one.
    #[serde(skip)]
    pub hand_overs: Vec<HandOver>,
}

/// The file passes from one hand to another.
///
/// vi: giao, nhận hồ sơ
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HandOver {
    /// The unit that gives; `None` is left for the pen.
    pub from: Option<Holder>,
    /// Its officer.
    pub from_officer: Option<String>,
    /// The unit that takes; `None` is left for the pen.
    pub to: Option<Holder>,
    /// Its officer.
    pub to_officer: Option<String>,
    /// When.
    pub at: LocalTime,
    /// Whether what ended with this hand-over was in time, where that is known.
    pub outcome: Option<Outcome>,
    /// A remark.
    pub note: Option<String>,
}

/// Who has a paper file.
///
/// vi: cơ quan, bộ phận đang giữ hồ sơ — Mẫu 06
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Holder {
    /// The office that received it.
    Counter,
    /// A unit, by its name.
    Unit(String),
}

/// How a result came beside its due date.
///
/// vi: trước hạn, đúng hạn, quá hạn — Mẫu 06
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// vi: trước hạn: before the day it was due
    Early,
    /// vi: đúng hạn: on the day it was due, in time
    OnTime,
    /// vi: quá hạn
    Late,
}

impl Outcome {
    /// How a result of this time stands beside its due date.
    pub fn of(at: LocalTime, due: LocalTime) -> Self {
        if at.unix_ms() > due.unix_ms() {
            Self::Late
        } else if at.date() < due.date() {
            Self::Early
        } else {
            Self::OnTime
        }
    }
}

/// A result handed out against a signature.
///
/// vi: giấy giao nhận kết quả — NĐ 118/2025/NĐ-CP Đ.22
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ReturnFacts {
    /// Whose file.
    pub subject: Subject,
    /// When the result had been promised.
    pub due: Option<LocalTime>,
    /// The result, by the name of its file.
    pub result: Option<String>,
    /// Who took it, when and from whom. It is left for the pen where the paper comes first, so it is
    /// never a later difference.
    #[serde(skip)]
    pub taken: Option<Taken>,
}

/// Who took a result.
///
/// vi: người nhận kết quả
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    /// The name.
    pub name: String,
    /// The number of the paper that was shown, where one was noted.
    pub id: Option<String>,
    /// On which ground somebody takes it for the applicant.
    pub ground: Option<String>,
    /// When.
    pub at: LocalTime,
    /// Who handed it out.
    pub officer: String,
}
