//! Who brings the papers, what that person is to the applicant, and what shows it.

use super::party::{FIELD_MAX, NAME_MAX, PartyError, clean_number, clean_text};
use super::{BirthDate, BirthDateError};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::fmt;

/// What the one who brings the papers is to the applicant.
///
/// vi: tư cách người nộp hồ sơ — NĐ 118/2025 Đ.15
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Relation {
    /// The applicant in person.
    ///
    /// vi: chính người yêu cầu
    #[default]
    #[serde(rename = "self")]
    Applicant,
    /// A relative; whether an authorisation is needed, and certified, depends on which.
    ///
    /// vi: người thân thích
    Relative,
    /// vi: người được ủy quyền
    Authorised,
    /// vi: người đại diện của tổ chức, người đại diện theo pháp luật
    Representative,
    /// vi: dịch vụ bưu chính
    Post,
}

impl Relation {
    /// Every relation.
    pub const ALL: [Self; 5] = [
        Self::Applicant,
        Self::Relative,
        Self::Authorised,
        Self::Representative,
        Self::Post,
    ];

    /// The stable name, e.g. `self`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Applicant => "self",
            Self::Relative => "relative",
            Self::Authorised => "authorised",
            Self::Representative => "representative",
            Self::Post => "post",
        }
    }

    /// Whether `kinship`, `position`, `authorisation` or `post` is stated of a submitter of this
    /// relation; a name and a number always are.
    pub fn takes(self, what: &str) -> bool {
        match what {
            "kinship" | "position" | "authorisation" => {
                !matches!(self, Self::Applicant | Self::Post)
            }
            "post" => self == Self::Post,
            _ => true,
        }
    }

    /// The relation of a stable name.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|relation| relation.code() == code)
    }
}

/// What a relative is to the applicant.
///
/// vi: quan hệ với người yêu cầu
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kinship {
    /// vi: ông
    Grandfather,
    /// vi: bà
    Grandmother,
    /// vi: cha
    Father,
    /// vi: mẹ
    Mother,
    /// vi: con
    Child,
    /// vi: vợ
    Wife,
    /// vi: chồng
    Husband,
    /// vi: anh ruột
    ElderBrother,
    /// vi: chị ruột
    ElderSister,
    /// vi: em ruột
    YoungerSibling,
    /// Uncle, aunt, cousin, in-law …
    ///
    /// vi: người thân thích khác
    Other,
}

impl Kinship {
    /// Every kinship.
    pub const ALL: [Self; 11] = [
        Self::Grandfather,
        Self::Grandmother,
        Self::Father,
        Self::Mother,
        Self::Child,
        Self::Wife,
        Self::Husband,
        Self::ElderBrother,
        Self::ElderSister,
        Self::YoungerSibling,
        Self::Other,
    ];

    /// The stable name, e.g. `elder_brother`; its words are the catalogue's labels `kinship`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Grandfather => "grandfather",
            Self::Grandmother => "grandmother",
            Self::Father => "father",
            Self::Mother => "mother",
            Self::Child => "child",
            Self::Wife => "wife",
            Self::Husband => "husband",
            Self::ElderBrother => "elder_brother",
            Self::ElderSister => "elder_sister",
            Self::YoungerSibling => "younger_sibling",
            Self::Other => "other",
        }
    }

    /// The kinship of a stable name.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kinship| kinship.code() == code)
    }

    /// Grandparents, parents, children, spouses, brothers and sisters of full blood.
    ///
    /// vi: ông, bà, cha, mẹ, con, vợ, chồng, anh, chị, em ruột
    pub fn is_close(self) -> bool {
        self != Self::Other
    }
}

/// The day a paper was signed. Text form `20/11/2026`; ISO dates are read as well.
///
/// vi: ngày, tháng, năm của giấy tờ
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PaperDate(Date);

