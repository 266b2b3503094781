import { mount, unmount } from "svelte";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { AddressToday, Intake, ProcedureDetail, Workstation } from "../../api";
import { session } from "../../state/session.svelte";
import { faults } from "../../test/axe";
import { answer, asked, quiet, refusal, settled } from "../../test/workstation";
import { draft } from "./draft.svelte";
import Reception from "./Reception.svelte";

vi.mock("../../platform", async () => ({
  platform: (await import("../../test/workstation")).fakePlatform,
}));

const birth: ProcedureDetail = {
  code: "1.001193",
  name: "Thủ tục đăng ký khai sinh",
  field: "Hộ tịch",
  limit: "trong ngày",
  verified: true,
  variants: [{ code: "1.001193.02", name: "", limit: "trong ngày" }],
  checklist: [
    {
      item: "p1",
      name: "Giấy chứng sinh",
      group: "Giấy tờ phải nộp:",
      form: "original",
      copies: 1,
      handling: "submit",
    },
    {
      item: "p2",
      name: "Thẻ căn cước",
      group: "Giấy tờ phải xuất trình:",
      form: "original",
      copies: 1,
      handling: "present",
    },
  ],
  fee: "Miễn phí",
  fee_vnd: 0,
  note: "",
  source: "",
  scope: "",
  level: "",
  results: [],
};
const workstation: Workstation = {
  state: "open",
  office: {
    id: "o",
    code: "H37.101.05",
    point: "n",
    name: "Trung tâm",
    parent: "",
    province: "",
    demo: true,
    points: [
      { id: "c", kind: "centre", name: "Trung tâm", address: "Bản Mẫu" },
      { id: "n", kind: "point", name: "Điểm số 1", address: "Nà Hin" },
    ],
  },
  officers: [],
  officer: null,
  demo: true,
  version: "0.1.0",
};
const received = {
  code: "H37.101.05-261121-5001",
  id: "x",
  client_ref: null,
  received: "2026-11-21T09:00:00+07:00",
  due: "2026-11-21T17:00:00+07:00",
  provisional: false,
  receipt: null,
  warnings: [],
};
const card = "020199001234||Nguyễn Thị Ánh Tuyết|15081999|Nữ|Thôn Nà Hin, Xã Mường Mẫu|10052021";
const free = {
  lines: [],
  total: 0,
  unknown: [],
  explain: [],
  exemptions: [],
  options: [],
  by_pages: false,
  by_copies: false,
  by_persons: false,
};
const unknown: AddressToday = {
  state: "unknown",
  former: "",
  split: false,
  candidates: [],
  warnings: [],
};
const ready = {
  status: () => quiet,
  procedure_search: () => [birth],
  fees_preview: () => free,
  procedure_show: () => birth,
  card_parse: () => ({
    card: {
      number: "020199001234",
      old_number: null,
      name: "Nguyễn Thị Ánh Tuyết",
      born: "15/08/1999",
      sex: "F" as const,
      address: "Thôn Nà Hin, Xã Mường Mẫu",
      issued: null,
    },
    today: unknown,
    warnings: [{ code: "old", vi: "Địa chỉ còn ghi cấp huyện.", en: "Old address." }],
  }),
  address_today: () => unknown,
  submission_check: () => ({
    requirement: "written" as const,
    vi: "Cần văn bản ủy quyền, không phải chứng thực (Điều 2)",
    en: "A written authorisation is needed (article 2)",
    refused: false,
    warnings: [],
  }),
  person_check: () => [],
  due_preview: () => ({
    received: "2026-11-21T09:00:00+07:00",
    due: "2026-11-21T17:00:00+07:00",
    provisional: false,
    ambiguous: false,
    unverified: false,
    calendar: "vn",
    unit: "DAY",
    amount: "0",
    explain: ["Trả trong ngày."],
    code_preview: "H37.101.05-261121-5001",
  }),
  case_receive: () => received,
  paper_preview: () => ({
    svg: ["<svg xmlns='http://www.w3.org/2000/svg'/>"],
    issue: 1,
    sizes: ["a5", "a4", "80mm"],
  }),
  paper_print: () => ({ printed: true, path: "" }),
};

let page: ReturnType<typeof mount>;

beforeEach(() => {
  draft.next();
  answer(ready);
  session.enter(workstation);
  page = mount(Reception, { target: document.body, props: {} });
});

afterEach(async () => {
  await unmount(page);
  document.body.replaceChildren();
});

function field(id: string): HTMLInputElement {
  const found = document.getElementById(id);
  if (!(found instanceof HTMLInputElement)) throw new Error(`no field ${id}`);
  return found;
}

function write(id: string, text: string): void {
  const input = field(id);
  input.focus();
  input.value = text;
  input.dispatchEvent(new Event("input", { bubbles: true }));
}

function press(
  key: string,
  on: Element = document.activeElement ?? document.body,
  ctrlKey = false,
): void {
  on.dispatchEvent(new KeyboardEvent("keydown", { key, ctrlKey, bubbles: true, cancelable: true }));
}

