//! Files a counter meets, and one it should never meet.

use super::at;
use crate::print::*;
use casework::case::ReturnWay;
use casework::person::Relation;
use casework::procedure::{DocumentForm, Handling};

/// A slip of the usual length.
const SLIP: &str = concat!(
    "MC1:RRQ7$AP60OO0%7WWP59 ULW9PZL 3N7VOULV8CKVO965AW50W50W50W50W50W50W50E80X59-/6$96Z96B465W",
    "5D%6*96Y96QW6D46C606A0:YH.C3+FPULJ6A0*ELZ10KDOC U1:1/XDCQJ91Q:MQV8B27B6V1ZMRZB2LHCX8KC-8TW",
    "5YIID2VP132UGNXK4 P R3A58KE2.2MV F.24425$IAT3O DA*-2C105:C:4UZ/T/ECBOMU8PVLV",
);

fn paper(name: &str, form: DocumentForm, copies: u32, handling: Handling) -> RequiredPaper {
    RequiredPaper {
        name: name.to_owned(),
        form: Some(form),
        copies,
        handling,
    }
}

/// A usual file: four papers, a fee, everything known.
pub(in crate::print) fn usual() -> ReceiptForm {
    ReceiptForm {
        office: Office {
            parent: "ỦY BAN NHÂN DÂN XÃ EA KAO".to_owned(),
            centre: ["TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG", "XÃ EA KAO"]
                .map(String::from)
                .into(),
            name: "Trung tâm Phục vụ hành chính công xã Ea Kao".to_owned(),
            point: Some("ĐIỂM TIẾP NHẬN SỐ 1".to_owned()),
            counter: "Điểm tiếp nhận số 1, Trung tâm Phục vụ hành chính công xã Ea Kao".to_owned(),
            place: "Xã Ea Kao".to_owned(),
            hotline: Some("0262 3800 123".to_owned()),
        },
        code: "H15.101.05-261121-5007".to_owned(),
        slip: Some(SLIP.to_owned()),
        issued: at("2026-11-21T08:35:00+07:00"),
        reissue: 0,
        applicant: "Nguyễn Thị Hường".to_owned(),
        applicant_id: Some("066********12".to_owned()),
        address: Some("Buôn Hra Ea Hning, xã Ea Kao, tỉnh Đắk Lắk".to_owned()),
        phone: Some("0905 123 456".to_owned()),
        email: Some("huong.nguyen@example.vn".to_owned()),
        submitter: None,
        signer: Some("Nguyễn Thị Hường".to_owned()),
        procedure: "Đăng ký lại khai sinh".to_owned(),
        procedure_code: "1.004884".to_owned(),
        verified: true,
        papers: vec![
            paper(
                "Tờ khai đăng ký lại khai sinh",
                DocumentForm::Original,
                1,
                Handling::Submit,
            ),
            paper(
                "Bản sao Giấy khai sinh do cơ quan có thẩm quyền cấp",
                DocumentForm::Copy,
                1,
                Handling::Submit,
            ),
            paper(
                "Giấy tờ tùy thân của người yêu cầu",
                DocumentForm::Original,
                1,
                Handling::Present,
            ),
            paper(
                "Giấy tờ chứng minh nơi cư trú",
                DocumentForm::Electronic,
                0,
                Handling::Lookup,
            ),
        ],
        sets: 1,
        limit: Some("05 ngày làm việc".to_owned()),
        received: at("2026-11-21T08:30:00+07:00"),
        clock_unconfirmed: false,
        due: Due::At(at("2026-11-30T10:00:00+07:00")),
        provisional: None,
        return_way: ReturnWay::AtPoint,
        fees: Some(vec![Fee {
            name: "Lệ phí hộ tịch".to_owned(),
            amount: Some(8_000),
            note: None,
        }]),
        book: None,
        officer: "H'Wăn Niê Kdăm".to_owned(),
        note: None,
    }
}

