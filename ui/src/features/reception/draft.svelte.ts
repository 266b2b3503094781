import type {
  CardFields,
  ChecklistItem,
  DocumentForm,
  DueExplained,
  Intake,
  Office,
  Party,
  Place,
  ProcedureDetail,
  Received,
  ReturnWay,
  Submitter,
  Warning,
} from "../../api";
import { FeesAsked } from "../../components/fees/asked.svelte";

/** One paper of the checklist as it lies on the counter. */
export interface Paper {
  item: ChecklistItem;
  received: boolean;
  form: DocumentForm;
  copies: number;
}

/**
 * The case being taken in. It lives beside the pages, so that looking something up elsewhere in the
 * window loses nothing that was typed.
 */
export class Draft {
  /** Makes sending twice harmless: the same reference answers with the same case. */
  clientRef = newRef();
  procedureText = $state("");
  procedure = $state.raw<ProcedureDetail | null>(null);
  variant = $state("");
  /** The group of linked procedures to take in, or empty. */
  linked = $state("");
  kind = $state<Party["kind"]>("person");
  card = $state("");
  name = $state("");
  id = $state("");
  born = $state("");
  sex = $state<"" | "M" | "F">("");
  address = $state("");
  phone = $state("");
  relation = $state<Submitter["relation"]>("self");
  submitterName = $state("");
  submitterId = $state("");
  papers = $state<Paper[]>([]);
  /** A point's id, or `home`. Kept from one case to the next: the officer stays where they are. */
  place = $state("");
  placeAddress = $state("");
  returnWay = $state<ReturnWay>("at_point");
  note = $state("");
  readonly fees = new FeesAsked();
  cardWarnings = $state.raw<Warning[]>([]);
  checkWarnings = $state.raw<Warning[]>([]);
  due = $state.raw<DueExplained | null>(null);
  received = $state.raw<Received | null>(null);
  /** The other cases of a group of linked procedures. */
  beside = $state.raw<Received[]>([]);

  get warnings(): Warning[] {
    const seen = new Set<string>();
    return [...this.cardWarnings, ...this.checkWarnings].filter((warning) => {
      const key = warning.code + warning.vi;
      return seen.has(key) ? false : seen.add(key);
    });
  }

  get started(): boolean {
    return this.procedure !== null || this.name !== "" || this.id !== "" || this.note !== "";
  }

  /** False while the procedure field says something else than what was chosen. */
  get settled(): boolean {
    return this.procedure !== null && this.procedureText === this.procedure.name;
  }

  takeProcedure(procedure: ProcedureDetail): void {
    this.procedure = procedure;
    this.procedureText = procedure.name;
    // The procedure's own limit holds until a case is chosen; without one the first case does.
    this.variant = procedure.limit === "" ? (procedure.variants[0]?.code ?? "") : "";
    this.linked = "";
    this.papers = procedure.checklist.map((item) => ({
      item,
      received: false,
      form: item.form,
      copies: item.copies,
    }));
    this.due = null;
    this.fees.clear();
  }

  forgetProcedure(): void {
    this.procedure = null;
    this.procedureText = "";
    this.variant = "";
    this.linked = "";
    this.papers = [];
    this.due = null;
    this.fees.clear();
  }

  takeCard(card: CardFields, warnings: Warning[]): void {
    this.kind = "person";
    this.name = card.name;
    this.id = card.number;
    this.born = card.born ?? "";
    this.sex = card.sex ?? "";
    this.address = card.address;
    this.card = "";
    this.cardWarnings = warnings;
  }

  applicant(): Party {
    const person = this.kind === "person";
    return {
      kind: this.kind,
      name: this.name.trim(),
      id: given(this.id),
      born: person ? given(this.born) : null,
      sex: person && this.sex !== "" ? this.sex : null,
      address: given(this.address),
      phone: given(this.phone),
    };
  }

  /** What is sent to the workstation; `null` while no procedure is chosen. */
  intake(office: Office | null): Intake | null {
    if (!this.procedure) return null;
    const self = this.relation === "self";
    return {
      client_ref: this.clientRef,
      procedure: this.procedure.code,
      variant: given(this.variant),
      applicant: this.applicant(),
      submitter: {
        relation: this.relation,
        name: self ? null : given(this.submitterName),
        id: self ? null : given(this.submitterId),
      },
      documents: this.papers
        .filter((paper) => paper.received)
        .map(({ item, form, copies }) => ({ item: item.item, form, copies })),
      place: this.#place(office),
      return: this.returnWay,
      note: given(this.note),
      fees: this.fees.given(),
    };
  }

  #place(office: Office | null): Place | null {
    if (this.place === "home") return { kind: "home", address: given(this.placeAddress) };
    const point = office?.points.find(({ id }) => id === this.place);
    return point ? { kind: point.kind, name: point.name, address: given(point.address) } : null;
  }

  /** Ready for the next citizen; the place of reception stays. */
  next(): void {
    this.clientRef = newRef();
    this.forgetProcedure();
    this.kind = "person";
    this.card = "";
    this.name = "";
    this.id = "";
    this.born = "";
    this.sex = "";
    this.address = "";
    this.phone = "";
    this.relation = "self";
    this.submitterName = "";
    this.submitterId = "";
    this.placeAddress = "";
    this.returnWay = "at_point";
    this.note = "";
    this.cardWarnings = [];
    this.checkWarnings = [];
    this.received = null;
    this.beside = [];
  }
}

function given(text: string): string | null {
  const trimmed = text.trim();
  return trimmed === "" ? null : trimmed;
}

function newRef(): string {
  return crypto.randomUUID();
}

export const draft = new Draft();
