//! The QR code of a citizen's card.

use crate::person::{BirthDate, PersonWarning, PersonalNumber, Sex, check};
use crate::text::{fold, nfc};
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
    let payload = nfc(payload);
    if payload.is_empty() {
        return Err(CardError::Empty);
    }
    let fields: Vec<String> = payload.split('|').map(nfc).collect();
    let [number, old, name, born, sex, address, issued, extra @ ..] = fields.as_slice() else {
        return Err(CardError::TooFewFields {
            found: fields.len(),
        });
    };
    let number = read_number(number)?;
    if name.is_empty() {
        return Err(CardError::Name);
    }
    let mut warnings = Vec::new();
    let born = read_born(born, &mut warnings);
    let issued = read_issued(issued, &mut warnings);
    let card = Card {
        old_number: some(old),
        name: name.clone(),
        born,
        sex: Sex::parse(sex),
        address: some(address),
        issued,
        extra: extra.to_vec(),
        number,
    };
    warnings.extend(damage(&card, sex));
    if card.address.is_some() && card.issued.is_some_and(|day| day < date(2025, 7, 1)) {
        warnings.push(PersonWarning::CardAddress);
    }
    warnings.extend(check(&card.number, card.born, card.sex));
    Ok((card, warnings))
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
    // The number row of the Vietnamese layout types ă â ê ô, five marks and đ.
    let typed = |c: char| matches!(c, 'ă' | 'â' | 'ê' | 'ô' | 'đ' | '\u{300}'..='\u{36f}');
    let marked = |c: char| c.is_alphabetic() && !c.is_ascii();
    if field.to_lowercase().chars().any(|c| typed(c) || marked(c)) {
        Err(CardError::InputMethod)
    } else {
        Err(CardError::Number)
    }
}

