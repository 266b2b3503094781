//! Papers a counter hands out beside the receipt: usual ones and extreme ones.

use super::{super::receipt_tests::data::usual, at};
use crate::print::Issue;
use casework::case::{Settlement, Step, WantedPaper};
use casework::fee::Money;
use casework::form::{
    ApologyFacts, ControlFacts, HandOver, Holder, Letter, Outcome, RefusalFacts, ReturnFacts,
    StopFacts, Subject, SupplementFacts, Taken,
};
use casework::person::PartyKind;

/// The first issue by a point of the sample office.
pub(super) fn first() -> Issue {
    Issue {
        office: usual().office,
        issued: at("2026-11-24T09:15:00+07:00"),
        reissue: 0,
        serial: None,
        field: Some("Hộ tịch".to_owned()),
        step: Some("Đang xử lý".to_owned()),
    }
}

fn person() -> Subject {
    Subject {
        code: Some("H15.101.05-261121-5007".to_owned()),
        kind: PartyKind::Person,
        applicant: "Nguyễn Thị Hường".to_owned(),
        address: Some("Buôn Hra Ea Hning, xã Ea Kao, tỉnh Đắk Lắk".to_owned()),
        phone: Some("0905 123 456".to_owned()),
        email: Some("huong.nguyen@example.vn".to_owned()),
        submitter: Some("Nguyễn Thị Hường".to_owned()),
        procedure: "Đăng ký lại khai sinh".to_owned(),
        procedure_code: "1.004884".to_owned(),
    }
}

fn organisation() -> Subject {
    Subject {
        kind: PartyKind::Organisation,
        applicant: "HỢP TÁC XÃ NÔNG NGHIỆP DỊCH VỤ TỔNG HỢP VÀ DU LỊCH CỘNG ĐỒNG EA KAO".to_owned(),
        phone: None,
        email: None,
        submitter: None,
        procedure:
            "Cấp Giấy chứng nhận quyền sử dụng đất, quyền sở hữu tài sản gắn liền với đất lần đầu \
                    đối với tổ chức đang sử dụng đất"
                .to_owned(),
        ..person()
    }
}

fn at_the_counter() -> Subject {
    Subject {
        code: None,
        ..person()
    }
}

fn wanted(name: &str, originals: u32, certified: u32) -> WantedPaper {
    WantedPaper {
        name: name.to_owned(),
        originals,
        certified,
        photocopies: 0,
    }
}

fn some_papers() -> Vec<WantedPaper> {
    vec![
        wanted("Bản sao Giấy khai sinh do cơ quan có thẩm quyền cấp", 0, 1),
        wanted("Khai lại mục “Nơi sinh” trên tờ khai", 0, 0),
    ]
}

fn thirty_papers() -> Vec<WantedPaper> {
    let paper = |number: u32| {
        let name = format!(
            "Giấy tờ số {number} chứng minh nguồn gốc, thời điểm sử dụng đất và tài sản gắn liền với đất"
        );
        wanted(&name, number, 0)
    };
    (1..=30).map(paper).collect()
}

fn settled(papers: &str) -> Settlement {
    Settlement {
        papers: Some(papers.to_owned()),
        fees: Some(Money(8_000)),
    }
}

const REASON: &str =
    "Thành phần hồ sơ chưa đầy đủ theo khoản 1 Điều 26 Nghị định số 123/2015/NĐ-CP.";
const LONG_REASON: &str = "Ngày 22/11/2026 cơ quan đăng ký hộ tịch nơi đã đăng ký khai sinh trước đây có văn bản \
    trả lời không tìm thấy sổ lưu; công chức tư pháp – hộ tịch phải xác minh thêm tại Trung tâm Lưu trữ lịch sử tỉnh, \
    đồng thời đường truyền tới hệ thống thông tin đăng ký, quản lý hộ tịch điện tử bị gián đoạn từ ngày 20/11/2026.";

fn unit(name: &str) -> Option<Holder> {
    Some(Holder::Unit(name.to_owned()))
}

fn hand_over(from: Option<Holder>, to: Option<Holder>, outcome: Option<Outcome>) -> HandOver {
    HandOver {
        from,
        from_officer: Some("H'Wăn Niê Kdăm".to_owned()),
        to,
        to_officer: Some("Trần Quốc Tuấn".to_owned()),
        at: at("2026-11-21T15:05:00+07:00"),
        outcome,
        note: outcome.map(|_| "Kèm 04 giấy tờ".to_owned()),
    }
}

fn control(subject: Subject, hand_overs: Vec<HandOver>) -> Letter {
    Letter::Control(ControlFacts {
        subject,
        received: at("2026-11-21T08:30:00+07:00"),
        due: Some(at("2026-11-30T10:00:00+07:00")),
        hand_overs,
    })
}

fn centre_and_back() -> Vec<HandOver> {
    let handling = || unit("Phòng Văn hóa – Xã hội");
    let leaders = || unit("Lãnh đạo Ủy ban nhân dân xã");
    vec![
        hand_over(Some(Holder::Counter), handling(), None),
        hand_over(handling(), leaders(), None),
        hand_over(leaders(), Some(Holder::Counter), Some(Outcome::Early)),
    ]
}

