//! What citizens of the demo office bring in a day: `catalogue/offices/demo-day.json`.

use crate::desk::Desk;
use crate::error::{ApiError, ErrorCode};
use casework::case::{Case, Field};
use casework::command::{Command, Intake};

const DAY: &str = include_str!("../../../../catalogue/offices/demo-day.json");

/// Which desk of the demo.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Counter {
    /// The centre.
    Centre,
    /// The satellite point, whose officers also go to homes.
    Point,
}

#[derive(serde::Deserialize)]
struct Day {
    centre: Vec<Intake>,
    point: Vec<Intake>,
}

/// The files one desk takes in.
///
/// # Errors
/// [`ErrorCode::Bug`] if the compiled-in file were damaged.
pub(super) fn intakes(counter: Counter) -> Result<Vec<Intake>, ApiError> {
    let day: Day = serde_json::from_str(DAY)
        .map_err(|error| ApiError::new(ErrorCode::Bug).with("detail", error))?;
    Ok(match counter {
        Counter::Centre => day.centre,
        Counter::Point => day.point,
    })
}

/// What happens to some of them afterwards: handed on, one result given back, one phone corrected.
///
/// # Errors
/// A rejection of the rules, or the disk's.
pub(super) fn follow_up(desk: &Desk, cases: &[(usize, Case)]) -> Result<(), ApiError> {
    for (index, (_, case)) in cases.iter().enumerate() {
        let id = case.opening.id;
        if index % 3 == 0 {
            desk.act(id, Command::Forward { unit: None })?;
        }
        if index == 0 {
            desk.record_result(id, None)?;
            desk.act(
                id,
                Command::ReturnResult {
                    way: None,
                    recipient: None,
                    notice: None,
                },
            )?;
        }
        if index == 1 {
            let command = Command::Correct {
                field: Field::ApplicantPhone,
                seen: case.applicant.phone.clone(),
                value: Some("0205 123 456".to_owned()),
            };
            desk.act(id, command)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use casework::office::PlaceKind;
    use std::collections::BTreeSet;

    #[test]
    fn the_day_has_twenty_procedures_and_three_homes() {
        let all: Vec<Intake> = [Counter::Centre, Counter::Point]
            .into_iter()
            .flat_map(|counter| intakes(counter).expect("reads"))
            .collect();
        let procedures: BTreeSet<&str> =
            all.iter().map(|intake| intake.procedure.as_str()).collect();
        assert!(procedures.len() >= 20, "{}", procedures.len());
        for procedure in procedures {
            assert!(
                crate::desk::catalogue().get(procedure).is_some(),
                "{procedure}"
            );
        }
        let at_home = |intake: &&Intake| {
            intake
                .place
                .as_ref()
                .is_some_and(|place| place.kind == PlaceKind::Home)
        };
        assert!(all.iter().filter(at_home).count() >= 3);
        assert!(
            all.iter()
                .all(|intake| intake.applicant.warnings().is_empty())
        );
    }
}
