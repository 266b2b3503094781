//! A case, its steps, and what is derived from its events.

mod decide;
mod fold;

pub use decide::{Facts, Reception, decide, receive, reception_time};
pub use fold::{Standing, fold};

use crate::id::{CaseId, DeviceId, Hash, OfficeId};
use crate::number::RecordCode;
use crate::office::{Officer, Place};
use crate::person::{Party, Submitter};
use crate::procedure::{DocumentForm, Handling};
use crate::time::LocalTime;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A citizen's request that an office has received.
///
/// vi: hồ sơ thủ tục hành chính — NĐ 118/2025/NĐ-CP Đ.17
#[derive(Clone, Debug, PartialEq)]
pub struct Case {
    /// What does not change during the life of a case.
    pub opening: Opening,
    /// Who asks, as corrected.
    pub applicant: Party,
    /// Who stood at the counter, as corrected.
    pub submitter: Submitter,
    /// How the result is to be returned, as corrected.
    pub return_way: ReturnWay,
    /// Everything that happened, oldest first; within a minute in the order of writing.
    pub events: Vec<Event>,
    /// The step the events add up to.
    pub standing: Standing,
    /// Fields that two people changed without seeing each other's value.
    pub conflicts: Vec<FieldConflict>,
}

/// Everything an office states when it receives a case.
///
/// vi: nội dung Giấy tiếp nhận hồ sơ và hẹn trả kết quả — Mẫu 01 TT 03/2025/TT-VPCP
#[derive(Clone, Debug, PartialEq)]
pub struct Opening {
    /// The case's own name.
    pub id: CaseId,
    /// The receiving office.
    pub office: OfficeId,
    /// The number on the paper.
    pub code: RecordCode,
    /// Code of the procedure.
    pub procedure: String,
    /// Its name when received.
    pub procedure_name: String,
    /// Which case of the procedure, where it has several.
    pub variant: Option<String>,
    /// The papers received, by item id.
    pub documents: BTreeMap<String, ReceivedPaper>,
    /// When it was received and when the result is promised.
    pub appointment: Appointment,
    /// Where it was received.
    pub place: Place,
    /// The caller's own name for the request; taking in the same one twice gives one case.
    pub client_ref: Option<String>,
}

/// The promise of a result.
///
/// vi: hẹn trả kết quả — NĐ 118/2025/NĐ-CP Đ.17.3
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Appointment {
    /// When the complete file was received.
    pub received: LocalTime,
    /// When the result is due; `None` where the catalogue has no verified time limit.
    pub due: Option<LocalTime>,
    /// Rests on days off that have not been announced yet.
    pub provisional: bool,
    /// The version of the calendar it was computed with.
    pub calendar: String,
    /// The clock was not confirmed by a hub when the file was received.
    pub clock_unconfirmed: bool,
}

/// One paper the office received or looked at.
///
/// vi: thành phần hồ sơ
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReceivedPaper {
    /// Its place in the list on the paper, from 0.
    #[serde(default)]
    pub order: u32,
    /// Its name when received.
    pub name: String,
    /// Original, certified copy, photocopy or electronic.
    pub form: DocumentForm,
    /// How many.
    pub copies: u32,
    /// Submitted, presented, or to be looked up when online.
    pub handling: Handling,
}

/// How the citizen gets the result.
///
/// vi: đăng ký nhận kết quả tại
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReturnWay {
    /// vi: tại Bộ phận Một cửa, điểm tiếp nhận
    AtPoint,
    /// vi: tại nhà
    AtHome,
    /// vi: qua dịch vụ bưu chính công ích
    Post,
    /// vi: bản điện tử
    Electronic,
}

