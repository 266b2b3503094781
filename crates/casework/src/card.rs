//! The QR code of a citizen's card.

mod keys;

use crate::person::{BirthDate, PersonWarning, PersonalNumber, Sex, check};
use crate::text::nfc;
use jiff::civil::{Date, date};
use serde::{Serialize, Serializer};

/// The longest payload that is read, in bytes; a QR code holds less than 3 KB.
const PAYLOAD_MAX: usize = 4_096;
/// Fields of the card of 2021; the card of 2024 has more after them.
const FIELDS_MIN: usize = 7;

/// What the QR code of a card says.
///
/// vi: thẻ căn cước công dân (2021), thẻ căn cước (từ 01/7/2024)
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Card {
    /// vi: số định danh cá nhân
    pub number: String,
    /// The number of the card before, if there was one.
    ///
    /// vi: số Chứng minh nhân dân cũ
    #[serde(skip_serializing_if = "Option::is_none")]
    pub old_number: Option<String>,
    /// vi: họ và tên
    pub name: String,
    /// vi: ngày sinh
    #[serde(skip_serializing_if = "Option::is_none")]
    pub born: Option<BirthDate>,
    /// vi: giới tính
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sex: Option<Sex>,
    /// As on the card: three levels, with a district, before July 2025.
    ///
    /// vi: nơi thường trú, nơi cư trú
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// vi: ngày cấp
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "iso_date")]
    pub issued: Option<Date>,
    /// The fields after the seventh, whose meaning is not published; empty ones included.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub extra: Vec<String>,
}

/// Why a text is not the payload of a card.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CardError {
    /// Nothing was read.
    #[error("the payload is empty")]
    Empty,
    /// Far more than a QR code can hold.
    #[error("the payload is longer than {PAYLOAD_MAX} bytes")]
    TooLong,
    /// Not a card, or a part of one.
    #[error("expected at least {FIELDS_MIN} fields between vertical bars, found {found}")]
    TooFewFields {
        /// How many there are.
        found: usize,
    },
    /// More than one payload was read together.
    #[error("more than one card")]
    SeveralCards,
    /// The first field is not a personal number.
    #[error("the first field is not a number of 12 digits")]
    Number,
    /// The digits have become letters: a Vietnamese keyboard layout or input method was on while
    /// the scanner typed.
    #[error("the digits were changed by a Vietnamese keyboard layout or input method")]
    InputMethod,
    /// A card without a name.
    #[error("the name is empty")]
    Name,
}

impl CardError {
    /// A stable word.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::TooLong => "too_long",
            Self::TooFewFields { .. } => "too_few_fields",
            Self::SeveralCards => "several_cards",
            Self::Number => "number",
            Self::InputMethod => "input_method",
            Self::Name => "name",
        }
    }
}

/// Reads a payload as scanners deliver it: with or without byte order mark, symbology prefix,
/// control characters and line ends, composed or decomposed.
///
/// # Errors
/// [`CardError`] when it is no card; what is merely doubtful comes as warnings.
pub fn parse(payload: &str) -> Result<(Card, Vec<PersonWarning>), CardError> {
    if payload.len() > PAYLOAD_MAX {
        return Err(CardError::TooLong);
    }
    let cards = payload
        .lines()
        .filter(|line| line.matches('|').count() + 1 >= FIELDS_MIN)
        .count();
    if cards > 1 {
        return Err(CardError::SeveralCards);
    }
    let clean = nfc(payload);
    if clean.is_empty() {
        return Err(CardError::Empty);
    }
    let fields: Vec<String> = clean.split('|').map(nfc).collect();
    let [number, old, name, born, sex, address, issued, extra @ ..] = fields.as_slice() else {
        return Err(CardError::TooFewFields {
            found: fields.len(),
        });
    };
    // Marks lose their order when they are composed, and with it the digits that they once were.
    let typed: Vec<&str> = payload.split('|').collect();
    let typed = |at: usize| typed.get(at).copied().unwrap_or_default();
    let mut damaged = false;
    let mut digits = |at: usize, field: &str| {
        let found = keys::digits(typed(at)).filter(|digits| digits != field);
        damaged |= found.is_some() && !field.is_ascii();
        found
            .filter(|_| !field.is_ascii())
            .unwrap_or_else(|| field.to_owned())
    };
    let number = read_number(&digits(0, number))?;
    let (old, born, issued) = (digits(1, old), digits(3, born), digits(6, issued));
    if name.is_empty() {
        return Err(CardError::Name);
    }
    let mut warnings = Vec::new();
    let born = read_born(&born, &mut warnings);
    let issued = read_issued(&issued, &mut warnings);
    let card = Card {
        old_number: some(&old),
        name: name.clone(),
        born,
        sex: Sex::parse(sex),
        address: some(address),
        issued,
        extra: extra.to_vec(),
        number,
    };
    if damaged
        || [name, sex, address]
            .into_iter()
            .any(|text| keys::is_left_over(text))
    {
        warnings.insert(0, PersonWarning::CardInputMethod);
    }
    warnings.extend(damage(&card, sex));
    if card.address.is_some() && card.issued.is_some_and(|day| day < date(2025, 7, 1)) {
        warnings.push(PersonWarning::CardAddress);
    }
    warnings.extend(check(&card.number, card.born, card.sex));
    Ok((card, warnings))
}

