import { mount, unmount } from "svelte";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { CounterAnswered, CounterRequest, ProcedureDetail, Workstation } from "../../api";
import { session } from "../../state/session.svelte";
import { faults } from "../../test/axe";
import { FileOnCounter } from "../../test/onCounter.svelte";
import { answer, asked, quiet, refusal, settled } from "../../test/workstation";
import Counter from "./Counter.svelte";
import CounterActions from "./CounterActions.svelte";

vi.mock("../../platform", async () => ({
  platform: (await import("../../test/workstation")).fakePlatform,
}));

const paper = (item: string, name: string, handling: "submit" | "lookup") => ({
  item,
  name,
  group: null,
  form: "original" as const,
  copies: 1,
  handling,
});
const birth: ProcedureDetail = {
  code: "1.001193",
  name: "Thủ tục đăng ký khai sinh",
  field: "Hộ tịch",
  limit: "trong ngày",
  verified: true,
  variants: [],
  checklist: [
    paper("p1", "Giấy chứng sinh", "submit"),
    paper("p2", "Tờ khai", "submit"),
    paper("db", "Giấy chứng nhận kết hôn", "lookup"),
  ],
  fee: "",
  fee_vnd: null,
  note: "",
  source: "",
  scope: "",
  level: "",
  results: [],
};
const given: CounterAnswered = {
  number: "5001-0007/HDHS",
  id: "a1",
  outcome: "supplement_requested",
  procedure: birth.code,
  procedure_name: birth.name,
  variant: null,
  applicant: { kind: "person", name: "Lò Văn Ơn", id: "020199001234" },
  missing: [{ item: "p2", name: "Tờ khai", originals: 1, certified: 0, photocopies: 2 }],
  reason: "Chưa có tờ khai.",
  ground: null,
  new_reason: null,
  contact: { name: "Vi Thị Kim", phone: "0205 388 0000" },
  follows: null,
  at: "2026-11-20T09:00:00+07:00",
  officer: "Vi Thị Kim",
  place: "Trung tâm",
  clock_unconfirmed: false,
};

let draft: FileOnCounter;
let page: ReturnType<typeof mount>;
const freed = vi.fn();
const nothing = vi.fn();

beforeEach(() => {
  freed.mockReset();
  nothing.mockReset();
  draft = new FileOnCounter();
  session.enter({ state: "open", officer: null } as unknown as Workstation);
});

afterEach(async () => {
  await unmount(page);
  document.body.replaceChildren();
});

function open(answers: Parameters<typeof answer>[0]): void {
  answer({ status: () => quiet, counter_list: () => [], ...answers });
  const props = { draft, onnext: freed, onmissing: nothing };
  page = mount(CounterActions, { target: document.body, props });
}

function bring(): void {
  draft.takeProcedure(birth);
  draft.name = "Lò Văn Ơn";
  const first = draft.papers[0];
  if (first) first.received = true;
}

