import { mount, unmount } from "svelte";
import { afterEach, expect, test, vi } from "vitest";
import type { BestWay, SyncCentre, Workstation } from "../../api";
import { session } from "../../state/session.svelte";
import { answer, quiet, settled } from "../../test/workstation";
import Centre from "./Centre.svelte";
import { advice, bytes, span } from "./centre";

vi.mock("../../platform", async () => ({
  platform: (await import("../../test/workstation")).fakePlatform,
}));

let page: ReturnType<typeof mount> | null = null;

afterEach(async () => {
  if (page) await unmount(page);
  page = null;
  document.body.replaceChildren();
});

test.each([
  [0, "0 giây"],
  [59, "59 giây"],
  [60, "1 phút"],
  [61, "2 phút"],
  [3600, "1 giờ"],
  [7800, "2 giờ 10 phút"],
])("%d seconds are %s", (seconds, text) => {
  expect(span(seconds)).toBe(text);
});

test.each([
  [999, "999 B"],
  [1500, "1,5 kB"],
  [12_345, "12 kB"],
  [2_500_000, "2,5 MB"],
])("%d bytes are %s", (n, text) => {
  expect(bytes(n)).toBe(text);
});

test.each<[BestWay, string]>([
  [{ kind: "nothing", seconds: null }, "Không có gì chờ gửi"],
  [{ kind: "hub", seconds: 90 }, "khoảng 2 phút"],
  [{ kind: "stick", seconds: 7800 }, "2 giờ 10 phút; chuyển bằng USB trong hôm nay nhanh hơn"],
  [{ kind: "stick", seconds: null }, "Chuyển bằng USB là nhanh nhất"],
])("the advice %j", (way, text) => {
  expect(advice(way)).toContain(text);
});

const told: SyncCentre = {
  waiting_cases: 37,
  waiting_bytes: 15_000,
  oldest: "2026-11-21T08:30:00+07:00",
  way: { kind: "stick", seconds: 7800 },
  running: { carrier: "hub", pushed: 4, pulled: 2, speed: 1200, seconds: 13 },
  carriers: [
    {
      carrier: "hub",
      set_up: true,
      peer: "https://hub.example",
      last_contact: null,
      speed: 2,
      seconds: 7500,
      last: null,
    },
    {
      carrier: "stick",
      set_up: false,
      peer: null,
      last_contact: null,
      speed: null,
      seconds: null,
      last: null,
    },
  ],
  machines: [
    { name: "Điểm số 1", revoked: false, said: null, lacks: null },
    { name: "Điểm số 2", revoked: true, said: "2026-11-21T08:30:00+07:00", lacks: 3 },
  ],
  aside: [
    {
      at: "2026-11-21T08:30:00+07:00",
      reason: "broken_chain",
      vi: "không nối tiếp",
      en: "no chain",
    },
  ],
  refused: [{ count: 2, reason: "malformed", vi: "bị hỏng", en: "damaged" }],
  history: [
    {
      carrier: "hub",
      peer: "https://hub.example",
      from: "2026-11-21T08:00:00+07:00",
      to: "2026-11-21T09:00:00+07:00",
      times: 12,
      state: "offline",
      vi: "không có đường mạng",
      en: "no route",
      pushed: 0,
      pulled: 0,
      bytes: 0,
      busy_ms: 900,
    },
  ],
};

test("what waits, which way is best, who lacks what, and why something was kept aside", async () => {
  answer({ status: () => quiet, sync_centre: () => told });
  session.enter({ state: "open" } as Workstation);
  page = mount(Centre, { target: document.body, props: { onpanel: () => undefined } });
  await settled(() => expect(document.getElementById("centre-way")).not.toBeNull());
  const text = document.body.textContent ?? "";
  for (const part of [
    "2 giờ 10 phút",
    "37 hồ sơ, khoảng 15 kB",
    "đã gửi 4, đã nhận 2",
    "1,2 kB/giây",
    "3 mục của máy này",
    "không nối tiếp",
    "2 gói không được nhận: bị hỏng",
    "12 lần",
    "không có đường mạng",
  ]) {
    expect(text).toContain(part);
  }
});
