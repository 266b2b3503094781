use super::*;
use crate::case::tests::world;
use crate::case::{Case, Facts, decide};
use crate::command::Command;
use crate::fee::{FeeKind, FeeTable, FeesIn, PaymentWay};
use crate::office::Role;
use crate::procedure::Channel;
use serde_json::{Value, json};

fn facts(entropy: u8) -> Facts {
    let now = "2026-11-20T09:15:00+07:00".parse().expect("a time");
    world::facts(now, entropy)
}

fn taken_in() -> Case {
    let row =
        json!({"procedure": "2.000815", "applicant": {"kind": "person", "name": "Vi Thị Hường"}});
    world::take_in(row, &facts(0)).expect("taken in")
}

fn line(price: i64, quantity: u32, amount: i64, exemption: Option<&str>) -> FeeLine {
    FeeLine {
        code: "certified_copy".to_owned(),
        name: "Phí chứng thực bản sao".to_owned(),
        kind: FeeKind::Fee,
        unit_price: Money(price),
        quantity,
        amount: Money(amount),
        exemption: exemption.map(str::to_owned),
        source: None,
        verified: true,
    }
}

fn money(receipt: u32, amount: i64) -> Payment {
    Payment {
        receipt: format!("26-5001-{receipt:05}"),
        amount: Money(amount),
        way: PaymentWay::Cash,
        reference: None,
        payer: None,
    }
}

fn pay(receipt: u32, amount: i64) -> Command {
    Command::RecordFeePayment {
        payment: money(receipt, amount),
    }
}

fn refund(receipt: u32, amount: i64, reason: &str) -> Command {
    Command::RefundFee {
        payment: money(receipt, amount),
        reason: reason.to_owned(),
    }
}

fn assess(lines: Vec<FeeLine>) -> Command {
    Command::AssessFees { lines }
}

/// Does one thing after the other; the last answer is the code of the rejection with what it says,
/// or nothing.
fn after(commands: Vec<Command>) -> (Case, Option<String>) {
    let law = world::law("none");
    let mut case = taken_in();
    let mut refused = None;
    for (index, command) in (1..).zip(commands) {
        match decide(&case, command, &facts(index), &law) {
            Ok(events) => case.events.extend(events),
            Err(rejection) => {
                let values = rejection.params().into_iter().map(|(_, value)| value);
                let words: Vec<String> = std::iter::once(rejection.code().to_owned())
                    .chain(values)
                    .collect();
                refused = Some(words.join(" "));
            }
        }
    }
    (case, refused)
}

#[test]
fn fee_lines_are_checked_one_by_one() {
    let long = "ă".repeat(501);
    for (lines, refusal) in [
        (vec![], None),
        (vec![line(7_000, 3, 21_000, None)], None),
        (vec![line(0, 1, 0, None)], None),
        (vec![line(7_000, 3, 0, Some("người thuộc hộ nghèo"))], None),
        // Half of it, on a ground.
        (vec![line(7_000, 2, 7_000, Some("giảm 50 %"))], None),
        (
            vec![line(7_000, 3, 20_000, None)],
            Some("bad_field fees.amount"),
        ),
        (
            vec![line(7_000, 3, 22_000, Some("x"))],
            Some("bad_field fees.amount"),
        ),
        (
            vec![line(7_000, 3, -1, Some("x"))],
            Some("bad_field fees.amount"),
        ),
        (
            vec![line(7_000, 0, 0, None)],
            Some("bad_field fees.quantity"),
        ),
        (
            vec![line(7_000, 10_000, 70_000_000, None)],
            Some("bad_field fees.quantity"),
        ),
        (
            vec![line(-1, 1, -1, None)],
            Some("bad_field fees.unit_price"),
        ),
        (
            vec![line(1_000_000_001, 1, 1_000_000_001, None)],
            Some("bad_field fees.unit_price"),
        ),
        (vec![line(1, 1, 1, None); 51], Some("bad_field fees.lines")),
        (
            vec![line(7_000, 3, 0, Some(&long))],
            Some("too_long fees.exemption 500"),
        ),
        (
            vec![FeeLine {
                name: " ".to_owned(),
                ..line(1, 1, 1, None)
            }],
            Some("bad_field fees.name"),
        ),
    ] {
        let (case, refused) = after(vec![assess(lines.clone())]);
        assert_eq!(refused.as_deref(), refusal, "{lines:?}");
        let assessed = FeeAccount::of(&case).lines;
        assert_eq!(assessed.is_some(), refusal.is_none());
    }
}

/// What is owed, held and overpaid after the commands, and why the last one was refused.
fn check(commands: Vec<Command>, refusal: Option<&str>, sums: [i64; 3]) {
    let said = format!("{commands:?}");
    let (case, refused) = after(commands);
    assert_eq!(refused.as_deref(), refusal, "{said}");
    let account = FeeAccount::of(&case);
    let found = [account.owed(), account.held(), account.overpaid()];
    assert_eq!(found.map(|money| money.0), sums, "{said}");
}

fn owed() -> Command {
    assess(vec![line(7_000, 3, 21_000, None)])
}

