// Generated from crates/desk/src/api.rs by `cargo xtask codegen`. Do not edit.

export type Step = "received" | "waiting_for_supplement" | "waiting_for_payment" | "in_process" | "result_ready" | "stopped" | "refused" | "closed_unsupplemented" | "returned";
export type SyncState = "local" | "sent" | "acknowledged";
export type DocumentForm = "original" | "certified" | "copy" | "electronic";
export interface Party { kind: "person" | "organisation"; name: string; id?: string | null; born?: string | null; sex?: "M" | "F" | null; address?: string | null; phone?: string | null; email?: string | null }
export interface Submitter { relation: "self" | "relative" | "authorised" | "representative" | "post"; name?: string | null; id?: string | null }
export interface Place { kind: "centre" | "point" | "home"; name?: string | null; address?: string | null }
export type ReturnWay = "at_point" | "at_home" | "post" | "electronic";
export interface DocumentIn { item: string; form: DocumentForm; copies: number }
export interface Intake { client_ref?: string | null; procedure: string; variant?: string | null; applicant: Party; submitter?: Submitter | null; documents?: DocumentIn[] | null; received?: string | null; place?: Place | null; return?: ReturnWay | null; note?: string | null }
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
export type CardParsed = { 
/**
 * Its fields.
 */
card: CardFields, 
/**
 * What should be looked at.
 */
warnings: Array<Warning>, };
export type CardText = { 
/**
 * The text.
 */
text: string, };
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
actions: string[], 
/**
 * Fields with several values.
 */
conflicts: Array<FieldConflict>, 
/**
 * How many times the receipt was issued.
 */
printed: number, 
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
 * Past its due date and not closed.
 */
late: boolean, 
/**
 * Two people did what excludes each other.
 */
conflict: boolean, };
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
export type CaseFilter = "open" | "due" | "ready" | "all" | "unsent";
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
 * Past its due date and not closed.
 */
late: boolean, 
/**
 * Two people did what excludes each other.
 */
conflict: boolean, };
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
 * Added as a note where given.
 */
reason: string | null, 
/**
 * The result as a file, for `record_result`.
 */
result: ResultIn | null, };
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
variant: string | null, };
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
verified: boolean, };
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
verified: boolean, };
export type ReceiptPreview = { 
/**
 * One SVG document a page.
 */
svg: Array<string>, };
export type ReceiptPrint = { 
/**
 * Record code.
 */
code: string, 
/**
 * Which printer; the system's default where `None`.
 */
printer: string | null, };
export type ReceiptPrinted = { 
/**
 * The printing system took the job; that is not yet paper in the hand.
 */
printed: boolean, 
/**
 * The file that was printed.
 */
path: string, };
export type ReceiptSave = { 
/**
 * Record code.
 */
code: string, 
/**
 * Where to write; a folder gets a file named after the record code.
 */
path: string, };
export type ReceiptSaved = { 
/**
 * The file.
 */
path: string, };
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
 * The bytes in base64.
 */
bytes_base64: string, };
export type SearchHit = { 
/**
 * "case" or "procedure".
 */
kind: "case" | "procedure", 
/**
 * Record code or procedure code.
 */
code: string, 
/**
 * Applicant or name of the procedure.
 */
name: string, 
/**
 * The text that matched.
 */
match: string, };
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
export type SignIn = { 
/**
 * The officer's id.
 */
officer: string, 
/**
 * The password.
 */
password: string, };
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
 * Records of the office the hub has not acknowledged.
 */
unsent_records: number, 
/**
 * The oldest of all that.
 */
oldest_unsent: string | null, 
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
hub: string | null, };
export type StepAction = "forward" | "record_result" | "return_result";
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
unsent: number, };
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
export type Variant = { 
/**
 * Its code.
 */
code: string, 
/**
 * Its time limit in words.
 */
limit: string, };
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
export type WorkstationState = "new" | "locked" | "open";

export interface Commands {
	workstation: { req: Empty; res: Workstation };
	init_demo: { req: InitDemo; res: Workstation };
	enrol: { req: Enrol; res: Workstation };
	sign_in: { req: SignIn; res: Workstation };
	sign_out: { req: Empty; res: Workstation };
	procedure_search: { req: SearchText; res: Array<ProcedureRow> };
	procedure_show: { req: Code; res: ProcedureDetail };
	card_parse: { req: CardText; res: CardParsed };
	person_check: { req: PersonCheck; res: Array<Warning> };
	due_preview: { req: DuePreview; res: DueExplained };
	search: { req: SearchText; res: Array<SearchHit> };
	case_receive: { req: IntakeRequest; res: Received };
	case_list: { req: CaseList; res: CasePage };
	case_show: { req: Code; res: CaseDetail };
	case_correct: { req: CaseCorrect; res: CaseDetail };
	case_note: { req: CaseNote; res: CaseDetail };
	case_step: { req: CaseStep; res: CaseDetail };
	receipt_preview: { req: Code; res: ReceiptPreview };
	receipt_save: { req: ReceiptSave; res: ReceiptSaved };
	receipt_print: { req: ReceiptPrint; res: ReceiptPrinted };
	register_page: { req: RegisterPageQuery; res: RegisterPage };
	register_export: { req: RegisterExport; res: RegisterExported };
	register_close: { req: RegisterClose; res: RegisterClosed };
	register_gaps: { req: RegisterQuery; res: Array<GapRow> };
	stats: { req: RegisterQuery; res: Stats };
	index766: { req: RegisterQuery; res: Index766 };
	status: { req: Empty; res: Status };
	sync_now: { req: Empty; res: SyncOutcome };
	set_hub: { req: SetHub; res: Status };
}