async function chooseProcedure(): Promise<void> {
  write("procedure-search", "khai sinh");
  await settled(() => expect(document.querySelector("[role=option]")).not.toBeNull());
  press("Enter");
  await settled(() => expect(document.activeElement?.id).toBe("card-input"));
}

test("a file that is another office's to handle is sent for it, and the next one is not", async () => {
  const other = { code: "H37.101.92", name: "Trung tâm xã Đồng Đăng", locality: "Đồng Đăng" };
  answer({ ...ready, office_list: () => [other] });
  await unmount(page);
  page = mount(Reception, { target: document.body, props: {} });
  await settled(() => expect(document.getElementById("for-office-other")).not.toBeNull());
  await chooseProcedure();
  field("for-office-other").click();
  await settled(() => expect(document.getElementById("for-office")).not.toBeNull());
  write("applicant-name", "Lò Văn Ơn");
  press("Enter", document.body, true);
  expect(document.activeElement?.id).toBe("for-office");
  expect(sent()).toBeUndefined();
  write("for-office", "dong dang");
  await settled(() => expect(document.querySelector("[role=option]")).not.toBeNull());
  press("Enter");
  await settled(() => expect(field("for-office").value).toBe(other.name));
  expect(await faults(document.body)).toEqual([]);
  press("Enter", document.body, true);
  await settled(() => expect(sent()?.for_office).toBe("H37.101.92"));
  draft.next();
  expect(draft.elsewhere).toBe(false);
});

function sent(): Intake | undefined {
  return asked.find(({ command }) => command === "case_receive")?.request as Intake | undefined;
}

test("a case is received with the keyboard alone, from the first letter to the number", async () => {
  await chooseProcedure();
  await settled(() =>
    expect(document.getElementById("code-preview")?.textContent).toContain("5001"),
  );
  expect(document.getElementById("due-preview")?.textContent).toContain("21/11/2026");
  write("card-input", card);
  press("Enter");
  await settled(() => expect(field("applicant-name").value).toBe("Nguyễn Thị Ánh Tuyết"));
  expect(document.activeElement?.id).toBe("applicant-phone");
  expect(document.getElementById("applicant-warnings")?.textContent).toContain("cấp huyện");
  press("F6");
  expect(document.activeElement?.id).toBe("paper-0");
  field("paper-0").click();
  press("Enter", document.body, true);
  await settled(() =>
    expect(document.getElementById("received-code")?.textContent).toBe(received.code),
  );
  expect(sent()).toMatchObject({
    procedure: "1.001193",
    applicant: { kind: "person", name: "Nguyễn Thị Ánh Tuyết", id: "020199001234", sex: "F" },
    submitter: { relation: "self" },
    assistance: null,
    documents: [{ item: "p1", form: "original", copies: 1 }],
    place: { kind: "point", name: "Điểm số 1" },
    return: "at_point",
  });
  await settled(() => expect(asked.some(({ command }) => command === "paper_print")).toBe(true));
  press("n", document.body, true);
  await settled(() => expect(document.activeElement?.id).toBe("procedure-search"));
  expect(field("applicant-name").value).toBe("");
});

test("Enter before the answer waits for it, and never takes an option of an older text", async () => {
  const death: ProcedureDetail = { ...birth, code: "1.000656", name: "Thủ tục đăng ký khai tử" };
  let release = () => {};
  const slow = new Promise<void>((resolve) => {
    release = resolve;
  });
  answer({
    ...ready,
    procedure_search: async ({ text }) => {
      if (text !== "khai tu") return [birth];
      await slow;
      return [death];
    },
    procedure_show: ({ code }) => (code === death.code ? death : birth),
  });
  write("procedure-search", "khai");
  await settled(() => expect(document.querySelector("[role=option]")).not.toBeNull());
  write("procedure-search", "khai tu");
  press("Enter");
  expect(asked.some(({ command }) => command === "procedure_show")).toBe(false);
  release();
  await settled(() => expect(draft.procedure?.code).toBe(death.code));
});

test("a case with another time limit is offered, and nothing is chosen for the officer", async () => {
  const limits: (string | null)[] = [];
  answer({
    ...ready,
    procedure_show: () => ({
      ...birth,
      variants: [
        { code: "1.001193.01", name: "", limit: "5 ngày làm việc" },
        { code: "1.001193.02", name: "Cần xác minh", limit: "trong ngày" },
      ],
    }),
    due_preview: ({ variant }) => {
      limits.push(variant);
      return { ...ready.due_preview(), ambiguous: variant === null, unverified: true };
    },
  });
  await chooseProcedure();
  const select = document.getElementById("variant") as HTMLSelectElement;
  expect([...select.options].map((option) => option.text)).toEqual([
    "Thời hạn chung – trong ngày",
    "1.001193.01 – 5 ngày làm việc",
    "Cần xác minh – trong ngày",
  ]);
  const preview = document.getElementById("due-preview");
  await settled(() => expect(preview?.textContent).toContain("thời hạn khác"));
  expect(preview?.textContent).toContain("Thời hạn chưa xác minh");
  select.value = "1.001193.01";
  select.dispatchEvent(new Event("change", { bubbles: true }));
  await settled(() => expect(preview?.textContent).not.toContain("thời hạn khác"));
  expect([limits[0], limits.at(-1)]).toEqual([null, "1.001193.01"]);
  expect(await faults(document.body)).toEqual([]);
});

