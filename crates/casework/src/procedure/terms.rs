//! How long a procedure takes in which case, where, and after a payment.

use super::{Procedure, Variant};
use crate::calendar::{
    Amount, Calendar, CalendarError, ClockStep, Due, Explained, Interruption, Limits, TimeLimit,
    TimeUnit, Verification, schedule,
};
use crate::time::LocalTime;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// A time limit with where it was read.
///
/// vi: thời hạn kèm căn cứ
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StatedLimit {
    /// How long.
    #[serde(with = "super::limit::required")]
    pub limit: TimeLimit,
    /// How far the source was checked.
    pub verification: Verification,
    /// Where it was read, Vietnamese.
    pub source: String,
}

/// A file of time limits that the national records do not hold as fields.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    pub(super) version: u32,
    #[serde(rename = "about")]
    _about: serde::de::IgnoredAny,
    pub(super) procedures: Vec<Row>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Row {
    pub(super) code: String,
    difficult: Option<StatedLimit>,
    #[serde(default)]
    financial_duty: bool,
    second_limit: Option<StatedLimit>,
    #[serde(default)]
    variants: Vec<Variant>,
}

impl Row {
    /// Writes what the row says into its procedure.
    pub(super) fn lay_over(self, procedure: &mut Procedure) -> Result<(), &'static str> {
        if let Some(added) = self.difficult {
            let in_days = |limit: TimeLimit| limit.unit == TimeUnit::WorkingDays;
            if !in_days(added.limit) || !procedure.limit.is_some_and(in_days) {
                return Err("time can only be added in working days to working days");
            }
            procedure.difficult = Some(added);
        }
        procedure.financial_duty |= self.financial_duty;
        if self.second_limit.is_some() {
            procedure.second_limit = self.second_limit;
            procedure.financial_duty = true;
        }
        for variant in self.variants {
            if !variant.code.starts_with(&procedure.code) {
                return Err("the code of a case begins with its procedure's");
            }
            let known = procedure.variants.iter_mut();
            match { known }.find(|known| known.code == variant.code) {
                Some(known) => {
                    known.limit = variant.limit.or(known.limit);
                    known.name = variant.name.or(known.name.take());
                    known.second_limit = variant.second_limit.or(known.second_limit.take());
                    known.source = variant.source.or(known.source.take());
                }
                None if variant.limit.is_none() => return Err("a further case has a limit"),
                None => procedure.variants.push(variant),
            }
        }
        Ok(())
    }
}

/// A due date with what the catalogue knows about its limit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Promise {
    /// When; `None` where the catalogue has no limit.
    pub due: Option<Due>,
    /// The limit that was counted, the last one where the clock started anew.
    pub limit: Option<TimeLimit>,
    /// No case was chosen, and there are some with other limits.
    pub ambiguous: bool,
    /// A part of the limit was not read in a source.
    pub unverified: bool,
    /// The other cases, where there is no due date to explain.
    pub other_cases: Vec<Explained>,
}

impl Procedure {
    /// Computes the due date of a case of this procedure in a commune, and tells everything that
    /// bears on its limit.
    ///
    /// # Errors
    /// `OutOfRange` as [`schedule`].
    pub fn promise(
        &self,
        difficult: bool,
        variant: Option<&str>,
        received: LocalTime,
        interruptions: &[Interruption],
        calendar: &Calendar,
    ) -> Result<Promise, CalendarError> {
        let here = self.in_commune(difficult);
        let others = here.other_cases(variant);
        let others: Vec<Explained> = others.iter().filter_map(other_case).collect();
        let mut promise = Promise {
            due: None,
            limit: None,
            ambiguous: variant.is_none() && !others.is_empty(),
            unverified: false,
            other_cases: vec![],
        };
        let Some(limits) = here.limits_of(variant) else {
            promise.other_cases = others;
            return Ok(promise);
        };
        let mut due = schedule(received, &limits, interruptions, calendar)?;
        let second_runs = due.steps.iter().any(is_second);
        let mut about: Vec<Explained> = Vec::new();
        if second_runs {
            let stated = here.second_limit_of(variant);
            promise.unverified = stated.is_some_and(|stated| !stated.verification.is_verified());
        } else if let Some(added) = here.raised_by(variant) {
            let verified = added.verification.is_verified();
            promise.unverified = !verified;
            let amount = added.limit.amount;
            about.push(Explained::Raised { amount, verified });
        }
        if variant.is_none() {
            about.extend(others);
        }
        let place =
            |steps: &[Explained]| steps.iter().position(|s| matches!(s, Explained::Limit(_)));
        if let Some(at) = place(&due.steps) {
            promise.limit = due.steps.get(at).and_then(limit_in);
            due.steps.splice(at + 1..at + 1, about);
        }
        if here.financial_duty && !second_runs {
            let second_known = limits.second.is_some();
            let last = due.steps.len().saturating_sub(1);
            due.steps
                .insert(last, Explained::FirstAppointment { second_known });
        }
        promise.due = Some(due);
        Ok(promise)
    }

