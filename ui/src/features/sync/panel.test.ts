import { mount, unmount } from "svelte";
import { afterEach, expect, test, vi } from "vitest";
import type { Workstation } from "../../api";
import { session } from "../../state/session.svelte";
import { answer, asked, quiet, settled } from "../../test/workstation";
import SyncPanel from "./SyncPanel.svelte";

vi.mock("../../platform", async () => ({
  platform: (await import("../../test/workstation")).fakePlatform,
}));

let page: ReturnType<typeof mount>;

afterEach(async () => {
  await unmount(page);
  document.body.replaceChildren();
});

test("the outcome of a sync stays, and a status that arrives leaves the typed address alone", async () => {
  answer({
    status: () => quiet,
    sync_now: () => ({
      state: "offline",
      pushed: 0,
      pulled: 0,
      bytes_up: 0,
      bytes_down: 0,
      round_trips: 0,
      unsent: 3,
    }),
  });
  session.enter({ state: "open" } as Workstation);
  await settled(() => expect(session.status).not.toBeNull());
  page = mount(SyncPanel, { target: document.body, props: { open: true } });
  await settled(() => expect(document.getElementById("sync-hub")).not.toBeNull());
  const hub = document.getElementById("sync-hub") as HTMLInputElement;
  expect(hub.value).toBe(quiet.hub);
  hub.value = "https://khac.example";
  hub.dispatchEvent(new Event("input", { bubbles: true }));
  document.getElementById("sync-now")?.click();
  await settled(() => expect(document.querySelector(".outcome")?.textContent).toContain("3 hồ sơ"));
  session.takeStatus({ ...quiet, cases: 5 });
  await settled(() => expect(document.querySelector("dl")?.textContent).toContain("5"));
  expect(document.querySelector(".outcome")).not.toBeNull();
  expect(hub.value).toBe("https://khac.example");
  expect(asked.filter(({ command }) => command === "sync_now")).toHaveLength(1);
});
