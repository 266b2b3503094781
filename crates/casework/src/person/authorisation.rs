//! Whether somebody else may bring the papers, and what has to show it: rules from the catalogue.

use super::{Assistance, PaperDate, Party, PartyKind, PersonWarning, Relation, Submitter};
use crate::procedure::{Handling, Procedure};
use crate::rejection::Rejection;
use jiff::ToSpan;
use jiff::civil::Date;
use serde::Deserialize;
use std::sync::OnceLock;

const RULES: &str = include_str!("../../../../catalogue/people/authorisation.json");
/// vi: người thành niên — Bộ luật Dân sự 2015 Đ.20
const OF_AGE_YEARS: i32 = 18;

/// What an authorisation has to be. Articles are stable names with words in the catalogue's labels.
///
/// vi: yêu cầu về văn bản ủy quyền
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Authorisation {
    /// None is needed.
    NotNeeded {
        /// The rule.
        article: &'static str,
    },
    /// A written one, which need not be certified.
    ///
    /// vi: văn bản ủy quyền không phải chứng thực
    Written {
        /// The rule.
        article: &'static str,
    },
    /// A certified one.
    ///
    /// vi: văn bản ủy quyền được chứng thực
    Needed {
        /// The rule.
        article: &'static str,
    },
    /// None would do: the people concerned come themselves.
    ///
    /// vi: các bên phải trực tiếp thực hiện
    InPerson {
        /// The rule.
        article: &'static str,
    },
    /// No rule of the catalogue covers it.
    Unknown,
}

impl Authorisation {
    /// The stable name: `not_needed`, `written`, `needed`, `in_person` or `unknown`.
    pub fn code(self) -> &'static str {
        match self {
            Self::NotNeeded { .. } => "not_needed",
            Self::Written { .. } => "written",
            Self::Needed { .. } => "needed",
            Self::InPerson { .. } => "in_person",
            Self::Unknown => "unknown",
        }
    }

    /// The rule, by its stable name.
    pub fn article(self) -> Option<&'static str> {
        match self {
            Self::NotNeeded { article }
            | Self::Written { article }
            | Self::Needed { article }
            | Self::InPerson { article } => Some(article),
            Self::Unknown => None,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Requirement {
    NotNeeded,
    Written,
    Certified,
    InPerson,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Rule {
    #[cfg_attr(not(test), expect(dead_code, reason = "for readers of the file"))]
    id: String,
    #[serde(default)]
    procedures: Vec<String>,
    #[serde(default)]
    field: Option<String>,
    close: Requirement,
    relative: Requirement,
    other: Requirement,
    #[serde(default)]
    agree_with_parents: bool,
    article: String,
    valid_from: PaperDate,
    #[serde(default)]
    valid_to: Option<PaperDate>,
    #[cfg_attr(not(test), expect(dead_code, reason = "for readers of the file"))]
    verification: String,
    #[cfg_attr(not(test), expect(dead_code, reason = "for readers of the file"))]
    source: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[cfg_attr(not(test), expect(dead_code, reason = "for readers of the file"))]
    version: u32,
    #[expect(dead_code, reason = "for readers of the file")]
    about: String,
    rules: Vec<Rule>,
}

fn rules() -> &'static [Rule] {
    static FILE: OnceLock<Vec<Rule>> = OnceLock::new();
    FILE.get_or_init(|| {
        let file: Option<File> = serde_json::from_str(RULES).ok();
        file.map(|file| file.rules).unwrap_or_default()
    })
}

fn rule(procedure: &Procedure, on: Date) -> Option<&'static Rule> {
    let valid = |rule: &&Rule| {
        rule.valid_from.date() <= on && rule.valid_to.is_none_or(|last| on <= last.date())
    };
    let all = || rules().iter().filter(valid);
    all()
        .find(|rule| rule.procedures.contains(&procedure.code))
        .or_else(|| all().find(|rule| rule.field.as_deref() == Some(procedure.field.as_str())))
}

/// Somebody brings papers on a certain day.
///
/// vi: việc nộp hồ sơ — NĐ 118/2025 Đ.15
#[derive(Clone, Copy, Debug)]
pub struct Submission<'a> {
    /// The procedure asked for.
    pub procedure: &'a Procedure,
    /// The day of reception.
    pub on: Date,
    /// Who asks.
    pub applicant: &'a Party,
    /// Who brings the papers.
    pub submitter: &'a Submitter,
    /// The help that was needed.
    pub assistance: Option<&'a Assistance>,
}

