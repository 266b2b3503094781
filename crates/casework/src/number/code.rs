//! Record codes and the agency codes they begin with.

use super::{NumberError, Ordinal};
use jiff::civil::Date;
use std::{fmt, str::FromStr};

/// The longest agency code — QĐ 20/2020/QĐ-TTg Đ.4.
const AGENCY_MAX: usize = 35;

/// The number under which everybody knows one case file: `agency-YYMMDD-ordinal`, for instance
/// `H37.101.05-250721-0007`.
///
/// Every shape in use is read: level-1 code first (QĐ 20/2020/QĐ-TTg) or last (TT 01/2018), any
/// number of groups, the free-text agency codes of the national portal, and the centralised
/// `AAXXXX` ordinals of TT 4/2025. Kept as text in capitals with plain hyphens.
///
/// vi: mã số hồ sơ — NĐ 118/2025 Đ.17.3; TT 01/2018 Đ.19; TT 03/2025 Đ.13
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RecordCode {
    text: String,
    agency_len: usize,
}

impl RecordCode {
    /// Reads a code as people type, copy and scan it: any case, spaces around it and around its
    /// separators, any dash for a hyphen.
    ///
    /// # Errors
    /// [`NumberError`] names the part that is wrong.
    pub fn parse(text: &str) -> Result<Self, NumberError> {
        if text.len() > 4 * 128 {
            return Err(NumberError::Shape);
        }
        let text = plain(text);
        let (rest, ordinal) = text.rsplit_once('-').ok_or(NumberError::Shape)?;
        let (agency, date) = rest.rsplit_once('-').ok_or(NumberError::Shape)?;
        let groups_ok = agency.split(['.', '-', '_']).all(is_group);
        if agency.len() > AGENCY_MAX || !groups_ok {
            return Err(agency_error(agency));
        }
        read_date(date).ok_or(NumberError::Date)?;
        ordinal.parse::<Ordinal>()?;
        let agency_len = agency.len();
        Ok(Self { text, agency_len })
    }

    /// Writes the code of a case received on `date` by the office `agency`.
    ///
    /// # Errors
    /// [`NumberError`] when the agency code is not valid by [`AgencyCode::parse`], the date is not
    /// in 2000–2099, or the ordinal does not fit its width.
    pub fn compose(agency: &str, date: Date, ordinal: Ordinal) -> Result<Self, NumberError> {
        let agency = AgencyCode::parse(agency)?;
        if !(2000..=2099).contains(&date.year()) {
            return Err(NumberError::Date);
        }
        let digits = ordinal.to_string();
        if digits.parse() != Ok(ordinal) {
            return Err(NumberError::Ordinal);
        }
        let text = format!("{agency}-{}-{digits}", date.strftime("%y%m%d"));
        Ok(Self {
            agency_len: agency.0.len(),
            text,
        })
    }

    /// The code of the receiving agency, as text.
    pub fn agency(&self) -> &str {
        &self.text[..self.agency_len]
    }

    /// The day of reception.
    pub fn date(&self) -> Date {
        read_date(&self.text[self.agency_len + 1..self.agency_len + 7]).unwrap_or(Date::ZERO)
    }

    /// The number within the agency and day.
    pub fn ordinal(&self) -> Ordinal {
        let digits = &self.text[self.agency_len + 8..];
        Ordinal {
            value: digits.parse().unwrap_or(0),
            width: u8::try_from(digits.len()).unwrap_or(0),
        }
    }

    /// The whole code.
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

/// The electronic identifier of an office.
///
/// Level-1 code (a letter A–Y and two digits) leftmost, as in `H37.101.05`, or rightmost in the
/// order of 2018, as in `000.00.16.H21`; at most 35 characters.
///
/// vi: mã định danh điện tử của cơ quan — QĐ 20/2020/QĐ-TTg Đ.4
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AgencyCode(String);

impl AgencyCode {
    /// Reads a code; case and spaces around it do not matter.
    ///
    /// # Errors
    /// [`NumberError::Agency`].
    pub fn parse(text: &str) -> Result<Self, NumberError> {
        let code = plain(text);
        let groups: Vec<&str> = code.split('.').collect();
        let shape_ok = code.len() <= AGENCY_MAX
            && groups
                .iter()
                .all(|group| is_group(group) && group.len() <= 3)
            && (groups.first().is_some_and(|g| is_level_1(g))
                || groups.len() == 4 && groups.last().is_some_and(|g| is_level_1(g)));
        if shape_ok {
            Ok(Self(code))
        } else {
            Err(agency_error(&code))
        }
    }