/// Reads what a scanner typed: the text that arrived in the window, and the keys it pressed, as an
/// American keyboard has them. Keys carry the digits that an input method took out of the text; they
/// carry no Vietnamese letters.
///
/// # Errors
/// [`CardError`] when neither is a card.
pub fn read(text: &str, pressed: &str) -> Result<(Card, Vec<PersonWarning>), CardError> {
    let from_text = parse(text);
    let Some(mended) = mend(text, pressed) else {
        return from_text;
    };
    let (card, mut warnings) = match (from_text, parse(&mended)) {
        (Ok((card, warnings)), Ok((other, _))) if agree(&card, &other) => {
            return Ok((card, warnings));
        }
        (_, Ok(mended)) => mended,
        (from_text, Err(_)) => return from_text,
    };
    if !warnings.contains(&PersonWarning::CardInputMethod) {
        warnings.insert(0, PersonWarning::CardInputMethod);
    }
    Ok((card, warnings))
}

/// The card with numbers and dates from the keys and, as far as the text has its fields, the rest
/// from the text. `None` where the keys are no card.
fn mend(text: &str, pressed: &str) -> Option<String> {
    let pressed: Vec<&str> = pressed.trim().split('|').collect();
    if pressed.len() < FIELDS_MIN || read_number(pressed[0]).is_err() {
        return None;
    }
    let text: Vec<&str> = text.trim().split('|').collect();
    let whole = text.len() == pressed.len();
    let fields = pressed.iter().enumerate().map(|(at, key)| match at {
        0 | 1 | 3 | 6 => *key,
        _ if whole && !text[at].trim().is_empty() => text[at],
        _ => *key,
    });
    Some(fields.collect::<Vec<_>>().join("|"))
}

fn agree(one: &Card, other: &Card) -> bool {
    let digits = |card: &Card| (card.number.clone(), card.born, card.issued);
    digits(one) == digits(other)
}

fn iso_date<S: Serializer>(day: &Option<Date>, serializer: S) -> Result<S::Ok, S::Error> {
    day.map(|day| day.to_string()).serialize(serializer)
}

fn some(field: &str) -> Option<String> {
    (!field.is_empty()).then(|| field.to_owned())
}

fn read_number(field: &str) -> Result<String, CardError> {
    let field = without_symbology(field);
    let start = field.find(char::is_alphanumeric).unwrap_or(field.len());
    if let Some(number) = PersonalNumber::parse(&field[start..]) {
        return Ok(number.to_string());
    }
    // Letters of the Vietnamese number row among other things: what the digits were is lost.
    let marked = |c: char| c.is_alphabetic() && !c.is_ascii() || matches!(c, '\u{300}'..='\u{36f}');
    if field.chars().any(marked) {
        Err(CardError::InputMethod)
    } else {
        Err(CardError::Number)
    }
}

/// Drops the `]Q1` that some scanners send first (ISO/IEC 15424); Telex makes `ưQ1` of it.
fn without_symbology(field: &str) -> &str {
    let Some(rest) = field.strip_prefix([']', 'ư', 'Ư']) else {
        return field;
    };
    match rest.as_bytes() {
        [letter, digit, ..] if letter.is_ascii_alphabetic() && digit.is_ascii_digit() => &rest[2..],
        _ => field,
    }
}

fn read_born(field: &str, warnings: &mut Vec<PersonWarning>) -> Option<BirthDate> {
    if field.is_empty() {
        return None;
    }
    let born = BirthDate::parse(field).ok();
    if born.is_none() {
        warnings.push(PersonWarning::CardDate { field: "born" });
    }
    born
}

fn read_issued(field: &str, warnings: &mut Vec<PersonWarning>) -> Option<Date> {
    if field.is_empty() {
        return None;
    }
    let issued = BirthDate::parse(field).ok().and_then(BirthDate::date);
    if issued.is_none() {
        warnings.push(PersonWarning::CardDate { field: "issued" });
    }
    issued
}

fn damage(card: &Card, sex: &str) -> Vec<PersonWarning> {
    let address = card.address.as_deref().unwrap_or_default();
    [
        (
            "name",
            card.name.chars().any(|c| c.is_ascii_digit()) || is_damaged(&card.name),
        ),
        (
            "sex",
            !sex.is_empty() && (card.sex.is_none() || is_damaged(sex)),
        ),
        ("address", is_damaged(address)),
    ]
    .into_iter()
    .filter(|(_, damaged)| *damaged)
    .map(|(field, _)| PersonWarning::CardText { field })
    .collect()
}

/// Replacement signs of a wrong character set, or what an input method leaves.
fn is_damaged(text: &str) -> bool {
    text.contains(['?', '\u{fffd}']) || keys::is_left_over(text)
}

#[cfg(test)]
mod tests;