function write(id: string, text: string): void {
  const field = document.getElementById(id) as HTMLTextAreaElement;
  field.value = text;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

async function press(id: string): Promise<void> {
  await settled(() => expect(document.getElementById(id)).not.toBeNull());
  document.getElementById(id)?.click();
}

function sent(): CounterRequest | undefined {
  return asked.filter(({ command }) => command === "counter_answer").at(-1)?.request as
    | CounterRequest
    | undefined;
}

test("what was not ticked is asked for, and the number of the slip is shown", async () => {
  open({ counter_answer: () => given });
  bring();
  await press("counter-supplement_requested");
  await settled(() => expect(document.activeElement?.id).toBe("counter-line-0"));
  const ticked = [...document.querySelectorAll<HTMLInputElement>("[type=checkbox]")];
  expect(ticked.map(({ checked }) => checked)).toEqual([false, true]);
  expect(await faults(document.body)).toEqual([]);
  write("counter-other", " Ghi đúng họ tên mẹ \n\n");
  write("counter-reason", "Chưa có tờ khai.");
  await press("counter-confirm");
  await settled(() =>
    expect(document.getElementById("counter-number")?.textContent).toBe(given.number),
  );
  expect(sent()).toMatchObject({
    outcome: "supplement_requested",
    procedure: "1.001193",
    applicant: { kind: "person", name: "Lò Văn Ơn" },
    missing: [
      { item: "p2", name: "Tờ khai", originals: 1, certified: 0, photocopies: 0 },
      { item: null, name: "Ghi đúng họ tên mẹ", originals: 0 },
    ],
    reason: "Chưa có tờ khai.",
    ground: null,
    contact: null,
  });
  await press("counter-next");
  expect(freed).toHaveBeenCalledOnce();
});

test("a rule that says no keeps what was typed; asking for something new needs its reason", async () => {
  const said = "Hướng dẫn một lần";
  open({
    counter_answer: (request) => {
      if (request.new_reason) return given;
      throw refusal("counter_asked_again", said);
    },
  });
  bring();
  await press("counter-supplement_requested");
  await settled(() => expect(document.getElementById("counter-reason")).not.toBeNull());
  write("counter-reason", "Thiếu tờ khai.");
  await press("counter-confirm");
  await settled(() => expect(document.activeElement?.id).toBe("counter-new-reason"));
  expect(document.querySelector("[role=alert]")?.textContent).toContain(said);
  expect((document.getElementById("counter-reason") as HTMLTextAreaElement).value).toBe(
    "Thiếu tờ khai.",
  );
  write("counter-new-reason", "Đổi nội dung đề nghị.");
  await press("counter-confirm");
  await settled(() => expect(document.getElementById("counter-number")).not.toBeNull());
});

test("a refusal asks for reason and ground and lists no papers", async () => {
  open({ counter_answer: () => ({ ...given, outcome: "refused" as const }) });
  bring();
  await press("counter-refused");
  await settled(() => expect(document.activeElement?.id).toBe("counter-reason"));
  expect(document.querySelector("[type=checkbox]")).toBeNull();
  write("counter-reason", "Không thuộc thẩm quyền.");
  write("counter-ground", "Điều 13 Luật Hộ tịch");
  await press("counter-confirm");
  await settled(() => expect(sent()?.ground).toBe("Điều 13 Luật Hộ tịch"));
  expect(sent()?.missing).toEqual([]);
});

test("without a procedure nothing opens, and the officer is led to it", async () => {
  open({});
  await press("counter-guided");
  expect(nothing).toHaveBeenCalledOnce();
  expect(document.querySelector("dialog")).toBeNull();
});

test("whoever comes back is recognised with the day and what was asked for", async () => {
  open({ counter_list: ({ applicant }) => (applicant?.name === "Lò Văn Ơn" ? [given] : []) });
  bring();
  await settled(() => expect(document.getElementById("counter-earlier")).not.toBeNull());
  const said = document.getElementById("counter-earlier")?.textContent ?? "";
  for (const part of ["được yêu cầu bổ sung", "20/11/2026", given.number, "Tờ khai"])
    expect(said).toContain(part);
  draft.name = "Lò Văn Ớt";
  await settled(() => expect(document.getElementById("counter-earlier")).toBeNull());
});

test("the list shows every answer and opens one with everything on it", async () => {
  const nameless = { ...given, id: "a2", outcome: "guided" as const, applicant: null, missing: [] };
  answer({ status: () => quiet, counter_list: () => [nameless, given] });
  page = mount(Counter, { target: document.body, props: {} });
  await settled(() => expect(document.querySelectorAll("tbody tr")).toHaveLength(2));
  expect(document.querySelector("tbody")?.textContent).toContain("(không ghi tên)");
  await press("counter-row-a1");
  await settled(() => expect(document.querySelector("dialog dl")).not.toBeNull());
  const shown = document.querySelector("dialog")?.textContent ?? "";
  for (const part of ["1 bản chính, 2 bản photo", "Chưa có tờ khai.", "0205 388 0000"])
    expect(shown).toContain(part);
  expect(await faults(document.body)).toEqual([]);
});

test("the list of another period is asked for again", async () => {
  answer({ status: () => quiet, counter_list: ({ to }) => (to === "2020-01-01" ? [] : [given]) });
  page = mount(Counter, { target: document.body, props: {} });
  await settled(() => expect(document.querySelectorAll("tbody tr")).toHaveLength(1));
  write("counter-to", "2020-01-01");
  await settled(() => expect(document.querySelector("h2")?.textContent).toContain("Chưa có phiếu"));
});
