//! Everything an officer may ask for.

use crate::case::{Field, ResultFile, ReturnWay};
use crate::office::Place;
use crate::person::{Party, Submitter};
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
    Forward,
    /// vi: ghi nhận kết quả
    RecordResult {
        /// The result as a file, where there is one.
        file: Option<ResultFile>,
    },
    /// vi: trả kết quả — NĐ 118/2025/NĐ-CP Đ.22
    ReturnResult,
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
    /// vi: in giấy, cấp lại
    Print {
        /// Which form, e.g. "receipt".
        form: String,
        /// SHA-256 of the facts printed.
        facts: crate::id::Hash,
    },
}
