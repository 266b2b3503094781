import { mount, unmount } from "svelte";
import { afterEach, expect, test, vi } from "vitest";
import type { EvidenceView, Workstation } from "../../api";
import Evidence from "../../components/Evidence.svelte";
import { session } from "../../state/session.svelte";
import { answer, asked, quiet, refusal, settled } from "../../test/workstation";

vi.mock("../../platform", async () => ({
  platform: (await import("../../test/workstation")).fakePlatform,
}));

let page: ReturnType<typeof mount>;

afterEach(async () => {
  await unmount(page);
  document.body.replaceChildren();
});

function view(failed: number): EvidenceView {
  return {
    facts: {
      code: null,
      from: "2026-11-21T00:00:00+07:00",
      to: "2026-11-21T15:00:00+07:00",
      failed,
      rows: failed
        ? [
            {
              from: "2026-11-21T08:00:00+07:00",
              to: null,
              tries: failed,
              waiting: 2,
              cause: "Hết thời gian chờ",
            },
          ]
        : [],
      back: null,
      sent: null,
      acknowledged: null,
      waiting: 2,
      clock_sets: 0,
      run: 3,
      head: "ab12",
      countersigned: null,
    },
    svg: ["<svg xmlns='http://www.w3.org/2000/svg'/>"],
  };
}

async function open(code?: string): Promise<void> {
  session.enter({ state: "open" } as Workstation);
  await settled(() => expect(session.status).not.toBeNull());
  page = mount(Evidence, { target: document.body, props: { id: "minute", open: true, code } });
  await settled(() => expect(document.getElementById("minute-facts")).not.toBeNull());
}

const shown = () =>
  asked.filter(({ command }) => command === "evidence_show").map(({ request }) => request);

function click(id: string): void {
  (document.getElementById(id) as HTMLButtonElement).click();
}

test("a minute of this machine begins with today and follows the days", async () => {
  answer({
    status: () => quiet,
    evidence_show: (request) => view(request.from === "2026-11-20" ? 7 : 0),
    evidence_save: () => ({ path: "/d/m.pdf" }),
  });
  await open();
  expect(document.getElementById("minute-facts")?.textContent).toContain(
    "không ghi lần kết nối nào",
  );
  const from = document.getElementById("minute-from") as HTMLInputElement;
  from.value = "2026-11-20";
  from.dispatchEvent(new Event("input", { bubbles: true }));
  from.dispatchEvent(new Event("change", { bubbles: true }));
  await settled(() =>
    expect(document.getElementById("minute-facts")?.textContent).toContain("7 lần"),
  );
  expect(document.body.textContent).toContain("Máy chủ chưa ký xác nhận");
  expect(shown()).toEqual([
    { code: null, from: "2026-11-21", to: "2026-11-21" },
    { code: null, from: "2026-11-20", to: "2026-11-21" },
  ]);
  click("minute-save");
  await settled(() => expect(document.getElementById("minute-path")).not.toBeNull());
  await settled(() =>
    expect((document.getElementById("minute-path") as HTMLInputElement).value).toContain(
      "2026-11-21-mat-ket-noi.pdf",
    ),
  );
  click("minute-save-submit");
  await settled(() => expect(document.body.textContent).toContain("/d/m.pdf"));
});

test("a minute of a case has no days; a printer that is not there is said", async () => {
  answer({
    status: () => quiet,
    evidence_show: () => view(2),
    evidence_print: () => {
      throw refusal("no_printer", "Không có máy in nào.");
    },
  });
  await open("H15.101.05-261121-5001");
  expect(document.getElementById("minute-from")).toBeNull();
  expect(shown()).toEqual([{ code: "H15.101.05-261121-5001", from: null, to: null }]);
  click("minute-print");
  await settled(() => expect(document.body.textContent).toContain("Không có máy in nào."));
  expect(document.getElementById("minute-preview")).not.toBeNull();
});
