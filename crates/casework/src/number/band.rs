//! Bands of ordinals: promise 2 of the design, "one number, once".

use super::NumberError;
use std::{fmt, str::FromStr};

/// The widest ordinal that is read or given out.
const WIDTH_MAX: u8 = 18;

/// The number of a case within its agency and day, with its width: `0007` is not `7`.
///
/// vi: số thứ tự hồ sơ tiếp nhận trong ngày — TT 01/2018 Đ.19
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ordinal {
    /// The number.
    pub value: u64,
    /// How many digits it is written with, leading zeros included.
    pub width: u8,
}

impl fmt::Display for Ordinal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:0width$}", self.value, width = usize::from(self.width))
    }
}

impl FromStr for Ordinal {
    type Err = NumberError;

    fn from_str(digits: &str) -> Result<Self, NumberError> {
        let width = u8::try_from(digits.len()).map_err(|_| NumberError::Ordinal)?;
        if !(4..=WIDTH_MAX).contains(&width) || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return Err(NumberError::Ordinal);
        }
        let value = digits.parse().map_err(|_| NumberError::Ordinal)?;
        Ok(Self { value, width })
    }
}

/// The ordinals one installation may give out on every day, both ends included.
///
/// When the day has used them up, one more digit follows: 5001–5100 goes on with 50010–51009, then
/// 500100–510099. Two bands that do not [overlap](Self::overlaps) never meet, however long a day.
///
/// vi: dải số thứ tự của một máy
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Band {
    lo: u32,
    hi: u32,
}

impl Band {
    /// Takes the first and last ordinal, both with four or both with five digits.
    ///
    /// # Errors
    /// [`NumberError::Band`].
    pub fn new(lo: u32, hi: u32) -> Result<Self, NumberError> {
        if lo <= hi && width(lo).is_some() && width(lo) == width(hi) {
            Ok(Self { lo, hi })
        } else {
            Err(NumberError::Band { lo, hi })
        }
    }

    /// The first ordinal.
    pub fn lo(&self) -> u32 {
        self.lo
    }

    /// The last ordinal before one more digit is needed.
    pub fn hi(&self) -> u32 {
        self.hi
    }

    /// The ordinal of the `n`-th case of a day, from 0; `None` beyond eighteen digits.
    pub fn nth(&self, n: u64) -> Option<Ordinal> {
        self.levels().find_map(|level| {
            let value = n.checked_sub(level.before)?.checked_add(level.lo)?;
            (value <= level.hi).then_some(Ordinal {
                value,
                width: level.width,
            })
        })
    }

    /// Which case of a day has this ordinal, from 0; `None` when it is not of this band.
    pub fn index_of(&self, ordinal: Ordinal) -> Option<u64> {
        self.levels()
            .find(|level| level.width == ordinal.width)
            .filter(|level| (level.lo..=level.hi).contains(&ordinal.value))
            .map(|level| level.before + (ordinal.value - level.lo))
    }

    /// Whether some ordinal belongs to both, now or after more digits: an ordinal of one begins
    /// with an ordinal of the other.
    pub fn overlaps(&self, other: &Self) -> bool {
        let (a, b) = (self.five_digits(), other.five_digits());
        a.0 <= b.1 && b.0 <= a.1
    }

    fn five_digits(&self) -> (u32, u32) {
        if self.lo < 10_000 {
            (self.lo * 10, self.hi * 10 + 9)
        } else {
            (self.lo, self.hi)
        }
    }

    fn levels(&self) -> impl Iterator<Item = Level> {
        let (lo, hi) = (u64::from(self.lo), u64::from(self.hi));
        let size = hi - lo + 1;
        let first = width(self.lo).unwrap_or(WIDTH_MAX);
        (first..=WIDTH_MAX).scan((1_u64, 0_u64), move |(scale, before), width| {
            let level = Level {
                lo: lo * *scale,
                hi: (hi + 1) * *scale - 1,
                before: *before,
                width,
            };
            *before += size * *scale;
            *scale = scale.saturating_mul(10);
            Some(level)
        })
    }
}

/// The ordinals of a band that have one width.
struct Level {
    lo: u64,
    hi: u64,
    /// How many ordinals of the band are narrower.
    before: u64,
    width: u8,
}

