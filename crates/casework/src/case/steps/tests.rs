//! Every step from every place, by every role, inside and outside its limits.

use crate::case::tests::world;
use crate::case::{
    Case, Clock, Detail, Event, Facts, Law, Notice, RULES, ReturnWay, Settlement, Step,
    WantedPaper, decide, fold, possible,
};
use crate::command::{Command, PaperIn};
use crate::fee::Money;
use crate::office::Role;
use crate::procedure::DocumentForm;
use crate::rejection::Rejection;
use crate::time::LocalTime;
use proptest::prelude::*;

/// Ten working days from Monday 1 June 2026, 08:00: due Monday 15 June.
const PROCEDURE: &str = "1.013225";

fn law() -> Law<'static> {
    world::law(PROCEDURE)
}

fn facts(now: LocalTime, n: u8, roles: &[Role]) -> Facts {
    Facts {
        roles: roles.to_vec(),
        ..world::facts(now, n)
    }
}

fn received() -> Case {
    let row = serde_json::json!({
        "procedure": PROCEDURE,
        "applicant": {"kind": "person", "name": "Nông Thị Mẫu"},
    });
    world::take_in(row, &facts(at("06-01T08:00"), 0, &[])).expect("received")
}

fn at(text: &str) -> LocalTime {
    format!("2026-{text}:00+07:00").parse().expect("a time")
}

fn add(case: &mut Case, events: Vec<Event>) {
    case.events.extend(events);
    case.standing = fold(&case.events);
}

/// The case after commands taken at their times by somebody who may do everything.
fn after(commands: &[(&str, Command)]) -> Case {
    let mut case = received();
    for (n, (when, command)) in (1..).zip(commands) {
        let events = decide(
            &case,
            command.clone(),
            &facts(at(when), n, &Role::ALL),
            &law(),
        );
        add(
            &mut case,
            events.unwrap_or_else(|why| panic!("{command:?}: {why}")),
        );
    }
    case
}

fn forward() -> Command {
    Command::Forward { unit: None }
}

fn result() -> Command {
    Command::RecordResult { file: None }
}

fn give(way: ReturnWay, notice: Option<Notice>) -> Command {
    Command::ReturnResult {
        way: Some(way),
        recipient: None,
        notice,
    }
}

fn wanted(reason: &str) -> Command {
    Command::RequestSupplement {
        papers: vec![WantedPaper {
            name: "Bản vẽ thiết kế".to_owned(),
            originals: 2,
            certified: 0,
            photocopies: 0,
        }],
        reason: reason.to_owned(),
    }
}

fn brought() -> Command {
    Command::ReceiveSupplement {
        papers: vec![PaperIn {
            item: "Bản vẽ thiết kế".to_owned(),
            form: DocumentForm::Original,
            copies: 2,
        }],
    }
}

fn owed() -> Command {
    Command::AwaitPayment {
        notice: Some("TB-12".to_owned()),
        amount: Some(Money(1_200_000)),
    }
}

fn paid() -> Command {
    Command::RecordPayment {
        proof: Some("GNT-7".to_owned()),
        paid: None,
    }
}

fn stop(reason: &str) -> Command {
    Command::Stop {
        reason: reason.to_owned(),
        settlement: Settlement::default(),
    }
}

fn refuse(reason: &str) -> Command {
    Command::Refuse {
        reason: reason.to_owned(),
        settlement: Settlement::default(),
    }
}

fn extend(until: &str, reason: &str) -> Command {
    Command::Extend {
        until: at(until),
        reason: reason.to_owned(),
        told: Some(Notice::Phone),
    }
}

fn report(reason: &str) -> Command {
    Command::ReportError {
        reason: reason.to_owned(),
    }
}

fn mend(reason: &str) -> Command {
    Command::CorrectError {
        reason: reason.to_owned(),
    }
}

fn lost() -> Command {
    Command::RecordLostPapers {
        papers: vec!["Giấy chứng sinh".to_owned()],
        remedy: "Cơ quan xin cấp lại".to_owned(),
    }
}

fn assign(to: &str) -> Command {
    Command::Assign { to: to.to_owned() }
}

fn hand_over(reason: &str) -> Command {
    Command::HandOver {
        unit: Some("Phòng Kinh tế".to_owned()),
        to: None,
        reason: reason.to_owned(),
    }
}

