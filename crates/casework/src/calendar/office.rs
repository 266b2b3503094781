//! The calendar of one office: its province's rows, its Saturdays.

use super::{
    Calendar, CalendarError,
    file::{self, Year},
};
use crate::office::Office;
use crate::text::fold;

/// How the setting of an office stands in the calendar's id.
const SATURDAY: &str = "saturday";

impl Calendar {
    /// The calendar an office works by: the national one, its province's own rows where there are
    /// any, Saturday mornings where its counters work them.
    pub fn for_office(office: &Office) -> Self {
        let national = Self::built_in().for_province(&office.province);
        if office.saturday {
            national.with_saturday_mornings()
        } else {
            national
        }
    }

    /// With the rows of a province that are compiled into the program; as it is where there are
    /// none. Marks, case and what stands before the name do not matter.
    #[must_use]
    pub fn for_province(mut self, province: &str) -> Self {
        let asked = fold(province);
        for json in file::BUILT_IN_ROWS {
            let rows = file::read_rows(json)
                .expect("the compiled-in rows of provinces are read by a test of this crate");
            let name = fold(&rows.province);
            let known = self.knows_year(rows.year.year);
            if known && (asked == name || asked.ends_with(&format!(" {name}"))) {
                self.ids.push(rows.id);
                self.put_rows(rows.year);
            }
        }
        self
    }

    /// With counters that also work on Saturday morning; its id says so.
    #[must_use]
    pub fn with_saturday_mornings(mut self) -> Self {
        for version in &mut self.hours {
            version.open_saturday_morning();
        }
        self.ids.push(SATURDAY.to_owned());
        self
    }

    /// Lays rows over a year that is known.
    pub(super) fn lay_over(&mut self, rows: Year) -> Result<(), CalendarError> {
        if !self.knows_year(rows.year) {
            return Err(CalendarError::NoYear(rows.year));
        }
        self.put_rows(rows);
        Ok(())
    }

    fn put_rows(&mut self, rows: Year) {
        if let Some(year) = self.years.get_mut(&rows.year) {
            year.rows.extend(rows.rows);
        }
    }
}
