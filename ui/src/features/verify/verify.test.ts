import { mount, unmount } from "svelte";
import { afterEach, expect, test, vi } from "vitest";
import type { SlipAnswer, Verified } from "../../api";
import { faults } from "../../test/axe";
import { answer, asked, refusal, settled } from "../../test/workstation";
import Verify from "./Verify.svelte";
import { look } from "./verdict";

vi.mock("../../platform", async () => ({
  platform: (await import("../../test/workstation")).fakePlatform,
}));

let page: ReturnType<typeof mount> | null = null;

afterEach(async () => {
  if (page) await unmount(page);
  page = null;
  document.body.replaceChildren();
});

const verdicts = [
  "valid",
  "reissued",
  "differs",
  "revoked_device",
  "unknown_key",
  "altered",
  "newer_format",
  "not_a_slip",
  "no_slip",
];

function slip(verdict: string): SlipAnswer {
  const words = { title: `Kết luận ${verdict}`, message: "Vì sao", hint: "Làm gì", book: "Sổ" };
  return {
    verdict,
    code: "H37.101.05-261121-5007",
    office: "Trung tâm",
    issue: 1,
    issued: "2026-11-21T08:35:00+07:00",
    received: "2026-11-21T08:30:00+07:00",
    due: "2026-11-26T08:30:00+07:00",
    provisional: false,
    clock_unconfirmed: false,
    papers_match: true,
    book: "same",
    differs: [],
    newest_issue: null,
    device: "Máy số 1",
    fingerprint: "fe81 2c12",
    revoked_since: null,
    codes: [],
    vi: words,
    en: words,
  };
}

function slips(...verdicts: string[]): Verified {
  return { slips: verdicts.map(slip), minute: null };
}

function element<T extends HTMLElement>(id: string): T {
  const found = document.getElementById(id);
  if (!found) throw new Error(`no ${id}`);
  return found as T;
}

/** A file as the picker gives it; jsdom's has no bytes to ask for. */
function pick(name: string, bytes: number[]): void {
  const buffer = new Uint8Array(bytes).buffer;
  const file = Object.assign(new File([], name), { arrayBuffer: async () => buffer });
  const input = element<HTMLInputElement>("verify-file");
  Object.defineProperty(input, "files", { value: [file], configurable: true });
  input.dispatchEvent(new Event("change", { bubbles: true }));
}

function type(text: string): HTMLTextAreaElement {
  const field = element<HTMLTextAreaElement>("verify-text");
  field.value = text;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  return field;
}

test("no two verdicts share a drawing", () => {
  const icons = verdicts.map((verdict) => look(verdict).icon);
  expect(new Set(icons).size).toBe(verdicts.length);
});

test("a scanner's line with Enter is checked as it is, and the verdict is read out", async () => {
  answer({ slip_verify: () => slips("valid") });
  page = mount(Verify, { target: document.body });
  const field = type("MC1:ABC $%*+ ");
  await settled(() => expect(document.activeElement).toBe(field));
  field.dispatchEvent(
    new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true }),
  );
  await settled(() => expect(document.querySelector("[data-verdict=valid]")).not.toBeNull());
  expect(asked).toEqual([{ command: "slip_verify", request: { text: "MC1:ABC $%*+ " } }]);
  const status = document.querySelector("[role=status]");
  expect(status?.textContent).toContain("Kết luận valid");
  expect(status?.textContent).toContain("08:30 ngày 26/11/2026");
  expect(await faults(document.body)).toEqual([]);
});

test("a file goes to the workstation whole, and each slip in it gets its verdict", async () => {
  answer({ slip_verify_file: () => slips("reissued", "altered") });
  page = mount(Verify, { target: document.body });
  pick("giấy.pdf", [1, 2, 3]);
  await settled(() => expect(document.querySelectorAll("[data-verdict]")).toHaveLength(2));
  expect(asked).toEqual([
    { command: "slip_verify_file", request: { name: "giấy.pdf", bytes_base64: "AQID" } },
  ]);
  expect(await faults(document.body)).toEqual([]);
});

