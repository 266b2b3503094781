//! Linked procedures: several procedures that a citizen asks for in one go.

use super::{Catalogue, Procedure};
use crate::command::{Intake, PaperIn};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// The format of the file this program reads.
const VERSION: u32 = 1;
const SHIPPED: &str = include_str!("../../../../catalogue/rules/linked.json");

/// All groups of linked procedures.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bundles {
    version: u32,
    #[serde(rename = "about")]
    _about: String,
    bundles: Vec<Bundle>,
}

/// Procedures that are taken in together, each as a case of its own.
///
/// vi: nhóm thủ tục hành chính liên thông
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bundle {
    /// The stable word: `birth_residence_insurance`.
    pub code: String,
    /// The name to show, Vietnamese.
    pub name: String,
    /// The code under which the group itself is published.
    #[serde(default)]
    pub published_as: Option<String>,
    /// The procedures, in the order of handling; at least two.
    pub members: Vec<Member>,
    /// Papers that are handed in once for all.
    #[serde(default)]
    pub shared: Vec<SharedPaper>,
    /// The first day it holds.
    pub valid_from: String,
    /// Where it was read.
    pub source: String,
    /// `V` read in the act, `V2` second-hand, `B` background, to be confirmed.
    pub mark: String,
}

/// A procedure of a bundle.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Member {
    /// Its code.
    pub procedure: String,
    /// How it hangs on the others.
    pub relation: Linked,
}

/// How a case hangs on the first case of its bundle.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Linked {
    /// It is the first; the papers lie here.
    First,
    /// It needs the first one's result.
    AfterResult,
    /// It goes on beside the first one.
    Beside,
}

impl Linked {
    /// The stable word, e.g. `after_result`.
    pub fn code(self) -> &'static str {
        match self {
            Self::First => "first",
            Self::AfterResult => "after_result",
            Self::Beside => "beside",
        }
    }
}

/// A paper that several procedures of a bundle ask for, handed in once.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SharedPaper {
    /// Its name, Vietnamese.
    pub name: String,
    /// Its item in each procedure that lists it.
    #[serde(default)]
    pub items: BTreeMap<String, String>,
}

/// What taking in a bundle means with a certain catalogue.
#[derive(Debug)]
pub struct Plan<'a> {
    /// The bundle.
    pub bundle: &'a Bundle,
    /// The procedures in the order of handling, each with how it hangs on the first.
    pub members: Vec<(&'a Procedure, Linked)>,
}

/// Why a bundle cannot be taken in.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LinkedError {
    /// No bundle has this code.
    #[error("unknown bundle {0}")]
    Unknown(String),
    /// The bundle does not begin with the procedure that was asked for.
    #[error("the bundle begins with {0}")]
    BeginsWith(String),
    /// The catalogue lacks a procedure of the bundle.
    #[error("the catalogue lacks {0}")]
    Lacks(String),
    /// The bundle does not hold yet.
    #[error("the bundle holds from {0}")]
    NotYet(String),
}

impl Bundles {
    /// Reads the groups that are part of the program.
    ///
    /// # Errors
    /// What does not read; a test keeps that away.
    pub fn built_in() -> Result<Self, serde_json::Error> {
        Self::from_json(SHIPPED)
    }

    /// Reads a file of groups.
    ///
    /// # Errors
    /// What does not read: another format, a bundle twice, of fewer than two procedures, whose
    /// first member alone is not `first`, or with a date that is none.
    pub fn from_json(json: &str) -> Result<Self, serde_json::Error> {
        use serde::de::Error;
        let read: Self = serde_json::from_str(json)?;
        if read.version != VERSION {
            return Err(Error::custom(format!("format {}", read.version)));
        }
        let mut codes = BTreeSet::new();
        for bundle in &read.bundles {
            let sound = bundle.members.len() >= 2
                && bundle.valid_from.parse::<Date>().is_ok()
                && codes.insert(bundle.code.as_str())
                && bundle
                    .members
                    .iter()
                    .enumerate()
                    .all(|(at, member)| (member.relation == Linked::First) == (at == 0));
            if !sound {
                return Err(Error::custom(format!("bundle {}", bundle.code)));
            }
        }
        Ok(read)
    }

    /// All bundles.
    pub fn all(&self) -> &[Bundle] {
        &self.bundles
    }