    /// The code in capitals.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The code of the ministry or province: `H37`.
    ///
    /// vi: mã định danh điện tử cấp 1
    pub fn level_1(&self) -> &str {
        let mut groups = self.0.split('.');
        groups
            .clone()
            .find(|group| is_level_1(group))
            .or_else(|| groups.next())
            .unwrap_or(&self.0)
    }
}

/// Capitals, plain hyphens, no spaces at the ends or beside a separator.
fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut gap = false;
    for c in text.chars() {
        let c = match c {
            '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' | '\u{ff0d}' => '-',
            _ => c.to_ascii_uppercase(),
        };
        if c.is_whitespace() || c.is_control() || c == '\u{feff}' || c == '\u{200b}' {
            gap = true;
            continue;
        }
        if gap && c != '-' && c != '.' && !plain.is_empty() && !plain.ends_with(['-', '.']) {
            plain.push(' ');
        }
        gap = false;
        plain.push(c);
    }
    plain
}

fn is_group(group: &str) -> bool {
    !group.is_empty()
        && group
            .bytes()
            .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
}

fn is_level_1(group: &str) -> bool {
    matches!(group.as_bytes(), [b'A'..=b'Y', b'0'..=b'9', b'0'..=b'9'])
}

fn agency_error(agency: &str) -> NumberError {
    NumberError::Agency {
        agency: agency.chars().take(40).collect(),
    }
}

fn read_date(digits: &str) -> Option<Date> {
    if digits.len() != 6 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let part = |at: usize| digits[at..at + 2].parse::<i8>().ok();
    Date::new(2000 + i16::from(part(0)?), part(2)?, part(4)?).ok()
}

macro_rules! as_text {
    ($name:ident) => {
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.as_str())
            }
        }

        impl FromStr for $name {
            type Err = NumberError;

            fn from_str(text: &str) -> Result<Self, NumberError> {
                Self::parse(text)
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
                Self::parse(&text).map_err(serde::de::Error::custom)
            }
        }

        impl<C> minicbor::Encode<C> for $name {
            fn encode<W: minicbor::encode::Write>(
                &self,
                encoder: &mut minicbor::Encoder<W>,
                _: &mut C,
            ) -> Result<(), minicbor::encode::Error<W::Error>> {
                encoder.str(self.as_str())?.ok()
            }
        }

        impl<'b, C> minicbor::Decode<'b, C> for $name {
            fn decode(
                decoder: &mut minicbor::Decoder<'b>,
                _: &mut C,
            ) -> Result<Self, minicbor::decode::Error> {
                Self::parse(decoder.str()?).map_err(|_| {
                    minicbor::decode::Error::message(concat!("not a ", stringify!($name)))
                })
            }
        }
    };
}