test("a minute of an outage is judged on the same screen", async () => {
  const minute: Verified["minute"] = {
    verdict: "valid",
    code: null,
    from: "2026-11-21T08:00:00+07:00",
    to: "2026-11-21T11:30:00+07:00",
    failed: 42,
    acknowledged: null,
    countersigned: "2026-11-21T12:00:00+07:00",
    device: "Máy số 1",
    vi: "Biên bản thật",
    en: "Genuine",
  };
  answer({ slip_verify: () => ({ slips: [], minute }) });
  page = mount(Verify, { target: document.body });
  type("MM1:ABC").dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true }));
  await settled(() => expect(document.querySelector("[data-verdict=valid]")).not.toBeNull());
  const said = document.querySelector("[role=status]")?.textContent ?? "";
  for (const part of ["Biên bản thật", "08:00 ngày 21/11/2026", "42", "Máy số 1", "12:00"]) {
    expect(said).toContain(part);
  }
  expect(await faults(document.body)).toEqual([]);
});

test("a file that cannot be read is said, and an older answer never stands for a newer check", async () => {
  let release: (given: Verified) => void = () => undefined;
  answer({
    slip_verify: () => new Promise((resolve) => (release = resolve)),
    slip_verify_file: () => {
      throw refusal("bad_slip_file", "Không đọc được tệp");
    },
  });
  page = mount(Verify, { target: document.body });
  type("MC1:ABC").dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true }));
  await settled(() => expect(asked).toHaveLength(1));
  pick("x.pdf", [120]);
  await settled(() =>
    expect(document.querySelector("[role=alert]")?.textContent).toContain("Không đọc"),
  );
  release(slips("valid"));
  await new Promise((resolve) => queueMicrotask(() => resolve(null)));
  expect(document.querySelector("[data-verdict]")).toBeNull();
});

test("without a camera that is said; with one a frame is asked for only on demand", async () => {
  answer({});
  page = mount(Verify, { target: document.body });
  expect(document.body.textContent).toContain("không dùng được camera");
  expect(document.getElementById("verify-camera")).toBeNull();
  await unmount(page);
  const getUserMedia = vi.fn(async () => {
    throw new Error("refused");
  });
  Object.defineProperty(navigator, "mediaDevices", { value: { getUserMedia }, configurable: true });
  page = mount(Verify, { target: document.body });
  expect(getUserMedia).not.toHaveBeenCalled();
  element("verify-camera").click();
  await settled(() => expect(document.querySelector("[role=alert]")).not.toBeNull());
  Reflect.deleteProperty(navigator, "mediaDevices");
});

test("the keys are shown with their fingerprints when they are asked for", async () => {
  const key = { device: "d1", key: "k1", fingerprint: "fe81 2c12", revoked_since: null };
  answer({
    slip_keys: () => ({
      format: "motcua/slip-keys/1",
      office: "o",
      office_name: "Trung tâm",
      made: "2026-11-21T08:30:00+07:00",
      signed_by: "fe81 2c12",
      keys: [
        { ...key, name: "Máy số 1", revoked: false },
        {
          ...key,
          device: "d2",
          name: "Máy số 2",
          revoked: true,
          revoked_since: "2026-11-20T08:30:00+07:00",
        },
      ],
      sealed: "MCK1:",
    }),
  });
  page = mount(Verify, { target: document.body });
  const details = document.querySelector("details") as HTMLDetailsElement;
  details.open = true;
  details.dispatchEvent(new Event("toggle"));
  await settled(() => expect(details.textContent).toContain("Đã thu hồi từ 20/11/2026"));
  expect(details.textContent).toContain("fe81 2c12");
  expect(await faults(document.body)).toEqual([]);
});
