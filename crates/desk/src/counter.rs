//! What is answered at the counter before a file is received: numbered, on record, read back.

use crate::desk::Desk;
use crate::error::{ApiError, ErrorCode};
use casework::counter::{
    Counter, CounterAnswer, CounterRequest, SAME_MATTER_MS, answer, next_number,
};
use casework::id::CaseId;
use casework::record::Record;
use casework::time::LocalTime;
use jiff::civil::date;
use store::{Reader, StoreError};

impl Desk {
    /// Gives an answer at the counter: number, rules, log in one transaction. The number counts
    /// within the installation and the year and is used up only when the answer is kept.
    ///
    /// # Errors
    /// A rejection of the rules, [`ErrorCode::UnknownProcedure`], [`ErrorCode::NoBand`], or the
    /// disk's; then nothing is written.
    pub fn answer_at_counter(
        &self,
        request: CounterRequest,
    ) -> Result<(Record, CounterAnswer), ApiError> {
        let procedure = self
            .catalogue()
            .get(request.procedure.trim())
            .ok_or_else(|| {
                ApiError::new(ErrorCode::UnknownProcedure).with("procedure", &request.procedure)
            })?;
        let facts = self.facts()?;
        let (year_begin, year_end) = year_of(facts.now);
        let recent = facts.now.unix_ms() - SAME_MATTER_MS;
        self.store().write(|tx| {
            let clock_unconfirmed = self.observe_clock(tx)?;
            let from = recent.min(year_begin.unix_ms());
            let mut earlier = tx.records(Some(self.office()), from, year_end.unix_ms())?;
            let number = self.counter_number(tx, &earlier, year_begin)?;
            if let Some(named) = request.follows
                && earlier.iter().all(|(record, _)| record.id != named)
                && let Some(found) = tx.record(named)?
            {
                earlier.insert(0, found);
            }
            let counter = Counter {
                procedure,
                earlier: &earlier,
                number: &number,
                phone: self.profile().office.phone.as_deref(),
                clock_unconfirmed,
            };
            let answer = answer(request, &facts, &counter)?;
            let id = self.keep_record_at(tx, &facts, &answer)?;
            tx.record(id)?.ok_or_else(|| ErrorCode::Bug.into())
        })
    }

    /// The installation's next number of the year, after those it gave out since `year_begin`.
    fn counter_number(
        &self,
        reader: &Reader<'_>,
        known: &[(Record, CounterAnswer)],
        year_begin: LocalTime,
    ) -> Result<String, ApiError> {
        let device = self.public_key().device();
        let bands = reader.bands(self.office(), device, self.profile().epoch)?;
        let lo = bands.first().ok_or(StoreError::NoBand)?.lo();
        let given = known
            .iter()
            .filter(|(record, _)| record.at >= year_begin)
            .map(|(_, answer)| answer.number.as_str());
        Ok(next_number(lo, given))
    }

    /// The office's answers from `from` to before `to`, oldest first, from every device.
    ///
    /// # Errors
    /// The store's.
    pub fn counter_answers(
        &self,
        from: LocalTime,
        to: LocalTime,
    ) -> Result<Vec<(Record, CounterAnswer)>, ApiError> {
        self.records(from, to)
    }

    /// The answer with a number or internal id; numbers repeat from year to year, the newest counts.
    ///
    /// # Errors
    /// [`ErrorCode::UnknownAnswer`], or the store's.
    pub fn counter_answer(&self, number: &str) -> Result<(Record, CounterAnswer), ApiError> {
        let unknown = || ApiError::new(ErrorCode::UnknownAnswer).with("number", number);
        let wanted = number.trim();
        if let Ok(id) = wanted.parse::<CaseId>() {
            return self.record(id)?.ok_or_else(unknown);
        }
        let all = self.store().read(|reader| {
            reader.records::<CounterAnswer>(Some(self.office()), i64::MIN, i64::MAX)
        })?;
        let bare = |number: &str| number.trim_end_matches("/HDHS").to_owned();
        all.into_iter()
            .rev()
            .find(|(_, answer)| bare(&answer.number) == bare(wanted))
            .ok_or_else(unknown)
    }
}

/// The first moment of a time's year and of the next.
fn year_of(at: LocalTime) -> (LocalTime, LocalTime) {
    let year = at.date().year();
    let first = |year: i16| LocalTime::new(date(year, 1, 1).at(0, 0, 0, 0));
    (first(year), first(year.saturating_add(1).min(9999)))
}
