//! One officer, one desk and the compiled-in data for the tests of cases.

use crate::calendar::Calendar;
use crate::case::{Case, Facts, ForOffice, Law, Reception, receive};
use crate::command::Intake;
use crate::id::{CaseId, DeviceId, OfficeId, OfficerId};
use crate::number::RecordCode;
use crate::office::{Officer, Place, PlaceKind, Role};
use crate::procedure::Catalogue;
use crate::rejection::Rejection;
use crate::rules::Rules;
use crate::time::LocalTime;
use std::sync::OnceLock;

struct Data {
    calendar: Calendar,
    rules: Rules,
    catalogue: Catalogue,
}

fn data() -> &'static Data {
    static DATA: OnceLock<Data> = OnceLock::new();
    DATA.get_or_init(|| Data {
        calendar: Calendar::built_in(),
        rules: Rules::built_in(),
        catalogue: Catalogue::built_in().expect("built in"),
    })
}

/// The procedures.
pub(crate) fn catalogue() -> &'static Catalogue {
    &data().catalogue
}

/// What a case of a procedure is decided with; a code the catalogue does not have gives no procedure.
pub(crate) fn law(procedure: &str) -> Law<'static> {
    let data = data();
    Law {
        calendar: &data.calendar,
        rules: &data.rules,
        procedure: data.catalogue.get(procedure),
    }
}

/// An officer of all roles at the centre.
pub(crate) fn facts(now: LocalTime, entropy: u8) -> Facts {
    Facts {
        officer: Officer {
            id: OfficerId([1; 16]),
            name: "Lý Văn Sơn".to_owned(),
        },
        roles: Role::ALL.to_vec(),
        device: DeviceId([2; 16]),
        office: OfficeId([4; 16]),
        place: Place {
            kind: PlaceKind::Centre,
            name: Some("Trung tâm".to_owned()),
            address: None,
        },
        now,
        entropy: [entropy; 16],
    }
}

/// Takes in a row as number 5001 of its day.
pub(crate) fn take_in(row: serde_json::Value, facts: &Facts) -> Result<Case, Rejection> {
    take_in_for(row, facts, None)
}

/// Takes in a row for another office.
pub(crate) fn take_in_for(
    row: serde_json::Value,
    facts: &Facts,
    for_office: Option<&ForOffice>,
) -> Result<Case, Rejection> {
    let intake: Intake = serde_json::from_value(row).expect("a row");
    let data = data();
    let ordinal = "5001".parse().expect("an ordinal");
    let code = RecordCode::compose("H37.199.05", facts.now.date(), ordinal);
    let reception = Reception {
        id: CaseId([3; 16]),
        office: OfficeId([4; 16]),
        code: &code.expect("a code"),
        procedure: data
            .catalogue
            .get(&intake.procedure)
            .expect("in the catalogue"),
        calendar: &data.calendar,
        rules: &data.rules,
        clock_unconfirmed: false,
        for_office,
    };
    receive(intake, facts, &reception)
}