const NEXT: &str = "06-02T08:00";

/// What a step is expected to do: the step afterwards, or the code of the refusal and its article.
type Expected = Result<Step, (&'static str, &'static str)>;

fn check(before: &[(&str, Command)], when: &str, roles: &[Role], command: Command, want: Expected) {
    let case = after(before);
    let shown = format!("{command:?} at {when} after {before:?}");
    let got = decide(&case, command, &facts(at(when), 200, roles), &law());
    let got = got.map(|events| {
        let mut case = case.clone();
        add(&mut case, events);
        case.standing.step
    });
    let got = got.map_err(|why| {
        let article = why
            .params()
            .into_iter()
            .find(|(name, _)| *name == "article");
        (
            why.code(),
            article.map(|(_, article)| article).unwrap_or_default(),
        )
    });
    let want = want.map_err(|(code, article)| {
        let article = if article.is_empty() {
            String::new()
        } else {
            format!("decree_118_2025_article_{article}")
        };
        (code, article)
    });
    assert_eq!(got, want, "{shown}");
}

#[test]
fn every_step_is_taken_where_the_law_allows_it() {
    let all = &Role::ALL;
    let asked = || vec![(NEXT, wanted("thiếu bản vẽ"))];
    let waiting = || vec![(NEXT, owed())];
    let ready = || vec![(NEXT, result())];
    for (before, when, command, step) in [
        (vec![], NEXT, forward(), Step::InProcess),
        (vec![], NEXT, assign("Hoàng Văn Thụ"), Step::Received),
        (
            vec![(NEXT, forward())],
            NEXT,
            hand_over("đúng chuyên môn"),
            Step::InProcess,
        ),
        (
            vec![],
            NEXT,
            wanted("thiếu bản vẽ"),
            Step::WaitingForSupplement,
        ),
        (asked(), "06-05T09:00", brought(), Step::InProcess),
        (
            asked(),
            "06-20T09:00",
            Command::CloseUnsupplemented,
            Step::ClosedUnsupplemented,
        ),
        (vec![], NEXT, owed(), Step::WaitingForPayment),
        (waiting(), "06-09T09:00", paid(), Step::InProcess),
        (waiting(), NEXT, stop("người dân xin rút"), Step::Stopped),
        (vec![], NEXT, refuse("không đủ điều kiện"), Step::Refused),
        (
            vec![(NEXT, forward())],
            "06-12T09:00",
            extend("06-22T17:00", "chờ xác minh"),
            Step::InProcess,
        ),
        (vec![], NEXT, result(), Step::ResultReady),
        (
            ready(),
            NEXT,
            give(ReturnWay::AtPoint, None),
            Step::Returned,
        ),
        (
            ready(),
            NEXT,
            give(ReturnWay::Post, Some(Notice::Phone)),
            Step::Returned,
        ),
        (
            ready(),
            "06-16T08:00",
            give(ReturnWay::Post, None),
            Step::Returned,
        ),
        (ready(), NEXT, report("sai năm sinh"), Step::ResultReady),
        (
            vec![(NEXT, result()), (NEXT, report("sai năm sinh"))],
            NEXT,
            mend("in lại"),
            Step::ResultReady,
        ),
        (vec![], NEXT, lost(), Step::Received),
    ] {
        check(&before, when, all, command, Ok(step));
    }
}

