use super::*;
use expect_test::{Expect, expect};
use serde_json::Value;
use std::collections::BTreeSet;
use unicode_normalization::is_nfc;

const MESSAGES: &str = include_str!("../../../../../catalogue/messages/due.json");

fn messages() -> BTreeMap<String, BTreeMap<String, String>> {
    serde_json::from_str(MESSAGES).expect("messages")
}

/// One step for every key.
#[expect(clippy::too_many_lines, reason = "a table of every step")]
fn every_step() -> Vec<Explained> {
    let (date, moment, name) = (day("2027-02-04"), at("2027-02-04T09:00"), "Tết".to_owned());
    let (from, to, minutes, time) = (date, day("2027-02-08"), 90, Time::MIN);
    let mut steps = vec![
        Explained::Received { at: moment },
        Explained::FirstDayNotCounted { date },
        Explained::AsWorkingHours {
            amount: Amount(350),
            minutes,
        },
        Explained::DaysCounted {
            from,
            to,
            first: 1,
            last: 3,
        },
        Explained::HoursCounted { from, to, minutes },
        Explained::CalendarDaysCounted { from, to, days: 5 },
        Explained::ClockHoursCounted {
            to: moment,
            minutes,
        },
        Explained::RestDays { from, to },
        Explained::NotApplied {
            date,
            name: name.clone(),
        },
        Explained::NotSettled {
            from,
            to,
            name: name.clone(),
        },
        Explained::YearNotKnown { year: 2028 },
        Explained::CutOffKept { cutoff: time, date },
        Explained::CutOffPassed {
            cutoff: time,
            next: date,
        },
        Explained::MovedToWorkingDay { from, to },
        Explained::MovedToWorkingTime {
            from: moment,
            to: moment,
        },
        Explained::UntilClosing {
            date,
            closing: time,
        },
    ];
    for text in [
        "1 wd",
        "1 cd",
        "1 wh",
        "1 h",
        "1 days?",
        "same 15:00",
        "same+2 15:00",
    ] {
        let (case, limit) = ("1.000656.01".to_owned(), limit(text));
        steps.push(Explained::Limit(limit));
        steps.push(Explained::OtherCase { case, limit });
    }
    for second_known in [true, false] {
        steps.push(Explained::FirstAppointment { second_known });
    }
    for verified in [true, false] {
        let amount = Amount(1000);
        steps.push(Explained::Raised { amount, verified });
    }
    steps.extend([
        Explained::SameDayExtended { days: 2, to },
        Explained::Clock(ClockStep::StartedAnew { at: moment }),
        Explained::Clock(ClockStep::SecondStarted { at: moment }),
        Explained::Clock(ClockStep::StartStopped { to: moment }),
        Explained::Clock(ClockStep::Stopped {
            from: moment,
            to: moment,
            minutes,
        }),
        Explained::Clock(ClockStep::StoppedByClock {
            from: moment,
            to: moment,
        }),
        Explained::Clock(ClockStep::StoppedTooLate {
            from: moment,
            due: moment,
        }),
        Explained::Clock(ClockStep::EndShifted { to: moment }),
    ]);
    for because in [
        OffReason::BeforeOpening,
        OffReason::Break,
        OffReason::AfterClosing,
        OffReason::WeeklyRest,
        OffReason::DayOff(name.clone()),
    ] {
        steps.push(Explained::StartMoved {
            to: moment,
            because,
        });
    }
    for yes in [true, false] {
        let name = name.clone();
        steps.push(Explained::DaysOff {
            from,
            to,
            name: name.clone(),
            announced: yes,
        });
        steps.push(Explained::MakeUpDay {
            date,
            name: name.clone(),
            announced: yes,
        });
        steps.push(Explained::HalfDay {
            date,
            name,
            announced: yes,
        });
        steps.push(Explained::Result {
            due: moment,
            provisional: yes,
        });
    }
    steps
}

fn placeholders(text: &str) -> BTreeSet<&str> {
    let parts = text.split('{').skip(1);
    parts
        .map(|part| part.split_once('}').expect("a closed placeholder").0)
        .collect()
}

