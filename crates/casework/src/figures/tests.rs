use super::*;
use crate::case::{Appointment, Decision, Extension, Notice, Opening, Supplied, fold};
use crate::id::OfficeId;
use crate::person::{Party, PartyKind, Submitter};

fn time(text: &str) -> LocalTime {
    format!("2026-{text}:00+07:00").parse().expect(text)
}

fn period(from: &str, to: &str) -> Period {
    let day = |text: &str| text.parse().expect(text);
    Period::new(day(from), day(to)).expect("a period")
}

fn march() -> Period {
    period("2026-03-01", "2026-03-31")
}

fn point() -> Place {
    Place {
        kind: PlaceKind::Point,
        name: Some("ĐIỂM SỐ 1".to_owned()),
        address: None,
    }
}

/// A case received at the first of `steps`, due `due`, with the steps that follow.
fn case(steps: &[(EventKind, &str)], due: Option<&str>) -> Case {
    let place = point();
    let mut events: Vec<Event> = Vec::new();
    for (number, (kind, at)) in steps.iter().enumerate() {
        let stepped = |event: &&Event| event.kind.step().is_some();
        let before = events
            .iter()
            .rev()
            .find(stepped)
            .map(|event| event.id.clone());
        events.push(Event {
            id: number.to_string(),
            kind: *kind,
            officer: Officer {
                id: OfficerId([3; 16]),
                name: "Vi Thị Kim".to_owned(),
            },
            device: DeviceId([2; 16]),
            office: None,
            place: place.clone(),
            at: time(at),
            supersedes: before
                .filter(|_| kind.step().is_some())
                .into_iter()
                .collect(),
            reason: None,
            detail: Detail::None,
        });
    }
    let received = events[0].at;
    Case {
        opening: Opening {
            id: CaseId([1; 16]),
            office: OfficeId([7; 16]),
            code: RecordCode::parse("H37.101.05-260301-5001").expect("a code"),
            procedure: "1.001193".to_owned(),
            procedure_name: "Đăng ký khai sinh".to_owned(),
            variant: None,
            documents: [].into(),
            appointment: Appointment {
                received,
                due: due.map(time),
                provisional: false,
                calendar: String::new(),
                clock_unconfirmed: false,
            },
            place,
            client_ref: None,
            assistance: None,
            for_office: None,
        },
        applicant: Party {
            kind: PartyKind::Person,
            name: "Nông Văn An".to_owned(),
            id: None,
            born: None,
            sex: None,
            address: None,
            phone: None,
            email: None,
            former_address: None,
            representative: None,
        },
        submitter: Submitter::default(),
        return_way: ReturnWay::AtPoint,
        standing: fold(&events),
        events,
        conflicts: vec![],
        overtaken: vec![],
    }
}

fn entry(steps: &[(EventKind, &str)], due: Option<&str>) -> Entry {
    Entry::of(&case(steps, due))
}

use EventKind::{
    ClosedUnsupplemented, Forwarded, PaymentAwaited, Received, Refused, ResultRecorded, Returned,
    Stopped, SupplementReceived, SupplementRequested,
};

const DUE: Option<&str> = Some("03-10T16:00");

