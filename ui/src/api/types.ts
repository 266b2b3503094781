// The contract between window and workstation. Generated from Rust (ts-rs) later; names and shapes are fixed.
// platform.rpc(command, request) -> response, or throws ApiError.
export interface Words {
  message: string;
  hint: string;
}
export interface ApiError {
  code: string;
  params: Record<string, string>;
  vi: Words;
  en: Words;
} // show error[lang].message + hint

export type WorkstationState = "new" | "locked" | "open";
export interface Officer {
  id: string;
  name: string;
  role: string;
}
export interface Point {
  id: string;
  kind: "centre" | "point";
  name: string;
  address: string;
}
export interface Office {
  id: string;
  code: string;
  name: string;
  parent: string;
  province: string;
  points: Point[];
  demo: boolean;
}
export interface Workstation {
  state: WorkstationState;
  office: Office | null;
  officers: Officer[];
  officer: Officer | null;
  demo: boolean;
  version: string;
}

export interface ProcedureRow {
  code: string;
  name: string;
  field: string;
  limit: string /* "1 ngày làm việc", "trong ngày" or "" unknown */;
  verified: boolean;
}
export interface ChecklistItem {
  item: string;
  name: string;
  group: string | null;
  form: DocumentForm;
  copies: number;
  handling: "submit" | "present" | "lookup";
}
export type DocumentForm = "original" | "certified" | "copy" | "electronic";
export interface Variant {
  code: string;
  limit: string;
}
export interface ProcedureDetail extends ProcedureRow {
  variants: Variant[];
  checklist: ChecklistItem[];
  fee: string /* words or "" */;
  fee_vnd: number | null;
  note: string;
  source: string;
  scope: string;
  level: string;
  results: string[];
}

export interface CardFields {
  number: string;
  old_number: string | null;
  name: string;
  born: string | null /* dd/mm/yyyy or yyyy */;
  sex: "M" | "F" | null;
  address: string;
  issued: string | null;
}
export interface Warning {
  code: string;
  vi: string;
  en: string;
} // never blocks
export interface CardParsed {
  card: CardFields;
  warnings: Warning[];
}

export interface Party {
  kind: "person" | "organisation";
  name: string;
  id?: string | null;
  born?: string | null;
  sex?: "M" | "F" | null;
  address?: string | null;
  phone?: string | null;
  email?: string | null;
}
export interface Submitter {
  relation: "self" | "relative" | "authorised" | "representative" | "post";
  name?: string | null;
  id?: string | null;
}
export interface DocumentIn {
  item: string;
  form: DocumentForm;
  copies: number;
}
export interface Place {
  kind: "centre" | "point" | "home";
  name?: string | null;
  address?: string | null;
}
export type ReturnWay = "at_point" | "at_home" | "post" | "electronic";
export interface Intake {
  client_ref?: string | null;
  procedure: string;
  variant?: string | null;
  applicant: Party;
  submitter?: Submitter | null;
  documents?: DocumentIn[] | null;
  received?: string | null;
  place?: Place | null;
  return?: ReturnWay | null;
  note?: string | null;
}