as_text!(RecordCode);
as_text!(AgencyCode);

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    #[test]
    fn every_shape_in_use_is_read() {
        for (given, agency, day, value, width) in [
            (
                "000.00.16.H21-191104-0001",
                "000.00.16.H21",
                date(2019, 11, 4),
                1,
                4,
            ),
            (
                "H37.101.05-250721-0007",
                "H37.101.05",
                date(2025, 7, 21),
                7,
                4,
            ),
            (
                "H37.101.05-260202-150012",
                "H37.101.05",
                date(2026, 2, 2),
                150_012,
                6,
            ),
            (
                " h37.101.05 – 250721 — 0007\r\n",
                "H37.101.05",
                date(2025, 7, 21),
                7,
                4,
            ),
            (
                "H21.24.01.02-260706-50010",
                "H21.24.01.02",
                date(2026, 7, 6),
                50_010,
                5,
            ),
            ("\u{feff}H37-240229-0001", "H37", date(2024, 2, 29), 1, 4),
            ("BCA_CAX-250721-0007", "BCA_CAX", date(2025, 7, 21), 7, 4),
            (
                "CQCM-NNMT-CAPXA-250721-0007",
                "CQCM-NNMT-CAPXA",
                date(2025, 7, 21),
                7,
                4,
            ),
        ] {
            let code = RecordCode::parse(given).expect(given);
            let ordinal = Ordinal { value, width };
            assert_eq!(
                (code.agency(), code.date(), code.ordinal()),
                (agency, day, ordinal),
                "{given}"
            );
            assert_eq!(RecordCode::parse(code.as_str()), Ok(code));
        }
    }

    #[test]
    fn what_is_no_code_is_refused_by_its_wrong_part() {
        let agency = |text: &str| NumberError::Agency {
            agency: text.to_owned(),
        };
        for (given, wanted) in [
            ("", NumberError::Shape),
            ("0007", NumberError::Shape),
            ("H37.101.05-250721", NumberError::Shape),
            ("H37.101.05-250231-0007", NumberError::Date),
            ("H37.101.05-2025721-0007", NumberError::Date),
            ("H37.101.05-250721-007", NumberError::Ordinal),
            ("H37.101.05-250721-00O7", NumberError::Ordinal),
            (
                "H37.101.05-250721-1234567890123456789",
                NumberError::Ordinal,
            ),
            ("-250721-0007", agency("")),
            ("H37..05-250721-0007", agency("H37..05")),
            ("HƯ7-250721-0007", agency("HƯ7")),
            (
                "H37-250721-0001 H37-250721-0002",
                agency("H37-250721-0001 H37"),
            ),
        ] {
            assert_eq!(RecordCode::parse(given), Err(wanted), "{given}");
        }
        assert_eq!(
            RecordCode::parse(&"H37.".repeat(1000)),
            Err(NumberError::Shape)
        );
    }

    #[test]
    fn an_office_is_named_in_one_of_two_orders() {
        for (given, level_1) in [
            ("H37.101.05", Some("H37")),
            (" h21.24.01.02 ", Some("H21")),
            ("000.00.16.H21", Some("H21")),
            ("G15", Some("G15")),
            ("Z37.101", None),
            ("00.16.H21", None),
            ("H37.1015", None),
            ("CTUBNDXA", None),
            ("", None),
            ("H37.101.101.101.101.101.101.101.101.101", None),
        ] {
            let code = AgencyCode::parse(given);
            assert_eq!(
                code.as_ref().ok().map(AgencyCode::level_1),
                level_1,
                "{given}"
            );
        }
    }

    #[test]
    fn only_days_of_this_century_can_be_written() {
        let first = Ordinal { value: 1, width: 4 };
        for (agency, day, ordinal, wanted) in [
            ("H37.101", date(1999, 1, 1), first, NumberError::Date),
            (
                "BCA_CAX",
                date(2026, 1, 1),
                first,
                NumberError::Agency {
                    agency: "BCA_CAX".to_owned(),
                },
            ),
            (
                "H37.101",
                date(2026, 1, 1),
                Ordinal { value: 1, width: 3 },
                NumberError::Ordinal,
            ),
            (
                "H37.101",
                date(2026, 1, 1),
                Ordinal {
                    value: 10_000,
                    width: 4,
                },
                NumberError::Ordinal,
            ),
        ] {
            assert_eq!(RecordCode::compose(agency, day, ordinal), Err(wanted));
        }
    }

    proptest! {
        #[test]
        fn reading_undoes_writing(
            agency in "[A-Y][0-9]{2}(\\.[0-9]{2,3}){0,4}|([0-9]{3}\\.){3}[A-Y][0-9]{2}",
            days in 0_i32..36_500,
            value in 0_u64..1_000_000_000,
            extra in 0_u8..4,
        ) {
            let day = date(2000, 1, 1).checked_add(jiff::Span::new().days(days)).expect("a day");
            let width = u8::try_from(value.to_string().len()).expect("short").max(4) + extra;
            let ordinal = Ordinal { value, width };
            let code = RecordCode::compose(&agency, day, ordinal).expect("valid parts");
            prop_assert_eq!(code.agency(), agency.as_str());
            prop_assert_eq!(code.date(), day);
            prop_assert_eq!(code.ordinal(), ordinal);
            prop_assert_eq!(RecordCode::parse(&code.to_string().to_lowercase()), Ok(code));
        }

        #[test]
        fn no_text_is_too_strange(text in "\\PC{0,60}") {
            if let Ok(code) = RecordCode::parse(&text) {
                prop_assert_eq!(RecordCode::parse(code.as_str()), Ok(code));
            }
        }
    }
}
