//! Values in the sentences of a due date, as text.

use super::Amount;
use crate::time::LocalTime;
use jiff::civil::{Date, Time};

/// A value to put into a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Param {
    /// `07/02/2027`
    Date(Date),
    /// First and last: `04/02/2027–10/02/2027`, one date where they are the same.
    Dates(Date, Date),
    /// `08:30 07/02/2027`
    At(LocalTime),
    /// `15:00`
    Time(Time),
    /// As it stands.
    Text(String),
    /// Digits.
    Number(u32),
    /// First and last: `2–5`, one number where they are the same.
    Numbers(u32, u32),
    /// `3.5` or `3,5`
    Amount(Amount),
    /// Two digits: `00`
    Minutes(u32),
}

impl Param {
    /// The value as text, Vietnamese date order, with the reader's decimal mark.
    pub fn text(&self, decimal_mark: char) -> String {
        match self {
            Self::Date(date) => date.strftime("%d/%m/%Y").to_string(),
            Self::Dates(from, to) if from == to => from.strftime("%d/%m/%Y").to_string(),
            Self::Dates(from, to) => {
                format!("{}–{}", from.strftime("%d/%m/%Y"), to.strftime("%d/%m/%Y"))
            }
            Self::At(at) => at.datetime().strftime("%H:%M %d/%m/%Y").to_string(),
            Self::Time(time) => time.strftime("%H:%M").to_string(),
            Self::Text(text) => text.clone(),
            Self::Number(number) => number.to_string(),
            Self::Numbers(first, last) if first == last => first.to_string(),
            Self::Numbers(first, last) => format!("{first}–{last}"),
            Self::Amount(Amount(hundredths)) => decimal(*hundredths, decimal_mark),
            Self::Minutes(minutes) => format!("{minutes:02}"),
        }
    }
}

fn decimal(hundredths: u32, mark: char) -> String {
    let (whole, rest) = (hundredths / 100, hundredths % 100);
    match (rest, rest % 10) {
        (0, _) => whole.to_string(),
        (_, 0) => format!("{whole}{mark}{}", rest / 10),
        _ => format!("{whole}{mark}{rest:02}"),
    }
}
