//! Codes of organisations: read and compared, never a reason to refuse.

use super::PersonWarning;

/// Weights of the first nine digits of a tax code.
const WEIGHTS: [u32; 9] = [31, 29, 23, 19, 17, 13, 7, 5, 3];

/// Looks at the tax, enterprise or registration code of an organisation.
///
/// Ten digits, ten and three for a branch, or the twelve of a household's head. The tenth digit
/// follows from the nine before it: ten less the rest of their weighted sum divided by eleven.
///
/// vi: mã số thuế, mã số doanh nghiệp — Thông tư về đăng ký thuế (chưa xác minh)
pub(super) fn check(code: &str) -> Option<PersonWarning> {
    if code.is_empty() {
        return None;
    }
    let digits: Vec<u32> = code.chars().filter_map(|c| c.to_digit(10)).collect();
    let rest_ok = code
        .bytes()
        .all(|b| b.is_ascii_digit() || b == b'-' || b == b' ');
    if !rest_ok || !matches!(digits.len(), 10 | 12 | 13) {
        return Some(PersonWarning::OrganisationCode);
    }
    let sum: u32 = WEIGHTS.iter().zip(&digits).map(|(w, d)| w * d).sum();
    let right = digits.len() == 12 || digits.get(9) == Some(&(10 - sum % 11));
    (!right).then_some(PersonWarning::OrganisationCheckDigit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_have_a_shape_and_a_check_digit() {
        use PersonWarning::{OrganisationCheckDigit as Digit, OrganisationCode as Shape};
        for (code, wanted) in [
            ("", None),
            ("0100109106", None),
            ("0100109106-001", None),
            ("0100109106 001", None),
            ("0301442989", None),
            ("0100109107", Some(Digit)),
            ("0100190106", Some(Digit)),
            ("4900123456-001", Some(Digit)),
            ("001199012345", None),
            ("49", Some(Shape)),
            ("01001091061", Some(Shape)),
            ("0100109106/001", Some(Shape)),
            ("12A7000123", Some(Shape)),
        ] {
            assert_eq!(check(code), wanted, "{code}");
        }
    }

    #[test]
    fn one_wrong_digit_is_noticed() {
        let code = "0100109106";
        for at in 0..9 {
            for digit in b'0'..=b'9' {
                let mut wrong = code.as_bytes().to_vec();
                wrong[at] = digit;
                let wrong = String::from_utf8(wrong).expect("digits");
                let told = check(&wrong).is_some();
                assert_eq!(told, wrong != code, "{wrong}");
            }
        }
    }
}
