//! What happens to a case: events, never changed, never deleted.

use super::{Appointment, EditDecision, Field, ReceivedPaper, ReturnWay, Scan, ScanMark, Step};
use crate::fee::{FeeLine, Money, Payment};
use crate::id::{CaseId, DeviceId, Hash, OfficeId};
use crate::number::RecordCode;
use crate::office::{Officer, Place};
use crate::time::LocalTime;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What may happen to a case: the whole vocabulary, also of steps this version cannot take yet, so
/// that files of a newer version are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EventKind {
    /// vi: tiếp nhận — Đ.17
    Received,
    /// vi: chuyển xử lý — Đ.18
    Forwarded,
    /// vi: cơ quan có thẩm quyền nhận giải quyết — Đ.14, Đ.20
    TakenOver,
    /// vi: nhận hồ sơ giấy — Đ.20
    PapersTaken,
    /// vi: chuyển kết quả về nơi tiếp nhận — Đ.20
    SentBack,
    /// vi: phân công
    Assigned,
    /// vi: bàn giao
    HandedOver,
    /// vi: yêu cầu bổ sung, hoàn thiện hồ sơ — Đ.19.5
    SupplementRequested,
    /// vi: đã bổ sung
    SupplementReceived,
    /// vi: đóng hồ sơ quá hạn bổ sung — Đ.19.5
    ClosedUnsupplemented,
    /// vi: chờ nghĩa vụ tài chính
    PaymentAwaited,
    /// vi: đã thực hiện nghĩa vụ tài chính
    PaymentRecorded,
    /// vi: dừng giải quyết theo đề nghị — Đ.21
    Stopped,
    /// vi: từ chối giải quyết — Đ.19
    Refused,
    /// vi: xin lỗi và gia hạn — Đ.19.6
    Extended,
    /// vi: có kết quả
    ResultRecorded,
    /// vi: trả kết quả — Đ.22
    Returned,
    /// vi: phát hiện sai sót của cơ quan — Đ.23
    AuthorityErrorReported,
    /// vi: đã sửa sai sót của cơ quan — Đ.23
    AuthorityErrorCorrected,
    /// vi: mất, hỏng giấy tờ — Đ.23
    PaperLost,
    /// vi: quyết định giữa hai bước xử lý mâu thuẫn
    StepDecided,
    /// vi: quyết định về nội dung sửa khi hồ sơ đã kết thúc
    EditDecided,
    /// vi: tính phí, lệ phí
    FeesAssessed,
    /// vi: thu phí, lệ phí
    FeePaid,
    /// vi: hoàn trả phí, lệ phí
    FeeRefunded,
    /// vi: hồ sơ liên quan
    Linked,
    /// vi: sửa thông tin
    Corrected,
    /// vi: ghi chú
    Noted,
    /// vi: in giấy
    Printed,
    /// vi: thêm bản quét
    ScanAdded,
    /// vi: gỡ bản quét
    ScanRemoved,
    /// Written by a newer version.
    #[serde(other)]
    Newer,
}

impl EventKind {
    /// The step a case is in after an event of this kind; `None` where it changes no step, or
    /// where the event itself says which ([`Event::step`]).
    pub fn step(self) -> Option<Step> {
        match self {
            Self::Received => Some(Step::Received),
            Self::Forwarded
            | Self::TakenOver
            | Self::SupplementReceived
            | Self::PaymentRecorded => Some(Step::InProcess),
            Self::SupplementRequested => Some(Step::WaitingForSupplement),
            Self::ClosedUnsupplemented => Some(Step::ClosedUnsupplemented),
            Self::PaymentAwaited => Some(Step::WaitingForPayment),
            Self::Stopped => Some(Step::Stopped),
            Self::Refused => Some(Step::Refused),
            Self::ResultRecorded => Some(Step::ResultReady),
            Self::Returned => Some(Step::Returned),
            Self::Assigned
            | Self::PapersTaken
            | Self::SentBack
            | Self::HandedOver
            | Self::Extended
            | Self::AuthorityErrorReported
            | Self::AuthorityErrorCorrected
            | Self::PaperLost
            | Self::StepDecided
            | Self::EditDecided
            | Self::FeesAssessed
            | Self::FeePaid
            | Self::FeeRefunded
            | Self::Linked
            | Self::Corrected
            | Self::Noted
            | Self::Printed
            | Self::ScanAdded
            | Self::ScanRemoved
            | Self::Newer => None,
        }
    }
}

