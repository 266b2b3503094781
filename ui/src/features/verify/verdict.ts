import type { MinuteAnswer, SlipAnswer } from "../../api";
import type { IconName } from "../../components/Icon.svelte";

export interface Look {
  /** A drawing of its own for each verdict, so that colour is never needed to tell them apart. */
  icon: IconName;
  tone: "good" | "stale" | "bad" | "open";
}

/** How a verdict looks. What it means is said by the workstation. */
export function look(verdict: SlipAnswer["verdict"] | MinuteAnswer["verdict"]): Look {
  switch (verdict) {
    case "valid":
      return { icon: "verify", tone: "good" };
    case "reissued":
      return { icon: "sync", tone: "stale" };
    case "revoked_device":
      return { icon: "out", tone: "bad" };
    case "differs":
      return { icon: "differs", tone: "bad" };
    case "altered":
      return { icon: "error", tone: "bad" };
    case "unknown_key":
      return { icon: "key", tone: "stale" };
    case "newer_format":
      return { icon: "clock", tone: "stale" };
    case "chain_differs":
      return { icon: "warning", tone: "bad" };
    case "no_slip":
      return { icon: "search", tone: "open" };
    default:
      return { icon: "close", tone: "open" };
  }
}
