use super::*;
use crate::id::OfficerId;

fn movement(officer: u8, at: &str, receipt: u32, amount: i64, way: PaymentWay) -> Movement {
    Movement {
        case: CaseId([1; 16]),
        code: RecordCode::parse("H37.199.05-261121-5001").expect("a code"),
        applicant: "Nông Thị Hạnh".to_owned(),
        at: at.parse().expect(at),
        officer: Officer {
            id: OfficerId([officer; 16]),
            name: format!("Cán bộ {officer}"),
        },
        receipt: format!("26-5001-{receipt:05}"),
        amount: Money(amount),
        refund: false,
        way,
        reference: None,
        payer: None,
        reason: None,
    }
}

fn day() -> Vec<Movement> {
    let refund = Movement {
        refund: true,
        ..movement(1, "2026-11-21T15:00:00+07:00", 4, 8_000, PaymentWay::Cash)
    };
    vec![
        refund,
        movement(
            2,
            "2026-11-21T08:00:00+07:00",
            1,
            50_000,
            PaymentWay::Transfer,
        ),
        movement(1, "2026-11-21T07:31:00+07:00", 2, 8_000, PaymentWay::Cash),
        movement(1, "2026-11-21T07:31:00+07:00", 3, 21_000, PaymentWay::Cash),
        movement(
            1,
            "2026-11-21T09:00:00+07:00",
            5,
            10_000,
            PaymentWay::Online,
        ),
        // 23:59 of the day, and a minute later by the wall clock.
        movement(1, "2026-11-21T16:59:00Z", 6, 1_000, PaymentWay::Cash),
        movement(1, "2026-11-21T17:00:00Z", 7, 1_000, PaymentWay::Cash),
    ]
}

#[test]
fn each_officer_has_one_sheet_a_day_with_its_sums() {
    let date = "2026-11-21".parse().expect("a date");
    let sheets = CashSheet::of_day(date, day());
    let [one, two] = sheets.as_slice() else {
        panic!("two sheets, not {}", sheets.len());
    };
    let receipts: Vec<&str> = one.movements.iter().map(|m| &m.receipt[8..]).collect();
    assert_eq!(receipts, ["00002", "00003", "00005", "00004", "00006"]);
    assert_eq!(
        one.cash,
        Sum {
            taken: Money(30_000),
            refunded: Money(8_000)
        }
    );
    assert_eq!(one.cash.net(), Money(22_000));
    assert_eq!(one.online.net(), Money(10_000));
    assert_eq!(
        one.total(),
        Sum {
            taken: Money(40_000),
            refunded: Money(8_000)
        }
    );
    assert_eq!(two.transfer.taken, Money(50_000));
    assert_eq!(two.cash, Sum::default());
    let all: i64 = sheets.iter().map(|sheet| sheet.total().net().0).sum();
    assert_eq!(all, 82_000);
}

#[test]
fn the_till_is_compared_with_what_must_be_in_it() {
    let date = "2026-11-21".parse().expect("a date");
    let sheets = CashSheet::of_day(date, day());
    for (counted, difference) in [(22_000, 0), (21_000, -1_000), (30_000, 8_000), (0, -22_000)] {
        assert_eq!(sheets[0].difference(Money(counted)), Money(difference));
    }
}

#[test]
fn a_day_without_money_has_no_sheet() {
    let date = "2026-11-20".parse().expect("a date");
    assert_eq!(CashSheet::of_day(date, day()), []);
}
