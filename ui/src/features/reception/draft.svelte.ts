import type {
  AddressToday,
  Assistance,
  CardParsed,
  ChecklistItem,
  DocumentForm,
  DueExplained,
  Intake,
  Kinship,
  Office,
  OfficeChoice,
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
  /** The address on the paper, once one in the units of today was taken in its place. */
  formerAddress = $state("");
  /** What the workstation proposes for the address. */
  today = $state.raw<AddressToday | null>(null);
  representativeName = $state("");
  representativePosition = $state("");
  relation = $state<Submitter["relation"]>("self");
  kinship = $state<"" | Kinship>("");
  position = $state("");
  authorisationNumber = $state("");
  authorisationDate = $state("");
  certifiedBy = $state("");
  postService = $state("");
  postTracking = $state("");
  readAloud = $state(false);
  interpreted = $state(false);
  interpreterName = $state("");
  interpreterId = $state("");
  interpreterLanguage = $state("");
  witnessName = $state("");
  witnessId = $state("");
  submitterName = $state("");
  submitterId = $state("");
  papers = $state<Paper[]>([]);
  /** A point's id, or `home`. Kept from one case to the next: the officer stays where they are. */
  place = $state("");
  placeAddress = $state("");
  returnWay = $state<ReturnWay>("at_point");
  /** The file is another office's to handle; which one, once it is chosen. */
  elsewhere = $state(false);
  forOffice = $state.raw<OfficeChoice | null>(null);
  forOfficeText = $state("");
  note = $state("");
  readonly fees = new FeesAsked();
  cardWarnings = $state.raw<Warning[]>([]);
  checkWarnings = $state.raw<Warning[]>([]);
  due = $state.raw<DueExplained | null>(null);
  /** The numbered slip that is entered later, and the hour written on it. */
  slip = $state.raw<{ code: string; date: string } | null>(null);
  slipTime = $state("");
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
    const typed = this.name !== "" || this.id !== "" || this.note !== "";
    return this.procedure !== null || this.slip !== null || typed;
  }

  /** False while the procedure field says something else than what was chosen. */
  get settled(): boolean {
    return this.procedure !== null && this.procedureText === this.procedure.name;
  }

  /** When the file was received; `null` for now. */
  get receivedAt(): string | null {
    return this.slip && this.slipTime !== "" ? `${this.slip.date}T${this.slipTime}:00+07:00` : null;
  }

  /** The file lies on a numbered slip; the next one on the pad keeps nothing of the last. */
  takeSlip(slip: { code: string; date: string }): void {
    this.slip = slip;
    this.slipTime = "";
    // A slip has one number.
    this.linked = "";
  }

  leaveSlip(): void {
    this.slip = null;
    this.slipTime = "";
  }

  goElsewhere(elsewhere: boolean): void {
    this.elsewhere = elsewhere;
    this.forOffice = null;
    this.forOfficeText = "";
  }

  takeOffice(office: OfficeChoice): void {
    this.forOffice = office;
    this.forOfficeText = office.name;
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

  takeCard({ card, warnings, today }: CardParsed): void {
    this.kind = "person";
    this.name = card.name;
    this.id = card.number;
    this.born = card.born ?? "";
    this.sex = card.sex ?? "";
    this.address = card.address;
    this.formerAddress = "";
    this.today = today;
    this.card = "";
    this.cardWarnings = warnings;
  }

  /** The card of whoever brings the papers for somebody else. */
  takeSubmitterCard({ card, warnings }: CardParsed): void {
    this.submitterName = card.name;
    this.submitterId = card.number;
    this.cardWarnings = warnings;
  }

  /** Takes the address in the units of today; the one on the paper stays beside it. */
  takeToday(text: string): void {
    this.formerAddress = this.address.trim();
    this.address = text;
    this.today = null;
  }

  /** Goes back to the address on the paper. */
  leaveToday(): void {
    this.address = this.formerAddress;
    this.formerAddress = "";
    this.today = null;
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
      former_address: given(this.formerAddress),
      representative: person ? null : this.#representative(),
    };
  }

  #representative(): Party["representative"] {
    const name = given(this.representativeName);
    return name ? { name, position: given(this.representativePosition) } : null;
  }

  /** Only what goes with the relation. */
  submitter(): Submitter {
    const { relation } = this;
    if (relation === "self") return { relation };
    const who = { relation, name: given(this.submitterName), id: given(this.submitterId) };
    if (relation === "post") {
      const post = { service: given(this.postService), tracking: given(this.postTracking) };
      return { ...who, post: post.service || post.tracking ? post : null };
    }
    const paper = {
      number: given(this.authorisationNumber),
      date: given(this.authorisationDate),
      certified_by: given(this.certifiedBy),
    };
    const stated = paper.number || paper.date || paper.certified_by;
    return {
      ...who,
      kinship: this.kinship === "" ? null : this.kinship,
      position: relation === "representative" ? given(this.position) : null,
      authorisation: relation !== "representative" && stated ? paper : null,
    };
  }

  assistance(): Assistance | null {
    const interpreter = this.interpreted
      ? {
          name: this.interpreterName.trim(),
          id: given(this.interpreterId),
          language: given(this.interpreterLanguage),
        }
      : null;
    const name = given(this.witnessName);
    const witness = this.readAloud && name ? { name, id: given(this.witnessId) } : null;
    if (!this.readAloud && !interpreter) return null;
    return { read_aloud_and_fingerprint: this.readAloud, interpreter, witness };
  }

  /** What is sent to the workstation; `null` while no procedure is chosen. */
  intake(office: Office | null): Intake | null {
    if (!this.procedure) return null;
    return {
      client_ref: this.clientRef,
      procedure: this.procedure.code,
      variant: given(this.variant),
      applicant: this.applicant(),
      submitter: this.submitter(),
      assistance: this.assistance(),
      documents: this.papers
        .filter((paper) => paper.received)
        .map(({ item, form, copies }) => ({ item: item.item, form, copies })),
      received: this.receivedAt,
      place: this.#place(office),
      return: this.returnWay,
      note: given(this.note),
      for_office: this.forOffice?.code ?? null,
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
    this.formerAddress = "";
    this.today = null;
    this.representativeName = "";
    this.representativePosition = "";
    this.#nextSubmitter();
    this.placeAddress = "";
    this.returnWay = "at_point";
    this.goElsewhere(false);
    this.note = "";
    this.cardWarnings = [];
    this.checkWarnings = [];
    this.leaveSlip();
    this.received = null;
    this.beside = [];
  }

  #nextSubmitter(): void {
    this.relation = "self";
    this.submitterName = "";
    this.submitterId = "";
    this.kinship = "";
    this.position = "";
    this.authorisationNumber = "";
    this.authorisationDate = "";
    this.certifiedBy = "";
    this.postService = "";
    this.postTracking = "";
    this.readAloud = false;
    this.interpreted = false;
    this.interpreterName = "";
    this.interpreterId = "";
    this.interpreterLanguage = "";
    this.witnessName = "";
    this.witnessId = "";
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