    /// The bundle with this code.
    pub fn get(&self, code: &str) -> Option<&Bundle> {
        self.bundles.iter().find(|bundle| bundle.code == code)
    }

    /// The bundles that a reception of this procedure may begin.
    pub fn beginning_with(&self, procedure: &str) -> Vec<&Bundle> {
        let begins = |bundle: &&Bundle| {
            let first = bundle.members.first();
            first.is_some_and(|first| first.procedure == procedure)
        };
        self.bundles.iter().filter(begins).collect()
    }
}

/// Plans the reception of a bundle on `day`: its procedures as the catalogue has them.
///
/// # Errors
/// [`LinkedError`] where the bundle is unknown, does not begin with `procedure`, does not hold yet,
/// or the catalogue lacks one of its procedures.
pub fn linked_plan<'a>(
    bundles: &'a Bundles,
    catalogue: &'a Catalogue,
    bundle: &str,
    procedure: &str,
    day: Date,
) -> Result<Plan<'a>, LinkedError> {
    let bundle = bundles
        .get(bundle)
        .ok_or_else(|| LinkedError::Unknown(bundle.to_owned()))?;
    if bundle
        .valid_from
        .parse::<Date>()
        .is_ok_and(|from| from > day)
    {
        return Err(LinkedError::NotYet(bundle.valid_from.clone()));
    }
    let mut members = vec![];
    for (at, member) in bundle.members.iter().enumerate() {
        if at == 0 && member.procedure != procedure {
            return Err(LinkedError::BeginsWith(member.procedure.clone()));
        }
        let known = catalogue
            .get(&member.procedure)
            .ok_or_else(|| LinkedError::Lacks(member.procedure.clone()))?;
        members.push((known, member.relation));
    }
    Ok(Plan { bundle, members })
}

