// A file on the counter as tests fill it.
import type { Party, ProcedureDetail } from "../api";

export class FileOnCounter {
  procedure = $state.raw<ProcedureDetail | null>(null);
  variant = $state("");
  name = $state("");
  papers = $state<{ item: ProcedureDetail["checklist"][number]; received: boolean }[]>([]);

  get settled(): boolean {
    return this.procedure !== null;
  }

  takeProcedure(procedure: ProcedureDetail): void {
    this.procedure = procedure;
    this.papers = procedure.checklist.map((item) => ({ item, received: false }));
  }

  applicant(): Party {
    return { kind: "person", name: this.name };
  }
}
