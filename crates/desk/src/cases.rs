//! What officers do with cases: load, decide, one transaction.

use crate::clock;
use crate::desk::Desk;
use crate::error::{ApiError, ErrorCode};
use casework::case::{
    Case, CaseLink, Event, Facts, Reception, ResultFile, decide, receive, reception_time,
};
use casework::command::{Command, Intake};
use casework::form::{self, Form};
use casework::id::CaseId;
use casework::number::RecordCode;
use casework::person::{PersonWarning, Submission};
use casework::procedure::{Bundles, Procedure, linked_plan};
use casework::sync::envelope::Kind;
use casework::time::LocalTime;
use std::sync::OnceLock;
use store::{Reader, Tx};

/// Largest result file, in bytes.
const RESULT_MAX: usize = 20 * 1024 * 1024;

/// A case that was taken in.
pub struct TakenIn {
    /// The case.
    pub case: Case,
    /// The same request had been taken in before: this is that case.
    pub existing: bool,
    /// What should be looked at; never a reason to refuse.
    pub warnings: Vec<PersonWarning>,
}

/// The groups of linked procedures that are part of the program.
pub fn bundles() -> &'static Bundles {
    static BUNDLES: OnceLock<Bundles> = OnceLock::new();
    BUNDLES.get_or_init(|| Bundles::built_in().expect("a test reads the compiled-in file"))
}

/// What should be looked at in a case as it was received.
pub(crate) fn warnings(case: &Case, procedure: &Procedure) -> Vec<PersonWarning> {
    let submission = Submission {
        procedure,
        on: case.opening.appointment.received.date(),
        applicant: &case.applicant,
        submitter: &case.submitter,
        assistance: case.opening.assistance.as_ref(),
    };
    submission.warnings()
}

impl Desk {
    /// Takes in a file: number, due date, log and projections in one transaction. The same
    /// `client_ref` again gives the same case. With `issue` the receipt counts as issued at once.
    ///
    /// # Errors
    /// A rejection of the rules, [`ErrorCode::NoBand`], or the disk's; then nothing is written and
    /// no number is taken.
    pub fn receive(&self, intake: Intake, issue: bool) -> Result<TakenIn, ApiError> {
        self.receive_on(intake, None, issue)
    }

    /// [`Desk::receive`] with the number of a slip that was filled in by hand without power: the case
    /// gets the code on the slip.
    ///
    /// # Errors
    /// [`ErrorCode::PadUnknown`], [`ErrorCode::PadUsed`], [`ErrorCode::PadOtherDay`], and as
    /// [`Desk::receive`]; then nothing is written and the slip can still be entered.
    pub fn receive_on(
        &self,
        intake: Intake,
        slip: Option<&str>,
        issue: bool,
    ) -> Result<TakenIn, ApiError> {
        let facts = self.reception_facts()?;
        let procedure = self.procedure_for(&intake, facts.now)?;
        self.store()
            .write(|tx| self.take_in(tx, (intake, slip), procedure, facts, issue))
    }

    /// Takes in a group of linked procedures in one go: one case for each, with its own number, the
    /// same applicant and links between them, all in one transaction. The first case comes first.
    ///
    /// # Errors
    /// [`ErrorCode::LinkedRefused`] where the group cannot be taken in, and as [`Desk::receive`];
    /// then no case is written at all.
    pub fn receive_linked(
        &self,
        intake: &Intake,
        bundle: &str,
        issue: bool,
    ) -> Result<Vec<TakenIn>, ApiError> {
        let facts = self.reception_facts()?;
        let day = reception_time(intake.received, facts.now)?.date();
        let catalogue = self.catalogue_at(day)?;
        let code = intake.procedure.trim();
        let plan = linked_plan(bundles(), catalogue, bundle, code, day).map_err(|error| {
            ApiError::new(ErrorCode::LinkedRefused)
                .with("bundle", bundle)
                .with("detail", error)
        })?;
        self.store().write(|tx| {
            let mut cases: Vec<TakenIn> = vec![];
            for ((procedure, _), intake) in plan.members.iter().zip(plan.intakes(intake)) {
                let facts = Facts {
                    entropy: clock::random()?,
                    ..facts.clone()
                };
                cases.push(self.take_in(tx, (intake, None), procedure, facts, issue)?);
            }
            self.link(tx, &plan.bundle.code, &mut cases)?;
            Ok(cases)
        })
    }