#[test]
#[expect(clippy::too_many_lines, reason = "a table of rows")]
fn a_case_counts_as_the_office_kept_its_word() {
    use Outcome as O;
    let received = (Received, "03-02T08:00");
    let asked = (SupplementRequested, "03-03T08:00");
    for (steps, due, at, wanted) in [
        (&[received][..], DUE, "03-02T07:59", None),
        (&[received], DUE, "03-10T16:00", Some(O::WaitingInTime)),
        (&[received], DUE, "03-10T16:01", Some(O::Overdue)),
        (&[received], None, "03-31T16:01", Some(O::WaitingNoLimit)),
        (
            &[received, (ResultRecorded, "03-10T16:00")],
            DUE,
            "03-11T08:00",
            Some(O::InTime),
        ),
        (
            &[received, (ResultRecorded, "03-10T16:01")],
            DUE,
            "03-11T08:00",
            Some(O::Late),
        ),
        // Fetched late is not decided late.
        (
            &[
                received,
                (ResultRecorded, "03-09T08:00"),
                (Returned, "03-20T08:00"),
            ],
            DUE,
            "03-31T08:00",
            Some(O::InTime),
        ),
        (
            &[received, (ResultRecorded, "03-09T08:00")],
            None,
            "03-31T08:00",
            Some(O::DecidedNoLimit),
        ),
        // As it stood before the result was there.
        (
            &[received, (ResultRecorded, "03-12T08:00")],
            DUE,
            "03-11T08:00",
            Some(O::Overdue),
        ),
        (
            &[received, asked],
            DUE,
            "03-20T08:00",
            Some(O::AwaitingSupplement),
        ),
        (
            &[received, asked, (SupplementReceived, "03-05T08:00")],
            DUE,
            "03-04T08:00",
            Some(O::AwaitingSupplement),
        ),
        (
            &[received, asked, (SupplementReceived, "03-05T08:00")],
            DUE,
            "03-05T08:00",
            Some(O::WaitingInTime),
        ),
        (
            &[received, (PaymentAwaited, "03-03T08:00")],
            DUE,
            "03-20T08:00",
            Some(O::AwaitingPayment),
        ),
        (
            &[received, asked, (ClosedUnsupplemented, "03-19T08:00")],
            DUE,
            "03-20T08:00",
            Some(O::ClosedUnsupplemented),
        ),
        (
            &[received, (Stopped, "03-12T08:00")],
            DUE,
            "03-20T08:00",
            Some(O::Stopped),
        ),
        (
            &[received, (Refused, "03-12T08:00")],
            DUE,
            "03-20T08:00",
            Some(O::Late),
        ),
    ] {
        assert_eq!(
            outcome(&entry(steps, due), time(at)),
            wanted,
            "{steps:?} at {at}"
        );
    }
}

#[test]
fn the_promise_in_force_counts_and_the_step_that_was_chosen() {
    let extended = |mut case: Case| {
        case.events[1].detail = Detail::Extension(Extension {
            before: time("03-10T16:00"),
            until: time("03-15T16:00"),
            told: Some(Notice::Phone),
        });
        Entry::of(&case)
    };
    let found = extended(case(
        &[
            (Received, "03-02T08:00"),
            (EventKind::Extended, "03-09T08:00"),
            (ResultRecorded, "03-12T08:00"),
        ],
        DUE,
    ));
    assert!(found.extended);
    assert_eq!(outcome(&found, time("03-31T08:00")), Some(Outcome::InTime));

    let mut supplied = case(
        &[
            (Received, "03-02T08:00"),
            (SupplementRequested, "03-03T08:00"),
            (SupplementReceived, "03-20T08:00"),
        ],
        DUE,
    );
    let appointment = Appointment {
        due: Some(time("03-28T16:00")),
        ..supplied.opening.appointment.clone()
    };
    supplied.events[2].detail = Detail::Supplied(Supplied {
        papers: [].into(),
        appointment,
    });
    let found = Entry::of(&supplied);
    assert_eq!(
        outcome(&found, time("03-25T08:00")),
        Some(Outcome::WaitingInTime)
    );
    assert_eq!(outcome(&found, time("03-29T08:00")), Some(Outcome::Overdue));

    // Result and stop were taken apart; the result holds, from when it was there.
    let mut decided = case(
        &[
            (Received, "03-02T08:00"),
            (ResultRecorded, "03-09T08:00"),
            (Stopped, "03-09T09:00"),
            (EventKind::StepDecided, "03-12T08:00"),
        ],
        DUE,
    );
    decided.events[3].detail = Detail::Decision(Decision {
        keep: "1".to_owned(),
        step: Step::ResultReady,
    });
    decided.standing.step = Step::ResultReady;
    let found = Entry::of(&decided);
    assert_eq!(found.finished(), Some(time("03-09T08:00")));
    assert_eq!(outcome(&found, time("03-31T08:00")), Some(Outcome::InTime));
}

#[test]
fn a_result_that_was_taken_back_does_not_count() {
    let found = entry(
        &[
            (Received, "03-02T08:00"),
            (ResultRecorded, "03-03T08:00"),
            (Forwarded, "03-04T08:00"),
        ],
        DUE,
    );
    assert_eq!((found.result, found.finished()), (None, None));
}

