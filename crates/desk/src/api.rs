//! The one list of commands. The window's single door, the development server and the tests call
//! [`Workstation::dispatch`]; TypeScript types are generated from the same list.
#![expect(
    clippy::needless_pass_by_value,
    reason = "every handler takes its request whole"
)]

mod books;
mod cases;
mod cash;
mod catalogue;
mod centre;
#[cfg(test)]
mod codegen;
mod conflicts;
mod counter;
mod detail;
mod due;
mod evidence;
mod fees;
mod guidance;
mod lan;
mod linked;
mod lookup;
mod minutes;
mod offices;
mod paper;
mod paperwork;
mod people;
mod procedure_words;
mod registers;
mod scans;
mod session;
mod slips;
mod steps;
mod stick;
mod sync;
mod told;
mod words;

pub use books::*;
pub use cases::*;
pub use cash::*;
pub use catalogue::*;
pub use centre::*;
pub use conflicts::*;
pub use counter::*;
pub use detail::*;
pub use due::*;
pub use evidence::*;
pub use fees::*;
pub use guidance::*;
pub use lan::*;
pub use linked::*;
pub use lookup::*;
pub use minutes::*;
pub use offices::*;
pub use paper::*;
pub use paperwork::*;
pub use people::*;
pub use procedure_words::*;
pub use registers::*;
pub use scans::*;
pub use session::*;
pub use slips::*;
pub use steps::*;
pub use stick::*;
pub use sync::*;
pub use words::*;

use crate::desk::Desk;
use crate::error::{ApiError, ErrorCode};
use crate::slip::key_file::KeyFile;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::Sender;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use ts_rs::TS;