#[test]
fn every_step_has_its_words_in_both_languages() {
    let messages = messages();
    let steps = every_step();
    for step in &steps {
        assert!(messages.contains_key(step.key()), "{}", step.key());
        let texts = &messages[step.key()];
        let languages: Vec<_> = texts.keys().map(String::as_str).collect();
        assert_eq!(languages, ["en", "vi"], "{}", step.key());
        let names: BTreeSet<_> = step.params().into_iter().map(|(name, _)| name).collect();
        for text in texts.values() {
            assert_eq!(placeholders(text), names, "{}", step.key());
            assert!(is_nfc(text) && text.ends_with('.'), "{text}");
            let filled = step.fill(text, ',');
            assert!(!filled.contains(['{', '}']), "{filled}");
        }
    }
    let used: BTreeSet<_> = steps.iter().map(Explained::key).collect();
    let known: BTreeSet<_> = messages.keys().map(String::as_str).collect();
    assert_eq!(used, known);
    let keys: serde_json::Map<String, Value> = serde_json::from_str(MESSAGES).expect("object");
    assert_eq!(
        keys.len(),
        MESSAGES.matches("\"vi\":").count(),
        "a key twice"
    );
}

#[test]
fn what_is_not_a_placeholder_is_left() {
    let step = Explained::YearNotKnown { year: 2028 };
    assert_eq!(step.fill("{year}{x}} {", '.'), "2028{x}} {");
    for (hundredths, text) in [(0, "0"), (350, "3,5"), (305, "3,05"), (1000, "10")] {
        assert_eq!(Param::Amount(Amount(hundredths)).text(','), text);
    }
}

fn check(calendar: &Calendar, received: &str, text: &str, expected: &Expect) {
    let messages = messages();
    let found = due(at(received), &limit(text), calendar).expect(text);
    let lines = found.steps.iter().map(|step| {
        let template = &messages[step.key()]["vi"];
        format!("{}\n", step.fill(template, ','))
    });
    expected.assert_eq(&lines.collect::<String>());
}

