import { mount, unmount } from "svelte";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { faults } from "../../test/axe";
import { answer, asked, settled } from "../../test/workstation";
import Lookup from "./Lookup.svelte";

vi.mock("../../platform", async () => ({
  platform: (await import("../../test/workstation")).fakePlatform,
}));

const row = {
  code: "1.001193",
  name: "Thủ tục đăng ký khai sinh",
  field: "Hộ tịch",
  limit: "trong ngày",
  verified: true,
};

let page: ReturnType<typeof mount>;

beforeEach(() => {
  answer({
    lookup_list: ({ field }) => ({
      fields: [{ name: "Hộ tịch", count: 41 }],
      rows:
        field === null
          ? [row]
          : [row, { ...row, code: "1.000894", name: "Kết hôn", corrected: true }],
      more: false,
    }),
    lookup_show: () => ({
      code: row.code,
      name: row.name,
      line: "Mã thủ tục: 1.001193",
      sections: [
        {
          heading: "Phí, lệ phí",
          mark: "(chưa xác minh)",
          lines: [{ kind: "text", text: "Không thu" }],
        },
      ],
      notes: ["Nguồn: QĐ 163"],
    }),
  });
  page = mount(Lookup, { target: document.body, props: {} });
});

afterEach(async () => {
  await unmount(page);
});

test("a citizen finds a procedure, reads it and goes back", async () => {
  await settled(() => expect(document.querySelectorAll("#lookup-rows .row")).toHaveLength(1));
  document.querySelectorAll<HTMLButtonElement>(".field")[1]?.click();
  await settled(() => expect(document.querySelectorAll("#lookup-rows .row")).toHaveLength(2));
  expect(asked.at(-1)?.request).toEqual({ text: "", field: "Hộ tịch" });
  expect(document.getElementById("lookup-rows")?.textContent).toContain("Sửa tại xã");
  expect(await faults(document.body)).toEqual([]);
  document.querySelector<HTMLButtonElement>("#lookup-rows .row")?.click();
  await settled(() => expect(document.querySelector("h1")?.textContent).toBe(row.name));
  expect(document.body.textContent).toContain("Không thu");
  document.getElementById("lookup-back")?.click();
  await settled(() => expect(document.getElementById("lookup-text")).not.toBeNull());
});

test("no key leads back to the office's screens", async () => {
  for (const key of ["Escape", "F5", "F1"]) {
    const event = new KeyboardEvent("keydown", { key, cancelable: true, bubbles: true });
    window.dispatchEvent(event);
    expect(event.defaultPrevented, key).toBe(true);
  }
  const chord = new KeyboardEvent("keydown", {
    key: "k",
    ctrlKey: true,
    cancelable: true,
    bubbles: true,
  });
  window.dispatchEvent(chord);
  expect(chord.defaultPrevented).toBe(true);
  const letter = new KeyboardEvent("keydown", { key: "k", cancelable: true, bubbles: true });
  window.dispatchEvent(letter);
  expect(letter.defaultPrevented).toBe(false);
});
