import { mount, unmount } from "svelte";
import { afterEach, expect, test, vi } from "vitest";
import type { CaseDetail, PaperRow } from "../../api";
import { faults } from "../../test/axe";
import { answer, asked, quiet, settled } from "../../test/workstation";
import CaseFile from "./CaseFile.svelte";

vi.mock("../../platform", async () => ({
  platform: (await import("../../test/workstation")).fakePlatform,
}));

const code = "H37.101.05-261118-5005";

const detail: CaseDetail = {
  code,
  id: "x",
  step: "in_process",
  procedure: "1.001193",
  procedure_name: "Thủ tục đăng ký khai sinh",
  applicant: "Nguyễn Thị Tuyết",
  received: "2026-11-18T09:12:00+07:00",
  due: null,
  sync: "local",
  late: false,
  conflict: false,
  applicant_party: { kind: "person", name: "Nguyễn Thị Tuyết", id: null, born: null, sex: null },
  assistance: null,
  submitter: { relation: "self" },
  documents: [],
  place: { kind: "centre", name: "Trung tâm" },
  return_way: "at_point",
  provisional: false,
  explain: [],
  events: [],
  notes: [],
  actions: [],
  step_conflict: [],
  handler: null,
  unit: null,
  paused: null,
  conflicts: [],
  printed: 1,
  outdated: [{ form: "receipt", name: "Giấy tiếp nhận", issue: 1 }],
  warnings: [],
  fee: "",
  limit: "",
};

function row(form: string, more: Partial<PaperRow> = {}): PaperRow {
  return {
    form,
    name: form,
    number: "Mẫu",
    unverified: false,
    issued: 0,
    last: null,
    outdated: false,
    ...more,
  };
}

let page: ReturnType<typeof mount>;

afterEach(async () => {
  await unmount(page);
  document.body.replaceChildren();
});

function press(key: string): void {
  window.dispatchEvent(new KeyboardEvent("keydown", { key, ctrlKey: true, bubbles: true }));
}

test("an outdated paper is named, shown as its next issue and issued again by keyboard", async () => {
  let rows = [
    row("receipt", { issued: 1, last: "2026-11-18T09:12:00+07:00", outdated: true }),
    row("control"),
    row("stop", { unverified: true }),
  ];
  answer({
    status: () => quiet,
    case_show: () => ({ ...detail }),
    paper_list: () => rows,
    paper_preview: () => ({ svg: ["<svg xmlns='http://www.w3.org/2000/svg'/>"], issue: 2 }),
    paper_print: () => {
      rows = [row("receipt", { issued: 2, last: "2026-11-18T10:00:00+07:00" })];
      return { printed: true, path: "" };
    },
  });
  page = mount(CaseFile, { target: document.body, props: { code } });
  await settled(() =>
    expect(document.getElementById("paper-outdated-receipt")?.textContent).toContain(
      "Giấy đã in khác với thông tin hiện nay",
    ),
  );
  expect(document.getElementById("paper-outdated-control")).toBeNull();
  expect(document.getElementById("case-papers")?.textContent).toContain("câu chữ chưa xác minh");
  expect(await faults(document.body)).toEqual([]);
  press("p");
  await settled(() => expect(document.querySelector("#paper-preview img")).not.toBeNull());
  expect(asked.find(({ command }) => command === "paper_preview")?.request).toEqual({
    code,
    form: "receipt",
  });
  press("p");
  await settled(() => expect(document.getElementById("paper-outdated-receipt")).toBeNull());
  expect(asked.find(({ command }) => command === "paper_print")?.request).toEqual({
    code,
    form: "receipt",
    printer: null,
  });
}, 20_000);