/// Where a case stands.
///
/// vi: trạng thái hồ sơ — NĐ 118/2025/NĐ-CP Đ.17–22
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// vi: đã tiếp nhận
    Received,
    /// vi: chờ bổ sung
    WaitingForSupplement,
    /// vi: chờ thực hiện nghĩa vụ tài chính
    WaitingForPayment,
    /// vi: đang xử lý
    InProcess,
    /// vi: đã có kết quả
    ResultReady,
    /// vi: dừng giải quyết
    Stopped,
    /// vi: không đủ điều kiện giải quyết
    Refused,
    /// vi: đóng do không bổ sung
    ClosedUnsupplemented,
    /// vi: đã trả kết quả
    Returned,
}

/// What may happen to a case: the whole vocabulary, also of steps this version cannot take yet, so
/// that files of a newer version are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EventKind {
    /// vi: tiếp nhận — Đ.17
    Received,
    /// vi: chuyển xử lý — Đ.18
    Forwarded,
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
    /// vi: sửa sai sót của cơ quan — Đ.23
    AuthorityErrorCorrected,
    /// vi: mất, hỏng giấy tờ — Đ.23
    PaperLost,
    /// vi: sửa thông tin
    Corrected,
    /// vi: ghi chú
    Noted,
    /// vi: in giấy
    Printed,
    /// Written by a newer version.
    #[serde(other)]
    Newer,
}

impl EventKind {
    /// The step a case is in after this event; `None` where the event changes no step.
    pub fn step(self) -> Option<Step> {
        match self {
            Self::Received => Some(Step::Received),
            Self::Forwarded | Self::SupplementReceived | Self::PaymentRecorded => {
                Some(Step::InProcess)
            }
            Self::SupplementRequested => Some(Step::WaitingForSupplement),
            Self::ClosedUnsupplemented => Some(Step::ClosedUnsupplemented),
            Self::PaymentAwaited => Some(Step::WaitingForPayment),
            Self::Stopped => Some(Step::Stopped),
            Self::Refused => Some(Step::Refused),
            Self::ResultRecorded => Some(Step::ResultReady),
            Self::Returned => Some(Step::Returned),
            Self::Assigned
            | Self::HandedOver
            | Self::Extended
            | Self::AuthorityErrorCorrected
            | Self::PaperLost
            | Self::Corrected
            | Self::Noted
            | Self::Printed
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
}

impl Detail {
    fn is_none(&self) -> bool {
        *self == Self::None
    }
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
}

/// A field that may be corrected after reception.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Field {
    /// vi: họ tên người yêu cầu
    #[serde(rename = "applicant.name")]
    ApplicantName,
    /// vi: số định danh
    #[serde(rename = "applicant.id")]
    ApplicantId,
    /// vi: ngày sinh
    #[serde(rename = "applicant.born")]
    ApplicantBorn,
    /// vi: giới tính
    #[serde(rename = "applicant.sex")]
    ApplicantSex,
    /// vi: địa chỉ
    #[serde(rename = "applicant.address")]
    ApplicantAddress,
    /// vi: số điện thoại
    #[serde(rename = "applicant.phone")]
    ApplicantPhone,
    /// vi: thư điện tử
    #[serde(rename = "applicant.email")]
    ApplicantEmail,
    /// vi: họ tên người nộp
    #[serde(rename = "submitter.name")]
    SubmitterName,
    /// vi: số định danh người nộp
    #[serde(rename = "submitter.id")]
    SubmitterId,
    /// vi: đăng ký nhận kết quả tại
    #[serde(rename = "return_way")]
    ReturnWay,
}

impl Field {
    /// Every field that may be corrected.
    pub const ALL: [Self; 10] = [
        Self::ApplicantName,
        Self::ApplicantId,
        Self::ApplicantBorn,
        Self::ApplicantSex,
        Self::ApplicantAddress,
        Self::ApplicantPhone,
        Self::ApplicantEmail,
        Self::SubmitterName,
        Self::SubmitterId,
        Self::ReturnWay,
    ];

    /// The stable name, e.g. `applicant.name`.
    pub fn code(self) -> &'static str {
        match self {
            Self::ApplicantName => "applicant.name",
            Self::ApplicantId => "applicant.id",
            Self::ApplicantBorn => "applicant.born",
            Self::ApplicantSex => "applicant.sex",
            Self::ApplicantAddress => "applicant.address",
            Self::ApplicantPhone => "applicant.phone",
            Self::ApplicantEmail => "applicant.email",
            Self::SubmitterName => "submitter.name",
            Self::SubmitterId => "submitter.id",
            Self::ReturnWay => "return_way",
        }
    }

