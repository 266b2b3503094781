//! Help that a citizen needed in order to make a request.

use super::party::{FIELD_MAX, NAME_MAX, PartyError, clean_number, clean_text};
use serde::{Deserialize, Serialize};

/// How somebody was helped who cannot read, or does not speak Vietnamese.
///
/// vi: hỗ trợ người không biết chữ, không thông thạo tiếng Việt — TT 04/2020/TT-BTP
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Assistance {
    /// The person cannot read: the officer wrote, read it aloud, and a fingerprint stands for the
    /// signature.
    ///
    /// vi: người yêu cầu không biết chữ – đã đọc lại, điểm chỉ
    #[serde(default, skip_serializing_if = "is_false")]
    pub read_aloud_and_fingerprint: bool,
    /// vi: người phiên dịch
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub interpreter: Option<Interpreter>,
    /// vi: người làm chứng
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub witness: Option<Witness>,
}

/// Who spoke for the citizen, in which language.
///
/// vi: người phiên dịch
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Interpreter {
    /// vi: họ và tên
    pub name: String,
    /// vi: số định danh cá nhân
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// vi: tiếng dân tộc, ngôn ngữ
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
}

/// Who saw that it was read aloud and fingerprinted.
///
/// vi: người làm chứng
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Witness {
    /// vi: họ và tên
    pub name: String,
    /// vi: số định danh cá nhân
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands a reference")]
fn is_false(value: &bool) -> bool {
    !value
}

impl Assistance {
    /// Gives it with clean text; `None` where nothing is stated.
    ///
    /// # Errors
    /// [`PartyError`] where a name is missing or a text too long.
    pub fn clean(self) -> Result<Option<Self>, PartyError> {
        let interpreter = self.interpreter.map(Interpreter::clean).transpose()?;
        let clean = Self {
            read_aloud_and_fingerprint: self.read_aloud_and_fingerprint,
            interpreter,
            witness: self.witness.map(Witness::clean).transpose()?,
        };
        Ok(Some(clean).filter(|clean| *clean != Self::default()))
    }
}

impl Interpreter {
    fn clean(self) -> Result<Self, PartyError> {
        let unnamed = PartyError::Unfit {
            field: "interpreter.name",
        };
        Ok(Self {
            name: clean_text("interpreter.name", Some(self.name), NAME_MAX)?.ok_or(unnamed)?,
            id: clean_text("interpreter.id", self.id, FIELD_MAX)?.map(clean_number),
            language: clean_text("interpreter.language", self.language, NAME_MAX)?,
        })
    }
}

impl Witness {
    fn clean(self) -> Result<Self, PartyError> {
        let unnamed = PartyError::Unfit {
            field: "witness.name",
        };
        Ok(Self {
            name: clean_text("witness.name", Some(self.name), NAME_MAX)?.ok_or(unnamed)?,
            id: clean_text("witness.id", self.id, FIELD_MAX)?.map(clean_number),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn help_is_written_down_with_names() {
        let unfit = |field| Err(PartyError::Unfit { field });
        let too_long = |field| Err(PartyError::TooLong { field, limit: 200 });
        let long = "x".repeat(201);
        for (given, wanted) in [
            ("{}".to_owned(), Ok(None)),
            (r#"{"read_aloud_and_fingerprint":false}"#.to_owned(), Ok(None)),
            (
                r#"{"read_aloud_and_fingerprint":true}"#.to_owned(),
                Ok(Some(r#"{"read_aloud_and_fingerprint":true}"#)),
            ),
            (
                r#"{"interpreter":{"name":" Giàng  A Páo","id":"010 099 000 001","language":"tiếng Mông"}}"#.to_owned(),
                Ok(Some(r#"{"interpreter":{"name":"Giàng A Páo","id":"010099000001","language":"tiếng Mông"}}"#)),
            ),
            (
                r#"{"read_aloud_and_fingerprint":true,"witness":{"name":"Lý Thị Mẩy"}}"#.to_owned(),
                Ok(Some(r#"{"read_aloud_and_fingerprint":true,"witness":{"name":"Lý Thị Mẩy"}}"#)),
            ),
            (r#"{"interpreter":{"name":" "}}"#.to_owned(), unfit("interpreter.name")),
            (r#"{"witness":{"name":""}}"#.to_owned(), unfit("witness.name")),
            (
                format!(r#"{{"interpreter":{{"name":"A","language":"{long}"}}}}"#),
                too_long("interpreter.language"),
            ),
        ] {
            let read: Assistance = serde_json::from_str(&given).expect(&given);
            let clean = read.clean().map(|clean| {
                clean.map(|clean| serde_json::to_string(&clean).expect("json"))
            });
            assert_eq!(clean, wanted.map(|text| text.map(str::to_owned)), "{given}");
        }
        for given in [
            r#"{"witness":{"name":"A","language":"tiếng Mông"}}"#,
            r#"{"interpreter":{"id":"1"}}"#,
            r#"{"fingerprint":true}"#,
        ] {
            assert!(
                serde_json::from_str::<Assistance>(given).is_err(),
                "{given}"
            );
        }
    }
}
