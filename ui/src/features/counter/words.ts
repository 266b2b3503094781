import type { CounterOutcome } from "../../api";
import { m } from "../../i18n";

/** vi: đã hướng dẫn / yêu cầu bổ sung / từ chối tiếp nhận */
export function outcomeName(outcome: CounterOutcome): string {
  switch (outcome) {
    case "guided":
      return m.counter_outcome_guided();
    case "supplement_requested":
      return m.counter_outcome_supplement();
    case "refused":
      return m.counter_outcome_refused();
  }
}

/** What the officer does to reach that outcome. */
export function actionName(outcome: CounterOutcome): string {
  switch (outcome) {
    case "guided":
      return m.counter_action_guided();
    case "supplement_requested":
      return m.counter_action_supplement();
    case "refused":
      return m.counter_action_refused();
  }
}

/** `2 bản chính, 1 bản photo`; empty where it is no matter of sheets. */
export function sheets(paper: {
  originals: number;
  certified: number;
  photocopies: number;
}): string {
  const parts: string[] = [];
  if (paper.originals > 0) parts.push(m.counter_originals({ n: paper.originals }));
  if (paper.certified > 0) parts.push(m.counter_certified({ n: paper.certified }));
  if (paper.photocopies > 0) parts.push(m.counter_photocopies({ n: paper.photocopies }));
  return parts.join(", ");
}
