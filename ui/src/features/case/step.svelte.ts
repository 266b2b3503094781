import type { CaseDetail, DocumentForm, Notice, ReturnWay, StepAction } from "../../api";

type Request = import("../../api").Commands["case_step"]["req"];

/** What a step asks for, beside its reason. */
export type Asked =
  | "file"
  | "unit"
  | "to"
  | "wanted"
  | "papers"
  | "number"
  | "amount"
  | "paid"
  | "returned"
  | "until"
  | "told"
  | "delivery"
  | "lost";

const ASKED: Partial<Record<StepAction, Asked[]>> = {
  forward: ["unit"],
  assign: ["to"],
  hand_over: ["to", "unit"],
  request_supplement: ["wanted"],
  receive_supplement: ["papers"],
  await_payment: ["number", "amount"],
  record_payment: ["number", "paid"],
  stop: ["returned", "amount"],
  refuse: ["returned", "amount"],
  extend: ["until", "told"],
  record_result: ["file"],
  return_result: ["delivery", "told"],
  record_lost_papers: ["lost"],
};

export function asked(action: StepAction): Asked[] {
  return ASKED[action] ?? [];
}

/** A paper in a list that the officer fills. */
export interface PaperLine {
  name: string;
  form: DocumentForm;
  copies: number;
}

/** What is typed in the dialog of one step. */
export class StepDraft {
  reason = $state("");
  unit = $state("");
  to = $state("");
  number = $state("");
  amount = $state("");
  paid = $state("");
  returned = $state("");
  until = $state("");
  told = $state<Notice>("phone");
  way = $state<ReturnWay>("at_point");
  recipient = $state("");
  recipientId = $state("");
  ground = $state("");
  remedy = $state("");
  papers = $state<PaperLine[]>([{ name: "", form: "original", copies: 1 }]);

  constructor(detail: CaseDetail) {
    this.way = detail.return_way;
  }
}

/** Midday would be a guess: an end of a day is written as its last working minute, 17:00. */
const DAY_END = "T17:00:00+07:00";

/** The request of a step. Every rule is checked by the workstation, none here. */
export function request(detail: CaseDetail, action: StepAction, draft: StepDraft): Request {
  const fields = new Set(asked(action));
  const text = (value: string): string | null => value.trim() || null;
  const papers = draft.papers.filter((paper) => paper.name.trim());
  const out: Request = { code: detail.code, action };
  const reason = text(draft.reason);
  if (reason) out.reason = reason;
  const put = <K extends keyof Request>(key: K, value: Request[K] | null): void => {
    if (value !== null && value !== undefined) out[key] = value;
  };
  if (fields.has("unit")) put("unit", text(draft.unit));
  if (fields.has("to")) put("to", text(draft.to));
  if (fields.has("number")) put("number", text(draft.number));
  if (fields.has("amount")) put("amount", amount(draft.amount));
  if (fields.has("returned")) put("returned", text(draft.returned));
  if (fields.has("paid") && draft.paid) put("paid", `${draft.paid}:00+07:00`);
  if (fields.has("until") && draft.until) put("until", `${draft.until}${DAY_END}`);
  if (fields.has("told") && (action !== "return_result" || draft.way === "post"))
    put("told", draft.told);
  if (fields.has("delivery")) {
    put("way", draft.way);
    const name = text(draft.recipient);
    if (name) put("recipient", { name, id: text(draft.recipientId), ground: text(draft.ground) });
  }
  if (fields.has("wanted")) put("wanted", papers.map(wanted));
  if (fields.has("papers"))
    put(
      "papers",
      papers.map(({ name, form, copies }) => ({ item: name.trim(), form, copies })),
    );
  if (fields.has("lost")) {
    put(
      "lost",
      papers.map(({ name }) => name.trim()),
    );
    put("remedy", draft.remedy);
  }
  return out;
}

function wanted({ name, form, copies }: PaperLine): {
  name: string;
  originals: number;
  certified: number;
  photocopies: number;
} {
  const count = (one: DocumentForm): number => (form === one ? copies : 0);
  return {
    name: name.trim(),
    originals: count("original") + count("electronic"),
    certified: count("certified"),
    photocopies: count("copy"),
  };
}

/** Digits of an amount, thousands dots left out; `null` where there are none. */
export function amount(text: string): number | null {
  const digits = text.replaceAll(/[\s.]/g, "");
  return /^\d{1,12}$/.test(digits) ? Number(digits) : null;
}
