import { mount, unmount } from "svelte";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { CataloguePreview, CatalogueState } from "../../api";
import { faults } from "../../test/axe";
import { answer, asked, settled } from "../../test/workstation";
import Catalogue from "./Catalogue.svelte";

vi.mock("../../platform", async () => ({
  platform: (await import("../../test/workstation")).fakePlatform,
}));

const state: CatalogueState = {
  in_force: "national-2026-07",
  valid_from: null,
  source: "Cổng Dịch vụ công quốc gia",
  procedures: 505,
  incomplete: 0,
  editions: [],
  corrections: [
    {
      id: "c1",
      procedure: "1.001193",
      name: "Thủ tục đăng ký khai sinh",
      what: "limit",
      text: "Thời hạn: 2 ngày làm việc",
      reason: "theo tỉnh",
      source: "QĐ 12",
      officer: "Lò Thị Hoa",
      at: "2026-11-22T08:00:00+07:00",
      valid_from: "2026-11-22",
      standing: true,
      stale: true,
    },
  ],
};
const preview: CataloguePreview = {
  name: "tinh-2027",
  valid_from: "2027-01-01",
  source: "QĐ 77",
  procedures: 505,
  base: "national-2026-07",
  faults: [],
  added: [{ code: "9.1", name: "Mới", open_cases: 0, fields: [], warnings: [] }],
  removed: [],
  changed: [
    {
      code: "1.004222",
      name: "Đăng ký thường trú",
      open_cases: 3,
      fields: [{ label: "Thời hạn giải quyết", old: "7 ngày làm việc", new: "5 ngày làm việc" }],
      warnings: [{ code: "limit_shortened", vi: "Thời hạn ngắn hơn.", en: "Shorter." }],
    },
  ],
  under: [],
  warnings: [],
  applicable: true,
};

let page: ReturnType<typeof mount>;

beforeEach(() => {
  answer({
    catalogue_state: () => state,
    catalogue_preview: ({ json }) =>
      json === "bad"
        ? {
            ...preview,
            name: "",
            faults: [{ line: 7, procedure: "1.1", reason: "Thiếu: name" }],
            applicable: false,
          }
        : preview,
    catalogue_apply: () => ({ ...state, in_force: "tinh-2027" }),
    procedure_correct: () => ({}),
  });
  page = mount(Catalogue, { target: document.body, props: {} });
});

afterEach(async () => {
  await unmount(page);
});

async function choose(json: string): Promise<void> {
  await settled(() => expect(document.getElementById("catalogue-file")).not.toBeNull());
  const input = document.getElementById("catalogue-file") as HTMLInputElement;
  const file = new File([json], "danh-muc.json", { type: "application/json" });
  // jsdom has no picker and, in this version, no File.text.
  Object.defineProperty(file, "text", { value: async () => json });
  Object.defineProperty(input, "files", { value: [file], configurable: true });
  input.dispatchEvent(new Event("change", { bubbles: true }));
}

test("the differences are read side by side before the file is applied", async () => {
  await choose("good");
  await settled(() => expect(document.getElementById("catalogue-apply")).not.toBeNull());
  expect(asked.some(({ command }) => command === "catalogue_apply")).toBe(false);
  const cells = [...document.querySelectorAll("td")].map((cell) => cell.textContent);
  expect(cells).toEqual(["7 ngày làm việc", "5 ngày làm việc"]);
  expect(await faults(document.body)).toEqual([]);
  document.getElementById("catalogue-apply")?.click();
  await settled(() => expect(document.body.textContent).toContain("tinh-2027"));
  expect(asked.at(-1)).toEqual({ command: "catalogue_apply", request: { json: "good" } });
});

test("a refused file shows each line with its reason and cannot be applied", async () => {
  await choose("bad");
  await settled(() => expect(document.getElementById("catalogue-faults")).not.toBeNull());
  expect(document.getElementById("catalogue-faults")?.textContent).toContain("Thiếu: name");
  expect(document.getElementById("catalogue-apply")).toBeNull();
});

test("a local correction is shown with its mark and taken back by another one", async () => {
  await settled(() => expect(document.querySelector("#corrections li")).not.toBeNull());
  expect(document.querySelector("#corrections")?.textContent).toContain("Sửa tại xã");
  document.querySelector<HTMLButtonElement>("#corrections button")?.click();
  await settled(() =>
    expect(asked.some(({ command }) => command === "procedure_correct")).toBe(true),
  );
  const sent = asked.find(({ command }) => command === "procedure_correct")?.request;
  expect(sent).toMatchObject({ code: "1.001193", change: { what: "withdraw", correction: "c1" } });
});
