import { mount, unmount } from "svelte";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { faults } from "../../test/axe";
import { answer, asked, refusal, settled } from "../../test/workstation";
import { query } from "./query.svelte";
import Search from "./Search.svelte";

vi.mock("../../platform", async () => ({
  platform: (await import("../../test/workstation")).fakePlatform,
}));

const hit = {
  kind: "old_entry",
  code: "12/2014",
  name: "Quàng Thị Ín",
  match: "Quàng Thị Ín",
  book: "b1",
  row: 4,
};
const entry = {
  book: "Sổ chứng thực 2014",
  file: "so.csv",
  row: 4,
  officer: "Lý Văn Sơn",
  at: "2026-11-28T08:00:00+07:00",
  lines: [
    ["Số chứng thực", "12/2014"],
    ["Họ và tên", "Quàng Thị Ín"],
  ],
};

let page: ReturnType<typeof mount>;

beforeEach(() => {
  query.text = "quang";
});

afterEach(async () => {
  query.text = "";
  await unmount(page);
});

async function open(): Promise<void> {
  page = mount(Search, { target: document.body, props: {} });
  await settled(() => expect(document.querySelector(".old button")).not.toBeNull());
  document.querySelector<HTMLButtonElement>(".old button")?.click();
}

test("a line of an old book is read whole and leaves as an extract", async () => {
  answer({
    search: () => [hit],
    book_entry: () => entry,
    book_extract: ({ path }) => ({ path }),
  });
  await open();
  await settled(() => expect(document.querySelector("dl")?.textContent).toContain("12/2014"));
  expect(document.getElementById("old-entry-title")?.textContent).toBe("Sổ chứng thực 2014");
  expect(await faults(document.body)).toEqual([]);
  document.getElementById("old-entry-extract")?.click();
  await settled(() => expect(document.getElementById("old-extract-save-submit")).not.toBeNull());
  const submit = document.getElementById("old-extract-save-submit") as HTMLButtonElement;
  await settled(() => expect(submit.disabled).toBe(false));
  submit.click();
  await settled(() =>
    expect(asked.find(({ command }) => command === "book_extract")?.request).toMatchObject({
      book: "b1",
      row: 4,
      path: expect.stringContaining("trich-so-cu-4.pdf"),
    }),
  );
});

test("a line that is gone says so", async () => {
  answer({
    search: () => [hit],
    book_entry: () => {
      throw refusal("unknown_old_entry", "Sổ này không có dòng 4.");
    },
  });
  await open();
  await settled(() => expect(document.body.textContent).toContain("Sổ này không có dòng 4."));
  expect((document.getElementById("old-entry-extract") as HTMLButtonElement).disabled).toBe(true);
});
