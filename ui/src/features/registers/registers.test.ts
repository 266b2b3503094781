import { mount, unmount } from "svelte";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Index766, RegisterPage, Stats, TallyRow, Workstation } from "../../api";
import { session } from "../../state/session.svelte";
import { faults } from "../../test/axe";
import { answer, asked, quiet, refusal, settled } from "../../test/workstation";
import Registers from "./Registers.svelte";
import { view } from "./view.svelte";

vi.mock("../../platform", async () => ({
  platform: (await import("../../test/workstation")).fakePlatform,
}));

const row = (n: number): RegisterPage["rows"][number] => ({
  number: n === 3 ? "BS1" : String(n),
  appendix: n === 3,
  fixed: n !== 2,
  code: `H37.101.05-261102-500${n}`,
  id: `id-${n}`,
  procedure: "1.001193",
  procedure_name: "Đăng ký khai sinh",
  sets: 1,
  applicant: "Vàng Thị Mỷ",
  address: null,
  phone: null,
  authority: "ỦY BAN NHÂN DÂN XÃ MẪU SƠN",
  received: "2026-11-02T08:30:00+07:00",
  due: "2026-11-05T17:00:00+07:00",
  returned: null,
  return: "at_point",
  step: "in_process",
  point: "ĐIỂM TIẾP NHẬN SỐ 1",
  officer: "Lý Văn Sơn",
  filing: "in_person",
  note: "Đang xử lý",
});

const page: RegisterPage = {
  from: "2026-11-01",
  to: "2026-11-30",
  rows: [row(1), row(2), row(3)],
  total: 203,
  returned: 7,
  closed: false,
  closings: [
    {
      through: "2026-10-31",
      at: "2026-11-03T08:00:00+07:00",
      officer: "Lý Văn Sơn",
      named: 5,
      here: 4,
      disputed: false,
    },
  ],
  unsent: 2,
  choices: {
    points: ["ĐIỂM TIẾP NHẬN SỐ 1", "home"],
    officers: ["Lý Văn Sơn"],
    procedures: [{ code: "1.001193", name: "Đăng ký khai sinh" }],
  },
};

const none: TallyRow = {
  carried_over: 0,
  received: 0,
  in_time: 0,
  late: 0,
  decided_no_limit: 0,
  stopped: 0,
  closed_unsupplemented: 0,
  waiting_in_time: 0,
  overdue: 0,
  waiting_no_limit: 0,
  awaiting_supplement: 0,
  awaiting_payment: 0,
  refused: 0,
  ready: 0,
  returned: 0,
  extended: 0,
};

const stats: Stats = {
  from: "2026-11-01",
  to: "2026-11-30",
  at: "2026-11-21T15:00:00+07:00",
  total: { ...none, received: 1203, late: 3 },
  groups: [
    {
      by: "officer",
      rows: [
        { key: "a", name: "Lý Văn Sơn", ...none, received: 1200 },
        { key: "b", name: "Triệu Thị Xuân", ...none, received: 3, late: 3 },
      ],
    },
  ],
  unsent: 0,
};

const index: Index766 = {
  from: "2026-11-01",
  to: "2026-11-30",
  at: "2026-11-21T15:00:00+07:00",
  official: "Ước tính – số của Cổng DVCQG mới là số chính thức.",
  source: "Cổng",
  mark: "V2",
  remark: "",
  estimate: 18.5,
  most: 20,
  unknown: 80,
  groups: [
    {
      id: "progress",
      name: "Tiến độ giải quyết",
      points: 32,
      items: [
        {
          id: "in_time",
          name: "Đúng hạn",
          points: 20,
          estimate: 18.5,
          of: 37,
          over: 40,
          formula: "20 × …",
          why_not: null,
        },
        {
          id: "online",
          name: "Trực tuyến",
          points: 12,
          estimate: null,
          of: null,
          over: null,
          formula: null,
          why_not: "Chỉ Cổng biết.",
        },
      ],
    },
  ],
};

let mounted: ReturnType<typeof mount>;

beforeEach(() => {
  Object.assign(view, {
    tab: "register",
    span: "month",
    from: "",
    to: "",
    point: "",
    officer: "",
    procedure: "",
    page: 0,
  });
});

afterEach(async () => {
  await unmount(mounted);
  document.body.replaceChildren();
});

const click = (id: string) => document.getElementById(id)?.click();
const text = () => document.body.textContent ?? "";

async function show(answers: Parameters<typeof answer>[0] = {}): Promise<void> {
  answer({
    status: () => quiet,
    register_page: () => page,
    stats: () => stats,
    index766: () => index,
    ...answers,
  });
  session.enter({ state: "open" } as Workstation);
  mounted = mount(Registers, { target: document.body });
  await settled(() => expect(document.getElementById("registers-book")).not.toBeNull());
}

test("the register shows numbers, closings and what is missing, and turns its pages", async () => {
  await show();
  expect(text()).toContain("Tổng cộng 203 hồ sơ, đã trả kết quả 7");
  expect(document.querySelectorAll("tbody tr")).toHaveLength(3);
  expect(text()).toContain("BS1");
  expect(text()).toContain("2*");
  expect(text()).toContain("Máy này mới có 4 hồ sơ");
  expect(text()).toContain("Còn 2 hồ sơ của máy này");
  expect(await faults(document.body)).toEqual([]);
  click("registers-next");
  await settled(() => expect(asked.at(-1)?.request).toMatchObject({ offset: 100, limit: 100 }));
});

test("figures and estimates are tables with names, and unknown is said with its reason", async () => {
  await show();
  click("registers-tab-stats");
  await settled(() => expect(text()).toContain("Theo cán bộ tiếp nhận"));
  expect(text()).toContain("1.203");
  expect(text()).not.toContain("Chờ nghĩa vụ tài chínhTổng");
  expect(await faults(document.body)).toEqual([]);
  click("registers-tab-index766");
  await settled(() => expect(document.getElementById("registers-index")).not.toBeNull());
  expect(text()).toContain("số của Cổng DVCQG mới là số chính thức");
  expect(text()).toContain("không tính được");
  expect(text()).toContain("18,50");
  expect(await faults(document.body)).toEqual([]);
});

test("a file is written for what is chosen, and a refusal keeps its words", async () => {
  await show({ register_export: () => ({ path: "/Users/an/Tài liệu/so.xlsx" }) });
  view.officer = "Lý Văn Sơn";
  click("registers-save-xlsx");
  await settled(() => expect(text()).toContain("Đã ghi /Users/an/Tài liệu/so.xlsx"));
  const request = asked.find(({ command }) => command === "register_export")?.request;
  expect(request).toMatchObject({
    report: "register",
    format: "xlsx",
    folder: "/Users/an/Tài liệu",
  });
  expect(request).toMatchObject({ query: { span: "month", officer: "Lý Văn Sơn", point: null } });
});

test("closing proposes the end of last month and says what was closed or why not", async () => {
  let refused = true;
  await show({
    register_close: () => {
      if (refused) throw refusal("nothing_to_close", "Sổ đã khóa.");
      return { through: "2026-10-31", count: 12, digest: "ab" };
    },
  });
  click("registers-close");
  const proposed = () =>
    (document.getElementById("close-through") as HTMLInputElement | null)?.value;
  await settled(() => expect(proposed()).toBe("2026-10-31"));
  click("close-confirm");
  await settled(() => expect(text()).toContain("Sổ đã khóa."));
  refused = false;
  click("close-confirm");
  await settled(() => expect(text()).toContain("Đã khóa sổ đến hết ngày 31/10/2026: 12 hồ sơ."));
});
