//! `motcua due`: one line for scripts, every reason in words.

use serde_json::{Value, json};
use std::collections::BTreeSet;
use tests::motcua;

struct Case<'a> {
    what: &'a str,
    arguments: &'a [&'a str],
    due: &'a str,
    unit: &'a str,
    amount: &'a str,
    says: &'a [&'a str],
}

/// `YYYY-MM-DDTHH:MM` with seconds and offset.
fn at(text: &str) -> String {
    format!("{text}:00+07:00")
}

fn run(arguments: &[&str]) -> Value {
    let folder = tempfile::tempdir().expect("a folder");
    let given = arguments.iter().map(|word| {
        let is_time = |word: &str| word.len() == 16 && word.starts_with("20");
        let times: Vec<String> = word
            .split("..")
            .map(|part| {
                if is_time(part) {
                    at(part)
                } else {
                    part.to_owned()
                }
            })
            .collect();
        times.join("..")
    });
    let given: Vec<String> = std::iter::once("due".to_owned()).chain(given).collect();
    let given: Vec<&str> = given.iter().map(String::as_str).collect();
    motcua!(folder.path()).run(&given).ok().one()
}

fn check(cases: &[Case<'_>]) {
    for case in cases {
        let line = run(case.arguments);
        let keys: BTreeSet<&str> = line
            .as_object()
            .expect("an object")
            .keys()
            .map(String::as_str)
            .collect();
        let stable = [
            "procedure",
            "received",
            "due",
            "provisional",
            "unit",
            "amount",
            "calendar",
            "explain",
        ];
        assert_eq!(keys, BTreeSet::from(stable), "{}", case.what);
        assert_eq!(line["due"], json!(at(case.due)), "{}: {line}", case.what);
        assert_eq!(line["unit"], case.unit, "{}", case.what);
        assert_eq!(line["amount"], case.amount, "{}", case.what);
        let words = line["explain"].to_string();
        for said in case.says {
            assert!(words.contains(said), "{}: {said} in {words}", case.what);
        }
    }
}

#[test]
fn each_case_of_a_procedure_has_its_own_limit() {
    let death = ["--procedure", "1.000656", "--received", "2025-03-03T09:00"];
    let with = |variant| [&death[..], &["--variant", variant]].concat();
    check(&[
        Case {
            what: "none chosen",
            arguments: &death,
            due: "2025-03-03T17:30",
            unit: "same_day",
            amount: "0",
            says: &[
                "Trường hợp khác của thủ tục này – 1.000656.01: 5 ngày làm việc.",
                "1.000656.03: 2 ngày theo lịch.",
            ],
        },
        Case {
            what: "with verification",
            arguments: &with("1.000656.01"),
            due: "2025-03-10T09:00",
            unit: "working_days",
            amount: "5",
            says: &["ngày làm việc thứ 1–4"],
        },
        Case {
            what: "two days",
            arguments: &with("1.000656.03"),
            due: "2025-03-05T17:30",
            unit: "calendar_days",
            amount: "2",
            says: &["đếm 2 ngày theo lịch"],
        },
        Case {
            what: "many copies",
            arguments: &[
                "--procedure",
                "2.000815",
                "--variant",
                "2.000815.extended",
                "--received",
                "2025-03-03T15:10",
            ],
            due: "2025-03-06T17:30",
            unit: "same_day",
            amount: "2",
            says: &["Kéo dài thêm 2 ngày làm việc: đến 06/03/2025."],
        },
    ]);
}

#[test]
fn communes_and_counters_differ() {
    let land = ["--procedure", "1.115320", "--received", "2025-03-03T09:00"];
    let unread = ["--procedure", "1.115593", "--received", "2025-03-03T07:30"];
    check(&[
        Case {
            what: "ordinary commune",
            arguments: &land,
            due: "2025-03-13T09:00",
            unit: "working_days",
            amount: "8",
            says: &[],
        },
        Case {
            what: "difficult commune",
            arguments: &[&land[..], &["--difficult"]].concat(),
            due: "2025-03-27T09:00",
            unit: "working_days",
            amount: "18",
            says: &["Trong thời hạn có 10 ngày làm việc cộng thêm cho xã miền núi"],
        },
        Case {
            what: "an addition that was not read",
            arguments: &[&unread[..], &["--difficult"]].concat(),
            due: "2025-03-20T11:30",
            unit: "working_days",
            amount: "13,5",
            says: &["(chưa xác minh)"],
        },
        Case {
            what: "Saturday morning",
            arguments: &[
                "--procedure",
                "1.004194",
                "--received",
                "2025-03-07T09:00",
                "--saturday",
            ],
            due: "2025-03-11T15:00",
            unit: "working_days",
            amount: "3",
            says: &["08/03/2025", "24 giờ 00 phút"],
        },
    ]);
    let line = run(&[&land[..], &["--saturday"]].concat());
    assert_eq!(line["calendar"], "vn-2027.1+saturday");
}

#[test]
fn the_clock_stops_and_starts_anew() {
    let civil = ["--procedure", "1.004873", "--received", "2025-03-03T09:00"];
    let land = ["--procedure", "1.115334", "--received", "2025-03-03T09:00"];
    check(&[
        Case {
            what: "two stops",
            arguments: &[
                &civil[..],
                &["--pause", "2025-03-04T09:00..2025-03-05T09:00"],
                &["--pause", "2025-03-06T09:00..2025-03-10T10:00"],
            ]
            .concat(),
            due: "2025-03-11T10:00",
            unit: "working_days",
            amount: "3",
            says: &["còn lại 16 giờ 00 phút làm việc", "còn lại 8 giờ 00 phút"],
        },
        Case {
            what: "supplement",
            arguments: &[&civil[..], &["--supplement", "2025-03-17T14:00"]].concat(),
            due: "2025-03-20T14:00",
            unit: "working_days",
            amount: "3",
            says: &["Nhận đủ hồ sơ bổ sung lúc 14:00 17/03/2025: thời hạn tính lại từ đầu."],
        },
        Case {
            what: "financial duty without a second limit",
            arguments: &[
                &land[..],
                &["--payment", "2025-03-20T09:00..2025-04-03T09:00"],
            ]
            .concat(),
            due: "2025-04-15T09:00",
            unit: "working_days",
            amount: "20",
            says: &[
                "thời hạn của hẹn lần 2 do tỉnh quy định (chưa xác minh)",
                "Tạm dừng từ",
            ],
        },
    ]);
}

#[test]
#[expect(
    clippy::too_many_lines,
    reason = "the files of a province and a table of data"
)]
fn a_province_brings_its_own_files() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).expect("a file");
        path.to_str().expect("a path").to_owned()
    };
    let office = write(
        "office.json",
        r#"{"office":{"id":"6d6f746375612d64656d6f2d30303031","code":"H37.199.05","name":"n",
        "parent":"p","locality":"l","province":"Cần Thơ","difficult":true,"saturday":true,
        "points":[]},"officer":"Lý Văn Sơn"}"#,
    );
    let limits = write(
        "limits.json",
        r#"{"version":1,"about":"tỉnh mẫu","procedures":[{"code":"1.115334","second_limit":
        {"limit":{"amount":3,"unit":"working_days"},"verification":"U","source":"quy chế mẫu"}}]}"#,
    );
    let broken = write(
        "broken.json",
        r#"{"version":1,"about":"","procedures":[{"code":"9"}]}"#,
    );
    check(&[Case {
        what: "second appointment",
        arguments: &[
            "--procedure",
            "1.115334",
            "--received",
            "2025-03-03T09:00",
            "--limits",
            &limits,
            "--payment",
            "2025-04-03T09:00",
        ],
        due: "2025-04-09T09:00",
        unit: "working_days",
        amount: "3",
        says: &["tính thời hạn của hẹn lần 2"],
    }]);
    let line = run(&[
        "--procedure",
        "1.115320",
        "--received",
        "2026-08-27T09:00",
        "--office",
        &office,
    ]);
    assert_eq!(line["calendar"], "vn-2027.1+can-tho-2026.1+saturday");
    assert_eq!(line["amount"], "18");

    let motcua = motcua!(folder.path());
    let given = [
        "due",
        "--procedure",
        "1.115334",
        "--received",
        "2025-03-03T09:00:00+07:00",
    ];
    for (more, code) in [
        (
            ["--payment", "2025-03-04T09:00:00+07:00"],
            "no_second_limit",
        ),
        (["--pause", "2025-03-04T09:00:00+07:00"], "bad_time"),
        (
            [
                "--pause",
                "2025-03-05T09:00:00+07:00..2025-03-04T09:00:00+07:00",
            ],
            "bad_time",
        ),
        (["--supplement", "mai"], "bad_time"),
        (["--limits", &broken], "bad_limits"),
        (["--office", &limits], "bad_office_file"),
        (["--calendar", &limits], "bad_calendar"),
        (["--variant", "1.115334.99"], "unknown_variant"),
    ] {
        let ran = motcua.run(&[&given[..], &more].concat());
        assert!(
            ran.err.contains(code) || ran.out.contains(code),
            "{more:?} {ran:?}"
        );
        assert_ne!(ran.status, 0, "{more:?}");
    }
}