    /// Records on each case which other ones belong to it; nothing where that is recorded already.
    fn link(&self, tx: &mut Tx<'_>, bundle: &str, cases: &mut [TakenIn]) -> Result<(), ApiError> {
        let known: Vec<(CaseId, RecordCode)> = cases
            .iter()
            .map(|one| (one.case.opening.id, one.case.opening.code.clone()))
            .collect();
        for (at, one) in cases
            .iter_mut()
            .enumerate()
            .filter(|(_, one)| !one.existing)
        {
            // The later ones hang on the first, which names them all.
            for (to, (case, code)) in known.iter().enumerate() {
                if to != at && (at == 0 || to == 0) {
                    let link = CaseLink {
                        case: *case,
                        code: code.clone(),
                        relation: bundle.to_owned(),
                    };
                    one.case = self.act_in(tx, known[at].0, Command::Link(link))?;
                }
            }
        }
        Ok(())
    }

    fn reception_facts(&self) -> Result<Facts, ApiError> {
        let facts = self.facts()?;
        // Record codes write the year with two digits, and no clock before this program is right.
        if !(2025..2100).contains(&facts.now.date().year()) {
            return Err(ApiError::new(ErrorCode::ClockImpossible).with("date", facts.now.date()));
        }
        Ok(facts)
    }

    /// The procedure as the catalogue has it on the day of reception.
    fn procedure_for(&self, intake: &Intake, now: LocalTime) -> Result<&Procedure, ApiError> {
        // A time that is refused has no number either.
        let day = reception_time(intake.received, now)?.date();
        let catalogue = self.catalogue_at(day)?;
        catalogue.get(intake.procedure.trim()).ok_or_else(|| {
            ApiError::new(ErrorCode::UnknownProcedure).with("procedure", &intake.procedure)
        })
    }

    fn take_in(
        &self,
        tx: &mut Tx<'_>,
        (intake, slip): (Intake, Option<&str>),
        procedure: &Procedure,
        mut facts: Facts,
        issue: bool,
    ) -> Result<TakenIn, ApiError> {
        let office = self.office();
        // As it is stored: whatever form it comes in, it is the same request.
        let client_ref = intake.client_ref.as_deref().map(casework::text::nfc);
        if let Some(client_ref) = client_ref.filter(|text| !text.is_empty())
            && let Some(id) = tx.case_id_by_client_ref(office, &client_ref)?
        {
            let case = self.load(tx, id)?;
            return Ok(TakenIn {
                case,
                existing: true,
                warnings: vec![],
            });
        }
        let clock_unconfirmed = self.observe_clock(tx)?;
        let day = reception_time(intake.received, facts.now)?.date();
        let (id, code) = match slip {
            None => self.next_number(tx, day)?,
            Some(slip) => self.slip_number(tx, slip, day)?,
        };
        let for_office = self.for_office(tx, intake.for_office.as_deref())?;
        let reception = Reception {
            id,
            office,
            code: &code,
            procedure,
            calendar: self.calendar(),
            rules: self.rules(),
            clock_unconfirmed,
            for_office: for_office.as_ref(),
        };
        let asked = intake.fees.clone();
        let mut case = receive(intake, &facts, &reception)?;
        let warnings = crate::cases::warnings(&case, procedure);
        self.assess_at_reception(asked.as_ref(), &mut case, &mut facts)?;
        if issue {
            facts.entropy = clock::random()?;
            let command = print(&case, Form::Receipt)?;
            let law = self.law(&case.opening.procedure);
            let mut events = decide(&case, command, &facts, &law)?;
            crate::slip::stamp(&case, &mut events, self.key());
            case.events.extend(events);
        }
        let actor = self.public_key().actor(self.profile().epoch);
        let change = casework::crdt::Document::skeleton()
            .and_then(|mut document| document.open(actor, clock::now_ms(), &case))
            .map_err(|error| ApiError::new(ErrorCode::Bug).with("detail", error))?;
        let envelope = self.seal(tx, Kind::Case, id, vec![change])?;
        tx.append_own(&envelope)?;
        Ok(TakenIn {
            case,
            existing: false,
            warnings,
        })
    }

    /// Does one thing with a case and gives it back as it stands afterwards.
    ///
    /// # Errors
    /// A rejection of the rules, [`ErrorCode::UnknownCase`], or the disk's.
    pub fn act(&self, id: CaseId, command: Command) -> Result<Case, ApiError> {
        self.store().write(|tx| self.act_in(tx, id, command))
    }

