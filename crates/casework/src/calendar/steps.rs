//! Collecting the steps of a due date, days in a row in one step.

use super::{Calendar, DayKind, Explained, Row, RowKind, days_from};
use crate::time::LocalTime;
use jiff::civil::Date;

/// What is counted while the days of a span are told.
#[derive(Clone, Copy)]
pub(super) enum Counting {
    /// Working days after the first, each as one.
    Days { first: Date, whole: u32 },
    /// Working minutes between two moments.
    Minutes { start: LocalTime, due: LocalTime },
    /// Nothing; days off matter from this day on, before it only what is not settled is told.
    Elsewhere { from: Date },
}

pub(super) struct Steps<'c> {
    calendar: &'c Calendar,
    steps: Vec<Explained>,
    unsettled: bool,
    counted: u32,
}

impl<'c> Steps<'c> {
    pub(super) fn new(calendar: &'c Calendar) -> Self {
        Self {
            calendar,
            steps: Vec::new(),
            unsettled: false,
            counted: 0,
        }
    }

    pub(super) fn into_vec(self) -> Vec<Explained> {
        self.steps
    }

    /// Adds a step, joined to the one before where that goes on the same way.
    pub(super) fn push(&mut self, step: Explained) {
        let joined = self.steps.last_mut().is_some_and(|last| join(last, &step));
        if !joined {
            self.steps.push(step);
        }
    }

    /// Tells every day of a span, both ends included.
    pub(super) fn walk(&mut self, from: Date, to: Date, counting: Counting) {
        for date in days_from(from).take_while(|date| *date <= to) {
            self.tell(date, counting);
            self.count(date, counting);
        }
    }

    /// Adds a step for each year without a file; gives whether anything in the span is unsettled.
    pub(super) fn push_unknown_years(&mut self, from: Date, to: Date) -> bool {
        for year in from.year()..=to.year() {
            if !self.calendar.knows_year(year) {
                self.unsettled = true;
                self.push(Explained::YearNotKnown { year });
            }
        }
        self.unsettled
    }

    fn tell(&mut self, date: Date, counting: Counting) {
        let matters = match counting {
            Counting::Days { .. } | Counting::Minutes { .. } => true,
            Counting::Elsewhere { from } => date >= from,
        };
        if let Some(row) = self.calendar.row(date)
            && !row.announced
        {
            self.unsettled = true;
            if !row.applies {
                let name = row.name.clone();
                self.push(Explained::NotApplied { date, name });
            } else if !matters {
                self.push(Explained::NotSettled {
                    from: date,
                    to: date,
                    name: row.name.clone(),
                });
            }
        }
        if !matters {
            return;
        }
        match self.calendar.day_kind(date) {
            DayKind::Ordinary => {}
            DayKind::WeeklyRest => self.push(Explained::RestDays {
                from: date,
                to: date,
            }),
            DayKind::Row(row) => self.push(row_step(row)),
        }
    }

    fn count(&mut self, date: Date, counting: Counting) {
        match counting {
            Counting::Days { first, whole } => {
                if date == first && whole > 0 {
                    self.push(Explained::FirstDayNotCounted { date });
                } else if date > first && self.calendar.is_working_day(date) {
                    self.counted += 1;
                    self.push(Explained::DaysCounted {
                        from: date,
                        to: date,
                        first: self.counted,
                        last: self.counted,
                    });
                }
            }
            Counting::Minutes { start, due } => {
                let minutes = self.calendar.minutes_within(date, start, due);
                if minutes > 0 {
                    self.push(Explained::HoursCounted {
                        from: date,
                        to: date,
                        minutes,
                    });
                }
            }
            Counting::Elsewhere { .. } => {}
        }
    }
}

fn row_step(row: &Row) -> Explained {
    let (date, name, announced) = (row.date, row.name.clone(), row.announced);
    match row.kind {
        RowKind::Off => Explained::DaysOff {
            from: date,
            to: date,
            name,
            announced,
        },
        RowKind::Working => Explained::MakeUpDay {
            date,
            name,
            announced,
        },
        RowKind::HalfDay => Explained::HalfDay {
            date,
            name,
            announced,
        },
    }
}

/// Extends a step by a following one of its kind; gives whether it could.
fn join(last: &mut Explained, next: &Explained) -> bool {
    use Explained::{DaysCounted, DaysOff, HoursCounted, NotSettled, RestDays};
    let follows = |to: &Date, from: &Date| to.tomorrow().is_ok_and(|day| day == *from);
    match (last, next) {
        (RestDays { to, .. }, RestDays { from, to: end }) if follows(to, from) => {
            *to = *end;
            true
        }
        (
            DaysOff {
                to,
                name,
                announced,
                ..
            },
            DaysOff {
                from,
                to: end,
                name: next_name,
                announced: next_announced,
            },
        ) if follows(to, from) && name == next_name && announced == next_announced => {
            *to = *end;
            true
        }
        (
            NotSettled { to, name, .. },
            NotSettled {
                from,
                to: end,
                name: next_name,
            },
        ) if follows(to, from) && name == next_name => {
            *to = *end;
            true
        }
        (
            DaysCounted { to, last, .. },
            DaysCounted {
                from,
                to: end,
                last: next_last,
                ..
            },
        ) if follows(to, from) => {
            (*to, *last) = (*end, *next_last);
            true
        }
        (
            HoursCounted { to, minutes, .. },
            HoursCounted {
                from,
                to: end,
                minutes: more,
            },
        ) if follows(to, from) => {
            *to = *end;
            *minutes += more;
            true
        }
        _ => false,
    }
}
