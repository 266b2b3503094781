//! What a case costs by the table, and how that comes about.

use super::table::{Exemption, FeeError, FeeTable, PageRate, Rate, Row, Unit};
use super::{FeeLine, Money};
use crate::procedure::Channel;
use jiff::civil::Date;
use std::collections::BTreeSet;

/// Most pages, copies or persons that are counted.
pub(crate) const QUANTITY_MAX: u32 = 9_999;

/// What the fee of a case depends on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Quantities {
    /// Pages of one original.
    ///
    /// vi: số trang của bản chính
    pub pages: Option<u32>,
    /// Copies asked for.
    ///
    /// vi: số bản
    pub copies: Option<u32>,
    /// Persons on a list.
    ///
    /// vi: số người
    pub persons: Option<u32>,
    /// Which of several rates, where the procedure has them: "list".
    pub option: Option<String>,
}

/// A question to the table.
#[derive(Clone, Debug)]
pub struct Asked<'a> {
    /// Code of the procedure.
    pub procedure: &'a str,
    /// How the file came in.
    pub channel: Channel,
    /// Pages, copies and persons.
    pub quantities: &'a Quantities,
    /// The ground of an exemption, by its code.
    pub exemption: Option<&'a str>,
    /// The day of reception.
    pub at: Date,
}

/// What a case costs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Assessment {
    /// What is asked for; lines of an exempted case are kept with their ground.
    pub lines: Vec<FeeLine>,
    /// The sum of the lines.
    pub total: Money,
    /// What the table cannot say.
    pub unknown: Vec<Unknown>,
    /// How the amounts come about.
    pub explain: Vec<Explained>,
}

impl Assessment {
    /// Whether the table says all there is to say: an officer need not add anything.
    pub fn is_complete(&self) -> bool {
        self.unknown.is_empty() && !self.lines.is_empty()
    }
}

/// Something that costs money, how much is not known here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unknown {
    /// What it is; the procedure's code where the table has nothing at all.
    pub name: String,
    /// Why.
    pub reason: UnknownReason,
}

/// Why an amount is not known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnknownReason {
    /// The province's council sets it, and the office has not entered it.
    ///
    /// vi: do Hội đồng nhân dân cấp tỉnh quy định
    SetByProvince,
    /// It depends on the number of pages, which was not given.
    PagesMissing,
    /// No row for this procedure and way to file on that day.
    NotInTable,
}

impl UnknownReason {
    /// A stable word; its text is in `catalogue/messages/fees.json`.
    pub fn code(self) -> &'static str {
        match self {
            Self::SetByProvince => "set_by_province",
            Self::PagesMissing => "pages_missing",
            Self::NotInTable => "not_in_table",
        }
    }
}

/// One step of an assessment as data; the words are in `catalogue/messages/fees.json`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Explained {
    /// So many at one price.
    Each {
        /// What for.
        name: String,
        /// The price of one.
        unit_price: Money,
        /// How many.
        quantity: u32,
        /// The product.
        amount: Money,
    },
    /// The price of one copy by its pages.
    Pages {
        /// Pages at the first rate.
        first_pages: u32,
        /// The first rate.
        first: Money,
        /// Pages at the second rate.
        more_pages: u32,
        /// The second rate.
        then: Money,
        /// The price of a copy.
        copy: Money,
    },
    /// The price of one copy reached its upper limit.
    Capped {
        /// What the pages alone would cost.
        uncapped: Money,
        /// The limit.
        cap: Money,
    },
    /// Nothing is asked for, on this ground.
    Exempt {
        /// What for.
        name: String,
        /// The ground.
        ground: String,
    },
    /// A rate or a ground that was not read in a source.
    Unverified {
        /// What for.
        name: String,
    },
}

impl Explained {
    /// A stable word, the key of the text.
    pub fn key(&self) -> &'static str {
        match self {
            Self::Each { .. } => "each",
            Self::Pages { more_pages: 0, .. } => "pages_first",
            Self::Pages { .. } => "pages",
            Self::Capped { .. } => "capped",
            Self::Exempt { .. } => "exempt",
            Self::Unverified { .. } => "unverified",
        }
    }

    /// What the text is filled with: name and value.
    pub fn params(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Each {
                name,
                unit_price,
                quantity,
                amount,
            } => vec![
                ("name", name.clone()),
                ("unit_price", unit_price.to_string()),
                ("quantity", quantity.to_string()),
                ("amount", amount.to_string()),
            ],
            Self::Pages {
                first_pages,
                first,
                more_pages,
                then,
                copy,
            } => vec![
                ("first_pages", first_pages.to_string()),
                ("first", first.to_string()),
                ("more_pages", more_pages.to_string()),
                ("then", then.to_string()),
                ("copy", copy.to_string()),
            ],
            Self::Capped { uncapped, cap } => {
                vec![("uncapped", uncapped.to_string()), ("cap", cap.to_string())]
            }
            Self::Exempt { name, ground } => {
                vec![("name", name.clone()), ("ground", ground.clone())]
            }
            Self::Unverified { name } => vec![("name", name.clone())],
        }
    }
}