/// Hands the list of commands to a macro: `name(Request) -> Response = handler`.
macro_rules! with_commands {
    ($callback:ident) => {
        $callback! {
            workstation(Empty) -> WorkstationInfo = session::workstation;
            init_demo(InitDemo) -> WorkstationInfo = session::init_demo;
            enrol(Enrol) -> WorkstationInfo = session::enrol;
            sign_in(SignIn) -> WorkstationInfo = session::sign_in;
            sign_out(Empty) -> WorkstationInfo = session::sign_out;
            procedure_search(SearchText) -> Vec<ProcedureRow> = lookup::procedure_search;
            procedure_show(Code) -> ProcedureDetail = lookup::procedure_show;
            card_parse(CardText) -> CardParsed = lookup::card_parse;
            card_image(CardImage) -> CardParsed = people::card_image;
            address_today(AddressText) -> AddressToday = people::address_today;
            submission_check(SubmissionCheck) -> SubmissionChecked = people::submission_check;
            person_check(PersonCheck) -> Vec<Warning> = lookup::person_check;
            due_preview(DuePreview) -> DueExplained = due::due_preview;
            search(SearchText) -> Vec<SearchHit> = lookup::search;
            case_receive(IntakeRequest) -> Received = cases::receive;
            case_list(CaseList) -> CasePage = cases::list;
            office_list(OfficeList) -> Vec<OfficeChoice> = offices::list;
            case_show(Code) -> CaseDetail = cases::show;
            case_correct(CaseCorrect) -> CaseDetail = cases::correct;
            case_note(CaseNote) -> CaseDetail = cases::note;
            case_step(CaseStep) -> CaseDetail = steps::step;
            scan_list(Code) -> Scans = scans::list;
            scan_add(ScanAdd) -> Scans = scans::add;
            scan_remove(ScanRemove) -> CaseDetail = scans::remove;
            scan_open(ScanAsk) -> ScanBytes = scans::open;
            scan_save(ScanSave) -> PaperSaved = scans::save;
            conflict_list(Empty) -> Vec<ConflictView> = conflicts::list;
            conflict_decide(ConflictDecide) -> Vec<ConflictView> = conflicts::decide;
            counter_answer(CounterAnswerRequest) -> CounterAnswered = counter::give;
            counter_list(CounterList) -> Vec<CounterAnswered> = counter::list;
            counter_show(Code) -> CounterAnswered = counter::show;
            paper_list(Code) -> Vec<PaperRow> = paper::paper_list;
            paper_preview(PaperAsk) -> PaperPreview = paper::paper_preview;
            paper_save(PaperSave) -> PaperSaved = paper::paper_save;
            paper_print(PaperPrint) -> PaperPrinted = paper::paper_print;
            fees_preview(FeesPreview) -> FeesAssessed = fees::preview;
            fees_show(Code) -> FeesOfCase = fees::show;
            fees_assess(FeesAssess) -> FeesOfCase = fees::assess;
            fee_pay(FeePay) -> FeesOfCase = fees::pay;
            fee_refund(FeeRefund) -> FeesOfCase = fees::refund;
            fees_slip_save(SlipSave) -> MoneyPaperSaved = fees::slip_save;
            cash_day(CashDay) -> CashSheets = cash::cash_day;
            cash_close(CashClose) -> CashSheetView = cash::cash_close;
            cash_save(CashSave) -> MoneyPaperSaved = cash::cash_save;
            register_page(RegisterPageQuery) -> RegisterPage = registers::register_page;
            register_export(RegisterExport) -> RegisterExported = registers::register_export;
            register_close(RegisterClose) -> RegisterClosed = registers::register_close;
            register_gaps(RegisterQuery) -> Vec<GapRow> = registers::register_gaps;
            stats(RegisterQuery) -> Stats = registers::stats;
            index766(RegisterQuery) -> Index766 = registers::index766;
            slip_verify(SlipText) -> Verified = slips::slip_verify;
            slip_verify_file(SlipFile) -> Verified = slips::slip_verify_file;
            evidence_show(EvidenceAsk) -> EvidenceView = evidence::show;
            evidence_save(EvidenceSave) -> PaperSaved = evidence::save;
            evidence_print(EvidencePrint) -> PaperPrinted = evidence::print;
            slip_keys(Empty) -> KeyFile = slips::slip_keys;
            status(Empty) -> Status = sync::status;
            sync_centre(Empty) -> SyncCentre = centre::centre;
            sync_now(Empty) -> SyncOutcome = sync::sync_now;
            set_hub(SetHub) -> Status = sync::set_hub;
            set_watch(SetWatch) -> Status = sync::set_watch;
            stick_sync(StickAsk) -> StickOutcome = stick::stick_sync;
            lan_state(Empty) -> LanState = lan::state;
            lan_set(LanSet) -> LanState = lan::set;
            lan_add(LanPlace) -> LanState = lan::add;
            lan_add_picture(CardImage) -> LanState = lan::add_picture;
            lan_forget(LanPlace) -> LanState = lan::forget;
            lan_test(LanPlace) -> LanTest = lan::test;
            lan_sync(LanPlace) -> SyncOutcome = lan::sync;
            case_receive_slip(SlipIntake) -> Received = cases::receive_slip;
            handover_lists(Empty) -> Vec<HandOverView> = paperwork::handover_lists;
            handover_make(HandOverMake) -> HandOverView = paperwork::handover_make;
            handover_count(HandOverCount) -> HandOverView = paperwork::handover_count;
            handover_paper(NamedPaper) -> PaperPrinted = paperwork::handover_paper;
            visit_card(VisitCard) -> PaperPrinted = paperwork::visit_card;
            pad_issue(PadIssue) -> PadView = paperwork::pad_issue;
            pad_list(Empty) -> Vec<PadView> = paperwork::pad_list;
            pad_paper(NamedPaper) -> PaperPrinted = paperwork::pad_paper;
            book_preview(OldBookFile) -> OldBookReport = books::preview;
            book_import(OldBookImport) -> OldBookReport = books::import;
            book_refusals(OldBookRefusals) -> PaperSaved = books::refusals;
            book_list(Empty) -> Vec<OldBookRow> = books::list;
            book_entry(OldEntryAsk) -> OldEntryView = books::entry;
            book_extract(OldExtract) -> PaperSaved = books::extract;
            case_receive_linked(LinkedIntake) -> Vec<Received> = cases::receive_linked;
            catalogue_state(Empty) -> CatalogueState = catalogue::state;
            catalogue_preview(CatalogueFile) -> CataloguePreview = catalogue::preview;
            catalogue_apply(CatalogueFile) -> CatalogueState = catalogue::apply;
            procedure_correct(ProcedureCorrect) -> ProcedureDetail = catalogue::correct;
            guidance_preview(Code) -> PaperPreview = guidance::preview;
            guidance_save(GuidanceSave) -> PaperSaved = guidance::save;
            guidance_print(GuidancePrint) -> PaperPrinted = guidance::print;
            lookup_lock(Empty) -> WorkstationInfo = guidance::lock;
            lookup_list(LookupList) -> LookupPage = guidance::list;
            lookup_show(Code) -> GuidanceSheet = guidance::show;
        }
    };
}
#[cfg(test)]
pub(crate) use with_commands;

/// What a citizen at the look-up screen may ask for: nothing about anybody.
const OPEN_TO_ALL: [&str; 4] = ["workstation", "sign_in", "lookup_list", "lookup_show"];

/// A request without fields.
#[derive(Debug, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Empty {}

/// A request that names one thing by its code.
#[derive(Debug, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Code {
    /// Record code or procedure code.
    pub code: String,
}

/// A data folder with at most one officer signed in.
#[derive(Clone)]
pub struct Workstation {
    inner: Arc<Inner>,
}

