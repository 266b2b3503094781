//! Everything an officer may ask for.

use crate::case::{
    Field, NewScan, Notice, Recipient, ResultFile, ReturnWay, Settlement, WantedPaper,
};
use crate::fee::{FeeLine, FeesIn, Money, Payment};
use crate::office::Place;
use crate::person::{Assistance, Party, Submitter};
use crate::procedure::DocumentForm;
use crate::time::LocalTime;
use serde::{Deserialize, Serialize};

/// What a citizen brings to the counter.
///
/// vi: yêu cầu tiếp nhận hồ sơ
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Intake {
    /// The caller's own name for the request.
    #[serde(default)]
    pub client_ref: Option<String>,
    /// Code of the procedure, e.g. "1.001193".
    pub procedure: String,
    /// Which case of the procedure.
    #[serde(default)]
    pub variant: Option<String>,
    /// Who asks.
    pub applicant: Party,
    /// Who stands at the counter; the applicant where not said.
    #[serde(default)]
    pub submitter: Option<Submitter>,
    /// The papers; the procedure's checklist where not said.
    #[serde(default)]
    pub documents: Option<Vec<PaperIn>>,
    /// When; now where not said.
    #[serde(default)]
    pub received: Option<LocalTime>,
    /// Where; the desk's own point where not said.
    #[serde(default)]
    pub place: Option<Place>,
    /// How the result is returned; at the point where not said.
    #[serde(default, rename = "return")]
    pub return_way: Option<ReturnWay>,
    /// A first note.
    #[serde(default)]
    pub note: Option<String>,
    /// What the fees depend on, or the fee lines; by the fee table where not said.
    #[serde(default)]
    pub fees: Option<FeesIn>,
    /// Help for somebody who cannot read, or does not speak Vietnamese.
    #[serde(default)]
    pub assistance: Option<Assistance>,
    /// Agency code of the office that has to handle it; this one where not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub for_office: Option<String>,
}

/// A paper handed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PaperIn {
    /// Item id of the procedure's checklist, or the name of a paper that is not in it.
    pub item: String,
    /// Original, certified copy, photocopy or electronic.
    pub form: DocumentForm,
    /// How many.
    pub copies: u32,
}

