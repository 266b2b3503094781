//! What a request for reception says about fees.

use super::{Asked, FeeKind, FeeLine, FeeTable, Money, Quantities};
use crate::procedure::Channel;
use crate::rejection::Rejection;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Fees as they are asked for: either what the table needs to know, or the lines themselves.
///
/// vi: phí, lệ phí của hồ sơ khi tiếp nhận
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FeesIn {
    /// Pages of one original.
    #[serde(default)]
    pub pages: Option<u32>,
    /// Copies asked for.
    #[serde(default)]
    pub copies: Option<u32>,
    /// Persons on a list.
    #[serde(default)]
    pub persons: Option<u32>,
    /// Which of several rates, where the procedure has them.
    #[serde(default)]
    pub option: Option<String>,
    /// The ground of an exemption, by its code.
    #[serde(default)]
    pub exemption: Option<String>,
    /// The lines, where the officer states them; then nothing else may be given.
    #[serde(default)]
    pub lines: Option<Vec<FeeLineIn>>,
}

/// A fee line an officer states.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FeeLineIn {
    /// What it is for.
    pub name: String,
    /// Fee, charge or price of a service; a fee where not said.
    #[serde(default)]
    pub kind: Option<FeeKind>,
    /// The price of one in đồng.
    pub unit_price: Money,
    /// How many; one where not said.
    #[serde(default)]
    pub quantity: Option<u32>,
    /// The ground on which nothing is asked for.
    #[serde(default)]
    pub exemption: Option<String>,
    /// The act that sets the price.
    #[serde(default)]
    pub source: Option<String>,
}

impl FeesIn {
    /// The fee lines of a case. `None` where the table cannot say all of them and nobody asked for
    /// anything: an officer enters them later.
    ///
    /// # Errors
    /// [`Rejection::BadField`] names what is not possible.
    pub fn lines(
        asked: Option<&Self>,
        table: &FeeTable,
        procedure: &str,
        channel: Channel,
        at: Date,
    ) -> Result<Option<Vec<FeeLine>>, Rejection> {
        let nothing = Self::default();
        let given = asked.unwrap_or(&nothing);
        if let Some(lines) = &given.lines {
            let alone = Self {
                lines: Some(lines.clone()),
                ..Self::default()
            };
            if *given != alone {
                return Err(bad("fees.lines"));
            }
            return Ok(Some(lines.iter().map(FeeLineIn::stated).collect()));
        }
        let quantities = given.quantities();
        let assessed = table.assess(&Asked {
            procedure,
            channel,
            quantities: &quantities,
            exemption: given.exemption.as_deref(),
            at,
        });
        let assessment = assessed.map_err(|error| bad(error.field()))?;
        Ok(assessment.is_complete().then_some(assessment.lines))
    }

    /// Pages, copies, persons and the choice of rate.
    pub fn quantities(&self) -> Quantities {
        Quantities {
            pages: self.pages,
            copies: self.copies,
            persons: self.persons,
            option: self.option.clone(),
        }
    }
}

impl FeeLineIn {
    fn stated(&self) -> FeeLine {
        let quantity = self.quantity.unwrap_or(1);
        let amount = self.unit_price.0.saturating_mul(i64::from(quantity));
        let exempt = self.exemption.is_some();
        FeeLine {
            code: "stated".to_owned(),
            name: self.name.clone(),
            kind: self.kind.unwrap_or(FeeKind::Fee),
            unit_price: self.unit_price,
            quantity,
            amount: Money(if exempt { 0 } else { amount }),
            exemption: self.exemption.clone(),
            source: self.source.clone(),
            verified: false,
        }
    }
}

fn bad(field: &str) -> Rejection {
    Rejection::BadField {
        field: field.to_owned(),
    }
}