/// Something that happened to a case; never changed, never deleted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// Unique within the case.
    pub id: String,
    /// What happened.
    pub kind: EventKind,
    /// Who did it.
    pub officer: Officer,
    /// On which device.
    pub device: DeviceId,
    /// Of which office, where it is not the one that received the case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub office: Option<OfficeId>,
    /// Where.
    pub place: Place,
    /// When, by the clock of that device.
    pub at: LocalTime,
    /// The events this one follows and replaces as the current step.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub supersedes: Vec<String>,
    /// Where the law or the officer states one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// What belongs to the kind.
    #[serde(default, skip_serializing_if = "Detail::is_none")]
    pub detail: Detail,
}

impl Event {
    /// The step a case is in after this event; `None` where it changes no step.
    pub fn step(&self) -> Option<Step> {
        if let Detail::Decision(decision) = &self.detail
            && self.kind == EventKind::StepDecided
        {
            return Some(decision.step);
        }
        self.kind.step()
    }
}

/// What belongs to an event of a certain kind.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Detail {
    /// Nothing more.
    #[default]
    None,
    /// A field was corrected.
    Correction(Correction),
    /// A note.
    Note(String),
    /// The result, kept as a blob.
    Result(ResultFile),
    /// A form was issued on paper.
    Print(PrintRecord),
    /// Who has the case now.
    Transfer(Transfer),
    /// What is missing.
    Supplement(SupplementRequest),
    /// What came, and the new promise.
    Supplied(Supplied),
    /// What the citizen must pay elsewhere first.
    Obligation(Obligation),
    /// The obligation was met, and the new promise.
    ObligationMet(ObligationMet),
    /// What went back to the citizen when the case ended without a result.
    Settlement(Settlement),
    /// The one extension.
    Extension(Extension),
    /// How the result was returned.
    Delivery(Delivery),
    /// The error of the authority that was corrected.
    Repair(Repair),
    /// Papers lost or damaged.
    Lost(LostPapers),
    /// The fees of the case; the latest list counts.
    Fees(Vec<FeeLine>),
    /// Money received.
    Payment(Payment),
    /// Money given back.
    Refund(Payment),
    /// Another case that belongs to this one.
    Link(CaseLink),
    /// Which of two steps holds.
    Decision(Decision),
    /// Whether an edit stands that the end of the case overtook.
    EditDecision(EditDecision),
    /// A scan of a paper, kept as a blob.
    Scan(Scan),
    /// The scan that was taken away.
    ScanMark(ScanMark),
    /// Written by a newer version.
    #[serde(untagged)]
    Newer(serde_json::Value),
}

impl Detail {
    fn is_none(&self) -> bool {
        *self == Self::None
    }
}

/// Who has the case from now on.
///
/// vi: giao, nhận hồ sơ — Mẫu 06 TT 03/2025/TT-VPCP
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Transfer {
    /// The body or unit, e.g. "Phòng Kinh tế"; `None` where it stays in the same one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// The officer, where one is named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
}

/// A request to complete the file.
///
/// vi: Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ — Mẫu 02 TT 03/2025/TT-VPCP
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SupplementRequest {
    /// What is to be brought; never empty.
    pub papers: Vec<WantedPaper>,
}

/// A paper that is still to be brought.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WantedPaper {
    /// Its name, or what is to be mended.
    pub name: String,
    /// How many originals.
    #[serde(default)]
    pub originals: u32,
    /// How many certified copies.
    #[serde(default)]
    pub certified: u32,
    /// How many photocopies.
    #[serde(default)]
    pub photocopies: u32,
}

/// What the citizen brought after a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Supplied {
    /// The papers, by item id.
    pub papers: BTreeMap<String, ReceivedPaper>,
    /// The promise that holds now: the time limit began again.
    pub appointment: Appointment,
}

/// A duty to pay the state elsewhere, e.g. a tax.
///
/// vi: nghĩa vụ tài chính
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Obligation {
    /// Number of the notice, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notice: Option<String>,
    /// What is to be paid, where known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<Money>,
}

/// Proof that the duty was met.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ObligationMet {
    /// Number of the receipt, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proof: Option<String>,
    /// The promise that holds now, counted from the payment.
    pub appointment: Appointment,
}

