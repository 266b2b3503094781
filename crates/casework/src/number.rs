//! Official numbers: the code of a case file, and the bands of ordinals that let many devices give
//! them out without asking one another.

mod band;
mod code;

pub use band::{Band, Ordinal, next_band};
pub use code::{AgencyCode, RecordCode};

/// The next number of a series such as `5001-0007/HDHS`: the lower end of the installation's band, an
/// ordinal that counts on after the largest of `given`, and `end`. Numbers of other bands and series
/// among `given` do not count.
pub fn next_in_series<'a>(band_lo: u32, end: &str, given: impl Iterator<Item = &'a str>) -> String {
    let begin = format!("{band_lo}-");
    let ordinal = |number: &str| -> Option<u64> {
        let digits = number.strip_prefix(&begin)?.strip_suffix(end)?;
        digits.parse().ok()
    };
    let last = given.filter_map(ordinal).max().unwrap_or(0);
    format!("{begin}{:04}{end}", last + 1)
}

/// Why a number is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NumberError {
    /// Not of the shape `agency-YYMMDD-ordinal`.
    #[error("not a record code: expected agency-YYMMDD-ordinal")]
    Shape,
    /// The agency part is no agency code.
    #[error("not an agency code: {agency}")]
    Agency {
        /// The part that was refused, cut to 40 characters.
        agency: String,
    },
    /// The six digits are no day of this century.
    #[error("not a reception date (YYMMDD)")]
    Date,
    /// Fewer than four digits, more than eighteen, or something else than digits.
    #[error("not an ordinal: expected 4 to 18 digits")]
    Ordinal,
    /// A band must have two four-digit or two five-digit ends, the lower one first.
    #[error("not a band of ordinals: {lo} to {hi}")]
    Band {
        /// The lower end that was given.
        lo: u32,
        /// The upper end that was given.
        hi: u32,
    },
}
