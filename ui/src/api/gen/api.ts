// Generated from crates/desk/src/api.rs by `cargo xtask codegen`. Do not edit.

export type Step = "received" | "waiting_for_supplement" | "waiting_for_payment" | "in_process" | "result_ready" | "stopped" | "refused" | "closed_unsupplemented" | "returned";
export type SyncState = "local" | "sent" | "acknowledged";
export type DocumentForm = "original" | "certified" | "copy" | "electronic";
export interface Party { kind: "person" | "organisation"; name: string; id?: string | null; born?: string | null; sex?: "M" | "F" | null; address?: string | null; phone?: string | null; email?: string | null; former_address?: string | null; representative?: Representative | null }
export interface Representative { name: string; position?: string | null }
export interface Submitter { relation: "self" | "relative" | "authorised" | "representative" | "post"; name?: string | null; id?: string | null; kinship?: Kinship | null; position?: string | null; authorisation?: AuthorisationPaper | null; post?: PostalItem | null }
export type Kinship = "grandfather" | "grandmother" | "father" | "mother" | "child" | "wife" | "husband" | "elder_brother" | "elder_sister" | "younger_sibling" | "other";
export interface AuthorisationPaper { number?: string | null; date?: string | null; certified_by?: string | null }
export interface PostalItem { service?: string | null; tracking?: string | null }
export interface Assistance { read_aloud_and_fingerprint?: boolean; interpreter?: { name: string; id?: string | null; language?: string | null } | null; witness?: { name: string; id?: string | null } | null }
export interface Place { kind: "centre" | "point" | "home"; name?: string | null; address?: string | null }
export type ReturnWay = "at_point" | "at_home" | "post" | "electronic";
export interface WantedPaper { name: string; originals?: number; certified?: number; photocopies?: number }
export type Notice = "in_person" | "phone" | "sms" | "email" | "social_network" | "letter";
export interface Recipient { name: string; id?: string | null; ground?: string | null }
export interface DocumentIn { item: string; form: DocumentForm; copies: number }
export type CounterOutcome = "guided" | "supplement_requested" | "refused";
export interface MissingPaper { item?: string | null; name: string; originals: number; certified: number; photocopies: number }
export interface Contact { name: string; phone?: string | null }
export interface CounterRequest { outcome: CounterOutcome; procedure: string; variant?: string | null; applicant?: Party | null; missing?: MissingPaper[]; reason?: string | null; ground?: string | null; new_reason?: string | null; contact?: Contact | null; follows?: string | null }
export interface Intake { client_ref?: string | null; procedure: string; variant?: string | null; applicant: Party; submitter?: Submitter | null; documents?: DocumentIn[] | null; received?: string | null; place?: Place | null; return?: ReturnWay | null; note?: string | null; fees?: FeesIn | null; assistance?: Assistance | null; for_office?: string | null }
export type OldBookField = "number" | "name" | "procedure" | "received" | "returned" | "note";
export type PaymentWay = "cash" | "transfer" | "online";
export type Relation = Submitter["relation"];
export interface FeeLineIn { name: string; kind?: "fee" | "charge" | "service" | null; unit_price: number; quantity?: number | null; exemption?: string | null; source?: string | null }
export interface FeesIn { pages?: number | null; copies?: number | null; persons?: number | null; option?: string | null; exemption?: string | null; lines?: FeeLineIn[] | null }
export interface NewPaper { item: string; name: string; form: DocumentForm; copies: number; handling: "submit" | "present" | "lookup" }
export type Override = { what: "limit"; variant?: string | null; limit: string | null } | { what: "fee"; text: string; amount_vnd?: number | null } | { what: "add_paper"; paper: NewPaper } | { what: "remove_paper"; item: string } | { what: "rename_paper"; item: string; name: string } | { what: "synonym"; text: string } | { what: "hide" } | { what: "verified" } | { what: "withdraw"; correction: string };
export type AddressCandidate = { 
/**
 * The whole address.
 */
text: string, 
/**
 * The commune, with its kind.
 */
commune: string, 
/**
 * The province, with its kind.
 */
province: string, 
/**
 * Five digits of the national list.
 */
code: string, };
export type AddressText = { 
/**
 * The text.
 */
text: string, };
export type AddressToday = { 
/**
 * `unknown`: nothing is known; `today`: it names a commune of today; `moved`: the candidates say
 * what became of it.
 */
state: "unknown" | "today" | "moved", 
/**
 * The unit of before, as the register writes it; empty where there is none.
 */
former: string, 
/**
 * There are several candidates.
 */
split: boolean, 
/**
 * The likeliest first.
 */
candidates: Array<AddressCandidate>, 
/**
 * Why it has to be looked at.
 */
warnings: Array<Warning>, };
export type ApiError = { 
/**
 * The stable word.
 */
code: string, 
/**
 * Who has to act.
 */
class: ErrorClass, 
/**
 * What the words were filled with.
 */
params: { [key in string]: string }, 
/**
 * Vietnamese words.
 */
vi: Words, 
/**
 * English words.
 */
en: Words, };
export type AsideRow = { 
/**
 * When it arrived, or was refused.
 */
at: string, 
/**
 * The code of the reason.
 */
reason: string, 
/**
 * The reason in Vietnamese.
 */
vi: string, 
/**
 * The reason in English.
 */
en: string, };
export type Band = { 
/**
 * First ordinal.
 */
lo: number, 
/**
 * Last ordinal.
 */
hi: number, 
/**
 * Numbers taken today.
 */
used_today: number, 
/**
 * Numbers of its own width left today; wider ones follow.
 */
left_today: number, 
/**
 * "open", or "wide" once the ordinals have grown by a digit.
 */
state: string, };
export type BestWay = { 
/**
 * nothing, hub, wait, lan or stick.
 */
kind: "nothing" | "hub" | "wait" | "lan" | "stick", 
/**
 * How long the hub would take, seconds; `null` where nobody can tell.
 */
seconds: number | null, };
export type CardFields = { 
/**
 * Personal number.
 */
number: string, 
/**
 * Old identity card number.
 */
old_number: string | null, 
/**
 * Full name.
 */
name: string, 
/**
 * dd/mm/yyyy, mm/yyyy or yyyy.
 */
born: string | null, 
/**
 * M or F.
 */
sex: "M" | "F" | null, 
/**
 * Address on the card, three-level before July 2025.
 */
address: string, 
/**
 * dd/mm/yyyy.
 */
issued: string | null, };
export type CardImage = { 
/**
 * The bytes of a PNG or JPEG in base64.
 */
bytes_base64: string, };
export type CardParsed = { 
/**
 * Its fields.
 */
card: CardFields, 
/**
 * Its address in the units of today.
 */
today: AddressToday, 
/**
 * What should be looked at.
 */
warnings: Array<Warning>, };
export type CardText = { 
/**
 * The text that arrived.
 */
text: string, 
/**
 * The keys the scanner pressed, as an American keyboard has them; they survive an input method.
 */
keys?: string, };
export type CarrierRow = { 
/**
 * hub, lan or stick.
 */
carrier: string, 
/**
 * Whether it is set up: an address, a folder.
 */
set_up: boolean, 
/**
 * With whom: an address, a folder.
 */
peer: string | null, 
/**
 * When something last got through.
 */
last_contact: string | null, 
/**
 * Bytes a second, measured.
 */
speed: number | null, 
/**
 * Seconds for what waits, by this speed.
 */
seconds: number | null, 
/**
 * The last exchange.
 */
last: ExchangeRow | null, };
export type CaseCorrect = { 
/**
 * Record code.
 */
code: string, 
/**
 * Which field, e.g. "applicant.name".
 */
field: string, 
/**
 * The value the officer saw.
 */
seen: string | null, 
/**
 * The new value.
 */
value: string | null, };
export type CaseDetail = { 
/**
 * Who asks.
 */
applicant_party: Party, 
/**
 * Who stood at the counter.
 */
submitter: Submitter, 
/**
 * The help the citizen needed.
 */
assistance: Assistance | null, 
/**
 * The papers.
 */
documents: Array<DocumentRow>, 
/**
 * Where it was received.
 */
place: Place, 
/**
 * How the result is returned.
 */
return_way: ReturnWay, 
/**
 * The due date rests on days off not announced yet.
 */
provisional: boolean, 
/**
 * How the due date comes about, in Vietnamese.
 */
explain: Array<string>, 
/**
 * The time limit in words.
 */
limit: string, 
/**
 * What happened, oldest first.
 */
events: Array<CaseEvent>, 
/**
 * Notes, oldest first.
 */
notes: Array<Note>, 
/**
 * What may be done now.
 */
actions: Array<StepOption>, 
/**
 * Steps that exclude each other; empty where there is no conflict.
 */
step_conflict: Array<StepHead>, 
/**
 * Who has the case now.
 */
handler: string | null, 
/**
 * The unit that has the case now, where it is not the receiving one.
 */
unit: string | null, 
/**
 * Name of the office that has the paper file; `None` where the case has only one office.
 */
papers_at: string | null, 
/**
 * Since when the clock stands still because the citizen has something to do first.
 */
paused: string | null, 
/**
 * Fields with several values.
 */
conflicts: Array<FieldConflict>, 
/**
 * How many times the receipt was issued.
 */
printed: number, 
/**
 * Issued papers that no longer say what the case says.
 */
outdated: Array<OutdatedPaper>, 
/**
 * What should be looked at.
 */
warnings: Array<Warning>, 
/**
 * The fee in words.
 */
fee: string, 
/**
 * The number on the paper.
 */
code: string, 
/**
 * The case's own name.
 */
id: string, 
/**
 * Where it stands.
 */
step: Step, 
/**
 * Code of the procedure.
 */
procedure: string, 
/**
 * Its name when received.
 */
procedure_name: string, 
/**
 * The applicant's name.
 */
applicant: string, 
/**
 * When received.
 */
received: string, 
/**
 * When due.
 */
due: string | null, 
/**
 * local, sent or acknowledged.
 */
sync: SyncState, 
/**
 * The hub has every record; what it lacks are scans.
 */
records_at_hub: boolean, 
/**
 * Scans and result files.
 */
scans: number, 
/**
 * How many of them the hub has.
 */
scans_at_hub: number, 
/**
 * Past its due date and not closed.
 */
late: boolean, 
/**
 * Two people did what excludes each other.
 */
conflict: boolean, 
/**
 * Where it stands between two offices; `None` where it has only one.
 */
passage: CasePassage | null, };
export type CaseEvent = { 
/**
 * Unique within the case.
 */
id: string, 
/**
 * What kind.
 */
kind: string, 
/**
 * What happened, in Vietnamese.
 */
label: string, 
/**
 * Who.
 */
officer: string, 
/**
 * Where.
 */
place: string, 
/**
 * When.
 */
at: string, 
/**
 * Reason or detail.
 */
reason: string | null, };
export type CaseFilter = "open" | "due" | "ready" | "all" | "unsent" | "for_others" | "from_others";
export type CaseList = { 
/**
 * Which.
 */
filter: CaseFilter, 
/**
 * Most rows.
 */
limit: number, 
/**
 * Rows to skip.
 */
offset: number, };
export type CaseNote = { 
/**
 * Record code.
 */
code: string, 
/**
 * The text.
 */
text: string, };
export type CasePage = { 
/**
 * The rows.
 */
rows: Array<CaseRow>, 
/**
 * How many there are in all.
 */
total: number, };
export type CasePassage = { 
/**
 * Seen from here: `for_others` was received here, `from_others` elsewhere.
 */
side: "for_others" | "from_others", 
/**
 * Name of the office that received it.
 */
received_by: string, 
/**
 * Name of the office that has to handle it.
 */
for_office: string, 
/**
 * Agency code of the office that handles it now.
 */
handled_by: string, 
/**
 * How far it has come.
 */
state: "at_reception" | "on_its_way" | "taken_over" | "sent_back", 
/**
 * The same in Vietnamese.
 */
label: string, };
export type CaseRow = { 
/**
 * The number on the paper.
 */
code: string, 
/**
 * The case's own name.
 */
id: string, 
/**
 * Where it stands.
 */
step: Step, 
/**
 * Code of the procedure.
 */
procedure: string, 
/**
 * Its name when received.
 */
procedure_name: string, 
/**
 * The applicant's name.
 */
applicant: string, 
/**
 * When received.
 */
received: string, 
/**
 * When due.
 */
due: string | null, 
/**
 * local, sent or acknowledged.
 */
sync: SyncState, 
/**
 * The hub has every record; what it lacks are scans.
 */
records_at_hub: boolean, 
/**
 * Scans and result files.
 */
scans: number, 
/**
 * How many of them the hub has.
 */
scans_at_hub: number, 
/**
 * Past its due date and not closed.
 */
late: boolean, 
/**
 * Two people did what excludes each other.
 */
conflict: boolean, 
/**
 * Where it stands between two offices; `None` where it has only one.
 */
passage: CasePassage | null, };
export type CaseStep = { 
/**
 * Record code.
 */
code: string, 
/**
 * Which step.
 */
action: StepAction, 
/**
 * Why; a note where the step itself carries no reason.
 */
reason?: string, 
/**
 * The result as a file, for `record_result`.
 */
result?: ResultIn, 
/**
 * The body or unit, for `forward` and `hand_over`.
 */
unit?: string, 
/**
 * The officer's full name, for `assign` and `hand_over`.
 */
to?: string, 
/**
 * What is missing, for `request_supplement`.
 */
wanted?: WantedPaper[], 
/**
 * What was brought, for `receive_supplement`.
 */
papers?: DocumentIn[], 
/**
 * Number of the notice or of the proof, for `await_payment` and `record_payment`.
 */
number?: string, 
/**
 * Amount in đồng: what is owed for `await_payment`, given back for `stop` and `refuse`.
 */
amount?: number, 
/**
 * When the citizen paid, for `record_payment`.
 */
paid?: string, 
/**
 * Papers given back, in words, for `stop` and `refuse`.
 */
returned?: string, 
/**
 * The new date, for `extend`.
 */
until?: string, 
/**
 * How the citizen was told, for `extend` and `return_result`.
 */
told?: Notice, 
/**
 * In which way, for `return_result`.
 */
way?: ReturnWay, 
/**
 * Who takes the result for the applicant.
 */
recipient?: Recipient, 
/**
 * Which papers were lost, for `record_lost_papers`.
 */
lost?: Array<string>, 
/**
 * What was agreed with the citizen, for `record_lost_papers`.
 */
remedy?: string, 
/**
 * The event that holds, for `decide_step`.
 */
keep?: string, };
export type CashClose = { 
/**
 * The day.
 */
date: string, 
/**
 * Notes and coins in the till, in đồng.
 */
counted: number, 
/**
 * Why they differ, or another remark.
 */
note: string | null, };
export type CashDay = { 
/**
 * The day, "2026-11-21"; today where `None`.
 */
date: string | null, 
/**
 * One officer's only, by name or id.
 */
officer: string | null, };
export type CashSave = { 
/**
 * The day.
 */
date: string, 
/**
 * One officer's only.
 */
officer: string | null, 
/**
 * Where to write: `.csv` gives a table, everything else a PDF; a folder gets a file named
 * after the day.
 */
path: string, };
export type CashSheetView = { 
/**
 * The officer's id.
 */
officer_id: string, 
/**
 * The officer's name.
 */
officer: string, 
/**
 * The day.
 */
date: string, 
/**
 * The lines.
 */
rows: Array<PaymentRow>, 
/**
 * Cash.
 */
cash: SumView, 
/**
 * Transfers.
 */
transfer: SumView, 
/**
 * Online payments.
 */
online: SumView, 
/**
 * All together.
 */
total: SumView, 
/**
 * When the day was closed.
 */
closed: string | null, 
/**
 * What was counted then.
 */
counted: number | null, 
/**
 * What was counted minus what there must have been.
 */
difference: number | null, 
/**
 * The remark made then.
 */
note: string | null, };
export type CashSheets = { 
/**
 * The day.
 */
date: string, 
/**
 * The officer signed in, by id: only the own day can be closed.
 */
me: string, 
/**
 * One sheet an officer.
 */
sheets: Array<CashSheetView>, };
export type CatalogueFault = { 
/**
 * The line, from 1.
 */
line: number, 
/**
 * The procedure it belongs to.
 */
procedure: string | null, 
/**
 * Why, Vietnamese.
 */
reason: string, };
export type CatalogueFile = { 
/**
 * The JSON.
 */
json: string, };
export type CataloguePreview = { 
/**
 * The name the edition gives itself; empty where the file is refused.
 */
name: string, 
/**
 * The first day it holds.
 */
valid_from: string | null, 
/**
 * Where it comes from.
 */
source: string, 
/**
 * How many procedures it has.
 */
procedures: number, 
/**
 * The edition it is compared with.
 */
base: string, 
/**
 * Why it is refused; nothing else is filled then.
 */
faults: Array<CatalogueFault>, 
/**
 * Only in the file.
 */
added: Array<ProcedureChange>, 
/**
 * No longer in the file.
 */
removed: Array<ProcedureChange>, 
/**
 * In both, and not the same.
 */
changed: Array<ProcedureChange>, 
/**
 * Corrections of the office that lie over what changes.
 */
under: Array<CorrectionRow>, 
/**
 * What concerns the whole.
 */
warnings: Array<Warning>, 
/**
 * Whether it can be applied.
 */
applicable: boolean, };
export type CatalogueState = { 
/**
 * The edition in force today.
 */
in_force: string, 
/**
 * From which day.
 */
valid_from: string | null, 
/**
 * Where it comes from.
 */
source: string, 
/**
 * How many procedures it has.
 */
procedures: number, 
/**
 * Editions that have not arrived whole from another desk.
 */
incomplete: number, 
/**
 * The editions the office applied, oldest first.
 */
editions: Array<EditionRow>, 
/**
 * Every correction, oldest first.
 */
corrections: Array<CorrectionRow>, };
export type ChecklistItem = { 
/**
 * Stable id within the procedure.
 */
item: string, 
/**
 * Its name.
 */
name: string, 
/**
 * The heading it stands under.
 */
group: string | null, 
/**
 * Original, certified copy, photocopy or electronic.
 */
form: DocumentForm, 
/**
 * How many.
 */
copies: number, 
/**
 * Submitted, presented or looked up.
 */
handling: "submit" | "present" | "lookup", };
export type Clock = { 
/**
 * Now.
 */
now: string, 
/**
 * The hub's clock minus this one at the last contact, seconds.
 */
offset_seconds: number | null, 
/**
 * A hub agreed with it lately.
 */
confirmed: boolean, };
export type ClosingRow = { 
/**
 * The last day it closes.
 */
through: string, 
/**
 * When it was made.
 */
at: string, 
/**
 * By whom.
 */
officer: string, 
/**
 * How many cases it names that none before it names.
 */
named: number, 
/**
 * How many of them are on this machine.
 */
here: number, 
/**
 * Two closings were made apart and disagree.
 */
disputed: boolean, };
export type Code = { 
/**
 * Record code or procedure code.
 */
code: string, };
export type ConflictDecide = { 
/**
 * Its name.
 */
id: string, 
/**
 * The side that holds, or another choice of its kind.
 */
keep: string, 
/**
 * Why.
 */
reason: string, };
export type ConflictSide = { 
/**
 * What to choose it by; `None` where there is nothing to choose.
 */
keep: string | null, 
/**
 * What choosing it does, in Vietnamese.
 */
choice: string, 
/**
 * What it says.
 */
text: string, 
/**
 * Who.
 */
officer: string, 
/**
 * Where.
 */
place: string, 
/**
 * When.
 */
at: string, 
/**
 * The issues of the receipt it stands on.
 */
printed: Array<number>, };
export type ConflictValue = { 
/**
 * The value.
 */
value: string, 
/**
 * Who wrote it.
 */
officer: string, 
/**
 * When.
 */
at: string, };
export type ConflictView = { 
/**
 * Its name.
 */
id: string, 
/**
 * `field`, `steps`, `edit`, `duplicate` or `paper`.
 */
kind: string, 
/**
 * What kind it is, in Vietnamese.
 */
label: string, 
/**
 * What it is about: a field, a form; empty where the kind says it all.
 */
about: string, 
/**
 * Record code of the case.
 */
code: string, 
/**
 * The other case, where there are two.
 */
other: string | null, 
/**
 * Name of the procedure.
 */
procedure: string, 
/**
 * Who asks.
 */
applicant: string, 
/**
 * What there is to choose from, side by side.
 */
sides: Array<ConflictSide>, 
/**
 * A reason must be stated.
 */
reason: boolean, };
export type CorrectionRow = { 
/**
 * Its id.
 */
id: string, 
/**
 * Code of the procedure.
 */
procedure: string, 
/**
 * Name of the procedure; empty where the catalogue no longer has it.
 */
name: string, 
/**
 * The stable word of what is corrected, e.g. "limit".
 */
what: string, 
/**
 * What it says, Vietnamese.
 */
text: string, 
/**
 * Why.
 */
reason: string, 
/**
 * The decision it rests on.
 */
source: string | null, 
/**
 * Who.
 */
officer: string, 
/**
 * When.
 */
at: string, 
/**
 * From which day of reception.
 */
valid_from: string, 
/**
 * Whether it is in force today.
 */
standing: boolean, 
/**
 * The published value changed underneath since.
 */
stale: boolean, };
export type CounterAnswerRequest = CounterRequest;
export type CounterAnswered = { 
/**
 * As printed after "Số:".
 */
number: string, 
/**
 * The answer's own name.
 */
id: string, 
/**
 * guided, supplement_requested or refused.
 */
outcome: CounterOutcome, 
/**
 * Code of the procedure.
 */
procedure: string, 
/**
 * Its name then.
 */
procedure_name: string, 
/**
 * Which case of the procedure.
 */
variant: string | null, 
/**
 * Who asked.
 */
applicant: Party | null, 
/**
 * What has to be brought or put right.
 */
missing: MissingPaper[], 
/**
 * Why.
 */
reason: string | null, 
/**
 * The rule a refusal rests on.
 */
ground: string | null, 
/**
 * Why something was asked for that had not been asked for before.
 */
new_reason: string | null, 
/**
 * Whom to ask.
 */
contact: Contact, 
/**
 * The number of the earlier answer to the same matter.
 */
follows: string | null, 
/**
 * When it was given.
 */
at: string, 
/**
 * Who gave it.
 */
officer: string, 
/**
 * Where.
 */
place: string, 
/**
 * The clock was not confirmed by a hub.
 */
clock_unconfirmed: boolean, };
export type CounterList = { 
/**
 * First day, `2026-11-01`; ninety days back where not said.
 */
from: string | null, 
/**
 * Last day, included; today where not said.
 */
to: string | null, 
/**
 * Only those about this procedure.
 */
procedure: string | null, 
/**
 * Only those to this person, by number, else by name.
 */
applicant: Party | null, };
export type DocumentRow = { 
/**
 * Stable id.
 */
item: string, 
/**
 * Its name.
 */
name: string, 
/**
 * Original, certified copy, photocopy or electronic.
 */
form: DocumentForm, 
/**
 * How many.
 */
copies: number, 
/**
 * Submitted, presented or looked up.
 */
handling: "submit" | "present" | "lookup", };
export type DueExplained = { 
/**
 * When received.
 */
received: string, 
/**
 * When due; `None` where the catalogue has no time limit.
 */
due: string | null, 
/**
 * Rests on days off not announced yet.
 */
provisional: boolean, 
/**
 * The procedure has cases with other limits and none was chosen.
 */
ambiguous: boolean, 
/**
 * A part of the limit was not read in a source.
 */
unverified: boolean, 
/**
 * Version of the calendar.
 */
calendar: string, 
/**
 * Unit of the time limit.
 */
unit: string, 
/**
 * Amount of the time limit.
 */
amount: string, 
/**
 * The steps, in Vietnamese.
 */
explain: Array<string>, 
/**
 * The number a slip would get now; not taken yet.
 */
code_preview: string, };
export type DuePreview = { 
/**
 * Code of the procedure.
 */
procedure: string, 
/**
 * Which case of it.
 */
variant: string | null, 
/**
 * When it was received, e.g. "2026-11-25T09:00:00+07:00"; now where `None`.
 */
received: string | null, };
export type EditionRow = { 
/**
 * Its name.
 */
name: string, 
/**
 * The first day it holds.
 */
valid_from: string | null, 
/**
 * Where it comes from.
 */
source: string, 
/**
 * How many procedures it has.
 */
procedures: number, 
/**
 * Who applied it.
 */
officer: string, 
/**
 * When.
 */
at: string, 
/**
 * SHA-256 of the file.
 */
hash: string, 
/**
 * In force today.
 */
in_force: boolean, };
export type Empty = Record<symbol, never>;
export type Enrol = { 
/**
 * The hub's address.
 */
hub: string, 
/**
 * The one-time code.
 */
code: string, 
/**
 * The officer's full name.
 */
officer: string, 
/**
 * The officer's password.
 */
password: string, };
export type ErrorClass = "rule" | "usage" | "environment" | "bug";
export type EvidenceAsk = { 
/**
 * Record code; `None` for this machine.
 */
code: string | null, 
/**
 * First day or moment, without a case; the beginning of today where `None`.
 */
from: string | null, 
/**
 * Last day or moment, without a case; now where `None`.
 */
to: string | null, };
export type EvidenceFacts = { 
/**
 * Record code; `None` for this machine.
 */
code: string | null, 
/**
 * Beginning of the time.
 */
from: string, 
/**
 * Its end.
 */
to: string, 
/**
 * Attempts that failed.
 */
failed: number, 
/**
 * The stretches in which they did.
 */
rows: Array<EvidenceLine>, 
/**
 * When the line was back after the last of them; `None` while it is not.
 */
back: string | null, 
/**
 * Whether the hub has all that was written here about the case.
 */
sent: boolean | null, 
/**
 * When it had, by its clock.
 */
acknowledged: string | null, 
/**
 * Cases that are only here now.
 */
waiting: number, 
/**
 * How often the clock was set by hand.
 */
clock_sets: number, 
/**
 * The last run of the chain.
 */
run: number | null, 
/**
 * Its hash.
 */
head: string | null, 
/**
 * When the hub countersigned these runs, by its clock.
 */
countersigned: string | null, };
export type EvidenceLine = { 
/**
 * The first one.
 */
from: string, 
/**
 * The last one, or when the line was back; `None` while it is not.
 */
to: string | null, 
/**
 * How many.
 */
tries: number, 
/**
 * The most cases that waited.
 */
waiting: number, 
/**
 * Why, in Vietnamese.
 */
cause: string, };
export type EvidencePrint = { 
/**
 * What it is about.
 */
about: EvidenceAsk, 
/**
 * Which printer; the system's default where `None`.
 */
printer: string | null, };
export type EvidenceSave = { 
/**
 * What it is about.
 */
about: EvidenceAsk, 
/**
 * Where to write; a folder gets a file named after the case or the day.
 */
path: string, };
export type EvidenceView = { 
/**
 * What it says.
 */
facts: EvidenceFacts, 
/**
 * One SVG document a page.
 */
svg: Array<string>, };
export type ExchangeRow = { 
/**
 * hub, lan or stick.
 */
carrier: string, 
/**
 * With whom.
 */
peer: string, 
/**
 * When the first began.
 */
from: string, 
/**
 * When the last ended.
 */
to: string, 
/**
 * How many they are.
 */
times: number, 
/**
 * done, partial, offline or failed.
 */
state: "done" | "partial" | "offline" | "failed", 
/**
 * What went wrong, in Vietnamese; `""` where nothing did.
 */
vi: string, 
/**
 * The same in English.
 */
en: string, 
/**
 * Entries that went out.
 */
pushed: number, 
/**
 * Entries that came in.
 */
pulled: number, 
/**
 * Bytes moved in both directions.
 */
bytes: number, 
/**
 * How long they took together, milliseconds.
 */
busy_ms: number, };
export type ExemptionRow = { 
/**
 * Stable name.
 */
code: string, 
/**
 * The words on paper.
 */
ground: string, 
/**
 * It was read in a source.
 */
verified: boolean, };
export type FeeOption = { 
/**
 * Stable name.
 */
code: string, 
/**
 * Its name in Vietnamese.
 */
label: string, };
export type FeePay = { 
/**
 * Record code.
 */
code: string, 
/**
 * In đồng; everything that is owed where `None`.
 */
amount: number | null, 
/**
 * Cash, transfer or online.
 */
way: PaymentWay, 
/**
 * What the transfer said.
 */
reference: string | null, 
/**
 * Who pays, if not the applicant.
 */
payer: string | null, };
export type FeeRefund = { 
/**
 * Record code.
 */
code: string, 
/**
 * In đồng; everything the office holds where `None`.
 */
amount: number | null, 
/**
 * Cash or transfer.
 */
way: PaymentWay, 
/**
 * Why, by which rule of the field.
 */
reason: string, };
export type FeeRow = { 
/**
 * What it is for.
 */
name: string, 
/**
 * Fee, charge or price of a service.
 */
kind: "fee" | "charge" | "service", 
/**
 * The price of one in đồng.
 */
unit_price: number, 
/**
 * How many.
 */
quantity: number, 
/**
 * What is asked for, in đồng.
 */
amount: number, 
/**
 * The ground on which nothing is asked for.
 */
exemption: string | null, 
/**
 * Where the rate comes from.
 */
source: string | null, 
/**
 * The rate was read in a source.
 */
verified: boolean, };
export type FeesAssess = { 
/**
 * Record code.
 */
code: string, 
/**
 * Pages, copies, persons, choice and ground; or the lines.
 */
fees: FeesIn, };
export type FeesAssessed = { 
/**
 * The lines.
 */
lines: Array<FeeRow>, 
/**
 * Their sum in đồng.
 */
total: number, 
/**
 * What the table cannot say, in Vietnamese.
 */
unknown: Array<string>, 
/**
 * How the amounts come about, in Vietnamese.
 */
explain: Array<string>, 
/**
 * The grounds of exemption that hold for the procedure.
 */
exemptions: Array<ExemptionRow>, 
/**
 * Rates to choose between, beside the ordinary one.
 */
options: Array<FeeOption>, 
/**
 * The number of pages changes the amount.
 */
by_pages: boolean, 
/**
 * The number of copies changes the amount.
 */
by_copies: boolean, 
/**
 * The number of persons changes the amount.
 */
by_persons: boolean, };
export type FeesOfCase = { 
/**
 * Record code.
 */
code: string, 
/**
 * Whom the case is for.
 */
applicant: string, 
/**
 * Somebody has assessed the fees.
 */
assessed: boolean, 
/**
 * The lines.
 */
lines: Array<FeeRow>, 
/**
 * Their sum in đồng.
 */
total: number, 
/**
 * What came in.
 */
paid: number, 
/**
 * What went back.
 */
refunded: number, 
/**
 * What is still to be paid.
 */
owed: number, 
/**
 * What was paid too much.
 */
overpaid: number, 
/**
 * Payments and refunds, oldest first.
 */
payments: Array<PaymentRow>, 
/**
 * How to transfer what is owed.
 */
transfer: TransferView | null, };
export type FeesPreview = { 
/**
 * Code of the procedure.
 */
procedure: string, 
/**
 * Who files; by post has rates of its own.
 */
relation: Relation, 
/**
 * When the file is received; now where `None`.
 */
received: string | null, 
/**
 * Pages, copies, persons, choice and ground.
 */
fees: FeesIn, };
export type FieldChange = { 
/**
 * What it is, Vietnamese.
 */
label: string, 
/**
 * As it is.
 */
old: string, 
/**
 * As it becomes.
 */
new: string, };
export type FieldConflict = { 
/**
 * Which.
 */
field: string, 
/**
 * Its name in Vietnamese.
 */
label: string, 
/**
 * The values.
 */
values: Array<ConflictValue>, };
export type GapRow = { 
/**
 * The day.
 */
day: string, 
/**
 * First ordinal of the band; `None` for codes of no band known here.
 */
lo: number | null, 
/**
 * Last ordinal of the band.
 */
hi: number | null, 
/**
 * The device that holds it.
 */
device: string | null, 
/**
 * How many cases have a number of it.
 */
used: number, 
/**
 * What is missing and why.
 */
missing: Array<GapRun>, };
export type GapRun = { 
/**
 * `5003`, or `5008-5010`.
 */
ordinals: string, 
/**
 * not_here, lost or unused.
 */
reason: string, 
/**
 * The reason in Vietnamese.
 */
words: string, };
export type GuidancePrint = { 
/**
 * Code of the procedure.
 */
code: string, 
/**
 * Which printer; the system's default where `None`.
 */
printer: string | null, };
export type GuidanceSave = { 
/**
 * Code of the procedure.
 */
code: string, 
/**
 * Where to write; a folder gets a file named after the procedure.
 */
path: string, };
export type GuidanceSection = { 
/**
 * What it is about.
 */
heading: string, 
/**
 * Said beside it, such as that it was not verified.
 */
mark: string | null, 
/**
 * Its lines.
 */
lines: Array<GuidanceText>, };
export type GuidanceSheet = { 
/**
 * Code of the procedure.
 */
code: string, 
/**
 * Its name.
 */
name: string, 
/**
 * Code and field in words.
 */
line: string, 
/**
 * The parts.
 */
sections: Array<GuidanceSection>, 
/**
 * Small print.
 */
notes: Array<string>, };
export type GuidanceText = { 
/**
 * A sentence, a heading within the part, or an entry of a list.
 */
kind: "text" | "group" | "item", 
/**
 * What it says.
 */
text: string, };
export type HandOverCount = { 
/**
 * The list's number.
 */
number: string, 
/**
 * What was scanned.
 */
codes: Array<string>, };
export type HandOverCounted = { 
/**
 * When.
 */
at: string, 
/**
 * Who counted.
 */
officer: string, 
/**
 * On the list, not there.
 */
missing: Array<string>, 
/**
 * There, not on the list.
 */
unexpected: Array<string>, };
export type HandOverMake = { 
/**
 * Where they go.
 */
to: string, 
/**
 * Their record codes, as typed or scanned.
 */
codes: Array<string>, 
/**
 * Who carries them.
 */
carrier: string | null, 
/**
 * A remark.
 */
note: string | null, };
export type HandOverView = { 
/**
 * Its number, e.g. "5001-0007/BGHS".
 */
number: string, 
/**
 * When it was made.
 */
at: string, 
/**
 * Who made it.
 */
officer: string, 
/**
 * Where the files come from.
 */
from: string, 
/**
 * Where they go.
 */
to: string, 
/**
 * The files.
 */
codes: Array<string>, 
/**
 * Who carries them.
 */
carrier: string | null, 
/**
 * A remark.
 */
note: string | null, 
/**
 * What the last count found.
 */
counted: HandOverCounted | null, };
export type Index766 = { 
/**
 * The first day.
 */
from: string, 
/**
 * The last day.
 */
to: string, 
/**
 * The moment they are of.
 */
at: string, 
/**
 * That these are estimates.
 */
official: string, 
/**
 * Where formulas and points come from.
 */
source: string, 
/**
 * How far they are verified.
 */
mark: string, 
/**
 * What else a reader must know.
 */
remark: string, 
/**
 * Points estimated.
 */
estimate: number, 
/**
 * The most the estimated items give.
 */
most: number, 
/**
 * Points of what cannot be computed or had nothing to count.
 */
unknown: number, 
/**
 * The groups.
 */
groups: Array<IndexGroupRow>, };
export type IndexGroupRow = { 
/**
 * Stable name.
 */
id: string, 
/**
 * Its name.
 */
name: string, 
/**
 * The most points it gives.
 */
points: number, 
/**
 * Its items.
 */
items: Array<IndexItemRow>, };
export type IndexItemRow = { 
/**
 * Stable name.
 */
id: string, 
/**
 * Its name.
 */
name: string, 
/**
 * The most points it gives.
 */
points: number, 
/**
 * The estimate in points, `12.34`; `None` where it cannot be computed or nothing was counted.
 */
estimate: number | null, 
/**
 * What was counted; `None` where it cannot be computed.
 */
of: number | null, 
/**
 * Out of what.
 */
over: number | null, 
/**
 * The formula in words.
 */
formula: string | null, 
/**
 * Why it cannot be computed.
 */
why_not: string | null, };
export type InitDemo = { 
/**
 * The documented demo password where `None`.
 */
password: string | null, };
export type IntakeRequest = Intake;
export type KeyFile = { 
/**
 * `motcua/slip-keys/1`.
 */
format: string, 
/**
 * The office.
 */
office: string, 
/**
 * Its name.
 */
office_name: string, 
/**
 * When the list was made.
 */
made: string, 
/**
 * Fingerprint of the device that made and signed it.
 */
signed_by: string, 
/**
 * The keys, revoked ones too.
 */
keys: Array<KeyRow>, 
/**
 * The same list as signed text; whatever stands above must agree with it.
 */
sealed: string, };
export type KeyRow = { 
/**
 * The device's name.
 */
name: string, 
/**
 * The device id in groups of four digits.
 */
fingerprint: string, 
/**
 * The device id.
 */
device: string, 
/**
 * The public key (Ed25519).
 */
key: string, 
/**
 * Whether it may no longer sign.
 */
revoked: boolean, 
/**
 * Since when, where it is known.
 */
revoked_since: string | null, };
export type LanMachine = { 
/**
 * Where it is, or was last.
 */
address: string, 
/**
 * Its name, once it is known which machine it is.
 */
name: string | null, 
/**
 * It announces itself now.
 */
found: boolean, 
/**
 * Somebody named it, or it was met.
 */
kept: boolean, 
/**
 * The last exchange.
 */
met: string | null, 
/**
 * Entries of this machine that it is not known to hold.
 */
waiting: number | null, 
/**
 * Why the last visit of this session did not end well.
 */
trouble: ApiError | null, };
export type LanPlace = { 
/**
 * An address, or the text of a pairing code.
 */
address: string, };
export type LanSet = { 
/**
 * Whether other machines are answered and visited.
 */
on: boolean, 
/**
 * Where this machine answers.
 */
port: number, 
/**
 * It announces itself and looks for others by mDNS.
 */
announce: boolean, };
export type LanState = { 
/**
 * Somebody switched it on.
 */
on: boolean, 
/**
 * Where this machine answers.
 */
port: number, 
/**
 * It is to announce itself and look for others by mDNS.
 */
announce: boolean, 
/**
 * It does answer now.
 */
sharing: boolean, 
/**
 * It announces itself and hears others.
 */
announced: boolean, 
/**
 * Why it does not answer although it should.
 */
trouble: ApiError | null, 
/**
 * The hub has confirmed this machine, so that others may believe it.
 */
confirmed: boolean, 
/**
 * Where it can be reached.
 */
addresses: Array<string>, 
/**
 * Its pairing code as text; `None` without a network.
 */
code: string | null, 
/**
 * The same as a picture.
 */
svg: string | null, 
/**
 * Other machines.
 */
machines: Array<LanMachine>, };
export type LanStep = { 
/**
 * address, connection, certificate, office, device or clock.
 */
step: string, 
/**
 * ok, failed or `not_reached`.
 */
state: "ok" | "failed" | "not_reached", 
/**
 * The step in Vietnamese.
 */
vi: string, 
/**
 * The step in English.
 */
en: string, };
export type LanTest = { 
/**
 * Where it was tried.
 */
address: string, 
/**
 * Nothing failed.
 */
ok: boolean, 
/**
 * The machine that answered, by name.
 */
machine: string | null, 
/**
 * Every step.
 */
steps: Array<LanStep>, 
/**
 * Why the one that failed did.
 */
trouble: ApiError | null, };
export type LinkedBundle = { 
/**
 * Its stable word.
 */
code: string, 
/**
 * Its name.
 */
name: string, 
/**
 * The procedures taken in together, in order.
 */
procedures: Array<LinkedProcedure>, 
/**
 * Papers handed in once for all.
 */
shared: Array<string>, 
/**
 * Whether a source was read for it.
 */
verified: boolean, };
export type LinkedIntake = { 
/**
 * The file; its procedure begins the group.
 */
intake: Intake, 
/**
 * The group's stable word.
 */
linked: string, };
export type LinkedProcedure = { 
/**
 * Its code.
 */
code: string, 
/**
 * Its name.
 */
name: string, };
export type LookupField = { 
/**
 * Its name.
 */
name: string, 
/**
 * How many procedures.
 */
count: number, };
export type LookupList = { 
/**
 * What was typed; accents do not matter. Empty: what is asked for every day.
 */
text: string, 
/**
 * Only this field; every field where `None`.
 */
field: string | null, };
export type LookupPage = { 
/**
 * All fields with their number of procedures, largest first.
 */
fields: Array<LookupField>, 
/**
 * The procedures.
 */
rows: Array<ProcedureRow>, 
/**
 * There are more.
 */
more: boolean, };
export type MachineRow = { 
/**
 * Its name.
 */
name: string, 
/**
 * It may not write any more.
 */
revoked: boolean, 
/**
 * When it last said what it holds, by its own clock; `null` where it never did.
 */
said: string | null, 
/**
 * Entries held here that it had not got then; `null` where it never said.
 */
lacks: number | null, };
export type MinuteAnswer = { 
/**
 * `valid`, `revoked_device`, `unknown_key`, `altered` or `chain_differs`. Only `valid` is good; what
 * stands below is to be believed as far as the verdict goes.
 */
verdict: string, 
/**
 * The record code it is about; `null` where it is about a machine.
 */
code: string | null, 
/**
 * From when.
 */
from: string, 
/**
 * To when.
 */
to: string, 
/**
 * Attempts that failed.
 */
failed: number, 
/**
 * When the hub acknowledged the last of the case.
 */
acknowledged: string | null, 
/**
 * When the hub countersigned the chain.
 */
countersigned: string | null, 
/**
 * The machine's name, where its key is known.
 */
device: string | null, 
/**
 * The verdict in Vietnamese.
 */
vi: string, 
/**
 * The verdict in English.
 */
en: string, };
export type MoneyPaperSaved = { 
/**
 * The file.
 */
path: string, };
export type NamedPaper = { 
/**
 * A list's number, or a pad's id.
 */
name: string, 
/**
 * Where to write; a folder gets a file named after the paper. `None` prints.
 */
path: string | null, };
export type Note = { 
/**
 * Unique within the case.
 */
id: string, 
/**
 * The text.
 */
text: string, 
/**
 * Who.
 */
officer: string, 
/**
 * When.
 */
at: string, };
export type Office = { 
/**
 * Stable id.
 */
id: string, 
/**
 * Agency part of its record codes.
 */
code: string, 
/**
 * Name.
 */
name: string, 
/**
 * The body above.
 */
parent: string, 
/**
 * Province.
 */
province: string, 
/**
 * Id of the point this workstation stands at.
 */
point: string, 
/**
 * Its points.
 */
points: Array<Point>, 
/**
 * A practice office.
 */
demo: boolean, };
export type OfficeChoice = { 
/**
 * Agency code.
 */
code: string, 
/**
 * Its name.
 */
name: string, 
/**
 * The place name.
 */
locality: string, };
export type OfficeList = { 
/**
 * Words of a name, or a part of an agency code; every office where empty.
 */
text: string, 
/**
 * Most offices.
 */
limit: number, };
export type Officer = { 
/**
 * Who.
 */
id: string, 
/**
 * Full name.
 */
name: string, 
/**
 * What the officer may do, e.g. "reception".
 */
roles: string[], };
export type OldBookChoice = { 
/**
 * `number`, `name`, `procedure`, `received`, `returned` or `note`.
 */
field: OldBookField, 
/**
 * Letters of the column; `None` where no column is the field.
 */
column: string | null, };
export type OldBookColumn = { 
/**
 * Its letters, as a spreadsheet counts.
 */
column: string, 
/**
 * What stands at its head.
 */
title: string, 
/**
 * What it is taken for; kept under its title where `None`.
 */
field: OldBookField | null, 
/**
 * The first texts in it.
 */
samples: Array<string>, };
export type OldBookFile = { 
/**
 * File name.
 */
name: string, 
/**
 * The bytes in base64.
 */
bytes_base64: string, 
/**
 * What was chosen; what the words of the head say where nothing was.
 */
choices: Array<OldBookChoice>, };
export type OldBookImport = { 
/**
 * The file.
 */
file: OldBookFile, 
/**
 * What the office calls the book; the file's name where empty.
 */
title: string, };
export type OldBookRefusals = { 
/**
 * The file.
 */
file: OldBookFile, 
/**
 * Where to: .pdf, .xlsx or .csv; a folder gets a PDF.
 */
path: string, };
export type OldBookRefused = { 
/**
 * Its line in the file.
 */
line: number, 
/**
 * The stable word of the reason.
 */
code: string, 
/**
 * The reason, in Vietnamese.
 */
reason: string, 
/**
 * In English.
 */
reason_en: string, };
export type OldBookReport = { 
/**
 * Id of the book; `None` where nothing was written.
 */
book: string | null, 
/**
 * Nothing was written.
 */
dry_run: boolean, 
/**
 * Name of the book the same file was taken over as before.
 */
known: string | null, 
/**
 * Rows below the head.
 */
rows: number, 
/**
 * Rows that are taken over.
 */
accepted: number, 
/**
 * Line of the head.
 */
head: number, 
/**
 * The columns.
 */
columns: Array<OldBookColumn>, 
/**
 * Every row that is not taken over.
 */
refused: Array<OldBookRefused>, };
export type OldBookRow = { 
/**
 * Its id.
 */
id: string, 
/**
 * What the office calls it.
 */
name: string, 
/**
 * Name of its file.
 */
file: string, 
/**
 * SHA-256 of the file.
 */
hash: string, 
/**
 * Its entries.
 */
entries: number, 
/**
 * Those that are on this machine already.
 */
here: number, 
/**
 * Rows that were refused.
 */
refused: number, 
/**
 * Who took it over.
 */
officer: string, 
/**
 * When.
 */
at: string, };
export type OldEntryAsk = { 
/**
 * Id of the book.
 */
book: string, 
/**
 * Line of its file.
 */
row: number, };
export type OldEntryView = { 
/**
 * Name of the book.
 */
book: string, 
/**
 * Name of its file.
 */
file: string, 
/**
 * Line of the file.
 */
row: number, 
/**
 * Who took the book over.
 */
officer: string, 
/**
 * When.
 */
at: string, 
/**
 * Titles of the filled columns, and what stands in them.
 */
lines: Array<[string, string]>, };
export type OldExtract = { 
/**
 * Id of the book.
 */
book: string, 
/**
 * Line of its file.
 */
row: number, 
/**
 * Where to: .pdf, .xlsx or .csv; a folder gets a PDF.
 */
path: string, };
export type OutdatedPaper = { 
/**
 * The form's stable name.
 */
form: string, 
/**
 * Its name.
 */
name: string, 
/**
 * The issue that differs.
 */
issue: number, };
export type PadIssue = { 
/**
 * How many slips.
 */
count: number, 
/**
 * The day of reception, "2026-11-25"; today where `None`.
 */
date: string | null, };
export type PadView = { 
/**
 * The pad's id.
 */
id: string, 
/**
 * The day of reception.
 */
date: string, 
/**
 * When it was made.
 */
issued: string, 
/**
 * Who made it.
 */
officer: string, 
/**
 * Whether its slips may be entered on this machine.
 */
own: boolean, 
/**
 * Its slips.
 */
slips: Array<SlipView>, };
export type PaperAsk = { 
/**
 * Record code.
 */
code: string, 
/**
 * The form's stable name.
 */
form: string, 
/**
 * On which paper.
 */
size: PaperSize, };
export type PaperPreview = { 
/**
 * One SVG document a page.
 */
svg: Array<string>, 
/**
 * Which issue it shows.
 */
issue: number, 
/**
 * The papers this form may be printed on, the usual one first; none where it chooses itself.
 */
sizes: Array<PaperSize>, };
export type PaperPrint = { 
/**
 * Record code.
 */
code: string, 
/**
 * The form's stable name.
 */
form: string, 
/**
 * On which paper.
 */
size: PaperSize, 
/**
 * Which printer; the system's default where `None`.
 */
printer: string | null, };
export type PaperPrinted = { 
/**
 * The printing system took the job; that is not yet paper in the hand.
 */
printed: boolean, 
/**
 * The file that was printed.
 */
path: string, };
export type PaperRow = { 
/**
 * The form's stable name.
 */
form: string, 
/**
 * Its name.
 */
name: string, 
/**
 * The number the circular gives it; empty for a form of the office's own.
 */
number: string, 
/**
 * Its words were not found in the act itself.
 */
unverified: boolean, 
/**
 * How many times it was issued.
 */
issued: number, 
/**
 * When last.
 */
last: string | null, 
/**
 * What stands on the last issue differs from the case now.
 */
outdated: boolean, };
export type PaperSave = { 
/**
 * Record code.
 */
code: string, 
/**
 * The form's stable name.
 */
form: string, 
/**
 * On which paper.
 */
size: PaperSize, 
/**
 * Where to write; a folder gets a file named after the record code.
 */
path: string, };
export type PaperSaved = { 
/**
 * The file.
 */
path: string, };
export type PaperSize = "a5" | "a4" | "80mm";
export type PaymentRow = { 
/**
 * Number of the receipt line.
 */
receipt: string, 
/**
 * Record code.
 */
code: string, 
/**
 * Whom the case is for.
 */
applicant: string, 
/**
 * When.
 */
at: string, 
/**
 * Who took it or gave it back.
 */
officer: string, 
/**
 * In đồng, always positive.
 */
amount: number, 
/**
 * It went back to the citizen.
 */
refund: boolean, 
/**
 * Cash, transfer or online.
 */
way: PaymentWay, 
/**
 * What the transfer said.
 */
reference: string | null, 
/**
 * Who paid, if not the applicant.
 */
payer: string | null, 
/**
 * Why it went back.
 */
reason: string | null, 
/**
 * Known only after the day was closed.
 */
late: boolean, };
export type PersonCheck = { 
/**
 * The applicant as typed so far.
 */
applicant: Party, };
export type Point = { 
/**
 * Short stable name.
 */
id: string, 
/**
 * "centre" or "point".
 */
kind: "centre" | "point" | "home", 
/**
 * Name.
 */
name: string, 
/**
 * Address.
 */
address: string, };
export type ProcedureChange = { 
/**
 * Its code.
 */
code: string, 
/**
 * Its name afterwards, or before where it disappears.
 */
name: string, 
/**
 * Open cases of it.
 */
open_cases: number, 
/**
 * What differs, side by side.
 */
fields: Array<FieldChange>, 
/**
 * What should be looked at.
 */
warnings: Array<Warning>, };
export type ProcedureCorrect = { 
/**
 * Code of the procedure.
 */
code: string, 
/**
 * What is laid over it.
 */
change: Override, 
/**
 * Why.
 */
reason: string, 
/**
 * The decision it rests on.
 */
source: string | null, 
/**
 * From which day of reception, yyyy-mm-dd; today where `None`.
 */
valid_from: string | null, };
export type ProcedureDetail = { 
/**
 * Cases with a time limit of their own.
 */
variants: Array<Variant>, 
/**
 * The papers.
 */
checklist: Array<ChecklistItem>, 
/**
 * The fee in words; empty where unknown.
 */
fee: string, 
/**
 * The fee in đồng, where it is one number.
 */
fee_vnd: number | null, 
/**
 * What the source adds.
 */
note: string, 
/**
 * Where it was read.
 */
source: string, 
/**
 * Where it applies.
 */
scope: string, 
/**
 * Which level handles it.
 */
level: string, 
/**
 * What comes out of it.
 */
results: Array<string>, 
/**
 * What the office corrected in it.
 */
corrections?: Array<CorrectionRow>, 
/**
 * Groups of linked procedures that a reception of it may begin.
 */
linked?: Array<LinkedBundle>, 
/**
 * Its code.
 */
code: string, 
/**
 * Its name.
 */
name: string, 
/**
 * Its field.
 */
field: string, 
/**
 * Its time limit in words; empty where unknown.
 */
limit: string, 
/**
 * Whether code, name and time limit come from a read source.
 */
verified: boolean, 
/**
 * Whether the office corrected something in it.
 */
corrected?: boolean, };
export type ProcedureRow = { 
/**
 * Its code.
 */
code: string, 
/**
 * Its name.
 */
name: string, 
/**
 * Its field.
 */
field: string, 
/**
 * Its time limit in words; empty where unknown.
 */
limit: string, 
/**
 * Whether code, name and time limit come from a read source.
 */
verified: boolean, 
/**
 * Whether the office corrected something in it.
 */
corrected?: boolean, };
export type Received = { 
/**
 * The number on the paper.
 */
code: string, 
/**
 * The case's own name.
 */
id: string, 
/**
 * The caller's own name for the request.
 */
client_ref: string | null, 
/**
 * When received.
 */
received: string, 
/**
 * When due.
 */
due: string | null, 
/**
 * Rests on days off not announced yet.
 */
provisional: boolean, 
/**
 * Where the receipt was written, if it was.
 */
receipt: string | null, 
/**
 * What should be looked at.
 */
warnings: Array<Warning>, };
export type RefusedRow = { 
/**
 * How many.
 */
count: number, 
/**
 * The code of the reason.
 */
reason: string, 
/**
 * The reason in Vietnamese.
 */
vi: string, 
/**
 * The reason in English.
 */
en: string, };
export type RegisterChoices = { 
/**
 * Names of points; `home` for homes.
 */
points: Array<string>, 
/**
 * Full names.
 */
officers: Array<string>, 
/**
 * Codes and names of procedures.
 */
procedures: Array<RegisterProcedure>, };
export type RegisterClose = { 
/**
 * The last day of a month that is over, e.g. `2026-10-31`.
 */
through: string, };
export type RegisterClosed = { 
/**
 * The last day it closes.
 */
through: string, 
/**
 * How many cases it names.
 */
count: number, 
/**
 * SHA-256 over their codes in order.
 */
digest: string, };
export type RegisterExport = { 
/**
 * Which report.
 */
report: ReportKind, 
/**
 * Which days and cases.
 */
query: RegisterQuery, 
/**
 * Where to: the folder.
 */
folder: string, 
/**
 * In which form.
 */
format: "pdf" | "xlsx" | "csv", };
export type RegisterExported = { 
/**
 * The file.
 */
path: string, };
export type RegisterPage = { 
/**
 * The first day.
 */
from: string, 
/**
 * The last day.
 */
to: string, 
/**
 * The rows.
 */
rows: Array<RegisterRow>, 
/**
 * How many there are in all pages.
 */
total: number, 
/**
 * How many of them are returned.
 */
returned: number, 
/**
 * Every day of the period is closed.
 */
closed: boolean, 
/**
 * The closings of the period's years.
 */
closings: Array<ClosingRow>, 
/**
 * Cases of this machine that the hub has not acknowledged.
 */
unsent: number, 
/**
 * Points, officers and procedures one may ask for.
 */
choices: RegisterChoices, };
export type RegisterPageQuery = { 
/**
 * Which days and cases.
 */
query: RegisterQuery, 
/**
 * Most rows.
 */
limit: number, 
/**
 * Rows to skip.
 */
offset: number, };
export type RegisterProcedure = { 
/**
 * Its code.
 */
code: string, 
/**
 * Its name.
 */
name: string, };
export type RegisterQuery = { 
/**
 * One of the usual periods around today; the two days where `None`.
 */
span: "today" | "week" | "month" | "quarter" | "year" | null, 
/**
 * The first day, e.g. `2026-11-21`.
 */
from: string | null, 
/**
 * The last day.
 */
to: string | null, 
/**
 * Name of the point that received; `home` for homes.
 */
point: string | null, 
/**
 * Full name or id of the officer who received.
 */
officer: string | null, 
/**
 * Code of the procedure.
 */
procedure: string | null, };
export type RegisterRow = { 
/**
 * The running number as it is written: `12`, `BS3`.
 */
number: string, 
/**
 * In the appendix, because its day had been closed.
 */
appendix: boolean, 
/**
 * A closing fixes the number.
 */
fixed: boolean, 
/**
 * The number on the paper.
 */
code: string, 
/**
 * The case's own name.
 */
id: string, 
/**
 * Code of the procedure.
 */
procedure: string, 
/**
 * Its name when received.
 */
procedure_name: string, 
/**
 * How many sets of the file.
 */
sets: number, 
/**
 * The applicant's name.
 */
applicant: string, 
/**
 * Where the applicant lives or has its seat.
 */
address: string | null, 
/**
 * Telephone number.
 */
phone: string | null, 
/**
 * The body that decides.
 */
authority: string, 
/**
 * When received.
 */
received: string, 
/**
 * When due.
 */
due: string | null, 
/**
 * When returned.
 */
returned: string | null, 
/**
 * How the result is returned.
 */
return: ReturnWay, 
/**
 * Where the case stands.
 */
step: Step, 
/**
 * Where it was received.
 */
point: string, 
/**
 * Who received it.
 */
officer: string, 
/**
 * How it was filed: in_person, home or post.
 */
filing: string, 
/**
 * What is special, in Vietnamese.
 */
note: string, };
export type ReportKind = "register" | "stats" | "index766";
export type ResultIn = { 
/**
 * File name.
 */
name: string, 
/**
 * The bytes, base64.
 */
bytes_base64: string, };
export type RunningExchange = { 
/**
 * hub, lan or stick.
 */
carrier: string, 
/**
 * Entries sent so far.
 */
pushed: number, 
/**
 * Entries received so far.
 */
pulled: number, 
/**
 * Bytes a second, where enough was moved to tell.
 */
speed: number | null, 
/**
 * Seconds left for what waits here; `null` where nobody can tell.
 */
seconds: number | null, };
export type ScanAdd = { 
/**
 * Record code.
 */
code: string, 
/**
 * The paper, by item id.
 */
item: string, 
/**
 * The files.
 */
files: Array<ScanFile>, };
export type ScanAsk = { 
/**
 * Record code.
 */
code: string, 
/**
 * The event that added it.
 */
scan: string, };
export type ScanBytes = { 
/**
 * File name.
 */
name: string, 
/**
 * The type as the web says it.
 */
mime: string, 
/**
 * The bytes, base64.
 */
bytes_base64: string, };
export type ScanFile = { 
/**
 * File name.
 */
name: string, 
/**
 * The bytes, base64.
 */
bytes_base64: string, };
export type ScanRemove = { 
/**
 * Record code.
 */
code: string, 
/**
 * The event that added it.
 */
scan: string, 
/**
 * Why.
 */
reason: string, };
export type ScanSave = { 
/**
 * Record code.
 */
code: string, 
/**
 * The event that added it.
 */
scan: string, 
/**
 * Where to.
 */
path: string, };
export type ScanView = { 
/**
 * The event that added it.
 */
id: string, 
/**
 * The paper, by item id.
 */
item: string, 
/**
 * The paper's name.
 */
paper: string, 
/**
 * File name given by the officer.
 */
name: string, 
/**
 * pdf, jpeg, png, or newer.
 */
media: "pdf" | "jpeg" | "png" | "newer", 
/**
 * Size in bytes.
 */
size: number, 
/**
 * SHA-256 of the bytes.
 */
hash: string, 
/**
 * Who added it.
 */
officer: string, 
/**
 * When.
 */
at: string, 
/**
 * Whole on this machine.
 */
here: boolean, 
/**
 * The hub has said to have it whole.
 */
at_hub: boolean, 
/**
 * How far it has come, in Vietnamese.
 */
words: string, 
/**
 * Why it was taken away, where it was.
 */
removed: string | null, };
export type Scans = { 
/**
 * Every scan, by paper and page; those taken away too.
 */
scans: Array<ScanView>, 
/**
 * How many count.
 */
total: number, 
/**
 * How many of these the hub has.
 */
at_hub: number, };
export type SearchHit = { 
/**
 * "case", "procedure" or "old_entry".
 */
kind: "case" | "procedure" | "old_entry", 
/**
 * Record code, procedure code, or the number in the old book.
 */
code: string, 
/**
 * Applicant or name of the procedure.
 */
name: string, 
/**
 * The text that matched.
 */
match: string, 
/**
 * Of an entry of an old book: the id of the book.
 */
book?: string, 
/**
 * Of an entry of an old book: its line in the book's file.
 */
row?: number, };
export type SearchText = { 
/**
 * What was typed; accents do not matter.
 */
text: string, 
/**
 * Most rows.
 */
limit: number, };
export type SetHub = { 
/**
 * The address.
 */
hub: string, };
export type SetWatch = { 
/**
 * The choice.
 */
watch: Watch, };
export type SignIn = { 
/**
 * The officer's id.
 */
officer: string, 
/**
 * The password.
 */
password: string, };
export type SlipAnswer = { 
/**
 * `valid`, `reissued`, `differs`, `revoked_device`, `unknown_key`, `altered`, `newer_format`,
 * `not_a_slip` or `no_slip`. Only `valid` is good; what stands below is to be believed as far as
 * the verdict goes.
 */
verdict: string, 
/**
 * The record code.
 */
code: string | null, 
/**
 * The office by name where its key is known, else its id.
 */
office: string | null, 
/**
 * Which issue of the receipt.
 */
issue: number | null, 
/**
 * When that issue was made.
 */
issued: string | null, 
/**
 * When the file was received.
 */
received: string | null, 
/**
 * When the result is due; `None` also where the limit was not known.
 */
due: string | null, 
/**
 * Whether the due time is provisional.
 */
provisional: boolean | null, 
/**
 * Whether the clock was unconfirmed at reception.
 */
clock_unconfirmed: boolean | null, 
/**
 * Whether the papers are those in the book; `None` where the case is not known here.
 */
papers_match: boolean | null, 
/**
 * What the book says: `not_asked`, `unknown_case`, `same`, `not_yet` or `differs`.
 */
book: string, 
/**
 * Facts that differ: `received`, `due`, `provisional`, `papers`, `issued`, `office`,
 * `printed_code`.
 */
differs: Array<string>, 
/**
 * The newest issue, where this one was replaced.
 */
newest_issue: number | null, 
/**
 * Name of the device that signed, where its key is known.
 */
device: string | null, 
/**
 * Fingerprint of the key that signed.
 */
fingerprint: string | null, 
/**
 * Since when the device is revoked.
 */
revoked_since: string | null, 
/**
 * Plain record codes on the same sheet.
 */
codes: Array<string>, 
/**
 * In Vietnamese.
 */
vi: SlipWords, 
/**
 * In English.
 */
en: SlipWords, };
export type SlipFile = { 
/**
 * File name.
 */
name: string, 
/**
 * The bytes in base64.
 */
bytes_base64: string, };
export type SlipIntake = { 
/**
 * The file, with the time of reception that was written on the slip.
 */
intake: Intake, 
/**
 * The number on the slip.
 */
slip: string, };
export type SlipSave = { 
/**
 * Record code.
 */
code: string, 
/**
 * Where to write; a folder gets a file named after the record code.
 */
path: string, };
export type SlipText = { 
/**
 * The text.
 */
text: string, };
export type SlipView = { 
/**
 * The number on it.
 */
code: string, 
/**
 * Whether its case has been entered.
 */
used: boolean, };
export type SlipWords = { 
/**
 * The verdict.
 */
title: string, 
/**
 * What it rests on.
 */
message: string, 
/**
 * What to do.
 */
hint: string, 
/**
 * What the book says.
 */
book: string, };
export type Stats = { 
/**
 * The first day.
 */
from: string, 
/**
 * The last day.
 */
to: string, 
/**
 * The moment the figures are of.
 */
at: string, 
/**
 * Every case.
 */
total: TallyRow, 
/**
 * The same in groups.
 */
groups: Array<StatsGroup>, 
/**
 * Cases of this machine that the hub has not acknowledged.
 */
unsent: number, };
export type StatsGroup = { 
/**
 * officer, procedure, field, point, filing, device, day or month.
 */
by: "officer" | "procedure" | "field" | "point" | "filing" | "device" | "day" | "month", 
/**
 * The rows; each sums up to the total.
 */
rows: Array<StatsRow>, };
export type StatsRow = { 
/**
 * Stable id, code, date or word.
 */
key: string, 
/**
 * Its name in Vietnamese.
 */
name: string, 
/**
 * Received before the period and not decided before it.
 */
carried_over: number, 
/**
 * Received in the period.
 */
received: number, 
/**
 * Decided at or before the due date.
 */
in_time: number, 
/**
 * Decided after it.
 */
late: number, 
/**
 * Decided, no time limit known.
 */
decided_no_limit: number, 
/**
 * Stopped at the citizen's request.
 */
stopped: number, 
/**
 * Closed because nothing was supplemented.
 */
closed_unsupplemented: number, 
/**
 * In process before the due date.
 */
waiting_in_time: number, 
/**
 * In process after it.
 */
overdue: number, 
/**
 * In process, no time limit known.
 */
waiting_no_limit: number, 
/**
 * Waiting for a supplement.
 */
awaiting_supplement: number, 
/**
 * Waiting for a payment.
 */
awaiting_payment: number, 
/**
 * Of those decided: refused.
 */
refused: number, 
/**
 * Of those decided: not returned yet.
 */
ready: number, 
/**
 * Returned in the period.
 */
returned: number, 
/**
 * Of those counted: put off once.
 */
extended: number, };
export type Status = { 
/**
 * Cases here.
 */
cases: number, 
/**
 * Cases with something the hub has not acknowledged.
 */
unsent: number, 
/**
 * Of these, cases that another machine of the office has too.
 */
elsewhere: number, 
/**
 * Records of the office the hub has not acknowledged.
 */
unsent_records: number, 
/**
 * Scans and result files that are here and that the hub has not acknowledged.
 */
unsent_scans: number, 
/**
 * The oldest record of all that.
 */
oldest_unsent: string | null, 
/**
 * Cases and records of other machines that this one carries to the hub.
 */
carried: number, 
/**
 * Refused entries kept aside.
 */
quarantined: number, 
/**
 * Entries waiting for an earlier one.
 */
held: number, 
/**
 * Entries of a newer version, kept and forwarded.
 */
newer: number, 
/**
 * Cases in conflict.
 */
conflicts: number, 
/**
 * Pairs of cases that may be one and wait for a decision.
 */
duplicates: number, 
/**
 * Records of the office by kind, kinds of a newer version among them.
 */
records: { [key in string]: number }, 
/**
 * The bands of this machine.
 */
bands: Array<Band>, 
/**
 * The clock.
 */
clock: Clock, 
/**
 * One hash over all documents' heads and all records.
 */
heads: string, 
/**
 * The last contact with the hub.
 */
last_sync: string | null, 
/**
 * Why the last attempt of this session did not end.
 */
last_sync_error: ApiError | null, 
/**
 * The hub's address.
 */
hub: string | null, 
/**
 * How this machine uses its line by itself.
 */
watch: Watch, 
/**
 * Where the stick was that was used last.
 */
stick: string | null, };
export type StepAction = "forward" | "take_over" | "take_papers" | "send_back" | "assign" | "hand_over" | "request_supplement" | "receive_supplement" | "close_unsupplemented" | "await_payment" | "record_payment" | "stop" | "refuse" | "extend" | "record_result" | "return_result" | "report_error" | "correct_error" | "record_lost_papers" | "decide_step";
export type StepHead = { 
/**
 * The event.
 */
event: string, 
/**
 * What it did, in Vietnamese.
 */
label: string, 
/**
 * Who.
 */
officer: string, 
/**
 * Where.
 */
place: string, 
/**
 * When.
 */
at: string, 
/**
 * Reason or detail.
 */
reason: string | null, };
export type StepOption = { 
/**
 * Its stable name.
 */
action: StepAction, 
/**
 * Its name in Vietnamese.
 */
label: string, 
/**
 * A reason must be stated.
 */
reason: boolean, 
/**
 * The article in Vietnamese; empty where no law says anything.
 */
article: string, 
/**
 * The last moment, where the law sets one.
 */
until: string | null, };
export type StickAsk = { 
/**
 * Where the stick is.
 */
dir: string, };
export type StickBundle = { 
/**
 * The file's name.
 */
file: string, 
/**
 * taken, known, cut, damaged, unreadable, newer, `unknown_sender`, `revoked_sender`,
 * `other_office`, `for_others`, carried, `parts_missing`, own, removed, written or `handed_on`.
 */
state: string, 
/**
 * Nothing of it is left to do here.
 */
done: boolean, 
/**
 * The machine that made it, where it is known.
 */
from: string | null, 
/**
 * When it was made.
 */
made: string | null, 
/**
 * New entries taken in.
 */
pulled: number, 
/**
 * The state in Vietnamese.
 */
vi: string, 
/**
 * The state in English.
 */
en: string, };
export type StickOutcome = { 
/**
 * done, or partial: something on the stick waits, or the stick could not be written.
 */
state: "done" | "partial", 
/**
 * Entries written for others.
 */
pushed: number, 
/**
 * New entries taken in.
 */
pulled: number, 
/**
 * Bytes written.
 */
bytes_up: number, 
/**
 * Bytes read.
 */
bytes_down: number, 
/**
 * Cases that are still only here, or not known to be at the hub.
 */
unsent: number, 
/**
 * Cases and records of others that this machine carries to the hub.
 */
carried: number, 
/**
 * Every part of a bundle that was met or written.
 */
bundles: Array<StickBundle>, 
/**
 * What the hub said in between, where there is a line.
 */
hub: SyncOutcome | null, 
/**
 * Why the stick could not be written, or the hub refused.
 */
trouble: ApiError | null, };
export type SubmissionCheck = { 
/**
 * Code of the procedure.
 */
procedure: string, 
/**
 * Who asks.
 */
applicant: Party, 
/**
 * Who brings the papers.
 */
submitter: Submitter, 
/**
 * The help that was needed.
 */
assistance?: Assistance | null, };
export type SubmissionChecked = { 
/**
 * What an authorisation has to be.
 */
requirement: "not_needed" | "written" | "needed" | "in_person" | "unknown", 
/**
 * That in Vietnamese, with the article.
 */
vi: string, 
/**
 * That in English, with the article.
 */
en: string, 
/**
 * The papers would be refused as things stand.
 */
refused: boolean, 
/**
 * What should be looked at; of the applicant see `person_check`.
 */
warnings: Array<Warning>, };
export type SumView = { 
/**
 * What came in.
 */
taken: number, 
/**
 * What went back.
 */
refunded: number, 
/**
 * What is left.
 */
net: number, };
export type SyncCentre = { 
/**
 * Cases the hub has not acknowledged, this machine's and those it carries.
 */
waiting_cases: number, 
/**
 * Bytes of all that waits for the hub, about as many as will be sent.
 */
waiting_bytes: number, 
/**
 * Since when the oldest waits.
 */
oldest: string | null, 
/**
 * The best way for it.
 */
way: BestWay, 
/**
 * The exchange that runs now.
 */
running: RunningExchange | null, 
/**
 * Each carrier.
 */
carriers: Array<CarrierRow>, 
/**
 * The other machines of the office, by name.
 */
machines: Array<MachineRow>, 
/**
 * What was kept aside, newest first.
 */
aside: Array<AsideRow>, 
/**
 * What was refused and not even kept, by reason.
 */
refused: Array<RefusedRow>, 
/**
 * The diary, newest first.
 */
history: Array<ExchangeRow>, };
export type SyncOutcome = { 
/**
 * done, partial or offline.
 */
state: "done" | "partial" | "offline", 
/**
 * Entries the hub acknowledged.
 */
pushed: number, 
/**
 * Entries received.
 */
pulled: number, 
/**
 * Bytes sent.
 */
bytes_up: number, 
/**
 * Bytes received.
 */
bytes_down: number, 
/**
 * Requests answered.
 */
round_trips: number, 
/**
 * Cases that are still only here.
 */
unsent: number, 
/**
 * Scans and result files the hub has whole now.
 */
scans_sent: number, 
/**
 * Scans and result files that are whole here now.
 */
scans_fetched: number, 
/**
 * Scans and result files the hub has not acknowledged.
 */
unsent_scans: number, };
export type TallyRow = { 
/**
 * Received before the period and not decided before it.
 */
carried_over: number, 
/**
 * Received in the period.
 */
received: number, 
/**
 * Decided at or before the due date.
 */
in_time: number, 
/**
 * Decided after it.
 */
late: number, 
/**
 * Decided, no time limit known.
 */
decided_no_limit: number, 
/**
 * Stopped at the citizen's request.
 */
stopped: number, 
/**
 * Closed because nothing was supplemented.
 */
closed_unsupplemented: number, 
/**
 * In process before the due date.
 */
waiting_in_time: number, 
/**
 * In process after it.
 */
overdue: number, 
/**
 * In process, no time limit known.
 */
waiting_no_limit: number, 
/**
 * Waiting for a supplement.
 */
awaiting_supplement: number, 
/**
 * Waiting for a payment.
 */
awaiting_payment: number, 
/**
 * Of those decided: refused.
 */
refused: number, 
/**
 * Of those decided: not returned yet.
 */
ready: number, 
/**
 * Returned in the period.
 */
returned: number, 
/**
 * Of those counted: put off once.
 */
extended: number, };
export type TransferView = { 
/**
 * The bank's number.
 */
bin: string, 
/**
 * The account's number.
 */
account: string, 
/**
 * The account's holder.
 */
name: string, 
/**
 * What the transfer must say.
 */
reference: string, 
/**
 * The text of the VietQR code.
 */
payload: string, 
/**
 * The code as one SVG picture.
 */
svg: string, };
export type Variant = { 
/**
 * Its code.
 */
code: string, 
/**
 * What the case is; empty where no source tells it.
 */
name: string, 
/**
 * Its time limit in words.
 */
limit: string, };
export type Verified = { 
/**
 * An answer for each receipt.
 */
slips: Array<SlipAnswer>, 
/**
 * The answer for a minute.
 */
minute: MinuteAnswer | null, };
export type VisitCard = { 
/**
 * Code of the procedure.
 */
procedure: string, 
/**
 * Who is visited.
 */
name: string, 
/**
 * Where.
 */
address: string, 
/**
 * When, e.g. "2026-11-25T09:00:00+07:00".
 */
at: string, 
/**
 * Who comes; the officer signed in where not given.
 */
visitor: string | null, 
/**
 * Where to write; `None` prints.
 */
path: string | null, };
export type Warning = { 
/**
 * The stable word.
 */
code: string, 
/**
 * Vietnamese words.
 */
vi: string, 
/**
 * English words.
 */
en: string, };
export type Watch = "free" | "thrifty" | "paused";
export type Words = { 
/**
 * What happened, and what is safe.
 */
message: string, 
/**
 * What to do.
 */
hint: string, };
export type Workstation = { 
/**
 * New, locked or open.
 */
state: WorkstationState, 
/**
 * The office.
 */
office: Office | null, 
/**
 * Who may sign in.
 */
officers: Array<Officer>, 
/**
 * Who is signed in.
 */
officer: Officer | null, 
/**
 * A practice office.
 */
demo: boolean, 
/**
 * Version of the program.
 */
version: string, };
export type WorkstationState = "new" | "locked" | "open" | "public";

