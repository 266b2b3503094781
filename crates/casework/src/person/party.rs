//! The applicant, as plain data.

use super::{BirthDate, PersonWarning, Sex, check, organisation};
use crate::text::nfc;
use serde::{Deserialize, Serialize};

/// The longest name, in characters.
pub(super) const NAME_MAX: usize = 200;
/// The longest other field, in characters, before cleaning.
pub(super) const FIELD_MAX: usize = 1_000;

/// A natural person or an organisation.
///
/// vi: cá nhân, tổ chức — NĐ 118/2025 Đ.3
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PartyKind {
    /// vi: cá nhân
    Person,
    /// vi: tổ chức
    Organisation,
}

impl PartyKind {
    /// The stable name: `person` or `organisation`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Organisation => "organisation",
        }
    }

    /// The kind of a stable name.
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Person, Self::Organisation]
            .into_iter()
            .find(|kind| kind.code() == code)
    }
}

/// Who the case is for.
///
/// vi: tổ chức, cá nhân yêu cầu giải quyết thủ tục hành chính — Mẫu 01 TT 03/2025
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Party {
    /// Person or organisation.
    pub kind: PartyKind,
    /// vi: họ và tên, hoặc tên tổ chức
    pub name: String,
    /// Personal number, or tax or enterprise code.
    ///
    /// vi: số định danh cá nhân, mã số thuế, mã số doanh nghiệp
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// vi: ngày, tháng, năm sinh
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub born: Option<BirthDate>,
    /// vi: giới tính
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sex: Option<Sex>,
    /// vi: địa chỉ
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// vi: số điện thoại
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// vi: thư điện tử
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// As a paper of before July 2025 has it, where [`address`](Self::address) is in the units of
    /// today.
    ///
    /// vi: địa chỉ ghi theo đơn vị hành chính trước 01/7/2025
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub former_address: Option<String>,
    /// vi: người đại diện theo pháp luật
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub representative: Option<Representative>,
}

/// Who stands for an organisation.
///
/// vi: người đại diện theo pháp luật — Bộ luật Dân sự 2015 Đ.137
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Representative {
    /// vi: họ và tên
    pub name: String,
    /// vi: chức vụ
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<String>,
}

/// Why a party cannot be written down. Fields are named as in JSON.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PartyError {
    /// The applicant has no name.
    #[error("a name is required")]
    NameMissing,
    /// A field is longer than any paper could show.
    #[error("{field} is longer than {limit} characters")]
    TooLong {
        /// The field.
        field: &'static str,
        /// The most characters it may have.
        limit: usize,
    },
    /// A field that is empty and must not be, or does not go with the others.
    #[error("{field} does not fit")]
    Unfit {
        /// The field.
        field: &'static str,
    },
}

impl Party {
    /// Gives the party with clean text: NFC, single spaces, empty fields absent, numbers without
    /// the spaces and dots people put between digits.
    ///
    /// # Errors
    /// [`PartyError`]. What is merely doubtful is left to [`warnings`](Self::warnings).
    pub fn clean(self) -> Result<Self, PartyError> {
        let name = clean_text("name", Some(self.name), NAME_MAX)?;
        let organisation = self.kind == PartyKind::Organisation;
        if self.representative.is_some() && !organisation {
            return Err(PartyError::Unfit {
                field: "representative",
            });
        }
        let representative = self.representative.map(Representative::clean);
        Ok(Self {
            kind: self.kind,
            name: name.ok_or(PartyError::NameMissing)?,
            id: clean_text("id", self.id, FIELD_MAX)?.map(clean_number),
            born: self.born,
            sex: self.sex,
            address: clean_text("address", self.address, FIELD_MAX)?,
            phone: clean_text("phone", self.phone, FIELD_MAX)?,
            email: clean_text("email", self.email, FIELD_MAX)?,
            former_address: clean_text("former_address", self.former_address, FIELD_MAX)?,
            representative: representative.transpose()?,
        })
    }

    /// What the officer should look at again.
    pub fn warnings(&self) -> Vec<PersonWarning> {
        let id = self.id.as_deref().unwrap_or_default();
        let mut warnings = match self.kind {
            PartyKind::Person => check(id, self.born, self.sex),
            PartyKind::Organisation => organisation::check(id).into_iter().collect(),
        };
        if self.phone.as_deref().is_some_and(|phone| !is_phone(phone)) {
            warnings.push(PersonWarning::Phone);
        }
        if self.email.as_deref().is_some_and(|email| !is_email(email)) {
            warnings.push(PersonWarning::Email);
        }
        warnings
    }
}

impl Representative {
    fn clean(self) -> Result<Self, PartyError> {
        let field = "representative.name";
        let name = clean_text(field, Some(self.name), NAME_MAX)?;
        Ok(Self {
            name: name.ok_or(PartyError::Unfit { field })?,
            position: clean_text("representative.position", self.position, NAME_MAX)?,
        })
    }
}

pub(super) fn clean_text(
    field: &'static str,
    text: Option<String>,
    limit: usize,
) -> Result<Option<String>, PartyError> {
    let text = text.unwrap_or_default();
    let too_long = |limit| PartyError::TooLong { field, limit };
    if text.chars().nth(FIELD_MAX).is_some() {
        return Err(too_long(limit));
    }
    let clean = nfc(&text);
    if clean.chars().nth(limit).is_some() {
        return Err(too_long(limit));
    }
    Ok((!clean.is_empty()).then_some(clean))
}

/// Drops spaces and dots between the digits of a number; leaves passport numbers and the like.
pub(super) fn clean_number(text: String) -> String {
    let number_like = |c: char| c.is_ascii_digit() || matches!(c, ' ' | '.' | '-');
    if text.chars().all(number_like) {
        text.replace([' ', '.'], "")
    } else {
        text
    }
}

