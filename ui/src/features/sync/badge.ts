import type { Status } from "../../api";
import { age, m } from "../../i18n";

/** How the badge looks. `ok` is green and only for "everything has been acknowledged". */
export type Tone = "ok" | "local" | "attention" | "plain";

export interface Badge {
  tone: Tone;
  text: string;
  /** A second, smaller line; `""` when there is nothing to add. */
  detail: string;
}

/**
 * The one sentence about where this computer's cases are. Green needs proof: a sync has happened, and
 * nothing is local, withheld or in dispute. Being offline is said, not painted red.
 */
export function badge(status: Status | null): Badge {
  if (!status) return { tone: "plain", text: m.badge_reading(), detail: "" };
  const now = status.clock.now;
  const offline =
    status.watch === "paused"
      ? m.badge_paused()
      : status.last_sync_error !== null
        ? m.badge_offline()
        : "";
  const paused = status.watch === "paused";
  const detailOf = (oldest: string): string =>
    oldest && !paused ? m.badge_oldest({ age: oldest }) : offline;
  if (status.unsent > 0) {
    const oldest = status.oldest_unsent ? age(status.oldest_unsent, now) : "";
    const elsewhere = status.elsewhere === status.unsent;
    const text = (elsewhere ? m.badge_elsewhere : m.badge_local)({ n: status.unsent });
    return { tone: "local", text, detail: detailOf(oldest) };
  }
  if (status.unsent_records > 0) {
    const oldest = status.oldest_unsent ? age(status.oldest_unsent, now) : "";
    const text = m.badge_local_records({ n: status.unsent_records });
    return { tone: "local", text, detail: detailOf(oldest) };
  }
  if (status.unsent_scans > 0) {
    return { tone: "local", text: m.badge_scans({ n: status.unsent_scans }), detail: offline };
  }
  if (status.carried > 0) {
    return { tone: "local", text: m.badge_carried({ n: status.carried }), detail: offline };
  }
  const toDecide = status.conflicts + status.duplicates;
  if (toDecide > 0) {
    return { tone: "attention", text: m.badge_conflicts({ n: toDecide }), detail: offline };
  }
  if (status.quarantined + status.held > 0) {
    const n = status.quarantined + status.held;
    return { tone: "attention", text: m.badge_withheld({ n }), detail: offline };
  }
  if (!status.last_sync) {
    const text = status.cases === 0 ? m.badge_empty() : m.badge_never();
    return { tone: "plain", text, detail: status.hub ? offline : m.badge_no_hub() };
  }
  const since = age(status.last_sync, now);
  const detail = since ? m.badge_since({ age: since }) : "";
  if (offline) return { tone: "plain", text: m.badge_all_sent(), detail: offline };
  return { tone: "ok", text: m.badge_all_sent(), detail };
}
