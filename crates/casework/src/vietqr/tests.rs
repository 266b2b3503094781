use super::*;

fn account() -> BankAccount {
    BankAccount {
        bin: "970403".to_owned(),
        account: "0011012345678".to_owned(),
        name: "UBND XA MINH HOA".to_owned(),
    }
}

#[test]
fn a_payload_has_the_fields_of_the_transfer_service() {
    let text = payload(&account(), Money(180_000), "thanh toán đơn hàng").expect("fits");
    // The field order and lengths by hand from EMVCo's tables; the check by a known code below
    // and by an independent parser in ui/src/features/fees/vietqr.test.ts.
    assert_eq!(
        text[..text.len() - 4],
        *"00020101021238570010A000000727012700069704030113001101234567802\
          08QRIBFTTA53037045406180000\
          5802VN62230819THANH TOAN DON HANG6304"
    );
}

#[test]
fn the_check_is_the_published_one() {
    assert_eq!(crc(b"123456789"), 0x29B1);
    assert_eq!(crc(b""), 0xFFFF);
    // A bank's code as another program gives it.
    let code = "00020101021238530010A0000007270123000697041601092576788590208QRIBFTTA\
                5303704540410005802VN62150811Chuyen tien6304";
    assert_eq!(crc(code.as_bytes()), 0xBBB8);
}

/// Payments of every kind, as data that an independent parser reads back in the window's tests.
#[test]
fn the_payloads_for_the_independent_parser_are_fresh() {
    let accounts = [
        ("970436", "1023456789"),
        ("970415", "113366668888"),
        ("970418", "0"),
        ("970405", "8400205123456"),
        ("970422", "VQRQABC123XYZ789012"),
    ];
    let codes = [
        "H37.199.05-261121-5001",
        "000.00.19.H26-250721-50012",
        "000.123.456.789.ABCDEF-261121-5001",
    ];
    let amounts = [
        1,
        2_000,
        10_000,
        50_000,
        199_000,
        1_999_800_000,
        9_999_999_999_999,
    ];
    let mut rows = Vec::new();
    for (at, amount) in amounts.into_iter().enumerate() {
        for code in codes {
            for (bin, number) in accounts.iter().skip(at % 2).step_by(1 + at % 3) {
                let account = BankAccount {
                    bin: (*bin).to_owned(),
                    account: (*number).to_owned(),
                    name: "UBND XA MINH HOA".to_owned(),
                };
                let reference = reference(&RecordCode::parse(code).expect(code));
                let payload = payload(&account, Money(amount), &reference).expect("fits");
                rows.push(format!(
                    "{{\"bin\":\"{bin}\",\"account\":\"{number}\",\"amount\":{amount},\
                     \"reference\":\"{reference}\",\"payload\":\"{payload}\"}}"
                ));
            }
        }
    }
    assert!(rows.len() >= 50, "{}", rows.len());
    let text = format!("[\n{}\n]\n", rows.join(",\n"));
    expect_test::expect_file!["../../../../tests/data/vietqr.json"].assert_eq(&text);
}

#[test]
fn a_reference_is_the_record_code_without_its_signs() {
    for (code, wanted) in [
        ("H37.199.05-261121-5001", "H37199052611215001"),
        ("000.00.19.H26-250721-50012", "0000019H2625072150012"),
        (
            "000.123.456.789.ABCDEF-261121-5001",
            "123456789ABCDEF2611215001",
        ),
    ] {
        let code = RecordCode::parse(code).expect(code);
        let found = reference(&code);
        assert_eq!(found, wanted);
        assert!(found.len() <= PURPOSE_MAX);
        payload(&account(), Money(1), &found).expect("a reference always fits");
    }
}

#[test]
fn texts_are_made_to_fit_or_refused() {
    for (purpose, wanted) in [
        ("", Ok("")),
        ("Phí chứng thực", Ok("PHI CHUNG THUC")),
        (
            "Lệ phí đăng ký cư trú của hộ gia đình",
            Ok("LE PHI DANG KY CU TRU CUA"),
        ),
        ("A/B-C", Ok("A B C")),
        (
            "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
            Err(VietQrError::TooLong { max: 25 }),
        ),
    ] {
        assert_eq!(cut(plain(purpose)).as_deref().map_err(Clone::clone), wanted);
    }
}

#[test]
fn what_is_no_account_or_amount_is_refused() {
    let change = |change: fn(&mut BankAccount)| {
        let mut account = account();
        change(&mut account);
        account
    };
    for (to, amount, wanted) in [
        (change(|a| a.bin = "97043".into()), 1, VietQrError::Bin),
        (change(|a| a.bin = "97O403".into()), 1, VietQrError::Bin),
        (
            change(|a| a.account = String::new()),
            1,
            VietQrError::Account,
        ),
        (
            change(|a| a.account = "1".repeat(20)),
            1,
            VietQrError::Account,
        ),
        (
            change(|a| a.account = "12 34".into()),
            1,
            VietQrError::Account,
        ),
        (account(), 0, VietQrError::Amount),
        (account(), -5, VietQrError::Amount),
        (account(), 10_000_000_000_000, VietQrError::Amount),
    ] {
        assert_eq!(payload(&to, Money(amount), "X"), Err(wanted));
    }
    assert!(payload(&account(), Money(9_999_999_999_999), "X").is_ok());
}