export interface DueExplained {
  received: string;
  due: string | null /* null: limit unknown, official sets it */;
  provisional: boolean;
  calendar: string;
  unit: string;
  amount: string;
  explain: string[] /* Vietnamese sentences */;
  code_preview: string /* the number this slip would get now */;
}
export type SyncState = "local" | "sent" | "acknowledged";
export type Step = "received" | "in_process" | "result_ready" | "returned" | string;
export interface CaseRow {
  code: string;
  id: string;
  step: Step;
  procedure: string;
  procedure_name: string;
  applicant: string;
  received: string;
  due: string | null;
  sync: SyncState;
  late: boolean;
  conflict: boolean;
}
export interface CaseEvent {
  id: string;
  kind: string;
  label: string /* Vietnamese */;
  officer: string;
  place: string;
  at: string;
  reason: string | null;
}
export interface Note {
  id: string;
  text: string;
  officer: string;
  at: string;
}
export interface FieldConflict {
  field: string;
  label: string;
  values: { value: string; officer: string; at: string }[];
}
export interface CaseDetail extends CaseRow {
  applicant_party: Party;
  submitter: Submitter;
  documents: ChecklistItem[];
  place: Place;
  return_way: ReturnWay;
  provisional: boolean;
  explain: string[];
  events: CaseEvent[];
  notes: Note[];
  actions: ("forward" | "record_result" | "return_result")[];
  conflicts: FieldConflict[];
  printed: number;
  warnings: Warning[];
  fee: string;
}
export interface Received {
  code: string;
  id: string;
  client_ref: string | null;
  received: string;
  due: string | null;
  provisional: boolean;
  receipt: string | null;
  warnings: Warning[];
}
export interface SearchHit {
  kind: "case" | "procedure";
  code: string;
  name: string;
  match: string;
}
export interface Band {
  lo: number;
  hi: number;
  used_today: number;
  left_today: number;
  state: string;
}
export interface Clock {
  now: string;
  offset_seconds: number | null;
  confirmed: boolean;
}
export interface Status {
  cases: number;
  unsent: number;
  oldest_unsent: string | null;
  quarantined: number;
  held: number;
  conflicts: number;
  bands: Band[];
  clock: Clock;
  heads: string;
  last_sync: string | null;
  last_sync_error: string | null;
  hub: string | null;
}
export interface SyncOutcome {
  state: "done" | "partial" | "offline";
  pushed: number;
  pulled: number;
  bytes_up: number;
  bytes_down: number;
  round_trips: number;
  unsent: number;
}

export interface Commands {
  workstation: { req: {}; res: Workstation };
  init_demo: { req: { password: string | null }; res: Workstation }; // demo office; opens it. Documented demo password: "motcua-demo"
  enrol: {
    req: { hub: string; code: string; officer: string; password: string };
    res: Workstation;
  };
  sign_in: { req: { officer: string; password: string }; res: Workstation }; // officer = id
  sign_out: { req: {}; res: Workstation };
  procedure_search: { req: { text: string; limit: number }; res: ProcedureRow[] };
  procedure_show: { req: { code: string }; res: ProcedureDetail };
  card_parse: { req: { text: string }; res: CardParsed };
  person_check: { req: { applicant: Party }; res: Warning[] };
  due_preview: { req: { procedure: string; variant: string | null }; res: DueExplained };
  case_receive: { req: Intake; res: Received };
  case_list: {
    req: { filter: "open" | "due" | "ready" | "all" | "unsent"; limit: number; offset: number };
    res: { rows: CaseRow[]; total: number };
  };
  case_show: { req: { code: string }; res: CaseDetail };
  case_correct: {
    req: { code: string; field: string; seen: string | null; value: string | null };
    res: CaseDetail;
  }; // field: "applicant.name" | "applicant.id" | "applicant.born" | "applicant.sex" | "applicant.address" | "applicant.phone" | "applicant.email" | "submitter.name" | "submitter.id" | "return_way"
  case_note: { req: { code: string; text: string }; res: CaseDetail };
  case_step: {
    req: {
      code: string;
      action: "forward" | "record_result" | "return_result";
      reason: string | null;
      result: { name: string; bytes_base64: string } | null;
    };
    res: CaseDetail;
  };
  search: { req: { text: string; limit: number }; res: SearchHit[] };
  receipt_preview: { req: { code: string }; res: { svg: string[] } }; // one SVG document per A5 page
  receipt_save: { req: { code: string; path: string }; res: { path: string } }; // path from the save dialog (platform.saveDialog)
  receipt_print: {
    req: { code: string; printer: string | null };
    res: { printed: boolean; path: string };
  }; // through CUPS `lp`; error code no_printer when none
  status: { req: {}; res: Status };
  sync_now: { req: {}; res: SyncOutcome };
  set_hub: { req: { hub: string }; res: Status };
}
// Event from the workstation: "changed" (something in the store changed: refetch lists and status).
