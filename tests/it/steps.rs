//! The steps of a case through the command line: each action of `motcua case step`, and each refusal
//! with the article that says so.

use casework::office::Role;
use desk::clock;
use desk::identity::Profile;
use serde_json::{Value, json};
use std::path::Path;
use tests::cli::{Motcua, Ran, text};
use tests::motcua;

const DAY_MS: i64 = 24 * 3600 * 1000;
/// Xác định lại diện tích đất ở: 20 working days.
const LONG: &str = "1.115685";
/// Thủ tục đăng ký lại khai sinh: 5 working days.
const SHORT: &str = "1.004884";

const ARTICLE_18: &str = "Điều 18 Nghị định 118/2025/NĐ-CP";
const ARTICLE_19: &str = "(Điều 19 Nghị định 118/2025/NĐ-CP";
const ARTICLE_19_5: &str = "khoản 5 Điều 19 Nghị định 118/2025/NĐ-CP";
const ARTICLE_19_6: &str = "khoản 6 Điều 19 Nghị định 118/2025/NĐ-CP";
const ARTICLE_21: &str = "Điều 21 Nghị định 118/2025/NĐ-CP";
const ARTICLE_22: &str = "Điều 22 Nghị định 118/2025/NĐ-CP";
const ARTICLE_23: &str = "Điều 23 Nghị định 118/2025/NĐ-CP";
const ARTICLE_24: &str = "Điều 24 Nghị định 118/2025/NĐ-CP";

/// One case from its reception on.
struct Story<'a> {
    what: &'a str,
    procedure: &'a str,
    /// How many days ago it was received.
    days: i64,
    steps: &'a [Try<'a>],
}

/// One step with what follows: action and options. `@7` is the moment seven days from now.
struct Try<'a> {
    step: &'a [&'a str],
    follows: Follows<'a>,
}

#[derive(Clone, Copy)]
enum Follows<'a> {
    /// The case stands there, the event was of that kind and tells this.
    Goes(&'a str, &'a str, &'a str),
    /// Refused with this code and in these words.
    No(&'a str, &'a str),
}

use Follows::{Goes, No};

const fn goes<'a>(
    step: &'a [&'a str],
    (stands, kind): (&'a str, &'a str),
    tells: &'a str,
) -> Try<'a> {
    let follows = Goes(stands, kind, tells);
    Try { step, follows }
}

