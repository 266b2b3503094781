//! The receipt handed to whoever files: what was received and when the result can be fetched.

use super::{
    Office, Paper, PrintError, Wording,
    content::{self, Content, moment, telephone},
    draft,
    kit::Kit,
    size::PaperSize,
    template::Values,
    text::money,
    wording::Spec,
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
    /// The signed slip of this issue for a second QR code; none on a paper that is not issued yet.
    pub slip: Option<String>,
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

/// What the wording of a receipt may name.
pub(crate) const SPEC: Spec = Spec {
    form: "receipt",
    fields: &[
        "code",
        "counter",
        "applicant",
        "id",
        "submitter",
        "relation",
        "address",
        "phone",
        "email",
        "procedure",
        "procedure_code",
        "sets",
        "limit",
        "received",
        "due",
        "provisional",
        "return_way",
        "fees",
        "book",
        "ordinal",
        "note",
        "hotline",
        "slip_issue",
        "signer",
        "officer",
    ],
    required: &["code", "applicant", "procedure", "received", "due"],
    flags: &["clock_unconfirmed", "unverified"],
    tables: &[("papers", &["number", "name", "form", "copies", "handling"])],
    phrases: &[
        ("due_by_notice", &[]),
        ("due_unknown", &[]),
        ("original", &[]),
        ("certified", &[]),
        ("photocopy", &[]),
        ("electronic", &[]),
        ("submit", &[]),
        ("present", &[]),
        ("look_up", &[]),
        ("relative", &[]),
        ("authorised", &[]),
        ("representative", &[]),
        ("post", &[]),
        ("return_at_point", &["counter"]),
        ("return_at_home", &["address"]),
        ("return_by_post", &["address"]),
        ("return_electronic", &[]),
        ("no_fee", &[]),
        ("fee", &["name", "amount"]),
        ("fee_noted", &["name", "amount", "note"]),
        ("fee_total", &["amount"]),
    ],
    code: true,
    signed: true,
};

/// Lays out the receipt: every copy the wording names, each on as many sheets as it needs; on a roll on
/// one.
///
/// # Errors
/// [`PrintError::MissingGlyph`] when the wording holds a character the face lacks (in data it becomes
/// □ and a warning), [`PrintError::Code`] when the record code cannot be a QR code.
///
/// vi: Mẫu 01 TT 03/2025/TT-VPCP
pub fn receipt(
    data: &ReceiptForm,
    wording: &Wording,
    size: PaperSize,
) -> Result<Paper, PrintError> {
    let mut kit = Kit::new()?;
    let flags = [
        ("clock_unconfirmed", data.clock_unconfirmed),
        ("unverified", !data.verified),
    ];
    let content = Content {
        office: data.office.clone(),
        code: Some(data.code.clone()),
        slip: data.slip.clone(),
        issued: data.issued,
        reissue: data.reissue,
        values: values(data, wording, &mut kit),
        flags: flags
            .into_iter()
            .filter_map(|(flag, stands)| stands.then_some(flag))
            .collect(),
        tables: [("papers", papers(&data.papers, wording, &mut kit))].into(),
    };
    draft::paper(&content, wording, size, kit)
}

/// The values of the fields a line may name.
fn values(data: &ReceiptForm, wording: &Wording, kit: &mut Kit) -> Values {
    let mut values = Values::new();
    let mut set = |name, text: Option<&str>| content::set(&mut values, kit, name, text);
    set("code", Some(&data.code));
    let issue = data
        .slip
        .as_ref()
        .map(|_| data.reissue.saturating_add(1).to_string());
    set("slip_issue", issue.as_deref());
    set("counter", Some(&data.office.counter));
    set("applicant", Some(&data.applicant));
    set("id", data.applicant_id.as_deref());
    set("address", data.address.as_deref());
    set("phone", telephone(data.phone.as_ref()).as_deref());
    set("email", data.email.as_deref());
    set("procedure", Some(&data.procedure));
    set("procedure_code", Some(&data.procedure_code));
    set("sets", Some(&format!("{:02}", data.sets)));
    set("limit", data.limit.as_deref());
    set("provisional", data.provisional.as_deref());
    set("note", data.note.as_deref());
    set(
        "hotline",
        telephone(data.office.hotline.as_ref()).as_deref(),
    );
    set("received", Some(&moment(data.received, wording)));
    set("due", Some(&due(data.due, wording)));
    let return_way = return_way(
        data.return_way,
        &data.office,
        data.address.as_deref(),
        wording,
    );
    set("return_way", Some(&return_way));
    let fees = data.fees.as_deref().map(|list| fees(list, wording));
    set("fees", fees.as_deref());
    set("signer", data.signer.as_deref());
    set("officer", Some(&data.officer));
    if let Some(submitter) = &data.submitter {
        set("submitter", Some(&submitter.name));
        set("relation", relation(submitter.relation, wording).as_deref());
    }
    if let Some((book, ordinal)) = &data.book {
        set("book", Some(book));
        set("ordinal", Some(ordinal));
    }
    values
}

/// The rows of a list of papers.
fn papers(papers: &[RequiredPaper], wording: &Wording, kit: &mut Kit) -> Vec<Values> {
    let row = |(index, paper): (usize, &RequiredPaper)| {
        let mut row = Values::new();
        let mut set = |name, text: &str| content::set(&mut row, kit, name, Some(text));
        set("number", &(index + 1).to_string());
        set("name", &paper.name);
        let form = paper.form.map(|form| wording.say(form_phrase(form), &[]));
        set("form", form.as_deref().unwrap_or("–"));
        let copies = (paper.copies > 0).then(|| paper.copies.to_string());
        set("copies", copies.as_deref().unwrap_or("–"));
        let handling = match paper.handling {
            Handling::Submit => "submit",
            Handling::Present => "present",
            Handling::Lookup => "look_up",
        };
        set("handling", &wording.say(handling, &[]));
        row
    };
    papers.iter().enumerate().map(row).collect()
}

/// The phrase for the form of a paper.
fn form_phrase(form: DocumentForm) -> &'static str {
    match form {
        DocumentForm::Original => "original",
        DocumentForm::Certified => "certified",
        DocumentForm::Copy => "photocopy",
        DocumentForm::Electronic => "electronic",
    }
}

