import { mount, unmount } from "svelte";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { CaseRow, HandOverView, PadView } from "../../api";
import { route } from "../../state/route.svelte";
import { faults } from "../../test/axe";
import { answer, asked, refusal, settled } from "../../test/workstation";
import Paperwork from "./Paperwork.svelte";

vi.mock("../../platform", async () => ({
  platform: (await import("../../test/workstation")).fakePlatform,
}));

const codes = ["H37.199.05-261128-5001", "H37.199.05-261128-5002"];
const list: HandOverView = {
  number: "5001-0001/BGHS",
  at: "2026-11-28T08:00:00+07:00",
  officer: "Lý Văn Sơn",
  from: "Điểm tiếp nhận số 1",
  to: "Trung tâm",
  codes,
  carrier: null,
  note: null,
  counted: null,
};
const open = codes.map((code) => ({
  code,
  id: code,
  step: "received",
  procedure: "1.001193",
  procedure_name: "Đăng ký khai sinh",
  applicant: "Nông Thị Ươm",
  received: "2026-11-28T08:00:00+07:00",
  due: null,
  sync: "local",
  records_at_hub: false,
  scans: 0,
  scans_at_hub: 0,
  late: false,
  conflict: false,
  passage: null,
})) satisfies CaseRow[];
const pad: PadView = {
  id: "p1",
  date: "2026-11-28",
  issued: "2026-11-27T16:00:00+07:00",
  officer: "Lý Văn Sơn",
  own: true,
  slips: [
    { code: "H37.199.05-261128-5010", used: true },
    { code: "H37.199.05-261128-5011", used: false },
  ],
};
const counted = {
  at: "2026-11-28T15:00:00+07:00",
  officer: "Hoàng Thị Minh Nguyệt",
  missing: [codes[1] ?? ""],
  unexpected: ["H37.199.05-261128-5999"],
};

let page: ReturnType<typeof mount>;
let lists: HandOverView[];

beforeEach(() => {
  lists = [list];
  answer({
    handover_lists: () => lists,
    case_list: () => ({ rows: open, total: 2 }),
    handover_make: () => list,
    handover_count: () => {
      lists = [{ ...list, counted }];
      return lists[0];
    },
    handover_paper: ({ path }) => ({ printed: path === null, path: path ?? "/x.pdf" }),
    visit_card: ({ path }) => ({ printed: path === null, path: path ?? "/x.pdf" }),
    procedure_search: () => [],
    pad_list: () => [pad],
    pad_issue: () => {
      throw refusal("pad_size", "Mỗi tập có từ 1 đến 200 phiếu.");
    },
  });
  page = mount(Paperwork, { target: document.body, props: {} });
});

afterEach(async () => {
  document.getElementById("paperwork-handover")?.click();
  await unmount(page);
});

const byId = (id: string): HTMLElement => document.getElementById(id) as HTMLElement;

async function there(id: string): Promise<HTMLElement> {
  await settled(() => expect(document.getElementById(id)).not.toBeNull());
  return byId(id);
}

function type(id: string, text: string): void {
  const input = byId(id) as HTMLInputElement;
  input.value = text;
  input.dispatchEvent(new Event("input", { bubbles: true }));
}

function scan(id: string, text: string): void {
  type(id, text);
  byId(id).dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true }));
}

const request = (command: string): unknown =>
  asked.filter((one) => one.command === command).at(-1)?.request;

test("files are put on a list by scanning and by ticking, each once", async () => {
  await there("handover-scan");
  await settled(() => expect(document.querySelectorAll(".offered li")).toHaveLength(2));
  type("handover-to", "Trung tâm");
  scan("handover-scan", ` ${codes[0]?.toLowerCase()} `);
  scan("handover-scan", codes[0] ?? "");
  document.querySelectorAll<HTMLInputElement>(".offered input")[1]?.click();
  await settled(() => expect(document.querySelectorAll(".codes li")).toHaveLength(2));
  expect(await faults(document.body)).toEqual([]);
  byId("handover-make").click();
  await settled(() => expect(byId("handover-said").textContent).toContain("5001-0001/BGHS"));
  expect(request("handover_make")).toEqual({ to: "Trung tâm", codes, carrier: null, note: null });
});

test("a bag is counted code by code and the difference is said", async () => {
  (await there("handover-count-0")).click();
  await there("handover-seen");
  expect(document.activeElement?.id).toBe("handover-seen");
  scan("handover-seen", codes[0] ?? "");
  scan("handover-seen", "H37.199.05-261128-5999");
  await settled(() => expect(byId("handover-missing").textContent).toContain("1"));
  expect(byId("handover-unexpected").textContent).toContain("1");
  expect(await faults(document.body)).toEqual([]);
  byId("handover-record").click();
  await settled(() => expect(byId("handover-said").textContent).toContain("thiếu 1, thừa 1"));
  expect(document.body.textContent).toContain("H37.199.05-261128-5999");
});

test("a card for a visit needs procedure, name, address, day and hour", async () => {
  byId("paperwork-visit").click();
  const print = (await there("visit-print")) as HTMLButtonElement;
  expect(print.disabled).toBe(true);
  type("visit-name", "Nông Thị Ươm");
  expect(print.disabled).toBe(true);
  expect(await faults(document.body)).toEqual([]);
});

test("a slip leads to reception with its number and day; a strange one is said", async () => {
  byId("paperwork-pad").click();
  await there("pad-scan");
  await settled(() => expect(document.querySelectorAll(".slip")).toHaveLength(2));
  expect(await faults(document.body)).toEqual([]);
  for (const code of ["H37.199.05-261128-5010", "hai"]) {
    scan("pad-scan", code);
    await settled(() => expect(byId("pad-scan-warning").textContent).toContain(code.toUpperCase()));
  }
  byId("pad-issue").click();
  await settled(() => expect(document.body.textContent).toContain("từ 1 đến 200 phiếu"));
  scan("pad-scan", "h37.199.05-261128-5011");
  const slip = { code: "H37.199.05-261128-5011", date: "2026-11-28" };
  expect(route.current).toEqual({ name: "reception", slip });
});