fn width(end: u32) -> Option<u8> {
    match end {
        1_000..=9_999 => Some(4),
        10_000..=99_999 => Some(5),
        _ => None,
    }
}

/// Gives the first free band of `size` ordinals from `start` on (house rule: 5001 and 100).
///
/// `existing` are all bands ever given out, retired ones included. Four-digit bands come first, up
/// to 9999; then five-digit ones from 10001 up to where the widened four-digit ones begin.
/// `None` when the space is used up, or `start` has not four or five digits, or `size` is 0.
pub fn next_band(existing: &[Band], start: u32, size: u32) -> Option<Band> {
    let zones = if width(start)? == 4 {
        [(start, 9_999), (10_001, start / 1_000 * 10_000 - 1)]
    } else {
        [(start, 99_999), (1, 0)]
    };
    let step = usize::try_from(size).ok().filter(|size| *size > 0)?;
    zones
        .into_iter()
        .flat_map(|(from, to)| (from..=to).step_by(step).map(move |lo| (lo, to)))
        .filter_map(|(lo, to)| Band::new(lo, to.min(lo.saturating_add(size - 1))).ok())
        .find(|band| !existing.iter().any(|other| band.overlaps(other)))
}

impl fmt::Display for Band {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.lo, self.hi)
    }
}

impl serde::Serialize for Band {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (self.lo, self.hi).serialize(serializer)
    }
}

impl<'de> serde::Deserialize<'de> for Band {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let (lo, hi) = <(u32, u32)>::deserialize(deserializer)?;
        Self::new(lo, hi).map_err(serde::de::Error::custom)
    }
}

impl<C> minicbor::Encode<C> for Band {
    fn encode<W: minicbor::encode::Write>(
        &self,
        encoder: &mut minicbor::Encoder<W>,
        _: &mut C,
    ) -> Result<(), minicbor::encode::Error<W::Error>> {
        encoder.array(2)?.u32(self.lo)?.u32(self.hi)?.ok()
    }
}

