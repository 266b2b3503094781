use super::*;
use crate::person::Kinship;
use crate::procedure::Catalogue;
use serde_json::{Value, json};

const CIRCULAR: &str = "circular_04_2020_article_2";
const DECREE: &str = "decree_118_2025_article_15";

fn day() -> Date {
    jiff::civil::date(2026, 11, 21)
}

/// The answers of one submission: requirement, refusal, warnings.
fn asked(
    procedure: &str,
    applicant: &Value,
    submitter: &Value,
) -> (Authorisation, Option<String>, Vec<&'static str>) {
    let catalogue = Catalogue::built_in().expect("built in");
    let applicant: Party = serde_json::from_value(applicant.clone()).expect("an applicant");
    let submitter: Submitter = serde_json::from_value(submitter.clone()).expect("a submitter");
    let submission = Submission {
        procedure: catalogue.get(procedure).expect(procedure),
        on: day(),
        applicant: &applicant,
        submitter: &submitter,
        assistance: None,
    };
    let refused = submission.check().err().map(|rejection| {
        let article = rejection
            .params()
            .into_iter()
            .find(|(name, _)| *name == "article");
        match article {
            Some((_, article)) => format!("{} {article}", rejection.code()),
            None => rejection.code().to_owned(),
        }
    });
    let warnings = submission.warnings();
    let warnings = warnings.iter().map(PersonWarning::code).collect();
    (submission.authorisation(), refused, warnings)
}

#[test]
fn the_rules_are_read_and_have_sources() {
    let file: File = serde_json::from_str(RULES).expect("json");
    assert_eq!(file.version, 1);
    assert_eq!(rules().len(), file.rules.len());
    let catalogue = Catalogue::built_in().expect("built in");
    for rule in rules() {
        assert!(!rule.source.is_empty(), "{}", rule.id);
        assert!(
            !rule.procedures.is_empty() || rule.field.is_some(),
            "{}",
            rule.id
        );
        for code in &rule.procedures {
            assert!(catalogue.get(code).is_some(), "{}: {code}", rule.id);
        }
        let refuses = [rule.close, rule.relative, rule.other].contains(&Requirement::Certified);
        assert!(
            !refuses || rule.verification == "V",
            "{} refuses unverified",
            rule.id
        );
    }
}

#[test]
fn civil_status_follows_the_kinship() {
    let applicant = json!({"kind": "person", "name": "Lò Thị Mẫu"});
    let paper = json!({"number": "12", "date": "20/11/2026", "certified_by": "UBND xã Mẫu"});
    let refused = Some(format!("authorisation_not_certified {CIRCULAR}"));
    for kinship in Kinship::ALL {
        let given = json!({"relation": "relative", "kinship": kinship.code()});
        // Death: a plain authorisation for close relatives, a certified one for all others.
        let (wanted, refusal, warned) = if kinship.is_close() {
            let written = Authorisation::Written { article: CIRCULAR };
            (written, None, vec!["authorisation_written"])
        } else {
            let needed = Authorisation::Needed { article: CIRCULAR };
            (needed, refused.clone(), vec![])
        };
        let said = asked("1.000656", &applicant, &given);
        assert_eq!(said, (wanted, refusal, warned), "{kinship:?}");
        // Birth: none for any relative.
        let said = asked("1.001193", &applicant, &given);
        let wanted = Authorisation::NotNeeded { article: CIRCULAR };
        assert_eq!(
            said,
            (wanted, None, vec!["agree_with_parents"]),
            "{kinship:?}"
        );
        // With a certified paper nothing is left to say.
        let given =
            json!({"relation": "relative", "kinship": kinship.code(), "authorisation": paper});
        let (_, refusal, warned) = asked("1.000656", &applicant, &given);
        assert_eq!((refusal, warned), (None, vec![]), "{kinship:?}");
    }
}