impl PaperDate {
    /// Reads a whole date.
    ///
    /// # Errors
    /// [`BirthDateError`].
    pub fn parse(text: &str) -> Result<Self, BirthDateError> {
        let date = BirthDate::parse(text)?.date();
        date.map(Self).ok_or(BirthDateError::Shape)
    }

    /// The date.
    pub fn date(self) -> Date {
        self.0
    }
}

impl fmt::Display for PaperDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let date = self.0;
        write!(
            f,
            "{:02}/{:02}/{:04}",
            date.day(),
            date.month(),
            date.year()
        )
    }
}

impl Serialize for PaperDate {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for PaperDate {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

/// The paper by which the applicant lets somebody else act.
///
/// vi: văn bản ủy quyền
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AuthorisationPaper {
    /// The number of the certification, or of the paper.
    ///
    /// vi: số chứng thực
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// vi: ngày chứng thực
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<PaperDate>,
    /// Who certified it; an authorisation without is a plain one.
    ///
    /// vi: nơi chứng thực
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub certified_by: Option<String>,
}

impl AuthorisationPaper {
    /// Whether nothing is written down about it.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// How the papers came by post.
///
/// vi: dịch vụ bưu chính công ích, số vận đơn
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PostalItem {
    /// The postal service.
    ///
    /// vi: doanh nghiệp bưu chính
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<String>,
    /// The number the item is tracked by.
    ///
    /// vi: số hiệu bưu gửi
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tracking: Option<String>,
}

impl PostalItem {
    /// Whether nothing is written down about it.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// Who brings the papers.
///
/// vi: người nộp hồ sơ — Mẫu 01 TT 03/2025
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Submitter {
    /// What that person is to the applicant.
    pub relation: Relation,
    /// vi: họ và tên
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// vi: số định danh cá nhân
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Which relative.
    ///
    /// vi: quan hệ với người yêu cầu
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kinship: Option<Kinship>,
    /// The office a representative holds.
    ///
    /// vi: chức vụ
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<String>,
    /// vi: văn bản ủy quyền
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub authorisation: Option<AuthorisationPaper>,
    /// vi: gửi qua bưu chính
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub post: Option<PostalItem>,
}

impl Submitter {
    /// Gives the submitter with clean text, as [`Party::clean`](super::Party::clean) does.
    ///
    /// # Errors
    /// [`PartyError::TooLong`], or [`PartyError::Unfit`] where something is stated that does not go
    /// with the relation.
    pub fn clean(self) -> Result<Self, PartyError> {
        self.check_fit()?;
        let authorisation = self.authorisation.unwrap_or_default();
        let authorisation = AuthorisationPaper {
            number: clean_text("authorisation.number", authorisation.number, NAME_MAX)?,
            date: authorisation.date,
            certified_by: clean_text(
                "authorisation.certified_by",
                authorisation.certified_by,
                NAME_MAX,
            )?,
        };
        let post = self.post.unwrap_or_default();
        let post = PostalItem {
            service: clean_text("post.service", post.service, NAME_MAX)?,
            tracking: clean_text("post.tracking", post.tracking, NAME_MAX)?,
        };
        Ok(Self {
            relation: self.relation,
            name: clean_text("name", self.name, NAME_MAX)?,
            id: clean_text("id", self.id, FIELD_MAX)?.map(clean_number),
            kinship: self.kinship,
            position: clean_text("position", self.position, NAME_MAX)?,
            authorisation: Some(authorisation).filter(|paper| !paper.is_empty()),
            post: Some(post).filter(|post| !post.is_empty()),
        })
    }