test("the procedure field says what is chosen, or nothing is received", async () => {
  await chooseProcedure();
  write("applicant-name", "Lò Văn Ơn");
  write("procedure-search", "khai tử");
  await settled(() => expect(document.querySelector("[role=option]")).not.toBeNull());
  press("Enter", field("procedure-search"), true);
  await settled(() => expect(document.getElementById("procedure-missing")).not.toBeNull());
  expect(sent()).toBeUndefined();
  field("procedure-search").blur();
  await settled(() => expect(field("procedure-search").value).toBe(birth.name));
});

test("the next citizen's case gets a reference of its own", async () => {
  const before = draft.clientRef;
  draft.next();
  expect(draft.clientRef).not.toBe(before);
});

test("a scan into another field leaves that field as it was", async () => {
  write("applicant-name", `Lò${card}`);
  press("Enter");
  await settled(() => expect(field("applicant-id").value).toBe("020199001234"));
  expect(asked.find(({ command }) => command === "card_parse")?.request).toEqual({ text: card });
});

test("a pasted card line is read, an ordinary paste is left alone", async () => {
  for (const [text, read] of [
    ["Nguyễn Văn Mẫu", false],
    [card, true],
  ] as const) {
    asked.length = 0;
    const paste = new Event("paste", { bubbles: true, cancelable: true });
    Object.assign(paste, { clipboardData: { getData: () => text } });
    field("applicant-address").dispatchEvent(paste);
    expect(paste.defaultPrevented).toBe(read);
    expect(asked.some(({ command }) => command === "card_parse")).toBe(read);
  }
});

test("keys of an input method are never taken", async () => {
  await chooseProcedure();
  write("applicant-name", "nguyeexn");
  const composing = { key: "Enter", ctrlKey: true, isComposing: true, bubbles: true };
  field("applicant-name").dispatchEvent(new KeyboardEvent("keydown", composing));
  expect(sent()).toBeUndefined();
});

test("nothing is reformatted while typing; the date is tidied on leaving", async () => {
  write("applicant-born", "1581999");
  expect(field("applicant-born").value).toBe("1581999");
  write("applicant-born", "15-8-1999");
  expect(field("applicant-born").value).toBe("15-8-1999");
  field("applicant-born").blur();
  await settled(() => expect(field("applicant-born").value).toBe("15/08/1999"));
});

test("without a procedure or a name it says so and goes there, and asks nothing of the workstation", async () => {
  press("Enter", document.body, true);
  await settled(() => expect(document.getElementById("procedure-missing")).not.toBeNull());
  expect(document.activeElement?.id).toBe("procedure-search");
  await chooseProcedure();
  press("Enter", document.body, true);
  await settled(() => expect(document.activeElement?.id).toBe("applicant-name"));
  expect(sent()).toBeUndefined();
});

test("a refusal keeps everything typed, and trying again sends the same reference", async () => {
  const refs: unknown[] = [];
  answer({
    ...ready,
    case_receive: (intake) => {
      refs.push(intake.client_ref);
      if (refs.length === 1) throw refusal("numbers_used_up", "Đã hết số.");
      return received;
    },
  });
  await chooseProcedure();
  write("applicant-name", "Lò Văn Ơn");
  press("Enter", document.body, true);
  await settled(() =>
    expect(document.querySelector("[role=alert]")?.textContent).toContain("Đã hết số."),
  );
  expect(field("applicant-name").value).toBe("Lò Văn Ơn");
  press("Enter", document.body, true);
  await settled(() => expect(document.getElementById("received-code")).not.toBeNull());
  expect(refs[0]).toBe(refs[1]);
});

test("the draft survives leaving the page", async () => {
  await chooseProcedure();
  write("applicant-name", "Vi Thị Ỷ Lan");
  await unmount(page);
  page = mount(Reception, { target: document.body, props: {} });
  await settled(() => expect(field("applicant-name").value).toBe("Vi Thị Ỷ Lan"));
  expect(field("procedure-search").value).toBe(birth.name);
});

test("the filled form and the result have no accessibility faults", async () => {
  await chooseProcedure();
  write("applicant-name", "Lò Văn Ơn");
  expect(await faults(document.body)).toEqual([]);
  press("Enter", document.body, true);
  await settled(() => expect(document.getElementById("received-code")).not.toBeNull());
  expect(await faults(document.body)).toEqual([]);
});
