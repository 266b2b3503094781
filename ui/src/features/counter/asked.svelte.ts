import type {
  ChecklistItem,
  CounterOutcome,
  CounterRequest,
  MissingPaper,
  Party,
  ProcedureDetail,
} from "../../api";

/** What lies on the counter, as far as an answer needs it. */
export interface OnCounter {
  procedure: ProcedureDetail | null;
  /** False while the procedure field says something else than what was chosen. */
  settled: boolean;
  variant: string;
  name: string;
  papers: { item: ChecklistItem; received: boolean }[];
  applicant(): Party;
}

/** One line of the slip: a paper of the checklist, ticked when it is asked for. */
export interface Line extends MissingPaper {
  asked: boolean;
}

/** What the officer is about to answer, filled from the file on the counter. */
export class Asked {
  lines = $state<Line[]>([]);
  other = $state("");
  reason = $state("");
  ground = $state("");
  newReason = $state("");
  contactName = $state("");
  contactPhone = $state("");

  constructor(
    readonly outcome: CounterOutcome,
    private readonly draft: OnCounter,
  ) {
    // Ticks in the file say what is there; before the first tick nothing is known.
    const looked = draft.papers.some((paper) => paper.received);
    this.lines = draft.papers
      .filter(({ item }) => item.handling !== "lookup")
      .map(({ item, received }) => ({
        item: item.item,
        name: item.name,
        originals: item.form === "original" ? item.copies : 0,
        certified: item.form === "certified" ? item.copies : 0,
        photocopies: item.form === "copy" ? item.copies : 0,
        asked: looked && !received && outcome === "supplement_requested",
      }));
  }

  /** What is sent to the workstation; `null` while no procedure is chosen. */
  request(): CounterRequest | null {
    const procedure = this.draft.procedure;
    if (!procedure) return null;
    const listed = this.lines
      .filter(({ asked }) => asked)
      .map(({ item, name, originals, certified, photocopies }) => ({
        item: item ?? null,
        name,
        originals: sheets(originals),
        certified: sheets(certified),
        photocopies: sheets(photocopies),
      }));
    const others = this.other
      .split("\n")
      .map((name) => name.trim())
      .filter((name) => name !== "")
      .map((name) => ({ item: null, name, originals: 0, certified: 0, photocopies: 0 }));
    const contact = given(this.contactName);
    return {
      outcome: this.outcome,
      procedure: procedure.code,
      variant: given(this.draft.variant),
      applicant: applicantOf(this.draft),
      missing: this.outcome === "refused" ? [] : [...listed, ...others],
      reason: given(this.reason),
      ground: this.outcome === "refused" ? given(this.ground) : null,
      new_reason: given(this.newReason),
      contact: contact === null ? null : { name: contact, phone: given(this.contactPhone) },
    };
  }
}

/** The person at the counter as typed so far; `null` without a name. */
export function applicantOf(draft: OnCounter): Party | null {
  return draft.name.trim() === "" ? null : draft.applicant();
}

/** An emptied field means none. */
function sheets(typed: number | null | undefined): number {
  return Math.trunc(typed ?? 0);
}

function given(text: string): string | null {
  const trimmed = text.trim();
  return trimmed === "" ? null : trimmed;
}