export interface Commands {
	workstation: { req: Empty; res: Workstation };
	init_demo: { req: InitDemo; res: Workstation };
	enrol: { req: Enrol; res: Workstation };
	sign_in: { req: SignIn; res: Workstation };
	sign_out: { req: Empty; res: Workstation };
	procedure_search: { req: SearchText; res: Array<ProcedureRow> };
	procedure_show: { req: Code; res: ProcedureDetail };
	card_parse: { req: CardText; res: CardParsed };
	card_image: { req: CardImage; res: CardParsed };
	address_today: { req: AddressText; res: AddressToday };
	submission_check: { req: SubmissionCheck; res: SubmissionChecked };
	person_check: { req: PersonCheck; res: Array<Warning> };
	due_preview: { req: DuePreview; res: DueExplained };
	search: { req: SearchText; res: Array<SearchHit> };
	case_receive: { req: IntakeRequest; res: Received };
	case_list: { req: CaseList; res: CasePage };
	office_list: { req: OfficeList; res: Array<OfficeChoice> };
	case_show: { req: Code; res: CaseDetail };
	case_correct: { req: CaseCorrect; res: CaseDetail };
	case_note: { req: CaseNote; res: CaseDetail };
	case_step: { req: CaseStep; res: CaseDetail };
	scan_list: { req: Code; res: Scans };
	scan_add: { req: ScanAdd; res: Scans };
	scan_remove: { req: ScanRemove; res: CaseDetail };
	scan_open: { req: ScanAsk; res: ScanBytes };
	scan_save: { req: ScanSave; res: PaperSaved };
	conflict_list: { req: Empty; res: Array<ConflictView> };
	conflict_decide: { req: ConflictDecide; res: Array<ConflictView> };
	counter_answer: { req: CounterAnswerRequest; res: CounterAnswered };
	counter_list: { req: CounterList; res: Array<CounterAnswered> };
	counter_show: { req: Code; res: CounterAnswered };
	paper_list: { req: Code; res: Array<PaperRow> };
	paper_preview: { req: PaperAsk; res: PaperPreview };
	paper_save: { req: PaperSave; res: PaperSaved };
	paper_print: { req: PaperPrint; res: PaperPrinted };
	fees_preview: { req: FeesPreview; res: FeesAssessed };
	fees_show: { req: Code; res: FeesOfCase };
	fees_assess: { req: FeesAssess; res: FeesOfCase };
	fee_pay: { req: FeePay; res: FeesOfCase };
	fee_refund: { req: FeeRefund; res: FeesOfCase };
	fees_slip_save: { req: SlipSave; res: MoneyPaperSaved };
	cash_day: { req: CashDay; res: CashSheets };
	cash_close: { req: CashClose; res: CashSheetView };
	cash_save: { req: CashSave; res: MoneyPaperSaved };
	register_page: { req: RegisterPageQuery; res: RegisterPage };
	register_export: { req: RegisterExport; res: RegisterExported };
	register_close: { req: RegisterClose; res: RegisterClosed };
	register_gaps: { req: RegisterQuery; res: Array<GapRow> };
	stats: { req: RegisterQuery; res: Stats };
	index766: { req: RegisterQuery; res: Index766 };
	slip_verify: { req: SlipText; res: Verified };
	slip_verify_file: { req: SlipFile; res: Verified };
	evidence_show: { req: EvidenceAsk; res: EvidenceView };
	evidence_save: { req: EvidenceSave; res: PaperSaved };
	evidence_print: { req: EvidencePrint; res: PaperPrinted };
	slip_keys: { req: Empty; res: KeyFile };
	status: { req: Empty; res: Status };
	sync_centre: { req: Empty; res: SyncCentre };
	sync_now: { req: Empty; res: SyncOutcome };
	set_hub: { req: SetHub; res: Status };
	set_watch: { req: SetWatch; res: Status };
	stick_sync: { req: StickAsk; res: StickOutcome };
	lan_state: { req: Empty; res: LanState };
	lan_set: { req: LanSet; res: LanState };
	lan_add: { req: LanPlace; res: LanState };
	lan_add_picture: { req: CardImage; res: LanState };
	lan_forget: { req: LanPlace; res: LanState };
	lan_test: { req: LanPlace; res: LanTest };
	lan_sync: { req: LanPlace; res: SyncOutcome };
	case_receive_slip: { req: SlipIntake; res: Received };
	handover_lists: { req: Empty; res: Array<HandOverView> };
	handover_make: { req: HandOverMake; res: HandOverView };
	handover_count: { req: HandOverCount; res: HandOverView };
	handover_paper: { req: NamedPaper; res: PaperPrinted };
	visit_card: { req: VisitCard; res: PaperPrinted };
	pad_issue: { req: PadIssue; res: PadView };
	pad_list: { req: Empty; res: Array<PadView> };
	pad_paper: { req: NamedPaper; res: PaperPrinted };
	book_preview: { req: OldBookFile; res: OldBookReport };
	book_import: { req: OldBookImport; res: OldBookReport };
	book_refusals: { req: OldBookRefusals; res: PaperSaved };
	book_list: { req: Empty; res: Array<OldBookRow> };
	book_entry: { req: OldEntryAsk; res: OldEntryView };
	book_extract: { req: OldExtract; res: PaperSaved };
	case_receive_linked: { req: LinkedIntake; res: Array<Received> };
	catalogue_state: { req: Empty; res: CatalogueState };
	catalogue_preview: { req: CatalogueFile; res: CataloguePreview };
	catalogue_apply: { req: CatalogueFile; res: CatalogueState };
	procedure_correct: { req: ProcedureCorrect; res: ProcedureDetail };
	guidance_preview: { req: Code; res: PaperPreview };
	guidance_save: { req: GuidanceSave; res: PaperSaved };
	guidance_print: { req: GuidancePrint; res: PaperPrinted };
	lookup_lock: { req: Empty; res: Workstation };
	lookup_list: { req: LookupList; res: LookupPage };
	lookup_show: { req: Code; res: GuidanceSheet };
}