struct Inner {
    dir: PathBuf,
    desk: Mutex<Option<Arc<Desk>>>,
    on_change: Listeners,
    lan: Mutex<lan::Shared>,
    last_sync: Mutex<sync::LastSync>,
    /// Only procedures may be looked up until an officer signs in again.
    public: AtomicBool,
    /// Wakes the thread that exchanges by itself, once there is one.
    wake: Arc<Mutex<Option<Sender<()>>>>,
}

type Listeners = Arc<Mutex<Vec<Box<dyn Fn() + Send + Sync>>>>;

/// A workstation that does not keep its data folder open by itself.
pub(crate) struct Faint(Weak<Inner>);

impl Faint {
    /// The workstation, while somebody still holds it.
    pub(crate) fn upgrade(&self) -> Option<Workstation> {
        self.0.upgrade().map(|inner| Workstation { inner })
    }
}

impl Workstation {
    /// The workstation of a data folder; nothing is read yet.
    pub fn new(dir: PathBuf) -> Self {
        let inner = Inner {
            dir,
            desk: Mutex::new(None),
            on_change: Listeners::default(),
            lan: Mutex::default(),
            last_sync: Mutex::default(),
            public: AtomicBool::new(false),
            wake: Arc::default(),
        };
        Self {
            inner: Arc::new(inner),
        }
    }

    /// Calls `listener` after everything that changed the store or who is signed in.
    pub fn on_change(&self, listener: impl Fn() + Send + Sync + 'static) {
        lock(&self.inner.on_change).push(Box::new(listener));
    }

    /// Exchanges with the hub by itself from now on: soon after something was written, and from
    /// time to time. Needs nobody's attention; trouble on the line shows in the status.
    pub fn keep_in_sync(&self) {
        let wake = crate::sync::schedule::start(self);
        *lock(&self.inner.wake) = Some(wake);
    }

    /// A handle that does not keep the workstation alive.
    pub(crate) fn downgrade(&self) -> Faint {
        Faint(Arc::downgrade(&self.inner))
    }

    /// Runs one command. Blocking; call it away from the event loop.
    ///
    /// # Errors
    /// The error's body as JSON; also where a handler panics.
    pub fn dispatch(
        &self,
        command: &str,
        request: serde_json::Value,
    ) -> Result<serde_json::Value, serde_json::Value> {
        catch_unwind(AssertUnwindSafe(|| self.route(command, request)))
            .unwrap_or_else(|_| Err(ApiError::new(ErrorCode::Bug).with("detail", command)))
            .map_err(|error| serde_json::to_value(error.body()).unwrap_or_default())
    }

    fn route(
        &self,
        command: &str,
        request: serde_json::Value,
    ) -> Result<serde_json::Value, ApiError> {
        macro_rules! router {
            ($($name:ident($request:ty) -> $response:ty = $handler:path;)+) => {
                match command {
                    $(stringify!($name) => self.run::<$request, $response>(request, $handler),)+
                    _ => Err(ApiError::new(ErrorCode::UnknownCommand).with("command", command)),
                }
            };
        }
        if self.is_public() && !OPEN_TO_ALL.contains(&command) {
            return Err(ErrorCode::Locked.into());
        }
        with_commands!(router)
    }

    /// Whether only procedures may be looked up.
    pub(crate) fn is_public(&self) -> bool {
        self.inner.public.load(Ordering::SeqCst)
    }

    /// Opens the look-up of procedures to everybody and closes all else, or ends that.
    pub(crate) fn set_public(&self, public: bool) {
        self.inner.public.store(public, Ordering::SeqCst);
    }

    fn run<Req: DeserializeOwned, Res: Serialize>(
        &self,
        request: serde_json::Value,
        handler: fn(&Self, Req) -> Result<Res, ApiError>,
    ) -> Result<serde_json::Value, ApiError> {
        let request = serde_json::from_value(request)
            .map_err(|error| ApiError::new(ErrorCode::BadRequest).with("detail", error))?;
        let response = handler(self, request)?;
        serde_json::to_value(response)
            .map_err(|error| ApiError::new(ErrorCode::Bug).with("detail", error))
    }

    /// The signed-in desk.
    pub(crate) fn desk(&self) -> Result<Arc<Desk>, ApiError> {
        lock(&self.inner.desk)
            .clone()
            .ok_or_else(|| ErrorCode::Locked.into())
    }

    fn set_desk(&self, desk: Option<Desk>) {
        *lock(&self.inner.desk) = desk.map(Arc::new);
        self.share();
        self.written();
    }

    /// Something that the hub should hear of was written.
    pub(crate) fn written(&self) {
        self.changed();
        if let Some(wake) = lock(&self.inner.wake).as_ref() {
            wake.send(()).ok();
        }
    }

    /// Tells every listener.
    pub(crate) fn changed(&self) {
        for listener in lock(&self.inner.on_change).iter() {
            listener();
        }
    }
}

/// A poisoned lock only means that a handler panicked; the state is still whole.
fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
