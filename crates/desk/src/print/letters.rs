//! The forms beside the receipt: each is its wording, its facts, and the values below.

mod spec;

pub(crate) use spec::SHIPPED;

use super::{
    Office, Paper, PrintError, Wording,
    content::{self, Content, date_values, masked, moment, telephone},
    draft,
    kit::Kit,
    size::PaperSize,
    template::Values,
    text::money,
};
use casework::fee::Money;
use casework::form::{
    ApologyFacts, ControlFacts, HandOver, Holder, Letter, Outcome, RefusalFacts, ReturnFacts,
    StopFacts, Subject, SupplementFacts,
};
use casework::person::PartyKind;
use casework::time::LocalTime;
use std::collections::{BTreeMap, BTreeSet};

/// Rows of a control slip that are left for the pen at least.
const SPARE: usize = 1;
/// Rows of a control slip at least.
const ROWS: usize = 4;

/// What a paper says beside the facts of its case: the office, when, and which issue it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issue {
    /// The office that issues.
    pub office: Office,
    /// When this paper is issued: the date in its head.
    pub issued: LocalTime,
    /// Which issue of the paper this is: 0 the first, n "cấp lại lần n".
    pub reissue: u32,
    /// The office's running number of letters; left for the pen where `None`.
    ///
    /// vi: số, ký hiệu văn bản — NĐ 30/2020/NĐ-CP
    pub serial: Option<String>,
    /// The field of the procedure.
    ///
    /// vi: lĩnh vực
    pub field: Option<String>,
    /// The step of a stopped file, in words.
    pub step: Option<String>,
}

/// Lays out a form on as many sheets as it needs.
///
/// # Errors
/// [`PrintError::Wording`] where the shipped words do not read, [`PrintError::MissingGlyph`],
/// [`PrintError::Code`].
pub fn letter(letter: &Letter, issue: &Issue, size: PaperSize) -> Result<Paper, PrintError> {
    let wording = Wording::of(wording_of(letter))?;
    let mut kit = Kit::new()?;
    let mut page = Page {
        values: Values::new(),
        tables: BTreeMap::new(),
        kit: &mut kit,
        wording,
    };
    page.issue(issue);
    page.subject(letter.subject());
    match letter {
        Letter::Supplement(facts) => page.supplement(facts, issue.office.hotline.as_ref()),
        Letter::Refusal(facts) => page.refusal(facts),
        Letter::Apology(facts) => page.apology(facts),
        Letter::Stop(facts) => page.stop(facts),
        Letter::Control(facts) => page.control(facts, &issue.office),
        Letter::ReturnSlip(facts) => page.return_slip(facts),
    }
    let Page { values, tables, .. } = page;
    let content = Content {
        office: issue.office.clone(),
        code: letter.subject().code.clone(),
        slip: None,
        issued: issue.issued,
        reissue: issue.reissue,
        values,
        flags: BTreeSet::new(),
        tables,
    };
    draft::paper(&content, wording, size, kit)
}

/// The wording a letter is printed with.
fn wording_of(letter: &Letter) -> &'static str {
    match letter {
        Letter::Supplement(_) => "supplement",
        Letter::Refusal(facts) if facts.received.is_some() => "refusal_handling",
        Letter::Refusal(_) => "refusal",
        Letter::Apology(_) => "apology",
        Letter::Stop(_) => "stop",
        Letter::Control(_) => "control",
        Letter::ReturnSlip(_) => "return_slip",
    }
}

/// The values of one form while they are gathered.
struct Page<'a> {
    values: Values,
    tables: BTreeMap<&'static str, Vec<Values>>,
    kit: &'a mut Kit,
    wording: &'static Wording,
}