#[test]
#[expect(clippy::too_many_lines, reason = "a table")]
fn every_relation_has_its_answer() {
    let person = json!({"kind": "person", "name": "Lò Thị Mẫu", "born": "15/08/1999"});
    let child = json!({"kind": "person", "name": "Lò Văn Mẫu", "born": "22/11/2008"});
    let grown = json!({"kind": "person", "name": "Lò Văn Mẫu", "born": "21/11/2008"});
    let by_year = json!({"kind": "person", "name": "Lò Văn Mẫu", "born": "2008"});
    let company = json!({"kind": "organisation", "name": "Hợp tác xã Mẫu"});
    let known = json!({"kind": "organisation", "name": "Hợp tác xã Mẫu", "representative": {"name": "Lý Văn Sáng"}});
    let free = Authorisation::NotNeeded { article: DECREE };
    let needed = Authorisation::Needed { article: CIRCULAR };
    let in_person = Authorisation::InPerson { article: CIRCULAR };
    let refused = Some("authorisation_not_certified circular_04_2020_article_2");
    let (death, marriage, poverty) = ("1.000656", "1.000894", "1.001699");
    let yes = json!({"certified_by": "UBND xã Mẫu"});
    let plain = json!({"number": "3", "date": "20/11/2026"});
    for (procedure, applicant, submitter, wanted, refusal, warned) in [
        (
            death,
            &person,
            json!({"relation": "self"}),
            free,
            None,
            vec![],
        ),
        (
            death,
            &person,
            json!({"relation": "authorised", "name": "A"}),
            needed,
            refused,
            vec![],
        ),
        (
            death,
            &person,
            json!({"relation": "authorised", "authorisation": plain}),
            needed,
            refused,
            vec![],
        ),
        (
            death,
            &person,
            json!({"relation": "authorised", "authorisation": yes}),
            needed,
            None,
            vec![],
        ),
        (
            death,
            &person,
            json!({"relation": "authorised", "authorisation": {"date": "22/11/2026", "certified_by": "B"}}),
            needed,
            Some("bad_field"),
            vec![],
        ),
        // Somebody named as authorised who is a close relative needs no certification either.
        (
            death,
            &person,
            json!({"relation": "authorised", "kinship": "wife", "authorisation": plain}),
            Authorisation::Written { article: CIRCULAR },
            None,
            vec![],
        ),
        // As rows of before had it: a relative, nobody said which.
        (
            death,
            &person,
            json!({"relation": "relative", "name": "A"}),
            Authorisation::Written { article: CIRCULAR },
            None,
            vec!["authorisation_written", "kinship_missing"],
        ),
        (
            marriage,
            &person,
            json!({"relation": "authorised", "authorisation": yes}),
            in_person,
            None,
            vec!["in_person"],
        ),
        (
            marriage,
            &person,
            json!({"relation": "relative", "kinship": "mother"}),
            in_person,
            None,
            vec!["in_person"],
        ),
        (
            poverty,
            &person,
            json!({"relation": "authorised"}),
            Authorisation::Unknown,
            None,
            vec!["authorisation_unknown"],
        ),
        (
            poverty,
            &person,
            json!({"relation": "authorised", "authorisation": yes}),
            Authorisation::Unknown,
            None,
            vec![],
        ),
        (
            poverty,
            &person,
            json!({"relation": "relative", "kinship": "child"}),
            Authorisation::Unknown,
            None,
            vec!["authorisation_unknown"],
        ),
        // A representative of somebody who comes of age today is one no more.
        (
            death,
            &child,
            json!({"relation": "representative", "kinship": "mother"}),
            free,
            None,
            vec![],
        ),
        (
            death,
            &grown,
            json!({"relation": "representative", "kinship": "mother"}),
            Authorisation::Unknown,
            None,
            vec!["representative_of_adult"],
        ),
        (
            death,
            &by_year,
            json!({"relation": "representative"}),
            free,
            None,
            vec![],
        ),
        (
            death,
            &company,
            json!({"relation": "representative", "name": "Lý Văn Sáng", "position": "Giám đốc"}),
            free,
            None,
            vec![],
        ),
        (
            poverty,
            &company,
            json!({"relation": "authorised", "authorisation": plain}),
            Authorisation::Unknown,
            None,
            vec!["representative_missing"],
        ),
        (
            poverty,
            &known,
            json!({"relation": "authorised", "authorisation": plain}),
            Authorisation::Unknown,
            None,
            vec![],
        ),
        (
            death,
            &person,
            json!({"relation": "post", "post": {"tracking": "EA1"}}),
            free,
            None,
            vec!["post_copies"],
        ),
    ] {
        let said = asked(procedure, applicant, &submitter);
        let wanted = (wanted, refusal.map(str::to_owned), warned);
        assert_eq!(said, wanted, "{procedure} {applicant} {submitter}");
    }
}

#[test]
fn nobody_gives_a_fingerprint_by_post() {
    let catalogue = Catalogue::built_in().expect("built in");
    let applicant: Party =
        serde_json::from_value(json!({"kind": "person", "name": "A"})).expect("one");
    let help = Assistance {
        read_aloud_and_fingerprint: true,
        ..Assistance::default()
    };
    for relation in Relation::ALL {
        let submitter = Submitter {
            relation,
            ..Submitter::default()
        };
        let submission = Submission {
            procedure: catalogue.get("1.001699").expect("a procedure"),
            on: day(),
            applicant: &applicant,
            submitter: &submitter,
            assistance: Some(&help),
        };
        assert_eq!(
            submission.check().is_err(),
            relation == Relation::Post,
            "{relation:?}"
        );
    }
}
