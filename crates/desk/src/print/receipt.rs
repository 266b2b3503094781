//! The receipt handed to whoever files: what was received and when the result can be fetched.

mod layout;

use super::{
    Paper, PrintError, Wording,
    kit::Kit,
    text::money,
    wording::{Phrases, Template, Values},
};
use casework::case::ReturnWay;
use casework::person::Relation;
use casework::procedure::{DocumentForm, Handling};
use casework::time::LocalTime;

/// What a receipt says. All texts are printed as given after cleaning (NFC, no control characters).
///
/// vi: giấy tiếp nhận hồ sơ và hẹn trả kết quả — Mẫu 01 TT 03/2025/TT-VPCP
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReceiptForm {
    /// The office that receives.
    pub office: Office,
    /// The record code; it is also in the QR code, alone.
    pub code: String,
    /// When this paper is issued: the date in its head.
    pub issued: LocalTime,
    /// Which issue of the paper this is: 0 the first, n "cấp lại lần n".
    pub reissue: u32,
    /// Name of the person or organisation the file is for.
    pub applicant: String,
    /// Personal number, tax or registration code, masked by the caller as the office wants it.
    pub applicant_id: Option<String>,
    /// Where the applicant lives or has its seat.
    pub address: Option<String>,
    /// Telephone number.
    pub phone: Option<String>,
    /// Electronic mail address.
    pub email: Option<String>,
    /// Who files, when it is not the applicant.
    pub submitter: Option<Submitter>,
    /// The name printed below the submitter's signature.
    pub signer: Option<String>,
    /// The procedure's full name.
    pub procedure: String,
    /// The procedure's code in the national catalogue.
    pub procedure_code: String,
    /// Whether the procedure's data were checked against the published decision.
    pub verified: bool,
    /// The papers, in the order of the list.
    pub papers: Vec<RequiredPaper>,
    /// Number of sets of the file.
    pub sets: u32,
    /// The time limit in words, such as "05 ngày làm việc"; blank when unknown.
    pub limit: Option<String>,
    /// When the file was received.
    pub received: LocalTime,
    /// Whether the desk's clock could not be trusted then.
    pub clock_unconfirmed: bool,
    /// When the result is promised.
    pub due: Due,
    /// Why the promised day is provisional, such as "lịch nghỉ năm 2027 chưa công bố".
    pub provisional: Option<String>,
    /// How the result is to be fetched.
    pub return_way: ReturnWay,
    /// Fees; none at all when empty, left blank for the pen when unknown (`None`).
    pub fees: Option<Vec<Fee>>,
    /// Volume and running number in the register.
    pub book: Option<(String, String)>,
    /// The officer who received the file.
    pub officer: String,
    /// A remark for the citizen.
    pub note: Option<String>,
}

/// The office as it stands in the head of a form.
///
/// vi: Trung tâm Phục vụ hành chính công cấp xã — NĐ 118/2025 Đ.7
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Office {
    /// The body it belongs to, in capitals: "ỦY BAN NHÂN DÂN XÃ …".
    pub parent: String,
    /// Its own name, a line each, in capitals: "TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG", "XÃ …".
    pub centre: Vec<String>,
    /// The reception point, in capitals: "ĐIỂM TIẾP NHẬN SỐ 1".
    pub point: Option<String>,
    /// The counter's name within a sentence.
    pub counter: String,
    /// The place name before the date: "Xã …".
    pub place: String,
    /// The telephone number for questions.
    pub hotline: Option<String>,
}

/// Who files for the applicant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Submitter {
    /// The name.
    pub name: String,
    /// What entitles them.
    pub relation: Relation,
}

/// A paper of the file.
///
/// vi: thành phần hồ sơ
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequiredPaper {
    /// Its name.
    pub name: String,
    /// In what form it is, when that matters.
    pub form: Option<DocumentForm>,
    /// How many.
    pub copies: u32,
    /// What is done with it.
    pub handling: Handling,
}

/// The promise of a result.
///
/// vi: hẹn trả kết quả — NĐ 118/2025 Đ.17
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Due {
    /// At this moment.
    At(LocalTime),
    /// When the deciding body says so.
    ByNotice,
    /// The limit is not in the desk's catalogue.
    UnknownLimit,
}

/// A fee line.
///
/// vi: phí, lệ phí
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fee {
    /// What it is for.
    pub name: String,
    /// In đồng; 0 is printed as not charged, and where it is `None` only the remark is printed.
    pub amount: Option<u64>,
    /// A reason or a remark, such as a ground of exemption.
    pub note: Option<String>,
}

/// Lays out the receipt: every copy the wording names, each on as many A5 sheets as it needs.
///
/// Body text is 12 points, down to 10 where that keeps a copy on one sheet.
///
/// # Errors
/// [`PrintError::MissingGlyph`] when the wording holds a character the face lacks (in data it becomes
/// □ and a warning), [`PrintError::Code`] when the record code cannot be a QR code.
///
/// vi: Mẫu 01 TT 03/2025/TT-VPCP; khổ A5 — TT 01/2018/TT-VPCP Đ.9
pub fn receipt(data: &ReceiptForm, wording: &Wording) -> Result<Paper, PrintError> {
    let mut kit = Kit::new()?;
    let values = values(data, &wording.phrases, &mut kit);
    let pages = layout::pages(data, wording, &values, &mut kit)?;
    let title = wording.document_title.say(&[("code", &data.code)]);
    let warnings = kit.warnings();
    Ok(Paper {
        title,
        pages,
        warnings,
    })
}

