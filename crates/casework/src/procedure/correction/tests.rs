//! Each kind of correction on the built-in catalogue, their order, and what is refused.

use super::*;
use crate::calendar::{Amount, TimeUnit};
use crate::case::Facts;
use crate::id::{CaseId, DeviceId, OfficerId};
use crate::office::{Place, PlaceKind};
use crate::procedure::{DocumentForm, Handling};
use jiff::civil::date;

const BIRTH: &str = "1.001193";
const CERTIFICATE: &str = "000.00.00.G15-KQ004389";
const DAY: Date = date(2026, 11, 22);

fn built_in() -> Catalogue {
    Catalogue::built_in().expect("the built-in catalogue")
}

/// The correction with this serial; all are made within one minute.
fn made(serial: u32, change: Override) -> LocalCorrection {
    LocalCorrection {
        id: format!("c{serial}"),
        officer: Officer {
            id: OfficerId([1; 16]),
            name: "Lò Thị Hoa".to_owned(),
        },
        at: "2026-11-20T08:00:00+07:00".parse().expect("a time"),
        says: CorrectionData {
            procedure: BIRTH.to_owned(),
            seen: built_in()
                .get(BIRTH)
                .and_then(|birth| change.covered(birth)),
            change,
            reason: "theo quyết định của tỉnh".to_owned(),
            source: Some("QĐ 12/QĐ-UBND".to_owned()),
            valid_from: date(2026, 11, 20),
            serial,
        },
    }
}

fn days(amount: u32) -> Override {
    let limit = TimeLimit {
        amount: Amount(amount * 100),
        unit: TimeUnit::WorkingDays,
        cutoff: None,
    };
    Override::Limit {
        variant: None,
        limit: Some(limit),
    }
}

fn paper(item: &str, name: &str) -> Paper {
    Paper {
        item: item.to_owned(),
        name: name.to_owned(),
        group: None,
        form: DocumentForm::Original,
        copies: 1,
        also_copies: 0,
        handling: Handling::Present,
    }
}

fn renamed(name: &str) -> Override {
    Override::RenamePaper {
        item: CERTIFICATE.to_owned(),
        name: name.to_owned(),
    }
}

fn withdraw(serial: u32) -> Override {
    Override::Withdraw {
        correction: format!("c{serial}"),
    }
}

/// What a citizen would be told of the birth registration.
fn told(corrections: &[LocalCorrection], day: Date) -> String {
    let catalogue = built_in().with(corrections, day);
    let birth = catalogue.get(BIRTH).expect("birth");
    let name = birth
        .paper(CERTIFICATE)
        .map_or("–", |paper| &paper.name[..8]);
    let hits = catalogue.search("pó khai slinh", 5).len();
    format!(
        "{} {} {} {name} {hits} {} {}",
        birth.limit.map_or(0, |limit| limit.amount.0),
        birth.fee_note.as_deref().unwrap_or("–"),
        birth.checklist.len(),
        catalogue.is_hidden(BIRTH),
        catalogue.corrections(BIRTH).len(),
    )
}

#[test]
fn corrections_lie_over_the_catalogue() {
    let fee = Override::Fee {
        text: "theo NQ HĐND".to_owned(),
        amount_vnd: None,
    };
    let add = Override::AddPaper {
        paper: paper("xa-1", "Sổ hộ nghèo"),
    };
    let remove = Override::RemovePaper {
        item: CERTIFICATE.to_owned(),
    };
    let say = Override::Synonym {
        text: "pó khai slinh".to_owned(),
    };
    for (changes, wanted) in [
        (vec![], "0 – 8 Giấy c 0 false 0"),
        (vec![days(2)], "200 – 8 Giấy c 0 false 1"),
        (vec![days(2), days(3)], "300 – 8 Giấy c 0 false 1"),
        (
            vec![days(2), days(3), withdraw(1)],
            "200 – 8 Giấy c 0 false 1",
        ),
        (vec![days(2), withdraw(0)], "0 – 8 Giấy c 0 false 0"),
        (
            vec![days(2), withdraw(0), withdraw(1)],
            "200 – 8 Giấy c 0 false 1",
        ),
        (vec![fee], "0 theo NQ HĐND 8 Giấy c 0 false 1"),
        (vec![add.clone()], "0 – 9 Giấy c 0 false 1"),
        (vec![add.clone(), add], "0 – 9 Giấy c 0 false 2"),
        (vec![remove], "0 – 7 – 0 false 1"),
        (vec![renamed("Bản chứng sinh")], "0 – 8 Bản ch 0 false 1"),
        (vec![say], "0 – 8 Giấy c 1 false 1"),
        (vec![Override::Hide], "0 – 8 Giấy c 0 true 1"),
    ] {
        let corrections: Vec<_> = (0..)
            .zip(changes)
            .map(|(at, change)| made(at, change))
            .collect();
        assert_eq!(told(&corrections, DAY), wanted, "{corrections:?}");
        // Whatever order they arrive in, every desk comes to the same.
        let turned: Vec<_> = corrections.iter().rev().cloned().collect();
        assert_eq!(told(&turned, DAY), wanted);
        assert_eq!(
            told(&corrections, date(2026, 11, 19)),
            "0 – 8 Giấy c 0 false 0"
        );
    }
}