    fn check_fit(&self) -> Result<(), PartyError> {
        let stated = [
            ("kinship", self.kinship.is_some()),
            ("position", self.position.is_some()),
            ("authorisation", self.authorisation.is_some()),
            ("post", self.post.is_some()),
        ];
        let unfit = |(field, stated): &(&'static str, bool)| *stated && !self.relation.takes(field);
        match stated.into_iter().find(unfit) {
            Some((field, _)) => Err(PartyError::Unfit { field }),
            None => Ok(()),
        }
    }

    /// Who certified the authorisation; `None` where there is none, or a plain one.
    pub fn certified_by(&self) -> Option<&str> {
        self.authorisation.as_ref()?.certified_by.as_deref()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn relations_have_the_names_of_the_intake_shape() {
        for (name, relation) in [
            ("self", Relation::Applicant),
            ("relative", Relation::Relative),
            ("authorised", Relation::Authorised),
            ("representative", Relation::Representative),
            ("post", Relation::Post),
        ] {
            let json = format!(r#"{{"relation":"{name}","name":" Lò Thị  Mai "}}"#);
            let submitter: Submitter = serde_json::from_str(&json).expect(name);
            let submitter = submitter.clean().expect(name);
            assert_eq!(submitter.relation, relation);
            assert_eq!(
                serde_json::to_string(&submitter).expect("json"),
                format!(r#"{{"relation":"{name}","name":"Lò Thị Mai"}}"#)
            );
        }
    }

    #[test]
    fn every_kinship_has_one_name() {
        for kinship in Kinship::ALL {
            assert_eq!(Kinship::from_code(kinship.code()), Some(kinship));
            let json = serde_json::to_value(kinship).expect("json");
            assert_eq!(json, kinship.code());
        }
        assert_eq!(Kinship::from_code("cousin"), None);
    }

    #[test]
    fn what_does_not_go_with_the_relation_is_refused_with_its_name() {
        let unfit = |field| Err(PartyError::Unfit { field });
        for (given, wanted) in [
            (
                r#"{"relation":"relative","kinship":"mother","authorisation":{}}"#,
                Ok(r#"{"relation":"relative","kinship":"mother"}"#),
            ),
            (
                r#"{"relation":"authorised","authorisation":{"number":" 12/CTCK ","date":"2026-11-20","certified_by":"UBND xã Mẫu"}}"#,
                Ok(
                    r#"{"relation":"authorised","authorisation":{"number":"12/CTCK","date":"20/11/2026","certified_by":"UBND xã Mẫu"}}"#,
                ),
            ),
            (
                r#"{"relation":"representative","position":" Giám đốc","kinship":null}"#,
                Ok(r#"{"relation":"representative","position":"Giám đốc"}"#),
            ),
            (
                r#"{"relation":"post","post":{"service":"VNPost","tracking":"EA 123 456 789 VN"}}"#,
                Ok(
                    r#"{"relation":"post","post":{"service":"VNPost","tracking":"EA 123 456 789 VN"}}"#,
                ),
            ),
            (
                r#"{"relation":"self","kinship":"mother"}"#,
                unfit("kinship"),
            ),
            (
                r#"{"relation":"post","kinship":"mother"}"#,
                unfit("kinship"),
            ),
            (
                r#"{"relation":"self","position":"Giám đốc"}"#,
                unfit("position"),
            ),
            (
                r#"{"relation":"self","authorisation":{}}"#,
                unfit("authorisation"),
            ),
            (r#"{"relation":"relative","post":{}}"#, unfit("post")),
        ] {
            let submitter: Submitter = serde_json::from_str(given).expect(given);
            let clean = submitter
                .clean()
                .map(|clean| serde_json::to_string(&clean).expect("json"));
            assert_eq!(clean, wanted.map(str::to_owned), "{given}");
        }
        for given in [
            r#"{"relation":"friend"}"#,
            r#"{"relation":"relative","kinship":"cousin"}"#,
            r#"{"relation":"authorised","authorisation":{"certified":true}}"#,
            r#"{"relation":"authorised","authorisation":{"date":"11/2026"}}"#,
            r#"{"relation":"post","post":{"code":"EA1"}}"#,
        ] {
            assert!(serde_json::from_str::<Submitter>(given).is_err(), "{given}");
        }
    }
}
