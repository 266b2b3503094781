use super::*;
use casework::fee::FeeKind;
use expect_test::expect_file;

fn form() -> PaymentSlipForm {
    let account = BankAccount {
        bin: "970436".to_owned(),
        account: "1023456789".to_owned(),
        name: "UBND XA MINH HOA".to_owned(),
    };
    let reference = "H37199052611215001".to_owned();
    let payload = casework::vietqr::payload(&account, Money(13_000), &reference).expect("fits");
    let line = |name: &str, price, quantity: u32, ground: Option<&str>| FeeLine {
        code: "x".to_owned(),
        name: name.to_owned(),
        kind: FeeKind::Fee,
        unit_price: Money(price),
        quantity,
        amount: Money(ground.map_or(price * i64::from(quantity), |_| 0)),
        exemption: ground.map(str::to_owned),
        source: None,
        verified: ground.is_none(),
    };
    PaymentSlipForm {
        office: Office {
            parent: "ỦY BAN NHÂN DÂN XÃ MINH HỌA".to_owned(),
            centre: vec![
                "TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG".to_owned(),
                "XÃ MINH HỌA".to_owned(),
            ],
            point: None,
            name: "Trung tâm Phục vụ hành chính công xã Minh Họa".to_owned(),
            counter: "Trung tâm Phục vụ hành chính công xã Minh Họa".to_owned(),
            place: "Minh Họa".to_owned(),
            hotline: None,
        },
        code: "H37.199.05-261121-5001".to_owned(),
        issued: "2026-11-21T08:30:00+07:00".parse().expect("a time"),
        applicant: "Nông Thị Hạnh".to_owned(),
        procedure: "Chứng thực bản sao từ bản chính giấy tờ, văn bản".to_owned(),
        lines: vec![
            line("Phí chứng thực bản sao từ bản chính", 7_000, 3, None),
            line("Lệ phí hộ tịch", 5_000, 1, Some("người thuộc hộ nghèo")),
        ],
        payments: vec![SlipPayment {
            receipt: "26-5001-00001".to_owned(),
            way: PaymentWay::Cash,
            at: "2026-11-21T08:31:00+07:00".parse().expect("a time"),
            amount: Money(8_000),
            refund: false,
        }],
        owed: Money(13_000),
        transfer: Some(TransferOrder {
            account,
            reference,
            payload,
        }),
        officer: "Hoàng Thị Minh Nguyệt".to_owned(),
    }
}

#[test]
fn the_slip_holds_what_it_held() {
    let paper = payment_slip(&form()).expect("a slip");
    assert_eq!((paper.pages.len(), paper.warnings), (1, vec![]));
    expect_file!["../snapshots/payment_slip.txt"].assert_eq(&paper.pages[0].to_string());
}

#[test]
fn the_code_on_the_slip_reads_back() {
    const DOTS: usize = 8;
    let data = form();
    let page = &payment_slip(&data).expect("a slip").pages[0];
    let rects = page.items.iter().find_map(|item| match item {
        crate::print::Item::Fill { rects } => Some(rects),
        crate::print::Item::Text(_) | crate::print::Item::Line { .. } => None,
    });
    let (width, height) = (148 * DOTS, 210 * DOTS);
    let mut luma = vec![255_u8; width * height];
    let dot = |mm: f32| (mm * DOTS as f32).round() as usize;
    for rect in rects.expect("a payment code") {
        for y in dot(rect.at.y)..dot(rect.at.y + rect.height) {
            luma[y * width + dot(rect.at.x)..y * width + dot(rect.at.x + rect.width)].fill(0);
        }
    }
    let format = Some(rxing::BarcodeFormat::QR_CODE);
    let read = rxing::helpers::detect_in_luma(luma, width as u32, height as u32, format);
    let wanted = data.transfer.expect("a transfer").payload;
    assert_eq!(read.expect("a readable code").getText(), wanted);
}

#[test]
fn what_is_paid_or_has_no_account_is_said() {
    for (change, present, absent) in [
        (
            (|form| form.owed = Money(0)) as fn(&mut PaymentSlipForm),
            "Đã nộp đủ.",
            "Còn phải nộp",
        ),
        (
            |form| form.transfer = None,
            "Nộp tiền mặt tại nơi",
            "VietQR",
        ),
        (
            |form| form.payments[0].refund = true,
            "hoàn trả tiền mặt",
            "Đã nộp đủ",
        ),
    ] {
        let mut form = form();
        change(&mut form);
        let text = payment_slip(&form).expect("a slip").pages[0].to_string();
        assert!(text.contains(present) && !text.contains(absent), "{text}");
    }
}