/// The values of the fields a line may name.
fn values(data: &ReceiptForm, phrases: &Phrases, kit: &mut Kit) -> Values {
    let mut values = Values::new();
    let mut set = |name, text: Option<&str>| {
        let text = text
            .map(|text| kit.clean(text))
            .filter(|text| !text.is_empty());
        values.extend(text.map(|text| (name, text)));
    };
    set("code", Some(&data.code));
    set("counter", Some(&data.office.counter));
    set("applicant", Some(&data.applicant));
    set("id", data.applicant_id.as_deref());
    set("address", data.address.as_deref());
    // A telephone number stays on one line.
    let number = |text: &Option<String>| text.as_ref().map(|text| text.replace(' ', "\u{a0}"));
    set("phone", number(&data.phone).as_deref());
    set("email", data.email.as_deref());
    set("procedure", Some(&data.procedure));
    set("procedure_code", Some(&data.procedure_code));
    set("sets", Some(&format!("{:02}", data.sets)));
    set("limit", data.limit.as_deref());
    set("provisional", data.provisional.as_deref());
    set("note", data.note.as_deref());
    set("hotline", number(&data.office.hotline).as_deref());
    set("received", Some(&moment(data.received, phrases)));
    set("due", Some(&due(data.due, phrases)));
    set("return_way", Some(&return_way(data, phrases)));
    set(
        "fees",
        data.fees
            .as_deref()
            .map(|list| fees(list, phrases))
            .as_deref(),
    );
    if let Some(submitter) = &data.submitter {
        set("submitter", Some(&submitter.name));
        let relation = relation(submitter.relation, phrases);
        set(
            "relation",
            relation.map(|phrase| phrase.say(&[])).as_deref(),
        );
    }
    if let Some((book, ordinal)) = &data.book {
        set("book", Some(book));
        set("ordinal", Some(ordinal));
    }
    values
}

/// Days below 10 and the months 1 and 2 take a leading zero (NĐ 30/2020/NĐ-CP, Phụ lục I).
fn date_parts(at: LocalTime) -> [(&'static str, String); 3] {
    let date = at.date();
    let month = match date.month() {
        month @ 1..=2 => format!("{month:02}"),
        month => month.to_string(),
    };
    [
        ("day", format!("{:02}", date.day())),
        ("month", month),
        ("year", date.year().to_string()),
    ]
}

fn moment(at: LocalTime, phrases: &Phrases) -> String {
    let [day, month, year] = date_parts(at);
    let hour = format!("{:02}", at.time().hour());
    let minute = format!("{:02}", at.time().minute());
    phrases.moment.say(&[
        ("hour", &hour),
        ("minute", &minute),
        (day.0, &day.1),
        (month.0, &month.1),
        (year.0, &year.1),
    ])
}

fn due(due: Due, phrases: &Phrases) -> String {
    match due {
        Due::At(at) => moment(at, phrases),
        Due::ByNotice => phrases.due_by_notice.say(&[]),
        Due::UnknownLimit => phrases.due_unknown.say(&[]),
    }
}

fn return_way(data: &ReceiptForm, phrases: &Phrases) -> String {
    let address = data.address.as_deref().unwrap_or("……………………");
    match data.return_way {
        ReturnWay::AtPoint => phrases
            .return_at_point
            .say(&[("counter", &data.office.counter)]),
        ReturnWay::AtHome => phrases.return_at_home.say(&[("address", address)]),
        ReturnWay::Post => phrases.return_by_post.say(&[("address", address)]),
        ReturnWay::Electronic => phrases.return_electronic.say(&[]),
    }
}

fn relation(relation: Relation, phrases: &Phrases) -> Option<&Template> {
    match relation {
        Relation::Applicant => None,
        Relation::Relative => Some(&phrases.relative),
        Relation::Authorised => Some(&phrases.authorised),
        Relation::Representative => Some(&phrases.representative),
        Relation::Post => Some(&phrases.post),
    }
}

/// All fee lines in one sentence, with their sum when there are several.
fn fees(list: &[Fee], phrases: &Phrases) -> String {
    let charge = |amount| match amount {
        0 => phrases.no_fee.say(&[]),
        amount => money(amount),
    };
    let mut parts: Vec<String> = list
        .iter()
        .map(|fee| {
            let Some(amount) = fee.amount else {
                return fee.note.clone().unwrap_or_default();
            };
            let amount = charge(amount);
            let known = [("name", fee.name.as_str()), ("amount", &amount)];
            match &fee.note {
                Some(note) => phrases.fee_noted.say(&[known[0], known[1], ("note", note)]),
                None => phrases.fee.say(&known),
            }
        })
        .collect();
    let amounts: Option<Vec<u64>> = list.iter().map(|fee| fee.amount).collect();
    if let Some(amounts) = amounts.filter(|amounts| amounts.len() > 1) {
        let total = amounts.into_iter().fold(0, u64::saturating_add);
        parts.push(phrases.fee_total.say(&[("amount", &charge(total))]));
    }
    if parts.is_empty() {
        phrases.no_fee.say(&[])
    } else {
        parts.join("; ")
    }
}