const fn no<'a>(step: &'a [&'a str], code: &'a str, says: &'a str) -> Try<'a> {
    let follows = No(code, says);
    Try { step, follows }
}

fn days_from_now(days: i64) -> String {
    clock::local(clock::now_ms() + days * DAY_MS).to_string()
}

fn demo(folder: &Path) -> Motcua {
    let motcua = motcua!(folder.join("desk"));
    motcua.run(&["init", "--demo"]).ok();
    motcua
}

/// Takes in a case that was received so many days ago and gives its code.
fn receive(motcua: &Motcua, procedure: &str, days: i64) -> String {
    let row = json!({
        "procedure": procedure,
        "applicant": {"kind": "person", "name": "Nông Thị Ươm", "address": "Thôn Nà Mẫu"},
        "received": days_from_now(-days),
    });
    let taken = motcua.feed(&["intake", "-"], row.to_string().as_bytes());
    text(&taken.ok().one(), "code")
}

fn show(motcua: &Motcua, code: &str) -> Value {
    motcua.run(&["case", "show", code]).ok().one()
}

fn take(motcua: &Motcua, code: &str, step: &[&str]) -> Ran {
    let words: Vec<String> = step
        .iter()
        .map(|word| {
            let days = word.strip_prefix('@').and_then(|days| days.parse().ok());
            days.map_or_else(|| (*word).to_owned(), days_from_now)
        })
        .collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    motcua.run(&[&["case", "step", code][..], &words].concat())
}

/// Takes the step and gives what the case is after it.
fn check_step(motcua: &Motcua, code: &str, tried: &Try<'_>, before: Value) -> Value {
    let ran = take(motcua, code, tried.step);
    match tried.follows {
        Goes(stands, kind, tells) => {
            assert_eq!(ran.status, 0, "{:?}: {ran:?}", tried.step);
            let after = ran.one();
            assert_eq!(after["step"], stands, "{after}");
            let earlier = before["events"].as_array().expect("events");
            let event = &after["events"][earlier.len()];
            assert_eq!(event["kind"], kind, "{after}");
            let told = event["reason"].as_str().unwrap_or_default();
            assert!(told.contains(tells), "{tells} in {event}");
            let waits = stands.starts_with("waiting");
            assert_eq!(after["paused"].is_string(), waits, "{after}");
            after
        }
        No(error, says) => {
            let found = (ran.codes(), ran.status);
            assert_eq!(
                found,
                (vec![error.to_owned()], 1),
                "{:?}: {ran:?}",
                tried.step
            );
            let message = text(&ran.one()["error"], "message");
            assert!(message.contains(says), "{says} in {message}");
            assert_eq!(show(motcua, code), before, "nothing was written");
            before
        }
    }
}

fn check(stories: &[Story<'_>]) {
    let folder = tempfile::tempdir().expect("a folder");
    let motcua = demo(folder.path());
    for story in stories {
        let code = receive(&motcua, story.procedure, story.days);
        let mut case = show(&motcua, &code);
        for tried in story.steps {
            case = check_step(&motcua, &code, tried, case);
        }
        assert_eq!(show(&motcua, &code), case, "{}", story.what);
    }
    motcua.is_sound();
}

const FORWARDED: (&str, &str) = ("in_process", "forwarded");
const ASKED: (&str, &str) = ("waiting_for_supplement", "supplement_requested");
const SUPPLIED: (&str, &str) = ("in_process", "supplement_received");
const AWAITED: (&str, &str) = ("waiting_for_payment", "payment_awaited");
const EXTENDED: (&str, &str) = ("in_process", "extended");
const RESULT: (&str, &str) = ("result_ready", "result_recorded");
const RETURNED: (&str, &str) = ("returned", "returned");

#[test]
fn a_case_goes_to_whoever_handles_it() {
    let unit = "Phòng Kinh tế";
    let officer = "Lý Văn Sơn";
    check(&[
        Story {
            what: "forward, assign, hand over",
            procedure: SHORT,
            days: 0,
            steps: &[
                no(&["assign"], "bad_field", "“người nhận”"),
                goes(&["forward", "--unit", unit], FORWARDED, unit),
                no(&["forward"], "not_from_here", ARTICLE_18),
                goes(
                    &["assign", "--to", officer],
                    ("in_process", "assigned"),
                    officer,
                ),
                no(
                    &["hand_over", "--to", officer],
                    "reason_missing",
                    ARTICLE_19,
                ),
                no(&["hand_over", "--reason", "Nghỉ phép."], "bad_field", ""),
                goes(
                    &["hand_over", "--to", officer, "--reason", "Nghỉ phép."],
                    ("in_process", "handed_over"),
                    "Nghỉ phép.",
                ),
            ],
        },
        Story {
            what: "a case that ended goes to nobody",
            procedure: SHORT,
            days: 0,
            steps: &[
                goes(&["record_result"], RESULT, ""),
                no(&["assign", "--to", officer], "not_from_here", ARTICLE_19),
                no(
                    &["hand_over", "--to", officer, "--reason", "Nghỉ phép."],
                    "not_from_here",
                    "“Đã có kết quả”",
                ),
            ],
        },
    ]);
}

#[test]
fn a_supplement_is_asked_for_once_in_time_and_with_its_papers() {
    let paper = "Bản chính giấy khai sinh cũ";
    let ask = [
        "request_supplement",
        "--paper",
        paper,
        "--reason",
        "Thiếu bản chính.",
    ];
    let bring = ["receive_supplement", "--paper", paper];
    check(&[
        Story {
            what: "asked, brought, asked again",
            procedure: LONG,
            days: 0,
            steps: &[
                no(&bring, "not_from_here", ARTICLE_19_5),
                no(&["close_unsupplemented"], "not_from_here", ARTICLE_19_5),
                no(
                    &["request_supplement", "--reason", "Thiếu bản chính."],
                    "bad_papers",
                    "Số lượng giấy tờ",
                ),
                no(&ask[..3], "reason_missing", ARTICLE_19_5),
                goes(&ask, ASKED, paper),
                no(&ask, "not_from_here", ARTICLE_19_5),
                no(&["close_unsupplemented"], "too_early", ARTICLE_19_5),
                no(&["record_result"], "not_from_here", "“Chờ bổ sung”"),
                no(&["receive_supplement"], "bad_papers", "Số lượng giấy tờ"),
                goes(&bring, SUPPLIED, paper),
                no(&ask, "once_only", ARTICLE_19_5),
            ],
        },
        Story {
            what: "asked after three working days",
            procedure: LONG,
            days: 30,
            steps: &[no(&ask, "too_late", ARTICLE_19_5)],
        },
    ]);
}

#[test]
fn a_duty_to_pay_stops_the_clock_until_it_is_met() {
    let pay = ["record_payment", "--number", "BL-7", "--paid"];
    check(&[Story {
        what: "a tax notice",
        procedure: LONG,
        days: 1,
        steps: &[
            no(&["record_payment"], "not_from_here", ARTICLE_24),
            goes(
                &["await_payment", "--number", "TB-12", "--amount", "1500000"],
                AWAITED,
                "TB-12, 1.500.000",
            ),
            no(&["await_payment"], "not_from_here", ARTICLE_24),
            no(&[&pay[..], &["@-1"]].concat(), "bad_field", ""),
            no(&[&pay[..], &["@1"]].concat(), "bad_field", ""),
            goes(&pay[..3], ("in_process", "payment_recorded"), "BL-7"),
        ],
    }]);
}

#[test]
fn a_case_ends_without_a_result_only_with_a_reason() {
    let settled = ["--returned", "02 bản chính", "--amount", "75000"];
    let stop = ["stop", "--reason", "Người dân rút hồ sơ."];
    let refuse = ["refuse", "--reason", "Không đủ điều kiện."];
    check(&[
        Story {
            what: "stopped",
            procedure: SHORT,
            days: 0,
            steps: &[
                no(&["stop", "--reason", "  "], "reason_missing", ARTICLE_21),
                goes(
                    &[&stop[..], &settled].concat(),
                    ("stopped", "stopped"),
                    "Người dân rút hồ sơ. — trả lại: 02 bản chính, 75.000",
                ),
                no(&stop, "not_from_here", ARTICLE_21),
                no(&["forward"], "not_from_here", "“Dừng giải quyết”"),
            ],
        },
        Story {
            what: "refused",
            procedure: SHORT,
            days: 0,
            steps: &[
                no(&["refuse"], "reason_missing", ARTICLE_19),
                goes(&refuse, ("refused", "refused"), "Không đủ điều kiện."),
                no(&refuse, "not_from_here", ARTICLE_19),
                no(&["record_result"], "not_from_here", ARTICLE_19),
            ],
        },
    ]);
}

#[test]
fn a_promise_is_extended_once_before_its_last_day_and_to_a_later_one() {
    let reason = ["--reason", "Chờ xác minh."];
    let extend = |until| [&["extend", "--until", until, "--told", "sms"][..], &reason].concat();
    check(&[
        Story {
            what: "in time",
            procedure: LONG,
            days: 0,
            steps: &[
                goes(&["forward"], FORWARDED, ""),
                no(
                    &[&["extend"][..], &reason].concat(),
                    "bad_field",
                    "“ngày hẹn mới”",
                ),
                no(
                    &["extend", "--until", "@90"],
                    "reason_missing",
                    ARTICLE_19_6,
                ),
                no(&extend("@1"), "not_later", "phải sau ngày hẹn"),
                goes(&extend("@90"), EXTENDED, "đã báo: tin nhắn"),
                no(&extend("@120"), "once_only", ARTICLE_19_6),
            ],
        },
        Story {
            what: "after the promise was broken",
            procedure: SHORT,
            days: 60,
            steps: &[no(&extend("@30"), "too_late", ARTICLE_19_6)],
        },
        Story {
            what: "promised for the day itself, a day later",
            procedure: "1.001193",
            days: 1,
            steps: &[no(
                &[&["extend", "--until"][..], &["@-1"], &reason].concat(),
                "too_late",
                ARTICLE_19_6,
            )],
        },
    ]);
}

#[test]
fn a_result_goes_out_early_only_to_whoever_was_told() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("Quyết định 12.pdf");
    std::fs::write(&file, b"%PDF-1.7").expect("a file");
    let file = file.to_str().expect("a path");
    let post = ["return_result", "--way", "post"];
    check(&[
        Story {
            what: "at the point, to somebody else",
            procedure: LONG,
            days: 0,
            steps: &[
                no(&["return_result"], "not_from_here", ARTICLE_22),
                goes(
                    &["record_result", "--result", file],
                    RESULT,
                    "Quyết định 12.pdf",
                ),
                no(&["record_result"], "not_from_here", ARTICLE_19),
                goes(
                    &[
                        "return_result",
                        "--recipient",
                        "Triệu Mùi Pham",
                        "--ground",
                        "Giấy ủy quyền số 3",
                    ],
                    RETURNED,
                    "Tại nơi nộp hồ sơ, Triệu Mùi Pham, trực tiếp",
                ),
                no(&["return_result"], "not_from_here", ARTICLE_22),
            ],
        },
        Story {
            what: "by post",
            procedure: LONG,
            days: 0,
            steps: &[
                goes(&["record_result"], RESULT, ""),
                no(&post, "notice_missing", ARTICLE_22),
                no(&["return_result", "--way", "boat"], "bad_field", ""),
                goes(
                    &[&post[..], &["--told", "phone"]].concat(),
                    RETURNED,
                    "Qua bưu chính công ích, gọi điện thoại",
                ),
            ],
        },
        Story {
            what: "by post when it was due",
            procedure: SHORT,
            days: 60,
            steps: &[
                goes(&["record_result"], RESULT, ""),
                goes(&post, RETURNED, "Qua bưu chính công ích"),
            ],
        },
    ]);
}

#[test]
fn the_authority_mends_what_it_got_wrong_and_answers_for_lost_papers() {
    let report = ["report_error", "--reason", "Sai năm sinh."];
    let correct = ["correct_error", "--reason", "Đã in lại."];
    let lose = ["record_lost_papers", "--paper", "Giấy chứng sinh"];
    let remedy = ["--remedy", "Cơ quan xin cấp lại."];
    check(&[
        Story {
            what: "an error in the result",
            procedure: SHORT,
            days: 0,
            steps: &[
                no(&report, "not_from_here", ARTICLE_23),
                goes(&["record_result"], RESULT, ""),
                no(&correct, "nothing_open", ARTICLE_23),
                no(&report[..1], "reason_missing", ARTICLE_23),
                goes(
                    &report,
                    ("result_ready", "authority_error_reported"),
                    "Sai năm sinh.",
                ),
                no(&correct[..1], "reason_missing", ARTICLE_23),
                goes(
                    &correct,
                    ("result_ready", "authority_error_corrected"),
                    "Đã in lại.",
                ),
                no(&correct, "nothing_open", ARTICLE_23),
            ],
        },
        Story {
            what: "lost papers",
            procedure: SHORT,
            days: 0,
            steps: &[
                no(&lose, "bad_field", "“cách giải quyết với người dân”"),
                no(
                    &[&lose[..1], &remedy].concat(),
                    "bad_papers",
                    "Số lượng giấy tờ",
                ),
                goes(
                    &[&lose[..], &remedy].concat(),
                    ("received", "paper_lost"),
                    "Giấy chứng sinh; giải quyết: Cơ quan xin cấp lại.",
                ),
            ],
        },
        Story {
            what: "a decision about nothing",
            procedure: SHORT,
            days: 0,
            steps: &[
                no(&["decide_step"], "bad_field", ""),
                no(
                    &["decide_step", "--keep", "x", "--reason", "Đúng."],
                    "nothing_to_correct",
                    "",
                ),
            ],
        },
    ]);
}

#[test]
fn what_belongs_to_another_role_is_refused_with_that_role() {
    let folder = tempfile::tempdir().expect("a folder");
    let motcua = demo(folder.path());
    let code = receive(&motcua, LONG, 0);
    let profile = Profile::read(motcua.data()).expect("a profile");
    let mut profile = profile.expect("a workstation");
    let mut check = |role, tried: &[Try<'_>]| {
        profile.officers[0].roles = vec![role];
        profile.write(motcua.data()).expect("a profile");
        let mut case = show(&motcua, &code);
        for tried in tried {
            case = check_step(&motcua, &code, tried, case);
        }
    };
    let extend = ["extend", "--until", "@90", "--reason", "Chờ xác minh."];
    let handling = "thụ lý hồ sơ, lãnh đạo";
    check(
        Role::Reception,
        &[
            no(&["record_result"], "not_your_role", handling),
            no(&["record_result"], "not_your_role", ARTICLE_19),
            no(&["refuse", "--reason", "Sai."], "not_your_role", ARTICLE_19),
            goes(&["forward"], FORWARDED, ""),
        ],
    );
    check(
        Role::CaseOfficer,
        &[
            no(&extend, "not_your_role", "lãnh đạo"),
            no(&extend, "not_your_role", ARTICLE_19_6),
        ],
    );
    check(Role::Leader, &[goes(&extend, EXTENDED, "Chờ xác minh.")]);
    check(
        Role::Administrator,
        &[no(&["record_result"], "not_your_role", handling)],
    );
}