    /// The field of a stable name.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.code() == code)
    }
}

/// A field with two surviving values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldConflict {
    /// Which field.
    pub field: Field,
    /// Every surviving value, sorted; the one shown is in the field itself.
    pub values: Vec<String>,
}

impl Case {
    /// The current text of a field; `None` where it is empty.
    pub fn field(&self, field: Field) -> Option<String> {
        let applicant = &self.applicant;
        match field {
            Field::ApplicantName => Some(applicant.name.clone()),
            Field::ApplicantId => applicant.id.clone(),
            Field::ApplicantBorn => applicant.born.map(|born| born.to_string()),
            Field::ApplicantSex => applicant.sex.map(|sex| sex.letter().to_owned()),
            Field::ApplicantAddress => applicant.address.clone(),
            Field::ApplicantPhone => applicant.phone.clone(),
            Field::ApplicantEmail => applicant.email.clone(),
            Field::SubmitterName => self.submitter.name.clone(),
            Field::SubmitterId => self.submitter.id.clone(),
            Field::ReturnWay => Some(self.return_way.code().to_owned()),
        }
    }

    /// The papers received, in the order of the list on the paper.
    pub fn papers(&self) -> Vec<(&str, &ReceivedPaper)> {
        let documents = self.opening.documents.iter();
        let mut papers: Vec<_> = documents
            .map(|(item, paper)| (item.as_str(), paper))
            .collect();
        papers.sort_by_key(|(_, paper)| paper.order);
        papers
    }

    /// How many times a form was issued.
    pub fn issues(&self, form: &str) -> u32 {
        let issue = |event: &Event| match &event.detail {
            Detail::Print(record) => (record.form == form).then_some(record.issue),
            Detail::None | Detail::Correction(_) | Detail::Note(_) | Detail::Result(_) => None,
        };
        self.events.iter().filter_map(issue).max().unwrap_or(0)
    }

    /// When a certain issue of a form was made; `None` where there was none.
    pub fn printed_at(&self, form: &str, issue: u32) -> Option<LocalTime> {
        let is_it = |event: &&Event| match &event.detail {
            Detail::Print(record) => record.form == form && record.issue == issue,
            Detail::None | Detail::Correction(_) | Detail::Note(_) | Detail::Result(_) => false,
        };
        self.events.iter().find(is_it).map(|event| event.at)
    }

    /// The officer who received the case.
    pub fn receiver(&self) -> Option<&Event> {
        self.events
            .iter()
            .find(|event| event.kind == EventKind::Received)
    }
}

impl ReturnWay {
    /// Every way.
    pub const ALL: [Self; 4] = [Self::AtPoint, Self::AtHome, Self::Post, Self::Electronic];

    /// The stable name, e.g. `at_point`.
    pub fn code(self) -> &'static str {
        match self {
            Self::AtPoint => "at_point",
            Self::AtHome => "at_home",
            Self::Post => "post",
            Self::Electronic => "electronic",
        }
    }

    /// The way of a stable name.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|way| way.code() == code)
    }
}

impl Step {
    /// The stable name, e.g. `in_process`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::WaitingForSupplement => "waiting_for_supplement",
            Self::WaitingForPayment => "waiting_for_payment",
            Self::InProcess => "in_process",
            Self::ResultReady => "result_ready",
            Self::Stopped => "stopped",
            Self::Refused => "refused",
            Self::ClosedUnsupplemented => "closed_unsupplemented",
            Self::Returned => "returned",
        }
    }

    /// Nothing more is owed to the citizen.
    pub fn is_closed(self) -> bool {
        matches!(
            self,
            Self::Stopped | Self::Refused | Self::ClosedUnsupplemented | Self::Returned
        )
    }
}