#[test]
fn money_is_taken_up_to_what_is_owed() {
    let more = Some("more_than_owed 21.000");
    let rest = Some("more_than_owed 13.000");
    check(vec![pay(1, 21_000)], Some("fees_not_assessed"), [0, 0, 0]);
    check(vec![owed(), pay(1, 21_000)], None, [0, 21_000, 0]);
    check(vec![owed(), pay(1, 21_001)], more, [21_000, 0, 0]);
    let parts = |second| vec![owed(), pay(1, 8_000), pay(2, second)];
    check(parts(13_000), None, [0, 21_000, 0]);
    check(parts(13_001), rest, [13_000, 8_000, 0]);
    let twice = vec![owed(), pay(1, 8_000), pay(1, 8_000)];
    check(twice, Some("bad_field receipt"), [13_000, 8_000, 0]);
    for amount in [0, -5] {
        let nothing = vec![owed(), pay(1, amount)];
        check(nothing, Some("bad_field amount"), [21_000, 0, 0]);
    }
    check(
        vec![owed(), owed()],
        Some("nothing_to_correct"),
        [21_000, 0, 0],
    );
    // The fee goes down after it was paid.
    let less = assess(vec![line(7_000, 1, 7_000, None)]);
    check(
        vec![owed(), pay(1, 21_000), less],
        None,
        [0, 21_000, 14_000],
    );
}

#[test]
fn money_goes_back_up_to_what_is_held_and_with_a_reason() {
    let nothing = Some("nothing_open refund_fee decree_118_2025_article_24");
    let reason = Some("reason_missing refund_fee decree_118_2025_article_24");
    check(vec![owed(), refund(1, 1, "x")], nothing, [21_000, 0, 0]);
    let back = |amount, why| vec![owed(), pay(1, 21_000), refund(2, amount, why)];
    check(back(8_000, "nộp thừa"), None, [8_000, 13_000, 0]);
    check(
        back(21_001, "x"),
        Some("more_than_paid 21.000"),
        [0, 21_000, 0],
    );
    check(back(21_000, " "), reason, [0, 21_000, 0]);
    let mut again = back(21_000, "x");
    again.push(refund(3, 1, "x"));
    check(again, Some("more_than_paid 0"), [21_000, 0, 0]);
}

#[test]
fn an_officer_without_a_counter_takes_no_money() {
    let law = world::law("none");
    let administrator = Facts {
        roles: vec![Role::Administrator],
        ..facts(9)
    };
    let refused = decide(&taken_in(), pay(1, 1), &administrator, &law).expect_err("not a counter");
    assert_eq!(refused.code(), "not_your_role");
}

#[test]
fn an_intake_says_what_the_fees_depend_on_or_the_lines_themselves() {
    let table = FeeTable::built_in("H37.199.05").expect("reads");
    let stated =
        json!({"lines": [{"name": "Lệ phí", "kind": "charge", "unit_price": 8000, "quantity": 2}]});
    let exempt =
        json!({"lines": [{"name": "Lệ phí", "unit_price": 8000, "exemption": "hộ nghèo"}]});
    for (procedure, fees, wanted) in [
        ("1.004222", Value::Null, Ok(Some(vec![20_000]))),
        ("2.000815", Value::Null, Ok(None)),
        (
            "2.000815",
            json!({"pages": 5, "copies": 3}),
            Ok(Some(vec![21_000])),
        ),
        ("1.004873", json!({"exemption": "poor"}), Ok(Some(vec![0]))),
        ("1.013229", Value::Null, Ok(None)),
        ("1.013229", stated.clone(), Ok(Some(vec![16_000]))),
        ("1.013229", exempt, Ok(Some(vec![0]))),
        ("1.013229", json!({"lines": []}), Ok(Some(vec![]))),
        ("2.000815", json!({"pages": 0}), Err("fees.pages")),
        (
            "1.004873",
            json!({"exemption": "rich"}),
            Err("fees.exemption"),
        ),
        (
            "2.000884",
            json!({"exemption": "poor"}),
            Err("fees.exemption"),
        ),
        (
            "1.004222",
            json!({"pages": 1, "lines": []}),
            Err("fees.lines"),
        ),
    ] {
        let given: Option<FeesIn> = serde_json::from_value(fees.clone()).expect("reads");
        let at = "2026-11-20".parse().expect("a date");
        let found = FeesIn::lines(given.as_ref(), &table, procedure, Channel::Direct, at);
        let amounts = |lines: Option<Vec<FeeLine>>| {
            lines.map(|lines| lines.iter().map(|line| line.amount.0).collect::<Vec<_>>())
        };
        let found = found
            .map(amounts)
            .map_err(|error| error.params()[0].1.clone());
        assert_eq!(found, wanted.map_err(str::to_owned), "{procedure} {fees}");
    }
    for unknown in [
        json!({"page": 1}),
        json!({"lines": [{"name": "x", "unit_price": 1, "amount": 1}]}),
    ] {
        let error = serde_json::from_value::<FeesIn>(unknown).expect_err("an unknown key");
        assert!(error.to_string().starts_with("unknown field"), "{error}");
    }
}
