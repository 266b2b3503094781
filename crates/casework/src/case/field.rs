//! The fields of a case that may be corrected after reception.

use serde::{Deserialize, Serialize};

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