/// What was given back when a case ended without a result.
///
/// vi: trả lại hồ sơ, phí, lệ phí — NĐ 118/2025/NĐ-CP Đ.21
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settlement {
    /// Papers given back, in words; `None` where there were none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub papers: Option<String>,
    /// Fees to be given back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fees: Option<Money>,
}

/// An apology with a new date.
///
/// vi: Văn bản xin lỗi và đề nghị gia hạn — Mẫu 04, NĐ 118/2025/NĐ-CP Đ.19.6
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Extension {
    /// The date promised before.
    pub before: LocalTime,
    /// The new date.
    pub until: LocalTime,
    /// How the citizen was told, where that was stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub told: Option<Notice>,
}

/// How a citizen was told something.
///
/// vi: hình thức thông báo
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Notice {
    /// vi: trực tiếp
    InPerson,
    /// vi: gọi điện thoại
    Phone,
    /// vi: tin nhắn
    Sms,
    /// vi: thư điện tử
    Email,
    /// vi: mạng xã hội
    SocialNetwork,
    /// vi: thư qua bưu chính
    Letter,
}

impl Notice {
    /// Every way.
    pub const ALL: [Self; 6] = [
        Self::InPerson,
        Self::Phone,
        Self::Sms,
        Self::Email,
        Self::SocialNetwork,
        Self::Letter,
    ];

    /// The stable name, e.g. `in_person`.
    pub fn code(self) -> &'static str {
        match self {
            Self::InPerson => "in_person",
            Self::Phone => "phone",
            Self::Sms => "sms",
            Self::Email => "email",
            Self::SocialNetwork => "social_network",
            Self::Letter => "letter",
        }
    }

    /// The way of a stable name.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|way| way.code() == code)
    }
}

/// How and to whom a result was returned.
///
/// vi: trả kết quả — NĐ 118/2025/NĐ-CP Đ.22
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivery {
    /// In which way.
    pub way: ReturnWay,
    /// Who took it; the applicant where `None`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recipient: Option<Recipient>,
    /// How the citizen was told, where the result came before its date.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notice: Option<Notice>,
}

/// Somebody who takes a result for the applicant.
///
/// vi: người nhận thay kết quả
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recipient {
    /// Full name.
    pub name: String,
    /// Personal number, where shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// On which ground, e.g. the number of the authorisation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ground: Option<String>,
}

/// The correction of an error of the authority.
///
/// vi: sửa sai sót do cơ quan giải quyết — NĐ 118/2025/NĐ-CP Đ.23
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Repair {
    /// The event that reported the error.
    pub report: String,
}

/// Papers of the citizen that the office lost or damaged.
///
/// vi: mất, hỏng giấy tờ trong hồ sơ — NĐ 118/2025/NĐ-CP Đ.23
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LostPapers {
    /// Which papers; never empty.
    pub papers: Vec<String>,
    /// What was agreed with the citizen.
    pub remedy: String,
}

/// A case that belongs to another one.
///
/// vi: hồ sơ liên thông, hồ sơ liên quan
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseLink {
    /// The other case.
    pub case: CaseId,
    /// Its number.
    pub code: RecordCode,
    /// How they belong together: a stable word, e.g. a bundle of linked procedures.
    pub relation: String,
}

/// An officer's choice between two steps that exclude each other.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// The event that holds.
    pub keep: String,
    /// The step of that event.
    pub step: Step,
}

/// A field with the value it had and the value it got.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Correction {
    /// Which field.
    pub field: Field,
    /// The value the officer saw.
    pub from: Option<String>,
    /// The new value; `None` empties the field.
    pub to: Option<String>,
}

/// The result of a case as a file.
///
/// vi: kết quả giải quyết thủ tục hành chính
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResultFile {
    /// File name given by the officer.
    pub name: String,
    /// SHA-256 of the bytes, the blob's name.
    pub hash: Hash,
    /// Size in bytes.
    pub size: u64,
}

/// A form that was issued, with what stood on it.
///
/// vi: giấy đã in, lần cấp
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PrintRecord {
    /// Which form, e.g. "receipt".
    pub form: String,
    /// 1 for the first issue, 2 for the first re-issue …
    pub issue: u32,
    /// SHA-256 of the facts printed, so that a later difference is seen.
    pub facts: Hash,
    /// The signed slip on that paper, as its code says it; `None` where the form has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slip: Option<String>,
}
