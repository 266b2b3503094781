import { mount, unmount } from "svelte";
import { afterEach, expect, test, vi } from "vitest";
import type { CaseDetail, Scans as ScansOfCase, ScanView } from "../../api";
import { faults } from "../../test/axe";
import { answer, asked, settled } from "../../test/workstation";
import Scans from "./Scans.svelte";
import { fileSize, inGroups, thumbnails } from "./scans";

vi.mock("../../platform", async () => ({
  platform: (await import("../../test/workstation")).fakePlatform,
}));

const code = "H37.101.05-261118-5005";

function scan(id: string, more: Partial<ScanView> = {}): ScanView {
  return {
    id,
    item: "to-khai",
    paper: "Tờ khai",
    name: `${id}.jpg`,
    media: "jpeg",
    size: 700_000,
    hash: id,
    officer: "Lò Thị Mai",
    at: "2026-11-18T09:20:00+07:00",
    here: true,
    at_hub: false,
    words: "",
    removed: null,
    ...more,
  };
}

const detail = {
  code,
  documents: [
    { item: "to-khai", name: "Tờ khai", form: "original", copies: 1, handling: "submit" },
  ],
} as unknown as CaseDetail;

const three: ScansOfCase = {
  scans: [
    scan("a", { at_hub: true }),
    scan("b"),
    scan("c", { here: false, at_hub: true, media: "pdf" }),
    scan("d", { removed: "quét nhầm" }),
  ],
  total: 3,
  at_hub: 2,
};

let page: ReturnType<typeof mount> | undefined;
afterEach(() => {
  if (page) unmount(page);
  page = undefined;
});

function show(scans: ScansOfCase, more: object = {}): void {
  answer({
    scan_list: () => scans,
    scan_open: () => ({ name: "a.jpg", mime: "image/jpeg", bytes_base64: "AA==" }),
    ...more,
  });
  document.body.innerHTML = "";
  page = mount(Scans, { target: document.body, props: { detail, onchanged: () => undefined } });
}

test("says how many scans the hub has, and of each where it is", async () => {
  show(three);
  await settled(() => expect(document.getElementById("scans-count")).not.toBeNull());
  expect(document.getElementById("scans-count")?.textContent).toContain("2/3");
  expect(document.getElementById("scans-count")?.className).toContain("amber");
  const text = (id: string): string => document.getElementById(`scan-${id}`)?.textContent ?? "";
  expect(text("a")).toContain("Máy chủ đã có");
  expect(text("b")).toContain("Chờ gửi");
  expect(text("c")).toContain("Chưa tải về");
  expect(document.getElementById("scan-d")).toBeNull();
  await settled(() => expect(document.querySelectorAll(".scan img")).toHaveLength(2));
  expect(await faults(document.body)).toEqual([]);
});

test("adds the files that were chosen to their paper", async () => {
  show({ scans: [], total: 0, at_hub: 0 }, { scan_add: () => three });
  await settled(() => expect(document.getElementById("scan-add-0")).not.toBeNull());
  const input = document.getElementById("scan-add-0") as HTMLInputElement;
  const file = {
    name: "trang 1.jpg",
    size: 3,
    arrayBuffer: async () => new Uint8Array([255, 216, 255]).buffer,
  };
  Object.defineProperty(input, "files", { value: [file] });
  input.dispatchEvent(new Event("change", { bubbles: true }));
  await settled(() => expect(document.getElementById("scan-b")).not.toBeNull());
  const request = asked.find((one) => one.command === "scan_add")?.request;
  const files = [{ name: "trang 1.jpg", bytes_base64: "/9j/" }];
  expect(request).toEqual({ code, item: "to-khai", files });
});

test("files go in groups that are not too large, in their order", () => {
  const mega = 1024 * 1024;
  const sizes = [10, 5, 2, 20, 1].map((size) => ({ size: size * mega }));
  const groups = inGroups(sizes).map((group) => group.map((file) => file.size / mega));
  expect(groups).toEqual([[10, 5], [2], [20], [1]]);
  expect(inGroups([])).toEqual([]);
});

test("only pictures that are here are drawn small", () => {
  expect(thumbnails(three.scans).map((one) => one.id)).toEqual(["a", "b"]);
  expect([1, 1024, 700_000, 1_572_864].map(fileSize)).toEqual(["1 KB", "1 KB", "684 KB", "1.5 MB"]);
});
