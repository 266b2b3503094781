//! The fields of a case that may be corrected, by their stable names.

use super::Case;
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
    /// vi: địa chỉ ghi trên giấy tờ trước 01/7/2025
    #[serde(rename = "applicant.former_address")]
    ApplicantFormerAddress,
    /// vi: người đại diện theo pháp luật
    #[serde(rename = "applicant.representative.name")]
    RepresentativeName,
    /// vi: chức vụ người đại diện
    #[serde(rename = "applicant.representative.position")]
    RepresentativePosition,
    /// vi: quan hệ với người yêu cầu
    #[serde(rename = "submitter.kinship")]
    SubmitterKinship,
    /// vi: chức vụ người nộp
    #[serde(rename = "submitter.position")]
    SubmitterPosition,
    /// vi: số chứng thực văn bản ủy quyền
    #[serde(rename = "submitter.authorisation.number")]
    AuthorisationNumber,
    /// vi: ngày chứng thực văn bản ủy quyền
    #[serde(rename = "submitter.authorisation.date")]
    AuthorisationDate,
    /// vi: nơi chứng thực văn bản ủy quyền
    #[serde(rename = "submitter.authorisation.certified_by")]
    AuthorisationCertifiedBy,
    /// vi: doanh nghiệp bưu chính
    #[serde(rename = "submitter.post.service")]
    PostService,
    /// vi: số hiệu bưu gửi
    #[serde(rename = "submitter.post.tracking")]
    PostTracking,
    /// vi: đăng ký nhận kết quả tại
    #[serde(rename = "return_way")]
    ReturnWay,
}

impl Field {
    /// Every field that may be corrected.
    pub const ALL: [Self; 20] = [
        Self::ApplicantName,
        Self::ApplicantId,
        Self::ApplicantBorn,
        Self::ApplicantSex,
        Self::ApplicantAddress,
        Self::ApplicantPhone,
        Self::ApplicantEmail,
        Self::SubmitterName,
        Self::SubmitterId,
        Self::ApplicantFormerAddress,
        Self::RepresentativeName,
        Self::RepresentativePosition,
        Self::SubmitterKinship,
        Self::SubmitterPosition,
        Self::AuthorisationNumber,
        Self::AuthorisationDate,
        Self::AuthorisationCertifiedBy,
        Self::PostService,
        Self::PostTracking,
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
            Self::ApplicantFormerAddress => "applicant.former_address",
            Self::RepresentativeName => "applicant.representative.name",
            Self::RepresentativePosition => "applicant.representative.position",
            Self::SubmitterKinship => "submitter.kinship",
            Self::SubmitterPosition => "submitter.position",
            Self::AuthorisationNumber => "submitter.authorisation.number",
            Self::AuthorisationDate => "submitter.authorisation.date",
            Self::AuthorisationCertifiedBy => "submitter.authorisation.certified_by",
            Self::PostService => "submitter.post.service",
            Self::PostTracking => "submitter.post.tracking",
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
        let (applicant, submitter) = (&self.applicant, &self.submitter);
        let representative = applicant.representative.as_ref();
        let authorisation = submitter.authorisation.as_ref();
        let post = submitter.post.as_ref();
        match field {
            Field::ApplicantName => Some(applicant.name.clone()),
            Field::ApplicantId => applicant.id.clone(),
            Field::ApplicantBorn => applicant.born.map(|born| born.to_string()),
            Field::ApplicantSex => applicant.sex.map(|sex| sex.letter().to_owned()),
            Field::ApplicantAddress => applicant.address.clone(),
            Field::ApplicantPhone => applicant.phone.clone(),
            Field::ApplicantEmail => applicant.email.clone(),
            Field::ApplicantFormerAddress => applicant.former_address.clone(),
            Field::RepresentativeName => representative.map(|one| one.name.clone()),
            Field::RepresentativePosition => representative?.position.clone(),
            Field::SubmitterName => submitter.name.clone(),
            Field::SubmitterId => submitter.id.clone(),
            Field::SubmitterKinship => submitter.kinship.map(|one| one.code().to_owned()),
            Field::SubmitterPosition => submitter.position.clone(),
            Field::AuthorisationNumber => authorisation?.number.clone(),
            Field::AuthorisationDate => authorisation?.date.map(|date| date.to_string()),
            Field::AuthorisationCertifiedBy => authorisation?.certified_by.clone(),
            Field::PostService => post?.service.clone(),
            Field::PostTracking => post?.tracking.clone(),
            Field::ReturnWay => Some(self.return_way.code().to_owned()),
        }
    }
}
