import { mount, unmount } from "svelte";
import { afterEach, expect, test, vi } from "vitest";
import type { Workstation } from "../../api";
import { session } from "../../state/session.svelte";
import { answer, apart, asked, quiet, refusal, settled } from "../../test/workstation";
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
    lan_state: () => apart,
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

test("a stick's bundles are told one by one, what waits first, and the stick is remembered", async () => {
  const told = { from: null, made: null, pulled: 0, vi: "", en: "" };
  answer({
    status: () => ({ ...quiet, stick: "/media/usb" }),
    lan_state: () => apart,
    stick_sync: () => ({
      state: "partial",
      pushed: 2,
      pulled: 5,
      bytes_up: 900,
      bytes_down: 4000,
      unsent: 2,
      carried: 5,
      bundles: [
        {
          ...told,
          file: "a.motcua",
          state: "taken",
          done: true,
          from: "Máy số 2",
          pulled: 5,
          vi: "đã nhận",
        },
        { ...told, file: "b.motcua", state: "cut", done: false, vi: "chép dở" },
      ],
      hub: null,
      trouble: refusal("stick_full", "USB không đủ chỗ trống"),
    }),
  });
  session.enter({ state: "open" } as Workstation);
  await settled(() => expect(session.status?.stick).toBe("/media/usb"));
  page = mount(SyncPanel, { target: document.body, props: { open: true } });
  await settled(() => expect(document.getElementById("stick-sync")).not.toBeNull());
  expect((document.getElementById("stick-dir") as HTMLInputElement).value).toBe("/media/usb");
  document.getElementById("stick-sync")?.click();
  await settled(() => expect(document.querySelectorAll(".stick li")).toHaveLength(2));
  const [first, second] = document.querySelectorAll(".stick li");
  expect(first?.textContent).toContain("chép dở");
  expect(second?.textContent).toContain("Máy số 2");
  expect(second?.textContent).toContain("5");
  expect(document.querySelector(".stick .outcome")?.textContent).toContain("một phần");
  expect(document.querySelector(".stick .error")?.textContent).toContain("không đủ chỗ");
  const [request] = asked.filter(({ command }) => command === "stick_sync");
  expect(request?.request).toEqual({ dir: "/media/usb" });
});

test("machines of the local network are listed, tested step by step, and added by address", async () => {
  const machine = {
    address: "192.168.1.7:18118",
    name: "Máy số 2",
    found: true,
    kept: true,
    met: "2026-11-21T14:00:00+07:00",
    waiting: 3,
    trouble: null,
  };
  const step = (step: string, state: string) => ({ step, state, vi: `bước ${step}`, en: step });
  answer({
    status: () => quiet,
    lan_state: () => apart,
    lan_set: () => ({ ...apart, on: true, sharing: true, announced: true, machines: [machine] }),
    lan_test: () => ({
      address: machine.address,
      ok: false,
      machine: null,
      steps: [
        step("address", "ok"),
        step("connection", "failed"),
        step("certificate", "not_reached"),
      ],
      trouble: refusal("lan_silent", "Không có trả lời"),
    }),
    lan_add: () => {
      throw refusal("bad_peer", "không phải địa chỉ");
    },
  });
  session.enter({ state: "open" } as Workstation);
  await settled(() => expect(session.status).not.toBeNull());
  page = mount(SyncPanel, { target: document.body, props: { open: true } });
  await settled(() => expect(document.querySelector(".lan")?.textContent).toContain("Đang tắt"));
  document.getElementById("lan-open")?.click();
  await settled(() => expect(document.getElementById("lan-on")).not.toBeNull());
  document.getElementById("lan-on")?.click();
  await settled(() =>
    expect(document.querySelector(".machines")?.textContent).toContain("Máy số 2"),
  );
  expect(asked.find(({ command }) => command === "lan_set")?.request).toEqual({
    on: true,
    announce: true,
    port: 18118,
  });
  const row = document.querySelector(".machines li")?.textContent ?? "";
  for (const words of ["192.168.1.7", "đang có trong mạng", "3 mục"]) expect(row).toContain(words);
  expect(document.getElementById("lan-code")).not.toBeNull();
  document.querySelector<HTMLButtonElement>(".machines .acts button")?.click();
  await settled(() => expect(document.querySelectorAll(".steps li")).toHaveLength(3));
  const states = [...document.querySelectorAll(".steps li")].map(
    (one) => one.className.split(" ")[0],
  );
  expect(states).toEqual(["ok", "failed", "not_reached"]);
  expect(document.querySelector("#lan-panel .error")?.textContent).toContain("Không có trả lời");
  const field = document.getElementById("lan-place") as HTMLInputElement;
  field.value = "đâu đó";
  field.dispatchEvent(new Event("input", { bubbles: true }));
  await settled(() =>
    expect((document.getElementById("lan-add") as HTMLButtonElement).disabled).toBe(false),
  );
  document.getElementById("lan-add")?.click();
  await settled(() =>
    expect(document.querySelector("#lan-panel .error")?.textContent).toContain(
      "không phải địa chỉ",
    ),
  );
  expect(field.value).toBe("đâu đó");
});
