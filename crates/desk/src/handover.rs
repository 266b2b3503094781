//! Handing paper files over between a reception point and the centre, on record at both ends.

use crate::desk::Desk;
use crate::error::{ApiError, ErrorCode};
use casework::handover::{FILES_MAX, HandOverCheck, HandOverList, Mismatch, compare};
use casework::id::CaseId;
use casework::number::{RecordCode, next_in_series};
use casework::record::Record;
use casework::text::nfc;
use casework::time::LocalTime;
use jiff::civil::date;
use store::{Reader, StoreError};

/// What follows the ordinal of a list's number.
const NUMBER_END: &str = "/BGHS";
/// Longest place, name or remark, in characters.
const LINE_MAX: usize = 500;
/// Most codes that are looked at when a bag is counted.
const SEEN_MAX: usize = 2 * FILES_MAX;

/// What goes on a list besides the place it is made at.
#[derive(Clone, Debug, Default)]
pub struct HandOver {
    /// Where the files go.
    pub to: String,
    /// The files, as typed or scanned.
    pub codes: Vec<String>,
    /// Who carries them.
    pub carrier: Option<String>,
    /// A remark.
    pub note: Option<String>,
}

impl Desk {
    /// Puts a list of paper files on record, from the place this desk stands at; gives it its
    /// number within the installation and the year.
    ///
    /// # Errors
    /// [`ErrorCode::HandOverSize`], [`ErrorCode::UnknownCase`], [`ErrorCode::BadField`],
    /// [`ErrorCode::NoBand`], or the disk's; then nothing is written.
    pub fn hand_over(&self, asked: HandOver) -> Result<(Record, HandOverList), ApiError> {
        let mut codes: Vec<RecordCode> = Vec::new();
        for text in &asked.codes {
            let code = self.case(self.find(text)?)?.opening.code;
            if !codes.contains(&code) {
                codes.push(code);
            }
        }
        if !(1..=FILES_MAX).contains(&codes.len()) {
            return Err(ApiError::new(ErrorCode::HandOverSize).with("max", FILES_MAX));
        }
        let to = line("to", Some(asked.to))?
            .ok_or_else(|| ApiError::new(ErrorCode::BadField).with("field", "to"))?;
        let (carrier, note) = (line("carrier", asked.carrier)?, line("note", asked.note)?);
        let place = self.profile().place();
        let from = place
            .name
            .unwrap_or_else(|| self.profile().office.name.clone());
        let year = self.facts()?.now.date().year();
        self.store().write(|tx| {
            let list = HandOverList {
                number: self.hand_over_number(tx, year)?,
                from,
                to,
                codes,
                carrier,
                note,
            };
            let id = self.keep_record(tx, &list)?;
            tx.record(id)?.ok_or_else(|| ErrorCode::Bug.into())
        })
    }

    fn hand_over_number(&self, reader: &Reader<'_>, year: i16) -> Result<String, ApiError> {
        let device = self.public_key().device();
        let bands = reader.bands(self.office(), device, self.profile().epoch)?;
        let lo = bands.first().ok_or(StoreError::NoBand)?.lo();
        let first = LocalTime::new(date(year, 1, 1).at(0, 0, 0, 0));
        let known =
            reader.records::<HandOverList>(Some(self.office()), first.unix_ms(), i64::MAX)?;
        let given = known.iter().map(|(_, list)| list.number.as_str());
        Ok(next_in_series(lo, NUMBER_END, given))
    }

    /// The list with a number or internal id; numbers repeat from year to year, the newest counts.
    ///
    /// # Errors
    /// [`ErrorCode::HandOverUnknown`], or the store's.
    pub fn hand_over_list(&self, number: &str) -> Result<(Record, HandOverList), ApiError> {
        let unknown = || ApiError::new(ErrorCode::HandOverUnknown).with("number", number);
        let wanted = number.trim();
        if let Ok(id) = wanted.parse::<CaseId>() {
            return self.record(id)?.ok_or_else(unknown);
        }
        let bare = |number: &str| number.trim_end_matches(NUMBER_END).to_owned();
        let lists = self.hand_over_lists()?;
        let mut newest_first = lists.into_iter().rev();
        newest_first
            .find(|(_, list)| bare(&list.number) == bare(wanted))
            .ok_or_else(unknown)
    }

    /// Every list of the office, oldest first, from every device.
    ///
    /// # Errors
    /// The store's.
    pub fn hand_over_lists(&self) -> Result<Vec<(Record, HandOverList)>, ApiError> {
        self.store()
            .read(|reader| Ok(reader.records(Some(self.office()), i64::MIN, i64::MAX)?))
    }

    /// Every count of a list's bag, oldest first.
    ///
    /// # Errors
    /// The store's.
    pub fn hand_over_checks(&self) -> Result<Vec<(Record, HandOverCheck)>, ApiError> {
        self.store()
            .read(|reader| Ok(reader.records(Some(self.office()), i64::MIN, i64::MAX)?))
    }

    /// Compares what was scanned with a list and puts the count on record.
    ///
    /// # Errors
    /// [`ErrorCode::HandOverUnknown`], [`ErrorCode::InputTooLarge`], or the disk's.
    pub fn check_hand_over(
        &self,
        number: &str,
        seen: &[String],
    ) -> Result<(HandOverList, Mismatch), ApiError> {
        let (record, list) = self.hand_over_list(number)?;
        let mut once: Vec<String> = Vec::new();
        for text in seen.iter().map(|text| nfc(text)) {
            if !text.is_empty() && !once.contains(&text) {
                once.push(text.chars().take(60).collect());
            }
        }
        if once.len() > SEEN_MAX {
            return Err(ApiError::new(ErrorCode::InputTooLarge).with("max", SEEN_MAX));
        }
        let mismatch = compare(&list, &once);
        let check = HandOverCheck {
            list: record.id,
            number: list.number.clone(),
            seen: once,
            mismatch: mismatch.clone(),
        };
        self.store().write(|tx| self.keep_record(tx, &check))?;
        Ok((list, mismatch))
    }
}

/// A line as it is kept; `None` when there is nothing in it.
fn line(field: &str, text: Option<String>) -> Result<Option<String>, ApiError> {
    let text = text.map(|text| nfc(&text)).filter(|text| !text.is_empty());
    if text
        .as_ref()
        .is_some_and(|text| text.chars().count() > LINE_MAX)
    {
        return Err(ApiError::new(ErrorCode::TooLong)
            .with("field", field)
            .with("max", LINE_MAX));
    }
    Ok(text)
}
