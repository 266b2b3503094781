import { mount, unmount } from "svelte";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { OldBookReport } from "../../api";
import { faults } from "../../test/axe";
import { answer, asked, refusal, settled } from "../../test/workstation";
import OldBooks from "./OldBooks.svelte";

vi.mock("../../platform", async () => ({
  platform: (await import("../../test/workstation")).fakePlatform,
}));

const report: OldBookReport = {
  book: null,
  dry_run: true,
  known: null,
  rows: 3,
  accepted: 2,
  head: 2,
  columns: [
    { column: "A", title: "Số", field: "number", samples: ["12/2014", "13/2014"] },
    { column: "B", title: "Họ và tên", field: "name", samples: ["Quàng Thị Ín"] },
    { column: "C", title: "Tờ", field: null, samples: ["2"] },
  ],
  refused: [
    {
      line: 5,
      code: "bad_date",
      reason: "Không đọc được ngày tiếp nhận: “31/02/2014”",
      reason_en: "The day received does not read: “31/02/2014”",
    },
  ],
};

let page: ReturnType<typeof mount>;
let given: OldBookReport;
let books: unknown[];

beforeEach(() => {
  given = report;
  books = [];
  answer({
    book_list: () => books,
    book_preview: () => given,
    book_import: ({ title }) => {
      books = [
        {
          id: "b1",
          name: title,
          file: "so.csv",
          hash: "0f",
          entries: 2,
          here: 1,
          refused: 1,
          officer: "Lý Văn Sơn",
          at: "2026-11-28T08:00:00+07:00",
        },
      ];
      return { ...given, book: "b1", dry_run: false };
    },
    book_refusals: ({ path }) => ({ path }),
  });
  page = mount(OldBooks, { target: document.body, props: {} });
});

afterEach(async () => {
  await unmount(page);
});

const byId = <T extends HTMLElement>(id: string): T => document.getElementById(id) as T;

async function there(id: string): Promise<HTMLElement> {
  await settled(() => expect(document.getElementById(id)).not.toBeNull());
  return byId(id);
}

async function pick(name: string): Promise<void> {
  const input = (await there("old-book-file")) as HTMLInputElement;
  await settled(() => expect(input.disabled).toBe(false));
  Object.defineProperty(input, "files", { configurable: true, value: [new File(["Số"], name)] });
  input.dispatchEvent(new Event("change", { bubbles: true }));
}

const requests = (command: string): unknown[] =>
  asked.filter((one) => one.command === command).map((one) => one.request);

test("a file is read, its columns chosen, and only then taken over", async () => {
  await pick("so.csv");
  const columns = await there("old-book-columns");
  expect(columns.textContent).toContain("12/2014 · 13/2014");
  expect(byId("old-book-count").textContent).toContain("2");
  expect(document.body.textContent).toContain("31/02/2014");
  expect(await faults(document.body)).toEqual([]);

  const select = byId<HTMLSelectElement>("old-book-field-C");
  select.value = "number";
  select.dispatchEvent(new Event("change", { bubbles: true }));
  await settled(() => expect(requests("book_preview")).toHaveLength(2));
  expect(requests("book_preview")[1]).toEqual({
    name: "so.csv",
    bytes_base64: "U+G7kQ==",
    choices: [
      { field: "number", column: "C" },
      { field: "name", column: "B" },
      { field: "procedure", column: null },
      { field: "received", column: null },
      { field: "returned", column: null },
      { field: "note", column: null },
    ],
  });
  expect(requests("book_import")).toEqual([]);

  await settled(() => expect(byId<HTMLButtonElement>("old-book-take").disabled).toBe(false));
  byId("old-book-take").click();
  await settled(() => expect(byId("old-book-said").textContent).toContain("“so”"));
  expect(document.getElementById("old-book-columns")).toBeNull();
  expect(document.body.textContent).toContain("mới có 1 trên 2 dòng trên máy này");
  expect(await faults(document.body)).toEqual([]);
});

test("a file that was taken over, or has nothing, cannot be taken over", async () => {
  for (const wrong of [
    { ...report, known: "Sổ chứng thực 2014" },
    { ...report, accepted: 0 },
  ]) {
    given = wrong;
    await pick("so.csv");
    await there("old-book-take");
    await settled(() => expect(byId("old-book-said").textContent).toBe(""));
    expect(byId<HTMLButtonElement>("old-book-take").disabled).toBe(true);
    byId("old-book-leave").click();
    await settled(() => expect(document.getElementById("old-book-take")).toBeNull());
  }
});

test("the refused rows are saved, whole", async () => {
  await pick("so.csv");
  (await there("old-book-refused-save")).click();
  (await there("old-book-refused-save-submit")).click();
  await settled(() => expect(requests("book_refusals")).toHaveLength(1));
  expect(requests("book_refusals")[0]).toMatchObject({ file: { name: "so.csv", choices: [] } });
});

test("a file that does not read says so and leaves nothing behind", async () => {
  answer({
    book_list: () => [],
    book_preview: () => {
      throw refusal("bad_old_book", "Không đọc được sổ cũ: tệp không có dòng nào.");
    },
  });
  await pick("rong.csv");
  await settled(() => expect(document.body.textContent).toContain("tệp không có dòng nào"));
  expect(document.getElementById("old-book-take")).toBeNull();
  expect(await faults(document.body)).toEqual([]);
});