/// Drops the `]Q1` that some scanners send first (ISO/IEC 15424).
fn without_symbology(field: &str) -> &str {
    match field.as_bytes() {
        [b']', letter, digit, ..] if letter.is_ascii_alphabetic() && digit.is_ascii_digit() => {
            &field[3..]
        }
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

/// Replacement signs of a wrong character set, or several words without a single Vietnamese letter
/// of which one holds the keys of Telex or VNI instead (`Nguyeenx`, `Nguye6n4`).
fn is_damaged(text: &str) -> bool {
    let telex = |word: &str| {
        ["aa", "ee", "dd", "aw", "ow", "uw"]
            .iter()
            .any(|keys| word.contains(keys))
            || word.len() > 2 && word.ends_with(['f', 'j', 'w', 'x'])
    };
    let vni = |word: &str| {
        word.starts_with(|c: char| c.is_ascii_alphabetic())
            && word.len() > 2
            && word.contains(|c: char| c.is_ascii_digit())
    };
    let folded = fold(text);
    text.contains(['?', '\u{fffd}'])
        || text.is_ascii() && folded.contains(' ') && folded.split(' ').any(|w| telex(w) || vni(w))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use unicode_normalization::UnicodeNormalization;

    const CARD: &str = "001199012345|012345678|Nguyễn Thị Mẫu|15081999|Nữ|Thôn Mẫu, Xã Mẫu, Huyện Mẫu, Hà Nội|10052021";

    fn codes(warnings: &[PersonWarning]) -> Vec<&'static str> {
        warnings.iter().map(PersonWarning::code).collect()
    }

    #[test]
    fn every_field_of_a_card_is_read() {
        let (card, warnings) = parse(CARD).expect("a card");
        let wanted = Card {
            number: "001199012345".to_owned(),
            old_number: Some("012345678".to_owned()),
            name: "Nguyễn Thị Mẫu".to_owned(),
            born: BirthDate::new(1999, Some(8), Some(15)).ok(),
            sex: Some(Sex::Female),
            address: Some("Thôn Mẫu, Xã Mẫu, Huyện Mẫu, Hà Nội".to_owned()),
            issued: Some(date(2021, 5, 10)),
            extra: Vec::new(),
        };
        assert_eq!(card, wanted);
        assert_eq!(codes(&warnings), ["card_address"]);
        let json = serde_json::to_value(&card).expect("json");
        assert_eq!(json["issued"], "2021-05-10");
        assert_eq!(json["sex"], "F");
    }

    #[test]
    fn what_scanners_add_is_dropped() {
        let (card, warnings) = parse(CARD).expect("a card");
        let apart: String = CARD.nfd().collect();
        for payload in [
            format!("{CARD}\r\n"),
            format!("\u{feff}{CARD}\n\n"),
            format!("]Q1{CARD}\r"),
            format!("\u{2}{CARD}\u{3}"),
            format!("\u{200b}\"{CARD}"),
            apart,
        ] {
            assert_eq!(
                parse(&payload),
                Ok((card.clone(), warnings.clone())),
                "{payload:?}"
            );
        }
    }

    #[test]
    #[expect(clippy::too_many_lines, reason = "a table of cards")]
    fn cards_differ_in_what_they_leave_out() {
        for (payload, born, sex, issued, extra, warned) in [
            (
                "001199012345||Lò Thị Mẫu|15081999|Nữ|Xã Mẫu, Lào Cai|01082025||||",
                "15/08/1999",
                "F",
                true,
                4,
                vec![],
            ),
            (
                "001099012345||Giàng A Mẫu|00001999|Nam||01082025",
                "1999",
                "M",
                true,
                0,
                vec![],
            ),
            (
                "001099012345||Giàng A Mẫu|00081999|Nam||01082025",
                "08/1999",
                "M",
                true,
                0,
                vec![],
            ),
            (
                "001099012345||Giàng A Mẫu|1999|Nam||",
                "1999",
                "M",
                false,
                0,
                vec![],
            ),
            (
                "001099012345||Giàng A Mẫu|||||a|b",
                "",
                "",
                false,
                2,
                vec![],
            ),
            (
                "001099012345||Giàng A Mẫu|31021999|Nam||99999999",
                "",
                "M",
                false,
                0,
                vec!["card_date_born", "card_date_issued"],
            ),
            (
                "001099012345||Giàng A Mẫu|15081989|Nữ||",
                "15/08/1989",
                "F",
                false,
                0,
                vec!["birth_year", "sex"],
            ),
            (
                "001199012345||Nguyeenx Thij Maaux|15081999|Nuwx||",
                "15/08/1999",
                "",
                false,
                0,
                vec!["card_text_name", "card_text_sex"],
            ),
            (
                "001199012345||Nguye6n4 Thi5 Ma6u4|15081999|N?||",
                "15/08/1999",
                "",
                false,
                0,
                vec!["card_text_name", "card_text_sex"],
            ),
            (
                "001199012345||Nguy?n Th? M?u|15081999|Nữ|Th?n M?u|",
                "15/08/1999",
                "F",
                false,
                0,
                vec!["card_text_name", "card_text_address"],
            ),
            (
                "001199012345||H' Hen Nie|15081999|Nữ|12 Le Loi|",
                "15/08/1999",
                "F",
                false,
                0,
                vec![],
            ),
        ] {
            let (card, warnings) = parse(payload).expect(payload);
            let said = (
                card.born.map(|born| born.to_string()).unwrap_or_default(),
                card.sex.map(Sex::letter).unwrap_or_default(),
                card.issued.is_some(),
                card.extra.len(),
            );
            assert_eq!(said, (born.to_owned(), sex, issued, extra), "{payload}");
            assert_eq!(codes(&warnings), warned, "{payload}");
        }
    }

    #[test]
    fn what_is_no_card_is_refused() {
        let second = CARD.replace("001199012345", "001199012346");
        for (payload, wanted) in [
            (String::new(), CardError::Empty),
            (" \r\n".to_owned(), CardError::Empty),
            ("x".repeat(4_097), CardError::TooLong),
            (
                "001199012345".to_owned(),
                CardError::TooFewFields { found: 1 },
            ),
            (
                "001199012345||An|1999|Nam|".to_owned(),
                CardError::TooFewFields { found: 6 },
            ),
            (format!("{CARD}\r\n{second}\r\n"), CardError::SeveralCards),
            (
                CARD.replace("001199012345", "00119901234"),
                CardError::Number,
            ),
            (
                CARD.replace("001199012345", "00119901234O"),
                CardError::Number,
            ),
            (CARD.replace("001199012345", ""), CardError::Number),
            (
                CARD.replace("001199012345", "đđăă\u{323}\u{323}đăâêô\u{300}"),
                CardError::InputMethod,
            ),
            (CARD.replace("Nguyễn Thị Mẫu", " "), CardError::Name),
        ] {
            assert_eq!(parse(&payload), Err(wanted), "{payload:.60}");
        }
    }

    proptest! {
        #[test]
        fn no_payload_is_too_strange(payload in "[\\PC\\r\\n|0-9]{0,120}") {
            if let Ok((card, _)) = parse(&payload) {
                prop_assert_eq!(card.number.len(), 12);
            }
        }
    }
}