    /// What a difficult commune has added to the limit of a case.
    fn raised_by(&self, variant: Option<&str>) -> Option<&StatedLimit> {
        let limit = self.limit_of(variant)?;
        let counts = self.raised && limit.unit == TimeUnit::WorkingDays;
        self.difficult.as_ref().filter(|_| counts)
    }

    /// The time limit of the variant with this code, or of the procedure when `variant` is `None`.
    /// `None` too when there is no such variant or no limit in the data.
    pub fn limit_of(&self, variant: Option<&str>) -> Option<TimeLimit> {
        match variant {
            None => self.limit,
            Some(code) => self.variant(code)?.limit,
        }
    }

    /// The limit of the second appointment, from proof of payment: the variant's own, else the
    /// procedure's; `None` where there is only one appointment, or its limit is not known.
    pub fn second_limit_of(&self, variant: Option<&str>) -> Option<&StatedLimit> {
        variant
            .and_then(|code| self.variant(code)?.second_limit.as_ref())
            .or(self.second_limit.as_ref())
    }

    /// Both limits, as a case's clock needs them.
    pub fn limits_of(&self, variant: Option<&str>) -> Option<Limits> {
        let second = self.second_limit_of(variant);
        self.limit_of(variant).map(|first| Limits {
            first,
            second: second.map(|stated| stated.limit),
        })
    }

    /// The cases with another limit than the one that is used: where there are any and none was
    /// chosen, the due date is not certain.
    pub fn other_cases(&self, variant: Option<&str>) -> Vec<&Variant> {
        let used = self.limit_of(variant);
        let others = self.variants.iter().filter(|other| {
            other.limit.is_some() && other.limit != used && Some(other.code.as_str()) != variant
        });
        others.collect()
    }

    /// The procedure as it holds in a commune: with more time where it is a difficult one and the
    /// data says so.
    pub fn in_commune(&self, difficult: bool) -> Cow<'_, Self> {
        let not_yet = difficult && !self.raised;
        let Some(added) = self.difficult.as_ref().filter(|_| not_yet) else {
            return Cow::Borrowed(self);
        };
        let more = added.limit.amount.0;
        let raised = |limit: TimeLimit| {
            if limit.unit == TimeUnit::WorkingDays {
                let amount = Amount(limit.amount.0.saturating_add(more));
                TimeLimit { amount, ..limit }
            } else {
                limit
            }
        };
        let mut raised_procedure = self.clone();
        raised_procedure.limit = self.limit.map(raised);
        for variant in &mut raised_procedure.variants {
            variant.limit = variant.limit.map(raised);
        }
        raised_procedure.raised = true;
        Cow::Owned(raised_procedure)
    }
}

fn other_case(variant: &&Variant) -> Option<Explained> {
    let case = match &variant.name {
        None => variant.code.clone(),
        Some(name) => format!("{} ({name})", variant.code),
    };
    let limit = variant.limit?;
    Some(Explained::OtherCase { case, limit })
}

fn is_second(step: &Explained) -> bool {
    matches!(step, Explained::Clock(ClockStep::SecondStarted { .. }))
}

fn limit_in(step: &Explained) -> Option<TimeLimit> {
    if let Explained::Limit(limit) = step {
        Some(*limit)
    } else {
        None
    }
}