impl FeeTable {
    /// What a case costs.
    ///
    /// # Errors
    /// [`FeeError::Quantity`], [`FeeError::UnknownExemption`] and
    /// [`FeeError::ExemptionElsewhere`].
    pub fn assess(&self, asked: &Asked<'_>) -> Result<Assessment, FeeError> {
        let quantities = asked.quantities;
        for (field, number) in [
            ("fees.pages", quantities.pages),
            ("fees.copies", quantities.copies),
            ("fees.persons", quantities.persons),
        ] {
            if number.is_some_and(|number| !(1..=QUANTITY_MAX).contains(&number)) {
                return Err(FeeError::Quantity { field });
            }
        }
        let exemption = asked.exemption.map(|code| self.exemption(code));
        let exemption = exemption.transpose()?;
        let mut assessment = Assessment::default();
        let mut used = exemption.is_none();
        let mut seen = BTreeSet::new();
        let wanted = |row: &&Row| !row.on_request || quantities.copies.is_some();
        for row in self.rows.iter().filter(|row| row.holds(asked)) {
            if !seen.insert(&row.code) || !wanted(&row) {
                continue;
            }
            let ground = exemption.filter(|ground| row.exempt.contains(&ground.code));
            used |= ground.is_some();
            charge(row, quantities, ground, &mut assessment)?;
        }
        if let Some(exemption) = exemption.filter(|_| !used) {
            return Err(FeeError::ExemptionElsewhere {
                code: exemption.code.clone(),
            });
        }
        if assessment.lines.is_empty() && assessment.unknown.is_empty() {
            assessment.unknown.push(Unknown {
                name: asked.procedure.to_owned(),
                reason: UnknownReason::NotInTable,
            });
        }
        Ok(assessment)
    }

    fn exemption(&self, code: &str) -> Result<&Exemption, FeeError> {
        let found = self.exemptions.iter().find(|known| known.code == code);
        found.ok_or_else(|| FeeError::UnknownExemption {
            code: code.to_owned(),
        })
    }
}

/// Adds what one row asks for.
fn charge(
    row: &Row,
    quantities: &Quantities,
    ground: Option<&Exemption>,
    assessment: &mut Assessment,
) -> Result<(), FeeError> {
    let unknown = |reason| Unknown {
        name: row.name.clone(),
        reason,
    };
    let quantity = match row.unit {
        Unit::Case => 1,
        Unit::Copy => quantities.copies.unwrap_or(1),
        Unit::Person => quantities.persons.unwrap_or(1),
    };
    let unit_price = match row.rate()? {
        // What nobody pays need not be known.
        Rate::SetByProvince | Rate::Pages(_) if ground.is_some() => Money(0),
        Rate::SetByProvince => {
            assessment
                .unknown
                .push(unknown(UnknownReason::SetByProvince));
            return Ok(());
        }
        Rate::Each(price) => price,
        Rate::Pages(rate) => {
            let Some(pages) = quantities.pages else {
                assessment
                    .unknown
                    .push(unknown(UnknownReason::PagesMissing));
                return Ok(());
            };
            by_pages(rate, pages, &mut assessment.explain)
        }
    };
    let amount = match ground {
        Some(_) => Money(0),
        None => Money(unit_price.0 * i64::from(quantity)),
    };
    let verified = row.mark.is_verified() && ground.is_none_or(|ground| ground.mark.is_verified());
    match ground {
        Some(ground) => assessment.explain.push(Explained::Exempt {
            name: row.name.clone(),
            ground: ground.ground.clone(),
        }),
        None => assessment.explain.push(Explained::Each {
            name: row.name.clone(),
            unit_price,
            quantity,
            amount,
        }),
    }
    if !verified {
        let name = row.name.clone();
        assessment.explain.push(Explained::Unverified { name });
    }
    assessment.total.0 += amount.0;
    assessment.lines.push(FeeLine {
        code: row.code.clone(),
        name: row.name.clone(),
        kind: row.kind,
        unit_price,
        quantity,
        amount,
        exemption: ground.map(|ground| ground.ground.clone()),
        source: Some(row.source.clone()),
        verified,
    });
    Ok(())
}

/// The price of one copy of an original with so many pages.
///
/// vi: phí chứng thực bản sao từ bản chính theo trang của bản chính
fn by_pages(rate: PageRate, pages: u32, explain: &mut Vec<Explained>) -> Money {
    let first_pages = pages.min(rate.first_pages);
    let more_pages = pages - first_pages;
    let uncapped = i64::from(first_pages) * rate.first + i64::from(more_pages) * rate.then;
    let copy = uncapped.min(rate.cap);
    explain.push(Explained::Pages {
        first_pages,
        first: Money(rate.first),
        more_pages,
        then: Money(rate.then),
        copy: Money(uncapped),
    });
    if copy < uncapped {
        explain.push(Explained::Capped {
            uncapped: Money(uncapped),
            cap: Money(rate.cap),
        });
    }
    Money(copy)
}

#[cfg(test)]
mod tests;