fn due(due: Due, wording: &Wording) -> String {
    match due {
        Due::At(at) => moment(at, wording),
        Due::ByNotice => wording.say("due_by_notice", &[]),
        Due::UnknownLimit => wording.say("due_unknown", &[]),
    }
}

fn return_way(way: ReturnWay, office: &Office, address: Option<&str>, wording: &Wording) -> String {
    let address = [("address", address.unwrap_or("……………………"))];
    match way {
        ReturnWay::AtPoint => wording.say("return_at_point", &[("counter", &office.counter)]),
        ReturnWay::AtHome => wording.say("return_at_home", &address),
        ReturnWay::Post => wording.say("return_by_post", &address),
        ReturnWay::Electronic => wording.say("return_electronic", &[]),
    }
}

/// What entitles whoever files for somebody else; nothing for the applicant.
fn relation(relation: Relation, wording: &Wording) -> Option<String> {
    let phrase = match relation {
        Relation::Applicant => return None,
        Relation::Relative => "relative",
        Relation::Authorised => "authorised",
        Relation::Representative => "representative",
        Relation::Post => "post",
    };
    Some(wording.say(phrase, &[]))
}

/// All fee lines in one sentence, with their sum when there are several.
fn fees(list: &[Fee], wording: &Wording) -> String {
    let charge = |amount| match amount {
        0 => wording.say("no_fee", &[]),
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
                Some(note) => wording.say("fee_noted", &[known[0], known[1], ("note", note)]),
                None => wording.say("fee", &known),
            }
        })
        .collect();
    let amounts: Option<Vec<u64>> = list.iter().map(|fee| fee.amount).collect();
    if let Some(amounts) = amounts.filter(|amounts| amounts.len() > 1) {
        let total = amounts.into_iter().fold(0, u64::saturating_add);
        parts.push(wording.say("fee_total", &[("amount", &charge(total))]));
    }
    if parts.is_empty() {
        wording.say("no_fee", &[])
    } else {
        parts.join("; ")
    }
}