impl Page<'_> {
    fn set(&mut self, name: &'static str, text: Option<&str>) {
        content::set(&mut self.values, self.kit, name, text);
    }

    fn moment(&mut self, name: &'static str, at: Option<LocalTime>) {
        let at = at.map(|at| moment(at, self.wording));
        self.set(name, at.as_deref());
    }

    /// A day without its hour, in the words of the form.
    fn day(&mut self, name: &'static str, at: Option<LocalTime>) {
        let words = at.map(|at| {
            let parts = date_values(at.date());
            let parts = parts.each_ref().map(|(name, part)| (*name, part.as_str()));
            self.wording.say("day", &parts)
        });
        self.set(name, words.as_deref());
    }

    fn issue(&mut self, issue: &Issue) {
        let office = &issue.office;
        self.set("counter", Some(&office.counter));
        self.set("centre", Some(&office.name));
        self.set("hotline", telephone(office.hotline.as_ref()).as_deref());
        self.set("serial", issue.serial.as_deref());
        self.set("field", issue.field.as_deref());
        self.set("step", issue.step.as_deref());
    }

    fn subject(&mut self, subject: &Subject) {
        self.set("code", subject.code.as_deref());
        self.set("applicant", Some(&subject.applicant));
        self.set("address", subject.address.as_deref());
        self.set("phone", telephone(subject.phone.as_ref()).as_deref());
        self.set("email", subject.email.as_deref());
        self.set("procedure", Some(&subject.procedure));
        self.set("procedure_code", Some(&subject.procedure_code));
        self.set("signer", subject.submitter.as_deref());
        let whom = match subject.kind {
            PartyKind::Person => "whom_person",
            PartyKind::Organisation => "whom_organisation",
        };
        let whom = self.wording.say(whom, &[]);
        self.set("whom", Some(&whom));
    }

    fn supplement(&mut self, facts: &SupplementFacts, hotline: Option<&String>) {
        let mut rows = Vec::with_capacity(facts.papers.len());
        for (index, paper) in facts.papers.iter().enumerate() {
            let mut row = Values::new();
            let number = (index + 1).to_string();
            content::set(&mut row, self.kit, "number", Some(&number));
            content::set(&mut row, self.kit, "name", Some(&paper.name));
            for (name, count) in [
                ("originals", paper.originals),
                ("certified", paper.certified),
                ("photocopies", paper.photocopies),
            ] {
                let count = (count > 0).then(|| count.to_string());
                row.insert(name, count.unwrap_or_else(|| "–".to_owned()));
            }
            rows.push(row);
        }
        self.tables.insert("papers", rows);
        self.set("reason", facts.reason.as_deref());
        self.day("until", facts.until);
        self.set("officer", Some(&facts.officer));
        let contact = facts.contact.as_ref();
        self.set(
            "contact",
            Some(contact.map_or(&facts.officer, |ask| &ask.name)),
        );
        let phone = contact.and_then(|ask| ask.phone.as_ref());
        let phone = telephone(phone.or(hotline));
        self.set("contact_phone", phone.as_deref());
    }

    fn refusal(&mut self, facts: &RefusalFacts) {
        self.moment("received", facts.received);
        self.set("reason", Some(&facts.reason));
        self.set("papers_back", facts.settlement.papers.as_deref());
        self.refund(facts.settlement.fees);
        self.set("officer", Some(&facts.officer));
    }

    fn refund(&mut self, fees: Option<Money>) {
        let fees = fees.and_then(|fees| u64::try_from(fees.0).ok()).map(money);
        self.set("refund", fees.as_deref());
    }

    fn apology(&mut self, facts: &ApologyFacts) {
        self.day("received_day", Some(facts.received));
        self.moment("due", facts.due);
        self.set("reason", Some(&facts.reason));
        self.moment("new_due", Some(facts.new_due));
    }

    fn stop(&mut self, facts: &StopFacts) {
        self.moment("received", Some(facts.received));
        self.moment("stopped", Some(facts.stopped));
        self.set("reason", facts.reason.as_deref());
        let none = self.wording.say("none", &[]);
        let papers = facts.settlement.papers.as_deref().unwrap_or(&none);
        self.set("papers_back", Some(papers));
        self.refund(facts.settlement.fees);
    }

    fn control(&mut self, facts: &ControlFacts, office: &Office) {
        self.moment("received", Some(facts.received));
        self.moment("due", facts.due);
        let unit = facts.hand_overs.iter().find_map(|row| match &row.to {
            Some(Holder::Unit(unit)) => Some(unit.as_str()),
            Some(Holder::Counter) | None => None,
        });
        self.set("unit", unit);
        let mut rows: Vec<Values> = Vec::new();
        for hand_over in &facts.hand_overs {
            rows.push(self.hand_over(hand_over, office));
        }
        let spare = SPARE.max(ROWS.saturating_sub(rows.len()));
        for place in 0..spare {
            let mut row = self.outcome(None);
            row.insert("at", self.wording.say("moment_blank", &[]));
            if rows.is_empty() && place == 0 {
                content::set(&mut row, self.kit, "from", Some(&office.name));
            }
            rows.push(row);
        }
        self.tables.insert("hand_overs", rows);
    }

    fn hand_over(&mut self, hand_over: &HandOver, office: &Office) -> Values {
        let name = |holder: &Option<Holder>| match holder {
            Some(Holder::Counter) => Some(office.name.clone()),
            Some(Holder::Unit(unit)) => Some(unit.clone()),
            None => None,
        };
        let (from, to) = (name(&hand_over.from), name(&hand_over.to));
        let mut row = self.outcome(hand_over.outcome);
        let at = moment(hand_over.at, self.wording);
        for (name, text) in [
            ("from", from.as_deref()),
            ("to", to.as_deref()),
            ("from_officer", hand_over.from_officer.as_deref()),
            ("to_officer", hand_over.to_officer.as_deref()),
            ("at", Some(&at)),
            ("note", hand_over.note.as_deref()),
        ] {
            content::set(&mut row, self.kit, name, text);
        }
        row
    }

    /// The three boxes of a row, at most one of them marked.
    fn outcome(&mut self, outcome: Option<Outcome>) -> Values {
        let mut row = Values::new();
        for (name, this) in [
            ("early", Outcome::Early),
            ("on_time", Outcome::OnTime),
            ("late", Outcome::Late),
        ] {
            let mark = if outcome == Some(this) {
                "chosen"
            } else {
                "open"
            };
            row.insert(name, self.wording.say(mark, &[]));
        }
        row
    }

    fn return_slip(&mut self, facts: &ReturnFacts) {
        self.moment("due", facts.due);
        self.set("result", facts.result.as_deref());
        let taken = facts.taken.as_ref();
        self.set("taker", taken.map(|taken| taken.name.as_str()));
        let id = taken.and_then(|taken| taken.id.as_deref()).map(masked);
        self.set("taker_id", id.as_deref());
        self.set("ground", taken.and_then(|taken| taken.ground.as_deref()));
        self.moment("taken", taken.map(|taken| taken.at));
        self.set("officer", taken.map(|taken| taken.officer.as_str()));
    }
}
