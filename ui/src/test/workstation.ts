// A test double of the platform: answers commands from a table and records what was asked.
import { vi } from "vitest";
import type { Commands, LanState, Status } from "../api";
import type { Platform } from "../platform/types";

type Answers = { [K in keyof Commands]?: (request: Commands[K]["req"]) => unknown };

export const asked: { command: string; request: unknown }[] = [];
let answers: Answers = {};

export function answer(next: Answers): void {
  answers = next;
  asked.length = 0;
}

export const fakePlatform: Platform = {
  async rpc(command, request) {
    asked.push({ command, request });
    const give = answers[command as keyof Commands] as ((request: unknown) => unknown) | undefined;
    if (!give) throw new Error(`no answer prepared for ${command}`);
    return give(request);
  },
  onChanged: async () => () => undefined,
  defaultFolder: async () => "/Users/an/Tài liệu",
};

export function refusal(code: string, message: string) {
  const words = { message, hint: "" };
  return { code, class: "rule", params: {}, vi: words, en: { ...words } };
}

export const quiet: Status = {
  cases: 4,
  unsent: 0,
  elsewhere: 0,
  unsent_records: 0,
  unsent_scans: 0,
  oldest_unsent: null,
  carried: 0,
  quarantined: 0,
  held: 0,
  newer: 0,
  conflicts: 0,
  duplicates: 0,
  records: {},
  bands: [{ lo: 5001, hi: 5400, used_today: 4, left_today: 396, state: "active" }],
  clock: { now: "2026-11-21T15:00:00+07:00", offset_seconds: 0, confirmed: true },
  heads: "ab12",
  last_sync: "2026-11-21T14:57:00+07:00",
  last_sync_error: null,
  hub: "https://may-chu.example",
  watch: "free",
  stick: null,
};

/** The local network of a machine that does not share. */
export const apart: LanState = {
  on: false,
  port: 18118,
  announce: true,
  sharing: false,
  announced: false,
  trouble: null,
  confirmed: true,
  addresses: ["192.168.1.5:18118"],
  code: "MCL1/192.168.1.5:18118/1/2",
  svg: "<svg/>",
  machines: [],
};

/** Lets promises and effects that are already on their way finish. */
export async function settled(check: () => void): Promise<void> {
  await vi.waitFor(check, { timeout: 2000, interval: 5 });
}
