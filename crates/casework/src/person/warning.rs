//! What an officer should look at again. A warning never stops a case.

use crate::address::Doubt;
use serde::ser::{Serialize, SerializeStruct, Serializer};
use std::collections::BTreeMap;

/// The texts of all warnings, Vietnamese and English, by code: the JSON of
/// `catalogue/messages/warnings.json` with `{name}` where a parameter goes.
pub const WARNING_TEXTS: &str = include_str!("../../../../catalogue/messages/warnings.json");

/// Something about a person that does not fit together.
///
/// In JSON: `{"code": "…", "params": {…}}`.
///
/// vi: cảnh báo
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PersonWarning {
    /// The number is neither a personal number nor an old identity card's.
    NumberShape,
    /// A nine-digit number; such cards are no identity papers since 1 January 2025.
    ///
    /// vi: Chứng minh nhân dân — Luật Căn cước 2023 Đ.46
    OldIdentityCard,
    /// The first three digits are none of the 63 provinces of before July 2025.
    UnknownProvince {
        /// The three digits.
        code: String,
    },
    /// The number belongs to another year of birth.
    BirthYear {
        /// The year in the number.
        in_number: i16,
        /// The year stated beside it.
        stated: i16,
    },
    /// The number belongs to a person of the other sex.
    Sex,
    /// The code of an organisation has not the shape of a tax or enterprise code.
    ///
    /// vi: mã số thuế, mã số doanh nghiệp
    OrganisationCode,
    /// Not the digits of a telephone in Việt Nam.
    Phone,
    /// Not the shape of an e-mail address.
    Email,
    /// The text from the card looks damaged by a keyboard layout or an input method.
    CardText {
        /// `name`, `sex` or `address`.
        field: &'static str,
    },
    /// The date on the card is no date.
    CardDate {
        /// `born` or `issued`.
        field: &'static str,
    },
    /// The card is older than the two-level local government: its address names a district that
    /// is no more.
    ///
    /// vi: địa chỉ trước 01/7/2025
    CardAddress,
    /// A Vietnamese input method or keyboard layout changed what a scanner typed; numbers and dates
    /// were read from the keys.
    ///
    /// vi: bộ gõ tiếng Việt làm hỏng nội dung quét
    CardInputMethod,
    /// The last digit of the code of an organisation is not the one its other digits give.
    ///
    /// vi: số kiểm tra của mã số thuế
    OrganisationCheckDigit,
    /// An organisation without the person who represents it.
    ///
    /// vi: người đại diện theo pháp luật
    RepresentativeMissing,
    /// A representative of a grown person: a paper has to show it.
    RepresentativeOfAdult,
    /// A relative brings the papers, and nobody wrote down which.
    KinshipMissing,
    /// An authorisation is needed that need not be certified, and none is written down.
    AuthorisationWritten {
        /// The rule, by its stable name.
        article: &'static str,
    },
    /// An authorisation is written down, and the rules known here do not say whether it is enough.
    AuthorisationUnknown,
    /// The people concerned have to come themselves.
    InPerson {
        /// The rule, by its stable name.
        article: &'static str,
    },
    /// A relative who registers a birth has agreed with the parents what is written.
    ///
    /// vi: thống nhất với cha, mẹ trẻ em về nội dung khai sinh
    AgreeWithParents,
    /// By post certified copies stand for the papers that would be presented.
    PostCopies,
    /// The present unit of an address is doubtful.
    Address {
        /// Why.
        doubt: Doubt,
        /// The unit of before.
        unit: String,
    },
}

impl PersonWarning {
    /// One of each kind, for whoever has to know all codes.
    pub fn examples() -> Vec<Self> {
        vec![
            Self::NumberShape,
            Self::OldIdentityCard,
            Self::UnknownProvince {
                code: "003".to_owned(),
            },
            Self::BirthYear {
                in_number: 1999,
                stated: 1989,
            },
            Self::Sex,
            Self::OrganisationCode,
            Self::Phone,
            Self::Email,
            Self::CardText { field: "name" },
            Self::CardDate { field: "born" },
            Self::CardAddress,
            Self::CardInputMethod,
            Self::OrganisationCheckDigit,
            Self::RepresentativeMissing,
            Self::RepresentativeOfAdult,
            Self::KinshipMissing,
            Self::AuthorisationWritten {
                article: "circular_04_2020_article_2",
            },
            Self::AuthorisationUnknown,
            Self::InPerson {
                article: "circular_04_2020_article_2",
            },
            Self::AgreeWithParents,
            Self::PostCopies,
            Self::Address {
                doubt: Doubt::Split,
                unit: String::new(),
            },
        ]
    }