#[test]
fn sums_hold_what_was_carried_over_and_every_case_once() {
    let entries = [
        entry(&[(Received, "02-27T08:00")], Some("03-02T16:00")),
        entry(
            &[
                (Received, "02-20T08:00"),
                (ResultRecorded, "02-28T08:00"),
                (Returned, "03-02T09:00"),
            ],
            DUE,
        ),
        entry(
            &[(Received, "02-20T08:00"), (ResultRecorded, "03-05T08:00")],
            DUE,
        ),
        entry(&[(Received, "03-01T00:00"), (Refused, "03-02T08:00")], DUE),
        entry(&[(Received, "03-31T23:59")], Some("04-05T16:00")),
        entry(&[(Received, "04-01T00:00")], Some("04-05T16:00")),
    ];
    let tally = Tally::of(&entries, march(), march().last());
    assert_eq!(
        tally,
        Tally {
            carried_over: 2,
            received: 2,
            in_time: 2,
            overdue: 1,
            waiting_in_time: 1,
            refused: 1,
            ready: 1,
            returned: 1,
            ..Tally::default()
        }
    );
    assert_eq!(
        tally.all(),
        tally.decided() + tally.stopped + tally.closed_unsupplemented + tally.waiting()
    );
    for by in Grouping::ALL {
        let mut sum = Tally::default();
        for row in group(&entries, by, (march(), march().last()), |code| {
            format!("of {code}")
        }) {
            sum.add(&row.tally);
        }
        assert_eq!(sum, tally, "{by:?}");
    }
    let days: Vec<String> = group(
        &entries,
        Grouping::Day,
        (march(), march().last()),
        str::to_owned,
    )
    .into_iter()
    .map(|row| row.key.key)
    .collect();
    assert_eq!(days, ["2026-03-01", "2026-03-31", "before"]);
}

#[test]
fn periods_are_those_of_the_calendar() {
    let day = "2026-11-22".parse().expect("a Sunday");
    for (span, from, to) in [
        (Span::Today, "2026-11-22", "2026-11-22"),
        (Span::Week, "2026-11-16", "2026-11-22"),
        (Span::Month, "2026-11-01", "2026-11-30"),
        (Span::Quarter, "2026-10-01", "2026-12-31"),
        (Span::Year, "2026-01-01", "2026-12-31"),
    ] {
        assert_eq!(Period::around(span, day), period(from, to), "{span:?}");
    }
    let backwards = Period::new(day, day.yesterday().expect("a day"));
    assert!(backwards.is_err());
}

#[test]
fn a_scope_names_point_officer_and_procedure() {
    let found = entry(&[(Received, "03-02T08:00")], DUE);
    let scope = |point: Option<&str>, officer: Option<&str>, procedure: Option<&str>| Scope {
        point: point.map(str::to_owned),
        officer: officer.map(str::to_owned),
        procedure: procedure.map(str::to_owned),
    };
    for (scope, admitted) in [
        (Scope::default(), true),
        (scope(Some("điểm số 1 "), None, None), true),
        (scope(Some("home"), None, None), false),
        (scope(None, Some("vi thị kim"), Some("1.001193")), true),
        (
            scope(None, Some("03030303030303030303030303030303"), None),
            true,
        ),
        (scope(None, Some("Kim"), None), false),
        (scope(None, None, Some("1.0011")), false),
    ] {
        assert_eq!(scope.admits(&found), admitted, "{scope:?}");
    }
}

#[test]
fn how_a_file_came_is_told_from_who_brought_it_and_where() {
    for (relation, kind, wanted) in [
        (Relation::Applicant, PlaceKind::Centre, Filing::InPerson),
        (Relation::Relative, PlaceKind::Point, Filing::InPerson),
        (Relation::Applicant, PlaceKind::Home, Filing::Home),
        (Relation::Post, PlaceKind::Centre, Filing::Post),
    ] {
        let mut case = case(&[(Received, "03-02T08:00")], DUE);
        case.submitter.relation = relation;
        case.opening.place.kind = kind;
        assert_eq!(Entry::of(&case).filing, wanted);
    }
}

#[test]
fn a_line_is_read_as_it_was_written() {
    let found = entry(
        &[
            (Received, "03-02T08:00"),
            (SupplementRequested, "03-03T08:00"),
        ],
        DUE,
    );
    let text = serde_json::to_string(&found).expect("json");
    assert_eq!(serde_json::from_str::<Entry>(&text).expect("read"), found);
}