impl Submission<'_> {
    /// What an authorisation has to be.
    pub fn authorisation(&self) -> Authorisation {
        let article = "decree_118_2025_article_15";
        match self.submitter.relation {
            Relation::Applicant | Relation::Post => Authorisation::NotNeeded { article },
            Relation::Representative if self.is_legal_representative() => {
                Authorisation::NotNeeded { article }
            }
            Relation::Representative => Authorisation::Unknown,
            Relation::Relative | Relation::Authorised => self.by_rule(),
        }
    }

    /// Refuses what a rule forbids.
    ///
    /// # Errors
    /// [`Rejection::AuthorisationNotCertified`] with the article; [`Rejection::BadField`] for what
    /// cannot be: an authorisation of tomorrow, a fingerprint by post.
    pub fn check(&self) -> Result<(), Rejection> {
        let bad = |field: &str| Rejection::BadField {
            field: field.to_owned(),
        };
        let paper = self.submitter.authorisation.as_ref();
        let date = paper.and_then(|paper| paper.date);
        if date.is_some_and(|date| date.date() > self.on) {
            return Err(bad("submitter.authorisation.date"));
        }
        let fingerprint = self
            .assistance
            .is_some_and(|help| help.read_aloud_and_fingerprint);
        if fingerprint && self.submitter.relation == Relation::Post {
            return Err(bad("assistance.read_aloud_and_fingerprint"));
        }
        match self.authorisation() {
            Authorisation::Needed { article } if self.submitter.certified_by().is_none() => {
                Err(Rejection::AuthorisationNotCertified { article })
            }
            Authorisation::Needed { .. }
            | Authorisation::NotNeeded { .. }
            | Authorisation::Written { .. }
            | Authorisation::InPerson { .. }
            | Authorisation::Unknown => Ok(()),
        }
    }

    /// What the officer should look at: of the applicant, and of how the papers came.
    pub fn warnings(&self) -> Vec<PersonWarning> {
        let mut warnings = self.applicant.warnings();
        warnings.extend(self.concerns());
        warnings
    }

    /// What the officer should look at in how the papers came.
    pub fn concerns(&self) -> Vec<PersonWarning> {
        let submitter = self.submitter;
        let mut warnings = vec![];
        let is_organisation = self.applicant.kind == PartyKind::Organisation;
        let relation = submitter.relation;
        let stands_for_it = relation == Relation::Representative && submitter.name.is_some();
        if is_organisation && self.applicant.representative.is_none() && !stands_for_it {
            warnings.push(PersonWarning::RepresentativeMissing);
        }
        let plain = submitter.authorisation.is_none();
        let by_other = matches!(relation, Relation::Relative | Relation::Authorised);
        match self.authorisation() {
            Authorisation::Written { article } if plain => {
                warnings.push(PersonWarning::AuthorisationWritten { article });
            }
            Authorisation::InPerson { article } => {
                warnings.push(PersonWarning::InPerson { article });
            }
            Authorisation::Unknown if relation == Relation::Representative => {
                warnings.push(PersonWarning::RepresentativeOfAdult);
            }
            Authorisation::Unknown if plain => warnings.push(PersonWarning::AuthorisationUnknown),
            Authorisation::NotNeeded { .. }
            | Authorisation::Written { .. }
            | Authorisation::Needed { .. }
            | Authorisation::Unknown => {}
        }
        let rule = rule(self.procedure, self.on).filter(|_| by_other);
        if let Some(rule) = rule {
            if relation == Relation::Relative && submitter.kinship.is_none() {
                warnings.push(PersonWarning::KinshipMissing);
            }
            if rule.agree_with_parents && self.requirement(rule) == Requirement::NotNeeded {
                warnings.push(PersonWarning::AgreeWithParents);
            }
        }
        let present = |paper: &crate::procedure::Paper| paper.handling == Handling::Present;
        if relation == Relation::Post && self.procedure.checklist.iter().any(present) {
            warnings.push(PersonWarning::PostCopies);
        }
        warnings
    }

    fn by_rule(&self) -> Authorisation {
        let Some(rule) = rule(self.procedure, self.on) else {
            return Authorisation::Unknown;
        };
        let article = rule.article.as_str();
        match self.requirement(rule) {
            Requirement::NotNeeded => Authorisation::NotNeeded { article },
            Requirement::Written => Authorisation::Written { article },
            Requirement::Certified => Authorisation::Needed { article },
            Requirement::InPerson => Authorisation::InPerson { article },
        }
    }

    /// A relative of whom nobody wrote down which counts as a close one, with a warning.
    fn requirement(&self, rule: &Rule) -> Requirement {
        match (self.submitter.relation, self.submitter.kinship) {
            (_, Some(kinship)) if kinship.is_close() => rule.close,
            (Relation::Relative, Some(_)) => rule.relative,
            (Relation::Relative, None) => rule.close,
            (
                Relation::Applicant
                | Relation::Authorised
                | Relation::Representative
                | Relation::Post,
                _,
            ) => rule.other,
        }
    }

    /// Of an organisation, or of somebody not of age as far as the date of birth says.
    fn is_legal_representative(&self) -> bool {
        if self.applicant.kind == PartyKind::Organisation {
            return true;
        }
        let Some(born) = self.applicant.born else {
            return false;
        };
        let last = Date::new(born.year(), born.month().unwrap_or(12), 1)
            .map(|first| born.date().unwrap_or_else(|| first.last_of_month()));
        let of_age = last.and_then(|born| born.checked_add(OF_AGE_YEARS.years()));
        of_age.is_ok_and(|day| self.on < day)
    }
}

#[cfg(test)]
mod tests;