#[test]
#[expect(clippy::too_many_lines, reason = "a table of data")]
fn every_refusal_names_its_article() {
    let all = &Role::ALL;
    let ready = || vec![(NEXT, result())];
    let asked = || vec![(NEXT, wanted("thiếu bản vẽ"))];
    let again = || {
        let mut before = asked();
        before.push(("06-03T08:00", brought()));
        before
    };
    let extended = || {
        vec![
            (NEXT, forward()),
            ("06-10T09:00", extend("06-22T17:00", "chờ")),
        ]
    };
    for (before, when, command, code, article) in [
        (
            vec![(NEXT, forward())],
            NEXT,
            forward(),
            "not_from_here",
            "18",
        ),
        (
            ready(),
            NEXT,
            assign("Hoàng Văn Thụ"),
            "not_from_here",
            "19",
        ),
        (vec![], NEXT, hand_over(" "), "reason_missing", "19"),
        (vec![], NEXT, wanted(""), "reason_missing", "19_5"),
        (ready(), NEXT, wanted("thiếu"), "not_from_here", "19_5"),
        (vec![], "06-05T08:00", wanted("thiếu"), "too_late", "19_5"),
        (
            again(),
            "06-03T09:00",
            wanted("thiếu nữa"),
            "once_only",
            "19_5",
        ),
        (vec![], NEXT, brought(), "not_from_here", "19_5"),
        (
            vec![],
            NEXT,
            Command::CloseUnsupplemented,
            "not_from_here",
            "19_5",
        ),
        (
            asked(),
            "06-15T09:00",
            Command::CloseUnsupplemented,
            "too_early",
            "19_5",
        ),
        (ready(), NEXT, owed(), "not_from_here", "24"),
        (vec![], NEXT, paid(), "not_from_here", "24"),
        (vec![], NEXT, stop(""), "reason_missing", "21"),
        (ready(), NEXT, stop("xin rút"), "not_from_here", "21"),
        (vec![], NEXT, refuse(""), "reason_missing", "19"),
        (ready(), NEXT, refuse("không đủ"), "not_from_here", "19"),
        (
            vec![],
            NEXT,
            extend("06-22T17:00", ""),
            "reason_missing",
            "19_6",
        ),
        (
            vec![],
            "06-15T08:00",
            extend("06-22T17:00", "chờ"),
            "too_late",
            "19_6",
        ),
        (vec![], NEXT, extend("06-10T17:00", "chờ"), "not_later", ""),
        (
            extended(),
            "06-11T09:00",
            extend("06-30T17:00", "chờ"),
            "once_only",
            "19_6",
        ),
        (
            ready(),
            NEXT,
            extend("06-22T17:00", "chờ"),
            "not_from_here",
            "19_6",
        ),
        (asked(), NEXT, result(), "not_from_here", "19"),
        (
            vec![],
            NEXT,
            give(ReturnWay::AtPoint, None),
            "not_from_here",
            "22",
        ),
        (
            ready(),
            NEXT,
            give(ReturnWay::Post, None),
            "notice_missing",
            "22",
        ),
        (vec![], NEXT, report("sai"), "not_from_here", "23"),
        (ready(), NEXT, report(""), "reason_missing", "23"),
        (ready(), NEXT, mend("in lại"), "nothing_open", "23"),
    ] {
        check(&before, when, all, command, Err((code, article)));
    }
}

#[test]
fn a_step_is_for_the_roles_of_its_rule() {
    for (role, command, allowed) in [
        (Role::Reception, forward(), true),
        (Role::Reception, refuse("không đủ"), false),
        (Role::Reception, wanted("thiếu"), false),
        (Role::CaseOfficer, wanted("thiếu"), true),
        (Role::CaseOfficer, extend("06-22T17:00", "chờ"), false),
        (Role::Leader, extend("06-22T17:00", "chờ"), true),
        (Role::Administrator, forward(), false),
    ] {
        let got = decide(
            &received(),
            command.clone(),
            &facts(at(NEXT), 1, &[role]),
            &law(),
        );
        let refused = matches!(got, Err(Rejection::NotYourRole { .. }));
        assert_eq!(!refused, allowed, "{role:?} {command:?}: {got:?}");
    }
}

#[test]
fn the_promise_begins_again_with_a_supplement_and_moves_with_an_extension() {
    let due = |case: &Case| case.appointment().due.map(|due| due.to_string());
    let given = received();
    assert_eq!(due(&given).as_deref(), Some("2026-06-15T08:00:00+07:00"));
    let asked = after(&[(NEXT, wanted("thiếu bản vẽ"))]);
    assert_eq!(asked.clock(), Clock::Paused(at(NEXT)));
    assert!(!asked.is_late(at("07-30T08:00")));
    let complete = after(&[(NEXT, wanted("thiếu bản vẽ")), ("06-08T10:00", brought())]);
    assert_eq!(due(&complete).as_deref(), Some("2026-06-22T10:00:00+07:00"));
    assert_eq!(complete.clock(), Clock::Running);
    assert!(complete.is_late(at("06-22T10:01")));
    let later = after(&[("06-10T09:00", extend("06-24T17:00", "chờ xác minh"))]);
    assert_eq!(due(&later).as_deref(), Some("2026-06-24T17:00:00+07:00"));
    let ended = after(&[("06-10T09:00", result())]);
    assert_eq!(ended.clock(), Clock::Ended(at("06-10T09:00")));
    assert!(!ended.is_late(at("08-01T08:00")));
}