/// Long names everywhere, filed by someone else, and every remark the form knows.
pub(in crate::print) fn long() -> ReceiptForm {
    ReceiptForm {
        reissue: 2,
        applicant: "Công Tằng Tôn Nữ Nguyễn Phước Hoàng Thị Thanh Huyền Trang".to_owned(),
        address: Some(
            "Số nhà 123/45/6 đường Nguyễn Thị Minh Khai nối dài, Tổ dân phố Hòa Bình 2, thôn Cao Thắng, \
             xã Ea Kao, tỉnh Đắk Lắk"
                .to_owned(),
        ),
        email: Some("mot.dia.chi.thu.dien.tu.rat.dai.khong.co.dau.cach@trungtamphucvuhanhchinhcong.daklak.example.vn".to_owned()),
        submitter: Some(Submitter { name: "Y Ơ̆n Ƀuôn Krông".to_owned(), relation: Relation::Authorised }),
        signer: Some("Y Ơ̆n Ƀuôn Krông".to_owned()),
        procedure: "Cấp Giấy xác nhận tình trạng hôn nhân cho công dân Việt Nam cư trú trong nước đã qua \
                    nhiều nơi thường trú khác nhau"
            .to_owned(),
        verified: false,
        limit: None,
        clock_unconfirmed: true,
        due: Due::At(at("2027-02-05T16:30:00+07:00")),
        provisional: Some("lịch nghỉ năm 2027 chưa công bố".to_owned()),
        return_way: ReturnWay::Post,
        fees: Some(vec![
            Fee { name: "Lệ phí hộ tịch".to_owned(), amount: Some(15_000), note: None },
            Fee {
                name: "Phí chứng thực".to_owned(),
                amount: Some(0),
                note: Some("miễn: người thuộc hộ nghèo".to_owned()),
            },
        ]),
        book: Some(("01/2026".to_owned(), "1207".to_owned())),
        note: Some("Bổ sung bản chụp hai mặt của giấy tờ tùy thân trước ngày hẹn.".to_owned()),
        ..usual()
    }
}

pub(in crate::print) fn thirty() -> ReceiptForm {
    let papers = (1..=30).map(|number| {
        let name = format!("Giấy tờ số {number} chứng minh nguồn gốc, thời điểm sử dụng đất và tài sản gắn liền với đất");
        paper(&name, DocumentForm::Certified, number, Handling::Submit)
    });
    ReceiptForm {
        papers: papers.collect(),
        ..usual()
    }
}

pub(in crate::print) fn organisation() -> ReceiptForm {
    ReceiptForm {
        applicant: "HỢP TÁC XÃ NÔNG NGHIỆP DỊCH VỤ TỔNG HỢP EA KAO".to_owned(),
        applicant_id: Some("6001234567".to_owned()),
        submitter: Some(Submitter {
            name: "Trần Văn Đức".to_owned(),
            relation: Relation::Representative,
        }),
        signer: Some("Trần Văn Đức".to_owned()),
        due: Due::ByNotice,
        return_way: ReturnWay::Electronic,
        fees: Some(Vec::new()),
        ..usual()
    }
}

pub(in crate::print) fn no_phone() -> ReceiptForm {
    ReceiptForm {
        phone: None,
        email: None,
        applicant_id: None,
        signer: None,
        due: Due::UnknownLimit,
        limit: None,
        fees: None,
        ..usual()
    }
}

/// What nobody should type, and what a hostile card or import may hold.
pub(super) fn hostile() -> ReceiptForm {
    let word = "dàidằngdặc".repeat(60);
    let mut data = ReceiptForm {
        applicant: format!("Ngô\u{0}\u{202e}\u{7} 👩‍👩‍👧 家 {word}"),
        address: Some(word.clone()),
        phone: Some("0".repeat(400)),
        procedure: "A-".repeat(900),
        procedure_code: "9".repeat(100),
        officer: word.clone(),
        signer: Some(word.clone()),
        note: Some(" ".repeat(50)),
        fees: Some(vec![
            Fee {
                name: word.clone(),
                amount: Some(u64::MAX),
                note: Some(word.clone())
            };
            3
        ]),
        reissue: u32::MAX,
        ..usual()
    };
    data.office.parent = word.clone();
    data.office.centre = vec![word.clone(); 12];
    data.papers[0].name = "chữ ".repeat(4_000);
    data.papers[1].name = word;
    data
}

pub(in crate::print) fn all() -> [(&'static str, ReceiptForm); 6] {
    [
        ("usual", usual()),
        ("long", long()),
        ("thirty", thirty()),
        ("organisation", organisation()),
        ("no_phone", no_phone()),
        ("hostile", hostile()),
    ]
}
