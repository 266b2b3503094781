import { mount, unmount } from "svelte";
import { afterEach, expect, test, vi } from "vitest";
import type { ConflictView, Workstation } from "../../api";
import { session } from "../../state/session.svelte";
import { answer, asked, quiet, refusal, settled } from "../../test/workstation";
import Decisions from "./Decisions.svelte";

vi.mock("../../platform", async () => ({
  platform: (await import("../../test/workstation")).fakePlatform,
}));

let page: ReturnType<typeof mount>;

afterEach(async () => {
  await unmount(page);
  document.body.replaceChildren();
});

const side = {
  choice: "Tiếp tục hồ sơ này",
  officer: "Lý Văn Sơn",
  place: "Điểm số 1",
  at: "2026-11-21T08:00:00+07:00",
};
const duplicate: ConflictView = {
  id: "duplicate:a:b",
  kind: "duplicate",
  label: "Hai hồ sơ có thể là một",
  about: "",
  code: "H15.101.05-261121-5001",
  other: "H15.101.05-261121-5101",
  procedure: "Thủ tục đăng ký khai sinh",
  applicant: "Vàng Thị Mỷ",
  sides: [
    { ...side, keep: "H15.101.05-261121-5001", text: "hồ sơ thứ nhất", printed: [1, 2] },
    { ...side, keep: "H15.101.05-261121-5101", text: "hồ sơ thứ hai", printed: [] },
  ],
  reason: true,
};
const paper: ConflictView = {
  ...duplicate,
  id: "paper:a:receipt",
  kind: "paper",
  other: null,
  reason: false,
  sides: [{ ...side, keep: null, text: "In giấy", printed: [] }],
};

function click(id: string): void {
  (document.getElementById(id) as HTMLButtonElement).click();
}

test("both sides stand side by side; a choice goes with its reason; a refusal keeps what was typed", async () => {
  let refuse = true;
  answer({
    status: () => quiet,
    conflict_list: () => [duplicate, paper],
    conflict_decide: () => {
      if (refuse) throw refusal("bad_field", "Cần nêu lý do.");
      return [paper];
    },
  });
  session.enter({ state: "open" } as Workstation);
  await settled(() => expect(session.status).not.toBeNull());
  page = mount(Decisions, { target: document.body });
  await settled(() => expect(document.getElementById("decide-1")).not.toBeNull());
  const card = document.getElementById("decide-0");
  for (const text of ["hồ sơ thứ nhất", "hồ sơ thứ hai", "Lý Văn Sơn · Điểm số 1", "lần 1, 2"])
    expect(card?.textContent).toContain(text);
  expect(document.getElementById("decide-1-0")).toBeNull();
  const reason = document.getElementById("decide-0-reason") as HTMLInputElement;
  reason.value = "đã hỏi";
  reason.dispatchEvent(new Event("input", { bubbles: true }));
  click("decide-0-1");
  await settled(() => expect(document.body.textContent).toContain("Cần nêu lý do."));
  expect(reason.value).toBe("đã hỏi");
  refuse = false;
  click("decide-0-both");
  await settled(() => expect(document.getElementById("decide-1")).toBeNull());
  const decided = asked
    .filter(({ command }) => command === "conflict_decide")
    .map(({ request }) => request);
  expect(decided).toEqual([
    { id: "duplicate:a:b", keep: "H15.101.05-261121-5101", reason: "đã hỏi" },
    { id: "duplicate:a:b", keep: "both", reason: "đã hỏi" },
  ]);
});
