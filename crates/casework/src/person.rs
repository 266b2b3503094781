//! Who a case is for and who brought it.

mod assistance;
mod authorisation;
mod birth;
mod number;
mod organisation;
mod party;
mod submitter;
mod warning;

pub use assistance::{Assistance, Interpreter, Witness};
pub use authorisation::{Authorisation, Submission};
pub use birth::{BirthDate, BirthDateError};
pub use number::{PersonalNumber, check};
pub use party::{Party, PartyError, PartyKind, Representative};
pub use submitter::{AuthorisationPaper, Kinship, PaperDate, PostalItem, Relation, Submitter};
pub use warning::{PersonWarning, WARNING_TEXTS};

/// The sex stated on a person's papers.
///
/// vi: giới tính — thẻ căn cước
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub enum Sex {
    /// vi: Nam
    #[serde(rename = "M")]
    Male,
    /// vi: Nữ
    #[serde(rename = "F")]
    Female,
}

impl Sex {
    /// The letter used in files and documents: `M` or `F`.
    pub fn letter(self) -> &'static str {
        match self {
            Self::Male => "M",
            Self::Female => "F",
        }
    }

    /// Reads a card's word (`Nam`, `Nữ`, with or without marks) or the letter `M` or `F`.
    pub fn parse(text: &str) -> Option<Self> {
        match crate::text::fold(text).as_str() {
            "nam" | "m" => Some(Self::Male),
            "nu" | "f" => Some(Self::Female),
            _ => None,
        }
    }
}