    /// The stable name of the kind.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NumberShape => "number_shape",
            Self::OldIdentityCard => "old_identity_card",
            Self::UnknownProvince { .. } => "unknown_province",
            Self::BirthYear { .. } => "birth_year",
            Self::Sex => "sex",
            Self::OrganisationCode => "organisation_code",
            Self::Phone => "phone",
            Self::Email => "email",
            Self::CardText { field: "name" } => "card_text_name",
            Self::CardText { field: "sex" } => "card_text_sex",
            Self::CardText { .. } => "card_text_address",
            Self::CardDate { field: "born" } => "card_date_born",
            Self::CardDate { .. } => "card_date_issued",
            Self::CardAddress => "card_address",
            Self::CardInputMethod => "card_input_method",
            Self::OrganisationCheckDigit => "organisation_check_digit",
            Self::RepresentativeMissing => "representative_missing",
            Self::RepresentativeOfAdult => "representative_of_adult",
            Self::KinshipMissing => "kinship_missing",
            Self::AuthorisationWritten { .. } => "authorisation_written",
            Self::AuthorisationUnknown => "authorisation_unknown",
            Self::InPerson { .. } => "in_person",
            Self::AgreeWithParents => "agree_with_parents",
            Self::PostCopies => "post_copies",
            Self::Address { doubt, .. } => match doubt {
                Doubt::Split => "address_split",
                Doubt::Sources => "address_sources",
                Doubt::SeveralUnits => "address_several",
                Doubt::District => "address_district",
                Doubt::EarlierName => "address_earlier",
            },
        }
    }

    /// What the text of the warning needs, by name.
    pub fn params(&self) -> BTreeMap<&'static str, String> {
        match self {
            Self::UnknownProvince { code } => BTreeMap::from([("code", code.clone())]),
            Self::BirthYear { in_number, stated } => BTreeMap::from([
                ("in_number", in_number.to_string()),
                ("stated", stated.to_string()),
            ]),
            Self::AuthorisationWritten { article } | Self::InPerson { article } => {
                BTreeMap::from([("article", (*article).to_owned())])
            }
            Self::Address { unit, .. } => BTreeMap::from([("unit", unit.clone())]),
            Self::NumberShape
            | Self::OldIdentityCard
            | Self::Sex
            | Self::OrganisationCode
            | Self::Phone
            | Self::Email
            | Self::CardText { .. }
            | Self::CardDate { .. }
            | Self::CardAddress
            | Self::CardInputMethod
            | Self::OrganisationCheckDigit
            | Self::RepresentativeMissing
            | Self::RepresentativeOfAdult
            | Self::KinshipMissing
            | Self::AuthorisationUnknown
            | Self::AgreeWithParents
            | Self::PostCopies => BTreeMap::new(),
        }
    }
}

impl Serialize for PersonWarning {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut shape = serializer.serialize_struct("PersonWarning", 2)?;
        shape.serialize_field("code", self.code())?;
        shape.serialize_field("params", &self.params())?;
        shape.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[derive(serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Texts {
        version: u32,
        warnings: BTreeMap<String, Text>,
    }

    #[derive(serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Text {
        vi: String,
        en: String,
    }

    fn placeholders(text: &str) -> BTreeSet<&str> {
        text.split('{')
            .skip(1)
            .filter_map(|rest| rest.split('}').next())
            .collect()
    }

    #[test]
    fn every_warning_has_its_words_in_both_languages() {
        let texts: Texts = serde_json::from_str(WARNING_TEXTS).expect("json");
        assert_eq!(texts.version, 1);
        let mut all = PersonWarning::examples();
        all.extend(["sex", "address"].map(|field| PersonWarning::CardText { field }));
        all.push(PersonWarning::CardDate { field: "issued" });
        all.extend(Doubt::ALL.map(|doubt| PersonWarning::Address {
            doubt,
            unit: String::new(),
        }));
        for warning in &all {
            let code = warning.code();
            let text = texts.warnings.get(code).expect(code);
            let names: BTreeSet<&str> = warning.params().keys().copied().collect();
            for words in [&text.vi, &text.en] {
                assert!(words.ends_with('.'), "{words}");
                assert_eq!(&crate::text::nfc(words), words);
                assert_eq!(placeholders(words), names, "{words}");
            }
        }
        let codes: BTreeSet<&str> = all.iter().map(PersonWarning::code).collect();
        let written: BTreeSet<&str> = texts.warnings.keys().map(String::as_str).collect();
        assert_eq!(codes, written);
    }

    #[test]
    fn a_warning_is_a_code_with_parameters() {
        let warning = PersonWarning::BirthYear {
            in_number: 1999,
            stated: 1989,
        };
        assert_eq!(
            serde_json::to_string(&warning).expect("json"),
            r#"{"code":"birth_year","params":{"in_number":"1999","stated":"1989"}}"#
        );
    }
}
