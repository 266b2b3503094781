import { mount, unmount } from "svelte";
import { afterEach, expect, test, vi } from "vitest";
import type { CaseDetail, PaperRow, PaperSize } from "../../api";
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
  records_at_hub: false,
  scans: 0,
  scans_at_hub: 0,
  late: false,
  conflict: false,
  passage: null,
  papers_at: null,
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
  localStorage.clear();
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
    paper_preview: () => ({
      svg: ["<svg xmlns='http://www.w3.org/2000/svg'/>"],
      issue: 2,
      sizes: ["a5", "a4", "80mm"],
    }),
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
    size: "a5",
  });
  press("p");
  await settled(() => expect(document.getElementById("paper-outdated-receipt")).toBeNull());
  expect(asked.find(({ command }) => command === "paper_print")?.request).toEqual({
    code,
    form: "receipt",
    size: "a5",
    printer: null,
  });
}, 20_000);

test("the paper is chosen beside the print button, drawn, printed on, and kept for the form", async () => {
  const sizes: Record<string, PaperSize[]> = {
    receipt: ["a5", "a4", "80mm"],
    control: ["a5", "a4"],
  };
  answer({
    status: () => quiet,
    case_show: () => ({ ...detail, outdated: [] }),
    paper_list: () => [
      row("receipt", { issued: 1, last: "2026-11-18T09:12:00+07:00" }),
      row("control"),
    ],
    paper_preview: ({ form }) => ({
      svg: ["<svg xmlns='http://www.w3.org/2000/svg'/>"],
      issue: 1,
      sizes: sizes[form],
    }),
    paper_print: () => ({ printed: true, path: "" }),
  });
  page = mount(CaseFile, { target: document.body, props: { code } });
  const choice = () => document.querySelector<HTMLSelectElement>("#paper-size");
  const open = async (form: string) => {
    await settled(() => expect(document.getElementById(`paper-open-${form}`)).not.toBeNull());
    document.getElementById(`paper-open-${form}`)?.click();
    await settled(() => expect(choice()?.options.length).toBe(sizes[form]?.length));
  };
  const last = (command: string) => asked.filter((one) => one.command === command).at(-1)?.request;
  await open("receipt");
  expect(choice()?.value).toBe("a5");
  expect(document.getElementById("paper-size-hint")).toBeNull();
  const roll = choice()?.options[2];
  expect(roll?.text).toBe("Giấy in nhiệt 80 mm");
  if (roll) roll.selected = true;
  choice()?.dispatchEvent(new Event("change", { bubbles: true }));
  await settled(() =>
    expect(last("paper_preview")).toEqual({ code, form: "receipt", size: "80mm" }),
  );
  await settled(() => expect(document.querySelector("#paper-preview.roll img")).not.toBeNull());
  expect(document.getElementById("paper-size-hint")?.textContent).toContain("phai dần");
  expect(await faults(document.body)).toEqual([]);
  document.getElementById("paper-print")?.click();
  await settled(() =>
    expect(last("paper_print")).toEqual({ code, form: "receipt", size: "80mm", printer: null }),
  );

  // Another form keeps its own; the receipt finds its roll again.
  await open("control");
  expect(choice()?.value).toBe("a5");
  await open("receipt");
  expect(choice()?.value).toBe("80mm");
}, 20_000);