#[test]
fn a_hidden_procedure_is_not_offered_but_still_known() {
    let catalogue = built_in().with(&[made(0, Override::Hide)], DAY);
    assert!(catalogue.get(BIRTH).is_some());
    assert!(
        catalogue
            .search("", 100)
            .iter()
            .all(|one| one.code != BIRTH)
    );
    assert!(
        built_in()
            .search("", 100)
            .iter()
            .any(|one| one.code == BIRTH)
    );
    assert_eq!(catalogue.search("khai sinh", 3).len(), 3);
}

#[test]
fn comparing_with_a_decision_makes_a_procedure_verified() {
    let card = "1.014137";
    let mut correction = made(0, Override::Verified);
    correction.says.procedure = card.to_owned();
    assert_eq!(built_in().get(card).map(|p| p.verified), Some(false));
    let catalogue = built_in().with(&[correction], DAY);
    let procedure = catalogue.get(card).expect("card");
    assert!(procedure.verified);
    assert_eq!(procedure.decision.as_deref(), Some("QĐ 12/QĐ-UBND"));
}

#[test]
fn a_correction_knows_when_the_published_value_changes_underneath() {
    let with_fee = |note: &str| {
        let mut birth = built_in().get(BIRTH).expect("birth").clone();
        birth.fee_note = Some(note.to_owned());
        Catalogue::of(String::new(), None, String::new(), vec![birth])
    };
    let fee = made(
        0,
        Override::Fee {
            text: "x".to_owned(),
            amount_vnd: Some(0),
        },
    );
    assert!(!fee.is_stale(&built_in()));
    assert!(fee.is_stale(&with_fee("mới")));
    assert!(!made(0, days(2)).is_stale(&with_fee("mới")));
    let nothing = Catalogue::of(String::new(), None, String::new(), vec![]);
    assert!(made(0, Override::Hide).is_stale(&nothing));
}

#[test]
fn what_cannot_be_laid_over_is_refused() {
    let catalogue = built_in().with(&[made(0, days(2))], DAY);
    let part = |name| Err(OverrideError::Part(name));
    for (procedure, change, wanted) in [
        (BIRTH, days(1), Ok(())),
        ("9.9", days(1), Err(OverrideError::Procedure)),
        (
            BIRTH,
            Override::Limit {
                variant: Some("x".to_owned()),
                limit: None,
            },
            Err(OverrideError::Variant),
        ),
        (
            BIRTH,
            Override::Fee {
                text: " ".to_owned(),
                amount_vnd: None,
            },
            part("text"),
        ),
        (
            BIRTH,
            Override::Fee {
                text: "a".to_owned(),
                amount_vnd: Some(-1),
            },
            part("amount_vnd"),
        ),
        (
            BIRTH,
            Override::AddPaper {
                paper: paper(CERTIFICATE, "A"),
            },
            Err(OverrideError::Paper),
        ),
        (
            BIRTH,
            Override::AddPaper {
                paper: paper("xa-1", ""),
            },
            part("name"),
        ),
        (
            BIRTH,
            Override::RemovePaper {
                item: "x".to_owned(),
            },
            Err(OverrideError::Paper),
        ),
        (BIRTH, renamed("a\u{7}"), part("name")),
        (
            BIRTH,
            Override::Synonym {
                text: "a".repeat(1_001),
            },
            part("text"),
        ),
        (BIRTH, withdraw(0), Ok(())),
        (BIRTH, withdraw(1), Err(OverrideError::Correction)),
    ] {
        assert_eq!(catalogue.check(procedure, &change), wanted, "{change:?}");
    }
}

#[test]
fn corrections_come_back_as_they_were_written() {
    for change in [
        days(2),
        Override::Limit {
            variant: Some("1.001193.02".to_owned()),
            limit: None,
        },
        Override::AddPaper {
            paper: paper("xa-1", "Sổ"),
        },
        Override::Hide,
        withdraw(3),
    ] {
        let correction = made(1, change);
        let facts = Facts {
            officer: correction.officer.clone(),
            device: DeviceId([3; 16]),
            office: crate::id::OfficeId([4; 16]),
            place: Place {
                kind: PlaceKind::Centre,
                name: None,
                address: None,
            },
            now: correction.at,
            entropy: [0; 16],
            roles: vec![],
        };
        let record = Record::new(CaseId([2; 16]), &facts, &correction.says).expect("a record");
        let says = record.data::<CorrectionData>().expect("its own kind");
        let read = LocalCorrection::of(&record, says);
        assert_eq!(read.says, correction.says);
        assert_eq!((read.id, read.at), (record.id.to_string(), correction.at));
    }
}