impl Plan<'_> {
    /// One intake per procedure, in the order of the plan. Each gets the given papers of its own
    /// list; what is on no other list lies with the first. The reference of the later ones is the
    /// first one's with the procedure's code, so that taking in twice gives the same cases.
    pub fn intakes(&self, intake: &Intake) -> Vec<Intake> {
        let listed = |procedure: &Procedure, item: &str| procedure.paper(item).is_some();
        let later = |item: &str| {
            let mut rest = self.members.iter().skip(1);
            rest.any(|(procedure, _)| listed(procedure, item))
        };
        let share = |at: usize, procedure: &Procedure| Intake {
            procedure: procedure.code.clone(),
            client_ref: match (&intake.client_ref, at) {
                (Some(name), 1..) if !name.trim().is_empty() => {
                    Some(format!("{}#{}", name.trim(), procedure.code))
                }
                (name, _) => name.clone(),
            },
            variant: intake.variant.clone().filter(|_| at == 0),
            note: intake.note.clone().filter(|_| at == 0),
            documents: intake.documents.as_ref().map(|papers| {
                let own = |paper: &&PaperIn| {
                    listed(procedure, &paper.item) || at == 0 && !later(&paper.item)
                };
                papers.iter().filter(own).cloned().collect()
            }),
            ..intake.clone()
        };
        let members = self.members.iter().enumerate();
        members
            .map(|(at, (procedure, _))| share(at, procedure))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn every_shipped_bundle_stands_in_the_built_in_catalogue() {
        let catalogue = Catalogue::built_in().expect("catalogue");
        let bundles = Bundles::built_in().expect("bundles");
        assert_eq!(bundles.all().len(), 3);
        for bundle in bundles.all() {
            let first = &bundle.members[0].procedure;
            let plan = linked_plan(
                &bundles,
                &catalogue,
                &bundle.code,
                first,
                date(2026, 11, 22),
            )
            .expect(&bundle.code);
            assert_eq!(plan.members.len(), bundle.members.len());
            assert!(["V", "V2", "B"].contains(&bundle.mark.as_str()) && !bundle.source.is_empty());
            for paper in &bundle.shared {
                for (procedure, item) in &paper.items {
                    let listed = catalogue.get(procedure).and_then(|known| known.paper(item));
                    assert!(listed.is_some(), "{procedure} {item}");
                }
            }
        }
        let begun: Vec<_> = bundles
            .beginning_with("1.001193")
            .iter()
            .map(|b| &b.code)
            .collect();
        assert_eq!(begun, ["birth_residence_insurance", "birth_insurance"]);
        assert!(bundles.beginning_with("1.004222").is_empty());
    }

    #[test]
    fn each_case_gets_its_own_papers_and_reference() {
        let catalogue = Catalogue::built_in().expect("catalogue");
        let bundles = Bundles::built_in().expect("bundles");
        let day = date(2026, 11, 22);
        let bundle = "birth_residence_insurance";
        let plan = linked_plan(&bundles, &catalogue, bundle, "1.001193", day).expect("a plan");
        let paper =
            |item: &str| serde_json::json!({ "item": item, "form": "original", "copies": 1 });
        let (birth, residence) = ("000.00.00.G15-KQ004389", "000.00.00.G01-KQ003604");
        let mut intake: Intake = serde_json::from_value(serde_json::json!({
            "procedure": "1.001193", "client_ref": "a", "variant": "1.001193.02", "note": "n",
            "applicant": { "kind": "person", "name": "Lò Thị Hoa" },
            "documents": [paper(birth), paper(residence), paper("Giấy khác")],
        }))
        .expect("an intake");
        let told = |intake: &Intake| -> Vec<String> {
            let items = |intake: &Intake| {
                let papers = intake.documents.iter().flatten();
                papers
                    .map(|paper| paper.item.clone())
                    .collect::<Vec<_>>()
                    .join("+")
            };
            let told = plan.intakes(intake).into_iter().map(|one| {
                let name = one.client_ref.clone().unwrap_or_default();
                let variant = one.variant.clone().unwrap_or_default();
                format!(
                    "{} {name} {variant} {} {}",
                    one.procedure,
                    one.note.is_some(),
                    items(&one)
                )
            });
            told.collect()
        };
        assert_eq!(
            told(&intake),
            [
                format!("1.001193 a 1.001193.02 true {birth}+Giấy khác"),
                format!("1.004222 a#1.004222  false {residence}"),
                "1.014137 a#1.014137  false ".to_owned(),
            ]
        );
        intake.documents = None;
        intake.client_ref = None;
        assert_eq!(told(&intake)[1], "1.004222   false ");
        assert!(
            plan.intakes(&intake)
                .iter()
                .all(|one| one.documents.is_none())
        );
    }

    #[test]
    fn a_bundle_that_cannot_be_taken_in_says_why() {
        let catalogue = Catalogue::built_in().expect("catalogue");
        let bundles = Bundles::built_in().expect("bundles");
        let without = Catalogue::of(
            String::new(),
            None,
            String::new(),
            vec![catalogue.get("1.001193").expect("birth").clone()],
        );
        let long = "birth_residence_insurance";
        let now = date(2026, 11, 22);
        for (catalogue, bundle, procedure, day, wanted) in [
            (
                &catalogue,
                "x",
                "1.001193",
                now,
                LinkedError::Unknown("x".to_owned()),
            ),
            (
                &catalogue,
                long,
                "1.004222",
                now,
                LinkedError::BeginsWith("1.001193".to_owned()),
            ),
            (
                &without,
                long,
                "1.001193",
                now,
                LinkedError::Lacks("1.004222".to_owned()),
            ),
            (
                &catalogue,
                long,
                "1.001193",
                date(2025, 6, 30),
                LinkedError::NotYet("2025-07-01".to_owned()),
            ),
        ] {
            let error = linked_plan(&bundles, catalogue, bundle, procedure, day).map(|_| ());
            assert_eq!(error, Err(wanted));
        }
    }

    #[test]
    fn a_file_with_an_unsound_bundle_is_refused() {
        for (from, to) in [
            ("\"version\": 1", "\"version\": 2"),
            ("\"relation\": \"first\"", "\"relation\": \"beside\""),
            ("\"relation\": \"after_result\"", "\"relation\": \"first\""),
            (
                "\"code\": \"birth_insurance\"",
                "\"code\": \"death_residence_funeral\"",
            ),
            ("2025-07-01", "2025-13-01"),
            ("\"mark\"", "\"marks\""),
        ] {
            assert!(SHIPPED.contains(from), "{from}");
            assert!(
                Bundles::from_json(&SHIPPED.replacen(from, to, 1)).is_err(),
                "{to}"
            );
        }
    }
}
