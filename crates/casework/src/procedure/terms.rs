//! How long a procedure takes in which case, where, and after a payment.

use super::{Procedure, Variant};
use crate::calendar::{Amount, Limits, TimeLimit, TimeUnit, Verification};
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

impl Procedure {
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
        let Some(added) = self.difficult.as_ref().filter(|_| difficult) else {
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
        raised_procedure.difficult = None;
        Cow::Owned(raised_procedure)
    }
}
