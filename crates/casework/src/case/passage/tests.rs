use super::*;
use crate::case::tests::world;
use crate::case::{Facts, decide};
use crate::command::Command;
use crate::office::Role;
use crate::time::LocalTime;

const PROCEDURE: &str = "1.001193";
const HERE: OfficeId = OfficeId([4; 16]);
const THERE: OfficeId = OfficeId([5; 16]);
const NOWHERE: OfficeId = OfficeId([6; 16]);

fn now(minute: u8) -> LocalTime {
    format!("2026-11-23T08:{minute:02}:00+07:00")
        .parse()
        .expect("time")
}

fn facts(office: OfficeId, minute: u8) -> Facts {
    Facts {
        office,
        ..world::facts(now(minute), minute)
    }
}

fn received() -> Case {
    let other = ForOffice {
        id: THERE,
        code: AgencyCode::parse("H37.101.06").expect("code"),
        name: "Trung tâm Phục vụ hành chính công xã Đồng Đăng".to_owned(),
        parent: "Ủy ban nhân dân xã Đồng Đăng".to_owned(),
        received_by: "Trung tâm Phục vụ hành chính công xã Mẫu Sơn".to_owned(),
    };
    let row = serde_json::json!({
        "procedure": PROCEDURE,
        "applicant": {"kind": "person", "name": "Nông Thị Mẫu"},
    });
    world::take_in_for(row, &facts(HERE, 0), Some(&other)).expect("received")
}

fn note(text: &str) -> Command {
    Command::AddNote {
        text: text.to_owned(),
    }
}

/// Who does what, and where the case is then: passage, who handles it, who has the papers.
fn check(acts: &[(OfficeId, Command)], passage: Passage, handles: OfficeId, papers: OfficeId) {
    let mut case = received();
    for (minute, (office, command)) in (1..).zip(acts) {
        let law = world::law(PROCEDURE);
        let events = decide(&case, command.clone(), &facts(*office, minute), &law);
        case.events
            .extend(events.unwrap_or_else(|error| panic!("{command:?}: {error}")));
        case.standing = crate::case::fold(&case.events);
    }
    assert_eq!(case.passage(), Some(passage), "{acts:?}");
    assert_eq!(case.handled_by(), handles, "{acts:?}");
    assert_eq!(case.papers_at(), papers, "{acts:?}");
}

#[test]
fn who_handles_a_case_follows_from_what_was_done_to_it() {
    let forward = (HERE, Command::Forward { unit: None });
    let take = (THERE, Command::TakeOver);
    let papers = (THERE, Command::TakePapers);
    let result = (THERE, Command::RecordResult { file: None });
    let back = (THERE, Command::SendBack);
    let papers_back = (HERE, Command::TakePapers);
    let noted = (THERE, note("đã xem"));
    use Passage::{AtReception, OnItsWay, SentBack, TakenOver};
    check(&[], AtReception, HERE, HERE);
    check(&[noted], AtReception, HERE, HERE);
    check(std::slice::from_ref(&forward), OnItsWay, HERE, HERE);
    check(std::slice::from_ref(&take), TakenOver, THERE, HERE);
    check(&[forward.clone(), take.clone()], TakenOver, THERE, HERE);
    // A step says as much as the word for it.
    check(std::slice::from_ref(&result), TakenOver, THERE, HERE);
    let there = [forward, take, papers, result];
    check(&there, TakenOver, THERE, THERE);
    let mut all = there.to_vec();
    all.push(back);
    check(&all, SentBack, HERE, THERE);
    all.push(papers_back);
    check(&all, SentBack, HERE, HERE);
}

#[test]
fn who_takes_a_case_over_has_it_from_then_on() {
    let mut case = received();
    let other = Facts {
        officer: crate::office::Officer {
            name: "Hoàng Thị Minh Nguyệt".to_owned(),
            ..facts(THERE, 1).officer
        },
        ..facts(THERE, 1)
    };
    assert_eq!(case.handler().0.as_deref(), Some("Lý Văn Sơn"));
    let law = world::law(PROCEDURE);
    let taken = decide(&case, Command::TakeOver, &other, &law).expect("allowed");
    case.events.extend(taken);
    assert_eq!(case.handler().0.as_deref(), Some("Hoàng Thị Minh Nguyệt"));
}

#[test]
fn each_office_does_what_is_its_own_to_do() {
    let refused = |office, command: Command| {
        let law = world::law(PROCEDURE);
        let decided = decide(&received(), command, &facts(office, 1), &law);
        decided.err().map(|rejection| rejection.code())
    };
    let no = Some("not_this_office");
    for (command, here, there) in [
        (Command::Forward { unit: None }, None, no),
        (Command::TakeOver, no, None),
        (Command::TakePapers, no, None),
        (Command::RecordResult { file: None }, no, None),
        (note("cả hai"), None, None),
    ] {
        assert_eq!(refused(HERE, command.clone()), here, "{command:?}");
        assert_eq!(refused(THERE, command.clone()), there, "{command:?}");
    }
    let alone = world::take_in(
        serde_json::json!({
            "procedure": PROCEDURE,
            "applicant": {"kind": "person", "name": "Nông Thị Mẫu"},
        }),
        &facts(HERE, 0),
    );
    let alone = alone.expect("received");
    assert_eq!((alone.passage(), alone.handled_by()), (None, HERE));
    let offered = super::super::possible(&alone, HERE, &Role::ALL);
    for action in ["take_over", "take_papers", "send_back"] {
        assert!(!offered.contains(&action), "{action} has no sense here");
    }
}

#[test]
fn a_step_taken_elsewhere_says_where() {
    let case = received();
    let law = world::law(PROCEDURE);
    let office = |at| {
        let events = decide(&case, note("ở đâu"), &facts(at, 1), &law).expect("allowed");
        events[0].office
    };
    assert_eq!((office(HERE), office(THERE)), (None, Some(THERE)));
    let scope = case.opening.scope();
    assert_eq!(scope.offices().collect::<Vec<_>>(), [HERE, THERE]);
    assert!(!scope.includes(NOWHERE));
}
