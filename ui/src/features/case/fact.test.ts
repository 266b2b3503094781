import { mount, unmount } from "svelte";
import { afterEach, expect, test, vi } from "vitest";
import type { CaseDetail } from "../../api";
import { answer, asked, quiet, refusal, settled } from "../../test/workstation";
import CaseFile from "./CaseFile.svelte";

vi.mock("../../platform", async () => ({
  platform: (await import("../../test/workstation")).fakePlatform,
}));

function detail(name: string): CaseDetail {
  return {
    code: "H37.101.05-261118-5005",
    id: "x",
    step: "received",
    procedure: "1.001193",
    procedure_name: "Thủ tục đăng ký khai sinh",
    applicant: name,
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
    applicant_party: { kind: "person", name, id: null, born: null, sex: null },
    submitter: { relation: "self" },
    assistance: null,
    documents: [],
    place: { kind: "centre", name: "Trung tâm" },
    return_way: "at_point",
    provisional: false,
    explain: [],
    events: [],
    notes: [],
    actions: [
      { action: "forward", label: "Chuyển xử lý", reason: false, article: "", until: null },
    ],
    step_conflict: [],
    handler: null,
    unit: null,
    paused: null,
    conflicts: [],
    printed: 0,
    outdated: [],
    warnings: [],
    fee: "",
    limit: "",
  };
}

let page: ReturnType<typeof mount>;

afterEach(async () => {
  await unmount(page);
  document.body.replaceChildren();
});

test("a correction sends what was seen; if it changed meanwhile both values are shown before anything is written", async () => {
  let stored = "Nguyễn Thị Tuyết";
  answer({
    status: () => quiet,
    case_show: () => detail(stored),
    paper_list: () => [],
    case_correct: ({ seen, value }) => {
      if (seen !== stored) throw refusal("changed", "Đã được sửa.");
      stored = value ?? "";
      return detail(stored);
    },
  });
  page = mount(CaseFile, { target: document.body, props: { code: "H37.101.05-261118-5005" } });
  await settled(() => expect(document.getElementById("fact-applicant-name-edit")).not.toBeNull());
  document.getElementById("fact-applicant-name-edit")?.click();
  await settled(() => expect(document.activeElement?.id).toBe("fact-applicant-name"));

  stored = "Nguyễn Thị Ánh Tuyết";
  const input = document.getElementById("fact-applicant-name") as HTMLInputElement;
  input.value = "Nguyễn Thị Bạch Tuyết";
  input.dispatchEvent(new Event("input", { bubbles: true }));
  input.form?.requestSubmit();
  await settled(() => expect(document.querySelector(".newer")).not.toBeNull());
  const shown = document.querySelector(".newer")?.textContent ?? "";
  for (const name of ["Nguyễn Thị Tuyết", "Nguyễn Thị Ánh Tuyết", "Nguyễn Thị Bạch Tuyết"]) {
    expect(shown).toContain(name);
  }
  expect(stored).toBe("Nguyễn Thị Ánh Tuyết");

  document.querySelectorAll<HTMLButtonElement>(".newer button")[1]?.click();
  await settled(() => expect(stored).toBe("Nguyễn Thị Bạch Tuyết"));
  const sent = asked
    .filter(({ command }) => command === "case_correct")
    .map(({ request }) => request);
  expect(sent.at(-1)).toMatchObject({
    seen: "Nguyễn Thị Ánh Tuyết",
    value: "Nguyễn Thị Bạch Tuyết",
  });
});