    /// [`Desk::act`] inside the caller's transaction, e.g. together with a record of the office.
    ///
    /// # Errors
    /// As [`Desk::act`]; the transaction must not be committed then.
    pub fn act_in(&self, tx: &mut Tx<'_>, id: CaseId, command: Command) -> Result<Case, ApiError> {
        let facts = self.facts()?;
        self.observe_clock(tx)?;
        let case = self.load(tx, id)?;
        let mut events = decide(&case, command, &facts, &self.law(&case.opening.procedure))?;
        crate::slip::stamp(&case, &mut events, self.key());
        self.append(tx, id, &events)?;
        self.load(tx, id)
    }

    /// Keeps a result file and records the result.
    ///
    /// # Errors
    /// [`ErrorCode::ResultTooLarge`], a rejection of the rules, or the disk's.
    pub fn record_result(
        &self,
        id: CaseId,
        file: Option<(String, Vec<u8>)>,
    ) -> Result<Case, ApiError> {
        if file
            .as_ref()
            .is_some_and(|(_, bytes)| bytes.len() > RESULT_MAX)
        {
            return Err(ApiError::new(ErrorCode::ResultTooLarge).with("max_mb", RESULT_MAX >> 20));
        }
        let facts = self.facts()?;
        self.store().write(|tx| {
            let case = self.load(tx, id)?;
            let file = match file {
                None => None,
                Some((name, bytes)) => Some(ResultFile {
                    name: casework::text::nfc(&name).chars().take(200).collect(),
                    size: bytes.len() as u64,
                    hash: tx.put_blob(&bytes)?,
                }),
            };
            let law = self.law(&case.opening.procedure);
            let events = decide(&case, Command::RecordResult { file }, &facts, &law)?;
            self.append(tx, id, &events)?;
            self.load(tx, id)
        })
    }

    /// Records that a form is issued (again) and gives the case as it stands on the paper.
    ///
    /// # Errors
    /// [`ErrorCode::NothingToPrint`], [`ErrorCode::UnknownCase`], or the disk's.
    pub fn issue(&self, id: CaseId, form: Form) -> Result<Case, ApiError> {
        let facts = self.facts()?;
        self.store().write(|tx| {
            self.observe_clock(tx)?;
            let case = self.load(tx, id)?;
            let law = self.law(&case.opening.procedure);
            let mut events = decide(&case, print(&case, form)?, &facts, &law)?;
            crate::slip::stamp(&case, &mut events, self.key());
            self.append(tx, id, &events)?;
            self.load(tx, id)
        })
    }

    /// The case of a code; codes are read tolerantly, an internal id is understood too.
    ///
    /// # Errors
    /// [`ErrorCode::UnknownCase`], [`ErrorCode::AmbiguousCase`].
    pub fn find(&self, code: &str) -> Result<CaseId, ApiError> {
        let unknown = || ApiError::new(ErrorCode::UnknownCase).with("code", code);
        if let Ok(id) = code.trim().parse::<CaseId>() {
            return self.case(id).map(|_| id);
        }
        let parsed: RecordCode = code.parse().map_err(|_| unknown())?;
        let ids = self
            .store()
            .read(|reader| reader.case_ids_by_code(&parsed))?;
        match ids.as_slice() {
            [] => Err(unknown()),
            [id] => Ok(*id),
            _ => Err(ApiError::new(ErrorCode::AmbiguousCase).with("code", code)),
        }
    }

    /// One case.
    ///
    /// # Errors
    /// [`ErrorCode::UnknownCase`], or the store's.
    pub fn case(&self, id: CaseId) -> Result<Case, ApiError> {
        self.store().read(|reader| self.load(reader, id))
    }

    pub(crate) fn load(&self, reader: &Reader<'_>, id: CaseId) -> Result<Case, ApiError> {
        reader
            .case(id)?
            .ok_or_else(|| ApiError::new(ErrorCode::UnknownCase).with("code", id))
    }

    fn append(&self, tx: &mut Tx<'_>, id: CaseId, events: &[Event]) -> Result<(), ApiError> {
        let bug = |error| ApiError::new(ErrorCode::Bug).with("detail", error);
        let mut document = tx
            .document(id)?
            .ok_or_else(|| ApiError::new(ErrorCode::UnknownCase).with("code", id))?;
        let actor = self.public_key().actor(self.profile().epoch);
        let change = document
            .append(actor, clock::now_ms(), events)
            .map_err(bug)?;
        let envelope = self.seal(tx, Kind::Case, id, vec![change])?;
        tx.append_own(&envelope)?;
        Ok(())
    }
}

/// The command that issues a form with what stands on it now.
fn print(case: &Case, form: Form) -> Result<Command, ApiError> {
    Ok(Command::Print {
        form: form.code().to_owned(),
        facts: form::facts(case, form)?.hash(),
    })
}
