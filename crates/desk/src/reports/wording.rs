//! The words of books and figures, from `catalogue/forms/registers.json`.

use crate::print::{Column, ReportWording};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::OnceLock;

const SHIPPED: &str = include_str!("../../../../catalogue/forms/registers.json");

/// The words of every book and sum.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Wording {
    #[expect(dead_code, reason = "said for maintainers")]
    form: String,
    #[expect(dead_code, reason = "said for maintainers")]
    version: u32,
    #[expect(dead_code, reason = "said for maintainers")]
    source: String,
    #[expect(dead_code, reason = "said for maintainers")]
    mark: String,
    #[expect(dead_code, reason = "said for maintainers")]
    remark: String,
    #[expect(dead_code, reason = "said for maintainers")]
    valid_from: String,
    state: String,
    motto: String,
    place_and_date: String,
    page: String,
    pub(super) period: String,
    pub(super) scope: ScopeWords,
    pub(super) as_of: String,
    pub(super) unsent: String,
    signatures: Vec<Signature>,
    pub(super) register: RegisterWords,
    pub(super) stats: StatsWords,
    pub(super) index766: IndexWords,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ScopeWords {
    pub(super) point: String,
    pub(super) officer: String,
    pub(super) procedure: String,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Signature {
    title: String,
    hint: String,
}

/// A column of a table whose content a key names.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ColumnWords<K> {
    pub(super) key: K,
    pub(super) title: String,
    #[serde(default)]
    pub(super) width: f32,
}

impl<K> ColumnWords<K> {
    /// The column as a table has it.
    pub(super) fn column(&self) -> Column {
        Column {
            title: self.title.clone(),
            width: self.width,
        }
    }
}

/// What may stand in a column of the register.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum RegisterColumn {
    Number,
    Code,
    Procedure,
    Sets,
    Applicant,
    Address,
    Authority,
    Received,
    Due,
    Returned,
    ReturnWay,
    Signed,
    Note,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RegisterWords {
    pub(super) file: String,
    pub(super) number: String,
    pub(super) title: String,
    pub(super) sheet: String,
    pub(super) unverified: String,
    pub(super) columns: Vec<ColumnWords<RegisterColumn>>,
    pub(super) appendix: String,
    pub(super) appendix_sheet: String,
    pub(super) appendix_number: String,
    pub(super) total: String,
    pub(super) continuous: String,
    pub(super) open: String,
    pub(super) closed: String,
    pub(super) lacking: String,
    pub(super) disputed: String,
    pub(super) provisional: String,
    pub(super) extended: String,
}

/// What may stand in a column of the figures.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum StatsColumn {
    CarriedOver,
    Received,
    InTime,
    Late,
    DecidedNoLimit,
    Stopped,
    ClosedUnsupplemented,
    WaitingInTime,
    Overdue,
    WaitingNoLimit,
    AwaitingSupplement,
    AwaitingPayment,
    Returned,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct StatsWords {
    pub(super) file: String,
    pub(super) title: String,
    pub(super) section: String,
    pub(super) name: String,
    pub(super) total: String,
    pub(super) before: String,
    pub(super) unknown: String,
    pub(super) name_width: f32,
    pub(super) count_width: f32,
    pub(super) columns: Vec<ColumnWords<StatsColumn>>,
    pub(super) groups: BTreeMap<String, String>,
    pub(super) filing: BTreeMap<String, String>,
    pub(super) place: BTreeMap<String, String>,
    pub(super) notes: Vec<String>,
}

/// What may stand in a column of the index.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum IndexColumn {
    Group,
    Item,
    Points,
    Estimate,
    Count,
    Formula,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct IndexWords {
    pub(super) file: String,
    pub(super) title: String,
    pub(super) sheet: String,
    pub(super) columns: Vec<ColumnWords<IndexColumn>>,
    pub(super) none: String,
    pub(super) nothing: String,
    pub(super) computable: String,
    pub(super) source: String,
}

impl Wording {
    fn read(json: &str) -> Result<Self, String> {
        serde_json::from_str(json).map_err(|error| error.to_string())
    }

    /// What stands on every sheet of paper.
    pub(super) fn paper(&self) -> ReportWording {
        ReportWording {
            state: self.state.clone(),
            motto: self.motto.clone(),
            place_and_date: self.place_and_date.clone(),
            page: self.page.clone(),
            signatures: self
                .signatures
                .iter()
                .map(|signature| (signature.title.clone(), signature.hint.clone()))
                .collect(),
        }
    }
}

/// The words compiled into the program.
pub(crate) fn wording() -> &'static Wording {
    static WORDING: OnceLock<Wording> = OnceLock::new();
    WORDING.get_or_init(|| Wording::read(SHIPPED).expect("a test reads the compiled-in file"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use casework::figures::{Filing, Grouping};

    #[test]
    fn the_shipped_words_are_whole_composed_and_fit_the_sheet() {
        let words = Wording::read(SHIPPED).expect("the shipped words");
        assert!(unicode_normalization::is_nfc(SHIPPED));
        for by in Grouping::ALL {
            assert!(words.stats.groups.contains_key(by.code()), "{by:?}");
        }
        for filing in [Filing::InPerson, Filing::Home, Filing::Post] {
            assert!(words.stats.filing.contains_key(filing.code()), "{filing:?}");
        }
        let counts = words.stats.columns.len() as f32 * words.stats.count_width;
        for (what, width) in [
            (
                "register",
                words
                    .register
                    .columns
                    .iter()
                    .map(|column| column.width)
                    .sum(),
            ),
            (
                "index766",
                words
                    .index766
                    .columns
                    .iter()
                    .map(|column| column.width)
                    .sum(),
            ),
            ("stats", counts + words.stats.name_width),
        ] {
            let width: f32 = width;
            assert!(width <= 277.0, "{what} is {width} mm wide");
        }
    }

    #[test]
    fn an_unknown_column_is_refused() {
        let wrong = SHIPPED.replacen("\"key\": \"due\"", "\"key\": \"deu\"", 1);
        assert!(Wording::read(&wrong).expect_err("refused").contains("deu"));
    }
}