#[test]
fn the_way_to_a_working_day_reads_well() {
    let calendar = Calendar::built_in();
    check(
        &calendar,
        "2025-04-24T15:10",
        "5 wd",
        &expect![[r#"
        Nhận đủ hồ sơ hợp lệ lúc 15:10 24/04/2025.
        Thời hạn giải quyết: 5 ngày làm việc.
        Ngày bắt đầu 24/04/2025 không tính vào thời hạn.
        25/04/2025: ngày làm việc thứ 1.
        26/04/2025: là ngày làm việc – Làm bù cho ngày 02/5/2025.
        26/04/2025: ngày làm việc thứ 2.
        27/04/2025: nghỉ hằng tuần.
        28/04/2025–29/04/2025: ngày làm việc thứ 3–4.
        30/04/2025: ngày nghỉ – Ngày Chiến thắng.
        01/05/2025: ngày nghỉ – Ngày Quốc tế Lao động.
        02/05/2025: ngày nghỉ – Nghỉ hoán đổi (làm bù ngày 26/4/2025).
        03/05/2025–04/05/2025: nghỉ hằng tuần.
        05/05/2025: ngày làm việc thứ 5.
        Hẹn trả kết quả: 15:10 05/05/2025.
    "#]],
    );
    check(
        &calendar,
        "2027-12-31T17:45",
        "2 days?",
        &expect![[r#"
        Nhận đủ hồ sơ hợp lệ lúc 17:45 31/12/2027.
        Thời hạn giải quyết: 2 ngày; nguồn không nêu rõ ngày làm việc hay ngày theo lịch, tạm tính theo ngày làm việc.
        Nhận sau giờ làm việc: tính từ 07:30 03/01/2028.
        01/01/2028–02/01/2028: nghỉ hằng tuần.
        Ngày bắt đầu 03/01/2028 không tính vào thời hạn.
        04/01/2028–05/01/2028: ngày làm việc thứ 1–2.
        Chưa có lịch nghỉ năm 2028.
        Hẹn trả kết quả (tạm tính): 07:30 05/01/2028.
    "#]],
    );
    check(
        &calendar,
        "2026-11-23T15:00",
        "same 15:00",
        &expect![[r#"
        Nhận đủ hồ sơ hợp lệ lúc 15:00 23/11/2026.
        Thời hạn giải quyết: ngay trong ngày làm việc.
        Nhận từ 15:00 trở đi: trả kết quả trong ngày làm việc tiếp theo, 24/11/2026.
        24/11/2026: lịch có thể thay đổi – Ngày Văn hóa Việt Nam; chưa có thông báo chính thức, tạm tính như ngày thường.
        Hẹn trả kết quả (tạm tính): 17:30 24/11/2026.
    "#]],
    );
}

#[test]
fn the_way_by_working_hours_reads_well() {
    check(
        &Calendar::built_in(),
        "2027-01-29T09:00",
        "7.5 wd",
        &expect![[r#"
            Nhận đủ hồ sơ hợp lệ lúc 09:00 29/01/2027.
            Thời hạn giải quyết: 7,5 ngày làm việc.
            7,5 ngày được tính thành 60 giờ 00 phút làm việc (01 ngày = 08 giờ).
            29/01/2027: tính 6 giờ 30 phút làm việc.
            30/01/2027–31/01/2027: nghỉ hằng tuần.
            01/02/2027–03/02/2027: tính 24 giờ 00 phút làm việc.
            04/02/2027–08/02/2027: dự kiến là ngày nghỉ – Tết Nguyên đán Đinh Mùi (mùng 1: 06/02/2027); chưa có thông báo chính thức.
            09/02/2027–10/02/2027: dự kiến là ngày nghỉ – Nghỉ bù Tết Nguyên đán Đinh Mùi; chưa có thông báo chính thức.
            11/02/2027: lịch có thể thay đổi – Nghỉ bù Tết Nguyên đán Đinh Mùi; chưa có thông báo chính thức, tạm tính như ngày thường.
            11/02/2027–12/02/2027: tính 16 giờ 00 phút làm việc.
            13/02/2027–14/02/2027: nghỉ hằng tuần.
            15/02/2027–16/02/2027: tính 13 giờ 30 phút làm việc.
            Hẹn trả kết quả (tạm tính): 15:00 16/02/2027.
        "#]],
    );
    let half = with_rows_of_2025(&["2025-03-07 half_day"]);
    check(
        &half,
        "2025-03-06T10:00",
        "2 wd",
        &expect![[r#"
        Nhận đủ hồ sơ hợp lệ lúc 10:00 06/03/2025.
        Thời hạn giải quyết: 2 ngày làm việc.
        2 ngày được tính thành 16 giờ 00 phút làm việc (01 ngày = 08 giờ).
        06/03/2025: tính 5 giờ 30 phút làm việc.
        07/03/2025: chỉ làm việc buổi sáng – Ngày thử.
        07/03/2025: tính 4 giờ 00 phút làm việc.
        08/03/2025–09/03/2025: nghỉ hằng tuần.
        10/03/2025: tính 6 giờ 30 phút làm việc.
        Hẹn trả kết quả: 16:00 10/03/2025.
    "#]],
    );
}

#[test]
fn the_way_by_the_calendar_reads_well() {
    let calendar = Calendar::built_in();
    check(
        &calendar,
        "2027-01-25T09:00",
        "12 cd",
        &expect![[r#"
        Nhận đủ hồ sơ hợp lệ lúc 09:00 25/01/2027.
        Thời hạn giải quyết: 12 ngày theo lịch.
        Ngày bắt đầu 25/01/2027 không tính vào thời hạn.
        26/01/2027–06/02/2027: đếm 12 ngày theo lịch, kể cả ngày nghỉ.
        04/02/2027–05/02/2027: Tết Nguyên đán Đinh Mùi (mùng 1: 06/02/2027) – lịch chưa có thông báo chính thức.
        06/02/2027–08/02/2027: dự kiến là ngày nghỉ – Tết Nguyên đán Đinh Mùi (mùng 1: 06/02/2027); chưa có thông báo chính thức.
        09/02/2027–10/02/2027: dự kiến là ngày nghỉ – Nghỉ bù Tết Nguyên đán Đinh Mùi; chưa có thông báo chính thức.
        11/02/2027: lịch có thể thay đổi – Nghỉ bù Tết Nguyên đán Đinh Mùi; chưa có thông báo chính thức, tạm tính như ngày thường.
        Ngày cuối 06/02/2027 không còn giờ làm việc: chuyển sang ngày làm việc tiếp theo, 11/02/2027.
        Thời hạn kết thúc khi hết giờ làm việc ngày 11/02/2027 (17:30).
        Hẹn trả kết quả (tạm tính): 17:30 11/02/2027.
    "#]],
    );
    check(
        &calendar,
        "2026-08-28T10:00",
        "96 h",
        &expect![[r#"
        Nhận đủ hồ sơ hợp lệ lúc 10:00 28/08/2026.
        Thời hạn giải quyết: 96 giờ.
        Đếm liên tục 96 giờ 00 phút: đến 10:00 01/09/2026.
        01/09/2026–02/09/2026: ngày nghỉ – Quốc khánh.
        10:00 01/09/2026 ngoài giờ làm việc: chuyển sang 07:30 03/09/2026.
        Hẹn trả kết quả: 07:30 03/09/2026.
    "#]],
    );
}

#[test]
fn the_way_around_a_stop_reads_well() {
    let messages = messages();
    let told = |received: &str, limits: &Limits, all: &[Interruption]| {
        let found = schedule(at(received), limits, all, &Calendar::built_in()).expect(received);
        let lines = found.steps.iter().map(|step| {
            let template = &messages[step.key()]["vi"];
            format!("{}\n", step.fill(template, ','))
        });
        lines.collect::<String>()
    };
    let pause = Interruption::Pause {
        from: at("2025-03-06T10:00"),
        to: at("2025-03-15T10:00"),
    };
    let mut limits = Limits {
        first: limit("5 wd"),
        second: None,
    };
    expect![[r#"
        Nhận đủ hồ sơ hợp lệ lúc 09:00 03/03/2025.
        Thời hạn giải quyết: 5 ngày làm việc.
        5 ngày được tính thành 40 giờ 00 phút làm việc (01 ngày = 08 giờ).
        03/03/2025–06/03/2025: tính 25 giờ 00 phút làm việc.
        Tạm dừng từ 10:00 06/03/2025 đến 10:00 15/03/2025: còn lại 15 giờ 00 phút làm việc, tính tiếp sau đó.
        10:00 15/03/2025 ngoài giờ làm việc: chuyển sang 07:30 17/03/2025.
        17/03/2025–18/03/2025: tính 15 giờ 00 phút làm việc.
        Hẹn trả kết quả: 16:30 18/03/2025.
    "#]].assert_eq(&told("2025-03-03T09:00", &limits, &[pause]));
    limits.first = limit("15 cd");
    expect![[r#"
        Nhận đủ hồ sơ hợp lệ lúc 09:00 03/03/2025.
        Thời hạn giải quyết: 15 ngày theo lịch.
        Tạm dừng từ 10:00 06/03/2025 đến 10:00 15/03/2025: thời gian này không tính vào thời hạn.
        Cộng thời gian tạm dừng, thời hạn kết thúc lúc 09:00 27/03/2025.
        Thời hạn kết thúc khi hết giờ làm việc ngày 27/03/2025 (17:30).
        Hẹn trả kết quả: 17:30 27/03/2025.
    "#]]
    .assert_eq(&told("2025-03-03T09:00", &limits, &[pause]));
    limits.second = Some(limit("3 wd"));
    let all = [
        Interruption::Supplement {
            received: at("2025-03-05T08:00"),
        },
        Interruption::Payment {
            awaited: at("2025-03-10T08:00"),
            paid: at("2025-03-14T16:00"),
        },
        Interruption::Pause {
            from: at("2025-03-20T08:00"),
            to: at("2025-03-21T08:00"),
        },
    ];
    expect![[r#"
        Nhận đủ hồ sơ hợp lệ lúc 09:00 03/03/2025.
        Nhận đủ hồ sơ bổ sung lúc 08:00 05/03/2025: thời hạn tính lại từ đầu.
        Thực hiện xong nghĩa vụ tài chính lúc 16:00 14/03/2025: tính thời hạn của hẹn lần 2.
        Thời hạn giải quyết: 3 ngày làm việc.
        Ngày bắt đầu 14/03/2025 không tính vào thời hạn.
        15/03/2025–16/03/2025: nghỉ hằng tuần.
        17/03/2025–19/03/2025: ngày làm việc thứ 1–3.
        Tạm dừng từ 08:00 20/03/2025: sau khi hết thời hạn (16:00 19/03/2025), không làm thay đổi ngày hẹn.
        Hẹn trả kết quả: 16:00 19/03/2025.
    "#]].assert_eq(&told("2025-03-03T09:00", &limits, &all));
}
