//! Why an answer at the counter is not allowed.

use crate::id::CaseId;
use jiff::civil::Date;

const ARTICLE_16: &str = "decree_118_2025_article_16";
const ARTICLE_17: &str = "decree_118_2025_article_17_1";
const RESOLUTION_66_7: &str = "resolution_66_7_2025";

/// A rule of the counter that forbids an answer. Nothing has been written, no number was taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CounterRejection {
    /// A request for papers or a refusal without a reason.
    #[error("a reason is required ({ARTICLE_17})")]
    ReasonMissing,
    /// A refusal that names no rule.
    #[error("a refusal must name the rule it rests on ({ARTICLE_17})")]
    GroundMissing,
    /// A request for papers that asks for nothing.
    #[error("nothing is asked for ({ARTICLE_17})")]
    NothingAsked,
    /// Something is asked for now that was not asked for the first time.
    #[error("{paper} was not asked for in {number} ({ARTICLE_16})")]
    AskedAgain {
        /// What is new.
        paper: String,
        /// The last answer that said what to bring.
        number: String,
        /// When that was.
        day: Date,
    },
    /// A paper the office can look up may not be demanded.
    #[error("{paper} may not be demanded ({RESOLUTION_66_7})")]
    NotDemandable {
        /// The paper.
        paper: String,
    },
    /// The answer it is said to follow is not here.
    #[error("the earlier answer is not here")]
    UnknownAnswer {
        /// Its name.
        answer: CaseId,
    },
    /// The answer it is said to follow concerns another procedure.
    #[error("answer {number} concerns another procedure")]
    OtherProcedure {
        /// That answer.
        number: String,
    },
}

impl CounterRejection {
    /// A stable word; each has a text in `catalogue/messages/errors.json`.
    pub fn code(&self) -> &'static str {
        match self {
            Self::ReasonMissing => "counter_reason_missing",
            Self::GroundMissing => "counter_ground_missing",
            Self::NothingAsked => "counter_nothing_asked",
            Self::AskedAgain { .. } => "counter_asked_again",
            Self::NotDemandable { .. } => "counter_not_demandable",
            Self::UnknownAnswer { .. } => "counter_unknown_answer",
            Self::OtherProcedure { .. } => "counter_other_procedure",
        }
    }

    /// What the text of the code is filled with: name and value.
    pub fn params(&self) -> Vec<(&'static str, String)> {
        let article = |article: &str| ("article", article.to_owned());
        match self {
            Self::ReasonMissing | Self::GroundMissing | Self::NothingAsked => {
                vec![article(ARTICLE_17)]
            }
            Self::AskedAgain { paper, number, day } => vec![
                article(ARTICLE_16),
                ("paper", paper.clone()),
                ("number", number.clone()),
                ("day", day.strftime("%d/%m/%Y").to_string()),
            ],
            Self::NotDemandable { paper } => {
                vec![article(RESOLUTION_66_7), ("paper", paper.clone())]
            }
            Self::UnknownAnswer { answer } => vec![("number", answer.to_string())],
            Self::OtherProcedure { number } => vec![("number", number.clone())],
        }
    }
}
