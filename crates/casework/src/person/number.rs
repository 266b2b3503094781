//! Personal numbers: read, and compared with what else is known; never a reason to refuse.

use super::{BirthDate, PersonWarning, Sex};
use std::fmt;

/// The twelve digits a person keeps for life: three for the province (or country) of birth
/// registration, one for century and sex, two for the year of birth, six at random.
///
/// vi: số định danh cá nhân — Luật Căn cước 2023; NĐ 70/2024/NĐ-CP
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PersonalNumber(String);

impl PersonalNumber {
    /// Takes twelve digits; spaces, dots and hyphens between them are dropped.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = digits(text)?;
        (digits.len() == 12).then_some(Self(digits))
    }

    /// The twelve digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The year of birth written in the number.
    pub fn birth_year(&self) -> i16 {
        let two = self.0[4..6].parse().unwrap_or(0);
        1900 + i16::from(self.century_and_sex() / 2) * 100 + two
    }

    /// The sex written in the number: even for men, odd for women.
    pub fn sex(&self) -> Sex {
        if self.century_and_sex().is_multiple_of(2) {
            Sex::Male
        } else {
            Sex::Female
        }
    }

    /// The three digits of the province of birth registration, as the provinces were before July
    /// 2025. Today's province must not be named from it: some codes have changed owner.
    pub fn province_code(&self) -> &str {
        &self.0[..3]
    }

    /// Whether [`province_code`](Self::province_code) is one of the 63 of TT 59/2021/TT-BCA. Codes
    /// of countries, for births registered abroad, are not.
    pub fn has_province(&self) -> bool {
        self.province_code()
            .parse()
            .is_ok_and(|code: u8| PROVINCES.contains(&code))
    }

    fn century_and_sex(&self) -> u8 {
        self.0.as_bytes()[3] - b'0'
    }
}

impl fmt::Display for PersonalNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for PersonalNumber {
    /// Hides all but the province: numbers do not belong in logs.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PersonalNumber({}…)", self.province_code())
    }
}

/// The 63 provinces of before July 2025 — TT 59/2021/TT-BCA.
const PROVINCES: [u8; 63] = [
    1, 2, 4, 6, 8, 10, 11, 12, 14, 15, 17, 19, 20, 22, 24, 25, 26, 27, 30, 31, 33, 34, 35, 36, 37,
    38, 40, 42, 44, 45, 46, 48, 49, 51, 52, 54, 56, 58, 60, 62, 64, 66, 67, 68, 70, 72, 74, 75, 77,
    79, 80, 82, 83, 84, 86, 87, 89, 91, 92, 93, 94, 95, 96,
];

/// Compares a number with the birth date and sex beside it. An empty number gives no warning.
pub fn check(number: &str, born: Option<BirthDate>, sex: Option<Sex>) -> Vec<PersonWarning> {
    if number.trim().is_empty() {
        return Vec::new();
    }
    let Some(personal) = PersonalNumber::parse(number) else {
        return vec![match digits(number) {
            Some(digits) if digits.len() == 9 => PersonWarning::OldIdentityCard,
            _ => PersonWarning::NumberShape,
        }];
    };
    let mut warnings = Vec::new();
    if !personal.has_province() {
        warnings.push(PersonWarning::UnknownProvince {
            code: personal.province_code().to_owned(),
        });
    }
    let in_number = personal.birth_year();
    if let Some(stated) = born.map(BirthDate::year).filter(|year| *year != in_number) {
        warnings.push(PersonWarning::BirthYear { in_number, stated });
    }
    if sex.is_some_and(|sex| sex != personal.sex()) {
        warnings.push(PersonWarning::Sex);
    }
    warnings
}

/// The digits of a number written with or without spaces, dots and hyphens; `None` when it has
/// other signs or no digit.
fn digits(text: &str) -> Option<String> {
    let kept: String = text
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '.' | '-' | '\u{feff}' | '\u{200b}'))
        .collect();
    (!kept.is_empty() && kept.bytes().all(|b| b.is_ascii_digit())).then_some(kept)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_tells_year_sex_and_province() {
        for (number, year, sex, province, known) in [
            ("001199012345", 1999, Sex::Female, "001", true),
            ("001 099 012 345", 1999, Sex::Male, "001", true),
            ("096205000001", 2005, Sex::Male, "096", true),
            ("079.300.000.001", 2000, Sex::Female, "079", true),
            ("003050000001", 1950, Sex::Male, "003", false),
            ("101910000001", 2310, Sex::Female, "101", false),
        ] {
            let read = PersonalNumber::parse(number).expect(number);
            let told = (
                read.birth_year(),
                read.sex(),
                read.province_code(),
                read.has_province(),
            );
            assert_eq!(told, (year, sex, province, known), "{number}");
        }
        for number in [
            "",
            "00119901234",
            "0011990123456",
            "00119901234O",
            "１２3456789012",
        ] {
            assert_eq!(PersonalNumber::parse(number), None, "{number}");
        }
    }

    #[test]
    fn contradictions_are_told_and_nothing_else() {
        use PersonWarning as W;
        for (number, born, sex, wanted) in [
            ("", "1999", "M", vec![]),
            ("001199012345", "15/08/1999", "F", vec![]),
            ("001199012345", "", "", vec![]),
            (
                "001199012345",
                "1998",
                "F",
                vec![W::BirthYear {
                    in_number: 1999,
                    stated: 1998,
                }],
            ),
            ("001199012345", "1999", "M", vec![W::Sex]),
            (
                "003199012345",
                "2099",
                "M",
                vec![
                    W::UnknownProvince {
                        code: "003".to_owned(),
                    },
                    W::BirthYear {
                        in_number: 1999,
                        stated: 2099,
                    },
                    W::Sex,
                ],
            ),
            ("012345678", "1999", "M", vec![W::OldIdentityCard]),
            ("01234567", "1999", "M", vec![W::NumberShape]),
            ("B1234567", "1999", "M", vec![W::NumberShape]),
        ] {
            let (born, sex) = (BirthDate::parse(born).ok(), Sex::parse(sex));
            assert_eq!(check(number, born, sex), wanted, "{number}");
        }
    }
}