fn is_phone(phone: &str) -> bool {
    let mut digits: String = phone
        .chars()
        .filter(|c| !matches!(c, ' ' | '.' | '-' | '(' | ')'))
        .collect();
    if let Some(rest) = digits.strip_prefix("+84") {
        digits = format!("0{}", rest.trim_start_matches('0'));
    }
    digits.bytes().all(|b| b.is_ascii_digit())
        && match digits.as_bytes() {
            [b'0', b'2', ..] => matches!(digits.len(), 10 | 11),
            [b'0', b'3' | b'5' | b'7' | b'8' | b'9', ..] => digits.len() == 10,
            _ => false,
        }
}

fn is_email(email: &str) -> bool {
    email.split_once('@').is_some_and(|(name, host)| {
        !name.is_empty()
            && !host.contains('@')
            && host.contains('.')
            && host.split('.').all(|label| !label.is_empty())
            && !email.contains([' ', ',', ';'])
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn party(json: &str) -> Party {
        serde_json::from_str(json).expect(json)
    }

    #[test]
    fn the_intake_shape_is_read_cleaned_and_written_again() {
        for (given, wanted) in [
            (
                r#"{"kind":"person","name":" Nguyễn  Văn\tAn ","id":"001 099 012 345","born":"1999-08-15","sex":"M","address":"","phone":"0912 345 678","email":"an@example.vn"}"#,
                r#"{"kind":"person","name":"Nguyễn Văn An","id":"001099012345","born":"15/08/1999","sex":"M","phone":"0912 345 678","email":"an@example.vn"}"#,
            ),
            (
                r#"{"kind":"organisation","name":"Hợp tác xã Mẫu Sơn","id":"4900123456-001","former_address":" Thôn  Mẫu","representative":{"name":" Lý  Văn Sáng","position":"Giám đốc "}}"#,
                r#"{"kind":"organisation","name":"Hợp tác xã Mẫu Sơn","id":"4900123456-001","former_address":"Thôn Mẫu","representative":{"name":"Lý Văn Sáng","position":"Giám đốc"}}"#,
            ),
            (
                r#"{"kind":"person","name":"Giàng A Páo","id":"C 1234 567","born":"1950"}"#,
                r#"{"kind":"person","name":"Giàng A Páo","id":"C 1234 567","born":"1950"}"#,
            ),
        ] {
            let clean = party(given).clean().expect(given);
            assert_eq!(serde_json::to_string(&clean).expect("json"), wanted);
        }
        for given in [
            r#"{"kind":"person","name":"A","sex":"Nam"}"#,
            r#"{"kind":"person","name":"A","born":"31/02/1999"}"#,
            r#"{"kind":"person","name":"A","fax":"1"}"#,
            r#"{"kind":"organisation","name":"A","representative":{"name":"B","role":"C"}}"#,
            r#"{"kind":"person"}"#,
        ] {
            assert!(serde_json::from_str::<Party>(given).is_err(), "{given}");
        }
    }

    #[test]
    fn names_are_required_and_everything_is_bounded() {
        for (given, field) in [
            (
                r#"{"kind":"person","name":"A","representative":{"name":"B"}}"#,
                "representative",
            ),
            (
                r#"{"kind":"organisation","name":"A","representative":{"name":" "}}"#,
                "representative.name",
            ),
        ] {
            assert_eq!(party(given).clean(), Err(PartyError::Unfit { field }));
        }
        let long = |field, limit| Err(PartyError::TooLong { field, limit });
        for (name, address, wanted) in [
            ("An".to_owned(), "x".repeat(1_000), Ok(())),
            ("ễ".repeat(200), String::new(), Ok(())),
            ("ễ".repeat(201), String::new(), long("name", 200)),
            ("An".to_owned(), "x".repeat(1_001), long("address", 1_000)),
            ("An".to_owned(), " ".repeat(1_001), long("address", 1_000)),
            (
                " \u{200b}\n".to_owned(),
                String::new(),
                Err(PartyError::NameMissing),
            ),
        ] {
            let mut given = party(r#"{"kind":"person","name":""}"#);
            (given.name, given.address) = (name, Some(address));
            assert_eq!(given.clean().map(|_| ()), wanted);
        }
    }

    #[test]
    fn doubtful_contacts_and_codes_are_told() {
        use PersonWarning::{
            Email, OldIdentityCard, OrganisationCheckDigit, OrganisationCode, Phone,
        };
        for (given, wanted) in [
            (
                r#"{"kind":"person","name":"A","phone":"+84 912.345.678"}"#,
                vec![],
            ),
            (
                r#"{"kind":"person","name":"A","phone":"(0205) 3812 345"}"#,
                vec![],
            ),
            (
                r#"{"kind":"person","name":"A","phone":"12345"}"#,
                vec![Phone],
            ),
            (
                r#"{"kind":"person","name":"A","phone":"không có"}"#,
                vec![Phone],
            ),
            (r#"{"kind":"person","name":"A","email":"a@b"}"#, vec![Email]),
            (
                r#"{"kind":"person","name":"A","email":"a b@c.vn"}"#,
                vec![Email],
            ),
            (
                r#"{"kind":"person","name":"A","id":"012345678"}"#,
                vec![OldIdentityCard],
            ),
            (
                r#"{"kind":"organisation","name":"A","id":"0100109106-001"}"#,
                vec![],
            ),
            (
                r#"{"kind":"organisation","name":"A","id":"0100109107"}"#,
                vec![OrganisationCheckDigit],
            ),
            (
                r#"{"kind":"organisation","name":"A","id":"49"}"#,
                vec![OrganisationCode],
            ),
        ] {
            assert_eq!(party(given).warnings(), wanted, "{given}");
        }
    }
}
