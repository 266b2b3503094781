//! The papers a counter prints on: their sheets, and the sizes of type that suit them.

use super::flow::Sheet;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A paper a form of a case may be printed on.
///
/// vi: khổ giấy
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub enum PaperSize {
    /// A5 upright, the size of the circular.
    ///
    /// vi: khổ giấy A5 — TT 01/2018/TT-VPCP Đ.9
    #[default]
    #[serde(rename = "a5")]
    A5,
    /// A4 upright.
    #[serde(rename = "a4")]
    A4,
    /// The roll of a thermal printer, 80 mm wide, of which its head reaches 72; each copy is one page as
    /// long as what stands on it.
    ///
    /// vi: giấy in nhiệt 80 mm
    #[serde(rename = "80mm")]
    Roll80,
}

impl PaperSize {
    /// Every paper, the usual one first.
    pub const ALL: [Self; 3] = [Self::A5, Self::A4, Self::Roll80];

    /// Its stable name.
    pub fn code(self) -> &'static str {
        match self {
            Self::A5 => "a5",
            Self::A4 => "a4",
            Self::Roll80 => "80mm",
        }
    }

    /// The paper of a stable name.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|size| size.code() == code)
    }

    /// The sheet with its margins.
    pub(crate) fn sheet(self) -> Sheet {
        match self {
            Self::A5 => A5,
            Self::A4 => A4,
            Self::Roll80 => ROLL,
        }
    }

    /// Sizes of the body: from the best down to the least that is easily read, and the one of a copy that
    /// needs several sheets all the same.
    pub(crate) fn body(self) -> Body {
        let (best, least, several) = match self {
            Self::A5 => (12.0, 10.0, 11.0),
            Self::A4 => (13.0, 11.0, 12.0),
            // Only one: a roll is never full.
            Self::Roll80 => (10.0, 10.0, 10.0),
        };
        Body {
            best,
            least,
            several,
        }
    }
}

/// Sizes of type in points.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Body {
    pub(crate) best: f32,
    pub(crate) least: f32,
    pub(crate) several: f32,
}

/// A4 upright with the margins of official paper, in millimetres — NĐ 30/2020/NĐ-CP, Phụ lục I.
pub(crate) const A4: Sheet = Sheet {
    width: 210.0,
    height: 297.0,
    left: 20.0,
    right: 15.0,
    top: 15.0,
    bottom: 18.0,
};
/// A5 upright.
pub(crate) const A5: Sheet = Sheet {
    width: 148.0,
    height: 210.0,
    left: 14.0,
    right: 10.0,
    top: 8.0,
    bottom: 12.0,
};
/// A roll: margins are what the head cannot reach, above and below what the cutter needs.
const ROLL: Sheet = Sheet {
    width: 80.0,
    height: f32::INFINITY,
    left: 4.0,
    right: 4.0,
    top: 4.0,
    bottom: 6.0,
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::print::wording::MEASURE;

    #[test]
    fn papers_keep_their_names_and_columns_are_counted_on_a5() {
        for size in PaperSize::ALL {
            assert_eq!(PaperSize::from_code(size.code()), Some(size));
            let written = serde_json::to_value(size).expect("a name");
            assert_eq!(written, size.code());
        }
        assert_eq!(PaperSize::from_code("a3"), None);
        assert_eq!(A5.measure(), MEASURE);
        assert_eq!(ROLL.measure(), 72.0);
    }
}