fn supplement(subject: Subject, papers: Vec<WantedPaper>, until: Option<&str>) -> Letter {
    Letter::Supplement(SupplementFacts {
        subject,
        papers,
        reason: Some(REASON.to_owned()),
        until: until.map(at),
        officer: "H'Wăn Niê Kdăm".to_owned(),
        contact: None,
    })
}

fn refusal(subject: Subject, received: Option<&str>, reason: &str) -> Letter {
    Letter::Refusal(RefusalFacts {
        subject,
        received: received.map(at),
        reason: reason.to_owned(),
        settlement: received
            .map_or_else(Settlement::default, |_| settled("toàn bộ giấy tờ đã nộp")),
        officer: "H'Wăn Niê Kdăm".to_owned(),
    })
}

fn apology(subject: Subject, reason: &str) -> Letter {
    Letter::Apology(ApologyFacts {
        subject,
        received: at("2026-11-21T08:30:00+07:00"),
        due: Some(at("2026-11-30T10:00:00+07:00")),
        reason: reason.to_owned(),
        new_due: at("2026-12-07T10:00:00+07:00"),
    })
}

fn stop(subject: Subject, reason: Option<&str>, settlement: Settlement) -> Letter {
    Letter::Stop(StopFacts {
        subject,
        received: at("2026-11-21T08:30:00+07:00"),
        stopped: at("2026-11-24T09:10:00+07:00"),
        reason: reason.map(str::to_owned),
        step: Step::InProcess,
        settlement,
    })
}

fn return_slip(subject: Subject, taken: Option<Taken>) -> Letter {
    Letter::ReturnSlip(ReturnFacts {
        subject,
        due: Some(at("2026-11-30T10:00:00+07:00")),
        result: Some("Giấy khai sinh".to_owned()),
        taken,
    })
}

fn taken() -> Taken {
    Taken {
        name: "Y Ơ̆n Ƀuôn Krông".to_owned(),
        id: Some("066301000012".to_owned()),
        ground: Some("Giấy ủy quyền số 07/2026".to_owned()),
        at: at("2026-11-30T08:05:00+07:00"),
        officer: "H'Wăn Niê Kdăm".to_owned(),
    }
}

/// What nobody should type.
fn hostile() -> Subject {
    let word = "dàidằngdặc".repeat(60);
    Subject {
        applicant: format!("Ngô\u{0}\u{202e}\u{7} 👩‍👩‍👧 家 {word}"),
        address: Some(word.clone()),
        phone: Some("0".repeat(400)),
        submitter: Some(word),
        procedure: "A-".repeat(900),
        procedure_code: "9".repeat(100),
        ..person()
    }
}

/// Every form, usual and extreme, by the name of its snapshot.
pub(super) fn all() -> Vec<(&'static str, Letter)> {
    [before_the_end(), at_the_end()].concat()
}

fn before_the_end() -> Vec<(&'static str, Letter)> {
    let received = Some("2026-11-21T08:30:00+07:00");
    let until = Some("2026-12-09T17:00:00+07:00");
    vec![
        ("supplement", supplement(person(), some_papers(), until)),
        (
            "supplement_counter",
            supplement(at_the_counter(), some_papers(), None),
        ),
        (
            "supplement_thirty",
            supplement(organisation(), thirty_papers(), until),
        ),
        ("refusal", refusal(at_the_counter(), None, REASON)),
        (
            "refusal_organisation",
            refusal(
                Subject {
                    code: None,
                    ..organisation()
                },
                None,
                LONG_REASON,
            ),
        ),
        ("refusal_handling", refusal(person(), received, LONG_REASON)),
        (
            "refusal_handling_organisation",
            refusal(organisation(), received, REASON),
        ),
        (
            "apology",
            apology(
                person(),
                "Chờ kết quả xác minh của cơ quan đăng ký hộ tịch cũ.",
            ),
        ),
        ("apology_organisation", apology(organisation(), LONG_REASON)),
    ]
}

fn at_the_end() -> Vec<(&'static str, Letter)> {
    let everything = "tờ khai, ".repeat(60);
    let long_way = centre_and_back().into_iter().cycle().take(12).collect();
    let endless = vec![wanted(&"chữ ".repeat(4_000), 0, 0)];
    vec![
        (
            "stop",
            stop(
                person(),
                Some("Không còn nhu cầu."),
                settled("01 bản sao Giấy khai sinh"),
            ),
        ),
        (
            "stop_long",
            stop(organisation(), Some(LONG_REASON), settled(&everything)),
        ),
        (
            "stop_nothing_back",
            stop(person(), None, Settlement::default()),
        ),
        ("control", control(person(), centre_and_back())),
        ("control_new", control(organisation(), vec![])),
        ("control_long", control(organisation(), long_way)),
        ("return_slip", return_slip(person(), Some(taken()))),
        ("return_slip_before", return_slip(organisation(), None)),
        ("hostile", supplement(hostile(), endless, None)),
    ]
}