#[test]
fn what_is_offered_is_what_is_allowed() {
    for before in [
        vec![],
        vec![(NEXT, forward())],
        vec![(NEXT, wanted("thiếu"))],
        vec![(NEXT, owed())],
        vec![(NEXT, result())],
        vec![(NEXT, result()), (NEXT, give(ReturnWay::AtPoint, None))],
        vec![(NEXT, stop("xin rút"))],
    ] {
        let case = after(&before);
        let offered = possible(&case, case.opening.office, &Role::ALL);
        for rule in RULES {
            let stands = rule.from.contains(&case.standing.step);
            let offers = offered.contains(&rule.action);
            assert!(stands || !offers, "{} after {before:?}", rule.action);
        }
        let closed = matches!(case.standing.step, Step::Stopped);
        assert_eq!(
            offered.contains(&"record_result"),
            !closed && matches!(case.standing.step, Step::Received | Step::InProcess)
        );
    }
}

#[test]
fn one_of_two_steps_is_chosen_and_the_other_counts_no_more() {
    let mut case = after(&[(NEXT, forward())]);
    let facts_of = |n| facts(at("06-03T08:00"), n, &Role::ALL);
    let one = decide(&case, result(), &facts_of(50), &law()).expect("allowed");
    let other = decide(&case, stop("xin rút"), &facts_of(51), &law()).expect("allowed");
    let keep = other[0].id.clone();
    add(&mut case, one);
    add(&mut case, other);
    assert!(case.standing.conflict);
    assert_eq!(
        possible(&case, case.opening.office, &Role::ALL),
        ["decide_step"]
    );
    let choose = |keep: &str| Command::DecideStep {
        keep: keep.to_owned(),
        reason: "người dân đã ký đơn rút".to_owned(),
    };
    let unknown = decide(&case, choose("x"), &facts_of(52), &law());
    assert!(matches!(unknown, Err(Rejection::BadField { .. })));
    let events = decide(&case, choose(&keep), &facts_of(53), &law()).expect("allowed");
    add(&mut case, events);
    assert!(!case.standing.conflict);
    assert_eq!(case.standing.step, Step::Stopped);
    let kept = case
        .events
        .iter()
        .filter(|event| matches!(event.detail, Detail::Decision(_)));
    assert_eq!(kept.count(), 1);
}

fn any_command() -> impl Strategy<Value = Command> {
    prop_oneof![
        Just(forward()),
        Just(assign("Hoàng Văn Thụ")),
        Just(hand_over("đúng chuyên môn")),
        Just(wanted("thiếu")),
        Just(brought()),
        Just(Command::CloseUnsupplemented),
        Just(owed()),
        Just(paid()),
        Just(stop("xin rút")),
        Just(refuse("không đủ")),
        Just(extend("09-22T17:00", "chờ")),
        Just(result()),
        Just(give(ReturnWay::AtPoint, None)),
        Just(report("sai")),
        Just(mend("in lại")),
        Just(lost()),
    ]
}

proptest! {
    /// No path of steps loses an event, leaves the case without a step, or ends in a conflict of
    /// one officer with themselves; a refused step changes nothing; a closed case stays closed; and
    /// the promise never moves to an earlier moment.
    #[test]
    fn no_path_of_steps_loses_an_event(path in prop::collection::vec((any_command(), 1_i64..4_000), 1..30)) {
        let mut case = received();
        let mut now = at("06-01T08:00").unix_ms();
        for (n, (command, minutes)) in (1_u8..).zip(path) {
            now += minutes * 60_000;
            let time = LocalTime::from_unix_ms(now).expect("a time");
            let before = case.clone();
            let Ok(events) = decide(&case, command, &facts(time, n, &Role::ALL), &law()) else {
                continue;
            };
            add(&mut case, events);
            prop_assert_eq!(&case.events[..before.events.len()], &before.events[..]);
            prop_assert!(!case.standing.conflict);
            prop_assert!(!before.standing.step.is_closed() || case.standing.step == before.standing.step);
            prop_assert!(case.appointment().due >= before.appointment().due);
        }
        let mut shuffled = case.events.clone();
        shuffled.reverse();
        prop_assert_eq!(fold(&shuffled), case.standing);
    }
}
