//! The number of a receipt line: one number, once, on any number of devices without a network.

use crate::number::Band;
use std::{fmt, str::FromStr};

/// The number of money taken or given back: `26-5001-00012` is the twelfth of 2026 on the
/// installation whose band of ordinals begins with 5001.
///
/// Bands of two installations never overlap (`docs/decisions/0003-bands-of-ordinals.md`), so no two
/// give out the same number. A refund has a number of the same series: a gap would be seen.
///
/// vi: số thứ tự dòng thu trên bảng kê
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ReceiptNumber {
    /// The last two digits of the year.
    year: u8,
    /// The first ordinal of the installation's oldest band.
    band: u32,
    /// From 1.
    nth: u32,
}

/// A text is not such a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not the number of a receipt line")]
pub struct ReceiptNumberError;

impl ReceiptNumber {
    /// The number after `last` on the installation with this band; the first of the year where
    /// there is none of the same year yet.
    ///
    /// # Errors
    /// [`ReceiptNumberError`] outside the years 2000–2099 or beyond 99,999 lines a year.
    pub fn next(year: i16, band: Band, last: Option<Self>) -> Result<Self, ReceiptNumberError> {
        let short = year
            .checked_sub(2000)
            .filter(|year| (0..100).contains(year));
        let year = short.and_then(|year| u8::try_from(year).ok());
        let year = year.ok_or(ReceiptNumberError)?;
        let band = band.lo();
        let nth = match last.filter(|last| (last.year, last.band) == (year, band)) {
            None => 1,
            Some(last) => last.nth + 1,
        };
        (nth <= 99_999)
            .then_some(Self { year, band, nth })
            .ok_or(ReceiptNumberError)
    }

    /// How every number of this installation and year begins.
    pub fn series(year: i16, band: Band) -> String {
        format!("{:02}-{}-", year.rem_euclid(100), band.lo())
    }
}

impl fmt::Display for ReceiptNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}-{}-{:05}", self.year, self.band, self.nth)
    }
}

impl FromStr for ReceiptNumber {
    type Err = ReceiptNumberError;

    fn from_str(text: &str) -> Result<Self, ReceiptNumberError> {
        let mut parts = text.split('-');
        let mut part = |width: std::ops::RangeInclusive<usize>| {
            let digits = parts.next().filter(|part| width.contains(&part.len()))?;
            let plain = digits.bytes().all(|byte| byte.is_ascii_digit());
            plain.then(|| digits.parse::<u32>().ok()).flatten()
        };
        let (year, band, nth) = (part(2..=2), part(4..=5), part(5..=5));
        let (Some(year), Some(band), Some(nth @ 1..), None) = (year, band, nth, parts.next())
        else {
            return Err(ReceiptNumberError);
        };
        let year = u8::try_from(year).map_err(|_| ReceiptNumberError)?;
        Ok(Self { year, band, nth })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_follow_each_other_within_a_year_and_a_band() {
        let band = |lo| Band::new(lo, lo + 99).expect("a band");
        for (year, lo, last, wanted) in [
            (2026, 5001, None, Ok("26-5001-00001")),
            (2026, 5001, Some("26-5001-00001"), Ok("26-5001-00002")),
            (2026, 5001, Some("26-5001-99998"), Ok("26-5001-99999")),
            (2026, 5001, Some("26-5001-99999"), Err(ReceiptNumberError)),
            // A new year and another installation begin anew.
            (2027, 5001, Some("26-5001-00077"), Ok("27-5001-00001")),
            (2026, 50101, Some("26-5001-00077"), Ok("26-50101-00001")),
            (1999, 5001, None, Err(ReceiptNumberError)),
            (2100, 5001, None, Err(ReceiptNumberError)),
        ] {
            let last = last.map(|text: &str| text.parse().expect(text));
            let next = ReceiptNumber::next(year, band(lo), last);
            let text = next.map(|number| number.to_string());
            assert_eq!(text.as_deref(), wanted.as_ref().copied());
            if let Ok(text) = &text {
                assert!(text.starts_with(&ReceiptNumber::series(year, band(lo))));
                assert_eq!(text.parse(), next);
            }
        }
    }

    #[test]
    fn other_texts_are_no_numbers() {
        for text in [
            "",
            "26-5001",
            "26-5001-00000",
            "26-5001-1",
            "2026-5001-00001",
            "26-5001-00001-1",
            "a6-5001-00001",
            "26-+501-00001",
        ] {
            assert_eq!(
                text.parse::<ReceiptNumber>(),
                Err(ReceiptNumberError),
                "{text}"
            );
        }
    }
}