impl<'b, C> minicbor::Decode<'b, C> for Band {
    fn decode(
        decoder: &mut minicbor::Decoder<'b>,
        context: &mut C,
    ) -> Result<Self, minicbor::decode::Error> {
        let [lo, hi] = <[u32; 2]>::decode(decoder, context)?;
        Self::new(lo, hi).map_err(|_| minicbor::decode::Error::message("not a band"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    fn band(lo: u32, hi: u32) -> Band {
        Band::new(lo, hi).expect("a band")
    }

    #[test]
    fn a_long_day_gets_more_digits() {
        for (lo, hi, n, wanted) in [
            (5001, 5100, 0, Some("5001")),
            (5001, 5100, 99, Some("5100")),
            (5001, 5100, 100, Some("50010")),
            (5001, 5100, 1_099, Some("51009")),
            (5001, 5100, 1_100, Some("500100")),
            (9901, 9999, 99, Some("99010")),
            (10_001, 10_100, 0, Some("10001")),
            (10_001, 10_100, 100, Some("100010")),
            (5001, 5100, u64::MAX, None),
        ] {
            let ordinal = band(lo, hi).nth(n);
            assert_eq!(
                ordinal.map(|o| o.to_string()).as_deref(),
                wanted,
                "{lo}-{hi} {n}"
            );
        }
    }

    #[test]
    fn a_band_has_two_ends_of_one_width() {
        for (lo, hi, ok) in [
            (5001, 5100, true),
            (1000, 9999, true),
            (10_000, 99_999, true),
            (9901, 10_000, false),
            (5100, 5001, false),
            (1, 100, false),
            (100_000, 100_100, false),
        ] {
            assert_eq!(Band::new(lo, hi).is_ok(), ok, "{lo}-{hi}");
        }
    }

    #[test]
    fn bands_meet_when_an_ordinal_of_one_begins_with_one_of_the_other() {
        for (a, b, meet) in [
            (band(5001, 5100), band(5101, 5200), false),
            (band(5001, 5100), band(5100, 5199), true),
            (band(5001, 5100), band(50_010, 50_020), true),
            (band(5001, 5100), band(51_009, 51_100), true),
            (band(5001, 5100), band(51_010, 51_100), false),
            (band(5001, 5100), band(49_901, 49_999), false),
        ] {
            assert_eq!((a.overlaps(&b), b.overlaps(&a)), (meet, meet), "{a} {b}");
        }
    }

    #[test]
    fn bands_are_given_out_until_the_space_is_used_up() {
        let mut given = Vec::new();
        while let Some(next) = next_band(&given, 5001, 100) {
            assert!(given.iter().all(|other| !next.overlaps(other)), "{next}");
            given.push(next);
        }
        assert_eq!(given.len(), 50 + 400);
        let at = |i: usize| (given[i].lo(), given[i].hi());
        assert_eq!(at(0), (5001, 5100));
        assert_eq!(at(1), (5101, 5200));
        assert_eq!(at(49), (9901, 9999));
        assert_eq!(at(50), (10_001, 10_100));
        assert_eq!(at(449), (49_901, 49_999));
    }

    #[test]
    fn a_band_given_by_hand_is_stepped_over() {
        for (existing, start, size, wanted) in [
            (vec![], 5001, 100, Some(band(5001, 5100))),
            (vec![band(5050, 5060)], 5001, 100, Some(band(5101, 5200))),
            (
                vec![band(5001, 5100), band(5301, 5400)],
                5001,
                100,
                Some(band(5101, 5200)),
            ),
            (
                vec![band(3001, 9999)],
                3001,
                100,
                Some(band(10_001, 10_100)),
            ),
            (
                vec![band(3001, 9999), band(10_001, 29_999)],
                3001,
                100,
                None,
            ),
            (
                vec![band(20_001, 20_100)],
                20_001,
                100,
                Some(band(20_101, 20_200)),
            ),
            (vec![], 1, 100, None),
            (vec![], 5001, 0, None),
            (vec![], 5001, u32::MAX, Some(band(5001, 9999))),
        ] {
            assert_eq!(
                next_band(&existing, start, size),
                wanted,
                "{existing:?} {start} {size}"
            );
        }
    }

    #[test]
    fn both_written_forms_come_back() {
        let band = band(5001, 5100);
        assert_eq!(serde_json::to_string(&band).expect("json"), "[5001,5100]");
        assert_eq!(
            serde_json::from_str::<Band>("[5001,5100]").expect("json"),
            band
        );
        assert!(serde_json::from_str::<Band>("[5100,5001]").is_err());
        let bytes = minicbor::to_vec(band).expect("cbor");
        assert_eq!(minicbor::decode::<Band>(&bytes).expect("cbor"), band);
    }

    fn any_band() -> impl Strategy<Value = Band> {
        prop_oneof![
            (1_000_u32..=9_999, 0_u32..300),
            (10_000_u32..=99_999, 0_u32..300)
        ]
        .prop_filter_map("two widths", |(lo, more)| Band::new(lo, lo + more).ok())
    }

    proptest! {
        #[test]
        fn place_and_ordinal_are_inverse(band in any_band(), n in 0_u64..10_000_000_000) {
            let ordinal = band.nth(n).expect("room for a long day");
            prop_assert_eq!(band.index_of(ordinal), Some(n));
            let text = ordinal.to_string();
            prop_assert_eq!(text.len(), usize::from(ordinal.width));
            prop_assert_eq!(text.parse::<Ordinal>(), Ok(ordinal));
        }

        #[test]
        fn an_ordinal_of_a_band_has_a_place_in_it(band in any_band(), value in 0_u64..10_000_000, width in 4_u8..8) {
            let ordinal = Ordinal { value, width };
            if let Some(n) = band.index_of(ordinal) {
                prop_assert_eq!(band.nth(n), Some(ordinal));
            }
        }

        #[test]
        fn bands_apart_never_give_the_same_number(
            bands in proptest::collection::vec(any_band(), 2..8),
            places in proptest::collection::vec(0_u64..40_000, 1..200),
        ) {
            let mut apart: Vec<Band> = Vec::new();
            for band in bands {
                if apart.iter().all(|other| !band.overlaps(other)) {
                    apart.push(band);
                }
            }
            let mut seen = BTreeMap::new();
            for band in &apart {
                for n in &places {
                    let ordinal = band.nth(*n).expect("room");
                    let before = seen.insert(ordinal.to_string(), (*band, *n));
                    prop_assert!(before.is_none_or(|before| before == (*band, *n)));
                    prop_assert!(apart.iter().all(|b| b == band || b.index_of(ordinal).is_none()));
                }
            }
        }
    }
}