/// What an officer does with a case that exists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// vi: chuyển xử lý — NĐ 118/2025/NĐ-CP Đ.18
    Forward {
        /// The unit that handles it, where it is another one.
        unit: Option<String>,
    },
    /// vi: cơ quan có thẩm quyền nhận giải quyết — NĐ 118/2025/NĐ-CP Đ.14, Đ.20
    TakeOver,
    /// vi: chuyển kết quả về nơi tiếp nhận — NĐ 118/2025/NĐ-CP Đ.20
    SendBack,
    /// vi: nhận hồ sơ giấy — NĐ 118/2025/NĐ-CP Đ.20
    TakePapers,
    /// vi: phân công cán bộ thụ lý
    Assign {
        /// The officer's full name.
        to: String,
    },
    /// vi: bàn giao cho cán bộ, bộ phận khác
    HandOver {
        /// The unit, where it is another one.
        unit: Option<String>,
        /// The officer's full name.
        to: Option<String>,
        /// Why.
        reason: String,
    },
    /// vi: yêu cầu bổ sung trong khi giải quyết — NĐ 118/2025/NĐ-CP Đ.19.5
    RequestSupplement {
        /// What is missing.
        papers: Vec<WantedPaper>,
        /// Why.
        reason: String,
    },
    /// vi: tiếp nhận hồ sơ bổ sung — NĐ 118/2025/NĐ-CP Đ.19.5
    ReceiveSupplement {
        /// What was brought.
        papers: Vec<PaperIn>,
    },
    /// vi: đóng hồ sơ do không bổ sung — NĐ 118/2025/NĐ-CP Đ.19.5
    CloseUnsupplemented,
    /// vi: chờ thực hiện nghĩa vụ tài chính
    AwaitPayment {
        /// Number of the notice.
        notice: Option<String>,
        /// What is to be paid.
        amount: Option<Money>,
    },
    /// vi: đã thực hiện nghĩa vụ tài chính, hẹn lần 2
    RecordPayment {
        /// Number of the proof.
        proof: Option<String>,
        /// When it was paid; now where not said.
        paid: Option<LocalTime>,
    },
    /// vi: dừng giải quyết theo đề nghị — NĐ 118/2025/NĐ-CP Đ.21
    Stop {
        /// Why the citizen asks for it.
        reason: String,
        /// What is given back.
        settlement: Settlement,
    },
    /// vi: từ chối giải quyết — NĐ 118/2025/NĐ-CP Đ.19
    Refuse {
        /// The ground.
        reason: String,
        /// What is given back.
        settlement: Settlement,
    },
    /// vi: xin lỗi và gia hạn — NĐ 118/2025/NĐ-CP Đ.19.6
    Extend {
        /// The new date.
        until: LocalTime,
        /// Why.
        reason: String,
        /// How the citizen was told, where that was done already.
        told: Option<Notice>,
    },
    /// vi: ghi nhận kết quả
    RecordResult {
        /// The result as a file, where there is one.
        file: Option<ResultFile>,
    },
    /// vi: trả kết quả — NĐ 118/2025/NĐ-CP Đ.22
    ReturnResult {
        /// In which way; the registered one where `None`.
        way: Option<ReturnWay>,
        /// Who takes it, where it is not the applicant.
        recipient: Option<Recipient>,
        /// How the citizen was told, where it comes before its date.
        notice: Option<Notice>,
    },
    /// vi: ghi nhận sai sót của cơ quan — NĐ 118/2025/NĐ-CP Đ.23
    ReportError {
        /// What is wrong.
        reason: String,
    },
    /// vi: sửa sai sót của cơ quan — NĐ 118/2025/NĐ-CP Đ.23
    CorrectError {
        /// What was done.
        reason: String,
    },
    /// vi: mất, hỏng giấy tờ — NĐ 118/2025/NĐ-CP Đ.23
    RecordLostPapers {
        /// Which papers.
        papers: Vec<String>,
        /// What was agreed with the citizen.
        remedy: String,
    },
    /// vi: quyết định giữa hai bước mâu thuẫn
    DecideStep {
        /// The event that holds.
        keep: String,
        /// Why.
        reason: String,
    },
    /// vi: quyết định về nội dung sửa khi nơi khác đã kết thúc hồ sơ
    DecideEdit {
        /// The event that changed something.
        edit: String,
        /// It stands; else a correction is put back.
        stands: bool,
        /// Why.
        reason: String,
    },
    /// vi: liên kết hồ sơ
    Link(crate::case::CaseLink),
    /// vi: tính phí, lệ phí
    AssessFees {
        /// Every line that is owed, or exempt with its ground.
        lines: Vec<FeeLine>,
    },
    /// vi: thu phí, lệ phí
    RecordFeePayment {
        /// The money.
        payment: Payment,
    },
    /// vi: hoàn trả phí, lệ phí
    RefundFee {
        /// The money.
        payment: Payment,
        /// Why.
        reason: String,
    },
    /// vi: sửa thông tin
    Correct {
        /// Which field.
        field: Field,
        /// The value the officer saw.
        seen: Option<String>,
        /// The new value.
        value: Option<String>,
    },
    /// vi: ghi chú
    AddNote {
        /// The text.
        text: String,
    },
    /// vi: thêm bản quét giấy tờ
    AddScans(Vec<NewScan>),
    /// vi: gỡ bản quét
    RemoveScan {
        /// The event that added it.
        scan: String,
        /// Why.
        reason: String,
    },
    /// vi: in giấy, cấp lại
    Print {
        /// Which form, e.g. "receipt".
        form: String,
        /// SHA-256 of the facts printed.
        facts: crate::id::Hash,
    },
}
